"""How warm do people want it in this dwelling? Poor envelopes, valves and bills by consumption move the set point."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from twin.domains.behaviour.params import Params

COLUMNS = (
    "facade", "window_share", "footprint", "floor_area", "u_wall", "u_window", "u_roof", "u_floor", "thermal_bridges",
    "valves", "cost_allocation",
)  # fmt: skip


def loss_per_area(column: Mapping[str, NDArray[np.generic]], reference_share: float) -> NDArray[np.float64]:
    """Heat lost through the envelope per reference floor area, as TABULA's h_tr. (B,) [W/m2/K]"""
    facade = np.asarray(column["facade"], dtype=np.float64).sum(axis=1)
    window = facade * column["window_share"]
    footprint = np.asarray(column["footprint"], dtype=np.float64)
    loss = (
        (facade - window) * column["u_wall"]
        + window * column["u_window"]
        + footprint * (np.asarray(column["u_roof"]) + np.asarray(column["u_floor"]))
        + (facade + 2.0 * footprint) * column["thermal_bridges"]
    )
    return np.asarray(loss / np.maximum(np.asarray(column["floor_area"]) * reference_share, 1.0))


def deviation(
    column: Mapping[str, NDArray[np.generic]], scatter: NDArray[np.float64], params: Params
) -> NDArray[np.float64]:
    """By how much homes want it warmer (+) or cooler (-) for their envelope, valves and bills. (B,) [K]

    Parameters
    ----------
    column : Columns of buildings by name, see `COLUMNS`. (B,), facade (B, F)
    scatter : How strongly people of a building heed a poor envelope, mean 1. (B,) [1]
    params : Parameters.

    Notes
    -----
    Nothing here is a factor on energy. In dwellings that lose much heat people heat fewer rooms and less (prebound);
    after a retrofit the difference is taken back as warmth (rebound). Without valves people cannot turn single rooms
    down and the plant is set for the coldest flat; with a bill by consumption they economise on the part of it that
    they can move.
    """
    low, high = params.prebound_span
    poor = np.clip(loss_per_area(column, params.reference_share), low, high) - low
    valves = np.asarray(column["valves"], dtype=bool)
    can = np.where(valves, 1.0, params.prebound_without_valves)
    thrift = params.allocation_economy * (1.0 - params.involuntary_share)
    warmer = np.where(valves, 0.0, params.surplus_without_valves)
    return np.asarray(warmer - params.prebound * scatter * can * poor - thrift * np.asarray(column["cost_allocation"]))
