"""Does the thermal zone answer as theory says? Steady state, decay, periodic conduction, tilted planes, balances."""

import numpy as np
import pvlib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from twin.core.clock import Clock
from twin.domains.energy.zone.box import NO_COOLING, OFF, Box, Drivers, Element, Role, Window, simulate
from twin.domains.energy.zone.constructions import Construction
from twin.forcing.sun import light, sun_path

LACKING = 3e-7  # chains that a box lacks still conduct as a millionth of a square metre
MILAN = (9.2, 45.45)
BRICK = (0.38, 0.72, 1800.0, 840.0)
WOOL = (0.10, 0.04, 30.0, 840.0)
PLASTER = (0.015, 0.7, 1400.0, 1000.0)
CONCRETE = (0.20, 1.8, 2300.0, 1000.0)
SIDING = (0.009, 0.14, 530.0, 900.0)
WALLS = {
    "brick": (PLASTER, BRICK, PLASTER),
    "insulated outside": (SIDING, WOOL, CONCRETE),
    "insulated inside": (CONCRETE, WOOL, PLASTER),
    "light": (SIDING, WOOL, PLASTER),
    "slab": (CONCRETE,),
}


def wall(layers, area=10.0, role=Role.WALL, **more):
    films = {"sky": 0.0, "h_ci": 2.7, "h_ri": 5.0, "h_ce": 20.0, "h_re": 5.0}
    return Element("wall", role, area, Construction.of(*layers), **(films | more))


def resistance(layers):
    return sum(thickness / conductivity for thickness, conductivity, _, _ in layers)


# Steady state.


@pytest.mark.parametrize("name", WALLS)
@pytest.mark.parametrize("role", [Role.WALL, Role.ROOF, Role.FLOOR])
def test_one_wall_and_air_lose_what_their_resistances_say(name, role):
    # With one surface there is nothing to exchange radiation with: films in series, and the change of air beside them.
    layers = WALLS[name]
    box = Box([wall(layers, role=role)], volume=50.0, air_heat=1200.0)
    found = simulate(box, Drivers(t_out=np.full(60_000, -5.0), air_change=0.5, heat_to=20.0), start=20.0)
    u = 1.0 / (1.0 / 2.7 + resistance(layers) + 1.0 / 25.0)
    assert found.power[-1] == pytest.approx(25.0 * (10.0 * u + 0.5 * 50.0 * 1200.0 / 3600.0), rel=LACKING)


def test_a_room_of_all_parts_loses_what_a_network_by_hand_says():
    parts = [
        wall(WALLS["brick"], 40.0),
        wall(WALLS["insulated outside"], 30.0, Role.ROOF, h_ci=5.0),
        wall(WALLS["slab"], 30.0, Role.FLOOR, h_ci=0.7, boundary="ground"),
    ]
    box = Box(parts, [Window("window", 8.0, 1.6, sky=0.0, h_ci=2.5, h_ri=5.0)], volume=80.0, air_heat=1200.0)
    act = Drivers(t_out=np.full(60_000, 2.0), t_ground=12.0, gains=300.0, air_change=0.4, heat_to=20.0)
    found = simulate(box, act, start=15.0)
    # Unknown: power, radiant node, four inner surfaces; the air is at 20 degC.
    outer = [
        1.0 / (resistance(WALLS["brick"]) + 1.0 / 25.0),
        1.0 / (resistance(WALLS["insulated outside"]) + 1.0 / 25.0),
    ]
    outer += [1.0 / resistance(WALLS["slab"]), 1.0 / (1.0 / 1.6 - 1.0 / 7.5)]
    area, films, beyond = (
        np.array([40.0, 30.0, 30.0, 8.0]),
        np.array([2.7, 5.0, 0.7, 2.5]),
        np.array([2.0, 2.0, 12.0, 2.0]),
    )
    matrix, right = np.zeros((6, 6)), np.zeros(6)
    matrix[0, 0], matrix[0, 2:] = 1.0, area * films
    right[0] = (area * films).sum() * 20.0 + 0.4 * 80.0 * 1200.0 / 3600.0 * 18.0 - 0.4 * 300.0
    matrix[1, 1], matrix[1, 2:] = (area * 5.0).sum(), -area * 5.0
    right[1] = 0.6 * 300.0
    for k in range(4):
        matrix[2 + k, 2 + k] = films[k] + 5.0 + outer[k]
        matrix[2 + k, 1] = -5.0
        right[2 + k] = films[k] * 20.0 + outer[k] * beyond[k]
    power, radiant = np.linalg.solve(matrix, right)[:2]
    assert found.power[-1] == pytest.approx(power, rel=LACKING)
    assert found.t_radiant[-1] == pytest.approx(radiant, abs=20.0 * LACKING)


