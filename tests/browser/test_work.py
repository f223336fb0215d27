"""What officers do beside reading, in Chromium on one server: load, settle, seal, verify, cite, correct, begin."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser.conftest import _started

pytestmark = pytest.mark.browser

SHEET = "contributor,resource,quantity,stage,date,source\nKenya,personnel,250,present,2025-03-05,Gazette of 6 March\n"
FAULTY = SHEET + "Narnia,personnel,7,flying,soon,letter\n"


@pytest.fixture(scope="module")
def desk(haiti_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server these tests write to; each keeps to entries of its own."""
    address, process = _started(haiti_template, tmp_path_factory.mktemp("desk"))
    yield address
    process.terminate()
    process.wait(20)


def _tried(page: Any, name: str, text: str) -> None:
    page.goto("/new/load/")
    page.locator("#files").set_input_files({"name": name, "mimeType": "text/csv", "buffer": text.encode()})
    page.get_by_role("button", name="Try it").click()
    page.get_by_text("Nothing was filed").first.wait_for(timeout=90_000)


def test_a_recorder_tries_a_faulty_sheet_mends_it_loads_it_and_the_overview_changes(desk: str, open_page: Any):
    page = open_page(site=desk, who="amina")
    _tried(page, "march.csv", FAULTY)
    row = page.get_by_role("row", name="march.csv, row 3, column stage")
    row.get_by_text("flying").wait_for()
    row.get_by_text("one of pledged, committed").wait_for()
    assert page.get_by_role("button", name="Load it").count() == 0
    _tried(page, "march.csv", SHEET)
    page.get_by_role("cell", name="250 persons").wait_for()
    page.get_by_role("button", name="Load it").click()
    page.get_by_text("Loaded.").wait_for(timeout=90_000)
    page.get_by_role("link", name="The mission now").click()
    page.goto("/new/?on=2025-03-06")
    page.locator("a.figure[href*='/why/gap/personnel/present']", has_text="250").first.click()
    page.get_by_text("Gazette of 6 March").first.wait_for()
    assert page.complaints == []


def test_a_contradiction_is_settled_from_the_keyboard_alone(desk: str, open_page: Any):
    page = open_page(site=desk, who="amina")
    rows = page.request.get("/haiti/data/contradictions/json/").json()
    key = next(row["key"] for row in rows if row["status"].startswith("open"))
    page.goto(f"/haiti/contradictions/{key}/")
    page.keyboard.press("1")
    page.keyboard.press("p")
    assert page.locator("input[name=statement]").first.is_checked()
    assert page.locator("input[name=verdict][value=prefer]").is_checked()
    page.get_by_label("Why: read by whoever cites this case").focus()
    page.keyboard.type("the nearer source, counted by name")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_text("the nearer source, counted by name").first.wait_for()
    after = {row["key"]: row["status"] for row in page.request.get("/haiti/data/contradictions/json/").json()}
    assert after[key] == "ruled"
    page.keyboard.press("v" if page.get_by_role("link", name="Case before").count() else "n")
    page.wait_for_url(lambda address: key not in address)
    assert page.complaints == []


def test_two_people_seal_and_the_words_are_gone(desk: str, open_page: Any):
    amina, root = open_page(site=desk, who="amina"), open_page(site=desk, who="root")
    amina.goto("/haiti/reports/add/")
    amina.get_by_label("or its text, pasted").fill("Zebulon said that 4,321 officers arrived on 3 March 2025.")
    amina.get_by_label("Who published it").fill("A desk")
    amina.get_by_role("button", name="Hand in").click()
    amina.get_by_role("link", name="The report, with each statement marked").click(timeout=90_000)
    report = amina.url
    amina.get_by_text("Zebulon said").first.wait_for()
    amina.get_by_role("link", name="Ask to seal this report").click()
    amina.get_by_label("Why, without the words themselves").fill("names an informant")
    amina.get_by_role("button", name="Ask; another person confirms").click()
    amina.get_by_text("Nothing is sealed before another person confirms it.").wait_for()
    assert amina.get_by_role("button", name="Confirm: seal").count() == 0
    root.goto("/haiti/seal/")
    root.get_by_text("Zebulon said").first.wait_for()
    root.get_by_label("I have looked at it. It cannot be undone.").check()
    root.get_by_role("button", name="Confirm: seal it for good").click()
    root.get_by_text("can no longer be read").first.wait_for()
    for page in (amina, root):
        page.goto(report)
        page.get_by_text("Sealed: this report can no longer be read.").wait_for()
        assert "Zebulon" not in page.content()
    root.goto("/haiti/audit/")
    root.get_by_role("button", name="Verify now").click()
    root.get_by_text("Everything holds.").wait_for()
    root.get_by_text("names an informant").first.wait_for()


