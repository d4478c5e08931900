"""Which docks are within reach of a place, how are they believed to serve, and which bicycles belong to them?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from twin.domains.mobility.sharing.kernels import Fleet, Ride, Stations
from twin.domains.mobility.sharing.legs import NEAR, Docks
from twin.domains.mobility.sharing.night import Van
from twin.state.codes import PlaceKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.sharing.params import SharingParams
    from twin.state.table import Table

_J_PER_KWH = 3.6e6
_J_PER_WH = 3600.0
_M_PER_KM = 1000.0
_FARTHER = np.array([1.0, 1.5, 1.875])  # the second and third nearest of points at random over the nearest


def open_docks(places: Table) -> NDArray[np.int64]:
    """Rows of places with docks that are open. (K,)"""
    kind, capacity = places["kind"], places["capacity"]
    return np.flatnonzero((kind == PlaceKind.BIKE_DOCK) & (capacity >= 1.0)).astype(np.int64)


def nearest_docks(
    xy: NDArray[np.float64], docks: NDArray[np.float64], reach: float
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Docks within reach of each site, nearest first, -1 none, and their distance. (S, NEAR), (S, NEAR) [m]

    Parameters
    ----------
    xy, docks : Where sites and docks are. (S, 2), (K, 2) [m]
    reach : Straight distance. () [m]
    """
    near = np.full((xy.shape[0], NEAR), -1, dtype=np.int32)
    away = np.zeros((xy.shape[0], NEAR))
    count = min(NEAR, docks.shape[0])
    if count and xy.shape[0]:
        far, which = cKDTree(docks).query(xy, k=np.arange(1, count + 1), distance_upper_bound=reach)
        some = np.isfinite(far)
        near[:, :count][some] = which[some]
        away[:, :count][some] = far[some]
    return near, away


def docks_in_zones(
    zones: Table, docks: NDArray[np.float64], reach: float
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    """Zones outside the district where docks are near most places, their docks, and the mean way to them.

    A trip ends anywhere in a zone outside. Among docks at random with density d the nearest lies 0.5 / sqrt(d) away on
    average, the second 0.75, the third 0.9375 (P. J. Clark and F. C. Evans, Ecology 35(4), 1954); where the first is
    beyond reach the zone has none.

    Parameters
    ----------
    zones : All zones; each is taken for a circle of its area.
    docks : Where docks are. (K, 2) [m]
    reach : Straight distance. () [m]

    Returns
    -------
    Rows of zones (Z',), docks nearest to their middles (Z', NEAR), straight distance (Z', NEAR) [m].
    """
    rows = np.flatnonzero(~zones["in_district"])
    if docks.shape[0] < NEAR or not rows.size:
        return np.zeros(0, np.int64), np.zeros((0, NEAR), np.int32), np.zeros((0, NEAR))
    middle = np.column_stack([zones["x"][rows], zones["y"][rows]]).astype(np.float64)
    area, tree = np.maximum(zones["area"][rows], 1.0), cKDTree(docks)
    count = tree.query_ball_point(middle, np.sqrt(area / np.pi), return_length=True)
    mean = 0.5 * np.sqrt(area / np.maximum(count, 1))
    some = (count > 0) & (mean <= reach)
    near = tree.query(middle[some], k=NEAR)[1].reshape(-1, NEAR).astype(np.int32)
    return rows[some], near, mean[some, None] * _FARTHER


def docks_of(
    places: Table, xy: NDArray[np.float64], cut: NDArray[np.float64], around: float, params: SharingParams,
    zones: Table | None = None, n_buildings: int = 0,
) -> Docks:  # fmt: skip
    """Docks as people see them before they have learned anything.

    Parameters
    ----------
    places : All places.
    xy : Sites. (S, 2) [m]
    cut : Bounds of the periods of a day. (P + 1,) [s]
    around : Way on foot over straight distance. () [1]
    params : Reach, and the chance believed at first.
    zones, n_buildings : Zones, whose sites begin at this number; None to take them for points.
    """
    rows = open_docks(places)
    at = np.column_stack([places["x"][rows], places["y"][rows]]).astype(np.float64)
    near, away = nearest_docks(xy, at, params.dock_reach)
    if zones is not None:
        some, which, far = docks_in_zones(zones, at, params.dock_reach)
        near[n_buildings + some] = which
        away[n_buildings + some] = far
    chance = np.full((rows.size, cut.size - 1), params.chance_at_first, dtype=np.float32)
    motor = np.rint(places["bikes"][rows] * places["electric"][rows])
    plain = np.rint(places["bikes"][rows]) - motor
    have = chance * bool(plain.sum() > 0.0), chance * bool(motor.sum() > 0.0)
    return Docks(near, (away * around).astype(np.float32), *have, chance.copy(), at, np.asarray(cut, dtype=np.float64))


def learn(docks: Docks, had: NDArray[np.float64], days: int = 1, share: float = 1.0) -> Docks:
    """Docks as people see them after some days.

    Parameters
    ----------
    docks : What was believed.
    had : As in `Results`, summed over the days. (3, K, P) [s]
    days : Number of days. ()
    share : Weight of what was seen against what was believed: 1/n in pass n averages over passes. () [1]
    """
    seen = had / (np.diff(docks.cut) * days)
    bikes, ebikes, free = (
        _mix(old, new, share) for old, new in zip((docks.bikes, docks.ebikes, docks.free), seen, strict=True)
    )
    return docks._replace(bikes=bikes, ebikes=ebikes, free=free)


def _mix(old: NDArray[np.float32], seen: NDArray[np.float64], share: float) -> NDArray[np.float32]:
    return ((1.0 - share) * old + share * np.minimum(seen, 1.0)).astype(np.float32)


def stations_of(places: Table, cut: NDArray[np.float64]) -> Stations:
    """Open docks as the day of the docks reads them."""
    rows = open_docks(places)
    x, y = (np.asarray(places[axis][rows], dtype=np.float64) for axis in ("x", "y"))
    apart = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])
    order = np.argsort(apart, axis=1, kind="stable").astype(np.int32).reshape(rows.size, rows.size)
    room = np.floor(places["capacity"][rows]).astype(np.int64)
    return Stations(room, apart, order, np.asarray(cut, dtype=np.float64))


