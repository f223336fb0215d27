"""What the founding reports say, each fact from its own passage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from muster.ledger.facts import asks_named, facts, founding
from muster.ledger.figures import Figure
from muster.ledger.records import Books
from muster.quantities import Hedge, hedged
from muster.vocabulary import Aspect, Kind, Stage


def in_report(desk: Any, report: int, number: int, aspect: Aspect, **said: Any) -> int:
    """A fact of one of two founding reports, told by the Kenyan president."""
    made = desk.says(aspect, said.pop("contributor", "KEN"), speaker="P-RUTO", **{"kind": Kind.PERSONNEL, **said})
    desk.statements[made - 1] = replace(desk.statements[made - 1], report=report, locator=f"paragraph 1, fact {number}")
    return made


def two_reports(desk: Any) -> Books:
    day = date(2024, 9, 21)
    in_report(desk, 1, 2, Aspect.APPEAL, contributor="", kind=None, kinds=["personnel", "equipment", "logistics"])
    in_report(desk, 1, 15, Aspect.STOCK, quantity=600, stage=Stage.PREPARING, when=day,
              words={"stage": "in redeployment training"})
    in_report(desk, 1, 16, Aspect.PLAN, quantity=600, stage=Stage.READY, when=day,
              words={"when": "in a few weeks' time", "condition": "the requisite support"})
    in_report(desk, 1, 19, Aspect.STOCK, quantity=hedged(400, Hedge.NEARLY, "nearly 400"), stage=Stage.PRESENT,
              when=day)
    in_report(desk, 1, 20, Aspect.CLAIM, kind=None, claim="progress", interested="speaks for the lead nation")
    in_report(desk, 2, 1, Aspect.APPEAL, contributor="", kind=None, kinds=["money"])
    in_report(desk, 2, 6, Aspect.PLAN, quantity=600, stage=Stage.READY, when=date(2024, 10, 11),
              words={"when": "by the following month"})
    in_report(desk, 2, 9, Aspect.MANDATE, contributor="", kind=None, act="extended")
    for number, name in ((1, "first"), (2, "second")):
        desk.reports[number] = replace(desk.reports[number], name=name, is_founding=True)
    return desk.books(date(2024, 10, 12))


def test_the_facts_stand_in_the_order_of_their_reports(desk: Any):
    table = facts(two_reports(desk))
    assert [row.key for row in table.rows] == [
        "first-2", "first-15", "first-16", "first-19", "first-20", "second-1", "second-6", "second-9"]
    assert table.notes == ("8 facts of 2 reports.",)


def test_other_reports_add_nothing_to_the_facts(desk: Any):
    opened = two_reports(desk)
    desk.says(Aspect.STOCK, "KEN", quantity=382, stage=Stage.PRESENT, when=date(2024, 9, 26))
    assert len(facts(desk.books(date(2024, 10, 12))).rows) == len(facts(opened).rows)


def test_who_names_which_kind_is_a_matrix_without_numbers(desk: Any):
    rows = asks_named(two_reports(desk)).rows
    named = {row.key: tuple("named" if isinstance(row.cells[report], Figure) else row.cells[report]
                            for report in ("first", "second")) for row in rows}
    assert named == {
        "personnel": ("named", "not named"), "equipment": ("named", "not named"),
        "logistics": ("named", "not named"), "money": ("not named", "named")}
    cell = rows[0].cells["first"]
    assert (cell.booked, cell.word) == (None, "no number given")


def test_the_600_told_twice_stand_once_with_their_slip_and_their_condition(desk: Any):
    row = next(row for row in founding(two_reports(desk)).rows if row.key == "told-twice")
    assert isinstance(row.cells["value"], Figure)
    assert (row.cells["value"].booked, len(row.cells["value"].because.statements)) == (600, 3)
    assert row.cells["when"] == 'slipped from "in a few weeks\' time" to "by the following month"'
    assert row.cells["condition"] == "the requisite support"


def test_a_batch_told_in_one_report_alone_is_not_told_twice(desk: Any):
    two_reports(desk)
    in_report(desk, 1, 21, Aspect.PLEDGE, quantity=50, contributor="JAM", when=date(2024, 9, 21))
    rows = founding(desk.books(date(2024, 10, 12))).rows
    assert [row.cells["value"].booked for row in rows if row.key.startswith("told-twice")] == [600]


def test_the_picture_holds_who_is_present_the_mandate_and_what_is_claimed_by_whom(desk: Any):
    rows = founding(two_reports(desk)).rows
    assert [row.cells["value"].word for row in rows if row.cells["theme"] == "present"] == ["nearly 400"]
    assert [row.cells["what"] for row in rows if row.cells["theme"] == "mandate"] == ["extended"]
    assert [row.cells["what"] for row in rows if row.cells["theme"] == "claim of progress"] == [
        "its speaker speaks for the lead nation"]


def test_every_figure_of_the_founding_picture_can_be_opened(desk: Any):
    opened = two_reports(desk)
    tables = (facts(opened), asks_named(opened), founding(opened))
    figures = [figure for table in tables for _, figure in table.figures()]
    assert len(figures) > 10
    assert not any(figure.because.is_empty for figure in figures)


def test_a_ledger_without_founding_reports_says_so(desk: Any):
    assert facts(desk.books(date(2024, 10, 12))).notes == ("This ledger has no founding reports.",)
