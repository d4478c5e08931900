"""The weather that cyclists meet: warm hours of the day, and wet days where none are measured."""

import numpy as np
import pytest

from twin.core.clock import Clock
from twin.domains.mobility.demand.params import DemandParams
from twin.domains.mobility.demand.weather import daytime_mean, wet_days

CLOCK = Clock(2019)
PARAMS = DemandParams()


def test_the_mean_counts_the_hours_people_are_out():
    hours = np.asarray(CLOCK.civil_hour)
    warm = np.where((hours >= 7) & (hours < 20), 20.0, 0.0)
    assert daytime_mean(warm, CLOCK) == pytest.approx(20.0)


def test_wet_days_are_as_many_as_published_and_come_in_spells():
    months = np.asarray(CLOCK.month_of_day) - 1
    drawn = np.array([wet_days(CLOCK, seed, PARAMS) for seed in range(40)])
    by_month = np.array([np.bincount(months[year], minlength=12) for year in drawn]).mean(axis=0)
    np.testing.assert_allclose(by_month, PARAMS.rainy_days, atol=1.6)
    assert by_month.sum() == pytest.approx(sum(PARAMS.rainy_days), rel=0.05)
    after_wet = drawn[:, 1:][drawn[:, :-1]].mean()
    assert after_wet == pytest.approx(PARAMS.wet_stays, abs=0.04)
    assert (wet_days(CLOCK, 3, PARAMS) == drawn[3]).all()
