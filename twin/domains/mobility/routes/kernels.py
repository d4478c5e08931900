"""Which way is the cheapest, from everywhere to every destination? Elimination in (min, +), then sweeps over blocks.

Shortest ways solve a linear system in the algebra of minimum and sum, so it is factorised as a sparse matrix is: nodes
are eliminated once per set of costs, after which each destination needs one short pass up and one pass down the order,
and the pass down runs over many destinations side by side. B. A. Carré, "An algebra for network routing problems",
IMA Journal of Applied Mathematics 7(3), 1971, DOI 10.1093/imamat/7.3.273; as contraction hierarchies with any metric:
J. Dibbelt, B. Strasser, D. Wagner, "Customizable contraction hierarchies", ACM JEA 21, 2016, DOI 10.1145/2886843.
Results are those of Dijkstra's algorithm up to the order of sums.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import lean_kernel
from twin.domains.mobility.routes.ways import END

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.routes.net import Net

BLOCK = 32
LEAST = 1e-3  # s; no link costs less, so that no way turns in a circle


@lean_kernel
def factorise(net: Net, cost: NDArray[np.float64], edges: NDArray[np.float64]) -> None:
    """Cheapest ways between the two ends of each edge over nodes that come before both.

    Parameters
    ----------
    cost : Cost of each link, not negative. (L,)
    edges : Cost upward, then downward the order; written. (2 E,)
    """
    half = net.up_to.shape[0]
    edges[:] = np.inf
    for a in range(net.out_link.shape[0]):
        at = net.slot[a]
        if at >= 0:
            edges[at] = min(edges[at], max(cost[net.out_link[a]], LEAST))
    for t in range(net.triangles.shape[0]):
        one, two, across = net.triangles[t, 0], net.triangles[t, 1], net.triangles[t, 2]
        edges[across] = min(edges[across], edges[half + one] + edges[two])
        edges[half + across] = min(edges[half + across], edges[half + two] + edges[one])


@lean_kernel
def start_at(net: Net, cost: NDArray[np.float64], root: int, b: int, done: NDArray[np.float64]) -> None:
    """Cost to a root from where its ways end: itself and its copies, or what leads straight into a closed one."""
    if net.closed[root]:
        for i in range(net.first_in[root], net.first_in[root + 1]):
            a = net.in_arc[i]
            at = net.place[net.arc_tail[a]]
            done[at, b] = min(done[at, b], max(cost[net.out_link[a]], LEAST))
    else:
        for i in range(net.first_twin[root], net.first_twin[root + 1]):
            done[net.place[net.twins[i]], b] = 0.0


@lean_kernel
def sweep(net: Net, edges: NDArray[np.float64], done: NDArray[np.float64]) -> None:
    """Cost from every open node to the roots of a block, up the order and down again.

    Parameters
    ----------
    done : Cost by position, at first where the ways end and infinite elsewhere; written. (V, BLOCK)
    """
    half = net.up_to.shape[0]
    n_open = net.first_up.shape[0] - 1
    for v in range(n_open):
        for e in range(net.first_up[v], net.first_up[v + 1]):
            w = net.up_to[e]
            more = edges[half + e]
            for b in range(BLOCK):
                done[w, b] = min(done[w, b], more + done[v, b])
    for v in range(n_open - 1, -1, -1):
        for e in range(net.first_up[v], net.first_up[v + 1]):
            w = net.up_to[e]
            more = edges[e]
            for b in range(BLOCK):
                done[v, b] = min(done[v, b], more + done[w, b])


@lean_kernel
def follow(
    net: Net,
    cost: NDArray[np.float64],
    done: NDArray[np.float64],
    best: NDArray[np.float64],
    arc: NDArray[np.uint8],
) -> None:
    """Arc that each node's cheapest way starts with, those into closed places apart; cost and arc are written."""
    best[:] = np.inf
    arc[:] = END
    for v in range(net.base.shape[0]):
        for a in range(net.first_out[v], net.first_out[v + 1]):
            head = net.head[net.out_link[a]]
            if net.closed[head]:
                continue
            w = net.place[head]
            more = max(cost[net.out_link[a]], LEAST)
            which = np.uint8(a - net.first_out[v])
            for b in range(BLOCK):
                along = more + done[w, b]
                nearer = along < best[v, b]
                best[v, b] = along if nearer else best[v, b]
                arc[v, b] = which if nearer else arc[v, b]


