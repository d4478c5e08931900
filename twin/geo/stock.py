"""How tall and how old is a building that nobody surveyed? Like its likes nearby, and like the city's stock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.spatial import cKDTree
from scipy.special import ndtr, ndtri

from twin.core.streams import declare
from twin.geo.footprints import depth_of
from twin.geo.imputation_model import (
    Predictive,
    chance,
    field_at,
    fit,
    inverse_propensity,
    logistic,
    quantile,
)
from twin.state.codes import Epoch
from twin.state.table import Flag

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.geo.recipe import Stock

# Facts about the place are the same in every run, so these draws have one seed of their own; the number of the draw
# takes the place of the tick.
SEED = 0
STOREYS = declare("geo.storeys", "storeys of a building that nobody surveyed, from their predictive distribution")
TOWNSCAPE = declare("geo.storeys_field", "how much taller or lower than predicted a neighbourhood is, in another draw")
EPOCH = declare("geo.epoch", "construction period of a building, by shares of the city's stock")
LAND = ("residential", "industrial", "commercial", "retail", "education")
_DENSITY_REACH = 100.0  # m
_WELL_SURVEYED = (80.0, 6, 0.9)  # m around a building, least neighbours, least share of them that is surveyed
_FEWEST_WELL_SURVEYED = 60
_FEWEST_SURVEYED = 30  # with fewer, slopes mean nothing
_DEFAULT_SPREAD = 0.4  # of the logarithm of storeys, where nothing is surveyed
_LEAST_AREA = 20.0  # m²; smaller ones teach nothing about houses


@dataclass(frozen=True)
class Survey:
    """What can be seen of every footprint of the layer, and the storeys of those that somebody counted.

    Parameters
    ----------
    x : Predictors. (F, K)
    xy : Centroids. (F, 2) [m]
    area : Of the footprint. (F,) [m²]
    known : Storeys, NaN where unknown. (F,)
    mine : Whether it belongs to the district. (F,)
    house : Whether it may be a house: neither small nor as shallow as a row of garages. (F,)
    """

    x: NDArray[np.float64]
    xy: NDArray[np.float64]
    area: NDArray[np.float64]
    known: NDArray[np.float64]
    mine: NDArray[np.bool_]
    house: NDArray[np.bool_]

    @property
    def lowest(self) -> int:
        """Smallest count that the layer tells: two where one storey looks like none told."""
        return int(np.nanmin(self.known)) if np.isfinite(self.known).any() else 1

    def taught(self, reach: float) -> NDArray[np.int64]:
        """Rows that the regression learns from: surveyed houses in or near the district. (M,)"""
        near = cKDTree(self.xy[self.mine]).query(self.xy, distance_upper_bound=reach)[0] <= reach
        return np.flatnonzero(np.isfinite(self.known) & (self.area > _LEAST_AREA) & near)


def predictors(
    shapes: NDArray[Any], area: NDArray[np.float64], perimeter: NDArray[np.float64], land: NDArray[Any]
) -> NDArray[np.float64]:
    """What storeys are predicted from: size, shape, built density around, land use. (F, K)

    House numbers and points of interest in a footprint, party walls, the share of the convex hull that is filled and
    distances to streets by class were tried too: none lowered the cross-validated error once buildings are weighted to
    look like those that nobody surveyed.

    Parameters
    ----------
    shapes, area, perimeter : Of the footprints. (F,) [m, m², m]
    land : Canonical land use under each, "" for none. (F,)
    """
    area = np.maximum(area, 1.0)
    size = np.log(area)
    round_ = np.log(np.maximum(4.0 * np.pi * area / np.maximum(perimeter, 1.0) ** 2, 1e-3))
    depth = np.log(np.maximum(depth_of(area, perimeter), 1.0))
    at = shapely.get_coordinates(shapely.centroid(shapes))
    tree = cKDTree(at)
    pairs = tree.sparse_distance_matrix(tree, _DENSITY_REACH, output_type="coo_matrix")
    around = np.bincount(pairs.row, weights=area[pairs.col], minlength=area.size)
    density = around / (np.pi * _DENSITY_REACH**2)
    return np.column_stack([size, size**2, depth, round_, density, *(land == word for word in LAND)])


def single_bound(survey: Survey) -> NDArray[np.float64]:
    """Greatest chance of a single storey, where the layer cannot tell one storey from none told. (F,)

    Among neighbours that are nearly all surveyed, a house without storeys probably has one. The share of such houses,
    by size, is an upper bound: some are simply not surveyed.
    """
    none = np.zeros(survey.area.size)
    if survey.lowest == 1:
        return none
    reach, fewest, least = _WELL_SURVEYED
    rows = np.flatnonzero(survey.house)
    told = np.isfinite(survey.known[rows]).astype(float)
    if rows.size <= fewest:
        return none
    gone, near = cKDTree(survey.xy[rows]).query(survey.xy[rows], k=33, distance_upper_bound=reach)
    there = np.isfinite(gone[:, 1:])
    others = np.append(told, 0.0)[near[:, 1:]]
    count = there.sum(axis=1)
    well = (count >= fewest) & ((others * there).sum(axis=1) >= least * count)
    if well.sum() < _FEWEST_WELL_SURVEYED:
        return none
    size = np.log(np.maximum(survey.area, 1.0))[:, None]
    return chance(size, logistic(size[rows[well]], told[well] == 0))


def predict_storeys(survey: Survey, stock: Stock) -> Predictive:
    """Predictive distributions of the storeys of the district's buildings, as if none of them were surveyed. (B,)"""
    taught = survey.taught(stock.storeys_survey_reach.value)
    rows = np.flatnonzero(survey.mine)
    return learn(survey, taught, rows, stock)._replace(single=single_bound(survey)[rows])


