"""What became of promises: announcements, the chains they form, and how far each slipped.

An announcement is one dated statement of intent; all tellings of one promise form a chain, and a chain counts once. Its
outcome is what a source known by then says became of it; where none does, it is worked out from what the ledger shows
arrived and from the dates. A chain takes the outcome of its first telling with a stated date, else of its first
telling: later tellings with later dates are its slip, not new promises. Dates the source stated, dates read into its
words and no date at all are counted apart, and so are promises to the mission and others. Where no promisor is named,
the telling is its speaker's expectation, never the contributor's promise.

    slip in days = first day it happened - last day of what was promised for
    the median is taken over chains kept, late or in part, with a stated date, promised to the mission

Known weaknesses: a promise a year overdue of which nothing came counts as "none found", which is a convention; and a
promise that names no lot is met by whatever its contributor brings of that resource after it was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from statistics import median

import numpy as np
import numpy.typing as npt

from muster.ledger.columns import EPOCH, day_number
from muster.ledger.figures import Because, Cell, Figure, Row, Rows, Table, exact, slug
from muster.ledger.judged import Judged, when_in
from muster.ledger.kept import once_a_books
from muster.ledger.records import EVERYONE, Books, Lot, Statement
from muster.ledger.scopes import Standings, lines_of_thing
from muster.ledger.standing import is_host_side, unique_keys
from muster.ledger.through import arrivals
from muster.ledger.told import citation, contributor_of, figure_of, key_of, name_of, speaker_of
from muster.quantities import Quantity, When, is_currency, minor_digits, on_day
from muster.vocabulary import ORDERED_STAGES, Aspect, DateBasis, Kind, Outcome, Stage

NONE_FOUND_AFTER_DAYS = 365
DUE_SOON_DAYS = 60
HAPPENED = (Outcome.KEPT, Outcome.LATE, Outcome.PART)
FURTHER = {stage: tuple(later for later in ORDERED_STAGES if later >= stage) for stage in ORDERED_STAGES}
UNSETTLED = (Outcome.OPEN, Outcome.WAITING)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one telling. is_told: a source says so; otherwise worked out from arrivals and dates."""

    outcome: Outcome
    happened: When | None
    delivered: int | None
    is_told: bool
    because: Because


@dataclass(frozen=True, slots=True)
class Announcement:
    """One telling of a promise. promisor: "" where only its speaker expects it."""

    statement: Statement
    chain: str
    told: date
    promised_for: When | None
    basis: DateBasis
    promisor: str
    is_support: bool
    result: Result

    @property
    def quantity(self) -> Quantity | None:
        return self.statement.quantity

    @property
    def slip_days(self) -> int | None:
        if self.promised_for is None or self.result.happened is None or self.result.outcome not in HAPPENED:
            return None
        return (self.result.happened.first - self.promised_for.last).days


@dataclass(frozen=True, slots=True)
class Chain:
    """All tellings of one promise, in the order told."""

    name: str
    tellings: tuple[Announcement, ...]

    @property
    def first(self) -> Announcement:
        return self.tellings[0]

    @property
    def counted(self) -> Announcement:
        """The telling whose outcome is the chain's."""
        return next((one for one in self.tellings if one.basis is DateBasis.STATED), self.first)

    @property
    def outcome(self) -> Outcome:
        return self.counted.result.outcome

    @property
    def has_promisor(self) -> bool:
        return any(one.promisor for one in self.tellings)

    @property
    def dated(self) -> tuple[Announcement, ...]:
        return tuple(one for one in self.tellings if one.promised_for is not None)

    @property
    def latest(self) -> Announcement:
        """The last telling with a date, else the last."""
        return (self.dated or self.tellings)[-1]

    @property
    def conditions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.statement.condition for one in self.tellings if one.statement.condition))

    @property
    def slip_days(self) -> int | None:
        """Days from the date counted to what happened; None without a stated date or an arrival."""
        return self.counted.slip_days if self.counted.basis is DateBasis.STATED else None

    @property
    def statements(self) -> tuple[int, ...]:
        return tuple(one.statement.id for one in self.tellings)


