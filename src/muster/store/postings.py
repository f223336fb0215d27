"""Postings as a ruling's row keeps them: canonical JSON of their figures, their words apart so they can be sealed.

A line is written as its terms and its variant number, never with its conditions: those are a text of the line.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from muster.ledger.records import LineKey, Posting
from muster.quantities import Quantity, When
from muster.store.entries import canonical_json
from muster.vocabulary import Kind, Stage

Terms = tuple[str, str, str, str, str, str]
"""Contributor, kind, resource, unit, channel, earmark."""


def terms_of(key: LineKey) -> Terms:
    return (key.contributor, key.kind.value, key.resource, key.unit, key.channel, key.earmark)


def terms_hash(terms: Terms) -> bytes:
    """What lines with equal terms are found by."""
    return sha256(canonical_json(terms).encode()).digest()


def key_of(terms: Sequence[str], conditions: str) -> LineKey:
    contributor, kind, resource, unit, channel, earmark = terms
    return LineKey(contributor, Kind(kind), resource, unit, channel, earmark, conditions)


def encoded(postings: Sequence[Posting], variants: Sequence[int]) -> str:
    """variants: each posting's line's variant number."""
    if not postings:
        return ""
    return canonical_json([
        {
            "line": [*terms_of(posting.line), variant], "lot": posting.lot, "part_of": posting.part_of,
            "from": int(posting.from_stage), "to": int(posting.to_stage),
            "quantity": [posting.quantity.booked, posting.quantity.low, posting.quantity.high],
            "when": [posting.when.first.isoformat(), posting.when.last.isoformat()],
            "whole": posting.whole, "reached": int(posting.reached),
        }
        for posting, variant in zip(postings, variants, strict=True)
    ])


def words_of(postings: Sequence[Posting]) -> list[list[str]] | None:
    """The source's words in the postings, in their order; None when there are none."""
    words = [[posting.quantity.word, posting.when.words] for posting in postings]
    return words if any(any(pair) for pair in words) else None


def decoded(text: str, words: Sequence[Sequence[str]] | None,
            conditions_of: Callable[[Terms, int], str]) -> tuple[Posting, ...]:
    """conditions_of: the conditions of the line with these terms and that variant number."""
    if not text:
        return ()
    made = []
    for place, row in enumerate(json.loads(text)):
        *terms, variant = row["line"]
        quantity_word, when_words = words[place] if words else ("", "")
        made.append(_posting(row, key_of(terms, conditions_of(tuple(terms), variant)), quantity_word, when_words))
    return tuple(made)


def _posting(row: dict[str, Any], key: LineKey, quantity_word: str, when_words: str) -> Posting:
    first, last = row["when"]
    booked, low, high = row["quantity"]
    return Posting(
        line=key, lot=row["lot"], part_of=row["part_of"], from_stage=Stage(row["from"]), to_stage=Stage(row["to"]),
        quantity=Quantity(booked, low, high, quantity_word),
        when=When(date.fromisoformat(first), date.fromisoformat(last), when_words),
        whole=row["whole"], reached=Stage(row["reached"]),
    )
