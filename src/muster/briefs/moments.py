"""The books as they were known at an earlier time, made from books that are open already.

Opening a ledger reads every statement; whoever moves through time on a page asks for the same rows again and again,
less what came later. So one set of books is opened for a viewer, and earlier moments are taken from it. What comes out
is what `store.open_books` would give for that moment: a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from muster.ledger.columns import COLUMN_TYPES, Movements
from muster.ledger.records import Books, Line, Lot, Party, Report, Statement
from muster.vocabulary import Marking


def as_known(books: Books, known: int, on: date, *, own: Collection[str] = ()) -> Books:
    """These books as known at an earlier moment, asked about a day.

    own: the viewer's own parties, as given when the books were opened.
    Raises ValueError for a moment later than the books': what was not read cannot be left out.
    """
    if known > books.known:
        raise ValueError("books hold nothing of what became known after they were opened")
    statements = tuple(said for said in books.statements if said.known <= known)
    kept = {said.id for said in statements}
    cited = {said.report for said in statements}
    movements, lots, lines = _columns(books, known)
    reports = {key: report for key, report in books.reports.items() if report.known <= known and (
        report.marking <= books.clearance or key in cited)}
    return replace(
        books, on=on, known=known, statements=statements, reports=reports,
        parties=_named(books, statements, reports.values(), lines, own),
        rulings=tuple(ruling for ruling in books.rulings if ruling.known <= known and ruling.statement in kept),
        movements=movements, lots=lots, lines=lines,
    )


def _named(books: Books, statements: Iterable[Statement], reports: Iterable[Report], lines: Iterable[Line],
           own: Collection[str]) -> Mapping[str, Party]:
    """The parties a viewer may know of: below full clearance, those named in what they see."""
    if books.clearance >= Marking.RESTRICTED:
        return books.parties
    named = {*own, *(report.publisher for report in reports), *(line.key.contributor for line in lines)}
    for said in statements:
        named |= {said.contributor, said.speaker}
        for value in said.detail.values():
            named |= {str(part) for part in (value if isinstance(value, list) else [value])}
    return {key: party for key, party in books.parties.items() if key in named or party.name in named}


def _columns(books: Books, known: int) -> tuple[Movements, tuple[Lot, ...], tuple[Line, ...]]:
    """Movements known by then, with lots and lines that only later ones touch left out, and the rest numbered anew."""
    mask = books.movements.known <= known
    if bool(np.all(mask)):
        return books.movements, tuple(books.lots), tuple(books.lines)
    columns = {name: getattr(books.movements, name)[mask] for name in COLUMN_TYPES}
    seen = np.zeros(len(books.lots), dtype=bool)
    seen[columns["lot"]] = True
    place_of = {lot.id: place for place, lot in enumerate(books.lots)}
    for place in np.flatnonzero(seen).tolist():
        whole = books.lots[place].part_of
        while whole is not None and not seen[place_of[whole]]:
            seen[place_of[whole]] = True
            whole = books.lots[place_of[whole]].part_of
    lots = [lot for lot, is_seen in zip(books.lots, seen.tolist()) if is_seen]
    used = {lot.line for lot in lots}
    lines = [line for line in books.lines if line.id in used]
    columns["lot"] = (np.cumsum(seen) - 1).astype(np.int32)[columns["lot"]]
    return (Movements(**columns),
            tuple(lot if lot.number == place else replace(lot, number=place) for place, lot in enumerate(lots)),
            tuple(line if line.number == place else replace(line, number=place) for place, line in enumerate(lines)))
