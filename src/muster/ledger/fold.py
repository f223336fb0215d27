"""The one fold: how much stands at which stage, on a day, as known at a time.

Every page, chart, file and command asks this function and no other. A position is a plain sum over movements, so the
order in which they were recorded cannot matter, a reversal cancels its movement exactly, and ledgers may be folded in
parts and the parts added.

What one movement of quantity q (bounds l to h, days first to last) adds, by the day asked about:

    day             the stage it enters                  the stage it leaves
    before first    nothing                              nothing
    first to last   h to the high; q to `between`        q off the booked; whole: l, else h off the low
    last and after  q, l and h                           q off; whole: l off the low and h off the high,
                                                         else h off the low and l off the high

Entries thus count from the last day of a range, exits from the first, and in between the bounds show both. Over all
stages, `outside` included, booked and `between` of a lot add up to zero. Where a high is open, a count says so instead
of a sum. Reversals hold negated values and negate the counts.

Beside the stages stand totals that never fall: `reached` says how much ever got at least to a stage, counting a
quantity once however often it comes and goes; `promised_total` how much was ever promised before anything else was
known of it.

Small ledgers are summed in NumPy, large ones in one compiled loop (`fold_loop`); tests hold both to a third, plain
reading of the rules above. Known weakness: columns are 64-bit, so a group of more than about a thousand figures near
the largest allowed would overflow.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date

import numpy as np
import numpy.typing as npt

from muster.ledger.columns import (
    GRADE_BITS,
    MARKING_SHIFT,
    OPEN_BIT,
    PART_BIT,
    REACHED_SHIFT,
    REVERSAL_BIT,
    Movements,
    day_number,
)
from muster.ledger.laid import Ground, Laid
from muster.ledger.spans import Span, at_least_nothing
from muster.vocabulary import Grade, Marking, Stage

Int64s = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]

LOOP_FROM = 200_000
"""Movements from which the compiled loop pays for its import."""

STAGES = len(Stage)
REACHABLE = 8
"""Columns of the totals: 0 is `promised_total`, 1 to 7 are the ordered stages."""

RANKS = np.array([int(stage) if stage <= Stage.SPENT else 0 for stage in Stage], dtype=np.uint8)
"""How far along the path a stage lies. Outside, held and exits have no place on it: to enter them reaches nothing."""

WORST_OFFICIAL = max(int(grade) for grade in Grade if grade.is_official)
FOREVER = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Positions:
    """Sums per group (row) and stage (column, by the stage's number).

    between: what has left a stage and may or may not have come to this one.
    open_above, open_below: how many quantities without an upper end count in, or were taken off.
    reached_*: totals by the furthest stage ever got to; column 0 is `promised_total`.
    Folded with `exact_only`, only booked and between are filled and asking for bounds raises ValueError.
    """

    booked: Int64s
    between: Int64s
    low: Int64s
    high: Int64s
    open_above: Int32s
    open_below: Int32s
    reached_booked: Int64s
    reached_low: Int64s
    reached_high: Int64s
    reached_open: Int32s
    has_bounds: bool = True
    has_reached: bool = True

    def __len__(self) -> int:
        return len(self.booked)

    def __add__(self, other: Positions) -> Positions:
        """Both folds together, group by group. They must be of the same groups and sort."""
        if (self.has_bounds, self.has_reached) != (other.has_bounds, other.has_reached):
            raise ValueError("these two folds do not hold the same sums")
        arrays = {name: getattr(self, name) + getattr(other, name) for name in _ARRAYS}
        return Positions(**arrays, has_bounds=self.has_bounds, has_reached=self.has_reached)

    def like(self) -> Positions:
        """Empty sums of the same shape."""
        return _empty(len(self), bounds=self.has_bounds, reached=self.has_reached)

    @staticmethod
    def names() -> tuple[str, ...]:
        """The names of the arrays of sums."""
        return _ARRAYS

    def add_array_of(self, other: Positions, name: str) -> None:
        """Adds one array of another fold in place."""
        mine: npt.NDArray[np.int64] = getattr(self, name)
        mine += getattr(other, name)

    def regrouped(self, rows: npt.NDArray[np.int64], into: npt.NDArray[np.int64], groups: int) -> Positions:
        """New groups out of these: each of `rows` counts in the group of `into` beside it; a row may count in many."""
        arrays = {}
        for name in _ARRAYS:
            old = getattr(self, name)
            arrays[name] = np.zeros((groups if len(old) else 0, old.shape[1]), old.dtype)
            if len(old):
                np.add.at(arrays[name], into, old[rows])
        return Positions(**arrays, has_bounds=self.has_bounds, has_reached=self.has_reached)

    def at(self, group: int, stage: Stage) -> Span:
        """What stands at a stage, with its bounds."""
        if not self.has_bounds:
            raise ValueError("this fold holds no bounds: fold without exact_only")
        place = group, int(stage)
        span = _span(self.booked.item(place), self.low.item(place), self.high.item(place), self.open_above.item(place),
                     self.open_below.item(place))
        return span if stage is Stage.OUTSIDE else at_least_nothing(span)

    def reached(self, group: int, stage: Stage) -> Span:
        """How much ever got at least to one of the ordered stages."""
        return self._total(group, int(stage))

    def promised_total(self, group: int) -> Span:
        """How much was ever pledged or committed out of nothing; what lapsed is still in it."""
        return self._total(group, 0)

    def _total(self, group: int, column: int) -> Span:
        if not self.has_reached:
            raise ValueError("this fold holds no totals: fold with with_reached")
        place = group, column
        return at_least_nothing(_span(self.reached_booked.item(place), self.reached_low.item(place),
                              self.reached_high.item(place), self.reached_open.item(place), 0))

    def is_conserved(self) -> bool:
        """Do the stages of every group, outside and between included, add up to zero?"""
        return not (self.booked.sum(axis=1) + self.between.sum(axis=1)).any()


_ARRAYS = tuple(field.name for field in fields(Positions) if not field.name.startswith("has_"))


def _span(booked: int, low: int, high: int, above: int, below: int) -> Span:
    if low == booked == high and not above and not below:
        return Span(booked, low, high)
    # A lot that left before it was certain to have come turns its bounds over; the figure is then negative.
    least, most = min(low, high, booked), max(low, high, booked)
    return Span(booked, None if below > 0 or above < 0 else least, None if above > 0 else most)


def positions(
    movements: Movements | Sequence[Movements], *, group: npt.NDArray[np.int32], groups: int, on: date,
    known: int | None = None, confirmed_only: bool = False, clearance: Marking = Marking.RESTRICTED,
    own: npt.NDArray[np.bool_] | None = None, exact_only: bool = False, with_reached: bool = True,
) -> Positions:
    """What stands where in each group on a day, as known at a time, for a viewer.

    movements: one set of columns or several (segments); their order and division do not matter.
    group: for each lot number the row it counts in, -1 for none. groups: how many rows there are.
    known: only movements known by then; None is everything. confirmed_only: official grades alone.
    clearance: the highest marking that counts; own: lots whose movements count whatever their marking.
    exact_only: booked figures without bounds or totals, faster. with_reached: the totals too.
    Raises ValueError if a movement names a lot that `group` does not.
    """
    rows = np.where(group < 0, groups, group).astype(np.int32)  # the last row takes what nobody asked for
    sums = _empty(groups + 1, bounds=not exact_only, reached=with_reached and not exact_only)
    laid = _laid_for(movements, on, known, confirmed_only, clearance, own)
    if laid is not None:
        _add_along(sums, laid, rows, group, day_number(on))
        return _without_last(sums, groups)
    segments = [movements] if isinstance(movements, Movements) else list(movements)
    if own is not None:
        segments = [_seen(segment, clearance, own) for segment in segments]
        clearance = Marking.RESTRICTED
    question = _Question(
        day_number(on), FOREVER if known is None else known,
        WORST_OFFICIAL if confirmed_only else int(max(Grade)), int(clearance),
    )
    for segment in segments:
        if len(segment) and not 0 <= int(segment.lot.min()) <= int(segment.lot.max()) < len(group):
            raise ValueError("a movement names a lot that the groups do not know")
    if sum(len(segment) for segment in segments) >= LOOP_FROM:
        from muster.ledger.fold_loop import add_compiled  # numba takes two seconds to import

        add_compiled(sums, segments, rows, *question.parts)
    else:
        for segment in segments:
            _add_numpy(sums, segment, rows, question)
    return _without_last(sums, groups)


def _without_last(sums: Positions, groups: int) -> Positions:
    return Positions(**{name: getattr(sums, name)[:groups] for name in _ARRAYS},
                     has_bounds=sums.has_bounds, has_reached=sums.has_reached)


def begun(movements: Movements, *, group: npt.NDArray[np.int32], groups: int, on: date) -> npt.NDArray[np.bool_]:
    """Of each group, whether anything of it is recorded by a day."""
    found = np.zeros(groups + 1, dtype=np.bool_)
    rows = np.where(group < 0, groups, group).astype(np.int32)
    if isinstance(movements, Laid) and day_number(on) <= movements.begun_by:
        from muster.ledger.fold_loop import mark_begun

        mark_begun(found, movements, rows, _row_of_line(movements, group), day_number(on))
    else:
        found[rows[movements.lot[movements.first <= day_number(on)]]] = True
    return found[:groups]


# --- laid out by line -------------------------------------------------------------------------------------


def _laid_for(movements: Movements | Sequence[Movements], on: date, known: int | None, confirmed_only: bool,
              clearance: Marking, own: npt.NDArray[np.bool_] | None) -> Laid | None:
    """The movements by line, where the question asks no more of them than they were laid out for."""
    if not isinstance(movements, Laid) or confirmed_only or own is not None or clearance < max(Marking) \
            or day_number(on) > movements.begun_by:
        return None
    return movements if known is None or known >= movements.until else \
        Laid(movements.ground, known, movements.begun_by)


def _add_along(sums: Positions, laid: Laid, rows: Int32s, group: npt.NDArray[np.int32], on: int) -> None:
    """Adds the sums kept of stretches that are over, and folds the others."""
    from muster.ledger.fold_loop import add_along  # numba takes a second to import

    add_along(sums, laid, _sums_of_stretches(laid.ground), rows, _row_of_line(laid, group), on)


def positions_asked(laid: Laid, asked: Sequence[tuple[Sequence[int], date]]) -> Positions:
    """One row for each (line numbers, day): what stands in these lines together on that day.

    Raises ValueError for a day the movements were not laid out for.
    """
    from muster.ledger.fold_loop import add_visits

    if any(day_number(day) > laid.begun_by for _, day in asked):
        raise ValueError("a day after the last one of which anything is told")
    sums = _empty(len(asked), bounds=True, reached=True)
    visits = [(line, row, day_number(day)) for row, (lines, day) in enumerate(asked) for line in lines]
    lines, rows, days = (np.array(side, dtype=np.int32) for side in zip(*visits)) if visits else (
        np.zeros(0, np.int32),) * 3
    add_visits(sums, laid, _sums_of_stretches(laid.ground), lines, rows, days)
    return sums


def _sums_of_stretches(ground: Ground) -> Positions:
    """The fold of each stretch as it is when all of it is over; made once for a ground."""
    if "sums" not in ground.kept:
        stretches = len(ground.stretch_row)
        by_stretch = Movements(**{field.name: getattr(ground.columns, field.name) for field in fields(Movements)
                                  if field.name != "lot"}, lot=ground.stretch_of_row + np.int32(1))
        ground.kept["sums"] = positions(
            by_stretch, group=np.arange(-1, stretches, dtype=np.int32), groups=stretches, on=date.max)
    found = ground.kept["sums"]
    assert isinstance(found, Positions)
    return found


def _row_of_line(laid: Laid, group: npt.NDArray[np.int32]) -> Int32s:
    """Of each line the group all its lots count in, -1 where none of them does, -2 where they differ."""
    line_of_lot = laid.ground.line_of_lot
    if len(group) < len(line_of_lot):
        group = np.concatenate([group, np.full(len(line_of_lot) - len(group), -1, dtype=np.int32)])
    found = np.full(len(laid.ground.begins) - 1, -1, dtype=np.int32)
    found[line_of_lot] = group[:len(line_of_lot)]
    found[line_of_lot[found[line_of_lot] != group[:len(line_of_lot)]]] = -2
    return found


@dataclass(frozen=True, slots=True)
class _Question:
    """What every movement is held against: the day, the time, the worst grade and the highest marking that count."""

    on: int
    known: int
    worst_grade: int
    clearance: int

    @property
    def parts(self) -> tuple[int, int, int, int]:
        return self.on, self.known, self.worst_grade, self.clearance


def _empty(groups: int, *, bounds: bool, reached: bool) -> Positions:
    bounded, totals = (groups if bounds else 0, STAGES), (groups if reached else 0, REACHABLE)
    return Positions(
        booked=np.zeros((groups, STAGES), np.int64), between=np.zeros((groups, STAGES), np.int64),
        low=np.zeros(bounded, np.int64), high=np.zeros(bounded, np.int64),
        open_above=np.zeros(bounded, np.int32), open_below=np.zeros(bounded, np.int32),
        reached_booked=np.zeros(totals, np.int64), reached_low=np.zeros(totals, np.int64),
        reached_high=np.zeros(totals, np.int64), reached_open=np.zeros(totals, np.int32),
        has_bounds=bounds, has_reached=reached,
    )


def _seen(segment: Movements, clearance: Marking, own: npt.NDArray[np.bool_]) -> Movements:
    """The movements within the clearance, and those of the viewer's own lots."""
    marking = (segment.flags >> MARKING_SHIFT) & 3
    return rows_of(segment, (marking <= int(clearance)) | own[segment.lot])


def rows_of(movements: Movements, wanted: npt.NDArray[np.bool_]) -> Movements:
    """Only those movements for which `wanted` is true."""
    return Movements(**{field.name: getattr(movements, field.name)[wanted] for field in fields(Movements)})


def _add_numpy(sums: Positions, segment: Movements, rows: Int32s, question: _Question) -> None:
    """Adds a segment to the sums; the rules at the top of this file, a column at a time."""
    flags = segment.flags
    segment = rows_of(segment, (
        (segment.known <= question.known) & (segment.first <= question.on)
        & ((flags & GRADE_BITS) <= question.worst_grade)
        & (((flags >> MARKING_SHIFT) & 3) <= question.clearance)
    ))
    row, flags = rows[segment.lot], segment.flags
    leaves, enters = segment.places >> 4, segment.places & 15
    q, low, high = segment.quantity, segment.low, segment.high
    done = segment.last <= question.on
    np.subtract.at(sums.booked, (row, leaves), q)
    np.add.at(sums.booked, (row[done], enters[done]), q[done])
    np.add.at(sums.between, (row[~done], enters[~done]), q[~done])
    if not sums.has_bounds:
        return
    part = (flags & PART_BIT) != 0
    sign = np.where(flags & REVERSAL_BIT, -1, 1).astype(np.int32)
    open_sign = np.where(flags & OPEN_BIT, sign, 0).astype(np.int32)
    np.add.at(sums.high, (row, enters), high)
    np.add.at(sums.open_above, (row, enters), open_sign)
    np.add.at(sums.low, (row[done], enters[done]), low[done])
    np.subtract.at(sums.low, (row, leaves), np.where(part, high, low))
    np.add.at(sums.open_below, (row[part], leaves[part]), open_sign[part])
    np.subtract.at(sums.high, (row[done], leaves[done]), np.where(part, low, high)[done])
    gone = done & ~part
    np.subtract.at(sums.open_above, (row[gone], leaves[gone]), open_sign[gone])
    if sums.has_reached:
        _add_reached_numpy(sums, segment, row, done, open_sign)


def _add_reached_numpy(sums: Positions, segment: Movements, row: Int32s, done: npt.NDArray[np.bool_],
                       open_sign: Int32s) -> None:
    """Adds to the totals: a quantity counts for each stage after the furthest it had been at, to the one it enters."""
    leaves, enters = segment.places >> 4, segment.places & 15
    before = segment.flags >> REACHED_SHIFT
    furthest, now = np.maximum(before, RANKS[leaves]), RANKS[enters]
    from_nothing = (before == 0) & (leaves == 0)
    for column in range(REACHABLE):
        new = (furthest < column) & (column <= now) if column else from_nothing & ((enters == 1) | (enters == 2))
        certain = new & done
        np.add.at(sums.reached_booked[:, column], row[certain], segment.quantity[certain])
        np.add.at(sums.reached_low[:, column], row[certain], segment.low[certain])
        np.add.at(sums.reached_high[:, column], row[new], segment.high[new])
        np.add.at(sums.reached_open[:, column], row[new], open_sign[new])


def added(parts: Iterable[Positions]) -> Positions:
    """The sum of folds of parts of one ledger (at least one)."""
    first, *others = parts
    for other in others:
        first = first + other
    return first
