"""How does the residents' fleet of cars grow younger without any project? Cars are replaced by age, year after year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, field_validator

from twin.core.streams import declare
from twin.interventions.living import households
from twin.interventions.measure import COUNT, Evidence, Levers, Measure, lever, start_tick
from twin.state.codes import Engine, Payer, VehicleKind
from twin.state.edits import Edit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.interventions.where import Where
    from twin.state.world import World

NAME = "car_renewal"
BOUGHT = declare("interventions.car_renewal.bought", "year in which a car of the fleet of today was registered")
LIFE = declare("interventions.car_renewal.life", "years that a household keeps a car's place before it is renewed")
NEW = declare("interventions.car_renewal.new", "engine of the car registered in a year in a car's place")
# First year in which new cars were registered in each Euro class; the next class's is its end.
EURO_YEARS = (1985, 1993, 1997, 2001, 2006, 2011, 2016)
_GENERATIONS = 12


class Sold(BaseModel):
    """What new cars were in one year."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    year: int = Field(ge=1980, le=2100, description="Year of registration")
    electric: float = Field(ge=0.0, le=1.0, description="Share of battery-electric cars")
    hybrid: float = Field(ge=0.0, le=1.0, description="Share of hybrids")
    diesel: float = Field(ge=0.0, le=1.0, description="Share of diesel; the rest burns petrol or gas")

    @field_validator("diesel")
    @classmethod
    def _at_most_all(cls, value: float, info: Any) -> float:
        others = info.data.get("electric", 0.0) + info.data.get("hybrid", 0.0)
        if others + value > 1.0 + 1e-9:
            msg = f"shares of one year add up to {others + value:g}; they may not exceed 1"
            raise ValueError(msg)
        return value


_PATH = (
    (1990, 0.0, 0.0, 0.10), (2000, 0.0, 0.0, 0.34), (2005, 0.0, 0.0, 0.58), (2010, 0.0, 0.002, 0.46),
    (2015, 0.001, 0.016, 0.55), (2018, 0.003, 0.045, 0.51), (2019, 0.005, 0.06, 0.40), (2020, 0.023, 0.16, 0.33),
    (2021, 0.046, 0.29, 0.22), (2022, 0.037, 0.34, 0.20), (2023, 0.042, 0.36, 0.17), (2024, 0.042, 0.40, 0.14),
    (2030, 0.30, 0.45, 0.05), (2035, 0.80, 0.15, 0.0),
)  # fmt: skip


class RenewalLevers(Levers):
    """Levers of the renewal of cars."""

    fleet_year: float = lever(
        2021.0,
        unit=COUNT,
        label="year of the fleet",
        label_it="anno del parco auto",
        doc="Year of which the residents' cars are before any edit; later years renew them, earlier ones go back",
        source="ACI's shares for Milan of 2021 (population.Params)",
        ge=1990.0,
        le=2100.0,
        slider=(2010.0, 2030.0, 1.0),
    )
    life: float = lever(
        15.0,
        unit="year",
        label="years until a car is replaced",
        label_it="anni fino alla sostituzione",
        doc="Mean time after which a household's car gives way to a new one",
        source="assumed: about one in fourteen to sixteen cars is registered anew each year in Italy, from memory",
        gt=1.0,
        le=50.0,
        slider=(8.0, 25.0, 0.5),
    )
    spread: float = lever(
        5.0,
        unit="year",
        label="spread of these years",
        label_it="dispersione di questi anni",
        doc="Standard deviation between cars",
        source="assumed",
        ge=0.0,
        le=20.0,
        slider=(0.0, 10.0, 0.5),
    )
    path: tuple[Sold, ...] = lever(
        tuple(Sold(year=year, electric=e, hybrid=h, diesel=d) for year, e, h, d in _PATH),
        unit="-",
        label="new cars by year",
        label_it="auto nuove per anno",
        doc="Shares of engines among new cars, linear between these years and constant beyond them",
        source="assumed: registrations in Italy up to 2024 from memory (UNRAE, ACEA); 2030 and 2035 a scenario below "
        "the European rules of 2023 for new cars",
    )

    @field_validator("fleet_year")
    @classmethod
    def _whole(cls, value: float) -> float:
        if value != round(value):
            msg = f"{value:g} is no year"
            raise ValueError(msg)
        return value

    @field_validator("path")
    @classmethod
    def _in_order(cls, path: tuple[Sold, ...]) -> tuple[Sold, ...]:
        path = tuple(sorted(path, key=lambda sold: sold.year))
        years = [sold.year for sold in path]
        if not path or len(set(years)) != len(years):
            msg = "give each year once, and at least one"
            raise ValueError(msg)
        return path


