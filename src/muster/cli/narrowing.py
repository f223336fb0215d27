"""`muster gap police`: only the rows that hold every word, and what to say where none does.

A word that meets no row is not an empty record: the answer names the word and what was probably meant. A sentence of
the footer that counts the whole table gives way to a count of what is shown. Weakness: such a sentence is known by
the number it begins with.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from muster.briefs import machine
from muster.ledger.figures import Row, Table
from muster.problems import did_you_mean

_COUNTS_THE_WHOLE = re.compile(r"\d[\d,]*\s[^.]*\.\s*")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """table: the rows that hold every word. why_empty: where none does but the whole has some, a sentence."""

    table: Table
    why_empty: str = ""


def narrowed(table: Table, words: Sequence[str]) -> Narrowed:
    if not words or not table.rows:
        return Narrowed(table)
    texts = [_text(row) for row in table.rows]
    sought = [word.casefold() for word in words]
    rows = tuple(row for row, text in zip(table.rows, texts) if all(word in text for word in sought))
    if len(rows) == len(table.rows):
        return Narrowed(table)
    notes = tuple(left for note in table.notes if (left := _COUNTS_THE_WHOLE.sub("", note, count=1)
                                                   if _COUNTS_THE_WHOLE.match(note) else note))
    if rows:
        shown = f"{len(rows):,} of {len(table.rows):,} rows shown: those that hold {_quoted(words)}."
        return Narrowed(replace(table, rows=rows, notes=(shown, *notes)))
    return Narrowed(replace(table, rows=(), notes=()), _why_empty(words, texts))


def _text(row: Row) -> str:
    return " ".join([row.key, *map(str, map(machine.cell_value, row.cells.values()))]).casefold()


def _why_empty(words: Sequence[str], texts: Sequence[str]) -> str:
    rows = f"the {len(texts):,} rows" if len(texts) > 1 else "the one row"
    missing = [word for word in words if not any(word.casefold() in text for text in texts)]
    if not missing:
        return f"None of {rows} holds {_quoted(words)} together."
    known = {word for text in texts for word in re.findall(r"[^\W\d_]{3,}", text)}
    told = []
    for word in missing:
        meant = did_you_mean(word, sorted(known), most=1)
        told.append(f"None of {rows} holds {word!r}." + (f" {meant}" if meant else ""))
    return " ".join(told)


def _quoted(words: Sequence[str]) -> str:
    return " and ".join(repr(word) for word in words)
