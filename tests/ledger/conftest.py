"""A desk at which a test says what was said and what moved, and opens the books as of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from muster.ledger.columns import movements_from_rows, packed_row
from muster.ledger.records import Books, Line, LineKey, Lot, Mission, Party, Posting, Report, Ruling, Statement
from muster.quantities import Quantity, When, exactly, on_day
from muster.vocabulary import Aspect, Grade, Kind, Marking, Stage, Verdict, stage_named

DAY = 86_400_000_000
END_OF_TIME = 2**62


def end_of(day: date) -> int:
    """Microseconds at the end of a day, when what was published on it is known."""
    return (day.toordinal() - date(1970, 1, 1).toordinal() + 1) * DAY


def when_of(day: date | When) -> When:
    return day if isinstance(day, When) else on_day(day)


class Desk:
    """Keeps everything ever said here; `books` filters it as the store would."""

    def __init__(self) -> None:
        self.parties = {
            "KEN": Party("KEN", "Kenya", "state"), "JAM": Party("JAM", "Jamaica", "state"),
            "USA": Party("USA", "United States", "state"),
            "HTI": Party("HTI", "Haiti", "state", host_side=True),
        }
        self.reports: dict[int, Report] = {}
        self.statements: list[Statement] = []
        self.rulings: list[Ruling] = []
        self.lines: dict[LineKey, Line] = {}
        self.lots: dict[tuple[LineKey, str], Lot] = {}
        self.marks: list[tuple[Posting, Grade, Marking, int, bool]] = []

    def says(self, aspect: Aspect, contributor: str = "", resource: str = "personnel", *,
             quantity: Quantity | int | None = None, unit: str = "persons", kind: Kind | None = Kind.PERSONNEL,
             when: date | When | None = None, stage: Stage | None = None, published: date = date(2024, 1, 1),
             grade: Grade = Grade.PARTY, marking: Marking = Marking.PUBLIC, speaker: str = "",
             words: Mapping[str, str] | None = None, **detail: Any) -> int:
        """A statement from a report of its own; its id. `since` in the detail stands for the word "from"."""
        number = len(self.statements) + 1
        if "since" in detail:
            detail["from"] = detail.pop("since")
        known = end_of(published)
        self.reports[number] = Report(number, f"report-{number}", "A report", "A paper", published, known, "en",
                                      marking, True, "")
        self.statements.append(Statement(
            number, number, "passage", "the words", aspect, kind, contributor, resource, unit,
            exactly(quantity) if isinstance(quantity, int) else quantity, stage, None,
            None if when is None else when_of(when), speaker, grade, marking, known, known, words or {}, detail))
        return number

    def rules(self, statement: int, verdict: Verdict, *, cites: tuple[int, ...] = (),
              postings: tuple[Posting, ...] = (), replaces: int | None = None, **detail: Any) -> int:
        """A ruling on a statement, known when the latest statement it names is; its id."""
        named = [self.statements[one - 1] for one in (statement, *cites)]
        known = max(one.known for one in named)
        number = len(self.rulings) + 1
        self.rulings.append(Ruling(number, statement, verdict, cites, "an officer", "", "because", known, known,
                                   postings, replaces, detail))
        for posting in postings:
            line = self.lines.setdefault(posting.line, Line(len(self.lines) + 1, len(self.lines), posting.line))
            self.lots.setdefault((posting.line, posting.lot),
                                 Lot(len(self.lots) + 1, len(self.lots), line.id, posting.lot))
            self.marks.append((posting, named[0].grade, named[0].marking, known, False))
        if verdict is Verdict.UNDO and replaces is not None:
            for posting in self.rulings[replaces - 1].postings:
                self.marks.append((posting, named[0].grade, named[0].marking, known, True))
        return number

    def moves(self, contributor: str, way: str, quantity: Quantity | int, day: date | When, *,
              resource: str = "personnel", unit: str = "persons", kind: Kind = Kind.PERSONNEL, lot: str = "B1",
              conditions: str = "", whole: bool = True, reached: Stage = Stage.OUTSIDE,
              published: date | None = None, **more: Any) -> int:
        """Something that moved ("pledged -> present"), told and accepted; the ruling's id."""
        leaves, enters = (stage_named(word) for word in way.split("->"))
        assert leaves is not None
        assert enters is not None
        when = when_of(day)
        told = self.says(Aspect.FLOW, contributor, resource, quantity=quantity, unit=unit, kind=kind, when=when,
                         stage=enters, published=published or when.last, **more)
        key = LineKey(contributor, kind, resource, unit, conditions=conditions)
        said = exactly(quantity) if isinstance(quantity, int) else quantity
        return self.rules(told, Verdict.ACCEPT,
                          postings=(Posting(key, lot, "", leaves, enters, said, when, whole, reached),))

    def books(self, on: date, *, known: date | None = None, clearance: Marking = Marking.RESTRICTED) -> Books:
        limit = END_OF_TIME if known is None else end_of(known)
        rows = [
            packed_row(posting, lot=self.lots[posting.line, posting.lot].number, grade=grade, marking=marking,
                       known=told, reversal=reversal)
            for posting, grade, marking, told, reversal in self.marks if told <= limit and marking <= clearance
        ]
        seen = [one for one in self.statements if one.known <= limit and one.marking <= clearance]
        visible = {one.id for one in seen}
        return Books(
            Mission(1, "haiti", "MSS", "UTC"), on, limit, clearance, False, self.parties, self.reports, tuple(seen),
            tuple(one for one in self.rulings if one.known <= limit and one.statement in visible),
            tuple(self.lines.values()), tuple(self.lots.values()), movements_from_rows(rows),
        )

    def clear(self) -> None:
        """Forget everything, for a property test that says it anew each time."""
        self.__init__()  # type: ignore[misc]

    def host(self, party: str) -> None:
        self.parties[party] = replace(self.parties[party], host_side=True)


@pytest.fixture
def desk() -> Desk:
    return Desk()
