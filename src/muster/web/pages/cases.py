"""One contradiction: the statements that disagree side by side, what each would book, and a ruling with its reason.

Keyboard first: 1, 2, 3 choose the statement, a letter the verdict, then the reason and Enter; n goes to the next case.
The form carries the ruling its reader saw on each statement, so two people who settle a case at once cannot overwrite
each other. Readers without the role see the same page without the form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from muster.errors import NotHere, Refused, Stale
from muster.ledger.contradictions import Case, all_cases
from muster.ledger.figures import Figure, Row
from muster.ledger.proposals import proposals_for
from muster.ledger.records import Books, Statement, place_of
from muster.problems import Problem
from muster.vocabulary import Verdict
from muster.web import answers, shown
from muster.web.access import require
from muster.web.frame import Asked, asked_by
from muster.web.models import State, Waiting
from muster.web.pages import page
from muster.web.pages.ruling import KEYS, four_eyes, judge, posting_text, seen_ruling, standing_on
from muster.web.pages.why import Said, said

MOST_SHOWN = 12
"""Statements of one case side by side; a case of more is ruled statement by statement."""

ORDER = (Verdict.PREFER, Verdict.REJECT, Verdict.SAME_AS, Verdict.ACCEPT, Verdict.OPEN_WITH, Verdict.ADJUST_BY,
         Verdict.UNSURE)


@dataclass(frozen=True, slots=True)
class Side:
    """One statement of the case. booked: what stands booked on it; would: verdict -> what that would book."""

    said: Said
    key: str
    told: SafeString
    day: str
    booked: tuple[str, ...]
    would: tuple[tuple[str, tuple[str, ...]], ...]
    seen: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A verdict with its key and what it means here."""

    verdict: Verdict
    key: str
    meaning: str


def meanings() -> dict[Verdict, str]:
    return {
        Verdict.PREFER: _("this one stands over the others; books nothing by itself"),
        Verdict.REJECT: _("not to be counted; what it booked is taken back"),
        Verdict.SAME_AS: _("tells the same as another: counted once"),
        Verdict.ACCEPT: _("true enough to stand; books what is shown"),
        Verdict.OPEN_WITH: _("a count taken as the opening of its line"),
        Verdict.ADJUST_BY: _("a count taken as right: the difference is booked"),
        Verdict.UNSURE: _("looked at, left open"),
    }


def choices(sides: Sequence[Side]) -> list[Choice]:
    """The verdicts of the form; those that book a count only where there is a count to book."""
    offered = {verdict for side in sides for verdict, _postings in side.would}
    return [Choice(one, KEYS[one], meaning) for one in ORDER if (meaning := meanings()[one]) and (
        one not in (Verdict.OPEN_WITH, Verdict.ADJUST_BY) or one.value in offered)]


