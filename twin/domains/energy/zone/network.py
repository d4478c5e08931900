"""How is a zone tied together? Chains, films, air and window as one network, and the factors that solve it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.domains.energy.zone.kernels import (
    AIR_CAPACITY,
    CHAIN,
    CHAIN_ROWS,
    CHAINS,
    CONVECTIVE,
    FIRST,
    GAMMA,
    LANES,
    LUMP_ROWS,
    LUMPS,
    N_COEFFICIENTS,
    PAIR,
    SUN,
    WINDOW,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

SMALLEST = 1.0e-6  # m2; parts that a zone does not have take this area, so that no factor divides by nothing


class Network(NamedTuple):
    """Zones as capacities and conductances. Chains are WALL, ROOF, FLOOR, INNER, lumps run from outside to inside."""

    lumps: NDArray[np.float64]  # capacity of the lumps, chain after chain (N, 18) [J/K]
    links: tuple[NDArray[np.float64], ...]  # of each chain: surroundings - lumps - inner surface (N, n + 1) [W/K]
    convective: NDArray[np.float64]  # inner surface - air by chain, window last (N, 5) [W/K]
    radiative: NDArray[np.float64]  # inner surface - radiant node by chain, window last (N, 5) [W/K]
    window: NDArray[np.float64]  # surroundings - inner surface of the windows (N,) [W/K]
    air: NDArray[np.float64]  # capacity of air and furniture (N,) [J/K]
    sun: NDArray[np.float64]  # shares of the sun inside: air, radiant node, surfaces of the chains (N, 6) [1]
    plant: NDArray[np.float64]  # convective share of heating and of cooling (N, 2) [1]


def coefficients(network: Network, dt_s: float) -> NDArray[np.float64]:
    """Elimination factors of the stages of a tick. (N_COEFFICIENTS, N)"""
    n = network.air.size
    found = np.zeros((N_COEFFICIENTS, n))
    rate = 1.0 / (GAMMA * dt_s)
    conv, rad = network.convective, network.radiative
    for k in range(CHAINS):
        link = network.links[k]
        back, eliminated = np.zeros(n), np.zeros(n)
        for j in range(LUMPS[k]):
            at = LUMP_ROWS * (FIRST[k] + j)
            heat = network.lumps[:, FIRST[k] + j] * rate
            inverse = 1.0 / (heat + link[:, j] * (1.0 - back) + link[:, j + 1])
            found[at] = heat * inverse
            found[at + 1] = eliminated = link[:, j] * inverse
            found[at + 2] = back = link[:, j + 1] * inverse
            found[at + 3] = heat
        del eliminated
        at = CHAIN + CHAIN_ROWS * k
        last = link[:, LUMPS[k]]
        found[at], found[at + 1], found[at + 2] = last, conv[:, k], rad[:, k]
        found[at + 3] = 1.0 / (last * (1.0 - back) + conv[:, k] + rad[:, k])
        found[at + 4] = link[:, 0]
    found[WINDOW], found[WINDOW + 1], found[WINDOW + 2] = network.window, conv[:, CHAINS], rad[:, CHAINS]
    found[WINDOW + 3] = 1.0 / (network.window + conv[:, CHAINS] + rad[:, CHAINS])
    inverse = np.stack([found[CHAIN + CHAIN_ROWS * k + 3] for k in range(CHAINS)] + [found[WINDOW + 3]], axis=1)
    found[AIR_CAPACITY] = network.air * rate
    found[PAIR] = (conv - conv * conv * inverse).sum(axis=1) + found[AIR_CAPACITY]
    found[PAIR + 1] = -(conv * rad * inverse).sum(axis=1)
    found[PAIR + 2] = (rad - rad * rad * inverse).sum(axis=1)
    found[SUN : SUN + 2 + CHAINS] = network.sun.T
    found[CONVECTIVE : CONVECTIVE + 2] = network.plant.T
    return found


def factors(network: Network, dt_s: float) -> NDArray[np.float64]:
    """`coefficients` in blocks of lanes. (NB, N_COEFFICIENTS * LANES)"""
    return to_lanes(coefficients(network, dt_s))


def to_lanes(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows of values by zone (R, N) in blocks of lanes (NB, R * LANES), the last zone repeated to fill its block.

    So that no lane divides by nothing.
    """
    count, n = rows.shape
    blocks = -(-n // LANES)
    filled = np.concatenate([rows, np.repeat(rows[:, -1:], blocks * LANES - n, axis=1)], axis=1)
    made = filled.reshape(count, blocks, LANES).transpose(1, 0, 2)
    return np.ascontiguousarray(made).reshape(blocks, count * LANES)


def put(factors: NDArray[np.float64], at: NDArray[np.int64], rows: NDArray[np.float64], count: int) -> None:
    """Write values (R, K) of the zones `at` (K,) of `count` into blocks of lanes (NB, R * LANES), spare lanes too."""
    blocks = factors.reshape(factors.shape[0], -1, LANES)
    blocks[at // LANES, :, at % LANES] = rows.T
    spare = blocks.shape[0] * LANES - count
    if spare:
        blocks[-1, :, LANES - spare :] = blocks[-1, :, LANES - spare - 1][:, None]
