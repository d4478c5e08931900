"""What happens when buildings join in a renewable energy community?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import declare
from twin.interventions.choosing import take, target_of
from twin.interventions.measure import Amount, Evidence, Levers, Measure, lever, start_tick
from twin.state.codes import Payer, Thermal
from twin.state.edits import Edit

if TYPE_CHECKING:
    from datetime import date

    from twin.interventions.where import Where
    from twin.state.world import World

NAME = "energy_community"
CHOICE = declare("interventions.energy_community", "rank of a building that joins the energy community by lot")


class CommunityLevers(Levers):
    """Levers of the energy community."""

    quantity: Amount = lever(
        ...,
        unit="1|m2|flat",
        label="quantity",
        label_it="quantità",
        doc="Share of the heated floor area, gross floor area, or number of flats that join",
        slider=(0.0, 1.0, 0.01),
    )
    cost_total: float = lever(
        10_000.0,
        unit="EUR",
        label="cost of founding",
        label_it="costo di costituzione",
        doc="Notary, statute, registration and the platform, once for the whole community",
        source="assumed; no price was found",
        ge=0.0,
        slider=(0.0, 50_000.0, 1_000.0),
    )


def edits(world: World, levers: CommunityLevers, where: Where, start: date) -> list[Edit]:
    """Edits of the members, those with photovoltaics first, with what the households among them pay.

    Parameters
    ----------
    world : World before any edit.
    levers : How many join, and for how much.
    where : Zones whose buildings are eligible, or addresses.
    start : Day from which electricity is shared.
    """
    tick = start_tick(world.clock, start)
    if levers.quantity.value == 0.0 or tick is None:
        return []
    buildings = world.table("buildings")
    eligible, outside = where.find(world, "buildings", buildings["thermal"] == Thermal.HEATED)
    sizes = {"m2": buildings["floor_area"][eligible], "flat": buildings["flats"][eligible]}
    target, unit, note = target_of(levers.quantity, {name: float(size.sum()) for name, size in sizes.items()})
    uids = buildings["uid"][eligible]
    rank = CHOICE.at(world.seed).uniform(uids) - (buildings["pv_peak"][eligible] > 0.0)
    rows = take(eligible, rank, uids, sizes[unit], target)
    cost = np.full(len(rows), levers.cost_total / max(len(rows), 1))
    words = "; ".join([f"{len(rows)} buildings join", *([note] if note else []), *outside])
    return [
        Edit(
            NAME, "buildings", "community", rows, np.ones(len(rows), dtype=bool), tick, cost, Payer.HOUSEHOLDS, words
        )
    ]  # fmt: skip


MEASURE = Measure(
    name=NAME,
    label="Renewable energy community",
    label_it="Comunità energetica rinnovabile",
    order=120,
    topic="electricity",
    levers=CommunityLevers,
    touches=("buildings.community",),
    mechanism=(
        "The members share electricity: in every hour the least of what they give to the grid together and what they "
        "draw together counts as shared. All members stand below one primary substation here, whatever the grid's true "
        "plan. Sharing changes no flow of electricity; what is paid for it is not part of the bills."
    ),
    evidence=(
        Evidence(
            "shared electricity is, by the hour, the least of electricity fed in and drawn by the members below one "
            "primary substation",
            "D.Lgs. 199/2021; ARERA 727/2022/R/eel (TIAD), as told by cerdinamo.it",
            "published",
        ),
        Evidence(
            "communities by primary substation exist since the reform of 2021-2024: none in the years of the project",
            "gse.it",
            "published",
        ),
    ),
    edits=edits,
)
