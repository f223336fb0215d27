"""A large ledger held in a process: its columns, read once and extended by what is new; and each viewer's part of it.

Opening a million statements from the database takes half a minute. A process that answers one question after another
reads their columns once (some seconds), and after that only the entries that came since, when the head of the chain has
moved. A viewer's part (`ledger.held.Record`) leaves out, before anything is asked, what is marked above their clearance
but for their own lines, and with `confirmed_only` what no official source says: as `books.open_books` does, and tests
hold the two equal on every table. The mirror on the disk is not needed here; where it is, it stays untouched.

Weakness: the columns live in each process; and after every entry a viewer's movements are laid out anew.
"""

from __future__ import annotations

import gc
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from muster.ledger.columns import COLUMN_TYPES, GRADE_BITS, MARKING_SHIFT, Movements
from muster.ledger.held import (
    ASPECTS,
    CONTESTS,
    DISPUTED,
    HAS_NUMBER,
    HAS_SITE,
    NO_DAY,
    VERDICTS,
    HeldRulings,
    HeldStatements,
    Record,
    RuledColumns,
    SaidColumns,
    Subject,
    View,
)
from muster.ledger.kept import Kept
from muster.ledger.laid import ALWAYS, Laid, laid_out
from muster.ledger.records import SEQUENCES, Books, Line, Lot, Mission, Report, Ruling, Statement
from muster.store import database, regrading
from muster.store.books import View as Seen
from muster.store.books import _conditions, _parties, _reports, rulings_of, statements_of
from muster.store.chain import head_of
from muster.store.merges import merges
from muster.store.postings import key_of
from muster.vocabulary import Grade, Marking, Verdict

HELD_FROM = 5_000
"""From this many movements a process holds a ledger's columns."""

READ_AT_ONCE = 100_000
MOST_VIEWERS = 4
NEVER = int(ALWAYS)

_ASPECT = {aspect.value: code for code, aspect in enumerate(ASPECTS)}
_VERDICT = {verdict.value: code for code, verdict in enumerate(VERDICTS)}

_SAID = {"id": np.int64, "report": np.int64, "subject": np.int32, "aspect": np.uint8, "first": np.int32,
         "last": np.int32, "known": np.int64, "recorded": np.int64, "flags": np.uint8, "locator": np.int64,
         "speaker": np.int32, "grade": np.uint8, "marking": np.uint8}
_RULED = {"id": np.int64, "statement": np.int64, "verdict": np.uint8, "known": np.int64, "recorded": np.int64,
          "replaces": np.int64, "posts": np.bool_}
_MOVED = {"id": np.int64, "ruling": np.int64, "lot_id": np.int64, "ordinal": np.int32,
          **{name: kind for name, kind in COLUMN_TYPES.items() if name != "lot"}}
_CITED = {"ruling": np.int64, "statement": np.int64}
_NAMED = {"statement": np.int64, "word": np.int32}

Arrays = dict[str, npt.NDArray[Any]]


def _empty(types: Mapping[str, Any]) -> Arrays:
    return {name: np.zeros(0, dtype=kind) for name, kind in types.items()}


