"""Every page, for whoever looks: it answers, it says what it shows, and each figure on it opens."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from muster.vocabulary import Kind

PUBLIC_PAGES = (
    "", "ledger/", "ledger/ken-personnel/", "contributors/", "contributors/KEN/", "reports/", "reports/seed-000/",
    "contradictions/", "asks/", "promises/", "ground/", "why/gap/personnel/present/", "public/", "audit/", "method/",
    "corrections/", "corrections/propose/", "search/?q=Kenya", "data/", "mission/", "parties/", "requirements/",
    "mandates/",
)
INSIDE_PAGES = ("queue/", "approve/", "reports/add/", "load/", "forecast/")


class Read(HTMLParser):
    """What a page's HTML holds: links, ids, headings; and whether its tags close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.inline: list[str] = []
        self.others: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag == "a":
            self.links.append(held.get("href") or "")
        if held.get("id"):
            self.ids.append(held["id"] or "")
        if "style" in held or any(name.startswith("on") for name in held) or (tag == "script" and not held.get("src")):
            self.inline.append(tag)
        source = held.get("src") or held.get("href") or ""
        if tag in ("script", "link", "img", "iframe") and source.startswith("http"):
            self.others.append(tag)


@pytest.mark.parametrize("place", PUBLIC_PAGES)
def test_a_page_answers_without_an_account_in_both_languages(haiti: None, visitor: Any, place: str):
    for language in ("en", "fr"):
        mark = "&" if "?" in place else "?"
        answer = visitor.get(f"/haiti/{place}{mark}lang={language}")
        assert answer.status_code == 200
        assert f'<html lang="{language}">' in answer.content.decode()


@pytest.mark.parametrize("place", PUBLIC_PAGES)
def test_a_page_holds_nothing_inline_nothing_from_elsewhere_and_no_id_twice(haiti: None, visitor: Any, place: str):
    page = Read(visitor.get(f"/haiti/{place}").content.decode())
    assert page.inline == []
    assert page.others == []
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("place", INSIDE_PAGES)
def test_a_page_for_those_inside_says_who_may_see_it(haiti: None, visitor: Any, signed_in: Any, place: str):
    refused = visitor.get(f"/haiti/{place}")
    assert refused.status_code == 403
    assert "Sign in first." in refused.content.decode()
    assert signed_in("amina", "recorder").get(f"/haiti/{place}").status_code == 200


def test_every_figure_on_the_overview_opens(haiti: None, visitor: Any):
    page = Read(visitor.get("/haiti/?on=2025-03-01").content.decode())
    figures = {link for link in page.links if "/why/" in link}
    assert len(figures) > 50
    for link in sorted(figures):
        assert visitor.get(link).status_code == 200, link


def test_the_page_behind_the_600_is_one_click_from_the_overview(haiti: None, visitor: Any):
    page = visitor.get("/haiti/").content.decode()
    joined = page[page.index("Told in both, counted once"):]
    link = re.search(r'href="([^"]*/why/S\d+/[^"]*)"', joined)
    assert link is not None
    opened = visitor.get(link[1].replace("&amp;", "&")).content.decode()
    assert "An additional 600, our next batch" in opened


def test_the_seeds_alone_show_six_hundred_preparing_once(haiti: None, visitor: Any):
    rows = visitor.get("/haiti/data/gap/json/?sources=seeds&on=2024-10-12&known=2024-10-15").json()
    personnel = next(row for row in rows if row["key"] == "personnel")
    assert personnel["preparing"] == 600
    assert personnel["present"] == {"booked": 400, "low": 380, "high": 400, "word": "nearly 400"} or \
        personnel["present"]["booked"] == 400


def test_a_page_and_its_file_show_the_same_figures(haiti: None, visitor: Any):
    rows = visitor.get("/haiti/data/lines/json/?on=2025-03-01").json()
    page = visitor.get("/haiti/ledger/?on=2025-03-01").content.decode()
    kenya = next(row for row in rows if row["key"] == "ken-personnel")
    assert f"why/lines/ken-personnel/present/?on=2025-03-01\">{kenya['present']:,}</a>" in page


@pytest.mark.parametrize(("place", "told"), [
    ("?on=2024", "one day as YYYY-MM-DD"), ("?known=soon", "one day as YYYY-MM-DD"),
    ("?known=2024-13-40T10:00", "a day or a time such as"), ("?on=9999-99-99", "one day as YYYY-MM-DD"),
])
def test_a_question_that_cannot_be_understood_is_answered_with_what_belongs_there(
        haiti: None, visitor: Any, place: str, told: str):
    answer = visitor.get(f"/haiti/{place}")
    assert answer.status_code == 400
    assert told in answer.content.decode()


