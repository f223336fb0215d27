"""The mandate in force on a day, as known then."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from muster.ledger.mandates import in_force, mandate
from muster.vocabulary import Aspect, Grade, Verdict


def tells(desk: Any, published: date, words: dict[str, str] | None = None, **detail: Any) -> int:
    said: int = desk.says(Aspect.MANDATE, resource="", unit="", kind=None, published=published, words=words, **detail)
    return said


@pytest.fixture
def haiti(desk: Any) -> Any:
    tells(desk, date(2023, 10, 2), resolution="2699 (2023)", act="adopted", adopted="2023-10-02",
          starts="2023-10-02", ends="2024-10-02")
    tells(desk, date(2024, 9, 30), resolution="2751 (2024)", act="extended", adopted="2024-09-30",
          starts="2024-10-02", ends="2025-10-02")
    tells(desk, date(2025, 9, 30), resolution="2793 (2025)", act="adopted", adopted="2025-09-30",
          starts="2025-10-02", ends="2026-10-02", authorised_personnel=5550)
    return desk


@pytest.mark.parametrize(("on", "resolution", "days"), [
    (date(2023, 10, 2), "2699 (2023)", 366), (date(2024, 9, 22), "2699 (2023)", 10),
    (date(2024, 10, 1), "2699 (2023)", 1), (date(2024, 10, 2), "2751 (2024)", 365),
    (date(2026, 10, 2), "2793 (2025)", 0),
])
def test_the_mandate_of_the_day_is_in_force(haiti: Any, on: date, resolution: str, days: int) -> None:
    first = mandate(haiti.books(on)).rows[0].cells
    assert (first["resolution"], first["status"], first["days_left"].booked) == (resolution, "in force", days)


def test_an_extension_not_yet_told_does_not_hold(haiti: Any) -> None:
    table = mandate(haiti.books(date(2024, 10, 10), known=date(2024, 9, 29)))
    assert table.title == "No mandate is in force on 2024-10-10; 2699 (2023) ended on 2024-10-02"
    assert [row.cells["status"] for row in table.rows] == ["ended"]


def test_the_others_known_of_follow(haiti: Any) -> None:
    assert [(row.key, row.cells["status"]) for row in mandate(haiti.books(date(2024, 10, 12))).rows] == [
        ("2751-2024", "in force"), ("2699-2023", "ended"), ("2793-2025", "to come")]


def test_a_mandate_that_authorises_no_figure_says_none(haiti: Any) -> None:
    authorised = [row.cells["authorised"] for row in mandate(haiti.books(date(2025, 10, 2))).rows]
    assert [figure and figure.booked for figure in authorised] == [5550, None, None]


def test_a_resolution_told_without_dates_stays_without(desk: Any) -> None:
    """The founding report cites resolution 2699 and its last weeks; it does not say which day it ends."""
    tells(desk, date(2024, 9, 22), {"when": "the last few weeks"}, resolution="2699", act="cited")
    books = desk.books(date(2024, 9, 22))
    cells = mandate(books).rows[0].cells
    assert in_force(books) is None
    assert (cells["status"], cells["ends"], cells["days_left"]) == ("dates not given", None, None)
    assert cells["told"] == "cited; the last few weeks"
    assert mandate(books).title == "A mandate is told of by 2024-09-22, without its dates"


def test_a_report_that_cites_a_resolution_is_a_witness_of_it(haiti: Any) -> None:
    cited = tells(haiti, date(2024, 9, 22), resolution="UNSC res 2699", act="cited")
    now = in_force(haiti.books(date(2024, 9, 22)))
    assert now is not None
    assert now.statements == (1, cited)
    assert now.resolution == "2699 (2023)"


def test_the_nearest_speaker_sets_the_dates(haiti: Any) -> None:
    haiti.says(Aspect.MANDATE, resource="", unit="", kind=None, published=date(2023, 10, 1), grade=Grade.PRESS,
               resolution="2699", ends="2024-09-30")
    now = in_force(haiti.books(date(2024, 9, 22)))
    assert now is not None
    assert now.ends == date(2024, 10, 2)


def test_a_rejected_telling_sets_nothing(desk: Any) -> None:
    desk.rules(tells(desk, date(2023, 10, 2), resolution="2699", ends="2030-01-01"), Verdict.REJECT)
    assert mandate(desk.books(date(2024, 9, 22))).rows == ()
    assert mandate(desk.books(date(2024, 9, 22))).title == "No mandate is known to be in force on 2024-09-22"


def test_days_left_open_into_who_said_so(haiti: Any) -> None:
    because = mandate(haiti.books(date(2024, 9, 22))).rows[0].cells["days_left"].because
    assert (because.statements, because.how) == ((1,), "days from 2024-09-22 to 2024-10-02")
