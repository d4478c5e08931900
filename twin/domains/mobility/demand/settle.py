"""What did the streets make of the day? Times of drivers and of who came along, where vehicles stood, sums by zone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.jit import lean_kernel, part_kernel
from twin.domains.mobility.demand.lay_out import ALONG
from twin.domains.mobility.demand.plans import HOME
from twin.domains.mobility.demand.tours import CAR, CAR_SHARING, MOTORCYCLE, WALK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.demand.groups import Diary, People, Rides, Streets, Today, Trail

HOUR = 3600.0
HOURS = 24
SHORT_WALK = 300.0
CUT = 3  # of `Trail.n`
_DAY_BITS = 2**HOURS - 1
_ROUNDS = 2  # who drives late makes others late, who take children along


class Garage(NamedTuple):
    """What the vehicles of residents did. Bit h of a mask is half past hour h.

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


class Sums(NamedTuple):
    """Trips, seconds and straight metres by zone of residence and mode (3, Z, MODES); short walks (Z,)."""

    by_zone: NDArray[np.float64]
    short_walks: NDArray[np.float64]


@lean_kernel
def drives(mode: int) -> bool:
    """Whether the traveller drives a motor vehicle."""
    return mode == CAR or mode == MOTORCYCLE or mode == CAR_SHARING  # noqa: PLR1714


@part_kernel
def push(i: int, diary: Diary) -> None:
    """Put off later tours of citizen `i`, as planned otherwise, as long as she is not back. Trips she drives stay."""
    now, delay = -np.inf, np.float32(0.0)
    for k in range(diary.trips[i]):
        if k == 0 or diary.activity[i, k - 1] == HOME:
            delay = np.float32(0.0)
        if not drives(diary.mode[i, k]):
            start = diary.departure[i, k] + delay
            if start < now:
                delay += np.float32(now - start)
            diary.departure[i, k] += delay
            diary.arrival[i, k] += delay
        now = max(now, float(diary.arrival[i, k]))


@lean_kernel
def follow(trail: Trail, diary: Diary) -> None:
    """Give those who went along the times of who led them."""
    for a in range(trail.n[ALONG]):
        i, k, leader, r = trail.at[a, 0], trail.at[a, 1], trail.at[a, 2], trail.at[a, 3]
        diary.departure[i, k] = diary.departure[leader, r]
        diary.arrival[i, k] = diary.arrival[leader, r]


@part_kernel
def in_order(trail: Trail, diary: Diary) -> None:
    """See to it that nobody sets out before the trip before has ended, and count whose times had to be moved for it.

    That is left in a few cases in a million, where somebody waits for somebody who waits in turn.
    """
    for i in range(diary.trips.shape[0]):
        now = np.float32(-np.inf)
        for k in range(diary.trips[i]):
            if diary.departure[i, k] < now:
                trail.n[CUT] += 1
                diary.departure[i, k] = now
            diary.arrival[i, k] = max(diary.arrival[i, k], diary.departure[i, k])
            now = diary.arrival[i, k]


@lean_kernel
def settle_times(rides: Rides, times: NDArray[np.float64], trail: Trail, diary: Diary) -> None:
    """Take the times of the streets into the diary, and let everybody wait for everybody.

    Parameters
    ----------
    rides : Trips of vehicles.
    times : Departure, arrival, and when they enter and leave the district's streets. (T, 4) [s]
    trail : Who went along.
    diary : Departures and arrivals; written.
    """
    for n in range(rides.rider.shape[0]):
        diary.departure[rides.rider[n], rides.leg[n]] = times[n, 0]
        diary.arrival[rides.rider[n], rides.leg[n]] = times[n, 1]
    before = -1
    for n in range(rides.rider.shape[0]):
        if rides.rider[n] != before:
            before = rides.rider[n]
            push(before, diary)
    for _ in range(_ROUNDS):
        follow(trail, diary)
        for a in range(trail.n[ALONG]):
            if a == 0 or trail.at[a, 0] != trail.at[a - 1, 0]:
                push_own(trail.at[a, 0], trail, a, diary)
    follow(trail, diary)
    for a in range(trail.n[ALONG]):
        i, k = trail.at[a, 0], trail.at[a, 1]
        if k > 0 and diary.arrival[i, k - 1] > diary.departure[i, k]:
            trail.n[CUT] += 1
            diary.arrival[i, k - 1] = diary.departure[i, k]
            diary.departure[i, k - 1] = min(diary.departure[i, k - 1], diary.departure[i, k])
    in_order(trail, diary)


