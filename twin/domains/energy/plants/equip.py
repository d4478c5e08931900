"""Which plant stands in each building? Facts and shares become generators, emitters, valves and storages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import declare
from twin.domains.energy.plants.curves import cop_of
from twin.state.codes import Emitter, Epoch, Fuel, Generator, Thermal, Use
from twin.state.table import Flag

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.core.clock import Clock
    from twin.domains.energy.params import Params
    from twin.state.table import Table
    from twin.state.world import World

FUEL = declare("energy.heating_fuel", "which carrier heats a building")
CONDENSING = declare("energy.condensing", "whether a building's boiler condenses")
EMITTER = declare("energy.emitter", "whether fan coils or floors heat a building instead of radiators")
VALVES = declare("energy.valves", "whether a building has thermostatic valves")
TANK = declare("energy.tank", "whether a building has a central hot-water storage")
COOLED = declare("energy.cooled", "whether a building is cooled")

RHO_C = 4.19e6  # J/m3/K, water
LITRES = 1000.0
TANK_SPAN = 45.0  # K, 55 less 10 degC
INSIDE = 20.0  # degC
WATER_PUMPS = (Generator.GROUNDWATER_HEAT_PUMP, Generator.CANAL_HEAT_PUMP)
AIR_CP = 0.34 * 3600.0  # J/m3/K
_NO_PLANT = 1.0  # efficiency where there is none: any number but zero
_WATT = 1000.0 / 8760.0  # kWh a year to W on average


def equip(world: World, params: Params) -> None:
    """Fill all columns of plants, from epoch, use and the envelope as first built; after the zone's initialise."""
    buildings, seed = world.table("buildings"), world.seed
    use, uids = buildings["use"], buildings["uid"]
    fuel = FUEL.at(seed).choice(uids, np.asarray(params.fuel_share))
    fuel[use == Use.ANCILLARY] = Fuel.NONE
    buildings["heating_fuel"][:] = fuel
    condensing = CONDENSING.at(seed).uniform(uids) < np.array((*params.condensing_share, 0.0, 0.0, 0.0))[fuel]
    plain = np.array(
        [Generator.BOILER, Generator.BOILER, Generator.SUBSTATION, Generator.AIR_HEAT_PUMP, Generator.NONE]
    )
    generator = np.where(condensing, int(Generator.CONDENSING_BOILER), plain[fuel])
    buildings["generator"][:] = generator
    buildings["heating_efficiency"][:] = rated_efficiency(params)[generator]
    load = design_load(buildings, params)
    none = generator == Generator.NONE
    buildings["generator_power"][:] = np.where(none, 0.0, params.oversizing * load / design_factor(params)[generator])
    _emitters(buildings, params, seed, np.where(none, 0.0, params.emitter_oversizing * load))
    has_valves = VALVES.at(seed).uniform(uids) < valves_share(world.clock, params)
    buildings["valves"][:] = has_valves & ~none
    buildings["cost_allocation"][:] = buildings["valves"] & (use == Use.RESIDENTIAL) & (buildings["flats"] > 1.0)
    stored = TANK.at(seed).uniform(uids) < np.asarray(params.tank_share)[generator]
    buildings["tank_size"][:] = np.where(stored, tank_capacity(buildings, params), 0.0)
    buildings["source_flow"][:] = 0.0
    buildings["connection_power"][:] = connection(buildings, params)
    buildings["cooled"][:] = COOLED.at(seed).uniform(uids) < np.asarray(params.cooled_share)[use]
    for name in ("heating_fuel", "heating_efficiency", "cooled", "generator", "emitter", "valves"):
        buildings[f"{name}_flag"][:] = Flag.SYNTHETIC


def rated_efficiency(params: Params) -> NDArray[np.float64]:
    """Heat per final energy at the rating point by generator: full load of boilers, EN 14511 of heat pumps. (7,)"""
    pumps = [
        params.cop_factor * float(cop_of(35.0 - source, *curve, *params.cop_range))
        for source, curve in zip(params.rated_source, params.cop_curve, strict=True)
    ]
    return np.array([*params.boiler_efficiency, params.substation_efficiency, pumps[0], pumps[1], pumps[1], _NO_PLANT])


