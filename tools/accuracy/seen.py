"""The annotated reports that may be looked at and trained on, and nothing of the half that only measures.

Problem: a trainer that reads the half kept for measuring makes every later number worthless.
Choice: the shared set is loaded by way of `split.side`, document by document: a text of the other half is never
opened, its claims are dropped as they are read, and asking for it is an error.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from muster.sources.document import Document
from tools.accuracy.gold import Annotated, Row, load
from tools.accuracy.split import side, stories

ROOT = Path(__file__).resolve().parents[2]
OWN = ROOT / "tests" / "accuracy_reports"
SHARED = ROOT.parent / "shared" / "reading"

TRAINED_ON = ("blind", "one", "two", "four", "five", "six", "seven")
"""Folders of reports the weights are learned from, written without sight of the reader. `three` is kept aside."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Annotated reports with the set and the story each belongs to."""

    annotated: Annotated
    sets: dict[str, str]
    story: dict[str, str]

    def of(self, *names: str) -> Annotated:
        return self.annotated.only({d for d, name in self.sets.items() if name in names})


def _ids(folder: Path) -> list[str]:
    rows = [json.loads(line) for path in sorted(folder.glob("documents*.jsonl"))
            for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [row["id"] for row in rows]


def tune_half(folder: Path) -> tuple[set[str], dict[str, str]]:
    """The documents of the shared set that may be seen, and every document's story."""
    pairs = [json.loads(line) for path in sorted(folder.glob("pairs*.jsonl"))
             for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    story = stories(_ids(folder), [(p["a"][0], p["b"][0]) for p in pairs])
    return {d for d in story if side(story[d]) == "tune"}, story


def seen(own: Path = OWN, shared: Path = SHARED) -> Seen:
    """Our own reports, those written blind, and the tune half of the shared set where it is at hand."""
    documents: dict[str, Document] = {}
    claims: list[Row] = []
    sets: dict[str, str] = {}
    story: dict[str, str] = {}
    told: dict[str, str] = {}
    folders: list[tuple[str, Path, set[str] | None]] = [("own", own, None)]
    folders += [(name, own / name, None) for name in TRAINED_ON if (own / name / "gold.jsonl").is_file()]
    if (shared / "gold.jsonl").is_file():
        allowed, told = tune_half(shared)
        folders.append(("tune", shared, allowed))
    for name, folder, only in folders:
        part = load(folder, only)
        for ident, document in part.documents.items():
            unique = f"{name} {ident}"
            sets[unique] = name
            story[unique] = told.get(ident, unique)
            documents[unique] = replace(document, ident=unique)
        claims += [{**c, "doc": f"{name} {c['doc']}"} for c in part.claims]
    return Seen(Annotated(documents, claims, []), sets, story)
