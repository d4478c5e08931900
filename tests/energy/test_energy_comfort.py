"""Comfort of homes is a mean by floor area over heated homes of the district, and nothing without homes."""

from types import SimpleNamespace

import numpy as np
import pytest

from twin.domains.energy.zone.kpis import KPIS
from twin.state.codes import Thermal, Use


@pytest.mark.parametrize(("name", "column"), [("too_cold", "underheated_sum"), ("too_warm", "overheated_sum")])
def test_comfort_is_a_mean_over_homes(name, column):
    kpi = next(kpi for kpi in KPIS if kpi.name == f"energy.{name}")
    buildings = {
        "thermal": np.array([Thermal.HEATED, Thermal.HEATED, Thermal.UNHEATED, Thermal.HEATED, Thermal.HEATED]),
        "zone": np.array([0, 1, 0, -1, 0]),
        "use": np.array([Use.RESIDENTIAL, Use.RESIDENTIAL, Use.RESIDENTIAL, Use.RESIDENTIAL, Use.EDUCATION]),
        "floor_area": np.array([100.0, 300.0, 500.0, 700.0, 900.0]),
        column: np.array([10.0, 50.0, 1e3, 1e3, 1e3]),
    }
    outcome = SimpleNamespace(table=lambda _: buildings)
    assert kpi.compute(outcome) == pytest.approx(40.0)
    buildings["use"][:] = Use.EDUCATION
    assert np.isnan(kpi.compute(outcome))
