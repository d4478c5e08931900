"""Who has taken in, by a given day, what an edit changed? Routes at once, departures within days, modes within weeks.

Each citizen adapts on a day of its own, drawn once per edit from a geometric distribution, as if every day brought the
same chance. Days stay pure functions of their number: nothing is carried from one to the next but the beliefs before
and after the edit.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import declare

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.routes.params import RoutesParams

ADAPTATION = declare("mobility.adaptation", "chance that brings the day on which a citizen adapts to an edit")


class Habit(IntEnum):
    """What a citizen holds on to for a while; the lane of its draws."""

    TIMES = 0
    MODES = 1


def delay(uids: NDArray[np.uint64], edit_day: int, habit: Habit, seed: int, params: RoutesParams) -> NDArray[np.int64]:
    """Days from an edit until each citizen has adapted, at least one. (N,) [d]

    Parameters
    ----------
    uids : Uids of the citizens. (N,)
    edit_day : Day of the year on which the edit starts to hold.
    """
    mean = params.learn_times_days if habit == Habit.TIMES else params.learn_modes_days
    if mean <= 1.0:
        return np.ones(uids.size, dtype=np.int64)
    luck = ADAPTATION.at(seed).uniform(uids, tick=edit_day, lane=int(habit))
    return np.asarray(1 + np.floor(np.log1p(-luck) / np.log1p(-1.0 / mean))).astype(np.int64)


def adapted(
    day: int, edit_day: int, uids: NDArray[np.uint64], habit: Habit, seed: int, params: RoutesParams
) -> NDArray[np.bool_]:
    """Whether each citizen lives by what holds after an edit: none before it, on its day, or while unaware. (N,)

    Edits of the first day of a run are taken in beforehand: whoever starts there knows nothing else.
    """
    if edit_day <= 0:
        return np.full(uids.size, day >= edit_day)
    return np.asarray(day - edit_day >= delay(uids, edit_day, habit, seed, params))
