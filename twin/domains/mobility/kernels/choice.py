"""Which mode does a tour take? Times and costs of its legs, the logit's systematic part, and the draw."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import kernel, parallel_kernel, prange
from twin.core.streams import draw

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Members of state.codes.Mode.
WALK, BICYCLE, TRANSIT, CAR, MOTORCYCLE = 0, 1, 2, 3, 4
MODES = 5
MIN = 60.0
# Entries of `speed` [m/s]: door to door by mode; entries of `way` (circuity by walk, bicycle, roads).
# Entries of `extra`: see `domains.mobility.service.extras`.


@kernel
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


@kernel
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


@parallel_kernel
def tour_utilities(
    trips: NDArray[np.int64],
    plan: NDArray[np.int64],
    site: NDArray[np.int64],
    able: NDArray[np.bool_],
    dock: NDArray[np.float64],
    xy: NDArray[np.float64],
    reach: NDArray[np.float64],
    roads: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]],
    figures: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    duration: NDArray[np.float64],
    utility: NDArray[np.float64],
) -> None:
    """Time of every leg by every mode, and each tour's utility without the modes' constants.

    Parameters
    ----------
    trips, plan : Trips of each citizen (N,), activity and tour of each (N, K, 2).
    site : Site where each leg starts (home first) and ends: buildings, then zones. (N, K + 1)
    able : Modes that each citizen may use. (N, 5)
    dock : Walk to the shared bicycles near home, 0 for those with an own bicycle. (N,) [m]
    xy : Coordinates of the sites. (S, 2) [m]
    reach : Distance to the nearest stop or station, and to the nearest metro station. (S, 2) [m]
    roads : Road node of each site (S,), tree of each node, -1 none (V,), free-flow time to each root (D, V) [s].
    figures : Speeds by mode (5,) [m/s]; circuity of walk, bicycle and road (3,) [1]; scalars of
        `domains.mobility.service.extras`; coefficients of walk, bicycle, wait and ride per second, and of cost per
        euro (5,).
    duration : Time of each leg by mode; written. (N, K, 5) [s]
    utility : Systematic utility of each tour and mode, -inf where it cannot be used; written. (N, T, 5) [1]

    Notes
    -----
    One mode a tour: what leaves home comes back, so vehicle and rider are never in two places.
    """
    node, root, total = roads
    speed, way, extra, beta = figures
    for i in prange(trips.shape[0]):
        utility[i] = -np.inf
        for k in range(trips[i]):
            a, b, tour = site[i, k], site[i, k + 1], plan[i, k, 1]
            if utility[i, tour, WALK] == -np.inf:
                for m in range(MODES):
                    if able[i, m]:
                        utility[i, tour, m] = 0.0
            far = max(math.hypot(xy[b, 0] - xy[a, 0], xy[b, 1] - xy[a, 1]), extra[0])
            road = far * way[2]
            walk = far * way[0] / speed[WALK]
            ride = far * way[1] / speed[BICYCLE]
            to_dock = 2.0 * dock[i] * way[0] / speed[WALK]
            t_walk, t_wait, t_ride, changes = transit_parts(far, a, b, reach, speed, way, extra)
            free = drive_time(far, a, b, node, root, total, speed[CAR] * extra[1], way[2])
            drive = free * extra[1]
            moto = drive * speed[CAR] / speed[MOTORCYCLE]
            duration[i, k, WALK] = walk
            duration[i, k, BICYCLE] = ride + to_dock
            duration[i, k, TRANSIT] = t_walk + t_wait + t_ride
            duration[i, k, CAR] = drive + extra[7] + extra[9]
            duration[i, k, MOTORCYCLE] = moto + extra[8]
            utility[i, tour, WALK] += beta[0] * walk
            utility[i, tour, BICYCLE] += beta[1] * ride + beta[0] * to_dock
            utility[i, tour, TRANSIT] += (
                beta[0] * t_walk + beta[2] * t_wait + beta[3] * (t_ride + changes * extra[10]) + beta[4] * extra[11]
            )
            fee = extra[14] if plan[i, k, 0] != 0 else 0.0
            utility[i, tour, CAR] += (
                beta[3] * (drive + extra[7]) + beta[0] * extra[9] + beta[4] * (extra[12] * road + fee)
            )
            utility[i, tour, MOTORCYCLE] += beta[3] * (moto + extra[8]) + beta[4] * extra[13] * road


@parallel_kernel
def choose_modes(
    key: np.uint64,
    day_type: int,
    uids: NDArray[np.uint64],
    utility: NDArray[np.float64],
    constants: NDArray[np.float64],
    out: NDArray[np.int64],
) -> None:
    """Take the mode of largest utility, each with its own Gumbel error: a multinomial logit.

    Parameters
    ----------
    key, day_type : Key of the stream and type of the day. ()
    uids : Uids of the citizens. (N,)
    utility : Systematic utility without constants, -inf where a mode cannot be used. (N, T, 5) [1]
    constants : Constants of the modes. (5,) [1]
    out : Mode of each tour, 5 where there is none; written. (N, T)

    Notes
    -----
    D. McFadden, "Conditional logit analysis of qualitative choice behavior", 1974, equations 8 to 12. Each mode has its
    own error, so that a better tram takes people from other modes and never swaps walkers with drivers.
    """
    for i in prange(uids.shape[0]):
        for t in range(utility.shape[1]):
            best = -np.inf
            out[i, t] = MODES
            for m in range(MODES):
                if utility[i, t, m] > -np.inf:
                    u = draw(key, day_type, uids[i], MODES * t + m)
                    value = utility[i, t, m] + constants[m] - math.log(-math.log(max(u, 2.0**-54)))
                    if value > best:
                        best = value
                        out[i, t] = m
