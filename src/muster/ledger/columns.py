"""Movements as columns: eight arrays, 47 bytes a movement, the form in which the fold reads them.

The same arrays come from database rows (small ledgers), from the column mirror (large ones) or from rulings (the full
rebuild of `muster verify`). A lot is named by its number in the ledger. Days count from 1970-01-01; times are
microseconds since then, UTC. What fits in bits is packed:

    places  uint8    from_stage << 4 | to_stage
    flags   uint16   bits 0-2 grade, 3-4 marking, 5 open above, 6 part (not `whole`), 7 reversal, 8-11 reached stage

A reversal holds the negated quantity, low and high of what it reverses, and the same places, days and flags.
Where bit 5 is set, `high` holds `low`'s value and counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from muster.ledger.records import Posting
from muster.vocabulary import Grade, Marking, Stage

EPOCH = date(1970, 1, 1).toordinal()

COLUMN_TYPES = {
    "lot": np.int32, "places": np.uint8, "flags": np.uint16,
    "quantity": np.int64, "low": np.int64, "high": np.int64,
    "first": np.int32, "last": np.int32, "known": np.int64,
}
BYTES_A_MOVEMENT = sum(np.dtype(kind).itemsize for kind in COLUMN_TYPES.values())

GRADE_BITS, MARKING_SHIFT, OPEN_BIT, PART_BIT, REVERSAL_BIT, REACHED_SHIFT = 0b111, 3, 1 << 5, 1 << 6, 1 << 7, 8


@dataclass(frozen=True, slots=True)
class Movements:
    """Columns of equal length, in no particular order."""

    lot: npt.NDArray[np.int32]
    places: npt.NDArray[np.uint8]
    flags: npt.NDArray[np.uint16]
    quantity: npt.NDArray[np.int64]
    low: npt.NDArray[np.int64]
    high: npt.NDArray[np.int64]
    first: npt.NDArray[np.int32]
    last: npt.NDArray[np.int32]
    known: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.lot)


MovementRow = tuple[int, int, int, int, int, int, int, int, int]


def packed_row(posting: Posting, *, lot: int, grade: Grade, marking: Marking, known: int,
               reversal: bool = False) -> MovementRow:
    """One movement as a row in the order of `COLUMN_TYPES`. lot: the lot's number."""
    booked = posting.quantity.booked
    if booked is None:
        raise ValueError("a posting needs a number; a ruling settles what 'up to N' books")
    low, high = posting.quantity.low, posting.quantity.high
    sign = -1 if reversal else 1
    flags = (
        int(grade) | int(marking) << MARKING_SHIFT | int(posting.reached) << REACHED_SHIFT
        | (OPEN_BIT if high is None else 0) | (0 if posting.whole else PART_BIT) | (REVERSAL_BIT if reversal else 0)
    )
    return (
        lot, int(posting.from_stage) << 4 | int(posting.to_stage), flags,
        sign * booked, sign * low, sign * (low if high is None else high),
        posting.when.first.toordinal() - EPOCH, posting.when.last.toordinal() - EPOCH, known,
    )


def movements_from_rows(rows: Iterable[MovementRow]) -> Movements:
    listed = list(rows)
    by_column = list(zip(*listed)) if listed else [()] * len(COLUMN_TYPES)
    return Movements(**{
        name: np.array(values, dtype=kind)
        for (name, kind), values in zip(COLUMN_TYPES.items(), by_column)
    })


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - EPOCH


def stages_of(places: int) -> tuple[Stage, Stage]:
    return Stage(places >> 4), Stage(places & 15)
