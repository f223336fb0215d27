"""How past missions filled up: the reference the outside view is conditioned on.

`missions/past` holds three small tables of figures, each with its source: founding resolution, authorised strength
(uniformed, the figure the resolution or the report it endorsed names), how it was funded, how many it took over
from a force already there, later ceilings, and month-end strengths for the first five years. Three missions that lived
on voluntary contributions (AMIS, AMISOM, MISCA) are known only on the days some report gave a figure. Weaknesses: all
the others are UN missions paid by assessment, strengths of the early 1990s were reported late and repeat the month
before, and forces inherited are often known only roughly (the row says "about").
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from importlib import resources

from muster.forecast.series import Series
from muster.forecast.targets import months_between


class Funding(Enum):
    """How a mission is paid: by assessment on all member states, or by whoever gives."""

    ASSESSED = "assessed"
    VOLUNTARY = "voluntary"


@dataclass(frozen=True, slots=True)
class PastMission:
    """One past mission: what it was authorised, and what was there at each month's end.

    ceilings: (from day, persons), the first on the day of authorisation.
    rehatted_persons: taken over from a force already there; 0 if none was.
    """

    name: str
    resolution: str
    authorised_on: date
    ceilings: tuple[tuple[date, int], ...]
    funding: Funding
    rehatted_persons: int
    strengths: Series
    sources: str
    note: str

    def ceiling_on(self, day: date) -> int:
        """The authorised strength in force on that day, in persons."""
        return [persons for start, persons in self.ceilings if start <= max(day, self.authorised_on)][-1]

    def age_months(self, day: date) -> float:
        return months_between(self.authorised_on, day)


@lru_cache(maxsize=1)
def past_missions() -> tuple[PastMission, ...]:
    """The past missions shipped with the package, oldest first."""
    ceilings: dict[str, list[tuple[date, int]]] = {}
    points: dict[str, list[tuple[date, int]]] = {}
    for row in _rows("later_ceilings.csv"):
        ceilings.setdefault(row["mission"], []).append((date.fromisoformat(row["from"]), int(row["ceiling_persons"])))
    for row in _rows("strengths.csv"):
        points.setdefault(row["mission"], []).append((date.fromisoformat(row["month_end"]), int(row["persons"])))
    for row in _rows("reported_strengths.csv"):
        points.setdefault(row["mission"], []).append((date.fromisoformat(row["day"]), int(row["persons"])))
    missions = []
    for row in _rows("missions.csv"):
        authorised = date.fromisoformat(row["authorised_on"])
        known = sorted(points.get(row["mission"], []))
        missions.append(PastMission(
            name=row["mission"], resolution=row["resolution"], authorised_on=authorised,
            ceilings=((authorised, int(row["ceiling_persons"])), *sorted(ceilings.get(row["mission"], []))),
            funding=Funding(row["funding"]), rehatted_persons=int(row["rehatted_persons"]),
            strengths=Series(tuple(day for day, _ in known), tuple(persons for _, persons in known)),
            sources="; ".join(filter(None, (row["ceiling_source"], row["rehatted_source"]))), note=row["note"],
        ))
    return tuple(sorted(missions, key=lambda mission: mission.authorised_on))


def without(missions: Sequence[PastMission], name: str) -> tuple[PastMission, ...]:
    """The reference with one mission left out."""
    return tuple(mission for mission in missions if mission.name != name)


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("muster").joinpath("missions/past", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
