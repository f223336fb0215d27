"""How good was a forecast, once the day had come? Scoring rules, all "the smaller the better" save coverage.

CRPS rewards being near and being as sure as one may be; WIS is its form on the hub's intervals; coverage asks whether
the bands meant what they said; Brier scores a yes-no question; the PIT picture shows where the truth fell.
Sources: Gneiting and Raftery 2007 (CRPS, Brier), Bracher and others 2021 (WIS).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.forecast.targets import LEVELS, Floats, TargetForecast


def crps_of_samples(samples: Floats, truth: float) -> float:
    """CRPS of equally likely samples, exactly: E|X - y| - E|X - X'| / 2."""
    ordered = np.sort(np.asarray(samples, dtype=np.float64))
    n = len(ordered)
    spread = float((ordered * (2 * np.arange(1, n + 1) - n - 1)).sum()) / n**2
    return float(np.abs(ordered - truth).mean()) - spread


def crps_of_quantiles(quantiles: Sequence[float], truth: float, levels: Sequence[float] = LEVELS) -> float:
    """CRPS of a forecast known by its quantiles: twice the pinball loss, integrated over the levels.

    Each level stands for the levels nearer to it than to any other, so that the unevenly spread hub levels
    integrate to one. A single point's quantiles give its absolute error.
    """
    tau = np.asarray(levels)
    edges = np.concatenate([[0.0], (tau[1:] + tau[:-1]) / 2, [1.0]])
    values = np.asarray(quantiles, dtype=np.float64)
    pinball = np.where(truth >= values, tau * (truth - values), (1 - tau) * (values - truth))
    return float(2 * (pinball * np.diff(edges)).sum())


def wis(quantiles: Sequence[float], truth: float, levels: Sequence[float] = LEVELS) -> float:
    """Weighted interval score over the symmetric intervals and the median of the hub's quantiles."""
    tau = np.asarray(levels)
    values = np.asarray(quantiles, dtype=np.float64)
    return float(2 * np.where(truth >= values, tau * (truth - values), (1 - tau) * (values - truth)).mean())


def covers(forecast: TargetForecast, truth: float, share: float) -> bool:
    low, high = forecast.band(share)
    return low <= truth <= high


def brier(chance: float, happened: bool) -> float:
    return (chance - float(happened)) ** 2


def pit(forecast: TargetForecast, truth: float) -> float:
    """The share of the forecast below the truth; over many forecasts these should spread evenly over 0 to 1.

    Where several quantiles equal the truth (a strength that did not move), the middle of their levels is given.
    """
    values = np.asarray(forecast.quantiles)
    if truth < values[0]:
        return LEVELS[0] / 2
    if truth > values[-1]:
        return (1 + LEVELS[-1]) / 2
    equal = np.flatnonzero(values == truth)
    if len(equal):
        return float((LEVELS[equal[0]] + LEVELS[equal[-1]]) / 2)
    return float(np.interp(truth, values, LEVELS))


def pit_counts(values: Sequence[float], bins: int = 10) -> tuple[int, ...]:
    """How many truths fell in each tenth of their forecasts: the bars of the PIT picture."""
    counts, _ = np.histogram(np.clip(values, 0, 1), bins=bins, range=(0.0, 1.0))
    return tuple(int(count) for count in counts)


@dataclass(frozen=True, slots=True)
class Scored:
    """One forecast that has come due, with its scores. unit: the block it belongs to (a mission, a month)."""

    method: str
    unit: str
    horizon_months: int
    forecast: TargetForecast
    truth: float
    scale: float = 1.0  # divides CRPS and WIS: the ceiling, to compare missions of different size

    @property
    def crps(self) -> float:
        return crps_of_quantiles(self.forecast.quantiles, self.truth) / self.scale

    @property
    def wis(self) -> float:
        return wis(self.forecast.quantiles, self.truth) / self.scale


