"""What happens at the docks in the course of a day? Bicycles are taken, ridden and brought back, one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from twin.core.jit import kernel, lean_kernel
from twin.domains.mobility.kernels.heap import sift_down, sift_up
from twin.domains.mobility.sharing.legs import NEAR

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SHARED_BICYCLE, _SHARED_EBIKE = 6, 7  # members of state.codes.Mode
# Columns of `Results.tally`.
STARTED, BY_MOTOR, FAILED, SWAPPED, FULL, BESIDE = 0, 1, 2, 3, 4, 5
TALLIES = 6
# Rows of `Results.had`.
PLAIN, MOTOR, FREE = 0, 1, 2


class Stations(NamedTuple):
    """Docks that are open; K of them.

    Parameters
    ----------
    places : Places for bicycles. (K,)
    apart : Straight distance between docks. (K, K) [m]
    order : Docks by distance from each, itself first. (K, K)
    cut : Bounds of the periods of a day. (P + 1,) [s after civil midnight]
    """

    places: NDArray[np.int64]
    apart: NDArray[np.float64]
    order: NDArray[np.int32]
    cut: NDArray[np.float64]


class Fleet(NamedTuple):
    """The bicycles; N of them.

    Parameters
    ----------
    dock : Dock where each stands, -1 under way; written. (N,)
    electric : Whether it has a motor. (N,)
    charge : Energy in its battery; written. (N,) [J]
    """

    dock: NDArray[np.int64]
    electric: NDArray[np.bool_]
    charge: NDArray[np.float64]


class Wanted(NamedTuple):
    """Trips of the diary by shared bicycle, in its order.

    Parameters
    ----------
    citizen : Row of the citizen. (T,)
    site : Where it starts and ends. (T, 2)
    at : Departure. (T,) [s after civil midnight]
    electric : Whether by e-bike. (T,)
    """

    citizen: NDArray[np.int64]
    site: NDArray[np.int64]
    at: NDArray[np.float64]
    electric: NDArray[np.bool_]


class Rentals(NamedTuple):
    """Those who want a bicycle today, in order of the time at which they reach the first dock; T of them.

    Parameters
    ----------
    at : That time. (T,) [s after civil midnight]
    electric : Whether a motor is wanted. (T,)
    origin, goal : Docks within reach of both ends of the trip, nearest first, -1 none. (T, NEAR)
    """

    at: NDArray[np.float64]
    electric: NDArray[np.bool_]
    origin: NDArray[np.int32]
    goal: NDArray[np.int32]


class Ride(NamedTuple):
    """Figures of a ride.

    Parameters
    ----------
    pace, pace_electric : Time over straight distance, without and with a motor. () [s/m]
    handling : Time to unlock and to give back. () [s]
    energy : Taken from the battery over straight distance. () [J/m]
    least : Charge below which a bicycle with a motor is not let out. () [J]
    """

    pace: float
    pace_electric: float
    handling: float
    energy: float
    least: float


class Results(NamedTuple):
    """What the day brings; all written.

    Parameters
    ----------
    bike, left : Bicycle of each rental and the dock where it is left, -1 where none was found. (T,)
    had : Time in which each dock had a bicycle without, one with a motor, and a free place. (3, K, P) [s]
    tally : By dock: trips started, those with a motor, people who found no bicycle, those who took the other kind,
        returns that found their dock full, bicycles that had to be left beside a dock. (K, TALLIES)
    """

    bike: NDArray[np.int64]
    left: NDArray[np.int64]
    had: NDArray[np.float64]
    tally: NDArray[np.int64]


class Racks(NamedTuple):
    """Scratch: the bicycles of each dock. (K, N), (K,), (K, 2), (K,) [s]; then those under way (N,) each."""

    stand: NDArray[np.int64]
    number: NDArray[np.int64]
    kinds: NDArray[np.int64]  # ready without and with a motor
    since: NDArray[np.float64]
    due: NDArray[np.float64]
    trip: NDArray[np.int64]


@kernel
def gather(
    trips: NDArray[np.int8],
    mode: NDArray[np.int8],
    departure: NDArray[np.float32],
    home: NDArray[np.int64],
    to_building: NDArray[np.int32],
    to_zone: NDArray[np.int32],
    n_buildings: int,
    wanted: Wanted,
) -> int:
    """Trips of the diary by shared bicycle; returns how many, also where there is no room for them.

    Parameters
    ----------
    trips, mode, departure, home, to_building, to_zone : Columns of citizens. (N,), (N, K) ...
    n_buildings : Sites from here on are zones. ()
    wanted : Room for the trips; written.
    """
    found = 0
    for i in range(trips.shape[0]):
        here = home[i]
        for t in range(trips[i]):
            there = to_building[i, t]
            if there < 0:  # a zone, or -1 for what lies beyond the municipality
                there = n_buildings + to_zone[i, t] if to_zone[i, t] >= 0 else -1
            shared = mode[i, t] == _SHARED_BICYCLE or mode[i, t] == _SHARED_EBIKE
            if shared and here >= 0 and there >= 0:
                if found < wanted.citizen.shape[0]:
                    wanted.citizen[found] = i
                    wanted.site[found, 0], wanted.site[found, 1] = here, there
                    wanted.at[found] = departure[i, t]
                    wanted.electric[found] = mode[i, t] == _SHARED_EBIKE
                found += 1
            here = there
    return found


@lean_kernel
def note(k: int, now: float, stations: Stations, racks: Racks, had: NDArray[np.float64]) -> None:
    """Write down how dock `k` has stood since its last change, up to `now` [s]; nothing beyond the day's end."""
    start = racks.since[k]
    racks.since[k] = now
    for p in range(stations.cut.shape[0] - 1):
        share = min(now, stations.cut[p + 1]) - max(start, stations.cut[p])
        if share > 0.0:
            for kind in range(2):
                if racks.kinds[k, kind] > 0:
                    had[kind, k, p] += share
            if racks.number[k] < stations.places[k]:
                had[FREE, k, p] += share


