"""Choices by learned weights: they add up, say their reasons, repeat, and never saw the half that only measures."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.sources.document import document_from_text
from muster.statements.loglinear import Classes, Ranking, shipped
from muster.statements.reader import read
from muster.statements.senses import senses
from muster.statements.tokens import tokenise

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tools.accuracy.drills import drills  # noqa: E402
from tools.accuracy.fitting import Labelled, Ranked, fit_classes, fit_ranking  # noqa: E402
from tools.accuracy.seen import seen  # noqa: E402
from tools.accuracy.split import side  # noqa: E402


@given(st.lists(st.sampled_from(sorted(shipped().stage.weights)), max_size=40))
def test_the_chances_of_all_stages_add_to_one(signs: list[str]) -> None:
    assert sum(shipped().stage.probabilities(signs).values()) == pytest.approx(1.0)


def test_a_sign_speaks_for_the_stage_it_was_learned_with() -> None:
    told = [Labelled(f"r{n}", ["always", "pulled out"], "withdrawn") for n in range(4)]
    told += [Labelled(f"r{n}", ["always", "landed"], "deployed") for n in range(4)]
    weights = fit_classes(told, penalty=1.0)
    assert max(chances := weights.probabilities(["always", "landed"]), key=lambda k: chances[k]) == "deployed"
    assert weights.reasons(["always", "landed"], "deployed", "withdrawn") == ["landed"]


def test_the_candidate_with_the_better_signs_is_chosen() -> None:
    questions = [Ranked(f"r{n}", [["subject"], ["after 'to'"], ["subject", "far"]], [True, False, False])
                 for n in range(5)]
    weights = fit_ranking(questions, penalty=1.0)
    first, second = weights.probabilities([["subject"], ["after 'to'"]])
    assert first > second


def test_the_same_examples_give_the_same_weights() -> None:
    told = [Labelled(f"r{n % 3}", [f"s{n % 5}", "always"], "ab"[n % 2]) for n in range(30)]
    assert fit_classes(told, penalty=1.0) == fit_classes(list(told), penalty=1.0)


def test_a_sign_never_seen_weighs_nothing() -> None:
    assert Classes(("a", "b"), {}).probabilities(["unheard of"]) == {"a": 0.5, "b": 0.5}
    assert Ranking({}).probabilities([["x"], ["y"]]) == [0.5, 0.5]


def test_arrears_have_the_same_sense_in_both_languages() -> None:
    english = {z.name for z in senses(tokenise("arrears of pay", "en"), "en")}
    french = {z.name for z in senses(tokenise("des arriérés de solde", "fr"), "fr")}
    assert "owe" in english & french


def _set(folder: Path, idents: list[str], with_text: set[str]) -> None:
    (folder / "texts").mkdir(parents=True)
    (folder / "documents.jsonl").write_text("".join(json.dumps(
        {"id": i, "language": "en", "published_on": "2031-01-01", "publisher": ""}) + "\n" for i in idents))
    (folder / "gold.jsonl").write_text("".join(json.dumps(
        {"doc": i, "claim_no": 1, "kind": "quantity", "party": "Kenya"}) + "\n" for i in idents))
    for ident in with_text:
        (folder / "texts" / f"{ident}.txt").write_text("Kenya sent 600 officers.")


def test_the_trainer_never_opens_a_text_or_claim_of_the_half_that_measures(tmp_path: Path) -> None:
    idents = [f"d{n}" for n in range(12)]
    tune = {i for i in idents if side(i) == "tune"}
    assert 0 < len(tune) < len(idents)
    _set(tmp_path / "own", ["o1"], {"o1"})
    _set(tmp_path / "shared", idents, tune)  # a text that were opened would be missing
    known = seen(tmp_path / "own", tmp_path / "shared")
    assert {i.removeprefix("tune ") for i, name in known.sets.items() if name == "tune"} == tune
    assert {c["doc"].removeprefix("tune ") for c in known.annotated.claims} == tune | {"own o1"}


def test_every_mark_of_the_invented_sentences_lies_in_its_text() -> None:
    for document, marks in drills():
        assert marks
        assert all(0 <= begin < end <= len(document.text) for begin, end, _, _ in marks)


def test_a_statement_says_in_words_how_it_was_chosen() -> None:
    [said] = read(document_from_text("Kenya will send 600 police officers to Haiti.", ident="x", language="en",
                                     published=date(2031, 3, 10)))
    assert said.rule.startswith("pledged by ")
    assert "Kenya by " in said.rule


def test_what_is_plain_is_surer_than_what_is_not() -> None:
    plain, = read(document_from_text("Kenya will send 600 police officers to Haiti.", ident="x", language="en"))
    dark = read(document_from_text("Of these 40, or so one hears.", ident="y", language="en"))
    assert plain.confidence > max((s.confidence for s in dark), default=0.0)