@pytest.mark.parametrize("dt_s", [900.0, 3600.0])
def test_steady_state_does_not_depend_on_the_tick(dt_s):
    box = Box([wall(WALLS["light"])], volume=50.0)
    act = Drivers(t_out=np.full(20_000, 0.0), air_change=0.5, heat_to=20.0)
    assert simulate(box, act, dt_s).power[-1] == pytest.approx(simulate(box, act, 1800.0).power[-1], rel=1e-9)


# Exponential decay.


@pytest.mark.parametrize("dt_s", [900.0, 3600.0])
def test_a_body_without_resistance_inside_cools_exponentially(dt_s):
    # A plate of metal: all resistance lies in the film, so that one exponential is exact.
    plate = (0.05, 400.0, 8900.0, 385.0)
    box = Box([wall((plate,), h_ci=1e-6, h_ri=1e-6, h_ce=5.0, h_re=0.0)], air_capacity=1.0)
    found = simulate(box, Drivers(t_out=np.zeros(int(24 * 3600 / dt_s))), dt_s, start=40.0)
    rate = 5.0 / (0.05 * 8900.0 * 385.0)
    expected = 40.0 * np.exp(-rate * 24 * 3600.0)
    assert found.lumps[:5].mean() == pytest.approx(expected, rel=2e-3)


@pytest.mark.parametrize(("thickness", "film"), [(0.1, 5.0), (0.2, 25.0), (0.4, 25.0)])
def test_a_slab_cools_at_the_rate_of_its_first_eigenvalue(thickness, film):
    # Insulated inside, film outside: x tan x = h L / k, and the rate is x^2 a / L^2 once the higher terms have gone.
    conductivity, heat = 1.8, 2300.0 * 1000.0
    biot = film * thickness / conductivity
    x = brentq(lambda z: z * np.tan(z) - biot, 1e-9, np.pi / 2 - 1e-9)
    rate = x**2 * conductivity / heat / thickness**2
    slab = wall(((thickness, conductivity, 2300.0, 1000.0),), h_ci=1e-6, h_ri=1e-6, h_ce=film, h_re=0.0)
    hours = round(1.5 / rate / 3600.0)
    ends = [
        simulate(Box([slab], air_capacity=1.0), Drivers(t_out=np.zeros(n)), start=40.0).lumps[:5].mean()
        for n in (hours, 2 * hours)
    ]
    assert np.log(ends[0] / ends[1]) / (hours * 3600.0) == pytest.approx(rate, rel=0.02)


# Periodic conduction.


def exact(layers, period):
    """Transfer matrix from inside to outside of EN ISO 13786, written anew here. (2, 2)"""
    matrix = np.array([[1.0, -1.0 / 2.7], [0.0, 1.0]], dtype=complex)
    for thickness, conductivity, density, heat in reversed(layers):
        depth = np.sqrt(conductivity * period / (np.pi * density * heat))
        z = (1.0 + 1j) * thickness / depth
        flow = conductivity * (1.0 + 1j) / depth
        layer = np.array([[np.cosh(z), -np.sinh(z) / flow], [-np.sinh(z) * flow, np.cosh(z)]])
        matrix = layer @ matrix
    assert np.linalg.det(matrix) == pytest.approx(1.0)
    return np.array([[1.0, -1.0 / 25.0], [0.0, 1.0]]) @ matrix


