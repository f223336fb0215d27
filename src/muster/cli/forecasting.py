"""The forecasting commands: forecast, what-if, backtest, scores. They print what `forecast/` worked out."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from muster.briefs import terminal
from muster.cli import options
from muster.cli.command import Command
from muster.errors import Refused
from muster.ledger.figures import Cell, Row, Table, exact
from muster.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from muster.forecast.mission import MissionForecast
    from muster.forecast.scores import Summary
    from muster.forecast.targets import TargetForecast
    from muster.forecast.what_if import Effect

BANDS = (50, 80, 95)


def _add_forecast(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", metavar="DATE", help="forecast from what was known on this day (default: today)")
    parser.add_argument("--until", metavar="DATE", help="the last day forecast (default: a year on)")
    parser.add_argument("--strength", type=int, metavar="N",
                        help="the probability of at least N present on the last day")
    parser.add_argument("--futures", type=int, default=20_000, metavar="N", help="how many futures to simulate")
    parser.add_argument("--seed", type=int, default=1)
    _add_numbers(parser)
    parser.add_argument("--series", metavar="FILE",
                        help="a plain series instead (CSV with date,strength): the outside view")
    parser.add_argument("--authorised", default="", metavar="DATE",
                        help="with --series: day of the founding resolution")
    parser.add_argument("--ceiling", default="", metavar="N", help="with --series: persons authorised")
    parser.add_argument("--funding", default="assessed", metavar="assessed|voluntary")
    parser.add_argument("--rehatted", default="0", metavar="N", help="persons of a force already there, taken over")
    parser.add_argument("--horizons", default="3,6,12", metavar="MONTHS", help="with --series: months ahead")
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table")


def _add_numbers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--numbers", type=Path, metavar="FILE",
                        help="the mission's own numbers (CSV with name,value,from,until,source); "
                             "default: the sheet its package ships")


def _forecast(typed: argparse.Namespace) -> int:
    if typed.series:
        return _series(typed)
    from muster.actions import forecasting

    mission = options.the_mission(typed)
    as_of = options.one_day(typed.as_of, where="--as-of") if typed.as_of else datetime.now(mission.zone).date()
    until = options.one_day(typed.until, where="--until") if typed.until else None
    made = forecasting.forecast(mission, as_of=as_of, until=until, futures=typed.futures, seed=typed.seed,
                                sheet=typed.numbers,
                                strengths=(typed.strength,) if typed.strength else ())
    for problem in made.problems:
        print(problem, file=sys.stderr)
    if typed.format == "json":
        rows = made.as_rows()
        if typed.strength is not None and rows:
            chance = made.probability(typed.strength)
            rows[-1]["probability"] = None if chance is None else round(chance, 4)
        print(json.dumps(rows, indent=2))
    elif typed.format == "csv":
        _csv(made.targets)
    else:
        _print_forecast(made, mission.name_on(as_of))
        if made.targets:
            _print_what_helps(forecasting.effects(
                mission, [], as_of=as_of, weeks=max(1, (made.until - as_of).days // 7), strength=typed.strength,
                futures=2_048, sheet=typed.numbers))
    return 0 if made.targets else 1


def _series(typed: argparse.Namespace) -> int:
    from muster.forecast.asked import series_forecast

    view = series_forecast(
        typed.series, authorised=typed.authorised, ceiling=typed.ceiling, funding=typed.funding,
        rehatted=typed.rehatted, horizons=typed.horizons, as_of=typed.as_of or "")
    for problem in view.problems:
        print(problem, file=sys.stderr)
    if typed.format == "json":
        print(json.dumps(view.as_rows(), indent=2))
    elif typed.format == "csv":
        _csv(view.targets)
    else:
        print(terminal.table(_targets_table("How missions that stood there went on", view.targets)))
        print("\n".join(terminal.paragraph(note) for note in view.notes))
    return 0 if view.targets else 1


def _csv(targets: Sequence[TargetForecast]) -> None:
    rows = [target.as_row() for target in targets]
    print("date,mean,median," + ",".join(rows[0]["quantiles"]) if rows else "date,mean,median")
    for row in rows:
        print(",".join(map(str, (row["date"], row["mean"], row["median"], *row["quantiles"].values()))))


def _targets_table(title: str, targets: Sequence[TargetForecast], strengths: Sequence[int] = ()) -> Table:
    """A row a day: median, mean, bands, and the chance of at least each strength by then."""
    rows = []
    for target in targets:
        cells: dict[str, Cell] = {"day": target.day, "median": _persons(target.median), "mean": _persons(target.mean)}
        for share in BANDS:
            low, high = target.band(share / 100)
            cells[f"in_{share}"] = f"{low:,.0f}-{high:,.0f}"
        for strength in strengths:
            cells[f"least_{strength}"] = _percent(target.chance_of_at_least(strength))
        rows.append(Row(target.day.isoformat(), cells))
    headings = {f"in_{share}": f"{share} % band" for share in BANDS}
    headings |= {f"least_{strength}": f"at least {strength:,}" for strength in strengths}
    return Table("", title, ("day", "median", "mean", *headings), tuple(rows), headings=headings)


def _persons(value: float) -> Cell:
    return exact(round(value), "persons")


def _print_forecast(made: MissionForecast, name: str) -> None:
    print(f"{name}, forecast from {made.as_of} to {made.until}\n")
    if not made.targets:
        print("No forecast: " + ("; ".join(made.notes) or "see the problems above."))
        return
    print(_plot(made.targets) + "\n")
    months = [target for place, target in enumerate(made.targets) if place % 4 == 3]
    shown = months if months and months[-1] is made.targets[-1] else [*months, made.targets[-1]]
    asked = [chance.strength for chance in made.chances]
    print(terminal.table(_targets_table("Persons present, and the chance of a strength that day", shown, asked)) + "\n")
    for chance in made.chances:
        before = f"; before the mandate ends {_percent(chance.before_mandate_ends)}" \
            if chance.before_mandate_ends is not None else ""
        print(f"At least {chance.strength:,} on {made.until}: {_percent(chance.on_last_day)}{before}")
    _print_what_binds(made)
    weights = ", ".join(f"{name} {weight:.0%}" for name, weight in made.weights.items())
    print(f"\nViews pooled by their past scores: {weights}")
    for note in made.notes:
        print(terminal.paragraph(f"- {note}"))


def _days_earlier(one: Effect) -> str:
    """Days gained at the strength asked, with the interval the mean lies in (90 %); "" where none was asked."""
    if one.days_earlier is None:
        return ""
    interval = one.days_earlier_interval
    return f"{one.days_earlier:+.0f}" + (f" ({interval[0]:+.0f} to {interval[1]:+.0f})" if interval else "")


def _print_what_helps(found: Sequence[Effect]) -> None:
    print("\nWhat would help most (officer-days gained; where the mean lies, 90 %; days earlier)")
    for one in sorted(found, key=lambda effect: -effect.officer_days):
        low, high = one.officer_days_interval
        days = _days_earlier(one)
        print(f"  {one.label:<38} {one.officer_days:>10,.0f}  ({low:,.0f} to {high:,.0f})"
              + (f"  {days} days" if days else ""))
    print("Others: muster what-if")


def _print_what_binds(made: MissionForecast) -> None:
    run = made.run
    if run is None:
        return
    print("\nWhat holds it back (share of the missing person-weeks; of the futures it holds back most)")
    for cause in sorted(run.causes, key=lambda one: -one.shortfall_share):
        if cause.shortfall_share >= 0.005:
            print(f"  {cause.name:<28} {cause.shortfall_share:>6.0%} {cause.leading_share:>6.0%}")
    until = run.cash_lasts_until()
    if run.run_out is None:
        print("Cash runway: no cash position is known.")
    else:
        print(f"Cash lasts, in half of the futures, until {until}" if until
              else "Cash lasts to the end, more likely than not")


def _percent(share: float) -> str:
    return f"{share:.0%}" if 0.02 <= share <= 0.98 else f"{share:.1%}"


def _plot(targets: Sequence[TargetForecast]) -> str:
    return terminal.plot([
        terminal.Curve("95 % band", ".", [(one.day, end) for one in targets for end in one.band(0.95)]),
        terminal.Curve("80 % band", ":", [(one.day, end) for one in targets for end in one.band(0.8)]),
        terminal.Curve("50 % band", "=", [(one.day, end) for one in targets for end in one.band(0.5)]),
        terminal.Curve("median", "#", [(one.day, one.median) for one in targets]),
    ], unit="persons")


def _add_what_if(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("changes", nargs="*", metavar="CHANGE",
                        help='"USA money +50000000 by 2025-03", "vehicles +10", "training 8 weeks earlier", '
                             '"NAME on time" (default: the usual questions)')
    parser.add_argument("--as-of", metavar="DATE", help="default: today")
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--strength", type=int, metavar="N", help="also the days earlier at which N are present")
    parser.add_argument("--futures", type=int, default=8_192, metavar="N")
    _add_numbers(parser)
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table")


def _what_if(typed: argparse.Namespace) -> None:
    from muster.actions import forecasting
    from muster.briefs import machine

    mission = options.the_mission(typed)
    as_of = options.one_day(typed.as_of, where="--as-of") if typed.as_of else datetime.now(mission.zone).date()
    found = forecasting.effects(mission, typed.changes, as_of=as_of, weeks=typed.weeks, strength=typed.strength,
                                futures=typed.futures, sheet=typed.numbers)
    rows = tuple(Row(str(number), {
        "change": one.label, "officer_days": _persons(one.officer_days),
        "estimate": "{:,.0f} to {:,.0f}".format(*one.officer_days_interval),
        "futures": "{:,.0f} to {:,.0f}".format(*one.officer_days_range),
        "days_earlier": _days_earlier(one) or None,
        "chance_gain": f"{one.chance_gain:+.1%}" if one.chance_gain is not None else None,
    }) for number, one in enumerate(found, 1))
    table = Table("", f"What would help, from {as_of} over {typed.weeks} weeks", (
        "change", "officer_days", "estimate", "futures", "days_earlier", "chance_gain"), rows,
        tuple(dict.fromkeys(note for one in found for note in one.notes)),
        {"officer_days": "officer-days gained", "estimate": "the mean lies in (90 %)",
         "futures": "80 % of futures lie in", "days_earlier": "days earlier", "chance_gain": "chance gained"})
    if typed.format == "json":
        print(machine.as_json(table))
    elif typed.format == "csv":
        print(machine.as_csv(table), end="")
    else:
        print(terminal.table(table))


def _add_backtest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", metavar="DATE", default="2024-01-01", help="first month replayed (default: 2024-01)")
    parser.add_argument("--until", metavar="DATE",
                        help="judge by what was known on this day (default: the newest report)")
    parser.add_argument("--past", action="store_true", help="past missions alone, each left out in turn")
    parser.add_argument("--format", choices=("table", "json"), default="table")


def _backtest(typed: argparse.Namespace) -> None:
    from muster.forecast.leave_one_out import score_past_missions

    past = score_past_missions()
    if typed.format == "table":
        print(terminal.table(_scores_table("Past missions, each left out in turn (shares of the ceiling)",
                                           past.summaries, digits=4)))
        gain = past.gain_over_best
        print(f"Outside view against the best baseline, {past.best}: {gain.gain:.1%} better "
              f"({gain.low:.1%} to {gain.high:.1%} by bootstrap over {gain.units} missions)\n")
    if typed.past:
        return
    from muster.actions import forecasting

    mission = options.the_mission(typed)
    until = options.one_day(typed.until, where="--until") if typed.until else _newest(mission)
    since = options.one_day(typed.since, where="--since")
    if since > until:
        raise Refused(Problem("--since", typed.since, f"a day before {until}", "Begin the replay earlier."))
    found = forecasting.backtest(mission, since=since, until=until)
    if typed.format == "json":
        print(json.dumps({"past": [_summary_json(one) for one in past.summaries],
                          "mission": [_summary_json(one) for one in found.summaries]}, indent=2))
        return
    print(terminal.table(_scores_table(f"{mission.name}, replayed monthly from {since} (persons)", found.summaries,
                                       digits=1)))
    for gain in found.gains:
        print(f"{gain.method} against {gain.rival}: CRPS {gain.gain:+.1%} ({gain.low:+.1%} to {gain.high:+.1%})")
    for months, count in found.independent_months.items():
        print(f"{months} months ahead: {count} windows that do not overlap")
    for method in sorted({one.method for one in found.thresholds}):
        print(f"Brier score of {method} on threshold questions: {found.brier_of(method):.3f}")
    for method, counts in found.pit_pictures.items():
        print(f"PIT of {method}: {' '.join(map(str, counts))}")
    for note in found.notes:
        print(terminal.paragraph(f"- {note}"))


def _newest(mission) -> date:  # type: ignore[no-untyped-def]
    from muster import store

    books = store.open_books(mission, with_movements=False)
    newest = max((one.published for one in books.reports.values() if one.published and one.publisher != "Muster"),
                 default=None)
    return newest or datetime.now(mission.zone).date()


def _scores_table(title: str, summaries: Sequence[Summary], *, digits: int) -> Table:
    rows = []
    for one in summaries:
        cells: dict[str, Cell] = {
            "method": one.method, "months": str(one.horizon_months or "all"), "forecasts": exact(one.forecasts),
            "units": exact(one.units), "crps": f"{one.crps:,.{digits}f}", "wis": f"{one.wis:,.{digits}f}"}
        for share, inside in one.coverage:
            cells[f"in_{share:.0%}"] = f"{inside:.0%}"
        rows.append(Row(f"{one.method}-{one.horizon_months}", cells))
    shares = list(dict.fromkeys(f"in_{share:.0%}" for one in summaries for share, _ in one.coverage))
    return Table("", title, ("method", "months", "forecasts", "units", "crps", "wis", *shares), tuple(rows),
                 headings={name: f"inside {name[3:]}" for name in shares} | {"crps": "CRPS", "wis": "WIS"})


def _summary_json(one: Summary) -> dict[str, object]:
    return {"method": one.method, "months": one.horizon_months, "forecasts": one.forecasts, "units": one.units,
            "crps": one.crps, "wis": one.wis, "coverage": {f"{share:g}": inside for share, inside in one.coverage}}


def _add_scores(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table")


def _scores(typed: argparse.Namespace) -> None:
    from muster.actions import forecasting
    from muster.briefs import machine

    kept = forecasting.kept_forecasts(options.the_mission(typed))
    rows = tuple(Row(str(number), {
        "made_on": one.filed.made_on, "method": one.filed.method, "for_day": one.filed.forecast.day,
        "median": _persons(one.filed.forecast.median),
        "in_80": "{:,.0f}-{:,.0f}".format(*one.filed.forecast.band(0.8)),
        "happened": _persons(one.scored.truth) if one.scored else None,
        "crps": f"{one.scored.crps:,.1f}" if one.scored else "not due yet", "rule": one.filed.rule,
    }) for number, one in enumerate(kept, 1))
    table = Table("", "Filed forecasts and how they did",
                  ("made_on", "method", "for_day", "median", "in_80", "happened", "crps", "rule"), rows,
                  headings={"in_80": "80 % band", "crps": "CRPS", "for_day": "for", "made_on": "made on"})
    if typed.format == "json":
        print(machine.as_json(table))
    elif typed.format == "csv":
        print(machine.as_csv(table), end="")
    else:
        print(terminal.table(table, columns=table.columns[:-1]))
        for rule in dict.fromkeys(one.filed.rule for one in kept):
            print(terminal.paragraph(f"Judged by: {rule}"))


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
