"""How a figure is written for people: one way, for the terminal, a page and a document.

    400            exactly 400
    400 (380-400)  nearly 400
    600+           600 or more
    0-250          up to 250, not settled by a ruling
    no number given, -     a need or a cell without a number

Money is written in its currency's major unit. What a figure cannot say in digits stands beside it as a note.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum

from muster.ledger.figures import Cell, Figure, figures_in
from muster.quantities import from_minor, is_currency

NOTHING = "-"
PERCENT = "percent"
"""The unit of a share, written with its sign: 15%."""

MOST_DECIMALS = 4
"""A decimal number written with no more is shown as it was written (0.006)."""


def number(value: int | float | Decimal | None, unit: str = "", *, in_millions: bool = False) -> str:
    """A number with thousands separators; None is open. in_millions: money from a million on as 85.3m."""
    if value is None:
        return "?"
    if is_currency(unit):
        major = from_minor(int(value), unit)
        if in_millions and abs(major) >= 1_000_000:
            return f"{major / 1_000_000:,.3f}".rstrip("0").rstrip(".") + "m"
        return f"{major:,.0f}" if major == major.to_integral_value() else f"{major:,.2f}"
    if unit == PERCENT:
        return f"{value:g}%"
    if isinstance(value, int) or value == int(value):
        return f"{int(value):,}"
    if isinstance(value, Decimal) and int(value.as_tuple().exponent) >= -MOST_DECIMALS:
        return f"{value.normalize():,f}"
    return f"{value:,.1f}"


def span(low: str, high: str) -> str:
    """From one number to another; below zero the hyphen would be read as a sign."""
    return f"{low} to {high}" if low.startswith("-") or high.startswith("-") else f"{low}-{high}"


def figure(shown: Figure, *, in_millions: bool = False) -> str:
    """A figure in words and digits, without its unit."""
    booked, low, high = (number(part, shown.unit, in_millions=in_millions)
                         for part in (shown.booked, shown.low, shown.high))
    if shown.booked is None:
        return (shown.word or NOTHING) if shown.low is None and shown.high is None else span(low, high)
    if shown.is_exact:
        return booked
    if shown.high is None:
        return f"{booked}+" if shown.low == shown.booked else f"{booked} ({low} or more)"
    if shown.low is None:
        return f"{booked} (at most {high})"
    return f"{booked} ({span(low, high)})"


def with_unit(shown: Figure) -> str:
    """A figure with its unit behind it; a percent sign is part of the number, and words without a number have none."""
    is_word = shown.booked is None and shown.low is None and shown.high is None
    return figure(shown) if shown.unit == PERCENT or is_word else f"{figure(shown)} {shown.unit}".strip()


def cell(shown: Cell, *, in_millions: bool = False) -> str:
    """Any cell of a table as text."""
    match shown:
        case None:
            return NOTHING
        case Figure():
            return figure(shown, in_millions=in_millions)
        case bool():
            return "yes" if shown else "no"
        case date():
            return shown.isoformat()
        case Enum():
            return str(shown.value)
        case str():
            return shown or NOTHING
    return "; ".join(figure(part, in_millions=in_millions) for part in figures_in(shown)) or NOTHING
