"""Who stands in front of a verb: its subject, past what is thrown in between, or the subject it shares.

Problem: "El Salvador, he added, was ready", "Washington is its champion but will put no boots on the ground", "Mali
and Togo
promised troops", "Burundi, asked twice, said no": the subject is not the nearest name.
Choice: go left from the verb, jump over what two commas enclose, stop at the clause's edge; a verb right behind
"and" or
"but" shares the subject of the verb before. Within the noun phrase the parties before any preposition act.
Weakness: a list whose last comma belongs to an apposition loses its first names.
"""

from __future__ import annotations

from dataclasses import dataclass

from muster.statements.analysis import SentenceReading
from muster.statements.names import Mention
from muster.statements.verbs import VerbGroup


@dataclass(frozen=True, slots=True)
class Subject:
    """The noun phrase in front of a verb. role: parties, pronoun, thing or none; word: its last word in small
    letters."""

    first: int
    last: int
    mentions: tuple[Mention, ...]
    role: str
    word: str


_SKIPPED = frozenset("""also now still then all both soon already therefore however again even never not only too thus
    ne n' se s' y en lui leur les le la l' le itself themselves elle-même même aussi alors enfin toujours themselves
    himself herself finally later ever quickly simply jointly officially twice once""".split())
_AND = frozenset("and but or et mais ou nor yet".split())
_EDGES = frozenset(";:”»\"“«—–()")
_SUBORDINATE = frozenset(
    "that which who whom whose where when while because although though if unless whereas as qui que "
    "qu' dont où quand lorsque tandis car si puisque since whether after before until so than".split())
_PRONOUNS = frozenset(
    "it they he she we i who which il elle ils elles nous on je j' this that these those ce cela others "
    "some none many most both nobody".split())
PREPOSITIONS = frozenset("""to for in with against at into of from by on about after near via inside outside around
    across towards toward under over between among alongside besides despite during within without through like than à
    en au aux pour dans avec de du d' des par vers contre chez sur après sous entre parmi selon sans""".split())
_RELATIVE = frozenset("who which that qui".split())
_ARTICLES = frozenset("the la le les l' a an un une its their his her".split())
_LINKS = frozenset(", and et & the la le les l' as well".split())
_OF = frozenset("of from de du des d'".split())
_TROOPS_OF = frozenset(
    "contingents contingent troops soldiers soldats troupes hommes policiers militaires renforts officers "
    "police forces members représentants representatives governments leaders presidents ministers delegates army "
    "government president parliament ministry government's armée gouvernement président".split())


def subject_of(s: SentenceReading, verb: VerbGroup, depth: int = 0) -> Subject:
    """The noun phrase a verb's subject stands in; looked for once."""
    found = s.subjects.get((verb.first, depth))
    if found is None:
        found = s.subjects[verb.first, depth] = _subject_of(s, verb, depth)
    return found


def _subject_of(s: SentenceReading, verb: VerbGroup, depth: int) -> Subject:
    k = _over_adverbs(s, verb.first - 1)
    if k < 0:
        return Subject(0, -1, (), "none", "")
    k = _over_relative(s, k)
    if k >= 0 and s.tokens[k].text == ",":
        beyond = _over_aside(s, k)
        if beyond == k - 1 and s.by_token.get(k - 1) is not None and depth < 4:
            return _shared(s, k, depth)
        k = beyond
    elif s.low(k) in _AND and depth < 4:
        return _shared(s, k, depth)
    if k < 0 or s.tokens[k].text in _EDGES:
        k = _over_brackets(s, k)
    first = _start(s, k)
    if k < first:
        return Subject(0, -1, (), "none", "")
    if s.low(k) in _SUBORDINATE and s.low(k) not in ("that", "which", "who", "qui"):
        return Subject(k, k, (), "none", s.low(k))
    return _read(s, first, k)


def _over_adverbs(s: SentenceReading, k: int) -> int:
    while k >= 0 and (s.low(k) in _SKIPPED or (s.low(k).endswith("ly") and s.tokens[k].is_word)):
        k -= 1
    return k


