"""What people write into the date cell of a sheet -> the days it leaves open, or why it cannot be told.

"2024-09", "2024-9-21", "21 septembre 2024", "September 21st, 2024", "21. September 2024" and a date cell say themselves
which number is the month. "21/09/2024" does too, since no year has a 21st month. "03/04/2024" does not: it is read by
what the sheet's other dates show, or its owner says (--dates), and refused otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from muster.problems import Problem
from muster.quantities import When, in_month, on_day, parse_when

EXPECTED = "a date as YYYY-MM-DD, YYYY-MM or 21 September 2024"
DAY_FIRST, MONTH_FIRST = "day-first", "month-first"

_MONTHS = {name: number for number, names in enumerate((
    "january jan janvier janv januar", "february feb février fevrier févr februar", "march mar mars märz maerz",
    "april apr avril avr", "may mai", "june jun juin juni", "july jul juillet juil juli", "august aug août aout",
    "september sep sept septembre", "october oct octobre oktober okt", "november nov novembre",
    "december dec décembre decembre déc dezember dez"), 1) for name in names.split()}
_BY_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})")
_BY_YEAR = re.compile(r"(\d{4})([./-])(\d{1,2})\2(\d{1,2})")
_TH = r"(?:er|st|nd|rd|th|\.)?"
_DAY_BEFORE = rf"(?:(?:the\s+|le\s+)?(\d{{1,2}}){_TH}\s+(?:of\s+|de\s+)?)?"
_BY_NAME = re.compile(rf"{_DAY_BEFORE}([^\W\d]+)\.?,?\s+(?:of\s+)?(\d{{4}})")
_MONTH_FIRST = re.compile(rf"([^\W\d]+)\.?\s+(\d{{1,2}}){_TH},?\s+(\d{{4}})")


def order_shown(cells: Iterable[str]) -> tuple[str, str]:
    """Whether day or month comes first, and the cell that shows it; ("", "") where no cell or two cells disagree."""
    shown: dict[str, str] = {}
    for cell in cells:
        found = _BY_NUMBERS.fullmatch(cell.strip())
        if found is not None and len(found[4]) == 4:
            ways = _ways(found)
            if len(ways) == 1 and len(set(ways.values())) == 1:
                shown.setdefault(next(iter(ways)), cell.strip())
    if len(shown) != 1:
        return "", ""
    return next(iter(shown.items()))


def _ways(found: re.Match[str]) -> dict[str, date]:
    """The days it can be, by which number comes first."""
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    ways = {}
    for order, day, month in ((DAY_FIRST, first, second), (MONTH_FIRST, second, first)):
        try:
            ways[order] = date(year, month, day)
        except ValueError:
            continue
    return ways


def _named(text: str) -> tuple[int, int, str] | None:
    """Year, month and the day said ("" for none) of a date with its month's name; None if it is none."""
    if (found := _BY_NAME.fullmatch(text)) is not None and found[2] in _MONTHS:
        return int(found[3]), _MONTHS[found[2]], found[1] or ""
    if (found := _MONTH_FIRST.fullmatch(text)) is not None and found[1] in _MONTHS:
        return int(found[3]), _MONTHS[found[1]], found[2]
    return None


def _year_first(text: str) -> tuple[int, int, str] | None:
    """The same of a date in figures that begins with its year: what follows a year is the month."""
    found = _BY_YEAR.fullmatch(text)
    return (int(found[1]), int(found[3]), found[4]) if found is not None else None


def read_day(said: str, *, where: str, order: str = "", may_declare: bool = True) -> When | Problem:
    """The days a cell names. order: DAY_FIRST or MONTH_FIRST where that is known; may_declare: can it be said here?"""
    def refused(remedy: str) -> Problem:
        return Problem(where, said, EXPECTED, remedy)

    text = re.sub(r"^(\d{4}-\d{2}-\d{2})[ T].*$", r"\1", " ".join(said.split()))
    told = _named(text.lower()) or _year_first(text)
    if told is not None:
        year, month, day_said = told
        try:
            day = date(year, month, int(day_said or 1))
        except ValueError:
            return refused("There is no such day. Correct it.")
        return on_day(day) if day_said else in_month(day)
    numbers = _BY_NUMBERS.fullmatch(text)
    if numbers is not None:
        if len(numbers[4]) == 2:
            return refused("Write the year out in four figures.")
        ways = _ways(numbers)
        if not ways:
            return refused("There is no such day, whichever number is the month. Correct it.")
        if len(set(ways.values())) == 1:
            return on_day(next(iter(ways.values())))
        if order in ways:
            return on_day(ways[order])
        declare = ", or say with --dates day-first or --dates month-first" if may_declare else ""
        return refused(f"Day and month could be taken for each other: write it so that they cannot{declare}.")
    when = parse_when(text, where=where)
    if isinstance(when, When):
        return when
    if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", text):
        return refused("There is no such day. Correct it.")
    return refused("Write it that way, as exactly as it is known.")
