"""Sealing: two people make words unreadable that were filed by mistake, are classified or personal.

The entry stays in the chain with the salted hashes of its texts; the texts lose their bodies, and their salts too, so
that not even a right guess can be confirmed (a line's conditions keep their salt: the same line must be found again).
What is emptied with an entry:

    report      its title, address and bytes, and with each of its statements what that takes with it
    statement   its passage and the source's words, the reasons of the rulings on it
    ruling      its reason, and the conditions of lines that no other ruling books on
    party       its names and role

The database file is rewritten, so no bytes stay in free pages or the write-ahead log; registered backups are written
anew. Those out of reach, and what the database server keeps of its own accord, are named for somebody to see to.
What was sealed is remembered beside the database too, so that restoring an older backup seals it again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from muster.errors import Refused
from muster.ledger.records import Mission
from muster.problems import Problem
from muster.store import database
from muster.store.chain import Head, ledger_head
from muster.store.entries import ENTRIES, canonical_json, content_id, text_of
from muster.store.settings import home_folder

SEALABLE = ("report", "statement", "ruling", "party", "line")


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a sealing did. texts: how many are empty now. unreachable: sentences, each naming what is left to do."""

    seal: int
    texts: int
    backups_rewritten: tuple[str, ...]
    unreachable: tuple[str, ...]


def seal(mission: Mission, entries: Sequence[int], *, reason: str, authors: tuple[str, str]) -> Sealed:
    """Make the words of entries unreadable, for good. authors: the two people who decided it."""
    first, second = (name.strip() for name in authors)
    problems = []
    if not first or not second or first.casefold() == second.casefold():
        problems.append(Problem("seal, authors", " and ".join(authors), "two different people",
                                "Let a second person confirm it."))
    if not reason.strip():
        problems.append(Problem("seal, reason", "", "why it must not be read", "Give the reason; it stays readable."))
    with ledger_head(mission.slug, author=f"{first} and {second}") as head:
        targets, texts = _named(head, entries, problems)
        open_texts = dict(database.rows_in(
            "SELECT id, digest FROM store_text WHERE body IS NOT NULL AND id IN ({keys})", texts))
        if not problems and not open_texts:
            problems.append(Problem("seal", ", ".join(map(str, entries)), "entries with words that can still be read",
                                    "There is nothing left to seal."))
        if problems:
            raise Refused(*problems)
        digests = [bytes(digest).hex() for digest in open_texts.values()]
        made = add_seal(head, reason, (first, second), targets, list(open_texts), digests)
    remember(dict.fromkeys(digests, (reason, first, second)))
    unreachable = _wipe()
    rewritten, out_of_reach = _rewrite_backups(mission)
    return Sealed(made, len(open_texts), tuple(rewritten), (*unreachable, *out_of_reach))


def add_seal(head: Head, reason: str, authors: tuple[str, str], targets: Sequence[str], texts: Sequence[int],
             digests: Sequence[str]) -> int:
    """A seal entry, and the texts it names emptied. targets: content ids in hex."""
    own = (reason, *authors, canonical_json(sorted(targets)), canonical_json(sorted(digests)))
    entry = head.add("seal", content_id("seal", dict(zip(ENTRIES["seal"].content, own))), own)
    head.sealed += [(text, entry) for text in texts]
    head.flush()
    of_lines = {text for (text,) in database.rows_in(
        "SELECT id * 2 FROM store_line WHERE id * 2 IN ({keys})", texts)}
    for text in texts:
        keep = "" if text in of_lines else ", salt = NULL"
        database.rows(f"UPDATE store_text SET body = NULL{keep} WHERE id = %s", [text])
    return entry


def _named(head: Head, entries: Iterable[int], problems: list[Problem]) -> tuple[list[str], list[int]]:
    """(content ids of the entries in hex, ids of the texts that go with them)."""
    targets, texts = [], []
    for entry in dict.fromkeys(entries):
        for kind in SEALABLE:
            found = database.rows(f"SELECT content_id FROM {ENTRIES[kind].name} WHERE id = %s AND ledger_id = %s",
                                  [entry, head.ledger])
            if found:
                targets.append(bytes(found[0][0]).hex())
                texts += _texts_of(kind, entry)
                break
        else:
            problems.append(Problem("seal", str(entry), "a report, statement, ruling, party or line of this mission",
                                    "Name the entry by its number, as `muster record` shows it."))
    return targets, list(dict.fromkeys(texts))


def _texts_of(kind: str, entry: int) -> list[int]:
    """The texts that are emptied with an entry."""
    if kind == "party":
        return [text_of(entry), *(text_of(alias) for (alias,) in database.rows(
            "SELECT id FROM store_alias WHERE party_id = %s", [entry]))]
    if kind == "line":
        return [text_of(entry)]
    if kind == "ruling":
        return [text_of(entry), *_lone_conditions([entry])]
    if kind == "report":
        statements = [one for (one,) in database.rows("SELECT id FROM store_statement WHERE report_id = %s", [entry])]
        own = [text_of(entry), text_of(entry, 1)]
    else:
        statements, own = [entry], []
    rulings = [one for (one,) in database.rows_in(
        "SELECT id FROM store_ruling WHERE statement_id IN ({keys})", statements)]
    return [*own, *map(text_of, statements), *map(text_of, rulings), *_lone_conditions(rulings)]


