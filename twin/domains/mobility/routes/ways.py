"""Which link comes next, and how long does one believe the way to be? What drivers follow, and what they know."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.jit import inner_kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

DAY = 86400.0
END = 255  # no arc: the root itself, or no way


class Ways(NamedTuple):
    """Ways to every destination, up to K of them by period of the day.

    Parameters
    ----------
    first_out, out_link : Links that leave each routing node, as offsets (V + 1,) into out_link (A,).
    roots : Routing node of each destination. (D,)
    root_of : Row of each node in `roots`, -1 where it is none; a copy of a root has its row too. (V,)
    choice : Which of the links that leave a node comes next towards a root, 255 none; row p K + k is set k of period p.
        (P K, D, V)
    cut : When periods start and end, from 0 to a whole day. (P + 1,) [s]
    share : Cumulative shares of the sets of a period, 1 at the last. (P, K)
    """

    first_out: NDArray[np.int32]
    out_link: NDArray[np.int32]
    roots: NDArray[np.int32]
    root_of: NDArray[np.int32]
    choice: NDArray[np.uint8]
    cut: NDArray[np.float64]
    share: NDArray[np.float32]


class Roads(NamedTuple):
    """What people believe of driving.

    Parameters
    ----------
    node : Routing node of each site, -1 none. (S,)
    root_of : Row of each routing node among the destinations, -1 where it is none. (V,)
    seconds : Time by the best way to a destination (second axis) from a destination (third axis) when leaving in a
        period, infinite where there is none. (P, D, D) [s]
    toll : Charge on that way, shape (1, 1, 1) where no street has one. (P, D, D) [EUR]
    cut : When periods start and end. (P + 1,) [s]
    xy : Coordinates of the sites. (S, 2) [m]
    pace : Time per straight distance where no street joins two sites. () [s/m]
    """

    node: NDArray[np.int32]
    root_of: NDArray[np.int32]
    seconds: NDArray[np.float32]
    toll: NDArray[np.float32]
    cut: NDArray[np.float64]
    xy: NDArray[np.float64]
    pace: float


@inner_kernel
def period_at(cut: NDArray[np.float64], t: float) -> int:
    """Period of the day in which `t` lies [s]; times beyond midnight count in the small hours of the same day."""
    while t >= DAY:
        t -= DAY
    p = 0
    while p + 2 < cut.shape[0] and t >= cut[p + 1]:
        p += 1
    return p


@inner_kernel
def set_at(ways: Ways, t: float, luck: float) -> int:
    """Row of `Ways.choice` for one who leaves at `t` [s] with `luck` in [0, 1)."""
    p = period_at(ways.cut, t)
    n_sets: int = ways.share.shape[1]
    k = 0
    while k + 1 < n_sets and luck >= ways.share[p, k]:
        k += 1
    return p * n_sets + k


@inner_kernel
def next_link(ways: Ways, row: int, root: int, node: int) -> int:
    """Link to take at a node towards a root by row `row` of `Ways.choice`, -1 at the root and where there is no way."""
    arc = int(ways.choice[row, root, node])
    if arc == END:
        return -1
    return int(ways.out_link[ways.first_out[node] + arc])


@inner_kernel
def drive(roads: Roads, a: int, b: int, t: float) -> tuple[float, float]:
    """Time [s] and charge [EUR] of driving from site `a` to site `b` when leaving at `t` [s].

    Straight distance at the pace outside where no street joins them, or both lie at one junction.
    """
    from_node, to_node = roads.node[a], roads.node[b]
    if from_node >= 0 and to_node >= 0 and from_node != to_node:
        start, end = roads.root_of[from_node], roads.root_of[to_node]
        if start >= 0 and end >= 0:
            p = period_at(roads.cut, t)
            found = float(roads.seconds[p, end, start])
            if found < np.inf:
                toll = 0.0
                if roads.toll.shape[0] > 1:
                    toll = float(roads.toll[p, end, start])
                return found, toll
    far = math.hypot(roads.xy[b, 0] - roads.xy[a, 0], roads.xy[b, 1] - roads.xy[a, 1])
    return far * roads.pace, 0.0
