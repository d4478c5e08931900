"""How warm do rooms get in a tick, and what must their plant give? Chains of lumps around air and radiant nodes.

Zones lie in blocks of `LANES`; a row of a block is one quantity of its zones side by side, so that the compiler puts
every statement of the lane loops to all of them at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.jit import inner_kernel, kernel, lean_kernel, parallel_kernel, prange

if TYPE_CHECKING:
    from numpy.typing import NDArray

LANES = 16
CHAINS = 4  # WALL, ROOF, FLOOR, INNER
LUMPS = (5, 5, 5, 3)
FIRST = (0, 5, 10, 15)
N_LUMPS = 18
N_STATE = 19  # lumps and air
STILL = 1.0e-3  # share of the heat in the lumps that counts as throughput
GAMMA = 1.0 - 0.5**0.5  # of the L-stable two-stage method of second order
AGAIN = (1.0 - GAMMA) / GAMMA

# Rows of the factors.
LUMP_ROWS = 4  # heat kept, from outside, to inside, capacity per stage
CHAIN = LUMP_ROWS * N_LUMPS
CHAIN_ROWS = 5  # last link, to air, to radiant node, inverse of the surface's sum, first link
WINDOW = CHAIN + CHAIN_ROWS * CHAINS  # link to the surroundings, to air, to radiant node, inverse
PAIR = WINDOW + 4  # matrix of air and radiant node: a a, a r, r r
AIR_CAPACITY = PAIR + 3
SUN = AIR_CAPACITY + 1  # shares into air, radiant node, four chains
CONVECTIVE = SUN + 2 + CHAINS  # share of heating, of cooling
N_COEFFICIENTS = CONVECTIVE + 2

# Rows of the drivers.
AROUND = 0  # temperature around wall, roof, floor, inner part, window
T_OUT, H_VE, SUNLIGHT, GAIN_AIR, GAIN_RADIANT = 5, 6, 7, 8, 9
HEAT_TO, COOL_TO, HEAT_MAX, COOL_MAX = 10, 11, 12, 13
N_DRIVERS = 14

# Rows of what comes out of a stage.
POWER, T_AIR, T_RADIANT, NET, GROSS = 0, 1, 2, 3, 4
# And further out of a tick: heat in the lumps, and taken up by them, per gamma dt.
HELD, TAKEN = 5, 6
N_OUT = 7

CHUNK = 16  # blocks that one thread takes at a time; any fixed number gives the same bits
SCRATCH = (N_DRIVERS + 2 * N_STATE + 2 * N_OUT) * LANES


@inner_kernel
def _ahead(
    f: NDArray[np.float64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    again: float,
    lump: int,
    lane: int,
    before: float,
) -> float:
    """Temperature of a lump but for what comes from further inside; `before` is the same of the lump outside of it."""
    at, s = LUMP_ROWS * lump * LANES + lane, lump * LANES + lane
    found: float = f[at] * (x[s] + again * (y[s] - x[s])) + f[at + LANES] * before
    return found


@inner_kernel
def _ahead_five(
    f: NDArray[np.float64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    again: float,
    lump: int,
    lane: int,
    around: float,
) -> tuple[float, float, float, float, float]:
    """`_ahead` of the five lumps of a chain."""
    d0 = _ahead(f, x, y, again, lump, lane, around)
    d1 = _ahead(f, x, y, again, lump + 1, lane, d0)
    d2 = _ahead(f, x, y, again, lump + 2, lane, d1)
    d3 = _ahead(f, x, y, again, lump + 3, lane, d2)
    return d0, d1, d2, d3, _ahead(f, x, y, again, lump + 4, lane, d3)


@inner_kernel
def _back_five(
    f: NDArray[np.float64],
    y: NDArray[np.float64],
    lump: int,
    lane: int,
    d: tuple[float, float, float, float, float],
    surface: float,
) -> float:
    """Write the temperatures of a chain's lumps from its inner surface outwards; returns the outermost."""
    at, s, row = LUMP_ROWS * lump * LANES + lane + 2 * LANES, lump * LANES + lane, LUMP_ROWS * LANES
    t4 = d[4] + f[at + 4 * row] * surface
    t3 = d[3] + f[at + 3 * row] * t4
    t2 = d[2] + f[at + 2 * row] * t3
    t1 = d[1] + f[at + row] * t2
    t0 = d[0] + f[at] * t1
    y[s + 4 * LANES] = t4
    y[s + 3 * LANES] = t3
    y[s + 2 * LANES] = t2
    y[s + LANES] = t1
    y[s] = t0
    outermost: float = t0
    return outermost


