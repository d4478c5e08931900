"""How many homes are insulated without any project?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from twin.core.streams import declare
from twin.interventions.measure import Evidence, Levers, Measure, lever
from twin.interventions.refurbishment import TABULA
from twin.interventions.retrofit_levers import RetrofitLevers
from twin.interventions.retrofit_works import TOUCHES, booked, cost
from twin.interventions.trends import years_done
from twin.interventions.where import Where
from twin.state.codes import Epoch, Payer, Thermal, Use

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.interventions.where import Found
    from twin.state.edits import Edit
    from twin.state.world import World

NAME = "background_retrofit"
YEARLY = declare("interventions.background_retrofit", "in which year a building is renovated without the project")
_PARTS = ("walls", "roof", "floor", "windows")


class BackgroundLevers(Levers):
    """Levers of renovation without the project."""

    yearly: float = lever(
        0.005,
        unit="1",
        label="renovated a year",
        label_it="riqualificati all'anno",
        doc="Share of the homes built before 2006 that are renovated in a year, drawn by lot",
        source="deep renovation below 1 % a year; the city's plan asks for 1 % (reteirene.it); half of it is assumed",
        ge=0.0,
        le=0.1,
        slider=(0.0, 0.02, 0.001),
    )
    level: Literal["standard", "advanced"] = lever(
        "standard",
        unit="-",
        label="level of the works",
        label_it="livello dei lavori",
        doc="Refurbishment level of TABULA: standard or advanced",
        source=TABULA,
        options={"standard": ("standard", "ordinario"), "advanced": ("advanced", "avanzato")},
    )
    parts: tuple[str, ...] = lever(
        ("walls", "roof", "windows"),
        unit="-",
        label="parts of the work",
        label_it="voci di lavoro",
        doc="What is insulated or changed",
        source="assumed",
        options={
            "walls": ("walls", "pareti"),
            "roof": ("top ceiling", "ultimo solaio"),
            "floor": ("lowest floor", "primo solaio"),
            "windows": ("windows", "finestre"),
        },
    )
    state_share: float = lever(
        0.65,
        unit="1",
        label="share paid by the state",
        label_it="quota pagata dallo Stato",
        doc="Tax deduction on the cost; the households pay the rest",
        source="65 % on common parts (edilportale.com, 2017)",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )

    def works(self) -> RetrofitLevers:
        """The same works as levers of a retrofit, paid by their parts."""
        parts = {name: name in self.parts for name in _PARTS}
        return RetrofitLevers.model_validate({"quantity": "100 %", "level": self.level, "cost_by": "parts", **parts})


def edits(world: World, levers: BackgroundLevers, where: Where, start: date) -> list[Edit]:
    """Edits of the homes that were renovated before the simulated year, with what households and state pay.

    Parameters
    ----------
    world : World before any edit; U-values as the energy domain read them from the construction period.
    levers : Pace and kind of the works.
    where : Zones or addresses; all of them as a rule.
    start : Day for which the envelopes are told; its year is the first in which homes are renovated.
    """
    years = years_done(world.clock, start)
    if levers.yearly == 0.0 or not years:
        return []
    found, buildings = find(world, where), world.table("buildings")
    done = _renovated(buildings["uid"][found.rows], years, levers.yearly, world.seed)
    rows, done = found.rows[done > 0], done[done > 0]
    area = buildings["floor_area"]
    share = area[rows].sum() / max(area[found.rows].sum(), 1.0)
    words = f"{rows.size} buildings, {100.0 * share:.1f} % of the floor area, from {years[0]} to {years[-1]}"
    works = levers.works()
    note = "; ".join([words, *found.notes])
    edited = booked(NAME, world, rows, works, 0, [(np.zeros(rows.size), Payer.HOUSEHOLDS, note)])
    whole = cost(world, rows, works)
    for year in np.unique(done):
        mine = done == year
        bill = [(whole[mine] * (1.0 - levers.state_share), Payer.HOUSEHOLDS, "")]
        bill.append((whole[mine] * levers.state_share, Payer.STATE, ""))
        paid = booked(NAME, world, rows[mine], works, 0, bill)[: len(bill)]
        edited += [replace(edit, year=int(year)) for edit in paid]
    return edited


def _renovated(uids: NDArray[np.uint64], years: range, yearly: float, seed: int) -> NDArray[np.int64]:
    """Year in which each building is renovated, 0 if in none. (N,)"""
    end = np.zeros(uids.size, dtype=np.int64)
    for year in years:
        end[(end == 0) & (YEARLY.at(seed).uniform(uids, tick=year) < yearly)] = year
    return end


def find(world: World, where: Where) -> Found:
    """Heated homes built before 2006 in the places, whoever owns them."""
    b = world.table("buildings")
    wanted = (b["use"] == Use.RESIDENTIAL) & (b["thermal"] == Thermal.HEATED) & (b["floor_area"] > 0.0)
    return where.find(world, "buildings", wanted & (b["epoch"] < Epoch.FROM_2006))


MEASURE = Measure(
    name=NAME,
    label="Without the project: renovation",
    label_it="Senza il progetto: riqualificazioni",
    order=930,
    levers=BackgroundLevers,
    touches=TOUCHES,
    mechanism=(
        "Each year some of the homes are insulated, drawn by lot, with the same works and prices as in the condominium "
        "retrofit; what a year renovates counts from the next year on. Who decides and why is not told. Where a "
        "retrofit of the project reaches a building, the building is not renovated here a second time, and nobody else "
        "is in its place: the trend then renovates a little less, which never flatters the project. It happens anyway: "
        "it belongs on both sides of a comparison, and its cost is not the project's."
    ),
    evidence=(
        Evidence("deep renovation below 1 % of the floor area a year; the city's plan asks for 1 % a year",
                 "reteirene.it, PGT del Comune di Milano", "published"),
        Evidence("70 buildings with 213,466 m2 renovated by one company in 2019-2023, 37 of them in Milan, partly by "
                 "bonuses", "radiolombardia.it, 2025", "published"),
        Evidence("pace and parts of the works in the district: not found", "no source was reached", "assumed"),
    ),
    edits=edits,
    trend=True,
)  # fmt: skip
