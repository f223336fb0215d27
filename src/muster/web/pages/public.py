"""The public page: what was promised for people's safety, what came, and who says so, in plain words.

Always the public edition, whoever looks. Sentences are made of the same figures as everywhere, each of which opens.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from muster.briefs import pictures
from muster.ledger.figures import Figure, Row
from muster.ledger.records import Books
from muster.web import answers, shown
from muster.web.frame import Asked, asked_by
from muster.web.pages import page
from muster.web.pages.overview import mandate, strength_pictures

MOST_PROMISES = 12


@dataclass(frozen=True, slots=True)
class Said:
    """One kind of support in sentences. Each figure is a link that opens it."""

    name: str
    sentences: tuple[SafeString, ...]


def public(request: HttpRequest, slug: str) -> HttpResponse:
    asked = asked_by(request, slug)
    if not asked.public:
        asked = replace(asked, public=True, typed={**asked.typed, "edition": "public"})

    def build(books: Books) -> dict[str, Any]:
        return {
            "mandate": mandate(asked), "kinds": in_words(books, asked), "promises": promises(asked),
            **strength_pictures(books, asked),
            "sources": len(books.reports), "publishers": len({one.publisher for one in books.reports.values()}),
        }

    return page.shown(request, asked, "web/public.html", "public", build)


def in_words(books: Books, asked: Asked) -> list[Said]:
    """What was needed, promised, came and is there, kind by kind, in sentences."""
    names = {"personnel": _("People"), "equipment": _("Vehicles and equipment"), 
             "logistics": _("Supplies and services"), "money": _("Money")}
    found = []
    for part in pictures.support(books, answers.table(asked, "gap")):
        sentences = [sentence for row in part.rows if (sentence := _sentence(row, asked))]
        found.append(Said(names[part.kind.value], tuple(sentences) or (mark_safe(_("Nothing is recorded.")),)))
    return found


def _sentence(row: Row, asked: Asked) -> SafeString | None:
    """One row of the gap in a sentence; None where it says nothing."""
    def linked(name: str) -> SafeString | None:
        cell = row.cells.get(name)
        return shown.figure_link(cell, f"gap/{row.key}/{name}", asked) if isinstance(cell, Figure) and (
            cell.booked is not None or cell.word) else None

    need, promised, came = linked("required"), linked("promised_total"), linked("reached_present")
    present = linked("present")
    if not (promised or came or need):
        return None
    what = escape(str(row.cells["resource"]).partition(": ")[2] or "")
    unit = escape(shown.unit_name(str(row.cells["unit"])))
    is_money = row.cells["kind"] == "money"
    none = escape(_("nothing recorded"))
    told = (_("promised %(promised)s, received %(came)s") if is_money
            else _("promised %(promised)s, came %(came)s, there now %(present)s")) % {
        "promised": promised or none, "came": came or none, "present": present or none}
    needed = (_("needed %(need)s") % {"need": need}) if need else escape(_("nobody said how much is needed"))
    head = f"<strong>{what}</strong> ({unit})" if what else f"<strong>{unit}</strong>"
    return mark_safe(f"{head}: {needed}; {told}.")


@dataclass(frozen=True, slots=True)
class Promise:
    who: str
    what: str
    promised_for: str
    outcome: str
    address: str


def promises(asked: Asked) -> list[Promise]:
    """Promises to the mission, with what became of each, as the table of chains has them."""
    made = []
    for row in answers.table(asked, "chains").rows:
        cell = row.cells
        if cell.get("scope") != "support":
            continue
        quantity = cell.get("promised")
        told = shown.figure_text(quantity, asked.language) + " " if isinstance(quantity, Figure) else ""
        outcome = str(cell.get("outcome") or "").removesuffix(" *").replace(" ", "_")
        made.append(Promise(str(cell.get("contributor")), mark_safe(told + escape(str(cell.get("resource")))),
                            str(cell.get("last_promised") or ""), outcome_words().get(outcome, outcome),
                            f"chains/{row.key}/told"))
    return made[:MOST_PROMISES * 4]


def outcome_words() -> dict[str, str]:
    """What became of a promise, in plain words of the reader's language."""
    return {
        "kept": _("kept on time"), "late": _("came late"), "part": _("came in part"),
        "none_found": _("no delivery found"), "waiting": _("waits on a condition"),
        "overtaken": _("replaced by something else"), "open": _("not due yet, or not known"),
    }
