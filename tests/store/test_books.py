"""Books show a viewer what was known and may be seen, and give no sign of the rest."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from muster import store
from muster.ledger.drafts import Filing
from muster.ledger.fold import positions
from muster.ledger.records import Books
from muster.vocabulary import Grade, Marking, Stage, Verdict


@pytest.fixture(params=["from SQL", "from the mirror"])
def filed(request: pytest.FixtureRequest, database: str, make: Any, monkeypatch: pytest.MonkeyPatch) -> store.Filed:
    """A public, a contributors' and a restricted report, of two contributors and two grades."""
    if request.param == "from the mirror":
        monkeypatch.setattr("muster.store.books.MIRROR_FROM", 1)
        monkeypatch.setattr("muster.store.mirror.SEGMENT_FROM", 1)
    reports = tuple(make.report(marking.word, marking=marking, title=f"Title of the {marking.word} report")
                    for marking in Marking)
    statements, rulings = [], []
    for marking in Marking:
        for number, (contributor, grade) in enumerate(
                [("SYL", Grade.PARTY), ("RUR", Grade.PARTY), ("RUR", Grade.PRESS)]):
            statement = make.statement(f"p{number}", marking.word, contributor=contributor, grade=grade)
            statements.append(statement)
            rulings.append(make.ruling(statement.key, reason=f"because {statement.key}", postings=(make.posting(
                contributor=contributor, lot=f"{marking.word} {number}", conditions=f"only {marking.word}"),)))
    return store.file(None, make.filing(parties=(make.party("SYL"), make.party("RUR")), reports=reports,
                                        statements=tuple(statements), rulings=tuple(rulings)), author="Ann")


def lots(books: Books) -> list[str]:
    return [lot.name for lot in books.lots]


def assert_whole(books: Books) -> None:
    """Numbers without holes, and every figure in its own lot."""
    assert [lot.number for lot in books.lots] == list(range(len(books.lots)))
    assert [line.number for line in books.lines] == list(range(len(books.lines)))
    sums = positions(books.movements, group=np.arange(len(books.lots), dtype=np.int32), groups=len(books.lots),
                     on=date(2025, 1, 1))
    assert sums.booked[:, Stage.PRESENT].tolist() == [400] * len(books.lots)


@pytest.mark.parametrize(("clearance", "seen"), [
    (Marking.PUBLIC, ["public"]), (Marking.CONTRIBUTORS, ["public", "contributors"]),
    (Marking.RESTRICTED, ["public", "contributors", "restricted"]),
])
def test_a_viewer_sees_up_to_their_clearance_and_no_trace_of_more(filed: store.Filed, clearance: Marking,
                                                                  seen: list[str]) -> None:
    books = store.open_books(filed.mission, clearance=clearance)
    assert_whole(books)
    assert lots(books) == [f"{word} {number}" for word in seen for number in range(3)]
    hidden = {marking.word for marking in Marking} - set(seen)
    for word in hidden:
        assert f"{word} report" not in repr(books.reports)
        assert f"only {word}" not in repr(books.lines)
        assert f"because {word}" not in repr(books.rulings)
    assert len(books.statements) == len(books.rulings) == len(books.movements) == 3 * len(seen)
    assert len(store.movements_of(books)) == 3 * len(seen)


def test_what_others_said_of_a_contributor_stays_hidden_from_it_until_it_is_released(filed: store.Filed) -> None:
    books = store.open_books(filed.mission, clearance=Marking.PUBLIC, own=("RUR",))
    assert_whole(books)
    assert lots(books) == ["public 0", "public 1", "public 2", "contributors 1", "contributors 2", "restricted 1"]
    assert [one.locator for one in books.statements] == ["p0", "p1", "p2", "p1", "p2", "p1"]
    assert len(store.movements_of(books, own=("RUR",))) == 6
    assert "because restricted:p2" not in repr(books.rulings)


def test_a_contributor_sees_its_own_word_whatever_its_marking(filed: store.Filed) -> None:
    books = store.open_books(filed.mission, clearance=Marking.PUBLIC, own=("SYL",))
    assert_whole(books)
    assert lots(books) == ["public 0", "public 1", "public 2", "contributors 0", "restricted 0"]
    assert [report.title for report in books.reports.values()] == [
        "Title of the public report", "(a report that was not released)", "(a report that was not released)"]
    assert len(store.movements_of(books, own=("SYL",))) == 5


