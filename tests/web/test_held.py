"""A ledger held in columns answers every question as the books opened from the database do."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from muster.briefs.editions import public_edition
from muster.briefs.questions import QUESTIONS
from muster.vocabulary import Marking

MOMENTS = [datetime(2024, 3, 1), datetime(2024, 9, 30), datetime(2025, 2, 10), datetime(2030, 1, 1)]
DAYS = [date(2024, 6, 25), date(2025, 3, 1)]


def both(on: date, moment: datetime, *, clearance: Marking, own: tuple[str, ...] = (), official: bool = False) -> Any:
    """The plain books and those held in columns."""
    from muster import store
    from muster.store import held

    mission = store.mission_named("haiti")
    known = int(moment.replace(tzinfo=UTC).timestamp()) * 1_000_000
    plain = store.open_books(mission, on=on, known=known, clearance=clearance, own=own, confirmed_only=official)
    record = held.held(mission).record(clearance=clearance, own=own, confirmed_only=official)
    return plain, held.books_at(record, known, on)


VIEWERS = [(Marking.RESTRICTED, (), False), (Marking.PUBLIC, (), False), (Marking.CONTRIBUTORS, ("KEN",), True)]


@pytest.mark.parametrize("on", DAYS)
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize(("clearance", "own", "official"), VIEWERS)
def test_every_table_is_the_same_held_in_columns(haiti: None, on: date, moment: datetime, clearance: Marking,
                                                 own: tuple[str, ...], official: bool):
    plain, columns = both(on, moment, clearance=clearance, own=own, official=official)
    if clearance is Marking.PUBLIC:
        plain, columns = public_edition(plain), public_edition(columns)
    for name, question in QUESTIONS.items():
        expected, found = question.answer(plain), question.answer(columns)
        assert list(found.rows) == list(expected.rows), name
        assert (found.title, found.columns, found.notes) == (expected.title, expected.columns, expected.notes), name


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize(("clearance", "own", "official"), VIEWERS)
def test_the_books_held_in_columns_can_be_read_like_the_others(haiti: None, moment: datetime, clearance: Marking,
                                                               own: tuple[str, ...], official: bool):
    plain, columns = both(DAYS[1], moment, clearance=clearance, own=own, official=official)
    assert list(columns.statements) == list(plain.statements)
    assert list(columns.rulings) == list(plain.rulings)
    assert dict(columns.standing_rulings) == dict(plain.standing_rulings)
    assert columns.parties == plain.parties
    assert columns.reports == plain.reports
    assert [one.key for one in columns.lines] == [one.key for one in plain.lines]
    assert [one.name for one in columns.lots] == [one.name for one in plain.lots]
    assert len(columns.movements) == len(plain.movements)


@pytest.mark.parametrize("moment", MOMENTS[2:])
@pytest.mark.parametrize(("clearance", "own", "official"), VIEWERS)
def test_every_lines_story_is_the_same_held_in_columns(haiti: None, moment: datetime, clearance: Marking,
                                                       own: tuple[str, ...], official: bool):
    from muster.ledger.lines import story

    plain, columns = both(DAYS[1], moment, clearance=clearance, own=own, official=official)
    for line in plain.lines:
        assert list(story(columns, line.id)) == list(story(plain, line.id)), line.key
