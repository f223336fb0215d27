"""A package folder -> its descriptor and raw rows, whatever was put there: safely, and with every fault named.

Files are read only through paths inside the folder: no absolute paths, no "..", no links that lead out, no addresses
to fetch. Sizes are bounded before anything is read. Text is UTF-8 (a byte order mark is tolerated), comma-separated.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from muster.exchange.fields import TABLE_BY_NAME, TableShape
from muster.problems import Problem

Folder = Path | Traversable

LARGEST_FILE_BYTES = 64 * 2**20
LARGEST_DESCRIPTOR_BYTES = 4 * 2**20
MOST_ROWS = 500_000
MOST_RESOURCES = 100

_PATH_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@ -]*")


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it stood. where: "haiti/pledges.csv, row 12"; the heading is row 1."""

    where: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Resource:
    """A file the descriptor lists. table: the table it holds; edition: the edition it is for, or ""."""

    name: str
    path: str
    table: str
    edition: str


def is_linked(place: Folder) -> bool:
    return isinstance(place, Path) and place.is_symlink()


def bytes_inside(folder: Folder, path: str, where: str, limit: int = LARGEST_FILE_BYTES) -> bytes | Problem:
    """The bytes of a file of the package, or why it cannot be read."""
    parts = path.split("/")
    if not path or any(not _PATH_PART.fullmatch(part) for part in parts):
        return Problem(where, path, "a path inside the package, parts joined by /",
                       "Put the file into the package's folder and name it from there.")
    place: Any = folder
    for part in parts:
        place = place / part
        if is_linked(place):
            return Problem(where, path, "a file, not a link", "Put a copy of the file into the package.")
    try:
        if not place.is_file():
            return Problem(where, path, "a file of the package", "Add the file, or correct its name.")
        if isinstance(place, Path) and place.stat().st_size > limit:
            return Problem(where, path, f"a file of at most {limit // 2**20} MB", "Divide the package.")
        with place.open("rb") as opened:
            content: bytes = opened.read(limit + 1)
    except OSError as trouble:
        return Problem(where, path, "a file that can be read", f"{trouble.strerror or 'It cannot be read'}: check it.")
    if len(content) > limit:
        return Problem(where, path, f"a file of at most {limit // 2**20} MB", "Divide the package.")
    return content


def text_of(content: bytes, where: str) -> str | Problem:
    """UTF-8 text, or the place of the first byte that is not."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        line = content[:trouble.start].count(b"\n") + 1
        return Problem(f"{where}, line {line}", f"byte {content[trouble.start]:02x}", "text in UTF-8",
                       "Save the file again as UTF-8.")


def read_descriptor(folder: Folder, label: str) -> Mapping[str, Any] | Problem:
    where = f"{label}/datapackage.json"
    content = bytes_inside(folder, "datapackage.json", where, LARGEST_DESCRIPTOR_BYTES)
    if isinstance(content, Problem):
        return content
    text = text_of(content, where)
    if isinstance(text, Problem):
        return text
    try:
        descriptor = json.loads(text)
    except (ValueError, RecursionError) as trouble:
        return Problem(where, str(trouble)[:80], "JSON", "Correct the descriptor.")
    if not isinstance(descriptor, dict):
        return Problem(where, type(descriptor).__name__, "a JSON object", "Write the descriptor as an object.")
    return descriptor


def resources_of(descriptor: Mapping[str, Any], label: str) -> tuple[list[Resource], list[Problem]]:
    """The tables the descriptor lists; everything else it lists is a problem."""
    where = f"{label}/datapackage.json"
    listed = descriptor.get("resources")
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_RESOURCES:
        return [], [Problem(f"{where}, resources", str(type(listed).__name__), f"a list of 1 to {MOST_RESOURCES} files",
                            "List the package's files.")]
    found: list[Resource] = []
    problems: list[Problem] = []
    for number, entry in enumerate(listed, 1):
        at = f"{where}, resource {number}"
        if not isinstance(entry, dict):
            problems.append(Problem(at, str(entry)[:40], "an object with name and path", "Correct the descriptor."))
            continue
        name, path = entry.get("name"), entry.get("path")
        if not isinstance(name, str) or not isinstance(path, str):
            problems.append(Problem(at, str(name or path or "")[:40], "a name and one path, both text",
                                    "Name one file for each resource."))
            continue
        resource = Resource(name, path, str(entry.get("table", name)), str(entry.get("edition", "")))
        if resource.table not in TABLE_BY_NAME:
            problems.append(Problem(f"{at}, name", resource.table, "one of " + ", ".join(TABLE_BY_NAME),
                                    'Name the resource so, or say which table it holds in "table".'))
        elif any((other.table, other.edition) == (resource.table, resource.edition) for other in found):
            problems.append(Problem(f"{at}, name", name, "each table once", "Join the two files."))
        else:
            found.append(resource)
    return found, problems


def read_rows(folder: Folder, label: str, resource: Resource) -> tuple[list[RawRow], list[Problem]]:
    """The rows of one table, each with the cells its heading names."""
    where = f"{label}/{resource.path}"
    content = bytes_inside(folder, resource.path, where)
    text = content if isinstance(content, Problem) else text_of(content, where)
    if isinstance(text, Problem):
        return [], [text]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        heading = next(reader, [])
    except csv.Error as trouble:
        return [], [Problem(f"{where}, row 1", str(trouble), "a heading of column names",
                            "Correct the quotation marks.")]
    problems = list(_faults_of_heading(heading, TABLE_BY_NAME[resource.table], f"{where}, row 1"))
    if problems:
        return [], problems
    rows: list[RawRow] = []
    number = 1
    try:
        for number, cells in enumerate(reader, 2):
            at = f"{where}, row {number}"
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(heading):
                problems.append(Problem(at, f"{len(cells)} cells", f"{len(heading)} cells, as the heading has",
                                        "Look for a missing or unquoted comma."))
                continue
            rows.append(RawRow(at, dict(zip(heading, cells))))
            if len(rows) > MOST_ROWS:
                return [], [Problem(where, f"more than {MOST_ROWS:,} rows", f"at most {MOST_ROWS:,} rows",
                                    "Divide the package.")]
    except csv.Error as trouble:
        problems.append(Problem(f"{where}, after row {number}", str(trouble), "comma-separated cells",
                                "Look for a quotation mark that is never closed."))
    return rows, problems


def _faults_of_heading(heading: list[str], table: TableShape, where: str) -> Iterator[Problem]:
    known = {column.name for column in table.columns}
    seen: set[str] = set()
    for name in heading:
        if name in seen:
            yield Problem(where, name, "each column once", "Remove the second one.")
        seen.add(name)
        if name not in known:
            yield Problem(where, name, "one of " + ", ".join(sorted(known)), "Rename or remove the column.")
    for column in table.columns:
        if column.required and column.name not in seen:
            yield Problem(where, "", f"the column {column.name}", f"Add it: {column.meaning}.")
