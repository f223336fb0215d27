"""Another grade or marking is a reversal and a re-entry: every column, edition and replay follows it."""

from __future__ import annotations

from typing import Any

import pytest

from muster import store
from muster.actions.regrading import regrade
from muster.errors import Refused
from muster.ledger.drafts import Filing
from muster.ledger.records import Books, place_of
from muster.vocabulary import Grade, Marking, Verdict


@pytest.fixture
def mission(database: str, make: Any, public: Marking) -> Any:
    """Freedonia with one public statement by its party, booked at 400."""
    return store.file(None, make.filing(reports=(make.report(marking=public),)), author="Ann").mission


def books(mission: Any, **asked: Any) -> Books:
    return store.open_books(mission, **asked)


def booked(mission: Any, **asked: Any) -> int:
    return int(books(mission, **asked).movements.quantity.sum())


def number(mission: Any, place: int = 0) -> str:
    return f"S{place_of(books(mission).statements[place].id)}"


def test_a_lower_grade_takes_its_booking_out_of_what_is_confirmed(mission: Any) -> None:
    assert booked(mission, confirmed_only=True) == 400
    known = books(mission).known
    regrade(mission, number(mission), author="Bea", reason="only the press says so", grade=Grade.PRESS)
    assert (booked(mission), booked(mission, confirmed_only=True)) == (400, 0)
    assert [one.grade for one in books(mission).statements] == [Grade.PRESS]
    assert books(mission, confirmed_only=True).statements == ()
    assert booked(mission, known=known, confirmed_only=True) == 400
    assert books(mission, known=known).statements[0].grade is Grade.PARTY
    assert store.verify(mission) == []


def test_what_is_restricted_later_is_in_no_public_edition_of_any_time(mission: Any, public: Marking) -> None:
    known = books(mission).known
    regrade(mission, number(mission), author="Bea", reason="names a base", marking=Marking.RESTRICTED)
    for when in ({}, {"known": known}):
        shown = books(mission, clearance=public, **when)
        assert shown.statements == ()
        assert shown.rulings == ()
        assert int(shown.movements.quantity.sum()) == 0
        assert store.movements_of(shown) == [] or sum(one.quantity for one in store.movements_of(shown)) == 0
    assert len(books(mission, clearance=public, known=known).movements) == 0
    assert (booked(mission), booked(mission, known=known)) == (400, 400)
    assert store.verify(mission) == []


def test_what_is_released_later_is_public_from_then_on(mission: Any, make: Any, public: Marking) -> None:
    store.file(mission, Filing(reports=(make.report("r2"),), statements=(make.statement(report="r2"),), rulings=(
        make.ruling("r2:p1", postings=(make.posting(lot="second"),)),)), author="Ann")
    known = books(mission).known
    regrade(mission, number(mission, 1), author="Bea", reason="released", marking=public)
    assert booked(mission, clearance=public) == 800
    assert booked(mission, clearance=public, known=known) == 400
    assert len(books(mission, clearance=public, known=known).statements) == 1
    assert store.verify(mission) == []


def test_later_rulings_book_under_the_new_grade_until_it_is_undone(mission: Any, make: Any) -> None:
    said = number(mission)
    regrade(mission, said, author="Bea", reason="the press", grade=Grade.PRESS)
    store.file(mission, Filing(rulings=(make.ruling(replaces="r1:p1", reason="again"),)), author="Ann", live=True)
    assert booked(mission, confirmed_only=True) == 0
    regrade(mission, said, author="Bea", reason="a letter came", grade=Grade.PARTY)
    assert booked(mission, confirmed_only=True) == 400
    store.file(mission, Filing(rulings=(make.ruling(verdict=Verdict.UNDO),)), author="Ann", live=True)
    assert books(mission).statements[0].grade is Grade.PRESS
    assert booked(mission) == 0
    assert store.verify(mission) == []


def test_grade_and_marking_change_apart_and_together(mission: Any) -> None:
    said = number(mission)
    regrade(mission, said, author="Bea", reason="x", grade=Grade.PRESS)
    regrade(mission, said, author="Bea", reason="y", marking=Marking.CONTRIBUTORS)
    (one,) = books(mission).statements
    assert (one.grade, one.marking) == (Grade.PRESS, Marking.CONTRIBUTORS)
    assert booked(mission) == 400


def test_what_nobody_judged_is_regraded_and_moves_nothing(mission: Any, make: Any, public: Marking) -> None:
    store.file(mission, Filing(statements=(make.statement("p2"),)), author="Ann")
    regrade(mission, number(mission, 1), author="Bea", reason="names a base", marking=Marking.RESTRICTED)
    assert len(books(mission, clearance=public).statements) == 1
    assert booked(mission) == 400


def test_nothing_to_change_is_refused_and_files_nothing(mission: Any) -> None:
    head = store.head_of(mission)
    with pytest.raises(Refused, match="graded the party itself, marked public"):
        regrade(mission, number(mission), author="Bea", reason="x", grade=Grade.PARTY)
    with pytest.raises(Refused, match="say why"):
        regrade(mission, number(mission), author="Bea", reason=" ", grade=Grade.PRESS)
    assert store.head_of(mission) == head


def test_a_detail_that_changes_a_grade_needs_its_policy_and_right_numbers(mission: Any, make: Any) -> None:
    for changes in ({"detail": {"regraded": {"grade": 5}}}, {"policy": "regrade"},
                    {"detail": {"regraded": {"grade": 9}}, "policy": "regrade"},
                    {"detail": {"regraded": {"colour": 1}}, "policy": "regrade"}):
        with pytest.raises(Refused, match=r"regrade|a grade from 0 to 5"):
            store.file(mission, Filing(rulings=(make.ruling(replaces="r1:p1", **changes),)), author="Ann")


def test_a_regraded_ledger_leaves_as_a_package_and_as_a_backup_and_comes_back(mission: Any, tmp_path: Any) -> None:
    from muster.actions import keeping, loading

    regrade(mission, number(mission), author="Bea", reason="only the press says so", grade=Grade.PRESS)
    keeping.export(books(mission), tmp_path / "copy")
    package = tmp_path / "copy" / "datapackage.json"
    package.write_text(package.read_text(encoding="utf-8").replace('"freedonia"', '"copy"'), encoding="utf-8")
    loaded = loading.load(str(tmp_path / "copy"), mission_name=None, author="tests")
    assert loaded.problems == ()
    copy = store.mission_named("copy")
    assert (booked(copy), booked(copy, confirmed_only=True)) == (400, 0)
    assert store.verify(copy) == []


@pytest.mark.parametrize("held_before", [True, False])
def test_a_ledger_held_in_columns_follows_too(mission: Any, public: Marking, held_before: bool) -> None:
    from datetime import date

    from muster.store import held

    def shown(clearance: Marking, official: bool, known: int) -> tuple[int, int]:
        record = held.held(mission).record(clearance=clearance, own=(), confirmed_only=official)
        found = held.books_at(record, known, date(2025, 1, 1))
        return len(found.statements), int(found.movements.quantity.sum())

    known = books(mission).known
    if held_before:
        assert shown(public, False, known) == (1, 400)
    regrade(mission, number(mission), author="Bea", reason="x", grade=Grade.PRESS, marking=Marking.RESTRICTED)
    now = books(mission).known
    assert shown(Marking.RESTRICTED, False, now) == (1, 400)
    assert shown(Marking.RESTRICTED, True, now) == (0, 0)
    assert [shown(public, False, when) for when in (known, now)] == [(0, 0), (0, 0)]