# --- reading them out of the books ------------------------------------------------------------------------


@once_a_books
def all_announcements(books: Books) -> tuple[Announcement, ...]:
    """Every telling of a promise by the day asked about, in the order told; one told twice in a report counts once."""
    reader = _Reader(books)
    found: dict[tuple[object, ...], Announcement] = {}
    for statement in books.index.of_aspect(Aspect.PLAN):
        if not reader.judged.is_rejected(statement.id):
            read = reader.announcement(statement)
            if read is not None and read.told <= books.on:
                booked = read.quantity.booked if read.quantity else None
                found.setdefault((statement.report, read.chain, read.promised_for and (
                    read.promised_for.first, read.promised_for.last), booked), read)
    return tuple(sorted(found.values(), key=_as_told))


def _as_told(one: Announcement) -> tuple[date, int, int]:
    """By day; on one day who speaks of the whole promise comes before who speaks of a part of it."""
    return one.told, -(one.quantity.low if one.quantity else 0), one.statement.id


@once_a_books
def all_chains(books: Books) -> tuple[Chain, ...]:
    """The promises, each once, by contributor and name."""
    chained: dict[str, list[Announcement]] = {}
    for one in all_announcements(books):
        chained.setdefault(one.chain, []).append(one)
    made = [Chain(name, tuple(told)) for name, told in chained.items()]
    return tuple(sorted(made, key=lambda chain: (
        contributor_of(books, chain.first.statement.contributor).casefold(), chain.name)))


