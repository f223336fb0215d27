"""Who is named in a sentence: states and their people, capitals that stand for governments, bodies, persons, posts.

Problem: one party has many names in two languages ("Washington", "les Américains", "the US"), and a mission is called
by its letters, its kind of word ("the force") or its leader.
Choice: tables of facts (data/states.tsv, data/organisations.tsv) turned into one phrase index; persons by their
capitals.
Weakness: a place of two capitalised words can look like a person; only speech and post patterns make use of persons.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from muster.statements.tokens import Sentence, Token, lowered, tokenise

MISSION = "mission"


@dataclass(frozen=True, slots=True)
class Name:
    """One way of naming a party. sort: state, people, capital, org, council, mission, office, media, unit, armed
    group."""

    words: tuple[str, ...]
    exact: tuple[str, ...]
    party: str
    sort: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found: its tokens first..last, the party's canonical name and its sort."""

    first: int
    last: int
    party: str
    sort: str
    state: str = ""

    @property
    def giver(self) -> str:
        """The party that gives when this one does: an office gives for its state."""
        return self.state or self.party


def table(name: str) -> list[list[str]]:
    """The rows of a data file of this package, comments left out."""
    text = files("muster.statements").joinpath("data", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def _split(cell: str) -> list[str]:
    return [piece for piece in cell.split(";") if piece]


def _english_people(word: str) -> list[str]:
    if word.endswith(("ese", "ish", "ch", "ss", "men", "i-Kiribati", "Czech")) and not word.endswith("zech"):
        return [word]
    if word.endswith("man") and word[:-3].endswith(("ch", "sh")):
        return [word, word[:-3] + "men"]
    return [word, word + "s"]


_FR_FEMININE = [("ien", "ienne"), ("éen", "éenne"), ("yen", "yenne"), ("on", "onne"), ("turc", "turque"),
    ("grec", "grecque"),
                ("letton", "lettonne"), ("e", "e"), ("è", "è"), ("é", "é"), ("i", "ie")]


def _french_people(word: str) -> list[str]:
    feminine = word + "e"
    for ending, female in _FR_FEMININE:
        if word.endswith(ending):
            feminine = word[: -len(ending)] + female
            break
    plural = word if word.endswith(("s", "x")) else word + "s"
    return [word, feminine, plural, feminine + "s"]


@cache
def state_currency() -> dict[str, str]:
    """State -> ISO code of its currency."""
    return {row[1]: row[7] for row in table("states.tsv") if len(row) > 7}


@cache
def state_codes() -> dict[str, str]:
    return {row[0]: row[1] for row in table("states.tsv")}


@cache
def index(language: str) -> dict[str, list[Name]]:
    """First word -> names that begin with it, longest first."""
    french = language == "fr"
    names: list[Name] = []

    def add(said: str, party: str, sort: str, state: str = "") -> None:
        tokens = tokenise(said, language)
        names.append(Name(tuple(t.low for t in tokens), tuple(t.text for t in tokens), party, sort, state))

    for row in table("states.tsv"):
        party = row[1]
        for said in _split(row[4]) if french else _split(row[2]):
            add(said, party, "state")
        for said in _split(row[5]) if french else _split(row[3]):
            for form in _french_people(said) if french else _english_people(said):
                add(form, party, "people")
        capitals = _split(row[6])
        for said in capitals:
            add(said, party, "capital")
    for row in table("organisations.tsv"):
        party, sort = row[0], row[1]
        owner = state_codes().get(row[4], "") if len(row) > 4 else ""
        for said in {*_split(row[2]), *_split(row[3])} if len(row) > 3 else _split(row[2]):
            add(said, party, sort, owner)
            if sort == "mission" and said.isupper() and len(said) > 3 and " " not in said:
                add(said.capitalize(), party, sort, owner)
    found: dict[str, list[Name]] = {}
    for name in names:
        if name.words:
            found.setdefault(name.words[0], []).append(name)
    for entries in found.values():
        entries.sort(key=lambda name: (-len(name.words), name.sort == "capital"))
    return found


def _spelt_as_a_name(tokens: list[Token], i: int, name: Name) -> bool:
    """Short letters ("UN", "US", "AU") and states must be written as names are."""
    first = tokens[i].text
    wanted = name.exact[0]
    if len(name.words) == 1 and wanted.isupper() and len(wanted) <= 5:
        return first == wanted
    if wanted[0].islower():
        return True
    return first[0].isupper()


GENERIC_MISSION = {
    "en": frozenset("mission force operation peacekeepers deployment".split()),
    "fr": frozenset("mission force opération".split()),
}
_BEFORE_GENERIC = {"en": frozenset("the this that its their whole new support multinational un un-backed regional "
            "led joint backed "
            "kenyan-led kenya-led stabilisation stabilization peacekeeping security".split()),
                   "fr": frozenset("la cette sa une leur nouvelle".split())}


def mentions(sentence: Sentence, language: str, acronyms: frozenset[str] = frozenset()) -> list[Mention]:
    """The parties named in a sentence, in order, none inside another."""
    tokens, found, i = sentence.tokens, [], 0
    names, tongue = index("fr" if language == "fr" else "en"), "fr" if language == "fr" else "en"
    while i < len(tokens):
        token = tokens[i]
        step = 1
        for name in names.get(token.low, ()):
            length = len(name.words)
            if name.sort == "capital" and i >= 2 and tokens[i - 1].low in ("da", "do",
                    "dos") and tokens[i - 2].is_capital:
                continue
            if tuple(t.low for t in tokens[i:i + length]) == name.words and _spelt_as_a_name(tokens, i, name):
                after = i + length + (1 if i + length < len(tokens) and tokens[i + length].low == "'s" else 0)
                if name.sort in ("org", "council") and after < len(tokens) and tokens[after].low in ("force",
                        "mission", "operation", "peacekeepers") \
                        and name.party not in ("UNSC", "UNICEF"):
                    found.append(Mention(i, after, MISSION, "mission"))
                    step = after - i + 1
                    break
                found.append(Mention(i, i + length - 1, name.party, name.sort, name.state))
                step = length
                break
        else:
            generic = token.low in GENERIC_MISSION[tongue] and i and tokens[i - 1].low in _BEFORE_GENERIC[tongue]
            titled = token.low == "force" and i + 1 < len(tokens) and tokens[i + 1].is_capital and tongue == "en"
            by_name = token.text in _MISSION_NAMES and _named_mission(tokens, i)
            if token.text in acronyms or (generic and not titled) or by_name:
                found.append(Mention(i, i, MISSION, "mission"))
        i += step
    return found


_MISSION_NAMES = frozenset("Mission Force Operation Opération Peacekeepers".split())
_OTHER_FORCES = frozenset("defence defense air task police border armed security special rapid delta coast work "
        "labour".split())


def _named_mission(tokens: list[Token], i: int) -> bool:
    """"the Kestrel Stabilisation Mission", "la Force multinationale": a mission by its name, not an air force."""
    before = tokens[i - 1] if i else None
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if before is not None and before.is_capital and before.is_word and before.low not in _NOT_IN_NAMES:
        return before.low not in _OTHER_FORCES
    return after is not None and before is not None and before.low in ("la", "the", "cette") and (
        (after.text.islower() and after.is_word) or after.low in ("in", "for", "de", "en"))


_ACRONYM = re.compile(
    r"(?i:\b(?:mission|force|operation|opération)\b)[^.()]{0,70}\((?P<one>[A-Z][A-Za-z-]{2,11})\)"
    r"|\b(?P<two>[A-Z]{4,10}), (?:the|a|la|une|l['’])\s?[^,.]{0,50}\b(?:mission|force|operation|opération)\b")


def own_acronyms(text: str) -> frozenset[str]:
    """Letters by which a text itself names its mission: "the stabilisation mission (KISM)"."""
    return frozenset(m["one"] or m["two"] for m in _ACRONYM.finditer(text[:20_000]))


TITLES = frozenset("""
    president vice-president minister prime premier secretary secretary-general general gen brigadier brig colonel col
    lieutenant lt major maj captain capt commander commissioner inspector chief deputy admiral commodore ambassador
    spokesman spokeswoman spokesperson mr mrs ms dr sir lord king queen prince senator judge professor prof chancellor
    sergeant sgt director head envoy representative force cabinet interior foreign defence defense finance state
    minister-counsellor under
    assistant acting superintendent constable private corporal rear hon honourable archbishop bishop cardinal acting
    vice army navy police prime mission contingent un us
    président présidente ministre premier secrétaire général générale colonel lieutenant-colonel commandant commandante
    capitaine amiral ambassadeur ambassadrice porte-parole m mme monsieur madame chef commissaire directeur directrice
    inspecteur sergent major
    """.split())
_NOT_IN_NAMES = frozenset("""
    the a an in on at by for from with to of and or but as if when while after before since until during under over
    that this these
    those it its he she they we i you his her their our my your there here what who which where how why all some many
    most more
    no not only also even still now then today yesterday tomorrow monday tuesday wednesday thursday friday saturday
    sunday
    january february march april may june july august september october november december another additional further
    help
    according meanwhile however although though because once already earlier later last next first second third several
    le la les l' un une des du de d' à au aux en dans sur pour par avec sans sous chez et ou mais donc or ni car si
    quand
    lorsque que qui quoi dont où ce cet cette ces il elle ils elles on nous vous je tu son sa ses leur leurs notre nos
    lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet août septembre
    octobre
    novembre décembre celles celle celui ceux selon après avant depuis pendant aussi ainsi alors enfin hier demain
    aujourd'hui
    """.split())
_PARTICLES = frozenset("de du da dos des le la van von der den el al bin ibn ben ould abu y e di del los o'".split())


@dataclass(frozen=True, slots=True)
class Person:
    first: int
    last: int
    name: str


def persons(sentence: Sentence, named: list[Mention]) -> list[Person]:
    """Runs of capitalised words that can be a person's name; titles are left off, a single word is kept too."""
    tokens = sentence.tokens
    taken = {i for m in named for i in range(m.first, m.last + 1)}
    found, i = [], 0
    while i < len(tokens):
        if not _namelike(tokens, i, taken):
            i += 1
            continue
        j = i
        while j + 1 < len(tokens):
            if _namelike(tokens, j + 1, taken):
                j += 1
            elif (tokens[j + 1].low in _PARTICLES and j + 2 < len(tokens) \
                    and _namelike(tokens, j + 2, taken)) or (tokens[j + 1].text == "."
                        and tokens[j].text[-1].isalpha() and len(tokens[j].text) <= 2 and j + 2 < len(tokens) \
                    and _namelike(tokens, j + 2, taken)):
                j += 2
            else:
                break
        first = i
        while first <= j and (tokens[first].low in TITLES or tokens[first].text in "."):
            first += 1
        if first <= j:
            name = " ".join(t.text for t in tokens[first:j + 1]).replace(" .", ".")
            found.append(Person(first, j, name))
        i = j + 1
    return found


def _namelike(tokens: list[Token], i: int, taken: set[int]) -> bool:
    token = tokens[i]
    if i in taken or not token.is_word or not token.is_capital or token.low in _NOT_IN_NAMES:
        return False
    return not (token.text.isupper() and len(token.text) > 1 and not (i and tokens[i - 1].is_capital))


def document_mission(found: list[list[Mention]]) -> str:
    """The mission a document is about: the mission named most, the first of equals; "mission" if none has a name."""
    counted: Counter[str] = Counter()
    for sentence in found:
        for mention in sentence:
            if mention.sort == "mission" and mention.party != MISSION:
                counted[mention.party] += 1
    return counted.most_common(1)[0][0] if counted else MISSION


_WORD_SPLIT = re.compile(r"[^\w]+")


def same_person(one: str, other: str) -> bool:
    """Could two names be of one person? The last words agree, or one name holds the other."""
    first, second = [w for w in _WORD_SPLIT.split(lowered(one)) if w], [w for w in _WORD_SPLIT.split(lowered(other))
        if w]
    return bool(first and second) and (first[-1] == second[-1] or set(first) <= set(second)
            or set(second) <= set(first))
