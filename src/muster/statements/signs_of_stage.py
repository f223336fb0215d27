"""What speaks for a stage: the verbs around a figure, the words of its clause, the figure before, the time told."""

from __future__ import annotations

import re
from functools import lru_cache

from muster.statements.names import MISSION
from muster.statements.question import Question
from muster.statements.senses import Sense
from muster.statements.signs import kind_of_name, prefixed, preposition, stem, time_of, verb_signs
from muster.statements.stages import StageFound, cues_in
from muster.statements.verbs import VerbGroup

_IF = re.compile(r"\b(?:if|unless|si|s['’]il|whether|pourvu)\b", re.I)


def stage_signs(q: Question, found: StageFound, governors: list[tuple[VerbGroup, bool]],
                control: VerbGroup | None, clause_text: str, window: str) -> list[str]:
    """All signs for the stage of one figure."""
    _s, _c, kind = q.s, q.c, q.c.kind
    signs = ["always", f"counts {kind}", f"rule: {found.stage}", f"rule: {found.stage},{kind}",
             f"rule: {found.stage} by {found.rule}"]
    signs += _verbs(q, governors, control)
    signs += _senses(q)
    signs += _words(q, clause_text, window)
    signs += _figure(q)
    signs += _before(q)
    signs += _time(q)
    return signs


def _verbs(q: Question, governors: list[tuple[VerbGroup, bool]], control: VerbGroup | None) -> list[str]:
    s, c, kind = q.s, q.c, q.c.kind
    signs: list[str] = []
    if governors:
        verb, is_object = governors[0]
        signs += verb_signs("verb", verb, kind)
        order = "object" if is_object else "subject"
        signs += [f"verb of {f},figure is {order},{'passive' if verb.passive else 'active'}" for f in verb.frames]
        signs.append(f"verb is {verb.lemma},figure is {order}")
        subject = _subject(q, verb)
        signs += [f"subject {subject}", f"subject {subject},{time_of(verb)}"]
        signs += [f"subject {subject},verb of {f},{time_of(verb)}" for f in verb.frames[:2]]
        if control is not None and control.last < verb.first and verb.first - control.last <= 6:
            signs += [f"controlled by {control.lemma}", *(f"controlled, verb of {f}" for f in control.frames[:2])]
        near = s.tokens[verb.last + 1:verb.last + 3]
        signs += [f"verb,then '{t.low}'" for t in near]
        signs += [f"verb is {verb.lemma},then '{t.low}'" for t in near[:1]]
        if len(governors) > 1:
            signs += prefixed("next ", verb_signs("verb", governors[1][0], kind)[:8])
    else:
        signs.append("no verb")
    left = [v for v in s.verbs if v.last < c.first]
    right = [v for v in s.verbs if v.first > c.last]
    if left:
        signs += [f"left verb of {f},{time_of(left[-1])}" for f in left[-1].frames[:2]] + [f"left {left[-1].lemma}"]
    if right:
        signs += [f"right verb of {f},{time_of(right[0])}" for f in right[0].frames[:2]] + [f"right {right[0].lemma}"]
        if right[0].first - c.last <= 2:
            signs += [f"touches verb of {f},{time_of(right[0])}" for f in right[0].frames[:2]]
    return signs


def _subject(q: Question, verb: VerbGroup) -> str:
    """The kind of party in front of the verb."""
    best = "none"
    for m in q.s.mentions:
        if m.last < verb.first and verb.first - m.last <= 12 and not preposition(q.s, m):
            best = kind_of_name(m)
    return best


_TOPICS = {"ask", "need", "promise", "offer", "withdraw", "leave", "home", "train", "ready", "freeze", "die", "arrive",
           "deliver", "receive", "conference", "approve", "owe", "plan", "budget", "lend"}
_TURNING = ("consist", "only", "outof", "follow", "total", "never", "increase")
"""Senses that tell how a figure goes with the one before it."""


