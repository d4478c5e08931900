"""What can plants give in a tick, and what do they take for what they gave?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import inner_kernel, lean_kernel
from twin.domains.energy.plants.curves import boiler_loss, cop_of, cycling, emission, frost, mean_excess
from twin.domains.energy.plants.layout import (
    AIR,
    CANAL,
    CONDENSING,
    ELECTRIC,
    GAS,
    GAS_OIL,
    GROUND,
    NO_PLANT,
    OFF,
    STILL,
    SUBSTATION,
    TINY,
    Asked,
    Fitted,
    Given,
    Now,
    Out,
    Rules,
    Taken,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


@inner_kernel
def source_of(generator: int, now: Now) -> float:
    """Temperature of a heat pump's source. () [degC]"""
    if generator == GROUND:
        return now.t_ground
    return now.t_canal if generator == CANAL else now.t_out


@inner_kernel
def pump(
    generator: int,
    supply: float,
    rated: tuple[float, float, float],
    curve: tuple[float, float, float],
    now: Now,
    rules: Rules,
) -> tuple[float, float]:
    """Full-load heat [W] and heat per electricity [1] of a heat pump at its source and a supply temperature.

    Parameters
    ----------
    generator : Which heat pump. ()
    supply : Supply temperature. () [degC]
    rated : Heat at the rating point [W], its rise with source and with supply temperature [1/K]. (3,)
    curve : Parabola of heat per electricity. (3,)
    """
    source = source_of(generator, now)
    cop = cop_of(supply - source, curve[0], curve[1], curve[2], rules.lift_least, rules.lift_most)
    reference = rules.rated_air if generator == AIR else rules.rated_water
    heat = rated[0] * max(1.0 + rated[1] * (source - reference) + rated[2] * (supply - 35.0), 0.0)
    if generator == AIR:
        heat *= frost(source, rules.frost_loss)
        if source < rules.coldest_air:
            heat = 0.0
    return heat, max(cop, 1.0)


@inner_kernel
def drop_of(generator: int, now: Now, rules: Rules) -> float:
    """How far a source's water may be cooled now. () [K]"""
    lowest = rules.return_ground if generator == GROUND else rules.return_canal
    return min(max(source_of(generator, now) - lowest, 0.0), rules.drop)


@lean_kernel
def water_shares(fitted: Fitted, rules: Rules, now: Now, asked: Asked) -> tuple[float, float]:
    """Share of the water that buildings could use now that each source gives them, the same for all. (2,) [1]

    Parameters
    ----------
    fitted, rules, now, asked : Inputs, see there.

    Notes
    -----
    Each building asks for the flow that its machine can use at full load, at most its right; together they get at most
    the source's limit. The sum runs in the order of rows.
    """
    f = fitted
    ground, canal = 0.0, 0.0
    for i in range(f.row.shape[0]):
        g = f.generator[i]
        if g in (GROUND, CANAL):
            row = f.row[i]
            drop = drop_of(g, now, rules)
            if drop > 0.0 and (asked.setpoint_limit[row] > OFF or f.tank_size[i] > 0.0):
                supply = min(asked.supply_temperature[row], rules.supply_max)
                heat, cop = pump(
                    g, supply, (f.power[i], f.by_source[i], f.by_supply[i]),
                    (f.curve[i, 0], f.curve[i, 1], f.curve[i, 2]), now, rules,
                )  # fmt: skip
                flow = min(heat * (1.0 - 1.0 / cop) / (rules.rho_c * drop), f.flow[i])
                if g == GROUND:
                    ground += flow
                else:
                    canal += flow
    share_ground = rules.limit_ground / ground if ground > rules.limit_ground else 1.0
    share_canal = rules.limit_canal / canal if canal > rules.limit_canal else 1.0
    return share_ground, share_canal


