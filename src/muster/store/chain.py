"""The head of a ledger's chain: who holds it gives out ids, times and hashes, and is the only writer.

Rows are gathered by table and written in one go at the end, so that a load of a hundred thousand statements costs a
hundred thousand hashes and not as many round trips; all of them become visible together or not at all.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from muster.errors import NotHere, Refused
from muster.ledger.drafts import MissionTerms
from muster.ledger.records import SEQUENCES, Mission
from muster.problems import Problem
from muster.store import database
from muster.store.entries import (
    ENTRIES,
    LARGEST_LEDGER_NUMBER,
    LEDGER_COLUMNS,
    SEALED_COLUMNS,
    TEXT_COLUMNS,
    canonical_json,
    genesis_hash,
)

SALT_BYTES = 16
FLUSH_ROWS = 50_000
"""How many rows a head gathers before it writes them, still inside its one transaction."""

_WRITING_ORDER = ("party", "alias", "report", "statement", "line", "lot", "ruling", "citation", "movement", "seal")


@dataclass
class Head:
    """The end of one ledger's chain, held by the writer inside a transaction."""

    ledger: int
    slug: str
    zone: str
    author: str
    sequence: int
    hash: bytes
    recorded: int
    lines: int
    lots: int
    movements: int
    pending: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: {kind: [] for kind in _WRITING_ORDER})
    texts: list[tuple[Any, ...]] = field(default_factory=list)
    sealed: list[tuple[Any, ...]] = field(default_factory=list)
    rows_pending: int = 0

    def __post_init__(self) -> None:
        self.base = self.ledger * SEQUENCES
        self._author_bytes = self.author.encode()
        self._salts = b""

    def next_recorded(self) -> int:
        """The time the next entry will be recorded at."""
        return max(self.recorded + 1, self._now)

    _now: int = field(default_factory=database.now_microseconds)

    def add(self, kind: str, content: bytes, columns: tuple[Any, ...], *, known: int | None = None,
            texts: Sequence[bytes] = ()) -> int:
        """One entry at the end of the chain; its id.

        content: its content id. columns: the table's own columns, in their order. known: for tables that have it.
        """
        recorded = self.recorded = max(self.recorded + 1, self._now)
        self.sequence += 1
        entry = self.base + self.sequence
        digests = b""
        for part, body in enumerate(texts):
            salt = self._salt()
            digest = sha256(salt + body).digest()
            digests += digest
            self.texts.append((2 * entry + part, self.ledger, salt, digest, body))
        first_known = recorded if known is None else known
        # The same bytes as `entries.chain_hash`, with the author encoded once.
        self.hash = sha256(b"%b%d|%d|%d|%b|%b%b" % (
            self.hash, entry, recorded, first_known, self._author_bytes, content, digests)).digest()
        base = (entry, self.ledger, recorded, self.author, content, self.hash)
        self.pending[kind].append((*base, first_known, *columns) if ENTRIES[kind].has_known else (*base, *columns))
        self.rows_pending += 1
        if self.rows_pending >= FLUSH_ROWS:
            self.flush()
        return entry

    def _salt(self) -> bytes:
        if not self._salts:
            self._salts = os.urandom(SALT_BYTES * 256)
        salt, self._salts = self._salts[:SALT_BYTES], self._salts[SALT_BYTES:]
        return salt

    def flush(self) -> None:
        """Write what was gathered; entries before those that point to them."""
        database.insert("store_text", TEXT_COLUMNS, self.texts)
        self.texts = []
        for kind in _WRITING_ORDER:
            if self.pending[kind]:
                database.insert(ENTRIES[kind].name, ENTRIES[kind].columns, self.pending[kind])
                self.pending[kind] = []
        database.insert("store_sealed", SEALED_COLUMNS, self.sealed)
        self.sealed = []
        self.rows_pending = 0

    def _write(self) -> None:
        self.flush()
        database.rows(
            "UPDATE store_ledger SET head_sequence = %s, head_hash = %s, head_recorded = %s, lines = %s, lots = %s,"
            " movements = %s WHERE id = %s",
            [self.sequence, self.hash, self.recorded, self.lines, self.lots, self.movements, self.ledger],
        )


@contextmanager
def ledger_head(slug: str, *, author: str) -> Iterator[Head]:
    """Hold the head of a ledger: nobody else writes to it until this transaction ends."""
    with database.writing(slug):
        database.demand_guarded()
        found = database.rows(
            "SELECT id, slug, timezone, head_sequence, head_hash, head_recorded, lines, lots, movements"
            " FROM store_ledger WHERE slug = %s", [slug])
        if not found:
            raise NotHere(no_such_mission(slug))
        number, slug, zone, sequence, head_hash, recorded, lines, lots, movements = found[0]
        head = Head(number, slug, zone, author, sequence, bytes(head_hash), recorded, lines, lots, movements)
        began_at = sequence
        yield head
        if head.sequence != began_at:
            head._write()


