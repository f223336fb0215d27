"""The tables of a forecast, from the general to the particular, so that every number can be opened.

A forecast is worked out from more than one set of books (the months before weigh its two views), so these tables are
made from a finished forecast, not by asking the books.

    forecast   what the page shows      -> by_view, views, starts, carried
    by_view    each view by itself      -> the model: starts, carried, parameters; the outside view: past_missions
    binds      what holds it back       -> the gate it starts from, and the parameters of that gate

Weakness: a figure of the future names everything its simulation read, not which of it mattered; `helps` says that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from muster.briefs.forecast_starts import (
    Worked,
    between,
    carried,
    carried_addresses,
    estimate,
    general_grounds,
    grounds,
    money,
    not_known,
    once,
    parameter_addresses,
    parameters,
    past,
    past_addresses,
    percent,
    persons,
    start_addresses,
    starts,
    starts_known,
)
from muster.briefs.wording import PERCENT
from muster.forecast.parameters import TABLE
from muster.forecast.pool import INSIDE
from muster.forecast.scores import mean_over_units
from muster.forecast.simulate import Cause
from muster.forecast.targets import LEVELS, TargetForecast
from muster.forecast.what_if import Effect
from muster.ledger.figures import Because, Cell, Row, Table, exact, slug
from muster.ledger.standing import unique_keys
from muster.vocabulary import Stage

BANDS = (50, 80, 95)
GATE_STARTS = {"training places": "training_places", "lift": "lift_seats_per_week", "equipment": "vehicles",
               "beds": "beds", "funds": "cash"}
"""The row of `starts` on which a gate's binding depends."""
EVERY_CAUSE = ("the promise itself", "a condition", *GATE_STARTS, "mandate", "nobody promised")


def tables(worked: Worked) -> tuple[Table, ...]:
    """Every table of a forecast, those a reader sees first, first."""
    if not worked.made.targets:
        return ()
    shown = (forecast(worked), chances(worked), binds(worked), runway(worked), views(worked), starts(worked),
             carried(worked), parameters(worked), past(worked), by_view(worked))
    return (*shown, helps("helps", worked.effects, worked)) if worked.effects else shown


# --- how many, and with what chance -----------------------------------------------------------------------


def target_cells(target: TargetForecast, because: Because) -> dict[str, Cell]:
    cells: dict[str, Cell] = {"day": target.day, "median": persons(target.median, because),
                              "mean": persons(target.mean, because)}
    return cells | {f"in_{share}": between(*target.band(share / 100), "persons", because) for share in BANDS}


def quantile_cells(target: TargetForecast, because: Because, row: str) -> dict[str, Cell]:
    """What no table prints but the JSON form holds: `quantiles`, each also as quantiles/LEVEL. row: table/key."""
    each = {f"quantiles/{level:g}": persons(value, because) for level, value in zip(LEVELS, target.quantiles)}
    whole = Because(figures=tuple(f"{row}/{name}" for name in each), how="The forecast's quantiles, from 1 to 99 %.")
    return {"quantiles": between(target.quantiles[0], target.quantiles[-1], "persons", whole), **each}


HEADINGS = {f"in_{share}": f"{share} % band" for share in BANDS}


def forecast(worked: Worked) -> Table:
    """A row a week: median, mean and bands, and the chance of at least each strength that day."""
    made, strengths = worked.made, [one.strength for one in worked.made.chances]
    general = general_grounds(worked)
    rows = []
    for target in made.targets:
        views = tuple(f"by_view/{slug(name)}-{target.day}/median" for name in made.by_view.get(target.day, ()))
        because = replace(general, figures=(*views, *general.figures), how=(
            f"The views' quantiles for {target.day}, averaged by their weights and widened while few forecasts have "
            f"come due. {worked.how}"))
        cells = target_cells(target, because) | quantile_cells(target, because, f"forecast/{target.day}")
        for strength in strengths:
            cells[f"least_{strength}"] = percent(target.chance_of_at_least(strength), because)
        rows.append(Row(target.day.isoformat(), cells))
    least = {f"least_{strength}": f"at least {strength:,}" for strength in strengths}
    return Table("forecast", "Persons present, and the chance of a strength that day",
                 ("day", "median", "mean", *HEADINGS, *least), tuple(rows), headings=HEADINGS | least)


def a_row_a_month(table: Table) -> Table:
    """Every fourth week and the last day, for a reader; the others keep their addresses."""
    shown = [row for place, row in enumerate(table.rows) if place % 4 == 3 or place == len(table.rows) - 1]
    return replace(table, rows=tuple(shown))


