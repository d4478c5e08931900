"""How warm is the water that heat pumps take heat from?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.core.clock import Clock
    from twin.forcing.params import Params


def treated_water(clock: Clock, params: Params) -> NDArray[np.float64]:
    """Temperature of the treated water of Nosedo at the middle of every tick: a sine of the year. (T,) [degC]"""
    low, high = params.t_canal
    day = (np.arange(clock.n_ticks) + 0.5) / clock.ticks_per_day
    swing = np.cos(2.0 * np.pi * (day - params.canal_coldest) / clock.n_days)
    return np.asarray(0.5 * (low + high) - 0.5 * (high - low) * swing)
