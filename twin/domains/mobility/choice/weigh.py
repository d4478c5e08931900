"""What is each mode worth to somebody for a tour? Times, money and utility of its legs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import inner_kernel, part_kernel, prefetch
from twin.domains.mobility.choice.groups import (
    AS_PASSENGER,
    BICYCLE,
    BIKE_TRANSIT,
    BY_BICYCLE,
    BY_CAR,
    BY_EBIKE,
    BY_MOTORCYCLE,
    BY_SHARED_CAR,
    CAR,
    CAR_SHARING,
    DRIVING,
    IN_TRANSIT,
    MODES,
    MOTORCYCLE,
    ON_FOOT,
    PASSENGER,
    RIDING,
    SEARCHING,
    SHARED_BICYCLE,
    SHARED_EBIKE,
    SHIFTING,
    TRANSIT,
    WAITING,
    WALK,
)
from twin.domains.mobility.choice.shifts import worth_of_shifts
from twin.domains.mobility.routes.ways import drive, period_at
from twin.domains.mobility.sharing.legs import shared_leg
from twin.domains.mobility.transit.kernels import along_way, bike_transit_leg, find_way

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.choice.groups import Offer, Spots, Tastes, Terms, Travellers, Weighed
    from twin.domains.mobility.routes.ways import Roads
    from twin.domains.mobility.sharing.legs import Docks
    from twin.domains.mobility.transit.groups import Lines

_HOUR = 3600.0


@inner_kernel
def weigh_slow(
    k: int, far: float, felt: float, allowed: NDArray[np.bool_], terms: Terms, beta: NDArray[np.float64],
    out: Weighed,
) -> None:  # fmt: skip
    """Leg `k` on foot and by own bicycle, felt as `felt` times its time, over a straight distance `far` [m]."""
    walk = far * terms.around_walk / terms.walk
    out.time[k, WALK] = walk
    out.value[WALK] += beta[ON_FOOT] * walk
    if allowed[BICYCLE]:
        ride = far * terms.around_bicycle / terms.bicycle
        out.time[k, BICYCLE] = ride + terms.unlock
        out.value[BICYCLE] += beta[BY_BICYCLE] * felt * ride + beta[ON_FOOT] * terms.unlock


@part_kernel
def weigh_lines(
    k: int, ends: tuple[int, int, int], t: float, found: tuple[int, int, int], person: tuple[float, float, float],
    felt: float, allowed: NDArray[np.bool_], lines: Lines, terms: Terms, beta: NDArray[np.float64], out: Weighed,
) -> None:  # fmt: skip
    """Leg `k` by public transport, reached on foot or, at the end where the tour starts, by own bicycle.

    `ends` are the sites where it starts and ends and where the tour does, `found` is what `find_way` found; `person`
    tells what a ride costs, and what a euro and a change of line are worth; `felt` is time by bicycle as
    felt over time.
    """
    (a, b, home), (fare, per_euro, per_change) = ends, person
    if allowed[TRANSIT]:
        walk, wait, ride, changes, load = along_way(lines, a, b, found, terms.walk)
        out.time[k, TRANSIT] = walk + wait + ride
        out.money[k, TRANSIT] = fare
        out.value[TRANSIT] += (
            beta[ON_FOOT] * walk + beta[WAITING] * wait + beta[IN_TRANSIT] * ride * load + per_change * changes
            + per_euro * fare
        )  # fmt: skip
        if ride < 0.0:
            out.value[TRANSIT] = -np.inf
    if allowed[BIKE_TRANSIT]:
        # Beyond the first station the bicycle stays where it is: legs between other places are as for everybody else.
        lock = 0.0
        if a == home or b == home:  # noqa: PLR1714
            pedal, walk, wait, ride, changes, load = bike_transit_leg(
                lines, a, b, b == home, t, terms.walk, terms.bicycle
            )
            lock = 0.5 * terms.unlock
        else:
            pedal = 0.0
            walk, wait, ride, changes, load = along_way(lines, a, b, found, terms.walk)
        out.time[k, BIKE_TRANSIT] = pedal + lock + walk + wait + ride
        out.money[k, BIKE_TRANSIT] = fare
        out.value[BIKE_TRANSIT] += (
            beta[BY_BICYCLE] * felt * pedal + beta[ON_FOOT] * (lock + walk) + beta[WAITING] * wait
            + beta[IN_TRANSIT] * ride * load + per_change * changes + per_euro * fare
        )  # fmt: skip
        if ride < 0.0:
            out.value[BIKE_TRANSIT] = -np.inf


@part_kernel
def weigh_docks(
    k: int, a: int, b: int, t: float, felt: float, electric: bool, free: bool, per_euro: float, docks: Docks,  # noqa: FBT001
    terms: Terms, beta: NDArray[np.float64], out: Weighed,
) -> None:  # fmt: skip
    """Leg `k` by shared bicycle, with its fee or `free`.

    Where one is not surely found, the walk to another dock counts by its chance.
    """
    mode = SHARED_EBIKE if electric else SHARED_BICYCLE
    pace = (terms.ebike if electric else terms.bicycle) / terms.around_bicycle
    walk, ride, chance = shared_leg(docks, a, b, t, electric, terms.walk, pace)
    if chance <= 0.0:
        out.value[mode] = -np.inf
        return
    walk += terms.unlock + (1.0 - chance) * terms.miss
    fee = 0.0 if free else (terms.ebike_fee if electric else terms.bike_fee)
    out.time[k, mode] = walk + ride
    out.money[k, mode] = fee
    effort = beta[BY_EBIKE if electric else BY_BICYCLE] * felt
    out.value[mode] += beta[ON_FOOT] * walk + effort * ride + per_euro * fee


@inner_kernel
def parking(spots: Spots, b: int, p: int, stay: float) -> tuple[float, float]:
    """Search [s] and fee [EUR] at site `b` of who leaves for it in period `p` and stays for `stay` [s]."""
    return float(spots.search[p, b]), float(spots.price[b]) * min(stay / _HOUR, spots.longest)


@part_kernel
def weigh_road(
    k: int, a: int, b: int, t: float, far: float, stay: float, money: tuple[float, float], allowed: NDArray[np.bool_],
    offer: tuple[Roads, Spots, Terms], beta: NDArray[np.float64], out: Weighed,
) -> tuple[float, float]:  # fmt: skip
    """Leg `k` by car, as a passenger, by motorcycle and by shared car; returns driving time [s] and charge [EUR].

    `money` tells what a euro is worth and which share of a charge the person pays. Motorcycles pay no charge and no
    parking, as in Milan; the operator pays both for shared cars.
    """
    (roads, spots, terms), (per_euro, due) = offer, money
    seconds, toll = drive(roads, a, b, t)
    toll *= due
    length = far * terms.around_road
    search, fee = parking(spots, b, period_at(roads.cut, t), stay)
    cost = terms.fuel * length + fee + toll
    if allowed[CAR]:
        out.time[k, CAR] = seconds + search + terms.unpark
        out.money[k, CAR] = cost
        out.value[CAR] += (
            beta[DRIVING] * seconds + beta[SEARCHING] * search + beta[ON_FOOT] * terms.unpark + per_euro * cost
        )
    if allowed[PASSENGER]:
        lift = seconds * terms.lift_time
        out.time[k, PASSENGER] = lift
        out.money[k, PASSENGER] = terms.lift_cost * cost
        out.value[PASSENGER] += beta[AS_PASSENGER] * lift + per_euro * terms.lift_cost * cost
    if allowed[MOTORCYCLE]:
        ride = seconds * terms.motorcycle
        price = terms.fuel_motorcycle * length
        out.time[k, MOTORCYCLE] = ride + terms.unpark_motorcycle
        out.money[k, MOTORCYCLE] = price
        out.value[MOTORCYCLE] += beta[RIDING] * ride + beta[ON_FOOT] * terms.unpark_motorcycle + per_euro * price
    if allowed[CAR_SHARING]:
        price = terms.shared_price * (seconds + search)
        out.time[k, CAR_SHARING] = seconds + search + terms.shared_walk
        out.money[k, CAR_SHARING] = price
        out.value[CAR_SHARING] += (
            beta[DRIVING] * seconds + beta[SEARCHING] * search + beta[ON_FOOT] * terms.shared_walk + per_euro * price
        )
    return seconds, toll


@part_kernel
def compare_shifts(
    a: int, b: int, t: float, planned: tuple[float, float], money: tuple[float, float], roads: Roads, spots: Spots,
    terms: Terms, shifts: NDArray[np.float64], beta: NDArray[np.float64], gain: NDArray[np.float64],
) -> bool:  # fmt: skip
    """Add to `gain` what each shift changes on a leg from `a` to `b` whose driving time and charge are `planned`.

    Tells whether anything changes. Within a period of `Roads.cut` all departures are served alike.
    """
    cut = roads.cut
    last = shifts.shape[0] - 1
    usual = period_at(cut, t)
    start, end = cut[usual], cut[usual + 1]
    if last < 1 or (t + shifts[1] >= start and t + shifts[last] < end):
        return False
    (seconds, toll), (per_euro, due) = planned, money
    search = float(spots.search[usual, b])
    known = usual
    later = charge = seek = 0.0
    for j in range(1, last + 1):
        if start <= t + shifts[j] < end:
            continue
        p = period_at(cut, t + shifts[j])
        if p != known:
            known = p
            later, charge = drive(roads, a, b, t + shifts[j])
            seek = float(spots.search[p, b]) - search
            later -= seconds
            charge = due * charge - toll
        gain[BY_CAR, j] += beta[DRIVING] * later + beta[SEARCHING] * seek + per_euro * charge
        gain[BY_MOTORCYCLE, j] += beta[RIDING] * later * terms.motorcycle
        gain[BY_SHARED_CAR, j] += (
            beta[DRIVING] * later + beta[SEARCHING] * seek + per_euro * terms.shared_price * (later + seek)
        )
    return True


@inner_kernel
def ask_ahead(
    n: int, site: NDArray[np.int64], clock: NDArray[np.float64], shifts: NDArray[np.float64], roads: Roads
) -> None:  # fmt: skip
    """Have the times by car of a tour's legs at hand by the time they are asked for: a table too large for caches."""
    node, root_of, cut, last = roads.node, roads.root_of, roads.cut, shifts.shape[0] - 1
    for k in range(n):
        a, b = node[site[k]], node[site[k + 1]]
        if a >= 0 and b >= 0:
            start, end = root_of[a], root_of[b]
            if start >= 0 and end >= 0:
                p, first, final = period_at(cut, clock[k]), -1, -1
                if last > 0:
                    first, final = period_at(cut, clock[k] + shifts[1]), period_at(cut, clock[k] + shifts[last])
                prefetch(roads.seconds[p], end, start)
                if 0 <= first != p:
                    prefetch(roads.seconds[first], end, start)
                if 0 <= final != p:
                    prefetch(roads.seconds[final], end, start)


