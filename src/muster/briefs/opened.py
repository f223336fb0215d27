"""A figure opened: the movements that make it, the rulings behind them, the statements those rest on, the passages.

`store.movements_of` supplies the movements; everything else is in the books. Nothing is computed here: what
counts is decided by the figure's `Because`, which the table that shows the figure wrote.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from muster.briefs import wording
from muster.briefs.questions import figure_at
from muster.ledger.figures import Because, Figure, Row, Table
from muster.ledger.records import SEQUENCES, Books, Ruling, Statement, place_of
from muster.quantities import When
from muster.vocabulary import Stage, Verdict

SEALED = "sealed"


class MovementRow(Protocol):
    """One movement as kept, as `store.movements_of` returns them. lot, ruling, reverses: entry ids.

    quantity, low, high: negative for a reversal; high None: open.
    """

    @property
    def id(self) -> int: ...
    @property
    def ruling(self) -> int: ...
    @property
    def lot(self) -> int: ...
    @property
    def from_stage(self) -> Stage: ...
    @property
    def to_stage(self) -> Stage: ...
    @property
    def quantity(self) -> int: ...
    @property
    def low(self) -> int: ...
    @property
    def high(self) -> int | None: ...
    @property
    def when(self) -> When: ...
    @property
    def reverses(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a figure or an entry rests on, ready to be shown. parts: figures it is computed from."""

    name: str
    told: str
    how: str
    movements: tuple[MovementRow, ...]
    statements: tuple[Statement, ...]
    parts: tuple[tuple[str, Figure], ...]
    books: Books

    def as_lines(self, width: int) -> Iterable[str]:
        yield _filled(f"{self.name} = {self.told}", width)
        if self.how:
            yield textwrap.fill(self.how, width)
        for address, part in self.parts:
            yield f"  {address} = {wording.with_unit(part)}"
        if self.movements:
            yield "\nMovements"
            for moved in self.movements:
                yield _filled(movement_text(moved, self.books), width, indent="  ")
        if self.statements:
            yield "\nWho said so"
            for statement in self.statements:
                yield from statement_lines(statement, self.books, width)

    def as_table(self) -> Table:
        rows = [
            Row(f"m{place_of(moved.id)}", {"what": "movement", "text": movement_text(moved, self.books)})
            for moved in self.movements
        ] + [
            Row(f"s{place_of(said.id)}", {"what": "statement", "text": _on_one_line(said, self.books)})
            for said in self.statements
        ]
        return Table("why", self.name, ("what", "text"), tuple(rows))

    def as_json(self) -> dict[str, Any]:
        return {
            "figure": self.name, "told": self.told, "how": self.how,
            "computed_from": {address: part.as_json() for address, part in self.parts},
            "movements": [_movement_json(moved, self.books) for moved in self.movements],
            "statements": [_statement_json(said, self.books) for said in self.statements],
        }


def figure(address: str, found: Figure, books: Books, movements: Sequence[MovementRow], *,
           look_up: bool = True, beside: Mapping[str, Figure] | None = None) -> Grounds:
    """The grounds of a figure of a table. look_up: compute the figures it is made of too, by their addresses.

    beside: figures worked out with it, by address; only what is not among them is asked of the books.
    """
    near = beside or {}
    because = found.because
    moved = _that_count(because, books, movements)
    rulings = {moved_one.ruling for moved_one in moved}
    said = _statements_behind(rulings, books, because.statements)
    named = because.figures if look_up else ()
    parts = tuple((part, inner) for part in named if (inner := near.get(part) or figure_at(part, books)) is not None)
    told = wording.with_unit(found) + (f" ({found.note})" if found.note else "")
    nothing = "" if moved or said or named else "No movement has entered or left there."
    return Grounds(address, told, because.how or nothing, moved, said, parts, books)


def entry(typed: str, books: Books, movements: Sequence[MovementRow]) -> Grounds | None:
    """The grounds of an entry named S12, R13, M14 or D5; None if it is none of these or not to be seen."""
    named = re.fullmatch(r"(?i)([SRMD])(\d{1,12})", typed.strip())
    if named is None:
        return None
    letter, number = named[1].upper(), int(named[2])
    if letter == "S":
        said = tuple(one for entry in _entries(number, books) if (one := books.statement_by_id.get(entry)) is not None)
        on_it = [ruling for one in said for ruling in books.index.rulings_on(one.id)]
        moved = tuple(one for one in movements if one.ruling in {ruling.id for ruling in on_it})
        told = "; ".join(map(ruling_text, on_it)) or "nobody has ruled on it"
    elif letter == "R":
        ruled = [found for entry in _entries(number, books) if (found := books.index.ruling(entry)) is not None]
        said = _statements_behind({ruling.id for ruling in ruled}, books, ())
        moved = tuple(one for one in movements if any(one.ruling == ruling.id for ruling in ruled))
        told = "; ".join(map(ruling_text, ruled))
    elif letter == "M":
        moved = tuple(one for one in movements if place_of(one.id) == number)
        said = _statements_behind({one.ruling for one in moved}, books, ())
        told = "; ".join(movement_text(one, books) for one in moved)
    else:
        return _report(number, typed, books)
    if not (said or moved):
        return None
    return Grounds(typed.upper(), told, "", moved, said, (), books)


