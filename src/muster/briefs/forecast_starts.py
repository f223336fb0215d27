"""What a forecast starts from, each number with its grounds: what stands, what is open, parameters, past missions.

    starts         what stands on the day       -> movements, statements, the mission's own numbers
    carried        the open promises            -> movements and statements
    parameters     the numbers of the model     -> their source, or the statement in which the mission set them
    past_missions  what the outside view reads  -> resolutions and compiled monthly figures
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import exp
from typing import TypeVar

from muster.briefs.wording import PERCENT
from muster.forecast.keeping import laws as expected_of
from muster.forecast.mission import MissionForecast
from muster.forecast.numbers import GATE_MEANINGS, Number
from muster.forecast.parameters import TABLE
from muster.forecast.past import past_missions
from muster.forecast.state import MissionState, OpenPromise
from muster.forecast.what_if import Effect
from muster.ledger.figures import Because, Figure, Row, Table, exact, slug
from muster.ledger.records import Books
from muster.ledger.standing import unique_keys
from muster.ledger.told import name_of
from muster.quantities import minor_digits
from muster.vocabulary import Kind, Stage

T = TypeVar("T")

UNKNOWN = "not known"
PAST_ADDRESS = "past_missions/{}/weight"


@dataclass(frozen=True, slots=True)
class Worked:
    """A forecast with what its tables need. told: the mission's own numbers in force that day, by name.

    head: the ledger's last entry when it was worked out. effects: what would help.
    """

    made: MissionForecast
    books: Books
    told: Mapping[str, Number]
    head: str = ""
    effects: tuple[Effect, ...] = ()

    @property
    def state(self) -> MissionState:
        assert self.made.state is not None
        return self.made.state

    @property
    def how(self) -> str:
        """What ran, in a sentence."""
        ledger = f", ledger head {self.head[:12]}" if self.head else ""
        if self.made.run is None:
            return f"From what was known at the end of {self.made.as_of}{ledger}."
        return (f"{self.made.run.futures:,} futures of {len(self.made.run.days)} weeks from seed {self.made.run.seed}, "
                f"from what was known at the end of {self.made.as_of}{ledger}.")


# --- what all of it rests on ------------------------------------------------------------------------------


def grounds(state: MissionState) -> Because:
    """The lines whose movements and the statements a simulation of this state reads."""
    parts = [*(one.because for one in state.present), *(one.because for one in state.promises),
             *([state.cash.because] if state.cash else []), state.mandate.because, state.required_because]
    return Because(
        lines=once(line for part in parts for line in part.lines),
        stages=tuple(sorted(once(stage for part in parts if part.lines for stage in part.stages))),
        statements=once(said for part in parts for said in part.statements),
    )


def once(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))


def general_grounds(worked: Worked) -> Because:
    """The grounds of a figure of the pooled forecast: the ledger's entries, what stood that day, and the views."""
    state = worked.state
    parts = (*(f"views/{slug(name)}/weight" for name in worked.made.weights), *start_addresses(state),
             *carried_addresses(state))
    return replace(grounds(state), figures=parts)


def start_addresses(state: MissionState) -> tuple[str, ...]:
    return tuple(f"starts/{key}/value" for key, value in starts_known(state).items() if value is not None)


def carried_addresses(state: MissionState) -> tuple[str, ...]:
    return tuple(f"carried/{key}/quantity" for key in unique_keys(slug(one.name) for one in state.promises))


def parameter_addresses(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"parameters/{slug(name)}/value" for name in names)


# --- figures ----------------------------------------------------------------------------------------------


def persons(value: float, because: Because) -> Figure:
    return exact(round(value), "persons", because)


def percent(share: float, because: Because) -> Figure:
    """A share in percent, with a decimal only where it is near none or all."""
    return exact(round(100 * share, 0 if 0.02 <= share <= 0.98 else 1), PERCENT, because)


def between(low: float, high: float, unit: str, because: Because) -> Figure:
    return Figure(None, round(low), round(high), unit, because=because)


def estimate(middle: float, interval: tuple[float, float], unit: str, because: Because) -> Figure:
    """A mean with the interval it lies in; none at all is said in words too, so that it is shown."""
    low, high = round(interval[0]), round(interval[1])
    return Figure(round(middle), low, high, unit, "no difference" if low == high == 0 else "", because=because)


