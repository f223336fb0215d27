"""Appeals: who asks, and for what, without a number.

Problem: the one who asks is a person, a body or "he"; what is asked for stands behind the verb, in front of a
passive, or
is all of a quotation ("Girls must go back to school").
Choice: verbs of asking by their subject; "must", "should" and "il faut" in the words of a named speaker; the words
behind
the verb are what is asked for. Learned weights (data/weights_appeal.json) say whether it is an appeal.
Weakness: an appeal by a deed ("held out his hand") is not heard.
"""

from __future__ import annotations

from muster.statements.analysis import SentenceReading
from muster.statements.intents import signs
from muster.statements.names import MISSION
from muster.statements.scene import Event, Scene
from muster.statements.speech import Voice
from muster.statements.subjects import subject_of
from muster.statements.verbs import Tense, VerbGroup
from muster.statements.voices import voice_of
from muster.statements.weighing import THRESHOLDS, weights
from muster.statements.wording import phrase, shortened

ASKING = frozenset("""urge appeal beg plead implore exhort recommend ask request demand call insist solicit want
    appeler exhorter demander réclamer plaider implorer solliciter recommander exiger souhaiter inviter presser
    supplier""".split())
_MUST = frozenset("must should doit doivent devrait devraient ought".split())


def appeals(scene: Scene, s: SentenceReading, voice: Voice | None) -> None:
    """Adds what somebody asks for in a sentence; one appeal a sentence."""
    model = weights("appeal")
    best: tuple[float, VerbGroup, str] | None = None
    for verb, party, told in asked(scene, s, voice):
        chance = model.probabilities(told)["appeal"]
        if chance >= THRESHOLDS["appeal"] and (best is None or chance > best[0]):
            best = (chance, verb, party)
    if best is None:
        return
    chance, verb, party = best
    start = verb.last + 1 if verb.lemma in ASKING else 0
    resource, last = phrase(s, start, 10)
    if not resource and s.sentence.number and s.low(verb.first - 1) in ("l'", "le", "it"):
        resource, last = phrase(scene.document.sentences[s.sentence.number - 1], 0)[0], verb.last
    resource = shortened(resource)
    if resource:
        scene.add(Event(s, "appeal", party, resource, None, scene.when(s, verb.main, default=True), verb.first,
            max(last, verb.last), "verb of asking", round(min(0.9, max(0.2, chance)), 2), voice, verb=verb))


def asked(scene: Scene, s: SentenceReading, voice: Voice | None) -> list[tuple[VerbGroup, str, tuple[str, ...]]]:
    """Verbs by which somebody may ask, who it is, and the signs that speak for it."""
    found = []
    for verb in s.verbs:
        asks = verb.lemma in ASKING or verb.has("require")
        must = verb.modal in _MUST or verb.lemma in ("falloir",) or s.low(verb.main) == "must"
        if not (asks or must) or (verb.lemma == "call" and s.low(verb.last + 1) not in ("on", "upon", "for")):
            continue
        party, role = _asker(scene, s, verb, voice, asks=asks)
        if not party or party == "UNSC":
            continue
        told = signs(scene, s, verb, party, role, voice)
        told.append("must" if must and not asks else "verb of asking")
        told.append("person asks" if scene.is_person(party) else "body asks")
        if s.low(verb.last + 1) in ("whether", "if", "about", "how", "si", "questions", "what"):
            told.append("a question")
        found.append((verb, party, tuple(told)))
    return found


def _asker(scene: Scene, s: SentenceReading, verb: VerbGroup, voice: Voice | None, *, asks: bool) -> tuple[str, str]:
    """Who asks, and how that is known."""
    if not asks:
        return (voice.name, "voice") if voice is not None and voice.name else ("", "")
    if verb.passive:
        by = next((m.giver for m in s.mentions if verb.last < m.first <= verb.last + 4
            and s.low(verb.last + 1) in ("by", "par")), "")
        return by, "agent"
    party = scene.subject(s, verb, persons=True)
    if party and party != MISSION:
        return party, "subject"
    found = subject_of(s, verb)
    if not party and found.role == "thing":
        named = voice_of(scene.speakers.people, s, found.first, found.last, scene.tongue, backwards=True)
        if named is not None and named.name:
            return named.name, "office"
    before = found.word if found.role == "pronoun" else s.low(verb.first - 1) if verb.first else ""
    if before in ("i", "we", "nous", "je", "j'") and voice is not None and voice.name:
        return voice.name, "first person"
    if before in ("he", "she", "il", "elle", "l'", "also", "aussi", "who", "qui"):
        if voice is not None and voice.person:
            return voice.name, "pronoun"
        if scene.last_person:
            return scene.last_person, "pronoun"
    if party:
        return party, "subject"
    if before in ("they", "it", "ils", "elles", "who", "qui") and scene.topic:
        return scene.topic, "topic"
    if voice is not None and voice.name:
        return voice.name, "voice"
    return ("", "") if verb.tense is Tense.BARE else (scene.topic, "topic")
