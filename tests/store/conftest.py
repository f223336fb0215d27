"""A small mission in Freedonia's words, from which the store's tests take what they need."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from muster.ledger.drafts import Filing, MissionTerms, NewReport, NewRuling, NewStatement
from muster.ledger.records import LineKey, Party, Posting
from muster.quantities import Hedge, Quantity, hedged, on_day
from muster.vocabulary import Aspect, Grade, Kind, Marking, Stage, Verdict

NEARLY_400 = hedged(400, Hedge.NEARLY, "nearly 400")


@dataclass(frozen=True)
class Maker:
    """Makes parts of filings, each valid as it comes."""

    slug: str = "freedonia"

    def terms(self, slug: str = "") -> MissionTerms:
        return MissionTerms(slug or self.slug, "Support Mission to Freedonia", "America/Port-au-Prince")

    def party(self, key: str = "SYL", **changes: Any) -> Party:
        return replace(Party(key, f"Republic of {key}", "state"), **changes)

    def report(self, name: str = "r1", **changes: Any) -> NewReport:
        return replace(NewReport(name, f"Report {name}", "Gazette", date(2024, 9, 22), "en", b"the whole report"),
                       **changes)

    def statement(self, locator: str = "p1", report: str = "r1", **changes: Any) -> NewStatement:
        said = NewStatement(
            report, locator, "Nearly 400 officers arrived.", Aspect.FLOW, Grade.PARTY, kind=Kind.PERSONNEL,
            contributor="SYL", resource="personnel", unit="persons", quantity=NEARLY_400, stage=Stage.PRESENT,
            when=on_day(date(2024, 9, 20), "on Friday"), words={"quantity": "nearly 400", "condition": "if paid"},
        )
        return replace(said, **changes)

    def posting(self, quantity: Quantity = NEARLY_400, *, lot: str = "first", enters: Stage = Stage.PRESENT,
                leaves: Stage = Stage.OUTSIDE, day: date = date(2024, 9, 20), contributor: str = "SYL",
                conditions: str = "", **changes: Any) -> Posting:
        key = LineKey(contributor, Kind.PERSONNEL, "personnel", "persons", conditions=conditions)
        return replace(Posting(key, lot, "", leaves, enters, quantity, on_day(day), whole=True), **changes)

    def ruling(self, statement: str = "r1:p1", verdict: Verdict = Verdict.ACCEPT, **changes: Any) -> NewRuling:
        postings = (self.posting(),) if verdict is Verdict.ACCEPT else ()
        return replace(NewRuling(statement, verdict, "Ann", reason="the gazette says so", postings=postings), **changes)

    def filing(self, **changes: Any) -> Filing:
        """One party, one report, one statement and the ruling that books it."""
        whole = Filing(self.terms(), (self.party(),), (self.report(),), (self.statement(),), (self.ruling(),))
        return replace(whole, **changes)


@pytest.fixture
def make() -> Maker:
    return Maker()


@pytest.fixture
def public() -> Marking:
    return Marking.PUBLIC
