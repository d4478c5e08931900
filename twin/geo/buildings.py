"""Which buildings stand in the district? Every footprint is accounted for: heated, unheated or merged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from twin.core.streams import uids_of
from twin.geo.footprints import merge_overlaps, outline_segments, party_area
from twin.geo.place import locate, xy_of
from twin.geo.stock import draw_epoch, impute_storeys
from twin.geo.use import building_use, given_use, thermal_state
from twin.state.codes import Thermal, Use
from twin.state.schemas import BUILDINGS
from twin.state.table import Flag, Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.geo.layers import RawLayers
    from twin.geo.place import Ground
    from twin.geo.recipe import Stock

_NEIGHBOURS = 30.0  # m around the district's footprints, where neighbours outside can touch them


def _numbers(raw: RawLayers, name: str) -> NDArray[np.float64]:
    frame = raw.footprints
    return frame[name].to_numpy(float) if name in frame.columns else np.full(len(frame), np.nan)


def surveyed_storeys(raw: RawLayers, stock: Stock) -> NDArray[np.float64]:
    """Storeys that somebody surveyed, from storeys or else from height; NaN where nobody did. (F,)"""
    storeys, height = _numbers(raw, "storeys"), _numbers(raw, "height")
    storeys = np.where(storeys > 0, storeys, np.nan)
    from_height = np.maximum(1.0, np.round(height / stock.storey_height.value))
    return np.where(np.isnan(storeys), from_height, storeys)


def buildings_table(
    raw: RawLayers,
    ground: Ground,
    zones: tuple[NDArray[Any], NDArray[np.int64]],
    stock: Stock,
    notes: dict[str, list[str]],
) -> tuple[Table, NDArray[Any]]:
    """The buildings whose inner point lies in the district's zones.

    Parameters
    ----------
    raw : Layers.
    ground : Projection.
    zones : Outlines and rows of the district's zones. (D,), (D,)
    stock : Assumptions.
    notes : Sentences are appended by topic.

    Returns
    -------
    table, outlines : (B,) rows; outlines in m.
    """
    every = ground.layer(raw.footprints)
    zone_of = locate(shapely.point_on_surface(every), *zones)
    rows = np.flatnonzero(zone_of >= 0)
    frame = raw.footprints.iloc[rows]
    ids = np.asarray(frame["source_id"].astype(str), dtype=object)
    uid = uids_of(f"building/{i}" for i in ids)
    own = every[rows]
    merged = merge_overlaps(own, stock.merge_share.value, ids.astype(str))
    free = merged.into < 0
    known = surveyed_storeys(raw, stock)[rows]
    _lend_storeys(known, merged.into, merged.area)
    land = (ground.layer(raw.land_use), np.asarray(raw.land_use["use"], dtype=object))
    points = raw.use_points
    marks = (ground.layer(points), np.asarray(points["use"] if points is not None else [], dtype=object))
    use, use_flag = building_use(merged.shapes, given_use(frame), land, marks)
    perimeter = shapely.length(merged.shapes)
    use, use_flag, thermal, counts = thermal_state(use, use_flag, merged.area, perimeter, known, stock)
    thermal[~free] = Thermal.MERGED
    storeys = np.ones(rows.size)
    storeys_flag = np.full(rows.size, Flag.IMPUTED, dtype=np.int64)
    # Sheds, garages and halls have one storey where nobody counted.
    low = np.isnan(known) & ((use == Use.ANCILLARY) | (use == Use.INDUSTRIAL))
    ask = free & ~low
    xy = xy_of(shapely.centroid(merged.shapes))
    storeys[ask], storeys_flag[ask] = impute_storeys(uid[ask], xy[ask], merged.area[ask], use[ask], known[ask], stock)
    told = ~free & ~np.isnan(known)
    storeys[told], storeys_flag[told] = known[told], Flag.MEASURED
    epoch, epoch_flag = draw_epoch(uid, _numbers(raw, "epoch")[rows], stock)
    height = storeys * stock.storey_height.value
    facade, party = _walls(merged.shapes, every, rows, free, height, stock)
    floor_area = np.where(free, merged.area * storeys, 0.0)
    table = Table.from_columns(
        BUILDINGS,
        {
            "uid": uid, "source_id": ids, "zone": zone_of[rows], "x": xy[:, 0], "y": xy[:, 1],
            "footprint": merged.area, "footprint_flag": np.where(merged.grew | ~free, Flag.DERIVED, Flag.MEASURED),
            "perimeter": perimeter, "storeys": storeys, "storeys_flag": storeys_flag,
            "use": use, "use_flag": use_flag, "epoch": epoch, "epoch_flag": epoch_flag,
            "thermal": thermal, "thermal_flag": np.where(free, np.maximum(use_flag, Flag.DERIVED), Flag.DERIVED),
            "merged_into": merged.into, "floor_area": floor_area, "height": height,
            "flats": _flats(use, floor_area, stock), "flats_flag": Flag.IMPUTED,
            "party_wall": party, "facade": facade,
            "facade_flag": np.where(storeys_flag == Flag.IMPUTED, Flag.IMPUTED, Flag.DERIVED),
        },
    )  # fmt: skip
    notes["footprints"] = _account(table, shapely.area(own), counts)
    return table, merged.shapes


def _lend_storeys(known: NDArray[np.float64], into: NDArray[np.int64], area: NDArray[np.float64]) -> None:
    """A building without surveyed storeys takes those of the largest merged part that has them."""
    guests = np.flatnonzero((into >= 0) & ~np.isnan(known))
    for guest in guests[np.argsort(-area[guests], kind="stable")]:
        if np.isnan(known[into[guest]]) and area[guest] >= 0.5 * area[into[guest]]:
            known[into[guest]] = known[guest]


def _flats(use: NDArray[np.int64], floor_area: NDArray[np.float64], stock: Stock) -> NDArray[np.float64]:
    homes = np.maximum(1.0, np.round(floor_area * stock.dwelling_share.value / stock.flat_area.value))
    return np.where((use == Use.RESIDENTIAL) & (floor_area > 0), homes, 0.0)


def _walls(
    shapes: NDArray[Any],
    every: NDArray[Any],
    rows: NDArray[np.int64],
    free: NDArray[np.bool_],
    height: NDArray[np.float64],
    stock: Stock,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Exposed wall by facing and party wall of each building. (B, 4), (B,) [m²]"""
    n = rows.size
    mine = np.zeros(every.shape[0], dtype=bool)
    mine[rows] = True
    _, near = shapely.STRtree(every).query(shapes, predicate="dwithin", distance=_NEIGHBOURS)
    outside = np.unique(near[~mine[near]])
    # Neighbours outside the district are taken to be as tall as the walls that they stand against.
    tall = np.concatenate([height, np.full(outside.size, np.inf)])
    segments = outline_segments(shapes)
    counts = np.concatenate([free, np.ones(outside.size, dtype=bool)])
    shared = party_area(segments, np.concatenate([shapes, every[outside]]), tall, counts, stock.party_gap.value)
    wall = segments.length * height[segments.owner]
    facade = np.zeros((n, 4))
    np.add.at(facade, (segments.owner, segments.facing), wall - shared)
    party = np.bincount(segments.owner, weights=shared, minlength=n).astype(np.float64)
    facade[~free] = 0.0
    party[~free] = 0.0
    return facade, party


def _account(table: Table, own_area: NDArray[np.float64], counts: dict[str, int]) -> list[str]:
    """Sentences that account for every footprint."""
    thermal = table["thermal"]
    parts = {kind.name.lower(): thermal == kind for kind in Thermal}
    number = " + ".join(f"{int(rows.sum())} {name}" for name, rows in parts.items())
    area = " + ".join(f"{table['footprint'][rows].sum():.0f} {name}" for name, rows in parts.items())
    rules = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    homes = table["use"] == Use.RESIDENTIAL
    surveyed = int((table["storeys_flag"] == Flag.MEASURED).sum())
    return [
        f"{len(table)} footprints lie in the district: {number}.",
        f"Their area of {own_area.sum():.0f} m2: {area}; what a merged one has beyond the other counts there.",
        f"By rule (before merging): {rules}.",
        f"Storeys are surveyed for {surveyed}, imputed for the others; known ones are more often tall or new.",
        f"Residential floor area {table['floor_area'][homes].sum():.0f} m2, {table['flats'].sum():.0f} flats.",
    ]
