"""Opening the books: one ledger as one viewer may see it, as known at one time, filtered before anything is computed.

The database leaves out what was not yet known, what is marked above the viewer's clearance (but for their own lines,
see decision 10) and, with `confirmed_only`, what no official source says. Lines and lots that only hidden movements
touch are left out too, and the rest numbered anew from 0, so that neither names nor gaps tell of them. A ruling's
reason is withheld when it compares statements the viewer may not see; a report is named without its title when only
single statements of it were released.

Small ledgers come straight from SQL; from `MIRROR_FROM` movements on their columns come from the mirror.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from muster.ledger.columns import (
    COLUMN_TYPES,
    EPOCH,
    GRADE_BITS,
    MARKING_SHIFT,
    OPEN_BIT,
    Movements,
    movements_from_rows,
    stages_of,
)
from muster.ledger.merging import merged
from muster.ledger.records import SEQUENCES, Books, Line, Lot, Mission, Party, Report, Ruling, Statement
from muster.quantities import Quantity, When
from muster.store import database
from muster.store.entries import text_of
from muster.store.merges import merges
from muster.store.postings import Terms, decoded, key_of
from muster.store.regrading import Regraded, hidden_movements, latest, regraded
from muster.store.times import day_of
from muster.vocabulary import Aspect, Grade, Kind, Marking, Stage, Verdict

MIRROR_FROM = 50_000
"""From this many movements on, columns are read from the mirror."""

RESTRICTED_TITLE = "(a report that was not released)"
SEALED_TITLE = "(sealed)"
A_RECORDER, THE_PROGRAM = "a recorder", "muster"


@dataclass(frozen=True, slots=True)
class View:
    """What one question may see: known by `known`, within `clearance` or about `own` parties."""

    ledger: int
    known: int
    clearance: Marking
    own: tuple[str, ...]
    confirmed_only: bool
    marked: Mapping[int, Regraded] = field(default_factory=dict)  # statements regraded since they were filed

    def statements(self, alias: str) -> tuple[str, list[Any]]:
        """The condition on a statement row, and its values."""
        grade = self._now("grade", alias)
        seen, values = self._marked(self._now("marking", alias), f"{alias}.contributor", grade)
        official = f" AND {grade} <= {int(Grade.ADMINISTRATOR)}" if self.confirmed_only else ""
        return (f"{alias}.ledger_id = %s AND {alias}.known <= %s AND {seen}{official}",
                [self.ledger, self.known, *values])

    def movements(self, movement: str, line: str) -> tuple[str, list[Any]]:
        """The condition on a movement row joined with its line."""
        grade = f"({movement}.flags & {GRADE_BITS})"
        seen, values = self._marked(f"(({movement}.flags >> {MARKING_SHIFT}) & 3)", f"{line}.contributor", grade)
        official = f" AND {grade} <= {int(Grade.ADMINISTRATOR)}" if self.confirmed_only else ""
        hidden = hidden_movements(self.marked, self.clearance) if self.clearance < Marking.RESTRICTED else ""
        return (f"{movement}.ledger_id = %s AND {movement}.known <= %s AND {seen}{official}{hidden}",
                [self.ledger, self.known, *values])

    def _now(self, column: str, alias: str) -> str:
        """A statement's grade or marking as these books read it."""
        whens = "".join(f" WHEN {entry} THEN {int(value)}" for entry, told in self.marked.items()
                        if (value := getattr(told, column)) is not None)
        return f"(CASE {alias}.id{whens} ELSE {alias}.{column} END)" if whens else f"{alias}.{column}"

    def _marked(self, marking: str, contributor: str, grade: str) -> tuple[str, list[Any]]:
        """Within the clearance; or of an own line, released to contributors or the party's own word (decision 10)."""
        if self.clearance >= Marking.RESTRICTED:
            return "1 = 1", []
        if not self.own:
            return f"{marking} <= {int(self.clearance)}", []
        names = ",".join(["%s"] * len(self.own))
        of_theirs = f"({marking} <= {int(Marking.CONTRIBUTORS)} OR {grade} = {int(Grade.PARTY)})"
        return (f"({marking} <= {int(self.clearance)} OR ({contributor} IN ({names}) AND {of_theirs}))",
                list(self.own))


