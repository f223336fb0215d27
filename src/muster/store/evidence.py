"""Parties, reports and statements as entries. Law 1 begins here: no statement without a passage in a report."""

from __future__ import annotations

import json
from collections.abc import Iterable

from muster.ledger.columns import day_number
from muster.ledger.drafts import NewReport, NewStatement
from muster.ledger.records import EVERYONE, Party
from muster.store import database
from muster.store.desk import LONGEST_KEY, Desk, KeptReport, KeptStatement
from muster.store.entries import ENTRIES, canonical_json, content_id, text_digest, text_of
from muster.store.times import known_of_report

_REPORT_CONTENT = ENTRIES["report"].content
_STATEMENT_CONTENT = ENTRIES["statement"].content


def file_party(desk: Desk, party: Party) -> None:
    where = f"party {party.id}"
    if not party.id or party.id == EVERYONE or not party.name:
        return desk.complain(where, party.id or party.name, "a party with an id of its own and a name",
                             f"Give both; {EVERYONE} stands for all contributors together.")
    content = desk.content("party", where, {"key": party.id, "kind": party.kind, "host_side": party.host_side})
    if content is None:
        return None
    names = (party.name, *party.aliases)
    if party.id in desk.parties:
        entry, before = desk.parties[party.id]
        if before != content:
            return desk.complain(where, f"{party.kind}{', host side' if party.host_side else ''}",
                                 "the same kind and side as recorded before", "Give the other party an id of its own.")
        desk.count("parties", is_new=False)
    else:
        about = {"name": party.name, **({"role": party.role} if party.role else {})}
        entry = desk.head.add("party", content, (party.id, party.kind, party.host_side),
                              texts=[desk.body(where, canonical_json(about))])
        desk.parties[party.id] = (entry, content)
        desk.count("parties", is_new=True)
        others = [name for name in dict.fromkeys(party.aliases) if name != party.name]
        return _add_aliases(desk, entry, content, others, 0, where)
    return _file_aliases(desk, entry, content, names, where)


def _file_aliases(desk: Desk, party: int, party_content: bytes, names: tuple[str, ...], where: str) -> None:
    """Names by which a party that was there before is not known yet."""
    desk.head.flush()
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
    _add_aliases(desk, party, party_content, fresh, max((row[0] for row in aliases), default=0), where)


def _add_aliases(desk: Desk, party: int, party_content: bytes, names: Iterable[str], after: int, where: str) -> None:
    for number, name in enumerate(names, after + 1):
        content = content_id("alias", {"party__content_id": party_content.hex(), "number": number})
        desk.head.add("alias", content, (party, number), texts=[desk.body(where, name)])
        desk.count("aliases", is_new=True)


def file_report(desk: Desk, report: NewReport) -> None:
    where = f"report {report.name}"
    if not report.name or ":" in report.name or len(report.name) > LONGEST_KEY:
        desk.faulty.add(report.name)
        return desk.complain(where, report.name, f"a name of at most {LONGEST_KEY} letters without a colon",
                             "Give the report a short name of its own.")
    published = None if report.published is None else day_number(report.published)
    own = (report.name, report.publisher, published, report.language, int(report.marking), report.is_citation,
           report.is_founding, report.date_is_inferred)
    content = desk.content("report", where, dict(zip(_REPORT_CONTENT, own)))
    texts = (desk.body(where, canonical_json({"title": report.title, "address": report.address})), report.body)
    if content is None:
        desk.faulty.add(report.name)
        return None
    before = desk.reports.get(report.name)
    if before is not None:
        if before.content != content:
            return desk.complain(where, f"{report.publisher}, {report.published}",
                                 "the publisher, day, language and marking recorded under that name",
                                 "Give the other report a name of its own.")
        desk.compare_later(before.id, texts, where)
        return desk.count("reports", is_new=False)
    known = known_of_report(published, report.received, recorded=desk.head.next_recorded(), zone=desk.zone)
    entry = desk.head.add("report", content, (*own, report.received), known=known, texts=texts)
    desk.reports[report.name] = KeptReport(entry, content, known, int(report.marking))
    return desk.count("reports", is_new=True)


def file_statement(desk: Desk, statement: NewStatement) -> None:
    key = statement.key
    where = f"statement {key}"
    report = desk.reports.get(statement.report)
    faults = len(desk.problems)
    if report is None and statement.report not in desk.faulty:
        desk.complain(where, statement.report, "a report that is in the ledger or in this filing",
                      "File its report first.")
    _check_statement(desk, statement, where)
    if report is None or len(desk.problems) > faults:
        desk.faulty.add(key)
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
        desk.json(f"{where}, detail", statement.detail),
    )
    content = desk.content("statement", where, dict(zip(_STATEMENT_CONTENT, (report.content.hex(), *own))))
    if content is None:
        desk.faulty.add(key)
        return
    said: dict[str, object] = {"passage": statement.passage}
    if statement.words:
        said["words"] = {name: str(words) for name, words in statement.words.items()}
    if quantity and quantity.word:
        said["quantity"] = quantity.word
    if when and when.words:
        said["when"] = when.words
    text = desk.body(where, canonical_json(said))
    before = desk.statements.get(key)
    if before is not None:
        if before.content != content:
            desk.complain(where, f"{statement.aspect.value} {statement.contributor} {statement.resource}".strip(),
                          "what is recorded for that place in that report",
                          "Give the other statement a locator of its own; a correction is a new statement.")
            return
        desk.compare_later(before.id, (text,), where)
        return desk.count("statements", is_new=False)
    entry = desk.head.add("statement", content, (report.id, *own), known=report.known, texts=(text,))
    desk.statements[key] = KeptStatement(entry, content, report.known, int(statement.grade), marking)
    desk.count("statements", is_new=True)


def _check_statement(desk: Desk, statement: NewStatement, where: str) -> None:
    if not statement.passage.strip():
        desk.complain(where, "", "the passage that says it", "Quote the words, or retell them as a citation.")
    if not statement.locator or len(statement.locator) > LONGEST_KEY:
        desk.complain(where, statement.locator, f"a place in its report, of at most {LONGEST_KEY} letters",
                      "Say where it stands: \"paragraph 14\", \"row 12\".")
    if statement.contributor not in ("", EVERYONE) and statement.contributor not in desk.parties:
        desk.complain(f"{where}, contributor", statement.contributor, "a party of this mission",
                      "Add the party first, or correct its id.")
    if statement.quantity is not None:
        desk.check_quantity(statement.quantity, where)
