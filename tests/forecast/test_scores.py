"""Scoring rules against values a reader can work out by hand."""

from datetime import date

import numpy as np
import pytest

from muster.forecast.scores import (
    Scored,
    brier,
    covers,
    crps_of_quantiles,
    crps_of_samples,
    gain_over,
    pit,
    pit_counts,
    wis,
)
from muster.forecast.targets import LEVELS, from_samples

DAY = date(2025, 1, 31)


def test_the_crps_of_one_certain_value_is_its_error():
    assert crps_of_samples(np.array([700.0]), 1_000.0) == 300.0
    assert crps_of_quantiles([700.0] * 23, 1_000.0) == pytest.approx(300.0)


def test_the_crps_of_two_values_is_the_mean_error_less_half_their_mean_distance():
    # |0-4|, |10-4| average to 5; the mean distance of two draws is 5; so 5 - 2.5.
    assert crps_of_samples(np.array([0.0, 10.0]), 4.0) == pytest.approx(2.5)


def test_the_crps_of_a_normal_agrees_with_its_closed_form():
    samples = np.random.default_rng(3).normal(0, 1, 400_000)
    closed = 2 / np.sqrt(2 * np.pi) - 1 / np.sqrt(np.pi)
    assert crps_of_samples(samples, 0.0) == pytest.approx(closed, abs=2e-3)
    assert crps_of_quantiles(np.quantile(samples, LEVELS), 0.0) == pytest.approx(closed, abs=1e-2)


def test_the_interval_score_charges_twenty_times_the_miss_outside_a_90_percent_band():
    # WIS on levels 0.05, 0.5, 0.95: twice the mean pinball loss.
    assert wis([0.0, 5.0, 10.0], 20.0, (0.05, 0.5, 0.95)) == pytest.approx(2 * (0.05 * 20 + 0.5 * 15 + 0.95 * 10) / 3)


def test_a_band_covers_its_own_ends():
    forecast = from_samples(DAY, np.arange(101.0))
    assert covers(forecast, 10.0, 0.8)
    assert not covers(forecast, 9.0, 0.8)


def test_the_pit_of_the_median_is_a_half():
    forecast = from_samples(DAY, np.arange(101.0))
    assert pit(forecast, 50.0) == pytest.approx(0.5)
    assert pit(forecast, -1.0) < 0.01
    assert pit(from_samples(DAY, np.zeros(10)), 0.0) == pytest.approx(0.5)


def test_the_pit_picture_counts_every_truth_once():
    assert pit_counts([0.0, 0.05, 0.5, 1.0]) == (2, 0, 0, 0, 0, 1, 0, 0, 0, 1)


def test_a_sure_and_wrong_yes_costs_one():
    assert brier(1.0, False) == 1.0
    assert brier(0.2, True) == pytest.approx(0.64)


def test_the_chance_of_a_threshold_is_read_between_the_quantiles():
    forecast = from_samples(DAY, np.arange(1_001.0))
    assert forecast.chance_of_at_least(0) == 1.0
    assert forecast.chance_of_at_least(500) == pytest.approx(0.5, abs=0.01)
    assert forecast.chance_of_at_least(5_000) <= 0.01


def test_half_the_error_everywhere_is_a_gain_of_one_half_whatever_is_drawn():
    ours = [Scored("a", unit, 3, from_samples(DAY, np.array([90.0])), 100.0) for unit in ("x", "y", "z")]
    theirs = [Scored("b", unit, 3, from_samples(DAY, np.array([80.0])), 100.0) for unit in ("x", "y", "z")]
    gain = gain_over(ours, theirs)
    assert (gain.gain, gain.low, gain.high) == pytest.approx((0.5, 0.5, 0.5))
