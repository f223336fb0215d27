"""Judging statements: the queue, one statement with every verdict and the posting it would freeze, undoing, approving.

With four eyes a recorder's ruling waits in `Waiting` until somebody else approves it; nothing of it is in the ledger
before that. Every form carries the ruling its reader looked at, so that two people who judge at once cannot overwrite
each other: the second is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from muster.actions import ruling as actions
from muster.actions.references import ruling_named, statement_named
from muster.errors import MusterError, NotHere, Refused, Stale
from muster.ledger.drafts import NewRuling
from muster.ledger.figures import Figure
from muster.ledger.proposals import propose
from muster.ledger.records import Books, Posting, Statement, place_of
from muster.problems import Problem
from muster.vocabulary import Verdict
from muster.web import answers, shown
from muster.web.access import require
from muster.web.approved import carry_out, given, let_wait, verdict_of
from muster.web.frame import Asked, asked_by
from muster.web.models import Job, State, Switch, Waiting
from muster.web.pages import page
from muster.web.pages.why import Said, said
from muster.web.plain import plain

A_PAGE = 25
VERDICTS = tuple(verdict for verdict in Verdict if verdict is not Verdict.UNDO)
KEYS = {Verdict.ACCEPT: "a", Verdict.REJECT: "r", Verdict.UNSURE: "u", Verdict.SAME_AS: "s", Verdict.OPEN_WITH: "o",
        Verdict.ADJUST_BY: "d", Verdict.PREFER: "p"}


@dataclass(frozen=True, slots=True)
class Offered:
    """A verdict with what it would do. postings: in words; empty for a verdict that books nothing."""

    verdict: Verdict
    key: str
    reason: str
    postings: tuple[str, ...]
    cites: tuple[str, ...]
    is_proposed: bool


def offered(statement: Statement, books: Books, language: str) -> list[Offered]:
    """Every verdict, the proposed ones first."""
    proposals = propose(statement, books)
    made = [_offered(one, books, language, proposed=place == 0) for place, one in enumerate(proposals)]
    known = {one.verdict for one in made}
    return made + [Offered(verdict, KEYS[verdict], "", (), (), False) for verdict in VERDICTS if verdict not in known]


def _offered(ruling: NewRuling, books: Books, language: str, *, proposed: bool) -> Offered:
    return Offered(ruling.verdict, KEYS[ruling.verdict], ruling.reason,
                   tuple(posting_text(one, books, language) for one in ruling.postings), ruling.cites, proposed)


def posting_text(posting: Posting, books: Books, language: str) -> str:
    """The posting in words: what would move, from where to where, when, on which lot."""
    from muster.briefs import wording

    quantity = posting.quantity
    figure = Figure(quantity.booked, quantity.low, quantity.high, posting.line.unit)
    party = books.parties.get(posting.line.contributor)
    return _("%(amount)s %(unit)s of %(who)s %(what)s: %(from)s → %(to)s, %(when)s, lot %(lot)s") % {
        "amount": shown.in_language(wording.figure(figure), language), "unit": shown.unit_name(posting.line.unit),
        "who": party.name if party else posting.line.contributor, "what": posting.line.resource,
        "from": _(posting.from_stage.word), "to": _(posting.to_stage.word), "when": posting.when, "lot": posting.lot}


def standing_on(statement: Statement, books: Books) -> int | None:
    standing = books.standing_rulings.get(statement.id, ())
    return standing[-1].id if standing else None


# --- the queue --------------------------------------------------------------------------------------------


def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """Statements nobody has ruled on, the oldest first, and who has proposed something for them."""
    asked = asked_by(request, slug)
    require(asked.viewer, asked.viewer.is_inside, _("see what waits for a ruling"))
    books = answers.books_for(asked)
    only = request.GET.get("report", "")
    words = [plain(word) for word in request.GET.get("where", "").split()[:10]]
    found = [one for one in books.index.unjudged() if (not only or books.reports[one.report].name == only)
             and all(word in plain(f"{one.passage} {one.contributor} {one.resource} {one.aspect.value}")
                     for word in words)]
    found.sort(key=lambda one: (one.known, one.id))
    typed = request.GET.get("queue-page", "")
    pages = max(1, -(-len(found) // A_PAGE))
    number = min(max(int(typed), 1), pages) if typed.isdecimal() and len(typed) < 7 else 1
    part = found[(number - 1) * A_PAGE:number * A_PAGE]
    waits = Waiting.objects.filter(mission=asked.mission.slug, state=State.WAITING)
    taken = dict(waits.values_list("statement", "author"))
    context = {
        **page.frame_context(request, asked, books, "reports"), "count": len(found),
        "where": request.GET.get("where", ""),
        "part": {"name": "queue", "page": number, "pages": pages}, "report": only,
        "waiting": [(said(one, books), taken.get(f"S{place_of(one.id)}", "")) for one in part],
    }
    return render(request, "web/queue.html", context)


# --- one statement ----------------------------------------------------------------------------------------


@never_cache
def rule(request: HttpRequest, slug: str, statement: str) -> HttpResponse:
    asked = asked_by(request, slug)
    require(asked.viewer, asked.viewer.may_rule, _("rule on statements"))
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            return _ruled(request, asked, statement)
        except Refused as refused:
            problems, status = refused.problems, 409 if isinstance(refused, Stale) else 422
    books = answers.books_for(asked)
    found = statement_named(statement, books)
    context = {
        **page.frame_context(request, asked, books, "reports"), "one": said(found, books), "problems": problems,
        "offers": offered(found, books, asked.language), "seen": standing_on(found, books) or "",
        "typed": request.POST, "near": _near(found, books), "four_eyes": four_eyes(asked),
        "standing": books.standing_rulings.get(found.id, ()),
        "needs_number": found.quantity is not None and found.quantity.booked is None,
        "is_need": found.aspect.value == "need",
        "waits": Waiting.objects.filter(
            mission=asked.mission.slug, statement=statement.upper(), state=State.WAITING).first(),
        "roles": ("reference", "competing", "share", "batch", "unnumbered"),
    }
    return render(request, "web/rule.html", context, status=status)


def _near(statement: Statement, books: Books) -> list[Any]:
    """Other statements of the same contributor and resource: candidates for "same as" and "prefer"."""
    found = [one for one in books.index.of_subject(statement.contributor, statement.resource)
             if one.id != statement.id and one.aspect is statement.aspect]
    found.sort(key=lambda one: abs(one.known - statement.known))
    return [said(one, books) for one in found[:8]]


def four_eyes(asked: Asked) -> bool:
    return Switch.objects.filter(mission=asked.slug, four_eyes=True).exists()


def _ruled(request: HttpRequest, asked: Asked, statement: str) -> HttpResponse:
    judge(request, asked, statement, _arguments(request), seen_ruling(request.POST.get("seen", "")))
    return HttpResponseRedirect(_after(request, asked, statement))


def judge(request: HttpRequest, asked: Asked, statement: str, arguments: dict[str, Any], seen: int | None) -> None:
    """File the ruling, or with four eyes let it wait; either way say so. Raises Refused, Stale."""
    if four_eyes(asked):
        told = actions.rule(asked.mission, statement, verdict_of(arguments), author=asked.viewer.name, dry_run=True,
                            **given(arguments))
        _wait(asked, statement.upper(), arguments, seen, told.rulings)
        messages.success(request, _("It waits for somebody else’s approval; nothing is booked before that."))
    else:
        done = actions.rule(asked.mission, statement, verdict_of(arguments), author=asked.viewer.name, seen=seen,
                            **given(arguments))
        messages.success(request, done.summary)


def _after(request: HttpRequest, asked: Asked, statement: str) -> str:
    """On to the queue, or back to the statement."""
    return f"/{asked.slug}/queue/{asked.query()}" if request.POST.get("then") == "queue" else \
        asked.address("rule", statement.upper())


def _arguments(request: HttpRequest) -> dict[str, Any]:
    """What the form says, as `actions.rule` takes it."""
    posted = request.POST
    return {
        "verdict": posted.get("verdict", ""), "reason": posted.get("reason", "").strip()[:2000],
        "same_as": posted.get("same_as", "").strip()[:20] or None,
        "over": posted.get("over", "").replace(",", " ").split()[:50],
        "quantity": posted.get("quantity", "").strip()[:60] or None, "lot": posted.get("lot", "").strip()[:120] or None,
        "role": posted.get("role") or None,
    }


def seen_ruling(typed: str) -> int | None:
    """The ruling the form's reader looked at; 0 for none."""
    return int(typed) if typed.isdecimal() and len(typed) < 20 else None


