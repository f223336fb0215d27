"""A quantity as the text of one cell, and back, without losing a bound.

Most quantities read as people write them ("600", "nearly 400", "40-55"). What such words cannot say is written out:

    380 [350, 410] between three and four hundred    booked, lowest, highest, the source's words
    600 [600, ]                                      open above
    ? [0, 7500] up to 7,500                          no number to book
"""

from __future__ import annotations

import re
from decimal import Decimal

from muster.problems import Problem
from muster.quantities import LARGEST, Quantity, from_minor, is_currency, parse_number, parse_quantity, to_minor

_WRITTEN_OUT = re.compile(r"(\?|-?\d[\d.]*) \[(-?\d[\d.]*), ?(-?\d[\d.]*)?\](?: (.*))?", re.DOTALL)


def amount_text(quantity: Quantity, unit: str) -> str:
    """The shortest text that `parse_amount` reads as this quantity again."""
    for text in (_number(quantity.booked, unit), quantity.word):
        if text and parse_quantity(text, unit=unit, where="") == quantity:
            return text
    booked = "?" if quantity.booked is None else _number(quantity.booked, unit)
    high = "" if quantity.high is None else _number(quantity.high, unit)
    return f"{booked} [{_number(quantity.low, unit)}, {high}] {quantity.word}".strip()


def parse_amount(text: str, *, unit: str, where: str) -> Quantity | Problem:
    """The quantity in a cell, as people write it or written out."""
    written = _WRITTEN_OUT.fullmatch(text.strip())
    if written is None:
        return parse_quantity(text, unit=unit, where=where)
    try:
        booked, low, high = (_whole(part, unit) for part in written.groups()[:3])
    except ValueError:
        return Problem(where, text, "whole numbers, or an amount of a currency", "Correct the numbers.")
    largest = max(abs(part or 0) for part in (booked, low, high))
    if low is None or (high is not None and high < low) or largest > LARGEST:
        return Problem(where, text, "NUMBER [LOWEST, HIGHEST], the lowest first", "Correct the bounds.")
    if booked is not None and (booked < low or (high is not None and booked > high)):
        return Problem(where, text, "a number within its bounds", "Correct the number or its bounds.")
    if low < 0:
        return Problem(where, text, "a quantity, which is never below zero", "Correct the number.")
    return Quantity(booked, low, high, written.group(4) or "")


def _number(whole: int | None, unit: str) -> str:
    if whole is None:
        return ""
    return f"{from_minor(whole, unit):f}" if is_currency(unit) else str(whole)


def _whole(text: str | None, unit: str) -> int | None:
    if not text or text == "?":
        return None
    number = parse_number(text)
    if number is None:
        raise ValueError(text)
    return to_minor(number, unit if is_currency(unit) else "JPY") if number else int(Decimal(0))
