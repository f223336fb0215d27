"""The outside view: how did past missions that stood where this one stands go on from there?

Every month of every past mission is a case. A case weighs the more, the more it looks like the mission asked about:
its age, the share of the ceiling it had reached, what it gained in the last three months, how much of a force to be
re-hatted had not yet been counted, how it was paid, and when it was authorised. What the cases gained or lost
afterwards, scaled to the room this mission has left, makes the forecast; a part of the weight is on the shares they
reached as such, which pulls slow and fast starters together. How like is like enough is not tuned but averaged over
(`likeness.py`).

Chosen over a growth curve fitted to each mission: missions fill in jumps (a transfer of authority, a battalion a
month) and stop for reasons a curve does not know. Known weaknesses: nearly every case is a UN mission on assessed
funds; the cases know nothing of this mission's promises (that is the inside view); and months of one mission are
not independent, so the number of missions that carry the weight, not of cases, says how thin the ground is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from muster.forecast.likeness import Likeness, likenesses
from muster.forecast.past import Funding, PastMission, past_missions
from muster.forecast.series import EARLIEST, LARGEST_STRENGTH, LATEST, Series
from muster.forecast.targets import (
    Floats,
    TargetForecast,
    as_rows,
    from_quantile_function,
    months_after,
    months_between,
)
from muster.problems import Problem

WIDENING_UNLIKE = 1.25  # of the spread when no past mission was paid as this one is

LONGEST_HORIZON_MONTHS = 36
OLDEST_CASE_MONTHS = 60
_FINE: Floats = (np.arange(200) + 0.5) / 200


@dataclass(frozen=True, slots=True)
class Question:
    """The mission asked about, as the outside view sees it.

    authorised: day of the founding resolution. ceiling: authorised uniformed persons. rehatted: persons of a force
    already there that are to be, or were, taken over.
    """

    authorised: date
    ceiling: int
    funding: Funding = Funding.ASSESSED
    rehatted: int = 0


@dataclass(frozen=True, slots=True)
class OutsideView:
    """The outside view's answer.

    targets: one a horizon that could be answered. missions: (name, share of the weight), heaviest first.
    effective_missions: the number of equally weighing missions that would be as much evidence.
    alike, asked_missions: how many past missions were funded and started as this one, of how many asked.
    notes: what is thin, what was assumed, what could not be known. problems: what was wrong with the question.
    """

    targets: tuple[TargetForecast, ...]
    missions: tuple[tuple[str, float], ...] = ()
    effective_missions: float = 0.0
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    alike: int = 0
    asked_missions: int = 0

    def as_rows(self) -> list[dict[str, object]]:
        return as_rows(self.targets)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a mission stands on a day, in shares of its ceiling. gain: in the last three months; NaN if unknown."""

    age: float
    share: float
    gain: float
    to_rehat: float
    most: float


def outside_view(
    series: Series, question: Question, *, horizons: Sequence[int] = (3, 6, 12), as_of: date | None = None,
    reference: Sequence[PastMission] | None = None,
) -> OutsideView:
    """How strong would past missions' record have this mission be, so many months after the day asked?

    horizons: months after `as_of` (default: the last day of the series). Later days in the series are not looked at.
    """
    problems = list(_faults(question, horizons))
    missions = tuple(past_missions() if reference is None else reference)
    known, notes = _usable(series, question, as_of)
    if not missions:
        problems.append(Problem("reference", "", "at least one past mission", "Use the missions shipped with Muster."))
    if problems or not missions:
        return OutsideView((), notes=tuple(notes), problems=tuple(problems))
    if not len(known):
        # No strength was ever counted: the mission is taken as just authorised with nobody there, and that is said.
        today = as_of or question.authorised
        known = Series((today,), (0,))
        notes.append("no strength is known: the answer is for a mission with nobody present yet")
    today = as_of or known.days[-1]
    standing = standing_on(known, question)
    stale = max(0, round(months_between(known.days[-1], today)))
    if stale:
        notes.append(f"the last strength is of {known.days[-1]}: the silence since then is forecast too")
    targets = []
    weight_by_mission: dict[str, float] = {}
    for months in horizons:
        lead = months + stale
        drawn = _drawn(standing, question, lead, missions)
        if drawn is None:
            notes.append("no past mission shipped with Muster is known so far on: no answer for "
                         f"{months_after(today, months)}")
            continue
        values, weight_by_mission = drawn
        targets.append(from_quantile_function(months_after(today, months), _FINE, values * question.ceiling))
    shares = sorted(weight_by_mission.items(), key=lambda item: (-item[1], item[0]))
    effective = 1.0 / sum(share**2 for _, share in shares) if shares else 0.0
    alike = sum(_is_alike(mission, question) for mission in missions)
    notes += _thinness(standing, question, missions, alike)
    return OutsideView(tuple(targets), tuple(shares), effective, tuple(notes), (), alike, len(missions))


