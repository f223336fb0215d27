"""Tables for machines: JSON and CSV with every column, figures as `Figure.as_json` writes them."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from enum import Enum
from typing import Any

from muster.ledger.figures import Cell, Figure, Row, Table


def cell_value(shown: Cell) -> Any:
    """A cell as JSON data."""
    if isinstance(shown, Figure):
        return shown.as_json()
    if isinstance(shown, list | tuple):
        return [cell_value(part) for part in shown]
    if isinstance(shown, date):
        return shown.isoformat()
    if isinstance(shown, Enum):
        return shown.value
    return shown


def row_objects(table: Table) -> list[dict[str, Any]]:
    """One object a row: its table and key, every column (a missing cell is null), and `notes` by column where there
    are any. A column opens as table/key/column."""
    return [_row_object(row, table) for row in table.rows]


def _row_object(row: Row, table: Table) -> dict[str, Any]:
    columns = table.columns
    shown = {"table": table.name, "key": row.key, **{name: cell_value(row.cells.get(name)) for name in columns}}
    notes = {name: part.note for name, part in row.cells.items() if isinstance(part, Figure) and part.note}
    return {**shown, "notes": notes} if notes else shown


def as_json(table: Table) -> str:
    return json.dumps(row_objects(table), ensure_ascii=False, indent=2)


def as_csv(table: Table) -> str:
    """Comma-separated with a header; an inexact figure spreads over NAME, NAME_low, NAME_high and NAME_word.

    Cells that a spreadsheet would run as a formula are prefixed with an apostrophe.
    """
    inexact = {
        name for row in table.rows for name, shown in row.cells.items()
        if isinstance(shown, Figure) and not shown.is_exact
    }
    names = ["key"]
    for name in table.columns:
        names += [name, *(f"{name}_{part}" for part in ("low", "high", "word"))] if name in inexact else [name]
    names.append("notes")
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    for shown in row_objects(table):
        del shown["table"]
        writer.writerow({name: _safe(part) for name, part in _spread(shown, inexact).items()})
    return text.getvalue()


def _spread(shown: dict[str, Any], inexact: set[str]) -> dict[str, Any]:
    spread: dict[str, Any] = {}
    for name, value in shown.items():
        if name not in inexact:
            spread[name] = json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
        elif isinstance(value, dict):
            spread |= {name: value["booked"], f"{name}_low": value["low"], f"{name}_high": value["high"],
                       f"{name}_word": value["word"]}
        else:
            spread |= {name: value, f"{name}_low": value, f"{name}_high": value}
    return spread


def _safe(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value
