"""Days of one type share season and kind of day, and each type has a day of its own that stands for it."""

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.core.clock import Clock, DayType
from twin.domains.mobility.day_types import TYPES, Season, day_types, words
from twin.domains.mobility.demand.calendar import Calendar, calendar
from twin.domains.mobility.params import Params


@pytest.mark.parametrize("year", [2016, 2019, 2023])
def test_days_of_a_type_are_alike(year):
    clock = Clock(year, place="Europe/Rome")
    found = day_types(calendar(clock, np.arange(2, dtype=np.uint64), 0, Params()), clock)
    assert found.of_day.size == clock.n_days
    for row in range(TYPES):
        days = np.flatnonzero(found.of_day == row)
        if not days.size:
            assert found.typical[row] == -1
            continue
        assert found.typical[row] in days
        assert len(set(clock.day_type[days])) == 1
        august = np.asarray(clock.month_of_day)[days] == 8
        assert august.all() == (row % len(Season) == Season.AUGUST)
        assert august.all() == august.any()
    assert clock.day_type[found.typical[found.base]] == DayType.WORKDAY


def test_types_have_words():
    assert words(0) == "term, workday"
    assert len({words(row) for row in range(TYPES)}) == TYPES


@settings(max_examples=50)
@given(
    hnp.arrays(np.int32, st.tuples(st.integers(1, 6), st.integers(1, 3), st.just(2)), elements=st.integers(-20, 420)),
)
def test_households_away_are_counted_once_a_day(spells):
    clock = Clock(2019)
    by_car = np.zeros(spells.shape[:2], dtype=bool)
    found = Calendar(clock.day_type, np.zeros((clock.n_days, 4), dtype=bool), spells, by_car)
    assert found.away_share().tolist() == [found.away(day)[0].mean() for day in range(clock.n_days)]
