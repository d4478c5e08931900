"""Is the zone right? Theory first (steady state, decay, waves through walls), then the naive twin, then the balance."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import naive_energy_zone
from tests.wall_theory import admittances, periodic, periodic_chain
from twin.domains.energy.zone.box import NO_COOLING, OFF, Box, Drivers, Element, Role, Window, network, simulate
from twin.domains.energy.zone.constructions import (
    Construction,
    Layer,
    chains,
)
from twin.domains.energy.zone.kernels import (
    GAMMA,
    LANES,
    LUMPS,
    N_DRIVERS,
    N_OUT,
    N_STATE,
    advance,
    merge_worst,
)
from twin.domains.energy.zone.network import Network, factors

BRICK = Construction.of((0.02, 0.9, 1800, 1000), (0.30, 0.72, 1700, 840), (0.02, 0.7, 1400, 1000))
CONSTRUCTIONS = {
    "solid brick": Construction.of((0.02, 0.9, 1800, 1000), (0.45, 0.72, 1700, 840), (0.02, 0.7, 1400, 1000)),
    "brick": BRICK,
    "cavity": Construction.of(
        (0.02, 0.9, 1800, 1000), (0.12, 0.5, 1100, 840), (0.1, 0.55, 0, 0), (0.08, 0.4, 800, 840),
        (0.01, 0.7, 1400, 1000),
    ),
    "insulated brick": Construction.of(
        (0.01, 0.9, 1800, 1000), (0.14, 0.036, 30, 1450), (0.30, 0.72, 1700, 840), (0.02, 0.7, 1400, 1000)
    ),
    "light wall": Construction.of((0.009, 0.14, 530, 900), (0.066, 0.04, 12, 840), (0.012, 0.16, 950, 840)),
    "light roof": Construction.of((0.019, 0.14, 530, 900), (0.1118, 0.04, 12, 840), (0.01, 0.16, 950, 840)),
    "heavy wall": Construction.of((0.009, 0.14, 530, 900), (0.0615, 0.04, 10, 1400), (0.1, 0.51, 1400, 1000)),
    "slab on insulation": Construction.of((1.007, 0.04, 0, 0), (0.08, 1.13, 1400, 1000)),
    "slab on soil": Construction.of(
        (0.5, 2.0, 2000, 1000), (0.1, 1.3, 2000, 1000), (0.06, 1.2, 1800, 1000), (0.02, 1.0, 2000, 1000)
    ),
    "floor": Construction.of((0.03, 0.9, 1800, 1000), (0.24, 0.75, 900, 880), (0.02, 1.5, 2300, 840)),
}  # fmt: skip
FLOOR = Construction.of((0.13, 0.75, 900, 880), (0.02, 1.5, 2300, 840))


def house(**changes):
    parts = [
        Element("wall", Role.WALL, 80.0, BRICK),
        Element("roof", Role.ROOF, 50.0, CONSTRUCTIONS["light roof"]),
        Element("floor", Role.FLOOR, 50.0, CONSTRUCTIONS["slab on insulation"], "ground"),
        Element("inside", Role.INNER, 200.0, FLOOR),
    ]
    return Box(
        **({"elements": parts, "windows": [Window("w", 20.0, 2.8)], "volume": 250.0, "floor_area": 100.0} | changes)
    )


@pytest.mark.nojit
@pytest.mark.parametrize("name", CONSTRUCTIONS)
def test_a_chain_has_the_resistance_and_capacity_of_its_layers(name):
    construction = CONSTRUCTIONS[name]
    for lumps in (3, 5):
        chain = construction.chain(lumps)
        assert chain.resistance.sum() == pytest.approx(construction.resistance, rel=1e-12)
        assert chain.capacity.sum() == pytest.approx(construction.capacity, rel=1e-12)
        assert np.all(chain.resistance > 0.0)
        assert np.all(chain.capacity > 0.0)


@pytest.mark.parametrize("name", CONSTRUCTIONS)
def test_a_chain_answers_the_day_as_the_exact_wall_does(name):
    construction = CONSTRUCTIONS[name]
    for period, within in ((86_400.0, 0.025), (21_600.0, 0.04)):
        exact = admittances(periodic(construction.layers, period, 0.04, 0.13))
        found = admittances(periodic_chain(construction.chain(), period, 0.04, 0.13))
        print(
            f"{name:20s} {period / 3600:.0f} h admittance {abs(exact[0]):.3f} W/m2K, {abs(found[0] / exact[0] - 1):.2%}"
        )
        assert abs(found[0] / exact[0] - 1.0) < within
        assert abs(found[1] - exact[1]) < 0.02 * abs(exact[0])


def test_waves_through_a_wall_follow_the_published_example():
    # Thick homogeneous wall: admittance tends to sqrt(2 pi lambda rho c / T), 45 degrees ahead (EN ISO 13786).
    exact = periodic([Layer(2.0, 1.0, 2000.0, 1000.0)], 86_400.0)
    inside, _ = admittances(exact)
    assert abs(inside) == pytest.approx(math.sqrt(2.0 * math.pi * 1.0 * 2.0e6 / 86_400.0), rel=1e-3)
    assert math.degrees(math.atan2(inside.imag, inside.real)) == pytest.approx(45.0, abs=0.1)


@pytest.mark.nojit
def test_many_constructions_at_once_are_the_same_as_one_by_one():
    layers = [CONSTRUCTIONS[name].layers for name in ("brick", "insulated brick")]
    r = np.array([[x.thickness / x.conductivity for x in each] + [0.0] * (4 - len(each)) for each in layers])
    c = np.array(
        [[x.thickness * x.density * x.specific_heat for x in each] + [0.0] * (4 - len(each)) for each in layers]
    )
    together = chains(r, c, 5)
    for k, name in enumerate(("brick", "insulated brick")):
        alone = CONSTRUCTIONS[name].chain()
        np.testing.assert_allclose(together.capacity[k], alone.capacity, rtol=1e-12)
        np.testing.assert_allclose(together.resistance[k], alone.resistance, rtol=1e-12)


def steady_loss(box):
    """Conductance between air and outside of the resting network, by the dense matrix of the naive twin. [W/K]"""
    net = network(box)
    _, a, _ = naive_energy_zone.matrix(net, 0, 0.5 * 250.0 * box.air_heat / 3600.0)
    heat = np.linalg.solve(-a, np.eye(25)[naive_energy_zone.AIR])
    return 1.0 / heat[naive_energy_zone.AIR]


@pytest.mark.nojit
def test_steady_heating_is_loss_times_temperature_difference():
    box = house()
    still = {"t_out": np.zeros(3000), "t_sky": 0.0, "t_ground": 0.0, "air_change": 0.5}
    found = simulate(box, Drivers(**still, heat_to=20.0), dt_s=7200.0)
    assert found.t_air[-1] == pytest.approx(20.0, abs=1e-9)
    assert found.power[-1] == pytest.approx(20.0 * steady_loss(box), rel=1e-7)


def test_one_wall_alone_loses_by_its_u_value():
    wall = Element("wall", Role.WALL, 100.0, BRICK, h_ri=1e-6)
    found = simulate(Box([wall], air_capacity=1e5), Drivers(t_out=np.zeros(2000), t_sky=0.0, heat_to=20.0), dt_s=7200.0)
    u = 1.0 / (1.0 / 2.5 + BRICK.resistance + 1.0 / 24.14)
    assert found.power[-1] == pytest.approx(100.0 * u * 20.0, rel=1e-5)


def test_sun_and_sky_act_as_the_surface_balance_says():
    wall = Element("wall", Role.WALL, 100.0, BRICK, absorptance=0.5, h_ri=1e-6)
    sunny = Drivers(t_out=np.full(2000, 5.0), sun={"wall": 400.0})
    found = simulate(Box([wall], air_capacity=1e5), sunny, dt_s=7200.0)
    felt = 5.0 + (0.5 * 400.0 - 0.5 * 4.14 * 11.0) / 24.14
    assert found.t_air[-1] == pytest.approx(felt, abs=1e-5)


@pytest.mark.parametrize("dt_s", [900.0, 3600.0])
def test_a_zone_of_one_capacity_decays_exponentially(dt_s):
    found = simulate(
        Box([], windows=[Window("w", 50.0, 2.0, h_ri=1e-9)], air_capacity=1.0e7),
        Drivers(t_out=np.zeros(int(48 * 3600 / dt_s)), t_sky=0.0), dt_s=dt_s,
    )  # fmt: skip
    rate = 50.0 / (1.0 / (1.0 / (1.0 / 2.0 - 1.0 / 2.5)) + 1.0 / 2.5) / 1.0e7
    assert found.lumps[-1] == pytest.approx(20.0 * math.exp(-rate * 48 * 3600.0), rel=30.0 * (rate * dt_s) ** 2)


def test_periodic_heat_follows_the_admittance_of_the_wall():
    """Air that swings over the day takes the heat that EN ISO 13786 says, in steps of an hour within 3 %."""
    for name in ("brick", "insulated brick", "heavy wall"):
        construction = CONSTRUCTIONS[name]
        box = Box([Element("wall", Role.WALL, 100.0, construction, h_ri=1e-6)], air_capacity=1.0)
        t = (np.arange(24 * 60) + 0.5) * 3600.0
        wave = 20.0 + 2.0 * np.cos(2.0 * np.pi * t / 86_400.0)
        found = simulate(box, Drivers(t_out=np.full(t.size, 20.0), t_sky=20.0, heat_to=wave, cool_to=wave))
        last = found.power[-24:] / 100.0
        basis = np.exp(-2j * np.pi * t[-24:] / 86_400.0)
        got = 2.0 * (last * basis).mean() / 2.0
        want, _ = admittances(periodic(construction.layers, 86_400.0, 1.0 / 24.14, 1.0 / 2.5))
        print(f"{name}: {abs(got):.3f} W/m2K, exact {abs(want):.3f}, apart {abs(got / want - 1.0):.2%}")
        assert abs(got / want - 1.0) < 0.03


def test_an_airtight_zone_is_no_special_case():
    found = simulate(house(windows=[]), Drivers(t_out=np.zeros(100), heat_to=20.0))
    assert np.all(np.isfinite(found.power))
    assert np.all(np.abs(found.residual) <= 1e-9 * found.throughput)


def test_capacity_limits_both_ways():
    cold = simulate(house(heat_max=1000.0), Drivers(t_out=np.full(10, -10.0), heat_to=20.0), start=0.0)
    warm = simulate(house(cool_max=500.0), Drivers(t_out=np.full(10, 40.0), cool_to=26.0), start=40.0)
    assert cold.power == pytest.approx(np.full(10, 1000.0))
    assert np.all(cold.t_air < 20.0)
    assert warm.power == pytest.approx(np.full(10, -500.0))
    assert np.all(warm.t_air > 26.0)


def test_shorter_ticks_converge_at_second_order():
    t = np.arange(0.0, 7 * 86_400.0, 3600.0)
    drivers = {
        "t_out": 5.0 + 5.0 * np.sin(2.0 * np.pi * t / 86_400.0),
        "sun_inside": np.maximum(4000.0 * np.sin(2.0 * np.pi * t / 86_400.0), 0.0),
    }
    means = {}
    for parts in (1, 2, 4, 32):
        fine = {name: np.repeat(values, parts) for name, values in drivers.items()}
        means[parts] = (
            simulate(house(), Drivers(**fine), dt_s=3600.0 / parts).t_air.reshape(-1, parts).mean(axis=1)[24:]
        )
    errors = [np.sqrt(np.mean((means[parts] - means[32]) ** 2)) for parts in (1, 2, 4)]
    print("rms of the air against 112.5 s:", errors)
    assert errors[0] < 0.02
    assert errors[0] / errors[1] > 2.5
    assert errors[1] / errors[2] > 2.5


@st.composite
def zones(draw):
    """One zone of random conductances over five orders, and drivers."""
    g = lambda low, high: 10.0 ** draw(st.floats(low, high))  # noqa: E731
    net = Network(
        lumps=np.array([[g(3, 8) for _ in range(18)]]),
        links=tuple(np.array([[g(-1, 4) for _ in range(n + 1)]]) for n in LUMPS),
        convective=np.array([[g(0, 4) for _ in range(5)]]),
        radiative=np.array([[g(0, 4) for _ in range(5)]]),
        window=np.array([g(0, 4)]),
        air=np.array([g(4, 8)]),
        sun=np.array([[0.1, 0.5, 0.1, 0.05, 0.2, 0.05]]),
        plant=np.array([[draw(st.floats(0.0, 1.0)), draw(st.floats(0.2, 1.0))]]),
    )
    net.links[3][0, 0] = 0.0
    around = [draw(st.floats(-25.0, 60.0)) for _ in range(6)]
    heat_to = draw(st.floats(-99.0, 24.0))
    drive = np.array([
        *around, g(-2, 4), g(0, 5), g(0, 4), g(0, 4), heat_to, draw(st.floats(25.0, 40.0)), g(0, 6), g(0, 6),
    ])  # fmt: skip
    lumps = np.array([draw(st.floats(-10.0, 45.0)) for _ in range(19)])
    return net, drive, lumps


def kernel_step(net, drive, lumps, dt_s):
    x, out = np.repeat(lumps, LANES), np.zeros(N_OUT * LANES)
    work = np.zeros((N_STATE + N_OUT) * LANES)
    advance(factors(net, dt_s)[0], np.repeat(drive, LANES), x, work, out)
    rows = out.reshape(N_OUT, LANES)
    assert np.all(rows == rows[:, :1])
    assert drive.size == N_DRIVERS
    return rows[:, 0], x[::LANES]


@settings(max_examples=60, deadline=None)
@given(zones(), st.sampled_from([900.0, 3600.0]))
def test_the_kernel_agrees_with_its_naive_twin_and_keeps_its_energy(zone, dt_s):
    net, drive, lumps = zone
    out, end = kernel_step(net, drive, lumps, dt_s)
    power, air, radiant, want = naive_energy_zone.advance(net, 0, drive, lumps, dt_s)
    scale = max(abs(power), drive[7], 1.0)
    assert out[0] == pytest.approx(power, rel=1e-7, abs=1e-7 * scale)
    assert out[1:3] == pytest.approx([air, radiant], rel=1e-7, abs=1e-6)
    assert end == pytest.approx(want, rel=1e-7, abs=1e-6)
    assert abs(out[3]) <= 1e-9 * out[4]


@pytest.mark.nojit
def test_the_naive_twin_once_without_compiler():
    net = network(house())
    drive = np.array([5.0, 3.0, 10.0, 5.0, 4.0, 5.0, 40.0, 2000.0, 100.0, 150.0, 20.0, 26.0, 3000.0, 1000.0])
    out, end = kernel_step(net, drive, np.linspace(5.0, 18.0, 19), 3600.0)
    power, air, _, want = naive_energy_zone.advance(net, 0, drive, np.linspace(5.0, 18.0, 19), 3600.0)
    assert out[:2] == pytest.approx([power, air], rel=1e-10)
    assert end == pytest.approx(want, rel=1e-10)
    assert abs(GAMMA * (2.0 - GAMMA) - 0.5) < 1e-15  # second order


@pytest.mark.nojit
def test_the_worst_block_wins_and_what_is_not_a_number_beats_all():
    cell = np.zeros(3)
    merge_worst(np.array([[1.0, 5.0, 100.0], [-4.0, 70.0, 100.0], [2.0, 130.0, 1000.0]]), cell)
    assert cell.tolist() == [-4.0, 70.0, 100.0]
    merge_worst(np.array([[1.0, 5.0, 100.0], [np.nan, 70.0, 100.0], [2.0, 130.0, 1.0]]), cell)
    assert np.isnan(cell[0])
    assert cell[1] == 70.0


@pytest.mark.parametrize("apart", [0.0, 1e-9, 1e-7, 1e-5, 1e-3])
def test_rounding_in_an_empty_building_as_warm_as_outside_is_no_loss(apart):
    net = network(house())
    for warm in np.linspace(11.3, 24.7, 40):
        drive = np.array([warm + apart] * 6 + [60.0, 0.0, 0.0, 0.0, OFF, NO_COOLING, 1e5, 1e5])
        out, _ = kernel_step(net, drive, np.full(19, warm), 3600.0)
        assert abs(out[3]) <= 1e-9 * out[4]


def test_a_box_of_impossible_shares_is_refused():
    with pytest.raises(ValueError, match="add up to more than all of it"):
        network(house(sun_lost=0.95))
