"""Which buildings are heated, and how many households live in them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.state.codes import Thermal

if TYPE_CHECKING:
    from numpy.typing import NDArray


def heated_rows(thermal: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows of the buildings that are heated, from their column `thermal`. (B,) → (H,)"""
    return np.flatnonzero(thermal == Thermal.HEATED)


def households_of(home: NDArray[np.int64], n_buildings: int) -> NDArray[np.float64]:
    """Households that live in each building, from the row of each household's home. (N,) → (B,)"""
    return np.bincount(home[home >= 0], minlength=n_buildings).astype(np.float64)
