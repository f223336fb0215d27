"""The Frictionless descriptor of a package, written from the one table of fields.

Any Frictionless tool can then check a package without Muster: types, patterns, choices, required cells, keys and
foreign keys. What it cannot say (an exact passage, a ruling before its source) the reader checks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from muster.exchange.cells import KEY_PATTERN
from muster.exchange.fields import TABLE_BY_NAME, Column, TableShape

_WHEN_PATTERN = r"\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?"
_MOMENT_PATTERN = r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z)?"

_TYPES: dict[str, dict[str, Any]] = {
    "key": {"type": "string", "constraints": {"pattern": KEY_PATTERN}},
    "when": {"type": "string", "constraints": {"pattern": _WHEN_PATTERN}},
    "moment": {"type": "string", "constraints": {"pattern": _MOMENT_PATTERN}},
    "day": {"type": "date"},
    "integer": {"type": "integer", "constraints": {"minimum": 0}},
    "number": {"type": "number"},
    "yes_no": {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]},
    "json": {"type": "object"},
}


def schema_of(table: TableShape, columns: Sequence[str], tables: Sequence[str],
              renamed: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A table's schema. columns: those its file has. tables: those the package has, for foreign keys.

    renamed: table -> name of the resource that holds it, where that is another.
    """
    shapes = [table.column(name) for name in columns]
    keys = [_foreign_key(column, table, renamed or {}) for column in shapes if _refers_to(column) in tables]
    schema: dict[str, Any] = {"fields": [_field(column, table) for column in shapes], "primaryKey": [table.key]}
    if keys:
        schema["foreignKeys"] = keys
    return schema


def resource_of(table: str, columns: Sequence[str], tables: Sequence[str], *, path: str = "", edition: str = "",
                renamed: Mapping[str, str] | None = None) -> dict[str, Any]:
    shape = TABLE_BY_NAME[table]
    resource: dict[str, Any] = {"name": f"{edition}-{table}" if edition else table}
    if edition:
        resource |= {"table": table, "edition": edition}
    return resource | {
        "path": path or f"{table}.csv", "type": "table", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
        "description": shape.meaning, "schema": schema_of(shape, columns, tables, renamed),
    }


def _field(column: Column, table: TableShape) -> dict[str, Any]:
    kind = _TYPES.get(column.type, {"type": "string"})
    constraints: dict[str, Any] = dict(kind.get("constraints", {}))
    if column.required:
        constraints["required"] = True
    if column.choices:
        constraints["enum"] = list(column.choices)
    if column.name == table.key:
        constraints["unique"] = True
    field = {"name": column.name, **{key: value for key, value in kind.items() if key != "constraints"},
             "description": column.meaning}
    return field | ({"constraints": constraints} if constraints else {})


def _refers_to(column: Column) -> str:
    if column.type == "party":
        return "parties"
    return column.refers_to if column.type == "reference" else ""


def _foreign_key(column: Column, table: TableShape, renamed: Mapping[str, str]) -> dict[str, Any]:
    target = _refers_to(column)
    return {"fields": [column.name], "reference": {
        "resource": "" if target == table.name else renamed.get(target, target),
        "fields": [TABLE_BY_NAME[target].key]}}
