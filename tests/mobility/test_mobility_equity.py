"""What travelling costs at one value for all."""

import numpy as np
import pytest

from tests.measures_town import day, town
from twin.domains.mobility.choice.params import ChoiceParams
from twin.domains.mobility.equity import EquityParams, by_income, by_mode
from twin.state.codes import Mode


def test_time_spent_is_that_of_each_trip():
    a_day = day(town())
    diary, wanted = a_day.diary, np.zeros(a_day.diary.trips.size)
    for i in range(wanted.size):
        for k in range(diary.trips[i]):
            wanted[i] += float(diary.arrival[i, k]) - float(diary.departure[i, k])
    assert a_day.travelled == pytest.approx(wanted)
    assert a_day.travelled.sum() == pytest.approx(a_day.sums.by_zone[1].sum())


def test_an_hour_counts_the_same_driving_and_more_on_foot():
    value = by_mode(ChoiceParams(), 7.0)
    assert value.size == len(Mode) - 1
    assert value[Mode.CAR] == 7.0
    assert value[Mode.WALK] > value[Mode.CAR] > value[Mode.TRANSIT]


def test_who_has_four_times_the_income_values_time_twice():
    world = town()
    households, citizens = world.table("households"), world.table("citizens")
    households["size"][:] = 1
    households["income"][:] = np.where(np.arange(len(households)) % 2, 40_000.0, 10_000.0)
    value = by_income(citizens, households, EquityParams())
    rich = households["income"][citizens["household"]] > 20_000.0
    assert value[rich][0] == pytest.approx(2.0 * value[~rich][0])
    households["income"][:] = 0.0
    assert (by_income(citizens, households, EquityParams()) == EquityParams().equity_value).all()
