"""What travelling costs at one value for all, and who loses time."""

import numpy as np
import pytest

from tests.measures_town import applied, day, entry, town
from twin.domains.mobility.choice.params import ChoiceParams
from twin.domains.mobility.equity import EquityParams, by_income, by_mode
from twin.domains.mobility.process import time_spent
from twin.state.codes import Mode
from twin.study.losers import time_losers

HOUR = 3600.0


def travelled(world):
    """The town after a day."""
    world.table("citizens")["travel_year"][:] = time_spent(day(world).diary)
    return world


def test_time_spent_is_that_of_each_trip():
    a_day = day(town())
    diary, wanted = a_day.diary, np.zeros(a_day.diary.trips.size)
    for i in range(wanted.size):
        for k in range(diary.trips[i]):
            wanted[i] += float(diary.arrival[i, k]) - float(diary.departure[i, k])
    assert time_spent(diary) == pytest.approx(wanted)
    assert time_spent(diary).sum() == pytest.approx(a_day.sums.by_zone[1].sum())


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


def test_nobody_loses_where_nothing_changes():
    world = travelled(town())
    found = time_losers(world, world, 1.0)
    assert not found.lose.any()
    assert not found.gain.any()
    assert found.people.sum() == len(world.table("citizens"))


def test_who_may_not_drive_loses_time_and_zones_of_few_are_not_told():
    before, after = travelled(town()), town()
    bans = entry("low_emission_zone", replace_share="0 %", phases=[{"since": "2019-01-01", "petrol": 7, "diesel": 7}])
    applied(after, bans)
    found = time_losers(before, travelled(after), 1.0)
    change = after.table("citizens")["travel_year"] - before.table("citizens")["travel_year"]
    zone = after.table("citizens")["zone"]
    assert found.lose == pytest.approx([(change[zone == z] > 60.0).mean() for z in found.zone])
    assert found.worth == pytest.approx([-change[zone == z].mean() / HOUR * 7.0 for z in found.zone])
    assert (found.lose > 0.05).all()
    households = before.table("households")
    few = np.flatnonzero(households["zone"] == 1)
    households["zone"][few[9:]] = 0
    told = time_losers(before, after, 1.0)
    assert np.isnan(told.lose[1])
    assert np.isfinite(told.lose[0])


def test_runs_of_other_people_are_refused():
    with pytest.raises(ValueError, match="same people"):
        time_losers(town(), town(residents=900), 1.0)
