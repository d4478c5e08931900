"""What if a technology is promoted and people decide? Levers of a promotion, and what those who decide reckon with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from twin.decisions.diffusion import Offer, Technology, adopters, contacts_of
from twin.decisions.diffusion_params import DiffusionParams
from twin.interventions.measure import lever
from twin.observe.privacy import LEAST
from twin.state.codes import Fuel

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from twin.state.edits import Edit
    from twin.state.world import World

LIMITS = (
    " With adoption by diffusion the quantity is the share that the promotion is offered to, and each of them decides "
    "year by year: by own propensity, by what neighbours and colleagues have done, by payback and by what they can "
    "afford. How fast a technology spreads is not known: each seed draws it from a wide prior, so that only runs with "
    "many seeds tell a range. A building decides as one; no assembly votes. Some would take it up without the "
    "promotion: the note tells how many."
)


class Promoted(Protocol):
    """Levers of a measure that can spread by itself."""

    @property
    def campaign(self) -> float:
        """Share reached each year. [1]"""

    @property
    def subsidy(self) -> float:
        """Share of the cost that the city pays. [1]"""


class Taken(NamedTuple):
    """Who takes it up.

    Parameters
    ----------
    rows : Rows, increasing. (K,)
    years : Year in which each does. (K,)
    note : In words.
    """

    rows: NDArray[np.int64]
    years: NDArray[np.int64]
    note: str


def adoption() -> Any:
    """Lever of who decides: the planner, or those who would have it."""
    return lever(
        "planner",
        unit="-",
        label="who decides",
        label_it="chi decide",
        doc="The quantity is carried out as planned, or people are offered it and take it up, or not, year by year",
        source="choice",
        options={
            "planner": ("as planned", "come pianificato"),
            "diffusion": ("people, year by year", "le persone, anno per anno"),
        },
        folded=True,
    )


def campaign() -> Any:
    """Lever of information, where people decide."""
    return lever(
        0.0,
        unit="1",
        label="reached by a campaign",
        label_it="raggiunti da una campagna",
        doc="Where people decide: share of those who may have it that a campaign reaches each year",
        source="choice; what a campaign does to a decision is assumed",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )


def subsidy() -> Any:
    """Lever of money from the city, where people decide."""
    return lever(
        0.0,
        unit="1",
        label="subsidy of the city",
        label_it="contributo del Comune",
        doc="Where people decide: share of the cost that the city pays beside the state",
        source="choice; Milan paid up to half of new plants in 2017-18 (varesenews.it)",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )


def taken_up(
    world: World, technology: Technology, offer: Offer, levers: Promoted, start: date, what: str,
    refused: NDArray[np.int64], *, deducted: bool = True,
) -> Taken:  # fmt: skip
    """Who takes the technology up by the simulated year, with and without the promotion in words.

    Parameters
    ----------
    world, technology, start : As in `twin.decisions.diffusion.adopters`.
    offer : Its cost and gain with the state's help alone; the city's subsidy is added here.
    deducted : Whether the state's help is a tax deduction, which is on what the city leaves to pay; a grant is on all.
    levers : The promotion.
    what : What those who decide are, for the note.
    refused : Rows that would take it up, and found no money for it: they do without, and nobody sees it with them.
    """
    contacts = contacts_of(world, technology)
    # Draws do not depend on hazards, and a hazard of nothing keeps somebody as the contact who has none: all that
    # happened before the refusal stays as it was.
    ease = np.where(np.isin(offer.rows, refused), 0.0, offer.ease)
    more = levers.subsidy * (1.0 - offer.help) if deducted else levers.subsidy
    helped = offer._replace(help=offer.help + more, ease=ease)
    year = adopters(world, technology, helped, start, campaign=levers.campaign, contacts=contacts)
    alone = adopters(world, technology, offer, start, contacts=contacts)
    now = world.clock.year
    order = np.argsort(offer.rows)
    order = order[year[order] <= now]
    rows = offer.rows[order]
    if what == "households" and offer.rows.size < LEAST:
        return Taken(rows, year[order], f"offered to fewer than {LEAST} households, so it is not told who took it up")
    note = (
        f"{rows.size} of {offer.rows.size} {what} took it up from {start.year} to {now}, "
        f"{int(((alone <= now) & (year <= now)).sum())} of them would have without the promotion"
    )
    return Taken(rows, year[order], note)


def refused_rows(world: World, measure: str, table: str) -> NDArray[np.int64]:
    """Rows of a table that asked for a measure and found no money. (K,)"""
    return world.refused.get((measure, table), np.zeros(0, dtype=np.int64))


def dated(edits: Sequence[Edit], rows: NDArray[np.int64], years: NDArray[np.int64]) -> list[Edit]:
    """Edits with what is paid, and which plant it is, told apart by the year in which each row takes it up.

    Parameters
    ----------
    edits : Edits of some of the rows.
    rows, years : Rows, increasing, and the year of each. (K,), (K,)
    """
    done: list[Edit] = []
    for edit in edits:
        of = years[np.searchsorted(rows, edit.rows)]
        apart = edit.cost.any() or edit.column == "generator"  # a plant that others pay has its year, too
        parts = [of == year for year in np.unique(of)] if apart else []
        done += [
            replace(edit, rows=edit.rows[part], new=edit.new[part], cost=edit.cost[part], year=int(of[part][0]),
                    note=edit.note if k == 0 else "")
            for k, part in enumerate(parts)
        ] or [edit]  # fmt: skip
    return done


def offer_of_pumps(world: World, rows: NDArray[np.int64], cost: NDArray[np.float64], state_share: float) -> Offer:
    """Heat pumps by row of buildings: the heat that they need, from fuel before and from electricity after."""
    given: DiffusionParams = world.params.get("diffusion") or DiffusionParams()
    buildings = world.table("buildings")
    electricity, gas, oil = given.prices
    fuel = np.where(buildings["heating_fuel"][rows] == Fuel.GAS_OIL, oil, gas) / given.boiler
    gain = given.heat_per_area * buildings["floor_area"][rows] * (fuel - electricity / given.pump_factor)
    return Offer(rows, cost, np.full(rows.size, state_share), gain, np.ones(rows.size))


def offer_of_roofs(world: World, rows: NDArray[np.int64], peak: NDArray[np.float64], cost: NDArray[np.float64],
                   state_share: NDArray[np.float64]) -> Offer:  # fmt: skip
    """Photovoltaics by row of buildings, of a peak power each. (K,) [kW]"""
    given: DiffusionParams = world.params.get("diffusion") or DiffusionParams()
    worth = given.own_use * given.prices[0] + (1.0 - given.own_use) * given.feed_in
    return Offer(rows, cost, state_share, given.yield_pv * worth * peak, np.ones(rows.size))


def offer_of_cars(world: World, households: NDArray[np.int64], cost: float, state_share: float) -> Offer:
    """Electric cars by row of households; harder without a socket where a car of theirs is kept."""
    given: DiffusionParams = world.params.get("diffusion") or DiffusionParams()
    vehicles = world.table("vehicles")
    keeper = vehicles["household"][vehicles["socket"]]
    socket = np.bincount(keeper, minlength=len(world.table("households")))[households] > 0
    n = households.size
    return Offer(
        households, np.full(n, cost), np.full(n, state_share), np.full(n, given.saved_by_car),
        np.where(socket, 1.0, given.no_socket),
    )  # fmt: skip
