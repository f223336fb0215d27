"""A secretariat's own sheet (.xlsx or .csv) -> a Filing: one report, a statement a row, and rulings of policy "sheet".

    contributor   a party of the ledger by any of its names, or a state by name or ISO code; ALL for everybody
    resource      personnel, money, equipment: helicopter ... or a plain word (police officers, armoured vehicles)
    quantity      600, nearly 400, 40-55, twelve; money may name its currency (EUR 2.5m); empty: nobody said a number
    stage         how far it got: pledged, committed, preparing, ready, moving, present ... or a word for it
    date          the day it got there: a date cell, 2024-09-21, 2024-09, 21 September 2024
    source        who says so: a document, a letter, a person in office
    unit, condition, lot, note, kind, grade, id   where they help

Each row is an event: so much got so far on that day. How rows become movements, and how a later version of a sheet
corrects an earlier one, is `sheet_filing`'s to say. Numbers and dates that could be read two ways are read as the
sheet's other cells are written, which is said in `notes`, or as its owner tells; else refused.

Known weakness: a changed sheet is a new report, whose rows that stood in an earlier one count once.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from muster.exchange.folder import RawRow
from muster.exchange.rows import kind_of
from muster.exchange.said_amounts import Habit, habit_shown, read_amount
from muster.exchange.said_days import EXPECTED, order_shown, read_day
from muster.exchange.sheet_filing import AUTHOR, POLICY, Corrected, EarlierRow, Event, file_rows
from muster.exchange.states import Named
from muster.exchange.workbook import Cell, SheetRow, read_cells
from muster.ledger.drafts import Filing, NewReport, NewRuling, RefusedRow
from muster.ledger.records import EVERYONE, Party
from muster.problems import Problem, Understood
from muster.quantities import Quantity, When, is_currency
from muster.statements.resources import resource_at
from muster.statements.tokens import tokenise
from muster.vocabulary import GROUPS_OF_PERSONS, Grade, Kind, Marking, Stage, stage_named

__all__ = ["AUTHOR", "COLUMNS", "POLICY", "EarlierRow", "ReadSheet", "read_sheet", "sheet_name"]

COLUMNS: Mapping[str, tuple[str, bool, tuple[str, ...]]] = {
    # name -> (meaning, required, headings that mean it)
    "contributor": ("who gives: a state or body by any of its names, or an ISO code", True,
                    ("country", "donor", "contributeur", "pays", "donateur")),
    "resource": ("what: personnel, money, equipment: helicopter, logistics: beds ...", True, ("ressource", "item")),
    "quantity": ("how much: 600, nearly 400, 40-55, twelve, EUR 2.5m; empty when nobody said a number", True,
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
    "grade": ("how near the source stands: party, counterpart (if empty), administrator, independent, press quoting, "
              "press", False, ()),
    "id": ("your own name or number of the row; loaded again with other cells, it is corrected", False,
           ("key", "no", "no.", "nr", "nr.", "n°", "numéro", "row")),
}
REQUIRED = tuple(name for name, (_, required, _) in COLUMNS.items() if required)
FRENCH_HEADINGS = frozenset("contributeur pays donateur ressource quantité montant nombre étape stade statut jour "
                            "référence unité devise remarque remarques numéro".split())

FRENCH_STAGES = {
    "promis": Stage.PLEDGED, "annoncé": Stage.PLEDGED, "engagé": Stage.COMMITTED, "signé": Stage.COMMITTED,
    "en formation": Stage.PREPARING, "prêt": Stage.READY, "en route": Stage.MOVING, "déployé": Stage.PRESENT,
    "présent": Stage.PRESENT, "arrivé": Stage.PRESENT, "reçu": Stage.PRESENT, "livré": Stage.PRESENT,
    "versé": Stage.PRESENT, "dépensé": Stage.SPENT, "gelé": Stage.HELD, "rentré": Stage.RETURNED, "perdu": Stage.LOST,
    "retiré": Stage.LAPSED,
}


@dataclass(frozen=True)
class ReadSheet(Understood[Filing]):
    """value and problems as ever. now: rulings to be given after the filing, because of earlier sheets.

    corrected: the earlier rows those rule out. left: rows of an earlier version that this one does not have and that
    still count. notes: how cells were read that could have been read otherwise.
    """

    now: tuple[NewRuling, ...] = ()
    corrected: tuple[Corrected, ...] = ()
    left: tuple[EarlierRow, ...] = ()
    notes: tuple[str, ...] = ()


def sheet_name(path: Path) -> str:
    """What versions of a sheet are known by: its file's name, in letters that a report's name may have."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", path.stem).strip("-.")[:60] or "sheet"


