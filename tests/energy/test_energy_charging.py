"""Do electric cars charge what they drive, one to a plug, and is no electricity lost?"""

from datetime import date
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import little_world, naive_charging
from twin.core.clock import Clock
from twin.core.streams import uids_of
from twin.domains import energy
from twin.domains.energy import charging_kpis
from twin.domains.energy.charging import Charging, equip, within_reach
from twin.domains.energy.charging_drive import battery_use, car_of
from twin.domains.energy.charging_kernels import (
    Cars,
    Physics,
    Points,
    State,
    accepted,
    charge,
    drive,
    plug_in,
    release,
    stored_in,
)
from twin.state import schemas
from twin.state.codes import Engine, PlaceKind, Smart
from twin.state.table import Table

LEVEL = {"outside_speed": 25.0, "car_heating": 0.0, "car_cooling": 0.0}  # consumption as vehicles tell it
PARAMS = energy.Params(**LEVEL)
KWH = 3.6e6


def places(plugs, power=22e3, at=0.0):
    table = Table.allocate(schemas.PLACES, len(plugs))
    table["uid"][:] = uids_of(f"point {i}" for i in range(len(plugs)))
    table["kind"][:] = PlaceKind.CHARGER
    table["capacity"][:] = plugs
    table["power"][:] = power
    table["x"][:] = at + np.arange(len(plugs))
    return table


def made(plugs=(2,), cars=6, sockets=False, **params):
    world = little_world.world(2, cars=cars, motorcycles=2)
    world.tables["places"] = places(plugs)
    world.table("vehicles")["engine"][:] = Engine.ELECTRIC
    chosen = energy.Params(**(LEVEL | params))
    equip(world, chosen)
    world.table("vehicles")["socket"][:] = sockets
    return world, Charging(world, chosen)


def walk(world, process, days):
    for tick in range(days * world.clock.ticks_per_day):
        process.step(tick)
        assert not world.audits[-1].violated()
        yield tick


@pytest.mark.nojit
def test_cars_charge_what_they_drive():
    world, process = made(sockets=True)
    cars = world.table("vehicles")
    start, drawn = cars["battery"].copy(), 0.0
    for _ in walk(world, process, 10):
        drawn += world.table("buildings")["charging_power"].sum() * 3600.0
        assert np.all(cars["battery"] <= PARAMS.battery * KWH * (1 + 1e-12))
        assert np.all(cars["charging_power"] <= 3000.0)
    driven = 10 * 6 * 25.0 * 0.18 * KWH  # at the grid
    assert drawn * PARAMS.charging_efficiency == pytest.approx(
        driven * PARAMS.charging_efficiency + cars["battery"].sum() - start.sum()
    )
    assert world.table("buildings")["charging_year"].sum() == pytest.approx(drawn)
    assert cars["electric_year"][:6] == pytest.approx(np.full(6, 250e3))
    assert np.all(cars["electric_year"][6:] == 0.0)  # motorcycles are not followed


def test_nobody_shares_a_plug_and_the_emptiest_go_first():
    world, process = made(plugs=(1, 1), cars=6, plug_below=1.0)
    cars = world.table("vehicles")
    battery = np.array([5, 9, 1, 7, 3, 11, 0, 0]) * KWH
    cars["battery"][:] = battery
    cars["last_home"][:] = 18.25
    for tick in walk(world, process, 2):
        plugged = cars["plug"][cars["plug"] >= 0]
        assert np.unique(plugged).size == plugged.size
        if tick == 0:
            assert set(np.flatnonzero(cars["plug"] >= 0)) == {2, 4}
        if tick % 24 in range(8, 18):
            assert not plugged.size


def test_what_a_battery_cannot_give_is_charged_elsewhere():
    world, process = made(plugs=(0,))
    cars = world.table("vehicles")
    cars["battery"][:] = 1.0 * KWH
    for _ in walk(world, process, 1):
        pass
    assert cars["charged_elsewhere"][:6] == pytest.approx(np.full(6, (25 * 0.18 - 1 / 0.88) * KWH))
    assert np.all(cars["battery"][:6] == 0.0)


