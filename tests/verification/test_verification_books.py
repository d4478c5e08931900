"""Do carriers, carbon dioxide and bills of a whole leap year add up when they are computed again from the series?"""

import datetime as dt

import numpy as np
import pytest

from twin import geo
from twin import scenario as scenarios
from twin.core.resources import resource_dir
from twin.domains import emissions, finance
from twin.domains.lighting.kernels import is_dimmed
from twin.model import build_model
from twin.state.codes import Fuel, Payer, Use

KWH = 3.6e6
FROM = dt.date(2020, 3, 2)  # the day after the leap year's extra one has passed
CARRIERS = ("gas", "gas_oil", "district_heat")


def in_leap_year(name):
    scenario = scenarios.load(resource_dir("scenarios") / f"{name}.toml").quick()
    later = [measure.model_copy(update={"date": FROM}) for measure in scenario.measures]
    return scenario.model_copy(update={"baseline_year": 2020, "measures": tuple(later)})


def columns(model):
    tables = {"buildings": ("heat_need_year", "electricity_year"), "lampposts": ("energy_year",)}
    return {f"{t}.{c}": model.world.table(t)[c].copy() for t, names in tables.items() for c in names}


@pytest.fixture(scope="module")
def district():
    return geo.load_district(None, ["37"])


@pytest.fixture(scope="module")
def year(district):
    """A leap year with two measures that start on 2 March: the model, and sums before and after that day."""
    model, _ = build_model(in_leap_year("first_mix"), district, 1)
    start, seen = model.world.clock.tick_of(FROM), {}
    for tick in range(model.world.clock.n_ticks):
        if tick in (start, start + 24):
            seen[tick - start] = columns(model), model.world.table("accounts")["paid_capex"].copy()
        model.step()
    return model, seen


def test_a_leap_year_has_all_its_hours(year):
    model, _ = year
    assert model.tick == model.world.clock.n_ticks == 8784
    assert not model.running
    assert model.recorder.series("energy.gas").size == 8784
    assert np.isfinite(model.recorder.series("energy.indoor_temperature")).all()


def test_measures_of_a_date_change_nothing_before_it_and_are_paid_on_it(year, district):
    _, seen = year
    plain, _ = build_model(in_leap_year("baseline"), district, 1)
    start = plain.world.clock.tick_of(FROM)
    for _ in range(start):
        plain.step()
    before, after = columns(plain), {}
    for _ in range(24):
        plain.step()
    after = columns(plain)
    assert all(np.array_equal(seen[0][0][name], before[name]) for name in before)
    assert not seen[0][1].any()
    assert seen[24][0]["buildings.heat_need_year"].sum() < after["buildings.heat_need_year"].sum()
    assert seen[24][0]["lampposts.energy_year"].sum() < after["lampposts.energy_year"].sum()


def test_measures_are_paid_once_by_their_payers(year):
    model, seen = year
    accounts = model.world.table("accounts")
    assert np.array_equal(seen[24][1], accounts["paid_capex"])
    touched = np.unique(np.concatenate([a.edit.rows for a in model.world.applied if a.edit.column == "u_wall"]))
    works = 14_600.0 * model.world.table("buildings")["flats"][touched].sum()
    assert accounts["paid_capex"][Payer.STATE] == pytest.approx(0.7 * works)
    assert accounts["paid_capex"][Payer.HOUSEHOLDS] == pytest.approx(0.3 * works)
    assert accounts["balance"][Payer.CONTRACTORS] == pytest.approx(accounts["paid_capex"].sum())
    assert accounts["balance"].sum() == pytest.approx(0.0, abs=1e-9 * np.abs(accounts["balance"]).sum())


