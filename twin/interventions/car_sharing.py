"""What happens when shared cars are put at people's condominiums?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from twin.core.streams import declare
from twin.interventions.kerb import IN_A_YARD, by_car
from twin.interventions.limits import clipped
from twin.interventions.measure import COUNT, Evidence, Measure, lever, start_tick
from twin.interventions.placing import PlacingLevers, Site, Spots, closed, named, opened, sources_of, where_missed
from twin.interventions.where import Where
from twin.state.codes import Payer, PlaceKind
from twin.state.edits import Edit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.state.additions import Addition
    from twin.state.world import World

NAME = "car_sharing"
MEMBERS = declare("interventions.car_sharing", "rank of a resident among those who join a condominium's car club")
REACH = 300.0  # m, as mobility's stall_reach
STANDS = (PlaceKind.CAR_PARK, PlaceKind.SURFACE_STOP, PlaceKind.METRO_STATION, PlaceKind.RAILWAY_STATION)


class Stall(Site):
    """A place with shared cars."""

    cars: float | None = Field(default=None, ge=1.0, description="Cars of this place, if not as elsewhere")


class CarSharingLevers(PlacingLevers):
    """Levers of condominium car sharing."""

    sites: tuple[Stall, ...] = lever(
        (),
        unit="-",
        label="places by name",
        label_it="luoghi per nome",
        doc='Places with their coordinates, such as [{ name = "Via Tito Livio 50", at = [9.2196, 45.4467] }]',
    )
    quantity: float = lever(
        0.0,
        unit=COUNT,
        label="number of places",
        label_it="numero di luoghi",
        doc="Places put at car parks and stops where most residents have none within reach; none if they are named",
        ge=0.0,
        le=200.0,
        slider=(0.0, 40.0, 1.0),
    )
    cars_per_place: float = lever(
        1.0,
        unit=COUNT,
        label="cars per place",
        label_it="auto per luogo",
        doc="Shared cars, each with a stall and a charge point of its own",
        source="2 cars and 2 charge points were delivered (amat-mi.it, Sharing Cities)",
        ge=1.0,
        le=20.0,
        slider=(1.0, 5.0, 1.0),
    )
    members_per_car: float = lever(
        15.0,
        unit=COUNT,
        label="members per car",
        label_it="soci per auto",
        doc="Residents within reach, with a licence, who join the club for each car",
        source="assumed: clubs of stations have 10 to 40 members a car, from memory",
        ge=0.0,
        le=100.0,
        slider=(0.0, 40.0, 1.0),
    )
    cost_per_car: float = lever(
        30_000.0,
        unit="EUR",
        label="cost per car",
        label_it="costo per auto",
        doc="Electric car, stall and charge point",
        source="assumed: a small electric car of 2019 and a socket, from memory",
        ge=0.0,
        slider=(0.0, 60_000.0, 1_000.0),
    )


def spots(world: World, levers: CarSharingLevers, where: Where) -> Spots:
    """Where the cars stand."""
    if levers.sites:
        return named(world, levers.sites)
    residents = world.table("buildings")["residents"]
    return where_missed(world, where, STANDS, PlaceKind.CAR_SHARING, residents, REACH, round(levers.quantity))


def additions(world: World, levers: CarSharingLevers, where: Where, start: date) -> list[Addition]:
    """The stalls, closed until their date."""
    found = spots(world, levers, where)
    if start_tick(world.clock, start) is None or not found.names:
        return []
    note = f"{len(found.names)} places of shared cars"
    return [closed(NAME, found, sources_of(NAME, found), PlaceKind.CAR_SHARING, start, {}, note)]


def joining(world: World, found: Spots, cars: NDArray[np.float64], per_car: float) -> NDArray[np.int64]:
    """Rows of the residents who join: by lot among those with a licence near each place, each place's cars in turn.

    Parameters
    ----------
    world : World with its people.
    found, cars : Places, and the cars of each. (K,), (K,)
    per_car : Members per car. ()
    """
    people, buildings = world.table("citizens"), world.table("buildings")
    rank = MEMBERS.at(world.seed).uniform(people["uid"])
    home = np.maximum(people["home"], 0)
    free = people["licence"] & ~people["club"] & (people["home"] >= 0)
    joined = np.zeros(len(people), dtype=bool)
    for x, y, count in zip(found.x, found.y, cars, strict=True):
        near = np.hypot(buildings["x"][home] - x, buildings["y"][home] - y) <= REACH
        some = np.flatnonzero(near & free & ~joined)
        joined[some[np.lexsort((people["uid"][some], rank[some]))][: round(count * per_car)]] = True
    return np.flatnonzero(joined).astype(np.int64)


def edits(world: World, levers: CarSharingLevers, where: Where, start: date) -> list[Edit]:
    """Edits that open the places and let residents join, with what the operator pays.

    Parameters
    ----------
    world : World with the places of `additions`.
    levers : Places or their number, cars, members, cost.
    where : Zones or addresses whose car parks and stops may get cars; named places stand where they stand.
    start : Day from which the cars are there.
    """
    tick = start_tick(world.clock, start)
    if tick is None:
        return []
    found = spots(world, levers, where)
    if not found.names:
        return []
    cars = np.floor(levers.at_each(found, "cars_per_place", "cars"))
    members = joining(world, found, cars, levers.members_per_car)
    words = f"{cars.sum():.0f} shared cars at {cars.size} places, {members.size} residents join"
    wanted = int(np.round(cars * levers.members_per_car).sum())
    if members.size < wanted:
        words = f"{words}; {clipped(f'{wanted} members', f'{members.size} residents near them')}"
    note = "; ".join([words, *levers.missing(found, "places"), *found.outside])
    cost, free = cars * levers.cost_per_car, np.zeros(members.size)
    return [
        opened(world, NAME, sources_of(NAME, found), cars, tick, cost, Payer.OPERATORS, note),
        Edit(NAME, "citizens", "club", members, np.ones(members.size, dtype=bool), tick, free, Payer.HOUSEHOLDS,
             "members of the club"),
    ]  # fmt: skip


MEASURE = Measure(
    name=NAME,
    label="Condominium car sharing",
    label_it="Car sharing di condominio",
    order=550,
    topic="mobility",
    levers=CarSharingLevers,
    touches=("places.capacity", "citizens.club"),
    mechanism=(
        "Shared cars stand at people's homes. Residents near them who have a licence join by lot, as many as the lever "
        "says; members may then choose a shared car for a tour that ends at home, at its price per minute. A car "
        "serves one tour at a time: tours for which all are out are counted. What these tours replace follows from "
        "the mode choice. Whether a household gives up a car of its own because of it, which is where most of the "
        "published effect of car sharing lies, is not modelled; nor is the cars' electricity, for they charge at their "
        "own stall."
    ),
    evidence=(
        Evidence("2 condominium cars with 2 charge points delivered, of 62 electric cars for sharing planned",
                 "amat-mi.it, Sharing Cities; joomag.com, City Life 56", "published"),
        Evidence("price 0.10 EUR a minute for the community, about 0.25 free-floating", "studiocataldi.it",
                 "published"),
        Evidence("use of the two cars, members and cost: not found", "no source was reached", "assumed"),
    ),
    edits=edits,
    additions=additions,
    faults=lambda district, levers, _where: by_car(district, levers.sites, IN_A_YARD),
)  # fmt: skip
