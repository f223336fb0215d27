"""Movements laid out by line fold to what the plain fold says, on every day and as known at every time."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from muster.ledger.columns import EPOCH, OPEN_BIT, PART_BIT, REVERSAL_BIT, Movements
from muster.ledger.fold import begun, positions, positions_asked, rows_of
from muster.ledger.laid import STRETCH, Ground, Laid, laid_out, of_lots
from muster.ledger.through import at_stage_through, days_touched
from muster.vocabulary import Stage

LOTS, LINES, ROWS = 23, 7, 3000
FIRST = 19_000
"""The first day anything happens, as a number."""


def moved(seed: int) -> Movements:
    """Movements of every sort: ranges of days, parts, open ends, reversals, in no order."""
    random = np.random.default_rng(seed)
    first = (FIRST + random.integers(0, 60, ROWS)).astype(np.int32)
    quantity = random.integers(1, 900, ROWS)
    reversal = random.random(ROWS) < 0.1
    sign = np.where(reversal, -1, 1)
    low, high = quantity - random.integers(0, 9, ROWS), quantity + random.integers(0, 9, ROWS)
    flags = (random.choice([0, PART_BIT, OPEN_BIT, PART_BIT | OPEN_BIT], ROWS)
             | np.where(reversal, REVERSAL_BIT, 0) | random.integers(0, 7, ROWS) << 8)
    return Movements(
        random.integers(0, LOTS, ROWS).astype(np.int32),
        (random.integers(0, 12, ROWS) << 4 | random.integers(0, 12, ROWS)).astype(np.uint8), flags.astype(np.uint16),
        sign * quantity, sign * low, sign * high, first, (first + random.integers(0, 9, ROWS)).astype(np.int32),
        random.integers(0, 1000, ROWS))


LINE_OF_LOT = (np.arange(LOTS) % LINES).astype(np.int32)


def ground_of(movements: Movements) -> Ground:
    places = np.arange(ROWS, dtype=np.int32)
    return laid_out(movements, places, places, LINE_OF_LOT, LINES)


def day(number: int) -> date:
    return date.fromordinal(EPOCH + FIRST + number)


GROUPS = {"by line": LINE_OF_LOT, "by lot": np.arange(LOTS, dtype=np.int32),
          "some lots of some lines": np.where(np.arange(LOTS) % 3 == 0, 1, np.where(LINE_OF_LOT == 2, 0, -1)).astype(
              np.int32)}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("grouped", GROUPS)
@pytest.mark.parametrize("known", [0, 333, 10_000])
def test_a_fold_of_what_is_laid_out_is_the_fold_of_what_is_not(seed: int, grouped: str, known: int):
    plain, group = moved(seed), GROUPS[grouped]
    ground, groups = ground_of(plain), int(group.max()) + 1
    assert len(ground.stretch_row) >= ROWS // STRETCH // 2
    laid = Laid(ground, known)
    for number in (-1, 10, 30, 64, 100):
        expected = positions(plain, group=group, groups=groups, on=day(number), known=known)
        found = positions(laid, group=group, groups=groups, on=day(number))
        for name in expected.names():
            assert np.array_equal(getattr(found, name), getattr(expected, name)), (name, number)
        seen = rows_of(plain, plain.known <= known)
        assert np.array_equal(begun(laid, group=group, groups=groups, on=day(number)),
                              begun(seen, group=group, groups=groups, on=day(number)))


@pytest.mark.parametrize("last", [5, 30])
def test_what_begins_after_the_last_day_told_of_counts_for_nothing_on_any_day(last: int):
    plain = moved(1)
    laid = Laid(ground_of(plain), 700).begun(FIRST + last)
    shown = rows_of(plain, (plain.known <= 700) & (plain.first <= FIRST + last))
    for number in (last - 1, last, last + 3, last + 50):
        expected = positions(shown, group=LINE_OF_LOT, groups=LINES, on=day(number))
        found = positions(laid, group=LINE_OF_LOT, groups=LINES, on=day(number))
        assert np.array_equal(found.booked, expected.booked)
        assert np.array_equal(found.reached_high, expected.reached_high)
    assert len(laid) == len(shown)


def test_lines_asked_about_on_days_of_their_own_are_the_folds_of_those_days():
    plain = moved(2)
    asked = [([0], day(12)), ([1, 4], day(33)), ([], day(5)), ([6, 0, 2], day(80))]
    found = positions_asked(Laid(ground_of(plain), 600), asked)
    for row, (lines, on) in enumerate(asked):
        group = np.where(np.isin(LINE_OF_LOT, lines), 0, -1).astype(np.int32)
        expected = positions(plain, group=group, groups=1, on=on, known=600)
        for name in expected.names():
            assert np.array_equal(getattr(found, name)[row], getattr(expected, name)[0]), (name, row)


@pytest.mark.parametrize("stage", [Stage.PRESENT, Stage.HELD])
@pytest.mark.parametrize("is_laid", [True, False])
def test_a_stage_through_time_is_the_fold_of_each_day(stage: Stage, is_laid: bool):
    plain = rows_of(moved(3), np.arange(ROWS) % 5 > 0)
    places = np.arange(len(plain), dtype=np.int32)
    given = Laid(laid_out(plain, places, places, LINE_OF_LOT, LINES)) if is_laid else plain
    days = [day(0) + timedelta(days=number) for number in range(0, 75, 4)]
    through = at_stage_through(given, group=LINE_OF_LOT, groups=LINES, days=days, stage=stage)
    for place, on in enumerate(days):
        folded = positions(plain, group=LINE_OF_LOT, groups=LINES, on=on)
        for group in range(LINES):
            span = through.spans(group)[place]
            if span is not None:
                assert span == folded.at(group, stage)
            else:
                assert folded.at(group, stage).is_nothing


def test_the_days_touched_are_those_on_which_anything_came_or_left():
    plain = moved(4)
    group = np.where(LINE_OF_LOT == 3, 0, -1).astype(np.int32)
    touching = rows_of(plain, (LINE_OF_LOT[plain.lot] == 3) & (
        (plain.places >> 4 == int(Stage.READY)) | (plain.places & 15 == int(Stage.READY))))
    expected = sorted({*touching.first.tolist(), *touching.last.tolist()})
    found = days_touched(Laid(ground_of(plain)), group=group, stage=Stage.READY, until=day(200))
    assert found.tolist() == expected


def test_the_movements_of_some_lots_are_the_same_laid_out_or_not():
    plain = moved(5)
    lots = [1, 8, 2]
    found, expected = Laid(ground_of(plain)).of_lots(lots), of_lots(plain, lots)
    assert sorted(zip(found.lot.tolist(), found.quantity.tolist(), found.known.tolist())) == sorted(
        zip(expected.lot.tolist(), expected.quantity.tolist(), expected.known.tolist()))
