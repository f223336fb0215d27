"""The outside view: what past missions say about one that stands here, and what it says when little is known."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.forecast.leave_one_out import score_past_missions
from muster.forecast.outside import Question, outside_view
from muster.forecast.past import Funding, past_missions, without
from muster.forecast.series import Series, parse_series, read_series
from muster.forecast.targets import LEVELS, months_after

FOUNDED = date(2013, 4, 25)


def series(*persons: int, start: date = date(2013, 5, 31)) -> Series:
    return Series(tuple(months_after(start, month) for month in range(len(persons))), persons)


def ask(known: Series, *, ceiling: int = 10_000, **changes: object):
    return outside_view(known, Question(FOUNDED, ceiling, **changes))


def test_each_horizon_gets_one_object_with_mean_median_and_the_23_levels():
    rows = ask(series(500, 1_500, 3_000)).as_rows()
    assert [row["date"] for row in rows] == ["2013-10-31", "2014-01-31", "2014-07-31"]
    assert set(rows[0]) == {"date", "mean", "median", "quantiles"}
    assert list(rows[0]["quantiles"]) == [f"{level:g}" for level in LEVELS]
    assert len(rows[0]["quantiles"]) == 23


def test_past_missions_left_out_in_turn_are_forecast_better_than_by_the_best_plain_baseline():
    scores = score_past_missions()
    assert scores.gain_over_best.gain >= 0.10
    whole = next(row for row in scores.summaries if row.method == "outside view" and row.horizon_months is None)
    coverage = dict(whole.coverage)
    assert 0.70 <= coverage[0.8] <= 0.90
    assert 0.88 <= coverage[0.95] <= 0.99


def test_a_force_still_to_be_rehatted_raises_the_forecast():
    known = series(300, 320)
    without_force = ask(known, rehatted=0).targets[0].mean
    with_force = ask(known, rehatted=6_000).targets[0].mean
    assert with_force > 1.1 * without_force


def test_a_stalled_mission_is_expected_to_hold_less_than_one_that_grows():
    assert ask(series(3_000, 3_000, 3_000, 3_000, 3_000, 3_000)).targets[1].median < \
        ask(series(500, 1_000, 1_500, 2_000, 2_500, 3_000)).targets[1].median


def test_a_voluntary_mission_leans_on_the_few_that_were_paid_so():
    known = series(1_500, 1_600, 1_600, 1_600, 1_600)
    weight = {funding: dict(ask(known, ceiling=8_000, funding=funding).missions) for funding in Funding}
    assert weight[Funding.VOLUNTARY]["AMISOM"] > 2 * weight[Funding.ASSESSED]["AMISOM"]
    view = ask(known, funding=Funding.VOLUNTARY)
    assert (view.alike, view.asked_missions) == (1, 41)
    assert "only one past mission was funded (voluntary)" in view.notes[-1]


def test_where_no_past_mission_was_paid_so_it_says_so_and_widens():
    assessed = tuple(mission for mission in past_missions() if mission.funding is Funding.ASSESSED)
    question = Question(FOUNDED, 10_000, Funding.VOLUNTARY)
    alone = outside_view(series(400, 700), question, reference=assessed)
    assert any("no past mission with monthly figures was paid by voluntary" in note for note in alone.notes)
    low, high = alone.targets[0].band(0.8)
    narrow_low, narrow_high = ask(series(400, 700)).targets[0].band(0.8)
    assert high - low > narrow_high - narrow_low


def test_it_says_how_thin_the_matching_class_is():
    view = ask(series(400, 700), rehatted=500)
    assert "were funded (assessed) and started (with a force to re-hat)" in view.notes[-1]
    assert 1 < view.alike < view.asked_missions == 41
    assert 1 <= view.effective_missions <= 41
    assert sum(share for _, share in view.missions) == pytest.approx(1)


def test_a_mission_is_never_its_own_evidence_when_left_out():
    names = [mission.name for mission in without(past_missions(), "UNMIL")]
    assert "UNMIL" not in names
    assert len(names) == len(past_missions()) - 1


def test_figures_after_the_day_asked_change_nothing():
    early, late = series(500, 900, 1_300), series(500, 900, 1_300, 9_000, 9_500)
    question = Question(FOUNDED, 10_000)
    assert outside_view(early, question, as_of=early.days[-1]).targets == \
        outside_view(late, question, as_of=early.days[-1]).targets


@pytest.mark.parametrize(("known", "said"), [
    (Series((), ()), "no strength is known"),
    (series(700), "one figure only"),
    (series(0, 0, 0, 0, 0), "nobody was ever counted"),
    (series(9_000, 11_500), "above the ceiling"),
    (Series((date(2013, 5, 31), date(2014, 5, 31)), (500, 700)),
     "the series has holes, the longest from 2013-05-31 to 2014-05-31"),
    (Series((date(2013, 1, 31), date(2013, 5, 31)), (5_000, 500)), "figures from before the authorisation"),
    (Series((date(2012, 1, 31),), (5_000,)), "every figure is from before the authorisation"),
])
def test_a_bad_series_gets_an_answer_that_says_what_could_not_be_known(known, said):
    view = ask(known)
    assert len(view.targets) == 3
    assert any(said in note for note in view.notes)


def test_a_falling_mission_is_not_forecast_below_nobody():
    view = ask(series(9_000, 6_000, 3_000, 800, 100))
    assert all(target.quantiles[0] >= 0 for target in view.targets)


@pytest.mark.parametrize(("question", "horizons", "where"), [
    (Question(FOUNDED, 0), (3,), "ceiling"),
    (Question(FOUNDED, -5), (3,), "ceiling"),
    (Question(FOUNDED, 100, rehatted=-1), (3,), "rehatted"),
    (Question(FOUNDED, 100), (), "horizons"),
    (Question(FOUNDED, 100), (0,), "horizons"),
    (Question(FOUNDED, 100), (900,), "horizons"),
])
def test_an_impossible_question_is_a_problem_and_no_number(question, horizons, where):
    view = outside_view(series(10, 20), question, horizons=horizons)
    assert view.targets == ()
    assert [problem.where for problem in view.problems] == [where]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.dates(date(2010, 1, 1), date(2020, 1, 1)), st.integers(0, 200_000)), max_size=12,
             unique_by=lambda row: row[0]),
    st.integers(1, 50_000), st.integers(0, 60_000),
)
def test_any_series_gets_quantiles_that_do_not_cross(rows, ceiling, rehatted):
    rows = sorted(rows)
    known = Series(tuple(day for day, _ in rows), tuple(persons for _, persons in rows))
    view = ask(known, ceiling=ceiling, rehatted=rehatted)
    for target in view.targets:
        assert np.all(np.diff(target.quantiles) >= 0)
        assert np.isfinite(target.mean)
        assert target.quantiles[0] >= 0


def test_one_bad_row_never_hides_the_next():
    understood = parse_series(
        "date,strength\n2013-05-31,500\n2013-06-31,600\n2013-07-31,many\n2013-08-31,\n2013-09-30,-4\n2013-10,\"1,200\"\n",
        where="mission.csv",
    )
    assert understood.value == Series((date(2013, 5, 31), date(2013, 10, 31)), (500, 1_200))
    assert [problem.where for problem in understood.problems] == [
        "mission.csv, line 3, column date",
        "mission.csv, line 4, column strength",
        "mission.csv, line 6, column strength",
    ]


def test_a_day_told_twice_with_two_figures_is_a_problem():
    understood = parse_series("date,strength\n2013-05-31,500\n2013-05-31,700\n", where="s.csv")
    assert understood.value.persons == (500,)
    assert "Keep the row you trust" in str(understood.problems[0])


def test_a_file_without_the_columns_says_which_it_needs(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("month;troops\n2013-05;500\n", encoding="utf-8")
    understood = read_series(path)
    assert len(understood.value) == 0
    assert understood.problems[0].expected == "a heading with `date` and `strength`"


def test_a_missing_file_is_a_problem(tmp_path):
    assert read_series(tmp_path / "none.csv").problems[0].where == "none.csv"


def test_every_past_figure_carries_its_source():
    for mission in past_missions():
        assert mission.resolution.startswith(("S/RES/", "AU PSC"))
        assert mission.sources
        assert mission.strengths.days[0] >= mission.authorised_on
        assert mission.ceilings[0][1] > 0
