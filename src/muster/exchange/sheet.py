"""A secretariat's own sheet (.xlsx or .csv) -> a Filing: one report, a statement a row, and rulings of policy "sheet".

    contributor   a party of the ledger by any of its names, or a state by name or ISO code; ALL for everybody
    resource      personnel, money, equipment: helicopter ... or a plain word (police officers, armoured vehicles)
    quantity      600, nearly 400, 40-55; money may name its currency (USD 5,000,000); empty when nobody said a number
    stage         how far it got: pledged, committed, preparing, ready, moving, present ... or a word for it
    date          the day it got there: a date cell, 2024-09-21, 2024-09, 21 September 2024
    source        who says so: a document, a letter, a person in office
    unit, condition, lot, note, kind   where they help

Each row is an event: so much got so far on that day. THE RULE FOR MOVEMENTS: rows are taken by date, in the order of
the path. What a row brings to a stage is taken from what earlier rows of the same contributor, resource, unit (and lot,
where both name one) left at the furthest stage before it, the oldest first; what is more than that comes from outside.
So "present 200" after "pledged 1,000" moves 200 of the 1,000, and without a pledge 200 come without a promise.
Exits leave from the furthest stage where something stands.

Known weakness: the rule sees the sheet alone, not what the ledger holds from other reports; a changed sheet is a new
report, whose rows that stood in an earlier one (`earlier`) count once.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from muster.exchange.folder import RawRow
from muster.exchange.rows import kind_of
from muster.exchange.states import Named
from muster.exchange.workbook import SHEET_NAME, Cell, SheetRow, read_cells
from muster.ledger.drafts import Filing, NewReport, NewRuling, NewStatement, RefusedRow
from muster.ledger.records import EVERYONE, LineKey, Party, Posting
from muster.problems import Problem, Understood
from muster.quantities import Quantity, When, exactly, in_month, is_currency, on_day, parse_quantity, parse_when
from muster.statements.resources import resource_at
from muster.statements.tokens import tokenise
from muster.vocabulary import EXIT_STAGES, ORDERED_STAGES, Aspect, Grade, Kind, Marking, Stage, Verdict, stage_named

POLICY = "sheet"
AUTHOR = "muster"

COLUMNS: Mapping[str, tuple[str, bool, tuple[str, ...]]] = {
    # name -> (meaning, required, headings that mean it)
    "contributor": ("who gives: a state or body by any of its names, or an ISO code", True,
                    ("country", "donor", "contributeur", "pays", "donateur")),
    "resource": ("what: personnel, money, equipment: helicopter, logistics: beds ...", True, ("ressource", "item")),
    "quantity": ("how much: 600, nearly 400, 40-55, USD 5,000,000; empty when nobody said a number", True,
                 ("amount", "number", "quantité", "montant", "nombre")),
    "stage": ("how far it got: pledged, committed, preparing, ready, moving, present, spent, held, returned, lost, "
              "lapsed", True, ("status", "étape", "stade", "statut")),
    "date": ("the day it got there: 2024-09-21, 2024-09 or 21 September 2024", True, ("day", "when", "jour")),
    "source": ("who says so: a document, a letter, a person in office", True, ("reference", "référence")),
    "unit": ("persons, units, beds ... or a currency code; empty: persons, or units", False, ("unité", "currency",
                                                                                              "devise")),
    "condition": ("what it waits for, if anything", False, ()),
    "lot": ("name of the batch or tranche, if it has one", False, ("batch", "tranche")),
    "note": ("anything else, in your words", False, ("notes", "remarque", "remarques", "comment")),
    "kind": ("personnel, equipment, logistics, money or undertaking, where the resource does not say", False,
             ("type",)),
}
REQUIRED = tuple(name for name, (_, required, _) in COLUMNS.items() if required)

FRENCH_STAGES = {
    "promis": Stage.PLEDGED, "annoncé": Stage.PLEDGED, "engagé": Stage.COMMITTED, "signé": Stage.COMMITTED,
    "en formation": Stage.PREPARING, "prêt": Stage.READY, "en route": Stage.MOVING, "déployé": Stage.PRESENT,
    "présent": Stage.PRESENT, "arrivé": Stage.PRESENT, "reçu": Stage.PRESENT, "livré": Stage.PRESENT,
    "versé": Stage.PRESENT, "dépensé": Stage.SPENT, "gelé": Stage.HELD, "rentré": Stage.RETURNED, "perdu": Stage.LOST,
    "retiré": Stage.LAPSED,
}
_MONTHS = {name: number for number, names in enumerate((
    "january jan janvier janv", "february feb février fevrier févr", "march mar mars", "april apr avril avr", "may mai",
    "june jun juin", "july jul juillet juil", "august aug août aout", "september sep sept septembre",
    "october oct octobre", "november nov novembre", "december dec décembre decembre déc"), 1) for name in names.split()}


@dataclass(frozen=True, slots=True)
class _Event:
    """One good row: what got how far, when."""

    row: SheetRow
    values: Mapping[str, str]
    contributor: str
    kind: Kind
    resource: str
    unit: str
    quantity: Quantity | None
    stage: Stage
    when: When
    lot: str

    @property
    def line(self) -> LineKey:
        return LineKey(self.contributor, self.kind, self.resource, self.unit)

    @property
    def order(self) -> tuple[date, int, int]:
        return self.when.last, int(self.stage), self.row.number


@dataclass
class _Standing:
    """What is left of an earlier row where it brought it."""

    lot: str
    named: bool  # the sheet itself named the lot
    left: int


class _Queue:
    """What stands at one stage of one line, the oldest first: in all, and by the lot the sheet names ("" for none).

    Whatever is used up is dropped when it comes to the front, so a long sheet is gone through once.
    """

    def __init__(self) -> None:
        self.all: deque[_Standing] = deque()
        self.by_lot: dict[str, deque[_Standing]] = {}

    def add(self, brought: _Standing) -> None:
        self.all.append(brought)
        self.by_lot.setdefault(brought.lot if brought.named else "", deque()).append(brought)

    def oldest(self, lot: str | None) -> _Standing | None:
        """The oldest with something left, of a named lot, of none (""), or of all (None)."""
        queue = self.all if lot is None else self.by_lot.get(lot, deque())
        while queue and not queue[0].left:
            queue.popleft()
        return queue[0] if queue else None


_Stood = dict[Stage, _Queue]


def read_sheet(path: Path, *, parties: Mapping[str, Party] | None = None, accept_good_rows: bool = False,
               earlier: Mapping[str, str] | None = None, marking: Marking = Marking.RESTRICTED) -> Understood[Filing]:
    """What a sheet says, ready to file, and every problem met.

    parties: those of the ledger, by id; states they do not hold are added to the filing when a row names them.
    earlier: passages of rows filed before -> their statement keys; such a row is the same as that one, counted once.
    With problems the filing is empty, unless accept_good_rows: then it holds the good rows and, in `refused`, the rest.
    """
    content, rows, problems = read_cells(path)
    columns, data, faults = _heading(path.name, rows) if rows else ({}, [], [])
    if not rows and not problems:
        faults = [Problem(path.name, "", "a heading and rows below it", "Write one with the template.")]
    problems += faults
    if faults and not columns:
        return Understood(Filing(), tuple(problems))
    named = Named((parties or {}).values())
    events: list[_Event] = []
    seen: dict[str, SheetRow] = {}
    refused: list[RefusedRow] = []
    for row in data:
        event = _event(row, columns, named)
        if isinstance(event, _Event):
            twin = seen.setdefault(_row_in_words(event), row)
            if twin is not row:
                event = [Problem(row.where, "the same as " + twin.where.rpartition(", ")[2], "a row of its own",
                                 "Remove it, or tell the two apart by lot or note.")]
        if isinstance(event, _Event):
            events.append(event)
        else:
            problems += event
            refused.append(RefusedRow(row.where, _raw(row, columns).cells, tuple(event)))
    if problems and not accept_good_rows:
        return Understood(Filing(), tuple(problems))
    return Understood(_filing(path, content, events, refused, parties or {}, named, earlier or {}, marking),
                      tuple(problems))


# --- the heading ------------------------------------------------------------------------------------------


def _heading(name: str, rows: list[SheetRow]) -> tuple[dict[str, int], list[SheetRow], list[Problem]]:
    """Where each column is, the rows below, and what is wrong with the heading."""
    best = max(rows[:10], key=lambda row: sum(_column_named(cell.text) in REQUIRED for cell in row.cells))
    columns: dict[str, int] = {}
    problems = []
    for place, cell in enumerate(best.cells):
        column = _column_named(cell.text)
        if not cell.text.strip():
            continue
        if column is None:
            close = difflib.get_close_matches(cell.text.strip().lower(), list(COLUMNS), 1)
            problems.append(Problem(best.where, cell.text[:60], "one of " + ", ".join(COLUMNS),
                                    f"Rename it to {close[0]}." if close else "Remove the column, or call it note."))
        elif column in columns:
            problems.append(Problem(best.where, cell.text[:60], "each column once", "Remove the second one."))
        else:
            columns[column] = place
    missing = [column for column in REQUIRED if column not in columns]
    if len(missing) == len(REQUIRED):
        return {}, [], [Problem(name, rows[0].cells[0].text[:60] if rows[0].cells else "",
                                "a heading with " + ", ".join(REQUIRED), "Start from the template.")]
    problems += [Problem(best.where, "", f"the column {column}", f"Add it: {COLUMNS[column][0]}.")
                 for column in missing]
    return ({} if missing else columns), [row for row in rows if row.number > best.number], problems


def _column_named(heading: str) -> str | None:
    said = heading.strip().lower()
    return next((name for name, (_, _, others) in COLUMNS.items() if said == name or said in others), None)


def _raw(row: SheetRow, columns: Mapping[str, int]) -> RawRow:
    return RawRow(row.where, {name: row.cells[place].text if place < len(row.cells) else ""
                              for name, place in columns.items()})


# --- one row ----------------------------------------------------------------------------------------------


@dataclass
class _Row:
    """A row being read: its cells by column and what is wrong with them."""

    row: SheetRow
    columns: Mapping[str, int]
    problems: list[Problem] = field(default_factory=list)

    def cell(self, name: str) -> Cell:
        place = self.columns.get(name)
        return self.row.cells[place] if place is not None and place < len(self.row.cells) else Cell("")

    def text(self, name: str) -> str:
        return " ".join(self.cell(name).text.split())

    def at(self, name: str) -> str:
        return f"{self.row.where}, column {name}"

    def fault(self, name: str, found: str, expected: str, remedy: str) -> None:
        self.problems.append(Problem(self.at(name), found, expected, remedy))


def _event(row: SheetRow, columns: Mapping[str, int], named: Named) -> _Event | list[Problem]:
    read = _Row(row, columns)
    for name in columns:
        fault = read.cell(name).fault
        if fault is not None:
            read.fault(name, read.cell(name).text, *fault)
        elif len(read.cell(name).text) > 2_000:
            read.fault(name, read.cell(name).text[:40] + "…", "at most 2,000 characters", "Shorten it.")
    if read.problems:
        return read.problems
    contributor = _contributor(read, named)
    kind, resource = _resource(read)
    unit, quantity = _amount(read, kind)
    stage, when = _stage(read), _when(read)
    if not read.text("source"):
        read.fault("source", "", "who says so", "Name the document, letter or person.")
    if stage is Stage.OUTSIDE:
        read.fault("stage", read.text("stage"), "a stage of the path", "Leave out what has not been promised.")
    if read.problems or kind is None or stage is None or when is None:
        return read.problems
    values = {name: read.text(name) for name in columns if read.text(name)}
    return _Event(row, values, contributor, kind, resource, unit, quantity, stage, when, read.text("lot"))


def _contributor(read: _Row, named: Named) -> str:
    said = read.text("contributor")
    if not said:
        read.fault("contributor", "", "who gives", "Name the state or body.")
        return ""
    found = named.find(said)
    if len(found) == 1:
        return found[0].id
    if found:
        read.fault("contributor", said, "one party", "Two bear that name: write "
                   + " or ".join(sorted(party.id for party in found)) + ".")
        return ""
    close = difflib.get_close_matches(said.lower(), named.names(), 1, 0.8)
    read.fault("contributor", said, "a state or a party of this mission",
               f"Is it {close[0].title()}? Correct it." if close else "Correct the name, or add the party first.")
    return ""


def _resource(read: _Row) -> tuple[Kind | None, str]:
    said, told = read.text("resource").lower(), read.text("kind").lower()
    if not said:
        read.fault("resource", "", "what is given", "Write personnel, money, equipment: helicopter ...")
        return None, ""
    kind = kind_of(said)
    if told and kind is None:
        kind = kind_of(told)
        if kind is None:
            read.fault("kind", told, "one of " + ", ".join(one.value for one in Kind), "Correct the kind.")
            return None, ""
        return kind, f"{kind.value}: {said}" if kind not in (Kind.PERSONNEL, Kind.MONEY) else kind.value
    if kind is not None:
        head, colon, thing = said.partition(":")
        return kind, f"{head.strip()}: {thing.strip()}" if colon and thing.strip() else head.strip()
    noun = next((resource_at(tokens, 0, language) for language in ("en", "fr")
                 if (tokens := tokenise(said, language)) and resource_at(tokens, 0, language)), None)
    if noun is None:
        read.fault("resource", said, "personnel, money, or a kind before a colon",
                   f"Write equipment: {said} or logistics: {said}, or fill the column kind.")
        return None, ""
    if noun.kind == "personnel":
        return Kind.PERSONNEL, "personnel"
    return (Kind.LOGISTICS, f"logistics: {said}") if noun.kind == "logistics service" else \
        (Kind.EQUIPMENT, f"equipment: {said}")


_CURRENCY_FIRST = re.compile(r"([A-Z]{3})\s*(.+)")
_CURRENCY_LAST = re.compile(r"(.+?)\s*([A-Z]{3})")


def _amount(read: _Row, kind: Kind | None) -> tuple[str, Quantity | None]:
    """The unit and the number; money finds its currency in either column."""
    said, unit = read.text("quantity"), read.text("unit")
    if kind is Kind.MONEY:
        for pattern, code, rest in ((_CURRENCY_FIRST, 1, 2), (_CURRENCY_LAST, 2, 1)):
            match = pattern.fullmatch(said)
            if match and is_currency(match.group(code)):
                if unit and unit.upper() != match.group(code):
                    read.fault("unit", unit, f"the currency of the quantity, {match.group(code)}",
                               "Correct one of the two.")
                said, unit = match.group(rest).strip(), match.group(code)
                break
        unit = unit.upper()
        if not is_currency(unit):
            read.fault("unit", unit, "an ISO 4217 currency code", "Write USD, EUR, KES ...")
            return unit, None
    elif kind is not None and not unit:
        unit = {Kind.PERSONNEL: "persons", Kind.UNDERTAKING: ""}.get(kind, "units")
    if not said or kind is None:
        return unit, None
    if kind is Kind.UNDERTAKING:
        read.fault("quantity", said, "nothing: an undertaking has no number", "Empty the cell, or name another kind.")
        return unit, None
    quantity = parse_quantity(said, unit=unit, where=read.at("quantity"))
    if isinstance(quantity, Problem):
        read.problems.append(quantity)
        return unit, None
    if quantity.booked is None:
        read.fault("quantity", said, "the number to book", "Write the number that is meant, or leave it empty.")
        return unit, None
    return unit, quantity


def _stage(read: _Row) -> Stage | None:
    said = read.text("stage")
    stage = stage_named(said) or FRENCH_STAGES.get(said.lower().removesuffix("s").removesuffix("e"))\
        or FRENCH_STAGES.get(said.lower())
    if stage is None:
        read.fault("stage", said, "one of " + ", ".join(one.word for one in Stage if one is not Stage.OUTSIDE),
                   "Choose one of these words.")
    return stage


def _when(read: _Row) -> When | None:
    cell, said = read.cell("date"), read.text("date")
    expected = "a date as YYYY-MM-DD, YYYY-MM or 21 September 2024"
    if not said:
        read.fault("date", "", expected, "Fill in the day it got there, as exactly as it is known.")
        return None
    if cell.is_number and re.fullmatch(r"\d{5}", said):
        read.fault("date", said, "a date", f"It looks like {date(1899, 12, 30) + timedelta(days=int(said))} shown as a "
                   "number: give the cell a date format.")
        return None
    said = re.sub(r"^(\d{4}-\d{2}-\d{2})[ T].*$", r"\1", said)
    written = re.fullmatch(r"(?:(\d{1,2})(?:er|st|nd|rd|th)?\s+)?([^\W\d]+)\.?,?\s+(\d{4})", said.lower())
    if written and written.group(2) in _MONTHS:
        try:
            day = date(int(written.group(3)), _MONTHS[written.group(2)], int(written.group(1) or 1))
        except ValueError:
            read.fault("date", said, expected, "There is no such day. Correct it.")
            return None
        return on_day(day) if written.group(1) else in_month(day)
    if re.fullmatch(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}", said):
        read.fault("date", said, expected, "Day and month could be taken for each other: write it so that they cannot.")
        return None
    when = parse_when(said, where=read.at("date"))
    if isinstance(when, Problem):
        read.fault("date", said, expected, "Write it that way, as exactly as it is known.")
        return None
    return when


# --- the filing -------------------------------------------------------------------------------------------


def _filing(path: Path, content: bytes, events: list[_Event], refused: list[RefusedRow], parties: Mapping[str, Party],
            named: Named, earlier: Mapping[str, str], marking: Marking) -> Filing:
    digest = hashlib.sha256(content).hexdigest()[:12]
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", path.stem).strip("-.")[:60] or "sheet"
    report = NewReport(f"{stem}-{digest}", path.name, "the mission's secretariat", None, "en", content, marking)
    new = {event.contributor for event in events} - set(parties) - {EVERYONE}
    added = tuple(party for code in sorted(new) for party in named.find(code) if party.id == code)
    statements: list[NewStatement] = []
    rulings: list[NewRuling] = []
    stood: dict[LineKey, _Stood] = {}
    for event in sorted(events, key=lambda one: one.order):
        statement = _statement(event, report.name)
        told_before = earlier.get(_row_in_words(event), "")
        if told_before == statement.key:
            told_before = ""  # this very sheet, loaded again
        postings = _postings(event, stood.setdefault(event.line, {}), told_before or statement.key)
        if told_before:
            rulings.append(NewRuling(statement.key, Verdict.SAME_AS, AUTHOR, POLICY,
                                     "the same row stood in an earlier sheet: counts once", cites=(told_before,)))
        else:
            reason = "as the sheet says" if event.quantity is not None else "no number given: nothing to book"
            rulings.append(NewRuling(statement.key, Verdict.ACCEPT, AUTHOR, POLICY, reason, postings=postings))
        statements.append(replace(statement, from_stage=postings[0].from_stage if postings else None))
    return Filing(None, added, (report,), tuple(statements), tuple(rulings), tuple(refused))


def _statement(event: _Event, report: str) -> NewStatement:
    is_promise = event.stage in (Stage.PLEDGED, Stage.COMMITTED)
    detail: dict[str, Any] = {"measure": "pledge" if is_promise else "flow"}
    if event.lot:
        detail["lot"] = event.lot
    words = {"quantity": event.values.get("quantity", ""), "stage": event.values["stage"],
             "when": event.values["date"], "condition": event.values.get("condition", "")}
    return NewStatement(
        report, f"row {event.row.number}", _row_in_words(event),
        Aspect.PLEDGE if is_promise else Aspect.FLOW, Grade.COUNTERPART, kind=event.kind,
        contributor=event.contributor, resource=event.resource, unit=event.unit, quantity=event.quantity,
        stage=event.stage, when=event.when, words={name: said for name, said in words.items() if said}, detail=detail)


def _row_in_words(event: _Event) -> str:
    """The row as its passage: each filled cell with its column's name."""
    return "; ".join(f"{name}: {event.values[name]}" for name in COLUMNS if name in event.values)


