"""Rows refused on loading: kept as they stood with why, and settled once what they stood in is loaded again.

A refused row is a statement nobody may accept as it is: it is no claim of anybody's, only what a file held. It waits in
the inbox until its file is loaded again: then it is ruled out, citing the row that stands in its place, if one does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from muster.ledger.drafts import Filing, NewReport, NewRuling, NewStatement
from muster.ledger.records import Books, Statement
from muster.ledger.told import REFUSED_PREFIX, is_refused_row, key_of
from muster.vocabulary import Aspect, Grade, Verdict

POLICY = "refused rows"
AUTHOR = "muster"


def with_refused_rows(filing: Filing, author: str) -> Filing:
    """The filing with a report of its refused rows: each is kept as it stood, unjudged, with why it was refused."""
    if not filing.refused:
        return filing
    told = [
        f"{row.where}: {', '.join(f'{name} {cell!r}' for name, cell in row.cells.items() if cell)}. "
        + " ".join(map(str, row.reasons)) for row in filing.refused
    ]
    body = "\n".join(told).encode()
    report = NewReport(f"{REFUSED_PREFIX}{sha256(body).hexdigest()[:12]}", "Rows refused on loading", author, None,
                       "en", body)
    kept = tuple(
        NewStatement(report.name, f"row {number}", passage, Aspect.CONTEXT, Grade.PRESS,
                     words={name: cell for name, cell in row.cells.items() if cell})
        for number, (row, passage) in enumerate(zip(filing.refused, told, strict=True), 1)
    )
    return replace(filing, reports=(*filing.reports, report), statements=(*filing.statements, *kept))


def settled(filing: Filing, books: Books, file: str) -> tuple[NewRuling, ...]:
    """Rulings on the refused rows of earlier loads of a file, now that it is loaded again.

    filing: with its own refused rows. file: what their places begin with ("march.csv", "haiti/").
    """
    waiting = [one for one in books.statements if is_refused_row(books, one) and not books.standing_rulings.get(one.id)
               and (one.passage or "").startswith(file)]
    now = {statement.key for statement in filing.statements}
    again = {one.passage: one.key for one in filing.statements if one.report.startswith(REFUSED_PREFIX)}
    rulings = []
    for one in waiting:
        key = key_of(books, one)
        if key in now:
            continue  # the same file once more
        cited = again.get(one.passage or "") or _row_in_its_place(one, filing)
        reason = ("refused again when its file was loaded again" if one.passage in again
                  else "corrected: its file was loaded again with this row in its place" if cited
                  else "its file was loaded again without it")
        rulings.append(NewRuling(key, Verdict.REJECT, AUTHOR, POLICY, reason, cites=(cited,) if cited else ()))
    return tuple(rulings)


def _row_in_its_place(refused: Statement, filing: Filing) -> str:
    """The key of the row that has most cells in common with a refused one, at least half; "" if none has.

    An id that its owner gave it decides alone. Of rows equally near, the one at the same place is taken.
    """
    cells = dict(refused.words)
    best, key = 0.5 * sum(name != "id" for name in cells), ""
    for statement in filing.statements:
        if statement.report.startswith(REFUSED_PREFIX) or statement.aspect is Aspect.CONTEXT:
            continue
        told = _cells(statement)
        if cells.get("id"):
            if told.get("id") == cells["id"]:
                return statement.key
            continue
        same = sum(told.get(name) == " ".join(said.split()) for name, said in cells.items())
        near = same + (0.5 if statement.locator == _place(refused) else 0)
        if same and near > best:
            best, key = near, statement.key
    return key


def _place(refused: Statement) -> str:
    """"row 3" of "march.csv, row 3: ..."."""
    return (refused.passage or "").partition(": ")[0].rpartition(", ")[2]


def _cells(statement: NewStatement) -> Mapping[str, str]:
    pairs = (part.partition(": ") for part in statement.passage.split("; "))
    return {name: value for name, colon, value in pairs if colon}
