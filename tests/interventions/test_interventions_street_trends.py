"""What happens without the project: cars are renewed, M4 opens, people stay at home in 2020, alike in any order."""

from datetime import date

import numpy as np
import pytest

from tests.measures_town import applied, day, entry, town, trips
from tests.transit_town import town as lines_town
from twin.core.clock import Clock
from twin.domains import mobility
from twin.interventions import additions, catalogue, edits
from twin.interventions.car_renewal import EURO_YEARS, RenewalLevers, engines, registered
from twin.interventions.new_metro import STATIONS
from twin.scenario.write import dumps
from twin.state.codes import Engine, LineKind, VehicleKind
from twin.state.schemas import FORCING
from twin.state.table import Table

OLD = date(2016, 1, 1)
PATH = RenewalLevers().path


def in_year(world, year):
    world.clock = Clock(year)
    world.tables["forcing"] = Table.allocate(FORCING, world.clock.n_ticks)
    return world


def fleet(world, *entries):
    applied(world, *entries)
    return world.table("vehicles")


def test_trends_are_told_apart():
    trends = {name for name, measure in catalogue.items() if measure.trend}
    assert {"car_renewal", "new_metro", "pandemic"} <= trends
    assert "low_emission_zone" not in trends
    bans = entry("low_emission_zone")
    assert not bans.anyway
    assert bans.model_copy(update={"trend": True}).anyway
    assert entry("car_renewal").anyway
    assert bans.model_copy(update={"trend": True}).canonical() == bans.canonical()


# cars


def test_in_the_year_of_the_fleet_nothing_is_renewed():
    assert edits(in_year(town(), 2021), [entry("car_renewal", day=OLD)]) == []
    assert edits(in_year(town(), 2025), [entry("car_renewal", day=date(2026, 1, 1))]) == []


def test_years_can_be_asked_for_alone_and_agree():
    uids = np.arange(1, 3001, dtype=np.uint64)
    euro = (np.arange(3000) % 7).astype(np.int64)
    at = {year: registered(uids, euro, 2021, year, (15.0, 5.0), 7) for year in range(2005, 2036)}
    assert np.array_equal(np.clip(np.searchsorted(EURO_YEARS, at[2021], side="right") - 1, 0, 6), euro)
    for year in range(2006, 2036):
        assert (at[year] <= year).all()
        renewed = at[year] != at[year - 1]
        if year != 2021:
            assert (at[year][renewed & (euro > 0)] == year).all()  # nobody buys a car of another year
        assert (at[year] >= at[year - 1]).all()
    lives = np.concatenate([np.full((at[y] != at[y - 1]).sum(), 1) for y in range(2022, 2036)]).size / 14.0
    assert lives / (euro > 0).sum() == pytest.approx(1.0 / 15.0, rel=0.3)


def test_the_fleet_grows_cleaner_by_the_year_and_older_when_it_goes_back():
    shares = {}
    for year in (2016, 2021, 2025, 2035):
        vehicles = fleet(in_year(town(), year), entry("car_renewal", day=OLD))
        cars = vehicles["kind"] == VehicleKind.CAR
        shares[year] = (vehicles["euro"][cars].mean(), (vehicles["engine"][cars] == Engine.ELECTRIC).mean())
    assert shares[2016][0] < shares[2021][0] < shares[2025][0] < shares[2035][0]
    assert shares[2016][1] <= shares[2021][1] < shares[2025][1] < shares[2035][1]


def test_a_car_more_changes_no_other_one():
    uids, euro = np.arange(1, 101, dtype=np.uint64), np.full(100, 4)
    some = registered(uids[:50], euro[:50], 2021, 2030, (15.0, 5.0), 3)
    every = registered(uids, euro, 2021, 2030, (15.0, 5.0), 3)
    assert np.array_equal(some, every[:50])
    assert np.array_equal(engines(uids[:50], some, PATH, 3), engines(uids, every, PATH, 3)[:50])


@pytest.mark.parametrize(("year", "electric", "diesel"), [(2015, 0.001, 0.55), (2027, 0.171, 0.095), (2040, 0.80, 0.0)])
def test_new_cars_are_what_the_path_says(year, electric, diesel):
    drawn = engines(np.arange(1, 20_001, dtype=np.uint64), np.full(20_000, year), PATH, 1)
    assert (drawn == Engine.ELECTRIC).mean() == pytest.approx(electric, abs=0.01)
    assert (drawn == Engine.DIESEL).mean() == pytest.approx(diesel, abs=0.012)


