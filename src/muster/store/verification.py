"""`muster verify`: the laws, proved on the data at hand.

    chain        every entry in its place: no hole, `recorded` rising, its hash following from the one before; the head
    content      every content id is that of its row; every text that is not sealed has its digest
    evidence     law 1: no movement without ruling, statement, passage and report
    conservation law 2: every movement leaves one stage for another, and the fold over each lot adds up to zero
    permanence   law 3: every trigger is there, and bites (tried in a transaction that is taken back)
    times        law 4: `known` follows its rule for each report, statement, ruling and movement
    rebuild      every movement and every position again from statements and rulings alone, reversals included
    mirror       the column mirror holds what the database holds

A finding says which law, where, and what was found. Nothing is repaired.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from muster.ledger.records import SEQUENCES, Mission
from muster.store import database
from muster.store.entries import (
    ENTRIES,
    chain_hash,
    content_id,
    genesis_hash,
    text_digest,
)
from muster.store.postings import terms_hash
from muster.store.times import known_of_report

READ_AT_ONCE = 20_000
MOST_FINDINGS = 200
"""A broken chain breaks every entry after it; so many are said of each check."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where the data break a law. check: one of the words at the top of this file."""

    check: str
    where: str
    found: str

    def __str__(self) -> str:
        return f"{self.check}: {self.where}: {self.found}"


def verify(mission: Mission, head: str | None = None, *, progress: Progress | None = None,
           tries_triggers: bool = True) -> list[Finding]:
    """Everything that is wrong with a ledger; an empty list when nothing is.

    head: a chain hash (hex, or its first 8 letters or more) that was printed once and must still be in the chain.
    tries_triggers: try whether the triggers bite; they are always looked for.
    """
    from muster.store.rebuilding import check_mirror, check_rebuild

    tell = progress or (lambda step, done, total: None)
    with database.reading():
        checks: list[tuple[str, Callable[[], Iterator[Finding]]]] = [
            ("chain", lambda: _check_chain(mission, head, tell)),
            ("content", lambda: _check_content(mission, tell)),
            ("texts", lambda: _check_texts(mission)),
            ("evidence", lambda: _check_evidence(mission)),
            ("times", lambda: _check_times(mission)),
            ("rebuild", lambda: check_rebuild(mission, tell)),
            ("mirror", lambda: check_mirror(mission)),
            ("permanence", _check_triggers_present),
        ]
        findings = [finding for name, check in checks for finding in _first(name, check(), tell)]
    if tries_triggers:
        findings += _first("permanence", _check_triggers_bite(mission), tell)
    return findings


def _first(name: str, findings: Iterator[Finding], tell: Progress) -> list[Finding]:
    tell(name, 0, 1)
    listed: list[Finding] = []
    try:
        for finding in findings:
            if len(listed) == MOST_FINDINGS:
                listed.append(Finding(name, "and more", f"only the first {MOST_FINDINGS} are named"))
                break
            listed.append(finding)
    except Exception as fault:  # damaged data may be wrong in any way; that a check cannot go on is a finding
        listed.append(Finding(name, "this check could not go on", f"{type(fault).__name__}: {fault}"))
    tell(name, 1, 1)
    return listed


def _paged(query: str, ledger: int, factor: int = 1) -> Iterator[tuple[Any, ...]]:
    """Rows of a query with `{alias}.id` conditions written as {page}, in the order of ids; the id comes first."""
    first, end = factor * ledger * SEQUENCES, factor * (ledger + 1) * SEQUENCES
    while True:
        found = database.rows(query, [first, end])
        yield from found
        if len(found) < READ_AT_ONCE:
            return
        first = found[-1][0] + 1


# --- chain ------------------------------------------------------------------------------------------------


