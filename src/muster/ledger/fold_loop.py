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

if TYPE_CHECKING:
    from muster.ledger.fold import Int32s, Positions

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
    found = 0
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
