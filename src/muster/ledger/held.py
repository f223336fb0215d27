"""The statements and rulings of a large ledger, held as columns; their words are fetched when they are shown.

A million statements as Python records take gigabytes and seconds. What questions ask of nearly all of them is little:
of what aspect and subject, when, known since when, ruled how. So that much is held in arrays, for one kind of viewer at
a time (`Record`), and a statement or ruling becomes a record only when a question shows it or reckons with its number.

`View` is a record as known by a time, in an edition; `HeldStatements` and `HeldRulings` stand in the books where plain
tuples would, and can be read like them, slowly. `HeldIndex` answers what `Index` answers; tests hold the two equal.
Weakness: counts, promises, needs and pledges are fetched one and all when first asked for. A ledger of a million counts
would be slow at first, and large.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, Protocol, overload

import numpy as np
import numpy.typing as npt

from muster.ledger.laid import ALWAYS, Ground
from muster.ledger.records import Line, Lot, Mission, Party, Report, Ruling, Statement
from muster.vocabulary import Aspect, Marking, Verdict

Places = npt.NDArray[np.int64]

ASPECTS = tuple(Aspect)
VERDICTS = tuple(Verdict)
HAS_NUMBER, HAS_SITE, CONTESTS, DISPUTED, HAS_TIME = 1, 2, 4, 8, 16
NO_DAY = np.iinfo(np.int32).min
MOST_KEPT = 200_000
AT_ONCE = 2000


Subject = tuple[str, str, str, str, int | None]
"""Contributor, kind, resource, unit and stage of a statement, each as its row has it."""


@dataclass(frozen=True, eq=False)
class SaidColumns:
    """Of each statement, in the order of ids. subject: its place in `Record.subjects`. first, last: NO_DAY for none."""

    id: npt.NDArray[np.int64]
    report: npt.NDArray[np.int64]
    subject: npt.NDArray[np.int32]
    aspect: npt.NDArray[np.uint8]
    first: npt.NDArray[np.int32]
    last: npt.NDArray[np.int32]
    known: npt.NDArray[np.int64]
    recorded: npt.NDArray[np.int64]
    flags: npt.NDArray[np.uint8]
    locator: npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class RuledColumns:
    """Of each ruling, in the order of ids. statement: its place. until: when the ruling that replaced it was known."""

    id: npt.NDArray[np.int64]
    statement: npt.NDArray[np.int64]
    verdict: npt.NDArray[np.uint8]
    known: npt.NDArray[np.int64]
    recorded: npt.NDArray[np.int64]
    until: npt.NDArray[np.int64]
    posts: npt.NDArray[np.bool_]
    cite_ruling: npt.NDArray[np.int64]
    cite_statement: npt.NDArray[np.int64]


class Judgement(NamedTuple):
    """One ruling on a statement, without its words. until: when the ruling that replaced it was known."""

    place: int
    known: int
    until: int
    verdict: Verdict
    posts: bool

    def stands_at(self, time: int) -> bool:
        return self.known <= time < self.until and self.verdict is not Verdict.UNDO


class Edition(Protocol):
    """How an edition changes what is told; see `briefs.editions`."""

    def keeps(self, view: View, places: Places) -> npt.NDArray[np.bool_]: ...
    def said(self, statement: Statement) -> Statement: ...
    def ruled(self, ruling: Ruling) -> Ruling: ...


@dataclass(frozen=True, eq=False)
class Record:
    """A whole ledger as one kind of viewer may see it, whatever the time. *_since: known since when.

    fetch_said, fetch_ruled: records by id, from the database. kept: what was worked out from this record.
    """

    mission: Mission
    clearance: Marking
    confirmed_only: bool
    said: SaidColumns
    subjects: Sequence[Subject]
    ruled: RuledColumns
    ground: Ground
    lines: tuple[Line, ...]
    lots: tuple[Lot, ...]
    line_since: npt.NDArray[np.int64]
    lot_since: npt.NDArray[np.int64]
    parties: Mapping[str, Party]
    party_since: Mapping[str, int]
    reports: Mapping[int, Report]
    report_since: Mapping[int, int]
    fetch_said: Callable[[Sequence[int]], Mapping[int, Statement]]
    fetch_ruled: Callable[[Sequence[int]], Mapping[int, Ruling]]
    statements: dict[int, Statement] = field(default_factory=dict)
    rulings: dict[int, Ruling] = field(default_factory=dict)
    places: dict[int, int] = field(default_factory=dict)
    histories: dict[int, tuple[Judgement, ...]] = field(default_factory=dict)
    kept: dict[Any, Any] = field(default_factory=dict)

    @property
    def latest(self) -> int:
        """When the last entry was recorded."""
        return max((int(column[-1]) for column in (self.said.recorded, self.ruled.recorded) if len(column)), default=0)

    # --- where things are

    def of_aspect(self, aspect: Aspect) -> Places:
        if aspect not in self.kept:
            self.kept[aspect] = np.flatnonzero(self.said.aspect == ASPECTS.index(aspect))
        found: Places = self.kept[aspect]
        return found

    @cached_property
    def by_subject(self) -> tuple[Places, Places]:
        """Places ordered by subject, and where each subject begins."""
        return _ordered(self.said.subject, len(self.subjects))

    @cached_property
    def report_places(self) -> Mapping[int, Places]:
        order = np.argsort(self.said.report, kind="stable")
        reports, starts = np.unique(self.said.report[order], return_index=True)
        return dict(zip(reports.tolist(), np.split(order, starts[1:])))

    @cached_property
    def by_statement(self) -> tuple[Places, Places]:
        """Rulings ordered by statement, and where each statement's begin."""
        return _ordered(self.ruled.statement, len(self.said.id))

    @cached_property
    def by_cited(self) -> tuple[Places, Places]:
        """Citations ordered by the statement cited, and where each statement's begin."""
        return _ordered(self.ruled.cite_statement, len(self.said.id))

    @cached_property
    def by_locator(self) -> tuple[Places, npt.NDArray[np.int64]]:
        order = np.argsort(self.said.locator, kind="stable")
        return order, self.said.locator[order]

    def place(self, statement: int) -> int:
        """Where a statement stands, -1 if it is not there."""
        found = self.places.get(statement)
        if found is None:
            found = self.places[statement] = _place(self.said.id, statement)
        return found

    def rulings_of(self, place: int) -> list[int]:
        order, begins = self.by_statement
        found: list[int] = order[begins[place]:begins[place + 1]].tolist()
        return found

    def history(self, place: int) -> tuple[Judgement, ...]:
        """All that was ever ruled of a statement, oldest first."""
        found = self.histories.get(place)
        if found is None:
            ruled, order = self.ruled, self.rulings_of(place)
            found = self.histories[place] = tuple(
                Judgement(one, int(ruled.known[one]), int(ruled.until[one]), VERDICTS[ruled.verdict[one]],
                          bool(ruled.posts[one])) for one in order)
        return found

    def citations_of(self, place: int) -> list[int]:
        """The rulings that cite a statement."""
        order, begins = self.by_cited
        found: list[int] = self.ruled.cite_ruling[order[begins[place]:begins[place + 1]]].tolist()
        return found

    @cached_property
    def sometimes_unjudged(self) -> Places:
        """Statements that were not ruled on at some time: all but those with a ruling as old that still stands."""
        ruled, said = self.ruled, self.said
        always = (ruled.known == said.known[ruled.statement]) & (ruled.until == ALWAYS) & _judges(ruled)
        left = np.ones(len(said.id), dtype=bool)
        left[ruled.statement[always]] = False
        return np.flatnonzero(left)

    @cached_property
    def sometimes_unbooked(self) -> Places:
        """Movements told that nothing booked at some time."""
        ruled, said = self.ruled, self.said
        always = (ruled.known == said.known[ruled.statement]) & (ruled.until == ALWAYS) & ruled.posts & _judges(ruled)
        left = said.aspect == ASPECTS.index(Aspect.FLOW)
        left[ruled.statement[always]] = False
        return np.flatnonzero(left & (said.flags & HAS_NUMBER != 0) & (said.first != NO_DAY))

    def with_verdict(self, verdict: Verdict) -> list[int]:
        if verdict not in self.kept:
            self.kept[verdict] = np.flatnonzero(self.ruled.verdict == VERDICTS.index(verdict)).tolist()
        found: list[int] = self.kept[verdict]
        return found

    # --- records

    def statement(self, place: int) -> Statement:
        if place not in self.statements:
            self.fetch_statements([place])
        return self.statements[place]

    def ruling(self, place: int) -> Ruling:
        if place not in self.rulings:
            self.fetch_rulings([place])
        return self.rulings[place]

    def fetch_statements(self, places: Iterable[int]) -> None:
        """See that these are at hand."""
        missing = [one for one in places if one not in self.statements]
        if missing:
            if len(self.statements) + len(missing) > MOST_KEPT:
                self.statements.clear()
            found = self.fetch_said(self.said.id[missing].tolist())
            self.statements.update(zip(missing, (found[entry] for entry in self.said.id[missing].tolist())))

    def fetch_rulings(self, places: Iterable[int]) -> None:
        missing = [one for one in places if one not in self.rulings]
        if missing:
            if len(self.rulings) + len(missing) > MOST_KEPT:
                self.rulings.clear()
            found = self.fetch_ruled(self.ruled.id[missing].tolist())
            self.rulings.update(zip(missing, (found[entry] for entry in self.ruled.id[missing].tolist())))


