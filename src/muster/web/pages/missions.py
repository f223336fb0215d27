"""The door: which missions this server holds; and the answers to addresses that lead nowhere."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from muster import store
from muster.problems import Problem
from muster.web.access import viewer_of
from muster.web.pages.page import language_context


def index(request: HttpRequest) -> HttpResponse:
    """One mission: straight to it. Several: the list of them, alphabetically."""
    missions = sorted((one for one in store.ledgers() if "@" not in one.slug), key=lambda one: one.name)
    if len(missions) == 1 and "list" not in request.GET:
        return HttpResponseRedirect(f"/{missions[0].slug}/")
    return render(request, "web/missions.html", {
        "missions": missions, "viewer": viewer_of(request), **language_context(request)})


def health(request: HttpRequest) -> HttpResponse:
    """For whoever watches the server: can it read its database?"""
    return JsonResponse({"missions": len(store.ledgers())})


def _turned_away(request: HttpRequest, status: int, problem: Problem) -> HttpResponse:
    from muster.web.middleware import problem_details

    if request.path.startswith("/api/"):
        return problem_details(status, str(problem), (problem,))
    context: dict[str, Any] = {"problems": (problem,), "status": status, **language_context(request)}
    return render(request, "web/refused.html", context, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _turned_away(request, 404, Problem(
        _("this address"), request.path[:200], _("a page of this server"), _("Begin at the list of missions.")))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _turned_away(request, 400, Problem(
        _("this request"), "", _("a request within the limits"),
        _("Send less at once: at most 20 MB, and not more fields than the form has.")))


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _turned_away(request, 403, Problem(
        _("this page"), "", _("somebody who may see it"), _("Sign in with an account that may.")))


def broken(request: HttpRequest) -> HttpResponse:
    from muster.web.middleware import problem_details

    if request.path.startswith("/api/"):
        return problem_details(500, "An error of ours; it was written to the server's log.")
    return render(request, "web/refused.html", {"problems": (), "status": 500}, status=500)
