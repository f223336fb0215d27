"""The column mirror: a ledger's movements as memory-mapped columns, so that ten million are folded in a blink.

A folder of immutable segments, each an Arrow file of `ledger.columns` (47 bytes a movement, sorted by lot), holding the
movements of one stretch of the chain and naming, in its metadata, the ledger, the first and last sequence and the chain
hash there. A segment is written beside its place, brought to the disk and renamed under a lock; whoever reads sees it
whole or not at all. It is never the truth: one that does not agree with the database is thrown away and built again.

What is new becomes a segment once it is `SEGMENT_FROM` movements; until then it is read from the database. A new
segment swallows smaller ones before it, so each movement is rewritten about once for each doubling of the ledger and
extending costs in proportion to what is new. The mirror holds numbers and no text, so sealing need not touch it.

Weakness: `Books` wants one array a column, so several segments are copied together once in a process; whoever folds
ten million should fold `column_segments` instead.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from muster.ledger.columns import COLUMN_TYPES, Movements, movements_from_rows
from muster.ledger.records import SEQUENCES, Mission
from muster.store import database
from muster.store.settings import home_folder

SEGMENT_FROM = 10_000
READ_AT_ONCE = 200_000
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Segment:
    """One file of the mirror, as its metadata describe it."""

    path: Path
    first: int
    last: int
    chain_hash: str
    rows: int


def mirrored_movements(mission: Mission) -> Movements:
    """All movements of a ledger as single columns."""
    segments = column_segments(mission)
    if len(segments) == 1:
        return segments[0]
    key = (str(folder_of(mission)), sum(map(len, segments)))
    if _joined.get("key") != key:
        _joined.update(key=key, movements=concatenated(segments))
    joined = _joined["movements"]
    assert isinstance(joined, Movements)
    return joined


_joined: dict[str, Any] = {}
"""The last ledger whose segments were copied together in this process."""


def column_segments(mission: Mission) -> list[Movements]:
    """All movements of a ledger, in a few sets of columns whose order does not matter.

    Extends the mirror when enough is new. Where no file can be written, everything comes from the database.
    """
    with database.reading():
        lots = _lot_ids(mission)
        for _ in range(3):  # another process may swallow a segment between our listing and our opening it
            try:
                segments, newest = _up_to_date(mission, lots)
                read = [read_segment(segment) for segment in segments]
                return [*read, newest] if len(newest) or not read else read
            except OSError:
                continue
        return [_from_database(mission, 0, lots)]


def drop(mission: Mission) -> int:
    """Forget the mirror of a ledger, so that it is made anew when next needed; how many segments there were."""
    folder = folder_of(mission)
    if not folder.is_dir():
        return 0
    with _locked(folder):
        paths = list(folder.glob("*.arrow"))
        for path in paths:
            path.unlink(missing_ok=True)
    return len(paths)


def folder_of(mission: Mission) -> Path:
    """Where a ledger's segments lie: named by the hash of its first entry, which no other ledger has."""
    first = database.rows(
        "SELECT chain_hash FROM store_party WHERE id = %s UNION ALL SELECT chain_hash FROM store_report WHERE id = %s",
        [mission.id * SEQUENCES + 1] * 2)
    name = bytes(first[0][0]).hex()[:24] if first else "empty"
    return home_folder() / "mirror" / f"{mission.slug}-{name}"


def segments_in(folder: Path) -> list[Segment]:
    """The segments that follow each other from the beginning of the chain, of two the longer.

    Unreadable ones are left out, and so are those that a longer one has swallowed.
    """
    longest: dict[int, Segment] = {}
    for path in folder.glob("*.arrow"):
        told = _metadata(path)
        if told is not None and told["format"] == FORMAT:
            segment = Segment(path, told["first"], told["last"], told["chain_hash"], told["rows"])
            if segment.first not in longest or longest[segment.first].last < segment.last:
                longest[segment.first] = segment
    chosen: list[Segment] = []
    while (following := longest.get(chosen[-1].last + 1 if chosen else 1)) is not None:
        chosen.append(following)
    return chosen


def _up_to_date(mission: Mission, lots: npt.NDArray[np.int64]) -> tuple[list[Segment], Movements]:
    """Segments that agree with the database, and the movements after them."""
    folder = folder_of(mission)
    segments = segments_in(folder)
    if not agrees(mission, segments):
        segments = []
    newest = _from_database(mission, segments[-1].last if segments else 0, lots)
    if len(newest) < SEGMENT_FROM:
        return segments, newest
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _locked(folder):
        segments = segments_in(folder)  # somebody may have extended it while we read
        if not agrees(mission, segments):
            segments = []
        for path in folder.glob("*.arrow"):
            if path not in [segment.path for segment in segments]:
                path.unlink(missing_ok=True)
        newest = _from_database(mission, segments[-1].last if segments else 0, lots)
        if len(newest) < SEGMENT_FROM:
            return segments, newest
        return _extended(mission, folder, segments, newest), movements_from_rows(())


