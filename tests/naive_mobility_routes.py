"""Slow, obvious twins of the kernels of routes."""

from __future__ import annotations

import math


def reached(links, n, root, cost, closed=(), banned=()):
    """Cost from every junction to `root` and from every link (counted from its end), by Bellman-Ford over links.

    links: (tail, head) each; banned: pairs of links of which the second may not follow the first. A closed junction is
    never passed.
    """
    after = [0.0 if head == root else math.inf for _, head in links]
    for _ in range(len(links) + 1):
        for i, (_, head) in enumerate(links):
            if head == root or head in closed:
                continue
            onward = [cost[j] + after[j] for j, (tail, _) in enumerate(links) if tail == head and (i, j) not in banned]
            after[i] = min([after[i], *onward])
    best = [0.0 if v == root else math.inf for v in range(n)]
    for j, (tail, _) in enumerate(links):
        if tail != root:
            best[tail] = min(best[tail], cost[j] + after[j])
    return best, after


def period(cut, t):
    """Period of the day in which t lies."""
    t %= 86400.0
    return max(p for p in range(len(cut) - 1) if t >= cut[p])


def pick(shares, luck):
    """Set of ways that one with this luck takes."""
    heap = 0.0
    for k, share in enumerate(shares):
        heap += share
        if luck < heap:
            return k
    return len(shares) - 1


def walk(first_out, out_link, head, choice, node):
    """Links from a node to the root of one tree."""
    way = []
    while choice[node] != 255:
        way.append(int(out_link[first_out[node] + choice[node]]))
        node = int(head[way[-1]])
    return way


def load(ways, trips, n_links):
    """Flow of each link when trips follow their ways."""
    flow = [0.0] * n_links
    for way, some in zip(ways, trips, strict=True):
        for link in way:
            flow[link] += some
    return flow
