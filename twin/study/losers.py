"""Who loses time by a mix of measures? Shares of the people of each zone, the same people in two runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.domains.mobility.equity import EquityParams

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.state.world import World

LEAST_HOUSEHOLDS = 10  # fewer are never told apart
_MINUTE = 60.0


class Losers(NamedTuple):
    """Shares by zone of the district, nan where fewer than ten households live. (Z,) each

    Parameters
    ----------
    zone : Rows of the zones.
    people : Residents.
    lose, gain : Share of them that travel longer, and shorter, than the threshold tells. [1]
    worth : What the mean resident gains a day at one value of an hour for all; negative where people lose. [EUR/d]
    """

    zone: NDArray[np.int64]
    people: NDArray[np.int64]
    lose: NDArray[np.float64]
    gain: NDArray[np.float64]
    worth: NDArray[np.float64]


def time_losers(before: World, after: World, days: float, threshold: float = _MINUTE) -> Losers:
    """Compare the time that the same residents spend travelling in two runs of the same days.

    Parameters
    ----------
    before, after : Worlds at the end of the runs, without and with the measures.
    days : Days of the runs. () [d]
    threshold : Least difference a day that counts as a loss or a gain. () [s]

    Raises
    ------
    ValueError
        If the runs are not of the same people.

    Notes
    -----
    Who travels less because a trip was given up gains time here, and loses the trip. Luck is common to both runs, yet
    each person's days differ by it: shares of few days say more of chance than of the measures.
    """
    one, other = before.table("citizens"), after.table("citizens")
    if not np.array_equal(one["uid"], other["uid"]):
        msg = "the two runs are not of the same people; compare runs of one district and seed"
        raise ValueError(msg)
    change = (other["travel_year"] - one["travel_year"]) / days
    rows = np.flatnonzero(before.table("zones")["in_district"]).astype(np.int64)
    n = len(before.table("zones"))
    zone = one["zone"]
    people = np.bincount(zone, minlength=n)[rows]
    homes = np.bincount(before.table("households")["zone"], minlength=n)[rows]
    told = homes >= LEAST_HOUSEHOLDS

    def share(counts: NDArray[np.float64]) -> NDArray[np.float64]:
        total = np.bincount(zone, weights=counts, minlength=n)[rows]
        return np.where(told, total / np.maximum(people, 1), np.nan)

    value = EquityParams().equity_value / 3600.0
    return Losers(
        rows, people, share((change > threshold).astype(np.float64)), share((change < -threshold).astype(np.float64)),
        share(-value * change),
    )  # fmt: skip
