"""Which constants of the modes give a wanted split of trips? The arithmetic alone: `study.fit_modes` has the target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.core.clock import DayType
from twin.domains.mobility import day as days
from twin.domains.mobility.calendar import usual
from twin.domains.mobility.kernels.diary import SHORT_WALK
from twin.domains.mobility.params import Params
from twin.state.codes import Mode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from twin.domains.mobility.day import Choice
    from twin.state.table import Table

_GROUPS = ((Mode.TRANSIT,), (Mode.CAR,), (Mode.MOTORCYCLE,), (Mode.WALK, Mode.BICYCLE))
_STEPS = 200
_CLOSE = 1e-6


@dataclass(frozen=True)
class Fit:
    """Outcome of a fit.

    Parameters
    ----------
    constants : Constants of walk, bicycle, transit, car and motorcycle.
    before, after : Expected internal split with the old and the new constants, in the order of the target.
    steps : Steps taken.
    """

    constants: tuple[float, ...]
    before: NDArray[np.float64]
    after: NDArray[np.float64]
    steps: int


def expected_split(choice: Choice, constants: NDArray[np.float64]) -> NDArray[np.float64]:
    """Expected share of trips by group of modes, without walks of five minutes and less. (5,) → (4,) [1]"""
    value = choice.utility + constants
    top = value.max(axis=2, keepdims=True)
    top = np.where(np.isfinite(top), top, 0.0)
    weight = np.exp(value - top)
    total = weight.sum(axis=2, keepdims=True)
    share = weight / np.where(total > 0, total, 1.0)
    tour = choice.tour
    made = tour >= 0
    trip = np.take_along_axis(share, np.maximum(tour, 0)[:, :, None], axis=1) * made[:, :, None]
    trip[:, :, Mode.WALK] *= choice.walk > SHORT_WALK
    trips = trip.sum(axis=(0, 1))
    groups = np.array([trips[list(modes)].sum() for modes in _GROUPS])
    return np.asarray(groups / groups.sum())


def fit(tables: dict[str, Table], seed: int, target: Sequence[float], params: Params | None = None) -> Fit:
    """Fit the constants of transit, car and motorcycle on a usual workday in term; walk stays 0 and bicycle as it is.

    `target` gives the shares of transit, car, motorcycle, and walking with cycling; walks over five minutes. (4,) [1]
    Each step adds log(target / share) of a group less that of walk and bicycle; shares are expected, not drawn.

    Raises
    ------
    RuntimeError
        If the split is not met, for instance because too few have a car.
    """
    params = params if params is not None else Params()
    shared = days.frame(tables, seed, params)
    choice = days.consider(shared, usual(DayType.WORKDAY, len(tables["households"]), params))
    constants = np.array(params.constants)
    wanted = np.asarray(target, dtype=np.float64)
    before = expected_split(choice, constants)
    share = before
    for step in range(_STEPS):
        if np.abs(share - wanted).max() < _CLOSE:
            return Fit(tuple(float(c) for c in constants.round(3)), before, share, step)
        missing = np.log(wanted / np.maximum(share, 1e-9))
        constants[[Mode.TRANSIT, Mode.CAR, Mode.MOTORCYCLE]] += missing[:3] - missing[3]
        share = expected_split(choice, constants)
    raise RuntimeError(f"the split {wanted} is not met, the nearest is {share.round(3)}")
