"""Laws 6 to 9 as properties on both databases, through the tables people read; each seen to fail when broken.

6 absent is not zero, about is not exactly, March is not 1 March    7 a pledge is never counted as arrived
8 one fold: every table, file and plot says the same                9 a reprint is not a second witness
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.test_laws import filed

from muster import store
from muster.briefs import machine
from muster.ledger.contributors import contributors
from muster.ledger.drafts import Filing
from muster.ledger.figures import Figure, Table
from muster.ledger.gap import gap
from muster.ledger.lines import lines
from muster.ledger.records import Books, Mission
from muster.ledger.strength import strength
from muster.quantities import Hedge, Quantity, When, exactly, hedged, on_day
from muster.vocabulary import Stage, Verdict

LAWFUL = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
DAY = date(2024, 9, 20)
amounts = st.integers(1, 3000)
hedges = st.sampled_from([Hedge.EXACTLY, Hedge.NEARLY, Hedge.ABOUT, Hedge.AT_LEAST])
not_there = st.sampled_from([Stage.PLEDGED, Stage.COMMITTED, Stage.PREPARING, Stage.READY, Stage.MOVING, Stage.HELD])


def one_event(make: Any, quantity: Quantity, when: When, *, enters: Stage = Stage.PRESENT, number: int = 1,
              contributor: str = "SYL", verdict: Verdict = Verdict.ACCEPT, cites: tuple[str, ...] = ()) -> Filing:
    """A report with one statement and its ruling."""
    posting = replace(make.posting(quantity, lot=f"lot {number}", enters=enters, contributor=contributor), when=when)
    name = f"r{number}"
    return Filing(
        parties=(make.party("SYL"), make.party("RUR")), reports=(make.report(name, published=DAY),),
        statements=(make.statement("p1", name, contributor=contributor, quantity=quantity, when=when),),
        rulings=(make.ruling(f"{name}:p1", verdict=verdict, cites=cites,
                             postings=(posting,) if verdict is Verdict.ACCEPT else ()),))


def present(mission: Mission, on: date) -> Figure | None:
    rows = gap(store.open_books(mission, on=on)).rows
    cell = rows[0].cells["present"] if rows else None
    assert cell is None or isinstance(cell, Figure)
    return cell


# --- 6 ----------------------------------------------------------------------------------------------------


def keeps_what_was_said(mission: Mission, said: Quantity, when: When) -> bool:
    """Nothing before the first day, only possibly there until the last, then the number with the source's bounds."""
    before, after = present(mission, when.first - timedelta(1)), present(mission, when.last)
    if before is not None or after is None:
        return False
    if (after.booked, after.low, after.high) != (said.booked, said.low, said.high):
        return False
    if when.is_one_day:
        return True
    between = present(mission, when.first)
    return between is not None and (between.booked, between.low, between.high) == (0, 0, said.high)


@LAWFUL
@given(amount=amounts, hedge=hedges, spread=st.integers(0, 60))
def test_absent_is_not_zero_about_is_not_exactly_and_march_is_not_1_march(
        database: str, make: Any, amount: int, hedge: Hedge, spread: int) -> None:
    said, when = hedged(amount, hedge, "as said"), When(DAY, DAY + timedelta(spread))
    assert keeps_what_was_said(filed(make, [one_event(make, said, when)]), said, when)


def test_a_ledger_that_rounds_about_to_exactly_is_found_out(database: str, make: Any) -> None:
    mission = filed(make, [one_event(make, exactly(400), on_day(DAY))])
    assert not keeps_what_was_said(mission, hedged(400, Hedge.ABOUT), on_day(DAY))


def test_a_ledger_that_makes_1_march_of_march_is_found_out(database: str, make: Any) -> None:
    mission = filed(make, [one_event(make, exactly(400), on_day(DAY))])
    assert not keeps_what_was_said(mission, exactly(400), When(DAY, DAY + timedelta(30)))


# --- 7 ----------------------------------------------------------------------------------------------------


def counts_no_promise_as_arrived(mission: Mission) -> bool:
    row = gap(store.open_books(mission, on=DAY + timedelta(400))).rows[0].cells
    told = (row["present"], row["reached_present"], row["spent"], row["reached_spent"])
    return all(figure is None or (isinstance(figure, Figure) and figure.booked == figure.high == 0) for figure in told)


