"""Which vehicles drive through the district from one place outside to another?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.core.rendezvous import child_uids, mixed
from twin.core.streams import declare
from twin.domains.mobility.outside.groups import Fleet, Why
from twin.domains.mobility.outside.people import slots
from twin.population.places import zone_pull
from twin.state.codes import RideKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.outside.beyond import Beyond
    from twin.domains.mobility.outside.params import OutsideParams
    from twin.population.params import Params as PopulationParams
    from twin.state.table import Table

PASS = declare("mobility.outside.pass", "when a vehicle usually passes through the district, and of which kind it is")
_PASSING = np.uint64(0x70617373696E6700)
_HOUR = 3600.0
_KIND, _HOUR_OF, _WITHIN = range(3)


@dataclass(frozen=True)
class Flows:
    """Trips of a workday between places outside, both ways. O places.

    Parameters
    ----------
    cars, motorcycles : Vehicles. (O, O) [1/d]
    passes : Share of them whose shorter way leads through the district. (O, O)
    """

    cars: NDArray[np.float64]
    motorcycles: NDArray[np.float64]
    passes: NDArray[np.float64]


def flows(zones: Table, places: Beyond, params: OutsideParams, people: PopulationParams) -> Flows:
    """Published trips of the city spread by gravity on residents and jobs, zones of the district among them.

    Inside the municipality a zone sends its share of residents, to zones by their pull and nearness; over its boundary
    sectors exchange with zones alike. Between sectors nobody drives through the city: motorways lead around it.
    """
    residents = np.nan_to_num(np.maximum(zones["residents"], 0.0))
    pull = zone_pull(zones, people)
    away = np.hypot(zones["x"][:, None] - zones["x"], zones["y"][:, None] - zones["y"])
    away = np.maximum(away, 0.38 * np.sqrt(np.maximum(zones["area"], 0.0)))
    inner = pull * np.exp(-away / params.trip_decay)
    inner *= (residents / max(residents.sum(), 1.0) / np.maximum(inner.sum(axis=1), 1e-300))[:, None]
    inner = (inner + inner.T) / 2.0
    ring = places.ring
    far = np.hypot(ring.xy[:, 0, None] - zones["x"], ring.xy[:, 1, None] - zones["y"])
    outer = (pull + residents * (pull.sum() / max(residents.sum(), 1.0))) * np.exp(-far / params.exchange_decay)
    outer *= (ring.share / np.maximum(outer.sum(axis=1), 1e-300))[:, None]
    rows = places.zone[places.zone >= 0]
    share = np.zeros((2, places.site.size, places.site.size))
    k = rows.size
    share[0, :k, :k] = inner[np.ix_(rows, rows)]
    share[1, k:, :k] = outer[:, rows] / 2.0
    share[1, :k, k:] = outer[:, rows].T / 2.0
    for each in share:
        np.fill_diagonal(each, 0.0)
    size = float(residents.sum()) / params.city_residents
    totals = size * np.array([params.internal_trips, params.exchange_trips])
    splits = np.array([params.internal_split, params.exchange_split])
    cars = np.tensordot(totals * splits[:, 0] / params.occupancy[2], share, axes=1)
    motorcycles = np.tensordot(totals * splits[:, 1], share, axes=1)
    return Flows(cars, motorcycles, places.passes)


def through(places: Beyond, trips: Flows, seed: int, params: OutsideParams) -> Fleet:
    """Vehicles that may pass on a day: as many for each pair as its trips, the last one by chance."""
    a, b = np.nonzero(trips.passes * (trips.cars + trips.motorcycles) > 0.0)
    pair = mixed(places.uid[a]) ^ mixed(mixed(places.uid[b]))
    parts = []
    for kind, all_ in ((RideKind.CAR, trips.cars), (RideKind.MOTORCYCLE, trips.motorcycles)):
        wanted = (trips.passes * all_)[a, b]
        row, ordinal = slots(wanted)
        uid = child_uids(pair[row] ^ _PASSING ^ np.uint64(kind), ordinal)
        often = np.minimum(wanted[row] - ordinal, 1.0)[:, None] * np.asarray(params.through_by_day)
        parts.append((uid, np.full(uid.size, kind, dtype=np.int8), row, often))
    uid, code, row = (np.concatenate([part[i] for part in parts]) for i in range(3))
    chance = np.concatenate([part[3] for part in parts])
    stream = PASS.at(seed)
    steps = np.cumsum(params.hourly_profile) / np.sum(params.hourly_profile)
    hour = np.minimum(np.searchsorted(steps, stream.uniform(uid, lane=_HOUR_OF), side="right"), 23)
    n = uid.size
    return Fleet(
        uid, np.full(n, Why.THROUGH, dtype=np.int8), code, places.site[a[row]].astype(np.int32),
        np.zeros(n, dtype=bool), (hour + stream.uniform(uid, lane=_WITHIN)) * _HOUR,
        np.ascontiguousarray(chance, dtype=np.float32), np.arange(n + 1, dtype=np.int64),
        places.site[b[row]].astype(np.int32), np.zeros(n), np.zeros(n), np.zeros(n, dtype=bool),
        np.ones(n, dtype=np.float32),
    )  # fmt: skip
