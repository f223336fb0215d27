"""Places told as a state or a list: under whose control, a share of a town, who is stationed where, names told after.

Problem: "under army control are Bongor and Kelo", "90% of the capital", "Burundians are in Sake, Ugandans in
Bunagana" and
"They are Kono and Bo" have no verb of taking.
Choice: one shape for each.
Weakness: "the capital" is resolved for states at war only.
"""

from __future__ import annotations

import re

from muster.statements.analysis import SentenceReading
from muster.statements.holders import GROUPS
from muster.statements.names import MISSION
from muster.statements.places import listed, place_of_the_capital, places
from muster.statements.scene import Event, Scene, said_in, span
from muster.statements.speech import Voice
from muster.statements.verbs import Tense

_SHARE = re.compile(r"(\d{1,3})\s?(?:%|percent|per cent|pour cent)\s+(?:of|de|du|d['’])\s*(?:the\s+|la\s+|l['’]\s*)?",
    re.I)
_RULED = re.compile(r"in the hands of|under (?:the )?(?:control|gangs|rule)|control|hold|held by|tiennent|"
    r"contrôl|aux mains|sous la coupe|overrun|dominate|maîtres", re.I)
_HELD = re.compile(r"\bunder (?:the )?(?:full |firm )?control of\b|"
    r"\bunder (?:the )?[\w'’-]+(?: [\w'’-]+)? (?:control|rule)\b|\b(?:in|into) (?:the )?hands of\b|"
    r"\bin [\w'’-]+(?: [\w'’-]+)? hands\b|"
    r"\b(?:held|controlled|occupied|ruled|run) by\b|\bsous (?:le )?contrôle d(?:es?|u|e la|e l['’])|"
    r"\b(?:aux|entre les) mains d(?:es?|u|e la|e l['’])|\b(?:contrôlée?s?|tenue?s?|occupée?s?) par\b", re.I)
_BESIDE = frozenset("""now already still also troops soldiers forces men police officers peacekeepers army contingent
    's the désormais déjà aussi soldats troupes hommes policiers forces armée contingent toujours""".split())
_WORDS_OF = {
    "lost": ("lost", "abandoned", "perdues", "perdus", "left", "abandonnées"),
    "secured": ("taken", "retaken", "captured", "recaptured", "liberated", "freed", "seized", "prises", "reprises",
        "libérées", "secured"),
    "closed": ("closed", "handed over", "given back", "returned", "vacated", "transferred", "fermés", "fermées",
        "rendus",
        "rendues", "rétrocédés", "rétrocédées", "relinquished"),
    "attacked": ("attacked", "shelled", "bombed", "attaquées", "bombardées"),
}
_TOWNS_TOLD = re.compile(r"\b(?:towns?|cities|city|villages?|bases?|camps?|posts?|sites?|places?|positions?|"
    r"localities|emprises?|villes?|localités|postes?)\s+(?:[\w'’]+\s+){0,3}?(?P<what>"
    + "|".join(sorted((w for words in _WORDS_OF.values() for w in words), key=len, reverse=True))
    + r")\b[^.:]{0,40}?(?:\b(?:are|were|is|include|included|including|sont|étaient|dont)\b|:|,\s*dont\b)", re.I)
_THEY_ARE = re.compile(r"(?:They|These|Those|It|Among them|The last|The first|Ce|Il s['’]agit|This|Le dernier)\s*"
    r"(?:are|were|is|was|include|included|sont|était|d|de)\b|(?:Celles?|Celui|Ceux|Those|That) (?:de|d['’]|of|at|"
    r"in)\b", re.I)


def stationed(scene: Scene, s: SentenceReading, voice: Voice | None) -> bool:
    """"Burundian troops are in Sake and Mushaki, South Sudanese in Rumangabo and Ugandans in Bunagana"."""
    if any(v.tense in (Tense.FUTURE, Tense.CONDITIONAL) for v in s.verbs) or s.figures:
        return False
    made: list[Event] = []
    for m in s.mentions:
        if m.sort not in ("people", "state", "mission", "armed group", "org"):
            continue
        verbed, k = False, m.last + 1
        while k < len(s.tokens) and k - m.last < 8:
            verb = s.by_token.get(k)
            if verb is not None and verb.lemma in ("be", "être", "deploy", "déployer", "station", "stationner", "base",
                    "baser"):
                verbed, k = True, verb.last + 1
            elif s.low(k) in _BESIDE or any(r.first <= k <= r.last for r in s.resources):
                k += 1
            else:
                break
        if s.low(k) not in ("in", "at", "à", "dans", "en") or not (verbed or made):
            continue
        stop = next((n.first - 1 for n in s.mentions if n.first > k and n.sort in ("people", "state", "mission",
            "armed group")), len(s.tokens) - 1)
        found = places(scene, s, k + 1, stop)
        when = scene.when(s, k, default=True)
        for place in listed(s, found) if found and found[0].first - k <= 3 else []:
            made.append(Event(s, "site", m.giver, place.name, "secured", when, place.first, place.last, "stationed at",
                0.45, voice))
    armed = any(m.sort == "armed group" for m in s.mentions)
    if len(made) < (1 if armed else 2):
        return False
    scene.found.extend(made)
    return True


