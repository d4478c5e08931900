"""What stands on the plots of the embedded district? Houses around courts, with their wings, and open forms."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import polygonize, substring

from twin.core.streams import declare
from twin.geo.embedded_facts import Lots, rectangle
from twin.geo.embedded_rows import KINDS, Rows, place_rows, place_sheds, sizes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from twin.geo.embedded_facts import Facts
    from twin.geo.embedded_plots import Plot

LAYOUT = declare("geo.embedded.layout", "frontages, gaps and wings of the buildings of the embedded district")

_NARROWEST, _WIDEST = 7.0, 100.0  # m, frontages
_SHEDS = 0.12  # share of footprints that do not line a street
_MIDDLE = 318.0  # m², median footprint
_WINGED, _FRONT = 300.0, 0.65  # m² from which a house has wings, and the share of it along the street
_SMALLEST = 25.0  # m²; smaller scraps are not built
_WIDE_COURT = 5000.0  # m²; houses stand in the middle of larger courts
_BACK, _APART = 12.0, 6.0  # m between them and the ring around, and its wings
_CLOSED, _YARD_WALL = 21.0, 7.0  # m; how far a closed house reaches into the court, and its depth around its yard


@dataclass
class Built:
    """What stands in the chosen zones.

    Parameters
    ----------
    footprints : Outlines. [m]
    ids : One id for each footprint.
    kinds : Kind of the plot that each stands on.
    zones : Id of the zone that each stands in.
    parks : Zone and outline of each garden.
    gaps : Open lots in a ring of buildings, the way into its court.
    """

    footprints: list[Polygon] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    zones: list[str] = field(default_factory=list)
    parks: list[tuple[str, Polygon]] = field(default_factory=list)
    gaps: list[Polygon] = field(default_factory=list)


def build_blocks(plots: Sequence[Plot], facts: Facts) -> Built:
    """Put buildings on every plot."""
    builders = {zone: _Builder(facts, zone) for zone in dict.fromkeys(plot.zone for plot in plots)}
    built = Built()
    for plot in plots:
        for part, net in enumerate(plot.net):
            if plot.kind == "green":
                built.parks.append((plot.zone, net))
            if plot.kind in ("green", "vacant"):
                continue
            outlines = builders[plot.zone].fill(net, f"{plot.name}/{part}", plot.kind, built)
            built.footprints += outlines
            built.ids += [f"{plot.name}/{part}/{n}" for n in range(len(outlines))]
            built.kinds += [plot.kind] * len(outlines)
            built.zones += [plot.zone] * len(outlines)
    return built


def _longest_side(shape: Any) -> LineString:
    """Longest straight side of the lines in a shape; an empty line if there is none."""
    longest = LineString()
    for part in shapely.get_parts(shape):
        coords = part.simplify(0.2).coords if part.geom_type == "LineString" else []
        for a, b in pairwise(coords):
            side = LineString([a, b])
            longest = side if side.length > longest.length else longest
    return longest


def _around_yard(side: LineString, court: Polygon) -> Any:
    """Wings and a back that close a yard behind a house."""
    whole = side.buffer(_CLOSED, cap_style="flat").intersection(court.buffer(0.1))
    yard = side.buffer(_CLOSED - _YARD_WALL, cap_style="flat")
    return whole.difference(yard.intersection(whole.buffer(-_YARD_WALL, join_style="mitre")))


class _Builder:
    """Draws the outlines on the plots of one zone."""

    def __init__(self, facts: Facts, zone: str) -> None:
        self.facts = facts
        self.g: dict[str, float] = facts["generator"] | facts["generator"]["zones"].get(zone, {})
        self.lots = Lots(LAYOUT, facts.seed)
        kinds = KINDS | {"detached": Rows(14.0, self.g["row_gap_m"], 7.0, 1.0, touching=0.25)}
        self.rows = {kind: replace(rows, scale=rows.scale * self.g["scale"]) for kind, rows in kinds.items()}

    def fill(self, net: Polygon, name: str, kind: str, built: Built) -> list[Polygon]:
        """Outlines of the buildings on a net plot of one kind."""
        if kind in self.rows:
            houses = place_rows(net.buffer(-3.0, join_style="mitre"), name, self.rows[kind], self.lots, self.facts)
            return [*houses, *self._sheds(houses, net.buffer(-4.0), name, self.g["shed_area_m2"])]
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
        inner = court.buffer(-_BACK, join_style="mitre")
        if inner.area > _WIDE_COURT and inner.geom_type == "Polygon":
            walls = shapely.union_all(pieces)
            rows = place_rows(inner, f"{name}/inner", self.rows["detached"], self.lots, self.facts)
            pieces += [house for house in rows if house.distance(walls) > _APART]
        return [*pieces, *self._sheds(pieces, court, name, self.g["courtyard_area_m2"])]

    def _sheds(self, houses: list[Polygon], open_land: Any, name: str, per_shed: float) -> list[Polygon]:
        """Sheds, workshops and garages on what houses leave of a plot or a court."""
        if open_land.is_empty:
            return []
        wanted = round(open_land.area / per_shed - 0.5 + self.lots.uniform(name, 2))
        corners = rectangle(open_land)
        angle = float(np.degrees(np.arctan2(*(corners[1] - corners[0])[::-1])))
        free = open_land.difference(shapely.union_all(houses).buffer(3.0))
        return place_sheds(free, wanted, name, angle, self.g["courtyard_building_m2"], self.lots)

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
            for at in self._fronts(length, margin, depth, f"{name}/{edge}"):
                foot = a + at * unit
                far = foot + inward * (reach or self._across(net, foot, inward))
                cuts.append(LineString([foot - 0.5 * inward, far]))
        body = net.difference(court)
        lines = shapely.union_all([body.boundary, *cuts], grid_size=0.01)
        pieces = [p for p in polygonize(lines) if body.contains(p.representative_point())]
        kept: list[Any] = [p.simplify(0.02) for p in pieces if p.area > _SMALLEST]
        return sorted(kept, key=lambda p: (round(p.centroid.x, 1), round(p.centroid.y, 1)))

    def _fronts(self, length: float, margin: float, depth: float, name: str) -> list[float]:
        """Where party walls meet a street front. [m]"""
        enough = int(length / _NARROWEST) + 1
        # The smallest footprints stand in the courts.
        area = sizes(_SHEDS + (1.0 - _SHEDS) * self.lots.row(name, enough), self.facts)
        area = self.g["scale"] * _MIDDLE * (area / _MIDDLE) ** self.g["spread"]
        lots = np.where(area > _WINGED, _FRONT, 1.0) * area / depth
        walls = margin + np.concatenate([[0.0], np.cumsum(np.clip(lots, _NARROWEST, _WIDEST))])
        inside = [float(w) for w in walls if w <= length - margin]
        if len(inside) > 1 and length - margin - inside[-1] < 5.0:  # noqa: PLR2004 — m, no slivers at the corner
            inside[-1] = length - margin
        return inside

    @staticmethod
    def _across(net: Polygon, foot: NDArray[np.float64], inward: NDArray[np.float64]) -> float:
        """Distance from a front to the middle of a block without a courtyard. [m]"""
        ray = LineString([foot + 0.01 * inward, foot + 500.0 * inward]).intersection(net)
        if ray.is_empty:
            return 1.0
        first = min(shapely.get_parts(ray), key=lambda part: part.distance(Point(foot)))
        return float(first.length) + 1.0

    def _add_wings(self, pieces: list[Polygon], court: Polygon, depth: float, name: str) -> list[Polygon]:
        """Let some buildings reach into the courtyard."""
        luck = self.lots.row(f"{name}/wing", len(pieces))
        size = self.lots.row(f"{name}/wing_size", len(pieces))
        out = list(pieces)
        for i, piece in enumerate(pieces):
            if piece.area < _FRONT * _WINGED or piece.area > _WIDEST * depth:
                continue
            inner = piece.boundary.intersection(court.boundary.buffer(0.05))
            whole: Any = _longest_side(inner)
            if whole.length < 8.0:  # noqa: PLR2004 — m
                continue
            start, stop = (0.0, 0.55) if luck[i] < 0.5 else (0.45, 1.0)  # noqa: PLR2004 — one side or the other
            side = substring(whole, start, stop, normalized=True)
            deep = (0.6 + 0.8 * size[i]) * (1.0 / _FRONT - 1.0) * piece.area / side.length
            wing = side.buffer(min(deep, 30.0), cap_style="flat").intersection(court.buffer(0.1))
            if luck[i] < self.g["closed_share"] and whole.length > _CLOSED:
                wing = _around_yard(whole, court)
            others = [p for j, p in enumerate(out) if j != i and p.intersects(wing)]
            if any(wing.intersection(p).area > 0.5 for p in others):  # noqa: PLR2004 — m²
                continue
            near = [p for j, p in enumerate(out) if j != i and p.distance(piece) < 1.0]
            joined: Any = piece.union(wing).difference(shapely.union_all([*others, *near]))
            if joined.geom_type == "Polygon" and all(Polygon(ring).area > _SMALLEST for ring in joined.interiors):
                out[i] = joined
        return out
