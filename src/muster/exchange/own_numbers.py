"""A package's `forecast.csv` -> statements: a mission's own places, seats, vehicles, beds and parameters.

The sheet is the one people fill by hand (name, value, from, until, source). Its rows become statements, so that they
are known no earlier than their report, are never overwritten, can be rejected, and leave with every export and backup.
A row that names a report of the package (`source_id`) stands in it. One that names its source only in words stands in
a report of its own, dated by its `from`; without that day it is known from the moment it is loaded, because nobody
said it could be known earlier. Restricted unless its row says otherwise: a planning number is not for the public.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from muster.exchange.fields import FORECAST, SOURCES
from muster.exchange.folder import RawRow
from muster.exchange.rows import Read, read_row
from muster.forecast.numbers import COLUMNS, FROM, MEANINGS, NUMBER, UNTIL, VALUE, read_number
from muster.ledger.drafts import NewRuling, NewStatement
from muster.ledger.posting_rules import AUTHOR, POLICY
from muster.problems import Problem
from muster.vocabulary import Aspect, Verdict

REASON = "a number of the mission for its forecast: kept, books nothing"


def read_numbers(raw: Sequence[RawRow], sources: Sequence[Read]) -> tuple[list[Read], list[Read]]:
    """The rows of a sheet as statements on their way, and the reports made for those whose source is told in words.

    sources: the package's reports read so far; a `source` that is the id of one is taken as that report.
    """
    ids = {source.key for source in sources}
    made: dict[str, Read] = {}
    reads = []
    for row in raw:
        read = read_row(FORECAST, row)
        cells = {name: row.cells.get(name, "").strip() for name in COLUMNS}
        named = str(read.values.get("source_id") or "") or (cells["source"] if cells["source"] in ids else "")
        number = read_number(cells | {"source": cells["source"] or named}, row.where)
        if isinstance(number, Problem):
            read.problems = [problem for problem in read.problems if problem.where != number.where] + [number]
        if not read.problems:
            more = cells["source"] if read.values.get("source_id") else ""  # else it is what the report is called
            _complete(read, cells, named or _report_in_words(cells, row, made), more)
        reads.append(read)
    return reads, list(made.values())


def _complete(read: Read, cells: dict[str, str], report: str, more: str) -> None:
    """Fills in what a statement has and the sheet need not say. more: what it says of its source beside the report."""
    unit, meaning = MEANINGS[cells["name"]]
    told = f"{cells['name']} {cells['value']} from {cells['from'] or 'always'}"
    span = "".join(f" {word} {cells[word]}" for word in ("from", "until") if cells[word])
    amount = cells["value"] if unit == "day" else f"{cells['value']} {unit}"
    value = read.values
    value["id"] = value.get("id") or re.sub(r"[^A-Za-z0-9]+", "-", told)
    value["source_id"] = report
    value["passage"] = value.get("passage") or f"{meaning}: {amount}{span}. {more}".strip()
    value["grade"] = value.get("grade") or "party"
    value["marking"] = value.get("marking") or "restricted"
    value["locator"] = value.get("locator") or f"forecast/{told}"
    value["detail"] = {name: text for name, text in (
        (NUMBER, cells["name"]), (VALUE, cells["value"]), (FROM, cells["from"]), (UNTIL, cells["until"])) if text}


def _report_in_words(cells: dict[str, str], row: RawRow, made: dict[str, Read]) -> str:
    """The report of a number whose source is only told in words: one for each source and day."""
    day = cells["from"] if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cells["from"]) else ""
    name = "numbers-" + re.sub(r"[^a-z0-9]+", "-", f"{cells['source']} {day}".lower()).strip("-")[:120]
    if name not in made:
        made[name] = read_row(SOURCES, RawRow(row.where, {
            "source_id": name, "title": f"The mission's own numbers: {cells['source']}", "publisher": cells["source"],
            "published": day, "date_basis": "stated" if day else "unknown", "language": "en",
            "marking": "restricted", "is_citation": "yes",
        }))
    return name


def ruling_on(statement: NewStatement) -> NewRuling | None:
    """The policy keeps such a number as told, so that it does not wait for a verdict; None for any other statement."""
    if statement.aspect is not Aspect.CONTEXT or NUMBER not in statement.detail:
        return None
    return NewRuling(statement.key, Verdict.ACCEPT, AUTHOR, POLICY, REASON)
