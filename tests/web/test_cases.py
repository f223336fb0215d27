"""A contradiction side by side: who said what, what each ruling would book, and the ruling with its reason."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from tests.web.conftest import Builder

from muster.vocabulary import Aspect, Grade, Marking

SECRET = "Zebulon"


@pytest.fixture
def disputed(empty_on_both: None) -> Builder:
    """Two counts of one day that exclude each other, the second from the press."""
    builder = Builder().begin()
    builder.said("400 are on the ground", Aspect.STOCK, quantity=400, day=date(2025, 3, 1), book=False)
    builder.said("Only 250 are on the ground", Aspect.STOCK, quantity=250, day=date(2025, 3, 2), book=False,
                 publisher="Herald", speaker="SYL", grade=Grade.PRESS)
    return builder


def key_of(client: Any) -> str:
    rows = client.get("/freedonia/data/contradictions/json/").json()
    assert len(rows) == 1
    return str(rows[0]["key"])


def statements(builder: Builder) -> list[str]:
    from muster import store
    from muster.ledger.records import place_of

    return [f"S{place_of(one.id)}" for one in store.open_books(builder.mission).statements]


def status(client: Any) -> str:
    return str(client.get("/freedonia/data/contradictions/json/").json()[0]["status"])


def test_both_sides_stand_with_passage_speaker_grade_and_day(disputed: Builder, visitor: Any):
    key = key_of(visitor)
    assert f'href="/freedonia/contradictions/{key}/"' in visitor.get("/freedonia/contradictions/").content.decode()
    page = visitor.get(f"/freedonia/contradictions/{key}/").content.decode()
    for told in ("400 are on the ground", "Only 250 are on the ground", "Herald", "(press)", "2025-03-01", "Sylvania"):
        assert told in page
    assert 'name="verdict"' not in page


def test_a_recorder_prefers_one_with_a_reason_and_the_case_is_ruled(disputed: Builder, signed_in: Any):
    amina = signed_in("amina", "recorder")
    key, (first, second) = key_of(amina), statements(disputed)
    place = f"/freedonia/contradictions/{key}/"
    page = amina.get(place).content.decode()
    assert "“open with” would book 400 persons of Freedonia personnel" in page
    answer = amina.post(place, {"statement": first, "verdict": "prefer", "over": [second], "reason": "counted it",
                                f"seen-{first}": "0"})
    assert answer.status_code == 302
    assert status(amina) == "ruled"
    ruled = amina.get(place).content.decode()
    assert "counted it" in ruled
    assert "amina" in ruled


@pytest.mark.parametrize("verdict", ["reject", "unsure", "same as", "accept"])
def test_every_verdict_can_be_given_from_the_case(disputed: Builder, signed_in: Any, verdict: str):
    from muster import store

    amina = signed_in("amina", "recorder")
    key, (first, second) = key_of(amina), statements(disputed)
    answer = amina.post(f"/freedonia/contradictions/{key}/", {
        "statement": second, "verdict": verdict, "over": [first], "reason": "hearsay", f"seen-{second}": "0"})
    assert answer.status_code == 302
    rulings = store.open_books(disputed.mission).rulings
    assert [(one.verdict.value, one.reason, one.author) for one in rulings] == [(verdict, "hearsay", "amina")]


def test_the_second_of_two_who_settle_a_case_at_once_is_told_and_keeps_what_they_typed(
        disputed: Builder, signed_in: Any):
    amina, jean = signed_in("amina", "recorder"), signed_in("jean", "recorder")
    place, (first, second) = f"/freedonia/contradictions/{key_of(amina)}/", statements(disputed)
    form = {"statement": second, "over": [first], f"seen-{second}": "0"}
    assert amina.post(place, {**form, "verdict": "unsure", "reason": "asked the desk"}).status_code == 302
    late = jean.post(place, {**form, "verdict": "reject", "reason": "my long reason"})
    assert late.status_code == 409
    assert 'value="my long reason"' in late.content.decode()
    assert "Somebody ruled on it meanwhile" in late.content.decode()


@pytest.mark.parametrize(("form", "told"), [
    ({}, "one of the statements of this case"), ({"statement": "S1"}, "one of the statements of this case"),
    ({"statement": "first", "verdict": "crown"}, "one of the verdicts"),
    ({"statement": "first", "verdict": "undo", "reason": "x"}, "one of the verdicts"),
    ({"statement": "first", "verdict": "reject"}, "read it"),
    ({"statement": "first", "verdict": "prefer", "reason": "x"}, "the statements it stands over"),
    ({"statement": "first", "verdict": "same as", "reason": "x"}, "the one statement it repeats"),
])
def test_a_ruling_that_cannot_be_is_refused_in_a_sentence(disputed: Builder, signed_in: Any, form: dict[str, str],
                                                          told: str):
    from muster import store

    amina, before = signed_in("amina", "recorder"), store.head_of(disputed.mission)
    if form.get("statement") == "first":
        form = {**form, "statement": statements(disputed)[0]}
    answer = amina.post(f"/freedonia/contradictions/{key_of(amina)}/", form)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert store.head_of(disputed.mission) == before


def test_nobody_without_the_role_settles_a_case(freedonia: Any, visitor: Any, signed_in: Any):
    freedonia.said("400 are here", Aspect.STOCK, quantity=400, book=False)
    freedonia.said("250 are here", Aspect.STOCK, quantity=250, day=date(2025, 3, 2), book=False, grade=Grade.PRESS)
    place, (first, second) = f"/freedonia/contradictions/{key_of(visitor)}/", statements(freedonia)
    form = {"statement": first, "verdict": "prefer", "over": [second], "reason": "x"}
    for client in (visitor, signed_in("rep", "reporter"), signed_in("con", "contributor", party="FRE"),
                   signed_in("app", "approver")):
        assert client.post(place, form).status_code == 403
    assert status(visitor) == "open"


def test_a_side_that_is_marked_is_no_side_to_the_public(freedonia: Any, visitor: Any, signed_in: Any):
    freedonia.said("400 are here", Aspect.STOCK, quantity=400, book=False)
    freedonia.said("251 are here", Aspect.STOCK, quantity=251, day=date(2025, 3, 2), book=False, grade=Grade.PRESS)
    freedonia.said(f"{SECRET}: 777131 are here", Aspect.STOCK, quantity=777_131, day=date(2025, 3, 3), book=False,
                   marking=Marking.RESTRICTED, publisher=f"{SECRET} office")
    amina = signed_in("amina", "recorder")
    inside = amina.get(f"/freedonia/contradictions/{key_of(amina)}/").content.decode()
    assert SECRET in inside
    outside = visitor.get(f"/freedonia/contradictions/{key_of(visitor)}/").content.decode()
    assert "251 are here" in outside
    assert SECRET not in outside
    assert "777131" not in outside.replace(",", "")
    as_public = amina.get(f"/freedonia/contradictions/{key_of(visitor)}/?edition=public").content.decode()
    assert SECRET not in as_public
    assert 'name="verdict"' not in as_public


def test_with_four_eyes_settling_and_taking_back_wait_for_another_person(freedonia: Any, signed_in: Any):
    from muster.web.models import Switch

    freedonia.said("400 are here", Aspect.STOCK, quantity=400, book=False)
    freedonia.said("250 are here", Aspect.STOCK, quantity=250, day=date(2025, 3, 2), book=False, grade=Grade.PRESS)
    Switch.objects.create(mission="freedonia", four_eyes=True)
    amina, jean = signed_in("amina", "recorder"), signed_in("jean", "approver")
    place, (first, second) = f"/freedonia/contradictions/{key_of(amina)}/", statements(freedonia)
    amina.post(place, {"statement": first, "verdict": "prefer", "over": [second], "reason": "counted",
                       f"seen-{first}": "0"})
    assert status(amina) == "open"
    assert "amina has proposed “prefer”" in amina.get(place).content.decode()

    def approve() -> None:
        number = re.search(r"/freedonia/approve/(\d+)/", jean.get("/freedonia/approve/").content.decode())
        assert number is not None
        assert jean.post(f"/freedonia/approve/{number[1]}/", {"decision": "approve"}).status_code == 302

    approve()
    assert status(amina) == "ruled"
    assert amina.post(f"/freedonia/undo/{first}/", {"reason": "counted wrong"}).status_code == 302
    assert status(amina) == "ruled"
    approve()
    assert status(amina) == "open"


def test_a_case_that_is_not_there_says_so(freedonia: Any, visitor: Any):
    for key in ("none", "..%2F..%2Fetc", "%00", "x" * 300):
        answer = visitor.get(f"/freedonia/contradictions/{key}/")
        assert answer.status_code == 404
        assert "belongs" in answer.content.decode()


def test_every_case_of_the_mission_opens_for_readers_and_recorders(haiti: None, visitor: Any, signed_in: Any):
    rows = visitor.get("/haiti/data/contradictions/json/?on=2025-03-01").json()
    assert len(rows) > 3
    amina = signed_in("amina", "recorder")
    for row in rows:
        for client in (visitor, amina):
            assert client.get(f"/haiti/contradictions/{row['key']}/?on=2025-03-01").status_code == 200, row["key"]
