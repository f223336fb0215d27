"""An .xlsx or .csv file -> rows of cells as a person sees them; hostile and broken files are one sentence each.

Text that is not UTF-8 is read as Windows-1252, which Excel writes in western Europe, and that is said.
A workbook is a zip of XML: its size unpacked, its entries and its kind are checked before anything is parsed, and
openpyxl parses with defusedxml. Formulas are not computed, macros are not kept, links are not followed.
Known weakness: only the first heading-like row of one worksheet is understood; a workbook is read as values, so what a
number format adds to a cell ("USD" before a number) is not seen.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from muster.exchange.folder import text_of
from muster.problems import Problem

LARGEST_SHEET_BYTES = 32 * 2**20
LARGEST_UNPACKED_BYTES = 256 * 2**20
MOST_ENTRIES = 5_000
MOST_SHEET_ROWS = 100_000
MOST_COLUMNS = 200
SHEET_NAME = "Support"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as text. serial: it held a bare number. fault: why it cannot be used, ready to follow its place."""

    text: str
    is_number: bool = False
    fault: tuple[str, str] | None = None  # (expected, remedy)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """where: "march.xlsx, sheet Support, row 7"."""

    where: str
    number: int
    cells: tuple[Cell, ...]

    @property
    def is_empty(self) -> bool:
        return not any(cell.text.strip() or cell.fault for cell in self.cells)


@dataclass(frozen=True, slots=True)
class SheetFile:
    """The file's bytes, its rows with anything in them, and what is wrong with the file as a whole.

    notes: how it had to be read, for its owner to check. semicolons: they stand between its cells.
    """

    content: bytes
    rows: list[SheetRow]
    problems: list[Problem]
    notes: tuple[str, ...] = ()
    semicolons: bool = False


def read_cells(path: Path, is_heading: Callable[[str], bool]) -> SheetFile:
    """A file's rows. is_heading: does a cell name a column? It finds what stands between the cells of a .csv."""
    where = path.name
    try:
        if path.stat().st_size > LARGEST_SHEET_BYTES:
            return SheetFile(b"", [], [Problem(where, f"{path.stat().st_size:,} bytes",
                                               f"a sheet of at most {LARGEST_SHEET_BYTES // 2**20} MB",
                                               "Divide the sheet.")])
        content = path.read_bytes()
    except OSError as trouble:
        return SheetFile(b"", [], [Problem(where, "", "a file that can be read",
                                           f"{trouble.strerror or trouble}: check it.")])
    if not content:
        return SheetFile(content, [], [Problem(where, "", "a sheet with a heading", "Write one with the template.")])
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return SheetFile(content, [], [Problem(where, "an old or password-protected workbook",
                                               "an .xlsx workbook or a .csv file",
                                               "Save it without a password as .xlsx.")])
    if content[:2] == b"PK":
        rows, problems = _rows_of_workbook(content, where)
        read = SheetFile(content, rows, problems)
    elif path.suffix.lower() == ".xlsx":
        return SheetFile(content, [], [Problem(where, "a file that only its name calls .xlsx", "an .xlsx workbook",
                                               "Open it in what made it and save it as .xlsx, or name it .csv if it "
                                               "is text.")])
    else:
        read = _rows_of_csv(content, where, is_heading)
    if len(read.rows) > MOST_SHEET_ROWS:
        return SheetFile(content, [], [Problem(where, f"more than {MOST_SHEET_ROWS:,} rows",
                                               f"at most {MOST_SHEET_ROWS:,} rows", "Divide the sheet.")])
    return read


# --- comma-separated --------------------------------------------------------------------------------------


def _rows_of_csv(content: bytes, where: str, is_heading: Callable[[str], bool]) -> SheetFile:
    def broken(*problems: Problem) -> SheetFile:
        return SheetFile(content, [], list(problems))

    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return broken(Problem(where, "text in UTF-16", "text in UTF-8", 'Save it as "CSV UTF-8".'))
    if b"\x00" in content:
        return broken(Problem(where, "a binary file", "an .xlsx workbook or a .csv file", "Choose another file."))
    text = text_of(content, where)
    notes: tuple[str, ...] = ()
    if isinstance(text, Problem):
        western = _western(content)
        if western is None:
            return broken(text)
        text, notes = western, (f"{where} is not UTF-8 and was read as Windows-1252: check its accents.",)
    delimiter, skipped = _delimiter(text, is_heading)
    rows: list[SheetRow] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if len(cells) > MOST_COLUMNS:
                return broken(Problem(f"{where}, row {number}", f"{len(cells)} cells",
                                      f"at most {MOST_COLUMNS} columns", "Keep the columns of the template."))
            row = SheetRow(f"{where}, row {number}", number, tuple(Cell(cell) for cell in cells))
            if not row.is_empty and number > skipped:
                rows.append(row)
            if len(rows) > MOST_SHEET_ROWS:
                break
    except csv.Error as trouble:
        return SheetFile(content, rows, [Problem(
            f"{where}, after row {number}", str(trouble), "cells between quotation marks that close",
            "Look for a quotation mark too many.")])
    return SheetFile(content, rows, [], notes, delimiter == ";")


def _western(content: bytes) -> str | None:
    """The text in Windows-1252; None where it holds bytes or controls that no text in it has."""
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return None
    return None if any(ord(letter) < 32 and letter not in "\r\n\t" for letter in text) else text


