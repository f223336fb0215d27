"""Lines and lots: made when a posting first names them, found again by their terms and names."""

from __future__ import annotations

from muster.ledger.records import LineKey, Posting
from muster.store.desk import Desk, KeptLine, KeptLot
from muster.store.entries import ENTRIES, content_id
from muster.store.postings import terms_hash, terms_of

_LINE_CONTENT = ENTRIES["line"].content


def line_of(desk: Desk, key: LineKey) -> KeptLine:
    """The line of these terms and conditions, made when nobody named it before."""
    return desk.lines.get(key) or _add_line(desk, key)


def _add_line(desk: Desk, key: LineKey) -> KeptLine:
    terms = terms_of(key)
    variant = 0
    if key.conditions:
        variant = desk.highest_variant.get(terms, 0) + 1
        desk.highest_variant[terms] = variant
    where = f"line {key.contributor} {key.resource}"
    content = desk.content("line", where, dict(zip(_LINE_CONTENT, (*terms, variant)))) or b""
    number, desk.head.lines = desk.head.lines, desk.head.lines + 1
    texts = [desk.body(where, key.conditions)] if key.conditions else []
    entry = desk.head.add("line", content, (number, terms_hash(terms), *terms, variant), texts=texts)
    made = desk.lines[key] = KeptLine(entry, content, variant)
    desk.count("lines", is_new=True)
    return made


def lot_of(desk: Desk, posting: Posting, line: KeptLine) -> KeptLot:
    """The lot a posting names, made with the lot it is a part of when it is new."""
    found = desk.lots.get((line.id, posting.lot))
    if found is None:
        return _add_lot(desk, posting.line, posting.lot)
    if posting.part_of:
        parent = desk.lots.get((line.id, posting.part_of))
        if parent is None or found.part_of != parent.id:
            desk.complain(f"lot {posting.lot} of {posting.line.contributor} {posting.line.resource}", posting.part_of,
                          "the lot it was split from when it was first recorded",
                          "Give the part a name of its own, or leave `part_of` empty.")
    return found


def _add_lot(desk: Desk, key: LineKey, name: str, below: frozenset[str] = frozenset()) -> KeptLot:
    """A new lot, after the lot it is a part of. below: lots that wait for this one as their whole."""
    line = desk.lines[key]
    parent_name = desk.parent_names.get((key, name), "")
    parent = None
    if parent_name in below:
        desk.complain(f"lot {name} of {key.contributor} {key.resource}", parent_name,
                      "a whole that is not itself a part of this lot", "Undo the circle of parts.")
    elif parent_name:
        parent = desk.lots.get((line.id, parent_name)) or _add_lot(desk, key, parent_name, below | {name})
    number, desk.head.lots = desk.head.lots, desk.head.lots + 1
    content = content_id("lot", {
        "line__content_id": line.content.hex(), "name": name,
        "part_of__content_id": parent.content.hex() if parent else None})
    entry = desk.head.add("lot", content, (number, line.id, name, parent.id if parent else None))
    made = desk.lots[(line.id, name)] = KeptLot(entry, content, number, parent.id if parent else None)
    desk.count("lots", is_new=True)
    return made
