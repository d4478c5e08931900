"""What happens when public charge points for electric cars open?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import Field

from twin.interventions.kerb import AT_THE_KERB, by_car
from twin.interventions.measure import COUNT, Evidence, Measure, lever, start_tick
from twin.interventions.placing import PlacingLevers, Site, Spots, closed, named, opened, sources_of, where_missed
from twin.interventions.where import Where
from twin.state.codes import Payer, PlaceKind, Smart

if TYPE_CHECKING:
    from twin.state.additions import Addition
    from twin.state.edits import Edit
    from twin.state.world import World

NAME = "charging_points"
REACH = 400.0  # m, as energy's plug_reach: points drawn by quantity shall not serve the same cars
STANDS = (PlaceKind.CAR_PARK, PlaceKind.SURFACE_STOP, PlaceKind.METRO_STATION, PlaceKind.RAILWAY_STATION)

_BESIDE = {"plugs": "", "fast_plugs": " (fast)"}  # levers, and what their ids add to the place's


class ChargingSite(Site):
    """A place with charge points."""

    plugs: float | None = Field(default=None, ge=0.0, description="Normal plugs here, if not as elsewhere")
    fast_plugs: float | None = Field(default=None, ge=0.0, description="Fast plugs here, if not as elsewhere")


class ChargingLevers(PlacingLevers):
    """Levers of public charge points."""

    sites: tuple[ChargingSite, ...] = lever(
        (),
        unit="-",
        label="places by name",
        label_it="luoghi per nome",
        doc='Places with their coordinates, such as [{ name = "Corso Lodi 5", at = [9.2038, 45.4513] }]',
    )
    quantity: float = lever(
        0.0,
        unit=COUNT,
        label="number of places",
        label_it="numero di luoghi",
        doc="Places put at car parks and stops where most cars have no point within reach; none if they are named",
        ge=0.0,
        le=500.0,
        slider=(0.0, 60.0, 1.0),
    )
    plugs: float = lever(
        4.0,
        unit=COUNT,
        label="plugs per place",
        label_it="prese per luogo",
        doc="Normal plugs of a place, alternating current",
        source="derived: 60 points of which 20 fast, over 10 mobility areas (amat-mi.it, Sharing Cities)",
        ge=0.0,
        le=50.0,
        slider=(0.0, 10.0, 1.0),
    )
    fast_plugs: float = lever(
        2.0,
        unit=COUNT,
        label="fast plugs per place",
        label_it="prese rapide per luogo",
        doc="Fast plugs of a place, direct current",
        source="derived, as the plugs",
        ge=0.0,
        le=50.0,
        slider=(0.0, 10.0, 1.0),
    )
    power: float = lever(
        22.0,
        unit="kW",
        label="power of a plug",
        label_it="potenza di una presa",
        doc="Power of a normal plug; what a car takes is bounded by the car",
        source="assumed: three phases of 32 A, usual in public",
        gt=0.0,
        le=22.0,
        slider=(3.0, 22.0, 1.0),
    )
    fast_power: float = lever(
        50.0,
        unit="kW",
        label="power of a fast plug",
        label_it="potenza di una presa rapida",
        doc="Power of a fast plug",
        source="assumed: usual for fast points of 2019",
        gt=22.0,
        le=350.0,
        slider=(25.0, 150.0, 5.0),
    )
    connection_share: float = lever(
        0.7,
        unit="1",
        label="power of the connection over that of its plugs",
        label_it="potenza dell'allaccio su quella delle prese",
        doc="Plugs of a place share one connection to the grid; a single plug always has its power",
        source="assumed; no register tells the size of connections",
        gt=0.0,
        le=1.0,
        slider=(0.1, 1.0, 0.05),
    )
    smart: Literal["none", "price", "carbon"] = lever(
        "none",
        unit="-",
        label="smart charging",
        label_it="ricarica intelligente",
        doc="Whether plugs wait for the cheapest hours, or those of least CO2, before cars leave in the morning",
        source="assumed; the project's areas were to offer it as an option (smart-cities-marketplace.ec.europa.eu)",
        options={
            "none": ("no, as soon as plugged in", "no, appena collegata"),
            "price": ("in the cheapest hours", "nelle ore più economiche"),
            "carbon": ("in the hours of least CO2", "nelle ore con meno CO2"),
        },
    )
    cost_per_plug: float = lever(
        4_000.0,
        unit="EUR",
        label="cost per plug",
        label_it="costo per presa",
        doc="Half a column with connection and works",
        source="assumed; no Milan price was found",
        ge=0.0,
        slider=(0.0, 15_000.0, 500.0),
    )
    cost_per_fast_plug: float = lever(
        25_000.0,
        unit="EUR",
        label="cost per fast plug",
        label_it="costo per presa rapida",
        doc="The same of a fast plug",
        source="assumed; no Milan price was found",
        ge=0.0,
        slider=(0.0, 80_000.0, 1_000.0),
    )


def spots(world: World, levers: ChargingLevers, where: Where) -> Spots:
    """Where the points stand."""
    if levers.sites:
        return named(world, levers.sites)
    households = world.table("households")
    kept = households["home"] >= 0
    cars = np.bincount(
        households["home"][kept], weights=households["cars"][kept], minlength=len(world.table("buildings"))
    )
    return where_missed(world, where, STANDS, PlaceKind.CHARGER, cars.astype(np.float64), REACH, round(levers.quantity))


def additions(world: World, levers: ChargingLevers, where: Where, start: date) -> list[Addition]:
    """The points, normal and fast apart, closed until their date."""
    if start_tick(world.clock, start) is None:
        return []
    found = spots(world, levers, where)
    done = []
    for field, power in (("plugs", levers.power), ("fast_plugs", levers.fast_power)):
        plugs = levers.at_each(found, field, field)
        here = found.some(plugs > 0.0)
        if not here.names:
            continue
        joint = np.maximum(levers.connection_share * plugs[plugs > 0.0], 1.0)
        smart = Smart[{"none": "NOTHING"}.get(levers.smart, levers.smart.upper())]
        more = {"power": 1e3 * power, "site_power": 1e3 * power * joint, "smart": smart}
        note = f"{len(here.names)} places with {'fast ' if field == 'fast_plugs' else ''}charge points"
        done.append(closed(NAME, here, sources_of(NAME, here, _BESIDE[field]), PlaceKind.CHARGER, start, more, note))
    return done


def edits(world: World, levers: ChargingLevers, where: Where, start: date) -> list[Edit]:
    """Edits that open the points, with what their operator pays.

    Parameters
    ----------
    world : World with the points of `additions`.
    levers : Places or their number, plugs, power, costs.
    where : Zones or addresses whose car parks and stops may get points; named places stand where they stand.
    start : Day from which they are open.
    """
    tick = start_tick(world.clock, start)
    if tick is None:
        return []
    found = spots(world, levers, where)
    if not found.names:
        return []
    normal, fast = (levers.at_each(found, field, field) for field in _BESIDE)
    sources = np.array([name for beside in _BESIDE.values() for name in sources_of(NAME, found, beside)], dtype=object)
    plugs = np.concatenate([normal, fast])
    cost = np.concatenate([normal * levers.cost_per_plug, fast * levers.cost_per_fast_plug])
    some = plugs > 0.0
    words = f"{len(found.names)} places, {plugs.sum():.0f} charge points, {fast.sum():.0f} of them fast"
    note = "; ".join([words, *levers.missing(found, "places"), *found.outside])
    return [opened(world, NAME, sources[some], plugs[some], tick, cost[some], Payer.OPERATORS, note)]


MEASURE = Measure(
    name=NAME,
    label="Public charge points",
    label_it="Punti di ricarica pubblici",
    order=400,
    topic="mobility",
    levers=ChargingLevers,
    touches=("places.capacity",),
    mechanism=(
        "Electric cars without a socket where they are kept look for a free plug within reach of home when they come "
        "back with a low battery, the emptiest first, and keep it until full or until they leave; those who find none "
        "wait, and their hours are counted. Plugs of a place share its connection, and a battery takes less and less "
        "above four fifths of its charge. Smart plugs give nothing in dearer or dirtier hours as long as the better "
        "ones before cars leave are enough, nearly empty cars apart: forecasts are perfect, and a car that waits keeps "
        "its plug. At one flat price nothing is waited for. A point gives them electricity that counts in the district "
        "and that their households pay at the public price. Points do not persuade anybody "
        "to buy an electric car, and visitors do not charge: how many are electric is another measure (e_cars). The "
        "operator pays for points and works; the electricity is resold."
    ),
    evidence=(
        Evidence(
            "10 mobility areas with 60 charge points, 20 of them fast, in the south-east of Milan",
            "amat-mi.it, Sharing Cities; energiaincitta.it",
            "published",
        ),
        Evidence("public charge points of Milan: 500 in 2020, 838 at the end of 2023",
                 "energiaincitta.it; ilgazzettinometropolitano.it", "published"),
        Evidence("electricity delivered by the project's points: not found; cost and power are choices",
                 "no source was reached", "assumed"),
    ),
    edits=edits,
    additions=additions,
    faults=lambda district, levers, _where: by_car(district, levers.sites, AT_THE_KERB),
)  # fmt: skip