@lean_kernel
def trees(
    net: Net,
    cost: NDArray[np.float64],
    edges: NDArray[np.float64],
    roots: NDArray[np.int32],
    origins: NDArray[np.int32],
    span: tuple[int, int],
    block: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.uint8]],
    choice: NDArray[np.uint8],
    total: NDArray[np.float64],
) -> None:
    """Cheapest way from every node to the roots from row `span[0]` up to `span[1]`.

    Parameters
    ----------
    cost, edges : Cost of each link (L,), and its factors (2 E,).
    roots : Destinations. (D,)
    origins : Nodes whose cost is asked for. (O,)
    block : Room to work in: costs by position, best costs and arcs by node. (V, BLOCK) each
    choice : Arc to take at each node, END at the root and where there is no way; written. (D, V)
    total : Cost from each origin, infinite where there is no way; written. (D, O)
    """
    done, best, arc = block
    for start in range(span[0], span[1], BLOCK):
        width = min(BLOCK, span[1] - start)
        done[:] = np.inf
        for b in range(width):
            start_at(net, cost, roots[start + b], b, done)
        sweep(net, edges, done)
        follow(net, cost, done, best, arc)
        for b in range(width):
            finish(net, cost, roots[start + b], b, best, arc)
            for v in range(net.base.shape[0]):
                choice[start + b, v] = arc[v, b]
            for o in range(origins.shape[0]):
                total[start + b, o] = best[origins[o], b]


@lean_kernel
def finish(
    net: Net, cost: NDArray[np.float64], root: int, b: int, best: NDArray[np.float64], arc: NDArray[np.uint8]
) -> None:
    """Arcs that lead straight into a closed root, and none at the root itself."""
    if net.closed[root]:
        for i in range(net.first_in[root], net.first_in[root + 1]):
            a = net.in_arc[i]
            v = net.arc_tail[a]
            along = max(cost[net.out_link[a]], LEAST)
            if along < best[v, b]:
                best[v, b] = along
                arc[v, b] = np.uint8(a - net.first_out[v])
    for i in range(net.first_twin[root], net.first_twin[root + 1]):
        best[net.twins[i], b] = 0.0
        arc[net.twins[i], b] = np.uint8(END)


@lean_kernel
def measure(
    net: Net,
    roots: NDArray[np.int32],
    origins: NDArray[np.int32],
    choice: NDArray[np.uint8],
    value: NDArray[np.float64],
    span: tuple[int, int],
    room: tuple[NDArray[np.int32], NDArray[np.float64]],
    out: NDArray[np.float64],
) -> None:
    """Sum of a figure of links along the ways to the roots from row `span[0]` up to `span[1]`.

    Parameters
    ----------
    roots, choice : Trees. (D,), (D, V)
    origins : Nodes whose sum is asked for. (O,)
    value : Figure of each link, not negative. (L,)
    room : Room to work in. (V,) each
    out : Sum from each origin to each root, infinite where there is no way; written. (D, O)
    """
    trail, known = room
    for d in range(span[0], span[1]):
        known[:] = -1.0
        for i in range(net.first_twin[roots[d]], net.first_twin[roots[d] + 1]):
            known[net.twins[i]] = 0.0
        for o in range(origins.shape[0]):
            steps = 0
            at = origins[o]
            while known[at] < 0.0 and choice[d, at] != END:
                trail[steps] = at
                steps += 1
                at = net.head[net.out_link[net.first_out[at] + choice[d, at]]]
            if known[at] < 0.0:
                known[at] = np.inf
            for s in range(steps - 1, -1, -1):
                before = trail[s]
                link = net.out_link[net.first_out[before] + choice[d, before]]
                known[before] = value[link] + known[net.head[link]]
            out[d, o] = known[origins[o]]
