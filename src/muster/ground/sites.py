"""Sites and areas: their status over time, as each source published it, and who says so.

A status is a source's word ("secured (claimed)", "contested"), never worked out; the latest told by the day stands,
with those before it. Presence at a site is shown only where a source counts it, and never in public. Positions are
coarsened: bases and their like to a tenth of a degree, other places to a hundredth; in public, bases have none.

Known weakness: a status stands until another is told; how old it is stands beside it, since silence is no change.
"""

from __future__ import annotations

from dataclasses import dataclass

from muster.ledger.figures import Because, Cell, Figure, Row, Table, exact, slug
from muster.ledger.judged import Judged
from muster.ledger.records import Books, Statement
from muster.ledger.standing import unique_keys
from muster.ledger.told import citation, figure_of
from muster.quantities import When
from muster.vocabulary import Aspect, Marking, Stage

GUARDED_WORDS = frozenset({"base", "camp", "barracks", "academy", "headquarters"})
"""Kinds of site, by any of their words, whose position is told only roughly."""

CLAIM_WORDS = ("claim", "claimed")


@dataclass(frozen=True, slots=True)
class Status:
    """A status as one source published it."""

    when: When
    words: str
    statement: Statement

    @property
    def is_claim(self) -> bool:
        return any(word in self.words.casefold() for word in CLAIM_WORDS)


@dataclass(frozen=True, slots=True)
class Site:
    """A site or area with what was told of it by the day asked about, oldest first (at least one).

    latitude, longitude: degrees, coarsened; None where unknown or not to be shown.
    presence: the latest count at the site, or None; always None in public.
    """

    name: str
    kind: str
    latitude: float | None
    longitude: float | None
    told: tuple[Status, ...]
    presence: Statement | None = None

    @property
    def latest(self) -> Status:
        return self.told[-1]


def all_sites(books: Books) -> tuple[Site, ...]:
    """Every site told of by the day asked about, by name; statements ruled out or told again left out."""
    named: dict[str, list[Statement]] = {}
    for one in Judged(books).told_once(Aspect.SITE):
        if one.when is not None and one.when.first <= books.on:
            named.setdefault(str(one.detail.get("site", "")), []).append(one)
    counted = _counted_at(books)
    return tuple(_site(name, told, counted.get(name), books)
                 for name, told in sorted(named.items(), key=lambda item: item[0].casefold()))


def _site(name: str, told: list[Statement], presence: Statement | None, books: Books) -> Site:
    statuses = tuple(Status(one.when, str(one.detail.get("status", "")), one) for one in sorted(
        told, key=lambda one: (one.when.last if one.when else books.on, one.known, one.id)) if one.when)
    kind = next((str(one.detail["site_kind"]) for one in reversed(told) if one.detail.get("site_kind")), "")
    latitude, longitude = _position(told, kind, books)
    return Site(name, kind, latitude, longitude, statuses, presence)


def _position(told: list[Statement], kind: str, books: Books) -> tuple[float | None, float | None]:
    """Coarsened by what the site is; none for guarded sites in public."""
    is_guarded = any(word in GUARDED_WORDS for word in kind.casefold().split())
    if is_guarded and books.clearance is Marking.PUBLIC:
        return None, None
    placed = next((one.detail for one in reversed(told) if _is_placed(one)), None)
    if placed is None:
        return None, None
    digits = 1 if is_guarded else 2
    return round(float(placed["latitude"]), digits), round(float(placed["longitude"]), digits)


def _is_placed(statement: Statement) -> bool:
    return all(isinstance(statement.detail.get(part), int | float) for part in ("latitude", "longitude"))


def _counted_at(books: Books) -> dict[str, Statement]:
    """The latest count of who is present at each site that a source names; nothing in public."""
    if books.clearance is Marking.PUBLIC:
        return {}
    counts = [one for one in Judged(books).told_once(Aspect.STOCK)
              if one.detail.get("site") and one.stage is Stage.PRESENT and one.when is not None
              and one.when.first <= books.on]
    return {str(one.detail["site"]): one for one in sorted(counts, key=lambda one: (
        one.when.last if one.when else books.on, one.id))}


def sites(books: Books) -> Table:
    """Each site with its latest status, who says so, how long ago, and what was told before."""
    made = all_sites(books)
    keys = unique_keys(slug(site.name) or "not-named" for site in made)
    claims = sum(site.latest.is_claim for site in made)
    return Table(
        "sites", f"Sites and areas on {books.on}",
        ("site", "kind", "status", "since", "days_ago", "told", "before", "presence", "said_by", "grade"),
        tuple(Row(key, _cells(site, books)) for key, site in zip(keys, made)),
        (f"{len(made)} sites; the latest status of {claims} is a claim. A status stands until another is told.",),
        {"days_ago": "told days ago", "said_by": "said by"})


def _cells(site: Site, books: Books) -> dict[str, Cell]:
    latest = site.latest
    statements = tuple(one.statement.id for one in site.told)
    age = (books.on - latest.when.last).days
    return {
        "site": site.name or "not named", "kind": site.kind or None,
        "status": latest.words, "since": str(latest.when),
        "days_ago": exact(max(0, age), "days", Because(
            statements=(latest.statement.id,), how="days from the day of the status to the day asked about")),
        "told": exact(len(site.told), "", Because(statements=statements)),
        "before": ", ".join(f"{one.words} {one.when}" for one in site.told[:-1]) or None,
        "presence": _presence(site), "said_by": citation(books, latest.statement), "grade": latest.statement.grade.word,
    }


def _presence(site: Site) -> Figure | None:
    return figure_of(site.presence) if site.presence is not None else None
