"""Who comes to work in the district or to visit it, from where, by which mode, and with which vehicle?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.rendezvous import child_uids
from twin.core.streams import declare
from twin.domains.mobility.outside.groups import Fleet, Guests, Why
from twin.domains.mobility.outside.riding import riding
from twin.population.places import zone_pull
from twin.state.codes import Mode, Occupation, PlaceKind, RideKind, Use

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.core.streams import Stream
    from twin.domains.mobility.outside.beyond import Beyond
    from twin.domains.mobility.outside.params import OutsideParams
    from twin.population.params import Params as PopulationParams
    from twin.state.table import Table

GUEST = declare("mobility.outside.guest", "where somebody from elsewhere comes from, by which mode, when, for how long")
_COMMUTERS, _VISITORS = np.uint64(0x636F6D6D75746500), np.uint64(0x7669736974000000)
_BEYOND, _PLACE, _MODE, _DRIVES, _START, _STAY, _OWN = range(7)
_HOUR = 3600.0
_MODES = np.array([Mode.CAR, Mode.MOTORCYCLE, Mode.TRANSIT, Mode.BICYCLE])
_PUBLIC = (Use.OFFICE, Use.EDUCATION, Use.HEALTH, Use.OTHER)
_VISIT_HOURS = (9.0, 20.0)  # visits begin between these, most at midday and in the afternoon


def slots(expected: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row and ordinal of as many slots as cover an expected number, at least one where it is above 0. (N,) → (K,)"""
    count = np.ceil(np.maximum(expected, 0.0)).astype(np.int64)
    row = np.repeat(np.arange(count.size), count)
    return row, np.arange(row.size) - np.repeat(np.cumsum(count) - count, count)


def commuters(
    tables: dict[str, Table], places: Beyond, seed: int, params: OutsideParams, people: PopulationParams
) -> tuple[Guests, Fleet, int]:
    """People from elsewhere who hold the jobs that residents of the district leave, and their vehicles.

    Of all jobs held, those of people from beyond the municipality are the published share of commuters over its
    boundary; residents of the district hold what `citizens.work` says; other zones send the rest.

    Returns
    -------
    guests, fleet, lost : The last is how many there would be in buildings that cannot be reached.
    """
    buildings, citizens = tables["buildings"], tables["citizens"]
    held = params.jobs_filled * buildings["workplaces"]
    worker = (citizens["occupation"] == Occupation.WORKER) & (citizens["work"] >= 0)
    own = np.bincount(citizens["work"][worker], minlength=held.size)
    far = params.systematic_share * params.exchange_trips / 2.0
    beyond = held * far / (far + params.internal_commuters)
    open_ = np.maximum(held - own, 0.0)
    chance_beyond = np.minimum(beyond / np.maximum(open_, 1e-9), 1.0)
    building, ordinal = slots(open_)
    often = open_[building] - ordinal  # the last slot of a building counts in part
    uid = child_uids(buildings["uid"][building] ^ _COMMUTERS, ordinal)
    stream = GUEST.at(seed)
    start, stay = _times(stream, uid, params.work_start), _times(stream, uid, params.work_stay, _STAY)
    chance = np.minimum(often, 1.0)[:, None] * np.asarray(params.attendance)
    pull = _pull(tables, places, zone_pull(tables["zones"], people), params.commute_decay)
    origin = _origins(stream, uid, building, chance_beyond[building], tables, places, pull)
    mode = _modes(stream, uid, places.zone[origin] < 0, params)
    kept = np.isfinite(places.to_node[origin, buildings["car_node"][building]]) | (mode >= 2)  # noqa: PLR2004
    guests = _guests(uid, Why.COMMUTE, mode, origin, building, start, np.maximum(stay, _HOUR), chance, places, kept)
    seeks = stream.uniform(guests.uid, lane=_OWN) >= params.own_place
    drives = stream.uniform(guests.uid, lane=_DRIVES) < 1.0 / params.occupancy[0]
    guests, drives = riding(guests, drives, buildings["zone"], seed)
    return guests, _vehicles(guests, drives, seeks, tables, places), int((~kept).sum())


