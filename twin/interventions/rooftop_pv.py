"""What happens when roofs get photovoltaics, with or without a battery?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from twin.core.streams import declare
from twin.interventions.choosing import take, target_of
from twin.interventions.measure import Amount, Evidence, Levers, Measure, lever, start_tick
from twin.interventions.promotion import (
    LIMITS,
    adoption,
    campaign,
    dated,
    offer_of_roofs,
    refused_rows,
    subsidy,
    taken_up,
)
from twin.state.codes import Payer, Thermal, Use
from twin.state.edits import Edit

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from twin.interventions.where import Found, Where
    from twin.state.world import World

NAME = "rooftop_pv"
CHOICE = declare("interventions.rooftop_pv", "rank of a roof drawn by lot")
_KWH = 3.6e6
_KW = 1e3


class PvLevers(Levers):
    """Levers of photovoltaics on roofs."""

    quantity: Amount = lever(
        ...,
        unit="1|m2",
        label="quantity",
        label_it="quantità",
        doc="Share of the module area that the eligible roofs have room for, or module area",
        slider=(0.0, 1.0, 0.01),
    )
    fill: float = lever(
        1.0,
        unit="1",
        label="share of a roof's room used",
        label_it="quota del tetto utilizzabile occupata",
        doc="Each chosen roof gets this share of the module area that it has room for",
        source="assumed: as much as fits",
        gt=0.0,
        le=1.0,
        slider=(0.1, 1.0, 0.05),
    )
    most_per_flat: float = lever(
        0.0,
        unit="kW/flat",
        label="most per flat",
        label_it="massimo per appartamento",
        doc="No residential roof gets more peak power by flat than this; 0 sets no limit",
        source="assumed: no limit",
        ge=0.0,
        slider=(0.0, 6.0, 0.1),
    )
    module: float = lever(
        200.0,
        unit="W/m2",
        label="power of the modules",
        label_it="potenza dei moduli",
        doc="Peak power per area of modules",
        source="data sheets of crystalline silicon modules of 2019-2021, quoted from memory",
        gt=0.0,
        le=300.0,
        slider=(150.0, 240.0, 5.0),
    )
    battery: float = lever(
        0.0,
        unit="kWh/kW",
        label="battery",
        label_it="batteria",
        doc="Usable capacity of a battery per peak power of the modules",
        source="assumed: none, as at the buildings of Sharing Cities",
        ge=0.0,
        le=10.0,
        slider=(0.0, 3.0, 0.1),
    )
    uses: Literal["homes", "all"] = lever(
        "all",
        unit="-",
        label="whose roofs",
        label_it="quali tetti",
        doc="Roofs of homes alone, or of all uses",
        options={"homes": ("homes", "abitazioni"), "all": ("all uses", "tutti gli usi")},
    )
    choice: Literal["best_first", "lot"] = lever(
        "best_first",
        unit="-",
        label="who comes first",
        label_it="chi viene prima",
        doc="Roofs that see most sky and face most to the south first, or drawn by lot",
        source="assumed: who plans, takes the good roofs first",
        options={
            "best_first": ("the sunniest roofs", "i tetti più soleggiati"),
            "lot": ("drawn by lot", "estratto a sorte"),
        },
        folded=True,
    )
    least_area: float = lever(
        10.0,
        unit="m2",
        label="smallest plant",
        label_it="impianto più piccolo",
        doc="Roofs with less room for modules are left out",
        source="assumed: 2 kW",
        ge=0.0,
        slider=(0.0, 100.0, 5.0),
    )
    cost_per_kw: float = lever(
        2_000.0,
        unit="EUR/kW",
        label="cost of modules",
        label_it="costo dei moduli",
        doc="Modules, inverter, mounting and connection, before any deduction",
        source="1,500-2,500 EUR/kW, 4 kW for about 8,000 EUR (Sorgenia, in requadro.com)",
        ge=0.0,
        slider=(800.0, 3_500.0, 50.0),
    )
    cost_per_kwh: float = lever(
        800.0,
        unit="EUR/kWh",
        label="cost of the battery",
        label_it="costo della batteria",
        doc="Battery and its inverter by usable capacity, before any deduction",
        source="assumed",
        ge=0.0,
        slider=(200.0, 1_500.0, 50.0),
    )
    state_share: float = lever(
        0.50,
        unit="1",
        label="share paid by the state",
        label_it="quota pagata dallo Stato",
        doc="Tax deduction on plants of homes; other owners pay all themselves",
        source="deduction of 50 % for building renovation, art. 16-bis TUIR, 2012-2024, quoted from memory",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )
    adoption: Literal["planner", "diffusion"] = adoption()
    campaign: float = campaign()
    subsidy: float = subsidy()


def edits(world: World, levers: PvLevers, where: Where, start: date) -> list[Edit]:
    """Edits of the chosen roofs, with what households, businesses and the state pay.

    Parameters
    ----------
    world : World before any edit; the energy domain told each roof's room, slope and azimuth.
    levers : How much, on whose roofs, with what battery, for how much.
    where : Zones whose roofs are eligible, or addresses.
    start : Day from which the plants work.
    """
    tick = start_tick(world.clock, start)
    if levers.quantity.value == 0.0 or tick is None:
        return []
    b = world.table("buildings")
    eligible, outside = find(world, levers, where)
    area = room(world, eligible, levers)
    target, _, note = target_of(levers.quantity, {"m2": float(area.sum())})
    uids = b["uid"][eligible]
    planned = levers.adoption == "planner"
    best = levers.choice == "best_first" and planned
    rank = -sunniness(world, eligible) if best else CHOICE.at(world.seed).uniform(uids)
    rows = take(eligible, rank, uids, area, target)
    years = np.full(rows.size, start.year)
    if not planned:
        offered = levers.module * area[np.isin(eligible, rows)] / _KW
        home = b["use"][rows] == Use.RESIDENTIAL
        price = (levers.cost_per_kw + levers.cost_per_kwh * levers.battery) * offered
        offer = offer_of_roofs(world, rows, offered, price, np.where(home, levers.state_share, 0.0))
        no = refused_rows(world, NAME, "buildings")
        rows, years, told = taken_up(world, "rooftop_pv", offer, levers, start, "roofs", no)
        outside = (told, *outside)
    peak = levers.module * area[np.isin(eligible, rows)]
    words = "; ".join([
        f"{rows.size} roofs, {peak.sum() / _KW:.0f} kW of {levers.module * area.sum() / _KW:.0f} kW that fit",
        *([note] if note else []),
        *outside,
    ])  # fmt: skip
    size = levers.battery * _KWH / _KW * peak
    homes = b["use"][rows] == Use.RESIDENTIAL
    cost = (levers.cost_per_kw + levers.cost_per_kwh * levers.battery) * peak / _KW
    city = np.zeros(rows.size) if planned else levers.subsidy * cost
    state = np.where(homes, levers.state_share, 0.0) * (cost - city)  # on what stays with the owner, as TUIR says
    after = b["pv_peak"][rows] + peak
    # The first edit brings the modules; those after it leave them and carry what others pay.
    done = [Edit(NAME, "buildings", "pv_peak", rows, after, tick, np.where(homes, cost - state - city, 0.0),
                 Payer.HOUSEHOLDS, words)]  # fmt: skip
    if not rows.size:
        return done
    slope = b["pv_tilt"][rows]
    for payer, paid, why in (
        (Payer.BUSINESSES, np.where(homes, 0.0, cost - city), "plants on roofs of other uses than homes"),
        (Payer.STATE, state, "tax deduction on the plants of homes, booked at once"),
        (Payer.CITY, city, "subsidy of the city"),
    ):
        if paid.any():
            done.append(Edit(NAME, "buildings", "pv_tilt", rows, slope, tick, paid, payer, why))
    if levers.battery > 0.0:
        done.append(Edit(NAME, "buildings", "battery_size", rows, b["battery_size"][rows] + size, tick,
                         np.zeros(rows.size)))  # fmt: skip
    return dated(done, rows, years)


def find(world: World, levers: PvLevers, where: Where) -> Found:
    """Buildings whose roofs have room enough, in the places."""
    b = world.table("buildings")
    wanted = (b["thermal"] != Thermal.MERGED) & (b["roof_usable"] * levers.fill >= max(levers.least_area, 1e-6))
    if levers.uses == "homes":
        wanted &= b["use"] == Use.RESIDENTIAL
    return where.find(world, "buildings", wanted)


def room(world: World, rows: NDArray[np.int64], levers: PvLevers) -> NDArray[np.float64]:
    """Module area that each roof would get. (K,) [m²]"""
    b = world.table("buildings")
    area = b["roof_usable"][rows] * levers.fill
    if levers.most_per_flat > 0.0:
        most = levers.most_per_flat * _KW * np.maximum(b["flats"][rows], 1.0) / levers.module
        area = np.where(b["use"][rows] == Use.RESIDENTIAL, np.minimum(area, most), area)
    return np.asarray(area, dtype=np.float64)


def sunniness(world: World, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """View of the sky, less what a slope away from the south costs: 0.3 of a slope of 45° to the north. (K,) [1]"""
    b = world.table("buildings")
    off = np.radians(b["pv_azimuth"][rows] - 180.0)
    lost = 0.5 * (1.0 - np.cos(off)) * np.sin(np.radians(b["pv_tilt"][rows]))
    return np.asarray(b["sky_view"][rows, -1] - 0.4 * lost, dtype=np.float64)


MEASURE = Measure(
    name=NAME,
    label="Photovoltaics on roofs",
    label_it="Fotovoltaico sui tetti",
    order=150,
    topic="electricity",
    levers=PvLevers,
    touches=("buildings.pv_peak", "buildings.pv_tilt", "buildings.battery_size"),
    mechanism=(
        "The chosen roofs get modules on a share of the area that they have room for, which follows from the "
        "footprint, from whether the roof is taken as pitched or flat by its construction period, and from what "
        "stands higher between east and west. Slope and azimuth follow the house's longer side. The electricity "
        "of each tick comes from the sun on that plane behind the roof's own horizon, module temperature, dirt, "
        "losses and inverter, and first serves the building, then the battery, then the grid, where an energy "
        "community may share it. Roofs are not surveyed: chimneys, listed fronts, asbestos and statics are not known, "
        "and neither is whether an assembly agrees. Owners pay for the plant when it starts, less the deduction of "
        "homes, booked at once." + LIMITS
    ),
    evidence=(
        Evidence(
            "a kW gives 1,310 kWh a year in the province of Milan at the best slope, 1,100-1,300 in Lombardy",
            "PVGIS by tne2010.it",
            "published",
        ),
        Evidence(
            "photovoltaics for the common parts of condominiums of Sharing Cities, surplus to the grid; no power told",
            "canaleenergia.com; today.it",
            "published",
        ),
        Evidence(
            "Milan and its province in 2019: 346 MW, 333 GWh",
            "GSE by milanotoday.it",
            "published",
        ),
        Evidence("962 kWh a year per installed kW there", "333 GWh over 346 MW", "derived"),
        Evidence("a home uses 30 % of its production, up to 70 % with a battery", "Enel, in requadro.com", "published"),
        Evidence("room for modules: 35 % of flat and 30 % of pitched footprints", "no survey was reached", "assumed"),
    ),
    edits=edits,
)  # fmt: skip
