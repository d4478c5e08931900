"""Years differ by declared figures: weather about the typical one, warming, grid and prices; off, nothing changes."""

import numpy as np
import pytest

from twin.core.clock import Clock
from twin.forcing import ForcingSpec, build
from twin.forcing.params import Params
from twin.forcing.trends import anomaly, at_year, of_year

PLACE = (9.2, 45.45)
PARAMS = Params()


def columns(year, **spec):
    table, _, notes = build(PLACE, Clock(year), ForcingSpec(**spec), PARAMS)
    return table.data, notes


def naive_at(values, year):
    """Value of a year between its neighbours."""
    before = max((pair for pair in values if pair[0] <= year), default=min(values))
    after = min((pair for pair in values if pair[0] >= year), default=max(values))
    if before[0] == after[0]:
        return before[1]
    return before[1] + (after[1] - before[1]) * (year - before[0]) / (after[0] - before[0])


def test_each_switch_changes_its_own_columns_only():
    usual, _ = columns(2024)
    grid, _ = columns(2024, trends=True)
    weather, _ = columns(2024, weather_years=True)
    prices = {"carbon_intensity", "price_electricity", "price_gas", "price_gas_oil", "price_district_heat"}
    assert {name for name in usual if (usual[name] != grid[name]).any()} == prices
    changed = {name for name in usual if (usual[name] != weather[name]).any()}
    assert {"t_out", "ghi", "dni", "dhi"} <= changed
    assert not changed & {*prices, "wind_speed", "sun_elevation", "sun_up", "t_groundwater"}


@pytest.mark.parametrize("year", [2010, 2015, 2016, 2017, 2022, 2023, 2027, 2035, 2050])
def test_figures_of_years_are_those_of_the_naive_twin(year):
    p = PARAMS
    for years, values in (
        (p.carbon_years, p.carbon_values), (p.wholesale_years, p.wholesale_values), (p.fuel_years, p.gas_values),
        (p.fuel_years, p.oil_values),
    ):  # fmt: skip
        pairs = sorted(zip(years, values, strict=True))
        assert at_year(years, values, year) == pytest.approx(naive_at(pairs, year), rel=1e-12)


def test_published_years_keep_their_figures_and_others_are_said_to_be_assumed():
    table, notes = columns(2017, trends=True)
    assert table["carbon_intensity"].mean() * 3.6e6 == pytest.approx(0.312, rel=1e-9)
    assert any("0.312 kg/kWh, published" in note for note in notes)
    assert any("54 EUR/MWh, published" in note for note in notes)
    _, notes = columns(2030, trends=True)
    assert sum("assumed" in note for note in notes) >= 2
    assert any("of 2017, the run is of 2030" in note for note in notes)


def test_a_dear_year_of_the_market_is_a_dear_year_of_households():
    cheap, dear = (of_year(PARAMS, year)[0] for year in (2020, 2022))
    gap = PARAMS.passed_on * (304.0 - 38.92) / 1000.0
    assert dear.price_electricity - cheap.price_electricity == pytest.approx(gap, rel=1e-12)
    assert dear.price_gas == pytest.approx(PARAMS.price_gas * 1.6, rel=1e-12)


def test_years_vary_and_warm_as_declared():
    still = PARAMS.model_copy(update={"warming": 0.0})
    drawn = [anomaly(Clock(year), still) for year in range(1600, 2100)]
    january = np.array([warmer[15 * 24] for warmer, _ in drawn])
    july = np.array([warmer[197 * 24] for warmer, _ in drawn])
    sun = np.array([sunnier for _, sunnier in drawn])
    assert january.std() == pytest.approx(PARAMS.year_spread[0], rel=0.1)
    assert july.std() == pytest.approx(PARAMS.year_spread[1], rel=0.1)
    assert sun.std() == pytest.approx(PARAMS.sun_spread, rel=0.1)
    assert abs(january.mean()) < 0.15
    assert abs(np.corrcoef(january, july)[0, 1]) < 0.15
    gap = anomaly(Clock(2030), PARAMS)[0] - anomaly(Clock(2030), still)[0]
    np.testing.assert_allclose(gap, 0.4 * 3.0, rtol=1e-12)


def test_a_year_is_the_same_in_every_run():
    first, again = (columns(2026, weather_years=True)[0]["t_out"] for _ in range(2))
    assert first.tobytes() == again.tobytes()
    assert (columns(2027, weather_years=True)[0]["t_out"][:24] != first[:24]).any()
