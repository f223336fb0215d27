"""What the ledger keeps, as frozen records: reports, statements, rulings, postings, lines, lots, parties.

The store fills these from its tables; everything that reasons works on them, so it runs in a test or a notebook
without a database. `Books` is one ledger as somebody may see it: filtered by what was known at a time and by the
viewer's clearance *before* anything is computed, so no question can forget to.

Times called `known` and `recorded` are whole microseconds since 1970 UTC. Days are `datetime.date` in the
mission's own time zone.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from muster.quantities import Quantity, When
from muster.vocabulary import Aspect, Grade, Kind, Marking, Stage, Verdict

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from muster.ledger.columns import Movements
    from muster.ledger.index import Index

SEQUENCES = 2**40
"""An entry's id is its ledger's number times this, plus its place in the chain, from 1 without holes (decision 5)."""


def place_of(entry: int) -> int:
    """An entry's place in its ledger's chain: the number people see."""
    return entry & (SEQUENCES - 1)


EVERYONE = "ALL"
"""The party that stands for all contributors together, in totals and stocks."""


@dataclass(frozen=True, slots=True)
class Mission:
    """One ledger. `name` is the name on its latest mandate; earlier names are kept with their days."""

    id: int
    slug: str
    name: str
    timezone: str
    names: tuple[tuple[date, str], ...] = ()  # (from this day, name), oldest first

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def name_on(self, day: date) -> str:
        return next((name for since, name in reversed(self.names) if since <= day), self.name)


@dataclass(frozen=True, slots=True)
class Party:
    """A state, body, unit or person in public office. id is short and stable ("KEN", "P-RUTO")."""

    id: str
    name: str
    kind: str  # state, organisation, unit, person
    aliases: tuple[str, ...] = ()
    role: str = ""
    host_side: bool = False  # its lines stand beside the mission's and are never summed with them


@dataclass(frozen=True, slots=True)
class Report:
    """A document, feed or signed entry. A citation report holds our words; its original is at `address`."""

    id: int
    name: str  # short and stable in its ledger ("seed-000")
    title: str
    publisher: str
    published: date | None
    known: int
    language: str
    marking: Marking
    is_citation: bool
    address: str
    is_founding: bool = False
    date_is_inferred: bool = False
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing one speaker said in one passage.

    locator: where in its report ("paragraph 14", "pledges.csv row 12").
    passage: the words there; None when sealed.
    contributor: party id, `EVERYONE`, or "" when nobody is named. resource: "personnel", "money",
        "equipment: maxxpro mrap" (lower case after the kind). unit: "persons", "units", a currency code ...
    quantity: None when no number was given.
    words: the source's own for quantity, stage, when and condition, by those names; empty when sealed.
    detail: what only this aspect has, keyed as `muster.ledger.details` lists.
    """

    id: int
    report: int
    locator: str
    passage: str | None
    aspect: Aspect
    kind: Kind | None
    contributor: str
    resource: str
    unit: str
    quantity: Quantity | None
    stage: Stage | None
    from_stage: Stage | None
    when: When | None
    speaker: str
    grade: Grade
    marking: Marking
    known: int
    recorded: int
    words: Mapping[str, str] = field(default_factory=dict)
    detail: Mapping[str, Any] = field(default_factory=dict)
    sealed: bool = False

    @property
    def condition(self) -> str:
        return self.words.get("condition", "")


@dataclass(frozen=True, slots=True)
class LineKey:
    """What makes two promises the same line: who, what, through which channel, for what, on what terms."""

    contributor: str
    kind: Kind
    resource: str
    unit: str
    channel: str = ""
    earmark: str = ""
    conditions: str = ""


@dataclass(frozen=True, slots=True)
class Posting:
    """One movement in full, as a ruling freezes it.

    lot: the lot's name, unique in its line. part_of: the name of the lot it was split from, or "".
    whole: the quantity that leaves is all that entered, bounds included, so bounds leave with it; otherwise
        the part's bounds are taken off as an interval.
    reached: the furthest stage this quantity had been at before; it does not count as reaching it again.
    """

    line: LineKey
    lot: str
    part_of: str
    from_stage: Stage
    to_stage: Stage
    quantity: Quantity
    when: When
    whole: bool = False
    reached: Stage = Stage.OUTSIDE


