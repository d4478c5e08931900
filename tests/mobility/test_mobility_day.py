"""A type of day: chains close, vehicles come home, counts agree, and far buildings do not matter."""

import datetime as dt
from types import SimpleNamespace

import numba
import numpy as np
import pytest

from tests.grid_district import grid_district, grid_tables, grid_world, without_rows
from twin.domains import mobility
from twin.domains.mobility import day
from twin.domains.mobility.process import Days
from twin.state.codes import Activity, Mode
from twin.state.edits import Edit, apply

PARAMS = mobility.Params()


@pytest.fixture(scope="module")
def world():
    return grid_world()


@pytest.fixture(scope="module")
def workday(world):
    return day.run(world.tables, day.frame(world.tables, PARAMS), 0, 1, PARAMS)


def test_days_are_plausible(world):
    shared = day.frame(world.tables, PARAMS)
    people = len(world.table("citizens"))
    per_head = [day.run(world.tables, shared, kind, 1, PARAMS).by_zone[0].sum() / people for kind in range(3)]
    assert 2.2 < per_head[0] < 2.8
    assert per_head[2] < per_head[0]


def test_chains_close_at_home_and_run_forward(world, workday):
    columns, citizens = workday.columns, world.table("citizens")
    trips, activity = columns["citizens.trips"], columns["citizens.activity"]
    made = np.arange(6) < trips[:, None]
    assert (activity[~made] == Activity.NONE).all()
    assert (columns["citizens.mode"][~made] == Mode.NONE).all()
    last = np.maximum(trips - 1, 0)
    out = trips > 0
    rows = np.arange(trips.size)
    assert (activity[rows, last][out] == Activity.HOME).all()
    assert (columns["citizens.to_building"][rows, last][out] == citizens["home"][out]).all()
    departure, arrival = columns["citizens.departure"], columns["citizens.arrival"]
    assert np.isfinite(arrival[made]).all()
    assert (arrival[made] > departure[made]).all()
    assert (departure[:, 1:] >= arrival[:, :-1])[made[:, 1:]].all()
    assert departure[made].min() > 4 * 3600


def test_a_tour_keeps_its_mode_so_vehicles_come_home(world, workday):
    activity, mode = workday.columns["citizens.activity"], workday.columns["citizens.mode"]
    for k in range(5):
        goes_on = (activity[:, k] != Activity.HOME) & (activity[:, k + 1] != Activity.NONE)
        assert (mode[:, k] == mode[:, k + 1])[goes_on].all()
    drives = (mode == Mode.CAR).any(axis=1)
    assert (world.table("citizens")["car"][drives] >= 0).all()


def test_nothing_vanishes_in_the_loading(workday):
    residual, _, loaded = workday.balance
    assert residual == 0
    assert loaded > 100
    for h in range(24):
        assert (workday.status[h] == day.MOVING).sum() == workday.census[h]


def test_who_drives_after_midnight_is_seen_in_the_small_hours():
    hours = np.full((48, 3), day.PARKED, dtype=np.uint8)
    hours[24, 0] = hours[25, 1] = hours[24, 2] = day.MOVING
    hours[24, 1] = day.OUTSIDE
    first = np.array([7.0, 8.0, 0.2]) * 3600  # the third sets out anew before it is back
    hours[0, 2] = day.MOVING
    census = np.zeros(48, dtype=np.int64)
    census[[0, 24, 25]] = 1, 2, 1
    status, seen = day.after_midnight(hours, first, census)
    assert status.shape == (24, 3)
    assert status[0].tolist() == [day.MOVING, day.OUTSIDE, day.MOVING]
    assert status[1].tolist() == [day.PARKED, day.MOVING, day.PARKED]
    np.testing.assert_array_equal((status == day.MOVING).sum(axis=1), seen)


def test_late_vehicles_are_counted_in_the_hour_in_which_they_flow():
    evening = tuple((*row[:4], 1.0) for row in PARAMS.rates_workday)
    # Everybody who can drives through slow streets in the evening, so that many are under way after midnight.
    params = PARAMS.model_copy(update={"rates_workday": evening, "constants": (0.0, 0.0, 0.0, 40.0, 0.0)})
    world = grid_world()
    world.table("car_links")["free_speed"][:] = 1.0
    result = day.run(world.tables, day.frame(world.tables, params), 0, 1, params)
    late = (result.status[:3] == day.MOVING).sum(axis=1)
    assert late.sum() > 0
    np.testing.assert_array_equal((result.status == day.MOVING).sum(axis=1), result.census)


def test_flows_and_distances_tell_the_same(world, workday):
    links = world.table("car_links")
    by_link = (workday.columns["car_links.flow"].sum(axis=1) * links["length"]).sum()
    assert workday.columns["vehicles.distance_day"].sum() == pytest.approx(by_link)
    assert (workday.columns["car_links.car_flow"] <= workday.columns["car_links.flow"]).all()
    speed = workday.columns["car_links.speed"]
    assert (speed > 0).all()
    assert (speed <= links["free_speed"][:, None] * (1 + 1e-9)).all()


