"""Who did what when; the head of the chain; verifying at a click."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from muster import store
from muster.ledger.records import Books, place_of
from muster.web import answers
from muster.web.frame import asked_by, moment
from muster.web.pages import page

A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Deed:
    """One ruling as the audit shows it."""

    when: str
    entry: str
    verdict: str
    about: str
    author: str
    reason: str
    known: str


def audit(request: HttpRequest, slug: str) -> HttpResponse:
    asked = asked_by(request, slug)
    findings: list[Any] | None = None
    if request.method == "POST":
        findings = list(store.verify(asked.mission, head=request.POST.get("head", "").strip() or None))
    books = answers.books_for(asked)
    sequence, head = store.head_of(asked.mission)
    context = {
        **page.frame_context(request, asked, books, "-"), "deeds": deeds(books)[:A_PAGE], "count": len(books.rulings),
        "sequence": sequence, "head": head, "findings": findings,
        "sound": findings is not None and all(one.holds for one in findings), "typed": request.POST,
    }
    return render(request, "web/audit.html", context)


def deeds(books: Books) -> list[Deed]:
    """Rulings as recorded, the newest first, as far as the viewer may see them."""
    zone = books.mission.zone
    return [
        Deed(f"{moment(one.recorded, zone):%Y-%m-%d %H:%M:%S}", f"R{place_of(one.id)}", one.verdict.value,
             f"S{place_of(one.statement)}", one.author + (f" ({_('policy')} {one.policy})" if one.policy else ""),
             one.reason or "", f"{moment(one.known, zone):%Y-%m-%d}")
        for one in sorted(books.rulings, key=lambda ruling: ruling.id, reverse=True)
    ]
