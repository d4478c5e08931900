"""Which zones lie around the embedded district, and which stops, schools and shops in it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import LineString, Point, Polygon

from twin.core.streams import declare
from twin.geo.embedded_facts import Lots

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from twin.geo.embedded_blocks import Built
    from twin.geo.embedded_facts import Facts
    from twin.geo.embedded_streets import Plan

POINTS = declare("geo.embedded.points", "where stops, docks, schools and shops of the embedded district stand")

CRS = "EPSG:4326"
_MAIN = ("primary", "secondary", "tertiary")
_SMALLEST_ZONE = 2e5  # m²; what the known zones leave of a sector must be larger


def frame(rows: Sequence[dict[str, Any]], shapes: Iterable[Any], facts: Facts) -> gpd.GeoDataFrame:
    """Layer from rows of fields and shapes in metres."""
    table = pd.DataFrame(list(rows)).astype({k: object for k, v in rows[0].items() if v is None or isinstance(v, str)})
    return gpd.GeoDataFrame(table, geometry=list(facts.degrees(shapes)), crs=CRS)


def zones(facts: Facts) -> gpd.GeoDataFrame:
    """The district's zone, its neighbours as published, and synthetic rings for the rest of the city."""
    rows: list[dict[str, Any]] = []
    shapes: list[Polygon] = []
    for spec in facts["zones"]:
        shape = facts.ring(spec["outline"])
        if shapes:
            shape = _largest(shape.difference(shapely.union_all(shapes)))
        shapes.append(shape)
        rows.append({k: v for k, v in spec.items() if k != "outline"})
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


def points(plan: Plan, built: Built, facts: Facts) -> gpd.GeoDataFrame:
    """Stops, docks, chargers, schools, shops and the like."""
    want = facts["points"]
    lots = Lots(POINTS, facts.seed)
    zone = facts.ring(facts["zones"][0]["outline"])
    rows: list[dict[str, Any]] = []
    shapes: list[Point] = []

    def add(kind: str, where: Iterable[Point], name: str, capacity: float | None = None) -> None:
        for n, at in enumerate(where):
            rows.append({"source_id": f"synthetic/{kind}/{n + 1}", "kind": kind, "name": f"{name} {n + 1}"})
            rows[-1] |= {"capacity": capacity, "since": None}
            shapes.append(at)

    for station, at in zip(facts["stations"], facts.metres(s["at"] for s in facts["stations"]), strict=True):
        rows.append({"source_id": f"M3/{station['name']}", "kind": "metro_station", "name": station["name"]})
        shapes.append(Point(at))
    main = [line for line, s in plan.ways if plan.streets[s].street_class in _MAIN and not plan.streets[s].oneway]
    double = [line for line, s in plan.ways if plan.streets[s].street_class in _MAIN and plan.streets[s].oneway]
    kerbs = [line for line in (*main, *double) if zone.buffer(60).intersects(line)]
    add("surface_stop", _along(kerbs, float(want["surface_stop_spacing_m"])), "Fermata")
    junctions = sorted({line.coords[0] for line in kerbs if zone.buffer(30).contains(Point(line.coords[0]))})
    corners = _spread(junctions, lots, "dock", int(want["bike_docks"]) + int(want["chargers"]), 140.0)
    add("bike_dock", corners[: want["bike_docks"]], "Stazione bici", float(want["bike_dock_capacity"]))
    add("charger", corners[want["bike_docks"] :], "Ricarica", float(want["charger_plugs"]))
    schools = _pick(built, lots, "school", int(want["schools"] + want["secondary_schools"]), kind="institution")
    add("secondary_school", schools[: want["secondary_schools"]], "Liceo", float(want["secondary_school_pupils"]))
    add("school", schools[want["secondary_schools"] :], "Scuola", float(want["school_pupils"]))
    street_side = shapely.union_all(kerbs)
    shops = {"shop": "shops", "leisure": "leisure", "health": "health", "kindergarten": "kindergartens"}
    names = {"shop": "Negozio", "leisure": "Ritrovo", "health": "Ambulatorio", "kindergarten": "Asilo"}
    for kind, key in shops.items():
        capacity = float(want["kindergarten_children"]) if kind == "kindergarten" else None
        add(kind, _pick(built, lots, kind, int(want[key]), near=street_side), names[kind], capacity)
    add("leisure_park", (p.representative_point() for p in built.parks), "Giardino")
    car_parks = _pick(built, lots, "car_park", int(want["car_parks"]))
    add("car_park", car_parks, "Parcheggio", float(want["car_park_places"]))
    for row in rows:
        row["kind"] = "leisure" if row["kind"] == "leisure_park" else row["kind"]
    table = frame(rows, shapes, facts)
    return table.astype({"capacity": "float64", "since": "float64"})


def use_points(plan: Plan, built: Built, facts: Facts) -> gpd.GeoDataFrame:
    """Points that tell the use of the building they stand in."""
    want = facts["points"]
    lots = Lots(POINTS, facts.seed)
    main = shapely.union_all([line for line, s in plan.ways if plan.streets[s].street_class in _MAIN])
    rows, shapes = [], []
    for use, key in (("office", "offices"), ("retail", "supermarkets"), ("other", "churches")):
        for at in _pick(built, lots, f"use/{use}", int(want[key]), near=main):
            rows.append({"use": use})
            shapes.append(at)
    return frame(rows, shapes, facts)


def _along(lines: Sequence[LineString], spacing: float) -> list[Point]:
    """Points about every `spacing` metres along lines, none nearer than half of that to another."""
    out: list[Point] = []
    for line in lines:
        for k in range(max(1, round(line.length / spacing))):
            at = line.interpolate((k + 0.5) / max(1, round(line.length / spacing)), normalized=True)
            if line.length > 60.0 and all(at.distance(p) > spacing / 2 for p in out):  # noqa: PLR2004 — m
                out.append(at)
    return out


def _spread(nodes: Sequence[tuple[float, ...]], lots: Lots, name: str, count: int, apart: float) -> list[Point]:
    """Some of the nodes, drawn by lot, no two nearer than `apart` metres."""
    order = np.argsort(lots.many(f"{name}/{x:.1f},{y:.1f}" for x, y in nodes), kind="stable")
    out: list[Point] = []
    for at in (Point(nodes[i]) for i in order):
        if len(out) < count and all(at.distance(p) > apart for p in out):
            out.append(at)
    return out


def _pick(
    built: Built,
    lots: Lots,
    name: str,
    count: int,
    kind: str = "",
    near: Any = None,
) -> list[Point]:
    """Points in buildings drawn by lot, five times as often beside a main street.

    Each building draws for itself, so that one more building never moves the others' luck.
    """
    shapes = np.asarray(built.footprints, dtype=object)
    allowed = np.array([(not kind or k == kind) for k in built.kinds]) & (shapely.area(shapes) > 120.0)  # noqa: PLR2004
    weight = np.ones(shapes.size) if near is None else np.where(shapely.distance(shapes, near) < 30.0, 5.0, 1.0)  # noqa: PLR2004
    race = -np.log1p(-lots.many(f"{name}/{i}" for i in built.ids)) / weight
    rows = [int(i) for i in np.argsort(np.where(allowed, race, np.inf))[:count] if allowed[i]]
    return [shapes[i].representative_point() for i in rows]
