"""How wrong are the imputed values? Errors on surveyed buildings whose whole surroundings were held out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.spatial import cKDTree

from twin.core.streams import uids_of
from twin.geo.imputation_model import HIGHEST, Predictive, distribution
from twin.geo.stock import Survey, learn, most_storeys, weights_of
from twin.geo.use import building_use, use_shares
from twin.state.codes import Epoch, Thermal, Use
from twin.state.table import Flag

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from twin.geo.recipe import Recipe, Stock
    from twin.state.table import Table

BLOCK = 300.0  # m; buildings are held out with all others of their block
FOLDS = 8
_FEWEST = 50  # surveyed buildings without which an error would be noise
_COMPLETENESS_REACH = 120.0  # m
_LOW, _HIGH = 0.1, 0.9


@dataclass(frozen=True)
class Assessment:
    """What errors are measured on.

    Parameters
    ----------
    survey : All footprints of the layer. (F,)
    zone : Row of the zone of each, -1 outside the district. (F,)
    shapes : Outlines of the district's buildings. (B,) [m]
    land, marks : Outlines and uses of land; points and their uses.
    """

    survey: Survey
    zone: NDArray[np.int64]
    shapes: NDArray[Any]
    land: tuple[NDArray[Any], NDArray[Any]]
    marks: tuple[NDArray[Any], NDArray[Any]]


def folds_of(xy: NDArray[np.float64], block: float = BLOCK, count: int = FOLDS) -> NDArray[np.int64]:
    """Fold of each place: all places of a block are in one fold, by the block's own hash. (N, 2) [m] → (N,)"""
    square = np.floor(xy / block).astype(np.int64)
    blocks, of = np.unique(square, axis=0, return_inverse=True)
    fold = (uids_of(f"block/{i}/{j}" for i, j in blocks.tolist()) % np.uint64(count)).astype(np.int64)
    return np.asarray(fold[of.ravel()])


def scores(
    cdf: NDArray[np.float64], truth: NDArray[np.float64], weight: NDArray[np.float64] | None = None
) -> dict[str, float]:
    """Errors of predictive distributions of counts.

    Parameters
    ----------
    cdf : Cumulative distributions at 1, 2, ... (N, S)
    truth : Counts. (N,)
    weight : Weights, all one if None. (N,)

    Returns
    -------
    mae (of the median), bias (mean of predicted minus true), crps (ranked probability score, in storeys), coverage
    (share of the probability-integral transforms, taken at random inside their step in expectation, between 0.1
    and 0.9: 0.8 if the distributions are right).
    """
    count = np.arange(1, cdf.shape[1] + 1)
    at = np.clip(truth.astype(np.int64), 1, cdf.shape[1]) - 1
    rows = np.arange(truth.size)
    top = cdf[rows, at]
    bottom = np.where(at > 0, cdf[rows, np.maximum(at - 1, 0)], 0.0)
    step = np.maximum(top - bottom, 1e-12)
    inside = np.clip((np.minimum(top, _HIGH) - np.maximum(bottom, _LOW)) / step, 0.0, 1.0)
    median = 1 + (cdf < 0.5).sum(axis=1)  # noqa: PLR2004 — the median
    mean = (np.diff(cdf, axis=1, prepend=0.0) * count).sum(axis=1)
    crps = ((cdf - (count >= truth[:, None])) ** 2).sum(axis=1)
    parts = {"mae": np.abs(median - truth), "bias": mean - truth, "crps": crps, "coverage": inside}
    return {name: float(np.average(values, weights=weight)) for name, values in parts.items()}


def cross_validate(survey: Survey, zone: NDArray[np.int64], stock: Stock) -> dict[str, Any] | None:
    """Errors of imputed storeys on the district's surveyed buildings, each predicted without its block.

    Surveyed buildings were tagged, so their distributions are taken untilted, and cut off where the survey is.

    Returns
    -------
    Errors of the model, of the same weighted to look like unsurveyed buildings, and of naive methods; None with too
    few surveyed buildings.
    """
    rows = survey.taught(stock.storeys_survey_reach.value)
    scored = survey.mine[rows]
    if scored.sum() < _FEWEST:
        return None
    fold, truth = folds_of(survey.xy[rows]), np.round(survey.known[rows])
    asked = np.flatnonzero(scored)
    parts = np.zeros((4, rows.size))
    naive = {name: np.zeros((rows.size, HIGHEST)) for name in ("climatology", "zone median", "nearest neighbour")}
    for k in np.unique(fold[asked]):
        test, train = asked[fold[asked] == k], np.flatnonzero(fold != k)
        if train.size == 0:
            return None
        parts[:, test] = np.array(learn(survey, rows[train], rows[test], stock))
        for name, cdf in _naive(survey, zone, rows, truth, train, test).items():
            naive[name][test] = cdf
    cdf = distribution(Predictive(*parts[:, asked]), survey.lowest, 0.0, 0.0)
    weight = weights_of(survey, rows[asked])
    return {
        "error": scores(cdf, truth[asked]),
        "error_reweighted": scores(cdf, truth[asked], weight),
        "baselines": {name: scores(made[asked], truth[asked]) for name, made in naive.items()},
        "scored": int(asked.size),
        "taught": int(rows.size),
        "folds": int(np.unique(fold).size),
        "selection": selection(survey, rows, stock),
    }


