"""What is a building used for, and is it heated? From points, land use and size, with precedence and fallback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from scipy.spatial import cKDTree

from twin.geo.footprints import depth_of
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
LONGEST_ROW = 400.0  # m²; a larger shallow footprint is a terrace or a slab block rather than a row of garages
_WORDS = 16  # neighbours that are asked
_ALIKE = 0.6  # spread of the logarithm of footprint over which two buildings count as alike


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


def use_shares(
    told: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]],
    asked: tuple[NDArray[np.float64], NDArray[np.float64]],
    reach: float,
) -> NDArray[np.float64]:
    """Chance of each use for buildings that nothing tells of: neighbours vote, by distance and likeness in size.

    Parameters
    ----------
    told : Places [m], footprints [m²] and uses of buildings whose use is told. (T, 2), (T,), (T,)
    asked : Places and footprints of the others. (N, 2), (N,)
    reach : Distance at which a vote's weight falls to 1/e. [m]

    Returns
    -------
    Chances, by code of Use; all "residential" where no building is told. (N, U)
    """
    shares = np.zeros((asked[1].size, len(Use)))
    few = min(_WORDS, told[1].size)
    if few == 0 or asked[1].size == 0:
        shares[:, Use.RESIDENTIAL] = 1.0
        return shares
    gone, near = cKDTree(told[0]).query(asked[0], k=list(range(1, few + 1)))
    unlike = np.log(np.maximum(asked[1], 1.0)[:, None] / np.maximum(told[1][near], 1.0)) / _ALIKE
    # The log weight is taken from the greatest one, so that far or unlike neighbours do not underflow.
    log_weight = -gone / reach - 0.5 * unlike**2
    weight = np.exp(log_weight - log_weight.max(axis=1, keepdims=True))
    np.add.at(shares, (np.arange(asked[1].size)[:, None], told[2][near]), weight)
    # Two votes' worth of the whole quarter's shares keep a lone neighbour from being certain.
    prior = np.bincount(told[2], minlength=len(Use)) / told[2].size
    shares += 2.0 * weight.mean(axis=1, keepdims=True) * prior
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


class Guess(NamedTuple):
    """Use of each building, the chance that it is right, and the next most likely one. (B,) each"""

    use: NDArray[np.int64]
    chance: NDArray[np.float64]
    then: NDArray[np.int64]


def impute_use(
    xy: NDArray[np.float64],
    area: NDArray[np.float64],
    use: NDArray[np.int64],
    flag: NDArray[np.int64],
    reach: float,
) -> Guess:
    """Fill the use of buildings that nothing tells of (`flag` imputed) with the likeliest by their neighbours. (B,)"""
    use, sure, then = use.copy(), np.ones(use.size), np.full(use.size, -1, dtype=np.int64)
    asked, told = np.flatnonzero(flag == Flag.IMPUTED), np.flatnonzero(flag != Flag.IMPUTED)
    shares = use_shares((xy[told], area[told], use[told]), (xy[asked], area[asked]), reach)
    order = np.argsort(-shares, axis=1, kind="stable")
    first = shares[np.arange(asked.size), order[:, 0]]
    second = shares[np.arange(asked.size), order[:, 1]]
    use[asked] = order[:, 0]
    sure[asked] = first / (first + second)
    then[asked] = np.where(second > 0, order[:, 1], -1)
    return Guess(use, sure, then)


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
    depth = depth_of(area, perimeter)
    shed = ~firm & (area < stock.shed_area.value)
    garage = ~firm & ~shed & unknown & (area < stock.garage_area.value)
    row = ~firm & ~shed & ~garage & unknown & (depth < stock.garage_width.value) & (area < LONGEST_ROW)
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
