"""The mission itself: its names over time, its zone, how it works, its mandates and needs; and the ways in and out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from muster.ledger.records import Books
from muster.web import answers, shown
from muster.web.access import require
from muster.web.frame import Asked, asked_by
from muster.web.models import Switch
from muster.web.pages import page
from muster.web.pages.tables import links_to_pages

MANDATE_COLUMNS = ("resolution", "status", "name", "adopted", "starts", "ends", "days_left", "authorised")
NEED_COLUMNS = ("resource", "unit", "role", "needed", "since", "until", "said_by")
NUMBERED = ("reference", "competing")


@dataclass(frozen=True, slots=True)
class Called:
    """A name the mission bore. until: the day the next one began, or None for the last."""

    name: str
    since: Any
    until: Any
    is_now: bool


def names(asked: Asked) -> list[Called]:
    """Every name with its days, oldest first; the one name where no days are recorded."""
    kept = asked.mission.names
    if not kept:
        return [Called(asked.mission.name, None, None, True)]
    now = asked.mission.name_on(asked.on)
    ends = [since for since, _name in kept[1:]]
    return [Called(name, since, until, name == now)
            for (since, name), until in zip(kept, [*ends, None])]


@never_cache
def mission(request: HttpRequest, slug: str) -> HttpResponse:
    asked = asked_by(request, slug)
    if request.method == "POST":
        require(asked.viewer, asked.viewer.is_administrator, _("change how the mission works"))
        Switch.objects.update_or_create(
            mission=asked.slug, defaults={"four_eyes": request.POST.get("four_eyes") == "1"})
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(f"/{slug}/mission/")

    def build(books: Books) -> dict[str, Any]:
        mandates, needs = answers.table(asked, "mandate"), answers.table(asked, "requirements")
        numbered = tuple(row for row in needs.rows if row.cells.get("holds") and row.cells.get("role") in NUMBERED)
        links = links_to_pages(asked)
        return {
            "names": names(asked), "four_eyes": Switch.objects.filter(mission=asked.slug, four_eyes=True).exists(),
            "mandates": shown.table_html(mandates, asked, columns=MANDATE_COLUMNS, links=links, empty=_(
                "No mandate is told of.")),
            "needs": shown.table_html(replace(needs, rows=numbered, notes=()), asked, columns=NEED_COLUMNS, links=links,
                                      empty=_("Nobody is known to have said what is needed.")),
            "needs_all": len(needs.rows),
            "parties": len(answers.table(asked, "parties").rows), "lines": len(books.lines),
            "reports": len(books.reports), "statements": len(books.statements),
        }

    return page.shown(request, asked, "web/mission.html", "mission", build, keep=False)
