"""What happens when stations of shared (electric) bicycles open?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from twin.interventions.measure import COUNT, Evidence, Measure, lever, start_tick
from twin.interventions.placing import PlacingLevers, Site, Spots, closed, named, opened, sources_of, where_missed
from twin.interventions.where import Where
from twin.state.codes import Payer, PlaceKind

if TYPE_CHECKING:
    from twin.state.additions import Addition
    from twin.state.edits import Edit
    from twin.state.world import World

NAME = "shared_ebikes"
REACH = 300.0  # m, as mobility's dock_reach: stations drawn by quantity shall not serve the same homes
STOPS = (PlaceKind.SURFACE_STOP, PlaceKind.METRO_STATION, PlaceKind.RAILWAY_STATION)


class Station(Site):
    """A station of shared bicycles."""

    bikes: float | None = Field(default=None, ge=0.0, description="Bicycles of this station, if not as the others")


class EbikeLevers(PlacingLevers):
    """Levers of shared electric bicycles."""

    by_name = ("stations", "stations")

    stations: tuple[Station, ...] = lever(
        (),
        unit="-",
        label="stations by name",
        label_it="stazioni per nome",
        doc='Stations with their coordinates, such as [{ name = "Gabrio Rosa", at = [9.2242, 45.4372] }]',
    )
    quantity: float = lever(
        0.0,
        unit=COUNT,
        label="number of stations",
        label_it="numero di stazioni",
        doc="Stations put at stops of the places, where most residents have no dock within reach; none if named",
        ge=0.0,
        le=200.0,
        slider=(0.0, 40.0, 1.0),
    )
    bikes_per_station: float = lever(
        20.0,
        unit=COUNT,
        label="bicycles per station",
        label_it="biciclette per stazione",
        doc="Bicycles that a station adds to the fleet",
        source="assumed; 150 e-bikes over 7 stations are 21, though they serve all stations",
        gt=0.0,
        le=100.0,
        slider=(5.0, 40.0, 1.0),
    )
    docks_per_bike: float = lever(
        1.5,
        unit=COUNT,
        label="docks per bicycle",
        label_it="stalli per bicicletta",
        doc="Docks of a station per bicycle",
        source="derived: 30 docks a station (Comune di Milano, BikeMi stations 2025) over about 20 bicycles",
        ge=1.0,
        le=5.0,
        slider=(1.0, 3.0, 0.1),
    )
    electric_share: float = lever(
        1.0,
        unit="1",
        label="share of electric bicycles",
        label_it="quota di biciclette elettriche",
        doc="Share of the stations' bicycles that have a motor",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )
    cost_per_station: float = lever(
        30_000.0,
        unit="EUR",
        label="cost per station",
        label_it="costo per stazione",
        doc="Docks, terminal and works of a station",
        source="assumed; no Milan price was found",
        ge=0.0,
        slider=(0.0, 100_000.0, 1_000.0),
    )
    cost_per_bike: float = lever(
        1_500.0,
        unit="EUR",
        label="cost per bicycle",
        label_it="costo per bicicletta",
        doc="Purchase of a bicycle",
        source="assumed; no Milan price was found",
        ge=0.0,
        slider=(0.0, 4_000.0, 100.0),
    )


def spots(world: World, levers: EbikeLevers, where: Where) -> Spots:
    """Where the stations stand."""
    if levers.stations:
        return named(world, levers.stations)
    residents = world.table("buildings")["residents"]
    return where_missed(world, where, STOPS, PlaceKind.BIKE_DOCK, residents, REACH, round(levers.quantity))


def additions(world: World, levers: EbikeLevers, where: Where, start: date) -> list[Addition]:
    """The stations, closed until their date."""
    if start_tick(world.clock, start) is None:
        return []
    found = spots(world, levers, where)
    if not found.names:
        return []
    more = {"bikes": levers.at_each(found, "bikes_per_station", "bikes"), "electric": levers.electric_share}
    note = f"{len(found.names)} stations of shared bicycles"
    return [closed(NAME, found, sources_of(NAME, found), PlaceKind.BIKE_DOCK, start, more, note)]


def edits(world: World, levers: EbikeLevers, where: Where, start: date) -> list[Edit]:
    """Edits that open the stations, with what the city pays.

    Parameters
    ----------
    world : World with the stations of `additions`.
    levers : Stations or their number, bicycles, share of electric ones, costs.
    where : Zones or addresses whose stops may get a station; named stations stand where they stand.
    start : Day from which they are open.
    """
    tick = start_tick(world.clock, start)
    if tick is None:
        return []
    found = spots(world, levers, where)
    if not found.names:
        return []
    bikes = levers.at_each(found, "bikes_per_station", "bikes")
    words = f"{bikes.size} stations with {bikes.sum():.0f} bicycles, {levers.electric_share:.0%} of them electric"
    note = "; ".join([words, *levers.missing(found, "stations"), *found.outside])
    cost = levers.cost_per_station + bikes * levers.cost_per_bike
    docks = np.ceil(bikes * levers.docks_per_bike - 1e-9)
    return [opened(world, NAME, sources_of(NAME, found), docks, tick, cost, Payer.CITY, note)]


MEASURE = Measure(
    name=NAME,
    label="Shared e-bikes",
    label_it="Biciclette elettriche condivise",
    order=300,
    topic="mobility",
    levers=EbikeLevers,
    touches=("places.capacity",),
    mechanism=(
        "New stations put shared bicycles within reach of homes: subscribers (a parameter of mobility) who have no "
        "bicycle of their own may then choose one, walking to a station within reach at both ends, with the chance "
        "that they believe in of finding a bicycle and a free place. The motor makes the ride faster and less of an "
        "effort. Which trips they replace follows from the mode choice, never from a rate that is put in. On the day "
        "each bicycle is somewhere: who finds none, of either kind, at the stations within reach is counted and walks "
        "or rides public transport; who finds a station full rides on. Batteries run down with distance and are "
        "changed at night, when a van moves bicycles from full stations to empty ones: its way and its CO2 are "
        "counted beside the district's, so that the whole may be a loss. Visitors, people who only work here, and "
        "child seats are not modelled."
    ),
    evidence=(
        Evidence(
            "150 electric bicycles with child seats and 7 stations in service from 13 December 2018",
            "amat-mi.it, Sharing Cities; milanotoday.it, 2018",
            "published",
        ),
        Evidence(
            "BikeMi e-bikes: 16,000 trips in the first month, 55,000 in October 2015; 1.3 to 1.8 trips per e-bike and "
            "day: held out, never fitted",
            "metronews.it, 2015; division by 1,000 e-bikes",
            "derived",
        ),
        Evidence(
            "what e-bike trips replace, medians of 24 studies: public transport 33 %, bicycle 27 %, car 24 %, walk "
            "10 %; shared ones in Tricity replaced no car trips. Not put in: mode choice decides",
            "Bigazzi, Transp. Res. D 85, 2020; Bielinski et al., Transp. Res. D 96, 2021",
            "published",
        ),
        Evidence(
            "scale check: 150 e-bikes change CO2 by less than 10 t a year (about 80,000 trips of 2 km, one in ten by "
            "car before, 0.15 kg/km: 2 to 3 t), and perhaps not downwards once bicycles are moved by van",
            "arithmetic on the figures above",
            "derived",
        ),
        Evidence("cost of stations and bicycles: not found", "no source was reached", "assumed"),
    ),
    edits=edits,
    additions=additions,
)
