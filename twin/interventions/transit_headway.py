"""What happens when trams, buses or trains come more often, or less?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import field_validator

from twin.core.errors import Fault, InputError, nearest
from twin.interventions.hours import DaytimeLevers, hour_lever
from twin.interventions.kerb import zones_only
from twin.interventions.measure import Evidence, Measure, lever, start_tick
from twin.interventions.where import Where
from twin.state.codes import LineKind, Payer
from twin.state.edits import Edit

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from twin.state.table import Table
    from twin.state.world import World

NAME = "transit_headway"
_VEHICLES = {
    "any": tuple(LineKind), "tram": (LineKind.TRAM,), "bus": (LineKind.BUS, LineKind.TROLLEYBUS),
    "metro": (LineKind.METRO,), "train": (LineKind.TRAIN,),
}  # fmt: skip
_HOURS = 24


class HeadwayLevers(DaytimeLevers):
    """Levers of public transport's headways."""

    headway: float = lever(
        ...,
        unit="min",
        label="time between two vehicles",
        label_it="intervallo tra due vetture",
        doc="Time between two vehicles of a line in one direction, all its courses together",
        gt=0.0,
        le=120.0,
        slider=(2.0, 30.0, 0.5),
    )
    lines: tuple[str, ...] = lever(
        (),
        unit="-",
        label="lines by name",
        label_it="linee per nome",
        doc='Names of lines, such as ["24", "9"]; if none, all lines of the vehicle that stop in the places',
    )
    vehicle: Literal["any", "tram", "bus", "metro", "train"] = lever(
        "any",
        unit="-",
        label="vehicle",
        label_it="mezzo",
        doc="What runs on the lines",
        options={
            "any": ("any", "qualsiasi"),
            "tram": ("tram", "tram"),
            "bus": ("bus and trolleybus", "autobus e filobus"),
            "metro": ("metro", "metropolitana"),
            "train": ("train", "treno"),
        },
    )
    from_hour: int = hour_lever(
        6, doc="Civil hour at which it starts", source="assumed: the hours in which most people travel"
    )
    to_hour: int = hour_lever(
        21, doc="Civil hour at which it ends", ends=True, source="assumed: the hours in which most people travel"
    )
    cost_per_hour: float = lever(
        90.0,
        unit="EUR",
        label="cost per vehicle and hour",
        label_it="costo per vettura e ora",
        doc="Driver, energy and upkeep of one more vehicle on the line for an hour; a train of the metro costs more",
        source="assumed: 6 to 7 EUR per vehicle-km at 13 to 14 km/h, from memory",
        ge=0.0,
        slider=(0.0, 300.0, 5.0),
    )
    turn_share: float = lever(
        0.15,
        unit="1",
        label="time at the ends",
        label_it="sosta ai capolinea",
        doc="Time that a vehicle stands at the ends of the line over its time on the way",
        source="assumed, usual in timetables",
        ge=0.0,
        le=1.0,
        slider=(0.0, 0.5, 0.05),
    )

    @field_validator("lines", mode="before")
    @classmethod
    def _as_words(cls, value: Any) -> Any:
        # Names of lines look like numbers: 24 and "24" mean the same line.
        if isinstance(value, str | int) and not isinstance(value, bool):
            value = [value]
        if isinstance(value, list | tuple):
            return tuple(str(each) if isinstance(each, int) and not isinstance(each, bool) else each for each in value)
        return value


def chosen(world: World, levers: HeadwayLevers, where: Where) -> NDArray[np.int64]:
    """Rows of the courses that are meant, increasing. (K,)

    Raises
    ------
    InputError
        If the district has no line of a name.
    """
    lines = world.table("lines")
    fits = np.isin(lines["vehicle"], _VEHICLES[levers.vehicle])
    if levers.lines:
        known = sorted(set(lines["name"][fits]))
        faults = [
            Fault(f"lines[{i}]", f"the district has no line {name!r} of this vehicle", nearest(name, known))
            for i, name in enumerate(levers.lines)
            if name not in known
        ]
        if faults:
            raise InputError(f"measure {NAME}", faults)
        return np.flatnonzero(fits & np.isin(lines["name"], levers.lines)).astype(np.int64)
    calls, nodes = world.table("line_stops"), world.table("transit_nodes")
    here = np.isin(nodes["within"], where.rows(world.table("zones"))) & (nodes["zone"] < 0)
    stops_here = np.zeros(len(lines), dtype=bool)
    stops_here[calls["line"][here[calls["node"]]]] = True
    return np.flatnonzero(fits & stops_here).astype(np.int64)