def _report(number: int, typed: str, books: Books) -> Grounds | None:
    """A report: who published what and when, how it is kept, and every statement taken from it."""
    report = next((one for one in books.reports.values() if place_of(one.id) == number), None)
    if report is None:
        return None
    said = tuple(books.index.of_reports({report.id}))
    published = str(report.published or "undated") + (" (inferred)" if report.date_is_inferred else "")
    kept = "sealed" if report.sealed else "in our words" if report.is_citation else "its own text"
    original = f"original at {report.address}" if report.is_citation and report.address else report.address
    about = [f"Filed as {report.name}", f"language {report.language}", f"marked {report.marking.word}", kept,
             *([original] if original else [])]
    taken = "Its statements follow." if said else "No statement has been taken from it."
    return Grounds(typed.upper(), f"{report.title} ({report.publisher}, {published})", f"{'; '.join(about)}. {taken}",
                   (), said, (), books)


def _filled(text: str, width: int, *, indent: str = "") -> str:
    return textwrap.fill(text, width, initial_indent=indent, subsequent_indent=f"{indent}    ", break_long_words=False,
                         break_on_hyphens=False)


def _entries(number: int, books: Books) -> tuple[int, int]:
    """The ids an entry of this number may have: in a ledger, and in books that were never in one."""
    return books.mission.id * SEQUENCES + number, number


def _that_count(because: Because, books: Books, movements: Sequence[MovementRow]) -> tuple[MovementRow, ...]:
    lots = set(because.lots) | {lot.id for lot in books.lots if lot.line in because.lines}
    stages = set(because.stages)
    begun = (moved for moved in movements if moved.lot in lots and moved.when.first <= books.on)
    return tuple(moved for moved in begun if not stages or {moved.from_stage, moved.to_stage} & stages)


def _statements_behind(rulings: set[int], books: Books, more: Sequence[int]) -> tuple[Statement, ...]:
    """The statements ruled on, those cited, and those ruled to be the same; in the order they became known."""
    wanted = set(more)
    for ruling in map(books.index.ruling, rulings):
        if ruling is not None:
            wanted |= {ruling.statement, *ruling.cites}
    for ruling in books.index.ruled_as(Verdict.SAME_AS):
        if wanted & set(ruling.cites):
            wanted.add(ruling.statement)
    found = [books.statement_by_id[one] for one in wanted if one in books.statement_by_id]
    return tuple(sorted(found, key=lambda one: (one.known, one.id)))


def movement_text(moved: MovementRow, books: Books) -> str:
    lot = books.lot_by_id[moved.lot]
    key = books.line_by_id[lot.line].key
    amount = wording.figure(Figure(moved.quantity, moved.low, moved.high, key.unit))
    kind = "reversal " if moved.reverses is not None else ""
    way = f"{moved.from_stage.word} -> {moved.to_stage.word}"
    return (f"M{place_of(moved.id)} {kind}{moved.when}: {amount} {key.unit} of {key.contributor} "
            f"{key.resource}, {way}, lot {lot.name} (R{place_of(moved.ruling)})")


def ruling_text(ruling: Ruling) -> str:
    by = ruling.author + (f" by the policy {ruling.policy!r}" if ruling.policy else "")
    return f"R{place_of(ruling.id)} {ruling.verdict.value}, {by}" + (f": {ruling.reason}" if ruling.reason else "")


def statement_lines(statement: Statement, books: Books, width: int) -> Iterable[str]:
    report = books.reports[statement.report]
    speaker = books.parties[statement.speaker].name if statement.speaker in books.parties else statement.speaker
    day = f"{report.published}" if report.published else "undated"
    published = day + (" (inferred)" if report.date_is_inferred else "")
    yield _filled(f"S{place_of(statement.id)} {speaker or 'the report'}, {statement.grade.word}; "
                  f"{report.publisher}, {published}, {statement.locator}", width, indent="  ")
    passage = f"[{SEALED}]" if statement.sealed or statement.passage is None else f'"{statement.passage}"'
    yield textwrap.fill(passage, width, initial_indent="      ", subsequent_indent="      ")
    if report.is_citation and report.address:
        yield f"      our words; original at {report.address}"
    for ruling in books.standing_rulings.get(statement.id, ()):
        yield textwrap.fill(ruling_text(ruling), width, initial_indent="      ", subsequent_indent="        ")


def _on_one_line(statement: Statement, books: Books) -> str:
    return " ".join(line.strip() for line in statement_lines(statement, books, 10_000))


def _movement_json(moved: MovementRow, books: Books) -> dict[str, Any]:
    lot = books.lot_by_id[moved.lot]
    key = books.line_by_id[lot.line].key
    return {
        "entry": f"M{place_of(moved.id)}", "ruling": f"R{place_of(moved.ruling)}", "lot": lot.name,
        "contributor": key.contributor, "resource": key.resource, "unit": key.unit,
        "from": moved.from_stage.word, "to": moved.to_stage.word,
        "quantity": Figure(moved.quantity, moved.low, moved.high, key.unit).as_json(),
        "first": moved.when.first.isoformat(), "last": moved.when.last.isoformat(),
        "reversal": moved.reverses is not None,
    }


def _statement_json(said: Statement, books: Books) -> dict[str, Any]:
    report = books.reports[said.report]
    return {
        "entry": f"S{place_of(said.id)}", "aspect": said.aspect.value, "speaker": said.speaker or "report",
        "grade": said.grade.word, "marking": said.marking.word,
        "passage": SEALED if said.sealed else said.passage, "words": dict(said.words),
        "source": report.name, "title": report.title, "publisher": report.publisher,
        "published": report.published.isoformat() if report.published else None, "locator": said.locator,
        "address": report.address,
        "rulings": [ruling_text(ruling) for ruling in books.standing_rulings.get(said.id, ())],
    }