def test_cars_of_people_on_leave_drive_and_charge_where_they_are():
    world, process = made(sockets=True)
    cars, charged = world.table("vehicles"), PARAMS.battery * KWH
    cars["battery"][:] = charged
    cars["household"][:] = np.arange(len(cars))
    citizens = world.tables["citizens"] = Table.allocate(schemas.CITIZENS, 2)
    citizens["household"][:] = 1, 2
    citizens["away"][:] = True, False
    process = Charging(world, PARAMS)
    for _ in walk(world, process, 1):
        assert cars["battery"][1] == charged
        assert cars["charging_power"][1] == 0.0
    assert cars["charged_elsewhere"][:3] == pytest.approx([0.0, 25 * 0.18 * KWH, 0.0])
    assert cars["electric_year"][:3] == pytest.approx(np.full(3, 25e3))
    assert world.table("buildings")["charging_year"].sum() == pytest.approx(5 * 25 * 0.18 * KWH, rel=1e-6)


def outcome(world, first=date(2019, 1, 1), **series):
    world.clock = Clock(2019, span=(first, date(2019, 12, 31)))
    return SimpleNamespace(world=world, table=world.table, series=series.__getitem__)


def test_what_points_outside_the_zones_give_is_not_lost():
    world, process = made(plugs=(2,), plug_below=1.0)
    world.tables["places"]["zone"][:] = -1
    for _ in walk(world, process, 2):
        pass
    drawn = world.table("places")["charging_year"].sum()
    assert drawn > 0.0
    indicators = {kpi.name: kpi.compute for kpi in charging_kpis.KPIS}
    elsewhere = indicators["energy.charging_elsewhere"](outcome(world))
    assert elsewhere == pytest.approx((drawn + world.table("vehicles")["charged_elsewhere"].sum()) / KWH / 1000.0)


def test_a_run_that_begins_in_summer_takes_the_grid_of_summer():
    world, _ = made()
    intensity = world.table("forcing")["carbon_intensity"]
    intensity[:] = 1.0 / KWH
    intensity[: 181 * 24] = 0.0
    charged = {"energy.charging_home": np.ones(24), "energy.charging_public": np.zeros(24)}
    indicators = {kpi.name: kpi.compute for kpi in charging_kpis.KPIS}
    found = outcome(world, date(2019, 7, 1), **charged)
    assert indicators["energy.charging_co2"](found) == pytest.approx(0.024)


def test_closed_and_far_points_serve_nobody():
    for plugs, at in (((0,), 0.0), ((5,), 401.0)):
        world, process = made(plugs=plugs, plug_below=1.0)
        world.tables["places"]["x"][:] = at
        for _ in walk(world, process, 2):
            assert np.all(world.table("places")["charging_power"] == 0.0)
        assert np.all(world.table("vehicles")["plug"] == -1)


def test_quarter_hours_draw_what_hours_draw():
    sums = []
    for per_hour in (1, 4):
        world, _ = made(sockets=True)
        world.clock = Clock(2019, ticks_per_hour=per_hour)
        world.audits.clear()
        process = Charging(world, PARAMS)
        for _ in walk(world, process, 5):
            pass
        sums.append(world.table("buildings")["charging_year"].sum())
    assert sums[0] == pytest.approx(sums[1])


def test_a_car_that_becomes_electric_charges_from_the_next_day_on_and_leaves_the_others_alone():
    alone, one = made(sockets=True)
    alone.table("vehicles")["engine"][3] = Engine.PETROL
    both, two = made(sockets=True)
    both.table("vehicles")["engine"][3] = Engine.PETROL
    for tick, _ in zip(walk(alone, one, 4), walk(both, two, 4), strict=True):
        if tick == 30:
            both.table("vehicles")["engine"][3] = Engine.ELECTRIC
    a, b = alone.table("vehicles"), both.table("vehicles")
    rest = np.arange(8) != 3
    assert np.array_equal(a["battery"][rest], b["battery"][rest])
    assert b["electric_year"][3] == pytest.approx(50e3)
    assert a["electric_year"][3] == 0.0


