"""Is primary energy counted by carrier, and export left out of it?"""

from types import SimpleNamespace

import numpy as np
import pytest

from twin.domains import emissions, finance
from twin.domains.finance.params import Params as FinanceParams
from twin.state.codes import Thermal, Use

KPI = {kpi.name: kpi for kpi in (*emissions.KPIS, *finance.KPIS)}


def test_primary_energy_weighs_carriers_and_credits_no_export():
    kwh = {
        "energy.gas": 1000.0,
        "energy.gas_oil": 100.0,
        "energy.district_heat": 10.0,
        "energy.electricity_residential": 200.0,
        "energy.electricity_other": 300.0,
        "energy.export": 1e9,
    }
    outcome = SimpleNamespace(series=lambda name: np.array([kwh[name], 0.0]))
    want = 1.05 * 1000.0 + 1.07 * 100.0 + 1.5 * 10.0 + 1.95 * 500.0
    assert KPI["emissions.primary_energy"].compute(outcome) == pytest.approx(want / 1000.0)


def test_heat_without_meters_is_involuntary_altogether():
    buildings = {
        "use": np.full(3, Use.RESIDENTIAL),
        "thermal": np.full(3, Thermal.HEATED),
        "zone": np.array([0, 0, -1]),
        "final_heat_year": np.array([100.0, 300.0, 1e9]),
        "cost_allocation": np.array([False, True, True]),
        "income_year": np.array([1.0, 2.0, 0.0]),
    }
    world = SimpleNamespace(params={})
    outcome = SimpleNamespace(world=world, table=lambda name: buildings if name == "buildings" else None)
    share = FinanceParams().involuntary_share
    assert KPI["finance.involuntary_heat"].compute(outcome) == pytest.approx(100.0 * (100.0 + share * 300.0) / 400.0)
    assert KPI["finance.income"].compute(outcome) == pytest.approx(3.0)
