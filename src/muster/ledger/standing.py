"""The books folded by whatever their lines have in common, and the figures that come of it.

Every table of positions goes through here: it names what its rows are (`by`), and gets figures whose grounds are the
lines behind that row. A row of which no movement is recorded has no positions at all, because absent is not zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from muster.ledger.figures import Because, Cell, Cells, Figure, slug
from muster.ledger.fold import Positions, begun, positions
from muster.ledger.records import Books, Line, LineKey, Lot, place_of
from muster.ledger.spans import Span
from muster.vocabulary import EXIT_STAGES, ORDERED_STAGES, Kind, Stage

K = TypeVar("K")

PERSONS = "persons"
NO_PROMISE = "came without a recorded promise"
LEFT_UNCOME = "more is recorded to have left than to have come"
PROMISE_STAGES = (Stage.PLEDGED, Stage.COMMITTED)


class Subject(NamedTuple):
    """What a row of the gap is about. Host-side lines and needs have rows of their own."""

    kind: Kind
    resource: str
    unit: str
    host_side: bool = False

    @property
    def key(self) -> str:
        """Its place in an address: "personnel", "money-usd", "equipment-maxxpro-mrap", "personnel-host"."""
        plain = self.unit in ("", "units") or self.kind is Kind.PERSONNEL
        return slug(" ".join([self.resource, "" if plain else self.unit, "host" if self.host_side else ""])) or "row"

    @property
    def order(self) -> tuple[bool, int, str, str]:
        """The mission's own before the host's; kinds as the vocabulary has them; then by name."""
        return self.host_side, list(Kind).index(self.kind), self.resource, self.unit


def is_host_side(party: str, books: Books) -> bool:
    known = books.parties.get(party)
    return known is not None and known.host_side


def subject_of(line: Line, books: Books) -> Subject:
    return subject(line.key.kind, line.key.resource, line.key.unit, line.key.contributor, books)


def subject(kind: Kind, resource: str, unit: str, party: str, books: Books) -> Subject:
    """Personnel are counted in persons, whatever its source calls them ("uniformed persons")."""
    return Subject(kind, resource, PERSONS if kind is Kind.PERSONNEL else unit, is_host_side(party, books))


_FURTHER = {stage: tuple(later for later in ORDERED_STAGES if later >= stage) for stage in ORDERED_STAGES}
_EVER = {stage: f"all that ever came to {stage.word} or further" for stage in ORDERED_STAGES}


@dataclass(frozen=True)
class Standing(Generic[K]):
    """Positions of rows named by K. lines, lots: ids of what is in each. moved: the rows of which
    anything is recorded by the day."""

    positions: Positions
    row: Mapping[K, int]
    moved: frozenset[K]
    units: Mapping[K, str]
    lines: Mapping[K, tuple[int, ...]]
    lots: Mapping[K, tuple[int, ...]]

    def because(self, key: K, stages: tuple[Stage, ...], how: str = "") -> Because:
        """The grounds of a figure of this row."""
        return Because(lines=self.lines.get(key, ()), lots=self.lots.get(key, ()), stages=stages, how=how)

    def span(self, key: K, stage: Stage) -> Span | None:
        """What stands there; None if nothing was ever recorded of this row."""
        return self.positions.at(self.row[key], stage) if key in self.moved else None

    def figure(self, key: K, stage: Stage, *, remark: str = "", below_zero: str = "") -> Figure | None:
        """What stands at a stage, noting a stage below zero and what may already have come.

        below_zero: what to say of a stage below zero, where it is not what it is for a line.
        """
        span = self.span(key, stage)
        if span is None:
            return None
        notes = [remark] if remark else []
        if span.booked < 0:
            notes.append(below_zero or (NO_PROMISE if stage in PROMISE_STAGES else LEFT_UNCOME))
        between = int(self.positions.between[self.row[key], stage])
        if between > 0:
            notes.append("what is told of a range of days may or may not have come yet")
        return shown(span, self.units[key], self.because(key, (stage,)), note="; ".join(notes))

    def reached(self, key: K, stage: Stage) -> Figure | None:
        """How much ever got at least so far."""
        if key not in self.moved:
            return None
        because = self.because(key, _FURTHER[stage], _EVER[stage])
        return shown(self.positions.reached(self.row[key], stage), self.units[key], because)

    def promised_total(self, key: K) -> Figure | None:
        """How much was ever pledged or committed, lapsed or not."""
        if key not in self.moved:
            return None
        because = self.because(key, PROMISE_STAGES, "all that was ever pledged or committed")
        return shown(self.positions.promised_total(self.row[key]), self.units[key], because)

    def cells(self, key: K, told: dict[str, Cell], *, below_zero: str = "") -> Cells:
        """A row's cells: what is told already, then those of `stages`, each made when it is read."""
        return Cells(told, lambda name: self.cell(key, name, below_zero), (*told, *STAGE_COLUMNS))

    def cell(self, key: K, name: str, below_zero: str = "") -> Figure | None:
        """One of the cells of `stages`."""
        if name == "promised_total":
            return self.promised_total(key)
        stage = _STAGE_OF[name]
        return self.reached(key, stage) if name.startswith("reached_") else \
            self.figure(key, stage, below_zero=below_zero)

    def stages(self, key: K, *, remark: Callable[[Stage], str] | None = None,
               below_zero: str = "") -> dict[str, Figure | None]:
        """The cells `promised_total`, every standing stage by its word, and `reached_<stage>`."""
        standing = (*ORDERED_STAGES, Stage.HELD, *EXIT_STAGES)
        return {
            "promised_total": self.promised_total(key),
            **{stage.word: self.figure(key, stage, remark=remark(stage) if remark else "", below_zero=below_zero)
               for stage in standing},
            **{f"reached_{stage.word}": self.reached(key, stage) for stage in ORDERED_STAGES},
        }


