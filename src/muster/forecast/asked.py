"""What was typed when somebody asked for the outside view of a plain series, read with every problem said.

    --series FILE --authorised DATE --ceiling N [--funding assessed|voluntary] [--rehatted N] [--horizons 3,6,12]

The terminal and the API share this, so that neither can end in a traceback.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from muster.forecast.outside import OutsideView, Question, outside_view
from muster.forecast.past import Funding
from muster.forecast.series import read_series
from muster.problems import Problem
from muster.quantities import When, parse_number, parse_when

DEFAULT_HORIZONS = "3,6,12"


def series_forecast(
    path: Path | str, *, authorised: str, ceiling: str, funding: str = "assessed", rehatted: str = "0",
    horizons: str = DEFAULT_HORIZONS, as_of: str = "",
) -> OutsideView:
    """The outside view of the series in a file; all that was wrong with the question and the file is in `problems`.

    Rows that could not be read are left out and named; an unreadable question gives no targets.
    """
    read = read_series(path)
    problems: list[Problem] = list(read.problems)
    question = _question(authorised, ceiling, funding, rehatted, problems)
    months = _horizons(horizons, problems)
    day = _day(as_of, "--as-of", problems) if as_of.strip() else None
    if question is None or months is None or (as_of.strip() and day is None):
        return OutsideView((), problems=tuple(problems))
    if not len(read.value) and read.problems:
        return OutsideView((), problems=tuple(problems))
    view = outside_view(read.value, question, horizons=months, as_of=day)
    return OutsideView(view.targets, view.missions, view.effective_missions, view.notes, (*problems, *view.problems))


def _question(
    authorised: str, ceiling: str, funding: str, rehatted: str, problems: list[Problem],
) -> Question | None:
    day = _day(authorised, "--authorised", problems)
    most, taken_over = _persons(ceiling, "--ceiling", problems), _persons(rehatted, "--rehatted", problems)
    paid = next((one for one in Funding if one.value == funding.strip().lower()), None)
    if paid is None:
        words = " or ".join(one.value for one in Funding)
        problems.append(Problem("--funding", funding, words, f"Write {words}."))
    if day is None or most is None or taken_over is None or paid is None:
        return None
    return Question(day, most, paid, taken_over)


def _day(text: str, where: str, problems: list[Problem]) -> date | None:
    when = parse_when(text, where=where)
    if isinstance(when, When):
        return when.first
    problems.append(when)
    return None


def _persons(text: str, where: str, problems: list[Problem]) -> int | None:
    number = parse_number(text)
    if number is None or number != int(number):
        problems.append(Problem(where, text, "a whole number of persons", "Write the number alone, as 2500."))
        return None
    return int(number)


def _horizons(text: str, problems: list[Problem]) -> list[int] | None:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts or any(not part.isascii() or not part.isdigit() or len(part) > 4 for part in parts):
        problems.append(Problem("--horizons", text, "months ahead, as 3,6,12", "Write whole months with commas."))
        return None
    return sorted({int(part) for part in parts})
