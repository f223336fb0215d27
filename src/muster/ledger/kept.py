"""Answers that several questions about the same books share, worked out once.

The overview asks six questions that all need the chains of promises. A function marked `once_a_books` answers again
from memory when it is asked about the very same books; books never change, so neither does the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from muster.ledger.records import Books

T = TypeVar("T")


def once_a_books(function: Callable[[Books], T]) -> Callable[[Books], T]:
    """The function, asked once for each books. What it answers must not be changed by whoever gets it."""

    @wraps(function)
    def answer(books: Books) -> T:
        if function not in books.kept:
            books.kept[function] = function(books)
        return cast(T, books.kept[function])

    return answer
