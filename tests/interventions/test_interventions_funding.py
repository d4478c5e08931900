"""Money that does not suffice: who is paid, what is clipped, who votes, and that every cut is told."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.grid_district import grid_world
from tests.little_street import street_world
from twin.core.clock import Clock
from twin.core.errors import InputError
from twin.decisions.budget import Project, turnout, vote, worth
from twin.decisions.budget_params import VoteParams
from twin.interventions import Budget, Entry, Where, catalogue, edits, funded_edits
from twin.interventions.asked import account
from twin.interventions.granting import costs
from twin.interventions.plan import in_order
from twin.scenario import describe_difference, dumps, loads, scenario_hash
from twin.state.codes import Payer
from twin.state.edits import apply

DAY = date(2018, 5, 1)


def entry(measure, day=DAY, zones="all", *, by_vote=False, **levers):
    model = catalogue[measure].levers.model_validate({key.rstrip("_"): value for key, value in levers.items()})
    return Entry(measure=measure, levers=model, where=Where(zones=zones), date=day, source="test", by_vote=by_vote)


def market(**more):
    return entry("social_market", **({"quantity": "100 %", "cost_setup": "0 EUR", "cost_year": "50000 EUR",
                                      "cost_desk": "0 EUR", "point_value": "0 EUR"} | more))  # fmt: skip


def cars(quantity="100 %", **more):
    return entry("e_cars", quantity=quantity, **more)


def lamps(**more):
    return entry("lamppost_dimming", **({"dim_level": "60 %", "from_": "23:00", "to_": "05:00"} | more))


def grid():
    world = grid_world(residents=2500)
    world.clock = Clock(2019)
    return world


def same(a, b):
    return len(a) == len(b) and all(
        x.column == y.column and np.array_equal(x.rows, y.rows) and np.array_equal(x.new, y.new)
        and np.array_equal(x.cost, y.cost) and x.payer == y.payer and x.entry == y.entry
        for x, y in zip(a, b, strict=True)
    )  # fmt: skip


def test_without_a_budget_or_with_enough_money_all_that_is_asked_is_done():
    world, asked = street_world(), [cars("30 %"), lamps()]
    plain = edits(world, asked)
    for budget in (None, Budget(), Budget(sums={"city": 1e12, "state": 1e12, "households": 1e12})):
        done, funding = funded_edits(world, asked, budget)
        assert same(done, plain)
        assert [each.note for each in done] == [each.note for each in plain]
        assert not any("clipped" in line or "left out" in line for line in funding.lines)


@given(st.floats(0.0, 1.2))
def test_a_budget_is_kept_and_each_cut_stands_in_a_note(part):
    world, asked = street_world(), [cars("100 %")]
    whole = costs(edits(world, asked))
    most = part * whole["state"]
    done, funding = funded_edits(world, asked, Budget(sums={"state": most}))
    paid = costs(done)
    assert paid.get("state", 0.0) <= most + 0.01
    assert funding.spent["state"] == pytest.approx(paid.get("state", 0.0))
    notes = " ".join(each.note for each in done)
    cars_for = int((most + 0.005) // 4_000.0)  # 40 % of 10,000 EUR
    bought = done[0].rows.size
    assert bought == min(cars_for, int(whole["state"] // 4_000.0))
    if part >= 1.0:
        assert "asked" not in notes
    else:
        assert f"asked {whole['state']:,.0f} EUR of state, {most:,.0f} EUR left" in notes
        assert ("left out" in notes) == (bought == 0)
        assert any("asked" in line for line in funding.lines)


def test_what_cannot_be_done_in_part_is_left_out_with_a_line_of_its_own():
    world, charge = grid(), entry("road_charge", charge="5 EUR")
    whole = costs(edits(world, [charge]))
    assert whole["city"] > 0.0
    done, funding = funded_edits(world, [charge], Budget(sums={"city": 0.5 * whole["city"]}))
    assert [each.rows.size for each in done] == [0]
    world.applied += apply(world, done)  # an edit of nothing that is there to tell why
    assert "left out, it cannot be done in part" in done[0].note
    assert funding.spent == {"city": 0.0}


def test_the_account_tells_each_cut_with_the_entry_that_it_befell():
    """Of two entries of one measure one is clipped and one untouched, and another measure is left out."""
    world = street_world()
    asked = [cars("100 %", zones=["35"]), lamps(), cars("100 %", zones=["27"])]
    state = [costs(edits(world, [each])).get("state", 0.0) for each in asked]
    budget = Budget(sums={"state": state[0] + 0.5 * state[2], "city": 0.0})
    done, funding = funded_edits(world, asked, budget)
    for number, each in enumerate(in_order(asked)):
        where = {int(row) for edit in done if edit.entry == number for row in edit.rows}
        assert {edit.measure for edit in done if edit.entry == number} == {each.measure}
        alone = {int(row) for edit in edits(world, [each]) for row in edit.rows}
        assert where <= alone
        assert len(where) == (0 if each.measure == "lamppost_dimming" else len(alone) // (2 if each is asked[2] else 1))
    told = dict(zip([asked.index(each) for each in in_order(asked)], account(world, asked, done), strict=True))
    said = {k: " ".join(each.sentences()) for k, each in told.items()}
    assert "clipped" not in said[0]
    assert "left" not in said[0]
    assert "left: left out, not even a part of it can be paid for" in said[1]
    assert "left: clipped to" in said[2]
    assert [told[k].measure for k in range(3)] == [each.measure for each in asked]
    assert len([line for line in funding.lines if "left" in line]) == 2
    assert "esclusa" in " ".join(told[1].sentences("it"))
    assert "ridotta a" in " ".join(told[2].sentences("it"))


def test_money_goes_to_earlier_years_and_then_in_the_order_of_the_file():
    """Each market costs 50,000 EUR in every year."""
    world = grid()
    first, second, early = market(zones=["0"]), market(zones=["1"]), market(day=date(2016, 1, 1), zones=["1"])

    def of(asked, city, year=2018):
        world.clock = Clock(year)
        done, funding = funded_edits(world, asked, Budget(sums={"city": city}))
        return [zone for each in done if each.cost.any() for zone in each.rows.tolist()], funding

    assert of([first, second], 50_000.0)[0] == [0]
    assert of([second, first], 50_000.0)[0] == [1]
    run, funding = of([first, early], 150_000.0)
    assert run == [1]  # 2016 before 2018, whatever the file says
    assert "left out, not even a part" in " ".join(funding.lines)
    assert funding.by_year == {year: {"city": 50_000.0} for year in (2016, 2017, 2018)}
    late = market(day=date(2025, 1, 1))
    assert of([late, first], 50_000.0) == of([first], 50_000.0)


def test_a_service_is_paid_again_in_each_year_and_ends_with_the_money():
    world = grid()
    asked = [market(zones=["0"]), market(zones=["1"])]
    done, funding = funded_edits(world, asked, Budget(sums={"city": 150_000.0}))
    assert funding.by_year == {2018: {"city": 100_000.0}, 2019: {"city": 50_000.0}}
    assert costs(done) == {"city": pytest.approx(50_000.0)}  # a run books the service of its own year
    assert "50,000 EUR of city, 0 EUR left: ended in 2019" in funding.lines[0]
    world.applied += apply(world, done)
    citizens = world.table("citizens")
    assert citizens["takes_part"][citizens["zone"] == 0].any()
    assert not citizens["takes_part"][citizens["zone"] == 1].any()
    said = [" ".join(each.sentences("it")) for each in account(world, asked, done)]
    assert [("terminata nel 2019" in each) for each in said] == [False, True]


def test_residents_decide_where_they_vote_and_only_counts_leave():
    world, day = grid(), date(2019, 1, 1)
    asked = [market(day=day, zones=["0"], by_vote=True), market(day=day, zones=["1"], by_vote=True)]
    world.table("citizens")["age"][:] = 50
    done, funding = funded_edits(world, asked, Budget(sums={"city": 50_000.0}, vote=True))
    (result,) = funding.votes
    assert set(result) == {"year", "order", "entitled", "voters", "approvals"}
    assert result["approvals"] == sorted(result["approvals"], reverse=True)
    assert 0 < result["voters"] < 0.2 * result["entitled"]
    # Two thirds of the people live in zone 0, and a project of one's own zone is worth more.
    assert done[0].rows.tolist() == [0]
    other, _ = funded_edits(world, asked[::-1], Budget(sums={"city": 50_000.0}, vote=True))
    assert same(done[:1], other[:1])  # the file's order means nothing to a vote
    plain, unheard = funded_edits(world, asked[::-1], Budget(sums={"city": 50_000.0}))
    assert plain[0].rows.tolist() == [1]
    assert not unheard.votes
    assert any("holds no vote" in line for line in unheard.lines)


def test_tastes_do_not_hang_on_how_much_is_asked_or_when():
    """Draws are those of the measure in its places: two scenarios that differ in a price or a day share them."""
    world = grid()
    world.table("citizens")["age"][:] = 50
    asked = {"plain": {}, "dearer": {"cost_year": "50001 EUR"}, "later": {"day": date(2019, 3, 1)}}
    told = {}
    for name, change in asked.items():
        given = {"day": date(2019, 1, 1), "zones": ["0"], "by_vote": True} | change
        _, funding = funded_edits(world, [market(**given)], Budget(sums={"city": 1e6}, vote=True))
        told[name] = funding.votes[0]["approvals"]
    assert told["plain"] == told["dearer"] == told["later"]
    assert told["plain"] != [0]


def test_counts_of_few_households_are_not_told():
    world = grid()
    world.table("citizens")["age"][:] = 5
    world.table("citizens")["age"][:40] = 40
    asked = [market(zones=["0"], by_vote=True)]
    _, funding = funded_edits(world, asked, Budget(sums={"city": 1e6}, vote=True))
    assert "voters" not in funding.votes[0]
    assert "fewer than 10 households" in funding.lines[0]


def test_votes_are_the_obvious_count_and_near_projects_are_liked():
    world = grid()
    buildings, citizens = world.table("buildings"), world.table("citizens")
    params = VoteParams()
    here = Project("here", {"buildings": np.array([0])})
    there = Project("there", {"buildings": np.array([len(buildings) - 1])})
    away = np.hypot(buildings["x"] - buildings["x"][0], buildings["y"] - buildings["y"][0])[citizens["home"]]
    gain = worth(world, here, params)
    assert gain[away < 200.0].mean() > gain[away > 800.0].mean() + 0.5
    tally = vote(world, [here, there], 2018)
    lots = np.array([vote(world, [here], year).voters for year in range(60)])
    wanted = turnout(world, params)[citizens["age"] >= params.voting_age]
    error = np.sqrt((wanted * (1.0 - wanted)).sum() / lots.size)
    assert abs(lots.mean() - wanted.sum()) < 4.0 * error
    assert tally.voters <= tally.entitled == wanted.size
    assert (tally.approvals <= tally.voters).all()
    alone = vote(world, [there], 2018)
    assert alone.approvals[0] == tally.approvals[1]  # another project on the ballot changes nobody's mind
    assert turnout(world, params)[citizens["age"] > 75].mean() < turnout(world, params)[citizens["age"] == 30].mean()


HEAD = """
schema_version = 2
name = "test"
description = "a test"
baseline_year = 2019
"""
MARKET = """
[[measures]]
measure = "social_market"
date = 2019-03-01
source = "test"
{more}
levers = {{ quantity = "{quantity}" }}
"""


def text(budget="", more="", quantity="50 %"):
    return HEAD + budget + MARKET.format(more=more, quantity=quantity)


def test_a_budget_is_read_written_and_compared():
    bare = loads(text())
    assert "budget" not in bare.canonical()
    assert "by_vote" not in bare.canonical()["measures"][0]
    whole = loads(text('[budget]\ncity = "2 MEUR"\nstate = "300000 EUR"\nvote = true\n', "by_vote = true"))
    assert whole.budget == Budget(sums={"city": 2e6, "state": 3e5}, vote=True)
    assert whole.measures[0].by_vote
    assert scenario_hash(whole) != scenario_hash(bare)
    again = loads(dumps(whole))
    assert again.canonical() == whole.canonical()
    assert loads(dumps(bare)).canonical() == bare.canonical()
    said = [str(each) for each in describe_difference(bare, whole)]
    assert any("city" in each and "2,000,000 EUR" in each for each in said)
    assert any("residents vote on it" in each for each in said)
    assert describe_difference(whole, again) == []


@pytest.mark.parametrize(("budget", "wrong"), [
    ('[budget]\ncty = "2 MEUR"\n', "did you mean 'city'"),
    ("[budget]\ncity = 5\n", "has no unit"),
    ('[budget]\ncity = "5 kWh"\n', "does not measure"),
    ('[budget]\ncity = "-5 EUR"\n', "less than nothing"),
    ('[budget]\nvote = "maybe"\n', "budget.vote"),
    ("budget = 3\n", "budget"),
])  # fmt: skip
def test_a_faulty_budget_is_one_clear_error(budget, wrong):
    with pytest.raises(InputError, match=wrong) as caught:
        loads(text(budget))
    assert all(fault.place.startswith("budget") for fault in caught.value.faults)


def test_the_order_of_the_file_counts_where_money_is_short_and_nowhere_else():
    a, b = (MARKET.format(more=f'where = {{ zones = ["{zone}"] }}', quantity="50 %") for zone in (27, 28))
    money = '[budget]\ncity = "1 EUR"\n'
    assert scenario_hash(loads(HEAD + a + b)) == scenario_hash(loads(HEAD + b + a))
    assert scenario_hash(loads(HEAD + money + a + b)) != scenario_hash(loads(HEAD + money + b + a))


def test_every_payer_can_have_a_budget():
    assert Budget.model_validate({each.name.lower(): "1 EUR" for each in Payer}).sums.keys() == {
        each.name.lower() for each in Payer
    }


def test_what_became_of_a_budget_is_told_in_both_languages():
    world, day = grid(), date(2019, 1, 1)
    some = [market(day=day, zones=["0"], by_vote=True), market(day=day, zones=["1"], by_vote=True)]
    world.table("citizens")["age"][:] = 50
    label, voted = catalogue["social_market"], Budget(sums={"city": 50_000.0}, vote=True)
    for asked, budget in ((some, voted), (some, Budget(sums={"operators": 1.0})), (some[:1], None)):
        _, funding = funded_edits(world, asked, budget)
        assert len(funding.lines) == len(funding.lines_it) > 0
        for en, it in zip(funding.lines, funding.lines_it, strict=True):
            assert (label.label in en) == (label.label_it in it)
            assert re.findall(r"\d+", en) == re.findall(r"\d+", it)
            assert not {"of", "the", "spent", "left", "asked", "order"} & set(re.findall(r"[a-z]+", it)), it
    _, funding = funded_edits(world, some, voted)
    _, wanted, paid = funding.lines_it
    assert "il bilancio non basta (richiesti 50.000 EUR del Comune, 0 EUR rimasti): esclusa, nemmeno in parte" in wanted
    assert paid == "il comune: spesi 50.000 EUR su 50.000 EUR"
    assert "lo scenario non ha un [budget]" in funded_edits(world, some, None)[1].lines_it[0]