def design_factor(params: Params, supply: float = 50.0) -> NDArray[np.float64]:
    """Heat on the coldest day per rated power, by generator; 1 for all but heat pumps. (7,)"""
    (air, air_supply), (water, water_supply) = params.power_curve
    lift = supply - 35.0
    sources = (params.design_temperature, 15.0, 12.0)  # coldest air, groundwater, coldest treated water
    factors = [1.0 + air * (sources[0] - params.rated_source[0]) + air_supply * lift]
    factors += [1.0 + water * (source - params.rated_source[1]) + water_supply * lift for source in sources[1:]]
    return np.array([1.0, 1.0, 1.0, *factors, 1.0])


def design_load(buildings: Table, params: Params) -> NDArray[np.float64]:
    """Heat that holds 20 degC at the design temperature with the envelope as it stands; 0 if unheated. (B,) [W]

    Notes
    -----
    EN 12831-1: transmission through all outer parts with their thermal bridges, and the air change, at least that of
    habitable rooms; without the surcharge for heating up, which oversizing stands for.
    """
    b = buildings
    facade = b["facade"].reshape(len(b), -1).sum(axis=1)
    glass = facade * b["window_share"]
    outer = facade + 2.0 * b["footprint"]
    loss = b["u_wall"] * (facade - glass) + b["u_window"] * glass
    loss += (b["u_roof"] + b["u_floor"]) * b["footprint"] + b["thermal_bridges"] * outer
    change = np.maximum(b["infiltration"] + b["ventilation"], params.design_airing)
    loss += AIR_CP / 3600.0 * change * params.room_height * reference_area(b, params)
    heated = b["thermal"] == Thermal.HEATED
    return np.asarray(np.where(heated, loss * (INSIDE - params.design_temperature), 0.0))


def reference_area(buildings: Table, params: Params) -> NDArray[np.float64]:
    """Heated reference area. (B,) [m2]"""
    return np.asarray(np.maximum(buildings["floor_area"] * params.net_floor_share, 1.0))


def mean_water_need(buildings: Table, params: Params) -> NDArray[np.float64]:
    """Useful heat in hot water, mean of the year as designed for. (B,) [W]"""
    return np.asarray(np.asarray(params.hot_water)[buildings["use"]] * reference_area(buildings, params) * _WATT)


def tank_capacity(buildings: Table, params: Params) -> NDArray[np.float64]:
    """Heat capacity of a storage that lasts some hours of mean need. (B,) [J/K]"""
    return np.asarray(mean_water_need(buildings, params) * params.tank_hours * 3600.0 / TANK_SPAN)


def connection(buildings: Table, params: Params) -> NDArray[np.float64]:
    """Power of the connection to the grid: by flats in homes, by area elsewhere, and room for a heat pump. (B,) [W]"""
    home = buildings["use"] == Use.RESIDENTIAL
    plain = np.where(
        home, params.connection_per_flat * buildings["flats"], params.connection_per_area * buildings["floor_area"]
    )
    pump = buildings["generator"] == Generator.AIR_HEAT_PUMP
    share = 1.0 / 2.0 + params.backup_share[0]  # electricity per heat on cold days, and the back-up
    return np.asarray(plain + np.where(pump, share * buildings["generator_power"], 0.0))


def valves_share(clock: Clock, params: Params) -> float:
    """Share of buildings with thermostatic valves in the clock's year."""
    years, shares = zip(*params.valves_share, strict=True)
    return float(np.interp(clock.year, years, shares))


def _emitters(buildings: Table, params: Params, seed: int, power: NDArray[np.float64]) -> None:
    use, epoch, luck = buildings["use"], buildings["epoch"], EMITTER.at(seed).uniform(buildings["uid"])
    emitter = np.where(luck < np.asarray(params.fan_coil_share)[use], int(Emitter.FAN_COIL), int(Emitter.RADIATOR))
    floor = (use == Use.RESIDENTIAL) & (epoch == Epoch.FROM_2006) & (luck < params.floor_share)
    emitter[floor] = Emitter.FLOOR
    radiators = np.asarray(params.emitter_temperature)[epoch]
    low = np.array((0.0, *params.low_temperature))[emitter]
    buildings["emitter"][:] = emitter
    buildings["emitter_power"][:] = power
    buildings["emitter_design"][:] = np.where(emitter == Emitter.RADIATOR, radiators, low)
