"""What comes of a retrofit that owners decide on: a funnel that adds up, a history that no simulated year changes."""

import re
from datetime import date
from functools import lru_cache

import numpy as np
import pytest

from tests.grid_district import grid_tables, grid_world
from twin.core.clock import Clock
from twin.decisions import Params, landlords
from twin.decisions.opinion import Offer
from twin.domains.behaviour.indicators import KPIS
from twin.forcing import Params as ForcingParams
from twin.interventions import Entry, Where, catalogue, edits
from twin.interventions.condominium_retrofit import find
from twin.interventions.retrofit_vote import saving, shifted
from twin.interventions.retrofit_works import changes
from twin.state.codes import Fuel, OwnerGroup, Ownership, Payer, Stage, Use
from twin.state.edits import apply
from twin.state.world import World

START = date(2014, 11, 1)
HELP = {"decided_by": "assembly", "diagnosis": True, "workshops": 2, "loan": True}
NAME = "condominium_retrofit"


@lru_cache
def grid():
    """A grid of leaky blocks heated by gas, with people."""
    tables = grid_tables(n=10, residents=4000)
    b = tables["buildings"]
    b["flats"][:] = np.where(b["use"] == Use.RESIDENTIAL, np.rint(b["floor_area"] / 80.0), 0.0)
    b["epoch"][:] = np.arange(len(b)) % 6
    for name, value in (("u_wall", 1.3), ("u_roof", 1.6), ("u_floor", 1.2), ("u_window", 4.0), ("infiltration", 0.3)):
        b[name][:] = value
    b["facade"][:, ::2] = 15.0 * 3.3 * b["storeys"][:, None]
    b["window_share"][:], b["ventilation"][:], b["heating_efficiency"][:] = 0.2, 0.3, 0.8
    b["heating_fuel"][:] = Fuel.GAS
    return grid_world(n=10, residents=4000, tables=tables)


def made(year=2019):
    """The same in a simulated year, to be changed at will."""
    world = grid()
    tables = {name: table.copy() for name, table in world.tables.items()}
    return World(world.district, tables, Clock(year), world.seed)


def levers(**more):
    return catalogue[NAME].levers.model_validate({"quantity": "100 %", **HELP, **more})


def entry(start=START, **more):
    return Entry(measure=NAME, levers=levers(**more), where=Where(), date=start, source="x")


@pytest.fixture
def keen(monkeypatch):
    """Parameters under which every condominium comes forward."""
    monkeypatch.setattr(
        "twin.interventions.retrofit_vote.Params", lambda: Params(interest=1.0, joins=1.0, initiative=0.5, champion=0.0)
    )


def applied(world, found):
    apply(world, found)
    return world.table("buildings")


def numbers(note):
    words = ("contacted", "interested", "audited", "approved", "stopped afterwards", "built")
    return {word: int(re.search(rf"(\d+) {word}", note).group(1)) for word in words}


def test_the_planner_decides_unless_told_otherwise():
    world = made()
    default = catalogue[NAME].levers.model_validate({"quantity": "30 %"})
    told = catalogue[NAME].levers.model_validate({"quantity": "30 %", "decided_by": "planner", "workshops": 3})
    one, two = (catalogue[NAME].edits(world, each, Where(), START) for each in (default, told))
    assert len(one) == len(two)
    for a, b in zip(one, two, strict=True):
        assert a.note == b.note
        assert np.array_equal(a.rows, b.rows)
        assert np.array_equal(a.new, b.new)
    assert {each.column for each in one}.isdisjoint({"retrofit_stage", "owners_asked"})


def test_nothing_offered_changes_nothing():
    world = made()
    assert edits(world, [entry(quantity="0 %")]) == []
    assert edits(world, [entry(start=date(2020, 1, 1))]) == []


@pytest.mark.usefixtures("keen")
def test_the_funnel_adds_up_and_is_told_in_words():
    world = made()
    found = edits(world, [entry()])
    n = numbers(found[0].note)
    b = applied(world, found)
    stage = b["retrofit_stage"].sum(axis=0)
    assert n == {
        "contacted": stage[Stage.CONTACTED], "interested": stage[Stage.INTERESTED], "audited": stage[Stage.AUDITED],
        "approved": stage[Stage.APPROVED], "stopped afterwards": stage[Stage.STOPPED], "built": stage[Stage.BUILT],
    }  # fmt: skip
    assert n["contacted"] == n["interested"] == n["audited"] > 50
    assert n["built"] == n["approved"] - n["stopped afterwards"]
    assert 0 < n["built"] < n["audited"]
    votes = [stage[each] for each in (Stage.FIRST_CALL, Stage.SECOND_CALL, Stage.NO_QUORUM)]
    assert sum(votes) == n["audited"]
    # Works stand where a resolution stands, and nowhere else among condominiums.
    condominium = b["ownership"] == Ownership.CONDOMINIUM
    assert np.array_equal((b["u_wall"] < 1.3) & condominium, b["retrofit_stage"][:, Stage.BUILT])
    assert not b["retrofit_stage"][~condominium].any()
    assert not b["owners_asked"][~condominium].any()
    assert np.all(b["owners_asked"][:, :, 1] <= b["owners_asked"][:, :, 0])
    assert np.all(b["owners_asked"] <= b["owners_asked"][:, [OwnerGroup.ALL], :])


