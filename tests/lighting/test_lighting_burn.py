"""Do lamps burn from dusk to dawn, and dim when told?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import little_world, naive_lighting
from twin.domains import lighting
from twin.domains.lighting.kernels import burn_hour, is_dimmed

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
    lamps=st.lists(st.tuples(st.floats(0.0, 400.0), st.floats(0.0, 1.0), hours, hours), min_size=1, max_size=6),
)
def test_the_kernel_agrees_with_its_naive_twin(sun_up, hour, lamps):
    rated, level, dim_from, dim_to = (np.array(values) for values in zip(*lamps, strict=True))
    power, energy, burnt = (np.zeros(len(lamps)) for _ in range(3))
    cell = np.zeros(3)
    burn_hour(sun_up, hour, 3600.0, rated, level, dim_from, dim_to, power, energy, burnt, cell)
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
