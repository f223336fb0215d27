"""Fits log-linear weights: by largest likelihood with an L2 penalty, deterministic, from signs as words.

Problem: some thousand figures, some thousand signs; most signs are rare.
Choice: signs of a single report are dropped, the rest are shrunk towards nothing; L-BFGS from zero, so that a fit
repeats to the last printed digit; weights are rounded and the smallest left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from muster.statements.loglinear import Classes, Ranking


@dataclass(slots=True)
class Labelled:
    """Signs of one question with the right answer, from one report."""

    report: str
    signs: list[str]
    label: str
    weight: float = 1.0


@dataclass(slots=True)
class Ranked:
    """Candidates of one question, each with its signs, and which of them are right."""

    report: str
    candidates: list[list[str]]
    right: list[bool]
    weight: float = 1.0


@dataclass(slots=True)
class _Table:
    """Signs of several reports, numbered."""

    number: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, told: Sequence[tuple[str, Sequence[str]]], least: int) -> _Table:
        reports: dict[str, set[str]] = defaultdict(set)
        for report, signs in told:
            for sign in signs:
                if len(reports[sign]) < least:
                    reports[sign].add(report)
        return cls({sign: n for n, sign in enumerate(sorted(s for s, r in reports.items() if len(r) >= least))})

    def matrix(self, rows: Sequence[Sequence[str]]) -> csr_matrix:
        indptr, indices = [0], []
        for signs in rows:
            indices += sorted({self.number[s] for s in signs if s in self.number})
            indptr.append(len(indices))
        return csr_matrix((np.ones(len(indices)), np.array(indices, dtype=np.int32), np.array(indptr)),
                          shape=(len(rows), len(self.number)))


def _penalties(table: _Table, penalty: float, heavy: str, times: float) -> np.ndarray:
    """The penalty of each sign: signs of single words are held down more than signs of kinds of words."""
    pattern = re.compile(heavy) if heavy else None
    return np.array([penalty * (times if pattern is not None and pattern.search(sign) else 1.0)
                     for sign in table.number])


def fit_classes(examples: list[Labelled], *, penalty: float, least: int = 2, drop: str = "",
                smallest: float = 0.02, heavy: str = "", times: float = 1.0) -> Classes:
    """Weights for a choice among fixed labels. drop: signs with this beginning are trained but not kept."""
    labels = tuple(sorted({e.label for e in examples}))
    table = _Table.of([(e.report, e.signs) for e in examples], least)
    x = table.matrix([e.signs for e in examples])
    wanted = np.zeros((len(examples), len(labels)))
    for row, example in enumerate(examples):
        wanted[row, labels.index(example.label)] = 1.0
    importance = np.array([e.weight for e in examples])[:, None]
    held = _penalties(table, penalty, heavy, times)[:, None]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        w = flat.reshape(x.shape[1], len(labels))
        sums = x @ w
        sums = sums - sums.max(axis=1, keepdims=True)
        logs = sums - np.log(np.exp(sums).sum(axis=1, keepdims=True))
        value = -(importance * wanted * logs).sum() + 0.5 * (held * w * w).sum()
        gradient = x.T @ (importance * (np.exp(logs) - wanted)) + held * w
        return float(value), np.asarray(gradient).ravel()

    flat = minimize(loss, np.zeros(x.shape[1] * len(labels)), jac=True, method="L-BFGS-B",
                    options={"maxiter": 300}).x.reshape(x.shape[1], len(labels))
    weights: dict[str, dict[str, float]] = {}
    for sign, n in table.number.items():
        row = {label: round(float(w), 3) for label, w in zip(labels, flat[n]) if abs(w) >= smallest}
        if row and not (drop and sign.startswith(drop)):
            weights[sign] = row
    return Classes(labels, weights)


def fit_ranking(examples: list[Ranked], *, penalty: float, least: int = 2, drop: str = "",
                smallest: float = 0.01) -> Ranking:
    """Weights for a choice among candidates; several may be right."""
    usable = [e for e in examples if any(e.right) and not all(e.right)]
    table = _Table.of([(e.report, signs) for e in usable for signs in e.candidates], least)
    x = table.matrix([signs for e in usable for signs in e.candidates])
    begin = np.cumsum([0] + [len(e.candidates) for e in usable])[:-1]
    question = np.repeat(np.arange(len(usable)), [len(e.candidates) for e in usable])
    right = np.array([r for e in usable for r in e.right], dtype=float)
    importance = np.array([e.weight for e in usable])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        sums = x @ w
        sums = sums - np.maximum.reduceat(sums, begin)[question]
        raised = np.exp(sums)
        total = np.add.reduceat(raised, begin)
        good = np.add.reduceat(raised * right, begin)
        value = -(importance * np.log(np.maximum(good / total, 1e-12))).sum() + 0.5 * penalty * (w @ w)
        pull = raised / total[question] - raised * right / np.maximum(good, 1e-12)[question]
        return float(value), np.asarray(x.T @ (importance[question] * pull)) + penalty * w

    w = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return Ranking({s: round(float(w[n]), 3) for s, n in table.number.items() if abs(w[n]) >= smallest
                    and not (drop and s.startswith(drop))})
