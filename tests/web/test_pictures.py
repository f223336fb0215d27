"""Pictures: page, file and terminal draw one series; every mission country has a map."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from muster.briefs import charts, maps

SPACE = "{http://www.w3.org/2000/svg}"


def _books(on: date) -> Any:
    from muster import store

    return store.open_books(store.mission_named("haiti"), on=on)


def test_page_file_and_terminal_draw_the_same_series(haiti: None, visitor: Any):
    from muster.briefs import pictures

    books = _books(date(2025, 3, 1))
    shown = pictures.strength(books)
    file = ElementTree.fromstring(pictures.strength_svg(books, standalone=True))
    page = visitor.get("/haiti/?on=2025-03-01").content.decode()
    line = file.find(f".//{SPACE}path[@class='line']")
    assert line is not None
    assert f'class="line" d="{line.get("d")}"' in page
    assert len(file.findall(f".//{SPACE}circle[@class='told']")) == len(shown.counts) + 1  # and one in the key
    terminal = pictures.strength_plot(books)
    assert "required 2,500" in terminal
    assert "counts told" in terminal


def test_the_strength_drawn_is_the_strength_of_the_table(haiti: None):
    from muster.briefs import pictures
    from muster.briefs.questions import QUESTIONS
    from muster.ledger.figures import Figure

    books = _books(date(2025, 3, 1))
    table = QUESTIONS["strength"].answer(books)
    told = {row.cells["day"]: row.cells["present"].booked for row in table.rows
            if row.key.endswith("-all") and isinstance(row.cells["present"], Figure)}
    drawn = {str(step.day): step.booked for step in pictures.strength(books).steps}
    assert told
    for day, booked in told.items():
        assert drawn[str(day)] == booked


def test_a_bar_states_numerator_and_denominator(haiti: None, visitor: Any):
    page = visitor.get("/haiti/?on=2025-03-01").content.decode()
    rows = visitor.get("/haiti/data/gap/json/?on=2025-03-01").json()
    row = next(row for row in rows if row["key"] == "personnel")
    assert f"present {row['present']:,} of {row['required']:,} required; promised {row['promised_total']:,}" in page


def test_a_need_without_a_number_draws_no_goal():
    bar = charts.Bar("beds", "units", None, "no number given", 10, 4, "4", "present 4; required: no number given")
    drawn = charts.bars([bar], title="t", ident="b")
    assert 'class="need"' not in drawn
    assert "no number given" in drawn


def test_a_chart_is_whole_with_anything_odd_in_it():
    shown = charts.OverTime(
        "a < b & c", "persons", date(2025, 1, 1),
        [charts.Step(date(2024, 1, 1), 0, 0, None), charts.Step(date(2024, 1, 1), -5, -9, -1)],
        [charts.Count(date(2024, 6, 1), 10**12, None, None, "<script>")],
        [charts.Level(date(2023, 1, 1), date(2026, 1, 1), 5, "needed")], [], [charts.Batch(date(2024, 2, 1), 3)])
    for narrow in (False, True):
        ElementTree.fromstring(charts.over_time(shown, ident="x", narrow=narrow, standalone=True))
    assert charts.over_time(charts.OverTime("t", "persons", date(2025, 1, 1)), ident="x") == ""


@pytest.mark.parametrize(("begin", "end", "most"), [
    (date(2024, 1, 1), date(2024, 1, 20), 4), (date(2024, 1, 1), date(2025, 6, 1), 4),
    (date(1990, 1, 1), date(2026, 1, 1), 9), (date(1, 1, 1), date(2026, 1, 1), 9)])
def test_an_axis_has_few_enough_dates(begin: date, end: date, most: int):
    marks = charts.date_marks(begin, end, most)
    assert len(marks) <= most
    assert marks == sorted(marks)


# --- maps -------------------------------------------------------------------------------------------------


def test_every_country_has_an_outline_and_areas():
    assert len(maps.index()) > 240
    for code in ("HTI", "KEN", "SSD", "MLI", "CAF", "COD", "SOM", "LBN", "CYP", "XKX", "UKR", "PSE", "TLS"):
        country = maps.country(code)
        assert country.areas
        assert all(area.rings and area.name for area in country.areas), code


def test_haiti_has_its_ten_departments_in_french_and_english():
    names = {area.names.get("fr", area.name) for area in maps.country("HTI").areas}
    assert names == {"Artibonite", "Centre", "Grand'Anse", "Nippes", "Nord", "Nord-Est", "Nord-Ouest", "Ouest", "Sud",
                     "Sud-Est"}


@pytest.mark.parametrize(("place", "longitude", "latitude", "code", "area"), [
    ("Port-au-Prince", -72.33, 18.54, "HTI", "HT-OU"), ("Gonaïves", -72.66, 19.45, "HTI", "HT-AR"),
    ("Nairobi", 36.82, -1.29, "KEN", None), ("Bangui", 18.56, 4.39, "CAF", None), ("Juba", 31.58, 4.85, "SSD", None)])
def test_a_place_lies_in_its_own_country(place: str, longitude: float, latitude: float, code: str, area: str | None):
    assert maps.country_of([], [(longitude, latitude)]) == code
    found = maps.area_at(code, longitude, latitude)
    assert found is not None
    assert area is None or found.code == area


def test_neighbouring_areas_share_their_border_exactly():
    country = maps.country("HTI")
    seen: dict[frozenset[tuple[float, float]], int] = {}
    for area in country.areas:
        for ring in area.rings:
            for here, there in pairwise(ring):
                edge = frozenset((here, there))
                seen[edge] = seen.get(edge, 0) + 1
    assert max(seen.values()) == 2
    assert sum(1 for count in seen.values() if count == 2) > 50


def test_a_map_is_whole_and_names_its_places():
    place = maps.Place("<b>Port</b>", -72.3, 18.5, "reopened & held", "/x/?a=1&b=2")
    drawn = maps.draw("HTI", [place], ident="m", title="Haiti", standalone=True)
    tree = ElementTree.fromstring(drawn)
    assert tree.find(f".//{SPACE}a") is not None
    assert "&lt;b&gt;Port" in drawn


def test_the_ground_page_of_any_country_shows_its_map(freedonia: Any, visitor: Any):
    from muster.vocabulary import Aspect

    freedonia.said("The market is open", Aspect.SITE, quantity=None, kind=None, resource="", unit="",
                   detail={"site": "Market", "site_kind": "market", "latitude": 4.36, "longitude": 18.58,
                           "status": "open"})
    page = visitor.get("/freedonia/ground/").content.decode()
    assert "Bangui" in page
    assert re.search(r'aria-label="Market: open', page)
