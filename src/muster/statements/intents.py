"""Clauses that may tell a promise or an appeal, and the signs that speak for it.

Problem: "will", "is to", "ready to", "in the hope that it will", "asked whether it will": one tense, and a promise, a
plan, a guess or a question.
Choice: every verb with somebody who acts is a candidate; its tense, frame, complement, subject, clause and
neighbours are
signs by name, weighed by learned weights (data/weights_*.json) that a person can read.
Weakness: the signs see one clause and its neighbours; irony and history books escape them.
"""

from __future__ import annotations

from dataclasses import dataclass

from muster.statements.analysis import SentenceReading
from muster.statements.names import MISSION, state_currency
from muster.statements.scene import Scene
from muster.statements.speech import Voice
from muster.statements.verbs import Tense, VerbGroup
from muster.statements.wording import plain_english


@dataclass(frozen=True, slots=True)
class Candidate:
    """One verb that may promise or ask. party: who would; role: how the party was found; signs: what speaks for it."""

    verb: VerbGroup
    party: str
    role: str
    signs: tuple[str, ...]


READY = frozenset("ready prepared willing determined prêt prête prêts prêtes disposé disposée disposés committed keen "
    "resolved".split())
REFUSING = frozenset("refuse reject decline rule out exclude refuser rejeter exclure".split())
_PRONOUN_OF = {"i": "we", "we": "we", "nous": "we", "j'": "we", "je": "we", "he": "he", "she": "he", "il": "he",
    "elle": "he", "they": "they", "ils": "they", "elles": "they", "it": "it", "who": "who", "which": "who", "qui":
        "who",
    "that": "who"}
_QUESTION = frozenset("whether if how what who when si comment quand".split())
_THOUGHT = frozenset("hope expect believe think fear espérer croire penser craindre learn know".split())
_SPEECH_NOUNS = frozenset("promise promises offer pledge plan plans decision commitment willingness readiness refusal "
    "promesse offre décision engagement refus volonté intention vow".split())
_ASKING_LEMMAS = frozenset(
    "urge call appeal beg plead implore exhort recommend ask request demand insist want need wish "
    "appeler exhorter demander réclamer plaider implorer solliciter souhaiter recommander exiger inviter presser "
    "supplier".split())


def candidates(scene: Scene, s: SentenceReading, voice: Voice | None) -> list[Candidate]:
    """The verbs of a sentence that somebody does or would do, each with its signs."""
    found = []
    for verb in s.verbs:
        if not (verb.finite or verb.passive or verb.tense is Tense.BARE):
            continue
        party, role = scene.actor(s, verb, voice)
        if party and party != "UNSC" and not any(m.sort == "armed group" and m.party == party for m in s.mentions):
            found.append(Candidate(verb, party, role, tuple(signs(scene, s, verb, party, role, voice))))
    return found


def signs(scene: Scene, s: SentenceReading, verb: VerbGroup, party: str, role: str, voice: Voice | None) -> list[str]:
    """What speaks for or against a promise or an appeal in this verb."""
    told = ["all", *_of_verb(s, verb), *_of_party(scene, s, verb, party, role, voice)]
    told += [*_of_clause(scene, s, verb, voice), *_of_neighbours(scene, s, verb, party)]
    counted = "counted here" in told or "figure beside" in told
    for shape in shapes(s, verb):
        told += [shape, f"{shape}, {role}", f"{shape}, {'counted' if counted else 'not counted'}"]
        if "question or if" in told or "hoped or feared" in told:
            told.append(f"{shape}, supposed")
    return told


_DOING = frozenset("""help support build carry evacuate repatriate host fund finance treat continue start begin activate
    strengthen monitor supervise rebuild restore reimburse refund teach assist back escort equip arm cooperate organise
    organize rejoin appoint stay work take put set pay feed patrol keep remain fly bring hand store fill
    join""".split())
_DOING_FRAMES = ("pledge", "give", "send", "deploy", "train", "lead", "open", "withdraw", "return", "secure", "spend",
    "receive", "close", "commit", "extend")


def shapes(s: SentenceReading, verb: VerbGroup) -> list[str]:
    """The shapes in which promises and refusals are told, whatever the words around them."""
    found = []
    doing = verb.has(*_DOING_FRAMES) or verb.lemma in _DOING or verb.lemma in plain_english("verb")
    if verb.has("pledge") and (verb.finite or verb.passive):
        found.append("denied promise" if verb.negated else "promise")
    if verb.finite and verb.tense is Tense.FUTURE and not verb.has("say") and verb.lemma not in _STATES:
        found.append(("will not do" if verb.negated else "will do") if doing else "will be")
    if verb.finite and verb.tense is Tense.CONDITIONAL and not verb.has("say") and doing:
        found.append("would not do" if verb.negated else "would do")
    if (verb.lemma in ("be", "stand", "être", "remain") and s.low(verb.last + 1) in READY) or verb.modal in (
            "ready", "prepared", "willing"):
        found.append("stands ready")
    if verb.lemma in REFUSING and verb.finite:
        found.append("refusal")
    if verb.finite and verb.lemma in ("have", "avoir", "offer", "give", "provide", "say", "dire") and s.low(
            verb.last + 1) in ("no", "none", "nothing", "non", "aucun"):
        found.append("none to give")
    return found


