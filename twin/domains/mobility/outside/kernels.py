"""Which of those who may come from elsewhere do come today, and when are they where?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import kernel, lean_kernel
from twin.core.streams import draw, draw_four

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.outside.groups import Fleet, Guests, Outing

HOUR = 3600.0
HOURS = 24
GOLDEN = 0.6180339887498949
_SQRT6 = 2.449489742783178
_VAN = 2  # kinds from here on deliver


@lean_kernel
def comes(key: np.uint64, outing: Outing, uid: np.uint64, chance: float) -> tuple[bool, float, float]:
    """Whether somebody comes today; how far from the usual time, triangular of spread 1; a number for the route."""
    u0, u1, u2, u3 = draw_four(key, outing.day, uid, 0)
    return u0 < chance * outing.here, _SQRT6 * (u1 + u2 - 1.0), u3


@lean_kernel
def send_out(
    key: np.uint64,
    outing: Outing,
    fleet: Fleet,
    node: NDArray[np.int32],
    root: NDArray[np.int32],
    area: NDArray[np.int32],
    jitter: float,
    vehicles: tuple[NDArray[np.int64], NDArray[np.int32]],
    trips: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]],
    numbers: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float32]],
) -> int:
    """Lay out the trips of the vehicles that come today; returns how many do.

    Parameters
    ----------
    key : Key of the stream. ()
    outing : The day.
    fleet : Vehicles that may come.
    node, root, area : Routing node of each site, row of its tree, and area where one parks near it, -1 none. (S',)
    jitter : Spread of starts from day to day. () [s]
    vehicles : First trip of each vehicle (F + 1,) and its row in `fleet` (F,), written as far as they are used.
    trips : Origin, root and area of each trip, written. (S + F,)
    numbers : Earliest start [s], least stay [s], tail [s] and luck of each trip, written. (S + F,)
    """
    first, row = vehicles
    origin, goal, where = trips
    earliest, stay, tail, luck = numbers
    m, t = 0, 0
    first[0] = 0
    for i in range(fleet.uid.shape[0]):
        here, off, u = comes(key, outing, fleet.uid[i], fleet.chance[i, outing.kind])
        if not here:
            continue
        at = fleet.home[i]
        start = fleet.clock[i] + jitter * off
        start = min(max(start, 0.0), HOURS * HOUR - 1.0)
        waited = 0.0
        begin = t
        n_stops = fleet.first[i + 1] - fleet.first[i]
        for k in range(n_stops + 1):
            s = fleet.first[i] + k
            if k == n_stops:
                if not fleet.back[i] or t == begin:
                    break
                to = fleet.home[i]
            else:
                if fleet.often[s] < 1.0 and draw(key, outing.day, fleet.uid[i], 1 + k) >= fleet.often[s]:
                    continue
                to = fleet.site[s]
            origin[t] = node[at]
            goal[t] = root[to]
            where[t] = area[to] if k < n_stops and fleet.seeks[s] else -1
            earliest[t] = start
            stay[t] = waited
            tail[t] = fleet.tail[s] if k < n_stops else 0.0
            turn = u + GOLDEN * (t - begin)
            luck[t] = min(turn - math.floor(turn), 0.99999994)
            at = to
            start = 0.0
            waited = fleet.stay[s] if k < n_stops else 0.0
            t += 1
        if t > begin:
            row[m] = i
            m += 1
            first[m] = t
    return m


@lean_kernel
def count_guests(
    key: np.uint64,
    outing: Outing,
    guests: Guests,
    jitter: float,
    zone: NDArray[np.int64],
    inside: NDArray[np.float64],
    came: NDArray[np.int64],
) -> None:
    """Count people from elsewhere in each building at half past each hour, and those who come by zone and mode.

    Parameters
    ----------
    key, outing, jitter : As in `send_out`, so that driver and passengers come when the vehicle does.
    guests : People who may come.
    zone : Zone of each building. (B,)
    inside : Written. (B, 24)
    came : People who come to each zone, from the city and from beyond it, by mode; written. (2, Z, MODES)

    Notes
    -----
    Times are the usual ones, moved by the day's jitter; what traffic adds is not in them.
    """
    inside[:] = 0.0
    came[:] = 0
    for g in range(guests.uid.shape[0]):
        here, off, _ = comes(key, outing, guests.party[g], guests.chance[g, outing.kind])
        if not here:
            continue
        came[int(guests.far[g]), zone[guests.building[g]], guests.mode[g]] += 1
        begin = max(guests.arrival[g] + jitter * off, 0.0)
        since = min(max(math.ceil(begin / HOUR - 0.5), 0), HOURS)
        until = min(max(math.ceil((begin + guests.stay[g]) / HOUR - 0.5), 0), HOURS)
        if until > since:
            inside[guests.building[g], since] += 1.0
            if until < HOURS:
                inside[guests.building[g], until] -= 1.0
    for b in range(inside.shape[0]):
        for h in range(1, HOURS):
            inside[b, h] += inside[b, h - 1]


@kernel
def double_parking(fleet: Fleet, share: float, by_hour: NDArray[np.float64]) -> None:
    """Expected time that vans and trucks stand in the second row, by hour of a workday. (24,) [s]"""
    by_hour[:] = 0.0
    for i in range(fleet.uid.shape[0]):
        if fleet.kind[i] < _VAN:
            continue
        time = fleet.clock[i]
        for s in range(fleet.first[i], fleet.first[i + 1]):
            hour = int(time / HOUR) % HOURS
            by_hour[hour] += share * fleet.often[s] * fleet.stay[s]
            time += fleet.often[s] * (fleet.stay[s] + 120.0)
