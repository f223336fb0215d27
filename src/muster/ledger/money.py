"""Money, currency by currency, and as one total in the currency of the requirement.

Money converts at the latest rate told on or before the day on which what stands came to stand there: for each lot, the
last day it moved. Money for which no rate had been told by then stays in its own currency, and the converted row names
it as its rest. A rate is a statement: told outright, or implied where one promise was told in two currencies. It
converts both ways; rates are never chained through a third currency.

Known weakness: an implied rate is as rough as the two amounts it comes from, so a converted row is a view beside the
ledger, never booked. Two equal amounts in different currencies are taken for a confusion, not for a rate of one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from muster.ledger.columns import EPOCH, day_number
from muster.ledger.figures import Because, Figure, Row, Table, slug
from muster.ledger.fold import Positions, positions
from muster.ledger.gap import difference
from muster.ledger.judged import Judged
from muster.ledger.laid import of_lots
from muster.ledger.records import Books, Statement
from muster.ledger.requirements import Requirement, requirements
from muster.ledger.spans import Span, total
from muster.ledger.standing import (
    PROMISE_STAGES,
    STAGE_COLUMNS,
    Subject,
    is_host_side,
    shown,
    standing,
    unique_keys,
)
from muster.quantities import is_currency, minor_digits
from muster.vocabulary import EXIT_STAGES, ORDERED_STAGES, Aspect, Kind, Stage, Verdict

COLUMNS = ("currency", "side", "required", "gap", *STAGE_COLUMNS, "rates", "rest")


@dataclass(frozen=True, slots=True)
class Rate:
    """One unit of `base` is worth `value` units of `quote`, as told on a day. Major units on both sides."""

    base: str
    quote: str
    value: Fraction
    told_on: date
    statements: tuple[int, ...]
    grade: int
    is_implied: bool = False

    def between(self, base: str, quote: str) -> Fraction | None:
        """What one unit of base is worth in quote by this rate, or None if it speaks of other currencies."""
        if (self.base, self.quote) == (base, quote):
            return self.value
        return 1 / self.value if (self.quote, self.base) == (base, quote) else None

    def figure(self, base: str, quote: str) -> Figure:
        """The rate as a figure with six significant digits."""
        value = self.between(base, quote) or self.value
        rounded = Decimal(value.numerator) / Decimal(value.denominator)
        rounded = rounded.quantize(Decimal(1).scaleb(rounded.adjusted() - 5))
        how = "told as two amounts of one promise" if self.is_implied else "told as a rate"
        return Figure(rounded, rounded, rounded, f"{quote} for 1 {base}", f"told on {self.told_on}",
                      Because(statements=self.statements, how=how))


class _Pool(NamedTuple):
    """Money of one side and currency that converts at one rate (its place in the list), or at none."""

    host_side: bool
    currency: str
    rate: int | None


def money(books: Books) -> Table:
    """What stands where in each currency, then all of it in the currency of the requirement."""
    needed = {of: need for of, need in requirements(books).items() if of.kind is Kind.MONEY}
    by_currency = standing(books, lambda line: (is_host_side(line.key.contributor, books), line.key.unit)
                           if line.key.kind is Kind.MONEY else None)
    listed = sorted(by_currency.moved)
    keys = unique_keys(slug(f"{unit} {'host' if host else ''}") or "no-currency" for host, unit in listed)
    rows = [
        Row(key, {"currency": unit, "side": "host" if host else "mission", **by_currency.stages((host, unit))})
        for (host, unit), key in zip(listed, keys)
    ]
    target = _reference_currency(needed.values())
    if target is not None and rows:
        rows += _converted_rows(books, target, needed)
    return Table("money", f"Money by currency on {books.on}" + (f", and all in {target}" if target else ""), COLUMNS,
                 tuple(rows), ("A converted row counts each lot at the latest rate told by the day it last moved.",))


def rates(books: Books) -> list[Rate]:
    """Every rate told, oldest first; of one day the nearest speaker's last, and outright rates after implied ones."""
    judged = Judged(books)
    told = [rate for said in judged.told_once(Aspect.RATE) if (rate := _told_rate(said, judged)) is not None]
    again = dict.fromkeys(ruling.statement for ruling in books.index.standing_as(Verdict.SAME_AS))
    implied = [rate for one in again if (said := books.statement_by_id.get(one)) is not None
               and (rate := _implied_rate(said, judged)) is not None]
    return sorted(told + implied, key=lambda rate: (rate.told_on, not rate.is_implied, -rate.grade, rate.statements))


