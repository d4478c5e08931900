"""Do citizens take in an edit as declared: nobody before it, all in the end, the mean as set?"""

import numpy as np
import pytest

from twin.core.streams import uids_of
from twin.domains.mobility.routes.learning import Habit, adapted, delay
from twin.domains.mobility.routes.params import RoutesParams

UIDS = uids_of(f"citizen/{k}" for k in range(20_000))
PARAMS = RoutesParams()


@pytest.mark.parametrize(("habit", "mean"), [(Habit.TIMES, 5.0), (Habit.MODES, 28.0)])
def test_days_until_adapted_are_geometric(habit, mean):
    days = delay(UIDS, 100, habit, 3, PARAMS)
    assert days.min() == 1
    assert days.mean() == pytest.approx(mean, rel=0.03)
    assert (days == 1).mean() == pytest.approx(1.0 / mean, abs=0.01)
    assert np.var(days) == pytest.approx(mean * (mean - 1.0), rel=0.06)


def test_nobody_adapts_before_and_whoever_has_stays_adapted():
    before = np.zeros(UIDS.size, dtype=bool)
    for day in range(95, 140):
        now = adapted(day, 100, UIDS, Habit.TIMES, 3, PARAMS)
        assert not now.any() or day > 100
        assert (now >= before).all()
        before = now
    assert before.mean() == pytest.approx(1.0 - 0.8**39, abs=1e-3)


def test_what_holds_from_the_first_day_is_known_and_others_do_not_change_ones_luck():
    assert adapted(0, 0, UIDS, Habit.MODES, 3, PARAMS).all()
    few = adapted(130, 100, UIDS[::7], Habit.MODES, 3, PARAMS)
    np.testing.assert_array_equal(few, adapted(130, 100, UIDS, Habit.MODES, 3, PARAMS)[::7])
    at_once = PARAMS.model_copy(update={"learn_times_days": 0.5})
    assert adapted(101, 100, UIDS, Habit.TIMES, 3, at_once).all()
    other = adapted(110, 105, UIDS, Habit.TIMES, 3, PARAMS)
    assert (other != adapted(105, 100, UIDS, Habit.TIMES, 3, PARAMS)).any()
