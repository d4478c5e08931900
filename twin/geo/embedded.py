"""What is Porta Romana like on a machine that has no layers? An authored quarter, made from a page of facts.

Facts stand in `gis/embedded/porta_romana.toml`: the zone's outline and residents, its main streets, stations and
canals, and the number and size of its buildings. A small deterministic generator fills the space between them:
minor streets, courtyard blocks, schools, shops. The result has the form of a publisher's layers and takes the same way
through reading, checking and building; every value of it is synthetic.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import LineString, Point

from twin.geo.embedded_blocks import STOREYS, Built, build_blocks
from twin.geo.embedded_city import frame, points, use_points, zones
from twin.geo.embedded_facts import Facts, Lots
from twin.geo.embedded_streets import Plan, plan_streets
from twin.geo.layers import RawLayers
from twin.state.district import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

_CLEAR = 0.5  # m between a footway and a wall


def raw_layers() -> RawLayers:
    """Make the layers of the embedded district.

    Returns
    -------
    RawLayers
        Canonical layers in EPSG:4326 with `synthetic` set; the same bytes on every call.
    """
    facts = Facts.read()
    plan = plan_streets(facts)
    built = build_blocks(plan, facts)
    footways = _footways(plan, built)
    return RawLayers(
        name=str(facts["name"]),
        zones=zones(facts),
        footprints=_footprints(built, facts),
        streets=_streets(plan, footways, facts),
        land_use=_land_use(built, facts),
        points=points(plan, built, facts),
        use_points=use_points(plan, built, facts),
        context=_context(built, facts),
        sources=_sources(facts),
        synthetic=True,
        notes={"embedded": _notes(plan, built, facts)},
        digest=_digest(facts),
    )


def _footprints(built: Built, facts: Facts) -> gpd.GeoDataFrame:
    """Footprints; as many have known storeys, and as many of each number, as the facts say."""
    ids = [f"synthetic/{i}" for i in built.ids]
    lots = Lots(STOREYS, facts.seed)
    shapes = np.asarray(built.footprints, dtype=object)
    area = shapely.area(shapes)
    known = np.argsort(lots.many(ids))[: int(facts["buildings"]["storeys_known"])]
    # Taller buildings stand on larger footprints, loosely.
    spread = lots.many(ids, 1)[known] + 0.35 * np.log(area[known])
    storeys = np.full(len(ids), np.nan)
    storeys[known[np.argsort(spread)]] = _storeys(facts)
    rows = [{"source_id": i, "storeys": s} for i, s in zip(ids, storeys, strict=True)]
    return frame(rows, shapes, facts)


def _storeys(facts: Facts) -> list[float]:
    """Known storeys in rising order, distributed like the published counts."""
    values, counts = np.array(facts["buildings"]["storeys"], dtype=float).T
    n = int(facts["buildings"]["storeys_known"])
    at = (np.arange(n) + 0.5) / n
    return [float(v) for v in values[np.searchsorted(np.cumsum(counts) / counts.sum(), at)]]


def _footways(plan: Plan, built: Built) -> list[tuple[LineString, str, str]]:
    """Ways into courtyards and through parks, from a vertex that they share with a street: line, class, service."""
    lines = [line for line, _ in plan.ways]
    tree = shapely.STRtree(lines)
    walls = shapely.STRtree(built.footprints)
    found: list[tuple[int, LineString, str, str]] = []
    for inner, outer, kind, service in _aims(built):
        way = int(tree.nearest(outer))
        start = lines[way].interpolate(lines[way].project(outer))
        path = LineString([(round(start.x, 2), round(start.y, 2)), (round(inner.x, 2), round(inner.y, 2))])
        crossed = walls.query(path.buffer(_CLEAR), predicate="intersects")
        if path.length > 2 * _CLEAR and crossed.size == 0:
            found.append((way, path, kind, service))
    taps: dict[int, list[Point]] = {}
    for way, path, _, _ in found:
        taps.setdefault(way, []).append(Point(path.coords[0]))
    for way, at in taps.items():
        plan.ways[way] = (_with_vertices(lines[way], at), plan.ways[way][1])
    return [(path, kind, service) for _, path, kind, service in found]


def _aims(built: Built) -> Iterator[tuple[Point, Point, str, str]]:
    """Where footways lead, and the point whose nearest street they come from; class and service."""
    for gap in built.gaps:
        inner = gap.representative_point()
        yield inner, inner, "service", "driveway"
    for park in built.parks:
        for corner in shapely.get_coordinates(park.minimum_rotated_rectangle)[:4]:
            yield park.centroid, Point(corner), "path", ""


def _with_vertices(line: LineString, at: list[Point]) -> LineString:
    """A line with further vertices, in order along it."""
    stops = {line.project(Point(c)): c for c in line.coords}
    for point in at:
        stops[line.project(point)] = point.coords[0]
    return LineString([stops[s] for s in sorted(stops)])


def _streets(plan: Plan, footways: list[tuple[LineString, str, str]], facts: Facts) -> gpd.GeoDataFrame:
    """Streets split at their junctions, and footways."""
    rows: list[dict[str, Any]] = []
    shapes: list[LineString] = []
    for line, at in plan.ways:
        street = plan.streets[at]
        rows.append(
            {"street_class": street.street_class, "name": street.name, "oneway": street.oneway, "service": None}
        )
        shapes.append(line)
    for line, kind, service in footways:
        rows.append({"street_class": kind, "name": None, "oneway": False, "service": service or None})
        shapes.append(line)
    for row, line in zip(rows, shapes, strict=True):
        x, y = line.interpolate(0.5, normalized=True).coords[0]
        row["source_id"] = f"synthetic/{row['street_class']}/{x:.1f},{y:.1f}"
        row["brunnel"] = None
    return frame(rows, shapes, facts)


def _land_use(built: Built, facts: Facts) -> gpd.GeoDataFrame:
    """Net blocks with their use, and the rail yard."""
    rows = [{"use": use} for _, use in built.land] + [{"use": "railway"}]
    return frame(rows, [*(shape for shape, _ in built.land), facts.ring(facts["rail_yard"]["outline"])], facts)


def _context(built: Built, facts: Facts) -> dict[str, gpd.GeoDataFrame]:
    """What is only drawn."""
    water = [facts.line(item["path"]) for item in facts["water"]]
    return {
        "water": frame([{"name": item["name"]} for item in facts["water"]], water, facts),
        "parks": frame([{"name": f"Giardino {n + 1}"} for n in range(len(built.parks))], built.parks, facts),
        "railways": frame([{"name": "Scalo"}], [facts.ring(facts["rail_yard"]["outline"])], facts),
        "metro": frame([{"name": facts["metro_line"]["name"]}], [facts.line(facts["metro_line"]["path"])], facts),
    }


def _sources(facts: Facts) -> tuple[Source, ...]:
    year = int(facts["year"])
    return (
        Source(
            "Outlines, residents and stations the embedded district is authored from",
            "Comune di Milano",
            "CC-BY-4.0",
            "Comune di Milano (CC BY 4.0)",
            year,
            facts.digest,
        ),
        Source(
            "Streets, canals and building statistics the embedded district is authored from",
            "OpenStreetMap",
            "ODbL-1.0",
            "© OpenStreetMap contributors (ODbL 1.0)",
            year,
            facts.digest,
        ),
    )


def _notes(plan: Plan, built: Built, facts: Facts) -> list[str]:
    area = float(np.sum(shapely.area(built.footprints)))
    minor = [s for _, s in plan.ways if plan.streets[s].street_class == "minor"]
    share = sum(plan.streets[s].oneway for s in minor) / len(minor)
    known, published = facts["buildings"], float(facts["minor"]["one_way_share"])
    return [
        "This district is a model of Porta Romana, authored from published facts.",
        "Streets between the main ones, buildings, shops and schools are invented.",
        "Fetch the publishers' layers for the real quarter.",
        f"{len(built.footprints)} footprints (published: {known['footprints']}).",
        f"{area:.0f} m² of footprints (published: {known['footprint_area_m2']:.0f} m²).",
        f"{len(plan.ways)} ways; of the minor ones {share:.0%} are one-way (published: {published:.0%}).",
    ]


def _digest(facts: Facts) -> str:
    """Hash of the facts and of the generator's own code."""
    state = hashlib.sha256(facts.digest.encode())
    for path in sorted(Path(__file__).parent.glob("embedded*.py")):
        state.update(path.read_bytes())
    return state.hexdigest()
