"""How forecasts did, as tables: past missions left out in turn, the replay of a mission, and the filed forecasts.

Every score opens into the forecasts it is the mean of; each of these into what it said, what happened, and the
movements that say so. `replayed` and `past_by_mission` are too long to print and are there to be opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

import numpy as np

from muster.briefs.forecast_starts import between, not_known, percent, persons
from muster.briefs.wording import PERCENT
from muster.forecast.backtest import Replay
from muster.forecast.filed import Kept
from muster.forecast.leave_one_out import PastScores
from muster.forecast.scores import Gain, Scored, Summary
from muster.ledger.figures import Because, Cell, Figure, Row, Table, exact, slug
from muster.ledger.records import Books
from muster.ledger.strength import counted_lines
from muster.vocabulary import Stage

PIT_BINS = tuple(f"tenth_{place}" for place in range(1, 11))
SUMMARY_COLUMNS = ("method", "months", "forecasts", "units", "crps", "wis")
EVERY_HORIZON = "all"


def past_tables(scores: PastScores) -> tuple[Table, ...]:
    """The record of the outside view on past missions, each left out in turn."""
    return (_past_scores(scores), _gains("past_gains", "The outside view against each baseline", scores.gains,
                                         "past_scores", "missions"), _past_by_mission(scores))


def replay_tables(replay: Replay, books: Books, title: str) -> tuple[Table, ...]:
    """The record of every method on a mission's own past."""
    present = strength_grounds(books)
    return (_replay_scores(replay, title), _gains("replay_gains", "The pool against each other method", replay.gains,
                                                  "replay", "months"),
            _windows(replay), _brier(replay), _pit(replay), _replayed(replay, present))


def strength_grounds(books: Books) -> Because:
    """What a strength that happened rests on: whatever moved into or out of presence."""
    return Because(lines=tuple(line.id for line in counted_lines(books)), stages=(Stage.PRESENT,),
                   how="The mission's strength by the ledger.")


# --- past missions ----------------------------------------------------------------------------------------


def _score_rows(summaries: Sequence[Summary], because_of: Callable[[Summary], Because],
                score: Callable[[float, Because], Figure], units: str) -> Iterable[Row]:
    for one in summaries:
        because = because_of(one)
        months = str(one.horizon_months or EVERY_HORIZON)
        cells: dict[str, Cell] = {
            "method": one.method,
            "months": exact(one.horizon_months, "months", because) if one.horizon_months else EVERY_HORIZON,
            "forecasts": exact(one.forecasts, "forecasts", because), "units": exact(one.units, units, because),
            "crps": score(one.crps, because), "wis": score(one.wis, because)}
        cells |= {f"in_{share:.0%}".rstrip("%"): percent(inside, because) for share, inside in one.coverage}
        yield Row(f"{slug(one.method)}-{months}", cells)


def _score_table(name: str, title: str, rows: Iterable[Row], units: str, unit: str) -> Table:
    shares = ("in_50", "in_80", "in_95")
    heads = {share: f"inside {share[3:]} %" for share in shares}
    return Table(name, title, (*SUMMARY_COLUMNS, *shares), tuple(rows),
                 headings=heads | {"months": "months ahead", "crps": f"CRPS, {unit}", "wis": f"WIS, {unit}",
                                   "units": units})


def _past_scores(scores: PastScores) -> Table:
    def because(one: Summary) -> Because:
        parts = sorted({f"past_by_mission/{slug(item.method)}-{item.horizon_months}-{slug(item.unit)}/crps"
                        for item in scores.scored
                        if item.method == one.method and one.horizon_months in (None, item.horizon_months)})
        return Because(figures=tuple(parts), how=(
            "The mean over missions of each mission's mean; every mission is forecast from all the others. Monthly "
            "strengths: United Nations figures as compiled in the IPI Peacekeeping Database."))
    return _score_table(
        "past_scores", "Past missions, each left out in turn",
        _score_rows(scores.summaries, because, lambda value, why: exact(round(100 * value, 2), PERCENT, why),
                    "missions"), "missions", "of the ceiling")


