"""What a statement would be in the ledger: its aspect, kind and stage. A proposal, never a booking.

Problem: "set out" is moving, deployed with a future date is a plan, take-home pay is context, 'an additional 600' is
a flow and
"nearly 400 on the ground" a stock.
Choice: aspect by stage, verb, tense and day; the ledger's stage from a table (data/ledger_stages.tsv), first fitting
row.
Weakness: a strength told in the past tense of an arrival ("430 have gone") is taken for a flow when it may be a total.
"""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache

from muster.statements.model import Statement
from muster.statements.names import MISSION, table
from muster.vocabulary import Aspect, Kind, Stage

_KINDS = {"personnel": Kind.PERSONNEL, "money": Kind.MONEY, "logistics service": Kind.LOGISTICS}
_STOCK_VERBS = frozenset("be have number comprise total serve station stand at hold keep avoir compter être "
        "disposer servir tenir réunir aligner".split())


@cache
def _rows() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in table("ledger_stages.tsv"))


@lru_cache(maxsize=4096)
def ledger_stage(stage: str, resource: str, aspect: Aspect, tense: str, verb: str) -> Stage | None:
    """The ledger's stage for a stage of the guide; None books nothing."""
    said = (stage, resource, aspect.value, tense, verb)
    for *wanted, answer in _rows():
        if all(w in ("*", s) for w, s in zip(wanted, said)):
            return None if answer == "-" else Stage[answer.upper()]
    return None


def aspect_of(statement: Statement, published: date | None) -> Aspect:
    """What sort of thing a quantity says."""
    stage = statement.stage
    unit = statement.unit or ""
    if statement.rule == "take-home pay":
        return Aspect.CONTEXT
    if unit.startswith("percent") or (statement.resource == "money" and " per " in unit):
        return Aspect.RATE
    if stage == "required":
        return Aspect.NEED
    if stage == "authorised":
        return Aspect.CEILING
    if stage == "pledged":
        return Aspect.PLEDGE
    if (published is not None and statement.as_of_start is not None
            and statement.as_of_start > published) or statement.tense in ("future", "conditional"):
        return Aspect.PLAN
    if statement.extra:
        return Aspect.FLOW
    if stage in ("deployed", "in_training", "ready", "frozen") and (statement.tense == "present"
            or statement.source_stage in _STOCK_VERBS or not statement.tense):
        return Aspect.STOCK
    return Aspect.FLOW


def proposed(statement: Statement, published: date | None) -> tuple[Aspect, Stage | None, Kind | None]:
    """The aspect of a statement, and for quantities the stage and kind a posting would use."""
    if statement.kind != "quantity":
        return statement.aspect, statement.ledger_stage, statement.ledger_kind
    aspect = aspect_of(statement, published)
    stage = ledger_stage(statement.stage or "", statement.resource, aspect, statement.tense, statement.source_stage)
    kind = _KINDS.get(statement.resource, Kind.EQUIPMENT)
    if (statement.unit or "") in ("countries",) or (statement.negated and statement.quantity_high == 0):
        stage = None
    return aspect, stage, kind


def is_interested(statement: Statement) -> bool:
    """Is a claim of progress or of a place held told by the party it praises? Then it is called an interested claim."""
    return statement.kind in ("claim", "site") and (statement.party == statement.speaker or statement.party == MISSION)
