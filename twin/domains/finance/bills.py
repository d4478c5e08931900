"""What does each household pay for energy? Its part of the building's bill, by floor, by persons and by use.

The twin meters a building as a whole; its shops and its empty flats have their part of the bill too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.domains.finance.params import Params
from twin.domains.finance.shares import floor_parts, homes_of
from twin.state.codes import Use

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.state.world import World


def household_bills(world: World) -> NDArray[np.float64]:
    """Energy bill of each household since the start. (H,) [EUR]

    Notes
    -----
    Electricity of appliances, lights and own cars: by effective occupants. Hot water: by persons. Space heat, and the
    little that cools: by floor, as property shares have it, so that shops and empty flats bear theirs; what a flat
    saves behind its own valves is not told from what its neighbours save.
    """
    buildings, households = world.table("buildings"), world.table("households")
    home, there = homes_of(world)
    params: Params = world.params.get("finance") or Params()
    size = np.maximum(np.asarray(households["size"]), 1)
    steps = np.asarray(params.electricity_by_size)
    use = np.where(there, steps[np.minimum(size, len(steps)) - 1], 0.0)
    own = np.asarray(buildings["bill_own_year"])
    final, space = np.asarray(buildings["final_heat_year"]), np.asarray(buildings["space_final_year"])
    water = np.where(buildings["use"] == Use.RESIDENTIAL, _ratio(final - space, final), 0.0)
    rest = np.maximum(np.asarray(buildings["bill_year"]) - own, 0.0)
    persons = np.where(there, size, 0).astype(np.float64)
    bills = own[home] * _part(use, home, there, len(buildings))
    bills += (rest * water)[home] * _part(persons, home, there, len(buildings))
    bills += (rest * (1.0 - water))[home] * floor_parts(world)
    return np.where(there, bills, 0.0)


def _ratio(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(a, b, out=np.zeros(b.shape), where=b > 0.0)


def _part(
    weight: NDArray[np.float64], home: NDArray[np.int64], there: NDArray[np.bool_], n: int
) -> NDArray[np.float64]:
    """Each household's part of what the weights of its building's households sum up to. (H,) [1]"""
    whole = np.bincount(home[there], weights=weight[there], minlength=n).astype(np.float64)
    return _ratio(weight, whole[home])
