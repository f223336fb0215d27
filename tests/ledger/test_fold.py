"""The fold against its laws, and against a plain reading of the same rules.

`plain` below is the rival: it follows the design's sentences entry by entry and knows nothing of columns. It can be
told to break one rule at a time; each law, and the comparison itself, must notice every breakage that concerns it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from muster.ledger import fold
from muster.ledger.columns import Movements, movements_from_rows, packed_row
from muster.ledger.fold import Positions, positions
from muster.ledger.records import LineKey, Posting
from muster.ledger.spans import Span
from muster.quantities import LARGEST, Hedge, Quantity, When, exactly, hedged, on_day
from muster.vocabulary import EXIT_STAGES, ORDERED_STAGES, Grade, Kind, Marking, Stage

KENYANS = LineKey("KEN", Kind.PERSONNEL, "personnel", "persons")
START = date(2024, 9, 1)
LOTS = 3
UNTIL_FOUND = settings(max_examples=5_000, database=None, deadline=None, phases=[Phase.generate])


@dataclass(frozen=True)
class Entry:
    """A posting as the ledger books it."""

    posting: Posting
    lot: int = 0
    grade: Grade = Grade.PARTY
    marking: Marking = Marking.PUBLIC
    known: int = 0
    reversal: bool = False

    @property
    def reversed(self) -> Entry:
        return replace(self, reversal=True, known=self.known + 1)


@dataclass(frozen=True)
class Asked:
    on: date
    known: int = 9
    confirmed_only: bool = False
    clearance: Marking = Marking.RESTRICTED


def posting(leaves: Stage, enters: Stage, quantity: Quantity, when: When, *, whole: bool = True,
            reached: Stage = Stage.OUTSIDE) -> Posting:
    return Posting(KENYANS, "B1", "", leaves, enters, quantity, when, whole, reached)


def columns(entries: Sequence[Entry]) -> Movements:
    return movements_from_rows(
        packed_row(entry.posting, lot=entry.lot, grade=entry.grade, marking=entry.marking, known=entry.known,
                   reversal=entry.reversal)
        for entry in entries
    )


def asked_of(movements: Movements | list[Movements], asked: Asked, **more: bool) -> Positions:
    return positions(movements, group=np.arange(LOTS, dtype=np.int32), groups=LOTS, on=asked.on, known=asked.known,
                     confirmed_only=asked.confirmed_only, clearance=asked.clearance, **more)


Folding = Callable[[Sequence[Entry], Asked], Positions]


def folded(entries: Sequence[Entry], asked: Asked) -> Positions:
    return asked_of(columns(entries), asked)


def compiled(entries: Sequence[Entry], asked: Asked) -> Positions:
    """The same question, sent through the loop that large ledgers take."""
    before, fold.LOOP_FROM = fold.LOOP_FROM, 0
    try:
        return folded(entries, asked)
    finally:
        fold.LOOP_FROM = before


def threaded(entries: Sequence[Entry], asked: Asked) -> Positions:
    """The same, divided between as many threads as the machine has cores."""
    from muster.ledger import fold_loop

    before, fold_loop.MOVEMENTS_A_THREAD = fold_loop.MOVEMENTS_A_THREAD, 1
    try:
        return compiled(entries, asked)
    finally:
        fold_loop.MOVEMENTS_A_THREAD = before


# --- the rival ---------------------------------------------------------------------------------------------

BREAKAGES = (
    "entries count from the first day", "entries never count", "exits count from the last day",
    "a range waiting to arrive is forgotten", "bounds of a part leave as if it were the whole",
    "bounds of a whole leave as if it were a part", "the high forgets what may have come",
    "the low keeps what may have gone", "open ends are taken for their low", "open ends never close",
    "open parts leave nothing open below", "reversals leave open ends open", "reversals add again",
    "what was known later counts", "the press counts as confirmed", "restricted entries are shown to all",
    "coming back counts as reaching again", "reaching skips the stages between", "exits reach the stages they pass",
    "arrivals nobody promised count as promised", "what lapsed was never promised",
    "commitments out of nothing were not promised", "negative stages are repaired",
)


def plain(entries: Sequence[Entry], asked: Asked, broken: str = "") -> Positions:
    sums = fold._empty(LOTS, bounds=True, reached=True)
    for entry in entries:
        if entry.known > asked.known and broken != "what was known later counts":
            continue
        if asked.confirmed_only and not entry.grade.is_official and broken != "the press counts as confirmed":
            continue
        if entry.marking > asked.clearance and broken != "restricted entries are shown to all":
            continue
        _enter(sums, entry, asked.on, broken)
        _leave(sums, entry, asked.on, broken)
        _reach(sums, entry, asked.on, broken)
        if broken == "negative stages are repaired":
            np.maximum(sums.booked[:, 1:], 0, out=sums.booked[:, 1:])
    return sums


def _signed(entry: Entry, broken: str) -> tuple[int, int, int, int]:
    """What is added of quantity, low, high and the open count."""
    quantity = entry.posting.quantity
    sign = -1 if entry.reversal and broken != "reversals add again" else 1
    is_open = quantity.high is None and broken != "open ends are taken for their low"
    open_sign = 0 if not is_open else 1 if broken == "reversals leave open ends open" else sign
    assert quantity.booked is not None
    high = quantity.low if quantity.high is None else quantity.high
    return sign * quantity.booked, sign * quantity.low, sign * high, open_sign


def _enter(sums: Positions, entry: Entry, on: date, broken: str) -> None:
    quantity, low, high, open_sign = _signed(entry, broken)
    when, at = entry.posting.when, (entry.lot, entry.posting.to_stage)
    if broken == "entries never count" or on < when.first:
        return
    if on >= when.last or broken == "entries count from the first day":
        sums.booked[at] += quantity
        sums.low[at] += low
        sums.high[at] += high
        sums.open_above[at] += open_sign
        return
    if broken != "a range waiting to arrive is forgotten":
        sums.between[at] += quantity
    if broken != "the high forgets what may have come":
        sums.high[at] += high
        sums.open_above[at] += open_sign


def _leave(sums: Positions, entry: Entry, on: date, broken: str) -> None:
    quantity, low, high, open_sign = _signed(entry, broken)
    when, at = entry.posting.when, (entry.lot, entry.posting.from_stage)
    if on < when.first or (broken == "exits count from the last day" and on < when.last):
        return
    whole = entry.posting.whole
    if broken == "bounds of a part leave as if it were the whole":
        whole = True
    if broken == "bounds of a whole leave as if it were a part":
        whole = False
    sums.booked[at] -= quantity
    if broken != "the low keeps what may have gone" or on >= when.last:
        sums.low[at] -= low if whole else high
    if not whole and broken != "open parts leave nothing open below":
        sums.open_below[at] += open_sign
    if on >= when.last:
        sums.high[at] -= high if whole else low
        if whole and broken != "open ends never close":
            sums.open_above[at] -= open_sign


def _reach(sums: Positions, entry: Entry, on: date, broken: str) -> None:
    quantity, low, high, open_sign = _signed(entry, broken)
    leaves, enters, before = entry.posting.from_stage, entry.posting.to_stage, entry.posting.reached
    if enters is Stage.LAPSED and on >= entry.posting.when.last and broken == "what lapsed was never promised":
        sums.reached_booked[entry.lot, 0] -= quantity
    columns = []
    promising = (Stage.PLEDGED, Stage.COMMITTED)
    if broken == "arrivals nobody promised count as promised":
        promising = ORDERED_STAGES
    if broken == "commitments out of nothing were not promised":
        promising = (Stage.PLEDGED,)
    if leaves is Stage.OUTSIDE and before is Stage.OUTSIDE and enters in promising:
        columns.append(0)
    for stage in ORDERED_STAGES:
        was_there = before >= stage or (leaves in ORDERED_STAGES and leaves >= stage)
        if broken == "coming back counts as reaching again":
            was_there = leaves in ORDERED_STAGES and leaves >= stage
        gets_there = enters in ORDERED_STAGES and enters >= stage
        if broken == "reaching skips the stages between":
            gets_there = enters is stage
        if broken == "exits reach the stages they pass":
            gets_there = enters >= stage
        if gets_there and not was_there:
            columns.append(int(stage))
    for column in columns:
        if on >= entry.posting.when.last:
            sums.reached_booked[entry.lot, column] += quantity
            sums.reached_low[entry.lot, column] += low
        if on >= entry.posting.when.first:
            sums.reached_high[entry.lot, column] += high
            sums.reached_open[entry.lot, column] += open_sign


# --- ledgers -----------------------------------------------------------------------------------------------


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    low = draw(st.integers(0, 4))
    booked = low + draw(st.integers(0, 2))
    return Quantity(booked, low, draw(st.one_of(st.none(), st.integers(booked, booked + 2))))


@st.composite
def ranges(draw: st.DrawFn) -> When:
    first = START + timedelta(draw(st.integers(0, 4)))
    return When(first, first + timedelta(draw(st.sampled_from([0, 0, 1, 3]))))


@st.composite
def entries_of_one(draw: st.DrawFn) -> Entry:
    leaves = draw(st.sampled_from([Stage.OUTSIDE, *Stage]))
    enters = draw(st.sampled_from([stage for stage in Stage if stage != leaves]))
    made = posting(leaves, enters, draw(quantities()), draw(ranges()), whole=draw(st.booleans()),
                   reached=draw(st.sampled_from([Stage.OUTSIDE, Stage.OUTSIDE, Stage.OUTSIDE, *ORDERED_STAGES])))
    return Entry(made, draw(st.integers(0, LOTS - 1)), draw(st.sampled_from(list(Grade))),
                 draw(st.sampled_from(list(Marking))), draw(st.integers(0, 3)))


@st.composite
def ledgers(draw: st.DrawFn) -> list[Entry]:
    """Any movements at all, some of them reversed later."""
    made = draw(st.lists(entries_of_one(), min_size=1, max_size=6))
    return made + [entry.reversed for entry in made if draw(st.booleans())]


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """Lots that come in, move on as a whole or in part, each step after the one before."""
    made: list[Entry] = []
    for lot in range(LOTS):
        at, quantity, day = Stage.OUTSIDE, draw(quantities()), START
        for enters in sorted(draw(st.sets(st.sampled_from(ORDERED_STAGES + EXIT_STAGES), max_size=3))):
            whole = at is Stage.OUTSIDE or draw(st.booleans())
            if not whole:
                quantity = draw(quantities())
            when = When(day, day + timedelta(draw(st.integers(0, 2))))
            made.append(Entry(posting(at, enters, quantity, when, whole=whole), lot))
            at, day = enters, when.last
    return made


@st.composite
def questions(draw: st.DrawFn) -> Asked:
    return Asked(START + timedelta(draw(st.integers(-1, 9))), draw(st.integers(0, 4)), draw(st.booleans()),
                 draw(st.sampled_from(list(Marking))))


def same(one: Positions, other: Positions) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in fold._ARRAYS)


# --- the laws, each a question one can put to any fold ------------------------------------------------------


def order_does_not_matter(fold_: Folding, ledger: list[Entry], asked: Asked) -> bool:
    return same(fold_(ledger, asked), fold_(ledger[::-1], asked))


def parts_add_up(fold_: Folding, ledger: list[Entry], asked: Asked) -> bool:
    half = len(ledger) // 2
    return same(fold_(ledger, asked), fold_(ledger[:half], asked) + fold_(ledger[half:], asked))


def nothing_is_lost(fold_: Folding, ledger: list[Entry], asked: Asked) -> bool:
    return fold_(ledger, asked).is_conserved()


def a_reversal_cancels(fold_: Folding, ledger: list[Entry], asked: Asked) -> bool:
    originals = [entry for entry in ledger if not entry.reversal]
    everything = originals + [entry.reversed for entry in originals]
    return same(fold_(everything, replace(asked, known=9)), fold_([], asked))


def hindsight_changes_nothing(fold_: Folding, ledger: list[Entry], asked: Asked) -> bool:
    return same(fold_(ledger, asked), fold_([entry for entry in ledger if entry.known <= asked.known], asked))


def what_may_not_be_seen_does_not_count(fold_: Folding, ledger: list[Entry], asked: Asked) -> bool:
    return same(fold_(ledger, asked), fold_([entry for entry in ledger if entry.marking <= asked.clearance], asked))


def only_official_grades_are_confirmed(fold_: Folding, ledger: list[Entry], asked: Asked) -> bool:
    asked = replace(asked, confirmed_only=True)
    return same(fold_(ledger, asked), fold_([entry for entry in ledger if entry.grade.is_official], asked))


def bounds_hold_the_figure(fold_: Folding, ledger: list[Entry], asked: Asked) -> bool:
    """Also the figures there would be had everything happened on the first day it may have, or on the last."""
    sums = fold_(ledger, asked)
    first = fold_([_moved(entry, on_day(entry.posting.when.first)) for entry in ledger], asked)
    last = fold_([_moved(entry, on_day(entry.posting.when.last)) for entry in ledger], asked)
    low = np.where(sums.open_below > 0, -LARGEST, sums.low)
    high = np.where(sums.open_above > 0, LARGEST, sums.high)
    figures = (sums.booked, first.booked, last.booked)
    return all(bool(((low <= booked) & (booked <= high))[:, 1:].all()) for booked in figures)


def _moved(entry: Entry, when: When) -> Entry:
    return replace(entry, posting=replace(entry.posting, when=when))


def totals_never_fall(fold_: Folding, ledger: list[Entry], asked: Asked) -> bool:
    originals = [entry for entry in ledger if not entry.reversal]
    earlier, later = fold_(originals, asked), fold_(originals, replace(asked, on=asked.on + timedelta(1)))
    return bool((earlier.reached_booked <= later.reached_booked).all())


Law = Callable[[Folding, list[Entry], Asked], bool]
LAWS: dict[Law, tuple[str, ...]] = {
    order_does_not_matter: ("negative stages are repaired",),
    parts_add_up: ("negative stages are repaired",),
    nothing_is_lost: ("a range waiting to arrive is forgotten", "exits count from the last day", "entries never count",
                      "negative stages are repaired"),
    a_reversal_cancels: ("reversals add again", "reversals leave open ends open"),
    hindsight_changes_nothing: ("what was known later counts",),
    what_may_not_be_seen_does_not_count: ("restricted entries are shown to all",),
    only_official_grades_are_confirmed: ("the press counts as confirmed",),
    bounds_hold_the_figure: ("bounds of a part leave as if it were the whole", "the low keeps what may have gone",
                             "the high forgets what may have come", "open ends are taken for their low"),
    totals_never_fall: ("what lapsed was never promised",),
}


def _books_for(law: Law) -> st.SearchStrategy[list[Entry]]:
    return histories() if law is bounds_hold_the_figure else ledgers()


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@pytest.mark.parametrize("fold_", [folded, compiled], ids=lambda fold_: fold_.__name__)
def test_the_fold_keeps_the_law(law: Law, fold_: Folding) -> None:
    @settings(max_examples=150, deadline=None)
    @given(_books_for(law), questions())
    def holds(ledger: list[Entry], asked: Asked) -> None:
        assert law(fold_, ledger, asked)

    holds()


@pytest.mark.parametrize(("law", "broken"), [(law, broken) for law, ways in LAWS.items() for broken in ways],
                         ids=lambda part: part if isinstance(part, str) else part.__name__)
def test_the_law_notices_a_fold_that_breaks_it(law: Law, broken: str) -> None:
    def breaks(case: tuple[list[Entry], Asked]) -> bool:
        return not law(lambda entries, asked: plain(entries, asked, broken), *case)

    find(st.tuples(_books_for(law), questions()), breaks, settings=UNTIL_FOUND)


@settings(max_examples=400, deadline=None)
@given(ledgers(), questions())
def test_columns_and_the_compiled_loop_give_what_a_plain_reading_of_the_rules_gives(
    ledger: list[Entry], asked: Asked,
) -> None:
    expected = plain(ledger, asked)
    assert same(folded(ledger, asked), expected)
    assert same(compiled(ledger, asked), expected)
    assert same(threaded(ledger, asked), expected)


@pytest.mark.parametrize("broken", BREAKAGES)
def test_the_comparison_notices_every_broken_rule(broken: str) -> None:
    find(st.tuples(ledgers(), questions()), lambda case: not same(folded(*case), plain(*case, broken)),
         settings=UNTIL_FOUND)


@settings(max_examples=60, deadline=None)
@given(ledgers(), questions(), st.integers(0, 12))
def test_a_ledger_in_segments_folds_like_one_in_a_piece(ledger: list[Entry], asked: Asked, cut: int) -> None:
    segments = [columns(ledger[:cut]), columns(ledger[cut:])]
    assert same(asked_of(segments, asked), folded(ledger, asked))


@settings(max_examples=60, deadline=None)
@given(ledgers(), questions())
def test_the_quick_fold_books_what_the_full_one_books(ledger: list[Entry], asked: Asked) -> None:
    full = folded(ledger, asked)
    for loop_from in (fold.LOOP_FROM, 0):
        before, fold.LOOP_FROM = fold.LOOP_FROM, loop_from
        quick = asked_of(columns(ledger), asked, exact_only=True)
        fold.LOOP_FROM = before
        assert np.array_equal(quick.booked, full.booked)
        assert np.array_equal(quick.between, full.between)


# --- what the rules mean, in the mission's words ------------------------------------------------------------


def standing(stage: Stage, on: date, *postings: Posting) -> Span:
    return folded([Entry(made) for made in postings], Asked(on)).at(0, stage)


NEARLY_400 = hedged(400, Hedge.NEARLY, "nearly 400")
JUNE = on_day(date(2024, 6, 25))
AUTUMN = When(date(2024, 10, 1), date(2024, 10, 31))


def test_nearly_400_stand_as_400_that_may_be_380() -> None:
    assert standing(Stage.PRESENT, START, posting(Stage.OUTSIDE, Stage.PRESENT, NEARLY_400, JUNE)) \
        == Span(400, 380, 400)


def test_more_than_600_stand_as_600_and_up() -> None:
    more = hedged(600, Hedge.AT_LEAST, "more than 600")
    assert standing(Stage.PRESENT, START, posting(Stage.OUTSIDE, Stage.PRESENT, more, JUNE)) == Span(600, 600, None)


def test_a_lot_takes_its_bounds_with_it_when_it_leaves() -> None:
    history = (posting(Stage.OUTSIDE, Stage.READY, NEARLY_400, JUNE),
               posting(Stage.READY, Stage.PRESENT, NEARLY_400, JUNE))
    assert standing(Stage.READY, START, *history) == Span(0, 0, 0)


def test_what_leaves_in_part_leaves_the_rest_less_certain() -> None:
    history = (posting(Stage.OUTSIDE, Stage.PRESENT, exactly(400), JUNE),
               posting(Stage.PRESENT, Stage.RETURNED, hedged(100, Hedge.ABOUT), JUNE, whole=False))
    assert standing(Stage.PRESENT, START, *history) == Span(300, 295, 305)


def test_600_due_in_october_have_left_training_on_the_1st_and_arrived_on_the_31st() -> None:
    arrival = posting(Stage.PREPARING, Stage.PRESENT, exactly(600), AUTUMN)
    history = (posting(Stage.OUTSIDE, Stage.PREPARING, exactly(600), JUNE), arrival)
    middle = date(2024, 10, 15)
    assert standing(Stage.PREPARING, date(2024, 9, 30), *history) == Span(600, 600, 600)
    assert standing(Stage.PREPARING, middle, *history) == Span(0, 0, 600)
    assert standing(Stage.PRESENT, middle, *history) == Span(0, 0, 600)
    assert folded([Entry(made) for made in history], Asked(middle)).between[0, Stage.PRESENT] == 600
    assert standing(Stage.PRESENT, date(2024, 10, 31), *history) == Span(600, 600, 600)


def test_what_came_without_a_recorded_promise_leaves_the_pledge_below_zero() -> None:
    assert standing(Stage.PLEDGED, START, posting(Stage.PLEDGED, Stage.PRESENT, exactly(24), JUNE)).booked == -24


def test_what_lapsed_was_still_promised() -> None:
    history = [Entry(posting(Stage.OUTSIDE, Stage.PLEDGED, exactly(1000), JUNE)),
               Entry(posting(Stage.PLEDGED, Stage.LAPSED, exactly(400), on_day(date(2024, 7, 1)), whole=False))]
    sums = folded(history, Asked(START))
    assert sums.at(0, Stage.PLEDGED).booked == 600
    assert sums.promised_total(0) == Span(1000, 1000, 1000)
    assert sums.reached(0, Stage.PLEDGED) == Span(1000, 1000, 1000)


def test_money_frozen_and_released_reaches_the_fund_once() -> None:
    paid, later = on_day(date(2024, 3, 7)), on_day(date(2024, 6, 19))
    history = [Entry(posting(Stage.OUTSIDE, Stage.PRESENT, exactly(40), paid)),
               Entry(posting(Stage.PRESENT, Stage.HELD, exactly(40), paid)),
               Entry(posting(Stage.HELD, Stage.PRESENT, exactly(40), later, reached=Stage.PRESENT))]
    sums = folded(history, Asked(START))
    assert [sums.reached(0, stage).booked for stage in (Stage.PLEDGED, Stage.PRESENT, Stage.SPENT)] == [40, 40, 0]
    assert sums.promised_total(0).booked == 0


def test_a_contributor_sees_its_own_lots_whatever_their_marking() -> None:
    secret = [Entry(posting(Stage.OUTSIDE, Stage.PRESENT, exactly(5), JUNE), lot, marking=Marking.RESTRICTED)
              for lot in (0, 1)]
    seen = positions(columns(secret), group=np.arange(LOTS, dtype=np.int32), groups=LOTS, on=START,
                     clearance=Marking.PUBLIC, own=np.array([True, False, False]))
    assert seen.booked[:, Stage.PRESENT].tolist() == [5, 0, 0]


def test_lots_outside_every_group_do_not_count() -> None:
    both = [Entry(posting(Stage.OUTSIDE, Stage.PRESENT, exactly(5), JUNE), lot) for lot in (0, 1)]
    counted = positions(columns(both), group=np.array([-1, 0, -1], dtype=np.int32), groups=1, on=START)
    assert counted.booked[:, Stage.PRESENT].tolist() == [5]


def test_a_movement_of_an_unknown_lot_is_refused() -> None:
    stray = columns([Entry(posting(Stage.OUTSIDE, Stage.PRESENT, exactly(5), JUNE), LOTS)])
    with pytest.raises(ValueError, match="a lot that the groups do not know"):
        asked_of(stray, Asked(START))


def test_bounds_that_were_not_folded_cannot_be_asked_for() -> None:
    quick = asked_of(columns([Entry(posting(Stage.OUTSIDE, Stage.PRESENT, exactly(5), JUNE))]), Asked(START),
                     exact_only=True)
    with pytest.raises(ValueError, match="fold without exact_only"):
        quick.at(0, Stage.PRESENT)


def test_a_movement_takes_at_most_48_bytes() -> None:
    held = columns([Entry(posting(Stage.OUTSIDE, Stage.PRESENT, exactly(5), JUNE))])
    assert sum(getattr(held, field.name).nbytes for field in fields(held)) <= 48


# --- never less than nothing (decision 11) ------------------------------------------------------------------


def test_what_is_left_of_up_to_250_after_100_have_left_is_not_below_nothing() -> None:
    settled = Quantity(200, 0, 250, "up to 250")
    history = (posting(Stage.OUTSIDE, Stage.PRESENT, settled, JUNE),
               posting(Stage.PRESENT, Stage.RETURNED, exactly(100), JUNE, whole=False))
    assert standing(Stage.PRESENT, START, *history) == Span(100, 0, 150)


def test_what_is_left_after_more_than_100_have_left_is_not_below_nothing() -> None:
    history = (posting(Stage.OUTSIDE, Stage.PRESENT, exactly(500), JUNE),
               posting(Stage.PRESENT, Stage.RETURNED, hedged(100, Hedge.AT_LEAST), JUNE, whole=False))
    assert standing(Stage.PRESENT, START, *history) == Span(400, 0, 400)


def test_a_stage_booked_below_nothing_keeps_its_bounds() -> None:
    history = (posting(Stage.PLEDGED, Stage.PRESENT, hedged(100, Hedge.ABOUT), JUNE, whole=False),)
    assert standing(Stage.PLEDGED, START, *history) == Span(-100, -105, -95)


@given(ledgers())
def test_no_figure_of_a_stage_may_be_less_than_nothing_unless_it_is_booked_so(ledger: list[Entry]) -> None:
    sums = folded(ledger, Asked(START))
    for group in range(len(sums)):
        for stage in Stage:
            span = sums.at(group, stage)
            assert stage is Stage.OUTSIDE or span.booked < 0 or (span.low is not None and 0 <= span.low <= span.booked)
