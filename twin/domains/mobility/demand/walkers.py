"""How many people are in each street on foot and by bicycle, hour by hour? What lamps that sense presence look at."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.jit import lean_kernel
from twin.domains.mobility.demand.tours import BICYCLE, BIKE_TRANSIT, SHARED_BICYCLE, SHARED_EBIKE, TRANSIT, WALK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.demand.groups import Diary, Trail
    from twin.state.table import Table

HOUR = 3600.0
HOURS = 24
CELL = 60.0  # m
_ACCESS, _MOST = 0.25, 300.0  # part of a ride by public transport that is a walk, at each end, and its most [s]


class Cells(NamedTuple):
    """Squares of the ground, and the streets in them.

    Parameters
    ----------
    corner : Easting and northing of the first, and their side. (3,) [m]
    shape : Rows (northing) and columns. (2,)
    cell, link, share : Cells with streets, the streets, and their share of the streets' length in the cell. (E,)
    links : Number of streets. ()
    """

    corner: NDArray[np.float64]
    shape: NDArray[np.int64]
    cell: NDArray[np.int64]
    link: NDArray[np.int64]
    share: NDArray[np.float64]
    links: int


def cells_of(nodes: Table, links: Table) -> Cells:
    """Cut the ground into squares and note which streets lie in them, by points along each."""
    a = np.column_stack([nodes["x"][links["tail"]], nodes["y"][links["tail"]]])
    b = np.column_stack([nodes["x"][links["head"]], nodes["y"][links["head"]]])
    length = np.maximum(links["length"].astype(np.float64), 1.0)
    n = np.maximum(np.ceil(length / (0.5 * CELL)), 1.0).astype(np.int64)
    link = np.repeat(np.arange(n.size), n)
    at = (np.arange(link.size) - np.repeat(np.cumsum(n) - n, n) + 0.5) / n[link]
    xy = a[link] + at[:, None] * (b - a)[link]
    low = xy.min(axis=0) - CELL if link.size else np.zeros(2)
    high = xy.max(axis=0) + CELL if link.size else np.ones(2)
    shape = np.maximum(np.ceil((high - low) / CELL), 1.0).astype(np.int64)[::-1].copy()
    place = np.floor((xy - low) / CELL).astype(np.int64)
    pair, of = np.unique((place[:, 1] * shape[1] + place[:, 0]) * n.size + link, return_inverse=True)
    metres = np.bincount(of, weights=(length / n)[link], minlength=pair.size)
    cell, link = pair // max(n.size, 1), pair % max(n.size, 1)
    total = np.bincount(cell, weights=metres, minlength=int(shape.prod()))
    return Cells(np.array([*low, CELL]), shape, cell, link, metres / total[cell], n.size)


@lean_kernel
def _stay(x: float, y: float, when: float, spent: float, cells: Cells, seconds: NDArray[np.float64]) -> None:
    """Note that somebody is at a point for some time."""
    column = math.floor((x - cells.corner[0]) / cells.corner[2])
    row = math.floor((y - cells.corner[1]) / cells.corner[2])
    if 0 <= row < cells.shape[0] and 0 <= column < cells.shape[1]:
        seconds[row * cells.shape[1] + column, int(when / HOUR) % HOURS] += spent


@lean_kernel
def walk_about(
    home: NDArray[np.int32], diary: Diary, trail: Trail, xy: NDArray[np.float64], cells: Cells,
    seconds: NDArray[np.float64], walkers: NDArray[np.float64],
) -> None:  # fmt: skip
    """Spread everybody's ways on foot and by bicycle over the streets.

    Parameters
    ----------
    home : Site of each citizen's home. (N,)
    diary, trail : Everybody's day.
    xy : Coordinates of the sites. (S, 2) [m]
    cells : Squares of the ground.
    seconds : Scratch: time that people spend in each square by hour. (C, 24) [s]
    walkers : Mean number of people in each street by hour; written. (R, 24) [1]

    Notes
    -----
    Ways are straight lines, walked evenly, whose time falls to the streets of the squares they cross by length; who
    crosses a square without a street is in none. Of rides by public transport the walks at both ends count, there.
    """
    seconds[:] = 0.0
    walkers[:] = 0.0
    for i in range(home.shape[0]):
        a = home[i]
        for k in range(diary.trips[i]):
            b, mode = trail.site[i, k], diary.mode[i, k]
            start, spent = float(diary.departure[i, k]), float(diary.arrival[i, k]) - float(diary.departure[i, k])
            if mode in (TRANSIT, BIKE_TRANSIT):
                walk = min(_ACCESS * spent, _MOST)
                _stay(xy[a, 0], xy[a, 1], start, walk, cells, seconds)
                _stay(xy[b, 0], xy[b, 1], start + spent - walk, walk, cells, seconds)
            elif mode in (WALK, BICYCLE, SHARED_BICYCLE, SHARED_EBIKE):
                dx, dy = xy[b, 0] - xy[a, 0], xy[b, 1] - xy[a, 1]
                steps = int(math.sqrt(dx * dx + dy * dy) / cells.corner[2]) + 1
                for s in range(steps):
                    part = (s + 0.5) / steps
                    _stay(
                        xy[a, 0] + part * dx, xy[a, 1] + part * dy, start + part * spent, spent / steps, cells, seconds
                    )
            a = b
    for e in range(cells.cell.shape[0]):
        for h in range(HOURS):
            walkers[cells.link[e], h] += cells.share[e] * seconds[cells.cell[e], h] / HOUR


def walkers_of(
    home: NDArray[np.int32], diary: Diary, trail: Trail, xy: NDArray[np.float64], cells: Cells
) -> NDArray[np.float64]:
    """People in each street on foot and by bicycle, by hour of the day. (R, 24) [1]. Parameters as in `walk_about`."""
    out = np.empty((cells.links, HOURS))
    walk_about(home, diary, trail, xy, cells, np.empty((int(cells.shape.prod()), HOURS)), out)
    return out