def _faults(question: Question, horizons: Sequence[int]) -> list[Problem]:
    problems = []
    if question.ceiling <= 0:
        problems.append(Problem(
            "ceiling", str(question.ceiling), "a number of persons above zero",
            "Give the authorised uniformed strength from the resolution; without it no share can be computed.",
        ))
    if not EARLIEST <= question.authorised <= LATEST:
        problems.append(Problem(
            "authorised", str(question.authorised), f"a day from {EARLIEST} to {LATEST}",
            "Give the day the founding resolution was adopted.",
        ))
    if question.ceiling > LARGEST_STRENGTH or question.rehatted > LARGEST_STRENGTH:
        problems.append(Problem(
            "ceiling", str(max(question.ceiling, question.rehatted)), f"at most {LARGEST_STRENGTH:,} persons",
            "Check the zeros.",
        ))
    if question.rehatted < 0:
        problems.append(Problem("rehatted", str(question.rehatted), "zero or more persons",
                                "Give 0 if none were there."))
    if not horizons:
        problems.append(Problem("horizons", "", "months ahead, as 3,6,12", "Name at least one."))
    problems += [
        Problem("horizons", str(months), f"whole months from 1 to {LONGEST_HORIZON_MONTHS}",
                "Past missions say nothing beyond that; ask for a nearer day.")
        for months in horizons if not 1 <= months <= LONGEST_HORIZON_MONTHS
    ]
    return problems


def _usable(series: Series, question: Question, as_of: date | None) -> tuple[Series, list[str]]:
    """The part of a series that counts, and what had to be said about the rest."""
    notes = []
    known = series.known_on(as_of) if as_of else series
    if len(known) < len(series):
        notes.append(f"figures after {as_of} were not looked at")
    early = sum(day < question.authorised for day in known.days)
    if early and early < len(known):
        known = Series(known.days[early:], known.persons[early:])
        notes.append(f"figures from before the authorisation on {question.authorised} were left out")
    elif early:
        known = Series(known.days[-1:], known.persons[-1:])
        notes.append("every figure is from before the authorisation: the last stands for the day of authorisation")
    if len(known) == 1:
        notes.append("one figure only: how fast the mission was growing could not be known")
    if len(known) and question.ceiling > 0:
        gaps = [((b - a).days, a, b) for a, b in zip(known.days, known.days[1:])]
        if gaps and max(gaps)[0] > 62:
            _, since, until = max(gaps)
            notes.append(f"the series has holes, the longest from {since} to {until}; they stay empty")
        if known.persons[-1] > question.ceiling:
            notes.append("strength stands above the ceiling given: check that it is the one in force")
        if not any(known.persons):
            notes.append("nobody was ever counted as present: only the mission's age says anything")
    if question.rehatted > question.ceiling > 0:
        notes.append("more persons to re-hat than the ceiling allows: the ceiling is used")
    return known, notes


def standing_on(known: Series, question: Question) -> Standing:
    """Where the mission stands on the last day of its series; the series is not empty."""
    ceiling = question.ceiling
    last, now = known.days[-1], known.persons[-1]
    age = max(0.0, months_between(question.authorised, last))
    return Standing(
        age=age, share=now / ceiling, gain=_gain(known, age) / ceiling,
        to_rehat=max(0.0, min(question.rehatted / ceiling, 1.0) - max(known.persons) / ceiling),
        most=max(known.persons) / ceiling,
    )


