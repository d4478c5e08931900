"""Crash risk follows speed and traffic."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.domains.mobility.safety import SafetyParams, crashes

PARAMS = SafetyParams()


def test_a_million_vehicle_km_at_the_reference_speed_have_the_rate():
    speed = np.array([PARAMS.crash_speed / 3.6])
    assert crashes(np.array([1e6]), np.array([1000.0]), speed, PARAMS) == pytest.approx(PARAMS.crash_rate)


@given(st.floats(5.0, 40.0), st.floats(0.5, 0.99))
def test_slower_streets_have_fewer_crashes_by_the_power_of_speed(speed, slower):
    flow, length = np.array([1000.0]), np.array([200.0])
    before, after = (crashes(flow, length, np.array([v]), PARAMS)[0] for v in (speed, slower * speed))
    assert after / before == pytest.approx(slower**PARAMS.crash_exponent)
