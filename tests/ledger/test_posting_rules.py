"""What the policy "posting rules" books of the facts of a sheet, and what it leaves alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.ledger.drafts import NewRuling, NewStatement
from muster.ledger.posting_rules import LotTerms, ruling_for
from muster.problems import Problem
from muster.quantities import Hedge, Quantity, exactly, hedged, on_day
from muster.vocabulary import Aspect, Grade, Kind, Stage, Verdict


def fact(aspect: Aspect, measure: str, quantity: int | Quantity | None, day: str, *, row: str = "row 2",
         contributor: str = "KEN", kind: Kind = Kind.PERSONNEL, resource: str = "personnel", unit: str = "persons",
         stage: Stage | None = None, from_stage: Stage | None = None, **detail: Any) -> NewStatement:
    return NewStatement(
        "sheet", row, "our words", aspect, Grade.PARTY, kind=kind, contributor=contributor, resource=resource,
        unit=unit, quantity=exactly(quantity) if isinstance(quantity, int) else quantity, stage=stage,
        from_stage=from_stage, when=on_day(date.fromisoformat(day)), detail={"measure": measure, **detail})


def lot(name: str, quantity: int | None = None, **terms: Any) -> LotTerms:
    given_terms = {"contributor": "KEN", "kind": Kind.PERSONNEL, "resource": "personnel", "unit": "persons", **terms}
    return LotTerms(name, quantity=exactly(quantity) if quantity is not None else None, **given_terms)


def lots(*terms: LotTerms) -> dict[str, LotTerms]:
    return {one.name: one for one in terms}


def moves(ruling: NewRuling | Problem | None) -> list[tuple[str, str, str, int | None]]:
    """(lot, from, to, quantity) of each posting."""
    assert isinstance(ruling, NewRuling)
    return [(p.lot, p.from_stage.word, p.to_stage.word, p.quantity.booked) for p in ruling.postings]


def test_a_pledge_is_promised_on_the_day_it_was_announced_as_a_lot_of_its_own():
    ruling = ruling_for(fact(Aspect.PLEDGE, "pledge", 1000, "2023-07-29"), lots={})
    assert moves(ruling) == [("sheet:row 2", "outside", "pledged", 1000)]
    assert ruling.postings[0].when == on_day(date(2023, 7, 29))


def test_a_pledge_without_a_number_is_accepted_and_books_nothing():
    ruling = ruling_for(fact(Aspect.PLEDGE, "pledge", None, "2023-09-22", contributor="ATG"), lots={})
    assert (ruling.verdict, ruling.postings, ruling.detail) == (Verdict.ACCEPT, (), {"without_number": True})


@pytest.mark.parametrize("unit", ["units", "battalion", "contingents"])
def test_people_told_in_groups_are_kept_open_since_a_battalion_is_not_one_person(unit):
    told = fact(Aspect.PLEDGE, "pledge", 1, "2025-12-09", resource="personnel: combat unit", unit=unit)
    ruling = ruling_for(told, lots={})
    assert (ruling.verdict, ruling.postings, ruling.detail) == (Verdict.ACCEPT, (), {"without_number": True})


def test_up_to_a_number_asks_which_number_to_book():
    told = fact(Aspect.PLEDGE, "pledge", hedged(7500, Hedge.AT_MOST, "up to 7,500"), "2025-12-19")
    problem = ruling_for(told, lots={})
    assert isinstance(problem, Problem)
    assert problem.found == "up to 7,500"
    assert problem.remedy == "Rule on it yourself and say which number to book."


def test_a_tranche_names_its_lot_and_moves_nothing():
    ruling = ruling_for(fact(Aspect.PLEDGE, "tranche", 600, "2024-09-21", lot="KEN-N600", lot_of="KEN-1000"), lots={})
    assert (ruling.postings, ruling.detail) == ((), {"lot": "KEN-N600", "lot_of": "KEN-1000"})


def test_a_tranche_that_is_already_in_training_moves_out_of_the_pledge():
    terms = lots(lot("KEN-1000", 1000), lot("KEN-N600", 600, part_of="KEN-1000"))
    told = fact(Aspect.PLEDGE, "tranche", 600, "2024-09-21", stage=Stage.PREPARING, lot="KEN-N600")
    ruling = ruling_for(told, lots=terms)
    assert moves(ruling) == [("KEN-N600", "pledged", "preparing", 600)]
    assert ruling.postings[0].part_of == "KEN-1000"


def test_a_restatement_is_the_same_as_the_rows_it_names():
    told = fact(Aspect.PLEDGE, "restatement", 600, "2024-10-11", same_as=["sheet:row 46"])
    ruling = ruling_for(told, lots={})
    assert (ruling.verdict, ruling.cites, ruling.postings) == (Verdict.SAME_AS, ("sheet:row 46",), ())


def test_a_restatement_of_nothing_is_a_problem_that_says_what_to_name():
    problem = ruling_for(fact(Aspect.PLEDGE, "restatement", 600, "2024-10-11"), lots={})
    assert str(problem) == ("sheet:row 2, same_as: found nothing where the fact or facts it restates belongs. "
                            "Name them, or mark it as a pledge of its own.")


@pytest.mark.parametrize(("aspect", "measure"), [
    (Aspect.PLEDGE, "aggregate"), (Aspect.STOCK, "cumulative"), (Aspect.STOCK, "strength"), (Aspect.STOCK, "status")])
def test_totals_and_snapshots_are_checks_and_book_nothing(aspect: Aspect, measure: str):
    ruling = ruling_for(fact(aspect, measure, 2900, "2024-09-09", stage=Stage.PLEDGED, contributor="ALL"), lots={})
    assert (ruling.verdict, ruling.postings, ruling.detail) == (Verdict.ACCEPT, (), {"check": measure})


def test_a_disputed_fact_stays_unjudged():
    told = fact(Aspect.FLOW, "disputed", 230, "2025-12-09", stage=Stage.RETURNED, from_stage=Stage.PRESENT)
    assert ruling_for(told, lots={}) is None


def test_an_unknown_measure_is_a_problem_that_lists_the_measures():
    problem = ruling_for(fact(Aspect.FLOW, "flood", 230, "2025-12-09"), lots={})
    assert problem.expected == "one of flow, disputed"


def test_the_figure_that_replaces_another_moves_only_the_difference():
    first = fact(Aspect.PLEDGE, "superseded", 2000, "2024-02-26", row="row 19", contributor="BEN", lot="BEN-MSS")
    notice = fact(Aspect.PLEDGE, "pledge", 1500, "2024-02-28", row="row 20", contributor="BEN", lot="BEN-MSS",
                  revises="sheet:row 19")
    said = {one.key: one for one in (first, notice)}
    terms = lots(lot("BEN-MSS", contributor="BEN"))
    assert moves(ruling_for(first, lots=terms, said=said)) == [("BEN-MSS", "outside", "pledged", 2000)]
    assert moves(ruling_for(notice, lots=terms, said=said)) == [("BEN-MSS", "pledged", "lapsed", 500)]


def test_without_the_earlier_fact_a_revision_is_measured_against_its_lot():
    told = fact(Aspect.PLEDGE, "revision", 800, "2026-03-21", contributor="TCD", lot="TCD-GSF")
    terms = lots(lot("TCD-GSF", 1500, contributor="TCD"))
    assert moves(ruling_for(told, lots=terms)) == [("TCD-GSF", "pledged", "lapsed", 700)]


def test_a_revision_that_revises_nothing_known_is_a_problem():
    problem = ruling_for(fact(Aspect.PLEDGE, "revision", 800, "2026-03-21", contributor="TCD"), lots={})
    assert problem.remedy == "Name that fact, or give the lot its quantity."


@given(st.lists(st.integers(1, 9), min_size=2, max_size=6))
def test_after_any_chain_of_revisions_the_last_figure_stands_pledged(figures: list[int]):
    rows = [fact(Aspect.PLEDGE, "pledge", figures[0], "2024-01-01", row="row 0", lot="L")]
    rows += [fact(Aspect.PLEDGE, "revision", figure, "2024-02-01", row=f"row {n}", lot="L",
                  revises=f"sheet:row {n - 1}")
             for n, figure in enumerate(figures[1:], 1)]
    said = {row.key: row for row in rows}
    standing = dict.fromkeys(Stage, 0)
    for row in rows:
        ruling = ruling_for(row, lots={}, said=said)
        assert isinstance(ruling, NewRuling)
        for posting in ruling.postings:
            standing[posting.from_stage] -= posting.quantity.booked or 0
            standing[posting.to_stage] += posting.quantity.booked or 0
    assert standing[Stage.PLEDGED] == figures[-1]
    assert standing[Stage.LAPSED] >= 0
    assert -standing[Stage.OUTSIDE] == max(figures)


def test_a_flow_goes_from_its_stage_to_its_stage_and_from_outside_when_none_is_told():
    landed = fact(Aspect.FLOW, "flow", 200, "2024-06-25", stage=Stage.PRESENT, from_stage=Stage.READY, lot="KEN-B1")
    came = fact(Aspect.FLOW, "flow", 20, "2025-02-14", stage=Stage.PRESENT, contributor="USA", kind=Kind.EQUIPMENT,
                resource="equipment: roshel captain apc", unit="units")
    assert moves(ruling_for(landed, lots={})) == [("KEN-B1", "ready", "present", 200)]
    assert moves(ruling_for(came, lots={})) == [("sheet:row 2", "outside", "present", 20)]


def test_a_flow_leaves_the_furthest_stage_at_which_its_lot_is_booked():
    terms = lots(lot("JAM", contributor="JAM", books=(Stage.PLEDGED,)),
                 lot("JAM-B1", contributor="JAM", part_of="JAM", books=(Stage.PRESENT, Stage.RETURNED)))
    landed = fact(Aspect.FLOW, "flow", 24, "2024-09-12", contributor="JAM", stage=Stage.PRESENT,
                  from_stage=Stage.PREPARING, lot="JAM-B1")
    home = fact(Aspect.FLOW, "flow", 24, "2025-04-16", contributor="JAM", stage=Stage.RETURNED,
                from_stage=Stage.PRESENT, lot="JAM-B1")
    assert moves(ruling_for(landed, lots=terms)) == [("JAM-B1", "pledged", "present", 24)]
    assert moves(ruling_for(home, lots=terms)) == [("JAM-B1", "present", "returned", 24)]


def test_a_status_is_booked_where_its_lot_says_that_it_enters_that_stage_so():
    terms = lots(lot("KEN-1000", 1000, books=(Stage.PLEDGED,)),
                 lot("KEN-B1", 200, part_of="KEN-1000", books=(Stage.READY, Stage.PRESENT)),
                 lot("KEN-B2", 200, part_of="KEN-1000", books=(Stage.READY, Stage.PRESENT)))
    told = fact(Aspect.STOCK, "status", 400, "2024-06-24", stage=Stage.READY, from_stage=Stage.PREPARING,
                lot="KEN-B1;KEN-B2")
    ruling = ruling_for(told, lots=terms)
    assert ruling.verdict is Verdict.ADJUST_BY
    assert moves(ruling) == [("KEN-B1", "pledged", "ready", 200), ("KEN-B2", "pledged", "ready", 200)]


def test_a_status_of_two_lots_is_only_a_check_unless_both_enter_that_stage_so():
    terms = lots(lot("KEN-B1", 200, books=(Stage.READY,)), lot("KEN-B2", 200, books=(Stage.PRESENT,)))
    told = fact(Aspect.STOCK, "status", 400, "2024-06-24", stage=Stage.READY, lot="KEN-B1;KEN-B2")
    assert moves(ruling_for(told, lots=terms)) == []


def test_several_lots_whose_quantities_do_not_add_up_are_a_problem():
    terms = lots(lot("KEN-B1", 200, books=(Stage.READY,)), lot("KEN-B2", 150, books=(Stage.READY,)))
    told = fact(Aspect.STOCK, "status", 400, "2024-06-24", stage=Stage.READY, lot="KEN-B1;KEN-B2")
    problem = ruling_for(told, lots=terms)
    assert problem.expected == "lots whose quantities add up to 400"


def test_a_relief_is_no_pledge_and_sends_home_those_it_relieves():
    terms = lots(lot("GTM-B1", 150, contributor="GTM"),
                 lot("GTM-B2", 150, contributor="GTM", relieves="GTM-B1", books=(Stage.PREPARING, Stage.PRESENT)))
    announced = fact(Aspect.PLEDGE, "rotation", 150, "2025-10-10", contributor="GTM", lot="GTM-B2")
    training = fact(Aspect.STOCK, "status", 150, "2025-10-06", contributor="GTM", lot="GTM-B2",
                    stage=Stage.PREPARING, from_stage=Stage.PLEDGED)
    landed = fact(Aspect.FLOW, "flow", 150, "2026-02-14", contributor="GTM", lot="GTM-B2", stage=Stage.PRESENT,
                  from_stage=Stage.PREPARING)
    assert moves(ruling_for(announced, lots=terms)) == []
    assert moves(ruling_for(training, lots=terms)) == [("GTM-B2", "outside", "preparing", 150)]
    assert moves(ruling_for(landed, lots=terms)) == [("GTM-B2", "preparing", "present", 150),
                                                     ("GTM-B1", "present", "returned", 150)]


@pytest.mark.parametrize("counted", ["wounded", "resignation letters"])
def test_the_wounded_and_those_who_wrote_letters_are_still_there(counted: str):
    told = fact(Aspect.FLOW, "flow", 8, "2025-08-31", resource=f"personnel: {counted}", stage=Stage.LOST,
                from_stage=Stage.PRESENT)
    assert moves(ruling_for(told, lots={})) == []


def test_a_value_of_things_is_not_counted_as_things():
    told = fact(Aspect.FLOW, "flow", 20_000_000_00, "2025-07-04", contributor="USA", kind=Kind.EQUIPMENT,
                resource="equipment: armoured vehicles", unit="USD", stage=Stage.LOST, from_stage=Stage.PRESENT)
    ruling = ruling_for(told, lots={})
    assert (ruling.postings, ruling.detail) == ((), {"check": "value"})


def test_another_currency_on_a_lot_is_refused_rather_than_converted():
    terms = lots(lot("CAN-TF80", contributor="CAN", kind=Kind.MONEY, resource="money", unit="CAD"))
    told = fact(Aspect.FLOW, "flow", 870_000_000, "2024-04-26", contributor="CAN", kind=Kind.MONEY, resource="money",
                unit="USD", stage=Stage.PRESENT, from_stage=Stage.COMMITTED, lot="CAN-TF80")
    problem = ruling_for(told, lots=terms)
    assert (problem.found, problem.expected) == ("USD", "the unit of lot CAN-TF80, CAD")


def test_one_shipment_of_several_things_is_a_lot_on_each_of_their_lines():
    terms = lots(lot("INL", contributor="USA", kind=Kind.EQUIPMENT, resource="equipment: trucks", unit="units"))
    for thing in ("equipment: trucks", "equipment: armoured loaders"):
        told = fact(Aspect.FLOW, "flow", 2, "2025-02-10", contributor="USA", kind=Kind.EQUIPMENT, resource=thing,
                    unit="units", stage=Stage.PRESENT, lot="INL")
        ruling = ruling_for(told, lots=terms)
        assert ruling.postings[0].line.resource == thing


def test_what_was_held_does_not_reach_the_pledge_a_second_time():
    freed = fact(Aspect.FLOW, "flow", 4_070_000_000, "2025-02-05", contributor="USA", kind=Kind.MONEY, resource="money",
                 unit="USD", stage=Stage.COMMITTED, from_stage=Stage.HELD)
    ruling = ruling_for(freed, lots={})
    assert ruling.postings[0].reached is Stage.PLEDGED


def test_a_channel_that_only_repeats_the_kind_makes_no_line_of_its_own():
    told = fact(Aspect.PLEDGE, "pledge", 1000, "2023-07-29", channel="personnel")
    assert ruling_for(told, lots={}).postings[0].line.channel == ""


def test_a_lot_that_is_part_of_itself_is_a_problem():
    terms = lots(lot("A", part_of="B"), lot("B", part_of="A"))
    told = fact(Aspect.FLOW, "flow", 1, "2024-01-01", stage=Stage.PRESENT, lot="A")
    assert ruling_for(told, lots=terms).remedy == "A lot cannot be part of itself."
