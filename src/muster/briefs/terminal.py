"""Tables and a time plot for a terminal: plain text that a screen reader, a log and a mail keep intact.

Weakness: a table wider than the terminal is folded into one block a row, because wrapped columns cannot be read.
"""

from __future__ import annotations

import math
import shutil
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from muster.briefs import wording
from muster.ledger.figures import Figure, Row, Table, figures_in

GAP = 2
LEAST_TEXT_WIDTH = 18
MOST_LINES_A_ROW = 8
"""A table with a deeper row is told row by row instead."""
NOTHING = "Nothing in the record."


def terminal_width() -> int:
    return max(60, min(shutil.get_terminal_size((110, 24)).columns, 160))


def heading(text: str, *, underline: str = "=") -> str:
    return f"{text}\n{underline * min(len(text), terminal_width())}"


def paragraph(text: str, *, indent: str = "") -> str:
    return textwrap.fill(text, terminal_width(), initial_indent=indent, subsequent_indent=indent)


def table(shown: Table, *, columns: Sequence[str] | None = None, width: int | None = None,
          footnotes_shown: bool = True, asked: str = "", nothing: str = "") -> str:
    """The table as text, with footnotes for what a figure's note says and the way to open a figure.

    columns: which to show, in order; left out ones are in the CSV and JSON of the same table.
    asked: the options under which the table was asked for, to stand in that way too (" --on 2024-09-22").
    nothing: why there are no rows, where it is another reason than an empty record.
    """
    names = [name for name in (columns or shown.columns) if _has_something(shown.rows, name)]
    lines = [heading(shown.title, underline="-")] if shown.title else []
    if not shown.rows:
        lines.append(textwrap.fill(nothing or NOTHING, width or terminal_width()))
    footnotes: list[str] = []
    written = _with_footnote if footnotes_shown else _without_footnote
    body = [[written(row.cells.get(name), footnotes) for name in names] for row in shown.rows]
    if body:
        heads = [shown.headings.get(name, name.replace("_", " ")) for name in names]
        numeric = [_is_numeric(shown.rows, name) for name in names]
        lines.extend(_laid_out(heads, body, numeric, width or terminal_width()))
    told = [f"[{place}] {note}" for place, note in enumerate(footnotes, 1)] + list(shown.notes)
    lines.extend(textwrap.fill(note, width or terminal_width()) for note in told)
    if shown.name and (example := an_address(shown, names)) is not None:
        lines.append(way_to_open(f"{example}{asked}", width or terminal_width()))
    return "\n".join(lines)


def way_to_open(figure: str, width: int) -> str:
    """The command that opens a figure, whole on one line so that it can be copied."""
    told = f"Open a figure: muster why {figure}"
    return told if len(told) <= width else f"Open a figure:\nmuster why {figure}"


def an_address(shown: Table, names: Sequence[str]) -> str | None:
    """The address of a figure worth opening: the first that is not zero."""
    addresses = [(address, found) for address, found in shown.figures() if address.split("/")[2] in names]
    telling = [address for address, found in addresses if found.booked and not found.because.is_empty]
    return next(iter(telling), addresses[0][0] if addresses else None)


def _has_something(rows: Sequence[Row], name: str) -> bool:
    def says_something(shown: object) -> bool:
        if isinstance(shown, Figure):
            return not (shown.booked in (0, None) and shown.low in (0, None) and shown.high in (0, None)) \
                or bool(shown.word or shown.note)
        return shown not in (None, "", (), [])
    return any(says_something(row.cells.get(name)) for row in rows)


def _is_numeric(rows: Sequence[Row], name: str) -> bool:
    return any(isinstance(row.cells.get(name), Figure) for row in rows)


def _with_footnote(shown: object, footnotes: list[str]) -> str:
    text = _without_footnote(shown, footnotes)
    notes = [part.note for part in figures_in(shown) if part.note]  # type: ignore[arg-type]
    for note in notes:
        if note not in footnotes:
            footnotes.append(note)
        text += f" [{footnotes.index(note) + 1}]"
    return text


def _without_footnote(shown: object, _: list[str]) -> str:
    return wording.cell(shown, in_millions=True)  # type: ignore[arg-type]


def _laid_out(heads: list[str], body: list[list[str]], numeric: list[bool], width: int) -> list[str]:
    """Columns side by side, headings and long text wrapped; if that is not enough, one block a row."""
    natural = [
        max(max(map(len, head.split())), *(len(row[place]) for row in body)) for place, head in enumerate(heads)
    ]
    room = width - GAP * (len(heads) - 1)
    widths = _shrunk(natural, numeric, room)
    if sum(widths) > room or any(_depth(row, widths) > MOST_LINES_A_ROW for row in body):
        return _as_blocks(heads, body, numeric, width)
    lines = [*_wrapped(heads, widths, numeric, bottom=True), _line(["-" * wide for wide in widths], widths, numeric)]
    for row in body:
        lines.extend(_wrapped(row, widths, numeric))
    return lines


def _depth(cells: Sequence[str], widths: Sequence[int]) -> int:
    """On how many lines a row stands when its cells are folded."""
    return max(len(textwrap.wrap(text, wide)) for text, wide in zip(cells, widths))


