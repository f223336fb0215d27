"""Sealing on a page: two people, clear words, nothing left anywhere, and nothing sealed by one alone."""

from __future__ import annotations

import re
from typing import Any

import pytest

SECRET = "Zebulon"


@pytest.fixture
def told(freedonia: Any) -> Any:
    """A report that should not have been filed, beside one that may stay."""
    freedonia.said("200 came")
    freedonia.said(f"{SECRET} lives at the mill", quantity=77, title=f"{SECRET} letter")
    return freedonia


def numbers(builder: Any) -> tuple[str, str]:
    """The last report and statement, as people name them."""
    from muster import store
    from muster.ledger.records import place_of

    books = store.open_books(builder.mission)
    return f"D{place_of(max(books.reports))}", f"S{place_of(books.statements[-1].id)}"


def ask(client: Any, entries: str, reason: str = "names an informant") -> Any:
    return client.post("/freedonia/seal/", {"entries": entries, "reason": reason})


def waiting(client: Any) -> str:
    found = re.search(r'action="(/freedonia/seal/\d+/)"', client.get("/freedonia/seal/").content.decode())
    assert found is not None
    return found[1]


def is_sealed(builder: Any) -> bool:
    from muster import store

    return any(report.sealed for report in store.open_books(builder.mission).reports.values())


def test_one_asks_another_confirms_and_the_words_are_gone_everywhere(told: Any, signed_in: Any):
    from muster import store

    report, statement = numbers(told)
    amina, root = signed_in("amina", "recorder"), signed_in("root", "administrator")
    assert ask(amina, report).status_code == 302
    page = root.get("/freedonia/seal/").content.decode()
    assert f"{SECRET} letter" in page
    assert "It cannot be undone." in page
    assert not is_sealed(told)
    place = waiting(root)
    assert root.post(place, {"decision": "confirm", "sure": "1"}).status_code == 302
    assert is_sealed(told)
    after = root.get("/freedonia/seal/").content.decode()
    assert "texts can no longer be read" in after
    assert "amina, root" in after
    assert SECRET not in after
    for client in (amina, root):
        for seen in ("reports/", f"reports/{'report-2'}/", f"why/{statement}/", "audit/", f"search/?q={SECRET}",
                     "ledger/", "queue/", "data/told/json/", "data/moves/csv/", "seal/"):
            shown = client.get(f"/freedonia/{seen}").content.decode()
            assert SECRET not in shown.replace(f'value="{SECRET}"', "").replace(f"q={SECRET}", ""), seen
    assert store.verify(told.mission) == []


def test_nobody_confirms_their_own_asking_whatever_their_roles(told: Any, signed_in: Any):
    root = signed_in("root", "administrator", "approver", "recorder")
    ask(root, numbers(told)[0])
    assert root.post(waiting(root), {"decision": "confirm", "sure": "1"}).status_code == 422
    assert not is_sealed(told)
    assert root.post(waiting(root), {"decision": "refuse"}).status_code == 302
    assert "Withdrawn; nothing was sealed." in root.get("/freedonia/seal/").content.decode()
    assert not is_sealed(told)


def test_one_of_the_two_is_an_administrator(told: Any, signed_in: Any):
    amina, jean, root = (signed_in("amina", "recorder"), signed_in("jean", "recorder", "approver"),
                         signed_in("root", "administrator"))
    ask(amina, numbers(told)[0])
    assert jean.post(waiting(jean), {"decision": "confirm", "sure": "1"}).status_code == 422
    assert not is_sealed(told)
    assert jean.post(waiting(jean), {"decision": "refuse", "answer": "not yet"}).status_code == 302
    ask(root, numbers(told)[0])
    assert amina.post(waiting(amina), {"decision": "confirm", "sure": "1"}).status_code == 422
    assert jean.post(waiting(jean), {"decision": "confirm", "sure": "1"}).status_code == 302
    assert is_sealed(told)


