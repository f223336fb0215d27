"""What one report is about and what it has said so far: its names, its topics, the claims before this sentence.

Problem: "another 300", "its soldiers", "they" and the plain "$2 million" mean what the report has said before.
Choice: one object a report; what the whole text shows (who leads, where it happens, what it is full of) is counted
once, what was said last is remembered sentence by sentence.
Weakness: two stories told in one report share one memory.
"""

from __future__ import annotations

import re
from collections import Counter

from muster.quantities import When
from muster.statements.analysis import DocumentReading, SentenceReading
from muster.statements.counted import Claim
from muster.statements.names import TITLES, mentions
from muster.statements.senses import Sense, senses
from muster.statements.signs import preposition
from muster.statements.speech import Voice
from muster.statements.tokens import Sentence, tokenise

_LEAVING = re.compile(r"\b(?=[wpdlrqe])(?:withdraw|pull(?:ed|ing|s)? out|pull-?out|draw-?down|departure|leav(?:e|es|"
        r"ing) the (?:force|mission|country)|retrait|retir(?:e|er|ent|é)|"
        r"départ\b|quitt(?:e|er|ent|é)|wind(?:s|ing)? up|end of the mission)", re.I)
_CONFERENCE = re.compile(r"(?=[dpca])(?:\b(?:donor|promised?\b|pledging\b|pledge(?:d|s)?\b|promesses?\b|promis\b)|"
        r"conférence (?:des|de) (?:donateurs|bailleurs)|appel aux dons)", re.I)
_MEETING = re.compile(r"(?=[cmsr])(?:conference|conférence|meeting|summit|sommet|réunion)", re.I)
_MUCH = ("ask", "need", "promise", "withdraw", "leave", "home", "train", "ready", "freeze", "die", "receive", "pay",
         "approve", "deliver", "conference", "owe")


class Memory:
    """Facts of one report and what it said last."""

    def __init__(self, document: DocumentReading, voices: list[Voice | None]) -> None:
        self.document = document
        self.language = document.language
        self.tongue = "fr" if document.language == "fr" else "en"
        self.published = document.document.published
        self.claims: list[Claim] = []
        self.topic_party = ""
        self.last_subject = ""
        self.event_day: When | None = None
        self._senses: dict[int, list[Sense]] = {}
        self.proper = _proper_names(document, {v.name.split()[-1] for v in voices if v is not None and v.person
                                               and v.name})
        opening = document.document.text[:20000]
        self.leaving = len(_LEAVING.findall(opening)) >= 2
        self.conference = bool(_MEETING.search(opening) and _CONFERENCE.search(opening))
        self.much = self._much()
        self.opening = frozenset(z.name for s in document.sentences[:2] for z in self.senses(s))
        """The senses of the first two sentences."""
        self._named = Counter(m.party for s in document.sentences for m in s.mentions
                              if m.sort in ("state", "people", "capital"))
        self._all_named = max(1, sum(self._named.values()))
        self.states = sorted(self._named, key=lambda party: -self._named[party])
        """The states named in the text, most often first."""
        self._counted = _standings(document)
        self._standings: dict[str, tuple[str, ...]] = {}
        self.publisher_state = _state_in(document.document.publisher, self.language)

    def senses(self, s: SentenceReading) -> list[Sense]:
        """The senses of a sentence's words, looked up once."""
        found = self._senses.get(s.sentence.number)
        if found is None:
            found = self._senses[s.sentence.number] = senses(s.tokens, self.language)
        return found

    def _much(self) -> tuple[str, ...]:
        """The senses that a report is full of: in three of every ten sentences."""
        counted = Counter(name for s in self.document.sentences for name in {z.name for z in self.senses(s)})
        return tuple(name for name in _MUCH if counted[name] >= max(2, 0.3 * len(self.document.sentences)))

    def share_of_names(self, party: str) -> str:
        """How much of a report's naming of states is of one state."""
        share = self._named[party] / self._all_named
        return "nearly all" if share > 0.75 else "most" if share > 0.5 else "a third" if share > 0.3 else "few"

    def standing(self, party: str) -> tuple[str, ...]:
        """What a party is to the whole report: where things happen, who takes, who gives, who leads."""
        told = self._standings.get(party)
        if told is None:
            told = self._standings[party] = _told_of(self._counted.get(party))
        return told


def _told_of(counted: Counter[str] | None) -> tuple[str, ...]:
    if counted is None:
        return ("standing unknown",)
    place, gives = counted["place"] / max(1, counted["named"]), counted["gives"]
    return (f"standing: a place {'always' if place > 0.8 else 'often' if place > 0.4 else 'seldom'}",
            f"standing: gives {'often' if gives > 1 else 'once' if gives else 'never'}",
            f"standing: a place {'mostly' if place > 0.5 else 'seldom'}, gives {'at times' if gives else 'never'}",
            f"standing: {'takes' if counted['takes'] else 'does not take'}",
            f"standing: {'leads' if counted['leads'] else 'does not lead'}")


def _proper_names(document: DocumentReading, people: set[str]) -> set[str]:
    """Names in no table that are no persons' either: written with a capital inside a sentence, without a title."""
    found: set[str] = set()
    titled: set[str] = set()
    for s in document.sentences:
        for p in s.persons:
            if s.low(p.first - 1) in TITLES or s.low(p.first) in TITLES or p.name.split()[-1] in people:
                titled.add(p.name.split()[-1])
            elif p.first > 0 and s.tokens[p.first - 1].text not in "“\"«.":
                found.add(p.name)
    return {n for n in found if n.split()[-1] not in titled}


def _standings(document: DocumentReading) -> dict[str, Counter[str]]:
    """For each party of a report: how often named, named as a place, as giver, as taker, as leader."""
    found: dict[str, Counter[str]] = {}
    for s in document.sentences:
        for m in s.mentions:
            counted = found.setdefault(m.giver, Counter())
            counted["named"] += 1
            prep = preposition(s, m)
            verb = next((v for v in s.verbs if v.first > m.last), None)
            before = next((v for v in reversed(s.verbs) if v.last < m.first), None)
            owns = s.low(m.last + 1) == "'s" or m.sort == "people"
            if prep in ("in", "to", "for") or (owns and not any(-4 <= f.first - m.last <= 5 for f in s.figures)):
                counted["place"] += 1
            if before is not None and before.last + 1 == m.first and before.has("give", "pledge", "send"):
                counted["takes"] += 1
            elif verb is not None and verb.first - m.last <= 4 and not prep and not verb.passive:
                counted["gives"] += verb.has("give", "pledge", "send", "commit", "deploy", "train", "withdraw")
                counted["takes"] += verb.has("receive")
                counted["leads"] += verb.has("lead")
            if s.low(m.last + 1) in ("-led", "led") or (before is not None and before.has("lead") and prep == "by"):
                counted["leads"] += 1
    return found


def _state_in(name: str, language: str) -> str:
    """The state that a publisher stands for, by its name."""
    tokens = tokenise(name, language)
    found = mentions(Sentence(0, len(name), tokens, 0, 0), language) if tokens else []
    return next((m.giver for m in found if m.sort in ("state", "people", "capital")), "")
