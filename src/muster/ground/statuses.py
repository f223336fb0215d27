"""What became of each site over time: every status told, one row each, with who said so.

The table of sites shows what stands on a day; this one shows how it came to stand, so that a reader can see a port
close, be claimed open, and close again, and whose word each of these is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from muster.ground.sites import Site, Status, all_sites
from muster.ledger.figures import Cell, Row, Table, slug
from muster.ledger.records import Books, place_of
from muster.ledger.standing import unique_keys
from muster.ledger.told import citation


def statuses(books: Books) -> Table:
    """Every status told by the day asked about, the latest first."""
    told = [(status, before, site) for site in all_sites(books)
            for status, before in zip(site.told, (None, *site.told))]
    told.sort(key=lambda one: (one[0].when.last, one[0].statement.id), reverse=True)
    keys = unique_keys(slug(f"{site.name} {status.when.first}") or "site" for status, _, site in told)
    return Table(
        "statuses", f"What became of sites and areas, until {books.on}",
        ("day", "since", "site", "status", "before", "kind", "said_by", "grade", "statement"),
        tuple(Row(key, _cells(status, before, site, books)) for key, (status, before, site) in zip(keys, told)),
        headings={"said_by": "said by"})


def _cells(status: Status, before: Status | None, site: Site, books: Books) -> dict[str, Cell]:
    return {
        "day": str(status.when), "since": status.when.first, "site": site.name or "not named", "status": status.words,
        "before": before.words if before is not None else None, "kind": site.kind or None,
        "said_by": citation(books, status.statement), "grade": status.statement.grade.word,
        "statement": f"S{place_of(status.statement.id)}",
    }


def days_of_change(books: Books, *, until: date) -> list[date]:
    """The days on which somebody told a site's status, in order, up to a day that may lie after the one asked about."""
    return sorted({status.when.first for site in all_sites(replace(books, on=until)) for status in site.told})
