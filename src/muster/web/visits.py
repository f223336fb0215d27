"""What changed since somebody's last visit: what was added to the ledger since then, as far as they may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from muster.briefs import wording
from muster.ledger.figures import Figure
from muster.ledger.records import Report, Ruling, Statement
from muster.web import answers, shown
from muster.web.frame import EPOCH, Asked
from muster.web.models import Person

SAME_VISIT = timedelta(minutes=30)
MOST = 20


@dataclass(frozen=True, slots=True)
class Changes:
    """Entries recorded since a visit. statements and rulings: the newest few; the counts are of all."""

    statements: tuple[Statement, ...]
    rulings: tuple[Ruling, ...]
    reports: tuple[Report, ...]
    statement_count: int
    ruling_count: int


def last_visit(request: HttpRequest, asked: Asked) -> int | None:
    """When they were last here, in microseconds; None without an account, at the first visit, or for a past day."""
    if not asked.viewer.name or not asked.is_now:
        return None
    found = request.session.get(f"visit:{asked.slug}")
    return int(found) if found else None


def changes(asked: Asked, since: int | None) -> Changes | None:
    if since is None:
        return None
    books = answers.books_for(asked)
    said = [one for one in books.statements if one.recorded > since]
    ruled = [one for one in books.rulings if one.recorded > since]
    cited = {one.report for one in said}
    return Changes(tuple(said[-MOST:]), tuple(ruled[-MOST:]), tuple(books.reports[one] for one in sorted(cited)),
                   len(said), len(ruled))


WATCHED = ("required", "promised_total", "committed", "preparing", "ready", "reached_present", "present")
"""Columns of the gap whose change somebody wants to hear of first."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure that changed since a visit. before: as it was shown then; "" where there was none."""

    resource: str
    column: str
    before: str
    now: SafeString


def moved(request: HttpRequest, asked: Asked, since: int | None) -> list[Moved]:
    """Figures of the gap that are not what they were at the last visit, the first few.

    They are compared with what was on the screen then, not with "as known then": history that was filed since counts
    as known before, and is news to its reader all the same.
    """
    before = request.session.get(f"told:{asked.slug}") if since is not None else None
    if not isinstance(before, dict):
        return []
    gap = answers.table(asked, "gap")
    found = []
    for row in gap.rows:
        for column in WATCHED:
            now, old = row.cells.get(column), str(before.get(f"{row.key}/{column}", ""))
            if isinstance(now, Figure) and _told(now) != old:
                found.append(Moved(
                    f"{row.cells['resource']}, {shown.unit_name(str(row.cells['unit']))}", shown.heading(gap, column),
                    shown.in_language(old, asked.language), shown.figure_link(now, f"gap/{row.key}/{column}", asked)))
    return found[:MOST]


def figures_told(asked: Asked) -> dict[str, str]:
    """The watched figures of the gap as the page shows them, by row and column."""
    return {f"{row.key}/{column}": told for row in answers.table(asked, "gap").rows for column in WATCHED
            if (told := _told(row.cells.get(column)))}


def _told(cell: object) -> str:
    return wording.figure(cell) if isinstance(cell, Figure) and shown.says_something(cell) else ""


def remember(request: HttpRequest, asked: Asked) -> None:
    """Note this visit. One visit lasts until half an hour after its last page; then what it saw becomes "last"."""
    if not asked.viewer.name or not asked.is_now:
        return
    now = (timezone.now() - EPOCH) // timedelta(microseconds=1)
    if not isinstance(request.user, User):
        return
    person, _made = Person.objects.get_or_create(user=request.user)
    seen = dict(person.seen.get(asked.slug) or {"before": 0, "last": 0})
    if now - seen["last"] > SAME_VISIT // timedelta(microseconds=1):
        seen["before"], seen["told_before"] = seen["last"], seen.get("told")
    seen["last"], seen["told"] = now, figures_told(asked)
    person.seen = {**person.seen, asked.slug: seen}
    person.save(update_fields=["seen"])
    request.session[f"visit:{asked.slug}"] = seen["before"]
    request.session[f"told:{asked.slug}"] = seen.get("told_before")
