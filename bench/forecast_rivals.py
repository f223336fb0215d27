"""The mission model written twice more: as SimPy processes, and as NumPy over blocks of futures.

The SimPy version is the second opinion: written from the model's description with its own means (events and
processes instead of a loop over arrays, the standard library's normal quantile). Given the same luck it must give the
same persons, week by week. The NumPy version is the usual fast way; it is here to be beaten. Neither is shipped.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from statistics import NormalDist
from typing import Any

import numpy as np
import simpy

from muster.forecast import draws
from muster.forecast import kernel as k
from muster.forecast.simulate import Lots

Four = tuple[float, float, float, float]
Luck = Callable[[int], Four]
_NORMAL = NormalDist()


def same_luck(seed: int, future: int) -> Luck:
    """The draws of one future of the engine."""
    return lambda draw: draws.uniforms(seed, future, draw)


def own_luck(seed: int) -> Luck:
    """Python's own random numbers."""
    source = random.Random(seed).random
    return lambda draw: (source(), source(), source(), source())


class SimpyMission:
    """One future of one mission as SimPy processes; `strength` is persons present at the end of each week."""

    def __init__(self, lots: Lots, weeks: int, luck: Luck) -> None:
        self.env = simpy.Environment()
        self.s, self.weeks, self.luck = lots.settings, weeks, luck
        s = self.s
        self.present, self.vehicles, self.beds = int(s["present"]), int(s["vehicles"]), int(s["beds"])
        self.cash = s["cash"]
        self.wants_training = self.wants_lift = self.in_training = self.ending = 0
        self.strength: list[int] = []
        self.ran_out: int | None = None
        pace_draw, keep_draw, relief_draw, self.mandate_draw = luck(k.DRAW_FUTURE)
        self.pace = math.exp(s["common_pace"] * _NORMAL.inv_cdf(pace_draw))
        self.odds_factor = math.exp(s["common_keeping"] * _NORMAL.inv_cdf(keep_draw))
        self.relief = min(1.0, max(0.0, s["relief_share"] + s["relief_spread"] * _NORMAL.inv_cdf(relief_draw)))
        for week, persons in enumerate(lots.due_first):
            if persons:
                self.env.process(self.tour(week, int(persons)))
        last: tuple[bool, float, float] = (False, 0.0, 1.0)
        for reals, wholes, number in zip(lots.reals.tolist(), lots.wholes.tolist(), lots.numbers.tolist()):
            last = self.outcome(reals, wholes, luck(k.DRAW_LOTS + number), last)
            self.env.process(self.lot(reals, wholes, *last))
        self.env.process(self.clock())

    def outcome(self, reals: list[float], wholes: list[int], u: Four, last: tuple[bool, float, float]
                ) -> tuple[bool, float, float]:
        """Whether a lot comes, after how many weeks, and which share of it."""
        if wholes[k.LOT_AFTER] == k.SURE:
            return True, reals[k.LOT_ELAPSED], 1.0
        if wholes[k.LOT_AFTER] == k.AFTER_THE_LAST:
            gap = -reals[k.LOT_GAP] * self.pace * math.log(u[1])
            return last[0] and u[0] < reals[k.LOT_FOLLOWS], last[1] + gap, last[2]
        odds = reals[k.LOT_KEEP] / (1 - reals[k.LOT_KEEP]) * self.odds_factor
        if u[0] >= odds / (1 + odds):
            return False, 0.0, 1.0
        rank = reals[k.LOT_SHARE_GONE] + u[1] * (1 - reals[k.LOT_SHARE_GONE])
        lead = math.exp(reals[k.LOT_MEAN] + reals[k.LOT_SPREAD] * _NORMAL.inv_cdf(min(rank, 1 - 1e-12)))
        due = max(0.0, lead - reals[k.LOT_ELAPSED]) * self.pace
        full = reals[k.LOT_FULL]
        share = 1.0 if u[2] <= full else (u[2] - full) / (1 - full)
        if u[3] < reals[k.LOT_WAITS]:
            due = max(due, -reals[k.LOT_WAIT_MEAN] * math.log(u[3] / reals[k.LOT_WAITS]))
        return True, due, share

    def lot(self, reals: list[float], wholes: list[int], came: bool, due: float, share: float
            ) -> Iterator[simpy.Event]:
        """One lot on its way."""
        kind, route, whole = wholes[k.LOT_KIND], wholes[k.LOT_ROUTE], wholes[k.LOT_AMOUNT]
        training = int(self.s["training_weeks"])
        if kind == k.PERSONS and route == k.IN_TRAINING:
            self.in_training += whole
            if not came:
                yield self.env.timeout(training)
                self.in_training -= whole
        if not came or due >= self.weeks:
            return
        amount = int(whole * share + 0.5)
        if kind == k.PERSONS and route == k.BY_TRAINING:
            yield self.env.timeout(max(0, int(due) - training))
            self.wants_training += amount
            return
        yield self.env.timeout(int(due))
        if kind == k.PERSONS:
            self.wants_lift += amount
            if route == k.IN_TRAINING:
                self.in_training -= whole
        elif kind == k.VEHICLES:
            self.vehicles += amount
        elif kind == k.MONEY:
            self.cash += amount
        else:
            self.beds += amount

    def tour(self, weeks: int, persons: int) -> Iterator[simpy.Event]:
        """Persons whose tour ends in so many weeks."""
        yield self.env.timeout(weeks)
        self.ending += persons

    def clock(self) -> Iterator[simpy.Event]:
        """The mission's week: train, lift, pay, let in, let go."""
        s = self.s
        is_open, is_over, mandate_end = s["lift_closed_weeks"] <= 0, False, s["mandate_weeks"]
        yield self.env.timeout(0.5)  # after whatever arrives in the week
        for week in range(self.weeks):
            lift_draw, lost_draw, round_draw, fail_draw = self.luck(k.DRAW_WEEKS + week)
            if self.wants_training:
                intake = min(self.wants_training, max(0, int(s["training_places"]) - self.in_training))
                self.wants_training -= intake
                if s["training_weeks"] == 0:
                    self.wants_lift += intake
                elif intake:
                    self.in_training += intake
                    self.env.process(self.course_from(intake, week))
            if week <= s["lift_closed_weeks"]:
                is_open = week == s["lift_closed_weeks"]
            else:
                is_open = lift_draw >= s["lift_closes"] if is_open else lift_draw < s["lift_reopens"]
            if week == mandate_end and not is_over:
                if self.mandate_draw < s["extension"]:
                    self.mandate_draw /= s["extension"]
                    mandate_end += s["extension_weeks"]
                else:
                    is_over = True
            if s["has_vehicles"] and self.vehicles > 0:
                self.vehicles -= int(self.vehicles * s["vehicles_fail"] + fail_draw)
            unpaid = self.pay(week)
            self.let_in(week, is_open, is_over)
            self.let_go(lost_draw, round_draw, unpaid, is_over)
            self.strength.append(self.present)
            yield self.env.timeout(1)

    def course_from(self, persons: int, week: int) -> Iterator[simpy.Event]:
        """A course that began in this week ends at the start of the week it is over."""
        yield self.env.timeout(week + self.s["training_weeks"] - self.env.now)
        self.in_training -= persons
        self.wants_lift += persons

    def pay(self, week: int) -> bool:
        if not self.s["has_cash"]:
            return False
        bill = self.present * self.s["head_week"] + self.vehicles * self.s["vehicle_week"]
        if self.cash >= bill:
            self.cash -= bill
            return False
        self.cash = 0.0
        if self.ran_out is None:
            self.ran_out = week
        return self.present > 0

    def let_in(self, week: int, is_open: bool, is_over: bool) -> None:
        s = self.s
        rooms = [int(s["seats"]) if is_open and not is_over else 0, int(s["ceiling"]) - self.present]
        if s["has_vehicles"]:
            rooms.append(math.floor(self.vehicles * s["officers_per_vehicle"] - self.present))
        if s["has_beds"]:
            rooms.append(self.beds - self.present)
        if s["has_cash"] and s["head_week"] > 0:
            rooms.append(math.floor(self.cash / (max(s["reserve_weeks"], 1.0) * s["head_week"]) - self.present))
        entered = min(self.wants_lift, max(0, min(rooms)))
        self.wants_lift -= entered
        self.present += entered
        if entered:
            self.env.process(self.tour_from(entered, week))

    def tour_from(self, persons: int, week: int) -> Iterator[simpy.Event]:
        yield self.env.timeout(week + self.s["tour_weeks"] - self.env.now)
        self.ending += persons

    def let_go(self, lost_draw: float, round_draw: float, unpaid: bool, is_over: bool) -> None:
        s = self.s
        week = int(self.env.now)
        if self.present > 0:
            ending = min(self.ending, self.present)
            if ending:
                relieved = int(ending * self.relief + 0.5)
                self.present -= ending - relieved
                self.env.process(self.tour_from(relieved, week))
            self.present -= min(self.present, int(self.present * 2.0 * s["losses_week"] * lost_draw + round_draw))
            if unpaid:
                self.present -= min(self.present, math.ceil(self.present * s["unpaid_leave"]))
            if is_over:
                self.present -= min(self.present, math.ceil(self.present * s["drawdown"]))
        self.ending = 0

    def run(self) -> list[int]:
        self.env.run(until=self.weeks)
        return self.strength


