"""Sums over entities with the same bits at any thread count: fixed blocks, summed in a fixed order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 512


@kernel
def block_sum(values: NDArray[np.float64]) -> float:
    """Sum of `values` (N,), in blocks of 512 whose partial sums are added in order."""
    total = 0.0
    n = values.shape[0]
    start = 0
    while start < n:
        stop = min(start + BLOCK, n)
        part = 0.0
        for i in range(start, stop):
            part += values[i]
        total += part
        start = stop
    return total


@kernel
def group_sum(values: NDArray[np.float64], group: NDArray[np.int64], out: NDArray[np.float64]) -> None:
    """Sum of `values` (N,) by `group` (N,) in row order into `out` (G,); rows with a negative group are left out."""
    out[:] = 0.0
    for i in range(values.shape[0]):
        if group[i] >= 0:
            out[group[i]] += values[i]