def agrees(mission: Mission, segments: Sequence[Segment]) -> bool:
    """Does each segment end where the chain says?"""
    base = mission.id * SEQUENCES
    hashes = {entry: bytes(chain).hex() for entry, chain in database.rows_in(
        "SELECT id, chain_hash FROM store_movement WHERE id IN ({keys})", [base + one.last for one in segments])}
    return all(hashes.get(base + segment.last) == segment.chain_hash for segment in segments)


def _extended(mission: Mission, folder: Path, segments: list[Segment], newest: Movements) -> list[Segment]:
    """The segments with a new one at their end, which has swallowed those not twice its size."""
    parts = [newest]
    first = segments[-1].last + 1 if segments else 1
    swallowed = []
    while segments and segments[-1].rows < 2 * sum(map(len, parts)):
        swallowed.append(segments.pop())
        parts.insert(0, read_segment(swallowed[-1]))
        first = swallowed[-1].first
    base = mission.id * SEQUENCES
    entry, chain = database.rows(
        "SELECT id, chain_hash FROM store_movement WHERE id > %s AND id < %s ORDER BY id DESC LIMIT 1",
        [base, base + SEQUENCES])[0]
    written = _write(folder, mission, concatenated(parts), first, entry - base, bytes(chain).hex())
    for old in swallowed:
        old.path.unlink(missing_ok=True)
    return [*segments, written]


def _write(folder: Path, mission: Mission, movements: Movements, first: int, last: int, chain_hash: str) -> Segment:
    import pyarrow

    order = np.argsort(movements.lot, kind="stable")
    metadata = {"format": FORMAT, "ledger": mission.slug, "first": first, "last": last, "chain_hash": chain_hash,
                "rows": len(movements)}
    table = pyarrow.record_batch(
        [pyarrow.array(getattr(movements, name)[order]) for name in COLUMN_TYPES],
        schema=pyarrow.schema([(name, pyarrow.from_numpy_dtype(kind)) for name, kind in COLUMN_TYPES.items()],
                              metadata={"muster": json.dumps(metadata)}))
    path = folder / f"{first:013}-{last:013}-{chain_hash[:8]}.arrow"
    beside = folder / f".{path.name}.{os.getpid()}"
    with open(beside, "wb") as file:
        with pyarrow.ipc.new_file(file, table.schema) as writer:
            writer.write_batch(table)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)
    return Segment(path, first, last, chain_hash, len(movements))


def _metadata(path: Path) -> dict[str, Any] | None:
    import pyarrow

    try:
        with pyarrow.memory_map(str(path)) as source:
            told = pyarrow.ipc.open_file(source).schema.metadata or {}
        return dict(json.loads(told[b"muster"]))
    except (pyarrow.ArrowInvalid, KeyError, ValueError, OSError):
        return None


def read_segment(segment: Segment) -> Movements:
    """A segment's columns, memory-mapped."""
    import pyarrow

    batch = pyarrow.ipc.open_file(pyarrow.memory_map(str(segment.path))).get_batch(0)
    return Movements(**{
        name: batch.column(place).to_numpy(zero_copy_only=True) for place, name in enumerate(COLUMN_TYPES)
    })


def _lot_ids(mission: Mission) -> npt.NDArray[np.int64]:
    """The id of each lot, by its number. Ids rise with numbers."""
    return np.array([entry for (entry,) in database.rows(
        "SELECT id FROM store_lot WHERE ledger_id = %s ORDER BY number", [mission.id])], dtype=np.int64)


def _from_database(mission: Mission, after: int, lots: npt.NDArray[np.int64]) -> Movements:
    """The movements after a sequence number, in the order of the chain."""
    return concatenated(list(stretches(mission, after, lots)))


def stretches(mission: Mission, after: int = 0, lots: npt.NDArray[np.int64] | None = None,
              until: int = SEQUENCES - 1) -> Iterator[Movements]:
    """Movements from the database in the order of the chain, some at a time. after, until: sequence numbers."""
    lots = _lot_ids(mission) if lots is None else lots
    entry, end = mission.id * SEQUENCES + after, mission.id * SEQUENCES + until
    while True:
        found = database.rows(
            "SELECT id, lot_id, places, flags, quantity, low, high, first, last, known FROM store_movement"
            f" WHERE id > %s AND id <= %s ORDER BY id LIMIT {READ_AT_ONCE}", [entry, end])
        if not found:
            return
        ids, lot_ids, *columns = zip(*found)
        numbers = np.searchsorted(lots, np.array(lot_ids, dtype=np.int64)).astype(np.int32)
        named = dict(zip(COLUMN_TYPES, (numbers, *columns)))
        yield Movements(**{name: np.asarray(named[name], dtype=kind) for name, kind in COLUMN_TYPES.items()})
        entry = ids[-1]
        if len(found) < READ_AT_ONCE:
            return


def concatenated(parts: Sequence[Movements]) -> Movements:
    """Several sets of columns as one."""
    if not parts:
        return movements_from_rows(())
    if len(parts) == 1:
        return parts[0]
    return Movements(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in COLUMN_TYPES})


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Only one process extends a ledger's mirror at a time."""
    import fcntl

    with open(folder / "lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)
