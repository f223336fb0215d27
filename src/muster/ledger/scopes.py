"""Which lots a statement speaks of, and what stands there: one contributor or all, one lot or every one, a stage.

A count told ("nearly 400 Kenyans on the ground") is held against the ledger on its own scope and day. Host-side lines
are never in the scope of all contributors together. A scope means its resource exactly: a count of "personnel" is not
one of "personnel: security contractors". Known weakness: a source that counts both under one word is then told to
disagree with the ledger, which is true but not its fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from muster.ledger.columns import day_number
from muster.ledger.fold import Positions, positions, positions_asked
from muster.ledger.kept import once_a_lines
from muster.ledger.laid import Laid
from muster.ledger.records import EVERYONE, Books, Line, Lot, Statement
from muster.ledger.spans import NOTHING, Span, at_least_nothing
from muster.vocabulary import Kind, Stage

KEPT_DAYS = 8


@dataclass(frozen=True, slots=True)
class Scope:
    """What a count counts. contributor: a party id or `EVERYONE`. lot: "" for every lot.

    at_least: count all that ever got at least to `stage`, not what stands there.
    """

    kind: Kind
    contributor: str
    resource: str
    unit: str
    stage: Stage
    lot: str = ""
    at_least: bool = False

    def __str__(self) -> str:
        whose = "all contributors" if self.contributor == EVERYONE else self.contributor
        where = f"{self.stage.word} or further, ever" if self.at_least else self.stage.word
        return f"{whose}: {self.resource}{f' of {self.lot}' if self.lot else ''}, {where}"


def scope_of(statement: Statement) -> Scope | None:
    """The scope of a count; None where it names no kind, no contributor or no stage."""
    if statement.kind is None or not statement.contributor:
        return None
    furthest = statement.detail.get("at_least_stage")
    at_least = isinstance(furthest, str) and furthest.upper() in Stage.__members__
    stage = Stage[str(furthest).upper()] if at_least else statement.stage
    if stage is None:
        return None
    lot = str(statement.detail.get("lot", ""))
    return Scope(statement.kind, statement.contributor, statement.resource, statement.unit, stage,
                 lot if ";" not in lot else "", at_least)


class Standings:
    """What stands where in these books. Each day is folded once, and a scope's answers are kept.

    Only a few days' folds are kept at a time: ask day by day (`all_on`) where there are many.
    """

    def __init__(self, books: Books) -> None:
        self.books = books
        self._days: dict[date, Positions] = {}
        self._told: dict[tuple[Scope, date], Span] = {}
        self._lots: dict[Scope, tuple[Lot, ...]] = {}

    def on(self, day: date) -> Positions:
        """One row a lot, by its number."""
        if day not in self._days:
            lots = len(self.books.line_of_lot)
            if len(self._days) >= KEPT_DAYS:
                self._days.pop(next(iter(self._days)))
            self._days[day] = positions(
                self.books.movements, group=np.arange(lots, dtype=np.int32), groups=lots, on=day,
                known=self.books.known)
        return self._days[day]

    def all_on(self, asked: Iterable[tuple[Scope, date]]) -> None:
        """Finds out what stands in many scopes on many days, day by day, so that `standing` has it at hand."""
        laid = self.books.movements
        if isinstance(laid, Laid):
            self._all_at_once(laid, dict.fromkeys(asked))
            return
        for scope, day in sorted(asked, key=lambda pair: pair[1]):
            self.standing(scope, day)

    def _all_at_once(self, laid: Laid, asked: Iterable[tuple[Scope, date]]) -> None:
        """What stands in scopes of whole lines, from one fold; those of single lots are left to be asked for."""
        whole = [pair for pair in asked if pair not in self._told and not pair[0].lot
                 and day_number(pair[1]) <= laid.begun_by]
        folded = positions_asked(laid, [([line.number for line in self.lines_in(scope)], day) for scope, day in whole])
        for row, (scope, day) in enumerate(whole):
            self._told[scope, day] = (self._reached_in if scope.at_least else self._standing_in)(
                folded, [row], scope.stage) if self.lots_in(scope) else NOTHING

    @cached_property
    def _parts(self) -> Mapping[int, tuple[Lot, ...]]:
        parts: dict[int, tuple[Lot, ...]] = {}
        for lot in self.books.lots:
            if lot.part_of is not None:
                parts[lot.part_of] = (*parts.get(lot.part_of, ()), lot)
        return parts

    def subtree(self, lot: Lot) -> tuple[Lot, ...]:
        """The lot and all its parts."""
        found, waiting = [lot], [lot]
        while waiting:
            parts = [part for part in self._parts.get(waiting.pop().id, ()) if part not in found]
            found += parts
            waiting += parts
        return tuple(found)

    def lots_named(self, name: str) -> tuple[Lot, ...]:
        """Every lot of that name (one a line), with all its parts."""
        return tuple(part for lot in self.books.lots if lot.name == name for part in self.subtree(lot))

    def lots_of_line(self, line: Line) -> tuple[Lot, ...]:
        return self.books.lots_of_line.get(line.id, ())

    def lines_in(self, scope: Scope) -> tuple[Line, ...]:
        """The lines a scope counts."""
        return tuple(line for line in lines_of_thing(self.books).get((scope.kind, scope.resource), ())
                     if self._is_in(line, scope))

    def lots_in(self, scope: Scope) -> tuple[Lot, ...]:
        if scope not in self._lots:
            named = {lot.id for lot in self.lots_named(scope.lot)} if scope.lot else None
            self._lots[scope] = tuple(
                lot for line in self.lines_in(scope)
                for lot in self.lots_of_line(line) if named is None or lot.id in named)
        return self._lots[scope]

    def larger_lots(self, scope: Scope) -> tuple[Lot, ...]:
        """The lots, with their parts, that the lot a scope names is part of; none where it names no part."""
        named = {lot.id for lot in self.lots_in(scope)} if scope.lot else set()
        larger = [self.books.lot_by_id[lot.part_of] for lot in self.books.lots
                  if lot.id in named and lot.name == scope.lot and lot.part_of is not None]
        return tuple(part for lot in larger for part in self.subtree(lot))

    def _is_in(self, line: Line, scope: Scope) -> bool:
        key = line.key
        if (key.kind, key.resource) != (scope.kind, scope.resource):
            return False
        if key.unit != scope.unit and scope.kind is not Kind.PERSONNEL:  # persons, whatever a source calls them
            return False
        if scope.contributor != EVERYONE:
            return key.contributor == scope.contributor
        party = self.books.parties.get(key.contributor)
        return party is None or not party.host_side

    def at(self, lots: Iterable[Lot], stage: Stage, day: date) -> Span:
        """What stands at a stage on a day, over these lots together."""
        folded, rows = self._of(lots, day)
        return self._standing_in(folded, rows, stage) if rows else NOTHING

    def reached(self, lots: Iterable[Lot], stage: Stage, day: date) -> Span:
        """How much ever got at least to a stage by a day, over these lots together."""
        folded, rows = self._of(lots, day)
        return self._reached_in(folded, rows, stage) if rows else NOTHING

    def _of(self, lots: Iterable[Lot], day: date) -> tuple[Positions, list[int]]:
        """A fold in which these lots stand, and their rows in it."""
        rows = [lot.number for lot in lots]
        if not rows or not isinstance(self.books.movements, Laid):
            return self.on(day), rows
        group = np.full(len(self.books.line_of_lot), -1, dtype=np.int32)
        group[rows] = 0
        return positions(self.books.movements, group=group, groups=1, on=day, known=self.books.known), [0]

    @staticmethod
    def _standing_in(folded: Positions, rows: list[int], stage: Stage) -> Span:
        place = int(stage)
        low, high = int(folded.low[rows, place].sum()), int(folded.high[rows, place].sum())
        above, below = int(folded.open_above[rows, place].sum()), int(folded.open_below[rows, place].sum())
        # A whole lot that left without having come turns its bounds over, as in the fold.
        return at_least_nothing(Span(
            int(folded.booked[rows, place].sum()), None if below > 0 or above < 0 else min(low, high),
            None if above > 0 else max(low, high)))

    @staticmethod
    def _reached_in(folded: Positions, rows: list[int], stage: Stage) -> Span:
        place = int(stage)
        low, high = int(folded.reached_low[rows, place].sum()), int(folded.reached_high[rows, place].sum())
        above = int(folded.reached_open[rows, place].sum())
        return at_least_nothing(Span(
            int(folded.reached_booked[rows, place].sum()), None if above < 0 else min(low, high),
            None if above > 0 else max(low, high)))

    def standing(self, scope: Scope, day: date) -> Span:
        if (scope, day) not in self._told:
            lots = self.lots_in(scope)
            self._told[scope, day] = (self.reached(lots, scope.stage, day) if scope.at_least
                                      else self.at(lots, scope.stage, day))
        return self._told[scope, day]


@once_a_lines
def lines_of_thing(books: Books) -> Mapping[tuple[Kind, str], list[Line]]:
    """The lines of each kind and resource."""
    found: dict[tuple[Kind, str], list[Line]] = {}
    for line in books.lines:
        found.setdefault((line.key.kind, line.key.resource), []).append(line)
    return found
