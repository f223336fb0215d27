"""The forecasting commands: forecast, what-if, backtest, scores. They print what `forecast/` worked out."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from muster.briefs import terminal
from muster.cli import working_out
from muster.cli.asking import show
from muster.cli.command import Command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from muster.briefs.forecast_starts import Worked
    from muster.forecast.targets import TargetForecast
    from muster.ledger.figures import Row, Table


def _add_format(parser: argparse.ArgumentParser, *forms: str) -> None:
    parser.add_argument("--format", choices=("table", *(forms or ("json", "csv"))), default="table")


# --- forecast ---------------------------------------------------------------------------------------------


def _add_forecast(parser: argparse.ArgumentParser) -> None:
    working_out.add_forecast(parser)
    working_out.add_series(parser)
    parser.add_argument("--all", action="store_true", help="also the promises, parameters and past missions behind it")
    _add_format(parser)


def _forecast(typed: argparse.Namespace) -> int:
    if typed.series:
        return _series(typed)
    worked, answer = working_out.of_forecast(typed, files=True, with_effects=typed.format == "table")
    made = worked.made
    for problem in made.problems:
        print(problem, file=sys.stderr)
    if typed.format == "json":
        print(json.dumps(_rows(worked, typed.strength), indent=2))
    elif typed.format == "csv":
        _csv(made.targets)
    elif made.targets or not made.problems:
        _print_forecast(worked, answer, everything=typed.all)
    return 0 if made.targets else 1


def _rows(worked: Worked, strength: int | None) -> list[dict[str, Any]]:
    """One object a target date. With a strength each also has `probability`, of at least so many on the last day, and
    `probability_that_day`, on its own."""
    made = worked.made
    rows = _opening("forecast", made.as_rows())
    if strength is None:
        return rows
    last = made.probability(strength)
    for row, target in zip(rows, made.targets):
        row["probability"] = None if last is None else round(last, 4)
        row["probability_that_day"] = round(target.chance_of_at_least(strength), 4)
    return rows


def _opening(table: str, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with the table and key by which their columns open; a column within one as quantiles/0.5 does."""
    return [{"table": table, "key": row["date"], **row} for row in rows]


def _csv(targets: Sequence[TargetForecast]) -> None:
    rows = [target.as_row() for target in targets]
    print("date,mean,median," + ",".join(rows[0]["quantiles"]) if rows else "date,mean,median")
    for row in rows:
        print(",".join(map(str, (row["date"], row["mean"], row["median"], *row["quantiles"].values()))))


SHOWN = ("forecast", "chances", "binds", "runway", "starts", "views", "helps")
"""What the terminal prints of a forecast; --all adds the rest."""


def _print_forecast(worked: Worked, answer: working_out.Answer, *, everything: bool) -> None:
    from muster.briefs.forecasts import a_row_a_month

    made = worked.made
    print(f"{worked.books.mission.name_on(made.as_of)}, forecast from {made.as_of} to {made.until}\n")
    if not made.targets:
        print("No forecast: " + "; ".join(made.notes))
        return
    print(_plot(made.targets) + "\n")
    shown = [a_row_a_month(table) if table.name == "forecast" else table for table in answer.tables
             if table.name in SHOWN or (everything and table.name != "by_view")]
    show(shown, "table", answer.asked)
    print()
    for note in made.notes:
        print(terminal.paragraph(f"- {note}"))
    if not everything:
        print("Behind it: muster forecast --all; other changes: muster what-if")


def _plot(targets: Sequence[TargetForecast]) -> str:
    return terminal.plot([
        terminal.Curve("95 % band", ".", [(one.day, end) for one in targets for end in one.band(0.95)]),
        terminal.Curve("80 % band", ":", [(one.day, end) for one in targets for end in one.band(0.8)]),
        terminal.Curve("50 % band", "=", [(one.day, end) for one in targets for end in one.band(0.5)]),
        terminal.Curve("median", "#", [(one.day, one.median) for one in targets]),
    ], unit="persons")


