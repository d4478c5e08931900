"""Are entries that vanish told apart into those shifted, rerouted and suppressed, and do the parts sum up?"""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.little_queues import drive, rides_of
from twin.core.clock import Clock
from twin.domains.mobility.day import joined
from twin.domains.mobility.loading.columns import guest_share, street_columns
from twin.domains.mobility.loading.groups import Rides
from twin.domains.mobility.outside.kpis import KPIS, SERIES, entering
from twin.domains.mobility.outside.leakage import Leakage, Passages, leakage, passages
from twin.state.codes import Mode, RideKind
from twin.state.schemas import CAR_LINKS, CAR_NODES, ZONES
from twin.state.table import Table

NEVER = np.inf
WINDOW = (7.5 * 3600.0, 19.5 * 3600.0)


def run(**trips):
    """Passages by name of the trip, with the hour of entry."""
    return Passages(
        np.array([hash(name) & 0xFFFFFFFF for name in trips], dtype=np.uint64),
        np.array([hour * 3600.0 for hour in trips.values()]),
    )


def test_each_change_has_its_name():
    before = run(kept=8, later=9, around=10, gone=11, early=6, outer=NEVER)
    after = run(kept=8.5, later=20, around=NEVER, early=8, outer=12, new=13, newer=7)
    found = leakage(before, after, WINDOW)
    assert found == Leakage(kept=1, shifted=1, rerouted=1, suppressed=1, moved_in=1, routed_in=1, induced=1)
    assert (found.before, found.after) == (4, 4)
    whole = leakage(before, after)
    assert (whole.before, whole.after) == (5, 6)
    assert whole.shifted == whole.moved_in == 0


def test_a_run_against_itself_leaks_nothing():
    same = run(a=8, b=9, c=NEVER)
    assert leakage(same, same, WINDOW) == Leakage(2, 0, 0, 0, 0, 0, 0)
    with pytest.raises(ValueError, match="twice"):
        leakage(Passages(np.zeros(2, dtype=np.uint64), np.zeros(2)), same)


hours = st.lists(st.tuples(st.integers(0, 30), st.one_of(st.just(np.inf), st.floats(0.0, 24.0))), max_size=20)


@given(one=hours, two=hours)
def test_the_parts_sum_to_the_entries_of_both_runs(one, two):
    made = [
        Passages(np.array(list(trips), dtype=np.uint64), np.array(list(trips.values()), float) * 3600.0)
        for trips in (dict(one), dict(two))
    ]
    found = leakage(*made, WINDOW)
    for total, each in zip((found.before, found.after), made, strict=True):
        assert total == ((each.enters >= WINDOW[0]) & (each.enters < WINDOW[1])).sum()
    assert leakage(made[1], made[0], WINDOW).suppressed == found.induced


def test_trips_are_known_by_vehicle_and_order():
    times = np.full((3, 4), np.inf)
    times[:, 2] = [1.0, 2.0, np.inf]
    empty = np.zeros(3)
    rides = Rides(
        np.array([0, 2, 3]), np.zeros(2, dtype=np.int8), empty, empty, empty, empty, empty, empty, empty, empty, times,
        empty,
    )  # fmt: skip
    one = passages(rides, np.array([7, 9], dtype=np.uint64))
    assert np.unique(one.trip).size == 3
    assert one.enters.tolist() == [1.0, 2.0, np.inf]
    alone = passages(rides._replace(first=np.array([0, 1]), times=times[2:]), np.array([9], dtype=np.uint64))
    assert alone.trip[0] == one.trip[2]  # whoever else is there


def outcome():
    nodes = Table.from_columns(CAR_NODES, {"uid": [1, 2, 3], "gate": [True, False, False]})
    links = Table.from_columns(CAR_LINKS, {"uid": [1, 2, 3], "tail": [0, 1, 2], "head": [1, 2, 0]})
    zones = Table.from_columns(ZONES, {"uid": [1, 2]})
    zones["guests_beyond_year"][0, [Mode.CAR, Mode.MOTORCYCLE, Mode.TRANSIT]] = 63.0, 5.0, 32.0
    zones["guests_year"][1, Mode.WALK] = 365.0
    tables = {"car_nodes": nodes, "car_links": links, "zones": zones}
    world = SimpleNamespace(table=tables.__getitem__, clock=Clock(2019))
    day = np.zeros(24)
    day[[8, 18]] = 60.0, 40.0
    series = {s.name: np.tile(day, 365) * k for s, k in zip(SERIES, (1.0, 0.7, 0.1, 0.05), strict=True)}
    return SimpleNamespace(world=world, table=tables.__getitem__, series=series.__getitem__)


def test_indicators_of_the_boundary():
    run = outcome()
    assert entering(run.world).tolist() == [True, False, False]
    found = {kpi.name.removeprefix("mobility."): kpi.compute(run) for kpi in KPIS}
    assert found["entries_per_day"] == pytest.approx(100.0)
    assert found["entries_cars_per_day"] == pytest.approx(70.0)
    assert found["entries_motorcycles_per_day"] == pytest.approx(15.0)
    assert found["entries_peak_share"] == pytest.approx(60.0)
    assert found["boundary_car"] == pytest.approx(63.0)
    assert found["boundary_transit"] == pytest.approx(32.0)
    assert found["guests_city_per_day"] == pytest.approx(1.0)


def test_cars_from_elsewhere_are_told_apart_and_their_share_is_that_of_each_street():
    own = rides_of([[{"earliest": 0.0}, {"earliest": 3600.0}], [{}]], [RideKind.CAR, RideKind.MOTORCYCLE])
    guests = rides_of([[{"earliest": 60.0}], [{}], [{}, {}]], [RideKind.CAR, RideKind.MOTORCYCLE, RideKind.VAN])
    both = joined(own, guests)
    car, motorcycle, van, theirs = RideKind.CAR, RideKind.MOTORCYCLE, RideKind.VAN, RideKind.GUEST_CAR
    assert both.kind.tolist() == [car, motorcycle, theirs, motorcycle, van]
    assert both.first.tolist() == [0, 2, 3, 4, 5, 7]
    assert both.earliest[both.first[2]] == 60.0
    # Streets by who drives there: both, residents alone, those from elsewhere alone, no cars at all, nobody.
    ways, kinds = [[0, 1], [0], [0], [2, 0], [3]], [car, car, motorcycle, theirs, van]
    _, links, load = drive(ways, [100.0 * v for v in range(5)], [(10.0, 0.0, 9.0, 50.0)] * 5, kinds=kinds)
    np.testing.assert_allclose(guest_share(load), [1 / 3, 0.0, 1.0, 0.0, 0.0])
    found = street_columns(load, links)
    assert found["car_flow"].sum(axis=1).tolist() == [3.0, 1.0, 1.0, 0.0, 0.0]
    assert found["van_flow"].sum(axis=1).tolist() == [0.0, 0.0, 0.0, 1.0, 0.0]
    assert found["flow"].sum(axis=1).tolist() == [4.0, 1.0, 1.0, 1.0, 0.0]
