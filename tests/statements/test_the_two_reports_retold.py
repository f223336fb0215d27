"""The facts of the two reports the project began with, retold in our own words; and, where they lie beside, the
reports themselves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from muster.sources.document import document_from_text
from muster.statements.batch import read_paths
from muster.statements.model import Statement
from muster.statements.reader import read

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"

FIRST = """The Kenyan-led mission in Haiti must get the requisite resources, President William Ruto told the world on
Saturday.

Ruto said the support, among it personnel, equipment and logistics, which includes vehicles, would hasten the return
of peace. In the capital he met President Edgard Le Leblanc.

"As the lead nation, Kenya will be asking the Security Council to apply resolution 2699," he said. Ruto said the
mission, under Force Commander Godfrey Otunge, has made tangible progress. He praised the officers for their work in
securing critical infrastructure.

He thanked Prime Minister Cornille. Ruto said Kenya stands ready to offer further support.

"Our next batch, an additional 600, is undergoing redeployment training. We will be mission-ready in a few weeks'
time and look forward to the requisite support to enable their deployment," he said.

"Today there are nearly 400 officers on the ground."

He recalled that the country had taken part in 46 missions."""

SECOND = """President William Ruto of Kenya has urged the world to keep its financial promises to the mission in
Haiti. After talks with Prime Minister Garry Conille he stressed the need for personnel, logistics and financial
resources. He disclosed that Kenya is preparing to deploy an additional 600 police officers, who are in
pre-deployment training and are expected to be operational by the following month. He mentioned the United Nations'
decision to extend the mission's duration for another year. Discussions between Kenya and Haiti went on to enhancing
tourism and cultural exchanges and to investing in economic growth. "Haiti is a country of 12 million people,"
Conille said."""


def _reads(text: str, ident: str, published: date) -> list[Statement]:
    return read(document_from_text(text, ident=ident, language="en", published=published))


def _quantities(found: list[Statement]) -> set[tuple[str, int, int, str]]:
    return {(s.party, int(s.quantity_low or 0), int(s.quantity_high or 0), str(s.stage)) for s in found
            if s.kind == "quantity"}


def _check_first(found: list[Statement]) -> None:
    assert _quantities(found) == {("Kenya", 600, 600, "in_training"), ("Kenya", 600, 600, "ready"), ("Kenya", 380,
        400, "deployed")}
    assert {s.resource for s in found if s.kind == "need"} >= {"personnel", "equipment", "logistics"}
    assert ("UNSC", "2699") in {(s.party, s.resource) for s in found if s.kind == "mandate"}
    assert "Godfrey Otunge" in {s.party for s in found if s.kind == "appointment"}
    offices = {s.party: s.resource for s in found if s.kind == "office"}
    assert offices["Edgard Le Leblanc"] == "President"
    assert offices["Cornille"] == "Prime Minister"
    assert next(s.interested for s in found if s.kind == "claim")
    assert "critical infrastructure" in {s.resource for s in found if s.kind == "site"}
    assert "offer" in {s.aspect.value for s in found}
    waiting = [s for s in found if s.stage in ("in_training", "ready")]
    assert all("to enable their deployment" in s.condition for s in waiting)
    ready = next(s for s in waiting if s.stage == "ready")
    assert (ready.as_of_start, ready.as_of_end) == (date(2024, 10, 6), date(2024, 11, 2))


def _check_second(found: list[Statement]) -> None:
    assert {(p, n, s) for p, n, _, s in _quantities(found)} >= {("Kenya", 600, "in_training"), ("Kenya", 600, "ready")}
    assert {n for _, n, _, _ in _quantities(found)} == {600}
    assert {s.resource for s in found if s.kind == "need"} >= {"personnel", "logistics", "money"}
    assert "extended" in {s.stage for s in found if s.kind == "mandate"}
    assert "Garry Conille" in {s.party for s in found if s.kind == "office"}
    undertaken = " ".join(s.resource for s in found if s.kind == "undertaking")
    assert [w in undertaken for w in ("tourism", "cultural", "economic growth")] == [True, True, True]
    ready = next(s for s in found if s.stage == "ready")
    assert (ready.as_of_start, ready.as_of_end) == (date(2024, 11, 1), date(2024, 11, 30))


def test_the_first_report_retold_gives_every_fact_of_the_main_job() -> None:
    _check_first(_reads(FIRST, "first", date(2024, 9, 22)))


def test_the_second_report_retold_gives_every_fact_of_the_main_job() -> None:
    _check_second(_reads(SECOND, "second", date(2024, 10, 11)))


def test_redeployment_and_pre_deployment_are_kept_as_said() -> None:
    for text, word in ((FIRST, "redeployment"), (SECOND, "pre-deployment")):
        found = [s for s in _reads(text, "r", date(2024, 10, 11)) if s.stage == "in_training"]
        assert word in text[found[0].sentence_start:found[0].sentence_end]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the two reports do not lie beside the project")
def test_the_reports_themselves_give_every_fact_of_the_main_job() -> None:
    first = next(read_paths([SEEDS / "000_89f57e5a1b0e6a6f.txt"]))
    second = next(read_paths([SEEDS / "002_dad727ba3afe0842.txt"], published=date(2024, 10, 11)))
    _check_first(list(first.statements))
    _check_second(list(second.statements))
