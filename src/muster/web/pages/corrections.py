"""Corrections anyone may propose, and a contributor's own word on its own lines: confirmed or contested.

A proposal is not evidence: it waits until somebody inside answers it, and is shown to the public only with an answer.
A contributor's confirmation or contest is evidence: a signed entry in the ledger, with its speaker and grade.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.briefs.questions import QUESTIONS
from muster.errors import NotHere, Refused
from muster.ledger import lines as ledger_lines
from muster.problems import Problem
from muster.web import answers, contest
from muster.web.access import require
from muster.web.frame import Asked, asked_by
from muster.web.models import Correction, State
from muster.web.pages import page

LONGEST = 4000
MOST_AN_HOUR = 60
"""Proposals a mission takes in an hour; a flood of them is nobody's correction."""


def corrections(request: HttpRequest, slug: str) -> HttpResponse:
    """Answered proposals for everyone; those that wait for those inside."""
    asked = asked_by(request, slug)
    books = answers.books_for(asked)
    found = Correction.objects.filter(mission=asked.mission.slug).order_by("-made")
    context = {
        **page.frame_context(request, asked, books, "-"),
        "answered": found.exclude(state=State.WAITING)[:100],
        "waiting": found.filter(state=State.WAITING)[:100] if asked.viewer.is_inside else [],
        "waiting_count": found.filter(state=State.WAITING).count(),
    }
    return render(request, "web/corrections.html", context)


def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose a correction, with or without an account."""
    asked = asked_by(request, slug)
    problems: list[Problem] = []
    about = (request.POST.get("about") or request.GET.get("about", "")).strip()[:300]
    if request.method == "POST":
        text = request.POST.get("text", "").strip()
        if not text:
            problems.append(Problem(_("correction"), "", _("what is wrong, and what is right"), _("Write it down.")))
        if len(text) > LONGEST:
            problems.append(Problem(_("correction"), f"{len(text)}", _("at most 4,000 characters"), _("Shorten it.")))
        if _too_many(asked):
            problems.append(Problem(_("correction"), "", _("a quieter hour"), _("Very many came in. Try again later.")))
        if not problems:
            Correction.objects.create(
                mission=asked.mission.slug, about=about, text=text,
                source=request.POST.get("source", "").strip()[:1000],
                by=request.POST.get("by", "").strip()[:200] or asked.viewer.name)
            messages.success(request, _("Thank you. Somebody will answer it; the answer appears here."))
            return HttpResponseRedirect(f"/{slug}/corrections/")
    context = {**page.frame_context(request, asked, answers.books_for(asked), "-"), "about": about,
               "problems": problems, "typed": request.POST}
    return render(request, "web/propose.html", context, status=422 if problems else 200)


def _too_many(asked: Asked) -> bool:
    hour = timezone.now() - timedelta(hours=1)
    return Correction.objects.filter(mission=asked.mission.slug, made__gt=hour).count() >= MOST_AN_HOUR


def answer(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Answer a proposal: taken up (then by rulings of its own), or not, and why."""
    asked = asked_by(request, slug)
    require(asked.viewer, asked.viewer.may_rule, _("answer corrections"))
    if request.method == "POST":
        told = request.POST.get("answer", "").strip()[:LONGEST]
        if not told:
            raise Refused(Problem(_("answer"), "", _("what was decided, and why"), _("Write it down; it is public.")))
        state = State.DONE if request.POST.get("decision") == "taken" else State.REFUSED
        changed = Correction.objects.filter(pk=number, mission=asked.mission.slug, state=State.WAITING).update(
            state=state, answer=told, answered_by=asked.viewer.name)
        if not changed:
            raise NotHere(Problem(_("correction"), str(number), _("a proposal that waits"),
                                  _("Look at the list again.")))
    return HttpResponseRedirect(f"/{slug}/corrections/")


# --- one's own lines --------------------------------------------------------------------------------------


def own_line(request: HttpRequest, slug: str, line: str) -> HttpResponse:
    """A contributor's desk officer confirms or contests a line of their own."""
    asked = asked_by(request, slug)
    books = answers.books_for(asked)
    found = ledger_lines.find_line(books, line)
    require(asked.viewer, bool(asked.own_party) and found.key.contributor == asked.own_party,
            _("speak for this contributor"))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            told = contest.file(asked.mission, books, found, party=asked.own_party, author=asked.viewer.name,
                                word=request.POST.get("word", ""), text=request.POST.get("text", ""),
                                stage=request.POST.get("stage", ""), quantity=request.POST.get("quantity", ""),
                                day=request.POST.get("day", ""), is_public=request.POST.get("public") == "1")
            messages.success(request, told)
            return HttpResponseRedirect(asked.address("ledger", ledger_lines.line_keys(books)[found.id]))
        except Refused as refused:
            problems = refused.problems
    context: dict[str, Any] = {
        **page.frame_context(request, asked, books, "ledger"), "line": found, "problems": problems,
        "typed": request.POST,
        "key": ledger_lines.line_keys(books)[found.id], "stages": contest.STAGES, "tables": list(QUESTIONS),
    }
    return render(request, "web/own_line.html", context, status=422 if problems else 200)