@lean_kernel
def put(n: int, k: int, fleet: Fleet, least: float, racks: Racks) -> None:
    """Bicycle `n` stands at dock `k`."""
    racks.stand[k, racks.number[k]] = n
    racks.number[k] += 1
    fleet.dock[n] = k
    if not fleet.electric[n]:
        racks.kinds[k, PLAIN] += 1
    elif fleet.charge[n] >= least:
        racks.kinds[k, MOTOR] += 1


@lean_kernel
def take(k: int, motor: bool, fleet: Fleet, least: float, racks: Racks) -> int:  # noqa: FBT001 — by place
    """Take the bicycle of a kind from dock `k`, of those with a motor the fullest; -1 if there is none."""
    if racks.kinds[k, MOTOR if motor else PLAIN] == 0:
        return -1
    slot = -1
    for s in range(racks.number[k]):
        n = racks.stand[k, s]
        if fleet.electric[n] == motor and (not motor or fleet.charge[n] >= least):
            if slot < 0 or (motor and fleet.charge[n] > fleet.charge[racks.stand[k, slot]]):
                slot = s
            if not motor:
                break
    taken: int = racks.stand[k, slot]
    racks.number[k] -= 1
    racks.stand[k, slot] = racks.stand[k, racks.number[k]]
    racks.kinds[k, MOTOR if motor else PLAIN] -= 1
    fleet.dock[taken] = -1
    return taken


