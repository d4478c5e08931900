"""What does every lamp draw in an hour of dusk, night or dawn?"""

from __future__ import annotations

from typing import TYPE_CHECKING

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


@kernel
def burn_hour(
    sun_up: float,
    hour: int,
    dt_s: float,
    rated_power: NDArray[np.float64],
    dim_level: NDArray[np.float64],
    dim_from: NDArray[np.int64],
    dim_to: NDArray[np.int64],
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
    rated_power, dim_level, dim_from, dim_to : Lamps. (N,) [W], [1], [h], [h]
    power : Mean power of the hour, written. (N,) [W]
    energy_year, hours_year : Sums since the start, written. (N,) [J], [h]
    cell : Worst balance: what is drawn, dimmed away and switched off makes up full light all day. (3,) [J], row, [J]
    """
    cell[:] = 0.0
    burning = 1.0 - sun_up
    ratio = -1.0
    for i in range(rated_power.shape[0]):
        level = dim_level[i] if is_dimmed(hour, dim_from[i], dim_to[i]) else 1.0
        power[i] = rated_power[i] * burning * level
        before = energy_year[i]
        energy_year[i] += power[i] * dt_s
        hours_year[i] += burning * dt_s / 3600.0
        saved = rated_power[i] * (burning * (1.0 - level) + sun_up) * dt_s
        full = rated_power[i] * dt_s
        residual = (energy_year[i] - before) + saved - full
        # The sum so far is in the throughput: it is what the difference is rounded to.
        throughput = max(full + energy_year[i], 1.0e-6)
        relative = abs(residual) / throughput
        if ratio == ratio and not relative <= ratio:  # noqa: PLR0124 — a test for NaN
            ratio = relative
            cell[0], cell[1], cell[2] = residual, i, throughput
