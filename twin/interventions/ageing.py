"""When does a thing that grows old come to its end? Weibull lives, started in the middle of a steady stock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gamma

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.core.streams import StreamName

_LONGEST = 5  # mean lives after which nothing is left
_AGE_LANE, _END_LANE = 0, 1


def survival(mean: float, shape: float) -> NDArray[np.float64]:
    """Share of a stock that is left after 0, 1, 2, ... whole years, by Weibull's law. (A,) [1]"""
    age = np.arange(int(np.ceil(_LONGEST * mean)) + 1)
    return np.asarray(np.exp(-((age * gamma(1.0 + 1.0 / shape) / mean) ** shape)))


def year_of_end(
    uids: NDArray[np.uint64], years: range, mean: float, shape: float, stream: StreamName, seed: int
) -> NDArray[np.int64]:
    """Year in which each thing of a steady stock comes to its first end, 0 if in none of the years. (N,)

    Parameters
    ----------
    uids : Keys of the things. (N,)
    years : Years that are looked at, the first one with the steady stock at its start.
    mean, shape : Mean life [a] and shape of Weibull's law; 1 has the same chance at any age.
    stream, seed : One draw for the age at the start, and one a year for the end.

    Notes
    -----
    In a steady stock with replacement the share of age k is S(k) / sum S, and in each year the share 1 / sum S comes to
    its end; the chance at age k is 1 - S(k + 1) / S(k). A draw of a year depends on nothing but the thing and the year,
    so a longer range of years only adds to the history of a shorter one.
    """
    left = survival(mean, shape)
    chance = np.ones(left.size)
    np.divide(left[:-1] - left[1:], left[:-1], out=chance[:-1], where=left[:-1] > 0.0)
    draws = stream.at(seed)
    age = draws.choice(uids, left, lane=_AGE_LANE)
    end = np.zeros(uids.size, dtype=np.int64)
    for n, year in enumerate(years):
        due = chance[np.minimum(age + n, left.size - 1)]
        dies = (end == 0) & (draws.uniform(uids, tick=year, lane=_END_LANE) < due)
        end[dies] = year
    return end
