"""What happens when the fourth line of the metro opens, section by section?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from pydantic import BaseModel, ConfigDict, Field, field_validator

from twin.core.clock import calendar_day
from twin.domains.mobility.transit.params import TransitParams
from twin.interventions.measure import Evidence, Levers, Measure, lever, start_tick
from twin.interventions.where import project
from twin.state.additions import Addition, rows_of
from twin.state.codes import LineKind, Payer, PlaceKind
from twin.state.edits import Edit
from twin.state.table import Flag

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.interventions.where import Where
    from twin.state.world import World

NAME = "new_metro"
LINE = "4"
_HOURS = 24
_RUNS = (6, 24)  # civil hours
_WAY = 1.1  # length of the line over straight distances between stations
# Longitude and latitude from memory, good to some hundred metres.
STATIONS: tuple[tuple[str, tuple[float, float]], ...] = (
    ("Linate Aeroporto", (9.2767, 45.4623)), ("Repetti", (9.2425, 45.4612)), ("Stazione Forlanini", (9.2367, 45.4643)),
    ("Argonne", (9.2300, 45.4680)), ("Susa", (9.2240, 45.4682)), ("Dateo", (9.2178, 45.4681)),
    ("Tricolore", (9.2068, 45.4680)), ("San Babila", (9.1977, 45.4664)), ("Sforza-Policlinico", (9.1943, 45.4597)),
    ("Santa Sofia", (9.1900, 45.4568)), ("Vetra", (9.1830, 45.4572)), ("De Amicis", (9.1775, 45.4583)),
    ("Sant'Ambrogio", (9.1735, 45.4615)), ("Coni Zugna", (9.1660, 45.4578)), ("California", (9.1600, 45.4585)),
    ("Bolivar", (9.1545, 45.4560)), ("Tolstoj", (9.1490, 45.4525)), ("Frattini", (9.1430, 45.4505)),
    ("Gelsomini", (9.1385, 45.4480)), ("Segneri", (9.1330, 45.4460)), ("San Cristoforo", (9.1290, 45.4425)),
)  # fmt: skip
_NAMES = tuple(name for name, _ in STATIONS)


class Section(BaseModel):
    """How far the line runs from a day on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: date = Field(description="Day of opening, ISO 8601")
    to: str = Field(description="Station at which the line ends from then on, seen from Linate")

    @field_validator("since", mode="before")
    @classmethod
    def _day(cls, value: Any) -> Any:
        return calendar_day(value)

    @field_validator("to")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in _NAMES[1:]:
            msg = f"the line has no station {value!r} behind Linate; name one of {', '.join(_NAMES[1:])}"
            raise ValueError(msg)
        return value


class MetroLevers(Levers):
    """Levers of the new line."""

    sections: tuple[Section, ...] = lever(
        (
            Section(since=date(2022, 11, 26), to="Dateo"),
            Section(since=date(2023, 7, 4), to="San Babila"),
            Section(since=date(2024, 10, 12), to="San Cristoforo"),
        ),
        unit="-",
        label="sections",
        label_it="tratte",
        doc="Days of opening, and how far from Linate the line runs from then on",
        source="assumed: openings of M4, from memory",
    )
    headway: float = lever(
        3.0,
        unit="min",
        label="time between two trains",
        label_it="intervallo tra due treni",
        doc="From 6 to 24 o'clock, in each direction",
        source="assumed: about 3 min at the peak and 4 to 5 min off it, from memory",
        gt=0.0,
        le=60.0,
        slider=(1.5, 12.0, 0.5),
    )
    speed: float = lever(
        30.0,
        unit="km/h",
        label="speed with stops",
        label_it="velocità commerciale",
        doc="Mean speed of a train from end to end",
        source="assumed: driverless lines with stations 700 m apart, from memory",
        gt=0.0,
        le=120.0,
        slider=(20.0, 45.0, 1.0),
    )
    places: float = lever(
        600.0,
        unit="1",
        label="places of a train",
        label_it="posti di un treno",
        doc="Seats and standing room; a fifth are seats",
        source="assumed: trains of four cars, from memory",
        gt=0.0,
        le=3_000.0,
        slider=(200.0, 1_500.0, 50.0),
    )


class Course(NamedTuple):
    """The line as far as it runs from a tick on."""

    tick: int
    stations: int


def courses(world: World, levers: MetroLevers, start: date) -> list[Course]:
    """How far the line runs in the simulated year: of sections older than the year the last one."""
    found: dict[int, int] = {}
    for section in sorted(levers.sections, key=lambda each: each.since):
        tick = start_tick(world.clock, max(section.since, start))
        if tick is not None:
            found[tick] = max([_NAMES.index(section.to) + 1, *found.values()])
    return [Course(tick, stations) for tick, stations in found.items()]


def _has_lines(world: World) -> bool:
    """Whether there are lines of public transport, and no metro of this name among them; a tram has it too."""
    if "lines" not in world.tables or not len(world.table("lines")):
        return False
    lines = world.table("lines")
    return LINE not in set(lines["name"][lines["vehicle"] == LineKind.METRO])


def _names(runs: list[Course]) -> list[str]:
    """Ids of the courses, both directions of each extent."""
    return [f"measure/{NAME}/{LINE}/{run.stations}/{way}" for run in runs for way in (0, 1)]


def _within(world: World, xy: NDArray[np.float64]) -> NDArray[np.int64]:
    """Zone, of the district or the rest of the city, that holds each station; -1 none. (K,)"""
    zones, outlines = world.table("zones"), world.district.geometry.get("zones")
    out = np.full(xy.shape[0], -1, dtype=np.int64)
    if outlines is None:
        away = np.hypot(zones["x"][:, None] - xy[:, 0], zones["y"][:, None] - xy[:, 1])
        return np.asarray(np.argmin(away, axis=0), dtype=np.int64)
    for row in range(len(zones))[::-1]:
        if outlines[row] is not None:
            out[shapely.intersects_xy(outlines[row], xy[:, 0], xy[:, 1])] = row
    return out


