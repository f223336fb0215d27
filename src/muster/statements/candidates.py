"""Who may be meant: every party that could be the giver of a figure, once each, with the signs for and against it.

Problem: the giver is a name of the sentence, of a sentence before, or the mission as a whole, which is not named.
Choice: all of them are candidates; the learned weights choose (`loglinear.py`).
Weakness: a party named only by a person ("Bush") is reached by way of that person's state, where a table knows it.
"""

from __future__ import annotations

from muster.statements.names import MISSION
from muster.statements.parties_before import parties_before
from muster.statements.question import LEFT_OUT, Candidate, Question
from muster.statements.signs_of_party import signs_of_mission, signs_of_place


def candidates(q: Question) -> list[Candidate]:
    """Every party that may be meant, once each, with all its signs."""
    s, c = q.s, q.c
    found: dict[str, dict[str, None]] = {MISSION: dict.fromkeys(signs_of_mission(q))}

    def add(party: str, signs: list[str]) -> None:
        if party:
            found.setdefault(party, {}).update(dict.fromkeys(signs))

    for m in s.mentions:
        if m.sort not in LEFT_OUT:
            add(m.giver, signs_of_place(q, m))
    for name, party in q.votes:
        add(party, [f"rule: {name}", f"rule: {name},stage {q.stage}", f"rule: {name},{c.kind}"])
    parties_before(q, add)
    for party, signs in found.items():
        if party != MISSION:
            told = q.memory.standing(party)
            signs.update(dict.fromkeys(told))
            signs.update(dict.fromkeys(f"{one},{c.kind}" for one in told))
            signs.update(dict.fromkeys(f"{one},stage {q.stage}" for one in told))
            signs.setdefault("not the mission", None)
            signs.setdefault(f"not the mission,{'named here' if 'not here' not in signs else 'not here'}", None)
        if "; " in party:
            signs.setdefault("several", None)
    return [Candidate(party, list(signs)) for party, signs in found.items()]
