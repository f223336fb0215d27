"""Forecasting from a mission's ledger, and keeping each forecast until the day it can be judged.

A forecast made today is filed as a report of Muster's own (restricted), so it stands in the chain with its time, its
numbers and the rule by which it will be judged. One made for a past day is a replay, and is never filed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from muster import store
from muster.actions.references import party_named
from muster.briefs.forecast_starts import Worked
from muster.errors import NotHere, Refused
from muster.forecast.backtest import Record, Replay, forecast_on, replay
from muster.forecast.filed import SETTLES_AFTER_DAYS, Filed, Kept, filed_from_row, settle
from muster.forecast.from_books import record_of
from muster.forecast.mission import MissionForecast, forecast_mission, views_so_far
from muster.forecast.numbers import MissionNumbers, Number, numbers_in, parse_numbers
from muster.forecast.simulate import check_run, weeks_until
from muster.forecast.targets import months_after
from muster.forecast.what_if import Change, Effect, parse_change, together, usual_changes, what_if
from muster.ledger.drafts import Filing, NewReport
from muster.ledger.records import Books, Mission
from muster.problems import Problem
from muster.quantities import end_of_day
from muster.vocabulary import Marking

PREFIX = "forecast-"
HORIZONS = (1, 3, 6, 12)
"""Months ahead for which every method's forecast is filed."""

FOREVER = 2**62
"""A moment of knowledge after all others."""

FUTURES, FUTURES_HELPS, FUTURES_WHAT_IF = 20_000, 2_048, 8_192
WEEKS_WHAT_IF = 52


def books_by_day(mission: Mission) -> Callable[[date], Books]:
    """The books on a day, as known at its end: what a forecast made that day may use."""

    moment = _moments(mission)

    @lru_cache(maxsize=64)
    def books_on(day: date) -> Books:
        return moment(end_of_day(day, mission.zone), day)

    return books_on


def _moments(mission: Mission) -> Callable[[int, date], Books]:
    """The books of any moment, from a ledger read once: a forecast looks at a dozen days, a backtest at many."""
    from muster.briefs.moments import as_known
    from muster.store import held

    if held.is_large(mission):
        record = held.held(mission).record(clearance=Marking.RESTRICTED, own=(), confirmed_only=False)
        return lambda known, on: held.books_at(record, known, on)
    latest = store.open_books(mission, on=date.max, known=FOREVER)
    return lambda known, on: as_known(latest, known, on)


def numbers_supposed(sheet: Path | None) -> MissionNumbers | None:
    """The numbers of a sheet beside the ledger; None where none is given: then the ledger's own count.

    Raises Refused for faults.
    """
    if sheet is None:
        return None
    try:
        read = parse_numbers(sheet.read_text(encoding="utf-8"), where=sheet.name)
    except (OSError, UnicodeDecodeError) as failure:
        raise Refused(Problem(str(sheet), str(failure), "a sheet of numbers in UTF-8", "Check the path.")) from None
    if read.problems:
        raise Refused(*read.problems)
    return read.value


def record(mission: Mission, numbers: MissionNumbers | None = None) -> Record:
    return record_of(books_by_day(mission), numbers=numbers)


def forecast(mission: Mission, *, as_of: date, until: date | None, strengths: tuple[int, ...] = (),
             futures: int | None = None, seed: int = 1, sheet: Path | None = None, files: bool = True,
             with_effects: bool = False) -> Worked:
    """The mission's forecast from what was known on a day, with what it rests on. sheet: its own numbers.

    files: keep it in the ledger when that day is today. with_effects: also what would help most.
    """
    faults = check_run(1, FUTURES if futures is None else futures, seed)
    if faults:
        raise Refused(*faults)
    supposed = numbers_supposed(sheet)
    books_on = books_by_day(mission)
    known, books = record_of(books_on, numbers=supposed), books_on(as_of)
    told = (numbers_in(books) if supposed is None else supposed).holding(as_of)
    state, parameters, head = known.state(as_of), known.parameters(as_of), store.head_of(mission)[1]
    if not state.promises and not state.persons_present:
        nothing = "nothing is recorded as promised or present by then, so there is nothing to carry forward"
        return Worked(MissionForecast(as_of, until or as_of, (), (), None, None, {}, (nothing,), ()), books, told, head)
    history = views_so_far(known, as_of)
    made = forecast_mission(
        state, known.strengths(as_of), known.question(as_of), until=until or months_after(as_of, 12),
        strengths=strengths, history=history, futures=FUTURES if futures is None else futures, seed=seed,
        parameters=parameters,
    )
    if files and made.targets and as_of == datetime.now(mission.zone).date():
        by_method, _ = forecast_on(as_of, known, HORIZONS, parameters=parameters, history=history)
        _file(mission, made, [Filed(as_of, method, target) for (method, _), target in sorted(
            by_method.items(), key=lambda one: (one[0][1], one[0][0]))])
    found: tuple[Effect, ...] = ()
    if with_effects and made.targets and made.run is not None:
        found = _effects(known, [], as_of=as_of, weeks=max(1, weeks_until(as_of, made.until)), seed=seed,
                         strength=strengths[0] if strengths else None, futures=FUTURES_HELPS)
    return Worked(made, books, told, head, found)


