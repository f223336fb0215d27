"""Learns the weights of the reader's choices. Run `python -m tools.accuracy.train` (`--write` to ship them)."""

from __future__ import annotations

import argparse
import hashlib
import sys

from muster.statements.loglinear import Models
from muster.statements.reader import GrammarReader
from tools.accuracy.examples import Example, claim_examples, matched, party_examples, stage_examples, weighed
from tools.accuracy.fitting import fit_classes, fit_ranking
from tools.accuracy.gold import Row
from tools.accuracy.scorer import Scores, party_agrees, score
from tools.accuracy.seen import Seen, seen

FOLDS = 6
PENALTIES = {"stage": 2.0, "party": 2.0, "claim": 3.0}


def fold_of(story: str) -> int:
    return hashlib.sha256(f"fold {story}".encode()).digest()[0] % FOLDS


def examples_of(known: Seen, reports: set[str], models: Models | None) -> list[Example]:
    found = []
    for ident in sorted(reports):
        claims = [c for c in known.annotated.claims if c["doc"] == ident and c["kind"] == "quantity"]
        found += matched(ident, weighed(known.annotated.documents[ident], models), claims)
    return found


def fit(examples: list[Example], known: Seen) -> Models:
    drop = "tuned "
    return Models(fit_classes(claim_examples(examples, known.sets), penalty=PENALTIES["claim"], drop=drop),
                  fit_ranking(party_examples(examples, known.sets), penalty=PENALTIES["party"], drop=drop),
                  fit_classes(stage_examples(examples, known.sets), penalty=PENALTIES["stage"], drop=drop))


def predictions(known: Seen, reports: set[str], models: Models | None) -> list[Row]:
    reader = GrammarReader(models)
    rows = [s.to_guide_row() for ident in sorted(reports) for s in reader.read(known.annotated.documents[ident])]
    return [r for r in rows if r is not None]


def line(name: str, s: Scores) -> str:
    languages = "  ".join(f"{t} {r.f1:.3f}" for t, r in s.strict_by_language.items())
    return (f"{name:22} strict {s.strict.f1:.3f}  overlap {s.strict_overlapping.f1:.3f}  lenient {s.lenient.f1:.3f} "
            f"(P {s.lenient.precision:.2f} R {s.lenient.recall:.2f})  all {s.overall.f1:.3f}  "
            f"party {s.share('party'):.3f} stage {s.share('stage'):.3f} unit {s.share('unit'):.2f}  {languages}")


def scored(known: Seen, said: list[Row], names: tuple[str, ...]) -> Scores:
    part = known.of(*names)
    return score(part.claims, said, {i: d.language for i, d in part.documents.items()})


def cross_validated(known: Seen, reports: set[str]) -> tuple[list[Row], dict[str, Models]]:
    """Rows read by models that saw nothing of a report's story, and those models by report."""
    folds = {ident: fold_of(known.story[ident]) for ident in reports}
    first = examples_of(known, reports, None)
    early = {k: fit([e for e in first if folds[e.report] != k], known) for k in sorted(set(folds.values()))}
    second: list[Example] = []
    for k, models in early.items():
        second += examples_of(known, {i for i in reports if folds[i] == k}, models)
    late = {k: fit([e for e in second if folds[e.report] != k], known) for k in early}
    rows: list[Row] = []
    for k, models in late.items():
        rows += predictions(known, {i for i in reports if folds[i] == k}, models)
    return rows, {i: late[folds[i]] for i in reports}


def reachable(examples: list[Example]) -> str:
    """How often the right party is among the candidates, and how many annotated claims have a figure at all."""
    wanted = [e for e in examples if e.gold is not None and not e.again]
    there = sum(any(party_agrees(e.gold["party"], n.party) for n in e.traced.named) for e in wanted if e.gold)
    return f"{len(wanted)} figures with a claim; right party among the candidates {there / max(1, len(wanted)):.3f}"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.accuracy.train", description=(__doc__ or "").split("\n")[0])
    parser.parse_args(arguments)
    known = seen()
    names = tuple(dict.fromkeys(known.sets.values()))
    reports = set(known.sets)
    plain = predictions(known, reports, None)
    for name in names:
        print(line(f"rules, {name}", scored(known, plain, (name,))))
    rows, _ = cross_validated(known, reports)
    for name in (*names, "all"):
        print(line(f"cross-validated {name}", scored(known, rows, names if name == "all" else (name,))))
    print(reachable(examples_of(known, reports, None)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
