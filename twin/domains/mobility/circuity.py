"""How much longer than the straight line are ways along a network?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from twin.geo.streets import main_nodes

if TYPE_CHECKING:
    from twin.state.table import Table

_USUAL = 1.3
_NEAR, _FAR = 200.0, 3000.0  # m


def circuity(nodes: Table, links: Table, sample: int = 48) -> float:
    """Length along a network over straight distance, from a sample of nodes in the zones to all others within 3 km. [1]

    Only nodes inside the zones that hang together count: in the margin, where the network is cut, and in loose ends of
    it, nobody starts, and ways are longer. A full table of distances would take longer than the rest of mobility; on
    street grids the ratio is steady enough, and times beyond the layer rest on circuity in any case.
    """
    n = len(nodes)
    if n < 2 or len(links) == 0:  # noqa: PLR2004
        return _USUAL
    inside = np.zeros(n, dtype=bool)
    in_zone = links["zone"] >= 0
    inside[links["tail"][in_zone]] = True
    inside[links["head"][in_zone]] = True
    whole = main_nodes(nodes, links, strong=True)
    ends = whole[inside[whole]]
    ends = ends if ends.size else np.arange(n)
    roots = ends[np.unique(np.linspace(0, ends.size - 1, min(sample, ends.size)).astype(np.int64))]
    # Of parallel links the shortest: a sparse matrix would add them.
    tail, head, length = links["tail"], links["head"], np.maximum(links["length"], 1e-3)
    order = np.lexsort((length, head, tail))
    tail, head, length = tail[order], head[order], length[order]
    kept = np.append(True, (tail[1:] != tail[:-1]) | (head[1:] != head[:-1]))
    graph = coo_array((length[kept], (tail[kept], head[kept])), shape=(n, n)).tocsr()
    along = dijkstra(graph, indices=roots, limit=10.0 * _FAR)[:, ends]
    x, y = nodes["x"][ends], nodes["y"][ends]
    straight = np.hypot(nodes["x"][roots][:, None] - x, nodes["y"][roots][:, None] - y)
    used = np.isfinite(along) & (straight > _NEAR) & (straight < _FAR)
    if not used.any():
        return _USUAL
    return max(1.0, float(along[used].sum() / straight[used].sum()))
