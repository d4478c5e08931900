"""Where do people get on, how far is the walk there, and what runs when? Tables as the kernels read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from twin.core.errors import Fault, InputError
from twin.domains.mobility.transit.groups import BUS, RAIL, TRAM, Net, Weights
from twin.state.codes import LineKind, PlaceKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.transit.params import TransitParams
    from twin.state.table import Table

NEAR = 4  # stops near a site that are looked at
STATIONS = 3  # stations near a site that one may ride to
LONGEST_HEADWAY = 7200.0  # s
_HOUR = 3600.0
_KIND = {LineKind.BUS: BUS, LineKind.TROLLEYBUS: BUS, LineKind.TRAM: TRAM, LineKind.METRO: RAIL, LineKind.TRAIN: RAIL}
_FAR = 2.0  # times the farthest walk, up to which the footways are searched


@dataclass(frozen=True)
class Access:
    """Stops near each site, on foot and by bicycle.

    Parameters
    ----------
    stop, walk : The nearest nodes of which each adds a course, -1 none, and the walk. (S, NEAR), (S, NEAR) [m]
    station, cycle : The nearest stations, -1 none, and the way there. (S, STATIONS), (S, STATIONS) [m]
    xy : Coordinates of the sites. (S, 2) [m]
    """

    stop: NDArray[np.int32]
    walk: NDArray[np.float32]
    station: NDArray[np.int32]
    cycle: NDArray[np.float32]
    xy: NDArray[np.float64]


def weights_of(params: TransitParams) -> Weights:
    """Weights of time as the kernels read them."""
    return Weights(
        params.transit_walk_weight, params.transit_wait_weight, params.transit_change, params.random_headway,
        params.wait_slope, max(params.timed_headway, params.random_headway), params.transit_walk_speed / 3.6,
    )  # fmt: skip


def by_period(
    headway: NDArray[np.float64], cut: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Vehicles per second in each period, over the time in which any run, and that time.

    Parameters
    ----------
    headway : Time between two vehicles by hour, 0 none. (L, 24) [s]
    cut : Start and end of the periods. (Q + 1,) [s]

    Returns
    -------
    frequency : (Q, L) [1/s]
    time : (Q, L) [s]
    """
    edges = np.arange(25) * _HOUR
    overlap = np.maximum(np.minimum(cut[1:, None], edges[None, 1:]) - np.maximum(cut[:-1, None], edges[None, :-1]), 0.0)
    runs = headway > 0.0
    rate = np.divide(1.0, headway, out=np.zeros_like(headway), where=runs)
    time = overlap @ runs.T
    return np.divide(overlap @ rate.T, time, out=np.zeros_like(time), where=time > 0.0), time


def check_headways(lines: Table) -> None:
    """Refuse headways that no line has.

    Raises
    ------
    InputError
        With each line whose headway is negative or above two hours in some hour.
    """
    headway = lines["headway"]
    wrong = np.flatnonzero(~np.isfinite(headway).all(axis=1) | (headway < 0).any(axis=1)
                           | (headway > LONGEST_HEADWAY).any(axis=1))  # fmt: skip
    if wrong.size:
        faults = [
            Fault(
                f"line {lines['name'][k]} ({lines['source_id'][k]})",
                f"has a headway between {headway[k].min():g} and {headway[k].max():g} s",
                f"must be above 0 and at most {LONGEST_HEADWAY:g} s, or 0 where none runs",
            )
            for k in wrong
        ]
        raise InputError("table 'lines'", faults)


def set_others(tables: dict[str, Table], params: TransitParams) -> None:
    """Fill lines.others: who is on board without being a resident, by the headways before any measure. [1/h]"""
    lines = tables.get("lines")
    if lines is None or not len(lines):
        return
    runs = lines["headway"] > 0.0
    vehicles = np.divide(_HOUR, lines["headway"], out=np.zeros_like(lines["headway"]), where=runs)
    lines["others"][:] = vehicles * lines["places"][:, None] * np.asarray(params.others_load)[None, :]


