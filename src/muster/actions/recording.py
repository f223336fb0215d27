"""An officer's own signed entry: a report of one statement, known from the moment it is recorded."""

from __future__ import annotations

from dataclasses import dataclass

from muster import store
from muster.actions.references import party_by_name, reference
from muster.actions.told import filed_text
from muster.errors import Refused
from muster.ledger.drafts import Filing, NewReport, NewStatement
from muster.ledger.records import EVERYONE, Mission, Party
from muster.problems import Problem
from muster.quantities import Quantity, When, is_currency, parse_quantity, parse_when
from muster.vocabulary import Aspect, Grade, Kind, Stage, stage_named


@dataclass(frozen=True, slots=True)
class Recorded:
    statement: NewStatement
    summary: str


def record(mission: Mission, *, author: str, contributor: str, resource: str, quantity: str, unit: str, stage: str,
           when: str, aspect: str, words: str, lot: str = "", condition: str = "", said_by: str = "",
           dry_run: bool = False) -> Recorded:
    """File one statement of the author's, unjudged. Every fault is reported at once, as Refused."""
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
    unit = unit or ("persons" if kind is Kind.PERSONNEL else "")
    if kind is Kind.MONEY and not is_currency(unit):
        problems.append(Problem("--unit", unit, "a currency code", "Give the currency, for example --unit USD."))
    amount = understood(parse_quantity(quantity, unit=unit or "units", where="--quantity")) if quantity else None
    day = understood(parse_when(when, where="--when"))
    from_whom = party(contributor, "--contributor")
    speaker = party(said_by, "--said-by") if said_by else ""
    if not words.strip():
        problems.append(Problem("--words", words, "what was said", "Write down the passage."))
    if problems:
        raise Refused(*problems)
    assert isinstance(kind, Kind)
    assert isinstance(day, When)
    report = NewReport(
        name=f"entry-{_digest(author, words, when)}", title=f"Entry by {author}", publisher=author, published=None,
        language="en", body=words.encode(),
    )
    statement = NewStatement(
        report=report.name, locator="paragraph 1", passage=words, aspect=Aspect(aspect),
        grade=Grade.PARTY if speaker and speaker == from_whom else Grade.COUNTERPART, speaker=speaker, kind=kind,
        contributor=from_whom, resource=" ".join(resource.casefold().split()), unit=unit or "units",
        quantity=amount if isinstance(amount, Quantity) else None, stage=stage_named(stage) or Stage.OUTSIDE, when=day,
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
