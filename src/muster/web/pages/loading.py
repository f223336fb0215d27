"""Packages and sheets in: sent, tried whole, looked at row by row, then loaded or let go.

For one mission under its own pages, by whoever may rule; for a mission that is not here yet from the list of
missions, by an administrator. With four eyes whoever sent it cannot load it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from muster import store
from muster.actions import loading as actions
from muster.actions import missions
from muster.briefs import machine
from muster.errors import NotHere, Refused
from muster.ledger.figures import Row, Table
from muster.problems import Problem
from muster.web import answers, loading, uploads
from muster.web.access import Viewer, require, viewer_of
from muster.web.frame import asked_by
from muster.web.models import Job, State, Switch
from muster.web.pages import page

LISTED = 20
PROBLEMS_A_PAGE = 100


def _frame(request: HttpRequest, slug: str, *, looks: bool = False) -> tuple[Viewer, str, dict[str, Any]]:
    """Who asks, the mission's short name ("" for none), and what the frame of the page shows.

    looks: at what was sent, which an approver may too.
    """
    if slug:
        asked = asked_by(request, slug)
        require(asked.viewer, asked.viewer.may_rule or (looks and asked.viewer.may_approve),
                _("load packages and sheets"))
        return asked.viewer, asked.slug, page.frame_context(request, asked, answers.books_for(asked), "mission")
    viewer = viewer_of(request)
    require(viewer, viewer.is_administrator, _("begin missions"))
    return viewer, "", {"viewer": viewer, **page.language_context(request)}


@never_cache
def load(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Send a sheet or a package; it is tried by a job and nothing is filed."""
    viewer, mission, context = _frame(request, slug)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            if "name" in request.POST:
                return _begin_mission(request, viewer)
            name, body = uploads.taken_in(request.FILES.getlist("files"))
            made = loading.begin(mission, name, body, marking=request.POST.get("marking", ""), author=viewer.name,
                                 may_begin=viewer.is_administrator, reading=_reading(request))
            return HttpResponseRedirect(_place(mission, made.pk))
        except Refused as refused:
            problems = refused.problems
    recent = Job.objects.filter(kind__in=("try", "load"), mission=mission).defer("body").order_by("-pk")[:LISTED]
    return render(request, "web/load.html", {
        **context, "problems": problems, "typed": request.POST, "recent": list(recent), "place": _place(mission),
        "largest": settings.LARGEST_UPLOAD // 2**20, "is_mission": bool(mission),
        "missions": [] if mission else _missions(),
    }, status=422 if problems else 200)


def _reading(request: HttpRequest) -> dict[str, str | None]:
    """How the sheet is to be read, where it does not show it itself."""
    posted = request.POST
    replaces = uploads.plain_name(posted["replaces_name"])[:100] if posted.get("replaces_name", "").strip() else ""
    return {"decimal": posted.get("decimal", "") if posted.get("decimal") in (",", ".") else "",
            "dates": posted.get("dates", "") if posted.get("dates") in ("day-first", "month-first") else "",
            "replaces": replaces if posted.get("replaces") == "1" else None}


def _place(mission: str, number: int | None = None) -> str:
    base = f"/{mission}/load/" if mission else "/account/missions/"
    return base if number is None else f"{base}{number}/"


def _missions() -> list[tuple[Any, bool]]:
    """Each mission with its four-eyes switch."""
    switched = set(Switch.objects.filter(four_eyes=True).values_list("mission", flat=True))
    return [(one, one.slug in switched) for one in sorted(store.ledgers(), key=lambda one: one.name)
            if "@" not in one.slug]


