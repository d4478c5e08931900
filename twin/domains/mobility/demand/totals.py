"""How do the plans of a day compare with published totals? Trips per resident, purposes, peak hour, time under way."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.state.codes import Activity, Mode

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.demand.groups import Diary, Trail

_SHORT = 300.0
_AROUND = 1.3  # length of a way over straight distance
_NEAR_KM, _FAR_KM = 10.0, 20.0
_LOMBARDY = "Regione Lombardia, OD survey 2014, via stradafacendo.tgcom24 and ecodibergamo"
_MILAN = (
    "derived: 2.5 million internal trips (AMAT 2022 via Corriere) over 1.37 million residents, and 0.3 of the 1.85 "
    "million exchange trips made by residents (assumed)"
)


class Total(NamedTuple):
    """One total of a day: what it is, achieved, published (nan: none), unit, and source or basis."""

    name: str
    achieved: float
    published: float
    unit: str
    source: str


def totals(diary: Diary, trail: Trail, home: NDArray[np.int32], xy: NDArray[np.float64]) -> list[Total]:
    """Totals of a workday beside the published ones; walks of at most five minutes are left out, as surveys do.

    Parameters
    ----------
    diary, trail : Everybody's day.
    home : Site of each citizen's home. (N,)
    xy : Coordinates of the sites. (S, 2) [m]
    """
    n, room = diary.mode.shape
    made = np.arange(room) < diary.trips[:, None]
    spent = (diary.arrival - diary.departure).astype(np.float64)
    counts = made & ~((diary.mode == Mode.WALK) & (spent <= _SHORT))
    start = np.concatenate([home[:, None], trail.site[:, :-1]], axis=1)
    far = np.hypot(*(xy[np.where(made, start, 0)] - xy[np.where(made, trail.site, 0)]).transpose(2, 0, 1))
    goal = np.bincount(diary.activity[counts], minlength=len(Activity)).astype(np.float64)
    away_from_home = goal.sum() - goal[Activity.HOME]
    occasional = goal[Activity.SHOP] + goal[Activity.LEISURE] + goal[Activity.CARE]
    mobile = counts.any(axis=1)
    hour = np.bincount((diary.departure[counts] // 3600).astype(np.int64) % 24, minlength=24)
    far_km = _AROUND * far[counts] / 1000.0
    per_cent = 100.0 / max(away_from_home, 1.0)
    return [
        Total("trips per resident", counts.sum() / n, 2.1, "1/d", _MILAN),
        Total("trips per resident, all walks", made.sum() / n, np.nan, "1/d", "-"),
        Total("residents who leave home", 100.0 * mobile.mean(), np.nan, "%", "-"),
        Total("work among trips not homewards", per_cent * goal[Activity.WORK], 39.9, "%", _LOMBARDY),
        Total("study among trips not homewards", per_cent * goal[Activity.STUDY], 9.8, "%", _LOMBARDY),
        Total("occasional among trips not homewards", per_cent * occasional, 45.5, "%", _LOMBARDY),
        Total("care among trips not homewards", per_cent * goal[Activity.CARE], np.nan, "%", "-"),
        Total("trips that start from 7 to 8 h", 100.0 * hour[7] / max(hour.sum(), 1), 15.0, "%", _LOMBARDY),
        Total("time under way of who leaves home", spent[counts].sum() / max(mobile.sum(), 1) / 60.0, 66.0, "min/d",
              _LOMBARDY),
        Total("length of a trip", float(far_km.mean()), 8.66, "km", _LOMBARDY + " (region; a city's are shorter)"),
        Total("trips shorter than 10 km", 100.0 * float((far_km < _NEAR_KM).mean()), 70.0, "%",
              _LOMBARDY + ": more than"),
        Total("trips of at most 20 km", 100.0 * float((far_km <= _FAR_KM).mean()), 90.0, "%", _LOMBARDY),
    ]  # fmt: skip


def conserved(diary: Diary, trail: Trail, tolerance: float = 0.05) -> NDArray[np.bool_]:
    """Whether each citizen is at one place or under way at every moment, and home at the end. (N,)

    Trips run forward, each starts where and after the one before ended, and whoever goes along has the leader's times.
    """
    room = diary.mode.shape[1]
    made = np.arange(room) < diary.trips[:, None]
    forward = ((diary.arrival >= diary.departure) | ~made).all(axis=1)
    apart = ((diary.departure[:, 1:] >= diary.arrival[:, :-1] - tolerance) | ~made[:, 1:]).all(axis=1)
    last = np.maximum(diary.trips.astype(np.int64) - 1, 0)
    closes = (diary.activity[np.arange(diary.trips.size), last] == Activity.HOME) | (diary.trips == 0)
    good = np.asarray(forward & apart & closes)
    at = trail.at[: trail.n[0]]
    same = np.abs(diary.departure[at[:, 0], at[:, 1]] - diary.departure[at[:, 2], at[:, 3]]) <= tolerance
    same &= np.abs(diary.arrival[at[:, 0], at[:, 1]] - diary.arrival[at[:, 2], at[:, 3]]) <= tolerance
    good[at[~same, 0]] = False
    return good
