"""Finding: reports, statements, parties and lines that hold every word, accents and capitals aside.

The words are looked for in what the viewer may see, not in the database, so nothing hidden can answer, and both
databases find the same. A ledger of a hundred thousand statements takes about a second; past that it wants an index.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from muster.ledger.lines import line_keys
from muster.ledger.records import Books, place_of
from muster.web import answers
from muster.web.frame import Asked, asked_by
from muster.web.pages import page
from muster.web.plain import plain

MOST = 50


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found. address: where it stands."""

    title: str
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    found: tuple[Found, ...]
    count: int


def search(request: HttpRequest, slug: str) -> HttpResponse:
    asked = asked_by(request, slug)
    typed = " ".join(request.GET.get("q", "").split())[:200]

    def build(books: Books) -> dict[str, Any]:
        sections = find(typed, books, asked) if typed else []
        return {"q": typed, "sections": sections, "count": sum(one.count for one in sections)}

    return page.shown(request, asked, "web/search.html", "-", build)


def index(asked: Asked, books: Books) -> dict[str, list[tuple[str, Found]]]:
    """Everything findable with its plain words, kept while the ledger does not change."""
    return answers.TABLES.get((*answers.key_of(asked), "search", asked.language, tuple(asked.typed.items())),
                              lambda: _index(asked, books))


def _index(asked: Asked, books: Books) -> dict[str, list[tuple[str, Found]]]:
    keys = line_keys(books)
    rows: dict[str, list[tuple[str, Found]]] = {
        _("Contributors and other parties"): [
            (plain(" ".join([one.id, one.name, *one.aliases, one.role])),
             Found(one.name, one.role, asked.address("contributors", one.id)))
            for one in books.parties.values()],
        _("Lines"): [
            (plain(f"{keys[one.id]} {_name(one.key.contributor, books)} {one.key.resource} {one.key.channel}"),
             Found(f"{_name(one.key.contributor, books)}: {one.key.resource}", one.key.unit,
                   asked.address("ledger", keys[one.id])))
            for one in books.lines],
        _("Statements"): [
            (plain(" ".join([one.passage or "", one.resource, *one.words.values()])),
             Found(f"S{place_of(one.id)} {_name(one.speaker, books) or books.reports[one.report].publisher}",
                   one.passage or _("sealed"), asked.address("why", f"S{place_of(one.id)}")))
            for one in books.statements],
        _("Reports"): [
            (plain(f"{one.name} {one.title} {one.publisher}"),
             Found(one.title, f"{one.publisher}, {one.published or ''}", asked.address("reports", one.name)))
            for one in books.reports.values()],
    }
    return rows


def _name(party: str, books: Books) -> str:
    return books.parties[party].name if party in books.parties else party


def find(typed: str, books: Books, asked: Asked) -> list[Section]:
    words = plain(typed).split()
    sections = []
    for name, rows in index(asked, books).items():
        fitting = [found for text, found in rows if all(word in text for word in words)]
        if fitting:
            sections.append(Section(name, tuple(fitting[:MOST]), len(fitting)))
    return sections