def chances(worked: Worked) -> Table:
    """The chance of at least each strength on the last day, and on the mandate's last."""
    made, ends = worked.made, worked.state.mandate.ends_on
    last = made.targets[-1].day
    rows = []
    for one in made.chances:
        on_last = Because(figures=(f"forecast/{last}/least_{one.strength}",),
                          how=f"The share of the pooled forecast for {last} at or above it.")
        before = Because(figures=("starts/mandate-ends/value", f"forecast/{last}/median"),
                         how=f"The share of the pooled forecast for the mandate's last day, {ends}, at or above it.")
        asked = replace(grounds(worked.state), lines=(), stages=(),
                        how="A strength asked about: by --strength, or half and all of what is authorised or required.")
        rows.append(Row(str(one.strength), {
            "strength": exact(one.strength, "persons", asked), "on_last_day": percent(one.on_last_day, on_last),
            "before_mandate_ends": None if one.before_mandate_ends is None
            else percent(one.before_mandate_ends, before)}))
    return Table("chances", f"The chance of at least so many present, on {last} and before the mandate ends",
                 ("strength", "on_last_day", "before_mandate_ends"), tuple(rows),
                 headings={"strength": "at least", "on_last_day": "on the last day",
                           "before_mandate_ends": "before the mandate ends"})


def binds(worked: Worked) -> Table:
    """What holds the mission back: each gate, known or not, with how much and how often."""
    run, state = worked.made.run, worked.state
    title = "What holds it back"
    columns = ("cause", "missing", "most", "ever")
    if run is None or state.required is None:
        return Table("binds", title, columns, (), ("No requirement is known, so nothing can be said to be missing.",))
    found = {one.name: one for one in run.causes}
    rows = tuple(Row(slug(name), {"cause": name, **_bind_cells(name, found.get(name), worked)})
                 for name in sorted(EVERY_CAUSE, key=lambda one: -_weight_of(found.get(one))))
    return Table("binds", title, columns, rows, headings={
        "cause": "what", "missing": "of the missing person-weeks", "most": "of the futures, holds back most",
        "ever": "of the futures, holds back in some week"})


def _weight_of(cause: Cause | None) -> float:
    return cause.shortfall_share + cause.binding_share / 1e6 if cause else 0.0


CAUSE_PARAMETERS = {
    "training places": ("training_weeks",), "lift": ("lift_closes", "lift_reopens"),
    "equipment": ("officers_per_vehicle", "vehicles_fail"), "funds": ("cost_head_month", "reserve_weeks"),
    "a condition": ("condition_weeks",), "mandate": ("extension", "extension_weeks", "drawdown"),
}


def _bind_cells(name: str, cause: Cause | None, worked: Worked) -> dict[str, Cell]:
    state = worked.state
    start = GATE_STARTS.get(name, "")
    figures = ["starts/required/value", "starts/present/value"]
    figures += [f"starts/{slug(start)}/value"] if start else list(carried_addresses(state))
    figures += parameter_addresses(CAUSE_PARAMETERS.get(name, ()))
    because = Because(figures=tuple(figures), how=(
        "Each week's missing persons against the requirement are charged to the gate nearest to them: those waiting "
        "for lift to what let the fewest in, then training places, conditions, promises not yet kept, what nobody "
        f"promised. {worked.how}"))
    if start and cause is None and starts_known(state).get(slug(start)) is None:
        unknown = replace(because, how=f"Nobody told {name} by {worked.made.as_of}, so it binds nothing here.")
        return {column: not_known(PERCENT, unknown) for column in ("missing", "most", "ever")}
    shares = (cause.shortfall_share, cause.leading_share, cause.binding_share) if cause else (0.0, 0.0, 0.0)
    return {column: percent(share, because) for column, share in zip(("missing", "most", "ever"), shares)}


def runway(worked: Worked) -> Table:
    """How long the cash lasts."""
    state, run = worked.state, worked.made.run
    columns = ("cash", "currency", "lasts_until", "to_the_end")
    title = "Cash runway"
    if state.cash is None or run is None or run.run_out is None:
        return Table("runway", title, columns, (), ("No cash position is known.",))
    until = run.cash_lasts_until()
    because = Because(figures=("starts/cash/value", "starts/present/value", *parameter_addresses(
        ("cost_head_month", "cost_vehicle_month"))), how=(
        f"Cash, with the promises of money that arrive, less the cost of those present, week by week. {worked.how}"))
    return Table("runway", title, columns, (Row("cash", {
        "cash": money(state.cash.available, state.cash.currency, replace(because, figures=("starts/cash/value",))),
        "currency": state.cash.currency, "lasts_until": until or "to the end, more likely than not",
        "to_the_end": percent(1 - run.run_out[-1], because)}),),
        headings={"lasts_until": "lasts, in half of the futures, until",
                  "to_the_end": "of the futures, lasts to the end"})