def _judges(ruled: RuledColumns) -> npt.NDArray[np.bool_]:
    judges: npt.NDArray[np.bool_] = ruled.verdict != VERDICTS.index(Verdict.UNDO)
    return judges


def _ordered(keys: npt.NDArray[Any], count: int) -> tuple[Places, Places]:
    begins = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(keys, minlength=count), out=begins[1:])
    return np.argsort(keys, kind="stable"), begins


def _place(ids: npt.NDArray[np.int64], entry: int) -> int:
    place = int(np.searchsorted(ids, entry))
    return place if place < len(ids) and int(ids[place]) == entry else -1


class View:
    """A record as known by a time, in an edition (None: as it is)."""

    def __init__(self, record: Record, until: int, edition: Edition | None = None) -> None:
        self.record, self.until, self.edition = record, until, edition
        self._said: dict[int, Statement] = {}
        self._ruled: dict[int, Ruling] = {}
        self._seen: dict[int, bool] = {-1: False}

    def kept(self, places: Places) -> Places:
        """Those of these statements that may be seen."""
        seen = self.record.said.known[places] <= self.until
        if self.edition is not None:
            seen &= self.edition.keeps(self, places)
        return places if bool(seen.all()) else places[seen]

    def has(self, place: int) -> bool:
        if place not in self._seen:
            self._seen[place] = len(self.kept(np.array([place]))) == 1
        return self._seen[place]

    def are_seen(self, places: Iterable[int]) -> None:
        """Note that these were found to be seen."""
        self._seen.update(dict.fromkeys(places, True))

    def standing(self, place: int) -> list[Judgement]:
        """What stands ruled of a statement that is seen."""
        return [one for one in self.record.history(place) if one.stands_at(self.until)]

    def stands(self, ruling: int) -> bool:
        """Does a ruling stand, its statement being seen?"""
        ruled = self.record.ruled
        return bool(ruled.known[ruling] <= self.until < ruled.until[ruling]) \
            and VERDICTS[ruled.verdict[ruling]] is not Verdict.UNDO

    def statement(self, place: int) -> Statement:
        found = self._said.get(place)
        if found is None:
            found = self.record.statement(place)
            found = self._said[place] = found if self.edition is None else self.edition.said(found)
        return found

    def statements(self, places: Sequence[int]) -> list[Statement]:
        self.record.fetch_statements(places)
        return [self.statement(place) for place in places]

    def ruling(self, place: int) -> Ruling:
        found = self._ruled.get(place)
        if found is None:
            found = self.record.ruling(place)
            found = self._ruled[place] = found if self.edition is None else self.edition.ruled(found)
        return found

    def rulings(self, places: Sequence[int]) -> list[Ruling]:
        self.record.fetch_rulings(places)
        return [self.ruling(place) for place in places]


