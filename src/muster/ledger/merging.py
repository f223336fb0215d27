"""Two parties judged to be one, resolved when asked: every row keeps the id it was filed with.

Somebody rules that "MSS-FUND" and "TRUST-FUND" are one party; the books then read the second as the first, in
statements, lines and postings, and lines that differ in nothing else are one line with the lots of both. Nothing is
rewritten, so taking the judgement back is complete; and books as known before it read both apart.

Known weakness: what is booked while two parties are one is booked on the line of the one that is kept, and stays there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from muster.ledger.records import Books, Line, LineKey, Lot, Party, Posting, Ruling, Statement

POLICY = "merge"
KEY = "same_party"
REPORT_PREFIX = "merge-"
PARTY_DETAILS = ("promisor", "person", "waits_on", "party")
"""Details of statements that name a party by its id."""


def kept_for(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Party -> the one it is read as, from judgements (kept, other) in the order they were made."""
    read_as: dict[str, str] = {}

    def root(party: str) -> str:
        while party in read_as:
            party = read_as[party]
        return party

    for kept, other in pairs:
        if root(kept) != root(other):
            read_as[root(other)] = root(kept)
    return {party: root(party) for party in read_as}


def merged(books: Books, read_as: Mapping[str, str]) -> Books:
    """The books with each party read as the one it was judged to be, where the viewer may know of that one."""
    names = {other: kept for other, kept in read_as.items() if kept in books.parties}
    if not names:
        return books
    lines, lots, absorbed = _lines(books, names)
    return replace(
        books, parties=_parties(books.parties, names), lines=lines, lots=lots, absorbed=absorbed,
        statements=tuple(_statement(one, names) for one in books.statements),
        rulings=tuple(_ruling(one, names) for one in books.rulings))


def _parties(parties: Mapping[str, Party], names: Mapping[str, str]) -> dict[str, Party]:
    found = {key: party for key, party in parties.items() if key not in names}
    for other, kept in names.items():
        if other in parties:
            also = (parties[other].name, other, *parties[other].aliases)
            fresh = tuple(name for name in also if name not in (*found[kept].aliases, found[kept].name))
            found[kept] = replace(found[kept], aliases=(*found[kept].aliases, *dict.fromkeys(fresh)))
    return found


def _key(key: LineKey, names: Mapping[str, str]) -> LineKey:
    return replace(key, contributor=names[key.contributor]) if key.contributor in names else key


def _lines(books: Books, names: Mapping[str, str]) -> tuple[
        tuple[Line, ...], tuple[Lot, ...], dict[int, tuple[int, ...]]]:
    """The lines, numbered anew, their lots, and which lines' ids each stands for beside its own."""
    first: dict[LineKey, Line] = {}
    instead: dict[int, int] = {}
    for line in sorted(books.lines, key=lambda one: (one.key.contributor in names, one.number)):
        key = _key(line.key, names)
        first.setdefault(key, replace(line, key=key))
        instead[line.id] = first[key].id
    kept = sorted(first.values(), key=lambda one: one.number)
    lines = tuple(replace(line, number=number) for number, line in enumerate(kept))
    lots = tuple(lot if instead[lot.line] == lot.line else replace(lot, line=instead[lot.line]) for lot in books.lots)
    absorbed: dict[int, tuple[int, ...]] = {}
    for other, line_id in instead.items():
        if other != line_id:
            absorbed[line_id] = (*absorbed.get(line_id, ()), other)
    return lines, lots, absorbed


def _statement(statement: Statement, names: Mapping[str, str]) -> Statement:
    detail = {name: names[value] for name, value in statement.detail.items()
              if name in PARTY_DETAILS and isinstance(value, str) and value in names}
    if statement.contributor not in names and statement.speaker not in names and not detail:
        return statement
    return replace(statement, contributor=names.get(statement.contributor, statement.contributor),
                   speaker=names.get(statement.speaker, statement.speaker), detail={**statement.detail, **detail})


def _ruling(ruling: Ruling, names: Mapping[str, str]) -> Ruling:
    if not any(posting.line.contributor in names for posting in ruling.postings):
        return ruling
    return replace(ruling, postings=tuple(_posting(posting, names) for posting in ruling.postings))


def _posting(posting: Posting, names: Mapping[str, str]) -> Posting:
    return replace(posting, line=_key(posting.line, names))
