"""Rulings as entries, with the movements they book and the reversals of those they replace.

How rulings on one statement follow each other: at most one of accept, reject, unsure and same-as stands, and at most
one that books anything; a later one says what it replaces (`replaces`), and an undo replaces the standing one. What a
ruling replaces is part of its content, so rule, undo, rule again are three entries, while loading the same package
again finds all three.
"""

from __future__ import annotations

from hashlib import sha256

from muster.ledger.columns import REVERSAL_BIT, MovementRow, packed_row
from muster.ledger.drafts import NewRuling
from muster.ledger.records import EVERYONE, Posting
from muster.quantities import is_currency
from muster.store import database
from muster.store.desk import LONGEST_KEY, Desk, KeptLine, KeptLot, KeptMovement, KeptRuling, KeptStatement
from muster.store.entries import canonical_json, content_id
from muster.store.lines import line_of, lot_of
from muster.store.postings import encoded, words_of
from muster.store.regrading import POLICY as REGRADE
from muster.store.regrading import Regraded, told_in
from muster.store.times import known_of_ruling
from muster.vocabulary import Grade, Kind, Marking, Verdict

JUDGING = frozenset({Verdict.ACCEPT, Verdict.REJECT, Verdict.UNSURE, Verdict.SAME_AS})
"""Verdicts of which one at most stands on a statement."""

BOOKING = frozenset({Verdict.ACCEPT, Verdict.PREFER, Verdict.OPEN_WITH, Verdict.ADJUST_BY})
"""Verdicts that may carry postings."""


def file_ruling(desk: Desk, ruling: NewRuling) -> None:
    where = f"ruling on {ruling.statement}"
    faults = len(desk.problems)
    statement = _named_statement(desk, ruling.statement, where)
    cited = [_named_statement(desk, key, where) for key in dict.fromkeys(ruling.cites)]
    _check_ruling(desk, ruling, where)
    replaces_key = ruling.replaces or (ruling.statement if ruling.verdict is Verdict.UNDO else "")
    rival = _named_statement(desk, replaces_key, where) if replaces_key else None
    if statement is None or None in cited or (replaces_key and rival is None) or len(desk.problems) > faults:
        return
    sources = [found for found in cited if found is not None]
    lines = [line_of(desk, posting.line) for posting in ruling.postings]
    own = _own_content(desk, ruling, statement, sources, lines)
    plain = desk.content("ruling", where, own)
    words = words_of(ruling.postings)
    text = desk.body(where, canonical_json({"reason": ruling.reason, **({"words": words} if words else {})}))
    if plain is None or len(desk.problems) > faults:
        return
    target, known_before = _place_in_history(desk, ruling, where, statement, rival, own, plain)
    if known_before is not None:
        desk.compare_later(known_before.id, (text,), where)
        desk.ruling_ids.append(known_before.id)
        return desk.count("rulings", is_new=False)
    if len(desk.problems) > faults:
        return None
    lots = [lot_of(desk, posting, line) for posting, line in zip(ruling.postings, lines, strict=True)]
    _add_ruling(desk, ruling, statement, sources, target, lots, own, plain, text)
    return None


def _named_statement(desk: Desk, key: str, where: str) -> KeptStatement | None:
    found = desk.statements.get(key)
    if found is None and key not in desk.faulty:
        desk.complain(where, key, "a statement that is in the ledger or in this filing",
                      "File the statement first, or correct its key (REPORT:LOCATOR).")
    return found


def _check_ruling(desk: Desk, ruling: NewRuling, where: str) -> None:
    if not ruling.author:
        desk.complain(where, "", "who judged", "Name the person, or the policy they set.")
    if ruling.postings and ruling.verdict not in BOOKING:
        desk.complain(where, ruling.verdict.value, "a verdict that books (accept, prefer, open with, adjust by)",
                      "Take the postings out, or accept.")
    if ruling.verdict in (Verdict.SAME_AS, Verdict.PREFER) and not ruling.cites:
        desk.complain(where, "", "the other statement it compares", "Cite it.")
    if ruling.known is not None and ruling.known > desk.head.next_recorded():
        desk.complain(where, str(ruling.known), "a time that is past", "Nobody can have known it later than now.")
    try:
        changed = told_in(ruling.detail)
    except ValueError as fault:
        desk.complain(where, str(fault), "a grade from 0 to 5, a marking from 0 to 2, or both", "Correct the detail.")
    else:
        if (changed is not None) != (ruling.policy == REGRADE):
            desk.complain(where, ruling.policy, f"the policy {REGRADE!r} on a ruling that changes grade or marking, "
                          "and on no other", "Correct the policy or the detail.")
    for posting in ruling.postings:
        _check_posting(desk, posting, where)


