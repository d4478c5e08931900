"""Which link comes next on the shortest way to a destination? One tree per destination, as int32."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import parallel_kernel, prange
from twin.domains.mobility.kernels.heap import sift_down, sift_up

if TYPE_CHECKING:
    from numpy.typing import NDArray


@parallel_kernel
def trees(
    first_in: NDArray[np.int64],
    link_in: NDArray[np.int64],
    tail: NDArray[np.int64],
    cost: NDArray[np.float64],
    n_through: int,
    roots: NDArray[np.int64],
    next_link: NDArray[np.int32],
    total: NDArray[np.float32],
) -> None:
    """Cheapest way from every node to each root (Dijkstra on the reversed graph, binary heap).

    Parameters
    ----------
    first_in, link_in : Links that end in each node, as offsets (N + 1,) into link_in (L,).
    tail, cost : Start node and cost of each link, cost not negative. (L,) [s or m]
    n_through : Nodes from this row on are places outside: a way may start or end there, never pass. ()
    roots : Destination nodes. (D,)
    next_link : Link to take at each node towards each root, -1 at the root and where there is no way; written. (D, N)
    total : Cost from each node to each root, infinite where there is no way; written. (D, N) [as cost]

    Notes
    -----
    E. W. Dijkstra, "A note on two problems in connexion with graphs", Numerische Mathematik 1, 1959,
    DOI 10.1007/BF01386390. Equal keys leave the heap by node row, so the tree is the same on every machine.
    """
    n = first_in.shape[0] - 1
    room = link_in.shape[0] + 2
    for d in prange(roots.shape[0]):
        keys = np.empty(room, dtype=np.float64)
        items = np.empty(room, dtype=np.int32)
        best = np.full(n, np.inf)
        for v in range(n):
            next_link[d, v] = -1
        root = roots[d]
        best[root] = 0.0
        sift_up(keys, items, 0, 0.0, root)
        size = 1
        while size > 0:
            reached = keys[0]
            node = items[0]
            size -= 1
            sift_down(keys, items, size)
            if reached > best[node] or (node >= n_through and node != root):
                continue
            for k in range(first_in[node], first_in[node + 1]):
                link = link_in[k]
                before = tail[link]
                longer = reached + cost[link]
                if longer < best[before]:
                    best[before] = longer
                    next_link[d, before] = link
                    sift_up(keys, items, size, longer, before)
                    size += 1
        for v in range(n):
            total[d, v] = best[v]
