"""Who may drive where cars of low Euro classes are barred, who replaces the car, and what comes out of the exhausts."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.measures_town import SATURDAY, applied, day, entry, town, trips
from twin.core.clock import Clock
from twin.domains import emissions
from twin.domains.emissions.fleet import CO2, NOX, PM10, allowed, factors, fleet_mean, others
from twin.domains.mobility.demand.people import barred_hours
from twin.interventions import edits
from twin.state.bans import barred, below
from twin.state.codes import Engine, Mode, Payer, VehicleKind

ALL = [{"since": date(2019, 1, 1), "petrol": 7, "diesel": 7}]
HOUR = 3600.0
PARAMS = emissions.Params()


def zone(**levers):
    return entry("low_emission_zone", **({"phases": ALL, "replace_share": "0 %"} | levers))


@given(
    st.lists(st.tuples(st.sampled_from(list(Engine)), st.integers(0, 6)), min_size=1, max_size=30),
    st.integers(0, 7), st.integers(0, 7),
)  # fmt: skip
def test_what_is_below_the_least_class_is_the_naive_one(cars, petrol, diesel):
    engine, euro = (np.array(each) for each in zip(*cars, strict=True))
    wanted = []
    for kind, level in cars:
        if kind in (Engine.PETROL, Engine.HYBRID):
            wanted.append(level < petrol)
        elif kind == Engine.DIESEL:
            wanted.append(level < diesel)
        else:
            wanted.append(False)
    n = len(cars)
    assert below(engine, euro, np.full(n, petrol), np.full(n, diesel)).tolist() == wanted


def test_barred_cars_neither_leave_nor_come_back_in_the_hours_of_a_workday():
    world = town()
    applied(world, zone(from_="06:00", to_="20:00"))
    stands = barred(world.table("vehicles"), world.table("households"), world.table("zones"))
    assert stands.mean() > 0.5
    assert not stands[world.table("vehicles")["engine"] == Engine.ELECTRIC].any()
    assert not stands[world.table("vehicles")["kind"] == VehicleKind.MOTORCYCLE].any()
    usual, after = day(town()), day(world)
    out, back = after.garage.first_out, after.garage.last_home
    drove = stands & np.isfinite(out)
    assert not ((out[drove] >= 6.0) & (out[drove] < 20.0)).any()
    assert trips(after, Mode.CAR) < 0.25 * trips(usual, Mode.CAR)
    assert trips(after, Mode.PASSENGER) < trips(usual, Mode.PASSENGER)
    assert trips(after) == trips(usual)
    assert np.isfinite(back[drove]).all()


def test_on_saturdays_everybody_drives_as_ever():
    world = town()
    applied(world, zone(from_="06:00", to_="20:00"))
    free, barred_ = day(town(), SATURDAY), day(world, SATURDAY)
    # Routes and crowding are learnt on other days, so that few choices differ.
    assert (free.diary.mode == barred_.diary.mode).all(axis=1).mean() > 0.9
    assert trips(barred_, Mode.CAR) == pytest.approx(trips(free, Mode.CAR), rel=0.1)


def test_a_ban_of_nothing_changes_no_bit():
    world = town()
    applied(world, zone(phases=[{"since": date(2019, 1, 1), "petrol": 0, "diesel": 0}]))
    usual, after = day(town()), day(world)
    assert np.array_equal(usual.diary.departure, after.diary.departure)
    assert np.array_equal(usual.diary.mode, after.diary.mode)


def test_phases_hold_from_their_days_and_those_to_come_not_yet():
    world = town()
    found = edits(world, [entry("low_emission_zone", day=date(2018, 1, 1))])
    least = {edit.column: edit for edit in found if edit.column.startswith("least")}
    assert {name: set(edit.new.tolist()) for name, edit in least.items()} == {"least_petrol": {1}, "least_diesel": {4}}
    assert {edit.tick for edit in found} == {world.clock.tick_of(date(2019, 2, 25))}
    world.clock = Clock(2023)
    found = edits(world, [entry("low_emission_zone", day=date(2018, 1, 1))])
    assert {int(e.new[0]) for e in found if e.column == "least_diesel"} == {6}
    assert {edit.tick for edit in found} == {0}
    world.clock = Clock(2018)
    assert edits(world, [entry("low_emission_zone", day=date(2018, 1, 1))]) == []
    world.clock = Clock(2022)
    found = edits(world, [entry("low_emission_zone", day=date(2018, 1, 1))])
    assert sorted({edit.tick for edit in found}) == [0, world.clock.tick_of(date(2022, 10, 1))]
    rows = [set(edit.rows.tolist()) for edit in found if edit.column == "engine"]
    assert not rows[0] & rows[1]  # nobody replaces a car twice


def bought(year, **levers):
    """Year of replacement and what was bought, by uid of the car, when that year is simulated."""
    world = town()
    world.clock = Clock(year)
    uid = world.table("vehicles")["uid"]
    return {
        int(uid[row]): (edit.year, int(new))
        for edit in edits(world, [entry("low_emission_zone", day=date(2018, 1, 1), **levers)])
        if edit.column == "engine"
        for row, new in zip(edit.rows, edit.new, strict=True)
    }


def test_a_car_is_replaced_when_it_is_barred_whatever_year_is_simulated():
    by_year = {
        year: bought(year, replace_share="100 %", electric_share="30 %") for year in (2018, 2019, 2021, 2023, 2031)
    }
    assert by_year[2018] == {}
    assert by_year[2019] == by_year[2021]
    assert {year for year, _ in by_year[2021].values()} == {2019}
    for early, late in pairwise(by_year):
        assert by_year[early].items() <= by_year[late].items()
        assert {year for car, (year, _) in by_year[late].items() if car not in by_year[early]} <= set(
            range(early + 1, late + 1)
        )
    vehicles = town().table("vehicles")
    rows = {int(uid): row for row, uid in enumerate(vehicles["uid"])}
    for car, (year, _) in by_year[2031].items():
        engine, euro = vehicles["engine"][rows[car]], vehicles["euro"][rows[car]]
        least = {2019: (1, 4), 2022: (3, 6), 2028: (4, 6), 2030: (4, 7)}
        barred_in = [
            y for y, (petrol, diesel) in least.items() if euro < (diesel if engine == Engine.DIESEL else petrol)
        ]
        assert min(barred_in) == year
    assert {year for year, _ in by_year[2031].values()} >= {2019, 2022, 2030}


def test_a_late_ban_replaces_from_its_own_date():
    world = town()
    world.clock = Clock(2025)
    found = edits(world, [entry("low_emission_zone", day=date(2024, 3, 1), replace_share="100 %")])
    assert {edit.year for edit in found if edit.column in ("engine", "euro")} == {2024}
    assert {int(edit.new[0]) for edit in found if edit.column == "least_diesel"} == {6}


def test_phases_that_grow_laxer_are_refused():
    with pytest.raises(ValidationError, match="laxer"):
        zone(phases=[*ALL, {"since": date(2020, 1, 1), "petrol": 1, "diesel": 7}])


def test_those_with_more_income_replace_more_often_and_pay():
    world = town()
    households, vehicles = world.table("households"), world.table("vehicles")
    found = applied(world, zone(replace_share="50 %", electric_share="30 %", city_share="20 %", income_effect=1.0))
    engine = next(edit for edit in found if edit.column == "engine")
    assert f"{engine.rows.size} replaced" in engine.note
    bought = np.isin(np.arange(len(vehicles)), engine.rows)
    income = households["income"][vehicles["household"]]
    rich = income > np.median(households["income"])
    cars = vehicles["kind"] == VehicleKind.CAR
    assert bought[cars & rich].mean() > 1.5 * bought[cars & ~rich].mean()
    assert (vehicles["engine"][engine.rows] == Engine.ELECTRIC).mean() == pytest.approx(0.3, abs=0.1)
    assert (vehicles["euro"][engine.rows] == 6).all()
    paid = {payer: sum(e.total_cost for e in found if e.payer == payer) for payer in (Payer.HOUSEHOLDS, Payer.CITY)}
    assert paid[Payer.CITY] == pytest.approx(0.2 * 9_000.0 * engine.rows.size)
    assert paid[Payer.HOUSEHOLDS] == pytest.approx(0.8 * 9_000.0 * engine.rows.size)


def test_a_replaced_car_drives_and_an_electric_one_by_another_measure_stays_electric():
    world = town()
    both = zone(replace_share="100 %", income_effect=0.0, electric_share="0 %", phases=[
        {"since": date(2019, 1, 1), "petrol": 5, "diesel": 5}]), entry("e_cars", quantity="50 %")  # fmt: skip
    applied(world, *both)
    assert not barred(world.table("vehicles"), world.table("households"), world.table("zones")).any()
    assert not barred_hours(world.tables).any()
    electric = next(edit.rows for edit in edits(town(), [both[1]]) if edit.column == "engine")
    assert (world.table("vehicles")["engine"][electric] == Engine.ELECTRIC).all()


# exhausts


def test_classes_that_may_not_drive_leave_their_share_to_the_others():
    assert allowed(np.array([0.2, 0.3, 0.5]), 4, 5).tolist() == pytest.approx([0.0, 0.375, 0.625])
    assert allowed(np.array([0.2, 0.3, 0.5]), 4, 4).tolist() == [0.2, 0.3, 0.5]
    assert allowed(np.array([0.2, 0.3, 0.5]), 4, 7).tolist() == [0.0, 0.0, 1.0]


def test_the_stricter_the_ban_the_cleaner_who_comes_from_elsewhere():
    table = factors(PARAMS)
    free, some, most = (others(table, 0.0, PARAMS, least) for least in ((0, 0), (1, 4), (4, 6)))
    assert np.array_equal(free, others(table, 0.0, PARAMS))
    for kind, substance in ((0, NOX), (0, PM10), (1, NOX), (2, NOX)):
        assert (most[kind, substance] <= some[kind, substance]).all()
        assert (some[kind, substance] <= free[kind, substance]).all()
    assert (most[0, NOX] < some[0, NOX]).all()
    assert (some[0, NOX] < free[0, NOX]).all()
    assert most[1, CO2] == pytest.approx(free[1, CO2])


def test_barred_cars_are_no_part_of_the_mean_and_count_again_on_sunday():
    world = town()
    applied(world, zone(phases=[{"since": date(2019, 1, 1), "petrol": 4, "diesel": 6}]))
    stands = barred(world.table("vehicles"), world.table("households"), world.table("zones"))
    table, vehicles = factors(PARAMS), world.table("vehicles")
    cars = vehicles["kind"] == VehicleKind.CAR
    mean = fleet_mean(vehicles, table, 6, stands)[0, NOX]
    naive = np.mean([table[0, vehicles["engine"][v], vehicles["euro"][v], NOX] for v in np.flatnonzero(cars & ~stands)],
                    axis=0)  # fmt: skip
    assert mean == pytest.approx(naive)
    processes = {each.name: each for each in emissions.processes(world, PARAMS)}
    traffic = processes["emissions.traffic"]
    assert (traffic._mean(0.0, bans=True)[:, NOX] <= traffic._mean(0.0, bans=False)[:, NOX] + 1e-18).all()
    assert (traffic._mean(0.0, bans=True)[0, NOX] < traffic._mean(0.0, bans=False)[0, NOX]).all()
