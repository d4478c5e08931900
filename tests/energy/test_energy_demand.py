"""Do the buildings take what their envelope, people and plant ask for?"""

import numba
import numpy as np
import pytest

from tests import little_world, naive_energy_zone
from twin.core.clock import Clock
from twin.core.streams import declare
from twin.domains import energy
from twin.domains.energy.kpis import residential
from twin.domains.energy.rows import heated_rows
from twin.domains.energy.schedules import Schedules, season
from twin.domains.energy.zone import fabric
from twin.domains.energy.zone.kernels import (
    LANES,
    N_COEFFICIENTS,
    N_LUMPS,
    Now,
    Out,
    Prepared,
    Wanted,
    demand_tick,
    demand_tick_threads,
    rooms_for,
)
from twin.domains.energy.zone.stock import as_built, prepare
from twin.state.codes import Epoch, Fuel, Generator, Thermal, Use
from twin.state.table import Flag

PARAMS = energy.Params()
DRAW = declare("tests.energy", "random inputs of the energy tests")
KWH = 3.6e6
TABULA_NEED = (132.6, 189.0, 166.3, 168.5, 155.7, 88.7, 90.0, 46.2)


class Chain:
    """The energy domain's processes of every tick, in their order, as one."""

    def __init__(self, world):
        self.processes = [process for process in energy.processes(world, PARAMS) if process.name != "energy.charging"]
        [self.demand] = [process for process in self.processes if process.name == "energy.demand"]

    def step(self, tick):
        for process in self.processes:
            process.step(tick)


def made(count=8, **kinds):
    world = little_world.world(count, **kinds)
    energy.initialise(world, PARAMS)
    return world, world.table("buildings"), Chain(world)


def run(world, process, ticks, presence=True):
    homes = world.table("buildings")
    at_home = np.where((np.arange(24) >= 9) & (np.arange(24) < 18), 0.50, 0.84)
    for tick in ticks:
        if presence:
            homes["people"][:] = homes["residents"] * at_home[world.clock.civil_hour[tick]]
        process.step(tick)
        assert not any(audit.violated() for audit in world.audits), tick


@pytest.fixture(scope="module")
def year():
    world, homes, process = made(8)
    homes["cooled"][:] = False
    homes["heating_fuel"][:] = Fuel.GAS
    homes["generator"][:] = Generator.BOILER
    homes["heating_efficiency"][:] = 0.78
    run(world, process, range(world.clock.n_ticks))
    return world, homes


def random_case(count, seed):
    """Prepared buildings, a tick, columns: random, but within what the domain makes."""
    _, homes, _ = made(count, seed=seed)
    stream, uids = DRAW.at(seed), homes["uid"]

    def between(low, high, lane):
        return low + (high - low) * stream.uniform(uids, 0, lane)

    homes["facade"][:] *= between(0.5, 2.0, 9)[:, None]
    homes["u_wall"][:] *= between(0.2, 1.2, 10)
    homes["party_wall"][:] = between(0.0, 300.0, 11)
    homes["t_lumps"][:] = between(5, 30, 5)[:, None] + np.linspace(-3.0, 3.0, N_LUMPS + 1)
    homes["t_air"][:] = between(5, 32, 6)
    homes["setpoint_wanted"][:] = between(17, 23, 7)
    homes["setpoint_limit"][:] = np.where(between(0, 1, 0) < 0.6, 22.0, -99.0)
    homes["cooling_wanted"][:] = np.where(between(0, 1, 1) < 0.5, 26.0, 1000.0)
    homes["people"][:] = np.where(between(0, 1, 12) < 0.7, homes["residents"], 0.0)
    homes["internal_gain"][:] = homes["floor_area"] * between(0, 20, 2)
    homes["sun_windows"][:] = homes["floor_area"] * between(0, 30, 3)
    homes["sun_walls"][:], homes["sun_roof"][:] = between(0, 400, 13), between(0, 900, 14)
    homes["heat_available"][:] = homes["floor_area"] * between(0, 120, 4)
    homes["heat_need_year"][:] = between(0, 1e9, 8)
    homes["emitter"][:] = (between(0, 3, 15)).astype(int)
    prepared = prepare(homes, PARAMS, 3600.0)
    draw = stream.uniform(np.arange(2, dtype=np.uint64), 1)
    now = Now(3600.0, float(-10.0 + 45.0 * draw[0]), 12.0, bool(draw[1] < 0.5), 24.0, 0.025, 0.026, 0.4, 0.5, 26.0)
    built = as_built(homes, PARAMS)
    built = (built.u_wall, built.u_roof, built.u_floor, built.thermal_bridges)
    network = fabric.network(homes, prepared.row, built, PARAMS)
    wanted = Wanted(*(homes[name] for name in Wanted._fields))
    return network, prepared, now, wanted, Out(*(homes[name] for name in Out._fields))


