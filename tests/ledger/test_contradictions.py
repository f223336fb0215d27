"""Where sources disagree: found by rule, ruled or open, and silent where they agree."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster.ledger.contradictions import all_cases, contradictions, tellings
from muster.ledger.disagreements import Rule
from muster.ledger.figures import Figure
from muster.ledger.records import Books, Party
from muster.quantities import Hedge, Quantity, exactly, hedged
from muster.vocabulary import Aspect, Kind, Stage, Verdict

ON = date(2026, 1, 1)


def count(desk: Any, number: int | Quantity, day: date, contributor: str = "KEN") -> int:
    return desk.says(Aspect.STOCK, contributor, quantity=number, when=day, stage=Stage.PRESENT, published=day)


def pledge(desk: Any, number: int, day: date, contributor: str = "JAM", *, unit: str = "persons",
           kind: Kind = Kind.PERSONNEL, resource: str = "personnel", **detail: Any) -> int:
    return desk.says(Aspect.PLEDGE, contributor, resource, quantity=number, when=day, published=day, unit=unit,
                     kind=kind, **{"measure": "pledge", **detail})


def money(desk: Any, aspect: Aspect, millions: float, day: date, contributor: str = "ALL", **detail: Any) -> int:
    stage = detail.pop("stage", None)
    return desk.says(aspect, contributor, "money", quantity=round(millions * 100_000_000), when=day, published=day,
                     unit="USD", kind=Kind.MONEY, stage=stage, **detail)


def found(books: Books) -> list[tuple[str, set[int | None]]]:
    """(rule, the numbers told) of each case."""
    return [(case.rules[0].value, {one.quantity.booked for one in case.members if one.quantity})
            for case in all_cases(books)]


def test_two_counts_of_the_same_day_that_exclude_each_other_are_a_case(desk: Any):
    count(desk, 200, date(2024, 6, 25))
    count(desk, 400, date(2024, 6, 25))
    assert found(desk.books(ON)) == [("counts", {200, 400})]


@pytest.mark.parametrize("other", [382, hedged(400, Hedge.NEARLY), hedged(350, Hedge.AT_LEAST)])
def test_about_400_and_what_it_may_be_are_no_contradiction(desk: Any, other: int | Quantity):
    count(desk, hedged(400, Hedge.ABOUT), date(2024, 9, 21))
    count(desk, other, date(2024, 9, 26))
    assert found(desk.books(ON)) == []


def test_what_arrived_between_two_counts_explains_them(desk: Any):
    count(desk, 400, date(2025, 1, 10))
    desk.moves("KEN", "outside -> present", 400, date(2024, 7, 16), lot="B1")
    desk.moves("KEN", "outside -> present", 217, date(2025, 1, 18), lot="B3")
    count(desk, 617, date(2025, 1, 25))
    assert found(desk.books(ON)) == []


def test_counts_far_apart_in_time_are_not_held_against_each_other(desk: Any):
    count(desk, 200, date(2024, 6, 25))
    count(desk, 700, date(2025, 6, 25))
    assert found(desk.books(ON)) == []


def test_a_count_that_contradicts_the_ledger_shows_both_figures(desk: Any):
    desk.moves("KEN", "outside -> present", 400, date(2024, 7, 16))
    count(desk, 600, date(2024, 9, 18))
    row = contradictions(desk.books(ON)).rows[0]
    assert [figure.booked for column in ("told", "ledger") for figure in row.cells[column]] == [600, 400]


def test_the_second_guatemalan_flight_told_as_75_and_as_77_is_a_case(desk: Any):
    desk.moves("GTM", "outside -> present", 75, date(2025, 1, 4), lot="GTM-B1", measure="flow")
    desk.says(Aspect.FLOW, "GTM", quantity=77, when=date(2025, 1, 4), stage=Stage.PRESENT, measure="disputed")
    assert found(desk.books(ON)) == [("event", {75, 77})]


def test_two_flights_on_two_days_are_two_events(desk: Any):
    desk.moves("GTM", "outside -> present", 75, date(2025, 1, 3), lot="GTM-B1")
    desk.moves("GTM", "outside -> present", 70, date(2025, 1, 4), lot="GTM-B2")
    assert found(desk.books(ON)) == []


def test_13_or_15_million_frozen_is_a_case(desk: Any):
    money(desk, Aspect.FLOW, 13.3, date(2025, 2, 4), "USA", stage=Stage.HELD, measure="flow", lot="USA-TF15")
    money(desk, Aspect.FLOW, 15, date(2025, 2, 5), "USA", stage=Stage.HELD, measure="disputed")
    assert found(desk.books(ON)) == [("event", {1_330_000_000, 1_500_000_000})]


def test_one_pledge_told_as_200_and_as_250_is_a_case_and_the_ruling_says_which_stands(desk: Any):
    first = pledge(desk, 200, date(2024, 3, 15))
    again = pledge(desk, 250, date(2024, 3, 15), measure="restatement", same_as=["report-1:passage"])
    assert [case.status for case in all_cases(desk.books(ON))] == ["open"]
    desk.rules(first, Verdict.PREFER, cites=(again,))
    row = contradictions(desk.books(ON)).rows[0]
    assert (row.cells["status"], row.cells["stands"].booked, row.cells["reason"]) == ("ruled", 200, "because")


def test_before_the_ruling_was_known_the_case_stood_open(desk: Any):
    first = pledge(desk, 200, date(2024, 3, 15))
    again = pledge(desk, 250, date(2024, 6, 1), measure="restatement", same_as=["report-1:passage"])
    desk.rules(first, Verdict.PREFER, cites=(again,))
    assert found(desk.books(ON, known=date(2024, 4, 1))) == []
    assert [case.status for case in all_cases(desk.books(ON, known=date(2024, 7, 1)))] == ["ruled"]


def test_a_figure_replaced_within_days_by_the_contributors_own_is_a_case(desk: Any):
    pledge(desk, 2000, date(2024, 2, 26), "BEN", measure="superseded")
    pledge(desk, 1500, date(2024, 2, 28), "BEN")
    assert found(desk.books(ON)) == [("promise", {1500, 2000})]


def test_a_change_of_mind_after_months_is_no_contradiction(desk: Any):
    pledge(desk, 1500, date(2025, 9, 9), "TCD")
    pledge(desk, 800, date(2025, 12, 21), "TCD", measure="revision")
    assert found(desk.books(ON)) == []


def test_an_unjudged_figure_told_beside_a_pledge_is_a_case(desk: Any):
    first = pledge(desk, 200, date(2024, 3, 15))
    desk.rules(first, Verdict.ACCEPT)
    pledge(desk, 250, date(2024, 3, 20), measure="")
    assert found(desk.books(ON)) == [("promise", {200, 250})]


def test_what_is_the_whole_missions_told_of_one_contributor_is_a_case(desk: Any):
    need = desk.says(Aspect.NEED, quantity=2500, role="reference")
    pledge(desk, 1000, date(2023, 7, 29), "KEN")
    again = pledge(desk, 2500, date(2024, 9, 26), "KEN", measure="restatement")
    desk.rules(again, Verdict.SAME_AS, cites=(need,))
    assert found(desk.books(ON)) == [("attribution", {1000, 2500})]


def test_of_what_was_the_whole_missions_the_contributors_own_word_stands(desk: Any):
    need = desk.says(Aspect.NEED, quantity=2500, role="reference")
    own = pledge(desk, 1000, date(2023, 7, 29), "KEN")
    again = pledge(desk, 2500, date(2024, 9, 26), "KEN", measure="restatement")
    desk.rules(again, Verdict.SAME_AS, cites=(need,))
    cells = contradictions(desk.books(ON)).rows[0].cells
    assert [figure.booked for figure in cells["told"]] == [2500, 1000]
    assert (cells["stands"].booked, cells["stands"].because.statements) == (1000, (own,))


def test_a_promise_in_canadian_dollars_told_as_the_same_number_of_american_ones_is_a_case(desk: Any):
    pledge(desk, 40_000_000_00, date(2025, 9, 23), "CAN", unit="CAD", kind=Kind.MONEY, resource="money")
    pledge(desk, 40_000_000_00, date(2025, 12, 9), "CAN", unit="USD", kind=Kind.MONEY, resource="money",
           measure="restatement", same_as=["report-1:passage"])
    assert [case.rules for case in all_cases(desk.books(ON))] == [(Rule.CURRENCY,)]


def test_a_promise_converted_at_a_plausible_rate_is_no_contradiction(desk: Any):
    pledge(desk, 80_500_000_00, date(2024, 2, 22), "CAN", unit="CAD", kind=Kind.MONEY, resource="money")
    for millions in (59, 60):
        pledge(desk, millions * 100_000_000, date(2024, 2, 22), "CAN", unit="USD", kind=Kind.MONEY, resource="money",
               measure="restatement", same_as=["report-1:passage"])
    assert found(desk.books(ON)) == []


def test_what_is_promised_told_as_received_is_a_case_when_the_receipts_say_otherwise(desk: Any):
    money(desk, Aspect.PLEDGE, 110.3, date(2024, 12, 31), measure="aggregate")
    money(desk, Aspect.STOCK, 110, date(2025, 2, 4), measure="cumulative", stage=Stage.PRESENT)
    assert found(desk.books(ON)) == []
    money(desk, Aspect.STOCK, 85, date(2025, 1, 20), measure="cumulative", stage=Stage.PRESENT)
    assert found(desk.books(ON)) == [("stage", {11_030_000_000, 11_000_000_000, 8_500_000_000})]


def test_a_running_total_that_falls_is_a_case_and_a_rounded_one_is_not(desk: Any):
    money(desk, Aspect.STOCK, 85.3, date(2025, 9, 1), measure="cumulative", stage=Stage.PRESENT)
    money(desk, Aspect.STOCK, 85, date(2025, 9, 20), measure="cumulative", stage=Stage.PRESENT)
    assert found(desk.books(ON)) == []
    money(desk, Aspect.STOCK, 83, date(2025, 12, 9), measure="cumulative", stage=Stage.PRESENT)
    assert found(desk.books(ON)) == [("total", {8_500_000_000, 8_300_000_000})]


def test_two_figures_of_one_need_for_the_same_time_are_a_case_and_a_share_is_not(desk: Any):
    desk.says(Aspect.NEED, quantity=2500, role="reference", since="2023-10-02", until="2025-10-02")
    desk.says(Aspect.NEED, quantity=5000, role="competing", since="2024-03-13", until="2025-10-02")
    desk.says(Aspect.NEED, quantity=1000, role="share", since="2023-10-02", until="2025-10-02")
    desk.says(Aspect.NEED, quantity=5500, role="reference", since="2025-10-02", until="2026-10-02")
    assert found(desk.books(ON)) == [("need", {2500, 5000})]


def test_one_promise_told_on_one_day_for_different_months_is_a_case_and_a_later_slip_is_not(desk: Any):
    def plan(told: date, promised_for: str) -> None:
        desk.says(Aspect.PLAN, "KEN", quantity=600, when=told, published=told, chain="KEN-600", basis="stated",
                  promised_for=promised_for, scope="support")
    plan(date(2024, 9, 21), "2024-10-31")
    plan(date(2024, 11, 15), "2025-01-18")
    assert found(desk.books(ON)) == []
    plan(date(2024, 9, 21), "2024-11-21")
    assert found(desk.books(ON)) == [("date", {600})]


def test_one_site_told_in_two_states_for_one_day_is_a_case_and_a_change_is_not(desk: Any):
    def state(status: str, day: date) -> None:
        desk.says(Aspect.SITE, kind=None, when=day, site="Port", status=status)
    state("lost", date(2024, 3, 6))
    state("retaken", date(2024, 7, 17))
    assert found(desk.books(ON)) == []
    state("closed", date(2024, 7, 17))
    assert [case.rules for case in all_cases(desk.books(ON))] == [(Rule.SITE,)]


def test_a_name_spelled_otherwise_is_a_note_and_no_case(desk: Any):
    desk.parties["P-CONILLE"] = Party("P-CONILLE", "Garry Conille", "person", ("Cornille",))
    desk.says(Aspect.APPOINTMENT, kind=None, person="P-CONILLE", office="Prime Minister", spelled="Cornille")
    table = contradictions(desk.books(ON))
    assert (table.rows, table.notes[-1]) == (
        (), "Names spelled otherwise are the same person, not a contradiction: Garry Conille (Cornille in report-1).")


def test_a_case_keeps_its_name_as_more_is_told(desk: Any):
    count(desk, 382, date(2024, 9, 26))
    count(desk, 450, date(2024, 10, 15))
    before = [case.key for case in all_cases(desk.books(ON))]
    count(desk, 600, date(2024, 9, 18))
    assert before == ["told-ken-personnel-persons-present-2024-09-26"]
    assert [case.key for case in all_cases(desk.books(ON))] == before


def test_all_who_told_a_value_stand_beside_it_and_every_figure_can_be_opened(desk: Any):
    count(desk, 382, date(2024, 9, 26))
    count(desk, 450, date(2024, 10, 15))
    count(desk, 450, date(2024, 10, 16))
    opened = desk.books(ON)
    told = contradictions(opened).rows[0].cells["told"]
    assert [(figure.booked, len(figure.because.statements)) for figure in told] == [(382, 1), (450, 2)]
    figures: list[Figure] = [figure for table in (contradictions(opened), tellings(opened))
                             for _, figure in table.figures()]
    assert len(figures) == 5
    assert not any(figure.because.is_empty for figure in figures)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 50)), min_size=1, max_size=6), st.randoms())
def test_cases_do_not_depend_on_the_order_in_which_counts_are_recorded(desk: Any, told: Any, random: Any):
    def grouped(order: Any) -> set[frozenset[tuple[int, date]]]:
        fresh = type(desk)()
        for number, spread in order:
            count(fresh, Quantity(number, number, number + spread), date.fromordinal(
                date(2024, 9, 1).toordinal() + spread))
        return {frozenset((one.quantity.low, one.when.first) for one in case.members)
                for case in all_cases(fresh.books(ON))}
    assert grouped(told) == grouped(random.sample(told, k=len(told)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 200)), min_size=2, max_size=5))
def test_counts_are_a_case_only_if_two_of_them_exclude_each_other(desk: Any, told: Any):
    fresh = type(desk)()
    quantities = [Quantity(low, low, low + spread) for low, spread in told]
    for quantity in quantities:
        count(fresh, quantity, date(2024, 9, 21))
    is_a_case = any(not one.overlaps(other) for one in quantities for other in quantities)
    assert bool(found(fresh.books(ON))) == is_a_case


def test_a_count_of_exactly_what_stands_is_never_a_case(desk: Any):
    desk.moves("KEN", "outside -> present", exactly(400), date(2024, 7, 16))
    count(desk, 400, date(2024, 9, 18))
    assert found(desk.books(ON)) == []
