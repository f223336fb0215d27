"""What the tables know about each sentence, laid side by side: parties, persons, times, verbs, figures and clauses.

Problem: which verb a figure belongs to, and whose it is, depends on the clause both stand in.
Choice: a clause is opened by a subordinator or a mark, and closed by the comma that ends it; no full parse.
Weakness: a long sentence with nested relative clauses can lend a figure to the outer verb.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from muster.sources.document import Document
from muster.statements.dates import Calendar, TimeSaid, times, years_named
from muster.statements.names import MISSION, Mention, Person, document_mission, mentions, own_acronyms, persons
from muster.statements.numbers import Figure, figures
from muster.statements.resources import Resource, resource_at
from muster.statements.tokens import Sentence, Token, sentences
from muster.statements.verbs import Tense, VerbGroup, verb_groups

if TYPE_CHECKING:
    from muster.statements.stages import StageFound
    from muster.statements.subjects import Subject

MOST_FIGURES = 40
"""Figures of one sentence that are read; a row of more is a table, not a sentence."""


class _Lows(dict[int, str]):
    """The small-letter form of each token; "" before the first and behind the last."""

    def __missing__(self, i: int) -> str:
        return ""


@dataclass(slots=True)
class SentenceReading:
    """One sentence with all that was recognised in it. clause[i]: the clause token i stands in; parent: its outer
    one.

    tokens, low: the sentence's tokens, and the small-letter form of each ("" outside), at hand without a call.
    subjects, told, clause_texts: what was once found out about a verb or a clause of this sentence; it is asked again
    for every figure.
    """

    sentence: Sentence
    mentions: list[Mention]
    persons: list[Person]
    times: list[TimeSaid]
    verbs: list[VerbGroup]
    figures: list[Figure]
    resources: list[Resource]
    clause: list[int]
    parent: dict[int, int]
    text: str
    language: str
    by_token: dict[int, VerbGroup] = field(default_factory=dict)
    tokens: list[Token] = field(init=False, repr=False)
    low: Callable[[int], str] = field(init=False, repr=False)
    words_said: frozenset[str] = field(init=False, repr=False)
    subjects: dict[tuple[int, int], Subject] = field(default_factory=dict, repr=False)
    told: dict[tuple[int, bool, str, bool], StageFound | None] = field(default_factory=dict, repr=False)
    clause_texts: dict[int, str] = field(default_factory=dict, repr=False)
    _named_at: dict[int, Mention] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.tokens = self.sentence.tokens
        lows = _Lows(enumerate([t.low for t in self.tokens]))
        self.low = lows.__getitem__
        self.words_said = frozenset(lows.values())
        for m in self.mentions:
            for i in range(m.first, m.last + 1):
                self._named_at.setdefault(i, m)

    def quoted_at(self, i: int) -> bool:
        return self.sentence.quoted[i]

    def words(self, first: int, last: int) -> str:
        return self.text[self.sentence.tokens[first].start:self.sentence.tokens[last].end]

    def anchor(self) -> str:
        said = self.text[self.sentence.start:self.sentence.end].split()
        return " ".join(said[:6])

    def mention_at(self, i: int) -> Mention | None:
        return self._named_at.get(i)

    def time_tokens(self, time: TimeSaid) -> tuple[int, int]:
        inside = [i for i, t in enumerate(self.sentence.tokens) if t.start >= time.start and t.end <= time.end + 1]
        return (inside[0], inside[-1]) if inside else (-1, -1)


@dataclass(slots=True)
class DocumentReading:
    """All sentences of one document, and what the document as a whole is about."""

    document: Document
    language: str
    calendar: Calendar
    sentences: list[SentenceReading]
    mission: str


_SUBORDINATORS = {
    "en": frozenset("who which that whom whose where when while because although though if unless whereas but".split()),
    "fr": frozenset("qui que qu' dont où quand lorsque lorsqu' tandis mais car si puisque".split()),
}
_AND = {"en": frozenset(("and", "or")), "fr": frozenset(("et", "ou"))}
_HARD = frozenset(";:—–()[]\"“”«»")


def clauses(sentence: Sentence, verbs: list[VerbGroup], language: str) -> tuple[list[int], dict[int, int]]:
    """The clause of each token, and the clause each clause hangs on."""
    tongue = "fr" if language == "fr" else "en"
    tokens, n = sentence.tokens, len(sentence.tokens)
    finite_starts = {v.first for v in verbs if v.finite}
    current, latest = 0, 0
    parent, relative, spoken = {0: -1}, {0: False}, {0: False}
    result = []

    def opens_verb(begin: int) -> bool:
        """Is there a finite verb between here and the next mark?"""
        for k in range(begin, n):
            if k in finite_starts:
                return True
            if tokens[k].text in ",;:()—–":
                return False
        return False

    for i, token in enumerate(tokens):
        low = token.low
        if i in finite_starts:
            if spoken[current] and relative[current] and parent[current] >= 0 and i and tokens[i - 1].text == ",":
                current = parent[current]
            spoken[current] = True
        if token.text in _HARD:
            if token.text in ")]" and parent[current] >= 0:
                current = parent[current]
            else:
                latest += 1
                parent[latest], relative[latest], spoken[latest] = current, token.text in "([", False
                current = latest
        elif low in _SUBORDINATORS[tongue] and i and not (low == "that" and i + 1 < n and i
                and tokens[i - 1].text == "."):
            latest += 1
            parent[latest], relative[latest], spoken[latest] = current, low not in ("but", "mais"), False
            current = latest
        elif token.text == "," and spoken[current]:
            if relative[current] and parent[current] >= 0:
                current = parent[current]
            elif opens_verb(i + 1):
                latest += 1
                parent[latest], relative[latest], spoken[latest] = current, False, False
                current = latest
        elif low in _AND[tongue] and spoken[current] and opens_verb(i + 1) and i + 1 < n and (
                not tokens[i + 1].is_number):
            latest += 1
            parent[latest], relative[latest], spoken[latest] = current, False, False
            current = latest
        result.append(current)
    return result, parent


def _as_reported(sentence: Sentence, verbs: list[VerbGroup]) -> list[VerbGroup]:
    """"He said Uganda would withdraw": after a past verb of saying, "would" is the future."""
    said = False
    found = []
    for verb in verbs:
        if said and verb.tense is Tense.CONDITIONAL and verb.modal in ("would", "") and not any(
                t.low in ("if", "si", "s'") for t in sentence.tokens[:verb.last + 1]):
            verb = replace(verb, tense=Tense.FUTURE)
        said = said or (verb.has("say", "pledge") and verb.tense in (Tense.PAST, Tense.PERFECT))
        found.append(verb)
    if found and not said and any(v.has("say") and v.tense in (Tense.PAST, Tense.PERFECT) for v in verbs[-1:]):
        found = [replace(v, tense=Tense.FUTURE) if v.tense is Tense.CONDITIONAL and v.modal == "would" else v
            for v in found]
    return found


def _future_at(sentence: Sentence, verbs: list[VerbGroup]) -> Callable[[int], bool]:
    """Is the verb nearest to a position of the future? A verb of saying near a weekday tells the day of saying."""
    places = [(sentence.tokens[v.first].start, sentence.tokens[v.last].end, v) for v in verbs if v.finite
        or v.tense is Tense.BARE]

    def ahead(position: int) -> bool:
        before = [p for p in places if p[1] <= position]
        after = [p for p in places if p[0] > position]
        nearest = before[-1] if before else after[0] if after else None
        if before and after and after[0][0] - position < 14 and position - before[-1][1] > 40:
            nearest = after[0]
        if nearest is None:
            return False
        verb = nearest[2]
        if verb.tense is Tense.FUTURE or verb.has("expect"):
            return True
        index = verbs.index(verb)
        return verb.tense is Tense.BARE and not verb.passive and index > 0 and (
            verbs[index - 1].tense is Tense.FUTURE or verbs[index - 1].has("pledge", "expect"))

    return ahead


def _taken(sentence: Sentence, named: list[Mention], said: list[TimeSaid]) -> list[bool]:
    taken = [False] * len(sentence.tokens)
    for m in named:
        for i in range(m.first, m.last + 1):
            taken[i] = True
    for t in said:
        for i, token in enumerate(sentence.tokens):
            if token.start >= t.start and token.end <= t.end:
                taken[i] = True
    return taken


def _resources(sentence: Sentence, language: str, named: list[Mention]) -> list[Resource]:
    inside = {i for m in named if m.sort not in ("people", "state", "mission") for i in range(m.first, m.last + 1)}
    found, i, tokens = [], 0, sentence.tokens
    while i < len(tokens):
        resource = None if i in inside or not tokens[i].is_word else resource_at(tokens, i, language)
        if resource is None:
            i += 1
        else:
            found.append(resource)
            i = resource.last + 1
    return found


def analyse(document: Document) -> DocumentReading:
    """Everything the tables and grammars know about a document, sentence by sentence."""
    text, language = document.text, "fr" if document.language == "fr" else "en"
    calendar = Calendar(document.published, years_named(text), document.received)
    split = sentences(text, language, document.body_start)
    text = text.replace("\n", " ").replace("\r", " ")  # the same length: patterns need not know of wrapped lines
    acronyms = own_acronyms(text)
    named = [mentions(sentence, language, acronyms) for sentence in split]
    mission = document_mission(named)
    readings = []
    for sentence, found in zip(split, named):
        if mission != MISSION:
            found = [Mention(m.first, m.last, MISSION, m.sort, m.state) if m.party == mission else m for m in found]
        verbs = _as_reported(sentence, verb_groups(sentence.tokens, language))
        said = times(text, sentence.start, sentence.end, language, calendar, ahead=_future_at(sentence, verbs))
        verbs = [v for v in verbs if not any(t.start <= sentence.tokens[v.main].start < t.end for t in said)]
        clause, parent = clauses(sentence, verbs, language)
        reading = SentenceReading(
            sentence, found, persons(sentence, found), said, verbs,
            figures(sentence.tokens, language, _taken(sentence, found, said))[:MOST_FIGURES],
            _resources(sentence, language, found), clause, parent, text, language)
        for v in verbs:
            for i in range(v.first, v.last + 1):
                reading.by_token[i] = v
        readings.append(reading)
    return DocumentReading(document, language, calendar, readings, mission)
