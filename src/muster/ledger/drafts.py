"""What is about to be filed: reports, statements and rulings that name each other by key, not yet by id.

Readers of packages, sheets and reports make a `Filing`; the store gives its parts ids, times and a place in the chain.
Filing the same thing twice changes nothing: the store knows each part by its content.

    keys       a report: its name ("seed-000"), unique in the ledger
               a statement: "REPORT:LOCATOR" ("seed-000:fact 14"), unique in the ledger
               a party: its id ("KEN")
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from muster.ledger.records import Party, Posting
from muster.problems import Problem
from muster.quantities import Quantity, When
from muster.vocabulary import Aspect, Grade, Kind, Marking, Stage, Verdict


@dataclass(frozen=True, slots=True)
class NewReport:
    """A report to file. body: its bytes as received, or our words for a citation report.

    published: the day its publisher gave it; None when unknown. received: microseconds since 1970 UTC when it came
    in; None for history, where a report is known from the end of the day it was published (mission's time zone).
    A report with neither is known from the moment it is recorded.
    """

    name: str
    title: str
    publisher: str
    published: date | None
    language: str
    body: bytes = b""
    marking: Marking = Marking.RESTRICTED
    is_citation: bool = False
    address: str = ""
    is_founding: bool = False
    date_is_inferred: bool = False
    received: int | None = None


@dataclass(frozen=True, slots=True)
class NewStatement:
    """A statement to file; the fields mean what they mean in `records.Statement`.

    marking None: its report's.
    """

    report: str
    locator: str
    passage: str
    aspect: Aspect
    grade: Grade
    speaker: str = ""
    kind: Kind | None = None
    contributor: str = ""
    resource: str = ""
    unit: str = ""
    quantity: Quantity | None = None
    stage: Stage | None = None
    from_stage: Stage | None = None
    when: When | None = None
    marking: Marking | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.report}:{self.locator}"


@dataclass(frozen=True, slots=True)
class NewRuling:
    """A ruling to file. statement, cites and replaces are keys.

    replaces: "" or the key of the statement whose standing ruling this one takes the place of.
    known: microseconds; None means the latest `known` of the statements it names (history), and it is never earlier.
    """

    statement: str
    verdict: Verdict
    author: str
    policy: str = ""
    reason: str = ""
    cites: tuple[str, ...] = ()
    postings: tuple[Posting, ...] = ()
    replaces: str = ""
    known: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MissionTerms:
    """What `muster init` asks for: the ledger's name and the zone its days are counted in."""

    slug: str
    name: str
    timezone: str
    names: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was left out, as it stood, with why: kept so that its author can mend it."""

    where: str
    cells: Mapping[str, str]
    reasons: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Filing:
    """Everything one load brings, filed in one transaction: all of it or nothing."""

    mission: MissionTerms | None = None
    parties: tuple[Party, ...] = ()
    reports: tuple[NewReport, ...] = ()
    statements: tuple[NewStatement, ...] = ()
    rulings: tuple[NewRuling, ...] = ()
    refused: tuple[RefusedRow, ...] = ()  # with accept_good_rows: what was left out, and why
