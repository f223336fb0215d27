"""`muster demo`: opens the Haiti mission and prints its picture, from the two founding reports to the whole record.

On a terminal it then serves the same on a free local port, until interrupted; not with SERVE=no.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace

from muster.briefs import terminal, wording
from muster.briefs.questions import QUESTIONS
from muster.cli.asking import frame
from muster.cli.command import Command
from muster.ledger.figures import Figure, Row, Table
from muster.ledger.records import Books

MISSION = "haiti"
RATIO_FIGURES = ("percent", "numerator")
FOUNDING = "haiti@seeds"

NEXT = (
    ("muster gap --on 2024-09-22 --known 2024-09-30", "what was missing that day, by what was known then"),
    ("muster why gap/personnel/preparing --on 2024-10-12 --known 2024-10-15", "the 600, down to who said so"),
    ("muster ask --on 2024-12-01 --known 2024-12-01", "what was open with whom"),
    ("muster facts", "every fact of the two founding reports"),
    ("muster --help", "all commands"),
)


def _run(typed: argparse.Namespace) -> None:
    from muster import store
    from muster.actions import loading

    store.setup()
    loaded = loading.load(MISSION, mission_name=None, author="muster demo")
    print(loaded.summary + "\n")
    founding = store.open_books(store.mission_named(FOUNDING))
    newest = max(report.published for report in founding.reports.values() if report.published)
    _founding_picture(store.open_books(store.mission_named(FOUNDING), on=newest))
    everything = store.open_books(store.mission_named(MISSION))
    until = max(report.published for report in everything.reports.values() if report.published)
    _whole_picture(store.open_books(store.mission_named(MISSION), on=until))
    print(terminal.heading("What to try next"))
    for command, what in NEXT:
        print(f"  {command}\n      {what}")
    if os.environ.get("SERVE", "").lower() != "no" and sys.stdout.isatty():
        print(flush=True)
        # The web loads settings of its own, so it begins a fresh process in this one's place.
        os.execv(sys.executable, [sys.executable, "-m", "muster.cli.main", "serve", "--port", "0"])


def _founding_picture(books: Books) -> None:
    """What the two founding reports alone tell."""
    print(terminal.heading("The two founding reports alone"))
    print(frame(books) + "\n")
    _show("asks_named", books)
    told = QUESTIONS["founding"].answer(books)
    print(terminal.heading(told.title, underline="-"))
    for row in told.rows:
        print(terminal.paragraph(_as_sentence(row), indent="  "))
    print("\n".join(told.notes) + "\nAll facts: muster facts --sources seeds\n")


def _as_sentence(row: Row) -> str:
    """One thing the reports tell: what, how many, when, on what condition, who says so and in which words."""
    cells = {name: wording.cell(cell) for name, cell in row.cells.items() if cell not in (None, "")}
    number = f" {cells['value']}," if "value" in cells else ""
    told = f"- {cells.get('theme', '')}:{number} {cells.get('what', '')}"
    for name, before in (("when", ", "), ("condition", ", on condition of "), ("said_by", "; ")):
        told += f"{before}{cells[name]}" if name in cells else ""
    return told + (f': "{cells["words"]}"' if "words" in cells else "")


def _whole_picture(books: Books) -> None:
    """The same mission with all sources, at the end of the record."""
    from muster.briefs.gap_text import gap_text
    from muster.briefs.pictures import strength_plot

    print(terminal.heading(f"All {len(books.reports)} sources"))
    print(frame(books) + "\n")
    _show("mandate", books)
    print(gap_text(QUESTIONS["gap"].answer(books), asked=_asked(books)) + "\n")
    ratios = QUESTIONS["ratios"].answer(books)
    told = tuple(row for row in ratios.rows if any(_is_telling(row.cells.get(name)) for name in RATIO_FIGURES))
    print(terminal.table(replace(ratios, rows=told), columns=QUESTIONS["ratios"].columns,
                         asked=_asked(books)) + "\n")
    print(terminal.heading("Persons present, by the ledger", underline="-"))
    print(strength_plot(books) + "\n")
    _show("promises", books)
    _show("waits", books)
    contradictions = QUESTIONS["contradictions"].answer(books)
    print(terminal.table(contradictions, columns=("about", "told", "stands", "status"), footnotes_shown=False,
                         asked=_asked(books)) + "\n")
    _show("ask", books)


def _is_telling(cell: object) -> bool:
    return isinstance(cell, Figure) and bool(cell.booked or cell.note)


def _show(name: str, books: Books, *columns: str) -> None:
    table: Table = QUESTIONS[name].answer(books)
    print(terminal.table(table, columns=columns or QUESTIONS[name].columns, asked=_asked(books)) + "\n")


def _asked(books: Books) -> str:
    """The options that open a figure of this picture."""
    edition = books.mission.slug.partition("@")[2]
    return f" --on {books.on}" + (f" --sources {edition}" if edition else "")


COMMANDS = (
    Command("demo", "open the Haiti mission that ships with Muster and print its picture", ("muster demo",), _run),
)
