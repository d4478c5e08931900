"""Which constants of the modes give a wanted split of trips? The arithmetic alone, on the tours of a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.domains.mobility.choice.groups import (
    BICYCLE,
    BIKE_TRANSIT,
    CAR,
    CAR_SHARING,
    CARS,
    MODES,
    MOTORCYCLE,
    PASSENGER,
    SHARED_BICYCLE,
    SHARED_EBIKE,
    TRANSIT,
    WALK,
)
from twin.domains.mobility.choice.kernels import expect_trips

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from twin.domains.mobility.choice.groups import Tastes, Weighed

# Groups of V9a: public transport with bicycles to the station; cars, whoever drives; motorcycles; on foot and bicycles.
GROUPS = (
    (TRANSIT, BIKE_TRANSIT), (CAR, PASSENGER, CAR_SHARING), (MOTORCYCLE,),
    (WALK, BICYCLE, SHARED_BICYCLE, SHARED_EBIKE),
)  # fmt: skip
_STEPS = 300
_CLOSE = 1e-6
_LEAST = 1e-9


@dataclass(frozen=True)
class Fit:
    """Outcome of a fit.

    Parameters
    ----------
    constants : Constants of the modes.
    before, after : Expected split with the old and the new constants, in the order of `GROUPS`.
    occupancy : Persons per car by then: trips in private cars over those of their drivers.
    shares : Expected share of each mode. (MODES,)
    steps : Steps taken.
    """

    constants: tuple[float, ...]
    before: NDArray[np.float64]
    after: NDArray[np.float64]
    occupancy: float
    shares: NDArray[np.float64]
    steps: int


def expected_trips(weighed: Weighed, tastes: Tastes) -> NDArray[np.float64]:
    """Expected trips by mode of the tours kept in `weighed`, short walks not counted. (MODES,)"""
    n = int(weighed.number[0])
    out = np.empty((2, MODES))
    expect_trips(weighed.kept[:n], weighed.trips[:n], tastes, out)
    return np.asarray(out[0])


def split(trips: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares of `GROUPS` among trips by mode. (MODES,) → (4,) [1]"""
    groups = np.array([trips[list(modes)].sum() for modes in GROUPS])
    return np.asarray(groups / groups.sum())


def solve(weighed: Weighed, tastes: Tastes, target: Sequence[float], occupancy: float) -> Fit:
    """Find constants that give the target on tours as they are.

    Walking keeps 0; within a group all constants move together, but for the passengers', which moves beside the
    driver's until as many travel in a car as published.

    Parameters
    ----------
    weighed : Tours of a day. Utilities do not depend on constants.
    tastes : Tastes with the constants to start from.
    target : Shares in the order of `GROUPS`, walks over five minutes. (4,) [1]
    occupancy : Persons per private car. [1]

    Raises
    ------
    RuntimeError
        If the target is not met, for instance because too few have a car.
    """
    wanted = np.asarray(target, dtype=np.float64)
    constants = tastes.constant.copy()
    before = split(expected_trips(weighed, tastes))
    share, persons = before, occupancy
    for step in range(_STEPS):
        trips = expected_trips(weighed, tastes._replace(constant=constants))
        share = split(trips)
        driven = max(trips[CAR], _LEAST)
        persons = 1.0 + trips[PASSENGER] / driven
        if np.abs(share - wanted).max() < _CLOSE and abs(persons - occupancy) < _CLOSE:
            rounded = tuple(float(c) for c in constants.round(3))
            return Fit(rounded, before, share, persons, trips / trips.sum(), step)
        missing = np.log(wanted / np.maximum(share, _LEAST))
        for group in range(len(GROUPS) - 1):
            constants[list(GROUPS[group])] += missing[group] - missing[-1]
        more = np.log((occupancy - 1.0) * driven / max(trips[PASSENGER], _LEAST))
        constants[PASSENGER] += tastes.scale[CARS] * float(np.clip(more, -1.0, 1.0))
    raise RuntimeError(f"the split {wanted} is not met, the nearest is {share.round(3)} with {persons:.2f} a car")


def fit(
    tours: Callable[[NDArray[np.float64]], Weighed], tastes: Tastes, target: Sequence[float], occupancy: float,
    rounds: int = 6,
) -> Fit:  # fmt: skip
    """Fit constants where what is at hand depends on them: who gets the household's car, and what streets carry.

    `tours` lays out a day with given constants and keeps its tours; the constants that solve them are those of the
    next day, until nothing moves any more.
    """
    found: Fit | None = None
    before = None
    for _ in range(rounds):
        weighed = tours(tastes.constant)
        found = solve(weighed, tastes, target, occupancy)
        before = found.before if before is None else before
        moved = np.abs(np.array(found.constants) - tastes.constant).max()
        tastes = tastes._replace(constant=np.array(found.constants))
        if moved < 10.0 * _CLOSE + 1e-3:
            break
    assert found is not None  # noqa: S101 — there is at least one round
    assert before is not None  # noqa: S101
    return Fit(found.constants, before, found.after, found.occupancy, found.shares, found.steps)
