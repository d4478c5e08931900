"""Which street does each lamp light? Both directions of the nearest one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from twin.state.codes import StreetClass

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.state.world import World

REACH = 30.0  # m from a lamp to the street that it lights


def streets_of(world: World) -> NDArray[np.int64]:
    """Rows of the car links of each lamp's street, its two directions, -1 where there is none. (N, 2)"""
    lamps, links = world.table("lampposts"), world.table("car_links")
    out = np.full((len(lamps), 2), -1, dtype=np.int64)
    usable = np.flatnonzero(links["street_class"] != StreetClass.OUTSIDE)
    lines = _lines(world)
    if lines is None or not usable.size or not len(lamps):
        return out
    points = np.asarray(shapely.points(lamps["x"], lamps["y"]), dtype=object)
    lamp, near = shapely.STRtree(lines[usable]).query_nearest(points, max_distance=REACH, all_matches=False)
    link = usable[near]
    out[lamp, 0] = link
    out[lamp, 1] = _reverse(links["tail"], links["head"], usable)[link]
    return out


def _lines(world: World) -> NDArray[Any] | None:
    """Course of each car link, straight between its nodes where there is no better; None without either. (L,)"""
    lines = world.district.geometry.get("car_links")
    if lines is not None or "car_nodes" not in world.tables:
        return lines
    nodes, links = world.table("car_nodes"), world.table("car_links")
    ends = [np.stack([nodes[axis][links[side]] for axis in "xy"], axis=1) for side in ("tail", "head")]
    return np.asarray(shapely.linestrings(np.stack(ends, axis=1)), dtype=object)


def _reverse(tail: NDArray[np.int64], head: NDArray[np.int64], usable: NDArray[np.int64]) -> NDArray[np.int64]:
    """Row of a link that runs the other way between the same nodes, -1 none. (L,)"""
    width = int(max(tail.max(initial=0), head.max(initial=0))) + 1
    key, back = tail * width + head, head * width + tail
    order = usable[np.argsort(key[usable], kind="stable")]
    at = np.minimum(np.searchsorted(key[order], back), order.size - 1)
    found = order[at]
    return np.where(key[found] == back, found, -1)
