"""Every number the forecasting commands print has an address, and opens: into its parts, and these into the ledger."""

from __future__ import annotations

import argparse
import json
import re
import shlex
from datetime import date

import pytest

from muster.briefs import opened
from muster.briefs.questions import WORKED_OUT
from muster.cli import working_out
from muster.ledger.figures import Figure, Table

ASKED = {
    "forecast": "--as-of 2025-07-10 --until 2025-12-31 --strength 2000 --futures 500",
    "what-if": "--as-of 2025-07-10 --futures 300 --strength 1200 --change 'vehicles +10'",
    "backtest": "--since 2024-10-01 --until 2025-04-01", "scores": "", "diff": "--from-on 2024-09-22 --on 2025-02-10",
}


def typed(words: str) -> argparse.Namespace:
    from muster.cli import options

    parser = argparse.ArgumentParser()
    options.add_mission(parser)
    options.add_asking(parser)
    working_out.add_all(parser)
    return parser.parse_args(shlex.split(words))


def shut_figures(answer: working_out.Answer) -> list[str]:
    """The addresses that lead nowhere: to no movement, statement, figure that is there, nor to a sentence."""
    from muster import store

    beside, shut = answer.figures(), []
    movements = {id(books): store.movements_of(books) for books in (answer.books, *(answer.earlier or {}).values())}
    for address, figure in beside.items():
        books = answer.books_of(address)
        grounds = opened.figure(address, figure, books, movements[id(books)], look_up=False)
        missing = [part for part in figure.because.figures if part not in beside]
        told = grounds.movements or grounds.statements or figure.because.figures or figure.because.how
        is_nothing = figure.booked == 0 and not figure.because.is_empty  # nothing has moved there yet
        if missing or not (told or is_nothing):
            shut.append(f"{address} {missing[:2]}")
    return shut


@pytest.mark.parametrize("command", sorted(ASKED))
def test_every_figure_of_every_table_worked_out_opens(haiti_on_sqlite, muster, command):
    if command == "scores":
        muster("forecast", "--futures", "200")
    name = next(one.name for one in WORKED_OUT.values() if one.command == command)
    answer = working_out.answer(name, typed(ASKED[command]))
    assert answer is not None
    assert len(answer.figures()) > 10
    assert shut_figures(answer) == []


def test_every_table_worked_out_is_registered_and_none_is_registered_in_vain(haiti_on_sqlite, muster, tmp_path):
    (tmp_path / "series.csv").write_text("date,strength\n2024-01-31,100\n2024-02-29,400\n2024-03-31,600\n")
    muster("forecast", "--futures", "200")
    asked = [*ASKED.items(), ("outside", f"--series {tmp_path}/series.csv --authorised 2023-12-01 --ceiling 5000")]
    found = set()
    for name, words in asked:
        first = next((one.name for one in WORKED_OUT.values() if one.command == name), name)
        answer = working_out.answer(first, typed(words))
        assert answer is not None
        found |= {table.name for table in answer.tables}
    assert found == set(WORKED_OUT)


def test_no_column_of_these_tables_hides_a_number_in_words(haiti_on_sqlite):
    """A number printed as text has no address. Days, names of entries and what a change says itself are none."""
    allowed = {"change", "source", "said_by", "rule", "why", "line", "made_on", "meaning"}
    for command in ("forecast", "backtest", "diff"):
        name = next(one.name for one in WORKED_OUT.values() if one.command == command)
        answer = working_out.answer(name, typed(ASKED[command]))
        assert answer is not None
        hidden = [(table.name, row.key, column, cell) for table in answer.tables for row in table.rows
                  for column, cell in row.cells.items()
                  if isinstance(cell, str) and column not in allowed and re.search(r"\d", cell)
                  and not re.fullmatch(r"[\w ()-]*[A-Za-z][\w ()-]*", cell)]
        assert hidden == []


def test_a_forecasts_hint_opens_as_printed(haiti_on_sqlite, muster):
    printed = muster("forecast", "--as-of", "2025-07-10", "--until", "2025-12-31", "--futures", "500", "--seed", "0")
    hints = re.findall(r"^Open a figure:\s+muster (why .+)$", printed, re.MULTILINE)
    assert len(hints) >= 6
    for hint in hints[:2] + hints[-1:]:
        opened_as = muster(*shlex.split(hint))
        assert f"{shlex.split(hint)[1]} = " in opened_as


def test_the_figure_opened_is_the_figure_printed(haiti_on_sqlite, muster):
    words = ("--as-of", "2025-07-10", "--until", "2025-12-31", "--futures", "500")
    row = json.loads(muster("forecast", *words, "--format", "json"))[-1]
    opened_as = json.loads(muster("why", f"forecast/{row['date']}/median", *words, "--format", "json"))
    assert opened_as["told"] == f"{round(row['median']):,} persons"
    assert opened_as["movements"]
    address = f"{row['table']}/{row['key']}"
    for name, told in (("quantiles/0.5", row["quantiles"]["0.5"]), ("quantiles/0.99", row["quantiles"]["0.99"])):
        assert f" = {round(told):,} persons" in muster("why", f"{address}/{name}", *words)
    assert len(json.loads(muster("why", f"{address}/quantiles", *words, "--format", "json"))["computed_from"]) == 23
    assert any(said["passage"] for said in opened_as["statements"])


def test_a_gate_opens_into_the_statement_that_tells_it(haiti_on_sqlite, muster):
    printed = muster("why", "starts/vehicles/value", "--as-of", "2025-07-10", "--futures", "200")
    assert "starts/vehicles/value = 27 vehicles" in printed
    assert "Half of the armour is out of service" in printed


def test_the_earlier_column_of_a_difference_opens_in_the_earlier_books(haiti_on_sqlite):
    answer = working_out.answer("diff", typed(ASKED["diff"]))
    assert answer is not None
    row = next(row for row in answer.table("diff").rows if row.key == "ken-personnel-present")
    assert isinstance(row.cells["then"], Figure)
    assert answer.books_of("diff/ken-personnel-present/then").on == date(2024, 9, 22)
    assert answer.books_of("diff/ken-personnel-present/now").on == date(2025, 2, 10)


def test_an_unknown_address_of_a_forecast_is_said_in_a_sentence(haiti_on_sqlite, muster):
    printed = muster("why", "forecast/2031-01-01/median", "--as-of", "2025-07-10", "--futures", "200", code=1)
    assert "the options its answer printed" in printed


def test_tables_have_names_and_keys_without_spaces(haiti_on_sqlite):
    answer = working_out.answer("forecast", typed(ASKED["forecast"]))
    assert answer is not None
    tables: tuple[Table, ...] = answer.tables
    for table in tables:
        keys = [row.key for row in table.rows]
        assert len(keys) == len(set(keys))
        assert not any(" " in key or key != key.lower() for key in keys)
