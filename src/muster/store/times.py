"""When something could first be known (law 4), in one place for filing it and for verifying it.

A report is known from when it came in, where that was noted; else from the last microsecond of the day it was published
in the mission's own zone; else from when it was recorded. Nothing is known later than it was recorded: what stands in
the ledger is known. A statement is known with its report. A ruling is known no earlier than the latest statement it
rests on, and a ruling that takes another's place no earlier than that one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from muster.ledger.columns import EPOCH
from muster.quantities import end_of_day


def day_of(microseconds: int, zone: ZoneInfo) -> date:
    """The day in a zone on which a time falls."""
    return datetime.fromtimestamp(microseconds // 1_000_000, zone).date()


def known_of_report(published: int | None, received: int | None, *, recorded: int, zone: ZoneInfo) -> int:
    """published: days since 1970; received, recorded: microseconds."""
    if received is not None:
        return min(received, recorded)
    if published is not None:
        return min(end_of_day(date.fromordinal(EPOCH + published), zone), recorded)
    return recorded


def known_of_ruling(sources: Iterable[int], *, given: int | None, recorded: int | None) -> int:
    """sources: when the statements (and the ruling it replaces) were known. recorded: for a ruling given now."""
    return max(*sources, given or 0, recorded or 0)
