"""Amounts that keep what the source said (about, nearly, up to), and dates that keep their precision.

"Nearly 400" is not 400 and "March" is not 1 March. A `Quantity` is the figure that is booked with the
lowest and highest it may be; a `When` is the first and last day a source's words leave open.

Source of the bounds: the hedging rules shared with the annotated reports (nearly N: 0.95 N to N; about N:
0.95 N to 1.05 N; persons and things rounded outward to whole ones). Their weakness: 5 % is a convention,
not a measurement.
"""

from __future__ import annotations

import math
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum
from zoneinfo import ZoneInfo

from muster.problems import Problem

SPREAD = Decimal("0.05")
"""How far "about" and "nearly" reach, as a share of the number said."""


class Hedge(Enum):
    """How the source qualified its number."""

    EXACTLY = "exactly"
    NEARLY = "nearly"      # a little below
    ABOUT = "about"        # either side
    AT_LEAST = "at least"  # more than, over
    AT_MOST = "up to"      # fewer than
    BETWEEN = "between"    # a range with both ends said


HEDGE_WORDS = {
    "": Hedge.EXACTLY, "exact": Hedge.EXACTLY, "exactly": Hedge.EXACTLY, "date inferred": Hedge.EXACTLY,
    "nearly": Hedge.NEARLY, "almost": Hedge.NEARLY, "close to": Hedge.NEARLY,
    "about": Hedge.ABOUT, "around": Hedge.ABOUT, "roughly": Hedge.ABOUT, "approximately": Hedge.ABOUT,
    "some": Hedge.ABOUT, "c.": Hedge.ABOUT, "ca.": Hedge.ABOUT,
    "at least": Hedge.AT_LEAST, "more than": Hedge.AT_LEAST, "over": Hedge.AT_LEAST,
    "up to": Hedge.AT_MOST, "at most": Hedge.AT_MOST, "fewer than": Hedge.AT_MOST, "less than": Hedge.AT_MOST,
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A whole quantity as booked, with the least and the most it may be.

    booked: the number said; of a range its lower end; None after "up to N", which a ruling must settle.
    low: never below zero for what was said; sums of movements may be negative.
    high: None is open upward ("more than 600").
    word: the source's own words for the quantity ("nearly 400").
    Money is in minor units (cents), everything else in whole units.
    """

    booked: int | None
    low: int
    high: int | None
    word: str = ""

    @property
    def is_exact(self) -> bool:
        return self.booked is not None and self.low == self.booked == self.high

    def overlaps(self, other: Quantity) -> bool:
        """Could both be right? Open ends reach as far as they must."""
        return (self.high is None or other.low <= self.high) and (other.high is None or self.low <= other.high)


def exactly(number: int, word: str = "") -> Quantity:
    return Quantity(number, number, number, word)


def hedged(number: int, hedge: Hedge, word: str = "", *, until: int | None = None) -> Quantity:
    """The quantity behind a hedged number.

    number: the number said, in minor units for money. until: the upper end of a range.
    Bounds are rounded outward to whole units.
    """
    below = math.floor(number - SPREAD * number)
    above = math.ceil(number + SPREAD * number)
    match hedge:
        case Hedge.EXACTLY:
            return Quantity(number, number, number, word)
        case Hedge.NEARLY:
            return Quantity(number, below, number, word)
        case Hedge.ABOUT:
            return Quantity(number, below, above, word)
        case Hedge.AT_LEAST:
            return Quantity(number, number, None, word)
        case Hedge.AT_MOST:
            return Quantity(None, 0, number, word)
        case Hedge.BETWEEN:
            if until is None:
                raise ValueError("a range needs its upper end: pass until=")
            return Quantity(number, min(number, until), max(number, until), word)


# --- money ------------------------------------------------------------------------------------------------

_MINOR_DIGITS_OTHER_THAN_TWO = {
    # ISO 4217 currencies whose minor unit is not a hundredth
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0,
    "UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3, "CLF": 4, "UYW": 4,
}

_CURRENCIES = frozenset("""
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF
    CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF
    GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD
    LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP
    PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP
    TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XDR XOF XPF YER ZAR ZMW ZWG
    """.split())


def is_currency(unit: str) -> bool:
    """Is this an ISO 4217 currency code in use?"""
    return unit in _CURRENCIES


def minor_digits(currency: str) -> int:
    """Decimal places of a currency's minor unit (ISO 4217): 2 for USD, 0 for XAF, 3 for KWD."""
    return _MINOR_DIGITS_OTHER_THAN_TWO.get(currency, 2)


def to_minor(amount: Decimal, currency: str) -> int:
    """Whole minor units of an amount; fractions of a minor unit are refused with ValueError."""
    scaled = amount.scaleb(minor_digits(currency))
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{amount} {currency} has a fraction of a minor unit")
    return int(scaled)


def from_minor(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-minor_digits(currency))


LARGEST = 2**53
"""No single figure may be larger (whole units or minor units): sums of thousands still fit a 64-bit column."""

_NUMBER = re.compile(r"[+-]?(\d{1,3}([ ,_'\u00a0\u202f]\d{3})+|\d+)(\.\d+)?")


def parse_number(text: str) -> Decimal | None:
    """The number written in a cell ("1,000", "1 000", "85.3"), or None if it is not plainly one.

    A decimal comma is not guessed at: "1,5" is None.
    """
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(re.sub(r"[ ,_'\u00a0\u202f]", "", text))
    except InvalidOperation:
        return None


def parse_quantity(text: str, *, unit: str, where: str) -> Quantity | Problem:
    """The quantity in a cell of a sheet: "600", "nearly 400", "40-55", "more than 600".

    unit: a currency code makes the result minor units; anything else needs whole numbers.
    """
    problem = Problem(
        where, text, f"a whole number of {unit}" if not is_currency(unit) else f"an amount of {unit}",
        "Correct the cell, or leave it empty if nobody gave a number.",
    )
    said = " ".join(text.split())
    hedge, rest = Hedge.EXACTLY, said
    for words, meaning in HEDGE_WORDS.items():
        if words and said.lower().startswith(words + " "):
            hedge, rest = meaning, said[len(words):].strip()
            break
    ends = re.split(r"\s*(?:-|–|\bto\b)\s*", rest) if not rest.startswith("-") else [rest]
    numbers = [parse_number(end) for end in ends]
    if len(numbers) > 2 or any(number is None or number < 0 for number in numbers):
        return problem
    whole: list[int] = []
    for number in numbers:
        assert number is not None  # narrowed above
        try:
            whole.append(to_minor(number, unit) if is_currency(unit) else to_minor(number, "JPY"))
        except ValueError:
            return problem
    if max(whole) > LARGEST:
        return Problem(where, text, f"a figure below {LARGEST:,}", "Check the unit and the zeros.")
    if len(whole) == 2:
        if whole[0] > whole[1]:
            return Problem(where, text, "a range whose first end is the smaller", "Swap the two ends.")
        return hedged(whole[0], Hedge.BETWEEN, said, until=whole[1])
    return hedged(whole[0], hedge, said if hedge is not Hedge.EXACTLY else "")


# --- time -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class When:
    """The days a source's words leave open, both ends included.

    words: the source's own ("the following month"); empty when it gave a plain date.
    """

    first: date
    last: date
    words: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a time that ends ({self.last}) before it begins ({self.first})")

    @property
    def is_one_day(self) -> bool:
        return self.first == self.last

    def overlaps(self, other: When, *, slack_days: int = 0) -> bool:
        slack = timedelta(days=slack_days)
        return self.first <= other.last + slack and other.first <= self.last + slack

    def __str__(self) -> str:
        if self.is_one_day:
            return self.first.isoformat()
        if self.first.day == 1 and self.last == month_end(self.first):
            return self.first.strftime("%Y-%m")
        if (self.first.month, self.first.day, self.last.month, self.last.day) == (1, 1, 12, 31) \
                and self.first.year == self.last.year:
            return str(self.first.year)
        return f"{self.first.isoformat()}/{self.last.isoformat()}"


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def end_of_day(day: date, zone: ZoneInfo) -> int:
    """The last microsecond of a day in a zone, since 1970 UTC: what was published that day is known from then."""
    following = min(day, date.max - timedelta(days=1)) + timedelta(days=1)
    return int(datetime.combine(following, time(), zone).timestamp()) * 1_000_000 - 1


def on_day(day: date, words: str = "") -> When:
    return When(day, day, words)


def in_month(day: date, words: str = "") -> When:
    return When(day.replace(day=1), month_end(day), words)


_EXPECTED_DATE = "a date as YYYY-MM-DD, YYYY-MM, YYYY or FIRST/LAST"


def parse_when(text: str, *, where: str) -> When | Problem:
    """The time in a cell, with the precision it was written in ("2024-09" is the whole month)."""
    said = text.strip()
    problem = Problem(where, text, _EXPECTED_DATE, "Write the date that way, as exactly as the source gave it.")
    first, slash, last = said.partition("/")
    if slash:
        begin, end = parse_when(first, where=where), parse_when(last, where=where)
        if isinstance(begin, Problem) or isinstance(end, Problem):
            return problem
        if end.last < begin.first:
            return Problem(where, text, "a time that ends after it begins", "Swap the two dates.")
        return When(begin.first, end.last)
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", said):
            return on_day(date.fromisoformat(said))
        if re.fullmatch(r"\d{4}-\d{2}", said):
            return in_month(date(int(said[:4]), int(said[5:]), 1))
        if re.fullmatch(r"\d{4}", said):
            return When(date(int(said), 1, 1), date(int(said), 12, 31))
    except ValueError:
        pass
    return problem