@part_kernel
def push_own(i: int, trail: Trail, a: int, diary: Diary) -> None:
    """Put off what citizen `i`, whose trips along start at entry `a`, does alone after coming along."""
    now, delay = -np.inf, np.float32(0.0)
    for k in range(diary.trips[i]):
        along = a < trail.n[ALONG] and trail.at[a, 0] == i and trail.at[a, 1] == k
        if along:
            a += 1
        else:
            if k == 0 or diary.activity[i, k - 1] == HOME:
                delay = np.float32(0.0)
            start = diary.departure[i, k] + delay
            if start < now:
                delay += np.float32(now - start)
            diary.departure[i, k] += delay
            diary.arrival[i, k] += delay
        now = max(now, float(diary.arrival[i, k]))


@part_kernel
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
def settle_vehicles(
    today: Today, people: People, streets: Streets, rides: Rides, times: NDArray[np.float64],
    metres: NDArray[np.float64], trail: Trail, garage: Garage, twice: NDArray[np.int64],
    scratch: tuple[NDArray[np.float64], NDArray[np.bool_]],
) -> None:  # fmt: skip
    """Follow the vehicles through their trips.

    Parameters
    ----------
    today, people, streets, rides, times, trail : As in `lay_out` and `settle_times`.
    metres : Length that each row of `rides` drove on the district's streets. (M,) [m]
    garage : Written.
    twice : Vehicles that count twice on the streets, by hour: out before they are back; added to. (24,)
    scratch : Room for times and ends of a vehicle's trips. (3, X), (X,)
    """
    spans, inside = scratch
    garage.moving[:] = 0
    garage.outside[:] = 0
    garage.distance[:] = 0.0
    garage.first_out[:] = np.nan
    garage.last_home[:] = np.nan
    for h in range(people.first.shape[0] - 1):
        if today.away[h] and today.taken[h] and people.car_first[h + 1] > people.car_first[h]:
            garage.outside[people.cars[people.car_first[h]]] = _DAY_BITS
    for row in range(rides.vehicle.shape[0]):
        v = rides.vehicle[row]
        if v < 0:
            continue
        n0, n1 = rides.first[row], rides.first[row + 1]
        for n in range(n0, n1):
            spans[0, n - n0], spans[1, n - n0], spans[2, n - n0] = times[n, 0], times[n, 2], times[n, 3]
            site = trail.site[rides.rider[n], rides.leg[n]]
            inside[n - n0] = streets.inside[site]
            if site == people.home[rides.rider[n]]:
                garage.last_home[v] = times[n, 1] / HOUR
        garage.first_out[v] = times[n0, 0] / HOUR
        garage.distance[v] = metres[row]
        moving, outside = masks(n1 - n0, spans[0], spans[1], spans[2], inside, twice)
        garage.moving[v] = moving
        garage.outside[v] = outside


@lean_kernel
def count_trips(people: People, xy: NDArray[np.float64], diary: Diary, trail: Trail, sums: Sums) -> None:
    """Sum up trips by zone of residence and mode.

    Parameters
    ----------
    people, diary, trail : As in `lay_out`.
    xy : Coordinates of the sites. (S, 2) [m]
    sums : Written.
    """
    sums.by_zone[:] = 0.0
    sums.short_walks[:] = 0.0
    for i in range(people.uid.shape[0]):
        zone, a = people.zone[i], people.home[i]
        for k in range(diary.trips[i]):
            b, mode = trail.site[i, k], diary.mode[i, k]
            spent = float(diary.arrival[i, k]) - float(diary.departure[i, k])
            sums.by_zone[0, zone, mode] += 1.0
            sums.by_zone[1, zone, mode] += spent
            sums.by_zone[2, zone, mode] += math.hypot(xy[a, 0] - xy[b, 0], xy[a, 1] - xy[b, 1])
            if mode == WALK and spent <= SHORT_WALK:
                sums.short_walks[zone] += 1.0
            a = b