@never_cache
def case(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    asked = asked_by(request, slug)
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        require(asked.viewer, asked.viewer.may_rule and not asked.public, _("rule on statements"))
        try:
            return _ruled(request, asked, key)
        except Refused as refused:
            problems, status = refused.problems, 409 if isinstance(refused, Stale) else 422
    books = answers.books_for(asked)
    cases = all_cases(books)
    found = _case_named(key, cases)
    may_rule = asked.viewer.may_rule and not asked.public
    row = next((one for one in answers.table(asked, "contradictions").rows if one.key == key), None)
    sides = _sides(found, books, asked)
    context = {
        **page.frame_context(request, asked, books, "contradictions"), "case": found, "problems": problems,
        "typed": request.POST, "typed_over": request.POST.getlist("over"), "sides": sides,
        "some_book": any(side.would for side in sides),
        "more": max(0, len(found.members) - MOST_SHOWN), "may_rule": may_rule, "four_eyes": four_eyes(asked),
        "choices": choices(sides), "why": "; ".join(
            rule.words for rule in found.rules), **_around(found, cases), **_of_row(row, asked),
        "waits": Waiting.objects.filter(mission=asked.mission.slug, state=State.WAITING, statement__in=[
            f"S{place_of(one.id)}" for one in found.members]) if may_rule else (),
    }
    return render(request, "web/case.html", context, status=status)


def _case_named(key: str, cases: tuple[Case, ...]) -> Case:
    found = next((one for one in cases if one.key == key), None)
    if found is None:
        raise NotHere(Problem(_("contradiction"), key, _("a case as known then, in what you may see"),
                              _("Choose one from the list.")))
    return found


def _around(found: Case, cases: tuple[Case, ...]) -> dict[str, Any]:
    """The cases before and after in the list, and the next open one."""
    at = cases.index(found)
    still_open = [one for one in (*cases[at + 1:], *cases[:at]) if one.status != "ruled"]
    return {"before": cases[at - 1].key if at else "", "after": cases[at + 1].key if at + 1 < len(cases) else "",
            "next_open": still_open[0].key if still_open else "", "place": at + 1, "cases": len(cases),
            "open_count": sum(one.status != "ruled" for one in cases)}


def _of_row(row: Row | None, asked: Asked) -> dict[str, Any]:
    """What the table of contradictions says of it: what the ledger holds, how it stands."""
    if row is None:
        return {}
    ledger = shown.cell_html(row.cells.get("ledger"), f"contradictions/{row.key}/ledger", asked)
    return {"ledger": mark_safe(ledger) if row.cells.get("ledger") else "", "status": row.cells.get("status"),
            "reason": row.cells.get("reason"), "ruled_by": row.cells.get("ruled_by")}


def _sides(found: Case, books: Books, asked: Asked) -> list[Side]:
    members = found.members[:MOST_SHOWN]
    told = {row.key: row for row in answers.table(asked, "tellings").rows}
    proposed = proposals_for(members, books) if asked.viewer.may_rule else [()] * len(members)
    sides = []
    for place, (one, rulings) in enumerate(zip(members, proposed), 1):
        key = f"{found.key}-s{one.id}"
        cell = told[key].cells.get("told") if key in told else None
        sides.append(Side(
            said(one, books), str(place) if place < 10 else "",
            shown.figure_link(cell, f"tellings/{key}/told", asked, unit=True) if isinstance(cell, Figure)
            else mark_safe(shown.cell_html(cell, f"tellings/{key}/told", asked)), str(one.when or ""),
            _booked(one, books, asked),
            tuple((ruling.verdict.value, tuple(posting_text(posting, books, asked.language)
                                               for posting in ruling.postings))
                  for ruling in rulings if ruling.postings),
            standing_on(one, books) or 0))
    return sides


def _booked(one: Statement, books: Books, asked: Asked) -> tuple[str, ...]:
    return tuple(posting_text(posting, books, asked.language)
                 for ruling in books.standing_rulings.get(one.id, ()) for posting in ruling.postings)


def _ruled(request: HttpRequest, asked: Asked, key: str) -> HttpResponse:
    """Raises Refused with every fault of the form."""
    posted = request.POST
    found = _case_named(key, all_cases(answers.books_for(asked)))
    numbers = [f"S{place_of(one.id)}" for one in found.members]
    chosen, verdict = posted.get("statement", ""), posted.get("verdict", "")
    others = [one for one in numbers if one != chosen and one in posted.getlist("over")]
    reason = posted.get("reason", "").strip()[:2000]
    problems = []
    if chosen not in numbers:
        problems.append(Problem(_("statement"), chosen, _("one of the statements of this case"), _("Choose one.")))
    if verdict not in [one.value for one in ORDER]:
        problems.append(Problem(_("verdict"), verdict, _("one of the verdicts"), _("Choose one.")))
    if not reason:
        problems.append(Problem(_("reason"), "", _("why"), _("Write it down; whoever cites this case will read it.")))
    if verdict == Verdict.PREFER.value and not others:
        problems.append(Problem(_("prefer"), "", _("the statements it stands over"), _("Tick at least one of them.")))
    if verdict == Verdict.SAME_AS.value and len(others) != 1:
        problems.append(Problem(_("same as"), ", ".join(others), _("the one statement it repeats"),
                                _("Tick just that one.")))
    if problems:
        raise Refused(*problems)
    arguments = {"verdict": verdict, "reason": reason, "over": others, "quantity": None, "lot": None, "role": None,
                 "same_as": others[0] if verdict == Verdict.SAME_AS.value else None}
    judge(request, asked, chosen, arguments, seen_ruling(posted.get(f"seen-{chosen}", "")))
    return HttpResponseRedirect(asked.address("contradictions", key))
