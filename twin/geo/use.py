"""What is a building used for, and is it heated? From points, land use and size, with precedence and fallback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from twin.state.codes import Thermal, Use
from twin.state.table import Flag

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from twin.geo.recipe import Stock

# Use of a building on land of a use, most decisive first: where areas overlap, the earlier one counts.
LAND_TO_USE = {
    "education": Use.EDUCATION,
    "health": Use.HEALTH,
    "military": Use.OTHER,
    "railway": Use.OTHER,
    "industrial": Use.INDUSTRIAL,
    "retail": Use.RETAIL,
    "commercial": Use.OFFICE,
    "residential": Use.RESIDENTIAL,
    "leisure": Use.OTHER,
    "other": Use.OTHER,
}
# Where several points stand in one building, the earlier use counts.
POINT_ORDER = (
    Use.EDUCATION, Use.HEALTH, Use.OTHER, Use.OFFICE, Use.RETAIL, Use.INDUSTRIAL, Use.RESIDENTIAL, Use.ANCILLARY,
)  # fmt: skip
_LEAST_COVER = 0.3  # land use counts from this share of the footprint on


def building_use(
    shapes: NDArray[Any],
    given: NDArray[Any],
    land: tuple[NDArray[Any], NDArray[Any]],
    points: tuple[NDArray[Any], NDArray[Any]],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Use of each building and where it comes from.

    The layer's own word counts first, then a point in the building, then the land under it, then "residential".

    Parameters
    ----------
    shapes : Outlines. (B,) [m]
    given : Use that the layer names, or None. (B,)
    land : Outlines and land uses. (L,), (L,)
    points : Points and uses. (P,), (P,)

    Returns
    -------
    use, flag : Codes of Use and Flag. (B,), (B,)
    """
    n = shapes.shape[0]
    use = np.full(n, Use.RESIDENTIAL, dtype=np.int64)
    flag = np.full(n, Flag.IMPUTED, dtype=np.int64)
    order = list(LAND_TO_USE)
    if land[0].size:
        b, k = shapely.STRtree(land[0]).query(shapes, predicate="intersects")
        cover = shapely.area(shapely.intersection(shapes[b], land[0][k])) / shapely.area(shapes[b])
        b, k = b[cover >= _LEAST_COVER], k[cover >= _LEAST_COVER]
        rank = np.array([order.index(str(word)) for word in land[1]], dtype=np.int64)[k]
        for i in np.argsort(rank, kind="stable")[::-1]:
            use[b[i]] = LAND_TO_USE[order[rank[i]]]
        flag[b] = Flag.DERIVED
    if points[0].size:
        b, k = shapely.STRtree(points[0]).query(shapes, predicate="intersects")
        codes = np.array([Use[str(word).upper()] for word in points[1]], dtype=np.int64)
        # A shop in a block on residential land is its ground floor, not the block.
        shop = (codes[k] == Use.RETAIL) & (use[b] == Use.RESIDENTIAL) & (flag[b] == Flag.DERIVED)
        b, k = b[~shop], k[~shop]
        rank = np.array([POINT_ORDER.index(Use(c)) for c in codes], dtype=np.int64)[k]
        for i in np.argsort(rank, kind="stable")[::-1]:
            use[b[i]] = POINT_ORDER[rank[i]]
        flag[b] = Flag.DERIVED
    for row, word in enumerate(given):
        if isinstance(word, str):
            use[row] = Use[word.upper()]
            flag[row] = Flag.MEASURED
    return use, flag


def given_use(frame: gpd.GeoDataFrame) -> NDArray[Any]:
    """Use that the footprints' layer names itself, None where it does not. (B,)"""
    if "use" not in frame.columns:
        return np.full(len(frame), None, dtype=object)
    return np.asarray(frame["use"].astype(object).where(frame["use"].notna(), None))


def thermal_state(
    use: NDArray[np.int64],
    use_flag: NDArray[np.int64],
    area: NDArray[np.float64],
    perimeter: NDArray[np.float64],
    storeys: NDArray[np.float64],
    stock: Stock,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], dict[str, int]]:
    """Which buildings are heated; small or shallow ones of unknown storeys become ancillary.

    Parameters
    ----------
    use, use_flag : Codes as `building_use` gives them. (B,)
    area, perimeter : Of the footprint. (B,) [m², m]
    storeys : Surveyed storeys, NaN where unknown. (B,)
    stock : Thresholds.

    Returns
    -------
    use, use_flag, thermal : With ancillary buildings and offices in halls told apart. (B,) each
    counts : Buildings by rule.
    """
    use, use_flag = use.copy(), use_flag.copy()
    firm = use_flag == Flag.MEASURED
    unknown = np.isnan(storeys)
    # Depth of a rectangle with this area and perimeter.
    half = perimeter / 4
    depth = half - np.sqrt(np.maximum(half**2 - area, 0.0))
    shed = ~firm & (area < stock.shed_area.value)
    garage = ~firm & ~shed & unknown & (area < stock.garage_area.value)
    row = ~firm & ~shed & ~garage & unknown & (depth < stock.garage_width.value) & (area < _LONGEST_ROW)
    ancillary = shed | garage | row
    use[ancillary] = Use.ANCILLARY
    use_flag[ancillary] = Flag.IMPUTED
    tall = ~ancillary & ~firm & (use == Use.INDUSTRIAL) & (storeys >= stock.hall_storeys.value)
    use[tall] = Use.OFFICE
    use_flag[tall] = Flag.IMPUTED
    cold = (use == Use.ANCILLARY) | (use == Use.INDUSTRIAL)
    counts = {
        "sheds": int(shed.sum()),
        "garages and outbuildings": int(garage.sum()),
        "garage rows": int(row.sum()),
        "other ancillary": int((use == Use.ANCILLARY).sum() - ancillary.sum()),
        "industrial halls": int((use == Use.INDUSTRIAL).sum()),
        "offices on industrial land": int(tall.sum()),
    }
    return use, use_flag, np.where(cold, Thermal.UNHEATED, Thermal.HEATED).astype(np.int64), counts


_LONGEST_ROW = 400.0  # m²; a larger shallow footprint is a terrace or a slab block rather than a row of garages
