"""Who may be meant: every party that could be the giver of a figure, once each, with the signs for and against it.

Problem: the giver is a name of the sentence, of a sentence before, or the mission as a whole, which is not named.
Choice: all of them are candidates; the learned weights choose (`loglinear.py`).
Weakness: a party named only by a person ("Bush") is reached by way of that person's state, where a table knows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from muster.statements.names import MISSION
from muster.statements.parties_before import parties_before
from muster.statements.question import LEFT_OUT, Candidate, Question
from muster.statements.signs_of_party import signs_of_mission, signs_of_place


def candidates(q: Question) -> list[Candidate]:
    """Every party that may be meant, once each, with all its signs."""
    s, c = q.s, q.c
    found: dict[str, list[str]] = {MISSION: signs_of_mission(q)}

    def add(party: str, signs: Iterable[str]) -> None:
        if party:
            found.setdefault(party, []).extend(signs)

    for m in s.mentions:
        if m.sort not in LEFT_OUT:
            add(m.giver, signs_of_place(q, m))
    for name, party in q.votes:
        add(party, _of_vote(name, q.stage, c.kind))
    parties_before(q, add)
    for party, signs in found.items():
        if party != MISSION:
            signs += _of_standing(q.memory.standing(party), q.stage, c.kind)
        if "; " in party:
            signs.append("several")
    return [Candidate(party, list(dict.fromkeys(signs))) for party, signs in found.items()]


@lru_cache(maxsize=4096)
def _of_vote(name: str, stage: str, kind: str) -> tuple[str, ...]:
    return f"rule: {name}", f"rule: {name},stage {stage}", f"rule: {name},{kind}"


@lru_cache(maxsize=4096)
def _of_standing(told: tuple[str, ...], stage: str, kind: str) -> tuple[str, ...]:
    """What a party other than the mission is to the report, alone and with the figure's kind and stage."""
    return (*told, *(f"{one},{kind}" for one in told), *(f"{one},stage {stage}" for one in told),
            "not the mission", "not the mission,named here")