@pytest.mark.nojit
@pytest.mark.parametrize("seed", range(2))
def test_a_street_of_buildings_agrees_with_the_naive_twin(seed):
    count = LANES + 8
    network, prepared, now, wanted, out = random_case(count, seed)
    want = [naive_energy_zone.building_tick(i, network, prepared, now, wanted, out) for i in range(count)]
    scratch, worst = rooms_for(count)
    demand_tick(prepared, now, wanted, scratch, worst, out)
    for name, values in out._asdict().items():
        expected = np.array([row[name] for row in want])
        np.testing.assert_allclose(values, expected, rtol=1e-9, atol=1e-6, err_msg=name)
    assert np.all(np.abs(worst[:, 0]) <= 1e-9 * worst[:, 2])


def test_threads_change_no_bit():
    results = []
    for advance, threads in ((demand_tick, 1), (demand_tick_threads, 1), (demand_tick_threads, 2)):
        numba.set_num_threads(min(threads, numba.config.NUMBA_NUM_THREADS))
        _, prepared, now, wanted, out = random_case(1200, 3)
        scratch, worst = rooms_for(1200)
        advance(prepared, now, wanted, scratch, worst, out)
        results.append(b"".join(values.tobytes() for values in (*out, worst)))
    assert results[0] == results[1] == results[2]


