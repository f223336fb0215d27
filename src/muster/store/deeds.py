"""Who put which report into a ledger, and when: for those inside, since an author is a person."""

from __future__ import annotations

from dataclasses import dataclass

from muster.ledger.records import Mission
from muster.store import database


@dataclass(frozen=True, slots=True)
class Filing:
    """A report as it was filed. statements: how many stand in it by now."""

    report: int
    recorded: int
    author: str
    statements: int


def filings_of(mission: Mission) -> list[Filing]:
    """Every report of a ledger with who filed it, oldest first."""
    return [Filing(*row) for row in database.rows(
        "SELECT r.id, r.recorded, r.author, (SELECT COUNT(*) FROM store_statement s WHERE s.report_id = r.id)"
        " FROM store_report r WHERE r.ledger_id = %s ORDER BY r.id", [mission.id])]
