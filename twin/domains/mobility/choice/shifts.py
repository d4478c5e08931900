"""When does a tour leave? Gains of other departures against schedule delay, and the draw."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import inner_kernel
from twin.core.streams import draw_four
from twin.domains.mobility.choice.groups import (
    BY_CAR,
    BY_MOTORCYCLE,
    BY_SHARED_CAR,
    CAR,
    CAR_SHARING,
    MOTORCYCLE,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.choice.groups import Tastes, Weighed

_TINY = 2.0**-33
_LEAST = 0.15


@inner_kernel
def worth_of_shifts(pull: NDArray[np.float64], scale: float, gain: NDArray[np.float64]) -> float:
    """Expected gain of somebody who may leave earlier or later, and plans what is best where all is served alike. [1]

    Parameters
    ----------
    pull : Share of each shift where all departures are served alike, sum 1. (J,) [1]
    scale : Parameter of the nest of departures. () [1]
    gain : What each shift changes in the utility, 0 for the first. (J,) [1]

    Notes
    -----
    With errors as in a logit and the first alternative best before, P(nothing gains more than x) is
    1 / (C + B exp(-x)): B sums pull exp(gain) over the shifts whose gain is above x, C sums pull over the others. Its
    integral is closed between two gains. Its derivatives are the chances of `choose_shift`.
    """
    top = 0.0
    for j in range(1, gain.shape[0]):
        top = max(top, gain[j])
    # What is left out is less than a hundredth of the scale: a share of half the gain's square.
    if top <= _LEAST * scale:
        return 0.0
    low, total = 0.0, 0.0
    while True:
        high = np.inf
        above, others = 0.0, 1.0
        for j in range(1, gain.shape[0]):
            if gain[j] / scale > low:
                high = min(high, gain[j] / scale)
                above += pull[j] * math.exp(gain[j] / scale)
                others -= pull[j]
        if above <= 0.0:
            return total * scale
        total += (high - low) - math.log((others * math.exp(high) + above) / (others * math.exp(low) + above)) / others
        low = high


@inner_kernel
def choose_shift(
    key: np.uint64, day: int, uid: np.uint64, tour: int, purpose: int, mode: int, tastes: Tastes, weighed: Weighed
) -> float:
    """Shift of all departures of a tour, once its mode is chosen. [s]

    Parameters
    ----------
    key, day, uid, tour : Key of the stream, day, citizen and number of the tour. ()
    purpose, mode : As in `weigh_tour`, and the mode chosen. ()
    tastes : Shifts on offer and their pull.
    weighed : As `weigh_tour` left it.

    Notes
    -----
    Nobody shifts without a cause: a logit whose errors are drawn given that the plan was best where all departures are
    served alike. With unit exponential e, a shift beats the plan by gain - scale log(1 + e / (e_0 pull)).
    """
    if mode == CAR:
        row = BY_CAR
    elif mode == MOTORCYCLE:
        row = BY_MOTORCYCLE
    elif mode == CAR_SHARING:
        row = BY_SHARED_CAR
    else:
        return 0.0
    gain, pull, scale = weighed.gain[row], tastes.pull[purpose], tastes.shift_scale
    top = 0.0
    for j in range(1, gain.shape[0]):
        top = max(top, gain[j])
    if top <= 0.0:
        return 0.0
    best, chosen = 0.0, 0
    u0 = u1 = u2 = u3 = 0.5
    first = 1.0
    for j in range(gain.shape[0]):
        slot = j % 4
        if slot == 0:
            u0, u1, u2, u3 = draw_four(key, day, uid, 4 * tour + j // 4)
        u = u0 if slot == 0 else (u1 if slot == 1 else (u2 if slot == 2 else u3))  # noqa: PLR2004
        e = -math.log(max(u, _TINY))
        if j == 0:
            first = max(e, _TINY)
        elif gain[j] > 0.0:
            worth = gain[j] - scale * math.log(1.0 + e / (first * pull[j]))
            if worth > best:
                best, chosen = worth, j
    return float(tastes.shifts[chosen])
