"""Sealing by two people: one asks, naming entries and a reason; another looks at what would go, and confirms.

At least one of the two is an administrator. Nothing is unreadable before the second person confirms, and nothing is
readable afterwards: what the web itself keeps of those entries (jobs, proposals) is emptied in the same step.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from muster.actions import sealing as actions
from muster.actions.references import reference
from muster.errors import MusterError, Refused, Stale
from muster.ledger.records import SEQUENCES, Books, Report, place_of
from muster.problems import Problem
from muster.store.sealing import seals_of
from muster.web import answers
from muster.web.access import Role, Viewer, require
from muster.web.frame import Asked, asked_by, moment
from muster.web.models import Job, SealAsked, State, Waiting
from muster.web.pages import page
from muster.web.pages.why import Said, said

MOST_ENTRIES = 60
LONGEST = 2000
MOST_PASSAGES = 200
MOST_WAITING = 100


@dataclass(frozen=True, slots=True)
class Target:
    """What a request would seal: whole reports with all they say, or statements.

    words: passages of the reports.
    """

    asked: SealAsked
    reports: tuple[tuple[Report, int], ...]
    statements: tuple[Said, ...]
    words: tuple[str, ...]
    may_confirm: bool


@never_cache
def seal(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a sealing; the requests that wait; what was sealed."""
    asked = asked_by(request, slug)
    require(asked.viewer, asked.viewer.is_inside, _("ask for a sealing"))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            _ask(request, asked)
            messages.success(request, _("Asked. Nothing is sealed before another person confirms it."))
            return HttpResponseRedirect(asked.address("seal"))
        except Refused as refused:
            problems = refused.problems
    books = answers.books_for(asked)
    decided = SealAsked.objects.filter(mission=asked.mission.slug).exclude(state=State.WAITING).order_by("-decided")
    zone = books.mission.zone
    return render(request, "web/seal.html", {
        **page.frame_context(request, asked, books, "mission"), "problems": problems, "typed": request.POST,
        "entries": request.POST.get("entries") or request.GET.get("entry", "")[:200],
        "waiting": _targets(asked, books), "decided": decided[:20],
        "seals": [(one, moment(one.recorded, zone)) for one in reversed(seals_of(asked.mission))],
    }, status=422 if problems else 200)


def _ask(request: HttpRequest, asked: Asked) -> None:
    """Raises Refused with every fault at once."""
    typed = request.POST.get("entries", "").replace(",", " ").upper().split()
    reason = " ".join(request.POST.get("reason", "").split())[:LONGEST]
    problems = []
    if not typed or len(typed) > MOST_ENTRIES:
        problems.append(Problem(_("entries"), str(len(typed)), _("between 1 and 60 entries, such as S12 or D5"),
                                _("Copy the numbers from the pages they stand on.")))
    if not reason:
        problems.append(Problem(_("reason"), "", _("why it must not be read"),
                                _("Write it without the words themselves: the reason stays readable.")))
    if problems:
        raise Refused(*problems)
    ids = actions.taken_with(asked.mission, typed)
    books = answers.books_for(asked)
    named = " ".join(reference("D" if entry in books.reports else "S", entry) for entry in sorted(ids))
    try:
        with transaction.atomic():
            SealAsked.objects.create(mission=asked.mission.slug, entries=named, reason=reason,
                                     author=asked.viewer.name)
    except IntegrityError:
        raise Refused(Problem(_("entries"), named, _("entries nobody asked to seal yet"),
                              _("It waits for a second person already; see below."))) from None


def _targets(asked: Asked, books: Books) -> list[Target]:
    """What waits for a second person, the oldest first; the books are gone through once for all of it."""
    waiting = SealAsked.objects.filter(mission=asked.mission.slug, state=State.WAITING).order_by("made")[:MOST_WAITING]
    administrators = set(User.objects.filter(
        is_active=True, groups__name=Role.ADMINISTRATOR.value).values_list("username", flat=True))
    counts: dict[int, int] = {}
    passages: dict[int, list[str]] = {}
    for statement in books.statements if waiting else ():
        counts[statement.report] = counts.get(statement.report, 0) + 1
        if statement.passage:
            passages.setdefault(statement.report, []).append(statement.passage)
    return [_target(one, asked, books, counts, passages, administrators) for one in waiting]


def _target(one: SealAsked, asked: Asked, books: Books, counts: Mapping[int, int],
            passages: Mapping[int, Sequence[str]], administrators: Collection[str]) -> Target:
    ids = [asked.mission.id * SEQUENCES + int(entry[1:]) for entry in one.entries.split()]
    reports = tuple((books.reports[entry], counts.get(entry, 0)) for entry in ids if entry in books.reports)
    whole = {report.id for report, _count in reports}
    statements = tuple(said(books.statement_by_id[entry], books) for entry in ids
                       if entry in books.statement_by_id and books.statement_by_id[entry].report not in whole)
    words = tuple(passage for report in whole for passage in passages.get(report, ()))[:MOST_PASSAGES]
    return Target(one, reports, statements, words, may_confirm(asked.viewer, one.author, one.author in administrators))