def named_after(scene: Scene, s: SentenceReading, voice: Voice | None) -> bool:
    """"Seven posts were closed. They are Kono, Kailahun and Bo", "Among the towns lost are Palma and Quissanga"."""
    text = said_in(s)
    told = _TOWNS_TOLD.search(text)
    if told is not None:
        word = told["what"].lower()
        stage = next(name for name, words in _WORDS_OF.items() if word in words)
        if stage == "secured" and word.startswith("libér") and re.search(r"emprises?|bases?|camps?", told.group()):
            stage = "closed"
        first, last = span(s, told.start(), told.end())
        party, when = scene.topic or MISSION, scene.when(s, first)
    elif scene.last_site is not None and scene.last_site[3] >= s.sentence.number - 2 and _THEY_ARE.match(text):
        party, stage, when, _ = scene.last_site
        last = 0
    else:
        return False
    found = places(scene, s, last + 1, len(s.tokens) - 1)
    if not found:
        return False
    for place in listed(s, found):
        scene.add(Event(s, "site", party, place.name, stage, when, place.first, place.last, "named afterwards", 0.45,
            voice))
    return True


def held(scene: Scene, s: SentenceReading, voice: Voice | None) -> bool:
    """"Under army control are Bongor and Kelo", "Bria has been in rebel hands", "sous le contrôle des rebelles"."""
    text = said_in(s)
    match = _HELD.search(text)
    if match is None or _SHARE.search(text):
        return False
    first, last = span(s, match.start(), match.end())
    who = next((m.giver for m in s.mentions if first <= m.first <= last + 3 and m.sort not in ("capital", "media")), "")
    if not who:
        who = next((GROUPS[s.low(k)] for k in range(first, min(last + 4, len(s.tokens))) if GROUPS.get(s.low(k))), "")
    if who == "army":
        who = scene.topic or "army"
    after, before = places(scene, s, last + 1, len(s.tokens) - 1), places(scene, s, 0, first - 1)
    found = [p for p in (before or after) if p.name != who]
    if not who or not found:
        return False
    when = scene.when(s, first, default=True)
    for place in listed(s, found):
        scene.add(Event(s, "site", who, place.name, "secured", when, place.first, place.last, "held by", 0.5, voice))
    return True


def share_of_town(scene: Scene, s: SentenceReading, voice: Voice | None) -> bool:
    """"90% of Port-au-Prince is under the gangs", "the capital is for the most part in the hands of gangs"."""
    text = said_in(s)
    armed = next((m for m in s.mentions if m.sort == "armed group"), None)
    group = armed.party if armed else next((GROUPS[s.low(i)] for i in range(len(s.tokens))
        if GROUPS.get(s.low(i)) not in (None, "", "army")), "")
    if not group or not _RULED.search(text):
        return False
    share = _SHARE.search(text)
    name, percent = "", ""
    if share:
        percent = f" ({share.group(1)}%)"
        at = s.sentence.start + share.end()
        town = [p for p in places(scene, s, 0, len(s.tokens) - 1) if s.tokens[p.first].start >= at - 1]
        if re.match(r"(?:the |la )?capital", text[share.end():], re.I):
            name = place_of_the_capital(scene)
        elif town:
            name = re.sub(r" \(\d+%\)$", "", town[0].name)
    elif re.search(r"\bthe capital\b|\bla capitale\b", text, re.I) and re.search(
            r"in the hands|aux mains|under the control|overrun", text):
        name = place_of_the_capital(scene)
    if not name:
        return False
    scene.add(Event(s, "site", group, name + percent, "secured", scene.when(s, 0, default=True), 0, len(s.tokens) - 1,
        "share of a town", 0.6, voice))
    return True
