"""Every page in Chromium: both languages, two widths, light and dark; axe finds nothing, nothing overflows."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

pytestmark = pytest.mark.browser

PUBLIC = ("/?list", "/haiti/?on=2025-03-01", "/haiti/ledger/?on=2025-03-01",
          "/haiti/ledger/ken-personnel/?on=2025-03-01", "/haiti/contributors/",
          "/haiti/contributors/KEN/?on=2025-03-01", "/haiti/reports/", "/haiti/reports/seed-000/",
          "/haiti/contradictions/", "/haiti/asks/?on=2024-12-01", "/haiti/promises/?on=2025-03-01",
          "/haiti/ground/?on=2025-03-01", "/haiti/why/gap/personnel/present/?on=2025-03-01",
          "/haiti/public/?on=2025-03-01", "/haiti/audit/", "/haiti/method/", "/haiti/corrections/",
          "/haiti/corrections/propose/",
          "/haiti/search/?q=kenya", "/haiti/data/", "/account/sign-in/", "/nowhere/", "/new/")
INSIDE = ("/haiti/queue/", "/haiti/approve/", "/haiti/reports/add/", "/account/", "/account/people/", "/haiti/")
LOOKS = list(product(("en", "fr"), (1200, 360), ("light", "dark")))

AXE = """async () => {
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const found = await axe.run(document, {runOnly: rules});
  const where = node => node.target.join(" ") + " " + node.html.slice(0, 120);
  return found.violations.map(one => one.id + ": " + one.nodes.slice(0, 3).map(where).join(" | "));
}"""


def _looked_at(page: Any, axe: str, place: str, language: str) -> list[str]:
    """What is wrong with the page as it stands there."""
    page.goto(f"{place}{'&' if '?' in place else '?'}lang={language}")
    page.evaluate(axe)
    faults = [f"{place}: {found}" for found in page.evaluate(AXE)]
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    if wide > room:
        faults.append(f"{place}: {wide} wide in {room}")
    return faults


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_every_public_page_is_accessible(site: str, open_page: Any, axe: str, language: str, width: int, scheme: str):
    page = open_page(site=site, width=width, scheme=scheme)
    faults = [fault for place in PUBLIC for fault in _looked_at(page, axe, place, language)]
    assert faults == []
    assert [told for told in page.complaints if "404" not in told] == []


@pytest.mark.parametrize(("language", "width", "scheme"), [LOOKS[0], LOOKS[-1]])
def test_every_page_inside_is_accessible(site: str, open_page: Any, axe: str, language: str, width: int, scheme: str):
    page = open_page(site=site, width=width, scheme=scheme, who="root")
    assert [fault for place in INSIDE for fault in _looked_at(page, axe, place, language)] == []
    page.goto("/haiti/queue/")
    rule = page.locator("a[href*='/rule/']").first.get_attribute("href")
    assert _looked_at(page, axe, rule, language) == []
    assert page.complaints == []


def test_the_page_prints_without_its_controls(site: str, open_page: Any):
    page = open_page(site=site)
    page.goto("/haiti/asks/?on=2024-12-01")
    page.emulate_media(media="print")
    assert not page.locator("nav").first.is_visible()
    assert not page.locator("form.asked").is_visible()
    assert page.get_by_role("heading", name="Bahamas").is_visible()
