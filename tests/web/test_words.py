"""The pages' words: every one is translated, and what ships is what was translated."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

TOOL = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "words.py"))
LOCALES: Path = TOOL["LOCALES"]
CATALOGUES = sorted(LOCALES.glob("*/LC_MESSAGES/django.po"))


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_the_words_that_ship_are_those_of_the_catalogue_and_none_is_missing(catalogue: Path):
    packed, missing = TOOL["compiled"](catalogue)
    assert missing == []
    assert catalogue.with_suffix(".mo").read_bytes() == packed


def test_every_word_of_the_templates_is_in_the_french_catalogue():
    from babel.messages.pofile import read_po

    with (LOCALES / "fr" / "LC_MESSAGES" / "django.po").open("rb") as file:
        held = {message.id if isinstance(message.id, str) else message.id[0] for message in read_po(file)}
    templates = LOCALES.parent / "templates" / "web"
    said = set()
    for template in templates.glob("*.html"):
        said |= set(re.findall(r'{% translate "([^"]+)" %}', template.read_text()))
        said |= set(re.findall(r"{% translate '([^']+)' %}", template.read_text()))
    said = {words.replace("%", "%%") for words in said}  # as Django asks for them
    assert len(said) > 200
    assert said - held == set()


def test_the_public_page_speaks_french_in_french_numbers_and_days(haiti: None, visitor: Any):
    page = visitor.get("/haiti/public/?lang=fr&on=2025-03-01").content.decode()
    assert "Ce qui fut promis pour la sécurité des gens, et ce qui est venu" in page
    assert "1 mars 2025" in page
    assert "2\u202f500" in page
    assert "Cette traduction a été faite par une machine." in page


def test_the_language_is_remembered(haiti: None, visitor: Any):
    visitor.get("/haiti/?lang=fr")
    assert '<html lang="fr">' in visitor.get("/haiti/").content.decode()
    assert '<html lang="en">' in visitor.get("/haiti/?lang=en").content.decode()


def test_the_browsers_own_language_is_taken_where_nobody_chose(haiti: None, visitor: Any):
    assert '<html lang="fr">' in visitor.get("/haiti/", headers={"accept-language": "fr-HT,fr;q=0.9"}).content.decode()
    assert '<html lang="en">' in visitor.get("/haiti/", headers={"accept-language": "ht"}).content.decode()


def test_numbers_are_written_as_each_language_writes_them():
    from muster.web.shown import in_language

    assert in_language("12,345.5 (1,000-2,000)", "fr") == "12\u202f345,5 (1\u202f000-2\u202f000)"
    assert in_language("12,345.5", "en") == "12,345.5"
    assert in_language("resolution 2,699 of 3.14", "fr") == "resolution 2\u202f699 of 3,14"
