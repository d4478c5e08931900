"""Plants in plain Python: one building, one tick, in the words of an engineer."""

import math

BOILER, CONDENSING, SUBSTATION, AIR, GROUND, CANAL, NONE = range(7)


def emission(excess, power, design, exponent, spread):
    """Most heat of emitters, by halving: the heat of the surface falls, that of the water rises, as it cools."""
    if excess <= 0.0 or power <= 0.0:
        return 0.0
    low, high = 0.0, excess
    for _ in range(200):
        mean = 0.5 * (low + high)
        if power * (mean / design) ** exponent > power / spread * 2.0 * (excess - mean):
            high = mean
        else:
            low = mean
    return power * (0.5 * (low + high) / design) ** exponent


def boiler(heat, power, full, part, standing):
    """Loss on the line through no load, 30 % and full load."""
    points = [(0.0, standing), (0.3 * power, 0.3 * power * (1.0 / part - 1.0)), (power, power * (1.0 / full - 1.0))]
    (x0, y0), (x1, y1) = points[:2] if heat <= 0.3 * power else points[1:]
    return y0 + (y1 - y0) * (heat - x0) / (x1 - x0)


def machine(f, i, rules, now, share, free, supply):
    """Heat and heat per electricity of a heat pump under all its limits, and the connection that is left."""
    kind = f.generator[i]
    source = {AIR: now.t_out, GROUND: now.t_ground, CANAL: now.t_canal}[kind]
    supply = min(supply, rules.supply_max)
    lift = min(max(supply - source, rules.lift_least), rules.lift_most)
    cop = max(sum(c * lift**k for k, c in enumerate(f.curve[i])), 1.0)
    rated = rules.rated_air if kind == AIR else rules.rated_water
    heat = f.power[i] * max(1.0 + f.by_source[i] * (source - rated) + f.by_supply[i] * (supply - 35.0), 0.0)
    if kind == AIR:
        icing = max(min((source + 5.0) / 7.0, (7.0 - source) / 5.0), 0.0)
        heat = 0.0 if source < rules.coldest_air else heat * (1.0 - rules.frost_loss * icing)
    else:
        lowest = rules.return_ground if kind == GROUND else rules.return_canal
        drop = min(max(source - lowest, 0.0), rules.drop)
        if cop > 1.0:
            heat = min(heat, f.flow[i] * rules.rho_c * drop / (1.0 - 1.0 / cop))
        heat *= share
    heat = min(heat, free * cop)
    return heat, cop, free - heat / cop


def duties(f, i, rules, now, shares, asked):
    row = f.row[i]
    share = shares[0] if f.generator[i] == GROUND else shares[1]
    free = max(f.connection[i] - asked.appliances[row], 0.0)
    supply, tank = asked.supply_temperature[row], asked.tank[row] + rules.tank_excess
    return [machine(f, i, rules, now, share, free, each) for each in (supply, tank)]


def supply(i, f, rules, now, shares, asked, charging):
    """Heat that the rooms can have, heat for the storage, whether it charges."""
    row, kind = f.row[i], f.generator[i]
    on = asked.setpoint_limit[row] > -50.0 and kind != NONE
    size, tank, wanted = f.tank_size[i], asked.tank[row], asked.tank_wanted[row]
    asks = 0.0
    if size > 0.0 and kind != NONE:
        leaves = asked.hot_water_need[row] + f.tank_ua[i] * (tank - rules.tank_room)
        if tank - leaves * now.dt_s / size <= wanted - rules.hysteresis:
            charging = True
        elif tank >= wanted:
            charging = False
        asks = max((wanted - tank) * size / now.dt_s + leaves, 0.0) if charging else 0.0
    if not on and asks == 0.0:
        return 0.0, 0.0, charging
    most_space = most_tank = f.power[i]
    temperature = asked.supply_temperature[row]
    if kind >= AIR and kind != NONE:
        (space, _, left), (water, _, left_water) = duties(f, i, rules, now, shares, asked)
        most_space = space + min(f.backup[i], left)
        most_tank = water + min(f.backup[i], left_water)
        temperature = min(temperature, rules.supply_max)
    given = min(asks, most_tank)
    if not on:
        return 0.0, given, charging
    time_left = 1.0 - given / most_tank if given > 0.0 else 1.0
    emitted = emission(temperature - asked.t_air[row], f.emitter[i], f.design[i], f.exponent[i], f.spread[i])
    mean = temperature - 0.5 * f.spread[i] * emitted / f.emitter[i]
    arrives = 1.0 - f.pipes[i] * max(mean - 20.0, 0.0)
    return min(emitted, most_space * time_left * arrives) * f.emitted_eta[i], given, charging


