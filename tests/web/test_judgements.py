"""Releasing, restricting and grading statements, and reading two names as one party: with a reason, and undone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.web.conftest import Builder

from muster.vocabulary import Marking

SECRET = "Zebulon"


@pytest.fixture
def told(empty_on_both: None) -> Builder:
    """200 that nobody outside may know of yet."""
    builder = Builder().begin()
    builder.said(f"{SECRET}: 200 came", marking=Marking.RESTRICTED)
    return builder


def statement(builder: Builder) -> str:
    from muster import store
    from muster.ledger.records import place_of

    return f"S{place_of(store.open_books(builder.mission).statements[0].id)}"


def report(builder: Builder) -> str:
    from muster import store
    from muster.ledger.records import place_of

    return f"D{place_of(min(store.open_books(builder.mission).reports))}"


def present(client: Any) -> Any:
    rows = client.get("/freedonia/data/gap/json/").json()
    return next((row["present"] for row in rows if row["key"] == "personnel"), None)


def test_a_statement_is_released_to_the_public_and_restricted_again(told: Builder, signed_in: Any, visitor: Any):
    amina, entry = signed_in("amina", "recorder"), statement(told)
    assert present(visitor) is None
    assert f"{SECRET}: 200 came" in amina.get(f"/freedonia/regrade/{entry}/").content.decode()
    assert amina.post(f"/freedonia/regrade/{entry}/", {"marking": "public", "reason": "announced"}).status_code == 302
    assert present(visitor) == 200
    assert amina.post(f"/freedonia/regrade/{entry}/", {"marking": "restricted", "reason": "too early"}
                      ).status_code == 302
    assert present(visitor) is None
    assert SECRET not in visitor.get("/freedonia/search/?q=came").content.decode()


def test_all_that_a_report_says_is_released_at_once(told: Builder, signed_in: Any, visitor: Any):
    amina = signed_in("amina", "recorder")
    assert amina.post(f"/freedonia/regrade/{report(told)}/", {"marking": "public", "reason": "announced"}
                      ).status_code == 302
    assert present(visitor) == 200


def test_a_grade_is_changed_with_its_reason(told: Builder, signed_in: Any):
    from muster import store

    amina, entry = signed_in("amina", "recorder"), statement(told)
    assert amina.post(f"/freedonia/regrade/{entry}/", {"grade": "5", "reason": "only a newspaper"}).status_code == 302
    assert store.open_books(told.mission).statements[0].grade == 5
    assert present(amina) == 200
    official = amina.get("/freedonia/data/gap/json/?confirmed=1").json()
    assert [row["present"] for row in official if row["present"]] == []


@pytest.mark.parametrize(("form", "expected"), [
    ({}, "why"), ({"marking": "secret", "reason": "x"}, "restricted"), ({"grade": "9", "reason": "x"}, "one of the"),
    ({"marking": "restricted", "reason": "x"}, "another grade or marking"), ({"marking": "public"}, "why"),
    ({"grade": "-1", "reason": "x"}, "one of the grades"),
])
def test_a_change_that_is_none_is_refused_in_a_sentence(told: Builder, signed_in: Any, form: dict[str, str],
                                                        expected: str):
    from muster import store

    before = store.head_of(told.mission)
    answer = signed_in("amina", "recorder").post(f"/freedonia/regrade/{statement(told)}/", form)
    assert answer.status_code == 422
    assert expected in answer.content.decode()
    assert store.head_of(told.mission) == before


def test_nobody_without_the_role_releases_or_merges(freedonia: Any, visitor: Any, signed_in: Any):
    freedonia.said(f"{SECRET}: 200 came", marking=Marking.RESTRICTED)
    entry = statement(freedonia)
    for client in (visitor, signed_in("rep", "reporter"), signed_in("con", "contributor", party="FRE"),
                   signed_in("app", "approver")):
        for place, form in ((f"regrade/{entry}/", {"marking": "public", "reason": "x"}),
                            ("parties/merge/", {"kept": "FRE", "other": "SYL", "reason": "x"})):
            assert SECRET not in client.get(f"/freedonia/{place}").content.decode()
            assert client.post(f"/freedonia/{place}", form).status_code == 403
    assert present(visitor) is None


def test_with_four_eyes_a_release_waits_for_another_person(freedonia: Any, signed_in: Any, visitor: Any):
    from muster.web.models import Switch

    freedonia.said("200 came", marking=Marking.RESTRICTED)
    Switch.objects.create(mission="freedonia", four_eyes=True)
    amina, jean = signed_in("amina", "recorder", "approver"), signed_in("jean", "approver")
    amina.post(f"/freedonia/regrade/{statement(freedonia)}/", {"marking": "public", "reason": "announced"})
    assert present(visitor) is None
    number = re.search(r"/freedonia/approve/(\d+)/", jean.get("/freedonia/approve/").content.decode())
    assert number is not None
    assert amina.post(f"/freedonia/approve/{number[1]}/", {"decision": "approve"}).status_code == 422
    assert present(visitor) is None
    assert jean.post(f"/freedonia/approve/{number[1]}/", {"decision": "approve"}).status_code == 302
    assert present(visitor) == 200
    assert jean.get("/freedonia/data/rulings/json/").json()[0]["by"] == "amina, approved by jean"
    for place in ("data/rulings/csv/", "audit/", f"why/{statement(freedonia)}/", "ledger/fre-personnel/"):
        told = visitor.get(f"/freedonia/{place}").content.decode()
        assert "approved by" not in told
        assert "jean" not in told, place


def test_two_names_are_read_as_one_party_and_apart_again(freedonia: Any, signed_in: Any):
    freedonia.said("200 came")
    freedonia.said("70 came", contributor="SYL", quantity=70, speaker="SYL")
    amina = signed_in("amina", "recorder")
    assert amina.post("/freedonia/parties/merge/", {"kept": "FRE", "other": "SYL", "reason": ""}).status_code == 422
    assert amina.post("/freedonia/parties/merge/", {"kept": "FRE", "other": "Nowhere", "reason": "x"}
                      ).status_code in (404, 422)
    assert amina.post("/freedonia/parties/merge/", {"kept": "FRE", "other": "Sylvania", "reason": "one state"}
                      ).status_code == 302
    lines = {row["contributor"] for row in amina.get("/freedonia/data/lines/json/").json()}
    assert lines == {"Freedonia"}
    ruling = amina.get("/freedonia/data/rulings/json/").json()[0]
    assert ruling["reason"] == "one state"
    amina.post(f"/freedonia/undo/{ruling['ruling']}/", {"reason": "two states after all"})
    assert {row["contributor"] for row in amina.get("/freedonia/data/lines/json/").json()} == {"Freedonia", "Sylvania"}


def test_with_four_eyes_a_merger_waits_for_another_person(freedonia: Any, signed_in: Any):
    from muster.web.models import Switch

    freedonia.said("70 came", contributor="SYL", quantity=70, speaker="SYL")
    Switch.objects.create(mission="freedonia", four_eyes=True)
    amina, jean = signed_in("amina", "recorder"), signed_in("jean", "approver")
    amina.post("/freedonia/parties/merge/", {"kept": "FRE", "other": "SYL", "reason": "one state"})
    assert {row["contributor"] for row in amina.get("/freedonia/data/lines/json/").json()} == {"Sylvania"}
    number = re.search(r"/freedonia/approve/(\d+)/", jean.get("/freedonia/approve/").content.decode())
    assert number is not None
    assert jean.post(f"/freedonia/approve/{number[1]}/", {"decision": "approve"}).status_code == 302
    assert {row["contributor"] for row in amina.get("/freedonia/data/lines/json/").json()} == {"Freedonia"}
