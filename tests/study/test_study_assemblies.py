"""Is V5 predicted without a look at it, scored by proper rules, and is a prediction that knows nothing told as such?"""

import ast
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.decisions.test_decisions_campaign import made
from tests.grid_district import grid_tables, grid_world
from twin.decisions import Params, Spontaneous, owners_of
from twin.study import assembly_arms, assembly_metrics, validation
from twin.study.assembly_arms import AUDITED, PRIORS, Assemblies, drawn_params, latin, quantile, run
from twin.study.case import Case
from twin.study.count_scores import crps, flat, log_score, mid_p, smoothed, width
from twin.study.evidence import Evidence
from twin.study.priors import load_priors
from twin.study.protocol import load_protocol

V5 = ("V5", "V5.sharpness", "V5.score")
PEOPLE = 16_000


def test_what_predicts_cannot_see_what_is_predicted():
    """No module that makes the prediction imports the protocol, and the only figure that is fitted to is marked so."""
    decisions = Path(assembly_arms.__file__).parent.parent / "decisions"
    for path in (Path(assembly_arms.__file__), *decisions.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert "twin.study.protocol" not in imported
    assert {name: load_protocol().target(name).role for name in (*V5, "V5.rate")} == {
        **dict.fromkeys(V5, "held-out"),
        "V5.rate": "fitted",
    }


def test_the_middle_of_each_prior_is_the_value_in_force():
    mids = {prior.id: float(prior.mid) for prior in load_priors(PRIORS)}
    params, package = drawn_params(mids, load_priors(PRIORS))
    assert params == Params()
    assert package["cost"] == package["saving"] == 1.0
    assert package["renovation_rate"] == load_protocol().target("V5.rate").value


def test_low_and_high_are_the_quantiles_that_they_are_meant_as():
    u = (np.arange(4000) + 0.5) / 4000
    for prior in load_priors(PRIORS):
        values = quantile(prior, u)
        if prior.distribution != "discrete":
            wanted = [prior.low, prior.mid, prior.high]
            assert np.percentile(values, (5, 50, 95)) == pytest.approx(wanted, rel=0.01, abs=1e-3)
        else:
            assert set(values) == {prior.low, prior.mid, prior.high}


def test_a_latin_hypercube_has_one_value_in_each_slice():
    priors = load_priors(PRIORS)
    drawn = latin(priors, 64, 1)
    prior = next(each for each in priors if each.distribution == "uniform")
    slices = np.floor(64 * (0.05 + 0.9 * (drawn[prior.id] - prior.low) / (prior.high - prior.low)))
    assert sorted(slices) == list(range(64))
    names = list(drawn)
    apart = np.corrcoef([drawn[name] for name in names]) - np.eye(len(names))
    assert np.abs(apart).max() < 0.5
    assert not np.array_equal(drawn[names[0]], latin(priors, 64, 2)[names[0]])


@given(st.lists(st.integers(0, AUDITED), min_size=1, max_size=200), st.integers(0, AUDITED))
def test_scores_by_their_definitions(counts, seen):
    chance = smoothed(np.array(counts), AUDITED)
    assert chance.sum() == pytest.approx(1.0)
    assert chance.min() > 0.0
    assert log_score(chance, seen) == pytest.approx(-np.log(chance[seen]))
    below = sum(chance[:seen]) + 0.5 * chance[seen]
    assert mid_p(chance, seen) == pytest.approx(min(1.0, 2 * below, 2 * (1 - below)))
    draws = np.random.default_rng(1)  # noqa: TID251 — a check by simulation, no part of the model
    one, two = (draws.choice(AUDITED + 1, 40_000, p=chance) for _ in range(2))
    energy = np.abs(one - seen).mean() - 0.5 * np.abs(one - two).mean()
    assert crps(chance, seen) == pytest.approx(energy, abs=0.15)


def found(counts):
    """Evidence with a prediction."""
    arms = {name: np.asarray(counts) for name in assembly_arms.ARMS}
    draws = len(counts)
    drawn = {prior.id: np.arange(draws, dtype=float) for prior in load_priors(PRIORS)}
    made_up = Assemblies(arms, np.zeros(draws), 0, 46.0, drawn, np.arange(draws), 0.003)
    one = Evidence({}, {}, assemblies=made_up)
    return {name: validation.judge(load_protocol().target(name), [Case(one, one, None)]) for name in (*V5, "V5.rate")}


def test_a_flat_prior_fails_and_a_sharp_one_at_the_right_place_passes():
    knows_nothing = found(np.tile(np.arange(AUDITED + 1), 10))
    assert {knows_nothing[name].verdict for name in V5} == {"missed"}
    assert knows_nothing["V5.sharpness"].value == width(flat(AUDITED)) == 18.0
    assert knows_nothing["V5.score"].value == pytest.approx(0.0, abs=1e-6)
    sharp = found(np.repeat([3, 4, 5, 6, 7], [10, 30, 50, 30, 10]))
    assert {sharp[name].verdict for name in V5} == {"met"}
    assert sharp["V5"].beside["mid-p of 5 of 20, two-sided"] > 0.9
    wrong = found(np.repeat([17, 18, 19], 20))
    assert wrong["V5"].verdict == wrong["V5.score"].verdict == "missed"
    assert wrong["V5.sharpness"].verdict == "met"  # sharp and wrong
    assert wrong["V5"].beside["mid-p of 5 of 20, two-sided"] < 0.05
    assert wrong["V5.rate"].verdict == "fitted"


def large():
    """The grid with blocks of up to a hundred flats, most of them lived in."""
    world = made()
    tables = {name: table.copy() for name, table in grid_tables(n=10, residents=PEOPLE).items()}
    b, old = tables["buildings"], world.table("buildings")
    for name in ("epoch", "u_wall", "u_roof", "u_floor", "u_window", "infiltration", "facade", "window_share"):
        b[name][:] = old[name]
    for name in ("ventilation", "heating_efficiency", "heating_fuel"):
        b[name][:] = old[name]
    b["flats"][:] = np.where(old["flats"] > 0.0, np.rint(b["floor_area"] / 20.0), 0.0)
    return grid_world(n=10, residents=PEOPLE, tables=tables)


@pytest.fixture(scope="module")
def predicted():
    return run(large(), draws=12)


def test_the_prediction_is_reproducible_and_each_arm_has_the_same_draws(predicted):
    again = run(large(), draws=12)
    for name, counts in predicted.built.items():
        assert np.array_equal(counts, again.built[name])
        assert counts.size == predicted.reluctance.size == 12 - predicted.refused
        assert 0 <= counts.min() <= counts.max() <= AUDITED
    assert predicted.families == pytest.approx(46.2, rel=0.2)
    assert predicted.built["no deduction"].mean() < predicted.built["co-design"].mean()


def test_the_reluctance_gives_the_rate_that_it_is_fitted_to():
    world = large()
    fit = assembly_arms.spontaneous(world, Params())
    rate = 0.5 * fit.rate(-10.0)
    assert rate > 0.0
    reluctance = fit.reluctance_for(rate)
    least = 1.0 / fit.condominiums
    assert fit.rate(reluctance) == pytest.approx(rate, abs=least)
    assert fit.rate(reluctance - 0.5) > rate > fit.rate(reluctance + 0.5)
    assert fit.reluctance_for(1.0) is None


def test_what_condominiums_do_on_their_own_has_no_meetings():
    world = large()
    rows = assembly_arms.condominiums(world)
    owners = owners_of(world, rows, Params())
    with pytest.raises(ValueError, match="no meetings"):
        Spontaneous(owners, assembly_arms.proposal(world, rows)._replace(meetings=1), 2016, 1, Params())


def test_a_district_of_small_condominiums_says_so():
    world = made()
    world.table("buildings")["flats"][:] = 2.0
    one = Evidence({}, {}, assemblies=run(world, draws=2))
    with pytest.raises(assembly_metrics.NotComputableError, match="too few condominiums"):
        assembly_metrics.METRICS["built_of_audited"](Case(one, one, None), load_protocol().target("V5"))
