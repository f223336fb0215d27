"""The overview: the founding reports side by side, then the mission now, in the order in which a tired officer asks.

Mandate, the four kinds, strength over time, what waits, what changed, what is disputed, what is due.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from muster import store
from muster.briefs import charts, pictures
from muster.errors import NotHere
from muster.ledger.figures import Figure, Row, Table
from muster.ledger.records import Books
from muster.vocabulary import Verdict
from muster.web import answers, forecasts, marked, shown, visits
from muster.web.frame import Asked, asked_by
from muster.web.pages import page
from muster.web.pages.tables import links_to_pages
from muster.web.pages.why import Said, said

FEW_ROWS = 6
FOUNDING_COLUMNS = ("theme", "value", "when", "condition", "said_by")


@dataclass(frozen=True, slots=True)
class Founding:
    """The founding reports, each with its text marked; `joined` says what they tell together."""

    reports: tuple[marked.MarkedReport, ...]
    joined: tuple[tuple[Said, ...], ...]
    edition: str
    told: SafeString


def overview(request: HttpRequest, slug: str) -> HttpResponse:
    asked = asked_by(request, slug)
    since = visits.last_visit(request, asked)
    fan, forecast_state = forecasts.bands(asked)

    def build(books: Books) -> dict[str, Any]:
        gap = answers.table(asked, "gap")
        return {
            "founding": founding(asked), "mandate": mandate(asked), "kinds": kinds(books, gap, asked),
            "bars": bars(books, gap), "bars_narrow": bars(books, gap, narrow=True),
            **strength_pictures(books, asked, fan), **steps(books), **lists(asked),
            "forecast_state": forecast_state,
            "changes": visits.changes(asked, since), "moved": visits.moved(request, asked, since), "since": since,
        }

    # What changed since a visit is nobody else's page: it is kept under the visit too.
    response = page.shown(request, asked, "web/overview.html", "", build, keep=since is None,
                          beside=forecast_state)
    visits.remember(request, asked)
    return response


# --- the founding reports ---------------------------------------------------------------------------------


def founding(asked: Asked) -> Founding | None:
    """From the edition that holds them alone, where there is one; else from the ledger itself."""
    edition = _founding_edition(asked)
    books = answers.books_for(edition)
    reports = [report for report in books.reports.values() if report.is_founding]
    if not reports:
        return None
    pairs = _told_twice(books, {report.id for report in reports})
    both = {one for pair in pairs for one in pair}
    joined = tuple(tuple(said(books.statement_by_id[one], books) for one in pair) for pair in pairs)
    return Founding(
        tuple(marked.marked_report(report, books, edition, joined=both) for report in reports), joined, edition.sources,
        shown.table_html(answers.table(edition, "founding"), edition, columns=FOUNDING_COLUMNS, ident="founding"))


def _founding_edition(asked: Asked) -> Asked:
    names = page.editions(asked)
    for name in names:
        try:
            mission = store.mission_named(f"{asked.slug}@{name}")
        except NotHere:
            continue
        typed = {**asked.typed, "sources": name}
        edition = replace(asked, mission=mission, sources=name, typed=typed)
        if any(report.is_founding for report in answers.books_for(edition).reports.values()):
            return edition
    return asked


def _told_twice(books: Books, founding_ids: set[int]) -> list[tuple[int, ...]]:
    """Pairs of statements of different founding reports that a ruling says are the same, the earlier first."""
    found: list[tuple[int, ...]] = []
    for ruling in books.index.standing_as(Verdict.SAME_AS):
        told = books.statement_by_id.get(ruling.statement)
        if told is None:
            continue
        for other in (books.statement_by_id.get(cited) for cited in ruling.cites):
            if other is not None and other.report != told.report and {other.report, told.report} <= founding_ids:
                found.append(tuple(one.id for one in sorted((told, other), key=lambda one: one.known)))
    return found


# --- the mission now --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mandate:
    title: str
    resolution: str
    name: str
    ends: str
    days_left: Figure | None
    address: str


def mandate(asked: Asked) -> Mandate:
    """The mandate in force on the day, or the table's own words that there is none."""
    table = answers.table(asked, "mandate")
    now = next((row for row in table.rows if row.cells.get("status") == "in force"), None)
    if now is None:
        return Mandate(table.title, "", "", "", None, "")
    left = now.cells.get("days_left")
    return Mandate(
        table.title, str(now.cells.get("resolution") or ""), str(now.cells.get("name") or ""),
        _day_of(now.cells.get("ends")), left if isinstance(left, Figure) else None, f"mandate/{now.key}/days_left")


