"""The persons of one document: full names, states, and the titles each was given.

Problem: "Otunge", "the commander" and "he" are one man, and Kenya's; a capital at the start of a sentence is nobody.
Choice: a run of capitals is a person if the text treats it as one: with a title, a first name, or elsewhere in full;
titles and the state beside a name are remembered with the sentence that told them.
Weakness: two persons with one last name are taken for one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from muster.statements.analysis import DocumentReading, SentenceReading
from muster.statements.names import TITLES, Person, table


@cache
def kinds(tongue: str) -> dict[str, str]:
    """Word for a kind of speaker -> the same in plain English."""
    return {row[1]: row[2] for row in table("speakers.tsv") if row[0] == tongue}


CROWDS = frozenset("donors government headquarters delegations participants mission force council bank fund officers "
    "troops soldiers police contributors delegation leaders army navy ministry department office embassy presidency "
    "treasury "
    "parliament cabinet committee group company organisation organization agency court service channel newspaper paper "
    "authorities secretariat report statement bureau command sources officials reports".split())
"""Kinds of speakers that are no single person: "he" never means one of them."""
_NOT_PERSONS = frozenset("""casques casque bleus army police force forces navy ministry department office court
assembly council parlement
    parliament embassy unit times herald post news university institute centre center group committee party house école
    assemblée cour états peace security nations fund service airport commission union guard council's
    affairs""".split())


@dataclass(slots=True)
class People:
    """The persons of one document: full names, states, and the titles each was given."""

    reading: DocumentReading
    full_names: dict[str, str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    titles: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for s in self.reading.sentences:
            for person in s.persons:
                words = person.name.split()
                if len(words) > 1 and words[-1].lower() not in _NOT_PERSONS:
                    self.full_names.setdefault(words[-1], person.name)
                    self._entitle(s, person)
                if state := _state_beside(s, person.first, person.last):
                    self.states.setdefault(words[-1], state)

    def _entitle(self, s: SentenceReading, person: Person) -> None:
        before = [s.low(k) for k in range(max(0, person.first - 6), person.first)]
        after = [s.low(k) for k in range(person.last + 2, min(len(s.tokens), person.last + 8))] if s.low(
            person.last + 1) == "," else []
        inside = [t.lower() for t in s.words(person.first, person.last).split()]
        for word in [*before, *after, *inside]:
            kind = kinds("en").get(word) or kinds("fr").get(word, "")
            if kind and kind not in CROWDS:
                self.titles.setdefault(word, []).append((s.sentence.number, person.name))

    def full(self, name: str) -> str:
        words = name.split()
        return self.full_names.get(words[-1], name) if len(words) == 1 else name

    def state_of(self, name: str) -> str:
        words = name.split()
        return self.states.get(words[-1], "") if words else ""

    def entitled(self, title: str, sentence: int) -> str:
        """The last person given a title before a sentence."""
        return next((name for number, name in reversed(self.titles.get(title, [])) if number <= sentence), "")

    def is_one(self, s: SentenceReading, person: Person, tongue: str) -> bool:
        """A capital by itself at the start of a sentence is a word, unless the text names somebody so."""
        words = person.name.split()
        if len(words) > 1:
            return words[-1].lower() not in _NOT_PERSONS and words[0].lower() not in ("special", "foreign", "new")
        low = words[0].lower()
        if words[0] in self.full_names:
            return True
        if low in kinds(tongue) or low in _NOT_PERSONS:
            return False
        before = s.low(person.first - 1)
        if before in TITLES or before == ".":
            return True
        return person.first > 0 and before not in ("“", '"', "«", "the", "la", "le", "l'", "'s", "à", "in", "at", "de",
            "of", "from", "near", "d'", "des", "du", "les", "aux", "au", "a", "an", "un", "une")


def _state_beside(s: SentenceReading, first: int, last: int) -> str:
    """The state a person is shown to belong to: "Kenya's X", "President X of Kenya", "X, the French president"."""
    begin, commas = first, 0
    while begin > 0 and first - begin < 7 and (
            (s.tokens[begin - 1].text == "," and not commas and begin == first)
            or (s.tokens[begin - 1].is_word and s.low(begin - 1) not in ("and", "et", "by", "to", "with", "met", "par"))
            or s.low(begin - 1) in ("'s", ".")):
        begin -= 1
        commas += s.tokens[begin].text == ","
        m = s.mention_at(begin)
        if m and m.sort in ("state", "people", "office", "capital"):
            return m.giver
    if s.low(last + 1) not in (",", "of", "(", "de", "du", "–", "—"):
        return ""
    end = last
    while end + 1 < len(s.tokens) and end - last < 7:
        end += 1
        if s.by_token.get(end) or s.tokens[end].text in ".;:”»\"":
            return ""
        m = s.mention_at(end)
        if m and m.sort in ("state", "people", "office"):
            return m.giver
    return ""