class Said(Sequence[Statement]):
    """Statements at these places of a view, fetched as they are read."""

    def __init__(self, view: View, places: Places) -> None:
        self.view, self.places = view, places

    def __len__(self) -> int:
        return len(self.places)

    def fetch(self, at: Sequence[int]) -> None:
        places = self.places[np.array(at, dtype=np.int64)].tolist()
        self.view.record.fetch_statements(places)
        self.view.record.fetch_rulings([one.place for place in places for one in self.view.record.history(place)])

    def __iter__(self) -> Iterator[Statement]:
        for begin in range(0, len(self.places), AT_ONCE):
            yield from self.view.statements(self.places[begin:begin + AT_ONCE].tolist())

    @overload
    def __getitem__(self, at: int) -> Statement: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Statement]: ...
    def __getitem__(self, at: int | slice) -> Statement | Sequence[Statement]:
        if isinstance(at, slice):
            return Said(self.view, self.places[at])
        return self.view.statement(int(self.places[at]))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


class HeldStatements(Said):
    """All statements of a view."""

    def __init__(self, view: View) -> None:
        self.view = view

    @cached_property
    def places(self) -> Places:  # type: ignore[override]
        return self.view.kept(np.arange(len(self.view.record.said.id)))

    @property
    def by_id(self) -> Mapping[int, Statement]:
        return StatementById(self)

    def index_of(self, books: Any) -> Any:
        from muster.ledger.held_index import HeldIndex

        return HeldIndex(books, self.view)


