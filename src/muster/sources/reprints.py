"""Which reports tell one utterance: the same words, a reprint with cuts, or a rewrite of the same story.

Problem: twenty sites print one agency's story; counted twenty times, it looks like twenty witnesses.
Choice: shared runs of four words for copies and reprints; shared figures and names for rewrites, within some days.
Weakness: two reporters at one press conference who name the same figures look like a rewrite; so a rewrite is proposed,
never decided.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from zlib import crc32

from muster.sources.document import Document

_WORD = re.compile(r"\w+")
_FACT = re.compile(r"\b\d[\d,.]*\b|\b[A-ZÀ-Þ][\w'’-]{2,}\b")
_RUN = 4
REWRITE_DAYS = 10


class Likeness(Enum):
    COPY = "copy"            # the same words
    REPRINT = "reprint"      # one is mostly within the other
    REWRITE = "rewrite"      # the same figures and names in other words
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What two documents are compared by: hashed runs of words, and figures and names."""

    ident: str
    text_hash: str
    runs: frozenset[int]
    facts: frozenset[str]
    day: int | None


def fingerprint(document: Document) -> Fingerprint:
    words = [w.lower() for w in _WORD.findall(document.text[:200_000])]
    runs = frozenset(crc32(" ".join(words[i:i + _RUN]).encode()) for i in range(max(0, len(words) - _RUN + 1)))
    text = document.text[:200_000]
    starts = {m.end() for m in re.finditer(r"[.!?»”\"]\s+|\n\s*", text)} | {0}
    facts = frozenset(m.group().rstrip(".,") for m in _FACT.finditer(text) if m.start() not in starts
        or m.group()[0].isdigit())
    return Fingerprint(document.ident, document.text_hash, runs, facts, document.published.toordinal()
            if document.published else None)


def likeness(one: Fingerprint, other: Fingerprint) -> tuple[Likeness, float]:
    """How two documents are alike, and the share that told."""
    if one.text_hash == other.text_hash:
        return Likeness.COPY, 1.0
    smaller = min(len(one.runs), len(other.runs))
    shared = len(one.runs & other.runs) / smaller if smaller else 0.0
    if shared >= 0.5 and smaller >= 12:
        return Likeness.REPRINT, shared
    near = one.day is None or other.day is None or abs(one.day - other.day) <= REWRITE_DAYS
    union = len(one.facts | other.facts)
    common = len(one.facts & other.facts) / union if union else 0.0
    figures = [f for f in one.facts & other.facts if f[0].isdigit()]
    if near and common >= 0.5 and len(one.facts & other.facts) >= 8 and len(figures) >= 2:
        return Likeness.REWRITE, common
    return Likeness.DIFFERENT, max(shared, common)


def stories(documents: Sequence[Document]) -> dict[str, str]:
    """Each document's story: the first ident, in alphabetical order, of those that tell one utterance."""
    marks = sorted((fingerprint(d) for d in documents), key=lambda f: f.ident)
    story = {f.ident: f.ident for f in marks}
    for i, mark in enumerate(marks):
        for earlier in marks[:i]:
            if likeness(mark, earlier)[0] is not Likeness.DIFFERENT:
                story[mark.ident] = story[earlier.ident]
                break
    return story
