"""The day a figure speaks of: a time of its own clause, the day of the event before, or the day of the report."""

from __future__ import annotations

from muster.quantities import When
from muster.statements.analysis import SentenceReading
from muster.statements.counted import Claim, Counted
from muster.statements.governing import clause_chain
from muster.statements.memory import Memory
from muster.statements.ruled_stage import whole_of
from muster.statements.verbs import Tense, VerbGroup


def when_of(memory: Memory, s: SentenceReading, c: Counted, verb: VerbGroup | None, stage: str,
    here: list[Claim]) -> When | None:
    said = [t for t in s.times if t.when is not None]
    said = [t for t in said if not aside(s, t.start, c.first)] or (said if memory.published is None else [])
    usable = [t for t in said if not t.since] or ([] if memory.published is not None else said)
    if usable:
        position = s.tokens[c.first].start
        pool = [t for t in usable if same_clause(s, t.start, c.first)] or usable
        best = min(pool, key=lambda t: abs(t.start - position))
        when = best.when
        assert when is not None
        if best.until and (when.last - when.first).days < 12:
            when = When(when.last, when.last, when.words)
        if not best.until and not best.ahead and not (verb is not None and verb.tense is Tense.FUTURE):
            memory.event_day = when
        return when
    if here and whole_of(memory, s, c, here) is not None and here[-1].when is not None:
        return here[-1].when
    past = verb is not None and verb.tense in (Tense.PAST, Tense.PERFECT)
    if memory.published is None:
        return memory.event_day
    if memory.event_day is not None and ((past and verb is not None and verb.tense is Tense.PAST)
            or (stage in ("pledged", "received", "required") and c.kind == "money")
            or stage == "received"):
        return memory.event_day
    return When(memory.published, memory.published)


def aside(s: SentenceReading, position: int, i: int) -> bool:
    """Does a time stand in a relative clause that the figure is not in?"""
    at = next((k for k, token in enumerate(s.tokens) if token.start >= position), 0)
    here = s.clause[at]
    return here not in clause_chain(s, i) and s.low(s.clause.index(here)) in ("which", "who", "whose",
            "qui", "dont")


def same_clause(s: SentenceReading, position: int, i: int) -> bool:
    for k, token in enumerate(s.tokens):
        if token.start >= position:
            return s.clause[k] == s.clause[i]
    return False
