"""Where may cars stand? Streets grouped into areas with their places, what people believe of them, whose cars stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from twin.core.jit import kernel
from twin.core.streams import declare
from twin.domains.mobility.parking.kernels import Curbs, look_for_place
from twin.state.codes import PlaceKind, VehicleKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.parking.params import ParkingParams
    from twin.state.table import Table
    from twin.state.world import World

GARAGE = declare("mobility.garage", "whether a car is kept in a garage or courtyard")
_H = 3600.0


class Areas(NamedTuple):
    """Areas and what lies in them. A area has two rows: g for its open places, G + g for those of its residents.

    Parameters
    ----------
    curbs : Places by row, and how people look for them. A = 2 G rows.
    xy : Middle of each area. (G, 2) [m]
    row : Row in which others than residents look near each site, -1 where no area is near. (S,)
    home : Row in which residents look near each site. (S,)
    fee : Mean fee of the open places of each area for others than residents. (G,) [EUR/h]
    """

    curbs: Curbs
    xy: NDArray[np.float64]
    row: NDArray[np.int32]
    home: NDArray[np.int32]
    fee: NDArray[np.float64]


class Kept(NamedTuple):
    """Where residents' vehicles are kept; V vehicles.

    Parameters
    ----------
    looks : Row in which a place is looked for at home, -1 for those with a garage and all but cars. (V,)
    stands : Row on whose places it stands when the day begins, -1 none. (V,)
    """

    looks: NDArray[np.int32]
    stands: NDArray[np.int32]


def equip(world: World, params: ParkingParams) -> None:
    """Shares of residents' places and fees, where the layers tell none."""
    links = world.table("car_links")
    if not links["parking_residents"].any():
        links["parking_residents"][:] = np.where(links["parking"] > 0.0, params.resident_places, 0.0)
    if not links["parking_fee"].any():
        links["parking_fee"][:] = np.where(links["parking"] > 0.0, params.paid_places * params.street_fee, 0.0)


def areas_of(
    links: Table, nodes: Table, places: Table, xy: NDArray[np.float64], around: float, speeds: tuple[float, float],
    params: ParkingParams,
) -> Areas:  # fmt: skip
    """Group the streets into squares of the country's grid.

    Parameters
    ----------
    links, nodes : Car network. Public car parks count as open places of their square.
    places : All places.
    xy : Sites. (S, 2) [m]
    around : Way on foot over straight distance. () [1]
    speeds : On foot, and by car while looking for a place. (2,) [m/s]
    params : See there.
    """
    tail, head = links["tail"], links["head"]
    with_places = np.flatnonzero(links["parking"] >= 1.0)
    at = np.column_stack([0.5 * (nodes[axis][tail] + nodes[axis][head])[with_places] for axis in ("x", "y")])
    parks = np.flatnonzero((places["kind"] == PlaceKind.CAR_PARK) & (places["capacity"] >= 1.0))
    at = np.concatenate([at, np.column_stack([places["x"][parks], places["y"][parks]])])
    squares, cell = np.unique(np.floor(at / params.parking_cell).astype(np.int64), axis=0, return_inverse=True)
    cell, n = cell.reshape(-1), squares.shape[0]
    if n == 0:
        none = np.full(xy.shape[0], -1, dtype=np.int32)
        return Areas(
            _curbs(np.zeros((4, 0)), np.zeros((0, 2)), around, speeds, params),
            np.zeros((0, 2)),
            none,
            none,
            np.zeros(0),
        )
    count = np.concatenate([np.floor(links["parking"][with_places]), np.floor(places["capacity"][parks])])
    kept = np.concatenate([np.rint(count[: with_places.size] * links["parking_residents"][with_places]), 0.0 * parks])
    length = np.concatenate([links["length"][with_places], 0.0 * parks])
    led = np.concatenate([links["guided"][with_places], np.ones(parks.size)])
    fee = np.concatenate([links["parking_fee"][with_places], np.full(parks.size, params.street_fee)])
    total = [np.bincount(cell, weights=some, minlength=n) for some in (count - kept, kept, length, led * count)]
    sums = [np.bincount(cell, weights=at[:, axis] * count, minlength=n) for axis in (0, 1)]
    middle = np.column_stack(sums).astype(np.float64) / (total[0] + total[1])[:, None]
    near, which = cKDTree(middle).query(xy) if xy.size else (np.zeros(0), np.zeros(0, dtype=np.int64))
    row = np.where(near <= 2.0 * params.parking_cell, which, -1).astype(np.int32)
    return Areas(
        _curbs(np.stack(total), middle, around, speeds, params), middle, row,
        np.where(row >= 0, row + n, -1).astype(np.int32),
        np.bincount(cell, weights=fee * (count - kept), minlength=n) / np.maximum(total[0], 1.0),
    )  # fmt: skip


