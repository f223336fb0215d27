"""The fold as a compiled loop, for ledgers of hundreds of thousands of movements and more.

The same rules as `fold`, which documents them. Blocks of movements go through two steps. The first only decides which
count, without branches the processor would guess wrong: as masks where most count (booked figures), as a list of places
where grade and marking leave few (bounds, totals). The second adds up. Several threads each take a run of movements
into sums of their own, which are added at the end.

Compiled once and kept on disk (`cache=True`). Movements of one lot that lie together keep their sums in the
processor's cache: segments are best sorted by lot; unsorted ones give the same sums more slowly. The totals are a loop
of their own, because half of all questions do not ask for them.

Measured and set aside: one step instead of two (half as slow again), a stripe of the rows for each thread (nothing to
add at the end, but each thread reads everything), going through all segments a few thousand lots at a time (no gain),
booked, low and high side by side in one array (half as slow again).
Weakness: the first use on a machine waits some seconds for the compiler.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np
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
from muster.ledger.laid import STRETCH

if TYPE_CHECKING:
    from muster.ledger.fold import Int32s, Positions
    from muster.ledger.laid import Laid

LAST_ORDERED = 7
STAGES = 12
REACHABLE = 8
BLOCK = 1024
MOST_THREADS = 4
MOVEMENTS_A_THREAD = 2_000_000
"""Fewer are done sooner than the sums of two threads are added."""


def add_compiled(sums: Positions, segments: Sequence[Movements], rows: Int32s, on: int, known: int, worst_grade: int,
                 clearance: int) -> None:
    """Adds all segments to the sums, on as many cores as are worth it."""
    asked = rows, np.int32(on), known, np.uint16(worst_grade), np.uint16(clearance)
    count = sum(len(segment) for segment in segments)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    threads = max(1, min(MOST_THREADS, cores, count // MOVEMENTS_A_THREAD))
    if threads == 1:
        _add(sums, segments, asked)
        return
    edges = [count * one // threads for one in range(threads + 1)]
    parts = [sums, *(sums.like() for _ in range(threads - 1))]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda one: _add(parts[one], list(_run(segments, edges[one], edges[one + 1])), asked),
                      range(threads)))
        list(pool.map(sums.add_array_of, [part for part in parts[1:] for _ in sums.names()],
                      [name for _ in parts[1:] for name in sums.names()]))


def _run(segments: Sequence[Movements], begin: int, end: int) -> Iterator[Movements]:
    """The movements from begin up to end, counted through all segments."""
    for segment in segments:
        first, last = max(begin, 0), min(end, len(segment))
        if first < last:
            yield Movements(**{column.name: getattr(segment, column.name)[first:last] for column in fields(Movements)})
        begin, end = begin - len(segment), end - len(segment)


def _add(sums: Positions, segments: Sequence[Movements], asked: tuple[Any, ...]) -> None:
    for one in segments:
        seen = one.flags, one.first, one.last, one.known
        if not sums.has_bounds:
            _booked(one.lot, one.places, one.quantity, seen, asked, (sums.booked.ravel(), sums.between.ravel()))
            continue
        _bounded(one.lot, one.places, (one.quantity, one.low, one.high), seen, asked, (
            sums.booked.ravel(), sums.between.ravel(), sums.low.ravel(), sums.high.ravel(), sums.open_above.ravel(),
            sums.open_below.ravel()))
        if sums.has_reached:
            _reached(one.lot, one.places, (one.quantity, one.low, one.high), seen, asked, (
                sums.reached_booked.ravel(), sums.reached_low.ravel(), sums.reached_high.ravel(),
                sums.reached_open.ravel()))


@njit(cache=True, nogil=True)
def _decide(flags: Any, first: Any, last: Any, known: Any, on: Any, limit: Any, worst_grade: Any, clearance: Any,
            counts: Any, done: Any) -> None:
    """Masks, all ones or zero: does a movement count, and is it over by the day?"""
    for i in range(flags.shape[0]):
        flag = flags[i]
        counts[i] = -np.int64((known[i] <= limit) & (first[i] <= on) & ((flag & GRADE_BITS) <= worst_grade)
                              & (((flag >> MARKING_SHIFT) & 3) <= clearance))
        done[i] = counts[i] & -np.int64(last[i] <= on)


@njit(cache=True, nogil=True)
def _chosen(flags: Any, first: Any, known: Any, on: Any, limit: Any, worst_grade: Any, clearance: Any,
            places: Any) -> Any:
    """Writes the places of the movements that count to the front of `places`; how many there are."""
    found: Any = 0
    for i in range(flags.shape[0]):
        flag = flags[i]
        places[found] = i
        found += np.int64((known[i] <= limit) & (first[i] <= on) & ((flag & GRADE_BITS) <= worst_grade)
                          & (((flag >> MARKING_SHIFT) & 3) <= clearance))
    return found


@njit(cache=True, nogil=True)
def _booked(lot: Any, places: Any, quantity: Any, seen: Any, asked: Any, sums: Any) -> None:
    flags, first, last, known = seen
    rows, on, limit, worst_grade, clearance = asked
    booked, between = sums
    counts, done = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64)
    for begin in range(0, lot.shape[0], BLOCK):
        end = min(begin + BLOCK, lot.shape[0])
        _decide(flags[begin:end], first[begin:end], last[begin:end], known[begin:end], on, limit, worst_grade,
                clearance, counts, done)
        lots, ways, quantities = lot[begin:end], places[begin:end], quantity[begin:end]
        for i in range(end - begin):
            row = np.uint64(rows[lots[i]]) * np.uint64(STAGES)
            enters = row + np.uint64(ways[i] & 15)
            left, came = quantities[i] & counts[i], quantities[i] & done[i]
            booked[row + np.uint64(ways[i] >> 4)] -= left
            booked[enters] += came
            if left != came:
                between[enters] += left


@njit(cache=True, nogil=True)
def _bounded(lot: Any, places: Any, amounts: Any, seen: Any, asked: Any, sums: Any) -> None:
    quantity, low, high = amounts
    flags, first, last, known = seen
    rows, on, limit, worst_grade, clearance = asked
    booked, between, lows, highs, open_above, open_below = sums
    chosen = np.empty(BLOCK, np.int64)
    for begin in range(0, lot.shape[0], BLOCK):
        end = min(begin + BLOCK, lot.shape[0])
        marks, lasts = flags[begin:end], last[begin:end]
        count = _chosen(marks, first[begin:end], known[begin:end], on, limit, worst_grade, clearance, chosen)
        lots, ways = lot[begin:end], places[begin:end]
        quantities, lowest, highest = quantity[begin:end], low[begin:end], high[begin:end]
        for i in chosen[:count]:
            row, over, flag = np.uint64(rows[lots[i]]) * np.uint64(STAGES), -np.int64(lasts[i] <= on), marks[i]
            leaves, enters = row + np.uint64(ways[i] >> 4), row + np.uint64(ways[i] & 15)
            q, least, most = quantities[i], lowest[i], highest[i]
            turned = (most - least) & -np.int64((flag & PART_BIT) != 0)  # of a part, the most leaves the low
            booked[leaves] -= q
            booked[enters] += q & over
            lows[leaves] -= least + turned
            lows[enters] += least & over
            highs[leaves] -= (most - turned) & over
            highs[enters] += most
            if over == 0:
                between[enters] += q
            if flag & OPEN_BIT:
                sign = -1 if flag & REVERSAL_BIT else 1
                open_above[enters] += sign
                if flag & PART_BIT:
                    open_below[leaves] += sign
                elif over:
                    open_above[leaves] -= sign


@njit(cache=True, nogil=True)
def _reached(lot: Any, places: Any, amounts: Any, seen: Any, asked: Any, sums: Any) -> None:
    quantity, low, high = amounts
    flags, first, last, known = seen
    rows, on, limit, worst_grade, clearance = asked
    totals, lows, highs, opens = sums
    chosen = np.empty(BLOCK, np.int64)
    for begin in range(0, lot.shape[0], BLOCK):
        end = min(begin + BLOCK, lot.shape[0])
        marks, lasts = flags[begin:end], last[begin:end]
        count = _chosen(marks, first[begin:end], known[begin:end], on, limit, worst_grade, clearance, chosen)
        lots, ways = lot[begin:end], places[begin:end]
        quantities, lowest, highest = quantity[begin:end], low[begin:end], high[begin:end]
        for i in chosen[:count]:
            flag, leaves, enters = marks[i], np.int64(ways[i] >> 4), np.int64(ways[i] & 15)
            if (enters == 0) | (enters > LAST_ORDERED):
                continue
            over = -np.int64(lasts[i] <= on)
            q, least, most = quantities[i] & over, lowest[i] & over, highest[i]
            sign = 0
            if flag & OPEN_BIT:
                sign = -1 if flag & REVERSAL_BIT else 1
            row, before = np.uint64(rows[lots[i]]) * np.uint64(REACHABLE), np.int64(flag >> REACHED_SHIFT)
            if (before == 0) & (leaves == 0) & (enters <= 2):
                totals[row] += q
                lows[row] += least
                highs[row] += most
                opens[row] += sign
            furthest = max(before, leaves) if leaves <= LAST_ORDERED else before
            for stage in range(furthest + 1, enters + 1):
                at = row + np.uint64(stage)
                totals[at] += q
                lows[at] += least
                highs[at] += most
                opens[at] += sign


# --- laid out by line -------------------------------------------------------------------------------------


def add_along(sums: Positions, laid: Laid, kept: Positions, rows: Int32s, row_of_line: Int32s, on: int) -> None:
    """Adds movements laid out by line. kept: the fold of each stretch. row_of_line: -1 for none, -2 to ask each lot."""
    lines = np.flatnonzero(row_of_line != -1).astype(np.int32)
    _visit(sums, laid, kept, _whole(rows, laid), lines, row_of_line[lines], np.full(len(lines), on, dtype=np.int32))


def add_visits(sums: Positions, laid: Laid, kept: Positions, lines: Int32s, rows: Int32s, days: Int32s) -> None:
    """Adds whole lines, each into a row of its own choice and as on a day of its own."""
    _visit(sums, laid, kept, np.zeros(0, dtype=np.int32), lines, rows, days)


def _visit(sums: Positions, laid: Laid, kept: Positions, row_of_lot: Int32s, lines: Int32s, rows: Int32s,
           days: Int32s) -> None:
    ground, columns = laid.ground, laid.ground.columns
    _along((columns.lot, columns.places, columns.quantity, columns.low, columns.high),
           (columns.flags, columns.first, columns.last, columns.known),
           (ground.begins, ground.stretches, ground.stretch_row, ground.stretch_first, ground.stretch_last),
           (row_of_lot, lines, rows, days, laid.until, STRETCH), _arrays(sums), _arrays(kept),
           sums.has_bounds, sums.has_reached)


def mark_begun(found: Any, laid: Laid, rows: Int32s, row_of_line: Int32s, on: int) -> None:
    """Sets true the rows of which anything is recorded by a day."""
    ground, columns = laid.ground, laid.ground.columns
    _begun(columns.lot, columns.first, columns.known,
           (ground.begins, ground.stretches, ground.stretch_row, ground.stretch_first),
           (_whole(rows, laid), row_of_line, np.int32(on), laid.until, STRETCH), found)


def ends_of(laid: Laid) -> Any:
    """Of each line, the row after the last one known by the time asked about."""
    found = np.empty(len(laid.ground.begins) - 1, dtype=np.int64)
    _ends(laid.ground.columns.known, laid.ground.begins, laid.until, found)
    return found


def _whole(rows: Int32s, laid: Laid) -> Int32s:
    """A row for every lot there is; the last one for lots the question does not know."""
    missing = len(laid.ground.line_of_lot) - len(rows)
    return rows if missing <= 0 else np.concatenate([rows, np.full(missing, rows.max(initial=0), dtype=np.int32)])


def _arrays(sums: Positions) -> tuple[Any, ...]:
    return tuple(getattr(sums, name).ravel() for name in (
        "booked", "between", "low", "high", "open_above", "open_below", "reached_booked", "reached_low",
        "reached_high", "reached_open"))


@njit(cache=True, nogil=True)
def _known_until(known: Any, begin: Any, end: Any, until: Any) -> Any:
    """The row after the last one known by a time."""
    while begin < end:
        middle = (begin + end) // 2
        if known[middle] <= until:
            begin = middle + 1
        else:
            end = middle
    return begin


@njit(cache=True, nogil=True)
def _along(moved: Any, seen: Any, ground: Any, asked: Any, sums: Any, kept: Any, has_bounds: Any,
           has_reached: Any) -> None:
    begins, stretches, stretch_row, stretch_first, stretch_last = ground
    row_of_lot, lines, rows, days, until, length = asked
    lot, known = moved[0], seen[3]
    nought, one_row = np.zeros(length, np.int32), np.zeros(1, np.int32)
    for visit in range(lines.shape[0]):
        line, row, on = lines[visit], rows[visit], days[visit]
        at = begins[line]
        end = _known_until(known, at, begins[line + 1], until)
        if row < 0:
            _fold_rows(lot, moved, seen, at, end, (row_of_lot, on, until), sums, has_bounds, has_reached)
            continue
        one_row[0] = row
        for stretch in range(stretches[line], stretches[line + 1]):
            begin = stretch_row[stretch]
            if begin + length > end:
                break
            if stretch_last[stretch] <= on:
                _add_kept(sums, kept, row, stretch, has_bounds, has_reached)
            elif stretch_first[stretch] <= on:
                _fold_rows(nought, moved, seen, begin, begin + length, (one_row, on, until), sums, has_bounds,
                           has_reached)
            at = begin + length
        if at < end:
            _fold_rows(nought, moved, seen, at, end, (one_row, on, until), sums, has_bounds, has_reached)


@njit(cache=True, nogil=True)
def _add_kept(sums: Any, kept: Any, row: Any, stretch: Any, has_bounds: Any, has_reached: Any) -> None:
    booked, _, low, high, above, below, reached, reached_low, reached_high, reached_open = sums
    booked_k, _, low_k, high_k, above_k, below_k, reached_k, reached_low_k, reached_high_k, reached_open_k = kept
    to, begin = np.int64(row) * STAGES, np.int64(stretch) * STAGES
    for stage in range(STAGES):
        booked[to + stage] += booked_k[begin + stage]
    if has_bounds:
        for stage in range(STAGES):
            low[to + stage] += low_k[begin + stage]
            high[to + stage] += high_k[begin + stage]
            above[to + stage] += above_k[begin + stage]
            below[to + stage] += below_k[begin + stage]
    if has_reached:
        to, begin = np.int64(row) * REACHABLE, np.int64(stretch) * REACHABLE
        for stage in range(REACHABLE):
            reached[to + stage] += reached_k[begin + stage]
            reached_low[to + stage] += reached_low_k[begin + stage]
            reached_high[to + stage] += reached_high_k[begin + stage]
            reached_open[to + stage] += reached_open_k[begin + stage]


@njit(cache=True, nogil=True)
def _fold_rows(lots: Any, moved: Any, seen: Any, begin: Any, end: Any, asked: Any, sums: Any, has_bounds: Any,
               has_reached: Any) -> None:
    """The fold of some rows, by the same loops as everything else. lots: of all rows, or noughts for these."""
    _, places, quantity, low, high = moved
    lot = lots[begin:end] if lots.shape[0] == places.shape[0] else lots[:end - begin]
    flags, first, last, known = seen
    rows, on, until = asked
    part = flags[begin:end], first[begin:end], last[begin:end], known[begin:end]
    amounts = quantity[begin:end], low[begin:end], high[begin:end]
    question = rows, on, until, np.uint16(GRADE_BITS), np.uint16(3)
    if not has_bounds:
        _booked(lot, places[begin:end], amounts[0], part, question, sums[:2])
        return
    _bounded(lot, places[begin:end], amounts, part, question, sums[:6])
    if has_reached:
        _reached(lot, places[begin:end], amounts, part, question, sums[6:])


@njit(cache=True, nogil=True)
def _begun(lot: Any, first: Any, known: Any, ground: Any, asked: Any, found: Any) -> None:
    begins, stretches, stretch_row, stretch_first = ground
    rows, row_of_line, on, until, length = asked
    for line in range(begins.shape[0] - 1):
        row = row_of_line[line]
        if row == -1:
            continue
        at = begins[line]
        end = _known_until(known, at, begins[line + 1], until)
        if row >= 0:
            for stretch in range(stretches[line], stretches[line + 1]):
                if found[row] or stretch_row[stretch] + length > end:
                    break
                found[row] = stretch_first[stretch] <= on
                at = stretch_row[stretch] + length
            if found[row]:
                continue
        for i in range(at, end):
            if first[i] <= on:
                found[rows[lot[i]]] = True


@njit(cache=True, nogil=True)
def _ends(known: Any, begins: Any, until: Any, found: Any) -> None:
    for line in range(found.shape[0]):
        found[line] = _known_until(known, begins[line], begins[line + 1], until)
