"""The Forecast page: bands, chances, what holds the mission back, what-if, and how past forecasts did.

For those inside alone: the public edition holds no future movement. Its form is plain GET, so that what is asked stands
in the address; sliders are ordinary fields and need no JavaScript. Every figure opens on a page of its own, which works
the same forecast out again from the options in the address.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from muster.briefs import charts, opened, pictures
from muster.briefs.forecast_starts import Worked
from muster.briefs.forecasts import a_row_a_month
from muster.briefs.questions import WORKED_OUT
from muster.errors import NotHere
from muster.ledger.figures import Table
from muster.ledger.records import Books
from muster.problems import Problem
from muster.vocabulary import Kind
from muster.web import forecasts, shown
from muster.web.access import require
from muster.web.forecasts import ForecastAsked
from muster.web.frame import Asked, asked_by
from muster.web.pages import page
from muster.web.pages.why import _movement, movement_rows, said

ON_TOP = ("forecast", "chances", "binds", "runway", "starts", "helps", "effects", "views", "scores")
BEHIND = ("carried", "parameters", "past_missions")


@dataclass(frozen=True, slots=True)
class Slider:
    """One thing that can be changed on the form."""

    name: str
    label: str
    value: int
    most: int
    step: int
    unit: str


def forecast(request: HttpRequest, slug: str) -> HttpResponse:
    asked, question = _asked(request, slug)

    def build(books: Books) -> dict[str, Any]:
        found = forecasts.worked(asked, question)
        every = forecasts.every_table(asked, question)
        linked = _with_options(asked, question)
        html = {name: _html(table, linked) for name, (table, _books) in every.items()}
        return {
            "worked": found, "made": found.made, "question": question, "has_forecast": bool(found.made.targets),
            **{f"{name}_html": html.get(name) for name in ON_TOP}, "behind": [
                (name, _(every[name][0].title), html[name]) for name in BEHIND if name in every],
            "sliders": sliders(question), "promises": promises(found), **_pictures(found, asked),
            "until": question.until or found.made.until, "notes": found.made.notes,
            "problems": [str(problem) for problem in found.made.problems], "no_scores": not every["scores"][0].rows,
        }

    return page.shown(request, asked, "web/forecast.html", "forecast", build)


def why(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    """A figure of the Forecast page, opened."""
    asked, question = _asked(request, slug)
    address = address.strip("/")

    def build(books: Books) -> dict[str, Any]:
        every = forecasts.every_table(asked, question)
        beside = forecasts.figures(every)
        figure = beside.get(address)
        if figure is None:
            raise NotHere(Problem(_("this address"), address, _("the address of a figure: table/row/column"),
                                  _("Begin from the Forecast page: it may not exist on this day.")))
        its_books = every[address.partition("/")[0]][1]
        grounds = opened.figure(address, figure, its_books, movement_rows(its_books, asked), beside=beside)
        return {
            "asked": _with_options(asked, question), "address": address, "grounds": grounds, "how": grounds.how,
            "told": shown.in_language(grounds.told, asked.language), "parts": list(grounds.parts),
            "movements": [_movement(moved, its_books, asked) for moved in grounds.movements],
            "said": [said(one, its_books) for one in grounds.statements], "is_figure": True, "cite": "",
        }

    return page.shown(request, asked, "web/why.html", "forecast", build)


def _asked(request: HttpRequest, slug: str) -> tuple[Asked, ForecastAsked]:
    asked = asked_by(request, slug)
    require(asked.viewer, asked.viewer.is_inside and not asked.public,
            "see forecasts: the public edition holds no future movement")
    return asked, forecasts.asked_in(request, asked)


def _with_options(asked: Asked, question: ForecastAsked) -> Asked:
    """The question with the forecast's own options in it, so that every link to a figure carries them."""
    return replace(asked, typed={**asked.typed, **question.typed})


OUR_WORDS = frozenset({"cause", "what", "view", "lasts_until", "said_by", "stage"})
"""Columns whose cells are our own words, and so translated; what a source said is not."""


def _html(table: Table, asked: Asked) -> SafeString:
    columns = WORKED_OUT[table.name].columns if table.name in WORKED_OUT else None
    told = a_row_a_month(table) if table.name == "forecast" else table
    rows = tuple(replace(row, cells={
        name: _(cell) if name in OUR_WORDS and isinstance(cell, str) and cell else cell
        for name, cell in row.cells.items()}) for row in told.rows)
    return shown.table_html(replace(told, rows=rows, headings=_headings(told, asked)), asked, columns=columns,
                            row_ids=True)


def _headings(table: Table, asked: Asked) -> dict[str, str]:
    """Headings that hold a number or a day, in the reader's language; the others are translated as they stand."""
    found = dict(table.headings)
    for name in table.columns:
        if name.startswith("least_"):
            count = shown.number(int(name.removeprefix("least_")), "persons", asked.language)
            found[name] = _("at least %(count)s") % {"count": count}
    return found


def sliders(question: ForecastAsked) -> list[Slider]:
    words = {"money": _("More money, in millions"), "vehicles": _("More vehicles"),
             "seats": _("More seats by air a week"), "earlier": _("Training earlier, in weeks")}
    values = dict(question.changed)
    return [Slider(name, words[name], values.get(name, 0), most, step, unit)
            for name, (most, step, unit) in forecasts.SLIDERS.items()]


def promises(found: Worked) -> list[str]:
    """The open promises of persons, by the names by which one can be kept on time."""
    state = found.made.state
    return [one.name for one in state.promises if one.kind is Kind.PERSONNEL and not one.is_relief] if state else []


def _pictures(found: Worked, asked: Asked) -> dict[str, SafeString]:
    words = {name: _(word) for name, word in {**charts.KEY_WORDS, "required": "required"}.items()}
    title = _("Persons present, and the forecast from %(day)s") % {"day": shown.day(found.made.as_of)}
    fan = forecasts.fan_of(found.made)
    drawn = {name: pictures.strength_svg(found.books, ident=ident, narrow=narrow, words=words, title=title, fan=fan)
             for name, ident, narrow in (("picture", "forecast-p", False), ("picture_narrow", "forecast-n", True))}
    return {name: mark_safe(shown.numbers_in_picture(svg, asked.language)) for name, svg in drawn.items()}
