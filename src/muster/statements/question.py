"""What is known when the stage and the party of one figure are asked for, and how its words point back."""

from __future__ import annotations

from dataclasses import dataclass, field

from muster.statements.analysis import SentenceReading
from muster.statements.counted import Claim, Counted
from muster.statements.memory import Memory
from muster.statements.speech import Voice
from muster.statements.verbs import VerbGroup

LEFT_OUT = ("media", "armed group", "unit")
"""Sorts of names that never give."""
PRONOUNS = frozenset("it they he she we i il elle ils elles on nous je who which qui".split())


@dataclass(slots=True)
class Candidate:
    party: str
    signs: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Question:
    """All that is known when the party of one figure is asked for."""

    memory: Memory
    s: SentenceReading
    c: Counted
    verb: VerbGroup | None
    is_object: bool
    voice: Voice | None
    here: list[Claim]
    earlier: list[Claim]
    votes: list[tuple[str, str]]
    stage: str


_ANAPHORS = {"its": "its", "their": "its", "his": "its", "her": "its", "ses": "its", "leurs": "its", "son": "its",
             "sa": "its", "leur": "its", "remaining": "the rest", "rest": "the rest", "others": "the rest",
             "other": "the rest", "autres": "the rest", "restants": "the rest", "these": "these", "those": "these",
             "ces": "these", "them": "these", "whom": "these", "dont": "these", "another": "another",
             "further": "another", "additional": "another", "more": "another", "our": "ours", "nos": "ours",
             "we": "ours", "nous": "ours", "first": "the first", "premiers": "the first", "last": "the last",
             "derniers": "the last", "new": "new", "nouveau": "new"}


_OURS = frozenset(word for word, meant in _ANAPHORS.items() if meant == "ours")


def reference(q: Question) -> str:
    """How the words near a figure point back: a possessive, "the rest", a pronoun before the verb, or nothing."""
    s, c = q.s, q.c
    if not _OURS.isdisjoint(s.words_said) and any(
            s.low(i) in _OURS for i, k in enumerate(s.clause) if k == s.clause[c.first]):
        return "ours"
    for i in [*range(c.first - 1, max(-1, c.first - 4), -1), *range(c.first, min(len(s.tokens), c.last + 4))]:
        if s.low(i) in _ANAPHORS:
            return _ANAPHORS[s.low(i)]
    if q.verb is not None and any(s.low(k) in PRONOUNS for k in range(max(0, q.verb.first - 2), q.verb.first)):
        return "pronoun"
    return "nothing"