def simpy_strength(lots: Lots, weeks: int, luck: Luck) -> list[int]:
    return SimpyMission(lots, weeks, luck).run()


def numpy_strength(lots: Lots, weeks: int, futures: int, seed: int) -> Any:
    """Strength (futures x weeks) by the same model, NumPy over a block of futures, NumPy's own random numbers."""
    rng = np.random.default_rng(seed)
    s, n = lots.settings, futures
    z = rng.standard_normal((3, n))
    mandate_draw = rng.random(n)
    pace, odds_factor = np.exp(s["common_pace"] * z[0]), np.exp(s["common_keeping"] * z[1])
    relief = np.clip(s["relief_share"] + s["relief_spread"] * z[2], 0, 1)
    books = {name: np.zeros((weeks, n)) for name in ("training", "lift", "vehicles", "cash", "beds", "leaving")}
    trained_now = _numpy_lots(lots, weeks, n, rng, pace, odds_factor, books)
    present = np.full(n, s["present"])
    wants_training, wants_lift, in_training = np.zeros(n), np.zeros(n), np.full(n, float(trained_now))
    vehicles, beds, cash = np.full(n, s["vehicles"]), np.full(n, s["beds"]), np.full(n, float(s["cash"]))
    is_open, is_over = np.full(n, s["lift_closed_weeks"] <= 0), np.zeros(n, dtype=bool)
    mandate_end = np.full(n, s["mandate_weeks"])
    tour, training = int(s["tour_weeks"]), int(s["training_weeks"])
    due = np.zeros((weeks + tour, n))
    due[:weeks] = lots.due_first[:weeks, None]
    through = np.zeros((weeks + training + 1, n))
    strength = np.empty((n, weeks))
    for t in range(weeks):
        u = rng.random((4, n))
        in_training += books["leaving"][t] - through[t]
        wants_lift += books["lift"][t] + through[t]
        wants_training += books["training"][t]
        intake = np.minimum(wants_training, np.maximum(0, s["training_places"] - in_training))
        wants_training -= intake
        in_training += intake
        through[t + training] += intake
        if t < s["lift_closed_weeks"]:
            is_open[:] = False
        elif t == s["lift_closed_weeks"]:
            is_open[:] = True
        else:
            is_open = np.where(is_open, u[0] >= s["lift_closes"], u[0] < s["lift_reopens"])
        ends = (mandate_end == t) & ~is_over
        extended = ends & (mandate_draw < s["extension"])
        mandate_draw = np.where(extended, mandate_draw / s["extension"], mandate_draw)
        mandate_end = np.where(extended, mandate_end + s["extension_weeks"], mandate_end)
        is_over |= ends & ~extended
        vehicles += books["vehicles"][t]
        beds += books["beds"][t]
        room = np.where(is_open & ~is_over, s["seats"], 0.0)
        room = np.minimum(room, s["ceiling"] - present)
        if s["has_vehicles"]:
            vehicles -= np.where(vehicles > 0, np.floor(vehicles * s["vehicles_fail"] + u[3]), 0)
            room = np.minimum(room, np.floor(vehicles * s["officers_per_vehicle"] - present))
        unpaid = np.zeros(n, dtype=bool)
        if s["has_cash"]:
            cash += books["cash"][t]
            bill = present * s["head_week"] + vehicles * s["vehicle_week"]
            unpaid = (cash < bill) & (present > 0)
            cash = np.where(cash >= bill, cash - bill, 0.0)
            room = np.minimum(room, np.floor(cash / (max(s["reserve_weeks"], 1.0) * s["head_week"]) - present))
        if s["has_beds"]:
            room = np.minimum(room, beds - present)
        entered = np.minimum(wants_lift, np.maximum(0, room))
        wants_lift -= entered
        present = present + entered
        ending = np.minimum(due[t], present)
        relieved = np.floor(ending * relief + 0.5)
        due[t + tour] += entered + relieved
        present -= ending - relieved
        present -= np.minimum(present, np.floor(present * 2 * s["losses_week"] * u[1] + u[2]))
        present -= np.where(unpaid, np.ceil(present * s["unpaid_leave"]), 0)
        present -= np.where(is_over, np.ceil(present * s["drawdown"]), 0)
        strength[:, t] = present
    return strength


