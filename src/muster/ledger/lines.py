"""Lines and their whole stories: lots, movements in time, what was said and how it was judged; and what differs.

A line's story is made of the same rows as the tables of all lines, so a figure keeps its address whichever way it was
found. Movements are told from the rulings that made them, those taken back since included and marked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import overload

import numpy as np

from muster.errors import NotHere
from muster.ledger.columns import EPOCH
from muster.ledger.figures import Because, Cell, Figure, Row, Rows, Table, exact, slug
from muster.ledger.index import Booked
from muster.ledger.judged import Judged
from muster.ledger.kept import once_a_lines
from muster.ledger.records import Books, Line, LineKey, Lot, Posting, Ruling, Statement
from muster.ledger.standing import (
    STAGE_COLUMNS,
    Standing,
    entry_key,
    standing,
    standing_of_lots,
    unique_keys,
    unit_of,
)
from muster.ledger.told import citation, figure_of_quantity, name_of
from muster.problems import Problem
from muster.quantities import When, parse_when
from muster.vocabulary import STANDING_STAGES, Kind, Stage

TERMS = ("contributor", "kind", "resource", "unit", "channel", "earmark", "conditions")


@once_a_lines
def line_keys(books: Books) -> dict[int, str]:
    """Line id -> its key in tables and addresses: "ken-personnel", "can-money-cad-trust-fund"."""
    keys = unique_keys(_line_slug(line.key) for line in books.lines)
    return {line.id: key for line, key in zip(books.lines, keys)}


def _line_slug(key: LineKey) -> str:
    unit = key.unit if key.kind is Kind.MONEY else ""
    return slug(" ".join([key.contributor, key.resource, unit, key.channel, key.earmark])) or "line"


def _terms(line: Line, books: Books) -> dict[str, Cell]:
    key = line.key
    return {
        "contributor": name_of(books, key.contributor), "kind": key.kind.value, "resource": key.resource,
        "unit": key.unit, "channel": key.channel, "earmark": key.earmark, "conditions": key.conditions,
    }


def lines(books: Books, *, contributor: str | None = None, kind: Kind | None = None,
          wanted: Collection[int] | None = None) -> Table:
    """Every line and what stands where, contributors in alphabetical order.

    contributor: a party's id. wanted: line ids; None is all.
    """
    shown_lines = [
        line for line in books.lines
        if (contributor is None or line.key.contributor == contributor) and (kind is None or line.key.kind is kind)
        and (wanted is None or line.id in wanted)
    ]
    keys, stands = line_keys(books), _by_line(books, {line.id for line in shown_lines})
    shown_lines.sort(key=lambda line: (name_of(books, line.key.contributor), keys[line.id]))

    def row(line: Line) -> Row:
        return Row(keys[line.id], stands.cells(line.id, {**_terms(line, books), "lots": _lots_of(line, books)}))

    return Table("lines", f"Lines and where they stand on {books.on}", (*TERMS, "lots", *STAGE_COLUMNS),
                 Rows(shown_lines, row))


def _lots_of(line: Line, books: Books) -> Figure:
    mine = tuple(lot.id for lot in books.lots_of_line.get(line.id, ()))
    return exact(len(mine), "lots", Because(
        lots=mine, how="its lots, also those of which nothing has moved yet"))


def _by_line(books: Books, wanted: Collection[int]) -> Standing[int]:
    return standing(books, lambda line: line.id if line.id in wanted else None)


# --- one line's story --------------------------------------------------------------------------------------


def line(books: Books, asked: int | str) -> tuple[Table, ...]:
    """A line's whole story: where it stands, its lots, what moved when, and everything said of it.

    asked: a line's id, its key ("ken-personnel"), or words that only one line's key or name contains.
    Raises NotHere, naming the lines it may have meant.
    """
    found = find_line(books, asked)
    only = {found.id}
    return (lines(books, wanted=only), lots(books, wanted=only), moves(books, wanted=only), told(books, wanted=only))


def find_line(books: Books, asked: int | str) -> Line:
    keys = line_keys(books)
    if isinstance(asked, int):
        fitting = [one for one in books.lines if one.id == asked]
    else:
        fitting = [one for one in books.lines if keys[one.id] == asked.strip()]
        words = slug(asked).split("-")
        fitting = fitting or [
            one for one in books.lines
            if all(word in f"{keys[one.id]} {slug(name_of(books, one.key.contributor))}" for word in words)
        ]
    if len(fitting) == 1:
        return fitting[0]
    meant = ", ".join(sorted(keys[one.id] for one in fitting)[:12])
    remedy = f"One of: {meant}." if fitting else "`muster line` lists them all."
    raise NotHere(Problem("line", str(asked), "the key of one line", remedy))


def lots(books: Books, *, wanted: Collection[int] | None = None) -> Table:
    """Every lot and where it stands, its parts included; a part names the lot it was drawn from.

    wanted: line ids; None is all.
    """
    keys, names = line_keys(books), _lot_keys(books)
    mine = [lot for lot in books.lots if wanted is None or lot.line in wanted]
    stands = standing_of_lots(books, mine)

    def row(lot: Lot) -> Row:
        parent = books.lot_by_id.get(lot.part_of) if lot.part_of is not None else None
        return Row(names[lot.id], stands.cells(
            lot.id, {"lot": lot.name, "line": keys[lot.line], "part_of": parent.name if parent else ""},
            below_zero=f"drawn from {parent.name}" if parent else ""))

    return Table("lots", f"Lots and where they stand on {books.on}", ("lot", "line", "part_of", *STAGE_COLUMNS),
                 Rows(mine, row), (), {"part_of": "part of"})


@once_a_lines
def _lot_keys(books: Books) -> dict[int, str]:
    """Lot id -> its key in tables and addresses."""
    keys = line_keys(books)
    names = unique_keys(f"{keys[lot.line]}-{slug(lot.name) or 'lot'}" for lot in books.lots)
    return {lot.id: name for lot, name in zip(books.lots, names)}


def moves(books: Books, *, wanted: Collection[int] | None = None) -> Table:
    """Everything that moved, or was booked and taken back, in the order of its days. wanted: line ids; None is all."""
    keys, booked = line_keys(books), books.index.booked_on(wanted)
    columns = ("day", "line", "lot", "from", "to", "quantity", "state", "ruling", "reason", "told_by")
    return Table("moves", f"What moved, as seen on {books.on}", columns,
                 Rows(booked, lambda one: _move(one, keys, books)), (), {"told_by": "told by"})


def _move(booked: Booked, keys: Mapping[int, str], books: Books) -> Row:
    ruling, posting = booked.ruling, booked.posting
    return Row(f"{entry_key('r', ruling.id)}-{booked.number}", {
        "day": str(posting.when), "line": keys[booked.line], "lot": posting.lot,
        "from": posting.from_stage.word, "to": posting.to_stage.word,
        "quantity": figure_of_quantity(posting.quantity, unit_of(posting.line),
                                       Because(statements=(ruling.statement, *ruling.cites))),
        "state": _state(posting.when, books.on) if booked.stands else "taken back",
        "ruling": f"{ruling.verdict.value}, {ruling.author}", "reason": ruling.reason or "",
        "told_by": citation(books, books.statement_by_id[ruling.statement]),
    })


def _standing_ids(books: Books) -> frozenset[int]:
    return frozenset(ruling.id for rulings in books.standing_rulings.values() for ruling in rulings)


def _state(when: When, on: date) -> str:
    if on < when.first:
        return "to come"
    return "stands" if when.last <= on else "may have happened"


def told(books: Books, *, wanted: Collection[int] | None = None) -> Table:
    """Everything said of the lines: what was booked, told again, counted, rejected or never judged.

    wanted: line ids; None is all. Statements that concern no line are not in it.
    """
    columns = ("when", "line", "aspect", "stage", "told", "condition", "judged", "told_by", "passage")
    return Table("told", "What was said of the lines", columns, _told_rows(books, wanted), (), {"told_by": "told by"})


def _told_rows(books: Books, wanted: Collection[int] | None) -> Sequence[Row]:
    keys, judged = line_keys(books), Judged(books)

    def row(said: Statement, concerned: Collection[int]) -> Row:
        return Row(entry_key("s", said.id), {
            "when": str(said.when) if said.when else "", "line": ", ".join(sorted(keys[one] for one in concerned)),
            "aspect": said.aspect.value, "stage": said.stage.word if said.stage is not None else "",
            "told": figure_of_quantity(said.quantity, said.unit, Because(statements=judged.witnesses(said.id))),
            "condition": said.condition, "judged": _judged_word(said.id, judged), "told_by": citation(books, said),
            "passage": "[sealed]" if said.passage is None else said.passage,
        })

    if wanted is not None and len(wanted) == 1:
        of_line = books.index.told_of(books.line_by_id[next(iter(wanted))])
        if of_line is not None:
            return Rows(of_line, lambda said: row(said, books.index.lines_told_of(said)))
    found = [(books.statement_by_id[one], concerned) for one, concerned in _statements_of_lines(books, judged).items()
             if wanted is None or not concerned.isdisjoint(wanted)]
    found.sort(key=lambda pair: (pair[0].known, pair[0].id))
    return Rows(found, lambda pair: row(*pair))


def _statements_of_lines(books: Books, judged: Judged) -> Mapping[int, frozenset[int]]:
    """Statement id -> the lines it was booked on or cited for; else those of its contributor and resource."""
    line_of = {one.key: one.id for one in books.lines}
    by_subject: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for one in books.lines:
        by_subject[one.key.contributor, one.key.resource].add(one.id)
    concerned: defaultdict[int, set[int]] = defaultdict(set)
    for ruling in books.rulings:
        booked_on = {line_of[posting.line] for posting in ruling.postings if posting.line in line_of}
        if booked_on:
            for cited in (ruling.statement, *ruling.cites):
                for witness in judged.witnesses(cited):
                    concerned[witness] |= booked_on
    for said in books.statements:
        if said.id not in concerned and said.contributor:
            concerned[said.id] |= {one for one in by_subject.get((said.contributor, said.resource), ())
                                   if unit_fits(books.line_by_id[one].key, said.unit)}
    visible = books.statement_by_id
    return {one: frozenset(ids) for one, ids in concerned.items() if ids and one in visible}


def unit_fits(key: LineKey, unit: str) -> bool:
    """Can what is told in this unit be of such a line? Persons are persons, whatever a source calls them."""
    return key.kind is Kind.PERSONNEL or unit in ("", key.unit)


def _judged_word(statement: int, judged: Judged) -> str:
    rulings = judged.books.standing_rulings.get(statement, ())
    if any(ruling.postings for ruling in rulings):
        return "booked"
    return ", ".join(dict.fromkeys(ruling.verdict.value for ruling in rulings)) or "unjudged"


class Story(Sequence[tuple[bool, Row]]):
    """A line's movements (True) and tellings (False) in the order of the days they speak of, made as they are read.

    What has no day comes first; on one day what was told comes before what moved.
    """

    def __init__(self, moves: Table, told: Table, days: tuple[Sequence[int], Sequence[int]]) -> None:
        self.moves, self.told = moves.rows, told.rows
        moved = [(day, True, place) for place, day in enumerate(days[0])]
        self.order = sorted([*((day, False, place) for place, day in enumerate(days[1])), *moved])

    def __len__(self) -> int:
        return len(self.order)

    @overload
    def __getitem__(self, at: int) -> tuple[bool, Row]: ...
    @overload
    def __getitem__(self, at: slice) -> list[tuple[bool, Row]]: ...
    def __getitem__(self, at: int | slice) -> tuple[bool, Row] | list[tuple[bool, Row]]:
        if isinstance(at, slice):
            part = self.order[at]
            for rows, is_move in ((self.moves, True), (self.told, False)):
                if isinstance(rows, Rows):
                    rows.fetch([place for _, moved, place in part if moved is is_move])
            return [self._one(*one) for one in part]
        return self._one(*self.order[at])

    def _one(self, _day: int, is_move: bool, place: int) -> tuple[bool, Row]:
        return is_move, (self.moves if is_move else self.told)[place]


def story(books: Books, asked: int) -> Story:
    """What moved on a line and what was told of it. asked: the line's id."""
    wanted = {asked}
    moved, said = moves(books, wanted=wanted), told(books, wanted=wanted)
    of_line = books.index.told_of(books.line_by_id[asked])
    days = books.index.days_of(of_line) if of_line is not None else [_first_day(str(row.cells["when"]))
                                                                     for row in said.rows]
    return Story(moved, said, (books.index.days_of(books.index.booked_on(wanted)), days))


