"""What stood at one stage on each of many days, and on which days it changed: the fold, run through time.

Strength over time asks about hundreds of days. Each movement changes what stands at a stage on two days only, its first
and its last; so those changes are put on their days and added up from left to right. It is the fold of each of these
days: a test holds it to that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from muster.ledger.columns import OPEN_BIT, PART_BIT, REACHED_SHIFT, REVERSAL_BIT, Movements, day_number
from muster.ledger.fold import RANKS
from muster.ledger.laid import Laid, of_lots
from muster.ledger.records import Books
from muster.ledger.spans import Span, at_least_nothing
from muster.vocabulary import Stage

Sums = npt.NDArray[np.int64]
NEVER = np.iinfo(np.int32).max


@dataclass(frozen=True, eq=False)
class Through:
    """One row a group, one column a day. began: the first day anything of a group came to the stage or left it."""

    days: npt.NDArray[np.int64]
    booked: Sums
    low: Sums
    high: Sums
    open_above: Sums
    open_below: Sums
    began: npt.NDArray[np.int64]

    def spans(self, group: int) -> list[Span | None]:
        """What stood there day by day; None before anything is recorded."""
        return list(self._spans([group]))

    def together(self, groups: Sequence[int]) -> list[Span | None]:
        """The groups added up, those of which nothing is recorded yet left out."""
        return list(self._spans(groups))

    def _spans(self, groups: Sequence[int]) -> Iterator[Span | None]:
        rows = np.array(groups, dtype=np.int64)
        booked, low, high = self.booked[rows], self.low[rows], self.high[rows]
        least = np.minimum(np.minimum(low, high), booked).sum(axis=0).tolist()
        most = np.maximum(np.maximum(low, high), booked).sum(axis=0).tolist()
        no_least: list[bool] = np.any((self.open_below[rows] > 0) | (self.open_above[rows] < 0), axis=0).tolist()
        no_most: list[bool] = np.any(self.open_above[rows] > 0, axis=0).tolist()
        first = int(self.began[rows].min(initial=NEVER))
        for place, (day, amount) in enumerate(zip(self.days.tolist(), booked.sum(axis=0).tolist())):
            yield None if day < first else at_least_nothing(Span(
                amount, None if no_least[place] else least[place], None if no_most[place] else most[place]))


def at_stage_through(movements: Movements, *, group: npt.NDArray[np.int32], groups: int, days: Sequence[date],
                     stage: Stage) -> Through:
    """What stood at a stage on each of these days (rising). group: for each lot number its row, -1 for none."""
    numbers = np.array([day_number(day) for day in days], dtype=np.int64)
    moved, row = _touching(movements, group, stage)
    enters = np.equal(moved.places & 15, int(stage))
    leaves = np.equal(moved.places >> 4, int(stage))
    first, last = np.searchsorted(numbers, moved.first), np.searchsorted(numbers, moved.last)
    shape = groups, len(numbers) + 1
    booked, low, high, above, below = (np.zeros(shape, dtype=np.int64) for _ in range(5))
    part = moved.flags & PART_BIT != 0
    sign = np.where(moved.flags & OPEN_BIT != 0, np.where(moved.flags & REVERSAL_BIT != 0, -1, 1), 0)
    least, most = np.where(part, moved.high, moved.low), np.where(part, moved.low, moved.high)
    for sums, at, which, amount in (
            (booked, last, enters, moved.quantity), (booked, first, leaves, -moved.quantity),
            (low, last, enters, moved.low), (low, first, leaves, -least),
            (high, first, enters, moved.high), (high, last, leaves, -most),
            (above, first, enters, sign), (above, last, leaves & ~part, -sign), (below, first, leaves & part, sign)):
        np.add.at(sums, (row[which], at[which]), amount[which])
    began = np.full(groups, NEVER, dtype=np.int64)
    np.minimum.at(began, row, moved.first)
    for sums in (booked, low, high, above, below):
        np.cumsum(sums, axis=1, out=sums)
    return Through(numbers, booked, low, high, above, below, began)


def _touching(movements: Movements, group: npt.NDArray[np.int32], stage: Stage) -> tuple[
        Movements, npt.NDArray[np.int32]]:
    """The movements of these groups that enter or leave a stage, with their groups."""
    moved = of_lots(movements, np.flatnonzero(group >= 0).tolist())
    touches = (moved.places >> 4 == int(stage)) | (moved.places & 15 == int(stage))
    if not bool(touches.all()):
        moved = Movements(**{name: getattr(moved, name)[touches] for name in Movements.__slots__})
    return moved, group[moved.lot]


def days_touched(movements: Movements, *, group: npt.NDArray[np.int32], stage: Stage,
                 until: date) -> npt.NDArray[np.int64]:
    """The days by a day on which anything of these groups came to a stage, may have come, or left; as numbers."""
    moved, _ = _touching(movements, group, stage)
    if not len(moved):
        return np.zeros(0, dtype=np.int64)
    begin = int(moved.first.min())
    seen = np.zeros(int(moved.last.max()) - begin + 1, dtype=bool)
    seen[moved.first - begin] = True
    seen[moved.last - begin] = True
    days = np.flatnonzero(seen) + begin
    return days[days <= day_number(until)]


def _arrived(movements: Movements, lots: list[int], stage: Stage, on: int) -> tuple[npt.NDArray[np.int64], Sums]:
    """Day and quantity of each movement by which anything first got to a stage, by the day; days rising."""
    if isinstance(movements, Laid):
        ground = movements.ground
        key = "arrived", stage, tuple(lots)
        if key not in ground.kept:  # of all times of knowledge: which count is soon asked of so few
            found = _reaching(Laid(ground).of_lots(lots), stage)
            ground.kept[key] = found
        days, amounts, first, known = ground.kept[key]
        end = int(np.searchsorted(days, on, side="right"))
        counts = (known[:end] <= movements.until) & (first[:end] <= movements.begun_by)
        return days[:end][counts], amounts[:end][counts]
    days, amounts, _, _ = _reaching(of_lots(movements, lots), stage)
    end = int(np.searchsorted(days, on, side="right"))
    return days[:end], amounts[:end]


def _reaching(moved: Movements, stage: Stage) -> tuple[npt.NDArray[np.int64], Sums, npt.NDArray[np.int32], Sums]:
    """Last day, quantity, first day and time of knowledge of what first got to a stage, by its last day."""
    furthest = np.maximum(moved.flags >> REACHED_SHIFT, RANKS[moved.places >> 4])
    wanted = np.flatnonzero((furthest < int(stage)) & (RANKS[moved.places & 15] >= int(stage)))
    wanted = wanted[np.argsort(moved.last[wanted], kind="stable")]
    return moved.last[wanted].astype(np.int64), moved.quantity[wanted], moved.first[wanted], moved.known[wanted]


def arrivals(books: Books, lots: Iterable[int], stage: Stage) -> tuple[npt.NDArray[np.int64], Sums]:
    """What of these lots (numbers) got at least to a stage by the books' day: days (rising) and how much on each.

    A quantity counts once however often it comes and goes, and on the last day of its range, as in the fold. Days on
    which what came was taken back again are left out.
    """
    days, amounts = _arrived(books.movements, list(lots), stage, day_number(books.on))
    if not len(days):
        return days, amounts
    starts = np.flatnonzero(np.diff(days, prepend=days[0] - 1))
    days, amounts = days[starts], np.add.reduceat(amounts, starts)
    return days[amounts != 0], amounts[amounts != 0]
