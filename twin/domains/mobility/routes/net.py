"""What is joined to what, and in which order are nodes eliminated? The graph that ways are found on."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.domains.mobility.routes.ways import END

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Net(NamedTuple):
    """Routing nodes, the arcs that leave them, and what elimination makes of them.

    A routing node is a junction, a place outside, or the copy of a junction for links that may not be followed by all
    that leave it. An arc is a link as seen from a routing node; a link leaves a junction and its copies alike.

    Parameters
    ----------
    tail, head : Junction where each link starts, routing node where it ends. (L,)
    base : Junction or place that each routing node stands for. (V,)
    closed : Places that a way may start or end at, never pass. (V,)
    first_out, out_link : Links that leave each routing node. (V + 1,), (A,)
    arc_tail : Routing node of each arc. (A,)
    first_in, in_arc : Arcs that end in each closed place. (V + 1,), (I,)
    first_twin, twins : Routing nodes that stand for the same junction, itself first, of each junction. (V + 1,), (W,)
    place : Position of each routing node: those open in order of elimination, then those closed. (V,)
    first_up, up_to : Positions later than each open one that elimination joins it to. (O + 1,), (E,)
    slot : Where an arc's cost belongs among (E upward, E downward) costs, -1 if it ends in a closed place. (A,)
    triangles : Pairs of later neighbours: edge to the earlier one, to the later one, between them. (T, 3)
    """

    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    base: NDArray[np.int32]
    closed: NDArray[np.bool_]
    first_out: NDArray[np.int32]
    out_link: NDArray[np.int32]
    arc_tail: NDArray[np.int32]
    first_in: NDArray[np.int32]
    in_arc: NDArray[np.int32]
    first_twin: NDArray[np.int32]
    twins: NDArray[np.int32]
    place: NDArray[np.int32]
    first_up: NDArray[np.int32]
    up_to: NDArray[np.int32]
    slot: NDArray[np.int32]
    triangles: NDArray[np.int32]

    @property
    def size(self) -> int:
        """Routing nodes."""
        return int(self.base.size)


def join(
    n: int,
    tail: NDArray[np.int64],
    head: NDArray[np.int64],
    closed: NDArray[np.bool_] | None = None,
    banned: NDArray[np.int64] | None = None,
) -> Net:
    """Make the graph of links between `n` junctions and places.

    Parameters
    ----------
    tail, head : Ends of each link. (L,)
    closed : Places that may not be passed; none if omitted. (n,)
    banned : Pairs of links of which the second may not follow the first. (B, 2)

    Raises
    ------
    ValueError
        If more than 254 links leave a junction.
    """
    closed = np.zeros(n, dtype=bool) if closed is None else closed
    turned, base, forbidden = _copies(n, head, closed, banned)
    size = base.size
    order = np.argsort(tail, kind="stable")
    first = np.searchsorted(tail[order], np.arange(n + 1))
    links: list[NDArray[np.int64]] = [order[first[v] : first[v + 1]] for v in range(n)]
    for v in range(n, size):
        links.append(np.array([a for a in links[base[v]] if int(a) not in forbidden[v - n]], dtype=np.int64))
    count = np.array([a.size for a in links], dtype=np.int64)
    if count.max(initial=0) >= END:
        msg = f"{count.max()} links leave junction {int(np.argmax(count))}; at most {END - 1} can be told apart"
        raise ValueError(msg)
    first_out = np.concatenate([[0], np.cumsum(count)])
    out_link = np.concatenate([*links, np.empty(0, dtype=np.int64)]).astype(np.int64)
    arc_tail = np.repeat(np.arange(size), count)
    arc_head = turned[out_link]
    shut = np.concatenate([closed, np.zeros(size - n, dtype=bool)])
    ends = np.flatnonzero(shut[arc_head])
    ends = ends[np.argsort(arc_head[ends], kind="stable")]
    by_base = np.argsort(base, kind="stable")
    place, first_up, up_to, slot, triangles = _eliminate(arc_tail, arc_head, shut)
    small = [
        tail, turned, base, first_out, out_link, arc_tail, np.searchsorted(arc_head[ends], np.arange(size + 1)), ends,
        np.searchsorted(base[by_base], np.arange(size + 1)), by_base, place, first_up, up_to, slot, triangles,
    ]  # fmt: skip
    a, b, c, *rest = (np.ascontiguousarray(array, dtype=np.int32) for array in small)
    return Net(a, b, c, shut, *rest)


def _copies(
    n: int, head: NDArray[np.int64], closed: NDArray[np.bool_], banned: NDArray[np.int64] | None
) -> tuple[NDArray[np.int64], NDArray[np.int64], list[frozenset[int]]]:
    """Routing node where each link ends, junction of each routing node, and links that each copy lacks."""
    without: dict[int, set[int]] = {}
    for link, after in banned.tolist() if banned is not None else ():
        if not closed[head[link]]:  # nobody turns where nobody passes
            without.setdefault(int(link), set()).add(int(after))
    turned = head.astype(np.int64).copy()
    made: dict[tuple[int, frozenset[int]], int] = {}
    for link in sorted(without):
        key = (int(head[link]), frozenset(without[link]))
        turned[link] = made.setdefault(key, n + len(made))
    base = np.concatenate([np.arange(n), np.array([at for at, _ in made], dtype=np.int64)])
    return turned, base, [lacks for _, lacks in made]


def _eliminate(
    tail: NDArray[np.int64], head: NDArray[np.int64], closed: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], ...]:
    """Order of least degree and the edges that it fills in.

    W. F. Tinney and J. W. Walker, "Direct solutions of sparse network equations by optimally ordered triangular
    factorization", Proceedings of the IEEE 55(11), 1967, DOI 10.1109/PROC.1967.6011, scheme 2; ties by row.
    """
    n = closed.size
    near: list[set[int]] = [set() for _ in range(n)]
    for a, b in zip(tail.tolist(), head.tolist(), strict=True):
        if a != b and not closed[a] and not closed[b]:
            near[a].add(b)
            near[b].add(a)
    heap = [(len(near[v]), v) for v in range(n) if not closed[v]]
    heapq.heapify(heap)
    done = closed.tolist()
    order: list[int] = []
    later: list[set[int]] = []
    while heap:
        degree, v = heapq.heappop(heap)
        if done[v] or degree != len(near[v]):
            continue
        done[v] = True
        order.append(v)
        later.append(near[v])
        for u in near[v]:
            near[u] |= near[v]
            near[u] -= {u, v}
            heapq.heappush(heap, (len(near[u]), u))
    place = np.empty(n, dtype=np.int64)
    place[order] = np.arange(len(order))
    place[closed] = len(order) + np.arange(int(closed.sum()))
    up = [np.sort(place[list(some)]) for some in later]
    first_up = np.concatenate([[0], np.cumsum([u.size for u in up], dtype=np.int64)]).astype(np.int64)
    up_to = np.concatenate([*up, np.empty(0, dtype=np.int64)]).astype(np.int64)
    start = np.repeat(np.arange(len(up)), np.diff(first_up))
    key = start * n + up_to  # sorted: by start, then by end
    low, high = np.minimum(place[tail], place[head]), np.maximum(place[tail], place[head])
    inner = ~closed[tail] & ~closed[head] & (tail != head)
    slot = np.full(tail.size, -1, dtype=np.int64)
    slot[inner] = np.searchsorted(key, low[inner] * n + high[inner])
    slot[inner & (place[tail] > place[head])] += up_to.size
    pairs = [_pairs(first_up[v], first_up[v + 1]) for v in range(len(up))]
    both = np.concatenate([*pairs, np.empty((0, 2), dtype=np.int64)])
    across = np.searchsorted(key, up_to[both[:, 0]] * n + up_to[both[:, 1]])
    return place, first_up, up_to, slot, np.column_stack([both, across])


def _pairs(first: int, end: int) -> NDArray[np.int64]:
    one, two = np.triu_indices(int(end - first), 1)
    return np.column_stack([one + first, two + first])
