"""What the reading of events remembers from sentence to sentence, and who acts in a clause.

Problem: "it will send more", "the army would like", "its ambassador offered help": the party stands in another word, or
in another sentence.
Choice: one memory for all kinds of event: the state, body or mission acting last, the person named last, and what the
table of names says of the words in front of a verb.
Weakness: of two parties named before a pronoun the one that acted last is taken, whatever the sense.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from muster.quantities import When
from muster.statements.analysis import DocumentReading, SentenceReading
from muster.statements.names import MISSION, Mention, Person
from muster.statements.speech import Speakers, Voice
from muster.statements.subjects import PREPOSITIONS, Subject, subject_of
from muster.statements.verbs import VerbGroup


@dataclass(slots=True)
class Event:
    """A statement of a kind without a quantity, in the making. first..last: the tokens of its passage."""

    reading: SentenceReading
    kind: str
    party: str
    resource: str
    stage: str | None
    when: When | None
    first: int
    last: int
    rule: str
    confidence: float
    voice: Voice | None
    unit: str | None = None
    verb: VerbGroup | None = None
    condition: str = ""


TITLED = frozenset("""president minister general colonel brigadier commander lieutenant captain major admiral
    commodore inspector commissioner spokesman spokeswoman spokesperson mr mrs ms dr ambassador secretary
    secretary-general chief envoy senator gen col brig lt maj capt superintendent private corporal sergeant constable
    inspector doctor professor sergent caporal
    président présidente ministre général générale colonel commandant commandante capitaine amiral porte-parole m mme
    lieutenant-colonel ambassadeur ambassadrice secrétaire commissaire analyste""".split())
_OURS = frozenset("we i nous j' je on".split())
_FOR_A_STATE = frozenset("""government army authorities president gouvernement forces police parliament ministry cabinet
    minister ambassador soldiers troops armée navy commander court treasury delegation contingent battalion
    parlement ministère militaires soldats policiers""".split())
_COUNTRY = frozenset("country kingdom republic nation pays royaume island bloc".split())
_CONDITION = re.compile(
    r"\b(?:as soon as|once|provided that|if|on condition|subject to|until|unless|to enable|when the|"
    r"dès que|si|à condition|sous réserve|une fois|quand|pourvu qu)\b[^.;”»]{3,120}", re.I)


@dataclass(slots=True)
class Scene:
    """One document being read for events."""

    document: DocumentReading
    voices: list[Voice | None]
    speakers: Speakers
    found: list[Event] = field(default_factory=list)
    topic: str = ""
    last_person: str = ""
    last_site: tuple[str, str, When | None, int] | None = None
    counted_clauses: set[tuple[int, int]] = field(default_factory=set)
    givers: dict[int, str] = field(default_factory=dict)
    titled: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.titled = self._titled_people()

    @property
    def french(self) -> bool:
        return self.document.language == "fr"

    @property
    def tongue(self) -> str:
        return "fr" if self.french else "en"

    def add(self, event: Event) -> None:
        """Adds an event; the same thing done to the same place is told once."""
        if event.kind == "site" and any(e.kind == "site" and (e.resource, e.stage) == (event.resource, event.stage)
                for e in self.found):
            return
        self.found.append(event)

    def _titled_people(self) -> set[str]:
        """Last words of names that are surely persons: with a title, or speaking."""
        found = {voice.name.split()[-1] for voice in self.voices if voice is not None and voice.person and voice.name}
        for s in self.document.sentences:
            for p in s.persons:
                if (p.first and s.low(p.first - 1) in TITLED) or s.low(p.first) in TITLED \
                        or (s.low(p.first - 1) == "." and s.low(p.first - 2) in TITLED):
                    found.add(p.name.split()[-1])
        return found

    def is_person(self, name: str) -> bool:
        return name.split()[-1] in self.titled

    # --- time ---------------------------------------------------------------------------------------------

    def when(self, s: SentenceReading, i: int, *, until: bool = False, default: bool = False) -> When | None:
        """The time told nearest to a token; with `default` the day of publication where none is told."""
        usable = [t for t in s.times if t.when is not None and not t.since]
        if until:
            usable = [t for t in usable if t.until] or usable
        if usable:
            position = s.tokens[i].start
            best = min(usable, key=lambda t: abs(t.start - position))
            if best.when is not None and best.until:
                return When(best.when.last, best.when.last, best.when.words)
            return best.when
        published = self.document.document.published
        return When(published, published) if default and published else None

    # --- who acts -----------------------------------------------------------------------------------------

    def first_subject(self, s: SentenceReading) -> str:
        """The party of the sentence's first finite verb that has one."""
        for verb in [v for v in s.verbs if v.finite][:2]:
            party = self.subject(s, verb)
            if party:
                return party
        return ""

    def subject(self, s: SentenceReading, verb: VerbGroup, *, persons: bool = False) -> str:
        """The party or person in front of a verb; a list of parties together; "" if none is named."""
        found = subject_of(s, verb)
        person = self.person_in(s, found)
        if persons and person is not None and not any(m.first > person.last for m in found.mentions):
            return self.speakers.full(person.name)
        if found.mentions:
            return "; ".join(dict.fromkeys(m.giver for m in found.mentions))
        if person is not None and (state := self.speakers.state_of(person.name)):
            return state
        return ""

    def person_in(self, s: SentenceReading, found: Subject) -> Person | None:
        """The last person known as one in a noun phrase."""
        here = [p for p in s.persons if found.first <= p.first and p.last <= found.last
            and (self.is_person(p.name) or p.name.split()[-1] in self.speakers.full_names)]
        return here[-1] if here else None

    def actor(self, s: SentenceReading, verb: VerbGroup, voice: Voice | None) -> tuple[str, str]:
        """Who does what a verb tells, and how that is known: agent, subject, pronoun, office, troops, thing, none."""
        if verb.passive and (by := self._agent(s, verb)):
            return by, "agent"
        party = self.subject(s, verb)
        if party:
            return party, "subject"
        if not verb.finite:
            ruler = next((v for v in reversed(s.verbs) if v.finite and v.last < verb.first), None)
            if ruler is None:
                return self.topic or MISSION, "none"
            party, role = self.actor(s, ruler, voice)
            return party, f"ruler's {role.removeprefix('ruler of ')}"
        found = subject_of(s, verb)
        if found.role == "pronoun":
            return self._for_pronoun(s, found, voice), "pronoun"
        if self.person_in(s, found) is not None:
            return self.topic, "person"
        words = {s.low(k) for k in range(found.first, found.last + 1)}
        if words & _FOR_A_STATE or words & _COUNTRY:
            return self._for_office(s, found, voice), "office"
        if any(r.kind == "personnel" and found.first <= r.first <= found.last for r in s.resources):
            return self.topic or MISSION, "troops"
        return self.topic or MISSION, found.role

    @staticmethod
    def _agent(s: SentenceReading, verb: VerbGroup) -> str:
        if s.low(verb.last + 1) not in ("by", "par"):
            return ""
        run: list[str] = []
        last = verb.last + 1
        for m in s.mentions:
            if m.first > verb.last and m.first - last <= 3 and all(s.low(k) in (",", "and", "et", "the", "la", "le",
                    "l'", "les")
                    for k in range(last + 1, m.first)):
                run.append(m.giver)
                last = m.last
        return "; ".join(dict.fromkeys(run))

    def _for_pronoun(self, s: SentenceReading, found: Subject, voice: Voice | None) -> str:
        """The party a pronoun stands for."""
        if found.word in _OURS:
            return (voice.state if voice is not None else "") or self.topic
        if found.word in ("he", "she") and self.last_person and (state := self.speakers.state_of(self.last_person)):
            return state
        before = [m for m in s.mentions if m.last < found.first and m.sort in ("state", "org", "people", "council")]
        if found.word in ("who", "which", "qui", "that"):
            near = [m for m in before if found.first - m.last <= 4]
            return near[-1].giver if near else self.topic
        named = [m for m in before if not _governed(s, m)]
        return named[0].giver if named else self.topic

    def _for_office(self, s: SentenceReading, found: Subject, voice: Voice | None) -> str:
        """The state of "the army", "its ambassador", "his country": the speaker's own, or the one spoken of."""
        own = {s.low(k) for k in range(found.first, found.last + 1)}
        if own & _COUNTRY and own & {"his", "her", "son", "notre", "our", "mon",
                "my"} and voice is not None and voice.state:
            return voice.state
        before = [m for m in s.mentions if m.last < found.first and m.sort in ("state", "people")]
        return self.topic or (before[-1].giver if before else "")

    # --- passages -----------------------------------------------------------------------------------------

    def figured(self, s: SentenceReading, verb: VerbGroup) -> bool:
        """Was a number read for this verb's clause?"""
        return (s.sentence.number, s.clause[verb.main]) in self.counted_clauses

    @staticmethod
    def condition(s: SentenceReading) -> str:
        """What it depends on, in the source's words."""
        match = _CONDITION.search(s.text[s.sentence.start:s.sentence.end])
        return " ".join(match.group().split()[:16]) if match else ""

    def mission_named(self) -> str:
        """The document's mission by its name, else "mission"."""
        return self.document.mission if self.document.mission != MISSION else MISSION


def _governed(s: SentenceReading, m: Mention) -> bool:
    """Does a preposition stand before a mention?"""
    before = s.low(m.first - 1)
    before = s.low(m.first - 2) if before in ("the", "la", "le", "les", "l'", "a", "an") else before
    return m.first > 0 and before in PREPOSITIONS


def span(s: SentenceReading, begin: int, end: int) -> tuple[int, int]:
    """The tokens of a passage given by its characters within the sentence."""
    inside = [i for i, t in enumerate(s.tokens) if t.start < s.sentence.start + end
        and t.end > s.sentence.start + begin]
    return (inside[0], inside[-1]) if inside else (0, len(s.tokens) - 1)


def said_in(s: SentenceReading) -> str:
    return s.text[s.sentence.start:s.sentence.end]
