"""Tables that a command works out under its own options, so that `muster why` can work out the same ones again.

Each command prints its options as they have to be typed to open a figure; `why` reads them and gets the same answer,
because a seed gives the same futures and a day the same books.
"""

from __future__ import annotations

import argparse
import os
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from muster.briefs.contests import with_contests
from muster.briefs.questions import WORKED_OUT
from muster.cli import options
from muster.errors import Refused
from muster.ledger.figures import Figure, Table
from muster.ledger.records import Books
from muster.problems import Problem

if TYPE_CHECKING:
    from muster.briefs.forecast_starts import Worked
    from muster.forecast.outside import OutsideView


@dataclass(frozen=True, slots=True)
class Answer:
    """Tables with the books their figures open in. asked: the options that work them out again.

    earlier: the books of a column that shows an earlier moment, by the column's name.
    """

    tables: tuple[Table, ...]
    books: Books
    asked: str = ""
    earlier: Mapping[str, Books] | None = None

    def table(self, name: str) -> Table:
        return next(table for table in self.tables if table.name == name)

    def figures(self) -> dict[str, Figure]:
        return {address: figure for table in self.tables for address, figure in table.figures()}

    def books_of(self, address: str) -> Books:
        return (self.earlier or {}).get(address.rpartition("/")[2], self.books)


# --- options ----------------------------------------------------------------------------------------------


def add_forecast(parser: argparse.ArgumentParser) -> None:
    """What a forecast of a mission is asked under."""
    parser.add_argument("--as-of", metavar="DATE", help="forecast from what was known on this day (default: today)")
    parser.add_argument("--until", metavar="DATE", help="the last day forecast (default: a year on)")
    parser.add_argument("--strength", type=int, metavar="N",
                        help="the probability of at least N present on the last day")
    add_futures(parser, "20,000")
    add_numbers(parser)


def add_series(parser: argparse.ArgumentParser) -> None:
    """What the outside view of a plain series is asked under."""
    parser.add_argument("--series", metavar="FILE",
                        help="a plain series instead (CSV with date,strength): the outside view")
    parser.add_argument("--authorised", default="", metavar="DATE",
                        help="with --series: day of the founding resolution")
    parser.add_argument("--ceiling", default="", metavar="N", help="with --series: persons authorised")
    parser.add_argument("--funding", default="assessed", metavar="assessed|voluntary")
    parser.add_argument("--rehatted", default="0", metavar="N", help="persons of a force already there, taken over")
    parser.add_argument("--horizons", default="3,6,12", metavar="MONTHS", help="with --series: months ahead")


def add_futures(parser: argparse.ArgumentParser, usual: str) -> None:
    parser.add_argument("--futures", type=int, metavar="N", help=f"how many futures to simulate (default: {usual})")
    parser.add_argument("--seed", type=int, default=1)


def add_numbers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--numbers", type=Path, metavar="FILE",
                        help="the mission's own numbers (CSV with name,value,from,until,source) instead of those its "
                             "ledger holds")


def add_backtest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", metavar="DATE", default="2024-01-01", help="first month replayed (default: 2024-01)")
    parser.add_argument("--past", action="store_true", help="past missions alone, each left out in turn")


