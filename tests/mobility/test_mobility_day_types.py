"""Days of one type share season and kind of day, and each type has a day of its own that stands for it."""

import numpy as np
import pytest

from twin.core.clock import Clock, DayType
from twin.domains.mobility.day_types import TYPES, Season, day_types, words
from twin.domains.mobility.demand.calendar import calendar
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
