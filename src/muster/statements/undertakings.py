"""Undertakings: promises, plans, offers and refusals without a number.

Problem: what a party will do, stands ready for or refuses, in as many words; a promise with a number is a quantity.
Choice: the best candidate of each party in a sentence (intents.py), if its weight passes the threshold; the words
behind
the verb are what is undertaken.
Weakness: plans told as nouns ("the deployment of a company is foreseen") are found only when a verb carries them.
"""

from __future__ import annotations

from muster.statements.analysis import SentenceReading
from muster.statements.intents import READY, REFUSING, Candidate, candidates
from muster.statements.loglinear import Classes
from muster.statements.names import MISSION
from muster.statements.scene import Event, Scene
from muster.statements.speech import Voice
from muster.statements.verbs import Tense, VerbGroup
from muster.statements.weighing import THRESHOLDS, weights
from muster.statements.wording import phrase, plain_english


def undertakings(scene: Scene, s: SentenceReading, voice: Voice | None) -> None:
    """Adds what the parties of a sentence promise, plan, offer or refuse."""
    best: dict[str, tuple[float, Candidate]] = {}
    likeliest: dict[int, tuple[float, Candidate]] = {}
    model: Classes = weights("undertaking")
    for candidate in candidates(scene, s, voice):
        chance = model.probabilities(candidate.signs)["undertaking"]
        if chance >= THRESHOLDS["undertaking"] and chance > likeliest.get(candidate.verb.main, (0.0,))[0]:
            likeliest[candidate.verb.main] = (chance, candidate)
    for chance, candidate in likeliest.values():
        if chance > best.get(candidate.party, (0.0,))[0]:
            best[candidate.party] = (chance, candidate)
    chosen = sorted(best.values(), key=lambda pair: -pair[0])
    if chosen and chosen[0][1].party != MISSION:
        chosen = [pair for pair in chosen if pair[1].party != MISSION]
    for chance, candidate in chosen[:2]:
        event = _told(scene, s, candidate, voice, chance)
        if event is not None:
            scene.add(event)


def _told(scene: Scene, s: SentenceReading, candidate: Candidate, voice: Voice | None, chance: float) -> Event | None:
    verb = candidate.verb
    refuses = verb.lemma in REFUSING
    ready = s.low(verb.last + 1) in READY or verb.modal in ("ready", "prepared", "willing")
    promises = verb.has("pledge") and (verb.finite or verb.passive)
    start = verb.last + 1 if promises or ready or refuses or verb.lemma in ("be", "have", "être",
        "avoir") else verb.main
    while s.low(start) in ("that", "que", "qu'", "to", "de", "d'", "à", *READY):
        start += 1
    resource, last = phrase(s, start)
    if scene.french and not resource:
        resource = plain_english("verb").get(verb.lemma, "support")
    if verb.negated:
        resource = "no " + " ".join(w for w in resource.split()[:7] if w.lower() not in ("any", "no"))
    elif refuses:
        resource = "refuse " + " ".join(resource.split()[:7])
    if not resource.strip():
        return None
    return Event(s, "undertaking", candidate.party, resource, None, scene.when(s, verb.main), verb.first, last,
        _rule(verb, refuses, ready, promises), round(min(0.9, max(0.2, chance)), 2), voice, verb=verb,
        condition=scene.condition(s))


def _rule(verb: VerbGroup, refuses: bool, ready: bool, promises: bool) -> str:
    if refuses or (verb.negated and verb.tense in (Tense.FUTURE, Tense.CONDITIONAL)):
        return "refusal"
    if ready:
        return "readiness"
    return "promise" if promises else "what will be done"
