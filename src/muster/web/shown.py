"""Figures and tables as HTML: every figure a link that opens it, every note a footnote, numbers in the reader's way.

Written out in Python because a page of 350 cells through the template engine takes three times as long. Everything
that comes from a report, a person or a file passes through `escape` here; nothing else in this room marks text safe.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from muster.briefs import wording
from muster.briefs.questions import QUESTIONS
from muster.ledger.figures import Cell, Figure, Row, Table
from muster.quantities import is_currency
from muster.vocabulary import STANDING_STAGES, Stage
from muster.web.frame import Asked

NO_BREAK = "\u202f"
_ENGLISH_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+")

_DATES = re.compile(r"\b\d{4}-\d{2}(?:-\d{2})?\b")
"""Days that must not be broken over two lines."""

Link = Callable[[Row, str], str | None]
"""The address a text cell leads to, or None."""


def in_language(text: str, language: str) -> str:
    """A number written the English way as the reader's language writes it: 1,000.5 -> 1 000,5."""
    if language != "fr":
        return text
    return _ENGLISH_NUMBER.sub(lambda found: found[0].replace(",", NO_BREAK).replace(".", ","), text)


def numbers_in_picture(svg: str, language: str) -> str:
    """The numbers written in a picture, without touching its coordinates."""
    if language != "fr":
        return svg
    return re.sub(r">([^<]*\d,\d{3}[^<]*)<", lambda found: f">{in_language(found[1], language)}<", svg)


def number(value: int | float | Decimal | None, unit: str, language: str) -> str:
    return in_language(wording.number(value, unit), language)


def day(value: date, language: str = "") -> str:
    """A day in words of the reader's language: 22 September 2024."""
    return formats.date_format(value, "j F Y")


def figure_text(shown: Figure, language: str) -> str:
    """The figure with its bounds as HTML, without a link."""
    text = in_language(wording.figure(shown), language)
    if shown.booked is None and shown.word:
        text = _(text)
    head, bracket, bounds = text.partition(" (")
    word = escape(head)
    return f'{word} <span class="bounds">({escape(bounds)}</span>' if bracket else word


def figure_link(shown: Figure, address: str, asked: Asked, *, unit: bool = False) -> SafeString:
    """The figure as a link to the page that opens it."""
    text = figure_text(shown, asked.language)
    unit_word = f" {escape(unit_name(shown.unit))}" if unit and shown.unit else ""
    if address.partition("/")[0] not in QUESTIONS or (shown.because.is_empty and shown.booked is None):
        return mark_safe(text + unit_word)
    target = escape(asked.address("why", address))
    return mark_safe(f'<a class="figure" href="{target}">{text}</a>{unit_word}')


def unit_name(unit: str) -> str:
    return unit if is_currency(unit) else _(unit)


HEADINGS = {stage.word: stage.word for stage in STANDING_STAGES}


def heading(table: Table, name: str) -> str:
    """A column's heading in the reader's language."""
    told = table.headings.get(name, name.replace("_", " "))
    return _(told[:1].upper() + told[1:])


def says_something(shown: Cell) -> bool:
    """Is there more in this cell than a zero or nothing?"""
    if isinstance(shown, Figure):
        return bool(shown.booked or shown.low or shown.high or shown.word or shown.note)
    return shown not in (None, "", (), [])


def telling_columns(table: Table) -> list[str]:
    """The columns in which any row says something."""
    return [name for name in table.columns if any(says_something(row.cells.get(name)) for row in table.rows)]


