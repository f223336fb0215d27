"""Judgements beside verdicts: who may see a statement and whose word it is; and that two parties are one.

Both are later entries that can be taken back. Marking a statement public is a disclosure, so the page says what the
statement says before it is done, and with four eyes another person agrees first.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from muster.actions import merging, regrading
from muster.actions.references import entry_named, party_by_name, reference, statement_named
from muster.errors import NotHere, Refused, Stale
from muster.ledger.records import Books, Statement
from muster.problems import Problem
from muster.vocabulary import Grade, Marking
from muster.web import answers
from muster.web.access import require
from muster.web.approved import let_wait
from muster.web.frame import Asked, asked_by
from muster.web.pages import page
from muster.web.pages.ruling import four_eyes
from muster.web.pages.why import said

MOST_AT_ONCE = 200
LONGEST = 2000


@never_cache
def regrade(request: HttpRequest, slug: str, entry: str) -> HttpResponse:
    """Another grade or marking for a statement (S12), or a marking for all statements of a report (D5)."""
    asked = asked_by(request, slug)
    require(asked.viewer, asked.viewer.may_rule, _("change grades and markings"))
    problems: tuple[Problem, ...] = ()
    status = 200
    books = answers.books_for(asked)
    found = _named(entry, books)
    if request.method == "POST":
        try:
            for told in _regraded(request, asked, found):
                messages.success(request, told)
            return HttpResponseRedirect(asked.address("why", entry.upper()))
        except Refused as refused:
            problems, status = refused.problems, 409 if isinstance(refused, Stale) else 422
    return render(request, "web/regrade.html", {
        **page.frame_context(request, asked, books, "reports"), "entry": entry.upper(), "problems": problems,
        "typed": request.POST, "said_all": [said(one, books) for one in found], "four_eyes": four_eyes(asked),
        "is_one": entry[:1] in "Ss", "grades": [(int(one), one.word) for one in Grade],
        "markings": [one.word for one in Marking]}, status=status)


def _named(entry: str, books: Books) -> list[Statement]:
    if entry[:1] in "Dd":
        number = entry_named(entry, letter="D", mission=books.mission, what=_("report"))
        if number in books.reports:
            return [one for one in books.statements if one.report == number][:MOST_AT_ONCE]
        raise NotHere(Problem(_("report"), entry, _("a report that you may see"), _("Choose one from the list.")))
    return [statement_named(entry, books)]


def _regraded(request: HttpRequest, asked: Asked, found: list[Statement]) -> list[str]:
    """What was done, in sentences. Raises Refused with every fault of the form."""
    posted = request.POST
    reason = posted.get("reason", "").strip()[:LONGEST]
    marking, grade = posted.get("marking", ""), posted.get("grade", "") if len(found) == 1 else ""
    problems = []
    if marking and marking not in [one.word for one in Marking]:
        problems.append(Problem(_("marking"), marking, ", ".join(one.word for one in Marking), _("Choose one.")))
    if grade and not (grade.isdecimal() and int(grade) < len(Grade)):
        problems.append(Problem(_("grade"), grade, _("one of the grades"), _("Choose one.")))
    if not reason:
        problems.append(Problem(_("reason"), "", _("why"), _("Write it down; it is kept.")))
    if not problems:
        found = [one for one in found if (marking and one.marking.word != marking) or (
            grade and int(one.grade) != int(grade))]
        if not found:
            problems.append(Problem(_("change"), "", _("another grade or marking than it has"), _("Choose one.")))
    if problems:
        raise Refused(*problems)
    told = []
    for one in found:
        arguments = {"marking": marking or None, "grade": int(grade) if grade else None, "reason": reason}
        if four_eyes(asked):
            words = "; ".join(filter(None, [marking, Grade(int(grade)).word if grade else ""]))
            let_wait(asked, reference("S", one.id), {"verdict": "regrade", **arguments}, words)
        else:
            told.append(regrading.regrade(
                asked.mission, reference("S", one.id), author=asked.viewer.name, reason=reason,
                marking=Marking[marking.upper()] if marking else None, grade=Grade(int(grade)) if grade else None,
            ).summary)
    return told[-3:] or [_("It waits for somebody else’s approval; nothing changes before that.")]


@never_cache
def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """Judge two parties to be one."""
    asked = asked_by(request, slug)
    require(asked.viewer, asked.viewer.may_rule, _("merge parties"))
    problems: tuple[Problem, ...] = ()
    books = answers.books_for(asked)
    if request.method == "POST":
        try:
            messages.success(request, _merged(request, asked, books))
            return HttpResponseRedirect(f"/{slug}/parties/")
        except Refused as refused:
            problems = refused.problems
    context: dict[str, Any] = {
        **page.frame_context(request, asked, books, "mission"), "problems": problems, "typed": request.POST,
        "other": request.POST.get("other") or request.GET.get("other", "")[:60], "four_eyes": four_eyes(asked),
        "parties": sorted(books.parties.values(), key=lambda party: party.name.casefold())}
    return render(request, "web/merge.html", context, status=422 if problems else 200)


def _merged(request: HttpRequest, asked: Asked, books: Books) -> str:
    kept, other = (request.POST.get(name, "").strip()[:200] for name in ("kept", "other"))
    reason = request.POST.get("reason", "").strip()[:LONGEST]
    if not four_eyes(asked):
        return merging.merge(asked.mission, kept, other, author=asked.viewer.name, reason=reason)
    one, two = (party_by_name(typed, books, what=_("party")) for typed in (kept, other))
    if one.id == two.id or not reason:
        raise Refused(Problem(_("parties"), f"{kept}, {other}", _("two parties, and a reason"),
                              _("Name both, and say how you know.")))
    let_wait(asked, f"{two.id}={one.id}"[:20], {"verdict": "merge", "kept": one.id, "other": two.id,
                                                "reason": reason}, f"{two.name} = {one.name}")
    return _("It waits for somebody else’s approval; nothing changes before that.")
