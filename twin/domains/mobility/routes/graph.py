"""How does one get from here to there by car? Streets with their turns, gates, and the zones beyond them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.domains.mobility.outside.ring import around, off_main
from twin.domains.mobility.routes.net import Net, join
from twin.domains.mobility.routes.ways import DAY, END

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.routes.params import RoutesParams
    from twin.state.table import Table

_KMH = 1.0 / 3.6
_HOUR = 3600.0
_FAR_FREE = 1e12
_WITHIN = 0.38  # mean distance to the middle of a square, by its side


@dataclass(frozen=True)
class Graph:
    """Streets (the first `n_links` links, `n_nodes` junctions) and what lies outside.

    Routing nodes are the junctions, then the zones outside, then copies of junctions with forbidden turns.

    Parameters
    ----------
    net : Graph that ways are found on.
    n_nodes, n_links : Junctions and links of the streets; links from there on lie outside.
    zone_node : Node of each zone outside the district, -1 for those inside. (Z,)
    site_node : Node of each site, buildings, then zones, -1 none. (S,)
    xy : Coordinates of the sites. (S, 2) [m]
    roots : Nodes of all sites: where trips start and end. (D,)
    free : Time to drive each link when empty; outside with the usual congestion. (L,) [s]
    empty : The same with the mean wait at a signal. (L,) [s]
    headway, storage, length : Time between two cars at the exit [s], cars that fit [1], 0 inside a junction, length, 0
        outside [m]. (L,)
    green : Share of the time in which the exit of each link is open. (L,) [1]
    toll : Charge for entering each link while it is due. (L,) [EUR]
    toll_hours : First and last hour of the charge. (L, 2) [h]
    penalty : What entering each link is felt as, beside its time. (L,) [s]
    cut : When periods of the day start and end. (P + 1,) [s]
    pace : Time per straight distance outside. () [s/m]
    toll_pace : Time that a euro is worth. () [s/EUR]
    left_out : Links of the world outside that were left out, because a place can have so many only. ()
    banned : Pairs of links of which the second may not follow the first. (B, 2)
    """

    net: Net
    n_nodes: int
    n_links: int
    zone_node: NDArray[np.int64]
    site_node: NDArray[np.int32]
    xy: NDArray[np.float64]
    roots: NDArray[np.int32]
    free: NDArray[np.float64]
    empty: NDArray[np.float64]
    headway: NDArray[np.float64]
    storage: NDArray[np.float64]
    length: NDArray[np.float64]
    green: NDArray[np.float64]
    toll: NDArray[np.float64]
    toll_hours: NDArray[np.float64]
    penalty: NDArray[np.float64]
    cut: NDArray[np.float64]
    pace: float
    toll_pace: float
    left_out: int
    banned: NDArray[np.int64]

    @property
    def root_of(self) -> NDArray[np.int32]:
        """Row of each routing node's junction in `roots`, -1 none. (V,)"""
        row = np.full(self.net.size, -1, dtype=np.int32)
        row[self.roots] = np.arange(self.roots.size)
        return np.asarray(row[self.net.base])

    def charge(self, *, charged: bool) -> NDArray[np.float64]:
        """Mean charge of each link in each period of a day on which it is due, or not. (P, L) [EUR]"""
        start, end = self.cut[:-1, None], self.cut[1:, None]
        first, last = self.toll_hours.T * _HOUR
        due = np.clip(np.minimum(end, last) - np.maximum(start, first), 0.0, None) / (end - start)
        return np.asarray(due * self.toll * charged)


def build(tables: dict[str, Table], params: RoutesParams, old: Graph | None = None) -> Graph:
    """Join the streets and one node per zone outside, linked both ways to every gate and to each other.

    Beyond the gates, time is straight distance x circuity at the published mean speed of cars. Gates without a way out
    (or in) are not linked that way. A way may start or end in a zone outside, never pass it.

    Parameters
    ----------
    tables : The district's tables; `turns`, if there, holds forbidden turns.
    old : A graph of the same run: its `net` is kept where streets are joined as they were.
    """
    zones, nodes, links = tables["zones"], tables["car_nodes"], tables["car_links"]
    n, m = len(nodes), len(links)
    outside = np.flatnonzero(~zones["in_district"])
    zone_node = np.full(len(zones), -1, dtype=np.int64)
    zone_node[outside] = n + np.arange(outside.size)
    pace = params.road_circuity / (params.outer_speed_kmh * _KMH)
    tail, head, slow = _beyond(zones, nodes, links, zone_node)
    kept = _few_enough(links["tail"], tail, slow, n + outside.size)
    tail, head, slow = tail[kept], head[kept], slow[kept] * pace
    turns = tables.get("turns")
    banned = None if turns is None else np.column_stack([turns["from_link"], turns["to_link"]]).astype(np.int64)
    closed = np.arange(n + outside.size) >= n
    starts, ends = np.concatenate([links["tail"], tail]), np.concatenate([links["head"], head])
    net = _joined(n + outside.size, starts, ends, closed, banned, old)
    free, empty = empty_times(links)
    far = np.zeros(tail.size)
    buildings = tables["buildings"]
    xy = np.column_stack([np.concatenate([buildings[axis], zones[axis]]).astype(np.float64) for axis in ("x", "y")])
    site_node = np.concatenate([buildings["car_node"], zone_node]).astype(np.int32)
    hours = np.column_stack([links["toll_from"], links["toll_to"]]).astype(np.float64)
    return Graph(
        net, n, m, zone_node, site_node, xy, np.unique(site_node[site_node >= 0]).astype(np.int32),
        np.concatenate([free, slow]),
        np.concatenate([empty, slow]),
        np.concatenate([_HOUR / np.maximum(links["capacity"], 1.0), far]),
        np.concatenate([room(nodes, links, params.junction_length), far + _FAR_FREE]),
        np.concatenate([links["length"], far]),
        np.concatenate([np.where(links["signal_cycle"] > 0.0, links["green"], 1.0), far + 1.0]),
        np.concatenate([links["toll"], far]),
        np.concatenate([hours, np.zeros((tail.size, 2))]),
        np.concatenate([links["restricted"] * params.restricted_penalty, far]),
        np.asarray(params.period_hours, dtype=np.float64) * (DAY / params.period_hours[-1]),
        pace, _HOUR / params.toll_value, int((~kept).sum()), _pairs(banned),
    )  # fmt: skip


