"""The parties of a mission with the names they go by, and what the ledger holds of each.

An alias leads to one party's id; two parties judged to be one (`merging`) are one row here, under the names of both.
In the public edition people without public office are a count, never a name, and their ids, which may spell it, are
left out.
"""

from __future__ import annotations

from muster.ledger.figures import Because, Cell, Row, Table, exact, slug
from muster.ledger.records import Books, Party
from muster.ledger.standing import unique_keys
from muster.vocabulary import Marking


def parties(books: Books) -> Table:
    """Every party named in what the viewer may see, alphabetically."""
    is_public = books.clearance is Marking.PUBLIC
    shown = [party for party in books.parties.values() if not (is_public and _is_private(party))]
    shown.sort(key=lambda party: (party.name.casefold(), party.id))
    lines: dict[str, list[int]] = {}
    for line in books.lines:
        lines.setdefault(line.key.contributor, []).append(line.id)
    spoken: dict[str, list[int]] = {}
    for one in books.statements:
        spoken.setdefault(one.speaker, []).append(one.id)
    rows = tuple(Row(key, _cells(party, lines.get(party.id, []), spoken.get(party.id, [])))
                 for key, party in zip(unique_keys(slug(party.id) or "party" for party in shown), shown))
    hidden = len(books.parties) - len(shown)
    note = (f"{hidden} people without public office are not listed.",) if hidden else ()
    return Table("parties", "Parties, and the names they go by",
                 ("id", "name", "kind", "role", "side", "aliases", "lines", "statements"), rows, note,
                 {"aliases": "also called", "statements": "has said"})


def _is_private(party: Party) -> bool:
    return party.kind == "person" and not party.role.strip()


def _cells(party: Party, lines: list[int], spoken: list[int]) -> dict[str, Cell]:
    return {
        "id": party.id, "name": party.name, "kind": party.kind, "role": party.role or None,
        "side": "host" if party.host_side else "mission", "aliases": ", ".join(party.aliases) or None,
        "lines": exact(len(lines), "lines", Because(lines=tuple(lines), how="lines of this party")) if lines else None,
        "statements": exact(len(spoken), "statements", Because(
            statements=tuple(spoken), how="statements of which it is the speaker")) if spoken else None,
    }
