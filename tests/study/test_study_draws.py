"""Draws meet each stratum once, take the priors' percentiles, and are the same for both sides of a pair."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tests import known_runs
from twin.core.errors import InputError
from twin.decisions import Params
from twin.decisions.rooms import ROOMS
from twin.interventions import Budget, Entry, catalogue
from twin.scenario.parameters import param_sets
from twin.study import draws
from twin.study.priors import Prior, load_priors


def made_entry(measure, **levers):
    told = catalogue[measure].levers.model_validate(levers)
    return Entry(measure=measure, levers=told, date=dt.date(2019, 1, 1), source="made up")


NAMES = ["set_point", "airing", "value_of_time", "price_gas"]


def prior(how="value", *, low=1.0, mid=2.0, high=5.0, distribution="normal", acts="params.energy.airing"):
    told = {"id": "p", "title": "p", "title_it": "p", "acts": acts, "how": how, "unit": "1", "low": low, "mid": mid}
    more = {"high": high, "distribution": distribution, "source": "made up", "year": 2019, "status": "assumed"}
    return Prior.model_validate(told | more)


@given(st.integers(1, 150), st.integers(0, 5))
def test_each_stratum_of_each_dimension_is_met_once(n, seed):
    found = draws.hypercube(NAMES, n, seed)
    assert found.shape == (n, len(NAMES))
    assert ((found >= 0.0) & (found < 1.0)).all()
    assert (np.sort(np.floor(found * n), axis=0) == np.arange(n)[:, None]).all()


def test_draws_follow_from_seed_and_number_and_not_from_other_parameters():
    first = draws.hypercube(NAMES, 64, 0)
    assert (first == draws.hypercube(NAMES, 64, 0)).all()
    assert (first != draws.hypercube(NAMES, 64, 1)).any(axis=0).all()
    assert (first[:, [3, 1]] == draws.hypercube([NAMES[3], NAMES[1]], 64, 0)).all()
    # Dimensions are shuffled apart: no two of them are in the same order, and none is in its own.
    assert np.abs(np.corrcoef(first.T) - np.eye(4)).max() < 0.35
    assert (np.diff(first, axis=0) < 0.0).any(axis=0).all()
    # Places within strata are spread, not the middles.
    assert 0.2 < np.std(first * 64 % 1.0) < 0.4


@pytest.mark.parametrize("distribution", ["normal", "log-normal", "triangular", "uniform"])
def test_percentiles_are_the_priors(distribution):
    one = prior(distribution=distribution)
    assert [draws.quantile(one, share) for share in (0.05, 0.5, 0.95)] == pytest.approx([1.0, 2.0, 5.0])
    shares = np.linspace(0.0, 1.0, 2001)
    values = [draws.quantile(one, share) for share in shares]
    assert (np.diff(values) >= 0.0).all()
    drawn = [draws.quantile(one, share) for share in draws.hypercube(["p"], 4000, 0)[:, 0]]
    assert np.quantile(drawn, (0.05, 0.5, 0.95)) == pytest.approx([1.0, 2.0, 5.0], rel=0.01)


def test_symmetric_shapes_are_the_textbooks():
    shares = np.linspace(0.01, 0.99, 50)
    half = {"low": 0.0, "mid": 1.0, "high": 2.0}
    normal = [draws.quantile(prior(**half), share) for share in shares]
    assert normal == pytest.approx(stats.norm(1.0, 1.0 / stats.norm.ppf(0.95)).ppf(shares))
    uniform = [draws.quantile(prior(**half, distribution="uniform"), share) for share in shares]
    assert uniform == pytest.approx(stats.uniform(1.0 - 1.0 / 0.9, 2.0 / 0.9).ppf(shares))
    # A triangle between 0 and 1 with its top in the middle has 5 % below sqrt(0.05 / 2).
    low = np.sqrt(0.025)
    triangle = prior(low=low, mid=0.5, high=1.0 - low, distribution="triangular")
    assert [draws.quantile(triangle, share) for share in shares] == pytest.approx(stats.triang(0.5).ppf(shares))
    odd = prior(low=0.5, mid=1.0, high=2.0, distribution="log-normal")
    scale = np.log(2.0) / stats.norm.ppf(0.95)
    assert [draws.quantile(odd, share) for share in shares] == pytest.approx(stats.lognorm(scale).ppf(shares))


def test_choices_have_a_quarter_on_either_side():
    choice = prior("choice", low="keep", mid="some", high="all", distribution="discrete")
    found = [draws.quantile(choice, share) for share in draws.hypercube(["p"], 8, 0)[:, 0]]
    assert sorted(found) == ["all", "all", "keep", "keep", "some", "some", "some", "some"]


def test_both_sides_of_a_pair_get_the_same_values():
    a, b = known_runs.scenario(), known_runs.scenario("condominium_retrofit")
    design = draws.design([a, b], 5)
    for k in range(5):
        one, two = design.scenario(a, k), design.scenario(b, k)
        assert one.params == two.params != a.params
        levers = two.measures[0].levers
        at = [prior.id for prior in design.priors].index("cost_retrofit")
        assert levers.cost_per_flat == pytest.approx(14_600.0 * design.values[k][at], rel=1e-12)
    alone = draws.design([a], 5)
    left = {prior.id for prior in design.priors} - {prior.id for prior in alone.priors}
    assert left == {"cost_retrofit", "wall_after", "bridges_after", "airing_after"}


VOTED = known_runs.entry("condominium_retrofit").model_copy(update={"by_vote": True})
FUNDED = Budget.model_validate({"city": "1 MEUR", "vote": True})


@pytest.mark.parametrize(
    ("entry", "budget", "rooms"),
    [
        (known_runs.entry("condominium_retrofit"), None, set()),
        (known_runs.entry("condominium_retrofit", decided_by="assembly"), None, {"decisions"}),
        (made_entry("rooftop_pv", quantity="50 %"), None, set()),
        (made_entry("rooftop_pv", quantity="50 %", adoption="diffusion"), None, {"diffusion"}),
        (made_entry("social_market", quantity="50 %"), None, {"social_market"}),
        (VOTED, None, set()),
        (VOTED, FUNDED, {"vote", "social_market"}),
    ],
)
def test_minds_are_drawn_where_people_decide_and_nowhere_else(entry, budget, rooms):
    a, b = known_runs.scenario(), known_runs.scenario(entry, budget=budget)
    found = draws.design([a, b], 2)
    targets = [prior.acts.split(".") for prior in found.priors]
    assert {where for kind, where, *_ in targets if kind == "params" and where in ROOMS} == rooms
    assert all(each.reason for each in found.left_out)


def test_one_number_of_a_pair_is_drawn_and_the_other_kept():
    given = known_runs.scenario(known_runs.entry("condominium_retrofit", decided_by="assembly"))
    home, let = (prior(acts=f"params.decisions.attendance.{k}") for k in range(2))
    got = draws.with_values(given, [(home, 0.7)]).params["decisions"]
    assert got == {"attendance": [0.7, Params().attendance[1]]}
    got = draws.with_values(given, [(home, 0.7), (let, 0.1)]).params["decisions"]
    assert got == {"attendance": [0.7, 0.1]}


def test_a_lever_that_a_scenario_sets_itself_is_kept():
    told = known_runs.entry("condominium_retrofit", wall_u_factor=1.1)
    a, b = known_runs.scenario("condominium_retrofit"), known_runs.scenario(told)
    walls = prior(low=0.9, mid=1.0, high=1.2, acts="levers.condominium_retrofit.wall_u_factor")
    assert draws._set_by_scenario(walls, [a]) is None
    left = draws._set_by_scenario(walls, [a, b])
    assert left.reason == "a scenario sets levers.condominium_retrofit.wall_u_factor itself"
    scaled = walls.model_copy(update={"how": "factor"})
    assert draws._set_by_scenario(scaled, [a, b]) is None
    got = draws.with_values(b, [(scaled, 1.1)]).measures[0].levers
    assert got.wall_u_factor == pytest.approx(1.21)
    # A second value beside the first holds both back.
    pair = walls.model_copy(update={"acts": "levers.heat_pump.supply", "also": (walls.acts,)})
    assert draws._set_by_scenario(pair, [b]) is not None


def test_a_draw_leaves_a_lever_as_the_scenario_says(monkeypatch):
    walls = prior(low=0.9, mid=1.0, high=1.2, acts="levers.condominium_retrofit.wall_u_factor")
    monkeypatch.setattr(draws, "uncertain", lambda: ((walls,), ()))
    free, told = (known_runs.entry("condominium_retrofit", **more) for more in ({}, {"wall_u_factor": 1.0}))
    a, b, c = (known_runs.scenario(*entries) for entries in ((), (free,), (told,)))
    drawn = draws.design([a, b], 4)
    assert len({drawn.scenario(b, k).measures[0].levers.wall_u_factor for k in range(4)}) == 4
    kept = draws.design([a, c], 4)
    assert [each.prior for each in kept.left_out] == ["p"]
    assert {kept.scenario(c, k).measures[0].levers.wall_u_factor for k in range(4)} == {1.0}


def test_what_a_scenario_sets_itself_is_kept():
    a, b = known_runs.scenario(), known_runs.scenario(params={"behaviour": {"day_setpoint": 18.0, "prebound": 0.1}})
    design = draws.design([a, b], 3)
    assert "set_point" not in {prior.id for prior in design.priors}
    assert [each.reason for each in design.left_out if each.prior == "set_point"] == [
        "a scenario sets params.behaviour.day_setpoint itself"
    ]
    at = [prior.id for prior in design.priors].index("prebound_strength")
    got = design.scenario(b, 0).params["behaviour"]
    assert got["day_setpoint"] == 18.0
    assert got["prebound"] == pytest.approx(0.1 * design.values[0][at])


def test_lists_are_scaled_number_by_number_and_bounds_hold():
    given = known_runs.scenario()
    walls = prior("factor", acts="params.energy.u_wall")
    default = draws.with_values(given, [(walls, 1.0)]).params["energy"]["u_wall"]
    assert draws.with_values(given, [(walls, 1.5)]).params["energy"]["u_wall"] == pytest.approx(
        [1.5 * value for value in default]
    )
    sun = prior(acts="params.energy.obstacles")
    assert draws.with_values(given, [(sun, 1.7)]).params["energy"]["obstacles"] == 1.0
    days = prior(acts="params.energy.hand_days")
    assert draws.with_values(given, [(days, -3.2)]).params["energy"]["hand_days"] == 1


def faults_of_registry():
    """Unknown parameters, levers or priors, and priors of which two things or nothing is said."""
    registry, sets = draws.load_registry(), param_sets()
    known = {each.id for each in load_priors()}
    said = [*(each.prior for each in registry.through), *(each.prior for each in registry.left_out)]
    faults = [name for name in said if name not in known or said.count(name) > 1]
    every, _ = draws.uncertain()
    ids = [each.id for each in every]
    faults += [name for name in ids if ids.count(name) > 1]
    for each in every:
        for target in (each.acts, *each.also):
            kind, where, name, *number = target.split(".")
            fields = sets[where].model_fields if kind == "params" else catalogue[where].levers.model_fields
            faults += [] if name in fields else [target]
            faults += [target for k in number if int(k) >= len(fields[name].default)]
    return faults


def test_the_registry_names_what_there_is_and_every_cost():
    assert faults_of_registry() == []
    known, left_out = draws.uncertain()
    assert all(each.reason and each.reason_it for each in left_out)
    targets = {target for each in known for target in (each.acts, *each.also)}
    for measure in catalogue:
        for name, info in catalogue[measure].levers.model_fields.items():
            if "cost_" in name and info.annotation is float:
                assert f"levers.{measure}.{name}" in targets


def test_costs_without_a_prior_of_their_own_get_one_by_measure():
    registry = draws.load_registry()
    named = [each for each in draws.uncertain()[0] if "cost" not in each.id]
    found = draws._other_costs(registry.other_costs, named)
    assert "cost_of_heat_pump" in {each.id for each in found}
    pump = next(each for each in found if each.id == "cost_of_heat_pump")
    assert pump.acts == "levers.heat_pump.cost_per_kw"
    assert pump.also == ("levers.heat_pump.cost_source", "levers.heat_pump.cost_emitters")
    assert pump.title == "Cost: Heat pumps"


def test_all_values_of_all_priors_can_be_run():
    given = known_runs.scenario("condominium_retrofit", "heat_pump", "energy_management", "lamppost_dimming")
    for each in draws.uncertain()[0]:
        for share in (0.0, 0.05, 0.5, 0.95, 1.0):
            assert draws.with_values(given, [(each, draws.quantile(each, share))]).name == given.name


def test_a_faulty_registry_is_told(tmp_path):
    path = tmp_path / "draws.toml"
    path.write_text(draws.FILE.read_text(encoding="utf-8").replace("low = 19", "lwo = 19"), encoding="utf-8")
    text = path.read_text(encoding="utf-8").replace('status = "derived"', 'status = "guessed"', 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="status"):
        draws.load_registry(path)
