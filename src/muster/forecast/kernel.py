"""One block of futures of the mission, week by week: the loop everything else waits for.

A future draws, for each lot, whether it comes, how much of it and when; then walks the weeks:

    training -> waiting for lift -> present -> gone

    present[t] = present[t-1] + entered[t] - lost[t] - unrelieved[t] - unpaid_leavers[t] - drawdown[t]   (persons)
    entered[t] = min(waiting, seats, beds - present, vehicles * officers_per_vehicle - present,
                     ceiling - present, affordable - present, 0 once the mandate is over)

All persons and vehicles are whole numbers, so that sums do not depend on their order. A week's shortfall against the
requirement is charged to what holds it back: those waiting for lift to the gate that let the fewest in, those waiting
for training places to these, those waiting on a condition to it, the rest to promises not yet (or never) kept, and
what nobody promised to that. Weakness: persons inside the mission are one body; contributors are not told apart once
they are through the gates.

Lots come as two tables (`LOT_*` are the columns), single numbers as one vector (`SET_*`).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from muster.forecast.draws import normal_quantile, uniforms

# columns of the lots' real numbers
(LOT_KEEP, LOT_SHARE_GONE, LOT_MEAN, LOT_SPREAD, LOT_ELAPSED, LOT_FULL, LOT_WAITS, LOT_WAIT_MEAN, LOT_GAP,
 LOT_FOLLOWS) = range(10)
LOT_REALS = 10
# columns of the lots' whole numbers
LOT_AMOUNT, LOT_KIND, LOT_ROUTE, LOT_AFTER = range(4)
LOT_WHOLES = 4
ALONE, AFTER_THE_LAST, SURE = range(3)  # values of LOT_AFTER; a sure lot comes whole, LOT_ELAPSED weeks from now
PERSONS, VEHICLES, MONEY, BEDS = range(4)
BY_TRAINING, IN_TRAINING, BY_LIFT = range(3)
# rows of a future's weeks: to be trained, ready for lift, waiting on a condition, vehicles, beds, leaving training
TO_TRAIN, BY_AIR, WAITING, CARS, HOUSED, LEAVING = range(6)

SETTINGS = (
    "present", "required", "ceiling", "training_places", "training_weeks", "seats", "lift_closed_weeks", "lift_closes",
    "lift_reopens", "vehicles", "officers_per_vehicle", "vehicles_fail", "has_vehicles", "beds", "has_beds", "cash",
    "has_cash", "head_week", "vehicle_week", "reserve_weeks", "unpaid_leave", "tour_weeks", "relief_share",
    "relief_spread", "losses_week", "mandate_weeks", "extension", "extension_weeks", "drawdown", "common_pace",
    "common_keeping", "bin_persons", "promised",
)
"""The single numbers, in the order of the vector the kernel reads. Unknown gates are given as `ENDLESS`."""

(SET_PRESENT, SET_REQUIRED, SET_CEILING, SET_PLACES, SET_TRAINING, SET_SEATS, SET_CLOSED, SET_CLOSES, SET_REOPENS,
 SET_VEHICLES, SET_PER_VEHICLE, SET_FAIL, SET_HAS_VEHICLES, SET_BEDS, SET_HAS_BEDS, SET_CASH, SET_HAS_CASH, SET_HEAD,
 SET_VEHICLE_COST, SET_RESERVE, SET_UNPAID, SET_TOUR, SET_RELIEF, SET_RELIEF_SPREAD, SET_LOSSES, SET_MANDATE,
 SET_EXTENSION, SET_EXTENSION_WEEKS, SET_DRAWDOWN, SET_PACE, SET_KEEPING, SET_BIN, SET_PROMISED) = range(len(SETTINGS))

ENDLESS = 1_000_000_000

CAUSES = (
    "nobody promised", "the promise itself", "a condition", "training places", "lift", "equipment", "beds", "funds",
    "mandate",
)
(BY_NOBODY, BY_PROMISE, BY_CONDITION, BY_PLACES, BY_SEATS, BY_EQUIPMENT, BY_BEDS, BY_FUNDS, BY_MANDATE) = range(9)

DRAW_FUTURE, DRAW_WEEKS, DRAW_LOTS = 0, 1_000, 1_000_000
"""Where the draws of a future start: its own, one for each week, one for each lot (by the lot's number)."""


@njit(cache=True, nogil=True, inline="always")
def draw_lots(  # type: ignore[no-untyped-def]
    seed, future, luck, reals, wholes, settings, weeks, training, lift, waiting, vehicles, cash, beds, in_training,
):
    """Books each lot in the week it arrives. luck: four numbers a lot; the last arrays: one future's weeks, zeroed."""
    a, b, _, _ = uniforms(seed, future, DRAW_FUTURE)
    pace = math.exp(settings[SET_PACE] * normal_quantile(a))
    odds_factor = math.exp(settings[SET_KEEPING] * normal_quantile(b))
    training_weeks = int(settings[SET_TRAINING])
    before_came, before_week, before_share = False, 0.0, 1.0
    for lot in range(luck.shape[1]):
        u0, u1, u2, u3 = luck[0, lot], luck[1, lot], luck[2, lot], luck[3, lot]
        route = wholes[lot, LOT_ROUTE]
        if wholes[lot, LOT_AFTER] == SURE:
            came, share, weeks_to_come, waits = True, 1.0, reals[lot, LOT_ELAPSED], 0.0
        elif wholes[lot, LOT_AFTER] == AFTER_THE_LAST:
            came = before_came and u0 < reals[lot, LOT_FOLLOWS]
            share = before_share
            weeks_to_come = before_week - reals[lot, LOT_GAP] * pace * math.log(u1)
            waits = 0.0
        else:
            odds = reals[lot, LOT_KEEP] / (1.0 - reals[lot, LOT_KEEP]) * odds_factor
            came = u0 < odds / (1.0 + odds)
            share, weeks_to_come, waits = 1.0, 0.0, 0.0
            if came:
                gone = reals[lot, LOT_SHARE_GONE]
                z = normal_quantile(min(gone + u1 * (1.0 - gone), 1.0 - 1e-12))
                lead = math.exp(reals[lot, LOT_MEAN] + reals[lot, LOT_SPREAD] * z)
                weeks_to_come = max(0.0, lead - reals[lot, LOT_ELAPSED]) * pace
                if u2 > reals[lot, LOT_FULL]:
                    share = (u2 - reals[lot, LOT_FULL]) / (1.0 - reals[lot, LOT_FULL])
                if u3 < reals[lot, LOT_WAITS]:
                    # the promisor makes ready while it waits: only what is left of the wait delays it
                    waits = max(0.0, -reals[lot, LOT_WAIT_MEAN] * math.log(u3 / reals[lot, LOT_WAITS]) - weeks_to_come)
        before_came, before_week, before_share = came, weeks_to_come + waits, share
        if not came:
            if route == IN_TRAINING and wholes[lot, LOT_KIND] == PERSONS and training_weeks < weeks:
                in_training[training_weeks] -= wholes[lot, LOT_AMOUNT]
            continue
        amount = int(wholes[lot, LOT_AMOUNT] * share + 0.5)
        kind = wholes[lot, LOT_KIND]
        if waits > 0.0 and kind == PERSONS and weeks_to_come < weeks:
            waiting[int(weeks_to_come)] += amount
            if weeks_to_come + waits < weeks:
                waiting[int(weeks_to_come + waits)] -= amount
        if weeks_to_come + waits >= weeks:
            continue
        week = int(weeks_to_come + waits)
        if kind == PERSONS:
            if route == BY_TRAINING:
                training[max(0, week - training_weeks)] += amount
            else:
                lift[week] += amount
                if route == IN_TRAINING:
                    in_training[week] -= wholes[lot, LOT_AMOUNT]
        elif kind == VEHICLES:
            vehicles[week] += amount
        elif kind == MONEY:
            cash[week] += amount
        else:
            beds[week] += amount


@njit(cache=True, nogil=True, inline="always")
def lift_runs(t, was_open, closed_weeks, closes, reopens, luck):  # type: ignore[no-untyped-def]
    """Does lift run in week t? Not before it reopens; then it stops and starts by chance."""
    if t < closed_weeks:
        return False
    if t == closed_weeks:
        return True
    return luck >= closes if was_open else luck < reopens


@njit(cache=True, nogil=True, inline="always")
def room_for(present, seats, is_over, ceiling, carried, beds, paid):  # type: ignore[no-untyped-def]
    """How many may come in this week, and which gate says so (the first of those that say the same).

    carried, beds, paid: how many the vehicles, the beds and the cash allow; `ENDLESS` where nobody counted them.
    """
    room, held_by = seats, BY_SEATS
    if is_over:
        room, held_by = 0, BY_MANDATE
    if ceiling - present < room:
        room, held_by = ceiling - present, BY_MANDATE
    if carried - present < room:
        room, held_by = math.floor(carried - present), BY_EQUIPMENT
    if beds - present < room:
        room, held_by = beds - present, BY_BEDS
    if paid - present < room:
        room, held_by = math.floor(paid - present), BY_FUNDS
    return max(0, room), held_by


@njit(cache=True, nogil=True, inline="always")
def after_losses(present, u_lost, u_round, unpaid, is_over, losses, unpaid_leave, drawdown):  # type: ignore[no-untyped-def]
    """How many are left of those present after a week's losses, unpaid leavers and drawdown."""
    present -= min(present, int(present * 2.0 * losses * u_lost + u_round))
    if unpaid:
        present -= min(present, math.ceil(present * unpaid_leave))
    if is_over:
        present -= min(present, math.ceil(present * drawdown))
    return present


@njit(cache=True, nogil=True, inline="always")
def charges(short, wants_lift, wants_training, waits, still_promised):  # type: ignore[no-untyped-def]
    """A week's missing persons by what holds them back, nearest first: gate, places, condition, promise, nobody."""
    gate = max(0, min(short, wants_lift))
    short -= gate
    training = max(0, min(short, wants_training))
    short -= training
    condition = max(0, min(short, waits))
    short -= condition
    promise = min(short, max(0, still_promised))
    return gate, training, condition, promise, short - promise


@njit(cache=True, nogil=True, inline="always")
def goes_on(t, ends, is_over, draw, extension, weeks_more):  # type: ignore[no-untyped-def]
    """The mandate in week t: when it ends, whether it is over, and what is left of the number drawn for it.

    One number serves all its extensions: each takes its own slice of what is left of it.
    """
    if t == ends and not is_over:
        if draw < extension:
            return ends + weeks_more, False, draw / extension
        return ends, True, draw
    return ends, is_over, draw


@njit(cache=True, nogil=True)
def walk(  # type: ignore[no-untyped-def]
    weeks, settings, people, money, through, due, luck, relief, mandate_draw, trained_now, cause, strength,
):
    """One future week by week: fills strength[t] and cause[c]. Returns the week its cash ran out (`weeks`: never).

    Helpers take single numbers where they can: an array handed to an inlined one is counted in and out every week.
    """
    required, promised, tour = int(settings[SET_REQUIRED]), int(settings[SET_PROMISED]), int(settings[SET_TOUR])
    places, training_weeks = int(settings[SET_PLACES]), int(settings[SET_TRAINING])
    seats_full, closed_weeks = int(settings[SET_SEATS]), int(settings[SET_CLOSED])
    has_vehicles, has_cash = settings[SET_HAS_VEHICLES] > 0, settings[SET_HAS_CASH] > 0
    head_cost, vehicle_cost, fail = settings[SET_HEAD], settings[SET_VEHICLE_COST], settings[SET_FAIL]
    closes, reopens = settings[SET_CLOSES], settings[SET_REOPENS]
    losses, unpaid_leave, drawdown = settings[SET_LOSSES], settings[SET_UNPAID], settings[SET_DRAWDOWN]
    has_beds, ceiling, per_vehicle = settings[SET_HAS_BEDS] > 0, int(settings[SET_CEILING]), settings[SET_PER_VEHICLE]
    reserve_cost = max(settings[SET_RESERVE], 1.0) * head_cost
    extension, weeks_more = settings[SET_EXTENSION], int(settings[SET_EXTENSION_WEEKS])
    present, in_training, wants_training, wants_lift, waits = int(settings[SET_PRESENT]), trained_now, 0, 0, 0
    vehicles, beds, cash = int(settings[SET_VEHICLES]), int(settings[SET_BEDS]), settings[SET_CASH]
    is_open, is_over, ran_out = closed_weeks <= 0, False, weeks
    mandate_end, arrived = int(settings[SET_MANDATE]), 0
    for t in range(weeks):
        in_training += people[LEAVING, t] - through[t]
        wants_lift += people[BY_AIR, t] + through[t]
        wants_training += people[TO_TRAIN, t]
        if wants_training > 0:
            admitted = min(wants_training, max(0, places - in_training))
            wants_training -= admitted
            if training_weeks == 0:
                wants_lift += admitted
            else:
                in_training += admitted
                if t + training_weeks < weeks:
                    through[t + training_weeks] += admitted
        waits += people[WAITING, t]
        is_open = lift_runs(t, is_open, closed_weeks, closes, reopens, luck[0, t])
        mandate_end, is_over, mandate_draw = goes_on(t, mandate_end, is_over, mandate_draw, extension, weeks_more)
        vehicles += people[CARS, t]
        beds += people[HOUSED, t]
        if has_vehicles and vehicles > 0:
            vehicles -= int(vehicles * fail + luck[3, t])
        unpaid = False
        if has_cash:
            cash += money[t] - (present * head_cost + vehicles * vehicle_cost)
            if cash < 0.0:
                cash, unpaid, ran_out = 0.0, present > 0, min(ran_out, t)
        held_by = BY_SEATS
        if wants_lift > 0:
            room, held_by = room_for(
                present, seats_full if is_open else 0, is_over, ceiling,
                vehicles * per_vehicle if has_vehicles else ENDLESS, beds if has_beds else ENDLESS,
                cash / reserve_cost if has_cash and reserve_cost > 0.0 else ENDLESS)
            entered = min(wants_lift, room)
            wants_lift -= entered
            present += entered
            arrived += entered
            if t + tour < weeks:
                due[t + tour] += entered
        if present > 0:
            if due[t] > 0:
                ending = min(due[t], present)
                relieved = int(ending * relief + 0.5)
                present -= ending - relieved
                if t + tour < weeks:
                    due[t + tour] += relieved
            present = after_losses(present, luck[1, t], luck[2, t], unpaid, is_over, losses, unpaid_leave,
                                   drawdown)
        strength[t] = present
        if required > present:
            gate, untrained, conditional, promise, nobody = charges(
                required - present, wants_lift, wants_training, waits, promised - arrived)
            cause[held_by] += gate
            cause[BY_PLACES] += untrained
            cause[BY_CONDITION] += conditional
            cause[BY_PROMISE] += promise
            cause[BY_NOBODY] += nobody
    return ran_out


@njit(cache=True, nogil=True, inline="always")
def most_held_back_by(cause, causes, bound):  # type: ignore[no-untyped-def]
    """Adds a future's causes up. Returns the one that held it back most (the number of causes: none did)."""
    most = len(cause)
    for c in range(len(cause)):
        causes[c] += cause[c]
        if cause[c] > 0:
            bound[c] += 1
            if most == len(cause) or cause[c] > cause[most]:
                most = c
    return most


@njit(cache=True, nogil=True)
def run_futures(  # type: ignore[no-untyped-def]
    seed, first, futures, weeks, settings, reals, wholes, numbers, due_first, thresholds,
    histogram, totals, run_out, causes, leading, bound, at_least, first_week, officer_weeks, paths,
):
    """Runs futures `first` to `first + futures - 1` and adds what happened to the result arrays.

    due_first[t]: persons present now whose tour ends in week t. histogram[t, bin]: futures with so many present.
    run_out[t]: futures whose cash ran out in week t (last entry: never). leading[c]: futures most held back by c (last
    entry: by nothing). bound[c]: futures that c held back in any week. at_least[k, t]: futures at or above threshold k
    in week t. Of each future: first_week[i, k], the first week at or above threshold k (`weeks`: never);
    officer_weeks[i]; paths[i, t], which may have no rows.
    """
    bins, bins_a_person = histogram.shape[1], 1.0 / settings[SET_BIN]
    people = np.zeros((6, weeks), dtype=np.int64)
    money = np.zeros(weeks)
    due, through, strength = (np.zeros(weeks, dtype=np.int64), np.zeros(weeks, dtype=np.int64),
                              np.zeros(weeks, dtype=np.int64))
    luck, lots_luck = np.zeros((4, weeks)), np.zeros((4, len(numbers)))
    cause = np.zeros(len(causes), dtype=np.int64)
    trained_now = 0
    for lot in range(len(numbers)):
        if wholes[lot, LOT_ROUTE] == IN_TRAINING and wholes[lot, LOT_KIND] == PERSONS:
            trained_now += wholes[lot, LOT_AMOUNT]
    for index in range(futures):
        future = first + index
        people[:] = 0
        money[:] = 0.0
        through[:] = 0
        due[:] = due_first
        cause[:] = 0
        # all numbers are drawn before they are used: the compiler then draws several at a time
        for t in range(weeks):
            luck[0, t], luck[1, t], luck[2, t], luck[3, t] = uniforms(seed, future, DRAW_WEEKS + t)
        for lot in range(len(numbers)):
            drawn = uniforms(seed, future, DRAW_LOTS + numbers[lot])
            lots_luck[0, lot], lots_luck[1, lot], lots_luck[2, lot], lots_luck[3, lot] = drawn
        draw_lots(seed, future, lots_luck, reals, wholes, settings, weeks, people[TO_TRAIN], people[BY_AIR],
                  people[WAITING], people[CARS], money, people[HOUSED], people[LEAVING])
        _, _, relief_draw, mandate_draw = uniforms(seed, future, DRAW_FUTURE)
        relief = min(1.0, max(0.0, settings[SET_RELIEF] + settings[SET_RELIEF_SPREAD] * normal_quantile(relief_draw)))
        ran_out = walk(weeks, settings, people, money, through, due, luck, relief, mandate_draw, trained_now, cause,
                       strength)
        total = 0
        for t in range(weeks):
            total += strength[t]
            totals[t] += strength[t]
            histogram[t, min(bins - 1, int((strength[t] + 0.5) * bins_a_person))] += 1  # the half keeps it exact
        for k in range(len(thresholds)):
            first_week[index, k] = weeks
            for t in range(weeks - 1, -1, -1):
                if strength[t] >= thresholds[k]:
                    at_least[k, t] += 1
                    first_week[index, k] = t
        if len(paths) > 0:
            paths[index] = strength
        officer_weeks[index] = total
        run_out[ran_out] += 1
        leading[most_held_back_by(cause, causes, bound)] += 1


def settings_vector(values: dict[str, float]) -> Any:
    """The vector the kernel reads, from named numbers; every name must be given."""
    return np.array([values[name] for name in SETTINGS], dtype=np.float64)
