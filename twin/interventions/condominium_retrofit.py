"""What happens when condominiums insulate, change windows or boiler, fit valves, and put sun on the roof?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from twin.core.streams import declare
from twin.domains.energy import Params as EnergyParams
from twin.interventions.choosing import take, target_of
from twin.interventions.measure import Evidence, Measure, start_tick
from twin.interventions.refurbishment import ADVANCED, COLUMNS, LEVELS, STANDARD, TABULA, Envelope
from twin.interventions.retrofit_cost import cost
from twin.interventions.retrofit_levers import RetrofitLevers
from twin.state.codes import Control, Fuel, Generator, Payer, Thermal, Use
from twin.state.edits import Edit

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from twin.interventions.where import Found, Where
    from twin.state.world import World

__all__ = ["ADVANCED", "MEASURE", "STANDARD", "RetrofitLevers", "changes", "edits", "find", "heat_loss"]

NAME = "condominium_retrofit"
CHOICE = declare("interventions.condominium_retrofit", "rank of a building in a retrofit drawn by lot")
SEALED = 0.5  # share of the leaks above the level's air change that sealed window boxes take away, assumed


def edits(world: World, levers: RetrofitLevers, where: Where, start: date) -> list[Edit]:
    """Edits of the chosen buildings, with what households and state pay.

    Parameters
    ----------
    world : World before any edit; U-values as the energy domain read them from the construction period.
    levers : What is done, how much of it, and for how much.
    where : Zones whose buildings are eligible, or addresses.
    start : Day from which the works are finished.
    """
    tick = start_tick(world.clock, start)
    if levers.quantity.value == 0.0 or tick is None:
        return []
    buildings = world.table("buildings")
    eligible, outside = find(world, levers, where)
    sizes = {"m2": buildings["floor_area"][eligible], "flat": buildings["flats"][eligible]}
    target, unit, note = target_of(levers.quantity, {name: float(size.sum()) for name, size in sizes.items()})
    uids = buildings["uid"][eligible]
    rank = -heat_loss(world, eligible) if levers.choice == "worst_first" else CHOICE.at(world.seed).uniform(uids)
    rows = take(eligible, rank, uids, sizes[unit], target)
    flats, area = buildings["flats"][rows], buildings["floor_area"][rows]
    words = "; ".join([
        f"{len(rows)} buildings, {flats.sum():.0f} flats, {area.sum():.0f} m2 of {sizes['m2'].sum():.0f} m2 eligible",
        *([note] if note else []),
        *outside,
    ])  # fmt: skip
    new = changes(world, rows, levers)
    boilers = np.isin(rows, new["generator"][0]) if "generator" in new else np.zeros(len(rows), dtype=bool)
    whole = cost(buildings, rows, boilers, levers)
    done = [
        Edit(NAME, "buildings", column, chosen, values, tick, np.zeros(len(chosen)))
        for column, (chosen, values) in new.items()
        if len(chosen)
    ]
    # A column as it is carries what each payer pays, once; a work that reaches nothing still says why.
    same = buildings["u_wall"][rows]
    bill = (
        (whole * (1.0 - levers.state_share), Payer.HOUSEHOLDS, words),
        (whole * levers.state_share, Payer.STATE, "tax deduction on the whole work, booked at once"),
    )
    paid = [Edit(NAME, "buildings", "u_wall", rows, same, tick, *each) for each in bill[: 2 if len(rows) else 1]]
    return [*paid, *done]


def changes(
    world: World, rows: NDArray[np.int64], levers: RetrofitLevers
) -> dict[str, tuple[NDArray[np.int64], NDArray[Any]]]:
    """Rows and new values of each column that the works set; a part that is better already stays when applied."""
    buildings = world.table("buildings")
    after = np.array(LEVELS[levers.level])[buildings["epoch"][rows]].reshape(-1, len(Envelope._fields))
    part = {name: after[:, k] for k, name in enumerate(Envelope._fields)}
    part["wall"], part["bridges"] = part["wall"] * levers.wall_u_factor, part["bridges"] * levers.bridges_factor
    new: dict[str, tuple[NDArray[np.int64], NDArray[Any]]] = {
        column: (rows, part[name])
        for lever, columns in COLUMNS.items()
        if getattr(levers, lever)
        for column, name in columns.items()
    }
    if levers.window_boxes and not levers.windows:
        leaks = buildings["infiltration"][rows]
        new["infiltration"] = (rows, leaks - SEALED * np.maximum(leaks - part["infiltration"], 0.0))
    if levers.airing_after != 1.0:
        new["ventilation"] = (rows, buildings["ventilation"][rows] * levers.airing_after)
    for name in ("valves", "cost_allocation"):
        if getattr(levers, name):
            new[name] = (rows, np.ones(len(rows), dtype=bool))
    if levers.control == "good":
        worse = rows[buildings["control"][rows] < Control.GOOD]
        new["control"] = (worse, np.full(len(worse), Control.GOOD))
    if levers.generator == "condensing_gas":
        boiler = rows[np.isin(buildings["heating_fuel"][rows], (Fuel.GAS, Fuel.GAS_OIL))]
        new["generator"] = (boiler, np.full(len(boiler), Generator.CONDENSING_BOILER))
        new["heating_fuel"] = (boiler, np.full(len(boiler), Fuel.GAS))
        new["heating_efficiency"] = (boiler, np.full(len(boiler), EnergyParams().boiler_efficiency[1]))
    if levers.pv_per_flat > 0.0:
        new["pv_peak"] = (rows, buildings["pv_peak"][rows] + 1000.0 * levers.pv_per_flat * buildings["flats"][rows])
    return new


def find(world: World, levers: RetrofitLevers, where: Where) -> Found:
    """Heated residential buildings with enough flats in the places; of an address, the nearest of them."""
    buildings = world.table("buildings")
    wanted = (
        (buildings["use"] == Use.RESIDENTIAL)
        & (buildings["thermal"] == Thermal.HEATED)
        & (buildings["flats"] >= max(levers.least_flats, 1.0))
        & (buildings["floor_area"] > 0.0)
    )
    return where.find(world, "buildings", wanted)


def heat_loss(world: World, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Transmission through the envelope per gross floor area, sum of U·A over floor area. (K,) [W/m2/K]"""
    b = {name: column[rows] for name, column in world.table("buildings").data.items() if name != "source_id"}
    facade = b["facade"].sum(axis=1)
    glass = facade * b["window_share"]
    loss = b["u_wall"] * (facade - glass) + b["u_window"] * glass + (b["u_roof"] + b["u_floor"]) * b["footprint"]
    return np.asarray(loss / b["floor_area"], dtype=np.float64)


MEASURE = Measure(
    name=NAME,
    label="Condominium retrofit",
    label_it="Riqualificazione dei condomini",
    order=100,
    levers=RetrofitLevers,
    touches=tuple(
        f"buildings.{column}"
        for column in (
            *(column for part in COLUMNS.values() for column in part),
            "ventilation",
            "valves",
            "cost_allocation",
            "control",
            "generator",
            "heating_fuel",
            "heating_efficiency",
            "pv_peak",
        )
    ),
    mechanism=(
        "Walls, roof or top ceiling, floor and windows of the chosen buildings, each if it is part of the work, "
        "get the U-values of TABULA's refurbished apartment block of their construction period, windows their "
        "solar factor, and leaks shrink to the air change given there; a part that is already better stays. With "
        "the walls the surcharge for thermal bridges becomes that of the same block, which for the oldest walls is "
        "more than before. Boilers may give way to a condensing gas boiler of the same size on the old pipes and "
        "radiators; valves, billing by heat taken, good control and photovoltaics of the common parts can be "
        "added. What people do with the warmth saved follows from set points and control and is no part of the "
        "measure. The cost is booked when the works are finished, or at the start of the simulated year if that is "
        "later; the deduction, in truth paid back over ten years, is booked at once."
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
