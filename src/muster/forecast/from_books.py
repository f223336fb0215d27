"""The mission model's state, strengths and announcements, read from the books as known on a day.

Every function takes `Books`, which hold nothing published later than they were opened for, so nothing here can look
ahead. An open promise is what stands at one stage of one line of persons or of the mission's own cash; how promises
are kept is learned from the contributor's own dated promises where it made any, else from its line as a whole. A date
told by anyone but the promisor is that speaker's expectation and is not used as the contributor's promise.

Known weaknesses: vehicles, beds, lift and training places are not added up from the lines (equipment is named too
variously, and places are rarely told), so they bind nothing unless the mission's own numbers (`numbers`) name them;
cash is what came into the fund less what is recorded as spent, and spending is thinly told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from muster.forecast.backtest import Record
from muster.forecast.baselines import Announcement
from muster.forecast.numbers import MissionNumbers, Number, numbers_in
from muster.forecast.outside import Question
from muster.forecast.past import Funding
from muster.forecast.series import Series
from muster.forecast.state import Cash, Mandate, MissionState, OpenPromise, PastChain, Presence
from muster.forecast.targets import months_after
from muster.ledger.columns import EPOCH, REACHED_SHIFT
from muster.ledger.figures import Because
from muster.ledger.mandates import in_force, mandates
from muster.ledger.promises import HAPPENED, Chain, all_chains, is_unsettled
from muster.ledger.records import Books, Line
from muster.ledger.requirements import requirements
from muster.ledger.scopes import Standings
from muster.ledger.standing import is_host_side
from muster.ledger.strength import counted_lines
from muster.quantities import is_currency, minor_digits
from muster.vocabulary import DateBasis, Kind, Outcome, Stage

OPEN_STAGES = (Stage.PLEDGED, Stage.COMMITTED, Stage.PREPARING, Stage.READY, Stage.MOVING, Stage.HELD)
FUND_CHANNELS = ("", "trust fund")
"""Channels whose money the mission itself can spend; gifts in kind and between two states are not its cash."""

KEPT_IN_FULL = 0.9


def record_of(
    books_on: Callable[[date], Books], *, funding: Funding | None = None, rehatted: int = 0,
    numbers: MissionNumbers | None = None,
) -> Record:
    """A mission's record for forecasts and replays. books_on(day): the books on a day as known at its end.

    funding: None reads it from the mandate's own words. numbers: what the mission is supposed to say of its places,
    seats, vehicles, beds and parameters; None takes what its ledger holds, as known on each day.
    """
    opened = lru_cache(maxsize=64)(books_on)

    def numbers_on(day: date) -> MissionNumbers:
        return numbers_in(opened(day)) if numbers is None else numbers

    def question(day: date) -> Question | None:
        return question_of(opened(day), funding=funding, rehatted=rehatted)

    return Record(
        state=lambda day: state_of(opened(day), numbers=numbers_on(day)),
        strengths=lambda day: strengths_of(opened(day)),
        question=question,
        announcements=lambda day: announcements_of(opened(day)),
        parameters=lambda day: numbers_on(day).parameters_on(day),
    )


def state_of(books: Books, *, numbers: MissionNumbers | None = None) -> MissionState:
    """What the mission model may know on the books' day. numbers: the mission's own; None: those its ledger holds."""
    own = numbers_in(books) if numbers is None else numbers
    stands = Standings(books)
    chains = [chain for chain in all_chains(books) if _is_of_presence(chain)]
    lines = _mission_lines(books)
    mandate = in_force(books)
    authorised = mandate.authorised.booked if mandate and mandate.authorised else None
    told = own.cash_on(books.on)
    cash, money = _money(books, stands, told)
    gates = own.gates_on(books.on)
    promises = [promise for line in lines for promise in _promises(line, books, stands, chains)]
    return MissionState(
        as_of=books.on, present=tuple(one for line in lines for one in _presences(line, books, stands)),
        promises=(*promises, *money), chains=_past(books, stands, lines, chains), gates=gates, cash=cash,
        mandate=Mandate(_mandate_end(books), None if authorised is None else int(authorised),
                        Because(statements=tuple(said for one in mandates(books) for said in one.statements))),
        required=required_of(books), required_because=_required(books)[1],
        remarks=(_on_cash(told),) if cash else (),
    )


def _on_cash(told: Number | None) -> str:
    if told is None:
        return "cash is what came into the fund less the spending told, which is thin"
    return (f"cash is the balance told on {told.known_from or 'a day not given'}: what of it is spent or bound already "
            "is not told")


def _mandate_end(books: Books) -> date | None:
    """The last day the mission is mandated as known: a mandate already adopted to follow the one in force counts.

    Where none is in force, the end of the last that was.
    """
    dated = [(one.starts or one.adopted, one.ends) for one in mandates(books)]
    spans = sorted((start, end) for start, end in dated if start is not None and end is not None)
    end: date | None = None
    for start, until in spans:
        if end is None or start <= books.on or start <= end + timedelta(days=1):
            end = max(until, end or until)
    return end


def required_of(books: Books) -> int | None:
    """The reference requirement of persons on the books' day."""
    return _required(books)[0]


