"""Sites, indicators and the host's own counts, each with who says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.ground.indicators import host_counts, indicators
from muster.ground.sites import all_sites, sites
from muster.ledger.drafts import Filing, NewReport, NewRuling, NewStatement
from muster.ledger.figures import Figure
from muster.ledger.opening import books_of
from muster.ledger.records import Books, Party
from muster.quantities import Quantity, When, exactly, on_day
from muster.vocabulary import Aspect, Grade, Kind, Marking, Stage, Verdict

ON = date(2025, 1, 15)
AIRPORT = (("closed", "2024-03-04"), ("reopened", "2024-05-20"), ("secured (claimed)", "2024-08-26"),
           ("closed", "2024-11-11"), ("reopened", "2024-12-11"))


def state(status: str, day: str, *, site: str = "Airport", kind: str = "airport", latitude: float = 18.5792,
          longitude: float = -72.2925, marking: Marking = Marking.PUBLIC) -> NewStatement:
    return NewStatement("report", f"{site} {status} {day}", "our words", Aspect.SITE, Grade.PRESS, marking=marking,
                        when=on_day(date.fromisoformat(day)),
                        detail={"site": site, "site_kind": kind, "status": status, "latitude": latitude,
                                "longitude": longitude})


def counted(name: str, value: int, period: tuple[str, str], *, place: int = 0) -> NewStatement:
    return NewStatement("report", f"{name} {value} {place}", "our words", Aspect.INDICATOR, Grade.INDEPENDENT,
                        unit="persons", quantity=exactly(value), marking=Marking.PUBLIC,
                        when=When(*(date.fromisoformat(day) for day in period)),
                        detail={"indicator": name, "producer": "BINUH"})


def present(value: int, contributor: str, **detail: Any) -> NewStatement:
    return NewStatement("report", f"{contributor} {value}", "our words", Aspect.STOCK, Grade.PARTY,
                        marking=Marking.PUBLIC,
                        kind=Kind.PERSONNEL, contributor=contributor, resource="personnel", unit="persons",
                        quantity=exactly(value), stage=Stage.PRESENT, when=on_day(date(2025, 1, 10)), detail=detail)


def books(*told: NewStatement, on: date = ON, clearance: Marking = Marking.RESTRICTED,
          rulings: Sequence[NewRuling] = ()) -> Books:
    report = NewReport("report", "A report", "A paper", date(2024, 1, 1), "en", marking=Marking.PUBLIC)
    parties = (Party("HNP", "Haitian National Police", "unit", host_side=True), Party("KEN", "Kenya", "state"),
               Party("BINUH", "United Nations Integrated Office in Haiti", "organisation"))
    return books_of(Filing(parties=parties, reports=(report,), statements=told, rulings=tuple(rulings)), on=on,
                    clearance=clearance)


@pytest.mark.parametrize(("on", "status", "told"), [
    (date(2024, 4, 1), "closed", 1), (date(2024, 9, 1), "secured (claimed)", 3), (date(2025, 1, 15), "reopened", 5)])
def test_a_site_stands_as_last_told_by_the_day(on: date, status: str, told: int):
    row = sites(books(*(state(*one) for one in AIRPORT), on=on)).rows[0]
    assert isinstance(row.cells["told"], Figure)
    assert (row.cells["status"], row.cells["told"].booked) == (status, told)


def test_what_was_told_before_stands_beside_it_with_its_days():
    row = sites(books(*(state(*one) for one in AIRPORT[:3]))).rows[0]
    assert row.cells["before"] == "closed 2024-03-04, reopened 2024-05-20"


def test_a_claim_is_marked_as_one():
    told = all_sites(books(*(state(*one) for one in AIRPORT)))[0].told
    assert [one.is_claim for one in told] == [False, False, True, False, False]


def test_a_status_ruled_out_is_left_out():
    told = [state(*one) for one in AIRPORT[:2]]
    opened = books(*told, rulings=[NewRuling(told[1].key, Verdict.REJECT, "an officer")])
    assert sites(opened).rows[0].cells["status"] == "closed"


def test_bases_are_placed_roughly_and_in_public_not_at_all():
    base = state("in use", "2024-09-21", site="Main base", kind="base", latitude=18.5942, longitude=-72.2811)
    airport = state(*AIRPORT[0])
    inside = {site.name: (site.latitude, site.longitude) for site in all_sites(books(base, airport))}
    outside = {site.name: (site.latitude, site.longitude)
               for site in all_sites(books(base, airport, clearance=Marking.PUBLIC))}
    assert inside == {"Airport": (18.58, -72.29), "Main base": (18.6, -72.3)}
    assert outside == {"Airport": (18.58, -72.29), "Main base": (None, None)}


def test_presence_at_a_site_is_shown_where_counted_and_never_in_public():
    told = (state(*AIRPORT[0]), present(40, "KEN", site="Airport"))
    inside, outside = (sites(books(*told, clearance=clearance)).rows[0].cells["presence"]
                       for clearance in (Marking.RESTRICTED, Marking.PUBLIC))
    assert isinstance(inside, Figure)
    assert (inside.booked, outside) == (40, None)


def test_two_values_for_the_same_days_are_marked_and_neither_is_dropped():
    opened = books(counted("killed", 5601, ("2024-01-01", "2024-12-31"), place=1),
                   counted("killed", 5626, ("2024-01-01", "2024-12-31"), place=2),
                   counted("injured", 2212, ("2024-01-01", "2024-12-31")))
    rows = [(row.cells["indicator"], row.cells["value"].booked, row.cells["told_otherwise"])
            for row in indicators(opened).rows if isinstance(row.cells["value"], Figure)]
    assert rows == [("injured", 2212, None), ("killed", 5601, "yes"), ("killed", 5626, "yes")]


def test_the_hosts_own_forces_have_a_table_of_their_own():
    rows = host_counts(books(present(9000, "HNP"), present(400, "KEN"))).rows
    assert [row.cells["party"] for row in rows] == ["Haitian National Police"]


def test_every_figure_of_the_ground_can_be_opened():
    opened = books(state(*AIRPORT[0]), present(40, "KEN", site="Airport"), present(9000, "HNP"),
                   counted("killed", 1660, ("2024-01-01", "2024-03-31")))
    figures = [figure for table in (sites(opened), indicators(opened), host_counts(opened))
               for _, figure in table.figures()]
    assert len(figures) == 5
    assert not any(figure.because.is_empty for figure in figures)


@given(st.lists(st.tuples(st.sampled_from(["lost", "retaken", "contested"]), st.integers(0, 300)), min_size=1,
                max_size=6, unique_by=lambda one: one[1]), st.integers(0, 300), st.randoms())
def test_the_status_on_a_day_does_not_depend_on_the_order_of_telling(told: Any, on: int, random: Any):
    start = date(2024, 3, 1).toordinal()

    def status(order: Any) -> object:
        rows = sites(books(*(state(word, date.fromordinal(start + day).isoformat()) for word, day in order),
                           on=date.fromordinal(start + on))).rows
        return rows[0].cells["status"] if rows else None
    latest = max((one for one in told if one[1] <= on), key=lambda one: one[1], default=(None, 0))[0]
    assert status(told) == status(random.sample(told, k=len(told))) == latest


def test_a_number_open_upward_is_kept_so():
    at_least = NewStatement("report", "killed", "our words", Aspect.INDICATOR, Grade.INDEPENDENT, unit="persons",
                            quantity=Quantity(1660, 1660, None, "at least 1,660"), when=on_day(date(2024, 3, 31)),
                            detail={"indicator": "killed"})
    value = indicators(books(at_least)).rows[0].cells["value"]
    assert isinstance(value, Figure)
    assert (value.booked, value.low, value.high, value.word) == (1660, 1660, None, "at least 1,660")
