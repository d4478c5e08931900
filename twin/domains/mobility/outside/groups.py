"""Who and what may come from elsewhere on a day? Vehicles with their usual trips, and the people who come."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Why(IntEnum):
    """What brings a vehicle or a person from elsewhere."""

    COMMUTE = 0
    VISIT = 1
    THROUGH = 2
    DELIVERY = 3


class Fleet(NamedTuple):
    """Vehicles from elsewhere in order of uid, each with the stops it usually makes. F vehicles, S stops.

    Sites are buildings, then zones, then the sectors of the ring.

    Parameters
    ----------
    uid : (F,)
    why : What brings it. (F,) [Why]
    kind : (F,) [RideKind]
    home : Site outside where it starts and, if it comes back, ends. (F,)
    back : Whether it goes back after its last stop. (F,)
    clock : Usual start. (F,) [s]
    chance : Chance that it comes on a workday, a Saturday, a Sunday or holiday. (F, 3)
    first : First stop of each. (F + 1,)
    site : Where it stops. (S,)
    stay : Least stay. (S,) [s]
    tail : Time added on arrival. (S,) [s]
    seeks : Whether it looks for a place to park in the street. (S,)
    often : Chance that the stop is made on a day on which the vehicle comes. (S,)
    """

    uid: NDArray[np.uint64]
    why: NDArray[np.int8]
    kind: NDArray[np.int8]
    home: NDArray[np.int32]
    back: NDArray[np.bool_]
    clock: NDArray[np.float64]
    chance: NDArray[np.float32]
    first: NDArray[np.int64]
    site: NDArray[np.int32]
    stay: NDArray[np.float64]
    tail: NDArray[np.float64]
    seeks: NDArray[np.bool_]
    often: NDArray[np.float32]


class Guests(NamedTuple):
    """People from elsewhere who work in the district or visit it, by whatever mode. G people.

    Parameters
    ----------
    uid : A driver shares it with the vehicle. (G,)
    party : Uid of the vehicle that somebody comes with, one's own without one. (G,)
    why : (G,) [Why]
    mode : (G,) [Mode]
    origin : Site outside that each comes from. (G,)
    far : Whether that lies beyond the municipality. (G,)
    building : (G,)
    arrival : Usual arrival. (G,) [s]
    stay : (G,) [s]
    chance : As in `Fleet`. (G, 3)
    """

    uid: NDArray[np.uint64]
    party: NDArray[np.uint64]
    why: NDArray[np.int8]
    mode: NDArray[np.int8]
    origin: NDArray[np.int32]
    far: NDArray[np.bool_]
    building: NDArray[np.int32]
    arrival: NDArray[np.float64]
    stay: NDArray[np.float64]
    chance: NDArray[np.float32]


class Stakes(NamedTuple):
    """What a road charge means to those who come in each vehicle. F vehicles.

    Parameters
    ----------
    purpose : Row of `ChoiceParams.value_of_time`. (F,)
    taste : Standard normal, how the driver's value of time differs from the median. (F,)
    persons : People among whom a charge is shared. (F,)
    pays : Share of a charge that the vehicle owes, 0 where it is exempt. (F,) [1]
    gap : Time from the end of the trip to the other half of the tour, negative if that came before. (F,) [s]
    odds : Odds of the car while no charge is due over those in the published split. (F,) [1]
    """

    purpose: NDArray[np.int64]
    taste: NDArray[np.float64]
    persons: NDArray[np.int64]
    pays: NDArray[np.float64]
    gap: NDArray[np.float64]
    odds: NDArray[np.float64]


class Outing(NamedTuple):
    """What is particular to a day for those who come from elsewhere.

    Parameters
    ----------
    day : Day of the year. ()
    kind : 0 workday, 1 Saturday, 2 Sunday or holiday. ()
    here : Share of people who are not on leave. ()
    """

    day: int
    kind: int
    here: float


def together(parts: list[Guests]) -> Guests:
    """People of several groups in order of uid."""
    order = np.argsort(np.concatenate([part.uid for part in parts]), kind="stable")
    return Guests(**{name: np.concatenate([getattr(part, name) for part in parts])[order] for name in Guests._fields})


def joined(parts: list[Fleet]) -> Fleet:
    """All vehicles of several fleets in order of uid."""
    uid = np.concatenate([part.uid for part in parts])
    order = np.argsort(uid, kind="stable")
    count = np.concatenate([np.diff(part.first) for part in parts])
    start = np.concatenate([[0], np.cumsum(count)])[:-1]
    count = count[order]
    first = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    stop = np.repeat(start[order] - first[:-1], count) + np.arange(first[-1])
    whole = {name: np.concatenate([getattr(part, name) for part in parts]) for name in Fleet._fields if name != "first"}
    by_stop = ("site", "stay", "tail", "seeks", "often")
    rows = {name: np.ascontiguousarray(values[stop if name in by_stop else order]) for name, values in whole.items()}
    return Fleet(**rows, first=first)