def _required(books: Books) -> tuple[int | None, Because]:
    found = [need.figure for of, need in requirements(books).items()
             if of.kind is Kind.PERSONNEL and of.resource == Kind.PERSONNEL.value and not of.host_side]
    known = [(int(figure.booked), figure.because) for figure in found if figure.booked is not None]
    return max(known, key=lambda one: one[0], default=(None, Because()))


def question_of(books: Books, *, funding: Funding | None = None, rehatted: int = 0) -> Question | None:
    """The mission as the outside view sees it; None where no mandate's start, or neither a requirement nor a
    ceiling, is known. The first mandate's start counts: a mission may change its name.
    """
    every = mandates(books)
    starts = [start for one in every if (start := one.starts or one.adopted) is not None and start <= books.on]
    mandate = in_force(books)
    authorised = mandate.authorised.booked if mandate and mandate.authorised else None
    ceiling = required_of(books) or authorised
    if not starts or not ceiling:
        return None
    if funding is None:
        told = " ".join(books.statement_by_id[number].passage or "" for one in every for number in one.statements)
        funding = Funding.VOLUNTARY if "voluntar" in told.casefold() else Funding.ASSESSED
    return Question(min(starts), int(ceiling), funding, rehatted)


def strengths_of(books: Books) -> Series:
    """Persons present at each month's end from the first mandate on, and on the books' day.

    Empty until anything is recorded of any line of persons; from then on nobody present is a real zero.
    """
    stands, lines = Standings(books), _mission_lines(books)
    lots = [lot for line in lines for lot in stands.lots_of_line(line)]
    starts = [start for one in mandates(books) if (start := one.starts or one.adopted) is not None]
    begun = _first_day(books, [lot.number for lot in lots])
    if begun is None:
        return Series((), ())
    day, days = max([begun, *([min(starts)] if starts else [])]), []
    day = months_after(date(day.year, 1, 31), day.month - 1)
    while day < books.on:
        days.append(day)
        day = months_after(day, 1)
    days.append(books.on)
    return Series(tuple(days), tuple(max(0, stands.at(lots, Stage.PRESENT, when).booked) for when in days))


def announcements_of(books: Books) -> list[Announcement]:
    """The announced schedule: of each promise, the date last told; a whole body's promise is a total."""
    found = []
    for chain in all_chains(books):
        if not _is_of_presence(chain):
            continue
        latest = chain.latest
        if latest.promised_for is None or latest.quantity is None:
            continue
        whole = _is_whole_body(chain, books)
        said = latest.quantity.booked if latest.quantity.booked is not None else latest.quantity.low
        left = said if whole else max(0, said - (chain.counted.result.delivered or 0))
        if left:
            found.append(Announcement(latest.told, latest.promised_for.last, left, is_total=whole))
    return found


# --- lines ---------------------------------------------------------------------------------------------------


def _mission_lines(books: Books) -> list[Line]:
    return [line for line in counted_lines(books) if not is_host_side(line.key.contributor, books)]


def _class_of(party: str, books: Books) -> str:
    known = books.parties.get(party)
    if known is None:
        return "unknown"
    return "lead" if "lead nation" in known.role.casefold() else known.kind


def _entries(books: Books, lots: Iterable[int], stage: Stage, *, relief: bool | None = None) -> list[tuple[date, int]]:
    """(day, quantity) of what entered a stage, oldest first; what was taken back is left out.

    relief: only what takes the place of some already present (True), only what adds (False), or both (None). The
    ledger books a relief as a quantity that has been present before.
    """
    moved = books.movements
    mine = np.isin(moved.lot, list(lots)) & ((moved.places & 15) == int(stage)) & (moved.quantity > 0)
    if relief is not None:
        mine &= ((moved.flags >> REACHED_SHIFT) >= int(Stage.PRESENT)) == relief
    days = moved.last[mine].tolist()
    return sorted((date.fromordinal(day + EPOCH), amount) for day, amount in zip(days, moved.quantity[mine].tolist())
                  if date.fromordinal(day + EPOCH) <= books.on)


