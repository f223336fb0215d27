"""Keeping a ledger: writing it out as a package, and making anew what is derived from it."""

from __future__ import annotations

from pathlib import Path

from muster import store
from muster.exchange.export import write_package
from muster.ledger.records import Books, Mission
from muster.store import mirror
from muster.store.triggers import install_triggers


def export(books: Books, folder: Path) -> str:
    """Write the books as a data package that loads again, with the report texts the viewer may see."""
    return write_package(books, folder, body_of=lambda report: store.report_body(books.mission, report.id))


def recompute(mission: Mission) -> str:
    """Make the triggers and the column mirror anew from the ledger; no entry is touched."""
    install_triggers()
    dropped = mirror.drop(mission)
    segments = store.column_segments(mission)
    moved = sum(len(segment) for segment in segments)
    return (f"{mission.slug}: triggers made anew; {dropped} mirror segments dropped; "
            f"{moved:,} movements read again from the ledger.")