def _senses(q: Question) -> list[str]:
    """The senses of the words around a figure, nearer ones told apart from farther ones."""
    s, c, kind = q.s, q.c, q.c.kind
    time = time_of(q.verb)
    signs: list[str] = []
    others = [f for f in s.figures if f.first > c.last or f.last < c.first]
    counts = {"left": 0, "right": 0}
    found = sorted(q.memory.senses(s), key=lambda z: min(abs(z.first - c.last), abs(c.first - z.last)))
    for z in found:
        if c.first <= z.first <= c.last:
            signs.append(f"inside {z.name}")
            continue
        left = z.last < c.first
        side = "left" if left else "right"
        gap = c.first - z.last if left else z.first - c.last
        crossed = any((z.last < f.first < c.first) if left else (c.last < f.first < z.first) for f in others)
        same = s.clause[z.first] == s.clause[c.first]
        how = "beyond a figure" if crossed else "same clause" if same else "other clause"
        counts[side] += 1
        signs += _of_sense(z.name, kind, side, how)
        if counts[side] == 1:
            signs += _with_kind_and_time(f"nearest {side} {z.name}", kind, time)
        if gap <= 3 and not crossed:
            signs.append(f"touching {side} {z.name}")
        if same and not crossed:
            signs += _with_kind_and_time(f"clause {z.name}", kind, time)
            if z.name in _TURNING and (q.here or q.earlier):
                last = (q.here or q.earlier)[-1]
                place = "here" if q.here else "sooner"
                signs.append(f"clause {z.name},after {last.stage} {place}")
    signs += _by_place(q, [z for z in found if not c.first <= z.first <= c.last])
    signs += _of_report(q.memory.much, q.memory.opening, kind, time)
    return list(dict.fromkeys(signs))


@lru_cache(maxsize=8192)
def _of_sense(name: str, kind: str, side: str, how: str) -> tuple[str, ...]:
    return f"sense {name}", f"sense {name},{kind}", f"{side} {name},{how}", f"{side} {name}"


@lru_cache(maxsize=8192)
def _with_kind_and_time(sign: str, kind: str, time: str) -> tuple[str, ...]:
    return sign, f"{sign},{kind}", f"{sign},{time}"


@lru_cache(maxsize=1024)
def _of_report(much: tuple[str, ...], opening: frozenset[str], kind: str, time: str) -> tuple[str, ...]:
    """What the whole report is full of, and what its first two sentences are about."""
    return (*(f"report much of {name}" for name in much), *(f"report much of {name},{kind},{time}" for name in much),
            *(f"opening {name},{kind}" for name in sorted(opening & _TOPICS)))


def _by_place(q: Question, found: list[Sense]) -> list[str]:
    """Senses of the governing verb, its subject and its complement, and of what hangs on the figure's noun."""
    s, c, verb = q.s, q.c, q.verb
    signs: list[str] = []
    if verb is not None:
        time = time_of(verb)
        order = "object" if q.is_object else "subject"
        for z in found:
            if verb.first <= z.first <= verb.last:
                signs += _verb_means(z.name, time, order, c.kind)
            elif z.last < verb.first and s.clause[z.first] == s.clause[verb.main] and z.last < c.first:
                signs += [f"subject means {z.name}", f"subject means {z.name},{time}"]
            elif verb.last < z.first <= verb.last + 3:
                signs += [f"complement means {z.name}", f"complement means {z.name},{c.kind}"]
    behind = next((v for v in s.verbs if v.first > c.last), None)
    if behind is not None and behind is not verb and behind.first - c.last <= 6:
        low = s.low(c.last + 1)
        joint = "participle" if behind.first == c.last + 1 and not behind.finite else (
            "relative" if low in ("that", "which", "whom", "who", "que", "qu'", "qui", "dont") else
            "contact" if low in ("they", "it", "he", "she", "we") or s.mention_at(c.last + 1) is not None else "")
        if joint:
            told = [z.name for z in found if behind.first <= z.first <= behind.last]
            signs += [f"{joint} behind", f"{joint} behind of {behind.frames[0]}", f"{joint} behind {time_of(behind)}"]
            signs += [f"hangs on it {name}" for name in told] + [f"{joint} behind means {name}" for name in told]
    return signs


@lru_cache(maxsize=8192)
def _verb_means(name: str, time: str, order: str, kind: str) -> tuple[str, ...]:
    sign = f"verb means {name}"
    return sign, f"{sign},{time}", f"{sign},{order}", f"{sign},{time},{kind}", f"{sign},{kind}"


def _words(q: Question, clause_text: str, window: str) -> list[str]:
    s, c = q.s, q.c
    signs: list[str] = []
    whole = cues_in(s.text[s.sentence.start:s.sentence.end], s.language)
    signs += _of_cues("near", cues_in(window, s.language, whole), c.kind)
    signs += _of_cues("clause", cues_in(clause_text, s.language, whole), c.kind)
    signs += _of_cues("sentence", whole, c.kind)
    for i in range(max(0, c.first - 4), c.first):
        if s.tokens[i].is_word:
            signs += _beside("before", s.low(i))[:1 + (i == c.first - 1)]
    for i in range(c.last + 1, min(len(s.tokens), c.last + 5)):
        if s.tokens[i].is_word:
            signs += _beside("behind", s.low(i))[:1 + (i == c.last + 1)]
    here = s.clause[c.first]
    signs += [_clause_has(token.low) for token, k in zip(s.tokens, s.clause)
              if k == here and token.is_word and len(token.low) > 3]
    if _IF.search(clause_text):
        signs.append("only if")
    return signs


