"""What a forecast of strength says about one day: mean, median and the 23 quantiles of the hub format.

One shape for every forecaster (the simulation, the outside view, each baseline), so that all are scored, stored
and printed alike. The quantile levels are those of the hub format used by forecast hubs (0.01, 0.025, 0.05 ...
0.95, 0.975, 0.99); their known weakness is that the tails beyond 1 % are not described.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEVELS: tuple[float, ...] = (0.01, 0.025, *(round(0.05 * step, 2) for step in range(1, 20)), 0.975, 0.99)
"""The 23 quantile levels of the hub format."""


@dataclass(frozen=True, slots=True)
class TargetForecast:
    """The forecast for one day. All values in persons; quantiles in the order of `LEVELS`, never crossing."""

    day: date
    mean: float
    median: float
    quantiles: tuple[float, ...]

    def band(self, share: float) -> tuple[float, float]:
        """The central interval holding this share (0.5, 0.8, 0.95): its two ends."""
        low, high = (1 - share) / 2, (1 + share) / 2
        return self.quantile(low), self.quantile(high)

    def quantile(self, level: float) -> float:
        return float(np.interp(level, LEVELS, self.quantiles))

    def chance_of_at_least(self, strength: float) -> float:
        """The probability of this strength or more; beyond the outer quantiles it is given as their tail's edge."""
        values = np.asarray(self.quantiles)
        if strength <= values[0]:
            return 1.0 if strength <= 0 else 1.0 - LEVELS[0] / 2
        if strength > values[-1]:
            return (1.0 - LEVELS[-1]) / 2
        last_below = int(np.searchsorted(values, strength, side="left"))
        left, right = values[last_below - 1], values[last_below]
        share = (strength - left) / (right - left) if right > left else 0.0
        return float(1.0 - (LEVELS[last_below - 1] + share * (LEVELS[last_below] - LEVELS[last_below - 1])))

    def as_row(self) -> dict[str, Any]:
        """One object of the JSON form: `date`, `mean`, `median`, `quantiles` keyed by level."""
        return {
            "date": self.day.isoformat(),
            "mean": round(self.mean, 1),
            "median": round(self.median, 1),
            "quantiles": {f"{level:g}": round(value, 1) for level, value in zip(LEVELS, self.quantiles)},
        }


def from_quantile_function(day: date, levels: Floats, values: Floats) -> TargetForecast:
    """The forecast behind a quantile function given at many levels, evenly spread in (0, 1)."""
    steady = np.maximum.accumulate(np.maximum(values, 0.0))
    quantiles = np.interp(LEVELS, levels, steady)
    return TargetForecast(day, float(steady.mean()), float(np.interp(0.5, levels, steady)), tuple(quantiles.tolist()))


def from_samples(day: date, samples: Floats) -> TargetForecast:
    """The forecast a set of equally likely strengths stands for."""
    quantiles = np.quantile(samples, LEVELS)
    return TargetForecast(day, float(samples.mean()), float(np.median(samples)), tuple(quantiles.tolist()))


def months_after(day: date, months: int) -> date:
    """The day so many months later; a month's last day stays a month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    is_month_end = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if is_month_end else min(day.day, last))


def months_between(first: date, last: date) -> float:
    """Months from one day to the other, in mean Gregorian months of 30.4369 days."""
    return (last - first).days / 30.436875


def as_rows(forecasts: Sequence[TargetForecast]) -> list[dict[str, Any]]:
    return [forecast.as_row() for forecast in forecasts]
