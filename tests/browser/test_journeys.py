"""What people come to do, done in Chromium as they would do it."""

from __future__ import annotations

import re
from importlib import resources
from typing import Any

import pytest

pytestmark = pytest.mark.browser

SEEDS = ("seed-000", "seed-002")


def _founding(name: str) -> str:
    return resources.files("muster").joinpath("missions", "haiti", "founding", f"{name}.txt").read_text("utf-8")


def test_a_newcomer_reaches_the_passage_behind_the_600_in_three_clicks(site: str, open_page: Any):
    page = open_page(site=site)
    page.goto("/haiti/")
    page.get_by_text("What the two tell together, fact by fact").click()
    told = page.locator("section", has_text="Told in both, counted once").first
    told.locator("a[href*='/why/S']").first.click()
    page.get_by_text("An additional 600, our next batch").first.wait_for()


def test_a_figure_on_the_overview_opens_into_who_said_it(site: str, open_page: Any):
    page = open_page(site=site)
    page.goto("/haiti/?sources=seeds")
    page.locator("a.figure[href*='/why/gap/personnel/present']").first.click()
    page.get_by_role("heading", name="Where this figure comes from").wait_for()
    page.get_by_text("nearly 400 officers are on the ground").first.wait_for()


def test_the_day_slider_moves_the_whole_page(site: str, open_page: Any):
    page = open_page(site=site)
    page.goto("/haiti/?on=2025-03-01")
    slider = page.get_by_label("Move through the days")
    slider.focus()
    slider.press("ArrowLeft")
    page.wait_for_url("**on=2025-02-28**")
    page.get_by_role("heading", name="The mission on 28 February 2025").wait_for()


def test_everything_that_asks_works_without_javascript(site: str, open_page: Any):
    page = open_page(site=site, scripts=False)
    page.goto("/haiti/")
    page.get_by_label("The day asked about").fill("2024-09-22")
    page.get_by_label("As known by the end of").fill("2024-09-30")
    page.get_by_role("button", name="Show").click()
    assert "on=2024-09-22" in page.url
    assert "known=2024-09-30" in page.url
    page.get_by_role("heading", name="The mission on 22 September 2024").wait_for()