def read_sheet(path: Path, *, parties: Mapping[str, Party] | None = None, accept_good_rows: bool = False,
               earlier: Sequence[EarlierRow] = (), marking: Marking = Marking.RESTRICTED, decimal: str = "",
               dates: str = "", replaces: str | None = None) -> ReadSheet:
    """What a sheet says, ready to file, and every problem met.

    parties: those of the ledger, by id; states they do not hold are added to the filing when a row names them.
    earlier: rows that other sheets, or earlier versions of this one, brought. replaces: the name of the sheet whose
    rows this one takes the place of, also those it does not have ("" for its own name); None: it only adds to it.
    decimal: "," or "."; dates: "day-first" or "month-first", where the owner says so.
    With problems the filing is empty, unless accept_good_rows: then it holds the good rows and, in `refused`, the rest.
    """
    read = read_cells(path, lambda cell: _column_named(cell) is not None)
    rows, problems = read.rows, list(read.problems)
    columns, data, faults = _heading(path.name, rows) if rows else ({}, [], [])
    if not rows and not problems:
        faults = [Problem(path.name, "", "a heading and rows below it", "Write one with the template.")]
    elif columns and not data and not faults and not problems:
        faults = [Problem(path.name, "a heading and no row below it", "a sheet with something in it",
                          "There is nothing to load yet: fill in a row.")]
    problems += faults
    if not (columns and data):
        return ReadSheet(Filing(), tuple(problems))
    heading = [cell.text.strip().lower() for cell in rows[rows.index(data[0]) - 1].cells]
    language = "fr" if sum(name in FRENCH_HEADINGS for name in heading) > 1 else "en"
    reader = _Reader.of(data, columns, Named((parties or {}).values()), language, decimal, dates, read.semicolons)
    refused: list[RefusedRow] = []
    for row in data:
        found = reader.take(row)
        if found:
            problems += found
            refused.append(RefusedRow(row.where, _raw(row, columns).cells, tuple(found)))
    if problems and not accept_good_rows:
        return ReadSheet(Filing(), tuple(problems))
    named = sheet_name(path)
    digest = hashlib.sha256(read.content).hexdigest()[:12]
    report = NewReport(f"{named}-{digest}", path.name, "the mission's secretariat", None, "en", read.content, marking)
    new = {event.contributor for event in reader.events} - set(parties or {}) - {EVERYONE}
    added = tuple(party for code in sorted(new) for party in reader.named.find(code) if party.id == code)
    filed = file_rows(reader.events, report.name, earlier, versions_of=frozenset({named, replaces or named}),
                      replaces=replaces is not None)
    filing = Filing(None, added, (report,), filed.statements, filed.rulings, tuple(refused))
    return ReadSheet(filing, tuple(problems), filed.now, filed.corrected, filed.left, (*read.notes, *reader.notes))


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
class _Reader:
    """Reads rows as this sheet writes them. order: of day and month in dates. notes: what other cells settled."""

    columns: Mapping[str, int]
    named: Named
    habit: Habit
    order: str
    notes: tuple[str, ...]
    events: list[Event] = field(default_factory=list)
    rows: dict[str, SheetRow] = field(default_factory=dict)  # by their cells, and by their id

    @staticmethod
    def of(rows: Sequence[SheetRow], columns: Mapping[str, int], named: Named, language: str, decimal: str, dates: str,
           semicolons: bool) -> _Reader:
        def texts(name: str) -> list[str]:
            place = columns[name]
            return [row.cells[place].text for row in rows if place < len(row.cells)
                    and not row.cells[place].is_number and len(row.cells[place].text) < 200]

        habit = Habit(decimal, language=language) if decimal else habit_shown(
            texts("quantity"), semicolons=semicolons, language=language)
        order, shown_by = (dates, "") if dates else order_shown(texts("date"))
        notes = []
        if habit.why and any(re.search(r"(?<!\d)\d{1,3}[.,]\d{3}(?![\d.,])", text) for text in texts("quantity")):
            notes.append(f"Read with a decimal {'comma' if habit.decimal == ',' else 'point'}, {habit.why}.")
        if shown_by and any(re.match(r"(0?[1-9]|1[0-2])[./-](0?[1-9]|1[0-2])[./-]\d", text) for text in texts("date")):
            notes.append(f"Dates read {order}, as {shown_by!r} shows.")
        return _Reader(columns, named, habit, order, tuple(notes))

    def take(self, row: SheetRow) -> list[Problem]:
        """What is wrong with a row; nothing where it is good and was kept."""
        read = _Row(row, self.columns)
        event = _event(read, self)
        if event is None:
            return read.problems
        twin = self.rows.setdefault(event.passage, row)
        if twin is not row:
            return [Problem(row.where, "the same as " + twin.where.rpartition(", ")[2], "a row of its own",
                            "Remove it, or tell the two apart by lot or note.")]
        holder = self.rows.setdefault(f"id {event.id}", row) if event.id else row
        if holder is not row:
            return [Problem(read.at("id"), event.id, "an id of its own",
                            f"{holder.where.rpartition(', ')[2].capitalize()} has it already: give this one another.")]
        self.events.append(event)
        return []


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


