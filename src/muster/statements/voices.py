"""Who a noun phrase names as a speaker: a person, a body, a kind of speaker ("a Western diplomat"), or a pronoun.

Problem: "Its Chair, Abdou Diallo-Kane,", "the representative of Kenya", "an Israeli official", "the statement", "the
Controller": a name, an office, or a title that stands for somebody named before.
Choice: within the phrase a person outranks the office beside it; what stands behind a preposition is not the head; a
title
alone is the last person who was given it; a body's own name is kept as the text writes it.
Weakness: a name of one word is believed to be a person's only where the text treats it as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from muster.statements.analysis import DocumentReading, SentenceReading
from muster.statements.names import MISSION, TITLES, Mention, Person, index, state_currency
from muster.statements.people import People, kinds
from muster.statements.subjects import PREPOSITIONS


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker found in a sentence: the name, if it stands for a person, and the tokens that show it.

    state: the state the speaker speaks for. generic: the kind of speaker, in English, where no name is told.
    """

    name: str
    person: bool
    first: int
    last: int
    state: str = ""
    pronoun: bool = False
    generic: str = ""


PRONOUNS = {"en": frozenset(("he", "she", "they", "it", "i", "we")), "fr": frozenset(("il", "elle", "ils", "elles",
    "je", "j'", "nous"))}
PAPERS = frozenset("""newspaper paper daily weekly broadcaster channel agency magazine radio station website journal
    quotidien hebdomadaire agence chaîne magazine site""".split())
_ARTICLES = frozenset("a an the le la les l' un une des this that cet cette ce said".split())
_WHERE = frozenset(
    "in at to from before on by with dans à en devant de depuis sur par chez près au aux about of for during "
    "after".split())
_JOINTS = frozenset("of for at with to in de du des d' pour auprès à chez".split())
_OWNER_WORDS = frozenset("its his her their our son sa leur ses leurs".split())


@cache
def adjectives() -> dict[str, str]:
    """State -> its people-word in English."""
    found: dict[str, str] = {}
    for names in index("en").values():
        for name in names:
            if name.sort == "people":
                found.setdefault(name.party, " ".join(name.exact))
    found["United States"] = "US"
    return {state: found.get(state, state) for state in {*state_currency(), *found}}


def voice_of(people: People, s: SentenceReading, first: int, last: int, tongue: str, *,
        backwards: bool) -> Voice | None:
    """The speaker a noun phrase names. backwards: it stands in front of its verb, so a place may lead it."""
    if last < first:
        return None
    inside = [p for p in s.persons if first <= p.first and p.last <= last and people.is_one(s, p, tongue)]
    for person in reversed(inside) if backwards else inside:
        if s.low(person.last + 1) == "'s":
            if person.last + 1 < last and (office := _office_of(people, s, person, last)) is not None:
                return office
            continue
        if not _governed(s, person.first, first):
            return Voice(people.full(person.name), True, person.first, person.last, people.state_of(person.name))
    if (pronoun := _pronoun(s, first, last, tongue)) is not None:
        return pronoun
    at_end = next((m for m in s.mentions if backwards and m.last == last and m.first > first
        and m.sort not in ("people", "region")), None)
    if at_end is not None and s.low(first) in PREPOSITIONS and not _joined_before(s, at_end.first):
        return _body(people, s, at_end)
    head = _head(s, first, last, tongue, backwards)
    if head is not None:
        return _kind(people, s, head, first, last, tongue)
    named = [m for m in s.mentions if first <= m.first and m.last <= last and m.sort not in ("people", "region",
        "armed group")]
    free = [m for m in named if not _placed(s, m, first)]
    if free:
        return _body(people, s, free[-1] if backwards else free[0])
    groups = [m for m in s.mentions if first <= m.first and m.last <= last and (m.sort == "armed group"
        or (m.sort == "people" and m.last == last and s.low(m.first - 1) in ("the", "les")))]
    if groups:
        return Voice(groups[0].party, False, groups[0].first, groups[0].last, groups[0].giver
            if groups[0].sort == "people" else "")
    return _named(s, first, last) or _somebody(s, first, last)


def _somebody(s: SentenceReading, first: int, last: int) -> Voice | None:
    """"a colleague", "the cook", "a congressional staffer": anybody with an article, by the text's own words."""
    if s.low(first) not in _ARTICLES and s.low(first) not in _OWNER_WORDS:
        return None
    end = first
    while end + 1 <= last and s.tokens[end + 1].is_word and s.low(end + 1) not in PREPOSITIONS and s.by_token.get(
            end + 1) is None and end - first < 4:
        end += 1
    if end == first or s.low(end) in _THINGS or s.tokens[end].is_number:
        return None
    return Voice(s.words(first + 1, end), False, first + 1, end, generic=s.low(end))


_THINGS = frozenset(
    "day week month year time number sum total figure money mission force one two others same rest place "
    "point result effect plan jour semaine mois an année somme total nombre".split())


def _post_before(s: SentenceReading, k: int) -> bool:
    """Does a post stand in front of "of": "Vice-minister of defence"?"""
    word = s.low(k - 1)
    return word in TITLES or word in kinds("en") or word.endswith(("minister", "secretary", "chief", "ministre",
            "général"))


