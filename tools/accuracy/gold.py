"""Annotated reports: the project's own and, where it lies beside, the shared development set, in one form."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from muster.quantities import When
from muster.sources.document import Document, document_from_text
from muster.statements.model import Statement

Row = dict[str, Any]

READ_ON = date(2026, 1, 1)
"""The day the annotated reports count as received; fixed, so that a measurement repeats."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """A set of annotated reports: documents, claims (rows of the guide) and pairs."""

    documents: dict[str, Document]
    claims: list[dict[str, Any]]
    pairs: list[dict[str, Any]]

    def only(self, idents: set[str]) -> Annotated:
        return Annotated({i: d for i, d in self.documents.items() if i in idents}, [c for c in self.claims
                if c["doc"] in idents],
                         [p for p in self.pairs if p["a"][0] in idents and p["b"][0] in idents])


def _rows(folder: Path, stem: str) -> list[dict[str, Any]]:
    rows = []
    for path in sorted(folder.glob(f"{stem}*.jsonl")):
        rows += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return rows


def load(folder: Path, only: set[str] | None = None) -> Annotated:
    """The annotated reports of a folder: documents.jsonl, gold.jsonl, pairs.jsonl, texts/.

    only: the documents wanted; the texts of others are not opened, and their claims are dropped.
    """
    documents = {}
    for row in _rows(folder, "documents"):
        if only is not None and row["id"] not in only:
            continue
        text = (folder / "texts" / f"{row['id']}.txt").read_text(encoding="utf-8")
        day = date.fromisoformat(row["published_on"]) if row.get("published_on") else None
        documents[row["id"]] = document_from_text(text, ident=row["id"], language=row["language"], published=day,
            publisher=row.get("publisher") or "",
                received=READ_ON, group=row.get("group") or "")
    found = Annotated(documents, _rows(folder, "gold"), _rows(folder, "pairs"))
    return found if only is None else found.only(only)


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def statement_of(row: dict[str, Any]) -> Statement:
    """A row of the guide as a statement, for matching."""
    start, end = row.get("as_of_start"), row.get("as_of_end")
    first = date.fromisoformat(start) if start else None
    last = date.fromisoformat(end) if end else None
    when = When(first or last, last or first) if (first or last) else None  # type: ignore[arg-type]
    return Statement(row["doc"], int(row["claim_no"]), row["kind"], row["party"], row["resource"],
            _decimal(row.get("quantity_low")),
                     _decimal(row.get("quantity_high")), row.get("unit"), row.get("stage"), when, row.get("speaker")
            or "report", row.get("anchor") or "")
