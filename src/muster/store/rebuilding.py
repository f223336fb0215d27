"""The ledger rebuilt from its judgements: every movement and position again from statements and rulings alone.

Rulings freeze whole postings, so their movements follow from them: those they book, and the exact reversals of what the
ruling they replace had booked. This file works them out a second time, from the rulings' rows and without looking at
movements, and holds the stored movements, the fold over them and the column mirror against the result.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from muster.ledger.columns import REVERSAL_BIT, MovementRow, movements_from_rows, packed_row
from muster.ledger.fold import positions
from muster.ledger.records import SEQUENCES, Mission
from muster.store import database
from muster.store.postings import Terms, decoded, terms_of
from muster.store.regrading import POLICY as REGRADE
from muster.store.regrading import Regraded, told_in
from muster.vocabulary import Grade, Marking, Verdict

if TYPE_CHECKING:
    from muster.store.verification import Finding, Progress

RULINGS_AT_ONCE = 10_000
LotNames = dict[tuple[Terms, int, str], int]


def check_rebuild(mission: Mission, tell: Progress) -> Iterator[Finding]:
    """Findings on every ruling whose movements are not what it says, and on positions that differ."""
    from muster.store.verification import Finding

    lots = _lots(mission)
    (movements,) = database.rows("SELECT movements FROM store_ledger WHERE id = %s", [mission.id])[0]
    taken_back: set[int] = set()
    counted_as = _CountedAs()
    count = max(lots.values(), default=-1) + 1
    group, sums = np.arange(count, dtype=np.int32), []
    done = 0
    for rulings in _rulings(mission):
        stored = _stored(rulings[0][0], rulings[-1][0])
        rebuilt: list[MovementRow] = []
        for row in rulings:
            ruling, _, target, known, *_ = row
            row = counted_as.read(row)
            expected: list[MovementRow] = []
            try:
                if target is not None and target not in taken_back:
                    taken_back.add(target)
                    expected += [_reversed(movement, known)
                                 for movement in _booked(counted_as.then(_ruling(target)), lots)]
                expected += _booked(row, lots)
            except KeyError as missing:
                yield Finding("rebuild", f"ruling {ruling}", f"it books on a lot that is not there: {missing}")
                continue
            rebuilt += expected
            if stored.pop(ruling, []) != expected:
                yield Finding("rebuild", f"ruling {ruling}", "its movements are not the ones it froze")
        for ruling in stored:
            yield Finding("rebuild", f"ruling {ruling}", "it has movements, and is no ruling of this ledger")
        done += len(rebuilt)
        tell("rebuild", done, max(movements, done))
        sums.append(positions(movements_from_rows(rebuilt), group=group, groups=count, on=date.max))
    yield from _check_positions(mission, sums, group, count)


def _check_positions(mission: Mission, rebuilt: Sequence[Any], group: Any, count: int) -> Iterator[Finding]:
    """Law 2, and the sums from rulings against the sums from movements."""
    from muster.ledger.fold import added
    from muster.store.mirror import stretches
    from muster.store.verification import Finding

    parts = [positions(part, group=group, groups=count, on=date.max) for part in stretches(mission)]
    if not parts and not rebuilt:
        return
    nothing = [positions(movements_from_rows(()), group=group, groups=count, on=date.max)]
    from_movements, from_rulings = added([*nothing, *parts]), added([*nothing, *rebuilt])
    if not from_movements.is_conserved():
        yield Finding("conservation", f"ledger {mission.slug}", "the stages of its lots do not add up to zero")
    for name in ("booked", "between", "low", "high", "open_above", "open_below", "reached_booked"):
        left, right = getattr(from_movements, name), getattr(from_rulings, name)
        for lot, stage in np.argwhere(left != right)[:20]:
            yield Finding("rebuild", f"lot number {lot}, stage {stage}",
                          f"{name} is {left[lot, stage]} by movements and {right[lot, stage]} by rulings")


def _lots(mission: Mission) -> LotNames:
    return {
        ((contributor, kind, resource, unit, channel, earmark), variant, name): number
        for contributor, kind, resource, unit, channel, earmark, variant, name, number in database.rows(
            "SELECT n.contributor, n.kind, n.resource, n.unit, n.channel, n.earmark, n.variant, l.name, l.number"
            " FROM store_lot l JOIN store_line n ON n.id = l.line_id WHERE l.ledger_id = %s", [mission.id])
    }


_QUERY = ("SELECT r.id, r.postings, r.replaces_id, r.known, s.grade, s.marking, s.id, r.verdict, r.policy, r.detail"
          " FROM store_ruling r JOIN store_statement s ON s.id = r.statement_id WHERE r.id ")


class _CountedAs:
    """With which grade and marking each ruling booked, along the chain; kept for regraded statements only."""

    def __init__(self) -> None:
        self.changes: dict[int, dict[int, Regraded]] = {}  # statement -> ruling -> what it changed, not undone so far
        self.at: dict[int, tuple[int, int]] = {}           # ruling -> grade and marking, where they were not as filed

    def read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """The next ruling's row with the grade and marking in force at it."""
        ruling, _, target, _, grade, marking, statement, verdict, policy, detail = row
        changes = self.changes.get(statement, {})
        if verdict == Verdict.UNDO.value:
            changes.pop(target, None)
        if policy == REGRADE and (told := told_in(json.loads(detail))) is not None:
            changes = self.changes.setdefault(statement, {})
            changes[ruling] = told
        for told in changes.values():
            grade = grade if told.grade is None else int(told.grade)
            marking = marking if told.marking is None else int(told.marking)
        if changes:
            self.at[ruling] = grade, marking
        return (*row[:4], grade, marking, *row[6:])

    def then(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """A ruling's row with the grade and marking it booked with."""
        return (*row[:4], *self.at.get(row[0], row[4:6]), *row[6:])


def _rulings(mission: Mission) -> Iterator[list[tuple[Any, ...]]]:
    """Rulings in the order of the chain, some at a time."""
    first, end = mission.id * SEQUENCES, (mission.id + 1) * SEQUENCES
    while True:
        found = database.rows(f"{_QUERY}>= %s AND r.id < %s ORDER BY r.id LIMIT {RULINGS_AT_ONCE}", [first, end])
        if not found:
            return
        yield found
        first = found[-1][0] + 1


def _ruling(entry: int) -> tuple[Any, ...]:
    found = database.rows(f"{_QUERY}= %s", [entry])
    if not found:
        raise KeyError(f"ruling {entry}")
    return found[0]


def _booked(row: tuple[Any, ...], lots: LotNames) -> list[MovementRow]:
    """What a ruling books itself. Raises KeyError for a lot that is not there."""
    _, text, _, known, grade, marking, *_ = row
    variants = [posting["line"][-1] for posting in json.loads(text)] if text else []
    return [
        packed_row(posting, lot=lots[(terms_of(posting.line), variant, posting.lot)], grade=Grade(grade),
                   marking=Marking(marking), known=known)
        for posting, variant in zip(decoded(text, None, lambda terms, variant: ""), variants, strict=True)
    ]


def _stored(first: int, last: int) -> dict[int, list[MovementRow]]:
    """ruling id -> its movements: reversals first, in the order of what they reverse, then its own."""
    found: dict[int, list[MovementRow]] = {}
    for ruling, *row in database.rows(
            "SELECT m.ruling_id, l.number, m.places, m.flags, m.quantity, m.low, m.high, m.first, m.last, m.known"
            " FROM store_movement m JOIN store_lot l ON l.id = m.lot_id WHERE m.ruling_id BETWEEN %s AND %s"
            " ORDER BY m.ruling_id, m.id", [first, last]):
        found.setdefault(ruling, []).append(tuple(row))
    return found


def _reversed(row: MovementRow, known: int) -> MovementRow:
    lot, places, flags, quantity, low, high, first, last, _ = row
    return lot, places, flags | REVERSAL_BIT, -quantity, -low, -high, first, last, known


# --- mirror -----------------------------------------------------------------------------------------------


def check_mirror(mission: Mission) -> Iterator[Finding]:
    """Findings on segments that do not hold what the database holds."""
    from muster.ledger.columns import COLUMN_TYPES
    from muster.store.mirror import agrees, concatenated, folder_of, read_segment, segments_in, stretches
    from muster.store.verification import Finding

    segments = segments_in(folder_of(mission))
    if not agrees(mission, segments):
        yield Finding("mirror", f"ledger {mission.slug}", "it is of another chain; it is built anew when next read")
        return
    for segment in segments:
        kept = read_segment(segment)
        truth = concatenated(list(stretches(mission, segment.first - 1, until=segment.last)))
        order = np.argsort(truth.lot, kind="stable")
        for name in COLUMN_TYPES:
            if not np.array_equal(getattr(kept, name), getattr(truth, name)[order]):
                yield Finding("mirror", segment.path.name, f"its column {name} is not what the database holds;"
                                                           " remove the file, it is built anew when next read")
                break
