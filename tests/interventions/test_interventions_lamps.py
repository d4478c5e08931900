"""What smart lampposts host, draw and cost, and what they never do."""

from datetime import date

import numpy as np
import pytest

from tests.little_street import X, Y, street_world
from twin.interventions import Entry, Where, additions, catalogue, edits
from twin.interventions.smart_lampposts import HOSTS, chosen
from twin.state.additions import add
from twin.state.codes import Payer, PlaceKind
from twin.state.edits import EditConflictError, apply

DAY = date(2018, 5, 1)
COLUMNS = ("extra_power", *HOSTS.values())


def entry(day=DAY, measure="smart_lampposts", **levers):
    model = catalogue[measure].levers.model_validate({key.rstrip("_"): value for key, value in levers.items()})
    return Entry(measure=measure, levers=model, where=Where(), date=day, source="test")


def street(**some):
    world = street_world(**some)
    lamps = world.table("lampposts")
    lamps["x"][:], lamps["y"][:], lamps["spacing"][:] = X + 20.0 * np.arange(len(lamps)), Y, 30.0
    return world


def put(world, *entries):
    add(world, additions(world, entries))
    found = edits(world, entries)
    apply(world, found)
    return found


def test_as_many_lamps_as_asked_for_on_the_greater_streets_first_carry_all():
    world = street()
    lamps = world.table("lampposts")
    put(world, entry(quantity="10 lamps", traffic="100 %"))
    smart = lamps["extra_power"] > 0.0
    assert smart.sum() == 10
    assert (lamps["zone"][smart] >= 0).all()
    plain = ~smart & (lamps["zone"] >= 0)
    assert lamps["street_class"][smart].max() <= lamps["street_class"][plain].min()
    assert set(lamps["extra_power"][smart]) == {3.0 + 3.0 + 8.0 + 12.0}
    for name in ("environment_sensor", "traffic_sensor", "wifi"):
        assert np.array_equal(lamps[name], smart)
    assert not lamps["charger"].any()
    assert not lamps["hold"].any()
    assert (lamps["dim_level"] == 1.0).all()


def test_city_and_eu_pay_for_what_each_lamp_hosts():
    world = street()
    found = put(world, entry(quantity="50 %", environment="50 %", charger="30 %", eu_share="60 %"))
    lamps = world.table("lampposts")
    some = found[0].rows
    counts = {name: lamps[column][some].sum() for name, column in HOSTS.items()}
    assert 0 < counts["environment"] < some.size
    whole = 1000.0 * some.size + 2000.0 * counts["environment"] + 1000.0 * counts["wifi"] + 3000.0 * counts["charger"]
    paid = {payer: sum(each.total_cost for each in found if each.payer == payer) for payer in Payer}
    assert paid[Payer.EU] == pytest.approx(0.6 * whole)
    assert paid[Payer.CITY] == pytest.approx(0.4 * whole)
    assert sum(paid.values()) == pytest.approx(whole)


def test_a_charge_point_stands_at_its_lamp_and_opens_on_its_day():
    world = street()
    one = entry(day=date(2019, 3, 1), quantity="100 %", charger="40 %")
    add(world, additions(world, [one]))
    places = world.table("places")
    new = places["kind"] == PlaceKind.CHARGER
    assert new.any()
    assert not places["capacity"][new].any()
    found = edits(world, [one])
    assert {each.tick for each in found} == {59 * 24}
    apply(world, found)
    assert (places["capacity"][new] == 1.0).all()
    lamps = world.table("lampposts")
    assert set(places["x"][new]) == set(lamps["x"][lamps["charger"]])
    assert (places["power"][new] == 3700.0).all()


def test_lamps_that_answer_dim_in_the_hours_told():
    world = street()
    put(world, entry(quantity="100 %", adaptive=True, dim_level="20 %", from_="23:00", to_="05:00", hold="90 s"))
    lamps = world.table("lampposts")
    smart = lamps["extra_power"] > 0.0
    for name, value in (("dim_level", 0.2), ("dim_from", 23), ("dim_to", 5), ("hold", 90.0)):
        assert (lamps[name][smart] == value).all()
    assert not lamps["hold"][~smart].any()


def test_two_ways_to_dim_one_lamp_in_other_hours_are_an_error():
    dimmed = entry(measure="lamppost_dimming", dim_level="60 %", from_="23:00", to_="05:00")
    with pytest.raises(EditConflictError, match="both set lampposts"):
        put(street(), dimmed, entry(quantity="100 %", adaptive=True))
    put(street(), dimmed, entry(quantity="100 %"))  # sensors alone never disagree


def test_more_lamps_leave_those_before_as_they_were():
    few = chosen(street(), entry(quantity="6 lamps", environment="50 %").levers, Where())
    many = chosen(street(), entry(quantity="12 lamps", environment="50 %").levers, Where())
    assert set(few.rows) < set(many.rows)
    at = np.isin(many.rows, few.rows)
    assert np.array_equal(many.hosts["environment"][at], few.hosts["environment"])


def test_nothing_asked_for_is_nothing_done_and_too_much_is_told():
    world = street()
    before = len(world.table("places"))
    assert put(world, entry(quantity="0 lamps", charger="100 %")) == []
    assert put(world, entry(quantity="5 lamps", charger="100 %", day=date(2021, 1, 1))) == []
    assert len(world.table("places")) == before
    assert (
        "300 lamps asked for, clipped to the 32 lamps that exist" in edits(world, [entry(quantity="300 lamps")])[0].note
    )
