"""How long does a driver look for a place to park, where is it found, and how far is it on foot from there?

Streets are grouped into areas. The rows of an area's places: those open to all, and those kept for residents, which
have a row of their own; `Curbs.also` of the latter names the former, for residents may stand on both.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from twin.core.jit import inner_kernel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

AREAS_TRIED = 3


class Curbs(NamedTuple):
    """Places by row of parking areas, and how people look for them; A rows.

    Parameters
    ----------
    places : Places. (A,) [1]
    also : Row of the same streets whose places may be taken too, -1 none. (A,)
    beyond : Row where the search goes on when nothing is free, -1 none. (A,)
    pace : Time to drive past one place. (A,) [s]
    density : Places per ground area. (A,) [1/m2]
    guided : Share of drivers who are led to free places by sensors. (A,) [1]
    clumping : How many times rarer free places are than their number says, where all is nearly full, because they lie
        together and others look for them too: 1 if they lie at random. () [1]
    led : Search of those who are led over that of the others. () [1]
    patience : Search after which somebody stops anywhere. () [s]
    walk : Speed on foot over straight distance. () [m/s]
    """

    places: NDArray[np.float64]
    also: NDArray[np.int32]
    beyond: NDArray[np.int32]
    pace: NDArray[np.float64]
    density: NDArray[np.float64]
    guided: NDArray[np.float64]
    clumping: float
    led: float
    patience: float
    walk: float


@inner_kernel
def places_passed(places: float, free: float, clumping: float) -> float:
    """Mean number of places passed until the first free one, that one counted.

    Parameters
    ----------
    places, free : Places, and free ones among them. () [1]
    clumping : As in `Curbs`. () [1]

    Notes
    -----
    `free` among `places` in random order: (places + 1) / (free + 1), the mean of the negative hypergeometric
    distribution, which becomes the geometric 1 / (1 - q) of a large area with occupancy q. Free places that lie
    together and other searchers make it longer near saturation: R. Arnott and P. Williams, "Cruising for parking around
    a circle", Transp. Res. B 104, 2017. Their effect is written as a number of free places divided by
    1 + (clumping - 1) q^4; form and size are assumed.
    """
    if places <= 0.0:
        return 1.0
    q = 1.0 - free / places
    fewer = 1.0 + (clumping - 1.0) * q * q * q * q
    return (places + 1.0) / (max(free, 0.0) / fewer + 1.0)


@inner_kernel
def search_time(
    places: float, free: float, pace: float, guided: float, clumping: float, led: float, patience: float, luck: float
) -> float:
    """Time that a driver looks for a place in one area. [s]

    Parameters
    ----------
    places, free : Places, and free ones among them. () [1]
    pace : Time to drive past one place. () [s]
    guided, clumping, led, patience : As in `Curbs`. ()
    luck : Uniform number in [0, 1) of this driver and arrival; below 0 the mean is meant. () [1]

    Notes
    -----
    Zero if the first place is free: it is passed in any case. The number of places passed is geometric around its mean.
    """
    mean = places_passed(places, free, clumping)
    vain = mean - 1.0
    if luck >= 0.0 and vain > 0.0:
        vain = math.floor(math.log1p(-luck) / math.log1p(-1.0 / mean))
    return min(vain * pace * (1.0 - guided * (1.0 - led)), patience)


@inner_kernel
def walk_from(seconds: float, pace: float, density: float, walk: float) -> float:
    """Walk from the place that is found to where one wants to be. [s]

    Parameters
    ----------
    seconds : Search. () [s]
    pace, density, walk : As in `Curbs`. ()

    Notes
    -----
    Drivers turn around their destination: the places that they pass fill a circle of that many places, and the found
    one lies at its rim.
    """
    if density <= 0.0 or pace <= 0.0:
        return 0.0
    return math.sqrt((1.0 + seconds / pace) / (math.pi * density)) / walk


@inner_kernel
def look_for_place(area: int, taken: NDArray[np.int64], curbs: Curbs, luck: float) -> tuple[int, float, float]:
    """Where a driver who looks for a place in `area` parks now; changes nothing.

    Parameters
    ----------
    area : Row of the area, of its residents' places for residents. ()
    taken : Vehicles that stand on the places of each row. (A,)
    curbs : Places, and how people look.
    luck : Uniform number in [0, 1) of this driver and arrival; below 0 the mean is meant. ()

    Returns
    -------
    Row whose places it stands on, -1 if nothing was free: it stops where it is, and is counted there as overflow;
    search [s]; walk to the destination [s].
    """
    seconds = 0.0
    row = area
    for _ in range(AREAS_TRIED):
        other = curbs.also[row]
        places, own = curbs.places[row], max(curbs.places[row] - taken[row], 0.0)
        free = own
        if other >= 0:
            places += curbs.places[other]
            free += max(curbs.places[other] - taken[other], 0.0)
        if free >= 1.0:
            seconds += search_time(
                places, free, curbs.pace[row], curbs.guided[row], curbs.clumping, curbs.led, curbs.patience, luck
            )
            seconds = min(seconds, curbs.patience)
            if other >= 0 and (own < 1.0 or (curbs.places[other] - taken[other] >= 1.0 and abs(luck) * free >= own)):
                row = other
            return row, seconds, walk_from(seconds, curbs.pace[area], curbs.density[area], curbs.walk)
        # All of it is driven past in vain, as far as patience goes, before the next area is tried.
        vain = places * curbs.pace[row] * (1.0 - curbs.guided[row] * (1.0 - curbs.led))
        seconds = min(seconds + min(vain, 0.5 * curbs.patience), curbs.patience)
        row = curbs.beyond[row]
        if row < 0 or seconds >= curbs.patience:
            break
    return -1, curbs.patience, 0.0