def registered(
    uids: NDArray[np.uint64], euro: NDArray[np.int64], fleet_year: int, year: int, life: tuple[float, float], seed: int
) -> NDArray[np.int64]:
    """Year in which the car that stands in each place in `year` was registered. (V,) [a]

    Parameters
    ----------
    uids, euro : Cars, and their Euro class in `fleet_year`. (V,)
    fleet_year, year : Year of the fleet, and the one that is asked for. () [a]
    life : Mean and spread of the years until a car is replaced. (2,) [a]
    seed : Seed.

    Notes
    -----
    A place of a car is renewed after lives that are drawn by its uid and generation, later ones forwards and earlier
    ones backwards from the car that is known, so that any year can be asked for alone and all agree.
    """
    starts = np.array([*EURO_YEARS, max(fleet_year + 1, EURO_YEARS[-1] + 1)])
    first, last = starts[euro], np.minimum(starts[euro + 1], fleet_year + 1)
    u = BOUGHT.at(seed).uniform(uids)
    known = np.floor(first + u * np.maximum(last - first, 1)).astype(np.int64)
    at = known.copy()
    stream = LIFE.at(seed)

    def lives(generation: int) -> NDArray[np.int64]:
        years = life[0] + life[1] * np.clip(stream.normal(uids, lane=generation), -2.0, 2.0)
        return np.maximum(np.rint(years), 1.0).astype(np.int64)

    goes_on = np.ones(at.size, dtype=bool)
    for generation in range(_GENERATIONS):
        after = at + lives(generation)
        if generation == 0:  # the life that is under way has not ended by the year of the fleet
            after = np.maximum(after, fleet_year + 1)
        goes_on &= after <= year
        if not goes_on.any():
            break
        at = np.where(goes_on, after, at)
    for generation in range(_GENERATIONS):
        late = at > year
        if not late.any():
            break
        at = np.where(late, at - lives(_GENERATIONS + generation), at)
    return np.asarray(np.where(euro == 0, known, at), dtype=np.int64)


def engines(uids: NDArray[np.uint64], year: NDArray[np.int64], path: tuple[Sold, ...], seed: int) -> NDArray[np.int64]:
    """Engine of the car registered in each place in some year, by that year's shares. (V,)"""
    years = [sold.year for sold in path]
    electric, hybrid, diesel = (
        np.interp(year, years, [getattr(sold, name) for sold in path]) for name in ("electric", "hybrid", "diesel")
    )
    u = np.empty(uids.size)
    stream = NEW.at(seed)
    for each in np.unique(year).tolist():
        some = year == each
        u[some] = stream.uniform(uids[some], tick=each)
    steps = np.column_stack([electric, electric + hybrid, electric + hybrid + diesel])
    kinds = np.array([Engine.ELECTRIC, Engine.HYBRID, Engine.DIESEL, Engine.PETROL])
    return np.asarray(kinds[(u[:, None] >= steps).sum(axis=1)], dtype=np.int64)


def edits(world: World, levers: RenewalLevers, where: Where, start: date) -> list[Edit]:
    """Edits of engine and Euro class of the cars that are others in the simulated year than in that of the fleet.

    Parameters
    ----------
    world : World before any edit.
    levers : Year of the fleet, lives, and what new cars were.
    where : Zones or addresses whose residents' cars are meant.
    start : Day from which it counts; what is younger than the simulated year does nothing.
    """
    tick, fleet_year, year = start_tick(world.clock, start), int(levers.fleet_year), world.clock.year
    if tick is None or year == fleet_year:
        return []
    vehicles, found = world.table("vehicles"), households(world, where)
    cars = np.flatnonzero((vehicles["kind"] == VehicleKind.CAR) & np.isin(vehicles["household"], found.rows))
    uids, euro = vehicles["uid"][cars], vehicles["euro"][cars].astype(np.int64)
    life = (levers.life, levers.spread)
    then = registered(uids, euro, fleet_year, fleet_year, life, world.seed)
    now = registered(uids, euro, fleet_year, year, life, world.seed)
    other = now != then
    rows = cars[other]
    if not rows.size:
        return []
    classes = np.searchsorted(EURO_YEARS, now[other], side="right") - 1
    drawn = engines(uids[other], now[other], levers.path, world.seed)
    way = "renewed" if year > fleet_year else "still those before"
    words = f"{rows.size} of {cars.size} cars {way} in {year}, {(drawn == Engine.ELECTRIC).sum()} of them electric"
    note = "; ".join([words, *found.notes])
    free = np.zeros(rows.size)
    return [
        Edit(NAME, "vehicles", "engine", rows, drawn, tick, free, Payer.HOUSEHOLDS, note),
        Edit(NAME, "vehicles", "euro", rows, np.maximum(classes, 0), tick, free, Payer.HOUSEHOLDS),
    ]


MEASURE = Measure(
    name=NAME,
    label="Renewal of cars",
    label_it="Ricambio delle auto",
    order=900,
    levers=RenewalLevers,
    touches=("vehicles.engine", "vehicles.euro"),
    mechanism=(
        "Each car of a resident keeps its place for some years, drawn once for each of its generations, and is then "
        "replaced by a new car of the year's Euro class and of an engine by the year's shares of new cars. Years "
        "before that of the fleet go back the same way to the cars before. Cars of Euro 0, kept as collector's "
        "pieces, stay. It happens without the project and costs nothing in its books. The number of cars and who has "
        "one stay; so do motorcycles, and cars, vans and trucks from elsewhere, whose mix is a parameter of emissions. "
        "Nobody decides: incomes, prices and places to charge have no part in it."
    ),
    evidence=(
        Evidence("cars registered in Milan: 36 % of Euro 6 in 2022; 505 cars per 1,000 residents in 2016, 490 in 2022",
                 "italy.cleancitiescampaign.org, 2023; PGT", "published"),
        Evidence("entries into Area B: 9 % electrified in 2022, 14 % in 2023; diesel 40 %, then 32 %",
                 "ilgazzettinometropolitano.it, 2024", "published"),
        Evidence("lives of cars, and engines of new ones by year", "from memory; years to come are a scenario",
                 "assumed"),
    ),
    edits=edits,
    trend=True,
)  # fmt: skip
