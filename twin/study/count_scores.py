"""How well does a predicted distribution of a count agree with the count seen? Mid-p, proper scores, sharpness."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def smoothed(counts: NDArray[np.int64], most: int) -> NDArray[np.float64]:
    """Chance of each count from draws of it, with one draw spread evenly, so that none is impossible. (most + 1,)"""
    seen = np.bincount(counts, minlength=most + 1).astype(np.float64)
    return np.asarray((seen + 1.0 / (most + 1)) / (counts.size + 1.0))


def flat(most: int) -> NDArray[np.float64]:
    """A forecast that knows nothing: every count alike. (most + 1,)"""
    return np.full(most + 1, 1.0 / (most + 1))


def mid_p(chance: NDArray[np.float64], seen: int) -> float:
    """Two-sided mid-p: twice the smaller tail, with half of the chance of what was seen in each, at most 1."""
    below = float(chance[:seen].sum() + 0.5 * chance[seen])
    return min(1.0, 2.0 * min(below, 1.0 - below))


def log_score(chance: NDArray[np.float64], seen: int) -> float:
    """Negative logarithm of the chance of what was seen; lower is better. [nat]"""
    return float(-np.log(chance[seen]))


def crps(chance: NDArray[np.float64], seen: int) -> float:
    """Ranked probability score: sum of squared differences of cumulative chances; lower is better. [count]"""
    reached = (np.arange(chance.size) >= seen).astype(np.float64)
    return float(((np.cumsum(chance) - reached) ** 2).sum())


def width(chance: NDArray[np.float64], level: float = 0.9) -> float:
    """Width of the central interval of a level. [count]"""
    total = np.cumsum(chance)
    tail = 0.5 * (1.0 - level)
    low, high = np.searchsorted(total, tail + 1e-12), np.searchsorted(total, 1.0 - tail - 1e-12)
    return float(high - low)
