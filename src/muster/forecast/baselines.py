"""Plain forecasts that any better one must beat: persistence, trend, the announced schedule, past missions.

Each is given the honest spread it has earned: persistence and trend take the errors they made on the reference
missions, the past-missions pair are the past missions themselves. The announced schedule alone is a bare line, as
it is announced: its CRPS is its absolute error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from muster.forecast.outside import _FINE, Question, _cases, weighted_quantiles
from muster.forecast.past import PastMission
from muster.forecast.series import Series
from muster.forecast.targets import (
    Floats,
    TargetForecast,
    from_quantile_function,
    from_samples,
    months_after,
    months_between,
)

Reference = tuple[PastMission, ...]
Baseline = Callable[[Series, Question, int, Reference], TargetForecast | None]
"""(series as known, the mission, months ahead, reference) -> the forecast, or None where the method has no answer."""


def persistence(
    series: Series, question: Question, months: int, reference: Reference,
) -> TargetForecast | None:
    """As many as now, give or take what past missions changed in as many months."""
    cases = _cases(reference)
    usable = np.flatnonzero(~np.isnan(cases.later[:, months - 1]))
    errors = cases.later[usable, months - 1] - cases.share[usable]
    return _around(series.persons[-1], errors, _even(cases.mission[usable]), series, question, months)


def linear_trend(
    series: Series, question: Question, months: int, reference: Reference,
) -> TargetForecast | None:
    """On along the last three months' line, give or take how far that line missed on past missions."""
    cases = _cases(reference)
    usable = np.flatnonzero(~np.isnan(cases.later[:, months - 1]))
    lines = np.maximum(cases.share[usable] + cases.gain[usable] * months / 3, 0.0)
    errors = cases.later[usable, months - 1] - lines
    middle = max(0.0, series.persons[-1] + _slope(series) * months)
    return _around(middle, errors, _even(cases.mission[usable]), series, question, months)


def same_age(
    series: Series, question: Question, months: int, reference: Reference,
) -> TargetForecast | None:
    """The shares of their ceiling past missions had reached at the age this one will have."""
    target = round(question_age(series, question)) + months
    shares = []
    for mission in reference:
        for day, persons in zip(mission.strengths.days, mission.strengths.persons):
            if round(mission.age_months(day)) == target:
                shares.append(persons / mission.ceiling_on(day))
                break
    if len(shares) < 2:
        return None
    day = months_after(series.days[-1], months)
    values = weighted_quantiles(np.array(shares), np.ones(len(shares)), _FINE)
    return from_quantile_function(day, _FINE, values * question.ceiling)


def changes_from_age(
    series: Series, question: Question, months: int, reference: Reference,
) -> TargetForecast | None:
    """As many as now, plus what past missions of this age gained or lost in as many months."""
    cases = _cases(reference)
    now = round(question_age(series, question))
    usable = np.flatnonzero(~np.isnan(cases.later[:, months - 1]) & (np.round(cases.age) == now))
    if len(usable) < 2:
        return None
    errors = cases.later[usable, months - 1] - cases.share[usable]
    return _around(series.persons[-1], errors, np.ones(len(usable)), series, question, months)


PAST_BASELINES: dict[str, Baseline] = {
    "persistence": persistence,
    "linear trend": linear_trend,
    "past strengths at the same age": same_age,
    "past changes from that age": changes_from_age,
}
"""The baselines every mission with a series has; the announced schedule needs announcements."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """What was publicly announced to be present by a day. persons: added by it, or the total if `is_total`."""

    announced_on: date
    due_on: date
    persons: int
    is_total: bool = False


def announced_schedule(present: int, announcements: Sequence[Announcement], as_of: date, day: date) -> TargetForecast:
    """Strength on a day if every promise announced by `as_of` for a day in between is kept, and nobody leaves.

    A promise whose date has already passed has no announced date any more: it is left out until a new one is told.
    """
    told = [item for item in announcements if item.announced_on <= as_of < item.due_on <= day]
    total = present + sum(item.persons for item in told if not item.is_total)
    total = max([total, *(item.persons for item in told if item.is_total)])
    return from_samples(day, np.array([float(total)]))


def question_age(series: Series, question: Question) -> float:
    return max(0.0, months_between(question.authorised, series.days[-1]))


def _slope(series: Series) -> float:
    """Persons a month over the last three months counted; zero when only one figure is known."""
    last = series.days[-1]
    recent = [(day, persons) for day, persons in zip(series.days, series.persons) if (last - day).days <= 95]
    if len(recent) < 2:
        return 0.0
    return (recent[-1][1] - recent[0][1]) / months_between(recent[0][0], recent[-1][0])


def _even(missions: Floats) -> Floats:
    """Weights that let each mission count alike."""
    number = missions.astype(np.int64)
    return np.asarray(1.0 / np.bincount(number)[number])


def _around(
    middle: float, errors: Floats, weights: Floats, series: Series, question: Question, months: int,
) -> TargetForecast:
    day = months_after(series.days[-1], months)
    values = middle + weighted_quantiles(errors, weights, _FINE) * question.ceiling
    return from_quantile_function(day, _FINE, values)
