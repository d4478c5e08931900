"""Which buildings are heated?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.state.codes import Thermal

if TYPE_CHECKING:
    from numpy.typing import NDArray


def heated_rows(thermal: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows of the buildings that are heated, from their column `thermal`. (B,) → (H,)"""
    return np.flatnonzero(thermal == Thermal.HEATED)
