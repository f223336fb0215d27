"""The stage that the grammar alone would tell, and what each verb around a figure would tell: signs for the choice."""

from __future__ import annotations

import re

from muster.statements.analysis import SentenceReading
from muster.statements.counted import Claim, Counted
from muster.statements.counting import of_them
from muster.statements.givers import subject_party
from muster.statements.governing import (
    by_council,
    carries,
    clause_text,
    control,
    homeward,
    leaves_place,
    located,
    text_of_clause,
    window,
)
from muster.statements.memory import Memory
from muster.statements.names import MISSION
from muster.statements.stages import StageFound, stage_of_verb, stage_of_words
from muster.statements.verbs import VerbGroup

_TAKEN_HOME = re.compile(r"\b(?:takes?|took|taking|taken) home\b|\btake-home\b|\bpockets?\b|\bsoldiers? (?:gets?|"
        r"earns?|receives?|is left with)\b|"
        r"\bsoldats? (?:touche|perçoit|reçoit|gagne)|\bleft with\b|il (?:lui|leur) reste")
_KEPT = re.compile(r"\b(?:keeps?|kept|retains?|deducts?|deducted|withholds?|docked)\b|\b(?:en )?(?:retient|prélève|"
                   r"garde|déduit)\b|prélevés?\b|déduits?\b")
_STAGE_NOUNS = frozenset("offer pledge promise offre promesse need appeal request besoin ceiling maximum plafond "
        "commitment shortfall loss".split())
_ADJECTIVE_STAGE = {"planned": "authorised", "authorised": "authorised", "authorized": "authorised",
    "intended": "authorised", "ceiling": "authorised",
                    "maximum": "authorised", "plafond": "authorised", "promised": "pledged", "pledged": "pledged",
        "offer": "pledged", "pledge": "pledged",
                    "promise": "pledged", "offre": "pledged", "promesse": "pledged", "required": "required",
        "needed": "required", "need": "required",
                    "besoin": "required", "appeal": "required", "request": "required", "shortfall": "required",
        "requested": "required"}
_BREAKDOWN = frozenset("consist comprise include form compose make_up compter comprendre composer "
        "former".split()) | {"make up"}


def ruled_stage(memory: Memory, s: SentenceReading, c: Counted, here: list[Claim],
                ruling: list[tuple[VerbGroup, bool]]) -> tuple[VerbGroup | None, StageFound]:
    """The stage by the grammar, and the verb that told it, if one did. ruling: the verbs that may rule the figure."""
    told = split_particle(s, c) or told_before(s, c) or (pay(s, c) if c.kind == "money" else None)
    if told is not None:
        return None, told
    whole = whole_of(memory, s, c, here)
    if whole is not None and (not of_them(s, c.figure) or not any(
            v.last < c.first and s.clause[v.main] == s.clause[c.first] and carries(v) for v in s.verbs)):
        return whole.verb, StageFound(whole.stage, whole.role, "part of the figure before", whole.stage_word)
    for verb, is_object in ruling:
        found = verb_tells(s, c, verb, is_object)
        if found is not None:
            return verb, corrected(memory, s, c, found, verb, text_of_clause(s, s.clause[verb.main]))
    return _without_verb(memory, s, c, here)


def verb_tells(s: SentenceReading, c: Counted, verb: VerbGroup, is_object: bool) -> StageFound | None:
    """What one verb would tell of a figure's stage, were it the one that rules; asked once for all figures alike."""
    key = (verb.first, is_object, c.kind, bool(c.own))
    if key not in s.told:
        s.told[key] = _verb_tells(s, c, verb, is_object)
    return s.told[key]


def _verb_tells(s: SentenceReading, c: Counted, verb: VerbGroup, is_object: bool) -> StageFound | None:
    return stage_of_verb(
        verb, resource=c.kind, control=control(s, verb),
        leaves_on_a_day=any(t.when is not None and t.when.is_one_day for t in s.times),
        by_mission=subject_party(s, verb) in ("", MISSION) and not c.own, is_object=is_object,
        by_council=by_council(s, verb), homeward=homeward(s, verb), located=not is_object and located(s, verb),
        leaves_place=leaves_place(s, verb))


def _without_verb(memory: Memory, s: SentenceReading, c: Counted, here: list[Claim]) -> tuple[VerbGroup | None,
        StageFound]:
    """The stage by the words of the clause, the figure before, the words of the sentence, the sentence before."""
    cue = stage_of_words(window(s, c), memory.language) or (stage_of_words(clause_text(s, c), memory.language)
        if not here else None)
    if cue is not None:
        return None, StageFound(cue[0], "none", "words of the clause", cue[1])
    if here and here[-1].counted.kind == c.kind:
        last = here[-1]
        return last.verb, StageFound(last.stage, last.role, "same as the figure before", last.stage_word)
    cue = stage_of_words(s.text[s.sentence.start:s.sentence.end], memory.language)
    if cue is not None:
        return None, StageFound(cue[0], "none", "words of the sentence", cue[1])
    for earlier in reversed(memory.claims):
        if earlier.counted.reading.sentence.number < s.sentence.number - 2:
            break
        if earlier.counted.kind == c.kind:
            return None, StageFound(earlier.stage, earlier.role, "same as the sentence before", earlier.stage_word)
    if c.kind == "money":
        return None, StageFound("pledged" if memory.conference else "received", "none", "no stage told", "")
    return None, StageFound("deployed" if c.kind in ("personnel", "aircraft") else "received", "none",
            "no stage told", "")


