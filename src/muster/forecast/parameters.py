"""The numbers of the mission model: one table of name, unit, default, source and meaning.

A mission package changes them by name (`with_changes({"tour_weeks": 26})`); the manual, the form and the import all
read this table. A default marked "judgement" is ours: no source was found, the spread of the futures is widened for it
and a mission that knows better should say so. Several others were set with the public record of the Haiti mission in
view, so a replay of that mission is not blind to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from muster.problems import Problem, Understood


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the model. least, most: what may be entered."""

    name: str
    unit: str
    default: float
    least: float
    most: float
    meaning: str
    source: str


_JUDGEMENT = "judgement; no source found"
_HAITI = "read from the Haiti mission's public record 2023-2026; few cases"

TABLE: tuple[Parameter, ...] = (
    # promises: the prior, before this mission's own chains are counted
    Parameter("keep_pledged", "share", 0.55, 0.01, 0.99, "announced promises that ever bring anything", _JUDGEMENT),
    Parameter("keep_committed", "share", 0.7, 0.01, 0.99, "the same, once notified or signed", _JUDGEMENT),
    Parameter("keep_preparing", "share", 0.85, 0.01, 0.99, "the same, once in training or procured", _JUDGEMENT),
    Parameter("keep_ready", "share", 0.93, 0.01, 0.995, "the same, once certified ready", _JUDGEMENT),
    Parameter("keep_moving", "share", 0.98, 0.01, 0.999, "the same, once under way", _JUDGEMENT),
    Parameter("keep_weight", "chains", 4, 0.5, 100, "how many chains the prior share is worth", _JUDGEMENT),
    Parameter("full_share", "share", 0.45, 0.01, 0.99,
              "of promises that bring anything, those that bring all at once or in the end", _HAITI),
    Parameter("lead_weeks_pledged", "weeks", 45, 1, 400,
              "median from announcement to first arrival, no date stated",
              "KEN 1,000: July 2023 to June 2024; GTM 150: September 2024 to January 2025; " + _HAITI),
    Parameter("lead_weeks_committed", "weeks", 26, 1, 400, "the same, once notified or signed", _HAITI),
    Parameter("lead_weeks_preparing", "weeks", 14, 1, 400,
              "the same, once in training", "600 Kenyans: September 2024 to January and February 2025; " + _HAITI),
    Parameter("lead_weeks_ready", "weeks", 7, 0.5, 400,
              "the same, once certified ready",
              "600 Kenyans: ready on 8 November 2024, 217 there on 18 January 2025; " + _HAITI),
    Parameter("lead_weeks_moving", "weeks", 1, 0.1, 100, "the same, once under way", _JUDGEMENT),
    Parameter("stretch", "ratio", 2, 0.2, 20,
              "median of real lead over announced lead, both from the announcement",
              "first Kenyan flight 2.3; " + _HAITI),
    Parameter("least_announced_lead", "weeks", 4, 0.5, 52, "a shorter announced lead counts as this one", _JUDGEMENT),
    Parameter("lead_spread", "log", 0.7, 0.05, 3, "standard deviation of the logarithm of a lead", _HAITI),
    Parameter("lead_weight", "chains", 4, 0.5, 100, "how many chains the prior lead is worth", _JUDGEMENT),
    Parameter("class_weight", "chains", 3, 0.1, 100,
              "how many own chains a contributor needs to weigh as much as its class", _JUDGEMENT),
    Parameter("batch_persons", "persons", 250, 1, 100_000,
              "persons that come in one batch; larger promises come in several",
              "Kenya's batches: 200, 200, 217, 144, 230; " + _HAITI),
    Parameter("batch_gap_weeks", "weeks", 8, 0.1, 200, "mean time between two batches of one promise", _HAITI),
    Parameter("batch_follows", "share", 0.8, 0, 1, "chance that another batch follows", _HAITI),
    Parameter("condition_weeks", "weeks", 26, 0.5, 500, "mean wait for a stated condition to be met", _JUDGEMENT),
    Parameter("common_pace", "log", 0.35, 0, 2,
              "spread of the mission's own pace: all its promises run fast or slow together", _JUDGEMENT),
    Parameter("common_keeping", "logit", 0.5, 0, 3, "spread of how far all promises to it are kept", _JUDGEMENT),
    # gates
    Parameter("training_weeks", "weeks", 8, 0, 104, "pre-deployment training of one intake", _HAITI),
    Parameter("lift_closes", "share of weeks", 0.02, 0, 1,
              "chance that lift stops in a week it ran",
              "airport closed 11 November to 11 December 2024; " + _HAITI),
    Parameter("lift_reopens", "share of weeks", 0.25, 0.001, 1,
              "chance that lift starts again in a week it stood still", "the same closure: about four weeks"),
    Parameter("officers_per_vehicle", "persons", 25, 1, 10_000,
              "persons one serviceable vehicle lets work", _JUDGEMENT),
    Parameter("vehicles_fail", "share a week", 0.006, 0, 1,
              "serviceable vehicles lost in a week, net of repair",
              "half of the armour out of service after a year, July 2025; " + _HAITI),
    Parameter("reserve_weeks", "weeks", 8, 0, 104,
              "nobody new is taken on unless cash lasts so long for all", _JUDGEMENT),
    # money
    Parameter("cost_head_month", "currency a month", 4_000, 0, 1_000_000,
              "cash cost of one person for a month", _JUDGEMENT),
    Parameter("cost_vehicle_month", "currency a month", 3_000, 0, 1_000_000,
              "cash cost of one serviceable vehicle for a month", _JUDGEMENT),
    Parameter("freeze_share", "share", 0.15, 0, 1,
              "money promises that are frozen before they arrive",
              "13.3 of 15 million from one donor, February 2025; " + _HAITI),
    Parameter("freeze_weeks", "weeks", 30, 0.5, 500, "mean length of a freeze", _HAITI),
    Parameter("frozen_comes_free", "share", 0.5, 0, 1, "money frozen now that ever comes free", _JUDGEMENT),
    Parameter("unpaid_leave", "share a week", 0.01, 0, 1,
              "persons sent home a week while the mission cannot pay", _JUDGEMENT),
    # people
    Parameter("tour_weeks", "weeks", 52, 1, 520, "length of one tour", _HAITI),
    Parameter("relief_share", "share", 0.93, 0, 1, "of those whose tour ends, those relieved in place", _HAITI),
    Parameter("relief_spread", "share", 0.08, 0, 1, "how far that share differs between futures", _JUDGEMENT),
    Parameter("losses_week", "share a week", 0.0008, 0, 1, "persons lost or sent home sick in a week", _HAITI),
    # mandate
    Parameter("extension", "share", 0.93, 0, 1,
              "chance that an ending mandate is extended",
              "of the Council's missions of 1990 to 2017, few ended at their first end; judgement on the figure"),
    Parameter("extension_weeks", "weeks", 52, 1, 520, "length of an extension", "resolutions 2751 and 2793"),
    Parameter("drawdown", "share a week", 0.08, 0.001, 1, "persons leaving a week after a mandate ends", _JUDGEMENT),
)

