"""Does the measure of headways reach the lines that it names, keep their courses' shares, and cost what it runs?"""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from tests.grid_district import grid_world
from tests.transit_town import town
from twin.core.errors import InputError
from twin.domains.mobility.transit import TransitParams, set_others, transit_service
from twin.domains.mobility.transit.groups import WAIT
from twin.domains.mobility.transit.process import Reach
from twin.interventions import Entry, Where, catalogue, edits
from twin.state.codes import LineKind
from twin.state.edits import apply

DAY = date(2018, 5, 1)
SPOTS = [(0.0, 0.0), (3000.0, 0.0), (6000.0, 0.0), (3000.0, 4000.0)]


@pytest.fixture
def world():
    """The grid's people beside a tram in two courses, and a bus."""
    made = grid_world()
    tables = town(
        SPOTS,
        [
            ("24", 1200.0, [0, 1, 2], [0.0, 3000.0, 6000.0]),
            ("24", 600.0, [0, 1], [0.0, 3000.0]),
            ("77", 900.0, [1, 3], [0.0, 4000.0]),
        ],
    )
    tables["lines"]["vehicle"][2] = LineKind.BUS
    tables["lines"]["length"][:] = [6000.0, 3000.0, 4000.0]
    tables["transit_nodes"]["within"][:] = [0, 0, 1, 1]
    made.tables |= {name: tables[name] for name in ("lines", "line_stops", "transit_nodes")}
    return made


def run(world, where=None, **levers):
    model = catalogue["transit_headway"].levers.model_validate({k.rstrip("_"): v for k, v in levers.items()})
    entry = Entry(measure="transit_headway", levers=model, where=where or Where(), date=DAY, source="test")
    found = edits(world, [entry])
    apply(world, found)
    return found


def test_a_line_comes_at_the_interval_and_its_courses_keep_their_shares(world):
    (edit,) = run(world, headway="4 min", lines=["24"])
    headway = world.table("lines")["headway"]
    assert (1.0 / headway[:2, 8]).sum() == pytest.approx(1.0 / 240.0)
    assert headway[0, 8] / headway[1, 8] == pytest.approx(2.0)
    assert (headway[:, 5] == [1200.0, 600.0, 900.0]).all()  # outside the hours
    assert (headway[2] == 900.0).all()
    assert "24" in edit.note


def test_the_cost_is_that_of_the_vehicles_on_the_line(world):
    (edit,) = run(world, headway="450 s", lines=77, **{"from": "08:00", "to": "10:00"})
    days = world.clock.n_days  # it holds from before the simulated year
    more = 3600.0 / 450.0 - 3600.0 / 900.0  # an hour, over two hours
    hours = 4000.0 / 5.0 * 1.15 / 3600.0
    assert edit.total_cost == pytest.approx(more * 2 * hours * days * 90.0)
    (less,) = run(world, headway="15 min", lines=24)
    assert less.total_cost < 0.0  # seven and a half minutes stay between 10 and 21 h only


def test_lines_are_chosen_by_vehicle_and_by_zone(world):
    run(world, headway="3 min", vehicle="bus", where=Where(zones=["0"]))
    assert world.table("lines")["headway"][:, 12].tolist() == [1200.0, 600.0, 180.0]
    assert run(world, headway="3 min", vehicle="metro") == []


def test_a_line_that_is_not_there_is_named_with_the_nearest(world):
    with pytest.raises(InputError, match=r"'240'.*did you mean '24'"):
        run(world, headway="4 min", lines=["240"])


@pytest.mark.parametrize("levers", [{"headway": "0 min"}, {"headway": "3 h"}, {"headway": "4 min", "from": "22:00"}])
def test_impossible_headways_and_hours_are_refused(levers):
    with pytest.raises(ValueError, match=r"greater|less|before"):
        catalogue["transit_headway"].levers.model_validate(levers)


def test_a_district_without_lines_has_nothing_to_run_more_often():
    bare = grid_world()
    bare.tables.pop("lines", None)
    assert run(bare, headway="4 min") == []


def test_people_wait_less_and_others_on_board_find_more_room(world):
    cut = np.array([0.0, 7.0, 9.0, 24.0]) * 3600.0
    params = TransitParams()
    tables = {
        **town(SPOTS, []),
        **{name: world.tables[name] for name in ("lines", "line_stops", "transit_nodes", "zones")},
    }
    set_others(tables, params)
    before = transit_service(tables, params, cut)
    run(world, headway="4 min", lines=["24"])
    after = transit_service(tables, params, cut)
    assert after.lines.parts[1, 0, 1, WAIT] < before.lines.parts[1, 0, 1, WAIT]
    assert after.lines.parts[1, 0, 1, WAIT] == pytest.approx(120.0)
    share = [s.net.others[1, 0] / (s.net.frequency[1, 0] * s.net.places[0]) for s in (before, after)]
    assert share[1] < share[0]


def test_jobs_in_reach_are_counted_anew_when_lines_run_more_often(world):
    world.tables |= {name: table for name, table in town(SPOTS, []).items() if name.startswith("walk_")}
    process = Reach(world, TransitParams(), 4.6 / 3.6, 15.0 / 3.6)
    process.step(0)
    reached = world.table("buildings")["jobs_reached"]
    before = reached.copy()
    assert (reached[:, 1] >= reached[:, 2]).all()
    assert (reached[:, 0] >= reached[:, 2]).all()
    process.step(24)
    assert (reached == before).all()
    run(world, headway="2 min")
    process.step(48)
    assert (reached >= before).all()
    assert (reached[:, 0] > before[:, 0]).any()
