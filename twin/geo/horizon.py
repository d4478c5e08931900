"""What do the buildings around leave of the sky? Horizons of walls and roofs, and the sky that they see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from scipy.spatial import cKDTree

from twin.geo.footprints import EIGHTH, FACINGS, outline_segments
from twin.geo.horizon_kernels import LEVELS, MOST, Near, Outlines, roof_horizons, wall_horizons
from twin.state.table import Flag

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.geo.footprints import Segments
    from twin.state.table import Table

WALL_RAYS = 18  # over the half circle before a wall: one every 10 degrees
ROOF_RAYS = 36
REACH = 200.0  # m between centres: 17 m more than the place looked from stand at 5 degrees there
_SPACING = 8.0  # m of wall per point looked from
_BEFORE = 0.1  # m between a wall and the place looked from


class Horizons(NamedTuple):
    """What stands around the buildings.

    Parameters
    ----------
    walls : Elevation of what stands before the walls of each facing, by direction from a right angle left of the
        facing to a right angle right of it, in thirds of the wall's area from the least hidden one. (B, 8, 18, 3) [°]
    roof : Elevation of what stands higher than the roof, by direction clockwise from north. (B, 36) [°]
    sky : Sky that the walls of each facing and the roof see, as a share of all they see. (B, 9) [1]
    """

    walls: NDArray[np.float32]
    roof: NDArray[np.float32]
    sky: NDArray[np.float64]


def horizons(
    shapes: NDArray[Any],
    height: NDArray[np.float64],
    free: NDArray[np.bool_],
    beyond: tuple[NDArray[Any], NDArray[np.float64]],
    gap: float,
) -> Horizons:
    """Look around from the walls and roofs of buildings.

    Parameters
    ----------
    shapes, height : Outlines and heights of the buildings. (B,), (B,) [m]
    free : Merged ones neither hide nor are looked from. (B,)
    beyond : Outlines and heights of buildings that hide but are not looked from. (N,), (N,) [m]
    gap : Greatest distance of walls that stand against each other. [m]

    Notes
    -----
    Flat ground, flat roofs, no trees. A building's own wings hide its courts. Up to six points along all walls that
    face alike, each at three heights of the part that no lower neighbour covers, are pooled.
    """
    n = shapes.size
    rows = np.flatnonzero(free)
    there = np.concatenate([shapes[rows], beyond[0]])
    tall = np.concatenate([height[rows], beyond[1]])
    outlines = _outlines(there, tall)
    centre = shapely.get_coordinates(shapely.point_on_surface(shapes))
    near = _near(np.column_stack([outlines.x, outlines.y]), centre)
    walls = np.zeros((n, FACINGS, WALL_RAYS, LEVELS), dtype=np.float32)
    roof = np.zeros((n, ROOF_RAYS), dtype=np.float32)
    mine = np.full(n, -1, dtype=np.int64)
    mine[rows] = np.arange(rows.size)
    group, point = _points(outline_segments(shapes[rows]))
    owner = np.repeat(group[:, 0], group[:, 3] - group[:, 2])
    base = _covered(point, owner, shapely.STRtree(there), tall, gap)
    group[:, 0], owner = rows[group[:, 0]], rows[owner]
    base = np.minimum(base, height[owner] - 0.01)  # what is covered to the top hardly counts among its likes
    facing = np.radians(EIGHTH * np.arange(FACINGS))
    wall_horizons(group, point, base, height, facing, near, outlines, walls)
    roof_horizons(centre, height, mine, near, outlines, roof)
    roof[~free] = 0.0
    return Horizons(walls, roof, sky_view(walls, roof))


def sky_view(walls: NDArray[np.float32], roof: NDArray[np.float32]) -> NDArray[np.float64]:
    """Sky that walls and roofs see, as a share of all they see: at most one half and one. (B, 9) [1]

    Parameters
    ----------
    walls, roof : As in `Horizons`. [°]

    Notes
    -----
    Share of the cosine-weighted half sphere above the horizon h, direction by direction: over a vertical element
    cos γ ½ [(π/2 - h) - sin h cos h] / π, over a horizontal one ½ cos² h / π.
    """
    h = np.radians(walls.astype(np.float64))
    edge = np.sin(np.linspace(-0.5 * np.pi, 0.5 * np.pi, walls.shape[2] + 1))
    lobe = 0.5 * (0.5 * np.pi - h - np.sin(h) * np.cos(h)) / np.pi
    seen = np.einsum("bfrl,r->bf", lobe, np.diff(edge)) / walls.shape[3]
    up = (np.cos(np.radians(roof.astype(np.float64))) ** 2).mean(axis=1)
    return np.column_stack([seen, up])


def fill(table: Table, shapes: NDArray[Any], beyond: tuple[NDArray[Any], NDArray[np.float64]], gap: float) -> None:
    """Fill horizons and views of the sky of a buildings table that has its heights.

    Parameters
    ----------
    table : Buildings. (B,) rows
    shapes : Their outlines. (B,) [m]
    beyond : Outlines and heights of buildings outside. (N,), (N,) [m]
    gap : Greatest distance of walls that stand against each other. [m]
    """
    found = horizons(shapes, table["height"], table["merged_into"] < 0, beyond, gap)
    table["horizon"][:], table["horizon_roof"][:], table["sky_view"][:] = found
    # Most of the buildings around were not surveyed, so no horizon is better than imputed.
    table["horizon_flag"][:] = Flag.IMPUTED


def _outlines(shapes: NDArray[Any], height: NDArray[np.float64]) -> Outlines:
    segments = outline_segments(shapes)
    order = np.argsort(segments.owner, kind="stable")
    ends = shapely.get_coordinates(segments.line[order]).reshape(-1, 4)
    edge = np.column_stack([ends[:, :2], ends[:, 2:] - ends[:, :2]])
    first = np.searchsorted(segments.owner[order], np.arange(shapes.size + 1))
    box = shapely.bounds(shapes).reshape(-1, 4)
    x, y = 0.5 * (box[:, 0] + box[:, 2]), 0.5 * (box[:, 1] + box[:, 3])
    radius = 0.5 * np.hypot(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1])
    return Outlines(x, y, radius, np.ascontiguousarray(height, dtype=np.float64), first, np.ascontiguousarray(edge))


def _near(others: NDArray[np.float64], centre: NDArray[np.float64]) -> Near:
    """What stands within reach of each building, in the order of rows. (B,)"""
    if others.shape[0] == 0:
        return Near(np.zeros(centre.shape[0] + 1, dtype=np.int64), np.zeros(0, dtype=np.int64))
    found = cKDTree(others).query_ball_point(centre, REACH, return_sorted=True)
    first = np.concatenate([[0], np.cumsum([len(rows) for rows in found])]).astype(np.int64)
    return Near(first, np.concatenate([np.asarray(rows, dtype=np.int64) for rows in found]))


def _points(segments: Segments) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Places before the walls, evenly along all walls of a building that face alike.

    Returns
    -------
    group : Building, facing, first point and past the last one. (G, 4)
    point : x, y and azimuth of the normal. (N, 3) [m, m, rad]
    """
    key = segments.owner * FACINGS + segments.facing
    order = np.argsort(key, kind="stable")
    keys, start = np.unique(key[order], return_index=True)
    passed = np.concatenate([[0.0], np.cumsum(segments.length[order])])
    begin = passed[start]
    total = passed[np.append(start[1:], order.size)] - begin
    count = np.clip(np.ceil(total / _SPACING), 1, MOST).astype(np.int64)
    last = np.cumsum(count)
    first = last - count
    g = np.repeat(np.arange(keys.size), count)
    share = (np.arange(g.size) - first[g] + 0.5) / count[g]
    along = begin[g] + share * total[g]
    s = np.clip(np.searchsorted(passed, along, side="right") - 1, 0, order.size - 1)
    rest, s = along - passed[s], order[s]
    xy = shapely.get_coordinates(shapely.line_interpolate_point(segments.line[s], rest))
    normal = np.radians(segments.azimuth[s])
    xy += _BEFORE * np.column_stack([np.sin(normal), np.cos(normal)])
    group = np.column_stack([keys // FACINGS, keys % FACINGS, first, last])
    return np.ascontiguousarray(group, dtype=np.int64), np.ascontiguousarray(np.column_stack([xy, normal]))


def _covered(
    point: NDArray[np.float64], owner: NDArray[np.int64], tree: Any, height: NDArray[np.float64], gap: float
) -> NDArray[np.float64]:
    """Height up to which a neighbour stands against the wall at a point, 0 without one. (N,) [m]"""
    base = np.zeros(point.shape[0])
    at, other = tree.query(shapely.points(point[:, :2]), predicate="dwithin", distance=gap)
    against = other != owner[at]
    np.maximum.at(base, at[against], height[other[against]])
    return base
