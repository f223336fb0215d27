"""The asking commands: each opens the books as asked, answers one question or several, and prints."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from muster.briefs import machine, terminal
from muster.briefs.questions import QUESTIONS, WORKED_OUT
from muster.cli import options
from muster.cli.command import Command
from muster.cli.narrowing import narrowed
from muster.ledger.figures import Table
from muster.ledger.records import Books


def options_as_typed(typed: argparse.Namespace) -> str:
    """The asking options that were given, as they have to be typed again to open a figure."""
    told = "".join(f" --{name} {value}" for name in ("mission", "on", "known", "sources")
                   if (value := getattr(typed, name, None)) not in (None, "", "all")
                   and not (name == "mission" and value == os.environ.get("MUSTER_MISSION")))
    return told + "".join(f" --{name.replace('_', '-')}" for name in ("confirmed_only", "public")
                          if getattr(typed, name, False))


def show(tables: Sequence[Table], form: str, asked: str = "", *, words: Sequence[str] = ()) -> None:
    """Print tables as asked. As JSON one table is a list of rows, several are an object by name.

    words: only the rows that hold all of them; where none does that is said, beside what a machine reads.
    """
    parts = [narrowed(table, words) for table in tables]
    tables = [part.table for part in parts]
    if form != "table":
        for part in parts:
            if part.why_empty:
                print(f"{part.table.name}: {part.why_empty}", file=sys.stderr)
    if form == "json":
        import json

        if len(tables) == 1:
            print(machine.as_json(tables[0]))
        else:
            rows = {table.name: machine.row_objects(table) for table in tables}
            print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for place, table in enumerate(tables):
        if place:
            print()
        if form == "csv":
            print(machine.as_csv(table), end="")
        else:
            question = QUESTIONS.get(table.name) or WORKED_OUT.get(table.name)
            print(terminal.table(table, columns=question.columns if question else None, asked=asked,
                                 nothing=parts[place].why_empty))


def frame(books: Books) -> str:
    """The line that heads every printed answer: which mission, which day, what was known, on whose word."""
    from datetime import datetime

    known = datetime.fromtimestamp(books.known / 1e6, books.mission.zone)
    told = f"{books.mission.name_on(books.on)} on {books.on}, as known {known:%Y-%m-%d %H:%M %Z}"
    if "@" in books.mission.slug:
        told += f", from the {books.mission.slug.partition('@')[2]} alone"
    if books.confirmed_only:
        told += ", official sources only"
    return terminal.paragraph(told + (f"  [{books.clearance.word}]" if not books.clearance else ""))


def answer(names: Sequence[str], typed: argparse.Namespace) -> None:
    """Open the books as asked and print these tables."""
    books = options.asked(typed).books()
    if typed.format == "table":
        print(frame(books) + "\n")
    show([QUESTIONS[name].answer(books) for name in names], typed.format, options_as_typed(typed),
         words=getattr(typed, "where", None) or ())
    if typed.format == "table":
        _say_how_old(books)


def _answering(*names: str) -> Callable[[argparse.Namespace], None]:
    return lambda typed: answer(names, typed)


def _say_how_old(books: Books) -> None:
    newest = max((report.published for report in books.reports.values() if report.published), default=None)
    if newest is not None and (books.on - newest).days > 60:
        print("\n" + terminal.paragraph(f"The newest report is of {newest}; ask about the record's end with "
                                        f"--on {newest}."))


def _add_asking(parser: argparse.ArgumentParser) -> None:
    options.add_asking(parser)
    parser.add_argument("where", nargs="*", metavar="WORD", help="show only rows that contain every word")


def _run_strength(typed: argparse.Namespace) -> None:
    asked = options.asked(typed)
    books = asked.books()
    table = QUESTIONS["strength"].answer(books)
    if typed.format != "table":
        show([table], typed.format)
        return
    from muster.briefs.pictures import strength_plot

    print(frame(books) + "\n")
    print(strength_plot(books) + "\n")
    show([table], typed.format, options_as_typed(typed))


def _run_gap(typed: argparse.Namespace) -> None:
    if typed.format != "table":
        answer(("gap",), typed)
        return
    from muster.briefs.gap_text import gap_text

    books = options.asked(typed).books()
    print(frame(books) + "\n")
    part = narrowed(QUESTIONS["gap"].answer(books), typed.where)
    print(gap_text(part.table, asked=options_as_typed(typed), nothing=part.why_empty))
    _say_how_old(books)


def _add_line(parser: argparse.ArgumentParser) -> None:
    options.add_asking(parser)
    parser.add_argument("line", nargs="?", help="a line's key from `muster line`, or part of its name")


def _run_line(typed: argparse.Namespace) -> None:
    from muster.ledger import lines

    books = options.asked(typed).books()
    if typed.format == "table":
        print(frame(books) + "\n")
    tables = [QUESTIONS["lines"].answer(books)] if not typed.line else list(lines.line(books, typed.line))
    show(tables, typed.format, options_as_typed(typed))


COMMANDS = (
    Command("gap", "what is required, promised, present and missing",
            ("muster gap --on 2024-09-22 --known 2024-09-30", "muster gap --format json"),
            _run_gap, _add_asking),
    Command("strength", "how many were present over time, with the counts told beside it",
            ("muster strength --on 2025-07-01", "muster strength --on 2025-07-01 --format csv"),
            _run_strength, options.add_asking),
    Command("line", "all lines, or one line's whole story",
            ("muster line --on 2025-03-01", "muster line ken-personnel --on 2025-03-01"), _run_line, _add_line),
    Command("contributors", "who promised what and what has come, in alphabetical order",
            ("muster contributors --on 2025-03-01", "muster contributors jamaica --on 2025-03-01"),
            _answering("contributors"), _add_asking),
    Command("promises", "promise chains by outcome, and the announcements behind them",
            ("muster promises", "muster promises --known 2024-12-01"),
            _answering("promises", "chains", "announcements"), _add_asking),
    Command("ask", "what is open with whom, on what condition, and what nobody has promised",
            ("muster ask --on 2024-12-01 --known 2024-12-01",), _answering("ask", "waits"), _add_asking),
    Command("contradictions", "where the sources disagree, and how each case was ruled",
            ("muster contradictions --known 2024-10-31",), _answering("contradictions", "checks"), _add_asking),
    Command("ground", "sites and their status over time, indicators, and who says so",
            ("muster ground --on 2025-01-15", "muster ground airport"), _answering("sites", "indicators"), _add_asking),
    Command("facts", "every fact of the founding reports, from its own passage",
            ("muster facts", "muster facts --sources seeds"), _answering("facts"), _add_asking),
    Command("mandate", "the mandate in force and the days left",
            ("muster mandate --on 2024-09-22",), _answering("mandate"), _add_asking),
)