def _over_relative(s: SentenceReading, k: int) -> int:
    """"a major who would not be named said": jump over the clause about the subject."""
    for i in range(k - 1, max(0, k - 10), -1):
        if s.tokens[i].text in _EDGES or s.tokens[i].text == ",":
            break
        if s.low(i) in ("who", "which", "qui", "whom"):
            inner = any(v.finite and i < v.first <= k for v in s.verbs)
            return i - 1 if inner else k
    return k


def _shared(s: SentenceReading, k: int, depth: int) -> Subject:
    """The subject of a verb before, which a verb right behind "and" or "but" shares."""
    for earlier in reversed([v for v in s.verbs if v.finite and v.last < k][-4:]):
        if any(s.tokens[i].text in ";:" for i in range(earlier.last, k)):
            break
        found = subject_of(s, earlier, depth + 2)
        if found.role == "parties" or (found.role == "pronoun" and found.word not in _RELATIVE):
            return found
    return Subject(0, -1, (), "none", "")


def _over_aside(s: SentenceReading, comma: int) -> int:
    """Jump over what stands between two commas: "X, he added, was", "X, which has none, wants"."""
    for k in range(comma - 1, max(-1, comma - 30), -1):
        text = s.tokens[k].text
        if text in ";:”»\"“«":
            break
        if text == ",":
            return k - 1
    return comma - 1


def _over_brackets(s: SentenceReading, k: int) -> int:
    """Jump over "(SAMIDRC)" and what dashes enclose."""
    if k >= 0 and s.tokens[k].text in ")—–":
        opening = "(" if s.tokens[k].text == ")" else s.tokens[k].text
        return next((i - 1 for i in range(k - 1, max(-1, k - 25), -1) if s.tokens[i].text == opening), k - 1)
    return k


def _start(s: SentenceReading, k: int) -> int:
    """The first token of the noun phrase that ends at k."""
    first = k + 1
    while first > 0 and k - first < 24:
        i = first - 1
        token, verb = s.tokens[i], s.by_token.get(i)
        if token.text in _EDGES or (verb is not None and verb.finite and s.mention_at(i) is None):
            break
        if token.low in _SUBORDINATE and i != k:
            break
        if token.text == "," and not _goes_on(s, i):
            break
        if token.low in _AND and s.by_token.get(i + 1) is None and i and _closes_a_clause(s, i):
            break
        first = i
    return first


def _goes_on(s: SentenceReading, comma: int) -> bool:
    """Is a party on both sides of a comma: a list?"""
    before, after = s.mention_at(comma - 1), next((s.mention_at(k) for k in range(comma + 1, comma + 4)
        if s.low(k) not in _LINKS), None)
    if before is None or after is None:
        return False
    k = before.first - 1
    while s.low(k) in _ARTICLES:
        k -= 1
    return s.low(k) not in ("and", "et")


def _closes_a_clause(s: SentenceReading, i: int) -> bool:
    """Does a clause with its own verb end before this "and"?"""
    before = s.mention_at(i - 1)
    after = next((m for m in s.mentions if m.first in (i + 1, i + 2)), None)
    governed = before is not None and s.low(before.first - 1) in PREPOSITIONS
    return any(v.finite and v.last < i for v in s.verbs) and (before is None or after is None or governed)


def _read(s: SentenceReading, first: int, last: int) -> Subject:
    """The parties of a noun phrase that act, or what else it is."""
    inside = [m for m in s.mentions if first <= m.first and m.last <= last and m.sort not in ("media", "region")]
    kept: list[Mention] = []
    for m in inside:
        before = m.first - 1
        while before >= first and (s.low(before) in _ARTICLES or s.low(before) in _LINKS):
            before -= 1
        governed = before >= first and s.low(before) in PREPOSITIONS
        of_troops = s.low(before) in _OF and s.low(before - 1) in _TROOPS_OF and not kept
        apart = not kept or m.first - kept[-1].last > 3 or s.low(m.first - 1) in PREPOSITIONS
        if not governed or of_troops or not apart:
            kept.append(m)
    word = s.low(last)
    if kept:
        return Subject(first, last, tuple(kept), "parties", word)
    if last - first <= 1 and (s.low(first) in _PRONOUNS or word in _PRONOUNS):
        return Subject(first, last, (), "pronoun", word if word in _PRONOUNS else s.low(first))
    return Subject(first, last, (), "thing", word)
