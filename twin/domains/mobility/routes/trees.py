"""Which ways do drivers follow at given times of links? Trees of every period, and what people believe by them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from twin.domains.mobility.routes.kernels import BLOCK, factorise, measure, trees
from twin.domains.mobility.routes.ways import Roads, Ways

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from twin.domains.mobility.routes.graph import Graph
    from twin.domains.mobility.routes.net import Net

_NOWHERE = np.zeros((1, 1, 1), dtype=np.float32)


def find(
    net: Net,
    cost: NDArray[np.float64],
    roots: NDArray[np.int32],
    origins: NDArray[np.int32],
    threads: int = 1,
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Cheapest ways to each root by several sets of costs; the same bits on any number of threads.

    Parameters
    ----------
    cost : Cost of each link by set. (P, L)
    roots, origins : Destinations (D,) and the nodes whose cost is asked for (O,).

    Returns
    -------
    choice, total : Arc to take at each node (P, D, V), and cost from each origin (P, D, O).
    """
    n_sets, size = cost.shape[0], net.size
    choice = np.empty((n_sets, roots.size, size), dtype=np.uint8)
    total = np.empty((n_sets, roots.size, origins.size))
    edges = np.empty((n_sets, 2 * net.up_to.size))

    def work(p: int, span: tuple[int, int]) -> None:
        room = (np.empty((size, BLOCK)), np.empty((size, BLOCK)), np.empty((size, BLOCK), dtype=np.uint8))
        trees(net, cost[p], edges[p], roots, origins, span, room, choice[p], total[p])

    for p in range(n_sets):
        factorise(net, cost[p], edges[p])
    _share_out(work, n_sets, roots.size, threads)
    return choice, total


def along(
    net: Net,
    choice: NDArray[np.uint8],
    value: NDArray[np.float64],
    roots: NDArray[np.int32],
    origins: NDArray[np.int32],
    threads: int = 1,
) -> NDArray[np.float64]:
    """Sum of a figure of links (P, L) along the ways of trees (P, D, V) from each origin, or infinite. (P, D, O)"""
    out = np.empty((choice.shape[0], roots.size, origins.size))

    def work(p: int, span: tuple[int, int]) -> None:
        room = (np.empty(net.size, dtype=np.int32), np.empty(net.size))
        measure(net, roots, origins, choice[p], value[p], span, room, out[p])

    _share_out(work, choice.shape[0], roots.size, threads)
    return out


def _share_out(work: Callable[[int, tuple[int, int]], None], n_sets: int, n_roots: int, threads: int) -> None:
    """Call `work` for spans of roots of each set, side by side; spans are whole blocks."""
    step = max(BLOCK, -(-n_roots // (4 * BLOCK)) * BLOCK)
    spans = [(p, (a, min(a + step, n_roots))) for p in range(n_sets) for a in range(0, n_roots, step)]
    if threads < 2:  # noqa: PLR2004
        for p, span in spans:
            work(p, span)
        return
    with ThreadPoolExecutor(threads, "routes") as pool:
        for done in [pool.submit(work, p, span) for p, span in spans]:
            done.result()


def ways_of(graph: Graph, choice: NDArray[np.uint8], share: NDArray[np.float64]) -> Ways:
    """Ways from the trees of K sets by period. (P, K, D, V), shares (P, K)."""
    n_periods, n_sets = share.shape
    heap = np.cumsum(share, axis=1)
    heap[:, -1] = 1.0
    net = graph.net
    return Ways(
        net.first_out, net.out_link, graph.roots, graph.root_of,
        choice.reshape(n_periods * n_sets, graph.roots.size, net.size), graph.cut, heap.astype(np.float32),
    )  # fmt: skip


def felt(graph: Graph, seconds: NDArray[np.float64], charge: NDArray[np.float64]) -> NDArray[np.float64]:
    """What ways are chosen by: time, charge in time, and the penalty of restricted streets. (P, L) [s]"""
    return np.asarray(seconds + charge * graph.toll_pace + graph.penalty)


def roads_of(
    graph: Graph,
    seconds: NDArray[np.float64],
    charge: NDArray[np.float64],
    found: tuple[NDArray[np.uint8], NDArray[np.float64]],
    threads: int = 1,
) -> Roads:
    """What people believe by times of links (P, L) and charges (P, L), from the ways found by what they are felt as."""
    choice, total = found
    roots = graph.roots
    plain = not charge.any() and not graph.penalty.any()
    time = total if plain else along(graph.net, choice, seconds, roots, roots, threads)
    toll = along(graph.net, choice, charge, roots, roots, threads).astype(np.float32) if charge.any() else _NOWHERE
    return Roads(graph.site_node, graph.root_of, time.astype(np.float32), toll, graph.cut, graph.xy, float(graph.pace))
