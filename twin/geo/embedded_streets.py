"""How do the streets of the embedded district run between its known main streets?

Main streets close superblocks; each is cut into blocks, across its long side first; every cut is a minor street.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import polygonize, split, substring

from twin.core.streams import declare
from twin.geo.embedded_facts import Lots, rectangle

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.geo.embedded_facts import XY, Facts

CUTS = declare("geo.embedded.cuts", "where a block of the embedded district is cut by a minor street")
ONE_WAYS = declare("geo.embedded.one_ways", "which minor streets of the embedded district are one-way, and how")

_GRID = 0.1  # m; vertices are shared on this grid
_SNAP = 28.0  # m; a cut this near to the end of another one meets it in a crossing
_THIN = 55.0  # m; no block is cut into parts narrower than this


@dataclass
class Street:
    """One street before it is split at its junctions.

    Parameters
    ----------
    name, street_class : As in the layer.
    line : Its course. [m]
    oneway : Whether vehicles may only follow the line.
    """

    name: str
    street_class: str
    line: LineString
    oneway: bool = False


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


def plan_streets(facts: Facts) -> Plan:
    """Lay out main and minor streets and the blocks between them, split all at their junctions."""
    zone = facts.ring(facts["zones"][0]["outline"])
    frame = zone.buffer(facts["minor"]["buffer_m"])
    yard = facts.ring(facts["rail_yard"]["outline"])
    middles = [(spec, facts.line(spec["path"])) for spec in facts["streets"]]
    net = shapely.union_all([frame.exterior, *(line for _, line in middles)], grid_size=_GRID)
    faces = [face for face in polygonize(net) if frame.buffer(1).contains(face)]
    plan = Plan()
    lenses = [_add_main(plan, spec, line, facts) for spec, line in middles]
    median = shapely.union_all([lens for lens in lenses if lens is not None])
    cutter = _Cutter(facts, zone)
    for face in sorted(faces, key=lambda f: (round(f.centroid.x), round(f.centroid.y))):
        land = face.difference(yard)
        for part in shapely.get_parts(land):
            if part.area > 1.0:
                cutter.cut(part)
    plan.blocks = cutter.blocks
    for n, line in enumerate(cutter.lines):
        plan.streets.append(Street(f"Via sintetica {n + 1}", "minor", _meet_median(line, median, n)))
    _split(plan, frame)
    _choose_one_ways(plan, zone, facts)
    return plan


def _add_main(plan: Plan, spec: dict[str, Any], line: LineString, facts: Facts) -> Polygon | None:
    """Add a main street; two carriageways become two one-way lines between its junctions. The strip between them."""
    kind = str(spec["class"])
    if spec["carriageways"] == 1:
        plan.streets.append(Street(spec["name"], kind, line))
        return None
    offset = float(facts["half_width"]["carriageway_offset"])
    taper = min(2.5 * offset, line.length / 4)
    middle: Any = substring(line, taper, line.length - taper)
    right = middle.parallel_offset(offset, "right", join_style="mitre")
    left = middle.parallel_offset(offset, "left", join_style="mitre")
    first, last = line.coords[0], line.coords[-1]
    there = LineString([first, *right.coords, last])
    back = LineString([last, *list(left.coords)[::-1], first])
    plan.streets.append(Street(spec["name"], kind, there, oneway=True))
    plan.streets.append(Street(spec["name"], kind, back, oneway=True))
    return Polygon([*there.coords, *back.coords[1:]])


def _meet_median(line: LineString, median: Any, n: int) -> Any:
    """End a minor street at the near carriageway, or let every other one cross to the far one."""
    trimmed: Any = line.difference(median)
    if trimmed.geom_type != "LineString":
        trimmed = max(shapely.get_parts(trimmed), key=lambda part: part.length)
    if n % 2:
        return trimmed
    coords = [np.asarray(c) for c in line.coords]
    for end, inner in ((0, 1), (-1, -2)):
        if not median.buffer(0.2).contains(Point(coords[end])):
            continue
        unit = (coords[end] - coords[inner]) / np.linalg.norm(coords[end] - coords[inner])
        reach = LineString([coords[inner], coords[end] + 30.0 * unit]).intersection(median)
        parts = [p for p in shapely.get_parts(reach) if p.distance(Point(coords[end])) < 0.5]  # noqa: PLR2004
        if parts:
            far = np.asarray(max(parts[0].coords, key=lambda c: float(np.dot(np.asarray(c), unit))))
            near = list(trimmed.coords)
            trimmed = LineString([far, *near] if end == 0 else [*near, far])
    return trimmed


class _Cutter:
    """Cuts superblocks into blocks and remembers the cuts."""

    def __init__(self, facts: Facts, zone: Polygon) -> None:
        self.lots = Lots(CUTS, facts.seed)
        self.zone = zone
        self.inside = float(facts["minor"]["block_area_m2"])
        self.outside = float(facts["minor"]["block_area_outside_m2"])
        self.blocks: list[Polygon] = []
        self.lines: list[LineString] = []
        self.ends: list[XY] = []

    def cut(self, face: Polygon) -> None:
        """Cut one face until its parts have the size of a block."""
        name = f"{face.centroid.x:.0f},{face.centroid.y:.0f}"
        target = self.inside if self.zone.contains(face.representative_point()) else self.outside
        if face.area < target * (1.15 + 0.5 * self.lots.uniform(name)):
            self.blocks.append(face)
            return
        for line in self._candidates(face, name):
            parts = [p for p in shapely.get_parts(split(face, line)) if p.area > 1.0]
            if len(parts) > 1 and all(_width(part) > _THIN for part in parts):
                for piece in shapely.get_parts(line.intersection(face)):
                    if piece.length > _THIN / 2:
                        self.lines.append(piece)
                        self.ends += [piece.coords[0], piece.coords[-1]]
                for part in parts:
                    self.cut(part)
                return
        self.blocks.append(face)

    def _candidates(self, face: Polygon, name: str) -> list[LineString]:
        """Cuts across the long side first, through a near end of another cut where there is one."""
        corners = rectangle(face)[:4]
        edges = (corners[1] - corners[0], corners[2] - corners[1])
        long_first = sorted(edges, key=lambda e: -float(np.hypot(*e)))
        middle = corners.mean(axis=0)
        lines = []
        for axis in long_first:
            length = float(np.hypot(*axis))
            unit = axis / length
            at = length * 0.16 * (self.lots.uniform(name, 1) - 0.5)
            near = [n for n in self._ends_on(face, middle, unit) if abs(n - at) < _SNAP]
            if near:
                at = min(near, key=lambda n: abs(n - at))
            across = np.array([-unit[1], unit[0]]) * 5000.0
            foot = middle + at * unit
            lines.append(LineString([foot - across, foot + across]))
        return lines

    def _ends_on(self, face: Polygon, middle: NDArray[np.float64], unit: NDArray[np.float64]) -> list[float]:
        """Where earlier cuts end on a face, along an axis from its middle. [m]"""
        if not self.ends:
            return []
        ends = np.asarray(self.ends)
        west, south, east, north = face.bounds
        x, y = ends[:, 0], ends[:, 1]
        ends = ends[(x > west - 1) & (x < east + 1) & (y > south - 1) & (y < north + 1)]
        ends = ends[shapely.distance(shapely.points(ends), face) < 1.0]
        return [float(v) for v in (ends - middle) @ unit]


def _width(shape: Polygon) -> float:
    """Short side of the smallest rectangle around a shape. [m]"""
    corners = rectangle(shape)
    return float(min(np.hypot(*(corners[1] - corners[0])), np.hypot(*(corners[2] - corners[1]))))


def _split(plan: Plan, frame: Polygon) -> None:
    """Split all streets at their junctions, so that ways meet in shared vertices."""
    lines = [street.line for street in plan.streets]
    net = shapely.union_all(lines, grid_size=_GRID)
    pieces = [p for p in shapely.get_parts(net) if p.length > _GRID]
    tree = shapely.STRtree(lines)
    middles = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    nearest = tree.query_nearest(middles, all_matches=False)[1]
    kept = [
        (_along(piece, lines[street]), int(street))
        for piece, street, at in zip(pieces, nearest, middles, strict=True)
        if frame.contains(at)
    ]
    plan.ways = _merge(kept)


def _along(piece: LineString, line: LineString) -> LineString:
    """A piece, turned to run the way of the line that it came from."""
    first, last = Point(piece.coords[0]), Point(piece.coords[-1])
    return piece if line.project(first) <= line.project(last) else piece.reverse()


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


def _choose_one_ways(plan: Plan, zone: Polygon, facts: Facts) -> None:
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

    def __init__(self, plan: Plan, near: Polygon) -> None:
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
        # Junctions that can do without the ways beyond `near` as long as every minor street is open both ways.
        labels = self._labels(outside=False)
        self.core = np.flatnonzero(labels == np.bincount(labels[self.used]).argmax())

    def still_connected(self, ways: list[int], *, turned: bool) -> bool:
        """Make ways one-way, or leave them if that would cut off a junction."""
        closed = self.forward if turned else self.backward
        closed[ways] = False
        whole = np.unique(self._labels(outside=True)[self.used]).size == 1
        if whole and np.unique(self._labels(outside=False)[self.core]).size == 1:
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
