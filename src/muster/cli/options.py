"""The options that commands share, and how what was typed becomes a day, a time and a set of books."""

from __future__ import annotations

import argparse
import getpass
import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from muster.errors import Refused
from muster.ledger.records import Books, Mission
from muster.problems import Problem
from muster.quantities import When, end_of_day, parse_when
from muster.vocabulary import Marking

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""No mission's ledger reaches further; days near the ends of the calendar cannot be counted with."""


def add_mission(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--mission", metavar="NAME", default=os.environ.get("MUSTER_MISSION"),
                        help="which mission's ledger (default: the one last opened)")


def add_asking(parser: argparse.ArgumentParser, *, formats: bool = True) -> None:
    """What every asking command takes. formats: it prints tables."""
    parser.add_argument("--on", metavar="DATE", help="the day asked about (default: the day of --known, else today)")
    parser.add_argument("--known", metavar="DATE|TIME", help="use only what was known by then (default: now)")
    parser.add_argument("--confirmed-only", action="store_true",
                        help="count only what the party itself, its counterpart or the fund's administrator said")
    parser.add_argument("--sources", metavar="SET", default="all",
                        help="all, or the name of a set of reports kept apart (Haiti: seeds)")
    parser.add_argument("--public", action="store_true", help="the public edition: public rows alone")
    if formats:
        parser.add_argument("--format", choices=("table", "csv", "json"), default="table")


def add_author(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--author", metavar="NAME", default=os.environ.get("MUSTER_AUTHOR") or _login(),
                        help="who does this (default: $MUSTER_AUTHOR, else your login name)")


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unnamed"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's frame: whose ledger, which day, what was known."""

    mission: Mission
    on: date
    known: int | None
    confirmed_only: bool
    clearance: Marking

    def books(self, *, on: date | None = None, known: int | None = None) -> Books:
        from muster import store

        books = store.open_books(
            self.mission, on=on or self.on, known=self.known if known is None else known,
            clearance=self.clearance, confirmed_only=self.confirmed_only,
        )
        if self.clearance is not Marking.PUBLIC:
            return books
        from muster.briefs.editions import public_edition

        return public_edition(books)


def the_mission(typed: argparse.Namespace) -> Mission:
    """The mission named, in the edition that --sources asks for."""
    from muster import store

    store.setup()
    mission = store.mission_named(typed.mission)
    edition = getattr(typed, "sources", "all")
    if edition == "all":
        return mission
    return store.mission_named(f"{mission.slug.partition('@')[0]}@{edition}")


def asked(typed: argparse.Namespace) -> Asked:
    mission = the_mission(typed)
    known_day, known = time_known(typed.known, mission.zone, where="--known") if typed.known else (None, None)
    on = one_day(typed.on, where="--on") if typed.on else known_day or datetime.now(mission.zone).date()
    return Asked(mission, on, known, typed.confirmed_only, Marking.PUBLIC if typed.public else Marking.RESTRICTED)


def one_day(text: str, *, where: str) -> date:
    when = parse_when(text, where=where)
    if isinstance(when, When) and when.is_one_day and EARLIEST <= when.first <= LATEST:
        return when.first
    raise Refused(Problem(where, text, "one day as YYYY-MM-DD",
                          f"Write the day out, from {EARLIEST} to {LATEST}, for example 2024-09-22."))


def time_known(text: str, zone: ZoneInfo, *, where: str) -> tuple[date, int]:
    """The day named, and the microsecond (since 1970 UTC) up to which things count as known.

    A day means its end in the mission's zone; a time without a zone is in the mission's.
    """
    if "T" not in text and ":" not in text:
        day = one_day(text, where=where)
        return day, end_of_day(day, zone)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(Problem(where, text, "a day or a time such as 2024-09-30T18:00",
                              "Write it that way; a zone may follow (+00:00).")) from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return moment.astimezone(zone).date(), (moment - EPOCH) // timedelta(microseconds=1)


EPOCH = datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC"))
