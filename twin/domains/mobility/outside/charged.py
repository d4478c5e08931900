"""Who from elsewhere leaves the car at home because of a road charge? A pivot on the published split of modes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import declare
from twin.domains.mobility.outside.groups import Fleet, Why
from twin.domains.mobility.routes.ways import DAY
from twin.state.codes import Mode, RideKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.outside.rides import Outside
    from twin.domains.mobility.params import Params
    from twin.domains.mobility.routes.ways import Roads
    from twin.domains.mobility.sites import Sites

PAYS = declare("mobility.outside.pays", "value of time of a driver from elsewhere, and whether a charge matters")
_COMMUTING, _OTHER = 0, 2  # rows of `ChoiceParams.value_of_time`
_HOUR, _MINUTES = 3600.0, 60.0


def keeps_car(
    fleet: Fleet, far: NDArray[np.bool_], root: NDArray[np.int32], roads: Roads, seed: int, params: Params
) -> NDArray[np.bool_]:
    """Whether each vehicle still comes at the charges of the day. (F,)

    Parameters
    ----------
    fleet : Vehicles from elsewhere.
    far : Whether each trip crosses the boundary of the municipality, where another split of modes holds. (F,)
    root : Row of each site among the destinations, -1 none. (S,)
    roads : What drivers believe, with the charge on each way.
    seed, params : Seed; published splits, values of time and the utility of a minute's driving.

    Notes
    -----
    Incremental logit: with the published share P of the car and a charge of c EUR, the car keeps
    P e^(bc) / (P e^(bc) + 1 - P) of all trips, b the utility of a euro by purpose; of through traffic the published
    share of trips to work and study commutes. Motorcycles pay nothing, and who delivers has
    no other mode. Source: Ben-Akiva and Lerman, Discrete Choice Analysis, 1985, incremental logit (from memory).
    """
    n = fleet.uid.size
    asked = np.flatnonzero((fleet.kind == RideKind.CAR) & (fleet.why != Why.DELIVERY))
    stop = fleet.first[asked]
    here, there = root[fleet.home[asked]], root[fleet.site[stop]]
    seconds, charge = _leg(roads, here, there, fleet.clock[asked])
    _, homewards = _leg(roads, there, here, fleet.clock[asked] + seconds + fleet.stay[stop])
    charge += np.where(fleet.back[asked], homewards, 0.0)
    stream, uid = PAYS.at(seed), fleet.uid[asked]
    works = np.where(
        fleet.why[asked] == Why.THROUGH, stream.uniform(uid, lane=3) < params.systematic_share,
        fleet.why[asked] == Why.COMMUTE,
    )  # fmt: skip
    median = np.where(works, *(params.value_of_time[k] for k in (_COMMUTING, _OTHER)))
    value = median * np.exp(params.value_spread * stream.normal(uid))
    weight = np.exp(params.drive_per_min * _MINUTES / value * charge)
    car = np.where(far[asked], params.exchange_split[0], params.internal_split[0])
    found = np.ones(n, dtype=bool)
    found[asked] = stream.uniform(uid, lane=2) < weight / (car * weight + 1.0 - car)
    return found


def _leg(
    roads: Roads, start: NDArray[np.int32], end: NDArray[np.int32], clock: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Time and charge of driving between destinations when leaving at `clock`, nothing where there is no way."""
    period = np.clip(np.searchsorted(roads.cut, clock % DAY, side="right") - 1, 0, roads.cut.size - 2)
    joined = (start >= 0) & (end >= 0) & (start != end)
    at = (period, np.maximum(end, 0), np.maximum(start, 0))
    seconds = np.where(joined, roads.seconds[at], 0.0).astype(np.float64)
    known = joined & np.isfinite(seconds)
    return np.where(known, seconds, 0.0), np.where(known, roads.toll[at], 0.0).astype(np.float64)


def charged(outside: Outside, sites: Sites, root: NDArray[np.int32], roads: Roads, params: Params) -> Outside:
    """The same people with those whom the charges make leave the car at home in public transport.

    Parameters
    ----------
    outside : Everybody who may come from elsewhere.
    sites : Sites, those beyond the municipality last.
    root, roads, params : As in `keeps_car`.
    """
    if roads.toll.shape[0] == 1:
        return outside
    fleet, guests = outside.fleet, outside.guests
    beyond = sites.n_buildings + sites.n_zones
    far = (fleet.home >= beyond) | (fleet.site[fleet.first[:-1]] >= beyond)
    keeps = keeps_car(fleet, far, root, roads, outside.seed, params)
    stays = fleet._replace(chance=np.where(keeps[:, None], fleet.chance, np.float32(0.0)))
    gone = np.isin(guests.uid, fleet.uid[~keeps]) & (guests.mode == Mode.CAR)
    rides = np.where(gone, np.int8(Mode.TRANSIT), guests.mode)
    return outside._replace(fleet=stays, guests=guests._replace(mode=rides))
