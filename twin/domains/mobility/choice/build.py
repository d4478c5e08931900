"""How do tables and parameters become what the choice rests on? Tastes, prices and travellers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from twin.core.streams import declare
from twin.domains.mobility.choice.groups import (
    ALONE,
    BICYCLE,
    BICYCLES,
    BIKE_TRANSIT,
    CAR,
    CAR_SHARING,
    CARS,
    LINES,
    MODES,
    MOTORCYCLE,
    NEST,
    NESTS,
    PASSENGER,
    SHARED_BICYCLE,
    SHARED_EBIKE,
    TRANSIT,
    WALK,
    Spots,
    Tastes,
    Terms,
    Travellers,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.choice.params import ChoiceParams
    from twin.state.table import Table

WORTH = declare("mobility.worth", "what an hour is worth to a citizen, for life")
STREAMS = (WORTH,)

_MINUTE = 60.0
_KMH = 1.0 / 3.6
# Least age of who goes alone on foot or by line with others, by own bicycle, to the station by bicycle, by shared ones.
_CYCLES, _CYCLES_FAR, _MEMBER, _RIDES = 8, 14, 16, 16
_PAYS = 11  # years; before, nobody pays for public transport, as `pass_share` of the population has it
_AROUND = 600.0  # m; bicycle ways within it are those of a site
_WET_WALK = 1.0 / 3.0
_CELLS = 512


def mixtures(scale: NDArray[np.float64]) -> NDArray[np.float64]:
    """Table of `kernels.mixing` for nests of some scales; its ends are not used. (NESTS,) → (NESTS, C + 1)"""
    angle = np.pi * np.arange(1, _CELLS) / _CELLS
    out = np.zeros((scale.size, _CELLS + 1))
    for n in np.flatnonzero(scale < 1.0):
        rest = 1.0 - scale[n]
        out[n, 1:-1] = scale[n] * np.log(np.sin(scale[n] * angle)) - np.log(np.sin(angle))
        out[n, 1:-1] += rest * np.log(np.sin(rest * angle))
    return out


def tastes_of(params: ChoiceParams) -> Tastes:
    """Coefficients as the kernels read them; the day adds its weather with `weather`."""
    base = params.drive_per_min / _MINUTE
    weights = np.array(params.time_weights)
    values = np.array(params.value_of_time)
    scale = np.ones(NESTS)
    scale[[CARS, LINES, BICYCLES]] = params.nest_scales
    shifts = _MINUTE * np.array(params.shift_minutes)
    early, late = np.array(params.schedule_weights).T
    delay = early[:, None] * np.maximum(-shifts, 0.0) + late[:, None] * np.maximum(shifts, 0.0)
    pull = np.exp(base * delay / params.shift_scale)
    return Tastes(
        np.array(params.mode_constants), np.zeros(MODES), np.tile(base * weights, (values.size, 1)),
        params.drive_per_min * _MINUTE / values,
        np.full(values.size, params.drive_per_min * params.change_minutes), scale, mixtures(scale), shifts,
        pull / pull.sum(axis=1, keepdims=True), params.shift_scale,
    )  # fmt: skip


def weather(tastes: Tastes, params: ChoiceParams, mean: float, wet: float = 0.0) -> Tastes:
    """Tastes on a day of a mean temperature [degC] of which a share is wet: cold and rain keep off two wheels."""
    now = np.zeros(MODES)
    keeps = params.cold * max(params.cold_below - mean, 0.0) + params.rain * wet
    now[(NEST == BICYCLES) | (NEST == ALONE)] = keeps
    now[BIKE_TRANSIT] = keeps
    now[WALK] = _WET_WALK * params.rain * wet
    return tastes._replace(now=now)


def terms_of(
    params: ChoiceParams, around_walk: float, around_bicycle: float, around_road: float, *, community: bool = False
) -> Terms:
    """Speeds and prices as the kernels read them.

    Parameters
    ----------
    params : Parameters.
    around_walk, around_bicycle, around_road : Circuity of ways on foot, by bicycle and by road. [1]
    community : Whether shared cars are those of the condominium.
    """
    return Terms(
        params.walk_speed * _KMH, params.bicycle_speed * _KMH, params.ebike_speed * _KMH,
        around_walk, around_bicycle, around_road, params.least_distance,
        params.running_cost[0] / 1000.0, params.running_cost[1] / 1000.0,
        params.motorcycle_time, params.vehicle_access[0], params.vehicle_access[1],
        params.bicycle_handling, params.dock_miss,
        params.shared_car_walk, params.shared_car_price[1 if community else 0] / _MINUTE,
        params.shared_bicycle_fees[0], params.shared_bicycle_fees[1],
        params.lift_cost, params.lift_time,
    )  # fmt: skip


def spots_of(n_sites: int, n_periods: int, params: ChoiceParams) -> Spots:
    """Beliefs of parking where nothing is known yet: the same search and price everywhere."""
    return Spots(
        np.full((n_periods, n_sites), params.usual_search, dtype=np.float32),
        np.full(n_sites, params.parking_price, dtype=np.float32),
        params.longest_paid,
    )


def travellers_of(citizens: Table, vehicles: Table, seed: int, params: ChoiceParams) -> Travellers:
    """What each citizen could use, and what an hour is worth to them.

    A household's car is at hand to everybody in it who may drive, as long as nobody else has taken it; a lift needs a
    car in the household and somebody else who may drive it.
    """
    age, household = citizens["age"], citizens["household"]
    n_households = int(max(household.max(initial=-1), vehicles["household"].max(initial=-1))) + 1
    cars = np.bincount(vehicles["household"][vehicles["kind"] == 0], minlength=n_households)[household]
    licence = citizens["licence"]
    drivers = np.bincount(household, weights=licence, minlength=n_households)[household]
    able = np.zeros((len(citizens), MODES), dtype=np.bool_)
    able[:, [WALK, TRANSIT]] = True
    able[:, BICYCLE] = citizens["bicycle"] & (age >= _CYCLES)
    able[:, BIKE_TRANSIT] = citizens["bicycle"] & (age >= _CYCLES_FAR)
    able[:, CAR] = licence & (cars > 0)
    able[:, MOTORCYCLE] = (citizens["motorcycle"] >= 0) & (age >= _RIDES)
    able[:, PASSENGER] = (cars > 0) & (drivers - licence > 0)
    able[:, CAR_SHARING] = licence & citizens["club"]
    able[:, SHARED_BICYCLE] = able[:, SHARED_EBIKE] = citizens["member"] & (age >= _MEMBER)
    worth = np.exp(params.value_spread * WORTH.at(seed).normal(citizens["uid"]))
    fare = np.where(citizens["transit_pass"], 0.0, citizens["fare"])
    free = citizens["bikes_included"].astype(np.bool_)
    return Travellers(worth, fare, able, free, citizens["green_pull"], citizens["toll_share"])


def set_fares(citizens: Table, params: ChoiceParams) -> None:
    """Fill citizens.fare [EUR] and citizens.season_ticket [EUR/a] before any measure. Children ride for nothing."""
    citizens["fare"][:] = params.fare
    holds = citizens["transit_pass"] & (citizens["age"] >= _PAYS)
    citizens["season_ticket"][:] = np.where(holds, params.season_price, 0.0)


def cycling_comfort(
    sites: NDArray[np.float64], ways: NDArray[np.float64], length: NDArray[np.float64], track: NDArray[np.int64],
    params: ChoiceParams,
) -> NDArray[np.float32]:  # fmt: skip
    """Time by bicycle as felt over time around each site, by the lanes and tracks within 600 m. (S,) [1]

    Parameters
    ----------
    sites : Coordinates of the sites. (S, 2) [m]
    ways : Middles of the links for bicycles. (L, 2) [m]
    length : Their lengths. (L,) [m]
    track : 0 mixed traffic, 1 lane, 2 track. (L,)
    """
    felt = np.asarray(params.track_comfort)[track] * length
    out = np.ones(sites.shape[0], dtype=np.float32)
    if not length.size:
        return out
    near = cKDTree(ways).query_ball_point(sites, _AROUND)
    count = np.array([len(rows) for rows in near])
    rows = np.concatenate([np.asarray(some, dtype=np.int64) for some in near]) if count.any() else np.zeros(0, np.int64)
    owner = np.repeat(np.arange(sites.shape[0]), count)
    total = np.bincount(owner, weights=length[rows], minlength=sites.shape[0])
    mean = np.bincount(owner, weights=felt[rows], minlength=sites.shape[0])
    known = total > 0.0
    out[known] = mean[known] / total[known]
    return out
