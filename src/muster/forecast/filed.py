"""Forecasts kept for the day they come due: what was said, when it was known, and how it is settled.

A filed forecast names its rule before the day comes: the strength told for the day, or last told within
`HOLDS_DAYS` before it, in the record as known `SETTLES_AFTER_DAYS` later, so that late reports count and later
corrections do not reopen it. `settle` gives nothing while the day, or its reports, are still to come.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from muster.forecast.backtest import HOLDS_DAYS, strength_on
from muster.forecast.scores import Scored, Summary, summarise
from muster.forecast.series import Series
from muster.forecast.targets import LEVELS, TargetForecast, months_between

SETTLES_AFTER_DAYS = 45

RULE = (
    f"The mission's whole strength told for the day, or last told at most {HOLDS_DAYS} days before it, "
    f"as known {SETTLES_AFTER_DAYS} days after it."
)


@dataclass(frozen=True, slots=True)
class Filed:
    """One forecast of strength on one day, as it was made. method: the view or pool that made it."""

    made_on: date
    method: str
    forecast: TargetForecast
    rule: str = RULE

    def as_row(self) -> dict[str, Any]:
        return {"made_on": self.made_on.isoformat(), "method": self.method, "rule": self.rule, **self.forecast.as_row()}


@dataclass(frozen=True, slots=True)
class Kept:
    """A filed forecast and, when its day has come, how it did. report: the name of the report it stands in."""

    filed: Filed
    scored: Scored | None
    report: str = ""


def filed_from_row(row: dict[str, Any]) -> Filed:
    """A filed forecast back from its row; the row is one `as_row` gave."""
    quantiles = tuple(float(row["quantiles"][f"{level:g}"]) for level in LEVELS)
    forecast = TargetForecast(date.fromisoformat(row["date"]), float(row["mean"]), float(row["median"]), quantiles)
    return Filed(date.fromisoformat(row["made_on"]), row["method"], forecast, row["rule"])


def settle(filed: Filed, known: Series, *, today: date) -> Scored | None:
    """The score of a filed forecast, or None while it cannot be settled.

    known: the strengths as known `SETTLES_AFTER_DAYS` after the forecast's day (or today, if that is earlier).
    """
    if today < filed.forecast.day + timedelta(days=SETTLES_AFTER_DAYS):
        return None
    happened = strength_on(known, filed.forecast.day)
    if happened is None:
        return None
    months = max(1, round(months_between(filed.made_on, filed.forecast.day)))
    return Scored(filed.method, f"{filed.made_on:%Y-%m}", months, filed.forecast, happened)


def score_filed(items: Iterable[Scored | None]) -> Sequence[Summary]:
    """How the settled forecasts did, by method and months ahead."""
    return summarise([item for item in items if item is not None])
