"""Figures whose noun is only understood: "China 18", "sur 113 promis", "38 percent is covered", "gave nothing".

Problem: half of what is left out by a careful noun rule is a claim all the same, its noun said a sentence ago.
Choice: every plain number is offered with the likeliest noun (the nearest before it, else the figure before, else
what the report counts last); whether it is a claim at all is then weighed, not ruled.
Weakness: a number of something in no table is given the noun of the figure before it.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from muster.quantities import Hedge
from muster.statements.analysis import SentenceReading
from muster.statements.counted import STOP_UNITS, Counted
from muster.statements.memory import Memory
from muster.statements.numbers import Figure
from muster.statements.resources import Resource

_NO_COUNT_BEFORE = frozenset("""resolution résolution res article chapter chapitre no numéro n aged page paragraph
annex level niveau phase sector secteur camp route highway nationale flight vol age article number day jour""".split())
_NOTHING = {"en": frozenset("nothing none nobody zero noone".split()),
            "fr": frozenset("rien aucun aucune zéro".split())}
_NOT = frozenset(("not", "pas", "no"))
_FREE_BEHIND = frozenset("""of in to from for who and or more others at by on are were have had has is was as will would
that which whom each so now already here there today last this next than out with under each pc
de à en qui et ont sont dans sur pour parmi dont autres au aux par que contre y d' a est étaient avaient sous ou
seulement supplémentaires
""".split())
_SHARES = {"quarter": 25, "quart": 25, "half": 50, "moitié": 50}


def count_of(s: SentenceReading, f: Figure, kind: str, unit: str, guess: str) -> Counted:
    """A figure with a noun that is only understood."""
    money = unit if kind == "money" and not f.percent else ""
    return Counted(s, f, kind, unit, f.first, f.last, None, money=money, bare=True, guess=guess)


def _noun_before(s: SentenceReading, f: Figure) -> Resource | None:
    """The nearest noun before a figure, in its sentence, that no other figure counts."""
    for r in reversed(s.resources):
        if r.last < f.first and not any(g is not f and 0 <= r.first - g.last <= 3 for g in s.figures):
            return r
    return None


def understood(memory: Memory, s: SentenceReading, f: Figure, before: list[Counted]) -> Counted | None:
    """A figure without a noun of its own, with the likeliest noun; None where it plainly counts no support."""
    if f.value is None or f.vague or f.money:
        return None
    if f.percent:
        return _share(memory, s, f, before)
    if _no_count(memory, s, f):
        return None
    return _with_noun(memory, s, f, before)


def _no_count(memory: Memory, s: SentenceReading, f: Figure) -> bool:
    behind, ahead = s.low(f.last + 1), s.low(f.first - 1)
    if f.in_words and f.value == 1:
        return True
    if ahead in _NO_COUNT_BEFORE or behind in ("-", "°", "/", "%", "h", "am", "pm", "th") or ahead in ("-", "/", "°"):
        return True
    if behind in STOP_UNITS[memory.tongue]:
        return True
    yearlike = s.tokens[f.core].is_number and 1900 <= (f.value or 0) < 2100 and f.value == int(f.value or 0)
    if yearlike and f.hedge is Hedge.EXACTLY and "," not in s.tokens[f.core].text and " " not in s.tokens[f.core].text:
        return True
    if f.last + 1 >= len(s.tokens):
        return False
    token = s.tokens[f.last + 1]
    return token.is_word and behind not in _FREE_BEHIND and s.by_token.get(f.last + 1) is None \
        and s.mention_at(f.last + 1) is None and not behind.endswith("ly")


def _with_noun(memory: Memory, s: SentenceReading, f: Figure, before: list[Counted]) -> Counted | None:
    near = _noun_before(s, f)
    last = before[-1] if before else None
    if last is not None and (near is None or near.first < last.first):
        return _like(memory, s, f, last, "figure before")
    if near is not None and not f.scaled:
        return count_of(s, f, near.kind, near.unit, "noun before")
    earlier = memory.claims[-1] if memory.claims else None
    if last is None and not f.scaled and any(m.sort == "mission" and m.last < f.first for m in s.mentions):
        return count_of(s, f, "personnel", "personnel", "mission before")
    if f.scaled and (earlier is None or earlier.counted.kind != "money"):
        return count_of(s, f, "money", "USD", "a large sum")
    if earlier is not None and earlier.counted.reading.sentence.number >= s.sentence.number - 3:
        return _like(memory, s, f, earlier.counted, "sentence before")
    return count_of(s, f, "personnel", "personnel", "nothing told")


def _like(memory: Memory, s: SentenceReading, f: Figure, last: Counted, how: str) -> Counted | None:
    """The same thing as a figure before; a bare number beside millions is of millions."""
    if last.percent_of:
        return None
    if last.kind != "money":
        return None if f.scaled and f.value and f.value > 2_000_000 else count_of(s, f, last.kind, last.unit, how)
    value = last.figure.value if last.figure is not None and last.figure.value is not None else Decimal(0)
    if value >= 10**6 and f.value is not None and f.value < 1000:
        scale = 10**9 if value >= 10**9 and f.value < 20 else 10**6
        f = replace(f, value=f.value * scale, until=None if f.until is None else f.until * scale, scaled=True)
    return count_of(s, f, "money", last.money, how)


def _share(memory: Memory, s: SentenceReading, f: Figure, before: list[Counted]) -> Counted | None:
    near = _noun_before(s, f)
    last = before[-1] if before else memory.claims[-1].counted if memory.claims else None
    kind = near.kind if near is not None else last.kind if last is not None else "money"
    noun = {"money": "budget", "personnel": "troops"}.get(kind, "equipment")
    found = count_of(s, f, kind, f"percent of {noun}", "a share")
    return replace(found, percent_of=noun)


def shares_in_words(s: SentenceReading) -> list[Figure]:
    """"half of", "a quarter of", "la moitié", "un quart": per cent, wherever they stand."""
    found: list[Figure] = []
    if s.words_said.isdisjoint(_SHARES):
        return found
    for i in range(len(s.tokens)):
        value = _SHARES.get(s.low(i))
        if value is None or s.low(i + 1) not in ("of", "the", "its", "their", "des", "de", "du", "d'", "la"):
            continue
        if value == 25 and s.low(i - 1) not in ("a", "one", "un"):
            continue
        found.append(Figure(i, i, i, Decimal(value), None, _hedge(s, i), "", False, True, False, False, s.words(i, i),
                            True))
    return found


def _hedge(s: SentenceReading, i: int) -> Hedge:
    words = {s.low(k) for k in range(max(0, i - 4), i)}
    if words & {"than", "que", "de"} and words & {"more", "plus"}:
        return Hedge.AT_LEAST
    if words & {"less", "moins"}:
        return Hedge.AT_MOST
    return Hedge.ABOUT if words & {"about", "around", "roughly", "environ", "some"} else Hedge.EXACTLY


def nothing_said(memory: Memory, s: SentenceReading, found: list[Counted]) -> list[Counted]:
    """"gave nothing", "n'en a versé aucun", "pas un", "not one": a zero of what was counted before."""
    zeros: list[Counted] = []
    tongue = memory.tongue
    if s.words_said.isdisjoint(_NOTHING[tongue]) and s.words_said.isdisjoint(_NOT):
        return zeros
    taken = {i for c in found for i in range(c.first, c.last + 1)}
    for i in range(len(s.tokens)):
        two = (s.low(i), s.low(i + 1))
        pair = two in (("not", "one"), ("pas", "un"), ("pas", "une"), ("no", "one"))
        if not (pair or s.low(i) in _NOTHING[tongue]) or i in taken or i + pair in taken:
            continue
        if any(0 < r.first - i <= 3 for r in s.resources) and (pair or s.low(i) in ("aucun", "aucune", "zero")):
            continue
        last = next((c for c in reversed(found) if c.first < i), None)
        if last is None and memory.claims:
            last = memory.claims[-1].counted
        if last is None or last.percent_of:
            continue
        figure = Figure(i, i + pair, i, Decimal(0), None, Hedge.EXACTLY, "", False, False, False, False, "none", True)
        zero = count_of(s, figure, last.kind, last.money or last.unit, "nothing")
        zeros.append(zero)
    return zeros
