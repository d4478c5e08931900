"""Who lives in which zone? Population and household sizes of the zones, gaps filled and flagged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from twin.core.streams import uids_of
from twin.geo.place import xy_of
from twin.state.schemas import ZONES
from twin.state.table import Flag, Table

if TYPE_CHECKING:
    from typing import Any

    import geopandas as gpd
    from numpy.typing import NDArray

SIZES = ("size1", "size2", "size3", "size4", "size5")
# Counts of household sizes that sum to less than this share of the households, or to more than its inverse, are
# suppressed or belong to another cut of the city.
_PLAUSIBLE = 0.3


def zones_table(frame: gpd.GeoDataFrame, outlines: NDArray[Any], notes: list[str]) -> Table:
    """The zones, those of the district and the others, with household-size shares that sum to one.

    Parameters
    ----------
    frame : Layer "zones".
    outlines : Its outlines. (Z,) [m]
    notes : Sentences on what was imputed are appended.
    """
    centre = xy_of(shapely.centroid(outlines))
    columns: dict[str, Any] = {
        "uid": uids_of(f"zone/{i}" for i in frame["source_id"]),
        "source_id": frame["source_id"],
        "name": frame["name"].fillna(""),
        "in_district": frame["in_district"],
        "x": centre[:, 0],
        "y": centre[:, 1],
        "x_flag": np.full(len(frame), Flag.DERIVED),
        "area": shapely.area(outlines),
    }
    share, share_flag = size_shares(frame, notes)
    columns["size_share"], columns["size_share_flag"] = share, share_flag
    for name in ("residents", "households", "single_households"):
        values = frame[name].to_numpy(float)
        gap = np.isnan(values)
        instead = columns["households"] * share[:, 0] if name == "single_households" else 0.0
        columns[name] = np.where(gap, instead, values)
        columns[f"{name}_flag"] = np.where(gap, Flag.IMPUTED, Flag.MEASURED)
        if gap.any():
            filled = "follow the other zones" if name == "single_households" else "count as 0"
            notes.append(f"{name}: {int(gap.sum())} zones have none and {filled}.")
    return Table.from_columns(ZONES, columns)


def size_shares(frame: gpd.GeoDataFrame, notes: list[str]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Shares of household sizes: single ones from today's register, the larger ones from the counts by size.

    Counts that cannot be a zone's own (missing, hardly any, or the same in several zones) are not used: there, the
    larger households follow the sum over the zones whose counts can be.

    Returns
    -------
    share : (Z, 5)
    flag : (Z,)
    """
    n = len(frame)
    counts = np.full((n, 5), np.nan)
    for k, name in enumerate(SIZES):
        if name in frame.columns:
            counts[:, k] = frame[name].to_numpy(float)
    households = frame["households"].to_numpy(float)
    single = frame["single_households"].to_numpy(float)
    total = counts.sum(axis=1)
    repeated = pd.DataFrame(counts).duplicated(keep=False).to_numpy() & ~np.isnan(total)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = total / households
        own = (ratio >= _PLAUSIBLE) & (ratio <= 1 / _PLAUSIBLE) & ~repeated & (counts[:, 1:].sum(axis=1) > 0)
        first = single / households
    pool = counts[own, 1:].sum(axis=0) if own.any() else _NATIONAL
    pool_first = float(counts[own, 0].sum() / total[own].sum()) if own.any() else _NATIONAL_SINGLE
    known_single = np.isfinite(first) & (first <= 1)
    first = np.where(known_single, first, np.where(own, counts[:, 0] / np.where(own, total, 1), pool_first))
    larger = np.where(own[:, None], counts[:, 1:], pool)
    share = np.column_stack([first, (1 - first)[:, None] * larger / larger.sum(axis=1, keepdims=True)])
    flag = np.where(own, Flag.DERIVED, Flag.IMPUTED).astype(np.int64)
    inside = frame["in_district"].to_numpy(bool)
    names = ", ".join(f"{i} {name}" for i, name in frame.loc[inside & ~own, ["source_id", "name"]].to_numpy())
    notes.append(
        f"Household sizes: {int((~own).sum())} of {n} zones have no counts of their own (missing, suppressed, or the "
        "same in several zones); sizes of 2 and more persons follow the other zones there, the share of single "
        f"households is the zone's own. In the district: {names or 'none'}."
    )
    return share, flag


# Only where no zone has counts: rounded shares of a large Italian city, assumed.
_NATIONAL = np.array([0.50, 0.27, 0.18, 0.05])
_NATIONAL_SINGLE = 0.45
