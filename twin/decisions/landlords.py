"""When does one owner of a whole building have it retrofitted? Companies by payback, public owners by their lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import declare
from twin.state.codes import Ownership

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.decisions.opinion import Offer
    from twin.decisions.params import Params

PAYBACK = declare("decisions.payback", "payback that a company asks for")
LIST = declare("decisions.list", "whether a public block comes on the list of works in a year")
_NEVER = -1


def landlords(
    uids: NDArray[np.uint64],
    ownership: NDArray[np.int64],
    contacted: NDArray[np.int64],
    offer: Offer,
    years: int,
    year: int,
    seed: int,
    params: Params,
) -> NDArray[np.int64]:
    """Month in which the works of each building are finished, -1 never. (B,)

    Parameters
    ----------
    uids, ownership : Uids, and companies or public owners. (B,)
    contacted : Month in which the offer reaches them. (B,)
    offer : What is proposed, with cost and saving of each building.
    years : Years in which public lists are looked at. ()
    year : Calendar year in which the campaign begins. ()
    seed, params : Seed of all draws, and what is believed of landlords.

    Notes
    -----
    A company counts its part of the saving alone, for tenants pay the heat, and the whole deduction.
    """
    asks = params.payback * np.exp(params.payback_spread * PAYBACK.at(seed).normal(uids))
    gain = params.landlord_share * offer.saving
    company = (ownership == Ownership.COMPANY) & (offer.cost * (1.0 - offer.deduction) < asks * gain)
    begins = np.where(company, contacted, _NEVER)
    luck = LIST.at(seed)
    for k in range(years):
        listed = (ownership == Ownership.PUBLIC) & (begins == _NEVER) & (contacted <= 12 * k)
        begins[listed & (luck.uniform(uids, year + k) < params.public_pace)] = 12 * k
    return np.asarray(np.where(begins == _NEVER, _NEVER, begins + params.preparation[0] + params.works))
