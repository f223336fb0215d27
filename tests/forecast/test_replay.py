"""The pool, the replay of history without hindsight, and forecasts kept for the day they come due."""

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pytest
from example_mission import promise

from muster.forecast.backtest import (
    HOLDS_DAYS,
    POOL,
    SCHEDULE,
    Record,
    forecast_on,
    replay,
    strength_on,
)
from muster.forecast.baselines import Announcement, announced_schedule
from muster.forecast.filed import Filed, filed_from_row, score_filed, settle
from muster.forecast.mission import forecast_mission, views_so_far
from muster.forecast.outside import Question
from muster.forecast.past import Funding
from muster.forecast.pool import INSIDE, OUTSIDE, as_reported, pooled, view_weights, widening
from muster.forecast.scores import Scored
from muster.forecast.series import Series
from muster.forecast.state import Mandate, MissionState, Presence
from muster.forecast.targets import from_samples, months_after
from muster.vocabulary import DateBasis, Stage

FOUNDED = date(2023, 10, 2)
QUESTION = Question(FOUNDED, 2_500, Funding.VOLUNTARY)
DAY = date(2025, 1, 31)


@dataclass(frozen=True)
class Paper:
    """One published report: a strength, a promise, or both."""

    published: date
    strength: int | None = None
    promised: int = 0
    due: date | None = None


PAPERS = (
    Paper(date(2023, 10, 31), 0),
    Paper(date(2023, 11, 15), None, 1_000, date(2024, 1, 31)),
    Paper(date(2024, 1, 31), 0),
    Paper(date(2024, 2, 15), None, 1_000, date(2024, 5, 31)),
    Paper(date(2024, 3, 31), 0),
    Paper(date(2024, 6, 15), None, 1_000, date(2024, 8, 31)),
    Paper(date(2024, 6, 30), 200),
    Paper(date(2024, 8, 31), 400),
    Paper(date(2024, 9, 21), None, 600, date(2024, 11, 30)),
    Paper(date(2024, 10, 31), 430),
    Paper(date(2024, 12, 5), None, 600, date(2025, 1, 31)),
    Paper(date(2024, 12, 31), 430),
    Paper(date(2025, 2, 28), 1_000),
    Paper(date(2025, 3, 15), None, 1_500, date(2025, 6, 30)),
    Paper(date(2025, 4, 30), 1_000),
    Paper(date(2025, 6, 30), 990),
)


def record_of(papers: tuple[Paper, ...]) -> Record:
    """A mission's record that gives, on any day, what the papers published by then say."""
    def told(day: date) -> list[Paper]:
        return [paper for paper in papers if paper.published <= day]

    def last_promise(day: date) -> list[Paper]:
        """The promise as last told: each telling takes the place of the one before."""
        return [paper for paper in told(day) if paper.due][-1:]

    def strengths(day: date) -> Series:
        rows = [(paper.published, paper.strength) for paper in told(day) if paper.strength is not None]
        return Series(tuple(when for when, _ in rows), tuple(persons for _, persons in rows))

    def state(day: date) -> MissionState:
        known = strengths(day)
        here = known.persons[-1] if len(known) else 0
        promises = tuple(
            promise("more", "LEA", Stage.PLEDGED, paper.promised, paper.published, group="lead",
                    promised_for=paper.due, basis=DateBasis.STATED) for paper in last_promise(day)
        )
        return MissionState(as_of=day, present=(Presence("LEA", here),), promises=promises,
                            mandate=Mandate(date(2025, 10, 2), 2_500), required=2_500)

    def announcements(day: date) -> list[Announcement]:
        return [Announcement(paper.published, paper.due, paper.promised) for paper in last_promise(day)]

    return Record(state, strengths, lambda day: QUESTION, announcements)


WHOLE = record_of(PAPERS)


@pytest.mark.parametrize("day", [date(2024, 1, 31), date(2024, 9, 30), date(2025, 2, 28)])
def test_no_forecast_changes_when_papers_published_later_are_taken_away(day):
    cut = record_of(tuple(paper for paper in PAPERS if paper.published <= day))
    history, history_cut = views_so_far(WHOLE, day, futures=300), views_so_far(cut, day, futures=300)
    assert history == history_cut
    made, notes = forecast_on(day, WHOLE, (1, 3, 6), futures=500, history=history)
    assert (made, notes) == forecast_on(day, cut, (1, 3, 6), futures=500, history=history_cut)
    assert len(made) >= 3 * 7


