"""A figure and the noun it counts: "120 Canadian armoured vehicles", "600 policiers kényans", "$2.5 million".

Problem: between a figure and its noun stand adjectives, people-words, "of the"; and many figures count no support.
Choice: a scan over the words behind the figure; hours, votes and crowds are left out here, all else is weighed later.
Weakness: a noun that is in no table is not seen.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from muster.quantities import Hedge
from muster.statements.analysis import SentenceReading
from muster.statements.counted import STOP_UNITS, Counted
from muster.statements.memory import Memory
from muster.statements.names import Mention
from muster.statements.numbers import Figure
from muster.statements.resources import Resource
from muster.statements.shares_and_rates import conversion, money, percent
from muster.statements.uncounted import pseudo

_BODIES = frozenset("""team force contingent group party crew batch unit battalion company platoon detachment squad
delegation tranche wave
    équipe contingent groupe unité bataillon détachement équipage escouade vague""".split())
_LIGHT = {
    "en": frozenset("of the these those them its their his our a an new more other such same fresh".split()),
    "fr": frozenset("de d' des du les ces ses leurs la le l' autres nouveaux nouvelles".split()),
}
_OF_THEM = {("of", "them"), ("of", "these"), ("of", "those"), ("d'", "entre"), ("of", "whom"), ("among", "them"),
    ("parmi", "eux")}


def counted_by(memory: Memory, s: SentenceReading, f: Figure, before: list[Counted]) -> Counted | None:
    after = s.text[s.tokens[f.last].end:s.tokens[f.last].end + 60]
    if f.in_words and f.value == 1 and s.low(f.first - 1) in ("not", "pas"):
        scanned = noun_after(memory, s, f)
        return pseudo(s, scanned[0], Decimal(0), "none",
                scanned[1]) if scanned is not None and scanned[0] is not None else None
    if not f.money and not f.scaled and f.value is not None and s.low(f.last + 1) in ("of", "des", "sur"):
        total = next((g for g in s.figures if 0 < g.first - f.last <= 3 and g.money and g.scaled), None)
        if total is not None and f.value < 1000:
            scaled = replace(f, value=f.value * (10**9 if (total.value or 0) >= 10**9 else 10**6),
                money=total.money, scaled=True)
            return Counted(s, scaled, "money", total.money, f.first, f.last, None, money=total.money, part=True)
    if f.money:
        return None if conversion(s, f, before) else money(s, f, after)
    if f.percent:
        return percent(memory, s, f)
    if f.vague and (s.low(f.last + 1) in ("times", "of") and not any(r.first - f.last <= 4 and r.first > f.last
            for r in s.resources)):
        return None
    if f.first and (s.low(f.first - 1) in ("no", "resolution", "res", "article", "chapter", "résolution", "n",
            "aged", "numéro", "-", "/", "à l'article")
                    or s.tokens[f.first - 1].text == "°"):
        return None
    single = f.value == 1 and f.in_words and f.hedge is Hedge.EXACTLY
    if f.first >= 2 and s.low(f.first - 1) in ("of", "de", "d'", "totalling",
            "numbering") and s.low(f.first - 2) in _BODIES and f.value is not None \
            and s.low(f.last + 1) not in STOP_UNITS[memory.tongue] and ((near := noun_after(memory, s, f)) is None
                or near[0] is None):
        return Counted(s, f, "personnel", "personnel", f.first, f.last, None, bare=True)
    scan = noun_after(memory, s, f)
    if scan is None:
        return None
    head, own, last = scan
    if f.vague and (head is None or head.unit == "countries"):
        return None
    whole = next((g for g in s.figures if g.first > f.last), None)
    if head is None and whole is not None and s.low(f.last + 1) in ("of", "des",
            "sur") and whole.first - f.last <= 3:
        beyond = noun_after(memory, s, whole)
        if beyond is not None and beyond[0] is not None:
            head, own, last = beyond[0], beyond[1], f.last
            return Counted(s, f, head.kind, head.unit, f.first, f.last, head, own, part=True, bare=True)
    if head is None:
        return None
    if single and not one_counts(s, f, head, before):
        return None
    if head.unit == "countries" and sovereign_only(s, f, head):
        return None
    if f.value is not None and f.value > 2_000_000 and head.kind == "personnel":
        return None
    return Counted(s, f, head.kind, head.unit, f.first, last, head, own)


def one_counts(s: SentenceReading, f: Figure, head: Resource, before: list[Counted]) -> bool:
    """"One officer and 24 soldiers" counts; "one officer said" and "un policier" by themselves do not."""
    low = s.low(f.core)
    if low in ("un", "une"):
        return bool(before) and before[-1].figure is not None and before[-1].head is not None and (
            before[-1].kind == head.kind or head.kind in ("vehicle", "aircraft")) and head.kind != "personnel"
    return s.low(f.last + 1) == "of" or head.kind in ("vehicle", "aircraft") or any(
        g is not f and g.first > f.last and g.first - f.last < 6 for g in s.figures)


def sovereign_only(s: SentenceReading, f: Figure, head: Resource) -> bool:
    """Counts of countries are annotated when they contribute personnel."""
    text = s.text[s.sentence.start:s.sentence.end].lower()
    return not re.search(r"personnel|troop|officer|soldier|contribut|people|mission|force|police|militaires|"
            r"soldats|policiers|fourni", text) \
        or bool(re.search(r"donors?|dollars|euros|\$|€|conference|dons\b|argent", text))


def noun_after(memory: Memory, s: SentenceReading, f: Figure) -> tuple[Resource | None, tuple[str, ...], int] | None:
    """The noun a figure counts: scanned forward over adjectives, people-words and "of the"; None: not a count."""
    own: list[str] = []
    i, head, last = f.last + 1, None, f.last
    steps, people_only = 0, False
    n = len(s.tokens)
    by_start = {r.first: r for r in s.resources}
    while i < n and steps < 8:
        steps += 1
        low = s.low(i)
        token = s.tokens[i]
        if i in by_start:
            resource = by_start[i]
            if head is not None and memory.tongue == "fr":
                break
            if resource.unit == "equipment" and head is not None and head.kind != "other equipment":
                break
            head, last, i = resource, resource.last, resource.last + 1
            if memory.tongue == "fr":
                i = french_adjectives(s, i, own)
                last = max(last, i - 1)
                break
            continue
        m = s.mention_at(i)
        if m is not None and m.first == i and m.sort == "people":
            own.append(m.party)
            last, i, people_only = m.last, m.last + 1, True
            continue
        if m is not None and m.sort == "state" and m.first == i and (s.low(m.last + 1) in ("'s",)
                or adjective_use(memory, s, m)):
            own.append(m.party)
            i = m.last + (2 if s.low(m.last + 1) == "'s" else 1)
            continue
        if head is not None or (not token.is_word and token.text != "-" and low != "'s"):
            break
        if m is not None and m.sort in ("mission", "office", "unit",
                "org") and m.first == i and memory.tongue == "en":
            i = m.last + 1
            continue
        if low in STOP_UNITS[memory.tongue] and head is None:
            return None
        if own and low in ("and", "et") and (beside := s.mention_at(i + 1)) is not None and beside.sort == "people":
            own.append(beside.party)
            i = beside.last + 1
            continue
        if low in _LIGHT[memory.tongue] and steps <= 3:
            i += 1
            continue
        verb = s.by_token.get(i)
        if verb is not None and (verb.finite or verb.first != i) and not adjectival(s, i):
            break
        if low in ("to", "in", "for", "from", "at", "on", "with", "by", "and", "or", "who", "which", "that", "as",
                "out", "have", "are", "were",
                   "was", "is", "à", "en", "pour", "dans", "sur", "avec", "par", "et", "ou", "qui", "dont", "que",
                       "ont", "sont", "a", "au", "aux", "y"):
            break
        i += 1
    if head is None and people_only:
        return None if only_victims(s, f) or f.vague else (people(s, f, last), tuple(own), last)
    return head, tuple(own), last


def people(s: SentenceReading, f: Figure, last: int) -> Resource:
    return Resource(last, last, "personnel", "personnel", True, s.low(last))


def only_victims(s: SentenceReading, f: Figure) -> bool:
    return f.value is not None and f.value > 500_000


def adjective_use(memory: Memory, s: SentenceReading, m: Mention) -> bool:
    return memory.tongue == "en" and s.text[s.tokens[m.first].start:s.tokens[m.last].end] in ("US", "UK", "UAE",
            "New Zealand", "EU", "UN")


def adjectival(s: SentenceReading, i: int) -> bool:
    """A participle or noun that looks like a verb, in front of a noun: "trained soldiers", "armed police"."""
    return any(r.first in (i + 1, i + 2) for r in s.resources)


def french_adjectives(s: SentenceReading, i: int, own: list[str]) -> int:
    """Adjectives behind a French noun: the people-words among them tell whose it is."""
    steps = 0
    while i < len(s.tokens) and steps < 4:
        m = s.mention_at(i)
        if m is not None and m.sort == "people":
            own.append(m.party)
            i, steps = m.last + 1, steps + 1
            continue
        low = s.low(i)
        if low in ("de", "d'", "du", "des", "et",
                "ou") or not s.tokens[i].is_word or s.by_token.get(i) or s.tokens[i].is_number:
            if low == "et" and i + 1 < len(s.tokens) and (nxt := s.mention_at(
                    i + 1)) is not None and nxt.sort == "people" and own:
                own.append(nxt.party)
                return nxt.last + 1
            if low in ("et", "ou") or not low:
                break
            break
        i, steps = i + 1, steps + 1
    return i


def of_them(s: SentenceReading, f: Figure) -> bool:
    """"200 of them", "close to 400 of these", "dont 60": a part of what was counted before."""
    return (s.low(f.last + 1), s.low(f.last + 2)) in _OF_THEM or s.low(f.first - 1) == "dont" or (
        s.low(f.first - 2), s.low(f.first - 1)) in (("of", "whom"), ("of", "which"), ("of", "them"))