def _check_chain(mission: Mission, head: str | None, tell: Progress) -> Iterator[Finding]:
    slug, zone, last, head_hash, head_recorded = database.rows(
        "SELECT slug, timezone, head_sequence, head_hash, head_recorded FROM store_ledger WHERE id = %s",
        [mission.id])[0]
    before, recorded, sequence = genesis_hash(slug, zone), 0, 0
    is_head_found = head is None
    for entry, kind, *row in _all_entries(mission.id):
        now, known, author, content, chain, digests = row
        sequence += 1
        where = f"{kind} {entry}"
        if entry != mission.id * SEQUENCES + sequence:
            yield Finding("chain", where, f"its sequence is {entry - mission.id * SEQUENCES}, not {sequence}")
            sequence = entry - mission.id * SEQUENCES
        if now <= recorded:
            yield Finding("times", where, "it was recorded no later than the entry before it")
        if chain_hash(before, entry, now, known, author, content, digests) != chain:
            yield Finding("chain", where, "its hash does not follow from the entry before it and its own content")
        is_head_found = is_head_found or chain.hex().startswith((head or "").lower())
        before, recorded = chain, now
        if sequence % READ_AT_ONCE == 0:
            tell("chain", sequence, last)
    if (sequence, before, recorded if sequence else head_recorded) != (last, bytes(head_hash), head_recorded):
        yield Finding("chain", f"ledger {slug}", f"it ends at {sequence} with {before.hex()[:12]}, its head says"
                                                 f" {last} with {bytes(head_hash).hex()[:12]}")
    if not is_head_found or (head is not None and len(head) < 8):
        yield Finding("chain", f"head {head}", "no entry of this ledger has that hash")


def _all_entries(ledger: int) -> Iterator[tuple[Any, ...]]:
    """(id, kind, recorded, known, author, content id, chain hash, digests) in the order of the chain."""
    def of(kind: str) -> Iterator[tuple[Any, ...]]:
        table = ENTRIES[kind]
        known = "known" if table.has_known else "recorded"
        for entry, recorded, known_at, author, content, chain in _paged(
                f"SELECT id, recorded, {known}, author, content_id, chain_hash FROM {table.name}"
                f" WHERE id >= %s AND id < %s ORDER BY id LIMIT {READ_AT_ONCE}", ledger):
            yield entry, kind, recorded, known_at, author, bytes(content), bytes(chain)

    texts = _paged(f"SELECT id, digest FROM store_text WHERE id >= %s AND id < %s ORDER BY id LIMIT {READ_AT_ONCE}",
                   ledger, factor=2)
    text = next(texts, None)
    for entry in heapq.merge(*(of(kind) for kind in ENTRIES)):
        digests = b""
        while text is not None and text[0] <= 2 * entry[0] + 1:
            digests += bytes(text[1])
            text = next(texts, None)
        yield (*entry, digests)


# --- content ----------------------------------------------------------------------------------------------

_POINTS_TO = {"party": "party", "report": "report", "statement": "statement", "line": "line", "lot": "lot",
              "part_of": "lot", "ruling": "ruling", "replaces": "ruling", "reverses": "movement"}
_BOOLEANS = {"host_side", "is_citation", "is_founding", "date_is_inferred"}


def _content_query(kind: str) -> str:
    """The id, the content id and the content of each row of a table."""
    table = ENTRIES[kind]
    columns, joins = [], []
    for path in table.content:
        name, is_foreign, _ = path.partition("__")
        if is_foreign:
            joins.append(f" LEFT JOIN {ENTRIES[_POINTS_TO[name]].name} j_{name} ON j_{name}.id = e.{name}_id")
            columns.append(f"j_{name}.content_id")
        else:
            columns.append(f'e."{name}"')
    return (f"SELECT e.id, e.content_id, {', '.join(columns)} FROM {table.name} e{''.join(joins)}"
            f" WHERE e.id >= %s AND e.id < %s ORDER BY e.id LIMIT {READ_AT_ONCE}")


def _check_content(mission: Mission, tell: Progress) -> Iterator[Finding]:
    for number, (kind, table) in enumerate(ENTRIES.items()):
        tell("content", number, len(ENTRIES))
        for entry, stored, *values in _paged(_content_query(kind), mission.id):
            content = {
                path: bool(value) if path in _BOOLEANS else bytes(value).hex() if "__" in path and value else value
                for path, value in zip(table.content, values, strict=True)
            }
            if content_id(kind, content) != bytes(stored):
                yield Finding("content", f"{kind} {entry}", "its columns are not what its content id was made of")
    yield from _check_numbers(mission)


