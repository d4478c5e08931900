"""Which vans and trucks deliver in the district, where do they stop, and in which order?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.rendezvous import child_uids, mixed
from twin.core.streams import declare, uids_of
from twin.domains.mobility.outside.groups import Fleet, Why
from twin.domains.mobility.outside.people import slots
from twin.state.codes import RideKind, Thermal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.outside.beyond import Beyond
    from twin.domains.mobility.outside.params import OutsideParams
    from twin.state.table import Table

STOP = declare("mobility.outside.stop", "which round makes a stop, how long it takes, whether a cargo bicycle makes it")
ROUND = declare("mobility.outside.round", "where a delivery round comes from, when, and by van or truck")
_DELIVERY, _TOUR = np.uint64(0x64656C6976657200), np.uint64(0x726F756E64000000)
_CELL = 400.0  # m; a round serves one cell of a grid
_FINE = 25.0  # m, steps of the curve along which stops follow each other
_HOUR = 3600.0
_PICK, _LENGTH, _CYCLED, _DOUBLE = range(4)
_FROM, _TRUCK, _START, _MORE = range(4)


class Deliveries(NamedTuple):
    """What is known of the stops of a workday beside the fleet that makes them.

    Parameters
    ----------
    stops : Expected stops by vans and trucks. () [1/d]
    by_bicycle : Expected stops by cargo bicycles. () [1/d]
    double : Expected time that vans and trucks stand in the second row. () [s/d]
    """

    stops: float
    by_bicycle: float
    double: float


def expected_stops(buildings: Table, params: OutsideParams) -> NDArray[np.float64]:
    """Stops of a workday at each building: by its jobs and its residents' parcels. (B,) [1/d]"""
    jobs = params.jobs_filled * buildings["workplaces"] * params.stops_per_job
    homes = buildings["residents"] * params.parcels_per_resident / params.parcels_per_stop
    used = (buildings["zone"] >= 0) & (buildings["thermal"] != Thermal.MERGED)
    return np.asarray(np.where(used, jobs + homes, 0.0))


def deliveries(tables: dict[str, Table], places: Beyond, seed: int, params: OutsideParams) -> tuple[Fleet, Deliveries]:
    """Rounds of vans and trucks from depots beyond the municipality, each within one cell of a grid.

    A stop chooses among the rounds of its cell by rendezvous hashing, so that a stop more moves no other. In zones with
    cargo bicycles (`zones.cargo_bikes`) they take over as many stops as they can make.
    """
    buildings, zones = tables["buildings"], tables["zones"]
    wanted = expected_stops(buildings, params)
    building, ordinal = slots(wanted)
    uid = child_uids(buildings["uid"][building] ^ _DELIVERY, ordinal)
    often = np.minimum(wanted[building] - ordinal, 1.0)
    stream = STOP.at(seed)
    share = _cycled(wanted, buildings, zones, params)
    cycled = stream.uniform(uid, lane=_CYCLED) < share[buildings["zone"][building]]
    by_bicycle = float(often[cycled].sum())
    building, uid, often = building[~cycled], uid[~cycled], often[~cycled]
    tour, name = _rounds(wanted, building, uid, buildings, seed, params)
    spot = _along(buildings["x"][building], buildings["y"][building])
    order = np.lexsort((uid, spot, tour))
    building, uid, often, tour = building[order], uid[order], often[order], tour[order]
    used, first = np.unique(tour, return_index=True)
    name = name[used]
    origin = ROUND.at(seed)
    sector = np.searchsorted(np.cumsum(places.ring.share), origin.uniform(name, lane=_FROM), side="right")
    home = places.site[places.site.size - places.ring.share.size + np.minimum(sector, places.ring.share.size - 1)]
    truck = origin.uniform(name, lane=_TRUCK) < params.truck_share
    two = origin.uniform(name, lane=_START) + origin.uniform(name, lane=_MORE)
    start = (params.round_start[0] + params.round_start[1] * np.sqrt(6.0) * (two - 1.0)) * _HOUR
    offsets = np.concatenate([first, [tour.size]]).astype(np.int64)
    mean = np.where(truck, params.stop_time[1], params.stop_time[0])[np.searchsorted(used, tour)]
    stay = mean * np.clip(-np.log1p(-stream.uniform(uid, lane=_LENGTH)), 0.2, 4.0)
    double = often * stay * (stream.uniform(uid, lane=_DOUBLE) < params.double_parked)
    n, k = used.size, tour.size
    by_day = np.tile(np.asarray(params.deliveries_by_day, dtype=np.float32), (n, 1))
    fleet = Fleet(
        name, np.full(n, Why.DELIVERY, dtype=np.int8), np.where(truck, RideKind.TRUCK, RideKind.VAN).astype(np.int8),
        home.astype(np.int32), np.ones(n, dtype=bool), np.maximum(start - _DRIVE, 0.0), by_day, offsets,
        building.astype(np.int32), stay, np.zeros(k), np.zeros(k, dtype=bool), often.astype(np.float32),
    )  # fmt: skip
    return fleet, Deliveries(float(often.sum()), by_bicycle, float(double.sum()))


_DRIVE = 1500.0  # s, from a depot to the district


def _cycled(wanted: NDArray[np.float64], buildings: Table, zones: Table, params: OutsideParams) -> NDArray[np.float64]:
    """Share of the stops of each zone that cargo bicycles take over. (Z,) [1]"""
    inside = buildings["zone"] >= 0
    total = np.bincount(buildings["zone"][inside], weights=wanted[inside], minlength=len(zones))
    return np.asarray(np.minimum(zones["cargo_bikes"] * params.cargo_bike_stops / np.maximum(total, 1e-9), 1.0))


def _rounds(
    wanted: NDArray[np.float64],
    building: NDArray[np.int64],
    uid: NDArray[np.uint64],
    buildings: Table,
    seed: int,
    params: OutsideParams,
) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Round of each stop, and uid of each round; a cell has as many as all its stops ask for. (K,), (R,)"""
    x, y = (np.floor(buildings[axis] / _CELL).astype(np.int64) for axis in ("x", "y"))
    cells, cell = np.unique(np.column_stack([x, y]), axis=0, return_inverse=True)
    cell = cell.reshape(-1)
    need = np.bincount(cell, weights=wanted, minlength=len(cells)) / params.stops_per_round
    names = uids_of(f"cell/{a}/{b}" for a, b in cells.tolist())
    row, ordinal = slots(need)
    name = child_uids(names[row] ^ _TOUR, ordinal)
    first = np.searchsorted(row, np.arange(len(cells)))
    count = np.bincount(row, minlength=len(cells))
    tour = np.full(building.size, -1, dtype=np.int64)
    stream = STOP.at(seed)
    at = cell[building]
    luck = np.full(building.size, 2.0)
    for j in range(int(count.max(initial=0))):
        able = np.flatnonzero(count[at] > j)
        mine = first[at[able]] + j
        u = stream.uniform(uid[able] ^ mixed(name[mine]), lane=_PICK)
        better = u < luck[able]
        luck[able[better]], tour[able[better]] = u[better], mine[better]
    return tour, name


def _along(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
    """Place along a Z-order curve: the bits of both coordinates in turn. (K,)"""
    code = np.zeros(x.size, dtype=np.int64)
    a, b = (np.mod(np.floor(v / _FINE), 1 << 16).astype(np.int64) for v in (x, y))
    for bit in range(16):
        code |= ((a >> bit) & 1) << (2 * bit)
        code |= ((b >> bit) & 1) << (2 * bit + 1)
    return code
