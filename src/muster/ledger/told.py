"""How a statement is shown in a table: its figure, who said it, where it stands and how it was ruled."""

from __future__ import annotations

import re

from muster.ledger.figures import Because, Figure
from muster.ledger.records import EVERYONE, Books, Ruling, Statement
from muster.ledger.spans import Span
from muster.quantities import Quantity, from_minor, is_currency
from muster.vocabulary import Aspect, Grade

NO_NUMBER = "no number given"
REFUSED_PREFIX = "refused-"
"""What the names of reports begin with that keep rows refused on loading."""
_NAMED_BY_CONTENT = re.compile(r"-[0-9a-f]{12}$")


def is_refused_row(books: Books, statement: Statement) -> bool:
    """Is it a row refused on loading: said by nobody, and settled by loading its file again?"""
    report = books.reports.get(statement.report)
    return statement.aspect is Aspect.CONTEXT and report is not None and report.name.startswith(REFUSED_PREFIX)


def figure_of(statement: Statement, *, how: str = "") -> Figure:
    """The number a statement tells, opening into that statement."""
    return figure_of_quantity(statement.quantity, statement.unit, Because(statements=(statement.id,), how=how))


def figure_of_quantity(quantity: Quantity | None, unit: str, because: Because) -> Figure:
    if quantity is None:
        return Figure(None, unit=unit, word=NO_NUMBER, because=because)
    return Figure(quantity.booked, quantity.low, quantity.high, unit, quantity.word, because)


def figure_of_span(span: Span, unit: str, because: Because, *, note: str = "") -> Figure:
    return Figure(span.booked, span.low, span.high, unit, because=because, note=note)


def name_of(books: Books, party: str) -> str:
    """A party's name; its id where the books do not know it, "press" where nobody is named."""
    if not party:
        return "press"
    known = books.parties.get(party)
    return known.name if known else party


def contributor_of(books: Books, party: str) -> str:
    return "all contributors" if party == EVERYONE else name_of(books, party) if party else ""


def speaker_of(books: Books, statement: Statement) -> str:
    """Who said it: the speaker; where none is named the publisher with its grade, or plainly "press"."""
    report = books.reports.get(statement.report)
    if statement.speaker or statement.grade in (Grade.PRESS, Grade.PRESS_QUOTING):
        return name_of(books, statement.speaker)
    told = report.publisher if report is not None else ""
    return f"{told} ({statement.grade.word})" if told else statement.grade.word


def citation(books: Books, statement: Statement) -> str:
    """Who said it, in which report, where: "William Ruto, seed-000 (2024-09-22), paragraph 14"."""
    report = books.reports.get(statement.report)
    if report is None:
        return speaker_of(books, statement)
    when = f" ({report.published.isoformat()})" if report.published else ""
    return f"{speaker_of(books, statement)}, {source_of(books, statement)}{when}, {statement.locator}"


def source_of(books: Books, statement: Statement) -> str:
    """The name of its report; of a file that was named after its content, the file's own ("support.csv")."""
    report = books.reports.get(statement.report)
    if report is None:
        return ""
    return report.title if report.title and _NAMED_BY_CONTENT.search(report.name) else report.name


def key_of(books: Books, statement: Statement) -> str:
    """The statement's key, as filings name it."""
    report = books.reports.get(statement.report)
    return f"{report.name if report else ''}:{statement.locator}"


def standing(books: Books, statement: Statement) -> tuple[Ruling, ...]:
    return books.standing_rulings.get(statement.id, ())


def in_words(number: int, unit: str) -> str:
    """A whole figure in a sentence: "600 persons", "1 unit", "85,300,000 USD"."""
    if is_currency(unit):
        amount = from_minor(number, unit)
        return f"{int(amount) if amount == int(amount) else amount:,} {unit}"
    return f"{number:,} {unit[:-1] if number == 1 and unit.endswith('s') else unit}".rstrip()
