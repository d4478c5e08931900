"""Which entry is the smallest? A binary heap in two arrays: by key, then by item, so that the order is total."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import inner_kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray


@inner_kernel
def sift_up(keys: NDArray[np.float64], items: NDArray[np.int64], size: int, key: float, item: int) -> None:
    """Add an entry to the heap of `size` entries; the caller counts it.

    Parameters
    ----------
    keys, items : Heap, entry 0 the smallest; items of any integer type; written. (C,)
    """
    i = size
    while i > 0:
        up = (i - 1) >> 1
        if keys[up] < key or (keys[up] == key and items[up] <= item):
            break
        keys[i] = keys[up]
        items[i] = items[up]
        i = up
    keys[i] = key
    items[i] = item


@inner_kernel
def sift_down(keys: NDArray[np.float64], items: NDArray[np.int64], size: int) -> None:
    """Take entry 0 out: entry `size`, the last one, takes its place and sinks; the caller has counted down before."""
    key = keys[size]
    item = items[size]
    i = 0
    while True:
        down = 2 * i + 1
        if down >= size:
            break
        right = down + 1
        if right < size and (keys[right] < keys[down] or (keys[right] == keys[down] and items[right] < items[down])):
            down = right
        if key < keys[down] or (key == keys[down] and item <= items[down]):
            break
        keys[i] = keys[down]
        items[i] = items[down]
        i = down
    keys[i] = key
    items[i] = item
