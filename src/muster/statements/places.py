"""Places in a sentence: towns, camps, bases, ports, and lists of them.

Problem: a place looks like a person ("Bio Cadale"), like a government ("Kidal fell", "Kinshasa wants"), or has no name
("the perimeter of the airport").
Choice: a capitalised name that is no party and no known person; the word of its kind beside it belongs to it ("the port
of Irna", "Camp Lomela", "Position 37"); names joined by commas and "and" are one list, their shares kept.
Weakness: a person named once, by one word and without a title, is taken for a place.
"""

from __future__ import annotations

from dataclasses import dataclass

from muster.statements.analysis import SentenceReading
from muster.statements.scene import TITLED, Scene

PLACE_NOUNS = {
    "en": frozenset("""airport airfield airstrip port seaport base bases camp camps headquarters hospital station
        prison palace terminal town city village road bridge barracks outpost post compound embassy district perimeter
        installations infrastructure neighbourhood neighborhood stronghold area zone building mine border locality
        commune checkpoint depot position facility warehouse hub clinic crossing""".split()),
    "fr": frozenset("""aéroport aérodrome port base bases camp camps siège hôpital commissariat prison palais
        terminal ville village route pont caserne poste position localité localités quartier quartiers ambassade
        périmètre infrastructures zone bâtiment mine frontière commune axe cité emprise dépôt""".split()),
}
BASES = frozenset("""base bases camp camps post posts outpost outposts fob fobs position positions facility site sites
    barracks compound headquarters poste postes emprise emprises caserne casernes""".split())
TOWNS = frozenset("towns cities villages localities villes localités communes places lieux town city ville".split())
_KIND_OF = frozenset("""port camp base town city village hospital airport bridge depot position outpost post ville camp
    base port aéroport hôpital village cité poste""".split())
_NUMBERED = frozenset("position post camp base checkpoint fob poste compound".split())
_NO_PLACE = frozenset("""casques casque blue special easter christmas ramadan noël pâques week council conseil
assembly parliament conference ministry treaty accord summit agreement chapter
    union government resolution january february""".split())
_BETWEEN = frozenset("""% percent , and et the as well towns of then also puis la le de town in à villages cité cités
    villes lundi mardi mercredi jeudi vendredi samedi dimanche localités ville communes quartiers axe both whole camps
    east west north south centre center region province celui celle ceux d' du des from base camp bases village city
    those est ouest nord sud dans l' finally later ( ) near or on at earlier another two three nearby base that port
    deux trois puis enfin une un a an monday tuesday wednesday thursday friday saturday sunday ainsi que""".split())
_LAST_OF_NAME = frozenset("palace airport port bridge hospital prison".split())


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    first: int
    last: int


def places(scene: Scene, s: SentenceReading, first: int, last: int) -> list[Place]:
    """Names of places between two tokens, in order."""
    found = [Place(s.words(m.first, m.last), m.first, m.last) for m in s.mentions
        if m.sort == "capital" and first <= m.first <= last and not _acts(s, m.last)]
    for p in s.persons:
        if not first <= p.first <= last or scene.is_person(p.name) or s.low(p.first - 1) in TITLED:
            continue
        if not _can_be_a_place(scene, s, p.first, p.last):
            continue
        found.append(_with_kind(s, Place(s.words(p.first, p.last), p.first, p.last), scene.tongue))
    found += [Place(s.words(i, i + 1), i, i + 1) for i in range(max(first, 0), min(last, len(s.tokens) - 2) + 1)
        if s.low(i) in _NUMBERED and s.tokens[i].is_capital and s.tokens[i + 1].is_number]
    kept: list[Place] = []
    for place in sorted(found, key=lambda f: (f.first, -f.last)):
        if not kept or place.first > kept[-1].last:
            kept.append(_with_share(s, place))
    return kept


def _acts(s: SentenceReading, last: int) -> bool:
    """A capital that is the subject of a verb of saying or wanting is its government."""
    verb = s.by_token.get(last + 1)
    return verb is not None and verb.finite and not verb.passive and verb.has("say", "require", "pledge", "give",
            "send")


def _can_be_a_place(scene: Scene, s: SentenceReading, first: int, last: int) -> bool:
    words = {s.low(k) for k in range(first, last + 1)}
    if words & _NO_PLACE or any(f.first <= first <= f.last for f in s.figures):
        return False
    text = s.words(first, last)
    if "-led" in text or "-backed" in text:
        return False
    if first == 0 and first == last and not _name_at_the_start(s):
        return False
    if first == last and s.low(first) in PLACE_NOUNS[scene.tongue] | BASES:
        return False
    return not (s.low(first - 1) == "'s" and s.low(first) == "national")


