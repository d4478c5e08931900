"""A town of stops, courses and homes beside the stops, for tests of public transport."""

import numpy as np

from twin.state.codes import LineKind, PlaceKind
from twin.state.schemas import BUILDINGS, LINE_STOPS, LINES, PLACES, TRANSIT_NODES, WALK_LINKS, WALK_NODES, ZONES
from twin.state.table import Table

SPEED = 5.0


def town(spots, courses, *, homes=None, kinds=None):
    """Tables of a town: stops at `spots`; courses as (name, headway s, nodes, metres along); homes beside the stops."""
    n = len(spots)
    homes = [(x, y + 50.0) for x, y in spots] if homes is None else homes
    nodes = Table.allocate(TRANSIT_NODES, n)
    nodes["uid"][:] = np.arange(n)
    nodes["name"][:] = [f"stop {i}" for i in range(n)]
    nodes["x"][:], nodes["y"][:] = np.array(spots, dtype=float).T
    nodes["kind"][:] = PlaceKind.SURFACE_STOP if kinds is None else kinds
    lines = Table.allocate(LINES, len(courses))
    lines["uid"][:] = np.arange(len(courses))
    calls = []
    for k, (name, headway, stops, along) in enumerate(courses):
        lines["name"][k], lines["source_id"][k], lines["headway"][k] = name, f"{name}/{k}", headway
        lines["vehicle"][k] = LineKind.TRAM
        calls += [(k, node, metres) for node, metres in zip(stops, along, strict=True)]
    lines["speed"][:], lines["places"][:], lines["seats"][:] = SPEED, 100.0, 30.0
    stops = Table.allocate(LINE_STOPS, len(calls))
    stops["uid"][:] = np.arange(len(calls))
    if calls:
        stops["line"][:], stops["node"][:], stops["along"][:] = np.array(calls).T
    buildings, zones = Table.allocate(BUILDINGS, len(homes)), Table.allocate(ZONES, 1)
    buildings["x"][:], buildings["y"][:] = np.array(homes, dtype=float).T
    buildings["zone"][:] = 0
    zones["in_district"][:] = True
    zones["x"][:], zones["y"][:] = buildings["x"].mean(), buildings["y"].mean()
    return {
        "buildings": buildings, "zones": zones, "transit_nodes": nodes, "lines": lines, "line_stops": stops,
        "walk_nodes": Table.allocate(WALK_NODES, 0), "walk_links": Table.allocate(WALK_LINKS, 0),
        "places": Table.allocate(PLACES, 0),
    }  # fmt: skip
