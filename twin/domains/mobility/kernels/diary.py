"""How does everybody's day look before the streets have their say? Plans, places, modes and times in one pass."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.jit import lean_kernel
from twin.core.streams import draw
from twin.domains.mobility.kernels.choice import CAR, MODES, MOTORCYCLE, WALK, choose_mode, leg
from twin.domains.mobility.kernels.plans import HOME, SHOP, STUDY, WORK, plan_day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.kernels.groups import Diary, Figures, Keys, People, Sites, Sums, Today
    from twin.domains.mobility.kernels.loading import Legs

TOURS = 3
SHORT_WALK = 300.0
_NO_ACTIVITY, _NO_MODE = 5, 10


class Draft(NamedTuple):
    """One citizen's day while it is made.

    Parameters
    ----------
    plan, clock, site, time, value : As in `consider`.
    chosen : Mode of each tour. (T,)
    """

    plan: NDArray[np.int64]
    clock: NDArray[np.float64]
    site: NDArray[np.int64]
    time: NDArray[np.float64]
    value: NDArray[np.float64]
    chosen: NDArray[np.int64]


def draft_for(trips: int) -> Draft:
    """Room for a day of at most `trips` trips."""
    return Draft(
        np.empty((trips, 2), dtype=np.int64), np.empty((trips, 2)), np.empty(trips + 1, dtype=np.int64),
        np.empty((trips, MODES)), np.empty((TOURS, MODES)), np.empty(TOURS, dtype=np.int64),
    )  # fmt: skip


@lean_kernel
def consider(
    i: int,
    today: Today,
    keys: Keys,
    people: People,
    sites: Sites,
    figures: Figures,
    plan: NDArray[np.int64],
    clock: NDArray[np.float64],
    site: NDArray[np.int64],
    time: NDArray[np.float64],
    value: NDArray[np.float64],
) -> int:
    """Tours of citizen `i` with times and utilities of every mode, before modes are drawn.

    Parameters
    ----------
    i, today, keys, people, sites, figures : The citizen, the day, and what it rests on.
    plan, clock : As in `plan_day`; written. (K, 2)
    site : Sites from home on; written. (K + 1,)
    time : Time of each leg by mode; written. (K, 5) [s]
    value : Utility of each tour by mode, -inf where one cannot be used; written. (T, 5) [1]

    Returns
    -------
    Number of trips.

    Notes
    -----
    One mode a tour: what leaves home comes back, so vehicle and rider are never in two places.
    """
    if today.away[people.household[i]]:
        return 0
    uid = people.uid[i]
    person = (int(people.occupation[i]), people.work[i] >= 0, people.shifts[i], people.habit[i])
    trips = plan_day((keys.plan, today.day, uid), person, today.rates, today.shop, figures, plan, clock)
    if trips == 0:
        return 0
    for t in range(plan[trips - 1, 1] + 1):
        for m in range(MODES):
            value[t, m] = 0.0 if people.able[i, m] else -np.inf
    site[0] = people.home[i]
    habits = people.haunts.shape[2]
    for k in range(trips):
        activity = plan[k, 0]
        if activity == HOME:
            site[k + 1] = people.home[i]
        elif activity in (WORK, STUDY):
            site[k + 1] = people.work[i]
        else:
            pick = int(draw(keys.visit, today.day, uid, k) * habits)
            site[k + 1] = people.haunts[i, activity - SHOP, pick]
        leg(i, site[k], site[k + 1], activity == HOME, people, sites, figures, time[k], value[plan[k, 1]])
    return trips


@lean_kernel
def way_of(a: int, b: int, mode: int, sites: Sites) -> int:
    """Tree that leads from site `a` to site `b` over the streets, -1 if the mode or the trip uses none."""
    start, end = sites.node[a], sites.node[b]
    if (mode != CAR and mode != MOTORCYCLE) or start < 0 or end < 0 or start == end:  # noqa: PLR1714
        return -1
    if start >= sites.n_nodes and end >= sites.n_nodes:
        return -1
    tree = sites.root_of[end]
    if tree >= 0 and sites.total[tree, start] < np.inf:
        return int(tree)
    return -1


@lean_kernel
def count_trip(zone: int, mode: int, spent: float, a: int, b: int, sites: Sites, sums: Sums) -> None:
    """Add a trip from site `a` to site `b` to the sums of its zone."""
    xy = sites.xy
    sums.by_zone[0, zone, mode] += 1.0
    sums.by_zone[1, zone, mode] += spent
    sums.by_zone[2, zone, mode] += math.hypot(xy[a, 0] - xy[b, 0], xy[a, 1] - xy[b, 1])
    if mode == WALK and spent <= SHORT_WALK:
        sums.short_walks[zone] += 1.0


@lean_kernel
def lay_out(
    today: Today,
    keys: Keys,
    people: People,
    sites: Sites,
    figures: Figures,
    diary: Diary,
    legs: Legs,
    sums: Sums,
    draft: Draft,
) -> None:
    """Lay out everybody's day; those who drive get their times from the streets, all others here.

    Parameters
    ----------
    today, keys, people, sites, figures : The day and what it rests on.
    diary : Trips; written, times only of those who stay off the streets.
    legs : Trips of those who use the streets; written but for their times.
    sums : Sums by zone of the trips of those who stay off the streets; written.
    draft : Room for one citizen's day; written.
    """
    room = diary.mode.shape[1]
    plan, clock, site, time, value, chosen = draft
    sums.by_zone[:] = 0.0
    sums.short_walks[:] = 0.0
    legs.trips[:] = 0
    search_car, search_moto = figures.extra[7] + figures.extra[9], figures.extra[8]
    for i in range(people.uid.shape[0]):
        trips = consider(i, today, keys, people, sites, figures, plan, clock, site, time, value)
        diary.away[i] = today.away[people.household[i]]
        diary.trips[i] = trips
        for k in range(trips, room):
            diary.activity[i, k] = _NO_ACTIVITY
            diary.mode[i, k] = _NO_MODE
            diary.to_building[i, k] = -1
            diary.to_zone[i, k] = -1
            diary.departure[i, k] = 0.0
            diary.arrival[i, k] = 0.0
        drives = False
        for k in range(trips):
            t = plan[k, 1]
            if k == 0 or plan[k - 1, 1] != t:
                chosen[t] = choose_mode(keys.mode, today.day, people.uid[i], t, value[t], figures.constants)
            b = site[k + 1]
            diary.activity[i, k] = plan[k, 0]
            diary.mode[i, k] = chosen[t]
            diary.to_building[i, k] = b if b < sites.n_buildings else -1
            diary.to_zone[i, k] = sites.zone[b]
            drives = drives or way_of(site[k], b, chosen[t], sites) >= 0
        if drives:
            p = people.row[i]
            legs.trips[p] = trips
            for k in range(trips):
                mode = chosen[plan[k, 1]]
                tree = way_of(site[k], site[k + 1], mode, sites)
                legs.clock[p, k, 0] = clock[k, 0]
                legs.clock[p, k, 1] = clock[k, 1]
                search = search_car if mode == CAR else search_moto
                legs.duration[p, k] = search if tree >= 0 else time[k, mode]
                legs.journey[p, k, 0] = tree
                legs.journey[p, k, 1] = sites.node[site[k]]
                legs.journey[p, k, 2] = 1 if mode == CAR else 0
            continue
        end = 0.0
        for k in range(trips):
            mode = chosen[plan[k, 1]]
            start = clock[k, 0] if k == 0 else max(clock[k, 0], end + clock[k, 1])
            end = start + time[k, mode]
            diary.departure[i, k] = start
            diary.arrival[i, k] = end
            count_trip(people.zone[i], mode, end - start, site[k], site[k + 1], sites, sums)


@lean_kernel
def all_tours(
    today: Today,
    keys: Keys,
    people: People,
    sites: Sites,
    figures: Figures,
    tour: NDArray[np.int8],
    walk: NDArray[np.float64],
    utility: NDArray[np.float64],
    draft: Draft,
) -> None:
    """What the fit of the constants looks at: everybody's tours before modes are drawn.

    Parameters
    ----------
    today, keys, people, sites, figures : The day and what it rests on.
    tour : Tour of each trip, -1 beyond the last; written. (N, K)
    walk : Time of each trip on foot; written. (N, K) [s]
    utility : Utility of each tour by mode without constants, -inf where one cannot be used; written. (N, T, 5) [1]
    draft : Room for one citizen's day; written.
    """
    room = tour.shape[1]
    plan, clock, site, time, _value, _chosen = draft
    utility[:] = -np.inf
    for i in range(people.uid.shape[0]):
        trips = consider(i, today, keys, people, sites, figures, plan, clock, site, time, utility[i])
        for k in range(room):
            tour[i, k] = plan[k, 1] if k < trips else -1
            walk[i, k] = time[k, WALK] if k < trips else 0.0
