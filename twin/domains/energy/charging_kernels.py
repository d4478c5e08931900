"""How does electricity get into the batteries of cars? Queue for plugs, power, and what driving takes out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from twin.core.jit import kernel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NONE, OWN = -1, -2  # values of vehicles.plug beside rows of places
HOURS = 24


class Cars(NamedTuple):
    """The electric cars, one after the other; vectors (E,)."""

    row: NDArray[np.int64]  # row of vehicles
    home: NDArray[np.int64]  # row of the building where it is kept
    socket: NDArray[np.bool_]  # whether it has a socket there
    arrives: NDArray[np.int64]  # civil hour of coming home
    driven: NDArray[np.float64]  # battery energy of the day's driving [J]
    metres: NDArray[np.float64]  # the day's driving [m]
    first: NDArray[np.int64]  # first of its points in `point` (E + 1,)
    point: NDArray[np.int64]  # rows of places within reach, nearest first (C,)


class Points(NamedTuple):
    """All places as charge points; vectors (P,)."""

    plugs: NDArray[np.float64]  # open plugs
    power: NDArray[np.float64]  # what a car takes from one of them [W]
    site: NDArray[np.float64]  # what all plugs of the place may draw together [W]
    share: NDArray[np.float64]  # share of what they want that they get now; written [1]


class Physics(NamedTuple):
    """What holds for all cars."""

    capacity: float  # [J]
    efficiency: float  # stored per drawn
    socket_power: float  # [W]
    wanted_below: float  # share of the capacity
    leaves: int  # civil hour
    dt_s: float  # [s]
    accept: float  # most that a battery takes, drawn from the grid [W]
    taper_from: float  # share of the capacity from which it takes less
    taper_least: float  # what is left of that power where it is full [1]


class State(NamedTuple):
    """Columns that charging writes."""

    battery: NDArray[np.float64]  # vehicles (V,) [J]
    plug: NDArray[np.int64]  # vehicles (V,)
    power: NDArray[np.float64]  # vehicles (V,) [W]
    electric_year: NDArray[np.float64]  # vehicles (V,) [m]
    elsewhere: NDArray[np.float64]  # vehicles (V,) [J]
    home_power: NDArray[np.float64]  # buildings (B,) [W]
    point_power: NDArray[np.float64]  # places (P,) [W]
    point_year: NDArray[np.float64]  # places (P,) [J]
    waited: NDArray[np.float64]  # places (P,) [s]


@kernel
def at_home(hour: int, arrives: int, leaves: int) -> bool:
    """Whether a car that comes home at hour `arrives` and leaves at hour `leaves` is there in `hour`."""
    if arrives >= leaves:
        return hour >= arrives or hour < leaves
    return arrives <= hour < leaves


@kernel
def drive(hour: int, cars: Cars, physics: Physics, state: State, done: NDArray[np.bool_]) -> float:
    """Cars that come home in this civil hour have driven their day, once; returns what left the batteries. [J]

    What a battery could not give was charged on the way, beyond the district: it is counted, not drawn here.

    Parameters
    ----------
    hour : Civil hour. ()
    cars, physics, state : See there.
    done : Whether a car has come home today; written. (E,)
    """
    used = 0.0
    for e in range(cars.row.shape[0]):
        if cars.arrives[e] == hour and not done[e]:
            done[e] = True
            v = cars.row[e]
            taken = min(cars.driven[e], state.battery[v])
            state.battery[v] -= taken
            state.elsewhere[v] += (cars.driven[e] - taken) / physics.efficiency
            state.electric_year[v] += cars.metres[e]
            used += taken
    return used


@kernel
def release(hour: int, cars: Cars, physics: Physics, state: State, taken: NDArray[np.int64]) -> int:
    """Full and leaving cars give their plugs back; returns how many at home look for a public one.

    `taken` counts the cars at each place; written. (P,)
    """
    waiting = 0
    for e in range(cars.row.shape[0]):
        v = cars.row[e]
        here = at_home(hour, cars.arrives[e], physics.leaves)
        room = state.battery[v] < physics.capacity * (1.0 - 1e-9)
        plug = state.plug[v]
        if plug != NONE and not (here and room):
            if plug >= 0:
                taken[plug] -= 1
            state.plug[v] = NONE
        if state.plug[v] == NONE and here and room:
            if cars.socket[e]:
                state.plug[v] = OWN
            elif state.battery[v] < physics.wanted_below * physics.capacity and cars.first[e + 1] > cars.first[e]:
                waiting += 1
    return waiting


@kernel
def plug_in(
    hour: int,
    order: NDArray[np.int64],
    cars: Cars,
    points: Points,
    physics: Physics,
    state: State,
    taken: NDArray[np.int64],
) -> None:
    """In the order of their need, waiting cars take the nearest free plug within reach, or wait at the nearest point.

    Parameters
    ----------
    hour : Civil hour. ()
    order : Cars from the emptiest battery on, ties by uid. (E,)
    cars, points, physics, state : See there.
    taken : Cars at each place; written. (P,)
    """
    for e in order:
        v = cars.row[e]
        if cars.socket[e] or state.plug[v] != NONE or not at_home(hour, cars.arrives[e], physics.leaves):
            continue
        if state.battery[v] >= physics.wanted_below * physics.capacity:
            break  # and so are all that follow
        for k in range(cars.first[e], cars.first[e + 1]):
            p = cars.point[k]
            if taken[p] < points.plugs[p]:
                taken[p] += 1
                state.plug[v] = p
                break
        if state.plug[v] == NONE and cars.first[e + 1] > cars.first[e]:
            state.waited[cars.point[cars.first[e]]] += physics.dt_s


@kernel
def accepted(battery: float, physics: Physics) -> float:
    """Power that a battery takes at this charge, drawn from the grid. [W]"""
    span = (1.0 - physics.taper_from) * physics.capacity
    left = (physics.capacity - battery) / span if span > 0.0 else 1.0
    return physics.accept * min(1.0, max(left, physics.taper_least))


@kernel
def stored_in(battery: float, limit: float, physics: Physics) -> float:
    """Energy that a battery takes in one tick from a plug that gives up to `limit` [W], drawn from the grid. [J]

    Parameters
    ----------
    battery : Energy in it. () [J]
    limit : Power of the plug. () [W]
    physics : See there.

    Notes
    -----
    Constant current up to `taper_from`, then constant voltage, where power falls in proportion to what is still empty,
    down to `taper_least`: an exponential approach, solved exactly over the tick.
    """
    full = physics.capacity
    power, most = physics.efficiency * limit, physics.efficiency * physics.accept
    span, least = (1.0 - physics.taper_from) * full, physics.taper_least
    left, at = physics.dt_s, battery
    if power <= 0.0:
        return 0.0
    if power <= least * most:
        return min(power * left, max(full - battery, 0.0))
    falls_from, falls_to = full - span * min(power / most, 1.0), full - span * least
    if at < falls_from:
        needs = (falls_from - at) / min(power, most)
        if left <= needs:
            return min(power, most) * left
        left -= needs
        at = falls_from
    if at < falls_to:
        needs = span / most * math.log((full - at) / (full - falls_to)) if falls_to < full else math.inf
        if left <= needs:
            return (full - at) * (1.0 - math.exp(-most * left / span)) + at - battery
        left -= needs
        at = falls_to
    return max(min(at + least * most * left, full) - battery, 0.0)


@kernel
def charge(
    cars: Cars,
    points: Points,
    physics: Physics,
    allowed: NDArray[np.float64],
    balance: tuple[float, float],
    state: State,
    cell: NDArray[np.float64],
) -> None:
    """Charge for one tick. Drawn at homes and points = stored + lost, stored - driven = change of batteries.

    Parameters
    ----------
    cars, points, physics, state : See there.
    allowed : Share of its socket's or plug's power that a car may draw now. (E,) [1]
    balance : What the batteries held before this tick, and what left them for driving since. (2,) [J]
    cell : Residual, car where most is drawn, and throughput; written. (3,) [J]

    Notes
    -----
    The electricity drawn is summed over buildings and places, what is stored over the cars.
    """
    stored, lost, most = 0.0, 0.0, -1.0
    held, used = balance
    holds = 0.0
    cell[:] = 0.0
    state.home_power[:] = 0.0
    state.point_power[:] = 0.0
    for e in range(cars.row.shape[0]):  # what all who stand at a place would draw together, at most
        v = cars.row[e]
        plug = state.plug[v]
        if plug >= 0:
            room = (physics.capacity - state.battery[v]) / (physics.efficiency * physics.dt_s)
            state.power[v] = min(points.power[plug] * allowed[e], accepted(state.battery[v], physics), max(room, 0.0))
            state.point_power[plug] += state.power[v]
    for p in range(state.point_power.shape[0]):
        wanted = state.point_power[p]
        points.share[p] = points.site[p] / wanted if wanted > points.site[p] else 1.0
        state.point_power[p] = 0.0
    for e in range(cars.row.shape[0]):
        v = cars.row[e]
        plug = state.plug[v]
        wanted = state.power[v]
        state.power[v] = 0.0
        if plug == NONE:
            holds += state.battery[v]
            continue
        limit = physics.socket_power * allowed[e]
        if plug != OWN:
            limit = points.power[plug] * allowed[e] if points.share[plug] >= 1.0 else wanted * points.share[plug]
        before = state.battery[v]
        state.battery[v] = min(before + stored_in(before, limit, physics), physics.capacity)
        power = (state.battery[v] - before) / (physics.efficiency * physics.dt_s)
        stored += state.battery[v] - before
        holds += state.battery[v]
        lost += (1.0 - physics.efficiency) * power * physics.dt_s
        state.power[v] = power
        if plug == OWN:
            state.home_power[cars.home[e]] += power
        else:
            state.point_power[plug] += power
            state.point_year[plug] += power * physics.dt_s
        if power > most:
            most = power
            cell[1] = v
    drawn = 0.0
    for i in range(state.home_power.shape[0]):
        drawn += state.home_power[i] * physics.dt_s
    for p in range(state.point_power.shape[0]):
        drawn += state.point_power[p] * physics.dt_s
    cell[0] = max(abs(drawn - stored - lost), abs(holds - held + used - stored))
    # Differences of full batteries round with the batteries, however little is drawn.
    cell[2] = drawn + used + 1e-4 * holds
