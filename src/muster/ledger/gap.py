"""The gap: what is required, promised, present and missing of each resource, and the ratios between them.

One row for each kind, resource and unit; units are never mixed. The host nation's own forces and contributions have
rows of their own beside the mission's and are never summed with them.

    gap = required - present        as an interval; only where a reference has a number and anything is recorded

Known weakness: money that was spent no longer stands at `present`, so the gap of money grows as it is used; what ever
came stands in `reached_present`, and the ratios are taken of that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from muster.ledger.figures import Because, Cell, Figure, Row, Table, exact
from muster.ledger.judged import Judged
from muster.ledger.records import Books, Statement
from muster.ledger.requirements import Requirement, requirements
from muster.ledger.scopes import Standings
from muster.ledger.standing import (
    PROMISE_STAGES,
    STAGE_COLUMNS,
    Standing,
    Subject,
    shown,
    span_shown,
    standing,
    subject,
    subject_of,
    unique_keys,
    whole_lot,
)
from muster.ledger.stocks import check
from muster.ledger.told import contributor_of, figure_of_quantity, in_words
from muster.vocabulary import Aspect, Kind, Stage, Verdict

Remark = Callable[[Subject, Stage], str]
"""What to note beside a position; "" for nothing."""

COLUMNS = (
    "kind", "resource", "unit", "side", "required", "competing", "unnumbered_needs", "gap", "present_told",
    "unnumbered_promises", *STAGE_COLUMNS,
)

PROMISING = (Aspect.PLEDGE, Aspect.OFFER, Aspect.UNDERTAKING)

FRESH = timedelta(days=30)
"""How old a count may be to stand beside the position it counts."""

CONTRADICTED = "counts told contradict this; they stand beside it"


def gap(books: Books, *, remark: Remark | None = None) -> Table:
    """What is required, promised, present and missing on the books' day, row by row.

    present_told: what was counted as present in the last 30 days, whose, and whether the ledger of that day agrees.
    """
    needed, promised, told = requirements(books), unnumbered_promises(books), present_told(books)
    stands = standing(books, lambda line: subject_of(line, books))
    subjects = sorted({*needed, *promised, *told, *stands.moved}, key=lambda of: of.order)

    def noted(of: Subject, stage: Stage) -> str:
        contradicted = stage is Stage.PRESENT and any("contradicts" in count.note for count in told.get(of, ()))
        remarks = [remark(of, stage) if remark else "", CONTRADICTED if contradicted else ""]
        return "; ".join(filter(None, remarks))

    rows = [
        Row(key, _cells(of, f"gap/{key}", needed.get(of), promised.get(of, ()), stands, noted)
            | {"present_told": told.get(of, ())})
        for of, key in zip(subjects, unique_keys(of.key for of in subjects))
    ]
    notes = ["A need or a promise without a number is counted as told, never as zero."]
    if any(of.host_side for of in subjects):
        notes.append("Rows of the host's side stand beside the mission's and are not part of them.")
    return Table("gap", f"What is required, promised, present and missing on {books.on}", COLUMNS, tuple(rows),
                 tuple(notes))


def _cells(of: Subject, address: str, need: Requirement | None, promises: tuple[int, ...],
           stands: Standing[Subject], remark: Remark) -> dict[str, Cell]:
    stages: dict[str, Figure | None] = dict.fromkeys(STAGE_COLUMNS)
    if of in stands.moved:
        stages = stands.stages(of, remark=lambda stage: remark(of, stage))
    required = need.figure if need else None
    unnumbered = tuple(one for each in need.unnumbered for one in each.witnesses) if need else ()
    return {
        "kind": of.kind.value, "resource": of.resource, "unit": of.unit, "side": "host" if of.host_side else "mission",
        "required": required,
        "competing": tuple(each.figure for each in need.competing) if need else (),
        "unnumbered_needs": counted(len(need.unnumbered), unnumbered, "needs") if need and unnumbered else None,
        "gap": difference(required, stages["present"], address),
        "unnumbered_promises": counted(len(promises), promises, "promises") if promises else None,
        **stages,
    }


def counted(number: int, statements: tuple[int, ...], what: str) -> Figure:
    """How often something was told without a number."""
    return exact(number, "", Because(statements=statements, how=f"{what} told without a number, each once"))


def difference(required: Figure | None, present: Figure | None, address: str) -> Figure | None:
    """What is missing; None where either has no number. address: of the row both stand in."""
    needed, there = span_shown(required), span_shown(present)
    if needed is None or there is None or required is None:
        return None
    because = Because(figures=(f"{address}/required", f"{address}/present"), how="required less present")
    missing = needed - there
    return shown(missing, required.unit, because, note="more is present than required" if missing.booked < 0 else "")


def present_told(books: Books) -> dict[Subject, tuple[Figure, ...]]:
    """The counts of what was present told in the last 30 days, by what they count, oldest first."""
    standings, judged = Standings(books), Judged(books)
    found: defaultdict[Subject, list[tuple[date, int, Figure]]] = defaultdict(list)
    for statement in judged.told_once(Aspect.STOCK):
        when = statement.when
        if statement.stage is not Stage.PRESENT or when is None or not books.on - FRESH <= when.last <= books.on:
            continue
        made = check(statement, standings)
        if made is None or made.scope.at_least or made.scope.lot:
            continue
        whose = contributor_of(books, statement.contributor)
        told = figure_of_quantity(statement.quantity, statement.unit,
                                  Because(statements=judged.witnesses(statement.id)))
        note = f"{whose}, {when}: {'agrees with' if made.agrees else 'contradicts'} the ledger"
        of = subject(made.scope.kind, made.scope.resource, made.scope.unit, statement.contributor, books)
        found[of].append((when.last, statement.id, replace(told, note=note)))
    return {of: tuple(told for _, _, told in sorted(counts, key=lambda count: count[:2]))
            for of, counts in found.items()}


def unnumbered_promises(books: Books) -> dict[Subject, tuple[int, ...]]:
    """The promises told without a number, each once, by what they promise; those only looked at left out."""
    judged = Judged(books)
    told: defaultdict[Subject, list[int]] = defaultdict(list)
    for statement in (said for aspect in PROMISING for said in judged.told_once(aspect)):
        if statement.quantity is None and Verdict.UNSURE not in judged.verdicts(statement.id):
            told[_promised_subject(statement, books)].append(statement.id)
    return {of: tuple(statements) for of, statements in told.items()}


def _promised_subject(statement: Statement, books: Books) -> Subject:
    kind = statement.kind or Kind.UNDERTAKING
    return subject(kind, statement.resource or kind.value, statement.unit, statement.contributor, books)


# --- ratios ------------------------------------------------------------------------------------------------

RATIOS = (
    ("present of required", "present", "required"),
    ("ever present of required", "reached_present", "required"),
    ("promised of required", "promised_total", "required"),
    ("ever present of promised", "reached_present", "promised_total"),
    ("spent of ever present", "reached_spent", "reached_present"),
)


def ratios(books: Books) -> Table:
    """How much of what: each ratio of the gap's figures beside its numerator and denominator."""
    rows = []
    standings = Standings(books)
    for row in gap(books).rows:
        for name, above, below in RATIOS:
            numerator, denominator = row.cells[above], row.cells[below]
            if not isinstance(numerator, Figure) or not isinstance(denominator, Figure):
                continue
            key, parts = f"{row.key}-{name.replace(' ', '-')}", (f"gap/{row.key}/{above}", f"gap/{row.key}/{below}")
            if (above, below) == ("reached_present", "promised_total") and denominator.booked:
                counted = came_as_promised(numerator, standings)
                if counted is not numerator:
                    numerator, parts = counted, (f"ratios/{key}/numerator", parts[1])
            if above == "reached_spent" and row.cells["kind"] != Kind.MONEY.value and not numerator.booked:
                continue  # persons and vehicles are not there to be spent
            ratio = _ratio(numerator, denominator, parts)
            if ratio is None:
                continue
            rows.append(Row(key, {
                "resource": row.cells["resource"], "unit": row.cells["unit"], "side": row.cells["side"],
                "what": name, "percent": ratio, "numerator": numerator, "denominator": denominator,
            }))
    return Table("ratios", f"How much of what on {books.on}, in percent",
                 ("resource", "unit", "side", "what", "percent", "numerator", "denominator"), tuple(rows),
                 ("A ratio's bounds are those of its numerator over those of its denominator.",
                  "Of promised: all that ever came of lots that were promised, also where it is more than was."))