def empty_times(links: Table) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Time to drive each empty street, where its signal is green, and with the mean wait at it. (R,), (R,) [s]"""
    free = links["length"] / np.maximum(links["free_speed"], 1.0) + links["yield_wait"]
    return free, free + 0.5 * links["signal_cycle"] * (1.0 - links["green"]) ** 2


def room(nodes: Table, links: Table, longest: float) -> NDArray[np.float64]:
    """Cars that fit on each street, 0 where it lies inside a junction: short, and without a signal of its own. (R,) [1]

    Maps draw a junction of wide streets as several nodes with pieces of a few metres between them, on which queues of
    one or two cars would lock each other. Nobody stops there: who enters a junction has room behind it. Streets cut at
    the edge of the layer are left as they are.
    """
    ends = ~nodes["gate"][links["tail"]] & ~nodes["gate"][links["head"]]
    inside = (links["length"] < longest) & (links["signal_cycle"] <= 0.0) & ends
    return np.asarray(np.where(inside, 0.0, np.maximum(links["storage"], 1.0)))


def _joined(
    n: int,
    tail: NDArray[np.int64],
    head: NDArray[np.int64],
    closed: NDArray[np.bool_],
    banned: NDArray[np.int64] | None,
    old: Graph | None,
) -> Net:
    """The old net if it joins the same, else a new one."""
    if old is not None and old.banned.tolist() == _pairs(banned).tolist():
        same = old.net.closed[:n].tolist() == closed.tolist() and old.net.tail.size == tail.size
        if same and (old.net.tail == tail).all() and (old.net.base[old.net.head] == head).all():
            return old.net
    return join(n, tail, head, closed, banned)


def _pairs(banned: NDArray[np.int64] | None) -> NDArray[np.int64]:
    return np.empty((0, 2), dtype=np.int64) if banned is None else banned


def _beyond(
    zones: Table, nodes: Table, links: Table, zone_node: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Links from gates to zones, from zones to gates and between zones, around the district: ends and distances."""
    outside = np.flatnonzero(zone_node >= 0)
    gates = np.flatnonzero(nodes["gate"])
    out_of = gates[np.isin(gates, links["head"])]
    into = gates[np.isin(gates, links["tail"])]
    a, za = (grid.ravel() for grid in np.meshgrid(out_of, outside, indexing="ij"))
    zb, b = (grid.ravel() for grid in np.meshgrid(outside, into, indexing="ij"))
    zc, zd = (grid.ravel() for grid in np.meshgrid(outside, outside, indexing="ij"))
    zc, zd = zc[zc != zd], zd[zc != zd]
    row = np.searchsorted(outside, np.arange(len(zones)))
    x = {False: np.column_stack([nodes["x"], nodes["y"]]), True: np.column_stack([zones["x"], zones["y"]])}
    # Nobody flies over the district: who does not drive through it drives around it.
    places, edge = x[True][outside], x[False][gates]
    across = around(places, np.zeros(outside.size), edge if gates.size else places)
    least = _WITHIN * np.sqrt(zones["area"])
    minor = off_main(nodes, links)
    far = [
        np.maximum(np.hypot(*(x[False][a] - x[True][za]).T), least[za]) + minor[a],
        np.maximum(np.hypot(*(x[False][b] - x[True][zb]).T), least[zb]) + minor[b],
        np.maximum(across[row[zc], row[zd]], np.maximum(least[zc], least[zd])),
    ]
    return (
        np.concatenate([a, zone_node[zb], zone_node[zc]]),
        np.concatenate([zone_node[za], b, zone_node[zd]]),
        np.concatenate(far),
    )


def _few_enough(
    streets: NDArray[np.int64], tail: NDArray[np.int64], far: NDArray[np.float64], n: int
) -> NDArray[np.bool_]:
    """Which links outside are kept: of more than 254 at one place, the shortest."""
    room = END - 1 - np.bincount(streets, minlength=n)
    order = np.lexsort((far, tail))
    first = np.searchsorted(tail[order], np.arange(n))
    rank = np.empty(tail.size, dtype=np.int64)
    rank[order] = np.arange(tail.size) - first[tail[order]]
    return np.asarray(rank < room[tail])
