"""What does everybody do today, and where? Tours drawn by occupation, places by distance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.core.rendezvous import choose_by_distance, mixed
from twin.core.streams import declare
from twin.domains.mobility.kernels.plans import daily_plans
from twin.state.codes import Activity, PlaceKind, Thermal, Use
from twin.state.schemas import MAX_TRIPS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.params import Params
    from twin.state.table import Table

PLAN = declare("mobility.plan", "tours of a citizen on a type of day: which, when and how long")
DESTINATION = declare("mobility.destination", "shop or place of leisure that a citizen goes to")
STREAMS = (PLAN, DESTINATION)
DAY_TYPES = 3
TOURS = 3


@dataclass(frozen=True)
class Plans:
    """Tours of one type of day.

    Parameters
    ----------
    trips : Trips of each citizen. (N,)
    plan : Activity after each trip and its tour, -1 beyond the last. (N, K, 2)
    clock : Earliest start, and stay before it. (N, K, 2) [s]
    building, zone : Where each trip goes, building -1 outside the district. (N, K)
    """

    trips: NDArray[np.int64]
    plan: NDArray[np.int64]
    clock: NDArray[np.float64]
    building: NDArray[np.int64]
    zone: NDArray[np.int64]


@dataclass(frozen=True)
class Goals:
    """Places that one can go to for an activity: buildings of the district, then zones outside.

    Parameters
    ----------
    building, zone : Rows; building -1 for zones outside. (C,)
    uids : `mixed` uids. (C,)
    site : Easting, northing and least distance. (C, 3) [m]
    weight : Shops or places. (C,)
    """

    building: NDArray[np.int64]
    zone: NDArray[np.int64]
    uids: NDArray[np.uint64]
    site: NDArray[np.float64]
    weight: NDArray[np.float64]


def goals(tables: dict[str, Table], activity: Activity, params: Params) -> Goals:
    """Places to shop or to spend free time, with weights that no other building has a part in."""
    buildings, zones, places = tables["buildings"], tables["zones"], tables["places"]
    shops = activity == Activity.SHOP
    kind = PlaceKind.SHOP if shops else PlaceKind.LEISURE
    inside = (places["kind"] == kind) & (places["building"] >= 0)
    weight = np.bincount(places["building"][inside], minlength=len(buildings)).astype(np.float64)
    if shops or not weight.any():
        retail = (buildings["use"] == Use.RETAIL) & (buildings["thermal"] == Thermal.HEATED)
        weight += np.where(retail, buildings["floor_area"] / params.retail_area_per_shop, 0.0)
    if not weight.any():
        weight = buildings["workplaces"].astype(np.float64)
    weight = np.where(buildings["zone"] >= 0, weight, 0.0)
    here = np.flatnonzero(weight > 0)
    there = np.flatnonzero(~zones["in_district"])
    per_resident = params.places_per_resident[0 if shops else 1]
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


def make(tables: dict[str, Table], day_type: int, seed: int, params: Params) -> Plans:
    """Draw the tours of everybody for one type of day."""
    citizens = tables["citizens"]
    n = len(citizens)
    rates = (params.rates_workday, params.rates_saturday, params.rates_holiday)[day_type]
    trips = np.empty(n, dtype=np.int64)
    plan = np.empty((n, MAX_TRIPS, 2), dtype=np.int64)
    clock = np.empty((n, MAX_TRIPS, 2))
    daily_plans(
        PLAN.at(seed).key, day_type, citizens["uid"], citizens["occupation"], citizens["work_zone"] >= 0,
        np.asarray(rates), np.asarray(params.shop_share[day_type]), np.asarray(params.start_hours),
        np.asarray(params.stay_hours), trips, plan, clock,
    )  # fmt: skip
    activity = plan[:, :, 0]
    building = np.where(activity == Activity.HOME, citizens["home"][:, None], -1)
    zone = np.where(activity == Activity.HOME, citizens["zone"][:, None], -1)
    at_place = (activity == Activity.WORK) | (activity == Activity.STUDY)
    building = np.where(at_place, citizens["work"][:, None], building)
    zone = np.where(at_place, citizens["work_zone"][:, None], zone)
    home = citizens["home"]
    at = np.column_stack([tables["buildings"]["x"][home], tables["buildings"]["y"][home]])
    key = DESTINATION.at(seed).key
    for kind, decay in ((Activity.SHOP, params.shop_decay), (Activity.LEISURE, params.leisure_decay)):
        choices = goals(tables, kind, params)
        for k in range(MAX_TRIPS):
            rows = np.flatnonzero(activity[:, k] == kind)
            if not rows.size:
                continue
            taken = np.empty(rows.size, dtype=np.int64)
            luck = (DAY_TYPES * k + day_type) * len(Activity) + int(kind)
            choose_by_distance(
                key, luck, citizens["uid"][rows], at[rows], choices.uids, choices.site, choices.weight, decay, taken
            )
            # Where nothing can be reached, the errand is run around the own house.
            building[rows, k] = np.where(taken >= 0, choices.building[taken], home[rows])
            zone[rows, k] = np.where(taken >= 0, choices.zone[taken], citizens["zone"][rows])
    return Plans(trips, plan, clock, building, zone)


def sites(plans: Plans, home: NDArray[np.int64], n_buildings: int) -> NDArray[np.int64]:
    """Site where each trip starts (home first) and ends: buildings, then zones. (N, K + 1)"""
    ends = np.where(plans.building >= 0, plans.building, n_buildings + np.maximum(plans.zone, 0))
    return np.column_stack([home, ends]).astype(np.int64)
