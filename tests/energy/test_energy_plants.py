"""Do plants give what their generator, emitters and source allow, and does nothing come from nothing?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import little_world
from tests import naive_energy_plants as naive
from twin.core.streams import declare
from twin.domains import energy
from twin.domains.energy.plants import curves
from twin.domains.energy.plants.equip import (
    design_factor,
    design_load,
    rated_efficiency,
    tank_capacity,
    valves_share,
)
from twin.domains.energy.plants.fitting import fit, rules_of
from twin.domains.energy.plants.kernels import plant_tick, supply_tick, water_shares
from twin.domains.energy.plants.layout import Asked, Given, Now, Out, Taken
from twin.state.codes import Emitter, Fuel, Generator, Use

PARAMS = energy.Params()
DRAW = declare("tests.energy_plants", "random inputs of the tests of plants")
FUEL_OF = np.array([Fuel.GAS, Fuel.GAS, Fuel.DISTRICT_HEAT, *[Fuel.ELECTRICITY] * 3, Fuel.NONE])
KWH = 3.6e6


def world_with(generator, **columns):
    """World whose buildings have the given generators, one after the other, all with a storage."""
    generator = np.asarray(generator)
    world = little_world.world(generator.size)
    energy.initialise(world, PARAMS)
    homes = world.table("buildings")
    homes["generator"][:] = generator
    homes["heating_fuel"][:] = FUEL_OF[generator]
    homes["heating_efficiency"][:] = rated_efficiency(PARAMS)[generator]
    load = design_load(homes, PARAMS)
    homes["generator_power"][:] = load / design_factor(PARAMS)[generator]
    homes["emitter_power"][:] = PARAMS.emitter_oversizing * load
    homes["source_flow"][:] = 0.02
    homes["connection_power"][:] = 1e6
    homes["tank_size"][:] = tank_capacity(homes, PARAMS)
    for name, values in columns.items():
        homes[name][:] = values
    return world


def random_case(count, seed):
    stream, uids = DRAW.at(seed), np.arange(count, dtype=np.uint64)

    def between(low, high, lane):
        return low + (high - low) * stream.uniform(uids, 0, lane)

    world = world_with(np.arange(count) % 7)
    homes = world.table("buildings")
    homes["emitter"][:] = between(0, 3, 0).astype(int)
    homes["emitter_design"][:] = np.where(homes["emitter"] == Emitter.RADIATOR, 70.0, 45.0)
    homes["valves"][:] = between(0, 1, 1) < 0.5
    homes["tank_size"][between(0, 1, 2) < 0.3] = 0.0
    homes["source_flow"][:] = between(0, 0.01, 3)
    homes["connection_power"][:] = between(0, 2e5, 4)
    homes["generator_power"][:] *= between(0.3, 1.3, 5)
    homes["appliances"][:] = between(0, 2e4, 6)
    homes["hot_water_need"][:] = between(0, 8e3, 7)
    homes["tank"][:] = between(20, 65, 8)
    homes["tank_wanted"][:] = between(50, 65, 9)
    homes["tank_charging"][:] = between(0, 1, 10) < 0.5
    homes["t_air"][:] = between(14, 24, 11)
    homes["supply_temperature"][:] = between(25, 80, 12)
    homes["setpoint_limit"][:] = np.where(between(0, 1, 13) < 0.8, 22.0, -99.0)
    homes["cool_need"][:] = np.maximum(between(-2e4, 2e4, 14), 0.0)
    u = stream.uniform(np.arange(3, dtype=np.uint64), 1)
    now = Now(900.0 if seed % 2 else 3600.0, float(-18.0 + 40.0 * u[0]), float(4.0 + 14.0 * u[1]), 25.0 * float(u[2]))
    return world, now, between(0, 1, 15)


def arrays(world):
    homes = world.table("buildings")
    return tuple(kind(*(homes[name] for name in kind._fields)) for kind in (Asked, Given, Taken, Out))


@pytest.mark.nojit
@pytest.mark.parametrize("seed", range(6))
def test_a_street_of_plants_agrees_with_the_naive_twin_and_with_the_first_law(seed):
    world, now, part = random_case(42, seed)
    rules = rules_of(PARAMS)._replace(limit_ground=0.02 if seed else 1.0, limit_canal=0.015)
    fitted, homes = fit(world.table("buildings"), PARAMS), world.table("buildings")
    asked, given_, taken, out = arrays(world)
    shares = water_shares(fitted, rules, now, asked)
    want = [naive.supply(i, fitted, rules, now, shares, asked, bool(homes["tank_charging"][i])) for i in range(42)]
    supply_tick(fitted, rules, now, shares, asked, given_)
    for i, (most, tank, charging) in enumerate(want):
        assert naive.close(homes["heat_available"][i], most), i
        assert naive.close(homes["tank_heat"][i], tank), i
        assert homes["tank_charging"][i] == charging
    homes["heat_need"][:] = homes["heat_available"] * np.where(part < 0.2, 0.0, part)
    rows = [naive.plant(i, fitted, rules, now, shares, asked, taken) for i in range(42)]
    cell = np.zeros(3)
    plant_tick(fitted, rules, now, shares, asked, taken, cell, out)
    assert abs(cell[0]) <= 1e-9 * cell[2]
    for i, row in enumerate(rows):
        for name in ("tank", "gas", "gas_oil", "district_heat", "plant_electricity"):
            assert naive.close(homes[name][i], row[name]), (i, name)
        assert naive.close(homes["final_heat_year"][i], row["final"] * now.dt_s), i
        assert naive.close(homes["space_final_year"][i], row["space"] * now.dt_s), i


def test_no_more_water_is_taken_than_the_sources_give():
    world, now, _ = random_case(70, 3)
    homes, rules = world.table("buildings"), rules_of(PARAMS)._replace(limit_ground=0.01, limit_canal=0.008)
    now = now._replace(t_out=-3.0, t_ground=15.0, t_canal=13.0)
    homes["connection_power"][:] = 1e7
    homes["setpoint_limit"][:] = 22.0
    homes["source_flow"][:] = 0.01
    fitted = fit(homes, PARAMS)
    asked, given_, taken, out = arrays(world)
    shares = water_shares(fitted, rules, now, asked)
    assert max(shares) < 1.0
    supply_tick(fitted, rules, now, shares, asked, given_)
    homes["heat_need"][:] = homes["heat_available"]
    plant_tick(fitted, rules, now, shares, asked, taken, np.zeros(3), out)
    for kind, limit in ((Generator.GROUNDWATER_HEAT_PUMP, 0.01), (Generator.CANAL_HEAT_PUMP, 0.008)):
        taken_now = homes["source_water_year"][homes["generator"] == kind].sum() / now.dt_s
        assert 0.5 * limit < taken_now <= limit * (1.0 + 1e-9)


@given(
    excess=st.floats(-10.0, 70.0),
    exponent=st.sampled_from([1.0, 1.1, 1.3]),
    design=st.floats(10.0, 60.0),
    spread=st.floats(3.0, 25.0),
)
def test_emitters_give_what_surface_and_water_agree_on(excess, exponent, design, spread):
    got = curves.emission(excess, 1000.0, design, exponent, spread)
    assert got == pytest.approx(naive.emission(excess, 1000.0, design, exponent, spread), rel=1e-9, abs=1e-4)
    if got > 0.0:
        mean = curves.mean_excess(got, 1000.0, design, exponent)
        assert got == pytest.approx(2.0 * (excess - mean) * 1000.0 / spread, rel=1e-8, abs=1e-3)


def test_radiators_at_half_the_excess_give_the_share_of_en_442():
    full = curves.emission(60.0, 1000.0, 50.0, 1.3, 20.0)
    assert full == pytest.approx(1000.0)  # 80/60 degC at 20 degC in the room
    mean = curves.mean_excess(0.5**1.3 * 1000.0, 1000.0, 50.0, 1.3)
    assert mean == pytest.approx(25.0)


def test_heat_pumps_work_as_the_cited_parabolas_say():
    assert curves.cop_of(30.0, *PARAMS.cop_curve[0], *PARAMS.cop_range) == pytest.approx(6.08 - 2.7 + 0.45)
    assert curves.cop_of(30.0, *PARAMS.cop_curve[1], *PARAMS.cop_range) == pytest.approx(9.97 - 6.0 + 1.08)
    eta = rated_efficiency(PARAMS)
    assert eta[Generator.AIR_HEAT_PUMP] == pytest.approx(0.85 * (6.08 - 0.09 * 28 + 0.0005 * 28**2))
    lifts = np.linspace(15.0, 80.0, 66)
    for curve in PARAMS.cop_curve:
        cops = np.array([curves.cop_of(lift, *curve, *PARAMS.cop_range) for lift in lifts])
        assert np.all(np.diff(cops) < 0.0)
        carnot = (273.15 + 55.0) / lifts
        assert np.all(cops[lifts > 20] < carnot[lifts > 20])


def test_compressors_that_go_on_and_off_lose_what_en_14825_says():
    assert curves.cycling(0.25, 0.25, 0.9) == 1.0
    assert curves.cycling(0.125, 0.25, 0.9) == pytest.approx(0.5 / 0.55)
    assert curves.cycling(1e-9, 0.25, 0.9) < 1e-6


def test_boilers_lose_what_their_tests_say_and_condense_only_with_cold_returns():
    assert curves.boiler_loss(100.0, 100.0, (0.9, 0.0), (0.88, 0.0), 1.0) == pytest.approx(100.0 / 0.9 - 100.0)
    assert curves.boiler_loss(30.0, 100.0, (0.9, 0.0), (0.88, 0.0), 1.0) == pytest.approx(30.0 / 0.88 - 30.0)
    assert curves.boiler_loss(0.0, 100.0, (0.9, 0.0), (0.88, 0.0), 1.0) == 1.0
    efficiency = {}
    for supply in (75.0, 45.0):
        world = world_with([Generator.CONDENSING_BOILER], tank_size=0.0, valves=True, t_air=20.0)
        homes = world.table("buildings")
        homes["supply_temperature"][:], homes["hot_water_need"][:] = supply, 0.0
        homes["heat_need"][:] = 0.3 * design_load(homes, PARAMS)
        asked, _, taken, out = arrays(world)
        plant_tick(
            fit(homes, PARAMS), rules_of(PARAMS), Now(3600.0, 0.0, 15.0, 18.0), (1.0, 1.0), asked, taken,
            np.zeros(3), out,
        )  # fmt: skip
        efficiency[supply] = homes["boiler_heat_year"][0] / homes["boiler_fuel_year"][0]
    # Throttled by valves, hotter water comes back colder: twice the mean less the supply.
    assert 0.9 < efficiency[45.0] <= efficiency[75.0] < 1.09


def test_a_storage_is_charged_between_its_two_temperatures_and_hot_water_goes_first():
    world = world_with([Generator.AIR_HEAT_PUMP], tank=54.0, tank_wanted=60.0, setpoint_limit=22.0, t_air=18.0)
    homes = world.table("buildings")
    homes["supply_temperature"][:] = 55.0
    homes["emitter_power"][:] *= 3.0  # so that the machine is what limits
    asked, given_, _, _ = arrays(world)
    fitted, rules, now = fit(homes, PARAMS), rules_of(PARAMS), Now(3600.0, -2.0, 15.0, 15.0)
    supply_tick(fitted, rules, now, (1.0, 1.0), asked, given_)
    assert homes["tank_charging"][0]
    assert homes["tank_heat"][0] > 0.0
    busy = float(homes["heat_available"][0])
    homes["tank"][:] = 60.0
    supply_tick(fitted, rules, now, (1.0, 1.0), asked, given_)
    assert not homes["tank_charging"][0]
    assert homes["tank_heat"][0] == 0.0
    assert homes["heat_available"][0] > busy


def run_tick(world, now):
    """One tick of supply and plant with all the heat that there is; returns the audit's cell."""
    homes, rules = world.table("buildings"), rules_of(PARAMS)
    asked, given_, taken, out = arrays(world)
    fitted, cell = fit(homes, PARAMS), np.zeros(3)
    supply_tick(fitted, rules, now, (1.0, 1.0), asked, given_)
    homes["heat_need"][:] = homes["heat_available"]
    plant_tick(fitted, rules, now, (1.0, 1.0), asked, taken, cell, out)
    return cell


