"""Words that tell a stage: "owed", "arrears", "hors d'usage", "in training", each by its sense, in two languages.

Problem: a few hundred annotated figures cannot teach every word; what "arriérés" and "arrears" share must be told.
Choice: a table (data/senses.tsv) of some forty senses; how much each speaks for a stage is learned, not written.
Weakness: a word has the senses of the table whatever it means here ("left", "home").
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from muster.statements.names import table
from muster.statements.tokens import Token, tokenise


class Sense(NamedTuple):
    """A word or phrase of the table at tokens first..last."""

    first: int
    last: int
    name: str


@cache
def _phrases(language: str) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """First three letters -> phrases that begin so, with their sense. A star is kept at the end of its word."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in table("senses.tsv"):
        for said in row[2 if language == "fr" else 1].split(";"):
            words: list[str] = []
            for piece in said.split(" "):
                tokens = [t.low for t in tokenise(piece.rstrip("*"), language)]
                if tokens:
                    words += [*tokens[:-1], tokens[-1] + ("*" if piece.endswith("*") else "")]
            if words:
                found.setdefault(words[0].rstrip("*")[:2], []).append((tuple(words), row[0]))
    return found


def _fits(word: str, low: str) -> bool:
    return low.startswith(word[:-1]) if word.endswith("*") else low == word


@lru_cache(maxsize=65536)
def _beginning(low: str, language: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """The phrases whose first word fits this word."""
    return tuple(p for p in _phrases(language).get(low[:2], ()) if _fits(p[0][0], low))


def senses(tokens: list[Token], language: str) -> list[Sense]:
    """Every sense in a sentence, in order; one place can have several."""
    tongue = "fr" if language == "fr" else "en"
    found: list[Sense] = []
    for i, token in enumerate(tokens):
        begun = _beginning(token.low, tongue)
        if not begun:
            continue
        told: dict[str, int] = {}
        for words, name in begun:
            length = len(words)
            if length == 1 or (i + length <= len(tokens)
                               and all(_fits(words[k], tokens[i + k].low) for k in range(1, length))):
                told[name] = max(told.get(name, 0), length)
        longest = max(told.values(), default=0)
        found += [Sense(i, i + n - 1, name) for name, n in told.items() if n == longest or n > 1]
    return found
