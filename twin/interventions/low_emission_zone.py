"""What happens when cars of low Euro classes may not drive in the places on workdays?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, field_validator

from twin.core.clock import calendar_day
from twin.core.streams import declare
from twin.interventions.e_logistics import meant
from twin.interventions.hours import DaytimeLevers, hour_lever
from twin.interventions.measure import Evidence, Measure, lever, start_tick
from twin.state.bans import below
from twin.state.codes import Engine, Payer, VehicleKind
from twin.state.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from twin.interventions.where import Where
    from twin.state.world import World

NAME = "low_emission_zone"
OWNER = declare("interventions.low_emission_zone", "whether the owner of a barred car replaces it, and by which engine")
_REPLACES, _ELECTRIC = 0, 1  # lanes
NEWEST = 6  # Euro class of a car that replaces another
_AREA_B = "Area B, Milan (amat-mi.it; greenyourmove.org)"
_LATER = "later phases of Area B, from memory"


class Phase(BaseModel):
    """What is barred from a day on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: date = Field(description="Day from which it holds, ISO 8601")
    petrol: int = Field(ge=0, le=7, description="Lowest Euro class of petrol and hybrid cars that may drive; 7 none")
    diesel: int = Field(ge=0, le=7, description="The same of diesel vehicles")

    @field_validator("since", mode="before")
    @classmethod
    def _day(cls, value: Any) -> Any:
        return calendar_day(value)


class ZoneLevers(DaytimeLevers):
    """Levers of a low-emission zone."""

    phases: tuple[Phase, ...] = lever(
        (
            Phase(since=date(2019, 2, 25), petrol=1, diesel=4),
            Phase(since=date(2022, 10, 1), petrol=3, diesel=6),
            Phase(since=date(2028, 10, 1), petrol=4, diesel=6),
            Phase(since=date(2030, 10, 1), petrol=4, diesel=7),
        ),
        unit="-",
        label="phases",
        label_it="fasi",
        doc="Days, and the lowest Euro classes that may drive from then on; none that is laxer than one before it",
        source=f"{_AREA_B}: from 25 February 2019 petrol of Euro 0 and diesel of Euro 0 to 3 are barred; {_LATER}",
    )
    from_hour: int = hour_lever(
        7, doc="Civil hour at which the ban starts, on workdays", source="assumed: 7:30 to 19:30, from memory"
    )
    to_hour: int = hour_lever(
        19, doc="Civil hour at which the ban ends", ends=True, source="assumed: 7:30 to 19:30, from memory"
    )
    replace_share: float = lever(
        0.5,
        unit="1",
        label="owners who replace the car",
        label_it="proprietari che cambiano auto",
        doc="Share of the owners of a barred car with the median income who buy one that may drive; the others keep "
        "it for other hours and places",
        source="assumed; no survey was found",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )
    income_effect: float = lever(
        0.5,
        unit="1",
        label="effect of income",
        label_it="effetto del reddito",
        doc="That share grows as this power of the household's income over the median",
        source="assumed; who has less replaces less often",
        ge=0.0,
        le=3.0,
        slider=(0.0, 2.0, 0.1),
    )
    electric_share: float = lever(
        0.05,
        unit="1",
        label="electric cars among those bought",
        label_it="auto elettriche tra quelle comprate",
        doc="The others are petrol of Euro 6, new or second-hand",
        source="assumed; new cars of 2019 to 2023 in Italy were electric in 0.5 to 4 %, from memory",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )
    cost_per_car: float = lever(
        9_000.0,
        unit="EUR",
        label="cost per car replaced",
        label_it="costo per auto sostituita",
        doc="Price of the car, less what the old one brings",
        source="assumed: second-hand cars of Euro 6 in 2019, from memory",
        ge=0.0,
        slider=(0.0, 30_000.0, 500.0),
    )
    city_share: float = lever(
        0.0,
        unit="1",
        label="share paid by the city",
        label_it="quota pagata dal Comune",
        doc="Grant for who replaces a barred car; the household pays the rest",
        source="assumed; grants of the city came and went",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )

    @field_validator("phases")
    @classmethod
    def _ever_stricter(cls, phases: tuple[Phase, ...]) -> tuple[Phase, ...]:
        phases = tuple(sorted(phases, key=lambda phase: phase.since))
        for one, next_ in pairwise(phases):
            if one.since == next_.since:
                msg = f"two phases start on {one.since}; make them one"
                raise ValueError(msg)
            if next_.petrol < one.petrol or next_.diesel < one.diesel:
                msg = f"the phase of {next_.since} is laxer than that of {one.since}; a later one may not be"
                raise ValueError(msg)
        return phases


def begun(world: World, phases: Sequence[Phase], start: date) -> dict[date, Phase]:
    """Phases that bar anything and have begun by the end of the simulated year, by the day from which each holds.

    Where several are older than the measure, the last of them holds from its start.
    """
    found = {max(phase.since, start): phase for phase in phases if phase.petrol or phase.diesel}
    return {day: phase for day, phase in found.items() if start_tick(world.clock, day) is not None}


