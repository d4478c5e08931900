"""Names of sources and shapes of parameters that several parts of the energy domain share."""

from __future__ import annotations

from typing import Any

from twin.core.params import param

TABULA = "TABULA/EPISCOPE typology for Italy, IT.MidClim.AB.01-08 existing state, CC BY 4.0"
OWN = "own assumption"

# One value per member of state.codes.Epoch.
ByEpoch = tuple[float, float, float, float, float, float, float, float]
# One value per member of state.codes.Use: residential, office, retail, education, health, industrial, other, ancillary.
ByUse = tuple[float, float, float, float, float, float, float, float]
# Gas, gas oil, district heat, electricity (state.codes.Fuel without NONE).
ByFuel = tuple[float, float, float, float]
Hours = tuple[float, ...]


def assumed(default: Any, *, unit: str, doc: str, year: int = 2015, **limits: float) -> Any:
    """Declare a parameter that nobody published."""
    return param(default, unit=unit, doc=doc, source=OWN, year=year, status="assumed", **limits)
