"""How do layers become a district? Every table, filled from the canonical layers and the recipe's figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from twin.core.errors import Fault, InputError
from twin.geo.buildings import buildings_table
from twin.geo.imputation_check import other_rows, sentences
from twin.geo.lamps import lampposts_table
from twin.geo.layers import RawLayers, empty_layer, validate
from twin.geo.place import Ground, middle
from twin.geo.places import places_table
from twin.geo.street_attributes import street_attributes
from twin.geo.streets import StreetLayer, main_nodes, nearest, network_notes, network_tables
from twin.geo.transit import off_network, transit_tables
from twin.geo.turns import turns_table
from twin.geo.zones import zones_table
from twin.state.district import District
from twin.state.table import Flag, Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.geo.recipe import Mode, Recipe

MODES: tuple[Mode, ...] = ("car", "bike", "walk")


def build(raw: RawLayers, recipe: Recipe) -> District:
    """Make a district.

    Parameters
    ----------
    raw : Canonical layers.
    recipe : Figures that the layers do not tell (storeys, epochs, lanes, lamps).

    Raises
    ------
    InputError
        If a layer breaks its declaration, or no zone belongs to the district.
    """
    file = raw.files.get("zones", "layer 'zones'")
    if "in_district" not in raw.zones.columns or not raw.zones["in_district"].any():
        raise InputError(file, [Fault("zones", "none belongs to the district", "choose zones of this layer")])
    place = middle(raw.zones)
    validate(raw, place if np.isfinite(place).all() and abs(place[1]) <= 90 else None)  # noqa: PLR2004 — degrees
    ground = Ground(*place)
    notes: dict[str, list[str]] = {topic: list(lines) for topic, lines in raw.notes.items()}
    outlines = ground.layer(raw.zones)
    notes["zones"] = []
    tables = {"zones": zones_table(raw.zones, outlines, notes["zones"])}
    rows = np.flatnonzero(tables["zones"]["in_district"])
    zones = (outlines[rows], rows)
    area = shapely.buffer(shapely.union_all(zones[0]), recipe.buffer.value)
    imputation: dict[str, Any] = {}
    tables["buildings"], shapes = buildings_table(raw, ground, zones, recipe.stock, notes, imputation)
    geometry = {"zones": outlines, "buildings": shapes}
    _networks(raw, ground, area, zones, recipe, tables, geometry, notes)
    tables["places"] = places_table(raw, ground.layer(raw.points), area, zones, (tables["buildings"], shapes), notes)
    _transit(raw, ground, area, recipe, tables, geometry, notes)
    imputation["figures"]["power_spread"] = recipe.lamps.power_spread.value
    if not raw.synthetic:
        imputation["columns"] += other_rows(tables, recipe)
        notes["imputation"] = sentences(imputation["columns"], tables, recipe.stock)
    if raw.synthetic:
        _flag_synthetic(tables)
    return District(
        name=raw.name,
        place=place,
        crs=ground.crs,
        time_zone=recipe.time_zone,
        synthetic=raw.synthetic,
        tables=tables,
        geometry=geometry,
        context=_context(raw, ground, area),
        sources=raw.sources,
        notes=notes,
        imputation=imputation,
    )


def _networks(
    raw: RawLayers,
    ground: Ground,
    area: Any,
    zones: tuple[NDArray[Any], NDArray[np.int64]],
    recipe: Recipe,
    tables: dict[str, Table],
    geometry: dict[str, NDArray[Any]],
    notes: dict[str, list[str]],
) -> None:
    """Networks of all modes, the buildings' nearest nodes on them, and the lampposts along the streets."""
    lines = ground.layer(raw.streets)
    layer = StreetLayer(raw.streets, lines, area, recipe.streets)
    buildings = tables["buildings"]
    at = np.column_stack([buildings["x"], buildings["y"]])
    circles = int((layer.circle & shapely.intersects(lines, area)).sum())
    notes["network"] = [f"{circles} ways make up circles drawn against the clock: roundabouts, one-way (assumed)."]
    for mode in MODES:
        nodes, links, link_lines = network_tables(layer, mode, zones, synthetic=raw.synthetic)
        tables[f"{mode}_nodes"], tables[f"{mode}_links"] = nodes, links
        geometry[f"{mode}_links"] = link_lines
        notes["network"] += network_notes(mode, nodes, links)
        if mode != "bike":  # rides are told by straight distance
            buildings[f"{mode}_node"][:] = nearest(at, nodes, main_nodes(nodes, links, strong=mode != "walk"))
    network = (tables["car_nodes"], tables["car_links"], geometry["car_links"])
    turns = (raw.turns, ground.layer(raw.turns) if raw.turns is not None else np.empty(0, dtype=object))
    tables["turns"] = turns_table(turns, (layer.ids, lines), network, notes["network"])
    tracks = raw.cycle_lanes if raw.cycle_lanes is not None else empty_layer("cycle_lanes")
    notes["network"] += street_attributes(
        tables,
        geometry,
        (tracks, ground.layer(tracks)),
        ground.layer(raw.restricted_areas),
        recipe.streets.rules,
        synthetic=raw.synthetic,
    )
    surveyed = np.asarray(raw.lamps["source_id"] if raw.lamps is not None else [], dtype=object)
    tables["lampposts"] = lampposts_table(
        (lines, layer.ids, layer.code, layer.level == 2),  # noqa: PLR2004 — tunnel
        (ground.layer(raw.lamps), surveyed),
        zones,
        recipe.lamps,
        notes,
    )


def _transit(
    raw: RawLayers,
    ground: Ground,
    area: Any,
    recipe: Recipe,
    tables: dict[str, Table],
    geometry: dict[str, NDArray[Any]],
    notes: dict[str, list[str]],
) -> None:
    """Lines of public transport, their courses, and where they stop."""
    notes["transit"] = []
    shapes = (ground.layer(raw.points), ground.layer(raw.lines))
    zones = (tables["zones"], geometry["zones"])
    made, geometry["lines"] = transit_tables(raw, shapes, area, zones, recipe.transit, notes["transit"], ground)
    tables |= made
    off_network(tables, notes["transit"])


def _flag_synthetic(tables: dict[str, Table]) -> None:
    """Layers that were authored make every value synthetic, derived and imputed ones too."""
    for table in tables.values():
        for column in table.schema.columns:
            if column.flagged:
                table[f"{column.name}_flag"][:] = Flag.SYNTHETIC


def _context(raw: RawLayers, ground: Ground, area: Any) -> dict[str, list[Any]]:
    """What is only drawn, cut to the area."""
    drawn: dict[str, list[Any]] = {}
    for name, frame in raw.context.items():
        shapes = ground.layer(frame)
        shapes = shapes[~shapely.is_missing(shapes)]
        shapes = shapely.make_valid(shapes)[shapely.intersects(shapely.make_valid(shapes), area)]
        parts = shapely.get_parts(shapely.intersection(shapes, area))
        drawn[name] = [shape for shape in parts if not shape.is_empty]
    return drawn
