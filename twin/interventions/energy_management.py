"""What happens when a district energy management runs heating, hot water, batteries and charging of buildings?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from twin.core.streams import declare
from twin.interventions.choosing import area_or_flats, smallest_condominium, take, target_of
from twin.interventions.measure import Amount, Evidence, Levers, Measure, lever, start_tick
from twin.state.codes import Control, Fuel, Payer, Thermal, Use
from twin.state.edits import Edit

if TYPE_CHECKING:
    from datetime import date

    from twin.interventions.where import Found, Where
    from twin.state.world import World

NAME = "energy_management"
CHOICE = declare("interventions.energy_management", "rank of a building that joins the energy management by lot")


class ManagementLevers(Levers):
    """Levers of the energy management."""

    quantity: Amount = area_or_flats()
    uses: Literal["homes", "all"] = lever(
        "homes",
        unit="-",
        label="which buildings",
        label_it="quali edifici",
        doc="Homes alone, or heated buildings of all uses",
        source="choice; the project's management served its own condominiums and public buildings",
        options={"homes": ("homes", "abitazioni"), "all": ("all uses", "tutti gli usi")},
    )
    least_flats: float = smallest_condominium()
    choice: Literal["poor_first", "lot"] = lever(
        "poor_first",
        unit="-",
        label="who comes first",
        label_it="chi viene prima",
        doc="Buildings with the poorest control first, or drawn by lot",
        source="assumed",
        options={
            "poor_first": ("those with the poorest control", "chi ha la regolazione peggiore"),
            "lot": ("drawn by lot", "estratto a sorte"),
        },
        folded=True,
    )
    cost_per_building: float = lever(
        4_000.0,
        unit="EUR",
        label="cost per building",
        label_it="costo per edificio",
        doc="Controller in the plant room, gateway and commissioning",
        source="assumed; no price of the Milan system was found",
        ge=0.0,
        slider=(0.0, 20_000.0, 500.0),
    )
    cost_per_flat: float = lever(
        150.0,
        unit="EUR/flat",
        label="cost per flat",
        label_it="costo per appartamento",
        doc="Temperature sensors and their radio",
        source="assumed; no price of the Milan system was found",
        ge=0.0,
        slider=(0.0, 1_000.0, 10.0),
    )


def edits(world: World, levers: ManagementLevers, where: Where, start: date) -> list[Edit]:
    """Edits of the chosen buildings' control, with what households and businesses pay.

    Parameters
    ----------
    world : World before any edit; classes of control as the energy domain drew them.
    levers : How many buildings, which, and for how much.
    where : Zones whose buildings are eligible, or addresses.
    start : Day from which they are managed.
    """
    tick = start_tick(world.clock, start)
    if levers.quantity.value == 0.0 or tick is None:
        return []
    buildings = world.table("buildings")
    eligible, outside = find(world, levers, where)
    sizes = {"m2": buildings["floor_area"][eligible], "flat": buildings["flats"][eligible]}
    target, unit, note = target_of(levers.quantity, {name: float(size.sum()) for name, size in sizes.items()})
    uids = buildings["uid"][eligible]
    rank = CHOICE.at(world.seed).uniform(uids)
    if levers.choice == "poor_first":
        rank = rank + buildings["control"][eligible]
    rows = take(eligible, rank, uids, sizes[unit], target)
    flats = np.where(buildings["use"][rows] == Use.RESIDENTIAL, buildings["flats"][rows], 0.0)
    cost = levers.cost_per_building + levers.cost_per_flat * flats
    reached, area = buildings["flats"][rows].sum(), buildings["floor_area"][rows].sum()
    words = "; ".join([
        f"{len(rows)} buildings, {reached:.0f} flats, {area:.0f} m2 of {sizes['m2'].sum():.0f} m2 eligible",
        *([note] if note else []),
        *outside,
    ])  # fmt: skip
    home = buildings["use"][rows] == Use.RESIDENTIAL
    parts = ((rows[home], cost[home], Payer.HOUSEHOLDS, words), (rows[~home], cost[~home], Payer.BUSINESSES, ""))
    return [
        Edit(NAME, "buildings", "control", some, np.full(len(some), int(Control.MANAGED)), tick, paid, payer, told)
        for some, paid, payer, told in parts
        if len(some) or told  # a measure that reaches nothing still says why
    ]


def find(world: World, levers: ManagementLevers, where: Where) -> Found:
    """Heated buildings of these uses in the places; of an address, the nearest of them."""
    b = world.table("buildings")
    wanted = (b["thermal"] == Thermal.HEATED) & (b["heating_fuel"] != Fuel.NONE) & (b["floor_area"] > 0.0)
    homes = (b["use"] == Use.RESIDENTIAL) & (b["flats"] >= max(levers.least_flats, 1.0))
    return where.find(world, "buildings", wanted & (homes if levers.uses == "homes" else homes | (b["use"] != 0)))


MEASURE = Measure(
    name=NAME,
    label="District energy management",
    label_it="Gestione energetica di quartiere",
    order=110,
    topic="heat",
    levers=ManagementLevers,
    touches=("buildings.control",),
    mechanism=(
        "A controller in each chosen building learns how fast its rooms cool down and warm up, and what people want by "
        "the hour. It aims at the least cost at about the service that the plant gave before (energy.service): heating "
        "within the hours that the plant had, starting as late as the rooms allow where that was so before, ending "
        "early where they stay warm, no rooms warmer than wanted, water as warm as rooms and the coming hours need. "
        "In breaks by day rooms without valves keep the 18 degC that the law allows. Hot-water storages are heated "
        "in the cheapest hours, rooms with heat pumps are warmed ahead of dear ones, batteries keep electricity for "
        "them, and cars at home wait for the cheapest hours of the night. Near the district's highest load what can "
        "wait waits. The forecast is the past's mean by hour and what of today's deviation is left, with the day-ahead "
        "prices published so far (parameters energy.forecast and energy.carbon_weight). Envelope and valves stay as "
        "they are; the cost is booked at the start, maintenance is not counted."
    ),
    evidence=(
        Evidence(
            "district energy management able to guarantee 10 % of energy saving: the consortium's headline, without a "
            "denominator, and not Milan's own figure",
            "teicosgroup.com, on the consortium meeting in London",
            "published",
        ),
        Evidence(
            "automation of class D takes 10 % more heat in homes than class C, class A 19 % less: by the standard",
            "EN 15232-1, in a manual of Siemens (Building automation, impact on energy efficiency)",
            "published",
        ),
        Evidence("cost per building and flat: not found", "no source was reached", "assumed"),
    ),
    edits=edits,
)
