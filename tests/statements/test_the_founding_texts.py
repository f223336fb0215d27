"""The founding reports as the Haiti mission ships them, in other words than the originals, say the same things."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest

from muster.sources.document import document_from_text
from muster.statements.reader import read

FOUNDING = files("muster.missions") / "haiti" / "founding"


@pytest.fixture(scope="module")
def first():
    text = (FOUNDING / "seed-000.txt").read_text(encoding="utf-8")
    return read(document_from_text(text, ident="seed-000", language="en", published=date(2024, 9, 22)))


@pytest.fixture(scope="module")
def second():
    text = (FOUNDING / "seed-002.txt").read_text(encoding="utf-8")
    return read(document_from_text(text, ident="seed-002", language="en", published=date(2024, 10, 11)))


def quantities(statements, number):
    return [s for s in statements if s.kind == "quantity" and s.said_number == number]


def test_nearly_400_kenyan_officers_are_on_the_ground(first):
    (said,) = quantities(first, 400)
    assert (said.party, said.stage, said.quantity_low, said.speaker) == ("Kenya", "deployed", 380, "William Ruto")


def test_the_600_of_the_first_report_are_in_training(first):
    assert "in_training" in {said.stage for said in quantities(first, 600)}
    assert "deployed" not in {said.stage for said in quantities(first, 600)}


def test_the_600_of_the_second_report_are_in_training_and_operational_next_month(second):
    told = {said.stage: said for said in quantities(second, 600)}
    assert "in_training" in told
    assert told["ready"].as_of.first >= date(2024, 11, 1)
    assert "deployed" not in told
    assert {said.party for said in told.values()} == {"Kenya"}


def test_each_report_names_the_kinds_it_asks_for(first, second):
    assert {s.resource for s in first if s.kind == "need"} == {"personnel", "equipment", "logistics"}
    assert {s.resource for s in second if s.kind == "need"} == {"personnel", "logistics", "money"}


def test_the_mandate_is_cited_and_extended(first, second):
    assert "2699" in {s.resource for s in first if s.kind == "mandate"}
    assert "extended" in {s.stage for s in second if s.kind == "mandate"}


def test_kenya_offers_further_support(first):
    assert any(s.aspect.value == "offer" and s.party == "Kenya" for s in first)


def test_the_force_commander_is_named_and_nobody_else_holds_his_post(first):
    assert {s.party for s in first if s.kind == "appointment" and "Commander" in s.resource} == {"Godfrey Otunge"}
