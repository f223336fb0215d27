"""How a figure is written for people: one way, for the terminal, a page and a document.

    400            exactly 400
    400 (380-400)  nearly 400
    600+           600 or more
    0-250          up to 250, not settled by a ruling
    no number given, -     a need or a cell without a number

Money is written in its currency's major unit. What a figure cannot say in digits stands beside it as a note.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import Enum

from muster.ledger.figures import Cell, Figure
from muster.quantities import from_minor, is_currency

NOTHING = "-"


def number(value: int | float | Decimal | None, unit: str = "") -> str:
    """A number with thousands separators; None is open."""
    if value is None:
        return "?"
    if is_currency(unit):
        major = from_minor(int(value), unit)
        return f"{major:,.0f}" if major == major.to_integral_value() else f"{major:,.2f}"
    if isinstance(value, int) or value == int(value):
        return f"{int(value):,}"
    return f"{value:,.1f}"


def figure(shown: Figure) -> str:
    """A figure in words and digits, without its unit."""
    if shown.booked is None:
        if shown.low is None and shown.high is None:
            return shown.word or NOTHING
        return f"{number(shown.low, shown.unit)}-{number(shown.high, shown.unit)}"
    booked = number(shown.booked, shown.unit)
    if shown.is_exact:
        return booked
    if shown.high is None:
        return f"{booked}+" if shown.low == shown.booked else f"{booked} ({number(shown.low, shown.unit)} or more)"
    if shown.low is None:
        return f"{booked} (at most {number(shown.high, shown.unit)})"
    return f"{booked} ({number(shown.low, shown.unit)}-{number(shown.high, shown.unit)})"


def cell(shown: Cell) -> str:
    """Any cell of a table as text."""
    match shown:
        case None:
            return NOTHING
        case Figure():
            return figure(shown)
        case bool():
            return "yes" if shown else "no"
        case date():
            return shown.isoformat()
        case Enum():
            return str(shown.value)
        case str():
            return shown or NOTHING
        case Sequence():
            return "; ".join(figure(part) for part in shown) or NOTHING
    return str(shown)
