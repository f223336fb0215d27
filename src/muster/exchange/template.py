"""The empty sheet a secretariat starts from: the columns of `sheet.COLUMNS` and what each means."""

from __future__ import annotations

from pathlib import Path

from muster.exchange.sheet import COLUMNS
from muster.exchange.workbook import SHEET_NAME


def write_template(path: Path) -> None:
    """An empty sheet with the columns and, on a second worksheet (or in no row of a .csv), what each means."""
    names = list(COLUMNS)
    if path.suffix.lower() == ".csv":
        path.write_text(",".join(names) + "\n", encoding="utf-8-sig")
        return
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.title = SHEET_NAME
    sheet.append(names)
    guide = book.create_sheet("How to fill it")
    guide.append(["column", "meaning", "needed"])
    for name, (meaning, required, _) in COLUMNS.items():
        guide.append([name, meaning, "yes" if required else "no"])
    guide.append([])
    guide.append(["example", "Kenya, personnel, 600, preparing, 2024-09-21, statement of the president, persons"])
    guide.append(["rule", "A row is an event: so much got so far on that day. It is taken from what earlier rows of "
                          "the same contributor, resource and unit left at the furthest stage before it; the rest "
                          "comes from outside."])
    guide.append(["correct", "Give each row an id of your own. A row loaded again under its id with other cells takes "
                             "the earlier one's place; without ids, load the sheet with --replace."])
    for cells in (sheet[1], guide[1]):
        for cell in cells:
            cell.font = Font(bold=True)
    for column, width in zip("ABCDEFGHIJKLM", (18, 26, 14, 14, 14, 32, 10, 28, 14, 32, 14, 14, 10)):
        sheet.column_dimensions[column].width = width
    guide.column_dimensions["A"].width, guide.column_dimensions["B"].width = 16, 100
    book.save(path)
