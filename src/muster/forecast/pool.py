"""One forecast from two views: the mission model and the outside view, weighted by how each has done so far.

The pool averages the two views' quantiles, as forecast hubs do. Weights go with the inverse square of each view's mean
CRPS on this mission's forecasts that have come due, with a few imagined forecasts mixed in so that a view is not
dropped for one bad month. With few forecasts come due the pool is widened, because then nobody knows whether either
view is calibrated here. A reported strength is not the number present (sources differ by some per cent), so the model's
futures are spread by as much before they are pooled.

Chosen over a mixture of the two: it gives a strength that the promises in hand cannot reach the outside view's chance,
one month in ten on Haiti's record, and its bands cover far more than they say. Weaknesses: where the views disagree
the average may sit where neither puts much, and the weights treat overlapping months as if they were separate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from muster.forecast.scores import Scored, mean_over_units
from muster.forecast.targets import LEVELS, Floats, TargetForecast, from_quantile_function

INSIDE, OUTSIDE = "mission model", "outside view"

IMAGINED = 6
"""Forecasts of equal quality mixed into each view's record."""

WIDEST = 0.25
"""How much wider than the average the pool is while nothing has come due."""

COUNT_SPREAD = 0.03
"""Standard deviation of a reported strength around the number present, as a share of it. Judgement."""

_FINE: Floats = (np.arange(400) + 0.5) / 400
_STEPS: Floats = np.array([-1.28, -0.52, 0.0, 0.52, 1.28])


def view_weights(history: Sequence[Scored]) -> dict[str, float]:
    """The weight of each view from its forecasts of this mission that have come due; half each if there are none."""
    cases = {view: {(item.unit, item.horizon_months) for item in history if item.method == view}
             for view in (INSIDE, OUTSIDE)}
    shared = cases[INSIDE] & cases[OUTSIDE]  # a view that also answered easier days gets no credit for them
    due = len(shared)
    if due == 0:
        return {INSIDE: 0.5, OUTSIDE: 0.5}
    record = {
        view: [item for item in history if item.method == view and (item.unit, item.horizon_months) in shared]
        for view in (INSIDE, OUTSIDE)
    }
    means = {view: mean_over_units(items) for view, items in record.items()}
    together = float(np.mean(list(means.values())))
    if together == 0.0:
        return {INSIDE: 0.5, OUTSIDE: 0.5}
    blended = {view: (due * mean + IMAGINED * together) / (due + IMAGINED) for view, mean in means.items()}
    merit = {view: score**-2 for view, score in blended.items()}
    total = sum(merit.values())
    return {view: value / total for view, value in merit.items()}


def widening(forecasts_due: int) -> float:
    """How much wider the pool is than the average of the views, given how many forecasts have shown how good it is."""
    return 1 + WIDEST / (1 + forecasts_due / IMAGINED)


def as_reported(forecast: TargetForecast, spread: float = COUNT_SPREAD) -> TargetForecast:
    """The forecast of what will be reported, given the forecast of how many will be there."""
    values = _fine(forecast)
    wide = np.sort((values[:, None] * (1 + spread * _STEPS[None, :])).ravel())
    return from_quantile_function(forecast.day, (np.arange(len(wide)) + 0.5) / len(wide), wide)


def pooled(
    views: Mapping[str, TargetForecast], weights: Mapping[str, float], *, forecasts_due: int = 0,
) -> TargetForecast | None:
    """The views there are, averaged quantile by quantile and widened; None if there is none. All speak of one day."""
    present = [(forecast, weights.get(name, 0.0)) for name, forecast in views.items()]
    if not present:
        return None
    if sum(weight for _, weight in present) <= 0:
        present = [(forecast, 1.0) for forecast, _ in present]
    total = sum(weight for _, weight in present)
    mixed = np.sum([_fine(forecast) * (weight / total) for forecast, weight in present], axis=0)
    centre = float(np.interp(0.5, _FINE, mixed))
    wide = np.maximum(0.0, centre + (mixed - centre) * widening(forecasts_due))
    return from_quantile_function(present[0][0].day, _FINE, wide)


def _fine(forecast: TargetForecast) -> Floats:
    """The quantile function at many levels; beyond the outer levels it keeps the outer slope, once more as far."""
    values = np.asarray(forecast.quantiles)
    tau = np.asarray(LEVELS)
    low = max(0.0, 2 * values[0] - values[1]) if values[1] > values[0] else values[0]
    high = 2 * values[-1] - values[-2]
    return np.asarray(
        np.interp(_FINE, np.concatenate([[0.0], tau, [1.0]]), np.concatenate([[low], values, [high]])), dtype=np.float64
    )
