"""Contributors: who promised what, how much of it has come, what is still open and on what it waits.

Alphabetical by name and never ranked. One row for each contributor, resource and unit; nothing is added up over
resources, because persons, vehicles and money have no common sum.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from muster.ledger.figures import Because, Cell, Figure, Row, Rows, Table, exact, slug
from muster.ledger.records import Books, Line
from muster.ledger.spans import Span, total
from muster.ledger.standing import Standing, is_host_side, shown, standing, unique_keys, unit_of
from muster.ledger.told import name_of
from muster.vocabulary import Kind, Stage

OPEN_STAGES = (Stage.PLEDGED, Stage.COMMITTED, Stage.PREPARING, Stage.READY, Stage.MOVING, Stage.HELD)
"""Where a promise stands that has not been delivered, nor gone for good."""

COLUMNS = (
    "contributor", "side", "kind", "resource", "unit", "lines", "open_lines", "promised_total", "open",
    "reached_present", "present", "lapsed", "waits_for",
)


class Contribution(NamedTuple):
    """What a row is about: one contributor's share of one resource."""

    contributor: str
    kind: Kind
    resource: str
    unit: str


def contributors(books: Books) -> Table:
    """Who promised what, what has come and what is open, contributor by contributor."""
    stands = standing(books, contribution_of)
    by_line = standing(books, lambda line: line.id, with_reached=False)
    lines: defaultdict[Contribution, list[Line]] = defaultdict(list)
    for line in books.lines:
        lines[contribution_of(line)].append(line)
    listed = sorted(stands.moved, key=lambda of: (name_of(books, of.contributor).casefold(), list(Kind).index(of.kind),
                                                of.resource, of.unit))
    keys = unique_keys(_key(of) for of in listed)
    rows = Rows(list(zip(listed, keys)), lambda pair: Row(pair[1], _cells(
        pair[0], lines[pair[0]], stands, by_line, books)))
    return Table("contributors", f"Who promised what, and what has come by {books.on}", COLUMNS, rows,
                 ("Contributors stand in alphabetical order; there is no ranking.",),
                 {"open_lines": "open lines", "waits_for": "waits for"})


def contribution_of(line: Line) -> Contribution:
    return Contribution(line.key.contributor, line.key.kind, line.key.resource, unit_of(line.key))


def _key(of: Contribution) -> str:
    unit = of.unit if of.kind is Kind.MONEY else ""
    return slug(f"{of.contributor} {of.resource} {unit}") or "contributor"


def _cells(of: Contribution, lines: list[Line], stands: Standing[Contribution], by_line: Standing[int],
           books: Books) -> dict[str, Cell]:
    waiting = [line for line in lines if (left := open_of(by_line, line.id)) is not None and left.booked > 0]
    conditions = dict.fromkeys(line.key.conditions for line in waiting if line.key.conditions)
    return {
        "contributor": name_of(books, of.contributor),
        "side": "host" if is_host_side(of.contributor, books) else "mission",
        "kind": of.kind.value, "resource": of.resource, "unit": of.unit,
        "lines": _counted(len(lines), lines, "lines recorded"),
        "open_lines": _counted(len(waiting), waiting or lines, "lines of which something is not delivered"),
        "promised_total": stands.promised_total(of), "open": _open_figure(of, stands),
        "reached_present": stands.reached(of, Stage.PRESENT), "present": stands.figure(of, Stage.PRESENT),
        "lapsed": stands.figure(of, Stage.LAPSED), "waits_for": "; ".join(conditions),
    }


def open_of(stands: Standing[int], line: int) -> Span | None:
    """What of a line is promised and not delivered: all that stands before `present`, or is held."""
    spans = [stands.span(line, stage) for stage in OPEN_STAGES]
    return None if None in spans else total(span for span in spans if span is not None)


def _open_figure(of: Contribution, stands: Standing[Contribution]) -> Figure | None:
    if of not in stands.moved:
        return None
    spans = [stands.positions.at(stands.row[of], stage) for stage in OPEN_STAGES]
    return shown(total(spans), of.unit, stands.because(of, OPEN_STAGES, "what stands at any stage before present"))


def _counted(number: int, lines: list[Line], how: str) -> Figure:
    """How many lines, and which; a count of none rests on the lines it was taken of."""
    return exact(number, "lines", Because(lines=tuple(line.id for line in lines), how=how))
