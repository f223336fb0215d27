"""What is said without a count: mandates, sites, appointments, undertakings, appeals, needs, claims, open offers.

Problem: "the Council extended it by a year", "Godfrey Otunge, who commands the force", "Kenya stands ready to offer
more".
Choice: one file for each kind, over the same verbs, names and times the quantities use; what is remembered from
sentence
to sentence stands in `scene.py`.
Weakness: see each kind's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from muster.statements.analysis import DocumentReading, SentenceReading
from muster.statements.appeals import appeals
from muster.statements.appointments import appointments
from muster.statements.beyond import beyond
from muster.statements.mandates import mandates
from muster.statements.names import MISSION
from muster.statements.scene import Event, Scene
from muster.statements.sites import sites
from muster.statements.speech import Speakers, Voice
from muster.statements.undertakings import undertakings

__all__ = ["Event", "EventReader"]

_KINDS: tuple[Callable[[Scene, SentenceReading, Voice | None], None], ...] = (
    mandates, sites, appointments, undertakings, appeals, beyond)


class EventReader:
    """Reads everything without a count from one document."""

    def __init__(self, document: DocumentReading, voices: list[Voice | None], speakers: Speakers) -> None:
        self.scene = Scene(document, voices, speakers)

    def read(self, counted: set[tuple[int, int]], givers: dict[int, str]) -> list[Event]:
        """counted: (sentence, clause) where a pledge or need with a number was read already; givers: sentence -> who
        gives there."""
        for s, voice in self.sentences(counted, givers):
            for kind in _KINDS:
                kind(self.scene, s, voice)
        return self.scene.found

    def sentences(self, counted: set[tuple[int, int]], givers: dict[int, str]) -> Iterator[tuple[SentenceReading,
            Voice | None]]:
        """The sentences in order; the scene remembers each once it is read."""
        self.scene.counted_clauses, self.scene.givers = counted, givers
        for s, voice in zip(self.scene.document.sentences, self.scene.voices):
            yield s, voice
            self._remember(s, voice, givers.get(s.sentence.number, ""))

    def _remember(self, s: SentenceReading, voice: Voice | None, giver: str) -> None:
        """Who acted last, and which person was named last."""
        scene = self.scene
        party = giver or scene.first_subject(s)
        held = next((e.party for e in reversed(scene.found) if e.kind == "site" and e.reading is s), "")
        if (party and party != MISSION) or (held and held != MISSION):
            scene.topic = held or party
        if voice is not None and voice.person:
            scene.last_person = voice.name
        elif named := [p for p in s.persons if p.name.split()[-1] in scene.speakers.full_names and len(p.name) > 2]:
            scene.last_person = scene.speakers.full(named[0].name)
