"""Learns which clauses are promises and which are appeals. Run `python -m tools.accuracy.train_events`.

Problem: rules for "will", "is to" and "asks" fitted the reports they were written on, and few others.
Choice: one weight for each sign of a clause (`statements/intents.py`), learned by logistic regression from every
annotated
report that may be looked at; which of a sentence's clauses carries the annotated promise is not annotated, so it is the
likeliest one, chosen again in each round. The threshold is chosen with every story left out of its own weights.
Weakness: some 150 promises and 50 appeals are few; weights are held small, and rare signs get none.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from muster.sources.document import Document
from muster.statements.analysis import analyse
from muster.statements.appeals import asked
from muster.statements.events import EventReader
from muster.statements.intents import candidates
from muster.statements.mandates import mandates
from muster.statements.quantities_said import QuantityReader
from muster.statements.sites import sites
from muster.statements.speech import Speakers
from tools.accuracy.gold import Annotated, load
from tools.accuracy.scorer import party_agrees, person_agrees
from tools.accuracy.seen import TRAINED_ON
from tools.accuracy.split import side, stories

ROOT = Path(__file__).resolve().parents[2]
OWN = ROOT / "tests" / "accuracy_reports"
SHARED = ROOT.parent / "shared" / "reading"
DATA = ROOT / "src" / "muster" / "statements" / "data"
KINDS = ("undertaking", "appeal")
RAREST = 3
"""A sign seen in fewer clauses gets no weight."""


@dataclass(slots=True)
class Example:
    """A clause that may be of a kind. bag: the annotated claim it may carry, -1 for none. group: its story."""

    group: str
    signs: tuple[str, ...]
    sentence: tuple[str, int, int]
    party: str
    bag: int


def looked_at(leave_out: set[str]) -> list[tuple[str, Annotated]]:
    """The annotated reports that may be learned from: our own, folder by folder, and the shared half to tune on."""
    folders = [OWN, *(OWN / name for name in TRAINED_ON)]
    found = [(folder.name, load(folder)) for folder in folders if folder.name not in leave_out]
    if (SHARED / "gold.jsonl").is_file() and "tune" not in leave_out:
        everything = load(SHARED)
        story = stories(everything.documents, [(p["a"][0], p["b"][0]) for p in everything.pairs])
        found.append(("tune", everything.only({i for i in everything.documents if side(story[i]) == "tune"})))
    return found


def examples(kind: str, sets: list[tuple[str, Annotated]]) -> tuple[list[Example], int]:
    """All clauses of all documents, and how many claims of the kind are annotated."""
    found: list[Example] = []
    bags = 0
    for name, annotated in sets:
        story = stories(annotated.documents, [(p["a"][0], p["b"][0]) for p in annotated.pairs])
        for ident, document in annotated.documents.items():
            wanted = [c for c in annotated.claims if c["doc"] == ident and c["kind"] == kind]
            found += _of_document(kind, document, wanted, f"{name}:{story[ident]}", bags)
            bags += len(wanted)
    return found, bags


def _of_document(kind: str, document: Document, wanted: list[dict[str, str]], group: str, bags: int) -> list[Example]:
    found: list[Example] = []
    reading = analyse(document)
    speakers = Speakers(reading)
    voices = speakers.of_each_sentence()
    claims = QuantityReader(reading, voices).read()
    counted = {(c.counted.reading.sentence.number, c.counted.reading.clause[c.counted.first]) for c in claims}
    givers = {c.counted.reading.sentence.number: c.party for c in claims}
    reader = EventReader(reading, voices, speakers)
    for s, voice in reader.sentences(counted, givers):
        mandates(reader.scene, s, voice)
        sites(reader.scene, s, voice)
        if kind == "appeal":
            clauses = [(party, told, verb.main) for verb, party, told in asked(reader.scene, s, voice)]
        else:
            clauses = [(c.party, c.signs, c.verb.main) for c in candidates(reader.scene, s, voice)]
        anchor = " ".join(s.anchor().split())
        here = [(bags + n, c) for n, c in enumerate(wanted) if c["anchor"] and (anchor.startswith(c["anchor"])
            or c["anchor"].startswith(anchor))]
        for party, told, main_token in clauses:
            bag = next((n for n, c in here if party_agrees(c["party"], party) or (kind == "appeal"
                and person_agrees(c["party"], party))), -1)
            found.append(Example(group, told, (document.ident, s.sentence.number, main_token), party, bag))
    return found


def fitted(rows: list[Example], positive: list[bool], hold: float) -> dict[str, float]:
    """The weights of the signs, by logistic regression held towards zero."""
    counts = Counter(sign for e in rows for sign in set(e.signs))
    vocabulary = {sign: i for i, sign in enumerate(sorted(s for s, n in counts.items() if n >= RAREST))}
    x = np.zeros((len(rows), len(vocabulary)))
    for i, e in enumerate(rows):
        for sign in e.signs:
            if sign in vocabulary:
                x[i, vocabulary[sign]] = 1.0
    y = np.array([1.0 if p else 0.0 for p in positive])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w
        value = float(np.sum(np.logaddexp(0, z) - y * z) + hold * w @ w / 2)
        return value, x.T @ (1 / (1 + np.exp(-z)) - y) + hold * w

    best = minimize(loss, np.zeros(len(vocabulary)), jac=True, method="L-BFGS-B").x
    return {sign: float(best[i]) for sign, i in vocabulary.items()}


def chance(weights: dict[str, float], signs: tuple[str, ...]) -> float:
    return float(1 / (1 + np.exp(-sum(weights.get(s, 0.0) for s in signs))))


def learned(rows: list[Example], hold: float, rounds: int = 4) -> dict[str, float]:
    """Weights, with the clause that carries each annotated claim chosen again in each round."""
    positive = [e.bag >= 0 for e in rows]
    weights: dict[str, float] = {}
    for _ in range(rounds):
        weights = fitted(rows, positive, hold)
        best: dict[int, tuple[float, int]] = {}
        for i, e in enumerate(rows):
            if e.bag >= 0:
                best[e.bag] = max(best.get(e.bag, (-1.0, -1)), (chance(weights, e.signs), i))
        chosen = {i for _, i in best.values()}
        positive = [i in chosen for i in range(len(rows))]
    return weights


def answers(rows: list[Example], chances: list[float], threshold: float) -> tuple[int, int]:
    """(claims found, claims said): the best clause of each party in a sentence that passes the threshold."""
    verbs: dict[tuple[str, str, int, int], tuple[float, Example]] = {}
    for e, p in zip(rows, chances):
        place = (e.group, *e.sentence)
        if p >= threshold and (place not in verbs or p > verbs[place][0]):
            verbs[place] = (p, e)
    best: dict[tuple[str, str, int, str], tuple[float, int]] = {}
    for p, e in verbs.values():
        key = (e.group, e.sentence[0], e.sentence[1], e.party)
        if key not in best or p > best[key][0]:
            best[key] = (p, e.bag)
    found = {bag for _, bag in best.values() if bag >= 0}
    return len(found), len(best)


def left_out(rows: list[Example], hold: float, folds: int = 8) -> list[float]:
    """The chance of each clause by weights learned without its story."""
    groups = sorted({e.group for e in rows})
    fold = {g: i % folds for i, g in enumerate(groups)}
    chances = [0.0] * len(rows)
    for k in range(folds):
        weights = learned([e for e in rows if fold[e.group] != k], hold)
        for i, e in enumerate(rows):
            if fold[e.group] == k:
                chances[i] = chance(weights, e.signs)
    return chances


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.accuracy.train_events", description="Learn promises and "
        "appeals.")
    parser.add_argument("--leave-out", default="", help="folders not to learn from, separated by commas")
    parser.add_argument("--hold", type=float, default=1.0, help="how strongly weights are held towards zero")
    parser.add_argument("--quick", action="store_true", help="learn without measuring first")
    parser.add_argument("--dry", action="store_true", help="measure, and write nothing")
    chosen = parser.parse_args(arguments)
    sets = looked_at({name for name in chosen.leave_out.split(",") if name})
    for kind in KINDS:
        rows, bags = examples(kind, sets)
        reachable = len({e.bag for e in rows if e.bag >= 0})
        print(f"{kind}: {len(rows)} clauses, {bags} annotated, {reachable} reachable")
        chances = [] if chosen.quick else left_out(rows, chosen.hold)
        for threshold in () if chosen.quick else (0.15, 0.18, 0.2, 0.25, 0.3, 0.35, 0.4):
            found, said = answers(rows, chances, threshold)
            print(f"  {threshold:.2f}: found {found}, said {said}, "
                  f"F1 {2 * found / (bags + said) if bags + said else 0:.3f}")
        if not chosen.dry:
            weights = learned(rows, chosen.hold)
            kept = {sign: {kind: round(w, 2)} for sign, w in sorted(weights.items()) if abs(w) >= 0.1}
            text = json.dumps({"labels": [kind, "other"], "weights": kept}, ensure_ascii=False, indent=0)
            (DATA / f"weights_{kind}.json").write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
