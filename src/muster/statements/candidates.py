"""Who may be meant: every party that could be the giver of a figure, with the signs for and against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from muster.statements.analysis import SentenceReading
from muster.statements.names import MISSION, Mention
from muster.statements.signs import PREPOSITIONS, bucket, is_article, time_of

if TYPE_CHECKING:
    from muster.statements.quantities_said import Claim, Counted, QuantityReader
    from muster.statements.speech import Voice
    from muster.statements.verbs import VerbGroup

_LEFT_OUT = ("media", "armed group", "unit")
_PRONOUNS = frozenset("it they he she we i il elle ils elles on nous je who which qui".split())


@dataclass(slots=True)
class Candidate:
    party: str
    signs: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Question:
    """All that is known when the party of one figure is asked for."""

    reader: QuantityReader
    s: SentenceReading
    c: Counted
    verb: VerbGroup | None
    is_object: bool
    voice: Voice | None
    here: list[Claim]
    earlier: list[Claim]
    votes: list[tuple[str, str]]
    stage: str


def preposition(s: SentenceReading, m: Mention) -> str:
    k = m.first - 1
    while k >= 0 and is_article(s.low(k)):
        k -= 1
    return PREPOSITIONS.get(s.low(k), "")


def kind_of_name(m: Mention) -> str:
    return MISSION if m.party == MISSION else m.sort


def _place(q: Question, m: Mention) -> list[str]:
    """How a name stands to the figure: side, distance, role, marks between."""
    s, c = q.s, q.c
    before = m.last < c.first
    side = "before" if before else "after" if m.first > c.last else "inside"
    between = range(m.last + 1, c.first) if before else range(c.last + 1, m.first)
    prep = preposition(s, m)
    sort = kind_of_name(m)
    names = sum(1 for o in s.mentions if o is not m and o.first in between and o.giver != m.giver
                and o.sort not in _LEFT_OUT)
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
                         and o.giver != m.giver and o.sort not in _LEFT_OUT for o in s.mentions)
            near = "nearest" if not nearer else "not nearest"
            order = "object" if q.is_object else "subject"
            found += [f"{near} bare name before the verb", f"{near} bare name before the verb,figure is {order}",
                      f"{near} bare name before the verb,figure is {order},{'passive' if verb.passive else 'active'}",
                      f"{near} bare name before the verb,stage {q.stage}"]
            found += [f"{near} bare name before the verb of {f},figure is {order}" for f in verb.frames[:2]]
            if verb.first - m.last <= 2:
                found += ["right before the verb", f"right before the verb,figure is {order}"]
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


def _mission_signs(q: Question) -> list[str]:
    """For and against "the mission as a whole", which need not be named."""
    s, c = q.s, q.c
    named = [m for m in s.mentions if m.sort not in _LEFT_OUT and m.party != MISSION]
    own = [m for m in s.mentions if m.party == MISSION]
    f = c.figure
    found = [f"mission,{c.kind}", f"mission,stage {q.stage}", f"mission,stage {q.stage},{c.kind}",
             f"mission,{min(len(named), 3)} others named", f"mission,{min(len(own), 1)} times named",
             f"mission,{min(len(named), 2)} others and {min(len(own), 1)} times named",
             f"mission,unit {c.unit if c.unit in ('countries', 'personnel') else 'other'}"]
    if c.own:
        found.append("mission,but the noun has a people")
    how = _reference(q)
    found += [f"mission,{how}", f"mission,{how},{min(len(named), 1)} others named"]
    if named:
        found.append(f"mission,{'unit' if c.unit == 'countries' else 'no'} countries")
    most = q.reader.states_counted()
    found.append(f"mission,a state named most,{q.reader.share_of_names(most[0]) if most else 'none'}")
    found.append(f"mission,a state named most,{q.reader.share_of_names(most[0]) if most else 'none'},"
                 f"{min(len(named), 1)} others named")
    if f is not None:
        found.append(f"mission,hedge {f.hedge.value}")
        if f.extra:
            found.append("mission,but in addition")
        if f.word in ("some", "none", "one"):
            found.append(f"mission,without a figure")
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
        if any(s.low(k) in _PRONOUNS for k in range(max(0, q.verb.first - 2), q.verb.first)):
            found.append("mission,but a pronoun before the verb")
    else:
        found.append("mission,no verb")
    return found


def candidates(q: Question) -> list[Candidate]:
    """Every party that may be meant, once each, with all its signs."""
    s, c = q.s, q.c
    found: dict[str, dict[str, None]] = {MISSION: dict.fromkeys(_mission_signs(q))}

    def add(party: str, signs: list[str]) -> None:
        if party:
            found.setdefault(party, {}).update(dict.fromkeys(signs))

    for m in s.mentions:
        if m.sort not in _LEFT_OUT:
            add(m.giver, _place(q, m))
    for name, party in q.votes:
        add(party, [f"rule: {name}", f"rule: {name},stage {q.stage}", f"rule: {name},{c.kind}"])
    _from_before(q, add)
    for party, signs in found.items():
        if party != MISSION:
            signs.setdefault("not the mission", None)
            signs.setdefault(f"not the mission,{'named here' if 'not here' not in signs else 'not here'}", None)
        if "; " in party:
            signs.setdefault("several", None)
    return [Candidate(party, list(signs)) for party, signs in found.items()]


def _from_before(q: Question, add: object) -> None:
    """Parties of the figures and sentences before this one."""
    s, c = q.s, q.c
    put = add
    assert callable(put)
    named_here = {m.giver for m in s.mentions}
    none = "no name here" if not any(m.sort not in _LEFT_OUT and m.party != MISSION for m in s.mentions) else "names"
    how = _reference(q)
    if q.here:
        last = q.here[-1]
        same = "same kind" if last.counted.kind == c.kind else "other kind"
        between = [m for m in s.mentions if last.counted.last < m.first < c.first and m.sort not in _LEFT_OUT]
        verbs = [v for v in s.verbs if last.counted.last < v.first < c.first and v.finite]
        put(last.party, ["figure before", f"figure before,{same}", f"figure before,{same},{min(len(between), 1)} names "
            f"between,{min(len(verbs), 1)} verbs", f"figure before,stage {last.stage} then {q.stage}"]
            + (["figure before,a part"] if c.part else []) + (["figure before,in addition"]
            if c.figure is not None and c.figure.extra else []))
    back = [e for e in q.earlier if e.counted.reading.sentence.number < s.sentence.number]
    if back:
        last = back[-1]
        gap = min(s.sentence.number - last.counted.reading.sentence.number, 4)
        same = "same kind" if last.counted.kind == c.kind else "other kind"
        put(last.party, [f"last figure before,{how}", f"last figure before,{how},{none}",
            f"last figure before,stage {last.stage} then {q.stage}", "last figure of a sentence before", f"last figure before,{gap} back,{none}",
            f"last figure before,{same},{none}", f"last figure before,{'named' if last.party in named_here else none}"])
        alike = [e for e in back if e.counted.kind == c.kind]
        if alike:
            put(alike[-1].party, ["last of its kind", f"last of its kind,{none}", f"last of its kind,{how},{none}",
                f"last of its kind,{c.kind},{none}"])
            if len(alike) > 1 and alike[-1].party == alike[-2].party:
                put(alike[-1].party, ["last two of its kind", f"last two of its kind,{none}"])
        if last.party != MISSION and all(e.party == last.party for e in back[-3:]):
            put(last.party, ["all of the last three", f"all of the last three,{none}"])
    near = q.reader.document.sentences
    here = s.sentence.number
    for gap in (1, 2):
        if here - gap < 0:
            break
        other = near[here - gap]
        first = True
        for m in other.mentions:
            if m.sort in _LEFT_OUT or m.party == MISSION:
                continue
            put(m.giver, [f"{gap} sentences back", f"{gap} sentences back,{none}"]
                + ([f"{gap} sentences back,first,{none}"] if first and not preposition(other, m) else []))
            first = False
    if here and near:
        for m in near[0].mentions:
            if m.sort not in _LEFT_OUT and m.party != MISSION:
                put(m.giver, ["headline", f"headline,{none}", f"headline,{how}"])
                break
    for name, party in (("subject before", q.reader.last_subject), ("topic", q.reader.topic_party)):
        if party:
            put(party, [f"{name},{how}", f"{name},{how},{none}", f"{name},{none}"])
    if q.voice is not None and q.voice.state:
        put(q.voice.state, ["speaker's state", f"speaker's state,{none}", f"speaker's state,{q.c.kind},{q.stage}"])
    most = q.reader.states_counted()
    if most:
        share = q.reader.share_of_names(most[0])
        put(most[0], ["named most", f"named most,{none}", f"named most,stage {q.stage}", f"named most,{share}",
            f"named most,{share},{none}", f"named most,{share},{c.kind}", f"named most,{how}"])
    if q.reader.publisher_state:
        ours = "ours" if any(t.low in _OURS for t in s.tokens) else "not ours"
        put(q.reader.publisher_state, ["publisher's state", f"publisher's state,{ours}",
            f"publisher's state,{none},{ours}"])


_OURS = frozenset("we our us i my nous nos notre mes j' je".split())
_ANAPHORS = {"its": "its", "their": "its", "his": "its", "her": "its", "ses": "its", "leurs": "its", "son": "its",
             "sa": "its", "leur": "its", "remaining": "the rest", "rest": "the rest", "others": "the rest",
             "other": "the rest", "autres": "the rest", "restants": "the rest", "these": "these", "those": "these",
             "ces": "these", "them": "these", "whom": "these", "dont": "these", "another": "another",
             "further": "another", "additional": "another", "more": "another", "our": "ours", "nos": "ours",
             "we": "ours", "nous": "ours", "first": "the first", "premiers": "the first", "last": "the last",
             "derniers": "the last", "new": "new", "nouveau": "new"}


def _reference(q: Question) -> str:
    """How the words near a figure point back: a possessive, "the rest", a pronoun before the verb, or nothing."""
    s, c = q.s, q.c
    for i in [*range(c.first - 1, max(-1, c.first - 4), -1), *range(c.first, min(len(s.tokens), c.last + 4))]:
        if s.low(i) in _ANAPHORS:
            return _ANAPHORS[s.low(i)]
    if q.verb is not None and any(s.low(k) in _PRONOUNS for k in range(max(0, q.verb.first - 2), q.verb.first)):
        return "pronoun"
    return "nothing"
