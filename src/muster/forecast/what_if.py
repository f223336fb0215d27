"""What would help, and how much? Two missions under the same luck, and the difference between them.

The same seed gives each lot and each week the same numbers with and without the change (common random numbers), so
the difference is the change's own and needs far fewer futures than two forecasts side by side. Gains are officer-days
(persons present times days) within the horizon, and days earlier at a strength, where a future that never gets there
counts as getting there at the horizon's end. Weakness: a change is taken as certain; whether the donor would give it
is not asked.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from muster.forecast.keeping import laws
from muster.forecast.parameters import DEFAULTS, Parameters
from muster.forecast.simulate import (
    Block,
    Lots,
    SureArrival,
    check_run,
    cut,
    run_block,
    tabulate,
)
from muster.forecast.state import MissionState, check_state
from muster.forecast.targets import Floats
from muster.problems import Problem
from muster.quantities import parse_number, parse_when
from muster.vocabulary import Kind


@dataclass(frozen=True, slots=True)
class Change:
    """One thing done differently.

    arrivals: what comes for certain. extra_seats, extra_places: lift seats a week, training places, from now on.
    training_weeks_earlier: every lot still to be trained starts so many weeks earlier. kept: names of promises that
    come whole on their date (or, without one, at their median lead). who: whose they are, as it was typed; whoever
    holds the books looks whether there is such a party.
    """

    label: str
    arrivals: tuple[SureArrival, ...] = ()
    extra_seats: int = 0
    extra_places: int = 0
    training_weeks_earlier: float = 0.0
    kept: tuple[str, ...] = ()
    who: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change brings. officer_days: the mean gain, with the interval its estimate lies in (90 %) and the range
    80 % of the futures lie in. days_earlier: mean days gained at the strength asked, None if none was.
    """

    label: str
    futures: int
    horizon: date
    officer_days: float
    officer_days_interval: tuple[float, float]
    officer_days_range: tuple[float, float]
    strength: int | None
    days_earlier: float | None
    days_earlier_interval: tuple[float, float] | None
    chance_gain: float | None
    notes: tuple[str, ...] = ()


def what_if(
    state: MissionState, changes: Sequence[Change], parameters: Parameters = DEFAULTS, *, weeks: int = 52,
    futures: int = 8_192, seed: int = 1, strength: int | None = None, workers: int = 1,
    executor: Executor | None = None,
) -> tuple[Effect, ...] | tuple[Problem, ...]:
    """What each change would bring, each alone, against the mission as it stands; problems if it has no forecast."""
    problems, _ = check_state(state)
    problems += check_run(weeks, futures, seed)
    names = {promise.name for promise in state.promises}
    problems += [
        Problem("what-if", name, "the name of an open promise",
                f"Use one of: {', '.join(sorted(names)) or 'none open'}.")
        for change in changes for name in change.kept if name not in names
    ]
    if problems:
        return tuple(problems)
    thresholds = (strength,) if strength else ()
    expected = laws(state, parameters)
    base = tabulate(state, parameters, expected, weeks)
    plain = cut(base, seed=seed, futures=futures, weeks=weeks, thresholds=thresholds)
    effects = []
    for change in changes:
        other = _changed(state, change, parameters, weeks)
        pairs = [(block, _with(block, other)) for block in plain]
        effects.append(_effect(change, state, parameters, pairs, weeks, strength, workers, executor))
    return tuple(effects)


def usual_changes(state: MissionState, parameters: Parameters = DEFAULTS) -> tuple[Change, ...]:
    """What an officer would ask first: one more million, ten vehicles, a training cycle earlier, one promise kept."""
    soon = state.as_of + timedelta(days=28)
    currency = state.cash.currency if state.cash else "USD"
    cycle = parameters["training_weeks"]
    largest = sorted(
        (promise for promise in state.promises if promise.kind is Kind.PERSONNEL and not promise.is_relief),
        key=lambda promise: (-promise.quantity, promise.name),
    )[:3]
    return (
        Change(f"{currency} 1,000,000 more, in four weeks", (SureArrival("a million", Kind.MONEY, 1_000_000, soon),)),
        Change("ten vehicles more, in four weeks", (SureArrival("ten vehicles", Kind.EQUIPMENT, 10, soon),)),
        Change(f"training {cycle:g} weeks earlier (one cycle)", training_weeks_earlier=cycle),
        *(Change(f"{item.contributor} {item.quantity} kept on time", kept=(item.name,)) for item in largest),
    )