def _gain(known: Series, age: float) -> float:
    """Persons gained in the last three months; NaN if nothing was counted near three months ago."""
    last, now = known.days[-1], known.persons[-1]
    if age < 2.5:
        return float(now)  # before the authorisation nobody was there under this mandate
    near = [
        (abs((last - day).days - 91), (last - day).days, persons)
        for day, persons in zip(known.days, known.persons) if 45 <= (last - day).days <= 140
    ]
    if not near:
        return float("nan")
    _, days, persons = min(near)
    return (now - persons) * 91 / days


@dataclass(frozen=True, slots=True)
class _Cases:
    """All months of all past missions, as columns: standings, and the share reached so many months later."""

    mission: Floats
    funding: tuple[Funding, ...]
    authorised: Floats  # of each mission, in years
    age: Floats
    share: Floats
    gain: Floats
    to_rehat: Floats
    later: Floats  # case x months ahead (index 0 is one month ahead); NaN where nobody counted


@lru_cache(maxsize=64)
def _cases(missions: tuple[PastMission, ...]) -> _Cases:
    rows: list[tuple[float, ...]] = []
    later: list[list[float]] = []
    for number, mission in enumerate(missions):
        by_month = {_month(day): persons for day, persons in zip(mission.strengths.days, mission.strengths.persons)}
        for position, day in enumerate(mission.strengths.days):
            question = Question(
                mission.authorised_on, mission.ceiling_on(day), mission.funding, mission.rehatted_persons,
            )
            known = Series(mission.strengths.days[: position + 1], mission.strengths.persons[: position + 1])
            now = standing_on(known, question)
            rows.append((number, now.age, now.share, now.gain, now.to_rehat))
            later.append([
                _counted_near(by_month, _month(day) + ahead, apart=ahead > 1) / question.ceiling
                for ahead in range(1, OLDEST_CASE_MONTHS + 1)
            ])
    table = np.array(rows, dtype=np.float64)
    return _Cases(
        table[:, 0], tuple(mission.funding for mission in missions),
        np.array([_years(mission.authorised_on) for mission in missions]), table[:, 1], table[:, 2],
        np.nan_to_num(table[:, 3]), table[:, 4], np.array(later),
    )


def _counted_near(by_month: dict[int, int], month: int, *, apart: bool) -> float:
    """The strength counted in a month or, where nobody counted and `apart` allows, the month before or after."""
    for near in (month, month - 1, month + 1) if apart else (month,):
        if near in by_month:
            return float(by_month[near])
    return float("nan")


def _years(day: date) -> float:
    return day.year + day.month / 12


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _weights(cases: _Cases, usable: NDArray[np.intp], standing: Standing, question: Question,
             like: Likeness) -> Floats:
    """The weight of each usable case; months of one mission share most of one mission's weight."""
    age = np.log((cases.age[usable] + 3.0) / (min(standing.age, 48.0) + 3.0)) / like.age
    share = (cases.share[usable] - standing.share) / like.share
    to_rehat = (cases.to_rehat[usable] - standing.to_rehat) / like.to_rehat
    number = cases.mission[usable].astype(np.int64)
    era = (cases.authorised[number] - _years(question.authorised)) / like.era
    distance = age**2 + share**2 + to_rehat**2 + era**2
    if not np.isnan(standing.gain):
        gain = (np.clip(cases.gain[usable], -1, 1) - np.clip(standing.gain, -1, 1)) / like.gain
        distance = distance + gain**2
    weights = np.exp(-0.5 * distance) + 1e-6
    same = np.array([paid is question.funding for paid in cases.funding])
    weights = weights * np.where(same[number], 1.0, like.other_funding)
    total = np.bincount(number, weights, len(cases.funding))
    weights = weights * total[number] ** -like.evenness
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def _drawn(
    standing: Standing, question: Question, lead: int, missions: tuple[PastMission, ...],
) -> tuple[Floats, dict[str, float]] | None:
    """The quantile function of the share at this lead (months), and each mission's part of the weight."""
    cases = _cases(missions)
    if lead > cases.later.shape[1]:
        return None
    usable = np.flatnonzero(~np.isnan(cases.later[:, lead - 1]))
    if not len(usable):
        return None
    ways = likenesses()
    drawn, weights = np.zeros(len(_FINE)), np.zeros(len(usable))
    for like in ways:
        mine = _weights(cases, usable, standing, question, like)
        drawn += _carried_on(cases, usable, mine, standing, lead, like) / len(ways)
        weights += mine / len(ways)
    if not any(mission.funding is question.funding for mission in missions):
        middle = float(np.interp(0.5, _FINE, drawn))
        drawn = middle + (drawn - middle) * WIDENING_UNLIKE
    part = np.bincount(cases.mission[usable].astype(np.int64), weights, len(missions))
    return np.maximum(drawn, 0.0), {m.name: float(part[i]) for i, m in enumerate(missions) if part[i] > 0}


