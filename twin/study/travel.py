"""How do residents travel on a day of a run? Shares of modes on the bases of published figures, lengths and times."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.state.codes import Activity, Mode, Occupation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from twin.state.table import Table
    from twin.state.world import World

MODES = {
    "transit": (Mode.TRANSIT, Mode.BIKE_TRANSIT),
    "car": (Mode.CAR, Mode.PASSENGER, Mode.CAR_SHARING),
    "motorcycle": (Mode.MOTORCYCLE,),
    "active": (Mode.WALK, Mode.BICYCLE, Mode.SHARED_BICYCLE, Mode.SHARED_EBIKE),
}
# What trips by shared e-bike replace, as studies tell it apart.
BEFORE = {
    "transit": MODES["transit"],
    "car": MODES["car"],
    "bicycle": (Mode.BICYCLE, Mode.SHARED_BICYCLE),
    "walk": (Mode.WALK,),
}
SHORT_WALK = 300.0  # s; shorter walks are in none of the published splits
TIME_EDGES = (15.0, 30.0, 60.0)  # min
LENGTH = 10.0  # km
ZONES = ("35", "36")  # whose commuting is published
_SAMPLES = 12


@dataclass(frozen=True)
class Travel:
    """Trips of a day.

    Parameters
    ----------
    work : Shares of the employed's first trip to work by group of modes, within the municipality.
    internal : Shares of all trips within the municipality by group of modes, without walks under five minutes.
    work_times : Share of these trips to work that take up to 15, 30 and 60 minutes. (3,)
    zones : Shares of the first trips to work and study of those who live in a zone, wherever they lead.
    numbers : Lengths and times of trips by name.
    """

    work: Mapping[str, float] = field(default_factory=dict)
    internal: Mapping[str, float] = field(default_factory=dict)
    work_times: NDArray[np.float64] = field(default_factory=lambda: np.full(len(TIME_EDGES), np.nan))
    zones: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)


def shares(modes: NDArray[np.int64]) -> dict[str, float]:
    """Share of each group of modes. (T,) [1]"""
    return {name: float(np.isin(modes, group).mean()) if modes.size else np.nan for name, group in MODES.items()}


def within(table: Table) -> NDArray[np.bool_]:
    """Trips with both ends in the municipality: to and from a zone. (N, K)"""
    to = np.asarray(table["to_zone"]) >= 0
    since = np.concatenate([np.ones((to.shape[0], 1), dtype=bool), to[:, :-1]], axis=1)
    return np.asarray(to & since)


def lengths(world: World) -> NDArray[np.float64]:
    """Straight distance of each trip, infinite where it leads beyond the municipality. (N, K) [m]"""
    table, buildings, zones = world.table("citizens"), world.table("buildings"), world.table("zones")
    building, zone = np.asarray(table["to_building"]), np.asarray(table["to_zone"])
    at = []
    for axis in ("x", "y"):
        there = np.where(building >= 0, buildings[axis][np.maximum(building, 0)], zones[axis][np.maximum(zone, 0)])
        at.append(np.concatenate([buildings[axis][table["home"]][:, None], np.where(zone >= 0, there, np.inf)], axis=1))
    with np.errstate(invalid="ignore"):
        far = np.hypot(np.diff(at[0], axis=1), np.diff(at[1], axis=1))
    return np.where(np.isfinite(far), far, np.inf)


def travel(world: World, circuity: float = 1.0) -> Travel:
    """Look at the trips of today.

    Parameters
    ----------
    world : A world at a day that has run.
    circuity : Length of a way over straight distance. [1]
    """
    table = world.table("citizens")
    mode, activity = np.asarray(table["mode"]), np.asarray(table["activity"])
    minutes = (table["arrival"].astype(float) - table["departure"].astype(float)) / 60.0
    made = mode != Mode.NONE
    inner = made & within(table)
    counted = inner & ~((mode == Mode.WALK) & (60.0 * minutes <= SHORT_WALK))
    worker = (table["occupation"] == Occupation.WORKER)[:, None]
    first = _first(made & (activity == Activity.WORK) & worker)
    job = first & inner
    edges = [float(np.mean(minutes[job] <= edge)) if job.any() else np.nan for edge in TIME_EDGES]
    duty = _first(made & ((activity == Activity.WORK) | (activity == Activity.STUDY)))
    zones = world.table("zones")
    home = np.asarray(table["zone"])
    by_zone = {}
    for name in ZONES:
        rows = np.flatnonzero((zones["source_id"].astype(str) == name) & zones["in_district"])
        if rows.size:
            by_zone[name] = shares(mode[duty & (home == rows[0])[:, None]])
    return Travel(shares(mode[job]), shares(mode[counted]), np.array(edges), by_zone, _numbers(world, made, circuity))


def _first(trips: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Keep each person's first. (N, K)"""
    return np.asarray(trips & (np.cumsum(trips, axis=1) == 1))