def _day_of(cell: object) -> str:
    if isinstance(cell, date):
        return shown.day(cell)
    try:
        return shown.day(date.fromisoformat(str(cell)))
    except ValueError:
        return str(cell or "")


@dataclass(frozen=True, slots=True)
class KindShown:
    """One kind's card: its table of what is needed, promised, come and present."""

    name: str
    html: SafeString
    others: int


COLUMNS = ("resource", "unit", "required", "promised_total", "committed", "preparing", "ready", "reached_present",
           "present", "gap")
HEADINGS = {"promised_total": "promised", "reached_present": "ever present", "gap": "missing"}


def kinds(books: Books, gap: Table, asked: Asked) -> list[KindShown]:
    """The four kinds, needs without a number in words."""
    found = []
    for part in pictures.support(books, gap):
        table = replace(gap, rows=part.rows, notes=(), headings={**gap.headings, **HEADINGS})
        html = shown.table_html(table, asked, columns=COLUMNS, ident=f"kind-{part.kind.value}",
                                empty=_("Nobody in the record asks for it or gives it."))
        found.append(KindShown(_(part.kind.value), html, part.others))
    return found


def strength_pictures(books: Books, asked: Asked, fan: Sequence[charts.Fan] = ()) -> dict[str, SafeString]:
    """The strength over time, for a desk and for a phone, in the reader's words and numbers; and a forecast's bands."""
    words = {name: _(word) for name, word in {**charts.KEY_WORDS, "required": "required"}.items()}
    title = _("Persons present until %(day)s") % {"day": shown.day(books.on)}
    drawn = {
        "strength": pictures.strength_svg(books, words=words, title=title, fan=fan),
        "strength_narrow": pictures.strength_svg(books, ident="strength-n", narrow=True, words=words, title=title,
                                                 fan=fan),
    }
    return {name: mark_safe(shown.numbers_in_picture(svg, asked.language)) for name, svg in drawn.items()}


def bars(books: Books, gap: Table, *, narrow: bool = False) -> SafeString:
    rows: list[Row] = [row for part in pictures.support(books, gap) for row in part.rows]
    ident = "bars-n" if narrow else "bars"
    return mark_safe(pictures.support_svg(rows, ident=ident, title=_("Present, promised and required"), narrow=narrow))


def steps(books: Books) -> dict[str, Any]:
    """The days before and after on which the picture changed, so that one can step without a slider."""
    before, _after = pictures.neighbours(pictures.days_of_interest(books), books.on)
    return {"day_before": before}


def lists(asked: Asked) -> dict[str, Any]:
    """Waits, open contradictions and promises due: the first few of each, and how many there are."""
    waits, due = answers.table(asked, "waits"), answers.table(asked, "due")
    disputes = answers.table(asked, "contradictions")
    still_open = [row for row in disputes.rows if str(row.cells.get("status", "")).startswith("open")]
    return {
        "waits": _few(waits, waits.rows, asked, None), "waits_all": len(waits.rows),
        "due": _few(due, due.rows, asked, ("contributor", "resource", "promised", "delivered", "due", "state",
                                           "condition")), "due_all": len(due.rows),
        "disputes": _few(disputes, still_open, asked, ("about", "why", "days", "told", "ledger"),
                         links_to_pages(asked)),
        "disputes_open": len(still_open), "disputes_all": len(disputes.rows),
    }


def _few(table: Table, rows: Sequence[Row], asked: Asked, columns: tuple[str, ...] | None,
         links: shown.Link | None = None) -> SafeString:
    return shown.table_html(replace(table, rows=tuple(rows[:FEW_ROWS]), notes=()), asked, columns=columns, links=links)
