"""Shared cars of condominiums: tours from home, one car to a tour."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import little_world, naive_mobility_sharing
from twin.core.streams import uids_of
from twin.domains.mobility.sharing.cars import KPIS, SharedCars, book
from twin.domains.mobility.sharing.params import SharingParams
from twin.state import schemas
from twin.state.codes import Mode, PlaceKind
from twin.state.table import Table


@pytest.mark.nojit
@given(data=st.data())
@settings(max_examples=30)
def test_no_car_is_out_twice(data):
    tour = st.tuples(st.integers(0, 2), st.floats(0, 86_400), st.floats(1, 30_000))
    some = sorted(data.draw(st.lists(tour, max_size=25)), key=lambda each: each[1])
    cars = data.draw(st.lists(st.integers(0, 3), min_size=3, max_size=3))
    used, missed = np.empty(3, np.int64), np.empty(3, np.int64)
    span = np.array([(start, start + long) for _, start, long in some]).reshape(-1, 2)
    first = np.concatenate([[0], np.cumsum(cars)]).astype(np.int64)
    book(np.array([k for k, *_ in some], dtype=np.int64), span, first, np.empty(sum(cars)), used, missed)
    rows = [(k, start, start + long) for k, start, long in some]
    assert (used.tolist(), missed.tolist()) == naive_mobility_sharing.bookings(rows, cars)


def test_tours_are_booked_where_people_live():
    world = little_world.world(3)
    b = world.table("buildings")
    b["x"][:], b["y"][:] = (0.0, 100.0, 5000.0), 0.0
    places = world.tables["places"] = Table.allocate(schemas.PLACES, 2)
    places["kind"][:], places["capacity"][:] = PlaceKind.CAR_SHARING, (1.0, 0.0)
    people = world.tables["citizens"] = Table.allocate(schemas.CITIZENS, 4)
    people["uid"][:] = uids_of(f"citizen {i}" for i in range(4))
    people["home"][:] = 0, 1, 2, 0
    people["trips"][:] = 2, 4, 2, 2
    people["mode"][:, :2] = Mode.CAR_SHARING
    people["mode"][1, 2:4] = Mode.CAR_SHARING
    people["mode"][3, :2] = Mode.WALK
    for t in range(4):
        people["departure"][:, t] = 3600.0 * (8 + 2 * t)
        people["arrival"][:, t] = 3600.0 * (9 + 2 * t)
    people["to_building"][:, 0] = people["to_building"][:, 2] = 2, 2, 0, 1
    people["to_building"][:, 1] = people["to_building"][:, 3] = people["home"]
    SharedCars(world, SharingParams()).step(0)
    assert places["car_trips_year"].tolist() == [2.0, 0.0]  # one at eight, the second tour at noon
    assert places["car_missed_year"].tolist() == [1.0, 0.0]
    outcome = SimpleNamespace(table=world.table)
    found = {kpi.name: kpi.compute(outcome) for kpi in KPIS}
    assert found["mobility.shared_car_use"] == 2.0
    assert found["mobility.shared_car_missed"] == pytest.approx(100.0 / 3.0)
    places["capacity"][0] = 0.0
    SharedCars(world, SharingParams()).step(0)
    assert places["car_days"].sum() == 1.0
