"""One ledger's books as a data package that loads again to the same positions.

Every statement goes into the one general table (`facts`), every ruling with its postings as they were frozen; the
posting rules are switched off for the package, so what nobody judged stays unjudged. What the viewer may not see is not
in the books and so not in the package. Reports come with their text where the caller hands it over.

Known weakness: entries get new places in the new ledger's chain; sealed texts are written as "(sealed)".
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from muster.errors import Refused
from muster.exchange.amounts import amount_text
from muster.exchange.descriptor import resource_of
from muster.exchange.fields import TABLE_BY_NAME
from muster.ledger.records import EVERYONE, Books, LineKey, Party, Posting, Report, Ruling, Statement
from muster.problems import Problem
from muster.quantities import end_of_day
from muster.vocabulary import Stage

Cells = dict[str, str]
SEALED = "(sealed)"
TOGETHER = Party(EVERYONE, "All contributors together", "organisation")


def write_package(books: Books, folder: Path, *, body_of: Callable[[Report], bytes | None] | None = None) -> str:
    """Write the books into an empty or new folder; the sentence says what was written.

    body_of: the text of a report, where it may be handed out. Raises Refused when the folder holds something.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(Problem("muster export", str(folder), "an empty or new folder", "Name another folder."))
    folder.mkdir(parents=True, exist_ok=True)
    keys = _Keys(books)
    tables = {
        "sources": [_source(report, books, _keep_body(report, folder, body_of)) for report in books.reports.values()],
        "parties": [_party(party) for party in (*books.parties.values(), TOGETHER)],
        "lots": [_lot(name, line, lot, part_of) for name, line, lot, part_of in keys.lots()],
        "facts": [_fact(statement, books) for statement in books.statements],
        "rulings": [_ruling(ruling, books) for ruling in books.rulings],
        "postings": [_posting(posting, ruling, number, keys) for ruling in books.rulings
                     for number, posting in enumerate(ruling.postings, 1)],
    }
    resources = []
    for name, rows in tables.items():
        columns = _columns(name, rows)
        _write_csv(folder / f"{name}.csv", columns, rows)
        resources.append(resource_of(name, columns, tuple(tables)))
    descriptor = json.dumps(_about(books) | {"resources": resources}, ensure_ascii=False, indent=2)
    (folder / "datapackage.json").write_text(descriptor + "\n", encoding="utf-8")
    counted = ", ".join(f"{len(tables[name])} {name}" for name in ("sources", "facts", "rulings", "postings"))
    return f"{folder}: {counted}. Load it elsewhere with: muster load {folder}"


def _about(books: Books) -> dict[str, object]:
    mission = books.mission
    return {
        "name": re.sub(r"[^a-z0-9._-]+", "-", mission.slug.lower()),
        "title": f"{mission.name}: the ledger on {books.on.isoformat()} as known at {_moment(books.known)}",
        "posting_rules": False,
        "mission": {"slug": mission.slug, "name": mission.name, "timezone": mission.timezone,
                    "names": [{"from": day.isoformat(), "name": name} for day, name in mission.names]},
    }


class _Keys:
    """A name of its own in the package for every lot the postings move; two lines may have lots of one name."""

    def __init__(self, books: Books) -> None:
        self._keys: dict[tuple[LineKey, str], str] = {}
        self._parents: dict[tuple[LineKey, str], str] = {}
        taken: set[str] = set()
        for ruling in books.rulings:
            for posting in ruling.postings:
                for lot, parent in ((posting.part_of, ""), (posting.lot, posting.part_of)):
                    if lot:
                        self._add(posting.line, lot, parent, taken)

    def _add(self, line: LineKey, lot: str, parent: str, taken: set[str]) -> None:
        if (line, lot) not in self._keys:
            plain = re.sub(r"[^A-Za-z0-9._+@:/-]+", "-", lot).lstrip("._+@:/-")[:180] or "lot"
            key, number = plain, 1
            while key in taken:
                number += 1
                key = f"{plain}-{number}"
            taken.add(key)
            self._keys[line, lot] = key
        if parent:
            self._parents.setdefault((line, lot), parent)

    def key(self, line: LineKey, lot: str) -> str:
        return self._keys[line, lot]

    def lots(self) -> Iterable[tuple[str, LineKey, str, str]]:
        """(key, line, name, key of the larger lot), the larger first."""
        rows = [(key, line, lot, self._keys.get((line, self._parents.get((line, lot), "")), ""))
                for (line, lot), key in self._keys.items()]
        return sorted(rows, key=lambda row: bool(row[3]))


# --- one row each -----------------------------------------------------------------------------------------