def test_a_replay_gives_each_day_the_forecast_it_would_have_had():
    days = [months_after(date(2024, 1, 31), number) for number in range(8)]
    short = replay(WHOLE, days, today=date(2025, 6, 30), futures=300)
    cut = record_of(tuple(paper for paper in PAPERS if paper.published <= days[-1]))
    again = replay(cut, days, today=days[-1], futures=300)
    forecasts = {(item.method, item.unit, item.horizon_months): item.forecast for item in short.scored}
    assert len(again.scored) > 50
    for item in again.scored:
        assert forecasts[item.method, item.unit, item.horizon_months] == item.forecast


def test_the_pool_beats_the_announced_schedule_by_half_on_a_mission_that_slips():
    days = [months_after(date(2024, 1, 31), number) for number in range(17)]
    found = replay(WHOLE, days, today=date(2025, 6, 30), futures=1_000)
    crps = {(row.method, row.horizon_months): row.crps for row in found.summaries}
    assert crps[POOL, 3] < 0.5 * crps[SCHEDULE, 3]
    assert crps[POOL, 6] < 0.5 * crps[SCHEDULE, 6]
    assert found.independent_months[6] == 3
    assert sum(found.pit_pictures[POOL]) == sum(item.method == POOL for item in found.scored)
    assert found.brier_of(POOL) < found.brier_of(SCHEDULE)


def test_a_strength_holds_until_the_next_one_but_not_for_ever():
    series = Series((date(2024, 1, 31),), (300,))
    assert strength_on(series, date(2024, 2, 28)) == 300
    assert strength_on(series, date(2024, 1, 30)) is None
    assert strength_on(series, date(2024, 1, 31) + timedelta(days=HOLDS_DAYS + 1)) is None


def test_the_announced_schedule_adds_what_is_due_and_forgets_what_was_not_yet_told():
    announced = [
        Announcement(date(2024, 9, 21), date(2024, 11, 30), 600),
        Announcement(date(2024, 9, 26), DAY, 2_500, is_total=True),
        Announcement(date(2024, 12, 1), DAY, 900),
    ]
    as_of = date(2024, 9, 30)
    assert announced_schedule(400, announced, as_of, date(2024, 10, 31)).median == 400
    assert announced_schedule(400, announced, as_of, date(2024, 11, 30)).median == 1_000
    assert announced_schedule(400, announced, as_of, DAY).median == 2_500


def test_a_promise_whose_date_has_passed_is_on_no_schedule_any_more():
    overdue = [Announcement(date(2024, 3, 1), date(2024, 6, 30), 1_000)]
    assert announced_schedule(400, overdue, date(2024, 9, 30), DAY).median == 400


# --- the pool ------------------------------------------------------------------------------------------------


def view(*values: float):
    return from_samples(DAY, np.array(values))


def scored(method: str, miss: float, months: int = 3, unit: str = "2024-01") -> Scored:
    return Scored(method, unit, months, view(1_000.0), 1_000.0 + miss)


def test_without_a_record_the_views_weigh_alike():
    assert view_weights([]) == {INSIDE: 0.5, OUTSIDE: 0.5}


def test_the_view_that_did_better_weighs_more_and_the_other_is_not_dropped():
    weights = view_weights([scored(INSIDE, 10.0, unit=str(n)) for n in range(10)]
                           + [scored(OUTSIDE, 300.0, unit=str(n)) for n in range(10)])
    assert weights[INSIDE] > 0.8
    assert weights[OUTSIDE] > 0.01
    assert sum(weights.values()) == pytest.approx(1)


def test_days_only_one_view_answered_give_it_no_credit():
    both = [scored(INSIDE, 100.0), scored(OUTSIDE, 100.0)]
    easy = [scored(INSIDE, 0.0, unit=f"easy {n}") for n in range(20)]
    assert view_weights(both + easy) == view_weights(both)


def test_two_perfect_views_weigh_alike():
    assert view_weights([scored(INSIDE, 0.0), scored(OUTSIDE, 0.0)])[INSIDE] == 0.5


def test_the_pool_lies_between_its_views_and_is_wider_while_nothing_has_come_due():
    low, high = view(*range(0, 101)), view(*range(200, 301))
    fresh = pooled({INSIDE: low, OUTSIDE: high}, {INSIDE: 0.5, OUTSIDE: 0.5})
    tried = pooled({INSIDE: low, OUTSIDE: high}, {INSIDE: 0.5, OUTSIDE: 0.5}, forecasts_due=600)
    assert fresh.median == pytest.approx(150, abs=1)
    ends, tried_ends = fresh.band(0.8), tried.band(0.8)
    assert ends[1] - ends[0] > 1.2 * (tried_ends[1] - tried_ends[0])
    assert widening(0) > widening(5) > widening(500) > 1


