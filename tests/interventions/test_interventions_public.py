"""What the retrofit of public buildings reaches, who pays, and what it leaves to others."""

from datetime import date

import numpy as np
import pytest

from tests.little_street import street_world
from twin.interventions import Entry, Where, catalogue, edits
from twin.state.codes import Ownership, Payer, Thermal, Use
from twin.state.edits import apply

DAY = date(2018, 5, 1)


def entry(measure="public_retrofit", day=DAY, where=None, **levers):
    model = catalogue[measure].levers.model_validate(levers)
    return Entry(measure=measure, levers=model, where=where or Where(), date=day, source="test")


def street(**some):
    """The street with a school, a health building and public blocks among its buildings."""
    world = street_world(**some)
    homes = world.table("buildings")
    homes["use"][[6, 13]] = Use.EDUCATION, Use.HEALTH
    homes["flats"][[6, 13]] = 0.0
    homes["ownership"][:] = np.where(np.arange(len(homes)) % 4 == 0, Ownership.PUBLIC, Ownership.CONDOMINIUM)
    return world


@pytest.mark.parametrize(
    ("kinds", "uses"),
    [
        (["schools"], {Use.EDUCATION}),
        (["health"], {Use.HEALTH}),
        (["housing"], {Use.RESIDENTIAL}),
        (["schools", "health", "housing"], {Use.EDUCATION, Use.HEALTH, Use.RESIDENTIAL}),
    ],
)
def test_only_public_buildings_of_the_kinds_are_reached(kinds, uses):
    world = street()
    homes = world.table("buildings")
    before = homes.copy()
    found = edits(world, [entry(quantity="100 %", kinds=kinds)])
    rows = found[0].rows
    assert set(before["use"][rows]) == uses
    assert (before["thermal"][rows] == Thermal.HEATED).all()
    blocks = rows[before["use"][rows] == Use.RESIDENTIAL]
    assert (before["ownership"][blocks] == Ownership.PUBLIC).all()
    apply(world, found)
    assert (homes["u_wall"][rows] < before["u_wall"][rows]).any()
    rest = np.setdiff1d(np.arange(len(homes)), rows)
    for name in ("u_wall", "u_window", "u_roof", "u_floor", "infiltration"):
        assert (homes[name] <= before[name]).all()
        assert np.array_equal(homes[name][rest], before[name][rest])


def test_condominium_and_public_retrofit_share_no_building_and_agree_in_what_they_do():
    world = street()
    private = edits(world, [entry("condominium_retrofit", quantity="100 %")])[0].rows
    public = edits(world, [entry(quantity="100 %", kinds=["housing"])])[0].rows
    assert private.size
    assert public.size
    assert not np.intersect1d(private, public).size
    at = Where.model_validate({"at": [[9.2, 45.44]], "within": "5 km"})
    one = edits(world, [entry("condominium_retrofit", quantity="100 %", least_flats="1 flat", where=at)])
    same = edits(world, [entry(quantity="100 %", where=at)])
    assert np.array_equal(one[0].rows, same[0].rows)  # an address is taken at its word
    for a, b in zip(one[2:], same[2:], strict=True):
        assert a.column == b.column
        assert np.array_equal(a.new, b.new)


def test_city_state_and_eu_pay_the_whole_and_nobody_else():
    world = street()
    found = edits(world, [entry(quantity="100 %", state_share="40 %", eu_share="25 %")])
    paid = {payer: sum(each.total_cost for each in found if each.payer == payer) for payer in Payer}
    whole = sum(paid.values())
    assert whole > 0.0
    assert paid[Payer.CITY] == pytest.approx(0.35 * whole)
    assert paid[Payer.STATE] == pytest.approx(0.40 * whole)
    assert paid[Payer.EU] == pytest.approx(0.25 * whole)
    alone = edits(world, [entry(quantity="100 %", state_share="0 %")])
    assert sum(each.total_cost for each in alone if each.payer == Payer.CITY) == pytest.approx(whole)


def test_one_sum_for_schools_is_shared_out_by_area():
    world = street()
    found = edits(world, [entry(quantity="100 %", kinds=["schools", "health"], cost_total="100000 EUR")])
    area = world.table("buildings")["floor_area"][found[0].rows]
    assert found[0].cost == pytest.approx(0.6 * 100_000.0 * area / area.sum())


def test_nothing_asked_for_is_nothing_done_and_too_much_is_told():
    world = street()
    assert edits(world, [entry(quantity="0 %")]) == []
    assert edits(world, [entry(quantity="50 %", day=date(2020, 1, 1))]) == []
    assert "clipped to the" in edits(world, [entry(quantity="1e7 m2")])[0].note


@pytest.mark.parametrize(
    ("levers", "words"),
    [
        ({"quantity": "30 flat"}, "have no flats"),
        ({"quantity": "10 %", "cost_by": "flat"}, "have no flats"),
        ({"quantity": "10 %", "kinds": ["offices"]}, "names no such buildings"),
        ({"quantity": "10 %", "state_share": "60 %", "eu_share": "60 %"}, "more than the whole work"),
    ],
)
def test_what_cannot_be_is_refused_in_words(levers, words):
    with pytest.raises(ValueError, match=words):
        catalogue["public_retrofit"].levers.model_validate(levers)
