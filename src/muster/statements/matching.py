"""How two statements of different reports stand to each other, and the same lot under another name.

Problem: "600 in training", "the next batch of 600", "217 of them have landed" and "the third contingent" tell of one
thing at different times, while two conferences a year apart only look alike.
Choice: party, resource, number, stage and day are compared in that order, each answer with its reason; a match is a
proposal for a ruling and can be undone like any other.
Weakness: amounts in two currencies are compared by wide bands, not by a rate; a document that tells no day at all
can only be
placed by its other statements.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import combinations

from muster.statements.model import Statement
from muster.statements.names import MISSION


class Relation(Enum):
    SAME = "same"
    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    UPDATES = "updates"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Match:
    """The relation of b to a, and why. turned: it is a that updates b. confidence: 0 to 1."""

    relation: Relation
    reason: str
    turned: bool = False
    confidence: float = 0.6


_RANK = {"required": 0, "authorised": 0, "pledged": 1, "committed": 2, "in_training": 3, "ready": 4, "deployed": 5,
    "received": 5,
         "frozen": 6, "spent": 6, "returned": 7, "withdrawn": 7, "lost": 7}
_BANDS = {
    # how many of the second a unit of the first has bought in the last decades
    ("EUR", "USD"): (0.95, 1.55), ("GBP", "USD"): (1.05, 2.1), ("CAD", "USD"): (0.65, 1.05), ("GBP", "EUR"): (1.05,
        1.6),
    ("USD", "KES"): (60, 165), ("USD", "ZAR"): (6, 20), ("EUR", "ZAR"): (8, 22), ("USD", "NOK"): (5, 11.5),
        ("USD", "SEK"): (6, 11.5),
    ("USD", "CHF"): (0.8, 1.3), ("AUD", "USD"): (0.6, 1.1), ("NZD", "USD"): (0.5, 0.9),
}
LONG_APART_DAYS = 540
NEAR_DAYS = 75


def folded(text: str) -> str:
    """Small letters without accents."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def spelt_alike(one: str, other: str) -> bool:
    """Are two names one name spelt twice? ("Conille", "Cornille"; "Otunge", "Otungue")"""
    a, b = folded(one), folded(other)
    if a == b:
        return True
    if min(len(a), len(b)) < 5 or abs(len(a) - len(b)) > 2:
        return False
    return _edits(a, b) <= (1 if min(len(a), len(b)) < 7 else 2)


def _edits(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1]


def same_person(one: str, other: str) -> bool:
    """Is it one person under two spellings? The last names are alike, and the first names do not differ outright."""
    a, b = folded(one).split(), folded(other).split()
    if not a or not b or not spelt_alike(a[-1], b[-1]):
        return False
    return len(a) == 1 or len(b) == 1 or a[0][0] == b[0][0]


@dataclass(frozen=True, slots=True)
class _Pair:
    a: Statement
    b: Statement
    days: int | None        # from a to b; None if either is unknown
    day_known: bool


def relate(a: Statement, b: Statement, *, day_a: date | None = None, day_b: date | None = None) -> Match:
    """The relation of b to a.

    day_a, day_b: the day their documents tell of, for statements without a day of their own.
    """
    first, second = a.as_of_start or day_a, b.as_of_start or day_b
    days = (second - first).days if first and second else None
    pair = _Pair(a, b, days, days is not None)
    if a.kind != b.kind:
        return _kinds_differ(pair)
    if a.kind == "appointment":
        return _appointments(pair)
    if a.kind == "mandate":
        return _mandates(pair)
    if a.kind == "site":
        return _sites(pair)
    if a.kind == "quantity":
        return _quantities(pair)
    return _promises(pair)


def _updates(pair: _Pair, reason: str, *, turned: bool | None = None) -> Match:
    backwards = turned if turned is not None else pair.days is not None and pair.days < 0
    return Match(Relation.UPDATES, reason, backwards)