class StatementById(Mapping[int, Statement]):
    def __init__(self, statements: HeldStatements) -> None:
        self.statements, self.view = statements, statements.view

    def __getitem__(self, entry: int) -> Statement:
        place = self.view.record.place(entry)
        if not self.view.has(place):
            raise KeyError(entry)
        return self.view.statement(place)

    def __contains__(self, entry: object) -> bool:
        return isinstance(entry, int) and self.view.has(self.view.record.place(entry))

    def __iter__(self) -> Iterator[int]:
        return iter(self.view.record.said.id[self.statements.places].tolist())

    def __len__(self) -> int:
        return len(self.statements)


class HeldRulings(Sequence[Ruling]):
    """All rulings of a view, those undone or replaced included, in recorded order."""

    def __init__(self, view: View) -> None:
        self.view = view

    @cached_property
    def places(self) -> Places:
        ruled = self.view.record.ruled
        seen = np.zeros(len(self.view.record.said.id), dtype=bool)
        seen[self.view.kept(np.arange(len(seen)))] = True
        return np.flatnonzero((ruled.known <= self.view.until) & seen[ruled.statement])

    def __len__(self) -> int:
        return len(self.places)

    def __iter__(self) -> Iterator[Ruling]:
        for begin in range(0, len(self.places), AT_ONCE):
            yield from self.view.rulings(self.places[begin:begin + AT_ONCE].tolist())

    @overload
    def __getitem__(self, at: int) -> Ruling: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Ruling]: ...
    def __getitem__(self, at: int | slice) -> Ruling | Sequence[Ruling]:
        if isinstance(at, slice):
            return self.view.rulings(self.places[at].tolist())
        return self.view.ruling(int(self.places[at]))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    @property
    def standing(self) -> Mapping[int, tuple[Ruling, ...]]:
        return StandingRulings(self)


class StandingRulings(Mapping[int, tuple[Ruling, ...]]):
    """Statement id -> the rulings on it that stand, oldest first; only of statements that have some."""

    def __init__(self, rulings: HeldRulings) -> None:
        self.rulings, self.view = rulings, rulings.view

    def _places(self, entry: object) -> list[int]:
        record = self.view.record
        place = record.place(entry) if isinstance(entry, int) else -1
        if not self.view.has(place):
            return []
        return [one.place for one in self.view.standing(place)]

    def __getitem__(self, entry: int) -> tuple[Ruling, ...]:
        places = self._places(entry)
        if not places:
            raise KeyError(entry)
        return tuple(self.view.rulings(places))

    def __contains__(self, entry: object) -> bool:
        return bool(self._places(entry))

    def __iter__(self) -> Iterator[int]:
        record, view = self.view.record, self.view
        standing = [one for one in self.rulings.places.tolist() if view.stands(one)]
        return iter(dict.fromkeys(record.said.id[record.ruled.statement[standing]].tolist()))

    def __len__(self) -> int:
        return sum(1 for _ in self)
