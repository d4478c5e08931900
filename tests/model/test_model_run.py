"""A whole run on the embedded district: same bits whatever the threads, the order of measures, or the neighbours."""

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tests.broken import broken
from twin import geo, observe
from twin import scenario as scenarios
from twin.core.errors import ConservationError
from twin.core.jit import set_threads
from twin.core.resources import resource_dir
from twin.domains.behaviour import kernels as behaviour_kernels
from twin.domains.behaviour import process as behaviour_process
from twin.domains.energy.zone import kernels as energy_kernels
from twin.domains.energy.zone import process as energy_process
from twin.domains.finance import kernels as finance_kernels
from twin.domains.finance import process as finance_process
from twin.domains.mobility.loading import day as loading_day
from twin.domains.mobility.loading import kernels as loading
from twin.model import build_model, run
from twin.model.build import all_kpis, all_series
from twin.state.codes import Payer, Thermal, Use
from twin.state.table import Table

DAY = 24


@pytest.fixture(scope="module")
def district():
    return geo.load_district(None, ["27"])


@pytest.fixture(scope="module")
def small():
    """The zone with the fewest buildings, where a year is quicker."""
    return geo.load_district(None, ["37"])


@pytest.fixture(scope="module")
def baseline():
    return scenarios.load(resource_dir("scenarios") / "baseline.toml")


@pytest.fixture(scope="module")
def first_mix():
    return scenarios.load(resource_dir("scenarios") / "first_mix.toml")


def stepped(scenario, district, days=1, seed=1):
    model, _ = build_model(scenario, district, seed)
    for _ in range(DAY * days):
        model.step()
    return model


def state_bytes(model):
    return {
        f"{name}.{column}": values.tobytes()
        for name, table in model.world.tables.items()
        for column, values in table.data.items()
        if values.dtype != object
    }


def test_every_column_and_series_has_the_same_bits_at_any_thread_count(first_mix, district):
    states = []
    for threads in (1, 2):
        set_threads(threads)
        model = stepped(first_mix, district, days=2)
        states.append({**state_bytes(model), "series": model.recorder.values.tobytes()})
    different = [name for name in states[0] if states[0][name] != states[1][name]]
    assert different == []


def test_the_order_of_measures_in_the_file_never_matters(first_mix, district):
    turned = first_mix.model_copy(update={"measures": first_mix.measures[::-1], "provenance": ()})
    assert scenarios.scenario_hash(turned) == scenarios.scenario_hash(first_mix)
    assert state_bytes(stepped(turned, district)) == state_bytes(stepped(first_mix, district))


def day_of_citizens(model):
    """What a citizen's day is: who, home, work, trips, modes and departures, by uid."""
    citizens = model.world.table("citizens")
    buildings = model.world.table("buildings")["uid"]
    named = {}
    for column in ("home", "work", "to_building"):
        rows = citizens[column]
        named[column] = np.where(rows >= 0, buildings[np.maximum(rows, 0)], 0)
    order = np.argsort(citizens["uid"])
    columns = ("uid", "age", "occupation", "trips", "activity", "to_zone", "mode", "departure")
    return {name: values[order] for name, values in ({c: citizens[c] for c in columns} | named).items()}


def with_tables(district, **tables):
    """The district with some tables replaced."""
    return replace(district, tables={**district.tables, **tables}, key=district.key + "x")


def test_one_lamppost_more_changes_no_citizens_day(baseline, district):
    before = stepped(baseline, district)
    lamps = district["lampposts"]
    more = lamps.take(np.append(np.arange(len(lamps)), 0))
    more["uid"][-1] = 12345
    after = stepped(baseline, with_tables(district, lampposts=more))
    for name, values in day_of_citizens(before).items():
        assert np.array_equal(values, day_of_citizens(after)[name]), name
    others = before.world.table("lampposts")["energy_year"]
    assert np.array_equal(after.world.table("lampposts")["energy_year"][:-1], others)


def test_one_empty_building_fewer_changes_no_citizens_day(baseline, district):
    before = stepped(baseline, district)
    buildings, places = district["buildings"], district["places"]
    used = np.zeros(len(buildings), dtype=bool)
    used[places["building"][places["building"] >= 0]] = True
    world = before.world.table("buildings")
    idle = (world["residents"] == 0) & (world["workplaces"] == 0) & ~used & (buildings["merged_into"] < 0)
    gone = int(np.flatnonzero(idle)[3])
    keep = np.delete(np.arange(len(buildings)), gone)
    fewer = buildings.take(keep)
    renumbered = np.full(len(buildings) + 1, -1)
    renumbered[keep] = np.arange(keep.size)
    fewer["merged_into"][:] = renumbered[fewer["merged_into"]]
    moved = places.copy()
    moved["building"][:] = renumbered[moved["building"]]
    after = stepped(baseline, with_tables(district, buildings=fewer, places=moved))
    was, now = day_of_citizens(before), day_of_citizens(after)
    for name in was:
        assert np.array_equal(was[name], now[name]), name


