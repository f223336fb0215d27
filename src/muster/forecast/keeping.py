"""How long and how fully are promises to this mission kept? Learned from chains, borrowed where there are few.

A promise either comes or never does; if it comes, the logarithm of its lead (weeks from its announcement) is normal.
What is expected of it starts from the defaults for its stage, half-way (in logarithms) between the usual lead of that
stage and the announced lead stretched as announcements are: an announced date alone is never believed. From there
three levels move it, each shrunk toward the one above: all chains of the mission, those of the contributor's class,
its own. A promise not yet come counts as censored: it may be late or may never come, and the longer it has been
silent the likelier the second. Waiting on somebody else's condition is no lateness of the promisor: such chains are
left out of the count.

Chosen over a full Bayesian fit for a handful of chains: these are the first steps of its EM, they need no sampler and
a reader can follow them. Weakness: the uncertainty of the learned shifts themselves is not carried; the spread of the
mission's own pace stands in for it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from muster.forecast.parameters import Parameters
from muster.forecast.state import MissionState, OpenPromise, PastChain
from muster.vocabulary import DateBasis, Kind, Outcome, Stage

_BELIEF_IN_DATE = {DateBasis.STATED: 0.5, DateBasis.READING: 0.3, DateBasis.NONE: 0.0}
"""How far the announced date, stretched, moves what is expected of a promise; the rest is its stage's usual lead."""

_ARRIVED = (Outcome.KEPT, Outcome.LATE, Outcome.PART)
_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class PromiseLaw:
    """What is expected of one open promise. All times in weeks.

    keep: chance that it ever brings anything, as seen on its announcement. lead_log, spread_log: mean and standard
    deviation of the logarithm of its lead. elapsed: since its announcement, waiting on others not counted.
    full: chance that what comes is the whole. waits_chance, waits_mean: a wait on a condition or a freeze, beside it.
    evidence: chains that moved it from the defaults, in words.
    """

    keep: float
    lead_log: float
    spread_log: float
    elapsed: float
    full: float
    waits_chance: float
    waits_mean: float
    evidence: str

    @property
    def keep_now(self) -> float:
        """The chance that it still comes, after this much silence."""
        silent = self.keep * _survival(self.elapsed, self.lead_log, self.spread_log)
        return silent / (silent + 1 - self.keep)


@dataclass(slots=True)
class _Case:
    """One past chain, as the fit sees it. lead: weeks to its arrival, or watched in vain so far."""

    chain: PastChain
    keep: float
    lead_log: float
    lead: float
    came: bool
    weight: float = 1.0     # chance that it is one that comes
    residual: float = 0.0   # of the logarithm of its lead, expected given what was seen


@dataclass(frozen=True, slots=True)
class Keeping:
    """The learned shifts: by level, how much likelier (log odds) and slower (log lead) than the defaults."""

    odds: dict[str, float]
    slow: dict[str, float]
    spread_log: float
    full: float
    counts: dict[str, int]
    parameters: Parameters

    def law(self, promise: OpenPromise, as_of: date) -> PromiseLaw:
        """What is expected of one open promise on this day."""
        p = self.parameters
        levels = _levels(promise.contributor_class, promise.contributor)
        odds = sum(self.odds.get(level, 0.0) for level in levels)
        slow = sum(self.slow.get(level, 0.0) for level in levels)
        clock_stopped = promise.waits_since or as_of
        elapsed = max(0.0, (min(as_of, clock_stopped) - promise.announced_on).days / 7)
        waits = (1.0, p["condition_weeks"]) if promise.condition else (0.0, 0.0)
        if promise.kind is Kind.MONEY and not promise.condition:
            waits = (p["freeze_share"], p["freeze_weeks"])
        own = self.counts.get(levels[-1], 0)
        return PromiseLaw(
            keep=_from_logit(_logit(_prior_keep(promise.stage, p)) + odds),
            lead_log=_prior_lead(promise.stage, promise.announced_on, promise.promised_for, promise.basis, p) + slow,
            spread_log=self.spread_log, elapsed=elapsed, full=self.full, waits_chance=waits[0], waits_mean=waits[1],
            evidence=f"{own} own chains, {self.counts.get(levels[1], 0)} of its class, "
                     f"{self.counts.get(levels[0], 0)} in all",
        )


def learn_keeping(chains: Sequence[PastChain], parameters: Parameters) -> Keeping:
    """The shifts that past chains to this mission support. With no chains, the defaults."""
    p = parameters
    cases = [case for case in (_case(chain, p) for chain in chains) if case is not None]
    odds: dict[str, float] = {}
    slow: dict[str, float] = {}
    counts: dict[str, int] = {}
    for case in cases:
        for level in _levels(case.chain.contributor_class, case.chain.contributor):
            counts[level] = counts.get(level, 0) + 1
    spread = p["lead_spread"]
    for _ in range(_ROUNDS if cases else 0):
        for case in cases:
            _expect(case, odds, slow, spread)
        for depth in range(3):
            weight = p["keep_weight"] if depth == 0 else p["class_weight"]
            for level, members in _grouped(cases, depth):
                odds[level] = _odds_shift(members, odds, level, weight)
                slow[level] = _slow_shift(members, slow, level, p["lead_weight"] if depth == 0 else p["class_weight"])
        spread = _spread(cases, slow, p)
    return Keeping(odds, slow, spread, _full_share(cases, p), counts, p)


def laws(state: MissionState, parameters: Parameters) -> tuple[PromiseLaw, ...]:
    """What is expected of each open promise of a state, in its order."""
    keeping = learn_keeping(state.chains, parameters)
    return tuple(keeping.law(promise, state.as_of) for promise in state.promises)


