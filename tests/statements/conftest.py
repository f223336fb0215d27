"""Reading one short invented text, for tests that state one fact each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from muster.sources.document import document_from_text
from muster.statements.model import Statement
from muster.statements.reader import read

Reads = Callable[..., list[Statement]]


@pytest.fixture
def said() -> Reads:
    """Statements of a text published on 12 March 2031, a Wednesday, unless told otherwise."""

    def reads(text: str, language: str = "en", published: date | None = date(2031, 3, 12),
        kind: str = "") -> list[Statement]:
        document = document_from_text(text, ident="report", language=language, published=published,
            received=date(2031, 6, 1))
        return [s for s in read(document) if not kind or s.kind == kind]

    return reads
