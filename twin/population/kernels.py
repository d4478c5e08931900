"""How old are a household's members, and who drives its vehicles? Loops over households, each writing its own rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import kernel, parallel_kernel, prange
from twin.core.rendezvous import better
from twin.core.streams import draw

if TYPE_CHECKING:
    from numpy.typing import NDArray

_OLDEST = 100.0
PAIR = 2  # persons
WIDE = 4  # persons from which on a grandparent may live along


@kernel
def by_quantile(u: float, at: NDArray[np.float64], value: NDArray[np.float64]) -> float:
    """Value at probability `u`, straight lines between the quantiles `at` (Q,), `value` (Q,)."""
    for q in range(1, at.shape[0]):
        if u <= at[q]:
            return float(value[q - 1] + (value[q] - value[q - 1]) * (u - at[q - 1]) / (at[q] - at[q - 1]))
    return float(value[-1])


@kernel
def _child_age(parent: float, order: int, birth: NDArray[np.float64], u: float, v: float) -> float:
    """Age of child `order` (0 the eldest) of a parent who was between birth[0] and birth[1] at the first birth."""
    age = parent - (birth[0] + u * (birth[1] - birth[0])) - 2.5 * order
    return age if age >= 0.0 else 6.0 * v


@parallel_kernel
def member_ages(
    key: np.uint64,
    uids: NDArray[np.uint64],
    size: NDArray[np.int64],
    first: NDArray[np.int64],
    at: NDArray[np.float64],
    quantiles: NDArray[np.float64],
    birth: NDArray[np.float64],
    shares: NDArray[np.float64],
    out: NDArray[np.int64],
) -> None:
    """Draw the composition of each household and the age of each member.

    Parameters
    ----------
    key : Key of the stream. () uint64
    uids, size, first : Uid, persons and row of the first member of each household. (H,)
    at : Probabilities of the quantiles. (Q,) [1]
    quantiles : Ages of people alone, of the elder of a couple and of parents. (3, Q) [a]
    birth : Youngest and oldest age of the parent at the first birth. (2,) [a]
    shares : Couples and parents with a child among pairs; lone parents among three and more; grandparents among four
        and more. (4,) [1]
    out : Age of each member, the household's rows in order; written. (N,) [a]
    """
    for h in prange(uids.shape[0]):
        n = size[h]
        kind = draw(key, 0, uids[h], 0)
        luck = draw(key, 0, uids[h], 1)
        adults = 1
        head = by_quantile(luck, at, quantiles[0])
        if n == PAIR:
            if kind < shares[0]:
                adults = 2
                head = by_quantile(luck, at, quantiles[1])
            elif kind < shares[0] + shares[1]:
                head = by_quantile(luck, at, quantiles[2])
            else:
                adults = 2
        elif n > PAIR:
            adults = 1 if kind < shares[2] else 2
            head = by_quantile(luck, at, quantiles[2])
        elder = 1 if n >= WIDE and draw(key, 0, uids[h], 2) < shares[3] else 0
        u_birth = draw(key, 0, uids[h], 3)
        for k in range(n):
            v = draw(key, 0, uids[h], 4 + k)
            if k == 0:
                age = head
            elif k < adults:
                age = max(18.0, head - 6.0 * v)
            elif k == n - 1 and elder == 1:
                age = head + 24.0 + 10.0 * v
            else:
                age = _child_age(head, k - adults, birth, u_birth, v)
            out[first[h] + k] = int(min(age, _OLDEST))


@parallel_kernel
def main_drivers(
    key: np.uint64,
    household_first: NDArray[np.int64],
    vehicle_first: NDArray[np.int64],
    uids: NDArray[np.uint64],
    weight: NDArray[np.float64],
    driver: NDArray[np.int64],
    vehicle: NDArray[np.int64],
) -> None:
    """Give each vehicle of a household to one member: drawn by weight, at most one vehicle of the kind a member.

    Parameters
    ----------
    key : Key of the stream. () uint64
    household_first : Row of each household's first member; the last entry is the number of citizens. (H + 1,)
    vehicle_first : Row of its first vehicle of this kind, likewise. (H + 1,)
    uids : Uids of the citizens. (N,)
    weight : Inclination to drive, 0 for those who may not. (N,) [1]
    driver : Citizen who drives each vehicle, -1 nobody; written. (V,)
    vehicle : Vehicle that each citizen drives, given as -1; written. (N,)
    """
    for h in prange(household_first.shape[0] - 1):
        for v in range(vehicle_first[h], vehicle_first[h + 1]):
            best = np.inf
            chosen = -1
            for c in range(household_first[h], household_first[h + 1]):
                if vehicle[c] < 0 and weight[c] > 0.0:
                    score = better(draw(key, 0, uids[c], 0), weight[c], best)
                    if score < best:
                        best = score
                        chosen = c
            driver[v] = chosen
            if chosen >= 0:
                vehicle[chosen] = v
