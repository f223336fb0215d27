"""Which verbs may rule a figure: those of its clause, those that hang on its noun, those of the clause around.

Problem: the verb of a figure stands before or behind it, in its clause or an outer one, or in a relative clause.
Choice: an order of likelihood by place and form; the first that tells a stage rules, the others are signs.
Weakness: a long sentence with nested relative clauses can lend a figure to the outer verb.
"""

from __future__ import annotations

from muster.statements.analysis import SentenceReading
from muster.statements.counted import Counted
from muster.statements.verbs import Tense, VerbGroup


def clause_chain(s: SentenceReading, i: int) -> list[int]:
    chain, c = [], s.clause[i]
    while c >= 0:
        chain.append(c)
        c = s.parent.get(c, -1)
    return chain


def carries(v: VerbGroup) -> bool:
    """Can this verb give a stage?"""
    frames = v.frames
    if frames == ("other",):
        return v.tense is Tense.FUTURE and v.finite
    if frames == ("be",):
        return v.finite
    if frames == ("say",) or frames in (("secure",), ("open",), ("close",), ("attack",), ("adopt",), ("extend",),
            ("expire",)):
        return False
    return not (set(frames) <= {"say", "other", "lead", "be", "secure", "open", "close", "attack"})


def governors(s: SentenceReading, c: Counted) -> list[tuple[VerbGroup, bool]]:
    """The verbs that may rule a figure, nearest in meaning first; the flag: the figure stands behind the verb."""
    found: list[tuple[VerbGroup, bool]] = []
    here = s.clause[c.first]
    behind = [v for v in s.verbs if v.first > c.last and v.first - c.last <= 3 and not v.finite
        and not v.progressive
              and (v.first == c.last + 1 or s.low(c.last + 1) in (",", "in", "of"))]
    ruling = [v for v in s.verbs if v.finite and v.first > c.last and s.clause[v.main] == here and carries(v)]
    leading = [v for v in s.verbs if v.finite and v.last < c.first and s.clause[v.main] == here]
    a_whole = s.low(c.first - 1) in ("the", "des") and any(0 < c.first - g.last <= 3 and g is not c.figure
        for g in s.figures)
    if ruling and not leading and behind and not a_whole:
        found.append((ruling[0], False))
    leaving = [v for v in s.verbs if v.progressive and v.first == c.last + 1 and v.lemma in ("leave", "return",
        "withdraw", "arrive", "go", "come")]
    if leaving:
        found.append((leaving[0], False))
    if behind and carries(behind[0]) and behind[0].passive:
        found.append((behind[0], False))
    contact = next((v for v in s.verbs if v.first > c.last), None)
    if contact is not None and contact.finite and carries(contact) and contact.first - c.last <= 4 and (
            s.low(c.last + 1) in ("it", "they", "he", "we", "she") or s.mention_at(c.last + 1) is not None
            or (s.low(c.last + 1) == "the" and s.mention_at(c.last + 2) is not None)) and leading and (
                s.mention_at(contact.first - 1) is not None or s.low(contact.first - 1) in ("it", "they", "he",
                    "we", "she")):
        found.append((contact, True))
    opener = s.low(c.last + 1)
    if opener in ("that", "which", "whom", "que", "qu'") and s.low(c.last + 2) not in ("is", "are", "was", "were",
            "has", "have", "had"):
        relative = next((v for v in s.verbs if v.first > c.last), None)
        if relative is not None and carries(relative) and any(c.last < m.first < relative.first
                for m in s.mentions) \
                and relative.first - c.last < 7:
            found.append((relative, True))
    if s.low(c.last + 1) in ("who", "which", "that", "qui") or (s.low(c.last + 1) == ","
            and s.low(c.last + 2) in ("who", "qui", "which")):
        relative = next((v for v in s.verbs if v.first > c.last), None)
        if relative is not None and carries(relative) and relative.first - c.last < 6:
            found.append((relative, False))
    for clause in clause_chain(s, c.first):
        inside = [v for v in s.verbs if s.clause[v.main] == clause and carries(v)]
        left = [v for v in inside if v.last < c.first and (v.finite or not any(
            s.tokens[k].text == "," for k in range(v.last + 1, c.first)) or not v.passive)]
        right = [v for v in inside if v.first > c.last and (v.finite or v.passive or not left)]
        if left and not any(v.finite for v in right):
            right = []
        if left:
            found.extend((v, True) for v in reversed(left))
        if right:
            found.extend((v, False) for v in right[:2])
        if (left or right) and clause == here:
            break
    return found


def control(s: SentenceReading, v: VerbGroup) -> VerbGroup | None:
    earlier = [w for w in s.verbs if w.last < v.first]
    return earlier[-1] if earlier else None


def main_verb(s: SentenceReading, c: Counted) -> VerbGroup | None:
    """The finite verb of the clause around a figure, whatever it tells."""
    for clause in clause_chain(s, c.first):
        inside = [v for v in s.verbs if v.finite and s.clause[v.main] == clause and "say" not in v.frames]
        left = [v for v in inside if v.last < c.first]
        if left:
            return left[-1]
        if inside:
            return inside[0]
    return None


def window(s: SentenceReading, c: Counted) -> str:
    """The words of the clause that lie between the figures around this one."""
    here = s.clause[c.first]
    first, last = c.first, c.last
    others = {i for f in s.figures for i in range(f.first, f.last + 1)} - set(range(first, last + 1))
    while first > 0 and s.clause[first - 1] == here and first - 1 not in others:
        first -= 1
    while last + 1 < len(s.tokens) and s.clause[last + 1] == here and last + 1 not in others:
        last += 1
    return s.text[s.tokens[first].start:s.tokens[last].end]


def clause_text(s: SentenceReading, c: Counted) -> str:
    return text_of_clause(s, s.clause[c.first])


def text_of_clause(s: SentenceReading, here: int) -> str:
    """The text from the first to the last word of a clause."""
    found = s.clause_texts.get(here)
    if found is None:
        first = s.clause.index(here)
        last = len(s.clause) - 1 - s.clause[::-1].index(here)
        found = s.clause_texts[here] = s.text[s.tokens[first].start:s.tokens[last].end]
    return found


def located(s: SentenceReading, verb: VerbGroup) -> bool:
    """"are on the island already", "sont à Kidal"."""
    after = [s.low(k) for k in range(verb.last + 1, verb.last + 3)]
    return bool(set(after) & {"in", "on", "at", "there", "here", "à", "en", "dans", "sur", "au", "aux",
            "là"}) and after[0] not in ("to", "a", "the")


def homeward(s: SentenceReading, verb: VerbGroup) -> bool:
    """"flew home", "rentrés chez eux"."""
    after = [s.low(k) for k in range(verb.last + 1, verb.last + 4)]
    return "home" in after[:2] or after[:2] == ["chez", "eux"] or after[:2] == ["au", "pays"]


def leaves_place(s: SentenceReading, verb: VerbGroup) -> bool:
    """"left Marka" is a withdrawal, "left for Bangui" and "will leave on Friday" are not."""
    following = s.tokens[verb.last + 1] if verb.last + 1 < len(s.tokens) else None
    return following is not None and (following.is_capital or following.low in ("the", "their", "its", "somalia"))


def by_council(s: SentenceReading, verb: VerbGroup) -> bool:
    """Is a council, or its resolution, what decides here?"""
    for m in s.mentions:
        if m.sort == "council" and m.last < verb.first and verb.first - m.last < 14:
            return True
    return any(s.low(i) in ("resolution", "résolution") for i in range(max(0, verb.first - 12), verb.first))
