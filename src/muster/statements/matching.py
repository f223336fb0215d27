"""How two statements of different reports stand to each other: same, supporting, contradicting, updating, different.

Problem: "600 in training", "the next batch of 600", "217 of them have landed" and "the third contingent" tell of one
thing
at different times, while two conferences a year apart only look alike.
Choice: each kind of statement has its own comparison, each answer its reason; a match is a proposal for a ruling and
can be
undone like any other. Quantities: `figures_related.py`; lots: `lots.py`.
Weakness: what two promises without a number have in common is told by their words alone.
"""

from __future__ import annotations

import re
from datetime import date

from muster.statements.figures_related import RANK, quantities
from muster.statements.lots import SameLot, same_lots
from muster.statements.model import Statement
from muster.statements.names import MISSION
from muster.statements.relations import Match, Pair, Relation, folded, likeness, parties_of, updates, words_of

__all__ = ["Match", "Relation", "SameLot", "relate", "same_lots", "same_person", "spelt_alike"]


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


def relate(a: Statement, b: Statement, *, day_a: date | None = None, day_b: date | None = None) -> Match:
    """The relation of b to a.

    day_a, day_b: the day their documents tell of, for statements without a day of their own.
    """
    first, second = a.as_of_start or day_a, b.as_of_start or day_b
    days = (second - first).days if first and second else None
    told = (day_b - day_a).days if day_a and day_b else None
    pair = Pair(a, b, days, told)
    if a.kind != b.kind:
        return _kinds_differ(pair)
    if a.kind == "appointment":
        return _appointments(pair)
    if a.kind == "mandate":
        return _mandates(pair)
    if a.kind == "site":
        return _sites(pair)
    if a.kind == "quantity":
        return quantities(pair)
    return _promises(pair)


def _kinds_differ(pair: Pair) -> Match:
    a, b = pair.a, pair.b
    quantity, other = (a, b) if a.kind == "quantity" else (b, a)
    if not parties_of(a) & parties_of(b):
        return Match(Relation.DIFFERENT, "other parties")
    if quantity.kind == "quantity" and other.kind == "undertaking":
        if RANK.get(quantity.stage or "", 0) >= 5:
            return Match(Relation.UPDATES, "what was undertaken has begun", quantity is a)
        return Match(Relation.SUPPORTS, "a sum or number for what was undertaken")
    return Match(Relation.SUPPORTS, "another kind of statement on the same party", confidence=0.3)


def _appointments(pair: Pair) -> Match:
    a, b = pair.a, pair.b
    if same_person(a.party, b.party):
        one, other = words_of(a.resource), words_of(b.resource)
        if {"deputy"} & (one ^ other) or not (one & other or (_heads(one) and _heads(other))):
            return Match(Relation.SUPPORTS, "the same person in another post")
        return Match(Relation.SAME, "the same person in the same post")
    if words_of(a.resource) & words_of(b.resource) and (a.unit or "") == (b.unit or ""):
        return updates(pair, "another person in the same post")
    return Match(Relation.DIFFERENT, "other persons")


def _heads(words: set[str]) -> bool:
    return any(w.startswith(("command", "head", "leader", "chief")) for w in words)


def _mandates(pair: Pair) -> Match:
    a, b = pair.a, pair.b
    if a.party != b.party:
        return Match(Relation.DIFFERENT, "another council")
    if a.stage == b.stage:
        if pair.days is None or abs(pair.days) <= 45:
            return Match(Relation.SAME, "the same act of the same council")
        return updates(pair, "a later act of the same "
                "council") if abs(pair.days) <= 400 and a.stage in ("expires",
                    "extended") else Match(Relation.DIFFERENT,
                "acts of different days")
    order = {"requested": 0, "adopted": 1, "extended": 2, "expires": 3}
    turned = order.get(a.stage or "", 0) > order.get(b.stage or "", 0) if pair.days is None else pair.days < 0
    if {a.stage, b.stage} == {"adopted", "expires"}:
        return Match(Relation.SUPPORTS, "the beginning and the end of one mandate")
    return Match(Relation.UPDATES, "a later act on the mandate", turned)


def _sites(pair: Pair) -> Match:
    a, b = pair.a, pair.b
    one, other = words_of(re.sub(r"\(\d+%\)", "", a.resource)), words_of(re.sub(r"\(\d+%\)", "", b.resource))
    if not one & other:
        return Match(Relation.DIFFERENT, "other places")
    share_a, share_b = re.search(r"\((\d+)%\)", a.resource), re.search(r"\((\d+)%\)", b.resource)
    if a.party == b.party and a.stage == b.stage:
        if bool(share_a) != bool(share_b) or (share_a and share_b and share_a.group() != share_b.group()):
            if share_a and share_b and pair.days is not None and abs(pair.days) > 20:
                return updates(pair, "a later share of the same place")
            return Match(Relation.SUPPORTS, "the same place, told more exactly")
        return Match(Relation.SAME, "the same place in the same hands")
    if pair.days is not None and abs(pair.days) <= 3 and a.party != b.party and a.stage == b.stage == "secured":
        return Match(Relation.CONTRADICTS, "one place in two hands on one day")
    return updates(pair, "the place changed hands or state")


def _promises(pair: Pair) -> Match:
    """Undertakings and appeals."""
    a, b = pair.a, pair.b
    ours, theirs = parties_of(a), parties_of(b)
    alike = likeness(a.resource, b.resource)
    if ours == theirs or (a.kind == "appeal" and same_person(a.party, b.party)):
        if alike >= 0.6:
            return Match(Relation.SAME, "the same promise in the same words")
        if (a.as_of and b.as_of
                and abs((b.as_of.first - a.as_of.first).days) > 31) or (bool(a.as_of) != bool(b.as_of)
                    and alike >= 0.2):
            return updates(pair, "the same promise with another date", turned=a.as_of is not None and b.as_of is None)
        return Match(Relation.SUPPORTS, "the same party promises something "
                "near it") if alike > 0.1 else Match(Relation.DIFFERENT, "another promise")
    if ours & theirs or MISSION in ours | theirs:
        return Match(Relation.SUPPORTS, "promises of overlapping parties")
    return Match(Relation.DIFFERENT, "other parties")
