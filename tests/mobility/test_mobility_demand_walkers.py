"""People in the streets: time on foot and by bicycle falls to streets, and none is made up."""

import numpy as np
import pytest

from tests.grid_district import grid_tables
from twin.domains.mobility.demand.groups import diary_for, trail_for
from twin.domains.mobility.demand.walkers import CELL, cells_of, walkers_of
from twin.state.codes import Activity, Mode

TABLES = grid_tables(5, 400)
CELLS = cells_of(TABLES["car_nodes"], TABLES["car_links"])
XY = np.column_stack([TABLES["car_nodes"][axis] for axis in ("x", "y")]).astype(np.float64)


def one_way(mode, a, b, start, end):
    diary, trail = diary_for(1, 8), trail_for(1, 8)
    diary.trips[:], diary.mode[:], diary.activity[:] = 1, mode, Activity.HOME
    diary.departure[0, 0], diary.arrival[0, 0], trail.site[0, 0] = start, end, b
    return walkers_of(np.array([a], dtype=np.int32), diary, trail, XY, CELLS)


def test_shares_of_a_square_add_up_to_all_of_it():
    total = np.bincount(CELLS.cell, weights=CELLS.share)
    assert total[total > 0] == pytest.approx(1.0)
    assert set(CELLS.link.tolist()) == set(range(CELLS.links))


@pytest.mark.nojit
def test_a_walk_along_a_street_is_in_that_street_in_its_hours():
    out = one_way(Mode.WALK, 0, 4, 7.5 * 3600, 8.5 * 3600)
    assert out.sum() == pytest.approx(1.0)
    assert out[:, 7].sum() == pytest.approx(0.5, abs=0.06)
    assert out[:, 8].sum() == pytest.approx(0.5, abs=0.06)
    links = TABLES["car_links"]
    along = (XY[links["tail"], 1] == 0.0) & (XY[links["head"], 1] == 0.0)
    near = (XY[links["tail"], 1] < CELL) | (XY[links["head"], 1] < CELL)
    assert out[along].sum() > 0.75
    assert out[~near].sum() == 0.0


def test_rides_count_their_walks_and_drivers_are_not_in_the_street():
    assert one_way(Mode.CAR, 0, 4, 0.0, 3600.0).sum() == 0.0
    assert one_way(Mode.TRANSIT, 0, 4, 0.0, 800.0).sum() == pytest.approx(400.0 / 3600.0)
    assert one_way(Mode.TRANSIT, 0, 4, 0.0, 3600.0).sum() == pytest.approx(600.0 / 3600.0)
    assert one_way(Mode.BICYCLE, 0, 4, 0.0, 360.0).sum() == pytest.approx(0.1)
