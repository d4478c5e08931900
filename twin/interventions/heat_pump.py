"""What happens when heat pumps on groundwater, on the treated water of Nosedo or on air take the place of boilers?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import shapely

from twin.core.streams import declare
from twin.domains.energy import Params
from twin.domains.energy.plants.equip import RHO_C, design_factor, design_load, rated_efficiency, tank_capacity
from twin.interventions.choosing import area_or_flats, take, target_of
from twin.interventions.measure import Amount, Evidence, Levers, Measure, lever, start_tick
from twin.interventions.promotion import (
    LIMITS,
    adoption,
    campaign,
    dated,
    offer_of_pumps,
    refused_rows,
    subsidy,
    taken_up,
)
from twin.interventions.where import Where, project
from twin.state.codes import Emitter, Fuel, Generator, Payer, Thermal
from twin.state.edits import Edit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.state.world import World

__all__ = ["MEASURE", "HeatPumpLevers", "edits"]

NAME = "heat_pump"
CHOICE = declare("interventions.heat_pump", "rank of a building in heat pumps drawn by lot")
GENERATOR = {
    "groundwater": Generator.GROUNDWATER_HEAT_PUMP,
    "canal": Generator.CANAL_HEAT_PUMP,
    "air": Generator.AIR_HEAT_PUMP,
}
# Course of the Vettabbia from via Ripamonti and of the outfall of the Nosedo works to Chiaravalle, longitude and
# latitude. Source: OpenStreetMap 2021 (ODbL), single points. Above the works the Vettabbia has water of its own, which
# is taken to be as warm.
TREATED_WATER = (
    ((9.2042, 45.4363), (9.2065, 45.4336), (9.2094, 45.4352), (9.2140, 45.4314), (9.2232, 45.4284)),
    ((9.2253, 45.4230), (9.2285, 45.4231), (9.2361, 45.4177), (9.2412, 45.4139), (9.2505, 45.4110)),
)
COLDEST = {Generator.GROUNDWATER_HEAT_PUMP: 15.0, Generator.CANAL_HEAT_PUMP: 12.0}  # degC
FAN_COIL = 47.5  # degC, mean water of 50/45 degC


class HeatPumpLevers(Levers):
    """Levers of heat pumps."""

    heat_source: Literal["groundwater", "canal", "air"] = lever(
        ...,
        unit="-",
        label="source of heat",
        label_it="sorgente di calore",
        doc="Groundwater from wells, treated water of Nosedo and the Vettabbia, or outdoor air",
        options={
            "groundwater": ("groundwater", "acqua di falda"),
            "canal": ("treated water of Nosedo", "acqua depurata di Nosedo"),
            "air": ("outdoor air", "aria esterna"),
        },
    )
    quantity: Amount = area_or_flats()
    choice: Literal["best_first", "lot"] = lever(
        "best_first",
        unit="-",
        label="who comes first",
        label_it="chi viene prima",
        doc="Least design load per floor area first, or drawn by lot",
        source="assumed; a good envelope lets radiators do with cooler water",
        options={
            "best_first": ("those that lose least heat", "chi disperde meno calore"),
            "lot": ("drawn by lot", "estratto a sorte"),
        },
        folded=True,
    )
    most_load: float = lever(
        200.0,
        unit="W/m2",
        label="highest design load",
        label_it="carico di progetto massimo",
        doc="Buildings that need more heat per gross floor area on the coldest day, as they stand, get none",
        source="no limit in practice, old blocks need 60 to 90 W/m2; water of 60 degC in radiators that were sized for "
        "80/60 degC gives about two thirds of what they were sized for (EN 442)",
        ge=0.0,
        slider=(10.0, 200.0, 5.0),
    )
    size: float = lever(
        1.0,
        unit="1",
        label="size",
        label_it="taglia",
        doc="Heat of the machine on the coldest day per design load of the building as it stands",
        source="assumed; less where the envelope is insulated in the same mix, as that is not yet seen",
        gt=0.0,
        slider=(0.2, 1.5, 0.05),
    )
    emitters: Literal["keep", "fan_coils"] = lever(
        "keep",
        unit="-",
        label="radiators",
        label_it="radiatori",
        doc="Radiators stay, or fan coils for the design load with water of 50/45 degC take their place",
        options={"keep": ("as they are", "come sono"), "fan_coils": ("fan coils", "ventilconvettori")},
    )
    reach: float = lever(
        1000.0,
        unit="m",
        label="reach of the treated water",
        label_it="raggio dell'acqua depurata",
        doc="Distance from the Vettabbia or the outfall of Nosedo within which a building can have its water",
        source="assumed; longer pipes cost more than the machine, via Balilla's neutral network joins neighbours only",
        ge=0.0,
        slider=(100.0, 3000.0, 100.0),
    )
    cost_per_kw: float = lever(
        1000.0,
        unit="EUR/kW",
        label="cost of the machine",
        label_it="costo della macchina",
        doc="Investment per kW of rated heat before any deduction, storage and fitting included",
        source="700 to 800 EUR/kW for small machines, about 1,000 with two stages (ilsole24ore.com, January 2020)",
        ge=0.0,
        slider=(500.0, 2500.0, 50.0),
    )
    cost_source: float = lever(
        500.0,
        unit="EUR/kW",
        label="cost of wells or intake",
        label_it="costo di pozzi o presa",
        doc="Investment per kW of rated heat for wells, or for intake and pipe; none for air",
        source="assumed; no published figure for Milan was reached",
        ge=0.0,
        slider=(0.0, 2000.0, 50.0),
    )
    cost_emitters: float = lever(
        4000.0,
        unit="EUR/flat",
        label="cost of fan coils",
        label_it="costo dei ventilconvettori",
        doc="Investment per flat where fan coils take the place of radiators",
        source="assumed: five of 800 EUR",
        ge=0.0,
        slider=(0.0, 10_000.0, 100.0),
    )
    state_share: float = lever(
        0.65,
        unit="1",
        label="share paid by the state",
        label_it="quota pagata dallo Stato",
        doc="Tax deduction on the cost; those who live or work there pay the rest",
        source="65 % for heat pumps (ilsole24ore.com, January 2020)",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )
    adoption: Literal["planner", "diffusion"] = adoption()
    campaign: float = campaign()
    subsidy: float = subsidy()


class Machine(NamedTuple):
    """Machines of the chosen buildings. (K,) each"""

    power: NDArray[np.float64]  # heat at the rating point [W]
    flow: NDArray[np.float64]  # water at full load on the coldest day [m3/s]
    electricity: NDArray[np.float64]  # with the back-up [W]


def edits(world: World, levers: HeatPumpLevers, where: Where, start: date) -> list[Edit]:
    """Edits of the chosen buildings' plants, with what their people and the state pay.

    Parameters
    ----------
    world : World before any edit, plants and envelopes as the energy domain read them.
    levers : What is done, how much of it, and for how much.
    where : Zones whose buildings are eligible, or addresses.
    start : Day from which the machines run.
    """
    tick = start_tick(world.clock, start)
    if levers.quantity.value == 0.0 or tick is None:
        return []
    params: Params = world.params.get("energy") or Params()
    buildings = world.table("buildings")
    load = design_load(buildings, params)
    eligible, notes = _find(world, levers, where, load)
    sizes = {"m2": buildings["floor_area"][eligible], "flat": buildings["flats"][eligible]}
    target, unit, note = target_of(levers.quantity, {name: float(size.sum()) for name, size in sizes.items()})
    uids = buildings["uid"][eligible]
    planned = levers.adoption == "planner"
    lot = levers.choice == "lot" or not planned
    rank = CHOICE.at(world.seed).uniform(uids) if lot else load[eligible] / buildings["floor_area"][eligible]
    rows = take(eligible, rank, uids, sizes[unit], target)
    years = np.full(rows.size, start.year)
    if not planned:
        price = _cost(levers, _machine(levers, load[rows], params), buildings["flats"][rows])
        offer = offer_of_pumps(world, rows, price, levers.state_share)
        no = refused_rows(world, NAME, "buildings")
        rows, years, told = taken_up(world, "heat_pump", offer, levers, start, "buildings", no)
        notes = [told, *notes]
    machine = _machine(levers, load[rows], params)
    words = "; ".join([
        f"{len(rows)} buildings, {buildings['flats'][rows].sum():.0f} flats, {machine.power.sum() / 1e3:.0f} kW",
        *([note] if note else []),
        *_water(levers, machine, params),
        *notes,
    ])  # fmt: skip
    new = _columns(world, levers, rows, load[rows], machine, params)
    cost = _cost(levers, machine, buildings["flats"][rows])
    city = np.zeros(len(rows)) if planned else levers.subsidy * cost
    state = levers.state_share * (cost - city)  # a deduction is on what stays with the owner (TUIR art. 16-bis)
    # What each payer pays stands once, with the edit of one column; the other edits of the work cost nothing.
    paid: dict[str, tuple[NDArray[np.float64], Payer, str]] = {
        "generator": (cost - state - city, Payer.HOUSEHOLDS, words),
        "heating_fuel": (state, Payer.STATE, "tax deduction, booked at once"),
    }
    if city.any():
        paid["heating_efficiency"] = (city, Payer.CITY, "subsidy of the city")
    none = (np.zeros(len(rows)), Payer.HOUSEHOLDS, "")
    done = [
        Edit(NAME, "buildings", column, rows, values, tick, *paid.get(column, none))
        for column, values in new.items()
        if len(rows) or column == "generator"  # a work that reaches nothing still says why
    ]
    return dated(done, rows, years)


def _cost(levers: HeatPumpLevers, machine: Machine, flats: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cost of the whole work of each building. (K,) [EUR]"""
    source = 0.0 if levers.heat_source == "air" else levers.cost_source
    cost = machine.power / 1000.0 * (levers.cost_per_kw + source)
    return cost + levers.cost_emitters * flats if levers.emitters == "fan_coils" else cost


