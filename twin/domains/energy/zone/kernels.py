"""How warm does every building get in an hour, and what heat, cold and carriers does it take? (ISO 13790, 5R1C)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.jit import kernel, parallel_kernel, prange

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 64  # buildings per block of the balance; any fixed number gives the same bits
TRIAL = 10.0  # W/m2, heating of the trial in C.4.2
STILL = 1.0e-3  # share of the heat in the mass that counts as throughput


class Prepared(NamedTuple):
    """Coefficients of the heated buildings, made once a day from the columns. Each (H,)."""

    row: NDArray[np.int64]  # row in the buildings table
    area: NDArray[np.float64]  # heated reference area [m2]
    h_em: NDArray[np.float64]  # outside - mass [W/K]
    h_ms: NDArray[np.float64]  # mass - surface [W/K]
    h_is: NDArray[np.float64]  # surface - air [W/K]
    h_w: NDArray[np.float64]  # outside - surface, windows [W/K]
    h_leak: NDArray[np.float64]  # outside - air by leaks [W/K]
    h_use: NDArray[np.float64]  # outside - air by use of windows [W/K]
    h_summer: NDArray[np.float64]  # outside - air with windows open against heat [W/K]
    c_m: NDArray[np.float64]  # thermal mass [J/K]
    share_m: NDArray[np.float64]  # A_m / A_t [1]
    share_st: NDArray[np.float64]  # 1 - A_m / A_t - H_w / (9.1 A_t) [1]
    cool_max: NDArray[np.float64]  # cooling capacity [W]


class Hour(NamedTuple):
    """What holds for all buildings in this hour, or shorter tick."""

    dt_s: float  # length of the tick [s]
    t_out: float  # [degC]
    in_season: bool
    airing_above: float  # [degC]


class Wanted(NamedTuple):
    """What sun, people, control and plants bring and want now. (B,)"""

    sun_windows: NDArray[np.float64]
    internal_gain: NDArray[np.float64]
    setpoint_wanted: NDArray[np.float64]
    setpoint_limit: NDArray[np.float64]
    cooling_wanted: NDArray[np.float64]
    heat_available: NDArray[np.float64]


class Out(NamedTuple):
    """Columns of buildings that are written; t_mass and the sums over the year are read too. (B,)"""

    setpoint_applied: NDArray[np.float64]
    t_mass: NDArray[np.float64]
    t_air: NDArray[np.float64]
    heat_need: NDArray[np.float64]
    cool_need: NDArray[np.float64]
    heat_need_year: NDArray[np.float64]
    t_air_winter_sum: NDArray[np.float64]


@kernel
def couple(
    h_em: float, h_ms: float, h_is: float, h_w: float, h_ve: float, c_h: float
) -> tuple[float, float, float, float, float, float]:
    """Combined couplings of the network, with all its divisions, made once for the three solutions of a tick.

    `c_h` is the thermal mass per length of the tick, C_m/3600 in the hours of the standard. () [W/K]

    Notes
    -----
    ISO 13790:2008, C.3, (C.6) to (C.8), written without division by H_ve so that an airtight zone is no special case.
    Returned: H_2 [W/K], 1/(H_is + H_ve), 1/(H_ms + H_2) [K/W], C_m/dt -/+ (H_3 + H_em)/2 [W/K, K/W inverted].
    """
    per_air = 1.0 / (h_is + h_ve)
    h_2 = h_ve * h_is * per_air + h_w  # (C.6), (C.7)
    per_surface = 1.0 / (h_ms + h_2)
    half = 0.5 * (h_2 * h_ms * per_surface + h_em)  # (C.8)
    return h_2, per_air, per_surface, h_ms * per_surface, c_h - half, 1.0 / (c_h + half)


@kernel
def nodes(
    phi_hc: float,
    phi: tuple[float, float, float],
    t_out: float,
    t_mass: float,
    h: tuple[float, float, float, float, float],
    couplings: tuple[float, float, float, float, float, float],
) -> tuple[float, float, float, float]:
    """Return mass at the end, mean mass, mean surface and mean air temperature of one hour [degC].

    Parameters
    ----------
    phi_hc, phi : Plant; gains at air, surface and mass. () [W], (3,) [W]
    t_out, t_mass : Outdoor air, mass at the start. () [degC]
    h : H_em, H_ms, H_is, H_w, H_ve. (5,) [W/K]
    couplings : See `couple`.

    Notes
    -----
    ISO 13790:2008, C.3, (C.4), (C.5), (C.9) to (C.11): Crank-Nicolson on the mass node, air and surface without mass.
    """
    h_em, h_ms, h_is, h_w, h_ve = h
    _, per_air, per_surface, to_mass, keep, per_step = couplings
    at_air = phi[0] + phi_hc + h_ve * t_out
    at_surface = phi[1] + h_w * t_out + h_is * per_air * at_air
    t_mass_end = (t_mass * keep + phi[2] + h_em * t_out + to_mass * at_surface) * per_step  # (C.4), (C.5)
    t_m = 0.5 * (t_mass + t_mass_end)  # (C.9)
    t_s = (h_ms * t_m + at_surface) * per_surface  # (C.10)
    return t_mass_end, t_m, t_s, (h_is * t_s + at_air) * per_air  # (C.11)


@kernel
def zone_hour(
    phi_int: float,
    phi_sol: float,
    t_out: float,
    t_mass: float,
    conductances: tuple[float, float, float, float, float],
    c_h: float,
    share_m: float,
    share_st: float,
    trial: float,
    targets: tuple[float, float],
    capacity: tuple[float, float],
) -> tuple[float, float, float, float, float]:
    """Return heating (+) or cooling (-) power [W], mass at the end, mean air [degC], residual and throughput [W].

    Parameters
    ----------
    phi_int, phi_sol : Internal and solar gains. () [W]
    t_out, t_mass : Outdoor air, mass at the start. () [degC]
    conductances : H_em, H_ms, H_is, H_w, H_ve. (5,) [W/K]
    c_h : Thermal mass per length of the tick. () [W/K]
    share_m, share_st : Shares of 0.5 phi_int + phi_sol into mass and surface. () [1]
    trial : Power of the trial, 10 W per m2 of floor. () [W]
    targets : Set points of heating and cooling. (2,) [degC]
    capacity : Largest heating and cooling power. (2,) [W]

    Notes
    -----
    ISO 13790:2008, C.4.2, steps 1 to 4 and (C.13): free float, trial, interpolation, capacity. The residual is gains
    plus plant plus flows from outside less what the mass stores, in all nodes, with the flows taken from the solved
    temperatures, so an error anywhere in the solution shows.
    """
    h_em, h_ms, h_is, h_w, h_ve = conductances
    couplings = couple(h_em, h_ms, h_is, h_w, h_ve, c_h)
    shared = 0.5 * phi_int + phi_sol
    phi = (0.5 * phi_int, share_st * shared, share_m * shared)  # (C.1), (C.3), (C.2)
    phi_hc = 0.0
    end, t_m, t_s, t_air = nodes(0.0, phi, t_out, t_mass, conductances, couplings)
    if t_air < targets[0] or t_air > targets[1]:
        target = targets[0] if t_air < targets[0] else targets[1]
        tried = nodes(trial, phi, t_out, t_mass, conductances, couplings)[3]
        phi_hc = trial * (target - t_air) / (tried - t_air)  # (C.13)
        phi_hc = min(max(phi_hc, -capacity[1]), capacity[0])
        end, t_m, t_s, t_air = nodes(phi_hc, phi, t_out, t_mass, conductances, couplings)
    stored = c_h * (end - t_mass)
    q_ve = h_ve * (t_out - t_air)
    q_w = h_w * (t_out - t_s)
    q_em = h_em * (t_out - t_m)
    gains = phi[0] + phi[1] + phi[2]
    residual = gains + phi_hc + q_ve + q_w + q_em - stored
    # An empty building as warm as the air outside moves nothing, while its flows are differences of temperatures and
    # round with those: a little of the heat in the mass counts as throughput, so that rounding is not taken for loss.
    still = STILL * c_h * (abs(t_mass) + abs(t_out))
    throughput = abs(gains) + abs(phi_hc) + abs(q_ve) + abs(q_w) + abs(q_em) + abs(stored) + still
    return phi_hc, end, t_air, residual, throughput


@kernel
def _block_hour(
    block: int,
    prepared: Prepared,
    hour: Hour,
    wanted: Wanted,
    worst: NDArray[np.float64],
    out: Out,
) -> None:
    """Advance the buildings of one block; the body of `demand_hour`."""
    # The tuples are only unpacked here: handing them on would copy and count forty arrays for every building.
    p, w = prepared, wanted
    worst[block, :] = 0.0
    ratio = -1.0
    for i in range(block * BLOCK, min((block + 1) * BLOCK, p.row.shape[0])):
        row = p.row[i]
        setpoint = min(w.setpoint_wanted[row], w.setpoint_limit[row])
        h_ve = p.h_leak[i] + p.h_use[i]
        if out.t_air[row] > hour.airing_above and hour.t_out < out.t_air[row]:
            h_ve = p.h_leak[i] + max(p.h_use[i], p.h_summer[i])
        phi_hc, t_mass, t_air, residual, throughput = zone_hour(
            w.internal_gain[row],
            w.sun_windows[row],
            hour.t_out,
            out.t_mass[row],
            (p.h_em[i], p.h_ms[i], p.h_is[i], p.h_w[i], h_ve),
            p.c_m[i] / hour.dt_s,
            p.share_m[i],
            p.share_st[i],
            TRIAL * p.area[i],
            (setpoint, w.cooling_wanted[row]),
            (w.heat_available[row], p.cool_max[i]),
        )
        heat = max(phi_hc, 0.0)
        out.setpoint_applied[row] = setpoint
        out.t_mass[row] = t_mass
        out.t_air[row] = t_air
        out.heat_need[row] = heat
        out.cool_need[row] = max(-phi_hc, 0.0)
        out.heat_need_year[row] += heat * hour.dt_s
        out.t_air_winter_sum[row] += t_air * (hour.dt_s / 3600.0) if hour.in_season else 0.0
        relative = abs(residual) / max(throughput, 1.0e-3)
        # A balance that is not a number is the worst of all and stays so.
        if ratio == ratio and not relative <= ratio:  # noqa: PLR0124 — a test for NaN
            ratio = relative
            worst[block, 0], worst[block, 1] = residual * hour.dt_s, row
            worst[block, 2] = throughput * hour.dt_s


@kernel
def demand_hour(prepared: Prepared, hour: Hour, wanted: Wanted, worst: NDArray[np.float64], out: Out) -> None:
    """Advance all heated buildings by one tick.

    Parameters
    ----------
    prepared, hour, wanted : Inputs, see there.
    worst : Per block of 64 buildings the balance that is worst relative to its throughput: residual [J], row,
        throughput [J]; written. (ceil(H / 64), 3)
    out : Columns, written.
    """
    for block in range(worst.shape[0]):
        _block_hour(block, prepared, hour, wanted, worst, out)


@parallel_kernel
def demand_hour_threads(prepared: Prepared, hour: Hour, wanted: Wanted, worst: NDArray[np.float64], out: Out) -> None:
    """Advance all heated buildings by one tick on all threads: same arguments, same bits as `demand_hour`."""
    for block in prange(worst.shape[0]):
        _block_hour(block, prepared, hour, wanted, worst, out)


@kernel
def merge_worst(worst: NDArray[np.float64], cell: NDArray[np.float64]) -> None:
    """Worst block (NB, 3) into an audit's cell (3,), in block order."""
    cell[:] = 0.0
    ratio = -1.0
    for block in range(worst.shape[0]):
        relative = abs(worst[block, 0]) / max(worst[block, 2], 1.0e-3)
        if ratio == ratio and not relative <= ratio:  # noqa: PLR0124 — a test for NaN
            ratio = relative
            cell[:] = worst[block]