def _first_day(books: Books, lots: Sequence[int]) -> date | None:
    moved = books.movements
    days = moved.last[np.isin(moved.lot, lots)]
    known = [date.fromordinal(int(day) + EPOCH) for day in days]
    return min((day for day in known if day <= books.on), default=None)


def _promises(line: Line, books: Books, stands: Standings, chains: Sequence[Chain]) -> list[OpenPromise]:
    """What stands open of a line, stage by stage; the furthest takes the dates and conditions told of the next lot."""
    lots, key = stands.lots_of_line(line), line.key
    mine = [chain for chain in chains if chain.first.statement.contributor == key.contributor and is_unsettled(chain)]
    found: list[OpenPromise] = []
    relief: list[OpenPromise] = []
    for stage in OPEN_STAGES:
        amount = stands.at(lots, stage, books.on).booked
        if amount <= 0:
            continue
        numbers = [lot.number for lot in lots]
        entered = _entries(books, numbers, stage)
        coming_in_place = 0 if stage is Stage.HELD else sum(n for _, n in _entries(books, numbers, stage, relief=True))
        if coming_in_place:
            taken = min(amount, coming_in_place)
            relief.append(OpenPromise(
                f"{key.contributor} {key.resource} {stage.word}, relief", key.contributor,
                _class_of(key.contributor, books), key.kind, stage, taken, entered[-1][0], is_relief=True,
                because=Because(lines=(line.id,), stages=(stage,)),
            ))
            amount -= taken
            if not amount:
                continue
        since = (entered[0] if stage in (Stage.PLEDGED, Stage.COMMITTED) else entered[-1])[0] if entered else books.on
        found.append(OpenPromise(
            f"{key.contributor} {key.resource} {stage.word}", key.contributor, _class_of(key.contributor, books),
            key.kind, Stage.COMMITTED if stage is Stage.HELD else stage, amount, since,
            condition="held: frozen or barred" if stage is Stage.HELD else "",
            because=Because(lines=(line.id,), stages=(stage,)),
        ))
    if found and found[-1].condition == "":
        found[-1] = _dated(found[-1], mine, books)
    return [*found, *relief]


def _dated(promise: OpenPromise, chains: Sequence[Chain], books: Books) -> OpenPromise:
    """The promise with the date its promisor last told, if any, and what it waits for."""
    own = [telling for chain in chains for telling in chain.tellings
           if telling.promisor and telling.promised_for is not None and telling.told <= books.on]
    latest = max(own, key=lambda one: (one.told, one.promised_for.last if one.promised_for else one.told), default=None)
    waits = "; ".join(dict.fromkeys(words for chain in chains for words in chain.conditions))
    told = tuple(dict.fromkeys(said for chain in chains for said in chain.statements))
    return replace(
        promise, promised_for=latest.promised_for.last if latest and latest.promised_for else None,
        basis=latest.basis if latest else DateBasis.NONE, condition=waits,
        because=replace(promise.because, statements=told),
    )


def _presences(line: Line, books: Books, stands: Standings) -> list[Presence]:
    """Those present of a line by the batch they came with: who came last is taken to be there still."""
    lots = stands.lots_of_line(line)
    left = stands.at(lots, Stage.PRESENT, books.on).booked
    because = Because(lines=(line.id,), stages=(Stage.PRESENT,))
    found = []
    for day, amount in reversed(_entries(books, [lot.number for lot in lots], Stage.PRESENT)):
        if left <= 0:
            break
        found.append(Presence(line.key.contributor, min(amount, left), day, because))
        left -= amount
    if left > 0:
        found.append(Presence(line.key.contributor, left, because=because))
    return found


