"""Counts held against the ledger on their own scope and day."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from muster.ledger.drafts import Filing, NewReport, NewRuling, NewStatement
from muster.ledger.figures import Figure
from muster.ledger.opening import books_of
from muster.ledger.records import Books, LineKey, Party, Posting
from muster.ledger.stocks import all_checks, checks
from muster.quantities import Hedge, Quantity, exactly, hedged, on_day
from muster.vocabulary import Aspect, Grade, Kind, Stage, Verdict


def count(quantity: int | Quantity, day: str, *, contributor: str = "KEN", stage: Stage = Stage.PRESENT,
          **detail: Any) -> NewStatement:
    return NewStatement("report", f"count {quantity} {contributor} {day}", "our words", Aspect.STOCK, Grade.PRESS,
                        kind=Kind.PERSONNEL, contributor=contributor, resource="personnel", unit="persons",
                        quantity=exactly(quantity) if isinstance(quantity, int) else quantity, stage=stage,
                        when=on_day(date.fromisoformat(day)), detail=detail)


def arrival(quantity: int, day: str, *, contributor: str = "KEN", lot: str = "B1", part_of: str = "",
            stage: Stage = Stage.PRESENT) -> tuple[NewStatement, NewRuling]:
    told = NewStatement("report", f"flow {quantity} {contributor} {day} {lot}", "our words", Aspect.FLOW, Grade.PARTY,
                        kind=Kind.PERSONNEL, contributor=contributor, resource="personnel", unit="persons",
                        quantity=exactly(quantity), stage=stage, when=on_day(date.fromisoformat(day)))
    line = LineKey(contributor, Kind.PERSONNEL, "personnel", "persons")
    posting = Posting(line, lot, part_of, Stage.OUTSIDE, stage, exactly(quantity), on_day(date.fromisoformat(day)))
    return told, NewRuling(told.key, Verdict.ACCEPT, "an officer", postings=(posting,))


def books(*counts: NewStatement, arrivals: tuple[tuple[NewStatement, NewRuling], ...] = (),
          rulings: tuple[NewRuling, ...] = ()) -> Books:
    return books_of(Filing(
        parties=(Party("KEN", "Kenya", "state"), Party("JAM", "Jamaica", "state"),
                 Party("HTI", "Haiti", "state", host_side=True)),
        reports=(NewReport("report", "Report", "press", date(2024, 1, 1), "en"),),
        statements=(*(told for told, _ in arrivals), *counts),
        rulings=(*(ruling for _, ruling in arrivals), *rulings)), on=date(2026, 1, 1))


def result(opened: Books) -> list[bool]:
    return [one.agrees for one in all_checks(opened)]


def test_about_400_agrees_with_382_booked_and_450_contradicts_it():
    opened = books(count(hedged(400, Hedge.ABOUT), "2024-09-21"), count(450, "2024-10-15"),
                   arrivals=(arrival(382, "2024-07-17"),))
    assert result(opened) == [True, False]


def test_a_count_is_held_against_its_own_day():
    opened = books(count(200, "2024-07-08"), count(400, "2024-07-17"),
                   arrivals=(arrival(200, "2024-06-25"), arrival(200, "2024-07-16", lot="B2")))
    assert result(opened) == [True, True]


def test_a_count_of_all_takes_every_contributor_but_not_the_host_side():
    opened = books(count(224, "2024-09-30", contributor="ALL"), arrivals=(
        arrival(200, "2024-06-25"), arrival(24, "2024-09-12", contributor="JAM"),
        arrival(1000, "2024-09-12", contributor="HTI")))
    assert result(opened) == [True]


def test_a_count_of_one_lot_takes_its_parts_with_it():
    opened = books(count(361, "2025-03-01", lot="N600"), arrivals=(
        arrival(217, "2025-01-18", lot="B3", part_of="N600"), arrival(144, "2025-02-06", lot="B4", part_of="N600"),
        arrival(400, "2024-07-16", lot="B1")))
    assert result(opened) == [True]


def test_a_running_total_counts_all_that_ever_came():
    came, ruling = arrival(200, "2024-06-25")
    home = NewStatement("report", "home", "our words", Aspect.FLOW, Grade.PARTY)
    posting = Posting(ruling.postings[0].line, "B1", "", Stage.PRESENT, Stage.RETURNED, exactly(50),
                      on_day(date(2024, 8, 1)))
    opened = books(count(200, "2024-09-01", at_least_stage="present"), count(150, "2024-09-01"),
                   arrivals=((came, ruling), (home, NewRuling(home.key, Verdict.ACCEPT, "x", postings=(posting,)))))
    assert result(opened) == [True, True]


def test_an_opening_is_stale_once_an_earlier_arrival_is_recorded_after_it():
    told = count(400, "2024-09-21")
    posting = Posting(LineKey("KEN", Kind.PERSONNEL, "personnel", "persons"), "opening", "", Stage.OUTSIDE,
                      Stage.PRESENT, exactly(400), on_day(date(2024, 9, 21)))
    opening = NewRuling(told.key, Verdict.OPEN_WITH, "an officer", postings=(posting,),
                        detail={"stood": {"booked": 0, "low": 0, "high": 0}})
    fresh = books(told, rulings=(opening,))
    overtaken = books(told, rulings=(opening,), arrivals=(arrival(200, "2024-06-25"),))
    assert [len(one.stale) for one in all_checks(fresh)] == [0]
    assert [len(one.stale) for one in all_checks(overtaken)] == [1]
    assert checks(overtaken).rows[0].cells["result"] == "contradicts, stale"


def test_a_rejected_count_is_not_checked():
    told = count(600, "2024-09-18")
    assert result(books(told, rulings=(NewRuling(told.key, Verdict.REJECT, "an officer"),))) == []


def test_both_figures_of_a_check_can_be_opened():
    table = checks(books(count(450, "2024-10-15"), arrivals=(arrival(382, "2024-07-17"),)))
    row = table.rows[0]
    assert isinstance(row.cells["told"], Figure)
    assert isinstance(row.cells["ledger"], Figure)
    assert (row.cells["told"].booked, row.cells["ledger"].booked) == (450, 382)
    assert not any(figure.because.is_empty for _, figure in table.figures())


@given(st.lists(st.integers(1, 400), min_size=1, max_size=5), st.integers(-3, 3))
def test_an_exact_count_agrees_exactly_when_it_is_the_sum_of_what_came(flights: list[int], off: int):
    told = count(max(0, sum(flights) + off), "2024-12-31")
    opened = books(told, arrivals=tuple(
        arrival(size, "2024-06-25", lot=f"B{number}") for number, size in enumerate(flights)))
    assert result(opened) == [told.quantity == exactly(sum(flights))]
