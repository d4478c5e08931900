"""Where does each building's electricity come from and go to, and what does the energy community share?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from twin.core.jit import kernel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STILL = 1.0e-4  # share of what batteries hold that counts as throughput: differences of full batteries round with them


class Power(NamedTuple):
    """Use and generation in the tick. (B,) [W]"""

    appliances: NDArray[np.float64]
    plant: NDArray[np.float64]
    pv: NDArray[np.float64]


class Storage(NamedTuple):
    """Batteries. (B,)"""

    size: NDArray[np.float64]  # usable capacity [J]
    reserve: NDArray[np.float64]  # what control keeps [J]
    held: NDArray[np.float64]  # energy in them, written [J]
    power: NDArray[np.float64]  # electricity into them, negative out of them, written [W]


class Grid(NamedTuple):
    """What crosses the meters; written. (B,) [W]"""

    bought: NDArray[np.float64]
    sold: NDArray[np.float64]


@kernel
def dispatch(
    efficiency: float,
    fill_s: float,
    dt_s: float,
    power: Power,
    storage: Storage,
    grid: Grid,
    cell: NDArray[np.float64],
) -> None:
    """Balance every building: the sun first serves the use on site, then the battery, then the grid.

    Parameters
    ----------
    efficiency : Electricity into a battery per electricity drawn, and out of it per energy taken from it. () [1]
    fill_s : Time in which a battery fills at its highest power. () [s]
    dt_s : Tick length. () [s]
    power, storage, grid : See there.
    cell : Worst residual, its building, throughput; written. (3,) [J]

    Notes
    -----
    Audited per building: sun + bought = use + sold + stored + lost in the battery, the last two taken from what the
    battery holds before and after.
    """
    cell[:] = 0.0
    worst = -1.0
    for i in range(grid.bought.shape[0]):
        use = power.appliances[i] + power.plant[i]
        net = use - power.pv[i]
        before, into, lost = storage.held[i], 0.0, 0.0
        if storage.size[i] > 0.0:
            most = storage.size[i] / fill_s
            if net < 0.0:
                room = max(storage.size[i] - before, 0.0)
                into = min(-net, most, room / (efficiency * dt_s))
                storage.held[i] = min(before + efficiency * into * dt_s, storage.size[i])
                lost = (1.0 - efficiency) * into * dt_s
            elif net > 0.0:
                there = max(before - storage.reserve[i], 0.0)
                into = -min(net, most, there * efficiency / dt_s)
                storage.held[i] = max(before + into * dt_s / efficiency, 0.0)
                lost = -into * dt_s * (1.0 / efficiency - 1.0)
        storage.power[i] = into
        rest = net + into
        grid.bought[i] = max(rest, 0.0)
        grid.sold[i] = max(-rest, 0.0)
        stored = storage.held[i] - before
        residual = (power.pv[i] + grid.bought[i] - use - grid.sold[i]) * dt_s - stored - lost
        flow = (power.pv[i] + grid.bought[i] + use + grid.sold[i]) * dt_s
        relative = abs(residual) / max(flow + STILL * before, 1.0)
        if worst == worst and not relative <= worst:  # noqa: PLR0124 — what is not a number is the worst and stays so
            worst = relative
            cell[0], cell[1], cell[2] = residual, i, flow + STILL * before


@kernel
def share(
    first: bool,  # noqa: FBT001
    dt_s: float,
    member: NDArray[np.bool_],
    grid: Grid,
    taken: NDArray[np.float64],
    hour: NDArray[np.float64],
    shared: NDArray[np.float64],
    cell: NDArray[np.float64],
) -> None:
    """Electricity that a renewable energy community shares: by the hour the least of what members sell and buy.

    Parameters
    ----------
    first : Whether an hour begins. ()
    dt_s : Tick length. () [s]
    member : Whether a building belongs to it. (B,)
    grid : What crossed the meters in the tick.
    taken : What each member has bought in the hour so far; written. (B,) [J]
    hour : Sold, bought and shared by all members in the hour so far; written. (3,) [J]
    shared : Share of each member, in proportion to what it has bought in the hour; written. (B,) [W]
    cell : Shared in all less the sum over members, 0, throughput; written. (3,) [J]

    Notes
    -----
    D.Lgs. 199/2021 and ARERA's TIAD (727/2022/R/eel): in every hour the least of electricity fed in and drawn by the
    members below one primary substation (cerdinamo.it). Within an hour of shorter ticks the least of the sums so far
    can only grow, and its growth counts in the tick.
    """
    cell[:] = 0.0
    if first:
        hour[:] = 0.0
        taken[:] = 0.0
    for i in range(member.shape[0]):
        shared[i] = 0.0
        if member[i]:
            taken[i] += grid.bought[i] * dt_s
            hour[0] += grid.sold[i] * dt_s
            hour[1] += grid.bought[i] * dt_s
    both = min(hour[0], hour[1])
    more = both - hour[2]
    hour[2] = both
    if more <= 0.0:
        return
    total = 0.0
    for i in range(member.shape[0]):
        if member[i]:
            shared[i] = more * (taken[i] / hour[1]) / dt_s
            total += shared[i] * dt_s
    cell[0] = more - total
    cell[2] = hour[0] + hour[1]


@kernel
def by_zone(zone: NDArray[np.int64], power: NDArray[np.float64], load: NDArray[np.float64]) -> None:
    """Add power to the load of its zone; rows without a zone do not count. (N,), (N,) [W] → (Z,) [W]"""
    for i in range(zone.shape[0]):
        if zone[i] >= 0:
            load[zone[i]] += power[i]
