"""How sure is a difference? Paired differences over seeds, with Student's interval where there is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import stdtrit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.observe import Better

CONFIDENCE = 0.95
# Differences that agree to this, relative to the values, are one number with rounding.
ROUNDING = 1e-12

Interval = Literal["interval", "one seed: no interval", "same in all seeds", "not available"]
Verdict = Literal["better", "worse", "differs", "no clear difference", "same", "one seed: no verdict", "not available"]


@dataclass(frozen=True)
class Difference:
    """A paired difference b - a and what chance alone leaves open about it.

    Parameters
    ----------
    seeds : Number of pairs.
    a, b : Means over the seeds. [unit of the indicator]
    difference : Mean of the paired differences b - a.
    low, high : Ends of the 95 % interval of the mean difference; None where there is none.
    relative : difference / a; None where a is zero.
    interval : Whether there is an interval, and if not, why, in words.
    verdict : Better or worse only where the interval excludes zero.
    """

    seeds: int
    a: float | None
    b: float | None
    difference: float | None
    low: float | None
    high: float | None
    relative: float | None
    interval: Interval
    verdict: Verdict


def paired(a: Sequence[float], b: Sequence[float], better: Better = "neither") -> Difference:
    """Compare two scenarios over the same seeds.

    Parameters
    ----------
    a, b : One value per seed, pairs in the same place. (S,)
    better : Which way is better.

    Raises
    ------
    ValueError
        If there are no pairs, or lengths differ.

    Notes
    -----
    The interval is d ± t(0.975, S - 1) · s / √S with the standard deviation s of the S paired differences.
    Source: Student, "The probable error of a mean", Biometrika 6 (1908), DOI 10.1093/biomet/6.1.1.
    """
    first, second = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    n = len(first)
    if n == 0 or first.shape != second.shape:
        raise ValueError(f"pairs are needed: {len(first)} values against {len(second)}")
    gaps = second - first
    if not np.isfinite(gaps).all():
        mean_a, mean_b = (float(x.mean()) if np.isfinite(x).all() else None for x in (first, second))
        return Difference(n, mean_a, mean_b, None, None, None, None, "not available", "not available")
    mean_a, mean_b, gap = float(first.mean()), float(second.mean()), float(gaps.mean())
    relative = gap / mean_a if mean_a else None
    if n == 1:
        return Difference(n, mean_a, mean_b, gap, None, None, relative, "one seed: no interval", "one seed: no verdict")
    spread = float(gaps.std(ddof=1))
    if spread <= ROUNDING * max(np.abs(first).max(), np.abs(second).max()):
        verdict = _verdict(gap, gap, gap, better)
        return Difference(n, mean_a, mean_b, gap, gap, gap, relative, "same in all seeds", verdict)
    half = float(stdtrit(n - 1, 0.5 + CONFIDENCE / 2)) * spread / n**0.5
    low, high = gap - half, gap + half
    verdict = _verdict(gap, low, high, better)
    return Difference(n, mean_a, mean_b, gap, low, high, relative, "interval", verdict)


def _verdict(gap: float, low: float, high: float, better: Better) -> Verdict:
    if low == high == 0.0:
        return "same"
    if low <= 0.0 <= high:
        return "no clear difference"
    if better == "neither":
        return "differs"
    return "better" if (gap < 0) == (better == "less") else "worse"
