"""History replayed: at many past days, with only what was known then, forecast, and score what came of it.

The ledger gives four functions of a day, each answering "as known then": the mission's state, its reported strengths,
its authorisation, and what had been announced. The driver never looks past the day it stands on; even the pool's
weights come from forecasts that had come due by then, judged by strengths known by then. Only the final scoring uses
the record as known today. A strength is taken to hold until the next one told, for at most `HOLDS_DAYS`.

Weakness: months overlap, so twelve monthly forecasts a year ahead hold little more than one independent year; the
number of independent months is printed beside the coverage.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from muster.forecast.baselines import PAST_BASELINES, Announcement, announced_schedule
from muster.forecast.outside import Question, outside_view
from muster.forecast.parameters import DEFAULTS, Parameters
from muster.forecast.past import PastMission, past_missions
from muster.forecast.pool import INSIDE, OUTSIDE, as_reported, pooled, view_weights
from muster.forecast.scores import Gain, Scored, Summary, brier, gain_over, pit, pit_counts, summarise
from muster.forecast.series import Series
from muster.forecast.simulate import Forecast, simulate, weeks_until
from muster.forecast.state import MissionState
from muster.forecast.targets import TargetForecast, months_after, months_between

POOL, SCHEDULE = "pool", "announced schedule"
HOLDS_DAYS = 62


@dataclass(frozen=True, slots=True)
class Record:
    """The mission as known on any day; each function must use nothing published after the day it is given.

    state: for the mission model. strengths: reported for the whole mission, up to that day. question: authorisation,
    ceiling in force, funding; None if not known, and then only the model and the schedule answer. announcements: what
    had been announced to come, with its dates. parameters: of the mission model, as the mission had set them by then.
    """

    state: Callable[[date], MissionState]
    strengths: Callable[[date], Series]
    question: Callable[[date], Question | None]
    announcements: Callable[[date], Sequence[Announcement]]
    parameters: Callable[[date], Parameters] = lambda day: DEFAULTS


@dataclass(frozen=True, slots=True)
class ThresholdScore:
    """A yes-no question that has come due: were at least so many present on the day?"""

    method: str
    asked_on: date
    day: date
    strength: int
    chance: float
    happened: bool

    @property
    def brier(self) -> float:
        return brier(self.chance, self.happened)


@dataclass(frozen=True, slots=True)
class Replay:
    """What a replay found. independent_months: windows that do not overlap, by months ahead."""

    scored: tuple[Scored, ...]
    thresholds: tuple[ThresholdScore, ...]
    summaries: tuple[Summary, ...]
    gains: tuple[Gain, ...]
    independent_months: dict[int, int]
    pit_pictures: dict[str, tuple[int, ...]]
    notes: tuple[str, ...]

    def crps(self, method: str, months: int) -> float:
        """Mean CRPS of a method so many months ahead, in persons; NaN if it made no forecast that came due."""
        found = (row.crps for row in self.summaries if row.method == method and row.horizon_months == months)
        return next(found, float("nan"))

    def brier_of(self, method: str) -> float:
        mine = [item.brier for item in self.thresholds if item.method == method]
        return sum(mine) / len(mine) if mine else float("nan")


@dataclass(slots=True)
class _Memory:
    """The forecasts made so far in a replay, by day and months ahead, to weigh the views by."""

    views: dict[tuple[date, int], dict[str, TargetForecast]] = field(default_factory=dict)


def forecast_on(
    day: date, record: Record, horizons: Sequence[int], *, parameters: Parameters | None = None,
    futures: int = 4_000, seed: int = 1, history: Sequence[Scored] = (),
    reference: Sequence[PastMission] | None = None, rivals: bool = True,
) -> tuple[dict[tuple[str, int], TargetForecast], list[str]]:
    """Every method's forecast on one day, with only what was known: (method, months ahead) -> forecast, and notes.

    rivals: also the pool and the plain baselines; without them the two views alone.
    """
    missions = tuple(past_missions() if reference is None else reference)
    state, series, question = record.state(day), record.strengths(day), record.question(day)
    made: dict[tuple[str, int], TargetForecast] = {}
    weeks = weeks_until(day, months_after(day, max(horizons)))
    run = simulate(state, parameters or record.parameters(day), weeks=weeks, futures=futures, seed=seed)
    notes = [*run.notes] if isinstance(run, Forecast) else [str(problem) for problem in run]
    known = series if len(series) else Series((day,), (state.persons_present,))
    standing = Series((*known.days, day), (*known.persons, known.persons[-1])) if known.days[-1] < day else known
    weights, due = view_weights(history), sum(item.method == INSIDE for item in history)
    for months in horizons:
        target = months_after(day, months)
        views: dict[str, TargetForecast] = {}
        inside = run.target(target) if isinstance(run, Forecast) else None
        if inside is not None:
            views[INSIDE] = as_reported(inside)
        if question is not None:
            outside = outside_view(standing, question, horizons=(months,), as_of=day, reference=missions)
            if outside.targets:
                views[OUTSIDE] = outside.targets[0]
        made.update({(name, months): forecast for name, forecast in views.items()})
        if not rivals:
            continue
        together = pooled(views, weights, forecasts_due=due)
        if together is not None:
            made[POOL, months] = together
        for name, method in PAST_BASELINES.items():
            answer = method(standing, question, months, missions) if question is not None else None
            if answer is not None:
                made[name, months] = answer
        made[SCHEDULE, months] = announced_schedule(standing.persons[-1], record.announcements(day), day, target)
    return made, notes


def replay(
    record: Record, days: Sequence[date], *, today: date, horizons: Sequence[int] = (1, 3, 6, 12),
    parameters: Parameters | None = None, futures: int = 4_000, seed: int = 1,
    strengths_asked: Callable[[date], Sequence[int]] | None = None, reference: Sequence[PastMission] | None = None,
) -> Replay:
    """Replays a mission's record from its past days and scores every method on what had come true by `today`.

    parameters: of the mission model; None takes the record's, as set by each day. strengths_asked: the thresholds of
    the yes-no questions on a day; by default half and all of the ceiling then.
    """
    truth = record.strengths(today)
    memory = _Memory()
    scored: list[Scored] = []
    asked: list[ThresholdScore] = []
    notes: list[str] = []
    for day in sorted(days):
        asked_of = record.question(day)
        ceiling = asked_of.ceiling if asked_of else 0
        history = _come_due(memory, record.strengths(day), day, ceiling)
        made, said = forecast_on(
            day, record, horizons, parameters=parameters, futures=futures, seed=seed, history=history,
            reference=reference,
        )
        notes += [note for note in said if note not in notes]
        questions = strengths_asked(day) if strengths_asked else (ceiling // 2, ceiling) if ceiling else ()
        for (method, months), forecast in made.items():
            memory.views.setdefault((day, months), {})[method] = forecast
            happened = strength_on(truth, forecast.day) if forecast.day <= today else None
            if happened is None:
                continue
            scored.append(Scored(method, f"{day:%Y-%m}", months, forecast, happened, 1.0))
            asked += [
                ThresholdScore(method, day, forecast.day, strength, forecast.chance_of_at_least(strength),
                               happened >= strength) for strength in questions
            ]
    return _replayed(scored, asked, notes, horizons)


def views_replayed(
    record: Record, days: Sequence[date], *, today: date, horizons: Sequence[int], parameters: Parameters | None,
    futures: int,
) -> tuple[Scored, ...]:
    """The two views' forecasts of past days that have come due by `today`: what the pool weighs them by, no more."""
    truth = record.strengths(today)
    return tuple(
        Scored(method, f"{day:%Y-%m}", months, forecast, happened, 1.0) for day in sorted(days)
        for (method, months), forecast in forecast_on(
            day, record, horizons, parameters=parameters, futures=futures, rivals=False)[0].items()
        if forecast.day <= today and (happened := strength_on(truth, forecast.day)) is not None
    )


