"""A mission's own numbers for its forecast: a small sheet of parameters and gates, each with its source.

    name,value,from,until,source
    tour_weeks,52,2024-06-25,,police service order of June 2024
    lift_seats_per_week,150,2024-06-24,2025-10-02,charter contract
    lift_closed_until,2024-12-11,2024-11-12,2024-12-11,aviation notice

`from` is the day the number was first known, so a replay of the past does not know it earlier; an empty cell means
always. Of two rows that hold on a day the one known later counts. A wrong row is a problem and leaves the default.

A package brings such a sheet with it; its rows are then statements of the ledger (`Aspect.CONTEXT`, with the number in
their detail), each known no earlier than its report, and `numbers_in` reads them back from the books of any moment. A
sheet handed over beside the ledger (`--numbers`) is a supposition and takes the place of all of them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from muster.forecast.parameters import DEFAULTS, TABLE, Parameters, with_changes
from muster.forecast.state import Gates
from muster.ledger.judged import Judged
from muster.ledger.records import Books, Statement
from muster.problems import Problem, Understood
from muster.quantities import When, parse_number, parse_when
from muster.vocabulary import Aspect

COLUMNS = ("name", "value", "from", "until", "source")
GATES = tuple(field.name for field in fields(Gates))
CASH = "cash"
NUMBER, VALUE, FROM, UNTIL = "number", "value", "from", "until"
"""The fields of a statement's detail that hold such a number."""

GATE_MEANINGS = {
    "training_places": ("persons", "persons in training at once"),
    "lift_seats_per_week": ("seats a week", "seats into theatre a week"),
    "lift_closed_until": ("day", "no lift before this day"),
    "vehicles": ("vehicles", "serviceable vehicles in theatre"),
    "beds": ("beds", "persons that can be housed"),
    "cash": ("currency", "money the mission can spend, as last told"),
}
MEANINGS = {**GATE_MEANINGS, **{one.name: (one.unit, one.meaning) for one in TABLE}}
"""Every name a sheet may use: its unit and what it says."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a mission. known_from, until: both ends included; None is open.

    statement: the entry of the ledger it stands in; None for a number of a sheet beside the ledger.
    """

    name: str
    value: float | date
    known_from: date | None
    until: date | None
    source: str
    statement: int | None = None

    def holds_on(self, day: date) -> bool:
        return (self.known_from is None or self.known_from <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class MissionNumbers:
    """What a mission says of itself; `parameters_on` and `gates_on` are what was known on a day."""

    numbers: tuple[Number, ...] = ()

    def holding(self, day: date) -> dict[str, Number]:
        """The number that counts on a day, by name."""
        rows = sorted((one for one in self.numbers if one.holds_on(day)), key=lambda one: one.known_from or date.min)
        return {one.name: one for one in rows}

    def parameters_on(self, day: date) -> Parameters:
        held = self.holding(day)
        return with_changes({name: one.value for name, one in held.items()
                             if name not in GATE_MEANINGS}).value

    def cash_on(self, day: date) -> Number | None:
        """The mission's cash as last told, in whole units of its main currency."""
        return self.holding(day).get(CASH)

    def gates_on(self, day: date) -> Gates:
        held = {name: one.value for name, one in self.holding(day).items()}
        def whole(name: str) -> int | None:
            value = held.get(name)
            return int(value) if isinstance(value, float) else None
        closed = held.get("lift_closed_until")
        return Gates(
            whole("training_places"), whole("lift_seats_per_week"), closed if isinstance(closed, date) else None,
            whole("vehicles"), whole("beds"),
        )


def numbers_in(books: Books) -> MissionNumbers:
    """What the ledger holds of a mission's own numbers, as known when the books were opened; rejected ones are out."""
    judged = Judged(books)
    told = sorted(judged.told_once(Aspect.CONTEXT), key=lambda one: (one.known, one.id))
    return MissionNumbers(tuple(
        number for said in told if NUMBER in said.detail and (number := _told(said, judged, books)) is not None
    ))


def _told(said: Statement, judged: Judged, books: Books) -> Number | None:
    """A number as a statement holds it; None where its detail says nothing that can be used."""
    detail = {name: str(value) for name, value in judged.detail(said).items()}
    cells = {"name": detail[NUMBER], "value": detail.get(VALUE, ""), "from": detail.get(FROM, ""),
             "until": detail.get(UNTIL, ""), "source": _in_words(said, books)}
    read = read_number(cells, "")
    if isinstance(read, Problem):
        return None
    known = datetime.fromtimestamp(said.known / 1e6, books.mission.zone).date()
    return replace(read, statement=said.id, known_from=max(known, read.known_from or known))


def _in_words(said: Statement, books: Books) -> str:
    """Who says so and what, so that a reader need not open it: "Gazette (2031-01-10): ten stand in the yard"."""
    report = books.reports[said.report]
    day = f" ({report.published})" if report.published else ""
    return f"{report.publisher}{day}: {said.passage or 'sealed'}".rstrip(".")


def parse_numbers(text: str, *, where: str) -> Understood[MissionNumbers]:
    """The numbers in a sheet's text, and every problem met."""
    rows = csv.DictReader(io.StringIO(text.replace("\x00", "").removeprefix("\ufeff")))
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        return Understood(MissionNumbers(), (Problem(
            f"{where}, line 1", ",".join(rows.fieldnames or ()), f"the columns {', '.join(COLUMNS)}",
            f"Add {', '.join(missing)} to the heading.",
        ),))
    found: list[Number] = []
    problems: list[Problem] = []
    for row in rows:
        read = read_number({name: (row[name] or "").strip() for name in COLUMNS}, f"{where}, line {rows.line_num}")
        if isinstance(read, Problem):
            problems.append(read)
        else:
            found.append(read)
    return Understood(MissionNumbers(tuple(found)), tuple(problems))


def read_number(cells: Mapping[str, str], where: str) -> Number | Problem:
    """One row of a sheet, or what is wrong with it. cells: text by `COLUMNS`; where: the row's place."""
    name = cells["name"]
    if name not in MEANINGS:
        return Problem(f"{where}, column name", name, "the name of a number the forecast uses",
                       f"Use one of: {', '.join(MEANINGS)}.")
    ends: list[date | None] = []
    for column, first in (("from", True), ("until", False)):
        when = parse_when(cells[column], where=f"{where}, column {column}") if cells[column] else None
        if isinstance(when, Problem):
            return when
        ends.append(None if when is None else when.first if first else when.last)
    if ends[0] and ends[1] and ends[1] < ends[0]:
        return Problem(f"{where}, column until", cells["until"], f"a day on or after {ends[0]}, when it begins",
                       "Correct one of the two days.")
    if not cells["source"]:
        return Problem(f"{where}, column source", "", "where the number comes from",
                       "Name the source, or leave the row out.")
    if name == "lift_closed_until":
        day = parse_when(cells["value"], where=f"{where}, column value")
        return Number(name, day.last, ends[0], ends[1], cells["source"]) if isinstance(day, When) else day
    value = parse_number(cells["value"])
    if value is None or (name in GATE_MEANINGS and (value < 0 or value != int(value))):
        return Problem(f"{where}, column value", cells["value"], "a number, for places, seats, vehicles, beds and "
                       "cash a whole one of zero or more",
                       "Correct the cell, or leave the row out if nobody knows.")
    if name not in GATE_MEANINGS:
        wrong = with_changes({name: float(value)}, DEFAULTS, where=where).problems
        if wrong:
            return wrong[0]
    return Number(name, float(value), ends[0], ends[1], cells["source"])
