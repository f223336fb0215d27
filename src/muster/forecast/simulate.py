"""The mission's futures: from a state and its parameters to strength week by week, with its chances and causes.

The work is one `map` of `run_block` over blocks of futures and one `merge` of their counts. A block is a plain,
picklable record and depends on nothing but itself, so any executor may run it, here or on another machine. Everything
merged is a whole number, and blocks have one size: the result is the same bit for bit, whoever ran which block.
Memory does not grow with the number of futures, only with weeks and bins.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from muster.forecast.keeping import PromiseLaw, laws
from muster.forecast.parameters import DEFAULTS, Parameters
from muster.forecast.state import MissionState, OpenPromise, check_state
from muster.forecast.targets import LEVELS, Floats, TargetForecast
from muster.problems import Problem
from muster.vocabulary import Kind, Stage

Ints = NDArray[np.int64]

BLOCK = 4_096
"""Futures a block. Part of the result's identity for what is not a whole number; do not tune per machine."""

BINS = 1_024
MOST_BATCHES = 64
LONGEST_WEEKS = 520
_WEEKS_A_MONTH = 365.2425 / 12 / 7


@dataclass(frozen=True, slots=True)
class SureArrival:
    """Something that comes for certain: what a what-if adds. kind: PERSONNEL, MONEY, EQUIPMENT or LOGISTICS (beds)."""

    name: str
    kind: Kind
    quantity: int
    on: date


@dataclass(frozen=True, slots=True)
class Lots:
    """The lots of a mission as the kernel reads them, and the single numbers beside them."""

    reals: Floats
    wholes: Ints
    numbers: Ints
    settings: dict[str, float]
    due_first: Ints


@dataclass(frozen=True, slots=True)
class Block:
    """One block of futures to run: `futures` of them from number `first`."""

    lots: Lots
    seed: int
    first: int
    futures: int
    weeks: int
    thresholds: tuple[int, ...]
    with_paths: bool = False


@dataclass(slots=True)
class Counted:
    """What happened in a block, or in many merged ones. Everything but `paths` is a whole number."""

    futures: int
    histogram: Ints
    totals: Ints
    run_out: Ints
    causes: Ints
    leading: Ints
    bound: Ints
    at_least: Ints
    first_week_counts: Ints
    officer_weeks: int
    officer_weeks_squared: int
    per_future: tuple[Ints, Ints] | None = field(default=None)  # officer_weeks, first_week; of one block only
    paths: Ints | None = field(default=None)

    def add(self, other: Counted) -> None:
        """Takes another block's counts in; the order of blocks does not matter."""
        self.futures += other.futures
        for name in ("histogram", "totals", "run_out", "causes", "leading", "bound", "at_least", "first_week_counts"):
            getattr(self, name).__iadd__(getattr(other, name))
        self.officer_weeks += other.officer_weeks
        self.officer_weeks_squared += other.officer_weeks_squared


