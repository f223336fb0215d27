"""One cell of a file -> its value, or what is wrong with it and how to mend it.

Used for packages and sheets alike, so both say the same about the same fault.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from muster.exchange.fields import Column
from muster.problems import Problem
from muster.quantities import LARGEST, parse_number, parse_when

LONGEST_CELL = 20_000
"""Characters; longer cells are a broken file (an unclosed quotation mark), not an entry."""

KEY_PATTERN = r"[A-Za-z0-9][A-Za-z0-9._+@:/\-]{0,199}"
_KEY = re.compile(KEY_PATTERN)


def value_of(column: Column, text: str, where: str) -> Any:
    """The value of a cell by its column's type; None when it is empty and may be; a Problem when it is wrong.

    References and parties come back as text: whether they exist is for the caller, who knows all rows. Quantities too:
    their reading needs the unit.
    """
    said = text.strip()
    if len(text) > LONGEST_CELL:
        return Problem(where, text[:40] + "…", f"at most {LONGEST_CELL:,} characters",
                       "Look for a quotation mark that is never closed.")
    if not said:
        if column.required:
            return Problem(where, "", _expected(column), "Fill the cell, or leave the row out.")
        return None
    if any(ord(character) < 32 and character not in "\n\t" for character in said):
        return Problem(where, repr(said)[:60], "text without control characters", "Remove them.")
    return _READERS.get(column.type, _as_text)(column, said, where)


def _as_text(column: Column, said: str, where: str) -> str:
    return said


def _as_key(column: Column, said: str, where: str) -> str | Problem:
    if _KEY.fullmatch(said):
        return said
    return Problem(where, said, "a short name of letters, digits and . _ + @ : / -", "Rename it, wherever it is used.")


def _as_day(column: Column, said: str, where: str) -> date | Problem:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", said):
        try:
            return date.fromisoformat(said)
        except ValueError:
            pass
    return Problem(where, said, "a day as YYYY-MM-DD", "Write the day that way, or leave the cell empty.")


def _as_moment(column: Column, said: str, where: str) -> date | datetime | Problem:
    """A day, or an exact time in UTC."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z", said):
        try:
            return datetime.fromisoformat(said)
        except ValueError:
            pass
    day = _as_day(column, said, where)
    if isinstance(day, Problem):
        return Problem(where, said, "a day as YYYY-MM-DD or a time as YYYY-MM-DDThh:mm:ssZ", "Write it that way.")
    return day


def _as_when(column: Column, said: str, where: str) -> Any:
    return parse_when(said, where=where)


def _as_integer(column: Column, said: str, where: str) -> int | Problem:
    number = parse_number(said)
    if number is None or number != int(number) or not 0 <= number <= LARGEST:
        return Problem(where, said, "a whole number, zero or more", "Correct the number, or leave the cell empty.")
    return int(number)


def _as_number(column: Column, said: str, where: str) -> float | Problem:
    try:
        number = float(said)
    except ValueError:
        number = math.nan
    bound = {"latitude": 90.0, "longitude": 180.0}.get(column.name, float(LARGEST))
    if not math.isfinite(number) or abs(number) > bound:
        return Problem(where, said, f"a number from -{bound:g} to {bound:g}", "Correct the number.")
    return number


def _as_choice(column: Column, said: str, where: str) -> str | Problem:
    if said in column.choices:
        return said
    return Problem(where, said, "one of " + ", ".join(column.choices), "Choose one of these words.")


def _as_yes_no(column: Column, said: str, where: str) -> bool | Problem:
    if said in ("yes", "no"):
        return said == "yes"
    return Problem(where, said, "yes or no", "Write yes or no.")


def _as_list(column: Column, said: str, where: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in said.split(";") if part.strip())


def _as_json(column: Column, said: str, where: str) -> Mapping[str, Any] | Problem:
    try:
        value = json.loads(said, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        return Problem(where, said[:60], 'a JSON object ({"name": "value"})', "Correct the JSON.")
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(name)


_READERS: dict[str, Any] = {
    "key": _as_key, "day": _as_day, "moment": _as_moment, "when": _as_when, "integer": _as_integer,
    "number": _as_number, "choice": _as_choice, "yes_no": _as_yes_no, "list": _as_list, "references": _as_list,
    "lots": _as_list, "stages": _as_list, "json": _as_json,
}


def _expected(column: Column) -> str:
    match column.type:
        case "choice":
            return "one of " + ", ".join(column.choices)
        case "day" | "when":
            return "a date as YYYY-MM-DD"
        case "party":
            return "the id of a party"
        case "reference" | "references":
            return "the name of another row"
        case _:
            return column.meaning