def pay(s: SentenceReading, c: Counted) -> StageFound | None:
    """Deductions and take-home pay: kept by the treasury is spent by the state, taken home is received by its
    soldiers."""
    text = clause_text(s, c).lower()
    if _TAKEN_HOME.search(text):
        return StageFound("received", "own state", "take-home pay", "take home")
    if _KEPT.search(text):
        return StageFound("spent", "own state", "a deduction", "keep")
    return None


def split_particle(s: SentenceReading, c: Counted) -> StageFound | None:
    """"pull 500 men out", "bring its 300 soldiers home", "call 40 back": the particle stands behind the figure."""
    if c.kind not in ("personnel", "vehicle", "aircraft"):
        return None
    verb = next((v for v in reversed(s.verbs) if v.last < c.first and c.first - v.last <= 5), None)
    behind = [s.low(k) for k in range(c.last + 1, min(c.last + 4, len(s.tokens)))]
    if verb is None or verb.lemma not in ("pull", "bring", "take", "draw", "call", "fly", "order", "get", "ship",
            "move"):
        return None
    if "home" in behind[:2] or (verb.lemma in ("fly", "bring", "call", "order") and behind[:1] == ["back"]):
        return StageFound("returned", "giver", "brought home", verb.lemma)
    if behind[:1] in (["out"], ["back"], ["down"]) and verb.lemma in ("pull", "take", "draw", "get", "move"):
        return StageFound("withdrawn", "giver", "pulled out", verb.lemma)
    return None


def told_before(s: SentenceReading, c: Counted) -> StageFound | None:
    """"a planned 2,500", "the promised 1,000", "an offer of 600": the word in front tells the stage."""
    for i in range(c.first - 1, max(-1, c.first - 3), -1):
        word = s.low(i)
        if word in ("of", "de", "d'", "a", "an", "the", "its", "for", "les", "des", "la", "another", "some"):
            continue
        stage = _ADJECTIVE_STAGE.get(word)
        if stage and (word not in _STAGE_NOUNS or s.low(i + 1) in ("of", "de", "d'", "for")):
            return StageFound(stage, "none", "word before the figure", word)
        break
    if c.percent_of and c.kind == "money" and re.search(r"missing|lack|short|manqu", clause_text(s, c)):
        return StageFound("required", "none", "a share that is missing", "missing")
    if c.percent_of and any(v.has("have") and v.last < c.first for v in s.verbs):
        return StageFound("deployed", "theme", "a share at hand", "have")
    return None


def whole_of(memory: Memory, s: SentenceReading, c: Counted, here: list[Claim]) -> Claim | None:
    """The claim this figure is a part of: "200 of them", "it consists of four", "ce sont 23 Jamaïcains"."""
    earlier = here[-1] if here else memory.claims[-1] if memory.claims else None
    if earlier is None or earlier.counted.reading.sentence.number < s.sentence.number - 1:
        return None
    if c.part and earlier.counted.kind == c.kind and of_them(s, c.figure) if c.figure else False:
        return earlier
    if here and here[-1].counted.kind == c.kind and (s.low(c.first - 1) in ("including", "dont", "among", "whom")
            or (s.low(c.first - 2), s.low(c.first - 1)) == ("y",
                "compris")):
        return here[-1]
    if here:
        first = here[-1]
        if first.rule == "part of the figure before" and not any(first.counted.last < v.first < c.first
                and v.finite for v in s.verbs):
            return first
        return None
    verb = next((v for v in reversed(s.verbs) if v.last < c.first), None)
    opening = s.low(0)
    if verb is not None and ((verb.lemma in _BREAKDOWN and (subject_party(s, verb) in ("", earlier.party))
            and not verb.modal)
            or (opening in ("ce", "c'") and verb.lemma == "être")) and (
            c.kind == earlier.counted.kind or (earlier.counted.kind == "money"
                and earlier.counted.figure is not None
            and earlier.counted.figure.value is None)):
        return earlier
    return None


def corrected(memory: Memory, s: SentenceReading, c: Counted, found: StageFound, verb: VerbGroup,
    words: str) -> StageFound:
    """Set phrases of the clause outrank a general verb ("are in training", "is short of")."""
    if verb.has("have", "be", "number", "expect") or verb.lemma in ("go", "come", "begin", "take", "aller", "get"):
        cue = stage_of_words(words, memory.language)
        allowed = ("in_training", "required", "ready", "frozen", "lost", "withdrawn", "returned") + (
            ("authorised",) if verb.has("have", "be", "number") and verb.lemma not in ("go", "come") else ())
        cue = stage_of_words(window(s, c), memory.language) if cue is None or cue[0] not in allowed else cue
        if cue is not None and cue[0] in allowed:
            return StageFound(cue[0], found.subject, "words of the clause", cue[1])
    return found


def verbs_say(s: SentenceReading, c: Counted, ruling: list[tuple[VerbGroup, bool]]) -> list[str]:
    """What each verb around a figure would tell of its stage: signs, since any of them may be the one."""
    left = next((v for v in reversed(s.verbs) if v.last < c.first), None)
    right = next((v for v in s.verbs if v.first > c.last), None)
    asked = [("left", left, True), ("right", right, False)]
    asked += [(f"ruling {k + 1}", v, o) for k, (v, o) in enumerate(ruling[:3])]
    if right is not None and right.first - c.last <= 3 and not right.finite:
        asked.append(("behind", right, True))
    main = next((v for v in s.verbs if v.finite and "say" not in v.frames), None)
    asked.append(("main", main, main is not None and main.last < c.first))
    signs = []
    for name, verb, is_object in asked:
        if verb is None:
            signs.append(f"rule: {name} verb none")
            continue
        found = verb_tells(s, c, verb, is_object)
        told = found.stage if found is not None else "nothing"
        signs += [f"rule: {name} verb says {told}", f"rule: {name} verb says {told},{c.kind}"]
    return signs