@dataclass(frozen=True, slots=True)
class Cause:
    """How much a gate holds the mission back. shortfall_share: of all missing person-weeks against the requirement.
    leading_share: of the futures, those it holds back most. binding_share: those it holds back in any week."""

    name: str
    shortfall_share: float
    leading_share: float
    binding_share: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """The mission's futures, counted. days[t]: the end of week t. All strengths in persons.

    run_out: share of futures whose cash has run out by each week, None if no cash position is known.
    """

    as_of: date
    days: tuple[date, ...]
    futures: int
    seed: int
    present: int
    mean: tuple[float, ...]
    histogram: Ints
    bin_persons: int
    thresholds: tuple[int, ...]
    at_least: tuple[tuple[float, ...], ...]
    reached_by: tuple[tuple[float, ...], ...]
    run_out: tuple[float, ...] | None
    causes: tuple[Cause, ...]
    officer_days: float
    officer_days_sd: float
    laws: tuple[PromiseLaw, ...]
    notes: tuple[str, ...]

    def week_of(self, day: date) -> int | None:
        """The first week that ends on or after a day; None before the first or after the last."""
        week = math.ceil((day - self.as_of).days / 7) - 1
        return week if 0 <= week < len(self.days) else None

    def target(self, day: date) -> TargetForecast | None:
        """The forecast for one day; None if it lies outside the weeks simulated."""
        if day == self.as_of:
            return TargetForecast(day, float(self.present), float(self.present), (float(self.present),) * len(LEVELS))
        week = self.week_of(day)
        if week is None:
            return None
        quantiles = _quantiles(self.histogram[week], self.bin_persons, LEVELS)
        return TargetForecast(day, self.mean[week], float(np.interp(0.5, LEVELS, quantiles)), tuple(quantiles.tolist()))

    def chance_of_at_least(self, strength: int, day: date) -> float | None:
        """The share of futures with at least so many present at the end of that day's week.

        Exact for the thresholds asked for; for others to within one bin of the histogram.
        """
        week = self.week_of(day)
        if week is None:
            return None
        if strength in self.thresholds:
            return self.at_least[self.thresholds.index(strength)][week]
        if strength <= 0:
            return 1.0
        first_bin = math.ceil(strength / self.bin_persons)
        return float(self.histogram[week, first_bin:].sum() / self.futures) if first_bin < BINS else 0.0

    def cash_lasts_until(self, sure: float = 0.5) -> date | None:
        """The last day until which cash lasts in at least this share of the futures.

        None if no cash position is known, or if it lasts to the end of the weeks simulated.
        """
        if self.run_out is None:
            return None
        gone = next((week for week, share in enumerate(self.run_out) if share > 1 - sure), None)
        return None if gone is None else self.as_of + timedelta(days=7 * gone)

    def weekly_rows(self) -> list[dict[str, Any]]:
        """A row for each week: mean, median and the ends of the 50, 80 and 95 % bands."""
        rows = []
        for day in self.days:
            target = self.target(day)
            assert target is not None
            row: dict[str, Any] = {"date": day.isoformat(), "mean": round(target.mean, 1), "median": target.median}
            for share in (50, 80, 95):
                row[f"low{share}"], row[f"high{share}"] = (round(end, 1) for end in target.band(share / 100))
            rows.append(row)
        return rows


def simulate(
    state: MissionState, parameters: Parameters = DEFAULTS, *, weeks: int = 104, futures: int = 20_000, seed: int = 1,
    workers: int = 1, thresholds: Sequence[int] = (), executor: Executor | None = None,
    sure: Sequence[SureArrival] = (),
) -> Forecast | tuple[Problem, ...]:
    """The mission's futures from a state; problems, and no number, if it cannot be simulated.

    thresholds: strengths whose chances are counted exactly. executor: anything with `submit`, such as a process pool
    or a cluster's client; by default `workers` threads (the kernel holds no interpreter lock).
    """
    problems, notes = check_state(state)
    problems += check_run(weeks, futures, seed)
    if problems:
        return tuple(problems)
    expected = laws(state, parameters)
    lots = tabulate(state, parameters, expected, weeks, sure)
    asked = tuple(sorted({int(threshold) for threshold in thresholds if threshold > 0}))
    blocks = cut(lots, seed=seed, futures=futures, weeks=weeks, thresholds=asked)
    counted = merge(run_all(blocks, workers, executor), weeks, len(asked))
    return _forecast(state, parameters, counted, lots, weeks, seed, asked, expected, notes)


def check_run(weeks: int, futures: int, seed: int) -> list[Problem]:
    """What is wrong with how a simulation was asked for."""
    problems = []
    if not 1 <= weeks <= LONGEST_WEEKS:
        problems.append(Problem(
            "horizon", f"{weeks} weeks", f"1 to {LONGEST_WEEKS} weeks after the day of the forecast",
            "Ask for a later day than the one the forecast is made on, and not beyond ten years.",
        ))
    if futures < 1:
        problems.append(Problem("futures", str(futures), "one or more futures", "Leave it out for 20,000."))
    if not 0 <= seed < 2**63:
        problems.append(Problem("seed", str(seed), "a whole number from 0 to 2^63 - 1", "Leave it out for 1."))
    return problems


def weeks_until(as_of: date, until: date) -> int:
    """Whole weeks that reach a day; zero or less if it has passed."""
    return math.ceil((until - as_of).days / 7)


# --- the tables the kernel reads ----------------------------------------------------------------------------


