"""A figure that can say where it comes from, and the tables that show figures.

Every number a command, page or file shows is a `Figure` in a `Table`. Its address (`gap/personnel/present`) opens it:
`muster why ADDRESS` computes the same table again and follows the figure's `Because` to movements, statements,
passages and sources. A number without an address cannot be printed, so nothing can be shown that cannot be opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar, overload

from muster.quantities import from_minor, is_currency
from muster.vocabulary import Stage


@dataclass(frozen=True, slots=True)
class Because:
    """What a figure rests on.

    lines, lots: ids whose movements count; stages: the stages whose entries and exits count (empty: all).
    statements: statement ids. figures: addresses of figures it is computed from, with `how` saying how.
    """

    lines: tuple[int, ...] = ()
    lots: tuple[int, ...] = ()
    stages: tuple[Stage, ...] = ()
    statements: tuple[int, ...] = ()
    figures: tuple[str, ...] = ()
    how: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.lines or self.lots or self.statements or self.figures)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its bounds, unit and grounds.

    booked None with word "": nothing is known; with a word ("no number given") that is what is known.
    low, high None: open on that side. Money is in minor units here and in major units in `as_json`.
    """

    booked: int | float | Decimal | None
    low: int | float | Decimal | None = None
    high: int | float | Decimal | None = None
    unit: str = ""
    word: str = ""
    because: Because = field(default_factory=Because)
    note: str = ""  # shown beside it: "came without a recorded promise", "sealed", "contested"

    @property
    def is_exact(self) -> bool:
        return self.booked is not None and self.low == self.booked == self.high

    def as_json(self) -> Any:
        """A number when exact, else {"booked", "low", "high", "word"}; None in it means open or not known."""
        booked, low, high = (self._shown(part) for part in (self.booked, self.low, self.high))
        if self.is_exact:
            return booked
        return {"booked": booked, "low": low, "high": high, "word": self.word or _bounds_in_words(low, high)}

    def _shown(self, part: int | float | Decimal | None) -> int | float | None:
        if part is None:
            return None
        amount = from_minor(int(part), self.unit) if is_currency(self.unit) else part
        whole = int(amount)
        return whole if amount == whole else float(amount)


def _bounds_in_words(low: int | float | None, high: int | float | None) -> str:
    if low is None and high is None:
        return ""
    if high is None:
        return f"{low:,} or more"
    return f"at most {high:,}" if low is None else f"{low:,} to {high:,}"


def exact(number: int | float | Decimal, unit: str = "", because: Because | None = None, *, note: str = "") -> Figure:
    return Figure(number, number, number, unit, because=because or Because(), note=note)


Cell = Figure | str | date | bool | None | Sequence["Figure"]


def figures_in(cell: Cell) -> tuple[Figure, ...]:
    """The figures of a cell: one, the parts of a list, or none."""
    if isinstance(cell, Figure):
        return (cell,)
    return tuple(part for part in cell if isinstance(part, Figure)) if isinstance(cell, list | tuple) else ()


class Cells(Mapping[str, Cell]):
    """The cells of a row of which some are made when they are first read: most readers want a few columns."""

    __slots__ = ("_later", "_made", "_names")

    def __init__(self, made: dict[str, Cell], later: Callable[[str], Cell], names: Sequence[str]) -> None:
        self._made, self._later, self._names = made, later, names

    def __getitem__(self, name: str) -> Cell:
        if name not in self._made:
            if name not in self._names:
                raise KeyError(name)
            self._made[name] = self._later(name)
        return self._made[name]

    def get(self, name: str, default: Any = None) -> Any:
        return self._made[name] if name in self._made else self[name] if name in self._names else default

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self) == dict(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(dict(self))


@dataclass(frozen=True, slots=True)
class Row:
    """One row. key is its place in an address: lower case, no spaces, unique in its table."""

    key: str
    cells: Mapping[str, Cell]


T = TypeVar("T")


class Rows(Sequence[Row], Generic[T]):
    """Rows made as they are read, so that a page of a long table costs no more than the page. A part is a tuple."""

    def __init__(self, items: Sequence[T], make: Callable[[T], Row]) -> None:
        self._items, self._make = items, make
        self._made: dict[int, Row] = {}

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, at: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(at, slice):
            places = range(*at.indices(len(self)))
            missing = [place for place in places if place not in self._made]
            if missing and isinstance(at.step, type(None)):
                items = self._items[missing[0]:missing[-1] + 1]  # read together: they may have to be fetched
                for place in missing:
                    self._made[place] = self._make(items[place - missing[0]])
            return tuple(self[place] for place in places)
        at = range(len(self))[at]
        if at not in self._made:
            self._made[at] = self._make(self._items[at])
        return self._made[at]

    def fetch(self, places: Sequence[int]) -> None:
        """See that what these rows are made of is at hand, all at once."""
        fetch = getattr(self._items, "fetch", None)
        if fetch is not None and places:
            fetch(places)

    def __iter__(self) -> Iterator[Row]:
        for begin in range(0, len(self), 1000):
            yield from self[begin:begin + 1000]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Table:
    """An answer. name begins its figures' addresses; columns give the order in which cells are shown.

    title and notes are sentences for a reader; headings are for columns whose name does not read well.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: Sequence[Row]
    notes: tuple[str, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)

    def figures(self) -> Iterator[tuple[str, Figure]]:
        """Every figure with its address; the parts of a list are numbered from 1."""
        for row in self.rows:
            for column, cell in row.cells.items():
                if isinstance(cell, Figure):
                    yield f"{self.name}/{row.key}/{column}", cell
                elif isinstance(cell, list | tuple):
                    for number, part in enumerate(cell, 1):
                        yield f"{self.name}/{row.key}/{column}/{number}", part


def slug(text: str) -> str:
    """A row key out of words: "equipment: MaxxPro MRAP" -> "equipment-maxxpro-mrap"."""
    return re.sub(r"[^a-z0-9+]+", "-", text.lower()).strip("-")
