"""The good rows of a sheet -> what is filed of them, beside what earlier sheets brought.

THE RULE FOR MOVEMENTS: rows are taken by date, in the order of the path. What a row brings to a stage is taken from
what earlier rows of the same contributor, resource, unit (and lot, where both name one) left at the furthest stage
before it, the oldest first; what is more than that comes from outside. So "present 200" after "pledged 1,000" moves 200
of the 1,000, and without a pledge 200 come without a promise. Exits leave from the furthest stage where something
stands.

A row that stood in an earlier sheet counts once. A row under an id that stood there with other cells corrects it: the
earlier row is ruled out, its bookings are reversed, and this one is booked in its place; rows whose bookings then
start elsewhere are booked anew. A sheet that replaces an earlier one does the same for every row that it does not have.

Known weakness: the rule sees the sheet alone, not what the ledger holds from other reports.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from muster.ledger.drafts import NewRuling, NewStatement
from muster.ledger.records import LineKey, Posting
from muster.quantities import Quantity, When, exactly
from muster.vocabulary import EXIT_STAGES, ORDERED_STAGES, Aspect, Grade, Kind, Stage, Verdict

POLICY = "sheet"
AUTHOR = "muster"


@dataclass(frozen=True, slots=True)
class Event:
    """One good row: what got how far, when. cells: the row in words, without its id."""

    number: int
    cells: str
    words: Mapping[str, str]
    contributor: str
    kind: Kind
    resource: str
    unit: str
    quantity: Quantity | None
    stage: Stage
    when: When
    lot: str = ""
    id: str = ""
    grade: Grade = Grade.COUNTERPART

    @property
    def line(self) -> LineKey:
        return LineKey(self.contributor, self.kind, self.resource, self.unit)

    @property
    def order(self) -> tuple[date, int, int]:
        return self.when.last, int(self.stage), self.number

    @property
    def passage(self) -> str:
        return f"{self.cells}; id: {self.id}" if self.id else self.cells


@dataclass(frozen=True, slots=True)
class EarlierRow:
    """A row filed before, as it stands now.

    sheet: the name of its sheet. lot: where its own part was booked. same_as: key of the row it was told again of.
    counts: an acceptance stands. corrected: a sheet has ruled it out. postings: as the rule booked them; None where a
    person has judged the row since.
    """

    key: str
    sheet: str
    id: str
    cells: str
    lot: str
    same_as: str = ""
    counts: bool = True
    corrected: bool = False
    postings: tuple[Posting, ...] | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """An earlier row that no longer counts, and the one in its place (None: none)."""

    earlier: EarlierRow
    now: Event | None

    def __str__(self) -> str:
        if self.now is None:
            return f"no longer there: {self.earlier.cells}"
        was, now = _by_column(self.earlier.cells), _by_column(self.now.cells)
        changed = "; ".join(f"{name} {was.get(name, 'nothing')} -> {now.get(name, 'nothing')}"
                            for name in dict.fromkeys((*was, *now)) if was.get(name) != now.get(name))
        return f"row {self.now.number}" + (f" (id {self.now.id})" if self.now.id else "") + f": {changed}"


def _by_column(cells: str) -> dict[str, str]:
    pairs = (part.partition(": ") for part in cells.split("; "))
    return {name: value for name, colon, value in pairs if colon}


@dataclass(frozen=True, slots=True)
class RowsFiled:
    """statements and rulings: what the sheet says. now: rulings given because of earlier sheets, after those.

    corrected: what they rule out. left: rows of an earlier version of the sheet that it does not have and that count.
    """

    statements: tuple[NewStatement, ...]
    rulings: tuple[NewRuling, ...]
    now: tuple[NewRuling, ...] = ()
    corrected: tuple[Corrected, ...] = ()
    left: tuple[EarlierRow, ...] = ()


def file_rows(events: Sequence[Event], report: str, earlier: Sequence[EarlierRow], *, versions_of: frozenset[str],
              replaces: bool) -> RowsFiled:
    """What to file of a sheet. versions_of: the names of sheets that this one is a later version of.

    replaces: rows of those that it does not have are ruled out.
    """
    desk = _Desk(report, {row.key: row for row in earlier}, versions_of)
    for event in sorted(events, key=lambda one: one.order):
        desk.take(event)
    left = tuple(row for row in earlier if row.sheet in versions_of and row.counts and row.key not in desk.met)
    if replaces:
        for row in left:
            desk.rule_out(row, None)
    if desk.corrected:
        desk.book_anew()
    return RowsFiled(tuple(desk.statements), tuple(desk.rulings), tuple(desk.now), tuple(desk.corrected),
                     () if replaces else left)


class _Desk:
    def __init__(self, report: str, earlier: Mapping[str, EarlierRow], versions_of: frozenset[str]) -> None:
        self.report, self.earlier, self.versions_of = report, earlier, versions_of
        self.statements: list[NewStatement] = []
        self.rulings: list[NewRuling] = []
        self.now: list[NewRuling] = []
        self.corrected: list[Corrected] = []
        self.met: set[str] = set()
        self.unchanged: list[tuple[EarlierRow, tuple[Posting, ...]]] = []
        self.stood: dict[LineKey, _Stood] = {}
        self.by_id: dict[str, EarlierRow] = {}
        self.by_cells: dict[str, EarlierRow] = {}
        for row in earlier.values():
            first = earlier.get(row.same_as, row)
            if row.id and row.sheet in versions_of and first.counts:
                self.by_id.setdefault(row.id, first)
            if not row.corrected:
                self.by_cells.setdefault(row.cells, row if row.counts else first)

    def take(self, event: Event) -> None:
        key = f"{self.report}:row {event.number}"
        before = self.by_id.get(event.id) if event.id else None
        same = before if before is not None and before.cells == event.cells else None
        if before is None:
            same = self.by_cells.get(event.cells)
        changed = before if same is None else None
        mine, known = self.earlier.get(key), same or changed
        lot = known.lot if known else mine.lot if mine else key
        postings = _postings(event, self.stood.setdefault(event.line, {}), lot)
        self.statements.append(replace(
            _statement(event, self.report), from_stage=postings[0].from_stage if postings else None))
        if known is not None:
            self.met.add(known.key)
        if same is not None:
            self.unchanged.append((same, postings))
        if same is not None and same.key != key:
            if mine is None:
                self.rulings.append(NewRuling(key, Verdict.SAME_AS, AUTHOR, POLICY, cites=(same.key,),
                                              reason="the same row stood in an earlier sheet: counts once"))
            return
        reason = "as the sheet says" if event.quantity is not None else "no number given: nothing to book"
        accepted = NewRuling(key, Verdict.ACCEPT, AUTHOR, POLICY, reason, postings=postings)
        if mine is None:
            self.rulings.append(accepted)
        elif mine.corrected and changed is not None:  # an older version is loaded again: its row stands again
            self.now.append(replace(accepted, replaces=key))
        if changed is not None and changed.key != key:
            self.rule_out(changed, event)

    def rule_out(self, row: EarlierRow, event: Event | None) -> None:
        self.corrected.append(Corrected(row, event))
        cites = (f"{self.report}:row {event.number}",) if event else ()
        reason = "corrected: another row stands in its place" if event else "no longer in the sheet that replaces it"
        self.now.append(NewRuling(row.key, Verdict.REJECT, AUTHOR, POLICY, reason, cites=cites, replaces=row.key))

    def book_anew(self) -> None:
        """Unchanged rows whose bookings start elsewhere now that the rows they drew on were corrected."""
        for row, postings in self.unchanged:
            if row.counts and row.sheet in self.versions_of and row.postings is not None and row.postings != postings:
                self.now.append(NewRuling(row.key, Verdict.ACCEPT, AUTHOR, POLICY, postings=postings, replaces=row.key,
                                          reason="booked anew: a row it draws on was corrected"))


def _statement(event: Event, report: str) -> NewStatement:
    is_promise = event.stage in (Stage.PLEDGED, Stage.COMMITTED)
    detail: dict[str, Any] = {"measure": "pledge" if is_promise else "flow"}
    if event.lot:
        detail["lot"] = event.lot
    words = {**event.words, "id": event.id}
    return NewStatement(
        report, f"row {event.number}", event.passage, Aspect.PLEDGE if is_promise else Aspect.FLOW, event.grade,
        kind=event.kind, contributor=event.contributor, resource=event.resource, unit=event.unit,
        quantity=event.quantity, stage=event.stage, when=event.when,
        words={name: said for name, said in words.items() if said}, detail=detail)


# --- the rule for movements -------------------------------------------------------------------------------


@dataclass
class _Standing:
    """What is left of an earlier row where it brought it. whole: all it brought, while nothing was taken from it."""

    lot: str
    named: bool  # the sheet itself named the lot
    left: int
    whole: Quantity | None = None


class _Queue:
    """What stands at one stage of one line, the oldest first: in all, and by the lot the sheet names ("" for none).

    Whatever is used up is dropped when it comes to the front, so a long sheet is gone through once.
    """

    def __init__(self) -> None:
        self.all: deque[_Standing] = deque()
        self.by_lot: dict[str, deque[_Standing]] = {}

    def add(self, brought: _Standing) -> None:
        self.all.append(brought)
        self.by_lot.setdefault(brought.lot if brought.named else "", deque()).append(brought)

    def oldest(self, lot: str | None) -> _Standing | None:
        """The oldest with something left, of a named lot, of none (""), or of all (None)."""
        queue = self.all if lot is None else self.by_lot.get(lot, deque())
        while queue and not queue[0].left:
            queue.popleft()
        return queue[0] if queue else None


_Stood = dict[Stage, _Queue]


def _postings(event: Event, stood: _Stood, lot_brought: str) -> tuple[Posting, ...]:
    """The rule for movements (see the top of this file); `stood` is kept up to date."""
    if event.quantity is None or event.quantity.booked is None:
        return ()
    rest = event.quantity
    postings: list[Posting] = []
    arrived: list[_Standing] = []
    # A row that names a lot draws on that lot wherever it stands, then on what stands in none.
    for lot in (event.lot, "") if event.lot else (None,):
        for stage in _drawn_on(event.stage, stood):
            while rest.booked and (source := stood[stage].oldest(lot)) is not None:
                is_enough = source.left >= rest.booked
                taken = rest if is_enough else exactly(source.left)
                assert taken.booked is not None  # rest.booked is a number here
                is_whole = source.whole == taken and source.left == taken.booked
                source.left -= taken.booked
                postings.append(_posting(event, source.lot, stage, taken, whole=is_whole))
                arrived.append(_Standing(source.lot, source.named, taken.booked, taken))
                rest = exactly(0) if is_enough else _less(rest, taken.booked)
    if rest.booked:
        lot_brought = event.lot or lot_brought
        postings.append(_posting(event, lot_brought, _origin(event.stage), rest))
        arrived.append(_Standing(lot_brought, bool(event.lot), rest.booked, rest))
    here = stood.setdefault(event.stage, _Queue())
    for brought in arrived:
        here.add(brought)
    return tuple(postings)


def _drawn_on(entered: Stage, stood: _Stood) -> list[Stage]:
    """The stages a row may be taken from where something stands, the furthest along the path first."""
    def is_before(stage: Stage) -> bool:
        if stage is entered or stage in EXIT_STAGES:
            return False
        if entered in ORDERED_STAGES and stage in ORDERED_STAGES:
            return stage < entered
        return entered is not Stage.LAPSED or stage < Stage.PRESENT

    return sorted((stage for stage in stood if is_before(stage)),
                  key=lambda stage: -int(stage) if stage in ORDERED_STAGES else 0)


def _origin(stage: Stage) -> Stage:
    """Where that comes from of which nothing was told. An exit leaves where it must have stood, which shows there."""
    return {Stage.RETURNED: Stage.PRESENT, Stage.LOST: Stage.PRESENT, Stage.LAPSED: Stage.PLEDGED}.get(
        stage, Stage.OUTSIDE)


def _less(quantity: Quantity, taken: int) -> Quantity:
    assert quantity.booked is not None
    return Quantity(quantity.booked - taken, max(0, quantity.low - taken),
                    None if quantity.high is None else max(0, quantity.high - taken), quantity.word)


def _posting(event: Event, lot: str, left: Stage, quantity: Quantity, *, whole: bool = False) -> Posting:
    reached = Stage.PLEDGED if left in (Stage.HELD, Stage.LAPSED) else Stage.OUTSIDE
    return Posting(event.line, lot, "", left, event.stage, quantity, event.when, whole=whole, reached=reached)


def lot_of(key: str, stage: Stage | None, postings: Sequence[Posting]) -> str:
    """The lot a filed row brought its own part on; its key where all of it was drawn from others."""
    brought = [posting.lot for posting in postings if stage is not None and posting.from_stage is _origin(stage)]
    return brought[-1] if brought else key
