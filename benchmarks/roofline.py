"""How fast could a loop over buildings be on this machine? Arithmetic and memory, measured by two plain loops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numba
import numpy as np

from benchmarks.timing import Figure, Spread, cpu_seconds, seconds
from twin.core.jit import set_threads

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LONG = 16  # multiplications with addition one after the other on each number
_SHORT = 2048  # numbers of each thread: they stay in the nearest cache
FAR = 1 << 24  # numbers per array of the triad: 3 x 128 MB, more than the caches hold


# Contraction is what these loops are to measure; the twin's own kernels are compiled without.
@numba.njit(parallel=True, fastmath={"contract"}, error_model="numpy")  # noqa: TID251
def _fma(threads: int, rounds: int, x: NDArray[np.float64]) -> None:
    for thread in numba.prange(threads):
        a = x[thread]
        for _ in range(rounds):
            for i in range(_SHORT):
                s = a[i]
                for _k in range(_LONG):  # unrolled; the loop around it goes through several numbers at once
                    s = s * 0.999 + 1e-3
                a[i] = s


@numba.njit(parallel=True, error_model="numpy")  # noqa: TID251
def _triad(a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64], factor: float) -> None:
    for i in numba.prange(a.size):
        a[i] = b[i] + factor * c[i]


def peak_flops(threads: int, repeat: int = 5, rounds: int = 20_000) -> Spread:
    """Floating-point operations a second of multiplications with addition on 64-bit numbers. [1/s]

    By processor time on one thread, by the clock on more.
    """
    clock = cpu_seconds if set_threads(threads) == 1 else seconds
    x = np.ones((threads, _SHORT))
    _fma(threads, 1, x)
    done = 2.0 * threads * rounds * _SHORT * _LONG
    return Spread.of([done / clock(lambda: _fma(threads, rounds, x)) for _ in range(repeat)])


def bandwidth(threads: int, repeat: int = 5, size: int = FAR) -> Spread:
    """Bytes a second of a triad: two arrays read, one written, the reading before writing counted. [B/s]"""
    clock = cpu_seconds if set_threads(threads) == 1 else seconds
    b, c = np.ones(size), np.ones(size)
    a = np.zeros(size)
    _triad(a, b, c, 2.0)
    return Spread.of([4.0 * 8.0 * size / clock(lambda: _triad(a, b, c, 3.0)) for _ in range(repeat)])


def scaled(spread: Spread, factor: float) -> Spread:
    """Spread in another unit."""
    return Spread(spread.median * factor, spread.low * factor, spread.high * factor)


def run(repeat: int = 5, size: int = FAR) -> dict[str, Any]:
    """Peak of arithmetic and of memory on one thread and on two."""
    found: dict[str, Any] = {}
    for threads in (1, 2):
        found[f"arithmetic, {threads} threads"] = Figure(scaled(peak_flops(threads, repeat), 1e-9), "Gflop/s")
        found[f"memory, {threads} threads"] = Figure(scaled(bandwidth(threads, repeat, size), 1e-9), "GB/s")
    return found
