"""What is needed: the figure taken as reference, those that compete with it, and needs without a number.

A need's role comes from the ruling on it, else from what its source says. One figure is the reference; the others
stand beside it and are never averaged. A contributor's share of a need, or a batch of it, is no requirement. A need
without a number stays one: it is counted as said, not as zero.

A figure holds from its first day to its last; on the day a new reference begins, what ends that day has given way.
Known weakness: two references for the same days are both shown, the later begun as reference and the other as
competing, since the ledger cannot know which was meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from muster.ledger.figures import Because, Figure
from muster.ledger.judged import Judged, first_day, last_day
from muster.ledger.records import Books, Statement
from muster.ledger.standing import Subject, subject
from muster.quantities import Quantity
from muster.vocabulary import Aspect, Kind, Verdict

NO_NUMBER = "no number given"
NO_REFERENCE = "no reference chosen"


class Role(Enum):
    """What a figure of need is taken for."""

    REFERENCE = "reference"
    COMPETING = "competing"
    SHARE = "share"
    BATCH = "batch"
    UNNUMBERED = "unnumbered"


@dataclass(frozen=True, slots=True)
class Need:
    """One need as said once. since, until: the first and last day it holds; None is open on that side."""

    statement: Statement
    witnesses: tuple[int, ...]
    subject: Subject
    role: Role
    since: date | None
    until: date | None
    note: str = ""

    @property
    def quantity(self) -> Quantity | None:
        return None if self.role is Role.UNNUMBERED else self.statement.quantity

    def holds_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    @property
    def figure(self) -> Figure:
        """The need as a figure, with its source's word for what it counts where that is not the row's unit."""
        counted = self.statement.unit
        other_unit = f"counted in {counted}" if counted and counted != self.subject.unit else ""
        note = "; ".join(part for part in (self.note, other_unit) if part)
        because, quantity = Because(statements=self.witnesses), self.quantity
        if quantity is None:
            return Figure(None, unit=self.subject.unit, word=NO_NUMBER, because=because, note=note)
        return Figure(quantity.booked, quantity.low, quantity.high, self.subject.unit, quantity.word, because, note)


@dataclass(frozen=True, slots=True)
class Requirement:
    """What is needed of one subject on a day."""

    subject: Subject
    reference: Need | None
    competing: tuple[Need, ...]
    unnumbered: tuple[Need, ...]

    @property
    def figure(self) -> Figure:
        """What the gap takes as required; without a number it says why there is none."""
        if self.reference is not None:
            return self.reference.figure
        said = tuple(one for need in (*self.unnumbered, *self.competing) for one in need.witnesses)
        word = NO_REFERENCE if self.competing else NO_NUMBER
        return Figure(None, unit=self.subject.unit, word=word, because=Because(statements=said))


def requirements(books: Books) -> Mapping[Subject, Requirement]:
    """What is needed of each subject on the books' day; shares and batches are in none of them."""
    holding: dict[Subject, list[Need]] = {}
    for need in all_needs(books):
        if need.holds_on(books.on) and need.role not in (Role.SHARE, Role.BATCH):
            holding.setdefault(need.subject, []).append(need)
    return {of: _requirement(of, needs, books.on) for of, needs in _with_unitless(holding).items()}


def all_needs(books: Books) -> list[Need]:
    """Every need told, each once, whenever it holds; those rejected left out."""
    judged = Judged(books)
    return [_need(statement, judged) for statement in judged.told_once(Aspect.NEED)]


def _need(statement: Statement, judged: Judged) -> Need:
    witnesses = judged.witnesses(statement.id)
    verdicts = {verdict for one in witnesses for verdict in judged.verdicts(one)}
    detail = judged.detail(statement)
    role = _role_named(detail.get("role"))
    for one in witnesses[1:]:  # a ruling on any telling speaks of the same need
        told_again = judged.books.statement_by_id[one]
        if role is not Role.REFERENCE and _role_named(judged.detail(told_again).get("role")) is Role.REFERENCE:
            role = Role.REFERENCE
    if statement.quantity is None:
        role = Role.UNNUMBERED
    elif role is None or role is Role.UNNUMBERED:
        role = Role.REFERENCE if Verdict.PREFER in verdicts else Role.COMPETING
    note = ""
    if Verdict.UNSURE in verdicts:
        note = "looked at, not decided"
        role = Role.COMPETING if role is Role.REFERENCE else role
    kind = statement.kind or _kind_of(statement.resource)
    of = subject(kind, statement.resource or kind.value, statement.unit, statement.contributor, judged.books)
    return Need(statement, witnesses, of, role, first_day(detail, "from"), last_day(detail, "until"), note)


def _role_named(word: object) -> Role | None:
    return next((role for role in Role if role.value == word), None)


def _kind_of(resource: str) -> Kind:
    """The kind a resource's name begins with; what is none of the others is a service."""
    prefix = resource.partition(":")[0].strip()
    return next((kind for kind in Kind if kind.value == prefix), Kind.LOGISTICS)


def _with_unitless(holding: dict[Subject, list[Need]]) -> dict[Subject, list[Need]]:
    """Needs told without a unit join the numbered needs of the same thing, if only one unit has such."""
    for of in [of for of in holding if not of.unit]:
        numbered = [
            other for other, needs in holding.items()
            if other.unit and other._replace(unit="") == of and any(need.quantity for need in needs)
        ]
        if len(numbered) == 1:
            holding[numbered[0]] += holding.pop(of)
    return holding


def _requirement(of: Subject, needs: list[Need], on: date) -> Requirement:
    by_start = sorted(needs, key=lambda need: (need.since or date.min, need.statement.known, need.statement.id))
    references = [need for need in by_start if need.role is Role.REFERENCE]
    reference = references[-1] if references else None
    begins_today = reference is not None and reference.since == on
    standing = [need for need in by_start if not (begins_today and need.until == on)]
    return Requirement(
        of, reference,
        tuple(need for need in standing if need.quantity is not None and need is not reference),
        tuple(need for need in standing if need.quantity is None),
    )
