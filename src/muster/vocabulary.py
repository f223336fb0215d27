"""The words of the ledger, each with one meaning: kinds, stages, aspects, grades, markings, verdicts.

The numbers are stored in columns and hashed into entries, so they never change; new words get new numbers.
"""

from __future__ import annotations

from enum import Enum, IntEnum


class Kind(Enum):
    """What is promised. The unit follows from it, except for equipment and logistics, which name theirs."""

    PERSONNEL = "personnel"      # persons
    EQUIPMENT = "equipment"      # items
    LOGISTICS = "logistics"      # service units: seats, hours, beds, litres
    MONEY = "money"              # minor units of an ISO 4217 currency
    UNDERTAKING = "undertaking"  # a promise without a number


class Stage(IntEnum):
    """Where a quantity stands. 1 to 7 are in order, and some may be skipped; the rest stand beside them."""

    OUTSIDE = 0     # where all begins
    PLEDGED = 1
    COMMITTED = 2
    PREPARING = 3
    READY = 4
    MOVING = 5
    PRESENT = 6
    SPENT = 7
    HELD = 8        # frozen, barred, unserviceable: can come back
    RETURNED = 9    # rotated out, refunded
    LOST = 10       # died, destroyed
    LAPSED = 11     # withdrawn, expired

    @property
    def word(self) -> str:
        return self.name.lower()


ORDERED_STAGES = tuple(stage for stage in Stage if 1 <= stage <= 7)
"""The stages of the path, first promise to use; `reached_<stage>` exists for each."""

EXIT_STAGES = (Stage.RETURNED, Stage.LOST, Stage.LAPSED)

STANDING_STAGES = (*ORDERED_STAGES, Stage.HELD, *EXIT_STAGES)
"""Every stage a table shows: all but `outside`."""


class Aspect(Enum):
    """What sort of thing a statement says."""

    FLOW = "flow"                # 200 arrived
    STOCK = "stock"              # nearly 400 on the ground: a check on its scope, books nothing by itself
    PLAN = "plan"                # 600 in a few weeks
    PLEDGE = "pledge"            # we will give 600: an announcement of intent
    RATE = "rate"                # 1 EUR = 1.07 USD; USD 800 a soldier a month
    NEED = "need"                # with or without a number
    CEILING = "ceiling"          # up to 5,500
    CLAIM = "claim"              # progress, effect, hope: kept with its claimant's interest
    OFFER = "offer"              # open, without number
    MANDATE = "mandate"
    SITE = "site"
    APPOINTMENT = "appointment"
    UNDERTAKING = "undertaking"
    APPEAL = "appeal"
    INDICATOR = "indicator"      # killed, displaced, hungry: the ground, never support
    OUTCOME = "outcome"          # what became of a promise, as a source tells it
    CONTEXT = "context"          # 46 missions, 12 million people: never support


class Grade(IntEnum):
    """How near the speaker stands to what is said. The smaller, the nearer."""

    PARTY = 0          # the party itself
    COUNTERPART = 1    # the party it gives to or receives from
    ADMINISTRATOR = 2  # the fund's administrator
    INDEPENDENT = 3
    PRESS_QUOTING = 4
    PRESS = 5

    @property
    def is_official(self) -> bool:
        """Official grades are what "confirmed only" counts."""
        return self <= Grade.ADMINISTRATOR

    @property
    def word(self) -> str:
        return _GRADE_WORDS[self]


_GRADE_WORDS = {
    Grade.PARTY: "the party itself",
    Grade.COUNTERPART: "the counterpart",
    Grade.ADMINISTRATOR: "the fund's administrator",
    Grade.INDEPENDENT: "independent",
    Grade.PRESS_QUOTING: "press quoting",
    Grade.PRESS: "press",
}


class Marking(IntEnum):
    """Who may see it. A viewer's clearance is the highest marking they may see."""

    PUBLIC = 0
    CONTRIBUTORS = 1
    RESTRICTED = 2  # the default of a new report

    @property
    def word(self) -> str:
        return self.name.lower()


class Verdict(Enum):
    """What a person, or a named policy, judged of a statement. No ruling at all is the fourth answer."""

    ACCEPT = "accept"        # true enough to stand; books its posting if it has one
    REJECT = "reject"        # not to be counted
    UNSURE = "unsure"        # looked at, not decided
    SAME_AS = "same as"      # the same utterance or fact as another statement: counts once
    OPEN_WITH = "open with"  # a stock taken as the opening balance of its scope
    ADJUST_BY = "adjust by"  # a stock taken as right: the difference to the ledger is booked
    PREFER = "prefer"        # of statements that contradict each other, this one stands
    UNDO = "undo"            # takes back an earlier ruling; its bookings are reversed


