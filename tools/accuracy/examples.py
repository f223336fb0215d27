"""From annotated reports to examples: which figure of the text is which annotated claim.

Problem: an annotation names a sentence's first words and a number, not the place of the figure.
Choice: figures and claims of a report are paired one to one by resource and overlapping number, those of the same
sentence first; a figure that says an annotated number again is taken for the same claim, at half weight.
Weakness: two claims of one number in one sentence can change places.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from muster.sources.document import Document
from muster.statements.analysis import DocumentReading, analyse
from muster.statements.loglinear import Models
from muster.statements.model import plain
from muster.statements.quantities_said import QuantityReader, Traced
from muster.statements.speech import Speakers, Voice
from tools.accuracy.fitting import Labelled, Ranked
from tools.accuracy.gold import Row
from tools.accuracy.scorer import assign, folded, numbers_equal, numbers_overlap, party_agrees

TUNED_ON = ("own", "tune")
"""Sets the rules were written on: there the rules' own answers flatter, so a second, unshipped weight takes that up."""


WEIGHTS = {"drill": 0.5, "founding": 3.0}


@dataclass(slots=True)
class Example:
    """One figure weighed, and what the annotation says of it. gold None: not a claim. again: said before."""

    traced: Traced
    report: str
    gold: Row | None
    again: bool = False


@cache
def _analysed(document: Document) -> tuple[DocumentReading, list[Voice | None]]:
    reading = analyse(document)
    return reading, Speakers(reading).of_each_sentence()


def weighed(document: Document, models: Models | None) -> list[Traced]:
    """Every figure of a report with its signs."""
    reading, voices = _analysed(document)
    found: list[Traced] = []
    QuantityReader(reading, voices, models, found).read()
    return found


def row_of(traced: Traced) -> Row:
    claim = traced.claim
    return {"kind": "quantity", "party": claim.party, "resource": traced.counted.kind, "unit": traced.counted.unit,
            "quantity_low": plain(claim.low), "quantity_high": plain(claim.high), "stage": claim.stage,
            "anchor": traced.reading.anchor()}


def _same_sentence(gold: Row, said: Row) -> bool:
    a, b = folded(gold.get("anchor")), folded(said.get("anchor"))
    return bool(a and b) and (a.startswith(b) or b.startswith(a))


def matched(report: str, found: list[Traced], claims: list[Row]) -> list[Example]:
    """Each figure with its annotated claim, or none."""
    rows = [row_of(t) for t in found]
    weights = []
    for gold in claims:
        line = []
        for traced, row in zip(found, rows):
            if gold["resource"] != row["resource"] or not numbers_overlap(gold, row):
                line.append(0.0)
                continue
            here = _same_sentence(gold, row)
            unsaid = gold["quantity_low"] is None and gold["quantity_high"] is None
            if unsaid and not here:
                line.append(0.0)
                continue
            line.append(1 + 2 * here + 0.8 * numbers_equal(gold, row) + 0.1 * (folded(gold["unit"])
                == folded(row["unit"])) + 0.3 * any(party_agrees(gold["party"], n.party) for n in traced.named)
                + 0.15 * (gold["stage"] == traced.ruled_stage) + 0.15 * party_agrees(gold["party"],
                traced.ruled_party))
        weights.append(line)
    partner = {j: claims[i] for i, j in assign(weights)}
    examples = []
    for j, traced in enumerate(found):
        gold = partner.get(j)
        again = False
        if gold is None and rows[j]["quantity_low"] is not None and rows[j]["quantity_low"] != 0:
            gold = next((g for g in claims if g["resource"] == rows[j]["resource"] and numbers_equal(g, rows[j])), None)
            again = gold is not None
        examples.append(Example(traced, report, gold, again))
    return examples


def _doubled(signs: list[str], name: str) -> list[str]:
    return signs + [f"tuned {s}" for s in signs if s.startswith("rule")] if name in TUNED_ON else signs


def weight_of(example: Example) -> float:
    """How much an example counts: a repetition and an invented sentence less, the founding reports more."""
    return 0.5 if example.again else WEIGHTS.get(example.report.split(" ")[0], 1.0)


def stage_examples(examples: list[Example], sets: dict[str, str]) -> list[Labelled]:
    return [Labelled(e.report, _doubled(e.traced.stage_signs, sets.get(e.report, "drill")), e.gold["stage"],
                     weight_of(e)) for e in examples if e.gold is not None]


def party_examples(examples: list[Example], sets: dict[str, str]) -> list[Ranked]:
    return [Ranked(e.report, [_doubled(n.signs, sets.get(e.report, "drill")) for n in e.traced.named],
                   [party_agrees(e.gold["party"], n.party) for n in e.traced.named], weight_of(e))
            for e in examples if e.gold is not None]


def claim_examples(examples: list[Example], sets: dict[str, str]) -> list[Labelled]:
    return [Labelled(e.report, _doubled(e.traced.claim_signs, sets.get(e.report, "drill")),
                     "claim" if e.gold else "not", weight_of(e)) for e in examples if not e.again]
