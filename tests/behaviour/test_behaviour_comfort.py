"""Do poor envelopes, missing valves and bills by consumption move the set point, and only the set point?"""

import numpy as np
import pytest

from twin.core.streams import uids_of
from twin.domains import behaviour
from twin.domains.behaviour.comfort import deviation, loss_per_area
from twin.domains.behaviour.process import heeds

PARAMS = behaviour.Params()


def block(count=1, **others):
    """Columns of blocks of 400 m2 a floor, five floors, of about 1970."""
    given = {
        "facade": np.tile([500.0, 0.0, 330.0, 0.0, 500.0, 0.0, 330.0, 0.0], (count, 1)),
        "window_share": 0.2,
        "footprint": 400.0,
        "floor_area": 2000.0,
        "u_wall": 1.1,
        "u_window": 4.9,
        "u_roof": 1.1,
        "u_floor": 1.16,
        "thermal_bridges": 0.1,
        "valves": True,
        "cost_allocation": False,
    } | others
    return {name: np.broadcast_to(value, (count,)) if np.ndim(value) == 0 else value for name, value in given.items()}


def naive(column, k, heed):
    facade = sum(column["facade"][k])
    window = facade * column["window_share"][k]
    loss = (facade - window) * column["u_wall"][k] + window * column["u_window"][k]
    loss += column["footprint"][k] * (column["u_roof"][k] + column["u_floor"][k])
    loss += column["thermal_bridges"][k] * (facade + 2 * column["footprint"][k])
    h = loss / (0.85 * column["floor_area"][k])
    drop = PARAMS.prebound * heed * (min(max(h, 1.0), 4.0) - 1.0)
    change = 0.0
    if not column["valves"][k]:
        drop *= PARAMS.prebound_without_valves
        change = PARAMS.surplus_without_valves
    if column["cost_allocation"][k]:
        change -= PARAMS.allocation_economy * (1 - PARAMS.involuntary_share)
    return change - drop


@pytest.mark.nojit
def test_the_deviation_is_the_naive_one():
    column = block(
        6,
        u_wall=np.array([0.2, 0.8, 1.1, 1.5, 3.0, 6.0]),
        valves=np.array([True, False, True, False, True, False]),
        cost_allocation=np.array([False, False, True, True, False, True]),
    )
    heed = np.linspace(0.0, 2.0, 6)
    got = deviation(column, heed, PARAMS)
    assert got == pytest.approx([naive(column, k, heed[k]) for k in range(6)])


def test_a_retrofit_is_taken_back_in_part_as_warmth():
    one = np.ones(1)
    before = deviation(block(), one, PARAMS)
    after = deviation(block(u_wall=0.24, u_window=1.4, u_roof=0.2), one, PARAMS)
    print("loss before and after [W/m2/K]", loss_per_area(block(), 0.85), "warmer after [K]", after - before)
    assert 0.2 < (after - before)[0] < 1.5


def test_valves_and_bills_by_consumption_save_about_what_was_measured_in_italian_flats():
    one = np.ones(1)
    neither = deviation(block(valves=False), one, PARAMS)
    both = deviation(block(cost_allocation=True), one, PARAMS)
    # 11 % of the heat (Canale et al. 2018) at 8 % a kelvin; valves also let people turn down poor rooms.
    assert 0.11 / 0.08 <= (neither - both)[0] + 0.05 < 2.0


def test_people_heed_a_poor_envelope_each_in_their_way():
    uids = uids_of(f"house/{k}" for k in range(4000))
    drawn = heeds(uids, 3, PARAMS.prebound_spread)
    np.testing.assert_array_equal(drawn[::9], heeds(uids[::9], 3, PARAMS.prebound_spread))
    assert drawn.min() >= 0.0
    assert drawn.mean() == pytest.approx(1.0, abs=0.03)
    assert 0.4 < drawn.std() < 0.5
