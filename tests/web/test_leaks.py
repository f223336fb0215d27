"""What must not be seen: each test first makes what could leak and shows it to somebody who may see it.

Every way out is tried: pages, files, search, the API, the page that opens a figure.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from muster.vocabulary import Aspect, Grade, Marking, Stage

SECRET = "Zebulon"

WAYS_OUT = (
    "", "ledger/", "contributors/", "contributors/FRE/", "contributors/SYL/", "reports/", "contradictions/", "asks/",
    "promises/", "ground/", "mission/", "parties/", "requirements/", "mandates/", "public/", "audit/", "corrections/",
    "search/?q=Zebulon", "search/?q=came", "data/",
    *(f"data/{name}/{form}/" for form in ("csv", "json") for name in (
        "gap", "ratios", "money", "mandate", "strength", "lines", "contributors", "promises", "chains", "announcements",
        "due", "ask", "waits", "contradictions", "tellings", "checks", "facts", "sites", "indicators", "parties",
        "requirements", "lots", "moves", "told", "inbox", "host", "rulings",
        "statuses")),
)


@pytest.fixture(params=["opened", "held in columns"], autouse=True)
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small ledgers are opened, large ones held in columns: neither may leak."""
    if request.param != "opened":
        monkeypatch.setattr("muster.store.held.HELD_FROM", 0)


def everywhere(client: Any, more: tuple[str, ...] = ()) -> str:
    """All that a client is shown, in one text; what it asked for itself is taken out."""
    told = []
    for place in (*WAYS_OUT, *more):
        answer = client.get(f"/freedonia/{place}")
        assert answer.status_code in (200, 404), (place, answer.status_code)
        told.append(answer.content.decode().replace(f'value="{SECRET}"', "").replace(f"q={SECRET}", ""))
    for name in ("gap", "lines", "sites", "strength", "announcements", "indicators"):
        told.append(client.get(f"/api/missions/freedonia/tables/{name}").content.decode())
    # A thousands separator must not hide a number; a hash must not look like one (hence six digits).
    return "\n".join(told).replace(",", "")


def _numbers_of_entries(builder: Any) -> tuple[str, ...]:
    """Addresses that open every entry there is, and every report."""
    from muster import store
    from muster.ledger.records import place_of

    books = store.open_books(builder.mission, on=date(2030, 1, 1))
    entries = [f"why/S{place_of(one.id)}/" for one in books.statements]
    entries += [f"why/R{place_of(one.id)}/" for one in books.rulings]
    entries += [f"why/M{place_of(one.id)}/" for one in store.movements_of(books)]
    entries += [f"why/D{place_of(one)}/" for one in books.reports]
    return (*entries, *(f"reports/{one.name}/" for one in books.reports.values()))


@pytest.mark.parametrize("marking", [Marking.RESTRICTED, Marking.CONTRIBUTORS])
def test_a_marked_report_is_on_no_way_out(freedonia: Any, visitor: Any, signed_in: Any, marking: Marking):
    freedonia.said("200 came", lot="open lot")
    freedonia.said(f"{SECRET}: 777131 came by night", quantity=777_131, marking=marking, title=f"{SECRET} telegram",
                   lot=f"{SECRET}-lot", publisher=f"{SECRET} office")
    every = _numbers_of_entries(freedonia)
    inside = everywhere(signed_in("amina", "recorder"), every)
    assert SECRET in inside
    assert "777131" in inside
    outside = everywhere(visitor, every)
    assert SECRET not in outside
    assert "777131" not in outside
    assert "777331" not in outside  # nor what it adds up to
    assert everywhere(signed_in("report.er", "reporter"), every).count(SECRET) == 0


def test_a_marked_statement_in_a_released_report_does_not_show_in_its_text(
        freedonia: Any, visitor: Any, signed_in: Any):
    from muster import store
    from muster.ledger.drafts import Filing, NewReport, NewStatement
    from muster.vocabulary import Grade

    body = f"200 officers came on Monday. {SECRET} leads them from the old mill."
    report = NewReport("mixed", "A mixed report", "Gazette", date(2025, 3, 1), "en", body.encode(), Marking.PUBLIC)
    statements = (
        NewStatement("mixed", "sentence 1", "200 officers came on Monday.", Aspect.CONTEXT, Grade.PRESS),
        NewStatement("mixed", "sentence 2", f"{SECRET} leads them from the old mill.", Aspect.CONTEXT, Grade.PRESS,
                     marking=Marking.RESTRICTED))
    store.file(freedonia.mission, Filing(reports=(report,), statements=statements), author="amina")
    assert SECRET in signed_in("amina", "recorder").get("/freedonia/reports/mixed/").content.decode()
    seen = visitor.get("/freedonia/reports/mixed/").content.decode()
    assert "200 officers came on Monday." in seen
    assert SECRET not in seen