_STATES = frozenset("be have être avoir need cost depend show last see mean end expire".split())


def _of_verb(s: SentenceReading, verb: VerbGroup) -> list[str]:
    tense = verb.tense.value
    told = [f"tense {tense}", *(f"frame {f}" for f in verb.frames), *(f"{f} {tense}" for f in verb.frames)]
    if not verb.finite:
        told.append("not finite")
    if verb.modal:
        told.append(f"modal {verb.modal}")
    if verb.passive:
        told += ["passive", f"passive {tense}"]
    if verb.negated:
        told += ["negated", f"negated {tense}"]
    if s.low(verb.last + 1) in READY:
        told.append("ready")
    if verb.lemma in REFUSING:
        told.append("refuses")
    if verb.lemma in _ASKING_LEMMAS:
        told += ["asks", f"asks by {verb.lemma}", f"asks {tense}"]
        if s.low(verb.last + 1) in ("on", "upon", "for", "à", "au", "aux", "that", "que", "to", "pour", "de"):
            told.append("asks for")
    if verb.lemma in ("be", "have", "être", "avoir"):
        told.append("is or has")
    follow = next((v for v in s.verbs if verb.last < v.first <= verb.last + 3 and v.tense is Tense.BARE), None)
    if follow is not None:
        told += ["and to do", *(f"to {f}" for f in follow.frames)]
    return told


def _of_party(scene: Scene, s: SentenceReading, verb: VerbGroup, party: str, role: str,
        voice: Voice | None) -> list[str]:
    first = party.split("; ")[0]
    sort = "mission" if first == MISSION else "state" if first in state_currency() else "body"
    told = [f"party {sort}", f"role {role}", f"role {role} {verb.tense.value}"]
    if "; " in party:
        told.append("party list")
    pronoun = _PRONOUN_OF.get(s.low(verb.first - 1)) if verb.first else None
    if pronoun:
        told += [f"says {pronoun}", f"says {pronoun} {verb.tense.value}"]
    if voice is not None and voice.state and voice.state in party:
        told.append("speaks for itself")
    if any(g == party for g in scene.givers.values()):
        told.append("gives elsewhere")
    return told


def _of_clause(scene: Scene, s: SentenceReading, verb: VerbGroup, voice: Voice | None) -> list[str]:
    here = s.clause[verb.main]
    opening = s.low(s.clause.index(here))
    told = []
    if s.parent.get(here, -1) >= 0:
        told.append("subordinate")
        if opening in _PRONOUN_OF:
            told.append("relative")
    before = [s.low(k) for k in range(max(0, verb.first - 6), verb.first)]
    if set(before) & _QUESTION or opening in _QUESTION:
        told.append("question or if")
    if scene.figured(s, verb):
        told.append("counted here")
    if any(number == s.sentence.number for number, _ in scene.counted_clauses):
        told.append("counted in the sentence")
    if any(f.value is not None and abs(f.first - verb.last) <= 4 and (f.money or f.value > 3) for f in s.figures):
        told.append("figure beside")
    if s.quoted_at(verb.main):
        told.append("quoted")
    told.append("attributed" if voice is not None else "unattributed")
    if set(before[-4:]) & _SPEECH_NOUNS:
        told.append("a promise's noun")
    return told


def _of_neighbours(scene: Scene, s: SentenceReading, verb: VerbGroup, party: str) -> list[str]:
    told = []
    earlier = [v for v in s.verbs if v.last < verb.first]
    if earlier:
        told += [f"after {f}" for f in earlier[-1].frames]
        told.append(f"after {earlier[-1].tense.value}")
        if earlier[-1].lemma in _THOUGHT:
            told.append("hoped or feared")
    else:
        told.append("first verb")
    if any(t.ahead or t.until for t in s.times):
        told.append("a time ahead")
    elif s.times:
        told.append("a time")
    near = [r for r in s.resources if verb.last < r.first <= verb.last + 8]
    if near:
        told.append(f"object {near[0].kind}")
    if any(verb.last < m.first <= verb.last + 4 and m.giver != party for m in s.mentions):
        told.append("object party")
    if s.sentence.number == 0:
        told.append("headline")
    if s.tokens[-1].text == "?":
        told.append("asked")
    return told
