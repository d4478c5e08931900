"""Which ways does a type of day settle on? Loadings and new ways in turn, until hardly anybody would gain by another.

People drive by the believed times of links, the streets fill, and beliefs move towards what was met. Each round adds a
set of ways to those of the last rounds, among which drivers share themselves out by their luck. The step follows
self-regulated averaging: H. Liu, X. He and B. He, "Method of successive weighted averages and self-regulated averaging
schemes for solving stochastic user equilibrium problem", Networks and Spatial Economics 9, 2009,
DOI 10.1007/s11067-007-9023-x.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.jit import lean_kernel
from twin.domains.mobility.routes.trees import felt, find, roads_of, ways_of
from twin.domains.mobility.routes.ways import DAY, END, set_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from twin.domains.mobility.routes.graph import Graph
    from twin.domains.mobility.routes.net import Net
    from twin.domains.mobility.routes.params import RoutesParams
    from twin.domains.mobility.routes.ways import Roads, Ways

_FULLEST = 2.0  # largest flow over capacity that counts in what is foreseen
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
    step : Step of the averaging after the round. () [1]
    trips : Trips counted. ()
    """

    relative: float
    used: float
    least: float
    step: float
    trips: int


@dataclass(frozen=True)
class Settled:
    """Ways of a day type.

    Parameters
    ----------
    net : Graph that the ways lie on.
    ways, roads : What drivers follow, and what people believe of driving.
    delay : Believed time of each link beyond that of the empty one, by period. (P, L) [s]
    gaps : Of every round; that of the returned ways is the last.
    """

    net: Net
    ways: Ways
    roads: Roads
    delay: NDArray[np.float64]
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
    order : Trips in the order in which they are priced: those of one tree together, which is three times as fast. (T,)
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


