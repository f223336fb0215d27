"""What the mission model needs to know about a mission on one day, as one frozen record.

The ledger fills it (`state_as_known(day)`), a test writes it by hand, a notebook builds it from a sheet. Nothing later
than `as_of` may be in it. What is not known is None, never zero: a gate nobody told us about does not bind, and the
forecast says that it could not be known.

Units: persons; items for vehicles; whole units of `currency` for money; weeks count from `as_of`. `because` says which
lines and statements of the ledger a part rests on; it is empty where no ledger stands behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from muster.ledger.figures import Because
from muster.problems import Problem
from muster.vocabulary import DateBasis, Kind, Outcome, Stage

NO_GROUNDS = Because()


@dataclass(frozen=True, slots=True)
class OpenPromise:
    """A promise to the mission that has not been kept in full: one chain of announcements, not one telling.

    quantity: what is still to come (persons, vehicles, beds, or money in whole units of the state's currency).
    kind: PERSONNEL, MONEY, EQUIPMENT (vehicles) or LOGISTICS (beds).
    promised_for: the date the promisor itself stated or we read into its words (`basis`); None if there is none.
    condition: what the promisor waits for, in its words; empty when it waits for nothing.
    waits_since: when the promisor had done its part and began to wait; None if it has not.
    is_relief: it replaces persons already present and adds none.
    """

    name: str
    contributor: str
    contributor_class: str
    kind: Kind
    stage: Stage
    quantity: int
    announced_on: date
    promised_for: date | None = None
    basis: DateBasis = DateBasis.NONE
    condition: str = ""
    waits_since: date | None = None
    is_relief: bool = False
    because: Because = NO_GROUNDS


@dataclass(frozen=True, slots=True)
class PastChain:
    """What became of one promise to the mission, as known on the day of the state.

    stage: where it stood when first announced. settled_on: first arrival; None if nothing has come.
    seen_until: how long it has been watched (the state's day while it is open). promised, delivered: None if no
    number was told. Outcomes OPEN and WAITING are censored: not failures.
    """

    name: str
    contributor: str
    contributor_class: str
    kind: Kind
    stage: Stage
    announced_on: date
    promised_for: date | None
    basis: DateBasis
    outcome: Outcome
    settled_on: date | None
    seen_until: date
    promised: int | None = None
    delivered: int | None = None
    because: Because = NO_GROUNDS


@dataclass(frozen=True, slots=True)
class Presence:
    """Persons of one contributor in theatre, and since when (None: not known, taken as spread over one tour)."""

    contributor: str
    persons: int
    since: date | None = None
    because: Because = NO_GROUNDS


@dataclass(frozen=True, slots=True)
class Gates:
    """What lets lots through. None: not known, so it does not bind, and the forecast says so.

    training_places: persons in training at once. lift_seats_per_week: seats into theatre.
    lift_closed: no lift until this day. vehicles: serviceable now; vehicles_serviceable_share is a parameter.
    beds: persons that can be housed.
    """

    training_places: int | None = None
    lift_seats_per_week: int | None = None
    lift_closed_until: date | None = None
    vehicles: int | None = None
    beds: int | None = None


@dataclass(frozen=True, slots=True)
class Cash:
    """Money the mission can spend, in whole units of the currency; frozen money comes free or lapses."""

    available: float
    frozen: float = 0.0
    currency: str = "USD"
    because: Because = NO_GROUNDS


@dataclass(frozen=True, slots=True)
class Mandate:
    """The mandate in force. ends_on None: open-ended or unknown. ceiling: uniformed persons; None if there is none."""

    ends_on: date | None = None
    ceiling: int | None = None
    because: Because = NO_GROUNDS


@dataclass(frozen=True, slots=True)
class MissionState:
    """Everything the mission model may know, as known on `as_of`."""

    as_of: date
    present: tuple[Presence, ...] = ()
    promises: tuple[OpenPromise, ...] = ()
    chains: tuple[PastChain, ...] = ()
    gates: Gates = Gates()
    cash: Cash | None = None
    mandate: Mandate = Mandate()
    required: int | None = None
    required_because: Because = NO_GROUNDS
    remarks: tuple[str, ...] = ()  # what whoever filled this would have said beside it

    @property
    def persons_present(self) -> int:
        return sum(presence.persons for presence in self.present)


def check_state(state: MissionState) -> tuple[list[Problem], list[str]]:
    """What makes a state unusable, and what it leaves unknown.

    Problems stop the forecast; notes travel with its answer.
    """
    problems: list[Problem] = []
    for promise in state.promises:
        if promise.quantity < 0:
            problems.append(Problem(
                f"promise {promise.name}", str(promise.quantity), "a quantity of zero or more",
                "More came than was promised: close the promise, or correct its quantity.",
            ))
        if promise.announced_on > state.as_of:
            problems.append(Problem(
                f"promise {promise.name}", str(promise.announced_on), f"an announcement by {state.as_of}",
                "Leave out what was not yet known on the day of the forecast.",
            ))
    problems += [
        Problem(f"present, {presence.contributor}", str(presence.persons), "zero or more persons",
                "Correct the ledger's position first: it shows a negative stage.")
        for presence in state.present if presence.persons < 0
    ]
    numbers = {
        "training places": state.gates.training_places, "lift seats a week": state.gates.lift_seats_per_week,
        "vehicles": state.gates.vehicles, "beds": state.gates.beds, "ceiling": state.mandate.ceiling,
        "requirement": state.required,
    }
    problems += [
        Problem(name, str(value), "zero or more", "Leave it empty if it is not known.")
        for name, value in numbers.items() if value is not None and value < 0
    ]
    return problems, _unknowns(state)


def _unknowns(state: MissionState) -> list[str]:
    notes = list(state.remarks)
    if not any(promise.kind is Kind.PERSONNEL for promise in state.promises):
        notes.append("no open promise of personnel: the model can only let those present stay, rotate or leave")
    if state.required is None:
        notes.append("no requirement is known: no shortfall is computed and no gate can be named as the one that binds")
    if state.cash is None:
        notes.append("no cash position is known: funds bind nothing here and no runway is given")
    gates = {
        "training places": state.gates.training_places, "lift seats": state.gates.lift_seats_per_week,
        "vehicles": state.gates.vehicles, "beds": state.gates.beds,
    }
    unknown = [name for name, value in gates.items() if value is None]
    if unknown:
        notes.append(f"not known, so not binding here: {', '.join(unknown)}")
    if state.mandate.ends_on is None:
        notes.append("no end of the mandate is known: it is taken to hold")
    elif state.mandate.ends_on < state.as_of:
        notes.append(f"the mandate ended on {state.mandate.ends_on} as known: it is taken to be up for extension now")
    ceiling = state.mandate.ceiling
    if ceiling is not None and ceiling < state.persons_present:
        notes.append("more are present than the ceiling allows: nobody new is let in, nobody is sent home for it")
    if ceiling is not None and state.required is not None and ceiling < state.required:
        notes.append("the requirement is above the mandate's ceiling: it cannot be met")
    if not state.chains:
        notes.append("no past promise to this mission is known: how promises are kept rests on the defaults alone")
    return notes