@inner_kernel
def limited(
    generator: int, heat: float, cop: float, flow: float, share: float, electricity: float, now: Now, rules: Rules
) -> tuple[float, float]:
    """Full-load heat under the limits of source and connection [W], and what of the connection is left [W].

    Parameters
    ----------
    generator, heat, cop : Heat pump, its heat and heat per electricity at full load. () [-, W, 1]
    flow, share : Right to water, and share of what is asked for that the source gives. () [m3/s, 1]
    electricity : What the connection has left for the machine. () [W]
    """
    if generator != AIR:
        if cop > 1.0:
            heat = min(heat, flow * rules.rho_c * drop_of(generator, now, rules) / (1.0 - 1.0 / cop))
        heat *= share
    heat = min(heat, electricity * cop)
    return heat, electricity - heat / cop


@inner_kernel
def both_duties(
    generator: int,
    temperatures: tuple[float, float],
    rated: tuple[float, float, float],
    curve: tuple[float, float, float],
    water: tuple[float, float],
    electricity: float,
    now: Now,
    rules: Rules,
) -> tuple[float, float, float, float, float, float]:
    """Most heat of a heat pump, heat per electricity and connection left, for space and for hot water. (6,)

    Parameters
    ----------
    generator : Which heat pump. ()
    temperatures : Supply temperature of the rooms, and of the storage. (2,) [degC]
    rated, curve : See `pump`.
    water : Right to water, and share of it that the source gives. (2,) [m3/s, 1]
    electricity : What the connection has left for the machine. () [W]
    """
    heat, cop = pump(generator, min(temperatures[0], rules.supply_max), rated, curve, now, rules)
    space, left = limited(generator, heat, cop, water[0], water[1], electricity, now, rules)
    heat, cop_tank = pump(generator, min(temperatures[1], rules.supply_max), rated, curve, now, rules)
    tank, left_tank = limited(generator, heat, cop_tank, water[0], water[1], electricity, now, rules)
    return space, cop, left, tank, cop_tank, left_tank


@lean_kernel
def supply_tick(
    fitted: Fitted, rules: Rules, now: Now, shares: tuple[float, float], asked: Asked, given: Given
) -> None:
    """Find the most space heat that plants can give now, hot water served first.

    Parameters
    ----------
    fitted, rules, now, asked : Inputs, see there.
    shares : Share of the water asked for that groundwater and canal give. (2,)
    given : Columns, written; whether a storage is being charged is read too.

    Notes
    -----
    A storage that falls to its wanted temperature less the hysteresis within the tick is charged until it has it. What
    it needs of the generator's time is lost to the rooms, which get the least of what is left and what the emitters
    give at the supply temperature, less the losses on the way. Regulation loses nothing there: rooms that get all that
    there is are not too warm.
    """
    f = fitted
    for i in range(f.row.shape[0]):
        row, g = f.row[i], f.generator[i]
        size, tank = f.tank_size[i], asked.tank[row]
        heating = asked.setpoint_limit[row] > OFF and g != NO_PLANT
        wanted_heat = 0.0
        if size > 0.0 and g != NO_PLANT:
            wanted = asked.tank_wanted[row]
            loss = f.tank_ua[i] * (tank - rules.tank_room)
            fall = (asked.hot_water_need[row] + loss) * now.dt_s / size
            charging = given.tank_charging[row]
            if tank - fall <= wanted - rules.hysteresis:
                charging = True
            elif tank >= wanted:
                charging = False
            given.tank_charging[row] = charging
            if charging:
                wanted_heat = max(size * (wanted - tank) / now.dt_s + asked.hot_water_need[row] + loss, 0.0)
        if not heating and wanted_heat == 0.0:
            given.heat_available[row] = 0.0
            given.tank_heat[row] = 0.0
            continue
        supply = asked.supply_temperature[row]
        most_water, most_space = f.power[i], f.power[i]
        spare_water, spare_space = 0.0, 0.0
        if g >= AIR:
            supply = min(supply, rules.supply_max)
            most_space, _, left_space, most_water, _, left_water = both_duties(
                g,
                (supply, tank + rules.tank_excess),
                (f.power[i], f.by_source[i], f.by_supply[i]),
                (f.curve[i, 0], f.curve[i, 1], f.curve[i, 2]),
                (f.flow[i], shares[0] if g == GROUND else shares[1]),
                max(f.connection[i] - asked.appliances[row], 0.0),
                now,
                rules,
            )
            spare_space, spare_water = min(f.backup[i], left_space), min(f.backup[i], left_water)
        most_water += spare_water
        to_water = min(wanted_heat, most_water)
        given.tank_heat[row] = to_water
        available = 0.0
        if heating:
            time_left = 1.0 - to_water / most_water if to_water > 0.0 else 1.0
            excess = supply - asked.t_air[row]
            emitted = emission(excess, f.emitter[i], f.design[i], f.exponent[i], f.spread[i])
            mean = supply - 0.5 * f.spread[i] * emitted / f.emitter[i] if f.emitter[i] > 0.0 else supply
            arrives = 1.0 - f.pipes[i] * max(mean - 20.0, 0.0)
            available = min(emitted, (most_space + spare_space) * time_left * arrives) * f.emitted_eta[i]
        given.heat_available[row] = available