def tabulate(
    state: MissionState, parameters: Parameters, expected: Sequence[PromiseLaw], weeks: int,
    sure: Sequence[SureArrival] = (),
) -> Lots:
    """A state as the kernel's tables. Relief adds nobody: it is in the share relieved in place."""
    from muster.forecast import kernel as k

    reals: list[list[float]] = []
    wholes: list[list[int]] = []
    numbers: list[int] = []
    used: dict[str, int] = {}
    for promise, law in zip(state.promises, expected):
        if promise.is_relief or promise.quantity == 0 or not _counts(promise.kind, state):
            continue
        again = used[promise.name] = used.get(promise.name, -1) + 1
        for batch, amount in enumerate(_batches(promise, parameters)):
            reals.append(_lot_reals(law, parameters))
            wholes.append([amount, _KINDS[promise.kind], _route(promise), k.AFTER_THE_LAST if batch else k.ALONE])
            numbers.append(_number(f"{promise.name}/{again}", batch))
    if state.cash is not None and state.cash.frozen > 0:
        row = [0.0] * k.LOT_REALS
        row[k.LOT_KEEP], row[k.LOT_MEAN] = parameters["frozen_comes_free"], math.log(parameters["freeze_weeks"]) - 0.5
        row[k.LOT_SPREAD], row[k.LOT_FULL] = 1.0, 1.0
        reals.append(row)
        wholes.append([int(state.cash.frozen), k.MONEY, k.BY_LIFT, k.ALONE])
        numbers.append(_number("frozen money", 0))
    for item in (one for one in sure if _counts(one.kind, state)):
        row = [0.0] * k.LOT_REALS
        row[k.LOT_ELAPSED] = max(0.0, (item.on - state.as_of).days / 7)
        reals.append(row)
        wholes.append([item.quantity, _KINDS[item.kind], k.BY_LIFT, k.SURE])
        numbers.append(_number(f"sure {item.name}", 0))
    table = np.array(reals, dtype=np.float64).reshape(len(reals), k.LOT_REALS)
    whole = np.array(wholes, dtype=np.int64).reshape(len(wholes), k.LOT_WHOLES)
    persons = int(whole[whole[:, k.LOT_KIND] == k.PERSONS, k.LOT_AMOUNT].sum())
    settings = _settings(state, parameters, persons)
    due = _tours_ending(state, int(parameters["tour_weeks"]), weeks)
    return Lots(table, whole, np.array(numbers, dtype=np.int64), settings, due)


_KINDS = {Kind.PERSONNEL: 0, Kind.EQUIPMENT: 1, Kind.MONEY: 2, Kind.LOGISTICS: 3}  # PERSONS, VEHICLES, MONEY, BEDS


def _counts(kind: Kind, state: MissionState) -> bool:
    """Can this kind change anything here? More of what nobody counted changes nothing the model can know."""
    known = {
        Kind.PERSONNEL: True, Kind.MONEY: state.cash is not None, Kind.EQUIPMENT: state.gates.vehicles is not None,
        Kind.LOGISTICS: state.gates.beds is not None,
    }
    return known.get(kind, False)


