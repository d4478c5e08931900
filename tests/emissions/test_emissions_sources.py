"""Do carriers, lamps and vehicles emit what their factors say?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import little_world, naive_emissions
from twin.domains import emissions
from twin.domains.emissions.fleet import CO2, NOX, PM10, by_kmh, factors, fleet_mean, others
from twin.domains.emissions.kernels import buildings_hour, traffic_day, traffic_hour
from twin.state.codes import Engine, VehicleKind

PARAMS = emissions.Params()
KWH = 3.6e6
G_KM = 1e-6


def made(**kinds):
    world = little_world.world(4, **kinds)
    emissions.initialise(world, PARAMS)
    return world, {process.name: process for process in emissions.processes(world, PARAMS)}


def day(flow, cars, speed, length, mean, freight=None, guests=None):
    rate = np.full((24, len(length), 4), np.nan)
    vans, trucks = freight if freight is not None else (np.zeros_like(flow), np.zeros_like(flow))
    guests = np.zeros(len(length)) if guests is None else guests
    traffic_day(flow, cars, vans, trucks, guests, speed, np.asarray(length), by_kmh(mean, PARAMS.speeds), rate)
    return rate


def test_a_megawatt_hour_of_each_carrier():
    world, processes = made()
    homes = world.table("buildings")
    for row, name in enumerate(("gas", "gas_oil", "district_heat", "electricity")):
        homes[name][row] = 1e6
    processes["emissions.buildings"].step(0)
    assert homes["co2"] * 3600.0 == pytest.approx([202.0, 267.0, 170.0, 312.0])
    assert homes["co2_year"] == pytest.approx([202.0, 267.0, 170.0, 312.0])
    assert homes["nox"][:2] * 3600.0 == pytest.approx(np.full(2, 51.0 * 3.6 / 1000.0))
    assert np.all(homes["nox"][2:] == 0.0)


def test_lamps_emit_by_the_hour_of_the_grid():
    world, processes = made()
    world.table("lampposts")["power"][:] = 1000.0
    processes["emissions.lighting"].step(5)
    assert world.table("lampposts")["co2"] * 3600.0 == pytest.approx(np.full(5, 0.312))


def test_traffic_of_one_street():
    world, processes = made(cars=1, motorcycles=0)
    world.table("vehicles")["engine"][:] = Engine.PETROL
    world.table("vehicles")["euro"][:] = 6
    links = world.table("car_links")
    links["flow"][0, 8] = links["car_flow"][0, 8] = 1000.0
    links["speed"][0, 8] = 50.0 / 3.6
    processes["emissions.traffic"].step(0)
    assert np.all(links["co2"] == 0.0)
    for tick in range(1, 9):
        processes["emissions.traffic"].step(tick)
    # 1,000 cars over 0.1 km are 100 vehicle-km.
    assert links["co2"][0] * 3600.0 == pytest.approx(165.0 * 100.0 / 1e3)
    assert links["nox"][0] * 3600.0 == pytest.approx(27.9 * 100.0 / 1e6)
    assert links["pm10"][0] * 3600.0 == pytest.approx((1.44 + 18.0) * 100.0 / 1e6)
    assert links["co2_year"][0] == pytest.approx(165.0 * 100.0 / 1e3)


def test_electric_cars_emit_at_the_grid_and_wear_their_brakes():
    world, processes = made(cars=3, motorcycles=0)
    world.table("vehicles")["engine"][:] = Engine.ELECTRIC
    links = world.table("car_links")
    links["flow"][:] = links["car_flow"][:] = 1000.0
    links["speed"][:] = 8.0
    processes["emissions.traffic"].step(0)
    assert links["co2"][0] * 3600.0 == pytest.approx(0.18 * 0.312 * 100.0)
    assert links["nox"][0] == 0.0
    assert links["pm10"][0] * 3600.0 == pytest.approx(18.0 * 100.0 / 1e6)


def test_the_fleet_is_weighted_by_its_vehicles():
    world, _ = made(cars=4, motorcycles=1)
    vehicles = world.table("vehicles")
    vehicles["engine"][:] = [Engine.PETROL, Engine.PETROL, Engine.PETROL, Engine.DIESEL, Engine.PETROL]
    vehicles["euro"][:] = 5
    mean = fleet_mean(vehicles, factors(PARAMS), 5)
    petrol, diesel = PARAMS.car_co2_petrol, PARAMS.car_co2_diesel
    assert mean[0, CO2] == pytest.approx((0.75 * np.array(petrol) + 0.25 * np.array(diesel)) * G_KM)
    assert mean[1, CO2] == pytest.approx(np.array(PARAMS.motorcycle_co2) * G_KM)


def test_a_place_without_vehicles_still_has_a_usual_one():
    world, _ = made(cars=0, motorcycles=0)
    mean = fleet_mean(world.table("vehicles"), factors(PARAMS), PARAMS.usual_euro)
    assert mean[0, CO2] == pytest.approx(np.array(PARAMS.car_co2_petrol) * G_KM)


def test_newer_is_cleaner_where_the_guidebook_says_so():
    table = factors(PARAMS)
    car = table[VehicleKind.CAR]
    assert np.all(np.diff(car[Engine.DIESEL, 3:, PM10, 3]) < 0.0)
    assert np.all(car[Engine.DIESEL, 6, NOX] < 0.5 * car[Engine.DIESEL, 5, NOX])
    assert np.all(car[Engine.ELECTRIC, :, CO2] == 0.0)
    assert np.all(table >= 0.0)


def test_each_kind_of_vehicle_has_its_own_factors():
    world, processes = made(cars=1, motorcycles=1)
    world.table("vehicles")["engine"][:] = Engine.PETROL
    world.table("vehicles")["euro"][:] = 6
    links = world.table("car_links")
    links["flow"][:, 0], links["speed"][:, 0] = 1000.0, 30.0 / 3.6
    links["car_flow"][[0, 1], 0] = 1000.0
    links["guest_share"][1] = 1.0
    links["van_flow"][2, 0] = links["truck_flow"][3, 0] = 1000.0
    processes["emissions.traffic"].step(0)
    own, guest, van, truck, moto = links["co2"][:5] * 3600.0 * 1e3 / 100.0  # g/km, 100 vehicle-km
    assert own == pytest.approx(200.0)
    assert 150.0 < guest < own
    assert van == pytest.approx(243.0)
    assert truck == pytest.approx(642.0)
    assert moto == pytest.approx(88.0)
    assert np.argmax(links["nox"][:5]) == 3
    # As many electric vans as half of those that deliver halve the exhaust, and draw from the grid.
    zones = world.table("zones")
    zones["vans"][:], zones["electric_vans"][:] = 10.0, 5.0
    processes["emissions.traffic"].step(world.clock.ticks_per_day)
    half = links["co2"][2] * 3600.0 * 1e3 / 100.0
    assert half == pytest.approx(0.5 * 243.0 + 0.5 * 0.26 * 312.0)
    mean = others(factors(PARAMS), 0.0, PARAMS)
    assert (mean >= 0.0).all()
    assert (mean[0, CO2] > 0.0).all()


amount = st.floats(0.0, 3000.0)


@given(
    links=st.lists(
        st.tuples(amount, *[st.floats(0.0, 1.0)] * 2, st.floats(-1.0, 40.0), st.floats(1.0, 500.0)),
        min_size=1,
        max_size=5,
    ),
    curves=st.lists(st.floats(0.0, 1e-3), min_size=120, max_size=120),
)
def test_traffic_agrees_with_its_naive_twin(links, curves):
    mean = np.array(curves).reshape(5, 4, 6)
    flow, share, guests, speed, length = (np.array(values) for values in zip(*links, strict=True))
    cars, vans, trucks = flow * share * 0.6, flow * share * 0.3, flow * share * 0.1
    columns = [np.repeat(values[:, None], 24, axis=1) for values in (flow, cars, speed, vans, trucks)]
    rate = day(*columns[:3], length, mean, columns[3:], guests)
    for i, v in enumerate(speed):
        want = naive_emissions.link(flow[i], cars[i], vans[i], trucks[i], guests[i], v, length[i], PARAMS.speeds, mean)
        assert rate[13, i] == pytest.approx(want, rel=1e-9, abs=1e-15)


@pytest.mark.nojit
def test_a_speed_that_is_not_a_number_counts_as_slow():
    mean = np.arange(120.0).reshape(5, 4, 6)
    rate = day(np.full((1, 24), 36.0), np.full((1, 24), 36.0), np.full((1, 24), np.nan), [100.0], mean)
    assert rate[0, 0] == pytest.approx(mean[0, :, 0])


@pytest.mark.nojit
def test_an_hour_copies_its_rates():
    rate = np.array([[1.0, 2.0, 3.0, 4.0]])
    co2, nox, pm10, year = (np.zeros(1) for _ in range(4))
    traffic_hour(rate, 0.5, 10.0, co2, nox, pm10, year)
    assert [co2[0], nox[0], pm10[0], year[0]] == [3.0, 2.0, 3.0, 30.0]


@pytest.mark.nojit
@given(st.lists(st.floats(0.0, 1e7), min_size=4, max_size=4), st.lists(st.floats(0.0, 1e-6), min_size=12, max_size=12))
def test_a_building_agrees_with_its_naive_twin(carriers, values):
    table = np.array(values).reshape(3, 4)
    out = [np.zeros(1) for _ in range(4)]
    buildings_hour(tuple(np.array([watt]) for watt in carriers), table, 3600.0, *out)
    want = naive_emissions.building(*carriers, table)
    assert [column[0] for column in out[:3]] == pytest.approx(want)
    assert out[3][0] == pytest.approx(want[0] * 3600.0)