def _naive(
    survey: Survey,
    zone: NDArray[np.int64],
    rows: NDArray[np.int64],
    truth: NDArray[np.float64],
    train: NDArray[np.int64],
    test: NDArray[np.int64],
) -> dict[str, NDArray[np.float64]]:
    """Distributions of the methods that need no model."""
    count = np.arange(1, HIGHEST + 1)
    home = train[survey.mine[rows[train]]]
    home = home if home.size else train
    nearest = truth[train[cKDTree(survey.xy[rows[train]]).query(survey.xy[rows[test]])[1]]]
    median = np.full(test.size, np.median(truth[home]))
    for z in np.unique(zone[rows[test]]):
        same = train[zone[rows[train]] == z]
        if same.size:
            median[zone[rows[test]] == z] = np.median(truth[same])
    return {
        "climatology": np.tile((truth[home][None, :] <= count[:, None]).mean(axis=1), (test.size, 1)),
        "zone median": (count >= median[:, None]).astype(float),
        "nearest neighbour": (count >= nearest[:, None]).astype(float),
    }


def selection(survey: Survey, rows: NDArray[np.int64], stock: Stock) -> dict[str, float]:
    """Do tagged buildings stand out where few are tagged? Slope of the log residual on the share tagged nearby.

    Where residuals are independent and tagging effort differs by place, unseen selection makes the slope negative.
    Where neighbours share residuals, tall quarters are tagged more as well, which cancels it: then a slope near zero
    is no evidence against selection. The standard error is clustered by block.
    """
    reach = stock.storeys_range.value
    alone = learn(survey, rows, rows, _without_memory(stock))
    rest = np.log(survey.known[rows]) - np.log(alone.mid)
    told = np.isfinite(survey.known) & survey.house
    houses = cKDTree(survey.xy[survey.house])
    near = cKDTree(survey.xy[rows])
    tagged = np.array([len(i) for i in near.query_ball_tree(cKDTree(survey.xy[told]), max(reach, _COMPLETENESS_REACH))])
    there = np.array([len(i) for i in near.query_ball_tree(houses, max(reach, _COMPLETENESS_REACH))])
    self_ = survey.house[rows].astype(int)
    others = there - self_
    use = others >= 4  # noqa: PLR2004 — fewer neighbours say little
    share = (tagged - self_)[use] / others[use]
    x = np.column_stack([np.ones(share.size), share - share.mean()])
    bread = np.linalg.pinv(x.T @ x)
    b = bread @ (x.T @ rest[use])
    left = rest[use] - x @ b
    _, block = np.unique(np.floor(survey.xy[rows][use] / BLOCK), axis=0, return_inverse=True)
    meat = np.zeros((block.max(initial=0) + 1, 2))
    np.add.at(meat, block.ravel(), x * left[:, None])
    error = np.sqrt((bread @ (meat.T @ meat) @ bread)[1, 1])
    return {"slope": float(b[1]), "standard_error": float(error)}


def _without_memory(stock: Stock) -> Stock:
    return stock.model_copy(
        update={"storeys_likeness": stock.storeys_likeness.model_copy(update={"value": 1e-9})}
    )  # fmt: skip


def expected_floor(table: Table, figures: Mapping[str, float], tag_bias: float, single_share: float) -> float:
    """Expected gross floor area of residential buildings under two assumptions on the survey's bias. [m²]"""
    homes = (table["use"] == Use.RESIDENTIAL) & (table["thermal"] != Thermal.MERGED)
    area, open_ = table["footprint"], homes & (table["storeys_spread"] > 0)
    sure = float((area * table["storeys"])[homes & ~open_].sum())
    p = Predictive(*(table[f"storeys_{name}"][open_] for name in ("mid", "spread", "shared", "single")))
    cdf = distribution(p, int(figures["lowest"]), tag_bias, single_share)
    most = most_storeys(area[open_], figures["storeys_slenderness"])
    count = np.minimum(np.arange(1, HIGHEST + 1), most[:, None])
    return sure + float((area[open_] * (np.diff(cdf, axis=1, prepend=0.0) * count).sum(axis=1)).sum())


