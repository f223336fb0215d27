"""The Haiti package: whole, checked by an independent tool, dated without hindsight, silent about private persons."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import frictionless
import numpy as np
import pytest

from muster.exchange.package import read_package, shipped_missions
from muster.ledger.drafts import Filing
from muster.ledger.fold import Positions, positions
from muster.ledger.opening import ALWAYS, books_of
from muster.ledger.records import Books
from muster.quantities import end_of_day
from muster.vocabulary import Aspect, Stage, Verdict

PACKAGE = Path(str(shipped_missions()["haiti"]))
ZONE = ZoneInfo("America/Port-au-Prince")


@cache
def filing(edition: str = "") -> Filing:
    read = read_package(PACKAGE, edition=edition)
    assert read.problems == ()
    return read.value


def books(on: str, known: str, edition: str = "") -> Books:
    return books_of(filing(edition), on=date.fromisoformat(on), known=end_of_day(date.fromisoformat(known), ZONE))


def personnel(seen: Books, contributor: str = "", until: int = ALWAYS) -> Positions:
    """All lines of personnel together, or one contributor's, in one row."""
    group = np.full(len(seen.lots), -1, dtype=np.int32)
    for lot in seen.lots:
        key = seen.line_by_id[lot.line].key
        if key.resource == "personnel" and contributor in ("", key.contributor):
            group[lot.number] = 0
    return positions(seen.movements, group=group, groups=1, on=seen.on, known=until)


def standing(on: str, known: str, stage: Stage, contributor: str = "", edition: str = "") -> int:
    seen = books(on, known, edition)
    return personnel(seen, contributor).at(0, stage).booked


# --- the package as data ----------------------------------------------------------------------------------


def test_frictionless_finds_no_fault_in_the_package():
    report = frictionless.Package(str(PACKAGE / "datapackage.json")).validate()
    assert [(task.name, error.message) for task in report.tasks for error in task.errors] == []
    assert len(report.tasks) == 20


def test_the_descriptor_fits_the_headings_of_the_files():
    for resource in json.loads((PACKAGE / "datapackage.json").read_text(encoding="utf-8"))["resources"]:
        with (PACKAGE / resource["path"]).open(encoding="utf-8", newline="") as opened:
            assert next(csv.reader(opened)) == [field["name"] for field in resource["schema"]["fields"]]


def test_every_part_of_the_record_is_in_the_package():
    counted = Counter(statement.aspect for statement in filing().statements)
    assert len(filing().reports) == 341
    assert {aspect: counted[aspect] for aspect in (Aspect.SITE, Aspect.RATE, Aspect.OUTCOME)} == {
        Aspect.SITE: 61, Aspect.RATE: 5, Aspect.OUTCOME: 61}


# --- the two founding reports -----------------------------------------------------------------------------


def founding_facts(edition: str) -> list[tuple[str, str]]:
    return [(one.report, one.locator) for one in filing(edition).statements if ", fact " in one.locator]


@pytest.mark.parametrize("edition", ["", "seeds"])
def test_the_founding_reports_are_46_facts_each_once(edition: str):
    facts = founding_facts(edition)
    assert Counter(report for report, _ in facts) == {"seed-000": 28, "seed-002": 18}
    numbers = [(report, int(locator.rpartition(" ")[2])) for report, locator in facts]
    assert numbers == [("seed-000", n) for n in range(1, 29)] + [("seed-002", n) for n in range(1, 19)]


def test_each_fact_is_an_exact_part_of_the_paragraph_it_names():
    bodies = {report.name: report.body.decode() for report in filing().reports if report.body}
    for statement in filing().statements:
        if ", fact " in statement.locator:
            number = int(re.match(r"paragraph (\d+), fact", statement.locator).group(1))
            assert statement.passage in bodies[statement.report].split("\n\n")[number - 1]


def test_the_seeds_take_no_detail_from_any_other_report():
    seeds = filing("seeds")
    assert {report.name for report in seeds.reports} == {"seed-000", "seed-002"}
    mandates = [one.detail for one in seeds.statements if one.aspect is Aspect.MANDATE]
    assert mandates == [{"resolution": "2699", "act": "cited"}, {"act": "extended"}, {"act": "purpose"}]
    assert not any(one.aspect is Aspect.SITE for one in seeds.statements)  # infrastructure is secured, and unnamed
    assert {party.id for party in seeds.parties} == {"KEN", "P-RUTO", "P-LEBLANC", "P-OTUNGE", "P-CONILLE"}


