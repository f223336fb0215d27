"""What a file is, who published it and when, in which language, and which reports are one."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import docx

from muster.sources.document import document_from_text, text_hash
from muster.sources.files import read_file, stated_date
from muster.sources.language import detect
from muster.sources.reprints import Likeness, fingerprint, likeness, stories

ENGLISH = "The mission said that 200 officers have arrived in the capital and that more of them will follow next month."
FRENCH = ("La mission a indiqué que 200 policiers sont arrivés dans la capitale et que "
          "d'autres suivront le mois prochain.")
SPANISH = ("La misión dijo que los 200 policías han llegado a la capital y que otros más llegarán "
           "el mes que viene con sus equipos.")
KREYOL = ("Lapolis ak misyon an ap travay ansanm nan kapital la pou yo ka bay moun yo sekirite, "
          "epi gen lòt polisye ki pral vini nan peyi a.")


def _written(tmp_path: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def test_english_and_french_are_told_apart() -> None:
    assert (detect(ENGLISH), detect(FRENCH)) == ("en", "fr")


def test_spanish_and_kreyol_are_recognised_and_said_to_be_unread(tmp_path: Path) -> None:
    for text, language in ((SPANISH, "Spanish"), (KREYOL, "Kreyòl")):
        understood = read_file(_written(tmp_path, "a.txt", text))
        assert understood.value is not None
        assert f"a text in {language}" in understood.problems[0].found


def test_a_short_sentence_has_a_language() -> None:
    assert [detect(text) for text in ("Uruguay sent 180 engineers.", "Le Maroc enverra 250 gendarmes.",
        "El contingente de 200 soldados llegó el lunes.", "Benin: 40")] == ["en", "fr", "es", "und"]


def test_right_to_left_and_emoji_are_kept_and_said_to_be_unread(tmp_path: Path) -> None:
    for text in ("وصلت القوة إلى العاصمة يوم الاثنين مع مئة جندي", "🚁🚁🚁 🪖🪖"):
        understood = read_file(_written(tmp_path, "a.txt", text))
        assert understood.value is not None
        assert understood.value.text == text
        assert understood.value.language == "und"


def test_text_that_is_not_utf8_is_read_with_a_warning(tmp_path: Path) -> None:
    understood = read_file(_written(tmp_path, "a.txt", FRENCH, "cp1252"))
    assert understood.value is not None
    assert understood.value.text == FRENCH
    assert "Windows-1252" in understood.problems[0].remedy


def test_utf16_is_read_without_a_warning(tmp_path: Path) -> None:
    understood = read_file(_written(tmp_path, "a.txt", ENGLISH, "utf-16"))
    assert understood.value is not None
    assert (understood.value.text, understood.problems) == (ENGLISH, ())


def test_a_list_beside_the_folder_tells_date_publisher_and_language(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    row = {"id": "r1", "published_on": "2031-05-04", "publisher": "Freedonian Post", "language": "en"}
    (tmp_path / "documents.jsonl").write_text(json.dumps(row) + "\nnot json\n")
    document = read_file(_written(tmp_path / "texts", "r1.txt", ENGLISH)).value
    assert document is not None
    assert (document.published, document.publisher, document.language) == (date(2031, 5, 4), "Freedonian Post", "en")


def test_the_date_in_the_head_of_a_text_is_its_publication_and_no_part_of_its_body() -> None:
    day, end = stated_date(" date 2031-02-03 The force has grown.")
    assert (day, " date 2031-02-03 The force has grown."[end:].strip()) == (date(2031, 2, 3), "The force has grown.")
    assert stated_date("Publié le 3 mars 2031 La force grandit.")[0] == date(2031, 3, 3)
    assert stated_date("The force has grown since May.") == (None, 0)


def test_a_page_gives_its_article_and_its_date(tmp_path: Path) -> None:
    page = ("<html><head><title>More officers</title><meta property='og:site_name' content='Freedonia Times'>"
            "<meta property='article:published_time' content='2021-05-06'></head><body><nav>Home News</nav><article>"
            f"<h1>More officers</h1><p>{ENGLISH} {ENGLISH}</p><p>{ENGLISH}</p></article></body></html>")
    document = read_file(_written(tmp_path, "a.html", page)).value
    assert document is not None
    assert "200 officers have arrived" in document.text
    assert document.published == date(2021, 5, 6)


def test_a_docx_gives_its_paragraphs(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph(ENGLISH)
    made.add_paragraph("Second paragraph of the report.")
    made.save(str(tmp_path / "a.docx"))
    document = read_file(tmp_path / "a.docx").value
    assert document is not None
    assert [document.text[p.start:p.end] for p in document.paragraphs] == [ENGLISH, "Second paragraph of the report."]


def test_a_position_leads_to_its_page_and_paragraph() -> None:
    document = document_from_text("One.\nTwo.\fThree.", ident="a", language="en")
    assert [document.place_of(document.text.index(w)) for w in ("One", "Two", "Three")] == [(1, 1), (1, 2), (2, 3)]


def test_spaces_and_line_ends_do_not_make_another_report() -> None:
    assert text_hash("a b\r\nc") == text_hash(" a  b\nc ")
    assert text_hash("a b c") != text_hash("a b d")


LONG = ("The Council heard on Tuesday that Freedonia will send 340 soldiers and 12 helicopters to Sylvania in "
        "June. General Firefly thanked "
        "Minister Trentino, who promised 25 million dollars. Osterlich has 90 engineers in Sylvania and Moronia 60.")
REWRITTEN = ("General Firefly has expressed his thanks to Minister Trentino: 25 million dollars were promised. In "
             "June, Sylvania will see 340 "
             "soldiers from Freedonia and 12 of its helicopters, it was said on Tuesday. There are 90 engineers of "
             "Osterlich in Sylvania, 60 of Moronia.")


def test_a_copy_a_reprint_and_a_rewrite_are_told_from_another_story() -> None:
    marks = {name: fingerprint(document_from_text(text, ident=name, language="en", published=date(2031, 5, 1)))
        for name, text in {
        "first": LONG, "copy": LONG + " ", "cut": LONG[:140], "rewrite": REWRITTEN, "other": ENGLISH}.items()}
    assert [likeness(marks["first"], marks[name])[0] for name in ("copy", "cut", "rewrite", "other")] == [
        Likeness.COPY, Likeness.REPRINT, Likeness.REWRITE, Likeness.DIFFERENT]


def test_a_story_is_named_by_its_first_report_whatever_the_order() -> None:
    one = [document_from_text(LONG, ident="b", language="en"), document_from_text(LONG, ident="a", language="en"),
           document_from_text(ENGLISH, ident="c", language="en")]
    assert stories(one) == stories(one[::-1]) == {"a": "a", "b": "a", "c": "c"}