def sensitivity(table: Table, figures: Mapping[str, float]) -> list[dict[str, float]]:
    """Residential floor area over the ranges of the two assumptions, and at their values."""
    tag, single = "storeys_tag_bias", "storeys_single_share"
    middle = (figures[tag], figures[single])
    ends = [(figures.get(f"{tag}_{a}", middle[0]), middle[1]) for a in ("low", "high")]
    ends += [(middle[0], figures.get(f"{single}_{a}", middle[1])) for a in ("low", "high")]
    return [
        {"tag_bias": t, "single_share": s, "residential_floor_area_m2": round(expected_floor(table, figures, t, s))}
        for t, s in [middle, *ends]
    ]


def check_use(a: Assessment, xy: NDArray[np.float64], area: NDArray[np.float64], reach: float) -> dict[str, Any]:
    """How well do land and neighbours tell a building's use?

    Points of interest never tell that a building is residential, so the first confusion speaks of the others alone.
    """
    none = np.full(a.shapes.size, None, dtype=object)
    nothing = (np.empty(0, dtype=object), np.empty(0, dtype=object))
    by_land, land_flag = building_use(a.shapes, none, a.land, nothing)
    by_both, _ = building_use(a.shapes, none, a.land, a.marks)
    by_point, point_flag = building_use(a.shapes, none, nothing, a.marks)
    # A supermarket in a block on residential land does not tell the block's use, by rule.
    marked = (point_flag != Flag.IMPUTED) & (by_both == by_point)
    on_land = marked & (land_flag != Flag.IMPUTED)
    told = np.flatnonzero(land_flag != Flag.IMPUTED)
    fold = folds_of(xy[told])
    vote = np.zeros(told.size, dtype=np.int64)
    given = np.zeros(told.size)
    for k in np.unique(fold):
        test, train = np.flatnonzero(fold == k), np.flatnonzero(fold != k)
        rows = told[train]
        shares = use_shares((xy[rows], area[rows], by_land[rows]), (xy[told[test]], area[told[test]]), reach)
        vote[test] = shares.argmax(axis=1)
        given[test] = shares[np.arange(test.size), by_land[told[test]]]
    truth = by_land[told]
    return {
        "by_point": _confusion(by_point[on_land], by_land[on_land]),
        "by_point_agree": _share(by_point[on_land] == by_land[on_land]),
        "by_point_scored": int(on_land.sum()),
        "by_point_not_residential_share": _share(by_point[marked & (land_flag == Flag.IMPUTED)] != Use.RESIDENTIAL),
        "by_neighbours": _confusion(truth, vote),
        "by_neighbours_agree": _share(vote == truth),
        "by_neighbours_chance": float(given.mean()) if given.size else None,
        "always_residential_agree": _share(truth == Use.RESIDENTIAL),
        "by_neighbours_scored": int(told.size),
    }


def _share(yes: NDArray[np.bool_]) -> float | None:
    return float(yes.mean()) if yes.size else None


def _confusion(truth: NDArray[np.int64], said: NDArray[np.int64]) -> dict[str, dict[str, int]]:
    """Buildings by true use and by the use that a rule says."""
    table: dict[str, dict[str, int]] = {}
    for t, s in zip(truth.tolist(), said.tolist(), strict=True):
        row = table.setdefault(Use(t).name.lower(), {})
        row[Use(s).name.lower()] = row.get(Use(s).name.lower(), 0) + 1
    return table


def _row(table: Table, column: str, method: str, error: Mapping[str, Any] | None, uncertainty: str) -> dict[str, Any]:
    """One row of what is known about an imputed column."""
    flag = table[f"{column}_flag"] if f"{column}_flag" in table else np.full(len(table), Flag.SYNTHETIC)
    return {
        "table": table.name,
        "column": column,
        "method": method,
        "known": int((flag <= Flag.DERIVED).sum()),
        "imputed": int((flag >= Flag.IMPUTED).sum()),
        "grouping": f"blocks of {BLOCK:.0f} m" if error is not None else "",
        "validation": dict(error) if error is not None else None,
        "uncertainty": uncertainty,
    }


