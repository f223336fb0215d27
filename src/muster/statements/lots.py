"""The same lot under another name: equal numbers, parts that add up, a contingent and its head-count.

Problem: "144", "120 men and 24 women" and "the fourth contingent" are one lot told by three reports.
Choice: exact numbers of one party within a month; sums of two or three parts; a contingent at the same stage.
Weakness: two groups of equal size in one month look like one; a ruling decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from muster.statements.model import Statement


@dataclass(frozen=True, slots=True)
class SameLot:
    """A proposal that statements of two reports tell of one lot."""

    one: tuple[Statement, ...]
    other: tuple[Statement, ...]
    reason: str


def same_lots(first: Sequence[Statement], second: Sequence[Statement], *, within_days: int = 30) -> list[SameLot]:
    """Lots told under two names: equal numbers, parts that add up ("120 men and 24 women"), a contingent and its
    head-count."""
    found: list[SameLot] = []
    for ours, theirs, turned in ((first, second, False), (second, first, True)):
        for whole in ours:
            exact = whole.quantity_low is not None and whole.quantity_low == whole.quantity_high
            if whole.kind != "quantity" or whole.resource != "personnel" or not exact:
                continue
            parts = _candidates(whole, theirs, within_days)
            lot = _as_parts(whole, parts)
            if lot is not None:
                found.append(SameLot(lot.other, lot.one, lot.reason) if turned else lot)
    unique: dict[tuple[object, ...], SameLot] = {}
    for lot in found:
        unique.setdefault((tuple(s.start for s in lot.one), tuple(s.start for s in lot.other)), lot)
    return list(unique.values())


def _candidates(whole: Statement, theirs: Sequence[Statement], within_days: int) -> list[Statement]:
    kept = []
    for s in theirs:
        if s.kind != "quantity" or s.resource != "personnel" or s.party != whole.party:
            continue
        if s.as_of_start and whole.as_of_start and abs((s.as_of_start - whole.as_of_start).days) > within_days:
            continue
        kept.append(s)
    return kept


def _as_parts(whole: Statement, parts: list[Statement]) -> SameLot | None:
    for s in parts:
        if s.quantity_low == whole.quantity_low == s.quantity_high and s.unit != "contingents":
            return SameLot((whole,), (s,), "the same number of the same party in the same weeks")
    exact = [s for s in parts if s.quantity_low is not None and s.quantity_low == s.quantity_high
        and s.unit not in ("contingents", "groups", "teams")][:10]
    for size in (2, 3):
        for group in combinations(exact, size):
            if sum((s.quantity_low or Decimal(0) for s in group), Decimal(0)) == whole.quantity_low and len({s.stage
                    for s in group}) == 1:
                return SameLot((whole,), group, f"{size} parts that add up to it")
    for s in parts:
        if s.unit in ("contingents", "groups", "teams",
                "battalions") and s.quantity_low == 1 and s.stage == whole.stage:
            return SameLot((whole,), (s,), "a contingent and its head-count in the same weeks")
    return None
