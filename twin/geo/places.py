"""Which stops, docks, chargers, schools and shops are there, and in which building?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from twin.core.streams import uids_of
from twin.geo.place import locate, xy_of
from twin.state.codes import PlaceKind, Thermal
from twin.state.schemas import PLACES
from twin.state.table import Flag, Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.geo.layers import RawLayers

_REACH = 60.0  # m; a place farther from any building stands in the open


def places_table(
    raw: RawLayers,
    points: NDArray[Any],
    area: Any,
    zones: tuple[NDArray[Any], NDArray[np.int64]],
    buildings: tuple[Table, NDArray[Any]],
    notes: dict[str, list[str]],
) -> Table:
    """Places in the district and its margin, and docks of shared bicycles anywhere; outside the zones without a zone.

    Parameters
    ----------
    raw : Layers.
    points : Geometries of layer "points". (P,) [m]
    area : The zones with their margin. [m]
    zones : Outlines and rows of the district's zones. (D,), (D,)
    buildings : Table and outlines. (B,) rows
    notes : Sentences are appended.
    """
    shapely.prepare(area)
    # Who takes a bicycle in the district brings it back where the city's other docks are.
    docks = raw.points["kind"].to_numpy() == PlaceKind.BIKE_DOCK.name.lower()
    rows = np.flatnonzero(shapely.intersects(area, points) | docks)
    frame, points = raw.points.iloc[rows], points[rows]
    capacity = frame["capacity"].to_numpy(float) if "capacity" in frame.columns else np.full(rows.size, np.nan)
    since = frame["since"].to_numpy(float) if "since" in frame.columns else np.full(rows.size, np.nan)
    names = frame["name"].fillna("") if "name" in frame.columns else ""
    kind = np.array([PlaceKind[str(word).upper()] for word in frame["kind"]], dtype=np.int64)
    zone = locate(points, *zones)
    xy = xy_of(points)
    table = Table.from_columns(
        PLACES,
        {
            "uid": uids_of(f"place/{i}" for i in frame["source_id"]), "source_id": frame["source_id"],
            "name": names, "kind": kind, "zone": zone, "x": xy[:, 0], "y": xy[:, 1], "x_flag": Flag.MEASURED,
            "building": nearest_building(points, *buildings),
            "capacity": np.nan_to_num(capacity),
            "capacity_flag": np.where(np.isnan(capacity), Flag.IMPUTED, Flag.MEASURED),
            "since": np.nan_to_num(since).astype(np.int64),
        },
    )  # fmt: skip
    inside = zone >= 0
    counts = ", ".join(
        f"{int((inside & (kind == k)).sum())} {k.name.lower()}" for k in PlaceKind if (inside & (kind == k)).any()
    )
    notes["places"] = [
        f"{len(table)} places, {int(inside.sum())} of them in the zones: {counts}.",
        "A capacity of 0 that is flagged imputed means that the layer tells none.",
    ]
    return table


def nearest_building(points: NDArray[Any], table: Table, shapes: NDArray[Any]) -> NDArray[np.int64]:
    """Row of the building that a point stands in or nearest to within reach, -1 for none; merged ones lead on. (P,)"""
    found = np.full(points.size, -1, dtype=np.int64)
    free = np.flatnonzero(table["thermal"] != Thermal.MERGED)
    if points.size and free.size:
        p, b = shapely.STRtree(shapes[free]).query_nearest(points, max_distance=_REACH, all_matches=False)
        found[p] = free[b]
    return found
