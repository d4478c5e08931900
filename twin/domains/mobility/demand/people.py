"""Who are the people, where do they go by habit, and how do places hang on the streets? From tables to arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.core.rendezvous import choose_by_distance, mixed
from twin.core.streams import declare
from twin.domains.mobility.demand.groups import MEMBERS, Habits, Keys, People, Streets
from twin.domains.mobility.demand.habits import PICKS, habitual_places
from twin.state.bans import barred
from twin.state.codes import Activity, Occupation, PlaceKind, Thermal, Use, VehicleKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.choice.groups import Offer
    from twin.domains.mobility.demand.params import DemandParams
    from twin.domains.mobility.outside.ring import Ring
    from twin.domains.mobility.sites import Sites
    from twin.state.table import Table

PLAN = declare("mobility.plan", "tours of a citizen on a day: which, when and how long")
HABIT = declare("mobility.habit", "hours at which a citizen usually starts")
SHOPS = declare("mobility.shops", "shops that a citizen goes to by habit")
LEISURE = declare("mobility.leisure", "places of leisure that a citizen goes to by habit")
CARED = declare("mobility.cared", "homes of those whom a citizen cares for")
VISIT = declare("mobility.visit", "which of the habitual places a citizen goes to on a day")
BEYOND = declare("mobility.beyond", "direction in which a citizen works beyond the municipality")
MODE = declare("mobility.mode", "mode that a citizen takes for a tour")
SHIFT = declare("mobility.shift", "by how much a citizen sets out earlier or later than planned")
ROUTE = declare("mobility.route", "which of the known ways a driver takes")
STREAMS = (PLAN, HABIT, SHOPS, LEISURE, CARED, VISIT, BEYOND, MODE, SHIFT, ROUTE)

_HOMES_OF_ONE = 16
_GOALS = ((Activity.SHOP, SHOPS), (Activity.LEISURE, LEISURE), (Activity.CARE, CARED))


@dataclass(frozen=True)
class Goals:
    """Places that one can go to for an activity: buildings of the district, then zones outside.

    Parameters
    ----------
    building, zone : Rows; building -1 for zones outside. (C,)
    uids : `mixed` uids. (C,)
    site : Easting, northing and least distance. (C, 3) [m]
    weight : Shops, places, or residents. (C,)
    """

    building: NDArray[np.int64]
    zone: NDArray[np.int64]
    uids: NDArray[np.uint64]
    site: NDArray[np.float64]
    weight: NDArray[np.float64]


def _pull(tables: dict[str, Table], activity: Activity, params: DemandParams) -> tuple[NDArray[np.float64], float]:
    """Weight of each building, and of a resident of a zone outside. (B,), ()"""
    buildings, places = tables["buildings"], tables["places"]
    if activity == Activity.CARE:
        # One building in so many stands for its like: all would make this the longest loop of mobility.
        kept = mixed(buildings["uid"]) % np.uint64(_HOMES_OF_ONE) == 0
        return np.where(kept, _HOMES_OF_ONE * buildings["residents"], 0.0), 1.0
    shops = activity == Activity.SHOP
    kind = PlaceKind.SHOP if shops else PlaceKind.LEISURE
    inside = (places["kind"] == kind) & (places["building"] >= 0)
    weight = np.bincount(places["building"][inside], minlength=len(buildings)).astype(np.float64)
    if shops or not weight.any():
        retail = (buildings["use"] == Use.RETAIL) & (buildings["thermal"] == Thermal.HEATED)
        weight += np.where(retail, buildings["floor_area"] / params.retail_area_per_shop, 0.0)
    if not weight.any():
        weight = buildings["workplaces"].astype(np.float64)
    return weight, params.places_per_resident[0 if shops else 1]


def goals(tables: dict[str, Table], activity: Activity, params: DemandParams) -> Goals:
    """Places to shop, to spend free time or to look after somebody; no building has a part in another's weight."""
    buildings, zones = tables["buildings"], tables["zones"]
    weight, per_resident = _pull(tables, activity, params)
    weight = np.where(buildings["zone"] >= 0, weight, 0.0)
    here = np.flatnonzero(weight > 0)
    there = np.flatnonzero(~zones["in_district"])
    spread = 0.38 * np.sqrt(np.maximum(zones["area"][there], 0.0))
    return Goals(
        np.concatenate([here, np.full(there.size, -1)]),
        np.concatenate([buildings["zone"][here], there]),
        mixed(np.concatenate([buildings["uid"][here], zones["uid"][there]])),
        np.column_stack([
            np.concatenate([buildings["x"][here], zones["x"][there]]),
            np.concatenate([buildings["y"][here], zones["y"][there]]),
            np.concatenate([np.full(here.size, 50.0), spread]),
        ]),
        np.concatenate([weight[here], per_resident * np.nan_to_num(zones["residents"][there])]),
    )  # fmt: skip


def haunts(tables: dict[str, Table], seed: int, params: DemandParams) -> NDArray[np.int32]:
    """Sites of the places that each citizen goes to by habit: shops, leisure, care, drawn once. (N, 3, 4)

    Choosing among all places anew on every day would cost more than all the rest of the day. Each of the four is drawn
    from the same weights, so that where all citizens together go on a day is as if they had chosen anew.
    """
    citizens, n_buildings = tables["citizens"], len(tables["buildings"])
    home = citizens["home"]
    at = np.column_stack([tables["buildings"]["x"][home], tables["buildings"]["y"][home]])
    decays = (params.shop_decay, params.leisure_decay, params.care_decay)
    out = np.empty((len(citizens), len(_GOALS), PICKS), dtype=np.int32)
    for goal, ((activity, name), decay) in enumerate(zip(_GOALS, decays, strict=True)):
        choices = goals(tables, activity, params)
        taken = np.empty((len(citizens), PICKS), dtype=np.int32)
        habitual_places(
            name.at(seed).key, citizens["uid"], at, choices.uids, choices.site, choices.weight, decay, taken
        )
        site = np.where(choices.building >= 0, choices.building, n_buildings + choices.zone)
        # Where nothing can be reached, the errand is run around the own house.
        site = np.append(site, -1)[taken]
        out[:, goal] = np.where(taken >= 0, site, home[:, None])
    return out