def test_the_seeds_ask_for_four_kinds_and_name_no_number():
    needs = [(one.report, one.resource) for one in filing("seeds").statements if one.aspect is Aspect.NEED]
    assert needs == [("seed-000", "personnel"), ("seed-000", "equipment"), ("seed-000", "logistics"),
                     ("seed-002", "personnel"), ("seed-002", "logistics"), ("seed-002", "money")]
    assert all(one.quantity is None for one in filing("seeds").statements if one.aspect is Aspect.NEED)


def test_the_seeds_alone_open_with_nearly_400_and_one_600_told_twice():
    seen = personnel(books("2024-10-12", "2024-10-15", "seeds"))
    present, preparing = seen.at(0, Stage.PRESENT), seen.at(0, Stage.PREPARING)
    assert (present.booked, present.low, present.high) == (400, 380, 400)
    assert (preparing.booked, preparing.low, preparing.high) == (600, 600, 600)
    assert seen.promised_total(0).booked == 600


def test_training_keeps_the_word_of_each_report():
    said = {one.report: one.words["stage"] for one in filing().statements
            if one.aspect is Aspect.STOCK and one.stage is Stage.PREPARING and ", fact " in one.locator}
    assert said == {"seed-000": "in redeployment training", "seed-002": "in pre-deployment training"}


# --- what the whole record shows --------------------------------------------------------------------------


def test_in_september_2024_about_426_are_present_and_600_prepare_once():
    assert standing("2024-09-22", "2024-09-30", Stage.PRESENT) == 426
    assert standing("2024-09-22", "2024-09-30", Stage.PREPARING) == 600


def test_three_weeks_later_still_600_prepare_with_two_statements_behind_them():
    seen = books("2024-10-12", "2024-10-15")
    assert personnel(seen).at(0, Stage.PREPARING).booked == 600
    trains = [one for one in filing().rulings if one.statement in (
        "seed-000:paragraph 18, fact 15", "seed-002:paragraph 2, fact 5")]
    assert [(one.verdict, len(one.postings)) for one in trains] == [(Verdict.ADJUST_BY, 1), (Verdict.SAME_AS, 0)]


@pytest.mark.parametrize(("on", "persons"), [
    ("2025-02-14", 1003), ("2025-07-03", 994), ("2025-09-30", 993), ("2025-12-10", 980), ("2026-03-21", 980)])
def test_strength_follows_the_counts_to_about_a_thousand_and_stays(on: str, persons: int):
    assert standing(on, "2026-03-31", Stage.PRESENT) == persons


def test_735_kenyans_in_july_2025_before_and_after_the_missing_officer_was_known_dead():
    assert standing("2025-07-03", "2025-07-10", Stage.PRESENT, "KEN") == 735
    assert standing("2025-07-03", "2026-03-31", Stage.PRESENT, "KEN") == 735
    assert standing("2025-07-03", "2025-07-10", Stage.LOST, "KEN") == 1
    assert standing("2025-07-03", "2026-03-31", Stage.LOST, "KEN") == 2


def test_a_relief_is_no_new_promise():
    assert personnel(books("2026-03-21", "2026-03-31"), "GTM").promised_total(0).booked == 300
    assert personnel(books("2026-03-21", "2026-03-31"), "JAM").promised_total(0).booked == 200


def test_of_kenyas_1000_nothing_is_promised_twice():
    assert personnel(books("2026-03-21", "2026-03-31"), "KEN").promised_total(0).booked == 1000


@pytest.mark.parametrize("on", ["2024-02-01", "2024-06-25", "2024-09-22", "2025-02-14", "2025-12-08", "2026-03-21"])
def test_no_line_stands_below_zero_at_any_stage(on: str):
    seen = books(on, "2026-03-31")
    group = np.array([next(line.number for line in seen.lines if line.id == lot.line) for lot in seen.lots], np.int32)
    sums = positions(seen.movements, group=group, groups=len(seen.lines), on=seen.on)
    below = [(seen.lines[row].key.contributor, seen.lines[row].key.resource, stage.word)
             for row in range(len(seen.lines)) for stage in Stage
             if stage is not Stage.OUTSIDE and sums.at(row, stage).booked < 0]
    assert below == []


def test_no_ruling_is_known_before_what_it_cites():
    kept = books_of(filing(), on=date(2026, 3, 31))
    for ruling in kept.rulings:
        for number in (ruling.statement, *ruling.cites):
            assert kept.statement_by_id[number].known <= ruling.known


def test_no_outcome_is_told_before_it_happened():
    published = {report.name: report.published for report in filing().reports}
    for statement in filing().statements:
        if statement.aspect is Aspect.OUTCOME and statement.detail.get("happened"):
            assert date.fromisoformat(str(statement.detail["happened"])) <= published[statement.report]
