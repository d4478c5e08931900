"""How many old gas boilers give way to condensing ones without any project, because they come to their end?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import declare
from twin.interventions.ageing import year_of_end
from twin.interventions.choosing import target_of
from twin.interventions.measure import COUNT, Amount, Evidence, Levers, Measure, lever
from twin.interventions.new_boilers import TOUCHES, condensing, price_lever
from twin.interventions.trends import years_done
from twin.interventions.where import Where
from twin.state.codes import Fuel, Generator, Payer, Thermal
from twin.state.edits import Edit

if TYPE_CHECKING:
    from twin.interventions.where import Found
    from twin.state.world import World

NAME = "boiler_renewal"
LIFE = declare("interventions.boiler_renewal", "how old a gas boiler is, and in which year it comes to its end")
SHARE = declare("interventions.boiler_renewal.share", "rank of a boiler where only a share is renewed")


class RenewalLevers(Levers):
    """Levers of the renewal of gas boilers."""

    quantity: Amount = lever(
        Amount(value=1.0, unit="1"),
        unit="1",
        label="share of the old boilers",
        label_it="quota delle caldaie vecchie",
        doc="Share of the non-condensing gas boilers that are renewed when they come to their end, drawn by lot",
        source="all: since September 2015 only condensing ones are sold (Regulation (EU) 813/2013, from memory)",
        slider=(0.0, 1.0, 0.05),
    )
    life: float = lever(
        20.0,
        unit=COUNT,
        label="mean life in years",
        label_it="vita media in anni",
        doc="Mean life of a boiler in years",
        source="EN 15459-1, annex: 20 years for boilers; from memory, assumed",
        ge=2.0,
        le=80.0,
        slider=(10.0, 40.0, 1.0),
    )
    shape: float = lever(
        3.0,
        unit=COUNT,
        label="how alike lives are",
        label_it="somiglianza delle durate",
        doc="Shape of Weibull's law: 1 if chance does not depend on age, more if most end near the mean life",
        source="assumed",
        ge=1.0,
        le=10.0,
        slider=(1.0, 6.0, 0.5),
        folded=True,
    )
    cost_per_kw: float = price_lever()
    state_share: float = lever(
        0.50,
        unit="1",
        label="share paid by the state",
        label_it="quota pagata dallo Stato",
        doc="Tax deduction of homes; other owners pay all themselves",
        source="50 % for condensing boilers from 2018, 65 % with good control; from memory",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )


def edits(world: World, levers: RenewalLevers, where: Where, start: date) -> list[Edit]:
    """Edits of the boilers that came to their end before the simulated year, with what their people and the state pay.

    Parameters
    ----------
    world : World before any edit; plants as the energy domain drew them, taken as those of the start.
    levers : Lives and costs.
    where : Zones or addresses whose boilers grow old; all of them as a rule.
    start : Day for which the stock of plants is drawn; its year is the first in which boilers come to their end.
    """
    years = years_done(world.clock, start)
    if levers.quantity.value == 0.0 or not years:
        return []
    eligible, outside = find(world, where)
    uids = world.table("buildings")["uid"][eligible]
    share, _, _ = target_of(levers.quantity, {"1": 1.0})
    some = SHARE.at(world.seed).uniform(uids) < share
    end = np.where(some, year_of_end(uids, years, levers.life, levers.shape, LIFE, world.seed), 0)
    rows, done = eligible[end > 0], end[end > 0]
    words = [f"{rows.size} of {eligible.size} old gas boilers renewed from {years[0]} to {years[-1]}", *outside]
    bill = ((Payer.STATE, levers.state_share),)
    return condensing(NAME, world, rows, done, levers.cost_per_kw, bill, "; ".join(words))


def find(world: World, where: Where) -> Found:
    """Heated buildings with a non-condensing gas boiler in the places."""
    b = world.table("buildings")
    old = (b["generator"] == Generator.BOILER) & (b["heating_fuel"] == Fuel.GAS)
    return where.find(world, "buildings", old & (b["thermal"] == Thermal.HEATED))


MEASURE = Measure(
    name=NAME,
    label="Without the project: renewal of boilers",
    label_it="Senza il progetto: ricambio delle caldaie",
    order=900,
    levers=RenewalLevers,
    touches=TOUCHES,
    mechanism=(
        "Old gas boilers come to their end with a chance that grows with their age, and condensing ones of the same "
        "size take their place on the old pipes and radiators. How old each one is at the start is drawn from a steady "
        "stock. What a year renews counts from the next year on. Condensing boilers are renewed by their like, which "
        "changes nothing and is not counted. Those of gas oil are another trend (gas_oil_phase_out). Where a measure "
        "puts in another plant, the boiler is not renewed and not paid. It happens anyway: it belongs on both sides of "
        "a comparison, and its cost is not the project's."
    ),
    evidence=(
        Evidence(
            "25 % condensing to 55 % traditional boilers in Italian energy certificates; in Lombardy traditional "
            "boilers were still the most in 2017",
            "SIAPE, ENEA; CURIT, dati.lombardia.it",
            "published",
        ),
        Evidence("life of 20 years, only condensing boilers sold since 2015, deduction of 50 %", "from memory",
                 "assumed"),
        Evidence("age of Milan's boilers: not found; the stock is taken as steady", "no source was reached", "assumed"),
    ),
    edits=edits,
    trend=True,
)  # fmt: skip