def _delimiter(text: str, is_heading: Callable[[str], bool]) -> tuple[str, int]:
    """What stands between the cells, by the line that names most columns; and how many lines say only that."""
    told = re.match(r"sep=([,;\t])\r?\n", text)
    if told is not None:
        return told.group(1), 1
    lines = text.splitlines()[:10]
    named = {mark: max(sum(is_heading(cell.strip(' "')) for cell in line.split(mark)) for line in lines)
             for mark in ",;\t"}
    best = max(named, key=lambda mark: (named[mark], lines[0].count(mark)))
    return best, 0


# --- workbooks --------------------------------------------------------------------------------------------


def _rows_of_workbook(content: bytes, where: str) -> tuple[list[SheetRow], list[Problem]]:
    problem = _fault_of_archive(content, where)
    if problem is not None:
        return [], [problem]
    from openpyxl import load_workbook  # late: a third of a second that a .csv does not need

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False, rich_text=False)
    except Exception as trouble:  # openpyxl raises whatever its parser met: every kind of broken file
        return [], [_broken(where, trouble)]
    try:
        names = [name for name in book.sheetnames if name.strip().lower() == SHEET_NAME.lower()]
        sheet = book[names[0]] if names else book.worksheets[0] if book.worksheets else None
        if sheet is None:
            return [], [Problem(where, "no worksheet", f"a worksheet named {SHEET_NAME}", "Start from the template.")]
        unread = [other.title for other in book.worksheets if not names and other is not sheet and _has_rows(other)]
        if unread:
            return [], [Problem(where, f"also {', '.join(unread[:5])}", "one worksheet with rows",
                                f"Name the one to be read {SHEET_NAME}, or move the others to files of their own.")]
        at = f"{where}, sheet {sheet.title}"
        merged = _merged_cells(content, book, sheet.title)
        if merged:
            return [], [Problem(f"{at}, cells {area}", "merged cells", "one cell for each value",
                                "Unmerge them and fill each cell.") for area in merged[:20]]
        rows: list[SheetRow] = []
        try:
            for row in _rows_of_worksheet(sheet, at):
                rows.append(row)
                if len(rows) > MOST_SHEET_ROWS:
                    break
        except Exception as trouble:  # as above: rows are parsed as they are asked for
            return [], [_broken(at, trouble)]
        return rows, []
    finally:
        book.close()


def _has_rows(sheet: Any) -> bool:
    """Does a worksheet hold anything in its first rows?"""
    try:
        rows = sheet.iter_rows(max_row=20, max_col=20, values_only=True)
        return any(cell is not None for row in rows for cell in row)
    except Exception:  # a broken worksheet is not the one that is read
        return False


def _broken(where: str, trouble: Exception) -> Problem:
    return Problem(where, type(trouble).__name__, "a workbook that opens",
                   "Open it in a spreadsheet and save it again.")


def _fault_of_archive(content: bytes, where: str) -> Problem | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return Problem(where, "a damaged archive", "an .xlsx workbook", "Save it again as .xlsx.")
    names = {entry.filename for entry in entries}
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED_BYTES:
        return Problem(where, "an archive that unpacks to far more than a sheet",
                       f"a workbook of at most {LARGEST_UNPACKED_BYTES // 2**20} MB unpacked", "Divide the workbook.")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return Problem(where, "a workbook with macros", "a workbook without macros", "Save it as .xlsx, not .xlsm.")
    if any(entry.flag_bits & 1 for entry in entries):
        return Problem(where, "a password-protected archive", "an .xlsx workbook", "Save it without a password.")
    if "xl/workbook.xml" not in names:
        return Problem(where, "an archive that is no workbook", "an .xlsx workbook", "Save it again as .xlsx.")
    return None


_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')


def _merged_cells(content: bytes, book: Any, title: str) -> list[str]:
    """Merged areas of one worksheet. Read-only worksheets do not tell, so the sheet's own XML is searched."""
    path = str(getattr(book[title], "_worksheet_path", "")).lstrip("/")
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if path not in archive.namelist():
            return found
        with archive.open(path) as sheet:
            tail = b""
            while block := sheet.read(2**20):
                found += [match.decode() for match in _MERGED.findall(tail + block)]
                tail = block[-200:]
    return list(dict.fromkeys(found))


def _rows_of_worksheet(sheet: Any, where: str) -> Iterator[SheetRow]:
    for number, cells in enumerate(sheet.iter_rows(), 1):
        row = SheetRow(f"{where}, row {number}", number, _cells(cells[:MOST_COLUMNS]))
        if not row.is_empty:
            yield row


def _cells(cells: Sequence[Any]) -> tuple[Cell, ...]:
    shown = [_shown(cell) for cell in cells]
    while shown and not shown[-1].text and shown[-1].fault is None:
        shown.pop()
    return tuple(shown)


def _shown(cell: Any) -> Cell:
    """A worksheet's cell as text, the way a person would have typed it."""
    value = cell.value
    if value is None:
        return Cell("")
    if cell.data_type == "f" or (isinstance(value, str) and value.startswith("=")):
        return Cell(str(value)[:60], fault=("a value, not a formula", "Copy the column and paste it as values."))
    if cell.data_type == "e":
        return Cell(str(value), fault=("a value, not an error", "Correct the cell."))
    if isinstance(value, bool):
        return Cell("yes" if value else "no")
    if isinstance(value, datetime):
        if value.time() == time():
            return Cell(value.date().isoformat())
        return Cell(value.isoformat(" "))
    if isinstance(value, date):
        return Cell(value.isoformat())
    if isinstance(value, int | float):
        return Cell(str(int(value)) if float(value).is_integer() else repr(value), is_number=True)
    return Cell(str(value))
