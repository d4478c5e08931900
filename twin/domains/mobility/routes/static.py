"""Where would traffic settle if the time of links rested on their flow alone? Wardrop's user equilibrium.

It is the classical problem that published networks state (Beckmann's convex programme), solved on the same trees as the
district's by the bi-conjugate Frank-Wolfe method: M. Mitradjieva and P. O. Lindberg, "The stiff is moving: conjugate
direction Frank-Wolfe methods with applications to traffic assignment", Transportation Science 47(2), 2013,
DOI 10.1287/trsc.1120.0409.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import lean_kernel
from twin.domains.mobility.routes.trees import find
from twin.domains.mobility.routes.ways import END

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.routes.net import Net

_NEARLY = 0.99  # largest weight of earlier directions
_HALVINGS = 60


@dataclass(frozen=True)
class Volume:
    """Time of each link by its flow: free + gain x flow ** power.

    Parameters
    ----------
    free, gain, power : Figures of the links, none negative. (L,)
    """

    free: NDArray[np.float64]
    gain: NDArray[np.float64]
    power: NDArray[np.float64]

    @classmethod
    def bpr(
        cls, free: NDArray[np.float64], capacity: NDArray[np.float64], alpha: float = 0.15, power: float = 4.0
    ) -> Volume:
        """Function of the Bureau of Public Roads (1964): free (1 + alpha (flow / capacity)^power)."""
        exponent = np.broadcast_to(np.asarray(power, dtype=np.float64), free.shape)
        return cls(free, free * alpha / capacity**exponent, exponent)

    def time(self, flow: NDArray[np.float64]) -> NDArray[np.float64]:
        """Time of each link. (L,)"""
        return np.asarray(self.free + self.gain * flow**self.power)

    def slope(self, flow: NDArray[np.float64]) -> NDArray[np.float64]:
        """Change of the time with the flow. (L,)"""
        least = np.maximum(flow, np.where(self.power < 1.0, 1e-12, 0.0))
        return np.asarray(self.gain * self.power * least ** (self.power - 1.0))

    def integral(self, flow: NDArray[np.float64]) -> float:
        """Objective of Beckmann: times integrated from no flow to this one, summed over links."""
        return float((self.free * flow + self.gain * flow ** (self.power + 1.0) / (self.power + 1.0)).sum())


@dataclass(frozen=True)
class Assigned:
    """A user equilibrium.

    Parameters
    ----------
    flow, time : Flow and time of each link. (L,)
    objective : Beckmann's objective.
    gaps : Relative gap before each iteration: (cost of the flow - cost by cheapest ways) / the latter. [1]
    """

    flow: NDArray[np.float64]
    time: NDArray[np.float64]
    objective: float
    gaps: tuple[float, ...]

    @property
    def total(self) -> float:
        """Flow times time, summed over links."""
        return float((self.flow * self.time).sum())


@lean_kernel
def load(
    net: Net,
    origins: NDArray[np.int32],
    choice: NDArray[np.uint8],
    demand: NDArray[np.float64],
    flow: NDArray[np.float64],
) -> None:
    """Flow of each link when all take the ways of the trees; demand without a way is not loaded.

    Parameters
    ----------
    origins : Nodes where trips start. (O,)
    choice : Trees. (D, V)
    demand : Trips to each root from each origin. (D, O)
    flow : Trips over each link; written. (L,)
    """
    flow[:] = 0.0
    for d in range(choice.shape[0]):
        for o in range(origins.shape[0]):
            trips = demand[d, o]
            at = origins[o]
            while trips > 0.0 and choice[d, at] != END:
                link = net.out_link[net.first_out[at] + choice[d, at]]
                flow[link] += trips
                at = net.head[link]


def assign(
    net: Net,
    zones: NDArray[np.int32],
    demand: NDArray[np.float64],
    volume: Volume,
    *,
    gap: float = 1e-6,
    iterations: int = 2000,
) -> Assigned:
    """User equilibrium of a fixed demand.

    Parameters
    ----------
    net : Graph.
    zones : Nodes where trips start and end. (D,)
    demand : Trips from each zone (first axis) to each (second). (D, D)
    volume : Time of links by their flow.
    gap : Relative gap at which to stop.
    iterations : Most iterations.
    """
    wanted = np.ascontiguousarray(demand.T, dtype=np.float64)
    np.fill_diagonal(wanted, 0.0)
    flow = _cheapest(net, zones, wanted, volume.free)[0]
    earlier: list[NDArray[np.float64]] = []
    gaps: list[float] = []
    step = 0.0
    for _ in range(iterations):
        time = volume.time(flow)
        target, least = _cheapest(net, zones, wanted, time)
        gaps.append((float((flow * time).sum()) - least) / least if least > 0.0 else 0.0)
        if gaps[-1] <= gap:
            break
        aim = _direction(flow, target, earlier, step, volume.slope(flow))
        if float(((aim - flow) * time).sum()) >= 0.0:  # no way down: from the plain direction again
            aim, earlier = target, []
        step = _line_search(flow, aim, volume)
        flow = flow + step * (aim - flow)
        earlier = [aim, *earlier][:2] if step < _NEARLY else []
    return Assigned(flow, volume.time(flow), volume.integral(flow), tuple(gaps))


def _cheapest(
    net: Net, zones: NDArray[np.int32], wanted: NDArray[np.float64], time: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Flow by the cheapest ways at given times, and what it costs."""
    choice, _ = find(net, time[None], zones, zones)
    flow = np.empty(time.size)
    load(net, zones, choice[0], wanted, flow)
    return flow, float((flow * time).sum())


def _direction(
    flow: NDArray[np.float64],
    target: NDArray[np.float64],
    earlier: list[NDArray[np.float64]],
    step: float,
    slope: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Where to go: the target, mixed with the last aims so that the direction is conjugate to theirs."""
    if not earlier:
        return target
    last = earlier[0] - flow
    onto = float((last * slope * (target - flow)).sum())
    norm = float((last * slope * last).sum())
    if norm <= 0.0:
        return target
    if len(earlier) == 1:
        weight = min(max(onto / (onto - norm), 0.0), _NEARLY) if onto < 0.0 else 0.0
        return weight * earlier[0] + (1.0 - weight) * target
    before = step * earlier[0] + (1.0 - step) * earlier[1] - flow
    spread = float((before * slope * (earlier[1] - earlier[0])).sum())
    mu = max(-float((before * slope * (target - flow)).sum()) / spread, 0.0) if spread else 0.0
    nu = max(-onto / norm + mu * step / (1.0 - step), 0.0)
    return (target + nu * earlier[0] + mu * earlier[1]) / (1.0 + mu + nu)


def _line_search(flow: NDArray[np.float64], aim: NDArray[np.float64], volume: Volume) -> float:
    """Step from 0 to 1 at which the objective no longer falls, by halving."""
    way = aim - flow

    def rises(step: float) -> bool:
        return float((way * volume.time(np.maximum(flow + step * way, 0.0))).sum()) > 0.0

    if not rises(1.0):
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if rises(middle) else (middle, high)
    return low