def open_books(mission: Mission, *, on: date | None = None, known: int | None = None,
               clearance: Marking = Marking.RESTRICTED, own: Collection[str] = (), confirmed_only: bool = False,
               with_movements: bool = True, only_columns: bool = False, as_filed: bool = False) -> Books:
    """One ledger as known at `known` (None: now), asked about day `on` (None: the day of `known` in its zone).

    own: parties whose own lines the viewer may see as far as decision 10 goes. only_columns: no reports, statements or
    rulings, for a ledger so large that a question needs its columns alone. as_filed: parties apart and statements under
    the grade and marking they were filed with, whatever was judged of them since.
    """
    database.demand_prepared()
    with database.reading():
        head_recorded, movements = database.rows(
            "SELECT head_recorded, movements FROM store_ledger WHERE id = %s", [mission.id])[0]
        until = max(database.now_microseconds(), head_recorded) if known is None else known
        view = View(mission.id, until, clearance, tuple(sorted(own)), confirmed_only,
                    {} if as_filed else regraded(mission.id, known=until))
        conditions = _conditions(mission.id)
        statements = {} if only_columns else _statements(view)
        reports = {} if only_columns else _reports(view, {one.report for one in statements.values()})
        rulings = [] if only_columns else _rulings(view, statements, conditions)
        if with_movements:
            lines, lots, columns = _ledger_columns(view, mission, conditions, movements)
        else:
            lines, lots, columns = [], [], movements_from_rows(())
        parties = _named_parties(_parties(mission.id), view, statements.values(), reports.values(), lines)
        same = {} if as_filed else merges(mission.id, known=until)
    return merged(Books(
        mission=mission, on=on or day_of(until, mission.zone), known=until, clearance=clearance,
        confirmed_only=confirmed_only, parties=parties, reports=reports, statements=tuple(statements.values()),
        rulings=tuple(rulings), lines=tuple(lines), lots=tuple(lots), movements=columns,
    ), same)


def _parties(ledger: int) -> dict[str, Party]:
    aliases: dict[int, list[str]] = {}
    for party, body in database.rows(
            "SELECT a.party_id, t.body FROM store_alias a JOIN store_text t ON t.id = a.id * 2"
            " WHERE a.ledger_id = %s ORDER BY a.id", [ledger]):
        if body is not None:
            aliases.setdefault(party, []).append(bytes(body).decode())
    made = {}
    for entry, key, kind, host_side, body in database.rows(
            "SELECT p.id, p.key, p.kind, p.host_side, t.body FROM store_party p JOIN store_text t ON t.id = p.id * 2"
            " WHERE p.ledger_id = %s ORDER BY p.id", [ledger]):
        about = json.loads(bytes(body)) if body is not None else {"name": SEALED_TITLE}
        made[key] = Party(key, about["name"], kind, tuple(aliases.get(entry, ())), about.get("role", ""),
                          bool(host_side))
    return made


def _named_parties(parties: dict[str, Party], view: View, statements: Iterable[Statement], reports: Iterable[Report],
                   lines: Iterable[Line]) -> dict[str, Party]:
    """The parties a viewer may know of: below full clearance, those named in what they see."""
    if view.clearance >= Marking.RESTRICTED:
        return parties
    named = {*view.own, *(report.publisher for report in reports), *(line.key.contributor for line in lines)}
    for statement in statements:
        named |= {statement.contributor, statement.speaker}
        for value in statement.detail.values():
            named |= {str(part) for part in (value if isinstance(value, list) else [value])}
    return {key: party for key, party in parties.items() if key in named or party.name in named}


def _reports(view: View, cited: Container[int]) -> dict[int, Report]:
    """cited: the reports of which the viewer may see a statement."""
    made = {}
    for (entry, name, publisher, published, known, language, marking, is_citation, is_founding, inferred,
         body) in database.rows(
            "SELECT r.id, r.name, r.publisher, r.published, r.known, r.language, r.marking, r.is_citation,"
            " r.is_founding, r.date_is_inferred, t.body FROM store_report r JOIN store_text t ON t.id = r.id * 2"
            " WHERE r.ledger_id = %s AND r.known <= %s ORDER BY r.id", [view.ledger, view.known]):
        is_released = marking <= view.clearance
        if not is_released and entry not in cited:
            continue
        about = json.loads(bytes(body)) if body is not None else {"title": SEALED_TITLE, "address": ""}
        if not is_released:
            about = {"title": RESTRICTED_TITLE, "address": ""}
        made[entry] = Report(
            entry, name, about["title"], publisher, None if published is None else _day(published), known, language,
            Marking(marking), bool(is_citation), about["address"], bool(is_founding), bool(inferred), body is None)
    return made


def _day(number: int) -> date:
    return date.fromordinal(EPOCH + number)


