"""What does every lamp draw in an hour of dusk, night or dawn?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.jit import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray


@kernel
def is_dimmed(hour: int, dim_from: int, dim_to: int) -> bool:
    """Whether civil `hour` lies in [dim_from, dim_to), round midnight if need be; equal ends mean never."""
    if dim_from == dim_to:
        return False
    if dim_from < dim_to:
        return dim_from <= hour < dim_to
    return hour >= dim_from or hour < dim_to


class Dimming(NamedTuple):
    """Hours of dimming, civil, and light in them. (N,) each"""

    dim_level: NDArray[np.float64]  # share of full light while nobody passes [1]
    dim_from: NDArray[np.int64]  # [h]
    dim_to: NDArray[np.int64]  # [h]
    passed: NDArray[np.float64]  # share of the time with full light because somebody passes [1]


@kernel
def burn_hour(
    sun_up: float,
    hour: int,
    dt_s: float,
    rated_power: NDArray[np.float64],
    extra_power: NDArray[np.float64],
    dimming: Dimming,
    power: NDArray[np.float64],
    energy_year: NDArray[np.float64],
    hours_year: NDArray[np.float64],
    cell: NDArray[np.float64],
) -> None:
    """Burn all lamps for one hour.

    Parameters
    ----------
    sun_up : Share of the hour with lamps off. () [1]
    hour : Civil hour of the day. () [h]
    dt_s : Tick length. () [s]
    rated_power, extra_power : Lamps at full light, and electronics that they host, day and night. (N,) [W]
    dimming : When and how far they are dimmed.
    power : Mean power of the hour, written. (N,) [W]
    energy_year, hours_year : Sums since the start, written. (N,) [J], [h]
    cell : Worst balance: what is drawn, dimmed away and switched off makes up full light and electronics all day. (3,)
        [J], row, [J]
    """
    cell[:] = 0.0
    burning = 1.0 - sun_up
    ratio = -1.0
    for i in range(rated_power.shape[0]):
        level = 1.0
        if is_dimmed(hour, dimming.dim_from[i], dimming.dim_to[i]):
            level = dimming.dim_level[i] + (1.0 - dimming.dim_level[i]) * dimming.passed[i]
        power[i] = rated_power[i] * burning * level + extra_power[i]
        before = energy_year[i]
        energy_year[i] += power[i] * dt_s
        hours_year[i] += burning * dt_s / 3600.0
        saved = rated_power[i] * (burning * (1.0 - level) + sun_up) * dt_s
        full = (rated_power[i] + extra_power[i]) * dt_s
        residual = (energy_year[i] - before) + saved - full
        # The sum so far is in the throughput: it is what the difference is rounded to.
        throughput = max(full + energy_year[i], 1.0e-6)
        relative = abs(residual) / throughput
        if ratio == ratio and not relative <= ratio:  # noqa: PLR0124 — a test for NaN
            ratio = relative
            cell[0], cell[1], cell[2] = residual, i, throughput


@kernel
def pass_hour(
    hour: int,
    hold: NDArray[np.float64],
    street: NDArray[np.int64],
    length: NDArray[np.float64],
    walkers: NDArray[np.float64],
    flow: NDArray[np.float64],
    speed: NDArray[np.float64],
    reach: float,
    pace: float,
    passed: NDArray[np.float64],
) -> None:
    """Share of an hour in which lamps that answer to people have somebody near, or had just now.

    Parameters
    ----------
    hour : Civil hour of the day. () [h]
    hold : Time that a lamp keeps full light, 0 for lamps that do not answer. (N,) [s]
    street : Rows of the two directions of a lamp's street, -1 none. (N, 2)
    length, walkers, flow, speed : Streets: length, people in it, vehicles that enter, their speed. (L,) [m], (L, 24)
        [1], [1/h], [m/s]
    reach : Length of street that a lamp watches. () [m]
    pace : Speed of people on foot and by bicycle. () [m/s]
    passed : Written; 1 where a lamp answers but nothing is known of its street. (N,) [1]

    Notes
    -----
    Who passes at a rate r and is seen for a time s, light held for h after it, keeps the lamp lit for the share
    1 - exp(-r (s + h)) of the time, if passages are independent (the busy share of a queue M/G/infinity).
    """
    for i in range(hold.shape[0]):
        passed[i] = 0.0
        if hold[i] <= 0.0:
            continue
        load, known = 0.0, False
        for side in range(2):
            link = street[i, side]
            if link < 0:
                continue
            known = True
            people = walkers[link, hour] * pace / max(length[link], 1.0)
            load += people * (reach / pace + hold[i])
            load += flow[link, hour] / 3600.0 * (reach / max(speed[link, hour], 1.0) + hold[i])
        passed[i] = 1.0 - math.exp(-load) if known else 1.0
