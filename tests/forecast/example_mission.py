"""One mission written by hand, with every gate known: the tests' common example."""

from datetime import date

from muster.forecast.state import Cash, Gates, Mandate, MissionState, OpenPromise, PastChain, Presence
from muster.vocabulary import DateBasis, Kind, Outcome, Stage

TODAY = date(2024, 9, 30)


def promise(name: str, contributor: str, stage: Stage, quantity: int, announced: date, **more: object) -> OpenPromise:
    kind = more.pop("kind", Kind.PERSONNEL)
    group = more.pop("group", "region")
    return OpenPromise(name, contributor, group, kind, stage, quantity, announced, **more)


PROMISES = (
    promise("lead-600", "LEA", Stage.PREPARING, 600, date(2024, 9, 21), group="lead", promised_for=date(2024, 11, 21),
            basis=DateBasis.STATED, condition="requisite support"),
    promise("island-170", "ISL", Stage.COMMITTED, 170, date(2024, 3, 15)),
    promise("far-1500", "FAR", Stage.PLEDGED, 1_500, date(2024, 2, 28), group="far"),
    promise("north-150", "NOR", Stage.READY, 150, date(2024, 9, 24)),
    promise("donor-15m", "DON", Stage.PLEDGED, 15_000_000, date(2024, 9, 1), kind=Kind.MONEY, group="donor"),
    promise("donor-vehicles", "DON", Stage.COMMITTED, 20, date(2024, 9, 1), kind=Kind.EQUIPMENT, group="donor"),
    promise("donor-beds", "DON", Stage.COMMITTED, 300, date(2024, 9, 1), kind=Kind.LOGISTICS, group="donor"),
)

CHAINS = (
    PastChain("lead-first", "LEA", "lead", Kind.PERSONNEL, Stage.PLEDGED, date(2023, 10, 12), date(2024, 1, 31),
              DateBasis.STATED, Outcome.LATE, date(2024, 6, 25), TODAY, 200, 200),
    PastChain("island-advance", "ISL", "region", Kind.PERSONNEL, Stage.COMMITTED, date(2024, 9, 5), date(2024, 9, 30),
              DateBasis.STATED, Outcome.PART, date(2024, 9, 12), TODAY, 170, 24),
    PastChain("far-first", "FAR", "far", Kind.PERSONNEL, Stage.PLEDGED, date(2024, 2, 28), date(2024, 9, 30),
              DateBasis.STATED, Outcome.OPEN, None, TODAY, 1_500, None),
)

MISSION = MissionState(
    as_of=TODAY,
    present=(Presence("LEA", 382, date(2024, 6, 25)), Presence("ISL", 26, date(2024, 9, 12)), Presence("OTH", 5)),
    promises=PROMISES, chains=CHAINS,
    gates=Gates(training_places=400, lift_seats_per_week=150, vehicles=36, beds=1_100),
    cash=Cash(30_000_000, frozen=5_000_000), mandate=Mandate(date(2024, 12, 2), 2_500), required=2_500,
)