STAGE_COLUMNS = (
    "promised_total", *(stage.word for stage in (*ORDERED_STAGES, Stage.HELD, *EXIT_STAGES)),
    *(f"reached_{stage.word}" for stage in ORDERED_STAGES),
)

_STAGE_OF = {
    **{stage.word: stage for stage in (*ORDERED_STAGES, Stage.HELD, *EXIT_STAGES)},
    **{f"reached_{stage.word}": stage for stage in ORDERED_STAGES},
}


def standing(books: Books, by: Callable[[Line], K | None], *, on: date | None = None,
             with_reached: bool = True) -> Standing[K]:
    """The books' positions on their day (or another), in rows named by `by`; a line it names None is left out."""
    row: dict[K, int] = {}
    lines: dict[K, list[int]] = {}
    units: dict[K, str] = {}
    row_of_line: dict[int, int] = {}
    for line in books.lines:
        key = by(line)
        if key is None:
            continue
        row_of_line[line.id] = row.setdefault(key, len(row))
        lines.setdefault(key, []).append(line.id)
        units.setdefault(key, unit_of(line.key))
    folded, moved = _folded(books, books.groups(row_of_line), len(row), on, with_reached)
    return Standing(folded, row, frozenset(key for key, number in row.items() if number in moved), units,
                    {key: tuple(ids) for key, ids in lines.items()}, {})


def standing_of_lots(books: Books, wanted: Iterable[Lot], *, on: date | None = None) -> Standing[int]:
    """The positions of lots, in rows named by the lots' ids. A lot stands where it and all its parts stand together.

    A part moves under its own name from where the larger lot stands, so its row is below zero where it was drawn from.
    wanted: with a lot, all its parts must be among them.
    """
    lots = list(wanted)
    row = {lot.id: number for number, lot in enumerate(lots)}
    group = np.full(len(books.line_of_lot), -1, dtype=np.int32)
    for lot in lots:
        group[lot.number] = row[lot.id]
    folded, moved = _folded(books, group, len(row), on, with_reached=True)
    held: dict[int, list[int]] = {lot.id: [] for lot in lots}
    for lot in lots:
        for larger in _with_larger(lot, books):
            if larger in held:
                held[larger].append(lot.id)
    pairs = [(row[part], row[larger]) for larger, parts in held.items() for part in parts]
    rows, into = (np.array(side, dtype=np.int64) for side in zip(*pairs)) if pairs else (np.zeros(0, np.int64),) * 2
    return Standing(
        folded.regrouped(rows, into, len(row)), row,
        frozenset(larger for larger, parts in held.items() if any(row[part] in moved for part in parts)),
        {lot.id: unit_of(books.line_by_id[lot.line].key) for lot in lots}, {},
        {larger: tuple(parts) for larger, parts in held.items()})


def _with_larger(lot: Lot, books: Books) -> list[int]:
    """The ids of a lot and of those it is part of; a circle of parts ends where it began."""
    found = [lot.id]
    parent = lot.part_of
    while parent is not None and parent not in found:
        found.append(parent)
        above = books.lot_by_id.get(parent)
        parent = above.part_of if above is not None else None
    return found


def whole_lot(lot: Lot, books: Books) -> int:
    """The id of the lot that this is part of, or of itself; all of a circle of parts are one."""
    larger = _with_larger(lot, books)
    last = books.lot_by_id.get(larger[-1])
    return min(larger) if last is None or last.part_of in larger else larger[-1]


def _folded(books: Books, group: npt.NDArray[np.int32], rows: int, on: date | None,
            with_reached: bool) -> tuple[Positions, set[int]]:
    """The fold over rows by lot number, and the rows of which anything is recorded by that day."""
    folded = positions(books.movements, group=group, groups=rows, on=on or books.on, known=books.known,
                       with_reached=with_reached)
    moved = begun(books.movements, group=group, groups=rows, on=on or books.on)
    return folded, set(np.flatnonzero(moved).tolist())


def unit_of(key: LineKey) -> str:
    """The unit a line's figures are shown in."""
    return PERSONS if key.kind is Kind.PERSONNEL else key.unit


def shown(span: Span, unit: str, because: Because, *, note: str = "", word: str = "") -> Figure:
    return Figure(span.booked, span.low, span.high, unit, word, because, note)


def span_shown(figure: Figure | None) -> Span | None:
    """The span of a figure of whole units, to go on calculating with; None if it has no number."""
    if figure is None or figure.booked is None:
        return None
    low, high = figure.low, figure.high
    return Span(int(figure.booked), None if low is None else int(low), None if high is None else int(high))


def entry_key(letter: str, entry: int) -> str:
    """A row key that names an entry as `muster why` does: "s12"."""
    return f"{letter}{place_of(entry)}"


def unique_keys(wanted: Iterable[str]) -> list[str]:
    """Row keys, told apart by a number where two came out the same."""
    used: set[str] = set()
    keys = []
    for key in wanted:
        number, unique = 1, key
        while unique in used:
            number += 1
            unique = f"{key}-{number}"
        used.add(unique)
        keys.append(unique)
    return keys
