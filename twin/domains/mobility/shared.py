"""Which shared bicycles does a citizen have at hand, and how much are they used?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from twin.core.jit import kernel
from twin.core.streams import declare
from twin.observe.declare import Kpi
from twin.state.codes import Mode, PlaceKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from twin.core.process import Every, Read
    from twin.core.streams import StreamName
    from twin.domains.mobility.params import Params
    from twin.observe.declare import Outcome
    from twin.state.table import Table
    from twin.state.world import World

MEMBER = declare("mobility.member", "who subscribes to the shared bicycles")
NONE = 1e5  # m; farther than any walk
LEAST_AGE = 16
_BICYCLE = int(Mode.BICYCLE)


def equip(world: World, params: Params) -> None:
    """Subscribers, and bicycles of the docks of which the layers tell docks only."""
    places, citizens = world.table("places"), world.table("citizens")
    lot = MEMBER.at(world.seed).uniform(citizens["uid"])
    citizens["member"][:] = (citizens["age"] >= LEAST_AGE) & (lot < params.member_share)
    untold = (places["kind"] == PlaceKind.BIKE_DOCK) & (places["bikes"] <= 0.0)
    places["bikes"][untold] = params.bikes_per_dock * places["capacity"][untold]


def open_docks(places: Table) -> NDArray[np.int64]:
    """Rows of the docks that are open. (K,)"""
    return np.flatnonzero((places["kind"] == PlaceKind.BIKE_DOCK) & (places["capacity"] > 0.0)).astype(np.int64)


def nearest_dock(xy: NDArray[np.float64], places: Table) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Distance to the nearest open dock and its row, far away and -1 if there is none. (S,) [m], (S,)

    Parameters
    ----------
    xy : Where from. (S, 2) [m]
    places : All places.
    """
    rows = open_docks(places)
    if not rows.size or not xy.shape[0]:
        return np.full(xy.shape[0], NONE), np.full(xy.shape[0], -1, dtype=np.int64)
    away, which = cKDTree(np.column_stack([places["x"][rows], places["y"][rows]])).query(xy)
    return np.asarray(away, dtype=np.float64), rows[which]


def assisted_pace(params: Params, electric: NDArray[np.float64]) -> NDArray[np.float64]:
    """Speed of the shared bicycles of a dock by the share of electric ones, their lower effort counted as time. [m/s]

    The time of a ride is the mean over the dock's bicycles.
    """
    plain = params.speeds_kmh[Mode.BICYCLE] / 3.6
    assisted = params.ebike_speed / 3.6 * params.beta_per_min[1] / params.ebike_beta_per_min
    return np.asarray(1.0 / ((1.0 - electric) / plain + electric / assisted))


@kernel
def count_rides(
    rows: NDArray[np.int64],
    dock: NDArray[np.int64],
    trips: NDArray[np.int64],
    mode: NDArray[np.int64],
    rides: NDArray[np.float64],
) -> None:
    """Trips by bicycle of those who ride shared ones, by dock.

    Parameters
    ----------
    rows, dock : Subscribers who have no bicycle of their own but a dock within reach, and that dock. (K,), (K,)
    trips, mode : Trips of each citizen today (N,) and their modes (N, T).
    rides : By place; written. (P,)
    """
    rides[:] = 0.0
    for k in range(rows.shape[0]):
        for t in range(trips[rows[k]]):
            if mode[rows[k], t] == _BICYCLE:
                rides[dock[k]] += 1.0