def visitors(tables: dict[str, Table], places: Beyond, seed: int, params: OutsideParams) -> tuple[Guests, Fleet, int]:
    """Visitors of shops, places of leisure, offices and hospitals who live elsewhere, and their vehicles."""
    buildings, spots = tables["buildings"], tables["places"]
    use, floor = buildings["use"], buildings["floor_area"]
    shops = np.where(use == Use.RETAIL, floor / params.shop_area, 0.0)
    drawn = np.isin(spots["kind"], (PlaceKind.SHOP, PlaceKind.LEISURE)) & (spots["building"] >= 0)
    shops += np.bincount(spots["building"][drawn], minlength=shops.size)
    wanted = params.visitors_per_shop * shops + params.visitors_per_office * np.where(np.isin(use, _PUBLIC), floor, 0.0)
    wanted[buildings["zone"] < 0] = 0.0
    by_day = np.asarray(params.visits_by_day)
    most = wanted * by_day.max()
    building, ordinal = slots(most)
    uid = child_uids(buildings["uid"][building] ^ _VISITORS, ordinal)
    stream = GUEST.at(seed)
    low, high = _VISIT_HOURS
    middle = (stream.uniform(uid, lane=_START) + stream.uniform(uid, lane=_START + 100)) / 2.0
    start = (low + (high - low) * middle) * _HOUR
    stay = np.maximum(_times(stream, uid, params.visit_stay, _STAY), _HOUR / 6.0)
    chance = np.minimum(most[building] - ordinal, 1.0)[:, None] * (by_day / by_day.max())
    residents = np.nan_to_num(tables["zones"]["residents"])
    pull = _pull(tables, places, residents, params.visit_decay)
    origin = _origins(stream, uid, building, np.full(uid.size, params.visit_from_beyond), tables, places, pull)
    mode = _modes(stream, uid, places.zone[origin] < 0, params)
    kept = np.isfinite(places.to_node[origin, buildings["car_node"][building]]) | (mode >= 2)  # noqa: PLR2004
    guests = _guests(uid, Why.VISIT, mode, origin, building, start, stay, chance, places, kept)
    drives = stream.uniform(guests.uid, lane=_DRIVES) < 1.0 / params.occupancy[1]
    guests, drives = riding(guests, drives, buildings["zone"], seed)
    seeks = np.ones(guests.uid.size, dtype=bool)
    return guests, _vehicles(guests, drives, seeks, tables, places), int((~kept).sum())


def _times(
    stream: Stream, uid: NDArray[np.uint64], usual: tuple[float, float], lane: int = _START
) -> NDArray[np.float64]:
    """Times around a mean, triangular with the given spread. (N,) [s]"""
    two = stream.uniform(uid, lane=lane) + stream.uniform(uid, lane=lane + 100)
    return np.asarray((usual[0] + usual[1] * np.sqrt(6.0) * (two - 1.0)) * _HOUR)


def _pull(tables: dict[str, Table], places: Beyond, weight: NDArray[np.float64], decay: float) -> NDArray[np.float64]:
    """Cumulative shares of the zones outside in those who come to each zone from inside the municipality. (Z, O')"""
    zones = tables["zones"]
    rows = places.zone[places.zone >= 0]
    away = np.hypot(zones["x"][:, None] - zones["x"][rows], zones["y"][:, None] - zones["y"][rows])
    residents = np.nan_to_num(zones["residents"])[rows]
    drawn = np.where(weight[rows] > 0.0, residents, 0.0) * np.exp(-away / decay)
    total = drawn.sum(axis=1, keepdims=True)
    drawn = np.where(total > 0.0, drawn, 1.0)
    return np.asarray(np.cumsum(drawn, axis=1) / drawn.sum(axis=1, keepdims=True)) if rows.size else drawn