@dataclass(frozen=True, slots=True)
class Ruling:
    """A person's or a named policy's judgement of a statement.

    cites: other statements it rests on or compares (the second of "same as", those not preferred ...).
    replaces: the ruling this one takes the place of, or None. policy: "" when a person judged freely.
    """

    id: int
    statement: int
    verdict: Verdict
    cites: tuple[int, ...]
    author: str
    policy: str
    reason: str | None
    known: int
    recorded: int
    postings: tuple[Posting, ...] = ()
    replaces: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger. number counts lines from 0 in the order of their first recording."""

    id: int
    number: int
    key: LineKey


@dataclass(frozen=True, slots=True)
class Lot:
    """A batch, tranche or shipment of one line. number counts lots from 0; it is the mirror's row key."""

    id: int
    number: int
    line: int
    name: str
    part_of: int | None = None  # lot id


@dataclass(frozen=True)
class Books:
    """One ledger as one viewer may see it, as known at one time.

    Everything in it was known by `known`, is within `clearance` (or the viewer's `own` lines) and, with
    `confirmed_only`, has an official grade. `on` is the day asked about.
    """

    mission: Mission
    on: date
    known: int
    clearance: Marking
    confirmed_only: bool
    parties: Mapping[str, Party]
    reports: Mapping[int, Report]
    statements: Sequence[Statement]
    rulings: Sequence[Ruling]  # in recorded order; those undone or replaced by then included
    lines: Sequence[Line]      # by number
    lots: Sequence[Lot]        # by number
    movements: Movements
    absorbed: Mapping[int, tuple[int, ...]] = field(default_factory=dict)  # line id -> others it stands for (`merging`)

    @cached_property
    def index(self) -> Index:
        """Statements by what they are, rulings by what they speak of."""
        from muster.ledger.index import Index

        made: Index = getattr(self.statements, "index_of", Index)(self)
        return made

    @cached_property
    def kept(self) -> dict[Hashable, Any]:
        """Answers that several questions about these books share; see `kept`."""
        return {}

    @cached_property
    def statement_by_id(self) -> Mapping[int, Statement]:
        if (held := getattr(self.statements, "by_id", None)) is not None:
            return cast("Mapping[int, Statement]", held)
        return {statement.id: statement for statement in self.statements}

    @cached_property
    def standing_rulings(self) -> Mapping[int, tuple[Ruling, ...]]:
        """statement id -> the rulings on it that nobody has replaced or undone, oldest first."""
        if (held := getattr(self.rulings, "standing", None)) is not None:
            return cast("Mapping[int, tuple[Ruling, ...]]", held)
        replaced = {ruling.replaces for ruling in self.rulings if ruling.replaces is not None}
        standing: dict[int, tuple[Ruling, ...]] = {}
        for ruling in self.rulings:
            if ruling.id not in replaced and ruling.verdict is not Verdict.UNDO:
                standing[ruling.statement] = (*standing.get(ruling.statement, ()), ruling)
        return standing

    @cached_property
    def line_of_lot(self) -> npt.NDArray[np.int32]:
        """Lot number -> its line's number, -1 where there is no such lot."""
        if (ground := getattr(self.movements, "ground", None)) is not None:
            return cast("npt.NDArray[np.int32]", ground.line_of_lot)
        import numpy as np

        number = {line.id: line.number for line in self.lines}
        found = np.full(max((lot.number for lot in self.lots), default=-1) + 1, -1, dtype=np.int32)
        for lot in self.lots:
            found[lot.number] = number[lot.line]
        return found

    def groups(self, row_of_line: Mapping[int, int]) -> npt.NDArray[np.int32]:
        """For each lot number the row it counts in, -1 for none. row_of_line: line id -> row."""
        import numpy as np

        rows = np.full(max((line.number for line in self.lines), default=-1) + 2, -1, dtype=np.int32)
        for line in self.lines:
            rows[line.number] = row_of_line.get(line.id, -1)
        line_of_lot = self.line_of_lot
        if len(line_of_lot) and int(line_of_lot.max()) >= len(rows) - 1:
            rows = np.concatenate([rows, np.full(int(line_of_lot.max()) + 1, -1, dtype=np.int32)])
        return rows[line_of_lot]

    @cached_property
    def lots_of_line(self) -> Mapping[int, tuple[Lot, ...]]:
        """Line id -> its lots."""
        from muster.ledger.kept import lots_of_line

        return lots_of_line(self)

    @cached_property
    def line_by_id(self) -> Mapping[int, Line]:
        return {line.id: line for line in self.lines}

    @cached_property
    def lot_by_id(self) -> Mapping[int, Lot]:
        return {lot.id: lot for lot in self.lots}
