"""What counts as told once: sameness is an equivalence, resolved anew from the rulings that stand."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster.ledger.judged import Judged
from muster.vocabulary import Aspect, Verdict

DAY = date(2024, 10, 15)


def tellings(desk: Any, number: int) -> list[int]:
    return [desk.says(Aspect.PLEDGE, "KEN", quantity=600, published=date(2024, 9, 1 + place))
            for place in range(number)]


def told_once(desk: Any, **asked: Any) -> list[int]:
    return [said.id for said in Judged(desk.books(DAY, **asked)).told_once(Aspect.PLEDGE)]


def test_a_statement_told_again_counts_once_with_two_witnesses(desk: Any) -> None:
    first, again = tellings(desk, 2)
    desk.rules(again, Verdict.SAME_AS, cites=(first,))
    assert told_once(desk) == [first]
    assert Judged(desk.books(DAY)).witnesses(first) == (first, again)


def test_sameness_holds_whichever_way_it_was_ruled(desk: Any) -> None:
    """The earlier telling stands for both, also where the ruling sits on it."""
    first, again = tellings(desk, 2)
    desk.rules(first, Verdict.SAME_AS, cites=(again,))
    assert told_once(desk) == [first]


def test_two_rulings_in_a_circle_leave_one_telling(desk: Any) -> None:
    first, again = tellings(desk, 2)
    desk.rules(first, Verdict.SAME_AS, cites=(again,))
    desk.rules(again, Verdict.SAME_AS, cites=(first,))
    assert told_once(desk) == [first]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(5)))
def test_a_chain_of_retellings_is_one_utterance_in_any_order_of_ruling(desk: Any, order: list[int]) -> None:
    desk.clear()
    said = tellings(desk, 6)
    for place in order:
        desk.rules(said[place + 1], Verdict.SAME_AS, cites=(said[place],))
    assert told_once(desk) == [said[0]]
    assert Judged(desk.books(DAY)).witnesses(said[0]) == tuple(said)


def test_a_total_of_two_pledges_does_not_make_them_the_same(desk: Any) -> None:
    one, other, total = tellings(desk, 3)
    desk.rules(total, Verdict.SAME_AS, cites=(one, other))
    judged = Judged(desk.books(DAY))
    assert told_once(desk) == [one, other]
    assert (judged.witnesses(one), judged.witnesses(other)) == ((one, total), (other, total))


def test_taking_a_judgement_of_sameness_back_is_complete(desk: Any) -> None:
    first, again = tellings(desk, 2)
    ruling = desk.rules(again, Verdict.SAME_AS, cites=(first,))
    desk.rules(again, Verdict.UNDO, replaces=ruling)
    assert told_once(desk) == [first, again]


def test_a_telling_stands_for_itself_while_the_first_is_not_to_be_seen(desk: Any) -> None:
    first = desk.says(Aspect.PLEDGE, "KEN", quantity=600, published=date(2024, 10, 1))
    again = desk.says(Aspect.PLEDGE, "KEN", quantity=600, published=date(2024, 9, 1))
    desk.rules(again, Verdict.SAME_AS, cites=(first,))
    assert told_once(desk, known=date(2024, 9, 15)) == [again]


def test_what_was_rejected_is_not_told(desk: Any) -> None:
    first, again = tellings(desk, 2)
    desk.rules(first, Verdict.REJECT)
    assert told_once(desk) == [again]
