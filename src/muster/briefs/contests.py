"""An open contest travels with its figure: whatever rests on a contested line says who contests it.

A contest is a statement by a contributor on its own line (`detail["contests"]`). It is open until somebody rules on
it. Every table passes through here after it is answered, so no exit can leave the word out.
Weakness: a figure computed from figures of another table is only marked where those were marked in its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from muster.ledger.figures import Cell, Figure, Table
from muster.ledger.records import Books, Statement


def open_contests(books: Books) -> Iterator[Statement]:
    """Contests nobody has ruled on."""
    for said in books.index.contests():
        if not books.index.verdicts(said.id):
            yield said


def contested_lines(books: Books) -> dict[int, str]:
    """Line id -> the name of who contests it."""
    found = {}
    for said in open_contests(books):
        party = books.parties.get(said.contributor)
        for line in books.lines:
            key = line.key
            if (key.contributor, key.resource, key.unit) == (said.contributor, said.resource, said.unit):
                found[line.id] = party.name if party else said.contributor
    return found


def with_contests(table: Table, books: Books) -> Table:
    """The table with a note beside every figure that rests on a contested line."""
    by_line = contested_lines(books)
    if not by_line:
        return table
    by_lot = {lot.id: by_line[lot.line] for lot in books.lots if lot.line in by_line}
    by_address: dict[str, str] = {}
    for address, figure in table.figures():
        who = _who(figure, by_line, by_lot)
        if who:
            by_address[address] = who
    for address, figure in table.figures():
        who = next((by_address[part] for part in figure.because.figures if part in by_address), "")
        if who:
            by_address.setdefault(address, who)
    rows = tuple(
        replace(row, cells={name: _noted(cell, f"{table.name}/{row.key}/{name}", by_address)
                            for name, cell in row.cells.items()})
        for row in table.rows
    )
    return replace(table, rows=rows)


def _who(figure: Figure, by_line: Mapping[int, str], by_lot: Mapping[int, str]) -> str:
    because = figure.because
    return next((by_line[line] for line in because.lines if line in by_line), "") or next(
        (by_lot[lot] for lot in because.lots if lot in by_lot), "")


def _noted(cell: Cell, address: str, by_address: Mapping[str, str]) -> Cell:
    if isinstance(cell, Figure):
        return _with_note(cell, by_address.get(address, ""))
    if isinstance(cell, list | tuple):
        return tuple(_with_note(part, by_address.get(f"{address}/{place}", "")) if isinstance(part, Figure) else part
                     for place, part in enumerate(cell, 1))
    return cell


def _with_note(figure: Figure, who: str) -> Figure:
    if not who:
        return figure
    return replace(figure, note="; ".join(filter(None, [figure.note, f"contested by {who}"])))
