"""What speaks for a name being the giver of a figure: its place, its role to the verb and the noun; and what speaks
for the mission as a whole, which need not be named."""

from __future__ import annotations

from muster.statements.names import MISSION, Mention
from muster.statements.question import LEFT_OUT, PRONOUNS, Question, reference
from muster.statements.signs import bucket, is_article, kind_of_name, preposition, time_of


def signs_of_place(q: Question, m: Mention) -> list[str]:
    """How a name stands to the figure: side, distance, role, marks between."""
    s, c = q.s, q.c
    before = m.last < c.first
    side = "before" if before else "after" if m.first > c.last else "inside"
    between = range(m.last + 1, c.first) if before else range(c.last + 1, m.first)
    prep = preposition(s, m)
    sort = kind_of_name(m)
    names = sum(1 for o in s.mentions if o is not m and o.first in between and o.giver != m.giver
                and o.sort not in LEFT_OUT)
    figures = sum(1 for f in s.figures if f.first in between)
    verbs = [v for v in s.verbs if v.main in between]
    finite = sum(1 for v in verbs if v.finite)
    same = s.clause[m.first] == s.clause[c.first]
    found = [f"{side}", f"{side},sort {sort}", f"{side},distance {bucket(len(between))}", f"{side},after '{prep}'",
             f"{side},after '{prep}',{sort}", f"{side},{min(names, 3)} names between",
             f"{side},{min(figures, 2)} figures between", f"{side},{min(finite, 2)} verbs between",
             f"{side},{'same' if same else 'other'} clause", f"{side},{q.c.kind},sort {sort}",
             f"{side},after '{prep}',stage {q.stage}", f"{side},after '{prep}',{q.c.kind}"]
    if names == 0 and figures == 0:
        found.append(f"{side},nothing between")
        found.append(f"{side},nothing between,after '{prep}',{min(finite, 1)} verbs")
    marks = {s.tokens[k].text for k in between} & set(";:()—–,")
    found += [f"{side},mark {mark} between" for mark in sorted(marks)]
    after = s.low(m.last + 1)
    if after == "'s":
        found += ["owns", f"{side},owns", f"{side},owns,distance {bucket(len(between))}"]
    if after in (":", "(", ",", "and", "et", "with", "avec"):
        found.append(f"{side},before '{after}'")
        found.append(f"{side},before '{after}',nothing" if not names and not figures else f"{side},before '{after}',-")
    if m.first == 0 or (m.first == 1 and is_article(s.low(0))):
        found.append("opens the sentence")
    opener = s.low(m.first - 1) if not is_article(s.low(m.first - 1)) else s.low(m.first - 2)
    if opener in (",", ";", "and", "et", ":", "("):
        found.append(f"{side},opens an item,{min(figures, 1)}")
    return found + _role(q, m, prep, side)


def _role(q: Question, m: Mention, prep: str, side: str) -> list[str]:
    """Subject, agent or modifier of the figure's noun."""
    s, c = q.s, q.c
    found = []
    verb = q.verb
    if verb is not None:
        time = time_of(verb)
        if m.last < verb.first and not prep:
            nearer = any(m.last < o.first and o.last < verb.first and not preposition(s, o)
                         and o.giver != m.giver and o.sort not in LEFT_OUT for o in s.mentions)
            near = "nearest" if not nearer else "not nearest"
            order = "object" if q.is_object else "subject"
            found += [f"{near} bare name before the verb", f"{near} bare name before the verb,figure is {order}",
                      f"{near} bare name before the verb,figure is {order},{'passive' if verb.passive else 'active'}",
                      f"{near} bare name before the verb,stage {q.stage}"]
            found += [f"{near} bare name before the verb of {f},figure is {order}" for f in verb.frames[:2]]
            if verb.first - m.last <= 2:
                found += ["right before the verb", f"right before the verb,figure is {order}"]
        if m.first == verb.last + 1 and not prep and m.last < c.first and not verb.passive:
            found += ["taker right behind the verb", *(f"taker right behind the verb of {f}" for f in verb.frames[:2])]
        if m.first > verb.last and prep:
            found += [f"behind the verb after '{prep}'", f"behind the verb after '{prep}',{time}"]
            found += [f"behind the verb of {f} after '{prep}'" for f in verb.frames[:2]]
        if verb.passive and prep == "by":
            found.append("agent of the passive")
    head = c.head
    if head is not None and m.sort in ("people", "state", "org"):
        if 0 < head.first - m.last <= 2 and m.first > (c.figure.last if c.figure else -1) - 1:
            found.append(f"stands before the noun,{m.sort}")
        if m.sort == "people" and 0 < m.first - head.last <= 2:
            found.append("stands behind the noun")
    if m.giver in c.own:
        found += ["names the noun's people", f"names the noun's people,{side}"]
    if m.sort == "people":
        beside = any(0 <= r.first - m.last <= 2 or 0 <= m.first - r.last <= 2 for r in s.resources)
        found.append(f"{side},a people's name,{'beside a noun' if beside else 'alone'}")
    return found


def signs_of_mission(q: Question) -> list[str]:
    """For and against "the mission as a whole", which need not be named."""
    s, c = q.s, q.c
    named = [m for m in s.mentions if m.sort not in LEFT_OUT and m.party != MISSION]
    own = [m for m in s.mentions if m.party == MISSION]
    f = c.figure
    found = [f"mission,{c.kind}", f"mission,stage {q.stage}", f"mission,stage {q.stage},{c.kind}",
             f"mission,{min(len(named), 3)} others named", f"mission,{min(len(own), 1)} times named",
             f"mission,{min(len(named), 2)} others and {min(len(own), 1)} times named",
             f"mission,unit {c.unit if c.unit in ('countries', 'personnel') else 'other'}"]
    if c.own:
        found.append("mission,but the noun has a people")
    how = reference(q)
    found += [f"mission,{how}", f"mission,{how},{min(len(named), 1)} others named"]
    if named:
        found.append(f"mission,{'unit' if c.unit == 'countries' else 'no'} countries")
    most = q.memory.states
    found.append(f"mission,a state named most,{q.memory.share_of_names(most[0]) if most else 'none'}")
    found.append(f"mission,a state named most,{q.memory.share_of_names(most[0]) if most else 'none'},"
                 f"{min(len(named), 1)} others named")
    if f is not None:
        found.append(f"mission,hedge {f.hedge.value}")
        if f.extra:
            found.append("mission,but in addition")
        if f.word in ("some", "none", "one"):
            found.append("mission,without a figure")
    if c.percent_of:
        found.append("mission,a share")
    if c.part:
        found.append("mission,a part")
    if c.bare:
        found.append("mission,no noun")
    if s.sentence.number == 0:
        found.append("mission,headline")
    low = s.low(c.first - 1)
    if low in ("its", "their", "ses", "leurs", "the", "les", "total"):
        found.append(f"mission,after '{low}'")
    if q.verb is not None:
        found += [f"mission,verb of {fr}" for fr in q.verb.frames[:2]]
        found += [f"mission,verb of {fr},{'passive' if q.verb.passive else 'active'},"
                  f"{'object' if q.is_object else 'subject'}" for fr in q.verb.frames[:2]]
        if any(s.low(k) in PRONOUNS for k in range(max(0, q.verb.first - 2), q.verb.first)):
            found.append("mission,but a pronoun before the verb")
    else:
        found.append("mission,no verb")
    return found