def undo(request: HttpRequest, slug: str, ruling: str) -> HttpResponse:
    """Take a ruling back by a later one. GET asks for the reason."""
    asked = asked_by(request, slug)
    require(asked.viewer, asked.viewer.may_rule, _("undo rulings"))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        reason = request.POST.get("reason", "").strip()[:2000]
        try:
            if not reason:
                raise Refused(Problem(_("reason"), "", _("why it is taken back"), _("Write it down; it is kept.")))
            if four_eyes(asked):
                _wait_to_undo(asked, ruling, reason)
                messages.success(request, _("It waits for somebody else’s approval; nothing is booked before that."))
            else:
                messages.success(request, actions.undo(
                    asked.mission, ruling, author=asked.viewer.name, reason=reason).summary)
            return HttpResponseRedirect(f"/{slug}/queue/")
        except Refused as refused:
            problems = refused.problems
    books = answers.books_for(asked)
    context = {**page.frame_context(request, asked, books, "reports"), "ruling": ruling, "problems": problems,
               "typed": request.POST}
    return render(request, "web/undo.html", context, status=422 if problems else 200)


# --- four eyes --------------------------------------------------------------------------------------------


def _wait(asked: Asked, statement: str, arguments: dict[str, Any], seen: int | None,
          rulings: tuple[NewRuling, ...]) -> None:
    books = answers.books_for(asked)
    told = "; ".join(posting_text(posting, books, "en") for one in rulings for posting in one.postings)
    let_wait(asked, statement, {**arguments, "seen": seen}, told or _("books nothing"))


