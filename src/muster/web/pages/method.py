"""How the figures come about, for a reader who has to defend one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from muster.vocabulary import Grade
from muster.web.frame import asked_by
from muster.web.pages import page


def method(request: HttpRequest, slug: str) -> HttpResponse:
    asked = asked_by(request, slug)
    return page.shown(request, asked, "web/method.html", "-",
                      lambda books: {"grades": [(grade.word, grade.is_official) for grade in Grade]})
