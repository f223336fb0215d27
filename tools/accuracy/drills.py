"""Invented sentences that teach plain words: "pulled out", "on standby", "prélève", each figure marked in place.

Problem: the rarer stages (withdrawn, ready, returned, frozen) have a few dozen annotated figures between them.
Choice: short sentences of our own in two languages (data/drills_*.txt), used for training only, at a lower weight;
they are never counted in a score.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from muster.sources.document import Document, document_from_text
from muster.statements.loglinear import Models
from muster.statements.names import MISSION
from tools.accuracy.examples import Example, weighed

DATA = Path(__file__).resolve().parent / "data"
PUBLISHED = date(2031, 3, 10)
FOUNDING = "the project began with"
"""The comment behind which the two founding reports stand, retold: what they say must be read, so they count more."""
_MARK = re.compile(r"\[([^\]|]+)\|([a-z_-]+)(?:\|([^\]]+))?\]")


def drills() -> Iterator[tuple[Document, list[tuple[int, int, str, str]]]]:
    """Each sentence as a report, with its marked figures: begin, end, stage ("-": no claim), party."""
    for language in ("en", "fr"):
        lines = (DATA / f"drills_{language}.txt").read_text(encoding="utf-8").splitlines()
        kind = "drill"
        for number, line in enumerate(lines):
            if not line or line.startswith("#"):
                kind = "founding" if FOUNDING in line else kind
                continue
            text, marks, at = "", [], 0
            for match in _MARK.finditer(line):
                text += line[at:match.start()]
                marks.append((len(text), len(text) + len(match[1]), match[2], match[3] or MISSION))
                text += match[1]
                at = match.end()
            yield document_from_text(text + line[at:], ident=f"{kind} {language} {number}", language=language,
                                     published=PUBLISHED, publisher="", received=PUBLISHED), marks


def drill_examples(models: Models | None) -> list[Example]:
    """The marked figures as examples; figures without a mark teach nothing."""
    found = []
    for document, marks in drills():
        for traced in weighed(document, models):
            s, c = traced.reading, traced.counted
            begin, end = s.tokens[c.first].start, s.tokens[c.last].end
            mark = next((m for m in marks if begin < m[1] and end > m[0]), None)
            if mark is None:
                continue
            gold = None if mark[2] == "-" else {"party": mark[3], "stage": mark[2]}
            found.append(Example(traced, document.ident, gold))
    return found
