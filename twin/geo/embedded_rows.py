"""How do buildings stand that do not line a street: slabs, detached houses, halls, schools, sheds and garages?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry import Polygon, box

from twin.geo.embedded_facts import rectangle

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.geo.embedded_facts import Facts, Lots

_LEAST_WHOLE = 0.7  # share of a building that must lie on its plot
_TRIES = 8  # per shed


@dataclass(frozen=True)
class Rows:
    """Rows of buildings across a plot.

    Parameters
    ----------
    depth, gap : Of the rows, and between them. [m]
    apart : Between the buildings of a row; some of them touch. [m]
    scale : Size of the buildings, relative to the quantiles of footprints.
    least, most : Range of a footprint. [m²]
    touching : Share of the gaps in a row that are closed.
    """

    depth: float
    gap: float
    apart: float
    scale: float
    least: float = 60.0
    most: float = 6000.0
    touching: float = 0.2


KINDS = {
    "slabs": Rows(13.0, 20.0, 9.0, 1.5, 150.0, 1300.0),
    "halls": Rows(24.0, 9.0, 6.0, 1.8, 120.0, 9000.0, 0.5),
    "offices": Rows(18.0, 22.0, 14.0, 2.5, 400.0, 9000.0, 0.1),
    "market": Rows(36.0, 25.0, 20.0, 5.0, 900.0, 6000.0, 0.0),
    "school": Rows(17.0, 26.0, 22.0, 3.0, 350.0, 3500.0, 0.1),
}


def sizes(luck: NDArray[np.float64], facts: Facts) -> NDArray[np.float64]:
    """Footprints at the quantiles of the five zones, interpolated in their logarithms. (N,) [m²]"""
    known = facts["quantiles"]
    p = [0.0, *known["probability"], 1.0]
    logs = np.log([35.0, *known["footprint_m2"], 3500.0])
    return np.asarray(np.exp(np.interp(luck, p, logs)))


def _turned(net: Polygon) -> tuple[Any, float]:
    """A plot with its long side along the first axis, and the angle that it was turned by. [°]"""
    corners = rectangle(net)
    edge = max((corners[1] - corners[0], corners[2] - corners[1]), key=lambda e: float(np.hypot(*e)))
    angle = float(np.degrees(np.arctan2(edge[1], edge[0])))
    return affinity.rotate(net, -angle, origin=net.centroid), angle


def place_rows(net: Polygon, name: str, rows: Rows, lots: Lots, facts: Facts) -> list[Polygon]:
    """Buildings in rows along the long side of a plot."""
    flat, angle = _turned(net)
    west, south, east, north = flat.bounds
    count = max(1, int((north - south + rows.gap) // (rows.depth + rows.gap)))
    step = (north - south - rows.depth) / max(count - 1, 1)
    out: list[Polygon] = []
    shapely.prepare(flat)
    for row in range(count):
        enough = int((east - west) / 8.0) + 2
        size, depth, gap = (lots.row(f"{name}/{row}/{what}", enough) for what in ("size", "depth", "gap"))
        area = np.clip(sizes(size, facts) * rows.scale, rows.least, rows.most)
        low = south + row * step if count > 1 else (south + north - rows.depth) / 2
        x = west + 3.0 + gap[0] * rows.apart
        for k in range(enough):
            deep = min(rows.depth * (0.75 + 0.25 * depth[k]), np.sqrt(area[k]) * 1.3)
            long = min(area[k] / deep, 130.0)
            if x + long > east:
                break
            house = box(x, low, x + long, low + deep)
            x += long + (0.0 if gap[k] < rows.touching else rows.apart * (0.5 + gap[k]))
            kept = house if flat.contains(house) else house.intersection(flat)
            if kept.geom_type == "Polygon" and kept.area > max(_LEAST_WHOLE * house.area, 40.0):
                out.append(kept)
    return [affinity.rotate(shape, angle, origin=net.centroid) for shape in out]


def place_sheds(free: Any, wanted: int, name: str, angle: float, middle: float, lots: Lots) -> list[Polygon]:
    """Workshops, sheds and rows of garages on open land, turned by an angle. [°, m²]"""
    if wanted < 1 or free.is_empty:
        return []
    out: list[Polygon] = []
    west, south, east, north = free.bounds
    u, v, w = (lots.row(f"{name}/court/{c}", _TRIES * wanted) for c in "uvw")
    big = np.exp(0.75 * lots.normal_row(f"{name}/court/size", u.size)) * middle
    shapely.prepare(free)
    taken: list[Polygon] = []
    for x, y, form, size in zip(west + u * (east - west), south + v * (north - south), w, big, strict=True):
        if len(out) >= wanted:
            break
        if not shapely.contains_xy(free, x, y):
            continue
        area = float(np.clip(size, 14.0, 700.0))
        across = 4.9 if form < 0.3 and area < 240.0 else float(np.sqrt(area * (0.5 + form)))  # noqa: PLR2004
        shed = box(-across / 2, -area / across / 2, across / 2, area / across / 2)
        shed = affinity.translate(affinity.rotate(shed, angle, origin=(0, 0)), x, y)
        if free.contains(shed) and not any(shed.distance(other) < 3.0 for other in taken):  # noqa: PLR2004 — m
            out.append(shed)
            taken.append(shed)
    return out
