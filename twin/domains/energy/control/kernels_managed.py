"""What does the district energy management do in a tick? Rules on what it has learned and what it expects.

The objective is the least cost of energy, subject to a service. With "as_before" rooms are to be about as warm as the
former control left them while people want it, and no more. Full heating begins when it used to; while rooms are short
the water is as warm as the former control made it (and at full only where good control did so before), then it
follows a curve on the coming hours. Rooms without valves start colder once nothing is overheated: there the curve is
shifted by their shortfall, and hours from 5 to 23 out of the plant's are held at the law's set-back with its tolerance,
18 degC, if full heating comes within four hours. What sensors in the rooms add is taken as savings: no rooms above what
is wanted, an earlier stop, less heat where people are out. With "full" rooms are warm from the first to the last hour
that the plant had, whatever that costs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from twin.core.jit import inner_kernel, kernel
from twin.domains.energy.control.kernels import (
    BOOST,
    GOOD,
    OFF,
    POOR,
    START,
    Law,
    Learned,
    Plants,
    Rooms,
    Wish,
    curve,
    hottest,
    start_now,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from twin.domains.energy.control.forecast import Outlook

STOP = 3  # hours before the end of comfort in which heating may stop
DAY = (5, 23)  # civil hours of the law's day
LOOK = 12  # hours ahead that a start is looked for
NEAR = 3  # hours that the price of now is compared with
SENSED = 0.2  # K that rooms may be colder than wanted, the error of sensors; customary
DROP = 1.0  # K by which a wish falls where comfort ends
COP_SLOPE = 0.025  # 1/K, relative rise of an air-source heat pump's COP with the temperature outside, about 7 degC
COP_AT = 7.0  # degC


class Rules(NamedTuple):
    """How the management weighs things."""

    preheat: float  # [K]
    margin: float  # least relative difference of costs that is worth a shift [1]
    tank_lowest: float  # [degC]
    tank_hours: int
    as_before: bool  # whether the former service will do
    influence: float  # shift of the curve per shortfall of the rooms [1]


class Now(NamedTuple):
    """The hour as the management sees it."""

    in_season: bool
    peak: bool  # whether the district's load is near its highest
    t_hand: float  # daily mean that water set by hand is meant for [degC]
    hours: NDArray[np.int64]  # civil hour of this and the next hours (25,)
    kinds: NDArray[np.int64]  # 0 workday, 1 other, of this and the next hours (25,)
    full: NDArray[np.bool_]  # whether plants that had poor or average control heat fully, by use (25, U)
    good: NDArray[np.bool_]  # the same for those that had good control (25, U)


class Site(NamedTuple):
    """Managed buildings beside what `Plants` tells. (B,)"""

    electric: NDArray[np.bool_]
    before: NDArray[np.int64]  # class of control that it had
    usual: NDArray[np.float64]  # set point usually wanted by kind of day and civil hour, NaN unseen (2, 24, B)


@inner_kernel
def _effort(outlook: Outlook, k: int) -> float:
    """Cost of a unit of heat from an air-source heat pump in hour `k`, on any scale."""
    effort: float = outlook.cost[k] / max(1.0 + COP_SLOPE * (outlook.t_out[k] - COP_AT), 0.4)
    return effort


@inner_kernel
def _expected(i: int, k: int, now: Now, site: Site, plants: Plants, rooms: Rooms, law: Law) -> float:
    """Set point that will be needed in hour `k`: what people want in the plant's hours, else at most the set-back."""
    wanted: float = rooms.wanted[i]
    if k > 0:
        usual: float = site.usual[now.kinds[k], now.hours[k], i]
        if usual == usual:  # noqa: PLR0124 — NaN where that hour was never seen
            wanted = usual
    use = plants.use[i]
    heats = now.good[k, use] if site.before[i] == GOOD and plants.exempt[i] else now.full[k, use]
    if not heats:
        return min(wanted, law.setback)
    # Without valves nobody can turn down while others are in.
    return wanted if plants.valves[i] else max(wanted, law.comfort)


