"""How people name entries: S12 a statement, R13 a ruling, M14 a movement, D5 a report.

The number is the entry's place in its ledger's chain.
"""

from __future__ import annotations

import difflib
import re

from muster.errors import NotHere
from muster.exchange.states import Named, plain
from muster.ledger.records import SEQUENCES, Books, Mission, Party, Ruling, Statement, place_of
from muster.problems import Problem

HOW_TO_ADD = "Correct the name, or add the party first: muster party NAME."

_REFERENCE = re.compile(r"(?i)([SRMD])?#?(\d{1,12})")


def reference(letter: str, entry: int) -> str:
    return f"{letter}{place_of(entry)}"


def entry_named(typed: str, *, letter: str, mission: Mission, what: str) -> int:
    """The entry id behind "S12" (or "12"). Raises NotHere when it is not such a reference."""
    found = _REFERENCE.fullmatch(typed.strip())
    if found is None or (found[1] and found[1].upper() != letter):
        raise NotHere(Problem(what, typed, f"a number such as {letter}12", "Copy it from the list it stands in."))
    return mission.id * SEQUENCES + int(found[2])


def statement_named(typed: str, books: Books, *, what: str = "statement") -> Statement:
    found = books.statement_by_id.get(entry_named(typed, letter="S", mission=books.mission, what=what))
    if found is None:
        raise NotHere(Problem(what, typed, "a statement of this mission", "See `muster inbox` or `muster why`."))
    return found


def ruling_named(typed: str, books: Books) -> Ruling:
    """A ruling by its own number, or the standing one of a statement."""
    if typed.strip()[:1].upper() == "S":
        standing = books.standing_rulings.get(statement_named(typed, books).id, ())
        if standing:
            return standing[-1]
        raise NotHere(Problem("ruling", typed, "a statement somebody has ruled on", "Nothing stands to be undone."))
    entry = entry_named(typed, letter="R", mission=books.mission, what="ruling")
    found = next((ruling for ruling in books.rulings if ruling.id == entry), None)
    if found is None:
        raise NotHere(Problem("ruling", typed, "a ruling of this mission", "Its number stands in `muster why`."))
    return found


def party_named(typed: str, books: Books, *, what: str) -> str:
    """The id of a party of the mission, or of any state, by id, name or alias. See `party_by_name`."""
    return party_by_name(typed, books, what=what).id


def party_by_name(typed: str, books: Books, *, what: str) -> Party:
    """A party of the mission, else a state. Raises NotHere, naming near ones or those who share the name."""
    named = Named(books.parties.values())
    found = named.find(typed)
    if len(found) == 1:
        return found[0]
    if found:
        shared = " or ".join(f"{party.name} ({party.id})" for party in found)
        raise NotHere(Problem(what, typed, "a name that one party bears", f"Say which: {shared}."))
    near = difflib.get_close_matches(plain(typed), named.names(), 3, 0.7)
    meant = dict.fromkeys(f"{party.name} ({party.id})" for name in near for party in named.find(name))
    remedy = f"Did you mean {' or '.join(meant)}?" if meant else HOW_TO_ADD
    raise NotHere(Problem(what, typed, "a state, or a party of this mission, by id, name or alias", remedy))
