"""What does each place offer a traveller? Sites, stops within reach, shared bicycles, speeds and costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from twin.domains.mobility.network import circuity
from twin.domains.mobility.shared import assisted_pace, nearest_dock
from twin.state.codes import Mode, PlaceKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.network import Network
    from twin.domains.mobility.params import Params
    from twin.state.table import Table

_KMH = 1.0 / 3.6
_NONE = 1e5


@dataclass(frozen=True)
class Service:
    """Sites are the buildings, then the zones (row + number of buildings).

    Parameters
    ----------
    n_buildings : Number of buildings.
    xy : Coordinates of the sites. (S, 2) [m]
    node : Road node of each site, -1 none. (S,)
    reach : Distance to the nearest stop or station and to the nearest metro station. (S, 2) [m]
    dock : Distance to the nearest shared bicycles. (S,) [m]
    dock_pace : Their speed, that of an own bicycle where there are none. (S,) [m/s]
    speed : Speed by mode. (5,) [m/s]
    way : Circuity of walk, bicycle and road. (3,) [1]
    extra : Scalars in the order of `extras`.
    beta : Coefficients of walk, bicycle, wait, ride per second, and cost per euro. (5,)
    """

    n_buildings: int
    xy: NDArray[np.float64]
    node: NDArray[np.int64]
    reach: NDArray[np.float64]
    dock: NDArray[np.float64]
    dock_pace: NDArray[np.float64]
    speed: NDArray[np.float64]
    way: NDArray[np.float64]
    extra: NDArray[np.float64]
    beta: NDArray[np.float64]


def extras(params: Params) -> NDArray[np.float64]:
    """Scalars that the choice kernel reads, in its order. (15,)"""
    return np.array(
        [
            params.least_distance,  # 0 m
            params.congestion,  # 1
            0.0,  # 2 unused
            0.5 * params.headway,  # 3 s
            params.metro_reach,  # 4 m
            *params.change_every,  # 5, 6 m
            *params.parking_search,  # 7, 8 s
            params.parking_walk,  # 9 s
            params.change_penalty,  # 10 s
            params.fare,  # 11 EUR
            *(cost / 1000.0 for cost in params.running_cost),  # 12, 13 EUR/m
            params.parking_fee,  # 14 EUR
        ]
    )


def nearest(xy: NDArray[np.float64], places: Table, kinds: tuple[PlaceKind, ...]) -> NDArray[np.float64]:
    """Distance from each site to the nearest place of some kinds; far away if there is none. (S,) [m]"""
    some = np.isin(places["kind"], kinds)
    if not some.any() or not xy.size:
        return np.full(xy.shape[0], _NONE)
    found, _row = cKDTree(np.column_stack([places["x"][some], places["y"][some]])).query(xy)
    return np.asarray(found, dtype=np.float64)


def build(tables: dict[str, Table], network: Network, params: Params) -> Service:
    """Read the sites off the tables. Stops in zones outside are not mapped and stand at an assumed distance."""
    buildings, zones, places = tables["buildings"], tables["zones"], tables["places"]
    xy = np.column_stack([np.concatenate([buildings[axis], zones[axis]]).astype(np.float64) for axis in ("x", "y")])
    stops = nearest(xy, places, (PlaceKind.SURFACE_STOP, PlaceKind.METRO_STATION, PlaceKind.RAILWAY_STATION))
    metro = nearest(xy, places, (PlaceKind.METRO_STATION,))
    outside = len(buildings) + np.flatnonzero(~zones["in_district"])
    stops[outside], metro[outside] = params.outside_access
    dock, at = nearest_dock(xy, places)
    electric = places["electric"][at] if at.size and at.max() >= 0 else np.zeros(at.size)
    way = [circuity(tables[f"{kind}_nodes"], tables[f"{kind}_links"]) for kind in ("walk", "bike")]
    per_s = np.asarray(params.beta_per_min) / 60.0
    return Service(
        len(buildings), xy, np.concatenate([buildings["car_node"], network.zone_node]),
        np.column_stack([np.minimum(stops, 5000.0), metro]), dock, assisted_pace(params, electric),
        np.asarray(params.speeds_kmh) * _KMH, np.array([*way, params.road_circuity]), extras(params),
        np.array([*per_s, params.beta_cost]),
    )  # fmt: skip


def means(
    citizens: Table, service: Service, params: Params
) -> tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.float64]]:
    """Modes that each citizen may use (N, 5), walk to shared bicycles, 0 with an own one (N,) [m], pace (N,) [m/s].

    The pace is that of the citizen's own bicycle, or of the shared ones at hand, which are for subscribers without one.
    """
    age, home = citizens["age"], citizens["home"]
    near = service.dock[home]
    shared = ~citizens["bicycle"] & citizens["member"] & (near <= params.dock_reach)
    able = age[:, None] >= np.asarray(params.least_age)[None, :]
    able[:, Mode.BICYCLE] &= citizens["bicycle"] | shared
    able[:, Mode.CAR] &= citizens["car"] >= 0
    able[:, Mode.MOTORCYCLE] &= citizens["motorcycle"] >= 0
    pace = np.where(shared, service.dock_pace[home], service.speed[Mode.BICYCLE])
    return able, np.where(shared, near, 0.0), pace