class SharedBicycles:
    """The process `mobility.shared`: trips by shared bicycles, counted at the docks near the riders' homes."""

    name = "mobility.shared"
    every: Every = "day"
    reads: Sequence[Read] = (
        "citizens.home", "citizens.bicycle", "citizens.member", "citizens.trips", "citizens.mode", "buildings.x",
        "buildings.y", "places.kind", "places.x", "places.y", "places.capacity", "places.bikes",
    )  # fmt: skip
    writes: Sequence[str] = ("places.bike_trips", "places.bike_trips_year", "places.bike_days", "places.bike_days_over")
    streams: Sequence[StreamName] = (MEMBER,)

    def __init__(self, world: World, params: Params) -> None:
        self._columns = world.bind(self)
        self._places = world.table("places")
        self._params = params
        self._known = b""
        self._rows = self._dock = np.zeros(0, dtype=np.int64)

    def step(self, tick: int) -> None:  # noqa: ARG002 — every day is counted alike
        """Count the trips of the day."""
        column = self._columns
        known = self._places["capacity"].tobytes()
        if known != self._known:
            self._known = known
            self._rows, self._dock = self._riders()
        rides = column["places.bike_trips"]
        count_rides(self._rows, self._dock, column["citizens.trips"], column["citizens.mode"], rides)
        bikes = np.zeros(len(self._places))
        docks = open_docks(self._places)
        bikes[docks] = column["places.bikes"][docks]
        column["places.bike_trips_year"][...] += rides
        column["places.bike_days"][...] += bikes
        column["places.bike_days_over"][...] += np.where(rides > self._params.bike_bound * bikes, bikes, 0.0)

    def _riders(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        column = self._columns
        home = column["citizens.home"]
        xy = np.column_stack([column["buildings.x"], column["buildings.y"]])
        away, dock = nearest_dock(xy, self._places)
        rides = ~column["citizens.bicycle"] & column["citizens.member"]
        rides &= (away[home] <= self._params.dock_reach) & (dock[home] >= 0)
        rows = np.flatnonzero(rides).astype(np.int64)
        return rows, dock[home[rows]]


def _docks(outcome: Outcome) -> tuple[NDArray[np.float64], ...]:
    """Trips, days and overused days of each place's bicycles, and the share of electric ones. (P,) each"""
    places = outcome.table("places")
    return places["bike_trips_year"], places["bike_days"], places["bike_days_over"], places["electric"]


def _per(above: float, below: float) -> float:
    return above / below if below > 0.0 else 0.0


def _trips(outcome: Outcome) -> float:
    return float(_docks(outcome)[0].sum())


def _electric_trips(outcome: Outcome) -> float:
    trips, _, _, electric = _docks(outcome)
    return float((trips * electric).sum())


def _served(outcome: Outcome) -> NDArray[np.bool_]:
    """Docks in the zones; most of those who live near the others are not in the twin. (P,)"""
    return np.asarray(outcome.table("places")["zone"] >= 0)


def _per_bike(outcome: Outcome) -> float:
    trips, days, _, _ = _docks(outcome)
    here = _served(outcome)
    return _per(float(trips[here].sum()), float(days[here].sum()))


def _per_ebike(outcome: Outcome) -> float:
    trips, days, _, electric = _docks(outcome)
    motor = np.where(_served(outcome), electric, 0.0)
    return _per(float((trips * motor).sum()), float((days * motor).sum()))


def _overused(outcome: Outcome) -> float:
    _, days, over, _ = _docks(outcome)
    here = _served(outcome)
    return 100.0 * _per(float(over[here].sum()), float(days[here].sum()))


_WHOSE = "subscribers among the residents without an own bicycle; visitors and people who work here are not in it"
KPIS: tuple[Kpi, ...] = (
    Kpi("mobility.shared_bike_trips", "Trips by shared bicycle", "Spostamenti con bici condivisa", "trips", "more",
        "places.bike_trips_year, summed over docks", _WHOSE, _trips),
    Kpi("mobility.shared_bike_use", "Trips per shared bicycle and day", "Spostamenti per bici condivisa e giorno",
        "trips", "more", "trips at docks in the zones / days that their bicycles were on offer", _WHOSE, _per_bike),
    Kpi("mobility.ebike_trips", "Trips by shared e-bike", "Spostamenti con bici elettrica condivisa", "trips", "more",
        "trips at each dock times the share of its bicycles with a motor, summed",
        f"{_WHOSE}; docks of the layers count as having none", _electric_trips),
    Kpi("mobility.ebike_use", "Trips per shared e-bike and day", "Spostamenti per bici elettrica e giorno", "trips",
        "more", "trips by e-bike at docks in the zones / days that their e-bikes were on offer",
        f"held out: 1.3 to 1.8 in central Milan 2015 (V11), never fitted; {_WHOSE}", _per_ebike),
    Kpi("mobility.shared_bike_overuse", "Bicycle-days beyond what a bicycle can serve",
        "Giorni-bici oltre la capacità", "%", "less",
        "share of bicycle-days at docks in the zones with more trips per bicycle than parameter bike_bound",
        "above zero, trips are too many for the bicycles: the twin turns nobody away", _overused),
)  # fmt: skip
