"""What is proposed for a statement of a live report, on ledgers made of a few sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from muster.ledger.drafts import Filing, NewReport, NewRuling, NewStatement
from muster.ledger.opening import books_of
from muster.ledger.proposals import propose
from muster.ledger.records import Books
from muster.quantities import Hedge, Quantity, exactly, hedged, on_day
from muster.vocabulary import Aspect, Grade, Kind, Stage, Verdict

NEARLY_400 = hedged(400, Hedge.NEARLY, "nearly 400")


def said(aspect: Aspect, quantity: int | Quantity | None, day: str, *, stage: Stage | None = None,
         locator: str = "", passage: str = "our words", contributor: str = "KEN", **detail: Any) -> NewStatement:
    return NewStatement(
        day, locator or f"{aspect.value} {quantity if isinstance(quantity, int) else ''}".strip(), passage, aspect,
        Grade.PARTY, kind=Kind.PERSONNEL, contributor=contributor, resource="personnel", unit="persons",
        quantity=exactly(quantity) if isinstance(quantity, int) else quantity, stage=stage,
        when=on_day(date.fromisoformat(day)), detail=detail)


def books(*statements: NewStatement, rulings: tuple[NewRuling, ...] = ()) -> Books:
    """A ledger of these statements, each in a report named by its day."""
    names = dict.fromkeys(statement.report for statement in statements)
    reports = tuple(NewReport(name, name, "press", date.fromisoformat(name), "en") for name in names)
    return books_of(Filing(reports=reports, statements=statements, rulings=rulings), on=date(2026, 1, 1))


def as_proposed(*statements: NewStatement) -> tuple[Books, list[NewRuling]]:
    """The ledger after each statement in turn was ruled on as proposed first."""
    ruled: list[NewRuling] = []
    for number in range(1, len(statements) + 1):
        opened = books(*statements[:number], rulings=tuple(ruled))
        ruled.append(propose(opened.statements[-1], opened)[0])
    return books(*statements, rulings=tuple(ruled)), ruled


def moves(ruling: NewRuling) -> list[tuple[str, str, Quantity]]:
    return [(posting.from_stage.word, posting.to_stage.word, posting.quantity) for posting in ruling.postings]


def test_nearly_400_on_the_ground_opens_an_empty_ledger_with_400_in_380_to_400():
    opened = books(said(Aspect.STOCK, NEARLY_400, "2024-09-21", stage=Stage.PRESENT))
    first, *_ = propose(opened.statements[0], opened)
    assert first.verdict is Verdict.OPEN_WITH
    assert moves(first) == [("outside", "present", Quantity(400, 380, 400, "nearly 400"))]
    assert first.detail["stood"] == {"booked": 0, "low": 0, "high": 0}


def test_a_count_that_agrees_is_a_check_and_books_nothing():
    _, ruled = as_proposed(said(Aspect.STOCK, NEARLY_400, "2024-09-21", stage=Stage.PRESENT),
                           said(Aspect.STOCK, 382, "2024-09-26", stage=Stage.PRESENT))
    assert (ruled[1].verdict, ruled[1].postings, ruled[1].detail) == (Verdict.ACCEPT, (), {"check": "agrees"})


def test_a_count_that_contradicts_books_nothing_unless_the_difference_is_chosen():
    opened, _ = as_proposed(said(Aspect.STOCK, 400, "2024-09-21", stage=Stage.PRESENT),
                            said(Aspect.STOCK, 450, "2024-10-15", stage=Stage.PRESENT))
    kept, adjusted = propose(opened.statements[1], opened)
    assert (kept.verdict, kept.postings) == (Verdict.ACCEPT, ())
    assert (adjusted.verdict, moves(adjusted)) == (Verdict.ADJUST_BY, [("outside", "present", exactly(50))])


def test_the_additional_600_are_promised_once_though_told_twice():
    opened, ruled = as_proposed(
        said(Aspect.PLAN, 600, "2024-09-21", passage="Our next batch, an additional 600, is in training."),
        said(Aspect.PLAN, 600, "2024-10-11", passage="An additional 600 police officers will be sent."))
    assert moves(ruled[0]) == [("outside", "pledged", exactly(600))]
    assert (ruled[1].verdict, ruled[1].cites) == (Verdict.SAME_AS, ("2024-09-21:plan 600",))
    assert len(opened.movements) == 1


def test_a_promised_batch_that_is_in_training_moves_from_pledged_to_preparing():
    _, ruled = as_proposed(said(Aspect.PLEDGE, 600, "2024-09-20"),
                           said(Aspect.STOCK, 600, "2024-09-21", stage=Stage.PREPARING))
    assert (ruled[1].verdict, moves(ruled[1])) == (Verdict.ADJUST_BY, [("pledged", "preparing", exactly(600))])


def test_a_batch_in_training_told_again_counts_once():
    _, ruled = as_proposed(said(Aspect.STOCK, 600, "2024-09-21", stage=Stage.PREPARING),
                           said(Aspect.STOCK, 600, "2024-10-11", stage=Stage.PREPARING))
    assert moves(ruled[0]) == [("outside", "preparing", exactly(600))]
    assert ruled[1].verdict is Verdict.SAME_AS


def test_those_who_land_leave_the_furthest_stage_where_their_batch_stands_as_a_part_of_it():
    _, ruled = as_proposed(said(Aspect.PLEDGE, 600, "2024-09-20", lot="N600"),
                           said(Aspect.STOCK, 600, "2024-09-21", stage=Stage.PREPARING, lot="N600"),
                           said(Aspect.FLOW, 217, "2025-01-18", stage=Stage.PRESENT))
    assert moves(ruled[2]) == [("preparing", "present", exactly(217))]
    assert ruled[2].postings[0].part_of == "N600"


def test_more_than_was_promised_comes_the_rest_from_outside():
    _, ruled = as_proposed(said(Aspect.PLEDGE, 170, "2025-12-05"),
                           said(Aspect.FLOW, 230, "2025-12-08", stage=Stage.PRESENT))
    assert moves(ruled[1]) == [("pledged", "present", exactly(170)), ("outside", "present", exactly(60))]


def test_a_second_flight_of_the_same_size_weeks_later_is_not_the_first_again():
    _, ruled = as_proposed(said(Aspect.FLOW, 200, "2024-06-25", stage=Stage.PRESENT),
                           said(Aspect.FLOW, 200, "2024-07-16", stage=Stage.PRESENT))
    assert moves(ruled[1]) == [("outside", "present", exactly(200))]


def test_a_batch_of_a_larger_promise_adds_nothing_unless_it_is_said_to():
    part, _ = as_proposed(said(Aspect.PLEDGE, 1000, "2023-07-29"), said(Aspect.PLAN, 600, "2024-09-21"))
    more, _ = as_proposed(said(Aspect.PLEDGE, 1000, "2023-07-29"),
                          said(Aspect.PLAN, 600, "2024-09-21", passage="another 600"))
    assert (len(part.movements), len(more.movements)) == (1, 2)


def test_those_who_go_home_leave_the_field():
    _, ruled = as_proposed(said(Aspect.FLOW, 200, "2024-06-25", stage=Stage.PRESENT),
                           said(Aspect.FLOW, 100, "2025-12-09", stage=Stage.RETURNED))
    assert moves(ruled[1]) == [("present", "returned", exactly(100))]


def test_up_to_500_asks_for_a_number_and_books_it_once_it_is_given():
    opened = books(said(Aspect.PLEDGE, hedged(500, Hedge.AT_MOST, "up to 500"), "2024-09-20"))
    statement = opened.statements[0]
    asked = propose(statement, opened)[0]
    assert (asked.verdict, asked.postings, asked.detail) == (
        Verdict.UNSURE, (), {"asks": "quantity", "most": 500})
    settled = propose(replace(statement, quantity=Quantity(300, 0, 500, "up to 500")), opened)[0]
    assert moves(settled) == [("outside", "pledged", Quantity(300, 0, 500, "up to 500"))]


def test_all_contributors_together_are_only_ever_a_check():
    opened = books(said(Aspect.STOCK, 1000, "2025-02-14", stage=Stage.PRESENT, contributor="ALL"))
    assert [one.verdict for one in propose(opened.statements[0], opened)] == [Verdict.ACCEPT]


def test_a_promise_without_a_number_books_nothing_and_says_so():
    opened = books(said(Aspect.PLEDGE, None, "2024-09-20"))
    assert propose(opened.statements[0], opened)[0].detail == {"without_number": True}
