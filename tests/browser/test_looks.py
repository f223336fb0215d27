"""Every page in Chromium: both languages, two widths, light and dark; axe finds nothing, nothing overflows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from tests.browser.conftest import listened_to, signed_in

pytestmark = pytest.mark.browser

PUBLIC = ("/?list", "/haiti/?on=2025-03-01", "/haiti/ledger/?on=2025-03-01",
          "/haiti/ledger/ken-personnel/?on=2025-03-01", "/haiti/contributors/",
          "/haiti/contributors/KEN/?on=2025-03-01", "/haiti/reports/", "/haiti/reports/seed-000/",
          "/haiti/contradictions/", "/haiti/asks/?on=2024-12-01", "/haiti/promises/?on=2025-03-01",
          "/haiti/ground/?on=2025-03-01", "/haiti/why/gap/personnel/present/?on=2025-03-01",
          "/haiti/public/?on=2025-03-01", "/haiti/audit/", "/haiti/method/", "/haiti/corrections/",
          "/haiti/corrections/propose/",
          "/haiti/search/?q=kenya", "/haiti/data/", "/account/sign-in/", "/nowhere/", "/new/",
          "/haiti/mission/?on=2025-03-01", "/haiti/parties/", "/haiti/requirements/?on=2025-03-01", "/haiti/mandates/",
          "/haiti/contradictions/{case}/")
INSIDE = ("/haiti/queue/", "/haiti/approve/", "/haiti/reports/add/", "/account/", "/account/people/", "/haiti/",
          "/haiti/contradictions/{case}/", "/haiti/load/", "/haiti/seal/", "/haiti/audit/", "/haiti/mission/",
          "/account/missions/", "{trial}", "{rule}",
          "/haiti/forecast/?on=2025-07-10&known=2025-07-10&strength=2000&vehicles=10",
          "/haiti/forecast/why/forecast/2025-10-30/median/?on=2025-07-10&known=2025-07-10")
LANGUAGES = ("en", "fr")
LOOKS = list(product((1200, 360), ("light", "dark")))

AXE = """async () => {
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const found = await axe.run(document, {runOnly: rules});
  const where = node => node.target.join(" ") + " " + node.html.slice(0, 120);
  return found.violations.map(one => one.id + ": " + one.nodes.slice(0, 3).map(where).join(" | "));
}"""


SHEET = ("contributor,resource,quantity,stage,date,source\nKenya,personnel,250,present,2025-03-05,Gazette\n"
         "Narnia,personnel,7,flying,soon,letter\n")


@pytest.fixture(scope="session")
def places(site: str, browser: Any) -> dict[str, str]:
    """What stands for {case}, {trial} and {rule} above: a contradiction, a sheet that was tried, a ruling to make."""
    context = browser.new_context(base_url=site)
    page = context.new_page()
    signed_in(page, "root")
    page.goto("/haiti/queue/")
    rule = page.locator("a[href*='/rule/']").first.get_attribute("href") or ""
    case = page.request.get("/haiti/data/contradictions/json/?edition=public").json()[0]["key"]
    page.goto("/haiti/load/")
    page.locator("#files").set_input_files({"name": "march.csv", "mimeType": "text/csv", "buffer": SHEET.encode()})
    page.get_by_role("button", name="Try it").click()
    page.get_by_role("heading", name="What to mend").wait_for(timeout=90_000)
    trial = page.url.removeprefix(site)
    context.close()
    return {"case": case, "trial": trial, "rule": rule, "statement": rule.split("/rule/")[1].partition("/")[0]}


@pytest.fixture(scope="module")
def reader(site: str, browser: Any) -> Iterator[Any]:
    """A page without an account, for many looks."""
    yield from _page(browser.new_context(base_url=site))


@pytest.fixture(scope="module")
def officer(site: str, browser: Any) -> Iterator[Any]:
    """A page of an administrator who also records."""
    context = browser.new_context(base_url=site)
    signed_in(context.new_page(), "root").close()
    yield from _page(context)


def _page(context: Any) -> Iterator[Any]:
    page = context.new_page()
    listened_to(page)
    yield page
    context.close()


def _looked_at(page: Any, axe: str, place: str, language: str) -> list[str]:
    """What is wrong with the page in this language, at two widths and in both colour schemes."""
    page.goto(f"{place}{'&' if '?' in place else '?'}lang={language}")
    page.evaluate(axe)
    faults = []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        where = f"{place}, {language}, {width}, {scheme}"
        faults += [f"{where}: {found}" for found in page.evaluate(AXE)]
        wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        if wide > room:
            faults.append(f"{where}: {wide} wide in {room}")
    return faults


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PUBLIC)
def test_every_public_page_is_accessible(site: str, reader: Any, axe: str, places: dict[str, str], place: str,
                                         language: str):
    reader.complaints.clear()
    assert _looked_at(reader, axe, place.format(**places), language) == []
    assert [told for told in reader.complaints if "404" not in told] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", INSIDE)
def test_every_page_inside_is_accessible(site: str, officer: Any, axe: str, places: dict[str, str], place: str,
                                         language: str):
    officer.complaints.clear()
    assert _looked_at(officer, axe, place.format(**places), language) == []
    assert officer.complaints == []


def test_the_page_prints_without_its_controls(site: str, open_page: Any):
    page = open_page(site=site)
    page.goto("/haiti/asks/?on=2024-12-01")
    page.emulate_media(media="print")
    assert not page.locator("nav").first.is_visible()
    assert not page.locator("form.asked").is_visible()
    assert page.get_by_role("heading", name="Bahamas").is_visible()
