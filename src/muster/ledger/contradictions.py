"""Where the sources disagree: the cases, the values that exclude each other, and how each case was ruled.

Cases are found by rule (`disagreements`), never typed in: statements that exclude each other, directly or through one
another, on one topic make a case. Nothing is settled by averaging. A ruling settles a case when it prefers one of its
statements over others, rejects some, takes some for the same as another, or books one of them; every value stays
visible. Until then the case stands open.

A case's id is made of its topic and the day of the statement recorded first, so it stays the same as more is told.
Known weakness: when a later statement joins two cases they become one, under the older id.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from muster.ledger.disagreements import Alias, Pair, Rule, Topic, aliases, all_pairs
from muster.ledger.figures import Because, Cell, Figure, Row, Table, slug
from muster.ledger.judged import Judged
from muster.ledger.kept import once_a_books
from muster.ledger.posting_rules import POLICY
from muster.ledger.records import Books, Ruling, Statement
from muster.ledger.scopes import Standings, scope_of
from muster.ledger.standing import unique_keys
from muster.ledger.told import NO_NUMBER, citation, figure_of_quantity, figure_of_span, source_of, speaker_of, standing
from muster.vocabulary import Aspect, Verdict

OPEN = "open"
SETTLING = (Verdict.PREFER, Verdict.REJECT, Verdict.ADJUST_BY, Verdict.OPEN_WITH, Verdict.SAME_AS, Verdict.ACCEPT,
            Verdict.UNSURE)
"""Verdicts that may settle a case, the strongest first. Unsure does not, but says that somebody looked."""


@dataclass(frozen=True, slots=True)
class Case:
    """Statements that exclude each other on one topic. against_ledger: those that contradict the ledger itself.

    ruling: the strongest that speaks of the case, or None. stands: the statement it prefers or keeps, where one.
    """

    key: str
    rules: tuple[Rule, ...]
    topic: Topic
    members: tuple[Statement, ...]
    against_ledger: tuple[int, ...]
    ruling: Ruling | None
    stands: Statement | None

    @property
    def first_day(self) -> date:
        return min((one.when.first for one in self.members if one.when), default=date.min)

    @property
    def status(self) -> str:
        if self.ruling is None:
            return OPEN
        return "open, looked at" if self.ruling.verdict is Verdict.UNSURE else "ruled"


@once_a_books
def all_cases(books: Books) -> tuple[Case, ...]:
    """Every case, ordered by its first day."""
    found = [_case(books, pairs) for pairs in _joined(all_pairs(books))]
    in_order = sorted(found, key=lambda case: (case.first_day, case.key))
    keys = unique_keys(case.key for case in in_order)
    return tuple(Case(key, case.rules, case.topic, case.members, case.against_ledger, case.ruling, case.stands)
                 for key, case in zip(keys, in_order))


def _joined(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """Pairs on one topic that share a statement, or are linked by others that do."""
    parent: dict[tuple[str, int], tuple[str, int]] = {}

    def root(of: tuple[str, int]) -> tuple[str, int]:
        parent.setdefault(of, of)
        while parent[of] != of:
            parent[of] = parent[parent[of]]
            of = parent[of]
        return of

    for pair in pairs:
        first = root((pair.topic.key, pair.one))
        if pair.other is not None:
            parent[root((pair.topic.key, pair.other))] = first
    groups: dict[tuple[str, int], list[Pair]] = {}
    for pair in pairs:
        groups.setdefault(root((pair.topic.key, pair.one)), []).append(pair)
    return list(groups.values())


def _case(books: Books, pairs: Sequence[Pair]) -> Case:
    by_id = books.statement_by_id
    numbers = sorted({one for pair in pairs for one in (pair.one, pair.other) if one is not None})
    members = tuple(sorted((by_id[one] for one in numbers), key=lambda one: (
        one.when.last if one.when else date.min, one.id)))
    rules = tuple(rule for rule in Rule if any(pair.rule is rule for pair in pairs))
    first = by_id[numbers[0]]
    day = first.when.first.isoformat() if first.when else ""
    ruling = _ruling(books, numbers)
    return Case(
        slug(f"{pairs[0].topic.key} {day}"), rules, pairs[0].topic, members,
        tuple(pair.one for pair in pairs if pair.rule is Rule.LEDGER and pair.other is None), ruling,
        _kept(books, ruling, numbers))


def _ruling(books: Books, members: Sequence[int]) -> Ruling | None:
    """The ruling by a person that speaks of most of the case's statements; of several the strongest, then the latest.

    One that names a single statement of several speaks of the case only if it rejects that statement or leaves it open.
    """
    inside = set(members)
    about = {ruling.id: ruling for one in members for ruling in books.index.speaking_of(one)
             if ruling.verdict in SETTLING and ruling.policy != POLICY}
    ranked: list[tuple[int, int, int, Ruling]] = []
    for ruling in about.values():
        named = len({ruling.statement, *ruling.cites} & inside)
        is_of_one = named == 1 and ruling.statement in inside and (
            len(inside) == 1 or ruling.verdict in (Verdict.REJECT, Verdict.UNSURE))
        if named > 1 or is_of_one:
            settles = ruling.verdict is not Verdict.UNSURE
            ranked.append((-named if settles else 0, SETTLING.index(ruling.verdict), -ruling.recorded, ruling))
    return min(ranked, key=lambda found: found[:3])[3] if ranked else None


def _kept(books: Books, ruling: Ruling | None, members: Sequence[int]) -> Statement | None:
    """The statement a ruling lets stand: the one preferred or booked, or the one another is the same as."""
    if ruling is None or ruling.verdict in (Verdict.UNSURE, Verdict.ACCEPT):
        return None
    if ruling.verdict in (Verdict.SAME_AS, Verdict.REJECT):
        cited = [one for one in ruling.cites if one in members and one != ruling.statement]
        kept = books.statement_by_id.get(cited[0]) if len(cited) == 1 else None
        told = books.statement_by_id.get(ruling.statement)
        if kept is None or told is None or kept.contributor == told.contributor:
            return kept
        return _own(books, told, members)  # it was somebody else's number: what stands is what they said themselves
    return books.statement_by_id.get(ruling.statement)


def _own(books: Books, told: Statement, members: Sequence[int]) -> Statement | None:
    """Of a case, the one statement of the same contributor that is its own word and not rejected, if there is one."""
    judged = Judged(books)
    own = [one for one in map(books.statement_by_id.__getitem__, members)
           if one.id != told.id and one.contributor == told.contributor
           and not judged.verdicts(one.id) & {Verdict.REJECT, Verdict.SAME_AS}]
    return own[0] if len(own) == 1 else None


# --- the tables -------------------------------------------------------------------------------------------


def contradictions(books: Books) -> Table:
    """Each case once: what it is about, the values told with who told them, and how it was ruled."""
    cases = all_cases(books)
    standings = Standings(books)
    standings.all_on((scope, one.when.last) for case in cases for one in case.members
                     if one.id in case.against_ledger and one.when and (scope := scope_of(one)))
    notes = ["No contradictions were found."] if not cases else \
        ["Every case found is ruled."] if all(case.status == "ruled" for case in cases) else \
        ["Some cases stand open: nobody has ruled on them, or was sure."]
    notes += _alias_notes(books, aliases(books))
    return Table(
        "contradictions", "Where the sources disagree",
        ("about", "why", "days", "told", "ledger", "status", "stands", "reason", "ruled_by"),
        tuple(Row(case.key, _cells(case, books, standings)) for case in cases), tuple(notes),
        {"ruled_by": "ruled by"})


def _cells(case: Case, books: Books, standings: Standings) -> dict[str, Cell]:
    days = [one.when for one in case.members if one.when]
    first, last = min(when.first for when in days) if days else None, max(when.last for when in days) if days else None
    return {
        "about": case.topic.title,
        "why": "; ".join(rule.words for rule in case.rules),
        "days": None if first is None else str(first) if first == last else f"{first} to {last}",
        "told": _values(case, books),
        "ledger": _in_ledger(case, books, standings),
        "status": case.status,
        "stands": _value([case.stands], books) if case.stands is not None else None,
        "reason": case.ruling.reason if case.ruling else None,
        "ruled_by": case.ruling.author if case.ruling else None,
    }


def _values(case: Case, books: Books) -> tuple[Figure, ...]:
    """One figure for each value told, with all who told it."""
    alike: dict[tuple[object, ...], list[Statement]] = {}
    for one in case.members:
        quantity = one.quantity
        told = (quantity.booked, quantity.low, quantity.high) if quantity else (_words_of(one, case),)
        alike.setdefault((*told, one.unit), []).append(one)
    return tuple(_value(said, books, case) for said in alike.values())


def _value(said: Sequence[Statement], books: Books, case: Case | None = None) -> Figure:
    first = said[0]
    tellers = dict.fromkeys(_teller(one, books) for one in said)
    because = Because(statements=tuple(one.id for one in said))
    figure = figure_of_quantity(first.quantity, first.unit, because)
    word = figure.word
    words = _words_of(first, case) if case is not None else ""
    if words and (first.quantity is None or Rule.DATE in (case.rules if case else ())):
        word = words
    return Figure(figure.booked, figure.low, figure.high, figure.unit, word, because, "; ".join(tellers))


def _words_of(statement: Statement, case: Case) -> str:
    """What is told where it is no number, or where its date is what is disputed."""
    if statement.aspect is Aspect.SITE:
        return f"{statement.detail.get('status', '')} on {statement.when}"
    if Rule.DATE in case.rules:
        return f"for {statement.detail.get('promised_for', '')}"
    return NO_NUMBER


def _teller(statement: Statement, books: Books) -> str:
    """"press, lenouv-249051, 2024-06-25, graded press"."""
    day = f", {statement.when}" if statement.when else ""
    grade = "" if (who := speaker_of(books, statement)).endswith(statement.grade.word + ")") \
        else f" ({statement.grade.word})"
    return f"{who} in {source_of(books, statement)}{day}{grade}"


def _in_ledger(case: Case, books: Books, standings: Standings) -> tuple[Figure, ...] | None:
    """What the ledger holds on the day of each count that contradicts it; equal figures once."""
    found: dict[int, Figure] = {}
    for number in case.against_ledger:
        statement = books.statement_by_id[number]
        scope = scope_of(statement)
        if scope is None or statement.when is None:
            continue
        lots = standings.lots_in(scope)
        span = standings.standing(scope, statement.when.last)
        because = Because(lots=tuple(lot.id for lot in lots), stages=() if scope.at_least else (scope.stage,),
                          how=f"what the ledger holds on {statement.when.last.isoformat()}")
        found.setdefault(span.booked, figure_of_span(span, statement.unit, because,
                                                     note=f"in the ledger on {statement.when.last.isoformat()}"))
    return tuple(found.values()) or None


def tellings(books: Books) -> Table:
    """Every statement of every case, one row each, with its words and its ruling."""
    rows = []
    for case in all_cases(books):
        for one in case.members:
            rows.append(Row(f"{case.key}-s{one.id}", {
                "case": case.key, "told": _value([one], books, case), "day": str(one.when) if one.when else None,
                "said_by": citation(books, one), "grade": one.grade.word,
                "ruling": "; ".join(ruling.verdict.value for ruling in standing(books, one)) or "unjudged",
                "words": one.passage or "sealed",
            }))
    return Table("tellings", "What is told in each contradiction",
                 ("case", "told", "day", "said_by", "grade", "ruling", "words"), tuple(rows),
                 headings={"said_by": "said by"})


def _alias_notes(books: Books, found: Iterable[Alias]) -> list[str]:
    """Names spelled otherwise, as one sentence: they are no contradiction."""
    spelled: dict[str, list[str]] = {}
    for one in found:
        statement = books.statement_by_id[one.statement]
        spelled.setdefault(one.name, []).append(f"{one.spelled} in {source_of(books, statement)}")
    if not spelled:
        return []
    told = "; ".join(f"{name} ({', '.join(dict.fromkeys(forms))})" for name, forms in spelled.items())
    return [f"Names spelled otherwise are the same person, not a contradiction: {told}."]