def test_no_electric_car_no_electricity():
    world, process = made()
    world.table("vehicles")["engine"][:] = Engine.PETROL
    for _ in walk(world, process, 1):
        assert world.table("places")["charging_power"].sum() == 0.0


def test_points_within_reach_come_nearest_first():
    homes = np.array([[0.0, 0.0], [100.0, 0.0], [0.0, 0.0], [1e4, 0.0]])
    points = np.array([[90.0, 0.0], [10.0, 0.0], [9e3, 0.0]])
    first, rows = within_reach(homes, points, np.array([4, 7, 9]), 95.0)
    lists = [rows[a:b].tolist() for a, b in pairwise(first)]
    assert lists == [[7, 4], [4, 7], [7, 4], []]


car = st.fixed_dictionaries({
    "battery": st.floats(0.0, 45.0), "socket": st.booleans(), "arrives": st.integers(0, 23),
    "driven": st.floats(0.0, 60.0), "near": st.permutations(range(3)).map(lambda p: p[:2]),
})  # fmt: skip


@given(
    cars=st.lists(car, min_size=1, max_size=6, unique_by=lambda each: each["battery"]),
    plugs=st.lists(st.integers(0, 2), min_size=3, max_size=3),
    below=st.floats(0.0, 1.0),
    start=st.integers(0, 23),
)
def test_charging_agrees_with_its_naive_twin(cars, plugs, below, start):
    physics = Physics(45.0 * KWH, 0.88, 3e3, below, 8, 3600.0, 1e9, 1.0, 1.0)
    n = len(cars)
    power = np.array([7.4e3, 22e3, 50e3])
    compact = Cars(
        np.arange(n), np.zeros(n, dtype=np.int64), np.array([c["socket"] for c in cars]),
        np.array([c["arrives"] for c in cars]), np.array([c["driven"] for c in cars]) * KWH, np.ones(n),
        2 * np.arange(n + 1), np.array([p for c in cars for p in c["near"]], dtype=np.int64),
    )  # fmt: skip
    state = State(
        np.array([c["battery"] for c in cars]) * KWH, np.full(n, -1), np.zeros(n), np.zeros(n), np.zeros(n),
        np.zeros(1), np.zeros(3), np.zeros(3), np.zeros(3),
    )  # fmt: skip
    naive = [dict(c, battery=c["battery"] * KWH, driven=c["driven"] * KWH, plug=None, done=False) for c in cars]
    done, taken, cell = np.zeros(n, dtype=bool), np.zeros(3, dtype=np.int64), np.zeros(3)
    points = Points(np.array(plugs, dtype=float), power, np.full(3, np.inf), np.ones(3))
    for step in range(30):
        hour = (start + step) % 24
        held = float(state.battery.sum())
        used = drive(hour, compact, physics, state, done)
        if release(hour, compact, physics, state, taken):
            order = np.argsort(state.battery, kind="stable")
            plug_in(hour, order, compact, points, physics, state, taken)
        charge(compact, points, physics, np.ones(compact.row.size), (held, used), state, cell)
        want = naive_charging.tick(hour, naive, plugs, (45.0 * KWH, 0.88, 3e3, below, 8, power), 3600.0)
        assert state.power == pytest.approx(want, rel=1e-9, abs=1e-3)
        assert np.all(taken <= np.array(plugs))
        assert cell[0] <= 1e-9 * max(cell[2], 1e-12)
        if step == 23:
            done[:] = False
            for each in naive:
                each["done"] = False


LAW = Physics(45.0 * KWH, 0.88, 3e3, 1.0, 8, 3600.0, 50e3, 0.8, 0.15)