def net_of(tables: dict[str, Table], params: TransitParams, cut: NDArray[np.float64]) -> Net:
    """Courses, their calls, and walks between stops.

    Parameters
    ----------
    tables : Tables of the district.
    params : Parameters of public transport.
    cut : Start and end of the periods. (Q + 1,) [s]

    Raises
    ------
    InputError
        If a headway is impossible.
    """
    nodes, lines, calls = tables["transit_nodes"], tables["lines"], tables["line_stops"]
    check_headways(lines)
    n, t = len(lines), len(nodes)
    frequency, time = by_period(lines["headway"], cut)
    runs = lines["headway"] > 0.0
    edges = np.arange(25) * _HOUR
    overlap = np.maximum(np.minimum(cut[1:, None], edges[None, 1:]) - np.maximum(cut[:-1, None], edges[None, :-1]), 0.0)
    # Speeds and others on board are means over the hours in which the line runs, of all hours where it never does.
    with np.errstate(invalid="ignore", divide="ignore"):
        pace = (overlap @ np.where(runs, 1.0 / lines["speed"], 0.0).T) / time
        others = (overlap @ np.where(runs, lines["others"], 0.0).T) / time / _HOUR
    usual = 1.0 / np.maximum(lines["speed"].mean(axis=1), 0.1)
    order = np.argsort(calls["node"], kind="stable")
    hop_first, hop, length = _hops(tables, params)
    return Net(
        first=np.searchsorted(calls["line"], np.arange(n + 1)).astype(np.int64),
        node=calls["node"].astype(np.int32),
        along=calls["along"].astype(np.float64),
        line=calls["line"].astype(np.int32),
        kind=np.array([_KIND[LineKind(v)] for v in lines["vehicle"]], dtype=np.int8),
        calls_first=np.searchsorted(calls["node"][order], np.arange(t + 1)).astype(np.int64),
        calls=order.astype(np.int64),
        speed=1.0 / np.where(time > 0.0, pace, usual[None, :]),
        frequency=frequency,
        time=time,
        places=lines["places"].astype(np.float64),
        seats=lines["seats"].astype(np.float64),
        others=np.where(time > 0.0, others, 0.0),
        hop_first=hop_first,
        hop=hop,
        hop_length=length,
    )


def _stairs(nodes: Table, params: TransitParams) -> NDArray[np.float64]:
    """Walk between street and platform of each node. (T,) [m]"""
    return np.where(nodes["kind"] == PlaceKind.SURFACE_STOP, 0.0, params.platform_walk)