@dataclass
class HeldLedger:
    """All columns of one ledger up to a place in its chain."""

    mission: Mission
    head: str = ""
    sequence: int = 0
    seals: int = 0
    regraded: set[int] = field(default_factory=set)
    said: Arrays = field(default_factory=lambda: _empty(_SAID))
    ruled: Arrays = field(default_factory=lambda: _empty(_RULED))
    moved: Arrays = field(default_factory=lambda: _empty(_MOVED))
    cited: Arrays = field(default_factory=lambda: _empty(_CITED))
    named: Arrays = field(default_factory=lambda: _empty(_NAMED))
    subjects: dict[Subject, int] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    records: dict[tuple[Any, ...], Record] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def extend(self) -> None:
        """Read what came since."""
        with database.reading():
            sequence, head = head_of(self.mission)
            if head == self.head:
                return
            base = self.mission.id * SEQUENCES
            span = [base + self.sequence, base + sequence]
            self._read_statements(span)
            self._read("ruled", _RULED, "SELECT id, statement_id, verdict, known, recorded, COALESCE(replaces_id, 0),"
                       " postings <> '' FROM store_ruling", span, {"verdict": _VERDICT})
            self._read("moved", _MOVED, "SELECT id, ruling_id, lot_id, ordinal, places, flags, quantity, low, high,"
                       " first, last, known FROM store_movement", span, {})
            self._read("cited", _CITED, "SELECT ruling_id, statement_id FROM store_citation", span, {}, has_id=False)
            self._regrade(span)
            seals = database.rows("SELECT COUNT(*) FROM store_seal WHERE ledger_id = %s", [self.mission.id])[0][0]
        if seals != self.seals:
            self.records.clear()  # words that were fetched before may have been sealed since
        self.head, self.sequence, self.seals = head, sequence, seals

    def _regrade(self, span: list[int]) -> None:
        """Statements given another grade or marking since: held as they count now, whatever time is asked about."""
        touched = [entry for (entry,) in database.rows(
            "SELECT DISTINCT statement_id FROM store_ruling WHERE id > %s AND id <= %s"
            f" AND (policy = '{regrading.POLICY}' OR verdict = '{Verdict.UNDO.value}')", span)]
        if not (changed := regrading.latest(self.mission.id, touched)):
            return
        said = {name: self.said[name].copy() for name in ("grade", "marking")}
        for entry, grade, marking in database.rows_in(
                "SELECT id, grade, marking FROM store_statement WHERE id IN ({keys})", changed):
            place, now = int(np.searchsorted(self.said["id"], entry)), changed[entry]
            said["grade"][place] = grade if now.grade is None else now.grade
            said["marking"][place] = marking if now.marking is None else now.marking
        self.said = {**self.said, **said}
        self.regraded |= set(changed)
        self.records.clear()

    def _read(self, into: str, types: Mapping[str, Any], query: str, span: list[int],
              codes: Mapping[str, Mapping[str, int]], *, has_id: bool = True) -> None:
        parts = [getattr(self, into)]
        for rows in _stretches(query, span, has_id=has_id):
            columns = dict(zip(types, zip(*rows)))
            for name, code in codes.items():
                columns[name] = tuple(map(code.__getitem__, columns[name]))
            parts.append({name: np.array(columns[name], dtype=kind) for name, kind in types.items()})
        setattr(self, into, _joined(parts))

    def _read_statements(self, span: list[int]) -> None:
        parts, named = [self.said], [self.named]
        for rows in _stretches(
                "SELECT id, report_id, locator, aspect, kind, contributor, resource, unit, low IS NOT NULL, stage,"
                " first, last, speaker, grade, marking, known, recorded, detail FROM store_statement", span):
            made, mentions = self._coded(rows)
            parts.append(made)
            named.append(mentions)
        self.said, self.named = _joined(parts), _joined(named)

    def _coded(self, rows: Sequence[tuple[Any, ...]]) -> tuple[Arrays, Arrays]:
        """Rows of statements as columns, and the words their details hold, which may name parties."""
        (ids, reports, locators, aspects, kinds, contributors, resources, units, numbers, stages, firsts, lasts,
         speakers, grades, markings, known, recorded, details) = zip(*rows)
        flags = np.array(numbers, dtype=np.uint8) * HAS_NUMBER
        statements, words = [], []
        for place, detail in enumerate(details):
            if not detail:
                continue
            told = json.loads(detail)
            flags[place] |= (HAS_SITE if told.get("site") else 0) | (CONTESTS if told.get("contests") else 0) | (
                DISPUTED if told.get("measure") == "disputed" else 0)
            for value in told.values():
                for word in value if isinstance(value, list) else [value]:
                    statements.append(ids[place])
                    words.append(self.words.setdefault(str(word), len(self.words)))
        code, word = self.subjects, self.words
        subjects = [code.setdefault(subject, len(code))
                    for subject in zip(contributors, kinds, resources, units, stages)]
        columns = {
            "id": ids, "report": reports, "subject": subjects, "aspect": [_ASPECT[one] for one in aspects],
            "first": [NO_DAY if day is None else day for day in firsts],
            "last": [NO_DAY if day is None else day for day in lasts], "known": known, "recorded": recorded,
            "flags": flags, "locator": list(map(hash, locators)),
            "speaker": [word.setdefault(speaker, len(word)) for speaker in speakers],
            "grade": grades, "marking": markings,
        }
        return ({name: np.array(columns[name], dtype=kind) for name, kind in _SAID.items()},
                {"statement": np.array(statements, dtype=np.int64), "word": np.array(words, dtype=np.int32)})

    # --- a viewer's part

    def record(self, *, clearance: Marking, own: tuple[str, ...], confirmed_only: bool) -> Record:
        """The ledger as it is now, as a viewer may see it."""
        with self.lock:
            self.extend()
            key = clearance, own, confirmed_only
            before = self.records.get(key)
            if before is None or before.kept.get("head") != self.head:
                with database.reading():
                    made = _Maker(self, Seen(self.mission.id, NEVER, clearance, own, confirmed_only)).record()
                made.kept["head"] = self.head
                if before is not None:  # entries are only ever added, so what was fetched stays where it was
                    made.statements.update(before.statements)
                    made.rulings.update(before.rulings)
                if before is None:
                    gc.freeze()  # it stays: looking through it for garbage would stop a page for a third of a second
                self.records.pop(key, None)
                self.records[key] = made
                while len(self.records) > MOST_VIEWERS:
                    self.records.pop(next(iter(self.records)))
            return self.records[key]


