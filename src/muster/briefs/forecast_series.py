"""The tables of a plain series' outside view. No ledger stands behind them: they open into the file and past missions.

`no_ledger` gives books that hold nothing, so that such figures open as all others do.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from muster.briefs.forecast_starts import PAST_ADDRESS, past_table
from muster.briefs.forecasts import HEADINGS, quantile_cells, target_cells
from muster.forecast.outside import OutsideView
from muster.forecast.series import read_series
from muster.ledger.drafts import Filing, MissionTerms
from muster.ledger.figures import Because, Row, Table, exact, slug
from muster.ledger.opening import books_of
from muster.ledger.records import Books
from muster.quantities import end_of_day


def series_tables(view: OutsideView, path: str, day: date) -> tuple[tuple[Table, ...], Books]:
    """The forecast, the series as read, and the past missions it rests on. day: of the answer."""
    read = read_series(path).value
    file = Path(path).name
    given = Because(how=f"As it stands in {file}.")
    series = Table("series", f"The strengths in {file}", ("day", "strength"), tuple(
        Row(str(when), {"day": when, "strength": exact(persons, "persons", given)})
        for when, persons in zip(read.days, read.persons)))
    rests = Because(
        figures=(*(f"series/{when}/strength" for when in read.days[-6:]),
                 *(PAST_ADDRESS.format(slug(name)) for name, _ in view.missions)),
        how=f"How past missions that stood where this series ({file}) stands went on: each month of each past mission "
            "weighs the more, the more it looks like this one's age, share of the ceiling and growth.")
    outside = Table("outside", "How missions that stood there went on", ("day", "median", "mean", *HEADINGS), tuple(
        Row(str(target.day), target_cells(target, rests) | quantile_cells(target, rests, f"outside/{target.day}"))
        for target in view.targets), tuple(view.notes), HEADINGS)
    past = past_table(view.missions, view.effective_missions, view.alike, view.asked_missions)
    return (outside, series, past), no_ledger(day)


def no_ledger(day: date) -> Books:
    """Books without an entry, for answers that rest on no ledger."""
    return books_of(Filing(MissionTerms("no-ledger", "No ledger", "UTC")), on=day,
                    known=end_of_day(day, ZoneInfo("UTC")))