def learn(survey: Survey, taught: NDArray[np.int64], asked: NDArray[np.int64], stock: Stock) -> Predictive:
    """Predictive distributions at rows `asked` from the surveyed rows `taught`; no chance of a single storey yet. (N,)

    The surveyed buildings are weighted so that they look like those of the district that nobody surveyed.
    """
    n = asked.size
    if taught.size == 0:
        mid, spread = np.full(n, stock.storeys_default.value), np.full(n, _DEFAULT_SPREAD)
        return Predictive(mid, spread, np.zeros(n), np.zeros(n))
    # With few of them slopes would be noise: then only the mean, the spread and the neighbours count.
    x = survey.x if taught.size >= _FEWEST_SURVEYED else survey.x[:, :0]
    made = fit(
        x[taught],
        survey.xy[taught],
        survey.known[taught],
        weights_of(survey, taught),
        survey.lowest,
        (stock.storeys_range.value, stock.storeys_likeness.value),
    )
    return made.predict(x[asked], survey.xy[asked])


def weights_of(survey: Survey, taught: NDArray[np.int64]) -> NDArray[np.float64]:
    """Weights, mean one, that make some surveyed buildings look like the district's houses nobody surveyed. (M,)"""
    gaps = np.flatnonzero(survey.mine & survey.house & np.isnan(survey.known))
    pool = np.concatenate([taught, gaps])
    return inverse_propensity(survey.x[pool], np.arange(pool.size) < taught.size)


def most_storeys(area: NDArray[np.float64], stock_slenderness: float) -> NDArray[np.float64]:
    """Most storeys that an unsurveyed building of a footprint [m²] may have. (B,)"""
    return np.asarray(np.maximum(1.0, np.floor(stock_slenderness * np.sqrt(area))))


def draw_storeys(
    uid: NDArray[np.uint64],
    xy: NDArray[np.float64],
    p: Predictive,
    lowest: int,
    bias: tuple[float, float],
    *,
    draw: int,
    reach: float,
) -> NDArray[np.float64]:
    """Storeys from their predictive distributions; a building's number depends on its uid and its place alone.

    Parameters
    ----------
    uid, xy : (B,), (B, 2) [m]
    p : Predictive distributions. (B,)
    lowest : Smallest count that the survey can hold.
    bias : Tag bias, and share of the greatest chance of a single storey.
    draw : 0 for the best estimate, in which each building has luck of its own; in others neighbours share theirs.
    reach : Distance over which neighbours do. [m]
    """
    luck = ndtri(np.clip(STOREYS.at(SEED).uniform(uid, draw), 1e-12, 1.0 - 1e-12))
    if draw > 0:
        town = field_at(xy, reach, TOWNSCAPE.at(SEED), draw)
        luck = np.sqrt(1.0 - p.shared) * luck + np.sqrt(p.shared) * town
    return quantile(p, ndtr(luck), lowest, *bias)


def draw_epoch(
    uid: NDArray[np.uint64], given: NDArray[np.float64], shares: NDArray[np.float64], draw: int = 0
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Construction period: the layer's where it has one, else drawn from the city's stock by the building's uid.

    Parameters
    ----------
    uid : (B,)
    given : Code of Epoch, NaN where unknown. (B,)
    shares : Of the stock, by period. (E,)
    draw : Number of the draw.
    """
    drawn = EPOCH.at(SEED).choice(uid, shares, draw)
    known = ~np.isnan(given)
    epoch = np.where(known, np.nan_to_num(given), drawn).astype(np.int64)
    return epoch, np.where(known, Flag.MEASURED, Flag.IMPUTED).astype(np.int64)


def epoch_shares(stock: Stock) -> NDArray[np.float64]:
    """Share of the stock by construction period. (E,)"""
    values = stock.epoch_share.values
    return np.array([values.get(e.name.lower(), 0.0) for e in Epoch])  # type: ignore[call-overload]
