"""The speaker in front of a verb of saying or behind it, with what two commas add to the name."""

from __future__ import annotations

from dataclasses import dataclass

from muster.statements.analysis import SentenceReading
from muster.statements.names import TITLES
from muster.statements.people import People, kinds
from muster.statements.subjects import subject_of
from muster.statements.verbs import VerbGroup
from muster.statements.voices import Voice, voice_of

BY_THINGS = frozenset("show suggest indicate reveal confirm montrer indiquer révéler".split())


@dataclass(frozen=True, slots=True)
class Saying:
    """One attribution. first..last: the tokens it covers; leading: what is said stands behind the verb."""

    voice: Voice
    first: int
    last: int
    leading: bool
    reported: bool = False


def apposed_in_front(people: People, s: SentenceReading, verb: VerbGroup, tongue: str) -> Voice | None:
    """"le chef d'état-major, le général X, a annoncé": the name between two commas right in front of the verb."""
    if verb.first < 4 or s.tokens[verb.first - 1].text != "," or s.quoted_at(verb.first - 2):
        return None
    person = next((p for p in s.persons if p.last == verb.first - 2 and people.is_one(s, p, tongue)
        and len(p.name.split()) > 1), None)
    if person is None:
        return None
    k = person.first - 1
    while k >= 0 and s.tokens[k].text != ",":
        if s.by_token.get(k) is not None or s.low(k) in ("with", "to", "of", "by", "from", "avec", "de", "par"):
            return None
        k -= 1
    before = range(max(0, k - 8), k)
    office = any(s.low(i) in kinds(tongue) or s.low(i) in TITLES or s.low(i) in ("its", "their", "his", "her")
        for i in before)
    if k < 0 or not office:
        return None
    return Voice(people.full(person.name), True, person.first, person.last, people.state_of(person.name))


def in_front(people: People, s: SentenceReading, verb: VerbGroup, tongue: str) -> Voice | None:
    """The speaker in front of a verb, with what two commas add to the name."""
    found = subject_of(s, verb)
    if found.role == "none" or found.last < found.first:
        return None
    if found.word in ("who", "qui"):
        before = next((p for p in s.persons if p.last in (found.first - 1, found.first - 2)
            and people.is_one(s, p, tongue)), None)
        return None if before is None else Voice(people.full(before.name), True, before.first, before.last,
            people.state_of(before.name))
    if s.low(found.first) in ("his", "her") and verb.lemma in BY_THINGS:
        return Voice("", False, found.first, found.first, pronoun=True)
    voice = voice_of(people, s, found.first, found.last, tongue, backwards=True)
    if s.low(verb.first - 1) == "," and found.last < verb.first - 2:
        beside = next((p for p in s.persons if found.last < p.first and p.last < verb.first - 1
            and people.is_one(s, p, tongue) and len(p.name.split()) > 1), None)
        clean = beside is not None and not any(s.low(k) in ("with", "to", "of", "by", "from", "who", "qui", "avec",
            "for")
            for k in range(found.last + 1, beside.first))
        if beside is not None and clean and (voice is None or not voice.person):
            state = people.state_of(beside.name) or (voice.state if voice is not None else "")
            return Voice(people.full(beside.name), True, beside.first, beside.last, state)
    return voice


def behind_verb(people: People, s: SentenceReading, start: int, tongue: str) -> Voice | None:
    """The speaker behind a verb or a phrase, with the name that a comma adds."""
    stop = start
    while stop < len(s.tokens) and stop - start < 14:
        text, verb = s.tokens[stop].text, s.by_token.get(stop)
        if text in ".;:”»\"“«(—–" and s.low(stop - 1) not in ("m", "mr", "mrs", "ms", "gen", "col", "lt", "brig"):
            break
        if text == "," or (verb is not None and verb.finite) or s.low(stop) in ("that", "que", "qu'", "who", "qui",
                "which"):
            break
        stop += 1
    voice = voice_of(people, s, start, stop - 1, tongue, backwards=False)
    if stop < len(s.tokens) and s.tokens[stop].text == "," and (voice is None or not voice.person):
        beside = next((p for p in s.persons if stop < p.first <= stop + 4 and people.is_one(s, p, tongue)
            and len(p.name.split()) > 1), None)
        if beside is not None and (voice is None or voice.generic) and not any(
                s.by_token.get(k) for k in range(stop + 1, beside.first)):
            state = people.state_of(beside.name) or (voice.state if voice is not None else "")
            return Voice(people.full(beside.name), True, beside.first, beside.last, state)
    return voice


def part(s: SentenceReading, i: int) -> tuple[int, int]:
    """The part of the sentence between semicolons in which a token stands; quotations are not cut."""
    first = next((k + 1 for k in range(i, -1, -1) if s.tokens[k].text == ";" and not s.quoted_at(k)), 0)
    last = next((k - 1 for k in range(i, len(s.tokens)) if s.tokens[k].text == ";" and not s.quoted_at(k)),
        len(s.tokens) - 1)
    return first, last
