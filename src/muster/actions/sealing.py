"""Sealing: two people make the texts of entries unreadable on every exit. That there was an entry stays."""

from __future__ import annotations

from collections.abc import Sequence

from muster import store
from muster.actions.references import entry_named
from muster.errors import Refused
from muster.ledger.records import Mission
from muster.problems import Problem


def seal(mission: Mission, entries: Sequence[str], *, reason: str, authors: tuple[str, str]) -> str:
    """Seal statements (S12) or whole reports (D5). Raises Refused unless two different people ask."""
    first, second = (" ".join(author.split()) for author in authors)
    if not first or not second or first.casefold() == second.casefold():
        raise Refused(Problem("sealing", second, "a second person, other than the first", "Ask a colleague to sign."))
    ids = [entry_named(typed, letter=typed.strip()[:1].upper() if typed.strip()[:1].upper() in "SD" else "S",
                       mission=mission, what="entry to seal") for typed in entries]
    sealed = store.seal(mission, ids, reason=reason, authors=(first, second))
    told = [f"Sealed: {sealed.texts} texts can no longer be read."]
    told += [f"Backup written anew: {path}" for path in sealed.backups_rewritten]
    told += [f"Still to do: {left}" for left in sealed.unreachable]
    return "\n".join(told)