def test_the_audit_is_narrowed_to_who_and_what(desk: str, open_page: Any):
    page = open_page(site=desk)
    page.goto("/haiti/audit/")
    page.get_by_label("Only rows that contain").fill("prefer")
    page.get_by_role("button", name="Narrow").click()
    page.wait_for_url("**where=prefer**")
    verdicts = page.locator("td[data-head=Verdict]").all_inner_texts()
    assert verdicts
    assert set(verdicts) == {"prefer"}


def test_a_citation_is_one_click_from_its_figure_and_says_that_it_still_holds(desk: str, open_page: Any):
    page = open_page(site=desk)
    page.goto("/haiti/?on=2025-03-01&known=2025-03-10")
    page.locator("a.figure[href*='/why/gap/personnel/present']").first.click()
    page.get_by_role("heading", name="Cite this").wait_for()
    page.get_by_role("link", name="Permanent link to this figure").click()
    page.get_by_text("The ledger still says the same.").wait_for()
    assert "known=2025-03-10" in page.url


def test_a_reader_without_an_account_proposes_a_correction_and_reads_its_answer(desk: str, open_page: Any):
    visitor, amina = open_page(site=desk), open_page(site=desk, who="amina")
    visitor.goto("/haiti/why/gap/personnel/present/?on=2025-03-01")
    visitor.get_by_role("link", name="Propose a correction").click()
    assert visitor.get_by_label("About which figure, statement or line").input_value() == "gap/personnel/present"
    visitor.get_by_label("What is wrong, and what is right").fill("The roll of March says 1,040.")
    visitor.get_by_role("button", name="Send").click()
    visitor.get_by_text("Somebody will answer it").wait_for()
    assert "The roll of March" not in visitor.content()
    amina.goto("/haiti/corrections/")
    proposal = amina.locator("form", has=amina.get_by_role("textbox"), ).filter(
        has=amina.get_by_role("button")).first
    proposal.get_by_role("textbox").first.fill("Filed as a report; see there.")
    proposal.get_by_role("button").first.click()
    visitor.goto("/haiti/corrections/")
    visitor.get_by_text("The roll of March says 1,040.").wait_for()
    visitor.get_by_text("Filed as a report; see there.").wait_for()


def test_a_contributor_confirms_its_line_and_no_contest_is_raised(desk: str, open_page: Any):
    officer = open_page(site=desk, who="kenya.desk")
    officer.goto("/haiti/contributors/KEN/?on=2025-03-01")
    officer.get_by_role("link", name="Confirm or contest ken-personnel").first.click()
    officer.get_by_label("This line is right").check()
    officer.get_by_label("In your words").fill("As on our own roll.")
    officer.get_by_role("button", name="Sign and send").click()
    officer.get_by_text("Your word is in the ledger").wait_for()
    assert "contested by" not in officer.content()


def test_the_ground_is_stepped_through_without_javascript(desk: str, open_page: Any):
    page = open_page(site=desk, scripts=False)
    page.goto("/haiti/ground/?on=2025-03-01")
    seen = {page.url}
    for _step in range(3):
        page.get_by_role("link", name="Change before").click()
        seen.add(page.url)
    page.get_by_role("link", name="Next change").click()
    assert len(seen) == 4
    assert page.url in seen
    page.get_by_role("heading", name="What changed, when, and who says so").wait_for()


def test_an_administrator_begins_a_mission_and_gives_somebody_an_account(desk: str, open_page: Any):
    root = open_page(site=desk, who="root")
    root.goto("/account/missions/")
    root.get_by_label("Its name").fill("Mission in Sylvania")
    root.get_by_label("Its short name").fill("sylvania")
    root.get_by_label("The time zone").fill("Africa/Nairobi")
    root.get_by_role("button", name="Begin it").click()
    root.wait_for_url("**/sylvania/mission/")
    root.get_by_text("Africa/Nairobi").wait_for()
    root.goto("/account/people/")
    root.get_by_label("Name", exact=True).fill("marie")
    root.get_by_label("reporter").check()
    root.get_by_role("button", name="Make the account").click()
    link = root.locator("code", has_text="/account/password/").inner_text()
    marie = open_page(site=desk)
    marie.goto(link)
    marie.get_by_label("Password").fill("a long sentence of hers")
    marie.get_by_label("The same again").fill("a long sentence of hers")
    marie.get_by_role("button", name="Save").click()
    marie.goto("/account/")
    marie.get_by_text("reporter").wait_for()


def test_what_to_ask_is_printed_as_a_document_of_its_own(desk: str, open_page: Any, tmp_path: Path):
    page = open_page(site=desk)
    page.goto("/haiti/asks/?on=2024-12-01")
    page.emulate_media(media="print")
    printed = tmp_path / "asks.pdf"
    page.pdf(path=str(printed), format="A4")
    from pypdf import PdfReader

    text = "\n".join(one.extract_text() for one in PdfReader(printed).pages)
    assert "What to ask of whom" in text
    assert "1 December 2024" in text
    assert "Bahamas" in text
    assert "Show" not in text.split()
