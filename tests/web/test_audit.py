"""The audit: who did what when, narrowed and page by page; verifying says what is wrong, and to whom."""

from __future__ import annotations

import re
from typing import Any

import pytest

from muster.vocabulary import Aspect, Marking

SECRET = "Zebulon"


def test_every_ruling_stands_with_its_author_and_what_became_of_it(freedonia: Any, signed_in: Any):
    freedonia.said("200 came")
    amina = signed_in("amina.b", "recorder")
    row = amina.get("/freedonia/data/rulings/json/").json()[0]
    amina.post(f"/freedonia/undo/{row['ruling']}/", {"reason": "told twice"})
    rows = amina.get("/freedonia/data/rulings/json/").json()
    assert [(one["verdict"], one["by"], one["state"]) for one in rows] == [
        ("undo", "amina.b", "done"), ("accept", "amina", f"taken back by {rows[0]['ruling']}")]
    page = amina.get("/freedonia/audit/").content.decode()
    assert "told twice" in page


def test_the_list_is_narrowed_by_who_what_and_why_and_so_is_its_file(freedonia: Any, signed_in: Any):
    for number in range(3):
        freedonia.said(f"{number} came")
    amina, jean = signed_in("amina.b", "recorder"), signed_in("jean", "recorder")
    rulings = [row["ruling"] for row in amina.get("/freedonia/data/rulings/json/").json()]
    jean.post(f"/freedonia/undo/{rulings[0]}/", {"reason": "Hörensagen"})
    page = amina.get("/freedonia/audit/?where=jean+horensagen").content.decode()
    assert '<span class="soft small">(1)</span>' in page
    rows = amina.get("/freedonia/data/rulings/json/?where=jean+horensagen").json()
    assert [row["verdict"] for row in rows] == ["undo"]


def test_a_long_list_has_pages(haiti: None, visitor: Any):
    first = visitor.get("/haiti/audit/").content.decode()
    count = re.search(r"Who judged what, when and why <span[^>]*>\((\d+)\)", first)
    assert count is not None
    pages = -(-int(count[1]) // 50)
    assert f"page 1 of {pages}" in first
    last = visitor.get(f"/haiti/audit/?rulings-page={pages}").content.decode()
    assert f"page {pages} of {pages}" in last
    assert first != last
    assert visitor.get("/haiti/audit/?rulings-page=99999").status_code == 200
    assert visitor.get("/haiti/audit/?rulings-page=-1").status_code == 200


def test_what_was_filed_proposed_loaded_and_sealed_is_told_inside_alone(freedonia: Any, signed_in: Any, visitor: Any):
    from muster.web.models import Correction, SealAsked, Waiting

    freedonia.said("200 came", title=f"{SECRET} report")
    Waiting.objects.create(mission="freedonia", statement="S4", asked={"verdict": "accept"}, told=f"{SECRET} proposal",
                           author="amina")
    SealAsked.objects.create(mission="freedonia", entries="S4", reason=f"{SECRET} sealing", author="amina")
    Correction.objects.create(mission="freedonia", about="gap", text=f"{SECRET} correction", by="a reader")
    inside = signed_in("jean", "approver").get("/freedonia/audit/").content.decode()
    for told in ("report", "proposal", "sealing", "correction"):
        assert f"{SECRET} {told}" in inside
    for client in (visitor, signed_in("con", "contributor", party="FRE"), signed_in("rep", "reporter")):
        outside = client.get("/freedonia/audit/").content.decode()
        assert "Who filed" not in outside
        assert f"{SECRET} proposal" not in outside
    assert "Who filed" not in signed_in("amina", "recorder").get("/freedonia/audit/?edition=public").content.decode()


def test_people_who_rule_are_not_named_to_the_public(freedonia: Any, signed_in: Any, visitor: Any):
    freedonia.said("200 came", book=False)
    number = signed_in("x", "recorder").get("/freedonia/data/inbox/json/").json()[0]["statement"]
    zebulon = signed_in("zebulon.k", "recorder")
    assert zebulon.post(f"/freedonia/rule/{number}/", {"verdict": "accept", "seen": "0", "reason": "seen"}
                        ).status_code == 302
    places = ("audit/", "data/rulings/csv/", "data/rulings/json/", "audit/?where=zebulon.k", "data/moves/csv/",
              f"why/{number}/", "why/gap/personnel/present/", "ledger/fre-personnel/", "data/contradictions/json/")
    assert "zebulon.k" in zebulon.get(f"/freedonia/why/{number}/").content.decode()
    for client in (visitor, signed_in("con", "contributor", party="FRE")):
        for place in places:
            shown = client.get(f"/freedonia/{place}").content.decode().replace("zebulon.k\"", "")
            assert "zebulon.k" not in shown.replace("where=zebulon.k", ""), place
    assert "a recorder" in visitor.get("/freedonia/audit/").content.decode()


def test_a_sound_ledger_is_said_to_hold(freedonia: Any, visitor: Any):
    freedonia.said("200 came")
    assert "Everything holds." in visitor.post("/freedonia/audit/", {}).content.decode()


def test_a_head_that_is_not_in_the_chain_is_told_inside_and_counted_outside(
        freedonia: Any, visitor: Any, signed_in: Any):
    from muster import store

    freedonia.said("200 came")
    head = store.head_of(freedonia.mission)[1]
    amina = signed_in("amina", "recorder")
    assert "Everything holds." in amina.post("/freedonia/audit/", {"head": head[:12].upper()}).content.decode()
    wrong = amina.post("/freedonia/audit/", {"head": "0" * 64}).content.decode()
    assert "Something does not hold." in wrong
    assert "head" in wrong[wrong.index("Something does not hold."):]
    seen = visitor.post("/freedonia/audit/", {"head": "0" * 64}).content.decode()
    assert "Something does not hold." in seen
    assert '<ul lang="en">' not in seen


@pytest.mark.parametrize("head", ["<script>", "' OR 1=1", "x" * 5000, "\x00"])
def test_a_head_that_cannot_be_one_does_no_harm(freedonia: Any, visitor: Any, head: str):
    answer = visitor.post("/freedonia/audit/", {"head": head})
    assert answer.status_code in (200, 400, 422)
    assert "<script>" not in answer.content.decode()


def test_a_large_ledger_is_verified_by_a_job_once_for_each_head(freedonia: Any, visitor: Any, signed_in: Any,
                                                                monkeypatch: pytest.MonkeyPatch):
    from muster.web import jobs
    from muster.web.models import Job
    from muster.web.pages import audit

    monkeypatch.setattr(audit, "AT_ONCE", 1)
    freedonia.said("200 came", Aspect.FLOW, marking=Marking.PUBLIC)
    first, second = visitor.post("/freedonia/audit/", {}), visitor.post("/freedonia/audit/", {})
    assert first.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    assert Job.objects.count() == 1
    waits = visitor.get(first.headers["Location"])
    assert waits.headers["Refresh"] == "3"
    assert jobs.work_once()
    assert "Everything holds." in visitor.get(first.headers["Location"]).content.decode()