def _check_numbers(mission: Mission) -> Iterator[Finding]:
    """The columns beside the content: numbers of lines and lots, and what lines are found by."""
    counted = database.rows("SELECT lines, lots, movements FROM store_ledger WHERE id = %s", [mission.id])[0]
    for kind, count in zip(("line", "lot", "movement"), counted, strict=True):
        (found,) = database.rows(f"SELECT COUNT(*) FROM {ENTRIES[kind].name} WHERE ledger_id = %s", [mission.id])[0]
        if found != count:
            yield Finding("content", f"ledger {mission.slug}", f"it has {found} {kind}s, and its head says {count}")
    for kind in ("line", "lot"):
        for place, (entry, number) in enumerate(database.rows(
                f"SELECT id, number FROM {ENTRIES[kind].name} WHERE ledger_id = %s ORDER BY id", [mission.id])):
            if place != number:
                yield Finding("content", f"{kind} {entry}", f"its number is {number}, not {place}")
    for entry, terms, *named in database.rows(
            "SELECT id, terms, contributor, kind, resource, unit, channel, earmark FROM store_line"
            " WHERE ledger_id = %s", [mission.id]):
        contributor, kind, resource, unit, channel, earmark = named
        if terms_hash((contributor, kind, resource, unit, channel, earmark)) != bytes(terms):
            yield Finding("content", f"line {entry}", "it can not be found by its terms")


def _check_texts(mission: Mission) -> Iterator[Finding]:
    sealed = {text for (text,) in database.rows(
        "SELECT s.text_id FROM store_sealed s JOIN store_seal e ON e.id = s.seal_id WHERE e.ledger_id = %s",
        [mission.id])}
    for text, salt, digest, body in _paged(
            "SELECT id, salt, digest, body FROM store_text WHERE id >= %s AND id < %s"
            f" ORDER BY id LIMIT {READ_AT_ONCE}", mission.id, factor=2):
        if body is None and text not in sealed:
            yield Finding("permanence", f"text {text}", "it is empty, and no seal names it")
        elif body is not None and text in sealed:
            yield Finding("permanence", f"text {text}", "a seal names it, and it can still be read")
        elif body is not None and (salt is None or text_digest(bytes(salt), bytes(body)) != bytes(digest)):
            yield Finding("content", f"text {text}", "it is not the text that was recorded")


# --- evidence and times -----------------------------------------------------------------------------------


def _check_evidence(mission: Mission) -> Iterator[Finding]:
    questions = (
        ("movement", "it has no ruling", "SELECT e.id FROM store_movement e LEFT JOIN store_ruling o"
         " ON o.id = e.ruling_id WHERE o.id IS NULL AND e.ledger_id = %s"),
        ("movement", "it has no lot", "SELECT e.id FROM store_movement e LEFT JOIN store_lot o"
         " ON o.id = e.lot_id WHERE o.id IS NULL AND e.ledger_id = %s"),
        ("lot", "it has no line", "SELECT e.id FROM store_lot e LEFT JOIN store_line o"
         " ON o.id = e.line_id WHERE o.id IS NULL AND e.ledger_id = %s"),
        ("ruling", "it has no statement", "SELECT e.id FROM store_ruling e LEFT JOIN store_statement o"
         " ON o.id = e.statement_id WHERE o.id IS NULL AND e.ledger_id = %s"),
        ("statement", "it has no report", "SELECT e.id FROM store_statement e LEFT JOIN store_report o"
         " ON o.id = e.report_id WHERE o.id IS NULL AND e.ledger_id = %s"),
        ("statement", "it has no passage", "SELECT e.id FROM store_statement e LEFT JOIN store_text o"
         " ON o.id = 2 * e.id WHERE o.id IS NULL AND e.ledger_id = %s"),
        ("report", "it has no content", "SELECT e.id FROM store_report e LEFT JOIN store_text o"
         " ON o.id = 2 * e.id + 1 WHERE o.id IS NULL AND e.ledger_id = %s"),
        ("statement", "two standing rulings book it", "SELECT e.statement_id FROM store_ruling e"
         " WHERE e.postings <> ''"
         " AND e.id NOT IN (SELECT replaces_id FROM store_ruling WHERE replaces_id IS NOT NULL)"
         " AND e.ledger_id = %s GROUP BY e.statement_id HAVING COUNT(*) > 1"),
        ("entry", "it belongs to another ledger than its ruling", "SELECT e.id FROM store_movement e"
         " JOIN store_ruling o ON o.id = e.ruling_id WHERE o.ledger_id <> e.ledger_id AND e.ledger_id = %s"),
    )
    for kind, sentence, query in questions:
        for (entry,) in database.rows(f"{query} LIMIT {MOST_FINDINGS}", [mission.id]):
            yield Finding("evidence", f"{kind} {entry}", sentence)