def views(worked: Worked) -> Table:
    """The two views, their weights, and how their forecasts that have come due did."""
    history, rows = worked.made.history, []
    for name, weight in worked.made.weights.items():
        mine = [item for item in history if item.method == name]
        because = replace(grounds(worked.state), statements=(), stages=(Stage.PRESENT,), how=(
            "Forecasts of this view made on the first of the months before, with what was known then, that had come "
            f"due by {worked.made.as_of}, judged by the strengths known that day. Weights go with the inverse square "
            "of each view's mean CRPS, with a few imagined forecasts of equal quality mixed in."))
        crps = mean_over_units([replace(item, scale=1.0) for item in mine]) if mine else None
        rows.append(Row(slug(name), {
            "view": name, "weight": percent(weight, because), "due": exact(len(mine), "forecasts", because),
            "crps": exact(round(crps, 1), "persons", because) if crps is not None else not_known("persons", because)}))
    return Table("views", "The views pooled, weighted by their past scores", ("view", "weight", "due", "crps"),
                 tuple(rows), headings={"due": "forecasts come due", "crps": "mean CRPS"})


def by_view(worked: Worked) -> Table:
    """Each view's own forecast of each day, before they are pooled."""
    state, made = worked.state, worked.made
    inside = replace(grounds(state), figures=(*start_addresses(state), *carried_addresses(state),
                                              *parameter_addresses(one.name for one in TABLE)),
                     how=f"The mission model. {worked.how} A reported strength is taken to differ from the number "
                         "present as sources do.")
    outside = replace(grounds(state), stages=(Stage.PRESENT,), figures=("starts/ceiling/value",) * (
        state.mandate.ceiling is not None) + past_addresses(worked), how=(
        "How past missions that stood where this one stands went on: each month of each past mission weighs the more, "
        "the more it looks like this one's."))
    rows = [Row(f"{slug(name)}-{day}", {"view": name, **target_cells(target, inside if name == INSIDE else outside)})
            for day, views_ in made.by_view.items() for name, target in views_.items()]
    return Table("by_view", "What each view says by itself", ("view", "day", "median", "mean", *HEADINGS), tuple(rows),
                 headings=HEADINGS)


# --- what would help --------------------------------------------------------------------------------------


def helps(name: str, effects: Sequence[Effect], worked: Worked, title: str = "What would help most") -> Table:
    """What each change would bring, the most first. name: "helps" beside a forecast, "effects" of a what-if."""
    state = worked.state
    figures = (*start_addresses(state), *carried_addresses(state))
    rows = []
    keys = unique_keys(slug(one.label) or "change" for one in effects)
    for key, one in sorted(zip(keys, effects), key=lambda pair: -pair[1].officer_days):
        because = replace(grounds(state), figures=figures, how=(
            f"The same {one.futures:,} futures until {one.horizon} with and without the change, under the same luck; "
            f"the mean of the differences and where it lies (90 %). From what was known at the end of "
            f"{worked.made.as_of}."))
        rows.append(Row(key, {
            "change": one.label,
            "officer_days": estimate(one.officer_days, one.officer_days_interval, "person-days", because),
            "futures": between(*one.officer_days_range, "person-days", because),
            "days_earlier": None if one.days_earlier is None else estimate(
                one.days_earlier, one.days_earlier_interval or (one.days_earlier, one.days_earlier), "days", because),
            "chance_gain": None if one.chance_gain is None
            else exact(round(100 * one.chance_gain, 1), PERCENT, because)}))
    return Table(name, title, ("change", "officer_days", "futures", "days_earlier", "chance_gain"), tuple(rows),
                 once(note for one in effects for note in one.notes), {
                     "officer_days": "officer-days gained (the mean lies in)", "futures": "80 % of futures lie in",
                     "days_earlier": "days earlier", "chance_gain": "chance gained"})


def effects_tables(worked: Worked, weeks: int) -> tuple[Table, ...]:
    """What each change of a what-if would bring, with what it starts from."""
    title = f"What would help, from {worked.made.as_of} until {worked.made.as_of + timedelta(weeks=weeks)}"
    return helps("effects", worked.effects, worked, title), starts(worked), carried(worked), parameters(worked)
