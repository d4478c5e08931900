"""Weeks that stand for a year: how they are chosen, what they weigh, and that sums and books hold."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from tests.naive_representative import best_weeks, nearest_day, weighed
from twin import geo, observe
from twin import scenario as scenarios
from twin.core.clock import Clock, Sample
from twin.core.errors import InputError
from twin.core.resources import resource_dir
from twin.core.streams import declare, uids_of
from twin.model import build_model, run
from twin.model import representative as weeks
from twin.model.weigh import Weigher
from twin.state.codes import Payer

DAY = 24
LUCK = declare("test.representative", "features of days")


@pytest.fixture(scope="module")
def district():
    return geo.load_district(None, ["37"])


@pytest.fixture(scope="module")
def first_mix():
    return scenarios.load(resource_dir("scenarios") / "first_mix.toml")


def drawn(seed, rows, columns, tick=0):
    """Normal numbers of the tests. (rows, columns)"""
    stream, uids = LUCK.at(seed), uids_of(str(row) for row in range(rows))
    return np.stack([stream.normal(uids, tick, k) for k in range(columns)], axis=1)


def year(number, seed=0):
    clock = Clock(number)
    day = np.arange(clock.n_days)
    numbers = drawn(seed, clock.n_days, 3)
    heated, lessons = (day < 105) | (day > 287), (day < 159) | (day > 254)
    opening, august, late = weeks.opening_of(heated), clock.month_of_day == 8, day >= clock.n_days // 2
    return clock, weeks.Features(numbers, clock.day_type, heated, opening, august, lessons, late)


@pytest.mark.parametrize("number", range(2016, 2036))
def test_every_day_of_any_year_is_stood_for_by_a_day_of_its_kind(number):
    clock, of = year(number, number)
    sample = weeks.choose(clock, of, 8)
    assert sample.weight.sum() == clock.n_days
    assert (clock.day_type[sample.stands] == clock.day_type).all()
    assert (of.heated[sample.stands] == of.heated).all()
    assert of.opening.sum() == weeks.OPENING
    assert (of.opening[sample.stands] == of.opening).all()
    assert sample.runs[sample.stands].all()
    assert sample.runs[0]
    counted = np.flatnonzero(sample.weight)
    assert counted.size <= 8 * 7
    for day in counted:
        assert sample.stands[day] == day
        first = day - clock.at(int(day) * DAY).weekday()
        assert sample.runs[max(first - weeks.WARM_UP, 0) : day + 1].all()


def test_days_are_those_of_the_naive_twin():
    clock, of = year(2019, 3)
    sample = weeks.choose(clock, of, 6)
    candidates = np.flatnonzero(sample.runs & (sample.stands == np.arange(clock.n_days)))
    assert [nearest_day(of, day, candidates) for day in range(0, clock.n_days, 5)] == sample.stands[::5].tolist()


@pytest.mark.parametrize("seed", range(8))
def test_few_weeks_are_chosen_nearly_as_well_as_by_trying_all(seed):
    cost = drawn(seed, 40, 9) ** 2
    off = drawn(seed, 40, 18, tick=1).reshape(40, 9, 2) / 10.0
    groups = [np.arange(40) < 15, np.arange(40) >= 15]
    chosen = weeks.medoids(cost, off, groups, [4], 4)
    least, _ = best_weeks(cost, off, groups, [4], 4, weeks._MEANS)
    worst = max(best_weeks(cost, off, groups, list(each), 4, weeks._MEANS)[0] for each in [(4, 0, 1, 2), (4, 6, 7, 8)])
    found = best_weeks(cost, off, groups, chosen.tolist(), 4, weeks._MEANS)[0]
    assert least - 1e-12 <= found < 1.25 * least
    assert found < worst


def test_measures_have_no_say_in_the_weeks(district, first_mix):
    baseline = scenarios.load(resource_dir("scenarios") / "baseline.toml")
    samples = [build_model(each.lean(), district, 1)[0].world.clock.sample for each in (baseline, first_mix)]
    assert (samples[0].stands == samples[1].stands).all()


def test_what_a_day_adds_counts_for_all_days_that_it_stands_for(district, first_mix):
    model, _ = build_model(first_mix.lean(4), district, 1)
    world, clock = model.world, model.world.clock
    paths = ("buildings.heat_need_year", "zones.trips_year", "car_links.flow_year", "lampposts.hours_year",
             "accounts.paid_energy", "places.bike_days", "day_types.days", "accounts.paid_services",
             "citizens.paid_year")  # fmt: skip
    before = {path: world.column(path).astype(float) for path in paths}
    added, weights, now = {path: [] for path in paths}, [], dict(before)
    for day in clock.run_days[:6]:
        model._weigher, weigher = None, model._weigher  # the same days, unweighed
        was = {path: world.column(path).copy() for path in paths}
        for _ in range(DAY):
            model.step()
        for path in paths:
            added[path].append(world.column(path) - was[path])
        model._weigher = weigher
        weights.append(clock.sample.weight[day])
    again, _ = build_model(first_mix.lean(4), district, 1)
    for _ in range(6 * DAY):
        again.step()
    assert max(weights) > 1
    assert min(weights) == 0
    for path in paths:
        now[path] = weighed(before[path], added[path], weights)
        np.testing.assert_allclose(again.world.column(path), now[path], rtol=1e-12, atol=1e-9)


def test_no_column_that_gathers_is_missed(district, first_mix):
    """Whatever only grows in two days of a run, somewhere, and is a state, is declared as gathering."""
    part = first_mix.model_copy(update={"time": type(first_mix.time)(**{"from": "2019-07-15", "to": "2019-07-17"})})
    model, _ = build_model(part, district, 1)
    states = [
        (f"{name}.{column.name}", column)
        for name, table in model.world.tables.items()
        for column in table.schema.columns
        if column.role == "state" and column.dtype != "bool"
    ]
    shots = []
    while model.running:
        for _ in range(DAY):
            model.step()
        shots.append({path: model.world.column(path).copy() for path, _ in states})
    grows = {
        path
        for path, column in states
        if not column.gathered
        and all((b[path] >= a[path]).all() and (b[path] > a[path]).any() for a, b in pairwise(shots))
    }
    # Warmer from day to day in July, and fuller batteries, are no sums.
    assert grows <= {"buildings.t_mass", "buildings.t_lumps", "buildings.t_air", "buildings.tank", "vehicles.battery"}
    assert {path for path, column in states if column.gathered} >= {"accounts.balance", "zones.load_peak"}


@pytest.fixture(scope="module")
def ran(district, first_mix, tmp_path_factory):
    out = tmp_path_factory.mktemp("runs")
    return observe.open_results(run(first_mix.lean(), district, 1, out, threads=2))


def test_a_lean_year_has_all_hours_and_says_what_it_is(ran):
    assert ran.manifest["hours"] == 8760
    assert 84 < ran.manifest["days_simulated"] < 121
    assert not ran.series.isna().any().any()
    assert any(note.startswith("Lean: 84 days stand for the 365") for note in ran.manifest["notes"]["inputs"])
    assert all(balance["relative"] <= balance["tolerance"] for balance in ran.manifest["conservation"])


def test_sums_of_columns_are_those_of_the_series(ran):
    """Two ways to the same yearly amount: weighed columns, and series laid out over the year."""
    inside = ran.entities("buildings")
    bills = ran.series[["finance.bill_households", "finance.bill_businesses"]].to_numpy().sum()
    assert inside["bill_year"].sum() == pytest.approx(bills, rel=1e-9)
    lamps = ran.entities("lampposts")
    assert lamps["energy_year"].sum() / 3.6e6 == pytest.approx(ran.series["lighting.electricity"].sum(), rel=1e-9)


def test_measures_are_paid_once_even_if_they_begin_after_the_last_simulated_day(district, first_mix):
    clock = build_model(first_mix.lean(4), district, 1)[0].world.clock
    last = int(np.flatnonzero(clock.sample.runs)[-1])
    late = [each.model_copy(update={"date": date(clock.year, 12, 31)}) for each in first_mix.measures[1:]]
    assert late
    assert last < clock.n_days - 1
    mix = first_mix.model_copy(update={"measures": (first_mix.measures[0], *late)})
    model, _ = build_model(mix.lean(4), district, 1)
    while model.running:
        model.step()
    assert {done.edit.measure for done in model.world.applied} == {each.measure for each in first_mix.measures}
    accounts, cost = model.world.table("accounts"), sum(done.edit.total_cost for done in model.world.applied)
    assert cost > 0.0
    assert accounts["paid_capex"].sum() == pytest.approx(cost, rel=1e-12)
    assert accounts["balance"].sum() == pytest.approx(0.0, abs=1e-6)
    assert accounts["balance"][Payer.CONTRACTORS] >= cost - 1e-6


def test_a_lean_year_is_near_the_whole_year(district, first_mix, ran, tmp_path):
    """What buildings take over a year; streets and luck of few people are measured by the benchmark."""
    whole = observe.open_results(run(first_mix.quick(), district, 1, tmp_path, threads=2))
    for name in (
        "energy.heat_total",
        "energy.electricity",
        "energy.pv",
        "lighting.electricity",
        "finance.energy_bills",
    ):
        if name in whole.kpis.index and whole.kpi(name):
            assert ran.kpi(name) == pytest.approx(whole.kpi(name), rel=0.05)


def test_a_day_that_stands_for_none_leaves_peaks_alone(district, first_mix):
    world = build_model(first_mix.lean(4), district, 1)[0].world
    world.clock.sample = Sample(world.clock.sample.runs, np.full(365, 9))
    weigher, peak = Weigher(world), world.column("zones.load_peak")
    for day, counts in ((3, False), (9, True)):
        weigher.begin()
        peak[:] = 5.0
        weigher.end(day)
        assert (peak == 5.0).all() == counts


def test_weeks_and_a_part_of_the_year_do_not_go_together():
    head = 'extends = "first_mix.toml"\nschema_version = 2\nname = "part"\n[time]\nweeks = 6\n'
    assert scenarios.loads(head).time.weeks == 6
    for text, words in (("to = 2019-03-01\n", "leave out weeks"), ("", "time.weeks")):
        with pytest.raises(InputError) as caught:
            scenarios.loads(head.replace("6", "2" if not text else "6") + text)
        assert words in str(caught.value)