def test_heaters_of_flats_burn_gas_whatever_the_boiler_burns():
    kinds = [Generator.BOILER, Generator.BOILER, Generator.SUBSTATION, Generator.AIR_HEAT_PUMP]
    world = world_with(kinds, tank_size=0.0, hot_water_need=900.0, setpoint_limit=-99.0)
    homes = world.table("buildings")
    homes["heating_fuel"][1] = Fuel.GAS_OIL
    run_tick(world, Now(3600.0, 20.0, 15.0, 18.0))
    gas, electric = (900.0 / eta for eta in PARAMS.hot_water_efficiency)
    assert homes["gas"] == pytest.approx([gas, gas, gas, 0.0])
    assert homes["plant_electricity"] == pytest.approx([0.0, 0.0, 0.0, electric])
    assert not homes["gas_oil"].any()
    assert not homes["district_heat"].any()


@pytest.mark.parametrize("valves", [False, True])
def test_rooms_that_get_all_there_is_lose_nothing_to_regulation(valves):
    world = world_with([Generator.SUBSTATION], tank_size=0.0, valves=valves, t_air=20.0, setpoint_limit=22.0)
    homes = world.table("buildings")
    homes["supply_temperature"][:], homes["hot_water_need"][:] = 80.0, 0.0
    homes["generator_power"][:] *= 2.0  # so that the emitters are what limits
    run_tick(world, Now(3600.0, -5.0, 15.0, 18.0))
    emission = PARAMS.emission_efficiency[Emitter.RADIATOR]
    assert homes["heat_available"][0] == pytest.approx(emission * homes["emitter_power"][0])
    pipes = PARAMS.distribution_loss[homes["epoch"][0]]
    bought = homes["emitter_power"][0] / (1.0 - pipes) / PARAMS.substation_efficiency
    assert homes["district_heat"][0] == pytest.approx(bought)


