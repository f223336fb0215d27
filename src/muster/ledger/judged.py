"""What rulings make of statements that book nothing: rejected, told again, or given a role.

A statement ruled "same as" another is that one told again and counts once. Judgements of sameness are equivalences,
resolved each time anew from the rulings that stand, so taking one back is complete. One that repeats several
statements at once (a total of two pledges) is told again of each, and does not make those the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from muster.ledger.kept import once_a_books
from muster.ledger.records import Books, Ruling, Statement
from muster.problems import Problem
from muster.quantities import When, parse_when
from muster.vocabulary import Aspect, Verdict


@dataclass(frozen=True)
class Judged:
    """The books' statements with what stands ruled of them."""

    books: Books

    def verdicts(self, statement: int) -> frozenset[Verdict]:
        return self.books.index.verdicts(statement)

    def is_rejected(self, statement: int) -> bool:
        return Verdict.REJECT in self.verdicts(statement)

    def is_ruled(self, statement: int) -> bool:
        return bool(self.verdicts(statement))

    def detail(self, statement: Statement) -> Mapping[str, Any]:
        """The statement's detail, with what its standing rulings put in its place."""
        ruled: dict[str, Any] = dict(statement.detail)
        for ruling in self.books.standing_rulings.get(statement.id, ()):
            ruled |= ruling.detail
        return ruled

    def witnesses(self, statement: int) -> tuple[int, ...]:
        """The statement itself, then those that tell it again, in the order they became known."""
        return (statement, *self._repeats.get(statement, ()))

    def told_once(self, aspect: Aspect) -> list[Statement]:
        """The statements of an aspect that are not rejected and not another one told again."""
        return [
            statement for statement in self.books.index.of_aspect(aspect)
            if not self.is_rejected(statement.id)
            and self._first_tellings.get(statement.id, (statement.id,)) == (statement.id,)
        ]

    def told_again(self) -> Mapping[int, tuple[int, ...]]:
        """First telling -> the statements that tell it again, in the order they became known."""
        return self._repeats

    @property
    def _first_tellings(self) -> Mapping[int, tuple[int, ...]]:
        return first_tellings(self.books)

    @property
    def _repeats(self) -> Mapping[int, tuple[int, ...]]:
        return _repeats(self.books)


@once_a_books
def first_tellings(books: Books) -> Mapping[int, tuple[int, ...]]:
    """Of each statement ruled the same as others: the first telling, or tellings, that it repeats."""
    known = books.statement_by_id
    alike: dict[int, int] = {}
    repeats: dict[int, tuple[int, ...]] = {}

    def first(of: int) -> int:
        while alike.get(of, of) != of:
            of = alike[of]
        return of

    same: dict[int, list[Ruling]] = {}
    for ruling in books.index.standing_as(Verdict.SAME_AS):
        same.setdefault(ruling.statement, []).append(ruling)
    for statement, rulings in same.items():
        others = tuple(dict.fromkeys(one for ruling in rulings for one in ruling.cites if one in known))
        if len(others) == 1 and statement in known:
            older, newer = sorted((first(statement), first(others[0])), key=lambda one: (known[one].known, one))
            alike[newer] = older
        elif others:
            repeats[statement] = others
    resolved: dict[int, tuple[int, ...]] = {one: (first(one),) for one in alike}
    for statement, others in repeats.items():
        resolved[statement] = tuple(dict.fromkeys(first(one) for one in others if first(one) != statement)) \
            or (statement,)
    return resolved


@once_a_books
def _repeats(books: Books) -> Mapping[int, tuple[int, ...]]:
    told: dict[int, list[int]] = {}
    for statement, firsts in first_tellings(books).items():
        for one in firsts:
            if one != statement:
                told.setdefault(one, []).append(statement)
    known = books.statement_by_id
    return {one: tuple(sorted(others, key=lambda other: (known[other].known, other))) for one, others in told.items()}


def grounds(judged: Judged, statements: Iterable[Statement]) -> tuple[int, ...]:
    """All witnesses of these statements, each once."""
    return tuple(dict.fromkeys(one for said in statements for one in judged.witnesses(said.id)))


def when_in(detail: Mapping[str, Any], name: str) -> When | None:
    """A time kept in a detail; None if it is absent or not written as one."""
    value = detail.get(name)
    if isinstance(value, date):
        return When(value, value)
    if not isinstance(value, str) or not value.strip():
        return None
    read = parse_when(value, where=name)
    return None if isinstance(read, Problem) else read


def first_day(detail: Mapping[str, Any], name: str) -> date | None:
    when = when_in(detail, name)
    return when.first if when else None


def last_day(detail: Mapping[str, Any], name: str) -> date | None:
    when = when_in(detail, name)
    return when.last if when else None
