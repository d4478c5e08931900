"""Does the sun reach what it can, behind what stands around, and only what is let through the windows?"""

from __future__ import annotations

import numpy as np
import pytest

from tests import little_world
from tests import naive_energy_sun as naive
from twin.core.clock import Clock
from twin.core.streams import declare
from twin.domains import energy
from twin.domains.energy.sun.kernels import Glazing, Now, sun_tick
from twin.domains.energy.sun.process import Sun, scene
from twin.forcing import ForcingSpec, build
from twin.forcing import Params as ForcingParams

PARAMS = energy.Params()
DRAW = declare("tests.energy_sun", "random inputs of the tests of the sun")
PLACE = (9.205, 45.45)
GLAZING = Glazing(0.9, 0.85, 0.5, 300.0, 24.0)


def random_case(count, seed):
    """A sun, buildings with horizons, temperatures."""
    homes = little_world.buildings(count)
    u = DRAW.at(seed)
    homes["horizon"][:] = np.sort(70.0 * u.uniform(np.arange(count * 432, dtype=np.uint64)).reshape(count, 8, 18, 3))
    homes["horizon_roof"][:] = 30.0 * u.uniform(np.arange(count * 36, dtype=np.uint64), 1).reshape(count, 36)
    homes["sky_view"][:] = 0.5 * u.uniform(np.arange(count * 9, dtype=np.uint64), 2).reshape(count, 9)
    homes["g_window"][:], homes["window_share"][:] = 0.7, 0.2
    homes["u_window"][:] = np.where(np.arange(count) % 2, 5.0, 2.8)
    homes["t_air"][:] = np.where(np.arange(count) % 3, 20.0, 27.0)
    d = u.uniform(np.arange(12, dtype=np.uint64), 3)
    beam = 900.0 * np.maximum(np.append(np.cos(6.3 * d[0] - np.radians(45.0 * np.arange(8))), d[1]), 0.0)
    at = (70.0 * d[2], np.degrees(6.28 * d[0]), 1.0 + 10.0 * d[3])
    now = Now(*at, beam, 0.9 * beam[:8], 0.8 * beam[:8], 200.0 * d[4], 90.0 * d[5])
    return now, scene(homes, PARAMS), homes["t_air"]


@pytest.mark.nojit
@pytest.mark.parametrize("seed", range(8))
def test_a_tick_agrees_with_the_naive_twin(seed):
    now, some, t_air = random_case(30, seed)
    lit, windows, walls, roof = (np.empty(30) for _ in range(4))
    sun_tick(now, some, GLAZING, t_air, lit, windows, walls, roof)
    want = np.array([naive.building(i, now, some, GLAZING, t_air) for i in range(30)]).T
    for got, expected in zip((windows, walls, roof), want, strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-9)
    assert (walls <= now.beam[:8].max() + now.sky + now.ground).all()


def world_of(year=2019, ticks_per_hour=1):
    world = little_world.world(8)
    clock = Clock(year, ticks_per_hour=ticks_per_hour)
    world.clock = clock
    world.tables["forcing"] = build(PLACE, clock, ForcingSpec(), ForcingParams())[0]
    energy.initialise(world, PARAMS)
    return world, world.table("buildings"), Sun(world, PARAMS)


def test_nothing_around_is_what_the_weather_says_and_horizons_only_take():
    world, homes, sun = world_of()
    forcing = world.table("forcing")
    homes["t_air"][:] = 20.0
    share = homes["facade"] / homes["facade"].sum(axis=1, keepdims=True)
    got = np.zeros(3)
    for tick in range(0, 8760, 7):
        sun.step(tick)
        np.testing.assert_allclose(homes["sun_roof"], forcing["irradiance"][tick, 8], rtol=1e-9)
        np.testing.assert_allclose(homes["sun_walls"], share @ forcing["irradiance"][tick, :8], rtol=1e-9)
        got += [homes[name].sum() for name in ("sun_windows", "sun_walls", "sun_roof")]
    homes["horizon"][:], homes["horizon_roof"][:] = 25.0, 10.0
    homes["sky_view"][:] = [0.3] * 8 + [0.9]
    hidden = Sun(world, PARAMS)
    less = np.zeros(3)
    for tick in range(0, 8760, 7):
        hidden.step(tick)
        less += [homes[name].sum() for name in ("sun_windows", "sun_walls", "sun_roof")]
    print("left behind a horizon of 25 degrees (roof 10): windows, walls, roof", (less / got).round(2))
    assert (less < got).all()
    assert (less > 0.3 * got).all()


def test_shutters_are_used_when_it_is_bright_and_warm():
    _, homes, sun = world_of()
    noon = 24 * 200 + 12
    homes["t_air"][:4], homes["t_air"][4:] = 22.0, 27.0
    sun.step(noon)
    warm = homes["sun_windows"].copy()
    homes["t_air"][:] = 22.0
    sun.step(noon)
    cool = homes["sun_windows"].copy()
    np.testing.assert_array_equal(warm[:4], cool[:4])
    assert (warm[4:] < 0.9 * cool[4:]).all()
    sun.step(24 * 200)  # midnight
    assert not homes["sun_windows"].any()


def test_new_windows_count_from_the_next_day():
    _, homes, sun = world_of()
    sun.step(12)
    before = homes["sun_windows"].copy()
    homes["g_window"][:] *= 0.5
    sun.step(12)
    np.testing.assert_array_equal(homes["sun_windows"], before)
    sun.step(24)
    sun.step(12)
    np.testing.assert_allclose(homes["sun_windows"], 0.5 * before)


def test_quarters_of_an_hour_bring_the_same_sun():
    years = []
    for per_hour in (1, 4):
        world, homes, sun = world_of(ticks_per_hour=per_hour)
        homes["horizon"][:] = 20.0
        sun = Sun(world, PARAMS)
        homes["t_air"][:] = 20.0
        total = 0.0
        for tick in range(90 * 24 * per_hour):
            sun.step(tick)
            total += homes["sun_windows"].sum() / per_hour
        years.append(total)
    assert years[1] == pytest.approx(years[0], rel=0.03)