def _find(
    world: World, levers: HeatPumpLevers, where: Where, load: NDArray[np.float64]
) -> tuple[NDArray[np.int64], list[str]]:
    """Rows of heated buildings without a heat pump in the places that have the source, and what is to be said."""
    buildings = world.table("buildings")
    pumps = (*GENERATOR.values(), Generator.NONE)
    wanted = (
        (buildings["thermal"] == Thermal.HEATED)
        & (buildings["floor_area"] > 0.0)
        & ~np.isin(buildings["generator"], pumps)
    )
    wanted &= load <= levers.most_load * buildings["floor_area"]
    found = where.find(world, "buildings", wanted)
    notes = list(found.notes)
    if levers.heat_source != "canal":
        return found.rows, notes
    lines = shapely.MultiLineString([[project(world, point) for point in line] for line in TREATED_WATER])
    away = shapely.distance(lines, shapely.points(buildings["x"][found.rows], buildings["y"][found.rows]))
    near = found.rows[away <= levers.reach]
    if near.size < found.rows.size:
        far = found.rows.size - near.size
        notes.append(f"{far} buildings lie more than {levers.reach:g} m from the treated water; left out")
    return near, notes


def _machine(levers: HeatPumpLevers, load: NDArray[np.float64], params: Params) -> Machine:
    code = GENERATOR[levers.heat_source]
    heat = levers.size * load
    power = heat / design_factor(params)[code]
    water = levers.heat_source != "air"
    # On the coldest day, at 50 degC, about three (water) and two (air) parts of heat to one of electricity.
    driven = heat / (3.0 if water else 2.0)
    flow = np.zeros_like(heat)
    if water:
        lowest = params.water_return[0 if levers.heat_source == "groundwater" else 1]
        drop = min(COLDEST[code] - lowest, params.water_drop)
        flow = (heat - heat / 4.5) / (RHO_C * drop)
    return Machine(power, flow, driven + params.backup_share[int(water)] * power)


