"""How long does one travel by public transport from stop to stop in each period of the day?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.domains.mobility.transit.feeders import has_lines, with_feeders
from twin.domains.mobility.transit.groups import KINDS, PARTS, Lines, Ways
from twin.domains.mobility.transit.kernels import add_up, direct_rides, with_changes
from twin.domains.mobility.transit.network import access_of, net_of, untold_access, weights_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.transit.groups import Net, Weights
    from twin.domains.mobility.transit.network import Access
    from twin.domains.mobility.transit.params import TransitParams
    from twin.state.table import Table


@dataclass(frozen=True)
class Service:
    """Public transport of one day type: what runs, who is near, and the best ways.

    Parameters
    ----------
    net : Courses; None where the district has no lines.
    access : Stops near each site.
    weights : How time is felt.
    lines : What a leg takes, as the mode choice reads it.
    ways : How the best ways are made up; None where the district has no lines.
    crowding : Felt over real time from each call to the next. (Q, K) [1]
    """

    net: Net | None
    access: Access
    weights: Weights
    lines: Lines
    ways: Ways | None
    crowding: NDArray[np.float32]


def transit_service(tables: dict[str, Table], params: TransitParams, cut: NDArray[np.float64]) -> Service:
    """Public transport of a workday, with nobody crowded yet.

    Parameters
    ----------
    tables : Tables of the district.
    params : Parameters of public transport.
    cut : Start and end of the periods. (Q + 1,) [s]

    Raises
    ------
    InputError
        If a headway is impossible.
    """
    cut = np.asarray(cut, dtype=np.float64)
    weights = weights_of(params)
    tables = with_feeders(tables, params)
    if not has_lines(tables):
        near = untold_access(tables, params)
        none = np.zeros((cut.size - 1, 0), dtype=np.float32)
        return Service(None, near, weights, _empty(near, params, cut), None, none)
    net, near = net_of(tables, params, cut), access_of(tables, params)
    crowding = np.ones((cut.size - 1, net.node.size), dtype=np.float32)
    lines, ways = skims(net, near, weights, params, cut, crowding)
    return Service(net, near, weights, lines, ways, crowding)


def skims(
    net: Net, access: Access, weights: Weights, params: TransitParams, cut: NDArray[np.float64],
    crowding: NDArray[np.float32],
) -> tuple[Lines, Ways]:  # fmt: skip
    """Best ways between all nodes in all periods.

    Parameters
    ----------
    net : Courses.
    access : Stops near each site.
    weights : How time is felt.
    params : Parameters of public transport.
    cut : Start and end of the periods. (Q + 1,) [s]
    crowding : Felt over real time from each call to the next. (Q, K) [1]
    """
    q, t = cut.size - 1, net.calls_first.size - 1
    out = np.empty((q, PARTS, t, t), dtype=np.float32)
    cost, walk, direct = (np.empty(shape, dtype=np.float32) for shape in ((q, t, t), (t, t), (t, t)))
    parts = np.empty((t, t, 2 + KINDS), dtype=np.float32)
    via, off = np.empty((q, t, t), dtype=np.int16), np.empty((q, t, t), dtype=np.int16)
    by_kind = np.empty((q, t, t, KINDS), dtype=np.float32)
    for p in range(q):
        direct_rides(p, net, weights, crowding, direct, parts)
        with_changes(net, weights, direct, cost[p], via[p], off[p], walk)
        add_up(weights, parts, cost[p], via[p], off[p], walk, out[p], by_kind[p])
    together = np.ascontiguousarray(np.moveaxis(out, 1, -1))
    lines = Lines(
        access.stop, access.walk, together, cut, cost, weights.walk, access.station,
        access.cycle, _untold(params), access.xy,
    )  # fmt: skip
    return lines, Ways(via, off, by_kind)


def on_day_type(
    usual: Service, params: TransitParams, kind: int, *, august: bool = False,
    crowding: NDArray[np.float32] | None = None,
) -> Service:  # fmt: skip
    """Public transport of another type of day: other headways, fewer people from elsewhere on board.

    Parameters
    ----------
    usual : Public transport of a workday.
    params : Parameters of public transport.
    kind : 0 workday, 1 Saturday, 2 Sunday or holiday.
    august : Whether it is August.
    crowding : Felt over real time that people believe in; that of `usual` if not given. (Q, K) [1]
    """
    crowding = usual.crowding if crowding is None else crowding
    if usual.net is None:
        return usual
    fewer = params.day_headway[kind] * (params.august_headway if august else 1.0)
    others = params.day_others[kind] * (params.august_others if august else 1.0)
    net = usual.net._replace(frequency=usual.net.frequency / fewer, others=usual.net.others * others)
    lines, ways = skims(net, usual.access, usual.weights, params, usual.lines.cut, crowding)
    return Service(net, usual.access, usual.weights, lines, ways, crowding)


def _untold(params: TransitParams) -> NDArray[np.float64]:
    # the same circuity on board as on foot; the published speed is along the way
    return np.array([params.untold_wait, params.straight_circuity / (params.untold_speed / 3.6), params.untold_change])


def _empty(access: Access, params: TransitParams, cut: NDArray[np.float64]) -> Lines:
    none = np.zeros((cut.size - 1, 0, 0), dtype=np.float32)
    return Lines(
        access.stop, access.walk, np.zeros((*none.shape, PARTS), dtype=np.float32), cut, none,
        params.transit_walk_weight, access.station,
        access.cycle, _untold(params), access.xy,
    )  # fmt: skip
