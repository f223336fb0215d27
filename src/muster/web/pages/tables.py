"""The pages that are a table or two: contributors, contradictions, asks; and every table as CSV and JSON.

Sums on a page and in a file cannot differ: both are the same table from the same function.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from muster.briefs import machine
from muster.briefs.questions import QUESTIONS
from muster.errors import NotHere
from muster.ledger.figures import Row, Table
from muster.ledger.records import Books
from muster.problems import Problem
from muster.web import answers, shown
from muster.web.frame import Asked, asked_by
from muster.web.pages import page

ROWS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a page. question: its name; title: its heading."""

    question: str
    title: str
    told: str = ""
    empty: str = gettext_noop("Nothing in the record.")


@dataclass(frozen=True, slots=True)
class TablePage:
    """A page of tables. place: its address."""

    place: str
    title: str
    told: str
    parts: tuple[Part, ...]


CONTRADICTIONS = TablePage(
    "contradictions", gettext_noop("Where the sources disagree"),
    gettext_noop("Found by the program, never typed in. Each case is open, or ruled with a reason; nothing is "
                 "averaged."),
    (Part("contradictions", gettext_noop("Contradictions"),
          empty=gettext_noop("No two sources disagree, as known then.")),
     Part("checks", gettext_noop("Counts told, held against the ledger"),
          gettext_noop("A count books nothing. It agrees with what the ledger holds, or it is a contradiction."))),
)

PROMISES = TablePage(
    "promises", gettext_noop("What became of promises"),
    gettext_noop("Counted by chain: all tellings of one promise are one. Dates a source stated and dates we read into "
                 "its words are kept apart; so are promises to the mission and others."),
    (Part("promises", gettext_noop("By outcome")),
     Part("due", gettext_noop("Due and overdue"), empty=gettext_noop("Nothing is due.")),
     Part("chains", gettext_noop("Each promise")),
     Part("announcements", gettext_noop("Who announced what for when"))),
)

REQUIREMENTS = TablePage(
    "requirements", gettext_noop("What is needed, and who says so"),
    gettext_noop("Every need as told. One figure is the reference, by ruling; the others compete with it and are never "
                 "averaged; a contributor's share or a batch is none."),
    (Part("requirements", gettext_noop("Needs told"), empty=gettext_noop("Nobody said what is needed.")),
     Part("gap", gettext_noop("What is missing of it"))),
)

MANDATES = TablePage(
    "mandates", gettext_noop("Mandates"),
    gettext_noop("Put together from all that is told of each resolution, the nearest speaker first. No date is "
                 "guessed."),
    (Part("mandate", gettext_noop("Mandates"), empty=gettext_noop("No mandate is told of.")),),
)

PARTIES = TablePage(
    "parties", gettext_noop("Parties, and the names they go by"),
    gettext_noop("States, organisations, units and people in public office. Host-side parties stand beside the "
                 "mission's and are never summed with them."),
    (Part("parties", gettext_noop("Parties")),),
)

PAGES = (CONTRADICTIONS, PROMISES, REQUIREMENTS, MANDATES, PARTIES)


def table_page(request: HttpRequest, slug: str, layout: TablePage) -> HttpResponse:
    asked = asked_by(request, slug)
    words = request.GET.get("where", "").split()[:10]

    def build(books: Books) -> dict[str, Any]:
        return {
            "title": _(layout.title), "told": _(layout.told), "where": " ".join(words),
            "parts": [_part(one, asked, words, request) for one in layout.parts],
        }

    here = "mission" if layout in (REQUIREMENTS, MANDATES, PARTIES) else layout.place
    return page.shown(request, asked, "web/tables.html", here, build)


@dataclass(frozen=True, slots=True)
class ShownPart:
    name: str
    title: str
    told: str
    html: SafeString
    rows: int
    page: int
    pages: int


def _part(one: Part, asked: Asked, words: list[str], request: HttpRequest) -> ShownPart:
    table = narrowed(answers.table(asked, one.question), words)
    paged, number, pages = one_page(table, request.GET.get(f"{one.question}-page", ""))
    columns = QUESTIONS[one.question].columns
    html = shown.table_html(paged, asked, columns=columns, links=links_to_pages(asked), empty=_(one.empty),
                            row_ids=True)
    return ShownPart(one.question, _(one.title), _(one.told) if one.told else "", html, len(table.rows), number, pages)


def narrowed(table: Table, words: list[str]) -> Table:
    """Only the rows that contain every word, in any cell or the key; accents and capitals do not matter."""
    if not words:
        return table
    from muster.web.plain import plain

    wanted = [plain(word) for word in words]
    rows = tuple(row for row in table.rows if all(word in plain(row_text(row)) for word in wanted))
    return replace(table, rows=rows)


def row_text(row: Row) -> str:
    return " ".join([row.key, *map(str, map(machine.cell_value, row.cells.values()))])


def page_typed(typed: str, rows: int) -> tuple[int, int]:
    """Which page was asked for, of how many."""
    pages = max(1, -(-rows // ROWS_A_PAGE))
    return min(max(int(typed), 1), pages) if typed.isdecimal() and len(typed) < 7 else 1, pages


def one_page(table: Table, typed: str) -> tuple[Table, int, int]:
    """A page of a long table; the whole of it is in its CSV."""
    number, pages = page_typed(typed, len(table.rows))
    begin = (number - 1) * ROWS_A_PAGE
    return replace(table, rows=table.rows[begin:begin + ROWS_A_PAGE]), number, pages


def links_to_pages(asked: Asked) -> shown.Link:
    """Where a cell leads: a contributor to its page, a line to its story, a report to its text."""

    def link(row: Row, name: str) -> str | None:
        told = row.cells.get(name)
        if not isinstance(told, str) or not told:
            return None
        if name == "line" and " " not in told:
            return asked.address("ledger", told)
        if name in ("report", "source") and " " not in told:
            return asked.address("reports", told)
        if name == "about" and "ruled_by" in row.cells:
            return asked.address("contradictions", row.key)
        if name == "id" and "aliases" in row.cells:
            return asked.address("contributors", told)
        return None

    return link


# --- every table as a file --------------------------------------------------------------------------------


def data(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of tables, each as CSV and JSON."""
    asked = asked_by(request, slug)
    questions = [(one.name, one.asks) for one in QUESTIONS.values()]
    return page.shown(request, asked, "web/data.html", "data", lambda books: {"questions": questions})


def export(request: HttpRequest, slug: str, name: str, form: str) -> HttpResponse:
    """One table as a file; the file says on which day, as known when, and under which marking."""
    asked = asked_by(request, slug)
    if name not in QUESTIONS:
        raise NotHere(Problem(_("this table"), name, _("the name of a table"), ", ".join(QUESTIONS)))
    table = narrowed(answers.table(asked, name), request.GET.get("where", "").split()[:10])
    if form == "csv":
        answer = HttpResponse(machine.as_csv(table), content_type="text/csv; charset=utf-8")
    else:
        answer = HttpResponse(machine.as_json(table), content_type="application/json")
    marked = "public" if asked.marking_word == "public" else f"{asked.marking_word}"
    answer["Content-Disposition"] = f'attachment; filename="{asked.slug}-{name}-{asked.on}-{marked}.{form}"'
    answer["X-Muster-Marking"] = marked
    return answer
