"""What must never appear or vanish? Kernels accumulate the residuals, the model checks them after every step."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


@dataclass
class Audit:
    """The balance of one conserved quantity, filled by a kernel and checked by the model.

    A kernel writes `cell[0]` the worst absolute residual of the step, `cell[1]` the row where it stands and `cell[2]`
    the throughput that the residual is compared with.

    Parameters
    ----------
    quantity : What is conserved: "energy", "citizens", "vehicles", "money".
    table : Table whose row `cell[1]` names.
    unit : Unit of the residual.
    tolerance : Largest residual allowed, relative to the throughput.
    """

    quantity: str
    table: str
    unit: str
    tolerance: float = 1e-9
    cell: np.ndarray[tuple[int], np.dtype[np.float64]] = field(default_factory=lambda: np.zeros(3))

    def violated(self) -> bool:
        """Whether the last step broke the balance (a residual that is not a number does)."""
        if self.cell.item(0) == 0.0:  # counts of people and vehicles, every tick
            return False
        residual, _row, scale = self.cell.tolist()
        return not abs(residual) <= self.tolerance * max(abs(scale), 1e-12)
