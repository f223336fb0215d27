"""What is counted on the ground: killed, displaced, hungry; by period, producer and source, never as support.

Values of one indicator for the same days that exclude each other stand beside each other and are marked as told
otherwise; which is right is for a ruling. Periods overlap and producers define their terms differently, so nothing
here is added up. The host's own forces and losses are counts of the host's side and have a table of their own.
"""

from __future__ import annotations

from collections.abc import Iterable

from muster.ledger.figures import Cell, Row, Table, slug
from muster.ledger.judged import Judged
from muster.ledger.records import Books, Statement
from muster.ledger.standing import is_host_side, unique_keys
from muster.ledger.told import citation, figure_of, name_of
from muster.vocabulary import Aspect


def indicators(books: Books) -> Table:
    """Every value told by the day asked about, by indicator and period."""
    told = sorted((one for one in Judged(books).told_once(Aspect.INDICATOR) if _is_told(one, books)), key=_order)
    otherwise = _told_otherwise(told)
    keys = unique_keys(slug(f"{one.detail.get('indicator', '')} {one.when}") or "value" for one in told)
    return Table(
        "indicators", f"What is counted on the ground by {books.on}",
        ("indicator", "period", "value", "producer", "told_otherwise", "said_by", "grade"),
        tuple(Row(key, _cells(one, books, one.id in otherwise)) for key, one in zip(keys, told)),
        ("Periods overlap and producers define their terms differently: these are never added up.",),
        {"told_otherwise": "told otherwise", "said_by": "said by"})


def _is_told(one: Statement, books: Books) -> bool:
    return one.when is not None and one.when.first <= books.on


def _order(one: Statement) -> tuple[object, ...]:
    assert one.when is not None  # only those with a time are asked for
    return str(one.detail.get("indicator", "")).casefold(), one.when.first, one.when.last, one.id


def _told_otherwise(told: Iterable[Statement]) -> set[int]:
    """Those with another value for the same days that excludes theirs."""
    same: dict[tuple[object, ...], list[Statement]] = {}
    for one in told:
        if one.quantity is not None and one.when is not None:
            same.setdefault((one.detail.get("indicator"), one.unit, one.when.first, one.when.last), []).append(one)
    return {one.id for group in same.values() for one in group for other in group
            if one.quantity and other.quantity and not one.quantity.overlaps(other.quantity)}


def _cells(one: Statement, books: Books, otherwise: bool) -> dict[str, Cell]:
    return {
        "indicator": str(one.detail.get("indicator", "")) or None, "period": str(one.when),
        "value": figure_of(one), "producer": name_of(books, str(one.detail["producer"]))
        if one.detail.get("producer") else None,
        "told_otherwise": "yes" if otherwise else None,
        "said_by": citation(books, one), "grade": one.grade.word,
    }


def host_counts(books: Books) -> Table:
    """What is told of the host's own forces and contributions: beside the mission's, never summed with them."""
    judged = Judged(books)
    told = [one for aspect in (Aspect.STOCK, Aspect.FLOW) for one in judged.told_once(aspect)
            if is_host_side(one.contributor, books) and _is_told(one, books)]
    told.sort(key=lambda one: (one.when.first if one.when else books.on, one.id))
    keys = unique_keys(slug(f"{one.contributor} {one.resource} {one.when}") or "count" for one in told)
    return Table(
        "host", f"What is told of the host's own side by {books.on}",
        ("day", "party", "resource", "stage", "value", "said_by", "grade"),
        tuple(Row(key, {
            "day": str(one.when), "party": name_of(books, one.contributor), "resource": one.resource,
            "stage": one.stage.word if one.stage is not None else None, "value": figure_of(one),
            "said_by": citation(books, one), "grade": one.grade.word,
        }) for key, one in zip(keys, told)),
        ("These stand beside the mission's figures and are not part of them.",), {"said_by": "said by"})
