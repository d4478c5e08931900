"""Does it pay? Net present value, internal rate of return, payback and loans of yearly flows of money."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

NoRate = Literal["none", "several"]
_DIGITS = 1e-14  # relative width at which a root is found


def discount_factors(rate: float, n: int) -> NDArray[np.float64]:
    """What a euro in year 0, 1, ... n - 1 is worth today. (n,) [1]"""
    return np.asarray((1.0 + rate) ** -np.arange(n, dtype=np.float64))


def npv(rate: float, flows: ArrayLike) -> float:
    """Net present value: flows discounted to year 0 and added up.

    Parameters
    ----------
    rate : Interest rate, above -1. () [1/a]
    flows : Received less paid in year 0, 1, ... (n,) [EUR]
    """
    values = np.asarray(flows, dtype=np.float64)
    return float(np.sum(values * discount_factors(rate, len(values))))


def irr(flows: ArrayLike) -> float | NoRate:
    """Internal rate of return: the one rate above -1 at which the net present value is zero, if there is just one.

    Parameters
    ----------
    flows : Received less paid in year 0, 1, ... (n,) [EUR]

    Returns
    -------
    The rate [1/a], "none" where no rate does, "several" where more than one does and none of them means anything.

    Notes
    -----
    With x = 1 / (1 + rate) the net present value is a polynomial, and rates are its positive roots. Descartes' rule of
    signs decides most flows; the others are counted by Sturm's theorem in exact arithmetic, so rounding never makes or
    hides a root.
    """
    poly = _polynomial(flows)
    changes = _sign_changes([c for c in poly if c])
    if changes == 0:
        return "none"
    if changes == 1:
        return 1.0 / _root(poly, None) - 1.0
    chain = _sturm(poly)
    count = _variations(chain, Fraction(0)) - _sign_changes([each[-1] for each in chain])
    if count != 1:
        return "none" if count == 0 else "several"
    return 1.0 / _root(poly, chain) - 1.0


def payback(flows: ArrayLike, rate: float = 0.0) -> float | None:
    """Years until what came in covers what went out, within the year in proportion; None if that never happens.

    Parameters
    ----------
    flows : Received less paid in year 0, 1, ... (n,) [EUR]
    rate : Interest rate; 0 gives the simple payback. () [1/a]
    """
    values = np.asarray(flows, dtype=np.float64)
    total = np.cumsum(values * discount_factors(rate, len(values)))
    if not len(total) or total[-1] < 0.0:
        return None
    below = np.flatnonzero(total < 0.0)
    if not below.size:
        return 0.0
    last = int(below[-1])  # the last year that ends in debt: a later expense may open it again
    return last + float(-total[last] / (total[last + 1] - total[last]))


def annuity(principal: float, rate: float, years: int) -> float:
    """Equal yearly payment that pays a loan back with interest, at the end of each year. () [EUR/a]"""
    if rate == 0.0:
        return principal / years
    return principal * rate / -math.expm1(-years * math.log1p(rate))  # exact for small rates too


def loan(principal: float, rate: float, years: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Interest and repayment at the end of each year of a loan with equal payments. (years,), (years,) [EUR]"""
    grown = (1.0 + rate) ** np.arange(years)
    payment = annuity(principal, rate, years)
    repaid = (payment - rate * principal) * grown
    return np.asarray(payment - repaid, dtype=np.float64), np.asarray(repaid, dtype=np.float64)


def residual(cost: ArrayLike, age: ArrayLike, life: ArrayLike) -> NDArray[np.float64]:
    """What is left of an investment in a straight line over its life. (N,) [EUR]

    Source: EN 15459-1:2017, final value in linear depreciation, from memory.
    """
    left = 1.0 - np.asarray(age, dtype=np.float64) / np.asarray(life, dtype=np.float64)
    return np.asarray(np.asarray(cost, dtype=np.float64) * np.clip(left, 0.0, 1.0))


def _polynomial(flows: ArrayLike) -> list[Fraction]:
    """Coefficients by power of x, exact, without zeros at either end."""
    values = [float(value) for value in np.asarray(flows, dtype=np.float64)]
    if not all(map(math.isfinite, values)):
        raise ValueError("flows of money must be finite numbers")
    there = [k for k, value in enumerate(values) if value]
    return [Fraction(value) for value in values[there[0] : there[-1] + 1]] if there else []


def _sign_changes(values: Sequence[Fraction]) -> int:
    signs = [value > 0 for value in values if value]
    return sum(a != b for a, b in pairwise(signs))


def _value(poly: Sequence[Fraction], x: Fraction) -> Fraction:
    total = Fraction(0)
    for coefficient in reversed(poly):
        total = total * x + coefficient
    return total


def _sturm(poly: list[Fraction]) -> list[list[Fraction]]:
    """Sturm's chain; each member is scaled by a positive number, which changes no sign."""
    chain = [poly, [k * c for k, c in enumerate(poly)][1:]]
    while len(chain[-1]) > 1:
        rest = _remainder(chain[-2], chain[-1])
        if not rest:
            break
        chain.append([-c for c in rest])
    return chain


def _remainder(top: list[Fraction], bottom: list[Fraction]) -> list[Fraction]:
    rest = list(top)
    while len(rest) >= len(bottom):
        factor = rest[-1] / bottom[-1]
        shift = len(rest) - len(bottom)
        for k, c in enumerate(bottom):
            rest[shift + k] -= factor * c
        rest.pop()
        while rest and rest[-1] == 0:
            rest.pop()
    scale = max((abs(c) for c in rest), default=Fraction(1))
    return [c / scale for c in rest]


def _variations(chain: Sequence[Sequence[Fraction]], x: Fraction) -> int:
    return _sign_changes([_value(each, x) for each in chain])


def _root(poly: list[Fraction], chain: list[list[Fraction]] | None) -> float:
    """The only positive root, between Cauchy's bounds: by sign where it changes, by Sturm's count where it may not."""
    largest = max(abs(c) for c in poly)
    low = 1 / (1 + largest / abs(poly[0]))
    high = 1 + largest / abs(poly[-1])
    negative = poly[0] < 0
    while float(high / low) > 1.0 + _DIGITS:
        middle = Fraction(math.sqrt(float(low)) * math.sqrt(float(high)))
        if not low < middle < high:
            break
        if chain is None:
            value = _value(poly, middle)
            beyond = value != 0 and (value < 0) != negative
        else:
            beyond = _variations(chain, low) - _variations(chain, middle) > 0
        if beyond:
            high = middle
        else:
            low = middle
    return float(low + high) / 2.0
