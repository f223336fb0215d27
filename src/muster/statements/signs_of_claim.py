"""What speaks for a figure being a claim about support at all, and not a date, a crowd, a vote or a repetition."""

from __future__ import annotations

import re
from functools import lru_cache

from muster.statements.question import Question
from muster.statements.signs import prefixed, time_of, verb_signs

_CROWD = re.compile(
    r"displaced|in need|hungry|hunger|famine|starv|refugee|homeless|civilians|inhabitants|residents|population|"
    r"have died|murdered|déplacés|affamés|réfugiés|habitants|population|civils|\bvotes?\b|voted", re.I)
_PLAIN_PEOPLE = frozenset("people person persons personnes personne heads head women femmes officials civilians civils "
                          "members members' membres".split())


@lru_cache(maxsize=4096)
def _names_a_crowd(sentence: str) -> bool:
    return _CROWD.search(sentence) is not None


def claim_signs(q: Question, stages: dict[str, float], party_share: float) -> list[str]:
    """All signs for and against."""
    s, c = q.s, q.c
    f = c.figure
    word = f.word if f is not None and f.word in ("some", "none", "one") else "vague" if f and f.vague else "figure"
    signs = ["always", f"counts {c.kind}", f"{word}", f"{word},{c.kind}", f"unit {c.unit}"]
    best = max(stages, key=stages.__getitem__) if stages else "none"
    signs += [f"stage {best}", f"stage {best},{word}", f"stage {best},{word},{c.kind}"]
    signs.append(f"stage {'clear' if stages and stages[best] > 0.6 else 'unclear'},{word}")
    signs.append(f"party {'clear' if party_share > 0.6 else 'unclear'},{word}")
    signs += prefixed(f"{word},", verb_signs("verb", q.verb, c.kind))
    signs += [f"{word},{'object' if q.is_object else 'subject'} of {fr},{time_of(q.verb)}"
              for fr in (q.verb.frames[:2] if q.verb else ())]
    crowd = "a crowd named" if _names_a_crowd(s.text[s.sentence.start:s.sentence.end]) else "no crowd named"
    plain = c.kind == "personnel" and c.head is not None and c.head.said in _PLAIN_PEOPLE and not c.own
    signs += [f"{crowd},{c.kind}", f"{crowd},{'plain people' if plain else 'not plain people'}"]
    if plain:
        signs += ["plain people", f"plain people,stage {best}"]
    if c.head is not None:
        signs += [f"noun '{c.head.said}'", f"noun '{c.head.said}',{word}"]
    if c.own:
        signs += ["noun has a people", f"noun has a people,{word}"]
    if c.bare:
        signs.append("no noun")
    if c.guess:
        behind = s.low(c.last + 1) if c.last + 1 < len(s.tokens) and s.tokens[c.last + 1].is_word else "a mark"
        ahead = s.low(c.first - 1) if c.first and s.tokens[c.first - 1].is_word else "a mark"
        named = "a name" if s.mention_at(c.first - 1) is not None else "no name"
        signs += [f"guess {c.guess}", f"guess {c.guess},{c.kind}", f"guess,right behind '{behind}'",
                  f"guess,right before '{ahead}'", f"guess {c.guess},{best}", f"guess,{named} right before",
                  f"guess,verb {time_of(q.verb)}"]
    if c.rate:
        signs.append("a rate")
    if c.percent_of:
        signs += ["a share", f"a share of {c.percent_of}"]
    if f is not None and f.value is not None and word == "figure":
        size = 0 if f.value < 1 else len(str(int(f.value)))
        signs += [f"{c.kind},{min(size, 8)} digits", "in words" if f.in_words else "in digits"]
    if q.here:
        signs += [f"a figure before,{word}", f"a figure before,{q.here[-1].counted.kind},{c.kind},{word}"]
    if s.sentence.number == 0:
        signs += ["headline", f"headline,{word}"]
    for i in range(c.first - 1, max(-1, c.first - 4), -1):
        signs.append(f"before '{s.low(i)}'")
        if word != "figure":
            signs.append(f"{word},before '{s.low(i)}'")
    for i in range(c.last + 1, min(len(s.tokens), c.last + 4)):
        signs.append(f"behind '{s.low(i)}'")
        if word != "figure" and i == c.last + 1:
            signs.append(f"{word},right behind '{s.low(i)}'")
    near = q.memory.senses(s)
    signs += [f"clause {z.name},{word}" for z in near if s.clause[z.first] == s.clause[c.first]]
    signs += [f"touching {z.name},{word}" for z in near if -3 <= z.first - c.last <= 3 or -3 <= c.first - z.last <= 3]
    if s.quoted_at(c.first):
        signs.append("in a quotation")
    same = [e for e in q.earlier if f is not None and e.counted.kind == c.kind and e.counted.figure is not None
            and e.counted.figure.value == f.value]
    if same and word == "figure":
        signs.append("the same number before")
        signs.append("the same number before," + ("here" if q.here and same[-1] is q.here[-1] else "sooner"))
    alike = [e for e in q.earlier[-4:] if e.counted.kind == c.kind and e.counted.unit == c.unit]
    if word != "figure" and alike:
        signs.append(f"{word},the same thing counted before")
    return signs