def _money(books: Books, stands: Standings, told: Number | None) -> tuple[Cash | None, list[OpenPromise]]:
    """The fund's cash and what is promised to it, in its main currency; other currencies are left out.

    told: its balance, where the mission gives one. What of it no entry accounts for has come from the promises that
    stand open, so these count for that much less, each in proportion.
    """
    lines = [line for line in books.lines if line.key.kind is Kind.MONEY and is_currency(line.key.unit)
             and line.key.channel.casefold() in FUND_CHANNELS and not is_host_side(line.key.contributor, books)]
    held = {line.id: stands.at(stands.lots_of_line(line), Stage.PRESENT, books.on).booked for line in lines}
    totals: dict[str, int] = {}
    for line in lines:
        totals[line.key.unit] = totals.get(line.key.unit, 0) + max(0, held[line.id])
    if not totals or not (any(totals.values()) or told):
        return _cash_alone(told), []
    currency = max(totals, key=lambda unit: (totals[unit], unit))
    unit = 10 ** minor_digits(currency)
    mine = [line for line in lines if line.key.unit == currency]
    frozen = sum(max(0, stands.at(stands.lots_of_line(line), Stage.HELD, books.on).booked) for line in mine)
    promises = []
    for line in mine:
        lots = stands.lots_of_line(line)
        for stage in (Stage.PLEDGED, Stage.COMMITTED, Stage.MOVING):
            amount = stands.at(lots, stage, books.on).booked // unit
            entered = _entries(books, [lot.number for lot in lots], stage)
            if amount > 0 and entered:
                promises.append(OpenPromise(
                    f"{line.key.contributor} {currency} {stage.word}", line.key.contributor,
                    f"donor {_class_of(line.key.contributor, books)}", Kind.MONEY, stage, amount, entered[0][0],
                    because=Because(lines=(line.id,), stages=(stage,)),
                ))
    because = Because(lines=tuple(line.id for line in mine), stages=(Stage.PRESENT, Stage.HELD))
    if told is None:
        return Cash(totals[currency] / unit, frozen / unit, currency, because), promises
    alone = _cash_alone(told)
    assert alone is not None
    left = 1 - max(0.0, alone.available - totals[currency] / unit) / max(1, sum(one.quantity for one in promises))
    fewer = [replace(one, quantity=int(one.quantity * left)) for one in promises if left > 0]
    return replace(alone, frozen=frozen / unit, currency=currency), fewer


def _cash_alone(told: Number | None) -> Cash | None:
    if told is None or not isinstance(told.value, float):
        return None
    return Cash(told.value, because=Because(statements=() if told.statement is None else (told.statement,)))


# --- chains --------------------------------------------------------------------------------------------------


def _is_of_presence(chain: Chain) -> bool:
    """Is it a promise of persons in theatre? Training ended, money and sites are not."""
    said = chain.first.statement
    stage = said.stage
    reaches = stage is None or stage <= Stage.PLEDGED or stage is Stage.PRESENT
    return said.kind is Kind.PERSONNEL and chain.first.is_support and reaches


def _is_whole_body(chain: Chain, books: Books) -> bool:
    party = books.parties.get(chain.first.statement.contributor)
    return party is None or party.kind in ("unit", "organisation")


def _past(books: Books, stands: Standings, lines: Sequence[Line], chains: Sequence[Chain]) -> tuple[PastChain, ...]:
    """What became of promises: a contributor's own dated ones where it made any, else its line as one promise."""
    told = [_told_chain(chain, books) for chain in chains if chain.has_promisor and not _is_whole_body(chain, books)]
    named = {chain.contributor for chain in told}
    lines_alone = [_line_chain(line, books, stands) for line in lines if line.key.contributor not in named]
    return (*told, *(chain for chain in lines_alone if chain is not None))


def _told_chain(chain: Chain, books: Books) -> PastChain:
    own = next((one for one in chain.tellings if one.promisor and one.promised_for is not None), None)
    result = chain.counted.result
    happened = result.happened.first if result.happened and result.outcome in HAPPENED else None
    quantity = chain.counted.quantity
    contributor = chain.first.statement.contributor
    return PastChain(
        chain.name, contributor, _class_of(contributor, books), Kind.PERSONNEL, Stage.PLEDGED, chain.first.told,
        own.promised_for.last if own and own.promised_for else None, own.basis if own else DateBasis.NONE,
        result.outcome, happened, books.on, quantity.booked if quantity else None, result.delivered,
        Because(statements=chain.statements),
    )


def _line_chain(line: Line, books: Books, stands: Standings) -> PastChain | None:
    """A contributor's whole line as one promise: first pledged, first arrived, how much of it."""
    lots = stands.lots_of_line(line)
    numbers = [lot.number for lot in lots]
    promised = _entries(books, numbers, Stage.PLEDGED) or _entries(books, numbers, Stage.COMMITTED)
    if not promised:
        return None
    came = _entries(books, numbers, Stage.PRESENT, relief=False)
    asked, brought = sum(amount for _, amount in promised), sum(amount for _, amount in came)
    outcome = Outcome.OPEN if not came else Outcome.KEPT if brought >= KEPT_IN_FULL * asked else Outcome.PART
    contributor = line.key.contributor
    return PastChain(
        f"line {contributor}", contributor, _class_of(contributor, books), Kind.PERSONNEL, Stage.PLEDGED,
        promised[0][0], None, DateBasis.NONE, outcome, came[0][0] if came else None, books.on, asked, brought or None,
        Because(lines=(line.id,)),
    )
