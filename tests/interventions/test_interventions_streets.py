"""What charges, limits of speed and cycle tracks do to streets, and what they leave alone."""

from datetime import date

import numpy as np
import pytest

from tests.grid_district import grid_world
from twin.interventions import Entry, Where, catalogue, edits
from twin.interventions.limits import minds
from twin.interventions.road_charge import entries
from twin.state.edits import apply

DAY = date(2018, 5, 1)


def entry(measure, zones="all", **levers):
    model = catalogue[measure].levers.model_validate({key.rstrip("_"): value for key, value in levers.items()})
    return Entry(measure=measure, levers=model, where=Where(zones=zones), date=DAY, source="test")


def test_every_way_into_a_charged_zone_passes_exactly_one_entry():
    world = grid_world()
    links = world.table("car_links")
    rows = entries(world, Where(zones=["0"]))
    assert (links["zone"][rows] == 0).all()
    charged = links["zone"] == 0
    # From the other zone, with the entries closed, no street of the charged zone can be reached.
    open_ = np.ones(links["tail"].size, dtype=bool)
    open_[rows] = False
    reached = np.zeros(len(world.table("car_nodes")), dtype=bool)
    reached[links["head"][~charged]] = True
    for _ in range(200):
        reached[links["head"][open_ & reached[links["tail"]]]] = True
    assert not (charged & open_ & reached[links["tail"]]).any()


def test_a_charge_sets_price_and_hours_at_the_entries_alone():
    world = grid_world()
    apply(world, edits(world, [entry("road_charge", zones=["0"], charge="5 EUR")]))
    links = world.table("car_links")
    rows = entries(world, Where(zones=["0"]))
    assert (links["toll"][rows] == 5.0).all()
    assert links["toll"].sum() == 5.0 * rows.size
    assert set(links["toll_to"][rows]) == {19}


def test_a_charge_spares_those_of_the_places_and_from_elsewhere_as_far_as_it_says():
    world = grid_world()
    plain = edits(world, [entry("road_charge", zones=["0"], charge="5 EUR")])
    assert {edit.column for edit in plain} == {"toll", "toll_from", "toll_to"}
    levers = {"charge": "5 EUR", "residents_pay": "40 %", "exempt_share": "20 %"}
    apply(world, edits(world, [entry("road_charge", zones=["0"], **levers)]))
    links, citizens = world.table("car_links"), world.table("citizens")
    rows = entries(world, Where(zones=["0"]))
    assert (links["toll_exempt"][rows] == 0.2).all()
    assert links["toll_exempt"].sum() == pytest.approx(0.2 * rows.size)
    lives = citizens["zone"] == 0
    assert 0 < lives.sum() < lives.size
    assert citizens["toll_share"].tolist() == np.where(lives, 0.4, 1.0).tolist()


@pytest.mark.parametrize("levers", [{"charge": "0 EUR"}, {"charge": "0 EUR", "residents_pay": 0}])
def test_no_charge_changes_nothing(levers):
    assert edits(grid_world(), [entry("road_charge", **levers)]) == []


def test_hours_of_a_charge_that_end_before_they_start_are_refused():
    with pytest.raises(ValueError, match="is not before"):
        catalogue["road_charge"].levers.model_validate({"charge": "5 EUR", "from": "19:00", "to": "07:00"})


def test_calm_streets_are_never_faster_and_the_others_stay():
    world = grid_world()
    before = world.table("car_links")["free_speed"].copy()
    apply(
        world,
        edits(world, [entry("calm_streets", zones=["1"], street_classes="minor", limit="20 km/h", quantity="50 %")]),
    )
    links = world.table("car_links")
    changed = links["free_speed"] < before
    assert changed.any()
    assert (links["zone"][changed] == 1).all()
    assert np.array_equal(links["free_speed"][~changed], before[~changed])


def test_streets_that_are_no_faster_are_neither_signed_nor_paid_and_that_is_told():
    world = grid_world()
    links = world.table("car_links")
    links["free_speed"][:] = 50.0 / 3.6
    links["free_speed"][::3] = 30.0 / 3.6
    (done,) = edits(world, [entry("calm_streets", street_classes="minor", limit="30 km/h")])
    assert done.rows.tolist() == np.flatnonzero(links["free_speed"] > 9.0).tolist()
    assert done.total_cost == pytest.approx(20.0 * links["length"][done.rows].sum())
    slow = links["length"][::3].sum() / 1000.0
    assert f"{slow:.1f} km of streets are no faster already; left out" in done.note
    assert [mind.en for mind in minds(done.note)] == [f"{slow:.1f} km of streets are no faster already; left out"]
    links["free_speed"][:] = 30.0 / 3.6
    (none,) = edits(world, [entry("calm_streets", street_classes="minor", limit="30 km/h")])
    assert none.rows.size == 0
    assert minds(none.note)


def test_a_track_in_place_of_a_lane_takes_its_share_of_capacity_and_leaves_the_only_lane():
    world = grid_world()
    links = world.table("car_links")
    links["lanes"][::2] = 2.0
    capacity, many = links["capacity"].copy(), links["lanes"] == 2.0
    apply(world, edits(world, [entry("calm_streets", street_classes="minor", track="lane", limit="50 km/h")]))
    assert links["cycle_track"].all()
    assert links["capacity"][many] == pytest.approx(capacity[many] / 2)
    assert links["capacity"][~many] == pytest.approx(capacity[~many])
    assert (links["lanes"] >= 1.0).all()
    assert (world.table("bike_links")["track"] == 2).all()


def test_streets_of_an_unknown_class_are_refused():
    with pytest.raises(ValueError, match="street_classes"):
        catalogue["calm_streets"].levers.model_validate({"street_classes": "boulevards"})
