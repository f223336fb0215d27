"""The ground: sites and areas on the mission country's map, their status over time and who says so; indicators.

One moves through the days by a slider where there is JavaScript, and everywhere by links to the days on which
somebody told a status: the change before, the next one, and each in the list.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from muster.briefs import maps
from muster.briefs.editions import day_known
from muster.briefs.pictures import neighbours
from muster.ground.statuses import days_of_change
from muster.ledger.records import Books, Statement
from muster.vocabulary import Aspect, Verdict
from muster.web import answers, shown
from muster.web.frame import Asked, asked_by
from muster.web.pages import page
from muster.web.pages.tables import links_to_pages

CHANGES_A_PAGE = 40
BAD_WORDS = ("closed", "destroyed", "burn", "looted", "attack", "lost", "gang", "abandon", "stormed", "seized")


def ground(request: HttpRequest, slug: str) -> HttpResponse:
    asked = asked_by(request, slug)

    def build(books: Books) -> dict[str, Any]:
        return {
            "map": country_map(books, asked), "narrow": country_map(books, asked, width=380, ident="map-n"),
            "sites": shown.table_html(answers.table(asked, "sites"), asked, links=links_to_pages(asked), row_ids=True,
                                      empty=_("No site is named in what you may see.")),
            "indicators": shown.table_html(answers.table(asked, "indicators"), asked, links=links_to_pages(asked),
                                           empty=_("Nothing is counted in what you may see.")),
            "is_public": asked.marking_word == "public", **over_time(books, asked, request.GET.get("changes-page", "")),
        }

    return page.shown(request, asked, "web/ground.html", "ground", build)


def over_time(books: Books, asked: Asked, typed: str) -> dict[str, Any]:
    """The changes up to the day, the latest first, a page of them; and the days to step to."""
    rows = answers.table(asked, "statuses").rows
    pages = max(1, -(-len(rows) // CHANGES_A_PAGE))
    number = min(max(int(typed), 1), pages) if typed.isdecimal() and len(typed) < 7 else 1
    begin = (number - 1) * CHANGES_A_PAGE
    days = days_of_change(books, until=min(day_known(books), datetime.now(asked.mission.zone).date()))
    before, after = neighbours(days, books.on)
    return {
        "changes": [{**row.cells, "first": str(row.cells["since"])} for row in rows[begin:begin + CHANGES_A_PAGE]],
        "changes_count": len(rows), "part": {"name": "changes", "page": number, "pages": pages},
        "day_before": before, "day_after": after,
    }


def country_map(books: Books, asked: Asked, *, width: int = 760, ident: str = "map") -> SafeString | None:
    """The map with each place's latest status on the day; None when no country can be told."""
    latest = latest_by_site(books)
    points = [(float(said.detail["longitude"]), float(said.detail["latitude"])) for said in latest if _is_placed(said)]
    hosts = [party.id for party in books.parties.values() if party.host_side and party.kind == "state"]
    code = maps.country_of(hosts, points)
    if code is None:
        return None
    places = [_place(said, asked) for said in latest if _is_placed(said)]
    title = _("Sites and areas on %(day)s") % {"day": shown.day(books.on)}
    return mark_safe(maps.draw(code, places, ident=ident, title=title, language=asked.language, width=width))


def latest_by_site(books: Books) -> list[Statement]:
    """The latest statement on each named site by the day asked about, rejected ones left out."""
    latest: dict[str, Statement] = {}
    for said in books.index.of_aspect(Aspect.SITE):
        name = said.detail.get("site")
        if not name or (said.when and said.when.first > books.on):
            continue
        if Verdict.REJECT in books.index.verdicts(said.id):
            continue
        before = latest.get(str(name))
        if before is None or _day(said) >= _day(before):
            latest[str(name)] = said
    return [latest[name] for name in sorted(latest)]


def _day(said: Statement) -> tuple[int, int]:
    return (said.when.last.toordinal() if said.when else 0, said.id)


def _is_placed(said: Statement) -> bool:
    return all(isinstance(said.detail.get(key), int | float) for key in ("latitude", "longitude"))


def _place(said: Statement, asked: Asked) -> maps.Place:
    from muster.ledger.records import place_of

    status = str(said.detail.get("status") or "")
    when = f", {said.when}" if said.when else ""
    return maps.Place(
        str(said.detail["site"]), float(said.detail["longitude"]), float(said.detail["latitude"]), f"{status}{when}",
        asked.address("why", f"S{place_of(said.id)}"), any(word in status.lower() for word in BAD_WORDS))