@LAWFUL
@given(promised=st.lists(st.tuples(amounts, hedges, not_there), min_size=1, max_size=5))
def test_a_pledge_is_never_counted_as_arrived(
        database: str, make: Any, promised: list[tuple[int, Hedge, Stage]]) -> None:
    filings = [one_event(make, hedged(amount, hedge, "as said"), on_day(DAY), enters=stage, number=number)
               for number, (amount, hedge, stage) in enumerate(promised)]
    assert counts_no_promise_as_arrived(filed(make, filings))


def test_a_ledger_that_books_a_pledge_as_present_is_found_out(database: str, make: Any) -> None:
    assert not counts_no_promise_as_arrived(filed(make, [one_event(make, exactly(400), on_day(DAY))]))


# --- 8 ----------------------------------------------------------------------------------------------------


def present_everywhere(books: Books) -> dict[str, int]:
    """The persons present as each table, file and series says."""
    def summed(table: Table) -> int:
        return sum(int(cell.booked) for row in table.rows
                   if isinstance(cell := row.cells.get("present"), Figure) and cell.booked is not None)

    shown = gap(books)
    as_json = json.loads(machine.as_json(shown))[0]["present"]
    as_csv = next(csv.DictReader(io.StringIO(machine.as_csv(shown))))["present"]
    last = [row.cells["present"] for row in strength(books).rows
            if row.cells["contributor"] == "all contributors" and isinstance(row.cells["present"], Figure)][-1]
    assert isinstance(last, Figure)
    assert last.booked is not None
    return {
        "gap": summed(shown), "lines": summed(lines(books)), "contributors": summed(contributors(books)),
        "json": as_json["booked"] if isinstance(as_json, dict) else as_json, "csv": int(as_csv),
        "strength": int(last.booked),
    }


def agree(told: dict[str, int]) -> bool:
    return len(set(told.values())) == 1


@LAWFUL
@given(came=st.lists(st.tuples(amounts, hedges, st.sampled_from(["SYL", "RUR"])), min_size=1, max_size=5))
def test_every_table_file_and_series_says_the_same(
        database: str, make: Any, came: list[tuple[int, Hedge, str]]) -> None:
    filings = [one_event(make, hedged(amount, hedge, "as said"), on_day(DAY + timedelta(number)), number=number,
                         contributor=contributor) for number, (amount, hedge, contributor) in enumerate(came)]
    told = present_everywhere(store.open_books(filed(make, filings), on=DAY + timedelta(400)))
    assert agree(told), told
    assert told["gap"] == sum(amount for amount, _, _ in came)
    assert not agree(told | {"csv": told["csv"] + 1})


# --- 9 ----------------------------------------------------------------------------------------------------


def after_reprints(make: Any, amount: int, hedge: Hedge, reprints: Sequence[Verdict]) -> Figure | None:
    """What is present when one arrival is told once and then reprinted, each reprint ruled so."""
    said = hedged(amount, hedge, "as said")
    filings = [one_event(make, said, on_day(DAY))]
    for number, verdict in enumerate(reprints, 2):
        cites = ("r1:p1",) if verdict is Verdict.SAME_AS else ()
        filings.append(one_event(make, said, on_day(DAY), number=number, verdict=verdict, cites=cites))
    return present(filed(make, filings), DAY)


def same(one: Figure | None, other: Figure | None) -> bool:
    return one is not None and other is not None and (one.booked, one.low, one.high) == (
        other.booked, other.low, other.high)


@LAWFUL
@given(amount=amounts, hedge=hedges, reprints=st.integers(1, 4))
def test_a_reprint_is_not_a_second_witness(database: str, make: Any, amount: int, hedge: Hedge, reprints: int) -> None:
    told_once = after_reprints(make, amount, hedge, [])
    assert same(told_once, after_reprints(make, amount, hedge, [Verdict.SAME_AS] * reprints))


def test_a_ledger_that_books_a_reprint_is_found_out(database: str, make: Any) -> None:
    once, twice = (after_reprints(make, 400, Hedge.NEARLY, ruled) for ruled in ([], [Verdict.ACCEPT]))
    assert not same(once, twice)
