"""A mission's strength, as plain monthly figures: reading `date,strength`, and saying what is wrong with it.

The series is what a desk officer can type from a mission's monthly reports. A day nobody reported is absent, never
zero. One bad row never hides the next. Weakness: hedged figures ("about 400") are taken at the number said.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from muster.problems import Problem, Understood
from muster.quantities import When, parse_quantity, parse_when

LARGEST_STRENGTH = 10_000_000
"""No mission has been near this; a larger figure is a slip of the keyboard."""

EARLIEST, LATEST = date(1945, 1, 1), date(2150, 12, 31)
"""No mission of this kind was before; a day far ahead is a slip too."""


@dataclass(frozen=True, slots=True)
class Series:
    """Strength in persons on given days, each day once, oldest first. Absent days were not reported."""

    days: tuple[date, ...]
    persons: tuple[int, ...]

    def known_on(self, day: date) -> Series:
        """The part of the series up to and on this day."""
        kept = [(when, persons) for when, persons in zip(self.days, self.persons) if when <= day]
        return Series(tuple(when for when, _ in kept), tuple(persons for _, persons in kept))

    def __len__(self) -> int:
        return len(self.days)


def read_series(path: Path | str) -> Understood[Series]:
    """The strength series in a CSV file with columns `date` and `strength`, and every problem met."""
    name = Path(path).name
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(name, str(error), "a readable CSV file in UTF-8", "Check the file's name and its encoding.")
        return Understood(Series((), ()), (problem,))
    return parse_series(text, where=name)


def parse_series(text: str, *, where: str) -> Understood[Series]:
    """The strength series written as CSV text; months count from their last day."""
    rows = csv.DictReader(io.StringIO(text.replace("\x00", "")))
    columns = {(name or "").strip().lower(): name for name in rows.fieldnames or ()}
    if "date" not in columns or "strength" not in columns:
        problem = Problem(
            f"{where}, line 1", ",".join(rows.fieldnames or ()), "a heading with `date` and `strength`",
            "Name the two columns so; others are ignored.",
        )
        return Understood(Series((), ()), (problem,))
    found: dict[date, int] = {}
    problems: list[Problem] = []
    try:
        for row in rows:
            place = f"{where}, line {rows.line_num}"
            day = _day(row.get(columns["date"]) or "", place)
            persons = _persons(row.get(columns["strength"]) or "", place)
            if isinstance(day, Problem) or isinstance(persons, Problem):
                problems += [item for item in (day, persons) if isinstance(item, Problem)]
            elif persons is not None and day is not None:
                _enter(found, day, persons, place, problems)
    except csv.Error as error:
        problems.append(Problem(f"{where}, line {rows.line_num}", str(error), "a CSV row", "Correct the row's quotes."))
    days = tuple(sorted(found))
    return Understood(Series(days, tuple(found[day] for day in days)), tuple(problems))


def _day(text: str, where: str) -> date | Problem | None:
    if not text.strip():
        return Problem(where, "", "a date", "Write the day or month the strength was counted.")
    when = parse_when(text, where=f"{where}, column date")
    if isinstance(when, When) and not EARLIEST <= when.last <= LATEST:
        return Problem(f"{where}, column date", text, f"a day from {EARLIEST} to {LATEST}", "Correct the year.")
    return when.last if isinstance(when, When) else when


def _persons(text: str, where: str) -> int | Problem | None:
    """The number in a cell; None for a cell left empty (nobody counted)."""
    if not text.strip():
        return None
    place = f"{where}, column strength"
    whole = text.strip()
    if whole.endswith((".0", ".00")):
        whole = whole.rsplit(".", 1)[0]
    quantity = parse_quantity(whole, unit="persons", where=place)
    if isinstance(quantity, Problem):
        return quantity
    if quantity.booked is None or quantity.booked > LARGEST_STRENGTH:
        return Problem(place, text, "the number of persons counted", "Give one number, or leave the cell empty.")
    return quantity.booked


def _enter(found: dict[date, int], day: date, persons: int, where: str, problems: list[Problem]) -> None:
    if found.get(day, persons) != persons:
        problems.append(Problem(
            where, f"{day} again, {persons} persons", f"one figure a day ({found[day]} stood first and is used)",
            "Keep the row you trust and delete the other.",
        ))
        return
    found[day] = persons
