"""How well does the reader read? Run `python -m tools.accuracy`.

Problem: a rule that mends one text can break ten others, and weights fitted on a report say nothing about the next.
Choice: each set is printed with what it was used for. "Trained on": the weights were fitted on it (`train.py`), so the
numbers flatter; the same sets read with their story left out are printed by `python -m tools.accuracy.train`. "Never
trained on": kept aside. The shared development set, where it lies beside the project, is split by story (`split.py`)
into a half that was trained on and a half that only measures; errors by type are printed for no set that measures.
Weakness: all sets are small; a difference of two or three points is noise.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from muster.statements.matching import Relation, relate
from muster.statements.reader import GrammarReader
from tools.accuracy.gold import Annotated, Row, load, statement_of
from tools.accuracy.scorer import Rate, Scores, score, score_pairs
from tools.accuracy.seen import TRAINED_ON
from tools.accuracy.split import side, stories

ROOT = Path(__file__).resolve().parents[2]
OWN = ROOT / "tests" / "accuracy_reports"
SHARED = ROOT.parent / "shared" / "reading"


def predicted(annotated: Annotated) -> list[Row]:
    """The rows the reader gives for every document of a set."""
    reader = GrammarReader()
    rows = [statement.to_guide_row() for document in annotated.documents.values()
        for statement in reader.read(document)]
    return [row for row in rows if row is not None]


def related(annotated: Annotated) -> tuple[Rate, dict[str, int]]:
    """The annotated pairs, related from the annotated claims."""
    claims = {(c["doc"], int(c["claim_no"])): c for c in annotated.claims}
    days: dict[str, date | None] = {i: d.published for i, d in annotated.documents.items()}
    answers = {}
    for pair in annotated.pairs:
        a, b = (pair["a"][0], int(pair["a"][1])), (pair["b"][0], int(pair["b"][1]))
        match = relate(statement_of(claims[a]), statement_of(claims[b]), day_a=days[a[0]], day_b=days[b[0]])
        turned = match.turned and match.relation is Relation.UPDATES
        answers[frozenset((a, b))] = (match.relation.value, *((b, a) if turned else (a, b)))
    rate, wrong = score_pairs(annotated.pairs, answers)
    return rate, dict(wrong.most_common())


def _rate(name: str, rate: Rate) -> str:
    counts = f"({rate.matched} of {rate.gold}, {rate.said} read)"
    return f"  {name:34} P {rate.precision:.3f}  R {rate.recall:.3f}  F1 {rate.f1:.3f}  {counts}"


def table(title: str, annotated: Annotated, scores: Scores, *, errors: bool) -> str:
    """The scores of one set as lines to print."""
    lines = [f"{title}: {len(annotated.documents)} reports, {len(annotated.claims)} "
             f"claims", _rate("all kinds", scores.overall)]
    lines += [_rate(kind, rate) for kind, rate in scores.kinds.items() if rate.gold or rate.said]
    lines += [_rate(f"all kinds, {language}", rate) for language, rate in scores.languages.items()]
    lines += [_rate("quantities, "
                    "strict", scores.strict), _rate("quantities, numbers overlap", scores.strict_overlapping),
              _rate("quantities, lenient", scores.lenient)]
    lines += [_rate(f"quantities, strict, {language}", rate) for language, rate in scores.strict_by_language.items()]
    lines += [f"  {name:34} {scores.share(name):.3f}  (of {of})" for name, (_, of) in scores.shares.items()]
    if annotated.pairs:
        rate, wrong = related(annotated)
        lines.append(_rate("pairs", rate))
        if errors:
            lines += [f"    {n} x {what}" for what, n in wrong.items()]
    if errors:
        lines.append("  errors among quantities:")
        lines += [f"    {n} x {what}" for what, n in scores.errors.most_common() if n]
    return "\n".join(lines)


def measured(title: str, annotated: Annotated, *, errors: bool) -> str:
    languages = {i: d.language for i, d in annotated.documents.items()}
    return table(title, annotated, score(annotated.claims, predicted(annotated), languages), errors=errors)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m "
            "tools.accuracy", description="Measure the reader on annotated reports.")
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder of the shared development set")
    parser.add_argument("--own", type=Path, default=OWN, help="folder of the project's own annotated reports")
    parser.add_argument("--write", type=Path, help="also write the predicted rows of the shared set here, as "
            "JSON lines")
    chosen = parser.parse_args(arguments)
    print(measured("Our own reports (trained on)", load(chosen.own), errors=True))
    for folder in sorted(path.parent for path in chosen.own.glob("*/gold.jsonl")):
        trained = folder.name in TRAINED_ON
        use = "trained on" if trained else "never trained on"
        print("\n" + measured(f"Reports of folder {folder.name!r} ({use})", load(folder), errors=trained))
    if not (chosen.shared / "gold.jsonl").is_file():
        print(f"\nThe shared set is not at {chosen.shared.name}; only our own reports were measured.")
        return 0
    everything = load(chosen.shared)
    story = stories(everything.documents, [(p["a"][0], p["b"][0]) for p in everything.pairs])
    for half in ("tune", "held out"):
        idents = {i for i in everything.documents if side(story[i]) == half}
        use = "trained on" if half == "tune" else "held out: never looked at, never trained on"
        print("\n" + measured(f"Shared set, half {half!r} ({use})", everything.only(idents), errors=half == "tune"))
    if chosen.write:
        chosen.write.write_text("".join(json.dumps(row) + "\n" for row in predicted(everything)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