def additions(world: World, levers: MetroLevers, where: Where, start: date) -> list[Addition]:
    """Stations, courses and calls of the line as far as it runs in the year; no train runs until an edit lets it."""
    where.rows(world.table("zones"))
    runs = courses(world, levers, start)
    if not runs or not _has_lines(world):
        return []
    most = max(run.stations for run in runs)
    xy = np.array([project(world, at) for _, at in STATIONS[:most]])
    steps = np.hypot(*np.diff(xy, axis=0).T) * _WAY
    along = np.concatenate([[0.0], np.cumsum(steps)])
    nodes, lines = len(world.table("transit_nodes")), len(world.table("lines"))
    ids = _names(runs)
    line, node, metres, shapes = [], [], [], []
    for row, (run, back) in enumerate((run, way == 1) for run in runs for way in (0, 1)):
        order = np.arange(run.stations)[:: -1 if back else 1]
        line += [lines + row] * run.stations
        node += (nodes + order).tolist()
        metres += np.abs(along[order] - along[order[0]]).tolist()
        shapes.append(shapely.LineString(xy[order]))
    stops = tuple(f"measure/{NAME}/{name}" for name in _NAMES[:most])
    calls = tuple(f"{ids[at - lines]}/{stop}" for at, stop in zip(line, node, strict=True))
    pace = np.full((len(ids), _HOURS), levers.speed / 3.6)
    return [
        Addition(NAME, "transit_nodes", stops, {
            "source_id": list(stops), "name": list(_NAMES[:most]), "kind": PlaceKind.METRO_STATION, "x": xy[:, 0],
            "y": xy[:, 1], "within": _within(world, xy), "x_flag": Flag.SYNTHETIC,
        }, f"{most} stations of line {LINE}"),
        Addition(NAME, "lines", tuple(ids), {
            "source_id": ids, "name": LINE, "vehicle": LineKind.METRO, "direction": np.tile([0, 1], len(runs)),
            "length": np.repeat([along[run.stations - 1] for run in runs], 2), "headway": np.zeros((len(ids), _HOURS)),
            "speed": pace, "places": levers.places, "seats": 0.2 * levers.places,
        }, shapes=np.array(shapes, dtype=object) if "lines" in world.district.geometry else None),
        Addition(NAME, "line_stops", calls, {"line": line, "node": node, "along": metres}),
    ]  # fmt: skip


def edits(world: World, levers: MetroLevers, where: Where, start: date) -> list[Edit]:
    """Edits that let trains run as far as the line is open, and no longer where a longer course takes their place.

    Parameters
    ----------
    world : World with the line of `additions`.
    levers : Sections, headway, trains.
    where : All zones; the line is where it is.
    start : Day from which openings count.
    """
    where.rows(world.table("zones"))
    runs = courses(world, levers, start)
    rows = rows_of(world.table("lines"), _names(runs)) if runs and "lines" in world.tables else np.zeros(0, np.int64)
    if not rows.size or (rows < 0).any():
        return []
    hours = (np.arange(_HOURS) >= _RUNS[0]) & (np.arange(_HOURS) < _RUNS[1])
    headway = np.where(hours, 60.0 * levers.headway, 0.0)
    vehicles = np.where(hours, 60.0 / levers.headway, 0.0)
    params: TransitParams = world.params.get("mobility") or TransitParams()
    others = vehicles * levers.places * np.asarray(params.others_load)
    done: list[Edit] = []
    for k, run in enumerate(runs):
        here, free = rows[2 * k : 2 * k + 2], np.zeros(2)
        note = f"line {LINE} runs from {_NAMES[0]} to {_NAMES[run.stations - 1]}"
        for column, values in (("headway", headway), ("others", others)):
            done.append(Edit(NAME, "lines", column, here, np.tile(values, (2, 1)), run.tick, free, Payer.CITY, note))
            if k:
                before, none = rows[2 * k - 2 : 2 * k], np.zeros((2, _HOURS))
                done.append(Edit(NAME, "lines", column, before, none, run.tick, free, Payer.CITY))
    return done


MEASURE = Measure(
    name=NAME,
    label="New metro line M4",
    label_it="Nuova linea metropolitana M4",
    order=910,
    levers=MetroLevers,
    touches=("lines.headway", "lines.others"),
    mechanism=(
        "Stations and trains of the fourth line come into the network of public transport on the days of its openings: "
        "who finds it on the way rides it, walks to it, changes to it, and chooses mode and place by it. On board are "
        "residents and, as on other metros, an assumed load of others. It happens without the project and costs "
        "nothing in its books. Stations lie where memory puts them, within some hundred metres; bus lines that were "
        "cut or moved for it stay as they are. A district without lines of public transport, or with the line in its "
        "layers, is left as it is."
    ),
    evidence=(
        Evidence("M4 opened from Linate to Dateo on 26 November 2022, to San Babila on 4 July 2023, to San Cristoforo "
                 "on 12 October 2024", "from memory", "assumed"),
        Evidence("87.6 km of metro in four lines before it; 331 million passengers of the metro in 2023",
                 "muoversi.milano.it; ilgazzettinometropolitano.it, 2024", "published"),
        Evidence("headway, speed, places and coordinates of stations", "from memory", "assumed"),
    ),
    edits=edits,
    additions=additions,
    trend=True,
)  # fmt: skip
