"""A ledger written as a package loads again to the same statements, rulings and positions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import frictionless
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.errors import Refused
from muster.exchange.amounts import amount_text, parse_amount
from muster.exchange.export import write_package
from muster.exchange.package import read_package, shipped_missions
from muster.ledger.drafts import Filing
from muster.ledger.fold import positions
from muster.ledger.opening import books_of
from muster.ledger.records import Books, LineKey
from muster.quantities import Hedge, Quantity, exactly, hedged
from muster.vocabulary import Marking, Stage, Verdict


@pytest.fixture(scope="module")
def haiti() -> Filing:
    return read_package(shipped_missions()["haiti"]).value


def again(filing: Filing, folder, **options) -> Filing:
    write_package(books_of(filing, on=date(2026, 3, 31), **options), folder,
                  body_of=lambda report: next(one.body for one in filing.reports if one.name == report.name))
    read = read_package(folder)
    assert read.problems == ()
    return read.value


def standing(books: Books) -> dict[tuple[LineKey, str], tuple[object, ...]]:
    """Everything the fold says of every lot."""
    sums = positions(books.movements, group=np.arange(len(books.lots), dtype=np.int32), groups=len(books.lots),
                     on=books.on)
    return {(books.line_by_id[lot.line].key, lot.name): (
        tuple(sums.at(lot.number, stage) for stage in Stage), sums.promised_total(lot.number),
        tuple(sums.reached(lot.number, stage) for stage in Stage if 1 <= stage <= 7)) for lot in books.lots}


def test_the_haiti_ledger_comes_back_with_the_same_positions(haiti, tmp_path):
    back = again(haiti, tmp_path / "out")
    for on in (date(2024, 9, 22), date(2025, 7, 3), date(2026, 3, 31)):
        assert standing(books_of(back, on=on)) == standing(books_of(haiti, on=on))


def test_statements_and_rulings_come_back_as_they_were(haiti, tmp_path):
    back = again(haiti, tmp_path / "out")
    assert [replace(one, marking=None) for one in back.statements] == \
        [replace(one, marking=None) for one in haiti.statements]
    assert back.rulings == haiti.rulings
    assert back.reports == haiti.reports


def test_what_a_viewer_may_not_see_is_not_in_the_package(haiti, tmp_path):
    hidden = replace(haiti.reports[5], marking=Marking.RESTRICTED)
    kept = tuple(hidden if one.name == hidden.name else one for one in haiti.reports)
    statements = tuple(replace(one, marking=Marking.RESTRICTED) if one.report == hidden.name else one
                       for one in haiti.statements)
    filing = Filing(haiti.mission, haiti.parties, kept, tuple(one for one in statements if one.report == hidden.name))
    back = again(filing, tmp_path / "out", clearance=Marking.PUBLIC)
    assert back.statements == ()


def test_a_ruling_given_later_keeps_its_exact_time(haiti, tmp_path):
    moment = int(datetime(2026, 5, 6, 7, 8, 9, 123456, UTC).timestamp() * 1_000_000)
    rulings = (replace(haiti.rulings[0], known=moment), *haiti.rulings[1:])
    back = again(replace(haiti, rulings=rulings), tmp_path / "out")
    assert [ruling.known for ruling in back.rulings if ruling.known is not None] == [moment]


def test_what_nobody_judged_stays_unjudged(haiti, tmp_path):
    bare = replace(haiti, rulings=())
    assert again(bare, tmp_path / "out").rulings == ()


def test_lots_of_one_name_on_two_lines_stay_apart(haiti, tmp_path):
    def with_lot(number: int, contributor: str):
        ruling = next(one for one in haiti.rulings if one.postings and one.verdict is Verdict.ACCEPT
                      and one.postings[0].line.contributor == contributor)
        return replace(ruling, postings=(replace(ruling.postings[0], lot="batch", part_of=""),))

    filing = replace(haiti, rulings=(with_lot(0, "KEN"), with_lot(1, "JAM")))
    back = again(filing, tmp_path / "out")
    assert [(one.postings[0].line.contributor, one.postings[0].lot) for one in back.rulings] == [
        ("KEN", "batch"), ("JAM", "batch")]


def test_an_independent_tool_finds_no_fault_in_an_export(haiti, tmp_path):
    again(haiti, tmp_path / "out")
    report = frictionless.Package(str(tmp_path / "out" / "datapackage.json")).validate()
    assert [(task.name, error.message) for task in report.tasks for error in task.errors] == []


def test_nothing_is_written_over_what_is_there(haiti, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Refused, match="Name another folder"):
        write_package(books_of(haiti, on=date(2026, 3, 31)), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


# --- quantities -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("quantity", "unit", "text"), [
    (exactly(600), "persons", "600"),
    (hedged(400, Hedge.NEARLY, "nearly 400"), "persons", "nearly 400"),
    (Quantity(382, 350, 410, "between"), "persons", "382 [350, 410] between"),
    (hedged(600, Hedge.AT_LEAST), "persons", "600 [600, ]"),
    (hedged(7500, Hedge.AT_MOST), "persons", "? [0, 7500]"),
    (exactly(8_530_000_050), "USD", "85300000.50"),
    (Quantity(100, 50, 150), "KWD", "0.100 [0.050, 0.150]"),
])
def test_a_quantity_is_written_the_shortest_way_that_keeps_it(quantity, unit, text):
    assert amount_text(quantity, unit) == text
    assert parse_amount(text, unit=unit, where="") == quantity


@given(st.integers(0, 10**9), st.integers(0, 10**6), st.one_of(st.none(), st.integers(0, 10**6)), st.booleans(),
       st.sampled_from(["persons", "USD", "XAF", "KWD"]), st.sampled_from(["", "nearly 400", "some", "up to 3 [x]"]))
def test_every_quantity_survives_being_written(low, more, above, is_open, unit, word):
    quantity = Quantity(low + more, low, None if is_open else low + more + (above or 0), word)
    assert parse_amount(amount_text(quantity, unit), unit=unit, where="") == quantity
