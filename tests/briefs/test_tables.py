"""The same figure reads the same for people and machines, and leads to its address."""

import csv
import io
import json
from datetime import date

from muster.briefs import machine, terminal, wording
from muster.ledger.figures import Because, Figure, Row, Table, exact

NEARLY = Figure(400, 380, 400, "persons", "nearly 400", Because(lots=(7,)))
TABLE = Table(
    "gap", "What is missing", ("resource", "unit", "required", "present", "competing", "until"),
    (
        Row("personnel", {
            "resource": "personnel", "unit": "persons", "required": exact(2500, "persons"), "present": NEARLY,
            "competing": [exact(5000, "persons")], "until": date(2025, 10, 2),
        }),
        Row("fund", {
            "resource": "money", "unit": "USD", "required": Figure(None, unit="USD", word="no number given"),
            "present": exact(6_800_000_050, "USD", note="told otherwise"), "competing": [], "until": None,
        }),
    ),
)


def test_nearly_400_is_written_with_its_bounds():
    assert wording.figure(NEARLY) == "400 (380-400)"


def test_an_open_upper_end_is_written_with_a_plus():
    assert wording.figure(Figure(600, 600, None, "persons")) == "600+"


def test_up_to_250_is_a_range_until_somebody_rules():
    assert wording.figure(Figure(None, 0, 250, "persons")) == "0-250"


def test_money_is_shown_in_whole_currency():
    assert wording.figure(exact(6_800_000_050, "USD")) == "68,000,000.50"


def test_json_gives_a_number_when_exact_and_the_bounds_when_not():
    first, second = json.loads(machine.as_json(TABLE))
    assert (first["table"], first["key"]) == (TABLE.name, TABLE.rows[0].key)
    assert first["required"] == 2500
    assert first["present"] == {"booked": 400, "low": 380, "high": 400, "word": "nearly 400"}
    assert first["competing"] == [5000]
    assert second["required"] == {"booked": None, "low": None, "high": None, "word": "no number given"}
    assert second["present"] == 68000000.5
    assert second["notes"] == {"present": "told otherwise"}


def test_csv_spreads_the_bounds_over_columns():
    first, second = csv.DictReader(io.StringIO(machine.as_csv(TABLE)))
    assert (first["present"], first["present_low"], first["present_word"]) == ("400", "380", "nearly 400")
    assert second["required_word"] == "no number given"


def test_csv_does_not_hand_a_formula_to_a_spreadsheet():
    evil = Table("t", "", ("name",), (Row("a", {"name": '=HYPERLINK("x")'}),))
    assert next(csv.DictReader(io.StringIO(machine.as_csv(evil))))["name"].startswith("'=")


def test_every_figure_has_an_address_and_parts_of_a_list_are_numbered():
    assert [address for address, _ in TABLE.figures()] == [
        "gap/personnel/required", "gap/personnel/present", "gap/personnel/competing/1",
        "gap/fund/required", "gap/fund/present",
    ]


def test_a_terminal_table_ends_with_how_to_open_a_figure():
    text = terminal.table(TABLE, width=120)
    assert "Open a figure: muster why gap/personnel/present" in text
    assert "[1] told otherwise" in text


def test_no_line_of_a_terminal_table_is_wider_than_the_terminal():
    wide = Table("t", "", tuple(f"column{n}" for n in range(12)), (
        Row("a", {f"column{n}": "words " * n for n in range(12)}),
    ))
    assert max(map(len, terminal.table(wide, width=80).splitlines())) <= 80


def test_a_plot_shows_the_level_and_each_curve():
    drawn = terminal.plot(
        [terminal.Curve("present", "#", [(date(2024, 6, 25), 200), (date(2025, 1, 18), 617)], steps=True)],
        level=(2500, "required 2,500"), width=80,
    )
    assert "required 2,500" in drawn
    assert drawn.count("#") > 20
    assert "2024-06" in drawn


def test_a_plots_legend_keeps_within_its_width():
    points = [(date(2024, 1, 1), 1.0), (date(2024, 9, 1), 5.0)]
    shown = terminal.plot([terminal.Curve(f"a curve with a long name, number {one}", "o", points) for one in range(4)],
                          width=80, unit="persons")
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert all(f"number {one}" in shown for one in range(4))
