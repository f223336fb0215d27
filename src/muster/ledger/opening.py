"""Books out of a filing, without a database: for notebooks, tests and the full rebuild of every position.

It gives ids in the order of the filing, makes lines and lots as postings first name them, and keeps only what was
known by a time and may be seen. Known weakness: a report that has neither a day of publication nor a time of receipt
counts as known from the beginning, since nothing here records anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from muster.ledger.columns import MovementRow, movements_from_rows, packed_row
from muster.ledger.drafts import Filing, MissionTerms, NewReport
from muster.ledger.records import Books, Line, LineKey, Lot, Mission, Report, Ruling, Statement
from muster.quantities import end_of_day
from muster.vocabulary import Marking, Verdict

ALWAYS = 2**62
"""A time by which everything is known, in microseconds."""


def books_of(filing: Filing, *, on: date, known: int = ALWAYS, clearance: Marking = Marking.RESTRICTED,
             confirmed_only: bool = False) -> Books:
    """The books this filing would make in an empty ledger, as seen on a day and as known at a time.

    Raises KeyError if a ruling or statement names a key the filing does not hold.
    """
    mission = _mission(filing.mission or MissionTerms("mission", "Mission", "UTC"))
    reports = {report.name: _report(number, report, mission) for number, report in enumerate(filing.reports, 1)}
    statements = _statements(filing, reports)
    register = _Register()
    rulings = _rulings(filing, statements, register)

    def is_seen(statement: Statement) -> bool:
        return (statement.known <= known and statement.marking <= clearance
                and (statement.grade.is_official or not confirmed_only))

    seen = {key: statement for key, statement in statements.items() if is_seen(statement)}
    ids = {statement.id for statement in seen.values()}
    rows = [row for statement, row in register.rows if statement in ids and row[-1] <= known]
    return Books(
        mission, on, known, clearance, confirmed_only,
        parties={party.id: party for party in filing.parties},
        reports={report.id: report for report in reports.values()},
        statements=tuple(seen.values()),
        rulings=tuple(ruling for ruling in rulings if ruling.known <= known and ruling.statement in ids),
        lines=tuple(register.lines.values()), lots=tuple(register.lots.values()),
        movements=movements_from_rows(rows),
    )


def _mission(terms: MissionTerms) -> Mission:
    return Mission(1, terms.slug, terms.name, terms.timezone, terms.names)


def _report(number: int, new: NewReport, mission: Mission) -> Report:
    known = new.received if new.received is not None else 0
    if new.received is None and new.published is not None:
        known = end_of_day(new.published, mission.zone)
    return Report(number, new.name, new.title, new.publisher, new.published, known, new.language, new.marking,
                  new.is_citation, new.address, new.is_founding, new.date_is_inferred)


def _statements(filing: Filing, reports: Mapping[str, Report]) -> dict[str, Statement]:
    made: dict[str, Statement] = {}
    for number, new in enumerate(filing.statements, 1):
        report = reports[new.report]
        made[new.key] = Statement(
            number, report.id, new.locator, new.passage, new.aspect, new.kind, new.contributor, new.resource, new.unit,
            new.quantity, new.stage, new.from_stage, new.when, new.speaker, new.grade,
            report.marking if new.marking is None else new.marking, report.known, number, new.words, new.detail)
    return made


@dataclass(slots=True)
class _Register:
    """Lines, lots and movement rows as postings first name them."""

    lines: dict[LineKey, Line] = field(default_factory=dict)
    lots: dict[tuple[LineKey, str], Lot] = field(default_factory=dict)
    rows: list[tuple[int, MovementRow]] = field(default_factory=list)  # with the statement id each rests on

    def lot(self, key: LineKey, name: str, part_of: str) -> Lot:
        if (key, name) not in self.lots:
            larger = self.lot(key, part_of, "").id if part_of and part_of != name else None
            line = self.lines.setdefault(key, Line(len(self.lines) + 1, len(self.lines), key))
            number = len(self.lots)
            self.lots[key, name] = Lot(number + 1, number, line.id, name, larger)
        found = self.lots[key, name]
        if found.part_of is None and part_of and part_of != name:
            found = Lot(found.id, found.number, found.line, name, self.lot(key, part_of, "").id)
            self.lots[key, name] = found
        return found

    def book(self, ruling: Ruling, statement: Statement, *, known: int, reversal: bool = False) -> None:
        for posting in ruling.postings:
            lot = self.lot(posting.line, posting.lot, posting.part_of)
            self.rows.append((statement.id, packed_row(
                posting, lot=lot.number, grade=statement.grade, marking=statement.marking, known=known,
                reversal=reversal)))


def _rulings(filing: Filing, statements: Mapping[str, Statement], register: _Register) -> list[Ruling]:
    made: list[Ruling] = []
    standing: dict[str, Ruling] = {}
    by_id = {statement.id: statement for statement in statements.values()}
    for number, new in enumerate(filing.rulings, 1):
        statement = statements[new.statement]
        cites = tuple(statements[key].id for key in new.cites)
        replaced = standing.get(new.replaces) if new.replaces else None
        known = max(new.known or 0, statement.known, *(by_id[cited].known for cited in cites), 0)
        if replaced is not None:
            known = max(known, replaced.known)
            register.book(replaced, by_id[replaced.statement], known=known, reversal=True)
            standing.pop(new.replaces)
        ruling = Ruling(number, statement.id, new.verdict, cites, new.author, new.policy, new.reason, known, number,
                        new.postings, replaced.id if replaced else None, new.detail)
        register.book(ruling, statement, known=known)
        if new.verdict is not Verdict.UNDO:
            standing[new.statement] = ruling
        made.append(ruling)
    return made
