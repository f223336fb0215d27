"""The JSON API: the same tables from the same functions, with pages, entity tags and problem details (RFC 9457).

The list endpoints are described in OpenAPI by django-ninja. The table endpoint is the hot one: its answer is written
as plain JSON and kept while the ledger's head stands, because checking every row against a schema halves the rate.
"""

from __future__ import annotations

import json
from collections.abc import Hashable
from hashlib import sha256
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Path, Query, Schema
from ninja.errors import HttpError, ValidationError

from muster import __version__, store
from muster.briefs import machine
from muster.briefs.questions import QUESTIONS
from muster.errors import MusterError, NotHere, Refused
from muster.problems import Problem
from muster.web import answers
from muster.web.frame import Asked, asked_by
from muster.web.middleware import problem_details, status_of
from muster.web.pages.why import grounds_of

LARGEST_PAGE = 1000


class MissionOut(Schema):
    slug: str
    name: str
    timezone: str


class MissionsOut(Schema):
    missions: list[MissionOut]


class TableOut(Schema):
    name: str
    asks: str


class TablesOut(Schema):
    tables: list[TableOut]


class ProblemPart(Schema):
    where: str
    found: str
    expected: str
    remedy: str


class ProblemOut(Schema):
    type: str
    title: str
    status: int
    detail: str
    problems: list[ProblemPart] = []


class RowsOut(Schema):
    table: str
    title: str
    mission: str
    on: str
    known: str
    marking: str
    head: str
    columns: list[str]
    notes: list[str]
    count: int
    offset: int
    rows: list[dict[str, Any]]
    next: str | None


class GroundsOut(Schema):
    figure: str
    told: str
    how: str
    computed_from: dict[str, Any]
    movements: list[dict[str, Any]]
    statements: list[dict[str, Any]]


class Question(Schema):
    """The frame of a question, as on every page."""

    on: str = ""
    known: str = ""
    sources: str = ""
    confirmed: str = ""
    edition: str = ""


class Api(NinjaAPI):
    """Ninja's API, whose description says that refusals are problem details."""

    def get_openapi_schema(self, **how: Any) -> Any:
        schema = super().get_openapi_schema(**how)
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400 and "application/json" in answer.get("content", {}):
                        answer["content"]["application/problem+json"] = answer["content"].pop("application/json")
        return schema


api = Api(title="Muster", version=__version__, urls_namespace="api", docs_url=None,
               description="The support ledger of a multinational security support mission. Figures are numbers, or "
                      "objects with booked, low, high and word; null is open or not known.")

PROBLEMS: dict[int, Any] = {400: ProblemOut, 404: ProblemOut}
Slug = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,100}$")]


@api.exception_handler(MusterError)
def _refused(request: HttpRequest, raised: MusterError) -> HttpResponse:
    problems = raised.problems if isinstance(raised, Refused) else ()
    return problem_details(status_of(raised, asking=True), str(raised), problems)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, raised: ValidationError) -> HttpResponse:
    problems = tuple(Problem(".".join(map(str, one["loc"])), str(one.get("input", ""))[:100], one["msg"],
                             "See openapi.json.") for one in raised.errors)
    return problem_details(400, "The question could not be understood.", problems)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, raised: HttpError) -> HttpResponse:
    return problem_details(raised.status_code, str(raised))


@api.get("missions", response=MissionsOut, summary="The missions on this server")
def missions(request: HttpRequest) -> dict[str, Any]:
    return {"missions": [{"slug": one.slug, "name": one.name, "timezone": one.timezone} for one in store.ledgers()
                         if "@" not in one.slug]}


@api.get("missions/{slug}/tables", response={200: TablesOut, **PROBLEMS}, summary="The tables of a mission")
def tables(request: HttpRequest, slug: Slug, question: Query[Question]) -> dict[str, Any]:
    asked_by(request, slug)
    return {"tables": [{"name": one.name, "asks": one.asks} for one in QUESTIONS.values()]}


@api.get("missions/{slug}/tables/{name}", response={200: RowsOut, **PROBLEMS}, summary="The rows of a table")
def rows(request: HttpRequest, slug: Slug, name: str, question: Query[Question],
         offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
         limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 100) -> HttpResponse:
    return table_answer(request, slug, name, offset, limit)


def table_answer(request: HttpRequest, slug: str, name: str, offset: int, limit: int) -> HttpResponse:
    """A page of rows. With If-None-Match and an unchanged ledger: 304 and nothing else."""
    asked = asked_by(request, slug)
    if name not in QUESTIONS:
        raise NotHere(Problem("table", name, "the name of a table", ", ".join(QUESTIONS)))
    key = answers.key_of(asked)
    body, tag = answers.PAGES.get((*key, "api", name, offset, limit, request.get_full_path()),
                                  lambda: _body(request, asked, key, name, offset, limit))
    if tag in request.headers.get("If-None-Match", ""):
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(body, content_type="application/json")
    answer["ETag"] = tag
    answer["X-Muster-Marking"] = asked.marking_word
    return answer


def _body(request: HttpRequest, asked: Asked, key: tuple[Hashable, ...], name: str, offset: int,
          limit: int) -> tuple[bytes, str]:
    table = answers.table(asked, name)
    books = answers.books_for(asked, key)
    objects = machine.row_objects(table)
    part = objects[offset:offset + limit]
    following = f"{request.path}{_query(request, offset + limit, limit)}" if offset + limit < len(objects) else None
    told = {
        "table": name, "title": table.title, "mission": asked.mission.slug, "on": books.on.isoformat(),
        "known": _moment(books.known), "marking": asked.marking_word, "head": store.head_of(asked.mission)[1],
        "columns": list(table.columns), "notes": list(table.notes), "count": len(objects), "offset": offset,
        "rows": part, "next": following,
    }
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    # The tag is of what the answer says, less the moment at which "now" was asked.
    stable = json.dumps({**told, "known": ""}, ensure_ascii=False, separators=(",", ":")).encode()
    return body, f'"{sha256(stable).hexdigest()[:32]}"'


def _query(request: HttpRequest, offset: int, limit: int) -> str:
    kept = request.GET.copy()
    kept["offset"], kept["limit"] = str(offset), str(limit)
    return f"?{kept.urlencode()}"


def _moment(microseconds: int) -> str:
    from datetime import timedelta

    from muster.web.frame import EPOCH

    return (EPOCH + timedelta(microseconds=microseconds)).isoformat()


@api.get("missions/{slug}/why/{path:address}", response={200: GroundsOut, **PROBLEMS},
         summary="What a figure or an entry rests on")
def why(request: HttpRequest, slug: Slug, address: str, question: Query[Question]) -> HttpResponse:
    asked = asked_by(request, slug)
    grounds = grounds_of(address.strip("/"), asked, answers.books_for(asked))
    return JsonResponse(grounds.as_json())
