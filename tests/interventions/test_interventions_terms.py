"""Does every measure say how long its works last and who keeps them, and do its edits carry it?"""

import math
from dataclasses import replace
from datetime import date

import pytest

from tests.grid_district import grid_world
from tests.interventions.test_interventions_measures import dimming, retrofit
from tests.interventions.test_interventions_social import entry
from tests.little_street import street_world
from twin.core.clock import Clock
from twin.decisions import Params as Owners
from twin.interventions import catalogue, edits
from twin.interventions.terms import ASSETS, Params, terms_of
from twin.state.codes import Payer, PlaceKind


def test_every_measure_of_the_project_has_a_row():
    assert {name for name in catalogue if catalogue[name].edits.__module__.startswith("twin.")} <= set(ASSETS)


def test_terms_follow_from_what_is_built():
    params = Params(life_plant=15.0, upkeep_plant=0.03, deduction_years=5, loan_share=0.5)
    pump = terms_of("heat_pump", params)
    assert (pump.life, pump.upkeep, pump.deduction_years, pump.loan_share) == (15.0, 0.03, 5, 0.5)
    assert terms_of("condominium_retrofit", params).upkeep == 0.0
    assert terms_of("lamppost_dimming", params).deduction_years == 0
    assert terms_of("lamppost_dimming", params).keeper == Payer.CITY
    assert math.isinf(terms_of("energy_community", params).life)
    assert terms_of("transit_headway", params).life == 1.0
    somebodys = terms_of("cool_roofs", params)
    assert (somebodys.life, somebodys.deduction_years) == (15.0, 0)


@pytest.mark.parametrize("params", [None, Params(life_envelope=40.0)])
def test_edits_carry_their_terms_and_the_year_of_their_entry(params):
    world = street_world()
    if params is not None:
        world.params["terms"] = params
    done = edits(world, [retrofit(), dimming(day=date(2016, 3, 1))])
    assert {edit.year for edit in done if edit.measure == "condominium_retrofit"} == {2018}
    assert {edit.year for edit in done if edit.measure == "lamppost_dimming"} == {2016}
    (life,) = {edit.terms.life for edit in done if edit.measure == "condominium_retrofit"}
    assert life == (30.0 if params is None else 40.0)


def test_setting_up_is_paid_once_and_running_every_year():
    world = grid_world(residents=2500)
    world.clock = Clock(2019)
    places = world.table("places")
    places["kind"][:4], places["capacity"][:4], places["zone"][:4] = PlaceKind.BIKE_DOCK, 20.0, 0
    asked = [entry("social_market", quantity="100 %"), entry("urban_platform", sources=4)]
    paid = {}
    for edit in edits(world, asked):
        key = edit.measure, edit.terms.life
        paid[key] = paid.get(key, 0.0) + edit.total_cost
    assert paid["social_market", math.inf] == pytest.approx(150_000.0)
    assert paid["social_market", 1.0] >= 60_000.0 + 25_000.0
    assert paid["urban_platform", 10.0] == pytest.approx(300_000.0 + 4 * 500.0)
    assert paid["urban_platform", 1.0] == pytest.approx(80_000.0)


def test_a_measure_may_say_in_which_year_its_works_are_paid(monkeypatch):
    name = "condominium_retrofit"
    plain = catalogue[name]
    late = replace(plain, edits=lambda *given: [replace(edit, year=2019) for edit in plain.edits(*given)])
    monkeypatch.setitem(catalogue._measures, name, late)
    assert {edit.year for edit in edits(street_world(), [retrofit()])} == {2019}


def test_a_credit_is_ceded_where_the_lever_says_so_to_firms_first_and_later_to_banks():
    params = Params()
    kept, early, late = (
        terms_of("condominium_retrofit", params, ceded=ceded, year=year)
        for ceded, year in ((0.0, 2018), (0.85, 2018), (0.85, 2021))
    )
    assert kept.ceded == 0.0
    assert early.ceded == late.ceded == 0.85
    assert (early.taker, late.taker) == (Payer.CONTRACTORS, Payer.BANKS)
    assert terms_of("public_retrofit", params, ceded=0.85, year=2018).ceded == 0.0  # no deduction, nothing to cede
    done = edits(street_world(), [retrofit(credit_transfer=True)])
    assert {edit.terms.ceded for edit in done} == {Owners().transfer_value}


def test_a_ceded_credit_is_booked_at_the_price_that_the_scenario_has_owners_reckon_with():
    world = street_world()
    world.params["decisions"] = Owners(transfer_value=0.7)
    assert {edit.terms.ceded for edit in edits(world, [retrofit(credit_transfer=True)])} == {0.7}
    assert {edit.terms.ceded for edit in edits(world, [retrofit()])} == {0.0}
