"""The fold as one compiled loop, for ledgers of hundreds of thousands of movements and more.

The same rules as `fold`, which documents them, a movement at a time; compiled once and kept on disk (`cache=True`).
Movements of one lot that lie together keep their sums in the processor's cache, so segments are best sorted by lot;
unsorted ones give the same sums more slowly. The totals are a loop of their own, because half of all questions do not
ask for them. Weakness: the first use on a machine waits some seconds for the compiler.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numba import njit

from muster.ledger.columns import (
    GRADE_BITS,
    MARKING_SHIFT,
    OPEN_BIT,
    PART_BIT,
    REACHED_SHIFT,
    REVERSAL_BIT,
    Movements,
)

if TYPE_CHECKING:
    from muster.ledger.fold import Int32s, Positions

LAST_ORDERED = 7


def add_compiled(sums: Positions, segment: Movements, rows: Int32s, on: int, known: int, worst_grade: int,
                 clearance: int) -> None:
    """Adds a segment to the sums."""
    if not sums.has_bounds:
        _booked(segment.lot, segment.places, segment.flags, segment.quantity, segment.first, segment.last,
                segment.known, rows, on, known, worst_grade, clearance, sums.booked, sums.between)
        return
    _bounded(segment.lot, segment.places, segment.flags, segment.quantity, segment.low, segment.high, segment.first,
             segment.last, segment.known, rows, on, known, worst_grade, clearance, sums.booked, sums.between,
             sums.low, sums.high, sums.open_above, sums.open_below)
    if sums.has_reached:
        _reached(segment.lot, segment.places, segment.flags, segment.quantity, segment.low, segment.high,
                 segment.first, segment.last, segment.known, rows, on, known, worst_grade, clearance,
                 sums.reached_booked, sums.reached_low, sums.reached_high, sums.reached_open)


@njit(cache=True, nogil=True)
def _booked(lot: Any, places: Any, flags: Any, quantity: Any, first: Any, last: Any, known: Any, rows: Any, on: int,
            limit: int, worst_grade: int, clearance: int, booked: Any, between: Any) -> None:
    for i in range(lot.shape[0]):
        flag = flags[i]
        if (known[i] > limit) | (first[i] > on) | ((flag & GRADE_BITS) > worst_grade) \
                | (((flag >> MARKING_SHIFT) & 3) > clearance):
            continue
        row, q = rows[lot[i]], quantity[i]
        booked[row, places[i] >> 4] -= q
        if last[i] <= on:
            booked[row, places[i] & 15] += q
        else:
            between[row, places[i] & 15] += q


@njit(cache=True, nogil=True)
def _bounded(lot: Any, places: Any, flags: Any, quantity: Any, low: Any, high: Any, first: Any, last: Any, known: Any,
             rows: Any, on: int, limit: int, worst_grade: int, clearance: int, booked: Any, between: Any, lows: Any,
             highs: Any, open_above: Any, open_below: Any) -> None:
    for i in range(lot.shape[0]):
        flag = flags[i]
        if (known[i] > limit) | (first[i] > on) | ((flag & GRADE_BITS) > worst_grade) \
                | (((flag >> MARKING_SHIFT) & 3) > clearance):
            continue
        row, q, least, most = rows[lot[i]], quantity[i], low[i], high[i]
        leaves, enters = places[i] >> 4, places[i] & 15
        part = (flag & PART_BIT) != 0
        booked[row, leaves] -= q
        highs[row, enters] += most
        lows[row, leaves] -= most if part else least
        if last[i] <= on:
            booked[row, enters] += q
            lows[row, enters] += least
            highs[row, leaves] -= least if part else most
        else:
            between[row, enters] += q
        if flag & OPEN_BIT:
            sign = -1 if flag & REVERSAL_BIT else 1
            open_above[row, enters] += sign
            if part:
                open_below[row, leaves] += sign
            elif last[i] <= on:
                open_above[row, leaves] -= sign


@njit(cache=True, nogil=True)
def _reached(lot: Any, places: Any, flags: Any, quantity: Any, low: Any, high: Any, first: Any, last: Any, known: Any,
             rows: Any, on: int, limit: int, worst_grade: int, clearance: int, totals: Any, lows: Any, highs: Any,
             opens: Any) -> None:
    for i in range(lot.shape[0]):
        flag, leaves, enters = flags[i], places[i] >> 4, places[i] & 15
        if (enters == 0) | (enters > LAST_ORDERED) | (known[i] > limit) | (first[i] > on) \
                | ((flag & GRADE_BITS) > worst_grade) | (((flag >> MARKING_SHIFT) & 3) > clearance):
            continue
        row, before = rows[lot[i]], flag >> REACHED_SHIFT
        done = last[i] <= on
        sign = 0
        if flag & OPEN_BIT:
            sign = -1 if flag & REVERSAL_BIT else 1
        if (before == 0) & (leaves == 0) & (enters <= 2):
            if done:
                totals[row, 0] += quantity[i]
                lows[row, 0] += low[i]
            highs[row, 0] += high[i]
            opens[row, 0] += sign
        furthest = leaves if (leaves <= LAST_ORDERED) & (leaves > before) else before
        for stage in range(furthest + 1, enters + 1):
            if done:
                totals[row, stage] += quantity[i]
                lows[row, stage] += low[i]
            highs[row, stage] += high[i]
            opens[row, stage] += sign
