"""Days are the same however they are run, and after an edit people take in what is new one by one."""

import numpy as np
import pytest

from tests.grid_district import grid_world
from twin.core.jit import set_threads
from twin.domains import mobility
from twin.domains.mobility.ahead import Days
from twin.domains.mobility.params import Params
from twin.state.codes import Payer
from twin.state.edits import Edit, apply
from twin.state.schemas import FORCING
from twin.state.table import Table

EDITED = 15  # a workday in term


@pytest.fixture
def world():
    made = grid_world(n=6, residents=1500)
    made.tables["forcing"] = Table.allocate(FORCING, made.clock.n_ticks)
    mobility.initialise(made, Params())
    return made


def slower(world):
    """An edit that halves the speed of all streets."""
    links = world.table("car_links")
    rows = np.arange(len(links))
    edit = Edit(
        "test", "car_links", "free_speed", rows, 0.4 * links["free_speed"], 0, np.zeros(rows.size), Payer.CITY, ""
    )
    world.applied += apply(world, [edit])


def columns(day):
    return {path: values.copy() for path, values in day.columns.items()}


@pytest.mark.parametrize("threads", [1, 2])
def test_days_have_the_same_bits_on_any_number_of_threads_and_in_any_order(world, threads):
    set_threads(1)
    first = columns(Days(world, Params()).of(EDITED))
    try:
        set_threads(threads)
        days = Days(world, Params())
        days.of(EDITED - 1)
        again = columns(days.of(EDITED))
    finally:
        set_threads(1)
    assert all(np.array_equal(first[path], again[path], equal_nan=first[path].dtype.kind == "f") for path in first)


def test_after_an_edit_modes_change_later_than_routes(world):
    set_threads(1)
    params = Params()
    days = Days(world, params)
    days.of(EDITED - 1)
    known = Days(world, params)
    as_before = known.of(EDITED)
    slower(world)
    on_the_day = days.of(EDITED)
    unaware = ~days._knows(EDITED).any(axis=1)
    assert unaware.mean() > 0.9
    # Who knows nothing yet travels by the mode of old, on streets that are slower at once.
    same = (on_the_day.diary.mode == as_before.diary.mode).all(axis=1)
    assert same[unaware].mean() > 0.97
    on = as_before.streets["flow"] > 0
    assert on_the_day.streets["speed"][on].mean() < 0.7 * as_before.streets["speed"][on].mean()
    assert days._knows(EDITED + 10).mean() > days._knows(EDITED + 1).mean()
    assert days._knows(EDITED + 349) is None


def test_an_edit_of_the_first_day_is_known_to_all(world):
    set_threads(1)
    days = Days(world, Params())
    slower(world)
    days.of(EDITED)
    assert days._knows(EDITED) is None
