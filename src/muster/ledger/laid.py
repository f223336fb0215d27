"""Movements laid out line by line in the order they became known, with the sums of each stretch kept.

A ledger of a million movements is asked about another day and another time of knowledge with every page. Folding them
all takes 17 ms; most of them happened long before the day asked about and were known long before the time. So the
movements of a line lie together, the earliest known first, and of each stretch of 128 the fold is kept as it is once
all of them are over, with their first and last day. A question then adds the sums of the stretches that are over and
folds only those that are not: the same rules over fewer rows, in `fold_loop`.

    rows 0-127     known by T, over by the day    their sums are added
    rows 128-255   known by T, some to come       folded
    rows 256-      partly known by T              folded up to the last one known

`Laid` is those movements as somebody asked about them: known by `until` and begun by `begun_by`. It can be read like
any other set of columns, and is then copied.
Weakness: a ledger of very many lines with few movements each has only unfinished stretches and gains nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from muster.ledger.columns import COLUMN_TYPES, Movements

STRETCH = 128
ALWAYS = np.iinfo(np.int64).max
ANY_DAY = np.iinfo(np.int32).max


@dataclass(frozen=True, eq=False)
class Ground:
    """All movements one kind of viewer may see, sorted by line and time of knowledge.

    ruling: of each movement, its ruling's place in the viewer's rulings; ordinal: its place among that ruling's
    postings, from 0 (below for reversals). line_of_lot: lot number -> place of its line.
    begins: of each line its first row, and at the end the number of rows. stretch_*: of each full stretch its first
    row, the first day in it and the last; stretches: of each line its first stretch.
    """

    columns: Movements
    ruling: npt.NDArray[np.int32]
    ordinal: npt.NDArray[np.int32]
    line_of_lot: npt.NDArray[np.int32]
    begins: npt.NDArray[np.int64]
    stretches: npt.NDArray[np.int64]
    stretch_row: npt.NDArray[np.int64]
    stretch_first: npt.NDArray[np.int32]
    stretch_last: npt.NDArray[np.int32]
    kept: dict[Any, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.columns)

    @property
    def stretch_of_row(self) -> npt.NDArray[np.int32]:
        """The number of the stretch each row is in, -1 for the rows at the end of a line that fill none."""
        found = np.full(len(self), -1, dtype=np.int32)
        for number, row in enumerate(self.stretch_row.tolist()):
            found[row:row + STRETCH] = number
        return found

    def known_until(self, place: int, until: int) -> slice:
        """The rows of a line that were known by a time."""
        begin, end = int(self.begins[place]), int(self.begins[place + 1])
        return slice(begin, begin + int(np.searchsorted(self.columns.known[begin:end], until, side="right")))


def laid_out(columns: Movements, ruling: npt.NDArray[np.int32], ordinal: npt.NDArray[np.int32],
             line_of_lot: npt.NDArray[np.int32], lines: int) -> Ground:
    """The movements in their order, with nothing summed yet. lines: how many there are."""
    line = line_of_lot[columns.lot]
    order = np.lexsort((columns.known, line))
    ordered = Movements(**{name: np.ascontiguousarray(getattr(columns, name)[order]) for name in COLUMN_TYPES})
    begins = np.zeros(lines + 1, dtype=np.int64)
    np.cumsum(np.bincount(line, minlength=lines), out=begins[1:])
    full = np.diff(begins) // STRETCH
    stretches = np.zeros(lines + 1, dtype=np.int64)
    np.cumsum(full, out=stretches[1:])
    within = np.arange(int(stretches[-1])) - np.repeat(stretches[:-1], full)
    rows = np.repeat(begins[:-1], full) + within * STRETCH
    every = rows[:, None] + np.arange(STRETCH) if len(rows) else np.zeros((0, STRETCH), dtype=np.int64)
    return Ground(ordered, ruling[order], ordinal[order], line_of_lot, begins, stretches, rows,
                  ordered.first[every].min(axis=1, initial=ANY_DAY).astype(np.int32),
                  ordered.last[every].max(axis=1, initial=-ANY_DAY).astype(np.int32))


class Laid(Movements):
    """The movements of a ground that were known by a time and begun by a day."""

    __slots__ = ("__dict__",)

    def __init__(self, ground: Ground, until: int = int(ALWAYS), begun_by: int = int(ANY_DAY)) -> None:
        self.__dict__.update(ground=ground, until=until, begun_by=begun_by)

    ground: Ground
    until: int
    begun_by: int

    def begun(self, day: int) -> Laid:
        """Those that began by a day."""
        return Laid(self.ground, self.until, min(self.begun_by, day))

    @cached_property
    def ends(self) -> npt.NDArray[np.int64]:
        """Of each line, the row after the last one known by the time."""
        from muster.ledger.fold_loop import ends_of

        found: npt.NDArray[np.int64] = ends_of(self)
        return found

    @cached_property
    def plain(self) -> Movements:
        """A copy of the rows that count."""
        return self._cut(slice(None))

    def of_lots(self, lots: Collection[int]) -> Movements:
        """The movements of some lots, by their numbers."""
        wanted = np.fromiter(lots, dtype=np.int64, count=len(lots))
        counted = np.bincount(self.ground.line_of_lot[wanted], minlength=len(self.ground.begins) - 1)
        places = np.flatnonzero(counted)
        begins, ends = self.ground.begins, self.ends
        parts = [self._cut(slice(int(begins[place]), int(ends[place]))) for place in places]
        found = _joined(parts)
        if not np.array_equal(counted[places], np.bincount(self.ground.line_of_lot)[places]):
            found = _rows(found, np.isin(found.lot, wanted))
        return found

    def _cut(self, part: slice) -> Movements:
        columns = self.ground.columns
        keep = columns.first[part] <= self.begun_by
        if part == slice(None):
            keep &= columns.known <= self.until
        found = Movements(**{name: getattr(columns, name)[part] for name in COLUMN_TYPES})
        return found if bool(keep.all()) else _rows(found, keep)

    def __len__(self) -> int:
        return len(self.plain)


def _rows(movements: Movements, keep: npt.NDArray[Any]) -> Movements:
    return Movements(**{name: getattr(movements, name)[keep] for name in COLUMN_TYPES})


def _joined(parts: list[Movements]) -> Movements:
    if len(parts) == 1:
        return parts[0]
    return Movements(**{
        name: np.concatenate([getattr(part, name) for part in parts]) if parts else np.zeros(0, kind)
        for name, kind in COLUMN_TYPES.items()})


def _column(name: str) -> property:
    return property(lambda self: getattr(self.plain, name))


for _name in COLUMN_TYPES:  # read as columns, a copy is made
    setattr(Laid, _name, _column(_name))


def of_lots(movements: Movements, lots: Collection[int]) -> Movements:
    """The movements of some lots, by their numbers."""
    if isinstance(movements, Laid):
        return movements.of_lots(lots)
    return _rows(movements, np.isin(movements.lot, np.fromiter(lots, dtype=np.int64, count=len(lots))))
