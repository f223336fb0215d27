"""What a page is asked: whose ledger, which day, what was known by then, which sources, for whom.

Every page takes the same few words in its address, so an address is the whole question and can be sent to a colleague.

    on         the day asked about (default: the day of `known`, else today in the mission's zone)
    known      use only what was known by the end of this day, or at this moment (default: now)
    sources    all, or the name of a set of reports kept apart (Haiti: seeds)
    confirmed  1: only what the party itself, its counterpart or the fund's administrator said
    edition    public: what the public sees, for somebody signed in
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from muster.errors import Refused
from muster.ledger.records import Mission
from muster.problems import Problem
from muster.quantities import When, parse_when
from muster.vocabulary import Marking
from muster.web.access import Viewer, viewer_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PARTS = ("on", "known", "sources", "confirmed", "edition")


@dataclass(frozen=True, slots=True)
class Asked:
    """A page's question. slug: the mission's, without its edition. known: microseconds, None for now."""

    viewer: Viewer
    mission: Mission
    slug: str
    sources: str
    on: date
    known: int | None
    confirmed_only: bool
    public: bool
    typed: Mapping[str, str]
    language: str

    @property
    def clearance(self) -> Marking:
        return Marking.PUBLIC if self.public else self.viewer.clearance

    @property
    def is_now(self) -> bool:
        return self.known is None and "on" not in self.typed

    @property
    def marking_word(self) -> str:
        return "public" if self.clearance is Marking.PUBLIC and not self.own_party else self.clearance.word

    @property
    def own_party(self) -> str:
        return "" if self.public else self.viewer.own_party

    def query(self, **changes: str | None) -> str:
        """The question as the end of an address, with some of its words changed; None takes one away."""
        words = {**self.typed, **changes} if changes else self.typed
        return _query(tuple(words.items()))

    def address(self, *parts: str, **changes: str | None) -> str:
        """An address on this mission with the same question: address("why", "gap/personnel/present")."""
        path = "/".join(part if _PLAIN.fullmatch(part) else quote(part, safe="/:+") for part in parts if part)
        slug = self.slug if _PLAIN.fullmatch(self.slug) else quote(self.slug)
        return f"/{slug}/{path + '/' if path and not path.endswith('/') else path}{self.query(**changes)}"


_PLAIN = re.compile(r"[A-Za-z0-9_.~/:+-]+")
"""What needs no quoting in an address."""


@lru_cache(maxsize=4096)
def _query(words: tuple[tuple[str, str | None], ...]) -> str:
    """The end of an address: a page has hundreds with the same."""
    told = urlencode({name: word for name, word in words if word})
    return f"?{told}" if told else ""


def asked_by(request: HttpRequest, slug: str) -> Asked:
    """The question in a request. Raises Refused with every fault at once, NotHere when there is no such mission."""
    from muster import store

    viewer = viewer_of(request)
    typed = {name: word for name in PARTS if (word := request.GET.get(name, "").strip()[:60])}
    sources = typed.get("sources", "all")
    mission = store.mission_named(slug if sources == "all" else f"{slug.partition('@')[0]}@{sources}")
    problems: list[Problem] = []
    known_day, known = _time_known(typed.get("known", ""), mission.zone, problems)
    on = _one_day(typed["on"], "on", problems) if "on" in typed else known_day
    if problems:
        raise Refused(*problems)
    return Asked(
        viewer, mission, slug, sources, on or datetime.now(mission.zone).date(), known,
        typed.get("confirmed") == "1", typed.get("edition") == "public" or not viewer.roles, typed,
        getattr(request, "LANGUAGE_CODE", "en"),
    )


def _one_day(text: str, name: str, problems: list[Problem]) -> date | None:
    when = parse_when(text, where=name)
    if isinstance(when, When) and when.is_one_day:
        return when.first
    problems.append(Problem(name, text, "one day as YYYY-MM-DD", "Write the day out, for example 2024-09-22."))
    return None


def _time_known(text: str, zone: ZoneInfo, problems: list[Problem]) -> tuple[date | None, int | None]:
    """A day means its end in the mission's zone; a time without a zone is in the mission's."""
    if not text:
        return None, None
    if "T" in text:
        try:
            moment = datetime.fromisoformat(text.replace(" ", "+"))
        except ValueError:
            problems.append(Problem("known", text, "a day or a time such as 2024-09-30T18:00", "Write it that way."))
            return None, None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    else:
        day = _one_day(text, "known", problems)
        if day is None:
            return None, None
        if day == date.max:
            problems.append(Problem("known", text, "a day before the last one there is", "Choose an earlier day."))
            return None, None
        moment = datetime.combine(day + timedelta(days=1), time(), zone) - timedelta(microseconds=1)
    try:
        return moment.astimezone(zone).date(), (moment - EPOCH) // timedelta(microseconds=1)
    except OverflowError:
        problems.append(Problem("known", text, "a time in the calendar", "Choose another day."))
        return None, None


def moment(microseconds: int, zone: ZoneInfo) -> datetime:
    """A stored time as the mission's clock showed it."""
    return (EPOCH + timedelta(microseconds=microseconds)).astimezone(zone)