def _carried_on(cases: _Cases, usable: NDArray[np.intp], weights: Floats, standing: Standing, lead: int,
                like: Likeness) -> Floats:
    """The quantile function of the share, were this mission to go on as the weighed cases did."""
    was, became = cases.share[usable], cases.later[usable, lead - 1]
    change = became - was
    room = np.maximum(1.0 - standing.share, 0.02) / np.maximum(1.0 - was, 0.02)
    stock = standing.share / np.maximum(was, 0.02)
    scale = np.where(change > 0, np.clip(room, 1 / like.scaling, like.scaling), np.clip(stock, 0.0, like.scaling))
    values = np.concatenate([standing.share + change * scale, became])
    both = np.concatenate([weights * (1 - like.level), weights * like.level])
    return _spread(weighted_quantiles(values, both, _FINE), lead, like.blur)


def weighted_quantiles(values: Floats, weights: Floats, levels: Floats) -> Floats:
    """The quantiles of weighted values, each at the middle of its weight."""
    order = np.argsort(values, kind="stable")
    mass = weights[order]
    middle = (np.cumsum(mass) - 0.5 * mass) / mass.sum()
    return np.asarray(np.interp(levels, middle, values[order]), dtype=np.float64)


def _spread(drawn: Floats, lead: int, blur: float) -> Floats:
    """Each case stands for a neighbourhood: five steps of a normal spread, convolved with the cases' own."""
    steps = np.array([-1.28, -0.52, 0.0, 0.52, 1.28]) * blur * np.sqrt(lead / 3)
    wide = np.sort((drawn[:, None] + steps[None, :]).ravel())
    return np.asarray(np.interp(_FINE, (np.arange(len(wide)) + 0.5) / len(wide), wide), dtype=np.float64)


def _is_alike(mission: PastMission, question: Question) -> bool:
    return mission.funding is question.funding and (mission.rehatted_persons > 0) == (question.rehatted > 0)


def _thinness(standing: Standing, question: Question, missions: Sequence[PastMission], alike: int) -> list[str]:
    """How many past missions the answer really rests on, in words; the view holds the numbers."""
    many = "no" if not alike else "only one" if alike == 1 else "few" if alike * 5 < len(missions) else \
        "some" if alike * 2 < len(missions) else "most"
    of = "past mission was" if alike <= 1 else "past missions were" if many == "few" else "of the past missions were"
    notes = [
        f"{many} {of} funded ({question.funding.value}) and started ({'with' if question.rehatted else 'without'} "
        "a force to re-hat) as this one"
    ]
    if not any(mission.funding is question.funding for mission in missions):
        notes.append(
            f"no past mission with monthly figures was paid by {question.funding.value} contributions: "
            "those paid otherwise stand in, and the bands are a quarter wider"
        )
    if standing.share > 1.5:
        notes.append("no past mission stood so far above its ceiling: the answer is little more than persistence")
    return notes
