"""Types of day have the timetable of their own days, whatever other type their people's beliefs start from."""

from dataclasses import replace

import numpy as np
import pytest

from tests.grid_district import grid_world
from tests.transit_town import town
from twin.core.clock import DayType
from twin.domains import mobility
from twin.domains.mobility.frame import frame
from twin.domains.mobility.level import first_beliefs, settle
from twin.domains.mobility.params import Params
from twin.domains.mobility.transit.groups import LOAD
from twin.domains.mobility.transit.kernels import transit_leg
from twin.domains.mobility.year import usual, year_of

PARAMS = Params(route_iterations=1, route_iterations_more=1)
EIGHT = 8 * 3600.0
AUGUST_SUNDAY = 222  # 11 August 2019


@pytest.fixture(scope="module")
def served():
    """A grid of streets with a line along its middle, and what all its days share."""
    world = grid_world(n=6, residents=800)
    stops = [(0.0, 375.0), (375.0, 375.0), (750.0, 375.0)]
    along = [0.0, 375.0, 750.0]
    lines = town(stops, [("1", 600.0, [0, 1, 2], along), ("1", 600.0, [2, 1, 0], along)])
    world.tables |= {name: lines[name] for name in ("transit_nodes", "lines", "line_stops")}
    mobility.initialise(world, PARAMS)
    return world, frame(world.tables, world.seed, PARAMS)


def day_of(world, day_type):
    return usual(day_type, len(world.table("households")), PARAMS)


@pytest.fixture(scope="module")
def levels(served):
    world, shared = served
    workday = settle(shared, day_of(world, DayType.WORKDAY))
    rest = {each: settle(shared, day_of(world, each), start=workday) for each in (DayType.SATURDAY, DayType.HOLIDAY)}
    return {DayType.WORKDAY: workday} | rest


@pytest.mark.parametrize("day_type", list(DayType))
def test_each_type_of_day_has_its_headways_though_it_starts_from_a_workday(served, levels, day_type):
    _, shared = served
    usual_net, net = shared.service.net, levels[day_type].beliefs.service.net
    assert net.frequency * PARAMS.day_headway[day_type] == pytest.approx(usual_net.frequency)
    assert net.others == pytest.approx(usual_net.others * PARAMS.day_others[day_type])
    assert usual_net.frequency.any()
    assert usual_net.others.any()


def test_people_wait_longer_on_days_with_fewer_vehicles(served, levels):
    _, shared = served
    near = [int(np.hypot(*(shared.sites.xy - np.array(at)).T).argmin()) for at in ((0.0, 375.0), (750.0, 375.0))]
    waits = [transit_leg(levels[each].offer.lines, *near, EIGHT, 4.6 / 3.6)[1] for each in DayType]
    assert waits[0] == pytest.approx(300.0)
    assert waits[1] == pytest.approx(330.0 + 0.3 * (600.0 * PARAMS.day_headway[1] - 660.0))
    assert waits[2] == pytest.approx(330.0 + 0.3 * (600.0 * PARAMS.day_headway[2] - 660.0))


def test_crowding_is_taken_on_from_another_type_and_headways_are_not(served, levels):
    world, shared = served
    settled = levels[DayType.WORKDAY].beliefs
    known = replace(settled, service=replace(settled.service, crowding=settled.service.crowding + np.float32(0.5)))
    year = year_of(world.clock, world.table("households")["uid"], world.seed, PARAMS, world.table("forcing")["t_out"])
    fewer = PARAMS.day_headway[2]
    for today, less in (
        (day_of(world, DayType.HOLIDAY), fewer),
        (year.today(AUGUST_SUNDAY, PARAMS), fewer * PARAMS.august_headway),
    ):
        beliefs = first_beliefs(shared, today, known)
        assert np.array_equal(beliefs.service.crowding, known.service.crowding)
        assert beliefs.service.lines.parts[..., LOAD].max() > settled.service.lines.parts[..., LOAD].max()
        assert beliefs.service.net.frequency * less == pytest.approx(shared.service.net.frequency)
        assert beliefs.spots is known.spots


def test_a_sunday_has_the_same_bits_on_any_number_of_threads(served, levels):
    world, shared = served
    workday, sunday = levels[DayType.WORKDAY], levels[DayType.HOLIDAY]
    again = settle(shared, day_of(world, DayType.HOLIDAY), start=workday, threads=2)
    ours, theirs = sunday.beliefs.service, again.beliefs.service
    assert np.array_equal(ours.crowding, theirs.crowding)
    assert np.array_equal(ours.lines.cost, theirs.lines.cost)
    assert np.array_equal(sunday.settled.ways.choice, again.settled.ways.choice)
