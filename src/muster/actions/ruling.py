"""Judging statements: accept, reject, unsure, same as, open with, adjust by, prefer, and taking a ruling back.

The program proposes the posting; the ruling freezes it. What a person changes of the proposal (the number, the lot,
the role of a need) is part of the ruling they sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from muster import store
from muster.actions.conditions import conditions
from muster.actions.references import reference, ruling_named, statement_named
from muster.actions.told import filed_text
from muster.errors import Refused, Stale
from muster.ledger.drafts import Filing, NewRuling
from muster.ledger.proposals import propose
from muster.ledger.records import Books, Mission, Ruling, Statement
from muster.ledger.told import key_of
from muster.problems import Problem
from muster.quantities import Quantity, parse_quantity
from muster.vocabulary import Verdict


@dataclass(frozen=True, slots=True)
class Ruled:
    """What was ruled, or with a dry run would be."""

    rulings: tuple[NewRuling, ...]
    summary: str


def rule(mission: Mission, typed: str, verdict: Verdict | None, *, author: str, reason: str = "",
         same_as: str | None = None, over: tuple[str, ...] = (), quantity: str | None = None, lot: str | None = None,
         role: str | None = None, dry_run: bool = False, seen: int | None = None) -> Ruled:
    """Rule on one statement. verdict None: as proposed, unless it is ruled already; then nothing is filed.

    quantity, lot: what to book instead of the proposal's. seen: the standing ruling the judge looked at, 0 for none;
    raises Stale when another stands by now, NotHere for unknown numbers, Refused when the verdict cannot book.
    """
    books = store.open_books(mission, on=date.max)
    statement = statement_named(typed, books)
    standing = books.standing_rulings.get(statement.id, ())
    if standing and verdict is None and same_as is None and quantity is None and lot is None and role is None:
        return Ruled((), _ruled_already(statement, standing[-1]))
    if quantity is not None:
        statement = _with_quantity(statement, quantity)
    asked = Verdict.SAME_AS if same_as and verdict is None else verdict
    made = _proposal(statement, books, asked)
    if same_as:
        made = replace(made, cites=(key_of(books, statement_named(same_as, books, what="--same-as")),))
    if over:
        made = replace(made, cites=tuple(key_of(books, statement_named(one, books, what="--over")) for one in over))
    if lot is not None:
        made = replace(made, postings=tuple(replace(posting, lot=lot) for posting in made.postings))
    if role is not None:
        made = replace(made, detail={**made.detail, "role": role})
    made = replace(made, author=author, policy="", reason=reason or made.reason,
                   replaces=key_of(books, statement) if standing and made.verdict is not Verdict.PREFER else "")
    _needs_what_it_rests_on(made)
    if dry_run:
        return Ruled((made,), "Nothing was filed (dry run).")
    expected = {key_of(books, statement): seen or None} if seen is not None else None
    filed = store.file(mission, Filing(rulings=(made,)), author=author, live=True, expects=expected)
    return Ruled((made,), filed_text(filed))


def _ruled_already(statement: Statement, ruling: Ruling) -> str:
    number, earlier = reference("S", statement.id), reference("R", ruling.id)
    day = datetime.fromtimestamp(ruling.recorded / 1e6, UTC).date()
    by = ruling.author + (f" by the policy {ruling.policy!r}" if ruling.policy else "")
    because = f" ({ruling.reason})" if ruling.reason else ""
    return (f"{number} is ruled already: {ruling.verdict.value}{because}, {earlier}, {by}, recorded {day}. Nothing was "
            f"filed. To judge it anew name a verdict; to take it back: muster undo {earlier} --reason ...")


def _proposal(statement: Statement, books: Books, verdict: Verdict | None) -> NewRuling:
    """The proposal with this verdict; a verdict that books nothing needs none."""
    offered = propose(statement, books)
    if verdict is None:
        return offered[0]
    fitting = next((one for one in offered if one.verdict is verdict), None)
    return fitting or NewRuling(key_of(books, statement), verdict, author="")


def _with_quantity(statement: Statement, typed: str) -> Statement:
    """The statement with the number its judge settles on; within what the source left open its bounds stay."""
    amount = parse_quantity(typed, unit=statement.unit or "units", where="--quantity")
    if isinstance(amount, Problem):
        raise Refused(amount)
    said = statement.quantity
    if said is not None and said.booked is None and not said.overlaps(amount):
        word = said.word or f"up to {said.high}"
        raise Refused(Problem("--quantity", typed, f"a number within what was said ({word})",
                              "Book what the source leaves open; a different number needs a statement of its own."))
    if said is not None and amount.is_exact and said.overlaps(amount):
        amount = Quantity(amount.booked, said.low, said.high, said.word)
    return replace(statement, quantity=amount)


def _needs_what_it_rests_on(ruling: NewRuling) -> None:
    if ruling.verdict in (Verdict.SAME_AS, Verdict.PREFER) and not ruling.cites:
        option = "--same-as S12" if ruling.verdict is Verdict.SAME_AS else "--over S12"
        raise Refused(Problem(f"ruling on {ruling.statement}", ruling.verdict.value,
                              "the other statement it speaks of", f"Name it with {option}."))


def rule_all(mission: Mission, *, where: Sequence[str], author: str, reason: str = "",
             dry_run: bool = False) -> Ruled:
    """Rule as proposed on every statement that waits and matches all FIELD=VALUE conditions, oldest report first.

    Each statement is ruled in a transaction of its own, since a proposal depends on what the one before it booked.
    """
    books = store.open_books(mission, on=date.max)
    fits = conditions(where, books)
    waiting = [statement for statement in books.statements
               if statement.id not in books.standing_rulings and fits(statement)]
    told_by_citation = [one for one in waiting if books.reports[one.report].is_citation]
    waiting = [one for one in waiting if not books.reports[one.report].is_citation]
    made: list[NewRuling] = []
    for statement in sorted(waiting, key=lambda one: (one.known, one.id)):
        first = propose(statement, books)[0]
        if first.verdict is Verdict.UNSURE:
            continue
        ruling = replace(first, author=author, policy="as proposed", reason=reason or first.reason)
        made.append(ruling)
        if not dry_run:
            store.file(mission, Filing(rulings=(ruling,)), author=author, live=True)
            if ruling.postings:
                books = store.open_books(mission, on=date.max)
    left = len(waiting) - len(made)
    told = f"{len(made)} of {len(waiting)} waiting statements " + ("would be ruled (dry run)" if dry_run else "ruled")
    if told_by_citation:
        told += f"; {len(told_by_citation)} of citation reports are left to a person: their package was ruled whole"
    return Ruled(tuple(made), told + (f"; {left} need a person's verdict." if left else "."))


def undo(mission: Mission, typed: str, *, author: str, reason: str) -> Ruled:
    """Take a ruling back by a later one; what it booked is reversed exactly."""
    books = store.open_books(mission, on=date.max)
    ruling = ruling_named(typed, books)
    _still_stands(ruling, books)
    key = key_of(books, books.statement_by_id[ruling.statement])
    made = NewRuling(key, Verdict.UNDO, author, reason=reason, replaces=key)
    filed = store.file(mission, Filing(rulings=(made,)), author=author, live=True,
                       expects={key: ruling.id})
    return Ruled((made,), filed_text(filed))


def _still_stands(ruling: Ruling, books: Books) -> None:
    """Raises Stale for a ruling that no undoing can take back now, and says which later one, whose and when."""
    standing = books.standing_rulings.get(ruling.statement, ())
    if standing and standing[-1].id == ruling.id:
        return
    later = next((one for one in books.rulings if one.replaces == ruling.id), standing[-1] if standing else None)
    if ruling.verdict is Verdict.UNDO or later is None:
        said = reference("S", ruling.statement)
        remedy = f"It took another back and books nothing: to judge anew, muster rule {said} VERDICT."
    else:
        number = reference("R", later.id)
        day = datetime.fromtimestamp(later.recorded / 1e6, books.mission.zone).date()
        told = f"{number} by {later.author}, recorded {day}"
        remedy = f"It is undone already, by {told}. Nothing was filed." if later.verdict is Verdict.UNDO else (
            f"{told}, came after it ({later.verdict.value}). Undo that one: muster undo {number} --reason ...")
    raise Stale(Problem("ruling", reference("R", ruling.id), "the ruling that stands on its statement", remedy))