def test_confirming_needs_the_ticked_box_and_happens_once(told: Any, signed_in: Any):
    from muster.store.sealing import seals_of

    root, other = signed_in("root", "administrator"), signed_in("other", "administrator")
    ask(signed_in("amina", "recorder"), numbers(told)[0])
    place = waiting(root)
    unsure = root.post(place, {"decision": "confirm"})
    assert unsure.status_code == 422
    assert "it cannot be undone" in unsure.content.decode()
    assert root.post(place, {"decision": "confirm", "sure": "1"}).status_code == 302
    assert other.post(place, {"decision": "confirm", "sure": "1"}).status_code == 409
    assert len(seals_of(told.mission)) == 1


NOT_HELD = "statements (S12) or reports (D5) we hold"


@pytest.mark.parametrize(("entries", "reason", "expected"), [
    ("", "x", "between 1 and 60 entries"), ("S1", "", "why it must not be read"), ("R1", "x", "a number such as S12"),
    ("S3", "x", NOT_HELD), ("D5", "x", NOT_HELD), ("S99999", "x", NOT_HELD), ("M3", "x", "a number such as S12"),
    ("../etc", "x", "a number such as S12"), (" ".join(["S1"] * 80), "x", "between 1 and 60 entries"),
    ("<script>", "x", "a number such as S12"),
])
def test_what_cannot_be_sealed_is_refused_in_a_sentence(told: Any, signed_in: Any, entries: str, reason: str,
                                                        expected: str):
    from muster.web.models import SealAsked

    answer = ask(signed_in("amina", "recorder"), entries, reason)
    assert answer.status_code == 422
    assert expected in answer.content.decode()
    assert "<script>" not in answer.content.decode()
    assert not SealAsked.objects.exists()


def test_the_same_asking_twice_waits_once(told: Any, signed_in: Any):
    from muster.web.models import SealAsked

    amina = signed_in("amina", "recorder")
    report = numbers(told)[0]
    assert ask(amina, report).status_code == 302
    assert ask(amina, report).status_code == 422
    assert SealAsked.objects.count() == 1


def test_a_statement_goes_with_its_report_when_its_words_stand_there(told: Any, signed_in: Any):
    from muster.web.models import SealAsked

    report, statement = numbers(told)
    ask(signed_in("amina", "recorder"), statement)
    assert SealAsked.objects.get().entries.split() == [report, statement]


def test_sealing_is_closed_to_everybody_outside(told: Any, visitor: Any, signed_in: Any):
    from muster.web.models import SealAsked

    report = numbers(told)[0]
    ask(signed_in("amina", "recorder"), report, reason=f"{SECRET} asked")
    number = SealAsked.objects.get().pk
    for client in (visitor, signed_in("rep", "reporter"), signed_in("con", "contributor", party="FRE")):
        answer = client.get("/freedonia/seal/")
        assert answer.status_code == 403
        assert SECRET not in answer.content.decode()
        assert ask(client, report).status_code == 403
        assert client.post(f"/freedonia/seal/{number}/", {"decision": "confirm", "sure": "1"}).status_code == 403
    assert not is_sealed(told)


def test_what_jobs_and_proposals_keep_of_sealed_words_goes_with_them(told: Any, signed_in: Any):
    from muster.web import jobs
    from muster.web.models import Job, Waiting

    amina, root = signed_in("amina", "recorder"), signed_in("root", "administrator")
    amina.post("/freedonia/reports/add/", {
        "text": f"{SECRET} said that 40 officers arrived on 3 March 2025.", "publisher": "Gazette",
        "title": f"{SECRET} memo", "published": "2025-03-04"})
    while jobs.work_once():
        pass
    report, statement = numbers(told)
    Waiting.objects.create(mission="freedonia", statement=statement, author="amina", told=SECRET,
                           asked={"verdict": "accept", "reason": SECRET})
    assert SECRET in repr(Job.objects.values())
    ask(amina, report)
    root.post(waiting(root), {"decision": "confirm", "sure": "1"})
    assert is_sealed(told)
    assert SECRET not in repr(list(Job.objects.values()))
    assert SECRET not in repr(list(Waiting.objects.values()))
