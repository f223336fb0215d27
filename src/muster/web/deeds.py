"""What people did beside ruling: filed, proposed, approved, loaded, answered, sealed. For those inside alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from muster.ledger.records import Books, Mission, place_of
from muster.store.deeds import filings_of
from muster.store.sealing import seals_of
from muster.web.frame import Asked, moment
from muster.web.models import Correction, Job, SealAsked, State, Waiting

MOST = 5_000
"""Of each sort, the newest; older ones stay in the database."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing somebody did. about: its name, and where it leads ("" for nowhere)."""

    when: datetime
    who: str
    what: str
    about: str
    address: str
    words: str

    @property
    def text(self) -> str:
        return " ".join((f"{self.when:%Y-%m-%d %H:%M}", self.who, self.what, self.about, self.words))


def deeds(asked: Asked, books: Books) -> list[Deed]:
    """The newest first."""
    every = [*_filed(asked, books), *_sealed(asked), *_proposed(asked), *_asked_to_seal(asked), *_loads(asked),
             *_corrections(asked)]
    return sorted(every, key=lambda deed: deed.when, reverse=True)


def _filed(asked: Asked, books: Books) -> Iterator[Deed]:
    for one in filings_of(asked.mission)[-MOST:]:
        report = books.reports.get(one.report)
        if report is not None:
            words = _("%(number)s statements") % {"number": one.statements}
            yield Deed(moment(one.recorded, asked.mission.zone), one.author, _("filed"),
                       f"D{place_of(one.report)} {report.title}", asked.address("reports", report.name), words)


def _sealed(asked: Asked) -> Iterator[Deed]:
    for one in seals_of(asked.mission):
        yield Deed(moment(one.recorded, asked.mission.zone), ", ".join(one.authors), _("sealed"),
                   _("%(number)s texts") % {"number": one.texts}, f"/{asked.slug}/seal/", one.reason)


def _proposed(asked: Asked) -> Iterator[Deed]:
    mission = asked.mission
    for one in Waiting.objects.filter(mission=mission.slug).order_by("-pk")[:MOST]:
        address = asked.address("why", one.statement)
        yield Deed(_local(one.made, mission), one.author, _("proposed"), f"{one.statement} {one.asked.get('verdict')}",
                   address, one.told)
        if one.decided:
            word = _("approved") if one.state == State.DONE else _("refused")
            yield Deed(_local(one.decided, mission), one.decided_by, word, one.statement, address, one.answer)


def _asked_to_seal(asked: Asked) -> Iterator[Deed]:
    for one in SealAsked.objects.filter(mission=asked.mission.slug).order_by("-pk")[:MOST]:
        place = f"/{asked.slug}/seal/"
        yield Deed(_local(one.made, asked.mission), one.author, _("asked to seal"), one.entries, place, one.reason)
        if one.decided and one.state == State.REFUSED:
            yield Deed(_local(one.decided, asked.mission), one.decided_by, _("refused to seal"), one.entries, place,
                       one.answer)


def _loads(asked: Asked) -> Iterator[Deed]:
    for job in Job.objects.filter(mission=asked.mission.slug, kind__in=("load", "report")).defer(
            "body", "result").order_by("-pk")[:MOST]:
        word = _("loaded") if job.kind == "load" else _("handed in")
        place = f"/{asked.slug}/load/{job.pk}/" if job.kind == "load" else f"/{asked.slug}/reports/jobs/{job.pk}/"
        yield Deed(_local(job.made, asked.mission), job.author, word, str(job.asked.get("file_name", "")), place,
                   job.answer)


def _corrections(asked: Asked) -> Iterator[Deed]:
    for one in Correction.objects.filter(mission=asked.mission.slug).order_by("-pk")[:MOST]:
        yield Deed(_local(one.made, asked.mission), one.by or _("somebody without an account"),
                   _("proposed a correction"), one.about, f"/{asked.slug}/corrections/", one.text)


def _local(when: datetime, mission: Mission) -> datetime:
    return when.astimezone(mission.zone)
