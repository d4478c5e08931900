"""The contract with Mesa, held on every supported version: lazy views behave as a population of agents."""

import gc
import weakref

import mesa
import numpy as np
import pytest
from mesa.datacollection import DataCollector

from tests.state.test_state import small_world
from twin.core.streams import uids_of
from twin.model.district_model import DistrictModel
from twin.model.plan import Plan
from twin.model.views import Building, Citizen
from twin.state import schemas
from twin.state.table import Table

pytestmark = pytest.mark.mesa


def small_model(buildings=4, citizens=6):
    world = small_world(buildings)
    world.tables["citizens"] = Table.from_columns(
        schemas.CITIZENS,
        {
            "uid": uids_of(f"c{i}" for i in range(citizens)),
            "age": np.arange(citizens) * 10,
            "home": np.arange(citizens) % 2,
        },
    )
    return DistrictModel(world, Plan(world, []))


def test_it_is_a_mesa_model_with_the_whole_population():
    model = small_model()
    assert isinstance(model, mesa.Model)
    assert len(model.agents) == 10
    assert set(model.agent_types) == {Building, Citizen}
    assert len(model.agents_by_type[Citizen]) == 6
    citizen = model.agents_by_type[Citizen][3]
    assert isinstance(citizen, mesa.Agent)
    assert (citizen.age, citizen.row) == (30, 3)
    assert citizen in model.agents
    assert citizen == model.agents_by_type[Citizen][3]
    assert model.agents[4].row == 0  # citizens follow the four buildings


def test_views_write_through_and_keep_nothing_else():
    model = small_model()
    citizen = model.agents_by_type[Citizen][2]
    citizen.age = 77
    assert model.world.column("citizens.age")[2] == 77
    with pytest.raises(AttributeError, match="no column 'mood'"):
        citizen.mood = "good"
    with pytest.raises(AttributeError, match="no attribute or column 'mood'"):
        _ = citizen.mood
    with pytest.raises(TypeError, match="rows of a table"):
        Citizen(model)
    with pytest.raises(TypeError, match="cannot be removed"):
        citizen.remove()


def test_get_set_agg_select_sort_do_map_groupby_shuffle():
    model = small_model()
    people = model.agents_by_type[Citizen]
    assert people.get("age") == [0, 10, 20, 30, 40, 50]
    assert people.get(["row", "age"])[1] == [1, 10]
    assert people.agg("age", np.max) == 50
    assert people.agg("age", [np.min, np.sum]) == [0, 150]
    assert people.select(lambda a: a.age > 25).get("age") == [30, 40, 50]
    assert people.select(people.column("age") > 25, at_most=2).get("age") == [30, 40]
    assert people.select(at_most=0.5).get("row") == [0, 1, 2]
    assert model.agents.select(agent_type=Building).get("flats") == [0, 1, 2, 3]
    assert people.sort("age").get("age")[0] == 50
    assert people.sort(lambda a: a.age, ascending=True).get("age")[0] == 0
    assert people.map(lambda a: a.age + 1)[0] == 1
    assert dict(people.groupby("home").count()) == {0: 3, 1: 3}
    assert dict(people.groupby(lambda a: a.age // 20).count()) == {0: 2, 1: 2, 2: 2}
    assert sorted(people.shuffle().get("row")) == list(range(6))
    seen = []
    people.shuffle_do(lambda a: seen.append(a.row))
    assert sorted(seen) == list(range(6))
    people.select(lambda a: a.row < 2).set("age", 5)
    assert people.get("age")[:3] == [5, 5, 20]
    assert model.agents.get("age", handle_missing="default", default_value=-1)[:4] == [-1] * 4
    with pytest.raises(AttributeError):
        model.agents.get("age")


def test_own_agents_join_and_step():
    class Postman(mesa.Agent):
        def __init__(self, model):
            super().__init__(model)
            self.calls = 0

        def deliver(self):
            self.calls += int(self.model.agents_by_type[Building].agg("flats", np.sum))

    model = small_model()
    postman = Postman(model)
    assert postman in model.agents
    assert len(model.agents) == 11
    model.agents_by_type[Postman].do("deliver")
    assert postman.calls == 6
    postman.remove()
    assert len(model.agents) == 10


def test_a_step_counts_and_the_year_ends():
    model = small_model()
    model.step()
    assert (model.steps, model.tick) == (1, 1)
    model.tick = model.world.clock.n_ticks - 1
    model.step()
    assert not model.running


def test_the_data_collector_sees_columns():
    model = small_model()
    collector = DataCollector(
        model_reporters={"people": lambda m: len(m.agents_by_type[Citizen])},
        agenttype_reporters={Citizen: {"age": "age"}},
    )
    collector.collect(model)
    assert collector.get_model_vars_dataframe()["people"].tolist() == [6]
    assert collector.get_agenttype_vars_dataframe(Citizen)["age"].tolist() == [0, 10, 20, 30, 40, 50]


def test_a_finished_model_is_forgotten():
    model = small_model()
    list(model.agents)
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None


def test_mesas_own_page_renders_and_steps_the_model():
    solara = pytest.importorskip("solara", reason="the extra ui is not installed")
    from mesa.visualization import SolaraViz, make_plot_component

    model = small_model()
    model.datacollector = DataCollector(model_reporters={"people": lambda m: len(m.agents_by_type[Citizen])})
    model.datacollector.collect(model)

    @solara.component
    def page():
        SolaraViz(model, components=[make_plot_component("people")], name="district")

    box, context = solara.render(page(), handle_error=False)
    try:
        assert box.children
        model.step()
        assert model.steps == 1
    finally:
        context.close()