@dataclass(frozen=True, slots=True)
class Summary:
    """How one method did at one horizon (or, with `horizon_months` None, averaged over horizons).

    crps and wis are means over units of the unit's mean, so that a long record counts once.
    """

    method: str
    horizon_months: int | None
    forecasts: int
    units: int
    crps: float
    wis: float
    coverage: tuple[tuple[float, float], ...]  # (share of the band, share of truths inside)


def unit_means(scored: Sequence[Scored]) -> dict[int, dict[str, float]]:
    """Mean CRPS by horizon, then by unit."""
    gathered: dict[int, dict[str, list[float]]] = {}
    for item in scored:
        gathered.setdefault(item.horizon_months, {}).setdefault(item.unit, []).append(item.crps)
    return {h: {u: float(np.mean(v)) for u, v in units.items()} for h, units in gathered.items()}


def mean_over_units(scored: Sequence[Scored]) -> float:
    """CRPS averaged over months ahead, of averages over units: every unit and horizon counts alike."""
    means = unit_means(scored)
    return float(np.mean([np.mean(list(units.values())) for units in means.values()])) if means else float("nan")


def summarise(scored: Sequence[Scored]) -> list[Summary]:
    """Scores of each method: a row for each horizon, and one over all."""
    rows = []
    for method in dict.fromkeys(item.method for item in scored):
        mine = [item for item in scored if item.method == method]
        for horizon in [*sorted({item.horizon_months for item in mine}), None]:
            part = [item for item in mine if horizon in (None, item.horizon_months)]
            by_unit: dict[str, list[float]] = {}
            for item in part:
                by_unit.setdefault(item.unit, []).append(item.wis)
            rows.append(Summary(
                method, horizon, len(part), len(by_unit), mean_over_units(part),
                float(np.mean([np.mean(values) for values in by_unit.values()])),
                tuple((share, float(np.mean([covers(i.forecast, i.truth, share) for i in part])))
                      for share in (0.5, 0.8, 0.95)),
            ))
    return rows


@dataclass(frozen=True, slots=True)
class Gain:
    """How much better one method is than another: 0.15 is a CRPS 15 % smaller. low, high: 90 % by bootstrap."""

    method: str
    rival: str
    gain: float
    low: float
    high: float
    units: int


def gain_over(ours: Sequence[Scored], rival: Sequence[Scored], *, draws: int = 2000, seed: int = 1) -> Gain:
    """The gain in CRPS over a rival, with a bootstrap over units (missions, months): cases are not independent.

    Only units both forecast at a horizon count there; where they share none, the gain is NaN.
    """
    ours_means, rival_means = unit_means(ours), unit_means(rival)
    shared = {h: ours_means[h].keys() & rival_means[h].keys() for h in sorted(ours_means.keys() & rival_means.keys())}
    horizons = [h for h, both in shared.items() if both]
    units = sorted({unit for both in shared.values() for unit in both})
    nothing = float("nan")
    if not horizons:
        return Gain(ours[0].method, rival[0].method, nothing, nothing, nothing, 0)
    table = np.array([
        [[means[h][unit] if unit in shared[h] else np.nan for unit in units] for h in horizons]
        for means in (ours_means, rival_means)
    ])
    rng = np.random.default_rng(seed)
    there = ~np.isnan(table)
    filled = np.where(there, table, 0.0)

    def mean_crps(picked: NDArray[np.intp]) -> Floats:
        counts = there[:, :, picked].sum(axis=2)
        sums = filled[:, :, picked].sum(axis=2)
        # a draw without any unit at some horizon says nothing there: the other horizons speak
        each = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
        return np.asarray(np.nanmean(each, axis=1), dtype=np.float64)

    point = mean_crps(np.arange(len(units)))
    drawn = np.array([mean_crps(rng.integers(0, len(units), len(units))) for _ in range(draws)])
    drawn = np.maximum(drawn, 1e-300)
    ratios = 1 - drawn[:, 0] / drawn[:, 1]
    low, high = np.nanquantile(ratios, [0.05, 0.95])
    gain = float(1 - point[0] / point[1]) if point[1] > 0 else float("nan")
    return Gain(ours[0].method, rival[0].method, gain, float(low), float(high), len(units))
