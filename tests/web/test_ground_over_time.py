"""The ground over time: each status with its day and who said so; steps through the days without JavaScript."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from muster.vocabulary import Aspect, Marking

SECRET = "Zebulon"


@pytest.fixture
def port(freedonia: Any) -> Any:
    """A port that closed, was claimed open, and closed again."""
    for day, status, publisher in ((date(2025, 2, 1), "closed", "Gazette"),
                                   (date(2025, 3, 1), "open (claimed)", "Port"),
                                   (date(2025, 4, 1), "closed again", "Herald")):
        freedonia.said(f"The port is {status}", Aspect.SITE, quantity=None, kind=None, resource="", unit="", day=day,
                       publisher=publisher, detail={"site": "Port", "site_kind": "port", "latitude": -1.3,
                                                    "longitude": 36.7, "status": status})
    return freedonia


def test_each_status_stands_with_its_day_and_who_said_so(port: Any, visitor: Any):
    rows = visitor.get("/freedonia/data/statuses/json/").json()
    assert [(row["day"], row["status"], row["before"]) for row in rows] == [
        ("2025-04-01", "closed again", "open (claimed)"), ("2025-03-01", "open (claimed)", "closed"),
        ("2025-02-01", "closed", None)]
    page = visitor.get("/freedonia/ground/").content.decode()
    assert page.index("closed again") < page.index("open (claimed)")
    assert "report-3" in page


def test_one_steps_from_change_to_change_by_links(port: Any, visitor: Any):
    page = visitor.get("/freedonia/ground/?on=2025-03-10").content.decode()
    assert 'href="/freedonia/ground/?on=2025-03-01"' in page
    assert 'href="/freedonia/ground/?on=2025-04-01"' in page
    assert "closed again" not in page
    first = visitor.get("/freedonia/ground/?on=2025-02-01").content.decode()
    assert "Change before" not in first
    assert 'href="/freedonia/ground/?on=2025-03-01"' in first


def test_a_day_that_is_still_to_come_is_no_step(port: Any, visitor: Any, signed_in: Any):
    port.said("The port will open", Aspect.SITE, quantity=None, kind=None, resource="", unit="",
              day=date.today() + timedelta(days=30), detail={"site": "Port", "status": f"{SECRET} opens it"})
    for client in (visitor, signed_in("amina", "recorder")):
        assert SECRET not in client.get("/freedonia/ground/").content.decode()
        assert "Next change" not in client.get("/freedonia/ground/").content.decode()


def test_a_marked_status_is_neither_in_the_list_nor_a_step(port: Any, visitor: Any, signed_in: Any):
    port.said(f"The {SECRET} mill is held", Aspect.SITE, quantity=None, kind=None, resource="", unit="",
              day=date(2025, 3, 20), marking=Marking.RESTRICTED, publisher=f"{SECRET} office",
              detail={"site": f"{SECRET} mill", "site_kind": "mill", "status": "held"})
    inside = signed_in("amina", "recorder").get("/freedonia/ground/?on=2025-03-10").content.decode()
    assert "on=2025-03-20" in inside
    assert SECRET in signed_in("amina", "recorder").get("/freedonia/ground/").content.decode()
    for place in ("ground/", "ground/?on=2025-03-10", "ground/?on=2025-03-25", "data/statuses/csv/"):
        shown = visitor.get(f"/freedonia/{place}").content.decode()
        assert SECRET not in shown
        assert "on=2025-03-20" not in shown
