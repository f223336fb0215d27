"""What people type and the sheets they send: answered, or refused in words."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.forecast.asked import series_forecast
from muster.forecast.numbers import parse_numbers
from muster.forecast.parameters import DEFAULTS

GOOD = "date,strength\n2013-07-31,6013\n2013-08-31,5201\n2013-09-30,5219\n"


@pytest.fixture
def series(tmp_path):
    path = tmp_path / "mission.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_a_plain_series_is_answered(series):
    view = series_forecast(series, authorised="2013-04-25", ceiling="12,640", rehatted="6000", horizons="12, 3,6")
    assert view.problems == ()
    assert [target.day for target in view.targets] == [date(2013, 12, 31), date(2014, 3, 31), date(2014, 9, 30)]


def test_figures_after_the_day_asked_are_not_looked_at(series):
    view = series_forecast(series, authorised="2013-04-25", ceiling="12640", as_of="2013-08-31")
    assert view.targets[0].day == date(2013, 11, 30)
    assert any("figures after 2013-08-31" in note for note in view.notes)


@pytest.mark.parametrize(("typed", "where"), [
    ({"authorised": "spring 2013"}, "--authorised"),
    ({"authorised": ""}, "--authorised"),
    ({"authorised": "0001-01-01"}, "authorised"),
    ({"ceiling": "many"}, "--ceiling"),
    ({"ceiling": "0"}, "ceiling"),
    ({"ceiling": "-3"}, "ceiling"),
    ({"ceiling": "99999999999999999999"}, "ceiling"),
    ({"rehatted": "some"}, "--rehatted"),
    ({"rehatted": "-1"}, "rehatted"),
    ({"funding": "free"}, "--funding"),
    ({"horizons": "soon"}, "--horizons"),
    ({"horizons": ""}, "--horizons"),
    ({"horizons": "0"}, "horizons"),
    ({"horizons": "3,400"}, "horizons"),
    ({"as_of": "tomorrow"}, "--as-of"),
])
def test_a_question_nobody_can_answer_is_a_problem_and_no_number(series, typed, where):
    view = series_forecast(series, **{"authorised": "2013-04-25", "ceiling": "12640", **typed})
    assert view.targets == ()
    assert [problem.where for problem in view.problems] == [where]


def test_several_faults_are_all_told(series):
    view = series_forecast(series, authorised="x", ceiling="y", funding="z", rehatted="?", horizons="!")
    assert len(view.problems) == 5


def test_a_file_of_which_nothing_can_be_read_gives_no_number(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("date,strength\nnever,none\n", encoding="utf-8")
    view = series_forecast(path, authorised="2013-04-25", ceiling="100")
    assert view.targets == ()
    assert len(view.problems) == 2


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_no_file_ends_in_a_traceback(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("typed") / "any.csv"
    path.write_bytes(("date,strength\n" + text).encode("utf-8", "surrogatepass"))
    view = series_forecast(path, authorised="2013-04-25", ceiling="5000")
    assert view.targets or view.problems


# --- a mission's own numbers ---------------------------------------------------------------------------------

SHEET = """name,value,from,until,source
tour_weeks,26,2024-06-25,,order
tour_weeks,52,2025-01-01,,later order
lift_seats_per_week,150,2024-06-24,2025-10-02,contract
lift_closed_until,2024-12-11,2024-11-12,2024-12-11,notice
beds,"1,300",,,contract notice
"""


def test_a_number_counts_from_the_day_it_was_known_and_until_it_ends():
    numbers = parse_numbers(SHEET, where="forecast.csv").value
    assert numbers.parameters_on(date(2024, 6, 1))["tour_weeks"] == DEFAULTS["tour_weeks"]
    assert numbers.parameters_on(date(2024, 7, 1))["tour_weeks"] == 26
    assert numbers.parameters_on(date(2025, 7, 1))["tour_weeks"] == 52
    assert numbers.gates_on(date(2024, 6, 1)).lift_seats_per_week is None
    assert numbers.gates_on(date(2024, 7, 1)).lift_seats_per_week == 150
    assert numbers.gates_on(date(2026, 1, 1)).lift_seats_per_week is None
    assert numbers.gates_on(date(2024, 11, 20)).lift_closed_until == date(2024, 12, 11)
    assert numbers.gates_on(date(2024, 12, 20)).lift_closed_until is None
    assert numbers.gates_on(date(2024, 6, 1)).beds == 1_300


@pytest.mark.parametrize("row", [
    "tour_days,3,,,order", "tour_weeks,long,,,order", "tour_weeks,-4,,,order", "beds,-1,,,notice", "beds,1.5,,,notice",
    "beds,10,someday,,notice", "beds,10,,,", "lift_closed_until,soon,,,notice",
])
def test_a_wrong_row_is_a_problem_and_hides_no_other(row):
    understood = parse_numbers(f"{SHEET}{row}\nvehicles,36,,,list\n", where="forecast.csv")
    assert len(understood.problems) == 1
    assert understood.value.gates_on(date(2024, 7, 1)).vehicles == 36


def test_a_sheet_without_its_columns_says_which_to_add():
    (problem,) = parse_numbers("name,value\nbeds,3\n", where="forecast.csv").problems
    assert problem.remedy == "Add from, until, source to the heading."


def test_an_end_before_the_beginning_is_a_problem():
    (problem,) = parse_numbers(f"{SHEET}beds,10,2024-05-01,2024-04-01,notice\n", where="forecast.csv").problems
    assert problem.expected == "a day on or after 2024-05-01, when it begins"


def test_a_name_the_forecast_does_not_know_is_told_with_those_it_does():
    (problem,) = parse_numbers(f"{SHEET}tents,10,,,notice\n", where="forecast.csv").problems
    assert "vehicles" in problem.remedy
    assert "tour_weeks" in problem.remedy