@inner_kernel
def circuit(
    heat: float,
    t_air: float,
    supply: float,
    emitters: tuple[float, float, float, float],
    losses: tuple[float, float],
    most: float,
    throttled: np.bool_,
) -> tuple[float, float, float, float]:
    """Heat into the heating circuit [W], lost on the way [W], mean and return temperature of its water [degC].

    Parameters
    ----------
    heat : Heat that the rooms got. () [W]
    t_air, supply : Air, and supply temperature. () [degC]
    emitters : Heat at design [W], design excess [K], exponent [1], design spread [K]. (4,)
    losses : Emission and regulation [1]; loss of pipes per heat and excess over 20 degC [1/K]. (2,)
    most : Heat of the emitters that gives the rooms all that they can have: regulation loses nothing more. () [W]
    throttled : Whether valves throttle the water, or it is mixed down to what is needed and keeps its flow. ()

    Notes
    -----
    Throttled water comes back colder, twice the mean less the supply; mixed water at the mean less half the spread.
    Pipes: UNI/TS 11300-2, whose factors 1, 0.85, 0.6, 0.25 of 80/60 to 35/30 degC are a line in the mean temperature.
    """
    emitted = min(heat / losses[0], max(most, heat))
    mean = t_air + mean_excess(emitted, emitters[0], emitters[1], emitters[2])
    share = min(max(losses[1] * (mean - 20.0), 0.0), 0.5)
    into = emitted / (1.0 - share)
    back = 2.0 * mean - supply if throttled else mean - 0.5 * emitters[3] * emitted / max(emitters[0], TINY)
    return into, into - heat, mean, max(back, min(t_air + 1.0, mean))


@inner_kernel
def boil(
    heat: float,
    power: float,
    generator: int,
    water: tuple[float, float],
    eta: tuple[float, float, float],
    standing: float,
    rules: Rules,
) -> float:
    """Fuel that a boiler burns. () [W]

    Parameters
    ----------
    heat, power : Heat that it gives, at full load. () [W]
    generator : Condensing or not. ()
    water : Mean and return temperature. (2,) [degC]
    eta : Efficiency at full load, at 30 % less at full load [1], its fall with temperature [1/K]. (3,)
    standing : Loss per excess of the water over the boiler's room. () [W/K]
    """
    if heat <= 0.0:
        return 0.0
    mean, back = water
    if generator == CONDENSING:
        # Full load is tested above the dew point, part load at 30 degC; where nothing condenses, no more is lost.
        back = min(back, rules.dew_point)
        full, part = eta[2] * (rules.dew_point - back), eta[2] * (30.0 - back)
    else:
        mean = max(mean, rules.boiler_least)
        full, part = eta[2] * (70.0 - mean), eta[2] * (50.0 - mean)
    loss = boiler_loss(
        min(heat, power), power, (eta[0], full), (eta[0] + eta[1], part), standing * max(mean - rules.boiler_room, 0.0)
    )
    return heat + loss * max(heat / power, 1.0)