def _lone_conditions(rulings: Iterable[int]) -> list[int]:
    """The conditions of lines on which only these rulings booked."""
    own = set(rulings)
    lines = {line for (line,) in database.rows_in(
        "SELECT l.line_id FROM store_movement m JOIN store_lot l ON l.id = m.lot_id"
        " WHERE m.ruling_id IN ({keys})", own)}
    others = {line for line, ruling in database.rows_in(
        "SELECT DISTINCT l.line_id, m.ruling_id FROM store_movement m JOIN store_lot l ON l.id = m.lot_id"
        " WHERE l.line_id IN ({keys})", lines) if ruling not in own}
    return [text_of(line) for line in sorted(lines - others)]


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal as it stands in the chain. texts: how many it emptied."""

    id: int
    recorded: int
    reason: str
    authors: tuple[str, str]
    entries: int
    texts: int


def seals_of(mission: Mission) -> list[Seal]:
    """Every seal of a ledger, oldest first."""
    return [
        Seal(entry, recorded, reason, (first, second), len(json.loads(targets)), len(json.loads(digests)))
        for entry, recorded, reason, first, second, targets, digests in database.rows(
            "SELECT id, recorded, reason, first_author, second_author, targets, digests FROM store_seal"
            " WHERE ledger_id = %s ORDER BY id", [mission.id])
    ]


BEYOND_REACH = ("PostgreSQL's own write-ahead log and base backups may still hold the words: let its administrator run"
                " CHECKPOINT, and recycle them.")

# --- leaving no bytes -------------------------------------------------------------------------------------


def _wipe() -> list[str]:
    """Rewrite the stored texts, so that the emptied ones are nowhere; sentences on what could not be reached."""
    from django.db import DatabaseError

    conn = database.connection()
    if conn.in_atomic_block:
        return ["This sealing is part of a larger action: run `muster doctor` afterwards to rewrite the database file."]
    try:
        if conn.vendor == "sqlite":
            database.rows("VACUUM")
            busy = database.rows("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]
            return ["Somebody was reading: run `muster doctor` later to empty the write-ahead log."] if busy else []
        database.rows("VACUUM (FULL) store_text")
    except DatabaseError as failure:
        return [f"The database file could not be rewritten ({' '.join(str(failure).split())}): run `VACUUM` on it."]
    return [BEYOND_REACH]


def wipe() -> list[str] | None:
    """The same for whoever comes later: rewrite the database file, and say what is out of reach. None: never sealed."""
    return _wipe() if database.rows("SELECT 1 FROM store_seal LIMIT 1") else None


def _rewrite_backups(mission: Mission) -> tuple[list[str], list[str]]:
    """(backups written anew, sentences on those out of reach)."""
    import platform

    from muster.store.portable import write_backup

    rewritten, out_of_reach = [], []
    for path, host, names in database.rows("SELECT path, host, ledgers FROM store_backup ORDER BY id"):
        if mission.slug not in json.loads(names):
            continue
        if host == platform.node() and Path(path).exists():
            try:
                write_backup(Path(path), json.loads(names))
                rewritten.append(path)
                continue
            except OSError as failure:
                out_of_reach.append(f"The backup {path} could not be rewritten ({failure}): destroy it.")
                continue
        out_of_reach.append(f"The backup {path} on {host} still holds the words: destroy it, and back up anew.")
    return list(dict.fromkeys(rewritten)), list(dict.fromkeys(out_of_reach))


# --- remembering ------------------------------------------------------------------------------------------


def _register() -> Path:
    return home_folder() / "sealed.jsonl"


def remember(sealed: dict[str, tuple[str, str, str]]) -> None:
    """Keep the salted digests of sealed texts beside the database. They say nothing without the salts."""
    path = _register()
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a", encoding="utf-8") as file:
        for digest, why in sealed.items():
            file.write(canonical_json([digest, *why]) + "\n")
        file.flush()
        os.fsync(file.fileno())


def remembered() -> dict[str, tuple[str, str, str]]:
    """digest in hex -> (reason, first author, second author), of this installation and this database."""
    known: dict[str, tuple[str, str, str]] = {}
    if _register().exists():
        for row in _register().read_text(encoding="utf-8").splitlines():
            try:
                digest, reason, first, second = json.loads(row)
            except ValueError:
                continue  # a line cut short by a crash; the seal itself is in the database
            known[digest] = (reason, first, second)
    for reason, first, second, digests in database.rows(
            "SELECT reason, first_author, second_author, digests FROM store_seal"):
        known |= dict.fromkeys(json.loads(digests), (reason, first, second))
    return known
