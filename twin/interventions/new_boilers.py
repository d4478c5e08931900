"""What does a condensing gas boiler change in a building, and who pays it in which year?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from twin.domains.energy import Params
from twin.interventions.measure import lever
from twin.interventions.refurbishment import PRICES
from twin.state.codes import Fuel, Generator, Payer, Use
from twin.state.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from twin.state.world import World

TOUCHES = ("buildings.generator", "buildings.heating_fuel", "buildings.heating_efficiency")
Share = float | dict[int, float]  # of the cost, the same in all years or by year


def price_lever() -> Any:
    """Lever of what a new boiler costs."""
    price = PRICES["generator"]
    return lever(
        price.value,
        unit="EUR/kW",
        label="cost per kW",
        label_it="costo per kW",
        doc="Boiler with fitting, before any deduction",
        source=price.source,
        ge=0.0,
        slider=(0.0, 400.0, 10.0),
    )


def condensing(
    name: str,
    world: World,
    rows: NDArray[np.int64],
    years: NDArray[np.int64],
    cost_per_kw: float,
    helps: Sequence[tuple[Payer, Share]],
    words: str,
) -> list[Edit]:
    """Edits of the plants from the start of the simulated year, one by payer and year of the work.

    Parameters
    ----------
    name : Name of the trend.
    world : World before any edit.
    rows, years : The buildings, increasing, and the year in which each got its boiler. (K,)
    cost_per_kw : Price. () [EUR/kW]
    helps : Who else pays which share of what those before it leave, for homes; owners pay the rest.
    words : What is done, told with the first edit.
    """
    buildings = world.table("buildings")
    params: Params = world.params.get("energy") or Params()
    new = {
        "generator": int(Generator.CONDENSING_BOILER),
        "heating_fuel": int(Fuel.GAS),
        "heating_efficiency": params.boiler_efficiency[1],
    }
    whole = cost_per_kw * buildings["generator_power"][rows] / 1e3
    home = buildings["use"][rows] == Use.RESIDENTIAL
    bill: list[tuple[Payer, NDArray[np.float64]]] = []
    left = whole
    for payer, share in helps:
        part = np.full(rows.size, share) if isinstance(share, float) else _by_year(share, years)
        paid = np.where(home, part * left, 0.0)
        bill.append((payer, paid))
        left = left - paid
    bill = [(Payer.HOUSEHOLDS, np.where(home, left, 0.0)), (Payer.BUSINESSES, np.where(home, 0.0, left)), *bill]
    none = np.zeros(rows.size)
    done = [
        Edit(name, "buildings", column, rows, np.full(rows.size, value), 0, none, note=words * (column == "generator"))
        for column, value in new.items()
        if rows.size or column == "generator"  # a trend that reaches nothing still says why
    ]
    for year in np.unique(years):
        for payer, paid in bill:
            mine = (years == year) & (paid > 0.0)
            if mine.any():
                boiler = np.full(int(mine.sum()), new["generator"])
                done.append(
                    Edit(name, "buildings", "generator", rows[mine], boiler, 0, paid[mine], payer, year=int(year))
                )
    return done


def _by_year(share: dict[int, float], years: NDArray[np.int64]) -> NDArray[np.float64]:
    table = np.zeros(int(years.max(initial=0)) + 1)
    for year, value in share.items():
        if year < table.size:
            table[year] = value
    return table[years]