def _past_by_mission(scores: PastScores) -> Table:
    gathered: dict[tuple[str, int, str], list[Scored]] = {}
    for item in scores.scored:
        gathered.setdefault((item.method, item.horizon_months, item.unit), []).append(item)
    rows = []
    for (method, months, mission), items in gathered.items():
        because = Because(how=(
            f"{len(items)} forecasts of {mission} by the {method}, {months} months ahead, made in each month of its "
            f"first three years with {mission} itself left out of the past; strengths as compiled by IPI."))
        rows.append(Row(f"{slug(method)}-{months}-{slug(mission)}", {
            "method": method, "mission": mission, "months": exact(months, "months", because),
            "forecasts": exact(len(items), "forecasts", because),
            "crps": exact(round(100 * float(np.mean([item.crps for item in items])), 2), PERCENT, because)}))
    return Table("past_by_mission", "The same, mission by mission",
                 ("method", "mission", "months", "forecasts", "crps"), tuple(rows))


def _gains(name: str, title: str, gains: Sequence[Gain], scores: str, unit: str) -> Table:
    rows = []
    for gain in gains:
        because = Because(figures=tuple(f"{scores}/{slug(method)}-{EVERY_HORIZON}/crps"
                                        for method in (gain.method, gain.rival)), how=(
            "How much smaller the mean CRPS is, where both made a forecast; the interval holds 90 % of the draws of a "
            f"bootstrap over {unit}, because cases are not independent."))
        # drawn from the few shared units there are; with none there is nothing to compare
        shown = not_known(PERCENT, because) if gain.units == 0 or np.isnan(gain.gain) else Figure(
            round(100 * gain.gain, 1), round(100 * gain.low, 1), round(100 * gain.high, 1), PERCENT, because=because)
        rows.append(Row(slug(gain.rival), {
            "method": gain.method, "rival": gain.rival, "gain": shown, "units": exact(gain.units, unit, because)}))
    return Table(name, title, ("method", "rival", "gain", "units"), tuple(rows),
                 headings={"rival": "against", "gain": "CRPS smaller by (90 %)", "units": unit})


# --- the replay -------------------------------------------------------------------------------------------


def replayed_key(item: Scored) -> str:
    return f"{slug(item.method)}-{item.unit}-{item.horizon_months}"


def _replayed(replay: Replay, present: Because) -> Table:
    rows = []
    for item in replay.scored:
        key = replayed_key(item)
        made = Because(lines=present.lines, how=(
            f"Made on {item.unit}-01 by the {item.method} with only what was known at the end of that day. The "
            f"mission's own forecast of that day: muster forecast --as-of {item.unit}-01"))
        scored = Because(figures=(f"replayed/{key}/median", f"replayed/{key}/happened"),
                         how="The forecast's quantiles against what happened (CRPS).")
        rows.append(Row(key, {
            "method": item.method, "made_on": f"{item.unit}-01",
            "months": exact(item.horizon_months, "months", made), "for_day": item.forecast.day,
            "median": persons(item.forecast.median, made),
            "in_80": between(*item.forecast.band(0.8), "persons", made),
            "happened": persons(item.truth, present), "crps": exact(round(item.crps, 1), "persons", scored)}))
    return Table("replayed", "Every forecast of the replay that has come due",
                 ("method", "made_on", "months", "for_day", "median", "in_80", "happened", "crps"), tuple(rows))


def _items(replay: Replay, method: str, months: int | None) -> tuple[str, ...]:
    return tuple(f"replayed/{replayed_key(item)}/crps" for item in replay.scored
                 if item.method == method and months in (None, item.horizon_months))


