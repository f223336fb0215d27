"""Keeping a ledger: writing it out as a package, and making anew what is derived from it."""

from __future__ import annotations

from pathlib import Path

from muster import store
from muster.exchange.export import write_package
from muster.ledger.records import Books, Mission, Report
from muster.store import mirror
from muster.store.triggers import install_triggers


def export(books: Books, folder: Path) -> str:
    """Write the books as a data package that loads again, with the report texts the viewer may see."""
    return write_package(books, folder, body_of=lambda report: _text_of(report, books))


def _text_of(report: Report, books: Books) -> bytes | None:
    """The report's text, where every passage quotes it; a sheet's rows or a sealed text travel as passages alone."""
    body = store.report_body(books.mission, report.id)
    if body is None:
        return None
    text = body.decode(errors="replace")
    passages = [one.passage for one in books.statements if one.report == report.id]
    return body if all(passage is not None and passage in text for passage in passages) else None


def recompute(mission: Mission) -> str:
    """Make the triggers and the column mirror anew from the ledger; no entry is touched."""
    install_triggers()
    dropped = mirror.drop(mission)
    segments = store.column_segments(mission)
    moved = sum(len(segment) for segment in segments)
    return (f"{mission.slug}: triggers made anew; {dropped} mirror segments dropped; "
            f"{moved:,} movements read again from the ledger.")
