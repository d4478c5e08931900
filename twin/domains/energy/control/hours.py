"""In which hours may a plant heat fully, and how long is it until the next of them?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.core.clock import DayType
from twin.domains.energy.schedules import civil, season
from twin.state.codes import Use

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.core.clock import Clock
    from twin.domains.energy.params import Params

LOOK = 12  # hours that a start is looked for ahead


@dataclass(frozen=True)
class Hours:
    """Hours of heating of the year.

    Parameters
    ----------
    in_season : Whether the heating season lasts. (T,)
    full : Whether plants of poor and average control heat fully, by use. (T, U)
    good : The same with good control. (T, U)
    until_good : Hours until good control heats fully again, 0 if it does, `LOOK` if not sooner. (T, U)
    """

    in_season: NDArray[np.bool_]
    full: NDArray[np.bool_]
    good: NDArray[np.bool_]
    until_good: NDArray[np.int64]

    @classmethod
    def make(cls, clock: Clock, params: Params) -> Hours:
        """Make the hours of the clock's year."""
        hour, day = civil(clock)
        kind = clock.day_type[day]
        in_season = season(clock, params.season)[day]
        full = np.stack([_heated(use, params.heating_hours[use], hour, kind, params) for use in Use], axis=1)
        good = full.copy()
        good[:, Use.RESIDENTIAL] = _heated(Use.RESIDENTIAL, params.good_hours, hour, kind, params)
        good &= in_season[:, None]
        until = np.full(good.shape, LOOK, dtype=np.int64)
        for ahead in range(LOOK - 1, -1, -1):
            until[np.roll(good, -ahead * clock.ticks_per_hour, axis=0)] = ahead
        return cls(in_season, full & in_season[:, None], good, until)


def _heated(
    use: Use, spans: tuple[tuple[int, int], ...], hour: NDArray[np.int64], kind: NDArray[np.int64], params: Params
) -> NDArray[np.bool_]:
    heated = np.zeros(hour.shape, dtype=np.bool_)
    for begin, end in spans:
        heated |= (hour >= begin) & (hour < end)
    if not params.weekend_heating[use]:
        heated &= kind == DayType.WORKDAY
    return heated