@pytest.mark.usefixtures("keen")
def test_the_money_is_that_of_the_works_and_what_the_law_promises_is_cut_to_the_tax_by_finance_alone():
    world = made()
    found = edits(world, [entry()])
    flats = world.table("buildings")["flats"]
    ownership = world.table("buildings")["ownership"]
    b = applied(world, found)
    built = np.flatnonzero(b["u_wall"] < 1.3)
    by = {payer: sum(each.total_cost for each in found if each.payer == payer) for payer in Payer}
    assert sum(by.values()) == pytest.approx(14_600.0 * flats[built].sum())
    private = built[ownership[built] != Ownership.PUBLIC]
    assert by[Payer.STATE] == pytest.approx(levers().state_share * 14_600.0 * flats[private].sum())
    block = built[ownership[built] == Ownership.COMPANY]
    assert by[Payer.OWNERS] == pytest.approx((1.0 - levers().state_share) * 14_600.0 * flats[block].sum())
    assert by[Payer.BUSINESSES] == 0.0
    assert by[Payer.CITY] == pytest.approx(14_600.0 * flats[built[ownership[built] == Ownership.PUBLIC]].sum())


def _eligible(world):
    mask = np.zeros(len(world.table("buildings")), dtype=bool)
    mask[find(world, levers(), Where()).rows] = True
    return mask


@pytest.mark.usefixtures("keen")
@pytest.mark.parametrize("begins", ["campaign", "own"])
def test_each_year_can_be_run_alone_and_tells_the_same_history(begins):
    """What stands at the end of a year is what stood a year before and what that year finished, each run alone."""
    before: set[int] = set()
    finished = []
    for year in (2015, 2016, 2017, 2018, 2019):
        world = made(year)
        works = [each for each in edits(world, [entry(begins=begins)]) if each.column == "u_wall" and each.total_cost]
        stands = set(np.concatenate([each.rows for each in works]).tolist()) if works else set()
        fresh = {int(row) for each in works if each.tick > 0 for row in each.rows}
        assert stands == before | fresh
        assert not before & fresh
        before = stands
        finished.append(len(fresh))
    assert sum(each > 0 for each in finished) > 1


@pytest.mark.usefixtures("keen")
def test_every_assembly_is_kept_and_told_in_the_year_in_which_it_was_held():
    """A work refused in one year stands refused in it, whatever a later assembly makes of it."""
    told = {}
    for year in (2015, 2016, 2017, 2018):
        world = made(year)
        found = edits(world, [entry(campaign_years=1)])
        held = re.findall(r"assemblies of (\d+): (\d+) held, (\d+) never in order, (\d+) carried", found[0].note)
        told[year] = {int(when): tuple(map(int, counts)) for when, *counts in held}
        b = applied(world, found)
        stage = b["retrofit_stage"].sum(axis=0)
        assert set(told[year]) == set(range(2015, year + 1)) - {2018}  # three assemblies, in the worst case
        assert sum(won for _, _, won in told[year].values()) == stage[Stage.APPROVED]
        met = stage[[Stage.FIRST_CALL, Stage.SECOND_CALL, Stage.NO_QUORUM]].sum()
        assert met == told[year][2015][0]  # a condominium counts once, however often it meets
        assert np.array_equal(b["owners_asked"][:, OwnerGroup.ALL, 0] > 0.0, b["retrofit_stage"][:, 3:6].any(axis=1))
    for year in (2016, 2017, 2018):
        assert told[2015].items() <= told[year].items()
    first, second = told[2018][2015], told[2018][2016]
    assert second[0] == first[0] - first[2] > 0  # those refused meet again, and no others


def test_what_a_scenario_says_of_owners_reaches_them():
    """An override of a room of decisions, by the way that a scenario's takes; without one, the same bits."""
    plain, same, more = made(), made(), made()
    same.params["decisions"] = Params()
    more.params["decisions"] = Params(interest=1.0, joins=1.0, champion=0.0)
    one, two, three = (edits(world, [entry()]) for world in (plain, same, more))
    assert [each.note for each in one] == [each.note for each in two]
    assert all(np.array_equal(a.new, b.new) for a, b in zip(one, two, strict=True))
    assert numbers(three[0].note)["audited"] > numbers(one[0].note)["audited"]


