"""How much less electricity do appliances and lamps take each year without any project, because new ones are better?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from twin.interventions.measure import Evidence, Levers, Measure, lever
from twin.interventions.trends import years_done
from twin.interventions.where import Where
from twin.state.codes import Payer, Thermal, Use
from twin.state.edits import Edit

if TYPE_CHECKING:
    from twin.state.world import World

NAME = "appliance_renewal"


class ApplianceLevers(Levers):
    """Levers of the renewal of appliances."""

    yearly: float = lever(
        0.01,
        unit="1",
        label="less electricity a year",
        label_it="elettricità in meno all'anno",
        doc="Fall of the electricity of appliances and lamps from one year to the next",
        source="assumed; what new appliances save, more of them eat up in part",
        ge=0.0,
        le=0.2,
        slider=(0.0, 0.05, 0.005),
    )
    uses: Literal["homes", "all"] = lever(
        "homes",
        unit="-",
        label="which buildings",
        label_it="quali edifici",
        doc="Homes alone, or buildings of all uses",
        source="choice; labels and standards are those of household appliances",
        options={"homes": ("homes", "abitazioni"), "all": ("all uses", "tutti gli usi")},
    )


def edits(world: World, levers: ApplianceLevers, where: Where, start: date) -> list[Edit]:
    """Edits of the buildings' use of electricity; appliances are bought anyway and cost nothing here.

    Parameters
    ----------
    world : World before any edit.
    levers : Pace and buildings.
    where : Zones or addresses; all of them as a rule.
    start : Day for which the use of electricity is told (energy.household_electricity).
    """
    years = years_done(world.clock, start)
    if levers.yearly == 0.0 or not years:
        return []
    b = world.table("buildings")
    wanted = b["thermal"] == Thermal.HEATED
    if levers.uses == "homes":
        wanted = wanted & (b["use"] == Use.RESIDENTIAL)
    found = where.find(world, "buildings", wanted)
    left = (1.0 - levers.yearly) ** len(years)
    words = (
        f"electricity of appliances {100.0 * (left - 1.0):+.1f} % in {len(years)} years, {found.rows.size} buildings"
    )
    new = b["appliance_level"][found.rows] * left
    note = "; ".join([words, *found.notes])
    return [Edit(NAME, "buildings", "appliance_level", found.rows, new, 0, np.zeros(new.size), Payer.HOUSEHOLDS, note)]


MEASURE = Measure(
    name=NAME,
    label="Without the project: renewal of appliances",
    label_it="Senza il progetto: ricambio degli elettrodomestici",
    order=920,
    levers=ApplianceLevers,
    touches=("buildings.appliance_level",),
    mechanism=(
        "All appliances and lamps of a building take a share of their electricity less each year, compounded; their "
        "heat indoors falls with it, so that rooms need a little more heating and less cooling. Which appliance is "
        "renewed and by whom is not told. New uses (cars, heat pumps, cooling) are not in it. It happens anyway: it "
        "belongs on both sides of a comparison. Appliances are bought for other reasons: no cost is booked."
    ),
    evidence=(
        Evidence("household electricity in Milan -7.6 % in 2012 alone, a year of crisis: no trend", "ilnord.it, ISTAT",
                 "published"),
        Evidence("pace of the fall from year to year: not found", "no source was reached", "assumed"),
    ),
    edits=edits,
    trend=True,
)  # fmt: skip
