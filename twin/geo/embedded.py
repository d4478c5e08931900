"""What is Porta Romana/Vettabbia like on a machine that has no layers? An authored district, made from facts.

Facts stand in `gis/embedded`: the zones' outlines and residents, main streets, stations, railways and canals, and the
number and size of the buildings of each zone. A small deterministic generator fills the space between them: minor
streets, blocks with courts, slabs, halls, schools, shops. The result has the form of a publisher's layers and takes
the same way through reading, checking and building; every value of it is synthetic.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from twin.core.streams import declare
from twin.geo.embedded_blocks import Built, build_blocks
from twin.geo.embedded_city import frame, zones
from twin.geo.embedded_facts import Facts, Lots
from twin.geo.embedded_land import OpenLand, open_land
from twin.geo.embedded_places import footways, points, use_points
from twin.geo.embedded_plots import Plot, make_plots
from twin.geo.embedded_streets import plan_streets
from twin.geo.layers import RawLayers
from twin.state.district import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from shapely.geometry import LineString

    from twin.geo.embedded_ways import Plan

STOREYS = declare("geo.embedded.storeys", "which footprints of the embedded district have known storeys, and how many")


def zone_ids() -> list[str]:
    """source_id of the zones that the embedded district is made of."""
    return [str(spec["source_id"]) for spec in Facts.read()["zones"]]


def raw_layers(chosen: Sequence[str] = ()) -> RawLayers:
    """Make the layers of the embedded district.

    Parameters
    ----------
    chosen : source_id of the zones that are built, the others being neighbours; all of them if empty. What stands in a
        zone does not depend on which others are built; which of its streets are one-way may.

    Returns
    -------
    RawLayers
        Canonical layers in EPSG:4326 with `synthetic` set; the same bytes on every call.
    """
    facts = Facts.read()
    asked = [zone for zone in facts.outlines if not chosen or zone in chosen]
    land = open_land(facts)
    area = shapely.union_all([facts.outlines[zone] for zone in asked])
    plan = plan_streets(facts, area, land)
    plots = make_plots(plan, asked, facts)
    built = build_blocks(plots, facts)
    tracks = [facts.line(item["path"]) for item in facts["tracks"]]
    ways = footways(plan, built, tracks, shapely.union_all([line for _, line in land.railways]))
    return RawLayers(
        name=str(facts["name"]),
        zones=zones(facts, asked),
        footprints=_footprints(built, facts),
        streets=_streets(plan, ways, facts),
        land_use=_land_use(plots, land, facts),
        points=points(plan, built, asked, facts),
        use_points=use_points(plan, built, asked, facts),
        lines=_lines(facts),
        cycle_lanes=_cycle_lanes(plan, facts),
        context=_context(built, land, facts),
        sources=_sources(facts),
        synthetic=True,
        notes={"embedded": _notes(plan, built, asked, facts)},
        digest=_digest(facts),
    )


def _footprints(built: Built, facts: Facts) -> gpd.GeoDataFrame:
    """Footprints; in each zone as many have known storeys, and as many of each number, as the facts say."""
    ids = [f"synthetic/{i}" for i in built.ids]
    lots = Lots(STOREYS, facts.seed)
    shapes = np.asarray(built.footprints, dtype=object)
    area = shapely.area(shapes)
    zone = np.asarray(built.zones, dtype=object)
    low = np.isin(np.asarray(built.kinds, dtype=object).astype(str), ["halls", "market"]) | (area < _LEAST_KNOWN)
    storeys = np.full(len(ids), np.nan)
    luck, spread = lots.many(ids), lots.many(ids, 1)
    for name in dict.fromkeys(built.zones):
        known = _storeys(facts["buildings"][name]["storeys"])
        rows = np.flatnonzero((zone == name) & ~low)
        rows = rows[np.argsort(luck[rows], kind="stable")][: len(known)]
        # Taller buildings stand on larger footprints, loosely.
        order = np.argsort(spread[rows] + _TALL_ON_LARGE * np.log(area[rows]), kind="stable")
        storeys[rows[order]] = known[: rows.size]
    rows_ = [{"source_id": i, "storeys": s} for i, s in zip(ids, storeys, strict=True)]
    return frame(rows_, shapes, facts)


_LEAST_KNOWN = 60.0  # m²; nobody notes the storeys of a shed
_TALL_ON_LARGE = -0.05  # fitted: flats exceed the registered households by about a fifth, in every zone


def _storeys(counts: list[list[int]]) -> list[float]:
    """Known storeys in rising order."""
    return [float(value) for value, count in counts for _ in range(count)]


def _streets(plan: Plan, paths: list[tuple[LineString, str, str]], facts: Facts) -> gpd.GeoDataFrame:
    """Streets split at their junctions, and footways."""
    rows: list[dict[str, Any]] = []
    shapes: list[LineString] = []
    for line, at in plan.ways:
        street = plan.streets[at]
        rows.append({"street_class": street.street_class, "name": street.name, "oneway": street.oneway})
        rows[-1] |= {"service": None, "brunnel": street.brunnel or None}
        shapes.append(line)
    for line, kind, service in paths:
        rows.append({"street_class": kind, "name": None, "oneway": False})
        rows[-1] |= {"service": service or None, "brunnel": None}
        shapes.append(line)
    for row, line in zip(rows, shapes, strict=True):
        x, y = line.interpolate(0.5, normalized=True).coords[0]
        row["source_id"] = f"synthetic/{row['street_class']}/{x:.1f},{y:.1f}"
    return frame(rows, shapes, facts).astype({"brunnel": object, "service": object})


def _cycle_lanes(plan: Plan, facts: Facts) -> gpd.GeoDataFrame:
    """Cycle tracks and lanes along the streets that the facts name, in both directions."""
    kinds = facts["cycle_lanes"]
    rows, shapes = [], []
    for line, at in plan.ways:
        street = plan.streets[at]
        if street.name in kinds:
            x, y = line.interpolate(0.5, normalized=True).coords[0]
            rows.append({"source_id": f"synthetic/cycle/{x:.1f},{y:.1f}", "kind": kinds[street.name], "oneway": False})
            shapes.append(line)
    return frame(rows, shapes, facts)


def _land_use(plots: list[Plot], land: OpenLand, facts: Facts) -> gpd.GeoDataFrame:
    """Blocks with their use, and the rail yard."""
    found = [(plot.use, plot.gross) for plot in plots if plot.use]
    found += [(use, shape) for _, _, use, shape in land.areas if use]
    return frame([{"use": use} for use, _ in found], [shape for _, shape in found], facts)


def _lines(facts: Facts) -> gpd.GeoDataFrame:
    """Lines of public transport; each runs both ways."""
    rows = [{"source_id": f"synthetic/{item['name']}", "name": item["name"], "vehicle": item["vehicle"]}
            for item in facts["lines"]]  # fmt: skip
    return frame(rows, [facts.line(item["path"]) for item in facts["lines"]], facts)


def _context(built: Built, land: OpenLand, facts: Facts) -> dict[str, gpd.GeoDataFrame]:
    """What is only drawn."""
    parks = [(name, shape) for name, kind, _, shape in land.areas if kind == "park"]
    parks += [(f"Giardino {zone}.{n + 1}", shape) for n, (zone, shape) in enumerate(built.parks)]
    drawn: dict[str, list[tuple[str, Any]]] = {
        "water": [(item["name"], facts.line(item["path"])) for item in facts["water"]],
        "parks": parks,
        "railways": land.railways,
        "metro": [(facts["metro_line"]["name"], facts.line(facts["metro_line"]["path"]))],
    }
    return {
        layer: frame([{"name": name} for name, _ in items], [shape for _, shape in items], facts)
        for layer, items in drawn.items()
    }


def sources() -> tuple[Source, ...]:
    """Whose facts the embedded district is authored from, and on what terms."""
    return _sources(Facts.read())


def _sources(facts: Facts) -> tuple[Source, ...]:
    year = int(facts["year"])
    return (
        Source(
            "Outlines, residents, stations and places the embedded district is authored from",
            "Comune di Milano",
            "CC-BY-4.0",
            "Comune di Milano (CC BY 4.0)",
            year,
            facts.digest,
        ),
        Source(
            "Streets, canals, land use and building statistics the embedded district is authored from",
            "OpenStreetMap",
            "ODbL-1.0",
            "© OpenStreetMap contributors (ODbL 1.0)",
            year,
            facts.digest,
        ),
    )


def _notes(plan: Plan, built: Built, asked: Sequence[str], facts: Facts) -> list[str]:
    area = float(np.sum(shapely.area(built.footprints)))
    minor = [s for _, s in plan.ways if plan.streets[s].street_class == "minor"]
    share = sum(plan.streets[s].oneway for s in minor) / len(minor)
    published = float(facts["minor"]["one_way_share"])
    known = [facts["buildings"][zone] for zone in asked]
    count, area_known = sum(z["footprints"] for z in known), sum(z["footprint_area_m2"] for z in known)
    return [
        "This district is a model of Porta Romana/Vettabbia, authored from published facts.",
        "Streets between the main ones, buildings, shops and schools are invented.",
        "Fetch the publishers' layers for the real quarter.",
        f"{len(built.footprints)} footprints (published: {count}).",
        f"{area:.0f} m² of footprints (published: {area_known:.0f} m²).",
        f"{len(plan.ways)} ways; of the minor ones {share:.0%} are one-way (published: {published:.0%}).",
    ]


def _digest(facts: Facts) -> str:
    """Hash of the facts and of the generator's own code."""
    state = hashlib.sha256(facts.digest.encode())
    for path in sorted(Path(__file__).parent.glob("embedded*.py")):
        state.update(path.read_bytes())
    return state.hexdigest()
