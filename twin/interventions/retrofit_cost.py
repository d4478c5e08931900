"""What does a retrofit cost, building by building, and who pays it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.interventions.refurbishment import PRICES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.interventions.retrofit_levers import RetrofitLevers
    from twin.state.table import Table

# Heat that a new boiler is sized for where the building's plant has no power yet.
_LOAD = 60.0  # W/m2 of gross floor area, assumed


def cost(
    buildings: Table, rows: NDArray[np.int64], boilers: NDArray[np.bool_], levers: RetrofitLevers
) -> NDArray[np.float64]:
    """Investment before any deduction. (K,) [EUR]

    Parameters
    ----------
    buildings : The buildings before any edit.
    rows : Rows of the chosen ones. (K,)
    boilers : Whether the boiler is changed. (K,)
    levers : One sum for all, a price a flat, or a price a part.
    """
    flats = buildings["flats"][rows]
    if levers.cost_total and rows.size:
        size = flats if (flats > 0.0).all() else buildings["floor_area"][rows]
        return np.asarray(levers.cost_total * size / size.sum())
    if levers.cost_by == "flat":
        return np.asarray(flats * levers.cost_per_flat)
    return np.asarray(np.sum(list(by_part(buildings, rows, boilers, levers).values()), axis=0), dtype=np.float64)


def by_part(
    buildings: Table, rows: NDArray[np.int64], boilers: NDArray[np.bool_], levers: RetrofitLevers
) -> dict[str, NDArray[np.float64]]:
    """Cost of each part of the work at the prices of `refurbishment.PRICES`. (K,) each [EUR]"""
    flats, footprint = buildings["flats"][rows], buildings["footprint"][rows]
    facade = buildings["facade"][rows].sum(axis=1)
    window = facade * buildings["window_share"][rows]
    power = buildings["generator_power"][rows] / 1000.0
    power = np.where(power > 0.0, power, _LOAD / 1000.0 * buildings["floor_area"][rows])
    amount = {
        "walls": levers.walls * (facade - window),
        "roof": levers.roof * footprint,
        "floor": levers.floor * footprint,
        "windows": levers.windows * window,
        "window_boxes": (levers.window_boxes and not levers.windows) * window,
        "valves": levers.valves * flats,
        "control": (levers.control != "keep") * flats,
        "generator": np.where(boilers, power, 0.0),
        "photovoltaics": levers.pv_per_flat * flats,
    }
    return {name: np.asarray(PRICES[name].value * size, dtype=np.float64) for name, size in amount.items()}
