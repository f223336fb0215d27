"""Is the outside view any good? Each past mission in turn is forecast from the others and scored.

At every month from authorisation to three years on, strength 3, 6 and 12 months later is forecast from the months
before it, by the outside view and by each plain baseline, with that mission taken out of the reference. Scores are in
shares of the ceiling then in force; each mission counts once at each horizon. Intervals come from drawing missions,
because months of one mission are no independent evidence. Nothing of the outside view is tuned on these missions
(`likeness.py`). Weakness: of three missions the force to be re-hatted is known only from the series itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from muster.forecast.baselines import PAST_BASELINES
from muster.forecast.outside import Question, outside_view
from muster.forecast.past import PastMission, past_missions, without
from muster.forecast.scores import Gain, Scored, Summary, gain_over, mean_over_units, summarise
from muster.forecast.series import Series

OUTSIDE = "outside view"


@dataclass(frozen=True, slots=True)
class PastScores:
    """The record on past missions. gains: over each baseline; best: the baseline hardest to beat."""

    summaries: tuple[Summary, ...]
    gains: tuple[Gain, ...]
    best: str
    scored: tuple[Scored, ...]

    @property
    def gain_over_best(self) -> Gain:
        return next(gain for gain in self.gains if gain.rival == self.best)


def score_past_missions(
    *, reference: Sequence[PastMission] | None = None, horizons: Sequence[int] = (3, 6, 12), oldest_months: int = 36,
) -> PastScores:
    """The record of the outside view beside the plain baselines, each mission forecast from the others."""
    missions = tuple(past_missions() if reference is None else reference)
    scored = [
        item for mission in missions
        for item in _score(mission, without(missions, mission.name), horizons, oldest_months)
    ]
    by_method = {name: [item for item in scored if item.method == name] for name in (OUTSIDE, *PAST_BASELINES)}
    best = min(PAST_BASELINES, key=lambda name: mean_over_units(by_method[name]))
    gains = tuple(gain_over(by_method[OUTSIDE], by_method[name]) for name in PAST_BASELINES)
    return PastScores(tuple(summarise(scored)), gains, best, tuple(scored))


def _score(
    mission: PastMission, others: tuple[PastMission, ...], horizons: Sequence[int], oldest_months: int,
) -> list[Scored]:
    """One mission's forecasts, by every method, for the cases every method can answer."""
    strengths = mission.strengths
    by_month = {day.year * 12 + day.month: persons for day, persons in zip(strengths.days, strengths.persons)}
    rows: list[Scored] = []
    for position, day in enumerate(mission.strengths.days):
        if mission.age_months(day) > oldest_months + 0.5:
            break
        known = Series(mission.strengths.days[: position + 1], mission.strengths.persons[: position + 1])
        ceiling = mission.ceiling_on(day)
        question = Question(mission.authorised_on, ceiling, mission.funding, mission.rehatted_persons)
        for months in horizons:
            truth = by_month.get(day.year * 12 + day.month + months)
            if truth is None:
                continue
            answers = {name: method(known, question, months, others) for name, method in PAST_BASELINES.items()}
            view = outside_view(known, question, horizons=(months,), reference=others).targets
            if not view or any(answer is None for answer in answers.values()):
                continue
            rows += [
                Scored(name, mission.name, months, answer, truth, ceiling)
                for name, answer in ((OUTSIDE, view[0]), *answers.items()) if answer is not None
            ]
    return rows