class _Reader:
    """Reads announcements and works out what became of them."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.judged = Judged(books)
        self.standings = Standings(books)
        self._found: dict[tuple[str, str, Kind | None, str], tuple[Lot, ...]] = {}
        self._arrived: dict[tuple[tuple[int, ...], Stage], _Came] = {}

    @cached_property
    def _first_telling(self) -> Mapping[int, Statement]:
        known = self.books.statement_by_id
        return {again: known[first] for first, told in self.judged.told_again().items() for again in told}

    @cached_property
    def _outcomes(self) -> Mapping[str, Statement]:
        """The latest known word on each telling or chain, by the name it uses for it."""
        found: dict[str, Statement] = {}
        for statement in sorted(self.books.index.of_aspect(Aspect.OUTCOME), key=lambda one: (one.known, one.id)):
            if not self.judged.is_rejected(statement.id):
                name = statement.detail.get("announcement") or f"chain {statement.detail.get('chain', '')}"
                found[str(name)] = statement
        return found

    def announcement(self, statement: Statement) -> Announcement | None:
        """The promise a plan tells; None for a plan that names no chain, no date and no condition."""
        detail = self.judged.detail(statement)
        promised_for = when_in(detail, "promised_for")
        if not (detail.get("chain") or promised_for or statement.condition):
            return None
        told = self._told(statement)
        if told is None:
            return None
        first = self._first_telling.get(statement.id, statement)
        name = str(detail.get("chain") or first.detail.get("chain") or first.detail.get("lot")
                   or key_of(self.books, first))
        basis = next((one for one in DateBasis if one.value == detail.get("basis")),
                     DateBasis.STATED if promised_for else DateBasis.NONE)
        return Announcement(statement, name, told, promised_for, basis, str(detail.get("promisor", "")),
                            detail.get("scope", "support") == "support",
                            self._result(statement, name, promised_for, told))

    def _told(self, statement: Statement) -> date | None:
        """The day it was said: its own when, else its report's day."""
        report = self.books.reports.get(statement.report)
        published = report.published if report else None
        if statement.when is None:
            known = datetime.fromtimestamp(statement.known / 1e6, self.books.mission.zone) if statement.known else None
            return published or (known.date() if known else None)
        return min(statement.when.first, published) if published else statement.when.first

    def _result(self, statement: Statement, chain: str, promised_for: When | None, told: date) -> Result:
        names = (key_of(self.books, statement), statement.locator, f"chain {chain}")
        said = next((self._outcomes[name] for name in names if name in self._outcomes), None)
        if said is not None:
            happened = when_in(said.detail, "happened")
            outcome = next((one for one in Outcome if one.value == said.detail.get("outcome")), None)
            if outcome is not None and self._has_come_about(said, happened, promised_for):
                return Result(outcome, happened, _delivered(said, statement.unit), True, Because(statements=(said.id,)))
        return self._worked_out(statement, promised_for, told)

    def _has_come_about(self, said: Statement, happened: When | None, promised_for: When | None) -> bool:
        """Was it so by the day asked about: it had happened, or was due, or had been told?"""
        if happened is not None:
            return happened.first <= self.books.on
        report = self.books.reports.get(said.report)
        days = (report.published if report else None, promised_for.last if promised_for else None)
        return not any(days) or any(day is not None and day <= self.books.on for day in days)

    def _worked_out(self, statement: Statement, promised_for: When | None, told: date) -> Result:
        """From what arrived and from the dates."""
        lots, stage = self._lots(statement), _promised_stage(statement)
        named = bool(statement.detail.get("lot"))
        came = self._came(lots, stage)
        if not named:
            came = came.since(told)
        total, needed = came.total, _needed(statement)
        due, on = promised_for.last if promised_for else None, self.books.on
        because = Because(lots=ids_of(lots), stages=FURTHER[stage], statements=(statement.id,),
                          how="worked out from what arrived and from the dates")

        def result(outcome: Outcome, happened: When | None = None) -> Result:
            delivered = total if came.is_any or not lots or due is None or due < on else None
            return Result(outcome, happened, delivered, False, because)

        if came.is_any and total >= needed:
            done = came.day_enough(needed)
            return result(Outcome.KEPT if due is None or done <= due else Outcome.LATE, When(came.first, done)
                          if due is None or came.first > due else on_day(done))
        if named and lots and self.standings.at(lots, Stage.LAPSED, on).booked >= needed:
            return result(Outcome.OVERTAKEN)
        if total > 0:
            return result(Outcome.PART if due is not None and on > due else Outcome.OPEN, on_day(came.first))
        if statement.condition:
            return result(Outcome.WAITING)
        if due is not None and (on - due).days > NONE_FOUND_AFTER_DAYS:
            return result(Outcome.NONE_FOUND)
        return result(Outcome.OPEN)

    def _came(self, lots: tuple[Lot, ...], stage: Stage) -> _Came:
        key = ids_of(lots), stage
        if key not in self._arrived:
            self._arrived[key] = _Came(*arrivals(self.books, [lot.number for lot in lots], stage))
        return self._arrived[key]

    def _lots(self, statement: Statement) -> tuple[Lot, ...]:
        """The lot a promise names with its parts, else all its contributor has of that resource."""
        key = str(statement.detail.get("lot", "")), statement.contributor, statement.kind, statement.resource
        if key not in self._found:
            self._found[key] = self._find_lots(statement, key[0])
        return self._found[key]

    def _find_lots(self, statement: Statement, named: str) -> tuple[Lot, ...]:
        if named:
            return self.standings.lots_named(named)
        party = self.books.parties.get(statement.contributor)
        whole = statement.contributor == EVERYONE or (party is not None and party.kind in ("unit", "organisation"))
        of = lines_of_thing(self.books).get((statement.kind, statement.resource), ()) if statement.kind else ()
        return tuple(
            lot for line in of
            if (line.key.contributor == statement.contributor
                 or (whole and not is_host_side(line.key.contributor, self.books)))
            for lot in self.standings.lots_of_line(line))


def ids_of(lots: tuple[Lot, ...]) -> tuple[int, ...]:
    return tuple(lot.id for lot in lots)


def _promised_stage(statement: Statement) -> Stage:
    stage = statement.stage
    return stage if stage in ORDERED_STAGES and stage > Stage.PLEDGED else Stage.PRESENT


def _needed(statement: Statement) -> int:
    """How much has to come for the promise to be met; anything at all where no number was promised."""
    return max(1, statement.quantity.low) if statement.quantity is not None else 1


def _delivered(said: Statement, unit: str) -> int | None:
    told = said.detail.get("delivered_quantity")
    if not isinstance(told, int | float):
        return None
    return int(Decimal(str(told)).scaleb(minor_digits(unit))) if is_currency(unit) else int(told)


