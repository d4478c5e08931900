"""What is on the streets in this hour? A small loop of every tick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.core.jit import kernel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@kernel
def count_hour(
    hour: int,
    flow: NDArray[np.float64],
    speed: NDArray[np.float64],
    length: NDArray[np.float64],
    flow_year: NDArray[np.float64],
    time_year: NDArray[np.float64],
) -> None:
    """Add the hour's flow to the year's.

    Parameters
    ----------
    hour : Civil hour. ()
    flow, speed, length : Vehicles [1] and mean speed [m/s] by hour (L, 24), and length of the links (L,) [m].
    flow_year, time_year : Vehicles [1] and their time [s] since the start; added to. (L,)
    """
    for i in range(length.shape[0]):
        flow_year[i] += flow[i, hour]
        time_year[i] += flow[i, hour] * length[i] / speed[i, hour]


@kernel
def count_vehicles(
    hour: int, on_streets: NDArray[np.uint32], outside: NDArray[np.uint32], moving: NDArray[np.bool_]
) -> tuple[int, int]:
    """Mark the vehicles that move at half past an hour.

    Parameters
    ----------
    hour : Civil hour. ()
    on_streets, outside : Masks of hours, bit h for hour h. (V,)
    moving : Written. (V,)

    Returns
    -------
    Vehicles that move, and vehicles said to be in two places.
    """
    driving, twice = 0, 0
    for v in range(moving.shape[0]):
        rides = (on_streets[v] >> hour) & 1
        moving[v] = rides != 0
        driving += rides
        twice += rides & (outside[v] >> hour)
    return driving, twice
