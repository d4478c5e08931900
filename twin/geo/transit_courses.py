"""Which stops does a course of a line call at, in which order, and how far along?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.spatial.distance import cdist

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_ACROSS = 3.0  # m; a stop nearer than this to the line's middle serves both directions
_PAIR = 160.0  # m along; stops this near each other on both sides of a street are one stop for two directions
_AHEAD = 5.0  # m; over which a line's heading is taken


@dataclass(frozen=True)
class Course:
    """One line in one direction, while tables are made.

    Parameters
    ----------
    source_id, name, vehicle : As in the layer "lines".
    direction : 0 or 1.
    line : Its course. [m]
    headway : Time between two vehicles in the peak hours, NaN if nobody tells. [min]
    drawn : Whether a layer draws this course; else it is derived from the stops or from the other direction.
    nodes : Rows of transit nodes in order.
    along : Metres from its start to each of them.
    """

    source_id: str
    name: str
    vehicle: str
    direction: int
    line: Any
    headway: float = np.nan
    drawn: bool = True
    nodes: tuple[int, ...] = ()
    along: tuple[float, ...] = ()


def calls(line: Any, xy: NDArray[np.float64], reach: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Points that a course calls at, in order, and metres along it.

    Of two points opposite each other the one on the right of the course is taken: vehicles keep to the right.

    Parameters
    ----------
    line : Course. [m]
    xy : Points that may belong to it. (P, 2) [m]
    reach : Largest distance. [m]
    """
    points = np.asarray(shapely.points(xy), dtype=object)
    near = np.flatnonzero(shapely.distance(points, line) <= reach)
    if not near.size:
        return near, np.zeros(0)
    along = shapely.line_locate_point(line, points[near])
    foot = shapely.get_coordinates(shapely.line_interpolate_point(line, along))
    back = shapely.get_coordinates(shapely.line_interpolate_point(line, np.maximum(along - _AHEAD, 0.0)))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(line, np.minimum(along + _AHEAD, line.length)))
    heading, aside = ahead - back, xy[near] - foot
    size = np.maximum(np.hypot(heading[:, 0], heading[:, 1]), 1e-9)
    left = (heading[:, 0] * aside[:, 1] - heading[:, 1] * aside[:, 0]) / size
    right = left <= _ACROSS
    apart = np.abs(along[:, None] - along[right][None, :]) if right.any() else np.full((near.size, 1), np.inf)
    kept = right | (apart.min(axis=1) > _PAIR)
    order = np.argsort(along[kept], kind="stable")
    return near[kept][order], along[kept][order]


def crossings(
    line: Any, zones: NDArray[Any], centres: NDArray[np.float64], reach: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Zones that a course passes near the middle of, and metres along it to the nearest point of each middle.

    Parameters
    ----------
    line : Course. [m]
    zones : Where zones lie beyond the mapped stops. (Z,) [m]
    centres : Their middles. (Z, 2) [m]
    reach : Largest distance between middle and course. [m]
    """
    found, along = [], []
    for z in np.flatnonzero(shapely.intersects(zones, line)):
        inside = shapely.intersection(zones[z], line)
        if inside.length <= 0.0:
            continue
        middle = shapely.Point(centres[z])
        nearest = shapely.get_point(shapely.shortest_line(inside, middle), 0)
        if nearest.distance(middle) <= reach:
            found.append(int(z))
            along.append(float(line.project(nearest)))
    return np.array(found, dtype=np.int64), np.array(along)


def chained(xy: NDArray[np.float64]) -> NDArray[np.int64]:
    """Order in which points are visited from one end to the other: always on to the nearest. (P,)"""
    away = cdist(xy, xy)
    here = int(np.unravel_index(int(away.argmax()), away.shape)[0])
    order = [here]
    left = np.ones(len(xy), dtype=bool)
    left[here] = False
    while left.any():
        here = int(np.where(left, away[here], np.inf).argmin())
        left[here] = False
        order.append(here)
    return np.array(order, dtype=np.int64)


def directed(courses: Sequence[Course], words: Sequence[str | None]) -> list[Course]:
    """Courses of one line with their direction: as the layer's words differ, else as their ends lie along the first."""
    told = sorted({word for word in words if word})
    if len(told) > 1:
        return [replace(c, direction=min(told.index(w) if w else 0, 1)) for c, w in zip(courses, words, strict=True)]
    first = courses[0].line
    ends = [[first.project(shapely.Point(c.line.coords[k])) for k in (0, -1)] for c in courses]
    return [replace(c, direction=int(start > end)) for c, (start, end) in zip(courses, ends, strict=True)]


def reversed_course(course: Course) -> Course:
    """The same course the other way, for lines of which a layer draws one direction only."""
    turned = shapely.reverse(course.line)
    return replace(
        course, source_id=f"{course.source_id}/back", direction=1 - course.direction, line=turned, drawn=False
    )


def whole(courses: Sequence[Course]) -> list[Course]:
    """Courses of one line whose stops are not all among those of a longer one in the same direction, in its order."""
    kept: list[Course] = []
    for course in sorted(courses, key=lambda c: (-len(c.nodes), c.source_id)):
        if not any(c.direction == course.direction and _within(course.nodes, c.nodes) for c in kept):
            kept.append(course)
    return sorted(kept, key=lambda c: (c.direction, c.source_id))


def _within(short: tuple[int, ...], long: tuple[int, ...]) -> bool:
    rest = iter(long)
    return all(node in rest for node in short)