@lru_cache(maxsize=4096)
def _of_cues(name: str, told: tuple[str, ...], kind: str) -> tuple[str, ...]:
    return (*(f"{name} word of {stage}" for stage in told), *(f"{name} word of {stage},{kind}" for stage in told[:2]))


@lru_cache(maxsize=16384)
def _beside(side: str, low: str) -> tuple[str, str]:
    """A word near a figure by its stem, and by itself when it is the nearest."""
    return f"{side} '{stem(low)}'", f"right {side} '{low}'"


@lru_cache(maxsize=16384)
def _clause_has(low: str) -> str:
    return f"clause has '{stem(low)}'"


def _figure(q: Question) -> list[str]:
    c, f = q.c, q.c.figure
    signs = [f"unit {c.unit}"] if c.kind != "money" else []
    if c.rate:
        signs += ["a rate", f"a rate{c.rate}"]
    if c.percent_of:
        signs += ["a share", f"a share,{c.kind}"]
    if c.own:
        signs.append(f"noun has a people,{c.kind}")
    if c.part:
        signs.append("a part")
    if c.bare:
        signs.append(f"no noun,{c.kind}")
    if f is not None:
        signs += [f"hedge {f.hedge.value}", f"hedge {f.hedge.value},{c.kind}"]
        if f.extra:
            signs.append(f"in addition,{c.kind}")
        if f.word in ("some", "none", "one"):
            signs.append(f"figure is {f.word},{c.kind}")
    return signs


def _before(q: Question) -> list[str]:
    s, c = q.s, q.c
    signs = []
    if q.here:
        last = q.here[-1]
        same = "same kind" if last.counted.kind == c.kind else "other kind"
        verbs = [v for v in s.verbs if last.counted.last < v.first < c.first]
        between = "a verb between" if any(v.finite for v in verbs) else "no verb between"
        signs += [f"figure before {last.stage},{same}", f"figure before {last.stage},{same},{between}"]
        near = "near" if c.first - last.counted.last < 6 else "away"
        signs.append(f"figure before {last.stage},{same},{near},{between}")
        if c.part:
            signs.append(f"part of {last.stage}")
    back = [e for e in q.earlier if e.counted.reading.sentence.number < s.sentence.number]
    if back:
        last = back[-1]
        gap = "next" if s.sentence.number - last.counted.reading.sentence.number <= 1 else "far"
        same = "same kind" if last.counted.kind == c.kind else "other kind"
        signs += [f"sentence before {last.stage},{gap},{same}"]
    before = q.here[-1].stage if q.here else back[-1].stage if back else ""
    if before and q.verb is not None:
        signs += [f"verb is {q.verb.lemma},after {before}", f"{time_of(q.verb)},after {before},{c.kind}"]
        signs += [f"verb of {f},{time_of(q.verb)},after {before}" for f in q.verb.frames[:2]]
    stages = [e.stage for e in q.earlier if e.counted.kind == c.kind]
    if stages:
        most = max(sorted(set(stages)), key=stages.count)
        signs.append(f"so far mostly {most}")
    if q.memory.leaving:
        signs += ["report of leaving", f"report of leaving,{c.kind}"]
        if q.verb is not None:
            signs.append(f"report of leaving,{time_of(q.verb)},{c.kind}")
    if q.memory.conference:
        signs += ["report of a conference", f"report of a conference,{c.kind}"]
        if q.verb is not None:
            signs.append(f"report of a conference,{time_of(q.verb)},{c.kind}")
    if s.sentence.number == 0:
        signs.append("headline")
    return signs


def _time(q: Question) -> list[str]:
    s, c = q.s, q.c
    published = q.memory.published
    said = [t.when for t in s.times if t.when is not None]
    signs = []
    if published is not None and said:
        ahead = any(w.first > published for w in said)
        past = any(w.last < published for w in said)
        signs += [f"a day {'ahead' if ahead else 'behind'}", f"a day {'ahead' if ahead else 'behind'},{c.kind}",
                  f"days {ahead} {past},{time_of(q.verb)},{c.kind}"]
        if any(w.first == w.last and w.first >= published for w in said):
            signs += ["a set day ahead", f"a set day ahead,{time_of(q.verb)},{c.kind}"]
            if q.verb is not None:
                signs += [f"a set day ahead,verb of {f}" for f in q.verb.frames[:2]]
    else:
        signs.append("no day told")
    if q.voice is not None:
        signs.append("somebody speaks")
        if q.voice.state:
            signs.append(f"somebody speaks for a state,{c.kind}")
    if any(m.party == MISSION for m in s.mentions):
        signs.append(f"mission named,{c.kind}")
    return signs