def plant(i, f, rules, now, shares, asked, taken):
    """Carriers of one building and the storage's temperature, and all terms of its first law."""
    row, kind, dt = f.row[i], f.generator[i], now.dt_s
    heat, to_tank, need, tank = taken.heat_need[row], taken.tank_heat[row], asked.hot_water_need[row], asked.tank[row]
    out = dict.fromkeys(("gas", "gas_oil", "district_heat", "plant_electricity", "final", "space"), 0.0)
    carriers = ("gas", "gas_oil", "district_heat", "plant_electricity", "plant_electricity")
    fuel = carriers[f.fuel[i]]
    stored = f.tank_size[i] > 0.0 and kind != NONE
    out["tank"] = tank
    if stored:
        loss = f.tank_ua[i] * (tank - rules.tank_room)
        drawn = min(need, max(f.tank_size[i] * (tank - rules.cold_water) / dt + to_tank - loss, 0.0))
        out["tank"] = tank + (to_tank - drawn - loss) * dt / f.tank_size[i]
    else:
        out["gas" if f.fuel[i] < 3 else "plant_electricity"] += need / f.heater[i]
        out["final"] += need / f.heater[i]
    into, mean, back = 0.0, 20.0, 20.0
    if heat > 0.0:
        emitted = min(heat / f.room_eta[i], max(taken.heat_available[row] / f.emitted_eta[i], heat))
        mean = asked.t_air[row] + f.design[i] * (emitted / f.emitter[i]) ** (1.0 / f.exponent[i])
        into = emitted / (1.0 - min(max(f.pipes[i] * (mean - 20.0), 0.0), 0.5))
        hot = asked.supply_temperature[row]
        if kind >= AIR:
            hot = min(hot, rules.supply_max)
        back = 2.0 * mean - hot if f.valves[i] else mean - 0.5 * f.spread[i] * emitted / f.emitter[i]
        back = max(back, min(asked.t_air[row] + 1.0, mean))
    made = into + to_tank
    if made > 0.0:
        final = _generate(i, f, rules, now, shares, asked, into, to_tank, mean, back)
        out[fuel] += final
        out["final"] += final
        out["space"] = final * into / made
    out["plant_electricity"] += f.circulation[i] if heat > 0.0 else 0.0
    cold = taken.cool_need[row]
    if cold > 0.0:
        load = min(cold / f.cool_max[i], 1.0)
        eer = rules.cooling_eta * max(1.0 + rules.cooling_slope * (35.0 - now.t_out), 0.5)
        out["plant_electricity"] += cold / eer / (1.0 - rules.cooling_cd * (1.0 - load))
    return out


def _generate(i, f, rules, now, shares, asked, into, to_tank, mean, back):
    row, kind, made = f.row[i], f.generator[i], into + to_tank
    tank = asked.tank[row]
    if kind == SUBSTATION:
        return made / f.eta[i]
    if kind in (BOILER, CONDENSING):
        mean = (mean * into + (tank + rules.tank_excess) * to_tank) / made
        back = (back * into + tank * to_tank) / made
        if kind == CONDENSING:
            wet = min(back, rules.dew_point)
            full, part = f.correction[i] * (rules.dew_point - wet), f.correction[i] * (30.0 - wet)
        else:
            mean = max(mean, rules.boiler_least)
            full, part = f.correction[i] * (70.0 - mean), f.correction[i] * (50.0 - mean)
        full, part = f.eta[i] + full, f.eta[i] + f.part[i] + part
        standing = f.standing[i] * max(mean - rules.boiler_room, 0.0)
        load = min(made, f.power[i])
        return made + boiler(load, f.power[i], full, part, standing) * max(made / f.power[i], 1.0)
    (most_space, cop, _), (most_tank, cop_tank, left) = duties(f, i, rules, now, shares, asked)
    both = most_tank + min(f.backup[i], left)
    pumped_tank = to_tank * most_tank / both if both > 0.0 else 0.0
    busy = pumped_tank / most_tank if most_tank > 0.0 else 0.0
    pumped = min(into, most_space * (1.0 - busy))
    load = busy + (pumped / most_space if most_space > 0.0 else 0.0)
    kept = 1.0
    if 0.0 < load < rules.least_load:
        ratio = load / rules.least_load
        kept = ratio / (rules.cycling * ratio + 1.0 - rules.cycling)
    driven = pumped / max(cop * kept, 1.0) + pumped_tank / max(cop_tank * kept, 1.0)
    source = 0.0
    if kind != AIR:
        t, lowest = (now.t_ground, rules.return_ground) if kind == GROUND else (now.t_canal, rules.return_canal)
        drop = min(max(t - lowest, 0.0), rules.drop)
        if drop > 0.0:
            flow = (pumped + pumped_tank - driven) / (rules.rho_c * drop)
            source = flow * (rules.lift_ground if kind == GROUND else rules.lift_canal)
    return driven + source + made - pumped - pumped_tank


def close(a, b):
    """Whether two numbers agree to nine digits."""
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-6)