def _name_at_the_start(s: SentenceReading) -> bool:
    """A capital at the start of a sentence is a name before a verb, or in a list of names."""
    if s.by_token.get(0) is not None:
        return False
    behind = s.low(1)
    if s.low(0).endswith("s") and behind not in (",", "and", "et", "("):
        return False
    verb = s.by_token.get(1)
    return (verb is not None and verb.finite) or (behind in (",", "and", "et", "(") and len(s.tokens) > 2
        and s.tokens[2].text[:1].isupper()) or (behind == "," and s.by_token.get(2) is not None)


def _with_kind(s: SentenceReading, place: Place, tongue: str) -> Place:
    """The word of its kind beside a name: "Villa Hargeisa palace", "the port of Irna", "the depot at Lungi"."""
    if tongue == "en" and s.low(place.last + 1) in PLACE_NOUNS["en"]:
        return Place(s.words(place.first, place.last + 1), place.first, place.last)
    before, joint = s.low(place.first - 2), s.low(place.first - 1)
    if joint in ("of", "at") and before in _KIND_OF and before not in ("town", "city", "village", "base", "camp"):
        begin = place.first - 2
        if s.tokens[begin - 1].is_word and s.low(begin - 1) not in ("the", "a", "its", "their", "their") \
                and begin and s.by_token.get(begin - 1) is None:
            begin -= 1
        return Place(s.words(begin, place.last), place.first, place.last)
    return place


def _with_share(s: SentenceReading, place: Place) -> Place:
    """"Moundou (80%)": the share behind a name belongs to it."""
    last = place.last
    if s.low(last + 1) == "(" and last + 3 < len(s.tokens) and s.tokens[last + 2].is_number and s.low(last + 3) in (
            "%", "percent", "per", "pour"):
        end = next((k for k in range(last + 3, min(last + 7, len(s.tokens))) if s.low(k) == ")"), last + 3)
        return Place(f"{place.name} ({s.tokens[last + 2].text}%)", place.first, end)
    return place


def listed(s: SentenceReading, found: list[Place]) -> list[Place]:
    """The first place and those joined to it by commas and "and"."""
    kept = found[:1]
    for place in found[1:]:
        between = [s.low(k) for k in range(kept[-1].last + 1, place.first)]
        if not all(w.isdigit() or w in _BETWEEN for w in between):
            break
        kept.append(place)
    return kept


def listed_back(s: SentenceReading, found: list[Place]) -> list[Place]:
    """The last place and those joined to it in front."""
    kept = found[-1:]
    for place in reversed(found[:-1]):
        between = [s.low(k) for k in range(place.last + 1, kept[0].first)]
        if not all(w.isdigit() or w in _BETWEEN for w in between):
            break
        kept.insert(0, place)
    return kept


def unnamed(scene: Scene, s: SentenceReading, first: int, last: int) -> Place | None:
    """"several critical installations", "the perimeter of the airport": a place without a name."""
    little = ("the", "a", "an", "of", "several", "la", "le", "les", "l'", "de", "des", "d'", "du", "its", "their",
        "un", "une", "some", "and", "in", "at", "this", "that", "ses", "leurs", "leur", "son", "sa")
    for i in range(max(0, first), min(last, len(s.tokens) - 1) + 1):
        if s.low(i) in PLACE_NOUNS[scene.tongue]:
            begin = i
            while begin > first and s.tokens[begin - 1].is_word and s.low(begin - 1) not in little:
                begin -= 1
            return Place(s.words(begin, i), begin, i)
    return None


def place_of_the_capital(scene: Scene) -> str:
    """The capital a text means by "the capital"."""
    for s in scene.document.sentences:
        for m in s.mentions:
            if m.sort == "capital" and m.party in ("Haiti", "Somalia", "South Sudan", "Central African Republic",
                    "Mali", "Democratic Republic of the Congo", "Sudan", "Chad", "Niger", "Burkina Faso"):
                return s.words(m.first, m.last)
    states = [m.party for s in scene.document.sentences for m in s.mentions if m.sort == "state"]
    return "Port-au-Prince" if "Haiti" in states else "the capital"
