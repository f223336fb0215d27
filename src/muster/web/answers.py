"""Books and tables, asked once and kept while nothing changes.

A ledger only ever grows and its head says how far, so an answer is kept under (ledger, head, who may see it, on,
known, filters): when somebody files something the head moves and old answers are never found again. "Now" counts as
one moment until the head moves or the day ends.
Weakness: kept per process; two web processes compute an answer once each.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Any, TypeVar

from muster.briefs.questions import QUESTIONS
from muster.ledger.figures import Table
from muster.ledger.records import Books
from muster.vocabulary import Marking
from muster.web.frame import Asked

T = TypeVar("T")


class Kept:
    """The last so many answers, oldest use dropped first; safe for threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: T = self._kept[key]
                return found
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return made

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


FOREVER = 2**62
"""A moment of knowledge after all others."""

LATEST = Kept(6)
BOOKS = Kept(12)
TABLES = Kept(200)
PAGES = Kept(200)


def head_of(asked: Asked) -> str:
    """The head of the chain, which changes with every entry."""
    from muster import store

    return store.head_of(asked.mission)[1]


def key_of(asked: Asked) -> tuple[Hashable, ...]:
    """What an answer depends on, except for the question itself."""
    database = _database()
    today = datetime.now(asked.mission.zone).date() if asked.known is None else None
    return (database, asked.mission.id, head_of(asked), asked.clearance, asked.own_party, asked.public, asked.on,
            asked.known, asked.confirmed_only, today)


def _database() -> str:
    from django.db import connection

    return str(connection.settings_dict["NAME"])


def books_for(asked: Asked, key: tuple[Hashable, ...] | None = None) -> Books:
    """The ledger as this viewer may see it, on the day and as known. The public edition for all but those inside."""
    return BOOKS.get(key or key_of(asked), lambda: _opened(asked))


def _opened(asked: Asked) -> Books:
    from muster.briefs.editions import public_edition
    from muster.briefs.moments import as_known
    from muster.store import held

    own = (asked.own_party,) if asked.own_party else ()
    if held.is_large(asked.mission):
        record = held.held(asked.mission).record(
            clearance=asked.clearance, own=own, confirmed_only=asked.confirmed_only)
        known = max(time.time_ns() // 1000, record.latest) if asked.known is None else min(asked.known, FOREVER)
        books = held.books_at(record, known, asked.on)
        return public_edition(books, own=asked.own_party) if asked.clearance is Marking.PUBLIC else books
    latest = LATEST.get((_database(), asked.mission.id, head_of(asked), asked.clearance, asked.own_party,
                         asked.confirmed_only), lambda: _latest(asked))
    books = as_known(latest, now_of(latest) if asked.known is None else min(asked.known, FOREVER), asked.on, own=own)
    return public_edition(books, own=asked.own_party) if asked.clearance is Marking.PUBLIC else books


def _latest(asked: Asked) -> Books:
    """Everything this viewer may see of the ledger, whatever moment is asked about."""
    from muster import store

    return store.open_books(asked.mission, on=asked.on, known=FOREVER, clearance=asked.clearance,
                            own=(asked.own_party,) if asked.own_party else (), confirmed_only=asked.confirmed_only)


def now_of(books: Books) -> int:
    """This moment; never before the latest entry, whose clock may have run a little ahead."""
    latest = [entries[-1].recorded for entries in (books.statements, books.rulings) if entries]
    return max([time.time_ns() // 1000, *latest])


def table(asked: Asked, name: str) -> Table:
    """The answer to one of the questions."""
    key = key_of(asked)
    return TABLES.get((*key, name), lambda: QUESTIONS[name].answer(books_for(asked, key)))