@inner_kernel
def _into_surface(f: NDArray[np.float64], chain: int, lane: int, last: float, sun: float) -> tuple[float, float, float]:
    """Heat at a chain's inner surface and what of it goes on to air and radiant node if these were at nought [W]."""
    at = (CHAIN + CHAIN_ROWS * chain) * LANES + lane
    heat = f[at] * last + f[(SUN + 2 + chain) * LANES + lane] * sun
    shared = heat * f[at + 3 * LANES]
    return heat, f[at + LANES] * shared, f[at + 2 * LANES] * shared


@inner_kernel
def _surface(f: NDArray[np.float64], chain: int, lane: int, heat: float, air: float, radiant: float) -> float:
    """Temperature of a chain's inner surface."""
    at = (CHAIN + CHAIN_ROWS * chain) * LANES + lane
    found: float = (heat + f[at + LANES] * air + f[at + 2 * LANES] * radiant) * f[at + 3 * LANES]
    return found


@lean_kernel
def stage(
    f: NDArray[np.float64],
    drive: NDArray[np.float64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    again: float,
    out: NDArray[np.float64],
) -> None:
    """One implicit stage of all zones of a block, with as much power as keeps the set points and the plant can give.

    Parameters
    ----------
    f : Factors of the block, see `network.factors`. (N_COEFFICIENTS * LANES,)
    drive : Drivers of the tick. (N_DRIVERS * LANES,)
    x : Lumps and air at the start of the tick. (N_STATE * LANES,) [degC]
    y : The same at the stage before (anything at the first), overwritten by this stage's. (N_STATE * LANES,) [degC]
    again : 0 in the first stage, (1 - gamma) / gamma in the second. () [1]
    out : Power of the plant, air, radiant node, net and gross flow into the zone, written. (N_OUT * LANES,) [W, degC]

    Notes
    -----
    Each stage solves C (y - start) / (gamma dt) = flows(y). The chains are eliminated from outside to their inner
    surfaces, these into the pair of air and radiant node; air answers linearly to power, so the power that meets the
    set point follows without a second solution.
    """
    for k in range(LANES):
        sun = drive[SUNLIGHT * LANES + k]
        e_wall, e_roof, e_floor = drive[k], drive[LANES + k], drive[2 * LANES + k]
        e_inner, e_window = drive[3 * LANES + k], drive[4 * LANES + k]
        wall = _ahead_five(f, x, y, again, 0, k, e_wall)
        roof = _ahead_five(f, x, y, again, 5, k, e_roof)
        floor = _ahead_five(f, x, y, again, 10, k, e_floor)
        i0 = _ahead(f, x, y, again, 15, k, e_inner)
        i1 = _ahead(f, x, y, again, 16, k, i0)
        i2 = _ahead(f, x, y, again, 17, k, i1)
        q_wall, a0, r0 = _into_surface(f, 0, k, wall[4], sun)
        q_roof, a1, r1 = _into_surface(f, 1, k, roof[4], sun)
        q_floor, a2, r2 = _into_surface(f, 2, k, floor[4], sun)
        q_inner, a3, r3 = _into_surface(f, 3, k, i2, sun)
        w = WINDOW * LANES + k
        q_window = f[w] * e_window
        shared = q_window * f[w + 3 * LANES]
        # Air and radiant node without power.
        t_out, h_ve = drive[T_OUT * LANES + k], drive[H_VE * LANES + k]
        c_air = f[AIR_CAPACITY * LANES + k]
        s = N_LUMPS * LANES + k
        start = x[s] + again * (y[s] - x[s])
        gain_air = drive[GAIN_AIR * LANES + k] + f[SUN * LANES + k] * sun
        gain_radiant = drive[GAIN_RADIANT * LANES + k] + f[(SUN + 1) * LANES + k] * sun
        at_air = a0 + a1 + a2 + a3 + f[w + LANES] * shared + gain_air + h_ve * t_out + c_air * start
        at_radiant = r0 + r1 + r2 + r3 + f[w + 2 * LANES] * shared + gain_radiant
        p = PAIR * LANES + k
        aa, ar, rr = f[p] + h_ve, f[p + LANES], f[p + 2 * LANES]
        per = 1.0 / (aa * rr - ar * ar)
        free = (rr * at_air - ar * at_radiant) * per
        # Warmer by a watt of heating, of cooling; their powers.
        c = CONVECTIVE * LANES + k
        by_heat, by_cold = f[c], f[c + LANES]
        heat = (drive[HEAT_TO * LANES + k] - free) / ((rr * by_heat - ar * (1.0 - by_heat)) * per)
        cold = (free - drive[COOL_TO * LANES + k]) / ((rr * by_cold - ar * (1.0 - by_cold)) * per)
        heat = min(max(heat, 0.0), drive[HEAT_MAX * LANES + k])
        cold = min(max(cold, 0.0), drive[COOL_MAX * LANES + k])
        at_air += heat * by_heat - cold * by_cold
        at_radiant += heat * (1.0 - by_heat) - cold * (1.0 - by_cold)
        air = (rr * at_air - ar * at_radiant) * per
        radiant = (aa * at_radiant - ar * at_air) * per
        # Back to the surfaces and lumps.
        o_wall = _back_five(f, y, 0, k, wall, _surface(f, 0, k, q_wall, air, radiant))
        o_roof = _back_five(f, y, 5, k, roof, _surface(f, 1, k, q_roof, air, radiant))
        o_floor = _back_five(f, y, 10, k, floor, _surface(f, 2, k, q_floor, air, radiant))
        i = (15 * LUMP_ROWS + 2) * LANES + k
        t2 = i2 + f[i + 2 * LUMP_ROWS * LANES] * _surface(f, 3, k, q_inner, air, radiant)
        t1 = i1 + f[i + LUMP_ROWS * LANES] * t2
        t0 = i0 + f[i] * t1
        y[17 * LANES + k], y[16 * LANES + k], y[15 * LANES + k], y[s] = t2, t1, t0, air
        pane = (q_window + f[w + LANES] * air + f[w + 2 * LANES] * radiant) * f[w + 3 * LANES]
        # What crosses the zone's border, from the temperatures just found.
        g = (CHAIN + 4) * LANES + k
        step = CHAIN_ROWS * LANES
        flow_wall, flow_roof = f[g] * (e_wall - o_wall), f[g + step] * (e_roof - o_roof)
        flow_floor, flow_inner = f[g + 2 * step] * (e_floor - o_floor), f[g + 3 * step] * (e_inner - t0)
        flow_window, flow_air = f[w] * (e_window - pane), h_ve * (t_out - air)
        q = (SUN + 2) * LANES + k
        on_surfaces = (f[q] + f[q + LANES] + f[q + 2 * LANES] + f[q + 3 * LANES]) * sun
        gains = gain_air + gain_radiant + on_surfaces
        net = flow_wall + flow_roof + flow_floor + flow_inner + flow_window + flow_air
        gross = abs(flow_wall) + abs(flow_roof) + abs(flow_floor) + abs(flow_inner) + abs(flow_window) + abs(flow_air)
        out[k], out[LANES + k], out[2 * LANES + k] = heat - cold, air, radiant
        out[3 * LANES + k] = net + gains + heat - cold
        out[4 * LANES + k] = gross + abs(gains) + heat + cold


@lean_kernel
def advance(
    f: NDArray[np.float64],
    drive: NDArray[np.float64],
    x: NDArray[np.float64],
    work: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None:
    """Advance a block by one tick.

    Parameters
    ----------
    f, drive : See `stage`.
    x : Lumps and air, advanced to the end of the tick. (N_STATE * LANES,) [degC]
    work : Scratch. ((N_STATE + N_OUT) * LANES,)
    out : Means over the tick of power, air and radiant node; residual and throughput; heat in the lumps per gamma dt,
        written. (N_OUT * LANES,) [W, degC]

    Notes
    -----
    Alexander's L-stable method of two stages (SIAM J. Numer. Anal. 14, 1977): stages at gamma dt and dt, the second
    from start + (1 - gamma) / gamma (first - start). Flows over the tick are (1 - gamma) first + gamma second, and the
    residual compares them with the heat that all lumps and the air take up.
    """
    y, first = work[: N_STATE * LANES], work[N_STATE * LANES :]
    for k in range(N_STATE * LANES):
        y[k] = x[k]
    stage(f, drive, x, y, 0.0, first)
    stage(f, drive, x, y, AGAIN, out)
    for k in range(HELD * LANES):
        out[k] = (1.0 - GAMMA) * first[k] + GAMMA * out[k]
    for k in range(HELD * LANES, N_OUT * LANES):
        out[k] = 0.0
    for j in range(N_STATE):
        at = (LUMP_ROWS * j + 3) * LANES if j < N_LUMPS else AIR_CAPACITY * LANES
        for k in range(LANES):
            s = j * LANES + k
            out[TAKEN * LANES + k] += f[at + k] * (y[s] - x[s])
            out[HELD * LANES + k] += f[at + k] * y[s]
    # Factors hold capacities per stage, gamma dt. Flows are differences of temperatures and round with those: a little
    # of the heat in the lumps counts as throughput, so that rounding in an empty building as warm as the air outside is
    # not taken for loss.
    for k in range(LANES):
        taken = GAMMA * out[TAKEN * LANES + k]
        out[NET * LANES + k] -= taken
        out[GROSS * LANES + k] += abs(taken) + STILL * GAMMA * abs(out[HELD * LANES + k])
    for k in range(N_STATE * LANES):
        x[k] = y[k]


class Prepared(NamedTuple):
    """What is taken from the columns once a day. Each (H,), but `factors`."""

    row: NDArray[np.int64]  # row in the buildings table
    factors: NDArray[np.float64]  # see `network.factors` (NB, N_COEFFICIENTS * LANES)
    area: NDArray[np.float64]  # heated reference area [m2]
    h_leak: NDArray[np.float64]  # outside - air by leaks [W/K]
    h_use: NDArray[np.float64]  # outside - air by use of windows [W/K]
    h_summer: NDArray[np.float64]  # outside - air with windows open against heat [W/K]
    film: NDArray[np.float64]  # resistance at outer surfaces per that which `Now` has [1]
    sky_wall: NDArray[np.float64]  # walls and windows below what sun and air make them, by the sky [K]
    sky_roof: NDArray[np.float64]  # the same of the roof [K]
    cool_max: NDArray[np.float64]  # cooling capacity [W]
    per_capacity: NDArray[np.float64]  # gamma dt per heat capacity of all lumps and air [K/W]


class Now(NamedTuple):
    """What holds for all buildings in this tick."""

    dt_s: float  # length of the tick [s]
    t_out: float  # [degC]
    t_ground: float  # below the floors [degC]
    in_season: bool
    airing_above: float  # [degC]
    sun_wall: float  # sun on walls to the temperature around them, absorptance per film meant [m2K/W]
    sun_roof: float  # the same of roofs [m2K/W]
    gain_convective: float  # of internal gains [1]
    cold_by: float  # K below the set point wanted that people inside take for too cold
    warm_from: float  # degC from which people inside are too warm


class Wanted(NamedTuple):
    """What sun, people, control and plants bring and want now. (B,)"""

    sun_windows: NDArray[np.float64]
    sun_walls: NDArray[np.float64]
    sun_roof: NDArray[np.float64]
    internal_gain: NDArray[np.float64]
    people: NDArray[np.float64]
    setpoint_wanted: NDArray[np.float64]
    setpoint_least: NDArray[np.float64]
    setpoint_limit: NDArray[np.float64]
    cooling_wanted: NDArray[np.float64]
    heat_available: NDArray[np.float64]


class Out(NamedTuple):
    """Columns of buildings that are written; lumps, air and the sums over the year are read too. (B,), lumps (B, 19)"""

    setpoint_applied: NDArray[np.float64]
    t_lumps: NDArray[np.float64]
    t_mass: NDArray[np.float64]
    t_air: NDArray[np.float64]
    heat_need: NDArray[np.float64]
    cool_need: NDArray[np.float64]
    heat_need_year: NDArray[np.float64]
    t_air_winter_sum: NDArray[np.float64]
    underheated_sum: NDArray[np.float64]
    overheated_sum: NDArray[np.float64]


@lean_kernel
def _gather(
    block: int, p: Prepared, now: Now, w: Wanted, o: Out, drive: NDArray[np.float64], x: NDArray[np.float64]
) -> None:
    """Lay the drivers and temperatures of a block's buildings side by side; spare lanes repeat the last building."""
    last = p.row.shape[0] - 1
    for k in range(LANES):
        i = min(block * LANES + k, last)
        row = p.row[i]
        t_air, cooling = o.t_air[row], w.cooling_wanted[row]
        h_ve = p.h_leak[i] + p.h_use[i]
        # Windows are opened against heat where people are, where it is cooler outside, and where no cooling runs.
        if t_air > now.airing_above and now.t_out < t_air and w.people[row] > 0.0 and t_air < cooling - 0.5:
            h_ve = p.h_leak[i] + max(p.h_use[i], p.h_summer[i])
        drive[k] = now.t_out + now.sun_wall * p.film[i] * w.sun_walls[row] - p.sky_wall[i]
        drive[LANES + k] = now.t_out + now.sun_roof * p.film[i] * w.sun_roof[row] - p.sky_roof[i]
        drive[2 * LANES + k] = now.t_ground
        drive[3 * LANES + k] = now.t_out
        drive[4 * LANES + k] = now.t_out - p.sky_wall[i]
        drive[T_OUT * LANES + k] = now.t_out
        drive[H_VE * LANES + k] = h_ve
        drive[SUNLIGHT * LANES + k] = w.sun_windows[row]
        drive[GAIN_AIR * LANES + k] = now.gain_convective * w.internal_gain[row]
        drive[GAIN_RADIANT * LANES + k] = (1.0 - now.gain_convective) * w.internal_gain[row]
        drive[HEAT_TO * LANES + k] = min(max(w.setpoint_wanted[row], w.setpoint_least[row]), w.setpoint_limit[row])
        drive[COOL_TO * LANES + k] = cooling
        drive[HEAT_MAX * LANES + k] = w.heat_available[row]
        drive[COOL_MAX * LANES + k] = p.cool_max[i]
        for j in range(N_STATE):
            x[j * LANES + k] = o.t_lumps[row, j]


@lean_kernel
def _scatter(
    block: int,
    p: Prepared,
    now: Now,
    w: Wanted,
    o: Out,
    drive: NDArray[np.float64],
    x: NDArray[np.float64],
    out: NDArray[np.float64],
    worst: NDArray[np.float64],
) -> None:
    """Write the columns of a block's buildings, and its balance that is worst relative to its throughput."""
    hours = now.dt_s / 3600.0
    for part in range(3):
        worst[block, part] = 0.0
    ratio = -1.0
    for k in range(min(LANES, p.row.shape[0] - block * LANES)):
        i = block * LANES + k
        row = p.row[i]
        power, t_air = out[POWER * LANES + k], out[T_AIR * LANES + k]
        heat, cold = max(power, 0.0), max(-power, 0.0)
        o.setpoint_applied[row] = drive[HEAT_TO * LANES + k]
        for j in range(N_STATE):
            o.t_lumps[row, j] = x[j * LANES + k]
        o.t_mass[row] = out[HELD * LANES + k] * p.per_capacity[i]
        o.t_air[row] = t_air
        o.heat_need[row] = heat
        o.cool_need[row] = cold
        o.heat_need_year[row] += heat * now.dt_s
        if now.in_season:
            o.t_air_winter_sum[row] += t_air * hours
        if w.people[row] > 0.0:
            if now.in_season:
                o.underheated_sum[row] += max(w.setpoint_wanted[row] - now.cold_by - t_air, 0.0) * hours
            o.overheated_sum[row] += max(t_air - now.warm_from, 0.0) * hours
        residual, throughput = out[NET * LANES + k], out[GROSS * LANES + k]
        relative = abs(residual) / max(throughput, 1.0e-3)
        # A balance that is not a number is the worst of all and stays so.
        if ratio == ratio and not relative <= ratio:  # noqa: PLR0124 — a test for NaN
            ratio = relative
            worst[block, 0], worst[block, 1] = residual * now.dt_s, row
            worst[block, 2] = throughput * now.dt_s


@lean_kernel
def _chunk(
    chunk: int,
    p: Prepared,
    now: Now,
    w: Wanted,
    scratch: NDArray[np.float64],
    worst: NDArray[np.float64],
    o: Out,
) -> None:
    """Advance some blocks one after the other with one scratch."""
    room = scratch[chunk]
    drive, room = room[: N_DRIVERS * LANES], room[N_DRIVERS * LANES :]
    x, room = room[: N_STATE * LANES], room[N_STATE * LANES :]
    out, work = room[: N_OUT * LANES], room[N_OUT * LANES :]
    for block in range(chunk * CHUNK, min((chunk + 1) * CHUNK, worst.shape[0])):
        _gather(block, p, now, w, o, drive, x)
        advance(p.factors[block], drive, x, work, out)
        _scatter(block, p, now, w, o, drive, x, out, worst)


@kernel
def demand_tick(
    prepared: Prepared,
    now: Now,
    wanted: Wanted,
    scratch: NDArray[np.float64],
    worst: NDArray[np.float64],
    out: Out,
) -> None:
    """Advance all heated buildings by one tick.

    Parameters
    ----------
    prepared, now, wanted : Inputs, see there.
    scratch : See `rooms_for`. (NC, SCRATCH)
    worst : Per block of buildings the balance that is worst relative to its throughput: residual [J], row,
        throughput [J]; written. (NB, 3)
    out : Columns, written.
    """
    for chunk in range(scratch.shape[0]):
        _chunk(chunk, prepared, now, wanted, scratch, worst, out)


@parallel_kernel
def demand_tick_threads(
    prepared: Prepared,
    now: Now,
    wanted: Wanted,
    scratch: NDArray[np.float64],
    worst: NDArray[np.float64],
    out: Out,
) -> None:
    """Advance all heated buildings by one tick on all threads: same arguments, same bits as `demand_tick`."""
    for chunk in prange(scratch.shape[0]):
        _chunk(chunk, prepared, now, wanted, scratch, worst, out)


def rooms_for(count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Scratch (NC, SCRATCH) and worst balances (NB, 3) for `count` buildings."""
    blocks = -(-count // LANES)
    return np.zeros((-(-blocks // CHUNK), SCRATCH)), np.zeros((blocks, 3))


@kernel
def merge_worst(worst: NDArray[np.float64], cell: NDArray[np.float64]) -> None:
    """Worst block (NB, 3) into an audit's cell (3,), in block order."""
    for part in range(3):
        cell[part] = 0.0
    ratio = -1.0
    for block in range(worst.shape[0]):
        relative = abs(worst[block, 0]) / max(worst[block, 2], 1.0e-3)
        if ratio == ratio and not relative <= ratio:  # noqa: PLR0124 — a test for NaN
            ratio = relative
            for part in range(3):  # a copy of the row takes seconds to compile
                cell[part] = worst[block, part]
