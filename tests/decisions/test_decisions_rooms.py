"""Do figures on people's decisions, as a scenario file sets them, reach what people decide, and only then change it?"""

from datetime import date

import numpy as np
import pytest

from tests.grid_district import grid_world
from twin.core.clock import Clock
from twin.core.errors import InputError
from twin.decisions.budget import Project, vote
from twin.decisions.diffusion_params import DiffusionParams
from twin.decisions.rooms import ROOMS
from twin.interventions import Entry, Where, catalogue, edits
from twin.interventions.promotion import offer_of_cars, offer_of_pumps, offer_of_roofs
from twin.model.build import parameters
from twin.scenario import canonical, dumps, loads
from twin.scenario.parameters import param_sets

HEAD = 'schema_version = 2\nname = "test"\ndescription = "a test"\nbaseline_year = 2019\n'
FILE = """
[params.decisions]
interest = "30 %"
attendance = [0.6, 0.2]
[params.diffusion]
own_car = ["0.01 1/a", "0.02 1/a"]
social_car = ["0 1/a", "0 1/a"]
from_savings = 100
[params.contacts]
same_building = 0
near_buildings = 0
colleagues = 0
[params.social_market]
interest = [5, 5, 5, 5, 5]
[params.vote]
turnout = [0.5, 0.5, 0.5, 0.5, 0.5]
"""
CARS = ("e_cars", {"quantity": "100 %", "adoption": "diffusion"})
MARKET = ("social_market", {"quantity": "100 %", "joining": "10 %"})


def made(params=None):
    world = grid_world(residents=1500)
    world.clock = Clock(2019)
    world.params = params or {}
    return world


def done(world, measure, levers, since=date(2012, 1, 1)):
    """Everything that the edits of an entry say."""
    told = catalogue[measure].levers.model_validate(levers)
    found = edits(world, [Entry(measure=measure, levers=told, where=Where(), date=since, source="test")])
    return [(each.column, each.rows.tolist(), np.asarray(each.new).tolist(), each.note) for each in found]


def test_a_file_sets_them_and_the_run_knows_them_by_the_same_names():
    scenario = loads(HEAD + FILE)
    found = parameters(scenario)
    assert set(ROOMS) <= set(found)
    assert set(found) == set(param_sets())
    assert found["decisions"].interest == 0.3
    assert found["decisions"].attendance == (0.6, 0.2)
    assert found["diffusion"].own_car == (0.01, 0.02)
    rows = {row["name"]: row for row in found["contacts"].rows(found["contacts"])}
    assert (rows["colleagues"]["value"], rows["colleagues"]["default"]) == (0, False)
    assert loads(dumps(scenario)).params == scenario.params
    assert canonical(scenario)["params"] == {room: dict(values) for room, values in scenario.params.items()}


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("[params.decision]\ninterest = 0.1", "params.decision", "did you mean 'decisions'"),
        ("[params.decisions]\ninterests = 0.1", "params.decisions.interests", "did you mean 'interest'"),
        ("[params.decisions]\ninterest = 1.4", "params.decisions.interest", "less than or equal to 1"),
        ("[params.decisions]\nhassle = 100", "params.decisions.hassle", '"100 EUR"'),
        ("[params.contacts]\ncolleagues = -1", "params.contacts.colleagues", "greater than or equal to 0"),
        ("[params.diffusion]\nhalf = [0.1, 0.2]", "params.diffusion.half", "valid number"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text, place, said):
    with pytest.raises(InputError) as caught:
        loads(HEAD + text)
    assert [fault.place for fault in caught.value.faults] == [place]
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("room", "measure", "levers"),
    [("diffusion", *CARS), ("contacts", *CARS), ("social_market", *MARKET)],
)
def test_each_room_reaches_what_rests_on_it_and_without_an_override_nothing_moves(room, measure, levers):
    defaults = parameters(loads(HEAD))
    told = parameters(loads(HEAD + FILE))
    plain = done(made(), measure, levers)
    assert done(made(defaults), measure, levers) == plain
    assert done(made({**defaults, room: told[room]}), measure, levers) != plain
    if measure == "social_market":  # what is said of adopters, contacts and voters plays no part in it
        assert done(made({**told, room: defaults[room]}), measure, levers) == plain


def test_what_adopters_reckon_with_reaches_their_offers():
    usual, other = made(), made({"diffusion": DiffusionParams(yield_pv=2_000.0, heat_per_area=220.0, saved_by_car=1.0)})
    rows, one = np.arange(5), np.ones(5)
    for world, factor, car in ((usual, 1.0, 600.0), (other, 2.0, 1.0)):
        roofs = offer_of_roofs(world, rows, one, one, 0.0 * one)
        assert roofs.gain == pytest.approx(factor * 1_000.0 * (0.3 * 0.22 + 0.7 * 0.05))
        assert offer_of_cars(world, rows, 1.0, 0.0).gain == pytest.approx(car)
    pumps = [offer_of_pumps(world, rows, one, 0.0).gain for world in (usual, other)]
    assert pumps[1] == pytest.approx(2.0 * pumps[0])


def test_turnout_reaches_the_vote():
    project = Project("a", {"zones": np.array([0])})
    few, many = (vote(made(parameters(loads(HEAD + text))), [project], 2018) for text in ("", FILE))
    assert vote(made(), [project], 2018).voters == few.voters
    assert 0 < few.voters < 0.2 * few.entitled < many.voters