def test_a_keyboard_alone_reaches_the_content_and_the_first_figure(site: str, open_page: Any):
    page = open_page(site=site)
    page.goto("/haiti/ledger/?on=2025-03-01")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _press in range(40):
        page.keyboard.press("Tab")
        if "/why/" in (page.evaluate("document.activeElement.href") or ""):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/why/**")


def _hand_in(page: Any, name: str, published: str) -> None:
    page.goto("/new/reports/add/")
    page.get_by_label("A file").set_input_files(
        {"name": f"{name}.txt", "mimeType": "text/plain", "buffer": _founding(name).encode()})
    page.get_by_label("Who published it").fill("An outlet")
    page.get_by_label("Published on").fill(published)
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/jobs/**")
    page.get_by_role("link", name="Rule on its statements").wait_for(timeout=90_000)


def _judge_all(page: Any) -> int:
    """Take the proposed verdict on everything that waits; what cannot be taken as proposed is marked unsure."""
    judged = 0
    while True:
        page.goto("/new/queue/")
        waiting = page.get_by_role("link", name="Rule on it")
        if not waiting.count():
            return judged
        waiting.first.click()
        with page.expect_navigation():
            page.get_by_role("button", name="Rule, and on to the next").click()
        if page.get_by_role("alert").count():
            page.keyboard.press("u")
            with page.expect_navigation():
                page.get_by_role("button", name="Rule, and on to the next").click()
        page.get_by_role("status").first.wait_for()
        judged += 1
        assert judged < 200


def test_a_recorder_hands_in_both_founding_reports_judges_them_and_the_overview_changes(
        own_site: str, open_page: Any):
    page = open_page(site=own_site, who="amina")
    page.goto("/new/")
    page.get_by_text("Nothing dated is recorded yet.").wait_for()
    for name, published in zip(SEEDS, ("2024-09-22", "2024-10-11")):
        _hand_in(page, name, published)
    assert _judge_all(page) > 20
    rows = page.request.get("/new/data/gap/json/?on=2024-10-12").json()
    personnel = next(row for row in rows if row["key"] == "personnel")
    assert 600 in personnel.values()
    page.goto("/new/?on=2024-10-12")
    assert page.locator("a.figure[href*='/why/gap/personnel/']", has_text=re.compile("^600")).count() > 0
    assert page.complaints == []


def test_two_people_rule_on_one_statement_at_once_and_the_second_is_told(own_site: str, open_page: Any):
    amina, jean = open_page(site=own_site, who="amina"), open_page(site=own_site, who="jean")
    amina.goto("/haiti/queue/")
    place = amina.get_by_role("link", name="Rule on it").first.get_attribute("href")
    for page in (amina, jean):
        page.goto(place)
    amina.get_by_label("unsure").check()
    amina.get_by_role("button", name="Rule, and on to the next").click()
    amina.get_by_role("status").first.wait_for()
    jean.get_by_label("reject").check()
    jean.get_by_label("Reason, kept with the ruling").fill("hearsay")
    jean.get_by_role("button", name="Rule, and on to the next").click()
    jean.get_by_text("Somebody ruled on it meanwhile: look again, then decide.").wait_for()
    assert jean.get_by_label("Reason, kept with the ruling").input_value() == "hearsay"


def test_an_approver_approves_what_another_proposed(own_site: str, open_page: Any):
    root, amina, jean = (open_page(site=own_site, who=name) for name in ("root", "amina", "jean"))
    root.goto("/account/people/")
    switch = root.locator("form:has(input[value=haiti])")
    switch.get_by_role("checkbox").check()
    switch.get_by_role("button", name="Save").click()
    amina.goto("/haiti/queue/")
    amina.get_by_role("link", name="Rule on it").first.click()
    amina.get_by_label("unsure").check()
    amina.get_by_role("button", name="Propose, and on to the next").click()
    amina.get_by_text("It waits for somebody else’s approval").wait_for()
    amina.goto("/haiti/approve/")
    amina.get_by_text("Your own: somebody else decides.").wait_for()
    jean.goto("/haiti/approve/")
    jean.get_by_role("button", name="Approve").click()
    jean.get_by_text("Nothing waits.").wait_for()


def test_a_contributor_contests_its_line_and_the_public_reads_it_beside_the_figure(own_site: str, open_page: Any):
    desk, visitor = open_page(site=own_site, who="kenya.desk"), open_page(site=own_site)
    desk.goto("/haiti/ledger/ken-personnel/?on=2025-03-01")
    desk.get_by_role("link", name="Confirm or contest this line").click()
    desk.get_by_label("This line is contested").check()
    desk.get_by_label("In your words").fill("Our own roll says otherwise.")
    desk.get_by_label("The public may read it, beside the figure").check()
    desk.get_by_role("button", name="Sign and send").click()
    desk.get_by_text("Your word is in the ledger").wait_for()
    visitor.goto("/haiti/why/lines/ken-personnel/present/?on=2026-12-01")
    visitor.get_by_text("contested by Kenya").first.wait_for()


def test_the_public_sees_nothing_of_what_is_marked(own_site: str, open_page: Any):
    amina, visitor = open_page(site=own_site, who="amina"), open_page(site=own_site)
    amina.goto("/haiti/reports/add/")
    amina.get_by_label("or its text, pasted").fill("Zebulon said that 4,321 officers arrived on 3 March 2025.")
    amina.get_by_label("Who published it").fill("Zebulon office")
    amina.get_by_role("button", name="Hand in").click()
    amina.get_by_role("link", name="The report, with each statement marked").wait_for(timeout=90_000)
    amina.goto("/haiti/search/?q=zebulon")
    amina.get_by_text("Zebulon office").first.wait_for()
    for place in ("/haiti/search/?q=zebulon", "/haiti/reports/", "/haiti/?on=2026-12-01", "/haiti/audit/"):
        visitor.goto(place)
        assert "4,321" not in visitor.content()
        assert "Zebulon office" not in visitor.content()
    assert "Public edition" in visitor.content()


def test_the_queue_is_worked_from_the_keyboard(own_site: str, open_page: Any):
    page = open_page(site=own_site, who="amina")
    page.goto("/haiti/queue/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.get_by_role("link", name="Rule on it").nth(1).get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{second}")
    page.keyboard.press("u")
    assert page.get_by_label("unsure").is_checked()
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue/**")
