"""The API: its own description holds, pages add up to the table, unchanged answers are not sent twice."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

PLACE = "/api/missions/haiti/tables"


def test_the_pages_of_a_table_add_up_to_its_file(haiti: None, visitor: Any):
    whole = visitor.get("/haiti/data/gap/json/?on=2025-03-01").json()
    rows: list[Any] = []
    following = f"{PLACE}/gap?on=2025-03-01&limit=7"
    while following:
        page = visitor.get(following).json()
        rows += page["rows"]
        following = page["next"]
    assert rows == whole
    assert page["count"] == len(whole)


def test_json_and_csv_hold_the_same_figures(haiti: None, visitor: Any):
    rows = visitor.get("/haiti/data/lines/json/?on=2025-03-01").json()
    sheet = list(csv.DictReader(io.StringIO(visitor.get("/haiti/data/lines/csv/?on=2025-03-01").content.decode())))
    assert [row["key"] for row in rows] == [row["key"] for row in sheet]
    for one, other in zip(rows, sheet):
        shown = one["present"]
        booked = shown["booked"] if isinstance(shown, dict) else shown
        assert other["present"] == ("" if booked is None else str(booked))


def test_an_unchanged_answer_is_not_sent_again(freedonia: Any, visitor: Any):
    freedonia.said("200 came")
    first = visitor.get("/api/missions/freedonia/tables/gap")
    tag = first.headers["ETag"]
    again = visitor.get("/api/missions/freedonia/tables/gap", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    freedonia.said("300 came", quantity=300)
    changed = visitor.get("/api/missions/freedonia/tables/gap", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_an_answer_says_on_which_day_as_known_when_and_under_which_marking(haiti: None, visitor: Any, signed_in: Any):
    told = visitor.get(f"{PLACE}/gap?on=2024-09-22&known=2024-09-30").json()
    assert told["on"] == "2024-09-22"
    assert told["known"].startswith("2024-10-01T03:59:59")  # the day's end in the mission's zone
    assert told["marking"] == "public"
    assert signed_in("amina", "recorder").get(f"{PLACE}/gap").json()["marking"] == "restricted"


@pytest.mark.parametrize(("place", "status"), [
    ("/api/missions/none/tables", 404), (f"{PLACE}/none", 404), (f"{PLACE}/gap?on=soon", 400),
    (f"{PLACE}/gap?limit=0", 400), (f"{PLACE}/gap?limit=many", 400), (f"{PLACE}/gap?offset=-1", 400),
    ("/api/missions/haiti/why/gap/none/none", 404), ("/api/nothing", 404), ("/api/missions/..%2F/tables", 404),
])
def test_what_is_wrong_is_told_as_problem_details(haiti: None, visitor: Any, place: str, status: int):
    answer = visitor.get(place)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert {"type", "title", "status", "detail"} <= set(told)


def test_a_figure_opens_through_the_api(haiti: None, visitor: Any):
    told = visitor.get("/api/missions/haiti/why/gap/personnel/present?on=2024-07-01&known=2024-07-30").json()
    assert told["statements"][0]["speaker"]
    assert sum(moved["quantity"] for moved in told["movements"]) == 200


def test_a_page_past_the_end_is_empty(haiti: None, visitor: Any):
    page = visitor.get(f"{PLACE}/gap?offset=100000").json()
    assert (page["rows"], page["next"]) == ([], None)


def test_the_api_keeps_its_own_description(haiti: None, web_settings: None):
    """Schemathesis asks whatever the description allows, and finds no 500 and no answer outside it."""
    import schemathesis
    from django.core.handlers.wsgi import WSGIHandler
    from hypothesis import HealthCheck, Phase, given, settings
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", WSGIHandler())
    asked = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        cases = operation.as_strategy()

        @settings(max_examples=40, deadline=None, database=None, phases=(Phase.explicit, Phase.generate),
                  suppress_health_check=list(HealthCheck))
        @given(case=cases)
        def holds(case: Any) -> None:
            nonlocal asked
            asked += 1
            if asked % 4 and "slug" in (case.path_parameters or {}):
                case.path_parameters["slug"] = "haiti"
            if asked % 2 and "name" in (case.path_parameters or {}):
                case.path_parameters["name"] = "gap"
            # The description cannot say which day or mission exists; whatever is refused must still be described.
            case.call_and_validate(
                excluded_checks=[positive_data_acceptance],
                headers={"Host": "testserver", "Accept-Encoding": "identity"})

        holds()
    assert asked > 60


def test_the_description_lists_every_endpoint(haiti: None, visitor: Any):
    described = json.loads(visitor.get("/api/openapi.json").content)
    assert set(described["paths"]) == {
        "/api/missions", "/api/missions/{slug}/tables", "/api/missions/{slug}/tables/{name}",
        "/api/missions/{slug}/why/{address}"}
