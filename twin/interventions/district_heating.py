"""What happens when buildings give up their boilers and take heat from the district-heating network?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from twin.core.streams import declare
from twin.domains.energy import Params
from twin.domains.energy.plants.equip import design_load, mean_water_need, rated_efficiency
from twin.interventions.choosing import area_or_flats, take, target_of
from twin.interventions.measure import Amount, Evidence, Levers, Measure, lever, start_tick
from twin.interventions.where import Where
from twin.state.codes import Fuel, Generator, Payer, Thermal, Use
from twin.state.edits import Edit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.interventions.where import Found
    from twin.state.world import World

NAME = "district_heating"
CHOICE = declare("interventions.district_heating", "rank of a building that is connected by lot")
_KW = 1e3
_BOILERS = (Generator.BOILER, Generator.CONDENSING_BOILER)


class ConnectionLevers(Levers):
    """Levers of connections to district heating."""

    quantity: Amount = area_or_flats()
    choice: Literal["densest_first", "lot"] = lever(
        "densest_first",
        unit="-",
        label="who comes first",
        label_it="chi viene prima",
        doc="Most design load per footprint first, or drawn by lot",
        source="assumed: who lays pipes, takes the streets where most heat is sold first",
        options={
            "densest_first": ("where most heat is needed on the ground", "dove serve più calore per area"),
            "lot": ("drawn by lot", "estratto a sorte"),
        },
        folded=True,
    )
    least_load: float = lever(
        50.0,
        unit="kW",
        label="smallest connection",
        label_it="allacciamento più piccolo",
        doc="Buildings with a smaller design load are left out",
        source="assumed: about ten flats; connections are offered to central plants",
        ge=0.0,
        slider=(0.0, 300.0, 10.0),
    )
    size: float = lever(
        1.2,
        unit="1",
        label="size",
        label_it="taglia",
        doc="Power of the substation per design load of the building as it stands, mean hot water added",
        source="assumed; less where the envelope is insulated in the same mix, as that is not yet seen",
        gt=0.0,
        slider=(0.5, 2.0, 0.05),
    )
    cost_per_kw: float = lever(
        150.0,
        unit="EUR/kW",
        label="cost of the substation",
        label_it="costo della sottostazione",
        doc="Heat exchanger, meter and works in the boiler room per kW, before any deduction",
        source="assumed; no price of Milan's network was found",
        ge=0.0,
        slider=(0.0, 500.0, 10.0),
    )
    cost_network: float = lever(
        400.0,
        unit="EUR/kW",
        label="cost of the pipes",
        label_it="costo delle tubazioni",
        doc="Branch from the network to the building and its part of the plant, per kW, paid by the operator",
        source="assumed; no figure for Milan was reached, and how far the pipes lie is not known",
        ge=0.0,
        slider=(0.0, 2_000.0, 50.0),
    )
    state_share: float = lever(
        0.0,
        unit="1",
        label="share paid by the state",
        label_it="quota pagata dallo Stato",
        doc="Contribution to the substation; those who live or work there pay the rest",
        source="assumed: none",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )


def edits(world: World, levers: ConnectionLevers, where: Where, start: date) -> list[Edit]:
    """Edits of the chosen buildings' plants, with what their people, the operator and the state pay.

    Parameters
    ----------
    world : World before any edit, plants and envelopes as the energy domain read them.
    levers : How much is connected, in which order, and for how much.
    where : Zones whose buildings the network reaches, or addresses.
    start : Day from which heat is delivered.
    """
    tick = start_tick(world.clock, start)
    if levers.quantity.value == 0.0 or tick is None:
        return []
    params: Params = world.params.get("energy") or Params()
    buildings = world.table("buildings")
    load = levers.size * (design_load(buildings, params) + mean_water_need(buildings, params))
    eligible, outside = find(world, levers, where)
    sizes = {"m2": buildings["floor_area"][eligible], "flat": buildings["flats"][eligible]}
    target, unit, note = target_of(levers.quantity, {name: float(size.sum()) for name, size in sizes.items()})
    uids = buildings["uid"][eligible]
    dense = load[eligible] / np.maximum(buildings["footprint"][eligible], 1.0)
    rank = CHOICE.at(world.seed).uniform(uids) if levers.choice == "lot" else -dense
    rows = take(eligible, rank, uids, sizes[unit], target)
    words = "; ".join([
        f"{len(rows)} buildings, {buildings['flats'][rows].sum():.0f} flats, {load[rows].sum() / _KW:.0f} kW",
        *([note] if note else []),
        *outside,
    ])  # fmt: skip
    new: dict[str, NDArray[Any]] = {
        "generator": np.full(len(rows), int(Generator.SUBSTATION)),
        "heating_fuel": np.full(len(rows), int(Fuel.DISTRICT_HEAT)),
        "heating_efficiency": np.full(len(rows), rated_efficiency(params)[Generator.SUBSTATION]),
        "generator_power": load[rows],
    }
    done = _paid(world, levers, rows, load[rows] / _KW, tick, words)
    none = np.zeros(len(rows))
    return done + [Edit(NAME, "buildings", name, rows, value, tick, none) for name, value in new.items() if len(rows)]


def _paid(
    world: World, levers: ConnectionLevers, rows: NDArray[np.int64], power: NDArray[np.float64], tick: int, words: str
) -> list[Edit]:
    """Edits that set the generator, each with what one payer pays; power in kW."""
    home = world.table("buildings")["use"][rows] == Use.RESIDENTIAL
    substation, pipes = levers.cost_per_kw * power, levers.cost_network * power
    own = (1.0 - levers.state_share) * substation
    bill = (
        (np.where(home, own, 0.0), Payer.HOUSEHOLDS, words),
        (np.where(home, 0.0, own), Payer.BUSINESSES, "substations of other buildings than homes"),
        (pipes, Payer.OPERATORS, "pipes and plant of the network's operator"),
        (levers.state_share * substation, Payer.STATE, "contribution, booked at once"),
    )
    generator = np.full(len(rows), int(Generator.SUBSTATION))
    return [
        Edit(NAME, "buildings", "generator", rows, generator, tick, paid, payer, why)
        for paid, payer, why in bill
        if paid.any() or why == words  # a measure that reaches nothing still says why
    ]


def find(world: World, levers: ConnectionLevers, where: Where) -> Found:
    """Heated buildings with boilers and load enough in the places; of an address, the nearest of them."""
    b, params = world.table("buildings"), world.params.get("energy") or Params()
    wanted = (b["thermal"] == Thermal.HEATED) & (b["floor_area"] > 0.0) & np.isin(b["generator"], _BOILERS)
    wanted &= np.isin(b["heating_fuel"], (Fuel.GAS, Fuel.GAS_OIL))
    return where.find(world, "buildings", wanted & (design_load(b, params) >= _KW * levers.least_load))


MEASURE = Measure(
    name=NAME,
    label="District heating",
    label_it="Teleriscaldamento",
    order=145,
    topic="heat",
    levers=ConnectionLevers,
    touches=tuple(
        f"buildings.{column}" for column in ("generator", "heating_fuel", "heating_efficiency", "generator_power")
    ),
    mechanism=(
        "Boilers of the chosen buildings give way to a substation of district heat, on the old pipes and radiators. "
        "What burns on site vanishes with its nitrogen oxides and particles; the heat bought counts with the "
        "network's carbon dioxide and primary energy (parameters emissions.co2_district_heat and "
        "emissions.primary_district_heat), which are assumed and decide the result: how a network makes its heat is "
        "no choice of the district. Where the pipes lie, whether they could carry more and what lies in the street is "
        "not known: zones or addresses say what the network reaches, and one cost per kW stands for all distances. "
        "Small buildings are left out. Where heat is made, its exhaust is not in the district's air. What a retrofit "
        "of the same mix saves is not seen when the substation is sized: set the size."
    ),
    evidence=(
        Evidence(
            "Milan in 2013: 93,000 flats of 80 m2 on district heating, about 200 km of pipes; 70 kt CO2, 60 t NOx and "
            "3 t of dust avoided in 2012 with 85,000 flats",
            "ecodallecitta.it; ilgiornale.it",
            "published",
        ),
        Evidence(
            "about 0.10 kg CO2 avoided per kWh (85,000 flats of 80 m2 at an assumed 100 kWh/m2): boilers of gas and "
            "gas oil give 0.24 to 0.32 kg, so the network gave 0.14 to 0.22; the twin has 0.17",
            "70 kt over 680 GWh; 0.202 and 0.267 kg/kWh over an efficiency of 0.85",
            "derived",
        ),
        Evidence(
            "Canavese plant with groundwater heat pump, cogeneration and storage feeds Città Studi; joined with Santa "
            "Giulia and Mecenate, east of the district",
            "pgt.comune.milano.it, VAS 2.6.4",
            "published",
        ),
        Evidence("reach of the network in the district, prices of connection: not found", "no source was reached",
                 "assumed"),
    ),
    edits=edits,
)  # fmt: skip
