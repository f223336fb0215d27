"""Things without a figure: "with radios", "no helicopters", "a field hospital", "a Kenyan officer"."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from muster.quantities import Hedge
from muster.statements.analysis import SentenceReading
from muster.statements.counted import COLLECTIVE, Counted
from muster.statements.memory import Memory
from muster.statements.numbers import Figure
from muster.statements.resources import Resource

_SHORT_STATES = ("US", "U.S.", "UK", "UN", "EU", "UAE")
_ORDINALS = frozenset("""first second third fourth fifth sixth seventh eighth ninth tenth advance last final new
another latest
    premier première deuxième second seconde troisième quatrième cinquième sixième septième huitième nouveau
    dernier""".split())


def uncounted(memory: Memory, s: SentenceReading, r: Resource, found: list[Counted]) -> Counted | None:
    """"with radios", "no helicopters", "a Kenyan officer", "a fifth contingent": things without a figure."""
    before = [s.low(k) for k in range(max(0, r.first - 4), r.first)]
    own = tuple(m.giver for m in s.mentions if m.sort in ("people", "state") and (
        (r.first - 2 <= m.last < r.first and (m.sort == "people" or s.low(m.last + 1) == "'s" or s.words(m.first,
            m.last) in _SHORT_STATES))
        or (memory.tongue == "fr" and m.sort == "people" and m.first in (r.last + 1, r.last + 2))))
    none = bool(set(before) & {"no", "neither", "nor", "none", "aucun", "aucune"}) or before[-2:] in (["not",
        "one"], ["a", "single"]) or (
        before[-1:] in (["any"], ["de"], ["d'"]) and any(v.negated and r.first - v.last <= 4 and v.last < r.first
            for v in s.verbs))
    joined = bool(found) and found[-1].figure is not None and found[-1].figure.word == "none" and r.first - found[
        -1].last <= 3
    if none or joined:
        if r.unit in COLLECTIVE or (r.unit == "personnel" and r.said in ("people", "person", "members", "men")):
            return None
        return pseudo(s, r, Decimal(0), "none", own)
    one = set(before[-3:]) & {"a", "an", "one", "un", "une", "its", "their", "son", "sa"}
    if not r.plural and not one and not (own and r.unit in COLLECTIVE):
        return None
    if not r.plural:
        return single(s, r, found, own, set(before[-3:])) or replace(
            pseudo(s, r, Decimal(1), "one", own), guess="a single one")
    if (set(before[-1:]) & {"of", "'", "-"} and r.kind == "personnel"):
        return None
    return pseudo(s, r, None, "some", own)


def single(s: SentenceReading, r: Resource, found: list[Counted], own: tuple[str, ...],
    before: set[str]) -> Counted | None:
    """"A Kenyan officer was killed" and "a fifth contingent arrived" count as one."""
    verbs = {f for v in s.verbs if abs(v.first - r.last) < 12 for f in v.frames}
    if r.unit not in COLLECTIVE:
        return pseudo(s, r, Decimal(1), "one", own) if "lose" in verbs and own else None
    headed = found or any(f.first > r.last and f.first - r.last < 5 for f in s.figures)
    moved = verbs & {"deploy", "send", "return", "withdraw", "pledge"}
    return pseudo(s, r, Decimal(1), "one", own) if before & _ORDINALS and not headed and moved else None


def pseudo(s: SentenceReading, r: Resource, value: Decimal | None, word: str, own: tuple[str,
    ...]) -> Counted:
    figure = Figure(r.first, r.last, r.first, value, None, Hedge.EXACTLY, "", False, False, False, value is None,
        word, True)
    return Counted(s, figure, r.kind, r.unit, r.first, r.last, r, own)
