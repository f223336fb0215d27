"""Sites: towns, camps, ports and roads that are secured, lost, closed, opened or attacked.

Problem: the same act is told by a verb ("rebels took Goma"), by a noun ("the recapture of Aden"), by a participle
("Aden,
retaken last week"), as a state ("under army control are ...") or a sentence later ("They are Kono and Bo").
Choice: one table of acts (data/site_acts.tsv) says for each verb and noun what happens, on which side the place stands
and what must be known besides; the shapes above are read in turn, the surest first.
Weakness: leaving a town is a loss and leaving a camp a closure; which of the two is known only by the words beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from muster.quantities import When
from muster.statements.analysis import SentenceReading
from muster.statements.holders import GROUPS, agent, group_near, holder
from muster.statements.names import MISSION, table
from muster.statements.places import BASES, TOWNS, Place, listed, listed_back, places, unnamed
from muster.statements.scene import Event, Scene
from muster.statements.sites_held import held, named_after, share_of_town, stationed
from muster.statements.speech import Voice
from muster.statements.subjects import subject_of
from muster.statements.verbs import Tense, VerbGroup


@dataclass(frozen=True, slots=True)
class Act:
    """What a verb or noun says of a place. needs: nothing, name, holder or base."""

    stage: str
    place: str
    needs: str


@cache
def acts(language: str, sort: str) -> dict[str, Act]:
    """Words -> act, for the verbs or nouns of a language."""
    return {word: Act(row[3], row[4], row[5]) for row in table("site_acts.tsv") if row[0] == sort and row[1] == language
        for word in row[2].split(";")}


_OPENED = frozenset(
    "base camp headquarters hospital office outpost post station training centre center school barracks "
    "clinic command hq hub siège hôpital bureau poste centre caserne port airport depot road crossing dépôt aéroport "
    "corridor warehouse terminal bridge ferry market".split())
_AT = frozenset("in at on à dans near en for pour vers to against contre with avec towards après after from off part "
    "place as than".split())
_FROM = frozenset("from of de d' du des".split())
_WORKING = re.compile(r"\b(?:work|efforts?|role|success|succeeded|helped|travail|rôle|mission|task)\b")
_GIVING_BACK = re.compile(
    r"\b(?:hand(?:ed|ing|s)? (?:over|back)|giv(?:en?|ing|es) (?:up|back)|gave (?:up|back)|vacat\w+|"
    r"relinquish\w*|clos(?:ed|ing|ure)|rétrocé\w+|remis\w*|restitu\w+|ferm(?:é|ée|és|ées|eture)|drawdown|"
    r"désengagement)\b", re.I)
_BASE_WORD = re.compile(r"\b(?:bases?|camps?|outposts?|emprises?|posts?|casernes?|barracks)\b", re.I)
_INTRANSITIVE = ("closed", "opened")
_DRIVEN = frozenset("abandon lose cede flee abandonner perdre".split())
_OBJECT_BEGINS = frozenset("the a an its their his her this la le les l' un une son sa ses leur leurs".split())
_VESSELS = frozenset("plane flight aircraft avion vol ship boat convoy charter airliner rotation wharf airport".split())


def sites(scene: Scene, s: SentenceReading, voice: Voice | None) -> None:
    """Adds what a sentence tells of places."""
    shared = share_of_town(scene, s, voice)
    if stationed(scene, s, voice):
        return
    if not shared and (held(scene, s, voice) or named_after(scene, s, voice)):
        return
    told: set[tuple[int, str]] = set()
    for verb in sorted([*s.verbs, *_plural_present(scene, s)], key=lambda v: v.first):
        act = _act_of(scene, s, verb)
        if act is not None and not (shared and act.stage == "secured"):
            _by_verb(scene, s, voice, verb, act, told)
    _by_nouns(scene, s, voice, told)


# --- verbs ------------------------------------------------------------------------------------------------


_HOLDING = frozenset("hold control guard occupy protect".split())


def _plural_present(scene: Scene, s: SentenceReading) -> list[VerbGroup]:
    """"soldiers of the force hold the airport": a present that looks like a noun, with what it holds behind it."""
    found = []
    for i in range(1, len(s.tokens) - 1):
        if s.low(i) not in _HOLDING or i in s.by_token or scene.french:
            continue
        behind = s.tokens[i + 1]
        if (behind.is_capital or behind.low in _OBJECT_BEGINS) and s.low(i - 1) not in (*_OBJECT_BEGINS, "of", "under",
                "'s", "and", "in"):
            found.append(VerbGroup(i, i, i, s.low(i), ("secure",), Tense.PRESENT, False, False, True))
    return found


def _act_of(scene: Scene, s: SentenceReading, verb: VerbGroup) -> Act | None:
    """What a verb says of a place, if it says so here."""
    act = acts(scene.tongue, "verb").get(verb.lemma) or _by_phrase(scene, s, verb)
    if act is None or verb.negated:
        return None
    if verb.tense in (Tense.FUTURE, Tense.CONDITIONAL) and act.stage not in ("closed", "opened"):
        return None
    if verb.tense is Tense.BARE and not verb.passive and not _done(s, verb, act):
        return None
    if act.stage == "lost" and verb.lemma not in _DRIVEN and _giving_back(scene, s):
        return Act("closed", act.place, "name")
    return act


def _done(s: SentenceReading, verb: VerbGroup, act: Act) -> bool:
    """An infinitive or "-ing" that tells of something done: "work to secure the port", "retirés de Kidal"."""
    if act.place == "from" and s.language == "fr":
        return True
    if act.stage == "secured" and verb.lemma in ("secure", "protect", "sécuriser", "protéger"):
        return _WORKING.search(" ".join(s.low(k) for k in range(max(0, verb.first - 9), verb.first))) is not None
    return verb.progressive and act.stage != "secured"


def _by_phrase(scene: Scene, s: SentenceReading, verb: VerbGroup) -> Act | None:
    """Phrases that no single verb tells: "gain control of", "come under attack", "mettre la main sur", "march into"."""
    low, after, second = verb.lemma, s.low(verb.last + 1), s.low(verb.last + 2)
    taken = Act("secured", "object", "nothing")
    if low in ("take", "gain", "assume", "prendre", "win", "seize") and "control" in (after, second,
            s.low(verb.last + 3)):
        return taken
    if low == "take" and (s.tokens[min(verb.last + 1, len(s.tokens) - 1)].is_capital or after == "back"):
        return Act("secured", "object", "name")
    if (low in ("move", "march", "sweep", "push", "advance") and after in ("into", "to")) or (
            low in ("entrer", "enter") and (after in ("à", "dans", "en") or scene.tongue == "en")):
        return Act("secured", "into", "holder")
    if low == "mettre" and (after, second) == ("la", "main"):
        return Act("secured", "into", "name")
    if low in ("come", "be") and (after, second) in (("under", "attack"), ("under", "fire")):
        return Act("attacked", "subject", "name")
    if low in ("drive out", "chasser") or (low in ("drive", "expel", "push", "force") and "out" in [s.low(k)
            for k in range(verb.last + 1, verb.last + 4)]):
        return Act("secured", "from", "name")
    if low in ("draw", "pull", "move", "bring") and {"back", "out"} & {s.low(k) for k in range(verb.last + 1,
            verb.last + 9)}:
        return Act("lost", "from", "name")
    if low in ("keep", "have", "conserver", "avoir") and group_near(s, verb.first) \
            and s.tokens[min(verb.last + 1, len(s.tokens) - 1)].is_capital:
        return Act("secured", "object", "name")
    return None


def _giving_back(scene: Scene, s: SentenceReading) -> bool:
    """Does the text tell of camps given back, so that leaving one closes it?"""
    if any(s.low(k) in BASES for k in range(len(s.tokens))):
        return True
    text = scene.document.document.text[:20_000]
    return len(_GIVING_BACK.findall(text)) >= 2 and len(_BASE_WORD.findall(text)) >= 2


def _by_verb(scene: Scene, s: SentenceReading, voice: Voice | None, verb: VerbGroup, act: Act,
        told: set[tuple[int, str]]) -> None:
    end = _clause_end(s, verb)
    found = _placed(scene, s, verb, act, end)
    found = [p for p in found if (p.first, act.stage) not in told]
    party = _who(scene, s, verb, act, end)
    if act.needs == "holder" and not party:
        return
    if act.place == "object" and found and not verb.passive and act.stage == "lost" and _leaves_home(s, found[0],
            party):
        return
    if not found:
        common = _common(scene, s, verb, act, end, party)
        if common is None:
            _remember(scene, s, verb, act, party)
            return
        found = [common]
    elif act.needs == "base" and not _base_beside(s, found):
        return
    elif act.stage in ("closed", "secured") and _counted_in_a_region(s, verb, found):
        _remember(scene, s, verb, act, party)
        return
    when = scene.when(s, verb.main, default=verb.tense in (Tense.PRESENT, Tense.PERFECT))
    for place in found:
        told.add((place.first, act.stage))
        scene.add(Event(s, "site", party or scene.topic or MISSION, place.name, act.stage, when, place.first,
            place.last, f"verb of {act.stage}", 0.5, voice, verb=verb))


def _placed(scene: Scene, s: SentenceReading, verb: VerbGroup, act: Act, end: int) -> list[Place]:
    """The places an act is told of."""
    before = _before(scene, s, verb)
    if act.place == "subject" or verb.passive:
        return before
    after = places(scene, s, verb.last + 1, end)
    if act.place in ("from", "into"):
        after = [p for p in after if _joined(s, verb, p, _FROM if act.place == "from" else {"into", "to", "à", "dans",
            "en", "sur"})]
        return listed(s, after)
    if after and _is_object(s, verb, after[0], act):
        return listed(s, after)
    relative = _related(scene, s, verb) or _apposed(scene, s, verb)
    if relative:
        return relative
    if act.stage in _INTRANSITIVE and before and not after and verb.finite and s.low(
            verb.last + 1) not in _OBJECT_BEGINS:
        return [p for p in before if (m := s.mention_at(p.first)) is None or m.sort != "capital"]
    if act.needs == "base":
        return listed_back(s, [p for p in places(scene, s, 0, verb.first - 1) if _base_beside(s, [p])])
    return []


def _before(scene: Scene, s: SentenceReading, verb: VerbGroup) -> list[Place]:
    """The places in front of a verb whose subject they can be."""
    phrase = subject_of(s, verb)
    if phrase.role in ("thing", "parties") and (own := _free(scene, s, phrase.first, phrase.last)):
        return listed_back(s, own)
    start = max((v.last + 1 for v in s.verbs if v.last < verb.first and v.finite
        and s.clause[v.main] == s.clause[verb.main]), default=0)
    start = max([start, *(k + 1 for k in range(verb.first) if s.tokens[k].text in ";:")])
    found = _free(scene, s, start, verb.first - 1)
    inside = [p for p in found if s.clause[p.first] == s.clause[verb.main]]
    return listed_back(s, inside or [p for p in found if verb.first - p.last <= 14])


def _free(scene: Scene, s: SentenceReading, first: int, last: int) -> list[Place]:
    """Places that no preposition of place governs, unless with a base or town ("the camp at X")."""
    return [p for p in places(scene, s, first, last) if s.low(p.first - 1) not in _AT or any(
        s.low(k) in BASES | _OPENED | TOWNS for k in range(max(first, p.first - 5), p.first))]


def _joined(s: SentenceReading, verb: VerbGroup, place: Place, words: frozenset[str] | set[str]) -> bool:
    return any(s.low(k) in words for k in range(max(verb.last + 1, place.first - 5), place.first))


def _is_object(s: SentenceReading, verb: VerbGroup, place: Place, act: Act) -> bool:
    """Is the place what the verb acts on, not where or whither?"""
    between = [s.low(k) for k in range(verb.last + 1, place.first)]
    kind = any(w in BASES | TOWNS | _OPENED or w.rstrip("s") in BASES for w in between)
    if place.first - verb.last > (12 if kind else 6) or {"that", "route", "relève", "relais", "part"} & set(between):
        return False
    if act.stage == "opened" and not kind and not any(w in _OPENED for w in place.name.lower().split()):
        return False
    return kind or not set(between) & _AT


def _related(scene: Scene, s: SentenceReading, verb: VerbGroup) -> list[Place]:
    """"Bio Cadale, which the Burundians left": the place in front of the relative word."""
    here = s.clause[verb.main]
    opening = s.clause.index(here)
    if s.low(opening) not in ("which", "that", "que", "qu'", "where", "whose"):
        return []
    if verb.last + 1 < len(s.tokens) and s.tokens[verb.last + 1].is_number:
        return []
    found = places(scene, s, 0, opening - 1)
    return listed_back(s, found) if found and opening - found[-1].last <= 3 else []


def _apposed(scene: Scene, s: SentenceReading, verb: VerbGroup) -> list[Place]:
    """"Position 37, abandoned in 2014, ...": a participle behind a comma that looks like a past tense."""
    if s.low(verb.first - 1) != "," or verb.tense is not Tense.PAST or s.low(verb.last + 1) in _OBJECT_BEGINS:
        return []
    found = places(scene, s, 0, verb.first - 2)
    return listed_back(s, found) if found and found[-1].last == verb.first - 2 else []


def _leaves_home(s: SentenceReading, place: Place, party: str) -> bool:
    """"Officers left Nairobi for Haiti": setting out is no loss."""
    behind = range(place.last + 1, min(len(s.tokens), place.last + 6))
    onward = any(s.low(k) in ("for", "pour", "bound", "join", "aboard") for k in behind)
    m = s.mention_at(place.first)
    travelled = any(t.low in _VESSELS for t in s.tokens)
    return onward or travelled or (m is not None and (m.sort == "capital" or m.giver in party.split("; ")))


def _counted_in_a_region(s: SentenceReading, verb: VerbGroup, found: list[Place]) -> bool:
    """"six of its bases in South Kivu": the region is no base; the bases may be named later."""
    if len(found) != 1:
        return False
    near = range(max(0, found[0].first - 8), found[0].first)
    several = any(s.low(k) in ("bases", "camps", "posts", "emprises", "outposts", "positions", "postes", "towns",
        "villages",
        "localités", "villes") for k in near)
    counted = any(f.value is not None and f.value > 1 and f.first in near for f in s.figures) or any(
        s.low(k) in ("several", "some", "many", "most", "plusieurs") for k in near)
    return several and counted and s.low(found[0].first - 1) in ("in", "of", "du", "de", "la", "le", "au", "en",
            "the", "l'")


def _base_beside(s: SentenceReading, found: list[Place]) -> bool:
    near = range(max(0, found[0].first - 9), min(len(s.tokens), found[-1].last + 9))
    return any(s.low(k) in BASES or s.low(k) in _OPENED for k in near)


def _common(scene: Scene, s: SentenceReading, verb: VerbGroup, act: Act, end: int, party: str) -> Place | None:
    """A place without a name that may stand for itself."""
    if verb.passive or act.stage in ("lost", "closed") or act.needs == "base":
        return None
    if act.stage == "attacked" and party == MISSION:
        return None
    common = unnamed(scene, s, verb.last + 1, min(end, verb.last + 9))
    if common is None or (act.stage == "opened" and common.name.split()[-1].lower() not in _OPENED):
        return None
    if common.name.lower() in TOWNS and (named := places(scene, s, 0, verb.first - 1)):
        return Place(named[-1].name, common.first, common.last)
    located = places(scene, s, verb.last + 1, end) if act.stage == "opened" else []
    if located:
        return Place(f"{common.name} {s.low(located[0].first - 1)} {located[0].name}", common.first, common.last)
    if common.name.split()[-1].lower() in ("camps", "villages", "bases", "posts", "towns", "positions", "localités",
            "roads"):
        return None
    return None if act.needs == "name" else common


def _who(scene: Scene, s: SentenceReading, verb: VerbGroup, act: Act, end: int) -> str:
    if verb.passive or act.place == "subject":
        return agent(scene, s, verb, end, act.stage)
    if act.stage in _INTRANSITIVE and not holder(scene, s, verb):
        return scene.topic or MISSION
    found = holder(scene, s, verb)
    behind = next((m.giver for m in s.mentions if 0 < m.first - verb.last <= 2), "")
    if not found and behind and s.low(verb.first - 1) in ("que", "qu'"):
        return behind
    return found or (MISSION if verb.tense is Tense.BARE and not verb.passive else "")


def _remember(scene: Scene, s: SentenceReading, verb: VerbGroup, act: Act, party: str) -> None:
    """Counted places without names are named in a sentence to come."""
    words = {s.low(k) for k in range(len(s.tokens))}
    if words & (BASES | TOWNS):
        scene.last_site = (party or scene.topic or MISSION, act.stage, scene.when(s, verb.main), s.sentence.number)


def _clause_end(s: SentenceReading, verb: VerbGroup) -> int:
    """The last token of what a verb governs: to the next finite verb of another subject, or the clause's end."""
    following = next((v.first for v in s.verbs if v.first > verb.last and v.finite), len(s.tokens))
    for i in range(verb.last + 1, len(s.tokens)):
        text = s.tokens[i].text
        if text in ".;”»\"—" or (text == ":" and not _list_follows(s, i)) or i >= following - 1:
            return max(i - 1, verb.last)
    return max(len(s.tokens) - 1, verb.last)


