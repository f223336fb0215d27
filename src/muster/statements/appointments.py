"""Appointments: who is shown holding a post in the mission, a contingent or an international envoy's office.

Problem: a post stands before the name, behind it, in a relative clause, or a sentence later ("He is the force's
spokesman"); ministers, police chiefs and generals at home hold posts too and are none of the mission's.
Choice: a post is a word of a table (data/posts.tsv) with its modifiers; it counts when the words beside it name the
mission, a unit of it or a contingent, and none names an office at home.
Weakness: a commander of whom nothing is told is taken for the mission's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from muster.statements.analysis import SentenceReading
from muster.statements.names import MISSION, Person, table
from muster.statements.scene import TITLED, Event, Scene
from muster.statements.speech import Voice
from muster.statements.subjects import subject_of
from muster.statements.verbs import VerbGroup


@dataclass(frozen=True, slots=True)
class Post:
    """A post in a sentence: its tokens, its name in English, the body it belongs to ("" for none of ours)."""

    first: int
    last: int
    title: str
    unit: str


@cache
def _heads(tongue: str) -> dict[str, tuple[str, bool]]:
    """Word -> English, and whether it is a post by itself."""
    return {row[1]: (row[2], row[3] == "head") for row in table("posts.tsv") if row[0] == tongue
        and row[3] in ("head", "loose")}


@cache
def _modifiers(tongue: str) -> frozenset[str]:
    return frozenset(row[1] for row in table("posts.tsv") if row[0] == tongue and row[3] == "modifier")


_UNITS = {
    "en": frozenset(
        "force mission contingent battalion unit team peacekeepers operation task brigade company platoon group "
        "squadron convoy sector detachment cell observers component".split()),
    "fr": frozenset(
        "force mission contingent bataillon unité équipe opération détachement compagnie upc brigade convoi "
        "secteur relève composante composantes".split()),
}
_OFFICES = frozenset("office bureau cell cellule headquarters".split())
_CONTINGENTS = frozenset("contingent battalion bataillon unit upc unité company compagnie detachment détachement "
    "troops soldiers peacekeepers engineers".split())
_CIVIL = frozenset("""gang gangs opposition party rebel rebels council army armée armées ministry ministère navy embassy
    government gouvernement chérizier president's presidency présidence parliament police-nationale gendarmerie
    secretary-general minister's court
    treasury donors donateurs faction militia""".split())
_AT_HOME = frozenset("""president minister premier inspector-general treasury secretary-general secretary navy army gang
    gangs ministry ministère président ministre gouvernement trésor armée gouverneur staff""".split())
_STOP = frozenset(".;”»\"“«:")
_ABBREVIATED = frozenset("brig gen lt col maj capt m cdr sgt".split())
_COMPANY = frozenset("under with by met sous avec told and et".split())
_FORCES_AT_HOME = frozenset("defence defense air police coast".split())
_LED = re.compile(r"(?:commanded|led|headed)(?: \w+){0,3} by|under the command of|sous les ordres d|"
    r"command(?:é|ée|és|ées|ait)(?: [\w']+){0,5} par|dirigée?s?(?: [\w']+){0,5} par|sous le commandement d")
_HEADING = frozenset("command commander lead head diriger mener run coordinate".split())
_FOLLOWING = frozenset("succeed replace become succéder remplacer devenir".split())
_NAMING = frozenset("appoint name nommer désigner choose".split())


def appointments(scene: Scene, s: SentenceReading, voice: Voice | None) -> None:
    """Adds the posts a sentence shows persons to hold."""
    seen = {e.party for e in scene.found if e.kind == "appointment"}
    for person in s.persons:
        if len(person.name.split()) < 2 and person.name not in scene.speakers.full_names:
            continue
        if s.low(person.first) in _modifiers(scene.tongue) or s.low(person.last + 1) in _UNITS[scene.tongue]:
            continue
        name = scene.speakers.full(person.name)
        if name in seen:
            continue
        post = _beside(scene, s, person) or _by_being(scene, s, person) or _charged(scene, s, person) or _by_verb(
            scene, s, person)
        if post is None:
            continue
        seen.add(name)
        scene.add(Event(s, "appointment", name, post.title, None, None, min(person.first, post.first),
            max(person.last, post.last), "post beside a name", 0.6, voice, unit=post.unit))
    _of_the_last_person(scene, s, voice, seen)


def _of_the_last_person(scene: Scene, s: SentenceReading, voice: Voice | None, seen: set[str]) -> None:
    """"He is the force's spokesman"."""
    verb = next((v for v in s.verbs if v.finite), None)
    if verb is None or verb.lemma not in ("be", "être", "serve", *_HEADING) or verb.negated or verb.first != 1:
        return
    if s.low(0) not in ("he", "she", "il", "elle") or not scene.last_person or scene.last_person in seen:
        return
    nobody = Person(0, 0, scene.last_person)
    if verb.lemma in _HEADING:
        post = _by_verb(scene, s, nobody)
    else:
        post = next((p for i in range(verb.last + 1, min(len(s.tokens), verb.last + 8))
            if (p := _post_at(scene, s, i, nobody, len(s.tokens))) is not None), None)
    if post is not None and post.unit:
        scene.add(Event(s, "appointment", scene.last_person, post.title, None, None, 0, post.last, "post of the last "
            "named", 0.5, voice, unit=post.unit))


# --- a post beside a name ---------------------------------------------------------------------------------


def _beside(scene: Scene, s: SentenceReading, person: Person) -> Post | None:
    named = next((v for v in s.verbs if v.lemma in _NAMING and abs(v.first - person.last) <= 4), None)
    behind = _behind(scene, s, person)
    if behind is not None:
        return behind
    if named is not None:
        for i in range(named.last + 1, min(len(s.tokens), named.last + 10)):
            if (title := _title(scene, s, i)) is not None:
                return Post(named.first, i, title[1], scene.mission_named())
    return _ahead(scene, s, person)


def _behind(scene: Scene, s: SentenceReading, person: Person) -> Post | None:
    """"General X, the force's commander"."""
    start = person.last + 1
    if start >= len(s.tokens) or s.tokens[start].text not in (",", "(", "–", "—"):
        return None
    for i in range(start, min(len(s.tokens), start + 13)):
        verb = s.by_token.get(i)
        if (s.tokens[i].text in _STOP and s.low(i - 1) not in _ABBREVIATED) or (verb is not None and verb.finite):
            return None
        if i > start and s.tokens[i].text == ",":
            return None
        if any(p.first <= i <= p.last for p in s.persons if p is not person) or s.low(i) in _COMPANY:
            return None
        post = _post_at(scene, s, i, person, len(s.tokens))
        if post is not None:
            return post
    return None


def _ahead(scene: Scene, s: SentenceReading, person: Person) -> Post | None:
    """"the force's commander, General X", "a spokeswoman for the support office, Delphine Mercier"."""
    for i in range(person.first - 1, max(-1, person.first - 11), -1):
        verb = s.by_token.get(i)
        if (s.tokens[i].text in _STOP and s.low(i - 1) not in _ABBREVIATED) or (verb is not None and verb.finite):
            return None
        post = _post_at(scene, s, i, person, person.first)
        if post is not None:
            return post if _joined(s, post.last + 1, person.first) else None
    return None


def _joined(s: SentenceReading, first: int, stop: int) -> bool:
    """Between a post before a name and the name: only titles, "of the force", commas."""
    if stop - first > 9 or [s.low(k) for k in range(first, stop)].count(",") > 1:
        return False
    return not any((s.by_token.get(k) and s.by_token[k].finite) or s.low(k) in ("and", "et", "with", "to", "who", "qui")
        for k in range(first, stop))


def _title(scene: Scene, s: SentenceReading, i: int) -> tuple[int, str, bool] | None:
    """The post whose head is token i: its first token, its English name, whether it is a post by itself."""
    head = _heads(scene.tongue).get(s.low(i))
    if head is None:
        return None
    first = i
    while first > 0 and s.low(first - 1) in _modifiers(scene.tongue):
        first -= 1
    if s.low(first) == "new" and first < i:
        first += 1
    title = head[0]
    if scene.tongue == "en":
        title = s.words(first, i)
        if s.low(i + 1) == "of" and s.low(i + 2) in ("staff", "mission"):
            title = s.words(first, i + 2)
    elif (s.low(i + 1), s.low(i + 2)) == ("d'", "état-major"):
        title = "chief of staff"
    elif s.low(i + 1) == "adjoint" or s.low(i + 1) == "adjointe":
        title = f"deputy {title}"
    elif s.low(i + 1) in ("spécial", "spéciale"):
        title = f"special {title}"
    return first, title, head[1] or first < i


def _post_at(scene: Scene, s: SentenceReading, i: int, person: Person, stop: int) -> Post | None:
    found = _title(scene, s, i)
    if found is None or i >= stop:
        return None
    first, title, sure = found
    unit = _unit(scene, s, first, i, person, sure)
    if not unit or _civil(s, first, i):
        return None
    return Post(first, i, title, unit)


def _civil(s: SentenceReading, first: int, last: int) -> bool:
    """Does the post belong to an army, ministry, party or gang at home?"""
    ours = {k for m in s.mentions if m.sort == "mission" for k in range(m.first, m.last + 1)}
    around = {s.low(k) for k in range(max(0, first - 3), min(len(s.tokens), last + 5)) if k not in ours}
    return bool(around & _CIVIL)


def _unit(scene: Scene, s: SentenceReading, first: int, last: int, person: Person, sure: bool) -> str:
    """The mission, contingent or office a post belongs to; "" if it is none of ours."""
    low = range(max(0, min(first, person.first) - 5), min(len(s.tokens), max(last, person.last) + 9))
    near = range(max(0, first - 4), min(len(s.tokens), last + 8))
    words, close = {s.low(k) for k in low}, {s.low(k) for k in near}
    for k in low:
        m = s.mention_at(k)
        if m is not None and m.sort == "mission":
            return scene.document.mission if scene.document.mission != MISSION else m.party
    contingent = next((m.party for k in low if (m := s.mention_at(k)) is not None
        and m.sort in ("people", "state") and m.first != 0), "")
    if words & _CONTINGENTS and contingent:
        return f"{contingent} contingent"
    if words & _UNITS[scene.tongue] and not words & {"police", "army"} and not close & _FORCES_AT_HOME:
        return scene.mission_named()
    post = {s.low(k) for k in range(first, last + 1)}
    if post & {"envoy", "envoyé", "envoyée", "representative", "représentant", "représentante"} or close & _OFFICES:
        span = near if post & {"representative", "représentant", "représentante"} else low
        body = next((m.party for k in span if (m := s.mention_at(k)) is not None and m.sort in ("org", "council")), "")
        if body:
            return body
        if post & {"envoy", "envoyé", "envoyée"} or close & {"special", "spécial", "spéciale"}:
            return "United Nations" if words & {"un", "onu", "u.n", "special", "spécial", "spéciale"} else ""
        if close & _OFFICES and scene.document.mission != MISSION and close & {"its", "local", "mission's"}:
            return scene.document.mission
    owned = s.low(first - 1) in ("its", "leur", "son", "sa") and scene.document.mission != MISSION
    if owned and not close & _AT_HOME and not contingent and post & {"chief", "head", "commander", "leader", "deputy",
            "chef",
            "spokesman", "spokeswoman", "spokesperson", "porte-parole",
            "cheffe", "commandant", "patron"}:
        return scene.document.mission
    if sure and not words & _AT_HOME and post & {"commander", "commandant", "commandante", "leader"}:
        return f"{contingent} contingent" if contingent else scene.mission_named()
    return ""


# --- a post told by a verb --------------------------------------------------------------------------------


_CHARGED = re.compile(r"\b(?:in command|à la tête d|à la tête de la)\b")
_SPEAKING = re.compile(r"\bspeaks? for (?:the|its) (?:force|mission|contingent|unit)\b")


def _charged(scene: Scene, s: SentenceReading, person: Person) -> Post | None:
    """"X, the Australian in command", "X, à la tête de la mission depuis mai", "X, the officer who speaks for the "
    "force"."""
    stop = min(len(s.tokens), person.last + 12)
    behind = " ".join(s.low(k) for k in range(person.last + 1, stop))
    if s.low(person.last + 1) != ",":
        return None
    if _SPEAKING.search(behind):
        return Post(person.first, person.last, "spokesman", scene.mission_named())
    charged = _CHARGED.search(behind)
    if charged and (charged.group() == "in command" or set(behind[charged.end():].split()[:4]) & _UNITS["fr"]):
        return Post(person.first, person.last, "commander", scene.mission_named())
    return None


def _by_being(scene: Scene, s: SentenceReading, person: Person) -> Post | None:
    """"whose General X is deputy commander", "the new contingent commander is Colonel X"."""
    for verb in s.verbs:
        if verb.lemma not in ("be", "être", "become", "devenir", "remain") or not verb.finite or verb.negated:
            continue
        found = subject_of(s, verb)
        if found.first <= person.first <= found.last:
            span = range(verb.last + 1, min(len(s.tokens), verb.last + 6))
        elif verb.last < person.first <= verb.last + 5:
            span = range(max(0, found.first), found.last + 1)
        else:
            continue
        for k in span:
            if s.tokens[k].text in ",;":
                break
            post = _post_at(scene, s, k, person, len(s.tokens))
            if post is not None:
                return post
    return None


def _by_verb(scene: Scene, s: SentenceReading, person: Person) -> Post | None:
    """"commanded by X", "sous les ordres de X", "X, who heads its Bukavu office", "X commands it"."""
    before = " ".join(s.low(k) for k in range(max(0, person.first - 12), person.first))
    led = _LED.search(before)
    if led and not re.search(r"party|gang|government", before):
        between = set(before[led.end():].split()) - TITLED
        if len(between) <= 4:
            return Post(max(0, person.first - 3), person.last, "commander", scene.mission_named())
    if _takes_command(s, person):
        return Post(person.first, person.last, "commander", scene.mission_named())
    told = _as_post(scene, s, person)
    if told is not None:
        return told
    for verb in s.verbs:
        if verb.passive or verb.negated or verb.first <= person.last:
            continue
        found = subject_of(s, verb)
        if (found.first <= person.first <= found.last or verb.first - person.last <= 5) and (
                post := _of_verb(scene, s, person, verb)) is not None:
            return post
    return None


_TAKING = frozenset("assume assumed assumes took takes taken take pris prend".split())


def _takes_command(s: SentenceReading, person: Person) -> bool:
    """"X assumed command of the mission", "X took over command"."""
    for i in range(person.last + 1, min(len(s.tokens), person.last + 6)):
        if s.tokens[i].text in ".;,":
            return False
        if s.low(i) in _TAKING and {"command", "commandement"} & {s.low(k) for k in range(i + 1, i + 4)}:
            return True
    return False


def _as_post(scene: Scene, s: SentenceReading, person: Person) -> Post | None:
    """"X, who takes over as chief of liaison", "X remains in his post as deputy commander", "X, appointed "
    "coordinator"."""
    for i in range(person.last + 1, min(len(s.tokens), person.last + 14)):
        if s.tokens[i].text in _STOP:
            return None
        verb = s.by_token.get(i)
        named = verb is not None and verb.lemma in _NAMING
        if s.low(i) in ("as", "comme") or named:
            for k in range(i + 1, min(len(s.tokens), i + 6)):
                if s.tokens[k].text in ",;.":
                    break
                title = _title(scene, s, k)
                if title is not None and not _civil(s, title[0], k):
                    unit = _unit(scene, s, title[0], k, person, True) or scene.mission_named()
                    return Post(person.first, k, title[1], unit)
    return None


def _of_verb(scene: Scene, s: SentenceReading, person: Person, verb: VerbGroup) -> Post | None:
    if verb.lemma in _FOLLOWING or s.low(verb.last) in ("succeeds", "succeeded"):
        for i in range(verb.last + 1, min(len(s.tokens), verb.last + 10)):
            if (title := _title(scene, s, i)) is not None:
                return Post(person.first, verb.last, title[1], scene.mission_named())
    return _heading(scene, s, person, verb) if verb.finite else None


def _heading(scene: Scene, s: SentenceReading, person: Person, verb: VerbGroup) -> Post | None:
    led = {s.low(k) for k in range(verb.last + 1, min(len(s.tokens), verb.last + 7))}
    if led & _FORCES_AT_HOME:
        return None
    if verb.lemma in ("command", "commander"):
        return Post(person.first, verb.last, "commander", scene.mission_named())
    if verb.lemma not in _HEADING:
        return None
    if led & {"gang", "party", "opposition", "delegation", "ministry", "army", "government"}:
        return None
    if led & _OFFICES:
        body = next((m.party for m in s.mentions if m.first > verb.last and m.sort in ("org", "mission")), "")
        unit = scene.document.mission if scene.document.mission != MISSION else body
        return Post(person.first, verb.last, "head of office", unit) if unit else None
    near = any(m.sort == "mission" and verb.last < m.first < verb.last + 6 for m in s.mentions)
    if led & _UNITS[scene.tongue] or near:
        return Post(person.first, verb.last, "commander", scene.mission_named())
    return None
