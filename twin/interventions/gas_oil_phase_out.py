"""How many gas-oil plants turn to gas without any project, by grants and bans?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import declare
from twin.interventions.measure import COUNT, Evidence, Levers, Measure, lever
from twin.interventions.new_boilers import TOUCHES, condensing, price_lever
from twin.interventions.trends import years_done
from twin.interventions.where import Where
from twin.state.codes import Fuel, Generator, Payer, Thermal
from twin.state.edits import Edit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.interventions.where import Found
    from twin.state.world import World

NAME = "gas_oil_phase_out"
YEARLY = declare("interventions.gas_oil_phase_out", "in which year a gas-oil plant turns to gas")


class PhaseOutLevers(Levers):
    """Levers of the phase-out of gas oil."""

    yearly: float = lever(
        0.05,
        unit="1",
        label="converted a year",
        label_it="convertiti all'anno",
        doc="Share of the gas-oil plants left that turn to gas in a year, drawn by lot",
        source="assumed; the city's 24 million EUR of 2019 at 40,000 to 70,000 EUR a plant would reach 340 to 600 of "
        "the 3,800 plants, 9 to 16 % over the years of the call",
        ge=0.0,
        le=1.0,
        slider=(0.0, 0.3, 0.01),
    )
    ban: int = lever(
        2024,
        unit=COUNT,
        label="none left from",
        label_it="nessuno dal",
        doc="Year at whose start no plant burns gas oil any more; 0 for no ban",
        source="the city's air rules of 2020 forbid gas oil for heating from October 2023: from memory, assumed",
        ge=0,
        slider=(2018, 2040, 1),
    )
    cost_per_kw: float = price_lever()
    city_share: float = lever(
        0.50,
        unit="1",
        label="share paid by the city",
        label_it="quota pagata dal Comune",
        doc="Grant to homes that convert in the years of the city's calls",
        source="50 % of the cost, at most 40,000 to 70,000 EUR by type, 2017-18 (varesenews.it); the bound is left out",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )
    grants_from: int = lever(
        2017,
        unit=COUNT,
        label="first year of the calls",
        label_it="primo anno dei bandi",
        doc="First year in which the city pays its share",
        source="calls of 2017-18 and 2019 (varesenews.it; milano.corriere.it)",
        ge=0,
        slider=(2015, 2030, 1),
        folded=True,
    )
    grants_to: int = lever(
        2019,
        unit=COUNT,
        label="last year of the calls",
        label_it="ultimo anno dei bandi",
        doc="Last year in which the city pays its share",
        source="calls of 2017-18 and 2019 (varesenews.it; milano.corriere.it); later ones were not looked for",
        ge=0,
        slider=(2015, 2030, 1),
        folded=True,
    )
    state_share: float = lever(
        0.50,
        unit="1",
        label="share of the rest paid by the state",
        label_it="quota del resto pagata dallo Stato",
        doc="Tax deduction of homes on what the city leaves; other owners pay all themselves",
        source="50 % for condensing boilers; from memory",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )


def edits(world: World, levers: PhaseOutLevers, where: Where, start: date) -> list[Edit]:
    """Edits of the plants that turned to gas before the simulated year, with what people, city and state pay.

    Parameters
    ----------
    world : World before any edit; plants as the energy domain drew them, taken as those of the start.
    levers : Pace, ban and costs.
    where : Zones or addresses whose plants turn to gas; all of them as a rule.
    start : Day for which the stock of plants is drawn; its year is the first in which plants are converted.
    """
    years = years_done(world.clock, start)
    if not years or (levers.yearly == 0.0 and levers.ban == 0):
        return []
    eligible, outside = find(world, where)
    end = _converted(world.table("buildings")["uid"][eligible], years, levers, world.seed)
    rows, done = eligible[end > 0], end[end > 0]
    words = [f"{rows.size} of {eligible.size} gas-oil plants turned to gas from {years[0]} to {years[-1]}", *outside]
    grant = {year: levers.city_share for year in years if levers.grants_from <= year <= levers.grants_to}
    bill = ((Payer.CITY, grant), (Payer.STATE, levers.state_share))
    return condensing(NAME, world, rows, done, levers.cost_per_kw, bill, "; ".join(words))


def _converted(uids: NDArray[np.uint64], years: range, levers: PhaseOutLevers, seed: int) -> NDArray[np.int64]:
    """Year in which each plant turns to gas, 0 if in none. (N,)"""
    end = np.zeros(uids.size, dtype=np.int64)
    for year in years:
        last = levers.ban > 0 and year + 1 >= levers.ban
        due = 1.0 if last else levers.yearly
        end[(end == 0) & (YEARLY.at(seed).uniform(uids, tick=year) < due)] = year
    return end


def find(world: World, where: Where) -> Found:
    """Heated buildings with a gas-oil boiler in the places."""
    b = world.table("buildings")
    oil = np.isin(b["generator"], (Generator.BOILER, Generator.CONDENSING_BOILER)) & (b["heating_fuel"] == Fuel.GAS_OIL)
    return where.find(world, "buildings", oil & (b["thermal"] == Thermal.HEATED))


MEASURE = Measure(
    name=NAME,
    label="Without the project: end of gas oil",
    label_it="Senza il progetto: fine del gasolio",
    order=910,
    levers=PhaseOutLevers,
    touches=TOUCHES,
    mechanism=(
        "Each year some of the plants that burn gas oil turn to condensing gas boilers of the same size, drawn by lot, "
        "and all that are left do before the year of the ban. What a year converts counts from the next year on. Homes "
        "get the city's grant in the years of its calls and deduct from the rest. That some would turn to heat pumps "
        "or district heat is left to measures: where one puts in another plant, this trend does and pays nothing. It "
        "happens anyway: it belongs on both sides of a comparison, and its cost is not the project's."
    ),
    evidence=(
        Evidence("3,800 gas-oil plants heated 51,000 families in Milan in 2019; 24 million EUR of the city to replace "
                 "them and to insulate", "milano.corriere.it, 27 March 2019", "published"),
        Evidence("gas oil gave 12 % of Milan's heating in 2015", "pgt.comune.milano.it, VAS 2.4", "published"),
        Evidence("city grants of 2017-18: 1 million EUR, 50 % of the cost, at most 40,000 to 70,000 EUR by type",
                 "varesenews.it", "published"),
        Evidence("pace of conversions and date of the ban: from memory", "no source was reached", "assumed"),
    ),
    edits=edits,
    trend=True,
)  # fmt: skip
