"""Whom does a household look at? Draws on rings: one luck per place in the list, whoever else comes or goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import kernel, parallel_kernel, prange
from twin.core.streams import draw

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LOOK = 8  # members of a ring passed over before a contact is given up
NEVER = 2**31 - 1


@parallel_kernel
def ring_contacts(
    key: np.uint64,
    uids: NDArray[np.uint64],
    group: NDArray[np.int64],
    first: NDArray[np.int64],
    place: NDArray[np.float64],
    member: NDArray[np.int64],
    out: NDArray[np.int64],
) -> None:
    """Draw the contacts of each entity, one a slot, from the ring that the slot names.

    Parameters
    ----------
    key : Key of the stream. () uint64
    uids : Uids; entity i is row i. (N,)
    group : Ring that each slot draws from, -1 none. (N, D)
    first : First member of each ring. (G + 1,)
    place : Place of each member on its ring, increasing in each. (M,) [1]
    member : Row of the entity that stands there. (M,)
    out : Contacts, -1 none; written. (N, D)

    Notes
    -----
    Consistent hashing: a slot's draw is a place on the ring, its contact is the next member from there who is not the
    entity itself. A member who comes or goes changes the contacts of those alone whose draw falls just before it.
    Source: D. Karger et al., "Consistent hashing and random trees", STOC '97, DOI 10.1145/258533.258660.
    """
    for i in prange(uids.shape[0]):
        for s in range(group.shape[1]):
            out[i, s] = -1
            g = group[i, s]
            if g < 0:
                continue
            start, size = first[g], first[g + 1] - first[g]
            at = draw(key, 0, uids[i], s)
            low, high = start, first[g + 1]
            while low < high:
                middle = (low + high) // 2
                if place[middle] < at:
                    low = middle + 1
                else:
                    high = middle
            for step in range(min(size, _LOOK)):
                found = member[start + (low - start + step) % size]
                if found != i:
                    out[i, s] = found
                    break


@kernel
def spread(
    key: np.uint64,
    tick: int,
    length: NDArray[np.float64],
    uids: NDArray[np.uint64],
    first: NDArray[np.int64],
    contact: NDArray[np.int64],
    pool: NDArray[np.bool_],
    own: NDArray[np.float64],
    social: NDArray[np.float64],
    most: float,
    step_of: NDArray[np.int64],
) -> None:
    """Let a technology spread: each step those who have not adopted do so by own propensity and by what contacts do.

    Parameters
    ----------
    key, tick : Key of the stream and number of the first step's draw, such as its year. ()
    length : Length of each step. (T,) [a]
    uids : Uids. (N,)
    first, contact : Contacts of each entity, as compressed rows. (N + 1,), (L,)
    pool : Who may adopt, or has adopted: contacts out of it do not count. (N,)
    own, social : Hazard by own propensity, and at the moment when all contacts have adopted. (N,) [1/a]
    most : Largest hazard, such as the rate at which what it takes the place of is replaced anyway. () [1/a]
    step_of : Step in which each adopts, -1 before the first, `NEVER`; those who may still adopt come as `NEVER`;
        written. (N,)

    Notes
    -----
    The hazard is p + q F with F the share of contacts who adopted before the step: on a complete network of equal
    entities and with short steps that is F. M. Bass, "A new product growth for model consumer durables", Management
    Science 15 (5), 1969, equation 1. The chance of a step is 1 - exp(-hazard x length). Draws do not depend on the
    hazard, so whoever adopts by a step still does so when any hazard grows.
    """
    for t in range(length.shape[0]):
        for i in range(uids.shape[0]):
            if not pool[i] or step_of[i] <= t or own[i] + social[i] <= 0.0:
                continue
            known, adopted = 0, 0
            for k in range(first[i], first[i + 1]):
                j = contact[k]
                if pool[j]:
                    known += 1
                    adopted += step_of[j] < t
            share = adopted / known if known > 0 else 0.0
            hazard = min(own[i] + social[i] * share, most)
            if draw(key, tick + t, uids[i], 0) < -np.expm1(-hazard * length[t]):
                step_of[i] = t
