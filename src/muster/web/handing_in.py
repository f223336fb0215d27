"""A report handed in: its bytes read to text, its text to statements, both filed, nothing ruled.

Reading is `sources` and `statements`; here their answer becomes a filing. A party the mission does not know yet is
added under a short name of its own, so that no statement is dropped for it; merging it with another is a judgement.
Weakness: the reader gives a resource's kind, seldom its make; a person corrects that when ruling.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from muster import store
from muster.actions.told import filed_text
from muster.errors import NotHere, Refused
from muster.ledger.drafts import Filing, NewReport, NewStatement
from muster.ledger.figures import slug
from muster.ledger.records import EVERYONE, Books, Mission, Party
from muster.problems import Problem
from muster.sources.document import Document
from muster.sources.files import read_file
from muster.statements import model
from muster.statements.reader import read
from muster.vocabulary import Aspect, Grade, Kind, Marking, Stage, stage_named

LONGEST_PASSAGE = 2000
THE_MISSION = ("mission", "force")
"""What the reader calls the mission itself where the text names it no further: all contributors together."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What became of a report. report: its name in the ledger."""

    report: str
    summary: str
    problems: tuple[Problem, ...]


def read_and_file(mission: Mission, body: bytes, *, file_name: str, title: str, publisher: str,
                  published: date | None, address: str, marking: str, author: str) -> HandedIn:
    """Read and file. Raises Refused when nothing of it could be read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"report{Path(file_name).suffix.lower() or '.txt'}"
        path.write_bytes(body)
        understood = read_file(path, published=published, publisher=publisher)
    document = understood.value
    problems = tuple(_said_of_file(problem, file_name) for problem in understood.problems)
    if document is None:
        raise Refused(*problems)
    books = store.open_books(mission, with_movements=False)
    filing, report = filing_of(document, books, file_name=file_name, title=title, publisher=publisher,
                               published=published, address=address, marking=Marking[marking.upper()])
    filed = store.file(mission, filing, author=author, live=True)
    return HandedIn(report, filed_text(filed), problems)


def _said_of_file(problem: Problem, file_name: str) -> Problem:
    """The problem with the name its reader gave the file, not ours."""
    where = problem.where.rsplit("/", 1)[-1]
    return Problem(where.replace("report.", f"{file_name}: ", 1) if where.startswith("report.") else where,
                   problem.found, problem.expected, problem.remedy)


def filing_of(document: Document, books: Books, *, file_name: str, title: str, publisher: str, published: date | None,
              address: str, marking: Marking) -> tuple[Filing, str]:
    """The filing of a document and its report's name. The name comes of its text, so one report is filed once."""
    stem = slug(Path(file_name).stem)[:40] or "report"
    name = f"{stem}-{document.text_hash[:8] or sha256(document.text.encode()).hexdigest()[:8]}"
    day = published or document.published
    report = NewReport(
        name, title or document.title or file_name, publisher or document.publisher, day,
        document.language if document.language != "und" else "en", document.text.encode("utf-8", "replace"), marking,
        address=address, date_is_inferred=published is None and day is not None)
    parties = _Parties(books)
    statements = tuple(_statement(said, document, name, parties) for said in read(document))
    return Filing(parties=tuple(parties.added.values()), reports=(report,), statements=statements), name


class _Parties:
    """Parties by any of their names, with those that had to be added."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.added: dict[str, Party] = {}

    def named(self, name: str) -> str:
        """The party's id; "" for nobody."""
        from muster.actions.references import party_named

        if not name or name == model.REPORT:
            return ""
        if name.casefold().removeprefix("the ") in THE_MISSION:
            return EVERYONE
        try:
            return party_named(name, self.books, what="party")
        except NotHere:
            key = f"X-{slug(name).upper()[:30]}"
            self.added.setdefault(key, Party(key, name, "organisation"))
            return key


def _statement(said: model.Statement, document: Document, report: str, parties: _Parties) -> NewStatement:
    page, paragraph = document.place_of(said.start)
    begin, end = (said.sentence_start, said.sentence_end) if said.sentence_end else (said.start, said.end)
    kind = said.ledger_kind or _kind(said.resource)
    speaker = parties.named(said.speaker).replace(EVERYONE, "")
    contributor = parties.named(said.parties[0]) if said.parties else ""
    return NewStatement(
        report, f"page {page}, paragraph {paragraph}, statement {said.number}",
        document.text[begin:end][:LONGEST_PASSAGE], said.aspect,
        Grade.PARTY if speaker and speaker == contributor else Grade.PRESS_QUOTING if speaker else Grade.PRESS,
        speaker, kind, contributor, _resource(said, kind), _unit(said, kind),
        said.quantity(), said.ledger_stage or _stage(said), when=said.as_of, words=_words(said), detail=_detail(said))


def _kind(resource: str) -> Kind | None:
    try:
        return Kind(resource.partition(":")[0].strip().lower())
    except ValueError:
        return None


def _resource(said: model.Statement, kind: Kind | None) -> str:
    return " ".join(said.resource.lower().split()) if kind is not None else ""


def _unit(said: model.Statement, kind: Kind | None) -> str:
    if kind is None:
        return ""
    if kind is Kind.MONEY:
        return said.currency
    return "persons" if kind is Kind.PERSONNEL else (said.unit if said.kind == "quantity" else "") or "units"


def _stage(said: model.Statement) -> Stage | None:
    return stage_named(said.stage) if said.stage else None


def _words(said: model.Statement) -> dict[str, str]:
    told = {"quantity": said.source_quantity, "stage": said.source_stage, "when": said.source_date,
            "condition": said.condition}
    return {name: word for name, word in told.items() if word}


def _detail(said: model.Statement) -> Mapping[str, Any]:
    if said.aspect is Aspect.CLAIM and said.interested:
        return {"interested": "the speaker is a party to it"}
    return {}
