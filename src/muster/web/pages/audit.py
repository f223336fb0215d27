"""Who did what when, narrowed by words, page by page; the head of the chain; verifying at a click.

The list of rulings is everyone's, within the edition they see; who filed, proposed, loaded and sealed is seen inside.
A small ledger is verified at once, a large one by a job; either is kept while the head stands, so that clicking again
costs nothing. Outside, what is wrong is counted and not described.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from muster import store
from muster.ledger.deeds import newest_first, table_of
from muster.ledger.figures import Row
from muster.ledger.records import Books, Mission, Ruling, place_of
from muster.store.verification import Finding
from muster.web import answers, deeds, jobs, shown
from muster.web.frame import Asked, asked_by
from muster.web.models import Job
from muster.web.pages import page
from muster.web.plain import plain

A_PAGE = 50
SHOWN = ("recorded", "ruling", "verdict", "statement", "by", "state", "reason")
AT_ONCE = 20_000
"""Entries of a ledger that is verified while its reader waits."""

KEPT = answers.Kept(20)


def audit(request: HttpRequest, slug: str) -> HttpResponse:
    asked = asked_by(request, slug)
    head = store.head_of(asked.mission)
    typed = "".join(request.POST.get("head", "").split())[:64].lower()
    verified: dict[str, Any] = {}
    if request.method == "POST":
        if head[0] > AT_ONCE:
            return HttpResponseRedirect(asked.address("audit") + _job(asked, head[1], typed))
        verified = told(KEPT.get((answers.key_of(asked)[0], asked.mission.id, head, typed),
                                 lambda: store.verify(asked.mission, head=typed or None)), asked)
    books = answers.books_for(asked)
    words = [plain(word) for word in request.GET.get("where", "").split()[:10]]
    context = {
        **page.frame_context(request, asked, books, "-"), "sequence": head[0], "head": head[1], "typed": request.POST,
        "verified": verified or _by_job(request, asked), "where": request.GET.get("where", ""),
        **_rulings(request, asked, books, words), **_deeds(request, asked, books, words),
    }
    response = render(request, "web/audit.html", context)
    if context["verified"].get("waits"):
        response["Refresh"] = "3"
    return response


def _rulings(request: HttpRequest, asked: Asked, books: Books, words: list[str]) -> dict[str, Any]:
    found = [one for one in newest_first(books) if all(word in _text(one) for word in words)] if words else \
        newest_first(books)
    begin, part = _paged(request, "rulings", len(found))

    def link(row: Row, name: str) -> str | None:
        told = row.cells.get(name)
        return asked.address("why", told) if name in ("ruling", "statement") and isinstance(told, str) else None

    table = table_of(found[begin:begin + A_PAGE], books)
    return {"rulings": shown.table_html(table, asked, columns=SHOWN, links=link, row_ids=True,
                                        empty=_("No ruling that you may see fits.")),
            "count": len(found), "part": part}


def _text(one: Ruling) -> str:
    return plain(f"r{place_of(one.id)} s{place_of(one.statement)} {one.verdict.value} {one.author} "
                 f"{one.policy} {one.reason or ''}")


def _deeds(request: HttpRequest, asked: Asked, books: Books, words: list[str]) -> dict[str, Any]:
    if not asked.viewer.is_inside or asked.public:
        return {"deeds": None}
    found = [one for one in deeds.deeds(asked, books) if all(word in plain(one.text) for word in words)]
    begin, part = _paged(request, "deeds", len(found))
    return {"deeds": found[begin:begin + A_PAGE], "deeds_count": len(found), "deeds_part": part}


def _paged(request: HttpRequest, name: str, count: int) -> tuple[int, dict[str, Any]]:
    typed = request.GET.get(f"{name}-page", "")
    pages = max(1, -(-count // A_PAGE))
    number = min(max(int(typed), 1), pages) if typed.isdecimal() and len(typed) < 7 else 1
    return (number - 1) * A_PAGE, {"name": name, "page": number, "pages": pages}


# --- verifying --------------------------------------------------------------------------------------------


def told(findings: list[Finding], asked: Asked) -> dict[str, Any]:
    """The outcome as the page shows it; outside, only how many places are wrong."""
    shown_to = asked.viewer.is_inside and not asked.public
    return {"is_sound": not findings, "count": len(findings),
            "findings": [str(one) for one in findings[:200]] if shown_to else []}


def _job(asked: Asked, head: str, typed: str) -> str:
    """The job that verifies this head, once, and where its outcome is seen."""
    content = sha256(f"verify {head} {typed}".encode()).hexdigest()
    made = jobs.once("verify", asked.mission.slug, content, asked={"head": typed}, body=b"", author=asked.viewer.name)
    mark = "&" if asked.query() else "?"
    return f"{mark}verified={made.pk}"


def _by_job(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    typed = request.GET.get("verified", "")
    if not typed.isdecimal() or len(typed) > 12:
        return {}
    job = Job.objects.filter(pk=int(typed), kind="verify", mission=asked.mission.slug).first()
    if job is None:
        return {}
    if job.state == "waiting":
        return {"waits": True}
    found = job.result.get("findings", [])
    if not asked.viewer.is_inside or asked.public:
        return {"is_sound": job.state == "done" and not found, "count": len(found), "findings": []}
    return {"is_sound": job.state == "done" and not found, "count": len(found), "findings": found or (
        [job.answer] if job.state != "done" else [])}


def verify_job(mission: Mission, head: str) -> list[str]:
    """For the worker: what is wrong with a large ledger."""
    return [str(one) for one in store.verify(mission, head=head or None)[:200]]