def _postings(event: _Event, stood: _Stood, key: str) -> tuple[Posting, ...]:
    """The rule for movements (see the top of this file); `stood` is kept up to date."""
    if event.quantity is None or event.quantity.booked is None:
        return ()
    rest = event.quantity
    postings: list[Posting] = []
    arrived: list[_Standing] = []
    # A row that names a lot draws on that lot wherever it stands, then on what stands in none.
    for lot in (event.lot, "") if event.lot else (None,):
        for stage in _drawn_on(event.stage, stood):
            while rest.booked and (source := stood[stage].oldest(lot)) is not None:
                whole = source.left >= rest.booked
                taken = rest if whole else exactly(source.left)
                assert taken.booked is not None  # rest.booked is a number here
                source.left -= taken.booked
                postings.append(_posting(event, source.lot, stage, taken))
                arrived.append(_Standing(source.lot, source.named, taken.booked))
                rest = exactly(0) if whole else _less(rest, taken.booked)
    if rest.booked:
        lot_brought = event.lot or key
        postings.append(_posting(event, lot_brought, _origin(event.stage), rest))
        arrived.append(_Standing(lot_brought, bool(event.lot), rest.booked))
    here = stood.setdefault(event.stage, _Queue())
    for brought in arrived:
        here.add(brought)
    return tuple(postings)


