"""What does the energy management know ahead of weather, prices and grid? Nothing that is not known at that hour."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.domains.energy.schedules import civil

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.core.clock import Clock
    from twin.domains.energy.params import Params

HORIZON = 24  # hours


class Outlook(NamedTuple):
    """The present hour and the next 24, as the management expects them. Each (25,)."""

    t_out: NDArray[np.float64]  # [degC]
    cost: NDArray[np.float64]  # of electricity: price plus what its carbon dioxide counts [EUR/J]


class Daily:
    """Mean of the past by hour of the day, fading; forecasts by it and by the last deviation from it.

    Parameters
    ----------
    memory : Days in which the past fades to a third. () [d]
    anomaly : Hours in which a deviation fades to a third. () [h]
    ticks_per_hour : Values that are told in an hour. ()
    """

    def __init__(self, memory: float, anomaly: float, ticks_per_hour: int) -> None:
        self._weight = -np.expm1(-1.0 / (memory * ticks_per_hour))
        self._fade = np.exp(-np.arange(HORIZON + 1) / anomaly)
        self.mean = np.full(24, np.nan)

    def learn(self, hour: int, value: float) -> None:
        """Take in what was measured at an hour of the day."""
        before = self.mean[hour]
        self.mean[hour] = value if np.isnan(before) else before + self._weight * (value - before)

    def ahead(self, hour: int, value: float) -> NDArray[np.float64]:
        """Expected values from this hour on, given the value at it; hours never seen are as now. (25,)"""
        usual = np.roll(self.mean, -hour)[np.arange(HORIZON + 1) % 24]
        base = usual[0]
        if np.isnan(base):
            return np.full(HORIZON + 1, value)
        expected = np.where(np.isnan(usual), base, usual) + (value - base) * self._fade
        return np.asarray(expected)


class Ahead:
    """Forecasts of the year's hours, each from what was known by then.

    Temperature and carbon intensity are the past's mean by hour of the day plus a fading deviation. Prices are known
    to the end of the civil day, and from `price_hour` on to the end of the next; beyond, the same hour of the day
    before counts. With forecast "none" everything stays as it is now, with "perfect" the future itself is read.
    """

    def __init__(
        self,
        clock: Clock,
        weather: NDArray[np.float64],
        price: NDArray[np.float64],
        carbon: NDArray[np.float64],
        params: Params,
    ) -> None:
        self._t_out, self._price, self._carbon = weather, price, carbon
        self._kind, self._weight = params.forecast, params.carbon_weight
        self._per_hour, self._per_day = clock.ticks_per_hour, clock.ticks_per_day
        self._steps = np.arange(HORIZON + 1) * clock.ticks_per_hour
        hour, day = civil(clock)
        last = np.flatnonzero(np.append(np.diff(day) != 0, True))
        ends = np.append(last, last[-1])
        which = np.searchsorted(last, np.arange(clock.n_ticks))
        self.known_until = np.where(hour >= params.price_hour, ends[which + 1], ends[which])
        self._usual_t = Daily(params.memory, params.anomaly_memory, clock.ticks_per_hour)
        self._usual_c = Daily(params.memory, params.anomaly_memory, clock.ticks_per_hour)

    def look(self, tick: int) -> Outlook:
        """What is expected at `tick`; to be asked once for every tick, in order, as it learns by it."""
        hour = tick // self._per_hour % 24
        t_out, carbon = float(self._t_out[tick]), float(self._carbon[tick])
        self._usual_t.learn(hour, t_out)
        self._usual_c.learn(hour, carbon)
        if self._kind == "none":
            flat = np.ones(HORIZON + 1)
            return Outlook(t_out * flat, (float(self._price[tick]) + self._weight * carbon) * flat)
        if self._kind == "perfect":
            at = self._within(tick + self._steps, self._price.size - 1)
            return Outlook(self._t_out[at], self._price[at] + self._weight * self._carbon[at])
        known = self._within(tick + self._steps, int(self.known_until[tick]))
        cost = self._price[known] + self._weight * self._usual_c.ahead(hour, carbon)
        return Outlook(self._usual_t.ahead(hour, t_out), cost)

    def _within(self, ticks: NDArray[np.int64], last: int) -> NDArray[np.int64]:
        """Ticks moved back by whole days until they are not after `last`."""
        late = np.maximum(ticks - last, 0)
        return np.asarray(np.maximum(ticks - -(-late // self._per_day) * self._per_day, 0))