def _list_follows(s: SentenceReading, colon: int) -> bool:
    """Does a list of capitalised names stand behind the colon?"""
    after = s.tokens[colon + 1:colon + 12]
    return bool(after) and after[0].is_capital and any(t.text == "," for t in after)


# --- nouns ------------------------------------------------------------------------------------------------


def _by_nouns(scene: Scene, s: SentenceReading, voice: Voice | None, told: set[tuple[int, str]]) -> None:
    """"the recapture of Aden", "the withdrawal of the French from Tessalit and Kidal", "la chute de Bambari"."""
    nouns = acts(scene.tongue, "noun")
    ahead = any(v.tense in (Tense.FUTURE, Tense.CONDITIONAL) for v in s.verbs) or any(
        t.low in ("devait", "devaient", "should", "supposed", "planned", "prévu") for t in s.tokens)
    for i, token in enumerate(s.tokens):
        act = nouns.get(token.low)
        if act is None or i in s.by_token or (ahead and act.stage not in ("closed", "opened")):
            continue
        if any(v.finite and v.last < i and (v.negated or v.has("require")) for v in s.verbs):
            continue
        found = _behind_noun(scene, s, i, act)
        party = _whose(scene, s, i, found)
        if not found or (act.stage == "lost" and _leaves_home(s, found[0], party)):
            continue
        stage = "closed" if act.stage == "lost" and _base_beside(s, found) else act.stage
        found = [p for p in found if (p.first, stage) not in told]
        when: When | None = scene.when(s, i)
        for place in found:
            told.add((place.first, stage))
            scene.add(Event(s, "site", party or scene.topic or MISSION, place.name, stage, when, place.first,
                place.last, f"noun of {stage}", 0.45, voice))