_BY_NAME = {parameter.name: parameter for parameter in TABLE}


@dataclass(frozen=True, slots=True)
class Parameters:
    """The values in force. `changed` names those the mission package set."""

    values: Mapping[str, float]
    changed: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> float:
        return self.values[name]


DEFAULTS = Parameters(MappingProxyType({parameter.name: parameter.default for parameter in TABLE}))


def with_changes(
    changes: Mapping[str, object], base: Parameters = DEFAULTS, *, where: str = "parameters",
) -> Understood[Parameters]:
    """The parameters with a mission's own values; a wrong entry is a problem and leaves its default."""
    values = dict(base.values)
    problems: list[Problem] = []
    changed = list(base.changed)
    for name, value in changes.items():
        parameter = _BY_NAME.get(name)
        if parameter is None:
            problems.append(Problem(
                f"{where}, {name}", str(value), "the name of a parameter", f"Use one of: {', '.join(_BY_NAME)}.",
            ))
            continue
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not (isinstance(value, int | float) and is_number and parameter.least <= value <= parameter.most):
            problems.append(Problem(
                f"{where}, {name}", str(value),
                f"a number of {parameter.unit} from {parameter.least:g} to {parameter.most:g}",
                f"Correct it, or leave it out for the default of {parameter.default:g}.",
            ))
            continue
        values[name] = float(value)
        changed.append(name)
    return Understood(Parameters(MappingProxyType(values), tuple(dict.fromkeys(changed))), tuple(problems))
