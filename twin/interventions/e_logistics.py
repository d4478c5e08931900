"""What happens when parcels and goods come by electric van and cargo bicycle?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from twin.domains.mobility.outside.deliveries import expected_stops
from twin.domains.mobility.outside.params import OutsideParams
from twin.interventions.measure import COUNT, Evidence, Levers, Measure, lever, start_tick
from twin.interventions.where import Where, project, zones_of
from twin.state.codes import Payer
from twin.state.edits import Edit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.state.world import World

NAME = "e_logistics"
_DELIVERED = "9 electric vans and 2 cargo bicycles from March 2019 (tuttoautoweb.com, 2019; globalcitieshub.org)"


class LogisticsLevers(Levers):
    """Levers of clean deliveries."""

    vans: float = lever(
        9.0,
        unit=COUNT,
        label="electric vans",
        label_it="furgoni elettrici",
        doc="Electric vans on the road each day in place of vans that burn fuel, over the zones by their deliveries",
        source=_DELIVERED,
        ge=0.0,
        le=10_000.0,
        slider=(0.0, 100.0, 1.0),
    )
    cargo_bikes: float = lever(
        2.0,
        unit=COUNT,
        label="cargo bicycles",
        label_it="cargo bike",
        doc="Cargo bicycles that take over stops of vans, over the zones by their deliveries",
        source=_DELIVERED,
        ge=0.0,
        le=10_000.0,
        slider=(0.0, 100.0, 1.0),
    )
    cost_per_van: float = lever(
        12_000.0,
        unit="EUR",
        label="extra cost per van",
        label_it="costo aggiuntivo per furgone",
        doc="What an electric van costs more than the one that burns fuel, with its charge point",
        source="assumed: small vans of 2019, from memory",
        ge=0.0,
        slider=(0.0, 40_000.0, 1_000.0),
    )
    cost_per_bike: float = lever(
        6_000.0,
        unit="EUR",
        label="cost per cargo bicycle",
        label_it="costo per cargo bike",
        doc="Purchase of an electric cargo bicycle",
        source="assumed: bicycles of about 200 kg load in 2019, from memory",
        ge=0.0,
        slider=(0.0, 15_000.0, 500.0),
    )


def meant(world: World, where: Where) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Rows of the zones that are meant, of an address the zone it lies in; and what is to be said of those outside."""
    if not where.at:
        return where.rows(world.table("zones")), ()
    xy = np.array([project(world, each.at) for each in where.at])
    found = zones_of(world, xy[:, 0], xy[:, 1])
    outside = [each.words for each, zone in zip(where.at, found, strict=True) if zone < 0]
    return np.unique(found[found >= 0]), tuple(f"{words}: outside the district's zones; left out" for words in outside)


def by_deliveries(asked: float, most: NDArray[np.float64]) -> tuple[NDArray[np.float64], bool]:
    """Vehicles of each zone in proportion to what each could use, no more than that; and whether some are too many."""
    total = float(most.sum())
    share = min(asked / total, 1.0) if total > 0.0 else 0.0
    return most * share, asked > total * (1.0 + 1e-9)


def edits(world: World, levers: LogisticsLevers, where: Where, start: date) -> list[Edit]:
    """Edits of the vans and cargo bicycles of the zones, with what their owners pay.

    Parameters
    ----------
    world : World before any edit.
    levers : How many, and for how much.
    where : Zones that they deliver in.
    start : Day from which they do.
    """
    tick = start_tick(world.clock, start)
    if tick is None or levers.vans + levers.cargo_bikes == 0.0:
        return []
    params: OutsideParams = world.params.get("mobility") or OutsideParams()
    zones, buildings = world.table("zones"), world.table("buildings")
    rows, outside = meant(world, where)
    inside = buildings["zone"] >= 0
    wanted = expected_stops(buildings, params)[inside]
    stops = np.bincount(buildings["zone"][inside], weights=wanted, minlength=len(zones))[rows].astype(np.float64)
    rounds = stops * (1.0 - params.truck_share) / params.stops_per_round
    kinds = (
        ("electric_vans", "electric vans", levers.vans, rounds, levers.cost_per_van),
        ("cargo_bikes", "cargo bicycles", levers.cargo_bikes, stops / params.cargo_bike_stops, levers.cost_per_bike),
    )
    done = []
    for column, words, asked, most, price in kinds:
        if asked == 0.0:
            continue
        here, clipped = by_deliveries(asked, most)
        note = f"{here.sum():.4g} {words} in {rows.size} zones"
        if clipped:
            note += f"; {asked:g} asked for, clipped to what the zones' {stops.sum():.0f} stops a day keep busy"
        note = "; ".join([note, *outside])
        new = zones[column][rows] + here
        done.append(Edit(NAME, "zones", column, rows, new, tick, here * price, Payer.BUSINESSES, note))
    return done


MEASURE = Measure(
    name=NAME,
    label="Clean deliveries",
    label_it="Consegne pulite",
    order=520,
    topic="mobility",
    levers=LogisticsLevers,
    touches=("zones.electric_vans", "zones.cargo_bikes"),
    mechanism=(
        "Electric vans take the place of others in the mean van of the district's streets: their exhaust goes, wear of "
        "brakes and tyres stays, and they draw electricity from the grid. A cargo bicycle takes over stops of vans and "
        "trucks in its zone, thirty a day (a parameter of mobility, assumed), and the stops fall out of their rounds: "
        "rounds grow shorter and stand less in the second row. Vehicles go to the zones by their stops, as "
        "fractions: a van serves more than one zone. Cargo bicycles do not meet traffic, and their electricity and the "
        "depot near the district that they need are left out. Nobody orders more or less."
    ),
    evidence=(
        Evidence(_DELIVERED + ", home deliveries of big shops between Porta Romana and Vettabbia; 10 shared electric "
                 "vehicles were planned", "tuttoautoweb.com, 2019; globalcitieshub.org; joomag.com", "published"),
        Evidence("cargo bicycles in London (six months): 4 g against 614 g of CO2 per delivery, 4 minutes faster than "
                 "the van, 200 kg of load, 95 % of deliveries within 5 km", "sharingcities.eu, last mile in Greenwich",
                 "published"),
        Evidence("parcels and distance of Milan's vans and bicycles: not found; stops a day and costs are choices",
                 "no source was reached", "assumed"),
    ),
    edits=edits,
)  # fmt: skip
