"""What do the works of a retrofit change in a building, and what do they cost? The same for all who order them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from twin.domains.energy import Params as EnergyParams
from twin.interventions import retrofit_cost
from twin.interventions.choosing import take, target_of
from twin.interventions.refurbishment import COLUMNS, LEVELS, Envelope
from twin.state.codes import Control, Fuel, Generator
from twin.state.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from twin.core.streams import StreamName
    from twin.interventions.retrofit_levers import RetrofitLevers
    from twin.interventions.where import Found
    from twin.state.codes import Payer
    from twin.state.world import World

SEALED = 0.5  # share of the leaks above the level's air change that sealed window boxes take away, assumed
TOUCHES = tuple(
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
)


def choose(world: World, levers: RetrofitLevers, found: Found, lot: StreamName) -> tuple[NDArray[np.int64], str]:
    """The buildings that are retrofitted, in the order that the levers ask for, and what is to be said of them.

    Parameters
    ----------
    world, levers : World before any edit, and how much is wanted.
    found : Buildings that come into question, with notes.
    lot : Stream of those that are drawn by lot.
    """
    buildings, eligible = world.table("buildings"), found.rows
    sizes = {"m2": buildings["floor_area"][eligible], "flat": buildings["flats"][eligible]}
    target, unit, note = target_of(levers.quantity, {name: float(size.sum()) for name, size in sizes.items()})
    uids = buildings["uid"][eligible]
    rows = take(eligible, rank_of(world, levers, eligible, lot), uids, sizes[unit], target)
    flats, area = buildings["flats"][rows], buildings["floor_area"][rows]
    words = "; ".join([
        f"{len(rows)} buildings, {flats.sum():.0f} flats, {area.sum():.0f} m2 of {sizes['m2'].sum():.0f} m2 eligible",
        *([note] if note else []),
        *found.notes,
    ])  # fmt: skip
    return rows, words


def rank_of(world: World, levers: RetrofitLevers, rows: NDArray[np.int64], lot: StreamName) -> NDArray[np.float64]:
    """Rank of each building, the lowest comes first: by heat loss, or by lot. (K,)"""
    if levers.choice == "worst_first":
        return -heat_loss(world, rows)
    return lot.at(world.seed).uniform(world.table("buildings")["uid"][rows])


def booked(
    name: str,
    world: World,
    rows: NDArray[np.int64],
    levers: RetrofitLevers,
    tick: int,
    bill: Sequence[tuple[NDArray[np.float64], Payer, str]],
) -> list[Edit]:
    """Edits of the works in the chosen buildings, with what each payer pays.

    Parameters
    ----------
    name, tick : As in `Edit`.
    world, rows, levers : World before any edit, the buildings, and what is done in them.
    bill : What each payer pays for each building, who it is, and plain words; the first says what is done.
    """
    done = [
        Edit(name, "buildings", column, chosen, values, tick, np.zeros(len(chosen)))
        for column, (chosen, values) in changes(world, rows, levers).items()
        if len(chosen)
    ]
    # A column as it is carries what each payer pays, once; a work that reaches nothing still says why.
    same = world.table("buildings")["u_wall"][rows]
    paid = [Edit(name, "buildings", "u_wall", rows, same, tick, *each) for each in bill[: None if len(rows) else 1]]
    return [*paid, *done]


def cost(world: World, rows: NDArray[np.int64], levers: RetrofitLevers) -> NDArray[np.float64]:
    """Investment before any deduction. (K,) [EUR]"""
    new = changes(world, rows, levers)
    boilers = np.isin(rows, new["generator"][0]) if "generator" in new else np.zeros(len(rows), dtype=bool)
    return retrofit_cost.cost(world.table("buildings"), rows, boilers, levers)


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
        energy: EnergyParams = world.params.get("energy") or EnergyParams()
        boiler = rows[np.isin(buildings["heating_fuel"][rows], (Fuel.GAS, Fuel.GAS_OIL))]
        new["generator"] = (boiler, np.full(len(boiler), Generator.CONDENSING_BOILER))
        new["heating_fuel"] = (boiler, np.full(len(boiler), Fuel.GAS))
        new["heating_efficiency"] = (boiler, np.full(len(boiler), energy.boiler_efficiency[1]))
    if levers.pv_per_flat > 0.0:
        new["pv_peak"] = (rows, buildings["pv_peak"][rows] + 1000.0 * levers.pv_per_flat * buildings["flats"][rows])
    return new


def heat_loss(world: World, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Transmission through the envelope per gross floor area, sum of U·A over floor area. (K,) [W/m2/K]"""
    b = {name: column[rows] for name, column in world.table("buildings").data.items() if name != "source_id"}
    facade = b["facade"].sum(axis=1)
    glass = facade * b["window_share"]
    loss = b["u_wall"] * (facade - glass) + b["u_window"] * glass + (b["u_roof"] + b["u_floor"]) * b["footprint"]
    return np.asarray(loss / b["floor_area"], dtype=np.float64)
