"""What happens when some of the residents' cars are replaced by battery-electric ones?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from twin.core.streams import declare
from twin.interventions.choosing import take, target_of
from twin.interventions.measure import Amount, Evidence, Levers, Measure, lever, start_tick
from twin.interventions.promotion import (
    LIMITS,
    Taken,
    adoption,
    campaign,
    dated,
    offer_of_cars,
    refused_rows,
    subsidy,
    taken_up,
)
from twin.interventions.where import Found, Where
from twin.state.codes import Engine, Payer, Use, VehicleKind
from twin.state.edits import Edit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.state.world import World

NAME = "e_cars"
CHOICE = declare("interventions.e_cars", "rank of a car among those that may be replaced")
NEWEST = 6  # Euro class that a new car is registered in; an electric one has no exhaust


class CarLevers(Levers):
    """Levers of electric cars."""

    quantity: Amount = lever(
        ...,
        unit="1|car",
        label="cars replaced",
        label_it="auto sostituite",
        doc="Share of the residents' cars that are not electric yet, or their number",
        slider=(0.0, 1.0, 0.01),
    )
    choice: Literal["lot", "oldest_first"] = lever(
        "lot",
        unit="-",
        label="whose car",
        label_it="quali auto",
        doc="Drawn by lot, or the lowest Euro class first",
        source="assumed; with adoption by diffusion, which car of a household",
        options={
            "lot": ("drawn by lot", "estratte a sorte"),
            "oldest_first": ("the oldest first", "prima le più vecchie"),
        },
    )
    cost_per_car: float = lever(
        10_000.0,
        unit="EUR",
        label="extra cost per car",
        label_it="costo aggiuntivo per auto",
        doc="What an electric car costs more than the one that would have been bought, before any grant",
        source="assumed: small cars of 2019, from memory",
        ge=0.0,
        slider=(0.0, 30_000.0, 500.0),
    )
    state_share: float = lever(
        0.4,
        unit="1",
        label="share paid by the state",
        label_it="quota pagata dallo Stato",
        doc="Grant as a share of the extra cost; the households pay the rest",
        source="assumed: 4,000 EUR of the grant of 2019 without scrapping, from memory",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )
    adoption: Literal["planner", "diffusion"] = adoption()
    campaign: float = campaign()
    subsidy: float = subsidy()


def find(world: World, where: Where) -> Found:
    """Rows of the residents' cars that are not electric and kept in the places; of an address, in its building."""
    vehicles, households, buildings = (world.table(name) for name in ("vehicles", "households", "buildings"))
    keeper = vehicles["household"]
    wanted = (vehicles["kind"] == VehicleKind.CAR) & (vehicles["engine"] != Engine.ELECTRIC)
    if not where.at:
        inside = np.isin(households["zone"], where.rows(world.table("zones")))
        return Found(np.flatnonzero(wanted & inside[keeper]).astype(np.int64), ())
    lived_in = (buildings["use"] == Use.RESIDENTIAL) & (np.bincount(
        households["home"][households["home"] >= 0], minlength=len(buildings)
    ) > 0)  # fmt: skip
    found = where.find(world, "buildings", lived_in)
    rows = np.flatnonzero(wanted & np.isin(households["home"][keeper], found.rows)).astype(np.int64)
    return Found(rows, found.notes)


def edits(world: World, levers: CarLevers, where: Where, start: date) -> list[Edit]:
    """Edits of the chosen cars' engines, with what households and state pay.

    Parameters
    ----------
    world : World before any edit.
    levers : How many, whose, and for how much.
    where : Zones or addresses whose residents' cars are meant.
    start : Day from which they drive electrically.
    """
    tick = start_tick(world.clock, start)
    if levers.quantity.value == 0.0 or tick is None:
        return []
    vehicles = world.table("vehicles")
    eligible, outside = find(world, where)
    uids = vehicles["uid"][eligible]
    target, _unit, note = target_of(levers.quantity, {"car": float(len(eligible))})
    rank = CHOICE.at(world.seed).uniform(uids)
    if levers.choice == "oldest_first":
        rank = rank + vehicles["euro"][eligible]
    rows = take(eligible, rank, uids, np.ones(len(eligible)), target)
    years = np.full(rows.size, start.year)
    planned = levers.adoption == "planner"
    if not planned:
        rows, years, told = _bought(world, rows, rank[np.isin(eligible, rows)], levers, start)
        outside = (told, *outside)
    words = "; ".join([f"{len(rows)} of {len(eligible)} cars", *([note] if note else []), *outside])
    cost = np.full(len(rows), levers.cost_per_car)
    city = np.zeros(len(rows)) if planned else min(levers.subsidy, 1.0 - levers.state_share) * cost
    mine = cost * (1.0 - levers.state_share) - city
    done = [
        Edit(NAME, "vehicles", "engine", rows, np.full(len(rows), int(Engine.ELECTRIC)), tick, mine,
             Payer.HOUSEHOLDS, words),
        Edit(NAME, "vehicles", "euro", rows, np.full(len(rows), NEWEST), tick, cost * levers.state_share,
             Payer.STATE, "grant, booked at once"),
    ]  # fmt: skip
    if city.any():
        new = np.full(len(rows), NEWEST)
        done.append(Edit(NAME, "vehicles", "euro", rows, new, tick, city, Payer.CITY, "subsidy of the city"))
    return dated(done, rows, years)


def _bought(
    world: World, offered: NDArray[np.int64], rank: NDArray[np.float64], levers: CarLevers, start: date
) -> Taken:
    """The car of each household that takes one up, the first of its cars in rank."""
    vehicles = world.table("vehicles")
    order = np.lexsort((vehicles["uid"][offered], rank, vehicles["household"][offered]))
    keeper, first = np.unique(vehicles["household"][offered][order], return_index=True)
    offer = offer_of_cars(world, keeper, levers.cost_per_car, levers.state_share)
    no = vehicles["household"][refused_rows(world, NAME, "vehicles")]
    taken = taken_up(world, "e_cars", offer, levers, start, "households", no, deducted=False)
    cars = offered[order[first]][np.searchsorted(keeper, taken.rows)]
    by_row = np.argsort(cars)
    return Taken(cars[by_row], taken.years[by_row], taken.note)


MEASURE = Measure(
    name=NAME,
    label="Electric cars",
    label_it="Auto elettriche",
    order=500,
    topic="mobility",
    levers=CarLevers,
    touches=("vehicles.engine", "vehicles.euro"),
    mechanism=(
        "Some of the residents' cars become battery-electric: their exhaust vanishes from the fleet's mean on every "
        "street, wear of brakes and tyres stays, and they draw electricity where they charge (see charging_points), "
        "by distance, speed, slope and the day's temperature. People drive as before. Shared cars of a condominium are "
        "another measure (car_sharing). The saving on petrol is not in the bills, for no price of petrol is among the "
        "inputs." + LIMITS
    ),
    evidence=(
        Evidence("2 condominium cars with 2 charge points delivered, of 62 electric cars for sharing planned",
                 "amat-mi.it, Sharing Cities; joomag.com, City Life 56", "published"),
        Evidence("goal of the project: at least 10 % of local citizens choose electric over fossil vehicles",
                 "sharingcities.eu, home page", "published"),
        Evidence("hybrid and electric cars: 6.4 % of Milan's cars in 2021; the split between them is assumed",
                 "ACI via AutoScout24, 2021", "derived"),
        Evidence("use of the two condominium cars: not found; extra cost and grant are choices",
                 "no source was reached", "assumed"),
    ),
    edits=edits,
)  # fmt: skip