def _levels(contributor_class: str, contributor: str) -> tuple[str, str, str]:
    return "all", f"class {contributor_class}", f"contributor {contributor}"


def _grouped(cases: Sequence[_Case], depth: int) -> Iterable[tuple[str, list[_Case]]]:
    groups: dict[str, list[_Case]] = {}
    for case in cases:
        groups.setdefault(_levels(case.chain.contributor_class, case.chain.contributor)[depth], []).append(case)
    return groups.items()


def _case(chain: PastChain, p: Parameters) -> _Case | None:
    """A chain as a case; None if it teaches nothing about its promisor."""
    if chain.outcome is Outcome.WAITING:
        return None
    came = chain.outcome in _ARRIVED and chain.settled_on is not None
    end = chain.settled_on if came and chain.settled_on is not None else chain.seen_until
    lead = (end - chain.announced_on).days / 7
    if lead < 0:
        return None
    return _Case(
        chain, _prior_keep(chain.stage, p),
        _prior_lead(chain.stage, chain.announced_on, chain.promised_for, chain.basis, p), max(lead, 0.5), came,
    )


def _prior_keep(stage: Stage, p: Parameters) -> float:
    return p[f"keep_{_named(stage)}"]


def _prior_lead(stage: Stage, announced: date, promised_for: date | None, basis: DateBasis, p: Parameters) -> float:
    """The logarithm of the lead (weeks) expected at announcement, before any chain is counted."""
    usual = math.log(p[f"lead_weeks_{_named(stage)}"])
    if promised_for is None:
        return usual
    announced_lead = max((promised_for - announced).days / 7, p["least_announced_lead"])
    belief = _BELIEF_IN_DATE[basis]
    return belief * math.log(p["stretch"] * announced_lead) + (1 - belief) * usual


def _named(stage: Stage) -> str:
    """The stage the defaults are given for: what is past moving or held is taken as what it last was."""
    known = (Stage.PLEDGED, Stage.COMMITTED, Stage.PREPARING, Stage.READY, Stage.MOVING)
    return stage.word if stage in known else Stage.COMMITTED.word


def _expect(case: _Case, odds: dict[str, float], slow: dict[str, float], spread: float) -> None:
    """How likely a silent chain is one that comes, and how late it would then be expected to be."""
    levels = _levels(case.chain.contributor_class, case.chain.contributor)
    middle = case.lead_log + sum(slow.get(level, 0.0) for level in levels)
    if case.came:
        case.weight, case.residual = 1.0, math.log(case.lead) - case.lead_log
        return
    keep = _from_logit(_logit(case.keep) + sum(odds.get(level, 0.0) for level in levels))
    survival = max(_survival(case.lead, middle, spread), 1e-12)
    case.weight = keep * survival / (keep * survival + 1 - keep)
    z = (math.log(case.lead) - middle) / spread
    hazard = math.exp(-0.5 * z * z) / math.sqrt(2 * math.pi) / survival
    case.residual = middle - case.lead_log + spread * hazard


def _odds_shift(cases: Sequence[_Case], odds: dict[str, float], level: str, weight: float) -> float:
    """The log odds this level adds: kept against expected, with `weight` chains of the expectation mixed in."""
    def expected(case: _Case) -> float:
        above = sum(odds.get(name, 0.0) for name in _above(case, level))
        return _from_logit(_logit(case.keep) + above)
    kept = sum(case.weight for case in cases)
    due = sum(expected(case) for case in cases)
    mean = due / len(cases)
    better = (kept + weight * mean) / (due + weight * mean)
    worse = (len(cases) - kept + weight * (1 - mean)) / (len(cases) - due + weight * (1 - mean))
    return math.log(better / worse)


def _slow_shift(cases: Sequence[_Case], slow: dict[str, float], level: str, weight: float) -> float:
    """The log lead this level adds: the mean residual of its chains that come, shrunk to the levels above."""
    total = sum(case.weight for case in cases)
    left = sum(
        case.weight * (case.residual - sum(slow.get(name, 0.0) for name in _above(case, level))) for case in cases
    )
    return left / (total + weight)


def _above(case: _Case, level: str) -> tuple[str, ...]:
    levels = _levels(case.chain.contributor_class, case.chain.contributor)
    return levels[: levels.index(level)]


def _spread(cases: Sequence[_Case], slow: dict[str, float], p: Parameters) -> float:
    came = [case for case in cases if case.came]
    squares = 0.0
    for case in came:
        levels = _levels(case.chain.contributor_class, case.chain.contributor)
        squares += (case.residual - sum(slow.get(level, 0.0) for level in levels)) ** 2
    weight = p["lead_weight"] * 2
    return math.sqrt((weight * p["lead_spread"] ** 2 + squares) / (weight + len(came)))


def _full_share(cases: Sequence[_Case], p: Parameters) -> float:
    """The share of promises that bring the whole, among those that brought something and told both numbers."""
    told = [
        case.chain.delivered >= 0.9 * case.chain.promised for case in cases
        if case.came and case.chain.promised and case.chain.delivered is not None
    ]
    return (p["keep_weight"] * p["full_share"] + sum(told)) / (p["keep_weight"] + len(told))


def _survival(weeks: float, lead_log: float, spread: float) -> float:
    """The chance that a promise that comes has not come yet after so many weeks."""
    if weeks <= 0:
        return 1.0
    return 0.5 * math.erfc((math.log(weeks) - lead_log) / (spread * math.sqrt(2)))


def _logit(chance: float) -> float:
    return math.log(chance / (1 - chance))


def _from_logit(value: float) -> float:
    return 1 / (1 + math.exp(-value))


