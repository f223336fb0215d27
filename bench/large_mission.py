"""A large mission for the measurements: as many movements as are asked for, and around them what a mission says.

Fifty contributors give ten things each (personnel, money, flight hours, seven sorts of vehicle), so 500 lines in 5,000
lots. Every movement has its own statement and its own ruling, as it would have from delivery notes; reports of 5,000
movements come out one a day, each telling of the two weeks before it. Beside the movements stand, as many as a real
record of such a mission holds: a pledge for every line, 250 promises told twice and a third of them on condition, 30
needs, 20 offers without a number, two counts with every report (every fourth of them wrong), two founding reports, a
mandate, and 200 movements that nobody has ruled on. Nothing is random: the same size gives the same mission.

Weakness: an invention; a real mission of this size would disagree with itself more often.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from muster.ledger.drafts import Filing, MissionTerms, NewReport, NewRuling, NewStatement
from muster.ledger.records import LineKey, Party, Posting
from muster.quantities import When, exactly, on_day
from muster.vocabulary import Aspect, Grade, Kind, Marking, Stage, Verdict

SLUG = "bench"
PARTIES, LOTS, A_REPORT = 50, 5000, 5000
BEGINS = date(2023, 1, 1)
"""The day before the first report of deliveries."""

THINGS = (("personnel", Kind.PERSONNEL, "persons"), ("money", Kind.MONEY, "USD"),
          ("logistics: flight hours", Kind.LOGISTICS, "hours"),
          *((f"equipment: vehicle {sort}", Kind.EQUIPMENT, "units") for sort in "abcdefg"))
LINES = PARTIES * len(THINGS)
ENOUGH = 100_000
"""What is pledged on each line, in its unit: never less than what comes."""

__all__ = ["BEGINS", "SLUG", "fill", "last_day"]


def last_day(movements: int) -> date:
    """The day of the last report of deliveries."""
    return BEGINS + timedelta(days=-(-movements // A_REPORT))


def fill(movements: int) -> float:
    """The mission, filed into the ledger that is set up; how many seconds it took."""
    from muster import store

    mission = store.create_ledger(MissionTerms(SLUG, "Bench mission", "UTC"))
    store.make_current(SLUG)
    begun = time.perf_counter()
    store.file(mission, said_before(), author="bench")
    for filing in deliveries(movements):
        store.file(mission, filing, author="bench")
    store.file(mission, unjudged(movements), author="bench")
    return time.perf_counter() - begun


def line_of(number: int) -> LineKey:
    resource, kind, unit = THINGS[number // PARTIES % len(THINGS)]
    return LineKey(f"P{number % PARTIES}", kind, resource, unit)


# --- what was said before anything came -------------------------------------------------------------------


def said_before() -> Filing:
    """Parties, founding reports, the mandate, pledges, promises, needs and offers."""
    reports = tuple(
        NewReport(name, title, "bench", BEGINS - timedelta(days=days), "en", b"What was promised.", Marking.PUBLIC,
                  is_founding=name.startswith("founding"))
        for name, title, days in (("founding-0", "First founding report", 40),
                                  ("founding-1", "Second founding report", 20), ("pledges", "Pledges", 10),
                                  ("promises-0", "Promises", 8), ("promises-1", "Promises again", 2)))
    pledges = [_pledge(number) for number in range(LINES)]
    said = [*_founding(), *_promises(), *_needs(), *_offers(), _mandate()]
    return Filing(
        parties=tuple(Party(f"P{number}", f"Party {number}", "state") for number in range(PARTIES)), reports=reports,
        statements=(*(one for one, _ in pledges), *said), rulings=tuple(ruling for _, ruling in pledges))


def _pledge(number: int) -> tuple[NewStatement, NewRuling]:
    key, when = line_of(number), on_day(BEGINS - timedelta(days=10))
    said = NewStatement("pledges", f"row {number}", f"we give {ENOUGH} {key.unit}", Aspect.PLEDGE, Grade.PARTY,
                        key.contributor, key.kind, key.contributor, key.resource, key.unit, exactly(ENOUGH),
                        Stage.PLEDGED, when=when,
                        words={"condition": "once the port is open"} if number % 10 == 3 else {})
    posting = Posting(key, f"lot {number}", "", Stage.OUTSIDE, Stage.PLEDGED, exactly(ENOUGH), when)
    return said, NewRuling(said.key, Verdict.ACCEPT, "bench", postings=(posting,))


def _promises() -> Iterator[NewStatement]:
    """250 promises, each told twice, the second time for a later day."""
    for again in (0, 1):
        for number in range(250):
            key = line_of(number * 2)
            due = BEGINS + timedelta(days=number % 120 + 30 * again)
            yield NewStatement(
                f"promises-{again}", f"row {number}", f"by {due} we bring {100 + number} {key.unit}", Aspect.PLAN,
                Grade.PARTY, key.contributor, key.kind, key.contributor, key.resource, key.unit, exactly(100 + number),
                Stage.PRESENT, when=on_day(BEGINS - timedelta(days=8 - 6 * again)),
                words={"condition": "if vehicles are there"} if number % 3 == 0 else {},
                detail={"chain": f"promise {number}", "promised_for": due.isoformat(), "basis": "stated",
                        "promisor": key.contributor, "promised_quantity": 100 + number})


def _needs() -> Iterator[NewStatement]:
    for number, (resource, kind, unit) in enumerate(THINGS):
        for again, role in enumerate(("reference", "competing", "unnumbered")):
            yield NewStatement(
                "pledges", f"need {number}.{again}", f"we need {resource}", Aspect.NEED, Grade.ADMINISTRATOR, "P1",
                kind, "", resource, unit, None if role == "unnumbered" else exactly(2_000_000 + 1000 * again),
                when=on_day(BEGINS), detail={"role": role, "from": BEGINS.isoformat()})


def _offers() -> Iterator[NewStatement]:
    for number in range(20):
        yield NewStatement("pledges", f"offer {number}", "we would train officers", Aspect.OFFER, Grade.PARTY,
                           f"P{number}", Kind.UNDERTAKING, f"P{number}", f"undertaking: training {number}")


def _mandate() -> NewStatement:
    detail = {"resolution": "Resolution 1", "act": "adopted", "starts": BEGINS.isoformat(), "ends": "2027-12-31",
              "authorised_personnel": 5500}
    return NewStatement("pledges", "mandate", "the mission is authorised", Aspect.MANDATE, Grade.ADMINISTRATOR, "P0",
                        detail=detail)


def _founding() -> Iterator[NewStatement]:
    for report in (0, 1):
        for number in range(10):
            yield NewStatement(f"founding-{report}", f"paragraph {number}", f"What was promised: {600 + number}.",
                               Aspect.CLAIM, Grade.PRESS, f"P{number}", detail={"claim": "progress"})


# --- what came --------------------------------------------------------------------------------------------


def deliveries(movements: int) -> Iterator[Filing]:
    """A filing a report: its movements, and two counts of lines as they then stand."""
    stood: Counter[int] = Counter()
    for begin in range(0, movements, A_REPORT):
        day = BEGINS + timedelta(days=begin // A_REPORT + 1)
        name = f"deliveries-{begin // A_REPORT}"
        statements, rulings = [], []
        for number in range(begin, min(begin + A_REPORT, movements)):
            said, ruling = _delivery(name, number, day)
            statements.append(said)
            rulings.append(ruling)
            stood[number % LINES] += number % 90 + 1
        statements += [_count(name, begin // A_REPORT * 2 + one, day, stood) for one in (0, 1)]
        report = NewReport(name, f"Deliveries of {day}", "bench", day, "en", b"", Marking.PUBLIC)
        yield Filing(reports=(report,), statements=tuple(statements), rulings=tuple(rulings))


def _delivery(report: str, number: int, day: date) -> tuple[NewStatement, NewRuling]:
    key, amount = line_of(number % LINES), exactly(number % 90 + 1)
    last = day - timedelta(days=number * 7 % 14)
    when = When(last - timedelta(days=3), last) if number % 11 == 0 else on_day(last)
    lot = number % LOTS
    posting = Posting(key, f"lot {lot}", "", Stage.PLEDGED if lot < LINES else Stage.OUTSIDE, Stage.PRESENT, amount,
                      when)
    said = NewStatement(report, f"row {number}", f"{number % 90 + 1} came", Aspect.FLOW, Grade.PARTY, key.contributor,
                        key.kind, key.contributor, key.resource, key.unit, amount, Stage.PRESENT, when=when)
    return said, NewRuling(said.key, Verdict.ACCEPT, "bench", postings=(posting,))


def _count(report: str, number: int, day: date, stood: Counter[int]) -> NewStatement:
    line = number * 37 % LINES
    key, there = line_of(line), stood[line]
    told = there if number % 4 else there * 4 // 5 + 1
    return NewStatement(report, f"count {number}", f"{told} are there", Aspect.STOCK, Grade.COUNTERPART, "P0", key.kind,
                        key.contributor, key.resource, key.unit, exactly(told), Stage.PRESENT, when=on_day(day))


def unjudged(movements: int) -> Filing:
    """A report of two hundred movements that wait for a verdict."""
    day = last_day(movements)
    said = []
    for number in range(200):
        key = line_of(number)
        said.append(NewStatement(
            "waiting", f"row {number}", "came, they say", Aspect.FLOW, Grade.PRESS, key.contributor, key.kind,
            key.contributor, key.resource, key.unit, exactly(7 + number), Stage.PRESENT,
            when=on_day(day - timedelta(days=number % 30))))
    return Filing(reports=(NewReport("waiting", "Told, not judged", "bench", day, "en", b"", Marking.PUBLIC),),
                  statements=tuple(said))
