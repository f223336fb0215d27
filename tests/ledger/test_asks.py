"""What to ask of whom, and what waits for what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from muster.ledger.asks import NOBODY, ask, waits
from muster.ledger.figures import Figure, Table
from muster.ledger.records import Party
from muster.quantities import When
from muster.vocabulary import Aspect, Kind, Verdict

ON = date(2024, 10, 12)


def cell(table: Table, row: str, column: str) -> Any:
    found = next(one for one in table.rows if one.key == row).cells[column]
    return found.booked if isinstance(found, Figure) else found


def promise(desk: Any, promised_for: str = "", *, contributor: str = "KEN", quantity: int = 600,
            condition: str = "", told: date = date(2024, 9, 21), **detail: Any) -> int:
    return desk.says(Aspect.PLAN, contributor, quantity=quantity, when=told, published=told, scope="support",
                     chain=f"{contributor}-{quantity}", words={"condition": condition} if condition else {},
                     **({"promised_for": promised_for, "basis": "stated"} if promised_for else {"basis": "none"}),
                     **detail)


def test_contributors_stand_in_alphabetical_order_and_those_who_delivered_are_not_asked(desk: Any):
    desk.parties["BLZ"] = Party("BLZ", "Belize", "state")
    for contributor, number in (("KEN", 600), ("USA", 900), ("JAM", 10), ("BLZ", 50)):
        desk.moves(contributor, "outside -> pledged", number, date(2024, 9, 1))
    desk.moves("JAM", "pledged -> present", 10, date(2024, 9, 12))
    desk.says(Aspect.PLEDGE, "HTI", when=date(2023, 10, 2), measure="pledge")
    assert [row.cells["contributor"] for row in ask(desk.books(ON)).rows] == [
        "Belize", "Haiti", "Kenya", "United States"]


def test_what_is_open_of_a_line_is_what_stands_short_of_present(desk: Any):
    desk.moves("KEN", "outside -> pledged", 1000, date(2023, 7, 29), lot="all")
    desk.moves("KEN", "pledged -> preparing", 600, date(2024, 9, 21), lot="N600")
    desk.moves("KEN", "pledged -> present", 400, date(2024, 7, 16), lot="B1")
    table = ask(desk.books(ON))
    assert (cell(table, "kenya-personnel", "open"), cell(table, "kenya-personnel", "stands")) == (
        600, "preparing 600 persons")


def test_a_line_past_its_promised_date_says_by_how_many_days(desk: Any):
    desk.moves("KEN", "outside -> pledged", 600, date(2024, 9, 1))
    promise(desk, "2024-10-02")
    assert cell(ask(desk.books(ON)), "kenya-personnel", "overdue_days") == 10
    assert cell(ask(desk.books(date(2024, 9, 30))), "kenya-personnel", "overdue_days") is None


def test_what_waits_is_what_is_still_open_of_a_promise_not_all_of_it(desk: Any):
    desk.moves("KEN", "outside -> pledged", 600, date(2024, 9, 1))
    promise(desk, "2024-10-02", condition="requisite support")
    assert str(cell(ask(desk.books(ON)), "kenya-personnel", "waits")).startswith("600 persons (")
    desk.moves("KEN", "pledged -> present", 361, date(2024, 9, 20))
    assert str(cell(ask(desk.books(ON)), "kenya-personnel", "waits")).startswith("239 of 600 persons (")


def test_people_promised_in_groups_are_asked_for_without_a_number(desk: Any):
    told = desk.says(Aspect.PLEDGE, "KEN", "personnel: combat unit", quantity=1, unit="units", when=date(2024, 9, 1),
                     measure="pledge")
    desk.rules(told, Verdict.ACCEPT, without_number=True)
    assert cell(ask(desk.books(ON)), "kenya-personnel-combat-unit", "open") is None


def test_a_line_of_which_no_delivery_was_found_is_still_owed(desk: Any):
    desk.moves("BEN", "outside -> pledged", 1500, date(2024, 2, 28))
    promise(desk, "2024-10-02", contributor="BEN", quantity=1500)
    desk.says(Aspect.OUTCOME, kind=None, published=date(2024, 10, 5), chain="BEN-1500", outcome="none_found")
    assert cell(ask(desk.books(ON)), "ben-personnel", "overdue_days") == 10


def test_a_date_before_the_line_began_belongs_to_another_promise(desk: Any):
    promise(desk, "2024-09-30", contributor="BGD", quantity=100, told=date(2024, 9, 13))
    desk.moves("BGD", "outside -> pledged", 1500, date(2025, 12, 9))
    assert cell(ask(desk.books(date(2026, 3, 21))), "bgd-personnel", "overdue_days") is None


def test_the_condition_and_what_waits_for_it_stand_beside_the_line(desk: Any):
    desk.moves("KEN", "outside -> preparing", 600, date(2024, 9, 21))
    promise(desk, condition="requisite support")
    table = ask(desk.books(ON))
    assert (cell(table, "kenya-personnel", "condition"), cell(table, "kenya-personnel", "waits")) == (
        "requisite support", "600 persons (waiting on its condition)")


def test_a_promise_without_a_number_stays_one(desk: Any):
    desk.says(Aspect.PLEDGE, "JAM", when=date(2023, 10, 2), measure="pledge")
    row = ask(desk.books(ON)).rows[0]
    assert isinstance(row.cells["open"], Figure)
    assert (row.cells["open"].booked, row.cells["open"].word) == (None, "no number given")


def test_a_number_given_later_takes_the_place_of_the_promise_without_one(desk: Any):
    desk.says(Aspect.PLEDGE, "JAM", when=date(2023, 10, 2), measure="pledge")
    desk.moves("JAM", "outside -> pledged", 200, date(2024, 3, 15))
    assert [cell(ask(desk.books(ON)), row.key, "open") for row in ask(desk.books(ON)).rows] == [200]


def test_needs_that_nobody_has_promised_come_last(desk: Any):
    for thing in ("equipment: medevac helicopters", "equipment: radios"):
        desk.says(Aspect.NEED, "", thing, kind=Kind.EQUIPMENT, unit="", role="unnumbered")
    desk.moves("USA", "outside -> pledged", 3, date(2024, 8, 15), resource="equipment: helicopter",
               kind=Kind.EQUIPMENT, unit="units")
    rows = ask(desk.books(ON)).rows
    assert [(row.cells["contributor"], row.cells["resource"]) for row in rows] == [
        ("United States", "equipment: helicopter"), (NOBODY, "equipment: radios")]


def test_a_hope_for_the_whole_mission_is_asked_of_nobody(desk: Any):
    desk.parties["MSS"] = Party("MSS", "The mission", "unit")
    promise(desk, "2024-12-31", contributor="MSS", quantity=1000)
    assert ask(desk.books(ON)).rows == ()


def test_the_600_wait_for_the_requisite_support_until_they_have_come(desk: Any):
    desk.moves("KEN", "outside -> preparing", 600, date(2024, 9, 21), lot="N600")
    promise(desk, condition="requisite support", lot="N600")
    row = waits(desk.books(ON)).rows[0]
    assert [row.cells[name] for name in ("contributor", "stands", "waits_for", "since")] == [
        "Kenya", "preparing 600 persons", "requisite support", date(2024, 9, 21)]
    desk.moves("KEN", "preparing -> present", 600, date(2025, 1, 18), lot="N600")
    assert waits(desk.books(date(2025, 2, 1))).rows == ()


def test_a_condition_that_did_not_stop_the_promise_no_longer_holds_it(desk: Any):
    desk.moves("KEN", "outside -> pledged", 1000, date(2023, 7, 29), lot="all", words={"condition": "a mandate"})
    desk.statements[-1] = replace(desk.statements[-1], aspect=Aspect.PLEDGE)
    assert [row.cells["waits_for"] for row in waits(desk.books(date(2024, 1, 1))).rows] == ["a mandate"]
    desk.moves("KEN", "pledged -> present", 200, date(2024, 6, 25), lot="all")
    assert waits(desk.books(ON)).rows == ()


def test_what_is_held_waits_for_its_release(desk: Any):
    desk.moves("USA", "pledged -> held", 13_300_000_00, date(2025, 2, 4), resource="money", kind=Kind.MONEY, unit="USD")
    row = waits(desk.books(date(2025, 3, 4))).rows[0]
    assert (row.cells["quantity"].booked, row.cells["waits_for"], row.cells["days"].booked) == (
        1_330_000_000, "its release", 28)


def test_every_figure_of_an_ask_can_be_opened(desk: Any):
    desk.moves("KEN", "outside -> preparing", 600, date(2024, 9, 21))
    desk.says(Aspect.PLEDGE, "JAM", when=date(2023, 10, 2), measure="pledge")
    desk.says(Aspect.NEED, "", "equipment: radios", kind=Kind.EQUIPMENT, unit="", role="unnumbered")
    promise(desk, "2024-10-02", condition="requisite support")
    opened = desk.books(ON)
    figures = [figure for table in (ask(opened), waits(opened)) for _, figure in table.figures()]
    assert len(figures) == 6
    assert not any(figure.because.is_empty for figure in figures)


def test_since_and_who_said_so_are_of_the_lots_that_are_open(desk: Any):
    desk.moves("KEN", "outside -> spent", 2100, date(2024, 9, 18), lot="spent")
    desk.moves("KEN", "outside -> committed", 2500, When(date(2025, 5, 1), date(2025, 5, 31)), lot="2025")
    desk.moves("KEN", "outside -> pledged", 300, date(2024, 1, 1), lot="whole")
    desk.moves("KEN", "pledged -> present", 300, date(2024, 2, 1), lot="part")
    lots = {name: place for place in desk.lots for name in [place[1]]}
    desk.lots[lots["part"]] = replace(desk.lots[lots["part"]], part_of=desk.lots[lots["whole"]].id)
    row = ask(desk.books(date(2025, 7, 1))).rows[0]
    assert (row.cells["since"], row.cells["said_by"]) == (
        "2025-05", "A paper (the party itself), report-2 (2025-05-31), passage")


def test_what_is_held_is_open_since_it_is_held(desk: Any):
    desk.moves("KEN", "outside -> present", 300, date(2024, 1, 1))
    desk.moves("KEN", "present -> held", 20, date(2024, 3, 1))
    assert cell(ask(desk.books(ON)), "kenya-personnel", "since") == date(2024, 3, 1)


def test_a_month_stays_a_month(desk: Any):
    desk.says(Aspect.PLEDGE, "KEN", when=When(date(2024, 2, 1), date(2024, 2, 29)), measure="pledge")
    assert cell(ask(desk.books(ON)), "kenya-personnel", "since") == "2024-02"
