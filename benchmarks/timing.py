"""Repeat, pair, and tell the spread: single times mean little on a shared machine."""

from __future__ import annotations

import hashlib
import math
import os
import platform
import statistics
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

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

    @classmethod
    def one(cls, value: float) -> Spread:
        """Value that was measured once."""
        return cls(value, value, value)

    def words(self, unit: str = "", digits: int = 3) -> str:
        """Text such as "1.25 (1.19 to 1.31) s"."""
        middle = plain(self.median, digits)
        between = "" if self.low == self.high else f" ({plain(self.low, digits)} to {plain(self.high, digits)})"
        return f"{middle}{between} {unit}".strip()


@dataclass(frozen=True)
class Figure:
    """A measured quantity that can be compared between two versions: less is better."""

    value: Spread
    unit: str
    note: str = ""

    def __str__(self) -> str:
        return self.value.words(self.unit) + (f" [{self.note}]" if self.note else "")

    def as_json(self) -> dict[str, Any]:
        """Plain numbers."""
        return {"median": self.value.median, "low": self.value.low, "high": self.value.high, "unit": self.unit}


def plain(value: float, digits: int = 3) -> str:
    """Return a number with some digits, never in powers of ten: "1,230" or "0.0123"."""
    if not math.isfinite(value) or value == 0.0:
        return f"{value:g}"
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return f"{value:,.{places}f}"


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


def repeated(work: Callable[[], object], repeat: int, calls: int = 1) -> Spread:
    """Processor time of one call, over `repeat` rounds of `calls` calls. [s]"""
    return Spread.of([cpu_seconds(lambda: [work() for _ in range(calls)]) / calls for _ in range(repeat)])


def paired_ratio(slow: Callable[[], object], fast: Callable[[], object], repeat: int) -> Spread:
    """Ratio of the times of two works, run in turn, so that drift of the machine meets both alike."""
    slow(), fast()
    return Spread.of([seconds(slow) / seconds(fast) for _ in range(repeat)])


def ratio_interval(one: list[float], other: list[float]) -> Spread:
    """Geometric mean of paired ratios one/other with its 95 % interval by Student's t on their logarithms."""
    logs = np.log(np.asarray(one) / np.asarray(other))
    middle = float(logs.mean())
    if logs.size < 2:
        return Spread(math.exp(middle), 0.0, math.inf)
    from scipy.stats import t

    half = float(t.ppf(0.975, logs.size - 1) * logs.std(ddof=1) / math.sqrt(logs.size))
    return Spread(math.exp(middle), math.exp(middle - half), math.exp(middle + half))


def machine() -> dict[str, Any]:
    """What the times depend on."""
    return {
        "processor": _processor(),
        "processors": os.cpu_count(),
        "memory [GB]": round(_memory_gb()),
        "system": platform.platform(),
        "python": platform.python_version(),
        **{name: version(name) for name in ("numba", "numpy", "mesa")},
    }


def machine_key(facts: dict[str, Any]) -> str:
    """Short hash of the facts of a machine."""
    return hashlib.sha256(repr(sorted(facts.items())).encode()).hexdigest()[:12]


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    if told.exists():
        for line in told.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory_gb() -> float:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (ValueError, OSError, AttributeError):
        return math.nan


def resident_gb() -> tuple[float, float]:
    """Resident memory of this process, now and at most so far; not a number where the system does not tell. [GB]"""
    now = Path("/proc/self/statm")
    if now.exists():
        pages = int(now.read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e9, peak_memory_gb()
    return math.nan, peak_memory_gb()


def child_seconds() -> float:
    """Processor time of finished child processes so far, not a number where the system does not tell. [s]"""
    try:
        import resource
    except ImportError:
        return math.nan
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak_memory_gb() -> float:
    """Largest resident memory of this process so far, not a number where the system does not tell. [GB]"""
    try:
        import resource
    except ImportError:
        return math.nan
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