@inner_kernel
def compress(
    space: float,
    tank: float,
    duties: tuple[float, float, float, float, float, float],
    backup: float,
    rules: Rules,
) -> tuple[float, float, float]:
    """Heat of the compressor, its electricity, and that of the back-up. (3,) [W]

    Parameters
    ----------
    space, tank : Heat asked for by rooms and by the storage. () [W]
    duties : See `both_duties`. (6,)
    backup : Power of the electric back-up; what nothing else gives is its, whatever its power. () [W]
    """
    most_space, cop, _, most_tank, cop_tank, left = duties
    most = most_tank + min(backup, left)
    to_tank = tank * most_tank / most if most > 0.0 else 0.0
    time_left = max(1.0 - (to_tank / most_tank if most_tank > 0.0 else 0.0), 0.0)
    to_space = min(space, most_space * time_left)
    load = (to_tank / most_tank if most_tank > 0.0 else 0.0) + (to_space / most_space if most_space > 0.0 else 0.0)
    kept = cycling(load, rules.least_load, rules.cycling)
    electricity = to_space / max(cop * kept, 1.0) + to_tank / max(cop_tank * kept, 1.0)
    return to_space + to_tank, electricity, space + tank - to_space - to_tank


@inner_kernel
def chill(cold: float, most: float, t_out: float, rules: Rules) -> float:
    """Electricity of split units that give `cold`. () [W]

    Parameters
    ----------
    cold, most : Cooling now, and at full load. () [W]
    t_out : Outdoor temperature. () [degC]

    Notes
    -----
    EN 14825, air to air: heat per electricity falls by Cd (1 - load) as machines go on and off.
    """
    if cold <= 0.0:
        return 0.0
    eer = rules.cooling_eta * max(1.0 + rules.cooling_slope * (35.0 - t_out), 0.5)
    load = min(cold / most, 1.0) if most > 0.0 else 1.0
    return cold / (eer * (1.0 - rules.cooling_cd * (1.0 - load)))


@inner_kernel
def draw_off(
    tank: float, size: float, ua: float, heats: tuple[float, float], heater: float, now: Now, rules: Rules
) -> tuple[float, float, float, float]:
    """Storage at the end [degC], hot water drawn, loss, and what heaters of flats take where there is none [W].

    Parameters
    ----------
    tank, size, ua : Storage at the start, its heat capacity, 0 for none, its losses. () [degC, J/K, W/K]
    heats : Heat given to the storage, and hot water wanted. (2,) [W]
    heater : Hot water per final energy of the heaters of flats. () [1]
    """
    to_tank, need = heats
    if size <= 0.0:
        return tank, need, 0.0, need / heater
    loss = ua * (tank - rules.tank_room)
    at_hand = size * (tank - rules.cold_water) / now.dt_s + to_tank - loss
    drawn = min(need, max(at_hand, 0.0))
    return tank + (to_tank - drawn - loss) * now.dt_s / size, drawn, loss, 0.0


@inner_kernel
def draw_water(generator: int, ambient: float, now: Now, rules: Rules) -> tuple[float, float]:
    """Water that gives the heat `ambient` [m3/s], and the electricity that lifts it [W]."""
    drop = drop_of(generator, now, rules)
    flow = ambient / (rules.rho_c * drop) if drop > 0.0 else 0.0
    return flow, flow * (rules.lift_ground if generator == GROUND else rules.lift_canal)