def amplitude(values, period_ticks, periods=4):
    """Complex amplitude of the last periods of a series sampled as means over ticks."""
    last = values[-periods * period_ticks :]
    turn = np.exp(-2j * np.pi * (np.arange(last.size) + 0.5) / period_ticks)
    return 2.0 * (last * turn).mean() / np.sinc(1.0 / period_ticks)


@pytest.mark.parametrize("name", WALLS)
@pytest.mark.parametrize("ticks_per_hour", [1, 4])
def test_a_daily_wave_outside_comes_through_as_the_layers_say(name, ticks_per_hour):
    layers, day = WALLS[name], 24 * ticks_per_hour
    turns = 2.0 * np.pi * np.arange(day * 60 + 1) / day
    means = np.diff(np.sin(turns)) / (2.0 * np.pi / day)  # of a cosine over each tick
    box = Box([wall(layers, area=1.0)], air_capacity=1.0)
    act = Drivers(t_out=20.0 + 10.0 * means, heat_to=20.0, cool_to=20.0)
    found = simulate(box, act, 3600.0 / ticks_per_hour, start=20.0)
    through = -amplitude(found.power, day) / 10.0  # W/m2K, into the room
    expected = 1.0 / -exact(layers, 86_400.0)[0, 1]
    still = 1.0 / (1.0 / 2.7 + resistance(layers) + 1.0 / 25.0)
    # Five lumps: what little of a day's wave comes through a heavy wall is known to 3 % of what a steady one brings.
    assert abs(through - expected) < 0.03 * still


@pytest.mark.parametrize("name", WALLS)
@pytest.mark.parametrize("ticks_per_hour", [1, 4])
def test_a_daily_wave_inside_is_taken_up_as_the_layers_say(name, ticks_per_hour):
    layers, day = WALLS[name], 24 * ticks_per_hour
    turns = 2.0 * np.pi * np.arange(day * 60 + 1) / day
    means = np.diff(np.sin(turns)) / (2.0 * np.pi / day)
    box = Box([wall(layers, area=1.0)], air_capacity=1.0)
    wanted = 20.0 + 3.0 * means
    act = Drivers(t_out=np.full(wanted.size, 20.0), heat_to=wanted, cool_to=wanted)
    found = simulate(box, act, 3600.0 / ticks_per_hour, start=20.0)
    matrix = exact(layers, 86_400.0)
    admittance = -matrix[0, 0] / matrix[0, 1]
    assert abs(amplitude(found.power, day) / 3.0 - admittance) < 0.04 * abs(admittance)


# Sun.


def test_the_sun_stands_where_a_textbook_puts_it():
    # Spencer (1971): declination and equation of time by Fourier series, good to a few tenths of a degree.
    clock = Clock(2019)
    sun = sun_path(MILAN, clock)
    hour = np.arange(clock.n_ticks) + 0.5
    b = 2.0 * np.pi * (hour / 24.0) / 365.0
    declination = (
        0.006918 - 0.399912 * np.cos(b) + 0.070257 * np.sin(b) - 0.006758 * np.cos(2 * b) + 0.000907 * np.sin(2 * b)
        - 0.002697 * np.cos(3 * b) + 0.00148 * np.sin(3 * b)
    )  # fmt: skip
    equation = 229.18 * (
        0.000075 + 0.001868 * np.cos(b) - 0.032077 * np.sin(b) - 0.014615 * np.cos(2 * b) - 0.040849 * np.sin(2 * b)
    )
    turn = np.radians(15.0 * (hour % 24 - 12.0) + MILAN[0] - 15.0 + equation / 4.0)
    lat = np.radians(MILAN[1])
    sine = np.sin(lat) * np.sin(declination) + np.cos(lat) * np.cos(declination) * np.cos(turn)
    high = sine > 0.15
    assert np.abs(90.0 - np.degrees(np.arccos(sine)) - sun.mid_elevation)[high].max() < 0.5


