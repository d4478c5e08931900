"""Slow and obvious twin of the energy kernels: ISO 13790:2008, Annex C, in the standard's own symbols."""


def solve(phi_hc, phi_ia, phi_st, phi_m, theta_e, theta_m_0, h_em, h_ms, h_is, h_w, h_ve, c_m):
    h_tr_1 = 1.0 / (1.0 / h_ve + 1.0 / h_is)  # (C.6)
    h_tr_2 = h_tr_1 + h_w  # (C.7)
    h_tr_3 = 1.0 / (1.0 / h_tr_2 + 1.0 / h_ms)  # (C.8)
    inner = phi_st + h_w * theta_e + h_tr_1 * ((phi_ia + phi_hc) / h_ve + theta_e)
    phi_mtot = phi_m + h_em * theta_e + h_tr_3 * inner / h_tr_2  # (C.5)
    c = c_m / 3600.0
    theta_m_t = (theta_m_0 * (c - 0.5 * (h_tr_3 + h_em)) + phi_mtot) / (c + 0.5 * (h_tr_3 + h_em))  # (C.4)
    theta_m = (theta_m_0 + theta_m_t) / 2.0  # (C.9)
    theta_s = (h_ms * theta_m + inner) / (h_ms + h_w + h_tr_1)  # (C.10)
    theta_air = (h_is * theta_s + h_ve * theta_e + phi_ia + phi_hc) / (h_is + h_ve)  # (C.11)
    return theta_m_t, theta_air


def hour(phi_int, phi_sol, theta_e, theta_m_0, network, share_m, share_st, trial, set_points, capacity):
    """Heating (+) or cooling (-) power, mass temperature at the end, mean air temperature (C.4.2)."""
    phi_ia = 0.5 * phi_int  # (C.1)
    phi_m = share_m * (0.5 * phi_int + phi_sol)  # (C.2)
    phi_st = share_st * (0.5 * phi_int + phi_sol)  # (C.3)

    def run(phi_hc):
        return solve(phi_hc, phi_ia, phi_st, phi_m, theta_e, theta_m_0, *network)

    theta_m, theta_0 = run(0.0)  # step 1
    if set_points[0] <= theta_0 <= set_points[1]:
        return 0.0, theta_m, theta_0
    theta_set = set_points[0] if theta_0 < set_points[0] else set_points[1]
    _, theta_10 = run(trial)  # step 2
    phi_hc = trial * (theta_set - theta_0) / (theta_10 - theta_0)  # (C.13)
    phi_hc = max(min(phi_hc, capacity[0]), -capacity[1])  # steps 3 and 4
    theta_m, theta_air = run(phi_hc)
    return phi_hc, theta_m, theta_air


def building_hour(i, p, tick, w, out):
    """What `demand_hour` writes for one building, for an hour."""
    row = int(p.row[i])
    heating = min(w.setpoint_wanted[row], w.setpoint_limit[row])
    ventilation = p.h_leak[i] + p.h_use[i]
    if out.t_air[row] > tick.airing_above and tick.t_out < out.t_air[row]:
        ventilation = p.h_leak[i] + max(p.h_use[i], p.h_summer[i])
    phi, t_mass, t_air = hour(
        w.internal_gain[row], w.sun_windows[row], tick.t_out, out.t_mass[row],
        (p.h_em[i], p.h_ms[i], p.h_is[i], p.h_w[i], ventilation, p.c_m[i]),
        p.share_m[i], p.share_st[i], 10.0 * p.area[i], (heating, w.cooling_wanted[row]),
        (w.heat_available[row], p.cool_max[i]),
    )  # fmt: skip
    return {
        "setpoint_applied": heating,
        "t_mass": t_mass,
        "t_air": t_air,
        "heat_need": max(phi, 0.0),
        "cool_need": max(-phi, 0.0),
        "heat_need_year": out.heat_need_year[row] + max(phi, 0.0) * 3600.0,
        "t_air_winter_sum": out.t_air_winter_sum[row] + (t_air if tick.in_season else 0.0),
    }
