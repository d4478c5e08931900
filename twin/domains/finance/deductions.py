"""What comes back through the tax? The state's part of works on buildings, year by year, as far as there is tax."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.domains.finance.shares import floor_parts, homes_of, owner_shares
from twin.state.codes import Payer, Tenure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.state.edits import Edit
    from twin.state.world import World


class Instalment(NamedTuple):
    """What the state pays back to a payer in a year for a measure."""

    year: int
    payer: Payer
    measure: str
    eur: float
    works: int  # year of the works
    trend: bool  # whether the works happen without the project


@dataclass(frozen=True)
class Deductions:
    """All deductions of a run.

    Parameters
    ----------
    instalments : What is paid back, by year, payer and measure.
    promised, used : Deduction of each household that owns its flat, over all years, and what its tax lets it use.
        (H,) [EUR]
    others, others_used : The same of landlords, the city and businesses together, and of whoever took credits over.
        [EUR]
    """

    instalments: tuple[Instalment, ...]
    promised: NDArray[np.float64]
    used: NDArray[np.float64]
    others: float
    others_used: float

    @property
    def total(self) -> float:
        """What the state promised, over all years. [EUR]"""
        return float(self.promised.sum()) + self.others

    @property
    def total_used(self) -> float:
        """What it pays back. [EUR]"""
        return float(self.used.sum()) + self.others_used


def is_deducted(edit: Edit) -> bool:
    """Whether the state pays this cost back through the tax, and owners pay it first."""
    return edit.payer == Payer.STATE and edit.table == "buildings" and edit.terms.deduction_years > 0


def year_of(edit: Edit, world: World) -> int:
    """Year in which an edit is paid."""
    return edit.year or world.clock.year


def own_flats(world: World) -> NDArray[np.bool_]:
    """Households that own the flat that they live in, in a building that is not public. (H,)"""
    home, there = homes_of(world)
    own = np.asarray(world.table("households")["tenure"] == Tenure.OWNER) & there
    own[there] &= owner_shares(world)[home[there], Payer.HOUSEHOLDS] > 0.0
    return own


def deductions(world: World) -> Deductions:
    """Instalments from the year after the works, each household's bounded by its yearly tax, the rest lost to it.

    Notes
    -----
    Instalments of several works share the tax of a year in proportion. Landlords, the city and businesses are not
    modelled one by one: they use the share that the terms say, businesses all. A credit that is ceded is paid back to
    who took it over, at its face value: whoever takes credits over has tax enough.
    """
    households = world.table("households")
    home, own, shares, floor = homes_of(world)[0], own_flats(world), owner_shares(world), floor_parts(world)
    edits = [applied.edit for applied in world.applied if is_deducted(applied.edit) and applied.edit.rows.size]
    claims: list[tuple[Edit, int, NDArray[np.float64]]] = []
    found: list[Instalment] = []
    others = others_used = 0.0
    for edit in edits:
        cost = np.zeros(len(shares))
        cost[edit.rows] = edit.cost
        works, years = year_of(edit, world), edit.terms.deduction_years
        span = range(works + 1, works + 1 + years)
        if edit.terms.ceded > 0.0:
            face, taker = edit.total_cost, edit.terms.taker
            others += face
            others_used += face
            found += [Instalment(year, taker, edit.measure, face / years, works, edit.trend) for year in span]
            continue
        claims.append((edit, works, np.where(own, cost[home] * floor, 0.0) / years))
        uses = ((Payer.OWNERS, edit.terms.landlord_deducts), (Payer.CITY, edit.terms.city_deducts))
        for payer, use in (*uses, (Payer.BUSINESSES, 1.0)):
            part = float((cost * shares[:, payer]).sum())
            others += part
            others_used += part * use
            if part * use > 0.0:
                found += [Instalment(year, payer, edit.measure, part * use / years, works, edit.trend) for year in span]
    promised, used = np.zeros(len(households)), np.zeros(len(households))
    first = min((works + 1 for _, works, _ in claims), default=0)
    last = max((works + edit.terms.deduction_years for edit, works, _ in claims), default=-1)
    for year in range(first, last + 1):
        now = [claim for claim in claims if claim[1] < year <= claim[1] + claim[0].terms.deduction_years]
        wanted = np.sum([each for _, _, each in now], axis=0) if now else np.zeros(len(households))
        got = np.minimum(wanted, np.maximum(households["tax"], 0.0))
        part_used = np.divide(got, wanted, out=np.zeros(len(households)), where=wanted > 0.0)
        promised += wanted
        used += got
        for edit, works, each in now:
            eur = float((each * part_used).sum())
            if eur > 0.0:
                found.append(Instalment(year, Payer.HOUSEHOLDS, edit.measure, eur, works, edit.trend))
    return Deductions(tuple(found), promised, used, others, others_used)
