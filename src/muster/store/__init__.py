"""The store: tables, laws and queries. Plain functions over one database; everything above it is free of Django.

    setup, prepare, close                     which database, and its tables
    create_ledger, ledgers, mission_named     the missions in it; head_of: the end of a ledger's chain
    file                                      reports, statements and rulings in, all or nothing
    open_books, movements_of, report_body     what one viewer may see, as known at one time
    column_segments                           the movements of a huge ledger, memory-mapped
    seal, wipe, backup, restore, verify       words made unreadable; one portable file; the laws proved
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from muster.ledger.records import Mission
from muster.store.books import MovementEntry, movements_of, open_books, report_body, statements_in, statements_of
from muster.store.chain import create_ledger, head_of, ledgers, make_current, mission_named
from muster.store.database import close, prepare, setup
from muster.store.filing import Filed, file

if TYPE_CHECKING:
    from muster.ledger.columns import Movements
    from muster.store.sealing import Sealed
    from muster.store.verification import Finding

__all__ = [
    "Filed", "MovementEntry", "backup", "close", "column_segments", "create_ledger", "file", "head_of", "ledgers",
    "make_current", "mission_named", "movements_of", "open_books", "prepare", "report_body", "restore", "seal", "setup",
    "statements_in", "statements_of", "verify", "wipe",
]

# What few commands need is imported when it is called, so that a question starts quickly.


def seal(mission: Mission, entries: Sequence[int], *, reason: str, authors: tuple[str, str]) -> Sealed:
    """See `sealing.seal`."""
    from muster.store import sealing

    return sealing.seal(mission, entries, reason=reason, authors=authors)


def wipe() -> list[str] | None:
    """See `sealing.wipe`."""
    from muster.store import sealing

    return sealing.wipe()


def backup(path: Path, missions: Sequence[Mission] | None = None) -> Path:
    """See `portable.backup`."""
    from muster.store import portable

    return portable.backup(path, missions)


def restore(path: Path, *, progress: Callable[[str, int, int], None] | None = None) -> list[Mission]:
    """See `portable.restore`."""
    from muster.store import portable

    return portable.restore(path, progress=progress)


def verify(mission: Mission, head: str | None = None, *,
           progress: Callable[[str, int, int], None] | None = None) -> list[Finding]:
    """See `verification.verify`."""
    from muster.store import verification

    return verification.verify(mission, head, progress=progress)


def column_segments(mission: Mission) -> list[Movements]:
    """See `mirror.column_segments`."""
    from muster.store import mirror

    return mirror.column_segments(mission)
