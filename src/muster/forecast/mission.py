"""The forecast of one mission as a user asks for it: both views, the pool, the chances, and what holds it back.

One call for page, terminal and file. The pool is given for every week to the day asked; between the months the
outside view speaks of, its quantiles are drawn straight. Where the ledger gives no series, the model stands alone;
where nothing can be simulated, the outside view does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from muster.forecast.backtest import Record, views_replayed
from muster.forecast.outside import LONGEST_HORIZON_MONTHS, OutsideView, Question, outside_view
from muster.forecast.parameters import DEFAULTS, Parameters
from muster.forecast.past import PastMission
from muster.forecast.pool import INSIDE, OUTSIDE, as_reported, pooled, view_weights
from muster.forecast.scores import Scored
from muster.forecast.series import Series
from muster.forecast.simulate import Forecast, simulate, weeks_until
from muster.forecast.state import MissionState
from muster.forecast.targets import (
    LEVELS,
    TargetForecast,
    from_quantile_function,
    from_samples,
    months_after,
    months_between,
)
from muster.problems import Problem


@dataclass(frozen=True, slots=True)
class Chance:
    """The pooled probability of at least `strength` present: on the last day, and on the mandate's last day."""

    strength: int
    on_last_day: float
    before_mandate_ends: float | None


@dataclass(frozen=True, slots=True)
class MissionForecast:
    """Everything the forecast page shows. targets: the pool, a day a week and the last day asked.

    run, outside: the two views by themselves; None where a view had no answer. weights: of the views in the pool.
    by_view: each view's own forecast of each day. state, parameters, history: what all this rests on.
    """

    as_of: date
    until: date
    targets: tuple[TargetForecast, ...]
    chances: tuple[Chance, ...]
    run: Forecast | None
    outside: OutsideView | None
    weights: Mapping[str, float]
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]
    by_view: Mapping[date, Mapping[str, TargetForecast]] = field(default_factory=dict)
    state: MissionState | None = None
    parameters: Parameters = DEFAULTS
    history: tuple[Scored, ...] = ()

    @property
    def last(self) -> TargetForecast | None:
        return self.targets[-1] if self.targets else None

    def as_rows(self) -> list[dict[str, Any]]:
        return [target.as_row() for target in self.targets]

    def probability(self, strength: int) -> float | None:
        """The pooled chance of at least so many on the last day."""
        return self.last.chance_of_at_least(strength) if self.last else None

    def as_dict(self, strength: int | None = None) -> dict[str, Any]:
        """The JSON form: the rows, what holds the mission back, the runway; `probability` if a strength was asked."""
        run = self.run
        answer: dict[str, Any] = {
            "as_of": self.as_of.isoformat(), "until": self.until.isoformat(), "targets": self.as_rows(),
            "weights": {name: round(weight, 3) for name, weight in self.weights.items()},
            "chances": [
                {"strength": chance.strength, "on_last_day": chance.on_last_day,
                 "before_mandate_ends": chance.before_mandate_ends} for chance in self.chances
            ],
            "causes": [
                {"cause": cause.name, "shortfall_share": round(cause.shortfall_share, 4),
                 "leading_share": round(cause.leading_share, 4),
                 "binding_share": round(cause.binding_share, 4)} for cause in run.causes
            ] if run else [],
            "cash_out_by": [
                {"date": day.isoformat(), "probability": round(share, 4)} for day, share in zip(run.days, run.run_out)
            ] if run and run.run_out is not None else None,
            "notes": list(self.notes), "problems": [problem.as_dict() for problem in self.problems],
        }
        if strength is not None:
            answer["probability"] = self.probability(strength)
        return answer