class Outcome(Enum):
    """What became of a promise."""

    KEPT = "kept"            # on time
    LATE = "late"            # all came, after the date
    PART = "part"            # less than promised came
    NONE_FOUND = "none_found"  # no delivery found in the record
    WAITING = "waiting"      # on a stated condition
    OVERTAKEN = "overtaken"  # replaced or made void
    OPEN = "open"            # not due yet, or the record cannot say


class DateBasis(Enum):
    """Where a promise's date comes from: the source's own, our reading of its words, or none was given."""

    STATED = "stated"
    READING = "reading"
    NONE = "none"


NO_LOSS_OF_STRENGTH = frozenset({"wounded", "injured", "resignation letters", "resignations offered"})
"""What is counted of people who are still there: kept as said, never moved."""


GROUPS_OF_PERSONS = frozenset(
    "unit units battalion battalions company companies platoon platoons squad squads team teams contingent contingents "
    "brigade brigades detachment detachments bataillon bataillons compagnie compagnies section sections équipe équipes"
    .split())
"""Units in which people are told without their number: one battalion is not one person, and books none."""


# --- the words of other trackers --------------------------------------------------------------------------

FTS_STAGES = {"pledge": Stage.PLEDGED, "commitment": Stage.COMMITTED, "paid": Stage.PRESENT}
"""OCHA Financial Tracking Service flow status -> stage."""

IATI_STAGES = {
    "1": Stage.PRESENT,    # incoming funds; in-kind receipt
    "2": Stage.COMMITTED,  # outgoing commitment
    "3": Stage.PRESENT,    # disbursement, in kind
    "4": Stage.SPENT,      # expenditure
    "11": Stage.COMMITTED, # incoming commitment
    "12": Stage.PLEDGED,   # outgoing pledge
    "13": Stage.PLEDGED,   # incoming pledge
}
"""IATI TransactionType code -> stage."""

PCRS_STAGES = {
    "level 1": Stage.PLEDGED, "level 2": Stage.PREPARING, "level 3": Stage.PREPARING,
    "rdl": Stage.READY, "mou": Stage.COMMITTED, "arrival inspection": Stage.PRESENT,
}
"""UN Peacekeeping Capability Readiness System level (and COE steps) -> stage."""

STAGE_WORDS = {
    # the words of the facts, of sheets and of the reader's guide -> stage
    "pledged": Stage.PLEDGED, "promised": Stage.PLEDGED, "offered": Stage.PLEDGED, "announced": Stage.PLEDGED,
    "committed": Stage.COMMITTED, "signed": Stage.COMMITTED,
    "preparing": Stage.PREPARING, "in_training": Stage.PREPARING, "in training": Stage.PREPARING,
    "training": Stage.PREPARING, "vetting": Stage.PREPARING, "procured": Stage.PREPARING,
    "ready": Stage.READY, "mission-ready": Stage.READY, "trained": Stage.READY,
    "moving": Stage.MOVING, "in transit": Stage.MOVING, "shipped": Stage.MOVING,
    "present": Stage.PRESENT, "deployed": Stage.PRESENT, "received": Stage.PRESENT, "arrived": Stage.PRESENT,
    "in theatre": Stage.PRESENT, "delivered": Stage.PRESENT, "paid": Stage.PRESENT,
    "spent": Stage.SPENT, "consumed": Stage.SPENT,
    "held": Stage.HELD, "frozen": Stage.HELD, "unserviceable": Stage.HELD, "grounded": Stage.HELD,
    "returned": Stage.RETURNED, "rotated out": Stage.RETURNED, "refunded": Stage.RETURNED, "withdrawn": Stage.RETURNED,
    "lost": Stage.LOST, "died": Stage.LOST, "destroyed": Stage.LOST,
    "lapsed": Stage.LAPSED, "expired": Stage.LAPSED, "cancelled": Stage.LAPSED,
    "outside": Stage.OUTSIDE,
}


def stage_named(word: str) -> Stage | None:
    """The stage a word stands for, or None if no one here uses that word."""
    return STAGE_WORDS.get(" ".join(word.lower().split()))
