"""How fast are the futures? The engine beside SimPy, a blocked NumPy version and the bare drawing, in one run.

    python bench/forecast.py [--quick]

Ratios are of one run on one machine; the absolute times vary with it. The mission is of Haiti's size: 30 contingents,
20 promises of money, 104 weeks, every gate but vehicles known.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np

from forecast_rivals import numpy_strength, own_luck, simpy_strength
from muster.forecast.draws import sum_of_draws
from muster.forecast.keeping import laws
from muster.forecast.parameters import DEFAULTS
from muster.forecast.simulate import BLOCK, cut, merge, run_all, simulate, tabulate
from muster.forecast.state import Cash, Gates, Mandate, MissionState, OpenPromise, Presence
from muster.vocabulary import Kind, Stage

TODAY = date(2024, 9, 30)
NUMPY_BLOCK = 2_000
DRAWING = "drawing the numbers alone, 1 core"


def mission(contingents: int = 30, gifts: int = 20) -> MissionState:
    """A mission of so many contingents of at most one batch, and so many promises of money."""
    rng = np.random.default_rng(0)
    stages = (Stage.PLEDGED, Stage.COMMITTED, Stage.PREPARING, Stage.READY)
    men = tuple(
        OpenPromise(f"contingent {n}", f"C{n}", "any", Kind.PERSONNEL, stages[n % 4], int(rng.integers(40, 200)),
                    TODAY - timedelta(days=int(rng.integers(1, 300))), condition="support" if n % 5 == 0 else "")
        for n in range(contingents)
    )
    money = tuple(
        OpenPromise(f"gift {n}", f"D{n}", "donor", Kind.MONEY, stages[n % 2], int(rng.integers(1, 30)) * 1_000_000,
                    TODAY - timedelta(days=int(rng.integers(1, 300))))
        for n in range(gifts)
    )
    return MissionState(
        as_of=TODAY, present=(Presence("C0", 400),), promises=men + money,
        gates=Gates(training_places=600, lift_seats_per_week=200, beds=2_000), cash=Cash(30_000_000),
        mandate=Mandate(date(2025, 10, 2), 2_500), required=2_500,
    )


def seconds(*works: Callable[[], Any], repeat: int = 3) -> list[float]:
    """The best of some runs of each, taken in turns so that a busy moment of the machine meets all alike."""
    best = [float("inf")] * len(works)
    for _ in range(repeat):
        for number, work in enumerate(works):
            start = time.perf_counter()
            work()
            best[number] = min(best[number], time.perf_counter() - start)
    return best


def engine(state: MissionState, futures: int, weeks: int, workers: int) -> Callable[[], Any]:
    lots = tabulate(state, DEFAULTS, laws(state, DEFAULTS), weeks)
    blocks = cut(lots, seed=1, futures=futures, weeks=weeks, thresholds=())
    return lambda: merge(run_all(blocks, workers), weeks, 0)


def rates(futures: int, weeks: int = 104) -> None:
    state = mission()
    lots = tabulate(state, DEFAULTS, laws(state, DEFAULTS), weeks)
    draws = len(lots.numbers) + weeks + 1
    slow = max(40, futures // 500)
    cores = min(2, os.cpu_count() or 1)
    engine(state, BLOCK, weeks, cores)()  # compiles, or loads the compiled
    sum_of_draws(1, 0, 1, 1)
    numpy_name, cores_name = f"NumPy, blocks of {NUMPY_BLOCK}", f"engine, {cores} cores"
    works: dict[str, tuple[int, Callable[[], Any]]] = {
        "SimPy": (slow, lambda: [simpy_strength(lots, weeks, own_luck(i)) for i in range(slow)]),
        numpy_name: (NUMPY_BLOCK, lambda: numpy_strength(lots, weeks, NUMPY_BLOCK, 1)),
        "engine, 1 core": (futures, engine(state, futures, weeks, 1)),
        cores_name: (futures, engine(state, futures, weeks, cores)),
        DRAWING: (futures, lambda: sum_of_draws(1, 0, futures, draws)),
    }
    spent = seconds(*(work for _, work in works.values()), repeat=5)
    measured = {name: count / took for (name, (count, _)), took in zip(works.items(), spent)}
    print(f"forecast: {len(state.promises)} promises, {weeks} weeks, {4 * draws} numbers a future; futures a second")
    for name, rate in measured.items():
        print(f"  {name:36s} {rate:12,.0f}")
    best = measured[cores_name]
    print(f"  engine over SimPy                    {best / measured['SimPy']:10.0f} x   (at least 400)")
    print(f"  engine over NumPy                    {best / measured[numpy_name]:10.1f} x   (3)")
    ratio = measured[DRAWING] / measured["engine, 1 core"]
    print(f"  engine's cost over drawing alone     {ratio:10.1f} x   (at most 5)")
    print(f"  drawing's share of the engine's time {1 / ratio:10.0%}")


def curve(futures: int) -> None:
    """Cost against futures, weeks and contingents: each doubling should double its part of the cost."""
    print("cost curve, one core (microseconds a future, and seconds in all)")
    for label, state, count, weeks in (
        *((f"{n:,} futures", mission(), n, 104) for n in (futures // 4, futures // 2, futures)),
        *((f"{weeks} weeks", mission(), futures // 4, weeks) for weeks in (52, 104, 208)),
        *((f"{n} contingents", mission(n), futures // 4, 104) for n in (30, 120, 480)),
    ):
        (spent,) = seconds(engine(state, count, weeks, 1))
        print(f"  {label:18s} {spent / count * 1e6:8.2f} us   {spent:7.3f} s")


def memory(futures: int) -> None:
    import resource

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    simulate(mission(), weeks=104, futures=futures, workers=2)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{futures:,} futures x 104 weeks, two cores: {time.perf_counter() - start:.2f} s, "
          f"memory's peak rose by {(after - before) / 1024:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer futures: a few seconds in all")
    futures = 20_000 if parser.parse_args().quick else 100_000
    memory(futures)
    rates(futures)
    curve(futures)


if __name__ == "__main__":
    main()