def _drawn_on(entered: Stage, stood: _Stood) -> list[Stage]:
    """The stages a row may be taken from where something stands, the furthest along the path first."""
    def is_before(stage: Stage) -> bool:
        if stage is entered or stage in EXIT_STAGES:
            return False
        if entered in ORDERED_STAGES and stage in ORDERED_STAGES:
            return stage < entered
        return entered is not Stage.LAPSED or stage < Stage.PRESENT

    return sorted((stage for stage in stood if is_before(stage)),
                  key=lambda stage: -int(stage) if stage in ORDERED_STAGES else 0)


def _origin(stage: Stage) -> Stage:
    """Where that comes from of which nothing was told. An exit leaves where it must have stood, which shows there."""
    return {Stage.RETURNED: Stage.PRESENT, Stage.LOST: Stage.PRESENT, Stage.LAPSED: Stage.PLEDGED}.get(
        stage, Stage.OUTSIDE)


def _less(quantity: Quantity, taken: int) -> Quantity:
    assert quantity.booked is not None
    return Quantity(quantity.booked - taken, max(0, quantity.low - taken),
                    None if quantity.high is None else max(0, quantity.high - taken), quantity.word)


def _posting(event: _Event, lot: str, left: Stage, quantity: Quantity) -> Posting:
    reached = Stage.PLEDGED if left in (Stage.HELD, Stage.LAPSED) else Stage.OUTSIDE
    return Posting(event.line, lot, "", left, event.stage, quantity, event.when, reached=reached)


