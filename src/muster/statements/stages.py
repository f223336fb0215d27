"""From verbs to stages: what "will send", "have been handed", "are due to leave on 5 May" say about a number.

Problem: the same verb is a pledge in the future, a receipt in the past, and a plan under a modal.
Choice: the frame of the governing verb, its tense and voice, then the nouns around the figure; one table for the
ledger.
Weakness: irony, and plans told in the present tense.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from muster.statements.verbs import Tense, VerbGroup

FORWARD = (Tense.FUTURE, Tense.CONDITIONAL)


@dataclass(frozen=True, slots=True)
class StageFound:
    """A stage of the guide, the role of the verb's subject (giver, taker, theme), and the rule's name."""

    stage: str
    subject: str
    rule: str
    word: str = ""


_PERSONNEL_VERBS = {
    "deploy": ("deployed", "theme"), "send": ("deployed", "giver"), "return": ("returned", "theme"),
    "withdraw": ("withdrawn", "theme"), "lose": ("lost", "theme"), "train": ("in_training", "theme"),
}


def stage_of_verb(verb: VerbGroup, *, resource: str, control: VerbGroup | None, leaves_on_a_day: bool, by_mission: bool,
                  is_object: bool, by_council: bool = False, homeward: bool = False, leaves_place: bool = False,
                  located: bool = False) -> StageFound | None:
    """The stage a verb gives to a quantity, or None when the verb tells none.

    control: the verb an infinitive hangs on ("plans to send"). leaves_on_a_day: a set day stands in the sentence.
    by_mission: the subject is the mission itself. is_object: the figure stands behind the verb.
    """
    frames = verb.frames
    tense = verb.tense
    ahead = tense in FORWARD
    wish = False
    if tense is Tense.BARE and not verb.finite and not verb.passive and control is not None:
        if control.lemma in ("vote", "voter", "décider", "approve", "approuver") and resource == "personnel":
            ahead = True
        if control.has("pledge", "expect") or control.tense is Tense.FUTURE or control.lemma in ("agree", "decide",
                "aim", "hope"):
            ahead = True
        if control.has("require"):
            wish = True
        if not (ahead or wish) and control.has("commit", "authorise"):
            ahead = True
        if control.lemma in ("begin", "start", "commencer", "help", "continue", "venir"):
            tense = Tense.PAST
    word = verb.lemma
    if tense is Tense.BARE and control is not None and control.lemma in ("authorise", "authorize", "autoriser",
            "permettre", "allow", "permit") \
            and resource == "personnel":
        return StageFound("authorised", "giver", "allowed to", word)
    if (wish and "send" in frames) or (wish and "give" in frames) or (wish and "deploy" in frames):
        return StageFound("required", "none", "asked for", word)
    if by_council and resource == "personnel" and verb.has("give", "commit", "authorise", "pledge",
            "send") and verb.lemma not in ("prendre",):
        return StageFound("authorised", "decider", "decided by a council", word)
    if frames == ("other",) and tense is Tense.FUTURE and is_object and not by_mission:
        return StageFound("pledged", "giver", "what a state will do", word)
    if verb.lemma in ("announce", "annoncer") and resource == "money":
        return StageFound("pledged", "giver", "announced", word)
    for frame in frames:
        found = _by_frame(frame, verb, resource, ahead, tense, leaves_on_a_day, by_mission, is_object, homeward,
            leaves_place, located)
        if found is not None:
            return StageFound(found[0], found[1], f"verb of {frame}", word)
    return None


def _by_frame(frame: str, verb: VerbGroup, resource: str, ahead: bool, tense: Tense, leaves: bool, by_mission: bool,
              is_object: bool, homeward: bool = False, leaves_place: bool = False,
                  located: bool = False) -> tuple[str, str] | None:
    people = resource == "personnel"
    if frame == "pledge":
        return "pledged", "none" if verb.passive else "giver"
    if frame == "give" and people and verb.lemma in ("pay", "payer", "equip", "équiper", "raise"):
        return None
    if frame == "give":
        if people and verb.lemma in ("bring", "porter"):
            return "deployed", "theme"
        if people:
            present = tense is Tense.PRESENT and verb.lemma not in ("contribute", "provide", "contribuer", "fournir")
            return ("pledged" if ahead or present else "deployed"), "giver"
        return ("pledged" if ahead else "received"), "none" if verb.passive else "giver"
    if frame == "receive" and not people:
        return ("pledged" if ahead else "received"), "taker"
    if frame == "give" and resource in ("vehicle", "aircraft") and verb.lemma in ("lend", "prêter"):
        return "received", "giver"
    if frame == "commit":
        if verb.lemma == "engager":
            if people or resource in ("vehicle", "aircraft"):
                return ("pledged" if ahead else "deployed"), "giver"
        elif people and verb.lemma in ("approve", "approuver", "accorder", "ratify"):
            return "authorised", "decider"
        return "committed", "none" if verb.passive else "giver"
    if frame == "authorise" and people and not by_mission and verb.lemma in ("raise", "increase", "expand", "augmenter",
            "relever"):
        return "pledged", "giver"
    if frame == "authorise":
        if verb.lemma in ("raise", "increase", "expand", "augmenter", "relever") and not by_mission and not people:
            return None
        return ("authorised", "decider") if people or verb.lemma in ("authorise", "authorize", "autoriser") else None
    if frame == "require":
        return "required", "needer"
    if frame == "train" and people:
        if verb.progressive or tense in (Tense.PRESENT,
                Tense.FUTURE) or verb.lemma == "undergo" or (tense is Tense.BARE and not verb.passive):
            return "in_training", "theme" if verb.passive or not is_object else "trainer"
        return ("ready", "theme") if verb.passive else ("in_training", "trainer")
    if frame == "ready" and people:
        return "ready", "theme"
    if verb.lemma == "leave" and people and not ahead and leaves_place:
        return "withdrawn", "theme"
    if frame in ("deploy", "send") and homeward and people:
        return "returned", "theme"
    if frame in ("deploy", "send"):
        return _of_motion(frame, verb, resource, ahead, tense, leaves, by_mission)
    if frame == "return" and people:
        return "returned", "theme"
    if frame == "withdraw" and verb.lemma in ("cut", "reduce", "slash",
            "réduire") and people and by_mission and not is_object:
        return "withdrawn", "theme"
    if frame == "withdraw":
        return ("withdrawn", "theme") if people or (verb.lemma in ("cut", "slash", "reduce", "withdraw", "retirer")
                and resource != "money") else None
    if frame == "freeze":
        return "frozen", "theme" if verb.passive or people else "giver"
    if frame == "lose":
        if resource == "money" or (verb.lemma in ("fall", "tomber", "fail", "cost") and not people):
            return None
        if verb.lemma in ("fall", "tomber", "cost"):
            return None
        return "lost", "theme"
    if frame == "spend" and resource == "money":
        if verb.lemma in ("cost", "coûter"):
            return ("required" if ahead or tense is Tense.PRESENT else "spent"), "none"
        return "spent", "none" if verb.passive else "giver"
    if verb.lemma in ("account", "make up"):
        return None
    if frame in ("have", "number", "be"):
        return _of_being(frame, verb, resource, ahead, by_mission, located)
    if frame == "expect":
        if resource == "money":
            return "required" if verb.lemma in ("hope", "espérer", "aim") else "pledged", "theme"
        return ("deployed" if by_mission else "pledged"), "theme"
    if frame == "lead" and people and is_object:
        return "pledged" if ahead else None, "giver"  # type: ignore[return-value]
    return None


def _of_motion(frame: str, verb: VerbGroup, resource: str, ahead: bool, tense: Tense, leaves: bool,
    by_mission: bool) -> tuple[str, str] | None:
    role = "giver" if frame == "send" and not verb.passive else "theme"
    if resource == "money":
        if verb.lemma in ("come", "go", "venir", "aller"):
            return ("pledged" if ahead or tense is Tense.PRESENT else "received"), "theme"
        return None
    if ahead:
        if leaves and verb.lemma in ("leave", "depart", "set out", "fly", "partir", "head"):
            return "ready", role
        if by_mission and frame == "deploy" and not verb.modal:
            return "deployed", role
        return "pledged", role
    if verb.progressive and verb.lemma in ("send", "dispatch", "deploy", "envoyer",
            "second") and tense is Tense.PRESENT:
        return "pledged", role
    if resource in ("personnel", "aircraft") or (frame == "deploy" and verb.lemma in ("arrive", "land", "come",
            "arriver", "débarquer", "reach")) or verb.lemma in ("deploy", "field", "déployer", "aligner", "maintain",
                "operate", "station"):
        return "deployed", role
    return "received", role


def _of_being(frame: str, verb: VerbGroup, resource: str, ahead: bool, by_mission: bool, located: bool) -> tuple[str,
    str] | None:
    if resource == "money":
        return ("received", "theme") if frame == "have" and verb.lemma in ("have", "hold", "avoir", "contain",
                "disposer") else None
    if ahead or verb.modal == "to":
        if frame == "be" and verb.modal not in ("will", "should", "to", ""):
            return None
        return ("authorised" if by_mission and frame != "be" else "pledged"), "theme"
    if frame == "number" and resource in ("vehicle", "other equipment", "weapon") and not by_mission:
        return "received", "theme"
    if frame == "number" and verb.lemma in ("consist", "comprise") and resource != "personnel":
        return "received", "theme"
    if frame == "be":
        return ("deployed", "theme") if located else None
    return "deployed", "theme"


_CUES: dict[str, list[tuple[str, re.Pattern[str]]]] = {
    "en": [(stage, re.compile(pattern, re.I)) for stage, pattern in (
        ("lost", r"\b(?:casualt|killed|wounded|dead\b|injured|deaths?\b|missing in action|out of action)|\b(?:is|"
                 r"are|were) missing\b"),
        ("in_training", r"\bin (?:[\w-]+ )?training\b|\bbeing trained\b|\bundergoing\b.{0,30}\btraining\b|"
                r"\bdrilling\b|training (?:began|started|had begun)|\btheir course\b"),
        ("ready", r"\bready\b|\bon stand-?by\b|\bstand(?:s|ing)? by\b|passed out|have been trained|"
                  r"completed (?:their )?training"),
        ("frozen", r"\bfrozen\b|\bfreeze\b|\bblocked\b|\bsuspended\b|\bwithheld\b|\bon hold\b|\bquarantine"),
        ("required", r"\bshort of\b|\bshortfall\b|\btarget\b|\bgoal\b|\bappeal(?:ed|s)?\b|\bneeds?\b|\bneeded\b|"
                r"\brequire[ds]?\b|\brequirements?\b|"
                r"\basked for\b|\bsought\b|\baim was\b|\bset out to\b|\bgap\b|\bcosts?\b|\bfalls? short\b|"
                r"\brequest(?:ed)?\b|\bhoped for\b|\bwants?\b"),
        ("authorised", r"\bauthori[sz]ed\b|\bceiling\b|\bis to (?:have|number|comprise)\b|\bmaximum (?:strength|"
                r"size)\b|\bfull strength\b|were to have been|\bestimate puts\b|planned strength|"
                r"\bforce of [\d,]+|\bto add [\d,]+ troops"),
        ("pledged", r"\bpledg(?:e|es|ed|ing)\b|\bpromis(?:e|es|ed)\b|\boffer(?:s|ed)?\b|\bannounced\b|\bdonor(?:s|"
                    r"'s)? (?:conference|meeting)\b|\bawaited\b|\bexpected\b|going by the letters"),
        ("committed", r"\bcommitments?\b|\ballocat|\bapproved\b|\bbudget(?:ed)?\b|\baward\b"),
        ("withdrawn", r"\bbe gone\b|\bwithdraw|\bpull(?:ed|ing)? out\b|\bdrawdown\b"),
        ("returned", r"\bbe home\b|\bback home\b|\bhomecoming\b|\breturned\b"),
        ("received", r"\bdelivered\b|\bdelivery\b|\bhanded over\b|\bhanded\b|\breceived\b|\bpaid\b|\bgave\b|"
                r"\bgift\b|\bdonated\b|\bdonation\b|\bin the fund\b"),
        ("deployed", r"\b(?:was|were|are|is) there\b|\bon (?:its|their) way\b|\bon the ground\b|\bin place\b|"
                r"\barrived\b|\bdeployed\b|\bstationed\b|\bserving\b|\blanded\b|\bstrength\b|\bcontingent\b"),
    )],
    "fr": [(stage, re.compile(pattern, re.I)) for stage, pattern in (
        ("lost", r"\btués?\b|\bblessés?\b|\bmorts?\b|\bpertes\b|\bembuscade\b|\bdisparus\b"),
        ("in_training", r"\ben formation\b|\bà l['’]entraînement\b|\bs['’]entraîn|\bsuivent une formation\b"),
        ("ready", r"\bprêts? à\b|\bprêtes? à\b|\bont achevé leur formation\b|\bopérationnels?\b"),
        ("frozen", r"\bgelé|\bbloqué|\bsuspendu|\bretenu"),
        ("required", r"\bbesoins?\b|\bappel\b|\bobjectif\b|\bmanqu|\bil faut\b|\bil faudrait\b|\bnécessaires?\b|"
                r"\bréclam|\bdéficit\b|\bcoût"),
        ("authorised", r"\bautoris|\bplafond\b|\beffectif (?:autorisé|maximal|prévu)|\baccorde à\b|"
                r"\bdoit (?:réunir|comporter|compter|comprendre)\b|\bcomplément\b|\baux effectifs\b"),
        ("pledged", r"\bpromis|\bpromesse|\bengagé à\b|\bannonc|\boffert\b|\bprévu|\bsuivront\b|\battendus?\b|"
                    r"\bprévoit\b"),
        ("committed", r"\balloué|\bdébloqu|\bbudget\b|\baffecté|\bordonne\b"),
        ("withdrawn", r"\bretir|\bretrait\b"),
        ("returned", r"\bretour(?:nés)?\b|\brentrés?\b|\brapatri"),
        ("received", r"\breçu|\blivr|\bremis\b|\bversé|\bdonné|\bdon\b|\bfourni|\brentrés\b"),
        ("deployed", r"\bdéployé|\bsur place\b|\barriv|\bstationn|\bsur le terrain\b|\bdéjà\b"),
    )],
}


@lru_cache(maxsize=4096)
def stage_of_words(text: str, language: str) -> tuple[str, str] | None:
    """The stage that the nouns and set phrases of a clause tell, and the words that told it."""
    for stage, pattern in _CUES["fr" if language == "fr" else "en"]:
        match = pattern.search(text)
        if match:
            return stage, match.group()
    return None


@lru_cache(maxsize=4096)
def cues_in(text: str, language: str, among: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """Every stage whose nouns and set phrases stand in a text, strongest first.

    among: the stages already found in a longer text around this one; no other can stand here.
    """
    return tuple([stage for stage, pattern in _CUES["fr" if language == "fr" else "en"]
                  if (among is None or stage in among) and pattern.search(text)])
