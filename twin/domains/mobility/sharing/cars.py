"""Which shared cars of condominiums are used, and how often are they all out?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from twin.core.jit import kernel
from twin.observe.declare import Kpi
from twin.state.codes import PlaceKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from twin.core.process import Every, Read
    from twin.core.streams import StreamName
    from twin.domains.mobility.sharing.params import SharingParams
    from twin.observe.declare import Outcome
    from twin.state.world import World

_CAR_SHARING = 8  # state.codes.Mode
_COLUMNS = ("trips", "mode", "departure", "arrival", "home", "to_building")


@kernel
def tours(
    trips: NDArray[np.int8],
    mode: NDArray[np.int8],
    departure: NDArray[np.float32],
    arrival: NDArray[np.float32],
    home: NDArray[np.int64],
    to_building: NDArray[np.int32],
    citizen: NDArray[np.int64],
    span: NDArray[np.float64],
) -> int:
    """Tours from home by shared car; returns how many, also where there is no room for them.

    Parameters
    ----------
    trips, mode, departure, arrival, home, to_building : Columns of citizens. (N,), (N, K) ...
    citizen, span : Row, and when the tour starts and ends; written. (T,), (T, 2) [s]
    """
    found = 0
    for i in range(trips.shape[0]):
        here, at_home = home[i], True
        riding = False
        for t in range(trips[i]):
            if at_home and mode[i, t] == _CAR_SHARING:
                riding = True
                if found < citizen.shape[0]:
                    citizen[found] = i
                    span[found, 0] = departure[i, t]
            here = to_building[i, t]
            at_home = here == home[i]
            if riding and (at_home or t == trips[i] - 1):
                if found < citizen.shape[0]:
                    span[found, 1] = arrival[i, t]
                found += 1
                riding = False
    return found


@kernel
def book(
    stall: NDArray[np.int64],
    span: NDArray[np.float64],
    first: NDArray[np.int64],
    back: NDArray[np.float64],
    used: NDArray[np.int64],
    missed: NDArray[np.int64],
) -> None:
    """Give each tour a car of its stall that is back, in order of departure, else count it as missed.

    Parameters
    ----------
    stall, span : Stall of each tour, and when it starts and ends, in order of start. (T,), (T, 2) [s]
    first : First car of each stall. (K + 1,)
    back : When each car is back; written. (C,) [s]
    used, missed : Tours with a car, and without; written. (K,)
    """
    used[:] = 0
    missed[:] = 0
    back[:] = -1.0
    for j in range(stall.shape[0]):
        k = stall[j]
        for c in range(first[k], first[k + 1]):
            if back[c] <= span[j, 0]:
                back[c] = span[j, 1]
                used[k] += 1
                break
        else:
            missed[k] += 1


class SharedCars:
    """The process `mobility.car_sharing`: cars of condominiums, booked by members of the club who live near.

    Who finds all of them out drives one of the cars that stand about the city, as other members do: these are not
    counted one by one. The choice of a shared car rests on licence and membership.
    """

    name = "mobility.car_sharing"
    every: Every = "day"
    reads: Sequence[Read] = (
        *(f"citizens.{name}" for name in _COLUMNS), "buildings.x", "buildings.y", "places.kind", "places.x", "places.y",
        "places.capacity",
    )  # fmt: skip
    writes: Sequence[str] = ("places.car_trips_year", "places.car_missed_year", "places.car_days")
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World, params: SharingParams) -> None:
        self._columns = world.bind(self)
        self._uid = world.table("citizens")["uid"]
        self._reach = params.stall_reach

    def step(self, tick: int) -> None:  # noqa: ARG002 — every day runs alike
        """Book the cars of the day."""
        column = self._columns
        rows = np.flatnonzero((column["places.kind"] == PlaceKind.CAR_SHARING) & (column["places.capacity"] >= 1.0))
        if not rows.size:
            return
        cars = np.floor(column["places.capacity"][rows]).astype(np.int64)
        trips, mode, departure, arrival, home, to_building = (column[f"citizens.{name}"] for name in _COLUMNS)
        room = 1024
        while True:
            citizen, span = np.empty(room, np.int64), np.empty((room, 2))
            n = tours(trips, mode, departure, arrival, home, to_building, citizen, span)
            if n <= room:
                break
            room = n
        citizen, span = citizen[:n], span[:n]
        xy = np.column_stack([column["buildings.x"], column["buildings.y"]])[home[citizen]]
        away, stall = cKDTree(np.column_stack([column["places.x"][rows], column["places.y"][rows]])).query(xy)
        order = np.lexsort((self._uid[citizen], span[:, 0]))
        order = order[away[order] <= self._reach]
        used, missed = np.empty(rows.size, np.int64), np.empty(rows.size, np.int64)
        first = np.concatenate([[0], np.cumsum(cars)]).astype(np.int64)
        book(stall[order].astype(np.int64), span[order], first, np.empty(int(cars.sum())), used, missed)
        column["places.car_trips_year"][rows] += used
        column["places.car_missed_year"][rows] += missed
        column["places.car_days"][rows] += cars


def _tours(outcome: Outcome) -> float:
    return float(outcome.table("places")["car_trips_year"].sum())


def _per_car(outcome: Outcome) -> float:
    places = outcome.table("places")
    days = float(places["car_days"].sum())
    return _tours(outcome) / days if days > 0.0 else 0.0


def _missed(outcome: Outcome) -> float:
    missed = float(outcome.table("places")["car_missed_year"].sum())
    return 100.0 * missed / (missed + _tours(outcome)) if missed > 0.0 else 0.0


_WHOSE = "members of the club who live within reach of a stall, from home and back"
KPIS: tuple[Kpi, ...] = (
    Kpi("mobility.shared_car_tours", "Tours by condominium car", "Giri con l'auto di condominio", "tours", "more",
        "places.car_trips_year, summed over stalls", _WHOSE, _tours),
    Kpi("mobility.shared_car_use", "Tours per condominium car and day", "Giri per auto di condominio e giorno", "tours",
        "more", "places.car_trips_year / places.car_days", _WHOSE, _per_car),
    Kpi("mobility.shared_car_missed", "Tours for which all condominium cars were out",
        "Giri senza auto di condominio libera", "%", "less", "places.car_missed_year / (these + tours)",
        f"{_WHOSE}; they take another operator's car", _missed),
)  # fmt: skip