def test_prices_that_a_scenario_sets_are_those_that_a_diagnosis_reckons_with():
    world, dear = made(), made()
    row = np.flatnonzero(_eligible(world))[:1]
    dear.params["forcing"] = ForcingParams(price_gas=0.17)
    new = changes(world, row, levers())
    assert saving(dear, row, new, 2404.0) == pytest.approx(2.0 * saving(world, row, new, 2404.0))


@pytest.mark.usefixtures("keen")
def test_works_hold_from_the_day_on_which_they_are_finished():
    """Contact in November 2014, assembly a year later, nine months of works."""
    world = made(2016)
    ticks = {each.tick for each in edits(world, [entry()]) if each.column == "u_wall" and each.total_cost}
    assert ticks == {world.clock.tick_of(date(2016, 8, 1))}


@pytest.mark.usefixtures("keen")
def test_works_are_paid_in_the_year_in_which_they_are_finished():
    paid = {}
    for year in (2016, 2019):
        works = [each for each in edits(made(year), [entry()]) if each.total_cost]
        paid[year] = {int(row): each.year for each in works for row in each.rows}
    assert set(paid[2016].values()) <= {2015, 2016}
    assert len(set(paid[2019].values())) > 1
    assert max(paid[2019].values()) <= 2019
    assert paid[2016].items() <= paid[2019].items()


@pytest.mark.usefixtures("keen")
def test_what_people_think_is_shown_of_ten_households_and_more():
    world = made()
    outcome = type("Outcome", (), {"table": lambda _, name: world.table(name)})()
    shown = {kpi.name: kpi for kpi in KPIS if kpi.name.startswith("behaviour.owners_")}
    assert all(np.isnan(kpi.compute(outcome)) for kpi in shown.values())
    apply(world, edits(world, [entry()]))
    assert 0.0 < shown["behaviour.owners_yes"].compute(outcome) < 100.0
    asked = world.table("buildings")["owners_asked"]
    asked[:] = 0.0
    asked[0, :, 0], asked[0, :, 1] = 9.0, 4.0
    assert all(np.isnan(kpi.compute(outcome)) for kpi in shown.values())
    asked[1, :, 0] = 1.0
    assert shown["behaviour.owners_yes"].compute(outcome) == pytest.approx(40.0)


def test_a_diagnosis_reckons_what_the_envelope_tells():
    """Heat of a whole conventional year by hand for one block."""
    world = made()
    row = np.flatnonzero(_eligible(world))[:1]
    b = world.table("buildings")
    new = changes(world, row, levers(windows=False, floor=False))
    facade = b["facade"][row].sum()
    opaque, footprint = 0.8 * facade, b["footprint"][row].sum()
    bridges = new["thermal_bridges"][1][0] - b["thermal_bridges"][row][0]
    less = (1.3 - new["u_wall"][1][0]) * opaque + (1.6 - new["u_roof"][1][0]) * footprint
    less -= bridges * (facade + 2.0 * footprint)
    wanted = less * 2404.0 * 0.024 / 0.8 * 0.085
    assert saving(world, row, new, 2404.0)[0] == pytest.approx(wanted)


def test_a_company_builds_if_it_pays_back_and_a_public_owner_when_listed():
    uids = np.arange(4000, dtype=np.uint64)
    cost, contacted = np.full(4000, 10_000.0), np.zeros(4000, dtype=np.int64)
    kind = np.full(4000, int(Ownership.COMPANY))
    shares = [
        (landlords(uids, kind, contacted, Offer(cost, np.full(4000, gain), 0.5), 5, 2016, 1, Params()) >= 0).mean()
        for gain in (100.0, 2_500.0, 25_000.0)
    ]
    assert shares[0] < 0.01
    assert shares[1] == pytest.approx(0.5, abs=0.05)  # payback of ten years, the median
    assert shares[2] > 0.99
    kind[:] = Ownership.PUBLIC
    listed = landlords(uids, kind, contacted, Offer(cost, cost, 0.5), 5, 2016, 1, Params()) >= 0
    assert listed.mean() == pytest.approx(1.0 - 0.98**5, abs=0.02)
    kind[:] = Ownership.CONDOMINIUM
    assert not (landlords(uids, kind, contacted, Offer(cost, cost, 0.5), 5, 2016, 1, Params()) >= 0).any()


def test_a_day_some_months_later():
    assert shifted(date(2016, 11, 30), 3) == date(2017, 2, 28)
    assert shifted(date(2016, 11, 1), 12) == date(2017, 11, 1)
