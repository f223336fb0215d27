"""The asks: contributor by contributor what is open, since when, on what condition, what waits for it, who says so.

Made to be printed and taken along: one block a contributor, in alphabetical order, then what nobody has promised.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from muster.ledger.figures import Figure, Row
from muster.ledger.records import Books
from muster.web import answers, shown
from muster.web.frame import Asked, asked_by
from muster.web.pages import page
from muster.web.pages.tables import narrowed, one_page


@dataclass(frozen=True, slots=True)
class Item:
    """One open line or need. amount: a figure that opens."""

    what: str
    amount: SafeString
    facts: tuple[tuple[str, SafeString], ...]
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Block:
    """What is open with one contributor; name "" for what nobody has promised."""

    name: str
    address: str
    items: tuple[Item, ...]


def asks(request: HttpRequest, slug: str) -> HttpResponse:
    asked = asked_by(request, slug)
    words = request.GET.get("where", "").split()[:10]

    def build(books: Books) -> dict[str, Any]:
        table = narrowed(answers.table(asked, "ask"), words)
        paged, number, pages = one_page(table, request.GET.get("asks-page", ""))
        waits, waits_page, waits_pages = one_page(
            narrowed(answers.table(asked, "waits"), words), request.GET.get("waits-page", ""))
        return {
            "blocks": blocks(paged.rows, books, asked), "where": " ".join(words), "notes": table.notes,
            "part": {"name": "asks", "page": number, "pages": pages},
            "waits_part": {"name": "waits", "page": waits_page, "pages": waits_pages},
            "waits": shown.table_html(waits, asked,
                                      empty=_("Nothing waits for anything, as far as the record says.")),
        }

    return page.shown(request, asked, "web/asks.html", "asks", build)


def blocks(rows: Sequence[Row], books: Books, asked: Asked) -> list[Block]:
    """The rows by contributor, in the order of the table."""
    ids = {party.name: party.id for party in books.parties.values()}
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(str(row.cells.get("contributor") or ""), []).append(row)
    return [Block(name, asked.address("contributors", ids[name]) if name in ids else "",
                  tuple(_item(row, asked) for row in held)) for name, held in grouped.items()]


def _item(row: Row, asked: Asked) -> Item:
    amount = row.cells.get("open")
    figure = shown.figure_link(amount, f"ask/{row.key}/open", asked, unit=True) if isinstance(amount, Figure) else \
        mark_safe(escape(_("no number given")))
    overdue = row.cells.get("overdue_days")
    facts = [(name, _fact(row, column, asked)) for column, name in (
        ("stands", _("stands at")), ("through", _("through")), ("promised_for", _("promised for")),
        ("overdue_days", _("days overdue")), ("condition", _("on condition")), ("waits", _("what waits for it")),
        ("since", _("open since")), ("said_by", _("who says so")))]
    return Item(str(row.cells.get("resource") or ""), figure, tuple((name, told) for name, told in facts if told),
                isinstance(overdue, Figure) and bool(overdue.booked))


def _fact(row: Row, column: str, asked: Asked) -> SafeString:
    cell = row.cells.get(column)
    if not shown.says_something(cell):
        return mark_safe("")
    return mark_safe(shown.cell_html(cell, f"ask/{row.key}/{column}", asked))
