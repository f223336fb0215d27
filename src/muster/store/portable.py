"""Backup and restore: one portable file for both databases, that proves itself before it is taken in.

A zip with `manifest.json` (format, ledgers and the heads of their chains) and, for each ledger and table, one file of
JSON lines: the columns in their order, bytes in base64. It holds ledgers only: accounts and passwords stay behind.
Restoring goes into a database that does not have these ledgers yet; the chain, every content id and every text is
verified before the transaction commits, and whatever was sealed here since is sealed again at once. A backup is written
beside its place and renamed, and registered in the database so that a later sealing reaches it.
"""

from __future__ import annotations

import base64
import io
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from muster.errors import Refused
from muster.ledger.records import SEQUENCES, Mission
from muster.problems import Problem
from muster.store import database
from muster.store.chain import ledger_head, ledgers, mission_named
from muster.store.entries import ENTRIES, LEDGER_COLUMNS, SEALED_COLUMNS, TEXT_COLUMNS, canonical_json
from muster.store.sealing import add_seal, remembered

FORMAT = 1
READ_AT_ONCE = 20_000
SEALED_TABLE = "store_sealed"

_TABLES: dict[str, Sequence[str]] = {
    "store_text": TEXT_COLUMNS, **{table.name: table.columns for table in ENTRIES.values()},
}


def backup(path: Path, missions: Sequence[Mission] | None = None) -> Path:
    """Write missions (None: all) to one file, and register it so that sealing reaches it. Returns its full path."""
    import platform

    names = [mission.slug for mission in (ledgers() if missions is None else missions)]
    path = path.expanduser().resolve()
    try:
        write_backup(path, names)
    except OSError as failure:
        raise Refused(Problem(str(path), str(failure), "a place that can be written",
                              "Free some space or choose another place. Nothing was left there.")) from failure
    with database.writing("backups"):
        database.rows("DELETE FROM store_backup WHERE path = %s AND host = %s", [str(path), platform.node()])
        database.insert("store_backup", ("path", "host", "made", "ledgers"),
                        [(str(path), platform.node(), database.now_microseconds(), canonical_json(names))])
    return path


def write_backup(path: Path, names: Sequence[str]) -> None:
    """The file itself: complete or not there."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(beside, "wb") as file:
            os.chmod(beside, 0o600)
            with database.reading(), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=2) as packed:
                rows = [_ledger_row(name) for name in names]
                manifest = {"format": FORMAT, "ledgers": rows}
                packed.writestr("manifest.json", canonical_json(manifest))
                for row in rows:
                    _pack_ledger(packed, row["slug"], row["id"])
            file.flush()
            os.fsync(file.fileno())
        beside.rename(path)
    finally:
        beside.unlink(missing_ok=True)


def _ledger_row(name: str) -> dict[str, Any]:
    found = database.rows(f"SELECT {', '.join(LEDGER_COLUMNS)} FROM store_ledger WHERE slug = %s",
                          [mission_named(name).slug])[0]
    row = dict(zip(LEDGER_COLUMNS, found))
    return {**row, "head_hash": bytes(row["head_hash"]).hex(), "is_current": bool(row["is_current"])}


def _pack_ledger(packed: zipfile.ZipFile, slug: str, ledger: int) -> None:
    for table, columns in _TABLES.items():
        factor = 2 if table == "store_text" else 1
        with packed.open(f"{slug}/{table}.jsonl", "w", force_zip64=True) as raw, io.TextIOWrapper(raw, "utf-8") as file:
            for row in _stored_rows(table, columns, factor * ledger * SEQUENCES, factor * (ledger + 1) * SEQUENCES):
                file.write(json.dumps([_outward(value) for value in row], ensure_ascii=False) + "\n")
    with packed.open(f"{slug}/{SEALED_TABLE}.jsonl", "w") as raw, io.TextIOWrapper(raw, "utf-8") as file:
        for row in database.rows(
                f"SELECT {', '.join(SEALED_COLUMNS)} FROM {SEALED_TABLE} WHERE text_id >= %s AND text_id < %s"
                " ORDER BY text_id", [2 * ledger * SEQUENCES, 2 * (ledger + 1) * SEQUENCES]):
            file.write(json.dumps(row) + "\n")


def _stored_rows(table: str, columns: Sequence[str], first: int, end: int) -> Iterator[tuple[Any, ...]]:
    """A table's rows in the order of their ids, some at a time."""
    named = ", ".join(f'"{column}"' for column in columns)
    while True:
        found = database.rows(
            f"SELECT {named} FROM {table} WHERE id >= %s AND id < %s ORDER BY id LIMIT {READ_AT_ONCE}", [first, end])
        yield from found
        if len(found) < READ_AT_ONCE:
            return
        first = found[-1][0] + 1


