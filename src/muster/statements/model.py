"""A statement: one thing one speaker said in one passage, with the source's own words beside our reading of them.

The first fields are the shared guide's; a statement whose kind is not among GUIDE_KINDS (a need without a number, a
claim of progress, an open offer, context) is kept for the analyst and left out of the guide's rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from muster.quantities import Hedge, Quantity, When, is_currency, minor_digits
from muster.vocabulary import Aspect, Kind, Stage

GUIDE_KINDS = ("quantity", "mandate", "site", "appointment", "undertaking", "appeal")
OTHER_KINDS = ("need", "claim", "office", "context")

REPORT = "report"
"""The speaker when the text makes nobody answerable."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. Quantities are in whole units (not cents); None is an open bound, both None no number.

    start, end: the passage in the text. sentence_start, sentence_end: the sentence around it.
    aspect: see `muster.vocabulary.Aspect`; ledger_stage: the stage a posting would use, None when it books nothing.
    rule: which rule made it; confidence: 0 to 1, the share of such readings expected to be right.
    source_quantity, source_stage, source_date: the source's own words, "" where it has none.
    tense: past, perfect, present, future, conditional or bare. negated: the source denies it.
    condition: the source's words for what it depends on. extra: it adds to what is there ("an additional 600").
    """

    doc: str
    number: int
    kind: str
    party: str
    resource: str
    quantity_low: Decimal | None = None
    quantity_high: Decimal | None = None
    unit: str | None = None
    stage: str | None = None
    as_of: When | None = None
    speaker: str = REPORT
    anchor: str = ""
    start: int = 0
    end: int = 0
    sentence_start: int = 0
    sentence_end: int = 0
    rule: str = ""
    confidence: float = 0.5
    aspect: Aspect = Aspect.CLAIM
    source_quantity: str = ""
    source_stage: str = ""
    source_date: str = ""
    hedge: Hedge = Hedge.EXACTLY
    said_number: Decimal | None = None
    tense: str = ""
    negated: bool = False
    condition: str = ""
    extra: bool = False
    part_of: int | None = None
    beneficiary: str = ""
    ledger_stage: Stage | None = None
    ledger_kind: Kind | None = None
    interested: bool = False

    @property
    def as_of_start(self) -> date | None:
        return None if self.as_of is None else self.as_of.first

    @property
    def as_of_end(self) -> date | None:
        return None if self.as_of is None else self.as_of.last

    @property
    def parties(self) -> tuple[str, ...]:
        return tuple(piece for piece in self.party.split("; ") if piece)

    @property
    def currency(self) -> str:
        """ISO code of a sum of money, "" for anything else; a rate ("USD per month") has its currency too."""
        first = (self.unit or "").split(" ")[0]
        return first if self.resource == "money" and is_currency(first) else ""

    def quantity(self) -> Quantity | None:
        """The quantity as the ledger books it: minor units for money, whole units else; None without a number."""
        if self.kind != "quantity" or (self.quantity_low is None and self.quantity_high is None):
            return None
        scale = Decimal(10) ** (minor_digits(self.currency) if self.currency else 0)

        def minor(value: Decimal) -> int:
            return int((value * scale).to_integral_value())

        low = 0 if self.quantity_low is None else minor(self.quantity_low)
        high = None if self.quantity_high is None else minor(self.quantity_high)
        booked = None if self.hedge is Hedge.AT_MOST or self.said_number is None else minor(self.said_number)
        return Quantity(booked, low, high, self.source_quantity)

    def to_guide_row(self) -> dict[str, Any] | None:
        """The row of the shared guide, or None for a kind the guide has not."""
        if self.kind not in GUIDE_KINDS:
            return None
        return {
            "doc": self.doc, "claim_no": self.number, "kind": self.kind, "party": self.party, "resource": self.resource,
            "quantity_low": plain(self.quantity_low), "quantity_high": plain(self.quantity_high),
            "unit": self.unit, "stage": self.stage,
            "as_of_start": self.as_of_start.isoformat() if self.as_of_start else None,
            "as_of_end": self.as_of_end.isoformat() if self.as_of_end else None,
            "speaker": self.speaker, "anchor": self.anchor,
        }


def plain(value: Decimal | None) -> int | float | None:
    """A number as JSON writes it: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
