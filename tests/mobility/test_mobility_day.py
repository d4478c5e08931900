"""A day: chains close, vehicles come home, counts agree, and far buildings do not matter."""

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import naive_mobility
from tests.grid_district import grid_district, grid_tables, grid_world, without_rows
from twin.core.clock import DayType
from twin.domains import mobility
from twin.domains.mobility import day
from twin.domains.mobility.calendar import usual
from twin.domains.mobility.kernels.settle import masks
from twin.state.codes import Activity, Mode

PARAMS = mobility.Params()


@pytest.fixture(scope="module")
def world():
    return grid_world()


def a_day(world, kind=DayType.WORKDAY, params=PARAMS, number=0):
    return day.run(day.frame(world.tables, 1, params), usual(kind, len(world.table("households")), params, number))


@pytest.fixture(scope="module")
def workday(world):
    return a_day(world)


def test_days_are_plausible(world):
    people = len(world.table("citizens"))
    per_head = [a_day(world, kind).sums.by_zone[0].sum() / people for kind in DayType]
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
        assert (workday.status(h) == day.MOVING).sum() == workday.census[h]


@st.composite
def outings(draw):
    times = sorted(draw(st.lists(st.integers(0, 47 * 3600), min_size=12, max_size=12, unique=True)))
    trips = []
    for k in range(draw(st.integers(1, 3))):
        leave, enter, out = times[4 * k : 4 * k + 3]
        met = draw(st.booleans())
        trips.append((leave, enter if met else np.inf, out if met else np.inf, draw(st.booleans())))
    return trips


@pytest.mark.nojit
@given(trips=outings())
def test_where_a_vehicle_is_by_hour_is_the_naive_one(trips):
    leave, enter, out, inside = (np.array(column) for column in zip(*trips, strict=True))
    twice = np.zeros(24, dtype=np.int64)
    moving, outside = masks(len(trips), leave.astype(float), enter.astype(float), out.astype(float), inside, twice)
    status, expected = naive_mobility.whereabouts(trips)
    found = ["moving" if moving >> h & 1 else "outside" if outside >> h & 1 else "parked" for h in range(24)]
    assert found == status
    assert twice.tolist() == expected
    assert moving & outside == 0


def test_late_vehicles_are_counted_in_the_hour_in_which_they_flow():
    evening = tuple((*row[:4], 1.0) for row in PARAMS.rates_workday)
    # Everybody who can drives through slow streets in the evening, so that many are under way after midnight.
    params = PARAMS.model_copy(update={"rates_workday": evening, "constants": (0.0, 0.0, 0.0, 40.0, 0.0)})
    world = grid_world()
    world.table("car_links")["free_speed"][:] = 1.0
    result = a_day(world, params=params)
    moving = [int((result.status(h) == day.MOVING).sum()) for h in range(24)]
    assert sum(moving[:3]) > 0
    assert moving == result.census.tolist()


def test_flows_and_distances_tell_the_same(world, workday):
    links = world.table("car_links")
    by_link = (workday.columns["car_links.flow"].sum(axis=1) * links["length"]).sum()
    assert workday.columns["vehicles.distance_day"].sum() == pytest.approx(by_link)
    assert (workday.columns["car_links.car_flow"] <= workday.columns["car_links.flow"]).all()
    speed = workday.columns["car_links.speed"]
    assert (speed > 0).all()
    assert (speed <= links["free_speed"][:, None] * (1 + 1e-9)).all()


@pytest.mark.parametrize("gone", [8, 40])
def test_one_building_less_changes_no_other_citizens_day(gone):
    tables = grid_tables()
    fewer = without_rows(tables, "buildings", [gone])
    rows = []
    for made in (tables, fewer):
        world = grid_world(tables=made)
        result = a_day(world)
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
    one, count, _ = mobility.processes(world, PARAMS)
    first = world.clock.tick_of(dt.date(2019, 3, 6))
    trips = world.table("zones")["trips_year"].sum()
    one.step(first)
    for tick in range(first, first + 24):
        count.step(tick)
        assert not world.audits[-1].violated()
        hour = world.clock.civil_hour[tick]
        assert world.table("vehicles")["moving"].sum() == one._cache.of(first // 24).census[hour]
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


def test_vehicles_say_when_they_leave_and_come_home(world, workday):
    garage, citizens = workday.garage, world.table("citizens")
    used = garage.distance > 0
    assert used.any()
    assert np.isfinite(garage.first_out[used]).all()
    assert (garage.last_home[used] > garage.first_out[used]).all()
    driver = int(np.flatnonzero((workday.diary.mode == Mode.CAR).any(axis=1))[0])
    drives = workday.diary.mode[driver] == Mode.CAR
    car = citizens["car"][driver]
    assert garage.first_out[car] == pytest.approx(workday.diary.departure[driver][drives][0] / 3600, abs=1e-4)
    assert garage.last_home[car] == pytest.approx(workday.diary.arrival[driver][drives][-1] / 3600, abs=1e-4)
    idle = np.isnan(garage.first_out)
    assert idle.any()
    assert (garage.distance[idle] == 0).all()


def test_a_broken_count_is_a_violation(world):
    one, count, _ = mobility.processes(world, PARAMS)
    tick = world.clock.tick_of(dt.date(2019, 3, 6)) + 8
    count.step(tick)
    assert not world.audits[-1].violated()
    one._cache.of(tick // 24).garage.moving[0] ^= 1 << int(world.clock.civil_hour[tick])
    count.step(tick)
    assert world.audits[-1].violated()


def test_a_district_without_zones_outside_works():
    tables = grid_tables(5, 400)
    tables["zones"] = tables["zones"].take(np.array([0, 1]))
    world = grid_world(5, 400, tables=tables)
    assert a_day(world, DayType.HOLIDAY).balance[0] == 0
    assert len(grid_district(5, 400).tables["zones"]) == 6


def test_every_parameter_says_where_it_comes_from():
    for row in mobility.Params.rows():
        assert row["source"], row["name"]
        assert row["unit"], row["name"]
    fitted = [row["name"] for row in mobility.Params.rows() if row["status"] == "fitted"]
    assert fitted == ["constants"]