@inner_kernel
def target_of(
    i: int,
    now: Now,
    site: Site,
    plants: Plants,
    rooms: Rooms,
    learned: Learned,
    outlook: Outlook,
    law: Law,
    rules: Rules,
) -> float:
    """Set point of a managed building in this tick. [degC]"""
    here, air = _expected(i, 0, now, site, plants, rooms, law), rooms.t_air[i]
    target, coasting, able, last = here, air, air >= here, here
    learned.left[i] = max(learned.left[i] - law.dt_h, 0.0)
    if learned.left[i] > 0.0:
        target = max(target, learned.aim[i])  # a start once made goes on
    for k in range(1, LOOK + 1):
        need = _expected(i, k, now, site, plants, rooms, law)
        if k <= STOP and able:
            fall = learned.quick[i] if k == 1 and learned.cold[i] < 1.0 else learned.loss[i]
            coasting -= fall * (coasting - outlook.t_out[k - 1])
            if coasting < last - SENSED:
                able = False
            elif need < here - DROP:
                target, able = need, False  # warm enough until comfort ends
            last = need
        early = need > here and (here > law.setback or plants.exempt[i])
        if rules.as_before:
            early = early and site.before[i] == GOOD and here <= law.setback and k <= START
        if early and start_now(need, k, air, outlook.t_out[0], learned.loss[i], learned.rise[i]):
            learned.left[i], learned.aim[i] = k, need
            target = max(target, need)
    comfort = here > law.setback
    if comfort and target >= here and site.electric[i] and not now.peak:
        later = 0.0
        for k in range(1, NEAR + 1):
            later += _effort(outlook, k) / NEAR
        if _effort(outlook, 0) < (1.0 - rules.margin) * later:
            target += rules.preheat
    return min(target, law.highest)


@inner_kernel
def break_of(i: int, now: Now, site: Site, plants: Plants) -> bool:
    """Whether the plant is out of its hours by day and these come soon."""
    if not DAY[0] <= now.hours[0] < DAY[1]:
        return False
    use = plants.use[i]
    full = now.good if site.before[i] == GOOD and plants.exempt[i] else now.full
    soon = False
    for k in range(1, START + 1):
        soon = soon or full[k, use]
    return soon and not full[0, use]


@inner_kernel
def water_of(
    i: int,
    target: float,
    mild: float,
    now: Now,
    site: Site,
    plants: Plants,
    rooms: Rooms,
    learned: Learned,
    outlook: Outlook,
    law: Law,
    rules: Rules,
) -> float:
    """Supply temperature for `target` with `mild` the mean outside in the next hours. [degC]"""
    missing = max(target - rooms.t_air[i], 0.0)
    short = missing > BOOST or learned.left[i] > 0.0
    if short and (site.before[i] == GOOD or not rules.as_before):
        return hottest(i, plants)
    shift = 0.0 if rules.as_before and plants.valves[i] else rules.influence * missing
    water = curve(i, target + shift, mild, law, plants)
    if short and target > law.setback:
        outside = now.t_hand if site.before[i] == POOR else outlook.t_out[0]
        former = curve(i, min(max(law.comfort, rooms.wanted[i]), law.highest), outside, law, plants)
        water = max(water, former)
    return water


@inner_kernel
def cheapest(outlook: Outlook, count: int) -> bool:
    """Whether this hour is among the `count` cheapest of a day for an air-source heat pump."""
    here, cheaper = _effort(outlook, 0), 0
    for k in range(1, 24):
        cheaper += _effort(outlook, k) < here * (1.0 - 1e-9)
    return cheaper < count


