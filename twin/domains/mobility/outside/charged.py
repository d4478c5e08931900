"""Who from elsewhere leaves the car at home because of a road charge? A pivot on the published split of modes.

A charge is paid once a day, as in Area C (la Repubblica, 12 January 2012), so that each of the two trips of a tour
bears half of it, and the trip out of the places goes with the trip into them. People in one car share it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.rendezvous import child_uids
from twin.core.streams import declare
from twin.domains.mobility.outside.groups import Fleet, Stakes, Why, joined
from twin.domains.mobility.routes.ways import DAY
from twin.state.codes import Mode, RideKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.demand import groups as demand
    from twin.domains.mobility.outside.groups import Guests
    from twin.domains.mobility.outside.params import OutsideParams
    from twin.domains.mobility.outside.rides import Outside
    from twin.domains.mobility.params import Params
    from twin.domains.mobility.routes.ways import Roads
    from twin.domains.mobility.sites import Sites

PAYS = declare("mobility.outside.pays", "value of time of a driver from elsewhere, and whether a charge matters")
_COMMUTING, _OTHER, _BUSINESS = 0, 2, 3  # rows of `ChoiceParams.value_of_time`
_HOUR, _MINUTES = 3600.0, 60.0
_LUCK, _PURPOSE, _PERSONS, _HALF, _EXEMPT = 2, 3, 4, 5, 6  # lanes; 0 and 1 are those of the taste
_TRIPS = 2.0  # of a tour, out and home
_RELEASED = np.uint64(0x72656C6561736564)


def stakes_of(fleet: Fleet, guests: Guests, seed: int, params: OutsideParams, exempt: float = 0.0) -> Stakes:
    """What a charge means to those in each vehicle, by what brings them and how many they are.

    Through traffic is on its way to work or study by the published share, and on business by another; as many are on
    the way home as on the way out. A share of all vehicles is `exempt`, the same ones every day.
    """
    stream, uid = PAYS.at(seed), fleet.uid
    passes = fleet.why == Why.THROUGH
    u = stream.uniform(uid, lane=_PURPOSE)
    works = np.where(passes, u < params.systematic_share, fleet.why == Why.COMMUTE)
    business = passes & ~works & (u >= 1.0 - params.business_share)
    rides = guests.party[guests.party != guests.uid]
    others = np.bincount(np.searchsorted(uid, rides), minlength=uid.size)
    others[passes] = stream.uniform(uid[passes], lane=_PERSONS) < params.occupancy[2] - 1.0
    stay = np.where(works, params.work_stay[0], params.visit_stay[0]) * _HOUR
    out = stream.uniform(uid, lane=_HALF) < 0.5  # noqa: PLR2004 — a half
    pays = (stream.uniform(uid, lane=_EXEMPT) >= exempt).astype(np.float64)
    return Stakes(
        np.where(works, _COMMUTING, np.where(business, _BUSINESS, _OTHER)), stream.normal(uid), 1 + others, pays,
        np.where(passes, np.where(out, stay, -stay), fleet.stay[fleet.first[:-1]]), np.ones(uid.size),
    )  # fmt: skip


def roots_of(streets: demand.Streets) -> NDArray[np.int32]:
    """Row of each site among the destinations, -1 none. (S,)"""
    return np.where(streets.node >= 0, streets.root_of[np.maximum(streets.node, 0)], -1).astype(np.int32)


def owed(fleet: Fleet, stakes: Stakes, root: NDArray[np.int32], roads: Roads) -> NDArray[np.float64]:
    """What each person in a vehicle owes for one trip of the day. (F,) [EUR]

    Motorcycles pay nothing, and who delivers is not asked: there is no other mode.

    Parameters
    ----------
    fleet, stakes : Vehicles from elsewhere.
    root : Row of each site among the destinations, -1 none. (S,)
    roads : What drivers believe, with the charge on each way.
    """
    found = np.zeros(fleet.uid.size)
    if roads.toll.shape[0] == 1:
        return found
    asked = np.flatnonzero((fleet.kind == RideKind.CAR) & (fleet.why != Why.DELIVERY))
    _, charge = _leg(roads, *_ends(fleet, asked, root), fleet.clock[asked])
    _, back = _leg(roads, *_ends(fleet, asked, root)[::-1], other_half(fleet, stakes, asked, root, roads))
    found[asked] = np.maximum(charge, back) * stakes.pays[asked] / (_TRIPS * stakes.persons[asked])
    return found


def other_half(
    fleet: Fleet, stakes: Stakes, rows: NDArray[np.int64], root: NDArray[np.int32], roads: Roads
) -> NDArray[np.float64]:  # fmt: skip
    """When some vehicles set out on the other half of their tour, before or after the one to a stop. (K,) [s]"""
    clock, gap = fleet.clock[rows], stakes.gap[rows]
    seconds, _ = _leg(roads, *_ends(fleet, rows, root), clock)
    return np.asarray(clock + np.where(gap >= 0.0, seconds + gap, gap - seconds))


def felt(charge: NDArray[np.float64], stakes: Stakes, params: Params) -> NDArray[np.float64]:
    """Factor of the odds of the car by what is owed for a trip, by the value of time. (F,) [EUR] → (F,)"""
    value = np.asarray(params.value_of_time)[stakes.purpose] * np.exp(params.value_spread * stakes.taste)
    return np.asarray(np.exp(params.drive_per_min * _MINUTES / value * charge))


def share_of_cars(fleet: Fleet, sites: Sites, params: OutsideParams) -> NDArray[np.float64]:
    """Published share of the car in trips like that of each vehicle: over the city's boundary, or inside it. (F,)"""
    beyond = sites.n_buildings + sites.n_zones
    far = (fleet.home >= beyond) | (fleet.site[fleet.first[:-1]] >= beyond)
    return np.where(far, params.exchange_split[0], params.internal_split[0])


