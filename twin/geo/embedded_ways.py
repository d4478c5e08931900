"""How do the streets of the embedded district meet? Junctions, bridges over the railway, and one-way streets."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import substring

from twin.core.streams import declare
from twin.geo.embedded_facts import Lots

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.geo.embedded_facts import XY, Facts

ONE_WAYS = declare("geo.embedded.one_ways", "which minor streets of the embedded district are one-way, and how")

GRID = 0.1  # m; vertices are shared on this grid
_BRIDGE = 22.0  # m on either side of a railway


@dataclass
class Street:
    """One street before it is split at its junctions.

    Parameters
    ----------
    name, street_class : As in the layer.
    line : Its course. [m]
    oneway : Whether vehicles may only follow the line.
    over : How it crosses a railway, "bridge" or "tunnel".
    brunnel : Bridge or tunnel, "" for neither.
    """

    name: str
    street_class: str
    line: LineString
    oneway: bool = False
    over: str = "bridge"
    brunnel: str = ""


@dataclass
class Plan:
    """Streets and blocks.

    Parameters
    ----------
    streets : Streets; ways refer to them by position.
    ways : Stretch between two junctions and the position of its street.
    blocks : Faces between the centrelines. [m]
    """

    streets: list[Street] = field(default_factory=list)
    ways: list[tuple[LineString, int]] = field(default_factory=list)
    blocks: list[Polygon] = field(default_factory=list)


def split_ways(plan: Plan, frame: Polygon) -> None:
    """Split all streets at their junctions, so that ways meet in shared vertices; what hangs on nothing is left out."""
    lines = [street.line for street in plan.streets]
    net = shapely.union_all(lines, grid_size=GRID)
    pieces = [p for p in shapely.get_parts(net) if p.length > GRID]
    middles = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    nearest = shapely.STRtree(lines).query_nearest(middles, all_matches=False)[1]
    inside = shapely.contains(frame, middles)
    kept = [
        (_along(piece, lines[street]), int(street))
        for piece, street, keep in zip(pieces, nearest, inside, strict=True)
        if keep
    ]
    plan.ways = _merge(_hanging_together(kept))


def _along(piece: LineString, line: LineString) -> LineString:
    """A piece, turned to run the way of the line that it came from."""
    if line.is_ring:  # over its seam, too; a fifth of the piece is less than half of the ring
        here, there = (line.project(piece.interpolate(at, normalized=True)) for at in (0.4, 0.6))
        return piece if (there - here) % line.length < line.length / 2 else piece.reverse()
    first, last = line.project(Point(piece.coords[0])), line.project(Point(piece.coords[-1]))
    return piece if first <= last else piece.reverse()


def _hanging_together(pieces: list[tuple[LineString, int]]) -> list[tuple[LineString, int]]:
    """The pieces of the largest part."""
    number: dict[XY, int] = {}
    ends = np.array([[number.setdefault(line.coords[i], len(number)) for i in (0, -1)] for line, _ in pieces])
    matrix = coo_array((np.ones(len(ends), dtype=np.int8), tuple(ends.T)), shape=(len(number), len(number)))
    label = connected_components(matrix, directed=False)[1]
    largest = np.bincount(label[ends[:, 0]]).argmax()
    return [piece for piece, k in zip(pieces, label[ends[:, 0]], strict=True) if k == largest]


def _merge(pieces: list[tuple[LineString, int]]) -> list[tuple[LineString, int]]:
    """Join pieces of one street that meet where nothing else does."""
    touching: dict[XY, list[int]] = {}
    for i, (line, _) in enumerate(pieces):
        for end in (line.coords[0], line.coords[-1]):
            touching.setdefault(end, []).append(i)
    starts = {(line.coords[0], street): i for i, (line, street) in enumerate(pieces)}
    done: set[int] = set()
    merged = []

    def passes(node: XY, street: int) -> bool:
        meeting = touching[node]
        return len(meeting) == 2 and all(pieces[i][1] == street for i in meeting)  # noqa: PLR2004

    heads = [i for i, (line, street) in enumerate(pieces) if not passes(line.coords[0], street)]
    for i in [*heads, *range(len(pieces))]:
        if i in done:
            continue
        done.add(i)
        line, street = pieces[i]
        coords = list(line.coords)
        while passes(coords[-1], street):
            follower = starts.get((coords[-1], street))
            if follower is None or follower in done:
                break
            done.add(follower)
            coords += list(pieces[follower][0].coords)[1:]
        merged.append((LineString(coords), street))
    return merged


def raise_bridges(plan: Plan, railways: list[LineString]) -> None:
    """Make the stretches of main streets that cross a railway bridges or tunnels, ways of their own."""
    tree = shapely.STRtree(railways)
    raised: dict[int, int] = {}
    ways = []
    for line, street in plan.ways:
        spots: list[float] = []
        for i in tree.query(line, predicate="intersects"):
            at = shapely.get_parts(line.intersection(railways[i]))
            spots += [line.project(p) for p in at if p.geom_type == "Point"]
        low, high = (max(min(spots) - _BRIDGE, 1.0), min(max(spots) + _BRIDGE, line.length - 1.0)) if spots else (0, 0)
        if not spots or high - low < 2.0 or high - low > 150.0:  # noqa: PLR2004 — m; two railways far apart
            ways.append((line, street))
            continue
        if street not in raised:
            raised[street] = len(plan.streets)
            plan.streets.append(replace(plan.streets[street], brunnel=plan.streets[street].over))
        cut: list[Any] = [substring(line, *part) for part in ((0.0, low), (low, high), (high, line.length))]
        ways += [(cut[0], street), (cut[1], raised[street]), (cut[2], street)]
    plan.ways = ways


def divide_long(plan: Plan, longest: float) -> None:
    """Divide long minor ways into equal parts, as mappers do where something changes along a street."""
    ways: list[tuple[LineString, int]] = []
    for line, street in plan.ways:
        parts = int(np.ceil(line.length / longest)) if plan.streets[street].street_class == "minor" else 1
        rest: Any = line
        for k in range(parts, 1, -1):
            step = rest.length / k
            first: Any = substring(rest, 0.0, step)
            ways.append((first, street))
            rest = substring(rest, step, rest.length)
        ways.append((rest, street))
    plan.ways = ways


def choose_one_ways(plan: Plan, zone: Any, facts: Facts) -> None:
    """Make minor streets one-way, one after another, as long as every junction can be reached from every other."""
    lots = Lots(ONE_WAYS, facts.seed)
    near = zone.buffer(float(facts["minor"]["gates_m"]))
    minor = [i for i, street in enumerate(plan.streets) if street.street_class == "minor"]
    ways_of: dict[int, list[int]] = {i: [] for i in minor}
    for way, (_, street) in enumerate(plan.ways):
        if street in ways_of:
            ways_of[street].append(way)
    graph = _Graph(plan, near)
    wanted = float(facts["minor"]["one_way_share"]) * sum(map(len, ways_of.values()))
    have = 0
    keys = lots.many(plan.streets[i].name for i in minor)
    turns = lots.many((plan.streets[i].name for i in minor), 1)
    for _, i, turn in sorted(zip(keys, minor, turns, strict=True)):
        if have >= wanted or not ways_of[i]:
            continue
        if graph.still_connected(ways_of[i], turned=turn < 0.5):  # noqa: PLR2004 — half of them each way
            have += len(ways_of[i])
            plan.streets[i].oneway = True
            if turn < 0.5:  # noqa: PLR2004
                for way in ways_of[i]:
                    plan.ways[way] = (plan.ways[way][0].reverse(), i)


class _Graph:
    """Directed graph of the ways, all places beyond `near` being one node, the first."""

    def __init__(self, plan: Plan, near: Any) -> None:
        ends = [(line.coords[0], line.coords[-1]) for line, _ in plan.ways]
        nodes = sorted({node for pair in ends for node in pair})
        inside = shapely.contains_xy(near, [n[0] for n in nodes], [n[1] for n in nodes])
        number = {node: (k + 1 if inside[k] else 0) for k, node in enumerate(nodes)}
        self.tail: NDArray[np.int64] = np.array([number[a] for a, _ in ends])
        self.head: NDArray[np.int64] = np.array([number[b] for _, b in ends])
        self.forward = np.ones(len(ends), dtype=bool)
        self.backward = np.array([not plan.streets[s].oneway for _, s in plan.ways])
        self.used = np.unique(np.concatenate([self.tail, self.head]))
        self.size = len(nodes) + 1
        # What hangs together while every minor street is open both ways must go on doing so: with the ways beyond
        # `near` and, as far as it did, without them.
        joined = self._labels(outside=True)
        self.whole = self.used[joined[self.used] == joined[0]]
        labels = self._labels(outside=False)
        self.core = np.flatnonzero(labels == np.bincount(labels[self.used]).argmax())

    def still_connected(self, ways: list[int], *, turned: bool) -> bool:
        """Make ways one-way, or leave them if that would cut off a junction."""
        closed = self.forward if turned else self.backward
        closed[ways] = False
        if _one(self._labels(outside=True)[self.whole]) and _one(self._labels(outside=False)[self.core]):
            return True
        closed[ways] = True
        return False

    def _labels(self, *, outside: bool) -> NDArray[np.int64]:
        """Number of the strongly connected part that each node belongs to. (N,)"""
        tail = np.concatenate([self.tail[self.forward], self.head[self.backward]])
        head = np.concatenate([self.head[self.forward], self.tail[self.backward]])
        kept = (tail > 0) & (head > 0) if not outside else slice(None)
        tail, head = tail[kept], head[kept]
        matrix = coo_array((np.ones(tail.size, dtype=np.int8), (tail, head)), shape=(self.size, self.size))
        labels: NDArray[np.int64] = connected_components(matrix, directed=True, connection="strong")[1].astype(np.int64)
        return labels


def _one(labels: NDArray[np.int64]) -> bool:
    return bool((labels == labels[0]).all()) if labels.size else True
