"""Two parties judged to be one are read as one wherever they are shown, and are two again when that is taken back."""

from __future__ import annotations

from typing import Any

import pytest

from muster import store
from muster.actions.merging import merge
from muster.briefs import opened
from muster.briefs.questions import QUESTIONS
from muster.errors import Refused
from muster.ledger.drafts import Filing
from muster.ledger.records import Books
from muster.vocabulary import Marking, Verdict


@pytest.fixture
def mission(database: str, make: Any, public: Marking) -> Any:
    """Sylvania has 400 present, and its foreign ministry, filed as another party, 400 more."""
    filing = make.filing(
        parties=(make.party(), make.party("MFA", kind="organisation")), reports=(make.report(marking=public),),
        statements=(make.statement(), make.statement("p2", contributor="MFA")),
        rulings=(make.ruling(), make.ruling("r1:p2", postings=(make.posting(contributor="MFA"),))))
    return store.file(None, filing, author="Ann").mission


def books(mission: Any, **asked: Any) -> Books:
    return store.open_books(mission, **asked)


def table(name: str, asked: Books) -> list[dict[str, Any]]:
    return [{column: getattr(cell, "booked", cell) for column, cell in row.cells.items()}
            for row in QUESTIONS[name].answer(asked).rows]


def test_their_lines_are_one_in_every_table_and_every_movement_opens(mission: Any) -> None:
    before = table("gap", books(mission))
    assert len(table("lines", books(mission))) == 2
    merge(mission, "SYL", "Republic of MFA", author="Bea", reason="its ministry")
    asked = books(mission)
    (line,) = asked.lines
    assert (line.key.contributor, len(asked.lots)) == ("SYL", 2)
    assert table("gap", asked) == before
    (row,) = table("lines", asked)
    assert row["present"] == 800
    figures = QUESTIONS["lines"].answer(asked).figures()
    figure = next(found for address, found in figures if address.endswith("/present"))
    assert len(opened.figure("lines/x/present", figure, asked, store.movements_of(asked)).movements) == 2
    assert len(store.movements_of(asked, lines=[line.id])) == 2
    assert [one.contributor for one in asked.statements if one.kind] == ["SYL", "SYL"]


def test_the_names_of_both_lead_to_the_one_kept(mission: Any) -> None:
    from muster.actions.references import party_named

    merge(mission, "SYL", "MFA", author="Bea", reason="its ministry")
    asked = books(mission)
    assert "MFA" not in asked.parties
    assert [party_named(name, asked, what="x") for name in ("MFA", "Republic of MFA", "SYL")] == ["SYL"] * 3


def test_taking_it_back_is_complete(mission: Any, make: Any) -> None:
    before = books(mission)
    merge(mission, "SYL", "MFA", author="Bea", reason="its ministry")
    (key,) = [f"{one.name}:judgement" for one in books(mission).reports.values() if one.name.startswith("merge-")]
    store.file(mission, Filing(rulings=(make.ruling(key, verdict=Verdict.UNDO, postings=()),)), author="Ann", live=True)
    after = books(mission)
    assert (after.lines, after.lots, after.parties) == (before.lines, before.lots, before.parties)
    assert after.statements[:2] == before.statements
    merge(mission, "SYL", "MFA", author="Bea", reason="its ministry")
    assert len(books(mission).lines) == 1
    assert store.verify(mission) == []


def test_books_as_known_before_read_them_apart(mission: Any) -> None:
    known = books(mission).known
    merge(mission, "SYL", "MFA", author="Bea", reason="its ministry")
    assert len(books(mission, known=known).lines) == 2


def test_the_public_edition_reads_them_as_one_without_showing_the_judgement(mission: Any, public: Marking) -> None:
    merge(mission, "SYL", "MFA", author="Bea", reason="a secret reason")
    shown = books(mission, clearance=public)
    assert len(shown.lines) == 1
    assert "a secret reason" not in repr(shown)


def test_what_is_filed_afterwards_under_the_other_name_counts_with_the_first(mission: Any, make: Any) -> None:
    merge(mission, "SYL", "MFA", author="Bea", reason="its ministry")
    store.file(mission, Filing(statements=(make.statement("p3", contributor="MFA"),), rulings=(
        make.ruling("r1:p3", postings=(make.posting(contributor="MFA", lot="third"),)),)), author="Ann")
    (row,) = table("lines", books(mission))
    assert row["present"] == 1200


def test_three_are_one_however_they_were_joined(mission: Any, make: Any) -> None:
    store.file(mission, Filing(parties=(make.party("EMB", kind="organisation"),)), author="Ann")
    merge(mission, "MFA", "EMB", author="Bea", reason="its embassy")
    merge(mission, "SYL", "EMB", author="Bea", reason="its embassy too")
    assert sorted(books(mission).parties) == ["SYL"]


@pytest.mark.parametrize(("kept", "other", "told"), [
    ("SYL", "SYL", "one party already"), ("SYL", "Kenya", "Nothing of it is recorded"),
    ("SYL", "ALL", "All contributors together"), ("SYL", "HOST", "both sides of the mission")])
def test_what_cannot_be_one_party_is_said(mission: Any, make: Any, kept: str, other: str, told: str) -> None:
    store.file(mission, Filing(parties=(make.party("HOST", host_side=True),)), author="Ann")
    with pytest.raises(Refused, match=told):
        merge(mission, kept, other, author="Bea", reason="x")