def test_one_lived_in_building_fewer_changes_only_the_plans_of_those_it_served(baseline, district):
    before = stepped(baseline, district)
    buildings = district["buildings"]
    residents = before.world.table("buildings")["residents"]
    gone = int(np.argsort(-residents)[20])  # a well-filled building, so that the test can fail
    fewer = buildings.copy()
    # Taken out of use rather than out of the table: the neighbours' party walls are another matter.
    fewer["thermal"][gone] = Thermal.UNHEATED
    fewer["use"][gone] = Use.ANCILLARY
    fewer["flats"][gone] = 0.0
    after = stepped(baseline, with_tables(district, buildings=fewer))
    uid = buildings["uid"][gone]
    was, now = day_of_citizens(before), day_of_citizens(after)
    touched = (was["home"] == uid) | (was["work"] == uid) | (was["to_building"] == uid).any(axis=1)
    assert touched.sum() > 10
    assert touched.mean() < 0.05
    same = ~touched
    for name in ("home", "work", "age", "occupation"):
        assert np.array_equal(was[name][same], now[name][same]), name
    # The luck of the day is the same. Streets, lines and kerbs are a little emptier, by which some choose otherwise.
    for name in ("trips", "activity", "to_zone", "to_building", "mode"):
        equal = was[name][same] == now[name][same]
        assert (equal if equal.ndim == 1 else equal.all(axis=1)).mean() > 0.95, name
    assert not (now["home"] == uid).any()


SLIPS = {
    "energy": (energy_kernels, energy_process, "demand_tick", "x, y, AGAIN, out)", "x, y, 0.99 * AGAIN, out)"),
    "citizens": (behaviour_kernels, behaviour_process, "presence", "since = back\n", "since = back + 1\n"),
    "vehicles": (
        loading,
        loading_day,
        "load_streets",
        "ints[first, q.COUNT] -= 1",
        "ints[first, q.COUNT] -= 1 + (t > 3e4)",
    ),
    "money": (finance_kernels, finance_process, "settle_hour", "-= paid[1]\n", "-= paid[1] * 0.999999\n"),
}


@pytest.fixture(scope="module")
def slipped(tmp_path_factory):
    """The process's module and its function compiled with the slip; each is compiled once."""

    @cache
    def slip(quantity):
        module, user, function, good, bad = SLIPS[quantity]
        return user, function, getattr(broken(module, good, bad, tmp_path_factory.mktemp(quantity)), function)

    return slip


@pytest.mark.parametrize("quantity", SLIPS)
def test_what_a_kernel_loses_ends_the_run(quantity, slipped, baseline, district, tmp_path, monkeypatch):
    monkeypatch.setattr(*slipped(quantity))
    with pytest.raises(ConservationError, match=rf"{quantity} is not conserved: .*, tick \d+ \(2019-"):
        run(baseline, district, 1, tmp_path / "out")
    assert not list((tmp_path / "out").glob("*/DONE"))


def test_the_error_names_the_building_that_loses_heat(slipped, baseline, district, monkeypatch):
    monkeypatch.setattr(*slipped("energy"))
    with pytest.raises(ConservationError, match=r"buildings row \d+ \(uid \d+\), tick 0 "):
        stepped(baseline, district)


def test_money_sums_to_zero_and_people_are_all_somewhere(first_mix, district):
    model = stepped(first_mix, district, days=2)
    balance = model.world.column("accounts.balance")
    assert len(balance) == len(Payer)
    assert abs(balance.sum()) < 1e-9 * np.abs(balance).sum()
    assert model.world.table("citizens")["trips"].sum() > 0


def test_a_year_is_kept_in_one_folder_and_not_run_twice(baseline, small, tmp_path):
    said, baseline = [], baseline.quick()
    folder = run(baseline, small, 1, tmp_path, threads=1, progress=lambda *a: said.append(a))
    results = observe.open_results(folder)
    assert results.manifest["hours"] == 8760
    assert results.manifest["whole_year"]
    assert results.manifest["district"]["synthetic"]
    assert len(results.series) == 8760
    assert set(results.kpis.index if results.kpis.index.name else results.kpis["name"]) == {k.name for k in all_kpis()}
    assert {stage for stage, _, _ in said} == {"people and plans", "year", "writing"}
    again = run(baseline, small, 1, tmp_path, progress=lambda *_: pytest.fail("a finished run was run again"))
    assert again == folder
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["year_mismatches"], "weather and layers are of other years than the baseline and must be listed"


@pytest.mark.parametrize(("first", "last"), [("01-11", "01-14"), ("06-28", "07-01")], ids=["winter", "summer"])
def test_files_of_a_run_have_the_same_bytes_at_any_thread_count(first, last, baseline, district, tmp_path):
    days = type(baseline.time)(**{"from": f"2019-{first}", "to": f"2019-{last}"})
    part = baseline.model_copy(update={"time": days})
    one, two = (run(part, district, 1, tmp_path / str(threads), threads=threads) for threads in (1, 2))
    assert one.name == two.name
    for name in ("kpis.parquet", "series.parquet"):
        assert (one / name).read_bytes() == (two / name).read_bytes(), name


def test_series_and_indicators_are_declared_once_with_words_in_both_languages():
    series, kpis = all_series(), all_kpis()
    assert len({s.name for s in series}) == len(series)
    assert len({k.name for k in kpis}) == len(kpis)
    for item in (*series, *kpis):
        assert item.label
        assert item.label_it
        assert item.unit
    assert all(k.formula and k.source for k in kpis)


def test_tables_of_a_run_leave_the_district_alone(baseline, district):
    before = {name: Table.copy(table) for name, table in district.tables.items()}
    stepped(baseline, district)
    for name, table in district.tables.items():
        for column, values in table.data.items():
            assert np.array_equal(values, before[name][column]), f"{name}.{column}"
