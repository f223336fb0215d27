"""A citation asks the same question for good, and says when the answer has changed."""

from __future__ import annotations

import re
from typing import Any


def _citation(client: Any, place: str) -> str:
    page = client.get(place).content.decode()
    found = re.search(r'href="([^"]+)">Permanent link to this figure', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


def test_a_citation_is_frozen_to_its_day_its_knowledge_and_its_sources(haiti: None, visitor: Any):
    link = _citation(visitor, "/haiti/why/gap/personnel/present/?on=2024-09-22&known=2024-09-30&confirmed=1")
    assert "on=2024-09-22" in link
    assert "known=2024-09-30" in link
    assert "confirmed=1" in link
    assert "The ledger still says the same." in visitor.get(link).content.decode()


def test_a_citation_of_now_names_the_moment(freedonia: Any, visitor: Any):
    freedonia.said("200 came")
    link = _citation(visitor, "/freedonia/why/gap/personnel/present/")
    assert re.search(r"known=20\d\d-\d\d-\d\dT", link)
    freedonia.said("300 more came", quantity=300)  # history, known earlier than the citation
    page = visitor.get(link).content.decode()
    assert "as 200 persons" in page
    assert "the answer is now the one above" in page
    assert "500 persons" in page


def test_a_citation_that_was_altered_is_called_no_citation_of_ours(haiti: None, visitor: Any):
    link = _citation(visitor, "/haiti/why/gap/personnel/present/?on=2024-09-22&known=2024-09-30")
    altered = re.sub(r"said=[^&]{5}", "said=AAAAA", link)
    assert "it is not a citation of ours" in visitor.get(altered).content.decode()
    moved = link.replace("gap/personnel/present", "gap/personnel/required")
    assert "it is not a citation of ours" in visitor.get(moved).content.decode()


def test_a_citation_names_passage_speaker_and_grade(haiti: None, visitor: Any):
    page = visitor.get("/haiti/why/gap/personnel/present/?on=2024-07-01&known=2024-07-30").content.decode()
    cited = page[page.index("Cite this"):]
    assert "National Police Service of Kenya (the party itself)" in cited
