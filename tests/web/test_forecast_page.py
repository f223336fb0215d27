"""The Forecast page: for those inside, without JavaScript, and each of its figures opens."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.web.test_pages import Read

ASKED = "?on=2025-07-10&known=2025-07-10&until=2025-12-31"


@pytest.fixture
def inside(haiti: None, signed_in: Any) -> Any:
    return signed_in("amina", "recorder")


def test_the_page_shows_bands_chances_gates_and_what_would_help(inside: Any):
    page = inside.get(f"/haiti/forecast/{ASKED}&strength=2000").content.decode()
    assert page.count('class="fan"') >= 6
    for told in ("How likely is which strength", "What holds it back", "equipment", "not known", "What would help most",
                 "outside view", "at least 2,000"):
        assert told.lower() in page.lower(), told


def test_every_figure_on_the_forecast_page_opens_into_what_it_rests_on(inside: Any):
    page = Read(inside.get(f"/haiti/forecast/{ASKED}&strength=2000&vehicles=10").content.decode())
    figures = sorted({link for link in page.links if "/forecast/why/" in link})
    assert len(figures) > 150
    assert all("strength=2000" in link and "vehicles=10" in link for link in figures)
    by_table = {link.partition("/why/")[2].partition("/")[0]: link for link in figures}
    assert {"forecast", "chances", "binds", "starts", "carried", "parameters", "past_missions", "helps",
            "effects"} <= set(by_table)
    for link in by_table.values():
        assert inside.get(link).status_code == 200, link


def test_a_figure_of_the_forecast_opens_into_movements_and_passages(inside: Any):
    page = inside.get(f"/haiti/forecast/why/forecast/2025-12-25/median/{ASKED}").content.decode()
    for told in ("Computed from", "by_view/mission-model-2025-12-25/median", "Movements that make it", "Who said so"):
        assert told in page


def test_sliders_are_fields_of_a_form_and_their_answer_stands_on_the_page(inside: Any):
    page = inside.get(f"/haiti/forecast/{ASKED}").content.decode()
    form = page[page.index('<form method="get" class="card"'):]
    for name in ("money", "vehicles", "seats", "earlier", "until", "strength", "kept"):
        assert f'name="{name}"' in form
    changed = inside.get(f"/haiti/forecast/{ASKED}&vehicles=20&kept=KEN+personnel+ready").content.decode()
    assert "What these changes would bring" in changed
    assert "all of these together" in changed
    assert re.search(r'name="vehicles"[^>]*value="20"', changed)


@pytest.mark.parametrize("words", ["until=soon", "strength=many", "vehicles=-3", "money=999999", "strength=1e9"])
def test_what_cannot_be_read_is_answered_with_what_belongs_there(inside: Any, words: str):
    answer = inside.get(f"/haiti/forecast/?on=2025-07-10&{words}")
    assert answer.status_code == 400
    assert "belongs" in answer.content.decode() or "whole number" in answer.content.decode()


def test_a_promise_nobody_made_is_answered_in_a_sentence(inside: Any):
    answer = inside.get(f"/haiti/forecast/{ASKED}&kept=nobody")
    assert answer.status_code == 400
    assert "the name of an open promise" in answer.content.decode()


def test_a_past_horizon_gets_a_sentence(inside: Any):
    past = inside.get("/haiti/forecast/?on=2025-07-10&until=2024-01-01")
    assert past.status_code == 200
    assert "a day on or after 2025-07-10" in past.content.decode()


def test_an_empty_ledger_gets_a_sentence(freedonia: Any, signed_in: Any):
    empty = signed_in("amina", "recorder").get("/freedonia/forecast/?on=2025-07-10")
    assert empty.status_code == 200
    assert "there is nothing to carry forward" in empty.content.decode()


@pytest.mark.parametrize("place", ["forecast/", "forecast/why/forecast/2025-12-25/median/"])
def test_the_public_and_a_contributor_see_no_forecast(haiti: None, visitor: Any, signed_in: Any, place: str):
    assert visitor.get(f"/haiti/{place}{ASKED}").status_code == 403
    assert signed_in("desk", "contributor", party="KEN").get(f"/haiti/{place}{ASKED}").status_code == 403
    assert signed_in("amina", "recorder").get(f"/haiti/{place}{ASKED}&edition=public").status_code == 403
    assert 'forecast/"' not in visitor.get("/haiti/").content.decode()


def test_the_page_stands_in_french(inside: Any):
    page = inside.get(f"/haiti/forecast/{ASKED}&lang=fr").content.decode()
    assert "Ce qui la retient" in page
    assert "50 %" in page


def test_the_overview_draws_the_bands_once_the_worker_has_them(inside: Any, visitor: Any):
    from muster.web import jobs

    place = "/haiti/?on=2025-07-10&known=2025-07-10"
    before = inside.get(place).content.decode()
    assert 'class="fan"' not in before
    assert "being worked out" in before
    assert jobs.work_once()
    assert 'class="fan"' in inside.get(place).content.decode()
    assert 'class="fan"' not in visitor.get(place).content.decode()
    assert not jobs.work_once()


def test_a_report_somebody_waits_for_is_read_before_bands_are_made(inside: Any):
    from muster.web import jobs
    from muster.web.models import Job, State

    inside.get("/haiti/?on=2025-07-10&known=2025-07-10")
    asked = {"published": "", "file_name": "a.txt", "title": "A", "publisher": "P", "address": "",
             "marking": "restricted"}
    jobs.file_report("haiti", b"200 officers came to Haiti on 3 March 2025.", asked=asked, author="amina")
    assert jobs.work_once()
    assert {one.kind: one.state for one in Job.objects.all()} == {"report": State.DONE, "forecast": State.WAITING}


def test_a_later_report_changes_no_forecast_of_an_earlier_day(inside: Any):
    from muster import store
    from muster.ledger.drafts import Filing, NewReport, NewStatement
    from muster.vocabulary import Aspect, Grade

    def fan() -> list[str]:
        page = inside.get(f"/haiti/forecast/{ASKED}").content.decode()
        return re.findall(r'<path class="fan[^"]*" d="[^"]*"/>', page)

    before = fan()
    report = NewReport("late", "Late", "Gazette", None, "en", b"900 vehicles")
    number = NewStatement("late", "row 1", "900 vehicles", Aspect.CONTEXT, Grade.PARTY,
                          detail={"number": "vehicles", "value": "900"})
    store.file(store.mission_named("haiti"), Filing(reports=(report,), statements=(number,)), author="amina", live=True)
    assert fan() == before
