"""Do copies of a few buildings behave as the buildings themselves, and is one thing at a time really one thing?"""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import little_world
from twin.core.clock import Clock
from twin.core.errors import InputError
from twin.domains import behaviour, energy
from twin.interventions.where import Where
from twin.model.build import ordered
from twin.scenario import load
from twin.state.codes import Control, Fuel
from twin.study import priors, retrofit_arms, sensitivity
from twin.study.retrofit_arms import ARMS, BEFORE, ENVELOPE, OIL, Work
from twin.study.small_world import SUMS, Shift, Watch, _members, copies, simulate
from twin.study.validation import scenario_of

PARAMS = {"energy": energy.Params(), "behaviour": behaviour.Params()}
DAYS = 2


def world():
    made = little_world.world(6, lamps=0, links=0, cars=0, motorcycles=0)
    made.clock = Clock(little_world.YEAR, span=(dt.date(2019, 1, 14), dt.date(2019, 1, 13 + DAYS)))
    energy.initialise(made, PARAMS["energy"])
    homes = made.table("buildings")
    homes["people_home"][:] = 0.65 * homes["residents"][:, None]
    return made


def watched(rows):
    made = world()
    watch = Watch(made, np.array(rows))
    for _ in range(DAYS):
        watch.day()
    return made, watch


def test_copies_do_what_the_buildings_do():
    made, watch = watched(range(6))
    year = simulate(copies(watch, np.arange(6)), PARAMS, np.zeros(6, dtype=int))
    done = ("behaviour.presence", "energy.charging")
    parts = [*behaviour.processes(made, PARAMS["behaviour"]), *energy.processes(made, PARAMS["energy"])]
    parts = [each for each in ordered(parts) if each.name not in done]
    sums = dict.fromkeys(SUMS, 0.0)
    clock = made.clock
    every = {"tick": 1, "hour": clock.ticks_per_hour, "day": clock.ticks_per_day}
    for tick in range(clock.first_tick, clock.end_tick):
        for each in parts:
            if tick % every[each.every] == 0:
                each.step(tick)
        sums = {name: total + made.table("buildings")[name] for name, total in sums.items()}
    for name, total in sums.items():
        assert np.array_equal(year.sums[name], total * clock.dt_s), name
    assert year.sums["heat_need"].min() > 0.0


def test_copies_of_one_building_are_the_same_and_a_shift_touches_its_rows_alone():
    _, watch = watched([1, 4])
    source = np.array([1, 0, 1, 1])
    plain = simulate(copies(watch, source), PARAMS, np.zeros(4, dtype=int))
    heat = plain.sums["heat_need"]
    assert heat[0] == heat[2] == heat[3] != heat[1]
    warmer = {"buildings.setpoint_wanted": [Shift(np.array([2]), plus=-3.0)]}
    cooler = simulate(copies(watch, source), PARAMS, np.zeros(4, dtype=int), warmer).sums["heat_need"]
    assert np.array_equal(cooler[[0, 1, 3]], heat[[0, 1, 3]])
    assert cooler[2] <= heat[2]


@pytest.mark.nojit
@given(st.lists(st.integers(0, 4), max_size=12), st.lists(st.integers(0, 4), max_size=6))
def test_members_agree_with_their_naive_twin(home, source):
    home = sorted(home)
    want = [(n, i) for n, s in enumerate(source) for i, h in enumerate(home) if h == s]
    got = _members(np.array(home, dtype=np.int64), np.array(source, dtype=np.int64))
    assert list(zip(got[0].tolist(), got[1].tolist(), strict=True)) == want


