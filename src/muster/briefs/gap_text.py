"""The gap for a terminal: one small table a kind, then what was counted otherwise and what has no number.

The full table has a column for every stage; a kind shows only those where something stands. Money of a million and
more is written in millions to the thousand; CSV and JSON of the same table have every digit.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace

from muster.briefs import terminal, wording
from muster.ledger.figures import Figure, Row, Table, figures_in
from muster.vocabulary import STANDING_STAGES, Kind

COLUMNS = (
    "resource", "unit", "required", "promised_total", *(stage.word for stage in STANDING_STAGES), "between", "gap",
)
HEADINGS = {"promised_total": "promised in all", "gap": "missing"}


def gap_text(table: Table, *, width: int | None = None, asked: str = "", nothing: str = "") -> str:
    """The whole gap as text. table: the answer of the question "gap". asked, nothing: as for `terminal.table`."""
    wide = width or terminal.terminal_width()
    parts = [terminal.heading(table.title, underline="-")]
    for kind in Kind:
        rows = [row for row in table.rows if row.cells["kind"] == kind.value]
        if rows:
            parts.append("\n".join(_kind_lines(kind, rows, wide)))
    if not table.rows:
        parts.append(textwrap.fill(nothing or terminal.NOTHING, wide))
    parts.extend(textwrap.fill(note, wide) for note in table.notes)
    if (example := terminal.an_address(table, COLUMNS)) is not None:
        parts.append(terminal.way_to_open(f"{example}{asked}", wide))
    return "\n\n".join(parts)


def _kind_lines(kind: Kind, rows: Sequence[Row], width: int) -> Iterator[str]:
    counted = [_with_its_side(row) for row in rows if _has_numbers(row)]
    if counted:
        shown = Table("", "", COLUMNS, tuple(counted), headings=HEADINGS)
        yield terminal.table(shown, width=width)
    else:
        yield kind.value
    for row in rows:
        yield from (_indented(line, width) for line in _beside(row))
    if unnumbered := [str(row.cells["resource"]) for row in rows if not _has_numbers(row)]:
        yield _indented(f"Told without a number: {', '.join(unnumbered)}", width)


def _with_its_side(row: Row) -> Row:
    """Host-side rows stand beside the mission's and say so."""
    if row.cells.get("side") in (None, "", "mission"):
        return row
    return replace(row, cells={**row.cells, "resource": f"{row.cells['resource']} ({row.cells['side']} side)"})


def _has_numbers(row: Row) -> bool:
    return any(isinstance(cell := row.cells.get(name), Figure) and cell.booked is not None and (
        cell.booked != 0 or name in ("required", "present")) for name in COLUMNS)


def _beside(row: Row) -> Iterator[str]:
    """What stands beside a row's figures: other requirements, counts told, needs and promises without a number."""
    name = f"{row.cells['resource']}" + (f", {row.cells['unit']}" if row.cells["kind"] == Kind.MONEY.value else "")
    if competing := figures_in(row.cells.get("competing")):
        told = ", ".join(wording.figure(part) for part in competing)
        yield f"{name}: others say {told} are required"
    for part in figures_in(row.cells.get("present_told")):
        yield f"{name} counted: {part.note.replace(':', f': {wording.figure(part)},', 1)}"
    for column, words in (("unnumbered_needs", "asked for without a number"),
                          ("unnumbered_promises", "promised without a number")):
        count = row.cells.get(column)
        if isinstance(count, Figure) and count.booked and _has_numbers(row):
            yield f"{name}: {words} by {wording.figure(count)} " + ("source" if count.booked == 1 else "sources")


def _indented(text: str, width: int) -> str:
    return textwrap.fill(text, width, initial_indent="  ", subsequent_indent="    ")