def not_known(unit: str, because: Because) -> Figure:
    return Figure(None, unit=unit, word=UNKNOWN, because=because)


def money(value: float, currency: str, because: Because) -> Figure:
    return exact(round(value * 10 ** minor_digits(currency)), currency, because)


# --- the tables ----------------------------------------------------------------------------------


def starts_known(state: MissionState) -> dict[str, float | date | None]:
    gates, cash = state.gates, state.cash
    return {
        "present": state.persons_present, "required": state.required, "ceiling": state.mandate.ceiling,
        "mandate-ends": state.mandate.ends_on, "training-places": gates.training_places,
        "lift-seats-per-week": gates.lift_seats_per_week, "lift-closed-until": gates.lift_closed_until,
        "vehicles": gates.vehicles, "beds": gates.beds, "cash": cash.available if cash else None,
        "frozen-cash": cash.frozen if cash and cash.frozen else None,
    }


START_WORDS = {
    "present": ("persons", "persons present"), "required": ("persons", "persons required"),
    "ceiling": ("persons", "the mandate's ceiling"), "mandate-ends": ("days", "days the mandate runs on"),
    "lift-closed-until": ("days", "days lift stays closed"), "frozen-cash": ("currency", "money frozen"),
    **{slug(name): (unit, meaning) for name, (unit, meaning) in GATE_MEANINGS.items() if name != "lift_closed_until"},
}


def starts(worked: Worked) -> Table:
    """What stands on the day of the forecast, gate by gate; what nobody told is said to be unknown."""
    state = worked.state
    rows = []
    for key, value in starts_known(state).items():
        because = _start_grounds(key, worked)
        unit, meaning = START_WORDS[key]
        if key == "frozen-cash" and value is None:
            continue
        told = worked.told.get(key.replace("-", "_"))
        rows.append(Row(key, {
            "what": meaning, "value": _start_figure(value, unit, worked, because), "day": value
            if isinstance(value, date) else None, "known_since": told.known_from if told else None,
            "said_by": told.source if told else "the ledger" if value is not None else "nobody"}))
    return Table("starts", f"What stood on {worked.made.as_of}, as known that day",
                 ("what", "value", "day", "known_since", "said_by"), tuple(rows),
                 headings={"known_since": "known since", "said_by": "said by"})


def _start_figure(value: float | date | None, unit: str, worked: Worked, because: Because) -> Figure:
    if value is None:
        return not_known(unit, because)
    if isinstance(value, date):
        return exact((value - worked.made.as_of).days, "days", because)
    cash = worked.state.cash
    return money(value, cash.currency, because) if unit == "currency" and cash else exact(value, unit, because)


def _start_grounds(key: str, worked: Worked) -> Because:
    state, told = worked.state, worked.told.get(key.replace("-", "_"))
    if told is not None:
        return Because(statements=() if told.statement is None else (told.statement,),
                       how=f"Told by the mission itself: {told.source}.")
    if key == "present":
        return Because(lines=once(line for one in state.present for line in one.because.lines),
                       stages=(Stage.PRESENT,), how="Those present of every line of persons.")
    if key == "required":
        return replace(state.required_because, how=state.required_because.how or "The reference requirement.")
    if key in ("ceiling", "mandate-ends"):
        return replace(state.mandate.because, how="From what is told of the mandates, extensions adopted included.")
    if key in ("cash", "frozen-cash") and state.cash is not None:
        return replace(state.cash.because, how="What came into the fund, less the spending told.")
    return Because(how=f"Nobody told it by {worked.made.as_of}, so it binds nothing here.")


def carried(worked: Worked) -> Table:
    """The open promises carried forward: how many, the chance that each still comes, and when."""
    made, state = worked.made, worked.state
    laws = made.run.laws if made.run else expected_of(state, made.parameters)
    keys = unique_keys(slug(one.name) for one in state.promises)
    rows = []
    for key, promise, law in zip(keys, state.promises, laws):
        expected = replace(promise.because, figures=parameter_addresses(
            (f"keep_{promise.stage.word}", f"lead_weeks_{promise.stage.word}", "keep_weight", "lead_weight")), how=(
            "The default for its stage, moved by what became of the promises of its contributor, its class and all "
            f"({law.evidence}); promises still open are not counted as failed."))
        rows.append(Row(key, {
            "contributor": name_of(worked.books, promise.contributor), "what": promise.kind.value,
            "stage": promise.stage.word, "quantity": _carried_quantity(promise, state),
            "announced": promise.announced_on, "promised_for": promise.promised_for, "condition": promise.condition,
            "still_comes": percent(law.keep_now, expected),
            "lead": exact(round(exp(law.lead_log)), "weeks", expected)}))
    return Table("carried", "The open promises carried forward", (
        "contributor", "what", "stage", "quantity", "announced", "promised_for", "condition", "still_comes", "lead"),
        tuple(rows), headings={"still_comes": "chance that it still comes", "promised_for": "promised for",
                               "lead": "weeks from its telling to its arrival, in half of the futures"})


