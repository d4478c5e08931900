"""When and where do the residents' electric cars charge, and how much?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from twin.core.streams import declare
from twin.domains.energy.charging_drive import battery_use, car_of, mean_speed
from twin.domains.energy.charging_kernels import Cars, Physics, Points, State, charge, drive, plug_in, release
from twin.state.codes import Engine, PlaceKind, Smart, VehicleKind
from twin.state.invariants import Audit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from twin.core.process import Every, Read
    from twin.core.streams import StreamName
    from twin.domains.energy.params import Params
    from twin.state.world import World

LUCK = declare("energy.charging", "socket, first charge and hour of coming home of a car")
_SOCKET, _CHARGE, _HOUR = 0, 1, 2  # lanes; the last takes two
_J_PER_KWH = 3.6e6
_W_PER_KW = 1e3
_M_PER_KM = 1e3
_MS_PER_KMH = 1.0 / 3.6
_WAKES, _SLEEPS = 7, 22  # civil hours
_TICKS_TO_SPARE = 1  # of smart charging, for what others at the same connection take
_LEAST = 0.5  # share of the capacity, least first charge
_WRITTEN = {
    "battery": "vehicles.battery", "plug": "vehicles.plug", "power": "vehicles.charging_power",
    "electric_year": "vehicles.electric_year", "elsewhere": "vehicles.charged_elsewhere",
    "home_power": "buildings.charging_power", "point_power": "places.charging_power",
    "point_year": "places.charging_year", "waited": "places.charging_wait_year",
}  # fmt: skip


def equip(world: World, params: Params) -> None:
    """Sockets of cars, first charge of their batteries if they are or become electric, and power of charge points."""
    vehicles, places = world.table("vehicles"), world.table("places")
    luck = LUCK.at(world.seed)
    vehicles["socket"][:] = luck.uniform(vehicles["uid"], lane=_SOCKET) < params.socket_share
    charged = _LEAST + (1.0 - _LEAST) * luck.uniform(vehicles["uid"], lane=_CHARGE)
    vehicles["battery"][:] = np.where(vehicles["kind"] == VehicleKind.CAR, charged * params.battery * _J_PER_KWH, 0.0)
    untold = (places["kind"] == PlaceKind.CHARGER) & (places["power"] <= 0.0)
    places["power"][untold] = params.point_power * _W_PER_KW


def points_of(
    places_power: NDArray[np.float64], open_plugs: NDArray[np.float64], site: NDArray[np.float64], params: Params
) -> Points:
    """Charge points as cars see them. Plugs of a place whose connection nobody tells share `site_share`.

    Parameters
    ----------
    places_power, open_plugs : Power of a plug, and plugs. (P,) [W], (P,)
    site : Power of each place's connection, 0 unknown. (P,) [W]
    params : Most that cars take, and share of a connection.
    """
    fast = places_power > params.fast_from * _W_PER_KW
    slow_limit, fast_limit = (limit * _W_PER_KW for limit in params.car_power)
    # One plug alone always has its power.
    shared = np.maximum(params.site_share * open_plugs, 1.0) * places_power
    return Points(
        open_plugs, np.minimum(places_power, np.where(fast, fast_limit, slow_limit)),
        np.where(site > 0.0, site, shared), np.ones(open_plugs.size),
    )  # fmt: skip


def within_reach(
    xy: NDArray[np.float64], points_xy: NDArray[np.float64], rows: NDArray[np.int64], reach: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Points within reach of each home, nearest first, ties by row: first of each (E + 1,) and rows (C,).

    Parameters
    ----------
    xy : Homes. (E, 2) [m]
    points_xy, rows : Points and their rows in places. (K, 2) [m], (K,)
    reach : Straight distance. () [m]
    """
    if not rows.size or not xy.shape[0]:
        return np.zeros(xy.shape[0] + 1, dtype=np.int64), np.zeros(0, dtype=np.int64)
    homes, which = np.unique(xy, axis=0, return_inverse=True)
    near = []
    for home, some in zip(homes, cKDTree(points_xy).query_ball_point(homes, reach), strict=True):
        found = np.array(sorted(some), dtype=np.int64)
        away = np.hypot(*(points_xy[found] - home).T) if found.size else np.zeros(0)
        near.append(rows[found[np.argsort(away, kind="stable")]])
    lists = [near[k] for k in which.ravel()]
    first = np.concatenate([[0], np.cumsum([each.size for each in lists])]).astype(np.int64)
    return first, np.concatenate(lists).astype(np.int64)


