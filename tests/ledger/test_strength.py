"""Strength over time, beside the counts told."""

from __future__ import annotations

from datetime import date
from typing import Any

from muster.ledger.spans import Span
from muster.ledger.strength import change_days, counted_lines, counts, series, strength
from muster.quantities import Hedge, When, hedged
from muster.vocabulary import Aspect, Stage, Verdict

JUNE, JULY, SEPTEMBER = date(2024, 6, 25), date(2024, 7, 16), date(2024, 9, 12)
DAYS = [date(2024, 6, 1), JUNE, JULY, SEPTEMBER]


def two_flights_and_jamaica(desk: Any) -> None:
    desk.moves("KEN", "outside -> present", 200, JUNE, lot="B1")
    desk.moves("KEN", "outside -> present", hedged(200, Hedge.ABOUT, "about 200"), JULY, lot="B2")
    desk.moves("JAM", "outside -> present", 24, SEPTEMBER)


def test_strength_adds_up_day_by_day(desk: Any) -> None:
    two_flights_and_jamaica(desk)
    made = series(desk.books(SEPTEMBER), DAYS)
    assert made.by_contributor == {
        "JAM": (None, None, None, Span(24, 24, 24)),
        "KEN": (None, Span(200, 200, 200), Span(400, 390, 410), Span(400, 390, 410)),
    }
    assert made.total == (None, Span(200, 200, 200), Span(400, 390, 410), Span(424, 414, 434))


def test_before_anything_is_recorded_there_is_no_strength_which_is_not_zero(desk: Any) -> None:
    two_flights_and_jamaica(desk)
    desk.moves("JAM", "present -> returned", 24, date(2024, 10, 1))
    made = series(desk.books(date(2024, 10, 1)), [date(2024, 6, 1), date(2024, 10, 1)])
    assert made.by_contributor["JAM"] == (None, Span(0, 0, 0))


def test_the_hosts_forces_are_listed_and_not_in_the_total(desk: Any) -> None:
    desk.moves("KEN", "outside -> present", 200, JUNE)
    desk.moves("HTI", "outside -> present", 9000, JUNE)
    made = series(desk.books(JUNE), [JUNE])
    assert made.total == (Span(200, 200, 200),)
    assert made.host == {"HTI": (Span(9000, 9000, 9000),)}


def test_contractors_stand_beside_the_force(desk: Any) -> None:
    desk.moves("KEN", "outside -> present", 200, JUNE)
    desk.moves("USA", "outside -> present", 150, JUNE, resource="personnel: security contractors")
    table = strength(desk.books(JUNE))
    assert [row.key for row in table.rows] == ["2024-06-25-ken", "2024-06-25-all"]
    assert table.notes[-1] == ("Not counted here, but in rows of their own in the gap: "
                               "personnel: security contractors.")


def test_a_mission_of_named_kinds_alone_counts_them_all(desk: Any) -> None:
    desk.moves("KEN", "outside -> present", 200, JUNE, resource="personnel: formed police unit")
    desk.moves("JAM", "outside -> present", 24, JUNE, resource="personnel: soldiers")
    books = desk.books(JUNE)
    assert len(counted_lines(books)) == 2
    assert series(books, [JUNE]).total == (Span(224, 224, 224),)


def test_counts_told_stand_beside_the_ledgers_own_figure(desk: Any) -> None:
    two_flights_and_jamaica(desk)
    said = desk.says(Aspect.STOCK, "KEN", quantity=600, when=date(2024, 9, 18), stage=Stage.PRESENT)
    row = strength(desk.books(date(2024, 9, 22))).rows[-1]
    assert row.key == f"2024-09-18-ken-s{said}"
    assert (row.cells["told"].booked, row.cells["present"].booked) == (600, 400)
    assert row.cells["told"].because.statements == (said,)


def test_a_count_told_again_counts_once(desk: Any) -> None:
    count = {"quantity": 400, "when": JULY, "stage": Stage.PRESENT}
    first, again = desk.says(Aspect.STOCK, "KEN", **count), desk.says(Aspect.STOCK, "KEN", **count)
    desk.rules(again, Verdict.SAME_AS, cites=(first,))
    assert [count.figure.because.statements for count in counts(desk.books(JULY))] == [(first, again)]


def test_a_count_of_all_that_ever_came_is_no_strength(desk: Any) -> None:
    desk.says(Aspect.STOCK, "KEN", quantity=900, when=JULY, stage=Stage.PRESENT, at_least_stage="present")
    assert counts(desk.books(JULY)) == []


def test_rows_of_the_ledger_are_the_days_on_which_it_changed(desk: Any) -> None:
    two_flights_and_jamaica(desk)
    assert [row.key for row in strength(desk.books(date(2024, 12, 31))).rows] == [
        "2024-06-25-ken", "2024-06-25-all", "2024-07-16-ken", "2024-07-16-all", "2024-09-12-jam", "2024-09-12-all"]


def test_a_step_gives_every_week(desk: Any) -> None:
    two_flights_and_jamaica(desk)
    table = strength(desk.books(date(2024, 12, 31)), since=JUNE, until=date(2024, 7, 16), step=7)
    assert [(row.key, row.cells["present"].booked) for row in table.rows if row.key.endswith("all")] == [
        ("2024-06-25-all", 200), ("2024-07-02-all", 200), ("2024-07-09-all", 200), ("2024-07-16-all", 400)]


def test_nobody_is_counted_present_after_the_day_asked_about(desk: Any) -> None:
    two_flights_and_jamaica(desk)
    assert strength(desk.books(JUNE), until=date(2030, 1, 1)).rows[-1].key == "2024-06-25-all"


def test_a_range_of_days_changes_the_strength_on_its_first_and_its_last(desk: Any) -> None:
    desk.moves("KEN", "outside -> present", 600, When(date(2024, 10, 1), date(2024, 10, 31)))
    books = desk.books(date(2024, 12, 1))
    days = change_days(books, counted_lines(books))
    assert days == [date(2024, 10, 1), date(2024, 10, 31)]
    assert series(books, days).total == (Span(0, 0, 600), Span(600, 600, 600))


def test_an_empty_ledger_has_no_rows(desk: Any) -> None:
    assert strength(desk.books(JUNE)).rows == ()
