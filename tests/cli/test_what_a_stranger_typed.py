"""Words nearly right, or right in another way than the books write them: understood, or refused with the way on."""

from __future__ import annotations

import re

import pytest


@pytest.mark.parametrize("condition", ["contributor=Kenya", "contributor=ken", "stage=deployed", "kind=Personnel"])
def test_a_condition_is_understood_as_record_understands_it(haiti_on_sqlite, muster, condition):
    muster("record", "--contributor", "Kenya", "--resource", "personnel", "--quantity", "5", "--stage", "present",
           "--when", "2024-09-20", "--words", "five more came")
    assert "1 of 1 waiting statements would be ruled" in muster("rule", "--all", "--where", condition, "--dry-run")


@pytest.mark.parametrize(("condition", "remedy"), [
    ("contributor=Kenia", "Did you mean Kenya (KEN)"), ("aspect=flows", "Did you mean flow?"),
    ("kind=personel", "Did you mean personnel?"), ("stage=deploied", "Did you mean deployed"),
    ("resource=polise", "belongs."), ("report=nowhere", "Copy it from `muster inbox`."),
    ("grade=good", "Use one of: administrator"), ("speaker=Kenia", "Did you mean Kenya (KEN)"),
])
def test_a_condition_that_names_nothing_is_refused(haiti_on_sqlite, muster, condition, remedy):
    told = muster("rule", "--all", "--where", condition, "--dry-run", code=1)
    assert told.startswith(f"--where {condition.partition('=')[0]}: found")
    assert remedy in told


@pytest.mark.parametrize(("change", "remedy"), [
    ("KENIA officers +500 by 2024-11", "Did you mean Kenya (KEN)"), ("ATLANTIS money +5000000", "add the party first"),
])
def test_a_change_by_a_party_nobody_knows_is_refused(haiti_on_sqlite, muster, change, remedy):
    told = muster("what-if", change, "--as-of", "2024-09-30", "--futures", "256", code=1)
    assert told.startswith("what-if, contributor: found")
    assert remedy in told


def test_a_change_may_come_from_a_state_the_mission_has_not_heard_of(haiti_on_sqlite, muster):
    assert "Uruguay officers +50" in muster("what-if", "Uruguay officers +50", "--as-of", "2024-09-30",
                                            "--futures", "256")


def test_a_party_added_may_be_named_by_any_of_its_names_and_not_twice(haiti_on_sqlite, muster):
    said = ("--resource", "money", "--unit", "USD", "--quantity", "5", "--stage", "pledged", "--when", "2024-09-20",
            "--words", "told on the phone", "--dry-run")
    assert "muster party" in muster("record", "--contributor", "HSF", *said, code=1)
    assert "is HARBOUR-SECURITY-FUND" in muster("party", "Harbour Security Fund", "--alias", "HSF")
    assert "unjudged (dry run)" in muster("record", "--contributor", "hsf", *said)
    assert "bears it" in muster("party", "HSF", code=1)
    assert "Kenya (KEN) bears it" in muster("party", "Kenya", code=1)


@pytest.mark.parametrize(("asked", "told"), [
    (("gap", "personel"), "holds 'personel'. Did you mean personnel?"),
    (("facts", "zzz"), "of the 46 rows holds 'zzz'."),
    (("ask", "kenia", "--on", "2024-10-01"), "holds 'kenia'. Did you mean kenya?"),
    (("line", "kenia"), "found 'kenia'"),
    (("contributors", "jamaica", "money"), "holds 'jamaica' and 'money' together."),
])
def test_a_word_that_no_row_holds_is_not_an_empty_record(haiti_on_sqlite, muster, asked, told):
    printed = " ".join(muster(*asked, code=1 if asked[0] == "line" else 0).split())
    assert told in printed
    assert "Nothing in the record." not in printed


def test_a_footer_counts_what_is_shown(haiti_on_sqlite, muster):
    assert "38 sites" in muster("ground")
    told = muster("ground", "airport")
    assert "38 sites" not in told
    assert "of 38 rows shown: those that hold 'airport'." in told
    assert "A status stands until another is told." in told


def test_a_machine_reads_no_rows_and_a_person_why(haiti_on_sqlite, muster):
    assert muster("gap", "personel", "--format", "json").split("gap: ")[0].strip() == "[]"
    assert "Did you mean personnel?" in muster("gap", "personel", "--format", "json")


@pytest.mark.parametrize(("address", "begins", "remedy"), [
    ("gap/personnel/xyz", "muster why, column: found 'xyz'", "Its figures: required, "),
    ("gap/personnel/presnt", "muster why, column: found 'presnt'", "Did you mean present?"),
    ("gap/personel/present", "muster why, row: found 'personel'", "Did you mean personnel?"),
    ("gapp/personnel/present", "muster why, table: found 'gapp'", "Did you mean gap?"),
    ("gap/personnel", "muster why, column: found nothing", "Its figures: required, "),
])
def test_an_address_says_which_part_of_it_names_nothing(haiti_on_sqlite, muster, address, begins, remedy):
    told = muster("why", address, "--on", "2024-10-01", code=1)
    assert told.startswith(begins)
    assert remedy in told
    assert "replay_pit" not in told


def test_an_address_is_found_without_regard_to_case(haiti_on_sqlite, muster):
    asked = ("--on", "2024-10-01", "--format", "json")
    assert muster("why", "Gap/money-USD/Present", *asked) == muster("why", "gap/money-usd/present", *asked)


def test_a_second_undo_says_that_it_is_undone_already(haiti_on_sqlite, muster):
    recorded = muster("record", "--contributor", "Kenya", "--resource", "personnel", "--quantity", "5", "--stage",
                      "present", "--when", "2024-09-20", "--words", "five more came")
    statement = re.search(r"It is (S\d+)", recorded)[1]
    muster("rule", statement, "accept", "--author", "amina")
    again = muster("rule", statement)
    ruling = re.search(r"(R\d+)", again)[1]
    muster("rule", statement, "unsure", "--author", "jean")
    assert "by jean" in muster("undo", ruling, "--reason", "x", code=1)
    standing = re.search(r"Undo that one: muster undo (R\d+)", muster("undo", ruling, "--reason", "x", code=1))[1]
    muster("undo", standing, "--reason", "not so", "--author", "amina")
    told = muster("undo", standing, "--reason", "again", code=1)
    assert "It is undone already, by R" in told
    assert " by amina, recorded " in told
    assert "meanwhile" not in told
    undoing = re.search(r"by (R\d+)", told)[1]
    assert f"muster rule {statement} VERDICT" in muster("undo", undoing, "--reason", "x", code=1)


def test_a_forecast_of_a_day_gone_by_is_refused_with_nothing_printed_beside(haiti_on_sqlite, muster):
    told = muster("forecast", "--as-of", "2024-09-30", "--until", "2020-01-01", code=1)
    assert told == ("until: found '2020-01-01' where a day on or after 2024-09-30 belongs. Ask for a day still to "
                    "come.\n")
