"""What stands in the blocks of the embedded district: courtyard houses, slabs, schools and parks."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry import LineString, Point, Polygon, box
from shapely.ops import polygonize, substring

from twin.core.streams import declare
from twin.geo.embedded_facts import Lots, rectangle

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.geo.embedded_facts import Facts
    from twin.geo.embedded_streets import Plan

LAYOUT = declare("geo.embedded.layout", "kinds of block, frontages, gaps and wings of the embedded district")
STOREYS = declare("geo.embedded.storeys", "which footprints of the embedded district have known storeys, and how many")

_NARROWEST, _WIDEST = 7.0, 120.0  # m, frontages
_SMALLEST = 25.0  # m²; smaller scraps are not built


@dataclass
class Built:
    """What stands in the zone.

    Parameters
    ----------
    footprints : Outlines. [m]
    ids : One id for each footprint.
    kinds : Kind of the block that each stands in.
    land : Net block, and its land use.
    parks : Net blocks left green.
    gaps : Open lots in a ring of buildings, the way into its courtyard.
    """

    footprints: list[Polygon] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    land: list[tuple[Polygon, str]] = field(default_factory=list)
    parks: list[Polygon] = field(default_factory=list)
    gaps: list[Polygon] = field(default_factory=list)


def build_blocks(plan: Plan, facts: Facts) -> Built:
    """Fill every block of the zone."""
    zone = facts.ring(facts["zones"][0]["outline"])
    roads = _road_space(plan, facts)
    builder = _Builder(facts)
    built = Built()
    blocks = [b for b in plan.blocks if zone.contains(b.representative_point())]
    names = [f"{b.centroid.x:.0f},{b.centroid.y:.0f}" for b in blocks]
    kinds = _kinds(blocks, names, facts)
    for block, name, kind in zip(blocks, names, kinds, strict=True):
        land = block.difference(roads).buffer(-2, join_style="mitre").buffer(2, join_style="mitre")
        for part, piece in enumerate(shapely.get_parts(land)):
            net = piece.simplify(0.5)
            if net.area < 4 * _SMALLEST:
                continue
            built.land.append((net, _USE_OF_KIND[kind]))
            if kind == "park":
                built.parks.append(net)
                continue
            outlines = builder.fill(net, name, kind, built)
            built.footprints += outlines
            built.ids += [f"{name}/{part}/{n}" for n in range(len(outlines))]
            built.kinds += [kind] * len(outlines)
    return built


_USE_OF_KIND = {
    "perimeter": "residential",
    "slabs": "residential",
    "institution": "education",
    "office": "commercial",
    "retail": "retail",
    "park": "leisure",
}


def _road_space(plan: Plan, facts: Facts) -> Any:
    """Land between facades: the streets with their pavements."""
    half = facts["half_width"]
    spaces = [line.buffer(float(half[plan.streets[s].street_class]), cap_style="square") for line, s in plan.ways]
    return shapely.union_all(spaces)


def _kinds(blocks: list[Polygon], names: list[str], facts: Facts) -> list[str]:
    """Kind of each block: shares are kept by rank, parks and schools go to blocks of middling size."""
    lots = Lots(LAYOUT, facts.seed).many(names)
    areas = np.array([b.area for b in blocks])
    middling = np.abs(np.log(areas / np.median(areas)))
    order = np.lexsort((lots, middling > 0.4))  # noqa: PLR2004
    kinds = np.full(len(blocks), "perimeter", dtype=object)
    start = 0
    for kind, share in facts["blocks"].items():
        if kind == "perimeter":
            continue
        stop = start + round(share * len(blocks))
        kinds[order[start:stop]] = kind
        start = stop
    return [str(kind) for kind in kinds]


def _longest_side(shape: Any) -> LineString:
    """Longest straight side of the lines in a shape; an empty line if there is none."""
    longest = LineString()
    for part in shapely.get_parts(shape):
        coords = part.simplify(0.2).coords if part.geom_type == "LineString" else []
        for a, b in pairwise(coords):
            side = LineString([a, b])
            longest = side if side.length > longest.length else longest
    return longest


class _Builder:
    """Draws the outlines in one block."""

    def __init__(self, facts: Facts) -> None:
        self.g: dict[str, float] = facts["generator"]
        self.lots = Lots(LAYOUT, facts.seed)

    def fill(self, net: Polygon, name: str, kind: str, built: Built) -> list[Polygon]:
        """Outlines of the buildings in a net block of one kind."""
        if kind == "slabs":
            return self._slabs(net, name, width=14.0, gap=20.0)
        if kind == "institution":
            return self._slabs(net.buffer(-8.0, join_style="mitre"), name, width=20.0, gap=28.0)
        depth = self.g["depth_m"] * (0.88 + 0.24 * self.lots.uniform(name, 1))
        court = net.buffer(-depth, join_style="mitre")
        court = court if court.area > 20 * depth else Polygon()
        pieces = self._slice(net, court, depth, name)
        keep = self.lots.row(f"{name}/gap", len(pieces)) >= self.g["gap_share"]
        built.gaps += [p for p, k in zip(pieces, keep, strict=True) if not k]
        pieces = [p for p, k in zip(pieces, keep, strict=True) if k]
        if court.is_empty:
            return pieces
        pieces = self._add_wings(pieces, court, depth, name)
        return [*pieces, *self._courtyard(pieces, court, name)]

    def _slice(self, net: Polygon, court: Polygon, depth: float, name: str) -> list[Polygon]:
        """Slice a ring of buildings into lots that share their party walls."""
        ring = np.asarray(shapely.orient_polygons(net).exterior.coords)
        cuts = []
        reach = depth + 2.0 if not court.is_empty else 0.0
        for edge, (a, b) in enumerate(pairwise(ring)):
            length = float(np.hypot(*(b - a)))
            margin = depth * 1.25
            if length < 2 * margin:
                continue
            unit = (b - a) / length
            inward = np.array([-unit[1], unit[0]])
            for at in self._fronts(length, margin, f"{name}/{edge}"):
                foot = a + at * unit
                far = foot + inward * (reach or self._across(net, foot, inward))
                cuts.append(LineString([foot - 0.5 * inward, far]))
        body = net.difference(court)
        lines = shapely.union_all([body.boundary, *cuts], grid_size=0.01)
        pieces = [p for p in polygonize(lines) if body.contains(p.representative_point())]
        kept: list[Any] = [p.simplify(0.02) for p in pieces if p.area > _SMALLEST]
        return sorted(kept, key=lambda p: (round(p.centroid.x, 1), round(p.centroid.y, 1)))

    def _fronts(self, length: float, margin: float, name: str) -> list[float]:
        """Where party walls meet a street front. [m]"""
        enough = int(length / _NARROWEST) + 1
        lots = np.exp(self.g["frontage_sigma"] * self.lots.normal_row(name, enough)) * self.g["frontage_m"]
        walls = margin + np.concatenate([[0.0], np.cumsum(np.clip(lots, _NARROWEST, _WIDEST))])
        inside = [float(w) for w in walls if w <= length - margin]
        if len(inside) > 1 and length - margin - inside[-1] < 5.0:  # noqa: PLR2004 — m, no slivers at the corner
            inside[-1] = length - margin
        return inside

    @staticmethod
    def _across(net: Polygon, foot: NDArray[np.float64], inward: NDArray[np.float64]) -> float:
        """Distance from a front to the middle of a block without a courtyard. [m]"""
        ray = LineString([foot + 0.01 * inward, foot + 500.0 * inward]).intersection(net)
        first = min(shapely.get_parts(ray), key=lambda part: part.distance(Point(foot)))
        return float(first.length) + 1.0

    def _add_wings(self, pieces: list[Polygon], court: Polygon, depth: float, name: str) -> list[Polygon]:
        """Let some buildings reach into the courtyard."""
        luck = self.lots.row(f"{name}/wing", len(pieces))
        size = self.lots.row(f"{name}/wing_size", len(pieces))
        out = list(pieces)
        for i, piece in enumerate(pieces):
            if luck[i] >= self.g["wing_share"] or piece.area > 40 * depth:
                continue
            inner = piece.boundary.intersection(court.boundary.buffer(0.05))
            side: Any = _longest_side(inner)
            if side.length < 8.0:  # noqa: PLR2004 — m
                continue
            start, stop = (0.0, 0.55) if luck[i] < self.g["wing_share"] / 2 else (0.45, 1.0)
            side = substring(side, start, stop, normalized=True)
            wing = side.buffer(0.6 * depth + 1.2 * depth * size[i], cap_style="flat").intersection(court.buffer(0.1))
            others = [p for j, p in enumerate(out) if j != i]
            if any(wing.intersects(p) and wing.intersection(p).area > 0.5 for p in others):  # noqa: PLR2004 — m²
                continue
            joined: Any = piece.union(wing).difference(shapely.union_all(others))
            if joined.geom_type == "Polygon" and not joined.interiors:
                out[i] = joined
        return out

    def _courtyard(self, pieces: list[Polygon], court: Polygon, name: str) -> list[Polygon]:
        """Workshops and sheds that stand free in the courtyard."""
        wanted = round(court.area / self.g["courtyard_area_m2"] - 0.5 + self.lots.uniform(name, 2))
        taken = shapely.union_all(pieces)
        corners = rectangle(court)
        angle = float(np.degrees(np.arctan2(*(corners[1] - corners[0])[::-1])))
        free = court.difference(taken.buffer(3.0))
        out: list[Polygon] = []
        west, south, east, north = court.bounds
        u, v, w = (self.lots.row(f"{name}/court/{c}", 12 * max(wanted, 1)) for c in "uvw")
        big = np.exp(0.55 * self.lots.normal_row(f"{name}/court/size", u.size)) * self.g["courtyard_building_m2"]
        for i in range(u.size):
            if len(out) >= wanted:
                break
            area = float(np.clip(big[i], 30.0, 400.0))
            side = np.sqrt(area * (0.5 + w[i]))
            x, y = west + u[i] * (east - west), south + v[i] * (north - south)
            if not shapely.contains_xy(free, x, y):
                continue
            shed = box(-side / 2, -area / side / 2, side / 2, area / side / 2)
            shed = affinity.rotate(shed, angle, origin=(0, 0))
            shed = affinity.translate(shed, x, y)
            if free.contains(shed):
                out.append(shed)
                free = free.difference(shed.buffer(3.0))
        return out

    def _slabs(self, net: Polygon, name: str, width: float, gap: float) -> list[Polygon]:
        """Parallel slabs along the long side of a block."""
        corners = rectangle(net)
        edge = max((corners[1] - corners[0], corners[2] - corners[1]), key=lambda e: float(np.hypot(*e)))
        angle = float(np.degrees(np.arctan2(edge[1], edge[0])))
        flat = affinity.rotate(net, -angle, origin=net.centroid)
        west, south, east, north = flat.bounds
        rows = max(1, int((north - south + gap) // (width + gap)))
        step = (north - south - width) / max(rows - 1, 1)
        out = []
        for row in range(rows):
            low = south + row * step if rows > 1 else (south + north - width) / 2
            half = (east - west) * (0.45 + 0.1 * self.lots.uniform(name, 3 + row))
            for left, right in ((west, west + half - 4.0), (west + half + 4.0, east)):
                slab = box(left, low, right, low + width).intersection(flat)
                parts = [part for part in shapely.get_parts(slab) if part.area > 6 * _SMALLEST]
                out += [affinity.rotate(part, angle, origin=net.centroid) for part in parts]
        return out
