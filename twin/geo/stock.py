"""How tall and how old is a building that nobody surveyed? Like its likes nearby, and like the city's stock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import declare
from twin.state.codes import Epoch
from twin.state.table import Flag

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.geo.recipe import Stock

# Facts about the place are the same in every run, so these draws have one seed of their own.
SEED = 0
STOREYS = declare("geo.storeys", "which surveyed building is the model for one of unknown storeys")
EPOCH = declare("geo.epoch", "construction period of a building, by shares of the city's stock")
_OTHER_USE = 0.1  # weight of a model of another use, against one of the same use
_CHUNK = 256
_LEAST = 1e-300


def mix(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Uid of a pair, another one for (b, a). (N,), (M,) → (N, M)"""
    spun = (b << np.uint64(31)) | (b >> np.uint64(33))
    pair: NDArray[np.uint64] = a[:, None] ^ (spun * np.uint64(0x9E3779B97F4A7C15))[None, :]
    return pair


def impute_storeys(
    uid: NDArray[np.uint64],
    xy: NDArray[np.float64],
    area: NDArray[np.float64],
    use: NDArray[np.int64],
    known: NDArray[np.float64],
    stock: Stock,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Storeys of all buildings: surveyed ones stay, the others take those of a surveyed building like them.

    Each building draws its model among all surveyed ones by weighted rendezvous hashing: a building that comes or goes
    elsewhere changes nothing, unless it was the model. A model weighs more when it is near, of like footprint and of
    the same use, and less when it is tall, because mappers note tall ones first.

    Parameters
    ----------
    uid, xy, area, use : Of all buildings. (B,), (B, 2) [m], (B,) [m²], (B,)
    known : Surveyed storeys, NaN where unknown. (B,)
    stock : Assumptions.

    Returns
    -------
    storeys, flag : (B,), (B,)
    """
    storeys = known.copy()
    gaps = np.flatnonzero(np.isnan(known))
    models = np.flatnonzero(~np.isnan(known))
    flag = np.where(np.isnan(known), Flag.IMPUTED, Flag.MEASURED).astype(np.int64)
    if models.size == 0:
        storeys[gaps] = stock.storeys_default.value
    tag_bias = np.log(known[models]) * stock.storeys_tag_bias.value
    stream = STOREYS.at(SEED)
    for start in range(0, gaps.size if models.size else 0, _CHUNK):
        rows = gaps[start : start + _CHUNK]
        gone = np.hypot(*(xy[rows, None, :] - xy[None, models, :]).transpose(2, 0, 1)) / stock.storeys_range.value
        unlike = np.log(area[rows, None] / area[None, models]) / stock.storeys_size_spread.value
        log_weight = -gone - 0.5 * unlike**2 - tag_bias[None, :]
        log_weight += np.where(use[rows, None] == use[None, models], 0.0, np.log(_OTHER_USE))
        u = stream.uniform(mix(uid[rows], uid[models]).ravel()).reshape(log_weight.shape)
        # The smallest of -log(u) / weight, as logarithms so that far and unlike models do not underflow.
        score = np.log(-np.log(np.maximum(u, _LEAST))) - log_weight
        storeys[rows] = known[models[np.argmin(score, axis=1)]]
    most = np.maximum(1.0, np.floor(stock.storeys_slenderness.value * np.sqrt(area)))
    storeys[gaps] = np.minimum(storeys[gaps], most[gaps])
    return storeys, flag


def draw_epoch(
    uid: NDArray[np.uint64], given: NDArray[np.float64], stock: Stock
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Construction period: the layer's where it has one, else drawn from the city's stock by the building's uid.

    Parameters
    ----------
    uid : (B,)
    given : Code of Epoch, NaN where unknown. (B,)
    stock : Shares by period.
    """
    weights = np.array([stock.epoch_share.values.get(e.name.lower(), 0.0) for e in Epoch])  # type: ignore[call-overload]
    drawn = EPOCH.at(SEED).choice(uid, weights)
    known = ~np.isnan(given)
    epoch = np.where(known, np.nan_to_num(given), drawn).astype(np.int64)
    return epoch, np.where(known, Flag.MEASURED, Flag.IMPUTED).astype(np.int64)