def _kinds_differ(pair: _Pair) -> Match:
    a, b = pair.a, pair.b
    quantity, other = (a, b) if a.kind == "quantity" else (b, a)
    if not _parties(a) & _parties(b):
        return Match(Relation.DIFFERENT, "other parties")
    if quantity.kind == "quantity" and other.kind == "undertaking":
        if _RANK.get(quantity.stage or "", 0) >= 5:
            return Match(Relation.UPDATES, "what was undertaken has begun", quantity is a)
        return Match(Relation.SUPPORTS, "a sum or number for what was undertaken")
    return Match(Relation.SUPPORTS, "another kind of statement on the same party", confidence=0.3)


def _appointments(pair: _Pair) -> Match:
    a, b = pair.a, pair.b
    if same_person(a.party, b.party):
        one, other = _words(a.resource), _words(b.resource)
        if {"deputy"} & (one ^ other) or not (one & other or (_heads(one) and _heads(other))):
            return Match(Relation.SUPPORTS, "the same person in another post")
        return Match(Relation.SAME, "the same person in the same post")
    if _words(a.resource) & _words(b.resource) and (a.unit or "") == (b.unit or ""):
        return _updates(pair, "another person in the same post")
    return Match(Relation.DIFFERENT, "other persons")


def _heads(words: set[str]) -> bool:
    return any(w.startswith(("command", "head", "leader", "chief")) for w in words)


def _mandates(pair: _Pair) -> Match:
    a, b = pair.a, pair.b
    if a.party != b.party:
        return Match(Relation.DIFFERENT, "another council")
    if a.stage == b.stage:
        if pair.days is None or abs(pair.days) <= 45:
            return Match(Relation.SAME, "the same act of the same council")
        return _updates(pair, "a later act of the same "
                "council") if a.stage in ("expires", "extended") else Match(Relation.DIFFERENT,
                "acts of different days")
    order = {"requested": 0, "adopted": 1, "extended": 2, "expires": 3}
    turned = order.get(a.stage or "", 0) > order.get(b.stage or "", 0) if pair.days is None else pair.days < 0
    if {a.stage, b.stage} == {"adopted", "expires"}:
        return Match(Relation.SUPPORTS, "the beginning and the end of one mandate")
    return Match(Relation.UPDATES, "a later act on the mandate", turned)


def _sites(pair: _Pair) -> Match:
    a, b = pair.a, pair.b
    one, other = _words(re.sub(r"\(\d+%\)", "", a.resource)), _words(re.sub(r"\(\d+%\)", "", b.resource))
    if not one & other:
        return Match(Relation.DIFFERENT, "other places")
    share_a, share_b = re.search(r"\((\d+)%\)", a.resource), re.search(r"\((\d+)%\)", b.resource)
    if a.party == b.party and a.stage == b.stage:
        if bool(share_a) != bool(share_b) or (share_a and share_b and share_a.group() != share_b.group()):
            if share_a and share_b and pair.days is not None and abs(pair.days) > 20:
                return _updates(pair, "a later share of the same place")
            return Match(Relation.SUPPORTS, "the same place, told more exactly")
        return Match(Relation.SAME, "the same place in the same hands")
    if pair.days is not None and abs(pair.days) <= 3 and a.party != b.party and a.stage == b.stage == "secured":
        return Match(Relation.CONTRADICTS, "one place in two hands on one day")
    return _updates(pair, "the place changed hands or state")


def _promises(pair: _Pair) -> Match:
    """Undertakings and appeals."""
    a, b = pair.a, pair.b
    ours, theirs = _parties(a), _parties(b)
    alike = _likeness(a.resource, b.resource)
    if ours == theirs or (a.kind == "appeal" and same_person(a.party, b.party)):
        if alike >= 0.6:
            return Match(Relation.SAME, "the same promise in the same words")
        if (a.as_of and b.as_of
                and abs((b.as_of.first - a.as_of.first).days) > 31) or (bool(a.as_of) != bool(b.as_of)
                    and alike >= 0.2):
            return _updates(pair, "the same promise with another date", turned=a.as_of is not None and b.as_of is None)
        return Match(Relation.SUPPORTS, "the same party promises something "
                "near it") if alike > 0.1 else Match(Relation.DIFFERENT, "another promise")
    if ours & theirs or MISSION in ours | theirs:
        return Match(Relation.SUPPORTS, "promises of overlapping parties")
    return Match(Relation.DIFFERENT, "other parties")


