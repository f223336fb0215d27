"""Attributions without a verb of saying: "according to", "in the words of", "by its own reckoning"; a colon."""

from __future__ import annotations

from muster.statements.analysis import SentenceReading
from muster.statements.people import People, kinds
from muster.statements.voices import Voice, voice_of
from muster.statements.who_speaks import Saying, behind_verb, in_front, part

_OPENINGS = {
    ("according", "to"): 2, ("going", "by"): 2, ("in", "the", "words", "of"): 4, ("by", "the", "count", "of"): 4,
    ("in", "the", "view", "of"): 4, ("in", "the", "estimate", "of"): 4, ("on", "the", "figures", "of"): 4, ("by",
        "the", "estimate", "of"): 4, ("by", "the", "figures", "of"): 4,
    ("on", "the", "word", "of"): 4, ("to", "believe"): 2, ("à", "en", "croire"): 3, ("de", "l'", "avis"): 3,
    ("auprès", "de"): 2, ("aux", "yeux", "de"): 3, ("aux", "yeux", "du"): 3, ("aux", "dires", "de"): 3,
    ("au", "dire", "de"): 3, ("dixit",): 1, ("selon",): 1, ("d'", "après"): 2, ("de", "source"): 1,
}
_OPENING_WORDS = frozenset(words[0] for words in _OPENINGS)
_OWN_RECKONING = frozenset(
    "reckoning count estimate estimates figures account calculation calculations admission words "
    "opinion view telling tally estimation".split())
_BEGINNINGS = _OPENING_WORDS | _OWN_RECKONING
_OF_SOMEBODY = frozenset("his her their its own son leur".split())


def _opening_at(s: SentenceReading, i: int) -> int:
    """The token behind a phrase like "according to" that begins at a token; -1 if none does."""
    if s.low(i) not in _OPENING_WORDS:
        return -1
    return next((i + length for words, length in _OPENINGS.items()
        if tuple(s.low(k) for k in range(i, i + len(words))) == words), -1)


def by_phrases(people: People, s: SentenceReading, tongue: str) -> list[Saying]:
    found: list[Saying] = []
    if s.words_said.isdisjoint(_BEGINNINGS) and s.low(0) not in ("for", "pour"):
        return found
    for i in range(len(s.tokens)):
        if i and s.low(i) not in _BEGINNINGS:
            continue
        start = _opening_at(s, i)
        if start < 0 and i == 0 and s.low(0) in ("for", "pour"):
            person = next((p for p in s.persons if 0 < p.first <= 3), None)
            if person is not None and people.is_one(s, person, tongue):
                found.append(_around(s, i, Voice(people.full(person.name), True, person.first, person.last,
                    people.state_of(person.name))))
            continue
        if start < 0 and (owner := _own_reckoning(people, s, i)) is not None:
            found.append(_around(s, i, owner))
            continue
        while start > 0 and s.low(start) in ("du", "des", "d'") and start < len(s.tokens):
            start += 1
        if start < 0 or start >= len(s.tokens):
            continue
        if s.low(start) in ("him", "her", "them", "lui", "elle", "eux"):
            found.append(_around(s, i, Voice("", False, start, start, pronoun=True)))
            continue
        voice = behind_verb(people, s, start, tongue)
        known = voice is not None and (not voice.generic or voice.generic in kinds("en").values())
        if voice is not None and known and (voice.name or voice.pronoun):
            found.append(_around(s, i, voice))
    return found


def _own_reckoning(people: People, s: SentenceReading, i: int) -> Voice | None:
    """"by Washington's own reckoning", "in his opinion": whose it is stands in front."""
    if s.low(i) not in _OWN_RECKONING or s.low(i - 1) not in (*_OF_SOMEBODY, "'s"):
        return None
    m = next((m for m in s.mentions if i - 4 <= m.last < i and s.low(m.last + 1) == "'s"), None)
    if m is not None and any(s.low(k) in ("by", "on", "in") for k in range(max(0, m.first - 2), m.first)):
        return Voice(m.party, False, m.first, m.last, m.giver)
    k = i - 2 if s.low(i - 1) == "own" else i - 1
    if s.low(k) in ("his", "her", "their", "its") and s.low(k - 1) in ("by", "on", "in"):
        return Voice("", False, k, k, pronoun=True)
    return None


def _around(s: SentenceReading, i: int, voice: Voice) -> Saying:
    first, last = part(s, i)
    opening = s.clause.index(s.clause[i])
    if s.low(opening) in ("whose", "where", "which", "who", "dont", "où"):
        first = opening
    last = last if s.low(first) in ("whose", "where", "which", "who", "dont", "où") else len(s.tokens) - 1
    return Saying(voice, first, last, i == first)


def before_a_colon(people: People, s: SentenceReading, tongue: str) -> list[Saying]:
    """"The general was blunt: “…”"."""
    found = []
    for i in range(1, len(s.tokens) - 1):
        if s.tokens[i].text != ":" or s.quoted_at(i):
            continue
        quoted = s.tokens[i + 1].text in "“«\""
        said = any("say" in v.frames and v.last < i for v in s.verbs)
        verb = next((v for v in s.verbs if v.finite and v.last < i), None)
        if said or not (quoted or (verb is not None and _reassuring(s, i))):
            continue
        told = in_front(people, s, verb, tongue) if verb is not None else voice_of(people, s, 0, i - 1, tongue,
            backwards=True)
        found += [Saying(voice, 0, len(s.tokens) - 1, True) for voice in [told]
            if voice is not None and (voice.person or voice.generic or voice.pronoun)]
    return found


def _reassuring(s: SentenceReading, colon: int) -> bool:
    """"s'est voulu rassurant :", "was blunt:", "came the reply:"."""
    near = {s.low(k) for k in range(max(0, colon - 3), colon)}
    return bool(near & {"rassurant", "rassurante", "clair", "claire", "formel", "formelle", "catégorique", "prudent",
        "prudente", "optimiste", "blunt", "clear", "categorical", "reply", "confiant", "confiante"})
