"""A small mission package on disk, written by a test and then spoiled by it."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SOURCES = [
    {"source_id": "note-1", "title": "Offer", "publisher": "Ministry", "published": "2031-01-10",
     "date_basis": "stated", "language": "en", "marking": "public"},
    {"source_id": "note-2", "title": "Arrival", "publisher": "Mission", "published": "2031-03-02",
     "date_basis": "stated", "language": "en", "marking": "public"},
]
PARTIES = [{"party_id": "FRE", "name": "Freedonia", "kind": "state"},
           {"party_id": "SYL", "name": "Sylvania", "kind": "state"}]
LOTS = [{"lot": "FRE-300", "contributor": "FRE", "resource": "personnel", "unit": "persons", "quantity": "300",
         "books": "pledged;present"}]
PLEDGES = [{"id": "FRE-300", "source_id": "note-1", "contributor": "FRE", "resource": "personnel", "unit": "persons",
            "quantity": "300", "announced": "2031-01-10", "measure": "pledge", "lot": "FRE-300", "grade": "party",
            "passage": "Freedonia offers 300."}]
MOVEMENTS = [{"id": "FRE-1", "source_id": "note-2", "contributor": "FRE", "resource": "personnel", "unit": "persons",
              "quantity": "about 120", "stage": "present", "from_stage": "pledged", "when": "2031-03",
              "measure": "flow", "lot": "FRE-300", "grade": "counterpart", "passage": "About 120 have come."}]
RULINGS = [{"ruling": "r1", "statement": "movements/FRE-1", "verdict": "accept", "author": "desk", "reason": "seen"}]
POSTINGS = [{"posting": "p1", "ruling": "r1", "lot": "FRE-300", "from_stage": "pledged", "to_stage": "present",
             "quantity": "120 [110, 130] about 120", "when": "2031-03"}]

Tables = dict[str, list[dict[str, str]]]
Write = Callable[..., Path]


@pytest.fixture
def tables() -> Tables:
    """The rows of a right package, to be changed."""
    given = {"sources": SOURCES, "parties": PARTIES, "lots": LOTS, "pledges": PLEDGES, "movements": MOVEMENTS,
             "rulings": RULINGS, "postings": POSTINGS}
    return {name: [dict(row) for row in rows] for name, rows in given.items()}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes tables as a package folder called "kit" with a bare descriptor."""

    def write(tables: Tables, **descriptor: Any) -> Path:
        folder = tmp_path / "kit"
        folder.mkdir(exist_ok=True)
        for name, rows in tables.items():
            columns = list(dict.fromkeys(column for row in rows for column in row))
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as opened:
                writer = csv.DictWriter(opened, columns, lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
        about = {"mission": {"slug": "kit", "name": "Kit", "timezone": "UTC"},
                 "resources": [{"name": name, "path": f"{name}.csv"} for name in tables], **descriptor}
        (folder / "datapackage.json").write_text(json.dumps(about), encoding="utf-8")
        return folder

    return write
