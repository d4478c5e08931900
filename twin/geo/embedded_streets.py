"""How do the streets of the embedded district run between its known main streets?

Main streets close superblocks; each is cut into blocks, across its long side first; every cut is a minor street. A
superblock is cut the same way whichever zones are asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import polygonize, split, substring

from twin.core.streams import declare
from twin.geo.embedded_facts import Lots, rectangle
from twin.geo.embedded_ways import GRID, Plan, Street, choose_one_ways, divide_long, raise_bridges, split_ways

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.geo.embedded_facts import XY, Facts
    from twin.geo.embedded_land import OpenLand

CUTS = declare("geo.embedded.cuts", "where a block of the embedded district is cut by a minor street")

_SNAP = 28.0  # m; a cut this near to the end of another one meets it in a crossing
_THIN = 55.0  # m; no block is cut into parts narrower than this


def plan_streets(facts: Facts, zone: Any, land: OpenLand) -> Plan:
    """Lay out main and minor streets and the blocks between them, split all at their junctions.

    Parameters
    ----------
    facts : What is known.
    zone : The chosen zones; streets are drawn in them and around them. [m²]
    land : Where no minor street runs.
    """
    reach = float(facts["minor"]["buffer_m"])
    frame = shapely.union_all(list(facts.outlines.values())).buffer(reach)
    near = zone.buffer(reach)
    middles = [(spec, facts.line(spec["path"])) for spec in facts["streets"]]
    net = shapely.union_all([frame.exterior, *(line for _, line in middles)], grid_size=GRID)
    faces = [face for face in polygonize(net) if frame.buffer(1).contains(face)]
    plan = Plan()
    discs = _add_squares(plan, facts)
    lenses = [_add_main(plan, spec, line, shapely.union_all(discs), facts) for spec, line in middles]
    median = shapely.union_all([lens for lens in lenses if lens is not None])
    wide = shapely.union_all([lens for (spec, _), lens in zip(middles, lenses, strict=True) if _is_wide(spec)])
    shapely.prepare(median)
    barrier = shapely.union_all([land.barrier, *discs])
    cutter = _Cutter(facts)
    for n, face in enumerate(sorted(faces, key=lambda f: (round(f.centroid.x), round(f.centroid.y)))):
        if not face.intersects(near):
            continue
        for part in shapely.get_parts(face.difference(barrier)):
            if part.area > 1.0:
                cutter.start(n)
                cutter.cut(part)
    plan.blocks = cutter.blocks
    for name, line in cutter.lines:
        plan.streets.append(Street(name, "minor", _meet_median(line, median, wide, odd=name[-1] in "13579")))
    split_ways(plan, near)
    raise_bridges(plan, [line for _, line in land.railways])
    choose_one_ways(plan, zone, facts)
    divide_long(plan, float(facts["minor"]["longest_way_m"]))
    return plan


def _add_squares(plan: Plan, facts: Facts) -> list[Polygon]:
    """Add the rings of street around squares, driven against the clock. What they enclose."""
    discs = []
    for spec in facts["squares"]:
        disc = Point(facts.metres([spec["at"]])[0]).buffer(float(spec["radius_m"]), quad_segs=5)
        ring = LineString(shapely.orient_polygons(disc).exterior.coords)
        plan.streets.append(Street(spec["name"], spec["class"], ring, oneway=True))
        discs.append(disc)
    return discs


def _add_main(plan: Plan, spec: dict[str, Any], line: LineString, squares: Any, facts: Facts) -> Polygon | None:
    """Add a main street; two carriageways become two one-way lines between its junctions. The strip between them."""
    street = Street(spec["name"], str(spec["class"]), line, oneway=spec.get("one_way", False))
    street.over = spec.get("crosses", "bridge")
    courses, lens = [line], None
    if spec["carriageways"] > 1:
        offset = float(spec.get("offset", facts["half_width"]["carriageway_offset"]))
        taper = min(2.5 * offset, line.length / 4)
        middle: Any = substring(line, taper, line.length - taper)
        right = middle.parallel_offset(offset, "right", join_style="mitre")
        left = middle.parallel_offset(offset, "left", join_style="mitre")
        first, last = line.coords[0], line.coords[-1]
        courses = [LineString([first, *right.coords, last]), LineString([last, *list(left.coords)[::-1], first])]
        street.oneway = True
        lens = Polygon([*courses[0].coords, *courses[1].coords[1:]])
    for course in courses:
        for part in shapely.get_parts(course.difference(squares)):
            if part.length > 1.0:
                plan.streets.append(Street(street.name, street.street_class, part, street.oneway, street.over))
    return lens


def _is_wide(spec: dict[str, Any]) -> bool:
    """Whether there are other carriageways between those of a street, so that minor ones do not cross it."""
    return float(spec.get("offset", 0.0)) > 10.0  # noqa: PLR2004 — m


def _meet_median(line: LineString, median: Any, wide: Any, *, odd: bool) -> Any:
    """End a minor street at the near carriageway, or let every other one cross to the far one."""
    if not shapely.intersects(median, line):
        return line
    trimmed: Any = line.difference(median)
    if trimmed.geom_type != "LineString":
        trimmed = max(shapely.get_parts(trimmed), key=lambda part: part.length)
    if odd or trimmed.is_empty:
        return trimmed
    coords = [np.asarray(c) for c in line.coords]
    for end, inner in ((0, 1), (-1, -2)):
        foot = Point(coords[end])
        if shapely.distance(median, foot) > 0.2 or shapely.distance(wide, foot) < 1.0:  # noqa: PLR2004 — m
            continue
        unit = (coords[end] - coords[inner]) / np.linalg.norm(coords[end] - coords[inner])
        across = LineString([coords[inner], coords[end] + 30.0 * unit]).intersection(median)
        parts = [p for p in shapely.get_parts(across) if p.distance(Point(coords[end])) < 0.5]  # noqa: PLR2004
        if parts:
            far = np.asarray(max(parts[0].coords, key=lambda c: float(np.dot(np.asarray(c), unit))))
            near = list(trimmed.coords)
            trimmed = LineString([far, *near] if end == 0 else [*near, far])
    return trimmed


class _Cutter:
    """Cuts superblocks into blocks and remembers the cuts."""

    def __init__(self, facts: Facts) -> None:
        self.lots = Lots(CUTS, facts.seed)
        self.zones = facts.outlines
        self.inside = {i: float(spec["block_area_m2"]) for i, spec in facts["minor"]["zones"].items()}
        self.outside = float(facts["minor"]["block_area_outside_m2"])
        self.blocks: list[Polygon] = []
        self.lines: list[tuple[str, LineString]] = []
        self.ends: list[XY] = []
        self.number, self.count = 0, 0

    def start(self, number: int) -> None:
        """Begin a superblock: its cuts do not depend on others."""
        self.ends = []
        if number != self.number:
            self.number, self.count = number, 0

    def cut(self, face: Polygon) -> None:
        """Cut one face until its parts have the size of a block."""
        name = f"{face.centroid.x:.0f},{face.centroid.y:.0f}"
        inner = face.representative_point()
        target = next((self.inside[i] for i, zone in self.zones.items() if zone.contains(inner)), self.outside)
        if face.area < target * (1.15 + 0.5 * self.lots.uniform(name)):
            self.blocks.append(face)
            return
        for line in self._candidates(face, name):
            parts = [p for p in shapely.get_parts(split(face, line)) if p.area > 1.0]
            if len(parts) > 1 and all(_width(part) > _THIN for part in parts):
                for piece in shapely.get_parts(line.intersection(face)):
                    if piece.length > _THIN / 2:
                        self.count += 1
                        self.lines.append((f"Via sintetica {self.number}.{self.count}", piece))
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