@dataclass(frozen=True, eq=False)
class _Came:
    """What arrived: days as numbers, rising, and how much on each."""

    days: npt.NDArray[np.int64]
    amounts: npt.NDArray[np.int64]

    def since(self, day: date) -> _Came:
        begin = int(np.searchsorted(self.days, day_number(day)))
        return _Came(self.days[begin:], self.amounts[begin:])

    @property
    def is_any(self) -> bool:
        return len(self.days) > 0

    @property
    def total(self) -> int:
        return int(self.amounts.sum())

    @property
    def first(self) -> date:
        return date.fromordinal(int(self.days[0]) + EPOCH)

    def day_enough(self, needed: int) -> date:
        """The day by which so much had come; the last one where it never had."""
        enough = np.flatnonzero(np.cumsum(self.amounts) >= needed)
        return date.fromordinal(int(self.days[enough[0] if len(enough) else -1]) + EPOCH)


# --- tables -----------------------------------------------------------------------------------------------

_BASES = (DateBasis.STATED, DateBasis.READING, DateBasis.NONE)


def promises(books: Books) -> Table:
    """What became of promises: tellings and chains by outcome, to the mission and otherwise."""
    tellings = all_announcements(books)
    chains_made = all_chains(books)
    rows = [Row(name, _summary_cells(name, tellings, chains_made))
            for name in (*(outcome.value for outcome in Outcome), "all")]
    notes = ["Several announcements tell one promise: count promises by chain.",
             "Slip: days from the end of the stated promise to the first arrival, over chains kept, late or in part."]
    if any(is_owed(chain) and chain.first.is_support and _is_past(chain, books.on) for chain in chains_made):
        notes.append("Some promises waiting, open, in part or with none found are past their date: `muster ask` "
                     "says of which anything is still open.")
    columns = ("outcome", *(f"told_{basis.value}" for basis in _BASES), "told",
               *(f"chains_{basis.value}" for basis in _BASES), "chains", "chains_by_promisor", "median_slip_days",
               "other_told", "other_chains")
    return Table("promises", "What became of promises", columns, tuple(rows), tuple(notes), {
        "told_stated": "told, date stated", "told_reading": "told, date a reading", "told_none": "told, no date",
        "told": "told, all", "chains_stated": "chains, stated", "chains_reading": "chains, reading",
        "chains_none": "chains, no date", "chains": "chains, all", "chains_by_promisor": "promisor known",
        "median_slip_days": "median slip, days", "other_told": "other than support, told",
        "other_chains": "other than support, chains"})


def _summary_cells(name: str, tellings: Sequence[Announcement], made: Sequence[Chain]) -> dict[str, Cell]:
    everything = tuple(one.statement.id for one in tellings)

    def count(number: int, statements: Iterable[int]) -> Figure:
        found = tuple(statements)
        return exact(number, "", Because(statements=found or everything, how="" if found else "none of these"))

    def counted(told: Iterable[Announcement]) -> Figure:
        found = [one for one in told if name in ("all", one.result.outcome.value)]
        return count(len(found), (one.statement.id for one in found))

    def counted_chains(chained: Iterable[Chain]) -> Figure:
        found = [chain for chain in chained if name in ("all", chain.outcome.value)]
        return count(len(found), (one for chain in found for one in chain.statements))

    support = [one for one in tellings if one.is_support]
    to_mission = [chain for chain in made if chain.first.is_support]
    cells: dict[str, Cell] = {"outcome": name.replace("_", " ")}
    for basis in _BASES:
        cells[f"told_{basis.value}"] = counted(one for one in support if one.basis is basis)
        cells[f"chains_{basis.value}"] = counted_chains(chain for chain in to_mission if chain.counted.basis is basis)
    cells["told"], cells["chains"] = counted(support), counted_chains(to_mission)
    cells["chains_by_promisor"] = counted_chains(chain for chain in to_mission if chain.has_promisor)
    cells["median_slip_days"] = _median_slip([
        chain for chain in to_mission if name in ("all", chain.outcome.value)])
    cells["other_told"] = counted(one for one in tellings if not one.is_support)
    cells["other_chains"] = counted_chains(chain for chain in made if not chain.first.is_support)
    return cells


