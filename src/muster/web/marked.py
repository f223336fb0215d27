"""A report's text with each statement marked where it was found, each mark a link that opens the statement."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from muster import store
from muster.briefs.editions import WITHHELD
from muster.ledger.records import Books, Report, Statement, place_of
from muster.vocabulary import Marking
from muster.web.frame import Asked

SHORTEST = 6
"""Passages shorter than this are not searched for: they would be found everywhere."""


@dataclass(frozen=True, slots=True)
class MarkedReport:
    """unplaced: statements whose passage does not stand in the text word for word."""

    report: Report
    html: SafeString
    statements: tuple[Statement, ...]
    unplaced: tuple[Statement, ...]
    is_kept: bool


@dataclass(frozen=True, slots=True)
class _Mark:
    begin: int
    end: int
    statements: tuple[Statement, ...]


def marked_report(report: Report, books: Books, asked: Asked, *, joined: Collection[int] = ()) -> MarkedReport:
    """The report as this viewer may see it. joined: statements to be shown as one told twice.

    The text is only read when the whole report is within the viewer's clearance; a released statement of a report
    that was not released shows its passage alone.
    """
    said = tuple(books.index.of_reports({report.id}))
    text = text_of(report, books, asked)
    if text is None:
        return MarkedReport(report, mark_safe(""), said, said, False)
    marks, unplaced = _placed(text, said)
    parts, at = [], 0
    for mark in marks:
        parts += [escape(text[at:mark.begin]), _mark_html(text[mark.begin:mark.end], mark.statements, asked, joined)]
        at = mark.end
    parts.append(escape(text[at:]))
    paragraphs = "".join(parts).strip().split("\n")
    html = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs if paragraph.strip())
    return MarkedReport(report, mark_safe(html), said, tuple(unplaced), True)


def text_of(report: Report, books: Books, asked: Asked) -> str | None:
    """The text this viewer may read, or None. A report with anything in it withheld is not shown whole."""
    if report.sealed or report.marking > asked.clearance:
        return None
    said = books.index.of_reports({report.id})
    if any(one.sealed or WITHHELD in (one.passage or "") for one in said):
        return None
    if asked.clearance is Marking.PUBLIC and _holds_hidden(report, books):
        return None
    body = store.report_body(books.mission, report.id)
    return None if body is None else readable(body)


def readable(body: bytes) -> str | None:
    """The text of a report's bytes, read the same way as when it was filed; None where it has none."""
    from muster.sources.files import media_of, read_file

    if media_of(Path("report.txt"), body[:4096]) == "text":
        return body.decode("utf-8", "replace")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"report{'.docx' if body[:2] == b'PK' else ''}"
        path.write_bytes(body)
        document = read_file(path).value
    return document.text if document else None


def _holds_hidden(report: Report, books: Books) -> bool:
    """Does the ledger hold statements of this report that these books do not show?"""
    everything = store.statements_in(books.mission, report.id, known=books.known)
    return not all(one in books.statement_by_id for one in everything)


def _placed(text: str, said: Collection[Statement]) -> tuple[list[_Mark], list[Statement]]:
    """Where each passage stands; passages that overlap share one mark."""
    found: list[tuple[int, int, Statement]] = []
    unplaced = []
    for one in said:
        span = _find(text, one.passage or "")
        if span is None:
            unplaced.append(one)
        else:
            found.append((*span, one))
    found.sort(key=lambda mark: (mark[0], -mark[1]))
    marks: list[_Mark] = []
    for begin, end, one in found:
        if marks and begin < marks[-1].end:
            last = marks[-1]
            marks[-1] = _Mark(last.begin, max(last.end, end), (*last.statements, one))
        else:
            marks.append(_Mark(begin, end, (one,)))
    return marks, unplaced


def _find(text: str, passage: str) -> tuple[int, int] | None:
    """Where the passage stands, spaces and line ends counting as equal."""
    words = passage.split()
    if len(passage.strip()) < SHORTEST:
        return None
    exact = text.find(passage.strip())
    if exact >= 0:
        return exact, exact + len(passage.strip())
    found = re.search(r"\s+".join(map(re.escape, words)), text)
    return (found.start(), found.end()) if found else None


def _mark_html(text: str, statements: tuple[Statement, ...], asked: Asked, joined: Collection[int]) -> str:
    both = [one for one in statements if one.id in joined]
    kind = ' class="joined"' if both else ""
    links = " ".join(
        f'<a class="small" href="{escape(asked.address("why", f"S{place_of(one.id)}"))}"'
        f' id="{escape(asked.sources)}-S{place_of(one.id)}">S{place_of(one.id)}</a>' for one in statements)
    word = f' <span class="tag">{escape(_("told in both"))}</span>' if both else ""
    lines = text.split("\n")
    body = "</mark>\n<mark>".join(escape(line) for line in lines)
    return f"<mark{kind}>{body}</mark>{word} {links}"
