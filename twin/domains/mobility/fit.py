"""Which constants of the modes give the published internal split (V9a)? Run again whenever times or plans change.

    python -m twin.domains.mobility.fit [folder of layers]

Only V9a is opened here. The split of work trips (V9c) is held out and appears nowhere in this room.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from twin.core.clock import DayType
from twin.domains.mobility import day as days
from twin.domains.mobility.params import Params
from twin.geo import load_district
from twin.population import synthesise
from twin.state.codes import Mode

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.day import Choice
    from twin.state.table import Table

# AMAT, June 2022, via Corriere della Sera of 15 January 2023: trips inside the municipality, walks over five minutes.
V9A = {"transit": 0.47, "car": 0.16, "motorcycle": 0.07, "walk_bicycle": 0.30}
_GROUPS = ((Mode.TRANSIT,), (Mode.CAR,), (Mode.MOTORCYCLE,), (Mode.WALK, Mode.BICYCLE))
_STEPS = 200
_CLOSE = 1e-6


@dataclass(frozen=True)
class Fit:
    """Outcome of a fit.

    Parameters
    ----------
    constants : Constants of walk, bicycle, transit, car and motorcycle.
    before, after : Expected internal split with the old and the new constants, in the order of `V9A`.
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
    tour = choice.plans.plan[:, :, 1]
    made = tour >= 0
    trip = np.take_along_axis(share, np.maximum(tour, 0)[:, :, None], axis=1) * made[:, :, None]
    trip[:, :, Mode.WALK] *= choice.duration[:, :, Mode.WALK] > days.SHORT_WALK
    trips = trip.sum(axis=(0, 1))
    groups = np.array([trips[list(modes)].sum() for modes in _GROUPS])
    return np.asarray(groups / groups.sum())


def fit(tables: dict[str, Table], seed: int, params: Params | None = None) -> Fit:
    """Fit the constants of transit, car and motorcycle on a workday; walk stays 0 and bicycle as it is.

    Each step adds log(target / share) of a group less that of walk and bicycle; shares are expected, not drawn.

    Raises
    ------
    RuntimeError
        If the split is not met, for instance because too few have a car.
    """
    params = params if params is not None else Params()
    choice = days.consider(tables, days.frame(tables, params), int(DayType.WORKDAY), seed, params)
    constants = np.array(params.constants)
    target = np.array(list(V9A.values()))
    before = expected_split(choice, constants)
    share = before
    for step in range(_STEPS):
        if np.abs(share - target).max() < _CLOSE:
            return Fit(tuple(float(c) for c in constants.round(3)), before, share, step)
        missing = np.log(target / np.maximum(share, 1e-9))
        constants[[Mode.TRANSIT, Mode.CAR, Mode.MOTORCYCLE]] += missing[:3] - missing[3]
        share = expected_split(choice, constants)
    raise RuntimeError(f"the split {target} is not met, the nearest is {share.round(3)}")


def main(folder: str | None = None, seed: int = 1) -> Fit:
    """Fit on the layers of a folder, or on the embedded district."""
    district = load_district(Path(folder) if folder else None)
    tables = {name: table.copy() for name, table in district.tables.items()}
    tables |= synthesise(tables, seed)
    return fit(tables, seed)


if __name__ == "__main__":
    found = main(sys.argv[1] if sys.argv[1:] else None)
    sys.stdout.write(f"constants {found.constants}\n")
    for name, was, now in zip(V9A, found.before, found.after, strict=True):
        sys.stdout.write(f"{name:13s} target {V9A[name]:.3f} before {was:.3f} after {now:.3f}\n")
