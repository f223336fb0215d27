"""Sums of money with their rates ("$828 a month each"), the same sum in another currency, and shares in per cent."""

from __future__ import annotations

import re

from muster.statements.analysis import SentenceReading
from muster.statements.counted import Counted
from muster.statements.memory import Memory
from muster.statements.numbers import Figure

_RATE_WORDS = re.compile(
    r"^\s*(?:,\s*)?(?:(?P<each>each|apiece|chacune?)|(?:per|a|an|par|for each|for every)\s+(?P<one>soldier|officer|"
    r"trooper|peacekeeper|head|person|month|year|day|week|soldat|policier|"
    r"tête|mois|an|année|jour|homme)(?:\s+(?:and\s+|et\s+)?(?:per|a|an|each|every|par)\s+(?P<two>month|year|day|"
    r"week|mois|an|jour))?|(?P<adv>annually|monthly|yearly|annuels?|mensuels?)|each\s+(?P<ev>month|year))", re.I)
_RATE_PLAIN = {"mois": "month", "an": "year", "année": "year", "jour": "day", "soldat": "soldier",
    "policier": "officer",
               "tête": "soldier", "homme": "soldier", "head": "soldier", "trooper": "soldier", "person": "soldier"}
_OF_NOUN = {
    "en": {"force": "personnel", "troops": "personnel", "strength": "personnel", "personnel": "personnel",
        "soldiers": "personnel", "officers": "personnel",
           "contingent": "personnel", "equipment": "other "
            "equipment", "budget": "money", "costs": "money", "cost": "money",
           "funding": "money", "funds": "money", "vehicles": "vehicle", "men": "personnel", "police": "personnel",
               "staff": "personnel"},
    "fr": {"effectif": "personnel", "effectifs": "personnel", "troupes": "personnel", "force": "personnel",
        "soldats": "personnel",
           "matériel": "other "
            "equipment", "équipement": "other "
            "equipment", "budget": "money", "coûts": "money", "coût": "money",
           "financement": "money", "fonds": "money", "policiers": "personnel"},
}
_PERCENT_UNIT = {"effectif": "authorised "
        "strength", "effectifs": "authorised "
        "strength", "troupes": "troops", "soldats": "troops",
        "matériel": "equipment",
                 "équipement": "equipment", "coûts": "costs", "coût": "costs", "financement": "funding",
        "fonds": "funds", "policiers": "police"}


def money(s: SentenceReading, f: Figure, after: str) -> Counted:
    rate = ""
    match = _RATE_WORDS.match(after)
    if match:
        if match["each"]:
            rate = " each"
        elif match["adv"]:
            rate = " per month" if match["adv"].lower().startswith("men") or match["adv"].lower().startswith(
                "month") else " per year"
        else:
            for piece in (match["one"], match["two"], match["ev"]):
                if piece:
                    rate += " per " + _RATE_PLAIN.get(piece.lower(), piece.lower())
    if not rate and f.first and s.low(f.first - 1) in ("annual", "yearly"):
        rate = " per year"
    return Counted(s, f, "money", f.money, f.first, f.last, None, money=f.money, rate=rate)


def conversion(s: SentenceReading, f: Figure, before: list[Counted]) -> bool:
    """"€1.235 billion, or over $1.6 billion", "(€3.19 billion)", "soit 105 millions de dollars": the same sum
    again."""
    if not before or before[-1].kind != "money" or before[-1].money == f.money:
        return False
    gap = f.first - before[-1].last
    between = [s.low(k) for k in range(before[-1].last + 1, f.first)]
    if gap > 4 or any(s.mention_at(k) for k in range(before[-1].last + 1, f.first)):
        return False
    return bool(between) and (between[-1] in ("(", "or", "soit", "ou") or "or" in between or "soit" in between)


def percent(memory: Memory, s: SentenceReading, f: Figure) -> Counted | None:
    """"40 percent of the equipment": shares of force, equipment or budget; other shares are no support."""
    i = f.last + 1
    if s.low(i) not in ("of", "de", "d'", "des", "du", "the", "its"):
        return None
    for k in range(i, min(i + 6, len(s.tokens))):
        kind = _OF_NOUN[memory.tongue].get(s.low(k))
        if kind:
            noun = _PERCENT_UNIT.get(s.low(k), s.low(k))
            if noun == "equipment" and "need" in s.text[s.tokens[k].end:s.tokens[k].end + 16]:
                noun = "required equipment"
            return Counted(s, f, kind, f"percent of {noun}", f.first, k, None, percent_of=noun)
    return None
