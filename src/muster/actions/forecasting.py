"""Forecasting from a mission's ledger, and keeping each forecast until the day it can be judged.

A forecast made today is filed as a report of Muster's own (restricted), so it stands in the chain with its time, its
numbers and the rule by which it will be judged. One made for a past day is a replay, and is never filed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from muster import store
from muster.errors import Refused
from muster.forecast.backtest import Record, Replay, replay
from muster.forecast.filed import Filed, filed_from_row, settle
from muster.forecast.from_books import record_of
from muster.forecast.mission import MissionForecast, forecast_mission, views_so_far
from muster.forecast.scores import Scored
from muster.forecast.targets import months_after
from muster.forecast.what_if import Effect, parse_change, usual_changes, what_if
from muster.ledger.drafts import Filing, NewReport
from muster.ledger.records import Books, Mission
from muster.problems import Problem
from muster.quantities import end_of_day

PREFIX = "forecast-"
POOL = "pool"


@dataclass(frozen=True, slots=True)
class Kept:
    """A filed forecast and, when its day has come, how it did."""

    filed: Filed
    scored: Scored | None


def books_by_day(mission: Mission) -> Callable[[date], Books]:
    """The books on a day, as known at its end: what a forecast made that day may use."""

    @lru_cache(maxsize=64)
    def books_on(day: date) -> Books:
        return store.open_books(mission, on=day, known=end_of_day(day, mission.zone))

    return books_on


def record(mission: Mission) -> Record:
    return record_of(books_by_day(mission))


def forecast(mission: Mission, *, as_of: date, until: date | None, strengths: tuple[int, ...] = (),
             futures: int = 20_000, seed: int = 1) -> MissionForecast:
    """The mission's forecast from what was known on a day; filed when that day is today."""
    known = record(mission)
    made = forecast_mission(
        known.state(as_of), known.strengths(as_of), known.question(as_of), until=until or months_after(as_of, 12),
        strengths=strengths, history=views_so_far(known, as_of), futures=futures, seed=seed,
    )
    if made.targets and as_of == datetime.now(mission.zone).date():
        _file(mission, made)
    return made


def _file(mission: Mission, made: MissionForecast) -> None:
    rows = [Filed(made.as_of, POOL, target).as_row() for target in made.targets[::4]]
    body = "\n".join(json.dumps(row, sort_keys=True) for row in rows).encode()
    name = f"{PREFIX}{made.as_of}-{made.until}"
    books = store.open_books(mission, with_movements=False)
    if any(report.name == name for report in books.reports.values()):
        return  # this day's forecast to that day stands already
    report = NewReport(name, f"Forecast of strength made on {made.as_of}", "Muster", made.as_of, "en", body)
    store.file(mission, Filing(reports=(report,)), author="muster forecast", live=True)


def kept_forecasts(mission: Mission) -> list[Kept]:
    """Every filed forecast, oldest first, each with its score if its day has come."""
    books = store.open_books(mission, with_movements=False)
    today = datetime.now(mission.zone).date()
    known = record(mission).strengths(today)
    kept = []
    for report in sorted(books.reports.values(), key=lambda one: one.known):
        if not report.name.startswith(PREFIX) or report.publisher != "Muster":
            continue
        body = store.report_body(mission, report.id)
        for line in (body or b"").decode().splitlines():
            filed = filed_from_row(json.loads(line))
            kept.append(Kept(filed, settle(filed, known, today=today)))
    return kept


def effects(mission: Mission, changes: list[str], *, as_of: date, weeks: int, strength: int | None,
            futures: int) -> tuple[Effect, ...]:
    """What each change would bring against the mission as it stands; the usual ones when none is named."""
    state = record(mission).state(as_of)
    parsed = [parse_change(text, as_of=as_of) for text in changes]
    problems = [change for change in parsed if isinstance(change, Problem)]
    if problems:
        raise Refused(*problems)
    asked = tuple(change for change in parsed if not isinstance(change, Problem)) or usual_changes(state)
    found = what_if(state, asked, weeks=weeks, futures=futures, strength=strength)
    faults = [one for one in found if isinstance(one, Problem)]
    if faults:
        raise Refused(*faults)
    return tuple(one for one in found if isinstance(one, Effect))


def backtest(mission: Mission, *, since: date, until: date) -> Replay:
    """Forecasts replayed from the first of every month, with only what was known then, and scored."""
    days = []
    day = since.replace(day=1)
    while day <= until:
        days.append(day)
        day = months_after(day, 1)
    return replay(record(mission), days, today=until)
