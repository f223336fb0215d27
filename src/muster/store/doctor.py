"""`muster doctor`: is this machine fit to keep a ledger? Each check is a sentence.

Nothing is changed, except that the files of the database are emptied of what was sealed while somebody was reading.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from muster.errors import MusterError
from muster.store import database
from muster.store.chain import ledgers
from muster.store.sealing import BEYOND_REACH, wipe
from muster.store.settings import home_folder
from muster.store.triggers import faulty_triggers

LEAST_FREE_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. told: what was found and, when it does not hold, what to do."""

    holds: bool
    told: str

    def __str__(self) -> str:
        return self.told


def doctor() -> list[Check]:
    """Every check, the database's own last, since the rest may explain why it fails."""
    return [*_machine(), *_database()]


def _machine() -> Iterator[Check]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Check(sys.version_info >= (3, 11), f"Python {version}; 3.11 or newer is needed")
    home = home_folder()
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe = home / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
        yield Check(True, f"{home} can be written")
    except OSError as failure:
        yield Check(False, f"{home} cannot be written ({failure.strerror}); set MUSTER_HOME to a folder of yours")
        return
    free = shutil.disk_usage(home).free
    yield Check(free >= LEAST_FREE_BYTES, f"{free / 1e9:,.1f} GB free beside the ledger; 0.2 GB is the least")


def _database() -> Iterator[Check]:
    try:
        prepared = database.is_prepared()
    except MusterError as failure:
        yield Check(False, str(failure))
        return
    yield Check(prepared, f"{database.database_label()} is ready" if prepared else
                f"{database.database_label()} holds no ledger yet; run `muster demo` or `muster init`")
    if not prepared:
        return
    weak = faulty_triggers()
    yield Check(not weak, "the database refuses to change or drop entries" if not weak else
                f"the database would let entries be changed ({', '.join(weak)}); run `muster recompute`")
    left = wipe()
    yield Check(not left or left == [BEYOND_REACH], "nothing was ever sealed" if left is None else
                "nothing sealed is left in the database's files" if not left else " ".join(left))
    names = ", ".join(mission.slug for mission in ledgers())
    yield Check(bool(names), f"missions: {names}" if names else "no mission yet; run `muster demo` or `muster init`")
