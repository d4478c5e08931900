"""Where do signals, crossings, parked cars, cycle tracks and restricted areas shape a street?

Signals, priorities and parking places follow from the class of the streets and from the junctions between them; they
are assumed and flagged. Cycle tracks and restricted areas come from layers of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from twin.core.streams import declare
from twin.state.codes import StreetClass
from twin.state.table import Flag

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from twin.geo.recipe import Rules
    from twin.state.table import Table

OFFSET = declare("geo.signal_offset", "where in its cycle a signal stands at midnight")
TRACKS = {"lane": 1, "track": 2}
_STEP = 10.0  # m between the points of a street that are looked at
_ALONG = 0.8  # cosine of the largest angle between a street and a track beside it
_COVERED = 0.5  # share of a street from which on it has what runs along
_HOUR = 3600.0
_BRANCHES = 3  # ways from which on a junction is one
_MAIN = (StreetClass.TRUNK, StreetClass.PRIMARY, StreetClass.SECONDARY, StreetClass.TERTIARY)
# Streets of these classes never stop at a signal nor give way.
_FREE = (StreetClass.MOTORWAY,)


@dataclass(frozen=True)
class Junctions:
    """What meets at the nodes of a street network.

    Parameters
    ----------
    ways : Stretches that end at each node, both directions counted once. (N,)
    mains : Those of main streets among them. (N,)
    signal : Number of the signalled junction that a node belongs to, -1 none. (N,)
    """

    ways: NDArray[np.int64]
    mains: NDArray[np.int64]
    signal: NDArray[np.int64]


def junctions(nodes: Table, links: Table, joined: float) -> Junctions:
    """Find the junctions where main streets meet; nodes that lie close on one street are one junction.

    Parameters
    ----------
    nodes, links : Car network.
    joined : Length of a link up to which its two ends are one junction. () [m]
    """
    n = len(nodes)
    tail, head = links["tail"], links["head"]
    pair = np.unique(np.sort(np.column_stack([tail, head]), axis=1), axis=0, return_index=True)[1]
    main = np.isin(links["street_class"], _MAIN)
    ways = np.bincount(np.concatenate([tail[pair], head[pair]]), minlength=n)
    mains = np.bincount(np.concatenate([tail[pair[main[pair]]], head[pair[main[pair]]]]), minlength=n)
    meets = (mains >= _BRANCHES) & ~nodes["gate"]
    close = main & (links["length"] <= joined) & meets[tail] & meets[head]
    matrix = coo_array((np.ones(int(close.sum()), dtype=np.int8), (tail[close], head[close])), shape=(n, n))
    _, label = connected_components(matrix, directed=False)
    _, number = np.unique(np.where(meets, label, -1), return_inverse=True)
    first = 0 if meets.all() else 1
    return Junctions(ways, mains, np.where(meets, number.reshape(-1) - first, -1).astype(np.int64))


def bearings(lines: NDArray[Any]) -> NDArray[np.float64]:
    """Direction in which each line arrives at its end, over its last metres; counter-clockwise from east. (L,) [rad]"""
    length = shapely.length(lines)
    before = shapely.get_coordinates(shapely.line_interpolate_point(lines, np.maximum(length - 20.0, 0.0)))
    end = shapely.get_coordinates(shapely.get_point(lines, -1))
    return np.asarray(np.arctan2(end[:, 1] - before[:, 1], end[:, 0] - before[:, 0]))


def signals(nodes: Table, links: Table, lines: NDArray[Any], rules: Rules, flag: Flag) -> str:
    """Fill signal_cycle, green, green_from, capacity and yield_wait of the car links; returns a sentence for the notes.

    A signalled junction has two phases: its main axis, which is that of the widest approach, and what crosses it. They
    share the cycle less the lost times in proportion to the weight of their heaviest approach. Capacity is what can
    leave in an hour of green. Links between nodes of one junction have no signal: who is on them has had green.
    """
    meet = junctions(nodes, links, rules.signal_joined.value)
    tail, head = links["tail"], links["head"]
    at = meet.signal[head]
    approach = np.flatnonzero((at >= 0) & (meet.signal[tail] != at) & ~np.isin(links["street_class"], _FREE))
    # Where a street only parts, nobody has to wait for anybody.
    approach = approach[np.bincount(at[approach], minlength=1)[at[approach]] > 1]
    weight = rules.weights[links["street_class"]] * links["lanes"]
    bearing = bearings(lines)
    green = np.ones(len(links))
    phase = np.zeros(len(links), dtype=np.int64)
    order = approach[np.lexsort((links["uid"][approach], -weight[approach], at[approach]))]
    leads = order[np.append(True, at[order][1:] != at[order][:-1])] if order.size else order
    axis = np.zeros(int(meet.signal.max(initial=-1)) + 1)
    axis[at[leads]] = bearing[leads]
    turned = np.abs(np.cos(bearing[approach] - axis[at[approach]]))
    phase[approach] = (turned < np.sqrt(0.5)).astype(np.int64)
    heaviest = np.zeros((axis.size, 2))
    np.maximum.at(heaviest, (at[approach], phase[approach]), weight[approach])
    crossed = (heaviest > 0.0).all(axis=1)  # elsewhere only walkers cross
    cycle, lost = rules.signal_cycle.value, rules.signal_lost.value
    walkers = np.where(crossed, 0.0, rules.walk_phase.value)
    usable = (cycle - 2.0 * lost - walkers) / cycle
    share = usable[:, None] * heaviest / np.maximum(heaviest.sum(axis=1, keepdims=True), 1e-9)
    green[approach] = share[at[approach], phase[approach]]
    node_of = np.full(axis.size, -1)
    rows = np.flatnonzero(meet.signal >= 0)[::-1]
    node_of[meet.signal[rows]] = rows
    start = OFFSET.at(0).uniform(nodes["uid"][node_of]) * cycle if axis.size else np.zeros(0)
    begins = np.zeros(len(links))
    later = phase[approach] * (share[at[approach], 0] * cycle + lost)
    begins[approach] = np.mod(start[at[approach]] + later, cycle)
    links["signal_cycle"][:] = 0.0
    links["signal_cycle"][approach] = cycle
    links["signal_cycle_flag"][:] = flag
    links["green"][:], links["green_from"][:] = green, begins
    links["capacity"][:] = _capacity(links, meet, approach, rules)
    links["yield_wait"][:] = _yield_wait(links, meet, approach, rules)
    links["yield_wait_flag"][:] = flag
    return (
        f"{np.unique(at[approach]).size} junctions of main streets with signals of {cycle:.0f} s at {approach.size} "
        "approaches, and the other junctions by priority: assumed from classes and the number of ways that meet."
    )


def _capacity(
    links: Table,
    meet: Junctions,
    approach: NDArray[np.int64],
    rules: Rules,
) -> NDArray[np.float64]:
    """Vehicles that can leave each link in an hour of green, or by who gives way where no signal is. (L,) [1/h]"""
    kind, head, lanes = links["street_class"], links["head"], links["lanes"]
    per_lane = np.full(len(links), rules.saturation_flow.value)
    crossing = meet.ways[head] >= _BRANCHES
    main = np.isin(kind, (*_MAIN, *_FREE))
    yields = crossing & ~main & (meet.mains[head] > 0)
    equal = crossing & ~main & (meet.mains[head] == 0)
    per_lane[yields] = rules.yield_flow.value
    per_lane[equal] = rules.equal_flow.value
    per_lane[crossing & main & (meet.signal[head] < 0)] = rules.priority_flow.value
    per_lane[kind == StreetClass.SERVICE] = rules.service_flow.value
    per_lane[np.isin(kind, _FREE)] = rules.saturation_flow.value
    per_lane[approach] = rules.saturation_flow.value
    return np.asarray(per_lane * lanes)


def _yield_wait(links: Table, meet: Junctions, approach: NDArray[np.int64], rules: Rules) -> NDArray[np.float64]:
    """Mean time lost at the end of each link where it gives way, 0 at signals and on main streets. (L,) [s]"""
    head = links["head"]
    minor = (meet.ways[head] >= _BRANCHES) & ~np.isin(links["street_class"], (*_MAIN, *_FREE))
    wait = np.where(meet.mains[head] > 0, rules.yield_wait.value, rules.equal_wait.value) * minor
    wait[approach] = 0.0
    return np.asarray(wait)


def parking(nodes: Table, links: Table, rules: Rules, flag: Flag) -> str:
    """Fill the parking places along each car link; returns a sentence for the notes.

    Each direction of a two-way street has one kerb, a one-way street two. Near junctions nobody may park; of the rest,
    entrances, stops, loading and crossings take a share that depends on the class.
    """
    tail, head = links["tail"], links["head"]
    n = len(nodes)
    ends = np.sort(np.column_stack([tail, head]), axis=1)
    _, both, times = np.unique(ends, axis=0, return_inverse=True, return_counts=True)
    kerbs = np.where(times[both.reshape(-1)] > 1, 1.0, 2.0)
    degree = np.bincount(np.concatenate([tail, head]), minlength=n)
    crossed = (degree[tail] > 2).astype(float) + (degree[head] > 2)  # noqa: PLR2004 — two ends make no junction
    free = np.maximum(links["length"] - rules.clearance.value * crossed, 0.0)
    places = np.floor(kerbs * free * rules.kerb[links["street_class"]] / rules.place_length.value)
    links["parking"][:] = places
    links["parking_flag"][:] = flag
    inside = links["zone"] >= 0
    return f"{places[inside].sum():.0f} parking places along the streets of the zones: assumed from length and class."


def runs_along(lines: NDArray[Any], frame: gpd.GeoDataFrame, shapes: NDArray[Any], near: float) -> NDArray[np.int64]:
    """Kind of cycle track along each directed street: 0 none, 1 lane, 2 track. (L,)

    Parameters
    ----------
    lines : Streets in their direction. (L,) [m]
    frame : Layer "cycle_lanes".
    shapes : Its lines. (C,) [m]
    near : Largest distance between a street and what belongs to it. () [m]
    """
    found = np.zeros(lines.size, dtype=np.int64)
    if lines.size == 0 or shapes.size == 0:
        return found
    pieces, of = shapely.get_coordinates(shapes, return_index=True)
    same = of[1:] == of[:-1]
    a, b, of = pieces[:-1][same], pieces[1:][same], of[1:][same]
    size = np.hypot(*(b - a).T)
    used = size > 0.0
    a, b, of, size = a[used], b[used], of[used], size[used]
    run = (b - a) / size[:, None]
    kind = np.array([TRACKS[str(word)] for word in frame["kind"]], dtype=np.int64)[of]
    oneway = frame["oneway"].to_numpy(bool)[of]
    count = np.maximum(np.ceil(shapely.length(lines) / _STEP).astype(np.int64), 1)
    line = np.repeat(np.arange(lines.size), count)
    share = (np.arange(line.size) - np.repeat(np.cumsum(count) - count, count) + 0.5) / count[line]
    points = shapely.line_interpolate_point(lines[line], share, normalized=True)
    ahead = shapely.line_interpolate_point(lines[line], np.minimum(share + 0.01, 1.0), normalized=True)
    step = shapely.get_coordinates(ahead) - shapely.get_coordinates(points)
    step /= np.maximum(np.hypot(*step.T), 1e-9)[:, None]
    tree = shapely.STRtree(np.asarray(shapely.linestrings(np.stack([a, b], axis=1)), dtype=object))
    p, s = tree.query(points, predicate="dwithin", distance=near)
    cosine = (step[p] * run[s]).sum(axis=1)
    fits = np.where(oneway[s], cosine, np.abs(cosine)) >= _ALONG
    best = np.zeros(points.size, dtype=np.int64)
    np.maximum.at(best, p[fits], kind[s[fits]])
    for code in sorted(TRACKS.values()):
        covered = np.bincount(line, weights=best >= code, minlength=lines.size) / count
        found[covered >= _COVERED] = code
    return found


def restricted(lines: NDArray[Any], areas: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether most of each street lies in areas where traffic is restricted. (L,)"""
    inside = np.zeros(lines.size)
    if areas.size:
        whole = shapely.union_all(shapely.make_valid(areas))
        shapely.prepare(whole)
        rows = np.flatnonzero(shapely.intersects(whole, lines))
        inside[rows] = shapely.length(shapely.intersection(lines[rows], whole))
    return np.asarray((inside > 0.0) & (inside >= _COVERED * shapely.length(lines)))