def _behind_noun(scene: Scene, s: SentenceReading, i: int, act: Act) -> list[Place]:
    """The places behind a noun of acting and its preposition."""
    wanted = _FROM if act.place == "from" else _FROM | {"on", "against", "at", "contre", "sur"}
    stop = next((v.first - 1 for v in s.verbs if v.first > i and v.finite), len(s.tokens) - 1)
    stop = min(stop, next((k for k in range(i + 1, len(s.tokens)) if s.tokens[k].text in ".;:(”»"), stop))
    after = places(scene, s, i + 1, stop)
    if not after or after[0].first - i > 9:
        return []
    if not any(s.low(k) in wanted for k in range(i + 1, after[0].first)):
        return []
    if any(s.low(k) in ("for", "to", "pour", "vers") for k in range(i + 1, after[0].first)):
        return []
    return listed(s, after)


def _whose(scene: Scene, s: SentenceReading, i: int, found: list[Place]) -> str:
    """Who took, lost or left: "of the French", "its", "by the army", a party just before."""
    stop = found[0].first if found else i
    behind = next((m.giver for m in s.mentions if i < m.first < stop and m.sort != "capital"), "")
    group = next((GROUPS[s.low(k)] for k in range(max(0, i - 3), stop) if GROUPS.get(s.low(k))), "")
    last = found[-1].last if found else i
    by = next((m.giver for m in s.mentions if last < m.first <= last + 4 and s.low(last + 1) in ("by", "par")), "")
    before = next((m.giver for m in s.mentions if i - 5 <= m.last < i and m.sort != "capital"), "")
    return by or behind or (group if group != "army" else scene.topic) or before

