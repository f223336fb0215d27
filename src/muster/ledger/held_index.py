"""The index of a large ledger: what `Index` answers, from columns, touching only the rows that bear on the question."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from muster.ledger.columns import EPOCH, REVERSAL_BIT, day_number
from muster.ledger.held import ASPECTS, CONTESTS, DISPUTED, HAS_NUMBER, NO_DAY, Places, Record, Said, View
from muster.ledger.index import OPEN_STAGES, Booked, Index
from muster.ledger.judged import Judged, first_tellings
from muster.ledger.kept import once_a_lines
from muster.ledger.laid import ALWAYS, Laid
from muster.ledger.lines import unit_fits
from muster.ledger.records import Books, Line, Ruling, Statement
from muster.quantities import When
from muster.vocabulary import Aspect, Stage, Verdict

_OPEN = np.isin(np.arange(16), [int(stage) for stage in OPEN_STAGES])
_FLOW = ASPECTS.index(Aspect.FLOW)

MANY = 20_000
"""More statements than this are not kept as a list."""


class HeldIndex(Index):
    def __init__(self, books: Books, view: View) -> None:
        super().__init__(books)
        self.view, self.record = view, view.record
        self._aspects: dict[Aspect, Sequence[Statement]] = {}

    # --- statements

    def of_aspect(self, aspect: Aspect) -> Sequence[Statement]:
        if aspect not in self._aspects:
            places = self.view.kept(self.record.of_aspect(aspect))
            if len(places) <= MANY:
                self.view.are_seen(places.tolist())
            self._aspects[aspect] = Said(self.view, places) if len(places) > MANY else \
                self.view.statements(places.tolist())
        return self._aspects[aspect]

    def of_reports(self, reports: Collection[int]) -> Sequence[Statement]:
        places = [self.record.report_places[one] for one in reports if one in self.record.report_places]
        return self._said(np.sort(np.concatenate(places)) if places else np.zeros(0, np.int64))

    def of_subject(self, contributor: str, resource: str) -> Sequence[Statement]:
        return self._said(np.sort(_places_of(self.record, _codes(self.record, contributor, resource))))

    def named(self, name: str) -> Sequence[Statement]:
        order, hashes = self.record.by_locator
        locators = [name, *(name[at + 1:] for at, letter in enumerate(name) if letter == ":")]
        found = [order[np.searchsorted(hashes, hash(one), "left"):np.searchsorted(hashes, hash(one), "right")]
                 for one in locators]
        places = np.unique(np.concatenate(found))
        return [one for one in self._said(places) if name in (one.locator, self._key(one))]

    def _key(self, said: Statement) -> str:
        report = self.books.reports.get(said.report)
        return f"{report.name if report else ''}:{said.locator}"

    def told_by_report(self) -> Mapping[int, int]:
        return {report: count for report, places in self.record.report_places.items()
                if (count := len(self.view.kept(places)))}

    def unjudged(self) -> Sequence[Statement]:
        places = self.view.kept(self.record.sometimes_unjudged)
        return self._said(np.array([one for one in places.tolist() if not self.view.standing(one)], dtype=np.int64))

    def contests(self) -> Sequence[Statement]:
        kept = self.record.kept
        if "contests" not in kept:
            kept["contests"] = np.flatnonzero(self.record.said.flags & CONTESTS)
        return self._said(kept["contests"])

    def flows_in_question(self, within_days: int) -> Sequence[Sequence[Statement]]:
        said = self.record.said
        places = self.view.kept(self.record.sometimes_unbooked)
        unbooked = np.array([one for one in places.tolist()
                             if not any(judged.posts for judged in self.view.standing(one))], dtype=np.int64)
        return [self.view.statements(_near(self.record, self.view, unbooked[said.subject[unbooked] == subject],
                                           within_days).tolist())
                for subject in np.unique(said.subject[unbooked]).tolist()]

    def _said(self, places: Places) -> Said:
        return Said(self.view, self.view.kept(places))

    # --- rulings

    def _standing(self, statement: int) -> list[Any]:  # type: ignore[override]
        place = self.record.place(statement)
        return self.view.standing(place) if self.view.has(place) else []

    def verdicts(self, statement: int) -> frozenset[Verdict]:
        return frozenset(one.verdict for one in self._standing(statement))

    def is_booked(self, statement: int) -> bool:
        return any(one.posts for one in self._standing(statement))

    def ruling(self, entry: int) -> Ruling | None:
        ids = self.record.ruled.id
        place = int(np.searchsorted(ids, entry))
        if place == len(ids) or ids[place] != entry or not self._is_seen(place):
            return None
        return self.view.ruling(place)

    def _is_seen(self, ruling: int) -> bool:
        ruled = self.record.ruled
        return bool(ruled.known[ruling] <= self.view.until) and self.view.has(int(ruled.statement[ruling]))

    def rulings_on(self, statement: int) -> Sequence[Ruling]:
        place = self.record.place(statement)
        if not self.view.has(place):
            return []
        return self.view.rulings([one.place for one in self.record.history(place) if one.known <= self.view.until])

    def standing_as(self, verdict: Verdict) -> Iterator[Ruling]:
        return iter(self.view.rulings([one for one in self.record.with_verdict(verdict)
                                       if self.view.stands(one) and self._is_seen(one)]))

    def ruled_as(self, verdict: Verdict) -> Iterator[Ruling]:
        return iter(self.view.rulings([one for one in self.record.with_verdict(verdict) if self._is_seen(one)]))

    def speaking_of(self, statement: int) -> Sequence[Ruling]:
        place = self.record.place(statement)
        if not self.view.has(place):
            return []
        every = {*self.record.rulings_of(place), *self.record.citations_of(place)}
        return self.view.rulings(sorted(one for one in every if self.view.stands(one) and self._is_seen(one)))

    # --- what rulings brought to lines

    def first_opened(self, line: int, lots: Collection[int]) -> tuple[When, Statement] | None:
        record, view, ground = self.record, self.view, self.record.ground
        if "places of lines" not in record.kept:
            record.kept["places of lines"] = {each.id: place for place, each in enumerate(record.lines)}
        part = ground.known_until(record.kept["places of lines"][line], view.until)
        rows = np.arange(part.start, part.stop)
        places = ground.columns.places[part]
        rows = rows[_OPEN[places & 15] & ~_OPEN[places >> 4] & (ground.columns.flags[part] & REVERSAL_BIT == 0)
                    & (ground.columns.first[part] <= day_number(self.books.on))
                    & np.isin(ground.columns.lot[part], list(lots))]
        said = record.ruled.statement[ground.ruling[rows]]
        for row in rows[np.lexsort((said, ground.columns.first[rows]))].tolist():
            ruling = int(ground.ruling[row])
            if view.stands(ruling) and self._is_seen(ruling):
                first, last = (date.fromordinal(int(days[row]) + EPOCH)
                               for days in (ground.columns.first, ground.columns.last))
                return When(first, last), view.statement(int(record.ruled.statement[ruling]))
        return None

    def last_held(self) -> Mapping[int, Statement]:
        ground, ruled = self.record.ground, self.record.ruled
        if "held" not in ground.kept:
            columns = ground.columns
            rows = np.flatnonzero((columns.places & 15 == int(Stage.HELD)) & (columns.flags & REVERSAL_BIT == 0))
            ground.kept["held"] = rows[np.argsort(ruled.recorded[ground.ruling[rows]], kind="stable")].tolist()
        found: dict[int, Statement] = {}
        for row in ground.kept["held"]:
            ruling = int(ground.ruling[row])
            if self.view.stands(ruling) and self._is_seen(ruling):
                said = self.view.statement(int(ruled.statement[ruling]))
                line = self.record.lines[int(ground.line_of_lot[ground.columns.lot[row]])].id
                if any(posting.to_stage is Stage.HELD and posting.when.first <= self.books.on
                       for posting in self.view.ruling(ruling).postings):
                    found[line] = said
        return found

    def booked_on(self, lines: Collection[int] | None = None) -> Sequence[Booked]:
        """In the order of their first day and recording; the words of each are fetched as it is read."""
        record, ground = self.record, self.record.ground
        place_of = {line.id: place for place, line in enumerate(record.lines)}
        wanted = range(len(record.lines)) if lines is None else sorted(place_of[one] for one in lines)
        parts = [ground.known_until(place, self.view.until) for place in wanted]
        rows = np.concatenate([np.arange(part.start, part.stop) for part in parts]) if parts else np.zeros(0, np.int64)
        rows = rows[ground.columns.flags[rows] & REVERSAL_BIT == 0]
        laid = self.books.movements
        if isinstance(laid, Laid):
            rows = rows[ground.columns.first[rows] <= laid.begun_by]
        ruling = ground.ruling[rows].astype(np.int64)
        seen = np.isin(record.ruled.statement[ruling], self.view.kept(np.unique(record.ruled.statement[ruling])))
        rows, ruling = rows[seen], ruling[seen]
        order = np.lexsort((ground.ordinal[rows], record.ruled.recorded[ruling], ground.columns.first[rows]))
        return BookedRows(self, rows[order], ruling[order])


    def told_of(self, line: Line) -> Sequence[Statement]:
        record, view = self.record, self.view
        booked = self.booked_on({line.id})
        assert isinstance(booked, BookedRows)
        rulings = np.unique(booked.rulings)
        cited = record.ruled.cite_statement[np.isin(record.ruled.cite_ruling, rulings)]
        judged = set(record.said.id[np.union1d(record.ruled.statement[rulings], cited)].tolist())
        again = [one for first, told in Judged(self.books).told_again().items() if first in judged for one in told]
        subject = _places_of(record, [
            code for code in _codes(record, line.key.contributor, line.key.resource)
            if unit_fits(line.key, record.subjects[code][3])]) if line.key.contributor else np.zeros(0, np.int64)
        loose = [place for place in subject[self._posted_since[subject] > view.until].tolist()
                 if not self._booked_lines(place)]
        places = view.kept(np.unique(np.concatenate([
            record.ruled.statement[rulings], cited, np.array([record.place(one) for one in again], dtype=np.int64),
            np.array(loose, dtype=np.int64)])))
        return Said(view, places[np.lexsort((places, record.said.known[places]))])

    def lines_told_of(self, said: Statement) -> Collection[int]:
        booked = self._booked_lines(self.record.place(said.id))
        return booked or {line.id for line in self.books.lines
                          if (line.key.contributor, line.key.resource) == (said.contributor, said.resource)
                          and unit_fits(line.key, said.unit)}

    def _booked_lines(self, place: int) -> set[int]:
        """The lines booked on by rulings that judge or cite a statement, or the first telling it repeats."""
        record, view = self.record, self.view
        first = first_tellings(self.books).get(int(record.said.id[place]), ())
        line_of = _line_of(self.books)
        found: set[int] = set()
        for one in {place, *(record.place(entry) for entry in first)}:
            for ruling in (*(told.place for told in record.history(one)), *record.citations_of(one)):
                if record.ruled.posts[ruling] and self._is_seen(ruling):
                    found |= {line_of[posting.line] for posting in view.ruling(ruling).postings
                              if posting.line in line_of}
        return found

    @property
    def _posted_since(self) -> npt.NDArray[np.int64]:
        """Of each statement, since when a ruling on it has booked anything."""
        if "posted" not in self.record.kept:
            ruled = self.record.ruled
            since = np.full(len(self.record.said.id), ALWAYS, dtype=np.int64)
            np.minimum.at(since, ruled.statement[ruled.posts], ruled.known[ruled.posts])
            self.record.kept["posted"] = since
        found: npt.NDArray[np.int64] = self.record.kept["posted"]
        return found

    def days_of(self, items: Sequence[Any]) -> Sequence[int]:
        if isinstance(items, BookedRows):
            return list(items.days.tolist())
        if isinstance(items, Said):
            return list(self.record.said.first[items.places].tolist())
        return super().days_of(items)


@once_a_lines
def _line_of(books: Books) -> dict[Any, int]:
    return {line.key: line.id for line in books.lines}


class BookedRows(Sequence[Booked]):
    """Postings by the rows of the movements they made."""

    def __init__(self, held: HeldIndex, rows: Places, rulings: Places) -> None:
        self.held, self.rows, self.rulings = held, rows, rulings

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def days(self) -> npt.NDArray[np.int32]:
        """The first day of each."""
        found: npt.NDArray[np.int32] = self.held.record.ground.columns.first[self.rows]
        return found

    def fetch(self, at: Sequence[int]) -> None:
        rulings = self.rulings[np.array(at, dtype=np.int64)]
        self.held.record.fetch_rulings(rulings.tolist())
        self.held.record.fetch_statements(self.held.record.ruled.statement[rulings].tolist())

    def _made(self, at: int) -> Booked:
        view, ground = self.held.view, self.held.record.ground
        row, place = int(self.rows[at]), int(self.rulings[at])
        ruling, number = view.ruling(place), int(ground.ordinal[row]) + 1
        line = self.held.record.lines[int(ground.line_of_lot[ground.columns.lot[row]])]
        whole = self.held.record.ruling(place)  # an edition may leave postings out, so they are counted in the whole
        return Booked(ruling, number, whole.postings[number - 1], line.id, view.stands(place))

    def __iter__(self) -> Iterator[Booked]:
        for begin in range(0, len(self), 1000):
            yield from self[begin:begin + 1000]

    @overload
    def __getitem__(self, at: int) -> Booked: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Booked]: ...
    def __getitem__(self, at: int | slice) -> Booked | Sequence[Booked]:
        if isinstance(at, slice):
            wanted = range(*at.indices(len(self)))
            self.held.view.rulings([int(self.rulings[one]) for one in wanted])
            return [self._made(one) for one in wanted]
        return self._made(at)


def _codes(record: Record, contributor: str, resource: str) -> list[int]:
    """The subjects of a contributor and resource."""
    if "subjects" not in record.kept:
        found: dict[tuple[str, str], list[int]] = {}
        for code, subject in enumerate(record.subjects):
            found.setdefault((subject[0], subject[2]), []).append(code)
        record.kept["subjects"] = found
    codes: list[int] = record.kept["subjects"].get((contributor, resource), [])
    return codes


def _places_of(record: Record, codes: Sequence[int]) -> Places:
    order, begins = record.by_subject
    parts = [order[begins[code]:begins[code + 1]] for code in codes]
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def _near(record: Record, view: View, unbooked: Places, within_days: int) -> Places:
    """Movements told of one subject that may tell the same event as one of these: of the same days, or disputed."""
    said = record.said
    places = _places_of(record, [int(said.subject[unbooked[0]])])
    places = view.kept(places[(said.aspect[places] == _FLOW) & (said.flags[places] & HAS_NUMBER != 0)
                              & (said.first[places] != NO_DAY)])
    near = np.zeros(len(places), dtype=bool)
    disputed = said.flags[places] & DISPUTED != 0
    for one in unbooked.tolist():
        slack = within_days if said.flags[one] & DISPUTED else 0
        apart = np.maximum(said.first[places] - said.last[one], said.first[one] - said.last[places])
        near |= (apart <= slack) | (disputed & (apart <= within_days))
    return np.union1d(places[near], unbooked)
