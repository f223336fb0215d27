"""Faulty input is ordinary, so it is a value: where, what was found, what belongs there, what to do.

Readers return what they understood and a list of problems; one bad row never hides the next.
The terminal, the web page and the API print the same text.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with what came in, said so that its reader can mend it.

    where: the place, from the outside in ("march.xlsx, sheet Support, row 7, column quantity").
    found: what stood there, as it stood; empty when nothing did.
    expected: a noun phrase for what belongs there ("a whole number of persons").
    remedy: an instruction.
    """

    where: str
    found: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        found = f"found {self.found!r}" if self.found else "found nothing"
        return f"{self.where}: {found} where {self.expected} belongs. {self.remedy}"

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Understood(Generic[T]):
    """What a reader made of its input: the good part, and every problem it met on the way."""

    value: T
    problems: tuple[Problem, ...] = ()

    @property
    def is_clean(self) -> bool:
        return not self.problems


def said_together(problems: Iterable[Problem]) -> str:
    """All problems as one text, a line each, in the order met."""
    return "\n".join(str(problem) for problem in problems)


def did_you_mean(typed: str, known: Iterable[str], *, most: int = 3) -> str:
    """"Did you mean personnel?" of what was typed almost right, without regard to case; "" where nothing is near."""
    by_plain = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(typed.casefold(), by_plain, most, 0.7)
    return f"Did you mean {' or '.join(by_plain[one] for one in near)}?" if near else ""
