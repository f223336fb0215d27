"""Grades and markings changed after filing: which statements, from when on, and to what.

A statement's row never changes. A ruling of the policy "regrade" carries the new grade and marking in its detail; the
movements it re-enters carry them too, beside the exact reversals of the old ones. From then on the statement is read
with them: the grade as known at the time asked about; the marking never lower than the latest, so that what was
restricted later is not shown by asking about an earlier time.

    {"regraded": {"grade": 4, "marking": 2}}     one of them or both

It holds until another changes it or it is undone; other rulings on the statement leave it as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from muster.store import database
from muster.vocabulary import Grade, Marking, Verdict

POLICY = "regrade"
KEY = "regraded"


@dataclass(frozen=True, slots=True)
class Regraded:
    """What a statement counts as. None: as it was filed."""

    grade: Grade | None = None
    marking: Marking | None = None


def told_in(detail: Mapping[str, Any]) -> Regraded | None:
    """What a ruling's detail changes; None where it changes nothing. Raises ValueError for other words."""
    told = detail.get(KEY)
    if told is None:
        return None
    if not isinstance(told, dict) or not told or not set(told) <= {"grade", "marking"}:
        raise ValueError(str(told)[:60])
    grade, marking = told.get("grade"), told.get("marking")
    if any(isinstance(value, bool) or not isinstance(value, int | None) for value in (grade, marking)):
        raise ValueError(str(told)[:60])
    return Regraded(None if grade is None else Grade(grade), None if marking is None else Marking(marking))


@dataclass(frozen=True, slots=True)
class _Change:
    known: int
    until: int | None  # when it was undone
    told: Regraded


def _changes(ledger: int, statements: Iterable[int] | None) -> dict[int, list[_Change]]:
    """The changes of each statement, oldest first. A ledger without any costs one look at its rulings."""
    query = f"SELECT statement_id, id, known, detail FROM store_ruling WHERE policy = '{POLICY}'"
    rows = database.rows(f"{query} AND ledger_id = %s ORDER BY id", [ledger]) if statements is None else list(
        database.rows_in(f"{query} AND statement_id IN ({{keys}}) ORDER BY id", statements))  # ids are of one ledger
    undone = dict(database.rows_in(
        f"SELECT replaces_id, known FROM store_ruling WHERE verdict = '{Verdict.UNDO.value}'"
        " AND replaces_id IS NOT NULL AND statement_id IN ({keys})", [row[0] for row in rows]))
    found: dict[int, list[_Change]] = {}
    for statement, ruling, known, detail in rows:
        told = told_in(json.loads(detail)) if detail else None
        if told is not None:
            found.setdefault(statement, []).append(_Change(known, undone.get(ruling), told))
    return found


def _last(changes: list[_Change], known: int | None) -> Regraded:
    grade, marking = None, None
    for change in changes:
        is_known = known is None or change.known <= known
        if not is_known or (change.until is not None and (known is None or change.until <= known)):
            continue
        grade = change.told.grade if change.told.grade is not None else grade
        marking = change.told.marking if change.told.marking is not None else marking
    return Regraded(grade, marking)


def regraded(ledger: int, *, known: int) -> dict[int, Regraded]:
    """Statement -> what it is read with in books as known at a time."""
    changes = _changes(ledger, None)
    filed = {entry: Marking(marking) for entry, marking in database.rows_in(
        "SELECT id, marking FROM store_statement WHERE id IN ({keys})", changes)}
    made = {}
    for statement, told in changes.items():
        then, now = _last(told, known), _last(told, None)
        made[statement] = Regraded(then.grade, max(
            filed[statement] if one.marking is None else one.marking for one in (then, now)))
    return made


def latest(ledger: int, statements: Iterable[int] | None = None) -> dict[int, Regraded]:
    """Statement (None: every one) -> what it counts as now."""
    return {statement: _last(changes, None) for statement, changes in _changes(ledger, statements).items()}


def hidden_movements(marked: Mapping[int, Regraded], clearance: Marking) -> str:
    """A condition on movements `m` that leaves out those of statements marked above a clearance since they were booked.

    Their rows keep the marking they were booked with, and would show it to whoever asks about an earlier time.
    """
    above = [entry for entry, told in marked.items() if told.marking is not None and told.marking > clearance]
    if not above:
        return ""
    return f" AND m.ruling_id NOT IN (SELECT id FROM store_ruling WHERE statement_id IN ({','.join(map(str, above))}))"