def _water(levers: HeatPumpLevers, machine: Machine, params: Params) -> list[str]:
    if levers.heat_source == "air":
        return []
    limit = params.water_limit[0 if levers.heat_source == "groundwater" else 1]
    asked = float(machine.flow.sum())
    words = [f"{asked:.3f} m3/s of water at full load"]
    if asked > limit:
        words.append(f"more than the {limit:g} m3/s that the source gives in all: it is shared out in proportion")
    return words


def _columns(
    world: World,
    levers: HeatPumpLevers,
    rows: NDArray[np.int64],
    load: NDArray[np.float64],
    machine: Machine,
    params: Params,
) -> dict[str, NDArray[Any]]:
    """New values of the chosen buildings' plants by column."""
    buildings, code = world.table("buildings"), GENERATOR[levers.heat_source]
    new: dict[str, NDArray[Any]] = {
        "generator": np.full(len(rows), int(code)),
        "heating_fuel": np.full(len(rows), int(Fuel.ELECTRICITY)),
        "heating_efficiency": np.full(len(rows), rated_efficiency(params)[code]),
        "generator_power": machine.power,
        "source_flow": machine.flow,
        "tank_size": np.maximum(buildings["tank_size"][rows], tank_capacity(buildings, params)[rows]),
        "connection_power": buildings["connection_power"][rows] + machine.electricity,
    }
    if levers.emitters == "fan_coils":
        new["emitter"] = np.full(len(rows), int(Emitter.FAN_COIL))
        new["emitter_design"] = np.full(len(rows), FAN_COIL)
        new["emitter_power"] = params.emitter_oversizing * load
    return new


