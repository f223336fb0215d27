"""The desk on which one filing is worked: what the ledger holds already of what the filing names, and what goes wrong.

Everything a filing names is looked up before anything is added, in a few queries whose number grows with the filing and
not with the ledger. Problems are gathered, so that all are said at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from muster.errors import Refused, Stale
from muster.ledger.columns import MovementRow
from muster.ledger.drafts import Filing
from muster.ledger.records import EVERYONE, LineKey
from muster.problems import Problem
from muster.quantities import LARGEST, Quantity
from muster.store import database
from muster.store.chain import Head
from muster.store.entries import canonical_json, content_bytes, text_digest, text_of
from muster.store.postings import Terms, terms_hash, terms_of
from muster.store.regrading import Regraded, latest
from muster.vocabulary import Verdict

LONGEST_KEY = 500
"""Letters in a report's name, a locator or a lot's name: they are indexed."""


class KeptReport(NamedTuple):
    id: int
    content: bytes
    known: int
    marking: int


class KeptStatement(NamedTuple):
    id: int
    content: bytes
    known: int
    grade: int
    marking: int


class KeptLine(NamedTuple):
    id: int
    content: bytes
    variant: int


class KeptLot(NamedTuple):
    id: int
    content: bytes
    number: int
    part_of: int | None


class KeptMovement(NamedTuple):
    id: int
    content: bytes
    lot: int
    lot_content: bytes
    row: MovementRow  # as `packed_row` gives it


class KeptRuling(NamedTuple):
    id: int
    content: bytes
    verdict: Verdict
    known: int
    books: bool  # it moved something itself


def report_of_key(key: str) -> tuple[str, str]:
    """The report's name and the locator in a statement's key."""
    name, _, locator = key.partition(":")
    return name, locator


def check_letters(filing: Filing, author: str) -> None:
    """Refuse names with NUL or broken characters. All are tried at once, since nearly always none has any."""
    names = [author, *(party.id for party in filing.parties), *(report.name for report in filing.reports)]
    for statement in filing.statements:
        names += (statement.report, statement.locator, statement.contributor)
    for ruling in filing.rulings:
        names += (ruling.statement, ruling.replaces, *ruling.cites)
        for posting in ruling.postings:
            names += (*terms_of(posting.line), posting.line.conditions, posting.lot, posting.part_of)
    if _is_plain("".join(names)):
        return
    raise Refused(*(Problem("a name in the filing", ascii(name), "plain text", "Take the odd characters out.")
                    for name in dict.fromkeys(names) if not _is_plain(name)))


def _is_plain(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


@dataclass
class Desk:
    """One filing at the head of a ledger, with what stood there before."""

    head: Head
    filing: Filing
    live: bool
    problems: list[Problem] = field(default_factory=list)
    new: dict[str, int] = field(default_factory=dict)
    already: dict[str, int] = field(default_factory=dict)
    parties: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    reports: dict[str, KeptReport] = field(default_factory=dict)
    statements: dict[str, KeptStatement] = field(default_factory=dict)
    lines: dict[LineKey, KeptLine] = field(default_factory=dict)
    lots: dict[tuple[int, str], KeptLot] = field(default_factory=dict)
    ruling_ids: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.zone = ZoneInfo(self.head.zone)
        self.faulty: set[str] = set()                     # keys already complained about
        self.texts_to_compare: list[tuple[int, bytes, str]] = []  # text id, words filed now, where
        self.history: dict[int, list[KeptRuling]] = {}    # statement id -> rulings on it, oldest first
        self.replaced: set[int] = set()
        self.regraded: dict[int, Regraded] = {}           # statement id -> what it counts as since it was filed
        self.booked: dict[int, list[KeptMovement]] = {}   # ruling id -> what it booked
        self.highest_variant: dict[Terms, int] = {}
        self.parent_names: dict[tuple[LineKey, str], str] = {}

    def complain(self, where: str, found: str, expected: str, remedy: str) -> None:
        self.problems.append(Problem(where, found, expected, remedy))

    def count(self, kind: str, *, is_new: bool) -> None:
        counts = self.new if is_new else self.already
        counts[kind] = counts.get(kind, 0) + 1

    def look_up(self) -> None:
        """Raises Refused when a name in the filing has letters that no database can look for."""
        check_letters(self.filing, self.head.author)
        self._look_up_parties()
        self._look_up_reports()
        self._look_up_statements()
        self._look_up_rulings()
        self._look_up_lines()

    def _look_up_parties(self) -> None:
        filing = self.filing
        keys = {party.id for party in filing.parties} | {statement.contributor for statement in filing.statements}
        keys |= {posting.line.contributor for ruling in filing.rulings for posting in ruling.postings}
        for key, entry, content in database.rows_in(
                "SELECT key, id, content_id FROM store_party WHERE ledger_id = %s AND key IN ({keys})",
                sorted(keys - {"", EVERYONE}), [self.head.ledger]):
            self.parties[key] = (entry, bytes(content))

    def _look_up_reports(self) -> None:
        filing = self.filing
        names = {report.name for report in filing.reports} | {statement.report for statement in filing.statements}
        for ruling in filing.rulings:
            names |= {report_of_key(key)[0] for key in (ruling.statement, ruling.replaces, *ruling.cites)}
        for name, *rest in database.rows_in(
                "SELECT name, id, content_id, known, marking FROM store_report"
                " WHERE ledger_id = %s AND name IN ({keys})", sorted(names - {""}), [self.head.ledger]):
            self.reports[name] = KeptReport(*rest)
        self.old_reports = dict(self.reports)

    def _look_up_statements(self) -> None:
        """Statements of reports that were there before; those of new reports can not be."""
        wanted: dict[tuple[int, str], str] = {}
        keys = [statement.key for statement in self.filing.statements]
        for ruling in self.filing.rulings:
            keys += [key for key in (ruling.statement, ruling.replaces, *ruling.cites) if key]
        for key in keys:
            name, locator = report_of_key(key)
            if name in self.old_reports:
                wanted[(self.old_reports[name].id, locator)] = key
        for report, locator, entry, content, known, grade, marking in _rows_by_pair(
                "SELECT report_id, locator, id, content_id, known, grade, marking FROM store_statement",
                ("report_id", "locator"), wanted):
            self.statements[wanted[(report, locator)]] = KeptStatement(entry, bytes(content), known, grade, marking)
        self.old_statements = dict(self.statements)

    def _look_up_rulings(self) -> None:
        ruled = {key for ruling in self.filing.rulings for key in (ruling.statement, ruling.replaces) if key}
        old = [self.old_statements[key].id for key in ruled if key in self.old_statements]
        ids = []
        for statement, entry, content, verdict, known, books in database.rows_in(
                "SELECT statement_id, id, content_id, verdict, known, postings <> '' FROM store_ruling"
                " WHERE statement_id IN ({keys}) ORDER BY id", old):
            self.history.setdefault(statement, []).append(
                KeptRuling(entry, bytes(content), Verdict(verdict), known, bool(books)))
            ids.append(entry)
        for statement, now in latest(self.head.ledger, old).items():
            self.regraded[statement] = now
        self.replaced = {entry for (entry,) in database.rows_in(
            "SELECT replaces_id FROM store_ruling WHERE replaces_id IN ({keys})", ids)}

    def _look_up_lines(self) -> None:
        keys = {posting.line for ruling in self.filing.rulings for posting in ruling.postings}
        by_terms: dict[bytes, Terms] = {terms_hash(terms): terms for terms in map(terms_of, keys)}
        variants: dict[Terms, list[tuple[int, bytes, int, bytes | None, bytes | None]]] = {}
        for row in database.rows_in(
                "SELECT l.terms, l.id, l.content_id, l.variant, t.salt, t.digest FROM store_line l"
                " LEFT JOIN store_text t ON t.id = l.id * 2"
                " WHERE l.ledger_id = %s AND l.terms IN ({keys}) ORDER BY l.variant",
                sorted(by_terms), [self.head.ledger]):
            variants.setdefault(by_terms[bytes(row[0])], []).append(row[1:])
        for terms, found in variants.items():
            self.highest_variant[terms] = max(row[2] for row in found)
        for key in keys:
            for entry, content, variant, salt, digest in variants.get(terms_of(key), ()):
                if _is_conditions(key.conditions, variant, salt, digest):
                    self.lines[key] = KeptLine(entry, bytes(content), variant)
        wanted = {}
        for ruling in self.filing.rulings:
            for posting in ruling.postings:
                if posting.part_of:
                    self.parent_names[(posting.line, posting.lot)] = posting.part_of
                line = self.lines.get(posting.line)
                if line is not None:
                    for name in (posting.lot, posting.part_of):
                        wanted[(line.id, name)] = name
        for line, name, entry, content, number, part_of in _rows_by_pair(
                "SELECT line_id, name, id, content_id, number, part_of_id FROM store_lot", ("line_id", "name"), wanted):
            self.lots[(line, name)] = KeptLot(entry, bytes(content), number, part_of)

    def check_expected(self, expects: Mapping[str, int | None]) -> None:
        stale = []
        for key, seen in expects.items():
            found = self.statements.get(key)
            standing = self.standing(found.id) if found else []
            latest = standing[-1] if standing else None
            if (latest.id if latest else None) != seen:
                stale.append(Problem(
                    f"statement {key}", latest.verdict.value if latest else "no standing ruling",
                    "the ruling you were looking at", "Somebody ruled on it meanwhile: look again, then decide."))
        if stale:
            raise Stale(*stale)


    def content(self, kind: str, where: str, content: Mapping[str, object]) -> bytes | None:
        """The content id, or None after a complaint about letters no database keeps."""
        try:
            canonical = content_bytes(kind, content)
        except (ValueError, TypeError) as fault:
            self.complain(where, str(fault), "plain text and numbers", "Take the odd characters or values out.")
            return None
        if b"\\u0000" in canonical:
            self.complain(where, "a NUL character", "plain text", "Take the NUL characters out.")
        return sha256(canonical).digest()

    def json(self, where: str, value: Mapping[str, object]) -> str:
        """Canonical JSON; "" for nothing, and after a complaint about a value that JSON does not have."""
        try:
            return canonical_json(dict(value)) if value else ""
        except (ValueError, TypeError) as fault:
            self.complain(where, str(fault), "text, numbers, booleans and lists of them",
                          "Write days and times as text, and leave out what is not a number.")
            return ""

    def body(self, where: str, text: str) -> bytes:
        try:
            return text.encode()
        except UnicodeEncodeError:
            self.complain(where, ascii(text)[:60], "text of whole characters", "Take the broken characters out.")
            return b""

    def check_quantity(self, quantity: Quantity, where: str) -> None:
        booked, low, high = quantity.booked, quantity.low, quantity.high
        if booked is not None and 0 <= low <= booked <= (booked if high is None else high) <= LARGEST:
            return
        parts = [part for part in (booked, low, high) if part is not None]
        if any(abs(part) > LARGEST for part in parts):
            self.complain(where, str(max(parts, key=abs)), f"a figure below {LARGEST:,}",
                          "Check the unit and the zeros.")
        elif not _in_bounds(quantity):
            self.complain(where, f"{quantity.booked} in {quantity.low} to {quantity.high}",
                          "a figure from 0 up, within its own bounds", "Correct the figure or its bounds.")

    def compare_later(self, entry: int, texts: Iterable[bytes], where: str) -> None:
        for part, body in enumerate(texts):
            self.texts_to_compare.append((text_of(entry, part), body, where))

    def compare_texts(self) -> None:
        """Words filed again must be the words that were filed; of what was sealed nothing can be said."""
        self.head.flush()
        wanted = {text: (body, where) for text, body, where in self.texts_to_compare}
        for text, salt, digest in database.rows_in(
                "SELECT id, salt, digest FROM store_text WHERE id IN ({keys})", wanted):
            body, where = wanted[text]
            if salt is not None and text_digest(bytes(salt), body) != bytes(digest):
                self.complain(where, body[:60].decode(errors="replace"), "the words recorded there",
                              "Words are never changed: file them under another name or locator.")


    def standing(self, statement: int) -> list[KeptRuling]:
        return [ruling for ruling in self.history.get(statement, ())
                if ruling.id not in self.replaced and ruling.verdict is not Verdict.UNDO]


def _in_bounds(quantity: Quantity) -> bool:
    booked, low, high = quantity.booked, quantity.low, quantity.high
    below_high = high is None or (low <= high and (booked is None or booked <= high))
    return low >= 0 and below_high and (booked is None or low <= booked)


def _is_conditions(conditions: str, variant: int, salt: bytes | None, digest: bytes | None) -> bool:
    """Is the line of this variant the one on these conditions?"""
    if not conditions or variant == 0:
        return not conditions and variant == 0
    return salt is not None and digest is not None and text_digest(
        bytes(salt), conditions.encode("utf-8", "replace")) == bytes(digest)


def _rows_by_pair(query: str, columns: tuple[str, str], pairs: Iterable[tuple[int, str]]) -> Iterator[tuple[Any, ...]]:
    """The pair's two columns and the rest, for each pair that is there."""
    listed = list(pairs)
    for start in range(0, len(listed), 200):
        chunk = listed[start:start + 200]
        either = " OR ".join([f"({columns[0]} = %s AND {columns[1]} = %s)"] * len(chunk))
        yield from database.rows(f"{query} WHERE {either}", [value for pair in chunk for value in pair])
