"""The gap, its requirements and its ratios, in the mission's words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from muster.ledger.figures import Figure, Table
from muster.ledger.gap import gap, ratios
from muster.quantities import Hedge, When, hedged
from muster.vocabulary import Aspect, Kind, Stage, Verdict

SEPTEMBER = date(2024, 9, 22)


def cells(table: Table, key: str) -> Any:
    return next(row.cells for row in table.rows if row.key == key)


def spread(figure: Figure | None) -> tuple[object, object, object]:
    assert figure is not None
    return figure.booked, figure.low, figure.high


def need(desk: Any, quantity: Any, role: str, **more: Any) -> int:
    said: int = desk.says(Aspect.NEED, quantity=quantity, role=role, **{"published": date(2023, 10, 2), **more})
    return said


def test_the_gap_is_required_less_present_as_an_interval(desk: Any) -> None:
    need(desk, 2500, "reference", since="2023-10-02", until="2025-10-02")
    desk.moves("KEN", "outside -> present", hedged(400, Hedge.NEARLY), date(2024, 7, 16))
    row = cells(gap(desk.books(SEPTEMBER)), "personnel")
    assert spread(row["required"]) == (2500, 2500, 2500)
    assert spread(row["present"]) == (400, 380, 400)
    assert spread(row["gap"]) == (2100, 2100, 2120)
    assert row["gap"].because.figures == ("gap/personnel/required", "gap/personnel/present")


def test_competing_figures_stand_beside_the_reference(desk: Any) -> None:
    need(desk, 2500, "reference")
    other = need(desk, 5000, "competing", published=date(2024, 3, 13))
    row = cells(gap(desk.books(SEPTEMBER)), "personnel")
    assert [figure.booked for figure in row["competing"]] == [5000]
    assert row["competing"][0].because.statements == (other,)


def test_a_ruling_makes_another_figure_the_reference(desk: Any) -> None:
    need(desk, 2500, "competing")
    desk.rules(need(desk, 5000, "competing"), Verdict.ACCEPT, role="reference")
    row = cells(gap(desk.books(SEPTEMBER)), "personnel")
    assert row["required"].booked == 5000
    assert [figure.booked for figure in row["competing"]] == [2500]


def test_without_a_reference_the_gap_says_so(desk: Any) -> None:
    need(desk, 5000, "competing")
    desk.moves("KEN", "outside -> present", 400, date(2024, 7, 16))
    row = cells(gap(desk.books(SEPTEMBER)), "personnel")
    assert (row["required"].booked, row["required"].word) == (None, "no reference chosen")
    assert row["gap"] is None


def test_a_need_without_a_number_stays_one(desk: Any) -> None:
    told = need(desk, None, "unnumbered", resource="logistics: unspecified", unit="", kind=Kind.LOGISTICS)
    row = cells(gap(desk.books(SEPTEMBER)), "logistics-unspecified")
    assert (row["required"].booked, row["required"].word) == (None, "no number given")
    assert row["required"].because.statements == (told,)
    assert row["unnumbered_needs"].booked == 1
    assert row["gap"] is None


def test_a_share_or_a_batch_is_no_requirement(desk: Any) -> None:
    need(desk, 1000, "share")
    need(desk, 600, "batch")
    assert gap(desk.books(SEPTEMBER)).rows == ()


def test_what_nobody_needs_by_name_has_no_requirement(desk: Any) -> None:
    desk.moves("KEN", "outside -> present", 400, date(2024, 7, 16))
    row = cells(gap(desk.books(SEPTEMBER)), "personnel")
    assert row["required"] is None
    assert row["gap"] is None


def test_absent_is_not_zero(desk: Any) -> None:
    """A need for which nothing was ever recorded has no positions; once something is, none present is zero."""
    need(desk, 12, "reference", resource="logistics: forward bases", unit="units", kind=Kind.LOGISTICS)
    empty = cells(gap(desk.books(SEPTEMBER)), "logistics-forward-bases")
    assert (empty["present"], empty["promised_total"], empty["gap"]) == (None, None, None)
    desk.moves("USA", "outside -> pledged", 3, date(2024, 8, 1), resource="logistics: forward bases", unit="units",
               kind=Kind.LOGISTICS)
    begun = cells(gap(desk.books(SEPTEMBER)), "logistics-forward-bases")
    assert spread(begun["present"]) == (0, 0, 0)
    assert begun["gap"].booked == 12


def test_units_are_never_mixed(desk: Any) -> None:
    money = {"resource": "money", "kind": Kind.MONEY}
    desk.moves("USA", "outside -> present", 600_000_000, date(2024, 4, 26), unit="USD", **money)
    desk.moves("KEN", "outside -> present", 500_000_000, date(2024, 4, 26), unit="KES", **money)
    table = gap(desk.books(SEPTEMBER))
    assert [(row.key, row.cells["present"].as_json()) for row in table.rows] == [
        ("money-kes", 5_000_000), ("money-usd", 6_000_000)]


def test_the_hosts_forces_stand_beside_the_missions_and_are_not_added(desk: Any) -> None:
    desk.moves("KEN", "outside -> present", 400, date(2024, 7, 16))
    desk.moves("HTI", "outside -> present", 9000, date(2024, 7, 16))
    table = gap(desk.books(SEPTEMBER))
    assert [(row.key, row.cells["present"].booked) for row in table.rows] == [
        ("personnel", 400), ("personnel-host", 9000)]


def test_what_came_without_a_recorded_promise_is_named(desk: Any) -> None:
    desk.moves("JAM", "pledged -> present", 24, date(2024, 9, 12))
    pledged = cells(gap(desk.books(SEPTEMBER)), "personnel")["pledged"]
    assert (pledged.booked, pledged.note) == (-24, "came without a recorded promise")


def test_the_new_mandates_figure_takes_over_on_its_first_day(desk: Any) -> None:
    need(desk, 2500, "reference", since="2023-10-02", until="2025-10-02")
    need(desk, 5000, "competing", since="2024-03-13", until="2025-10-02")
    need(desk, 5500, "reference", since="2025-10-02", until="2026-10-02", unit="uniformed persons",
         published=date(2025, 9, 30))
    before = cells(gap(desk.books(date(2025, 10, 1))), "personnel")
    after = cells(gap(desk.books(date(2025, 10, 2))), "personnel")
    assert (before["required"].booked, len(before["competing"])) == (2500, 1)
    assert (after["required"].booked, len(after["competing"])) == (5500, 0)
    assert after["required"].note == "counted in uniformed persons"


def test_what_was_not_known_then_is_not_shown_then(desk: Any) -> None:
    need(desk, 2500, "reference")
    desk.moves("KEN", "outside -> present", 400, date(2024, 7, 16))
    then = gap(desk.books(SEPTEMBER, known=SEPTEMBER))
    desk.moves("KEN", "outside -> present", 50, date(2024, 9, 1), published=date(2025, 1, 1), lot="B9")
    need(desk, 3000, "reference", published=date(2025, 1, 1))
    assert gap(desk.books(SEPTEMBER, known=SEPTEMBER)).rows == then.rows
    assert cells(gap(desk.books(SEPTEMBER)), "personnel")["present"].booked == 450


def test_a_need_told_again_counts_once(desk: Any) -> None:
    first = need(desk, 600, "competing", published=date(2024, 6, 28))
    again = need(desk, 600, "competing", published=date(2024, 8, 1))
    desk.rules(again, Verdict.SAME_AS, cites=(first,))
    competing = cells(gap(desk.books(SEPTEMBER)), "personnel")["competing"]
    assert [figure.because.statements for figure in competing] == [(first, again)]


def test_a_rejected_need_is_left_out(desk: Any) -> None:
    desk.rules(need(desk, 9999, "reference"), Verdict.REJECT)
    assert gap(desk.books(SEPTEMBER)).rows == ()


def test_a_promise_without_a_number_is_counted_as_told(desk: Any) -> None:
    told = desk.says(Aspect.OFFER, "USA", "logistics: air support", unit="", kind=Kind.LOGISTICS)
    row = cells(gap(desk.books(SEPTEMBER)), "logistics-air-support")
    assert (row["unnumbered_promises"].booked, row["unnumbered_promises"].because.statements) == (1, (told,))
    assert row["pledged"] is None


def test_600_in_a_few_weeks_have_left_training_but_may_not_have_come(desk: Any) -> None:
    desk.moves("KEN", "outside -> preparing", 600, date(2024, 9, 21))
    desk.moves("KEN", "preparing -> present", 600, When(date(2024, 10, 1), date(2024, 10, 31)),
               reached=Stage.PREPARING)
    row = cells(gap(desk.books(date(2024, 10, 15))), "personnel")
    assert spread(row["present"]) == (0, 0, 600)
    assert row["present"].note == "what is told of a range of days may or may not have come yet"


def test_a_count_told_elsewhere_is_noted_beside_the_position(desk: Any) -> None:
    desk.moves("KEN", "outside -> present", 426, date(2024, 7, 16))
    table = gap(desk.books(SEPTEMBER), remark=lambda of, stage: (
        "Kenya told as nearly 400" if (of.resource, stage) == ("personnel", Stage.PRESENT) else ""))
    assert cells(table, "personnel")["present"].note == "Kenya told as nearly 400"


def test_counts_told_stand_beside_what_the_ledger_holds(desk: Any) -> None:
    """Kenya is told as nearly 400, which the ledger's 382 bears out, and as 600, which it does not."""
    desk.moves("KEN", "outside -> present", 382, date(2024, 7, 16))
    count = {"stage": Stage.PRESENT, "published": date(2024, 9, 21)}
    desk.says(Aspect.STOCK, "KEN", quantity=600, when=date(2024, 9, 18), **count)
    nearly = desk.says(Aspect.STOCK, "KEN", quantity=hedged(400, Hedge.NEARLY, "nearly 400"),
                       when=date(2024, 9, 21), **count)
    desk.says(Aspect.STOCK, "KEN", quantity=200, when=date(2024, 7, 8), **count)
    row = cells(gap(desk.books(SEPTEMBER)), "personnel")
    assert [(told.booked, told.note) for told in row["present_told"]] == [
        (600, "Kenya, 2024-09-18: contradicts the ledger"), (400, "Kenya, 2024-09-21: agrees with the ledger")]
    assert row["present_told"][1].because.statements == (nearly,)
    assert row["present"].note == "counts told contradict this; they stand beside it"


