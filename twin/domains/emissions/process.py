"""What do buildings, lamps and vehicles emit this hour?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.clock import DayType
from twin.core.units import KWH_PER_J
from twin.domains.emissions.fleet import by_kmh, factors, fleet_mean, others
from twin.domains.emissions.kernels import buildings_hour, traffic_day, traffic_hour
from twin.state.bans import barred

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from twin.core.process import Every, Read
    from twin.core.streams import StreamName
    from twin.domains.emissions.params import Params
    from twin.state.world import World

_CARRIERS = ("gas", "gas_oil", "district_heat", "electricity")
_FLOWS = ("flow", "car_flow", "van_flow", "truck_flow", "guest_share", "speed", "length")
_WRITTEN = ("co2", "nox", "pm10", "co2_year")
_G_PER_GJ = 1e-12  # g/GJ in kg/J


class BuildingEmissions:
    """The process `emissions.buildings`: CO2 of all carriers, NOx and PM10 of fuels burned on site."""

    name = "emissions.buildings"
    every: Every = "tick"
    reads: Sequence[Read] = (*(f"buildings.{name}" for name in _CARRIERS), "forcing.carbon_intensity")
    writes: Sequence[str] = tuple(f"buildings.{name}" for name in _WRITTEN)
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World, params: Params) -> None:
        columns = world.bind(self)
        self._carriers = tuple(columns[f"buildings.{name}"] for name in _CARRIERS)
        self._written = {name: columns[f"buildings.{name}"] for name in _WRITTEN}
        self._intensity = columns["forcing.carbon_intensity"]
        self._dt_s = world.clock.dt_s
        self._factors = np.zeros((3, 4))
        self._factors[0, :3] = np.array([params.co2_gas, params.co2_gas_oil, params.co2_district_heat]) * KWH_PER_J
        self._factors[1, :2] = params.nox_gas * _G_PER_GJ, params.nox_gas_oil * _G_PER_GJ
        self._factors[2, :2] = params.pm10_gas * _G_PER_GJ, params.pm10_gas_oil * _G_PER_GJ

    def step(self, tick: int) -> None:
        """Emissions of the tick `tick`."""
        self._factors[0, 3] = self._intensity[tick]
        buildings_hour(self._carriers, self._factors, self._dt_s, **self._written)


class LightingEmissions:
    """The process `emissions.lighting`: CO2 of the lamps' electricity."""

    name = "emissions.lighting"
    every: Every = "tick"
    reads: Sequence[Read] = ("lampposts.power", "forcing.carbon_intensity")
    writes: Sequence[str] = ("lampposts.co2",)
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World) -> None:
        columns = world.bind(self)
        self._power = columns["lampposts.power"]
        self._co2 = columns["lampposts.co2"]
        self._intensity = columns["forcing.carbon_intensity"]

    def step(self, tick: int) -> None:
        """Emissions of the tick `tick`."""
        np.multiply(self._power, self._intensity[tick], out=self._co2)


class TrafficEmissions:
    """The process `emissions.traffic`: CO2, NOx and PM10 of all vehicles on every link.

    Cars of residents have the mix of the district's own, other cars that of the city; so have vans and trucks, of
    which those that `zones.electric_vans` counts take the place of others. On workdays cars that are barred at home do
    not count, nor do classes from elsewhere, as far as zones bar them in which those drive.

    Rates of all hours of a day are made at midnight from the day's flows and speeds; each hour copies its own.
    """

    name = "emissions.traffic"
    every: Every = "tick"
    reads: Sequence[Read] = (
        *(f"car_links.{name}" for name in _FLOWS),
        "zones.electric_vans",
        "zones.vans",
        "zones.least_petrol",
        "zones.least_diesel",
        "car_links.zone",
        "households.zone",
        "vehicles.household",
        "vehicles.kind",
        "vehicles.engine",
        "vehicles.euro",
        "vehicles.electric_use",
        "forcing.carbon_intensity",
    )
    writes: Sequence[str] = tuple(f"car_links.{name}" for name in _WRITTEN)
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World, params: Params) -> None:
        columns = world.bind(self)
        self._day = {name: columns[f"car_links.{name}"] for name in _FLOWS}
        self._vans = columns["zones.electric_vans"], columns["zones.vans"]
        self._params = params
        self._written = {name: columns[f"car_links.{name}"] for name in _WRITTEN}
        self._intensity = columns["forcing.carbon_intensity"]
        self._vehicles = world.table("vehicles")
        self._households, self._zones = world.table("households"), world.table("zones")
        self._link_zone = columns["car_links.zone"]
        self._clock = world.clock
        self._usual_euro = params.usual_euro
        self._speeds = params.speeds
        self._factors = factors(params)
        self._hour = world.clock.civil_hour
        self._dt_s = world.clock.dt_s
        self._made = -1
        self._ticks_per_day = world.clock.ticks_per_day
        self._rate = np.zeros((24, self._day["length"].size, 4))

    def step(self, tick: int) -> None:
        """Emissions of the tick `tick`."""
        if tick // self._ticks_per_day != self._made:  # not only at midnight: a run may be taken up within a day
            self._made = tick // self._ticks_per_day
            electric, vans = (float(column.sum()) for column in self._vans)
            share = min(electric / vans, 1.0) if vans > 0.0 else 0.0
            mean = self._mean(share, bans=self._clock.day_type[self._made] == DayType.WORKDAY)
            traffic_day(factors=by_kmh(mean, self._speeds), rate=self._rate, **self._day)
        rate = self._rate[self._hour[tick]]
        traffic_hour(rate, float(self._intensity[tick]), self._dt_s, **self._written)

    def _mean(self, electric_vans: float, *, bans: bool) -> NDArray[np.float64]:
        """Mean factors of all kinds today. (5, 4, 6) [SI]"""
        petrol, diesel = self._zones["least_petrol"], self._zones["least_diesel"]
        if not (bans and (petrol.any() or diesel.any())):
            own = fleet_mean(self._vehicles, self._factors, self._usual_euro)
            return np.concatenate([own, others(self._factors, electric_vans, self._params)])
        stands = barred(self._vehicles, self._households, self._zones)
        own = fleet_mean(self._vehicles, self._factors, self._usual_euro, stands)
        # The streets of zones with the same bans, by what drives on them.
        inside = self._link_zone >= 0
        driven = (self._day["flow"].sum(axis=1) * self._day["length"])[inside]
        by_zone = np.bincount(self._link_zone[inside], weights=driven, minlength=petrol.size)
        pairs, which = np.unique(np.column_stack([petrol, diesel]), axis=0, return_inverse=True)
        weight = np.bincount(which.reshape(-1), weights=by_zone, minlength=len(pairs))
        weight = weight / weight.sum() if weight.sum() > 0.0 else np.full(len(pairs), 1.0 / len(pairs))
        guests = sum(w * others(self._factors, electric_vans, self._params, (int(p), int(d)))
                     for w, (p, d) in zip(weight, pairs, strict=True))  # fmt: skip
        return np.concatenate([own, guests])
