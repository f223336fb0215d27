"""Who holds a place, takes it or gives it up: parties, armed groups, "the army", an agent behind "by" or "to"."""

from __future__ import annotations

from muster.statements.analysis import SentenceReading
from muster.statements.names import MISSION
from muster.statements.scene import Scene
from muster.statements.verbs import VerbGroup

GROUPS = {
    "rebels": "rebels", "rebel": "rebels", "rebelles": "rebels", "militants": "militants", "insurgents": "insurgents",
    "insurgés": "insurgents", "jihadists": "jihadists", "jihadistes": "jihadists", "djihadistes": "jihadists",
    "terrorists": "terrorists", "terroristes": "terrorists", "islamists": "Islamists", "islamist": "Islamists",
    "islamistes": "Islamists", "miliciens": "militias", "militias": "militias", "militia": "militias",
    "separatists": "separatists", "séparatistes": "separatists", "army": "army", "armée": "army", "gunmen": "gunmen",
    "attackers": "attackers", "assaillants": "attackers", "fighters": "fighters", "combattants": "fighters",
    "armés": "armed groups", "bandits": "bandits", "gang": "gangs", "troops": "", "forces": "",
}
"""A word for those who hold a place -> the party; "army" is the army of the state spoken of."""
_BARE_HOLDERS = frozenset("police soldiers militia militias soldats forces villagers guards milice troops".split())
_PRONOUNS = frozenset("it they he who which qui il elle ils elles also have".split())


def group_near(s: SentenceReading, before: int) -> bool:
    """Does an armed group stand right in front of a token?"""
    near = range(max(0, before - 5), before)
    return any(s.low(k) in GROUPS for k in near) or any(m.sort == "armed group" and m.last in near for m in s.mentions)


def holder(scene: Scene, s: SentenceReading, verb: VerbGroup) -> str:
    """Who acts on a place in front of an active verb; "" if nobody is named."""
    party = scene.subject(s, verb)
    group = next((GROUPS[s.low(i)] for i in range(verb.first - 1, max(-1, verb.first - 7), -1)
        if s.low(i) in GROUPS and s.clause[i] == s.clause[verb.main]), None)
    armed = [m for m in s.mentions if m.sort == "armed group" and m.last < verb.first]
    if armed and (not party or armed[-1].party == party):
        return armed[-1].party
    if group:
        return (party or scene.topic or "army") if group == "army" else party or group
    if party:
        return party
    if verb.first and s.low(verb.first - 1) in _PRONOUNS:
        return scene.topic or MISSION
    bare = next((s.low(k) for k in range(verb.first - 1, max(-1, verb.first - 6), -1) if s.low(k) in _BARE_HOLDERS), "")
    if bare:
        return bare
    party, role = scene.actor(s, verb, None)
    return party if role in ("troops", "office") else ""


def agent(scene: Scene, s: SentenceReading, verb: VerbGroup, end: int, stage: str) -> str:
    """Who took a place that is the subject: behind "by", or "to" (it fell to); who gave back a camp: its holder."""
    words = ("by", "par") if stage in ("closed", "opened") else ("by", "par", "to", "from", "aux", "au", "des", "of")
    for i in range(verb.last + 1, min(len(s.tokens), end + 2)):
        if s.low(i) not in words:
            continue
        for k in range(i + 1, min(i + 5, len(s.tokens))):
            m = s.mention_at(k)
            if m is not None and m.sort != "capital":
                return m.giver
            if GROUPS.get(s.low(k)):
                return scene.topic or "army" if GROUPS[s.low(k)] == "army" else GROUPS[s.low(k)]
    if stage in ("closed", "opened"):
        owner = next((m.giver for m in s.mentions if m.last < verb.first and m.sort in ("mission", "state",
            "people", "org")), "")
        return owner or scene.topic or MISSION
    return ""
