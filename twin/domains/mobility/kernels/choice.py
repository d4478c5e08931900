"""Which mode does a tour take? Times and costs of its legs, the logit's systematic part, and the draw."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import lean_kernel
from twin.core.streams import draw_pair

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.kernels.groups import Figures, People, Sites

# Members of state.codes.Mode.
WALK, BICYCLE, TRANSIT, CAR, MOTORCYCLE = 0, 1, 2, 3, 4
MODES = 5
_PAIRS = 3  # pairs of numbers that the errors of a tour's modes are drawn from
_TINY = 2.0**-54


@lean_kernel
def transit_parts(
    distance: float, a: int, b: int, reach: NDArray[np.float64], speed: NDArray[np.float64], way: NDArray[np.float64],
    extra: NDArray[np.float64],
) -> tuple[float, float, float, float]:  # fmt: skip
    """Walk, wait and ride of a transit trip and its number of changes, from site `a` to site `b`. [s, s, s, 1]

    One change per `extra[5]` of distance, or per `extra[6]` where a metro station is near at either end.
    """
    walk = (reach[a, 0] + reach[b, 0]) * way[0] / speed[WALK]
    metro = min(reach[a, 1], reach[b, 1]) <= extra[4]
    changes = min(math.floor(distance / (extra[6] if metro else extra[5])), 2.0)
    wait = extra[3] * (1.0 + changes)
    ride = distance * way[2] / speed[TRANSIT]
    return walk, wait, ride, changes


@lean_kernel
def drive_time(
    distance: float, a: int, b: int, node: NDArray[np.int64], root: NDArray[np.int64], total: NDArray[np.float32],
    crow: float, way: float,
) -> float:  # fmt: skip
    """Free-flow time from site `a` to site `b` by the road tables, or at `crow` [m/s] where no road joins them. [s]"""
    if node[a] >= 0 and node[b] >= 0 and root[node[b]] >= 0 and node[a] != node[b]:
        found = float(total[root[node[b]], node[a]])
        if found < np.inf:
            return found
    return distance * way / crow


@lean_kernel
def leg(
    i: int,
    a: int,
    b: int,
    homeward: bool,  # noqa: FBT001
    people: People,
    sites: Sites,
    figures: Figures,
    time: NDArray[np.float64],
    value: NDArray[np.float64],
) -> None:
    """Time of one leg of citizen `i` by every mode, and its part in the utility of its tour.

    Parameters
    ----------
    a, b : Sites where it starts and ends. ()
    homeward : Whether it ends at home, where parking costs nothing. ()
    time : Time by mode; written. (5,) [s]
    value : Utility of the tour by mode, -inf where one cannot be used; added to. (5,) [1]
    """
    speed, way, extra, beta = figures.speed, figures.way, figures.extra, figures.beta
    xy = sites.xy
    far = max(math.hypot(xy[b, 0] - xy[a, 0], xy[b, 1] - xy[a, 1]), extra[0])
    walk = far * way[0] / speed[WALK]
    ride = far * way[1] / people.pace[i]
    to_dock = 2.0 * people.dock[i] * way[0] / speed[WALK]
    t_walk, t_wait, t_ride, changes = transit_parts(far, a, b, sites.reach, speed, way, extra)
    time[WALK] = walk
    time[BICYCLE] = ride + to_dock
    time[TRANSIT] = t_walk + t_wait + t_ride
    value[WALK] += beta[0] * walk
    value[BICYCLE] += beta[1] * ride + beta[0] * to_dock
    value[TRANSIT] += (
        beta[0] * t_walk + beta[2] * t_wait + beta[3] * (t_ride + changes * extra[10]) + beta[4] * extra[11]
    )
    if not (people.able[i, CAR] or people.able[i, MOTORCYCLE]):
        return
    road = far * way[2]
    free = drive_time(far, a, b, sites.node, sites.root_of, sites.total, speed[CAR] * extra[1], way[2])
    drive = free * extra[1]
    moto = drive * speed[CAR] / speed[MOTORCYCLE]
    time[CAR] = drive + extra[7] + extra[9]
    time[MOTORCYCLE] = moto + extra[8]
    fee = 0.0 if homeward else extra[14]
    value[CAR] += beta[3] * (drive + extra[7]) + beta[0] * extra[9] + beta[4] * (extra[12] * road + fee)
    value[MOTORCYCLE] += beta[3] * (moto + extra[8]) + beta[4] * extra[13] * road


@lean_kernel
def choose_mode(
    key: np.uint64, day: int, uid: np.uint64, tour: int, value: NDArray[np.float64], constants: NDArray[np.float64]
) -> int:
    """Take the mode of largest utility, each with its own Gumbel error: a multinomial logit.

    Parameters
    ----------
    key, day, uid, tour : Key of the stream, day, citizen and number of the tour. ()
    value : Systematic utility without constants, -inf where a mode cannot be used. (5,) [1]
    constants : Constants of the modes. (5,) [1]

    Returns
    -------
    The mode.

    Notes
    -----
    D. McFadden, "Conditional logit analysis of qualitative choice behavior", 1974, equations 8 to 12. Each mode has its
    own error, so that a better tram takes people from other modes and never swaps walkers with drivers.
    """
    best = -np.inf
    chosen = WALK
    for pair in range(_PAIRS):
        first = 2 * pair
        second = min(first + 1, MODES - 1)
        if value[first] == -np.inf and value[second] == -np.inf:
            continue
        u, v = draw_pair(key, day, uid, _PAIRS * tour + pair)
        for m in range(first, min(first + 2, MODES)):
            if value[m] > -np.inf:
                luck = u if m == first else v
                worth = value[m] + constants[m] - math.log(-math.log(max(luck, _TINY)))
                if worth > best:
                    best = worth
                    chosen = m
    return chosen
