"""A list page asks the database the same number of questions with 1, 3 and 300 rows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from muster.ledger.drafts import Filing, NewReport, NewRuling, NewStatement
from muster.ledger.records import LineKey, Party, Posting
from muster.quantities import exactly, on_day
from muster.vocabulary import Aspect, Grade, Kind, Marking, Stage, Verdict

PLACES = ("", "ledger/", "contributors/", "reports/", "contradictions/", "asks/", "promises/", "ground/", "audit/",
          "search/?q=came", "public/", "data/lines/csv/", "why/gap/personnel/present/", "queue/", "approve/",
          "mission/", "parties/", "requirements/", "mandates/", "load/",
          "forecast/")


def _rows(begin: int, number: int) -> Filing:
    """So many parties, each with a report, a statement, a ruling and a movement; every other statement unjudged."""
    parties, reports, statements, rulings = [], [], [], []
    for place in range(begin, begin + number):
        party, day = f"P{place}", date(2025, 1, 1) + timedelta(days=place)
        parties.append(Party(party, f"Party {place}", "state"))
        reports.append(NewReport(f"r{place}", f"Report {place}", "Gazette", day, "en", b"came", Marking.PUBLIC))
        for number_in_report in (1, 2):
            statements.append(NewStatement(
                f"r{place}", f"paragraph {number_in_report}", f"{place} came", Aspect.FLOW, Grade.PARTY, party,
                Kind.PERSONNEL, party, "personnel", "persons", exactly(10), Stage.PRESENT, when=on_day(day)))
        posting = Posting(LineKey(party, Kind.PERSONNEL, "personnel", "persons"), f"lot {place}", "", Stage.OUTSIDE,
                          Stage.PRESENT, exactly(10), on_day(day))
        rulings.append(NewRuling(statements[-1].key, Verdict.ACCEPT, "amina", postings=(posting,)))
    return Filing(parties=tuple(parties), reports=tuple(reports), statements=tuple(statements), rulings=tuple(rulings))


@pytest.mark.parametrize("place", PLACES)
def test_a_list_asks_as_often_with_one_row_as_with_three_and_three_hundred(
        freedonia: Any, signed_in: Any, place: str):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from muster import store

    inside = signed_in("amina", "recorder")
    asked = []
    done = 0
    for number in (1, 3, 300):
        store.file(freedonia.mission, _rows(done, number - done), author="amina")
        done = number
        inside.get(f"/freedonia/{place}")  # the visit itself is noted at the first page
        store.file(freedonia.mission, _rows(1000 + done, 1), author="amina")  # so that nothing is answered from memory
        with CaptureQueriesContext(connection) as counted:
            assert inside.get(f"/freedonia/{place}").status_code == 200
        asked.append(len(counted))
    assert asked[0] == asked[1] == asked[2]


def test_a_page_that_was_asked_before_needs_hardly_any_query(haiti: None, visitor: Any):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    first = visitor.get("/haiti/").content
    with CaptureQueriesContext(connection) as counted:
        assert visitor.get("/haiti/").content == first
    assert len(counted) <= 3


def test_what_waits_to_be_sealed_is_shown_with_as_many_queries_however_much_waits(freedonia: Any, signed_in: Any):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from muster import store
    from muster.ledger.records import place_of
    from muster.web.models import SealAsked

    jean = signed_in("jean", "approver")
    store.file(freedonia.mission, _rows(0, 100), author="amina")
    reports = sorted(store.open_books(freedonia.mission).reports)
    asked = []
    done = 0
    for number in (1, 3, 100):
        SealAsked.objects.bulk_create(SealAsked(mission="freedonia", entries=f"D{place_of(entry)}", reason="x",
                                                author="amina") for entry in reports[done:number])
        done = number
        jean.get("/freedonia/seal/")
        with CaptureQueriesContext(connection) as counted:
            assert jean.get("/freedonia/seal/").status_code == 200
        asked.append(len(counted))
    assert asked[0] == asked[1] == asked[2]
