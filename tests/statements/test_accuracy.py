"""The reader keeps its quality on our own annotated reports, and our scorer agrees with the shared one where that is
at hand."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tools.accuracy.__main__ import OWN, SHARED, predicted, related  # noqa: E402
from tools.accuracy.gold import load  # noqa: E402
from tools.accuracy.scorer import assign, score  # noqa: E402
from tools.accuracy.split import side, stories  # noqa: E402


def test_quality_on_our_own_reports_does_not_fall() -> None:
    own = load(OWN)
    scores = score(own.claims, predicted(own), {i: d.language for i, d in own.documents.items()})
    assert len(own.documents) >= 20
    assert scores.strict.f1 >= 0.75
    assert scores.lenient.f1 >= 0.90
    assert scores.overall.f1 >= 0.80
    assert scores.share("speaker") >= 0.9
    assert scores.share("as of within 31 days") >= 0.9
    assert related(own)[0].f1 >= 0.7


def test_every_anchor_of_our_own_reports_stands_in_its_text() -> None:
    own = load(OWN)
    assert [c["anchor"] for c in own.claims if c["anchor"] not in " ".join(own.documents[c["doc"]].text.split())] == []


def test_gold_against_gold_is_perfect_and_doubled_gold_halves_precision() -> None:
    own = load(OWN)
    languages = {i: d.language for i, d in own.documents.items()}
    assert score(own.claims, own.claims, languages).overall.f1 == 1.0
    assert score(own.claims, own.claims + own.claims, languages).overall.precision == 0.5


def test_the_assignment_takes_the_better_sum_over_the_better_pair() -> None:
    assert sorted(assign([[0.9, 0.8], [0.8, 0.0]])) == [(0, 1), (1, 0)]


def test_a_story_is_never_split() -> None:
    story = stories(["a", "b", "c"], [("a", "c")])
    assert story == {"a": "a", "b": "b", "c": "a"}
    assert side("a") in ("tune", "held out")


@pytest.mark.skipif(not (SHARED / "score.py").is_file(), reason="the shared scorer does not lie beside the project")
def test_our_scorer_agrees_with_the_shared_one() -> None:
    spec = importlib.util.spec_from_file_location("shared_score", SHARED / "score.py")
    assert spec is not None
    assert spec.loader is not None
    shared = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(shared)
    everything = load(SHARED)
    said = json.loads(json.dumps(predicted(everything)))
    documents = {i: {"language": d.language, "group": d.group} for i, d in everything.documents.items()}
    theirs = shared.score(everything.claims, said, documents)
    ours = score(everything.claims, said, {i: d.language for i, d in everything.documents.items()})
    assert ours.overall.matched == theirs["overall"]["matched"]
    assert ours.strict.matched == theirs["quantity"]["a_strict"]["matched"]
    assert ours.strict_overlapping.matched == theirs["quantity"]["a2_strict_but_overlapping_quantity"]["matched"]
    assert ours.lenient.matched == theirs["quantity"]["b_lenient"]["matched"]
