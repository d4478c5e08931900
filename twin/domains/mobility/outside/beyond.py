"""How far is it from the places outside to the district, through it and around it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from twin.domains.mobility.outside.ring import around, off_main, ring
from twin.state.codes import StreetClass

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.outside.params import OutsideParams
    from twin.domains.mobility.outside.ring import Ring
    from twin.state.table import Table

_CIRCUITY = 1.35
# Metres that a metre of a street counts for who only passes: minor streets wind, and stop at each corner.
_WEIGHT = {StreetClass.MINOR: 1.5, StreetClass.SERVICE: 3.0}


_SAMPLES = 5


@dataclass(frozen=True)
class Beyond:
    """Places outside: the zones that are not of the district, then the sectors of the ring. O places.

    Parameters
    ----------
    site : Site of each. (O,)
    zone : Row of its zone, -1 for sectors. (O,)
    uid : (O,)
    xy : (O, 2) [m]
    ring : The sectors.
    to_node : Length from each to each junction by the shortest way, infinite if there is none. (O, N) [m]
    passes : Share of the trips between two places whose shorter way leads through the zones of the district. (O, O)
    """

    site: NDArray[np.int64]
    zone: NDArray[np.int64]
    uid: NDArray[np.uint64]
    xy: NDArray[np.float64]
    ring: Ring
    to_node: NDArray[np.float64]
    passes: NDArray[np.float64]


def beyond(tables: dict[str, Table], params: OutsideParams) -> Beyond:
    """Measure the ways from and to every place outside by length; main streets count less than minor ones.

    A place is an area: trips start at five points of it, the middle and half-way to its rim (along the arc of a
    sector), and a pair passes in part where only some of these trips do.

    Parameters
    ----------
    tables : Zones, buildings, car_nodes and car_links are read.
    params : Parameters.
    """
    zones, nodes, links = tables["zones"], tables["car_nodes"], tables["car_links"]
    rows = np.flatnonzero(~zones["in_district"])
    sectors = ring(zones, params)
    half = 0.38 * np.sqrt(np.maximum(zones["area"][rows], 0.0))
    points, reach = _points(np.column_stack([zones["x"][rows], zones["y"][rows]]), half, sectors)
    n_sites = len(tables["buildings"])
    gates = np.flatnonzero(nodes["gate"])
    out_of = gates[np.isin(gates, links["head"])]
    into = gates[np.isin(gates, links["tail"])]
    minor = off_main(nodes, links)
    entry = _access(points, reach, nodes, into) + _CIRCUITY * minor[into]
    leave = _access(points, reach, nodes, out_of) + _CIRCUITY * minor[out_of]
    inner = _inner(links, len(nodes), into, np.ones(len(links), dtype=bool))
    through = _joined(entry, inner[:, out_of], leave)
    # Ways that keep to the margin around the zones are no business of the district.
    beside = _joined(entry, _inner(links, len(nodes), into, links["zone"] < 0)[:, out_of], leave)
    gate_xy = np.column_stack([nodes["x"][gates], nodes["y"][gates]]) if gates.size else points[:1]
    past = _CIRCUITY * around(points, reach, gate_xy)
    passes = np.isfinite(through) & (through <= params.through_factor * past) & (through < beside - 1.0)
    n = rows.size + sectors.uid.size
    share = passes.reshape(n, _SAMPLES, n, _SAMPLES).mean(axis=(1, 3))
    np.fill_diagonal(share, 0.0)
    return Beyond(
        np.concatenate([n_sites + rows, n_sites + len(zones) + np.arange(sectors.uid.size)]),
        np.concatenate([rows, np.full(sectors.uid.size, -1)]),
        np.concatenate([zones["uid"][rows], sectors.uid]),
        points[::_SAMPLES],
        sectors,
        _shortest(entry[::_SAMPLES], inner),
        share,
    )


def _points(
    xy: NDArray[np.float64], half: NDArray[np.float64], sectors: Ring
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Five points of each place, its middle first, and the least distance that counts. (5 O, 2), (5 O,) [m]"""
    step = np.array([[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]], dtype=float)
    inner = xy[:, None, :] + step * (half / 2.0)[:, None, None]
    middle = sectors.xy.mean(axis=0)
    out = sectors.xy - middle
    turn = np.array([0.0, 0.1, -0.1, 0.2, -0.2]) * (2.0 * np.pi / max(sectors.uid.size, 1)) * 2.0
    c, s = np.cos(turn), np.sin(turn)
    outer = np.stack([c * out[:, :1] - s * out[:, 1:], s * out[:, :1] + c * out[:, 1:]], axis=2) + middle
    reach = np.concatenate([half, sectors.reach])
    return np.concatenate([inner, outer]).reshape(-1, 2), np.repeat(reach / 2.0, _SAMPLES)


def _inner(links: Table, n: int, into: NDArray[np.int64], open_: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Felt length from gates to all junctions along links that are open. (G, N) [m]"""
    weight = np.ones(len(StreetClass))
    for kind, factor in _WEIGHT.items():
        weight[kind] = factor
    rows = np.flatnonzero(open_)
    if rows.size == 0 or into.size == 0:
        return np.where(np.arange(n) == into[:, None], 0.0, np.inf)
    felt = np.maximum(links["length"][rows] * weight[links["street_class"][rows]], 1e-3)
    order = np.lexsort((felt, links["head"][rows], links["tail"][rows]))
    rows, felt = rows[order], felt[order]
    tail, head = links["tail"][rows], links["head"][rows]
    kept = np.append(True, (tail[1:] != tail[:-1]) | (head[1:] != head[:-1]))
    graph = coo_array((felt[kept], (tail[kept], head[kept])), shape=(n, n)).tocsr()
    return np.asarray(dijkstra(graph, indices=into))


def _shortest(entry: NDArray[np.float64], inner: NDArray[np.float64]) -> NDArray[np.float64]:
    """Least sum over gates of the way to one and the way on from it. (P, G), (G, N) → (P, N) [m]"""
    found = np.full((entry.shape[0], inner.shape[1]), np.inf)
    for k in range(entry.shape[1]):
        np.minimum(found, entry[:, k, None] + inner[k], out=found)
    return found


def _joined(entry: NDArray[np.float64], inner: NDArray[np.float64], leave: NDArray[np.float64]) -> NDArray[np.float64]:
    """Length between points through two gates. (P, G), (G, H), (P, H) → (P, P) [m]"""
    return _shortest(_shortest(entry, inner), np.ascontiguousarray(leave.T))


def _access(
    xy: NDArray[np.float64], reach: NDArray[np.float64], nodes: Table, gates: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Length between places outside and gates. (P, G) [m]"""
    away = np.hypot(xy[:, 0, None] - nodes["x"][gates], xy[:, 1, None] - nodes["y"][gates])
    return np.asarray(_CIRCUITY * np.maximum(away, reach[:, None]))