def test_same_bits_at_any_thread_count(world, workday):
    used = numba.get_num_threads()
    numba.set_num_threads(1)
    again = day.run(world.tables, day.frame(world.tables, PARAMS), 0, 1, PARAMS)
    numba.set_num_threads(used)
    for path, values in workday.columns.items():
        np.testing.assert_array_equal(values, again.columns[path], err_msg=path)


@pytest.mark.parametrize("gone", [8, 40])
def test_one_building_less_changes_no_other_citizens_day(gone):
    tables = grid_tables()
    fewer = without_rows(tables, "buildings", [gone])
    rows = []
    for made in (tables, fewer):
        world = grid_world(tables=made)
        result = day.run(world.tables, day.frame(world.tables, PARAMS), 0, 1, PARAMS)
        uids = np.append(world.table("buildings")["uid"], 0)
        to = uids[result.columns["citizens.to_building"]]
        what = [result.columns[f"citizens.{name}"] for name in ("trips", "activity", "mode", "to_zone")]
        parts = (uids[world.table("citizens")["home"]], to, *what)
        keys = world.table("citizens")["uid"]
        rows.append(
            {uid: tuple(np.concatenate([np.ravel(p[i]) for p in parts]).tolist()) for i, uid in enumerate(keys)}
        )
    before, after = rows
    lost = float(tables["buildings"]["uid"][gone])
    changed = {uid for uid in before if before[uid] != after[uid]}
    touched = {uid for uid, row in before.items() if lost in [float(value) for value in row[:7]]}
    # Who lived there, or went there on that day.
    assert changed
    assert changed <= touched


def test_processes_lay_out_count_and_balance(world):
    one, count = mobility.processes(world, PARAMS)
    first = next(d for d in range(365) if world.clock.day_type[d] == 0)
    trips = world.table("zones")["trips_year"].sum()
    one.step(24 * first)
    for tick in range(24 * first, 24 * first + 24):
        count.step(tick)
        assert not world.audits[-1].violated()
        hour = world.clock.civil_hour[tick]
        assert world.table("vehicles")["moving"].sum() == one._cache.of(0).census[hour]
    made = world.table("zones")["trips_year"].sum() - trips
    assert made == world.table("citizens")["trips"].sum()
    links = world.table("car_links")
    np.testing.assert_allclose(links["flow_year"], links["flow"].sum(axis=1))
    run = SimpleNamespace(world=world, table=world.table, series=lambda name: np.zeros(1))
    values = {kpi.name: kpi.compute(run) for kpi in mobility.KPIS}
    assert values["mobility.vehicle_km"] > 0
    assert 5 < values["mobility.mean_speed"] <= 30.001
    split = [values[f"mobility.internal_{m}"] for m in ("transit", "car", "motorcycle", "walk_bicycle")]
    assert sum(split) == pytest.approx(100.0)
    assert all(kpi.label and kpi.label_it and kpi.formula and kpi.source for kpi in mobility.KPIS)


def test_a_broken_count_is_a_violation(world):
    _, count = mobility.processes(world, PARAMS)
    tick = world.clock.tick_of(dt.date(2019, 3, 6)) + 8
    count.step(tick)
    assert not world.audits[-1].violated()
    count._day.status[:, 0] = 7
    count.step(tick)
    assert world.audits[-1].violated()


def test_an_edit_of_what_trips_depend_on_runs_the_day_anew():
    world = grid_world(n=5, residents=400)
    cache = Days(world, PARAMS)
    first = cache.of(0)
    assert cache.of(0) is first
    rows = np.arange(len(world.table("lampposts")))
    world.applied += apply(world, [Edit("dim", "lampposts", "dim_level", rows, np.ones(0))])
    assert cache.of(0) is first
    rows = np.arange(len(world.table("car_links")))
    world.applied += apply(world, [Edit("slow", "car_links", "free_speed", rows, np.full(rows.size, 5.0))])
    second = cache.of(0)
    assert second is not first
    assert second.columns["car_links.speed"].max() <= 5.0 + 1e-9


def test_a_district_without_zones_outside_works():
    tables = grid_tables(5, 400)
    tables["zones"] = tables["zones"].take(np.array([0, 1]))
    world = grid_world(5, 400, tables=tables)
    result = day.run(world.tables, day.frame(world.tables, PARAMS), 2, 1, PARAMS)
    assert result.balance[0] == 0
    assert len(grid_district(5, 400).tables["zones"]) == 6


def test_every_parameter_says_where_it_comes_from():
    for row in mobility.Params.rows():
        assert row["source"], row["name"]
        assert row["unit"], row["name"]
    fitted = [row["name"] for row in mobility.Params.rows() if row["status"] == "fitted"]
    assert fitted == ["constants"]
