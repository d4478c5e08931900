"""What happens when public charge points for electric cars open?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field, field_validator, model_validator

from twin.interventions.measure import COUNT, Evidence, Levers, Measure, lever, start_tick
from twin.interventions.placing import Site, Spots, distinct, named, where_missed
from twin.interventions.where import Where
from twin.state.additions import Addition, rows_of
from twin.state.codes import Payer, PlaceKind
from twin.state.edits import Edit
from twin.state.table import Flag

if TYPE_CHECKING:
    from typing import Self

    from numpy.typing import NDArray

    from twin.state.world import World

NAME = "charging_points"
REACH = 400.0  # m, as energy's plug_reach: points drawn by quantity shall not serve the same cars
STANDS = (PlaceKind.CAR_PARK, PlaceKind.SURFACE_STOP, PlaceKind.METRO_STATION, PlaceKind.RAILWAY_STATION)


class ChargingSite(Site):
    """A place with charge points."""

    plugs: float | None = Field(default=None, ge=0.0, description="Normal plugs here, if not as elsewhere")
    fast_plugs: float | None = Field(default=None, ge=0.0, description="Fast plugs here, if not as elsewhere")


class ChargingLevers(Levers):
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

    @field_validator("sites")
    @classmethod
    def _once(cls, value: tuple[ChargingSite, ...]) -> tuple[ChargingSite, ...]:
        return distinct(value)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.sites and self.quantity:
            msg = "both sites and quantity are given; name the places or tell how many"
            raise ValueError(msg)
        return self


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


def _plugs(levers: ChargingLevers, found: Spots, *, fast: bool) -> NDArray[np.float64]:
    field = "fast_plugs" if fast else "plugs"
    own = {site.name: getattr(site, field) for site in levers.sites if getattr(site, field) is not None}
    return np.array([own.get(name, getattr(levers, field)) for name in found.names], dtype=np.float64)


def _names(found: Spots, *, fast: bool) -> tuple[str, ...]:
    return tuple(f"measure/{NAME}/{key}{' (fast)' if fast else ''}" for key in found.keys)


def additions(world: World, levers: ChargingLevers, where: Where, start: date) -> list[Addition]:
    """The points, normal and fast apart, closed until their date."""
    if start_tick(world.clock, start) is None:
        return []
    found = spots(world, levers, where)
    done = []
    for fast, power in ((False, levers.power), (True, levers.fast_power)):
        plugs = _plugs(levers, found, fast=fast)
        some = plugs > 0.0
        if not some.any():
            continue
        names = tuple(name for name, taken in zip(_names(found, fast=fast), some, strict=True) if taken)
        columns = {
            "source_id": list(names), "name": [n for n, taken in zip(found.names, some, strict=True) if taken],
            "kind": PlaceKind.CHARGER, "zone": found.zone[some], "x": found.x[some], "y": found.y[some],
            "x_flag": Flag.DERIVED, "capacity_flag": Flag.DERIVED, "since": start.year, "power": 1e3 * power,
            "site_power": 1e3 * power * np.maximum(levers.connection_share * plugs[some], 1.0),
        }  # fmt: skip
        note = f"{len(names)} places with {'fast ' if fast else ''}charge points"
        done.append(Addition(NAME, "places", names, columns, note))
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
    normal, fast = (_plugs(levers, found, fast=kind) for kind in (False, True))
    names = np.array([*_names(found, fast=False), *_names(found, fast=True)], dtype=object)
    plugs = np.concatenate([normal, fast])
    cost = np.concatenate([normal * levers.cost_per_plug, fast * levers.cost_per_fast_plug])
    some = plugs > 0.0
    rows = rows_of(world.table("places"), names[some])
    order = np.argsort(rows)
    words = f"{len(found.names)} places, {plugs.sum():.0f} charge points, {fast.sum():.0f} of them fast"
    note = "; ".join([words, *found.outside])
    opened, paid = plugs[some][order], cost[some][order]
    return [Edit(NAME, "places", "capacity", rows[order], opened, tick, paid, Payer.BUSINESSES, note)]


MEASURE = Measure(
    name=NAME,
    label="Public charge points",
    label_it="Punti di ricarica pubblici",
    order=400,
    levers=ChargingLevers,
    touches=("places.capacity",),
    mechanism=(
        "Electric cars without a socket where they are kept look for a free plug within reach of home when they come "
        "back with a low battery, the emptiest first, and keep it until full or until they leave; those who find none "
        "wait, and their hours are counted. Plugs of a place share its connection, and a battery takes less and less "
        "above four fifths of its charge. A point gives them electricity that counts in the district and that their "
        "households pay at the public price. Points do not persuade anybody to buy an electric car, and visitors do "
        "not charge: how many cars are electric is another measure (e_cars). The operator pays for points and works; "
        "the electricity is resold."
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
)  # fmt: skip
