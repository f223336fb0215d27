"""Parties that a figure may take over: of the figure before, of the sentences before, of the headline, of the speaker.

Problem: half of all figures have their party in another sentence.
Choice: each source is asked; how the figure's words point back ("its", "the remaining", "another") goes with each.
Weakness: only two sentences back are looked at by name, and the last claims by party.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from muster.statements.names import MISSION
from muster.statements.question import LEFT_OUT, Question, reference
from muster.statements.signs import preposition

Put = Callable[[str, Iterable[str]], None]
OURS = frozenset("we our us i my nous nos notre mes j' je".split())


def parties_before(q: Question, put: Put) -> None:
    """Parties of the figures and sentences before this one."""
    s, c = q.s, q.c
    named_here = {m.giver for m in s.mentions}
    none = "names" if any(m.sort not in LEFT_OUT and m.party != MISSION and not preposition(s, m) for m in s.mentions) \
        else "no name here"
    how = reference(q)
    if q.here:
        last = q.here[-1]
        same = "same kind" if last.counted.kind == c.kind else "other kind"
        between = any(last.counted.last < m.first < c.first and m.sort not in LEFT_OUT for m in s.mentions)
        told = any(last.counted.last < v.first < c.first and v.finite for v in s.verbs)
        signs = ["figure before", f"figure before,{same}", f"figure before,stage {last.stage} then {q.stage}",
                 f"figure before,{same},{int(between)} names between,{int(told)} verbs"]
        put(last.party, signs + ["figure before,a part"] * c.part + ["figure before,in addition"] * c.figure.extra)
    back = [e for e in q.earlier if e.counted.reading.sentence.number < s.sentence.number]
    if back:
        last = back[-1]
        gap = min(s.sentence.number - last.counted.reading.sentence.number, 4)
        same = "same kind" if last.counted.kind == c.kind else "other kind"
        put(last.party, [f"last figure before,{how}", f"last figure before,{how},{none}",
            f"last figure before,stage {last.stage} then {q.stage}", "last figure of a sentence before",
            f"last figure before,{gap} back,{none}", f"last figure before,{same},{none}",
            f"last figure before,{'named' if last.party in named_here else none}"])
        alike = [e for e in back if e.counted.kind == c.kind]
        if alike:
            put(alike[-1].party, ["last of its kind", f"last of its kind,{none}", f"last of its kind,{how},{none}",
                f"last of its kind,{c.kind},{none}"])
            if len(alike) > 1 and alike[-1].party == alike[-2].party:
                put(alike[-1].party, ["last two of its kind", f"last two of its kind,{none}"])
        if last.party != MISSION and all(e.party == last.party for e in back[-3:]):
            put(last.party, ["all of the last three", f"all of the last three,{none}"])
    near = q.memory.document.sentences
    here = s.sentence.number
    for gap in (1, 2):
        if here - gap < 0:
            break
        other = near[here - gap]
        first = True
        for m in other.mentions:
            if m.sort in LEFT_OUT or m.party == MISSION:
                continue
            put(m.giver, [f"{gap} sentences back", f"{gap} sentences back,{none}"]
                + ([f"{gap} sentences back,first,{none}"] if first and not preposition(other, m) else []))
            first = False
    if here and near:
        for m in near[0].mentions:
            if m.sort not in LEFT_OUT and m.party != MISSION:
                put(m.giver, ["headline", f"headline,{none}", f"headline,{how}"])
                break
    for name, party in (("subject before", q.memory.last_subject), ("topic", q.memory.topic_party)):
        if party:
            put(party, [f"{name},{how}", f"{name},{how},{none}", f"{name},{none}"])
    if q.voice is not None and q.voice.state:
        leads = "leads" if "standing: leads" in q.memory.standing(q.voice.state) else "does not lead"
        put(q.voice.state, ["speaker's state", f"speaker's state,{none}", f"speaker's state,{q.c.kind},{q.stage}",
            f"speaker's state,{leads},{none}", f"speaker's state,{c.kind},{none}"])
    most = q.memory.states
    if most:
        share = q.memory.share_of_names(most[0])
        put(most[0], ["named most", f"named most,{none}", f"named most,stage {q.stage}", f"named most,{share}",
            f"named most,{share},{none}", f"named most,{share},{c.kind}", f"named most,{how}"])
    if q.memory.publisher_state:
        ours = "ours" if any(t.low in OURS for t in s.tokens) else "not ours"
        put(q.memory.publisher_state, ["publisher's state", f"publisher's state,{ours}",
            f"publisher's state,{none},{ours}"])
