"""Repeat, pair, and tell the spread: single times mean little on a shared machine."""

from __future__ import annotations

import os
import platform
import resource
import statistics
import time
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Spread:
    """Median with the smallest and the largest of some repetitions."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: list[float]) -> Spread:
        """Spread of some values."""
        return cls(statistics.median(values), min(values), max(values))

    def words(self, unit: str = "", digits: int = 3) -> str:
        """Text such as "1.25 (1.19 to 1.31) s"."""
        return f"{self.median:.{digits}g} ({self.low:.{digits}g} to {self.high:.{digits}g}) {unit}".strip()


def seconds(work: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def cpu_seconds(work: Callable[[], object]) -> float:
    """Seconds of processor time that one call takes: for small differences on a machine with other guests."""
    start = time.process_time()
    work()
    return time.process_time() - start


def paired_ratio(slow: Callable[[], object], fast: Callable[[], object], repeat: int) -> Spread:
    """Ratio of the times of two works, run in turn, so that drift of the machine meets both alike."""
    slow(), fast()
    return Spread.of([seconds(slow) / seconds(fast) for _ in range(repeat)])


def machine() -> dict[str, Any]:
    """What the times depend on."""
    return {
        "processor": platform.processor() or platform.machine(),
        "processors": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        **{name: version(name) for name in ("numba", "numpy", "mesa")},
    }


def peak_memory_gb() -> float:
    """Largest resident memory of this process so far. [GB]"""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
