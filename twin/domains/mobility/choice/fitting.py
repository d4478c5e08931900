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
_CLOSE = 1e-5
_FEW = 8000  # tours
_SETTLED = 0.005  # constants that move less from round to round stay
_LEAST = 1e-9
_RARE = 6.0  # below the driver's, nobody is taken along but those who are brought anyway


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


def expected_trips(weighed: Weighed, tastes: Tastes, stride: int = 1) -> NDArray[np.float64]:
    """Expected trips by mode of every so many of the tours kept in `weighed`, short walks not counted. (MODES,)"""
    n = int(weighed.number[0])
    out = np.empty((2, MODES))
    kept, trips = (np.ascontiguousarray(each[:n:stride]) for each in (weighed.kept, weighed.trips))
    expect_trips(kept, trips, tastes, out)
    return np.asarray(out[0])


def split(trips: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares of `GROUPS` among trips by mode. (MODES,) → (4,) [1]"""
    groups = np.array([trips[list(modes)].sum() for modes in GROUPS])
    return np.asarray(groups / groups.sum())


def solve(weighed: Weighed, tastes: Tastes, target: Sequence[float], occupancy: float) -> Fit:
    """Find constants that give the target on tours as they are.

    Walking keeps 0; within a group all constants move together, but for the passengers', which moves beside the
    driver's until as many travel in a car as published; where those who are brought are more than that, nobody else is
    taken along.

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
    share, persons, steps = before, occupancy, 0
    trips = expected_trips(weighed, tastes)
    # Most of the way is gone with few of the tours.
    for stride in (max(1, int(weighed.number[0]) // _FEW), 1):
        for _ in range(_STEPS):
            trips = expected_trips(weighed, tastes._replace(constant=constants), stride)
            share = split(trips)
            persons = 1.0 + trips[PASSENGER] / max(trips[CAR], _LEAST)
            rare = constants[PASSENGER] <= constants[CAR] - _RARE and persons > occupancy
            if np.abs(share - wanted).max() < _CLOSE and (rare or abs(persons - occupancy) < _CLOSE):
                break
            steps += 1
            missing = np.log(wanted / np.maximum(share, _LEAST))
            for group in range(len(GROUPS) - 1):
                constants[list(GROUPS[group])] += missing[group] - missing[-1]
            more = np.log((occupancy - 1.0) / max(persons - 1.0, _LEAST))
            constants[PASSENGER] += tastes.scale[CARS] * float(np.clip(more, -1.0, 1.0))
            constants[PASSENGER] = max(constants[PASSENGER], constants[CAR] - _RARE)
        else:
            raise RuntimeError(f"the split {wanted} is not met, the nearest is {share.round(3)}, {persons:.2f} a car")
    rounded = tuple(float(c) for c in constants.round(3))
    return Fit(rounded, before, share, persons, trips / trips.sum(), steps)


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
        if moved < _SETTLED:
            break
    assert found is not None  # noqa: S101 — there is at least one round
    assert before is not None  # noqa: S101
    return Fit(found.constants, before, found.after, found.occupancy, found.shares, found.steps)
