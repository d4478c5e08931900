"""How high do the buildings around stand against the sky, seen from a wall or from a roof? Rays over outlines."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.jit import kernel, parallel_kernel, prange

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVELS = 3  # a wall is seen in thirds of its height, and told in thirds of its area
MOST = 6  # points along the walls of a building that face alike
LEAST_SLOPE = 0.05  # tangent of the least elevation that counts: 3 degrees


class Outlines(NamedTuple):
    """Everything that can stand in the way. (O,) but the edges (E,), sorted by building."""

    x: NDArray[np.float64]  # centre [m]
    y: NDArray[np.float64]
    radius: NDArray[np.float64]  # of the circle around that centre that holds the outline [m]
    height: NDArray[np.float64]  # [m]
    first: NDArray[np.int64]  # first edge, and past the last one, (O + 1,)
    edge: NDArray[np.float64]  # from x, y and along x, y, the inside to the left, (E, 4) [m]


class Near(NamedTuple):
    """Rows of `Outlines` around each building, sorted by building."""

    first: NDArray[np.int64]  # (B + 1,)
    row: NDArray[np.int64]  # (P,)


@kernel
def look(
    px: float,
    py: float,
    dirs: NDArray[np.float64],
    z: NDArray[np.float64],
    skip: int,
    near: NDArray[np.int64],
    outlines: Outlines,
    slope: NDArray[np.float64],
) -> None:
    """Greatest slope at which something stands in the way, along rays from one place at some heights.

    Parameters
    ----------
    px, py : Place. () [m]
    dirs : Unit vectors of the rays. (R, 2) [1]
    z : Heights, the lowest first. (L,) [m]
    skip : Row of `outlines` that is not looked at, -1 none.
    near : Rows of `outlines` that are looked at. (K,)
    outlines : See there.
    slope : Rise over distance, 0 where nothing stands higher; written. (R, L) [1]

    Notes
    -----
    Only edges whose outside is turned to the place can be the first of a building that a ray meets, and behind the
    first its roof is as high.
    """
    slope[:, :] = 0.0
    for row in near:
        rise = outlines.height[row] - z[0]
        if row == skip or rise <= 0.0:
            continue
        far = np.hypot(outlines.x[row] - px, outlines.y[row] - py) - outlines.radius[row]
        if rise < LEAST_SLOPE * far:
            continue
        for k in range(outlines.first[row], outlines.first[row + 1]):
            ax, ay = outlines.edge[k, 0] - px, outlines.edge[k, 1] - py
            ex, ey = outlines.edge[k, 2], outlines.edge[k, 3]
            turned = ay * ex - ax * ey  # distance to the edge's line x its length; positive in front of it
            if turned <= 0.0:
                continue
            bx, by = ax + ex, ay + ey
            for r in range(dirs.shape[0]):
                dx, dy = dirs[r, 0], dirs[r, 1]
                # The ray passes between both ends, the first to its left and the last to its right.
                if dx * ay - dy * ax >= 0.0 and dx * by - dy * bx < 0.0:
                    per_distance = (dy * ex - dx * ey) / turned
                    for level in range(z.size):
                        steep = (outlines.height[row] - z[level]) * per_distance
                        slope[r, level] = max(slope[r, level], steep)


@kernel
def thirds(value: NDArray[np.float64], weight: NDArray[np.float64], out: NDArray[np.float64]) -> None:
    """Means over the lowest, middle and highest third of the weight; `value` and `weight` are sorted on the way.

    Parameters
    ----------
    value, weight : (N,)
    out : Written. (3,)
    """
    for i in range(1, value.size):
        v, w, j = value[i], weight[i], i - 1
        while j >= 0 and value[j] > v:
            value[j + 1], weight[j + 1] = value[j], weight[j]
            j -= 1
        value[j + 1], weight[j + 1] = v, w
    share = weight.sum() / LEVELS
    i, left = 0, weight[0]
    for third in range(LEVELS):
        room, out[third] = share, 0.0
        while left < room and i < value.size - 1:
            out[third] += left * value[i]
            room -= left
            i += 1
            left = weight[i]
        out[third] = (out[third] + room * value[i]) / share
        left -= room


@parallel_kernel
def wall_horizons(
    group: NDArray[np.int64],
    point: NDArray[np.float64],
    base: NDArray[np.float64],
    height: NDArray[np.float64],
    facing: NDArray[np.float64],
    near: Near,
    outlines: Outlines,
    out: NDArray[np.float32],
) -> None:
    """Elevation of what stands before the walls of each building and facing.

    Parameters
    ----------
    group : Building, facing, first point and past the last one. (G, 4)
    point : Place before the wall and azimuth of its normal. (N, 3) [m, m, rad]
    base : Height from which the wall is free at a point, its weight too. (N,) [m]
    height : Of the buildings. (B,) [m]
    facing : Azimuth of each facing. (8,) [rad]
    near, outlines : See there.
    out : Elevation by direction, from a right angle left of the facing to a right angle right of it, in thirds of the
        wall's area from the least hidden one to the most hidden one; written. (B, 8, R, 3) [°]
    """
    rays = out.shape[2]
    step = np.pi / rays
    most = 0.5 * np.pi - 0.5 * step
    for g in prange(group.shape[0]):
        row, k, first, last = group[g, 0], group[g, 1], group[g, 2], group[g, 3]
        n = last - first
        dirs, z = np.empty((rays, 2)), np.empty(LEVELS)
        slope = np.empty((n, rays, LEVELS))
        value, weight, found = np.empty(n * LEVELS), np.empty(n * LEVELS), np.empty(LEVELS)
        for p in range(n):
            at = first + p
            for r in range(rays):
                # Off the wall's own normal by less than a right angle: beyond lies the wall itself.
                off = facing[k] - most + step * r - point[at, 2]
                off = min(max((off + np.pi) % (2.0 * np.pi) - np.pi, -most), most)
                dirs[r, 0], dirs[r, 1] = np.sin(point[at, 2] + off), np.cos(point[at, 2] + off)
            for level in range(LEVELS):
                z[level] = base[at] + (height[row] - base[at]) * (2.0 * level + 1.0) / (2.0 * LEVELS)
            look(
                point[at, 0], point[at, 1], dirs, z, -1, near.row[near.first[row] : near.first[row + 1]],
                outlines, slope[p],
            )  # fmt: skip
        for r in range(rays):
            for p in range(n):
                for level in range(LEVELS):
                    value[p * LEVELS + level] = np.degrees(np.arctan(slope[p, r, level]))
                    weight[p * LEVELS + level] = height[row] - base[first + p]
            thirds(value, weight, found)
            for third in range(LEVELS):
                out[row, k, r, third] = found[third]


@parallel_kernel
def roof_horizons(
    centre: NDArray[np.float64],
    height: NDArray[np.float64],
    mine: NDArray[np.int64],
    near: Near,
    outlines: Outlines,
    out: NDArray[np.float32],
) -> None:
    """Elevation of what stands higher than each roof, seen from its middle.

    Parameters
    ----------
    centre : (B, 2) [m]
    height : (B,) [m]
    mine : Row of each building in `outlines`, -1 if it is not there. (B,)
    near, outlines : See there.
    out : By direction, clockwise from north; written. (B, R) [°]
    """
    rays = out.shape[1]
    for row in prange(centre.shape[0]):
        dirs, z, slope = np.empty((rays, 2)), np.empty(1), np.empty((rays, 1))
        for r in range(rays):
            azimuth = 2.0 * np.pi * (r + 0.5) / rays
            dirs[r, 0], dirs[r, 1] = np.sin(azimuth), np.cos(azimuth)
        z[0] = height[row]
        look(
            centre[row, 0], centre[row, 1], dirs, z, mine[row], near.row[near.first[row] : near.first[row + 1]],
            outlines, slope,
        )  # fmt: skip
        for r in range(rays):
            out[row, r] = np.degrees(np.arctan(slope[r, 0]))