def test_bans_and_renewal_of_the_same_cars_agree():
    world = in_year(town(), 2023)
    bans = entry("low_emission_zone", replace_share="100 %", income_effect=0.0)
    vehicles = fleet(world, bans, entry("car_renewal", day=OLD))
    again = fleet(in_year(town(), 2023), entry("car_renewal", day=OLD), bans)
    assert np.array_equal(vehicles["euro"], again["euro"])
    assert np.array_equal(vehicles["engine"], again["engine"])


# the pandemic


def test_in_the_spring_of_2020_few_go_out_and_in_other_years_all_do():
    assert edits(in_year(town(), 2019), [entry("pandemic", day=OLD)]) == []
    april = 99
    usual, world = in_year(town(), 2020), in_year(town(), 2020)
    (edit,) = applied(world, entry("pandemic", day=OLD))
    before, after = day(usual, april), day(world, april)
    assert 0.15 < trips(after) / trips(before) < 0.35
    assert before.came.sum() * 0.15 < after.came.sum() < before.came.sum() * 0.35
    assert edit.rows[0] == world.clock.tick_of(date(2020, 2, 1))
    assert trips(day(world, 5)) == trips(day(usual, 5))  # January is as ever


# the metro


@pytest.fixture
def with_lines():
    made = town()
    stops = lines_town([(0.0, 375.0), (750.0, 375.0)], [("4", 600.0, [0, 1], [0.0, 750.0])])  # a tram
    stops["lines"]["vehicle"][:] = LineKind.TRAM
    made.tables |= {name: stops[name] for name in ("lines", "line_stops", "transit_nodes")}
    return made


def test_the_line_opens_section_by_section(with_lines):
    metro = entry("new_metro", day=OLD)
    assert additions(in_year(with_lines, 2021), [metro]) == []
    assert edits(with_lines, [metro]) == []
    world = in_year(with_lines, 2023)
    nodes = len(world.table("transit_nodes"))
    applied(world, metro)
    lines, calls = world.table("lines"), world.table("line_stops")
    new = np.flatnonzero(lines["vehicle"] == LineKind.METRO)
    assert new.size == 4  # to Dateo and to San Babila, both directions of each
    running = [np.bincount(calls["line"])[row] for row in new if lines["headway"][row, 8] > 0]
    assert running == [6, 6]  # San Babila opens in July
    assert (np.diff(calls["line"]) >= 0).all()
    names = world.table("transit_nodes")["name"]
    for row in new:
        at = np.flatnonzero(calls["line"] == row)
        assert calls["along"][at[0]] == 0.0
        assert (np.diff(calls["along"][at]) > 0.0).all()
        assert names[calls["node"][at[0]]] in ("Linate Aeroporto", "Dateo", "San Babila")
        assert lines["length"][row] == pytest.approx(calls["along"][at[-1]])
    assert (calls["node"][calls["line"] >= new[0]] >= nodes).all()


def test_when_the_longer_course_opens_the_shorter_one_stops(with_lines):
    world = in_year(with_lines, 2024)
    found = applied(world, entry("new_metro", day=OLD))
    opening = world.clock.tick_of(date(2024, 10, 12))
    at_once = {edit.tick for edit in found}
    assert at_once == {0, opening}
    last = [edit for edit in found if edit.tick == opening and edit.column == "headway"]
    lines = world.table("lines")
    calls = np.bincount(world.table("line_stops")["line"])
    runs = sorted((bool(edit.new.any()), int(calls[edit.rows[0]])) for edit in last)
    assert runs == [(False, 8), (True, len(STATIONS))]
    assert all((lines["name"][edit.rows] == "4").all() for edit in last)


def test_a_district_without_lines_is_left_as_it_is():
    world = in_year(town(), 2025)
    assert additions(world, [entry("new_metro", day=OLD)]) == []
    assert edits(world, [entry("new_metro", day=OLD)]) == []


def test_people_ride_where_the_metro_calls(with_lines):
    world = in_year(with_lines, 2025)
    applied(world, entry("new_metro", day=OLD))
    mobility.frame.frame(world.tables, world.seed, mobility.Params())  # the network takes it in


def test_a_scenario_that_marks_a_measure_as_a_trend_reads_back(tmp_path):
    from twin import scenario as scenarios
    from twin.core.resources import resource_dir

    base = scenarios.load(resource_dir("scenarios") / "baseline.toml")
    marked = entry("low_emission_zone").model_copy(update={"trend": True})
    file = tmp_path / "marked.toml"
    file.write_text(dumps(base.model_copy(update={"measures": (marked,)})), encoding="utf-8")
    again = scenarios.load(file)
    assert again.measures == (marked,)
    assert again.measures[0].anyway