def _replay_scores(replay: Replay, title: str) -> Table:
    def because(one: Summary) -> Because:
        return Because(figures=_items(replay, one.method, one.horizon_months), how=(
            "The mean over the months in which forecasts were made, each made with only what was known then and judged "
            "by the record as known today."))
    return _score_table("replay", title, _score_rows(
        replay.summaries, because, lambda value, why: exact(round(value, 1), "persons", why), "months"),
        "months", "persons")


def _windows(replay: Replay) -> Table:
    rows = [Row(str(months), {
        "months": exact(months, "months", because), "windows": exact(count, "windows", because)})
        for months, count in replay.independent_months.items()
        if (because := Because(
            figures=tuple(dict.fromkeys(part for item in replay.scored if item.horizon_months == months
                                        for part in (f"replayed/{replayed_key(item)}/months",)))[:200],
            how="Windows of so many months that do not overlap, between the first and the last day forecast."))]
    return Table("replay_windows", "How many of these months are independent", ("months", "windows"), tuple(rows),
                 headings={"months": "months ahead", "windows": "windows that do not overlap"})


def _brier(replay: Replay) -> Table:
    rows = []
    for method in sorted({one.method for one in replay.thresholds}):
        asked = [one for one in replay.thresholds if one.method == method]
        because = Because(figures=_items(replay, method, None), how=(
            "The mean squared difference between the chance given and what happened (0 or 1), for half and all of the "
            "strength required."))
        rows.append(Row(slug(method), {
            "method": method, "brier": exact(Decimal(f"{replay.brier_of(method):.3f}"), "", because),
            "questions": exact(len(asked), "questions", because)}))
    return Table("replay_brier", "Threshold questions (Brier score)", ("method", "brier", "questions"), tuple(rows))


def _pit(replay: Replay) -> Table:
    rows = []
    for method, counts in replay.pit_pictures.items():
        because = Because(figures=_items(replay, method, None), how=(
            "How many truths fell in each tenth of their forecasts; of an honest forecaster they spread evenly."))
        rows.append(Row(slug(method), {"method": method} | {
            name: exact(count, "forecasts", because) for name, count in zip(PIT_BINS, counts)}))
    return Table("replay_pit", "Where the truth fell in the forecasts (PIT)", ("method", *PIT_BINS), tuple(rows),
                 headings={name: name.partition("_")[2] for name in PIT_BINS})


# --- filed forecasts --------------------------------------------------------------------------------------


def kept_key(kept: Kept) -> str:
    return f"{kept.filed.made_on}-{slug(kept.filed.method)}-{kept.filed.forecast.day}"


def filed_scores(kept: Sequence[Kept], books: Books) -> Table:
    """Every filed forecast with its rule, and how it did once its day came."""
    present, rows = strength_grounds(books), []
    for one in kept:
        forecast, key = one.filed.forecast, kept_key(one)
        filed = Because(lines=present.lines, how=(
            f"Filed on {one.filed.made_on} as the report {one.report}, by the {one.filed.method}. Judged by: "
            f"{one.filed.rule}"))
        scored = Because(figures=(f"scores/{key}/median", f"scores/{key}/happened"),
                         how=f"The filed quantiles against what happened (CRPS). Judged by: {one.filed.rule}")
        rows.append(Row(key, {
            "made_on": one.filed.made_on, "method": one.filed.method, "for_day": forecast.day,
            "median": persons(forecast.median, filed), "in_80": between(*forecast.band(0.8), "persons", filed),
            "happened": persons(one.scored.truth, present) if one.scored else None,
            "crps": exact(round(one.scored.crps, 1), "persons", scored) if one.scored else "not due yet",
            "rule": one.filed.rule}))
    return Table("scores", "Filed forecasts and how they did",
                 ("made_on", "method", "for_day", "median", "in_80", "happened", "crps", "rule"), tuple(rows),
                 tuple(dict.fromkeys(f"Judged by: {one.filed.rule}" for one in kept)),
                 {"in_80": "80 % band", "crps": "CRPS", "for_day": "for", "made_on": "made on"})
