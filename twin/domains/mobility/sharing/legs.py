"""How long does a leg by shared bicycle take, and how likely is a bicycle to be there?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from twin.core.jit import inner_kernel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NEAR = 3  # docks that somebody would walk to, nearest first


class Docks(NamedTuple):
    """What people believe of the docks; K open docks, P periods of the day.

    Parameters
    ----------
    near : Nearest docks within reach of each site, nearest first, -1 none. (S, 3)
    walk : Way on foot to them, circuity counted. (S, 3) [m]
    bikes, ebikes : Chance that a bicycle without, with a motor and enough charge stands there. (K, P) [1]
    free : Chance that a place is free there. (K, P) [1]
    xy : Where the docks stand. (K, 2) [m]
    cut : Bounds of the periods. (P + 1,) [s after civil midnight]
    """

    near: NDArray[np.int32]
    walk: NDArray[np.float32]
    bikes: NDArray[np.float32]
    ebikes: NDArray[np.float32]
    free: NDArray[np.float32]
    xy: NDArray[np.float64]
    cut: NDArray[np.float64]


@inner_kernel
def period_at(cut: NDArray[np.float64], t: float) -> int:
    """Period that an instant falls into; what lies beyond midnight belongs to the first."""
    period = 0
    if t < cut[cut.shape[0] - 1]:
        for p in range(1, cut.shape[0] - 1):
            if t >= cut[p]:
                period = p
    return period


@inner_kernel
def way_to(docks: Docks, site: int, p: int, chance: NDArray[np.float32]) -> tuple[float, float, float, float]:
    """Chance that one of the docks near a site serves, mean way on foot to it, and mean place of it.

    People look at the docks in order of distance, as the operator's app lets them, and take the first that serves.

    Returns
    -------
    Chance [1], way [m], easting and northing [m]; all 0 where no dock is within reach.
    """
    none = 1.0
    walk = x = y = 0.0
    for j in range(docks.near.shape[1]):
        k = docks.near[site, j]
        if k < 0:
            break
        served = none * chance[k, p]
        walk += served * docks.walk[site, j]
        x += served * docks.xy[k, 0]
        y += served * docks.xy[k, 1]
        none -= served
    found = 1.0 - none
    if found <= 0.0:
        return 0.0, 0.0, 0.0, 0.0
    return found, walk / found, x / found, y / found


@inner_kernel
def shared_leg(
    docks: Docks,
    a: int,
    b: int,
    t: float,
    electric: bool,  # noqa: FBT001 — kernels take arguments by place
    walk: float,
    ride: float,
) -> tuple[float, float, float]:
    """One leg from site `a` to site `b` by shared bicycle.

    Parameters
    ----------
    docks : What is believed of them.
    a, b : Sites. ()
    t : When it starts. () [s after civil midnight]
    electric : Whether a bicycle with a motor is meant. ()
    walk, ride : Speed on foot, and speed of the bicycle over straight distance (its circuity counted). () [m/s]

    Returns
    -------
    Walks at both ends [s], ride between docks [s], and the chance that bicycle and place are found [1]; all 0 where no
    dock is within reach of one end, or both ends use the same.
    """
    if docks.near[a, 0] < 0 or docks.near[b, 0] < 0 or docks.near[a, 0] == docks.near[b, 0]:
        return 0.0, 0.0, 0.0
    p = period_at(docks.cut, t)
    if electric:
        start, out, x, y = way_to(docks, a, p, docks.ebikes)
    else:
        start, out, x, y = way_to(docks, a, p, docks.bikes)
    end, away, u, v = way_to(docks, b, p, docks.free)
    if start * end <= 0.0:
        return 0.0, 0.0, 0.0
    return (out + away) / walk, math.hypot(u - x, v - y) / ride, start * end
