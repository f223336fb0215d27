"""What changed since somebody's last visit: what was added to the ledger since then, as far as they may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone

from muster.ledger.records import Report, Ruling, Statement
from muster.web import answers
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
        seen["before"] = seen["last"]
    seen["last"] = now
    person.seen = {**person.seen, asked.slug: seen}
    person.save(update_fields=["seen"])
    request.session[f"visit:{asked.slug}"] = seen["before"]
