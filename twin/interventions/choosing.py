"""Which entities does a measure reach? In order of rank until the quantity is met as nearly as whole entities allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from twin.interventions.limits import clipped
from twin.interventions.measure import Amount, lever, rounded_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray


def take(
    rows: NDArray[np.int64],
    rank: NDArray[np.float64],
    uids: NDArray[np.uint64],
    size: NDArray[np.float64],
    target: float,
) -> NDArray[np.int64]:
    """Rows in order of rank until their sizes add up to the number nearest to `target`; increasing. (K,)

    The rank of an entity depends on nothing but the entity, so another one that comes or goes elsewhere can only move
    the end of the list, never the luck of those before it.

    Parameters
    ----------
    rows : Eligible rows. (N,)
    rank : Lower is taken earlier. (N,)
    uids : Keys that settle ties, whatever the order of the rows. (N,)
    size : What an entity adds to the quantity. (N,)
    target : Quantity asked for, in the unit of `size`. ()
    """
    if target <= 0.0 or rows.size == 0:
        return np.zeros(0, dtype=np.int64)
    order = np.lexsort((uids, rank))
    reached = np.concatenate(([0.0], np.cumsum(size[order])))
    count = int(np.argmin(np.abs(reached - target)))
    return np.sort(rows[order[:count]])


def target_of(amount: Amount, eligible: Mapping[str, float]) -> tuple[float, str, str]:
    """Quantity asked for in its own unit, that unit, and a note where it is more than what is eligible.

    Parameters
    ----------
    amount : The quantity; a share counts against the first entry of `eligible`.
    eligible : What exists, by unit.
    """
    unit = next(iter(eligible)) if amount.unit == "1" else amount.unit
    exists = eligible[unit]
    asked = amount.value * exists if amount.unit == "1" else amount.value
    if asked > exists * (1.0 + 1e-9):
        return exists, unit, clipped(rounded_text(amount.value, amount.unit), rounded_text(exists, unit))
    return asked, unit, ""


def area_or_flats() -> Any:
    """Lever of how much of the eligible buildings is reached, by share, floor area or flats."""
    return lever(
        ...,
        unit="1|m2|flat",
        label="quantity",
        label_it="quantità",
        doc="Share of the eligible floor area, gross floor area, or number of flats",
        slider=(0.0, 1.0, 0.01),
    )


def smallest_condominium() -> Any:
    """Lever of how many flats make a condominium."""
    return lever(
        4.0,
        unit="flat",
        label="smallest condominium",
        label_it="condominio più piccolo",
        doc="Residential buildings with fewer flats are no condominiums here",
        source="assumed; TABULA's apartment blocks have 16 flats and more",
        ge=0.0,
        slider=(1.0, 20.0, 1.0),
    )
