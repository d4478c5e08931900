"""Do the project's scenarios say what its ledger says: quantities, places, sources and words in two languages?"""

import pytest

from twin.core.resources import resource_dir
from twin.ledger import load_ledger
from twin.scenario import load

ROWS = load_ledger()


def entries(scenario, measure):
    found = load(resource_dir("scenarios") / f"{scenario}.toml").measures
    return [entry for entry in found if entry.measure == measure]


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


def test_quantities_planned_are_the_ledgers():
    def value(row):
        return ROWS.row(row).value("planned")

    area = sum(entry.levers.quantity.value for entry in entries("planned_2016", "condominium_retrofit"))
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


@pytest.mark.parametrize("path", sorted(resource_dir("scenarios").glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_scenario_speaks_both_languages_and_names_its_sources(path):
    scenario = load(path)
    assert scenario.name_it
    assert scenario.description_it
    assert scenario.description_it != scenario.description
    assert all(len(entry.source) > 10 for entry in scenario.measures)