def test_a_contributor_sees_its_own_marked_line_and_nobody_elses(freedonia: Any, signed_in: Any, visitor: Any):
    freedonia.said("Sylvanian 333171 in training", contributor="SYL", quantity=333_171, stage=Stage.PREPARING,
                   marking=Marking.CONTRIBUTORS, speaker="SYL")
    freedonia.said("Freedonian 444191 in training", contributor="FRE", quantity=444_191, stage=Stage.PREPARING,
                   marking=Marking.CONTRIBUTORS)
    every = _numbers_of_entries(freedonia)
    officer = everywhere(signed_in("sylvia", "contributor", party="SYL"), every)
    assert "Sylvanian 333171" in officer
    assert "444191" not in officer
    assert "333171" not in everywhere(visitor, every)
    assert "333171" not in everywhere(signed_in("fred", "contributor", party="FRE"), every)


def test_what_others_wrote_of_a_contributor_is_hidden_from_it_until_it_is_released(freedonia: Any, signed_in: Any):
    def said_of_sylvania(number: int, grade: Grade, marking: Marking) -> None:
        freedonia.said(f"Sylvanian {number} in training", contributor="SYL", quantity=number, stage=Stage.PREPARING,
                       marking=marking, speaker="SYL" if grade is Grade.PARTY else "FRE", grade=grade)

    said_of_sylvania(333_171, Grade.PARTY, Marking.RESTRICTED)
    said_of_sylvania(555_181, Grade.INDEPENDENT, Marking.CONTRIBUTORS)
    said_of_sylvania(777_131, Grade.COUNTERPART, Marking.RESTRICTED)
    every = _numbers_of_entries(freedonia)
    assert "777131" in everywhere(signed_in("amina", "recorder"), every)
    officer = everywhere(signed_in("sylvia", "contributor", party="SYL"), every)
    assert "Sylvanian 333171" in officer  # its own word
    assert "Sylvanian 555181" in officer  # released to it
    assert "777131" not in officer
    assert str(333_171 + 555_181) in officer
    assert str(333_171 + 555_181 + 777_131) not in officer


def test_what_has_not_happened_yet_is_not_public(freedonia: Any, visitor: Any, signed_in: Any):
    tomorrow = date.today() + timedelta(days=3)
    freedonia.said("200 came", day=date(2025, 3, 1))
    freedonia.said(f"{SECRET} flight lands with 777131", quantity=777_131, day=tomorrow)
    every = tuple(f"{place}{'&' if '?' in place else '?'}on={tomorrow + timedelta(days=9)}"
                  for place in (*WAYS_OUT, *_numbers_of_entries(freedonia)))
    assert SECRET in everywhere(signed_in("amina", "recorder"), every)
    seen = everywhere(visitor, every)
    assert SECRET not in seen
    assert "777131" not in seen
    assert "777331" not in seen


def test_the_public_sees_no_strength_by_site_and_no_base_on_the_map(freedonia: Any, visitor: Any, signed_in: Any):
    freedonia.said(f"77 officers hold {SECRET} barracks", Aspect.SITE, quantity=77, kind=None, resource="", unit="",
                   detail={"site": f"{SECRET} barracks", "site_kind": "base", "latitude": -1.28333,
                           "longitude": 36.81667, "status": "held"})
    freedonia.said("The port is open", Aspect.SITE, quantity=None, kind=None, resource="", unit="",
                   detail={"site": "Port", "site_kind": "port", "latitude": -1.34567, "longitude": 36.71234,
                           "status": "open"})
    freedonia.said("The camp is built", Aspect.SITE, quantity=None, kind=None, resource="", unit="",
                   detail={"site": "Camp One", "site_kind": "camp", "latitude": -1.44444, "longitude": 36.55555,
                           "status": "built"})
    freedonia.said(f"{SECRET} needs 55 beds", Aspect.NEED, quantity=55, kind=None, resource="logistics: beds",
                   unit="beds", detail={"site": f"{SECRET} barracks"})
    every = _numbers_of_entries(freedonia)
    inside = everywhere(signed_in("amina", "recorder"), every)
    assert SECRET in inside
    outside = everywhere(visitor, every)
    assert SECRET not in outside
    books = _public_books(freedonia)
    places = {said.detail["site"]: said.detail for said in books.statements if "site" in said.detail}
    assert places["Port"]["latitude"] == -1.3
    assert places["Port"]["longitude"] == 36.7
    assert "latitude" not in places["Camp One"]


