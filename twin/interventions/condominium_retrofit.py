"""What happens when condominiums insulate, change windows or boiler, fit valves, and put sun on the roof?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import declare
from twin.interventions import retrofit_vote
from twin.interventions.measure import Evidence, Measure, start_tick
from twin.interventions.refurbishment import ADVANCED, STANDARD, TABULA
from twin.interventions.retrofit_levers import RetrofitLevers
from twin.interventions.retrofit_works import TOUCHES, booked, changes, choose, cost, heat_loss, rank_of
from twin.state.codes import Ownership, Payer, Thermal, Use

if TYPE_CHECKING:
    from datetime import date

    from twin.interventions.where import Found, Where
    from twin.state.edits import Edit
    from twin.state.world import World

__all__ = ["ADVANCED", "MEASURE", "STANDARD", "RetrofitLevers", "changes", "edits", "find", "heat_loss"]

NAME = "condominium_retrofit"
CHOICE = declare("interventions.condominium_retrofit", "rank of a building in a retrofit drawn by lot")


def edits(world: World, levers: RetrofitLevers, where: Where, start: date) -> list[Edit]:
    """Edits of the chosen buildings, with what households and state pay.

    Parameters
    ----------
    world : World before any edit; U-values as the energy domain read them from the construction period.
    levers : What is done, how much of it, and for how much.
    where : Zones whose buildings are eligible, or addresses.
    start : Day from which the works are finished; where assemblies decide, day on which the campaign begins.
    """
    tick = start_tick(world.clock, start)
    if levers.quantity.value == 0.0 or tick is None:
        return []
    rows, words = choose(world, levers, find(world, levers, where), CHOICE)
    if levers.decided_by == "assembly":
        order = np.lexsort((world.table("buildings")["uid"][rows], rank_of(world, levers, rows, CHOICE)))
        return retrofit_vote.edits(world, NAME, levers, rows[order], start, f"offered to {words}")
    whole = cost(world, rows, levers)
    bill = (
        (whole * (1.0 - levers.state_share), Payer.HOUSEHOLDS, words),
        (whole * levers.state_share, Payer.STATE, "tax deduction on the whole work, booked at once"),
    )
    return booked(NAME, world, rows, levers, tick, bill)


def find(world: World, levers: RetrofitLevers, where: Where) -> Found:
    """Heated residential buildings with enough flats in the places; of an address, the nearest of them.

    In zones public blocks are left out, their landlord decides (public_retrofit). An address is taken at its word:
    who owns a building is drawn, not told by any layer.
    """
    buildings = world.table("buildings")
    wanted = (
        (buildings["use"] == Use.RESIDENTIAL)
        & (buildings["thermal"] == Thermal.HEATED)
        & (buildings["flats"] >= max(levers.least_flats, 1.0))
        & (buildings["floor_area"] > 0.0)
    )
    if not where.at:
        wanted &= buildings["ownership"] != Ownership.PUBLIC
    return where.find(world, "buildings", wanted)


MEASURE = Measure(
    name=NAME,
    label="Condominium retrofit",
    label_it="Riqualificazione dei condomini",
    order=100,
    topic="heat",
    levers=RetrofitLevers,
    touches=(*TOUCHES, "buildings.retrofit_stage", "buildings.owners_asked"),
    mechanism=(
        "Walls, roof or top ceiling, floor and windows of the chosen buildings, each if it is part of the work, "
        "get the U-values of TABULA's refurbished apartment block of their construction period, windows their "
        "solar factor, and leaks shrink to the air change given there; a part that is already better stays. With "
        "the walls the surcharge for thermal bridges becomes that of the same block, which for the oldest walls is "
        "more than before. Boilers may give way to a condensing gas boiler of the same size on the old pipes and "
        "radiators; valves, billing by heat taken, good control and photovoltaics of the common parts can be "
        "added. What people do with the warmth saved follows from set points and control and is no part of the "
        "measure. The cost is booked when the works are finished, or at the start of the simulated year if that is "
        "later; the deduction, in truth paid back over ten years, is booked at once. Where assemblies decide, the "
        "quantity is what is offered: condominiums show interest or not, their owners vote by heads and thousandths, "
        "and works follow only where a resolution stands; companies decide by a rule of their own."
    ),
    evidence=(
        Evidence(
            "walls, top ceiling, floor, windows, leaks and thermal bridges after refurbishment, by epoch",
            TABULA,
            "published",
        ),
        Evidence(
            "Tito Livio 7: condominium energy bill -50 % (50-60 % announced), about 300,000 EUR, 70 % deduction",
            "milanotoday.it; today.it",
            "published",
        ),
        Evidence(
            "Verro 78 B/C: 24 families, 350,000 EUR, expected bill -52 %, 12,000-18,000 EUR per family",
            "sharingcities.eu, Milan adds another energy-efficient building to its ranks, 2018",
            "published",
        ),
        Evidence(
            "Passeroni 6: energy -59 %, emissions -65 %, with a new heat generator and photovoltaics",
            "sharingcities.eu, Retro-fast, 2019",
            "published",
        ),
        Evidence(
            "more than 28,000 m2 retrofitted in five condominiums and a public block; 5 of 20 audited signed",
            "agenzianova.com; sharingcities.eu, Retrofitting with the people",
            "published",
        ),
        Evidence(
            "saving in line with the forecast, and a higher mean indoor temperature afterwards",
            "teicosgroup.com, Il punto su Sharing Cities, 2021",
            "published",
        ),
        Evidence(
            "packages: outer insulation, attic, thermostatic valves, remote control of the plant, photovoltaics for "
            "the common parts with export; windows are not named, at Passeroni the window boxes are",
            "canaleenergia.com; today.it; sharingcities.eu",
            "published",
        ),
        Evidence("cost of the advanced level: not found; set cost_per_flat", "no source was reached", "assumed"),
    ),
    edits=edits,
)
