"""How is one day of trips loaded? Room for the state, the kernel, and results by hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.domains.mobility.loading.events import events_for
from twin.domains.mobility.loading.groups import HOUR, HOURS, KINDS, TALLY, Figures, Load
from twin.domains.mobility.loading.kernels import load_streets
from twin.domains.mobility.loading.queues import DRIVEN, state_for
from twin.state.codes import RideKind

if TYPE_CHECKING:
    from twin.domains.mobility.loading.groups import Links, Parking, Rides
    from twin.domains.mobility.loading.params import LoadingParams
    from twin.domains.mobility.routes.ways import Ways

_KMH = 1.0 / 3.6
# Events of a busy second for each trip of the day: some fifteen links a trip, a tenth of all trips in the peak hour.
_BUSY = 15.0 * 0.1 / HOUR


def figures_of(params: LoadingParams) -> Figures:
    """Figures of the queues in SI."""
    units = np.array([*params.car_units, params.car_units[RideKind.CAR]], dtype=np.float64)
    return Figures(units, params.patience, params.wave_kmh * _KMH, params.cruising_kmh * _KMH)


def load_day(
    rides: Rides,
    links: Links,
    ways: Ways,
    parking: Parking,
    figures: Figures,
    counts: int = 2 * HOURS,
    step: float = HOUR,
) -> Load:
    """Move all vehicles through the day; a pure function but for `rides.times` and `rides.search`, which it writes.

    Parameters
    ----------
    rides : Vehicles and their trips.
    links : Links as queues.
    ways : Ways over them.
    parking : Places to park.
    figures : Figures of the queues.
    counts : How often vehicles are counted and conservation is checked. ()
    step : Time between two counts, the first half a step after midnight. () [s]
    """
    vehicles, trips, n = rides.kind.size, rides.earliest.size, links.free.size
    areas, real = parking.standing.size, links.n_real
    hours = (HOURS, areas)
    empty = np.zeros(0)
    load = Load(
        np.zeros((HOURS, real, KINDS), dtype=np.int32), np.zeros((HOURS, real), dtype=np.int32),
        np.zeros((HOURS, real)), empty, empty, np.zeros(hours, dtype=np.int32), np.zeros(hours), empty,
        np.zeros(hours, dtype=np.int32), np.zeros(counts, dtype=np.int64), np.zeros(HOURS, dtype=np.int64),
        np.zeros(TALLY, dtype=np.int64),
    )  # fmt: skip
    state = state_for(links, figures, vehicles, trips, events_for(2 * (n + vehicles), _BUSY * trips))
    choice = ways.choice.reshape(-1, ways.choice.shape[2])
    taken, clock = parking.standing.astype(np.int64), np.array([0, 0, 0, n])
    load_streets(rides, ways, choice, parking.curbs, taken, state, load, figures.patience, step, clock)
    metres = state.floats[2 * n : 2 * n + vehicles, DRIVEN].copy()
    return load._replace(metres=metres, due=state.due, cruised=load.searching * figures.cruising)
