"""The Haiti record as gathered, read straight from its sheets where they are at hand: promises and contradictions.

The sheets are the builders' own and not part of what ships; without them these tests are skipped. The same rules are
held to small records of their own in the other tests of this folder.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from muster.ledger.contradictions import all_cases
from muster.ledger.disagreements import Rule
from muster.ledger.drafts import Filing, MissionTerms, NewReport, NewRuling, NewStatement
from muster.ledger.figures import Figure
from muster.ledger.opening import ALWAYS, books_of
from muster.ledger.posting_rules import ruling_for
from muster.ledger.promises import all_announcements, all_chains, promises
from muster.ledger.records import Books, Party
from muster.problems import Problem
from muster.quantities import (
    HEDGE_WORDS,
    Hedge,
    Quantity,
    end_of_day,
    hedged,
    in_month,
    is_currency,
    on_day,
    parse_when,
    to_minor,
)
from muster.vocabulary import Aspect, Grade, Kind, Stage, stage_named

SHEETS = Path(__file__).resolve().parents[3] / "shared" / "haiti"

pytestmark = pytest.mark.skipif(not SHEETS.is_dir(), reason="the sheets of the Haiti record are not at hand")


def rows(name: str) -> Iterator[tuple[int, dict[str, str]]]:
    with (SHEETS / f"{name}.csv").open(encoding="utf-8") as sheet:
        yield from enumerate(csv.DictReader(sheet), 2)


def kind_of(resource: str) -> Kind:
    word = resource.partition(":")[0].partition(" ")[0]
    return next((kind for kind in Kind if kind.value == word), Kind.LOGISTICS)


def quantity_of(text: str, unit: str, hedge: Hedge = Hedge.EXACTLY, word: str = "") -> Quantity | None:
    if not text:
        return None
    number = to_minor(Decimal(text), unit) if is_currency(unit) else int(text)
    return hedged(number, hedge, word)


def statement(sheet: str, row: int, cells: dict[str, str], aspect: Aspect, **parts: Any) -> NewStatement:
    given = {"contributor": cells.get("contributor", ""), "resource": cells.get("resource", "").lower(),
             "unit": cells.get("unit", ""), "kind": kind_of(cells.get("resource", "")), **parts}
    return NewStatement(cells["source_id"], f"{sheet} row {row}", cells.get("note") or cells.get("promise") or "told",
                        aspect, given.pop("grade", Grade.PRESS), **given)


def pledges() -> Iterator[NewStatement]:
    keys: dict[str, str] = {}
    for row, cells in rows("pledges"):
        name = f"{cells['contributor']}+{cells['announced_on']}+{cells['quantity']}"
        keys.setdefault(name, f"{cells['source_id']}:pledges row {row}")
    for row, cells in rows("requirements"):
        if cells["quantity"] == "2500":
            keys["requirements.csv personnel 2500"] = f"{cells['source_id']}:requirements row {row}"
    for row, cells in rows("pledges"):
        detail: dict[str, Any] = {"measure": cells["measure"], "channel": cells["channel"]}
        if cells["same_as"]:
            detail["same_as"] = [keys[name] for name in cells["same_as"].split(";")]
        yield statement("pledges", row, cells, Aspect.PLEDGE, quantity=quantity_of(cells["quantity"], cells["unit"]),
                        when=on_day(date.fromisoformat(cells["announced_on"])), detail=detail)


def movements() -> Iterator[NewStatement]:
    for row, cells in rows("movements"):
        flows = cells["measure"] in ("flow", "disputed")
        day = date.fromisoformat(cells["on"])
        yield statement(
            "movements", row, cells, Aspect.FLOW if flows else Aspect.STOCK,
            quantity=quantity_of(cells["quantity"], cells["unit"]), stage=stage_named(cells["stage"]),
            from_stage=stage_named(cells["from_stage"]) if cells["from_stage"] else None,
            when=in_month(day) if cells["precision"] == "month" else on_day(day),
            detail={"measure": cells["measure"], **({"lot": cells["lot"]} if cells["lot"] else {})})


def strengths() -> Iterator[NewStatement]:
    for row, cells in rows("strength"):
        yield statement(
            "strength", row, {**cells, "resource": "personnel", "unit": "persons"}, Aspect.STOCK,
            quantity=quantity_of(cells["personnel"], "persons", HEDGE_WORDS[cells["qualifier"]], cells["qualifier"]),
            stage=Stage.PRESENT, when=on_day(date.fromisoformat(cells["as_of"])), detail={"measure": "strength"})


def needs() -> Iterator[NewStatement]:
    for row, cells in rows("requirements"):
        yield statement("requirements", row, cells, Aspect.NEED, quantity=quantity_of(cells["quantity"], cells["unit"]),
                        detail={"role": cells["role"], "from": cells["from"], "until": cells["until"]})


def plans_and_outcomes() -> Iterator[NewStatement]:
    for row, cells in rows("milestones"):
        unit = {"personnel": "persons", "money": "USD"}.get(cells["resource"], "units")
        plan = statement(
            "milestones", row, {**cells, "unit": unit}, Aspect.PLAN,
            speaker="" if cells["teller"] == "press" else cells["teller"],
            quantity=quantity_of(cells["promised_quantity"], unit),
            when=on_day(date.fromisoformat(cells["announced_on"])),
            words={"condition": cells["condition"]} if cells["condition"] else {},
            detail={"chain": cells["chain"], "basis": cells["promised_for_basis"], "scope": cells["scope"],
                    **({"promised_for": cells["promised_for"]} if cells["promised_for"] else {}),
                    **({"promisor": cells["promisor"]} if cells["promisor"] else {})})
        yield plan
        yield NewStatement(
            cells["outcome_source_id"], f"outcome of milestones row {row}", cells["outcome_note"], Aspect.OUTCOME,
            Grade.PRESS, detail={
                "announcement": plan.key, "chain": cells["chain"], "outcome": cells["outcome"],
                **({"happened": cells["what_happened_on"]} if cells["what_happened_on"] else {}),
                **({"delivered_quantity": int(cells["delivered_quantity"])} if cells["delivered_quantity"] else {})})


def ground() -> Iterator[NewStatement]:
    for row, cells in rows("sites"):
        yield statement("sites", row, cells, Aspect.SITE, kind=None, when=on_day(date.fromisoformat(cells["on"])),
                        detail={"site": cells["name"], "site_kind": cells["kind"], "status": cells["status"]})
    for row, cells in rows("indicators"):
        when = parse_when(f"{cells['period_start']}/{cells['period_end']}", where="indicators")
        assert not isinstance(when, Problem)
        yield statement("indicators", row, cells, Aspect.INDICATOR, kind=None, when=when,
                        quantity=quantity_of(cells["value"], cells["unit"]), detail={"indicator": cells["indicator"]})


@cache
def record() -> Filing:
    parties = tuple(
        Party(cells["party_id"], cells["name"], cells["kind"], tuple(filter(None, cells["aliases"].split(";"))),
              host_side=cells["party_id"] in ("HTI", "HNP", "FADH")) for _, cells in rows("parties"))
    reports = tuple(
        NewReport(cells["source_id"], cells["title"], cells["publisher"],
                  date.fromisoformat(cells["published_on"]) if cells["published_on"] else None, cells["language"],
                  is_founding=cells["source_id"].startswith("seed-")) for _, cells in rows("sources"))
    statements = (*pledges(), *movements(), *strengths(), *needs(), *plans_and_outcomes(), *ground())
    said = {one.key: one for one in statements}
    assert len(said) == len(statements)
    rulings = [ruling_for(one, lots={}, said=said) for one in statements]
    return Filing(MissionTerms("haiti", "MSS", "America/Port-au-Prince"), parties, reports, statements,
                  tuple(ruling for ruling in rulings if isinstance(ruling, NewRuling)))


def books(on: str = "2026-11-23", *, known: str = "") -> Books:
    zone = ZoneInfo("America/Port-au-Prince")
    return books_of(record(), on=date.fromisoformat(on),
                    known=end_of_day(date.fromisoformat(known), zone) if known else ALWAYS)


# --- promises ---------------------------------------------------------------------------------------------

BY_OUTCOME = """
    kept        5 0 0  5   5 0  5
    late       11 5 0 16   5 2  7
    part        8 4 1 13   4 1  5
    none found  5 1 0  6   5 1  6
    waiting     0 1 0  1   0 1  1
    overtaken   1 0 0  1   0 0  0
    open        6 0 0  6   3 0  3
    all        36 11 1 48  22 5 27
