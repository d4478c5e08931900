"""What happens when the city insulates schools, health buildings and public housing?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import field_validator, model_validator

from twin.core.streams import declare
from twin.interventions.choosing import area_or_flats
from twin.interventions.measure import Amount, Evidence, Measure, lever, start_tick
from twin.interventions.refurbishment import TABULA
from twin.interventions.retrofit_levers import RetrofitLevers
from twin.interventions.retrofit_works import TOUCHES, booked, choose, cost
from twin.state.codes import Ownership, Payer, Thermal, Use

if TYPE_CHECKING:
    from datetime import date
    from typing import Self

    from twin.interventions.where import Found, Where
    from twin.state.edits import Edit
    from twin.state.world import World

NAME = "public_retrofit"
CHOICE = declare("interventions.public_retrofit", "rank of a public building in a retrofit drawn by lot")
KINDS = ("schools", "health", "housing")
_USES = {"schools": Use.EDUCATION, "health": Use.HEALTH}
# Uses that an address may name as public whatever its owner: no layer tells offices of the city from others.
_NAMED = (Use.RESIDENTIAL, Use.OFFICE, Use.EDUCATION, Use.HEALTH, Use.OTHER)


class PublicLevers(RetrofitLevers):
    """Levers of the public retrofit: those of the condominium's, with other buildings and other payers."""

    quantity: Amount = area_or_flats()
    kinds: tuple[str, ...] = lever(
        KINDS,
        unit="-",
        label="which buildings",
        label_it="quali edifici",
        doc="Schools, health buildings, public housing; of an address, the nearest building that can be public",
        source="schools and health by the use that the layers tell, all of them taken as public; housing by the owner "
        "that is drawn for each block; offices of the city are not told from others and are reached by address",
        options={
            "schools": ("schools", "scuole"),
            "health": ("health", "sanità"),
            "housing": ("public housing", "case popolari"),
        },
    )
    least_flats: float = lever(
        1.0,
        unit="flat",
        label="smallest block",
        label_it="caseggiato più piccolo",
        doc="Public housing with fewer flats is left out",
        source="choice: all of it",
        ge=0.0,
        slider=(1.0, 20.0, 1.0),
    )
    cost_by: Literal["flat", "parts"] = lever(
        "parts",
        unit="-",
        label="cost counted by",
        label_it="costo calcolato per",
        doc="A price for each part of the work, or one price a flat for the whole, which is for housing alone",
        source="schools have no flats; prices of the parts as in the condominium retrofit",
        options={"flat": ("flat", "appartamento"), "parts": ("part of the work", "voce di lavoro")},
        folded=True,
    )
    state_share: float = lever(
        0.40,
        unit="1",
        label="share paid by the state",
        label_it="quota pagata dallo Stato",
        doc="Contribution to public bodies on the whole work",
        source="Conto Termico (DM 16 February 2016): 40 % for the envelope of public buildings, more for several "
        "works together; from memory",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )
    eu_share: float = lever(
        0.0,
        unit="1",
        label="share paid by the EU",
        label_it="quota pagata dall'UE",
        doc="Grant on the whole work; the city pays what state and EU leave",
        source="Sharing Cities paid a part of via San Bernardo 29; how much was not published",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )

    @field_validator("kinds", mode="before")
    @classmethod
    def _known(cls, value: Any) -> Any:
        names = [value] if isinstance(value, str) else list(value) if isinstance(value, list | tuple) else []
        if not names or any(name not in KINDS for name in names):
            msg = f"{value!r} names no such buildings; write a list of {', '.join(KINDS)}"
            raise ValueError(msg)
        return tuple(name for name in KINDS if name in names)

    @model_validator(mode="after")
    def _flats_are_of_housing(self) -> Self:
        if self.kinds != ("housing",) and (self.cost_by == "flat" or self.quantity.unit == "flat"):
            msg = 'schools and health buildings have no flats; count in m2 and cost by "parts", or choose housing alone'
            raise ValueError(msg)
        if self.state_share + self.eu_share > 1.0:
            msg = f"state and EU pay {self.state_share + self.eu_share:.0%} together; more than the whole work"
            raise ValueError(msg)
        return self