def _batches(promise: OpenPromise, parameters: Parameters) -> list[int]:
    """A promise of persons in batches of about equal size; anything else comes as one."""
    if promise.kind is not Kind.PERSONNEL:
        return [promise.quantity]
    count = min(MOST_BATCHES, max(1, math.ceil(promise.quantity / parameters["batch_persons"])))
    return [promise.quantity * (n + 1) // count - promise.quantity * n // count for n in range(count)]


def _route(promise: OpenPromise) -> int:
    from muster.forecast import kernel as k

    if promise.kind is not Kind.PERSONNEL or promise.stage in (Stage.READY, Stage.MOVING, Stage.HELD):
        return k.BY_LIFT
    return k.IN_TRAINING if promise.stage is Stage.PREPARING else k.BY_TRAINING


def _number(name: str, batch: int) -> int:
    """A lot's draw number, from its name: another lot added or taken away does not change its luck."""
    return zlib.crc32(name.encode()) * (2 * MOST_BATCHES) + batch


def _lot_reals(law: PromiseLaw, parameters: Parameters) -> list[float]:
    from muster.forecast import kernel as k

    row = [0.0] * k.LOT_REALS
    row[k.LOT_KEEP] = min(max(law.keep_now, 1e-6), 1 - 1e-6)
    gone = 0.0
    if law.elapsed > 0:
        gone = 1 - 0.5 * math.erfc((math.log(law.elapsed) - law.lead_log) / (law.spread_log * math.sqrt(2)))
    row[k.LOT_SHARE_GONE] = min(gone, 1 - 1e-9)
    row[k.LOT_MEAN], row[k.LOT_SPREAD], row[k.LOT_ELAPSED] = law.lead_log, law.spread_log, law.elapsed
    row[k.LOT_FULL], row[k.LOT_WAITS], row[k.LOT_WAIT_MEAN] = law.full, law.waits_chance, law.waits_mean
    row[k.LOT_GAP], row[k.LOT_FOLLOWS] = parameters["batch_gap_weeks"], parameters["batch_follows"]
    return row


def _settings(state: MissionState, p: Parameters, promised: int) -> dict[str, float]:
    from muster.forecast import kernel as k

    gates, mandate, cash = state.gates, state.mandate, state.cash
    closed = weeks_until(state.as_of, gates.lift_closed_until) if gates.lift_closed_until else 0
    mandate_weeks = k.ENDLESS if mandate.ends_on is None else max(0, weeks_until(state.as_of, mandate.ends_on))
    def known(value: float | None) -> float:
        return float(k.ENDLESS if value is None else value)
    values = {
        "present": float(state.persons_present), "required": float(state.required or 0),
        "ceiling": known(mandate.ceiling), "training_places": known(gates.training_places),
        "seats": known(gates.lift_seats_per_week), "lift_closed_weeks": float(max(0, closed)),
        "vehicles": float(gates.vehicles or 0), "has_vehicles": float(gates.vehicles is not None),
        "beds": float(gates.beds or 0), "has_beds": float(gates.beds is not None),
        "cash": cash.available if cash else 0.0, "has_cash": float(cash is not None),
        "head_week": p["cost_head_month"] / _WEEKS_A_MONTH, "vehicle_week": p["cost_vehicle_month"] / _WEEKS_A_MONTH,
        "mandate_weeks": float(mandate_weeks), "promised": float(promised),
        "bin_persons": float(max(1, math.ceil((state.persons_present + promised + 1) / BINS))),
    }
    same_name = [name for name in k.SETTINGS if name not in values]
    return {**values, **{name: p[name] for name in same_name}}


def _tours_ending(state: MissionState, tour: int, weeks: int) -> Ints:
    """Persons present now whose tour ends in each week; where the start is unknown or overdue, spread over a tour."""
    due = np.zeros(max(weeks, tour), dtype=np.int64)
    unknown = 0
    for presence in state.present:
        if presence.since is not None:
            week = tour - (state.as_of - presence.since).days // 7
            if 0 <= week < tour:
                due[week] += presence.persons
                continue
        unknown += presence.persons
    edges = (np.arange(tour + 1) * unknown) // tour
    due[:tour] += np.diff(edges)
    return due[:weeks].copy()


# --- map and merge ------------------------------------------------------------------------------------------


def cut(
    lots: Lots, *, seed: int, futures: int, weeks: int, thresholds: tuple[int, ...], with_paths: bool = False,
) -> list[Block]:
    """The futures in blocks of one size, in order."""
    return [
        Block(lots, seed, first, min(BLOCK, futures - first), weeks, thresholds, with_paths)
        for first in range(0, futures, BLOCK)
    ]


def run_block(block: Block) -> Counted:
    """Runs one block: a pure function of it."""
    from muster.forecast.kernel import CAUSES, run_futures, settings_vector

    weeks, asked = block.weeks, len(block.thresholds)
    counted = empty(weeks, asked)
    officer_weeks = np.zeros(block.futures, dtype=np.int64)
    first_week = np.zeros((block.futures, asked), dtype=np.int64)
    paths = np.zeros((block.futures if block.with_paths else 0, weeks), dtype=np.int64)
    run_futures(
        block.seed, block.first, block.futures, weeks, settings_vector(block.lots.settings), block.lots.reals,
        block.lots.wholes, block.lots.numbers, block.lots.due_first, np.array(block.thresholds, dtype=np.int64),
        counted.histogram, counted.totals, counted.run_out, counted.causes, counted.leading, counted.bound,
        counted.at_least, first_week, officer_weeks, paths,
    )
    assert len(counted.causes) == len(CAUSES)
    counted.futures = block.futures
    for threshold in range(asked):
        counted.first_week_counts[threshold] = np.bincount(first_week[:, threshold], minlength=weeks + 1)
    counted.officer_weeks = int(officer_weeks.sum())
    counted.officer_weeks_squared = int(np.dot(officer_weeks, officer_weeks))
    counted.per_future = (officer_weeks, first_week)
    counted.paths = paths if block.with_paths else None
    return counted


def empty(weeks: int, asked: int) -> Counted:
    from muster.forecast.kernel import CAUSES

    return Counted(
        0, np.zeros((weeks, BINS), dtype=np.int64), np.zeros(weeks, dtype=np.int64),
        np.zeros(weeks + 1, dtype=np.int64), np.zeros(len(CAUSES), dtype=np.int64),
        np.zeros(len(CAUSES) + 1, dtype=np.int64), np.zeros(len(CAUSES), dtype=np.int64),
        np.zeros((asked, weeks), dtype=np.int64),
        np.zeros((asked, weeks + 1), dtype=np.int64), 0, 0,
    )


def run_all(blocks: Sequence[Block], workers: int = 1, executor: Executor | None = None) -> Iterator[Counted]:
    """Runs blocks wherever told, a few at a time, so that no more than these few wait in memory."""
    if executor is None and (workers <= 1 or len(blocks) == 1):
        yield from map(run_block, blocks)
        return
    own = ThreadPoolExecutor(workers) if executor is None else None
    try:
        queue = iter(blocks)
        pool = executor or own
        assert pool is not None
        waiting = [pool.submit(run_block, block) for block in islice(queue, 2 * max(1, workers))]
        while waiting:
            done = waiting.pop(0).result()
            waiting += [pool.submit(run_block, block) for block in islice(queue, 1)]
            yield done
    finally:
        if own is not None:
            own.shutdown()


def merge(parts: Iterable[Counted], weeks: int, asked: int) -> Counted:
    whole = empty(weeks, asked)
    for part in parts:
        whole.add(part)
    return whole


def _forecast(
    state: MissionState, parameters: Parameters, counted: Counted, lots: Lots, weeks: int, seed: int,
    thresholds: tuple[int, ...], expected: tuple[PromiseLaw, ...], notes: Sequence[str],
) -> Forecast:
    from muster.forecast.kernel import CAUSES

    n = counted.futures
    missing = int(counted.causes.sum())
    causes = tuple(
        Cause(name, float(counted.causes[c] / missing), float(counted.leading[c] / n), float(counted.bound[c] / n))
        for c, name in enumerate(CAUSES) if counted.causes[c]
    ) if state.required is not None and missing else ()
    mean_weeks = counted.officer_weeks / n
    variance = max(0.0, counted.officer_weeks_squared / n - mean_weeks**2)
    reached = np.cumsum(counted.first_week_counts[:, :weeks], axis=1) / n
    return Forecast(
        as_of=state.as_of, days=tuple(state.as_of + timedelta(days=7 * (t + 1)) for t in range(weeks)), futures=n,
        seed=seed, present=state.persons_present, mean=tuple((counted.totals / n).tolist()),
        histogram=counted.histogram,
        bin_persons=int(lots.settings["bin_persons"]), thresholds=thresholds,
        at_least=tuple(tuple(row) for row in (counted.at_least / n).tolist()),
        reached_by=tuple(tuple(row) for row in reached.tolist()),
        run_out=None if state.cash is None else tuple((np.cumsum(counted.run_out[:weeks]) / n).tolist()),
        causes=tuple(sorted(causes, key=lambda cause: -cause.shortfall_share)), officer_days=mean_weeks * 7,
        officer_days_sd=math.sqrt(variance) * 7, laws=expected, notes=tuple(notes),
    )


def _quantiles(counts: Ints, bin_persons: int, levels: Sequence[float]) -> Floats:
    """Quantiles of a histogram of whole persons; exact when a bin is one person."""
    below = np.cumsum(counts)
    ranks = np.maximum(1, np.ceil(np.asarray(levels) * below[-1]))
    bins = np.searchsorted(below, ranks, side="left")
    if bin_persons == 1:
        return np.asarray(bins, dtype=np.float64)
    before = np.where(bins > 0, below[np.maximum(bins - 1, 0)], 0)
    inside = (ranks - before - 0.5) / np.maximum(counts[bins], 1)
    return np.asarray((bins + inside) * bin_persons, dtype=np.float64)
