"""How comfortable are homes? Degree-hours in which people at home are too cold or too warm."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from twin.domains.energy.kpis import homes
from twin.observe.declare import Kpi

if TYPE_CHECKING:
    from twin.observe.declare import Outcome


def _mean(outcome: Outcome, column: str) -> float:
    """Mean of a column over homes by floor area; not a number without homes. [K.h]"""
    buildings = outcome.table("buildings")
    rows = homes(buildings)
    area = buildings["floor_area"][rows]
    total = float(area.sum())
    return float((buildings[column][rows] * area).sum()) / total if total > 0.0 else float("nan")


KPIS: tuple[Kpi, ...] = (
    Kpi(
        "energy.too_cold", "Homes too cold for the people in them", "Freddo nelle abitazioni con persone in casa",
        "K.h", "less",
        "degrees below the temperature that people want, less cold_by, summed over the hours of the heating season "
        "with people at home; mean over homes by floor area",
        "degree-hours in the manner of EN 16798-1:2019; threshold: parameter energy.cold_by",
        partial(_mean, column="underheated_sum"),
    ),
    Kpi(
        "energy.too_warm", "Homes too warm for the people in them", "Caldo nelle abitazioni con persone in casa",
        "K.h", "less",
        "degrees above warm_from, summed over the hours with people at home; mean over homes by floor area",
        "degree-hours above 26 °C, EN 16798-1:2019 category II; threshold: parameter energy.warm_from",
        partial(_mean, column="overheated_sum"),
    ),
)  # fmt: skip