def _parties(s: Statement) -> set[str]:
    return {folded(p) for p in s.party.split(";") if p.strip()} and {folded(p.strip()) for p in s.party.split(";")
            if p.strip()}


_STOP = frozenset("the of a an to for and in on at by with its from their".split())


def _words(text: str) -> set[str]:
    return {w for w in re.findall(r"[a-z0-9]+", folded(text)) if w not in _STOP}


def _likeness(one: str, other: str) -> float:
    a, b = _words(one), _words(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


# --- quantities -------------------------------------------------------------------------------------------


def _middle(s: Statement) -> Decimal | None:
    """The figure a statement is about: the one said, or the middle of its bounds."""
    low, high = s.quantity_low, s.quantity_high
    if low is None and high is None:
        return None
    if low is None or high is None:
        return high if low is None else low
    return (low + high) / 2


def _rate(s: Statement) -> str:
    unit = s.unit or ""
    return unit.partition(" ")[2] if s.resource == "money" else "percent" if unit.startswith(
            "percent") else "countries" if unit == "countries" else ""


def _quantities(pair: _Pair) -> Match:
    a, b = pair.a, pair.b
    if a.resource != b.resource:
        return Match(Relation.DIFFERENT, "other resources")
    if _rate(a) != _rate(b):
        if {_rate(a), _rate(b)} & {"countries"} and a.resource == "personnel" and len(a.parties) + len(b.parties) > 2:
            return Match(Relation.SUPPORTS, "the countries counted and named")
        return Match(Relation.DIFFERENT, "a rate beside a total")
    if pair.days is not None and abs(pair.days) > LONG_APART_DAYS and not _cumulative(pair):
        return Match(Relation.DIFFERENT, "told of times far apart")
    ours, theirs = _parties(a), _parties(b)
    if not ours & theirs:
        return _other_parties(pair)
    return _stages_alike(pair) if a.stage == b.stage else _stages_differ(pair)


def _cumulative(pair: _Pair) -> bool:
    return pair.a.stage == pair.b.stage == "authorised"


def _other_parties(pair: _Pair) -> Match:
    a, b = pair.a, pair.b
    one, other = _middle(a), _middle(b)
    whole, part = (a, b) if a.party == MISSION else (b, a)
    if MISSION in (a.party, b.party) and one is not None and other is not None and a.currency == b.currency:
        total, share = (_middle(whole) or Decimal(0)), (_middle(part) or Decimal(0))
        close = pair.days is None or abs(pair.days) <= NEAR_DAYS
        if a.stage == b.stage and share <= total and close:
            return Match(Relation.SUPPORTS, "a part of the total")
        if {a.stage, b.stage} == {"spent", "required"} and _near(one, other, Decimal("0.15")):
            return Match(Relation.SUPPORTS, "the cost and what is asked for it")
    if _words(a.party) & _words(b.party) - {"of", "republic", "united",
            "states"} or folded(a.party)[:6] == folded(b.party)[:6]:
        return Match(Relation.SUPPORTS, "parties with a common name")
    return Match(Relation.DIFFERENT, "other parties")


def _near(one: Decimal, other: Decimal, share: Decimal) -> bool:
    return abs(one - other) <= share * max(abs(one), abs(other))


def _band(a: Statement, b: Statement) -> bool | None:
    """Could two sums in different currencies be one? None when no band is known."""
    one, other = _middle(a), _middle(b)
    if one is None or other is None or not one or not other:
        return None
    for x, y, ratio in ((a.currency, b.currency, other / one), (b.currency, a.currency, one / other)):
        if (x, y) in _BANDS:
            low, high = _BANDS[(x, y)]
            return Decimal(str(low)) <= ratio <= Decimal(str(high))
    return None


def _hedged_apart(a: Statement, b: Statement) -> bool:
    return (a.quantity_low, a.quantity_high) != (b.quantity_low, b.quantity_high)


def _stages_alike(pair: _Pair) -> Match:
    a, b = pair.a, pair.b
    one, other = _middle(a), _middle(b)
    if one is None and other is None:
        near = pair.days is None or abs(pair.days) <= 60
        return Match(Relation.SUPPORTS, "both tell of it without a "
                "number") if near else Match(Relation.DIFFERENT, "months apart, without "
                "numbers")
    if one is None or other is None:
        if {one, other} & {Decimal(0)}:
            return Match(Relation.CONTRADICTS, "some, says one; none, says the other")
        if a.resource == "personnel":
            return Match(Relation.UPDATES, "the number became known", other is None)
        return Match(Relation.DIFFERENT, "a number beside none")
    if a.currency != b.currency:
        return _currencies_differ(pair, one, other)
    same_number = _near(one, other, Decimal("0.01"))
    if same_number or _overlap(a, b):
        return _numbers_alike(pair, same_number)
    return _numbers_differ(pair, one, other)


def _currencies_differ(pair: _Pair, one: Decimal, other: Decimal) -> Match:
    a, b = pair.a, pair.b
    if one == other:
        return Match(Relation.CONTRADICTS, "one sum in two currencies")
    band = _band(a, b)
    if band and (pair.days is None or abs(pair.days) <= NEAR_DAYS):
        exact = a.quantity_low == a.quantity_high and b.quantity_low == b.quantity_high
        return Match(Relation.SAME, "the same sum "
                "converted") if exact or a.party != MISSION else Match(Relation.SUPPORTS,
                "about the same sum converted")
    return Match(Relation.DIFFERENT, "sums that no rate makes equal")


def _overlap(a: Statement, b: Statement) -> bool:
    low_a, high_a = a.quantity_low or Decimal(0), a.quantity_high
    low_b, high_b = b.quantity_low or Decimal(0), b.quantity_high
    return (high_a is None or low_b <= high_a) and (high_b is None or low_a <= high_b)


_BATCHES = ("vehicle", "aircraft", "weapon", "other equipment", "logistics service")


def _numbers_alike(pair: _Pair, same_number: bool) -> Match:
    a, b = pair.a, pair.b
    if a.resource in _BATCHES and a.stage == "received" and pair.days is not None and abs(pair.days) > 120:
        return Match(Relation.DIFFERENT, "deliveries months apart")
    if not _hedged_apart(a, b):
        if pair.days is not None and abs(pair.days) > 365 and a.stage in ("deployed", "received", "lost"):
            return Match(Relation.DIFFERENT, "the same number, a year apart")
        return Match(Relation.SAME, "the same number at the same stage")
    bounded = a.quantity_low is not None and b.quantity_low is not None
    if same_number and bounded and a.resource == "money" and pair.days is not None and abs(pair.days) <= 3:
        return Match(Relation.SAME, "the same sum, hedged by one")
    if a.stage == "deployed" and pair.days is not None and abs(pair.days) > 150 and not same_number:
        return Match(Relation.DIFFERENT, "other numbers at "
                "another time") if a.party == MISSION else _updates(pair, "a later strength")
    if _rate(a) == "countries":
        return _updates(pair, "more countries than before", turned=(_middle(b) or 0) < (_middle(a) or 0))
    return Match(Relation.SUPPORTS, "numbers that fit each other")


def _numbers_differ(pair: _Pair, one: Decimal, other: Decimal) -> Match:
    a = pair.a
    ratio = other / one if one else Decimal(0)
    close = pair.days is not None and abs(pair.days) <= 20
    if not one or not other:
        return Match(Relation.CONTRADICTS, "some, says one; none, says the other")
    if _rate(a) == "countries":
        if close or (pair.day_known and abs(pair.days or 0) <= 60 and abs(one - other) <= 1):
            return Match(Relation.SUPPORTS, "counts of countries near each other")
        return _updates(pair, "more countries than before", turned=other < one)
    if a.resource in _BATCHES:
        return Match(Relation.CONTRADICTS, "two numbers for "
                "one event") if close and a.stage == "lost" else Match(Relation.DIFFERENT,
                "another batch")
    if a.stage == "authorised":
        return _ceilings(pair, ratio)
    if a.stage in ("required", "committed", "spent", "frozen"):
        return Match(Relation.CONTRADICTS, "two figures for "
                "one need") if close and a.stage == "required" else Match(
                Relation.DIFFERENT, "other sums")
    if a.stage in ("deployed", "received"):
        return _grown(pair, ratio, close)
    if a.resource == "money":
        return Match(Relation.CONTRADICTS, "two sums for one "
                "pledge") if pair.days is not None and abs(pair.days) <= 3 else Match(
                Relation.DIFFERENT, "other pledges")
    if a.stage == "pledged" and (a.party != MISSION or close):
        return Match(Relation.CONTRADICTS, "two numbers for one promise")
    if a.stage in ("lost", "withdrawn", "returned") and (close or pair.days is None):
        return Match(Relation.CONTRADICTS, "two numbers for one event")
    return Match(Relation.DIFFERENT, "other numbers")


def _ceilings(pair: _Pair, ratio: Decimal) -> Match:
    if Decimal("0.7") <= ratio <= Decimal("1.4") and (pair.days is None or abs(pair.days) <= 400):
        return Match(Relation.CONTRADICTS, "two figures for one ceiling")
    if Decimal("0.5") < ratio < 2 or (not pair.day_known and Decimal("0.5") < ratio < 2):
        return _updates(pair, "the ceiling was "
                "changed", turned=(ratio < 1 and pair.days is None) or (pair.days is not None
                    and pair.days < 0))
    return Match(Relation.DIFFERENT, "other ceilings")


def _grown(pair: _Pair, ratio: Decimal, close: bool) -> Match:
    a = pair.a
    if {pair.a.unit, pair.b.unit} & _BODIES and pair.a.unit != pair.b.unit:
        return Match(Relation.SUPPORTS, "a body of people and its head-count")
    if Decimal("0.93") <= ratio <= Decimal("1.075") and _hedged(pair.a, pair.b):
        return Match(Relation.SUPPORTS, "rounder and finer numbers of one strength")
    if close:
        return Match(Relation.CONTRADICTS, "two numbers for one day")
    if ratio > 50 or ratio < Decimal("0.02"):
        return Match(Relation.CONTRADICTS, "numbers that cannot both be right")
    if ratio > 10 or ratio < Decimal("0.1"):
        return Match(Relation.DIFFERENT, "numbers of another order")
    if pair.days is None:
        later = a.as_of is not None
        return Match(Relation.UPDATES, "a later state, by "
                "its size", ratio < 1) if a.party != MISSION and not later else Match(
            Relation.CONTRADICTS, "two totals without a day to tell them apart")
    return _updates(pair, "a later strength or sum")


_BODIES = frozenset(("contingents", "groups", "teams", "units", "battalions", "companies", "platoons"))


def _hedged(a: Statement, b: Statement) -> bool:
    return a.quantity_low != a.quantity_high or b.quantity_low != b.quantity_high


def _stages_differ(pair: _Pair) -> Match:
    """The same party and resource at two stages: the later stage updates the earlier when the numbers allow it."""
    a, b = pair.a, pair.b
    rank_a, rank_b = _RANK.get(a.stage or "", 0), _RANK.get(b.stage or "", 0)
    earlier, later = (a, b) if rank_a <= rank_b else (b, a)
    one, other = _middle(earlier), _middle(later)
    turned = earlier is b
    backwards = pair.days is not None and (pair.days < -45 if not turned else pair.days > 45)
    if one is None or other is None:
        if a.resource == "personnel" and not backwards:
            return Match(Relation.UPDATES, "the same people at a later stage", turned)
        return Match(Relation.DIFFERENT, "no number to hold them together")
    if "frozen" in (a.stage, b.stage) and not _near(one, other, Decimal("0.05")):
        return Match(Relation.DIFFERENT, "other sums")
    if a.currency != b.currency:
        return Match(Relation.UPDATES, "the same sum, converted, at a "
                "later stage", turned) if _band(a, b) else Match(Relation.DIFFERENT,
                "other sums")
    if {a.stage, b.stage} == {"required", "spent"} and _near(one, other, Decimal("0.15")):
        return Match(Relation.SUPPORTS, "the cost and what is asked for it")
    if (later.unit or "") in ("contingents", "teams", "groups") and a.resource == "personnel" and other == 1:
        return Match(Relation.UPDATES, "the same lot under another name", turned)
    whole = one * Decimal("1.05") >= other
    enough = other >= one * (Decimal("0.2") if a.resource == "personnel" else Decimal("0.6"))
    if whole and enough and not backwards:
        return Match(Relation.UPDATES, "the same lot, or part of it, at a later stage", turned)
    return Match(Relation.DIFFERENT, "numbers that no journey joins")


# --- lots -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SameLot:
    """A proposal that statements of two reports tell of one lot."""

    one: tuple[Statement, ...]
    other: tuple[Statement, ...]
    reason: str


def same_lots(first: Sequence[Statement], second: Sequence[Statement], *, within_days: int = 30) -> list[SameLot]:
    """Lots told under two names: equal numbers, parts that add up ("120 men and 24 women"), a contingent and its
    head-count."""
    found: list[SameLot] = []
    for ours, theirs, turned in ((first, second, False), (second, first, True)):
        for whole in ours:
            exact = whole.quantity_low is not None and whole.quantity_low == whole.quantity_high
            if whole.kind != "quantity" or whole.resource != "personnel" or not exact:
                continue
            parts = _candidates(whole, theirs, within_days)
            lot = _as_parts(whole, parts)
            if lot is not None:
                found.append(SameLot(lot.other, lot.one, lot.reason) if turned else lot)
    unique: dict[tuple[object, ...], SameLot] = {}
    for lot in found:
        unique.setdefault((tuple(s.start for s in lot.one), tuple(s.start for s in lot.other)), lot)
    return list(unique.values())


def _candidates(whole: Statement, theirs: Sequence[Statement], within_days: int) -> list[Statement]:
    kept = []
    for s in theirs:
        if s.kind != "quantity" or s.resource != "personnel" or s.party != whole.party:
            continue
        if s.as_of_start and whole.as_of_start and abs((s.as_of_start - whole.as_of_start).days) > within_days:
            continue
        kept.append(s)
    return kept


def _as_parts(whole: Statement, parts: list[Statement]) -> SameLot | None:
    for s in parts:
        if s.quantity_low == whole.quantity_low == s.quantity_high and s.unit != "contingents":
            return SameLot((whole,), (s,), "the same number of the same party in the same weeks")
    exact = [s for s in parts if s.quantity_low is not None and s.quantity_low == s.quantity_high
        and s.unit not in ("contingents", "groups", "teams")][:10]
    for size in (2, 3):
        for group in combinations(exact, size):
            if sum((s.quantity_low or Decimal(0) for s in group), Decimal(0)) == whole.quantity_low and len({s.stage
                    for s in group}) == 1:
                return SameLot((whole,), group, f"{size} parts that add up to it")
    for s in parts:
        if s.unit in ("contingents", "groups", "teams",
                "battalions") and s.quantity_low == 1 and s.stage == whole.stage:
            return SameLot((whole,), (s,), "a contingent and its head-count in the same weeks")
    return None
