"""The forecast on the Haiti mission as shipped: replayed day by day, with only what was known on each."""

from dataclasses import replace
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from muster.exchange import package
from muster.forecast.backtest import POOL, SCHEDULE, Replay, forecast_on, replay
from muster.forecast.from_books import question_of, record_of, state_of, strengths_of
from muster.forecast.mission import forecast_mission, views_so_far
from muster.forecast.past import Funding
from muster.forecast.targets import months_after
from muster.ledger.drafts import Filing
from muster.ledger.opening import books_of
from muster.ledger.records import Books
from muster.ledger.scopes import Standings
from muster.ledger.strength import counted_lines
from muster.quantities import end_of_day
from muster.vocabulary import Kind, Stage

END = date(2026, 3, 21)
HORIZONS = (1, 3, 6, 12)


@cache
def filing() -> Filing:
    read = package.read_editions(package.shipped_missions()["haiti"], accept_good_rows=True)
    return next(each.value for each in read if each.value is not None and each.value.mission.slug == "haiti")


@cache
def books_on(day: date, told_by: date = date.max) -> Books:
    """The books on a day as known at its end, of a ledger that holds only reports published by `told_by`."""
    whole = filing()
    kept = {report.name for report in whole.reports if report.published is not None and report.published <= told_by}
    statements = tuple(one for one in whole.statements if one.report in kept)
    keys = {one.key for one in statements}
    rulings = tuple(
        one for one in whole.rulings
        if one.statement in keys and keys.issuperset(one.cites) and (not one.replaces or one.replaces in keys)
    )
    cut = replace(whole, reports=tuple(one for one in whole.reports if one.name in kept), statements=statements,
                  rulings=rulings)
    return books_of(cut, on=day, known=end_of_day(day, ZoneInfo(whole.mission.timezone)))


@cache
def replayed() -> Replay:
    days = [months_after(date(2024, 1, 31), number) for number in range(26)]
    return replay(record_of(books_on), days, today=END, horizons=HORIZONS, futures=2_000)


@pytest.mark.parametrize("months", [3, 6])
def test_the_pool_errs_at_most_half_as_much_as_the_announced_schedule(months):
    crps = {row.method: row.crps for row in replayed().summaries if row.horizon_months == months}
    assert crps[POOL] <= 0.5 * crps[SCHEDULE]


def test_the_record_tells_how_many_months_are_independent():
    found = replayed()
    assert found.independent_months == {1: 25, 3: 8, 6: 4, 12: 2}
    assert {row.horizon_months for row in found.summaries if row.method == POOL} == {1, 3, 6, 12, None}
    assert sum(found.pit_pictures[POOL]) == sum(item.method == POOL for item in found.scored)


def test_two_thousand_five_hundred_by_january_2025_had_less_than_two_chances_in_a_hundred():
    day = date(2024, 9, 30)
    books = books_on(day)
    record = record_of(books_on)
    for history in (views_so_far(record, day), ()):
        forecast = forecast_mission(
            state_of(books), strengths_of(books), question_of(books), until=date(2025, 1, 31), strengths=(2_500,),
            history=history,
        )
        assert forecast.probability(2_500) < 0.02
        low, high = forecast.last.band(0.95)
        assert low < 789 < high  # what was there


@pytest.mark.parametrize("day", [date(2024, 3, 31), date(2024, 9, 30), date(2025, 6, 30)])
def test_no_forecast_changes_when_sources_published_later_are_removed(day):
    whole = record_of(books_on)
    cut = record_of(lambda asked: books_on(asked, day))
    assert len(books_on(END, day).statements) < len(books_on(END).statements)
    histories = [views_so_far(record, day, months=6, futures=300) for record in (whole, cut)]
    assert histories[0] == histories[1]
    forecasts = [
        forecast_on(day, record, (1, 3, 6), futures=500, history=history)
        for record, history in zip((whole, cut), histories)
    ]
    assert forecasts[0] == forecasts[1]


def test_the_state_is_what_the_ledger_shows():
    books = books_on(date(2024, 9, 30))
    state, stands = state_of(books), Standings(books)
    persons = [one for one in state.promises if one.kind is Kind.PERSONNEL]
    lots = [lot for line in counted_lines(books) for lot in stands.lots_of_line(line)]
    for stage in (Stage.PLEDGED, Stage.COMMITTED, Stage.PREPARING):
        assert sum(one.quantity for one in persons if one.stage is stage) == stands.at(lots, stage, books.on).booked
    assert state.persons_present == stands.at(lots, Stage.PRESENT, books.on).booked
    (kenya,) = [one for one in persons if one.contributor == "KEN"]
    assert (kenya.stage, kenya.quantity, kenya.condition) == (Stage.PREPARING, 600, "the requisite support")
    assert state.required == 2_500
    assert state.mandate.ends_on == date(2025, 10, 2)  # extended that day, from 2 October
    assert state.cash.currency == "USD"


def test_a_date_told_by_others_is_not_taken_for_the_contributors_promise():
    state = state_of(books_on(date(2024, 9, 30)))
    (benin,) = [one for one in state.promises if one.contributor == "BEN"]
    assert benin.promised_for is None  # "by the end of September" was the press's word
    assert {chain.contributor for chain in state.chains} >= {"KEN", "BEN", "JAM"}
    assert "MSS" not in {chain.contributor for chain in state.chains}


def test_a_relief_on_its_way_adds_nobody():
    relief = [one for one in state_of(books_on(date(2025, 11, 30))).promises if one.is_relief]
    assert [(one.contributor, one.stage, one.quantity) for one in relief] == [("GTM", Stage.PREPARING, 150)]


def test_ten_tellings_of_one_flight_are_one_chain():
    chains = state_of(books_on(date(2024, 9, 30))).chains
    assert len({chain.name for chain in chains}) == len(chains)
    assert sum(chain.name == "KEN-first-flight" for chain in chains) == 1


def test_the_mission_is_asked_about_as_one_that_lives_on_what_is_given():
    question = question_of(books_on(date(2024, 9, 30)))
    assert (question.authorised, question.ceiling, question.funding) == (date(2023, 10, 2), 2_500, Funding.VOLUNTARY)
    assert question_of(books_on(date(2026, 1, 31))).ceiling == 5_500


def test_nobody_present_is_a_zero_only_once_the_force_is_on_the_books():
    assert len(strengths_of(books_on(date(2023, 7, 1)))) == 0
    early = strengths_of(books_on(date(2024, 1, 31)))
    assert set(early.persons) == {0}
    assert early.days[0] == date(2023, 10, 31)


def test_an_empty_ledger_gives_an_answer_that_says_what_it_lacks():
    books = books_on(date(2023, 1, 31))
    forecast = forecast_mission(state_of(books), strengths_of(books), question_of(books), until=date(2023, 12, 31),
                                futures=200)
    assert forecast.last.median == 0
    assert any("no open promise of personnel" in note for note in forecast.notes)
