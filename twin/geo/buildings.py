"""Which buildings stand in the district? Every footprint is accounted for: heated, unheated or merged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from twin.core.streams import uids_of
from twin.geo.footprints import depth_of, long_axis, merge_overlaps
from twin.geo.horizon import REACH
from twin.geo.horizon import fill as hide
from twin.geo.imputation import figures_of, fill_storeys
from twin.geo.imputation_check import Assessment, assess
from twin.geo.place import locate, xy_of
from twin.geo.stock import Survey, draw_epoch, epoch_shares, learn, predict_storeys, predictors
from twin.geo.use import LAND_TO_USE, LONGEST_ROW, building_use, given_use, impute_use, thermal_state
from twin.geo.walls import Walls, derive
from twin.state.building_columns import BUILDINGS
from twin.state.codes import Thermal, Use
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
    imputation: dict[str, Any],
) -> tuple[Table, NDArray[Any]]:
    """The buildings whose inner point lies in the district's zones.

    Parameters
    ----------
    raw : Layers.
    ground : Projection.
    zones : Outlines and rows of the district's zones. (D,), (D,)
    stock : Assumptions.
    notes : Sentences are appended by topic.
    imputation : Figures for other draws, and methods with their errors, are put in.

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
    counted = surveyed_storeys(raw, stock)
    known = counted[rows]
    _lend_storeys(known, merged.into, merged.area)
    counted[rows] = known
    land = (ground.layer(raw.land_use), np.asarray(raw.land_use["use"], dtype=object))
    points = raw.use_points
    marks = (ground.layer(points), np.asarray(points["use"] if points is not None else [], dtype=object))
    given = given_use(frame)
    told, told_flag = building_use(merged.shapes, given, land, marks)
    xy = xy_of(shapely.centroid(merged.shapes))
    guess = impute_use(xy, merged.area, told, told_flag, stock.use_range.value)
    perimeter = shapely.length(merged.shapes)
    use, use_flag, thermal, counts = thermal_state(guess.use, told_flag, merged.area, perimeter, known, stock)
    thermal[~free] = Thermal.MERGED
    open_use = free & (told_flag == Flag.IMPUTED) & (use != Use.ANCILLARY)
    survey = survey_of(every, rows, merged.shapes, counted, land, stock)
    predictive = predict_storeys(survey, stock)
    epoch, epoch_flag = draw_epoch(uid, _numbers(raw, "epoch")[rows], epoch_shares(stock))
    table = Table.from_columns(
        BUILDINGS,
        {
            "uid": uid, "source_id": ids, "zone": zone_of[rows], "x": xy[:, 0], "y": xy[:, 1],
            "footprint": merged.area, "footprint_flag": np.where(merged.grew | ~free, Flag.DERIVED, Flag.MEASURED),
            "perimeter": perimeter, "long_axis": long_axis(merged.shapes), "use": use, "use_flag": use_flag,
            "use_chance": np.where(open_use, guess.chance, 1.0), "use_next": np.where(open_use, guess.then, -1),
            "epoch": epoch, "epoch_flag": epoch_flag,
            "thermal": thermal, "thermal_flag": np.where(free, np.maximum(use_flag, Flag.DERIVED), Flag.DERIVED),
            "merged_into": merged.into, "flats_flag": Flag.IMPUTED,
        },
    )  # fmt: skip
    figures = figures_of(stock, survey.lowest)
    fill_storeys(table, known, predictive, figures)
    around = _around(merged.shapes, every, rows)
    walls = Walls.of(merged.shapes, free, stock.party_gap.value, every[_beside(merged.shapes, every, around)])
    table["party_outside"][:] = walls.outside
    derive(table, walls, figures)
    hide(table, merged.shapes, (every[around], _heights(survey, around, stock)), stock.party_gap.value)
    table["facade_flag"][:] = np.where(table["storeys_flag"] == Flag.IMPUTED, Flag.IMPUTED, Flag.DERIVED)
    notes["footprints"] = _account(table, shapely.area(own), counts)
    imputation["figures"] = figures
    imputation["epoch_share"] = epoch_shares(stock).tolist()
    imputation["epochs_given"] = bool((epoch_flag == Flag.MEASURED).any())
    imputation["columns"] = []
    if not raw.synthetic:
        asked = Assessment(survey, zone_of, merged.shapes, land, marks)
        imputation["columns"] = assess(asked, table, figures, stock)
    return table, merged.shapes


def survey_of(
    every: NDArray[Any],
    rows: NDArray[np.int64],
    merged: NDArray[Any],
    counted: NDArray[np.float64],
    land: tuple[NDArray[Any], NDArray[Any]],
    stock: Stock,
) -> Survey:
    """What can be seen of all footprints: the district's as merged, the others as they are drawn. (F,)"""
    shapes = every.copy()
    shapes[rows] = merged
    area, perimeter = shapely.area(shapes), shapely.length(shapes)
    order = np.array([list(LAND_TO_USE).index(str(word)) for word in land[1]], dtype=np.int64)
    first = np.argsort(order, kind="stable")
    under = locate(shapely.point_on_surface(shapes), land[0][first], first)
    words = np.where(under >= 0, land[1][under] if land[1].size else "", "").astype(str)
    mine = np.zeros(every.size, dtype=bool)
    mine[rows] = True
    garages = (depth_of(area, perimeter) < stock.garage_width.value) & (area < LONGEST_ROW)
    return Survey(
        x=predictors(shapes, area, perimeter, words),
        xy=xy_of(shapely.centroid(shapes)),
        area=area,
        known=counted,
        mine=mine,
        house=(area >= stock.garage_area.value) & ~garages,
    )


def _lend_storeys(known: NDArray[np.float64], into: NDArray[np.int64], area: NDArray[np.float64]) -> None:
    """A building without surveyed storeys takes those of the largest merged part that has them."""
    guests = np.flatnonzero((into >= 0) & ~np.isnan(known))
    for guest in guests[np.argsort(-area[guests], kind="stable")]:
        if np.isnan(known[into[guest]]) and area[guest] >= 0.5 * area[into[guest]]:
            known[into[guest]] = known[guest]


def _around(shapes: NDArray[Any], every: NDArray[Any], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows of footprints outside the district that may hide the sky from it."""
    others = np.setdiff1d(np.arange(every.shape[0]), rows)
    _, near = shapely.STRtree(shapely.centroid(every[others])).query(
        shapely.centroid(shapes), predicate="dwithin", distance=REACH
    )
    return np.asarray(others[np.unique(near)])


def _beside(shapes: NDArray[Any], every: NDArray[Any], around: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which of them may stand against a building of the district."""
    _, near = shapely.STRtree(every[around]).query(shapes, predicate="dwithin", distance=_NEIGHBOURS)
    return np.asarray(around[np.unique(near)])


def _heights(survey: Survey, rows: NDArray[np.int64], stock: Stock) -> NDArray[np.float64]:
    """Heights of footprints outside: surveyed storeys, else the median of their likes, one for sheds. (N,) [m]"""
    likely = learn(survey, survey.taught(stock.storeys_survey_reach.value), rows, stock).mid
    storeys = np.where(survey.house[rows], np.maximum(likely, 1.0), 1.0)
    storeys = np.where(np.isnan(survey.known[rows]), storeys, survey.known[rows])
    return np.asarray(storeys * stock.storey_height.value)


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
