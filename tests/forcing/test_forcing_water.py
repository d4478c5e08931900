"""Is the water that heat pumps draw on as warm as published?"""

import numpy as np
import pytest

from twin.core.clock import Clock
from twin.forcing.params import Params
from twin.forcing.water import treated_water


@pytest.mark.parametrize("ticks_per_hour", [1, 4])
def test_the_treated_water_swings_between_its_published_temperatures(ticks_per_hour):
    clock = Clock(2019, ticks_per_hour=ticks_per_hour)
    water = treated_water(clock, Params())
    assert water.shape == (clock.n_ticks,)
    assert water.min() == pytest.approx(12.0, abs=1e-3)
    assert water.max() == pytest.approx(25.0, abs=1e-3)
    assert water.mean() == pytest.approx(18.5, abs=1e-6)
    coldest = int(np.argmin(water)) // clock.ticks_per_day
    assert abs(coldest - 45) <= 1


def test_ticks_of_a_quarter_meet_those_of_an_hour():
    hours = treated_water(Clock(2020), Params())
    quarters = treated_water(Clock(2020, ticks_per_hour=4), Params()).reshape(-1, 4).mean(axis=1)
    np.testing.assert_allclose(hours, quarters, atol=1e-4)