_STATEMENT_QUERY = (
    "SELECT s.id, s.report_id, s.locator, s.aspect, s.kind, s.contributor, s.resource, s.unit, s.booked, s.low, s.high,"
    " s.stage, s.from_stage, s.first, s.last, s.speaker, s.grade, s.marking, s.known, s.recorded, s.detail, t.body"
    " FROM store_statement s JOIN store_text t ON t.id = s.id * 2 WHERE "
)


def _statements(view: View) -> dict[int, Statement]:
    condition, values = view.statements("s")
    return {row[0]: _statement(row, view.marked)
            for row in database.rows(f"{_STATEMENT_QUERY}{condition} ORDER BY s.id", values)}


def _statement(row: Sequence[Any], marked: Mapping[int, Regraded]) -> Statement:
    (entry, report, locator, aspect, kind, contributor, resource, unit, booked, low, high, stage, from_stage, first,
     last, speaker, grade, marking, known, recorded, detail, body) = row
    said = {} if body is None else json.loads(bytes(body))
    if entry in marked:
        told = marked[entry]
        grade = grade if told.grade is None else told.grade
        marking = marking if told.marking is None else told.marking
    return Statement(
        id=entry, report=report, locator=locator, passage=said.get("passage"), aspect=Aspect(aspect),
        kind=Kind(kind) if kind else None, contributor=contributor, resource=resource, unit=unit,
        quantity=None if low is None else Quantity(booked, low, high, said.get("quantity", "")),
        stage=None if stage is None else Stage(stage), from_stage=None if from_stage is None else Stage(from_stage),
        when=None if first is None else When(_day(first), _day(last), said.get("when", "")),
        speaker=speaker, grade=Grade(grade), marking=Marking(marking), known=known, recorded=recorded,
        words=said.get("words", {}), detail=json.loads(detail) if detail else {}, sealed=body is None,
    )


def statements_of(mission: Mission, ids: Iterable[int]) -> dict[int, Statement]:
    """Statements by id, whatever their marking: for a caller who has already been shown that they may be seen."""
    listed = _of_ledger(mission, ids)
    marked = latest(mission.id, listed)
    return {row[0]: _statement(row, marked) for row in database.rows_in(
        f"{_STATEMENT_QUERY} s.id IN ({{keys}})", listed)}


def statements_in(mission: Mission, report: int, *, known: int) -> list[int]:
    """The ids of all statements of a report known by a time, whatever their marking."""
    return [entry for (entry,) in database.rows(
        "SELECT id FROM store_statement WHERE report_id = %s AND known <= %s ORDER BY id", [report, known])]