def _outward(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"b": base64.b64encode(bytes(value)).decode()}
    return value


def _inward(value: Any) -> Any:
    return base64.b64decode(value["b"], validate=True) if isinstance(value, dict) else value


_FAULTS = (OSError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, AttributeError, EOFError,
           OverflowError)
"""What reading a file that is no backup, or a damaged one, may raise."""


# --- restore ----------------------------------------------------------------------------------------------


def restore(path: Path, *, progress: Callable[[str, int, int], None] | None = None) -> list[Mission]:
    """Take every ledger of a backup into this database. Raises Refused, and leaves nothing, if anything is amiss."""
    if not database.is_prepared():
        database.prepare()
    try:
        with zipfile.ZipFile(path) as packed:
            manifest = json.loads(packed.read("manifest.json"))
            if manifest["format"] != FORMAT:
                raise Refused(Problem(str(path), str(manifest["format"]), f"a backup of format {FORMAT}",
                                      "Restore it with the version of Muster that wrote it."))
            with database.writing("ledgers"):
                return [_restore_ledger(packed, row, str(path), progress) for row in manifest["ledgers"]]
    except _FAULTS as fault:
        raise Refused(Problem(str(path), f"{type(fault).__name__}: {fault}", "a backup written by `muster backup`",
                              "Take another copy of it; nothing of this one was kept.")) from fault


def _restore_ledger(packed: zipfile.ZipFile, row: dict[str, Any], where: str,
                    progress: Callable[[str, int, int], None] | None) -> Mission:
    from muster.store.verification import verify

    taken = database.rows("SELECT slug FROM store_ledger WHERE id = %s OR slug = %s", [row["id"], row["slug"]])
    if taken:
        raise Refused(Problem(where, row["slug"], f"a database without the ledger {taken[0][0]}",
                              "Restore into an empty database: set MUSTER_DATABASE to a new one."))
    is_current = bool(row["is_current"]) and not database.rows("SELECT 1 FROM store_ledger WHERE is_current")
    values = {**row, "head_hash": bytes.fromhex(row["head_hash"]), "is_current": is_current}
    database.insert("store_ledger", LEDGER_COLUMNS, [tuple(values[column] for column in LEDGER_COLUMNS)])
    sealed_since = _Sealed(remembered())
    for table, columns in (*_TABLES.items(), (SEALED_TABLE, SEALED_COLUMNS)):
        change = sealed_since.emptied if table == "store_text" else None
        _take_in(packed, f"{row['slug']}/{table}.jsonl", table, columns, change)
    mission = mission_named(row["slug"])
    sealed_since.seal(mission)
    findings = verify(mission, progress=progress, tries_triggers=False)
    if findings:
        raise Refused(*(Problem(f"{where}, {row['slug']}", str(finding), "a backup that verifies",
                                "Take another copy of it; nothing of this one was kept.") for finding in findings[:20]))
    return mission


Row = tuple[Any, ...]


def _take_in(packed: zipfile.ZipFile, name: str, table: str, columns: Sequence[str],
             change: Callable[[Row], Row] | None) -> None:
    gathered: list[Row] = []
    with packed.open(name) as raw, io.TextIOWrapper(raw, "utf-8") as file:
        for line in file:
            row = tuple(_inward(value) for value in json.loads(line))
            if len(row) != len(columns):
                raise ValueError(f"{name} has a row of {len(row)} columns, not {len(columns)}")
            gathered.append(change(row) if change else row)
            if len(gathered) == READ_AT_ONCE:
                database.insert(table, columns, gathered)
                gathered = []
    database.insert(table, columns, gathered)


class _Sealed:
    """What was sealed here after a backup was made: emptied before it touches the disk, then sealed anew."""

    def __init__(self, known: dict[str, tuple[str, str, str]]) -> None:
        self.known = known
        self.found: dict[tuple[str, str, str], dict[int, str]] = {}

    def emptied(self, row: Row) -> Row:
        """A text's row as it may be kept."""
        text, ledger, salt, digest, body = row
        why = self.known.get(digest.hex())
        if body is None or why is None:
            return row
        self.found.setdefault(why, {})[text] = digest.hex()
        return text, ledger, salt, digest, None

    def seal(self, mission: Mission) -> None:
        for (reason, first, second), texts in self.found.items():
            with ledger_head(mission.slug, author="restore") as head:
                add_seal(head, reason, (first, second), [], list(texts), list(texts.values()))
