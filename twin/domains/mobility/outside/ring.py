"""Where do people come from who live beyond the municipality? Eight places around it, by the compass.

They are sites and nodes like the zones outside the district, and follow them: site n_buildings + n_zones + sector.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from twin.core.streams import uids_of
from twin.state.codes import StreetClass

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.outside.params import OutsideParams
    from twin.state.table import Table

# Metres, assumed: main streets lie some 500 m apart.
_OFF_MAIN = {StreetClass.TERTIARY: 150.0, StreetClass.MINOR: 600.0, StreetClass.SERVICE: 1500.0}
SECTORS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


class Ring(NamedTuple):
    """Places beyond the municipality, by sector from north clockwise.

    Parameters
    ----------
    uid : (8,)
    xy : (8, 2) [m]
    reach : Least distance that counts to or from it. (8,) [m]
    share : Share of the people beyond the municipality. (8,) [1]
    """

    uid: NDArray[np.uint64]
    xy: NDArray[np.float64]
    reach: NDArray[np.float64]
    share: NDArray[np.float64]


def ring(zones: Table, params: OutsideParams) -> Ring:
    """Place the sectors around all zones, from the middle of their residents."""
    people = np.nan_to_num(np.maximum(zones["residents"], 0.0))
    people = people if people.sum() > 0.0 else np.ones(len(zones))
    middle = np.array([np.average(zones[axis], weights=people) for axis in ("x", "y")])
    radius = float(np.sqrt(max(float(zones["area"].sum()), 1.0) / np.pi))
    # Zones of a small layer may lie apart: no sector may come to lie among them.
    radius = max(radius, float(np.hypot(zones["x"] - middle[0], zones["y"] - middle[1]).max()) / params.ring_distance)
    angle = np.arange(len(SECTORS)) * (2.0 * np.pi / len(SECTORS))
    away = params.ring_distance * radius
    share = np.asarray(params.ring_share)
    return Ring(
        uids_of(f"beyond/{name}" for name in SECTORS),
        middle + away * np.column_stack([np.sin(angle), np.cos(angle)]),
        np.full(len(SECTORS), 0.5 * radius),
        share / share.sum(),
    )


def off_main(nodes: Table, links: Table) -> NDArray[np.float64]:
    """Length that the way beyond a gate counts more, where no main street is cut there. (N,) [m]

    A minor street goes on as a minor one until the next main street, and is slow until then.
    """
    best = np.full(len(nodes), len(StreetClass), dtype=np.int64)
    for end in ("tail", "head"):
        np.minimum.at(best, links[end], links["street_class"])
    more = np.zeros(len(StreetClass) + 1)
    for kind, metres in _OFF_MAIN.items():
        more[kind] = metres
    return np.asarray(more[best])


def around(xy: NDArray[np.float64], reach: NDArray[np.float64], district: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shortest length between places outside without crossing the district's hull. (O, O) [m]

    Parameters
    ----------
    xy, reach : Places and the least distance that counts from or to each. (O, 2), (O,) [m]
    district : Points of the district, its gates for example; their convex hull is gone around. (K, 2) [m]

    Notes
    -----
    The shortest way around a convex shape between two points outside it runs along a tangent to it, its rim, and
    another tangent, either left or right of it. A place inside the hull is joined straight.
    """
    straight = np.hypot(xy[:, None, 0] - xy[None, :, 0], xy[:, None, 1] - xy[None, :, 1])
    least = np.maximum(reach[:, None], reach[None, :])
    hull = shapely.orient_polygons(shapely.convex_hull(shapely.multipoints(district)))
    if shapely.get_dimensions(hull) < 2:  # noqa: PLR2004 — a line or a point is no obstacle
        return np.asarray(np.maximum(straight, least))
    rim = shapely.get_coordinates(hull)  # counter-clockwise, closed
    run = np.append(0.0, np.cumsum(np.hypot(*(rim[1:] - rim[:-1]).T)))
    total, rim, run = run[-1], rim[:-1], run[:-1]
    inside = shapely.intersects_xy(hull, xy[:, 0], xy[:, 1])
    a, b = np.triu_indices(xy.shape[0], 1)
    lines = np.asarray(shapely.linestrings(np.stack([xy[a], xy[b]], axis=1)), dtype=object)
    shapely.prepare(hull)
    meets = shapely.length(shapely.intersection(lines, hull)) > 0.0
    cut = np.flatnonzero(meets & ~inside[a] & ~inside[b])
    a, b = a[cut], b[cut]
    # Seen from a place, the tangents touch the rim where it turns from coming nearer to going away.
    middle = rim.mean(axis=0)
    ahead = middle - xy
    to = rim[None, :, :] - xy[:, None, :]
    turn = np.arctan2(
        ahead[:, None, 0] * to[:, :, 1] - ahead[:, None, 1] * to[:, :, 0], (ahead[:, None, :] * to).sum(axis=2)
    )
    right, left = np.argmin(turn, axis=1), np.argmax(turn, axis=1)
    ways = []
    # With the hull on the left hand one leaves by the right tangent and goes along the rim counter-clockwise.
    for p, q in ((a, b), (b, a)):
        out, back = right[p], left[q]
        along = np.mod(run[back] - run[out], total)
        ways.append(np.hypot(*(xy[p] - rim[out]).T) + along + np.hypot(*(xy[q] - rim[back]).T))
    straight[a, b] = straight[b, a] = np.minimum(*ways)
    return np.asarray(np.maximum(straight, least))
