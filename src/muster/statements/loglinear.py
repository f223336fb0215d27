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
from heapq import nsmallest
from importlib.resources import files

Signs = Sequence[str]


def shares(sums: list[float]) -> list[float]:
    """Sums of weights as probabilities that add to one."""
    if not sums:
        return []
    most = max(sums)
    raised = [math.exp(s - most) for s in sums]
    total = sum(raised)
    return [r / total for r in raised]


def _strongest(told: dict[str, float], most: int) -> list[str]:
    clear = [(-weight, sign) for sign, weight in told.items() if weight > 0.05]
    return [sign for _, sign in nsmallest(most, clear)]


@dataclass(frozen=True, slots=True)
class Classes:
    """One weight for each sign and each of a fixed list of answers."""

    labels: tuple[str, ...]
    weights: dict[str, dict[str, float]]
    _numbered: dict[str, tuple[tuple[int, float], ...]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        place = {label: n for n, label in enumerate(self.labels)}
        self._numbered.update({sign: tuple((place[label], w) for label, w in row.items())
                               for sign, row in self.weights.items()})

    def probabilities(self, signs: Iterable[str]) -> dict[str, float]:
        sums = [0.0] * len(self.labels)
        numbered = self._numbered
        for sign in signs:
            for n, weight in numbered.get(sign, ()):
                sums[n] += weight
        return dict(zip(self.labels, shares(sums)))

    def reasons(self, signs: Iterable[str], label: str, rival: str, most: int = 2) -> list[str]:
        """The signs that speak most for a label against its rival."""
        told = {s: row.get(label, 0.0) - row.get(rival, 0.0) for s in signs if (row := self.weights.get(s)) is not None}
        return _strongest(told, most)


@dataclass(frozen=True, slots=True)
class Ranking:
    """One weight for each sign; the candidates of one question are weighed against each other."""

    weights: dict[str, float]

    def probabilities(self, candidates: list[Signs]) -> list[float]:
        weights = self.weights
        return shares([sum(weights.get(sign, 0.0) for sign in signs) for signs in candidates])

    def reasons(self, signs: Iterable[str], most: int = 2) -> list[str]:
        return _strongest({s: weight for s in signs if (weight := self.weights.get(s)) is not None}, most)


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
