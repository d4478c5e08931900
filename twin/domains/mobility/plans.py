"""Where and when does everybody go by habit? Usual hours, and places drawn by distance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.core.rendezvous import mixed
from twin.core.streams import declare
from twin.domains.mobility.kernels.habits import PICKS, habitual_places
from twin.state.codes import Activity, PlaceKind, Thermal, Use

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.params import Params
    from twin.state.table import Table

PLAN = declare("mobility.plan", "tours of a citizen on a day: which, when and how long")
HABIT = declare("mobility.habit", "hours at which a citizen usually starts")
SHOPS = declare("mobility.shops", "shops that a citizen goes to by habit")
LEISURE = declare("mobility.leisure", "places of leisure that a citizen goes to by habit")
VISIT = declare("mobility.visit", "which of the habitual places a citizen goes to on a day")
STREAMS = (PLAN, HABIT, SHOPS, LEISURE, VISIT)


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


def haunts(
    tables: dict[str, Table], activity: Activity, n_buildings: int, seed: int, params: Params
) -> NDArray[np.int32]:
    """Sites of the places that each citizen goes to by habit for an activity, drawn once. (N, 4)

    Choosing among all places anew on every day would cost more than all the rest of the day. Each of the four is drawn
    from the same weights, so that where all citizens together go on a day is as if they had chosen anew.
    """
    citizens, choices = tables["citizens"], goals(tables, activity, params)
    home = citizens["home"]
    at = np.column_stack([tables["buildings"]["x"][home], tables["buildings"]["y"][home]])
    name, decay = (SHOPS, params.shop_decay) if activity == Activity.SHOP else (LEISURE, params.leisure_decay)
    taken = np.empty((len(citizens), PICKS), dtype=np.int32)
    habitual_places(name.at(seed).key, citizens["uid"], at, choices.uids, choices.site, choices.weight, decay, taken)
    site = np.where(choices.building >= 0, choices.building, n_buildings + choices.zone)
    # Where nothing can be reached, the errand is run around the own house.
    site = np.append(site, -1)[taken]
    return np.where(taken >= 0, site, home[:, None]).astype(np.int32)


def habits(citizens: Table, seed: int, params: Params) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Who keeps shifts (N,), and how much earlier or later than others each starts, in standard deviations (N,)."""
    u, v, w = (HABIT.at(seed).uniform(citizens["uid"], lane=lane) for lane in range(3))
    return u < params.shift_share, np.sqrt(6.0) * (v + w - 1.0)
