"""Who lives where with which appliances, and how much does the mean household use? Made once a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.streams import declare
from twin.domains.energy.use.kernels import HOURS, TABLE, Appliances, Homes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.energy.params import Params

OWNED = declare("energy.appliances", "which appliances a household has")
HABIT = declare("energy.habit", "how much more than others a household uses, and when it gets up")
TODAY = declare("energy.use_today", "what a household switches on and when, and who showers, on a day")
STREAMS = (OWNED, HABIT, TODAY)

_DAYS, _WH = 365.0, 1000.0
_CUT = 2.0
_NOTHING = 1e-9  # W
_HABIT_LANE, _WAKE_LANE = 0, 2


class Event(NamedTuple):
    """One kind of event."""

    name: str
    wish: str
    water: bool = False


# What may happen once a day in a household, and at which hours it is wished for.
EVENTS = (
    Event("washing machine", "chores"),
    Event("dishwasher", "after meals"),
    Event("tumble dryer", "chores"),
    Event("oven", "meals"),
    Event("kitchen and hair in the morning", "morning"),
    Event("kitchen at meals", "meals"),
    Event("ironing", "chores"),
    Event("vacuum cleaner", "chores"),
    Event("television in the evening", "evening"),
    Event("television by day", "noon"),
    Event("computer", "day"),
    Event("washing up", "after meals", water=True),
)
# The same appliance serves two events.
_SHARED = {9: 8}
# Relative wishes by civil hour: own assumption after Italian hours of meals and rest, three peaks a day as measured by
# Besagni et al., Italian household load profiles, Buildings 10 (12), 2020.
WISHES: dict[str, dict[int, float]] = {
    "morning": {6: 1, 7: 3, 8: 3, 9: 1.5, 10: 0.5},
    "chores": {8: 3, 9: 4, 10: 4, 11: 3, 12: 2, 13: 1, 14: 2, 15: 3, 16: 3, 17: 3, 18: 2, 19: 1, 20: 1, 21: 2, 22: 1},
    "noon": {11: 0.5, 12: 2, 13: 3, 14: 1.5, 15: 0.5},
    "meals": {11: 0.5, 12: 2, 13: 1.5, 18: 1, 19: 2.5, 20: 2},
    "after meals": {13: 1, 14: 2, 15: 1, 20: 0.5, 21: 2.5, 22: 2},
    "evening": {17: 1, 18: 1.5, 19: 2, 20: 2.5, 21: 3},
    "day": {8: 1, 9: 1.5, 10: 1.5, 11: 1, 13: 0.5, 14: 1.5, 15: 1.5, 16: 1.5, 17: 1.5, 18: 1, 21: 1, 22: 1},
    "shower": {6: 2, 7: 4, 8: 2.5, 9: 1, 18: 0.8, 19: 1.2, 20: 1, 21: 1.2, 22: 0.8},
}  # fmt: skip


def bytes_of_bits() -> NDArray[np.int64]:
    """Each number below 256 with its bits spread to the lowest bits of eight bytes. (256,)"""
    numbers = np.arange(256)
    return np.asarray(sum(((numbers >> bit) & 1) << (8 * bit) for bit in range(8)), dtype=np.int64)


def wished(name: str) -> NDArray[np.int64]:
    """Table of wished hours: entry k serves draws from k / 256 on. (256,) [h]"""
    weights = np.array([WISHES[name].get(hour, 0.0) for hour in range(HOURS)])
    edges = np.cumsum(weights) / weights.sum()
    hours = np.searchsorted(edges, (np.arange(TABLE) + 0.5) / TABLE)
    return hours.astype(np.int64)


def table(params: Params) -> Appliances:
    """Every event with its figures. (K,)"""
    return Appliances(
        chance=np.asarray(params.events_a_year) / _DAYS,
        power=np.asarray(params.event_power),
        duration=np.asarray(params.event_hours),
        owned=np.array([_SHARED.get(k, k) for k in range(len(EVENTS))]),
        water=np.array([event.water for event in EVENTS]),
        wish=np.stack([wished(event.wish) for event in EVENTS]),
    )


def homes(
    building: NDArray[np.int64],
    uids: NDArray[np.uint64],
    household: NDArray[np.int64],
    n_buildings: int,
    seed: int,
    params: Params,
) -> Homes:
    """Lay households and citizens out by building, and draw what each household has and how it lives.

    Parameters
    ----------
    building, uids : Row of each household's home, -1 none, and uid. (M,)
    household : Row of each citizen's household. (N,)
    n_buildings, seed, params : Rows of the buildings table, seed, parameters.
    """
    order = np.argsort(building, kind="stable")
    order = order[building[order] >= 0]
    place = np.full(building.size, -1, dtype=np.int64)
    place[order] = np.arange(order.size)
    lives = place[household] if household.size else np.zeros(0, dtype=np.int64)
    citizen = np.argsort(lives, kind="stable")
    citizen = citizen[lives[citizen] >= 0]
    size = np.bincount(lives[citizen], minlength=order.size)
    uid = uids[order]
    normal = np.clip(HABIT.at(seed).normal(uid, lane=_HABIT_LANE), -_CUT, _CUT)
    habit = np.exp(params.habit_spread * normal) / _mean_habit(params.habit_spread)
    effective = np.asarray(params.effective_occupants)[np.minimum(size, 5)]
    owned = OWNED.at(seed)
    steady = np.full(order.size, params.standby_power)
    for lane, (share, power) in enumerate(zip(params.cold_owned, params.cold_power, strict=True)):
        steady += power * (owned.uniform(uid, lane=len(EVENTS) + lane) < share)
    owns = np.zeros(order.size, dtype=np.int64)
    for k, share in enumerate(params.events_owned):
        owns |= (owned.uniform(uid, lane=k) < share).astype(np.int64) << k
    u = HABIT.at(seed).uniform(uid, lane=_WAKE_LANE)
    early, late = params.early_late
    return Homes(
        first=np.searchsorted(building[order], np.arange(n_buildings + 1)),
        member=np.concatenate([[0], np.cumsum(size)]),
        citizen=citizen,
        uid=uid,
        level=habit * effective / params.mean_effective,
        habit=habit,
        steady=steady * np.sqrt(habit),
        owns=owns,
        wake=np.where(u < early, -1, np.where(u < early + late, 1, 0)).astype(np.int64),
    )


def _mean_habit(spread: float) -> float:
    """Mean of exp(spread x) of a standard normal x cut at two deviations, by the trapezoidal rule."""
    x = np.linspace(-8.0, 8.0, 3201)
    density = np.exp(-0.5 * x * x)
    return float((density * np.exp(spread * np.clip(x, -_CUT, _CUT))).sum() / density.sum())


def electricity_scale(params: Params) -> float:
    """Factor that makes the mean household of the reference district use the published electricity."""
    return params.household_electricity / params.household_before_scale


def water_scale(homes: Homes, events: Appliances, area: NDArray[np.float64], params: Params) -> NDArray[np.float64]:
    """Factor by building that makes its people's hot water meet that of its area in the mean of a year. (B,)

    Parameters
    ----------
    homes, events, params : What they have and do.
    area : Heated area of each building. (B,) [m2]
    """
    watt = _WH / (_DAYS * HOURS)
    size = np.diff(homes.member)
    energy = events.chance * events.power * events.duration * params.home_days / HOURS
    has = (homes.owns[:, None] >> events.owned[None, :]) & 1
    washing_up = homes.level * (has[:, events.water] * energy[events.water]).sum(axis=1)
    showers, heat = params.shower
    person = showers * heat * params.person_days / HOURS + params.tap_power * params.person_hours / HOURS
    own = np.concatenate([[0.0], np.cumsum(washing_up + homes.habit * size * person)])
    drawn = own[homes.first[1:]] - own[homes.first[:-1]]
    wanted = params.hot_water[0] * watt * area
    scale = np.zeros(area.size)
    np.divide(wanted, drawn, out=scale, where=drawn > _NOTHING)
    return scale