def _public_books(builder: Any) -> Any:
    from muster import store
    from muster.briefs.editions import public_edition

    return public_edition(store.open_books(builder.mission, clearance=Marking.PUBLIC))


def test_a_person_without_public_office_is_never_named_to_the_public(empty: None, visitor: Any, signed_in: Any):
    from tests.web.conftest import Builder

    from muster.ledger.records import Party

    builder = Builder()
    builder.parties["P-X"] = Party("P-X", f"{SECRET} Smith", "person", (f"Constable {SECRET}",))
    builder.parties["P-M"] = Party("P-M", "Minister Firefly", "person", (), "minister")
    builder.begin()
    builder.said(f"Constable {SECRET} died; {SECRET} Smith was 34", Aspect.FLOW, quantity=1, stage=Stage.LOST,
                 speaker="P-X", book=False)
    builder.said("Minister Firefly spoke", Aspect.CONTEXT, quantity=None, kind=None, resource="", unit="",
                 speaker="P-M")
    every = _numbers_of_entries(builder)
    assert SECRET in everywhere(signed_in("amina", "recorder"), every)
    seen = everywhere(visitor, every)
    assert SECRET not in seen
    assert "Minister Firefly" in seen


def test_what_waits_for_approval_is_seen_by_those_inside_alone(freedonia: Any, visitor: Any, signed_in: Any):
    from muster.web.models import Correction, Waiting

    Waiting.objects.create(mission="freedonia", statement="S1", asked={"verdict": "accept", "reason": SECRET},
                           told=SECRET, author="amina")
    Correction.objects.create(mission="freedonia", about="gap", text=f"{SECRET} is wrong", by=f"{SECRET} himself")
    assert SECRET in signed_in("amina", "recorder").get("/freedonia/approve/").content.decode()
    assert SECRET in signed_in("amina", "recorder").get("/freedonia/corrections/").content.decode()
    assert SECRET not in everywhere(visitor)
    assert visitor.get("/freedonia/approve/").status_code == 403


def test_a_page_kept_for_one_viewer_is_not_shown_to_another(freedonia: Any, visitor: Any, signed_in: Any):
    freedonia.said(f"{SECRET} came", marking=Marking.RESTRICTED)
    assert SECRET in signed_in("amina", "recorder").get("/freedonia/search/?q=zebulon").content.decode()
    assert "<a href=\"/freedonia/why" not in visitor.get("/freedonia/search/?q=zebulon").content.decode()
    assert SECRET not in visitor.get("/freedonia/search/?q=zebulon").content.decode()


def test_an_answer_of_somebody_signed_in_is_kept_by_no_proxy(freedonia: Any, signed_in: Any):
    answer = signed_in("amina", "recorder").get("/freedonia/")
    assert "private" in answer.headers["Cache-Control"]


def test_sealed_words_are_on_no_way_out(freedonia: Any, signed_in: Any):
    from muster import store
    from muster.actions import sealing
    from muster.ledger.records import place_of
    from muster.store import people

    people.register("jean")
    freedonia.said(f"{SECRET} lives at the mill", quantity=777_131, title=f"{SECRET} letter")
    inside = signed_in("amina", "recorder")
    every = _numbers_of_entries(freedonia)
    assert SECRET in everywhere(inside, every)
    books = store.open_books(freedonia.mission)
    report = place_of(next(iter(books.reports)))
    statement = place_of(books.statements[0].id)
    sealing.seal(freedonia.mission, [f"D{report}", f"S{statement}"], reason="personal", authors=("amina", "jean"))
    assert SECRET not in everywhere(inside, every)