def _origins(
    stream: Stream,
    uid: NDArray[np.uint64],
    building: NDArray[np.int64],
    beyond: NDArray[np.float64],
    tables: dict[str, Table],
    places: Beyond,
    pull: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Row among the places outside that each comes from. (N,)"""
    n_zones = int((places.zone >= 0).sum())
    u = stream.uniform(uid, lane=_PLACE)
    sector = np.searchsorted(np.cumsum(places.ring.share), u, side="right")
    sector = n_zones + np.minimum(sector, places.ring.share.size - 1)
    if n_zones == 0:
        return np.asarray(sector)
    zone = np.empty(uid.size, dtype=np.int64)
    at = tables["buildings"]["zone"][building]
    for z in np.unique(at).tolist():
        rows = np.flatnonzero(at == z)
        zone[rows] = np.minimum(np.searchsorted(pull[z], u[rows], side="right"), n_zones - 1)
    return np.where(stream.uniform(uid, lane=_BEYOND) < beyond, sector, zone)


def _modes(stream: Stream, uid: NDArray[np.uint64], far: NDArray[np.bool_], params: OutsideParams) -> NDArray[np.int64]:
    """Car, motorcycle, public transport or the rest, as 0 to 3, by the published splits. (N,)"""
    u = stream.uniform(uid, lane=_MODE)
    chosen = []
    for split in (params.internal_split, params.exchange_split):
        steps = np.cumsum(split) / np.sum(split)
        chosen.append(np.minimum(np.searchsorted(steps, u, side="right"), len(split) - 1))
    return np.where(far, chosen[1], chosen[0])


def _guests(
    uid: NDArray[np.uint64],
    why: Why,
    mode: NDArray[np.int64],
    origin: NDArray[np.int64],
    building: NDArray[np.int64],
    arrival: NDArray[np.float64],
    stay: NDArray[np.float64],
    chance: NDArray[np.float64],
    places: Beyond,
    kept: NDArray[np.bool_],
) -> Guests:
    return Guests(
        uid[kept],
        uid[kept],
        np.full(int(kept.sum()), why, dtype=np.int8),
        _MODES[mode[kept]].astype(np.int8),
        places.site[origin[kept]].astype(np.int32),
        places.zone[origin[kept]] < 0,
        building[kept].astype(np.int32),
        arrival[kept],
        stay[kept],
        np.ascontiguousarray(chance[kept], dtype=np.float32),
    )


def _vehicles(
    guests: Guests, drives: NDArray[np.bool_], seeks: NDArray[np.bool_], tables: dict[str, Table], places: Beyond
) -> Fleet:
    """Cars of those who drive, and motorcycles; who rides along has none."""
    rows = np.flatnonzero(drives | (guests.mode == Mode.MOTORCYCLE))
    at = np.searchsorted(places.site, guests.origin[rows])
    way = places.to_node[at, tables["buildings"]["car_node"][guests.building[rows]]]
    cars = guests.mode[rows] == Mode.CAR
    ones = np.ones(rows.size)
    return Fleet(
        guests.uid[rows], guests.why[rows],
        np.where(cars, RideKind.CAR, RideKind.MOTORCYCLE).astype(np.int8),
        guests.origin[rows], ones.astype(bool),
        np.maximum(guests.arrival[rows] - _WALK - way / _USUAL, 0.0), guests.chance[rows],
        np.arange(rows.size + 1, dtype=np.int64), guests.building[rows], guests.stay[rows],
        np.where(cars, _WALK, 0.0), cars & seeks[rows], ones.astype(np.float32),
    )  # fmt: skip


_USUAL = 22.0 / 3.6  # m/s, cars in Milan (ISTAT 2011, via actranspr2)
_WALK = 120.0  # s, from the car to the door