def _median_slip(made: Iterable[Chain]) -> Figure | None:
    """The median over chains with a stated date that came, wholly or in part; None if there are none."""
    slipped = [(chain, chain.slip_days) for chain in made if chain.slip_days is not None]
    if not slipped:
        return None
    middle = median(days for _, days in slipped if days is not None)
    grounds = tuple(one for chain, _ in slipped for one in (chain.counted.statement.id,
                                                            *chain.counted.result.because.statements))
    return exact(middle, "days", Because(statements=tuple(dict.fromkeys(grounds)),
                                         how=f"median slip of {len(slipped)} chains"))


def chains(books: Books) -> Table:
    """Each promise once: when it was first and last promised for, what happened, and how far it slipped."""
    made = all_chains(books)
    keys = unique_keys(slug(chain.name) or "chain" for chain in made)
    return Table(
        "chains", "Promises, each once, with all its tellings",
        ("chain", "contributor", "resource", "promised_by", "told", "first_told", "first_promised", "last_promised",
         "happened", "slip_days", "outcome", "promised", "delivered", "condition", "scope"),
        Rows(list(zip(keys, made)), lambda pair: Row(pair[0], _chain_cells(pair[1], books))),
        ("An outcome marked * is worked out from arrivals and dates; the others are as a source tells them.",),
        {"promised_by": "promised by", "first_told": "first told", "first_promised": "first promised for",
         "last_promised": "last promised for", "slip_days": "slip, days"})


def _chain_cells(chain: Chain, books: Books) -> dict[str, Cell]:
    counted, result = chain.counted, chain.counted.result
    dated = chain.dated
    return {
        "chain": chain.name,
        "contributor": contributor_of(books, chain.first.statement.contributor),
        "resource": chain.first.statement.resource or None,
        "promised_by": _promised_by(chain, books),
        "told": exact(len(chain.tellings), "", Because(statements=chain.statements)),
        "first_told": chain.first.told,
        "first_promised": str(dated[0].promised_for) if dated else None,
        "last_promised": str(dated[-1].promised_for) if dated else None,
        "happened": str(result.happened) if result.happened else None,
        "slip_days": _slip_figure(counted),
        "outcome": result.outcome.value.replace("_", " ") + ("" if result.is_told else " *"),
        "promised": figure_of(counted.statement) if counted.quantity is not None else None,
        "delivered": _delivered_figure(counted),
        "condition": "; ".join(chain.conditions) or None,
        "scope": "support" if chain.first.is_support else "other",
    }


def _promised_by(chain: Chain, books: Books) -> str:
    promised = next((one for one in chain.tellings if one.promisor), None)
    if promised is None:
        return f"expected by {speaker_of(books, chain.first.statement)}"
    promisor, speaker = name_of(books, promised.promisor), promised.statement.speaker
    return f"{promisor} ({name_of(books, speaker)})" if speaker and speaker != promised.promisor else promisor


def _slip_figure(telling: Announcement) -> Figure | None:
    if telling.slip_days is None:
        return None
    because = telling.result.because
    grounds = Because(lots=because.lots, stages=because.stages, how="first arrival less the last day promised for",
                      statements=tuple(dict.fromkeys((telling.statement.id, *because.statements))))
    note = "" if telling.basis is DateBasis.STATED else "the promised date is our reading of its words"
    return exact(telling.slip_days, "days", grounds, note=note)


def _delivered_figure(telling: Announcement) -> Figure | None:
    if telling.result.delivered is None:
        return None
    return exact(telling.result.delivered, telling.statement.unit, telling.result.because)


def announcements(books: Books) -> Table:
    """Each telling: who said it when, promised for when, on what condition, and what became of it."""
    made = all_announcements(books)
    return Table(
        "announcements", "Promises as told, one row a telling",
        ("told", "chain", "contributor", "resource", "quantity", "promised_for", "date_basis", "promised_by",
         "condition", "outcome", "happened", "slip_days", "scope", "said_by"),
        Rows(made, lambda one: Row(f"s{one.statement.id}", _telling_cells(one, books))),
        ("A date that is a reading was read into the source's words (\"a few weeks\").",),
        {"promised_for": "promised for", "date_basis": "date", "promised_by": "promised by", "slip_days": "slip, days",
         "said_by": "said by"})