def _first_day(when: str) -> int:
    read = parse_when(when, where="when") if when else None
    return read.first.toordinal() - EPOCH if isinstance(read, When) else -EPOCH


# --- what differs ------------------------------------------------------------------------------------------


def diff(then: Books, now: Books) -> Table:
    """Which positions differ between two openings of one ledger, and why.

    Why names the rulings known to only one of them, and what came into effect between their days.
    """
    stood, stands = standing(then, lambda one: one.key), standing(now, lambda one: one.key)
    keys = {one.key: key for books in (then, now) for one, key in zip(books.lines, line_keys(books).values())}
    reasons = _reasons(then, now)
    rows = []
    for key, stage in _differing(stood, stands):
        before = stood.figure(key, stage) if key in stood.row else None
        after = stands.figure(key, stage) if key in stands.row else None
        why = [words for touched, words in reasons.get(key, ()) if stage in touched]
        rows.append(Row(f"{keys[key]}-{stage.word}", {
            "line": keys[key], "contributor": name_of(now, key.contributor), "resource": key.resource,
            "stage": stage.word, "then": before, "now": after, "why": "; ".join(dict.fromkeys(why)),
        }))
    rows.sort(key=lambda row: row.key)
    title = f"What stands otherwise on {now.on} than on {then.on}" if now.on != then.on \
        else f"What stands otherwise on {now.on} for what became known"
    return Table("diff", title, ("line", "contributor", "resource", "stage", "then", "now", "why"), tuple(rows))


