"""Which candidate does this entity choose? Weighted rendezvous hashing: one luck per pair of entity and candidate.

An entity takes the candidate with the smallest -log(u) / weight, where u is a pure function of the pair. A candidate
is taken with a probability proportional to its weight, and when one candidate comes or goes, only the entities that
took it, or now take it, change their choice.

Source: D. G. Thaler, C. V. Ravishankar, "Using name-based mappings to increase hit rates", IEEE/ACM Transactions on
Networking 6(1), 1998, section 3; weights as in an exponential race (the smallest of independent exponential variates
with rates w is variate i with probability w_i / sum w).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import kernel, parallel_kernel, prange
from twin.core.streams import draw

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TINY = 2.0**-54  # stands for a draw of exactly zero
_LOG2E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # sum is ln 2, first with zero tail bits
_FARTHEST = 700.0
_SLACK = 1.0 + 1e-9  # covers what decay_of and the products are rounded by
_HALVES = 2.0 ** -np.arange(1024.0)  # 2**-k, exact


def mixed(uids: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread uids over all 64 bits, so that the exclusive or of two of them is free of patterns. (N,) → (N,)

    Finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014, DOI 10.1145/2660193.2660195), a bijection.
    """
    z = np.array(uids, dtype=np.uint64, ndmin=1) + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(z ^ (z >> np.uint64(31)))


def child_uids(parents: NDArray[np.uint64], ordinals: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Uids of entities that belong to a parent, from the parent's uid and their ordinal in it. (N,), (N,) → (N,)"""
    return mixed(np.asarray(parents, dtype=np.uint64) ^ mixed(np.asarray(ordinals, dtype=np.uint64)))


@kernel
def decay_of(x: float) -> float:
    """exp(-x) for x >= 0, within 1e-12 relative; 0 beyond x = 700. Additions and multiplications only.

    Written out because a call of the mathematics library out of the innermost loop costs up to five times as much after
    kernels that used the processor's wide registers, and because its last bit differs between systems.
    Reduction to |r| <= ln 2 / 2, then the Taylor polynomial of degree 11 (remainder below 7e-15).
    """
    if x > _FARTHEST:
        return 0.0
    k = int(x * _LOG2E + 0.5)
    r = k * _LN2_HIGH - x + k * _LN2_LOW
    p = 1.0 + r / 11.0
    p = 1.0 + r / 10.0 * p
    p = 1.0 + r / 9.0 * p
    p = 1.0 + r / 8.0 * p
    p = 1.0 + r / 7.0 * p
    p = 1.0 + r / 6.0 * p
    p = 1.0 + r / 5.0 * p
    p = 1.0 + r / 4.0 * p
    p = 1.0 + r / 3.0 * p
    p = 1.0 + r / 2.0 * p
    p = 1.0 + r * p
    return p * float(_HALVES[k])


@kernel
def better(u: float, weight: float, best: float) -> float:
    """Return the score -log(u) / weight if it beats `best`, else `best`.

    -log(u) is at least 1 - u, so most candidates are turned down without a logarithm.
    """
    if (1.0 - u) >= best * weight:
        return best
    return min(best, -math.log(max(u, _TINY)) / weight)


@parallel_kernel
def choose_in_group(
    key: np.uint64,
    uids: NDArray[np.uint64],
    group: NDArray[np.int64],
    first: NDArray[np.int64],
    candidates: NDArray[np.uint64],
    weight: NDArray[np.float64],
    out: NDArray[np.int64],
) -> None:
    """Choose one candidate of the entity's group by weight.

    Parameters
    ----------
    key : Key of the stream. () uint64
    uids : Uids of the entities. (N,)
    group : Group of each entity, -1 for none. (N,)
    first : First candidate of each group; candidates are sorted by group. (G + 1,)
    candidates : `mixed` uids of the candidates. (C,)
    weight : Weight of each candidate, not negative. (C,) [1]
    out : Candidate chosen, -1 if the group has none with a weight; written. (N,)
    """
    for i in prange(uids.shape[0]):
        best = np.inf
        chosen = -1
        if group[i] >= 0:
            for c in range(first[group[i]], first[group[i] + 1]):
                if weight[c] > 0.0:
                    score = better(draw(key, 0, uids[i] ^ candidates[c], 0), weight[c], best)
                    if score < best:
                        best = score
                        chosen = c
        out[i] = chosen


@parallel_kernel
def choose_by_distance(
    key: np.uint64,
    tick: int,
    uids: NDArray[np.uint64],
    at: NDArray[np.float64],
    candidates: NDArray[np.uint64],
    site: NDArray[np.float64],
    weight: NDArray[np.float64],
    decay: float,
    out: NDArray[np.int64],
) -> None:
    """Choose one candidate by weight and distance: weight x exp(-distance / decay).

    Parameters
    ----------
    key, tick : Key of the stream, and tick or day type of the draw. ()
    uids : Uids of the entities. (N,)
    at : Easting and northing of each entity. (N, 2) [m]
    candidates : `mixed` uids of the candidates. (C,)
    site : Easting, northing and smallest distance that counts (half-width of an area). (C, 3) [m]
    weight : Weight of each candidate, not negative. (C,) [1]
    decay : Length over which attraction falls to 1/e. () [m]
    out : Candidate chosen, -1 if none has a weight; written. (N,)
    """
    for i in prange(uids.shape[0]):
        best = np.inf
        chosen = -1
        for c in range(candidates.shape[0]):
            if weight[c] > 0.0:
                dx = site[c, 0] - at[i, 0]
                dy = site[c, 1] - at[i, 1]
                x = max(math.sqrt(dx * dx + dy * dy), site[c, 2]) / decay
                if x > _FARTHEST:
                    continue
                u = draw(key, tick, uids[i] ^ candidates[c], 0)
                # 2**-floor(x log2 e) is never below exp(-x): most candidates are turned down without the polynomial.
                if (1.0 - u) >= best * (weight[c] * (_SLACK * float(_HALVES[int(x * _LOG2E)]))):
                    continue
                pull = weight[c] * decay_of(x)
                if pull > 0.0:
                    score = better(u, pull, best)
                    if score < best:
                        best = score
                        chosen = c
        out[i] = chosen
