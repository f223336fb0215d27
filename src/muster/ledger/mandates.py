"""The mandate in force on a day, as known then: its resolution, its days, the strength it authorises.

Several statements may speak of one resolution; what they say is put together, the nearest speaker first, and they are
all its witnesses. Where one mandate ends and the next begins on the same day, the next is in force. A mandate told
without dates is listed as told: no dates are guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from muster.ledger.figures import Because, Cell, Figure, Row, Table, exact, slug
from muster.ledger.judged import Judged, first_day, last_day
from muster.ledger.records import Books, Statement
from muster.ledger.standing import PERSONS, unique_keys
from muster.vocabulary import Aspect

COLUMNS = ("resolution", "status", "name", "adopted", "starts", "ends", "days_left", "authorised", "told")


@dataclass(frozen=True, slots=True)
class Mandate:
    """One act of a mandate giver, put together from all that is told of it. None: nobody said."""

    resolution: str
    act: str
    name: str
    adopted: date | None
    starts: date | None
    ends: date | None
    authorised: Figure | None
    told: str
    statements: tuple[int, ...]

    def holds_on(self, day: date) -> bool:
        """Is the day within its dates? Without an end it cannot be said to hold."""
        begins = self.starts or self.adopted
        return self.ends is not None and day <= self.ends and (begins is None or begins <= day)

    def status_on(self, day: date) -> str:
        begins = self.starts or self.adopted
        if self.ends is None:
            return "dates not given"
        if day > self.ends:
            return "ended"
        return "to come" if begins is not None and day < begins else "replaced"


def mandates(books: Books) -> list[Mandate]:
    """Every mandate told of, in the order of its days; those told without any come last."""
    judged = Judged(books)
    told: dict[str, list[Statement]] = {}
    for statement in judged.told_once(Aspect.MANDATE):
        told.setdefault(_named(statement, judged), []).append(statement)
    made = [_put_together(statements, judged) for statements in told.values()]
    return sorted(made, key=lambda one: (one.starts or one.adopted or date.max, one.ends or date.max, one.resolution))


def in_force(books: Books) -> Mandate | None:
    """The mandate in force on the books' day; of two that hold, the one that began later."""
    holding = [one for one in mandates(books) if one.holds_on(books.on)]
    return holding[-1] if holding else None


def mandate(books: Books) -> Table:
    """The mandate in force, then the others known of, with the days left on the books' day."""
    every, now = mandates(books), in_force(books)
    listed = ([now] if now else []) + [one for one in every if one is not now and one != now]
    keys = unique_keys(slug(one.resolution) or "mandate" for one in listed)
    rows = tuple(Row(key, _cells(one, books, is_in_force=one is now)) for one, key in zip(listed, keys))
    return Table("mandate", _title(now, every, books.on), COLUMNS, rows)


def _title(now: Mandate | None, every: list[Mandate], on: date) -> str:
    if now is not None and now.ends is not None:
        left = (now.ends - on).days
        return f"{now.resolution} is in force on {on}; it ends on {now.ends}, in {left} days"
    ended = [one for one in every if one.ends is not None and one.ends < on]
    if ended:
        last = max(ended, key=lambda one: one.ends or date.min)
        return f"No mandate is in force on {on}; {last.resolution} ended on {last.ends}"
    if any(one.ends is None for one in every):
        return f"A mandate is told of by {on}, without its dates"
    return f"No mandate is known to be in force on {on}"


def _cells(one: Mandate, books: Books, *, is_in_force: bool) -> dict[str, Cell]:
    left: Figure | None = None
    if is_in_force and one.ends is not None:
        left = exact((one.ends - books.on).days, "days",
                     Because(statements=one.statements, how=f"days from {books.on} to {one.ends}"))
    return {
        "resolution": one.resolution, "status": "in force" if is_in_force else one.status_on(books.on),
        "name": one.name, "adopted": one.adopted, "starts": one.starts, "ends": one.ends, "days_left": left,
        "authorised": one.authorised, "told": one.told,
    }


def _named(statement: Statement, judged: Judged) -> str:
    """One name for all tellings of one resolution: its number ("2699 (2023)", "UNSC res 2699"), else its own row."""
    said = str(judged.detail(statement).get("resolution", ""))
    number = re.search(r"\d+", said)
    return number[0] if number else said.casefold().strip() or f"statement {statement.id}"


def _put_together(statements: list[Statement], judged: Judged) -> Mandate:
    nearest_first = sorted(statements, key=lambda one: (one.grade, one.known, one.id))
    details = [judged.detail(one) for one in nearest_first]

    def said(name: str) -> str:
        return next((str(detail[name]) for detail in details if detail.get(name)), "")

    dated_first = sorted(details, key=lambda detail: not (detail.get("starts") or detail.get("ends")))
    resolution = next((str(detail["resolution"]) for detail in dated_first if detail.get("resolution")), "")
    act = said("act")
    words = _distinct(word for one in nearest_first if (word := one.words.get("when", "")))
    return Mandate(
        resolution or f"mandate {act}".strip(), act, said("name"),
        next((day for detail in details if (day := first_day(detail, "adopted"))), None),
        next((day for detail in details if (day := first_day(detail, "starts"))), None),
        next((day for detail in details if (day := last_day(detail, "ends"))), None),
        _authorised(nearest_first, judged),
        "; ".join([*([act] if act else []), *words]),
        tuple(sorted({one for statement in statements for one in judged.witnesses(statement.id)})),
    )


def _authorised(statements: list[Statement], judged: Judged) -> Figure | None:
    """The persons authorised, as the nearest speaker says; others' figures are named beside it."""
    figures: dict[int, list[int]] = {}
    for statement in statements:
        number = judged.detail(statement).get("authorised_personnel")
        if isinstance(number, int) and not isinstance(number, bool):
            figures.setdefault(number, []).extend(judged.witnesses(statement.id))
    if not figures:
        return None
    first, *others = figures
    note = "told otherwise: " + ", ".join(f"{other:,}" for other in others) if others else ""
    return exact(first, PERSONS, Because(statements=tuple(figures[first])), note=note)


def _distinct(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