def _hops(
    tables: dict[str, Table], params: TransitParams
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    """Walks between nodes for a change: along the footways where they are mapped, else by straight distance."""
    nodes = tables["transit_nodes"]
    t = len(nodes)
    outside = nodes["zone"] >= 0
    xy = np.column_stack([nodes["x"], nodes["y"]])
    stairs = _stairs(nodes, params)
    pairs = cKDTree(xy[~outside]).query_pairs(params.change_walk, output_type="ndarray") if (~outside).any() else None
    tail, head = np.arange(t), np.arange(t)
    length = np.where(outside, params.zone_change, 0.0)
    if pairs is not None and len(pairs):
        at = np.flatnonzero(~outside)[pairs]
        crow = np.hypot(*(xy[at[:, 0]] - xy[at[:, 1]]).T) * params.straight_circuity
        tail, head = np.concatenate([tail, at[:, 0], at[:, 1]]), np.concatenate([head, at[:, 1], at[:, 0]])
        length = np.concatenate([length, crow, crow])
    zone_of = {int(z): k for k, z in enumerate(nodes["zone"]) if z >= 0}
    inside = [(k, zone_of[int(z)]) for k, z in enumerate(nodes["within"]) if int(z) in zone_of and not outside[k]]
    if inside:
        a, b = np.array(inside).T
        tail, head = np.concatenate([tail, a, b]), np.concatenate([head, b, a])
        length = np.concatenate([length, np.full(2 * a.size, params.zone_change)])
    length = length + stairs[tail] + stairs[head]
    order = np.lexsort((head, tail))
    first = np.searchsorted(tail[order], np.arange(t + 1)).astype(np.int64)
    return first, head[order].astype(np.int32), length[order]


def access_of(tables: dict[str, Table], params: TransitParams) -> Access:
    """Stops near buildings along the footways, and near the middles of zones by straight distance."""
    buildings, zones, nodes = tables["buildings"], tables["zones"], tables["transit_nodes"]
    n = len(buildings)
    xy = np.column_stack([np.concatenate([buildings[axis], zones[axis]]).astype(np.float64) for axis in ("x", "y")])
    spots = np.column_stack([nodes["x"], nodes["y"]]).astype(np.float64)
    outside = nodes["zone"] >= 0
    walk = np.hypot(xy[:, None, 0] - spots[None, :, 0], xy[:, None, 1] - spots[None, :, 1]) * params.straight_circuity
    cycle = np.where(nodes["kind"][None, :] == PlaceKind.SURFACE_STOP, np.inf, walk)
    walk[:n, outside] = np.inf
    walk[n:] = np.maximum(walk[n:], params.zone_walk)
    own = np.flatnonzero(outside)
    walk[n + nodes["zone"][own], own] = params.zone_walk
    _along_footways(tables, walk[:n], ~outside, params)
    walk += _stairs(nodes, params)
    stop, far = _near(walk, _courses(tables), params.transit_access)
    station = np.full((len(xy), STATIONS), -1, dtype=np.int32)
    away = np.zeros((len(xy), STATIONS), dtype=np.float32)
    order = np.argsort(cycle, axis=1, kind="stable")[:, :STATIONS]
    for i in range(order.shape[1]):
        found = np.take_along_axis(cycle, order[:, i : i + 1], axis=1)[:, 0]
        near = found <= params.bike_ride
        station[near, i] = order[near, i]
        away[near, i] = found[near]
    return Access(stop, far, station, away, xy)


def _along_footways(
    tables: dict[str, Table], walk: NDArray[np.float64], mapped: NDArray[np.bool_], params: TransitParams
) -> None:
    """Replace straight distances from buildings to stops by those along the footways, where these are mapped."""
    ways, links, nodes, buildings = (tables[k] for k in ("walk_nodes", "walk_links", "transit_nodes", "buildings"))
    if not len(ways) or not len(links) or not mapped.any():
        return
    tree = cKDTree(np.column_stack([ways["x"], ways["y"]]))
    rows = np.flatnonzero(mapped)
    off, at = tree.query(np.column_stack([nodes["x"][rows], nodes["y"][rows]]))
    near = off <= params.transit_access
    rows, off, at = rows[near], off[near], at[near]
    graph = coo_array((links["length"], (links["tail"], links["head"])), shape=(len(ways), len(ways))).tocsr()
    found = dijkstra(graph, indices=at, limit=_FAR * params.transit_access) if rows.size else np.zeros((0, len(ways)))
    door = np.maximum(buildings["walk_node"], 0)
    to_door = np.hypot(buildings["x"] - ways["x"][door], buildings["y"] - ways["y"][door])
    along = found[:, door].T + to_door[:, None] + off[None, :]
    known = (buildings["walk_node"] >= 0)[:, None] & np.isfinite(along)
    walk[:, rows] = np.where(known, along, walk[:, rows])


def _courses(tables: dict[str, Table]) -> NDArray[np.bool_]:
    """Which lines, in which direction, call at each node. (T, C)"""
    lines, calls = tables["lines"], tables["line_stops"]
    key = np.array(
        [f"{v}/{n}/{d}" for v, n, d in zip(lines["vehicle"], lines["name"], lines["direction"], strict=True)]
    )
    _, course = np.unique(key, return_inverse=True)
    served = np.zeros((len(tables["transit_nodes"]), int(course.max(initial=-1)) + 1), dtype=bool)
    served[calls["node"], course[calls["line"]]] = True
    return served


def _near(
    walk: NDArray[np.float64], served: NDArray[np.bool_], reach: float
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Nearest nodes of each site that add a course to those of nearer ones; the nearest one whatever its distance."""
    s = walk.shape[0]
    stop, far = np.full((s, NEAR), -1, dtype=np.int32), np.zeros((s, NEAR), dtype=np.float32)
    known = np.zeros((s, served.shape[1]), dtype=bool)
    left = walk.copy()
    rows = np.arange(s)
    taken = np.zeros(s, dtype=np.int64)
    for _ in range(min(walk.shape[1], 6 * NEAR)):
        at = left.argmin(axis=1)
        away = left[rows, at]
        fits = np.isfinite(away) & ((away <= reach) | (taken == 0)) & (taken < NEAR)
        adds = fits & (served[at] & ~known).any(axis=1)
        who = np.flatnonzero(adds)
        stop[who, taken[who]], far[who, taken[who]] = at[who], away[who]
        known[who] |= served[at[who]]
        taken[who] += 1
        left[rows, at] = np.inf
        if not fits.any():
            break
    return stop, far


def untold_access(tables: dict[str, Table], params: TransitParams) -> Access:
    """Walks to the nearest stop where no lines are known; in zones outside an assumed one."""
    buildings, zones, places = tables["buildings"], tables["zones"], tables["places"]
    xy = np.column_stack([np.concatenate([buildings[axis], zones[axis]]).astype(np.float64) for axis in ("x", "y")])
    stops = np.isin(places["kind"], (PlaceKind.SURFACE_STOP, PlaceKind.METRO_STATION, PlaceKind.RAILWAY_STATION))
    walk = np.full((len(xy), NEAR), params.zone_walk, dtype=np.float32)
    if stops.any():
        away, _ = cKDTree(np.column_stack([places["x"][stops], places["y"][stops]])).query(xy)
        walk[:, 0] = away * params.straight_circuity
    walk[len(buildings) + np.flatnonzero(~zones["in_district"]), 0] = params.zone_walk
    none = np.full((len(xy), STATIONS), -1, dtype=np.int32)
    return Access(
        np.full((len(xy), NEAR), -1, dtype=np.int32), walk, none, np.zeros((len(xy), STATIONS), dtype=np.float32), xy
    )