def _wrapped(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool], *,
             bottom: bool = False) -> list[str]:
    """One row on as many lines as its longest cell needs. bottom: shorter cells stand at the foot (headings)."""
    folded = [textwrap.wrap(text, wide) or [""] for text, wide in zip(cells, widths)]
    depth = max(map(len, folded))
    padded = [[""] * (depth - len(part)) + part if bottom else part + [""] * (depth - len(part)) for part in folded]
    return [_line([part[row] for part in padded], widths, numeric) for row in range(depth)]


def _shrunk(natural: list[int], numeric: list[bool], room: int) -> list[int]:
    """Widths that fit the room by narrowing the widest text columns, none below what can be read."""
    widths = list(natural)
    while sum(widths) > room:
        text = [place for place, wide in enumerate(widths) if not numeric[place] and wide > LEAST_TEXT_WIDTH]
        if not text:
            break
        widest = max(text, key=lambda place: widths[place])
        widths[widest] = max(LEAST_TEXT_WIDTH, widths[widest] - (sum(widths) - room))
    return widths


def _line(parts: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    placed = [part.rjust(wide) if right else part.ljust(wide) for part, wide, right in zip(parts, widths, numeric)]
    return (" " * GAP).join(placed).rstrip()


def _as_blocks(heads: list[str], body: list[list[str]], numeric: list[bool], width: int) -> list[str]:
    """One block a row: the text cells before the first number as its name, then each cell with its heading."""
    named = next((place for place, right in enumerate(numeric) if right), 2) or 1
    lines: list[str] = []
    for row in body:
        lines.append(textwrap.fill("  ".join(row[:named]), width, subsequent_indent="  "))
        shown = [(head, text) for head, text in zip(heads[named:], row[named:]) if text not in (wording.NOTHING, "0")]
        told = " · ".join(f"{head} {text}" for head, text in shown)
        lines.append(textwrap.fill(told, width, initial_indent="    ", subsequent_indent="    "))
    return lines


# --- the plot ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Curve:
    """Points of one thing over time. mark: one character. steps: hold each value until the next point."""

    name: str
    mark: str
    points: Sequence[tuple[date, float]]
    steps: bool = False


def plot(curves: Sequence[Curve], *, width: int | None = None, height: int = 16, unit: str = "",
         level: tuple[float, str] | None = None) -> str:
    """Curves over time as text. level: a horizontal line with its name (the requirement).

    Later curves are drawn over earlier ones.
    """
    shown = [curve for curve in curves if curve.points]
    if not shown:
        return "Nothing to plot: no dated figure in the record."
    begin = min(day for curve in shown for day, _ in curve.points)
    end = max(day for curve in shown for day, _ in curve.points)
    top = max([value for curve in shown for _, value in curve.points] + ([level[0]] if level else []))
    top = _round_up(top)
    margin = len(f"{top:,.0f}") + 1
    columns = (width or terminal_width()) - margin - 2
    grid = [[" "] * columns for _ in range(height + 1)]

    def place(day: date) -> int:
        return round((day - begin).days / max((end - begin).days, 1) * (columns - 1))

    def depth(value: float) -> int:
        return height - max(0, min(height, round(value / top * height)))

    if level:
        grid[depth(level[0])] = ["·"] * columns
    for curve in shown:
        _draw(grid, curve, place, depth)
    lines = []
    for row, cells in enumerate(grid):
        value = top * (height - row) / height
        label = f"{value:,.0f}" if row % 4 == 0 else ""
        lines.append(f"{label:>{margin}} |{''.join(cells).rstrip()}")
    lines.append(" " * margin + " +" + "-" * columns)
    lines.append(" " * (margin + 2) + _date_axis(begin, end, columns))
    keys = [f"{curve.mark} {curve.name}" for curve in shown] + ([f"· {level[1]}"] if level else [])
    lines.extend(_legend([*keys, *([f"({unit})"] if unit else [])], " " * (margin + 2), margin + 2 + columns))
    return "\n".join(lines)


def _legend(keys: Sequence[str], indent: str, width: int) -> list[str]:
    """The keys side by side, on as many lines as they need."""
    lines: list[str] = []
    for key in keys:
        if lines and len(lines[-1]) + 3 + len(key) <= width:
            lines[-1] += f"   {key}"
        else:
            lines.append(indent + key)
    return lines


def _draw(grid: list[list[str]], curve: Curve, place, depth) -> None:  # type: ignore[no-untyped-def]
    if not curve.steps:
        for day, value in curve.points:
            grid[depth(value)][place(day)] = curve.mark
        return
    points = sorted(curve.points)
    for (day, value), (until, _) in zip(points, [*points[1:], points[-1]]):
        for column in range(place(day), max(place(until), place(day) + 1)):
            grid[depth(value)][column] = curve.mark


def _round_up(top: float) -> float:
    if top <= 0:
        return 1
    size = 10.0 ** math.floor(math.log10(top))
    return next(size * step for step in (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0) if size * step >= top)


def _date_axis(begin: date, end: date, columns: int) -> str:
    marks = max(2, columns // 20)
    axis = [" "] * (columns + 10)
    for mark in range(marks + 1):
        day = date.fromordinal(begin.toordinal() + round((end - begin).days * mark / marks))
        at = round(mark / marks * (columns - 8))
        for offset, letter in enumerate(day.strftime("%Y-%m")):
            axis[at + offset] = letter
    return "".join(axis).rstrip()
