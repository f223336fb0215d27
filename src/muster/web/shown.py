"""Figures and tables as HTML: every figure a link that opens it, every note a footnote, numbers in the reader's way.

Written out in Python because a page of 350 cells through the template engine takes three times as long. Everything
that comes from a report, a person or a file passes through `escape` here; nothing else in this room marks text safe.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from html import escape as html_escape
from urllib.parse import quote

from django.utils import formats
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from muster.briefs import wording
from muster.briefs.questions import QUESTIONS, WORKED_OUT
from muster.ledger.figures import Cell, Figure, Row, Table
from muster.quantities import is_currency
from muster.vocabulary import STANDING_STAGES, Stage
from muster.web.frame import Asked


def escape(text: object) -> str:
    """Text that cannot be taken for HTML; what is marked safe is left as it is."""
    made = getattr(text, "__html__", None)
    return str(made()) if made is not None else html_escape(str(text))


NO_BREAK = "\u202f"
_ENGLISH_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+")

_DATES = re.compile(r"\b\d{4}-\d{2}(?:-\d{2})?\b")
"""Days that must not be broken over two lines."""

_MAYBE_DATE = re.compile(r"\d-\d")
_PLAIN_ADDRESS = re.compile(r"[\w/:+.~-]+", re.ASCII)
"""Addresses that need no quoting."""

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
    if type(shown.booked) is int and shown.low == shown.booked == shown.high and not _is_written_apart(shown.unit):
        plain = f"{shown.booked:,}"  # nearly every figure: a whole number, exactly
        return plain.replace(",", NO_BREAK) if language == "fr" else plain
    text = in_language(wording.figure(shown), language)
    if shown.booked is None and shown.word:
        text = _(text)
    head, bracket, bounds = text.partition(" (")
    word = escape(head)
    return f'{word} <span class="bounds">({escape(bounds)}</span>' if bracket else word


@cache
def _is_written_apart(unit: str) -> bool:
    """Are numbers of this unit written otherwise than in plain digits?"""
    return is_currency(unit) or unit == wording.PERCENT


def figure_link(shown: Figure, address: str, asked: Asked, *, unit: bool = False) -> SafeString:
    """The figure as a link to the page that opens it."""
    unit_word = f" {escape(unit_name(shown.unit))}" if unit and shown.unit and shown.unit != wording.PERCENT else ""
    name, _slash, rest = address.partition("/")
    return mark_safe(_Opener(name, asked).link(shown, rest) + unit_word)


class _Opener:
    """Writes figures of one table as links: what all their addresses share is put together once."""

    def __init__(self, table: str, asked: Asked) -> None:
        self.is_known, self.language = table in QUESTIONS or table in WORKED_OUT, asked.language
        page = "forecast/why" if table in WORKED_OUT else "why"
        self.begin = f'<a class="figure" href="/{quote(asked.slug)}/{page}/{quote(table)}/'
        self.end = f'/{escape(asked.query())}">'

    def link(self, shown: Figure, place: str) -> str:
        """place: the row's key, the column and, of a list, the number."""
        text = figure_text(shown, self.language)
        if not self.is_known or (shown.booked is None and shown.because.is_empty):
            return text
        if not place.isascii() or not _PLAIN_ADDRESS.fullmatch(place):
            place = escape(quote(place, safe="/:+"))
        return f"{self.begin}{place}{self.end}{text}</a>"


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
    opener = _Opener(table.name, asked)
    opened = {name: f' data-head="{escape(told)}">' for name, told in heads.items()}
    head = "".join(f'<th scope="col"{_number_class(name in numeric)}>{escape(heads[name])}</th>' for name in names)
    head += "".join(f'<th scope="col">{escape(name)}</th>' for name in more or ())
    body = []
    for row in table.rows:
        cells = [_cell_html(row, name, notes, links, opener, numeric=name in numeric, first=place == 0,
                            opened=opened[name]) for place, name in enumerate(names)]
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


def _cell_html(row: Row, name: str, notes: _Notes, links: Link | None, opener: _Opener, *, numeric: bool, first: bool,
               opened: str) -> str:
    """One cell with its tags. opened: the end of a plain cell's opening tag."""
    shown = row.cells.get(name)
    if isinstance(shown, Figure):
        mark = notes.mark(shown.note) if shown.note else ""
        text = opener.link(shown, f"{row.key}/{name}") + mark
        begin = '<td class="number"' if says_something(shown) else '<td class="number empty"'
        return f"{begin}{opened}{text}</td>"
    text = _cell_text(shown, f"{row.key}/{name}", opener, notes)
    target = links(row, name) if links else None
    if target:
        text = f'<a href="{escape(target)}">{text}</a>'
    classes = " ".join(filter(None, ["number" if numeric else "", "" if says_something(shown) else "empty"]))
    opening = f' class="{classes}"' if classes else ""
    if first:
        return f'<th scope="row"{opening}>{text}</th>'
    return f"<td{opening}{opened}{text}</td>"


def cell_html(shown: Cell, address: str, asked: Asked, notes: _Notes | None = None) -> str:
    """One cell as HTML."""
    name, _slash, place = address.partition("/")
    return _cell_text(shown, place, _Opener(name, asked), notes)


def _cell_text(shown: Cell, place: str, opener: _Opener, notes: _Notes | None) -> str:
    if isinstance(shown, Figure):
        mark = notes.mark(shown.note) if notes is not None and shown.note else ""
        return opener.link(shown, place) + mark
    if isinstance(shown, date):
        return f'<time datetime="{shown.isoformat()}">{escape(day(shown))}</time>'
    if isinstance(shown, list | tuple):
        parts = [_cell_text(part, f"{place}/{number}", opener, notes) if isinstance(part, Figure) else escape(part)
                 for number, part in enumerate(shown, 1)]
        return "; ".join(parts) or escape(wording.NOTHING)
    if isinstance(shown, Stage):
        return escape(_(shown.word))
    text = wording.cell(shown)
    text = escape(_(text) if text in _TRANSLATED_CELLS else text)
    return _DATES.sub(r'<span class="whole">\g<0></span>', text) if _MAYBE_DATE.search(text) else text


_TRANSLATED_CELLS = frozenset({
    "personnel", "money", "equipment", "logistics", "undertaking", "mission", "host", "yes", "no", "kept", "late",
    "part", "none_found", "waiting", "overtaken", "open", "stated", "reading", "none",
    *(stage.word for stage in STANDING_STAGES),
})
"""Words of the vocabulary, which are translated; what a source said is not."""
