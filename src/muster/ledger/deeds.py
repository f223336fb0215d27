"""Who judged what, when and why: every ruling with what became of it, the newest first.

Rulings that were replaced or taken back stay in the list, since what somebody once decided is what an audit is about.
A ruling of sealed words keeps its place and its author, and loses its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from muster.ledger.figures import Cell, Row, Table
from muster.ledger.records import Books, Ruling, place_of
from muster.vocabulary import Verdict

COLUMNS = ("recorded", "ruling", "verdict", "statement", "by", "policy", "state", "known", "reason")


def rulings(books: Books) -> Table:
    return table_of(newest_first(books), books)


def newest_first(books: Books) -> list[Ruling]:
    """Every ruling the viewer may see, in the reverse order of recording."""
    return sorted(books.rulings, key=lambda ruling: ruling.id, reverse=True)


def table_of(some: Sequence[Ruling], books: Books) -> Table:
    """These rulings as rows. A page shows a hundred of a million, so it asks for no more."""
    ended = {one.replaces: one for one in books.rulings if one.replaces is not None}
    rows = tuple(Row(f"r{place_of(one.id)}", _cells(one, ended.get(one.id), books)) for one in some)
    return Table("rulings", "Who judged what, when and why", COLUMNS, rows, headings={"known": "known from"})


def _cells(one: Ruling, ended_by: Ruling | None, books: Books) -> dict[str, Cell]:
    return {
        "recorded": _clock(one.recorded, books), "ruling": f"R{place_of(one.id)}", "verdict": one.verdict.value,
        "statement": f"S{place_of(one.statement)}", "by": one.author, "policy": one.policy or None,
        "state": _state(one, ended_by), "known": _clock(one.known, books)[:10], "reason": one.reason,
    }


def _state(one: Ruling, ended_by: Ruling | None) -> str:
    if ended_by is None:
        return "stands" if one.verdict is not Verdict.UNDO else "done"
    word = "taken back" if ended_by.verdict is Verdict.UNDO else "replaced"
    return f"{word} by R{place_of(ended_by.id)}"


def _clock(microseconds: int, books: Books) -> str:
    """A stored time as the mission's clock showed it."""
    return f"{datetime.fromtimestamp(microseconds / 1e6, UTC).astimezone(books.mission.zone):%Y-%m-%d %H:%M:%S}"
