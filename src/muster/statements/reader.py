"""Text to statements. `GrammarReader` is the reader of this round; others may follow, so `Reader` is a protocol.

Problem: whoever reads, the same things must come out: statements with passages, rules and confidences.
Choice: deterministic, offline, no model; every statement's span lies in the text.
Weakness: those of the grammars it is made of; `tools.accuracy` measures them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Protocol

from muster.sources.document import Document
from muster.statements.analysis import analyse
from muster.statements.counted import Claim
from muster.statements.events import Event, EventReader
from muster.statements.loglinear import Models, shipped
from muster.statements.model import Statement
from muster.statements.proposals import is_interested, proposed
from muster.statements.quantities_said import QuantityReader
from muster.statements.speech import Speakers, speaker_name
from muster.vocabulary import Aspect

READABLE = ("en", "fr")


class Reader(Protocol):
    """Anything that turns a document into statements."""

    def read(self, document: Document) -> list[Statement]:
        """The statements of a document, in the order of its text, numbered from 1."""
        ...


class GrammarReader:
    """The reader by rules: English and French."""

    def __init__(self, models: Models | None = None) -> None:
        self.models = shipped() if models is None else models

    def read(self, document: Document) -> list[Statement]:
        if document.language not in READABLE:
            return []
        reading = analyse(document)
        speakers = Speakers(reading)
        voices = speakers.of_each_sentence()
        claims = QuantityReader(reading, voices, self.models).read()
        for claim in claims:
            claim.voice = speakers.at(claim.counted.reading, claim.counted.first)
        found = [_quantity(document, claim) for claim in claims]
        figured = {(c.counted.reading.sentence.number, c.counted.reading.clause[c.counted.first]) for c in claims}
        givers = {c.counted.reading.sentence.number: c.party for c in claims}
        found.extend(_event(document, event) for event in EventReader(reading, voices, speakers).read(figured, givers))
        return [_completed(document, s, number) for number, s in enumerate(_in_order(found), 1)]


_CONDITION = re.compile(r"\b(?:as soon as|once|provided that|on condition that|subject to|unless|"
        r"to enable (?:their|its|this) deployment|requisite support to enable[^.”»]*|"
        r"dès que|à condition|sous réserve|une fois que)\b[^.;”»]{0,120}", re.I)


def _completed(document: Document, statement: Statement, number: int) -> Statement:
    """The statement with its number and all that follows from it alone: what it would be in the ledger, on which
    condition, and if it praises its own speaker."""
    aspect, stage, kind = proposed(statement, document.published)
    return replace(statement, number=number, aspect=aspect, ledger_stage=stage, ledger_kind=kind,
                   condition=_condition(document, statement), interested=is_interested(statement))


def _condition(document: Document, statement: Statement) -> str:
    """The words a promise or plan depends on, from its own sentence or the one behind it."""
    if statement.kind != "quantity" or statement.condition or statement.stage not in ("pledged", "in_training",
            "ready", "committed"):
        return statement.condition
    text = document.text
    own = text[statement.sentence_start:statement.sentence_end]
    after = text[statement.sentence_end:statement.sentence_end + 240]
    match = _CONDITION.search(own)
    if match is None and (found := re.search(r"to enable (?:their|its|this) deployment", after)) is not None:
        begin = after.rfind("requisite", 0, found.start())
        return " ".join(after[begin if begin >= 0 else found.start():found.end()].split())
    return " ".join(match.group().split()) if match else statement.condition


_ASPECTS = {"mandate": Aspect.MANDATE, "site": Aspect.SITE, "appointment": Aspect.APPOINTMENT,
    "undertaking": Aspect.UNDERTAKING,
            "appeal": Aspect.APPEAL, "need": Aspect.NEED, "claim": Aspect.CLAIM, "office": Aspect.APPOINTMENT,
                "context": Aspect.CONTEXT}


def _event(document: Document, event: Event) -> Statement:
    s = event.reading
    first, last = max(0, event.first), min(event.last, len(s.tokens) - 1)
    return Statement(
        document.ident, 0, event.kind, event.party, event.resource, None, None, event.unit, event.stage, event.when,
        speaker_name(event.voice), s.anchor(), s.tokens[first].start, s.tokens[last].end, s.sentence.start,
            s.sentence.end,
        event.rule, event.confidence, Aspect.OFFER if event.rule == "readiness" else _ASPECTS[event.kind], "",
            event.verb.lemma if event.verb else "",
        event.when.words if event.when else "", tense=event.verb.tense.value if event.verb else "",
        negated=event.verb.negated if event.verb else False, condition=event.condition)


def _quantity(document: Document, claim: Claim) -> Statement:
    c = claim.counted
    s = c.reading
    f = c.figure
    return Statement(
        document.ident, 0, "quantity", claim.party, c.kind, claim.low, claim.high, c.unit, claim.stage, claim.when,
        speaker_name(claim.voice), s.anchor(), s.tokens[c.first].start, s.tokens[c.last].end, s.sentence.start,
            s.sentence.end,
        claim.rule, claim.confidence, Aspect.STOCK, f.word, claim.stage_word, claim.when.words if claim.when else "",
            f.hedge,
        f.value, claim.verb.tense.value if claim.verb else "", claim.verb.negated if claim.verb else False,
            extra=f.extra)


def _in_order(statements: list[Statement]) -> list[Statement]:
    """The statements in the order of the text, the same thing told twice left out."""
    ordered = sorted(statements, key=lambda s: (s.start, s.end, s.kind))
    seen: set[tuple[object, ...]] = set()
    kept: list[Statement] = []
    for s in ordered:
        key = (s.kind, s.party, s.resource, s.unit, s.quantity_low, s.quantity_high, s.stage)
        if key in seen and (s.quantity_low is not None or s.kind != "quantity"):
            continue
        seen.add(key)
        kept.append(s)
    return kept


def read(document: Document) -> list[Statement]:
    """The statements of a document by the reader of this round."""
    return GrammarReader().read(document)
