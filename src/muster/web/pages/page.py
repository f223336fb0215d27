"""What every page shares: its frame, its place among the others, and being kept while nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from muster import store
from muster.ledger.records import Books
from muster.web import answers
from muster.web.frame import PARTS, Asked, moment

Context = Mapping[str, Any]


def names_of_pages(asked: Asked) -> list[tuple[str, str]]:
    """Address and name of the pages in the bar, in order."""
    # the public edition holds no future movement
    future = [("forecast", _("Forecast"))] if asked.viewer.is_inside and not asked.public else []
    return [
        ("", _("Overview")), ("ledger", _("Ledger")), ("contributors", _("Contributors")), ("reports", _("Reports")),
        ("contradictions", _("Contradictions")), *future, ("asks", _("Asks")), ("ground", _("Ground")),
        ("mission", _("Mission")),
    ]


def frame_context(request: HttpRequest, asked: Asked, books: Books, here: str) -> dict[str, Any]:
    """What the base template and the question form show."""
    days = [report.published for report in books.reports.values() if report.published]
    newest = max(days, default=None)
    kept = [(name, value) for name, value in request.GET.items() if name not in (*PARTS, "lang", "page")]
    return {
        "asked": asked, "viewer": asked.viewer, "mission": asked.mission, "here": here,
        "mission_name": asked.mission.name_on(books.on), "pages": names_of_pages(asked),
        "marking": asked.marking_word, "marking_shown": _(asked.marking_word),
        "editions": editions(asked), "first_day": min(days, default=None), "last_day": newest, "newest_day": newest,
        "older_record": newest is not None and asked.is_now and (books.on - newest).days > 60,
        "known_day": known_day(asked), "kept_fields": kept, "frame_line": frame_line(asked, books),
        **language_context(request),
    }


def language_context(request: HttpRequest) -> dict[str, Any]:
    from django.conf import settings

    words = [(name, str(value)) for name, value in request.GET.items() if name != "lang"]
    turned = [(name, value) for name, value in words if not name.endswith("-page")]
    return {"languages": settings.LANGUAGES, "language_query": f"?{urlencode(words)}&" if words else "?",
            "page_query": f"?{urlencode(turned)}&" if turned else "?"}


def known_day(asked: Asked) -> date | None:
    return moment(asked.known, asked.mission.zone).date() if asked.known is not None else None


def frame_line(asked: Asked, books: Books) -> str:
    """Which mission, which day, what was known, on whose word."""
    from muster.web.shown import day

    known = moment(books.known, asked.mission.zone)
    told = _("%(mission)s on %(on)s, as known %(known)s") % {
        "mission": asked.mission.name_on(books.on), "on": day(books.on), "known": f"{known:%Y-%m-%d %H:%M %Z}"}
    if asked.sources != "all":
        told += _(", from the %(sources)s alone") % {"sources": asked.sources}
    return told + (_(", official sources only") if asked.confirmed_only else "")


def editions(asked: Asked) -> list[str]:
    """The sets of reports this mission keeps apart."""
    begin = f"{asked.slug}@"
    return [one.slug.removeprefix(begin) for one in store.ledgers() if one.slug.startswith(begin)]


def shown(request: HttpRequest, asked: Asked, template: str, here: str,
          build: Callable[[Books], Context], *, status: int = 200, keep: bool = True,
          beside: Hashable = "") -> HttpResponse:
    """The page, from what is kept or made now. Pages with a form that writes pass keep=False.

    beside: what the page shows that the ledger's head does not tell, such as how a job stands.
    """
    key = answers.key_of(asked)

    def made() -> str:
        books = answers.books_for(asked, key)
        context = {**frame_context(request, asked, books, here), **build(books)}
        return render_to_string(template, context, request)

    if not keep:
        return HttpResponse(made(), status=status)
    question: tuple[Hashable, ...] = (*key, request.get_full_path(), asked.language, asked.viewer.name, here,
                                     beside)
    if getattr(request, "_messages", None) is not None and len(request._messages):  # type: ignore[attr-defined]
        return HttpResponse(made(), status=status)
    return HttpResponse(answers.PAGES.get(question, made), status=status)
