"""What is undertaken or asked for, in at most eight words of English.

Problem: a promise without a number is told by its words, and a reader of English must understand a French one.
Choice: the text's own first words behind the verb; French nouns and verbs through a table (data/plain_english.tsv).
Weakness: French words that are not in the table fall away, so a French promise is told in keywords.
"""

from __future__ import annotations

from functools import cache

from muster.statements.analysis import SentenceReading
from muster.statements.names import table

MOST_WORDS = 8
_LEADING = frozenset("on upon for to the that de d' à que of".split())


@cache
def plain_english(sort: str) -> dict[str, str]:
    """French word -> plain English word; sort: verb or noun."""
    return {row[0]: row[1] for row in table("plain_english.tsv") if row[2] == sort}


def phrase(s: SentenceReading, first: int, limit: int = MOST_WORDS) -> tuple[str, int]:
    """Up to `limit` words from a token on, to the end of its clause, and the last token taken."""
    words: list[str] = []
    i = first
    while i < len(s.tokens) and len(words) < limit:
        token = s.tokens[i]
        if token.text in ".;:”»\"()—" or (token.text == "," and len(words) >= 3):
            break
        if token.is_word or token.is_number or token.low == "'s":
            if s.language == "fr":
                words += _in_english(s, i)
            elif token.low == "'s" and words:
                words[-1] += "'s"
            else:
                words.append(token.text)
        i += 1
    return " ".join(words), max(first, i - 1)


def _in_english(s: SentenceReading, i: int) -> list[str]:
    token, m = s.tokens[i], s.mention_at(i)
    if m is not None:
        return [m.party] if m.first == i else []
    word = plain_english("noun").get(token.low) or plain_english("verb").get(token.low)
    if word is not None:
        return [word]
    if token.low in ("pas", "aucun", "aucune"):
        return ["no"]
    return [token.text] if token.is_capital or token.is_number else []


def shortened(resource: str) -> str:
    """Without the little words in front, at most eight words."""
    words = resource.split()
    while words and words[0].lower() in _LEADING:
        words.pop(0)
    return " ".join(words[:MOST_WORDS])