def _series(typed: argparse.Namespace) -> int:
    view, answer = working_out.of_series(typed)
    for problem in view.problems:
        print(problem, file=sys.stderr)
    if typed.format == "json":
        print(json.dumps(_opening("outside", view.as_rows()), indent=2))
    elif typed.format == "csv":
        _csv(view.targets)
    elif view.targets:
        show([table for table in answer.tables if table.name == "outside" or typed.all], "table", answer.asked)
    return 0 if view.targets else 1


# --- what-if ----------------------------------------------------------------------------------------------


def _add_what_if(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("changes", nargs="*", metavar="CHANGE",
                        help='"USA money +50000000 by 2025-03", "vehicles +10", "training 8 weeks earlier", '
                             '"NAME on time" (default: the usual questions)')
    parser.add_argument("--as-of", metavar="DATE", help="default: today")
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--strength", type=int, metavar="N", help="also the days earlier at which N are present")
    working_out.add_futures(parser, "8,192")
    working_out.add_numbers(parser)
    _add_format(parser)


def _what_if(typed: argparse.Namespace) -> None:
    answer = working_out.of_what_if(typed)
    show([answer.table("effects")], typed.format, answer.asked)


# --- backtest and scores ----------------------------------------------------------------------------------


def _add_backtest(parser: argparse.ArgumentParser) -> None:
    working_out.add_backtest(parser)
    parser.add_argument("--until", metavar="DATE",
                        help="judge by what was known on this day (default: the newest report)")
    _add_format(parser)


NOT_PRINTED = ("past_by_mission", "replayed")
"""Too long to read; their figures are opened from the scores made of them, and `--format csv` prints them."""


def _backtest(typed: argparse.Namespace) -> None:
    answer = working_out.of_backtest(typed)
    if typed.format == "json":
        print(json.dumps({"past": _summaries(answer, "past_scores"), "mission": _summaries(answer, "replay")},
                         indent=2))
        return
    show([table for table in answer.tables if typed.format == "csv" or table.name not in NOT_PRINTED], typed.format,
         answer.asked)


def _summaries(answer: working_out.Answer, name: str) -> list[dict[str, Any]]:
    found = [table for table in answer.tables if table.name == name]
    return [_summary(row, table) for table in found for row in table.rows]


def _summary(row: Row, table: Table) -> dict[str, Any]:
    """A score for a machine. CRPS and WIS of past missions are shares of the ceiling, as numbers."""
    from muster.briefs.machine import cell_value

    told = {name: cell_value(row.cells.get(name)) for name in table.columns}
    months = told["months"] if isinstance(told["months"], int) else None
    scale = 100 if table.name == "past_scores" else 1
    return {"table": table.name, "key": row.key, "method": told["method"], "months": months,
            "forecasts": told["forecasts"], "units": told["units"],
            "crps": told["crps"] / scale, "wis": told["wis"] / scale,
            "coverage": {f"0.{share}".replace("0.50", "0.5").replace("0.80", "0.8"): told[f"in_{share}"] / 100
                         for share in (50, 80, 95)}}


def _add_scores(parser: argparse.ArgumentParser) -> None:
    _add_format(parser)


def _scores(typed: argparse.Namespace) -> None:
    answer = working_out.of_scores(typed)
    show(answer.tables, typed.format, answer.asked)


COMMANDS = (
    Command("forecast", "when the mission will be at strength, how sure that is, and what holds it back",
            ("muster forecast --as-of 2024-09-30 --until 2025-01-31 --strength 2500",), _forecast, _add_forecast),
    Command("what-if", "what one more million, ten vehicles or a promise kept would change",
            ('muster what-if "USA money +50000000 by 2025-03" --as-of 2024-09-30 --futures 1024',),
            _what_if, _add_what_if),
    Command("backtest", "replay history: forecasts made with only what was known then, scored beside baselines",
            ("muster backtest --since 2025-01-01 --until 2025-06-01",), _backtest, _add_backtest),
    Command("scores", "every filed forecast with its rule and how it did", ("muster scores",), _scores, _add_scores),
)