@kernel
def manage(
    rows: NDArray[np.int64],
    outlook: Outlook,
    now: Now,
    law: Law,
    rules: Rules,
    plants: Plants,
    site: Site,
    rooms: Rooms,
    learned: Learned,
    wish: Wish,
) -> None:
    """Set points, water and storage temperatures of the managed buildings for one tick.

    Parameters
    ----------
    rows : Managed buildings. (M,)
    outlook, now, law, rules, plants, site, rooms, learned : See there.
    wish : Columns; written at `rows`.

    Notes
    -----
    The hours are those that the plant had before, and out of them the law lets only those with metered flats heat
    fully. Heating starts when what is left of the time is what the rooms take
    to get warm (optimal start), ends when they stay warm enough to the end of the hours (early stop), and keeps what
    people want, or the set-back. Where the former service will do, only plants that had an optimal start keep it. Rooms
    with heat pumps are warmed ahead of dear hours. Water is as warm as a curve on the mean of this and the next three
    hours needs, shifted by what rooms are short. Sensors close the loop about a building's mean, valves or not.
    Storages are heated up in the cheapest hours, or before morning and evening where fuel costs the same at all hours.
    """
    mild = 0.0
    for k in range(NEAR + 1):
        mild += outlook.t_out[k] / (NEAR + 1)
    hour = now.hours[0]
    half = rules.tank_hours // 2
    warm_up = (hour >= 7 - half and hour < 7) or (hour >= 19 - rules.tank_hours + half and hour < 19)  # noqa: PLR2004
    for n in range(rows.shape[0]):
        i = rows[n]
        heat_tank = cheapest(outlook, rules.tank_hours) and not now.peak if site.electric[i] else warm_up
        wish.tank[i] = law.tank if heat_tank else rules.tank_lowest
        wish.least[i], wish.limit[i], wish.supply[i] = OFF, OFF, law.foot
        if not (now.in_season and plants.has_heating[i]):
            continue
        target = target_of(i, now, site, plants, rooms, learned, outlook, law, rules)
        if not (rules.as_before and plants.valves[i]) and break_of(i, now, site, plants):
            target = max(target, min(rooms.wanted[i], law.setback + law.highest - law.comfort))
        wish.least[i] = wish.limit[i] = target
        wish.supply[i] = water_of(i, target, mild, now, site, plants, rooms, learned, outlook, law, rules)


@kernel
def remember(
    rows: NDArray[np.int64],
    kind: int,
    hour: int,
    weight: float,
    wanted: NDArray[np.float64],
    usual: NDArray[np.float64],
) -> None:
    """Take in what people want now. `usual` by kind of day and civil hour; written. (2, 24, B)"""
    for n in range(rows.shape[0]):
        i = rows[n]
        before = usual[kind, hour, i]
        usual[kind, hour, i] = before + weight * (wanted[i] - before) if before == before else wanted[i]  # noqa: PLR0124


@kernel
def keep_back(
    rows: NDArray[np.int64],
    outlook: Outlook,
    hours: NDArray[np.int64],
    margin: float,
    efficiency: float,
    net: NDArray[np.float64],
    size: NDArray[np.float64],
    reserve: NDArray[np.float64],
) -> None:
    """Energy that batteries keep for dearer hours before the sun fills them again.

    Parameters
    ----------
    rows : Managed buildings. (M,)
    outlook, hours, margin : Costs, civil hours (25,), and the least relative difference that is worth waiting.
    efficiency : Electricity out of a full battery per energy in it. () [1]
    net : Usual use less photovoltaics by civil hour, NaN unseen. (24, B) [W]
    size : Usable capacity. (B,) [J]
    reserve : Written at `rows`. (B,) [J]
    """
    for n in range(rows.shape[0]):
        i = rows[n]
        reserve[i] = 0.0
        if size[i] <= 0.0:
            continue
        for k in range(1, 24):
            use = net[hours[k], i]
            if not use > 0.0:
                break
            if outlook.cost[k] > (1.0 + margin) * outlook.cost[0]:
                reserve[i] += use * 3600.0 / efficiency
        reserve[i] = min(reserve[i], size[i])