def came_as_promised(came: Figure, standings: Standings) -> Figure:
    """Of what ever came, what belongs to lots that were promised; the rest is named. The same figure where it is all.

    A lot, with its parts, was promised if anything of them ever stood at pledged or committed, or left there.
    """
    books, on = standings.books, standings.books.on
    folded = standings.on(on)
    touched = (folded.reached_booked[:, 0] != 0) | np.any(
        folded.booked[:, [int(stage) for stage in PROMISE_STAGES]] != 0, axis=1)
    lots = [lot for line in came.because.lines for lot in books.lots_of_line.get(line, ())]
    promised = {whole_lot(lot, books) for lot in lots if touched[lot.number]}
    counted = [lot for lot in lots if whole_lot(lot, books) in promised]
    rest = [lot for lot in lots if whole_lot(lot, books) not in promised]
    beside = standings.reached(rest, Stage.PRESENT, on).booked
    if not beside:
        return came
    note = f"beside it {in_words(beside, came.unit)} came without a recorded promise"
    return shown(standings.reached(counted, Stage.PRESENT, on), came.unit, replace(
        came.because, lines=(), lots=tuple(lot.id for lot in counted),
        how="all that ever came to present or further, of lots that were promised"), note=note)


def _ratio(numerator: Figure, denominator: Figure, parts: tuple[str, str]) -> Figure | None:
    """In percent, to one decimal; None where the denominator may be zero or either has no number."""
    above, below = span_shown(numerator), span_shown(denominator)
    if above is None or below is None or below.booked <= 0 or below.low is None or below.low <= 0:
        return None
    because = Because(figures=parts, how=f"{parts[0]} as a percentage of {parts[1]}")
    return Figure(_percent(above.booked, below.booked), *_bounds(above.low, above.high, below.low, below.high),
                  unit="%", because=because)


def _bounds(low: int | None, high: int | None, over_low: int, over_high: int | None) -> tuple[
        Decimal | None, Decimal | None]:
    """The least and most of a ratio whose denominator is above zero."""
    over_least, over_most = over_low, over_high
    if low is None:
        least = None
    elif low < 0:
        least = _percent(low, over_least)
    else:
        least = _percent(low, over_most) if over_most is not None else Decimal(0)
    if high is None:
        most = None
    elif high < 0:
        most = _percent(high, over_most) if over_most is not None else Decimal(0)
    else:
        most = _percent(high, over_least)
    return least, most


def _percent(part: int, whole: int) -> Decimal:
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"))