def test_one_view_alone_is_the_pool_and_none_is_no_number():
    assert pooled({}, {INSIDE: 0.5, OUTSIDE: 0.5}) is None
    alone = pooled({OUTSIDE: view(*range(101))}, {INSIDE: 1.0, OUTSIDE: 0.0}, forecasts_due=10_000)
    assert alone.median == pytest.approx(50, abs=1)


def test_a_reported_strength_is_less_sure_than_the_number_present():
    sure = view(1_000.0)
    low, high = as_reported(sure).band(0.8)
    assert 930 < low < 975
    assert 1_025 < high < 1_070


# --- the whole answer ----------------------------------------------------------------------------------------


def test_the_whole_answer_has_a_row_a_week_and_a_probability():
    day = date(2024, 9, 30)
    answer = forecast_mission(
        WHOLE.state(day), WHOLE.strengths(day), QUESTION, until=DAY, strengths=(2_500,), futures=2_000,
        history=views_so_far(WHOLE, day, futures=300),
    ).as_dict(2_500)
    assert json.loads(json.dumps(answer)) == answer
    assert answer["targets"][-1]["date"] == "2025-01-31"
    assert len(answer["targets"]) == 18
    assert 0 < answer["probability"] < 0.02
    assert set(answer["weights"]) == {INSIDE, OUTSIDE}
    assert answer["cash_out_by"] is None


def test_the_chance_before_the_mandate_ends_is_given_where_it_ends_in_time():
    day = date(2025, 4, 30)
    forecast = forecast_mission(
        WHOLE.state(day), WHOLE.strengths(day), QUESTION, until=date(2025, 12, 31), strengths=(900,), futures=500)
    (chance,) = [item for item in forecast.chances if item.strength == 900]
    assert 0 < chance.before_mandate_ends < 1
    assert [item.strength for item in forecast.chances] == [900, 1_250, 2_500]


def test_a_mission_nothing_is_known_of_gets_an_answer_that_says_so():
    forecast = forecast_mission(MissionState(as_of=DAY), Series((), ()), None, until=date(2025, 6, 30), futures=200)
    assert forecast.outside is None
    assert forecast.last.median == 0
    assert any("authorisation or ceiling is not known" in note for note in forecast.notes)


def test_asked_about_today_it_says_what_is_there():
    forecast = forecast_mission(WHOLE.state(DAY), WHOLE.strengths(DAY), QUESTION, until=DAY, strengths=(2_500,))
    assert forecast.last.median == pytest.approx(430, abs=1)
    assert forecast.probability(2_500) < 0.01


def test_a_day_already_past_is_a_problem():
    forecast = forecast_mission(WHOLE.state(DAY), WHOLE.strengths(DAY), QUESTION, until=date(2024, 12, 31))
    assert forecast.targets == ()
    assert [problem.where for problem in forecast.problems] == ["until"]


def test_a_state_that_cannot_be_simulated_leaves_the_outside_view_standing():
    state = replace(WHOLE.state(DAY), present=(Presence("LEA", -5),))
    forecast = forecast_mission(state, WHOLE.strengths(DAY), QUESTION, until=date(2025, 4, 30))
    assert forecast.run is None
    assert forecast.weights == {OUTSIDE: 1.0}
    assert forecast.last is not None
    assert [problem.where for problem in forecast.problems] == ["present, LEA"]


def test_three_years_on_and_more_the_model_stands_alone():
    forecast = forecast_mission(WHOLE.state(DAY), WHOLE.strengths(DAY), QUESTION, until=date(2030, 1, 31), futures=100)
    assert any("nothing beyond three years" in note for note in forecast.notes)
    assert forecast.last.day == date(2030, 1, 31)


# --- forecasts kept ------------------------------------------------------------------------------------------


def test_a_filed_forecast_settles_by_its_rule_and_not_before():
    filed = Filed(date(2024, 9, 30), POOL, view(900.0))
    known = Series((date(2025, 1, 20),), (787,))
    assert settle(filed, known, today=date(2025, 2, 1)) is None
    settled = settle(filed, known, today=date(2025, 4, 1))
    assert (settled.truth, settled.crps, settled.horizon_months) == (787, pytest.approx(113), 4)
    assert settle(filed, Series((), ()), today=date(2025, 4, 1)) is None
    assert score_filed([settled, None])[0].forecasts == 1


def test_a_filed_forecast_survives_its_row():
    filed = Filed(date(2024, 9, 30), POOL, view(*range(101)))
    again = filed_from_row(filed.as_row())
    assert again.forecast.quantiles == pytest.approx(filed.forecast.quantiles, abs=0.05)
    assert (again.made_on, again.method, again.rule) == (filed.made_on, filed.method, filed.rule)