def _numbers(world: World, made: NDArray[np.bool_], circuity: float) -> dict[str, float]:
    table = world.table("citizens")
    minutes = (table["arrival"].astype(float) - table["departure"].astype(float)) / 60.0
    travels = made.any(axis=1)
    if not travels.any():
        return {}
    km = circuity * lengths(world)[made] / 1000.0
    spent = np.where(made, minutes, 0.0).sum(axis=1)[travels]
    inside = km[np.isfinite(km)]
    return {
        "trips below 10 km": 100.0 * float(np.mean(km < LENGTH)),
        "trips beyond the municipality": 100.0 * float(np.mean(~np.isfinite(km))),
        "length, median": float(np.median(inside)) if inside.size else np.nan,
        "length, mean": float(inside.mean()) if inside.size else np.nan,
        "minutes a day": float(spent.mean()),
        "minutes a trip": float(minutes[made].mean()),
        "trips a resident": float(made.sum() / made.shape[0]),
        "persons a private car": _occupancy(np.asarray(table["mode"])[made]),
    }


def _occupancy(modes: NDArray[np.int64]) -> float:
    driven = float(np.count_nonzero(modes == Mode.CAR))
    return 1.0 + float(np.count_nonzero(modes == Mode.PASSENGER)) / driven if driven else np.nan


def sample_days(n_days: int) -> NDArray[np.int64]:
    """Days of the year, spread evenly, on which modes are kept to be compared with another run. (D,)"""
    return np.unique(((np.arange(min(_SAMPLES, n_days)) + 0.5) * n_days / min(_SAMPLES, n_days)).astype(np.int64))


class Trips(NamedTuple):
    """Trips of everybody on some days.

    Parameters
    ----------
    mode, activity : Mode of each trip, and what it leads to; `Mode.NONE` where no trip is. (D, N, K), (D, N, K)
    """

    mode: NDArray[np.int8]
    activity: NDArray[np.int8]


def trip_names(mode: NDArray[np.int8], activity: NDArray[np.int8]) -> NDArray[np.int64]:
    """Numbers that tell the trips of a day apart whatever else is done that day, -1 where no trip is. (P, K) → (P, K)

    The second trip to a shop is the same with and without a visit before it, and the way home from it as well.
    """
    most = activity.shape[1]
    alike = activity[:, :, None] == activity[:, None, :]
    before = (alike & np.tri(most, k=-1, dtype=bool)).sum(axis=2)
    name = activity.astype(np.int64) * most + before
    home = activity == Activity.HOME
    home[:, 0] = False
    came = np.concatenate([name[:, :1], name[:, :-1]], axis=1)
    name = np.where(home, (len(Activity) * most) + came, name)
    return np.where(mode == Mode.NONE, -1, name)


def substituted(base: Trips, other: Trips) -> tuple[dict[str, float], int]:
    """What those who ride a shared e-bike in one run do in another, same people, days and luck, for the same trip.

    Parameters
    ----------
    base, other : Trips in the run without the e-bikes and in that with them.

    Returns
    -------
    Share of each group of `BEFORE`, of other modes and of no such trip [1], and the number of trips told.
    """
    rides = (other.mode == Mode.SHARED_EBIKE).any(axis=-1)
    if not rides.any():
        return {}, 0
    was, now = (Trips(each.mode[rides], each.activity[rides]) for each in (base, other))
    ours = trip_names(*now)
    same = (ours[:, :, None] == trip_names(*was)[:, None, :]) & (ours >= 0)[:, :, None]
    there = np.take_along_axis(was.mode, same.argmax(axis=2), axis=1)
    before = np.where(same.any(axis=2), there, np.int8(Mode.NONE))
    before = before[(now.mode == Mode.SHARED_EBIKE) & (before != Mode.SHARED_EBIKE)]
    n = int(before.size)
    if n == 0:
        return {}, 0
    out = {name: float(np.isin(before, group).mean()) for name, group in BEFORE.items()}
    out["none"] = float(np.mean(before == Mode.NONE))
    out["other"] = 1.0 - sum(out.values())
    return out, n