def _check_posting(desk: Desk, posting: Posting, where: str) -> None:
    line = posting.line
    if posting.quantity.booked is None:
        desk.complain(where, posting.quantity.word, "a number", "Settle what \"up to\" books: give the number.")
    desk.check_quantity(posting.quantity, where)
    if line.contributor != EVERYONE and line.contributor not in desk.parties:
        desk.complain(f"{where}, contributor", line.contributor, "a party of this mission",
                      "Add the party first, or correct its id.")
    if line.kind is Kind.MONEY and not is_currency(line.unit):
        desk.complain(f"{where}, unit", line.unit, "an ISO 4217 currency code", "Write USD, EUR, HTG ...")
    if not posting.lot or max(len(posting.lot), len(posting.part_of)) > LONGEST_KEY:
        desk.complain(f"{where}, lot", posting.lot, f"a lot's name of at most {LONGEST_KEY} letters", "Name the lot.")
    if posting.from_stage is posting.to_stage:
        desk.complain(where, posting.from_stage.word, "two different stages", "Say from where to where it moved.")
    if posting.lot == posting.part_of:
        desk.complain(f"{where}, lot", posting.lot, "another lot to be a part of", "Name the whole it was split from.")


def _own_content(desk: Desk, ruling: NewRuling, statement: KeptStatement,
                 cited: list[KeptStatement], lines: list[KeptLine]) -> dict[str, object]:
    """The ruling's content but for what it replaces. lines: each posting's; one that is new makes the ruling new."""
    return {
        "statement__content_id": statement.content.hex(), "verdict": ruling.verdict.value, "judge": ruling.author,
        "policy": ruling.policy,
        "cites": canonical_json([found.content.hex() for found in cited]) if cited else "",
        "postings": encoded(ruling.postings, [line.variant for line in lines]),
        "detail": desk.json(f"ruling on {ruling.statement}, detail", ruling.detail),
    }


def _place_in_history(desk: Desk, ruling: NewRuling, where: str, statement: KeptStatement, rival: KeptStatement | None,
                      own: dict[str, object], plain: bytes) -> tuple[KeptRuling | None, KeptRuling | None]:
    """(what the ruling replaces, the same ruling where it is already recorded)."""
    by_content = {found.content: found for found in desk.history.get(statement.id, ())}
    if rival is not None:
        before = desk.history.get(rival.id, [])
        if not desk.live:
            for candidate in before:
                same = by_content.get(content_id("ruling", {**own, "replaces__content_id": candidate.content.hex()}))
                if same is not None:
                    return None, same
        standing = desk.standing(rival.id)
        if ruling.verdict in JUDGING or ruling.postings:
            # What it takes the place of is the judgement, or else the booking; a preference beside them stays.
            judged = [found for found in standing if found.verdict in JUDGING]
            standing = judged or [found for found in standing if found.books] or standing
        target = standing[-1] if standing else before[-1] if before and ruling.verdict is not Verdict.UNDO else None
        if target is None:
            desk.complain(where, ruling.replaces or ruling.statement, "a statement with a standing ruling",
                          "There is nothing to take back; rule on it instead.")
        _check_booked_once(desk, ruling, where, statement, target)
        return target, None
    same = by_content.get(plain)
    if same is not None and (not desk.live or same.id not in desk.replaced):
        return None, same
    standing = [found for found in desk.standing(statement.id) if found.verdict in JUDGING]
    if standing and ruling.verdict in JUDGING:
        desk.complain(where, ruling.verdict.value, f"no second judgement beside \"{standing[-1].verdict.value}\"",
                      f"Say that it replaces the ruling on {ruling.statement}, or undo that one first.")
    _check_booked_once(desk, ruling, where, statement, None)
    if same is not None:  # ruled the same before and taken back since: this follows the taking back
        return desk.history[statement.id][-1], None
    return None, None


def _check_booked_once(desk: Desk, ruling: NewRuling, where: str, statement: KeptStatement,
                       target: KeptRuling | None) -> None:
    """What one statement says moves once, whichever of its standing rulings books it."""
    if not ruling.postings:
        return
    others = [found for found in desk.standing(statement.id) if found.books and found is not target]
    if others:
        desk.complain(where, f"{ruling.verdict.value} with bookings",
                      f"no second booking beside \"{others[-1].verdict.value}\"",
                      f"Leave its bookings out, or say that it replaces the ruling on {ruling.statement}.")