@pytest.mark.parametrize("place", [
    "/nowhere/", "/haiti/why/gap/personnel/nothing/", "/haiti/why/S99999999/", "/haiti/why/%00/",
    "/haiti/reports/none/",
    "/haiti/ledger/999999/", "/haiti/contributors/NOBODY/", "/haiti/data/none/csv/", "/haiti/?sources=none",
    "/haiti/why/..%2F..%2Fetc%2Fpasswd/", "/favicon.ico", "/haiti/reports/..%2Fsecret/",
])
def test_an_address_that_leads_nowhere_says_so(haiti: None, visitor: Any, place: str):
    answer = visitor.get(place)
    assert answer.status_code == 404
    assert "belongs" in answer.content.decode()


def test_a_day_at_the_edge_of_the_calendar_is_answered(haiti: None, visitor: Any):
    for query in ("on=0001-01-01", "on=9999-12-31", "known=0001-01-01", "on=2024-09-22&known=9999-12-30"):
        assert visitor.get(f"/haiti/?{query}").status_code in (200, 400), query


def test_html_in_reports_and_names_is_shown_as_text(freedonia: Any, visitor: Any):
    evil = '<script>alert("1")</script><img src=x onerror=alert(1)>'
    name = freedonia.said(f"200 came {evil}", title=evil, publisher=evil, lot=evil)
    for place in ("", "reports/", f"reports/{name}/", "ledger/", "ledger/fre-personnel/", "search/?q=script",
                  "why/gap/personnel/present/", "public/", f"search/?q={evil}"):
        page = visitor.get(f"/freedonia/{place}").content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_a_mission_without_anything_in_it_is_shown_in_words(freedonia: Any, visitor: Any):
    for place in ("", "ledger/", "contributors/", "reports/", "contradictions/", "asks/", "promises/", "ground/",
                  "public/", "audit/", "search/?q=x", "data/gap/csv/"):
        assert visitor.get(f"/freedonia/{place}").status_code == 200, place
    assert "Nothing is recorded." in visitor.get("/freedonia/public/").content.decode()


def test_with_one_mission_the_door_leads_straight_to_it(haiti: None, visitor: Any):
    assert visitor.get("/").headers["Location"] == "/haiti/"


def test_every_page_says_under_which_marking_it_stands(haiti: None, visitor: Any, signed_in: Any):
    assert "Public edition" in visitor.get("/haiti/").content.decode()
    inside = signed_in("amina", "recorder")
    assert "Marking of what is on this screen: restricted" in inside.get("/haiti/").content.decode()
    assert "Public edition" in inside.get("/haiti/?edition=public").content.decode()


def test_the_first_page_weighs_less_than_a_quarter_megabyte(haiti: None, visitor: Any):
    page = visitor.get("/haiti/")
    text = page.content.decode()
    weight = len(page.content)
    for address in re.findall(r'(?:href|src)="(/static/[^"?]+)', text):
        from django.contrib.staticfiles import finders

        weight += Path(finders.find(address.removeprefix("/static/"))).stat().st_size
    assert weight < 250_000


def test_narrowing_a_table_ignores_accents_and_capitals(freedonia: Any, visitor: Any):
    freedonia.said("Two hundred came", resource="equipment: véhicule blindé", unit="units",
                   kind=Kind.EQUIPMENT)
    assert "véhicule" in visitor.get("/freedonia/ledger/?where=VEHICULE").content.decode()


def test_every_table_page_has_a_place_in_the_addresses(haiti: None, visitor: Any):
    from muster.web.pages import tables

    for layout in tables.PAGES:
        assert visitor.get(f"/haiti/{layout.place}/").status_code == 200


def test_no_page_may_be_framed_and_none_may_run_inline_script(haiti: None, visitor: Any):
    answer = visitor.get("/haiti/")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_pages_search_and_figures_are_the_same_on_both_databases(empty_on_both: None, visitor: Any, haiti_rows: Any):
    from muster.actions import loading

    loading.load("haiti", mission_name=None, author="editors")
    for place in PUBLIC_PAGES:
        assert visitor.get(f"/haiti/{place}").status_code == 200, place
    for typed in ("Türkiye", "turkiye", "TURKIYE"):
        assert "/haiti/contributors/TUR/" in visitor.get("/haiti/search/", {"q": typed}).content.decode(), typed
    rows = visitor.get("/haiti/data/gap/json/?on=2025-03-01&known=2025-03-15").json()
    assert haiti_rows.setdefault("gap", rows) == rows


@pytest.fixture(scope="module")
def haiti_rows() -> dict[str, Any]:
    """What the first database answered, for the second to be held to."""
    return {}
