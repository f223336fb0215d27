"""Strength: how many of the mission's persons are present, over time, beside the counts told.

The ledger's series and the counts are kept apart: a count ("about 1,000 officers") is what somebody said, the series
what movements add up to. Where nothing is recorded for a contributor, it has no strength, which is not zero. Host-side
forces are listed, never in the total.

Strength is taken of the resource "personnel" itself where the mission has such lines, since "personnel: security
contractors" and their like stand beside the mission's force; a mission that has only named kinds counts them all. The
table names what it left out. Known weakness: summed arrivals exceed strength where departures go unreported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from muster.ledger.columns import EPOCH
from muster.ledger.figures import Because, Cell, Figure, Row, Table, slug
from muster.ledger.judged import Judged
from muster.ledger.records import EVERYONE, Books, Line, Statement
from muster.ledger.spans import Span
from muster.ledger.standing import PERSONS, entry_key, is_host_side, shown
from muster.ledger.through import at_stage_through, days_touched
from muster.ledger.told import citation, contributor_of, figure_of_quantity
from muster.quantities import When
from muster.vocabulary import Aspect, Kind, Stage

COLUMNS = ("day", "contributor", "side", "present", "told", "told_by", "grade")


@dataclass(frozen=True)
class Series:
    """Persons present, day by day. by_contributor: party id -> a span for each day, None before anything is recorded.

    total: of the mission's contributors together. Host-side parties are in `host`, not in `by_contributor`.
    """

    days: tuple[date, ...]
    total: tuple[Span | None, ...]
    by_contributor: dict[str, tuple[Span | None, ...]]
    host: dict[str, tuple[Span | None, ...]]


@dataclass(frozen=True, slots=True)
class Count:
    """A count of persons present, as told. contributor: a party's id, or `EVERYONE`."""

    when: When
    contributor: str
    figure: Figure
    told_by: str
    grade: str
    statement: int


def counted_lines(books: Books) -> list[Line]:
    """The lines whose persons make the strength."""
    persons = [line for line in books.lines if line.key.kind is Kind.PERSONNEL]
    plain = [line for line in persons if line.key.resource == Kind.PERSONNEL.value]
    return plain or persons


def change_days(books: Books, lines: Iterable[Line]) -> list[date]:
    """The days on which anybody came, may have come, or left, up to the books' day."""
    wanted = {line.id for line in lines}
    group = books.groups(dict.fromkeys(wanted, 0))
    days = days_touched(books.movements, group=group, stage=Stage.PRESENT, until=books.on)
    return [date.fromordinal(EPOCH + day) for day in days.tolist()]


def series(books: Books, days: Sequence[date]) -> Series:
    """Persons present on each of the days, as known to the books, by the same fold as everything else."""
    lines = counted_lines(books)
    parties = sorted({line.key.contributor for line in lines})
    row_of_line = {line.id: parties.index(line.key.contributor) for line in lines}
    group = books.groups(row_of_line)
    through = at_stage_through(books.movements, group=group, groups=len(parties), days=days, stage=Stage.PRESENT)
    spans = {party: through.spans(number) for number, party in enumerate(parties)}
    mission = {party: tuple(found) for party, found in spans.items() if not is_host_side(party, books)}
    host = {party: tuple(found) for party, found in spans.items() if is_host_side(party, books)}
    ours = [number for number, party in enumerate(parties) if party in mission]
    return Series(tuple(days), tuple(through.together(ours)), mission, host)


def counts(books: Books) -> list[Count]:
    """The counts of persons present told by the books' day, each once, oldest first."""
    judged = Judged(books)
    resources = {line.key.resource for line in counted_lines(books)} | {Kind.PERSONNEL.value}
    told = [
        _count(statement, judged) for statement in judged.told_once(Aspect.STOCK)
        if _is_of_strength(statement, resources) and statement.when is not None and statement.when.first <= books.on
    ]
    return sorted(told, key=lambda count: (count.when.last, count.contributor, count.statement))


def _is_of_strength(statement: Statement, resources: set[str]) -> bool:
    return (statement.kind is Kind.PERSONNEL and statement.resource in resources
            and statement.stage is Stage.PRESENT and statement.quantity is not None
            and not statement.detail.get("at_least_stage") and not statement.detail.get("lot"))


