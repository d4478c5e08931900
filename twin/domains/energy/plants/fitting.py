"""Are the plants of all buildings fit to run, and with which coefficients? Columns become what the kernels read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.errors import Fault, InputError
from twin.core.log import log
from twin.domains.energy.plants.curves import cop_of
from twin.domains.energy.plants.equip import LITRES, RHO_C, WATER_PUMPS, mean_water_need, reference_area
from twin.domains.energy.plants.layout import GRAVITY, Fitted, Rules
from twin.domains.energy.rows import heated_rows
from twin.state.codes import Control, Emitter, Fuel, Generator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from twin.domains.energy.params import Params
    from twin.state.table import Table
    from twin.state.world import World

STATIC = (
    "use", "epoch", "thermal", "floor_area", "heating_fuel", "heating_efficiency", "generator", "generator_power",
    "emitter", "emitter_power", "emitter_design", "valves", "control", "tank_size", "source_flow", "connection_power",
)  # fmt: skip
PUMPS = (Generator.AIR_HEAT_PUMP, *WATER_PUMPS)
BOILERS = (Generator.BOILER, Generator.CONDENSING_BOILER)
# Carriers that each generator can run on.
CARRIERS = {
    **dict.fromkeys(BOILERS, (Fuel.GAS, Fuel.GAS_OIL)),
    Generator.SUBSTATION: (Fuel.DISTRICT_HEAT,),
    **dict.fromkeys(PUMPS, (Fuel.ELECTRICITY,)),
    Generator.NONE: (Fuel.NONE,),
}
MOST_EFFICIENT = 1.1  # of boilers, lower heating value: condensing gas boilers end at 1.08
MOST_COP = 8.0  # at the rating point
HOTTEST_WATER = 95.0  # degC, mean of emitters
HOTTEST_SOURCE = 40.0  # degC
INSIDE = 20.0  # degC


def check(world: World, warned: set[str] | None = None) -> None:
    """Raise InputError for plants that cannot run, and log a warning, once, for figures that nature does not know.

    Each fault names its building and a mend; each warning the first building, its value, and how many are like it.

    Parameters
    ----------
    world : World with buildings and forcing.
    warned : Warnings given so far, added to; None for no warnings.
    """
    buildings = world.table("buildings")
    rows = heated_rows(buildings["thermal"])
    faults = [fault for found in (_without_source, _without_size) for fault in found(buildings, rows)]
    if faults:
        raise InputError("plants of the buildings", faults)
    if warned is None:
        return
    for warning in _impossible(world, buildings, rows):
        if warning not in warned:
            warned.add(warning)
            log.warning("%s", warning)


def name_of(buildings: Table, row: int) -> str:
    """What people find a building by."""
    return f"building {buildings['source_id'][row] or f'in row {row}'}"


def value_of(buildings: Table, column: str, row: int) -> str:
    """A value with its unit, if it has one."""
    unit = buildings.declaration(column).unit
    return f"{buildings[column][row]:g}{'' if unit == '1' else f' {unit}'}"


def _without_source(buildings: Table, rows: NDArray[np.int64]) -> Iterator[Fault]:
    generator, fuel = buildings["generator"][rows], buildings["heating_fuel"][rows]
    for code, carriers in CARRIERS.items():
        for row in rows[(generator == code) & ~np.isin(fuel, carriers)]:
            carrier = Fuel(int(buildings["heating_fuel"][row])).name.lower().replace("_", " ")
            what = f"its {_words(code)} has no source: the carrier is {carrier}"
            wanted = " or ".join(each.name for each in carriers)
            yield Fault(name_of(buildings, int(row)), what, f"set heating_fuel to {wanted}, or another generator")
    dry = np.isin(generator, WATER_PUMPS) & ~(buildings["source_flow"][rows] > 0.0)
    for row in rows[dry]:
        what = f"its {_words(Generator(int(buildings['generator'][row])))} has no source: source_flow is 0 m3/s"
        yield Fault(
            name_of(buildings, int(row)), what, "set source_flow to the water it may take, or another generator"
        )


def _without_size(buildings: Table, rows: NDArray[np.int64]) -> Iterator[Fault]:
    plant = buildings["generator"][rows] != Generator.NONE
    positive = ("generator_power", "emitter_power", "heating_efficiency")
    for name in positive:
        for row in rows[plant & ~(np.isfinite(buildings[name][rows]) & (buildings[name][rows] > 0.0))]:
            what = f"{name} is {value_of(buildings, name, int(row))}"
            yield Fault(
                name_of(buildings, int(row)), what, "a plant needs a positive one; set it, or generator to NONE"
            )
    for row in rows[plant & ~(buildings["emitter_design"][rows] > INSIDE)]:
        what = f"emitter_design is {buildings['emitter_design'][row]:g} degC"
        yield Fault(name_of(buildings, int(row)), what, f"emitters need water above {INSIDE:g} degC")
    for name in ("tank_size", "source_flow", "connection_power"):
        for row in rows[~(buildings[name][rows] >= 0.0)]:
            what = f"{name} is {value_of(buildings, name, int(row))}"
            yield Fault(name_of(buildings, int(row)), what, "set 0 or more")


def _impossible(world: World, buildings: Table, rows: NDArray[np.int64]) -> Iterator[str]:
    generator, eta = buildings["generator"][rows], buildings["heating_efficiency"][rows]
    burning = np.isin(generator, (*BOILERS, Generator.SUBSTATION))
    hot = (generator != Generator.NONE) & (buildings["emitter_design"][rows] > HOTTEST_WATER)
    for column, those, most, why in (
        ("heating_efficiency", burning & (eta > MOST_EFFICIENT), MOST_EFFICIENT, "more heat than the fuel has"),
        ("heating_efficiency", np.isin(generator, PUMPS) & (eta > MOST_COP), MOST_COP, "more than any pump reaches"),
        ("emitter_design", hot, HOTTEST_WATER, "degC, near boiling"),
    ):
        found = rows[those]
        if found.size:
            first = int(found[0])
            plant = _words(Generator(int(buildings["generator"][first])))
            value = value_of(buildings, column, first)
            yield (
                f"{name_of(buildings, first)}: {column} {value} of its {plant} is above {most:g}, {why} "
                f"({found.size} buildings)"
            )
    for code, column in zip(WATER_PUMPS, ("t_groundwater", "t_canal"), strict=True):
        users, warmest = rows[generator == code], float(world.table("forcing")[column].max())
        if users.size and warmest > HOTTEST_SOURCE:
            first_user, source = name_of(buildings, int(users[0])), f"the source of its {_words(code)}, {column},"
            reach = f"reaches {warmest:g} degC, above {HOTTEST_SOURCE:g} degC"
            yield f"{first_user}: {source} {reach} ({users.size} buildings)"


def _words(code: Generator) -> str:
    return code.name.lower().replace("_", " ")


def rules_of(params: Params) -> Rules:
    """What holds for all plants, from the parameters."""
    p = params
    per_head = GRAVITY / p.source_pump_efficiency
    lift = (per_head * p.water_head[0], per_head * p.water_head[1])
    return Rules(
        *p.cop_range, p.pump_supply_max, p.coldest_air, p.frost_loss, p.least_load, p.cycling, *p.rated_source,
        RHO_C, p.water_drop, *p.water_return, *p.water_limit, *lift, p.tank_hysteresis, p.tank_room, p.tank_excess,
        p.cold_water, p.boiler_least, p.boiler_room, p.dew_point, p.cooling_efficiency, p.cooling_slope,
        p.cooling_degradation,
    )  # fmt: skip


def fit(buildings: Table, params: Params) -> Fitted:
    """Coefficients of the plants of all heated buildings from the columns as they stand today."""
    rows = heated_rows(buildings["thermal"])
    b = {name: buildings[name][rows] for name in STATIC}
    g, power, eta = b["generator"], b["generator_power"], b["heating_efficiency"]
    water = np.isin(g, WATER_PUMPS).astype(np.int64)
    pump = np.isin(g, PUMPS)
    rated = np.array(
        [
            cop_of(35.0 - source, *curve, *params.cop_range)
            for source, curve in zip(params.rated_source, params.cop_curve, strict=True)
        ]
    )
    condensing = (g == Generator.CONDENSING_BOILER).astype(np.int64)
    slopes = np.asarray(params.power_curve)[water]
    area = reference_area(buildings, params)[rows]
    return Fitted(
        row=rows,
        generator=g,
        fuel=b["heating_fuel"],
        power=power,
        eta=eta,
        curve=np.ascontiguousarray(np.asarray(params.cop_curve)[water] * (eta / rated[water])[:, None]),
        by_source=np.ascontiguousarray(slopes[:, 0]),
        by_supply=np.ascontiguousarray(slopes[:, 1]),
        backup=np.where(pump, np.asarray(params.backup_share)[water] * power, 0.0),
        flow=b["source_flow"],
        connection=b["connection_power"],
        part=np.asarray(params.boiler_part)[condensing],
        correction=np.asarray(params.boiler_correction)[condensing],
        standing=_standing(power, condensing, params),
        emitter=b["emitter_power"],
        design=np.maximum(b["emitter_design"] - INSIDE, 1.0),
        exponent=np.asarray(params.emitter_exponent)[b["emitter"]],
        spread=np.asarray(params.emitter_spread)[_low_spread(pump, b["emitter"])],
        room_eta=np.asarray(params.emission_efficiency)[b["emitter"]]
        * np.asarray(params.regulation_efficiency)[_feedback(b["valves"], b["control"], b["emitter"])],
        emitted_eta=np.asarray(params.emission_efficiency)[b["emitter"]],
        pipes=np.asarray(params.distribution_loss)[b["epoch"]] / 50.0,
        valves=b["valves"],
        circulation=params.circulation_power
        * b["emitter_power"]
        * np.where(b["valves"], params.variable_circulation, 1.0),
        tank_size=b["tank_size"],
        tank_ua=_tank_ua(b["tank_size"], mean_water_need(buildings, params)[rows], params),
        heater=np.asarray(params.hot_water_efficiency)[(b["heating_fuel"] >= Fuel.ELECTRICITY).astype(np.int64)],
        cool_max=area * np.asarray(params.cooling_capacity)[b["use"]],
    )


def _feedback(valves: NDArray[np.bool_], control: NDArray[np.int64], emitter: NDArray[np.int64]) -> NDArray[np.int64]:
    """What tells the plant of the rooms: 0 nothing, 1 sensors about a building's mean, 2 valves or thermostats."""
    own = valves | (emitter == Emitter.FAN_COIL)
    return np.asarray(np.where(own, 2, np.where(control == Control.MANAGED, 1, 0)))


def _low_spread(pump: NDArray[np.bool_], emitter: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.asarray(pump | (emitter != Emitter.RADIATOR), dtype=np.int64)


def _standing(power: NDArray[np.float64], condensing: NDArray[np.int64], params: Params) -> NDArray[np.float64]:
    """Loss of a warm boiler per excess of its water, from its power; DIN V 18599-5 at 70 less 20 degC. (H,) [W/K]"""
    factor, exponent = np.asarray(params.standby)[condensing].T
    kilowatt = np.maximum(power / 1000.0, 1.0)
    return np.asarray(0.01 * factor * kilowatt**exponent * power / 50.0)


def _tank_ua(size: NDArray[np.float64], need: NDArray[np.float64], params: Params) -> NDArray[np.float64]:
    """Losses of storage and hot-water pipes per excess over their room. (H,) [W/K]"""
    a, b, exponent = params.tank_loss
    litres = size / RHO_C * LITRES
    storage = (a + b * litres**exponent) / 45.0
    pipes = params.circulation_loss * need / (60.0 - params.tank_room)
    return np.asarray(np.where(size > 0.0, storage + pipes, 0.0))
