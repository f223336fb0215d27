"""Giving a statement another grade or marking: a reversal and a re-entry, never a change of its row.

The ruling that stands on it is filed again with the change in its detail, so what it booked is reversed and booked anew
under the new grade and marking. What nobody has judged yet is ruled unsure, and waits no longer in the inbox.
"""

from __future__ import annotations

from datetime import date

from muster import store
from muster.actions.references import reference, statement_named
from muster.actions.ruling import Ruled
from muster.actions.told import filed_text
from muster.errors import Refused
from muster.ledger.drafts import Filing, NewRuling
from muster.ledger.records import Mission, Ruling
from muster.ledger.told import key_of
from muster.problems import Problem
from muster.store.regrading import KEY, POLICY
from muster.store.rulings import JUDGING
from muster.vocabulary import Grade, Marking, Verdict


def regrade(mission: Mission, typed: str, *, author: str, reason: str, grade: Grade | None = None,
            marking: Marking | None = None, dry_run: bool = False) -> Ruled:
    """File the standing ruling again under another grade, marking or both. Raises Refused where nothing changes."""
    books = store.open_books(mission, on=date.max, with_movements=False)
    statement = statement_named(typed, books)
    changes: dict[str, int] = {}
    if grade is not None and grade is not statement.grade:
        changes["grade"] = int(grade)
    if marking is not None and marking is not statement.marking:
        changes["marking"] = int(marking)
    if not changes or not reason.strip():
        what = f"{reference('S', statement.id)}, graded {statement.grade.word}, marked {statement.marking.word}"
        raise Refused(Problem("muster regrade", what, "another grade or marking, and a reason",
                              "Name --grade or --marking, and say why with --reason."))
    key, by_id = key_of(books, statement), books.statement_by_id
    standing = books.standing_rulings.get(statement.id, ())
    kept = _carried(standing)
    detail = {**{name: value for name, value in (kept.detail if kept else {}).items() if name != KEY}, KEY: changes}
    made = NewRuling(
        key, kept.verdict if kept else Verdict.UNSURE, author, POLICY, reason,
        cites=tuple(key_of(books, by_id[one]) for one in kept.cites) if kept else (),
        postings=kept.postings if kept else (), replaces=key if kept else "", detail=detail)
    if dry_run:
        return Ruled((made,), "Nothing was filed (dry run).")
    filed = store.file(mission, Filing(rulings=(made,)), author=author, live=True,
                       expects={key: standing[-1].id if standing else None})
    now = (grade if "grade" in changes else None, marking if "marking" in changes else None)
    told = " and ".join(word for word in (f"graded {now[0].word}" if now[0] is not None else "",
                                          f"marked {now[1].word}" if now[1] is not None else "") if word)
    return Ruled((made,), f"{filed_text(filed)} {reference('S', statement.id)} is now {told}.")


def _carried(standing: tuple[Ruling, ...]) -> Ruling | None:
    """Of the rulings that stand on a statement, the one that judges it, else the one that books, else the last."""
    judged = [ruling for ruling in standing if ruling.verdict in JUDGING]
    booking = [ruling for ruling in standing if ruling.postings]
    return next(iter((*reversed(judged), *reversed(booking), *reversed(standing))), None)
