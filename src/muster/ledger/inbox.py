"""What waits for a verdict: the statements nobody has ruled on, oldest report first, each with what is proposed.

Known weakness: each proposal stands alone; two statements that tell the same new thing are both proposed as new until
one of them is ruled on.
"""

from __future__ import annotations

from muster.ledger.drafts import NewRuling
from muster.ledger.figures import Row, Table
from muster.ledger.proposals import proposals_for
from muster.ledger.records import Books, Statement, place_of
from muster.ledger.told import citation, contributor_of, figure_of


def waiting(books: Books) -> tuple[Statement, ...]:
    """The statements without a standing ruling, in the order they became known."""
    return tuple(sorted(books.index.unjudged(), key=lambda one: (one.known, one.id)))


def inbox(books: Books) -> Table:
    """One row a waiting statement: its number, who said what, and the ruling proposed first."""
    unjudged = waiting(books)
    rows = tuple(
        _row(one, books, offered) for one, offered in zip(unjudged, proposals_for(unjudged, books))
    )
    notes = ("Judge one with: muster rule S12 (as proposed), or with a verdict.",) if rows \
        else ("Nothing waits.",)
    return Table("inbox", "Statements that wait for a verdict",
                 ("statement", "aspect", "contributor", "resource", "quantity", "stage", "when", "proposed", "said_by",
                  "passage"), rows, notes, {"said_by": "said by"})


def _row(one: Statement, books: Books, offered: tuple[NewRuling, ...]) -> Row:
    number = f"S{place_of(one.id)}"
    return Row(number.lower(), {
        "statement": number, "aspect": one.aspect.value, "contributor": contributor_of(books, one.contributor),
        "resource": one.resource, "quantity": figure_of(one) if one.quantity is not None else None,
        "stage": one.stage.word if one.stage is not None else "", "when": str(one.when) if one.when else "",
        "proposed": _in_words(offered[0]), "said_by": citation(books, one),
        "passage": "sealed" if one.passage is None else one.passage,
    })


def _in_words(ruling: NewRuling) -> str:
    moves = ", ".join(f"{posting.from_stage.word} -> {posting.to_stage.word}" for posting in ruling.postings)
    return f"{ruling.verdict.value}: {ruling.reason}" + (f" ({moves})" if moves else "")
