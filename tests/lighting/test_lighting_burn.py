"""Do lamps burn from dusk to dawn, and dim when told?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import little_world, naive_lighting
from tests.grid_district import grid_world
from twin.core.streams import uids_of
from twin.domains import lighting
from twin.domains.lighting.kernels import Dimming, burn_hour, is_dimmed, pass_hour
from twin.domains.lighting.streets import streets_of
from twin.state.schemas import LAMPPOSTS
from twin.state.table import Table

KWH = 3.6e6


def made(lamps=5):
    world = little_world.world(1, lamps=lamps)
    lighting.initialise(world, lighting.Params())
    (process,) = lighting.processes(world, lighting.Params())
    return world, world.table("lampposts"), process


def run(world, process, ticks):
    for tick in ticks:
        process.step(tick)
        assert not any(audit.violated() for audit in world.audits)


@pytest.mark.nojit
def test_a_year_of_equal_nights_is_half_the_year():
    world, lamps, process = made()
    lamps["rated_power"][:] = 80.0
    run(world, process, range(world.clock.n_ticks))
    assert lamps["hours_year"] == pytest.approx(np.full(5, 4380.0))
    assert lamps["energy_year"] / KWH == pytest.approx(np.full(5, 80.0 * 4.380))


def test_dimming_round_midnight_saves_its_hours():
    world, lamps, process = made(2)
    lamps["rated_power"][:] = 100.0
    lamps["dim_level"][1] = 0.5
    lamps["dim_from"][:] = 23
    lamps["dim_to"][:] = 5
    run(world, process, range(24))
    full, dimmed = lamps["energy_year"] / KWH
    assert full == pytest.approx(1.2)
    assert dimmed == pytest.approx(1.2 - 6 * 0.05)


hours = st.integers(0, 23)


@given(
    sun_up=st.floats(0.0, 1.0),
    hour=hours,
    lamps=st.lists(
        st.tuples(st.floats(0.0, 400.0), st.floats(0.0, 1.0), hours, hours, st.floats(0.0, 40.0), st.floats(0.0, 1.0)),
        min_size=1,
        max_size=6,
    ),
)
def test_the_kernel_agrees_with_its_naive_twin(sun_up, hour, lamps):
    rated, level, dim_from, dim_to, extra, passed = (np.array(values) for values in zip(*lamps, strict=True))
    power, energy, burnt = (np.zeros(len(lamps)) for _ in range(3))
    cell = np.zeros(3)
    burn_hour(sun_up, hour, 3600.0, rated, extra, Dimming(level, dim_from, dim_to, passed), power, energy, burnt, cell)
    want = [naive_lighting.burn(sun_up, hour, *lamp) for lamp in lamps]
    assert power == pytest.approx(want)
    assert energy == pytest.approx(power * 3600.0)
    assert abs(cell[0]) <= 1e-9 * max(cell[2], 1e-12)


@pytest.mark.nojit
@pytest.mark.parametrize(
    ("hour", "begin", "end", "dimmed"),
    [(0, 23, 5, True), (23, 23, 5, True), (5, 23, 5, False), (12, 23, 5, False), (2, 1, 3, True), (4, 6, 6, False)],
)
def test_the_dimmed_hours(hour, begin, end, dimmed):
    assert is_dimmed(hour, begin, end) == dimmed


numbers = st.floats(0.0, 500.0)


@given(
    hour=hours,
    lamps=st.lists(
        st.tuples(st.sampled_from([0.0, 30.0, 300.0]), st.integers(-1, 2), st.integers(-1, 2)), min_size=1, max_size=5
    ),
    streets=st.lists(st.tuples(st.floats(20.0, 300.0), numbers, numbers, st.floats(1.0, 14.0)), min_size=3, max_size=3),
)
def test_who_passes_agrees_with_its_naive_twin(hour, lamps, streets):
    hold, a, b = (np.array(values) for values in zip(*lamps, strict=True))
    length, walkers, flow, speed = (np.array(values) for values in zip(*streets, strict=True))
    table = {"length": length} | {
        name: np.repeat(values[:, None], 24, axis=1)
        for name, values in (("walkers", walkers), ("flow", flow), ("speed", speed))
    }
    got = np.full(len(lamps), 9.0)
    pass_hour(hour, hold, np.stack([a, b], axis=1), reach=40.0, pace=1.5, passed=got, **table)
    want = [naive_lighting.passed(hour, h, (i, j), table, 40.0, 1.5) for h, i, j in lamps]
    assert got == pytest.approx(want)


def test_lamps_that_answer_are_brighter_where_people_pass_and_never_beyond_full_light():
    world, lamps, process = made(4)
    links = world.table("car_links")
    links["speed"][:] = 8.0
    links["walkers"][1], links["flow"][2] = 3.0, 600.0
    lamps["rated_power"][:], lamps["dim_level"][:] = 100.0, 0.2
    lamps["dim_from"][:], lamps["dim_to"][:] = 23, 5
    lamps["hold"][:3] = 60.0
    process._street = np.array([[0, -1], [1, -1], [2, -1], [2, -1]])
    run(world, process, range(24))
    quiet, walked, driven, plain = lamps["energy_year"] / KWH
    assert quiet == plain  # nobody passes
    assert plain < walked < driven < 1.2
    assert driven == pytest.approx(1.2 - 6 * 0.08 * np.exp(-600.0 / 3600.0 * (5.0 + 60.0)))


def test_electronics_draw_day_and_night():
    world, lamps, process = made(2)
    lamps["extra_power"][1] = 10.0
    run(world, process, range(48))
    assert np.diff(lamps["energy_year"] / KWH) == pytest.approx(0.48)
    assert lamps["hours_year"][0] == lamps["hours_year"][1]


def test_the_street_of_a_lamp_is_the_nearest_with_its_way_back():
    world = grid_world(3)
    links, nodes = world.table("car_links"), world.table("car_nodes")
    lampposts = Table.from_columns(LAMPPOSTS, {"uid": uids_of("abc"), "x": [75.0, 75.0, 75.0], "y": [4.0, 75.0, 148.0]})
    world.tables["lampposts"] = lampposts
    found = streets_of(world)
    assert found[1].tolist() == [-1, -1]  # in the middle of a block
    for lamp, y in ((0, 0.0), (2, 150.0)):
        there, back = found[lamp]
        assert links["tail"][there] == links["head"][back]
        assert links["head"][there] == links["tail"][back]
        assert nodes["y"][links["tail"][there]] == nodes["y"][links["head"][there]] == y
