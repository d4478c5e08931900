"""What can people reach within half an hour by public transport, by bicycle and on foot?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import inner_kernel, kernel
from twin.domains.mobility.transit.groups import BETWEEN, RIDE, WAIT
from twin.domains.mobility.transit.kernels import period_of
from twin.state.codes import PlaceKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.transit.groups import Lines
    from twin.domains.mobility.transit.params import TransitParams
    from twin.domains.mobility.transit.skims import Service
    from twin.state.table import Table

MODES = ("transit", "bicycle", "walk")
GROUPS = ("jobs", "shops", "health", "schools")
_KINDS = {
    "shops": (PlaceKind.SHOP,), "health": (PlaceKind.HEALTH,),
    "schools": (PlaceKind.KINDERGARTEN, PlaceKind.SCHOOL, PlaceKind.SECONDARY_SCHOOL),
}  # fmt: skip


@dataclass(frozen=True)
class Accessibility:
    """What is reached within the time of `access_minutes`, by mode ("transit", "bicycle", "walk").

    Services are those of the district and its margin: those of the rest of the city are not mapped.

    Parameters
    ----------
    reached : Jobs, shops, health and schools by mode, building and group. (3, B, 4) [1]
    by_zone : The same, mean over residents of each zone, NaN where nobody lives. (3, Z, 4) [1]
    residents : Residents of the buildings. (B,) [1]
    """

    reached: NDArray[np.float64]
    by_zone: NDArray[np.float64]
    residents: NDArray[np.float64]

    @property
    def jobs(self) -> dict[str, NDArray[np.float64]]:
        """Jobs that each building's people reach, by mode. (B,) [1]"""
        return {mode: self.reached[m, :, 0] for m, mode in enumerate(MODES)}

    @property
    def services(self) -> dict[str, NDArray[np.float64]]:
        """Shops, health and schools that each building's people reach, by mode. (B,) [1]"""
        return {mode: self.reached[m, :, 1:].sum(axis=1) for m, mode in enumerate(MODES)}

    def mean(self) -> NDArray[np.float64]:
        """Mean over residents by mode and group, 0 if there are none. (3, 4) [1]"""
        total = max(float(self.residents.sum()), 1e-9)
        return np.asarray(np.einsum("b,mbg->mg", self.residents, self.reached) / total)


@inner_kernel
def times_to_nodes(lines: Lines, a: int, q: int, speed: float, to_node: NDArray[np.float64]) -> None:
    """Time from the door of site `a` to each node, inf where no way leads; written. (T,) [s]"""
    for v in range(to_node.shape[0]):
        to_node[v] = np.inf
    for i in range(lines.stop.shape[1]):
        u = lines.stop[a, i]
        if u < 0 or to_node.shape[0] == 0:
            continue
        walk = lines.walk[a, i] / speed
        for v in range(to_node.shape[0]):
            if lines.cost[q, u, v] < np.inf:
                parts = lines.parts[q, u, v]
                time = walk + parts[WAIT] + parts[RIDE] + parts[BETWEEN]
                to_node[v] = min(to_node[v], time)


@kernel
def count_reached(
    lines: Lines, q: int, n: int, ends: NDArray[np.int64], weight: NDArray[np.float64], limit: float,
    speed: float, paces: tuple[float, float], reached: NDArray[np.float64],
) -> None:  # fmt: skip
    """Sum what can be reached in time from each building.

    Parameters
    ----------
    q : Period.
    n : Number of buildings. ()
    ends, weight : Sites where something is, and how much of each group. (D,), (D, G) [1]
    limit : Longest time from door to door. () [s]
    speed : On foot. () [m/s]
    paces : Time per straight metre on foot and by bicycle. () [s/m]
    reached : By mode, building and group; written. (3, B, G)
    """
    t = lines.cost.shape[1]
    to_node = np.empty(t)
    reached[:] = 0.0
    for a in range(n):
        times_to_nodes(lines, a, q, speed, to_node)
        for d in range(ends.shape[0]):
            b = ends[d]
            east, north = lines.xy[a, 0] - lines.xy[b, 0], lines.xy[a, 1] - lines.xy[b, 1]
            far = math.sqrt(east * east + north * north)
            on_foot = far * paces[0]
            ride = on_foot
            for j in range(lines.stop.shape[1]):
                v = lines.stop[b, j]
                if v >= 0 and t > 0:
                    ride = min(ride, to_node[v] + lines.walk[b, j] / speed)
            times = (ride, far * paces[1], on_foot)
            for m in range(3):
                if times[m] <= limit:
                    for g in range(weight.shape[1]):
                        reached[m, a, g] += weight[d, g]


def accessibility(
    tables: dict[str, Table], service: Service, params: TransitParams, walk_speed: float, bike_speed: float,
    zone_jobs: NDArray[np.float64] | None = None,
) -> Accessibility:  # fmt: skip
    """Jobs and services that people reach from home.

    Parameters
    ----------
    tables : Tables of the district.
    service : Public transport; where the district has no lines, nothing is reached by it but on foot.
    params : Parameters of public transport.
    walk_speed, bike_speed : Along the way. () [m/s]
    zone_jobs : Jobs of the zones outside, which stand at their middles; none if not given. (Z,) [1]
    """
    buildings, zones, places = tables["buildings"], tables["zones"], tables["places"]
    n = len(buildings)
    weight = np.zeros((n + len(zones), len(GROUPS)))
    weight[:n, 0] = buildings["workplaces"]
    if zone_jobs is not None:
        weight[n:, 0] = np.where(zones["in_district"], 0.0, zone_jobs)
    for g, group in enumerate(GROUPS[1:], start=1):
        at = places["building"][np.isin(places["kind"], _KINDS[group]) & (places["building"] >= 0)]
        np.add.at(weight[:, g], at, 1.0)
    ends = np.flatnonzero(weight.any(axis=1))
    reached = np.empty((len(MODES), n, len(GROUPS)))
    q = int(period_of(service.lines.cut, params.access_hour * 3600.0))
    paces = (params.straight_circuity / walk_speed, params.straight_circuity / bike_speed)
    limit = params.access_minutes * 60.0
    count_reached(service.lines, q, n, ends, weight[ends], limit, walk_speed, paces, reached)
    residents = np.asarray(buildings["residents"], dtype=np.float64)
    by_zone = np.full((len(MODES), len(zones), len(GROUPS)), np.nan)
    for z in range(len(zones)):
        here = buildings["zone"] == z
        total = residents[here].sum()
        if total > 0.0:
            by_zone[:, z] = np.einsum("b,mbg->mg", residents[here], reached[:, here]) / total
    return Accessibility(reached, by_zone, residents)