def rate_on(every: Iterable[Rate], base: str, quote: str, day: date) -> Rate | None:
    """The latest rate between two currencies told on or before a day. every: oldest first."""
    fitting = [rate for rate in every if rate.told_on <= day and rate.between(base, quote) is not None]
    return fitting[-1] if fitting else None


def _told_rate(statement: Statement, judged: Judged) -> Rate | None:
    detail = judged.detail(statement)
    base, quote = str(detail.get("base", "")), str(detail.get("quote", ""))
    value = _number(str(detail.get("rate", "")))
    if value is None or base == quote or not (is_currency(base) and is_currency(quote)):
        return None
    return Rate(base, quote, value, _day_of(statement, judged.books), judged.witnesses(statement.id),
                int(statement.grade))


def _number(text: str) -> Fraction | None:
    """A rate as written: "1.07", or "59000000/80500000"; only above zero."""
    try:
        above, _, below = text.replace(" ", "").partition("/")
        value = Fraction(above) / Fraction(below or 1)
    except (ValueError, ZeroDivisionError):
        return None
    return value if value > 0 else None


def _implied_rate(statement: Statement, judged: Judged) -> Rate | None:
    """What a promise told again in another currency says of their rate."""
    same = [ruling for ruling in judged.books.standing_rulings.get(statement.id, ())
            if ruling.verdict is Verdict.SAME_AS]
    if len(same) != 1 or len(same[0].cites) != 1 or judged.is_rejected(statement.id):
        return None
    first = judged.books.statement_by_id.get(same[0].cites[0])
    if first is None or first.unit == statement.unit or not (is_currency(first.unit) and is_currency(statement.unit)):
        return None
    amounts = [_major(one) for one in (first, statement)]
    if amounts[0] is None or amounts[1] is None or amounts[0] == amounts[1]:
        return None
    return Rate(first.unit, statement.unit, amounts[1] / amounts[0], _day_of(statement, judged.books),
                (statement.id, first.id), int(statement.grade), is_implied=True)


def _major(statement: Statement) -> Fraction | None:
    quantity = statement.quantity
    if quantity is None or not quantity.booked:
        return None
    return Fraction(quantity.booked, 10 ** minor_digits(statement.unit))


def _day_of(statement: Statement, books: Books) -> date:
    """The day a rate holds from: its own if it names one, else the day it was published or known."""
    if statement.when is not None:
        return statement.when.last
    report = books.reports.get(statement.report)
    if report is not None and report.published is not None:
        return report.published
    return date.fromordinal(EPOCH) + timedelta(microseconds=statement.known)


def _reference_currency(needed: Iterable[Requirement]) -> str | None:
    """The currency of the mission's reference for money; plain "money" before money for something."""
    references = [need.subject for need in needed
                  if need.reference is not None and not need.subject.host_side and is_currency(need.subject.unit)]
    return min(references, key=lambda of: (of.resource != Kind.MONEY.value, of.resource, of.unit)).unit \
        if references else None


# --- the converted row -------------------------------------------------------------------------------------


def _converted_rows(books: Books, target: str, needed: Mapping[Subject, Requirement]) -> list[Row]:
    every = rates(books)
    pools, lots, folded = _pooled(books, every, target)
    rows = []
    for host in sorted({pool.host_side for pool in pools}):
        mine = [pool for pool in pools if pool.host_side is host]
        counted = {pool: pools[pool] for pool in mine if pool.currency == target or pool.rate is not None}
        rest = {pool: pools[pool] for pool in mine if pool not in counted}
        key = slug(f"in {target} {'host' if host else ''}")
        used = tuple(every[number] for number in sorted({pool.rate for pool in counted if pool.rate is not None}))
        cells = _converted_stages(counted, lots, folded, every, target)
        need = next((one.figure for one in needed.values() if one.reference is not None and not host
                     and one.subject.unit == target and one.subject.resource == Kind.MONEY.value), None)
        rows.append(Row(key, {
            "currency": f"all in {target}", "side": "host" if host else "mission", "required": need,
            "gap": difference(need, cells["present"], f"money/{key}"), **cells,
            "rates": tuple(rate.figure(rate.base if rate.base != target else rate.quote, target) for rate in used),
            "rest": tuple(_rest(pool, number, lots[pool], folded) for pool, number in sorted(rest.items())),
        }))
    return rows


