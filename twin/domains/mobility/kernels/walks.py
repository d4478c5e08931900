"""How far does a trip go along the streets? A walk down the tree of its destination."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.core.jit import parallel_kernel, prange

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@parallel_kernel
def lengths(
    journey: NDArray[np.int64],
    roots: NDArray[np.int64],
    next_link: NDArray[np.int32],
    head: NDArray[np.int64],
    length: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None:
    """Add up the length of the links of each trip.

    Parameters
    ----------
    journey : Tree of each trip, -1 off the streets; node where it starts; kind. (N, K, 3)
    roots, next_link : Root node of each tree (D,) and link to take at each node (D, V).
    head, length : End node and length of each link. (L,) [m]
    out : Length of each trip, 0 off the streets; written. (N, K) [m]
    """
    for i in prange(journey.shape[0]):
        for k in range(journey.shape[1]):
            out[i, k] = 0.0
            tree = journey[i, k, 0]
            if tree >= 0:
                node = journey[i, k, 1]
                while node != roots[tree]:
                    link = next_link[tree, node]
                    out[i, k] += length[link]
                    node = head[link]
