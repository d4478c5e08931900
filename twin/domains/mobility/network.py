"""How does one get from here to there by car? Streets, gates and the zones beyond them as one graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.domains.mobility.kernels.routes import trees
from twin.geo.streets import main_nodes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.params import Params
    from twin.state.table import Table

_KMH = 1.0 / 3.6
_HOUR = 3600.0
_FAR_FREE = 1e12


@dataclass(frozen=True)
class Network:
    """Streets (the first `n_links` links, `n_nodes` nodes) and links between gates and the zones outside.

    Parameters
    ----------
    n_nodes, n_links : Nodes and links of the streets; rows from there on lie outside.
    tail, head : Nodes of each link. (L,)
    free : Time to drive each link when empty; beyond the gates with the usual congestion. (L,) [s]
    choice : Time by which routes are found: free flow everywhere. (L,) [s]
    headway : Time between two cars at the exit. (L,) [s]
    storage : Cars that fit. (L,) [1]
    length : Length on the district's streets, 0 outside. (L,) [m]
    zone_node : Node of each zone outside the district, -1 for those inside. (Z,)
    """

    n_nodes: int
    n_links: int
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    free: NDArray[np.float64]
    choice: NDArray[np.float64]
    headway: NDArray[np.float64]
    storage: NDArray[np.float64]
    length: NDArray[np.float64]
    zone_node: NDArray[np.int64]

    @property
    def n_all(self) -> int:
        """Nodes, those outside included."""
        return self.n_nodes + int((self.zone_node >= 0).sum())


@dataclass(frozen=True)
class Routes:
    """Ways to the destinations that are needed.

    Parameters
    ----------
    roots : Destination nodes. (D,)
    root_of : Row of each node in `roots`, -1 where it is none. (V,)
    next_link : Link to take at each node towards each root, -1 none. (D, V)
    total : Free-flow time from each node to each root. (D, V) [s]
    """

    roots: NDArray[np.int64]
    root_of: NDArray[np.int64]
    next_link: NDArray[np.int32]
    total: NDArray[np.float32]


def build(zones: Table, nodes: Table, links: Table, params: Params) -> Network:
    """Join the streets and one node per zone outside, linked both ways to every gate.

    A gate leads straight to a zone: straight distance x circuity at the published mean speed of cars. Gates without a
    way out (or in) are not linked that way.
    """
    n, m = len(nodes), len(links)
    outside = np.flatnonzero(~zones["in_district"])
    zone_node = np.full(len(zones), -1, dtype=np.int64)
    zone_node[outside] = n + np.arange(outside.size)
    gates = np.flatnonzero(nodes["gate"])
    out_of = gates[np.isin(gates, links["head"])]
    into = gates[np.isin(gates, links["tail"])]
    a, za = (grid.ravel() for grid in np.meshgrid(out_of, outside, indexing="ij"))
    zb, b = (grid.ravel() for grid in np.meshgrid(outside, into, indexing="ij"))
    far = np.concatenate([_distance(nodes, a, zones, za), _distance(nodes, b, zones, zb)]) * params.road_circuity
    slow = far / (params.speeds_kmh[3] * _KMH)
    limitless = np.full(far.size, _FAR_FREE)
    free = links["length"] / np.maximum(links["free_speed"], 1.0)
    return Network(
        n, m,
        np.concatenate([links["tail"], a, zone_node[zb]]),
        np.concatenate([links["head"], zone_node[za], b]),
        np.concatenate([free, slow]),
        np.concatenate([free, slow / params.congestion]),
        np.concatenate([_HOUR / np.maximum(links["capacity"], 1.0), np.zeros(far.size)]),
        np.concatenate([np.maximum(links["storage"], 1.0), limitless]),
        np.concatenate([links["length"], np.zeros(far.size)]),
        zone_node,
    )  # fmt: skip


def _distance(nodes: Table, at: NDArray[np.int64], zones: Table, to: NDArray[np.int64]) -> NDArray[np.float64]:
    reach = np.hypot(nodes["x"][at] - zones["x"][to], nodes["y"][at] - zones["y"][to])
    return np.asarray(np.maximum(reach, 0.38 * np.sqrt(zones["area"][to])))


def incoming(head: NDArray[np.int64], n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Links that end in each node: offsets (n + 1,) and links (L,)."""
    order = np.argsort(head, kind="stable").astype(np.int64)
    return np.searchsorted(head[order], np.arange(n + 1)).astype(np.int64), order


def find_routes(network: Network, wanted: NDArray[np.int64]) -> Routes:
    """Ways to every wanted node (duplicates and -1 are fine) by free-flow time."""
    n = network.n_all
    roots = np.unique(wanted[wanted >= 0]).astype(np.int64)
    root_of = np.full(n, -1, dtype=np.int64)
    root_of[roots] = np.arange(roots.size)
    next_link = np.empty((roots.size, n), dtype=np.int32)
    total = np.empty((roots.size, n), dtype=np.float32)
    first, order = incoming(network.head, n)
    trees(first, order, network.tail, network.choice, network.n_nodes, roots, next_link, total)
    return Routes(roots, root_of, next_link, total)


def circuity(nodes: Table, links: Table, sample: int = 48) -> float:
    """Length along a network over straight distance, from a sample of nodes in the zones to all others within 3 km. [1]

    Only nodes inside the zones that hang together count: in the margin, where the network is cut, and in loose ends of
    it, nobody starts, and ways are longer. A full table of distances would take longer than the rest of mobility; on
    street grids the ratio is steady enough, and times beyond the layer rest on circuity in any case.
    """
    n = len(nodes)
    if n < 2 or len(links) == 0:  # noqa: PLR2004
        return 1.3
    inside = np.zeros(n, dtype=bool)
    in_zone = links["zone"] >= 0
    inside[links["tail"][in_zone]] = True
    inside[links["head"][in_zone]] = True
    whole = main_nodes(nodes, links, strong=True)
    ends = whole[inside[whole]]
    ends = ends if ends.size else np.arange(n)
    roots = ends[np.unique(np.linspace(0, ends.size - 1, min(sample, ends.size)).astype(np.int64))]
    first, order = incoming(links["head"], n)
    step = np.empty((roots.size, n), dtype=np.int32)
    total = np.empty((roots.size, n), dtype=np.float32)
    trees(first, order, links["tail"], links["length"], n, roots, step, total)
    along = total[:, ends].astype(np.float64)
    x, y = nodes["x"][ends], nodes["y"][ends]
    straight = np.hypot(nodes["x"][roots][:, None] - x, nodes["y"][roots][:, None] - y)
    used = np.isfinite(along) & (straight > 200.0) & (straight < 3000.0)  # noqa: PLR2004
    if not used.any():
        return 1.3
    return max(1.0, float(along[used].sum() / straight[used].sum()))