def test_carriers_make_up_the_useful_heat(year):
    """Final energy by building against the carriers' sums, and no plant gives more than it takes."""
    model, _ = year
    homes, series = model.world.table("buildings"), model.recorder.series
    heated = homes["heat_need_year"] > 0.0
    burning = heated & np.isin(homes["heating_fuel"], [Fuel.GAS, Fuel.GAS_OIL, Fuel.DISTRICT_HEAT])
    assert np.all(homes["space_final_year"][burning] > homes["heat_need_year"][burning] / 1.09)
    assert np.all(homes["final_heat_year"] >= homes["space_final_year"] * (1.0 - 1e-12))
    useful = series("energy.heat_residential").sum() + series("energy.heat_other").sum()
    assert homes["heat_need_year"].sum() / KWH == pytest.approx(useful)
    burned = {name: series(f"energy.{name}").sum() for name in CARRIERS}
    assert homes["final_heat_year"][burning].sum() / KWH == pytest.approx(sum(burned.values()))
    for fuel, name in list(enumerate(CARRIERS))[1:]:  # water heaters of flats burn gas, whatever heats the building
        rows = heated & (homes["heating_fuel"] == fuel)
        assert homes["space_final_year"][rows].sum() / KWH <= burned[name] * (1.0 + 1e-9)
        assert burned[name] <= homes["final_heat_year"][rows].sum() / KWH * (1.0 + 1e-9)


def test_carbon_dioxide_is_carriers_times_factors(year):
    model, _ = year
    series, params = model.recorder.series, emissions.Params()
    grid = model.world.table("forcing")["carbon_intensity"] * KWH  # kg/kWh by hour
    factor = {"gas": params.co2_gas, "gas_oil": params.co2_gas_oil, "district_heat": params.co2_district_heat}
    burned = sum(factor[name] * series(f"energy.{name}") for name in CARRIERS)
    drawn = grid * (series("energy.electricity_residential") + series("energy.electricity_other"))
    told = series("emissions.co2_residential") + series("emissions.co2_other")
    np.testing.assert_allclose(1000.0 * told, burned + drawn, rtol=1e-9)
    np.testing.assert_allclose(
        1000.0 * series("emissions.co2_lighting"), grid * series("lighting.electricity"), rtol=1e-9
    )


def test_bills_are_carriers_times_prices(year):
    model, _ = year
    series, params = model.recorder.series, finance.Params()
    price = {name: model.world.table("forcing")[f"price_{name}"] * KWH for name in (*CARRIERS, "electricity")}
    # Fuels are recorded for all uses together, so the discount of businesses is taken off their part of the bill.
    full = series("finance.bill_households") + series("finance.bill_businesses") / params.business_price
    electricity = series("energy.electricity_residential") + series("energy.electricity_other")
    electricity = electricity + series("energy.charging_home")
    again = sum(price[name] * series(f"energy.{name}") for name in CARRIERS) + price["electricity"] * electricity
    np.testing.assert_allclose(full, again, rtol=1e-9)
    lamps = price["electricity"] * params.lighting_price * series("lighting.electricity")
    np.testing.assert_allclose(series("finance.bill_lighting"), lamps, rtol=1e-9)


def test_lamps_are_dimmed_in_the_civil_hours_asked_for(year):
    model, _ = year
    clock, power = model.world.clock, model.recorder.series("lighting.power")
    up = model.world.table("forcing")["sun_up"]
    full = model.world.table("lampposts")["rated_power"].sum() / 1000.0
    late = np.arange(clock.n_ticks) >= clock.tick_of(FROM)
    dark = up == 0.0
    dimmed = np.array([is_dimmed(int(hour), 23, 5) for hour in clock.civil_hour])
    np.testing.assert_allclose(power[late & dark & dimmed], 0.6 * full)
    np.testing.assert_allclose(power[dark & ~(late & dimmed)], full)


def test_households_not_flats_draw_electricity(year):
    """The published figure is a household's: flats that stand empty must not draw it too."""
    model, _ = year
    homes = model.world.table("buildings")
    plain = (homes["use"] == Use.RESIDENTIAL) & ~homes["cooled"] & (homes["heating_fuel"] < 3)
    households = np.bincount(model.world.table("households")["home"], minlength=len(homes))[plain].sum()
    assert homes["flats"][plain].sum() > 1.05 * households
    assert homes["electricity_year"][plain].sum() / KWH / households == pytest.approx(2299.0, rel=0.10)
