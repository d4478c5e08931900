"""The declared columns of public transport: where one gets on and off, what runs, and where it calls."""

from __future__ import annotations

from twin.state import codes as c
from twin.state.table import Column, Schema

TRANSIT_NODES = Schema(
    "transit_nodes",
    "one place where one gets on and off: a stop, a station, or the stops of a zone outside taken together",
    (
        Column("source_id", "str", "-", "static", "id in its layer, or of the zone", default=""),
        Column("name", "str", "-", "static", "name", default=""),
        Column("kind", "int64", "-", "static", "kind of stop", codes=c.PlaceKind),
        Column("zone", "int64", "-", "static", "row of the zone outside whose stops it stands for, -1", default=-1),
        Column("within", "int64", "-", "static", "row of the zone that it lies in, -1", default=-1),
        Column("x", "float64", "m", "static", "easting", flagged=True),
        Column("y", "float64", "m", "static", "northing"),
    ),
)

LINES = Schema(
    "lines",
    "one course of a line of public transport in one direction",
    (
        Column("source_id", "str", "-", "static", "id of the course in its layer", default=""),
        Column("name", "str", "-", "static", "name of the line", default=""),
        Column("vehicle", "int64", "-", "static", "what runs on it", codes=c.LineKind),
        Column("direction", "int64", "-", "static", "0 or 1"),
        Column("length", "float64", "m", "static", "length of the course", flagged=True),
        Column(
            "headway",
            "float64",
            "s",
            "static",
            "time between two vehicles of this course by civil hour, 0 none",
            shape=(24,),
            flagged=True,
        ),
        Column(
            "speed",
            "float64",
            "m/s",
            "static",
            "speed with stops, by civil hour",
            default=5.0,
            shape=(24,),
            flagged=True,
        ),
        Column("places", "float64", "1", "static", "seats and standing room of a vehicle", default=100.0, flagged=True),
        Column("seats", "float64", "1", "static", "seats among them", default=30.0),
        Column(
            "others",
            "float64",
            "1/h",
            "static",
            "passengers on board who are no residents of the district, by civil hour (assumed)",
            shape=(24,),
        ),
    ),
)

LINE_STOPS = Schema(
    "line_stops",
    "one call of a course at a transit node; rows in order of course and call",
    (
        Column("line", "int64", "-", "static", "row of the course"),
        Column("node", "int64", "-", "static", "row of the transit node"),
        Column("along", "float64", "m", "static", "metres from the start of the course", flagged=True),
    ),
)
