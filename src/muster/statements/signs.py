"""Small observations shared by the learned choices: verbs, distances and prepositions as language-neutral words.

Signs that depend on a few plain words are made once and kept: a sign met again costs neither its writing nor, in the
table of weights, its hash.
"""

from __future__ import annotations

from functools import lru_cache

from muster.statements.analysis import SentenceReading
from muster.statements.names import MISSION, Mention
from muster.statements.verbs import Tense, VerbGroup

TIMES = {Tense.PAST: "past", Tense.PERFECT: "past", Tense.PRESENT: "present", Tense.FUTURE: "ahead",
         Tense.CONDITIONAL: "ahead", Tense.BARE: "bare"}

PREPOSITIONS = {
    "to": "to", "à": "to", "au": "to", "aux": "to", "vers": "to", "into": "to", "towards": "to", "onto": "to",
    "for": "for", "pour": "for", "in": "in", "dans": "in", "en": "in", "at": "in", "on": "in", "sur": "in",
    "across": "in", "inside": "in", "chez": "in", "from": "from", "of": "of", "de": "of", "du": "of", "des": "of",
    "d'": "of", "by": "by", "par": "by", "with": "with", "avec": "with", "against": "against", "contre": "against",
    "than": "than", "between": "between", "entre": "between", "among": "between", "parmi": "between",
    "about": "about", "after": "after", "après": "after", "before": "before", "avant": "before", "under": "under",
    "sous": "under", "via": "by", "through": "by", "including": "including", "dont": "including", "as": "as",
    "comme": "as", "like": "as", "over": "about", "near": "in",
}
_ARTICLES = frozenset("the la le les l' a an un une its their his her ses leurs son sa leur this that".split())


def is_article(low: str) -> bool:
    return low in _ARTICLES


def time_of(verb: VerbGroup | None) -> str:
    return "none" if verb is None else TIMES[verb.tense]


def verb_signs(name: str, verb: VerbGroup | None, kind: str) -> tuple[str, ...]:
    """What a verb shows: frames, lemma, time, voice, denial, alone and together with what is counted."""
    if verb is None:
        return f"{name} none", f"{name} none,{kind}"
    return _verb_signs(name, kind, verb.lemma, verb.frames, verb.tense, verb.modal,
                       (verb.passive, verb.negated, verb.progressive, verb.finite))


@lru_cache(maxsize=16384)
def _verb_signs(name: str, kind: str, lemma: str, frames: tuple[str, ...], tense: Tense, modal: str,
                form: tuple[bool, bool, bool, bool]) -> tuple[str, ...]:
    passive, negated, progressive, finite = form
    time = TIMES[tense]
    voice = "passive" if passive else "active"
    found = [f"{name} is {lemma}", f"{name} is {lemma},{time}", f"{name} is {time}", f"{name} is {voice}"]
    for frame in frames:
        found += [f"{name} of {frame}", f"{name} of {frame},{time}", f"{name} of {frame},{kind}",
                  f"{name} of {frame},{voice}", f"{name} of {frame},{time},{kind}"]
    if modal:
        found.append(f"{name} modal {modal}")
    if negated:
        found.append(f"{name} denied")
    if progressive:
        found += [f"{name} goes on", f"{name} goes on,{frames[0] if frames else ''}"]
    if not finite:
        found.append(f"{name} not finite")
    return tuple(found)


@lru_cache(maxsize=16384)
def prefixed(prefix: str, signs: tuple[str, ...]) -> tuple[str, ...]:
    """The same signs under a heading, made once."""
    return tuple([prefix + sign for sign in signs])


def bucket(steps: int) -> str:
    """A distance in words, coarse."""
    for limit in (1, 2, 3, 5, 8, 13, 21):
        if steps <= limit:
            return f"{limit}"
    return "far"


def preposition(s: SentenceReading, m: Mention) -> str:
    """The preposition in front of a name, articles stepped over, in one language-neutral word."""
    k = m.first - 1
    while k >= 0 and is_article(s.low(k)):
        k -= 1
    return PREPOSITIONS.get(s.low(k), "")


def kind_of_name(m: Mention) -> str:
    """State, people, organisation and so on; the mission is a kind of its own."""
    return MISSION if m.party == MISSION else m.sort


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """A word without its plural or verbal ending, good enough for a sign."""
    for ending in ("ements", "ement", "ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