@pytest.mark.nojit
def test_a_lost_building_is_named():
    _, prepared, now, wanted, out = random_case(200, 1)
    out.t_lumps[150, 3] = np.nan
    scratch, worst = rooms_for(200)
    demand_tick(prepared, now, wanted, scratch, worst, out)
    assert np.isnan(worst[150 // LANES, 0])
    assert worst[150 // LANES, 1] == 150


def test_edits_make_new_factors_of_their_buildings_only():
    _, homes, _ = made(LANES + 5)
    before = prepare(homes, PARAMS, 3600.0)
    homes["u_wall"][[2, LANES + 4]] = 0.2
    after = prepare(homes, PARAMS, 3600.0, before, np.array([2, LANES + 4]))
    whole = prepare(homes, PARAMS, 3600.0)
    assert np.array_equal(after.factors, whole.factors)
    lanes = [(x.factors.reshape(2, N_COEFFICIENTS, LANES)) for x in (before, after)]
    moved = np.any(lanes[0] != lanes[1], axis=1)
    assert np.argwhere(moved).tolist() == [[0, 2], *([1, lane] for lane in range(4, LANES))]


def test_the_year_keeps_its_energy_and_falls_with_the_epoch(year):
    _, homes = year
    need = homes["heat_need_year"] / KWH / (homes["floor_area"] * PARAMS.net_floor_share)
    for epoch in Epoch:
        print(f"{epoch.name:12s} {need[epoch]:6.1f} kWh/m2, TABULA {TABULA_NEED[epoch]:6.1f}")
    assert np.all((need > 20.0) & (need < 250.0))
    assert need[Epoch.FROM_2006] < need[Epoch.Y1991_2005] < need[Epoch.Y1976_1990] < need[Epoch.Y1921_1945]


def test_empty_flats_take_no_electricity():
    taken = []
    for empty in (0.0, 40.0):
        world, homes, process = made(8)
        homes["heating_fuel"][:] = Fuel.GAS
        homes["generator"][:] = Generator.BOILER
        homes["flats"][:] += empty
        run(world, process, range(24))
        taken.append(homes["electricity_year"].copy())
    assert np.array_equal(taken[0], taken[1])
    assert np.all(taken[0] > 0.0)


def test_a_retrofit_saves_and_warms():
    means = []
    for retrofitted in (False, True):
        world, homes, process = made(8)
        if retrofitted:
            for name, value in (("u_wall", 0.24), ("u_roof", 0.21), ("u_floor", 0.2), ("u_window", 1.7)):
                homes[name][:] = np.minimum(homes[name], value)
            homes["infiltration"][:] = 0.1
        run(world, process, range(14 * 24))
        means.append((homes["heat_need_year"].copy(), homes["t_air_winter_sum"].copy()))
    assert np.all(means[1][0] < means[0][0])
    assert np.all(means[1][1] > means[0][1])


def test_edits_hold_from_the_next_midnight():
    world, homes, process = made(8)
    run(world, process, range(10))
    before = process.demand._prepared.factors.copy()
    homes["u_wall"][:] = 0.2
    run(world, process, range(10, 24))
    assert np.array_equal(process.demand._prepared.factors, before)
    run(world, process, range(24, 25))
    assert not np.array_equal(process.demand._prepared.factors, before)


def test_heating_keeps_season_and_fourteen_hours():
    clock = Clock(2019)
    days = season(clock, PARAMS.season)
    assert days[clock.tick_of(clock.at(0).date().replace(month=4, day=15)) // 24]
    assert not days[clock.tick_of(clock.at(0).date().replace(month=4, day=16)) // 24]
    assert not days[clock.tick_of(clock.at(0).date().replace(month=10, day=14)) // 24]
    assert days[clock.tick_of(clock.at(0).date().replace(month=10, day=15)) // 24]
    on = Schedules.make(clock, PARAMS).heating_on
    per_day = on[: 31 * 24].reshape(31, 24, len(Use)).sum(axis=1)
    limited = [use for use in Use if use != Use.HEALTH]
    assert per_day[:, limited].max() <= 14
    assert per_day[:, Use.RESIDENTIAL].min() == 14


def test_facts_become_flagged_values():
    world, homes, _ = made(4000)
    share = np.bincount(homes["heating_fuel"], minlength=4) / 4000
    assert share == pytest.approx(np.array(PARAMS.fuel_share), abs=0.03)
    assert homes["cooled"].mean() == pytest.approx(0.155, abs=0.03)
    assert np.all(homes["heating_fuel_flag"] == Flag.SYNTHETIC)
    assert np.all(homes["u_wall_flag"] >= Flag.IMPUTED)
    assert np.all(residential(world))


def test_one_more_building_changes_no_other():
    _, few, _ = made(100)
    _, more, _ = made(101)
    for name in ("heating_fuel", "cooled"):
        assert np.array_equal(few[name], more[name][:100])


def test_unheated_buildings_are_left_alone():
    world, homes, _ = made(8)
    homes["thermal"][3] = Thermal.UNHEATED
    homes["thermal"][5] = Thermal.MERGED
    process = Chain(world)
    run(world, process, range(24))
    assert heated_rows(homes["thermal"]).tolist() == [0, 1, 2, 4, 6, 7]
    assert np.all(homes["electricity_year"][[3, 5]] == 0.0)
    assert np.all(homes["electricity_year"][[0, 1, 2, 4, 6, 7]] > 0.0)


def test_a_flat_shed_keeps_a_sound_network():
    _, homes, _ = made(8, use=Use.RETAIL)
    homes["floor_area"][:] = 25.0
    homes["footprint"][:] = 400.0
    homes["facade"][:4] = 0.0
    prepared = prepare(homes, PARAMS, 3600.0)
    for name in Prepared._fields:
        assert np.all(np.isfinite(getattr(prepared, name))), name
    assert np.all(prepared.factors[:, : 3 * LANES] >= 0.0)


@pytest.mark.nojit
def test_the_network_loses_what_the_columns_say():
    _, homes, _ = made(8)
    homes["u_wall"][3:5] = 0.25
    homes["u_roof"][:2] *= 1.4
    rows = np.arange(8)
    built = as_built(homes, PARAMS)
    # The columns are meant with the film of the standard; rooms feel that of the wind beside their walls.
    less = fabric.outer_film(homes, rows, PARAMS) - 1.0 / (PARAMS.h_ce + PARAMS.h_re)
    assert np.all(less > 0.0)
    net = fabric.network(homes, rows, (built.u_wall, built.u_roof, built.u_floor, built.thermal_bridges), PARAMS)
    for k, (name, area) in enumerate(
        (("u_wall", homes["facade"].sum(1) * (1.0 - homes["window_share"])), ("u_roof", 400.0), ("u_floor", 400.0))
    ):
        through = 1.0 / net.links[k] @ np.ones(6) + 1.0 / (net.convective[:, k] + net.radiative[:, k])
        through -= less * (k < 2) / area
        assert 1.0 / through == pytest.approx(area * (homes[name] + homes["thermal_bridges"]), rel=1e-12), name
    area = homes["facade"].sum(1) * homes["window_share"]
    window = 1.0 / (1.0 / net.window + 1.0 / (net.convective[:, 4] + net.radiative[:, 4]) - less / area)
    assert window == pytest.approx(area * (homes["u_window"] + homes["thermal_bridges"]), rel=1e-12)