def together(changes: Sequence[Change]) -> Change:
    """All of them at once: what they bring together is seldom the sum of what each brings."""
    return Change(
        "all of these together", tuple(item for one in changes for item in one.arrivals),
        sum(one.extra_seats for one in changes), sum(one.extra_places for one in changes),
        sum(one.training_weeks_earlier for one in changes), tuple(name for one in changes for name in one.kept),
    )


_WORDS = {
    "money": Kind.MONEY, "cash": Kind.MONEY, "usd": Kind.MONEY, "funds": Kind.MONEY,
    "personnel": Kind.PERSONNEL, "officers": Kind.PERSONNEL, "police": Kind.PERSONNEL, "troops": Kind.PERSONNEL,
    "persons": Kind.PERSONNEL, "vehicles": Kind.EQUIPMENT, "equipment": Kind.EQUIPMENT, "beds": Kind.LOGISTICS,
}
_FORM = re.compile(
    r"(?P<who>.*?)\s*\b(?P<what>[a-z]+)\s+\+(?P<number>[\d][\d,_ ]*)(?:\s+by\s+(?P<by>\S+))?", re.IGNORECASE
)


def parse_change(text: str, *, as_of: date) -> Change | Problem:
    """The change written as "USA money +50000000 by 2025-03", "vehicles +10", "seats +100", "training 8 weeks earlier"
    or "KEN-next-600 on time" (the name of an open promise).
    """
    said = " ".join(text.split())
    earlier = re.fullmatch(r"training (\d+) weeks earlier", said, re.IGNORECASE)
    if earlier:
        return Change(said, training_weeks_earlier=float(earlier[1]))
    if said.lower().endswith(" on time"):
        return Change(said, kept=(said[: -len(" on time")],))
    problem = Problem(
        "what-if", text, 'a change such as "USA money +50000000 by 2025-03"',
        "Name the contributor if you like, then money, officers, vehicles, beds, seats or places, then +number, "
        "then by a date.",
    )
    found = _FORM.fullmatch(said)
    if not found:
        return problem
    number = parse_number(found["number"].strip())
    if number is None or not 0 < number < 2**53:
        return problem
    what, who = found["what"].lower(), found["who"]
    if what in ("seats", "places"):
        return (Change(said, extra_seats=int(number), who=who) if what == "seats"
                else Change(said, extra_places=int(number), who=who))
    if what not in _WORDS:
        return problem
    day = as_of
    if found["by"]:
        when = parse_when(found["by"], where="what-if, date")
        if isinstance(when, Problem):
            return when
        day = when.last
        if day < as_of:
            return Problem("what-if, date", found["by"], f"a day after {as_of}", "What is past cannot be changed.")
    return Change(said, (SureArrival(said, _WORDS[what], int(number), day),), who=who)


