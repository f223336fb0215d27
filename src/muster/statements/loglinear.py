"""A choice among a few answers, weighed by signs: sums of learned weights turned into probabilities.

Problem: a hundred hand rules that outrank each other fit the texts they were written on, and no others.
Choice: each observation ("the name stands right before the verb", "the verb is of giving, in the future") is a sign
with one weight an answer; the weights are learned by `python -m tools.accuracy.train`, rounded, and shipped as JSON
that a person can read. The same text gives the same answer; no library is needed to read.
Weakness: a sign never seen in training weighs nothing; what the signs cannot tell apart is a matter of luck.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

Signs = Sequence[str]
_CLEAR = 0.05
"""The weight above which a sign is worth telling as a reason."""


def shares(sums: list[float]) -> list[float]:
    """Sums of weights as probabilities that add to one."""
    if not sums:
        return []
    most = max(sums)
    raised = [math.exp(s - most) for s in sums]
    total = sum(raised)
    return [r / total for r in raised]


def _strongest(clear: set[tuple[float, str]], most: int) -> list[str]:
    """The signs of the least numbers: weights turned round, so that equal ones come by their name."""
    return [sign for _, sign in sorted(clear)[:most]]


@dataclass(frozen=True, slots=True)
class Classes:
    """One weight for each sign and each of a fixed list of answers."""

    labels: tuple[str, ...]
    weights: dict[str, dict[str, float]]
    _rows: dict[str, tuple[float, ...]] = field(default_factory=dict, repr=False, compare=False)
    """The weights of each sign in the order of the labels, so that a sum is taken column by column."""

    def __post_init__(self) -> None:
        self._rows.update({sign: tuple(row.get(label, 0.0) for label in self.labels)
                           for sign, row in self.weights.items()})

    def probabilities(self, signs: Iterable[str]) -> dict[str, float]:
        row_of = self._rows.get
        rows = [row for row in map(row_of, signs) if row is not None]
        sums = [sum(column) for column in zip(*rows)] if rows else [0.0] * len(self.labels)
        return dict(zip(self.labels, shares(sums)))

    def reasons(self, signs: Iterable[str], label: str, rival: str, most: int = 2) -> list[str]:
        """The signs that speak most for a label against its rival."""
        one, other, row_of = self.labels.index(label), self.labels.index(rival), self._rows.get
        return _strongest({(row[other] - row[one], sign) for sign in signs
                           if (row := row_of(sign)) is not None and row[one] - row[other] > _CLEAR}, most)


@dataclass(frozen=True, slots=True)
class Ranking:
    """One weight for each sign; the candidates of one question are weighed against each other."""

    weights: dict[str, float]

    def probabilities(self, candidates: list[Signs]) -> list[float]:
        weight_of = self.weights.get
        return shares([sum([w for w in map(weight_of, signs) if w is not None]) for signs in candidates])

    def reasons(self, signs: Iterable[str], most: int = 2) -> list[str]:
        weight_of = self.weights.get
        return _strongest({(-weight, s) for s in signs if (weight := weight_of(s, 0.0)) > _CLEAR}, most)


@dataclass(frozen=True, slots=True)
class Models:
    """The three learned choices of a figure: is it a claim, whose, and at which stage."""

    claim: Classes
    party: Ranking
    stage: Classes


def _classes(name: str) -> Classes:
    row = json.loads(files("muster.statements").joinpath("data", name).read_text(encoding="utf-8"))
    return Classes(tuple(row["labels"]), row["weights"])


@cache
def shipped() -> Models:
    """The weights that come with the program."""
    text = files("muster.statements").joinpath("data", "weights_party.json").read_text(encoding="utf-8")
    return Models(_classes("weights_claim.json"), Ranking(json.loads(text)["weights"]), _classes("weights_stage.json"))
