"""Numbers keep their hedge, money its minor units, dates their precision."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.problems import Problem
from muster.quantities import (
    Hedge,
    Quantity,
    When,
    exactly,
    from_minor,
    hedged,
    in_month,
    parse_number,
    parse_quantity,
    parse_when,
    to_minor,
)


@pytest.mark.parametrize(("said", "booked", "low", "high"), [
    ("600", 600, 600, 600),
    ("1,000", 1000, 1000, 1000),
    ("nearly 400", 400, 380, 400),
    ("about 310", 310, 294, 326),
    ("more than 600", 600, 600, None),
    ("up to 250", None, 0, 250),
    ("40-55", 40, 40, 55),
    ("40 to 55", 40, 40, 55),
])
def test_a_hedged_number_keeps_what_was_said(said, booked, low, high):
    read = parse_quantity(said, unit="persons", where="a cell")
    assert isinstance(read, Quantity)
    assert (read.booked, read.low, read.high) == (booked, low, high)


def test_money_is_kept_in_minor_units_of_its_currency():
    assert parse_quantity("85.3", unit="USD", where="") == exactly(8530)
    assert parse_quantity("85", unit="XAF", where="") == exactly(85)
    assert to_minor(Decimal("1.234"), "KWD") == 1234
    assert from_minor(8530, "USD") == Decimal("85.30")


@pytest.mark.parametrize("cell", ["", "c. four hundred", "-5", "1,5", "12.5", "55-40", "1-2-3", "1e5", "9" * 40])
def test_a_cell_that_is_no_whole_number_of_persons_is_a_problem(cell):
    read = parse_quantity(cell, unit="persons", where="march.xlsx, row 7")
    assert isinstance(read, Problem)
    assert read.where == "march.xlsx, row 7"


def test_the_problem_says_what_to_do():
    assert str(parse_quantity("some people", unit="persons", where="row 7")) == (
        "row 7: found 'some people' where a whole number of persons belongs. "
        "Correct the cell, or leave it empty if nobody gave a number."
    )


@given(st.integers(0, 10**12), st.sampled_from([h for h in Hedge if h is not Hedge.BETWEEN]))
def test_the_number_said_lies_within_its_bounds(number, hedge):
    made = hedged(number, hedge)
    assert made.low >= 0
    assert made.booked is None or made.low <= made.booked
    assert made.high is None or (made.booked or 0) <= made.high


@given(st.text(max_size=30))
def test_no_cell_makes_the_parser_raise(text):
    parse_quantity(text, unit="persons", where="")
    parse_quantity(text, unit="USD", where="")
    parse_when(text, where="")
    parse_number(text)


@pytest.mark.parametrize(("text", "first", "last"), [
    ("2024-09-21", date(2024, 9, 21), date(2024, 9, 21)),
    ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ("2024", date(2024, 1, 1), date(2024, 12, 31)),
    ("2024-09/2024-10-05", date(2024, 9, 1), date(2024, 10, 5)),
])
def test_a_date_keeps_its_precision(text, first, last):
    read = parse_when(text, where="")
    assert read == When(first, last)
    assert parse_when(str(read), where="") == read


@pytest.mark.parametrize("text", ["", "September", "21/09/2024", "2024-13", "2024-02-30", "2025/2024", "0000-01-01"])
def test_what_is_no_date_is_a_problem(text):
    assert isinstance(parse_when(text, where=""), Problem)


def test_a_time_cannot_end_before_it_begins():
    with pytest.raises(ValueError, match="before it begins"):
        When(date(2024, 2, 1), date(2024, 1, 1))


def test_march_is_not_the_first_of_march():
    assert str(in_month(date(2025, 3, 14))) == "2025-03"


def test_nearly_400_agrees_with_382_and_not_with_450():
    nearly = hedged(400, Hedge.NEARLY)
    assert nearly.overlaps(exactly(382))
    assert not nearly.overlaps(exactly(450))
    assert hedged(600, Hedge.AT_LEAST).overlaps(exactly(10_000))
