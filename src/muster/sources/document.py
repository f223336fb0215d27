"""A report as text: where each paragraph and page begins, who published it, when, in which language, and its hash.

Problem: every statement must lead back to the very characters of its report, and one report filed twice must be one.
Choice: the text is kept as it was extracted; pages and paragraphs are spans over it; the hash is over the text's words,
so a copy with other line ends or spaces is the same report. The file's own hash stands beside it.
Weakness: two editions that differ in one word have two hashes; `muster.sources.reprints` finds them.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date

SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: its characters start..end of the text, its page (1 for formats without pages)."""

    start: int
    end: int
    page: int = 1


@dataclass(frozen=True, slots=True)
class Document:
    """What was read of one file.

    ident: the file's stem. language: "en", "fr", "es", "ht", or "und" when too little text tells.
    published: None where nothing states it. title, publisher: "" where nothing states them.
    text_hash: over the words; file_hash: over the bytes, "" for text that never was a file.
    received: the day it was read; a report is never newer than that.
    body_start: where the report itself begins, behind a head that only states its date.
    """

    ident: str
    text: str
    language: str
    published: date | None = None
    publisher: str = ""
    title: str = ""
    paragraphs: tuple[Paragraph, ...] = ()
    text_hash: str = ""
    file_hash: str = ""
    media_type: str = "text/plain"
    received: date | None = None
    group: str = ""
    body_start: int = 0

    def place_of(self, position: int) -> tuple[int, int]:
        """Page and paragraph (both from 1) of a character."""
        number, page = 0, 1
        for paragraph in self.paragraphs:
            if paragraph.start > position:
                break
            number, page = number + 1, paragraph.page
        return page, max(number, 1)

    @property
    def pages(self) -> int:
        return self.paragraphs[-1].page if self.paragraphs else 1


def text_hash(text: str) -> str:
    """The hash of a text's words: spaces and line ends do not count."""
    return hashlib.sha256(SPACES.sub(" ", text).strip().encode("utf-8", "surrogatepass")).hexdigest()


_BREAK = re.compile(r"\n\s*\n|\n|\f")


def paragraphs_of(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a text; a form feed begins a new page."""
    found, start, page = [], 0, 1
    for mark in [*_BREAK.finditer(text), None]:
        end = mark.start() if mark else len(text)
        if text[start:end].strip():
            found.append(Paragraph(start, end, page))
        if mark:
            page += mark.group().count("\f")
            start = mark.end()
    return tuple(found)


def document_from_text(text: str, *, ident: str, language: str, published: date | None = None, publisher: str = "",
        title: str = "", received: date | None = None, file_hash: str = "",
        media_type: str = "text/plain", group: str = "") -> Document:
    """A document of a text that is already at hand; `language` is believed."""
    return Document(ident, text, language, published, publisher, title, paragraphs_of(text), text_hash(text), file_hash,
                    media_type, received, group)
