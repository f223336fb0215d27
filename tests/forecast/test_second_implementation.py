"""The engine against a second implementation and against closed forms."""

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from example_mission import MISSION, TODAY, promise
from scipy import stats

from forecast_rivals import numpy_strength, own_luck, same_luck, simpy_strength
from muster.forecast import kernel as k
from muster.forecast.draws import normal_quantile, philox, uniforms
from muster.forecast.keeping import laws
from muster.forecast.parameters import DEFAULTS, with_changes
from muster.forecast.simulate import SureArrival, cut, run_block, simulate, tabulate
from muster.forecast.state import Cash, Gates, Mandate, MissionState, Presence
from muster.vocabulary import Kind, Stage

WEEKS = 104


def tables(state: MissionState, weeks: int = WEEKS, parameters=DEFAULTS):
    return tabulate(state, parameters, laws(state, parameters), weeks)


def engine_paths(state: MissionState, futures: int, weeks: int = WEEKS, seed: int = 11, parameters=DEFAULTS):
    lots = tables(state, weeks, parameters)
    (block,) = cut(lots, seed=seed, futures=futures, weeks=weeks, thresholds=(), with_paths=True)
    return run_block(block).paths


VARIANTS = {
    "every gate": MISSION,
    "no gate known": replace(MISSION, gates=Gates(), cash=None, mandate=Mandate()),
    "poor": replace(MISSION, cash=Cash(2_000_000)),
    "lift closed": replace(MISSION, gates=replace(MISSION.gates, lift_closed_until=date(2025, 1, 10))),
    "mandate over": replace(MISSION, mandate=Mandate(date(2024, 6, 1), 2_500)),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_the_same_draws_give_the_same_strength_week_by_week_in_simpy(name):
    state = VARIANTS[name]
    lots = tables(state)
    ours = engine_paths(state, futures=150)
    theirs = np.array([simpy_strength(lots, WEEKS, same_luck(11, future)) for future in range(150)])
    assert np.array_equal(ours, theirs)


@pytest.mark.parametrize("week", [12, 40, 100])
def test_independent_seeds_agree_with_simpy_and_numpy_in_distribution(week):
    state = replace(MISSION, cash=None, gates=Gates(training_places=400, lift_seats_per_week=150))
    lots = tables(state)
    ours = engine_paths(state, futures=4_000)[:, week]
    simpy_sample = [simpy_strength(lots, week + 1, own_luck(seed))[week] for seed in range(500)]
    numpy_sample = numpy_strength(lots, week + 1, 4_000, seed=5)[:, week]
    assert stats.ks_2samp(ours, simpy_sample).pvalue > 0.001
    assert stats.ks_2samp(ours, numpy_sample).pvalue > 0.001


def bare(**changes: float):
    """Parameters that switch off what a closed form does not cover."""
    off = {"common_pace": 0.0, "common_keeping": 0.0, "losses_week": 0.0, "lift_closes": 0.0, "relief_share": 1.0,
           "relief_spread": 0.0}
    understood = with_changes({**off, **changes})
    assert understood.is_clean
    return understood.value


def test_one_promise_arrives_by_its_lognormal_times_its_chance():
    parameters = bare(full_share=0.99)
    lone = promise("north", "NOR", Stage.READY, 100, TODAY)
    state = MissionState(as_of=TODAY, promises=(lone,))
    paths = engine_paths(state, futures=4_096, weeks=60, parameters=parameters)
    (law,) = laws(state, parameters)
    for week in (3, 10, 30):
        expected = law.keep * stats.norm.cdf((math.log(week + 1) - law.lead_log) / law.spread_log)
        seen = float((paths[:, week] > 0).mean())
        assert seen == pytest.approx(expected, abs=4 * math.sqrt(0.25 / 4_096))


def test_silence_lowers_the_chance_that_a_promise_is_ever_kept_as_bayes_says():
    parameters = bare()
    old = promise("old", "NOR", Stage.READY, 100, TODAY - timedelta(weeks=20))
    (law,) = laws(MissionState(as_of=TODAY, promises=(old,)), parameters)
    survival = stats.norm.sf((math.log(20) - law.lead_log) / law.spread_log)
    assert law.keep_now == pytest.approx(law.keep * survival / (law.keep * survival + 1 - law.keep))
    assert law.keep_now < law.keep


def test_lift_brings_so_many_a_week_and_no_more():
    parameters = bare()
    state = MissionState(as_of=TODAY, gates=Gates(lift_seats_per_week=40))
    lots = tabulate(state, parameters, (), 10, (SureArrival("all", Kind.PERSONNEL, 200, TODAY),))
    (block,) = cut(lots, seed=1, futures=1, weeks=10, thresholds=(), with_paths=True)
    # 40 a week until all 200 are there; the rounding draw may lose none since the loss rate is zero
    assert run_block(block).paths[0].tolist() == [40, 80, 120, 160, 200, 200, 200, 200, 200, 200]


def test_losses_take_their_mean_share():
    parameters = bare(losses_week=0.01)
    state = MissionState(as_of=TODAY, present=(Presence("LEA", 10_000, TODAY),))
    paths = engine_paths(state, futures=500, weeks=26, parameters=parameters)
    assert paths[:, -1].mean() == pytest.approx(10_000 * 0.99**26, rel=0.005)


def test_a_mandate_that_is_not_extended_empties_the_mission_at_the_drawdown_rate():
    parameters = bare(extension=0.0, drawdown=0.5)
    state = MissionState(as_of=TODAY, present=(Presence("LEA", 64, TODAY),), mandate=Mandate(TODAY + timedelta(days=7)))
    assert engine_paths(state, futures=1, weeks=7, parameters=parameters)[0].tolist() == [64, 32, 16, 8, 4, 2, 1]


def test_the_chance_of_extension_is_the_share_of_futures_that_stay():
    parameters = bare(extension=0.7, drawdown=1.0)
    state = MissionState(as_of=TODAY, present=(Presence("LEA", 100, TODAY),), mandate=Mandate(TODAY))
    paths = engine_paths(state, futures=4_096, weeks=60, parameters=parameters)
    assert (paths[:, 10] > 0).mean() == pytest.approx(0.7, abs=0.03)
    assert (paths[:, 58] > 0).mean() == pytest.approx(0.49, abs=0.03)  # a second end a year later


def test_cash_runs_out_when_the_bills_have_used_it():
    parameters = bare(cost_head_month=1_000)
    state = MissionState(as_of=TODAY, present=(Presence("LEA", 100, TODAY),), cash=Cash(230_000))
    forecast = simulate(state, parameters, weeks=20, futures=50)
    # 100 persons at 1,000 a month are 22,998 a week: the tenth week's bill is still paid, the eleventh's is not
    assert forecast.run_out[9] == 0.0
    assert forecast.run_out[10] == 1.0
    assert forecast.cash_lasts_until() == TODAY + timedelta(weeks=10)
    assert simulate(MissionState(as_of=TODAY), parameters, weeks=4, futures=10).cash_lasts_until() is None


def test_philox_gives_the_published_words():
    # Known answers of the authors' Random123 library for philox4x32-10.
    assert [int(word) for word in philox(0, 0, 0)] == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]
    ones = np.uint64(0xFFFFFFFFFFFFFFFF)
    assert [int(word) for word in philox(ones, ones, ones)] == [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]


def test_the_draws_are_uniform_and_their_neighbours_unrelated():
    numbers = np.array([uniforms(3, future, draw) for future in range(50) for draw in range(100)])
    assert stats.kstest(numbers.ravel(), "uniform").pvalue > 0.001
    assert abs(np.corrcoef(numbers.T) - np.eye(4)).max() < 0.06
    assert numbers.min() > 0
    assert numbers.max() < 1


def test_the_normal_quantile_agrees_with_scipy():
    levels = np.concatenate([np.linspace(1e-9, 1 - 1e-9, 2_001), [1e-12, 0.02425, 0.97575]])
    assert np.allclose([normal_quantile(p) for p in levels], stats.norm.ppf(levels), rtol=2e-9, atol=1e-9)


def test_the_kernel_names_every_setting_once():
    assert len(set(k.SETTINGS)) == len(k.SETTINGS)
    assert set(tables(MISSION).settings) == set(k.SETTINGS)
