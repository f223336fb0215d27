"""Answers that several questions about the same books share, worked out once.

The overview asks six questions that all need the chains of promises. A function marked `once_a_books` answers again
from memory when it is asked about the very same books; books never change, so neither does the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from functools import wraps
from typing import Any, Self, TypeVar, cast

from muster.ledger.records import Books, Lot

T = TypeVar("T")


def once_a_books(function: Callable[[Books], T]) -> Callable[[Books], T]:
    """The function, asked once for each books. What it answers must not be changed by whoever gets it."""

    @wraps(function)
    def answer(books: Books) -> T:
        if function not in books.kept:
            books.kept[function] = function(books)
        return cast(T, books.kept[function])

    return answer


class Kept(tuple[T, ...]):
    """The lines or lots of books, with what was worked out of them alone: many books have the very same."""

    kept: dict[Hashable, Any]

    def __new__(cls, items: Iterable[T] = ()) -> Self:
        made = super().__new__(cls, items)
        made.kept = {}
        return made


def once_a_lines(function: Callable[[Books], T]) -> Callable[[Books], T]:
    """The function, which looks at nothing of the books but their lines and lots, asked once for each such lines."""

    @wraps(function)
    def answer(books: Books) -> T:
        kept = books.lines.kept if isinstance(books.lines, Kept) else books.kept
        key = function, len(books.lots)  # of one ledger, more lots are later lots
        if key not in kept:
            kept[key] = function(books)
        return cast(T, kept[key])

    return answer


@once_a_lines
def lots_of_line(books: Books) -> dict[int, tuple[Lot, ...]]:
    """Line id -> its lots."""
    found: dict[int, list[Lot]] = {}
    for lot in books.lots:
        found.setdefault(lot.line, []).append(lot)
    return {line: tuple(lots) for line, lots in found.items()}
