"""What questions look up in the books: statements by what they are, rulings by what they speak of.

A question should cost what it shows, not what the ledger holds. So no question walks through all statements; it asks
here for those that bear on it. This is the plain index, made of the records themselves as they are first asked for;
large ledgers have one on columns (`held`), and tests hold the two to the same answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from muster.vocabulary import Aspect, Stage, Verdict

if TYPE_CHECKING:
    from muster.ledger.records import Books, Line, Posting, Ruling, Statement
    from muster.quantities import When


EPOCH = date(1970, 1, 1).toordinal()

OPEN_STAGES = (Stage.PLEDGED, Stage.COMMITTED, Stage.PREPARING, Stage.READY, Stage.MOVING, Stage.HELD)
"""Where something stands that is short of present, or held: it is still open."""


class Booked(NamedTuple):
    """One posting of a ruling: which line it is on, its place among the ruling's postings from 1."""

    ruling: Ruling
    number: int
    posting: Posting
    line: int
    stands: bool


def opens(posting: Posting) -> bool:
    """Does it bring anything to where it is open, from where it was not?"""
    return posting.to_stage in OPEN_STAGES and posting.from_stage not in OPEN_STAGES


class Index:
    """Look-ups in books whose statements and rulings are plain records. Statements come in the order of their ids."""

    def __init__(self, books: Books) -> None:
        self.books = books

    # --- statements

    def of_aspect(self, aspect: Aspect) -> Sequence[Statement]:
        return self._by_aspect.get(aspect, ())

    def of_reports(self, reports: Collection[int]) -> Sequence[Statement]:
        return [one for one in self.books.statements if one.report in reports]

    def of_subject(self, contributor: str, resource: str) -> Sequence[Statement]:
        return self._by_subject.get((contributor, resource), ())

    def named(self, name: str) -> Sequence[Statement]:
        """Those that other statements call by this name: their key ("REPORT:LOCATOR") or their locator."""
        return self._by_name.get(name, ())

    def told_by_report(self) -> Mapping[int, int]:
        """Report id -> how many statements of it there are."""
        return Counter(one.report for one in self.books.statements)

    def unjudged(self) -> Sequence[Statement]:
        """Those on which no ruling stands."""
        return self._unjudged

    def contests(self) -> Sequence[Statement]:
        """Those by which a party contests its own line."""
        return [one for one in self.books.statements if one.detail.get("contests")]

    def flows_in_question(self, within_days: int) -> Sequence[Sequence[Statement]]:
        """Movements told, with a number and a time, that nothing booked, among those that may tell the same event.

        One list for each contributor, resource, unit and stage: the unbooked ones and all told so near to one of them.
        """
        groups: dict[Hashable, list[Statement]] = {}
        for one in self.of_aspect(Aspect.FLOW):
            if one.quantity is not None and one.when is not None:
                groups.setdefault((one.contributor, one.kind, one.resource, one.unit, one.stage), []).append(one)
        return [told for told in groups.values() if any(not self.is_booked(one.id) for one in told)]

    # --- rulings

    def verdicts(self, statement: int) -> frozenset[Verdict]:
        """What stands ruled of a statement."""
        return frozenset(ruling.verdict for ruling in self.books.standing_rulings.get(statement, ()))

    def is_booked(self, statement: int) -> bool:
        return any(ruling.postings for ruling in self.books.standing_rulings.get(statement, ()))

    def ruling(self, entry: int) -> Ruling | None:
        return self._by_ruling.get(entry)

    def rulings_on(self, statement: int) -> Sequence[Ruling]:
        """Every ruling ever made on a statement, those undone and replaced included."""
        return [ruling for ruling in self.books.rulings if ruling.statement == statement]

    def standing_as(self, verdict: Verdict) -> Iterator[Ruling]:
        """The standing rulings of one verdict, in recorded order."""
        return (ruling for ruling in self._standing if ruling.verdict is verdict)

    def ruled_as(self, verdict: Verdict) -> Iterator[Ruling]:
        """The rulings of one verdict, standing or not."""
        return (ruling for ruling in self.books.rulings if ruling.verdict is verdict)

    def speaking_of(self, statement: int) -> Sequence[Ruling]:
        """The standing rulings that judge a statement or cite it, in recorded order."""
        return self._speaking.get(statement, ())

    # --- what rulings brought to lines

    def first_opened(self, line: int, lots: Collection[int]) -> tuple[When, Statement] | None:
        """When anything of these lots (numbers) of a line first came to be open, and the statement that says so."""
        names = {lot.name for lot in self.books.lots_of_line.get(line, ()) if lot.number in lots}
        found: tuple[When, Statement] | None = None
        for booked in self._booked_of_line.get(line, ()):
            posting = booked.posting
            if booked.stands and posting.lot in names and opens(posting) \
                    and posting.when.first <= self.books.on:
                told = self.books.statement_by_id[booked.ruling.statement]
                if found is None or (posting.when.first, told.id) < (found[0].first, found[1].id):
                    found = posting.when, told
        return found

    def last_held(self) -> Mapping[int, Statement]:
        """Line id -> the latest statement by whose standing ruling anything of it was held by the books' day."""
        return {booked.line: self.books.statement_by_id[booked.ruling.statement] for booked in self._booked
                if booked.stands and booked.posting.to_stage is Stage.HELD
                and booked.posting.when.first <= self.books.on}

    def booked_on(self, lines: Collection[int] | None = None) -> Sequence[Booked]:
        """The postings on these lines (None: all), those taken back since included, in the order of their days."""
        return sorted((booked for booked in self._booked if lines is None or booked.line in lines),
                      key=lambda one: (one.posting.when.first, one.ruling.recorded, one.number))

    def told_of(self, line: Line) -> Sequence[Statement] | None:
        """What was said of one line, in the order it became known; None where nothing knows but the whole ledger."""
        return None

    def lines_told_of(self, said: Statement) -> Collection[int]:
        """The lines one statement speaks of. Only where `told_of` knows."""
        raise NotImplementedError

    def days_of(self, items: Sequence[Any]) -> Sequence[int]:
        """The first day of each of these postings or statements as a number, a very early one where there is none."""
        whens = [one.posting.when if isinstance(one, Booked) else one.when for one in items]
        return [when.first.toordinal() - EPOCH if when is not None else -EPOCH for when in whens]

    # --- made when first asked for

    @cached_property
    def _by_aspect(self) -> Mapping[Aspect, list[Statement]]:
        found: dict[Aspect, list[Statement]] = {}
        for one in self.books.statements:
            found.setdefault(one.aspect, []).append(one)
        return found

    @cached_property
    def _by_subject(self) -> Mapping[tuple[str, str], list[Statement]]:
        found: dict[tuple[str, str], list[Statement]] = {}
        for one in self.books.statements:
            found.setdefault((one.contributor, one.resource), []).append(one)
        return found

    @cached_property
    def _by_name(self) -> Mapping[str, list[Statement]]:
        from muster.ledger.told import key_of

        found: dict[str, list[Statement]] = {}
        for one in self.books.statements:
            for name in (key_of(self.books, one), one.locator):
                found.setdefault(name, []).append(one)
        return found

    @cached_property
    def _unjudged(self) -> list[Statement]:
        return [one for one in self.books.statements if one.id not in self.books.standing_rulings]

    @cached_property
    def _by_ruling(self) -> Mapping[int, Ruling]:
        return {ruling.id: ruling for ruling in self.books.rulings}

    @cached_property
    def _standing(self) -> list[Ruling]:
        standing = {ruling.id for rulings in self.books.standing_rulings.values() for ruling in rulings}
        return [ruling for ruling in self.books.rulings if ruling.id in standing]

    @cached_property
    def _speaking(self) -> Mapping[int, list[Ruling]]:
        found: dict[int, list[Ruling]] = {}
        for ruling in self._standing:
            for one in dict.fromkeys((ruling.statement, *ruling.cites)):
                found.setdefault(one, []).append(ruling)
        return found

    @cached_property
    def _booked_of_line(self) -> Mapping[int, list[Booked]]:
        found: dict[int, list[Booked]] = {}
        for booked in self._booked:
            found.setdefault(booked.line, []).append(booked)
        return found

    @cached_property
    def _booked(self) -> list[Booked]:
        line_of = {line.key: line.id for line in self.books.lines}
        standing = {ruling.id for ruling in self._standing}
        return [Booked(ruling, number, posting, line_of[posting.line], ruling.id in standing)
                for ruling in self.books.rulings if ruling.statement in self.books.statement_by_id
                for number, posting in enumerate(ruling.postings, 1) if posting.line in line_of]
