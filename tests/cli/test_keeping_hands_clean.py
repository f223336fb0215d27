"""What an officer types by hand: whose word it is, who may seal, and what a second ruling does."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from muster.vocabulary import Grade

SAID = ("--contributor", "Kenya", "--resource", "personnel", "--stage", "present", "--when", "2025-03-01")


@pytest.fixture
def border(database, muster):
    muster("init", "--mission", "Border Mission", "--timezone", "Africa/Nairobi", "--administrator", "Amina Njeri")


def recorded(muster, quantity: str, *options: str) -> str:
    """The number of a new entry."""
    printed = muster("record", *SAID, "--quantity", quantity, "--words", f"{quantity} came", *options)
    found = re.search(r"It is (S\d+)", printed)
    assert found
    return found[1]


def grade_of(number: str) -> Grade:
    from muster import store
    from muster.actions.references import statement_named

    return statement_named(number, store.open_books(store.mission_named())).grade


def present(muster, *options: str) -> object:
    rows = json.loads(muster("gap", "--on", "2025-04-01", "--format", "json", *options))
    return rows[0]["present"] if rows else None


# --- whose word it is -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("options", "grade"), [
    ((), Grade.PRESS), (("--said-by", "Kenya"), Grade.PRESS_QUOTING),
    (("--grade", "independent"), Grade.INDEPENDENT),
    (("--speaker", "Kenya", "--grade", "party", "--source", "letter of 3 March"), Grade.PARTY),
    (("--said-by", "Haiti", "--grade", "counterpart", "--source", "call"), Grade.COUNTERPART)])
def test_an_entry_is_graded_least_unless_its_recorder_says_whose_word_it_is(border, muster, options, grade):
    assert grade_of(recorded(muster, "5", *options)) is grade


def test_confirmed_only_counts_no_entry_by_default(border, muster):
    muster("rule", recorded(muster, "5"))
    muster("rule", recorded(muster, "7", "--said-by", "Kenya", "--grade", "party", "--source", "letter"))
    assert (present(muster), present(muster, "--confirmed-only")) == (12, 7)


def test_an_official_grade_needs_a_speaker_and_a_source(border, muster):
    printed = muster("record", *SAID, "--words", "x", "--grade", "counterpart", code=1)
    assert "--said-by" in printed
    assert "--source" in printed


def test_one_party_is_not_the_other_itself(border, muster):
    assert "the grade of what HTI says of KEN" in muster(
        "record", *SAID, "--words", "x", "--said-by", "Haiti", "--grade", "party", "--source", "x", code=1)


def test_a_recorded_quantity_is_read_as_a_sheets_is(border, muster):
    from muster import store

    muster("record", "--contributor", "Canada", "--resource", "money", "--quantity", "EUR 2.5m", "--stage",
           "committed", "--when", "2025-03-01", "--words", "x")
    (one,) = store.open_books(store.mission_named()).statements
    assert (one.unit, one.quantity.booked) == ("EUR", 250_000_000)


# --- sealing ----------------------------------------------------------------------------------------------


def test_a_stranger_cannot_be_the_second_to_seal(border, muster):
    number = recorded(muster, "5", "--author", "jean")
    printed = muster("seal", number, "--reason", "personal", "--author", "jean", "--second", "Zorro", code=1)
    assert "found 'Zorro' where somebody with an account, or who has recorded in this mission belongs" in printed
    assert "muster user Zorro" in printed
    assert "5 came" in muster("inbox")


@pytest.mark.parametrize("second", ["Amina Njeri", "amina-njeri"])
def test_the_administrator_of_init_can_be_the_second(border, muster, second):
    number = recorded(muster, "5", "--author", "jean")
    assert "can no longer be read" in muster(
        "seal", number, "--reason", "personal", "--author", "jean", "--second", second)


def test_sealing_works_in_a_process_of_its_own_where_nothing_was_set_up_before(border, muster):
    number = recorded(muster, "5", "--author", "jean")
    command = str(Path(sys.executable).with_name("muster"))
    done = subprocess.run([command, "seal", number, "--reason", "personal", "--author", "jean", "--second",
                           "Amina Njeri"], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "can no longer be read" in done.stdout


def test_one_person_under_two_spellings_is_one(border, muster):
    number = recorded(muster, "5", "--author", "jean")
    assert "a second person" in muster("seal", number, "--reason", "personal", "--author", "Amina Njeri", "--second",
                                       "amina-njeri", code=1)


# --- ruling twice -----------------------------------------------------------------------------------------


def test_a_statement_ruled_already_is_left_as_it_is_unless_a_verdict_is_named(border, muster):
    from muster import store

    number = recorded(muster, "5")
    muster("rule", number, "--reason", "seen on the airfield")
    before = store.head_of(store.mission_named())
    printed = muster("rule", number, "--author", "jean")
    assert f"{number} is ruled already: accept (seen on the airfield), R" in printed
    assert store.head_of(store.mission_named()) == before
    muster("rule", number, "reject", "--reason", "a mistake")
    assert present(muster) in (None, 0)


@pytest.mark.parametrize("verdict", [("same", "as"), ("same-as",), ("same as",)])
def test_same_as_needs_no_quotes_and_takes_the_other_statement(border, muster, verdict):
    first, second = recorded(muster, "5"), recorded(muster, "6")
    muster("rule", first)
    assert "same as" in muster("rule", second, *verdict, first)
    assert present(muster) == 5


def test_a_verdict_nobody_knows_is_a_sentence(border, muster):
    assert "one of accept, reject" in muster("rule", "S1", "perhaps", code=1)


def test_a_second_mission_of_one_name_is_sent_to_slug(border, muster):
    printed = muster("init", "--mission", "Border Mission", "--timezone", "Africa/Nairobi", "--administrator", "amina",
                     code=1)
    assert "--slug NAME" in printed
    assert "muster load FILE --mission border-mission" in printed


# --- what is printed --------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [
    ("gap",), ("line",), ("contributors",), ("promises",), ("ask",), ("contradictions",), ("ground",), ("facts",),
    ("mandate",), ("inbox",), ("why", "gap/personnel/present"), ("verify",)])
def test_no_line_is_wider_than_the_terminal_but_a_command_to_copy(haiti_on_sqlite, muster, monkeypatch, command):
    monkeypatch.setenv("COLUMNS", "80")
    lines = muster(*command).splitlines()
    wide = [line for line in lines if len(line) > 80 and "http" not in line and not line.startswith(
        ("muster why", "Head:"))]
    assert wide == [line for line in wide if " " not in line.strip()]  # one long word, an address


def test_a_report_is_opened_with_how_it_is_kept_and_what_was_taken_from_it(haiti_on_sqlite, muster):
    from muster import store
    from muster.actions.references import reference

    books = store.open_books(store.mission_named())
    seed = next(one for one in books.reports.values() if one.name == "seed-000")
    printed = " ".join(muster("why", reference("D", seed.id)).split())
    assert "Filed as seed-000; language en; marked public; in our words" in printed
    assert printed.count(", paragraph ") == sum(one.report == seed.id for one in books.statements)


def test_export_offers_no_format_it_would_ignore(haiti_on_sqlite, muster):
    with pytest.raises(SystemExit):
        muster("export", "copy", "--format", "json")


def test_words_without_a_number_have_no_unit(haiti_on_sqlite, muster):
    assert "no number given persons" not in muster("why", "asks_named/personnel/value", "--sources", "seeds", code=1) \
        + muster("why", "gap/personnel/required", "--sources", "seeds")