def strength_on(series: Series, day: date) -> float | None:
    """The strength that held on a day: the last told by then, unless that is too long ago."""
    known = series.known_on(day)
    if not len(known) or (day - known.days[-1]).days > HOLDS_DAYS:
        return None
    return float(known.persons[-1])


def _come_due(memory: _Memory, known: Series, day: date, ceiling: int) -> list[Scored]:
    """The two views' earlier forecasts that had come due by a day, judged by what was known then."""
    history = []
    for (made_on, months), views in memory.views.items():
        for method in (INSIDE, OUTSIDE):
            forecast = views.get(method)
            if forecast is None or forecast.day > day:
                continue
            happened = strength_on(known, forecast.day)
            if happened is not None:
                history.append(Scored(method, f"{made_on:%Y-%m}", months, forecast, happened, max(1, ceiling)))
    return history


def _replayed(
    scored: list[Scored], asked: list[ThresholdScore], notes: list[str], horizons: Sequence[int],
) -> Replay:
    methods = list(dict.fromkeys(item.method for item in scored))
    by_method = {method: [item for item in scored if item.method == method] for method in methods}
    gains = tuple(
        gain_over(by_method[POOL], by_method[rival]) for rival in methods if rival != POOL and POOL in by_method
    )
    independent = {}
    for months in horizons:
        ends = sorted(item.forecast.day for item in scored if item.horizon_months == months)
        if ends:
            independent[months] = max(1, round((months_between(ends[0], ends[-1]) + months) / months))
    pictures = {method: pit_counts([pit(item.forecast, item.truth) for item in items])
                for method, items in by_method.items()}
    return Replay(tuple(scored), tuple(asked), tuple(summarise(scored)), gains, independent, pictures, tuple(notes))

