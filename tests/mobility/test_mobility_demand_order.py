"""Nobody sets out before the last trip has ended, whatever waiting for others left behind."""

import numpy as np

from twin.domains.mobility.demand.groups import cut_rides, diary_for, rides_for, trail_for
from twin.domains.mobility.demand.settle import CUT, settle_times


def test_times_that_overlap_are_put_in_order_and_counted():
    diary, trail, rides = diary_for(2, 4), trail_for(2, 4), cut_rides(rides_for(2, 1, 4), 0)
    diary.trips[:] = [3, 2]
    diary.mode[:] = 2
    diary.activity[:] = 3
    diary.departure[:] = [[8.0, 8.5, 12.0, 0.0], [9.0, 10.0, 0.0, 0.0]]
    diary.arrival[:] = [[9.0, 8.75, 11.0, 0.0], [9.5, 10.5, 0.0, 0.0]]
    trail.n[:] = 0
    settle_times(rides, np.zeros((0, 4)), trail, diary)
    for i in range(2):
        for k in range(diary.trips[i]):
            assert diary.arrival[i, k] >= diary.departure[i, k]
            assert k == 0 or diary.departure[i, k] >= diary.arrival[i, k - 1]
    assert diary.departure[1].tolist()[:2] == [9.0, 10.0]
    assert trail.n[CUT] == 1
