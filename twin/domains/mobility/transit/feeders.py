"""How do people come by public transport from places that no line of the layer reaches?

Zones at the edge of the city and places beyond it have lines of their own that no layer of the district draws. A bus or
a train joins each of them to the two nearest stations, so that one can travel there at all; all of it is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import uids_of
from twin.state.codes import LineKind, PlaceKind
from twin.state.table import Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.transit.params import TransitParams

HUBS = 2  # stations that a place is joined to
_FIRST_HOUR = 5  # civil hour at which service starts


def has_lines(tables: dict[str, Table]) -> bool:
    """Whether the district tells lines; kept districts of older recipes do not."""
    return "lines" in tables and len(tables["lines"]) > 0 and "transit_nodes" in tables


def unserved(tables: dict[str, Table], params: TransitParams) -> NDArray[np.int64]:
    """Rows of the zones outside that no stop, mapped or taken together, is near. (U,)"""
    zones, nodes = tables["zones"], tables["transit_nodes"]
    away = np.hypot(zones["x"][:, None] - nodes["x"][None, :], zones["y"][:, None] - nodes["y"][None, :])
    far = away.min(axis=1) * params.straight_circuity > params.transit_access
    far[nodes["zone"][nodes["zone"] >= 0]] = False
    far[nodes["within"][nodes["within"] >= 0]] = False
    return np.flatnonzero(far & ~zones["in_district"]).astype(np.int64)


def with_feeders(tables: dict[str, Table], params: TransitParams) -> dict[str, Table]:
    """Tables with a node and courses, both ways, for each zone outside that no line of the layer serves.

    Parameters
    ----------
    tables : Tables of the district, which stay as they are.
    params : Parameters of public transport.
    """
    if not has_lines(tables):
        return tables
    rows = unserved(tables, params)
    if not rows.size:
        return tables
    zones, nodes, lines, calls = (tables[k] for k in ("zones", "transit_nodes", "lines", "line_stops"))
    stations = np.flatnonzero(nodes["kind"] != PlaceKind.SURFACE_STOP)
    hubs = stations if stations.size else np.arange(len(nodes))
    away = np.hypot(zones["x"][rows, None] - nodes["x"][hubs], zones["y"][rows, None] - nodes["y"][hubs])
    nearest = np.argsort(away, axis=1, kind="stable")[:, :HUBS]
    far = np.take_along_axis(away, nearest, axis=1)
    t, n, each = len(nodes), len(lines), nearest.shape[1]
    u = rows.size * each
    own, hub, crow = t + np.repeat(np.arange(rows.size), each), hubs[nearest.ravel()], far.ravel()
    train = crow > params.feeder_distance
    more = Table.allocate(nodes.schema, rows.size)
    more["uid"][:] = uids_of(f"feeder/{i}" for i in zones["uid"][rows])
    more["name"][:], more["source_id"][:] = zones["name"][rows], zones["source_id"][rows]
    more["kind"][:], more["zone"][:], more["within"][:] = PlaceKind.SURFACE_STOP, rows, rows
    more["x"][:], more["y"][:] = zones["x"][rows], zones["y"][rows]
    courses = Table.allocate(lines.schema, 2 * u)
    courses["uid"][:] = uids_of(f"feeder/{zones['uid'][rows[k // each % rows.size]]}/{k}" for k in range(2 * u))
    courses["name"][:] = [f"feeder {k % u}" for k in range(2 * u)]
    courses["direction"][:] = np.repeat((0, 1), u)
    courses["length"][:] = np.tile(crow * params.straight_circuity, 2)
    courses["vehicle"][:] = np.tile(np.where(train, int(LineKind.TRAIN), int(LineKind.BUS)), 2)
    courses["headway"][:, _FIRST_HOUR:] = np.tile(np.where(train, *params.feeder_headway[::-1]), 2)[:, None]
    courses["speed"][:] = np.tile(np.where(train, *params.feeder_speed[::-1]) / 3.6, 2)[:, None]
    for name in ("places", "seats"):
        usual = lines[name].max()
        courses[name][:] = usual
    stops = Table.allocate(calls.schema, 4 * u)
    stops["uid"][:] = uids_of(f"feeder call/{k}" for k in range(4 * u))
    stops["line"][:] = n + np.repeat(np.arange(2 * u), 2)
    there, back = np.column_stack([own, hub]), np.column_stack([hub, own])
    stops["node"][:] = np.concatenate([there, back]).ravel()
    stops["along"][:] = np.column_stack([np.zeros(2 * u), courses["length"]]).ravel()
    joined = {"transit_nodes": (nodes, more), "lines": (lines, courses), "line_stops": (calls, stops)}
    return tables | {name: _joined(first, second) for name, (first, second) in joined.items()}


def _joined(first: Table, second: Table) -> Table:
    return Table(first.schema, {name: np.concatenate([values, second[name]]) for name, values in first.data.items()})
