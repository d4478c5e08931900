"""Which shops and places of leisure does a citizen go to by habit? Four weighted picks for the price of one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import parallel_kernel, prange
from twin.core.rendezvous import better, decay_of
from twin.core.streams import philox

if TYPE_CHECKING:
    from numpy.typing import NDArray

PICKS = 4
_MASK = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_TO_UNIT = 2.0**-32
_FARTHEST = 700.0
_LOG2E = 1.4426950408889634
_SLACK = 1.0 + 1e-9
_HALVES = 2.0 ** -np.arange(1024.0)  # 2**-k, exact


@parallel_kernel
def habitual_places(
    key: np.uint64,
    uids: NDArray[np.uint64],
    at: NDArray[np.float64],
    candidates: NDArray[np.uint64],
    site: NDArray[np.float64],
    weight: NDArray[np.float64],
    decay: float,
    out: NDArray[np.int32],
) -> None:
    """Choose four candidates by weight and distance, independently: weight x exp(-distance / decay).

    Parameters
    ----------
    key : Key of the stream. ()
    uids : Uids of the entities. (N,)
    at : Easting and northing of each entity. (N, 2) [m]
    candidates : `mixed` uids of the candidates. (C,)
    site : Easting, northing and smallest distance that counts (half-width of an area). (C, 3) [m]
    weight : Weight of each candidate, not negative. (C,) [1]
    decay : Length over which attraction falls to 1/e. () [m]
    out : Candidates chosen, -1 if none has a weight; written. (N, 4)

    Notes
    -----
    Weighted rendezvous as in `twin.core.rendezvous.choose_by_distance`, one race for each of the four 32-bit words that
    a pair of entity and candidate draws at once. Each pick falls on a candidate with a probability proportional to its
    weight, the same candidate may be picked twice, and when one comes or goes only picks of it change.
    """
    lower, upper = np.uint64(key) & _MASK, np.uint64(key) >> _SHIFT
    for i in prange(uids.shape[0]):
        best = np.full(PICKS, np.inf)
        worst = np.inf
        luck = np.empty(PICKS)
        for j in range(PICKS):
            out[i, j] = -1
        for c in range(candidates.shape[0]):
            if weight[c] <= 0.0:
                continue
            dx = site[c, 0] - at[i, 0]
            dy = site[c, 1] - at[i, 1]
            x = max(math.sqrt(dx * dx + dy * dy), site[c, 2]) / decay
            if x > _FARTHEST:
                continue
            pair = uids[i] ^ candidates[c]
            x0, x1, x2, x3 = philox(0, 0, pair & _MASK, pair >> _SHIFT, lower, upper)
            luck[0], luck[1] = (x0 + 0.5) * _TO_UNIT, (x1 + 0.5) * _TO_UNIT
            luck[2], luck[3] = (x2 + 0.5) * _TO_UNIT, (x3 + 0.5) * _TO_UNIT
            # 2**-floor(x log2 e) is never below exp(-x): most candidates are turned down without the polynomial.
            bound = weight[c] * (_SLACK * float(_HALVES[int(x * _LOG2E)]))
            if 1.0 - max(luck[0], luck[1], luck[2], luck[3]) >= worst * bound:
                continue
            pull = weight[c] * decay_of(x)
            if pull <= 0.0:
                continue
            for j in range(PICKS):
                score = better(luck[j], pull, best[j])
                if score < best[j]:
                    best[j] = score
                    out[i, j] = c
            worst = max(best[0], best[1], best[2], best[3])