def _event(read: _Row, reader: _Reader) -> Event | None:
    """The event a row tells, or None with what is wrong in `read.problems`."""
    for name in COLUMNS:
        fault = read.cell(name).fault
        if fault is not None:
            read.fault(name, read.cell(name).text, *fault)
        elif len(read.cell(name).text) > 2_000:
            read.fault(name, read.cell(name).text[:40] + "…", "at most 2,000 characters", "Shorten it.")
    if read.problems:
        return None
    contributor = _contributor(read, reader.named)
    kind, resource = _resource(read)
    unit, quantity = _amount(read, kind, resource, contributor, reader.habit)
    stage, when, grade = _stage(read), _when(read, reader.order), _grade(read)
    if not read.text("source"):
        read.fault("source", "", "who says so", "Name the document, letter or person.")
    if stage is Stage.OUTSIDE:
        read.fault("stage", read.text("stage"), "a stage of the path", "Leave out what has not been promised.")
    if read.problems or kind is None or stage is None or when is None or grade is None:
        return None
    values = {name: read.text(name) for name in COLUMNS if name != "id" and read.text(name)}
    words = {"quantity": values.get("quantity", ""), "stage": values["stage"], "when": values["date"],
             "condition": values.get("condition", "")}
    cells = "; ".join(f"{name}: {said}" for name, said in values.items())
    return Event(read.row.number, cells, words, contributor, kind, resource, unit, quantity, stage, when,
                 read.text("lot"), read.text("id")[:200], grade)


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
    close = named.near(said)
    read.fault("contributor", said, "a state or a party of this mission",
               f"Is it {close.title()}? Correct it." if close else
               "Correct the name, or add the party first: muster party NAME.")
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


def _amount(read: _Row, kind: Kind | None, resource: str, contributor: str,
            habit: Habit) -> tuple[str, Quantity | None]:
    """The unit and the number; money finds its currency in either column."""
    said, unit = read.text("quantity"), read.text("unit")
    is_money = kind is Kind.MONEY
    if kind is not None and not is_money and not unit:
        unit = {Kind.PERSONNEL: "persons", Kind.UNDERTAKING: ""}.get(kind, "units")
    if kind is Kind.UNDERTAKING and said:
        read.fault("quantity", said, "nothing: an undertaking has no number", "Empty the cell, or name another kind.")
        return unit, None
    if kind is Kind.PERSONNEL and said and unit.lower() in GROUPS_OF_PERSONS:
        read.fault("unit", unit, "persons", "Give the number of persons, or leave the quantity empty where nobody did.")
        return unit, None
    if is_money and not said and not is_currency(unit.upper()):
        read.fault("unit", unit, "an ISO 4217 currency code", "Write USD, EUR, KES ...")
    if not said or kind is None:
        return unit.upper() if is_money else unit, None
    amount = read_amount(said, unit=unit, where=read.at("quantity"), habit=habit, is_money=is_money,
                         is_number=read.cell("quantity").is_number, contributor=contributor, resource=resource)
    if isinstance(amount, Problem):
        read.problems.append(amount)
        return unit, None
    if amount.quantity.booked is None:
        read.fault("quantity", said, "the number to book", "Write the number that is meant, or leave it empty.")
        return unit, None
    return amount.unit, amount.quantity


def _grade(read: _Row) -> Grade | None:
    said = " ".join(read.text("grade").lower().replace("_", " ").split())
    if not said:
        return Grade.COUNTERPART
    grade = next((one for one in Grade if said in (one.word, one.name.lower().replace("_", " "))), None)
    if grade is None:
        read.fault("grade", said, "one of " + ", ".join(one.name.lower().replace("_", " ") for one in Grade),
                   "Choose one of these words, or leave it empty.")
    return grade


def _stage(read: _Row) -> Stage | None:
    said = read.text("stage")
    stage = stage_named(said) or FRENCH_STAGES.get(said.lower().removesuffix("s").removesuffix("e"))\
        or FRENCH_STAGES.get(said.lower())
    if stage is None:
        read.fault("stage", said, "one of " + ", ".join(one.word for one in Stage if one is not Stage.OUTSIDE),
                   "Choose one of these words.")
    return stage


def _when(read: _Row, order: str) -> When | None:
    cell, said = read.cell("date"), read.text("date")
    if not said:
        read.fault("date", "", EXPECTED, "Fill in the day it got there, as exactly as it is known.")
        return None
    if cell.is_number and re.fullmatch(r"\d{5}", said):
        read.fault("date", said, "a date", f"It looks like {date(1899, 12, 30) + timedelta(days=int(said))} shown as a "
                   "number: give the cell a date format.")
        return None
    when = read_day(said, where=read.at("date"), order=order)
    if isinstance(when, Problem):
        read.problems.append(when)
        return None
    return when