def _wait_to_undo(asked: Asked, typed: str, reason: str) -> None:
    """Taking back undoes a booking, so with four eyes it takes two as well."""
    books = answers.books_for(asked)
    ruling = ruling_named(typed, books)
    statement = f"S{place_of(ruling.statement)}"
    _wait(asked, statement, {"verdict": Verdict.UNDO.value, "ruling": f"R{place_of(ruling.id)}", "reason": reason},
          None, ())


def approvals(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for a second person."""
    asked = asked_by(request, slug)
    require(asked.viewer, asked.viewer.is_inside, _("see what waits for approval"))
    books = answers.books_for(asked)
    waiting: list[tuple[Waiting, Said | None]] = []
    for one in Waiting.objects.filter(mission=asked.mission.slug, state=State.WAITING).order_by("made"):
        try:
            waiting.append((one, said(statement_named(one.statement, books), books)))
        except NotHere:
            waiting.append((one, None))
    decided = Waiting.objects.filter(mission=asked.mission.slug).exclude(state=State.WAITING).order_by("-decided")
    return render(request, "web/approvals.html", {
        **page.frame_context(request, asked, books, "reports"), "waiting": waiting, "done": decided[:20],
        "loads": Job.objects.filter(mission=asked.mission.slug, kind="try", state=State.DONE, body__isnull=False)
        .defer("body").order_by("made") if four_eyes(asked) else []})


def approve(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Approve or refuse what somebody else proposed. Nobody approves their own."""
    asked = asked_by(request, slug)
    require(asked.viewer, asked.viewer.may_approve, _("approve rulings"))
    if request.method != "POST":
        return HttpResponseRedirect(f"/{slug}/approve/")
    with transaction.atomic():
        waiting = Waiting.objects.select_for_update().filter(
            pk=number, mission=asked.mission.slug, state=State.WAITING).first()
        if waiting is None:
            raise Stale(Problem(_("approval"), str(number), _("a ruling that still waits"),
                                _("Somebody decided it already. Look at the list again.")))
        if waiting.author.casefold() == asked.viewer.name.casefold():
            raise Refused(Problem(_("approval"), waiting.author, _("a second person"),
                                  _("Nobody approves their own entry; ask a colleague.")))
        waiting.decided_by, waiting.decided = asked.viewer.name, timezone.now()
        waiting.answer = request.POST.get("answer", "").strip()[:2000]
        waiting.state = State.DONE if request.POST.get("decision") == "approve" else State.REFUSED
        waiting.save()
    if waiting.state == State.DONE:
        _book(request, asked, waiting)
    else:
        messages.success(request, _("Refused; its author sees why."))
    return HttpResponseRedirect(f"/{slug}/approve/")


def _book(request: HttpRequest, asked: Asked, waiting: Waiting) -> None:
    """Do what was approved. When the ledger refuses it, it waits again."""
    try:
        told = carry_out(asked.mission, waiting)
    except MusterError:
        Waiting.objects.filter(pk=waiting.pk).update(state=State.WAITING, decided=None, decided_by="")
        raise
    messages.success(request, told)
