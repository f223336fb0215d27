"""A figure or an entry opened: movements, rulings, statements, passages, sources; and how to cite it for good.

A citation's address holds the question, the moment of knowledge and the figure as it was told then, signed, so that
the page can say whether the ledger still gives the same answer. Later entries about the past may change an answer
"as known then"; the signature is what makes that visible.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from muster import store
from muster.briefs import opened, wording
from muster.briefs.questions import QUESTIONS, figure_at
from muster.errors import NotHere
from muster.ledger.figures import Figure
from muster.ledger.records import Books, Report, Statement, place_of
from muster.problems import Problem
from muster.web import frame, shown
from muster.web.frame import Asked, asked_by
from muster.web.pages import page

CITATION_SALT = "muster.citation"


@dataclass(frozen=True, slots=True)
class Said:
    """One statement as the page shows it. rulings: standing ones, in words."""

    statement: Statement
    report: Report
    speaker: str
    number: str
    rulings: Sequence[str]
    is_ours: bool

    @property
    def amount(self) -> str:
        """The number as read, with its bounds and unit; "" without one."""
        quantity, unit = self.statement.quantity, self.statement.unit
        if quantity is None:
            return ""
        told = wording.figure(Figure(quantity.booked, quantity.low, quantity.high, unit))
        return f"{told} {shown.unit_name(unit)}" if unit else told

    @property
    def grade(self) -> str:
        return _(self.statement.grade.word)


def said(statement: Statement, books: Books) -> Said:
    report = books.reports[statement.report]
    party = books.parties.get(statement.speaker)
    return Said(
        statement, report, party.name if party else statement.speaker or _("the report"),
        f"S{place_of(statement.id)}",
        [opened.ruling_text(ruling) for ruling in books.standing_rulings.get(statement.id, ())],
        report.is_citation,
    )


def grounds_of(address: str, asked: Asked, books: Books) -> opened.Grounds:
    """Raises NotHere when the address names no figure and no entry that this viewer may see."""
    rows = movement_rows(books, asked)
    if "/" in address:
        found = figure_at(address, books)
        if found is not None:
            return opened.figure(address, found, books, rows)
        remedy = _("It may not exist on this day, or not be public. Begin from a table: ") + ", ".join(QUESTIONS)
        raise NotHere(Problem(_("this address"), address, _("the address of a figure: table/row/column"), remedy))
    grounds = opened.entry(address, books, rows)
    if grounds is None:
        raise NotHere(Problem(_("this address"), address, _("a figure's address, or an entry such as S12"),
                              _("Copy it from the page it stands on.")))
    return grounds


def movement_rows(books: Books, asked: Asked) -> list[store.MovementEntry]:
    """The movements this viewer may see, up to the day asked about."""
    own = (asked.own_party,) if asked.own_party else ()
    visible = {lot.id for lot in books.lots}
    return [one for one in store.movements_of(books, own=own) if one.lot in visible and one.when.first <= books.on]


def why(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    asked = asked_by(request, slug)
    address = address.strip("/")

    def build(books: Books) -> dict[str, Any]:
        grounds = grounds_of(address, asked, books)
        return {
            "address": address, "grounds": grounds, "how": grounds.how,
            "told": shown.in_language(grounds.told, asked.language),
            "parts": [(where, part) for where, part in grounds.parts],
            "movements": [_movement(moved, books, asked) for moved in grounds.movements],
            "said": [said(one, books) for one in grounds.statements],
            "cite": citation(address, grounds, asked, books) if "/" in address else "",
            "cited": _as_cited(request, grounds),
            "is_figure": "/" in address,
            "sealable": asked.viewer.is_inside and not asked.public and "/" not in address and address[:1] in "SsDd",
        }

    return page.shown(request, asked, "web/why.html", "-", build)


@dataclass(frozen=True, slots=True)
class Moved:
    """A movement as the page shows it."""

    number: str
    ruling: str
    when: str
    amount: str
    unit: str
    contributor: str
    resource: str
    lot: str
    way: str
    line: str
    is_reversal: bool


def _movement(moved: opened.MovementRow, books: Books, asked: Asked) -> Moved:
    lot = books.lot_by_id[moved.lot]
    key = books.line_by_id[lot.line].key
    party = books.parties.get(key.contributor)
    amount = wording.figure(Figure(moved.quantity, moved.low, moved.high, key.unit))
    return Moved(
        f"M{place_of(moved.id)}", f"R{place_of(moved.ruling)}", str(moved.when),
        shown.in_language(amount, asked.language), shown.unit_name(key.unit), party.name if party else key.contributor,
        key.resource, lot.name, f"{_(moved.from_stage.word)} → {_(moved.to_stage.word)}",
        f"{place_of(lot.line)}", moved.reverses is not None,
    )


def citation(address: str, grounds: opened.Grounds, asked: Asked, books: Books) -> str:
    """The address that will always ask this same question, with today's answer in it, signed."""
    told = signing.dumps({"a": address, "t": grounds.told, "d": f"{datetime.now(UTC):%Y-%m-%d}"},
                         salt=CITATION_SALT, compress=True)
    return asked.address("why", address, on=books.on.isoformat(), known=_exact_known(asked, books), edition=None,
                         said=told)


def _exact_known(asked: Asked, books: Books) -> str:
    """The known time as the address had it; where it had none, this moment to the microsecond."""
    if "known" in asked.typed:
        return asked.typed["known"]
    whole = frame.moment(books.known, asked.mission.zone).astimezone(UTC)
    return f"{whole:%Y-%m-%dT%H:%M:%S.%f}+00:00"


def _as_cited(request: HttpRequest, grounds: opened.Grounds) -> dict[str, Any] | None:
    """What the address said the figure was, and whether it still is. None when it is no citation of ours."""
    signed = request.GET.get("said", "")
    if not signed:
        return None
    try:
        told = signing.loads(signed[:2000], salt=CITATION_SALT)
    except signing.BadSignature:
        return {"broken": True}
    if told.get("a") != grounds.name:
        return {"broken": True}
    return {"told": told["t"], "day": told["d"], "same": told["t"] == grounds.told}

