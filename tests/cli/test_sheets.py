"""A secretariat keeps its sheet and loads it again and again: what changed in it is corrected, never counted twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

HEADING = "contributor,resource,quantity,stage,date,source,id\n"


@pytest.fixture
def border(database, muster):
    """A new mission, and a function that loads rows as its sheet."""
    muster("init", "--mission", "Border Mission", "--timezone", "Africa/Nairobi", "--administrator", "amina")

    def load(*rows: str, name: str = "support.csv", options: tuple[str, ...] = (), code: int = 0) -> str:
        text = HEADING.replace(",id", "" if rows and rows[0].count(",") == 5 else ",id")
        Path(name).write_text(text + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        return muster("load", name, *options, code=code)
    return load


def standing(muster, on: str = "2024-12-01") -> dict[str, int]:
    """Stage -> what stands there, of the one line."""
    (row,) = json.loads(muster("gap", "--on", on, "--format", "json"))
    return {stage: row[stage] for stage in ("pledged", "present", "returned") if row[stage]}


def test_a_row_under_its_id_is_corrected_by_a_reversal_and_a_new_entry(border, muster):
    border("Kenya,personnel,7,present,2024-01-01,letter,K1", "Kenya,personnel,5,present,2024-02-01,letter,K2")
    tried = border("Kenya,personnel,9,present,2024-01-01,letter,K1", "Kenya,personnel,5,present,2024-02-01,letter,K2",
                   options=("--dry-run",))
    assert "1 earlier row would be ruled out" in tried
    assert "row 2 (id K1): quantity 7 -> 9" in tried
    assert standing(muster) == {"present": 12}
    muster("load", "support.csv")
    assert standing(muster) == {"present": 14}
    assert "nothing new" in muster("load", "support.csv")
    assert standing(muster) == {"present": 14}
    assert "Nothing waits" in muster("inbox")
    assert "All laws hold" in muster("verify")


def test_what_was_known_before_the_correction_stays_known_so(border, muster):
    from muster import store

    border("Kenya,personnel,7,present,2024-01-01,letter,K1")
    known = store.open_books(store.mission_named("border-mission")).known
    border("Kenya,personnel,9,present,2024-01-01,letter,K1")
    books = store.open_books(store.mission_named("border-mission"), known=known)
    assert [int(quantity) for quantity in books.movements.quantity] == [7]


def test_a_correction_can_be_taken_back_by_loading_the_older_sheet_again_and_again(border, muster):
    for quantity in (7, 9, 7, 9, 7):
        border(f"Kenya,personnel,{quantity},present,2024-01-01,letter,K1")
        assert standing(muster) == {"present": quantity}
    assert "All laws hold" in muster("verify")


def test_rows_that_drew_on_a_corrected_row_are_booked_anew(border, muster):
    border("Kenya,personnel,1000,pledged,2024-01-01,letter,K1", "Kenya,personnel,200,present,2024-02-01,letter,K2")
    assert standing(muster) == {"pledged": 800, "present": 200}
    border("Kenya,personnel,100,pledged,2024-01-01,letter,K1", "Kenya,personnel,200,present,2024-02-01,letter,K2")
    assert standing(muster) == {"present": 200}
    assert "All laws hold" in muster("verify")


def test_a_sheet_without_ids_takes_the_place_of_its_earlier_version_when_asked(border, muster):
    border("Kenya,personnel,7,present,2024-01-01,letter", "Kenya,personnel,5,present,2024-02-01,letter")
    printed = border("Kenya,personnel,9,present,2024-01-01,letter", "Kenya,personnel,5,present,2024-02-01,letter")
    assert "1 row of an earlier support.csv is not in this one and still counts" in printed
    assert "muster load support.csv --replace" in printed
    assert standing(muster) == {"present": 21}
    assert "no longer there: contributor: Kenya; resource: personnel; quantity: 7" in muster(
        "load", "support.csv", "--replace", "--dry-run")
    muster("load", "support.csv", "--replace")
    assert standing(muster) == {"present": 14}
    assert "nothing new" in muster("load", "support.csv", "--replace")


def test_a_sheet_takes_the_place_of_one_of_another_name(border, muster):
    border("Kenya,personnel,7,present,2024-01-01,letter", name="old.csv")
    border("Kenya,personnel,9,present,2024-01-01,letter", name="new.csv", options=("--replace", "old.csv"))
    assert standing(muster) == {"present": 9}


def test_ids_given_to_rows_that_had_none_change_nothing(border, muster):
    border("Kenya,personnel,7,present,2024-01-01,letter")
    border("Kenya,personnel,7,present,2024-01-01,letter,K1")
    assert standing(muster) == {"present": 7}
    border("Kenya,personnel,9,present,2024-01-01,letter,K1")
    assert standing(muster) == {"present": 9}


def test_two_sheets_may_use_the_same_ids(border, muster):
    border("Kenya,personnel,7,present,2024-01-01,letter,1", name="personnel.csv")
    border("Haiti,money,EUR 2.5m,present,2024-01-01,letter,1", name="money.csv")
    assert len(json.loads(muster("gap", "--on", "2024-12-01", "--format", "json"))) == 2


def test_what_a_person_undid_stays_undone_when_the_sheet_is_loaded_again(border, muster):
    from muster import store
    from muster.actions.references import reference

    border("Kenya,personnel,7,present,2024-01-01,letter,K1", "Kenya,personnel,5,present,2024-02-01,letter,K2")
    (first,) = [one for one in store.open_books(store.mission_named()).statements if one.locator == "row 2"]
    muster("undo", reference("S", first.id), "--reason", "never came")
    muster("load", "support.csv")
    assert standing(muster) == {"present": 5}


def test_refused_rows_wait_until_their_sheet_is_loaded_again_and_are_never_accepted_in_bulk(border, muster):
    border("Narnia,personnel,7,present,2024-01-01,letter", "Kenya,personnel,5,present,2024-02-01,letter",
           "Atlantis,personnel,3,present,2024-03-01,letter", options=("--accept-good-rows",))
    muster("rule", "--all")
    assert "Narnia" in muster("inbox")
    assert "correct it in its file" in " ".join(muster("inbox").split())
    printed = border("Haiti,personnel,7,present,2024-01-01,letter", "Kenya,personnel,5,present,2024-02-01,letter")
    assert "2 rows refused before are settled" in printed
    assert "Nothing waits" in muster("inbox")
    assert "nothing new" in muster("load", "support.csv")


def test_a_row_refused_again_waits_once(border, muster):
    rows = ("Narnia,personnel,7,present,2024-01-01,letter", "Kenya,personnel,5,present,2024-02-01,letter")
    border(*rows, options=("--accept-good-rows",))
    border(*rows, "Kenya,personnel,6,present,2024-03-01,letter", "Oz,personnel,6,present,2024-03-01,letter",
           options=("--accept-good-rows",))
    assert muster("inbox").count("Narnia") == muster("inbox").count("'Oz'")
    assert len(json.loads(muster("inbox", "--format", "json"))) == 2


def test_an_empty_template_is_nothing_to_load(border, muster):
    muster("load", "empty.xlsx", "--template")
    printed = muster("load", "empty.xlsx", code=1)
    assert "There is nothing to load yet: fill in a row." in printed
    assert "Nothing was filed" in printed


def test_a_row_of_ones_own_sheet_is_cited_by_its_publisher_its_grade_and_the_sheets_name(border, muster):
    border("Kenya,personnel,7,pledged,2024-02,letter,K1")
    for question in (("ask",), ("diff", "--from-on", "2024-01-01")):
        told = " ".join(muster(*question, "--on", "2024-12-01").split())
        assert "press" not in told
        assert "the mission's secretariat (the counterpart), support.csv, row 2" in told.replace("- ", "-")