def edits(world: World, levers: PublicLevers, where: Where, start: date) -> list[Edit]:
    """Edits of the chosen buildings, with what city, state and EU pay.

    Parameters
    ----------
    world : World before any edit; U-values as the energy domain read them from the construction period.
    levers : What is done, in which buildings, how much of it, and for how much.
    where : Zones whose buildings are eligible, or addresses.
    start : Day from which the works are finished.
    """
    tick = start_tick(world.clock, start)
    if levers.quantity.value == 0.0 or tick is None:
        return []
    rows, words = choose(world, levers, find(world, levers, where), CHOICE)
    whole = cost(world, rows, levers)
    city = 1.0 - levers.state_share - levers.eu_share
    bill = [(whole * city, Payer.CITY, words)]
    for share, payer, why in (
        (levers.state_share, Payer.STATE, "contribution to public bodies, booked at once"),
        (levers.eu_share, Payer.EU, "grant of the EU"),
    ):
        if share > 0.0:
            bill.append((whole * share, payer, why))
    return booked(NAME, world, rows, levers, tick, bill)


def find(world: World, levers: PublicLevers, where: Where) -> Found:
    """Heated public buildings in the places; of an address, the nearest building that can be public."""
    b = world.table("buildings")
    heated = (b["thermal"] == Thermal.HEATED) & (b["floor_area"] > 0.0)
    if where.at:
        return where.find(world, "buildings", heated & np.isin(b["use"], _NAMED))
    block = (b["use"] == Use.RESIDENTIAL) & (b["ownership"] == Ownership.PUBLIC)
    wanted = block & (b["flats"] >= max(levers.least_flats, 1.0)) & ("housing" in levers.kinds)
    wanted |= np.isin(b["use"], [_USES[kind] for kind in levers.kinds if kind in _USES])
    return where.find(world, "buildings", wanted & heated)


MEASURE = Measure(
    name=NAME,
    label="Retrofit of public buildings",
    label_it="Riqualificazione degli edifici pubblici",
    order=105,
    topic="heat",
    levers=PublicLevers,
    touches=TOUCHES,
    mechanism=(
        "The same works as in condominiums, decided by the landlord: no assembly, no vote, no owner who cannot pay. "
        "Schools and health buildings are told by their use, private ones among them; public housing by the owner that "
        "is drawn for each larger block, as no layer tells owners. Their envelopes get the values of TABULA's "
        "refurbished apartment block too, as there is no table for schools. Tenants of public housing save on their "
        "bill and pay nothing for the works; higher rents are not modelled. The city stands for all public owners, the "
        "region's housing company and the health service among them, and pays what state and EU leave. The cost is "
        "booked when the works are finished, or at the start of the simulated year if that is later."
    ),
    evidence=(
        Evidence(
            "one public block in Sharing Cities: via San Bernardo 29 (Chiaravalle), 4,000 m2 planned, more than "
            "28,000 m2 with the five condominiums delivered",
            "pattodeisindaciabruzzo.it; agenzianova.com",
            "published",
        ),
        Evidence(
            "consumption cut by around 60 % in the private and public buildings of the programme",
            "agenzianova.com",
            "published",
        ),
        Evidence(
            "about 29,000 municipal flats and 600 schools in Milan",
            "partecipazione.comune.milano.it, Piano Aria e Clima, proposal 152",
            "published",
        ),
        Evidence("envelope after refurbishment, by epoch, of apartment blocks", TABULA, "published"),
        Evidence(
            "measured saving, cost and payers of the public block, and envelopes of Milan's schools: not found",
            "no source was reached",
            "assumed",
        ),
    ),
    edits=edits,
)
