"""Judging in a browser: one person, two at once, four eyes, undoing; on both databases where writing is at stake."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from tests.web.conftest import Builder

from muster.vocabulary import Aspect, Marking, Stage


@pytest.fixture
def waiting(empty_on_both: None) -> Builder:
    """A mission in which one arrival waits for a ruling."""
    builder = Builder().begin()
    builder.said("200 officers came on 1 March", book=False, marking=Marking.RESTRICTED)
    return builder


def _number(builder: Builder) -> str:
    from muster import store
    from muster.ledger.records import place_of

    return f"S{place_of(store.open_books(builder.mission).statements[-1].id)}"


def _present(client: Any) -> Any:
    rows = client.get("/freedonia/data/gap/json/").json()
    return next((row["present"] for row in rows if row["key"] == "personnel"), None)


def test_a_recorder_rules_and_the_overview_changes(waiting: Builder, signed_in: Any):
    amina, statement = signed_in("amina", "recorder"), _number(waiting)
    assert _present(amina) is None
    form = amina.get(f"/freedonia/rule/{statement}/").content.decode()
    assert "would book 200 persons of Freedonia personnel: outside → present, 2025-03-01" in form
    answer = amina.post(f"/freedonia/rule/{statement}/", {"verdict": "accept", "seen": "0", "then": "queue"})
    assert answer.headers["Location"] == "/freedonia/queue/"
    assert _present(amina) == 200
    assert "Nothing waits." in amina.get("/freedonia/queue/").content.decode()


def test_the_second_of_two_who_rule_at_once_is_told(waiting: Builder, signed_in: Any):
    amina, jean, statement = signed_in("amina", "recorder"), signed_in("jean", "recorder"), _number(waiting)
    seen = {name: re.search(r'name="seen" value="(\d+)"', client.get(f"/freedonia/rule/{statement}/").content.decode())
            for name, client in (("amina", amina), ("jean", jean))}
    assert seen["amina"][1] == seen["jean"][1] == "0"  # type: ignore[index]
    assert amina.post(f"/freedonia/rule/{statement}/", {"verdict": "accept", "seen": "0"}).status_code == 302
    late = jean.post(f"/freedonia/rule/{statement}/", {"verdict": "reject", "seen": "0", "reason": "hearsay"})
    assert late.status_code == 409
    assert "Somebody ruled on it meanwhile: look again, then decide." in late.content.decode()
    assert 'value="hearsay"' in late.content.decode()
    assert _present(jean) == 200


def test_the_same_form_sent_twice_rules_once(waiting: Builder, signed_in: Any):
    amina, statement = signed_in("amina", "recorder"), _number(waiting)
    form = {"verdict": "accept", "seen": "0"}
    assert amina.post(f"/freedonia/rule/{statement}/", form).status_code == 302
    assert amina.post(f"/freedonia/rule/{statement}/", form).status_code == 409
    assert _present(amina) == 200


def test_a_ruling_taken_back_leaves_nothing_booked(waiting: Builder, signed_in: Any):
    amina, statement = signed_in("amina", "recorder"), _number(waiting)
    amina.post(f"/freedonia/rule/{statement}/", {"verdict": "accept", "seen": "0"})
    assert amina.post(f"/freedonia/undo/{statement}/", {"reason": ""}).status_code == 422
    assert amina.post(f"/freedonia/undo/{statement}/", {"reason": "told twice"}).status_code == 302
    assert _present(amina) in (0, None)


def test_with_four_eyes_nothing_is_booked_before_a_second_person_agrees(waiting: Builder, signed_in: Any):
    amina, jean, statement = signed_in("amina", "recorder", "approver"), signed_in("jean", "approver"), _number(waiting)
    admin = signed_in("root", "administrator")
    assert admin.post("/account/people/", {"mission": "freedonia", "four_eyes": "1"}).status_code == 200
    amina.post(f"/freedonia/rule/{statement}/", {"verdict": "accept", "seen": "0"})
    assert _present(amina) is None
    number = re.search(r"/freedonia/approve/(\d+)/", jean.get("/freedonia/approve/").content.decode())
    assert number is not None
    own = amina.post(f"/freedonia/approve/{number[1]}/", {"decision": "approve"})
    assert own.status_code == 422
    assert "Nobody approves their own entry; ask a colleague." in own.content.decode()
    assert _present(amina) is None
    assert jean.post(f"/freedonia/approve/{number[1]}/", {"decision": "approve"}).status_code == 302
    assert _present(amina) == 200
    assert jean.post(f"/freedonia/approve/{number[1]}/", {"decision": "approve"}).status_code == 409


def test_a_refused_proposal_books_nothing_and_keeps_its_reason(waiting: Builder, signed_in: Any):
    from muster.web.models import Switch

    Switch.objects.create(mission="freedonia", four_eyes=True)
    amina, jean, statement = signed_in("amina", "recorder"), signed_in("jean", "approver"), _number(waiting)
    amina.post(f"/freedonia/rule/{statement}/", {"verdict": "accept", "seen": "0"})
    number = re.search(r"/freedonia/approve/(\d+)/", jean.get("/freedonia/approve/").content.decode())
    assert number is not None
    jean.post(f"/freedonia/approve/{number[1]}/", {"decision": "refuse", "answer": "not from the gazette"})
    assert _present(amina) is None
    assert "not from the gazette" in amina.get("/freedonia/approve/").content.decode()


@pytest.mark.parametrize(("form", "told"), [
    ({"verdict": "crown"}, "one of the verdicts"),
    ({"verdict": "undo"}, "one of the verdicts"),
    ({}, "one of the verdicts"),
    ({"verdict": "same as"}, "the other statement it speaks of"),
    ({"verdict": "same as", "same_as": "S99999"}, "a statement of this mission"),
    ({"verdict": "accept", "quantity": "many"}, "a whole number of persons"),
    ({"verdict": "accept", "quantity": "9" * 40}, "a figure below"),
])
def test_a_ruling_that_cannot_be_is_refused_in_a_sentence(haiti: None, signed_in: Any, form: dict[str, str], told: str):
    from muster import store
    from muster.ledger.records import place_of

    books = store.open_books(store.mission_named("haiti"), on=date(2026, 1, 1))
    flow = next(one for one in books.statements if one.aspect is Aspect.FLOW and one.stage is Stage.PRESENT
                and one.quantity is not None and one.unit == "persons")
    before = store.head_of(store.mission_named("haiti"))
    answer = signed_in("amina", "recorder").post(f"/haiti/rule/S{place_of(flow.id)}/", form)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert store.head_of(store.mission_named("haiti")) == before


def test_nobody_without_the_role_rules(waiting: Builder, visitor: Any, signed_in: Any):
    statement = _number(waiting)
    for client in (visitor, signed_in("rep", "reporter"), signed_in("con", "contributor", party="FRE"),
                   signed_in("app", "approver")):
        assert client.post(f"/freedonia/rule/{statement}/", {"verdict": "accept", "seen": "0"}).status_code == 403
    assert _present(signed_in("amina", "recorder")) is None


def test_a_form_from_elsewhere_is_refused_and_what_was_typed_is_kept(waiting: Builder, signed_in: Any):
    amina = signed_in("amina", "recorder", checks=True)
    answer = amina.post(f"/freedonia/rule/{_number(waiting)}/", {"verdict": "accept", "reason": "my long reason"})
    assert answer.status_code == 403
    assert "a form that this site gave you" in answer.content.decode()
    assert "my long reason" in answer.content.decode()


def test_the_queue_shows_whose_report_waits_and_narrows(haiti: None, signed_in: Any):
    from muster import store
    from muster.ledger.drafts import Filing, NewReport, NewStatement
    from muster.vocabulary import Grade

    report = NewReport("memo", "A memo", "Desk", date(2025, 5, 1), "en", b"memo")
    store.file(store.mission_named("haiti"), Filing(reports=(report,), statements=tuple(
        NewStatement("memo", f"line {number}", f"memo says {number}", Aspect.CONTEXT, Grade.PRESS)
        for number in range(60))), author="amina")
    amina = signed_in("amina", "recorder")
    page = amina.get("/haiti/queue/?report=memo").content.decode()
    assert "(60)" in page
    assert "page 1 of 3" in page
    assert "(1)" in amina.get("/haiti/queue/?report=memo&where=says+59").content.decode()
