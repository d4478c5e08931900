"""Who owns the flats of a condominium, let and empty ones too, with what means and how many thousandths?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.core.rendezvous import child_uids
from twin.core.streams import declare
from twin.population import Params as PopulationParams
from twin.population.means import income_tax
from twin.state.codes import Tenure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.decisions.params import Params
    from twin.state.world import World

VALUE = declare("decisions.value", "value of a flat relative to others of its size")
SEVERAL = declare("decisions.several", "whether a let flat belongs to the owner of another one in the building")
LANDLORD = declare("decisions.landlord", "age, income and savings of a landlord who lives elsewhere")

WHOLE = 1000  # thousandths of a condominium, "millesimi"
_EMPTY_SIZE = 2.0  # persons; an empty flat is as large as one of two
_AGES = (25.0, 90.0)


@dataclass(frozen=True)
class Owners:
    """Owners of some condominiums, those of one condominium side by side; one row is one head.

    Parameters
    ----------
    rows : Rows of the buildings. (B,)
    uids : Uids of the buildings. (B,)
    first : Where the owners of each building begin, and the end. (B + 1,)
    place : Building of each owner, 0 to B - 1. (N,)
    uid : Key of every draw: the first flat's household, or the empty flat. (N,)
    thousandths : What each holds of the building's value; they sum to 1000 in each building. (N,)
    flats : Flats of each. (N,)
    resident : Whether the owner lives there. (N,)
    empty : Whether nobody lives in any flat of the owner: second homes, heirs, flats for sale. (N,)
    age : Age of the oldest of the household, or of the landlord. (N,) [a]
    income, tax : Yearly income and national tax. (N,) [EUR/a]
    savings : Liquid savings. (N,) [EUR]
    """

    rows: NDArray[np.int64]
    uids: NDArray[np.uint64]
    first: NDArray[np.int64]
    place: NDArray[np.int64]
    uid: NDArray[np.uint64]
    thousandths: NDArray[np.int64]
    flats: NDArray[np.float64]
    resident: NDArray[np.bool_]
    empty: NDArray[np.bool_]
    age: NDArray[np.float64]
    income: NDArray[np.float64]
    tax: NDArray[np.float64]
    savings: NDArray[np.float64]

    def of(self, places: NDArray[np.int64]) -> Owners:
        """Owners of some of the buildings, in the order given. (K,)"""
        heads = np.diff(self.first)[places]
        first = np.concatenate([[0], np.cumsum(heads)]).astype(np.int64)
        pick = np.repeat(self.first[places] - first[:-1], heads) + np.arange(first[-1])
        about = (self.resident, self.empty, self.age, self.income, self.tax, self.savings)
        place = np.repeat(np.arange(places.size), heads)
        held = (self.uid[pick], self.thousandths[pick], self.flats[pick])
        return Owners(self.rows[places], self.uids[places], first, place, *held, *(each[pick] for each in about))


def owners_of(world: World, rows: NDArray[np.int64], params: Params) -> Owners:
    """Owners of the buildings `rows`: who lives in an own flat, landlords of let ones, and who owns empty ones.

    Every household of the building stands for a flat; where there are more flats than households, the others are
    empty. A household that owns its flat is its owner; all others have an owner who lives elsewhere.
    """
    buildings, households = world.table("buildings"), world.table("households")
    where = np.full(len(buildings), -1)
    where[rows] = np.arange(rows.size)
    lived_in = np.flatnonzero((households["home"] >= 0) & (where[households["home"]] >= 0))
    place = where[households["home"][lived_in]]
    empty = np.maximum(np.rint(buildings["flats"][rows]) - np.bincount(place, minlength=rows.size), 0).astype(np.int64)
    vacant = np.repeat(np.arange(rows.size), empty)
    ordinal = np.arange(vacant.size) - np.repeat(np.cumsum(empty) - empty, empty)
    uid = np.concatenate([households["uid"][lived_in], child_uids(buildings["uid"][rows][vacant], ordinal)])
    row = np.concatenate([lived_in, np.full(vacant.size, -1)])
    size = np.concatenate([households["size"][lived_in].astype(np.float64), np.full(vacant.size, _EMPTY_SIZE)])
    place = np.concatenate([place, vacant])
    resident = (row >= 0) & (households["tenure"][row] == Tenure.OWNER) if len(households) else row >= 0
    order = np.lexsort((uid, ~resident, place))
    uid, row, size, place, resident = uid[order], row[order], size[order], place[order], resident[order]
    worth = size**params.value_by_size * np.exp(params.value_spread * VALUE.at(world.seed).normal(uid))
    # A landlord's flats stand side by side: whoever owns the flat before owns this one too, or somebody else does.
    begins = np.ones(uid.size, dtype=bool)
    begins[1:] = resident[1:] | resident[:-1] | (place[1:] != place[:-1])
    begins |= resident | (SEVERAL.at(world.seed).uniform(uid) >= params.several_share)
    head = np.cumsum(begins) - 1
    heads = int(begins.sum())
    held = np.bincount(head, weights=thousandths(place, worth, rows.size), minlength=heads).astype(np.int64)
    flats = np.bincount(head, minlength=heads).astype(np.float64)
    unused = np.bincount(head, weights=row >= 0, minlength=heads) == 0.0
    uid, row, place, resident = uid[begins], row[begins], place[begins], resident[begins]
    first = np.searchsorted(place, np.arange(rows.size + 1)).astype(np.int64)
    means = _means(world, uid, row, resident, params)
    return Owners(rows, buildings["uid"][rows], first, place, uid, held, flats, resident, unused, *means)


def thousandths(place: NDArray[np.int64], worth: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Thousandths of each flat: one each, the others by worth and largest remainder; 1000 in each building.

    Parameters
    ----------
    place : Building of each flat, increasing. (N,)
    worth : Value of each flat, in any unit. (N,)
    count : Number of buildings. ()

    Notes
    -----
    Equal remainders go to the flat that stands first. A building of more than 1000 flats has no thousandth for each;
    then they are shared out by worth alone.
    """
    flats = np.bincount(place, minlength=count)
    least = np.where(flats <= WHOLE, 1, 0)
    free = WHOLE - least * flats
    quota = worth * (free / np.maximum(np.bincount(place, weights=worth, minlength=count), np.finfo(float).tiny))[place]
    whole = np.floor(quota).astype(np.int64)
    left = free - np.bincount(place, weights=whole, minlength=count).astype(np.int64)
    order = np.lexsort((np.arange(worth.size), whole - quota, place))
    begin = np.cumsum(flats) - flats
    nth = np.empty(worth.size, dtype=np.int64)
    nth[order] = np.arange(worth.size) - begin[place[order]]
    return np.asarray(least[place] + whole + (nth < left[place]))


def _means(
    world: World, uid: NDArray[np.uint64], row: NDArray[np.int64], resident: NDArray[np.bool_], params: Params
) -> tuple[NDArray[np.float64], ...]:
    """Age, income, tax and savings of each owner. (N,) each"""
    households, citizens = world.table("households"), world.table("citizens")
    people: PopulationParams = world.params.get("population") or PopulationParams()
    oldest = np.zeros(len(households))
    np.maximum.at(oldest, citizens["household"], np.minimum(citizens["age"], people.oldest_head).astype(np.float64))
    luck = LANDLORD.at(world.seed)
    mean, spread = params.landlord_age
    age = np.clip(mean + spread * luck.normal(uid), *_AGES)
    income = params.landlord_income * np.exp(params.landlord_income_spread * luck.normal(uid, lane=1))
    rich = np.exp(params.landlord_savings_spread * luck.normal(uid, lane=2))
    landlord = (
        age,
        income,
        income_tax(income, np.ones(uid.size, dtype=bool), people),
        params.landlord_savings * income * rich,
    )
    if not len(households):
        return landlord
    at_home = (oldest, households["income"], households["tax"], households["savings"])
    return tuple(np.where(resident, own[row], other) for own, other in zip(at_home, landlord, strict=True))