def test_every_figure_of_the_gap_can_be_opened(desk: Any) -> None:
    need(desk, 2500, "reference")
    need(desk, None, "unnumbered")
    desk.moves("KEN", "outside -> pledged", 1000, date(2024, 7, 16))
    figures = dict(gap(desk.books(SEPTEMBER)).figures())
    assert len(figures) == 22
    assert not [address for address, figure in figures.items() if figure.because.is_empty]


def test_ratios_show_numerator_and_denominator(desk: Any) -> None:
    need(desk, 2500, "reference")
    desk.moves("KEN", "outside -> present", hedged(400, Hedge.NEARLY), date(2024, 7, 16))
    row = cells(ratios(desk.books(SEPTEMBER)), "personnel-present-of-required")
    assert spread(row["percent"]) == (Decimal("16.0"), Decimal("15.2"), Decimal("16.0"))
    assert (row["numerator"].booked, row["denominator"].booked) == (400, 2500)
    assert row["percent"].because.figures == ("gap/personnel/present", "gap/personnel/required")


def test_nothing_promised_gives_no_ratio_of_it(desk: Any) -> None:
    desk.moves("KEN", "outside -> present", 400, date(2024, 7, 16))
    assert ratios(desk.books(SEPTEMBER)).rows == ()


def test_money_is_spent_and_persons_are_not(desk: Any) -> None:
    desk.moves("KEN", "outside -> present", 400, date(2024, 7, 16))
    desk.moves("USA", "outside -> present", 500, date(2024, 7, 16), resource="money", unit="USD", kind=Kind.MONEY)
    assert [row.key for row in ratios(desk.books(SEPTEMBER)).rows] == ["money-usd-spent-of-ever-present"]


def test_what_nobody_had_promised_is_not_counted_as_come_of_a_promise_but_named(desk: Any) -> None:
    desk.moves("KEN", "outside -> present", 21, date(2024, 7, 16), lot="unpromised")
    desk.moves("KEN", "outside -> committed", 25, date(2024, 8, 1), lot="promised")
    row = cells(ratios(desk.books(SEPTEMBER)), "personnel-ever-present-of-promised")
    assert (row["percent"].booked, row["numerator"].booked) == (0, 0)
    assert "21 persons came without a recorded promise" in row["numerator"].note
    desk.moves("KEN", "committed -> present", 30, date(2024, 9, 1), lot="promised")
    row = cells(ratios(desk.books(SEPTEMBER)), "personnel-ever-present-of-promised")
    assert row["percent"].booked == Decimal("120.0"), "over-delivery is ordinary and shown"
    assert row["percent"].because.figures == ("ratios/personnel-ever-present-of-promised/numerator",
                                              "gap/personnel/promised_total")