def test_a_party_that_only_hidden_reports_name_stays_hidden(filed: store.Filed, make: Any) -> None:
    store.file(filed.mission, Filing(parties=(make.party("P-X", name="Jane Roe"),), statements=(
        make.statement("p9", "restricted", contributor="", speaker="P-X"),)), author="Ann")
    assert set(store.open_books(filed.mission, clearance=Marking.PUBLIC).parties) == {"SYL", "RUR"}
    assert set(store.open_books(filed.mission).parties) == {"SYL", "RUR", "P-X"}


def test_confirmed_only_counts_official_speakers(filed: store.Filed) -> None:
    books = store.open_books(filed.mission, confirmed_only=True)
    assert_whole(books)
    assert lots(books) == [f"{marking.word} {number}" for marking in Marking for number in range(2)]
    assert all(statement.grade.is_official for statement in books.statements)


def test_a_reason_that_compares_hidden_statements_is_withheld(filed: store.Filed, make: Any) -> None:
    store.file(filed.mission, Filing(rulings=(make.ruling(
        "public:p0", verdict=Verdict.PREFER, cites=("restricted:p0",), reason="the restricted one is wrong"),)),
        author="Ann")
    public = store.open_books(filed.mission, clearance=Marking.PUBLIC).rulings[-1]
    assert (public.verdict, public.cites, public.reason) == (Verdict.PREFER, (), None)
    everything = store.open_books(filed.mission).rulings[-1]
    assert everything.cites == (filed.statements["restricted:p0"],)


def test_nothing_was_known_before_the_first_report(filed: store.Filed) -> None:
    books = store.open_books(filed.mission, known=0)
    assert (books.reports, books.statements, books.rulings, books.lines, books.lots) == ({}, (), (), (), ())
    assert len(books.movements) == 0


def test_the_day_asked_about_defaults_to_the_day_of_known_in_the_missions_zone(filed: store.Filed) -> None:
    four_in_the_morning_utc = 1_727_064_000_000_000  # still the day before in the mission's zone, by one microsecond
    assert store.open_books(filed.mission, known=four_in_the_morning_utc - 1).on == date(2024, 9, 22)
    assert store.open_books(filed.mission, known=four_in_the_morning_utc).on == date(2024, 9, 23)


def test_a_figure_opens_into_its_movements(filed: store.Filed) -> None:
    books = store.open_books(filed.mission)
    lot = books.lots[4]
    (movement,) = store.movements_of(books, lots=[lot.id], stages=[Stage.PRESENT])
    assert (movement.lot, movement.line) == (lot.id, lot.line)
    assert (movement.quantity, movement.low, movement.high) == (400, 380, 400)
    assert movement.statement == filed.statements["contributors:p1"]
    assert store.movements_of(books, lots=[lot.id], stages=[Stage.SPENT]) == []
    assert len(store.movements_of(books, lines=[books.lines[0].id])) == 1
    assert list(store.statements_of(filed.mission, [movement.statement])) == [movement.statement]


def test_books_without_movements_or_without_statements_are_lighter(filed: store.Filed) -> None:
    assert len(store.open_books(filed.mission, with_movements=False).movements) == 0
    light = store.open_books(filed.mission, only_columns=True)
    assert (len(light.movements), light.statements, light.reports) == (9, (), {})


def test_as_many_queries_are_asked_for_one_report_as_for_three(database: str, make: Any,
                                                               monkeypatch: pytest.MonkeyPatch) -> None:
    from muster.store import database as db

    asked: list[str] = []
    honest = db.rows
    monkeypatch.setattr(db, "rows", lambda query, values=(): asked.append(query) or honest(query, values))
    counts = []
    for reports in (1, 3):
        names = [f"r{reports}{number}" for number in range(reports)]
        mission = store.file(None, make.filing(
            reports=tuple(map(make.report, names)), statements=tuple(make.statement("p1", name) for name in names),
            rulings=tuple(make.ruling(f"{name}:p1") for name in names)), author="Ann").mission
        asked.clear()
        store.open_books(mission)
        counts.append(len(asked))
    assert counts[0] == counts[1]
