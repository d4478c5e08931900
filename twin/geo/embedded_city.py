"""Which zones make up the embedded district, and which lie around it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import Polygon

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from twin.geo.embedded_facts import Facts

CRS = "EPSG:4326"
_SMALLEST_ZONE = 2e5  # m²; what the known zones leave of a sector must be larger


def frame(rows: Sequence[dict[str, Any]], shapes: Iterable[Any], facts: Facts) -> gpd.GeoDataFrame:
    """Layer from rows of fields and shapes in metres."""
    table = pd.DataFrame(list(rows)).astype({k: object for k, v in rows[0].items() if v is None or isinstance(v, str)})
    return gpd.GeoDataFrame(table, geometry=list(facts.degrees(shapes)), crs=CRS)


def zones(facts: Facts, chosen: Sequence[str]) -> gpd.GeoDataFrame:
    """The chosen zones, their neighbours as published, and synthetic rings for the rest of the city."""
    rows: list[dict[str, Any]] = []
    shapes: list[Polygon] = []
    for spec in facts["zones"]:
        zone = str(spec["source_id"])
        shapes.append(facts.outlines[zone])
        rows.append({k: v for k, v in spec.items() if k != "outline"} | {"in_district": zone in chosen})
    known = shapely.union_all(shapes)
    left = facts["city"]["residents"] - sum(row["residents"] for row in rows)
    sectors, weights = _sectors(facts, known)
    per_weight = left / sum(weights)
    for n, (shape, weight) in enumerate(zip(sectors, weights, strict=True)):
        shapes.append(shape)
        residents = round(weight * per_weight)
        rows.append(
            {
                "source_id": f"synthetic/{n + 1}",
                "name": f"Rest of the city {n + 1} (synthetic)",
                "in_district": False,
                "residents": residents,
                "households": round(residents * facts["city"]["households_per_resident"]),
                "single_households": None,
            }
        )
    table = frame(rows, shapes, facts)
    numbers = ["residents", "households", "single_households"]
    return table.astype({"source_id": object, "name": object, **dict.fromkeys(numbers, "float64")})


def _sectors(facts: Facts, known: Any) -> tuple[list[Polygon], list[float]]:
    """Sectors of rings around the city's centre, less the known zones, and their relative residents."""
    city = facts["city"]
    x, y = facts.metres([city["centre"]])[0]
    edges = [1000.0 * edge for edge in city["ring_edges_km"]]
    shapes, weights = [], []
    for inner, outer, count, density in zip(
        edges[:-1], edges[1:], city["sectors"], city["density_weights"], strict=True
    ):
        for k in range(count):
            angles = 2 * np.pi * (k + np.linspace(0.0, 1.0, max(7, 64 // count))) / count
            rim = [(x + outer * np.cos(a), y + outer * np.sin(a)) for a in angles]
            back = [(x + inner * np.cos(a), y + inner * np.sin(a)) for a in angles[::-1]]
            rest = _largest(Polygon([*rim, *back]).buffer(0).difference(known).buffer(-5.0, join_style="mitre"))
            if rest.area > _SMALLEST_ZONE:
                shapes.append(rest)
                weights.append(rest.area * density)
    return shapes, weights


def _largest(shape: Any) -> Polygon:
    largest: Polygon = max(shapely.get_parts(shape), key=lambda part: part.area)
    return largest
