"""What is needed, as told: the reference, the figures that compete with it, shares, and needs without a number.

The gap shows one requirement for each resource; here every need stands by itself with its role, its days and who told
it, so that a figure that was not chosen stays visible beside the one that was.
"""

from __future__ import annotations

from muster.ledger.figures import Cell, Row, Table, slug
from muster.ledger.records import Books
from muster.ledger.requirements import Need, Role, all_needs
from muster.ledger.standing import unique_keys
from muster.ledger.told import citation, standing
from muster.vocabulary import Kind

_ROLES, _KINDS = tuple(Role), (Kind.PERSONNEL, Kind.EQUIPMENT, Kind.LOGISTICS, Kind.MONEY, Kind.UNDERTAKING)


def needs(books: Books) -> Table:
    """Every need told, resource by resource, the reference first."""
    every = sorted(all_needs(books), key=lambda need: (
        _KINDS.index(need.subject.kind), need.subject.resource, need.subject.unit, _ROLES.index(need.role),
        need.statement.known, need.statement.id))
    keys = unique_keys(slug(f"{need.subject.resource} {need.role.value}") or "need" for need in every)
    chosen = any(need.role is Role.REFERENCE and need.holds_on(books.on) for need in every)
    return Table(
        "requirements", "What is needed, and who says so",
        ("resource", "unit", "role", "needed", "holds", "since", "until", "said_by", "grade", "ruling", "words"),
        tuple(Row(key, _cells(need, books)) for key, need in zip(keys, every)),
        () if chosen or not every else (f"No need that holds on {books.on} is taken as the reference: rule one.",),
        {"said_by": "said by", "holds": "holds on the day"})


def _cells(need: Need, books: Books) -> dict[str, Cell]:
    said = need.statement
    return {
        "resource": need.subject.resource, "unit": need.subject.unit, "role": need.role.value, "needed": need.figure,
        "holds": need.holds_on(books.on), "since": need.since, "until": need.until, "said_by": citation(books, said),
        "grade": said.grade.word, "ruling": "; ".join(one.verdict.value for one in standing(books, said)) or "unjudged",
        "words": said.passage or "sealed",
    }
