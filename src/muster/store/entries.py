"""What an entry is: which columns it has, which of them are its content, and how it is hashed into the chain.

Problem: the same statement loaded twice, or into two ledgers, must be recognised as the same; and nobody may change,
drop or slip in an entry unnoticed. So each entry has two hashes.

    content id   sha256 of the canonical JSON of its content: no time, no sequence, no row ids. A foreign key counts as
                 the content id of what it points to. It is the key of idempotent loading, equal in every ledger.
    chain hash   sha256 of the chain hash before it, its id, `recorded`, `known`, author, content id and the salted
                 digests of its texts. The first entry follows the ledger's genesis (slug and time zone).

Texts (report bodies, titles and addresses, passages and the source's words, reasons, names, a line's conditions) stay
out of content ids: an unsalted hash of a short text can be guessed, so a sealed one would still be readable. They are
identified instead by where they stand (report and locator), and compared by their salted digests while they are there.
A line's conditions tell lines apart, so equal terms with other conditions get another `variant` number; that number
depends on the order of loading, which positions do not. An entry's texts have the ids 2*id and 2*id + 1.

Weakness: what is typed into `detail`, `locator` or a report's `name` is content and can not be sealed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

LARGEST_LEDGER_NUMBER = 2**21

_encoder = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
_make_pieces: Any = getattr(json.encoder, "c_make_encoder", None)
if _make_pieces is not None:  # the same encoder, made once and not anew for every entry
    _make_pieces = _make_pieces(
        None, _encoder.default, json.encoder.encode_basestring, None, ":", ",", True, False, False)


@dataclass(frozen=True, slots=True)
class EntryTable:
    """One table of entries. content: ORM paths; columns: all columns in the order rows are written."""

    kind: str
    content: tuple[str, ...]
    own_columns: tuple[str, ...]
    has_known: bool = False

    @property
    def name(self) -> str:
        return f"store_{self.kind}"

    @property
    def columns(self) -> tuple[str, ...]:
        return (*BASE_COLUMNS, *(("known",) if self.has_known else ()), *self.own_columns)


BASE_COLUMNS = ("id", "ledger_id", "recorded", "author", "content_id", "chain_hash")

_MOVED = ("places", "flags", "quantity", "low", "high", "first", "last")

ENTRIES: dict[str, EntryTable] = {table.kind: table for table in (
    EntryTable("party", ("key", "kind", "host_side"), ("key", "kind", "host_side")),
    EntryTable("alias", ("party__content_id", "number"), ("party_id", "number")),
    EntryTable(
        "report",
        ("name", "publisher", "published", "language", "marking", "is_citation", "is_founding", "date_is_inferred"),
        ("name", "publisher", "published", "language", "marking", "is_citation", "is_founding", "date_is_inferred",
         "received"),
        has_known=True,
    ),
    EntryTable(
        "statement",
        ("report__content_id", "locator", "aspect", "kind", "contributor", "resource", "unit", "booked", "low", "high",
         "stage", "from_stage", "first", "last", "speaker", "grade", "marking", "detail"),
        ("report_id", "locator", "aspect", "kind", "contributor", "resource", "unit", "booked", "low", "high",
         "stage", "from_stage", "first", "last", "speaker", "grade", "marking", "detail"),
        has_known=True,
    ),
    EntryTable(
        "line",
        ("contributor", "kind", "resource", "unit", "channel", "earmark", "variant"),
        ("number", "terms", "contributor", "kind", "resource", "unit", "channel", "earmark", "variant"),
    ),
    EntryTable("lot", ("line__content_id", "name", "part_of__content_id"), ("number", "line_id", "name", "part_of_id")),
    EntryTable(
        "ruling",
        ("statement__content_id", "verdict", "judge", "policy", "cites", "postings", "replaces__content_id", "detail"),
        ("statement_id", "verdict", "judge", "policy", "cites", "postings", "replaces_id", "detail"),
        has_known=True,
    ),
    EntryTable(
        "citation", ("ruling__content_id", "statement__content_id"), ("ruling_id", "statement_id"),
    ),
    EntryTable(
        "movement",
        ("ruling__content_id", "lot__content_id", "ordinal", *_MOVED, "reverses__content_id"),
        ("ruling_id", "lot_id", "ordinal", *_MOVED, "reverses_id"),
        has_known=True,
    ),
    EntryTable(
        "seal", ("reason", "first_author", "second_author", "targets", "digests"),
        ("reason", "first_author", "second_author", "targets", "digests"),
    ),
)}

LEDGER_COLUMNS = (
    "id", "slug", "name", "timezone", "names", "is_current", "head_sequence", "head_hash", "head_recorded",
    "lines", "lots", "movements",
)
TEXT_COLUMNS = ("id", "ledger_id", "salt", "digest", "body")
SEALED_COLUMNS = ("text_id", "seal_id")


def canonical_json(value: Any) -> str:
    """One text for one value: sorted keys, no spaces, no NaN."""
    return "".join(_make_pieces(value, 0)) if _make_pieces is not None else _encoder.encode(value)


def content_bytes(kind: str, content: Mapping[str, Any]) -> bytes:
    """The canonical bytes of an entry's content. Absent and empty are the same, so fields can be added later."""
    named = {path: value for path, value in content.items() if value is not None and value != ""}
    named["entry"] = kind
    return canonical_json(named).encode()


def content_id(kind: str, content: Mapping[str, Any]) -> bytes:
    return sha256(content_bytes(kind, content)).digest()


def genesis_hash(slug: str, timezone: str) -> bytes:
    """What the first entry's chain hash follows."""
    return sha256(canonical_json({"ledger": slug, "timezone": timezone}).encode()).digest()


def text_digest(salt: bytes, body: bytes) -> bytes:
    return sha256(salt + body).digest()


def chain_hash(before: bytes, entry: int, recorded: int, known: int, author: str, content: bytes,
               digests: bytes = b"") -> bytes:
    """digests: the salted digests of the entry's texts, one after the other."""
    return sha256(b"%b%d|%d|%d|%b|%b%b" % (before, entry, recorded, known, author.encode(), content, digests)).digest()


def text_of(entry: int, part: int = 0) -> int:
    """The id of an entry's first (0) or second (1) text."""
    return 2 * entry + part
