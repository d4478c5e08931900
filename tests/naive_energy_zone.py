"""Slow and obvious twin of the zone kernel: one dense matrix of all nodes, numpy.linalg.solve, power by trial."""

import numpy as np

LUMPS = (5, 5, 5, 3)
FIRST = (0, 5, 10, 15)
SURFACE, PANE, AIR, RADIANT, NODES = 18, 22, 23, 24, 25  # lumps are nodes 0 to 17, surfaces 18 to 21
GAMMA = 1.0 - 0.5**0.5


def matrix(net, z, h_ve):
    """Capacities (25,), flows between nodes (25, 25) and to the surroundings (25, 6: chains, window, air)."""
    c, a, b = np.zeros(NODES), np.zeros((NODES, NODES)), np.zeros((NODES, 6))

    def tie(i, j, g):
        a[i, i] -= g
        a[j, j] -= g
        a[i, j] += g
        a[j, i] += g

    def expose(i, to, g):
        a[i, i] -= g
        b[i, to] += g

    c[:18], c[AIR] = net.lumps[z], net.air[z]
    for k, count in enumerate(LUMPS):
        link, first = net.links[k][z], FIRST[k]
        expose(first, k, link[0])
        for j in range(1, count):
            tie(first + j - 1, first + j, link[j])
        tie(first + count - 1, SURFACE + k, link[count])
    expose(PANE, 4, net.window[z])
    for s in range(5):
        tie(SURFACE + s, AIR, net.convective[z, s])
        tie(SURFACE + s, RADIANT, net.radiative[z, s])
    expose(AIR, 5, h_ve)
    return c, a, b


def sources(net, z, drive, power):
    """Heat that is put into the nodes [W]."""
    q = np.zeros(NODES)
    sun, share = drive[7], net.sun[z]
    q[AIR] = drive[8] + share[0] * sun
    q[RADIANT] = drive[9] + share[1] * sun
    q[SURFACE : SURFACE + 4] = share[2:] * sun
    conv = net.plant[z, 0] if power > 0.0 else net.plant[z, 1]
    q[AIR] += conv * power
    q[RADIANT] += (1.0 - conv) * power
    return q


def solve(net, z, drive, start, step, power):
    """Temperatures of all nodes after an implicit step from `start` (25,) at a given power."""
    c, a, b = matrix(net, z, drive[6])
    outside = b @ np.append(drive[:5], drive[5])
    return np.linalg.solve(np.diag(c / step) - a, c / step * start + outside + sources(net, z, drive, power))


def stage(net, z, drive, start, step):
    """Power and temperatures with the set points kept as far as the plant can."""
    free = solve(net, z, drive, start, step, 0.0)
    power = 0.0
    if free[AIR] < drive[10]:
        warmer = solve(net, z, drive, start, step, 1000.0)[AIR] - free[AIR]
        power = min(1000.0 * (drive[10] - free[AIR]) / warmer, drive[12])
    elif free[AIR] > drive[11]:
        colder = free[AIR] - solve(net, z, drive, start, step, -1000.0)[AIR]
        power = -min(1000.0 * (free[AIR] - drive[11]) / colder, drive[13])
    return power, solve(net, z, drive, start, step, power)


def advance(net, z, drive, lumps, dt):
    """Mean power, air and radiant node of a tick, and lumps with air (19,) at its end."""
    x = np.zeros(NODES)
    x[:18], x[AIR] = lumps[:18], lumps[18]
    p1, y1 = stage(net, z, drive, x, GAMMA * dt)
    p2, y2 = stage(net, z, drive, x + (1.0 - GAMMA) / GAMMA * (y1 - x), GAMMA * dt)
    mean = (1.0 - GAMMA) * y1 + GAMMA * y2
    return (1.0 - GAMMA) * p1 + GAMMA * p2, mean[AIR], mean[RADIANT], np.append(y2[:18], y2[AIR])


def building_tick(i, net, p, now, w, out):
    """What `demand_tick` writes for one building."""
    row = int(p.row[i])
    people, t_air = w.people[row], out.t_air[row]
    opened = t_air > now.airing_above and t_air > now.t_out and people > 0 and t_air < w.cooling_wanted[row] - 0.5
    h_ve = p.h_leak[i] + (max(p.h_use[i], p.h_summer[i]) if opened else p.h_use[i])
    heat_to = min(max(w.setpoint_wanted[row], w.setpoint_least[row]), w.setpoint_limit[row])
    wall = now.t_out - p.sky_wall[i]
    roof = now.t_out - p.sky_roof[i] + now.sun_roof * p.film[i] * w.sun_roof[row]
    gain = w.internal_gain[row]
    drive = [
        wall + now.sun_wall * p.film[i] * w.sun_walls[row], roof, now.t_ground, now.t_out, wall, now.t_out, h_ve,
        w.sun_windows[row], now.gain_convective * gain, (1.0 - now.gain_convective) * gain,
        heat_to, w.cooling_wanted[row], w.heat_available[row], p.cool_max[i],
    ]  # fmt: skip
    power, air, _, lumps = advance(net, i, np.array(drive), out.t_lumps[row].copy(), now.dt_s)
    hours = now.dt_s / 3600.0
    capacity = np.append(net.lumps[i], net.air[i])
    inside = hours if people > 0 else 0.0
    season = 1.0 if now.in_season else 0.0
    return {
        "setpoint_applied": heat_to,
        "t_lumps": lumps,
        "t_mass": capacity @ lumps / capacity.sum(),
        "t_air": air,
        "heat_need": max(power, 0.0),
        "cool_need": max(-power, 0.0),
        "heat_need_year": out.heat_need_year[row] + max(power, 0.0) * now.dt_s,
        "t_air_winter_sum": out.t_air_winter_sum[row] + season * air * hours,
        "underheated_sum": out.underheated_sum[row]
        + season * inside * max(w.setpoint_wanted[row] - now.cold_by - air, 0.0),
        "overheated_sum": out.overheated_sum[row] + inside * max(air - now.warm_from, 0.0),
    }
