"""What the policy "posting rules" makes of a fact: which of its measures move something, and which only check.

A sheet of facts repeats itself: a pledge is told again, converted, totalled, revised, relieved. Adding the rows up
counts the same 600 four times. So each fact names its `measure`, and this policy rules by that word and by the terms
of the lot alone, never by what the ledger already holds: the order in which facts are recorded changes nothing.

    pledge                          outside -> pledged on the day it was announced
    tranche                         makes a lot of another; moves nothing unless it names a stage past pledged
    restatement                     the same as the rows it names; counts once
    superseded, revision            the first in full; the second moves the difference to or from lapsed
    rotation                        the relief comes in beside the pledge, the relieved go home when it arrives
    flow                            from stage -> stage on its lot
    aggregate, cumulative, strength accepted as checks on their scope
    status                          a check, unless its lot says that this is how it enters that stage
    disputed                        left unjudged

A part of a lot moves on its own name, from where the larger lot stands; the larger lot is read as the sum over its
parts, so nothing is ever split. What a live report says is not ruled by this policy but proposed to a person
(`proposals`). Known weakness: which stages a lot is booked through (`LotTerms.books`) is declared
by whoever describes the lot, not found out; a wrong declaration shows as a negative stage, which the gap names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from muster.ledger.drafts import NewRuling, NewStatement
from muster.ledger.proposals import propose
from muster.ledger.records import LineKey, Posting
from muster.problems import Problem
from muster.quantities import Quantity, exactly, is_currency
from muster.vocabulary import GROUPS_OF_PERSONS, NO_LOSS_OF_STRENGTH, ORDERED_STAGES, Aspect, Kind, Stage, Verdict

__all__ = ["LotTerms", "propose", "ruling_for"]

POLICY = "posting rules"
AUTHOR = "muster"

MEASURES: dict[Aspect, tuple[str, ...]] = {
    Aspect.PLEDGE: ("pledge", "tranche", "restatement", "revision", "rotation", "aggregate", "superseded"),
    Aspect.FLOW: ("flow", "disputed"),
    Aspect.STOCK: ("cumulative", "status", "strength"),
}


@dataclass(frozen=True, slots=True)
class LotTerms:
    """One row of a package's lots: whose it is, what it is part of, and how it is booked.

    part_of: the larger lot it belongs to; its line is that lot's line.
    quantity: what the whole lot was first said to hold (minor units for money); a revision is measured against it,
        and a fact on several lots is divided by it.
    books: the stages this lot's own facts enter. With it, a movement leaves the furthest of its own and its larger
        lots' booked stages up to the one its source names (a unit that came "out of training" which nobody booked
        leaves `pledged`), and a status naming one of them is booked instead of only checked. None: as each fact says.
    relieves: the lot that goes home when this one arrives; empty when its return is told as a fact of its own.
    """

    name: str
    contributor: str
    kind: Kind
    resource: str
    unit: str
    part_of: str = ""
    channel: str = ""
    earmark: str = ""
    conditions: str = ""
    quantity: Quantity | None = None
    books: tuple[Stage, ...] | None = None
    relieves: str = ""

    @property
    def line(self) -> LineKey:
        return LineKey(self.contributor, self.kind, self.resource, self.unit,
                       _channel(self.channel, self.kind), self.earmark, self.conditions)


def ruling_for(statement: NewStatement, *, lots: Mapping[str, LotTerms],
               said: Mapping[str, NewStatement] | None = None) -> NewRuling | Problem | None:
    """What the policy rules on this fact: a ruling, why it cannot rule, or None where it leaves it unjudged.

    lots: terms by lot name. said: other facts of the same filing by key, in which a revision finds what it revises
        (`detail["revises"]`); without it the lot's own quantity is what was first promised.
    """
    measure = str(statement.detail.get("measure", ""))
    if not measure or measure == "disputed":
        return None
    allowed = MEASURES.get(statement.aspect, ())
    if measure not in allowed:
        return Problem(f"{statement.key}, measure", measure, f"one of {', '.join(allowed) or 'no measure at all'}",
                       f"Correct the measure, or the aspect, which is {statement.aspect.value}.")
    if statement.kind is Kind.PERSONNEL and statement.unit in GROUPS_OF_PERSONS and measure not in ("restatement",):
        return _accepted(statement, "told in groups whose size nobody gave: kept open, nothing to book",
                         without_number=True)
    match measure:
        case "restatement":
            return _same_as(statement)
        case "aggregate" | "cumulative" | "strength":
            return _accepted(statement, f"{measure}: checked against its scope, never added", check=measure)
        case "tranche":
            return _tranche(statement, lots)
        case "status":
            return _status(statement, lots)
        case "flow":
            return _flow(statement, lots)
        case "rotation":
            return _rotation(statement, lots)
        case "revision":
            return _revision(statement, lots, said or {})
    if "revises" in statement.detail:
        return _revision(statement, lots, said or {})
    return _pledge(statement, lots)


# --- one function a measure -------------------------------------------------------------------------------


def _pledge(statement: NewStatement, lots: Mapping[str, LotTerms]) -> NewRuling | Problem:
    if statement.quantity is None:
        return _accepted(statement, "a promise without a number: kept open, nothing to book", without_number=True)
    moved = _posting(statement, lots, Stage.OUTSIDE, Stage.PLEDGED)
    return moved if isinstance(moved, Problem) else _accepted(statement, "promised", postings=(moved,))


def _tranche(statement: NewStatement, lots: Mapping[str, LotTerms]) -> NewRuling | Problem:
    lot = _lot_names(statement)[0]
    larger = str(statement.detail.get("lot_of", "")) or (lots[lot].part_of if lot in lots else "")
    named: dict[str, Any] = {"lot": lot, "lot_of": larger}
    if statement.stage is None or statement.stage <= Stage.PLEDGED or statement.quantity is None:
        return _accepted(statement, f"part of {larger or 'an earlier promise'}: adds nothing to it", **named)
    moved = _postings(statement, lots, Stage.PLEDGED, statement.stage)
    if isinstance(moved, Problem):
        return moved
    return _accepted(statement, f"part of {larger or 'an earlier promise'}, further on", postings=moved, **named)


def _same_as(statement: NewStatement) -> NewRuling | Problem:
    rows = statement.detail.get("same_as")
    keys = tuple(str(row) for row in rows) if isinstance(rows, list | tuple) else ()
    if not keys:
        return Problem(f"{statement.key}, same_as", str(rows or ""), "the fact or facts it restates",
                       "Name them, or mark it as a pledge of its own.")
    return NewRuling(statement.key, Verdict.SAME_AS, AUTHOR, POLICY, "told again: counts once", cites=keys)


def _status(statement: NewStatement, lots: Mapping[str, LotTerms]) -> NewRuling | Problem:
    if statement.detail.get("same_as"):
        return _same_as(statement)
    names = [name for name in _lot_names(statement) if name in lots]
    entered = statement.stage is not None and bool(names) and all(
        statement.stage in (lots[name].books or ()) for name in names)
    if not entered or statement.quantity is None or statement.stage is None:
        return _accepted(statement, "status: checked against its scope, never added", check="status")
    moved = _postings(statement, lots, statement.from_stage or Stage.OUTSIDE, statement.stage)
    if isinstance(moved, Problem):
        return moved
    return NewRuling(statement.key, Verdict.ADJUST_BY, AUTHOR, POLICY,
                     f"the record's first word that it is {statement.stage.word}", postings=moved)


def _flow(statement: NewStatement, lots: Mapping[str, LotTerms]) -> NewRuling | Problem:
    if statement.detail.get("same_as"):
        return _same_as(statement)
    casualty = str(statement.detail.get("casualty", "")) or statement.resource.partition(": ")[2]
    if casualty.lower() in NO_LOSS_OF_STRENGTH:
        return _accepted(statement, f"{casualty}: no loss of strength", casualty=casualty)
    if statement.quantity is None:
        return _accepted(statement, "no number given: nothing to book", without_number=True)
    if not _lot_named(statement) and _is_a_value_of_things(statement):
        return _accepted(statement, f"in {statement.unit}, of things counted elsewhere: not added", check="value")
    if statement.stage is None:
        return Problem(f"{statement.key}, stage", "", "the stage it moved to", "Name the stage.")
    moved = _postings(statement, lots, statement.from_stage or Stage.OUTSIDE, statement.stage)
    if isinstance(moved, Problem):
        return moved
    home = _relieved(statement, lots) if statement.stage is Stage.PRESENT else ()
    if isinstance(home, Problem):
        return home
    reason = "moved" if not home else f"moved; {home[0].lot} goes home as it is relieved"
    return _accepted(statement, reason, postings=(*moved, *home))


def _rotation(statement: NewStatement, lots: Mapping[str, LotTerms]) -> NewRuling | Problem:
    if statement.stage is None or statement.stage <= Stage.PLEDGED or statement.quantity is None:
        return _accepted(statement, "a relief, not an addition: no pledge")
    moved = _postings(statement, lots, statement.from_stage or Stage.OUTSIDE, statement.stage)
    if isinstance(moved, Problem):
        return moved
    home = _relieved(statement, lots) if statement.stage is Stage.PRESENT else ()
    if isinstance(home, Problem):
        return home
    return _accepted(statement, "a relief, not an addition: no pledge", postings=(*moved, *home))


def _revision(statement: NewStatement, lots: Mapping[str, LotTerms],
              said: Mapping[str, NewStatement]) -> NewRuling | Problem:
    """A lower figure moves the difference pledged -> lapsed; a higher one brings it back, and the rest from outside."""
    earlier = _promised_before(statement, lots, said)
    if isinstance(earlier, Problem):
        return earlier
    before, lapsed = earlier
    now = statement.quantity
    if now is None:
        return _accepted(statement, "revised without a number: nothing to book", without_number=True)
    if now.booked is None:
        return _needs_a_number(statement)
    assert before.booked is not None  # _promised_before
    change = now.booked - before.booked
    moves: list[tuple[Quantity, Stage, Stage]] = []
    if change < 0:
        moves.append((_difference(before, now), Stage.PLEDGED, Stage.LAPSED))
    elif change > 0 and change > lapsed > 0:
        moves += [(exactly(lapsed), Stage.LAPSED, Stage.PLEDGED),
                  (exactly(change - lapsed), Stage.OUTSIDE, Stage.PLEDGED)]
    elif change > 0:
        moves.append((_difference(now, before), Stage.LAPSED if lapsed else Stage.OUTSIDE, Stage.PLEDGED))
    postings = []
    for quantity, left, entered in moves:
        moved = _posting(statement, lots, left, entered, quantity=quantity)
        if isinstance(moved, Problem):
            return moved
        postings.append(moved)
    return _accepted(statement, f"revised from {before.word or before.booked}: the difference moves",
                     postings=tuple(postings), revised_from=before.booked)


# --- what they share --------------------------------------------------------------------------------------


def _accepted(statement: NewStatement, reason: str, *, postings: tuple[Posting, ...] = (),
              **detail: object) -> NewRuling:
    return NewRuling(statement.key, Verdict.ACCEPT, AUTHOR, POLICY, reason, postings=postings, detail=detail)


def _channel(channel: str, kind: Kind) -> str:
    """A channel that only repeats the kind says nothing: it would split one line in two."""
    return "" if channel.lower() == kind.value else channel


def _is_a_value_of_things(statement: NewStatement) -> bool:
    return statement.kind is not Kind.MONEY and (is_currency(statement.unit) or "percent" in statement.unit)


def _lot_named(statement: NewStatement) -> str:
    return str(statement.detail.get("lot", ""))


def _lot_names(statement: NewStatement) -> tuple[str, ...]:
    """The lots it speaks of; a fact that names none is a lot of its own."""
    named = tuple(name.strip() for name in _lot_named(statement).split(";") if name.strip())
    return named or (statement.key,)


def _ancestry(name: str, lots: Mapping[str, LotTerms]) -> tuple[LotTerms, ...] | Problem:
    """The lot and all it is part of, itself first."""
    found: list[LotTerms] = []
    while name:
        if any(terms.name == name for terms in found):
            return Problem(f"lot {found[0].name}, part_of", name, "a larger lot", "A lot cannot be part of itself.")
        if name not in lots:
            if not found:
                return ()
            return Problem(f"lot {found[-1].name}, part_of", name, "the name of another lot",
                           "Add that lot to the lots, or correct the name.")
        found.append(lots[name])
        name = lots[name].part_of
    return tuple(found)


def _line_and_parent(statement: NewStatement, name: str,
                     lots: Mapping[str, LotTerms]) -> tuple[LineKey, str] | Problem:
    """The line a lot is booked on, and the lot it is part of there.

    One shipment may hold several resources under one name: what differs from the lot's terms in contributor, kind
    or resource is a lot of that name on a line of its own. What differs only in its unit is refused: never converted.
    """
    own = LineKey(statement.contributor, statement.kind or Kind.UNDERTAKING, statement.resource, statement.unit,
                  _channel(str(statement.detail.get("channel", "")), statement.kind or Kind.UNDERTAKING),
                  str(statement.detail.get("earmark", "")))
    chain = _ancestry(name, lots)
    if isinstance(chain, Problem):
        return chain
    if not chain:
        return own, str(statement.detail.get("lot_of", ""))
    line = chain[-1].line
    if (own.contributor, own.kind, own.resource) != (line.contributor, line.kind, line.resource):
        return own, ""
    if own.unit != line.unit and line.kind is not Kind.PERSONNEL:  # persons, whatever a source calls them
        return Problem(f"{statement.key}, unit", own.unit, f"the unit of lot {name}, {line.unit}",
                       "Mark it as a restatement if it tells the same again in another unit, or give it its own lot.")
    return line, chain[0].part_of


def _departure(name: str, lots: Mapping[str, LotTerms], left: Stage, entered: Stage) -> Stage:
    """The stage a movement is booked from: what the source says, held to the stages where this lot is booked."""
    chain = _ancestry(name, lots)
    if isinstance(chain, Problem) or not chain or chain[0].books is None or left is Stage.OUTSIDE:
        return left
    booked = {stage for terms in chain for stage in terms.books or ()}
    if left in booked:
        return left
    limit = left if left in ORDERED_STAGES else Stage.SPENT
    earlier = [stage for stage in booked if stage in ORDERED_STAGES and stage <= limit and stage < entered]
    return max(earlier, default=Stage.OUTSIDE)


def _posting(statement: NewStatement, lots: Mapping[str, LotTerms], left: Stage, entered: Stage, *,
             lot: str = "", quantity: Quantity | None = None) -> Posting | Problem:
    name, amount = lot or _lot_names(statement)[0], quantity or statement.quantity
    if amount is None or amount.booked is None:
        return _needs_a_number(statement)
    if statement.when is None:
        return Problem(f"{statement.key}, date", "", "the day or days it happened", "Give the date the source gives.")
    placed = _line_and_parent(statement, name, lots)
    if isinstance(placed, Problem):
        return placed
    line, part_of = placed
    start = _departure(name, lots, left, entered)
    if start is entered:
        return Problem(f"{statement.key}, from stage", start.word, f"a stage other than {entered.word}",
                       "Correct one of the two stages.")
    return Posting(line, name, part_of, start, entered, amount, statement.when,
                   whole=name in lots and lots[name].quantity == amount,
                   reached=_reached(statement, start, entered))


def _postings(statement: NewStatement, lots: Mapping[str, LotTerms], left: Stage,
              entered: Stage) -> tuple[Posting, ...] | Problem:
    """One posting for each lot named; several lots are divided by their own quantities, which must add up."""
    names = _lot_names(statement)
    if len(names) == 1:
        one = _posting(statement, lots, left, entered)
        return one if isinstance(one, Problem) else (one,)
    quantities = [lots[name].quantity if name in lots else None for name in names]
    booked = [quantity.booked if quantity else None for quantity in quantities]
    said = statement.quantity.booked if statement.quantity else None
    if None in booked or sum(part or 0 for part in booked) != said:
        return Problem(f"{statement.key}, lot", _lot_named(statement), f"lots whose quantities add up to {said}",
                       "Give each lot its quantity in the lots, or make one fact of each lot.")
    moved: list[Posting] = []
    for name, quantity in zip(names, quantities):
        part = _posting(statement, lots, left, entered, lot=name, quantity=quantity)
        if isinstance(part, Problem):
            return part
        moved.append(part)
    return tuple(moved)


def _reached(statement: NewStatement, left: Stage, entered: Stage) -> Stage:
    """How far this quantity had been before, where the stage it leaves does not say so itself."""
    told = statement.detail.get("reached")
    if isinstance(told, str) and told.upper() in Stage.__members__:
        return Stage[told.upper()]
    if left in ORDERED_STAGES or left is Stage.OUTSIDE:
        return Stage.OUTSIDE
    # What was held or has lapsed had been promised at least; what comes back from home or loss had been there.
    return Stage.PRESENT if left in (Stage.RETURNED, Stage.LOST) and entered is Stage.PRESENT else Stage.PLEDGED


def _relieved(statement: NewStatement, lots: Mapping[str, LotTerms]) -> tuple[Posting, ...] | Problem:
    """The homeward movement of the lot this one relieves."""
    terms = lots.get(_lot_names(statement)[0])
    if terms is None or not terms.relieves:
        return ()
    if terms.relieves not in lots:
        return Problem(f"lot {terms.name}, relieves", terms.relieves, "the name of another lot", "Correct the name.")
    home = _posting(statement, lots, Stage.PRESENT, Stage.RETURNED, lot=terms.relieves,
                    quantity=lots[terms.relieves].quantity or statement.quantity)
    return home if isinstance(home, Problem) else (home,)


def _promised_before(statement: NewStatement, lots: Mapping[str, LotTerms],
                     said: Mapping[str, NewStatement]) -> tuple[Quantity, int] | Problem:
    """What stood promised before a revision, and how much of the first promise had lapsed by then."""
    chain: list[Quantity] = []
    seen = {statement.key}
    key = str(statement.detail.get("revises", ""))
    while key in said and key not in seen:
        seen.add(key)
        told = said[key].quantity
        if told is not None and told.booked is not None:
            chain.append(told)
        key = str(said[key].detail.get("revises", ""))
    terms = lots.get(_lot_names(statement)[0])
    if not chain and terms is not None and terms.quantity is not None and terms.quantity.booked is not None:
        chain.append(terms.quantity)
    if not chain:
        return Problem(f"{statement.key}, revises", str(statement.detail.get("revises", "")),
                       "the fact it revises, with its number", "Name that fact, or give the lot its quantity.")
    lapsed = 0
    figures = [told.booked or 0 for told in reversed(chain)]
    for earlier, later in pairwise(figures):
        lapsed = max(0, lapsed + earlier - later)
    return chain[0], lapsed


def _difference(larger: Quantity, smaller: Quantity) -> Quantity:
    """How much less the second is: as an interval, and never below nothing."""
    assert larger.booked is not None  # callers have a number in hand
    assert smaller.booked is not None
    high = None if larger.high is None else larger.high - smaller.low
    low = 0 if smaller.high is None else max(0, larger.low - smaller.high)
    return Quantity(larger.booked - smaller.booked, low, high)


def _needs_a_number(statement: NewStatement) -> Problem:
    word = statement.quantity.word if statement.quantity else ""
    most = statement.quantity.high if statement.quantity else None
    return Problem(f"{statement.key}, quantity", word or (f"up to {most}" if most is not None else ""),
                   "the number to book", "Rule on it yourself and say which number to book.")