def street_attributes(
    tables: dict[str, Table],
    lines: dict[str, NDArray[Any]],
    tracks: tuple[gpd.GeoDataFrame, NDArray[Any]],
    areas: NDArray[Any],
    rules: Rules,
    *,
    synthetic: bool,
) -> list[str]:
    """Fill what cars, parked cars and bicycles meet along the streets; returns sentences for the notes.

    Parameters
    ----------
    tables : Tables of the networks, filled in place.
    lines : Geometries of the links, "car_links" and "bike_links". [m]
    tracks : Layer "cycle_lanes" and its lines. [m]
    areas : Restricted areas. (A,) [m]
    rules : What is assumed.
    synthetic : Whether the layers are authored.
    """
    flag = Flag.SYNTHETIC if synthetic else Flag.IMPUTED
    nodes, cars, bikes = tables["car_nodes"], tables["car_links"], tables["bike_links"]
    notes = [
        signals(nodes, cars, lines["car_links"], rules, flag),
        parking(nodes, cars, rules, flag),
    ]
    near = rules.track_near.value
    cars["cycle_track"][:] = runs_along(lines["car_links"], *tracks, near) == TRACKS["track"]
    own = bikes["street_class"] == StreetClass.CYCLEWAY
    bikes["track"][:] = np.where(own, TRACKS["track"], runs_along(lines["bike_links"], *tracks, near))
    cars["restricted"][:] = restricted(lines["car_links"], areas)
    here = bikes["zone"] >= 0
    km = [float(bikes["length"][here & (bikes["track"] == code)].sum()) / 1000.0 for code in (2, 1)]
    closed = cars["restricted"] & (cars["zone"] >= 0)
    notes.append(
        f"{km[0]:.1f} km of cycle tracks and {km[1]:.1f} km of cycle lanes in the zones, directions counted apart; "
        f"{int(closed.sum())} links for cars ({float(cars['length'][closed].sum()) / 1000.0:.1f} km) in areas where "
        "traffic is restricted."
    )
    return notes