def _file(mission: Mission, made: MissionForecast, rivals: list[Filed]) -> None:
    """The forecasts of 1, 3, 6 and 12 months by every method, so that each can be scored beside the others."""
    rows = [one.as_row() for one in rivals]
    body = "\n".join(json.dumps(row, sort_keys=True) for row in rows).encode()
    name = f"{PREFIX}{made.as_of}"
    books = store.open_books(mission, with_movements=False)
    if any(report.name == name for report in books.reports.values()):
        return  # this day's forecast stands already
    report = NewReport(name, f"Forecast of strength made on {made.as_of}", "Muster", made.as_of, "en", body)
    store.file(mission, Filing(reports=(report,)), author="muster forecast", live=True)


def kept_forecasts(mission: Mission) -> tuple[list[Kept], Books]:
    """Every filed forecast, oldest first, each with its score if its day has come; and the books that judged it."""
    books = store.open_books(mission)
    today = datetime.now(mission.zone).date()
    strengths = record(mission).strengths
    kept = []
    for report in sorted(books.reports.values(), key=lambda one: one.known):
        if not report.name.startswith(PREFIX) or report.publisher != "Muster":
            continue
        body = store.report_body(mission, report.id)
        for line in (body or b"").decode().splitlines():
            filed = filed_from_row(json.loads(line))
            # as known when it settles: what is corrected afterwards does not reopen it
            known = strengths(min(today, filed.forecast.day + timedelta(days=SETTLES_AFTER_DAYS)))
            kept.append(Kept(filed, settle(filed, known, today=today), report.name))
    return kept, books


def effects(mission: Mission, changes: list[str], *, as_of: date, weeks: int = WEEKS_WHAT_IF,
            strength: int | None = None, futures: int | None = None, seed: int = 1,
            sheet: Path | None = None, at_once: bool = False) -> Worked:
    """What each change would bring against the mission as it stands; the usual ones when none is named.

    at_once: also what all of them bring together.
    """
    supposed = numbers_supposed(sheet)
    books_on = books_by_day(mission)
    known, books = record_of(books_on, numbers=supposed), books_on(as_of)
    parsed = _parsed(changes, books, as_of)
    found = _effects(known, parsed, as_of=as_of, weeks=weeks, strength=strength, seed=seed,
                     futures=FUTURES_WHAT_IF if futures is None else futures, at_once=at_once)
    told: Mapping[str, Number] = (numbers_in(books) if supposed is None else supposed).holding(as_of)
    made = MissionForecast(as_of, as_of, (), (), None, None, {}, (), (), {}, known.state(as_of),
                           known.parameters(as_of))
    return Worked(made, books, told, store.head_of(mission)[1], found)


def _parsed(changes: list[str], books: Books, as_of: date) -> list[Change]:
    """The changes typed. Raises Refused with all that cannot be read, or that a party nobody knows would make."""
    parsed: list[Change] = []
    problems: list[Problem] = []
    for text in changes:
        change = parse_change(text, as_of=as_of)
        if isinstance(change, Problem):
            problems.append(change)
            continue
        parsed.append(change)
        try:
            if change.who:
                party_named(change.who, books, what="what-if, contributor")
        except NotHere as unknown:
            problems += unknown.problems
    if problems:
        raise Refused(*problems)
    return parsed


def _effects(known: Record, changes: Sequence[Change], *, as_of: date, weeks: int, strength: int | None, futures: int,
             seed: int, at_once: bool = False) -> tuple[Effect, ...]:
    state, parameters = known.state(as_of), known.parameters(as_of)
    asked = tuple(changes) or usual_changes(state, parameters)
    if at_once and len(asked) > 1:
        asked = (*asked, together(asked))
    found = what_if(state, asked, parameters, weeks=weeks, futures=futures, strength=strength, seed=seed)
    faults = [one for one in found if isinstance(one, Problem)]
    if faults:
        raise Refused(*faults)
    return tuple(one for one in found if isinstance(one, Effect))


def backtest(mission: Mission, *, since: date, until: date) -> tuple[Replay, Books]:
    """Forecasts replayed from the first of every month, with only what was known then, and scored by the books."""
    days = []
    day = since.replace(day=1)
    while day <= until:
        days.append(day)
        day = months_after(day, 1)
    return replay(record(mission), days, today=until), books_by_day(mission)(until)


def newest_day(mission: Mission) -> date:
    """The day of the newest report somebody else published: a record can be judged up to it."""
    books = store.open_books(mission, with_movements=False)
    newest = max((one.published for one in books.reports.values() if one.published and one.publisher != "Muster"),
                 default=None)
    return newest or datetime.now(mission.zone).date()