def test_sun_on_tilted_planes_is_that_of_pvlib():
    clock = Clock(2019)
    sun = sun_path(MILAN, clock)
    clear = np.maximum(np.cos(np.radians(sun.zenith)), 0.0)
    dni, dhi = 800.0 * clear**0.3 * (clear > 0.0), 120.0 * clear
    ghi = dni * clear + dhi
    total = light(sun, ghi, dni, dhi, 0.2).total
    high = sun.zenith < 89.0
    for k, azimuth in enumerate(np.arange(0.0, 360.0, 45.0)):
        tilted = pvlib.irradiance.get_total_irradiance(
            90.0, azimuth, sun.zenith, sun.azimuth, dni, ghi, dhi, dni_extra=sun.extraterrestrial, albedo=0.2,
            model="haydavies",
        )  # fmt: skip
        np.testing.assert_allclose(total[high, k], tilted["poa_global"][high], atol=1e-6)
    np.testing.assert_allclose(total[high, 8], ghi[high], atol=1e-6)


# Balance.


@st.composite
def boxes(draw):
    """Boxes of any parts, and a year that exercises them."""
    number = st.floats(0.0, 1.0)
    names = draw(st.lists(st.sampled_from(sorted(WALLS)), min_size=1, max_size=6))
    parts = [
        Element(
            f"part {k}",
            draw(st.sampled_from(list(Role))),
            draw(st.floats(0.5, 500.0)),
            Construction.of(*WALLS[name]),
            boundary=draw(st.sampled_from(["outside", "ground", "adiabatic"])),
        )
        for k, name in enumerate(names)
    ]
    panes = [Window("window", draw(st.floats(0.5, 60.0)), draw(st.floats(0.5, 5.5)))] if draw(st.booleans()) else []
    box = Box(
        parts,
        panes,
        volume=draw(st.floats(10.0, 5000.0)),
        sun_to_air=0.5 * draw(number),
        sun_lost=0.2 * draw(number),
        plant_convective=(draw(number), 1.0),
        heat_max=draw(st.sampled_from([0.0, 500.0, 1e9])),
        cool_max=draw(st.sampled_from([0.0, 500.0, 1e9])),
        thermal_bridges=10.0 * draw(number),
    )
    return box, draw(st.integers(0, 2**32 - 1)), draw(st.sampled_from([900.0, 3600.0]))


@settings(max_examples=25)
@given(made=boxes())
def test_every_building_year_balances(made):
    box, seed, dt_s = made
    ticks = 8760
    turn = np.arange(ticks) * dt_s / 86_400.0 * 2.0 * np.pi
    noise = np.sin(np.arange(ticks) * (1.0 + seed % 97) * 0.618)
    act = Drivers(
        t_out=12.0 - 11.0 * np.cos(turn / 365.0) + 5.0 * np.sin(turn) + 2.0 * noise,
        sun={part.name: 300.0 * np.maximum(np.sin(turn), 0.0) for part in box.elements},
        sun_inside=2000.0 * np.maximum(np.sin(turn), 0.0) ** 2,
        gains=200.0 + 150.0 * noise,
        air_change=0.5 + 0.4 * noise + 5.0 * (noise > 0.9),
        heat_to=np.where(np.sin(turn) > -0.5, 20.0, OFF if seed % 2 else 16.0),
        cool_to=np.where(noise > -0.5, 26.0, NO_COOLING),
    )
    found = simulate(box, act, dt_s)
    assert np.isfinite(found.t_air).all()
    assert (np.abs(found.residual) <= 1e-9 * found.throughput).all()
    # And over the year as a whole.
    assert abs(found.residual.sum()) <= 1e-9 * found.throughput.sum()


@pytest.mark.nojit
def test_a_day_balances_without_compilation():
    box = Box([wall(WALLS["brick"])], volume=50.0)
    found = simulate(box, Drivers(t_out=np.linspace(-5.0, 5.0, 24), heat_to=20.0))
    assert (np.abs(found.residual) <= 1e-9 * found.throughput).all()