def test_arms_differ_in_their_part_alone():
    made, watch = watched(range(6))
    ledger = scenario_of("retrofits")
    entry = next(each for each in ledger.measures if "Passeroni" in each.where.at[0].words)
    works = [Work("somewhere", entry.levers, np.array([2, 4]), stand_in=False)]
    small, arm = retrofit_arms.build(watch, works, ARMS, PARAMS["energy"])
    table, before = small.world.table("buildings"), made.table("buildings")
    at = {name: np.flatnonzero(arm == k) for k, name in enumerate(ARMS)}
    assert np.array_equal(table["u_wall"][at[BEFORE]], before["u_wall"][[2, 4]])
    assert (table["u_wall"][at[ENVELOPE]] < before["u_wall"][[2, 4]]).all()
    assert np.array_equal(table["u_window"][at["after"]], before["u_window"][[2, 4]])  # windows are no part of it
    assert set(table["heating_fuel"][at[OIL]]) == {Fuel.GAS_OIL}
    assert set(table["heating_fuel"][at["after"]]) == {Fuel.GAS}
    assert not table["valves"][at[BEFORE]].any()
    assert table["valves"][at["after"]].all()
    assert set(table["control"][at["control"]]) == {Control.GOOD}
    assert (table["pv_peak"][at["after"]] > 0).all()
    assert not table["pv_peak"][at["behaviour"]].any()


def test_every_work_of_the_ledger_outside_the_zones_has_a_stand_in():
    made = world()
    made.table("buildings")["epoch"][:] = 4
    found = retrofit_arms.works(made, scenario_of("retrofits"))
    assert len(found) == 6  # one building each, no building twice
    assert len({int(row) for work in found for row in work.rows}) == 6
    assert all(work.stand_in for work in found)


def test_priors_are_complete_and_act_on_what_there_is():
    table = world().table("buildings")
    rows = np.array([0])
    for prior in priors.load_priors():
        assert prior.source
        assert prior.title_it
        for value in (prior.low, prior.mid, prior.high):
            found = priors.vary(prior, value, {**PARAMS}, table, rows)
            assert found is not None, prior.id
    wall = next(each for each in priors.load_priors() if each.id == "wall_before")
    was = table["u_wall"].copy()
    priors.vary(wall, 0.8, PARAMS, table, rows).apply_once(wall, 0.8, table, rows)
    assert table["u_wall"][0] == pytest.approx(0.8 * was[0])
    assert np.array_equal(table["u_wall"][1:], was[1:])


def test_a_broken_prior_is_refused(tmp_path):
    path = tmp_path / "priors.toml"
    text = priors.FILE.read_text(encoding="utf-8")
    path.write_text(text.replace("low = 19.0", "low = 29.0", 1), encoding="utf-8")
    with pytest.raises(InputError, match="do not rise"):
        priors.load_priors(path)


def test_the_ledger_names_only_parts_that_were_told():
    ledger = load(next(p for p in [scenario_of("base").file] if p).replace("baseline", "delivered_2021"))
    works = [each for each in ledger.measures if each.measure == "condominium_retrofit"]
    assert len(works) == 6
    assert all(each.levers.walls and each.levers.roof and not each.levers.windows for each in works)
    assert isinstance(works[0].where, Where)


def test_priors_tried_together_move_targets_as_those_tried_alone():
    _, watch = watched(range(6))
    places = ("via Tito Livio 7", "via Verro 78/B", "via Passeroni 6")
    levers = next(each for each in scenario_of("retrofits").measures if "Passeroni" in each.where.at[0].words).levers
    works = [Work(place, levers, np.array([k + 1]), stand_in=False) for k, place in enumerate(places)]
    numbers = {"winter_hours": 48.0, "degree_days": 40.0}
    trial = sensitivity._Trial(watch, works, np.array([0, 5]), PARAMS, numbers)
    known = {each.id: each for each in priors.load_priors()}
    tried = [None, (known["wall_before"], 0.8), (known["rebound"], 1.0), (known["windows_changed"], "change")]
    together = trial.run(tried)
    for each, found in zip(tried, together, strict=True):
        assert found == pytest.approx(trial.run([each])[0], rel=1e-9)
    assert together[1]["V1.verro"] < together[0]["V1.verro"]  # less to save
    assert together[3]["V1.verro"] > together[0]["V1.verro"]
    assert together[2]["V7a"] == together[0]["V7a"]  # homes at large stand before any works
    moved = [sensitivity.Moved("wall_before", t, 0.0, together[1][t] - together[0][t]) for t in together[0]]
    text = sensitivity.Sensitivity("somewhere", together[0], tuple(moved), ()).markdown()
    assert text.count("\n") == 3
    assert "wall_before" in text
