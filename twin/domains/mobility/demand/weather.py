"""How warm are the hours people are out, and does it rain? The weather of each day as cyclists meet it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import declare, uid_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.core.clock import Clock
    from twin.domains.mobility.demand.params import DemandParams

RAIN = declare("mobility.rain", "which days are wet")
STREAMS = (RAIN,)

_OUT, _IN = 7, 20  # civil hours between which most are out


def daytime_mean(t_out: NDArray[np.float64], clock: Clock) -> NDArray[np.float64]:
    """Mean outdoor temperature between 7 and 20 h of each day. (ticks,) → (D,) [degC]"""
    hour = np.asarray(clock.civil_hour[: t_out.size])
    day = np.arange(t_out.size) // (t_out.size // clock.n_days)
    out = (hour >= _OUT) & (hour < _IN)
    total = np.bincount(day[out], weights=t_out[out], minlength=clock.n_days)
    return np.asarray(total / np.bincount(day[out], minlength=clock.n_days))


def wet_days(clock: Clock, seed: int, params: DemandParams) -> NDArray[np.bool_]:
    """Draw the wet days of a year: synthetic, by the mean number of each month, in spells. (D,)

    A chain of two states whose chance to stay wet is `wet_stays`, and whose chance to turn wet gives the month's share.
    C. W. Richardson, "Stochastic simulation of daily precipitation, temperature, and solar radiation", Water Resources
    Research 17(1), 1981, uses the same chain.
    """
    months = np.asarray(clock.month_of_day) - int(np.min(clock.month_of_day))
    share = np.asarray(params.rainy_days)[months] / np.bincount(months, minlength=12)[months]
    stays = np.minimum(np.maximum(params.wet_stays, share), 0.95)
    turns = np.where(share < 1.0, share * (1.0 - stays) / np.maximum(1.0 - share, 1e-9), 1.0)
    stream, town = RAIN.at(seed), np.array([uid_of("weather")], dtype=np.uint64)
    wet = np.zeros(clock.n_days, dtype=np.bool_)
    now = False
    for day in range(clock.n_days):
        u = float(stream.uniform(town, tick=day)[0])
        now = u < (stays[day] if now else turns[day])
        wet[day] = now
    return wet