def _stretches(query: str, span: list[int], *, has_id: bool = True) -> Any:
    """Rows of a table of entries between two ids, some at a time."""
    begin, end = span
    while True:
        ids = "" if has_id else "id, "
        asked = query.replace("SELECT ", f"SELECT {ids}", 1)
        rows = database.rows(f"{asked} WHERE id > %s AND id <= %s ORDER BY id LIMIT {READ_AT_ONCE}", [begin, end])
        if not rows:
            return
        begin = rows[-1][0]
        yield rows if has_id else [row[1:] for row in rows]
        if len(rows) < READ_AT_ONCE:
            return


def _joined(parts: Sequence[Arrays]) -> Arrays:
    if len(parts) == 1:
        return parts[0]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


class _Maker:
    """Makes one viewer's record."""

    def __init__(self, ledger: HeldLedger, seen: Seen) -> None:
        self.ledger, self.seen = ledger, seen
        self.subjects = list(ledger.subjects)
        self.conditions = _conditions(ledger.mission.id)

    def record(self) -> Record:
        ledger, seen = self.ledger, self.seen
        keep = self._seen_statements()
        self.said = ledger.said if keep is None else {name: column[keep] for name, column in ledger.said.items()}
        ruled = self._rulings()
        line_rows, lot_rows = self._rows_of_lines()
        columns, ruling, ordinal, lot_since = self._movements(line_rows, lot_rows)
        lots, lines, line_of_lot, line_since = self._lines_and_lots(line_rows, lot_rows, lot_since)
        reports, report_since = self._reports()
        parties = _parties(ledger.mission.id)
        said = {name: self.said[name] for name in _SAID if name not in ("speaker", "grade", "marking")}
        ids = said["id"]

        def fetch_said(entries: Sequence[int]) -> Mapping[int, Statement]:
            return statements_of(ledger.mission, entries)

        def fetch_ruled(entries: Sequence[int]) -> Mapping[int, Ruling]:
            return rulings_of(ledger.mission, entries, _Ids(ids), self.conditions,
                              named=seen.clearance >= Marking.RESTRICTED)

        return Record(
            ledger.mission, seen.clearance, seen.confirmed_only, SaidColumns(**said), self.subjects, ruled,
            laid_out(columns, self._places_of_rulings(ruled, ruling), ordinal, line_of_lot, len(lines)), lines, lots,
            line_since, lot_since, parties, self._party_since(parties, reports, report_since, lines, line_since),
            reports, report_since, fetch_said, fetch_ruled)

    def _seen_statements(self) -> npt.NDArray[np.bool_] | None:
        said, seen = self.ledger.said, self.seen
        keep = np.ones(len(said["id"]), dtype=bool)
        if seen.clearance < Marking.RESTRICTED:
            keep &= said["marking"] <= int(seen.clearance)
            if seen.own:
                own = np.array([subject[0] in seen.own for subject in self.subjects], dtype=bool)
                keep |= own[said["subject"]] & _theirs(said["marking"], said["grade"])
        if seen.confirmed_only:
            keep &= said["grade"] <= int(Grade.ADMINISTRATOR)
        return None if bool(keep.all()) else keep

    def _rulings(self) -> RuledColumns:
        ruled, ids = self.ledger.ruled, self.said["id"]
        place, seen = _found(ids, ruled["statement"])
        kept = {name: column[seen] for name, column in ruled.items()}
        until = np.full(len(kept["id"]), NEVER, dtype=np.int64)
        replacing = np.flatnonzero(kept["replaces"])
        replaced, there = _found(kept["id"], kept["replaces"][replacing])
        np.minimum.at(until, replaced[there], kept["known"][replacing[there]])
        cited_by, has_ruling = _found(kept["id"], self.ledger.cited["ruling"])
        cited, has_statement = _found(ids, self.ledger.cited["statement"])
        both = has_ruling & has_statement
        return RuledColumns(kept["id"], place[seen], kept["verdict"], kept["known"], kept["recorded"], until,
                            kept["posts"], cited_by[both], cited[both])

    @staticmethod
    def _places_of_rulings(ruled: RuledColumns, ruling: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
        return np.searchsorted(ruled.id, ruling).astype(np.int32)

    def _rows_of_lines(self) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        ledger = [self.seen.ledger]
        return (database.rows("SELECT id, contributor, kind, resource, unit, channel, earmark, variant FROM store_line"
                              " WHERE ledger_id = %s ORDER BY number", ledger),
                database.rows("SELECT id, line_id, name, part_of_id FROM store_lot WHERE ledger_id = %s"
                              " ORDER BY number", ledger))

    def _movements(self, line_rows: Sequence[tuple[Any, ...]], lot_rows: Sequence[tuple[Any, ...]]) -> tuple[
            Movements, npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        """The movements this viewer may see, and since when each lot is known by them or by its parts."""
        moved, seen = self.ledger.moved, self.seen
        lot_ids = np.array([row[0] for row in lot_rows], dtype=np.int64)
        lot = np.searchsorted(lot_ids, moved["lot_id"]).astype(np.int32)
        keep = np.ones(len(lot), dtype=bool)
        if seen.clearance < Marking.RESTRICTED:
            keep &= ((moved["flags"] >> MARKING_SHIFT) & 3) <= int(seen.clearance)
            if seen.own:
                mine = {row[0] for row in line_rows if row[1] in seen.own}
                keep |= np.array([row[1] in mine for row in lot_rows], dtype=bool)[lot] & _theirs(
                    (moved["flags"] >> MARKING_SHIFT) & 3, moved["flags"] & GRADE_BITS)
            if self.ledger.regraded:  # booked under a marking that has been raised since
                ruled, said = self.ledger.ruled, self.ledger.said
                above = [entry for entry in self.ledger.regraded
                         if said["marking"][np.searchsorted(said["id"], entry)] > int(seen.clearance)]
                keep &= ~np.isin(moved["ruling"], ruled["id"][np.isin(ruled["statement"], above)])
        if seen.confirmed_only:
            keep &= (moved["flags"] & GRADE_BITS) <= int(Grade.ADMINISTRATOR)
        whole = bool(keep.all())
        columns = Movements(lot if whole else lot[keep], **{
            name: moved[name] if whole else moved[name][keep] for name in COLUMN_TYPES if name != "lot"})
        since = np.full(len(lot_rows), NEVER, dtype=np.int64)
        np.minimum.at(since, columns.lot, columns.known)
        place_of = {row[0]: place for place, row in enumerate(lot_rows)}
        for place, row in enumerate(lot_rows):
            at, whole_lot, met = place, row[3], {place}
            while whole_lot is not None and place_of[whole_lot] not in met:
                at = place_of[whole_lot]
                met.add(at)
                since[at] = min(since[at], since[place])
                whole_lot = lot_rows[at][3]
        return (columns, moved["ruling"] if whole else moved["ruling"][keep],
                moved["ordinal"] if whole else moved["ordinal"][keep], since)

    def _lines_and_lots(self, line_rows: Sequence[tuple[Any, ...]], lot_rows: Sequence[tuple[Any, ...]],
                        lot_since: npt.NDArray[np.int64]) -> tuple[
            tuple[Lot, ...], tuple[Line, ...], npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        lots = tuple(Lot(entry, number, line, name, part_of)
                     for number, (entry, line, name, part_of) in enumerate(lot_rows))
        lines = tuple(Line(entry, number, key_of(terms, self.conditions.get((tuple(terms), variant), "")))
                      for number, (entry, *terms, variant) in enumerate(line_rows))
        place = {line.id: line.number for line in lines}
        line_of_lot = np.array([place[lot.line] for lot in lots], dtype=np.int32)
        line_since = np.full(len(lines), NEVER, dtype=np.int64)
        np.minimum.at(line_since, line_of_lot, lot_since)
        return lots, lines, line_of_lot, line_since

    def _reports(self) -> tuple[dict[int, Report], dict[int, int]]:
        """The reports they may know of, and since when: once known and, where it was not released, cited."""
        cited: dict[int, int] = {}
        report, known = self.said["report"], self.said["known"]
        if len(report):
            order = np.lexsort((known, report))
            reports, starts = np.unique(report[order], return_index=True)
            cited = dict(zip(reports.tolist(), known[order][starts].tolist()))
        found = _reports(self.seen, cited)
        return found, {
            entry: one.known if one.marking <= self.seen.clearance else max(one.known, cited[entry])
            for entry, one in found.items()}

    def _party_since(self, parties: Mapping[str, Any], reports: Mapping[int, Report], report_since: Mapping[int, int],
                     lines: Sequence[Line], line_since: npt.NDArray[np.int64]) -> dict[str, int]:
        """Since when each party is named in what they see; from the beginning for full clearance and for their own."""
        if self.seen.clearance >= Marking.RESTRICTED:
            return dict.fromkeys(parties, -NEVER)
        since: dict[str, int] = dict.fromkeys(self.seen.own, -NEVER)

        def told(name: str, known: int) -> None:
            since[name] = min(since.get(name, NEVER), known)

        said, words = self.said, list(self.ledger.words)
        for names, codes in (([subject[0] for subject in self.subjects], said["subject"]), (words, said["speaker"])):
            first = np.full(len(names), NEVER, dtype=np.int64)
            np.minimum.at(first, codes, said["known"])
            for code in np.flatnonzero(first < NEVER).tolist():
                told(names[code], int(first[code]))
        place, seen = _found(said["id"], self.ledger.named["statement"])
        for at, code in zip(place[seen].tolist(), self.ledger.named["word"][seen].tolist()):
            told(words[code], int(said["known"][at]))
        for entry, one in reports.items():
            told(one.publisher, report_since[entry])
        for line, known in zip(lines, line_since.tolist()):
            told(line.key.contributor, known)
        return {key: min(since.get(key, NEVER), since.get(party.name, NEVER)) for key, party in parties.items()}


class _Ids:
    """Which statements a viewer may see at all."""

    def __init__(self, ids: npt.NDArray[np.int64]) -> None:
        self.ids = ids

    def __contains__(self, entry: object) -> bool:
        place = int(np.searchsorted(self.ids, entry))  # type: ignore[call-overload]
        return place < len(self.ids) and bool(self.ids[place] == entry)


def _found(ids: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64],
                                                                              npt.NDArray[np.bool_]]:
    """Where each of these ids stands among sorted ones, and whether it does."""
    if not len(ids):
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=bool)
    place = np.searchsorted(ids, wanted)
    place[place == len(ids)] = 0
    return place, ids[place] == wanted


# --- books from it ----------------------------------------------------------------------------------------

_held: dict[tuple[str, int], HeldLedger] = {}
_holding = threading.Lock()


def held(mission: Mission) -> HeldLedger:
    """This process's columns of a ledger."""
    key = database.database_label(), mission.id
    with _holding:
        if key not in _held or _held[key].mission != mission:
            _held[key] = HeldLedger(mission)
        return _held[key]


def _theirs(marking: npt.NDArray[Any], grade: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """What of its own lines a contributor may see: released to it, or its own word (decision 10)."""
    shown: npt.NDArray[np.bool_] = (marking <= int(Marking.CONTRIBUTORS)) | (grade == int(Grade.PARTY))
    return shown


def is_large(mission: Mission) -> bool:
    """Is it worth holding? Where parties are judged to be one it is opened: columns know each by its own id."""
    large = database.rows("SELECT movements FROM store_ledger WHERE id = %s", [mission.id])[0][0] >= HELD_FROM
    return bool(large) and not merges(mission.id)


def books_at(record: Record, known: int, on: date) -> Books:
    """The books as known at a time: what `open_books` would give, without reading the ledger."""
    view = View(record, known)
    return Books(
        mission=record.mission, on=on, known=known, clearance=record.clearance, confirmed_only=record.confirmed_only,
        parties=_known_parties(record, known), reports=_known_reports(record, known), statements=HeldStatements(view),
        rulings=HeldRulings(view), lines=_known(record, "lines", known), lots=_known(record, "lots", known),
        movements=Laid(record.ground, known))


def _known(record: Record, what: str, known: int) -> Any:
    """Lines or lots known by a time: the same tuple as long as they are the same."""
    since: npt.NDArray[np.int64] = getattr(record, f"{what[:-1]}_since")
    seen = since <= known
    key = what, int(np.count_nonzero(seen))  # what is known only grows with time, so the number tells which
    if key not in record.kept:
        every = getattr(record, what)
        record.kept[key] = Kept(one for one, is_seen in zip(every, seen.tolist()) if is_seen)
    return record.kept[key]


def _known_parties(record: Record, known: int) -> Any:
    return {key: party for key, party in record.parties.items() if record.party_since[key] <= known}


def _known_reports(record: Record, known: int) -> Any:
    return {entry: one for entry, one in record.reports.items() if record.report_since[entry] <= known}
