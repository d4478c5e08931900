"""Which ways does a type of day settle on? Loadings and new ways in turn, until hardly anybody would gain by another.

People drive by the believed times of links, the streets fill, and beliefs move towards what was met: a stochastic user
equilibrium (C. F. Daganzo and Y. Sheffi, "On stochastic models of traffic assignment", Transportation Science 11(3),
1977, DOI 10.1287/trsc.11.3.253). Drivers misjudge the time of links, each set of drivers in a way of its own that never
changes; so a small change of times moves few of them, where otherwise all would move at once and lock the streets that
they move to. Steps are those of successive averages; a belief at most doubles in a round.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import ndtri

from twin.core.jit import lean_kernel
from twin.core.streams import declare
from twin.domains.mobility.routes.trees import felt, find, roads_of, ways_of
from twin.domains.mobility.routes.ways import DAY, END, set_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from twin.domains.mobility.routes.graph import Graph
    from twin.domains.mobility.routes.net import Net
    from twin.domains.mobility.routes.params import RoutesParams
    from twin.domains.mobility.routes.ways import Roads, Ways

JUDGE = declare("mobility.routes.judge", "how drivers of each set misjudge the links of the streets")
_KNOWN = 5  # rounds that what another type of day settled on counts for
_RISE = 2.0  # times that a belief rises to at most in a round
_STUCK = 3600.0  # s, for a link that vehicles entered and none left


class Met(NamedTuple):
    """What drivers met on a day.

    Parameters
    ----------
    entered, left, spent : Vehicles that entered and left each street [1], and time of the latter [s], by hour. (24, R)
    origin, root : Routing node where each trip starts, row of its destination; -1 off the streets. (T,)
    departure : When it starts. (T,) [s]
    luck : What picks its set of ways. (T,)
    """

    entered: NDArray[np.float64]
    left: NDArray[np.float64]
    spent: NDArray[np.float64]
    origin: NDArray[np.int32]
    root: NDArray[np.int32]
    departure: NDArray[np.float64]
    luck: NDArray[np.float32]


class Gap(NamedTuple):
    """How far from equilibrium a round was.

    Parameters
    ----------
    relative : Cost of all trips by their ways over that by the cheapest ways, less 1. () [1]
    used, least : Both costs, at the times met. () [s]
    trips : Trips counted. ()
    """

    relative: float
    used: float
    least: float
    trips: int


@dataclass(frozen=True)
class Settled:
    """Ways of a day type.

    Parameters
    ----------
    ways, roads : What drivers follow, and what people believe of driving.
    delay : Believed time of each link beyond that of the empty one, by period. (P, L) [s]
    loadings : Days that were run. ()
    gaps : Of the rounds that were measured; that of the returned ways is the last.
    """

    ways: Ways
    roads: Roads
    delay: NDArray[np.float64]
    loadings: int
    gaps: tuple[Gap, ...]


@lean_kernel
def price(
    ways: Ways,
    head: NDArray[np.int32],
    cost: NDArray[np.float64],
    trips: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64], NDArray[np.float32]],
    least: NDArray[np.float64],
    order: NDArray[np.int64],
    out: NDArray[np.float64],
) -> None:
    """Cost of every trip by its way and by the cheapest one, at the costs of the period in which it leaves.

    Parameters
    ----------
    head : Routing node where each link ends. (L,)
    cost : Cost of links by period. (P, L)
    trips : Origin node, row of the destination, departure [s] and luck. (T,) each
    least : Cost by the cheapest way. (P, D, D)
    order : Trips that are priced, those of one tree together, which is three times as fast. (T',)
    out : Both costs, 0 for trips off the streets or without a way; written. (T, 2)
    """
    origin, root, departure, luck = trips
    n_sets = ways.share.shape[1]
    for j in range(order.shape[0]):
        i = order[j]
        out[i, 0] = 0.0
        out[i, 1] = 0.0
        start = origin[i]
        if start < 0 or root[i] < 0 or ways.root_of[start] < 0:
            continue
        row = set_at(ways, departure[i], luck[i])
        p = row // n_sets
        cheapest = least[p, root[i], ways.root_of[start]]
        if not cheapest < np.inf:
            continue
        at = start
        total = 0.0
        arc = ways.choice[row, root[i], at]
        while arc != END:
            link = ways.out_link[ways.first_out[at] + arc]
            total += cost[p, link]
            at = head[link]
            arc = ways.choice[row, root[i], at]
        out[i, 0] = total
        out[i, 1] = cheapest


def times_met(graph: Graph, met: Met) -> NDArray[np.float64]:
    """Mean time of each link in each period, one vehicle on the empty link counted in. (P, L) [s]

    Links outside keep their time. A street that some entered and none left counts with an hour.
    """
    hours = np.arange(met.left.shape[0]) * (DAY / met.left.shape[0])
    width = DAY / met.left.shape[0]
    start, end = graph.cut[:-1, None], graph.cut[1:, None]
    weight = np.clip(np.minimum(end, hours + width) - np.maximum(start, hours), 0.0, None) / width
    empty = graph.empty[: graph.n_links]
    left, spent, entered = weight @ met.left, weight @ met.spent, weight @ met.entered
    mean = (spent + empty) / (left + 1.0)
    mean = np.where((left == 0.0) & (entered >= 1.0), np.maximum(mean, _STUCK), mean)
    far = np.broadcast_to(graph.empty[graph.n_links :], (mean.shape[0], graph.empty.size - graph.n_links))
    return np.concatenate([np.maximum(mean, graph.free[: graph.n_links]), far], axis=1)


def perceived(net: Net, spread: float, sets: int) -> NDArray[np.float64]:
    """Factor by which drivers of each set misjudge the cost of each link; the first set judges rightly. (K, L) [1]

    Log-normal with mean 1, fixed for good by the nodes that a link joins, so that edits change nobody's judgement.
    """
    link = (net.base[net.tail].astype(np.uint64) << np.uint64(32)) | net.base[net.head].astype(np.uint64)
    judged = np.ones((sets, link.size))
    for k in range(1, sets):
        normal = ndtri(np.clip(JUDGE.at(0).uniform(link, lane=k), 1e-9, 1.0 - 1e-9))
        judged[k] = np.exp(spread * normal - 0.5 * spread**2)
    return judged


def gap_of(
    graph: Graph, ways: Ways, met: Met, cost: NDArray[np.float64], judged: NDArray[np.float64], threads: int = 1
) -> Gap:
    """Cost of all trips by their ways and by the cheapest, at given costs of links (P, L).

    The relative gap is (used - least) / least over all trips, each at the costs of the period in which it leaves and as
    its driver judges them (K, L); it is 0 where nobody thinks to gain by changing the way alone.
    """
    out = np.empty((met.origin.size, 2))
    trips = (met.origin, met.root, met.departure, met.luck)
    period = np.searchsorted(graph.cut[1:-1], met.departure % DAY, side="right")
    order = np.argsort(period * graph.roots.size + met.root, kind="stable")  # those of one tree together
    theirs = (met.luck[:, None] >= ways.share[period, :-1]).sum(axis=1)[order]
    for k, factor in enumerate(judged):  # one set after the other: the costs between all roots take room
        _, least = find(graph.net, cost * factor, graph.roots, graph.roots, threads)
        price(ways, graph.net.head, cost * factor, trips, least, order[theirs == k], out)
    used, best = out.sum(axis=0)
    return Gap((used - best) / best if best > 0.0 else 0.0, float(used), float(best), int((out[:, 1] > 0.0).sum()))


def equilibrate(
    graph: Graph,
    run: Callable[[Ways, Roads], Met],
    params: RoutesParams,
    *,
    iterations: int | None = None,
    charged: bool = True,
    start: Settled | None = None,
    threads: int = 1,
    every: bool = False,
) -> Settled:
    """Ways, beliefs and relative gap of a day type after some rounds.

    Parameters
    ----------
    graph : Streets.
    run : Makes one day by given ways and beliefs and tells what drivers met.
    iterations : Rounds; those of the parameters if None. One more day is run than beliefs are moved.
    charged : Whether road charges are due on this type of day.
    start : What another type of day, or this one before an edit, settled on: its delays are believed at first.
    threads : Threads for the trees; no part in the bits.
    every : Whether the gap of each round is measured, not of the last one alone.
    """
    rounds = params.route_iterations if iterations is None else iterations
    charge = graph.charge(charged=charged)
    periods = graph.cut.size - 1
    judged = perceived(graph.net, params.route_spread, params.route_sets)
    share = np.full((periods, params.route_sets), 1.0 / params.route_sets)
    delay = np.tile(params.first_delay * graph.empty, (periods, 1)) if start is None else start.delay
    if start is None:
        delay[:, graph.n_links :] = 0.0  # outside, the usual congestion is in the times
    believed = graph.empty + delay
    known = 1 if start is None else _KNOWN
    gaps: list[Gap] = []
    k = 0
    while True:
        cost = felt(graph, believed, charge)
        right = find(graph.net, cost, graph.roots, graph.roots, threads)  # as the first set judges
        choice = np.empty((periods, len(judged), *right[0].shape[1:]), dtype=np.uint8)
        choice[:, 0] = right[0]
        for j in range(1, len(judged)):
            choice[:, j] = find(graph.net, cost * judged[j], graph.roots, graph.roots, threads)[0]
        ways = ways_of(graph, choice, share)
        roads = roads_of(graph, believed, charge, right, threads)
        met = run(ways, roads)
        times = times_met(graph, met)
        if every or k == rounds:
            gaps.append(gap_of(graph, ways, met, felt(graph, times, charge), judged, threads))
        if k == rounds:
            return Settled(ways, roads, believed - graph.empty, rounds + 1, tuple(gaps))
        # What a jam of one round told, that others will not drive into again, would be believed for many rounds.
        told = np.minimum(times, _RISE * believed)
        k += 1
        believed = believed + (told - believed) / (known + k)