def new_headways(lines: Table, rows: NDArray[np.int64], levers: HeadwayLevers) -> NDArray[np.float64]:
    """Headways of courses, so that each line has the wanted one in each direction. (K, 24) [s]

    The courses of a line keep their shares of its vehicles; where none ran, they get equal ones.
    """
    old = lines["headway"][rows]
    rate = np.divide(1.0, old, out=np.zeros_like(old), where=old > 0.0)
    key = np.array([f"{lines['vehicle'][k]}/{lines['name'][k]}/{lines['direction'][k]}" for k in rows])
    _, line = np.unique(key, return_inverse=True)
    total = np.zeros((int(line.max(initial=-1)) + 1, _HOURS))
    np.add.at(total, line, rate)
    courses = np.bincount(line)[line]
    share = np.divide(rate, total[line], out=np.zeros_like(rate), where=total[line] > 0.0)
    share = np.where(total[line] > 0.0, share, 1.0 / courses[:, None])
    hours = (np.arange(_HOURS) >= levers.from_hour) & (np.arange(_HOURS) < levers.to_hour)
    wanted = np.divide(levers.headway * 60.0, share, out=np.zeros_like(share), where=share > 0.0)
    return np.where(hours[None, :], np.minimum(wanted, 7200.0), old)


def running_cost(
    lines: Table, rows: NDArray[np.int64], new: NDArray[np.float64], levers: HeadwayLevers, days: float
) -> NDArray[np.float64]:
    """Cost of the vehicles that come in addition over some days; negative where fewer run. (K,) [EUR]"""
    old = lines["headway"][rows]
    per_hour = [np.divide(3600.0, h, out=np.zeros_like(h), where=h > 0.0) for h in (new, old)]
    course = lines["length"][rows][:, None] / lines["speed"][rows] * (1.0 + levers.turn_share) / 3600.0
    return np.asarray(((per_hour[0] - per_hour[1]) * course).sum(axis=1) * days * levers.cost_per_hour)


def edits(world: World, levers: HeadwayLevers, where: Where, start: date) -> list[Edit]:
    """Edits of the headways of lines, with what the city pays for the rest of the year.

    Parameters
    ----------
    world : World before any edit.
    levers : Lines, headway, hours and cost.
    where : Zones whose lines are meant, if none is named.
    start : Day from which it holds.

    Raises
    ------
    InputError
        If the district has no line of a name.
    """
    tick = start_tick(world.clock, start)
    if tick is None or "lines" not in world.tables or not len(world.table("lines")):
        return []
    lines = world.table("lines")
    rows = chosen(world, levers, where)
    if not rows.size:
        return []
    new = new_headways(lines, rows, levers)
    days = (world.clock.n_ticks - tick) / world.clock.ticks_per_day
    cost = running_cost(lines, rows, new, levers, days)
    names = sorted({str(name) for name in lines["name"][rows]})
    words = f"{len(names)} lines every {levers.headway:g} min: {', '.join(names)}"
    return [Edit(NAME, "lines", "headway", rows, new, tick, cost, Payer.CITY, words)]


MEASURE = Measure(
    name=NAME,
    label="Public transport more often",
    label_it="Mezzi pubblici più frequenti",
    order=650,
    topic="mobility",
    levers=HeadwayLevers,
    touches=("lines.headway",),
    mechanism=(
        "Vehicles of the chosen lines come at the given interval in the given hours. People wait less (half the "
        "interval up to eleven minutes, less than in proportion beyond), change more easily, and find more room; which "
        "way, which mode and at which hour they travel follows, nothing is set for it. Those who come from elsewhere "
        "stay as many on board as before. Speeds and stops stay. The cost is that of the vehicles that run on top, "
        "from length, speed and interval of each course, for the rest of the simulated year, booked at once; fewer "
        "vehicles save it. Vehicles and depots that would have to be bought, and what more of them draw and emit, are "
        "not in it, nor what tickets bring in."
    ),
    evidence=(
        Evidence("17 tram, 4 trolleybus and 80 bus lines, 87.6 km of metro before the fourth line",
                 "muoversi.milano.it", "published"),
        Evidence("people come to the stop at random up to a headway of 11 min, and all time their arrival from 38 min",
                 "Fan and Machemehl, Transportation Research Record 2111, 2009", "published"),
        Evidence("today's intervals are assumed by vehicle and hour unless the district was made with a timetable",
                 "no layer tells them", "assumed"),
        Evidence("operating cost of a vehicle-hour: not found for Milan", "from memory", "assumed"),
    ),
    edits=edits,
    faults=zones_only,
)  # fmt: skip
