"""Judging two parties to be one: an entry of its own, with its author and reason, that can be taken back."""

from __future__ import annotations

from hashlib import sha256

from muster import store
from muster.actions.references import party_by_name, reference
from muster.errors import Refused
from muster.ledger.drafts import Filing, NewReport, NewRuling, NewStatement
from muster.ledger.merging import KEY, POLICY, REPORT_PREFIX
from muster.ledger.records import EVERYONE, Mission, Party
from muster.problems import Problem
from muster.vocabulary import Aspect, Grade, Verdict


def merge(mission: Mission, kept: str, other: str, *, author: str, reason: str) -> str:
    """From now on the second party is read as the first. Raises Refused where they cannot be one party."""
    books = store.open_books(mission, with_movements=False)
    one, two = (party_by_name(typed, books, what="party") for typed in (kept, other))
    problems = []
    if one.id == two.id:
        problems.append(Problem("muster merge", other, f"a party other than {one.name} ({one.id})",
                                "They are one party already."))
    if EVERYONE in (one.id, two.id):
        problems.append(Problem("muster merge", EVERYONE, "one party", "All contributors together are none."))
    missing = [party for party in (one, two) if party.id not in books.parties and party.id != EVERYONE]
    problems += [Problem("muster merge", party.name, "a party of this mission", "Nothing of it is recorded.")
                 for party in missing]
    if not problems and (one.host_side != two.host_side or (one.kind == "person") != (two.kind == "person")):
        problems.append(Problem("muster merge", f"{one.name}, {_sort(one)}", f"a party like {two.name}, {_sort(two)}",
                                "Persons and bodies, or both sides of the mission, are not one: correct the package."))
    if not reason.strip():
        problems.append(Problem("--reason", reason, "why they are one party", "Say how you know."))
    if problems:
        raise Refused(*problems)
    passage = f"{two.name} ({two.id}) and {one.name} ({one.id}) are one party. {reason}"
    name = REPORT_PREFIX + sha256(f"{one.id}\0{two.id}\0{passage}\0{author}".encode()).hexdigest()[:12]
    report = NewReport(name, f"Judgement by {author}", author, None, "en", passage.encode())
    said = NewStatement(name, "judgement", passage, Aspect.CONTEXT, Grade.PRESS)
    ruling = NewRuling(said.key, Verdict.ACCEPT, author, POLICY, reason, detail={KEY: [one.id, two.id]})
    filed = store.file(mission, Filing(reports=(report,), statements=(said,), rulings=(ruling,)), author=author,
                       live=True)
    number = reference("S", filed.statements[said.key])
    return (f"{two.name} ({two.id}) is read as {one.name} ({one.id}) from now on; every row keeps its own id. "
            f'To take it back: muster undo {number} --reason "..."')


def _sort(party: Party) -> str:
    return f"{party.kind} on the {'host' if party.host_side else 'mission'}'s side"