MEASURE = Measure(
    name=NAME,
    label="Heat pumps",
    label_it="Pompe di calore",
    order=150,
    topic="heat",
    levers=HeatPumpLevers,
    touches=tuple(
        f"buildings.{column}"
        for column in (
            "generator",
            "heating_fuel",
            "heating_efficiency",
            "generator_power",
            "source_flow",
            "tank_size",
            "connection_power",
            "emitter",
            "emitter_design",
            "emitter_power",
        )
    ),
    mechanism=(
        "Boilers and substations of the chosen buildings give way to electric heat pumps with a hot-water storage and "
        "electric back-up, sized for a share of the design load of the building as it stands. Heat per electricity and "
        "full-load heat follow in every tick from the temperatures of source and supply water, which the control sets; "
        "radiators that were sized for 80/60 degC give less at the 60 degC that the machines reach, so a poor envelope "
        "may stay cooler on cold days. Groundwater and treated water are cooled by at most 5 K and shared out in "
        "proportion where all together ask for more than the source gives. The canal serves only what lies near. What "
        "a retrofit of the same mix saves is not seen when the machine is sized: set the size. The deduction, in truth "
        "paid back over ten years, is booked at once." + LIMITS
    ),
    evidence=(
        Evidence(
            "heat per electricity of air and groundwater machines over the lift; 0.85 of it in operation",
            "Ruhnau, Hirth, Praktiknjo, Scientific Data 6:189, 2019",
            "published",
        ),
        Evidence(
            "groundwater at 15 degC all year; via Balilla, three buildings on a neutral network: -27.3 t CO2 a year",
            "rewardheat.eu, demonstration network Milan; ansa.it, August 2022",
            "published",
        ),
        Evidence(
            "treated water of Nosedo at 12 to 25 degC; water pumps on site halve the energy of heating and cooling",
            "comunirinnovabili.it, depuratore di Nosedo",
            "published",
        ),
        Evidence(
            "groundwater may be given back after heat exchange, with a limit of temperature set for each plant",
            "DGR Lombardia X/6203 of 8 February 2017 (buildnews.it)",
            "published",
        ),
        Evidence(
            "Ernest Dence Estate, London: groundwater heat pump for 95 homes, -5,309 t CO2e over 25 years",
            "london-tv.co.uk; specificationonline.co.uk, 2021",
            "published",
        ),
        Evidence("cost of wells and of intakes in Milan: not found", "no source was reached", "assumed"),
    ),
    edits=edits,
)