class Ways(NamedTuple):
    """How people get about with and without bicycles.

    Parameters
    ----------
    walk, bicycle, ebike : Speeds on foot, by bicycle, and by one with a motor. () [m/s]
    handling : Time to unlock a shared bicycle and to give it back, together. () [s]
    around_walk, around_bicycle, around_road : Ways on foot, by bicycle and by road over straight distance. () [1]
    """

    walk: float
    bicycle: float
    ebike: float
    handling: float
    around_walk: float
    around_bicycle: float
    around_road: float


def ride_of(params: SharingParams, ways: Ways) -> Ride:
    """Figures of a ride."""
    around = ways.around_bicycle
    return Ride(
        around / ways.bicycle, around / ways.ebike, ways.handling, params.ebike_use * _J_PER_WH / _M_PER_KM * around,
        params.ebike_least * params.ebike_battery * _J_PER_KWH,
    )  # fmt: skip


def van_of(params: SharingParams, ways: Ways) -> Van:
    """How the operator works at night."""
    battery = params.ebike_battery * _J_PER_KWH
    return Van(
        *params.rebalance_band, params.van_room, params.van_moves, battery, params.ebike_change * battery,
        ways.around_road, params.van_approach,
    )  # fmt: skip


def new_fleet(
    owner: NDArray[np.int64], bikes: NDArray[np.float64], electric: NDArray[np.float64], full: float
) -> Fleet:
    """Bicycles of some docks, charged, each at its own dock.

    Parameters
    ----------
    owner : Docks. (K,)
    bikes, electric : Bicycles that belong to each, rounded, and the share with a motor. (K,), (K,)
    full : Energy of a full battery. () [J]
    """
    count = np.rint(bikes).astype(np.int64)
    dock = np.repeat(owner, count)
    first = np.cumsum(count) - count
    motor = np.arange(dock.size) - np.repeat(first, count) < np.repeat(np.rint(count * electric), count)
    return Fleet(dock, motor, np.where(motor, full, 0.0))