def _carried_quantity(promise: OpenPromise, state: MissionState) -> Figure:
    because = replace(promise.because, statements=(), how="What stands at this stage of its line.")
    if promise.kind is Kind.MONEY:
        return money(promise.quantity, state.cash.currency if state.cash else "USD", because)
    return exact(promise.quantity, "persons" if promise.kind is Kind.PERSONNEL else "units", because)


def parameters(worked: Worked) -> Table:
    """Every parameter of the model: its value, unit, default and source."""
    rows = []
    for one in TABLE:
        told = worked.told.get(one.name)
        default = Because(how=f"{one.meaning}. Source of the default: {one.source}.")
        because = default if told is None else Because(
            statements=() if told.statement is None else (told.statement,), how=f"Set by the mission: {told.source}.")
        rows.append(Row(slug(one.name), {
            "name": one.name, "value": exact(_plain(worked.made.parameters[one.name]), one.unit, because),
            "unit": one.unit, "default": exact(_plain(one.default), one.unit, default), "meaning": one.meaning,
            "source": told.source if told else one.source}))
    return Table("parameters", "The numbers of the model", ("name", "value", "unit", "default", "meaning", "source"),
                 tuple(rows))


def _plain(value: float) -> int | Decimal:
    """A parameter as it was written, so that 0.006 is shown as such."""
    return int(value) if value == int(value) else Decimal(str(value))


def past_addresses(worked: Worked) -> tuple[str, ...]:
    outside = worked.made.outside
    return tuple(PAST_ADDRESS.format(slug(name)) for name, _ in outside.missions) if outside else ()


def past(worked: Worked) -> Table:
    outside = worked.made.outside
    return past_table(outside.missions if outside else (), outside.effective_missions if outside else 0.0,
                      outside.alike if outside else 0, outside.asked_missions if outside else 0)


def past_table(weights: Sequence[tuple[str, float]], effective: float, alike: int, asked: int) -> Table:
    """The past missions an outside view rests on, heaviest first, and how much evidence they are."""
    by_name = {one.name: one for one in past_missions()}
    rows = []
    for name, share in weights:
        mission = by_name.get(name)
        if mission is None:
            continue
        source = Because(how=f"{mission.resolution}. {mission.sources}".strip())
        rows.append(Row(slug(name), {
            "mission": name, "weight": percent(share, Because(
                figures=(f"past_missions/{slug(name)}/months", f"past_missions/{slug(name)}/ceiling"),
                how="Its part of the weight of all months of past missions that look like this mission's.")),
            "authorised_on": mission.authorised_on, "funding": mission.funding.value,
            "ceiling": exact(mission.ceilings[0][1], "persons", source),
            "rehatted": exact(mission.rehatted_persons, "persons", source),
            "months": exact(len(mission.strengths), "months", source)}))
    how = Because(figures=tuple(f"past_missions/{row.key}/weight" for row in rows),
                  how="As many missions of equal weight would be as much evidence.")
    if rows:
        rows.append(Row("all", {
            "mission": "equal missions this is worth", "weight": exact(round(effective, 1), "missions", how)}))
        rows.append(Row("alike", {
            "mission": "funded and started alike", "weight": exact(alike, "missions", replace(
                how, how="Past missions paid the same way, with or without a force to take over as this one.")),
            "months": exact(asked, "missions", replace(how, how="Past missions asked."))}))
    return Table("past_missions", "The past missions the outside view rests on",
                 ("mission", "weight", "authorised_on", "funding", "ceiling", "rehatted", "months"), tuple(rows),
                 headings={"authorised_on": "authorised on", "months": "months counted"})