def test_the_books_are_kept_in_the_columns():
    world, now, _ = random_case(42, 2)
    cell = run_tick(world, now)
    assert abs(cell[0]) <= 1e-9 * cell[2]
    # A carrier that goes astray shows: a boiler whose fuel no column has.
    world = world_with([Generator.BOILER], setpoint_limit=22.0, t_air=18.0, supply_temperature=70.0)
    world.table("buildings")["heating_fuel"][:] = Fuel.DISTRICT_HEAT
    cell = run_tick(world, now)
    assert abs(cell[0]) > 0.1 * cell[2]


def test_a_weak_connection_leaves_a_heat_pump_less_heat():
    heat = []
    for power in (1e6, 2e4, 0.0):
        world = world_with([Generator.AIR_HEAT_PUMP], connection_power=power, tank=60.0, setpoint_limit=22.0)
        homes = world.table("buildings")
        homes["supply_temperature"][:], homes["appliances"][:] = 50.0, 5e3
        asked, given_, _, _ = arrays(world)
        supply_tick(fit(homes, PARAMS), rules_of(PARAMS), Now(3600.0, 0.0, 15.0, 15.0), (1.0, 1.0), asked, given_)
        heat.append(float(homes["heat_available"][0]))
    assert heat[0] > heat[1] > heat[2] == 0.0


