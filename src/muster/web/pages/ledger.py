"""The ledger's lines, one line's whole story, and contributors in alphabetical order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from muster.errors import NotHere
from muster.ledger import lines as ledger_lines
from muster.ledger.figures import Row, Table, slug
from muster.ledger.records import Books, place_of
from muster.problems import Problem
from muster.web import answers, shown
from muster.web.frame import Asked, asked_by
from muster.web.pages import page
from muster.web.pages.tables import ROWS_A_PAGE, narrowed, one_page, page_typed
from muster.web.shown import Link

__all__ = ["contributor", "contributors", "line", "lines"]

LINE_COLUMNS = ("contributor", "resource", "unit", "channel", "earmark", "promised_total", "pledged", "committed",
                "preparing", "ready", "moving", "present", "spent", "held", "returned", "lost", "lapsed")


def lines(request: HttpRequest, slug: str) -> HttpResponse:
    """All lines, narrowed by words; sums agree with the exports because both are the same table."""
    asked = asked_by(request, slug)
    words = request.GET.get("where", "").split()[:10]

    def build(books: Books) -> dict[str, Any]:
        table = narrowed(answers.table(asked, "lines"), words)
        paged, number, pages = one_page(table, request.GET.get("lines-page", ""))
        html = shown.table_html(paged, asked, columns=LINE_COLUMNS, links=_line_links(asked), row_ids=True)
        part = {"name": "lines", "page": number, "pages": pages}
        return {"html": html, "part": part, "rows": len(table.rows), "where": " ".join(words), "a_page": ROWS_A_PAGE}

    return page.shown(request, asked, "web/lines.html", "ledger", build)


def _line_links(asked: Asked) -> Link:
    def link(row: Row, name: str) -> str | None:
        return asked.address("ledger", row.key) if name == "contributor" else None
    return link


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    html: SafeString


def line(request: HttpRequest, slug: str, line: str) -> HttpResponse:
    """One line: where it stands, its lots, everything said of it and every movement, in the order of days."""
    asked = asked_by(request, slug)

    def build(books: Books) -> dict[str, Any]:
        found = _line_named(line, books)
        key = ledger_lines.line_keys(books)[found]
        one = next(each for each in books.lines if each.id == found)
        stands, lots = ledger_lines.lines(books, wanted={found}), ledger_lines.lots(books, wanted={found})
        told = ledger_lines.story(books, found)
        number, pages = page_typed(request.GET.get("story-page", ""), len(told))
        begin = (number - 1) * ROWS_A_PAGE
        party = books.parties.get(one.key.contributor)
        return {
            "line_key": key, "line": one, "contributor": party.name if party else one.key.contributor,
            "stands": shown.table_html(stands, asked, columns=LINE_COLUMNS[5:]),
            "lots": shown.table_html(replace(lots, rows=lots.rows), asked, columns=[
                name for name in lots.columns if name != "line"]),
            "story": list(map(event, told[begin:begin + ROWS_A_PAGE])),
            "part": {"name": "story", "page": number, "pages": pages},
            "is_own": asked.own_party == one.key.contributor,
        }

    return page.shown(request, asked, "web/line.html", "ledger", build)


def _line_named(typed: str, books: Books) -> int:
    if typed.isdecimal():
        found = next((one.id for one in books.lines if place_of(one.id) == int(typed)), None)
        if found is not None:
            return found
        raise NotHere(Problem(_("line"), typed, _("the number or key of a line you may see"),
                              _("Choose one from the ledger.")))
    return ledger_lines.find_line(books, typed).id


@dataclass(frozen=True, slots=True)
class Event:
    """One thing said or moved, for the timeline. entry: what opens it."""

    day: str
    entry: str
    title: str
    text: str
    by: str
    tag: str
    is_move: bool


def event(told: tuple[bool, Row]) -> Event:
    """One step of a line's story: a movement, or something said."""
    is_move, row = told
    cell = row.cells
    if is_move:
        return Event(
            str(cell["day"]), row.key.partition("-")[0].upper(),
            f"{_words(cell['quantity'])} {_(str(cell['from']))} → {_(str(cell['to']))}",
            str(cell["reason"] or ""), str(cell["told_by"]), str(cell["state"]), True)
    said = " ".join(filter(None, [_words(cell["told"]), str(cell["stage"] or "")]))
    condition = f" ({cell['condition']})" if cell["condition"] else ""
    return Event(str(cell["when"]), row.key.upper(), f"{cell['aspect']}: {said}{condition}".rstrip(": "),
                 str(cell["passage"]), str(cell["told_by"]), str(cell["judged"]), False)


def _words(cell: object) -> str:
    from muster.briefs import wording
    from muster.ledger.figures import Figure

    return wording.figure(cell) + (f" {cell.unit}" if cell.unit else "") if isinstance(cell, Figure) else ""


def contributors(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody who promised or gave, alphabetically; there is no ranking."""
    asked = asked_by(request, slug)
    words = request.GET.get("where", "").split()[:10]

    def build(books: Books) -> dict[str, Any]:
        table = narrowed(answers.table(asked, "contributors"), words)
        names = {party.name: party.id for party in books.parties.values()}

        def link(row: Row, name: str) -> str | None:
            told = str(row.cells.get("contributor") or "")
            return asked.address("contributors", names[told]) if name == "contributor" and told in names else None

        paged, number, pages = one_page(table, request.GET.get("contributors-page", ""))
        part = {"name": "contributors", "page": number, "pages": pages}
        return {"html": shown.table_html(paged, asked, links=link), "where": " ".join(words), "part": part,
                "rows": len(table.rows)}

    return page.shown(request, asked, "web/contributors.html", "contributors", build)


def contributor(request: HttpRequest, slug: str, party: str) -> HttpResponse:
    """One contributor: lines, promises by outcome, what is open and what waits on it."""
    asked = asked_by(request, slug)

    def build(books: Books) -> dict[str, Any]:
        found = books.parties.get(party)
        if found is None:
            raise NotHere(Problem(_("contributor"), party, _("a party of this mission"),
                                  _("Choose one from the list.")))
        keys = ledger_lines.line_keys(books)
        own = {keys[one.id] for one in books.lines if one.key.contributor == party}
        lines_table = answers.table(asked, "lines")
        held = replace(lines_table, rows=tuple(row for row in lines_table.rows if row.key in own), notes=())
        return {
            "party": found, "is_own": asked.own_party == party, "own_lines": sorted(own),
            "lines": shown.table_html(held, asked, columns=LINE_COLUMNS[1:], links=lambda row, name: asked.address(
                "ledger", row.key) if name == "resource" else None),
            "parts": [Part(_(title), shown.table_html(_of(answers.table(asked, name), found.name), asked,
                                                      columns=columns))
                      for name, title, columns in _ABOUT],
        }

    return page.shown(request, asked, "web/contributor.html", "contributors", build)


_ABOUT = (
    ("ask", gettext_noop("What is open"), None),
    ("chains", gettext_noop("What became of its promises"),
     ("chain", "resource", "promised_by", "told", "first_promised", "last_promised", "happened", "slip_days", "outcome",
      "promised", "delivered", "condition")),
)


def _of(table: Table, name: str) -> Table:
    wanted = slug(name)
    rows = tuple(row for row in table.rows if slug(str(row.cells.get("contributor") or "")) == wanted)
    return replace(table, rows=rows, notes=())