def _pooled(books: Books, every: list[Rate], target: str) -> tuple[
        dict[_Pool, int], dict[_Pool, tuple[int, ...]], Positions]:
    """Money lots pooled by side, currency and rate: each pool's row in the fold, its lots' ids, and the fold."""
    last_moved = _last_moved(books)
    line_of = books.line_by_id
    pools: dict[_Pool, int] = {}
    lots: defaultdict[_Pool, list[int]] = defaultdict(list)
    group = np.full(len(books.line_of_lot), -1, dtype=np.int32)
    found: dict[tuple[str, date], int | None] = {}
    for lot in books.lots:
        key = line_of[lot.line].key
        if key.kind is not Kind.MONEY or lot.number not in last_moved:
            continue
        asked = key.unit, last_moved[lot.number]
        if asked not in found:
            rate = rate_on(every, key.unit, target, asked[1]) if key.unit != target else None
            found[asked] = None if rate is None else every.index(rate)
        pool = _Pool(is_host_side(key.contributor, books), key.unit, found[asked])
        group[lot.number] = pools.setdefault(pool, len(pools))
        lots[pool].append(lot.id)
    folded = positions(books.movements, group=group, groups=len(pools), on=books.on, known=books.known)
    return pools, {pool: tuple(ids) for pool, ids in lots.items()}, folded


def _last_moved(books: Books) -> dict[int, date]:
    """Lot number -> the last day by which it had moved on the books' day; what was taken back did not move."""
    kinds = {line.id: line.key.kind for line in books.lines}
    movements = of_lots(books.movements, [lot.number for lot in books.lots if kinds[lot.line] is Kind.MONEY])
    on = day_number(books.on)
    begun = np.flatnonzero(movements.first <= on)
    if not len(begun):
        return {}
    lot, places = movements.lot[begun], movements.places[begun]
    first, last = movements.first[begun], movements.last[begun]
    order = np.lexsort((last, first, places, lot))
    ordered = [column[order] for column in (lot, places, first, last)]
    new = np.ones(len(order), dtype=bool)
    new[1:] = np.any([column[1:] != column[:-1] for column in ordered], axis=0)
    starts = np.flatnonzero(new)
    stands = np.add.reduceat(movements.quantity[begun][order], starts) != 0
    lot, _, first, last = (column[starts][stands] for column in ordered)
    day = np.where(last <= on, last, first)
    by_day = np.argsort(day, kind="stable")
    return {int(one): date.fromordinal(EPOCH + int(when)) for one, when in zip(lot[by_day], day[by_day])}


def _converted_stages(pools: Mapping[_Pool, int], lots: Mapping[_Pool, tuple[int, ...]], folded: Positions,
                      every: list[Rate], target: str) -> dict[str, Figure | None]:
    counting = tuple(lot for pool in pools for lot in lots[pool])
    told = tuple(dict.fromkeys(
        one for pool in pools if pool.rate is not None for one in every[pool.rate].statements))

    def cell(spans: Mapping[_Pool, Span], stages: tuple[Stage, ...]) -> Figure | None:
        if not counting:
            return None
        converted = [_converted(span, pool, every, target) for pool, span in spans.items()]
        because = Because(lots=counting, stages=stages, statements=told,
                          how="each lot at the latest rate told by the day it last moved")
        return shown(total(converted), target, because)

    cells = {"promised_total": cell({pool: folded.promised_total(row) for pool, row in pools.items()}, PROMISE_STAGES)}
    for stage in (*ORDERED_STAGES, Stage.HELD, *EXIT_STAGES):
        cells[stage.word] = cell({pool: folded.at(row, stage) for pool, row in pools.items()}, (stage,))
    for stage in ORDERED_STAGES:
        cells[f"reached_{stage.word}"] = cell(
            {pool: folded.reached(row, stage) for pool, row in pools.items()},
            tuple(later for later in ORDERED_STAGES if later >= stage))
    return cells


def _converted(span: Span, pool: _Pool, every: list[Rate], target: str) -> Span:
    if pool.rate is None:
        return span
    value = every[pool.rate].between(pool.currency, target)
    if value is None:
        raise ValueError(f"a rate that does not lead from {pool.currency} to {target}")
    scale = value * Fraction(10) ** (minor_digits(target) - minor_digits(pool.currency))
    return Span(round(span.booked * scale), None if span.low is None else round(span.low * scale),
                None if span.high is None else round(span.high * scale))


def _rest(pool: _Pool, row: int, lots: tuple[int, ...], folded: Positions) -> Figure:
    """What could not be converted: the largest of what was promised and what ever came, in its own currency."""
    came = folded.reached(row, Stage.PLEDGED)
    because = Because(lots=lots, how=f"all that ever entered in {pool.currency}, of which no rate was told in time")
    return shown(came, pool.currency, because, word=pool.currency,
                 note=f"{pool.currency}: no rate told by the day it last moved")