def no_such_mission(slug: str) -> Problem:
    known = ", ".join(mission.slug for mission in ledgers()) or "none yet"
    return Problem("mission", slug, f"the short name of a mission in this database ({known})",
                   "Name one of those, or begin it with `muster init`.")


# --- the ledgers of a database ----------------------------------------------------------------------------


def create_ledger(terms: MissionTerms) -> Mission:
    """Begin a ledger; makes the tables when there are none. The first ledger becomes the current one."""
    if not database.is_prepared():
        database.prepare()
    with database.writing("ledgers"):
        return add_ledger(terms)


def add_ledger(terms: MissionTerms) -> Mission:
    """Begin a ledger inside a transaction that is already open."""
    problems = [*_faults(terms)]
    if database.rows("SELECT 1 FROM store_ledger WHERE slug = %s", [terms.slug]):
        problems.append(Problem("mission", terms.slug, "a short name that is not in use",
                                "Choose another, or load into the mission that is there."))
    if problems:
        raise Refused(*problems)
    (last,) = database.rows("SELECT COALESCE(MAX(id), 0) FROM store_ledger")[0]
    is_first = last == 0
    database.insert("store_ledger", LEDGER_COLUMNS, [(
        last + 1, terms.slug, terms.name, terms.timezone, _names_json(terms.names), is_first, 0,
        genesis_hash(terms.slug, terms.timezone), 0, 0, 0, 0,
    )])
    return Mission(last + 1, terms.slug, terms.name, terms.timezone, terms.names)


def _faults(terms: MissionTerms) -> Iterator[Problem]:
    from zoneinfo import ZoneInfo

    if not terms.slug or not all(letter.isalnum() or letter in "-_@" for letter in terms.slug):
        yield Problem("mission, short name", terms.slug, "letters, digits and hyphens", "Choose a name of those.")
    if not terms.name.strip():
        yield Problem("mission, name", terms.name, "a name", "Say what the mission is called.")
    try:
        ZoneInfo(terms.timezone)
    except (KeyError, ValueError, OSError):
        yield Problem("mission, time zone", terms.timezone, "a time zone of the IANA list",
                      "Write it like America/Port-au-Prince.")
    if database.is_prepared() and len(ledgers()) >= LARGEST_LEDGER_NUMBER:
        yield Problem("mission", terms.slug, "room for one more ledger", "Use another database.")


def _names_json(names: Sequence[tuple[date, str]]) -> str:
    return canonical_json([[since.isoformat(), name] for since, name in names])


_MISSION_COLUMNS = "SELECT id, slug, name, timezone, names FROM store_ledger"


def _mission(row: tuple[Any, ...]) -> Mission:
    number, slug, name, timezone, names = row
    told = tuple((date.fromisoformat(since), called) for since, called in json.loads(names))
    return Mission(number, slug, name, timezone, told)


def ledgers() -> list[Mission]:
    """Every mission in the database, in the order they were begun."""
    if not database.is_prepared():
        return []
    return [_mission(row) for row in database.rows(f"{_MISSION_COLUMNS} ORDER BY id")]


def mission_named(slug: str | None = None) -> Mission:
    """The mission of that short name; None: the current one. Raises NotHere."""
    database.demand_prepared()
    if slug is None:
        found = database.rows(f"{_MISSION_COLUMNS} WHERE is_current ORDER BY id")
        if not found:
            raise NotHere(Problem("mission", "", "a current mission",
                                  "Run `muster init` to begin one, or name one with --mission."))
    else:
        found = database.rows(f"{_MISSION_COLUMNS} WHERE slug = %s", [slug])
        if not found:
            raise NotHere(no_such_mission(slug))
    return _mission(found[0])


def make_current(slug: str) -> Mission:
    """Let questions that name no mission mean this one."""
    mission = mission_named(slug)
    with database.writing("ledgers"):
        database.rows("UPDATE store_ledger SET is_current = (slug = %s)", [slug])
    return mission


def rename(mission: Mission, name: str, names: Sequence[tuple[date, str]]) -> Mission:
    """Give a mission its newer name; the earlier ones stay with their days."""
    database.rows("UPDATE store_ledger SET name = %s, names = %s WHERE id = %s",
                               [name, _names_json(names), mission.id])
    return Mission(mission.id, mission.slug, name, mission.timezone, tuple(names))


def head_of(mission: Mission) -> tuple[int, str]:
    """The sequence and chain hash (hex) of a ledger's last entry: what a brief prints and caches are keyed by."""
    sequence, chain = database.rows(
        "SELECT head_sequence, head_hash FROM store_ledger WHERE id = %s", [mission.id])[0]
    return sequence, bytes(chain).hex()