"""


def test_the_promises_to_the_mission_come_out_by_outcome_as_they_were_counted_by_hand():
    columns = ("told_stated", "told_reading", "told_none", "told", "chains_stated", "chains_reading", "chains")
    lines = []
    for row in promises(books()).rows:
        figures = [row.cells[column] for column in columns]
        assert all(isinstance(figure, Figure) for figure in figures)
        lines.append(" ".join([str(row.cells["outcome"]), *(str(figure.booked) for figure in figures)]))
    assert lines == [" ".join(line.split()) for line in BY_OUTCOME.strip().splitlines()]


def test_the_promisor_is_known_in_20_of_48_tellings_and_14_of_27_chains():
    opened = books()
    tellings = [one for one in all_announcements(opened) if one.is_support]
    chains = [chain for chain in all_chains(opened) if chain.first.is_support]
    assert (sum(bool(one.promisor) for one in tellings), sum(chain.has_promisor for chain in chains)) == (20, 14)


def test_before_its_outcome_was_known_the_promise_of_600_was_open():
    outcomes = {}
    for known in ("2024-10-15", "2024-12-15", "2025-03-01"):
        chain = next(one for one in all_chains(books(known, known=known)) if one.name == "KEN-next-600")
        outcomes[known] = (chain.outcome.value, chain.counted.result.is_told)
    assert outcomes == {"2024-10-15": ("open", False), "2024-12-15": ("open", False), "2025-03-01": ("part", True)}


# --- contradictions ---------------------------------------------------------------------------------------

MILLION = 1_000_000_00  # cents

WORKED_CASES = {
    "C1 size of the first Kenyan flight": (Rule.COUNTS, "KEN", "2024-06-25", {200, 400}),
    "C2 Kenyans in Haiti in autumn 2024": (Rule.COUNTS, "KEN", "2024-09-18", {382, 400, 450, 600}),
    "C3 whole mission in October 2024": (Rule.COUNTS, "ALL", "2024-10-08", {407, 430}),
    "C4 who was to reach 2,500": (Rule.ATTRIBUTION, "KEN", "2024-09-26", {1000, 2500}),
    "C5 when the next 600 were to come": (Rule.DATE, "KEN", "2024-09-21", {300, 600}),
    "C6 Jamaica's pledge": (Rule.PROMISE, "JAM", "2024-03-15", {200, 250}),
    "C7 Benin's pledge": (Rule.PROMISE, "BEN", "2024-02-28", {1500, 2000}),
    "C10 Kenyans present in 2025": (Rule.COUNTS, "KEN", "2025-08-26", {700, 735, 800, 1000}),
    "C13 trust fund in September 2024": (Rule.STAGE, "ALL", "2024-09-25", {6800000000, 8530000000, 8500000000}),
    "C13 trust fund in February 2025": (Rule.STAGE, "ALL", "2025-02-04", {8500000000, 11000000000, 11030000000}),
    "C13 trust fund at the end of 2025": (Rule.TOTAL, "ALL", "2025-12-09", {11300000000, 11500000000}),
    "C15 what the United States gave": (Rule.TOTAL, "USA", "2024-09-03", {300 * MILLION, 369 * MILLION}),
    "C16 what a year costs": (Rule.NEED, "", "", {589 * MILLION, 600 * MILLION, 240 * MILLION}),
    "C17 Canada's first pledge": (Rule.CURRENCY, "CAN", "2024-02-22", {8050000000, 5900000000}),
    "C17 the same trap in December 2025": (Rule.CURRENCY, "CAN", "2025-12-09", {4000000000, 2900000000}),
}


@pytest.mark.parametrize("name", WORKED_CASES)
def test_the_cases_an_analyst_worked_out_by_hand_are_found_by_rule(name: str):
    rule, contributor, day, values = WORKED_CASES[name]
    told = [
        {one.quantity.booked for one in case.members if one.quantity}
        for case in all_cases(books())
        if rule in case.rules
        and any(one.contributor == contributor for one in case.members)
        and (not day or any(one.when and one.when.first <= date.fromisoformat(day) <= one.when.last
                            for one in case.members))]
    assert any(values <= found for found in told)


def test_the_record_is_not_flooded_with_cases():
    assert len(all_cases(books())) <= 45


def test_sources_that_agree_make_no_case():
    members = {one.id for case in all_cases(books()) for one in case.members}
    agreeing = [one for one in books().statements if one.aspect is Aspect.STOCK and one.contributor == "GTM"
                and one.when and one.when.first in (date(2025, 1, 4), date(2025, 6, 26))]
    assert len(agreeing) == 2
    assert not any(one.id in members for one in agreeing)
