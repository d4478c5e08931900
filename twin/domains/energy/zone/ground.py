"""How warm is the ground below the buildings? It follows the air of the last weeks, with half of its swing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from twin.core.clock import Clock
    from twin.domains.energy.params import Params

MONTH = 30.0 * 86_400.0  # s


class Ground:
    """Temperature below the floors, from the air so far: what comes later changes nothing that was before.

    Notes
    -----
    EN ISO 13370:2017: the year's mean acts with the steady coefficient, the monthly swing around it with the periodic
    one. The monthly mean is a running one over the month past, which lags the air by as much.
    """

    def __init__(self, clock: Clock, params: Params) -> None:
        mean, swing, coldest = params.air_mean, params.air_swing, params.coldest_day
        day = clock.day_of(clock.first_tick)
        self._mean, self._share = mean, params.ground_swing
        self._month = mean - swing * float(np.cos(2.0 * np.pi * (day - coldest) / 365.25))
        self._weight = -float(np.expm1(-clock.dt_s / MONTH))

    def after(self, t_out: float) -> float:
        """Temperature of a tick with outdoor air `t_out`. () [degC]"""
        self._month += self._weight * (t_out - self._month)
        return self._mean + self._share * (self._month - self._mean)
