"""Writes docs/dictionary.md: every word, field and column Muster uses, from the tables that the code itself reads.

`python -m tools.dictionary` writes the page; with `--check` it only says whether the page is up to date.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable
from enum import Enum
from pathlib import Path

from muster import vocabulary
from muster.exchange.fields import TABLES
from muster.exchange.sheet import COLUMNS as SHEET_COLUMNS
from muster.ledger.details import DETAILS
from muster.vocabulary import FTS_STAGES, IATI_STAGES, PCRS_STAGES, STAGE_WORDS

PAGE = Path(__file__).parent.parent / "docs" / "dictionary.md"


def _rows(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> list[str]:
    listed = list(heads)
    return [
        f"| {' | '.join(listed)} |", f"|{'---|' * len(listed)}",
        *(f"| {' | '.join(str(cell).replace('|', '/') for cell in row)} |" for row in rows), "",
    ]


def _meanings(enum: type[Enum]) -> dict[str, str]:
    """The comment beside each member, from the source."""
    return {
        found[1]: found[2] for line in inspect.getsource(enum).splitlines()
        if (found := re.match(r"\s+([A-Z_]+) = [^#]+#\s*(.+)", line))
    }


def _vocabulary() -> list[str]:
    lines = ["## Vocabulary", ""]
    for enum in (vocabulary.Kind, vocabulary.Stage, vocabulary.Aspect, vocabulary.Grade, vocabulary.Marking,
                 vocabulary.Verdict, vocabulary.Outcome, vocabulary.DateBasis):
        meanings = _meanings(enum)
        lines += [f"### {enum.__name__}", "", (enum.__doc__ or "").splitlines()[0], ""]
        words = [(f"`{getattr(member, 'word', member.value)}`", meanings.get(member.name, "")) for member in enum]
        lines += _rows(("word", "meaning"), words)
    return lines


def _stages_elsewhere() -> list[str]:
    lines = ["## Stages in the words of others", ""]
    for name, mapping in (("FTS flow status", FTS_STAGES), ("IATI transaction type", IATI_STAGES),
                          ("PCRS and COE", PCRS_STAGES), ("sheets, facts and the reader", STAGE_WORDS)):
        lines += [f"### {name}", "",
                  *_rows(("word", "stage"), ((f"`{word}`", f"`{stage.word}`") for word, stage in mapping.items()))]
    return lines


def _details() -> list[str]:
    lines = ["## Details of statements", "", "What `detail` may hold, by aspect.", ""]
    for aspect, fields in DETAILS.items():
        lines += [f"### {aspect.value}", "", *_rows(
            ("field", "type", "meaning", "choices"),
            ((f"`{field.name}`", field.type, field.meaning, ", ".join(field.choices)) for field in fields),
        )]
    return lines


def _exchange() -> list[str]:
    sheet = (
        (f"`{name}`", "yes" if required else "", meaning, ", ".join(other))
        for name, (meaning, required, other) in SHEET_COLUMNS.items()
    )
    lines = ["## A sheet's columns", "", "`muster load FILE.xlsx` (or .csv) reads one sheet with these headings.", "",
             *_rows(("column", "required", "meaning", "also read as"), sheet), "## A mission package's tables", ""]
    for table in TABLES:
        columns = ((f"`{column.name}`", column.type, "yes" if column.required else "", column.meaning,
                    ", ".join(column.choices)) for column in table.columns)
        lines += [f"### {table.name}.csv", "", table.meaning, "",
                  *_rows(("column", "type", "required", "meaning", "choices"), columns)]
    return lines


def page() -> str:
    head = ["# Data dictionary", "", "Made by `make dictionary` from the tables the code reads; do not edit.", ""]
    return "\n".join(head + _vocabulary() + _stages_elsewhere() + _details() + _exchange()).rstrip() + "\n"


def main() -> int:
    if "--check" not in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page():
        return 0
    print("docs/dictionary.md is out of date: run `make dictionary`.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
