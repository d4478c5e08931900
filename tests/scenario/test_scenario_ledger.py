"""Do the project's scenarios say what its ledger says: quantities, places, sources and words in two languages?"""

import pytest

from twin.core.resources import resource_dir
from twin.interventions import catalogue
from twin.ledger import load_ledger
from twin.scenario import load

ROWS = load_ledger()


def entries(scenario, measure):
    found = load(resource_dir("scenarios") / f"{scenario}.toml").measures
    return [entry for entry in found if entry.measure == measure and not entry.anyway]


def at_places(scenario, measure):
    """Coordinates of what a scenario names, by name."""
    named = {}
    for entry in entries(scenario, measure):
        named |= {site.name: site.at for site in getattr(entry.levers, "named_sites", ())}
        named |= {place.address: place.at for place in entry.where.at}
    return named


def places(row):
    return {place.name: place.at for place in ROWS.row(row).places}


@pytest.mark.parametrize(
    ("measure", "row"),
    [
        ("condominium_retrofit", "retrofitted_buildings"),
        ("shared_ebikes", "bike_stations"),
        ("charging_points", "mobility_areas"),
    ],
)
def test_what_was_delivered_stands_where_the_ledger_has_it(measure, row):
    assert at_places("delivered_2021", measure) == places(row)


def test_quantities_delivered_are_the_ledgers():
    def value(row):
        return ROWS.row(row).value("delivered")

    retrofits = entries("delivered_2021", "condominium_retrofit")
    assert len(retrofits) == value("retrofitted_buildings")
    totals = {entry.where.at[0].address: entry.levers.cost_total for entry in retrofits}
    assert totals["via Tito Livio 7"] == value("tito_livio_cost")
    assert totals["via Verro 78/B"] == value("verro_cost")
    (bikes,) = entries("delivered_2021", "shared_ebikes")
    assert len(bikes.levers.stations) == value("bike_stations")
    assert len(bikes.levers.stations) * bikes.levers.bikes_per_station == pytest.approx(value("ebikes"), abs=0.1)
    points = entries("delivered_2021", "charging_points")
    areas = sum(len(entry.levers.sites) for entry in points)
    assert areas == value("mobility_areas")
    fast = sum(len(entry.levers.sites) * entry.levers.fast_plugs for entry in points)
    assert fast == value("fast_charge_points")
    assert fast + sum(len(e.levers.sites) * e.levers.plugs for e in points) == value("charge_points")
    (sensors,) = entries("delivered_2021", "parking_guidance")
    assert sensors.levers.sensors == value("parking_sensors")
    (cars,) = entries("delivered_2021", "car_sharing")
    assert len(cars.levers.sites) * cars.levers.cars_per_place == value("condominium_cars")
    (lamps,) = entries("delivered_2021", "smart_lampposts")
    assert lamps.levers.quantity.value == value("lampposts")
    (fleet,) = entries("delivered_2021", "e_logistics")
    assert (fleet.levers.vans, fleet.levers.cargo_bikes) == (value("logistics_vans"), value("cargo_bikes"))
    (homes,) = entries("london_heat_pump", "heat_pump")
    assert homes.levers.quantity.value == ROWS.row("london_heat_pump_homes").value("delivered")
    (bays,) = entries("london_heat_pump", "parking_guidance")
    assert bays.levers.sensors == ROWS.row("london_parking").value("planned")


def test_measures_of_the_ledger_are_in_the_catalogue():
    for row in ROWS.rows:
        assert not row.measure or row.measure in catalogue, row.id


def test_what_happens_anyway_is_in_one_file_and_told_as_such():
    trends = load(resource_dir("scenarios") / "trends.toml")
    assert trends.measures
    assert all(entry.anyway for entry in trends.measures)
    for path in resource_dir("scenarios").glob("*.toml"):
        more = [entry for entry in load(path).measures if entry.anyway]
        assert not more or [entry.canonical() for entry in more] == [entry.canonical() for entry in trends.measures]


@pytest.mark.parametrize("city", ["bordeaux", "burgas", "warsaw"])
def test_ideas_of_followers_say_that_nothing_of_them_was_found(city):
    scenario = load(resource_dir("scenarios") / f"{city}.toml")
    assert "Hypothetical" in scenario.description
    assert "Ipotetico" in scenario.description_it
    own = [entry for entry in scenario.measures if not entry.anyway]
    assert own
    assert all(entry.status == "assumed" and "was not found" in entry.source for entry in own)


def test_quantities_planned_are_the_ledgers():
    def value(row):
        return ROWS.row(row).value("planned")

    works = ("condominium_retrofit", "public_retrofit")
    area = sum(entry.levers.quantity.value for name in works for entry in entries("planned_2016", name))
    assert area == value("retrofitted_area")
    (bikes,) = entries("planned_2016", "shared_ebikes")
    assert bikes.levers.quantity == value("bike_stations")
    assert bikes.levers.quantity * bikes.levers.bikes_per_station == pytest.approx(value("ebikes"))
    (points,) = entries("planned_2016", "charging_points")
    assert points.levers.quantity == value("mobility_areas")
    (sensors,) = entries("planned_2016", "parking_guidance")
    assert sensors.levers.sensors == value("parking_sensors")
    (cars,) = entries("planned_2016", "car_sharing")
    assert cars.levers.quantity * cars.levers.cars_per_place == value("shared_evs") + value("condominium_cars")
    (lamps,) = entries("planned_2016", "smart_lampposts")
    assert lamps.levers.quantity.value == value("lampposts")
    (fleet,) = entries("planned_2016", "e_logistics")
    assert fleet.levers.vans + fleet.levers.cargo_bikes == value("logistics_vans")


@pytest.mark.parametrize("path", sorted(resource_dir("scenarios").glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_scenario_speaks_both_languages_and_names_its_sources(path):
    scenario = load(path)
    assert scenario.name_it
    assert scenario.description_it
    assert scenario.description_it != scenario.description
    assert all(len(entry.source) > 10 for entry in scenario.measures)
