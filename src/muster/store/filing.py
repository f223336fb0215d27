"""Filing: reports, statements and rulings become entries of a ledger, all of them or none.

Everything wrong is said at once. What the ledger already holds is recognised by its content, so filing the same thing
twice changes nothing. One pass adds entries to the head of the chain and gathers problems; if there is one, the
transaction is undone, so nothing is half filed.

How rulings on one statement follow each other: at most one of accept, reject, unsure and same-as stands; a later one
says what it replaces (`replaces`), and an undo replaces the standing one. A ruling is part of its successor's content,
so rule, undo, rule again are three entries, while loading the same package again finds all three.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from muster.errors import Refused, Stale
from muster.ledger.columns import REVERSAL_BIT, MovementRow, day_number, packed_row
from muster.ledger.drafts import Filing, NewReport, NewRuling, NewStatement
from muster.ledger.records import EVERYONE, LineKey, Mission, Party, Posting
from muster.problems import Problem
from muster.quantities import LARGEST, Quantity, is_currency
from muster.store import database
from muster.store.chain import Head, add_ledger, ledger_head, mission_named, rename
from muster.store.entries import ENTRIES, canonical_json, content_id, text_digest, text_of
from muster.store.postings import Terms, encoded, terms_hash, terms_of, words_of
from muster.store.times import known_of_report, known_of_ruling
from muster.vocabulary import Grade, Kind, Marking, Verdict

LONGEST_KEY = 500
"""Letters in a report's name, a locator or a lot's name: they are indexed."""

JUDGING = frozenset({Verdict.ACCEPT, Verdict.REJECT, Verdict.UNSURE, Verdict.SAME_AS})
"""Verdicts of which one at most stands on a statement."""

BOOKING = frozenset({Verdict.ACCEPT, Verdict.OPEN_WITH, Verdict.ADJUST_BY})
"""Verdicts that may carry postings."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What a filing did. new, already: how many of each kind were added, or known before.

    reports, statements: ids by key. rulings: an id for each ruling of the filing, in its order.
    """

    mission: Mission
    new: Mapping[str, int]
    already: Mapping[str, int]
    reports: Mapping[str, int]
    statements: Mapping[str, int]
    rulings: tuple[int, ...]

    @property
    def changed_nothing(self) -> bool:
        return not any(self.new.values())


_REPORT_CONTENT = ENTRIES["report"].content
_STATEMENT_CONTENT = ENTRIES["statement"].content
_LINE_CONTENT = ENTRIES["line"].content


class _Report(NamedTuple):
    id: int
    content: bytes
    known: int
    marking: int


class _Statement(NamedTuple):
    id: int
    content: bytes
    known: int
    grade: int
    marking: int


class _Line(NamedTuple):
    id: int
    content: bytes
    variant: int


class _Lot(NamedTuple):
    id: int
    content: bytes
    number: int
    part_of: int | None


class _Movement(NamedTuple):
    id: int
    content: bytes
    lot: int
    lot_content: bytes
    row: MovementRow  # as `packed_row` gives it


class _Ruling(NamedTuple):
    id: int
    content: bytes
    verdict: Verdict
    known: int


def file(mission: Mission | None, filing: Filing, *, author: str, live: bool = False,
         expects: Mapping[str, int | None] | None = None) -> Filed:
    """Put a filing into a mission's ledger, in one transaction.

    mission None: the one the filing names, begun here if it is new. live: its rulings are given by a person now, so they
    are known from when they are recorded. expects: statement key -> id of the ruling the caller saw standing on it, or
    None for none. Raises Stale when another stands by now, Refused with every problem otherwise.
    """
    if mission is None and not database.is_prepared():
        database.prepare()
    database.demand_prepared()
    with database.writing(mission.slug if mission else "ledgers"):
        mission = _mission_of(mission, filing)
        with ledger_head(mission.slug, author=author) as head:
            clerk = _Clerk(head, filing, live=live)
            clerk.look_up()
            clerk.check_expected(expects or {})
            clerk.file_all()
            if clerk.problems:
                raise Refused(*clerk.problems)
    return Filed(mission, clerk.new, clerk.already, {name: found.id for name, found in clerk.reports.items()},
                 {key: found.id for key, found in clerk.statements.items()}, tuple(clerk.ruling_ids))


def _mission_of(mission: Mission | None, filing: Filing) -> Mission:
    terms = filing.mission
    if mission is None:
        if terms is None:
            return mission_named()
        if not database.rows("SELECT 1 FROM store_ledger WHERE slug = %s", [terms.slug]):
            return add_ledger(terms)
        mission = mission_named(terms.slug)
    if terms is not None and terms.slug == mission.slug:
        if terms.timezone != mission.timezone:
            raise Refused(Problem(f"mission {terms.slug}, time zone", terms.timezone, mission.timezone,
                                  "A ledger's days are counted in one zone for good: begin another mission."))
        if (terms.name, terms.names) != (mission.name, mission.names) and len(terms.names) >= len(mission.names):
            return rename(mission, terms.name, terms.names)
    return mission


def report_of_key(key: str) -> tuple[str, str]:
    """The report's name and the locator in a statement's key."""
    name, _, locator = key.partition(":")
    return name, locator


@dataclass
class _Clerk:
    """Files one filing at the head of a ledger, and knows what stood there before."""

    head: Head
    filing: Filing
    live: bool
    problems: list[Problem] = field(default_factory=list)
    new: dict[str, int] = field(default_factory=dict)
    already: dict[str, int] = field(default_factory=dict)
    parties: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    reports: dict[str, _Report] = field(default_factory=dict)
    statements: dict[str, _Statement] = field(default_factory=dict)
    lines: dict[LineKey, _Line] = field(default_factory=dict)
    lots: dict[tuple[int, str], _Lot] = field(default_factory=dict)
    ruling_ids: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        from zoneinfo import ZoneInfo

        self.zone = ZoneInfo(self.head.zone)
        self.faulty: set[str] = set()                     # keys already complained about
        self.texts_to_compare: list[tuple[int, bytes, str]] = []  # text id, words filed now, where
        self.history: dict[int, list[_Ruling]] = {}       # statement id -> rulings on it, oldest first
        self.replaced: set[int] = set()
        self.booked: dict[int, list[_Movement]] = {}      # ruling id -> what it booked
        self.highest_variant: dict[Terms, int] = {}
        self.parent_names: dict[tuple[LineKey, str], str] = {}

    def complain(self, where: str, found: str, expected: str, remedy: str) -> None:
        self.problems.append(Problem(where, found, expected, remedy))

    def count(self, kind: str, *, is_new: bool) -> None:
        counts = self.new if is_new else self.already
        counts[kind] = counts.get(kind, 0) + 1

    # --- what stands there already ---

    def look_up(self) -> None:
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
            self.reports[name] = _Report(*rest)
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
            self.statements[wanted[(report, locator)]] = _Statement(entry, bytes(content), known, grade, marking)
        self.old_statements = dict(self.statements)

    def _look_up_rulings(self) -> None:
        ruled = {key for ruling in self.filing.rulings for key in (ruling.statement, ruling.replaces) if key}
        old = [self.old_statements[key].id for key in ruled if key in self.old_statements]
        ids = []
        for statement, entry, content, verdict, known in database.rows_in(
                "SELECT statement_id, id, content_id, verdict, known FROM store_ruling"
                " WHERE statement_id IN ({keys}) ORDER BY id", old):
            self.history.setdefault(statement, []).append(_Ruling(entry, bytes(content), Verdict(verdict), known))
            ids.append(entry)
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
                    self.lines[key] = _Line(entry, bytes(content), variant)
        wanted = {}
        for ruling in self.filing.rulings:
            for posting in ruling.postings:
                if posting.part_of:
                    self.parent_names[(posting.line, posting.lot)] = posting.part_of
                if posting.line in self.lines:
                    for name in (posting.lot, posting.part_of):
                        wanted[(self.lines[posting.line].id, name)] = name
        for line, name, entry, content, number, part_of in _rows_by_pair(
                "SELECT line_id, name, id, content_id, number, part_of_id FROM store_lot", ("line_id", "name"), wanted):
            self.lots[(line, name)] = _Lot(entry, bytes(content), number, part_of)

    def check_expected(self, expects: Mapping[str, int | None]) -> None:
        stale = []
        for key, seen in expects.items():
            found = self.statements.get(key)
            standing = self._standing(found.id) if found else []
            latest = standing[-1] if standing else None
            if (latest.id if latest else None) != seen:
                stale.append(Problem(
                    f"statement {key}", latest.verdict.value if latest else "no standing ruling",
                    "the ruling you were looking at", "Somebody ruled on it meanwhile: look again, then decide."))
        if stale:
            raise Stale(*stale)

    # --- filing ---

    def file_all(self) -> None:
        for party in self.filing.parties:
            self._file_party(party)
        for report in self.filing.reports:
            self._file_report(report)
        for statement in self.filing.statements:
            self._file_statement(statement)
        for ruling in self.filing.rulings:
            self._file_ruling(ruling)
        self._compare_texts()

    def _content(self, kind: str, where: str, content: dict[str, object]) -> bytes | None:
        """The content id, or None after a complaint about letters no database keeps."""
        try:
            if "\\u0000" in canonical_json(content):
                raise ValueError("a NUL character")
            return content_id(kind, content)
        except (ValueError, TypeError) as fault:
            self.complain(where, str(fault), "plain text and numbers", "Take the odd characters or values out.")
            return None

    def _body(self, where: str, text: str) -> bytes:
        try:
            return text.encode()
        except UnicodeEncodeError:
            self.complain(where, ascii(text)[:60], "text of whole characters", "Take the broken characters out.")
            return b""

    def _file_party(self, party: Party) -> None:
        where = f"party {party.id}"
        if not party.id or party.id == EVERYONE or not party.name:
            return self.complain(where, party.id or party.name, "a party with an id of its own and a name",
                                 f"Give both; {EVERYONE} stands for all contributors together.")
        content = self._content("party", where, {"key": party.id, "kind": party.kind, "host_side": party.host_side})
        if content is None:
            return None
        names = (party.name, *party.aliases)
        if party.id in self.parties:
            entry, before = self.parties[party.id]
            if before != content:
                return self.complain(where, f"{party.kind}{', host side' if party.host_side else ''}",
                                     "the same kind and side as recorded before", "Give the other party an id of its own.")
            self.count("parties", is_new=False)
        else:
            about = {"name": party.name, **({"role": party.role} if party.role else {})}
            entry = self.head.add("party", content, (party.id, party.kind, party.host_side),
                                  texts=[self._body(where, canonical_json(about))])
            self.parties[party.id] = (entry, content)
            self.count("parties", is_new=True)
            return self._add_aliases(entry, content, [name for name in dict.fromkeys(names) if name != party.name], 0, where)
        return self._file_aliases(entry, content, names, where)

    def _file_aliases(self, party: int, party_content: bytes, names: tuple[str, ...], where: str) -> None:
        """Names by which a party that was there before is not known yet."""
        self.head.flush()
        known = {json.loads(bytes(body))["name"] for (body,) in database.rows(
            "SELECT body FROM store_text WHERE id = %s AND body IS NOT NULL", [text_of(party)])}
        aliases = database.rows(
            "SELECT a.number, t.salt, t.digest FROM store_alias a JOIN store_text t ON t.id = a.id * 2"
            " WHERE a.party_id = %s", [party])
        fresh = [
            name for name in dict.fromkeys(names)
            if name not in known and not any(
                salt and text_digest(bytes(salt), name.encode("utf-8", "replace")) == bytes(digest)
                for _, salt, digest in aliases)
        ]
        self._add_aliases(party, party_content, fresh, max((row[0] for row in aliases), default=0), where)

    def _add_aliases(self, party: int, party_content: bytes, names: Iterable[str], after: int, where: str) -> None:
        for number, name in enumerate(names, after + 1):
            content = content_id("alias", {"party__content_id": party_content.hex(), "number": number})
            self.head.add("alias", content, (party, number), texts=[self._body(where, name)])
            self.count("aliases", is_new=True)

    def _file_report(self, report: NewReport) -> None:
        where = f"report {report.name}"
        if not report.name or ":" in report.name or len(report.name) > LONGEST_KEY:
            self.faulty.add(report.name)
            return self.complain(where, report.name, f"a name of at most {LONGEST_KEY} letters without a colon",
                                 "Give the report a short name of its own.")
        published = None if report.published is None else day_number(report.published)
        own = (report.name, report.publisher, published, report.language, int(report.marking), report.is_citation,
               report.is_founding, report.date_is_inferred)
        content = self._content("report", where, dict(zip(_REPORT_CONTENT, own)))
        texts = (self._body(where, canonical_json({"title": report.title, "address": report.address})), report.body)
        if content is None:
            self.faulty.add(report.name)
            return None
        before = self.reports.get(report.name)
        if before is not None:
            if before.content != content:
                return self.complain(where, f"{report.publisher}, {report.published}",
                                     "the publisher, day, language and marking recorded under that name",
                                     "Give the other report a name of its own.")
            self._compare_later(before.id, texts, where)
            return self.count("reports", is_new=False)
        known = known_of_report(published, report.received, recorded=self.head.next_recorded(), zone=self.zone)
        entry = self.head.add("report", content, (*own, report.received), known=known, texts=texts)
        self.reports[report.name] = _Report(entry, content, known, int(report.marking))
        return self.count("reports", is_new=True)

    def _file_statement(self, statement: NewStatement) -> None:
        key = statement.key
        where = f"statement {key}"
        report = self.reports.get(statement.report)
        faults = len(self.problems)
        if report is None and statement.report not in self.faulty:
            self.complain(where, statement.report, "a report that is in the ledger or in this filing",
                          "File its report first.")
        self._check_statement(statement, where)
        if report is None or len(self.problems) > faults:
            self.faulty.add(key)
            return
        quantity, when = statement.quantity, statement.when
        marking = report.marking if statement.marking is None else int(statement.marking)
        own = (
            statement.locator, statement.aspect.value, statement.kind.value if statement.kind else "",
            statement.contributor, statement.resource, statement.unit,
            *((quantity.booked, quantity.low, quantity.high) if quantity else (None, None, None)),
            None if statement.stage is None else int(statement.stage),
            None if statement.from_stage is None else int(statement.from_stage),
            *((day_number(when.first), day_number(when.last)) if when else (None, None)),
            statement.speaker, int(statement.grade), marking,
            canonical_json(dict(statement.detail)) if statement.detail else "",
        )
        content = self._content("statement", where, dict(zip(_STATEMENT_CONTENT, (report.content.hex(), *own))))
        if content is None:
            self.faulty.add(key)
            return
        said: dict[str, object] = {"passage": statement.passage}
        if statement.words:
            said["words"] = dict(statement.words)
        if quantity and quantity.word:
            said["quantity"] = quantity.word
        if when and when.words:
            said["when"] = when.words
        text = self._body(where, canonical_json(said))
        before = self.statements.get(key)
        if before is not None:
            if before.content != content:
                self.complain(where, f"{statement.aspect.value} {statement.contributor} {statement.resource}".strip(),
                              "what is recorded for that place in that report",
                              "Give the other statement a locator of its own; a correction is a new statement.")
                return
            self._compare_later(before.id, (text,), where)
            return self.count("statements", is_new=False)
        entry = self.head.add("statement", content, (report.id, *own), known=report.known, texts=(text,))
        self.statements[key] = _Statement(entry, content, report.known, int(statement.grade), marking)
        self.count("statements", is_new=True)

    def _check_statement(self, statement: NewStatement, where: str) -> None:
        if not statement.passage.strip():
            self.complain(where, "", "the passage that says it", "Quote the words, or retell them as a citation.")
        if not statement.locator or len(statement.locator) > LONGEST_KEY:
            self.complain(where, statement.locator, f"a place in its report, of at most {LONGEST_KEY} letters",
                          "Say where it stands: \"paragraph 14\", \"row 12\".")
        if statement.contributor not in ("", EVERYONE) and statement.contributor not in self.parties:
            self.complain(f"{where}, contributor", statement.contributor, "a party of this mission",
                          "Add the party first, or correct its id.")
        if statement.quantity is not None:
            self._check_quantity(statement.quantity, where)

    def _check_quantity(self, quantity: Quantity, where: str) -> None:
        parts = [part for part in (quantity.booked, quantity.low, quantity.high) if part is not None]
        if any(abs(part) > LARGEST for part in parts):
            self.complain(where, str(max(parts, key=abs)), f"a figure below {LARGEST:,}", "Check the unit and the zeros.")
        elif not _in_bounds(quantity):
            self.complain(where, f"{quantity.booked} in {quantity.low} to {quantity.high}",
                          "a figure from 0 up, within its own bounds", "Correct the figure or its bounds.")

    def _compare_later(self, entry: int, texts: Iterable[bytes], where: str) -> None:
        for part, body in enumerate(texts):
            self.texts_to_compare.append((text_of(entry, part), body, where))

    def _compare_texts(self) -> None:
        """Words filed again must be the words that were filed; of what was sealed nothing can be said."""
        self.head.flush()
        wanted = {text: (body, where) for text, body, where in self.texts_to_compare}
        for text, salt, digest in database.rows_in(
                "SELECT id, salt, digest FROM store_text WHERE id IN ({keys})", wanted):
            body, where = wanted[text]
            if salt is not None and text_digest(bytes(salt), body) != bytes(digest):
                self.complain(where, body[:60].decode(errors="replace"), "the words recorded there",
                              "Words are never changed: file them under another name or locator.")

    # --- rulings ---

    def _standing(self, statement: int) -> list[_Ruling]:
        return [ruling for ruling in self.history.get(statement, ())
                if ruling.id not in self.replaced and ruling.verdict is not Verdict.UNDO]

    def _file_ruling(self, ruling: NewRuling) -> None:
        where = f"ruling on {ruling.statement}"
        faults = len(self.problems)
        statement = self._named_statement(ruling.statement, where)
        cited = [self._named_statement(key, where) for key in dict.fromkeys(ruling.cites)]
        self._check_ruling(ruling, where)
        replaces_key = ruling.replaces or (ruling.statement if ruling.verdict is Verdict.UNDO else "")
        rival = self._named_statement(replaces_key, where) if replaces_key else None
        if statement is None or None in cited or (replaces_key and rival is None) or len(self.problems) > faults:
            return
        sources = [found for found in cited if found is not None]
        own = self._own_content(ruling, statement, sources)
        words = words_of(ruling.postings)
        text = self._body(where, canonical_json({"reason": ruling.reason, **({"words": words} if words else {})}))
        target, known_before = self._place_in_history(ruling, where, statement, rival, own)
        if known_before is not None:
            self._compare_later(known_before.id, (text,), where)
            self.ruling_ids.append(known_before.id)
            return self.count("rulings", is_new=False)
        if len(self.problems) > faults:
            return None
        self._add_ruling(ruling, statement, sources, target, own, text)
        return None

    def _named_statement(self, key: str, where: str) -> _Statement | None:
        found = self.statements.get(key)
        if found is None and key not in self.faulty:
            self.complain(where, key, "a statement that is in the ledger or in this filing",
                          "File the statement first, or correct its key (REPORT:LOCATOR).")
        return found

    def _check_ruling(self, ruling: NewRuling, where: str) -> None:
        if not ruling.author:
            self.complain(where, "", "who judged", "Name the person, or the policy they set.")
        if ruling.postings and ruling.verdict not in BOOKING:
            self.complain(where, ruling.verdict.value, "a verdict that books (accept, open with, adjust by)",
                          "Take the postings out, or accept.")
        if ruling.verdict in (Verdict.SAME_AS, Verdict.PREFER) and not ruling.cites:
            self.complain(where, "", "the other statement it compares", "Cite it.")
        if ruling.known is not None and ruling.known > self.head.next_recorded():
            self.complain(where, str(ruling.known), "a time that is past", "Nobody can have known it later than now.")
        for posting in ruling.postings:
            self._check_posting(posting, where)

    def _check_posting(self, posting: Posting, where: str) -> None:
        line = posting.line
        if posting.quantity.booked is None:
            self.complain(where, posting.quantity.word, "a number", "Settle what \"up to\" books: give the number.")
        self._check_quantity(posting.quantity, where)
        if line.contributor not in self.parties:
            self.complain(f"{where}, contributor", line.contributor, "a party of this mission",
                          "Add the party first, or correct its id.")
        if line.kind is Kind.MONEY and not is_currency(line.unit):
            self.complain(f"{where}, unit", line.unit, "an ISO 4217 currency code", "Write USD, EUR, HTG ...")
        if not posting.lot or max(len(posting.lot), len(posting.part_of)) > LONGEST_KEY:
            self.complain(f"{where}, lot", posting.lot, f"a lot's name of at most {LONGEST_KEY} letters", "Name the lot.")
        if posting.from_stage is posting.to_stage:
            self.complain(where, posting.from_stage.word, "two different stages", "Say from where to where it moved.")
        if posting.lot == posting.part_of:
            self.complain(f"{where}, lot", posting.lot, "another lot to be a part of", "Name the whole it was split from.")

    def _own_content(self, ruling: NewRuling, statement: _Statement, cited: list[_Statement]) -> dict[str, object]:
        """The ruling's content but for what it replaces. Lines that are new make it new, so any variant will do."""
        variants = []
        for posting in ruling.postings:
            if posting.line not in self.lines:
                self._add_line(posting.line)
            variants.append(self.lines[posting.line].variant)
        return {
            "statement__content_id": statement.content.hex(), "verdict": ruling.verdict.value, "judge": ruling.author,
            "policy": ruling.policy,
            "cites": canonical_json([found.content.hex() for found in cited]) if cited else "",
            "postings": encoded(ruling.postings, variants),
            "detail": canonical_json(dict(ruling.detail)) if ruling.detail else "",
        }

    def _place_in_history(self, ruling: NewRuling, where: str, statement: _Statement, rival: _Statement | None,
                          own: dict[str, object]) -> tuple[_Ruling | None, _Ruling | None]:
        """(what the ruling replaces, the same ruling where it is already recorded)."""
        by_content = {found.content: found for found in self.history.get(statement.id, ())}
        plain = content_id("ruling", own)
        if rival is not None:
            before = self.history.get(rival.id, [])
            if not self.live:
                for candidate in before:
                    same = by_content.get(content_id("ruling", {**own, "replaces__content_id": candidate.content.hex()}))
                    if same is not None:
                        return None, same
            standing = self._standing(rival.id)
            if ruling.verdict in JUDGING:
                standing = [found for found in standing if found.verdict in JUDGING] or standing
            target = standing[-1] if standing else before[-1] if before and ruling.verdict is not Verdict.UNDO else None
            if target is None:
                self.complain(where, ruling.replaces or ruling.statement, "a statement with a standing ruling",
                              "There is nothing to take back; rule on it instead.")
            return target, None
        same = by_content.get(plain)
        if same is not None and (not self.live or same.id not in self.replaced):
            return None, same
        standing = [found for found in self._standing(statement.id) if found.verdict in JUDGING]
        if standing and ruling.verdict in JUDGING:
            self.complain(where, ruling.verdict.value, f"no second judgement beside \"{standing[-1].verdict.value}\"",
                          f"Say that it replaces the ruling on {ruling.statement}, or undo that one first.")
        if same is not None:  # ruled the same before and taken back since: this follows the taking back
            return self.history[statement.id][-1], None
        return None, None

    def _add_ruling(self, ruling: NewRuling, statement: _Statement, cited: list[_Statement], target: _Ruling | None,
                    own: dict[str, object], text: bytes) -> None:
        lots = [self._lot(posting) for posting in ruling.postings]
        content = content_id("ruling", {**own, "replaces__content_id": target.content.hex()} if target else own)
        sources = [statement.known, *(found.known for found in cited), *([target.known] if target else [])]
        known = known_of_ruling(sources, given=ruling.known,
                                recorded=self.head.next_recorded() if self.live else None)
        entry = self.head.add("ruling", content, (
            statement.id, own["verdict"], own["judge"], own["policy"], own["cites"], own["postings"],
            target.id if target else None, own["detail"],
        ), known=known, texts=(text,))
        self.history.setdefault(statement.id, []).append(_Ruling(entry, content, ruling.verdict, known))
        self.ruling_ids.append(entry)
        self.count("rulings", is_new=True)
        in_hex = content.hex()
        for found in cited:
            self.head.add("citation", content_id("citation", {
                "ruling__content_id": in_hex, "statement__content_id": found.content.hex()}), (entry, found.id))
        if target is not None:
            self.replaced.add(target.id)
            self._reverse(target, entry, in_hex, known)
        booked = []
        for place, (posting, lot) in enumerate(zip(ruling.postings, lots, strict=True)):
            row = packed_row(posting, lot=lot.number, grade=Grade(statement.grade), marking=Marking(statement.marking),
                             known=known)
            booked.append(self._move(entry, in_hex, place, lot.id, lot.content, row, None))
        if booked:
            self.booked[entry] = booked

    def _reverse(self, target: _Ruling, ruling: int, ruling_hex: str, known: int) -> None:
        """Exact reversals of what the replaced ruling booked itself, numbered from -1 downwards."""
        for place, movement in enumerate(self._booked_by(target.id), 1):
            lot, places, flags, quantity, low, high, first, last, _ = movement.row
            row = (lot, places, flags | REVERSAL_BIT, -quantity, -low, -high, first, last, known)
            self._move(ruling, ruling_hex, -place, movement.lot, movement.lot_content, row, movement)

    def _booked_by(self, ruling: int) -> list[_Movement]:
        if ruling in self.booked:
            return self.booked[ruling]
        return [
            _Movement(entry, bytes(content), lot, bytes(lot_content), (number, *row))
            for entry, content, lot, lot_content, number, *row in database.rows(
                "SELECT m.id, m.content_id, m.lot_id, l.content_id, l.number, m.places, m.flags, m.quantity, m.low,"
                " m.high, m.first, m.last, m.known FROM store_movement m JOIN store_lot l ON l.id = m.lot_id"
                " WHERE m.ruling_id = %s AND m.reverses_id IS NULL ORDER BY m.id", [ruling])
        ]

    def _move(self, ruling: int, ruling_hex: str, place: int, lot: int, lot_content: bytes, row: MovementRow,
              reverses: _Movement | None) -> _Movement:
        _, places, flags, quantity, low, high, first, last, known = row
        content = content_id("movement", {
            "ruling__content_id": ruling_hex, "lot__content_id": lot_content.hex(), "ordinal": place,
            "places": places, "flags": flags, "quantity": quantity, "low": low, "high": high,
            "first": first, "last": last, "reverses__content_id": reverses.content.hex() if reverses else None,
        })
        entry = self.head.add("movement", content, (
            ruling, lot, place, places, flags, quantity, low, high, first, last, reverses.id if reverses else None,
        ), known=known)
        self.head.movements += 1
        self.count("movements", is_new=True)
        return _Movement(entry, content, lot, lot_content, row)

    # --- lines and lots ---

    def _add_line(self, key: LineKey) -> None:
        terms = terms_of(key)
        variant = 0
        if key.conditions:
            variant = self.highest_variant.get(terms, 0) + 1
            self.highest_variant[terms] = variant
        content = self._content("line", f"line {key.contributor} {key.resource}", dict(zip(_LINE_CONTENT, (*terms, variant))))
        if content is None:
            content = b""
        number, self.head.lines = self.head.lines, self.head.lines + 1
        texts = [self._body(f"line {key.contributor} {key.resource}", key.conditions)] if key.conditions else []
        entry = self.head.add("line", content, (number, terms_hash(terms), *terms, variant), texts=texts)
        self.lines[key] = _Line(entry, content, variant)
        self.count("lines", is_new=True)

    def _lot(self, posting: Posting) -> _Lot:
        line = self.lines[posting.line]
        found = self.lots.get((line.id, posting.lot))
        if found is None:
            return self._add_lot(posting.line, posting.lot)
        if posting.part_of:
            parent = self.lots.get((line.id, posting.part_of))
            if parent is None or found.part_of != parent.id:
                self.complain(f"lot {posting.lot} of {posting.line.contributor} {posting.line.resource}", posting.part_of,
                              "the lot it was split from when it was first recorded",
                              "Give the part a name of its own, or leave `part_of` empty.")
        return found

    def _add_lot(self, key: LineKey, name: str, below: frozenset[str] = frozenset()) -> _Lot:
        """A new lot, after the lot it is a part of. below: lots that wait for this one as their whole."""
        line = self.lines[key]
        parent_name = self.parent_names.get((key, name), "")
        parent = None
        if parent_name in below:
            self.complain(f"lot {name} of {key.contributor} {key.resource}", parent_name,
                          "a whole that is not itself a part of this lot", "Undo the circle of parts.")
        elif parent_name:
            parent = self.lots.get((line.id, parent_name)) or self._add_lot(key, parent_name, below | {name})
        number, self.head.lots = self.head.lots, self.head.lots + 1
        content = content_id("lot", {
            "line__content_id": line.content.hex(), "name": name,
            "part_of__content_id": parent.content.hex() if parent else None})
        entry = self.head.add("lot", content, (number, line.id, name, parent.id if parent else None))
        made = self.lots[(line.id, name)] = _Lot(entry, content, number, parent.id if parent else None)
        self.count("lots", is_new=True)
        return made


def _in_bounds(quantity: Quantity) -> bool:
    booked, low, high = quantity.booked, quantity.low, quantity.high
    below_high = high is None or (low <= high and (booked is None or booked <= high))
    return 0 <= low and below_high and (booked is None or low <= booked)


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
