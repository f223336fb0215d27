"""Packages and sheets handed in on a page: tried whole first, then loaded by a second decision, never half.

A trial is a job that files everything and takes it back, so it says what loading would do, row by row, and keeps the
bytes until somebody decides. With four eyes that is another person than who sent them. The bytes are forgotten when
they are loaded or let go, and a day after the trial at the latest.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster import store
from muster.actions import loading as actions
from muster.briefs import wording
from muster.errors import Refused, Stale
from muster.exchange.folder import read_descriptor
from muster.ledger.drafts import Filing
from muster.ledger.figures import Figure
from muster.ledger.told import REFUSED_PREFIX
from muster.problems import Problem
from muster.vocabulary import Marking
from muster.web import jobs, uploads
from muster.web.models import Job, State

KEPT_FOR = timedelta(days=1)
MOST_PROBLEMS = 2_000
MOST_ROWS = 300
RESERVED = ("account", "api", "static", "health")
"""Short names no mission may have: their addresses are taken."""

_SHORT_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}")


def begin(mission: str, name: str, body: bytes, *, marking: str, author: str, may_begin: bool,
          reading: Mapping[str, str | None]) -> Job:
    """The trial of what was sent. The same bytes sent again while the ledger stands as it is are one trial.

    reading: how a sheet is read where it does not show it itself, as `actions.loading.load` takes it.
    """
    head = store.head_of(store.mission_named(mission))[1] if mission else ""
    asked = {"file_name": name, "marking": marking if marking in jobs.MARKINGS else "restricted",
             "may_begin": may_begin, **reading}
    content = sha256(b"\0".join([body, repr(sorted(asked.items())).encode(), head.encode(), author.encode()]))
    forget_old()
    made = jobs.once("try", mission, content.hexdigest(), asked=asked, body=body, author=author)
    if made.state != State.WAITING and made.body is None:  # decided or forgotten: sent anew, it is tried anew
        Job.objects.filter(pk=made.pk).update(content=f"{made.content[:40]}-{made.pk}")
        return jobs.once("try", mission, content.hexdigest(), asked=asked, body=body, author=author)
    return made


def forget_old() -> None:
    """Bytes nobody decided on within a day."""
    Job.objects.filter(kind="try", finished__lt=timezone.now() - KEPT_FOR, body__isnull=False).update(body=None)


def decide(number: int, mission: str, *, author: str, accept_good_rows: bool) -> Job:
    """Load what was tried. Decided twice, it is loaded once. Raises Stale when there is nothing left to decide."""
    with transaction.atomic():
        tried = Job.objects.select_for_update().filter(pk=number, mission=mission, kind="try").first()
        if tried is None:
            raise Stale(Problem(_("trial"), str(number), _("a trial of this mission"), _("Send the file again.")))
        if tried.result.get("load"):
            return Job.objects.get(pk=tried.result["load"])
        if tried.body is None or not tried.result.get("can_load"):
            raise Stale(Problem(_("trial"), str(number), _("a trial that waits for a decision"),
                                _("Send the file again.")))
        signed = tried.author if tried.author == author else f"{tried.author}, approved by {author}"
        made = jobs.once("load", mission, sha256(f"load {tried.pk}".encode()).hexdigest(), body=bytes(tried.body),
                         asked={**tried.asked, "accept": accept_good_rows}, author=signed)
        tried.body, tried.result = None, {**tried.result, "load": made.pk, "decided_by": author}
        tried.save()
    return made


def let_go(number: int, mission: str, *, author: str) -> None:
    """Forget what was tried, without loading it."""
    with transaction.atomic():
        tried = Job.objects.select_for_update().filter(pk=number, mission=mission, kind="try", body__isnull=False)
        for one in tried:
            one.body, one.result = None, {**one.result, "let_go": author}
            one.save()


# --- the jobs ---------------------------------------------------------------------------------------------


def try_load(job: Job) -> tuple[str, dict[str, Any]]:
    """What loading would do: of everything, or of the good rows where some are not."""
    with tempfile.TemporaryDirectory() as folder:
        path = uploads.laid_out(job.asked["file_name"], bytes(job.body or b""), Path(folder))
        goes_to = _goes_to(path, job)
        whole = _load(path, job, dry_run=True, accept_good_rows=False)
        told = _load(path, job, dry_run=True, accept_good_rows=True) if whole.problems else whole
        rows = list(_rows(told.filings, job.mission))
        statements = sum(not one.report.startswith(REFUSED_PREFIX)
                         for filing in told.filings for one in filing.statements)
        refused = sum(len(filing.refused) for filing in told.filings)
        return told.summary, {
            "would": told.summary.split("\n"), "goes_to": goes_to, "statements": statements, "refused": refused,
            "problems": [problem.as_dict() for problem in whole.problems[:MOST_PROBLEMS]],
            "problem_count": len(whole.problems), "rows": rows[:MOST_ROWS], "row_count": len(rows),
            "can_load": bool(statements or any(filing.parties for filing in told.filings)),
        }


def load(job: Job) -> tuple[str, dict[str, Any]]:
    """File it: all of it, or with accept all its good rows."""
    with tempfile.TemporaryDirectory() as folder:
        path = uploads.laid_out(job.asked["file_name"], bytes(job.body or b""), Path(folder))
        goes_to = _goes_to(path, job)
        done = _load(path, job, dry_run=False, accept_good_rows=bool(job.asked.get("accept")))
        if done.problems and not job.asked.get("accept"):
            raise Refused(*done.problems[:20])
        return done.summary, {"goes_to": goes_to}


def _load(path: Path, job: Job, *, dry_run: bool, accept_good_rows: bool) -> actions.Loaded:
    asked = job.asked
    return actions.load(
        str(path), mission_name=job.mission or None, author=job.author, dry_run=dry_run,
        accept_good_rows=accept_good_rows, marking=Marking[asked["marking"].upper()], decimal=asked.get("decimal", ""),
        dates=asked.get("dates", ""), replaces=asked.get("replaces"))


def _goes_to(path: Path, job: Job) -> str:
    """The short name of the mission it is for. Raises Refused when it may not go there."""
    if not path.is_dir():
        if not job.mission:
            raise Refused(Problem(path.name, _("a sheet"), _("a package, which names its mission"),
                                  _("Open the mission's own page to load a sheet.")))
        return job.mission
    descriptor = read_descriptor(path, path.name)
    if isinstance(descriptor, Problem):
        raise Refused(descriptor)
    about = descriptor.get("mission")
    slug = str(about.get("slug", "")) if isinstance(about, Mapping) else ""
    where = f"{path.name}/{uploads.DESCRIPTOR}, mission, slug"
    if not _SHORT_NAME.fullmatch(slug) or slug in RESERVED:
        raise Refused(Problem(where, slug[:60], _("a short name of letters, digits and hyphens that no page uses"),
                              _("Choose another short name.")))
    if slug != job.mission and not job.asked.get("may_begin"):
        raise Refused(Problem(where, slug, _("the short name of this mission (%(slug)s)") % {"slug": job.mission},
                              _("Open that mission, or let an administrator load it.")))
    return slug


def _rows(filings: Iterable[Filing], mission: str) -> Iterable[dict[str, str]]:
    """What would move, posting by posting, in plain values that the page puts into words."""
    names = _names_in(mission) if mission else {}
    for filing in filings:
        named = names | {party.id: party.name for party in filing.parties}
        for ruling in filing.rulings:
            for posting in ruling.postings:
                line, quantity = posting.line, posting.quantity
                figure = Figure(quantity.booked, quantity.low, quantity.high, line.unit)
                yield {
                    "row": ruling.statement.partition(":")[2], "who": named.get(line.contributor, line.contributor),
                    "what": line.resource, "amount": wording.figure(figure), "unit": line.unit,
                    "from": posting.from_stage.word, "to": posting.to_stage.word, "when": str(posting.when),
                    "lot": posting.lot,
                }


def _names_in(mission: str) -> dict[str, str]:
    books = store.open_books(store.mission_named(mission), with_movements=False)
    return {party.id: party.name for party in books.parties.values()}