@lean_kernel
def count(
    ways: Ways,
    head: NDArray[np.int32],
    trips: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64], NDArray[np.float32]],
    order: NDArray[np.int64],
    flow: NDArray[np.float64],
) -> None:
    """Trips over each link by the period in which they leave.

    Parameters
    ----------
    head : Routing node where each link ends. (L,)
    trips, order : As in `price`.
    flow : Trips; written. (P, L)
    """
    origin, root, departure, luck = trips
    n_sets = ways.share.shape[1]
    flow[:] = 0.0
    for j in range(order.shape[0]):
        i = order[j]
        at = origin[i]
        if at < 0 or root[i] < 0:
            continue
        row = set_at(ways, departure[i], luck[i])
        arc = ways.choice[row, root[i], at]
        while arc != END:
            link = ways.out_link[ways.first_out[at] + arc]
            flow[row // n_sets, link] += 1.0
            at = head[link]
            arc = ways.choice[row, root[i], at]


def _by_tree(graph: Graph, met: Met) -> NDArray[np.int64]:
    """Trips by period and destination, so that those of one tree are followed together."""
    period = np.searchsorted(graph.cut[1:-1], met.departure % DAY, side="right")
    return np.asarray(np.argsort(period * graph.roots.size + met.root, kind="stable"))


def foresee(
    graph: Graph, met: Met, charge: NDArray[np.float64], params: RoutesParams, threads: int = 1
) -> tuple[NDArray[np.float64], tuple[list[NDArray[np.uint8]], list[float]]]:
    """Delays of links (P, L) [s] and ways by a static assignment of the trips that were wanted.

    Where all take the ways of the empty city, queues lock each other, and what is met there tells little of what is
    wanted where. So the first delays come from flows, by the function of the Bureau of Public Roads (time x (1 + 0.15
    (flow / capacity)^4), capacity at the saturation flow, less the red of signals), and from averages as ever.
    """
    hours = np.diff(graph.cut)[:, None] / 3600.0
    usable = np.where(graph.length > 0.0, 3600.0 / np.maximum(graph.headway, 1e-3) * graph.green, np.inf)
    order = _by_tree(graph, met)
    trips = (met.origin, met.root, met.departure, met.luck)
    delay, mean = np.zeros((hours.size, graph.empty.size)), np.zeros((hours.size, graph.empty.size))
    sets: list[NDArray[np.uint8]] = []
    shares: list[float] = []
    flow = np.empty_like(delay)
    for k in range(params.route_foresight):
        choice, _ = find(graph.net, felt(graph, graph.empty + delay, charge), graph.roots, graph.roots, threads)
        sets, shares = _renewed(sets, shares, choice, 1.0 / (1.0 + k), params.route_sets)
        count(ways_of(graph, choice[:, None], np.ones((hours.size, 1))), graph.net.head, trips, order, flow)
        mean += (flow - mean) / (1.0 + k)
        delay = graph.empty * 0.15 * np.minimum(mean / hours / usable, _FULLEST) ** 4
    return delay, (sets, shares)


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


def gap_of(graph: Graph, ways: Ways, met: Met, cost: NDArray[np.float64], threads: int = 1) -> tuple[float, float, int]:
    """Cost of all trips by their ways and by the cheapest, at given costs of links (P, L), and how many they are.

    The relative gap is (used - least) / least over all trips, each at the costs of the period in which it leaves; it is
    0 where nobody could gain by changing the way alone.
    """
    _, least = find(graph.net, cost, graph.roots, graph.roots, threads)
    out = np.empty((met.origin.size, 2))
    trips = (met.origin, met.root, met.departure, met.luck)
    price(ways, graph.net.head, cost, trips, least, _by_tree(graph, met), out)
    used, best = out.sum(axis=0)
    return float(used), float(best), int((out[:, 1] > 0.0).sum())


def equilibrate(
    graph: Graph,
    run: Callable[[Ways, Roads], Met],
    params: RoutesParams,
    *,
    iterations: int | None = None,
    charged: bool = True,
    start: Settled | None = None,
    threads: int = 1,
) -> Settled:
    """Ways, beliefs and relative gaps of a day type after some rounds.

    Parameters
    ----------
    graph : Streets.
    run : Makes one day by given ways and beliefs and tells what drivers met.
    iterations : Rounds; those of the parameters if None. One more day is run than sets are added.
    charged : Whether road charges are due on this type of day.
    start : What another type of day, or this one before an edit, settled on: its delays are believed at first, and its
        ways driven, as far as the streets are joined as they were.
    threads : Threads for the trees; no part in the bits.
    """
    rounds = params.route_iterations if iterations is None else iterations
    charge = graph.charge(charged=charged)
    delay = np.zeros((graph.cut.size - 1, graph.empty.size)) if start is None else start.delay
    believed = graph.empty + delay
    found = find(graph.net, felt(graph, believed, charge), graph.roots, graph.roots, threads)
    sets, shares = [found[0]], [1.0]
    if start is not None and start.net is graph.net:
        sets, shares = _sets_of(start.ways)
    gaps: list[Gap] = []
    divisor, worst = 1.0, np.inf
    slower, faster = params.step_growth
    while True:
        ways = ways_of(graph, np.stack(sets, axis=1), np.tile(shares, (graph.cut.size - 1, 1)))
        roads = roads_of(graph, believed, charge, found, threads)
        met = run(ways, roads)
        times = times_met(graph, met)
        used, least, trips = gap_of(graph, ways, met, felt(graph, times, charge), threads)
        residual = float(np.abs(times - believed).sum())
        divisor += (faster if residual >= worst else slower) if gaps else 0.0
        worst = residual
        step = 1.0 / (1.0 + divisor)
        gaps.append(Gap((used - least) / least if least > 0.0 else 0.0, used, least, step, trips))
        if start is None and len(gaps) == 1 and rounds > 0 and params.route_foresight > 0:
            delay, (sets, shares) = foresee(graph, met, charge, params, threads)
            believed = graph.empty + delay
            found = find(graph.net, felt(graph, believed, charge), graph.roots, graph.roots, threads)
            worst = np.inf
            continue
        if len(gaps) > rounds:
            return Settled(graph.net, ways, roads, believed - graph.empty, tuple(gaps))
        believed = believed + step * (times - believed)
        found = find(graph.net, felt(graph, believed, charge), graph.roots, graph.roots, threads)
        sets, shares = _renewed(sets, shares, found[0], step, params.route_sets)


def _sets_of(ways: Ways) -> tuple[list[NDArray[np.uint8]], list[float]]:
    """Sets of ways, each (P, D, V), and their shares."""
    n_periods, n_sets = ways.share.shape
    choice = ways.choice.reshape(n_periods, n_sets, *ways.choice.shape[1:])
    return [choice[:, k] for k in range(n_sets)], np.diff(ways.share[0], prepend=0.0).astype(float).tolist()


def _renewed(
    sets: list[NDArray[np.uint8]], shares: list[float], new: NDArray[np.uint8], step: float, most: int
) -> tuple[list[NDArray[np.uint8]], list[float]]:
    """Sets with a new one; of too many the oldest goes, whose share falls to the others."""
    taken = max(step, 1.0 / most)
    kept = len(sets) - (len(sets) == most)
    sets, shares = sets[len(sets) - kept :], shares[len(shares) - kept :]
    total = sum(shares)
    if not total:
        return [new], [1.0]
    return [*sets, new], [*(share * (1.0 - taken) / total for share in shares), taken]