def _of_ledger(mission: Mission, ids: Iterable[int]) -> list[int]:
    """The ids that are of this ledger: an id says so, and asked for it the database would look through all rows."""
    return [entry for entry in ids if entry // SEQUENCES == mission.id]


def _rulings(view: View, statements: Mapping[int, Statement],
             conditions: Mapping[tuple[Terms, int], str]) -> list[Ruling]:
    condition, values = view.statements("s")
    cited: dict[int, list[int]] = {}
    for ruling, statement in database.rows(
            "SELECT c.ruling_id, c.statement_id FROM store_citation c JOIN store_ruling r ON r.id = c.ruling_id"
            " WHERE c.ledger_id = %s AND r.known <= %s ORDER BY c.id", [view.ledger, view.known]):
        cited.setdefault(ruling, []).append(statement)
    found = database.rows(
        f"{_RULING_QUERY} JOIN store_statement s ON s.id = r.statement_id WHERE {condition} AND r.known <= %s"
        " ORDER BY r.id", [*values, view.known])
    named = view.clearance >= Marking.RESTRICTED
    return [_ruling(row, cited.get(row[0], ()), statements, conditions, named=named) for row in found]


_RULING_QUERY = (
    "SELECT r.id, r.statement_id, r.verdict, r.judge, r.policy, r.postings, r.replaces_id, r.known, r.recorded,"
    " r.detail, t.body FROM store_ruling r JOIN store_text t ON t.id = r.id * 2"
)


def _ruling(row: Sequence[Any], cites: Sequence[int], statements: Container[int],
            conditions: Mapping[tuple[Terms, int], str], *, named: bool) -> Ruling:
    """statements: those the viewer may see; of a ruling that cites others the reason is withheld.

    named: whether they may know who judged. People below public office are not named outside, whatever policy they
    judged by; the program is.
    """
    (entry, statement, verdict, judge, policy, postings, replaces, known, recorded, detail, body) = row
    said = {} if body is None else json.loads(bytes(body))
    visible = tuple(other for other in cites if other in statements)
    return Ruling(
        id=entry, statement=statement, verdict=Verdict(verdict), cites=visible,
        author=judge if named or judge == THE_PROGRAM else A_RECORDER, policy=policy,
        reason=said.get("reason") if len(visible) == len(cites) else None, known=known, recorded=recorded,
        postings=decoded(postings, said.get("words"), lambda terms, variant: conditions.get((terms, variant), "")),
        replaces=replaces, detail=json.loads(detail) if detail else {},
    )


def rulings_of(mission: Mission, ids: Sequence[int], statements: Container[int],
               conditions: Mapping[tuple[Terms, int], str], *, named: bool) -> dict[int, Ruling]:
    """Rulings by id, for a viewer who may see these statements. named: see `_ruling`."""
    cited: dict[int, list[int]] = {}
    for ruling, statement in database.rows_in(
            "SELECT ruling_id, statement_id FROM store_citation WHERE ruling_id IN ({keys}) ORDER BY id", ids):
        cited.setdefault(ruling, []).append(statement)
    return {row[0]: _ruling(row, cited.get(row[0], ()), statements, conditions, named=named)
            for row in database.rows_in(f"{_RULING_QUERY} WHERE r.id IN ({{keys}})", _of_ledger(mission, ids))}


def _conditions(ledger: int) -> dict[tuple[Terms, int], str]:
    """(terms, variant) -> conditions, for lines that have some; sealed ones read as sealed."""
    return {
        (tuple(terms), variant): SEALED_TITLE if body is None else bytes(body).decode()
        for *terms, variant, body in database.rows(
            "SELECT l.contributor, l.kind, l.resource, l.unit, l.channel, l.earmark, l.variant, t.body"
            " FROM store_line l JOIN store_text t ON t.id = l.id * 2"
            " WHERE l.ledger_id = %s AND l.variant > 0", [ledger])
    }


# --- columns ----------------------------------------------------------------------------------------------


def _ledger_columns(view: View, mission: Mission, conditions: Mapping[tuple[Terms, int], str],
                    movements: int) -> tuple[list[Line], list[Lot], Movements]:
    """Lines, lots and movements the viewer may see, numbered from 0 without holes."""
    line_rows = database.rows(
        "SELECT id, contributor, kind, resource, unit, channel, earmark, variant FROM store_line"
        " WHERE ledger_id = %s ORDER BY number", [view.ledger])
    lot_rows = database.rows(
        "SELECT id, line_id, name, part_of_id FROM store_lot WHERE ledger_id = %s ORDER BY number", [view.ledger])
    if movements >= MIRROR_FROM and not (view.marked and view.clearance < Marking.RESTRICTED):
        columns = _from_mirror(view, mission, line_rows, lot_rows)
    else:
        condition, values = view.movements("m", "n")
        columns = movements_from_rows(database.rows(
            "SELECT l.number, m.places, m.flags, m.quantity, m.low, m.high, m.first, m.last, m.known"
            " FROM store_movement m JOIN store_lot l ON l.id = m.lot_id JOIN store_line n ON n.id = l.line_id"
            f" WHERE {condition} ORDER BY m.id", values))
    return _numbered_anew(line_rows, lot_rows, columns, conditions)


def _from_mirror(view: View, mission: Mission, line_rows: Sequence[tuple[Any, ...]],
                 lot_rows: Sequence[tuple[Any, ...]]) -> Movements:
    from muster.store.mirror import mirrored_movements

    columns = mirrored_movements(mission)
    keep = None
    if len(columns) and int(columns.known.max()) > view.known:
        keep = columns.known <= view.known
    if view.confirmed_only:
        official = (columns.flags & GRADE_BITS) <= int(Grade.ADMINISTRATOR)
        keep = official if keep is None else keep & official
    if view.clearance < Marking.RESTRICTED:
        marking = (columns.flags >> MARKING_SHIFT) & 3
        shown = marking <= int(view.clearance)
        if view.own:
            own_lines = {row[0] for row in line_rows if row[1] in view.own}
            own_lots = np.array([row[1] in own_lines for row in lot_rows], dtype=bool)
            theirs = (marking <= int(Marking.CONTRIBUTORS)) | ((columns.flags & GRADE_BITS) == int(Grade.PARTY))
            shown |= own_lots[columns.lot] & theirs
        keep = shown if keep is None else keep & shown
    return columns if keep is None else taken(columns, keep)


def taken(columns: Movements, keep: npt.NDArray[Any]) -> Movements:
    """Some of the movements, by a mask or by their places."""
    return Movements(**{name: getattr(columns, name)[keep] for name in COLUMN_TYPES})


def _numbered_anew(line_rows: Sequence[tuple[Any, ...]], lot_rows: Sequence[tuple[Any, ...]], columns: Movements,
                   conditions: Mapping[tuple[Terms, int], str]) -> tuple[list[Line], list[Lot], Movements]:
    seen = np.zeros(len(lot_rows), dtype=bool)
    seen[columns.lot] = True
    if not seen.all():
        place_of = {row[0]: place for place, row in enumerate(lot_rows)}
        for place in np.flatnonzero(seen).tolist():
            whole = lot_rows[place][3]
            while whole is not None and not seen[place_of[whole]]:
                seen[place_of[whole]] = True
                whole = lot_rows[place_of[whole]][3]
    lots: list[Lot] = []
    used_lines: set[int] = set()
    for is_seen, (entry, line, name, part_of) in zip(seen.tolist(), lot_rows, strict=True):
        if is_seen:
            lots.append(Lot(entry, len(lots), line, name, part_of))
            used_lines.add(line)
    lines: list[Line] = []
    for entry, *terms, variant in line_rows:
        if entry in used_lines:
            lines.append(Line(entry, len(lines), key_of(terms, conditions.get((tuple(terms), variant), ""))))
    if len(lots) != len(lot_rows):
        number = (np.cumsum(seen) - 1).astype(np.int32)
        columns = Movements(**{**{name: getattr(columns, name) for name in COLUMN_TYPES},
                               "lot": number[columns.lot]})
    return lines, lots, columns


# --- for `why` --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MovementEntry:
    """One movement with what it leads back to. quantity, low, high: negative for a reversal; high None: open."""

    id: int
    ruling: int
    statement: int
    lot: int
    line: int
    from_stage: Stage
    to_stage: Stage
    quantity: int
    low: int
    high: int | None
    when: When
    grade: Grade
    marking: Marking
    known: int
    recorded: int
    reverses: int | None


def movements_of(books: Books, *, lines: Collection[int] = (), lots: Collection[int] = (),
                 stages: Collection[Stage] = (), own: Collection[str] = ()) -> list[MovementEntry]:
    """The movements behind a figure, oldest first, as the viewer of `books` may see them.

    lines, lots: ids (neither: the whole ledger). stages: those a movement leaves or enters (none: every stage).
    own: as it was given to `open_books`.
    """
    view = View(books.mission.id, books.known, books.clearance, tuple(sorted(own)), books.confirmed_only,
                regraded(books.mission.id, known=books.known))
    condition, values = view.movements("m", "n")
    query = (
        "SELECT m.id, m.ruling_id, r.statement_id, m.lot_id, l.line_id, m.places, m.flags, m.quantity, m.low, m.high,"
        " m.first, m.last, m.known, m.recorded, m.reverses_id FROM store_movement m"
        " JOIN store_lot l ON l.id = m.lot_id JOIN store_line n ON n.id = l.line_id"
        f" JOIN store_ruling r ON r.id = m.ruling_id WHERE {condition}"
    )
    if stages:
        named = ",".join(str(int(stage)) for stage in stages)
        query += f" AND ((m.places >> 4) IN ({named}) OR (m.places & 15) IN ({named}))"
    with database.reading():
        if not lines and not lots:
            found = database.rows(query, values)
        else:
            whole = [entry for line in lines for entry in (line, *books.absorbed.get(line, ()))]
            found = [*database.rows_in(f"{query} AND l.line_id IN ({{keys}})", whole, values),
                     *database.rows_in(f"{query} AND m.lot_id IN ({{keys}})", lots, values)]
    made = {row[0]: _movement_entry(row) for row in found}
    return [made[entry] for entry in sorted(made)]


def _movement_entry(row: Sequence[Any]) -> MovementEntry:
    (entry, ruling, statement, lot, line, places, flags, quantity, low, high, first, last, known, recorded,
     reverses) = row
    leaves, enters = stages_of(places)
    return MovementEntry(
        entry, ruling, statement, lot, line, leaves, enters, quantity, low, None if flags & OPEN_BIT else high,
        When(_day(first), _day(last)), Grade(flags & GRADE_BITS), Marking((flags >> MARKING_SHIFT) & 3), known,
        recorded, reverses)


def report_body(mission: Mission, report: int) -> bytes | None:
    """A report's bytes as they came in, or our words for a citation; None when sealed."""
    found = database.rows("SELECT body FROM store_text WHERE ledger_id = %s AND id = %s",
                          [mission.id, text_of(report, 1)])
    return None if not found or found[0][0] is None else bytes(found[0][0])