class _Notes:
    """Footnotes of one table, each once, numbered as they are met."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.texts: list[str] = []

    def mark(self, note: str) -> str:
        if note not in self.texts:
            self.texts.append(note)
        number = self.texts.index(note) + 1
        label = escape(_("note %(number)s") % {"number": number})
        return f'<sup><a href="#{self.name}-note-{number}" aria-label="{label}">{number}</a></sup>'

    def html(self) -> str:
        if not self.texts:
            return ""
        items = "".join(f'<li id="{self.name}-note-{place}">{escape(text)}</li>'
                        for place, text in enumerate(self.texts, 1))
        return f'<ol class="notes">{items}</ol>'


def table_html(table: Table, asked: Asked, *, columns: Sequence[str] | None = None, links: Link | None = None,
               caption: str = "", ident: str = "", empty: str = "", row_ids: bool = False,
               more: Mapping[str, Callable[[Row], str]] | None = None) -> SafeString:
    """A table of figures. more: columns added at the end, each a heading and a function to safe HTML.

    Columns in which no row says anything are left out, and said so; CSV and JSON hold them all.
    """
    telling = set(telling_columns(table))
    names = [name for name in (columns or table.columns) if name in telling]
    if not table.rows:
        return mark_safe(f'<p class="soft">{escape(empty or _("Nothing in the record."))}</p>')
    ident = ident or table.name
    notes = _Notes(ident)
    numeric = {name for name in names if any(isinstance(row.cells.get(name), Figure) for row in table.rows)}
    heads = {name: heading(table, name) for name in names}
    head = "".join(f'<th scope="col"{_number_class(name in numeric)}>{escape(heads[name])}</th>' for name in names)
    head += "".join(f'<th scope="col">{escape(name)}</th>' for name in more or ())
    body = []
    for row in table.rows:
        cells = [_cell_html(table, row, name, asked, notes, links, numeric=name in numeric, first=place == 0,
                            head=heads[name]) for place, name in enumerate(names)]
        cells += [f'<td data-head="{escape(name)}">{make(row)}</td>' for name, make in (more or {}).items()]
        body.append(f'<tr{_row_id(row, ident) if row_ids else ""}>{"".join(cells)}</tr>')
    told = f"<caption>{escape(caption)}</caption>" if caption else ""
    after = "".join(f'<p class="notes" lang="en">{escape(note)}</p>' for note in table.notes)
    return mark_safe(
        f'<div class="table"><table>{told}<thead><tr>{head}</tr></thead><tbody>{"".join(body)}</tbody></table></div>'
        f"{notes.html()}{after}"
    )


def _row_id(row: Row, ident: str) -> str:
    return f' id="{escape(ident)}-{escape(row.key)}"'


def _number_class(numeric: bool) -> str:
    return ' class="number"' if numeric else ""


def _cell_html(table: Table, row: Row, name: str, asked: Asked, notes: _Notes, links: Link | None, *, numeric: bool,
               first: bool, head: str) -> str:
    shown = row.cells.get(name)
    text = cell_html(shown, f"{table.name}/{row.key}/{name}", asked, notes)
    target = links(row, name) if links and not isinstance(shown, Figure) else None
    if target:
        text = f'<a href="{escape(target)}">{text}</a>'
    classes = " ".join(filter(None, ["number" if numeric else "", "" if says_something(shown) else "empty"]))
    opening = f' class="{classes}"' if classes else ""
    if first and not isinstance(shown, Figure):
        return f'<th scope="row"{opening}>{text}</th>'
    return f'<td{opening} data-head="{escape(head)}">{text}</td>'


def cell_html(shown: Cell, address: str, asked: Asked, notes: _Notes | None = None) -> str:
    """One cell as HTML."""
    if isinstance(shown, Figure):
        mark = notes.mark(shown.note) if notes is not None and shown.note else ""
        return figure_link(shown, address, asked) + mark
    if isinstance(shown, date):
        return f'<time datetime="{shown.isoformat()}">{escape(day(shown))}</time>'
    if isinstance(shown, list | tuple):
        parts = [cell_html(part, f"{address}/{place}", asked, notes) if isinstance(part, Figure) else escape(part)
                 for place, part in enumerate(shown, 1)]
        return "; ".join(parts) or escape(wording.NOTHING)
    if isinstance(shown, Stage):
        return escape(_(shown.word))
    text = wording.cell(shown)
    return _DATES.sub(r'<span class="whole">\g<0></span>', escape(_(text) if text in _TRANSLATED_CELLS else text))


_TRANSLATED_CELLS = frozenset({
    "personnel", "money", "equipment", "logistics", "undertaking", "mission", "host", "yes", "no", "kept", "late",
    "part", "none_found", "waiting", "overtaken", "open", "stated", "reading", "none",
    *(stage.word for stage in STANDING_STAGES),
})
"""Words of the vocabulary, which are translated; what a source said is not."""
