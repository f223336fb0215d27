"""What became of promises, told by a source or worked out from what arrived and from the dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster.ledger.figures import Figure
from muster.ledger.promises import all_announcements, all_chains, announcements, chains, due, promises
from muster.ledger.records import Books
from muster.quantities import Hedge, exactly, hedged
from muster.vocabulary import Aspect, Outcome, Stage


def promise(desk: Any, told: date, *, chain: str = "KEN-600", quantity: int | None = 600, words: Any = None,
            **detail: Any) -> int:
    return desk.says(Aspect.PLAN, "KEN", quantity=quantity, when=told, published=told, words=words, chain=chain,
                     **{"basis": "stated", "scope": "support", **detail})


def outcomes(books: Books) -> dict[str, str]:
    return {chain.name: chain.outcome.value for chain in all_chains(books)}


def cell(table: Any, row: str, column: str) -> Any:
    found = next(one for one in table.rows if one.key == row).cells[column]
    return found.booked if isinstance(found, Figure) else found


@pytest.mark.parametrize(("came", "on", "outcome"), [
    ([(date(2024, 10, 20), 600)], date(2025, 1, 1), Outcome.KEPT),
    ([(date(2024, 12, 20), 600)], date(2025, 1, 1), Outcome.LATE),
    ([(date(2025, 1, 18), 217), (date(2025, 2, 6), 144)], date(2025, 3, 1), Outcome.PART),
    ([], date(2024, 11, 1), Outcome.OPEN),
    ([], date(2024, 12, 15), Outcome.OPEN),
    ([], date(2026, 1, 1), Outcome.NONE_FOUND),
])
def test_what_became_of_600_promised_for_november(desk: Any, came: Any, on: date, outcome: Outcome):
    promise(desk, date(2024, 9, 21), promised_for="2024-11")
    for day, number in came:
        desk.moves("KEN", "outside -> present", number, day, lot=f"of {day}")
    assert outcomes(desk.books(on)) == {"KEN-600": outcome.value}


def test_what_came_before_the_promise_does_not_keep_it(desk: Any):
    desk.moves("KEN", "outside -> present", 400, date(2024, 7, 16))
    promise(desk, date(2024, 9, 21), quantity=400, promised_for="2024-11")
    assert outcomes(desk.books(date(2024, 12, 15))) == {"KEN-600": "open"}


def test_a_promise_on_a_stated_condition_waits(desk: Any):
    promise(desk, date(2024, 9, 21), basis="none", words={"condition": "requisite support"})
    assert outcomes(desk.books(date(2024, 10, 12))) == {"KEN-600": "waiting"}


def test_a_promise_whose_lot_lapsed_is_overtaken(desk: Any):
    promise(desk, date(2024, 9, 21), promised_for="2024-11", lot="N600")
    desk.moves("KEN", "outside -> pledged", 600, date(2024, 9, 21), lot="N600")
    desk.moves("KEN", "pledged -> lapsed", 600, date(2024, 10, 21), lot="N600")
    assert outcomes(desk.books(date(2024, 12, 1))) == {"KEN-600": "overtaken"}


def test_readiness_is_promised_and_kept_apart_from_arrival(desk: Any):
    promise(desk, date(2024, 10, 11), chain="ready", promised_for="2024-11")
    desk.statements[-1] = replace(desk.statements[-1], stage=Stage.READY)
    desk.moves("KEN", "preparing -> ready", 600, date(2024, 11, 8))
    assert outcomes(desk.books(date(2024, 12, 1))) == {"ready": "kept"}


def test_what_a_source_says_became_of_it_outranks_what_is_worked_out_once_it_is_known(desk: Any):
    telling = promise(desk, date(2024, 9, 21), promised_for="2024-11")
    desk.says(Aspect.OUTCOME, published=date(2025, 2, 7), kind=None, outcome="part", happened="2025-01-18",
              announcement=f"report-{telling}:passage", chain="KEN-600")
    assert outcomes(desk.books(date(2025, 3, 1))) == {"KEN-600": "part"}
    assert outcomes(desk.books(date(2025, 3, 1), known=date(2025, 1, 1))) == {"KEN-600": "open"}
    assert outcomes(desk.books(date(2025, 1, 1))) == {"KEN-600": "open"}


def test_a_promise_told_to_be_overtaken_is_so_from_the_day_it_is_told(desk: Any):
    telling = promise(desk, date(2025, 12, 20), promised_for="2026-03-31")
    desk.says(Aspect.OUTCOME, published=date(2026, 3, 21), kind=None, outcome="overtaken",
              announcement=f"report-{telling}:passage", chain="KEN-600")
    assert outcomes(desk.books(date(2026, 3, 20))) == {"KEN-600": "open"}
    assert outcomes(desk.books(date(2026, 3, 21))) == {"KEN-600": "overtaken"}


def test_a_chain_takes_the_outcome_of_its_first_telling_with_a_stated_date(desk: Any):
    promise(desk, date(2024, 9, 21), promised_for="2024-10-21", basis="reading")
    promise(desk, date(2024, 10, 11), promised_for="2024-11")
    desk.moves("KEN", "outside -> present", 600, date(2024, 11, 8))
    opened = desk.books(date(2025, 1, 1))
    assert [one.result.outcome.value for one in all_announcements(opened)] == ["late", "kept"]
    assert outcomes(opened) == {"KEN-600": "kept"}


def test_the_600_told_twice_are_one_promise_that_slipped(desk: Any):
    promise(desk, date(2024, 9, 21), promised_for="2024-10-21", basis="reading")
    promise(desk, date(2024, 10, 11), promised_for="2024-11")
    desk.moves("KEN", "outside -> present", 600, date(2024, 12, 10))
    table = chains(desk.books(date(2025, 1, 1)))
    shown = [cell(table, "ken-600", column) for column in
             ("told", "first_promised", "last_promised", "happened", "slip_days")]
    assert shown == [2, "2024-10-21", "2024-11", "2024-12-10", 10]


def test_the_median_slip_is_over_chains_that_came_with_a_stated_date_promised_to_the_mission(desk: Any):
    for name, due_day, came, detail in (
            ("A", "2024-05-31", date(2024, 6, 10), {}), ("B", "2024-05-31", date(2024, 6, 30), {}),
            ("C", "2024-05-31", date(2024, 9, 30), {"basis": "reading"}),
            ("D", "2024-05-31", date(2024, 9, 30), {"scope": "other"})):
        promise(desk, date(2024, 5, 1), chain=name, quantity=10, promised_for=due_day, lot=name, **detail)
        desk.moves("KEN", "outside -> present", 10, came, lot=name)
    table = promises(desk.books(date(2025, 1, 1)))
    assert [cell(table, "all", column) for column in ("chains_stated", "chains_reading", "other_chains")] == [2, 1, 1]
    assert cell(table, "all", "median_slip_days") == 20


def test_a_third_partys_deadline_is_its_expectation_and_no_promise_of_the_contributor(desk: Any):
    promise(desk, date(2024, 9, 21), chain="own", promised_for="2024-11", promisor="KEN")
    promise(desk, date(2024, 9, 5), chain="hoped", promised_for="2024-11")
    opened = desk.books(date(2024, 10, 1))
    assert cell(promises(opened), "all", "chains_by_promisor") == 1
    assert [cell(announcements(opened), row, "promised_by") for row in ("s1", "s2")] == [
        "Kenya", "expected by A paper (the party itself)"]


def test_a_plan_that_names_no_chain_no_date_and_no_condition_is_no_announcement(desk: Any):
    desk.says(Aspect.PLAN, "KEN", quantity=600, when=date(2024, 9, 21))
    assert all_announcements(desk.books(date(2024, 10, 1))) == ()


def test_what_is_due_says_how_many_days_are_left_or_past(desk: Any):
    promise(desk, date(2024, 9, 21), promised_for="2024-11")
    early, late = due(desk.books(date(2024, 11, 10))), due(desk.books(date(2024, 12, 10)))
    assert (cell(early, "ken-600", "state"), cell(early, "ken-600", "days")) == ("due soon", 20)
    assert (cell(late, "ken-600", "state"), cell(late, "ken-600", "days")) == ("overdue", -10)


def test_a_promise_of_about_300_is_kept_by_290(desk: Any):
    promise(desk, date(2024, 9, 21), promised_for="2024-11")
    desk.statements[-1] = replace(desk.statements[-1], quantity=hedged(300, Hedge.ABOUT))
    desk.moves("KEN", "outside -> present", 290, date(2024, 10, 20))
    assert outcomes(desk.books(date(2024, 12, 1))) == {"KEN-600": "kept"}


def test_every_figure_of_the_promises_can_be_opened(desk: Any):
    promise(desk, date(2024, 9, 21), promised_for="2024-11")
    desk.moves("KEN", "outside -> present", 217, date(2025, 1, 18))
    opened = desk.books(date(2025, 3, 1))
    for table in (promises(opened), chains(opened), announcements(opened), due(opened)):
        assert [address for address, figure in table.figures() if figure.because.is_empty] == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.tuples(st.integers(1, 700), st.integers(0, 200)), max_size=4), st.integers(0, 300))
def test_a_promise_is_never_kept_by_less_than_was_promised(desk_factory: Any, came: Any, days: int):
    desk = desk_factory()
    promise(desk, date(2024, 9, 21), promised_for="2024-11")
    on = date.fromordinal(date(2024, 9, 21).toordinal() + days)
    for place, (number, after) in enumerate(came):
        day = date.fromordinal(date(2024, 9, 21).toordinal() + after)
        desk.moves("KEN", "outside -> present", exactly(number), day, lot=str(place))
    arrived = sum(number for number, after in came if after <= days)
    outcome = Outcome(outcomes(desk.books(on))["KEN-600"])
    assert (outcome in (Outcome.KEPT, Outcome.LATE)) == (arrived >= 600)


@pytest.fixture
def desk_factory(desk: Any) -> Any:
    return type(desk)
