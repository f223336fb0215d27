"""Books taken back to an earlier moment are the books the store opens for that moment."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest

from muster.briefs.moments import as_known
from muster.ledger.columns import COLUMN_TYPES
from muster.vocabulary import Marking

MOMENTS = [datetime(2023, 7, 1), datetime(2024, 3, 1), datetime(2024, 6, 25), datetime(2024, 9, 30),
           datetime(2024, 10, 15), datetime(2025, 2, 10), datetime(2025, 12, 1), datetime(2030, 1, 1)]


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize(("clearance", "official"), [
    (Marking.RESTRICTED, False), (Marking.PUBLIC, True), (Marking.PUBLIC, False)])
def test_the_books_as_known_are_those_the_store_opens(haiti: None, moment: datetime, clearance: Marking,
                                                      official: bool):
    from muster import store

    mission, on = store.mission_named("haiti"), date(2025, 3, 1)
    known = int(moment.replace(tzinfo=UTC).timestamp()) * 1_000_000
    every = store.open_books(mission, on=on, known=2**62, clearance=clearance, confirmed_only=official)
    taken = as_known(every, known, on)
    opened = store.open_books(mission, on=on, known=known, clearance=clearance, confirmed_only=official)
    for part in ("statements", "rulings", "reports", "parties", "known", "on", "confirmed_only", "clearance"):
        assert getattr(taken, part) == getattr(opened, part), part
    assert list(taken.lines) == list(opened.lines)
    assert list(taken.lots) == list(opened.lots)
    for name in COLUMN_TYPES:
        assert np.array_equal(getattr(taken.movements, name), getattr(opened.movements, name)), name


def test_a_later_moment_than_was_read_is_refused(haiti: None):
    from muster import store

    books: Any = store.open_books(store.mission_named("haiti"), known=1_700_000_000_000_000)
    with pytest.raises(ValueError, match="nothing of what became known after"):
        as_known(books, books.known + 1, date(2025, 1, 1))
