"""Which stops, docks, schools and shops are there in the embedded district?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import LineString, Point

from twin.core.streams import declare
from twin.geo.embedded_city import frame
from twin.geo.embedded_facts import Lots

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from twin.geo.embedded_blocks import Built
    from twin.geo.embedded_facts import Facts
    from twin.geo.embedded_ways import Plan

POINTS = declare("geo.embedded.points", "where stops, docks, schools and shops of the embedded district stand")

_MAIN = ("primary", "secondary", "tertiary")
_STOP_STEP = 85.0  # m between the spots where a stop may be
_APART = {"surface_stop": 110.0, "bike_dock": 140.0, "charger": 90.0}  # m
_BESIDE = 30.0  # m from the middle of a main street
_LEAST = 120.0  # m² of a building with a shop or a school
NAMES = {
    "surface_stop": "Fermata", "bike_dock": "Stazione bici", "charger": "Ricarica", "kindergarten": "Asilo",
    "school": "Scuola", "secondary_school": "Liceo", "university": "Università", "shop": "Negozio",
    "leisure": "Ritrovo", "health": "Ambulatorio", "car_park": "Parcheggio",
}  # fmt: skip
_IN_SCHOOLS = ("school", "secondary_school", "university", "kindergarten")


class _Town:
    """What places choose their spots from."""

    def __init__(self, plan: Plan, built: Built, facts: Facts) -> None:
        self.facts, self.built = facts, built
        self.lots = Lots(POINTS, facts.seed)
        self.shapes = np.asarray(built.footprints, dtype=object)
        self.area = shapely.area(self.shapes)
        self.zone = np.asarray(built.zones, dtype=object)
        self.kind = np.asarray(built.kinds, dtype=object)
        self.main = [line for line, s in plan.ways if plan.streets[s].street_class in _MAIN]
        tree = shapely.STRtree(self.main)
        self.beside = np.zeros(self.shapes.size, dtype=bool)
        self.beside[tree.query(self.shapes, predicate="dwithin", distance=_BESIDE)[0]] = True
        self.corners = sorted({line.coords[0] for line in self.main})

    def pick(self, name: str, zone: str, count: int, *, schools: bool = False) -> list[Point]:
        """Points in buildings drawn by lot, five times as often beside a main street.

        Each building draws for itself, so that one more building never moves the others' luck.
        """
        rows = np.flatnonzero((self.zone == zone) & (self.area > _LEAST))
        in_school = rows[self.kind[rows] == "school"]
        rows = in_school if schools and in_school.size else rows
        weight = np.where(self.beside[rows], 5.0, 1.0)
        race = -np.log1p(-self.lots.many(f"{name}/{self.built.ids[i]}" for i in rows)) / weight
        chosen = rows[np.argsort(race, kind="stable")]
        spots = [self.shapes[i].representative_point() for i in chosen[:count]]
        # A zone with more schools than school buildings has several in one.
        return [spots[k % len(spots)] for k in range(count)] if spots else []

    def spread(self, name: str, zone: str, count: int, spots: Sequence[tuple[float, ...]]) -> list[Point]:
        """Some of the spots in a zone, drawn by lot, no two near each other."""
        outline = self.facts.outlines[zone].buffer(-1.0)
        inside = [xy for xy in spots if shapely.contains_xy(outline, *xy)]
        order = np.argsort(self.lots.many(f"{name}/{x:.1f},{y:.1f}" for x, y in inside), kind="stable")
        out: list[Point] = []
        for apart in (_APART[name], _APART[name] / 3, 0.0):
            for at in (Point(inside[i]) for i in order):
                if len(out) < count and all(at.distance(p) > apart for p in out):
                    out.append(at)
        return out

    def kerbs(self) -> list[tuple[float, ...]]:
        """Spots along main streets where a stop may be."""
        return [
            line.interpolate((k + 0.5) / n, normalized=True).coords[0]
            for line in self.main
            for n in [max(1, round(line.length / _STOP_STEP))]
            for k in range(n)
            if line.length > _STOP_STEP / 2
        ]


def points(plan: Plan, built: Built, chosen: Sequence[str], facts: Facts) -> gpd.GeoDataFrame:
    """Stops, docks, chargers, schools, shops and the like: as many of each in each zone as are known."""
    town = _Town(plan, built, facts)
    rows: list[dict[str, Any]] = []
    shapes: list[Point] = []
    for key, kind, prefix in (("stations", "metro_station", "M3"), ("railway_stations", "railway_station", "rail")):
        for station, at in zip(facts[key], facts.metres(s["at"] for s in facts[key]), strict=True):
            rows.append({"source_id": f"{prefix}/{station['name']}", "kind": kind, "name": station["name"]})
            shapes.append(Point(at))
    for kind, stations in facts["outside_stations"].items():
        for (name, _), at in zip(stations, facts.metres(at for _, at in stations), strict=True):
            rows.append({"source_id": f"outside/{kind}/{name}", "kind": kind, "name": name})
            shapes.append(Point(at))
    stops = town.kerbs()
    opened = _opened(town.lots, facts)
    for zone in chosen:
        for kind, count in facts["places"].get(zone, {}).items():
            if kind in _APART:
                where = town.spread(kind, zone, count, stops if kind == "surface_stop" else town.corners)
            else:
                where = town.pick(kind, zone, count, schools=kind in _IN_SCHOOLS)
            for n, at in enumerate(where):
                name = f"{kind}/{zone}/{n + 1}"
                rows.append({"source_id": f"synthetic/{name}", "kind": kind, "name": f"{NAMES[kind]} {zone}.{n + 1}"})
                rows[-1] |= {"capacity": facts["capacity"].get(kind), "since": opened.get(name)}
                shapes.append(at)
    for n, (zone, park) in enumerate(built.parks):
        rows.append({"source_id": f"synthetic/park/{zone}/{n + 1}", "kind": "leisure"})
        rows[-1]["name"] = f"Giardino {zone}.{n + 1}"
        shapes.append(park.representative_point())
    return frame(rows, shapes, facts).astype({"capacity": "float64", "since": "float64"})


def _opened(lots: Lots, facts: Facts) -> dict[str, float]:
    """Year of opening of each dock and charger of the five zones, the known years dealt out by lot."""
    dealt: dict[str, float] = {}
    for kind, years in facts["since"].items():
        names = [f"{kind}/{zone}/{n + 1}" for zone in facts.outlines for n in range(facts["places"][zone].get(kind, 0))]
        order = np.argsort(lots.many(names, 2), kind="stable")
        dealt |= {names[i]: float(year) for i, year in zip(order, years, strict=True)}
    return dealt


def use_points(plan: Plan, built: Built, chosen: Sequence[str], facts: Facts) -> gpd.GeoDataFrame:
    """Points that tell the use of the building they stand in."""
    town = _Town(plan, built, facts)
    rows, shapes = [], []
    for zone in chosen:
        for use, count in facts["use_points"].get(zone, {}).items():
            for at in town.pick(f"use/{use}", zone, count, schools=use == "education"):
                rows.append({"use": use})
                shapes.append(at)
    return frame(rows, shapes, facts)


def footways(
    plan: Plan, built: Built, tracks: Sequence[LineString], railways: Any
) -> list[tuple[LineString, str, str]]:
    """Ways into courts and through parks, each from a vertex that it shares with a street: line, class, service."""
    lines = [line for line, _ in plan.ways]
    tree = shapely.STRtree(lines)
    walls = shapely.STRtree(built.footprints)
    found: list[tuple[int, LineString, str, str]] = []
    drawn: set[LineString] = set()
    aims = [(gap.representative_point(), gap.representative_point(), "service", "driveway") for gap in built.gaps]
    aims += [
        (park.centroid, Point(corner), "path", "")
        for _, park in built.parks
        for corner in shapely.get_coordinates(park.minimum_rotated_rectangle)[:4]
    ]
    for inner, outer, kind, service in aims:
        way = int(tree.nearest(outer))
        start = lines[way].interpolate(lines[way].project(outer))
        path = LineString([(round(start.x, 2), round(start.y, 2)), (round(inner.x, 2), round(inner.y, 2))])
        if (
            path.length > 1.0
            and path not in drawn
            and not path.intersects(railways)
            and walls.query(path.buffer(0.5), predicate="intersects").size == 0
        ):
            found.append((way, path, kind, service))
            drawn.add(path)
    for track in (each for line in tracks for each in (line, line.reverse())):
        if track.reverse() in drawn:
            continue
        way = int(tree.nearest(Point(track.coords[0])))
        start = lines[way].interpolate(lines[way].project(Point(track.coords[0])))
        path = LineString([(round(start.x, 2), round(start.y, 2)), *track.coords])
        if walls.query(path.buffer(0.5), predicate="intersects").size == 0:
            found.append((way, path, "track", ""))
            drawn.add(track)
    taps: dict[int, list[Point]] = {}
    for way, path, _, _ in found:
        taps.setdefault(way, []).append(Point(path.coords[0]))
    for way, at in taps.items():
        plan.ways[way] = (_with_vertices(lines[way], at), plan.ways[way][1])
    return [(path, kind, service) for _, path, kind, service in found]


def _with_vertices(line: LineString, at: list[Point]) -> LineString:
    """A line with further vertices, in order along it."""
    stops = {line.project(Point(c)): c for c in line.coords}
    for point in at:
        stops[line.project(point)] = point.coords[0]
    return LineString([stops[s] for s in sorted(stops)])
