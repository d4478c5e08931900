"""What happens without the project: histories that agree from any year, and measures that come before them."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import naive_interventions
from tests.little_street import street_world
from twin.core.streams import declare, uids_of
from twin.domains import energy
from twin.domains.energy.plants.equip import equip
from twin.domains.energy.plants.fitting import _without_size, _without_source
from twin.domains.energy.zone import stock
from twin.interventions import Entry, Where, catalogue, edits
from twin.interventions.ageing import survival, year_of_end
from twin.state.codes import Fuel, Generator, Payer, Thermal
from twin.state.edits import EditConflictError, apply

PARAMS = energy.Params()
START = date(2015, 1, 1)
TRENDS = ("boiler_renewal", "gas_oil_phase_out", "appliance_renewal", "background_retrofit")
NOTHING = {
    "boiler_renewal": {"quantity": "0 %"},
    "gas_oil_phase_out": {"yearly": "0 %", "ban": 0},
    "appliance_renewal": {"yearly": "0 %"},
    "background_retrofit": {"yearly": "0 %"},
}
DRAW = declare("test.ageing", "ends of things in tests")


def entry(measure, day=START, zones="all", **levers):
    model = catalogue[measure].levers.model_validate(levers)
    return Entry(measure=measure, levers=model, where=Where(zones=zones), date=day, source="test")


def street(year=2019, n=120, **some):
    """The street with plants, a third of its boilers on gas oil."""
    world = street_world(n=n, year=year, **some)
    stock.initialise(world, PARAMS)
    equip(world, PARAMS)
    homes = world.table("buildings")
    homes["generator"][:], homes["heating_efficiency"][:] = Generator.BOILER, PARAMS.boiler_efficiency[0]
    homes["heating_fuel"][:] = np.where(np.arange(n) % 3 == 0, Fuel.GAS_OIL, Fuel.GAS)
    homes["generator_power"][:] = np.maximum(homes["generator_power"], 1e4)
    return world


def rows_of(found):
    return np.unique(np.concatenate([each.rows for each in found])) if found else np.zeros(0, dtype=np.int64)


@pytest.mark.nojit
@given(st.integers(0, 10_000), st.floats(4.0, 30.0), st.floats(1.0, 6.0), st.integers(0, 20))
def test_an_end_agrees_with_its_naive_twin(name, mean, shape, many):
    uids = uids_of([f"thing {name}"])
    years = range(2015, 2015 + many)
    at = DRAW.at(5)

    def draw(uid, tick, lane):
        return float(at.uniform(np.array([uid], dtype=np.uint64), tick, lane)[0])

    want = naive_interventions.year_of_end(uids[0], years, mean, shape, draw)
    assert year_of_end(uids, years, mean, shape, DRAW, 5).tolist() == [want]


@pytest.mark.nojit
@pytest.mark.parametrize("shape", [1.0, 3.0])
def test_a_steady_stock_loses_as_many_in_its_first_year_as_its_mean_life_says(shape):
    n = 40_000
    end = year_of_end(uids_of(range(n)), range(2015, 2016), 20.0, shape, DRAW, 1)
    share = 1.0 / survival(20.0, shape).sum()
    assert abs((end > 0).mean() - share) < 4.0 * np.sqrt(share * (1.0 - share) / n)
    assert 1.0 / 21.0 < share < 1.0 / 19.0


@pytest.mark.nojit
def test_years_of_an_end_only_add_to_the_history():
    uids = uids_of(range(500))
    short = year_of_end(uids, range(2015, 2020), 15.0, 3.0, DRAW, 1)
    long = year_of_end(uids, range(2015, 2030), 15.0, 3.0, DRAW, 1)
    assert np.array_equal(short[short > 0], long[short > 0])
    assert (long[short == 0] >= 2020).sum() + (long == 0).sum() == (short == 0).sum()


@pytest.mark.parametrize("trend", TRENDS)
def test_a_trend_is_told_apart_and_costs_no_measure_anything(trend):
    assert catalogue[trend].trend
    found = edits(street(), [entry(trend)])
    assert found
    assert all(each.trend for each in found)
    assert {f"{each.table}.{each.column}" for each in found} <= set(catalogue[trend].touches)
    assert all(each.year in range(2015, 2019) for each in found if each.total_cost)


@pytest.mark.parametrize("trend", TRENDS)
def test_nothing_asked_for_and_a_year_that_is_not_over_change_nothing(trend):
    assert edits(street(), [entry(trend, **NOTHING[trend])]) == []
    assert edits(street(year=2015), [entry(trend)]) == []
    assert edits(street(year=2014), [entry(trend)]) == []


@pytest.mark.parametrize("trend", TRENDS)
def test_any_year_alone_tells_the_same_history(trend):
    quick = {"background_retrofit": {"yearly": "4 %"}}.get(trend, {})
    before, year_before, cost = np.zeros(0, dtype=np.int64), 2015, 0.0
    for year in (2016, 2019, 2023, 2030):
        found = edits(street(year=year), [entry(trend, **quick)])
        rows = rows_of(found)
        assert set(before) <= set(rows)
        assert sum(each.total_cost for each in found if each.year < year_before) == pytest.approx(cost)
        before, year_before, cost = rows, year, sum(each.total_cost for each in found)


@pytest.mark.parametrize("trend", TRENDS)
def test_one_building_less_changes_nobody_elses_history(trend):
    names = [f"b{i}" for i in range(60)]
    quick = {"background_retrofit": {"yearly": "4 %"}, "boiler_renewal": {"life": 8}}.get(trend, {})

    def reached(some):
        world = street_world(names=some, year=2019)
        stock.initialise(world, PARAMS)
        equip(world, PARAMS)
        homes = world.table("buildings")
        homes["generator"][:] = Generator.BOILER
        homes["heating_fuel"][:] = [Fuel.GAS_OIL if int(name[1:]) % 3 == 0 else Fuel.GAS for name in some]
        return {some[row] for row in rows_of(edits(world, [entry(trend, **quick)]))}

    everybody = reached(names)
    assert everybody
    for gone in ("b7", "b30"):
        assert reached([name for name in names if name != gone]) == everybody - {gone}


def test_renewed_boilers_condense_and_gas_oil_is_left_to_its_own_trend():
    world = street(year=2030)
    homes = world.table("buildings")
    before = homes.copy()
    oil = edits(world, [entry("gas_oil_phase_out")])
    gas = edits(world, [entry("boiler_renewal", life=5)])
    assert not np.intersect1d(rows_of(oil), rows_of(gas)).size
    heated = before["thermal"] == Thermal.HEATED
    assert np.array_equal(rows_of(oil), np.flatnonzero(heated & (before["heating_fuel"] == Fuel.GAS_OIL)))  # the ban
    apply(world, edits(world, [entry("gas_oil_phase_out"), entry("boiler_renewal", life=5)]))
    some = np.union1d(rows_of(oil), rows_of(gas))
    assert set(homes["generator"][some]) == {Generator.CONDENSING_BOILER}
    assert set(homes["heating_fuel"][some]) == {Fuel.GAS}
    assert set(homes["heating_efficiency"][some]) == {PARAMS.boiler_efficiency[1]}
    plants = np.flatnonzero(heated)
    assert not list(_without_source(homes, plants))
    assert not list(_without_size(homes, plants))


def test_grants_are_paid_in_the_years_of_the_calls_and_every_euro_once():
    world = street(year=2026)
    homes = world.table("buildings")
    found = edits(world, [entry("gas_oil_phase_out", yearly="15 %")])
    whole = 100.0 / 1e3 * homes["generator_power"][rows_of(found)].sum()
    assert sum(each.total_cost for each in found) == pytest.approx(whole)
    city = [each for each in found if each.payer == Payer.CITY]
    assert {each.year for each in city} == {2017, 2018, 2019}
    for each in city:
        mine = [other for other in found if other.year == each.year and other.payer == Payer.HOUSEHOLDS]
        assert sum(other.total_cost for other in mine) == pytest.approx(0.5 * each.total_cost)


def test_electricity_falls_compounded_and_with_a_measure_of_its_own_both_count():
    world = street(year=2019)
    homes = world.table("buildings")
    (edit,) = edits(world, [entry("appliance_renewal", yearly="2 %")])
    assert edit.new == pytest.approx(0.98**4)
    other = type(edit)(**{**edit.__dict__, "measure": "other", "trend": False, "new": np.full(edit.rows.size, 0.9)})
    apply(world, [other, edit])
    assert homes["appliance_level"][edit.rows] == pytest.approx(0.9 + 0.98**4 - 1.0)


def pump(**more):
    return entry("heat_pump", heat_source="air", quantity="60 %", **more)


def test_a_measure_comes_before_a_trend_whatever_the_order_of_the_file():
    both = [pump(day=date(2018, 1, 1)), entry("boiler_renewal", life=4), entry("gas_oil_phase_out", yearly="50 %")]
    alone = rows_of(edits(street(), [both[0]]))
    trends = rows_of(edits(street(), both[1:]))
    shared = np.intersect1d(alone, trends)
    assert shared.size > 3
    for entries in (both, both[::-1]):
        world = street()
        homes = world.table("buildings")
        found = edits(world, entries)
        apply(world, found)
        assert set(homes["generator"][alone]) == {Generator.AIR_HEAT_PUMP}
        assert set(homes["heating_fuel"][alone]) == {Fuel.ELECTRICITY}
        assert set(homes["generator"][np.setdiff1d(trends, alone)]) == {Generator.CONDENSING_BOILER}
        left = [each for each in found if each.trend]
        assert not np.intersect1d(rows_of(left), alone).size  # not done, and not paid
        notes = " ".join(each.note for each in left)
        assert notes.count("are left to heat_pump") == 2
        plants = np.flatnonzero(homes["thermal"] == Thermal.HEATED)
        assert not list(_without_source(homes, plants))


def test_a_measure_within_the_year_overrules_what_the_trend_did_before_it():
    world = street()
    later = pump(day=date(2019, 7, 1))
    found = edits(world, [later, entry("boiler_renewal", life=4), entry("background_retrofit", yearly="10 %")])
    trend = [each for each in found if each.trend]
    assert "left to" not in " ".join(each.note for each in trend)
    apply(world, [each for each in found if each.tick == 0])
    homes = world.table("buildings")
    rows = rows_of([each for each in found if each.tick > 0])
    assert Generator.CONDENSING_BOILER in homes["generator"][rows]
    apply(world, [each for each in found if each.tick > 0])
    assert set(homes["generator"][rows]) == {Generator.AIR_HEAT_PUMP}


def test_a_retrofit_of_the_project_is_not_renovated_a_second_time():
    whole = entry("condominium_retrofit", day=date(2018, 1, 1), quantity="50 %", level="advanced")
    trend = entry("background_retrofit", yearly="10 %")
    world = street()
    apply(world, edits(world, [whole, trend]))  # thermal bridges of two levels, and no conflict
    alone = street()
    rows = rows_of(edits(alone, [whole]))
    apply(alone, edits(alone, [whole]))
    for column in ("u_wall", "u_roof", "thermal_bridges"):
        assert np.array_equal(world.table("buildings")[column][rows], alone.table("buildings")[column][rows])


def test_what_leaves_the_envelope_as_it_is_takes_no_renovation_away():
    """A retrofit of valves alone books its cost with a column that it does not change."""
    works = {"quantity": "100 %", "walls": False, "roof": False, "floor": False, "windows": False, "valves": True}
    anyway = entry("background_retrofit", date(2005, 1, 1), yearly="5 %")
    alone, both = street(), street()
    apply(alone, edits(alone, [anyway]))
    done = edits(both, [anyway, entry("condominium_retrofit", date(2010, 1, 1), **works)])
    apply(both, done)
    homes, before = both.table("buildings"), street().table("buildings")
    assert (homes["u_wall"] < before["u_wall"]).any()
    assert np.array_equal(homes["u_wall"], alone.table("buildings")["u_wall"])
    assert homes["valves"].sum() > before["valves"].sum()
    assert not any("left to" in each.note for each in done)


def test_two_trends_that_disagree_are_still_an_error():
    world = street()
    found = edits(world, [entry("boiler_renewal", life=4)])
    other = [type(e)(**{**e.__dict__, "measure": "other", "new": e.new - 1}) for e in found if e.column == "generator"]
    with pytest.raises(EditConflictError, match="trend other and trend boiler_renewal both set"):
        apply(world, [*found, *other])
