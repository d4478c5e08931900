"""How many households of each size does a zone have? Iterative proportional fitting to its published totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.errors import Fault, InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.population.params import Params
    from twin.state.table import Table

MAX_SIZE = 8
_SIZES = np.arange(1, MAX_SIZE + 1, dtype=np.float64)


def seed_shares(share: NDArray[np.float64], params: Params) -> NDArray[np.float64]:
    """Shares by 1 to 8 persons from shares by 1 to 5 and more. (5,) → (8,) [1]"""
    known = np.asarray(share, dtype=np.float64)
    if not np.all(np.isfinite(known)) or known.sum() <= 0:
        known = np.asarray(params.default_size_share)
    # A class that the publisher suppressed is small, not empty.
    known = np.maximum(known / known.sum(), 1e-3)
    tail = np.asarray(params.five_plus_share)
    return np.concatenate([known[:4], known[4] * tail / tail.sum()])


def fit_sizes(residents: float, households: float, singles: float, seed: NDArray[np.float64]) -> NDArray[np.float64]:
    """Households by size that keep the seed's shape and meet all three totals.

    Parameters
    ----------
    residents, households, singles : Totals of the zone; residents - singles lies between twice and eight times the
        households of two and more. () [1]
    seed : Shares by size. (8,) [1]

    Returns
    -------
    Households by size, real numbers. (8,) [1]

    Notes
    -----
    Proportional fitting with a constraint on the weighted sum: sizes 2 to 8 are scaled by r^size with the one factor r
    that makes their persons right, then to their number. Source: J. N. Darroch, D. Ratcliff, "Generalized iterative
    scaling for log-linear models", Annals of Mathematical Statistics 43(5), 1972, DOI 10.1214/aoms/1177692379.
    """
    shared, persons = households - singles, residents - singles
    out = np.zeros(MAX_SIZE)
    out[0] = singles
    if shared <= 0:
        return out
    mean = persons / shared
    low, high = -40.0, 40.0
    weight_now = weight = seed[1:]
    for _ in range(200):
        middle = 0.5 * (low + high)
        tilted = np.log(weight) + middle * (_SIZES[1:] - mean)
        weight_now = np.exp(tilted - tilted.max())
        if float((weight_now * _SIZES[1:]).sum() / weight_now.sum()) < mean:
            low = middle
        else:
            high = middle
    out[1:] = shared * weight_now / weight_now.sum()
    return out


def integer_sizes(residents: int, fitted: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whole households by size: number of households exact, residents exact where a size can give way. (8,) → (8,)"""
    whole = np.floor(fitted).astype(np.int64)
    missing = round(float(fitted.sum())) - int(whole.sum())
    order = np.argsort(-(fitted - whole), kind="stable")
    whole[order[:missing]] += 1
    for _ in range(10 * MAX_SIZE):
        short = residents - int((whole * _SIZES.astype(np.int64)).sum())
        if short == 0:
            break
        # One household grows (or shrinks) by one person, where that leads closest to the fitted numbers. Singles stay.
        step = 1 if short > 0 else -1
        options = [k for k in range(1, MAX_SIZE) if 1 <= k + step < MAX_SIZE and whole[k] > 0]
        if not options:
            break
        gain = [(fitted[k + step] - whole[k + step]) - (fitted[k] - whole[k]) for k in options]
        taken = options[int(np.argmax(gain))]
        whole[taken] -= 1
        whole[taken + step] += 1
    return whole


def households_by_size(zones: Table, params: Params) -> NDArray[np.int64]:
    """Whole households by zone and size; zones outside the district stay empty. (Z, 8) [1]

    Raises
    ------
    InputError
        If the totals of a zone cannot belong together; all such zones are named.
    """
    counts = np.zeros((len(zones), MAX_SIZE), dtype=np.int64)
    faults: list[Fault] = []
    for z in np.flatnonzero(zones["in_district"]):
        residents, households, singles = (
            float(zones[name][z]) for name in ("residents", "households", "single_households")
        )
        place = f"zone {zones['source_id'][z]} ({zones['name'][z]})"
        if not (np.isfinite(residents) and np.isfinite(households) and residents >= 0 and households >= 0):
            faults.append(Fault(place, "residents or households are missing", "give both totals"))
            continue
        if residents == 0 and households == 0:
            continue
        seed = seed_shares(zones["size_share"][z], params)
        if not np.isfinite(singles) or singles <= 0:
            singles = households * seed[0] / seed.sum()
        residents, households, singles = round(residents), round(households), round(singles)
        shared, persons = households - singles, residents - singles
        if shared < 0 or persons < 2 * shared or persons > MAX_SIZE * shared:
            faults.append(
                Fault(
                    place,
                    f"{residents} residents in {households} households, {singles} of them single, cannot be: "
                    f"the other {shared} households would have {persons} persons",
                    "correct the zone's totals; households of two to eight must hold the rest",
                )
            )
            continue
        counts[z] = integer_sizes(residents, fit_sizes(residents, households, singles, seed))
    if faults:
        raise InputError("zones", faults)
    return counts
