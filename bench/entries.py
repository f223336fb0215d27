"""How fast does the ledger take entries? Single durable ones beside the disk's own rate, and a bulk load.

    python bench/entries.py [--bulk N] [--single N] [--database ADDRESS]

A single entry is what a desk officer does: a statement, its ruling and its movement in one transaction that is on the
disk when the call returns. The disk's rate is that of writing and fdatasync-ing one 4 KiB block, measured in the same
run, on the same file system, in turns with the entries. Goals: single at least 25 % of the disk's rate; bulk, each
movement with its statement and ruling, at least 5,000 a second on SQLite, aiming at 15,000.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from muster import store
from muster.ledger.drafts import Filing, MissionTerms, NewReport, NewRuling, NewStatement
from muster.ledger.records import LineKey, Party, Posting
from muster.quantities import Hedge, hedged, on_day
from muster.vocabulary import Aspect, Grade, Kind, Stage, Verdict

FIRST_DAY = date(2024, 1, 1)


def pair(number: int, report: str) -> tuple[NewStatement, NewRuling]:
    """One statement and the ruling that books it."""
    key = LineKey(f"P{number % 50:02}", Kind.PERSONNEL, "personnel", "persons")
    quantity = hedged(100 + number % 900, Hedge.NEARLY, f"nearly {100 + number % 900}")
    when = on_day(FIRST_DAY + timedelta(days=number % 700))
    statement = NewStatement(
        report=report, locator=f"row {number}", passage=f"Nearly {100 + number % 900} officers arrived on {when}.",
        aspect=Aspect.FLOW, grade=Grade.PARTY, speaker="spokesperson", kind=Kind.PERSONNEL, contributor=key.contributor,
        resource="personnel", unit="persons", quantity=quantity, stage=Stage.PRESENT, when=when,
        words={"quantity": quantity.word, "stage": "arrived"},
    )
    posting = Posting(key, f"lot {number % 40}", "", Stage.OUTSIDE, Stage.PRESENT, quantity, when, whole=True)
    ruling = NewRuling(statement.key, Verdict.ACCEPT, "bench", reason="a benchmark", postings=(posting,))
    return statement, ruling


def begin() -> None:
    parties = tuple(Party(f"P{number:02}", f"Party {number}", "state") for number in range(50))
    reports = tuple(NewReport(name, name, "bench", date(2026, 1, 1), "en") for name in ("bulk", "single"))
    store.file(None, Filing(MissionTerms("bench", "Bench", "UTC"), parties, reports), author="bench")


def measure_bulk(count: int, batch: int) -> float:
    """Movements a second, each with its statement and ruling."""
    mission = store.mission_named("bench")
    spent = 0.0
    for start in range(0, count, batch):
        pairs = [pair(number, "bulk") for number in range(start, min(start + batch, count))]
        filing = Filing(statements=tuple(left for left, _ in pairs), rulings=tuple(right for _, right in pairs))
        began = time.perf_counter()
        store.file(mission, filing, author="bench")
        spent += time.perf_counter() - began
    return count / spent


def measure_single(count: int, folder: Path) -> tuple[float, float]:
    """(durable single entries a second, fdatasyncs a second), in turns."""
    mission = store.mission_named("bench")
    entries, syncs = 0.0, 0.0
    with open(folder / "sync.bin", "wb") as file:
        for number in range(count):
            statement, ruling = pair(number, "single")
            began = time.perf_counter()
            store.file(mission, Filing(statements=(statement,), rulings=(ruling,)), author="bench", live=True)
            entries += time.perf_counter() - began
            began = time.perf_counter()
            os.pwrite(file.fileno(), bytes(4096), number * 4096)
            os.fdatasync(file.fileno())
            syncs += time.perf_counter() - began
    return count / entries, count / syncs


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--bulk", type=int, default=100_000)
    words.add_argument("--batch", type=int, default=20_000)
    words.add_argument("--single", type=int, default=500)
    words.add_argument("--database", default="", help="an empty database; default: a new SQLite file")
    words.add_argument("--folder", type=Path, default=None, help="on the disk to measure; default: the system's for "
                       "temporary files")
    told = words.parse_args()
    with tempfile.TemporaryDirectory(dir=told.folder) as folder:
        store.setup(told.database or str(Path(folder) / "bench.db"), home=folder)
        begin()
        bulk = measure_bulk(told.bulk, told.batch)
        single, sync = measure_single(told.single, Path(folder))
        store.close()
    print(f"bulk load            {bulk:10,.0f} movements a second, each with its statement and ruling ({told.bulk:,})")
    print(f"single entries       {single:10,.0f} a second, on the disk when the call returns ({told.single:,})")
    print(f"the disk's fdatasync {sync:10,.0f} a second; single entries reach {single / sync:.0%} of it")


if __name__ == "__main__":
    main()
