"""What surrounds every answer: the browser's limits, the reader's language, and refusals said in sentences."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from muster.errors import LawBroken, MusterError, NotHere, Refused, Stale
from muster.problems import Problem
from muster.web.access import Forbidden

Answer = Callable[[HttpRequest], HttpResponse]

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LANGUAGE_COOKIE_DAYS = 180
ROOM_FOR_FIELDS = 2**20
READ_AWAY = 64 * 2**20


def headers(get_response: Answer) -> Answer:
    """No inline script or style, no other host, no framing; nothing of a signed-in person's pages kept by a proxy."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "private, no-cache")
            response.headers.setdefault("Vary", "Cookie, Accept-Language")
        return response

    return answer


def language(get_response: Answer) -> Answer:
    """The language asked for with ?lang=, remembered in a cookie; else the cookie's, else the browser's."""
    offered = {code for code, _ in settings.LANGUAGES}

    def answer(request: HttpRequest) -> HttpResponse:
        chosen = request.GET.get("lang", "")
        remembered = request.COOKIES.get("lang", "")
        code = next((one for one in (chosen, remembered) if one in offered), None)
        translation.activate(code or translation.get_language_from_request(request))
        request.LANGUAGE_CODE = translation.get_language() or "en"
        try:
            response = get_response(request)
        finally:
            translation.deactivate()
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        if chosen in offered and chosen != remembered:
            response.set_cookie("lang", chosen, max_age=LANGUAGE_COOKIE_DAYS * 86400, samesite="Lax", httponly=True,
                                secure=settings.SESSION_COOKIE_SECURE)
        return response

    return answer


def bounded(get_response: Answer) -> Answer:
    """A body beyond all measure is turned away before anything of it is kept."""
    most = settings.LARGEST_UPLOAD + ROOM_FOR_FIELDS

    def answer(request: HttpRequest) -> HttpResponse:
        sent = request.META.get("CONTENT_LENGTH") or "0"
        if sent.isdecimal() and int(sent) <= most:
            return get_response(request)
        _read_away(request, int(sent) if sent.isdecimal() and len(sent) < 15 else 0)
        problem = Problem(_("this request"), f"{sent[:20]} bytes", _("at most 20 MB together"),
                          _("Pack them as a zip, or divide them."))
        response = problem_details(413, str(problem), (problem,)) if request.path.startswith("/api/") else render(
            request, "web/refused.html", {"problems": (problem,), "status": 413, "was_post": True}, status=413)
        response["Connection"] = "close"
        return response

    return answer


def _read_away(request: HttpRequest, sent: int) -> None:
    """Read a little more than is taken, so that a browser hears the answer while it still sends."""
    left = min(sent, READ_AWAY)
    with suppress(OSError, ValueError):
        while left > 0 and (piece := request.META["wsgi.input"].read(min(left, 2**16))):
            left -= len(piece)


class refusals:
    """An action that was refused, a page that is not here: the reasons in sentences, with the right status."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, raised: Exception) -> HttpResponse | None:
        return refusal(request, raised) if isinstance(raised, MusterError) else None


def status_of(raised: MusterError, *, asking: bool) -> int:
    match raised:
        case Forbidden():
            return 403
        case Stale():
            return 409
        case NotHere():
            return 404
        case Refused():
            return 400 if asking else 422
        case LawBroken():
            return 500
    return 400


def refusal(request: HttpRequest, raised: MusterError) -> HttpResponse:
    """The problems of a refusal as a page, or as problem details (RFC 9457) for the API."""
    status = status_of(raised, asking=request.method in ("GET", "HEAD"))
    problems = raised.problems if isinstance(raised, Refused) else ()
    if request.path.startswith("/api/"):
        return problem_details(status, str(raised), problems)
    return render(request, "web/refused.html", {
        "problems": problems, "told": "" if problems else str(raised), "status": status,
        "was_post": request.method == "POST", "posted": kept_text(request),
    }, status=status)


def kept_text(request: HttpRequest) -> str:
    """What somebody typed into a form that was refused, so that it is not lost with the form."""
    if request.method != "POST":
        return ""
    try:
        return request.POST.get("text", "") or request.POST.get("reason", "")
    except Exception:
        return ""  # the body itself was what was wrong


_TITLES = {400: "The question could not be understood", 401: "Sign in first", 403: "Not allowed",
           404: "Not here", 409: "Changed in the meantime", 413: "Too large", 422: "Refused",
           429: "Too many at once", 500: "Broken law"}


def problem_details(status: int, detail: str, problems: tuple[Problem, ...] = ()) -> JsonResponse:
    told = {"type": "about:blank", "title": _TITLES.get(status, "Refused"), "status": status, "detail": detail}
    if problems:
        told["problems"] = [problem.as_dict() for problem in problems]
    return JsonResponse(told, status=status, content_type="application/problem+json")


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was too old, or did not come from this site."""
    problem = Problem("this form", "", "a form that this site gave you, in a session that is still open",
                      "Go back, reload the page and send it again. What you typed is kept below.")
    if request.path.startswith("/api/"):
        return problem_details(403, str(problem), (problem,))
    return render(request, "web/refused.html", {
        "problems": (problem,), "status": 403, "was_post": True, "posted": kept_text(request)}, status=403)