def _curbs(
    total: NDArray[np.float64], middle: NDArray[np.float64], around: float, speeds: tuple[float, float],
    params: ParkingParams,
) -> Curbs:  # fmt: skip
    """Rows of the areas, open places first; `total` holds open and residents' places, length and guided ones. (4, G)"""
    n = total.shape[1]
    foot, car = speeds
    opened, kept, length, led = total
    every = opened + kept
    beyond = np.full(n, -1, dtype=np.int32)
    if n > 1:
        beyond = cKDTree(middle).query(middle, k=2)[1][:, 1].astype(np.int32)
    # Where an area is a car park alone its places lie as close as those along a street.
    way = np.where(length > 0.0, length, 5.5 * every)
    seen = np.concatenate([opened, every])
    return Curbs(
        np.concatenate([opened, kept]),
        np.concatenate([np.full(n, -1), np.arange(n)]).astype(np.int32),
        np.concatenate([beyond, np.where(beyond >= 0, beyond + n, -1)]).astype(np.int32),
        np.tile(way, 2) / np.maximum(seen, 1.0) / car,
        seen / params.parking_cell**2,
        np.tile(params.led_share * led / np.maximum(every, 1.0), 2),
        params.clumping, params.led_search, params.search_patience, foot / around,
    )  # fmt: skip


def kept_at(tables: dict[str, Table], areas: Areas, seed: int, params: ParkingParams) -> Kept:
    """Where residents' cars are kept: in garages, or on the streets near home as far as these hold them.

    Cars with a socket where they are kept have a garage. Of the others each has one by lot, with the share that is
    needed where streets could not hold the rest. Cars on the street stand on residents' places first.
    """
    vehicles, households = tables["vehicles"], tables["households"]
    home = households["home"][vehicles["household"]]
    car = (vehicles["kind"] == VehicleKind.CAR) & (home >= 0)
    looks = np.where(car, areas.home[np.maximum(home, 0)], -1).astype(np.int32)
    n = areas.xy.shape[0]
    there = np.flatnonzero(looks >= 0)
    group = looks[there] - n
    cars = np.bincount(group, minlength=n)
    places = areas.curbs.places[:n] + areas.curbs.places[n:]
    share = np.maximum(params.garage_share, 1.0 - params.street_filling * places / np.maximum(cars, 1))
    luck = GARAGE.at(seed).uniform(vehicles["uid"][there])
    looks[there[(luck < share[group]) | vehicles["socket"][there]]] = -1
    stands = np.full(looks.size, -1, dtype=np.int32)
    out = np.flatnonzero(looks >= 0)
    out = out[np.argsort(vehicles["uid"][out])]
    order = np.argsort(looks[out], kind="stable")
    group = looks[out][order] - n
    first = np.searchsorted(group, np.arange(n))
    place = np.arange(group.size) - first[group] if n else group
    stands[out[order]] = np.where(place < areas.curbs.places[n + group], group + n, group)
    return Kept(looks, stands)


def standing_all_day(kept: Kept, gone: NDArray[np.bool_], n_rows: int) -> NDArray[np.int64]:
    """Cars that stand on each row's places and do not move today. (A,)

    Parameters
    ----------
    kept : Where they stand.
    gone : Whether each has trips today or is away from the city. (V,)
    n_rows : Number of rows. ()
    """
    still = (kept.stands >= 0) & ~gone
    return np.bincount(kept.stands[still], minlength=n_rows).astype(np.int64)


@kernel
def expect(curbs: Curbs, occupancy: NDArray[np.int64], search: NDArray[np.float64], walk: NDArray[np.float64]) -> None:
    """Mean search and walk of those who arrive in each hour and look in each row.

    Parameters
    ----------
    curbs : Places.
    occupancy : Vehicles on the places. (24, A)
    search, walk : Written. (24, A) [s]
    """
    for hour in range(occupancy.shape[0]):
        for row in range(curbs.places.shape[0]):
            _, seconds, foot = look_for_place(row, occupancy[hour], curbs, -1.0)
            search[hour, row] = seconds
            walk[hour, row] = foot


def believed(
    areas: Areas, occupancy: NDArray[np.int64], cut: NDArray[np.float64], unknown: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What people expect of parking away from home: search and walk by period and site, price by site.

    Parameters
    ----------
    areas : Places.
    occupancy : Vehicles on the places at half past each hour, of the last equilibrium. (24, A)
    cut : Bounds of the periods. (P + 1,) [s]
    unknown : Search where no area is near. () [s]

    Returns
    -------
    Search with the walk from the place found (P, S) [s], price (S,) [EUR/h].
    """
    shape = (occupancy.shape[0], areas.curbs.places.size)
    search, walk = np.empty(shape), np.empty(shape)
    expect(areas.curbs, occupancy.astype(np.int64), search, walk)
    middle = (np.arange(shape[0]) + 0.5) * 24.0 * _H / shape[0]
    known = areas.row >= 0
    out = np.full((cut.size - 1, areas.row.size), unknown, dtype=np.float32)
    for p in range(cut.size - 1):
        hours = (middle >= cut[p]) & (middle < cut[p + 1])
        if hours.any() and shape[1]:
            out[p, known] = (search + walk)[hours].mean(axis=0)[areas.row[known]]
    price = np.zeros(areas.row.size, dtype=np.float32)
    price[known] = areas.fee[areas.row[known]]
    return out, price