def forecast_mission(
    state: MissionState, series: Series, question: Question | None, *, until: date, strengths: Sequence[int] = (),
    history: Sequence[Scored] = (), parameters: Parameters = DEFAULTS, futures: int = 20_000, seed: int = 1,
    workers: int = 1, reference: Sequence[PastMission] | None = None,
) -> MissionForecast:
    """The forecast of a mission from what is known on `state.as_of`.

    series: strengths as reported and known that day. question: None if authorisation or ceiling is unknown; then the
    outside view is silent. strengths: thresholds; half and all of the ceiling are added. history: the views' earlier
    forecasts that have come due (`views_so_far`), to weigh the views by.
    """
    as_of = state.as_of
    ceiling = question.ceiling if question else state.mandate.ceiling
    asked = sorted({*strengths, *((ceiling // 2, ceiling) if ceiling else ())} - {0})
    if until < as_of:
        problem = Problem("until", until.isoformat(), f"a day on or after {as_of}", "Ask for a day still to come.")
        return MissionForecast(as_of, until, (), (), None, None, {}, (), (problem,))
    weeks = max(1, weeks_until(as_of, until))
    run = simulate(state, parameters, weeks=weeks, futures=futures, seed=seed, workers=workers, thresholds=asked)
    problems = run if isinstance(run, tuple) else ()
    inside = run if isinstance(run, Forecast) else None
    notes = list(inside.notes) if inside else []
    outside = _outside(series, question, as_of, until, reference, notes)
    weights, due = view_weights(history), sum(item.method == INSIDE for item in history)
    days = sorted({*(inside.days if inside else ()), until})
    by_view = {day: _views_on(day, as_of, state, inside, outside)
               for day in days if as_of < day <= until or day == until}
    targets = tuple(target for views in by_view.values()
                    if (target := pooled(views, weights, forecasts_due=due)) is not None)
    chances = tuple(_chance(strength, targets, state, until) for strength in asked) if targets else ()
    used = {name: weight for name, weight in weights.items()
            if (name == INSIDE and inside) or (name == OUTSIDE and outside and outside.targets)}
    total = sum(used.values()) or 1.0
    return MissionForecast(
        as_of, until, targets, chances, inside, outside, {name: weight / total for name, weight in used.items()},
        tuple(dict.fromkeys([*notes, *(outside.notes if outside else ())])),
        (*problems, *(outside.problems if outside else ())), by_view, state, parameters, tuple(history),
    )


def views_so_far(
    record: Record, as_of: date, *, months: int = 12, parameters: Parameters | None = None, futures: int = 2_000,
) -> tuple[Scored, ...]:
    """How both views' forecasts of the months before have done, as known on a day: the weights of the pool.

    Replays the record's last months; nothing told after `as_of` is looked at, not even to judge.
    """
    question = record.question(as_of)
    if question is None:
        return ()
    days = [day for back in range(months, 0, -1) if (day := months_after(as_of, -back)) > question.authorised]
    if not days:
        return ()
    return views_replayed(record, days, today=as_of, horizons=(1, 3, 6), parameters=parameters, futures=futures)


def _outside(
    series: Series, question: Question | None, as_of: date, until: date, reference: Sequence[PastMission] | None,
    notes: list[str],
) -> OutsideView | None:
    if question is None:
        notes.append("authorisation or ceiling is not known: past missions cannot be asked")
        return None
    months = min(LONGEST_HORIZON_MONTHS, max(1, int(np.ceil(months_between(as_of, until)))))
    if months_between(as_of, until) > LONGEST_HORIZON_MONTHS:
        notes.append("past missions say nothing beyond three years: the model stands alone there")
    known = series.known_on(as_of)
    if len(known) and known.days[-1] < as_of:
        # The last strength reported is taken to hold, as persistence would; silence is not growth.
        known = Series((*known.days, as_of), (*known.persons, known.persons[-1]))
    return outside_view(known, question, horizons=range(1, months + 1), as_of=as_of, reference=reference)


def _views_on(
    day: date, as_of: date, state: MissionState, inside: Forecast | None, outside: OutsideView | None,
) -> Mapping[str, TargetForecast]:
    """What each view says of a day, as it enters the pool."""
    views: dict[str, TargetForecast] = {}
    if inside is not None and (target := inside.target(day)) is not None:
        views[INSIDE] = as_reported(target)
    if outside is not None and outside.targets and (between := _between(day, as_of, state, outside)) is not None:
        views[OUTSIDE] = between
    return views


def _between(day: date, as_of: date, state: MissionState, outside: OutsideView) -> TargetForecast | None:
    """The outside view on a day between the months it speaks of; today it is what is present."""
    today = from_samples(as_of, np.array([float(state.persons_present)]))
    known = [today, *outside.targets]
    if day > known[-1].day:
        return None
    right = next(index for index, target in enumerate(known) if target.day >= day)
    if right == 0:
        return today
    first, last = known[right - 1], known[right]
    share = (day - first.day).days / (last.day - first.day).days
    values = (1 - share) * np.asarray(first.quantiles) + share * np.asarray(last.quantiles)
    drawn = from_quantile_function(day, np.asarray(LEVELS), values)
    return TargetForecast(day, (1 - share) * first.mean + share * last.mean, drawn.median, tuple(values.tolist()))


def _chance(strength: int, targets: Sequence[TargetForecast], state: MissionState, until: date) -> Chance:
    ends = state.mandate.ends_on
    before = None
    if ends is not None and state.as_of < ends <= until:
        on_end = next((target for target in targets if target.day >= ends), None)
        before = on_end.chance_of_at_least(strength) if on_end else None
    return Chance(strength, targets[-1].chance_of_at_least(strength), before)
