"""Whatever the text: it never raises, every passage lies in the text, and the order of files does not matter."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster.sources.document import document_from_text
from muster.statements.batch import read_paths
from muster.statements.model import Statement
from muster.statements.reader import read
from muster.statements.rendering import guide_jsonl, marked_html

WORDS = st.sampled_from("""Kenya the US France pledged sent has will been 600 $5 million € 40 % officers soldiers of
and , . ; : ( ) “ ” " « » said
    on Friday in May 2031 nearly up to between mission Security Council mandate until who are in training Rebels took
    Goma Général du les
    policiers ont été promis d'ici la fin une vingtaine President Ruto our we not no each per month 12,5 1.000 \n
    \n\n resolution 2699 half of""".split(" "))
SENTENCES = st.lists(WORDS, max_size=60).map(" ".join)
ANYTHING = st.one_of(st.text(max_size=400), SENTENCES)
DAYS = st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2090, 1, 1)))


def _statements(text: str, language: str, published: date | None) -> list[Statement]:
    return read(document_from_text(text, ident="x", language=language, published=published, received=date(2031, 1, 1)))


@settings(max_examples=250, deadline=None)
@given(ANYTHING, st.sampled_from(("en", "fr")), DAYS)
def test_any_text_is_read_without_an_exception_and_every_passage_lies_in_it(text: str, language: str,
    published: date | None) -> None:
    for s in _statements(text, language, published):
        assert 0 <= s.sentence_start <= s.start < s.end <= s.sentence_end <= len(text)
        assert s.rule
        assert 0 < s.confidence <= 1
        if s.as_of is not None:
            assert s.as_of.first <= s.as_of.last
        if s.quantity_low is not None and s.quantity_high is not None:
            assert s.quantity_low <= s.quantity_high


@settings(max_examples=60, deadline=None)
@given(ANYTHING, st.sampled_from(("en", "fr")))
def test_any_report_can_be_shown_and_written_and_nothing_of_it_is_markup(text: str, language: str) -> None:
    document = document_from_text(text + " <script>alert(1)</script>", ident="x", language=language)
    found = read(document)
    page = marked_html(document, found)
    assert "<script>" not in page
    assert guide_jsonl(found).count("\n") == sum(1 for s in found if s.to_guide_row() is not None)


@settings(max_examples=40, deadline=None)
@given(SENTENCES, st.sampled_from(("en", "fr")))
def test_reading_twice_gives_the_same(text: str, language: str) -> None:
    assert _statements(text, language, None) == _statements(text, language, None)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SENTENCES, min_size=2, max_size=4, unique=True), st.randoms())
def test_the_order_of_files_does_not_change_what_is_read(tmp_path: Path, texts: list[str], random) -> None:
    paths = []
    for number, text in enumerate(texts):
        path = tmp_path / f"r{number}.txt"
        path.write_text("The force said that it has grown. " + text, encoding="utf-8")
        paths.append(path)
    shuffled = random.sample(paths, k=len(paths))
    one = {r.path.name: r.statements for r in read_paths(paths, received=date(2031, 1, 1))}
    other = {r.path.name: r.statements for r in read_paths(shuffled, received=date(2031, 1, 1))}
    assert one == other


def test_a_sentence_without_end_is_read_in_pieces_and_in_time() -> None:
    begin = time.process_time()
    _statements("600 officers, " * 4000 + "1 " * 20000, "en", None)
    assert time.process_time() - begin < 20
