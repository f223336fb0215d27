"""Sealing: two people make the texts of entries unreadable on every exit. That there was an entry stays."""

from __future__ import annotations

from collections.abc import Sequence

from muster import store
from muster.actions.references import entry_named, reference
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
    ids = _with_their_reports(mission, ids)
    sealed = store.seal(mission, ids, reason=reason, authors=(first, second))
    told = [f"Sealed: {sealed.texts} text{'s' if sealed.texts != 1 else ''} can no longer be read."]
    told += [f"Backup written anew: {path}" for path in sealed.backups_rewritten]
    told += [f"Still to do: {left}" for left in sealed.unreachable]
    return "\n".join(told)


def _with_their_reports(mission: Mission, ids: Sequence[int]) -> list[int]:
    """A statement's words stand in its report's text too: its report is sealed with its last statement.

    Raises Refused where a report holds other statements, since its text could not be kept without these words.
    """
    books = store.open_books(mission, with_movements=False)
    wanted = set(ids)
    for entry in ids:
        statement = books.statement_by_id.get(entry)
        if statement is None or statement.passage is None or statement.report in wanted:
            continue
        body = (store.report_body(mission, statement.report) or b"").decode(errors="replace")
        others = [one for one in books.statements if one.report == statement.report and one.id not in wanted]
        if statement.passage not in body:
            continue
        if others:
            report = reference("D", statement.report)
            raise Refused(Problem("sealing", reference("S", entry), "a statement whose words stand nowhere else",
                                  f"The text of its report holds them too: seal {report}, with all its statements."))
        wanted.add(statement.report)
    return sorted(wanted)