def keeps_car(
    fleet: Fleet, stakes: Stakes, share: NDArray[np.float64], charge: NDArray[np.float64], seed: int, params: Params
) -> NDArray[np.bool_]:
    """Whether each vehicle still comes at the charges of the day. (F,)

    Parameters
    ----------
    fleet, stakes : Vehicles from elsewhere.
    share : Published share of the car in trips like its own. (F,)
    charge : What each person in it owes for a trip. (F,) [EUR]
    seed, params : Seed; values of time and the utility of a minute's driving.

    Notes
    -----
    Incremental logit: where the car has the share P while nothing is due, it keeps P w / (P w + 1 - P) of all trips at
    a charge of c EUR a trip, w = e^(bc) with b the utility of a euro by purpose and person. Source: Ben-Akiva and
    Lerman, Discrete Choice Analysis, 1985, incremental logit (from memory).
    """
    weight = felt(charge, stakes, params)
    free = share * stakes.odds / (share * stakes.odds + 1.0 - share)
    stays = PAYS.at(seed).uniform(fleet.uid, lane=_LUCK) < weight / (free * weight + 1.0 - free)
    return np.asarray(stays | (charge <= 0.0))


def _ends(
    fleet: Fleet, rows: NDArray[np.int64], root: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Destinations where vehicles of some rows start and first stop. (K,), (K,)"""
    return root[fleet.home[rows]], root[fleet.site[fleet.first[rows]]]


def _leg(
    roads: Roads, start: NDArray[np.int32], end: NDArray[np.int32], clock: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Time and charge of driving between destinations when leaving at `clock`, nothing where there is no way."""
    period = np.clip(np.searchsorted(roads.cut, clock % DAY, side="right") - 1, 0, roads.cut.size - 2)
    joined_ = (start >= 0) & (end >= 0) & (start != end)
    at = (period, np.maximum(end, 0), np.maximum(start, 0))
    seconds = np.where(joined_, roads.seconds[at], 0.0).astype(np.float64)
    known = joined_ & np.isfinite(seconds)
    return np.where(known, seconds, 0.0), np.where(known, roads.toll[at], 0.0).astype(np.float64)


def charged(outside: Outside, sites: Sites, root: NDArray[np.int32], roads: Roads, params: Params) -> Outside:
    """The same people, with those whom the charges make leave the car at home in public transport, passengers too.

    Parameters
    ----------
    outside : Everybody who may come from elsewhere.
    sites : Sites, those beyond the municipality last.
    root, roads, params : As in `owed` and `keeps_car`.
    """
    if roads.toll.shape[0] == 1:
        return outside
    fleet, guests, stakes = outside.fleet, outside.guests, outside.stakes
    share = share_of_cars(fleet, sites, params)
    keeps = keeps_car(fleet, stakes, share, owed(fleet, stakes, root, roads), outside.seed, params)
    stays = fleet._replace(chance=np.where(keeps[:, None], fleet.chance, np.float32(0.0)))
    gone = np.isin(guests.party, fleet.uid[~keeps]) & (guests.mode == Mode.CAR)
    rides = np.where(gone, np.int8(Mode.TRANSIT), guests.mode)
    return outside._replace(fleet=stays, guests=guests._replace(mode=rides))


def released(outside: Outside, sites: Sites, charge: NDArray[np.float64], params: Params) -> Outside:
    """Everybody who may come where no charge is due, if the published split is one under a charge.

    Through traffic alone: for each car there are as many more as the charge keeps at home, of the same drivers. At that
    charge as many come again as were there to begin with.

    Parameters
    ----------
    outside : Everybody who may come under the charge.
    sites : Sites, those beyond the municipality last.
    charge : What each person in a vehicle owes for a trip, from `owed`. (F,) [EUR]
    params : Values of time and published splits.

    Notes
    -----
    The pivot of `keeps_car` turned round: of P under the charge, P / (P + (1 - P) w) is left without it.
    """
    fleet, stakes = outside.fleet, outside.stakes
    share = share_of_cars(fleet, sites, params)
    weight = np.where(fleet.why == Why.THROUGH, felt(charge, stakes, params), 1.0)
    more = (1.0 - share) * (1.0 - weight) / (share + (1.0 - share) * weight)
    stakes = stakes._replace(odds=stakes.odds / weight)
    count = np.ceil(more).astype(np.int64)
    row = np.repeat(np.arange(count.size), count)
    ordinal = np.arange(row.size) - np.repeat(np.cumsum(count) - count, count)
    stop = fleet.first[row]
    by_stop = ("site", "stay", "tail", "seeks", "often")
    copies = {name: getattr(fleet, name)[stop if name in by_stop else row] for name in Fleet._fields if name != "first"}
    copies["uid"] = child_uids(fleet.uid[row] ^ _RELEASED, ordinal)
    copies["chance"] = (np.minimum(more[row] - ordinal, 1.0)[:, None] * fleet.chance[row]).astype(np.float32)
    extra = Fleet(**copies, first=np.arange(row.size + 1, dtype=np.int64))
    order = np.argsort(np.concatenate([fleet.uid, extra.uid]), kind="stable")
    both = Stakes(*(np.concatenate([each, each[row]])[order] for each in stakes))
    return outside._replace(fleet=joined([fleet, extra]), stakes=both)