def test_oversized_radiators_let_a_retrofitted_building_do_with_cooler_water():
    # The heat that 80/60 degC gave as built: half of it needs water of about 49 degC in the mean.
    mean = 20.0 + curves.mean_excess(0.5, 1.0, 50.0, 1.3)
    assert 48.0 < mean < 50.0


def test_the_stock_has_the_plants_that_its_shares_say():
    world = little_world.world(4000)
    energy.initialise(world, PARAMS)
    homes = world.table("buildings")
    share = np.bincount(homes["heating_fuel"], minlength=4) / 4000
    np.testing.assert_allclose(share[:4], PARAMS.fuel_share, atol=0.02)
    gas = homes["heating_fuel"] == Fuel.GAS
    assert np.isin(homes["generator"][gas], [Generator.BOILER, Generator.CONDENSING_BOILER]).all()
    assert np.mean(homes["generator"][gas] == Generator.CONDENSING_BOILER) == pytest.approx(0.31, abs=0.03)
    assert np.mean(homes["valves"]) == pytest.approx(valves_share(world.clock, PARAMS), abs=0.03)
    assert np.all(homes["valves"][homes["cost_allocation"]])
    assert np.all(homes["emitter_design"] > 30.0)
    offices = little_world.world(400, use=Use.OFFICE)
    energy.initialise(offices, PARAMS)
    assert 0.4 < np.mean(offices.table("buildings")["emitter"] == Emitter.FAN_COIL) < 0.6


