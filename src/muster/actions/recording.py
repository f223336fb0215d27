"""An officer's own signed entry: a report of one statement, known from the moment it is recorded.

Whose word it is has to be said. With nothing said it is graded "press", the least: nobody's word but the recorder's,
and nothing that "confirmed only" counts. With `said_by` it is hearsay of that speaker ("press quoting"). A nearer grade
is the recorder's own judgement: they name it, who speaks, and the document or conversation it stands in.
"""

from __future__ import annotations

from dataclasses import dataclass

from muster import store
from muster.actions.references import party_by_name, reference
from muster.actions.told import filed_text
from muster.errors import Refused
from muster.exchange.said_amounts import Amount, read_amount
from muster.exchange.said_days import read_day
from muster.ledger.drafts import Filing, NewReport, NewStatement
from muster.ledger.records import EVERYONE, Mission, Party
from muster.problems import Problem
from muster.quantities import When, is_currency
from muster.vocabulary import Aspect, Grade, Kind, Stage, stage_named


@dataclass(frozen=True, slots=True)
class Recorded:
    statement: NewStatement
    summary: str


def record(mission: Mission, *, author: str, contributor: str, resource: str, quantity: str, unit: str, stage: str,
           when: str, aspect: str, words: str, lot: str = "", condition: str = "", said_by: str = "",
           grade: Grade | None = None, source: str = "", dry_run: bool = False) -> Recorded:
    """File one statement of the author's, unjudged. Every fault is reported at once, as Refused.

    said_by: the party whose word it is. grade: how near they stand; None is the least. source: where they said it.
    """
    books = store.open_books(mission, with_movements=False)
    problems: list[Problem] = []

    def understood(value: object) -> object:
        if isinstance(value, Problem):
            problems.append(value)
            return None
        return value

    parties: dict[str, Party] = {}

    def party(typed: str, what: str) -> str:
        try:
            found = party_by_name(typed, books, what=what)
        except Refused as refused:
            problems.extend(refused.problems)
            return ""
        if found.id not in books.parties and found.id != EVERYONE:
            parties[found.id] = found  # a state the mission has not heard of yet
        return found.id

    kind = kind_of(resource, where="--resource")
    understood(kind)
    unit = unit or {Kind.PERSONNEL: "persons", Kind.MONEY: ""}.get(kind, "units")  # type: ignore[arg-type]
    from_whom = party(contributor, "--contributor")
    amount = understood(read_amount(
        quantity, unit=unit, where="--quantity", is_money=kind is Kind.MONEY, contributor=from_whom,
        resource=resource.casefold(), may_declare=False)) if quantity else None
    if kind is Kind.MONEY and not is_currency(unit.upper()) and not quantity:
        problems.append(Problem("--unit", unit, "a currency code", "Give the currency, for example --unit USD."))
    day = understood(read_day(when, where="--when", may_declare=False))
    speaker = party(said_by, "--said-by") if said_by else ""
    if not words.strip():
        problems.append(Problem("--words", words, "what was said", "Write down the passage."))
    problems += _faults_of_grade(grade, speaker, from_whom, said_by, source)
    if problems:
        raise Refused(*problems)
    assert isinstance(kind, Kind)
    assert isinstance(day, When)
    report = NewReport(
        name=f"entry-{_digest(author, words, when)}", title=f"Entry by {author}" + (f": {source}" if source else ""),
        publisher=author, published=None, language="en", body=words.encode(),
    )
    least = Grade.PRESS_QUOTING if speaker else Grade.PRESS
    if isinstance(amount, Amount):
        unit = amount.unit
    statement = NewStatement(
        report=report.name, locator="paragraph 1", passage=words, aspect=Aspect(aspect),
        grade=least if grade is None else grade, speaker=speaker, kind=kind,
        contributor=from_whom, resource=" ".join(resource.casefold().split()),
        unit=unit.upper() if kind is Kind.MONEY else unit, when=day,
        quantity=amount.quantity if isinstance(amount, Amount) else None, stage=stage_named(stage) or Stage.OUTSIDE,
        words={name: told for name, told in (("quantity", quantity), ("stage", stage), ("when", when),
                                             ("condition", condition)) if told},
        detail={"lot": lot} if lot else {},
    )
    if dry_run:
        return Recorded(statement, f"Would file {statement.key}, unjudged (dry run).")
    filing = Filing(parties=tuple(parties.values()), reports=(report,), statements=(statement,))
    filed = store.file(mission, filing, author=author, live=True)
    number = reference("S", filed.statements[statement.key])
    return Recorded(statement, f"{filed_text(filed)} It is {number}. Next: muster inbox, then muster rule {number}.")


def _faults_of_grade(grade: Grade | None, speaker: str, contributor: str, said_by: str, source: str) -> list[Problem]:
    """What an official grade needs: who speaks, and where they said it."""
    if grade is None or not grade.is_official:
        return []
    problems = []
    if not said_by:
        problems.append(Problem("--said-by", "", f"whose word it is, for the grade {grade.word}",
                                "Name the party that says so, or leave --grade out."))
    elif grade is Grade.PARTY and speaker and speaker != contributor:
        problems.append(Problem("--grade", "party", f"the grade of what {speaker} says of {contributor}",
                                "Grade it counterpart, administrator or independent."))
    if not source.strip():
        problems.append(Problem("--source", "", "the document or conversation they said it in",
                                'Name it, for example --source "letter of 3 March 2025".'))
    return problems


def kind_of(resource: str, *, where: str) -> Kind | Problem:
    """The kind a resource's first word names: "equipment: trucks" is equipment."""
    word = resource.partition(":")[0].strip().casefold()
    try:
        return Kind(word)
    except ValueError:
        return Problem(where, resource, "a resource that begins with its kind",
                       "Begin with personnel, money, equipment:, logistics: or undertaking.")


def _digest(*parts: str) -> str:
    from hashlib import sha256

    return sha256("\0".join(parts).encode()).hexdigest()[:12]
