"""The mission's pictures, from the books: strength over time, and support promised, come and needed.

One function reads each series out of the ledger; the page, a file and the terminal draw that same series, so they
cannot disagree. Nothing is added up here: every value is a figure of the ledger's own tables.

Announced schedules are drawn as marks, not as a line: an announced total ("2,500 by January") at its height, an
announced batch ("an additional 600") on the base line with its size, because where it would have led depends on what
else had come by then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from muster.briefs import charts, terminal, wording
from muster.briefs.charts import Bar, Batch, Count, Fan, Level, OverTime, Step
from muster.ledger import promises, requirements
from muster.ledger.figures import Figure, Row, Table
from muster.ledger.gap import gap
from muster.ledger.records import EVERYONE, Books
from muster.ledger.standing import PERSONS
from muster.ledger.strength import change_days, counted_lines, counts, series
from muster.quantities import from_minor, is_currency
from muster.vocabulary import Kind

KINDS = (Kind.PERSONNEL, Kind.EQUIPMENT, Kind.LOGISTICS, Kind.MONEY)
"""The four kinds both founding reports ask for."""


def strength(books: Books) -> OverTime:
    """Persons present over time with their bounds, the counts told, what was required and what was announced."""
    days = change_days(books, counted_lines(books))
    present = series(books, days)
    steps = [Step(day, span.booked, span.low, span.high)
             for day, span in zip(present.days, present.total) if span is not None]
    told = [
        Count(count.when.last, count.figure.booked, _float(count.figure.low), _float(count.figure.high), count.told_by)
        for count in counts(books)
        if count.contributor == EVERYONE and isinstance(count.figure.booked, int)
    ]
    totals, batches = announced(books)
    return OverTime(
        f"Persons present until {books.on}", PERSONS, books.on, steps, told,
        required(books, (steps or told or [Step(books.on, 0)])[0].day), totals, batches)


def _float(value: int | float | Decimal | None) -> float | None:
    return None if value is None else float(value)


def required(books: Books, since: date) -> tuple[Level, ...]:
    """The reference strength, from day to day."""
    found = []
    for need in requirements.all_needs(books):
        quantity = need.quantity
        if need.subject.kind is Kind.PERSONNEL and need.subject.resource == Kind.PERSONNEL.value \
                and need.role is requirements.Role.REFERENCE and quantity is not None and quantity.booked is not None:
            first, last = max(need.since or since, since), min(need.until or books.on, books.on)
            if first < last:
                found.append(Level(first, last, quantity.booked, "required"))
    return tuple(sorted(found, key=lambda level: level.first))


def announced(books: Books) -> tuple[tuple[Count, ...], tuple[Batch, ...]]:
    """What was announced for the mission's strength: totals at their height, and batches to be added.

    Each promise once, as last told; its day is the last day promised.
    """
    contributors = {line.key.contributor for line in counted_lines(books)}
    totals, batches = [], []
    for chain in promises.all_chains(books):
        said, when = chain.latest.statement, chain.latest.promised_for
        quantity = said.quantity
        if not chain.first.is_support or said.resource != Kind.PERSONNEL.value or when is None or quantity is None \
                or quantity.booked is None:
            continue
        if said.contributor in contributors:
            batches.append(Batch(when.last, quantity.booked, f"{chain.name}, told {chain.latest.told}"))
        else:
            totals.append(Count(when.last, quantity.booked, None, None, f"{chain.name}, told {chain.latest.told}"))
    return tuple(totals), tuple(batches)


def strength_plot(books: Books) -> str:
    """The same picture for a terminal."""
    shown = strength(books)
    curves = [
        terminal.Curve("announced total", "^", [(count.day, count.booked) for count in shown.announced]),
        terminal.Curve("present by the ledger", "#", _until(shown), steps=True),
        terminal.Curve("counts told", "o", [(count.day, count.booked) for count in shown.counts]),
    ]
    required = [point for level in shown.levels for point in ((level.first, level.value), (level.last, level.value))]
    told = " then ".join(f"{level.value:,.0f}" for level in shown.levels)
    return terminal.plot([terminal.Curve(f"required {told}", "·", required, steps=True), *curves], unit=PERSONS)


def _until(shown: OverTime) -> list[tuple[date, float]]:
    """The steps, the last one carried to the day asked about."""
    points = [(step.day, step.booked) for step in shown.steps]
    return [*points, (shown.on, points[-1][1])] if points and points[-1][0] < shown.on else points


# --- support ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Support:
    """One kind of support with its rows of the gap that say most, the summed row of the kind first."""

    kind: Kind
    rows: tuple[Row, ...]
    others: int
    """How many further rows of this kind the gap has."""


FEW = 4


def support(books: Books, table: Table | None = None) -> list[Support]:
    """The four kinds, each with its telling rows, from the gap; the mission's side only."""
    shown = table or gap(books)
    found = []
    for kind in KINDS:
        rows = [row for row in shown.rows if row.cells["kind"] == kind.value and row.cells["side"] == "mission"]
        rows.sort(key=_telling, reverse=True)
        found.append(Support(kind, tuple(rows[:FEW]), max(0, len(rows) - FEW)))
    return found


