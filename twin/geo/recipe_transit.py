"""Which figures of public transport does a recipe hold, and what are they where it tells none?"""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field

from twin.core.params import Status
from twin.geo.recipe_figures import Closed, Figure, assumed

Vehicle = Literal["bus", "trolleybus", "tram", "metro", "train"]


class ByVehicle(Closed):
    """One number by what runs on a line."""

    values: dict[Vehicle, float]
    unit: str
    source: str
    year: int
    status: Status


def _by_vehicle(unit: str, source: str, *values: float) -> ByVehicle:
    named = dict(zip(get_args(Vehicle), values, strict=True))
    return ByVehicle(values=named, unit=unit, source=source, year=2019, status="assumed")


class Service(Closed):
    """A line that no layer draws: stations by their source_id, served both ways.

    Parameters
    ----------
    name, vehicle : Name of the line and what runs on it.
    stops : source_id of the stations in order; those that the layer lacks are passed over.
    at : Instead of them, longitude and latitude of its stops in order. [°]
    headway : Time between two vehicles in the peak hours. [min]
    source : Where this stands.
    """

    name: str
    vehicle: Vehicle
    stops: tuple[str, ...] = ()
    at: tuple[tuple[float, float], ...] = ()
    headway: float = Field(gt=0, le=120)
    source: str = ""


_USUAL = "usual in a large Italian city, from memory; no layer tells timetables"


class Transit(Closed):
    """What is assumed of public transport where no layer and no feed tells it.

    Parameters
    ----------
    peak_hours, day_hours, evening_hours : Civil hours of each class; no line runs in the others.
    peak_headway, day_headway, evening_headway : Time between two vehicles of a line, all its courses together. [min]
    line_vehicle : What runs on lines that no layer draws, by name; a bus, if not named.
    line_headway : Time between two vehicles in the peak hours of lines by name; other hours in proportion. [min]
    speed : Speed with stops. [km/h]
    places, seat_share : Room of a vehicle, and the share of it that are seats.
    stop_reach, station_reach : Largest distance of a stop, and of a station, from its line. [m]
    zone_reach : Largest distance of a line from the middle of a zone outside whose people it serves. [m]
    services : Lines that no layer draws.
    gtfs : Key of a file or folder with a timetable (GTFS), whose headways and speeds replace the assumed ones.
    """

    peak_hours: tuple[int, ...] = (7, 8, 16, 17, 18, 19)
    day_hours: tuple[int, ...] = (6, 9, 10, 11, 12, 13, 14, 15)
    evening_hours: tuple[int, ...] = (5, 20, 21, 22, 23)
    peak_headway: ByVehicle = _by_vehicle("min", _USUAL, 9.0, 6.0, 7.0, 3.0, 15.0)
    day_headway: ByVehicle = _by_vehicle("min", _USUAL, 12.0, 8.0, 9.0, 4.0, 20.0)
    evening_headway: ByVehicle = _by_vehicle("min", _USUAL, 18.0, 12.0, 13.0, 6.0, 30.0)
    line_headway: dict[str, float] = Field(default_factory=dict)
    line_vehicle: dict[str, Vehicle] = Field(default_factory=dict)
    speed: ByVehicle = _by_vehicle("km/h", _USUAL, 14.5, 14.0, 13.0, 29.0, 38.0)
    places: ByVehicle = _by_vehicle("1", "vehicles of 12 m and 18 m, trams of 29 to 35 m, six cars, from memory",
                                    110.0, 140.0, 200.0, 1200.0, 800.0)  # fmt: skip
    seat_share: ByVehicle = _by_vehicle("1", "from memory", 0.3, 0.28, 0.3, 0.2, 0.5)
    stop_reach: Figure = assumed(60.0, "m", "stops lie beside their line; the layers' own error is some metres")
    station_reach: Figure = assumed(250.0, "m", "a station's point is its entrance or its middle")
    zone_reach: Figure = assumed(1500.0, "m", "a line that passes farther from the middle of a zone serves its edge")
    services: tuple[Service, ...] = ()
    gtfs: str = ""