def test_one_building_more_changes_nobody_elses_plant():
    few, many = little_world.world(50), little_world.world(51)
    for world in (few, many):
        energy.initialise(world, PARAMS)
    for name in ("generator", "emitter", "valves", "tank_size", "cooled", "connection_power"):
        np.testing.assert_array_equal(few.table("buildings")[name], many.table("buildings")[name][:50])


def test_valves_spread_with_the_law():
    shares = [valves_share(type("Clock", (), {"year": year})(), PARAMS) for year in (2005, 2012, 2015, 2017, 2025)]
    assert shares == sorted(shares)
    assert shares[0] == 0.10
    assert shares[-1] == 0.90


def test_ten_winter_days_of_every_plant_keep_the_books_and_stay_within_what_machines_do():
    world = world_with(np.arange(6), hot_water_need=0.0)
    homes = world.table("buildings")
    start = homes["tank"].copy()
    processes = energy.processes(world, PARAMS)
    used = np.zeros(6)
    for tick in range(240):
        for process in processes:
            process.step(tick)
        used += homes["hot_water_need"] * world.clock.dt_s
        assert not any(audit.violated() for audit in world.audits), tick
    assert np.all((homes["tank"] > 45.0) & (homes["tank"] < 65.0))
    boilers, pumps = slice(0, 2), slice(3, 6)
    efficiency = homes["boiler_heat_year"][boilers] / homes["boiler_fuel_year"][boilers]
    assert np.all((efficiency > 0.78) & (efficiency < 1.05))
    assert efficiency[0] < efficiency[1]
    factor = homes["pump_heat_year"][pumps] / homes["pump_electricity_year"][pumps]
    assert np.all((factor > 1.3) & (factor < 5.0))
    assert factor[0] < factor[1]  # air in winter is colder than groundwater
    made = homes["boiler_heat_year"] + homes["pump_heat_year"] + homes["backup_year"]
    kept = homes["tank_size"] * (homes["tank"] - start)
    served = homes["heat_need_year"] + used + kept
    heated = homes["generator"] != Generator.SUBSTATION
    assert np.all(made[heated] > served[heated])
    assert np.all(made[heated] < 1.6 * served[heated])
    assert np.all(homes["source_water_year"][:4] == 0.0)
    assert np.all(homes["source_water_year"][4:] > 0.0)
