"""`muster read`: reports in, statements out; on the terminal, as JSON lines, as marked pages, or into the ledger."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from muster.cli import options
from muster.cli.command import Command
from muster.cli.filing import progress_on_terminal

if TYPE_CHECKING:
    from muster.statements.batch import ReadReport


def _add_read(parser: argparse.ArgumentParser) -> None:
    options.add_author(parser)
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE", help="txt, HTML, PDF or DOCX files, or folders")
    parser.add_argument("--published", metavar="DATE", help="the day the reports were published")
    parser.add_argument("--publisher", default="", help="who published them")
    parser.add_argument("--language", default="", choices=("", "en", "fr"), help="their language (default: found out)")
    parser.add_argument("--record", action="store_true", help="file reports and statements, unjudged")
    parser.add_argument("--jsonl", type=Path, metavar="OUT",
                        help="write one statement a line, in the fields of the guide")
    parser.add_argument("--html", type=Path, metavar="OUT", help="write the report with each statement marked in it; "
                        "a folder when several are read")


def _read(typed: argparse.Namespace) -> int:
    from muster.actions import reading
    from muster.statements.rendering import guide_jsonl

    published = options.one_day(typed.published, where="--published") if typed.published else None
    mission = options.the_mission(typed) if typed.record else None
    several = len(typed.paths) > 1 or any(path.is_dir() for path in typed.paths)
    lines: list[str] = []
    failed = False
    for report in reading.read(typed.paths, published=published, publisher=typed.publisher, language=typed.language,
                               progress=progress_on_terminal("reading")):
        for problem in report.problems:
            print(problem, file=sys.stderr)
        failed |= report.document is None
        if report.document is None:
            continue
        if typed.jsonl is None and typed.html is None:
            _print_report(report)
        lines.append(guide_jsonl(report.statements))
        if typed.html is not None:
            _write_html(report, typed.html, several)
        if mission is not None:
            print(reading.record(mission, report, author=typed.author).summary)
    if typed.jsonl is not None:
        typed.jsonl.write_text("".join(lines), encoding="utf-8")
        print(f"{sum(line.count(chr(10)) for line in lines)} statements of {len(lines)} reports in {typed.jsonl}")
    return 1 if failed else 0


def _print_report(report: ReadReport) -> None:
    from muster.briefs import terminal
    from muster.statements.rendering import described

    document = report.document
    assert document is not None  # the caller has looked
    told = ", ".join(part for part in (document.publisher, _day(document.published), document.language) if part)
    print(terminal.heading(f"{report.path.name}: {len(report.statements)} statements ({told})", underline="-"))
    if report.same_as:
        print(f"Tells the same story as {report.same_as} ({report.likeness.value}): one utterance, counted once.")
    for said in report.statements:
        print(terminal.paragraph(f"{said.number:>3} {said.aspect.value}: {described(said)}"))
        passage = " ".join(document.text[said.sentence_start:said.sentence_end].split())
        print(terminal.paragraph(f'"{passage}"  [{said.rule}, {said.confidence:.0%}]', indent="      "))
    print()


def _day(day: date | None) -> str:
    return day.isoformat() if day else "undated"


def _write_html(report: ReadReport, out: Path, several: bool) -> None:
    from muster.statements.rendering import marked_html

    assert report.document is not None  # the caller has looked
    if several:
        out.mkdir(parents=True, exist_ok=True)
        out = out / f"{report.path.stem}.html"
    out.write_text(marked_html(report.document, report.statements), encoding="utf-8")
    print(f"{len(report.statements)} statements marked in {out}")


COMMANDS = (
    Command("read", "read reports into statements: who said what, of how many, when, in which passage",
            ("muster read report.txt --published 2024-09-22", "muster read report.txt --published 2024-09-22 --record"),
            _read, _add_read),
)