def add_diff(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from-on", metavar="DATE", help="the earlier day (default: as --on)")
    parser.add_argument("--from-known", metavar="DATE|TIME", help="what was known then (default: as --known)")


def add_all(parser: argparse.ArgumentParser) -> None:
    """Every option of every such command, for `muster why`: type them as the answer's last line prints them."""
    group = parser.add_argument_group("of a forecast, what-if, backtest or diff, as their answers print them")
    for add in (add_forecast, add_series, add_backtest, add_diff):
        add(group)  # type: ignore[arg-type]  # a group takes arguments as a parser does
    group.add_argument("--weeks", type=int, default=52)
    group.add_argument("--change", action="append", default=[], metavar="CHANGE", help="of a what-if")


USUAL: Mapping[str, object] = {"seed": 1, "weeks": 52, "since": "2024-01-01", "funding": "assessed", "rehatted": "0",
                               "horizons": "3,6,12", "sources": "all"}


def as_typed(typed: argparse.Namespace, *names: str) -> str:
    """The options of these names that differ from the usual, as they have to be typed again."""
    told = []
    for name in ("mission", *names):
        value = getattr(typed, name, None)
        if value is None or value is False or value in ("", []) or value == USUAL.get(name) \
                or (name == "mission" and value == os.environ.get("MUSTER_MISSION")):
            continue
        flag = "--" + name.replace("_", "-")
        for one in value if isinstance(value, list) else [value]:
            told.append(flag if one is True else f"{flag} {shlex.quote(str(one))}")
    return "".join(f" {one}" for one in told)


# --- answers ----------------------------------------------------------------------------------------------


def answer(name: str, typed: argparse.Namespace) -> Answer | None:
    """The tables worked out with this one; None where no command works it out."""
    if name not in WORKED_OUT:
        return None
    if name in ("outside", "series") or (getattr(typed, "series", None) and name == "past_missions"):
        return of_series(typed)[1]
    return _ANSWERS[WORKED_OUT[name].command](typed)


def day_of(typed: argparse.Namespace, today: date) -> date:
    return options.one_day(typed.as_of, where="--as-of") if typed.as_of else today


def of_forecast(typed: argparse.Namespace, *, files: bool = False,
                with_effects: bool = True) -> tuple[Worked, Answer]:
    """A mission's forecast, and its tables."""
    from muster.actions import forecasting
    from muster.briefs.forecasts import tables

    mission = options.the_mission(typed)
    until = options.one_day(typed.until, where="--until") if typed.until else None
    if typed.strength is not None and typed.strength < 0:
        raise Refused(Problem("--strength", str(typed.strength), "zero or more persons", "Give a number of persons."))
    worked = forecasting.forecast(
        mission, as_of=day_of(typed, datetime.now(mission.zone).date()), until=until, futures=typed.futures,
        seed=typed.seed, sheet=typed.numbers, strengths=(typed.strength,) if typed.strength else (), files=files,
        with_effects=with_effects)
    asked = as_typed(typed, "as_of", "until", "strength", "futures", "seed", "numbers")
    return worked, Answer(_noted(tables(worked), worked.books), worked.books, asked)


def of_series(typed: argparse.Namespace) -> tuple[OutsideView, Answer]:
    """The outside view of a plain series, and its tables."""
    from muster.briefs.forecast_series import series_tables
    from muster.forecast.asked import series_forecast

    view = series_forecast(
        typed.series or "", authorised=typed.authorised, ceiling=typed.ceiling, funding=typed.funding,
        rehatted=typed.rehatted, horizons=typed.horizons, as_of=typed.as_of or "")
    shown, books = series_tables(view, typed.series or "", datetime.now().date())
    return view, Answer(shown, books, as_typed(
        typed, "series", "authorised", "ceiling", "funding", "rehatted", "horizons", "as_of"))


def of_what_if(typed: argparse.Namespace) -> Answer:
    """What each change would bring."""
    from muster.actions import forecasting
    from muster.briefs.forecasts import effects_tables

    mission = options.the_mission(typed)
    changes = list(getattr(typed, "changes", None) or getattr(typed, "change", []))
    worked = forecasting.effects(
        mission, changes, as_of=day_of(typed, datetime.now(mission.zone).date()), weeks=typed.weeks,
        strength=typed.strength, futures=typed.futures, seed=typed.seed, sheet=typed.numbers)
    asked = as_typed(argparse.Namespace(**{**vars(typed), "change": changes}),
                     "change", "as_of", "weeks", "strength", "futures", "seed", "numbers")
    return Answer(_noted(effects_tables(worked, typed.weeks), worked.books), worked.books, asked)


def of_backtest(typed: argparse.Namespace) -> Answer:
    """How forecasts did on past missions and on this one's own past."""
    from muster.actions import forecasting
    from muster.briefs.forecast_scores import past_tables, replay_tables
    from muster.briefs.forecast_series import no_ledger
    from muster.forecast.leave_one_out import score_past_missions

    past = past_tables(score_past_missions())
    asked = as_typed(typed, "since", "until", "past")
    if typed.past:
        return Answer(past, no_ledger(datetime.now().date()), asked)
    mission = options.the_mission(typed)
    until = options.one_day(typed.until, where="--until") if typed.until else forecasting.newest_day(mission)
    since = options.one_day(typed.since, where="--since")
    if since > until:
        raise Refused(Problem("--since", typed.since, f"a day before {until}", "Begin the replay earlier."))
    found, books = forecasting.backtest(mission, since=since, until=until)
    shown = replay_tables(found, books, f"{mission.name}, replayed monthly from {since}")
    return Answer((*past, *_noted(shown, books)), books, asked)


def of_scores(typed: argparse.Namespace) -> Answer:
    """How the filed forecasts did."""
    from muster.actions import forecasting
    from muster.briefs.forecast_scores import filed_scores

    kept, books = forecasting.kept_forecasts(options.the_mission(typed))
    return Answer(_noted((filed_scores(kept, books),), books), books, as_typed(typed))


def of_diff(typed: argparse.Namespace) -> Answer:
    """What stands otherwise than at an earlier moment."""
    from muster.ledger.lines import diff

    asked = options.asked(typed)
    books = asked.books()
    on = options.one_day(typed.from_on, where="--from-on") if typed.from_on else asked.on
    known = (options.time_known(typed.from_known, asked.mission.zone, where="--from-known")[1]
             if typed.from_known else asked.known)
    earlier = asked.books(on=on, known=known)
    told = as_typed(typed, "on", "known", "from_on", "from_known", "sources", "confirmed_only", "public")
    return Answer(_noted((diff(earlier, books),), books), books, told, {"then": earlier})


def _noted(tables: tuple[Table, ...], books: Books) -> tuple[Table, ...]:
    return tuple(with_contests(table, books) for table in tables)


_ANSWERS: Mapping[str, Callable[[argparse.Namespace], Answer]] = {
    "forecast": lambda typed: of_forecast(typed)[1], "what-if": of_what_if, "backtest": of_backtest,
    "scores": of_scores, "diff": of_diff,
}