@given(battery=st.floats(0.0, 45.0), limit=st.floats(0.0, 80e3), dt_s=st.sampled_from([60.0, 900.0, 3600.0]))
@settings(max_examples=40)
def test_a_battery_takes_what_small_steps_say(battery, limit, dt_s):
    law = LAW._replace(dt_s=dt_s)
    found = stored_in(battery * KWH, limit, law)
    assert found == pytest.approx(naive_charging.stored(battery * KWH, limit, law, 2000), rel=5e-3, abs=1e3)
    assert 0.0 <= found <= min(0.88 * limit * dt_s, 45.0 * KWH - battery * KWH) * (1 + 1e-9) + 1e-3


def test_power_falls_above_four_fifths():
    kw = [accepted(share * 45.0 * KWH, LAW) / 1e3 for share in (0.0, 0.8, 0.9, 0.98, 1.0)]
    assert kw == pytest.approx([50.0, 50.0, 25.0, 7.5, 7.5])
    # An alternating current of 7.4 kW is below all of it: such a car charges at full power to the end.
    assert stored_in(44.0 * KWH, 7.4e3, LAW._replace(dt_s=60.0)) == pytest.approx(0.88 * 7.4e3 * 60.0)


def test_plugs_of_a_place_share_its_connection():
    world, process = made(plugs=(4,), cars=6, plug_below=1.0)
    places_, cars = world.table("places"), world.table("vehicles")
    places_["power"][:], places_["site_power"][:] = 50e3, 60e3
    cars["battery"][:] = np.arange(8) * KWH
    cars["last_home"][:] = 18.25
    most = 0.0
    for tick in walk(world, process, 1):
        power = cars["charging_power"][cars["plug"] >= 0]
        most = max(most, power.sum())
        assert power.sum() <= 60e3 * (1 + 1e-9)
        assert power.sum() == pytest.approx(places_["charging_power"].sum())
        if tick == 0:
            assert power == pytest.approx(np.full(4, 60e3 / power.size), rel=0.3)
    assert most > 50e3
    assert places_["charging_wait_year"][0] > 0.0  # six cars for four plugs


def test_a_plug_of_its_own_waits_for_nobody():
    world, process = made(sockets=True)
    for _ in walk(world, process, 2):
        pass
    assert world.table("places")["charging_wait_year"].sum() == 0.0


CAR = car_of(energy.Params())


@given(speed=st.floats(2.0, 35.0), t_out=st.floats(-15.0, 40.0), slope=st.floats(-0.1, 0.1))
@settings(max_examples=40)
def test_consumption_is_the_sum_of_its_forces(speed, t_out, slope):
    want = naive_charging.use(speed, t_out, slope, CAR._asdict())
    assert battery_use(speed, t_out, slope, CAR) == pytest.approx(want, rel=1e-12)
    assert battery_use(speed, t_out, slope, CAR) == battery_use(speed, t_out, -slope, CAR)
    assert battery_use(speed, t_out, slope, CAR) >= battery_use(speed, 20.0, 0.0, CAR)


def test_winter_and_jams_cost_electricity():
    kwh_km = {(v, t): battery_use(v / 3.6, t, 0.0, CAR) / 3600.0 for v in (12, 25, 110) for t in (-5, 20)}
    assert kwh_km[25, -5] > 1.4 * kwh_km[25, 20]
    assert kwh_km[12, -5] > kwh_km[25, -5]
    assert kwh_km[110, 20] > 1.5 * kwh_km[25, 20]
    assert 0.10 < kwh_km[25, 20] < 0.20


def test_the_day_is_driven_at_its_speed_and_temperature():
    drawn = []
    for kmh in (10.0, 40.0):
        world, process = made(sockets=True, outside_km=0.0, car_heating=100.0)
        links = world.table("car_links")
        links["flow"][:], links["speed"][:] = 0.0, 1.0
        links["flow"][1, 8], links["speed"][1, 8] = 100.0, kmh / 3.6
        world.table("vehicles")["distance_day"][:] = 5e3
        start = world.table("vehicles")["battery"].sum()
        for _ in walk(world, process, 3):
            pass
        taken = start - world.table("vehicles")["battery"].sum()
        drawn.append(world.table("buildings")["charging_year"].sum() * 0.88 + taken)
        t_out = world.table("forcing")["t_out"][: 3 * 24].reshape(3, 24)[:, 7:22].mean(axis=1)
        told = battery_use(25.0 / 3.6, 15.0, 0.0, car_of(energy.Params(**LEVEL | {"car_heating": 100.0})))
        factors = [battery_use(kmh / 3.6, t, 0.0, CAR._replace(cooling=0.0)) / told for t in t_out]
        assert drawn[-1] == pytest.approx(6 * 5.0 * 0.18 * 0.88 * KWH * sum(factors), rel=1e-6)
    assert drawn[0] > drawn[1]


