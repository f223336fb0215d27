"""The store: tables, laws and queries. Plain functions over one database; everything above it is free of Django.

    setup, prepare, close                     which database, and its tables
    create_ledger, ledgers, mission_named     the missions in it
    file                                      reports, statements and rulings in, all or nothing
    open_books, movements_of, report_body     what one viewer may see, as known at one time
"""

from __future__ import annotations

from muster.store.books import MovementEntry, movements_of, open_books, report_body, statements_of
from muster.store.chain import create_ledger, head_of, ledgers, make_current, mission_named
from muster.store.database import close, prepare, setup
from muster.store.filing import Filed, file

__all__ = [
    "Filed", "MovementEntry", "close", "create_ledger", "file", "head_of", "ledgers", "make_current", "mission_named",
    "movements_of", "open_books", "prepare", "report_body", "setup", "statements_of",
]