def _telling_cells(one: Announcement, books: Books) -> dict[str, Cell]:
    return {
        "told": one.told, "chain": one.chain,
        "contributor": contributor_of(books, one.statement.contributor), "resource": one.statement.resource or None,
        "quantity": figure_of(one.statement) if one.quantity is not None else None,
        "promised_for": str(one.promised_for) if one.promised_for else None,
        "date_basis": one.basis.value,
        "promised_by": name_of(books, one.promisor) if one.promisor else
        f"expected by {speaker_of(books, one.statement)}",
        "condition": one.statement.condition or None,
        "outcome": one.result.outcome.value.replace("_", " ") + ("" if one.result.is_told else " *"),
        "happened": str(one.result.happened) if one.result.happened else None,
        "slip_days": _slip_figure(one), "scope": "support" if one.is_support else "other",
        "said_by": citation(books, one.statement),
    }


# --- what is due ------------------------------------------------------------------------------------------


def is_unsettled(chain: Chain) -> bool:
    """Is something of it still to come? What came in part stays due until a source says what became of it."""
    result = chain.counted.result
    return result.outcome in UNSETTLED or (result.outcome is Outcome.PART and not result.is_told)


def is_owed(chain: Chain) -> bool:
    """Is something of it still owed, whatever was told of it? Not what was kept, came late, or was overtaken."""
    return chain.outcome not in (Outcome.KEPT, Outcome.LATE, Outcome.OVERTAKEN)


def _is_past(chain: Chain, on: date) -> bool:
    """Is the day asked about past the date last promised?"""
    promised_for = chain.latest.promised_for
    return promised_for is not None and on > promised_for.last


def due(books: Books) -> Table:
    """The promises still to be kept on the day: overdue, due soon, later, waiting or without a date."""
    made = [chain for chain in all_chains(books) if is_unsettled(chain)]
    keys = unique_keys(slug(chain.name) or "chain" for chain in made)
    return Table(
        "due", f"Promises still to be kept on {books.on}",
        ("contributor", "resource", "promised", "delivered", "due", "state", "days", "condition", "promised_by",
         "said_by", "chain", "scope"),
        Rows(list(zip(keys, made)), lambda pair: Row(pair[0], _due_cells(pair[1], books))),
        (f"Due soon: within {DUE_SOON_DAYS} days. Days count to the date last promised; past it they are negative.",),
        {"promised_by": "promised by", "said_by": "last said by"})


def _due_cells(chain: Chain, books: Books) -> dict[str, Cell]:
    latest = chain.latest
    promised_for = latest.promised_for
    left = (promised_for.last - books.on).days if promised_for else None
    return {
        "contributor": contributor_of(books, latest.statement.contributor),
        "resource": latest.statement.resource or None,
        "promised": figure_of(latest.statement) if latest.quantity is not None else None,
        "delivered": _delivered_figure(latest),
        "due": str(promised_for) if promised_for else None,
        "state": state_of(chain, books.on),
        "days": None if left is None else exact(left, "days", Because(
            statements=(latest.statement.id,), how="days from the day asked about to the date last promised")),
        "condition": "; ".join(chain.conditions) or None,
        "promised_by": _promised_by(chain, books), "said_by": citation(books, latest.statement),
        "chain": chain.name, "scope": "support" if chain.first.is_support else "other",
    }


def state_of(chain: Chain, on: date) -> str:
    """In a word, how an unsettled promise stands: overdue, due soon, due later, waiting, no date."""
    promised_for = chain.latest.promised_for
    if promised_for is not None and on > promised_for.last:
        return "overdue, waiting on its condition" if chain.conditions else "overdue"
    if chain.conditions:
        return "waiting on its condition"
    if promised_for is None:
        return "no date"
    return "due soon" if (promised_for.last - on).days <= DUE_SOON_DAYS else "due later"
