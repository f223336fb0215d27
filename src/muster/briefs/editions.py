"""The public edition: what anyone may be shown, made from books that already hold public rows alone.

Clearance decides which rows a viewer sees at all. Some public rows must still not add up to a target list, so this
edition also leaves out, before any question is asked:

    what has not happened yet   movements and arrivals after the day asked about, or after what was known
    sites as targets            presence, readiness, shortage or occupancy by site; coordinates of bases and camps.
                                Other positions are coarsened to a tenth of a degree (about 11 km)
    private people              persons without public office keep neither name nor alias; their names are struck
                                out of passages

A promise somebody made in public ("600 in a few weeks") is no plan of ours and stays.
Known weakness: a name nobody listed as a party cannot be struck out; the marking of its report must hide it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from muster.ledger.columns import COLUMN_TYPES, Movements, day_number
from muster.ledger.held import ASPECTS, HAS_NUMBER, HAS_SITE, HeldRulings, HeldStatements, Places, View
from muster.ledger.laid import Laid
from muster.ledger.records import Books, Party, Ruling, Statement
from muster.vocabulary import Aspect

WITHHELD = "[name withheld]"
PRIVATE_PERSON = "an individual"
_FLOW, _STOCK, _SITE, _CLAIM = (
    ASPECTS.index(one) for one in (Aspect.FLOW, Aspect.STOCK, Aspect.SITE, Aspect.CLAIM))

DEGREES = 1
"""Decimal places a public position keeps."""

BASE_WORDS = ("base", "camp", "headquarters", "barracks", "academy", "outpost", "depot", "armoury", "armory")
SITE_KEYS = frozenset({"site", "site_kind", "latitude", "longitude", "status"})
"""What a public statement on a site may say in its details."""


def day_known(books: Books) -> date:
    """The mission's day on which these books were known."""
    return datetime.fromtimestamp(books.known / 1e6, books.mission.zone).date()


def public_edition(books: Books, *, own: str = "") -> Books:
    """These books as the public may see them. own: a party whose own rows stay as they are, for its desk officer."""
    last = min(books.on, day_known(books))
    private = {party.id: party for party in books.parties.values() if is_private(party)}
    edition = PublicEdition(last, own, private, _names_of(private.values()))
    statements, rulings = edition.edited(books)
    return replace(
        books, on=last, statements=statements, rulings=rulings,
        parties={key: _party_as_public(party) for key, party in books.parties.items()},
        movements=_until(books.movements, last),
    )


@dataclass(frozen=True)
class PublicEdition:
    """What the public edition makes of each statement and ruling. last: the last day of which anything is told."""

    last: date
    own: str
    private: Mapping[str, Party]
    struck: re.Pattern[str] | None

    def edited(self, books: Books) -> tuple[Sequence[Statement], Sequence[Ruling]]:
        if isinstance(books.statements, HeldStatements):
            view = View(books.statements.view.record, books.statements.view.until, self)
            return HeldStatements(view), HeldRulings(view)
        statements = tuple(self.said(said) for said in books.statements
                           if self._is_own(said) or _may_be_told(said, self.last))
        kept = {said.id for said in statements}
        return statements, tuple(self.ruled(ruling) for ruling in books.rulings if ruling.statement in kept)

    def _is_own(self, said: Statement) -> bool:
        return bool(self.own) and said.contributor == self.own

    def said(self, statement: Statement) -> Statement:
        return statement if self._is_own(statement) else _as_public(statement, self.struck, self.private)

    def ruled(self, ruling: Ruling) -> Ruling:
        return _ruling_as_public(ruling, self.struck, self.last)

    def keeps(self, view: View, places: Places) -> npt.NDArray[np.bool_]:
        """`_may_be_told` of many statements at once, from their columns."""
        said = view.record.said
        aspect, flags, first = said.aspect[places], said.flags[places], said.first[places]
        moved = (aspect == _FLOW) | (aspect == _STOCK)
        kept: npt.NDArray[np.bool_] = ~(moved & (first > day_number(self.last)))
        is_site = aspect == _SITE
        kept &= ~is_site | (flags & HAS_NUMBER == 0)
        kept &= is_site | (flags & HAS_SITE == 0) | (aspect == _CLAIM)
        if self.own:
            mine = np.array([subject[0] == self.own for subject in view.record.subjects], dtype=bool)
            kept |= mine[said.subject[places]]
        return kept


def is_private(party: Party) -> bool:
    """A person whose row names no public office."""
    return party.kind == "person" and not party.role.strip()


def _party_as_public(party: Party) -> Party:
    return replace(party, name=PRIVATE_PERSON, aliases=()) if is_private(party) else party


def _may_be_told(said: Statement, last: date) -> bool:
    if said.aspect in (Aspect.FLOW, Aspect.STOCK) and said.when is not None and said.when.first > last:
        return False
    if said.aspect is Aspect.SITE:
        return said.quantity is None
    return not (said.detail.get("site") and said.aspect is not Aspect.CLAIM)


def _as_public(said: Statement, struck: re.Pattern[str] | None, private: Mapping[str, Party]) -> Statement:
    if struck is None and said.aspect is not Aspect.SITE and said.speaker not in private:
        return said  # nearly every statement; copying each would take longer than all the rest
    detail = _site_as_public(said.detail) if said.aspect is Aspect.SITE else said.detail
    speaker = "" if said.speaker in private else said.speaker
    if struck is None:
        return replace(said, detail=detail, speaker=speaker)
    return replace(
        said, speaker=speaker, passage=said.passage and struck.sub(WITHHELD, said.passage),
        detail={key: struck.sub(WITHHELD, value) if isinstance(value, str) else value for key, value in detail.items()},
        words={key: struck.sub(WITHHELD, value) for key, value in said.words.items()},
    )


def _ruling_as_public(ruling: Ruling, struck: re.Pattern[str] | None, last: date) -> Ruling:
    postings = tuple(posting for posting in ruling.postings if posting.when.first <= last)
    if struck is None or ruling.reason is None:
        return ruling if len(postings) == len(ruling.postings) else replace(ruling, postings=postings)
    return replace(ruling, postings=postings, reason=struck.sub(WITHHELD, ruling.reason))


def _site_as_public(detail: Mapping[str, Any]) -> dict[str, Any]:
    told = {key: value for key, value in detail.items() if key in SITE_KEYS}
    what = f"{told.get('site_kind', '')} {told.get('site', '')}".lower()
    if any(word in what for word in BASE_WORDS):
        told.pop("latitude", None)
        told.pop("longitude", None)
    for key in ("latitude", "longitude"):
        if isinstance(told.get(key), int | float):
            told[key] = round(told[key], DEGREES)
    return told


def _names_of(parties: Iterable[Party]) -> re.Pattern[str] | None:
    names = {name for party in parties for name in (party.name, *party.aliases) if len(name) > 2}
    if not names:
        return None
    return re.compile(r"(?<!\w)(" + "|".join(map(re.escape, sorted(names, key=len, reverse=True))) + r")(?!\w)", re.I)


def _until(movements: Movements, last: date) -> Movements:
    if isinstance(movements, Laid):
        return movements.begun(day_number(last))
    happened = movements.first <= day_number(last)
    if bool(np.all(happened)):
        return movements
    return Movements(**{name: getattr(movements, name)[happened] for name in COLUMN_TYPES})