def _count(statement: Statement, judged: Judged) -> Count:
    if statement.when is None:
        raise ValueError("a count without a day is no count of strength")
    because = Because(statements=judged.witnesses(statement.id))
    return Count(statement.when, statement.contributor or EVERYONE,
                 figure_of_quantity(statement.quantity, PERSONS, because),
                 citation(judged.books, statement), statement.grade.word, statement.id)


def strength(books: Books, since: date | None = None, until: date | None = None, step: int | None = None) -> Table:
    """Who was present when: a row for each day on which it changed, and one for each count told.

    step: days between rows of the ledger instead (7 is weekly). until: the books' day unless given.
    A count's row shows the ledger's own figure for the same contributor and day beside it.
    """
    until = min(until or books.on, books.on)
    lines = counted_lines(books)
    told = [count for count in counts(books) if (since or date.min) <= count.when.last <= until]
    days = _days(change_days(books, lines), since, until, step)
    rows = _ledger_rows(books, days, lines, every_day=step is not None) + _count_rows(books, told, lines)
    rows.sort(key=lambda row: (row[0], row[1]))
    return Table(
        "strength", f"Persons present until {until}, by the ledger and as told", COLUMNS,
        tuple(row for _, _, row in rows), _notes(books, lines), {"told_by": "told by"})


def _days(changes: list[date], since: date | None, until: date, step: int | None) -> list[date]:
    begin = since or (changes[0] if changes else until)
    if step is None:
        return sorted({day for day in changes if begin <= day <= until} | ({since} if since else set()))
    return [begin + timedelta(days) for days in range(0, (until - begin).days + 1, step)]


_Placed = tuple[tuple[date, str, int], int, Row]
"""A row with its place: by day, contributor and sort (the ledger before counts), then by order of telling."""


def _ledger_rows(books: Books, days: list[date], lines: list[Line], *, every_day: bool) -> list[_Placed]:
    made = series(books, days)
    rows: list[_Placed] = []
    shown_of = {EVERYONE: made.total, **made.by_contributor, **made.host}
    for party, spans in shown_of.items():
        before: Span | None = None
        for day, span in zip(days, spans):
            if span is not None and (every_day or span != before):
                cells = _cells(books, str(day), party, _figure(books, party, span, lines), None, "the ledger", "")
                rows.append(((day, contributor_of(books, party), 0), 0, Row(f"{day}-{_slug(party)}", cells)))
            before = span
    return rows


def _count_rows(books: Books, told: list[Count], lines: list[Line]) -> list[_Placed]:
    days = sorted({count.when.last for count in told})
    made = series(books, days)
    beside = {EVERYONE: made.total, **made.by_contributor, **made.host}
    keys = [f"{count.when.last}-{_slug(count.contributor)}-{entry_key('s', count.statement)}" for count in told]
    rows: list[_Placed] = []
    for count, key in zip(told, keys):
        span = beside[count.contributor][days.index(count.when.last)] if count.contributor in beside else None
        present = None if span is None else _figure(books, count.contributor, span, lines)
        cells = _cells(books, str(count.when), count.contributor, present, count.figure, count.told_by, count.grade)
        rows.append(((count.when.last, contributor_of(books, count.contributor), 1), count.statement, Row(key, cells)))
    return rows


def _cells(books: Books, day: str, party: str, present: Figure | None, told: Figure | None, told_by: str,
           grade: str) -> dict[str, Cell]:
    return {"day": day, "contributor": contributor_of(books, party),
            "side": "host" if is_host_side(party, books) else "mission",
            "present": present, "told": told, "told_by": told_by, "grade": grade}


def _figure(books: Books, party: str, span: Span, lines: list[Line]) -> Figure:
    mine = tuple(line.id for line in lines if (
        not is_host_side(line.key.contributor, books) if party == EVERYONE else line.key.contributor == party))
    made = shown(span, PERSONS, Because(lines=mine, stages=(Stage.PRESENT,)))
    return replace(made, note="more is recorded to have left than to have come") if span.booked < 0 else made


def _slug(party: str) -> str:
    return "all" if party == EVERYONE else slug(party) or "party"


def _notes(books: Books, lines: list[Line]) -> tuple[str, ...]:
    counted = {line.id for line in lines}
    left_out = sorted({line.key.resource for line in books.lines
                       if line.key.kind is Kind.PERSONNEL and line.id not in counted})
    notes = ["A count told is what its source said; the ledger's figure is what the recorded movements add up to."]
    if left_out:
        notes.append(f"Not counted here, but in rows of their own in the gap: {', '.join(left_out)}.")
    return tuple(notes)