@lean_kernel
def plant_tick(
    fitted: Fitted,
    rules: Rules,
    now: Now,
    shares: tuple[float, float],
    asked: Asked,
    taken: Taken,
    cell: NDArray[np.float64],
    out: Out,
) -> None:
    """Find what plants take for the heat, hot water and cold that they gave in a tick.

    Parameters
    ----------
    fitted, rules, now, shares, asked : Inputs as in `supply_tick`.
    taken : Columns that the tick's heat balance left.
    cell : Worst residual of the first law [J], its row, and the throughput there [J]; written. (3,)
    out : Columns, written; storage and sums over the year are read too.

    Notes
    -----
    First law of each plant: fuel, district heat and electricity as they stand in the columns, and heat from the source,
    are heat in the rooms, hot water drawn, losses and the change of the storage. Pumps and cooling stand apart. Heaters
    of flats burn gas whatever the boiler burns, and are electric where the building has electric heat or none.
    """
    f = fitted
    cell[:], worst = 0.0, -1.0
    for i in range(f.row.shape[0]):
        row, g, fuel = f.row[i], f.generator[i], f.fuel[i]
        heat, to_tank, dt = taken.heat_need[row], taken.tank_heat[row], now.dt_s
        tank, need = out.tank[row], asked.hot_water_need[row]
        # hot water: storage, or a heater in each flat
        size = f.tank_size[i] if g != NO_PLANT else 0.0
        end, drawn, tank_loss, heater = draw_off(tank, size, f.tank_ua[i], (to_tank, need), f.heater[i], now, rules)
        out.tank[row] = end
        # rooms: emitters and pipes
        into, lost, mean, back = heat, 0.0, 20.0, 20.0
        supply = asked.supply_temperature[row]
        if heat > 0.0 and g != NO_PLANT:
            if g >= AIR:
                supply = min(supply, rules.supply_max)
            into, lost, mean, back = circuit(
                heat, asked.t_air[row], supply, (f.emitter[i], f.design[i], f.exponent[i], f.spread[i]),
                (f.room_eta[i], f.pipes[i]), taken.heat_available[row] / f.emitted_eta[i], f.valves[i],
            )  # fmt: skip
        # generator
        made = into + to_tank
        burned, bought, driven, backup, ambient, spent = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        if g >= AIR and g != NO_PLANT and made > 0.0:
            duties = both_duties(
                g, (supply, tank + rules.tank_excess), (f.power[i], f.by_source[i], f.by_supply[i]),
                (f.curve[i, 0], f.curve[i, 1], f.curve[i, 2]), (f.flow[i], shares[0] if g == GROUND else shares[1]),
                max(f.connection[i] - asked.appliances[row], 0.0), now, rules,
            )  # fmt: skip
            pumped, driven, backup = compress(into, to_tank, duties, f.backup[i], rules)
            ambient = pumped - driven
            if g != AIR:
                flow, spent = draw_water(g, ambient, now, rules)
                out.source_water_year[row] += flow * dt
            out.pump_heat_year[row] += pumped * dt
            out.pump_electricity_year[row] += (driven + spent) * dt
            out.backup_year[row] += backup * dt
        elif g == SUBSTATION:
            bought = made / f.eta[i]
        elif g != NO_PLANT and made > 0.0:
            mean = (mean * into + (tank + rules.tank_excess) * to_tank) / made
            back = (back * into + tank * to_tank) / made
            burned = boil(
                made, f.power[i], g, (mean, back), (f.eta[i], f.part[i], f.correction[i]), f.standing[i], rules
            )
            out.boiler_heat_year[row] += made * dt
            out.boiler_fuel_year[row] += burned * dt
        else:
            backup = made
        # carriers
        final = burned + bought + driven + spent + backup
        out.gas[row] = (burned if fuel == GAS else 0.0) + (heater if fuel < ELECTRIC else 0.0)
        out.gas_oil[row] = burned if fuel == GAS_OIL else 0.0
        out.district_heat[row] = bought
        electric = driven + spent + backup + (heater if fuel >= ELECTRIC else 0.0)
        carried = out.gas[row] + out.gas_oil[row] + out.district_heat[row] + electric
        electric += f.circulation[i] if heat > 0.0 else 0.0
        out.plant_electricity[row] = electric + chill(taken.cool_need[row], f.cool_max[i], now.t_out, rules)
        out.final_heat_year[row] += (final + heater) * dt
        out.space_final_year[row] += (final * into / made if made > 0.0 else 0.0) * dt
        # first law; a storage that rests rounds with the heat in it, a trace of which counts as throughput
        stored = size * (end - tank) / dt
        taken_in = carried - spent + ambient
        gone = lost + tank_loss + (burned + bought - made if burned + bought > 0.0 else 0.0)
        gone += heater - need if heater > 0.0 else 0.0
        residual = taken_in - (heat + drawn + stored + gone)
        through = taken_in + abs(stored) + abs(tank_loss) + need + STILL * size * abs(tank) / dt
        relative = abs(residual) / max(through, 1.0e-3)
        # A balance that is not a number is the worst of all and stays so.
        if worst == worst and not relative <= worst:  # noqa: PLR0124 — a test for NaN
            worst = relative
            cell[0], cell[1], cell[2] = residual * dt, row, through * dt