def _numpy_lots(lots: Lots, weeks: int, n: int, rng: Any, pace: Any, odds_factor: Any, books: dict[str, Any]) -> int:
    """Books every lot in the week it arrives, for a block of futures; returns persons in training now."""
    from scipy.special import ndtri

    columns, training = np.arange(n), int(lots.settings["training_weeks"])
    came, due, share = np.zeros(n, dtype=bool), np.zeros(n), np.ones(n)
    trained_now = 0
    for reals, wholes in zip(lots.reals, lots.wholes):
        u = rng.random((4, n))
        if wholes[k.LOT_AFTER] == k.AFTER_THE_LAST:
            came = came & (u[0] < reals[k.LOT_FOLLOWS])
            due = due - reals[k.LOT_GAP] * pace * np.log(u[1])
        else:
            odds = reals[k.LOT_KEEP] / (1 - reals[k.LOT_KEEP]) * odds_factor
            came = u[0] < odds / (1 + odds)
            rank = reals[k.LOT_SHARE_GONE] + u[1] * (1 - reals[k.LOT_SHARE_GONE])
            lead = np.exp(reals[k.LOT_MEAN] + reals[k.LOT_SPREAD] * ndtri(rank))
            due = np.maximum(0, lead - reals[k.LOT_ELAPSED]) * pace
            full = reals[k.LOT_FULL]
            share = np.where(u[2] <= full, 1.0, (u[2] - full) / max(1 - full, 1e-12))
            if reals[k.LOT_WAITS] > 0:
                wait = -reals[k.LOT_WAIT_MEAN] * np.log(np.minimum(u[3] / reals[k.LOT_WAITS], 1.0))
                due = np.where(u[3] < reals[k.LOT_WAITS], np.maximum(due, wait), due)
        amount = np.floor(wholes[k.LOT_AMOUNT] * share + 0.5)
        arrives = came & (due < weeks)
        week = np.where(arrives, due, 0).astype(np.int64)
        kind, route = wholes[k.LOT_KIND], wholes[k.LOT_ROUTE]
        if kind == k.PERSONS and route == k.IN_TRAINING:
            trained_now += int(wholes[k.LOT_AMOUNT])
            books["leaving"][np.where(arrives, week, min(training, weeks - 1)), columns] -= np.where(
                arrives | ~came, wholes[k.LOT_AMOUNT], 0)
        if kind == k.PERSONS and route == k.BY_TRAINING:
            week = np.maximum(0, week - training)
            books["training"][week[arrives], columns[arrives]] += amount[arrives]
        else:
            name = ("lift", "vehicles", "cash", "beds")[kind]
            books[name][week[arrives], columns[arrives]] += amount[arrives]
    return trained_now