def assess(a: Assessment, table: Table, figures: Mapping[str, float], stock: Stock) -> list[dict[str, Any]]:
    """Rows on storeys and use: method, counts, error with blocks held out, and what another draw varies."""
    storeys = cross_validate(a.survey, a.zone, stock)
    xy, area = np.column_stack([table["x"], table["y"]]), table["footprint"]
    rows = [
        _row(
            table, "storeys",
            "log-normal regression on size, shape, density and land use, kriging of neighbours, inverse propensity",
            storeys, "predictive distribution, common shift of neighbours, range of both selection assumptions",
        ),
        _row(
            table, "use", "land use, points; neighbours vote where neither tells",
            check_use(a, xy, area, stock.use_range.value), "between the two likeliest uses where nothing tells",
        ),
    ]  # fmt: skip
    rows[0]["sensitivity"] = sensitivity(table, figures)
    return rows


def other_rows(tables: Mapping[str, Table], recipe: Recipe) -> list[dict[str, Any]]:
    """Rows on columns that have no local truth to be tested on."""
    buildings, lamps = tables["buildings"], tables["lampposts"]
    epoch = _row(buildings, "epoch", "drawn from published shares; no local truth", None, "the draw")
    shares = np.bincount(buildings["epoch"], minlength=len(Epoch)) / len(buildings)
    values = recipe.stock.epoch_share.values
    wanted = np.array([values.get(e.name.lower(), 0.0) for e in Epoch])  # type: ignore[call-overload]
    epoch["validation"] = {"greatest_gap_to_shares": float(np.abs(shares - wanted / wanted.sum()).max())}
    fuel = _row(buildings, "heating_fuel", "drawn from the city's shares at the start of a run", None, "the run's seed")
    fuel["known"], fuel["imputed"] = 0, int((buildings["thermal"] == Thermal.HEATED).sum())
    power = _row(
        lamps, "rated_power", "lumen method by street class; no layer tells a lamp's power", None,
        f"all lamps of a class by a factor, spread of its logarithm {recipe.lamps.power_spread.value}",
    )  # fmt: skip
    place = _row(lamps, "x", "rows along streets at the spacing of mapped Italian lamps", None, "none")
    return [epoch, fuel, power, place]


def sentences(rows: list[dict[str, Any]], tables: Mapping[str, Table], stock: Stock) -> list[str]:
    """What the rows say, in words."""
    said = []
    for row in rows:
        error = row["validation"] or {}
        line = f"{row['column']}: {row['known']} known, {row['imputed']} imputed; {row['method']}."
        if "error" in error:
            e, base = error["error"], error["baselines"]
            line += (
                f" With {row['grouping']} held out: error {e['mae']:.2f} storeys, bias {e['bias']:+.2f},"
                f" CRPS {e['crps']:.2f} (climatology {base['climatology']['crps']:.2f}, nearest neighbour"
                f" {base['nearest neighbour']['crps']:.2f}), 80 % interval covers {e['coverage']:.0%}."
            )
        if error.get("by_neighbours_agree") is not None:
            line += (
                f" Neighbours agree with the land in {error['by_neighbours_agree']:.0%} (always residential:"
                f" {error['always_residential_agree']:.0%})."
            )
        if error.get("by_point_agree") is not None:
            line += f" Land agrees in {error['by_point_agree']:.0%} of {error['by_point_scored']} with a point."
        said.append(line)
    spread = rows[0].get("sensitivity", []) if rows else []
    people = float(tables["zones"]["residents"][tables["zones"]["in_district"]].sum())
    if spread and people > 0:
        homes = tables["buildings"]["use"] == Use.RESIDENTIAL
        now = float(tables["buildings"]["floor_area"][homes].sum()) / people
        floor = [one["residential_floor_area_m2"] / people for one in spread]
        said.append(
            f"Residential floor area {now:.1f} m2 gross per resident; expected {floor[0]:.1f}, from {floor[2]:.1f} to"
            f" {floor[1]:.1f} over the range of the tag bias, {floor[4]:.1f} to {floor[3]:.1f} over single storeys."
        )
        published = stock.person_area.value * stock.wall_share.value
        published /= (1.0 - stock.empty_share.value) * stock.dwelling_share.value
        said.append(
            f"The census's {stock.person_area.value:.0f} m2 net per occupant, with walls and stairs, empty flats and"
            f" other uses in residential buildings, make {published:.1f} m2 gross; storeys are not fitted to it."
        )
    return said
