"""The exceptions, for callers who broke an agreement. Faulty input is not here: it is a `Problem`.

    MusterError
    ├── Refused        the ledger will not do this, and says what to do instead (has a Problem)
    │   └── Stale      what the caller looked at has changed since; look again
    ├── LawBroken      the data at hand breaks a law of the ledger; `muster verify` says where
    └── NotHere        no such mission, entry, party or figure (has a Problem)
"""

from __future__ import annotations

from muster.problems import Problem


class MusterError(Exception):
    """Something Muster raises on purpose; anything else that surfaces is a defect."""


class Refused(MusterError):
    """The action was not done; nothing of it was kept. `problems` says why and what to do."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Stale(Refused):
    """Somebody else changed what this was based on. Look again, then decide."""


class NotHere(Refused):
    """What was asked for does not exist under that name."""


class LawBroken(MusterError):
    """The stored data contradicts a law of the ledger."""