def _add_ruling(desk: Desk, ruling: NewRuling, statement: KeptStatement, cited: list[KeptStatement],
                target: KeptRuling | None, lots: list[KeptLot], own: dict[str, object], plain: bytes,
                text: bytes) -> None:
    content = content_id("ruling", {**own, "replaces__content_id": target.content.hex()}) if target else plain
    sources = [statement.known, *(found.known for found in cited), *([target.known] if target else [])]
    known = known_of_ruling(sources, given=ruling.known,
                            recorded=desk.head.next_recorded() if desk.live else None)
    entry = desk.head.add("ruling", content, (
        statement.id, own["verdict"], own["judge"], own["policy"], own["cites"], own["postings"],
        target.id if target else None, own["detail"],
    ), known=known, texts=(text,))
    desk.history.setdefault(statement.id, []).append(KeptRuling(
        entry, content, ruling.verdict, known, bool(ruling.postings)))
    desk.ruling_ids.append(entry)
    desk.count("rulings", is_new=True)
    in_hex = content.hex()
    for found in cited:
        desk.head.add("citation", content_id("citation", {
            "ruling__content_id": in_hex, "statement__content_id": found.content.hex()}), (entry, found.id))
    if target is not None and target.id not in desk.replaced:
        desk.replaced.add(target.id)
        _reverse(desk, target, entry, in_hex, known)
    booked = []
    grade, marking = _counts_as(desk, ruling, statement)
    for place, (posting, lot) in enumerate(zip(ruling.postings, lots, strict=True)):
        row = packed_row(posting, lot=lot.number, grade=grade, marking=marking, known=known)
        booked.append(_move(desk, entry, in_hex, place, lot.id, lot.content, row, None))
    if booked:
        desk.booked[entry] = booked


def _counts_as(desk: Desk, ruling: NewRuling, statement: KeptStatement) -> tuple[Grade, Marking]:
    """The grade and marking of what a ruling books: the statement's, or those it has been given since, by it too."""
    before, now = desk.regraded.get(statement.id, Regraded()), told_in(ruling.detail) or Regraded()
    if ruling.policy == REGRADE:
        before = Regraded(before.grade if now.grade is None else now.grade,
                          before.marking if now.marking is None else now.marking)
        desk.regraded[statement.id] = before
    return (Grade(statement.grade) if before.grade is None else before.grade,
            Marking(statement.marking) if before.marking is None else before.marking)


def _reverse(desk: Desk, target: KeptRuling, ruling: int, ruling_hex: str, known: int) -> None:
    """Exact reversals of what the replaced ruling booked itself, numbered from -1 downwards."""
    for place, movement in enumerate(_booked_by(desk, target.id), 1):
        lot, places, flags, quantity, low, high, first, last, _ = movement.row
        row = (lot, places, flags | REVERSAL_BIT, -quantity, -low, -high, first, last, known)
        _move(desk, ruling, ruling_hex, -place, movement.lot, movement.lot_content, row, movement)


def _booked_by(desk: Desk, ruling: int) -> list[KeptMovement]:
    if ruling in desk.booked:
        return desk.booked[ruling]
    return [
        KeptMovement(entry, bytes(content), lot, bytes(lot_content), (number, *row))
        for entry, content, lot, lot_content, number, *row in database.rows(
            "SELECT m.id, m.content_id, m.lot_id, l.content_id, l.number, m.places, m.flags, m.quantity, m.low,"
            " m.high, m.first, m.last, m.known FROM store_movement m JOIN store_lot l ON l.id = m.lot_id"
            " WHERE m.ruling_id = %s AND m.reverses_id IS NULL ORDER BY m.id", [ruling])
    ]


def _move(desk: Desk, ruling: int, ruling_hex: str, place: int, lot: int, lot_content: bytes, row: MovementRow,
          reverses: KeptMovement | None) -> KeptMovement:
    _, places, flags, quantity, low, high, first, last, known = row
    reversed_hex = f',"reverses__content_id":"{reverses.content.hex()}"' if reverses else ""
    # The canonical bytes of a movement's content, written out: there are more movements than anything else.
    content = sha256((
        f'{{"entry":"movement","first":{first},"flags":{flags},"high":{high},"last":{last}'
        f',"lot__content_id":"{lot_content.hex()}","low":{low},"ordinal":{place},"places":{places}'
        f',"quantity":{quantity}{reversed_hex},"ruling__content_id":"{ruling_hex}"}}'
    ).encode()).digest()
    entry = desk.head.add("movement", content, (
        ruling, lot, place, places, flags, quantity, low, high, first, last, reverses.id if reverses else None,
    ), known=known)
    desk.head.movements += 1
    desk.count("movements", is_new=True)
    return KeptMovement(entry, content, lot, lot_content, row)