def _begin_mission(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """An empty ledger for a new mission."""
    require(viewer, viewer.is_administrator, _("begin missions"))
    posted = request.POST
    slug = posted.get("slug", "").strip()[:60] or None
    name = " ".join(posted["name"].split())[:200]
    if not name or slug in loading.RESERVED:
        raise Refused(Problem(_("name"), slug or "", _("a name, and a short name that no page uses"), _("Choose one.")))
    made = missions.init(name, timezone=posted.get("timezone", "").strip()[:60], administrator=viewer.name, slug=slug)
    messages.success(request, _("%(name)s begins, with an empty ledger.") % {"name": made.name})
    return HttpResponseRedirect(f"/{made.slug}/mission/")


@never_cache
def tried(request: HttpRequest, number: int, slug: str = "") -> HttpResponse:
    """What loading would do, and the decision; afterwards what it did."""
    viewer, mission, context = _frame(request, slug, looks=True)
    job = Job.objects.filter(pk=number, mission=mission, kind__in=("try", "load")).first()
    if job is None:
        raise NotHere(Problem(_("trial"), str(number), _("a trial of this mission"), _("See the list.")))
    if request.method == "POST":
        return _decided(request, viewer, mission, job)
    found = job.result.get("problems", [])
    typed = request.GET.get("problems-page", "")
    pages = max(1, -(-len(found) // PROBLEMS_A_PAGE))
    at = min(max(int(typed), 1), pages) if typed.isdecimal() and len(typed) < 7 else 1
    response = render(request, "web/tried.html", {
        **context, "job": job, "result": job.result, "place": _place(mission), "is_mission": bool(mission),
        "problems": found[(at - 1) * PROBLEMS_A_PAGE:at * PROBLEMS_A_PAGE],
        "part": {"name": "problems", "page": at, "pages": pages}, "is_load": job.kind == "load",
        "waits": job.kind == "try" and job.body is not None and bool(job.result.get("can_load")),
        "may_decide": _may_decide(viewer, mission, job), "four_eyes": _four_eyes(mission),
    })
    if job.state == State.WAITING:
        response["Refresh"] = "2"
    return response


def _four_eyes(mission: str) -> bool:
    return Switch.objects.filter(mission=mission, four_eyes=True).exists()


def _may_decide(viewer: Viewer, mission: str, job: Job) -> bool:
    if _four_eyes(mission) or _four_eyes(str(job.result.get("goes_to", ""))):
        return viewer.may_approve and viewer.name.casefold() != job.author.casefold()
    return viewer.may_rule


def _decided(request: HttpRequest, viewer: Viewer, mission: str, job: Job) -> HttpResponse:
    decision = request.POST.get("decision", "")
    if decision == "let go":
        loading.let_go(job.pk, mission, author=viewer.name)
        messages.success(request, _("Forgotten; nothing was filed."))
        return HttpResponseRedirect(_place(mission))
    if decision not in ("load", "accept"):
        raise Refused(Problem(_("decision"), decision, _("load, accept the good rows, or let go"), _("Choose one.")))
    if not _may_decide(viewer, mission, job):
        raise Refused(Problem(_("approval"), viewer.name, _("an approver who did not send it"),
                              _("With four eyes somebody else decides; ask a colleague.")))
    if decision == "load" and job.result.get("problem_count"):
        raise Refused(Problem(_("decision"), decision, _("a file without problems"),
                              _("Mend them and send it again, or accept its good rows.")))
    made = loading.decide(job.pk, mission, author=viewer.name, accept_good_rows=decision == "accept")
    return HttpResponseRedirect(_place(mission, made.pk))


def problems(request: HttpRequest, number: int, slug: str = "") -> HttpResponse:
    """The problems of a trial as a sheet, to mend them by."""
    _viewer, mission, _context = _frame(request, slug, looks=True)
    job = Job.objects.filter(pk=number, mission=mission, kind="try").defer("body").first()
    if job is None:
        raise NotHere(Problem(_("trial"), str(number), _("a trial of this mission"), _("See the list.")))
    columns = ("where", "found", "expected", "remedy")
    table = Table("problems", "", columns, tuple(
        Row(str(place), one) for place, one in enumerate(job.result.get("problems", []), 1)))
    answer = HttpResponse(machine.as_csv(table), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="problems-{number}.csv"'
    return answer


def template(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """An empty sheet with the columns a load understands."""
    asked_by(request, slug)
    if form not in ("csv", "xlsx"):
        raise NotHere(Problem(_("template"), form, "csv, xlsx", _("Choose one of the two.")))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"support.{form}"
        actions.write_template(path)
        body = path.read_bytes()
    kinds = {"csv": "text/csv; charset=utf-8",
             "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    answer = HttpResponse(body, content_type=kinds[form])
    answer["Content-Disposition"] = f'attachment; filename="support.{form}"'
    return answer
