"""Sealing: two people make the texts of entries unreadable on every exit. That there was an entry stays.

Both have to be known to the mission: by an account, or by what they have recorded or judged in it. Known weakness: the
terminal cannot ask for passwords: whoever may write the database may type two known names.
"""

from __future__ import annotations

from collections.abc import Sequence

from muster import store
from muster.actions.references import entry_named, reference
from muster.errors import Refused
from muster.ledger.records import Mission, place_of
from muster.problems import Problem
from muster.store import people


def seal(mission: Mission, entries: Sequence[str], *, reason: str, authors: tuple[str, str]) -> str:
    """Seal statements (S12) or whole reports (D5). Raises Refused unless two different people of the mission ask."""
    first, second = (" ".join(author.split()) for author in authors)
    if not first or not second or people.plain(first) == people.plain(second):
        raise Refused(Problem("sealing", second, "a second person, other than the first", "Ask a colleague to sign."))
    known = people.known_to(mission)
    strangers = [name for name in (first, second) if people.plain(name) not in known]
    if strangers:
        raise Refused(*(Problem("sealing", name, "somebody with an account, or who has recorded in this mission",
                                f"Give them an account: muster user {'-'.join(name.split())} --role recorder.")
                        for name in strangers))
    ids = taken_with(mission, entries)
    elsewhere = _in_other_editions(mission, ids)
    sealed = store.seal(mission, ids, reason=reason, authors=(first, second))
    told = [f"Sealed: {sealed.texts} text{'s' if sealed.texts != 1 else ''} can no longer be read."]
    told += [f"Backup written anew: {path}" for path in sealed.backups_rewritten]
    told += [f"Still to do: {left}" for left in (*sealed.unreachable, *elsewhere)]
    return "\n".join(told)


def _in_other_editions(mission: Mission, ids: Sequence[int]) -> list[str]:
    """Sentences on other ledgers of the mission that hold the same reports: each is sealed by itself."""
    books = store.open_books(mission, with_movements=False)
    reports = {books.statement_by_id[one].report if one in books.statement_by_id else one for one in ids}
    names = {books.reports[one].name for one in reports if one in books.reports}
    told = []
    for other in store.ledgers():
        if other.id != mission.id and other.slug.partition("@")[0] == mission.slug.partition("@")[0]:
            held = store.open_books(other, with_movements=False).reports.values()
            shared = sorted(one.name for one in held if one.name in names and not one.sealed)
            told += [f"{other.slug} holds {', '.join(shared)} too; seal it there."] if shared else []
    return told


def taken_with(mission: Mission, entries: Sequence[str]) -> list[int]:
    """The ids of what would be sealed: the entries named, and the reports in whose texts their words stand.

    Raises Refused for what is no report or statement of this mission, NotHere for what is no number.
    """
    letters = [typed.strip()[:1].upper() if typed.strip()[:1].upper() in "SD" else "S" for typed in entries]
    ids = [entry_named(typed, letter=letter, mission=mission, what="entry to seal")
           for typed, letter in zip(entries, letters)]
    return _with_their_reports(mission, ids, letters)


def _with_their_reports(mission: Mission, ids: Sequence[int], letters: Sequence[str]) -> list[int]:
    """A statement's words stand in its report's text too: its report is sealed with its last statement.

    Raises Refused where a report holds other statements, since its text could not be kept without these words.
    """
    books = store.open_books(mission, with_movements=False)
    wanted = set(ids)
    missing = [f"{letter}{place_of(entry)}" for entry, letter in zip(ids, letters)
               if entry not in (books.reports if letter == "D" else books.statement_by_id)]
    if missing or not ids:
        raise Refused(Problem("sealing", ", ".join(missing), "statements (S12) or reports (D5) we hold",
                              "Copy the number from the page it stands on."))
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
