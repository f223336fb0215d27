"""What a relation between two statements is, and the plain comparisons all kinds of statement share."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from muster.statements.model import Statement


class Relation(Enum):
    SAME = "same"
    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    UPDATES = "updates"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Match:
    """The relation of b to a, and why. turned: it is a that updates b. confidence: 0 to 1."""

    relation: Relation
    reason: str
    turned: bool = False
    confidence: float = 0.6


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements, and how far apart they are in time.

    days: from what a tells to what b tells; None if either is unknown. told: from a's report to b's.
    """

    a: Statement
    b: Statement
    days: int | None
    told: int | None = None

    @property
    def day_known(self) -> bool:
        return self.days is not None


def updates(pair: Pair, reason: str, *, turned: bool | None = None) -> Match:
    """b is a later state of a, or turned where the days say so."""
    backwards = turned if turned is not None else pair.days is not None and pair.days < 0
    return Match(Relation.UPDATES, reason, backwards)


def folded(text: str) -> str:
    """Small letters without accents."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def parties_of(s: Statement) -> set[str]:
    return {folded(p) for p in s.party.split(";") if p.strip()} and {folded(p.strip()) for p in s.party.split(";")
            if p.strip()}


_STOP = frozenset("the of a an to for and in on at by with its from their".split())


def words_of(text: str) -> set[str]:
    return {w for w in re.findall(r"[a-z0-9]+", folded(text)) if w not in _STOP}


def likeness(one: str, other: str) -> float:
    a, b = words_of(one), words_of(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0
