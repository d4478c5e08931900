"""The one place for compile flags: every kernel is compiled by `kernel` or `parallel_kernel`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")

# fastmath stays off: it would let the compiler reorder sums, and bits would depend on the machine.
_FLAGS: dict[str, Any] = {"cache": True, "fastmath": False, "nogil": True, "error_model": "numpy"}


def kernel(function: F) -> F:
    """Compile a kernel that runs on one thread."""
    compiled: F = numba.njit(**_FLAGS)(function)
    return compiled


def parallel_kernel(function: F) -> F:
    """Compile a kernel whose `prange` loops write disjoint elements (never a shared sum)."""
    compiled: F = numba.njit(parallel=True, **_FLAGS)(function)
    return compiled


prange = numba.prange


def set_threads(count: int) -> int:
    """Set the number of threads of parallel kernels, clipped to what the machine has; returns it."""
    available: int = numba.config.NUMBA_NUM_THREADS  # type: ignore[attr-defined]
    used = max(1, min(count, available))
    numba.set_num_threads(used)
    return used
