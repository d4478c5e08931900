"""Shared cars, sensors on parking places, and connections that charge points share."""

from datetime import date

import numpy as np
import pytest
from pydantic import ValidationError

from tests.little_street import LAT, LON, street_world
from twin.core.streams import uids_of
from twin.interventions import Entry, Where, additions, catalogue, edits
from twin.interventions.car_sharing import joining, spots
from twin.interventions.parking_guidance import find, middles
from twin.interventions.where import project
from twin.state import schemas
from twin.state.additions import add, rows_of
from twin.state.codes import Payer, PlaceKind
from twin.state.edits import apply
from twin.state.table import Table

DAY = date(2018, 12, 13)
SITE = {"name": "Cortile", "at": [LON, LAT]}


def entry(measure, day=DAY, where=None, **levers):
    model = catalogue[measure].levers.model_validate(levers)
    return Entry(measure=measure, levers=model, where=Where.model_validate(where or {}), date=day, source="test")


def applied(world, *entries):
    add(world, additions(world, entries))
    return apply(world, edits(world, entries))


def with_streets(n=5):
    """The street of the tests with `n` links of 10 places, one of them outside the zones."""
    world = street_world()
    x, y = project(world, (LON, LAT))
    nodes, links = Table.allocate(schemas.CAR_NODES, n + 1), Table.allocate(schemas.CAR_LINKS, n)
    nodes["x"][:], nodes["y"][:] = x + 50.0 * np.arange(n + 1), y
    links["uid"][:] = uids_of(f"link {i}" for i in range(n))
    links["tail"][:], links["head"][:], links["length"][:] = np.arange(n), np.arange(1, n + 1), 50.0
    links["zone"][:], links["parking"][:] = world.table("buildings")["zone"][0], 10.0
    links["zone"][-1] = -1
    world.tables["car_nodes"], world.tables["car_links"] = nodes, links
    return world


def licensed(world, share=1.0):
    n = 3 * len(world.table("buildings"))
    people = world.tables["citizens"] = Table.allocate(schemas.CITIZENS, n)
    people["uid"][:] = uids_of(f"citizen {i}" for i in range(n))
    people["home"][:] = np.arange(n) // 3
    people["licence"][:] = np.arange(len(people)) < share * len(people)
    people["club"][:] = False
    return people


def test_a_condominium_gets_its_cars_and_its_members():
    world = street_world()
    people = licensed(world)
    (opened, joined) = applied(world, entry("car_sharing", sites=[SITE | {"cars": 2}]))
    places = world.table("places")
    row = rows_of(places, ["measure/car_sharing/Cortile"])[0]
    assert places["kind"][row] == PlaceKind.CAR_SHARING
    assert places["capacity"][row] == 2.0
    assert opened.edit.payer == Payer.OPERATORS
    assert opened.edit.total_cost == 60_000.0
    assert joined.edit.total_cost == 0.0
    members = np.flatnonzero(people["club"])
    b = world.table("buildings")
    x, y = project(world, (LON, LAT))
    home = people["home"][members]
    away = np.hypot(b["x"] - x, b["y"] - y)
    assert away[home].max() <= 300.0
    assert members.size == min(30, 3 * (away <= 300.0).sum())


def test_nobody_without_a_licence_joins_and_others_keep_their_luck():
    world = street_world()
    licensed(world, 0.5)
    found = spots(world, catalogue["car_sharing"].levers.model_validate({"sites": [SITE]}), Where())
    few, many = (set(joining(world, found, np.ones(1), count).tolist()) for count in (3.0, 8.0))
    assert few < many
    assert world.table("citizens")["licence"][sorted(many)].all()
    assert joining(world, found, np.ones(1), 0.0).size == 0


def test_cars_by_quantity_and_closed_before_their_date():
    world = street_world()
    licensed(world)
    late = entry("car_sharing", date(2030, 1, 1), sites=[SITE])
    assert additions(world, [late]) == []
    assert edits(world, [late]) == []
    applied(world, entry("car_sharing", quantity=2))
    assert (world.table("places")["kind"] == PlaceKind.CAR_SHARING).sum() <= 2
    with pytest.raises(ValidationError, match="name the places or tell how many"):
        catalogue["car_sharing"].levers.model_validate({"sites": [SITE], "quantity": 3})
    with pytest.raises(ValidationError, match="named twice"):
        catalogue["car_sharing"].levers.model_validate({"sites": [SITE, SITE]})


@pytest.mark.parametrize(("sensors", "streets"), [(0, 0), (12, 1), (26, 3), (1000, 4)])
def test_sensors_come_by_whole_streets_in_the_zones(sensors, streets):
    world = with_streets()
    done = applied(world, entry("parking_guidance", sensors=sensors))
    links = world.table("car_links")
    assert links["guided"].sum() == streets
    assert not links["guided"][-1]
    if streets:
        assert done[0].edit.total_cost == 10 * streets * 250.0
        assert done[0].edit.payer == Payer.CITY
        assert find(world, Where()).rows.size == 4 - streets
    else:
        assert done == []


def test_sensors_near_an_address_and_where_most_jobs_are():
    world = with_streets()
    xy = middles(world)
    where = Where.model_validate({"at": [LON, LAT], "within": "30 m"})
    assert find(world, where).rows.tolist() == [0]
    far = Where.model_validate({"at": [LON + 1.0, LAT], "within": "30 m"})
    assert "no street with places" in find(world, far).notes[0]
    b = world.table("buildings")
    b["workplaces"][:] = 0.0
    b["workplaces"][0], b["x"][0], b["y"][0] = 50.0, xy[3, 0] + 120.0, xy[3, 1]
    applied(world, entry("parking_guidance", sensors=10))
    assert world.table("car_links")["guided"].tolist() == [False, False, False, True, False]
    world.table("car_links")["parking"][0] = 0.0
    assert 0 not in find(world, Where()).rows


def test_points_of_a_place_share_a_connection():
    world = street_world()
    applied(world, entry("charging_points", sites=[SITE], connection_share="50 %"))
    places = world.table("places")
    points = places["kind"] == PlaceKind.CHARGER
    found = sorted(zip(places["power"][points], places["site_power"][points], strict=True))
    assert found[-2:] == [(22e3, 44e3), (50e3, 50e3)]


@pytest.mark.parametrize(("words", "waits"), [("none", 0), ("price", 1), ("carbon", 2)])
def test_plugs_of_a_measure_wait_for_what_it_says(words, waits):
    world = street_world()
    applied(world, entry("charging_points", sites=[SITE], smart=words))
    new = world.table("places")["kind"] == PlaceKind.CHARGER
    opened = new & (world.table("places")["capacity"] > 0.0)
    assert opened.sum() >= 2
    assert set(world.table("places")["smart"][opened & (world.table("places")["since"] == DAY.year)]) == {waits}
