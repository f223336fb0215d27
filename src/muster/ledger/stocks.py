"""Do the counts told agree with the ledger? Each count is held against the fold on its own scope and day.

A count books nothing: like a balance assertion in accounting it agrees, or it contradicts, and then both figures are
shown. Two rulings do book from a count, `open with` (it is the opening balance of its scope) and `adjust by` (the
difference to the ledger is booked). They keep what stood there when they were made, and are reported stale when
entries recorded later have changed that: the difference booked is then no longer the difference.

Agreement is the overlap of what was told and what is booked, bounds included; "about 400" agrees with 382. Known
weakness: of a count over a range of days only the last day is checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from muster.ledger.figures import Because, Row, Rows, Table
from muster.ledger.judged import Judged
from muster.ledger.records import EVERYONE, Books, Ruling, Statement
from muster.ledger.scopes import Scope, Standings, scope_of
from muster.ledger.spans import Span
from muster.ledger.told import citation, contributor_of, figure_of, figure_of_span, standing
from muster.quantities import Quantity
from muster.vocabulary import Aspect, Verdict

BOOKING = (Verdict.OPEN_WITH, Verdict.ADJUST_BY)


@dataclass(frozen=True, slots=True)
class Check:
    """One count against the ledger. stale: rulings that booked from it and no longer fit what stood there."""

    statement: Statement
    scope: Scope
    told: Quantity
    ledger: Span
    agrees: bool
    because: Because
    stale: tuple[Ruling, ...] = ()


def agrees(told: Quantity, ledger: Span) -> bool:
    """Could both be right? Open ends reach as far as they must."""
    return ((told.high is None or ledger.low is None or ledger.low <= told.high)
            and (ledger.high is None or told.low <= ledger.high))


def check(statement: Statement, standings: Standings) -> Check | None:
    """The check a count makes; None where it names no number, no scope or no day, or the ledger knows no such lots."""
    scope = scope_of(statement)
    if statement.aspect is not Aspect.STOCK or scope is None or statement.quantity is None or statement.when is None:
        return None
    lots = standings.lots_in(scope)
    ledger = standings.standing(scope, statement.when.last)
    larger = standings.larger_lots(scope) if ledger.is_nothing else ()
    if larger:  # a part stands where its larger lot stands until it moves on its own
        lots, stood = larger, standings.at(larger, scope.stage, statement.when.last)
        ledger = Span(min(stood.booked, statement.quantity.booked or stood.booked), 0, stood.high)
    how = f"what the ledger holds on {statement.when.last.isoformat()}" if lots else "no line is of this scope"
    because = Because(
        lots=tuple(lot.id for lot in lots), stages=() if scope.at_least else (scope.stage,),
        statements=() if lots else (statement.id,), how=how)
    return Check(statement, scope, statement.quantity, ledger, agrees(statement.quantity, ledger), because,
                 _stale(statement, scope, ledger, standings))


def all_checks(books: Books, standings: Standings | None = None) -> tuple[Check, ...]:
    """Every count told by the day asked about, oldest first; counts ruled out are left out."""
    held = standings or Standings(books)
    judged = Judged(books)
    told = [(statement.when.last, statement) for statement in books.index.of_aspect(Aspect.STOCK)
            if statement.when is not None and statement.when.first <= books.on
            and not judged.is_rejected(statement.id)]
    told.sort(key=lambda pair: pair[0])  # day by day: each is folded once
    held.all_on((scope, day) for day, statement in told if (scope := scope_of(statement)) is not None)
    made = (check(statement, held) for _, statement in told)
    return tuple(sorted((one for one in made if one is not None), key=_order))


def _order(one: Check) -> tuple[object, ...]:
    assert one.statement.when is not None  # check() asks for it
    return one.statement.when.last, one.scope.contributor, one.scope.resource, one.statement.id


def _stale(statement: Statement, scope: Scope, ledger: Span, standings: Standings) -> tuple[Ruling, ...]:
    """The booking rulings on this count under which something else now stands than their author saw."""
    books = standings.books
    found = []
    assert statement.when is not None  # check() asks for it
    for ruling in standing(books, statement):
        saw = ruling.detail.get("stood")
        if ruling.verdict not in BOOKING or not isinstance(saw, dict) or "booked" not in saw:
            continue
        if ledger.booked - booked_by(ruling, scope, statement.when.last) != saw["booked"]:
            found.append(ruling)
    return tuple(found)


def booked_by(ruling: Ruling, scope: Scope, day: date) -> int:
    """What this ruling itself added to what stands in a scope on a day."""
    added = 0
    for posting in ruling.postings:
        line, amount = posting.line, posting.quantity.booked or 0
        if (line.kind, line.resource) != (scope.kind, scope.resource):
            continue
        if scope.contributor not in (EVERYONE, line.contributor):
            continue
        if posting.to_stage is scope.stage and posting.when.last <= day:
            added += amount
        if posting.from_stage is scope.stage and posting.when.first <= day:
            added -= amount
    return added


def checks(books: Books) -> Table:
    """Every count told, beside what the ledger holds on its scope and day."""
    made = all_checks(books)
    notes = ["No counts were told." if not made else "Every count told agrees with the ledger."
             if all(one.agrees for one in made) else "Counts that disagree say so; `muster contradictions` sets them "
             "side by side."]
    if any(one.stale for one in made):
        notes.append("Where it says stale, what stood there has changed since the count was booked: rule on it again.")
    return Table(
        "checks", "Do the counts told agree with the ledger?",
        ("day", "contributor", "resource", "stage", "told", "ledger", "result", "ruling", "said_by"),
        Rows(made, lambda one: _row(one, books)), tuple(notes), {"said_by": "said by"})


def _row(one: Check, books: Books) -> Row:
    assert one.statement.when is not None  # check() asks for it
    unit = one.scope.unit
    result = "agrees" if one.agrees else "contradicts"
    return Row(f"s{one.statement.id}", {
        "day": str(one.statement.when),
        "contributor": contributor_of(books, one.scope.contributor),
        "resource": one.scope.resource + (f" ({one.scope.lot})" if one.scope.lot else ""),
        "stage": f"ever {one.scope.stage.word}" if one.scope.at_least else one.scope.stage.word,
        "told": figure_of(one.statement),
        "ledger": figure_of_span(one.ledger, unit, one.because),
        "result": f"{result}, stale" if one.stale else result,
        "ruling": _ruling_words(standing(books, one.statement)),
        "said_by": citation(books, one.statement),
    })


def _ruling_words(rulings: Sequence[Ruling]) -> str:
    return "; ".join(dict.fromkeys(ruling.verdict.value for ruling in rulings)) or "unjudged"
