"""A mission's own numbers for its forecast: a small sheet of parameters and gates, each with its source.

    name,value,from,until,source
    tour_weeks,52,2024-06-25,,police service order of June 2024
    lift_seats_per_week,150,2024-06-24,2025-10-02,charter contract
    lift_closed_until,2024-12-11,2024-11-12,2024-12-11,aviation notice

`from` is the day the number was first known, so a replay of the past does not know it earlier; an empty cell means
always. Of two rows that hold on a day the one known later counts. A wrong row is a problem and leaves the default.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, fields
from datetime import date
from importlib import resources

from muster.forecast.parameters import DEFAULTS, Parameters, with_changes
from muster.forecast.state import Gates
from muster.problems import Problem, Understood
from muster.quantities import When, parse_number, parse_when

COLUMNS = ("name", "value", "from", "until", "source")
GATES = tuple(field.name for field in fields(Gates))


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a mission. known_from, until: both ends included; None is open."""

    name: str
    value: float | date
    known_from: date | None
    until: date | None
    source: str

    def holds_on(self, day: date) -> bool:
        return (self.known_from is None or self.known_from <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class MissionNumbers:
    """What a mission says of itself; `parameters_on` and `gates_on` are what was known on a day."""

    numbers: tuple[Number, ...] = ()

    def _holding(self, day: date) -> dict[str, float | date]:
        rows = sorted((one for one in self.numbers if one.holds_on(day)), key=lambda one: one.known_from or date.min)
        return {one.name: one.value for one in rows}

    def parameters_on(self, day: date) -> Parameters:
        return with_changes({name: value for name, value in self._holding(day).items() if name not in GATES}).value

    def gates_on(self, day: date) -> Gates:
        holding = self._holding(day)
        def whole(name: str) -> int | None:
            value = holding.get(name)
            return int(value) if isinstance(value, float) else None
        closed = holding.get("lift_closed_until")
        return Gates(
            whole("training_places"), whole("lift_seats_per_week"), closed if isinstance(closed, date) else None,
            whole("vehicles"), whole("beds"),
        )


def shipped_numbers(mission: str) -> Understood[MissionNumbers]:
    """The numbers that ship with a mission's package (`missions/<name>/forecast.csv`); none if it has no such sheet."""
    sheet = resources.files("muster").joinpath("missions", mission, "forecast.csv")
    if "/" in mission or not sheet.is_file():
        return Understood(MissionNumbers())
    return parse_numbers(sheet.read_text(encoding="utf-8"), where=f"{mission}/forecast.csv")


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
        read = _number({name: (row[name] or "").strip() for name in COLUMNS}, f"{where}, line {rows.line_num}")
        if isinstance(read, Problem):
            problems.append(read)
        else:
            found.append(read)
    return Understood(MissionNumbers(tuple(found)), tuple(problems))


def _number(cells: dict[str, str], where: str) -> Number | Problem:
    name = cells["name"]
    ends: list[date | None] = []
    for column, first in (("from", True), ("until", False)):
        when = parse_when(cells[column], where=f"{where}, column {column}") if cells[column] else None
        if isinstance(when, Problem):
            return when
        ends.append(None if when is None else when.first if first else when.last)
    if not cells["source"]:
        return Problem(f"{where}, column source", "", "where the number comes from",
                       "Name the source, or leave the row out.")
    if name == "lift_closed_until":
        day = parse_when(cells["value"], where=f"{where}, column value")
        return Number(name, day.last, ends[0], ends[1], cells["source"]) if isinstance(day, When) else day
    value = parse_number(cells["value"])
    if value is None or (name in GATES and (value < 0 or value != int(value))):
        return Problem(f"{where}, column value", cells["value"], "a number, for a gate a whole one of zero or more",
                       "Correct the cell, or leave the row out if nobody knows.")
    if name not in GATES:
        wrong = with_changes({name: float(value)}, DEFAULTS, where=where).problems
        if wrong:
            return wrong[0]
    return Number(name, float(value), ends[0], ends[1], cells["source"])