class Charging:
    """The process `energy.charging`: batteries of the residents' electric cars, their plugs and their electricity."""

    name = "energy.charging"
    every: Every = "tick"
    reads: Sequence[Read] = (
        "vehicles.kind", "vehicles.engine", "vehicles.household", "vehicles.distance_day", "vehicles.last_home",
        "vehicles.electric_use", "vehicles.socket", "households.home", "citizens.household", "citizens.away",
        "buildings.x", "buildings.y", "buildings.charging_share",
        "places.kind", "places.x", "places.y", "places.capacity", "places.power", "places.site_power", "places.smart",
        "car_links.flow", "car_links.speed", "car_links.length", "car_links.gradient", "forcing.t_out",
        "forcing.price_electricity", "forcing.carbon_intensity",
    )  # fmt: skip
    writes: Sequence[str] = (*_WRITTEN.values(), "buildings.charging_year")
    streams: Sequence[StreamName] = (LUCK,)

    def __init__(self, world: World, params: Params) -> None:
        self._columns = world.bind(self)
        self._params = params
        self._clock = world.clock
        self._uids = world.table("vehicles")["uid"]
        spread = LUCK.at(world.seed).normal(self._uids, lane=_HOUR)
        mean, wide = params.comes_home
        self._usual = np.clip(np.rint(mean + wide * spread), 0, 23).astype(np.int64)
        self._physics = Physics(
            capacity=params.battery * _J_PER_KWH,
            efficiency=params.charging_efficiency,
            socket_power=params.socket_power * _W_PER_KW,
            wanted_below=params.plug_below,
            leaves=params.leaves_home,
            dt_s=world.clock.dt_s,
            accept=params.car_power[1] * _W_PER_KW,
            taper_from=params.taper_from,
            taper_least=params.taper_least,
        )
        self._car = car_of(params)
        speed, t_out = params.use_at
        self._told = battery_use(speed * _MS_PER_KMH, t_out, 0.0, self._car)
        self._state = State(**{name: self._columns[path] for name, path in _WRITTEN.items()})
        self._taken = np.zeros(self._columns["places.kind"].size, dtype=np.int64)
        self._known: tuple[bytes, bytes] = (b"", b"")
        self._near = within_reach(np.zeros((0, 2)), np.zeros((0, 2)), np.zeros(0, dtype=np.int64), 0.0)
        self._rows = np.zeros(0, dtype=np.int64)
        self._audit = Audit("electricity of cars", "vehicles", "J")
        world.audits.append(self._audit)

    def step(self, tick: int) -> None:
        """Drive, plug in and charge in the tick `tick`."""
        if tick % self._clock.ticks_per_day == 0:
            self._begin_day(tick)
        if not self._rows.size:
            return
        hour = int(self._clock.civil_hour[tick])
        cars, points, physics, state = self._cars, self._points, self._physics, self._state
        held = float(state.battery[cars.row].sum())
        used = drive(hour, cars, physics, state, self._done)
        if release(hour, cars, physics, state, self._taken):
            order = np.argsort(state.battery[cars.row], kind="stable")
            plug_in(hour, order, cars, points, physics, state, self._taken)
        # Where energy is managed cars wait for better hours, unless they are nearly empty.
        urgent = state.battery[cars.row] < self._params.charging_urgent * physics.capacity
        allowed = np.where(urgent, 1.0, self._columns["buildings.charging_share"][cars.home])
        plug = state.plug[cars.row]
        allowed = np.where(plug >= 0, np.where(urgent | self._good_hour(tick, plug), 1.0, 0.0), allowed)
        charge(cars, points, physics, allowed, (held, used), state, self._audit.cell)
        self._columns["buildings.charging_year"][...] += state.home_power * physics.dt_s

    def _good_hour(self, tick: int, plug: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether cars at public plugs charge now: at smart ones as many of the best ticks left as they need. (E,)"""
        smart = self._columns["places.smart"]
        if not smart.any():
            return np.ones(plug.size, dtype=bool)
        waits = smart[np.maximum(plug, 0)]
        cars, physics = self._cars, self._physics
        room = np.maximum(physics.capacity - self._state.battery[cars.row], 0.0)
        power = self._points.power[np.maximum(plug, 0)] * physics.efficiency * physics.dt_s
        needed = np.ceil(room / np.maximum(power, 1.0)) + _TICKS_TO_SPARE
        left = self._ticks_left(tick)
        out = np.ones(plug.size, dtype=bool)
        for kind, column in ((Smart.PRICE, "forcing.price_electricity"), (Smart.CARBON, "forcing.carbon_intensity")):
            ahead = self._columns[column][tick : tick + left]
            out &= (waits != kind) | (np.count_nonzero(ahead[1:] < ahead[0]) < needed)
        return out

    def _ticks_left(self, tick: int) -> int:
        """Ticks until cars leave, this one counted."""
        hours = self._clock.civil_hour[tick : tick + self._clock.ticks_per_day]
        leaves = np.flatnonzero(hours == self._physics.leaves)
        return max(int(leaves[0]) if leaves.size else hours.size, 1)

    def _begin_day(self, tick: int) -> None:
        """Take in the day's distances and arrivals, and what edits have changed."""
        column = self._columns
        kept = column["households.home"][column["vehicles.household"]]
        electric = (column["vehicles.kind"] == VehicleKind.CAR) & (column["vehicles.engine"] == Engine.ELECTRIC)
        rows = np.flatnonzero(electric & (kept >= 0))
        rows = rows[np.argsort(self._uids[rows])]
        home = kept[rows]
        standing = (column["places.kind"] == PlaceKind.CHARGER) & (column["places.capacity"] > 0.0)
        known = (rows.tobytes(), standing.tobytes())
        if known != self._known:
            self._known = known
            self._state.plug[:] = -1  # cars look for their plugs anew
            self._taken[:] = 0
            at = np.flatnonzero(standing)
            places_xy = np.column_stack([column["places.x"][at], column["places.y"][at]])
            home_xy = np.column_stack([column["buildings.x"][home], column["buildings.y"][home]])
            self._near = within_reach(home_xy, places_xy, at, self._params.plug_reach)
        self._rows = rows
        told = column["vehicles.last_home"][rows]
        came = np.isfinite(told)
        inside, outside = self._over_told(tick)
        near, far = column["vehicles.distance_day"][rows], self._params.outside_km * _M_PER_KM
        metres = near + far
        per_metre = column["vehicles.electric_use"][rows]
        use = per_metre * (near * inside + far * outside) / np.maximum(metres, 1.0)
        gone = self._gone(rows)
        # Where people are away their cars neither drive nor charge here; what they drive there, they charge there.
        self._state.electric_year[rows[gone]] += metres[gone]
        self._state.elsewhere[rows[gone]] += (metres * use)[gone]
        metres[gone] = 0.0
        self._cars = Cars(
            row=rows,
            home=home,
            socket=column["vehicles.socket"][rows],
            arrives=np.where(came, np.where(came, told, 0.0).astype(np.int64) % 24, self._usual[rows]),
            driven=metres * use * self._physics.efficiency,
            metres=metres,
            first=self._near[0],
            point=self._near[1],
        )
        self._done = np.zeros(rows.size, dtype=bool)
        plugs = np.where(standing, column["places.capacity"], 0.0)
        self._points = points_of(column["places.power"], plugs, column["places.site_power"], self._params)

    def _over_told(self, tick: int) -> tuple[float, float]:
        """Consumption today in the district and beyond it, over what the vehicles tell. [1]

        At the district's mean speed and steepness, beyond it at a parameter's speed and on the level; at the mean
        temperature of the day's waking hours.
        """
        column, per_day = self._columns, self._clock.ticks_per_day
        hours = self._clock.civil_hour[tick : tick + per_day]
        awake = column["forcing.t_out"][tick : tick + per_day][(hours >= _WAKES) & (hours < _SLEEPS)]
        t_out = float(awake.mean()) if awake.size else self._params.use_at[1]
        flow = np.empty(2)
        mean_speed(
            column["car_links.flow"], column["car_links.speed"], column["car_links.length"],
            column["car_links.gradient"], flow,
        )  # fmt: skip
        beyond = self._params.outside_speed * _MS_PER_KMH
        speed = float(flow[0]) if flow[0] > 0.0 else beyond
        inside = battery_use(speed, t_out, float(flow[1]), self._car)
        return inside / self._told, battery_use(beyond, t_out, 0.0, self._car) / self._told

    def _gone(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether each car's household is away from the city today. (E,)"""
        column = self._columns
        away = np.zeros(column["households.home"].size, dtype=bool)
        away[column["citizens.household"][column["citizens.away"]]] = True
        return np.asarray(away[column["vehicles.household"][rows]])