def workplaces(tables: dict[str, Table], ring: Ring | None, seed: int) -> NDArray[np.int32]:
    """Sites of work and study: building, zone, or for workers without either a place beyond the municipality. (N,)"""
    citizens, n_buildings, n_zones = tables["citizens"], len(tables["buildings"]), len(tables["zones"])
    work = np.where(citizens["work"] >= 0, citizens["work"], n_buildings + citizens["work_zone"])
    work = np.where(citizens["work_zone"] >= 0, work, -1).astype(np.int32)
    rows = np.flatnonzero((work < 0) & (citizens["occupation"] == Occupation.WORKER))
    if ring is None or not rows.size:
        return work
    home = citizens["home"][rows]
    at = np.column_stack([tables["buildings"]["x"][home], tables["buildings"]["y"][home]])
    taken = np.empty(rows.size, dtype=np.int64)
    # Beyond the boundary the direction counts, and hardly the distance.
    site = np.column_stack([ring.xy, ring.reach])
    decay = 2.0 * float(np.mean(ring.reach)) + 1.0
    key, uids = BEYOND.at(seed).key, citizens["uid"][rows]
    choose_by_distance(key, 0, uids, at, mixed(ring.uid), site, ring.share, decay, taken)
    work[rows] = np.where(taken >= 0, n_buildings + n_zones + taken, -1)
    return work


def barred_hours(tables: dict[str, Table]) -> NDArray[np.float64]:
    """Hours of a workday in which each vehicle may not drive from or to its household's home. (V, 2) [s]"""
    vehicles, zones, zone = tables["vehicles"], tables["zones"], tables["households"]["zone"]
    rows = np.flatnonzero(barred(vehicles, tables["households"], zones))
    out = np.zeros((len(vehicles), 2))
    home = zone[vehicles["household"][rows]]
    out[rows] = 3600.0 * np.column_stack([zones["ban_from"][home], zones["ban_to"][home]])
    return out


def people_of(
    tables: dict[str, Table], ring: Ring | None, seed: int, params: DemandParams, old: People | None = None
) -> People:
    """Citizens as the pass over households reads them; habitual places are kept from `old` if given.

    Raises
    ------
    ValueError
        If a household has more than `MEMBERS` persons, or citizens do not lie in the order of households.
    """
    citizens, vehicles, n = tables["citizens"], tables["vehicles"], len(tables["households"])
    household = citizens["household"]
    if (np.diff(household) < 0).any() or np.bincount(household, minlength=1).max(initial=0) > MEMBERS:
        msg = f"citizens must lie in the order of households of at most {MEMBERS}"
        raise ValueError(msg)
    cars = np.flatnonzero(vehicles["kind"] == VehicleKind.CAR)
    cars = cars[np.argsort(vehicles["household"][cars], kind="stable")]
    bounds = np.arange(n + 1)
    u, v, w = (HABIT.at(seed).uniform(citizens["uid"], lane=lane) for lane in range(3))
    small = {name: citizens[name].astype(np.int32) for name in ("zone", "home", "car", "motorcycle")}
    shares = np.tile((np.arange(1, PICKS + 1) / PICKS).astype(np.float32), (len(citizens), 2, 1))
    return People(
        citizens["uid"].copy(), citizens["occupation"].astype(np.int8), citizens["age"].astype(np.int8),
        small["zone"], np.searchsorted(household, bounds).astype(np.int32), small["home"],
        workplaces(tables, ring, seed), small["motorcycle"], small["car"],
        np.searchsorted(vehicles["household"][cars], bounds).astype(np.int32), cars.astype(np.int32),
        u < params.shift_share, np.sqrt(6.0) * (v + w - 1.0), barred_hours(tables),
        haunts(tables, seed, params) if old is None else old.haunts, shares if old is None else old.share,
    )  # fmt: skip


def habits_of(params: DemandParams) -> Habits:
    """Hours and stays as the kernels read them."""
    return Habits(
        np.array(params.start_hours), np.array(params.stay_hours), params.start_jitter, params.chain_share,
        params.escort_age, params.adult_age, params.handover, params.closing,
    )  # fmt: skip


def keys_of(seed: int) -> Keys:
    """Keys of the streams that a day draws from."""
    return Keys(*(name.at(seed).key for name in (PLAN, VISIT, MODE, SHIFT, ROUTE)))


def streets_of(sites: Sites, offer: Offer, area: NDArray[np.int32]) -> Streets:
    """How sites hang on the streets.

    Parameters
    ----------
    sites, offer : Sites, and what is believed of ways.
    area : Parking area of each site in which one looks for a place, -1 none. (S,)
    """
    roads, terms = offer.roads, offer.terms
    return Streets(
        roads.node, roads.root_of, roads.seconds[0], area.astype(np.int32),
        offer.spots.search.mean(axis=0).astype(np.float64), sites.inside, sites.zone.astype(np.int32),
        sites.n_buildings, np.array([terms.unpark, terms.unpark_motorcycle]),
    )  # fmt: skip