@lean_kernel
def bring_back(
    t: int, now: float, rentals: Rentals, stations: Stations, fleet: Fleet, ride: Ride, racks: Racks, results: Results
) -> None:
    """Rental `t` ends: at the first dock near its goal with a free place, else at the nearest one that has any."""
    first = rentals.goal[t, 0]
    k = -1
    for j in range(NEAR):
        near = rentals.goal[t, j]
        if near >= 0 and racks.number[near] < stations.places[near]:
            k = near
            break
    if k < 0:
        for j in range(stations.order.shape[1]):
            other = stations.order[first, j]
            if racks.number[other] < stations.places[other]:
                k = other
                break
    if k < 0:
        k = first
        results.tally[first, BESIDE] += 1
    if k != first:
        results.tally[first, FULL] += 1
    note(k, now, stations, racks, results.had)
    put(results.bike[t], k, fleet, ride.least, racks)
    results.left[t] = k


@lean_kernel
def hand_out(
    t: int, rentals: Rentals, stations: Stations, fleet: Fleet, ride: Ride, racks: Racks, results: Results
) -> float:
    """Rental `t` starts; returns when it ends [s], below 0 if no bicycle is found."""
    first = rentals.origin[t, 0]
    now = rentals.at[t]
    for other in range(2):
        motor = rentals.electric[t] if other == 0 else not rentals.electric[t]
        for j in range(NEAR):
            k = rentals.origin[t, j]
            if k < 0:
                break
            if racks.kinds[k, MOTOR if motor else PLAIN] == 0:
                continue
            note(k, now, stations, racks, results.had)
            n = take(k, motor, fleet, ride.least, racks)
            results.bike[t] = n
            results.tally[k, STARTED] += 1
            results.tally[k, SWAPPED] += other
            far = stations.apart[k, rentals.goal[t, 0]]
            if motor:
                results.tally[k, BY_MOTOR] += 1
                fleet.charge[n] -= min(far * ride.energy, fleet.charge[n])
            end: float = now + ride.handling + far * (ride.pace_electric if motor else ride.pace)
            return end
    results.tally[first, FAILED] += 1
    return -1.0


@kernel
def run_day(rentals: Rentals, stations: Stations, fleet: Fleet, ride: Ride, racks: Racks, results: Results) -> int:
    """Run the docks for a day, until the last bicycle is back; returns how many bicycles have got lost, which is none.

    Who reaches a dock takes a bicycle of the kind that is wanted, at the dock or the next within reach, else one of the
    other kind, else walks away and is counted. Bicycles come back before others are taken at the same instant.

    Parameters
    ----------
    rentals : In order of time. Those without a dock at either end are no rentals.
    stations, fleet, ride : See there.
    racks : Scratch.
    results : Written.
    """
    n_docks, size = stations.places.shape[0], 0
    results.had[:] = 0.0
    results.tally[:] = 0
    results.bike[:] = -1
    results.left[:] = -1
    racks.number[:] = 0
    racks.kinds[:] = 0
    racks.since[:] = stations.cut[0]
    for n in range(fleet.dock.shape[0]):
        put(n, fleet.dock[n], fleet, ride.least, racks)
    for t in range(rentals.at.shape[0]):
        while size > 0 and racks.due[0] <= rentals.at[t]:
            now, back = racks.due[0], racks.trip[0]
            size -= 1
            sift_down(racks.due, racks.trip, size)
            bring_back(back, now, rentals, stations, fleet, ride, racks, results)
        end = hand_out(t, rentals, stations, fleet, ride, racks, results)
        if end >= 0.0:
            sift_up(racks.due, racks.trip, size, end, t)
            size += 1
    while size > 0:
        now, back = racks.due[0], racks.trip[0]
        size -= 1
        sift_down(racks.due, racks.trip, size)
        bring_back(back, now, rentals, stations, fleet, ride, racks, results)
    standing = 0
    for k in range(n_docks):
        note(k, stations.cut[stations.cut.shape[0] - 1], stations, racks, results.had)
        standing += racks.number[k]
    lost: int = abs(fleet.dock.shape[0] - standing)
    for n in range(fleet.dock.shape[0]):
        if fleet.dock[n] < 0:
            lost += 1
    return lost