# --- the template -----------------------------------------------------------------------------------------


def write_template(path: Path) -> None:
    """An empty sheet with the columns and, on a second worksheet (or in no row of a .csv), what each means."""
    names = list(COLUMNS)
    if path.suffix.lower() == ".csv":
        path.write_text(",".join(names) + "\n", encoding="utf-8-sig")
        return
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.title = SHEET_NAME
    sheet.append(names)
    guide = book.create_sheet("How to fill it")
    guide.append(["column", "meaning", "needed"])
    for name, (meaning, required, _) in COLUMNS.items():
        guide.append([name, meaning, "yes" if required else "no"])
    guide.append([])
    guide.append(["example", "Kenya, personnel, 600, preparing, 2024-09-21, statement of the president, persons"])
    guide.append(["rule", "A row is an event: so much got so far on that day. It is taken from what earlier rows of "
                          "the same contributor, resource and unit left at the furthest stage before it; the rest "
                          "comes from outside."])
    for cells in (sheet[1], guide[1]):
        for cell in cells:
            cell.font = Font(bold=True)
    for column, width in zip("ABCDEFGHIJK", (18, 26, 14, 14, 14, 32, 10, 28, 14, 32, 14)):
        sheet.column_dimensions[column].width = width
    guide.column_dimensions["A"].width, guide.column_dimensions["B"].width = 16, 100
    book.save(path)