def _check_times(mission: Mission) -> Iterator[Finding]:
    for entry, published, received, known, recorded in database.rows(
            "SELECT id, published, received, known, recorded FROM store_report WHERE ledger_id = %s", [mission.id]):
        due = known_of_report(published, received, recorded=recorded, zone=mission.zone)
        if known != due:
            yield Finding("times", f"report {entry}", f"it was known at {due}, and says {known}")
    questions = (
        ("statement", "it is not known when its report is", "SELECT e.id FROM store_statement e JOIN store_report o"
         " ON o.id = e.report_id WHERE o.known <> e.known AND e.ledger_id = %s"),
        ("ruling", "it is known before its statement", "SELECT e.id FROM store_ruling e JOIN store_statement o"
         " ON o.id = e.statement_id WHERE e.known < o.known AND e.ledger_id = %s"),
        ("ruling", "it is known before a statement it cites", "SELECT e.id FROM store_ruling e JOIN store_citation c"
         " ON c.ruling_id = e.id JOIN store_statement o ON o.id = c.statement_id"
         " WHERE e.known < o.known AND e.ledger_id = %s"),
        ("ruling", "it is known before the ruling it replaces", "SELECT e.id FROM store_ruling e JOIN store_ruling o"
         " ON o.id = e.replaces_id WHERE e.known < o.known AND e.ledger_id = %s"),
        ("movement", "it is not known when its ruling is", "SELECT e.id FROM store_movement e JOIN store_ruling o"
         " ON o.id = e.ruling_id WHERE e.known <> o.known AND e.ledger_id = %s"),
        *((kind, "it is known after it was recorded", f"SELECT id FROM {ENTRIES[kind].name}"
           " WHERE known > recorded AND ledger_id = %s") for kind in ("statement", "ruling", "movement")),
    )
    for kind, sentence, query in questions:
        for (entry,) in database.rows(f"{query} LIMIT {MOST_FINDINGS}", [mission.id]):
            yield Finding("times", f"{kind} {entry}", sentence)


# --- permanence -------------------------------------------------------------------------------------------


def _check_triggers_present() -> Iterator[Finding]:
    from muster.store.triggers import faulty_triggers

    for name in faulty_triggers():
        yield Finding("permanence", f"trigger {name}", "it is missing, changed or switched off")


def _check_triggers_bite(mission: Mission) -> Iterator[Finding]:
    """Try what must be refused, on a row of each table, and take everything back."""
    from django.db import transaction

    with transaction.atomic():
        for table in (*(one.name for one in ENTRIES.values()), "store_text", "store_sealed"):
            for sentence, query in _forbidden(table):
                if not _is_refused(query, mission.id):
                    yield Finding("permanence", table, f"the database let somebody {sentence}")
        transaction.set_rollback(True)


def _forbidden(table: str) -> Sequence[tuple[str, str]]:
    owned = "ledger_id = %s" if table != "store_sealed" else \
        "seal_id IN (SELECT id FROM store_seal WHERE ledger_id = %s)"
    one = f"id = (SELECT MAX(id) FROM {table} WHERE {owned})"
    changed = {"store_text": "body = digest", "store_sealed": "text_id = text_id"}.get(table, "author = author")
    tried = [("change a row", f"UPDATE {table} SET {changed} WHERE {one}"),
             ("remove a row", f"DELETE FROM {table} WHERE {one}")]
    if database.connection().vendor == "sqlite":
        tried.append(("replace a row", f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE {one}"))
    else:
        tried.append(("empty the table", f"TRUNCATE {table} CASCADE"))
    return tried


def _is_refused(query: str, ledger: int) -> bool:
    """Did the database refuse, or was there no row to try it on?"""
    from django.db import DatabaseError, transaction

    try:
        with transaction.atomic():
            conn = database.connection()
            with conn.cursor() as cursor:
                cursor.execute(query, [ledger] if "%s" in query else None)
                return bool(cursor.rowcount == 0)
    except DatabaseError:
        return True