def smart(kind, price, plugs=(3,), **params):
    """A world of cars without sockets at smart plugs, with a price and a carbon intensity by civil hour."""
    params = {"plug_below": 1.0, "comes_home": (18.0, 0.0)} | params
    world, _ = made(plugs=plugs, cars=3, **params)
    world.table("places")["smart"][:] = kind
    for column in ("price_electricity", "carbon_intensity"):
        world.table("forcing")[column][:] = price[world.clock.civil_hour]
    world.table("vehicles")["battery"][:] = 30.0 * KWH
    return world, Charging(world, energy.Params(**(LEVEL | params)))


@pytest.mark.parametrize("kind", [Smart.PRICE, Smart.CARBON])
def test_smart_plugs_wait_for_the_best_hours_and_cars_are_full_when_they_leave(kind):
    price = np.where(np.arange(24) < 5, 1.0, 2.0)
    drawn = {}
    for which in (Smart.NOTHING, kind):
        world, process = smart(which, price)
        by_hour = np.zeros(24)
        for tick in walk(world, process, 3):
            if 12 <= tick < 60:  # two nights
                by_hour[world.clock.civil_hour[tick]] += world.table("places")["charging_power"].sum()
            if world.clock.civil_hour[tick] == 7 and tick > 24:
                assert world.table("vehicles")["battery"][:3] == pytest.approx(np.full(3, PARAMS.battery * KWH))
        drawn[which] = by_hour
    assert drawn[kind].sum() == pytest.approx(drawn[Smart.NOTHING].sum(), rel=0.05)
    assert drawn[Smart.NOTHING][18] > 0.0
    assert drawn[kind][18:].sum() == 0.0
    assert drawn[kind][:5].sum() > 0.9 * drawn[kind].sum()


def test_at_one_price_nothing_is_waited_for():
    flat, plain = (smart(kind, np.ones(24)) for kind in (Smart.PRICE, Smart.NOTHING))
    for (a, one), (b, other) in ((flat, plain),):
        for _ in zip(walk(a, one, 2), walk(b, other, 2), strict=True):
            assert np.array_equal(a.table("places")["charging_power"], b.table("places")["charging_power"])


def test_a_nearly_empty_car_is_charged_at_once():
    world, process = smart(Smart.PRICE, np.where(np.arange(24) < 5, 1.0, 2.0))
    for tick in walk(world, process, 1):
        if world.clock.civil_hour[tick] == 12:
            world.table("vehicles")["battery"][0] = 6.0 * KWH
        if world.clock.civil_hour[tick] == 18:
            assert world.table("vehicles")["charging_power"][0] > 0.0
            assert not world.table("vehicles")["charging_power"][1:3].any()


def test_a_car_begins_to_charge_in_the_hour_of_its_last_arrival():
    world, process = made(plugs=(6,), plug_below=1.0)
    cars = world.table("vehicles")
    cars["last_home"][:6] = [17.2, 18.9, 20.0, 21.5, 22.1, 23.0]
    began = {}
    for tick in range(24):
        if tick == 12:  # all are away, and come home nearly empty
            cars["plug"][:6], cars["battery"][:6] = -1, 0.2 * PARAMS.battery * KWH
        process.step(tick)
        for row in np.flatnonzero((cars["charging_power"][:6] > 0.0) & (tick > 12)):
            began.setdefault(int(row), int(world.clock.civil_hour[tick]))
    assert [began[row] for row in range(6)] == [17, 18, 20, 21, 22, 23]
