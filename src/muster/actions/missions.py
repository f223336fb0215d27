"""Opening a mission's ledger."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from muster import store
from muster.errors import Refused
from muster.ledger.drafts import MissionTerms
from muster.ledger.figures import slug as slug_of
from muster.ledger.records import Mission
from muster.problems import Problem
from muster.store import people


def init(name: str, *, timezone: str, administrator: str, slug: str | None = None) -> Mission:
    """Open an empty ledger for a mission and make it the one that commands speak of.

    Raises Refused when the zone is unknown, a name is empty, or a ledger of that short name exists.
    """
    problems = []
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problems.append(Problem("--timezone", timezone, "a time zone of the IANA database",
                                "Write it as America/Port-au-Prince or Africa/Nairobi."))
    if not administrator.strip():
        problems.append(Problem("--administrator", administrator, "the name of the first administrator", "Name one."))
    short = slug or slug_of(name)
    if not short or slug_of(short.replace("@", "-")) != short.replace("@", "-"):
        problems.append(Problem("--slug", slug or name, "a short name of letters, digits and hyphens",
                                "Give one with --slug."))
    if problems:
        raise Refused(*problems)
    store.setup()
    store.prepare()
    if any(one.slug == short for one in store.ledgers()):
        raise Refused(Problem("--slug", short, "a short name that no mission here has",
                              "Open the new mission under another with --slug NAME, or go on in the one that is there: "
                              f"muster load FILE --mission {short}."))
    mission = store.create_ledger(MissionTerms(short, name, timezone))
    people.register(administrator)
    return store.make_current(mission.slug)
