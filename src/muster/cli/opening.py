"""`muster why`: opens a figure, or an entry, down to the passages and sources it rests on."""

from __future__ import annotations

import argparse

from muster.briefs import opened, terminal
from muster.briefs.questions import QUESTIONS, WORKED_OUT
from muster.cli import addresses, options, working_out
from muster.cli.asking import frame
from muster.cli.command import Command
from muster.errors import NotHere
from muster.problems import Problem


def _add_why(parser: argparse.ArgumentParser) -> None:
    options.add_asking(parser)
    working_out.add_all(parser)
    parser.add_argument("figure", help="a figure's address, table/key/column (gap/personnel/present, "
                        "forecast/2025-01-31/in_80 or .../quantiles/0.5), or S12, R13, M14, D5")


def _of_figure(address: str, typed: argparse.Namespace) -> opened.Grounds:
    """The grounds of the figure with this address. Raises NotHere, naming the part that names nothing."""
    from muster import store

    name = address.partition("/")[0]
    if name not in QUESTIONS and name not in WORKED_OUT:
        raise NotHere(addresses.unknown_table(name))
    answer = working_out.answer(name, typed)
    asked = None if answer else options.asked(typed).books()
    tables = answer.tables if answer else (QUESTIONS[name].answer(asked),) if asked else ()
    found = addresses.figure_of(address, tables)
    if isinstance(found, Problem):
        raise NotHere(found)
    address, figure = found
    books = answer.books_of(address) if answer else asked
    assert books is not None  # one of the two was opened
    movements = store.movements_of(books) if books.lines else ()
    return opened.figure(address, figure, books, movements, beside=answer.figures() if answer else {})


def _why(typed: argparse.Namespace) -> None:
    from muster import store

    if "/" in typed.figure:
        grounds = _of_figure(addresses.canonical_table(typed.figure.strip().strip("/")), typed)
        books = grounds.books
    else:
        books = options.asked(typed).books()
        entry = opened.entry(typed.figure, books, store.movements_of(books))
        if entry is None:
            raise NotHere(Problem("muster why", typed.figure, "an address with slashes, or an entry such as S12",
                                  "Copy it from the answer it stands in."))
        grounds = entry
    if typed.format == "json":
        import json

        print(json.dumps(grounds.as_json(), ensure_ascii=False, indent=2))
        return
    if typed.format == "csv":
        from muster.briefs import machine

        print(machine.as_csv(grounds.as_table()), end="")
        return
    print(frame(books) + "\n")
    for text in grounds.as_lines(terminal.terminal_width()):
        print(text)


COMMANDS = (
    Command("why", "where a figure comes from: movements, rulings, statements, passages and sources",
            ("muster why gap/personnel/present --on 2024-09-22 --known 2024-09-30",
             "muster why forecast/2025-01-31/median --as-of 2024-09-30 --until 2025-01-31 --futures 2000"),
            _why, _add_why),
)
