"""What became of the vehicles that entered: did they come at another hour, go around, or stay away?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.rendezvous import child_uids

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.loading.groups import Rides


class Passages(NamedTuple):
    """Trips by vehicles on one day of one run. T trips.

    Parameters
    ----------
    trip : Key of the trip, the same in two runs. (T,)
    enters : When it enters what is looked at, infinite if it does not. (T,) [s]
    """

    trip: NDArray[np.uint64]
    enters: NDArray[np.float64]


class Leakage(NamedTuple):
    """Trips that enter in a window of the day in one of two runs.

    Parameters
    ----------
    kept : In both.
    shifted : In the first in the window, in the second at another hour.
    rerouted : In the first only; the second has the trip, on a way that does not enter.
    suppressed : In the first only; the second does not have the trip: another mode, another place, or none.
    moved_in, routed_in, induced : The reverse of the three: in the second in the window, in the first at another hour,
        on another way, not at all.
    """

    kept: int
    shifted: int
    rerouted: int
    suppressed: int
    moved_in: int
    routed_in: int
    induced: int

    @property
    def before(self) -> int:
        """Entries of the first run."""
        return self.kept + self.shifted + self.rerouted + self.suppressed

    @property
    def after(self) -> int:
        """Entries of the second run."""
        return self.kept + self.moved_in + self.routed_in + self.induced


def passages(rides: Rides, uid: NDArray[np.uint64], enters: NDArray[np.float64] | None = None) -> Passages:
    """Trips of a day, known by their vehicle and their order.

    Parameters
    ----------
    rides : Vehicles after a loading.
    uid : Uid of each vehicle. (M,)
    enters : When each trip enters what is looked at; the streets of the district if None. (T,) [s]
    """
    count = np.diff(rides.first)
    order = np.arange(rides.first[-1]) - np.repeat(rides.first[:-1], count)
    return Passages(child_uids(np.repeat(uid, count), order), rides.times[:, 2] if enters is None else enters)


def leakage(before: Passages, after: Passages, window: tuple[float, float] = (0.0, np.inf)) -> Leakage:
    """Split the change of entries between two runs of the same day.

    Parameters
    ----------
    before, after : Trips of both runs; keys are unique in each.
    window : Times between which an entry counts, those of a charge for example. [s]

    Raises
    ------
    ValueError
        If a key stands twice in a run.
    """
    for each in (before, after):
        if np.unique(each.trip).size != each.trip.size:
            msg = "a trip stands twice in a run"
            raise ValueError(msg)
    _, one, two = np.intersect1d(before.trip, after.trip, assume_unique=True, return_indices=True)
    first, second = _when(before.enters, window), _when(after.enters, window)
    a, b = first[one], second[two]
    both = np.zeros((3, 3), dtype=np.int64)
    np.add.at(both, (a, b), 1)
    only_before = int((first == _IN).sum() - (a == _IN).sum())
    only_after = int((second == _IN).sum() - (b == _IN).sum())
    return Leakage(
        int(both[_IN, _IN]), int(both[_IN, _OTHER]), int(both[_IN, _NEVER]), only_before,
        int(both[_OTHER, _IN]), int(both[_NEVER, _IN]), only_after,
    )  # fmt: skip


_NEVER, _OTHER, _IN = range(3)


def _when(enters: NDArray[np.float64], window: tuple[float, float]) -> NDArray[np.int64]:
    """Whether each trip enters never, at another time, or in the window. (T,)"""
    inside = (enters >= window[0]) & (enters < window[1])
    return np.where(inside, _IN, np.where(np.isfinite(enters), _OTHER, _NEVER))
