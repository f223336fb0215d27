"""A report handed in on a page: its bytes become a file again, are read and filed with what its sender said of it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from muster.actions import reading
from muster.errors import Refused
from muster.ledger.figures import slug
from muster.ledger.records import Mission
from muster.problems import Problem
from muster.vocabulary import Marking


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
        path = Path(folder) / f"{slug(Path(file_name).stem)[:60] or 'report'}{_suffix(file_name)}"
        path.write_bytes(body)
        report = next(iter(reading.read([path], published=published, publisher=publisher)))
        if report.document is None:
            raise Refused(*report.problems)
        if title:
            report = replace(report, document=replace(report.document, title=title))
        recorded = reading.record(mission, report, author=author, marking=Marking[marking.upper()], address=address)
    return HandedIn(recorded.name, recorded.summary, tuple(report.problems))


def _suffix(file_name: str) -> str:
    """The end of the name, where it says how to read the file; text where it says nothing."""
    suffix = Path(file_name).suffix.lower()
    return suffix if suffix[1:].isalnum() and len(suffix) < 6 else ".txt"