def _telling(row: Row) -> tuple[bool, bool, bool, bool]:
    """Rows that answer more of required, promised and present come first."""
    def has(name: str) -> bool:
        cell = row.cells.get(name)
        return isinstance(cell, Figure) and bool(cell.booked)
    return (row.cells["resource"] == row.cells["kind"], has("required"), has("reached_present") or has("present"),
            has("promised_total"))


def bar(row: Row) -> Bar | None:
    """A row of the gap as a bar: present within promised, against what is needed. None where nothing was given.

    Money counts what ever came, since what is spent no longer stands at present.
    """
    unit = str(row.cells["unit"])
    need, there = row.cells.get("required"), row.cells.get("reached_present" if is_currency(unit) else "present")
    promised = row.cells.get("promised_total")
    if not any(isinstance(cell, Figure) and cell.booked for cell in (there, promised)):
        return None
    name = f"{row.cells['resource']} ({unit})" if is_currency(unit) else str(row.cells["resource"])
    return Bar(
        name, unit, _major(need, unit) if isinstance(need, Figure) and need.booked else None,
        _word(need), _major(promised, unit), _major(there, unit), _word(there), _bar_told(need, promised, there, unit))


def _bar_told(need: object, promised: object, there: object, unit: str) -> str:
    """The bar in words, numerator and denominator named: "present 426 of 2,500 required; promised 3,250 persons"."""
    came = "received" if is_currency(unit) else "present"
    needed = ""
    if isinstance(need, Figure) and need.booked:
        needed = f" of {_word(need)} required" if has_number(there) else f"; required {_word(need)}"
    elif isinstance(need, Figure):
        needed = f"; required: {_word(need)}"
    return f"{came} {_word(there)}{needed}; promised {_word(promised)} {unit}".strip().replace("  ", " ")


def has_number(cell: object) -> bool:
    return isinstance(cell, Figure) and cell.booked is not None


def _word(cell: object) -> str:
    told = wording.figure(cell) if isinstance(cell, Figure) else wording.NOTHING
    return "(nothing recorded)" if told == wording.NOTHING else told


def _major(cell: object, unit: str) -> float:
    if not isinstance(cell, Figure) or cell.booked is None:
        return 0
    return float(from_minor(int(cell.booked), unit)) if is_currency(unit) else float(cell.booked)


def strength_svg(books: Books, *, ident: str = "strength", narrow: bool = False, standalone: bool = False,
                 words: Mapping[str, str] | None = None, title: str = "", fan: Sequence[Fan] = ()) -> str:
    """The strength over time as SVG, for a page or as a file. words, title: in the reader's language.

    fan: a forecast from the books' day on, beside what was announced and required.
    """
    shown = strength(books)
    if fan:
        carried = tuple(replace(level, last=max(level.last, fan[-1].day)) for level in shown.levels[-1:])
        shown = replace(shown, fan=tuple(fan), levels=(*shown.levels[:-1], *carried))
    if words:
        levels = tuple(replace(level, word=words.get(level.word, level.word)) for level in shown.levels)
        shown = replace(shown, names=dict(words), levels=levels, title=title or shown.title)
    return charts.over_time(shown, ident=ident, narrow=narrow, standalone=standalone)


def support_svg(rows: Sequence[Row], *, ident: str, title: str, narrow: bool = False, standalone: bool = False) -> str:
    """Rows of the gap as bars; rows without any number are left to words."""
    made = [one for one in map(bar, rows) if one is not None]
    return charts.bars(made, title=title, ident=ident, narrow=narrow, standalone=standalone)


def days_of_interest(books: Books) -> list[date]:
    """Days on which the picture changed: for stepping from one to the next."""
    return change_days(books, counted_lines(books))


def neighbours(days: Sequence[date], on: date) -> tuple[date | None, date | None]:
    """The last of these days before a day, and the first after it."""
    before = [day for day in days if day < on]
    after = [day for day in days if day > on]
    return (before[-1] if before else None, after[0] if after else None)