def _joined_before(s: SentenceReading, i: int) -> bool:
    k = i - 1
    while s.low(k) in _ARTICLES:
        k -= 1
    return s.low(k) in PREPOSITIONS


def _office_of(people: People, s: SentenceReading, person: Person, last: int) -> Voice | None:
    """"Macron's office": the office, by the post of the one it serves where the text tells it."""
    word = next((s.low(k) for k in range(person.last + 2, last + 1) if s.low(k) in kinds("en")), "")
    if not word:
        return None
    name, state = people.full(person.name), people.state_of(person.name)
    if word in ("office", "bureau", "cabinet") and state and any(name == n for _, n in people.titles.get("president",
            [])):
        return Voice(f"Office of the {adjectives().get(state, state)} president", False, person.first, last, state)
    return Voice(f"{name}'s {word}", False, person.first, last, state)


def _governed(s: SentenceReading, i: int, first: int) -> bool:
    """Does a preposition of the same phrase stand before a name and its titles?"""
    k = i - 1
    while k >= first and (s.low(k) in TITLES or s.low(k) in _ARTICLES or s.low(k) == "." or (
            s.low(k) in ("of", "for", "de", "des", "à", "aux") and _post_before(s, k)) or (
            s.low(k) in ("defence", "defense", "state", "interior", "staff", "foreign", "affairs"))):
        k -= 1
    return k >= first and s.low(k) in PREPOSITIONS


def _placed(s: SentenceReading, m: Mention, first: int) -> bool:
    k = m.first - 1
    while k >= first and s.low(k) in _ARTICLES:
        k -= 1
    return k >= first and s.low(k) in _WHERE


def _pronoun(s: SentenceReading, first: int, last: int, tongue: str) -> Voice | None:
    for k in (last, first):
        if s.low(k) in PRONOUNS[tongue] and last - first <= 2:
            return Voice("", False, k, k, pronoun=True)
    return None


def _head(s: SentenceReading, first: int, last: int, tongue: str, backwards: bool) -> int | None:
    """The word for a kind of speaker that heads a phrase: the last one before "of", "for", "at"."""
    words = kinds(tongue)
    start = first
    if backwards:
        commas = [k for k in range(first, last + 1) if s.tokens[k].text == ","]
        behind = range(commas[-1] + 1, last + 1) if commas else range(0)
        start = commas[-1] + 1 if commas and (s.low(first) in _WHERE or any(s.low(k) in words
            for k in behind)) else first
    found = None
    for k in range(start, last + 1):
        m = s.mention_at(k)
        if s.low(k) in words and not (m is not None and m.sort == "mission"):
            found = k if found is None or tongue == "en" else found
        elif found is not None and (s.low(k) in _JOINTS or s.tokens[k].text == ","):
            break
    if found is None or (_governed(s, found, start) and s.low(found - 1) != "of"):
        return None
    return found


def _kind(people: People, s: SentenceReading, k: int, first: int, last: int, tongue: str) -> Voice:
    """"the army", "a Western diplomat", "the representative of Kenya", "le chef d'état-major": by its words."""
    noun = kinds(tongue)[s.low(k)]
    if s.low(k) == "porte-parole":
        noun = "spokeswoman" if s.low(k - 1) in ("la", "une", "sa") else "spokesman"
    paper = _paper(s, k)
    if paper is not None:
        return paper
    begin = k
    while begin > first and k - begin < 5 and (s.tokens[begin - 1].is_word or s.low(begin - 1) == "'s") and s.low(
            begin - 1) not in _ARTICLES and s.low(begin - 1) not in _OWNER_WORDS and s.low(
            begin - 1) not in PREPOSITIONS and s.by_token.get(begin - 1) is None:
        begin -= 1
    before = [s.tokens[i].text if i and s.tokens[i].is_capital and s.low(i) not in TITLES else s.low(i)
        for i in range(begin, k) if s.mention_at(i) is None and s.low(i) not in (*_OWNER_WORDS, "'s")]
    owner = next((s.mention_at(i) for i in range(begin, k) if s.mention_at(i)), None)
    end, behind = _complement(s, k, last)
    owner = owner or behind or (next((s.mention_at(i) for i in (k + 1, k + 2) if s.mention_at(i)), None)
        if tongue == "fr" else None)
    alone = owner is None and not before and s.low(begin - 1) in ("the", "le", "la", "l'", "'s", *_OWNER_WORDS)
    if (alone or (owner is None and s.low(k) in TITLES)) and (name := people.entitled(s.low(k), s.sentence.number)):
        return Voice(name, True, begin, k, people.state_of(name), generic=noun)
    if {"same", "même"} & set(before):
        return Voice("same source", False, begin, k, generic=noun)
    words = [w for w in before if w not in ("own", "new") and not w[:1].isdigit()] if tongue == "en" else []
    if (s.low(begin - 1), s.low(begin - 2)) == ("of", "one") or "one" in before[:1]:
        noun = noun.removesuffix("s")
    if owner is None:
        return Voice(" ".join([*words, noun]), False, begin, k, generic=noun)
    if behind is not None and owner is behind:
        return _behind_of(people, s, behind, words, noun, begin)
    return _of_owner(s, owner, words, noun, begin, end)