def replacing(world: World, levers: ZoneLevers, cars: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether the household of each of these cars replaces it when it is barred. (K,)

    The same luck for life: who replaces a car at one phase would have done so at any other.
    """
    vehicles, income = world.table("vehicles"), world.table("households")["income"]
    median = float(np.median(income)) if income.size else 0.0
    mine = income[vehicles["household"][cars]]
    relative = mine / median if median > 0.0 else np.ones(cars.size)
    chance = np.minimum(levers.replace_share * np.maximum(relative, 0.0) ** levers.income_effect, 1.0)
    return np.asarray(OWNER.at(world.seed).uniform(vehicles["uid"][cars], lane=_REPLACES) < chance)


def edits(world: World, levers: ZoneLevers, where: Where, start: date) -> list[Edit]:
    """Edits of what may drive in the zones, and of the cars that are replaced for it.

    A car is replaced, and paid, when the first phase that bars it begins; it stays so in all years that follow.

    Parameters
    ----------
    world : World before any edit.
    levers : Phases, hours, and how owners respond.
    where : Zones in which the ban holds.
    start : Day from which phases count: one that is older holds from then on.
    """
    phases = begun(world, levers.phases, start)
    if not phases:
        return []
    rows, outside = meant(world, where)
    if not rows.size:
        return []
    done, free = [], np.zeros(rows.size)
    ticks = {day: start_tick(world.clock, day) or 0 for day in phases}
    for column, hour in (("ban_from", levers.from_hour), ("ban_to", levers.to_hour)):
        done.append(Edit(NAME, "zones", column, rows, np.full(rows.size, hour), min(ticks.values()), free, Payer.CITY))
    last = {ticks[day]: phase for day, phase in phases.items()}  # of those older than the year the last one holds
    for tick, phase in last.items():
        for column, least in (("least_petrol", phase.petrol), ("least_diesel", phase.diesel)):
            done.append(Edit(NAME, "zones", column, rows, np.full(rows.size, least), tick, free, Payer.CITY))
    vehicles, zone = world.table("vehicles"), world.table("households")["zone"]
    cars = np.flatnonzero((vehicles["kind"] == VehicleKind.CAR) & np.isin(zone[vehicles["household"]], rows))
    settled = np.zeros(cars.size, dtype=bool)
    willing = replacing(world, levers, cars)
    for day, phase in phases.items():
        petrol, diesel = np.full(cars.size, phase.petrol), np.full(cars.size, phase.diesel)
        hit = below(vehicles["engine"][cars], vehicles["euro"][cars], petrol, diesel)
        first = hit & ~settled
        settled |= hit
        words = f"from {day}: {hit.sum()} of {cars.size} cars barred"
        bought = _bought(world, levers, cars[first & willing], ticks[day], "; ".join([words, *outside]))
        done += [replace(edit, year=day.year) for edit in bought]
    return done


def _bought(world: World, levers: ZoneLevers, rows: NDArray[np.int64], tick: int, words: str) -> list[Edit]:
    """Cars that are replaced at one phase, with what households and city pay."""
    electric = OWNER.at(world.seed).uniform(world.table("vehicles")["uid"][rows], lane=_ELECTRIC)
    engine = np.where(electric < levers.electric_share, int(Engine.ELECTRIC), int(Engine.PETROL))
    cost = np.full(rows.size, levers.cost_per_car)
    note = f"{words}, {rows.size} replaced"
    return [
        Edit(NAME, "vehicles", "engine", rows, engine, tick, cost * (1.0 - levers.city_share), Payer.HOUSEHOLDS, note),
        Edit(NAME, "vehicles", "euro", rows, np.full(rows.size, NEWEST), tick, cost * levers.city_share, Payer.CITY,
             "grant"),
    ]  # fmt: skip


MEASURE = Measure(
    name=NAME,
    label="Low-emission zone",
    label_it="Zona a basse emissioni",
    order=605,
    topic="mobility",
    levers=ZoneLevers,
    touches=(
        "zones.least_petrol",
        "zones.least_diesel",
        "zones.ban_from",
        "zones.ban_to",
        "vehicles.engine",
        "vehicles.euro",
    ),
    mechanism=(
        "On workdays, in the hours of the ban, cars below the least Euro class of their engine may not leave home or "
        "come back in the places. Some owners replace the car when it is barred, more often those with more income; "
        "the others keep it, and for tours that begin or end in these hours take another car of the household, "
        "another mode, or another hour; nobody drives along where the household has no car that may. Barred cars "
        "count in the fleet's mean on other days only. Cars, vans and trucks from elsewhere come in as many as "
        "before, of classes that may drive, as if all their owners had replaced them: the gain in emissions from "
        "those is the most that there can be. Exceptions, days that are allowed each year, boxes that count "
        "kilometres, and evasion are not modelled; motorcycles are not barred."
    ),
    evidence=(
        Evidence("Area B from 25 February 2019: 72 % of the city's area, 97.6 % of residents; petrol of Euro 0 and "
                 "diesel of Euro 0 to 3 barred first", "amat-mi.it; greenyourmove.org; italia24.org", "published"),
        Evidence("expected by 2026: 25 t of PM10 and 900 to 1,500 t of NOx less; 625,000 to 630,000 entries a day, 3 % "
                 "fewer in 2023", "amat-mi.it; tgcom24.it, 2023; ilgazzettinometropolitano.it, 2024", "published"),
        Evidence("a ban of diesel up to Euro 5 would bring compliance with 40 ug/m3 of NO2 from 25 % to 95 % of the "
                 "area, in a model", "Arianet via repubblica.it, 29 January 2019", "published"),
        Evidence("phases after 2019: October 2022 petrol of Euro 1 and 2 and diesel of Euro 4 and 5, 2028 petrol of "
                 "Euro 3, 2030 all diesel", "from memory", "assumed"),
        Evidence("how owners of barred cars respond: not found", "no source was reached", "assumed"),
    ),
    edits=edits,
)  # fmt: skip
