"""A package's `forecast.csv`: its rows are statements of the ledger, known no earlier than their report."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from muster.exchange.export import write_package
from muster.exchange.package import read_package
from muster.forecast.numbers import numbers_in
from muster.ledger.drafts import Filing
from muster.ledger.opening import books_of
from muster.ledger.records import Books
from muster.quantities import end_of_day
from muster.vocabulary import Marking, Verdict

HEADING = "name,value,from,until,source"
SOURCE = {"source_id": "note-1", "title": "Offer", "publisher": "Ministry", "published": "2031-01-10",
          "date_basis": "stated", "language": "en", "marking": "public"}
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a package with one report, one party and a sheet of numbers, which the descriptor lists or not."""

    def write(sheet: str, *, listed: bool = False, folder: str = "kit") -> Path:
        place = tmp_path / folder
        place.mkdir()
        for name, rows in {"sources": [SOURCE], "parties": [{"party_id": "FRE", "name": "Freedonia",
                                                             "kind": "state"}]}.items():
            with (place / f"{name}.csv").open("w", encoding="utf-8", newline="") as opened:
                writer = csv.DictWriter(opened, list(rows[0]), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
        (place / "forecast.csv").write_text(sheet + "\n", encoding="utf-8")
        tables = ["sources", "parties", *(["forecast"] if listed else [])]
        about: dict[str, Any] = {"mission": {"slug": "kit", "name": "Kit", "timezone": "UTC"},
                                 "resources": [{"name": name, "path": f"{name}.csv"} for name in tables]}
        (place / "datapackage.json").write_text(json.dumps(about), encoding="utf-8")
        return place

    return write


def filing(folder: Path) -> Filing:
    read = read_package(folder)
    assert read.problems == ()
    return read.value


def books(of: Filing, day: date) -> Books:
    return books_of(of, on=day, known=end_of_day(day, ZoneInfo("UTC")))


@pytest.mark.parametrize("listed", [True, False])
def test_a_packages_own_sheet_is_read_whether_listed_or_not(write, listed):
    read = filing(write(f"{HEADING}\nvehicles,12,2031-02-01,,list of the base", listed=listed))
    gates = numbers_in(books(read, date(2031, 3, 1))).gates_on(date(2031, 3, 1))
    assert gates.vehicles == 12


def test_a_number_is_not_known_before_the_day_it_names(write):
    read = filing(write(f"{HEADING}\nvehicles,12,2031-02-01,,list of the base"))
    assert numbers_in(books(read, date(2031, 1, 31))).numbers == ()


def test_a_number_is_not_known_before_its_report(write):
    read = filing(write(f"{HEADING}\ntour_weeks,26,2030-06-01,,note-1"))
    assert numbers_in(books(read, date(2030, 12, 1))).numbers == ()
    (number,) = numbers_in(books(read, date(2031, 2, 1))).numbers
    assert (number.name, number.value, number.known_from) == ("tour_weeks", 26, date(2031, 1, 10))


def test_a_number_without_a_day_is_known_from_its_loading_on(write):
    read = filing(write(f"{HEADING}\nbeds,300,,,order"))
    assert read.reports[-1].published is None


def test_a_planning_number_is_restricted_even_in_a_public_report(write):
    (said,) = filing(write(f"{HEADING}\nbeds,300,2031-01-10,,note-1")).statements
    assert (said.report, said.marking) == ("note-1", Marking.RESTRICTED)


def test_a_number_waits_for_nobodys_verdict_and_books_nothing(write):
    (ruling,) = filing(write(f"{HEADING}\nbeds,300,2031-01-10,,note-1")).rulings
    assert (ruling.verdict, ruling.postings) == (Verdict.ACCEPT, ())


def test_a_rejected_number_no_longer_counts(write):
    read = filing(write(f"{HEADING}\nbeds,300,2031-01-10,,note-1"))
    rejected = replace(read, rulings=(replace(read.rulings[0], verdict=Verdict.REJECT),))
    assert numbers_in(books(rejected, date(2031, 2, 1))).numbers == ()


def test_of_two_numbers_the_later_counts_and_both_stay(write):
    read = filing(write(f"{HEADING}\nbeds,300,2031-01-10,,order\nbeds,450,2031-05-01,,new order"))
    assert numbers_in(books(read, date(2031, 4, 1))).gates_on(date(2031, 4, 1)).beds == 300
    assert numbers_in(books(read, date(2031, 6, 1))).gates_on(date(2031, 6, 1)).beds == 450


def test_exported_numbers_come_back(write, tmp_path):
    read = filing(write(f"{HEADING}\nbeds,300,2031-01-10,,note-1\ntour_weeks,26,2031-01-20,2031-12-31,order"))
    day = date(2031, 2, 1)
    write_package(books(read, day), tmp_path / "out")
    back = numbers_in(books(filing(tmp_path / "out"), day)).numbers
    assert [(one.name, one.value, one.known_from, one.until) for one in back] == [
        (one.name, one.value, one.known_from, one.until) for one in numbers_in(books(read, day)).numbers]
    assert len(back) == 2


def test_every_faulty_row_is_named_and_none_hides_another(write):
    sheet = (f"{HEADING}\ntents,3,,,order\nbeds,many,,,order\nbeds,10,2031-05-01,2031-04-01,order\nvehicles,3,,,\n"
             "tour_weeks,26,soon,,order\nvehicles,4,2031-01-01,,order")
    problems = [str(problem) for problem in read_package(write(sheet)).problems]
    assert [problem.partition(":")[0] for problem in problems] == [
        "kit/forecast.csv, row 2, column name", "kit/forecast.csv, row 3, column value",
        "kit/forecast.csv, row 4, column until", "kit/forecast.csv, row 5, column source",
        "kit/forecast.csv, row 6, column from"]
    good = read_package(write(sheet, folder="again"), accept_good_rows=True).value
    assert [said.detail["number"] for said in good.statements] == ["vehicles"]


def test_the_same_row_twice_is_a_problem(write):
    problems = read_package(write(f"{HEADING}\nbeds,3,2031-01-01,,order\nbeds,3,2031-01-01,,order")).problems
    assert "a name of its own" in str(problems[0])