def _changed(state: MissionState, change: Change, parameters: Parameters, weeks: int) -> Lots:
    """The mission's tables with a change made; what is not changed keeps its draw numbers, and so its luck."""
    from muster.forecast import kernel as k

    kept = [promise for promise in state.promises if promise.name in change.kept]
    left = replace(state, promises=tuple(promise for promise in state.promises if promise.name not in change.kept))
    by_name = {promise.name: law for promise, law in zip(state.promises, laws(state, parameters))}
    sure = [
        SureArrival(
            promise.name, promise.kind, promise.quantity,
            max(state.as_of, promise.promised_for or promise.announced_on
                + timedelta(weeks=math.exp(by_name[promise.name].lead_log))),
        ) for promise in kept
    ]
    lots = tabulate(left, parameters, [by_name[p.name] for p in left.promises], weeks, [*sure, *change.arrivals])
    settings = dict(lots.settings)
    if settings["seats"] < k.ENDLESS:
        settings["seats"] += change.extra_seats
    if settings["training_places"] < k.ENDLESS:
        settings["training_places"] += change.extra_places
    reals = lots.reals.copy()
    if change.training_weeks_earlier:
        untrained = lots.wholes[:, k.LOT_ROUTE] != k.BY_LIFT
        reals[untrained, k.LOT_ELAPSED] += change.training_weeks_earlier
    return replace(lots, reals=reals, settings=settings)


def _with(block: Block, lots: Lots) -> Block:
    return replace(block, lots=lots)


@dataclass(frozen=True, slots=True)
class _Difference:
    """One block's paired differences, variant less base: officer-days, days earlier, whether reached at all."""

    officer_days: Floats
    days_earlier: Floats
    reached: int


def _run_pair(pair: tuple[Block, Block]) -> _Difference:
    base, variant = (run_block(block).per_future for block in pair)
    assert base is not None
    assert variant is not None
    weeks = pair[0].weeks
    later = base[1] - variant[1] if base[1].shape[1] else np.zeros((len(base[0]), 1))
    reached = int((variant[1] < weeks).sum() - (base[1] < weeks).sum())
    gained = np.asarray((variant[0] - base[0]) * 7.0, dtype=np.float64)
    return _Difference(gained, np.asarray(later[:, 0] * 7.0, dtype=np.float64), reached)


def _effect(
    change: Change, state: MissionState, parameters: Parameters, pairs: Sequence[tuple[Block, Block]], weeks: int,
    strength: int | None, workers: int, executor: Executor | None,
) -> Effect:
    from concurrent.futures import ThreadPoolExecutor

    if executor is not None:
        parts = list(executor.map(_run_pair, pairs))
    elif workers > 1:
        with ThreadPoolExecutor(workers) as pool:
            parts = list(pool.map(_run_pair, pairs))
    else:
        parts = [_run_pair(pair) for pair in pairs]
    gained = np.concatenate([part.officer_days for part in parts])
    earlier = np.concatenate([part.days_earlier for part in parts])
    low, high = np.quantile(gained, [0.1, 0.9])
    asked = strength is not None
    return Effect(
        change.label, len(gained), state.as_of + timedelta(days=7 * weeks), float(gained.mean()), _interval(gained),
        (float(low), float(high)), strength, float(earlier.mean()) if asked else None,
        _interval(earlier) if asked else None, sum(part.reached for part in parts) / len(gained) if asked else None,
        _silent(change, state),
    )


def _interval(values: Floats) -> tuple[float, float]:
    """The 90 % interval of the mean."""
    half = 1.645 * float(values.std(ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else math.inf
    return float(values.mean()) - half, float(values.mean()) + half


def _silent(change: Change, state: MissionState) -> tuple[str, ...]:
    """Why a change can show nothing here: its gate is not known, so it never binds."""
    notes = []
    kinds = {item.kind for item in change.arrivals}
    if Kind.MONEY in kinds and state.cash is None:
        notes.append("no cash position is known, so more money changes nothing in the model")
    if Kind.EQUIPMENT in kinds and state.gates.vehicles is None:
        notes.append("the number of serviceable vehicles is not known, so more of them change nothing in the model")
    if Kind.LOGISTICS in kinds and state.gates.beds is None:
        notes.append("the number of beds is not known, so more of them change nothing in the model")
    if change.extra_seats and state.gates.lift_seats_per_week is None:
        notes.append("lift seats are not known, so more of them change nothing in the model")
    if change.extra_places and state.gates.training_places is None:
        notes.append("training places are not known, so more of them change nothing in the model")
    return tuple(notes)
