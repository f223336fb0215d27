"""Which parties are judged to be one, as known at a time, whatever the viewer may see of the judgement itself.

A judgement is a ruling of the policy "merge" on the one statement of a report named "merge-...": found by that name, so
a ledger without any is asked nothing more.
"""

from __future__ import annotations

import json

from muster.ledger.merging import KEY, POLICY, REPORT_PREFIX, kept_for
from muster.store import database

_AFTER = REPORT_PREFIX[:-1] + chr(ord(REPORT_PREFIX[-1]) + 1)


def merges(ledger: int, *, known: int | None = None) -> dict[str, str]:
    """Party -> the one it is read as."""
    rulings = database.rows(
        "SELECT r.id, r.replaces_id, r.policy, r.detail FROM store_report d"
        " JOIN store_statement s ON s.report_id = d.id JOIN store_ruling r ON r.statement_id = s.id"
        " WHERE d.ledger_id = %s AND d.name >= %s AND d.name < %s"
        + (" AND r.known <= %s" if known is not None else "") + " ORDER BY r.id",
        [ledger, REPORT_PREFIX, _AFTER, *([known] if known is not None else [])])
    replaced = {row[1] for row in rulings}
    pairs = [json.loads(detail)[KEY] for entry, _, policy, detail in rulings
             if policy == POLICY and entry not in replaced and detail]
    return kept_for([(pair[0], pair[1]) for pair in pairs])