def _behind_of(people: People, s: SentenceReading, m: Mention, words: list[str], noun: str, begin: int) -> Voice:
    """"the representative of Kenya", "the spokesman of the mission": the owner behind the post."""
    if m.sort == "mission":
        whole = s.words(m.first, m.last) if s.tokens[m.last].is_capital else f"the {s.low(m.last)}"
        return Voice(f"{' '.join([*words, noun])} of {whole}", False, begin, m.last, generic=noun)
    if m.sort in ("state", "people", "capital"):
        return Voice(f"{' '.join([*words, noun])} of {m.giver}", False, begin, m.last, m.giver, generic=noun)
    return _of_owner(s, m, words, noun, begin, m.last)


def _of_owner(s: SentenceReading, owner: Mention, words: list[str], noun: str, begin: int, end: int) -> Voice:
    if owner.sort in ("state", "people", "capital"):
        return Voice(" ".join([adjectives().get(owner.giver, owner.giver), *words, noun]), False, begin, end,
            owner.giver, generic=noun)
    if owner.sort == "mission":
        return Voice(f"{' '.join([*words, noun])} of the {s.low(owner.last)}", False, begin, end, generic=noun)
    if noun.startswith(("spokes", "official", "representative", "source", "commander", "delegate")):
        return Voice(f"{owner.party} {noun}", False, begin, end, owner.state, generic=noun)
    return Voice(owner.party, False, begin, end, owner.state, generic=noun)


def _complement(s: SentenceReading, k: int, last: int) -> tuple[int, Mention | None]:
    """The party behind "of" or "for" and where it ends."""
    if s.low(k + 1) not in _JOINTS:
        return k, None
    m = next((m for j in range(k + 1, min(k + 7, len(s.tokens))) if (m := s.mention_at(j)) is not None), None)
    return (m.last, m) if m is not None and m.first <= max(last, k + 6) else (k, None)


def _paper(s: SentenceReading, k: int) -> Voice | None:
    """"the daily El Sol", "le journal La Tribune": a paper by its name."""
    if s.low(k) not in PAPERS:
        return None
    last = k
    while last + 1 < len(s.tokens) and s.tokens[last + 1].is_word and s.tokens[last + 1].is_capital:
        last += 1
    return Voice(s.words(k + 1, last), False, k, last, generic=s.low(k)) if last > k else None


def _body(people: People, s: SentenceReading, m: Mention) -> Voice:
    """A body by its name; a mission by the name the text gives it."""
    name = m.party
    said = s.words(m.first, m.last)
    if m.sort == "mission" and m.last > m.first and said[0].isupper() and s.tokens[m.last].is_capital \
            and people.reading.language == "en":
        name = said
    elif m.sort == "mission" and name == MISSION:
        name = mission_name(people.reading)
    return Voice(name, False, m.first, m.last, m.giver if m.sort in ("state", "capital") else m.state)


def mission_name(reading: DocumentReading) -> str:
    """The mission by its name in the text: from the table, by its letters, or by its capitals."""
    if reading.mission != MISSION:
        return reading.mission
    for s in reading.sentences:
        for m in s.mentions:
            said = s.words(m.first, m.last)
            if m.sort == "mission" and m.party == MISSION and said.isupper() and len(said) > 2:
                return said
    for s in reading.sentences:
        for m in s.mentions:
            if m.sort == "mission" and m.party == MISSION and s.tokens[m.last].is_capital:
                begin = m.first
                while begin > 0 and s.tokens[begin - 1].is_word and s.tokens[begin - 1].is_capital and s.low(
                        begin - 1) not in _ARTICLES:
                    begin -= 1
                if m.last - begin >= 1:
                    return s.words(begin, m.last)
    for s in reading.sentences[:3]:
        for m in s.mentions:
            begin = m.first
            while begin > 0 and s.tokens[begin - 1].is_word and s.low(begin - 1) not in _ARTICLES and s.low(
                    begin - 1) not in PREPOSITIONS and s.by_token.get(begin - 1) is None:
                begin -= 1
            if m.sort == "mission" and m.party == MISSION and m.last - begin >= 2:
                return s.words(begin, m.last)
    return MISSION


def _named(s: SentenceReading, first: int, last: int) -> Voice | None:
    """A body in no table, by its capitals: "the Board of Peace", "Caritas"."""
    start = first
    while start <= last and s.low(start) in _ARTICLES:
        start += 1
    end = start
    while end <= last and (s.tokens[end].is_capital or s.low(end) in ("of", "for", "and", "de", "du", "des")):
        end += 1
    end -= 1
    while end >= start and not s.tokens[end].is_capital:
        end -= 1
    if end < start or start == 0 or s.low(start) in _OWNER_WORDS or s.low(start) in ("my",
            "your") or s.by_token.get(start) is not None:
        return None
    return Voice(s.words(start, end), False, start, end)
