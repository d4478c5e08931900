"""What did the streets make of the day? Times of those who drove, where their vehicles stood, speeds of the links."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.jit import lean_kernel
from twin.domains.mobility.kernels.choice import CAR, MOTORCYCLE
from twin.domains.mobility.kernels.diary import count_trip
from twin.domains.mobility.kernels.loading import ENTERED_ALL, ENTERED_CARS, LEFT, SPENT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.kernels.groups import Diary, People, Sites, Sums, Today
    from twin.domains.mobility.kernels.loading import Legs, Streets

HOUR = 3600.0
HOURS = 24
_DAY_BITS = 2**HOURS - 1


class Garage(NamedTuple):
    """What the vehicles did. Bit h of a mask is half past hour h.

    Parameters
    ----------
    moving, outside : Whether each is on the district's streets, and whether it is outside. (V,)
    distance : Driven on the district's streets. (V,) [m]
    first_out, last_home : First departure and last arrival at home after civil midnight, nan if it stayed. (V,) [h]
    """

    moving: NDArray[np.uint32]
    outside: NDArray[np.uint32]
    distance: NDArray[np.float64]
    first_out: NDArray[np.float32]
    last_home: NDArray[np.float32]


@lean_kernel
def masks(
    n: int, leave: NDArray[np.float64], enter: NDArray[np.float64], out: NDArray[np.float64],
    inside: NDArray[np.bool_], twice: NDArray[np.int64],
) -> tuple[int, int]:  # fmt: skip
    """Hours at whose half past a vehicle is on the district's streets, and hours at which it is outside.

    Parameters
    ----------
    n : Trips of the vehicle, at least one. ()
    leave, enter, out : Departure, and when it enters and leaves the district's streets, infinite if never. (K,) [s]
    inside : Whether each trip ends in the district. (K,)
    twice : Vehicles that count twice on the streets, by hour; added to. (24,)

    Notes
    -----
    Before its first trip a vehicle is where the trips of this day leave it: those after midnight count in the small
    hours, as the flows do. A vehicle that sets out before it is back counts with its new trip.
    """
    moving, outside = 0, 0
    k = -1
    beyond = False  # where the trips before the current one left it
    for h in range(2 * HOURS):
        now = (h + 0.5) * HOUR
        while k + 1 < n and leave[k + 1] <= now:
            if k >= 0:
                beyond = not inside[k]
            k += 1
        if k < 0:
            continue
        rides = enter[k] <= now < out[k]
        # A trip that never meets the district's streets: outside as long as it does not end inside.
        gone = not inside[k] if enter[k] <= now or enter[k] == np.inf else beyond
        bit = 1 << (h % HOURS)
        if h >= HOURS and leave[0] <= now - HOURS * HOUR:
            twice[h - HOURS] += rides
        elif rides:
            moving |= bit
        elif gone:
            outside |= bit
    return moving, outside


@lean_kernel
def settle_vehicle(
    v: int, mode: int, i: int, p: int, legs: Legs, diary: Diary, people: People, sites: Sites, garage: Garage,
    scratch: tuple[NDArray[np.float64], NDArray[np.bool_]], twice: NDArray[np.int64],
) -> None:  # fmt: skip
    """Follow vehicle `v` of citizen `i` (row `p` of `legs`) through the trips made with it."""
    spans, inside = scratch
    n = 0
    for k in range(legs.trips[p]):
        if diary.mode[i, k] != mode:
            continue
        b = diary.to_building[i, k]
        zone = diary.to_zone[i, k]
        site = b if b >= 0 else sites.n_buildings + zone
        times = legs.times[p, k]
        spans[0, n], spans[1, n], spans[2, n] = times[0], times[2], times[3]
        inside[n] = sites.inside[site]
        if n == 0:
            garage.first_out[v] = times[0] / HOUR
        if site == people.home[i]:
            garage.last_home[v] = times[1] / HOUR
        n += 1
    if n > 0:
        moving, outside = masks(n, spans[0], spans[1], spans[2], inside, twice)
        garage.moving[v] = moving
        garage.outside[v] = outside


@lean_kernel
def settle(
    today: Today,
    people: People,
    sites: Sites,
    legs: Legs,
    metres: NDArray[np.float64],
    first_car: NDArray[np.int32],
    census: NDArray[np.int64],
    diary: Diary,
    garage: Garage,
    sums: Sums,
    streets_census: NDArray[np.int64],
    scratch: tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]],
) -> None:
    """Take the times of those who drove into the diary, and follow their vehicles.

    Parameters
    ----------
    today, people, sites : The day and what it rests on.
    legs : Trips with their times.
    metres : Length that each row of `legs` drove on the district's streets, by car and by motorcycle. (M, 2) [m]
    first_car : First car of each household, -1 none. (H,)
    census : Vehicles on the streets at half past each hour since midnight. (48,)
    diary, garage : Written.
    sums : Added to.
    streets_census : Vehicles on the streets at half past each hour of the day, those after midnight in the small
        hours; written. (24,)
    scratch : Room for vehicles that count twice (24,), and for times and ends of a vehicle's trips (3, K), (K,).
    """
    twice, spans, inside = scratch
    twice[:] = 0
    garage.moving[:] = 0
    garage.outside[:] = 0
    garage.distance[:] = 0.0
    garage.first_out[:] = np.nan
    garage.last_home[:] = np.nan
    for h in range(first_car.shape[0]):
        if today.away[h] and today.taken[h] and first_car[h] >= 0:
            garage.outside[first_car[h]] = _DAY_BITS
    for i in range(people.uid.shape[0]):
        p = people.row[i]
        if p < 0 or legs.trips[p] == 0:
            continue
        a = people.home[i]
        for k in range(legs.trips[p]):
            start, end = legs.times[p, k, 0], legs.times[p, k, 1]
            diary.departure[i, k] = start
            diary.arrival[i, k] = end
            b = diary.to_building[i, k]
            b = b if b >= 0 else sites.n_buildings + diary.to_zone[i, k]
            count_trip(people.zone[i], diary.mode[i, k], end - start, a, b, sites, sums)
            a = b
        for mode in (CAR, MOTORCYCLE):
            v = people.car[i] if mode == CAR else people.motorcycle[i]
            if v >= 0:
                garage.distance[v] = metres[p, mode - CAR]
                settle_vehicle(v, mode, i, p, legs, diary, people, sites, garage, (spans, inside), twice)
    for h in range(HOURS):
        streets_census[h] = census[h] + census[HOURS + h] - twice[h]


@lean_kernel
def link_columns(
    link_hour: NDArray[np.float64], streets: Streets, length: NDArray[np.float64], flow: NDArray[np.float64],
    car_flow: NDArray[np.float64], speed: NDArray[np.float64],
) -> None:  # fmt: skip
    """Flow and mean speed of the streets by hour; the free speed where nobody drove.

    Parameters
    ----------
    link_hour : As `load_day` leaves it. (24, R, 4)
    streets, length : Links, and their length. (R,) [m]
    flow, car_flow, speed : Written. (R, 24) [1], [1], [m/s]
    """
    for link in range(flow.shape[0]):
        free = length[link] / max(streets.figures[link, 0], 1e-9)
        for h in range(flow.shape[1]):
            flow[link, h] = link_hour[h, link, ENTERED_ALL]
            car_flow[link, h] = link_hour[h, link, ENTERED_CARS]
            spent = link_hour[h, link, SPENT]
            speed[link, h] = length[link] * link_hour[h, link, LEFT] / spent if spent > 0.0 else free