@part_kernel
def weigh_tour(  # noqa: C901 — one question after the other for each way to travel
    i: int,
    n: int,
    purpose: int,
    site: NDArray[np.int64],
    clock: NDArray[np.float64],
    allowed: NDArray[np.bool_],
    travellers: Travellers,
    offer: Offer,
    tastes: Tastes,
    weighed: Weighed,
) -> None:
    """Weigh the modes of one tour of citizen `i`.

    Parameters
    ----------
    i : Row of the citizen. ()
    n : Legs of the tour. ()
    purpose : COMMUTE, STUDIES, OTHER or BUSINESS. ()
    site : Sites from the first on; the tour ends where it starts. (n + 1,)
    clock : Planned departure of each leg after civil midnight. (n,) [s]
    allowed : Modes at hand for this tour: `travellers.able`, less what the household needs elsewhere. (MODES,)
    travellers, offer, tastes : What it rests on.
    weighed : Times, money, utilities and gains of shifts; written. Times of modes that are not allowed say nothing.

    Notes
    -----
    Utility is linear in time by kind, in changes of line and in money; what a euro is worth falls with a person's value
    of time. The gain of leaving earlier or later enters the utility of the modes that may (`worth_of_shifts`).
    """
    xy, comfort, roads, lines = offer.xy, offer.comfort, offer.roads, offer.lines
    docks, spots, terms = offer.docks, offer.spots, offer.terms
    out, value, gain = weighed, weighed.value, weighed.gain
    beta, pull, shifts, now = tastes.time[purpose], tastes.pull[purpose], tastes.shifts, tastes.now
    per_euro = tastes.cost[purpose] / travellers.worth[i]
    person = (travellers.fare[i], per_euro, tastes.change[purpose])
    money = (per_euro, travellers.due[i])
    stops = allowed[TRANSIT] or allowed[BIKE_TRANSIT]
    shifting = allowed[CAR] or allowed[MOTORCYCLE] or allowed[CAR_SHARING]
    road = shifting or allowed[PASSENGER]
    for m in range(MODES):
        value[m] = now[m] if allowed[m] else -np.inf
    value[WALK] += travellers.liking[i]
    value[BICYCLE] += travellers.liking[i]
    value[SHARED_BICYCLE] += travellers.liking[i]
    value[SHARED_EBIKE] += travellers.liking[i]
    if shifting:
        for row in range(SHIFTING):
            for j in range(gain.shape[1]):
                gain[row, j] = 0.0
    if road:
        ask_ahead(n, site, clock, shifts, roads)
    moved = False
    for k in range(n):
        a, b, t = site[k], site[k + 1], clock[k]
        way = find_way(lines, a, b, t, terms.walk) if stops else (0, -1, -1)
        dx, dy = xy[b, 0] - xy[a, 0], xy[b, 1] - xy[a, 1]
        # math.hypot takes ten times as long, for cases that coordinates in metres never meet.
        far = max(math.sqrt(dx * dx + dy * dy), terms.least)
        felt = 0.5 * float(comfort[a] + comfort[b])
        weigh_slow(k, far, felt, allowed, terms, beta, out)
        for electric in range(2):
            if allowed[SHARED_BICYCLE + electric]:
                weigh_docks(
                    k, a, b, t, felt, electric == 1, travellers.bikes_free[i], per_euro, docks, terms, beta, out
                )
        if road:
            stay = max(clock[k + 1] - t, 0.0) if k + 1 < n and b != site[0] else 0.0
            planned = weigh_road(k, a, b, t, far, stay, money, allowed, (roads, spots, terms), beta, out)
            if shifting and compare_shifts(a, b, t, planned, money, roads, spots, terms, shifts, beta, gain):
                moved = True
        if stops:
            weigh_lines(k, (a, b, site[0]), t, way, person, felt, allowed, lines, terms, beta, out)
    if moved:
        scale = tastes.shift_scale
        for row in range(SHIFTING):
            mode = CAR if row == BY_CAR else (MOTORCYCLE if row == BY_MOTORCYCLE else CAR_SHARING)
            if allowed[mode]:
                value[mode] += worth_of_shifts(pull, scale, gain[row])
