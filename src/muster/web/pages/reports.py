"""Reports: the list, one report with its statements marked, and handing one in (paste or file), read by a job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from muster.errors import NotHere, Refused
from muster.ledger.records import Books, Report, place_of
from muster.problems import Problem
from muster.quantities import When, parse_when
from muster.web import jobs, marked, visits
from muster.web.access import require
from muster.web.frame import asked_by
from muster.web.models import Job
from muster.web.pages import page
from muster.web.pages.why import said
from muster.web.plain import plain
from muster.web.uploads import plain_name

__all__ = ["add", "job", "report", "reports", "visits"]

REPORTS_A_PAGE = 100
LANGUAGES = ("en", "fr")


@dataclass(frozen=True, slots=True)
class Listed:
    """One report in the list. told, waiting: how many statements it has, and how many nobody has ruled on."""

    report: Report
    told: int
    waiting: int


def listed(books: Books) -> list[Listed]:
    """Every report with its statements counted, the newest first."""
    waiting: dict[int, int] = {}
    told = books.index.told_by_report()
    for one in books.index.unjudged():
        waiting[one.report] = waiting.get(one.report, 0) + 1
    found = [Listed(one, told.get(one.id, 0), waiting.get(one.id, 0)) for one in books.reports.values()]
    return sorted(found, key=lambda one: (one.report.published or date.min, one.report.id), reverse=True)


def reports(request: HttpRequest, slug: str) -> HttpResponse:
    asked = asked_by(request, slug)
    words = [plain(word) for word in request.GET.get("where", "").split()[:10]]

    def build(books: Books) -> dict[str, Any]:
        found = [one for one in listed(books) if all(
            word in plain(f"{one.report.name} {one.report.title} {one.report.publisher}") for word in words)]
        typed = request.GET.get("reports-page", "")
        pages = max(1, -(-len(found) // REPORTS_A_PAGE))
        number = min(max(int(typed), 1), pages) if typed.isdecimal() and len(typed) < 7 else 1
        begin = (number - 1) * REPORTS_A_PAGE
        return {"reports": found[begin:begin + REPORTS_A_PAGE], "count": len(found),
                "waiting": len(books.index.unjudged()),
                "part": {"name": "reports", "page": number, "pages": pages}, "where": request.GET.get("where", "")}

    return page.shown(request, asked, "web/reports.html", "reports", build)


def report(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One report: its text with each statement marked where we may show it, and each statement with its ruling."""
    asked = asked_by(request, slug)

    def build(books: Books) -> dict[str, Any]:
        found = next((one for one in books.reports.values() if one.name == name), None)
        if found is None:
            raise NotHere(Problem(_("report"), name, _("a report that you may see"), _("Choose one from the list.")))
        text = marked.marked_report(found, books, asked)
        return {"report": found, "text": text, "said_all": [said(one, books) for one in text.statements],
                "number": f"D{place_of(found.id)}"}

    return page.shown(request, asked, "web/report.html", "reports", build)


# --- handing one in ---------------------------------------------------------------------------------------


def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Paste a text or send a file. It is read by a job; its statements wait, unjudged, for a person."""
    asked = asked_by(request, slug)
    require(asked.viewer, asked.viewer.may_file, _("file reports"))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            made = _take(request, asked.mission.slug, asked.viewer.name)
            return HttpResponseRedirect(f"/{slug}/reports/jobs/{made.pk}/")
        except Refused as refused:
            problems = refused.problems
    from muster.web.answers import books_for

    context = {**page.frame_context(request, asked, books_for(asked), "reports"), "problems": problems,
               "typed": request.POST, "languages_read": LANGUAGES,
               "largest": settings.LARGEST_UPLOAD // (1024 * 1024)}
    return render(request, "web/add_report.html", context, status=422 if problems else 200)


def _take(request: HttpRequest, mission: str, author: str) -> Job:
    """A job out of the form. Raises Refused with every fault at once."""
    problems: list[Problem] = []
    sent = request.FILES.get("file")
    text = request.POST.get("text", "").strip()
    if bool(sent) == bool(text):
        problems.append(Problem(_("report"), "", _("either a pasted text or a file"), _("Give one of the two.")))
    if sent is not None and sent.size and sent.size > settings.LARGEST_UPLOAD:
        problems.append(Problem(_("file"), sent.name or "", _("a file of at most 20 MB"),
                                _("Send its parts one by one.")))
    if sent is not None and not sent.size:
        problems.append(Problem(_("file"), sent.name or "", _("a file with something in it"),
                                _("Choose another file.")))
    publisher = " ".join(request.POST.get("publisher", "").split())[:200]
    if not publisher:
        problems.append(Problem(_("publisher"), "", _("who published it"), _("Name the outlet, ministry or officer.")))
    published = _published(request.POST.get("published", "").strip(), problems)
    if problems:
        raise Refused(*problems)
    body = sent.read() if sent is not None else text.encode()
    asked = {
        "file_name": plain_name(sent.name if sent is not None else None), "publisher": publisher,
        "title": " ".join(request.POST.get("title", "").split())[:300],
        "published": published.isoformat() if published else "",
        "address": request.POST.get("address", "").strip()[:500],
        "marking": request.POST.get("marking") if request.POST.get("marking") in jobs.MARKINGS else "restricted",
    }
    return jobs.file_report(mission, body, asked=asked, author=author)


def _published(typed: str, problems: list[Problem]) -> date | None:
    if not typed:
        return None
    when = parse_when(typed, where=_("published on"))
    if isinstance(when, When) and when.is_one_day:
        return when.first
    problems.append(Problem(_("published on"), typed, _("one day as YYYY-MM-DD"),
                            _("Write it that way, or leave it empty.")))
    return None


def job(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """How far a job is; the page asks again by itself until it is done."""
    asked = asked_by(request, slug)
    require(asked.viewer, asked.viewer.may_file, _("file reports"))
    found = Job.objects.filter(pk=number, mission=asked.mission.slug).first()
    if found is None or (found.author != asked.viewer.name and not asked.viewer.is_inside):
        raise NotHere(Problem(_("job"), str(number), _("a job of yours"), _("See the list of reports.")))
    from muster.web.answers import books_for

    response = render(request, "web/job.html", {
        **page.frame_context(request, asked, books_for(asked), "reports"), "job": found,
        "problems": found.result.get("problems", []), "report_name": found.result.get("report", "")})
    if found.state == "waiting":
        response["Refresh"] = "2"
    return response