def _differing(stood: Standing[LineKey], stands: Standing[LineKey]) -> list[tuple[LineKey, Stage]]:
    """The lines and stages at which figure, bounds or whether anything is recorded differ."""
    keys = list({**stood.row, **stands.row})
    different = np.zeros((len(keys), len(Stage)), dtype=np.bool_)
    rows = [np.array([of.row.get(key, -1) for key in keys], dtype=np.int64) for of in (stood, stands)]
    for name in ("booked", "low", "high", "open_above", "open_below"):
        before, after = (
            np.vstack([getattr(of.positions, name), np.zeros((1, len(Stage)), np.int64)])[row]
            for of, row in zip((stood, stands), rows)
        )
        different |= before != after
    return [(keys[int(place)], Stage(int(stage))) for place, stage in np.argwhere(different)
            if Stage(int(stage)) in STANDING_STAGES]


_Reason = tuple[frozenset[Stage], str]
"""The stages a posting touches, and what happened to it in words."""


def _reasons(then: Books, now: Books) -> Mapping[LineKey, list[_Reason]]:
    """What may have changed a line's positions: rulings of one side only, and days that came between."""
    counted_then, counted_now = _counted(then), _counted(now)
    found: defaultdict[LineKey, list[_Reason]] = defaultdict(list)
    for books, ruling in (*((now, ruling) for ruling in counted_now.values()),
                          *((then, ruling) for ruling in counted_then.values() if ruling.id not in counted_now)):
        for posting in ruling.postings:
            words = _difference(posting, ruling.id in counted_then, ruling.id in counted_now, then.on, now.on)
            if words:
                told_by = citation(books, books.statement_by_id[ruling.statement])
                found[posting.line].append((frozenset({posting.from_stage, posting.to_stage}), f"{words} ({told_by})"))
    return found


def _counted(books: Books) -> dict[int, Ruling]:
    """The standing rulings whose statements these books show, by id."""
    standing_ids = _standing_ids(books)
    return {ruling.id: ruling for ruling in books.rulings
            if ruling.id in standing_ids and ruling.statement in books.statement_by_id}


def _difference(posting: Posting, then_counted: bool, now_counted: bool, then: date, now: date) -> str:
    """What became of a posting between the two, or "" if nothing did."""
    moved = f"{posting.from_stage.word} to {posting.to_stage.word} on {posting.when}"
    if now_counted and not then_counted:
        return f"became known: {moved}"
    if then_counted and not now_counted:
        return f"no longer counted: {moved}"
    return "" if _state(posting.when, then) == _state(posting.when, now) else f"came into effect: {moved}"
