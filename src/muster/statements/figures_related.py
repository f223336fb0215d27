"""How two quantities of different reports stand to each other.

Problem: 350 and "about 350", 200 sent home and 748 in all, a ceiling of 11,826 soldiers and one of 12,506 in
uniform: alike
is not same, and different is not a contradiction.
Choice: resource, party, stage, number and day are compared in that order; what is an event of a day (returned, lost,
delivered) is compared by days, what is a state (deployed, received in all) by its growth.
Weakness: amounts in two currencies are compared by wide bands, not by a rate; a report that tells no day at all can
only be
placed by its other statements.
"""

from __future__ import annotations

from decimal import Decimal

from muster.statements.model import Statement
from muster.statements.names import MISSION
from muster.statements.relations import Match, Pair, Relation, folded, parties_of, updates, words_of

RANK = {"required": 0, "authorised": 0, "pledged": 1, "committed": 2, "in_training": 3, "ready": 4, "deployed": 5,
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


def quantities(pair: Pair) -> Match:
    a, b = pair.a, pair.b
    if a.resource != b.resource:
        return Match(Relation.DIFFERENT, "other resources")
    if _rate(a) != _rate(b):
        if {_rate(a), _rate(b)} & {"countries"} and a.resource == "personnel" and len(a.parties) + len(b.parties) > 2:
            return Match(Relation.SUPPORTS, "the countries counted and named")
        if {_rate(a), _rate(b)} == {"percent", ""} and a.stage == b.stage and parties_of(a) & parties_of(b):
            return Match(Relation.SUPPORTS, "a share beside a count")
        return Match(Relation.DIFFERENT, "a rate beside a total")
    if pair.days is not None and abs(pair.days) > LONG_APART_DAYS and not _cumulative(pair) and not _uncommon(pair):
        return Match(Relation.DIFFERENT, "told of times far apart")
    ours, theirs = parties_of(a), parties_of(b)
    if not ours & theirs:
        return _other_parties(pair)
    return _stages_alike(pair) if a.stage == b.stage else _stages_differ(pair)


def _gap(pair: Pair) -> int:
    """Days between the times told of; 0 where they overlap or one is unknown."""
    a, b = pair.a.as_of, pair.b.as_of
    if a is None or b is None:
        return abs(pair.days) if pair.days is not None else 0
    return max(0, (b.first - a.last).days, (a.first - b.last).days)


def _uncommon(pair: Pair) -> bool:
    """The same exact number, and not a round one: it is no chance, whatever the days."""
    a, b = pair.a, pair.b
    exact = a.quantity_low is not None and a.quantity_low == a.quantity_high == b.quantity_low == b.quantity_high
    return exact and a.quantity_low is not None and a.quantity_low > 20 and a.quantity_low % 10 != 0


def _cumulative(pair: Pair) -> bool:
    return pair.a.stage == pair.b.stage == "authorised"


def _other_parties(pair: Pair) -> Match:
    a, b = pair.a, pair.b
    one, other = _middle(a), _middle(b)
    whole, part = (a, b) if a.party == MISSION else (b, a)
    if MISSION in (a.party, b.party) and one is not None and other is not None and a.currency == b.currency:
        total, share = (_middle(whole) or Decimal(0)), (_middle(part) or Decimal(0))
        close = pair.days is None or abs(pair.days) <= NEAR_DAYS
        if a.stage == b.stage and not total and share:
            return Match(Relation.CONTRADICTS if close else Relation.DIFFERENT,
                    "none in all, says one; some, says the other")
        if a.stage == b.stage and share <= total and close:
            return Match(Relation.SUPPORTS, "a part of the total")
        if {a.stage, b.stage} == {"spent", "required"} and _near(one, other, Decimal("0.15")):
            return Match(Relation.SUPPORTS, "the cost and what is asked for it")
    if words_of(a.party) & words_of(b.party) - {"of", "republic", "united",
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


def _stages_alike(pair: Pair) -> Match:
    a, b = pair.a, pair.b
    one, other = _middle(a), _middle(b)
    if one is None and other is None:
        near = pair.days is None or abs(pair.days) <= 60
        return Match(Relation.SUPPORTS, "both tell of it without a "
                "number") if near else Match(Relation.DIFFERENT, "months apart, without "
                "numbers")
    if one is None or other is None:
        if {one, other} & {Decimal(0)}:
            return _none_and_some(pair)
        if a.resource == "personnel":
            return Match(Relation.UPDATES, "the number became known", other is None)
        return Match(Relation.DIFFERENT, "a number beside none")
    if a.currency != b.currency:
        return _currencies_differ(pair, one, other)
    same_number = _near(one, other, Decimal("0.01"))
    if same_number or _overlap(a, b):
        return _numbers_alike(pair, same_number)
    return _numbers_differ(pair, one, other)


def _none_and_some(pair: Pair) -> Match:
    """None, and then some, is a later state; some and none on one day cannot both be right."""
    none_first = _middle(pair.a) == 0
    if pair.days and abs(pair.days) > 2 and (pair.days > 0) is none_first:
        return Match(Relation.UPDATES, "none before, some since", not none_first)
    return Match(Relation.CONTRADICTS, "some, says one; none, says the other")


def _currencies_differ(pair: Pair, one: Decimal, other: Decimal) -> Match:
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


def _numbers_alike(pair: Pair, same_number: bool) -> Match:
    a, b = pair.a, pair.b
    if a.resource in _BATCHES and a.stage == "received" and pair.days is not None and abs(pair.days) > 120:
        return Match(Relation.DIFFERENT, "deliveries months apart")
    if not _hedged_apart(a, b):
        if _uncommon(pair) and _gap(pair) <= 400:
            return Match(Relation.SAME, "the same uncommon number at the same stage")
        if pair.days is not None and abs(pair.days) > 365 and a.stage in ("deployed", "received", "lost"):
            return Match(Relation.DIFFERENT, "the same number, a year apart")
        return Match(Relation.SAME, "the same number at the same stage")
    bounded = None not in (a.quantity_low, b.quantity_low, a.quantity_high, b.quantity_high)
    if same_number and bounded and a.resource == "money" and pair.days is not None and abs(pair.days) <= 3:
        return Match(Relation.SAME, "the same sum, hedged by one")
    if a.stage == "deployed" and pair.days is not None and abs(pair.days) > 150 and not same_number:
        return Match(Relation.DIFFERENT, "other numbers at "
                "another time") if a.party == MISSION else updates(pair, "a later strength")
    if _rate(a) == "countries":
        return updates(pair, "more countries than before", turned=(_middle(b) or 0) < (_middle(a) or 0))
    return Match(Relation.SUPPORTS, "numbers that fit each other")


def _numbers_differ(pair: Pair, one: Decimal, other: Decimal) -> Match:
    a = pair.a
    ratio = other / one if one else Decimal(0)
    close = pair.days is not None and abs(pair.days) <= 20
    if not one or not other:
        return _none_and_some(pair)
    if _rate(a) == "countries":
        if close or (pair.day_known and abs(pair.days or 0) <= 60 and abs(one - other) <= 1):
            return Match(Relation.SUPPORTS, "counts of countries near each other")
        return updates(pair, "more countries than before", turned=other < one)
    if a.resource in _BATCHES:
        near = close or (pair.told is not None and abs(pair.told) <= 20 and None in (a.as_of, pair.b.as_of))
        alike = Decimal("0.7") <= ratio <= Decimal("1.4") and a.stage in ("received", "lost")
        if near and (alike or a.stage == "lost"):
            return Match(Relation.CONTRADICTS, "two numbers for one event")
        return Match(Relation.DIFFERENT, "another batch")
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
    if a.stage in ("lost", "withdrawn", "returned", "ready"):
        return _events(pair, ratio, close)
    return Match(Relation.DIFFERENT, "other numbers")


def _events(pair: Pair, ratio: Decimal, close: bool) -> Match:
    """What happens on a day, or within a time: two flights, a flight and all flights, or two counts of one flight."""
    a, b = pair.a.as_of, pair.b.as_of
    if a is None or b is None:
        near = close or pair.days is None
        return Match(Relation.CONTRADICTS, "two numbers for one event") if near else Match(Relation.DIFFERENT,
                "other numbers")
    if _gap(pair) <= 10:
        whole, part = (pair.a, pair.b) if ratio < 1 else (pair.b, pair.a)
        assert whole.as_of is not None
        assert part.as_of is not None
        if (whole.as_of.last - whole.as_of.first).days > 6 and (part.as_of.last - part.as_of.first).days <= 6:
            return Match(Relation.SUPPORTS, "a part of what went in that time")
        return Match(Relation.CONTRADICTS, "two numbers for one event")
    if Decimal("0.7") <= ratio <= Decimal("1.4") and close and not (a.is_one_day and b.is_one_day):
        return Match(Relation.CONTRADICTS, "two numbers for one event")
    return Match(Relation.DIFFERENT, "events of different days")


_ALL_IN_UNIFORM = frozenset("personnel members people uniformed police officers".split())


def _ceilings(pair: Pair, ratio: Decimal) -> Match:
    units = [set((s.unit or "").split()) for s in (pair.a, pair.b)]
    wider = [bool(u & _ALL_IN_UNIFORM) for u in units]
    if wider[0] != wider[1] and Decimal("0.8") <= ratio <= Decimal("1.25") and _gap(pair) <= 60 \
            and {"soldiers", "troops"} & (units[0] | units[1]):
        return Match(Relation.SUPPORTS, "the soldiers, and all in uniform")
    if pair.a.as_of and pair.b.as_of and _gap(pair) > 180 and Decimal("0.5") < ratio < 2:
        return updates(pair, "the ceiling was changed")
    if Decimal("0.7") <= ratio <= Decimal("1.4") and (pair.days is None or abs(pair.days) <= 400):
        return Match(Relation.CONTRADICTS, "two figures for one ceiling")
    if Decimal("0.5") < ratio < 2 or (not pair.day_known and Decimal("0.5") < ratio < 2):
        return updates(pair, "the ceiling was "
                "changed", turned=(ratio < 1 and pair.days is None) or (pair.days is not None
                    and pair.days < 0))
    return Match(Relation.DIFFERENT, "other ceilings")


def _grown(pair: Pair, ratio: Decimal, close: bool) -> Match:
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
    if pair.days is not None and a.stage == "received" and a.party == MISSION and pair.days * (ratio - 1) < 0 \
            and abs(pair.days) <= 150:
        return Match(Relation.CONTRADICTS, "a total that shrank")
    if pair.days is None:
        later = a.as_of is not None
        return Match(Relation.UPDATES, "a later state, by "
                "its size", ratio < 1) if a.party != MISSION and not later else Match(
            Relation.CONTRADICTS, "two totals without a day to tell them apart")
    return updates(pair, "a later strength or sum")


_BODIES = frozenset(("contingents", "groups", "teams", "units", "battalions", "companies", "platoons"))


def _hedged(a: Statement, b: Statement) -> bool:
    return a.quantity_low != a.quantity_high or b.quantity_low != b.quantity_high


def _stages_differ(pair: Pair) -> Match:
    """The same party and resource at two stages: the later stage updates the earlier when the numbers allow it."""
    a, b = pair.a, pair.b
    rank_a, rank_b = RANK.get(a.stage or "", 0), RANK.get(b.stage or "", 0)
    earlier, later = (a, b) if rank_a <= rank_b else (b, a)
    one, other = _middle(earlier), _middle(later)
    turned = earlier is b
    backwards = pair.days is not None and (pair.days < -45 if not turned else pair.days > 45)
    if one is None or other is None:
        if a.resource == "personnel" and not backwards:
            return Match(Relation.UPDATES, "the same people at a later stage", turned)
        return Match(Relation.DIFFERENT, "no number to hold them together")
    if {a.stage, b.stage} == {"required", "authorised"} and _near(one, other, Decimal("0.02")):
        return Match(Relation.SUPPORTS, "the ceiling, and what is asked for")
    if {a.stage, b.stage} == {"returned", "withdrawn"} and _near(one, other, Decimal("0.05")) and abs(pair.days
            or 0) <= 5:
        return Match(Relation.SUPPORTS, "leaving and coming home")
    if "frozen" in (a.stage, b.stage) and not _near(one, other, Decimal("0.05")):
        return Match(Relation.DIFFERENT, "other sums")
    if a.currency != b.currency:
        return Match(Relation.UPDATES, "the same sum, converted, at a "
                "later stage", turned) if _band(a, b) and one != other else Match(Relation.DIFFERENT,
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
