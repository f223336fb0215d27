"""Books out of a filing: order does not matter, and what came later changes nothing known before."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from muster.ledger.drafts import Filing, NewReport, NewRuling, NewStatement
from muster.ledger.opening import ALWAYS, books_of
from muster.ledger.posting_rules import ruling_for
from muster.ledger.records import Books
from muster.ledger.scopes import Standings
from muster.quantities import end_of_day, exactly, on_day
from muster.vocabulary import Aspect, Grade, Kind, Marking, Stage, Verdict

ON = date(2025, 12, 31)
WAYS = ((Stage.OUTSIDE, Stage.PLEDGED), (Stage.PLEDGED, Stage.PREPARING), (Stage.PREPARING, Stage.PRESENT),
        (Stage.PRESENT, Stage.RETURNED))
Told = list[tuple[int, int, int]]
told_flows = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 500), st.integers(0, 200)), max_size=8)


def day(number: int) -> date:
    return date.fromordinal(date(2024, 6, 1).toordinal() + number)


def filing(told: Told, order: Any = None) -> Filing:
    """A report a day, each telling one movement of Kenya's, ruled by the posting rules."""
    statements = [NewStatement(
        f"report {place}", "passage", "our words", Aspect.FLOW, Grade.PARTY, kind=Kind.PERSONNEL, contributor="KEN",
        resource="personnel", unit="persons", quantity=exactly(number), stage=WAYS[way][1], from_stage=WAYS[way][0],
        when=on_day(day(after)), detail={"measure": "flow", "lot": f"B{place % 2}"})
        for place, (way, number, after) in enumerate(told)]
    if order is not None:
        statements = order.sample(statements, k=len(statements))
    rulings = [ruling_for(one, lots={}) for one in statements]
    reports = tuple(NewReport(f"report {place}", "A report", "A paper", day(after), "en")
                    for place, (_, _, after) in enumerate(told))
    return Filing(reports=reports, statements=tuple(statements),
                  rulings=tuple(one for one in rulings if isinstance(one, NewRuling)))


def stands(books: Books) -> dict[tuple[str, Stage], int]:
    standings = Standings(books)
    return {(lot.name, stage): there for lot in books.lots for stage in Stage
            if (there := standings.at([lot], stage, ON).booked)}


@given(told_flows, st.randoms())
def test_the_order_in_which_facts_are_filed_does_not_change_what_stands(told: Told, random: Any):
    assert stands(books_of(filing(told, random), on=ON)) == stands(books_of(filing(told), on=ON))


@given(told_flows, st.integers(0, 200))
def test_leaving_out_all_later_reports_changes_nothing_known_before(told: Told, cut: int):
    earlier = [one for one in told if one[2] <= cut]
    known = end_of_day(day(cut), books_of(filing([]), on=ON).mission.zone)
    with_later = books_of(filing([*earlier, *(one for one in told if one[2] > cut)]), on=ON, known=known)
    assert stands(with_later) == stands(books_of(filing(earlier), on=ON))


@given(told_flows)
def test_all_stages_of_a_lot_outside_included_add_up_to_nothing(told: Told):
    books = books_of(filing(told), on=ON)
    standings = Standings(books)
    for lot in books.lots:
        assert sum(standings.at([lot], stage, ON).booked for stage in Stage) == 0


def test_a_ruling_taken_back_leaves_what_stood_before():
    first = filing([(0, 600, 0)])
    undone = NewRuling(first.statements[0].key, Verdict.UNDO, "an officer", replaces=first.statements[0].key)
    both = Filing(reports=first.reports, statements=first.statements, rulings=(*first.rulings, undone))
    books = books_of(both, on=ON)
    assert (len(books.movements), stands(books), books.standing_rulings) == (2, {}, {})


def test_what_a_viewer_may_not_see_moves_nothing_for_them():
    shut = filing([(0, 600, 0)])
    assert stands(books_of(shut, on=ON, clearance=Marking.PUBLIC)) == {}
    assert stands(books_of(shut, on=ON, known=ALWAYS)) == {("B0", Stage.OUTSIDE): -600, ("B0", Stage.PLEDGED): 600}