def _source(report: Report, books: Books, body: str) -> Cells:
    from_publication = report.published is not None and report.known == end_of_day(report.published, books.mission.zone)
    basis = "unknown" if report.published is None else "inferred" if report.date_is_inferred else "stated"
    return {
        "source_id": report.name, "title": report.title or report.name, "publisher": report.publisher or "not told",
        "published": report.published.isoformat() if report.published else "",
        "received": "" if from_publication or not report.known else _moment(report.known), "date_basis": basis,
        "address": report.address,
        "language": report.language or "en", "marking": report.marking.word,
        "is_citation": _yes_no(report.is_citation), "is_founding": _yes_no(report.is_founding), "body": body,
    }


def _keep_body(report: Report, folder: Path, body_of: Callable[[Report], bytes | None] | None) -> str:
    """Writes a report's text beside the tables, where it is text; the path, or ""."""
    content = body_of(report) if body_of is not None and not report.sealed else None
    if not content:
        return ""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    path = Path("reports") / (re.sub(r"[^A-Za-z0-9._-]+", "-", report.name).lstrip(".-_") + ".txt")
    (folder / "reports").mkdir(exist_ok=True)
    (folder / path).write_bytes(content)
    return path.as_posix()


def _party(party: Party) -> Cells:
    return {"party_id": party.id, "name": party.name, "kind": party.kind, "aliases": ";".join(party.aliases),
            "role": party.role, "host_side": _yes_no(party.host_side)}


def _lot(key: str, line: LineKey, lot: str, part_of: str) -> Cells:
    return {"lot": key, "name": "" if lot == key else lot, "contributor": line.contributor, "resource": line.resource,
            "unit": line.unit, "channel": line.channel, "earmark": line.earmark, "conditions": line.conditions,
            "part_of": part_of}


def _fact(statement: Statement, books: Books) -> Cells:
    words = statement.words
    return {
        "id": f"S{statement.id}", "source_id": books.reports[statement.report].name, "aspect": statement.aspect.value,
        "contributor": statement.contributor, "resource": statement.resource, "unit": statement.unit,
        "quantity": amount_text(statement.quantity, statement.unit) if statement.quantity else "",
        "stage": _stage(statement.stage), "from_stage": _stage(statement.from_stage),
        "when": str(statement.when) if statement.when else "", "quantity_words": words.get("quantity", ""),
        "stage_words": words.get("stage", ""), "when_words": words.get("when", ""),
        "condition": words.get("condition", ""),
        "detail": json.dumps(dict(statement.detail), ensure_ascii=False, sort_keys=True) if statement.detail else "",
        "speaker": statement.speaker, "grade": statement.grade.name.lower(), "marking": statement.marking.word,
        "passage": SEALED if statement.passage is None else statement.passage, "locator": statement.locator,
    }


def _ruling(ruling: Ruling, books: Books) -> Cells:
    by_id = {other.id: other for other in books.rulings}
    named = [books.statement_by_id[number] for number in (ruling.statement, *ruling.cites)
             if number in books.statement_by_id]
    from_sources = max(statement.known for statement in named)
    replaced = by_id.get(ruling.replaces) if ruling.replaces is not None else None
    return {
        "ruling": f"R{ruling.id}", "statement": f"facts/S{ruling.statement}", "verdict": ruling.verdict.value,
        "author": ruling.author, "policy": ruling.policy,
        "reason": SEALED if ruling.reason is None else ruling.reason or "none given",
        "cites": ";".join(f"facts/S{number}" for number in ruling.cites if number in books.statement_by_id),
        "replaces": f"facts/S{replaced.statement}" if replaced is not None else "",
        "known": "" if ruling.known == from_sources else _moment(ruling.known),
        "detail": json.dumps(dict(ruling.detail), ensure_ascii=False, sort_keys=True) if ruling.detail else "",
    }


def _posting(posting: Posting, ruling: Ruling, number: int, keys: _Keys) -> Cells:
    return {
        "posting": f"R{ruling.id}-{number}", "ruling": f"R{ruling.id}", "lot": keys.key(posting.line, posting.lot),
        "from_stage": posting.from_stage.word, "to_stage": posting.to_stage.word,
        "quantity": amount_text(posting.quantity, posting.line.unit), "when": str(posting.when),
        "when_words": posting.when.words, "whole": _yes_no(posting.whole),
        "reached": posting.reached.word if posting.reached is not Stage.OUTSIDE else "",
    }


# --- cells and files --------------------------------------------------------------------------------------


def _stage(stage: Stage | None) -> str:
    return stage.word if stage is not None else ""


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"


def _moment(microseconds: int) -> str:
    """A time as ISO text in UTC, to the microsecond."""
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    except OverflowError:
        return "the end of time"
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _columns(table: str, rows: list[Cells]) -> list[str]:
    """The columns that are needed or hold something."""
    return [column.name for column in TABLE_BY_NAME[table].columns
            if column.required or any(row.get(column.name) for row in rows)]


def _write_csv(path: Path, columns: list[str], rows: Iterable[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