def may_confirm(viewer: Viewer, author: str, author_is_administrator: bool) -> bool:
    """Another person, and one of the two an administrator."""
    if viewer.name.casefold() == author.casefold():
        return False
    if viewer.is_administrator:
        return True
    return viewer.may_approve and author_is_administrator


def decide(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Confirm, refuse, or as its author withdraw."""
    asked = asked_by(request, slug)
    require(asked.viewer, asked.viewer.is_inside, _("decide on a sealing"))
    if request.method != "POST":
        return HttpResponseRedirect(asked.address("seal"))
    decision = request.POST.get("decision", "")
    is_own = False
    with transaction.atomic():
        waiting = SealAsked.objects.select_for_update().filter(
            pk=number, mission=asked.mission.slug, state=State.WAITING).first()
        if waiting is None:
            raise Stale(Problem(_("sealing"), str(number), _("a request that still waits"),
                                _("Somebody decided it already. Look at the list again.")))
        is_own = waiting.author.casefold() == asked.viewer.name.casefold()
        _check(request, asked.viewer, waiting, decision, is_own=is_own)
        waiting.state = State.DONE if decision == "confirm" else State.REFUSED
        waiting.decided_by, waiting.decided = asked.viewer.name, timezone.now()
        waiting.answer = request.POST.get("answer", "").strip()[:LONGEST]
        waiting.save()
    if decision == "confirm":
        _seal(request, asked, waiting)
    else:
        messages.success(request, _("Withdrawn; nothing was sealed.") if is_own else _("Refused; nothing was sealed."))
    return HttpResponseRedirect(asked.address("seal"))


def _check(request: HttpRequest, viewer: Viewer, waiting: SealAsked, decision: str, *, is_own: bool) -> None:
    if decision not in ("confirm", "refuse"):
        raise Refused(Problem(_("decision"), decision, _("confirm or refuse"), _("Choose one.")))
    if decision == "refuse" and (is_own or viewer.may_approve or viewer.is_administrator):
        return
    by_administrator = User.objects.filter(
        username=waiting.author, is_active=True, groups__name=Role.ADMINISTRATOR.value).exists()
    if not may_confirm(viewer, waiting.author, by_administrator):
        raise Refused(Problem(_("sealing"), viewer.name, _("a second person, one of the two an administrator"),
                              _("Ask a colleague to confirm it.")))
    if request.POST.get("sure") != "1":
        raise Refused(Problem(_("sealing"), "", _("your word that it is for good"),
                              _("Tick the box: it cannot be undone.")))


def _seal(request: HttpRequest, asked: Asked, waiting: SealAsked) -> None:
    """Seal it. When the ledger refuses, the request waits again."""
    entries = waiting.entries.split()
    try:
        forget(asked.mission.slug, entries, answers.books_for(asked))
        told = actions.seal(asked.mission, entries, reason=waiting.reason,
                            authors=(waiting.author, asked.viewer.name))
    except MusterError:
        SealAsked.objects.filter(pk=waiting.pk).update(state=State.WAITING, decided_by="", decided=None, answer="")
        raise
    for sentence in told.split("\n"):
        messages.success(request, sentence)


def forget(mission: str, entries: list[str], books: Books) -> None:
    """Empty what the web keeps of these entries beside the ledger. Done first: sealing then rewrites the database."""
    numbers = {int(entry[1:]) for entry in entries}
    reports = {one.id for one in books.reports.values() if place_of(one.id) in numbers}
    names = {books.reports[one].name for one in reports}
    statements = [reference("S", one.id) for one in books.statements
                  if place_of(one.id) in numbers or one.report in reports]
    jobs = Job.objects.filter(mission=mission).defer("body")
    for job in jobs.filter(kind="report"):
        if job.result.get("report") in names:
            _emptied(job)
    for job in jobs.filter(kind__in=("try", "load")).exclude(state=State.WAITING):
        _emptied(job)
    for waiting in Waiting.objects.filter(mission=mission, statement__in=statements):
        waiting.told, waiting.answer = _("sealed"), ""
        waiting.asked = {**waiting.asked, "reason": "", "lot": None, "quantity": None}
        waiting.save()


def _emptied(job: Job) -> None:
    kept = {key: job.result[key] for key in ("report", "goes_to", "load", "decided_by", "let_go") if key in job.result}
    Job.objects.filter(pk=job.pk).update(
        asked={"file_name": _("sealed")}, answer=_("sealed"), result=kept, body=None)
