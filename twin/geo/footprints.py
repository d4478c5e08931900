"""Which footprints count for themselves? Those that lie in or on a larger one are merged with it, none is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

FACINGS = 8  # of walls: N, NE, E, SE, S, SW, W, NW
EIGHTH = 360.0 / FACINGS  # degrees between two of them


@dataclass
class Merged:
    """Footprints after merging.

    Parameters
    ----------
    shapes : Outline that each footprint stands for: the union where it took others in. (B,) [m]
    area : Area that each counts: of the union, or of the overlap where it was merged. They sum to what the
        footprints sum to one by one. (B,) [m²]
    into : Row of the footprint it counts with, -1 if it counts for itself. (B,)
    grew : Whether it took others in. (B,)
    """

    shapes: NDArray[Any]
    area: NDArray[np.float64]
    into: NDArray[np.int64]
    grew: NDArray[np.bool_]


def merge_overlaps(shapes: NDArray[Any], share: float, order: NDArray[Any]) -> Merged:
    """Merge each footprint of which at least `share` lies in a larger one into that one.

    Parameters
    ----------
    shapes : Valid polygons. (B,) [m]
    share : Least share of the smaller footprint's area that must lie in the larger one.
    order : Tie-breaker among equal areas that does not depend on the row, such as ids. (B,)
    """
    n = shapes.shape[0]
    area = shapely.area(shapes).astype(float)
    into = np.full(n, -1, dtype=np.int64)
    grew = np.zeros(n, dtype=bool)
    rank = np.empty(n, dtype=np.int64)
    rank[np.lexsort((order, -area))] = np.arange(n)
    a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    smaller = rank[a] > rank[b]
    a, b = a[smaller], b[smaller]
    common = shapely.area(shapely.intersection(shapes[a], shapes[b]))
    enough = common >= share * area[a]
    for small in np.unique(a[enough]):
        hosts = b[enough & (a == small)]
        weight = common[enough & (a == small)]
        # The host that holds most of it; the larger one where two hold as much.
        into[small] = hosts[np.lexsort((rank[hosts], -weight))[0]]
    merged = shapes.copy()
    area = area.copy()
    # Largest first, so that each host is already where it ends up when its guests come.
    for small in np.flatnonzero(into >= 0)[np.argsort(rank[into >= 0])]:
        host = into[small]
        while into[host] >= 0:
            host = into[host]
        into[small] = host
        union = shapely.union(merged[host], merged[small])
        guest = float(area[small])
        grown = float(shapely.area(union))
        area[small] = area[host] + guest - grown
        area[host] = grown
        merged[host] = union
        grew[host] = True
    return Merged(merged, area, into, grew)


def depth_of(area: NDArray[np.float64], perimeter: NDArray[np.float64]) -> NDArray[np.float64]:
    """Depth of a rectangle with this area and perimeter. (B,) [m², m] → (B,) [m]"""
    half = perimeter / 4
    return np.asarray(half - np.sqrt(np.maximum(half**2 - area, 0.0)))


def long_axis(shapes: NDArray[Any]) -> NDArray[np.float64]:
    """Azimuth of the longer side of the least rectangle around each outline, from 0 to 180. (B,) [°]"""
    rings = shapely.get_exterior_ring(shapely.oriented_envelope(shapes))
    corners = np.stack([shapely.get_coordinates(shapely.get_point(rings, k)) for k in range(3)], axis=1)
    sides = np.diff(corners, axis=1)
    longer = np.argmax(np.hypot(sides[:, :, 0], sides[:, :, 1]), axis=1)
    side = sides[np.arange(longer.size), longer]
    return np.asarray(np.degrees(np.arctan2(side[:, 0], side[:, 1])) % 180.0)


@dataclass
class Segments:
    """Straight stretches of outlines, with the inside to the left.

    Parameters
    ----------
    owner : Row of the footprint. (S,)
    line : The stretch. (S,)
    length : Length. (S,) [m]
    facing : The eighth that the outward normal points to, 0 north, 1 north-east, ..., 7 north-west. (S,)
    azimuth : Of the outward normal, clockwise from north. (S,) [°]
    """

    owner: NDArray[np.int64]
    line: NDArray[Any]
    length: NDArray[np.float64]
    facing: NDArray[np.int64]
    azimuth: NDArray[np.float64]


def outline_segments(shapes: NDArray[Any]) -> Segments:
    """Take outlines apart into straight stretches; courtyards count like outer walls.

    Parameters
    ----------
    shapes : Polygons or multi-polygons. (B,) [m]
    """
    parts, part_owner = shapely.get_parts(shapes, return_index=True)
    # Outer rings counter-clockwise, holes clockwise: the outward normal is the direction turned right.
    rings, ring_part = shapely.get_rings(shapely.orient_polygons(parts), return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    start, end = xy[:-1][same], xy[1:][same]
    owner = part_owner[ring_part[ring[:-1][same]]]
    step = end - start
    length = np.hypot(step[:, 0], step[:, 1])
    keep = length > 0
    start, end, step, length, owner = start[keep], end[keep], step[keep], length[keep], owner[keep]
    # Azimuth of the normal (dy, -dx), clockwise from north.
    azimuth = np.degrees(np.arctan2(step[:, 1], -step[:, 0])) % 360.0
    facing = (((azimuth + 0.5 * EIGHTH) % 360.0) // EIGHTH).astype(np.int64)
    line = np.asarray(shapely.linestrings(np.stack([start, end], axis=1)), dtype=object)
    return Segments(owner.astype(np.int64), line, length, facing, azimuth)


def shared_lengths(
    segments: Segments, shapes: NDArray[Any], counts: NDArray[np.bool_], gap: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Which stretches stand against which footprints, and over what length.

    Parameters
    ----------
    segments : Stretches of the first `N` footprints' outlines.
    shapes : Footprints and, behind them, neighbours outside. (M,) [m]
    counts : Whether a footprint can be a neighbour (merged ones cannot). (M,)
    gap : Greatest distance of walls that stand against each other. [m]

    Returns
    -------
    stretch, other, length : Pairs of a stretch and another footprint. (P,) each, the length in m
    """
    rows = np.flatnonzero(counts)
    near = shapely.buffer(shapes[rows], gap, cap_style="square", join_style="mitre")
    s, k = shapely.STRtree(near).query(segments.line, predicate="intersects")
    other = rows[k]
    apart = other != segments.owner[s]
    s, k, other = s[apart], k[apart], other[apart]
    shared = shapely.length(shapely.intersection(segments.line[s], near[k]))
    # The margin sticks out by one gap at each corner of the neighbour that a wall runs past (or meets end-on).
    ends = [shapely.intersects(shapely.get_point(segments.line[s], at), near[k]) for at in (0, -1)]
    past = 2 - ends[0].astype(int) - ends[1].astype(int)
    return s, other, np.maximum(shared - gap * past, 0.0)


def party_area(
    segments: Segments, shapes: NDArray[Any], height: NDArray[np.float64], counts: NDArray[np.bool_], gap: float
) -> NDArray[np.float64]:
    """Wall area of each stretch that stands against a neighbour: shared length x the lower of both heights.

    Parameters
    ----------
    segments : Stretches of the first `N` footprints' outlines.
    shapes : Footprints and, behind them, neighbours outside. (M,) [m]
    height : Heights. (M,) [m]
    counts : Whether a footprint can be a neighbour (merged ones cannot). (M,)
    gap : Greatest distance of walls that stand against each other. [m]

    Returns
    -------
    Area per stretch, at most its length x height. (S,) [m²]
    """
    s, other, shared = shared_lengths(segments, shapes, counts, gap)
    low = np.minimum(height[segments.owner[s]], height[other])
    area = np.bincount(s, weights=shared * low, minlength=segments.length.shape[0])
    return np.minimum(area, segments.length * height[segments.owner])
